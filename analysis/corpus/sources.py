"""Sources of many documents, read as a stream: a folder, or a table with a row per document.

What is wrong with one document becomes its ``error``; what is wrong with the source as a whole
(no such file, no such column, not UTF-8) is a `CorpusError`.
"""

from __future__ import annotations

import csv
import json
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from analysis.corpus.items import CorpusError, Item, make_item
from analysis.reading.formats.registry import document_endings, format_of_ending
from analysis.reading.sources import MAX_CHARACTERS

__all__ = ["TABLES", "Cell", "read_column", "read_items"]

TABLES = (".jsonl", ".csv", ".parquet")
MAX_LINE = 10 * MAX_CHARACTERS  # bytes: a character in JSON takes up to six, and some have two


def read_items(
    source: Path, text_column: str, id_column: str, left_out: Counter[str]
) -> Iterator[Item]:
    """Return the documents of a source, always in the same order.

    Parameters
    ----------
    source : Path
        A folder, or a ``.jsonl``, ``.csv`` or ``.parquet`` file.
    text_column, id_column : str
        Names of the columns; without the id column rows are numbered.
    left_out : Counter
        Counts the files of a folder that are of no kind that is read, by their endings.

    Returns
    -------
    iterator of Item

    Raises
    ------
    CorpusError
        If the source is of no kind that is read, at once; while it is read, if it is damaged.
    """
    if source.is_dir():
        return _read_folder(source, left_out)
    if source.suffix.lower() not in TABLES or not source.is_file():
        raise CorpusError(
            f"source={source}: give a folder of documents, or a .jsonl, .csv or .parquet file"
        )
    cells = read_column(source, text_column, id_column, needed=True)
    return (_text_item(cell, text_column) for cell in cells)


class Cell(NamedTuple):
    """What a column of a table holds of a document.

    Parameters
    ----------
    id : str
        Of the document, as an archive has it; the number of its row if it has none.
    value : object
        None if there is nothing.
    error : str, optional
        Why the row cannot be read.
    """

    id: str
    value: Any
    error: str | None = None


def read_column(
    source: Path, column: str, id_column: str, *, needed: bool = False
) -> Iterator[Cell]:
    """Yield what a column of a table holds of every document.

    Parameters
    ----------
    source : Path
        A ``.jsonl``, ``.csv`` or ``.parquet`` file.
    column, id_column : str
        Names of the columns; without the id column rows are numbered.
    needed : bool
        Refuse a ``.csv`` or ``.parquet`` file without the column.

    Raises
    ------
    CorpusError
        While it is read, if it is damaged.
    """
    read = dict(zip(TABLES, (_read_jsonl, _read_csv, _read_parquet), strict=True))
    try:
        yield from read[source.suffix.lower()](source, column, id_column, needed)
    except OSError as error:
        raise CorpusError(f"{source}: cannot be read: {error.strerror or error}") from None


def _text_item(cell: Cell, column: str) -> Item:
    if cell.error is not None:
        return make_item(cell.id, None, error=cell.error)
    if not isinstance(cell.value, str):
        return make_item(cell.id, None, error=f"no text in {column!r}")
    return make_item(cell.id, cell.value, size=len(cell.value))


# --- a folder ------------------------------------------------------------------------------------


def _read_folder(folder: Path, left_out: Counter[str]) -> Iterator[Item]:
    """Yield the documents of a folder in the order of their paths; refuse one without any."""
    n_items = 0
    for item in _walk(str(folder.resolve()), left_out):
        n_items += 1
        yield item
    if not n_items:
        tables = sorted(ending for ending in left_out if ending in TABLES)
        advice = (
            f"it holds {', '.join(f'{left_out[t]} {t} file(s)' for t in tables)}: "
            "give such a file itself as the source"
            if tables
            else f"documents end in {', '.join(document_endings())}"
        )
        raise CorpusError(f"source={folder}: no documents in this folder; {advice}")


def _walk(folder: str, left_out: Counter[str]) -> Iterator[Item]:
    """Yield the documents below a folder; links to folders are not followed."""
    waiting: list[Iterator[tuple[str, os.DirEntry[str] | OSError]]] = [_entries(folder, "")]
    while waiting:
        name, entry = next(waiting[-1], ("", None))
        if entry is None:
            waiting.pop()
        elif isinstance(entry, OSError):
            problem = f"this folder cannot be read: {entry.strerror}"
            yield make_item(name, None, error=problem)
        elif entry.is_dir(follow_symlinks=False):
            waiting.append(_entries(entry.path, f"{name}/"))
        else:
            yield from _file_items(name, entry, left_out)


def _entries(folder: str, prefix: str) -> Iterator[tuple[str, os.DirEntry[str] | OSError]]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        yield prefix, error
        return
    for entry in entries:
        yield prefix + entry.name, entry


