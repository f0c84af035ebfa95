"""The project's own format: a TSV file of entries and a TOML file that defines its categories."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from analysis.matching.entries import (
    PATTERN,
    Contents,
    Entry,
    LexiconError,
    number,
    read_lines,
    where,
)
from analysis.matching.formats.checked import check_key, is_checked, remember
from analysis.matching.rules import unknown_conditions
from analysis.text.classes import FOLDER
from analysis.text.definitions import read_definitions
from analysis.text.spans import fold

__all__ = ["HEADERS", "Columns", "read", "read_columns"]

HEADERS = (
    ("entry", "category", "weight", "note"),
    ("entry", "category", "weight", "when", "note"),
)


def read(path: Path) -> Contents:
    """Read a lexicon of the project's own form.

    The TSV file has the header ``entry``, ``category``, ``weight``, perhaps ``when``, and ``note``;
    the TOML file of the same name beside it defines the categories. Refused is an entry that is
    empty, repeated in its category, out of order, not folded or of an undefined category.
    """
    about = read_about(path.with_suffix(".toml"))
    lines = read_lines(path)
    key = _key(path)
    if is_checked(key):
        return _checked_entries(lines), about
    rows = (line.split("\t") for line in lines)
    header = tuple(next(rows, ()))
    if header not in HEADERS:
        raise LexiconError(f"{where(path, 1)}: the header must be {', '.join(HEADERS[1])}")
    known = about.get("categories", {})
    entries = [_entry(path, line, row, len(header), known) for line, row in enumerate(rows, 2)]
    vocabulary = about.get("when", {})
    for line, entry in enumerate(entries, 2):
        if entry.when and (problem := unknown_conditions(entry.when, vocabulary)):
            raise LexiconError(f"{where(path, line)}: {problem}")
    for line, (before, entry) in enumerate(pairwise(entries), 3):
        if entry[:2] <= before[:2]:
            problem = "repeats" if entry[:2] == before[:2] else "must come before"
            raise LexiconError(f"{where(path, line)}: {entry.text!r} {problem} {before.text!r}")
    remember(key)
    return entries, about


class Columns(NamedTuple):
    """The columns of a lexicon, for tables that need no entry for each of their many words."""

    texts: list[str]
    categories: list[str]
    weights: list[float]
    when: list[str]


def read_columns(path: Path) -> Columns:
    """Read a lexicon of the project's own form by its columns, checked as ``read`` does.

    Examples
    --------
    >>> from analysis.matching.lexicon import FOLDER
    >>> columns = read_columns(FOLDER / "hedge.tsv")
    >>> columns.categories[columns.texts.index("perhaps")]
    'adverb'
    """
    if not is_checked(_key(path)):
        read(path)
    lines = path.read_text(encoding="utf-8-sig").rstrip("\n")
    header, _, rows = lines.partition("\n")
    width = header.count("\t") + 1
    cells = rows.replace("\n", "\t").split("\t")
    texts, categories, weights = (cells[column::width] for column in range(3))
    when = cells[3::width] if width == len(HEADERS[1]) else [""] * len(texts)
    return Columns(texts, categories, list(map(float, weights)), when)


def _key(path: Path) -> str:
    return check_key([path.with_suffix(".toml").read_bytes(), path.read_bytes()])


def _checked_entries(lines: list[str]) -> list[Entry]:
    """Read the entries of a file that has been checked as it is."""
    rows = (line.split("\t") for line in lines[1:] if line)
    if lines[0].count("\t") + 1 == len(HEADERS[1]):
        return [Entry(t, c, float(w), note, when) for t, c, w, when, note in rows]
    return [Entry(text, category, float(weight), note) for text, category, weight, note in rows]


def read_about(path: Path) -> dict[str, Any]:
    """Read what the TOML file beside a lexicon says."""
    if path.parent == FOLDER:  # what the project's own say is kept
        return read_definitions(path)
    import tomllib  # only here, because it is slow to load

    try:
        return tomllib.loads("\n".join(read_lines(path)))
    except FileNotFoundError:
        raise LexiconError(f"{path.name} is missing: it defines the categories") from None
    except tomllib.TOMLDecodeError as error:
        raise LexiconError(f"{path.name}: {error}") from None


def _entry(path: Path, line: int, row: list[str], width: int, known: Mapping[str, Any]) -> Entry:
    if len(row) != width:
        raise LexiconError(f"{where(path, line)}: {len(row)} columns instead of {width}")
    text, category, weight, *when, note = row
    # Most entries are plain; the longer look is for the others.
    if not (text.isascii() and text.islower() and text[0].isalpha() and text[-1].isalpha()):
        plain = unicodedata.normalize("NFC", fold(text.strip()))
        if not text or text != plain or not PATTERN.search(text):
            problem = f"entry {text!r} must be lower-case words, like {plain!r}"
            raise LexiconError(f"{where(path, line)}: {problem}")
    if category not in known:
        problem = f"category {category!r} is not defined; there are: {', '.join(known)}"
        raise LexiconError(f"{where(path, line)}: {problem}")
    if not weight.strip():
        raise LexiconError(f"{where(path, line)}: the weight of {text!r} is missing")
    value = number(path, line, weight)
    return Entry(text, category, value, note, when[0] if when else "")
