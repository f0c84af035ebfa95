"""LIWC's ``.dic``: categories between two lines of ``%``, then words with their numbers."""

from __future__ import annotations

from itertools import takewhile
from pathlib import Path

from analysis.matching.entries import Contents, LexiconError, make_entry, read_lines, where

__all__ = ["read"]


def read(path: Path) -> Contents:
    """Read a dictionary of LIWC.

    Refused are numbers without a category, and words that depend on another word, which only LIWC
    itself can look up.
    """
    lines = read_lines(path)
    borders = [number for number, line in enumerate(lines) if line.strip() == "%"][:2]
    if len(borders) < 2 or any(line.strip() for line in lines[: borders[0]]):
        raise LexiconError(f"{path.name}: the categories must stand between two lines of %")
    names: dict[str, str] = {}
    for number in range(borders[0] + 1, borders[1]):
        if lines[number].strip():
            names.update([_category(path, number + 1, lines[number])])
    entries = []
    for number, line in enumerate(lines[borders[1] + 1 :], borders[1] + 2):
        if line.strip():
            text, keys = _word(path, number, line)
            for key in keys:
                if key not in names:
                    problem = f"category {key} is not defined; there are: {', '.join(names)}"
                    raise LexiconError(f"{where(path, number)}: {problem}")
                entries.append(make_entry(path, number, text, names[key]))
    return entries, {"categories": {name: {} for name in names.values()}}


def _category(path: Path, number: int, line: str) -> tuple[str, str]:
    parts = line.strip().split(None, 1)
    if len(parts) < 2:
        raise LexiconError(f"{where(path, number)}: a category needs a number and a name")
    return parts[0], parts[1]


def _word(path: Path, number: int, line: str) -> tuple[str, list[str]]:
    """Part a word or phrase from the numbers of its categories, by tabs or spaces."""
    parts = line.split()
    keys = list(takewhile(str.isdecimal, reversed(parts)))[::-1]
    text = " ".join(parts[: len(parts) - len(keys)])
    if not text or not keys or "(" in text or "<" in text:
        problem = "a word and the numbers of its categories are needed"
        if any(sign in line for sign in "(<"):
            problem = "conditions in brackets cannot be read; remove them"
        raise LexiconError(f"{where(path, number)}: {problem}")
    return text, keys
