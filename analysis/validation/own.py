"""Gold of one's own: what a project's readers marked, as ``validate --gold`` takes it.

A file ``gold.json`` beside the texts says what was asked for and what was read of each, and that
nothing in this project was made from them, so that all of them may stand on the report card.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from analysis.files import write_text
from analysis.statistics.settling import read_by_all, settled_reading
from analysis.tables.curation import curation_in
from analysis.tables.decisions import document_hash
from analysis.tables.kept_file import plain_name
from analysis.tables.reading_check import SENTENCE
from analysis.tables.readings import Mark, Reading, check_document, finished_readings
from analysis.text.document import Document
from analysis.validation.split import split_of

__all__ = ["LETTERS", "asked_of", "split_in", "within", "write_gold"]

ABOUT = "gold.json"
FORMAT = 1
LETTERS = "AB"  # the two readings of a text that are scored


def split_in(gold: Path) -> Callable[[str], str]:
    """Return what tells the part of a text: all of one's own are for testing.

    Parameters
    ----------
    gold : Path
        A folder with labelled data.

    Examples
    --------
    >>> split_in(Path("nowhere"))("two")
    'rest'
    """
    return (lambda _: "test") if (gold / ABOUT).is_file() else split_of


def asked_of(gold: Path) -> dict[str, dict[str, Any]]:
    """Return what was asked for and read of every text; nothing for gold that says nothing.

    Raises
    ------
    ValueError
        If the file that says so is broken, or of a format that is not read.

    Examples
    --------
    >>> asked_of(Path("nowhere"))
    {}
    """
    path = gold / ABOUT
    if not path.is_file():
        return {}
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        texts: dict[str, dict[str, Any]] = told["texts"]
        if told["format"] != FORMAT:
            raise ValueError(told["format"])
    except (ValueError, KeyError, TypeError):
        raise ValueError(f"{path}: it cannot be used; write the gold anew") from None
    return texts


def write_gold(
    folder: str | Path,
    readings: Sequence[Reading],
    documents: Sequence[Document],
    *,
    curated_in: str | Path | None = None,
) -> list[str]:
    """Write finished readings as gold, so that a report card of one's own is one command.

    Parameters
    ----------
    folder : str or Path
        Where to; ``python -m analysis validate --gold FOLDER`` reads it. It holds the texts and
        the labels, and letters in the place of initials.
    readings : sequence of Reading
        Those that are finished are written.
    documents : sequence of Document
        The texts that were read.
    curated_in : str or Path, optional
        A folder with a curator's decisions: what was settled is written, in the place of single
        readings.

    Returns
    -------
    list of str
        What is to be known: texts that were left out, readings that are not scored.

    Raises
    ------
    ValueError
        If there is nothing to write.
    ReadingFileError
        If a reading is not what stands in its text.

    Examples
    --------
    >>> import tempfile
    >>> from analysis.tables.readings import new_reading
    >>> document = Document("rain", "It may rain.")
    >>> marks = [Mark("hedge", "modal", 3, 6, "may")]
    >>> reading = new_reading(document, "AB", ["hedge"], marks=marks, finished=True)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = write_gold(folder, [reading], [document])
    ...     sorted(path.name for path in Path(folder).rglob("*.*"))
    ['gold.json', 'rain.A.jsonl', 'rain.txt']
    """
    folder = Path(folder)
    notes: list[str] = []
    about: dict[str, Any] = {}
    for document in documents:
        own = finished_readings(readings, document)
        for one in own:
            check_document(one, document)
        if own and curated_in is not None:
            own = [settled_reading(document, own, curation_in(curated_in, document))]
        if why := _unusable(own):
            notes.append(f"{document.id}: {why}, so it is left out")
            continue
        if len(own) > len(LETTERS):
            kept = " and ".join(one.reader for one in own[: len(LETTERS)])
            notes.append(f"{document.id}: {len(own)} readings; {kept} are scored")
        name = _name(document, about)
        about[name] = _asked(own[: len(LETTERS)])
        _write_text(folder / "opeds", name, document, own[: len(LETTERS)])
    if not about:
        raise ValueError(f"{folder}: nothing to write; {'; '.join(notes)}")
    told = {"format": FORMAT, "texts": about}
    write_text(folder / ABOUT, json.dumps(told, ensure_ascii=True, indent=1) + "\n")
    return notes


def _name(document: Document, taken: dict[str, Any]) -> str:
    name = plain_name(document.id)
    return name if name not in taken else f"{name}-{document_hash(document)[:8]}"


def _unusable(readings: Sequence[Reading]) -> str:
    """Say why a text cannot be gold; nothing if it can."""
    if not readings:
        return "there is no finished reading"
    if not readings[0].finished:
        return "passages are still open"
    is_shared = all(read_by_all(readings[: len(LETTERS)]))
    return "" if is_shared else "there is nothing that all had read and were asked for"


def _asked(readings: Sequence[Reading]) -> dict[str, Any]:
    """Say what all were asked for, and what all had read: nothing else can be scored."""
    markers, spans = read_by_all(readings)
    return {"markers": markers, "spans": spans, "n_readings": len(readings)}


def _write_text(folder: Path, name: str, document: Document, readings: Sequence[Reading]) -> None:
    write_text(folder / f"{name}.txt", document.text)
    for letter in LETTERS:
        (folder / f"{name}.{letter}.jsonl").unlink(missing_ok=True)
    for letter, reading in zip(LETTERS, readings, strict=False):
        lines = (json.dumps(row) + "\n" for row in map(gold_row, reading.marks))
        write_text(folder / f"{name}.{letter}.jsonl", "".join(lines))


def gold_row(mark: Mark) -> dict[str, Any]:
    """Return a mark as a line of gold.

    Examples
    --------
    >>> gold_row(Mark("loaded", "threat", 0, 5, "flood", force=2))
    {'start': 0, 'end': 5, 'category': 'loaded', 'text': 'flood', 'kind': 'threat', 'strength': 2}
    """
    row = {"start": mark.start, "end": mark.end, "category": mark.marker, "text": mark.text}
    if mark.marker == SENTENCE:
        return row | {"sentiment": mark.score}
    kind = {"kind": mark.category} if mark.category else {}
    return row | kind | ({} if mark.force is None else {"strength": round(mark.force)})


def within(
    spans: Sequence[tuple[int, int]], read: Sequence[Sequence[int]]
) -> Iterator[tuple[int, int]]:
    """Yield the spans that begin in what was read.

    Examples
    --------
    >>> list(within([(0, 2), (8, 9)], [[0, 5]]))
    [(0, 2)]
    """
    for start, end in spans:
        if any(first <= start < last for first, last in read):
            yield start, end
