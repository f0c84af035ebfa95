"""The command line: ``python -m analysis COMMAND``.

Whatever a person can type ends in a result or in one line on standard error that says what, where
and what to do. The exit status is 0, 1 where something could not be done, or 2 for a command that
cannot be understood.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from enum import StrEnum
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

from analysis.files import WritingError, one_line

if TYPE_CHECKING:
    from analysis.corpus.archive import Summary
    from analysis.matching.matches import Marker
    from analysis.text.document import Document

SAMPLE = "harbour_bridge_against"  # what `figures` shows without an argument
WIDTH = 100  # columns of a terminal
MESSAGE = 2000  # characters
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
        except Exception as error:
            if not isinstance(error, (_known_errors(), MemoryError)):
                raise
            _fail(_told(error))


def _known_errors() -> tuple[type[Exception], ...]:
    """Return what may go wrong without being a fault of the program; loaded when needed."""
    from analysis.corpus.archive import CorpusError
    from analysis.matching.lexicon import LexiconError
    from analysis.reading.sources import ReadingError
    from analysis.tables.review import ReviewError

    return (ReadingError, LexiconError, ReviewError, CorpusError, OSError)


def _told(error: Exception) -> str:
    if isinstance(error, MemoryError):
        return "there is not enough memory for this text; cut it into parts"
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename or 'a file'}: {error.strerror}"
    return str(error)


def _say(*messages: object) -> None:
    for message in messages:
        typer.echo(one_line(message, MESSAGE), err=True)


def _fail(message: object) -> NoReturn:
    _say(message)
    raise typer.Exit(1)


Lexicons = Annotated[
    list[Path] | None,
    typer.Option("--lexicon", help="Also look for the words of this lexicon; may be repeated."),
]

app = typer.Typer(
    cls=Commands,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="How a text persuades, section by section.",
)


class TableFormat(StrEnum):
    """The formats that a profile can be written in."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"


@app.command()
def figures(
    documents: Annotated[
        list[str] | None,
        typer.Argument(help=f"Files or names of samples; the sample {SAMPLE} by default."),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="All samples.")] = False,
    folder: Annotated[Path, typer.Option("--folder", "-o", help="Where the figures go.")] = Path(
        "figures"
    ),
    quote: Annotated[
        int | None,
        typer.Option(min=1, help="Show at most so many words in a row of the text."),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(help="Draw this figure alone, such as profile; may be repeated."),
    ] = None,
) -> None:
    """Run the notebooks on documents and write their figures."""
    from analysis.figures import draw_figures, make_figures
    from analysis.reading.sources import list_samples

    if not documents and not every and not only:
        _say(
            f"Running the notebooks on one sample, {SAMPLE}. For all samples: "
            "make figures ALL=1, or python -m analysis figures --all"
        )
    chosen = [*(documents or []), *(list_samples() if every else [])] or [SAMPLE]
    try:
        failed = (
            draw_figures(only, chosen, folder, quote=quote)
            if only
            else make_figures(chosen, folder, quote=quote)
        )
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    _say(*(f"{name}: {problem}" for name, problem in failed.items()))
    if len(failed) < len(chosen):
        typer.echo(f"figures and their index: {folder / 'README.md'}")
    raise typer.Exit(1 if failed else 0)


@app.command()
def annotate(
    inputs: Annotated[
        list[str], typer.Argument(help="Documents, or .jsonl files of id and text; - for stdin.")
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", help="The file to write; - for standard output.")
    ],
    plain: Annotated[
        bool, typer.Option("--plain", help="Running prose: look for no headings.")
    ] = False,
    scorers: Annotated[
        bool, typer.Option("--scorers", help="Also score with VADER and TextBlob.")
    ] = False,
    lexicon: Lexicons = None,
    allow_private: AllowPrivate = False,
) -> None:
    """Write every section, sentence and hit as one JSON object a line."""
    from analysis.tables.annotations import annotate as annotate_document
    from analysis.tables.annotations import read_inputs
    from analysis.text.document import Document

    _keep_inputs(output, [*inputs, *(lexicon or [])])
    markers = _markers(lexicon)
    n_bad = 0
    file: IO[bytes] | None = None
    with ExitStack() as stack:
        for source in inputs:
            for document in read_inputs(source, plain=plain, allow_private=allow_private):
                if not isinstance(document, Document):
                    _say(document)
                    n_bad += 1
                    continue
                if not document.body:
                    _say(f"{document.id}: no running text, only headings or notes")
                # Only now, so that an older output stays where nothing can be read.
                file = file or stack.enter_context(_open(output))
                for record in annotate_document(document, markers=markers, scorers=scorers):
                    file.write(_json_line(record))
    if file is None:
        _say(f"nothing could be read, so {output} was not written")
    raise typer.Exit(1 if n_bad or file is None else 0)


