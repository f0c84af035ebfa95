"""Two formats of plain lines: Lexicoder's ``.lc3`` and WordStat's ``.cat``."""

from __future__ import annotations

import re
from pathlib import Path

from analysis.matching.entries import Contents, Entry, LexiconError, make_entry, read_lines, where

__all__ = ["read_lexicoder", "read_wordstat"]

WEIGHT = re.compile(r"-?[\d.]{1,40}")


def read_lexicoder(path: Path) -> Contents:
    """Read a dictionary of Lexicoder: ``+CATEGORY``, then a word or phrase a line."""
    entries: list[Entry] = []
    names: dict[str, dict[str, str]] = {}
    category = ""
    for number, line in enumerate(read_lines(path), 1):
        text = line.strip()
        if text.startswith("+"):
            category = text[1:].strip()
            names.setdefault(category, {})
        elif text and not category:
            raise LexiconError(f"{where(path, number)}: a category (+NAME) must come first")
        elif text:
            entries.append(make_entry(path, number, text, category))
    return entries, {"categories": names}


def read_wordstat(path: Path) -> Contents:
    """Read a dictionary of WordStat: categories, indented by tabs, and words with ``(weight)``.

    Categories within categories are named by both: ``CARE.VIRTUE``. Its rules (``@``) are refused.
    """
    entries: list[Entry] = []
    open_categories: list[tuple[int, str]] = []
    for number, line in enumerate(read_lines(path), 1):
        text = line.strip()
        if not text:
            continue
        depth = len(line) - len(line.lstrip())
        if text.startswith("@"):
            raise LexiconError(f"{where(path, number)}: rules (@) cannot be read; remove them")
        while open_categories and open_categories[-1][0] >= depth:
            open_categories.pop()
        word, _, weight = text.removesuffix(")").rpartition("(")
        if not (text.endswith(")") and word.strip() and WEIGHT.fullmatch(weight)):
            open_categories.append((depth, text))
        elif not open_categories:
            raise LexiconError(f"{where(path, number)}: a category must come first")
        else:
            category = ".".join(name for _, name in open_categories)
            entries.append(make_entry(path, number, word.strip(), category, weight))
    return entries, {"categories": {entry.category: {} for entry in entries}}
