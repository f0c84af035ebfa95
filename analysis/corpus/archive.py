"""From one op-ed to an archive: many documents, on many cores or machines, into Parquet.

A source is read as a stream and cut into shards of consecutive documents. Each shard is analyzed
in one go and written as one Parquet file per table. A run that was stopped goes on: what is there
and still right stays, what is missing, damaged or no longer right is done anew, and in the end
the files are those of a run that was never stopped.
"""

from __future__ import annotations

import os
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import numpy as np
from filelock import FileLock, Timeout
from tqdm.auto import tqdm

from analysis.corpus.cluster import run_on_dask
from analysis.corpus.items import CorpusError, content_of
from analysis.corpus.manifest import Entry, claim, code_hash, read_entry, remove_after, why_redo
from analysis.corpus.shards import Settings, Shard, cut_shards
from analysis.corpus.sources import read_items
from analysis.corpus.workers import run_on_processes
from analysis.files import make_folder
from analysis.markers.lexicons import marker_key
from analysis.markers.registry import MARKERS
from analysis.matching.matches import Marker

__all__ = ["TIME_LIMIT", "CorpusError", "Summary", "analyze_corpus"]

SHARD_DOCUMENTS = 200
SHARD_CHARACTERS = 2_000_000
TIME_LIMIT = 300.0  # seconds for one document; the longest that is read takes about 60
SHOWN = 10  # failed documents that a summary names
LOCK = "run.lock"
REASONS = {
    "changed": "because documents were added, edited or removed",
    "damaged": "because files of theirs were damaged or missing",
    "version": "because program or word lists have changed since",
    "limit": "because the time limit has changed since",
}


class Summary(NamedTuple):
    """What a run did.

    Parameters
    ----------
    n_documents, n_words, n_failed : int
        Documents that were analyzed in this run, their words, and how many of them failed.
    n_shards_skipped : int
        Shards that an earlier run had done and that still stand.
    n_failed_before : int
        Failed documents in those.
    failed : tuple of (str, str)
        Ids and problems of the first failed documents, of both.
    notes : tuple of str
        What else there is to know, in words.
    """

    n_documents: int
    n_words: int
    n_failed: int
    n_shards_skipped: int
    n_failed_before: int = 0
    failed: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()


class Tally:
    """Counts while a run goes on: a few numbers a shard, and 16 bytes a document."""

    def __init__(self) -> None:
        self.done: Counter[str] = Counter()  # documents, words, failed
        self.kept: Counter[str] = Counter()  # shards, documents, failed
        self.redone: Counter[str] = Counter()  # shards, by reason
        self.left_out: Counter[str] = Counter()  # files, by ending
        self.failed: list[tuple[str, str]] = []
        self.ids, self.texts = array("Q"), array("Q")

    def add(self, entry: Entry) -> None:
        """Take what is known about a shard."""
        bad = {name for name, _ in entry.failed}
        for name, _, digest in entry.documents:
            self.ids.append(int.from_bytes(sha256(name.encode()).digest()[:8]))
            if name not in bad:
                self.texts.append(int(digest[:16], 16))
        self.failed += entry.failed[: SHOWN - len(self.failed)]

    def notes(self) -> Iterator[str]:
        """Say in words what numbers do not tell."""
        if self.kept["shards"]:
            yield f"{self.kept['documents']:,} documents were done already and have not changed"
        for reason, number in self.redone.items():
            if reason in REASONS:
                yield f"{_count(number, 'shard')} done anew {REASONS[reason]}"
        if self.left_out.total():
            kinds = ", ".join(f"{n:,} {ending}" for ending, n in self.left_out.most_common(5))
            yield f"{_count(self.left_out.total(), 'file')} of other kinds left out ({kinds})"
        if repeated := _repeated(self.ids):
            yield (
                f"{_count(repeated, 'document')} with an id that another one has too: rows of "
                "equal doc_id belong to several documents"
            )
        if repeated := _repeated(self.texts):
            yield f"{_count(repeated, 'document')} with the same text as another one"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _repeated(hashes: array[int]) -> int:
    """Return how many values are not the first of their kind."""
    return len(hashes) - len(np.unique(np.frombuffer(hashes, dtype=np.uint64))) if hashes else 0


