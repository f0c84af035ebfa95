"""The command for several texts side by side."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analysis.cli.base import (
    AllowPrivate,
    Lexicons,
    OwnNorms,
    TableFile,
    app,
    keep_inputs,
    markers_of,
    read_text,
    refuse,
    table_format,
    write_table,
)
from analysis.files import one_line

if TYPE_CHECKING:
    import pandas as pd

    from analysis.tables.analysis import Analysis
    from analysis.text.document import Document

__all__ = ["texts"]


class Show(StrEnum):
    """What can be shown of several texts."""

    PROFILE = "profile"
    WORDS = "words"
    MARKERS = "markers"


@app.command()
def texts(
    inputs: Annotated[list[str], typer.Argument(help="Files, folders or names of samples.")],
    show: Annotated[
        Show | None,
        typer.Option("--show", help="Their profiles, by default, or what is typical of which."),
    ] = None,
    group: Annotated[
        str | None,
        typer.Option(
            "--group", help="With --show words or markers: outlet, author, year, or a column."
        ),
    ] = None,
    metadata: Annotated[
        Path | None, typer.Option("--metadata", help="A CSV with a column file and others.")
    ] = None,
    sort: Annotated[str, typer.Option("--sort", help="title, outlet, author or date.")] = "",
    contains: Annotated[
        str, typer.Option("--filter", help="Only texts with this in title, outlet, author or date.")
    ] = "",
    reference: Annotated[
        Path | None,
        typer.Option("--reference", help="Words against a list of frequencies, or a folder."),
    ] = None,
    output: TableFile = None,
    lexicon: Lexicons = None,
    norms: OwnNorms = None,
    allow_private: AllowPrivate = False,
) -> None:
    """Lay several texts side by side: profiles with places, typical words and markers."""
    keep_inputs(output, inputs)
    chosen = table_format(None, output)
    _refuse_idle(show, group, reference, norms)
    read = _read(inputs, metadata, allow_private)
    _refuse_unknown(read, {"--sort": sort if sort != "title" else "", "--group": group})
    analyses = _analyses(read, sort, contains, lexicon)
    table, said = _table(analyses, show, group, reference, norms)
    write_table(table, chosen, output, said)


def _refuse_idle(
    show: Show | None, group: str | None, reference: Path | None, norms: str | None
) -> None:
    if reference is not None:
        refuse({"--show": show, "--group": group, "--norms": norms}, "with --reference")
    elif show in (None, Show.PROFILE):
        refuse({"--group": group}, "on profiles")
    else:
        refuse({"--norms": norms}, f"with --show {show}")


def _refuse_unknown(read: list[Document], columns: dict[str, str | None]) -> None:
    """Refuse to sort or group by what is known of no text."""
    for option, column in columns.items():
        key = "date" if column == "year" and option == "--group" else column
        if key and not any(document.meta.get(key) for document in read):
            raise typer.BadParameter(
                f"{option}: {one_line(column)} is known of no text; give outlet, author, date or a "
                "column of --metadata, in small letters"
            )


def _analyses(
    read: list[Document], sort: str, contains: str, lexicon: list[Path] | None
) -> list[Analysis]:
    from analysis.reading.sources import ReadingError
    from analysis.tables.analysis import analyze
    from analysis.tables.collection import choose_documents

    chosen = choose_documents(read, sort=sort, contains=contains)
    if not chosen:
        raise ReadingError("no text is left; look at --filter")
    markers = markers_of(lexicon)
    return [analyze(document, markers=markers) for document in chosen]


def _table(
    analyses: list[Analysis],
    show: Show | None,
    group: str | None,
    reference: Path | None,
    norms: str | None,
) -> tuple[pd.DataFrame, str]:
    """Return what was asked for, and a line about the texts."""
    from analysis.statistics.many import profile_of_texts, typical_words
    from analysis.statistics.terms import group_texts, key_words, read_frequencies, typical_markers

    said = f"{len(analyses)} texts"
    if reference is not None:
        return key_words(analyses, read_frequencies(reference)), f"{said} against {reference.name}"
    if show in (None, Show.PROFILE):
        return profile_of_texts(analyses, norms=norms), said
    groups = group_texts(analyses, group)
    typical = typical_words if show is Show.WORDS else typical_markers
    return typical(groups), f"{said} in {len(groups)} groups"


def _read(inputs: Sequence[str], metadata: Path | None, allow_private: bool) -> list[Document]:
    from analysis.reading.sources import ReadingError
    from analysis.tables.collection import add_metadata, files_in, read_metadata
    from analysis.text.delimited import table_text

    known = {}
    if metadata is not None:
        about = table_text(metadata.read_bytes(), metadata.name, ReadingError)
        known = read_metadata(about, metadata.name)
    names = [
        str(path)
        for name in inputs
        # A name that is no folder stays as it is: the path of an address has one slash less.
        for path in (files_in(name) if Path(name).is_dir() else [name])
    ]
    return [add_metadata(read_text(name, allow_private), known) for name in names]
