"""From one op-ed to an archive: many documents, on many cores or machines, into Parquet.

A source is read as a stream and cut into shards of consecutive documents. Each shard is analyzed
in one go and written as one Parquet file per table, under a temporary name until it is whole. A
run that was stopped goes on with the shards that are missing, and gives the same files as one that
was not.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
from tqdm.auto import tqdm

from analysis.matching.lexicon import lexicons_hash
from analysis.reading.sources import ReadingError, make_document, read_document
from analysis.tables.rows import document_rows
from analysis.text.document import Document

__all__ = ["CorpusError", "Summary", "analyze_corpus"]

SHARD_DOCUMENTS = 200
SHARD_CHARACTERS = 2_000_000
SHARDS_AHEAD = 2  # shards read ahead for each worker, so that memory stays constant
ATTEMPTS = 3  # how often a shard is tried whose worker died
SUFFIXES = (".txt", ".md", ".markdown", ".html", ".htm", ".docx", ".pdf", ".epub")

SCHEMAS = {
    "documents": pa.schema(
        [
            ("doc_id", pa.string()),
            ("title", pa.string()),
            ("n_sections", pa.int32()),
            ("n_sentences", pa.int32()),
            ("n_words", pa.int32()),
            ("error", pa.string()),
        ]
    ),
    "sections": pa.schema(
        [
            ("doc_id", pa.string()),
            ("section", pa.int32()),
            ("title", pa.string()),
            ("role", pa.string()),
            ("start", pa.int64()),
            ("end", pa.int64()),
            ("n_sentences", pa.int32()),
            ("n_words", pa.int32()),
        ]
    ),
    "sentences": pa.schema(
        [
            ("doc_id", pa.string()),
            ("section", pa.int32()),
            ("start", pa.int64()),
            ("end", pa.int64()),
            ("n_words", pa.int32()),
            ("voice", pa.string()),
            ("sentiment", pa.float32()),
        ]
    ),
    "matches": pa.schema(
        [
            ("doc_id", pa.string()),
            ("marker", pa.string()),
            ("category", pa.string()),
            ("start", pa.int64()),
            ("end", pa.int64()),
            ("text", pa.string()),
            ("weight", pa.float32()),
            ("section", pa.int32()),
            ("voice", pa.string()),
            ("reason", pa.string()),
        ]
    ),
}
# The table that is written last: where it is there, the shard is complete.
LAST_TABLE = "documents"


class CorpusError(ValueError):
    """A source or an output folder that cannot be used; the message says what to do."""


class Item(NamedTuple):
    """One document of a source: its text, or the path of a file that holds it."""

    id: str
    text: str | None
    path: str | None = None
    error: str | None = None


class Shard(NamedTuple):
    """Consecutive documents that are analyzed together."""

    number: int
    items: list[Item]


class Summary(NamedTuple):
    """What a run did: numbers of documents, of words, of failed documents, of shards skipped."""

    n_documents: int
    n_words: int
    n_failed: int
    n_shards_skipped: int


def analyze_corpus(
    source: str | Path,
    output: str | Path,
    *,
    workers: int | None = None,
    scheduler: str | None = None,
    text_column: str = "text",
    id_column: str = "id",
    plain: bool = False,
    progress: bool = True,
) -> Summary:
    """Analyze many documents and write Parquet tables.

    Parameters
    ----------
    source : str or Path
        A folder of documents, or a ``.jsonl``, ``.csv`` or ``.parquet`` file with a row per
        document.
    output : str or Path
        A folder; ``documents``, ``sections``, ``sentences`` and ``matches`` in it hold one Parquet
        file per shard. A run that was stopped goes on where it was.
    workers : int, optional
        Number of processes; one per core by default.
    scheduler : str, optional
        Address of a Dask scheduler, such as ``tcp://host:8786``; its workers are used instead of
        processes, and must see the source's files and the output folder under the same paths.
    text_column, id_column : str
        Names of the columns; without the id column rows are numbered.
    plain : bool
        Take the texts as running prose: look for no title, headings or boilerplate.
    progress : bool
        Show a progress bar.

    Returns
    -------
    Summary
        Of the documents analyzed in this run. The files are the same whatever the number of
        workers. A document that fails has its problem in the column ``error``.

    Raises
    ------
    CorpusError
        If the source cannot be read, or the output folder belongs to another run.
    """
    source, output = Path(source), Path(output)
    items = _read_items(source, text_column, id_column)
    _claim(output, source, text_column, id_column, plain)
    done = {path.stem for path in (output / LAST_TABLE).glob("part-*.parquet")}
    skipped = 0

    def missing() -> Iterator[Shard]:
        nonlocal skipped
        for shard in _shards(items):
            if _part_name(shard.number) in done:
                skipped += 1
            else:
                yield shard

    run = (
        _run_on_dask(scheduler) if scheduler else _run_on_processes(workers or os.cpu_count() or 1)
    )
    n_documents = n_words = n_failed = 0
    with tqdm(unit=" documents", disable=not progress) as bar:
        for documents, words, failed in run(missing(), str(output), plain):
            n_documents += documents
            n_words += words
            n_failed += failed
            bar.update(documents)
    return Summary(n_documents, n_words, n_failed, skipped)


# --- reading a source as a stream ----------------------------------------------------------------


def _read_items(source: Path, text_column: str, id_column: str) -> Iterator[Item]:
    if source.is_dir():
        return _read_folder(source)
    readers = {".jsonl": _read_jsonl, ".csv": _read_csv, ".parquet": _read_parquet}
    reader = readers.get(source.suffix.lower())
    if reader is None or not source.is_file():
        raise CorpusError(
            f"source={source}: give a folder of documents, or a .jsonl, .csv or .parquet file"
        )
    return reader(source, text_column, id_column)


def _read_folder(folder: Path) -> Iterator[Item]:
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in SUFFIXES and path.stem != "README" and path.is_file():
            name = path.relative_to(folder).with_suffix("").as_posix()
            yield Item(name, None, str(path.resolve()))


def _read_jsonl(path: Path, text_column: str, id_column: str) -> Iterator[Item]:
    with path.open(encoding="utf-8-sig", errors="replace") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except (json.JSONDecodeError, RecursionError) as error:
                yield Item(f"line {number}", None, error=f"not JSON: {error}")
                continue
            yield _item(row if isinstance(row, dict) else {}, text_column, id_column, number)


def _read_csv(path: Path, text_column: str, id_column: str) -> Iterator[Item]:
    import pandas as pd

    number = 0
    for chunk in pd.read_csv(path, chunksize=1000, dtype=str, keep_default_na=False):
        _require_column(path, text_column, list(chunk.columns))
        for row in chunk.to_dict("records"):
            number += 1
            yield _item(row, text_column, id_column, number)


def _read_parquet(path: Path, text_column: str, id_column: str) -> Iterator[Item]:
    file = pq.ParquetFile(path)
    names = file.schema_arrow.names
    _require_column(path, text_column, names)
    columns = [name for name in dict.fromkeys((id_column, text_column)) if name in names]
    number = 0
    for batch in file.iter_batches(batch_size=200, columns=columns):
        for row in batch.to_pylist():
            number += 1
            yield _item(row, text_column, id_column, number)


def _require_column(path: Path, column: str, names: list[str]) -> None:
    if column not in names:
        raise CorpusError(f"{path.name}: no column {column!r}; there are: {', '.join(names)}")


def _item(row: dict[str, Any], text_column: str, id_column: str, number: int) -> Item:
    name = str(row.get(id_column, number))
    text = row.get(text_column)
    if not isinstance(text, str):
        return Item(name, None, error=f"no text in {text_column!r}")
    return Item(name, text)


def _shards(items: Iterable[Item]) -> Iterator[Shard]:
    """Cut a stream into shards by number and length, always at the same places."""
    number, batch, size = 0, [], 0
    for item in items:
        batch.append(item)
        size += len(item.text or "")
        if len(batch) >= SHARD_DOCUMENTS or size >= SHARD_CHARACTERS:
            yield Shard(number, batch)
            number, batch, size = number + 1, [], 0
    if batch:
        yield Shard(number, batch)


# --- the output folder ---------------------------------------------------------------------------


def _claim(output: Path, source: Path, text_column: str, id_column: str, plain: bool) -> None:
    """Note in the folder what it holds, or check that it holds the same run; clear half files."""
    run = {
        "source": str(source.resolve()),
        "size": source.stat().st_size if source.is_file() else None,
        "columns": [id_column, text_column],
        "plain": plain,
        "version": version("rhetoric-notebooks"),
        "lexicons": lexicons_hash(),
    }
    for table in SCHEMAS:
        (output / table).mkdir(parents=True, exist_ok=True)
    note = output / "run.json"
    if note.exists():
        if json.loads(note.read_text(encoding="utf-8")) != run:
            raise CorpusError(
                f"output={output}: this folder holds a run on another source, with other options "
                "or another version; give an empty folder"
            )
    else:
        temporary = note.with_suffix(".tmp")
        temporary.write_text(json.dumps(run, indent=1) + "\n", encoding="utf-8")
        temporary.replace(note)
    for left_over in output.glob("*/*.tmp"):
        left_over.unlink(missing_ok=True)


def _part_name(number: int) -> str:
    return f"part-{number:06d}"


def _write(output: Path, number: int, tables: dict[str, list[tuple[Any, ...]]]) -> None:
    """Write one file per table; each takes its name when it is whole, the last one last."""
    for name in sorted(tables, key=lambda name: name == LAST_TABLE):
        schema = SCHEMAS[name]
        columns = list(zip(*tables[name], strict=True)) or [()] * len(schema)
        arrays = [pa.array(c, field.type) for c, field in zip(columns, schema, strict=True)]
        path = output / name / f"{_part_name(number)}.parquet"
        temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        pq.write_table(pa.Table.from_arrays(arrays, schema=schema), temporary, compression="zstd")
        os.replace(temporary, path)


# --- analyzing one shard -------------------------------------------------------------------------

Counts = tuple[int, int, int]


def analyze_shard(shard: Shard, output: str, plain: bool) -> Counts:
    """Analyze the documents of a shard and write its files.

    Parameters
    ----------
    shard : Shard
        The documents.
    output : str
        The output folder.
    plain : bool
        Take the texts as running prose.

    Returns
    -------
    tuple of int
        Numbers of documents, of words, of failed documents.
    """
    tables: dict[str, list[tuple[Any, ...]]] = {name: [] for name in SCHEMAS}
    for item in shard.items:
        try:
            rows = _rows_of(_document(item, plain))
        except Exception as error:  # whatever is wrong with one text must not stop the archive
            problem = str(error) if isinstance(error, ReadingError) else repr(error)
            rows = {LAST_TABLE: [(item.id, None, 0, 0, 0, problem)]}
        for name, new in rows.items():
            tables[name] += new
    _write(Path(output), shard.number, tables)
    documents = tables[LAST_TABLE]
    failed = sum(row[-1] is not None for row in documents)
    return len(documents), sum(row[4] for row in documents), failed


def _document(item: Item, plain: bool) -> Document:
    if item.error is not None:
        raise ReadingError(item.error)
    if item.path is not None:
        return read_document(item.path, id=item.id, plain=plain)
    return make_document(item.id, item.text or "", plain=plain)


def _rows_of(document: Document) -> dict[str, list[tuple[Any, ...]]]:
    """Return the rows of all four tables for one document."""
    name = document.id
    rows = document_rows(document)
    sizes = (len(document.body), len(rows.sentences), rows.n_words)
    return {
        "sections": [(name, *row[:-1]) for row in rows.sections],
        "sentences": [
            (name, row.section, row.start, row.end, row.n_words, row.voice, row.sentiment)
            for row in rows.sentences
        ],
        "matches": [tuple(match) for match in rows.matches],
        "documents": [(name, document.title, *sizes, None)],
    }


# --- engines -------------------------------------------------------------------------------------

Engine = Callable[[Iterator[Shard], str, bool], Iterator[Counts]]


def _run_on_processes(workers: int) -> Engine:
    def run(shards: Iterator[Shard], output: str, plain: bool) -> Iterator[Counts]:
        unfinished: list[Shard] = []
        exhausted = False
        while not exhausted:
            with ProcessPoolExecutor(workers) as pool:
                try:
                    yield from _keep_busy(pool, shards, unfinished, output, plain, workers)
                    exhausted = True
                except BrokenProcessPool:
                    pass  # a worker was killed; what was under way is tried again, one by one
            for shard in unfinished:
                yield _try_alone(shard, output, plain)
            unfinished.clear()

    return run


def _keep_busy(
    pool: ProcessPoolExecutor,
    shards: Iterator[Shard],
    unfinished: list[Shard],
    output: str,
    plain: bool,
    workers: int,
) -> Iterator[Counts]:
    """Give the workers shards and yield what they did; ``unfinished`` holds what is under way."""
    running: dict[Future[Counts], Shard] = {}
    for shard in shards:
        unfinished.append(shard)
        running[pool.submit(analyze_shard, shard, output, plain)] = shard
        while len(running) >= workers * SHARDS_AHEAD:
            yield from _collect(running, unfinished)
    while running:
        yield from _collect(running, unfinished)


def _collect(running: dict[Future[Counts], Shard], unfinished: list[Shard]) -> Iterator[Counts]:
    for future in wait(running, return_when=FIRST_COMPLETED).done:
        counts = future.result()
        unfinished.remove(running.pop(future))
        yield counts


def _try_alone(shard: Shard, output: str, plain: bool) -> Counts:
    """Analyze a shard in a worker of its own, so that a death can be laid at its door."""
    for _ in range(ATTEMPTS):
        with ProcessPoolExecutor(1) as pool:
            try:
                return pool.submit(analyze_shard, shard, output, plain).result()
            except BrokenProcessPool:
                continue
    problem = f"the worker died {ATTEMPTS} times on the shard that holds this document"
    items = [Item(item.id, None, error=problem) for item in shard.items]
    return analyze_shard(Shard(shard.number, items), output, plain)


def _run_on_dask(address: str) -> Engine:
    def run(shards: Iterator[Shard], output: str, plain: bool) -> Iterator[Counts]:
        import dask.distributed

        distributed: Any = dask.distributed
        folder = str(Path(output).resolve())
        with distributed.Client(address) as client:
            tqdm.write(f"Dask's dashboard: {client.dashboard_link}")

            def submit(shard: Shard) -> Any:
                return client.submit(analyze_shard, shard, folder, plain, pure=False)

            ahead = max(1, len(client.nthreads())) * SHARDS_AHEAD
            pending = distributed.as_completed([submit(shard) for shard in islice(shards, ahead)])
            for future in pending:
                yield future.result()
                for shard in islice(shards, 1):
                    pending.add(submit(shard))

    return run
