"""Tables that people make: cells parted by commas, semicolons or tabs, read whole and checked."""

from __future__ import annotations

import csv
import io
from typing import NamedTuple

from analysis.files import decode

__all__ = ["Row", "delimiter_of", "read_rows", "table_text"]

MARKS = ",;\t"
LONGEST_CELL = 2**17  # characters, as csv has it by itself


class Row(NamedTuple):
    """A row of a table: the line of the file on which it begins, and its cells."""

    line: int
    cells: list[str]


def table_text(data: bytes, name: str, error: type[ValueError]) -> str:
    """Return what a file of a table holds; the message of the error says where it is not UTF-8.

    Examples
    --------
    >>> table_text(b"file,author\\nx,Andr\\xe9\\n", "about.csv", ValueError)
    Traceback (most recent call last):
    ...
    ValueError: about.csv, line 2, column 7: not UTF-8; save the table as UTF-8 ...
    """
    try:
        return decode(data, name, error)
    except error as problem:
        advice = "save the table as UTF-8 (in a spreadsheet: save as “CSV UTF-8”)"
        raise error(f"{problem}; {advice}") from None


def delimiter_of(text: str) -> str:
    """Return the mark that parts the cells of a table: the one its first line has most of.

    Examples
    --------
    >>> delimiter_of("file;author\\nx;Oram, Ada\\n")
    ';'
    """
    first = next(filter(str.strip, io.StringIO(text)), "")
    return max(MARKS, key=first.count)


def read_rows(
    text: str,
    name: str,
    error: type[ValueError],
    *,
    delimiter: str | None = None,
    quoted: bool = True,
) -> list[Row]:
    """Read the rows of a table; lines without a character are left out.

    Parameters
    ----------
    text : str
        What its file holds.
    name : str
        How the table is called in errors; may be empty.
    error : type of ValueError
        What is raised.
    delimiter : str, optional
        The mark between cells; by default that of ``delimiter_of``.
    quoted : bool
        Whether quotation marks hold a cell together; else they are signs like others, as in lists
        of words.

    Raises
    ------
    ValueError
        If a quotation mark is not closed, or a cell is too long to be one.

    Examples
    --------
    >>> read_rows('word,note\\n\\nrain,"wet, mostly"\\n', "x.csv", ValueError)
    [Row(line=1, cells=['word', 'note']), Row(line=3, cells=['rain', 'wet, mostly'])]
    >>> read_rows('word,note\\nrain,"wet\\n', "x.csv", ValueError)
    Traceback (most recent call last):
    ...
    ValueError: x.csv, line 2: unexpected end of data; ...
    """
    reader = csv.reader(
        io.StringIO(text.removeprefix("\ufeff"), newline=""),
        delimiter=delimiter or delimiter_of(text),
        quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE,
        strict=True,
    )
    # The limit is one for the whole program, and an archive of long texts needs a higher one.
    limit = csv.field_size_limit(LONGEST_CELL)
    rows, line = [], 1
    try:
        for cells in reader:
            if cells:
                rows.append(Row(line, cells))
            line = reader.line_num + 1
    except csv.Error as problem:
        where = f"{name}, line {line}" if name else f"line {line}"
        raise error(
            f"{where}: {problem}; a quotation mark that opens a cell must be closed, and one "
            "within it be doubled"
        ) from None
    finally:
        csv.field_size_limit(limit)
    return rows
