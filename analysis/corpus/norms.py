"""Norms of a folder or table of texts."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

from analysis.corpus.items import CorpusError, Item
from analysis.corpus.shards import document_of
from analysis.corpus.sources import read_items
from analysis.markers.registry import MARKERS
from analysis.matching.matches import Marker
from analysis.reading.sources import ReadingError
from analysis.statistics.norms import FOLDER, Norms
from analysis.statistics.norms_making import make_norms
from analysis.tables.analysis import Analysis, analyze

__all__ = ["make_gold_norms", "norms_of"]

SOURCES = FOLDER / "sources.toml"
Tell = Callable[[object], object]


def norms_of(
    source: Path | Sequence[Path],
    about: Mapping[str, str],
    tell: Tell,
    *,
    markers: Sequence[Marker] = MARKERS,
    name: str = "",
) -> Norms:
    """Make norms of the texts of a source, or of several.

    Parameters
    ----------
    source : Path or sequence of Path
        A folder, or a ``.jsonl``, ``.csv`` or ``.parquet`` file with columns id and text.
    about : mapping
        As in ``make_norms``.
    tell : callable
        Is told of every text that cannot be read.
    markers : sequence of Marker
        What to look for.
    name : str
        How the table is called.

    Returns
    -------
    Norms

    Raises
    ------
    CorpusError, NormsError
        If the source cannot be used, or holds too few texts.
    """
    sources = [source] if isinstance(source, Path) else source
    items = chain.from_iterable(read_items(path, "text", "id", Counter()) for path in sources)
    return make_norms(_analyses(items, tell, markers), about, name)


def _analyses(items: Iterator[Item], tell: Tell, markers: Sequence[Marker]) -> Iterator[Analysis]:
    for item in items:
        try:
            document = document_of(item)
        except ReadingError as error:
            tell(f"{item.id}: {error}")
        else:
            yield analyze(document, markers=markers)


def make_gold_norms(gold: Path, tell: Tell) -> Iterator[tuple[Path, Norms]]:
    """Yield the norms that come with the project, made anew, and where they belong.

    Parameters
    ----------
    gold : Path
        The folder with the labelled data.
    tell : callable
        Is told of every text that cannot be read.

    Raises
    ------
    CorpusError
        If the folder lacks a file of which norms are made.
    """
    listed = tomllib.loads(SOURCES.read_text(encoding="utf-8"))
    for name, about in listed.items():
        files = [gold / file for file in about.pop("files")]
        for file in files:
            if not file.is_file():
                raise CorpusError(f"gold={gold}: it lacks {file.relative_to(gold)}")
        about["made"] = "python -m analysis norms --gold FOLDER"
        yield FOLDER / f"{name}.tsv", norms_of(files, about, tell, name=name)