def _markers(lexicons: Sequence[Path] | None) -> tuple[Marker, ...]:
    """Return the project's markers and those of a person's own lexicons."""
    from analysis.markers.lexicons import lexicon_markers
    from analysis.markers.registry import MARKERS

    return (*MARKERS, *lexicon_markers(lexicons or (), MARKERS))


def _json_line(record: dict[str, Any]) -> bytes:
    return (json.dumps(record, ensure_ascii=False) + "\n").encode("utf-8", "backslashreplace")


def _open(path: Path) -> Any:
    """Open an output; ``-`` is standard output."""
    from contextlib import nullcontext

    from analysis.files import open_output

    return nullcontext(sys.stdout.buffer) if str(path) == "-" else open_output(path)


def _keep_inputs(output: Path | None, inputs: Sequence[str | Path]) -> None:
    """Refuse to write over what is read."""
    for source in inputs:
        with suppress(OSError, ValueError):
            if output is not None and output.is_file() and output.samefile(source):
                raise typer.BadParameter(f"{output} is what is read; give -o another name")


@app.command()
def profile(
    document: Annotated[str, typer.Argument(help="A file or the name of a sample.")],
    format: Annotated[
        TableFormat | None,
        typer.Option("--format", help="How to write the table; else the ending of -o says it."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="A file: .csv, .json, .xlsx or .txt.")
    ] = None,
    lexicon: Lexicons = None,
    allow_private: AllowPrivate = False,
) -> None:
    """Show size, sentiment and rates per section."""
    from analysis.files import table_bytes
    from analysis.plots.readable import in_blocks, readable_profile
    from analysis.reading.notices import notice_codes, notice_sentences
    from analysis.statistics.metrics import profile as profile_table
    from analysis.tables.analysis import analyze

    _keep_inputs(output, [document])
    chosen = _table_format(format, output)
    markers = _markers(lexicon)
    read = _read(document, allow_private)
    table = profile_table(analyze(read, markers=markers)).assign(
        notices=" ".join(notice_codes(read))
    )
    if chosen is not TableFormat.TABLE:
        data = table_bytes(table, chosen)
    else:
        data = in_blocks(readable_profile(table), WIDTH).encode("utf-8", "replace")
        if output is not None:  # on a terminal they have just been said
            data += "".join(f"\n{notice}\n" for notice in notice_sentences(read)).encode()
    with _open(output or Path("-")) as file:
        file.write(data)


def _read(source: str, allow_private: bool) -> Document:
    """Read a document that has running text, and say what makes its numbers doubtful."""
    from analysis.reading.notices import notice_sentences
    from analysis.reading.sources import ReadingError, read_document

    document = read_document(source, allow_private=allow_private)
    if not document.body:
        raise ReadingError(f"{document.id}: no running text, only headings or notes")
    _say(*(f"{document.id}: {notice}" for notice in notice_sentences(document)))
    return document


def _table_format(format: TableFormat | None, output: Path | None) -> TableFormat:
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


@app.command()
def report(
    document: Annotated[str, typer.Argument(help="A file or the name of a sample.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The page to write.")] = Path(
        "report.html"
    ),
    review: Annotated[
        Path | None, typer.Option("--review", help="Show it as corrected in this file.")
    ] = None,
    lexicon: Lexicons = None,
    allow_private: AllowPrivate = False,
) -> None:
    """Write one offline page: figures, profile and annotated text."""
    from analysis.reader.report import write_report
    from analysis.tables.analysis import analyze
    from analysis.tables.review import ReviewError, apply_review, open_review

    _keep_inputs(output, [document, *([review] if review else [])])
    if output.is_dir():
        raise WritingError(f"{output}: this is a folder; give the name of a file")
    if review is not None and not review.is_file():
        raise ReviewError(f"{review}: there is no such review; give the .review.json of the text")
    markers = _markers(lexicon)
    analysis = analyze(_read(document, allow_private), markers=markers)
    if review is not None:
        analysis = apply_review(analysis, open_review(analysis.document, review))
    write_report(analysis, output)