def analyze_corpus(
    source: str | Path,
    output: str | Path,
    *,
    workers: int | None = None,
    scheduler: str | None = None,
    text_column: str = "text",
    id_column: str = "id",
    plain: bool = False,
    time_limit: float = TIME_LIMIT,
    markers: Sequence[Marker] = MARKERS,
    keep_text: bool = False,
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
        file per shard of up to 200 documents. A run that was stopped goes on where it was. If
        documents were added, edited or removed since, or files in the folder are damaged or
        missing, or the program or its word lists have changed, the shards concerned are done
        anew: in the end the tables are those of a run from the beginning.
    workers : int, optional
        Number of processes; one per core by default.
    scheduler : str, optional
        Address of a Dask scheduler, such as ``tcp://host:8786``; its workers are used instead of
        processes, and must see the source's files and the output folder under the same paths.
    text_column, id_column : str
        Names of the columns; without the id column rows are numbered.
    plain : bool
        Take the texts as running prose: look for no title, headings or boilerplate.
    time_limit : float
        Seconds that one document may take, 300 by default; a document that needs more fails, and
        the others are done.
    markers : sequence of Marker
        What to look for; all markers of the project by default.
    keep_text : bool
        Also keep the text of every sentence (column ``text`` of ``sentences``, else null), so
        that ``search_archive`` can search it.
    progress : bool
        Show a progress bar.

    Returns
    -------
    Summary
        Of the documents analyzed in this run. The files are the same whatever the number of
        workers. A document that fails has its problem in the column ``error``; what makes the
        numbers of a document doubtful is in the column ``notices``.

    Raises
    ------
    CorpusError
        If the source cannot be read; if the output folder cannot be written, belongs to another
        run, or is being written by one; if a Dask scheduler cannot be reached or ends. What is
        done stays, and the same call goes on from there.

    Examples
    --------
    >>> analyze_corpus("nowhere", "tables")
    Traceback (most recent call last):
    ...
    analysis.corpus.items.CorpusError: source=nowhere: give a folder of documents, ...
    """
    source, output = Path(source), Path(output)
    if not time_limit > 0:
        raise CorpusError(f"time_limit={time_limit}: give a number of seconds above 0")
    settings = Settings(str(output), plain, time_limit, code_hash(), tuple(markers), keep_text)
    tally = Tally()
    items = read_items(source, text_column, id_column, tally.left_out)
    shards = cut_shards(items, SHARD_DOCUMENTS, SHARD_CHARACTERS)
    run = {"source": str(source.resolve()), "columns": [id_column, text_column], "plain": plain}
    run["markers"] = [marker_key(marker) for marker in markers]
    run["keep_text"] = keep_text
    try:
        with _locked(output):
            claim(output, run)
            missing = _missing(shards, output, time_limit, tally)
            if scheduler:
                entries = run_on_dask(missing, settings, scheduler)
            else:
                entries = run_on_processes(missing, settings, workers or os.cpu_count() or 1)
            _follow(entries, tally, progress)
    except OSError as error:
        raise CorpusError(f"output={output}: {error}") from None
    done, kept = tally.done, tally.kept
    counts = (done["documents"], done["words"], done["failed"], kept["shards"], kept["failed"])
    return Summary(*counts, tuple(tally.failed), tuple(tally.notes()))


def _locked(output: Path) -> AbstractContextManager[object]:
    """Return the lock of a folder, held; refuse a folder that another run is writing."""
    make_folder(output)
    try:
        return FileLock(output / LOCK).acquire(timeout=0)
    except Timeout:
        raise CorpusError(
            f"output={output}: another run is writing into this folder; wait until it is done, or "
            "give another folder"
        ) from None


def _missing(
    shards: Iterator[Shard], output: Path, time_limit: float, tally: Tally
) -> Iterator[Shard]:
    """Yield the shards that must be done; at the end remove those that the source has no more."""
    n_shards = 0
    for shard in shards:
        n_shards += 1
        entry = read_entry(output, shard.number)

        def documents(shard: Shard = shard) -> list[tuple[str, int, str]]:
            return [(item.id, *content_of(item)) for item in shard.items]

        reason = why_redo(output, shard.number, entry, documents, time_limit)
        if reason is None and entry is not None:
            tally.add(entry)
            tally.kept.update(shards=1, documents=len(entry.documents), failed=len(entry.failed))
            continue
        tally.redone[str(reason)] += 1
        yield shard
    removed = remove_after(output, n_shards)
    if removed:
        tally.redone["removed"] += removed


def _follow(entries: Iterator[Entry], tally: Tally, progress: bool) -> None:
    with tqdm(unit=" documents", disable=not progress) as bar:
        for entry in entries:
            tally.add(entry)
            counts = {"documents": len(entry.documents), "failed": len(entry.failed)}
            tally.done.update(counts, words=entry.n_words)
            bar.update(len(entry.documents))
