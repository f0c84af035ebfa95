"""What the commands share: the application, its errors in one line, reading and writing."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

from analysis.files import one_line

if TYPE_CHECKING:
    import pandas as pd

    from analysis.matching.matches import Marker
    from analysis.text.document import Document

__all__ = [
    "MESSAGE",
    "AllowPrivate",
    "Lexicons",
    "OwnNorms",
    "TableFile",
    "TableFormat",
    "Voice",
    "app",
    "fail",
    "keep_inputs",
    "markers_of",
    "open_target",
    "read_text",
    "refuse",
    "say",
    "table_format",
    "write_table",
]

MESSAGE = 2000  # characters of what is said on a line
KNOWN_ERRORS = (
    ("analysis.corpus.items", "CorpusError"),
    ("analysis.matching.entries", "LexiconError"),
    ("analysis.reading.sources", "ReadingError"),
    ("analysis.statistics.norms", "NormsError"),
    ("analysis.statistics.search", "SearchError"),
    ("analysis.tables.reading_check", "ReadingFileError"),
    ("analysis.tables.review_file", "ReviewError"),
)
AllowPrivate = Annotated[
    bool, typer.Option("--allow-private", help="Allow addresses within your own network.")
]


class Commands(TyperGroup):
    """The commands, whose errors become one line each."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command; what it cannot do is said in a line, with exit status 1."""
        try:
            try:
                return super().invoke(ctx)
            finally:
                sys.stdout.flush()
        except BrokenPipeError:  # the reader, such as ``head``, has seen enough
            with suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(1) from None
        except (typer.Exit, typer.Abort):
            raise
        except Exception as error:
            if not isinstance(error, (_known_errors(), MemoryError)):
                raise
            fail(_told(error))


def _known_errors() -> tuple[type[Exception], ...]:
    """Return what may go wrong without being a fault of the program.

    An error can have been raised only by a module that is loaded; no other is loaded to ask.
    """
    loaded = ((sys.modules.get(module), name) for module, name in KNOWN_ERRORS)
    return (OSError, *(getattr(module, name) for module, name in loaded if module is not None))


def _told(error: Exception) -> str:
    if isinstance(error, MemoryError):
        return "there is not enough memory for this text; cut it into parts"
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename or 'a file'}: {error.strerror}"
    return str(error)


def say(*messages: object) -> None:
    for message in messages:
        typer.echo(one_line(message, MESSAGE), err=True)


def fail(message: object) -> NoReturn:
    say(message)
    raise typer.Exit(1)


Lexicons = Annotated[
    list[Path] | None,
    typer.Option("--lexicon", help="Also look for the words of this lexicon; may be repeated."),
]

OwnNorms = Annotated[
    str | None,
    typer.Option(
        "--norms", help="The yardstick: opeds, news, or a table that the command norms made."
    ),
]

app = typer.Typer(
    cls=Commands,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="How a text persuades, section by section.",
)


TableFile = Annotated[
    Path | None,
    typer.Option("--output", "-o", help="A file: .csv, .json, .xlsx or .txt."),
]


class TableFormat(StrEnum):
    """The formats that a profile can be written in."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"


class Voice(StrEnum):
    """Whose words: the author's own, or those within quoted speech."""

    AUTHOR = "author"
    QUOTED = "quoted"


def markers_of(lexicons: Sequence[Path] | None) -> tuple[Marker, ...]:
    """Return the project's markers and those of a person's own lexicons."""
    from analysis.markers.lexicons import lexicon_markers
    from analysis.markers.registry import MARKERS

    return (*MARKERS, *lexicon_markers(lexicons or (), MARKERS))


def open_target(path: Path) -> Any:
    """Open an output; ``-`` is standard output."""
    from contextlib import nullcontext

    from analysis.files import open_output

    return nullcontext(sys.stdout.buffer) if str(path) == "-" else open_output(path)


def keep_inputs(output: Path | None, inputs: Sequence[str | Path]) -> None:
    """Refuse to write over what is read."""
    for source in inputs:
        with suppress(OSError, ValueError):
            if output is not None and output.is_file() and output.samefile(source):
                raise typer.BadParameter(f"{output} is what is read; give -o another name")


def refuse(options: Mapping[str, object], where: str) -> None:
    """Refuse options that were given and would have no effect, such as "with --collocates"."""
    given = [name for name, value in options.items() if value is not None and value is not False]
    if given:
        raise typer.BadParameter(f"{', '.join(given)}: without effect {where}; leave out")


def read_text(source: str, allow_private: bool) -> Document:
    """Read a document that has running text, and say what makes its numbers doubtful."""
    from analysis.reading.notices import notice_sentences
    from analysis.reading.sources import ReadingError, read_document

    document = read_document(source, allow_private=allow_private)
    if not document.body:
        raise ReadingError(f"{document.id}: no running text, only headings or notes")
    say(*(f"{document.id}: {notice}" for notice in notice_sentences(document)))
    return document


def table_format(format: TableFormat | None, output: Path | None) -> TableFormat:
    """Return the format that was asked for, or the one that the file's ending says."""
    from analysis.files import TABLE_FORMATS

    if output is None or str(output) == "-":
        if format is TableFormat.XLSX and sys.stdout.isatty():
            raise typer.BadParameter("a spreadsheet needs a file: add -o profile.xlsx")
        return format or TableFormat.TABLE
    known = {ending: TableFormat(name) for ending, name in TABLE_FORMATS.items()}
    known[".txt"] = TableFormat.TABLE
    told = known.get(output.suffix.lower())
    if told is None and format is None:
        raise typer.BadParameter(
            f"{one_line(output)}: the format follows the ending, and possible endings are "
            f"{', '.join(known)}"
        )
    if told is not None and format is not None and told is not format and output.suffix != ".txt":
        raise typer.BadParameter(
            f"--format {format} contradicts the ending of {one_line(output)}; leave out --format"
        )
    return format or told or TableFormat.TABLE


def write_table(
    table: pd.DataFrame, chosen: TableFormat, output: Path | None, summary: str
) -> None:
    """Write a table in a format; on a terminal with a line of summary."""
    from analysis.files import table_bytes
    from analysis.plots.readable import readable_table

    if chosen is not TableFormat.TABLE:
        data = table_bytes(table, chosen)
    else:
        shown = repr(readable_table(table)) if len(table) else "nothing"
        data = f"{summary}\n\n{shown}\n".encode("utf-8", "replace")
    with open_target(output or Path("-")) as file:
        file.write(data)
