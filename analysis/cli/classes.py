"""The commands for readers and classes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analysis.cli.base import app, fail, say, table_format, write_table
from analysis.files import one_line

if TYPE_CHECKING:
    from analysis.tables.analysis import Analysis
    from analysis.tables.readings import Reading
    from analysis.text.document import Document

__all__ = ["agreement", "import_one", "sheet"]


Output = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", help="A file: .csv, .json, .xlsx or .txt; .html: the class's page."
    ),
]
Texts = Annotated[
    list[str] | None,
    typer.Option("--text", help="A text that does not lie in the folder; may be repeated."),
]
Gold = Annotated[
    Path | None, typer.Option("--gold", help="Write finished readings, for validate --gold.")
]
Curated = Annotated[
    bool, typer.Option("--curated", help="With --gold: what was settled, not the readings.")
]
Differences = Annotated[
    str | None, typer.Option("--differences", help="Where this reader differs from the settled.")
]
Disputes = Annotated[
    bool, typer.Option("--disputes", help="The passages most disagreed on, with all notes.")
]
Forget = Annotated[
    str | None, typer.Option("--forget", help="Delete all that is kept of this reader.")
]


@app.command()
def agreement(
    folder: Annotated[Path, typer.Argument(help="A folder with .reading.json files.")],
    output: Output = None,
    text: Texts = None,
    gold: Gold = None,
    curated: Curated = False,
    disputes: Disputes = False,
    differences: Differences = None,
    forget: Forget = None,
) -> None:
    """Tell how far readers of the same texts agree, among each other and with the measures."""
    from analysis.tables.readings import ReadingFileError, readings_in

    if forget is not None:
        _forget(folder, forget)
        return
    problems: list[str] = []
    readings = readings_in(folder, report=problems.append)
    say(*problems)
    if not readings:
        raise ReadingFileError(
            f"{folder}: there is no reading in it; their names end in .reading.json"
        )
    for one in readings:
        if not one.finished:
            say(f"{one.document}, {one.reader}: not finished, so it is left out")
    documents = _texts_of(folder, readings, text or [])
    if gold is not None:
        _write_gold(gold, folder, readings, documents, curated)
    elif disputes:
        _write_disputes(readings, documents, output)
    elif differences is not None:
        _write_differences(folder, readings, documents, differences, output)
    elif output is not None and output.suffix.lower() == ".html":
        _write_pages(output, folder, readings, documents)
    else:
        _write_agreement(readings, documents, output)
    raise typer.Exit(1 if problems else 0)


def _forget(folder: Path, reader: str) -> None:
    from analysis.tables.curation import forget_reader

    changed = forget_reader(folder, reader)
    if not changed:
        fail(f"{folder}: nothing is kept there of a reader {reader}")
    typer.echo(f"deleted, or rewritten without {reader}: {', '.join(changed)}")
    typer.echo("Pages and tables made from them, and copies elsewhere, are yours to delete.")


def _texts_of(folder: Path, readings: Sequence[Reading], given: Sequence[str]) -> list[Document]:
    """Find the texts that were read: those given, those in the folder, the samples."""
    from analysis.reading.sources import ReadingError, list_samples, read_document
    from analysis.tables.decisions import document_hash
    from analysis.tables.readings import ReadingFileError

    wanted = {one.document_hash: one for one in readings}
    names = {one.document for one in readings}
    beside = [path for path in (*folder.glob("*"), *folder.glob("*/*")) if path.is_file()]
    beside = [path for path in beside if path.suffix.lower() not in (".json", ".csv", ".lock")]
    found: dict[str, Document] = {}
    for source in (*given, *beside, *(name for name in list_samples() if name in names)):
        if len(found) == len(wanted):
            break
        try:
            document = read_document(str(source))
        except ReadingError as error:
            if source in given:
                raise
            say(error)
            continue
        if document_hash(document) in wanted:
            found.setdefault(document_hash(document), document)
    missing = [one for key, one in wanted.items() if key not in found]
    if missing:
        raise ReadingFileError(
            f"{missing[0].document}: this text was not found in {folder}, or it was changed since "
            "it was read; give it with --text FILE"
        )
    return list(found.values())


def _analyses(documents: Sequence[Document]) -> list[Analysis]:
    from analysis.tables.analysis import analyze

    return [analyze(document, scorers=False) for document in documents]


def _write_agreement(
    readings: Sequence[Reading], documents: Sequence[Document], output: Path | None
) -> None:
    from analysis.plots.agreement import headline_of_agreement
    from analysis.statistics.readers import reader_agreement

    chosen = table_format(None, output)
    table = reader_agreement(readings, *_analyses(documents))
    n_readers = len({one.reader for one in readings if one.finished})
    names = ", ".join(one_line(document.title, 60) for document in documents)
    write_table(
        table, chosen, output, f"{n_readers} readers of {names}\n{headline_of_agreement(table)}"
    )


def _write_disputes(
    readings: Sequence[Reading], documents: Sequence[Document], output: Path | None
) -> None:
    import pandas as pd

    from analysis.statistics.disagreement import disagreement_table
    from analysis.tables.readings import finished_readings

    tables = []
    for document in documents:
        found = disagreement_table(document, finished_readings(readings, document))
        tables.append(found.assign(document=document.id))
    table = pd.concat(tables, ignore_index=True)
    told = f"{len(table)} passages on which readers differ, the most disputed of each text first"
    write_table(table, table_format(None, output), output, told)


def _write_differences(
    folder: Path,
    readings: Sequence[Reading],
    documents: Sequence[Document],
    reader: str,
    output: Path | None,
) -> None:
    import pandas as pd

    from analysis.statistics.settling import differences
    from analysis.tables.curation import curation_in
    from analysis.tables.readings import finished_readings

    tables = []
    for document in documents:
        own = finished_readings(readings, document)
        if reader in {one.reader for one in own}:
            found = differences(document, own, curation_in(folder, document), reader)
            tables.append(found.assign(document=document.id))
    if not tables:
        known = ", ".join(sorted({one.reader for one in readings}))
        raise typer.BadParameter(f"{reader}: no finished reading; the readers are {known}")
    table = pd.concat(tables, ignore_index=True)
    told = f"{len(table)} passages that were settled otherwise than {reader} had them"
    write_table(table, table_format(None, output), output, told)


def _write_pages(
    output: Path, folder: Path, readings: Sequence[Reading], documents: Sequence[Document]
) -> None:
    """Write the page of the class, one for each text."""
    from analysis.reader.classroom import write_class_page
    from analysis.tables.curation import curation_in
    from analysis.tables.kept_file import plain_name

    for analysis in _analyses(documents):
        name = output
        if len(documents) > 1:
            name = output.with_stem(f"{output.stem}-{plain_name(analysis.document.id)}")
        curation = curation_in(folder, analysis.document)
        typer.echo(write_class_page(analysis, readings, name, curation))


def _write_gold(
    gold: Path,
    folder: Path,
    readings: Sequence[Reading],
    documents: Sequence[Document],
    curated: bool,
) -> None:
    from analysis.validation.own import write_gold

    try:
        notes = write_gold(gold, readings, documents, curated_in=folder if curated else None)
    except ValueError as error:
        fail(error)
    say(*notes)
    typer.echo(f"{gold}: the report card is python -m analysis validate --gold {gold}")


@app.command()
def sheet(
    document: Annotated[str, typer.Argument(help="A file or the name of a sample.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The page to print.")] = Path(
        "sheet.html"
    ),
    only: Annotated[
        list[str] | None, typer.Option("--only", help="Ask for this marker; may be repeated.")
    ] = None,
) -> None:
    """Write a line-numbered sheet, to read a text on paper before the machine reads it."""
    from analysis.cli.base import keep_inputs, read_text
    from analysis.reader.sheet import MAIN, write_sheet

    keep_inputs(output, [document])
    try:
        path = write_sheet(read_text(document, allow_private=False), output, only or MAIN)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    typer.echo(f"{path}: open it in a browser and print it")


@app.command(name="import")
def import_one(
    path: Annotated[
        Path,
        typer.Argument(help="WebAnno .tsv, Doccano .jsonl, CATMA .xml, a .csv, typed-in .txt."),
    ],
    document: Annotated[str, typer.Argument(help="The text that was annotated.")],
    reader: Annotated[str, typer.Option("--reader", help="Initials of who annotated.")],
    labels: Annotated[
        Path | None, typer.Option("--labels", help="A CSV: the tool's label, the marker here.")
    ] = None,
    folder: Annotated[
        Path | None, typer.Option("--output", "-o", help="The folder of the class.")
    ] = None,
) -> None:
    """Take what was annotated in another tool, or on paper, as a reading."""
    from analysis.cli.base import read_text
    from analysis.tables.reading_import import import_reading, read_labels
    from analysis.tables.readings import reading_path, write_reading

    text = read_text(document, allow_private=False)
    told = read_labels(labels) if labels is not None else None
    reading = import_reading(path, text, reader, told, report=say)
    target = reading_path(document if folder is None else text, reader, folder)
    typer.echo(f"{write_reading(reading, target)}: {len(reading.marks)} marks")