@app.command(name="app")
def start_app() -> None:
    """Open the start page as an application."""
    from analysis.reader.app import run_app

    raise typer.Exit(run_app())


@app.command()
def corpus(
    source: Annotated[
        str, typer.Argument(help="A folder, or a .jsonl, .csv or .parquet file of texts.")
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="A folder for the tables.")],
    workers: Annotated[int | None, typer.Option("--workers", min=1, help="Processes.")] = None,
    scheduler: Annotated[
        str | None, typer.Option("--scheduler", help="Address of a Dask scheduler.")
    ] = None,
    text_column: Annotated[str, typer.Option("--text", help="Name of the text's column.")] = "text",
    id_column: Annotated[str, typer.Option("--id", help="Name of the id's column.")] = "id",
    plain: Annotated[bool, typer.Option("--plain", help="Look for no headings.")] = False,
    time_limit: Annotated[
        float,
        typer.Option(
            "--time-limit", min=0.1, help="Seconds for one document; one that needs more fails."
        ),
    ] = 300.0,
    lexicon: Lexicons = None,
) -> None:
    """Analyze an archive and write Parquet tables; a stopped run goes on where it was.

    What changed in the source since, and what is damaged or missing in the output, is done anew.
    """
    from analysis.corpus.archive import analyze_corpus

    if not source:
        raise typer.BadParameter("the source has no name; give a folder, or . for this one")
    summary = analyze_corpus(
        Path(source),
        output,
        workers=workers,
        scheduler=scheduler,
        text_column=text_column,
        id_column=id_column,
        plain=plain,
        time_limit=time_limit,
        markers=_markers(lexicon),
    )
    _print_summary(summary, output)
    raise typer.Exit(1 if summary.n_failed or summary.n_failed_before else 0)


def _print_summary(summary: Summary, output: Path) -> None:
    """Print what a run over an archive did, its failed documents on standard error."""
    for name, problem in summary.failed:
        _say(f"{name}: {problem}")
    typer.echo(
        f"{summary.n_documents:,} documents, {summary.n_words:,} words, {summary.n_failed:,} failed"
        f" (see the column error in {output}/documents)"
    )
    for note in summary.notes:
        typer.echo(note)


@app.command()
def validate(
    gold: Annotated[
        Path | None,
        typer.Option("--gold", help="A folder with labelled data; else the stored results."),
    ] = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print a Markdown table.")] = False,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Also write a CSV.")] = None,
    only: Annotated[str | None, typer.Option(help="One measure, such as hedge.")] = None,
    split: Annotated[
        str | None, typer.Option(help="One part of the texts: test or rest; both by default.")
    ] = None,
    workers: Annotated[int, typer.Option(min=1, help="How many processes to use.")] = 2,
) -> None:
    """Score every measure against labels, beside its peers, on the test part and the rest.

    Only figures on texts that nothing was made from are printed; the CSV holds all.
    """
    from analysis.files import write_text
    from analysis.validation.card import report_card, stored_results, to_markdown
    from analysis.validation.card import validate as validate_measures

    if output is not None and output.suffix.lower() != ".csv":
        raise typer.BadParameter(f"{one_line(output)}: the table is a CSV; give a name in .csv")
    if gold is None:
        table = stored_results()
    else:
        try:
            table = validate_measures(gold, only=only, split=split, workers=workers)
        except ValueError as error:
            raise typer.BadParameter(str(error)) from None
    if output is not None:
        write_text(output, table.to_csv(index=False, float_format="%.3f", lineterminator="\n"))
    card = report_card(table)
    typer.echo(to_markdown(card) if markdown else card.to_string(index=False))


@app.command()
def doctor() -> None:
    """Tell what is installed, what is missing, and the remedy."""
    from analysis.doctor import check_installation

    problems = 0
    for check in check_installation():
        typer.echo(f"{'ok     ' if check.ok else 'MISSING'}  {check.name:24} {check.detail}")
        problems += not check.ok
    typer.echo("everything is there" if not problems else f"{problems} missing, see above")
    raise typer.Exit(1 if problems else 0)
