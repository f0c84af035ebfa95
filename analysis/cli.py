"""The command line: ``python -m analysis COMMAND``."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    import pandas as pd

AllowPrivate = Annotated[
    bool, typer.Option("--allow-private", help="Allow addresses within your own network.")
]

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
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
        list[str] | None, typer.Argument(help="Files or names of samples; all samples by default.")
    ] = None,
    folder: Annotated[Path, typer.Option("--folder", "-o", help="Where the figures go.")] = Path(
        "figures"
    ),
) -> None:
    """Run the notebooks on documents and write their figures."""
    from analysis.figures import make_figures
    from analysis.reading.sources import list_samples

    failed = make_figures(documents or list_samples(), folder)
    for name, problem in failed.items():
        typer.echo(f"{name}: {problem}", err=True)
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
    allow_private: AllowPrivate = False,
) -> None:
    """Write every section, sentence and hit as one JSON object a line."""
    from analysis.tables.annotations import annotate as annotate_document
    from analysis.tables.annotations import read_inputs
    from analysis.text.document import Document

    n_bad = 0
    with _open_output(output) as file:
        for source in inputs:
            for document in read_inputs(source, plain=plain, allow_private=allow_private):
                if not isinstance(document, Document):
                    typer.echo(str(document), err=True)
                    n_bad += 1
                    continue
                if not document.body:
                    typer.echo(f"{document.id}: no running text, only headings or notes", err=True)
                for record in annotate_document(document, scorers=scorers):
                    file.write(json.dumps(record, ensure_ascii=False) + "\n")
    raise typer.Exit(1 if n_bad else 0)


@contextmanager
def _open_output(path: Path) -> Iterator[IO[str]]:
    """Open a file that takes its name only when it is complete; ``-`` is standard output."""
    if str(path) == "-":
        yield sys.stdout
        return
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise typer.BadParameter(f"cannot write {path}: {error.strerror}") from None
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            yield file
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


@app.command()
def profile(
    document: Annotated[str, typer.Argument(help="A file or the name of a sample.")],
    format: Annotated[
        TableFormat, typer.Option("--format", help="How to write the table.")
    ] = TableFormat.TABLE,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="A file instead of standard output.")
    ] = None,
    allow_private: AllowPrivate = False,
) -> None:
    """Show size, sentiment and rates per section."""
    from analysis.reading.sources import ReadingError, read_document
    from analysis.statistics.metrics import profile as profile_table
    from analysis.tables.analysis import analyze

    try:
        read = read_document(document, allow_private=allow_private)
    except ReadingError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    if not read.body:
        typer.echo(f"{read.id}: no running text, only headings or notes", err=True)
        raise typer.Exit(1)
    _write_table(profile_table(analyze(read)), format, output)


def _write_table(table: pd.DataFrame, format: TableFormat, output: Path | None) -> None:
    from analysis.files import safe_cells

    if format is TableFormat.XLSX:
        if output is None and sys.stdout.isatty():
            raise typer.BadParameter("a spreadsheet needs a file: add -o profile.xlsx")
        safe_cells(table).to_excel(output or sys.stdout.buffer, index=False, engine="openpyxl")
        return
    if format is TableFormat.JSON:
        text = table.to_json(orient="records", force_ascii=False, indent=1) + "\n"
    elif format is TableFormat.CSV:
        text = safe_cells(table).to_csv(index=False)
    else:
        from analysis.plots.readable import readable_profile

        text = readable_profile(table).to_string(index=False) + "\n"
    if output is None:
        sys.stdout.write(text)
    else:
        output.write_text(text, encoding="utf-8")


@app.command()
def report(
    document: Annotated[str, typer.Argument(help="A file or the name of a sample.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The page to write.")] = Path(
        "report.html"
    ),
    review: Annotated[
        Path | None, typer.Option("--review", help="Show it as corrected in this file.")
    ] = None,
    allow_private: AllowPrivate = False,
) -> None:
    """Write one offline page: figures, profile and annotated text."""
    from analysis.reader.report import write_report
    from analysis.reading.sources import ReadingError, read_document
    from analysis.tables.analysis import analyze
    from analysis.tables.review import ReviewError, apply_review, open_review

    try:
        analysis = analyze(read_document(document, allow_private=allow_private))
        if review is not None:
            analysis = apply_review(analysis, open_review(analysis.document, review))
        write_report(analysis, output)
    except (ReadingError, ReviewError, ValueError, OSError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None


@app.command(name="app")
def start_app() -> None:
    """Open the start page as an application."""
    from analysis.reader.app import run_app

    raise typer.Exit(run_app())


@app.command()
def corpus(
    source: Annotated[
        Path, typer.Argument(help="A folder, or a .jsonl, .csv or .parquet file of texts.")
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
) -> None:
    """Analyze an archive and write Parquet tables; a stopped run goes on where it was.

    What changed in the source since, and what is damaged or missing in the output, is done anew.
    """
    from analysis.corpus.archive import CorpusError, analyze_corpus

    try:
        summary = analyze_corpus(
            source,
            output,
            workers=workers,
            scheduler=scheduler,
            text_column=text_column,
            id_column=id_column,
            plain=plain,
            time_limit=time_limit,
        )
    except CorpusError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    for name, problem in summary.failed:
        typer.echo(f"{name}: {problem}", err=True)
    typer.echo(
        f"{summary.n_documents:,} documents, {summary.n_words:,} words, {summary.n_failed:,} failed"
        f" (see the column error in {output}/documents)"
    )
    for note in summary.notes:
        typer.echo(note)
    raise typer.Exit(1 if summary.n_failed or summary.n_failed_before else 0)


@app.command()
def validate(
    gold: Annotated[Path, typer.Option("--gold", help="The folder with the labelled data.")],
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
    from analysis.validation.card import report_card, to_markdown
    from analysis.validation.card import validate as validate_measures

    try:
        table = validate_measures(gold, only=only, split=split, workers=workers)
    except (FileNotFoundError, ValueError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    if output is not None:
        table.to_csv(output, index=False, float_format="%.3f", lineterminator="\n")
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
