"""Shards: consecutive documents that are analyzed together, into one Parquet file per table."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from analysis.corpus.items import CorpusError, Item, content_of
from analysis.corpus.manifest import Entry, checksum, code_hash, part_name, write_entry
from analysis.files import one_line, open_output
from analysis.markers.registry import MARKERS
from analysis.matching.matches import Marker
from analysis.reading.notices import notices
from analysis.reading.sources import ReadingError, make_document, read_document
from analysis.statistics.counting import number_figures
from analysis.tables.rows import document_rows
from analysis.text.document import Document

__all__ = [
    "SCHEMAS",
    "Settings",
    "Shard",
    "Suspect",
    "analyze_shard",
    "cut_shards",
    "document_of",
    "warm_up",
]

READINGS = 3  # of a file that changes while it is read
TABLES = {
    "documents": {
        "doc_id": pa.string(),
        "title": pa.string(),
        "n_sections": pa.int32(),
        "n_sentences": pa.int32(),
        "n_words": pa.int32(),
        "notices": pa.string(),
        "error": pa.string(),
    },
    "sections": {
        "doc_id": pa.string(),
        "section": pa.int32(),
        "title": pa.string(),
        "role": pa.string(),
        "divided": pa.bool_(),
        "start": pa.int64(),
        "end": pa.int64(),
        "n_sentences": pa.int32(),
        "n_words": pa.int32(),
        "n_words_quoted": pa.int32(),
    },
    "sentences": {
        "doc_id": pa.string(),
        "section": pa.int32(),
        "start": pa.int64(),
        "end": pa.int64(),
        "n_words": pa.int32(),
        "n_words_quoted": pa.int32(),
        "voice": pa.string(),
        "sentiment": pa.float32(),
        "evidence": pa.string(),
        "evidence_probability": pa.float32(),
        "text": pa.string(),
        "speech": pa.list_(pa.int32()),
    },
    "matches": {
        "doc_id": pa.string(),
        "marker": pa.string(),
        "category": pa.string(),
        "start": pa.int64(),
        "end": pa.int64(),
        "text": pa.string(),
        "weight": pa.float32(),
        "section": pa.int32(),
        "voice": pa.string(),
        "force": pa.float32(),
        "reason": pa.string(),
        "figure": pa.int32(),
    },
}
SCHEMAS = {name: pa.schema(list(columns.items())) for name, columns in TABLES.items()}

# The rows of one document, by table.
Rows = Mapping[str, list[tuple[Any, ...]]]


class Shard(NamedTuple):
    """Consecutive documents that are analyzed together."""

    number: int
    items: list[Item]


class Suspect(NamedTuple):
    """Why a document is left out: it takes too long, or workers die on it."""

    problem: str
    is_slow: bool


class Settings(NamedTuple):
    """What holds for all documents of a run.

    Parameters
    ----------
    output : str
        The folder.
    plain : bool
        Take the texts as running prose.
    time_limit : float
        Seconds for one document.
    code : str
        Hash of the code that is to analyze them; a worker with other code refuses to.
    markers : tuple of Marker
        What is looked for.
    keep_text : bool
        Also keep the text of every sentence, so that the archive can be searched.
    """

    output: str
    plain: bool
    time_limit: float
    code: str
    markers: tuple[Marker, ...] = MARKERS
    keep_text: bool = False


def cut_shards(items: Iterable[Item], n_documents: int, n_characters: int) -> Iterator[Shard]:
    """Cut a stream into shards by number and length, always at the same places.

    Parameters
    ----------
    items : iterable of Item
        The documents.
    n_documents, n_characters : int
        A shard is full when it has so many.

    Examples
    --------
    >>> items = [Item("a", "It may rain.", size=12), Item("b", "No.", size=3), Item("c", "So.")]
    >>> [[item.id for item in shard.items] for shard in cut_shards(items, 2, 100)]
    [['a', 'b'], ['c']]
    >>> [[item.id for item in shard.items] for shard in cut_shards(items, 2, 10)]
    [['a'], ['b', 'c']]
    """
    number, batch, size = 0, [], 0
    for item in items:
        batch.append(item)
        size += item.size
        if len(batch) >= n_documents or size >= n_characters:
            yield Shard(number, batch)
            number, batch, size = number + 1, [], 0
    if batch:
        yield Shard(number, batch)


@cache
def warm_up() -> None:
    """Load code and word lists, so that this is not laid at the door of the first document."""
    code_hash()
    _rows_of(make_document("x", "It may rain."))


def analyze_shard(
    shard: Shard,
    settings: Settings,
    suspects: Mapping[int, Suspect] | None = None,
    announce: Callable[[int], object] = lambda index: None,
) -> Entry:
    """Analyze the documents of a shard and write its files.

    Parameters
    ----------
    shard : Shard
        The documents.
    settings : Settings
        What holds for all.
    suspects : mapping, optional
        The documents to leave out, by their positions.
    announce : callable
        Called with the position of each document before it is begun, and at the end with their
        number.

    Returns
    -------
    Entry
        What is known about the shard.

    Raises
    ------
    CorpusError
        If the code here is not that of the run.
    """
    if settings.code != code_hash():
        raise CorpusError(
            "the workers have another version of this program, or other word lists or libraries, "
            "than the process that gives them work; install the same on all"
        )
    suspects = suspects or {}
    rows: list[Rows] = []
    documents = []
    for index, item in enumerate(shard.items):
        announce(index)
        found, content = _analyze_item(item, settings, suspects.get(index))
        rows.append(found)
        documents.append((item.id, *content))
    announce(len(shard.items))
    timed_out = any(suspect.is_slow for suspect in suspects.values())
    return _write(shard, settings, rows, documents, settings.time_limit if timed_out else None)


def _analyze_item(item: Item, settings: Settings, suspect: Suspect | None) -> tuple[Rows, Any]:
    """Return the rows of a document and what they were made from, though its file may change."""
    content = content_of(item)
    if suspect is not None:
        return _failure(item.id, suspect.problem), content
    for _ in range(READINGS):
        rows = _try(item, settings)
        before, content = content, content_of(item)
        if before == content:
            return rows, content
    return _failure(item.id, "the file changed while it was read; run again"), content


def _try(item: Item, settings: Settings) -> Rows:
    try:
        document = document_of(item, settings.plain)
        return _rows_of(document, settings.markers, keep_text=settings.keep_text)
    except Exception as error:  # whatever is wrong with one text must not stop the archive
        problem = str(error) if isinstance(error, ReadingError) else repr(error)
        return _failure(item.id, problem)


def document_of(item: Item, plain: bool = False) -> Document:
    """Read the document of an item.

    Raises
    ------
    ReadingError
        If it cannot be read.

    Examples
    --------
    >>> document_of(Item("a", "It may rain.")).id
    'a'
    """
    if item.error is not None:
        raise ReadingError(item.error)
    if item.path is not None:
        return read_document(item.path, id=item.id, plain=plain)
    return make_document(item.id, item.text or "", plain=plain)


def _rows_of(
    document: Document, markers: Sequence[Marker] = MARKERS, *, keep_text: bool = False
) -> Rows:
    """Return the rows of all four tables for one document."""
    name = document.id
    rows = document_rows(document, markers)
    told = "; ".join(notices(document)) or None
    sizes = (len(document.body), len(rows.sentences), rows.n_words)
    figures = number_figures(rows.matches, [sentence.start for sentence in rows.sentences])
    n_columns = len(TABLES["matches"]) - 1
    return {
        "documents": [(name, document.title, *sizes, told, None)],
        "sections": [(name, *row) for row in rows.sections],
        "sentences": [
            (name, *row, *kept)
            for row, kept in zip(rows.sentences, _kept(document, keep_text), strict=True)
        ],
        "matches": [
            (*match.row(False)[:n_columns], figure)
            for match, figure in zip(rows.matches, figures, strict=True)
        ],
    }


def _kept(document: Document, keep_text: bool) -> Iterator[tuple[str | None, list[int] | None]]:
    """Yield of each sentence its text, and where in it quoted speech begins and ends, in turn."""
    quotes = [quote for quote in document.quotes if quote.label == "speech"]
    starts, ends = [quote.start for quote in quotes], [quote.end for quote in quotes]
    for sentence in document.sentences:
        if not keep_text:
            yield None, None
            continue
        start, end = sentence.start, sentence.end
        inside = quotes[bisect_right(ends, start) : bisect_left(starts, end)]
        speech = [
            (max(quote.start, start) - start, min(quote.end, end) - start) for quote in inside
        ]
        yield document.text[start:end], [place for pair in speech for place in pair]


def _failure(name: str, problem: str) -> Rows:
    return {"documents": [(name, None, 0, 0, 0, None, one_line(problem))]}


# --- writing -------------------------------------------------------------------------------------


def _write(
    shard: Shard,
    settings: Settings,
    rows: list[Rows],
    documents: list[tuple[str, int, str]],
    time_limit: float | None,
) -> Entry:
    """Write one file per table, and when all are whole the entry that lists them."""
    output, number = Path(settings.output), shard.number
    try:
        tables = {name: _table(name, rows) for name in SCHEMAS}
    except (ValueError, TypeError, pa.ArrowException):
        rows = [_writable(item.id, found) for item, found in zip(shard.items, rows, strict=True)]
        tables = {name: _table(name, rows) for name in SCHEMAS}
    parts = {}
    for name, table in tables.items():
        path = output / name / f"{part_name(number)}.parquet"
        with open_output(path) as file:
            pq.write_table(table, file, compression="zstd")
        parts[name] = checksum(path)
    about = [row for found in rows for row in found["documents"]]
    failed = [(row[0], row[-1]) for row in about if row[-1] is not None]
    n_words = sum(row[4] for row in about)
    entry = Entry(settings.code, documents, failed, n_words, time_limit, parts)
    write_entry(output, number, entry)
    return entry


def _table(name: str, rows: Iterable[Rows]) -> pa.Table:
    own = [row for found in rows for row in found.get(name, ())]
    schema = SCHEMAS[name]
    columns = list(zip(*own, strict=True)) or [()] * len(schema)
    arrays = [pa.array(c, field.type) for c, field in zip(columns, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


def _writable(name: str, rows: Rows) -> Rows:
    """Return the rows of a document, or its failure if Parquet cannot hold them."""
    try:
        for table in SCHEMAS:
            _table(table, [rows])
    except (ValueError, TypeError, pa.ArrowException) as error:
        return _failure(name, f"its tables cannot be written: {error!r}")
    return rows
