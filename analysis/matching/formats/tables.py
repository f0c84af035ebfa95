"""Tables: CSV and TSV with a column of words and, perhaps, of categories and weights."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from analysis.matching.entries import (
    Contents,
    Entry,
    LexiconError,
    is_number,
    make_entry,
    number,
    read_lines,
    where,
)
from analysis.text.delimited import Row, read_rows

__all__ = ["read"]

HEADERS = {
    "word": frozenset("word words entry term token lemma ngram phrase pattern".split()),
    "category": frozenset("category categories class label emotion".split()),
    "weight": frozenset("weight score valence value rating strength polarity".split()),
    "note": frozenset(["note", "notes"]),
}


class _Columns(NamedTuple):
    """Where the columns are; -1 for one that is not there."""

    word: int
    category: int
    weight: int
    note: int = -1


def read(path: Path) -> Contents:
    """Read a table of words.

    Columns are parted by tabs, commas or semicolons. They are named (word, category, weight, note),
    or, without names: word and category, word and weight (a list like AFINN), or all three. Without
    categories, the file's name is the only one.
    """
    rows = [row for row in _rows(path) if any(cell.strip() for cell in row.cells)]
    if not rows:
        raise LexiconError(f"{path.name}: the file is empty")
    columns, has_header = _columns(path, [row for _, row in rows])
    entries = [_entry(path, line, row, columns) for line, row in rows[has_header:]]
    if not entries:
        raise LexiconError(f"{path.name}: there are no words under the header")
    return entries, {"categories": {entry.category: {} for entry in entries}}


def _rows(path: Path) -> list[Row]:
    lines = read_lines(path)
    first = next((line for line in lines if line.strip()), "")
    mark = next((mark for mark in "\t;," if mark in first), "\t")
    text = "\n".join(lines)
    return read_rows(text, path.name, LexiconError, delimiter=mark, quoted=mark != "\t")


def _columns(path: Path, rows: Sequence[Sequence[str]]) -> tuple[_Columns, bool]:
    """Find the columns, and whether the first row names them."""
    names = [cell.strip().lower() for cell in rows[0]]
    found = {
        column: next((place for place, name in enumerate(names) if name in known), -1)
        for column, known in HEADERS.items()
    }
    if found["word"] >= 0:
        return _Columns(**found), True
    width = len(rows[0])
    if width == 1:
        return _Columns(0, -1, -1), False
    if width == 2:
        is_rated = all(is_number(row[-1]) for row in rows)
        return (_Columns(0, -1, 1) if is_rated else _Columns(0, 1, -1)), False
    if width == 3:
        return _Columns(0, 1, 2), False
    raise LexiconError(
        f"{where(path, 1)}: {width} columns without a header; name them: word, category, weight"
    )


def _entry(path: Path, line: int, row: Sequence[str], columns: _Columns) -> Entry:
    def cell(place: int) -> str:
        return row[place].strip() if 0 <= place < len(row) else ""

    if len(row) <= max(columns.word, columns.category):
        wanted = 1 + max(columns.word, columns.category)
        raise LexiconError(f"{where(path, line)}: {len(row)} columns; {wanted} are needed")
    category = cell(columns.category) if columns.category >= 0 else path.stem
    if not category:
        raise LexiconError(f"{where(path, line)}: {cell(columns.word)!r} has no category")
    entry = make_entry(path, line, cell(columns.word), category)
    weight = number(path, line, cell(columns.weight))
    return entry._replace(weight=weight, note=cell(columns.note))