def _file_items(name: str, entry: os.DirEntry[str], left_out: Counter[str]) -> Iterator[Item]:
    stem, ending = os.path.splitext(entry.name)
    identifier = name.removesuffix(ending) if ending else name
    if stem == "README":
        return
    form = format_of_ending(ending)
    if form is None:
        left_out[ending.lower() or entry.name] += 1
    elif entry.is_file():
        # The number of bytes tells how much text there is, where there is nothing else.
        size = entry.stat().st_size if form.holds == "text" else 0
        yield make_item(identifier, None, entry.path, size=size)
    elif entry.is_symlink():
        yield make_item(identifier, None, error="a link to a file that is not there")


# --- tables --------------------------------------------------------------------------------------


def _read_jsonl(path: Path, column: str, id_column: str, _needed: bool) -> Iterator[Cell]:
    with path.open("rb") as file:
        for number, line in enumerate(_lines(file), 1):
            try:
                if line is None:
                    raise ValueError(f"longer than {MAX_LINE:,} bytes")
                text = line.decode("utf-8-sig" if number == 1 else "utf-8")
                row = json.loads(text) if text.strip() else None
            except (ValueError, RecursionError) as error:
                kind = "not UTF-8" if isinstance(error, UnicodeDecodeError) else "not JSON"
                yield Cell(f"line {number}", None, f"line {number}: {kind}: {error}")
                continue
            if text.strip():
                yield _cell(row if isinstance(row, dict) else {}, column, id_column, number)


def _lines(file: IO[bytes]) -> Iterator[bytes | None]:
    """Yield the lines of a file; None for one that is too long to be held."""
    while line := file.readline(MAX_LINE):
        if len(line) < MAX_LINE or line.endswith(b"\n"):
            yield line
            continue
        while (rest := file.readline(MAX_LINE)) and not rest.endswith(b"\n"):
            pass
        yield None


def _read_csv(path: Path, column: str, id_column: str, needed: bool) -> Iterator[Cell]:
    # A quotation mark that is never closed must end before it has swallowed a large file.
    csv.field_size_limit(MAX_CHARACTERS)
    line = 0
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file, strict=True)
            head = next(rows, None)
            if not head:
                raise CorpusError(f"{path.name}: the file is empty; its first line names columns")
            if needed:
                _require_column(path, column, head)
            line = rows.line_num
            number = 0
            for row in rows:
                if row:
                    number += 1
                    yield _csv_cell(row, head, (column, id_column), number, line + 1)
                line = rows.line_num
    except UnicodeDecodeError as error:
        where = _undecodable_line(path)
        raise CorpusError(
            f"{path.name}, line {where}: not UTF-8 ({error.reason}); save the table as UTF-8 (in a "
            "spreadsheet: save as “CSV UTF-8”)"
        ) from None
    except csv.Error as error:
        raise CorpusError(
            f"{path.name}, line {line + 1}: {error}; a quotation mark that opens a field must be "
            "closed, and one within it be doubled"
        ) from None


def _csv_cell(
    row: list[str], head: list[str], columns: tuple[str, str], number: int, line: int
) -> Cell:
    cell = _cell(dict(zip(head, row, strict=False)), *columns, number)
    if len(row) == len(head):
        return cell
    problem = f"line {line}: {len(row)} fields, the first line names {len(head)} columns"
    return cell._replace(value=None, error=problem)


def _undecodable_line(path: Path) -> int:
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                return number
    return 1


def _read_parquet(path: Path, column: str, id_column: str, needed: bool) -> Iterator[Cell]:
    try:
        with pq.ParquetFile(path) as file:
            names = file.schema_arrow.names
            if needed:
                _require_column(path, column, names)
            columns = [name for name in dict.fromkeys((id_column, column)) if name in names]
            number = 0
            # Without threads, because processes are forked while the file is open.
            for batch in file.iter_batches(batch_size=200, columns=columns, use_threads=False):
                for row in batch.to_pylist():
                    number += 1
                    yield _cell(row, column, id_column, number)
    except (pa.ArrowException, UnicodeDecodeError) as error:
        reason = str(error).splitlines()[0]
        raise CorpusError(
            f"{path.name}: not a whole Parquet file ({reason}); write or copy it anew"
        ) from None


def _require_column(path: Path, column: str, names: list[str]) -> None:
    if column not in names:
        raise CorpusError(
            f"{path.name}: no column {column!r}; there are: {', '.join(names)}; "
            "name the column of the texts (--text NAME)"
        )


def _cell(row: dict[str, Any], column: str, id_column: str, number: int) -> Cell:
    name = row.get(id_column)
    return Cell(str(number if name is None else name), row.get(column))
