"""Annotations: everything found in a document as JSON-ready records, one per span.

This is the fast path: it needs the standard library only, unless the peers' scores are asked for.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from analysis.markers.registry import MARKERS
from analysis.matching.matches import Marker, Match
from analysis.reading.sources import ReadingError, make_document, read_document
from analysis.tables.rows import NO_SECTION, SectionRow, SentenceRow, document_rows, peer_scores
from analysis.text.document import Document

__all__ = ["annotate", "json_line", "read_inputs"]


def annotate(
    document: Document, *, markers: Sequence[Marker] = MARKERS, scorers: bool = False
) -> Iterator[dict[str, Any]]:
    """Yield the sections, the body's sentences and every hit of a document as records.

    Parameters
    ----------
    document : Document
        The text.
    markers : sequence of Marker
        What to look for; all markers of the project by default.
    scorers : bool
        Add VADER's and TextBlob's scores to the sentences.

    Yields
    ------
    dict
        With id, marker, category, start, end, text, section (its title), voice and weight; of an
        attribution also source and content (offsets or None), speaker, source_kind, content_form;
        of a loaded word also its force.
        ``marker`` is ``section`` (its category is the section's role), ``sentence`` (with
        ``sentiment``, −1 to 1 or None, and ``evidence``, a kind or None) or the name of a marker.

    Examples
    --------
    >>> records = list(annotate(Document("x", "It may rain.")))
    >>> [(record["marker"], record["text"]) for record in records]
    [('section', 'It may rain.'), ('sentence', 'It may rain.'), ('hedge', 'may')]
    """
    rows = document_rows(document, markers)
    titles = {NO_SECTION: ""}
    for section in rows.sections:
        titles[section.id] = section.title
        place = (section.start, section.end, section.title)
        record = _record(document, "section", section.role, *place, "author", 1.0)
        yield record | _remarks(document, section)
    for sentence in rows.sentences:
        yield _sentence_record(document, sentence, titles[sentence.section], scorers)
    document_id = document.id
    for match in rows.matches:  # written out, because there are so many
        record = {
            "id": document_id,
            "marker": match.marker,
            "category": match.category,
            "start": match.start,
            "end": match.end,
            "text": match.text,
            "section": titles[match.section],
            "voice": match.voice,
            "weight": round(match.weight, 3),
        }
        if match.marker == "attribution":
            record |= _who_says_what(match)
        elif match.force is not None:
            record["force"] = round(match.force, 2)
        yield record


ENCODER = json.JSONEncoder(ensure_ascii=False, check_circular=False)


def json_line(record: Mapping[str, Any]) -> bytes:
    """Write a record as a line of JSON in UTF-8.

    Examples
    --------
    >>> json_line({"id": "x", "weight": 0.5})
    b'{"id": "x", "weight": 0.5}\\n'
    """
    return (ENCODER.encode(record) + "\n").encode("utf-8", "backslashreplace")


def _who_says_what(match: Match) -> dict[str, Any]:
    said = match.said
    return {
        "source": said.source and list(said.source),
        "speaker": said.speaker,
        "source_kind": said.kind,
        "content": said.content and list(said.content),
        "content_form": said.form,
    }


def _remarks(document: Document, section: SectionRow) -> dict[str, bool]:
    """Say of a section that its text was repaired, or that its borders are not the author's."""
    remarks = {"repaired": bool(document.meta.get("repaired")), "divided": section.divided}
    return {name: True for name, applies in remarks.items() if applies}


def _record(
    document: Document,
    marker: str,
    category: str,
    start: int,
    end: int,
    section: str,
    voice: str,
    weight: float,
) -> dict[str, Any]:
    return {
        "id": document.id,
        "marker": marker,
        "category": category,
        "start": start,
        "end": end,
        "text": document.text[start:end],
        "section": section,
        "voice": voice,
        "weight": weight,
    }


def _sentence_record(
    document: Document, row: SentenceRow, title: str, scorers: bool
) -> dict[str, Any]:
    place = (row.start, row.end, title, row.voice)
    record = _record(document, "sentence", "sentence", *place, 1.0)
    record["sentiment"] = _number(row.sentiment)
    record["evidence"] = row.evidence or None
    if scorers:
        names = ("vader", "textblob", "subjectivity")
        record |= zip(names, map(_number, peer_scores(document.as_meant(row))), strict=True)
    return record


def _number(score: float) -> float | None:
    """Round a score; JSON has no NaN, so an unknown score is None."""
    return None if math.isnan(score) else round(score, 4)


def read_inputs(
    source: str | Path, *, plain: bool = False, allow_private: bool = False
) -> Iterator[Document | ReadingError]:
    """Yield the documents of a source; what cannot be read is yielded as an error in its place.

    Parameters
    ----------
    source : str or Path
        Anything that ``read_document`` takes, or a ``.jsonl`` file with one ``{"id", "text"}`` a
        line.
    plain : bool
        Take the text as running prose.
    allow_private : bool
        Allow addresses within the reader's own network.

    Yields
    ------
    Document or ReadingError
        In the order of the input.
    """
    path = Path(source)
    if "://" in str(source) or path.suffix.lower() != ".jsonl":
        yield _attempt(read_document, source, plain=plain, allow_private=allow_private)
        return
    try:
        with path.open(encoding="utf-8-sig", newline="\n") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _attempt(_read_line, f"{path.name}, line {number}", line, plain=plain)
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "not UTF-8; save it as UTF-8"
        yield ReadingError(f"{path.name}: {why}")


def _attempt(read: Any, *arguments: Any, **options: Any) -> Document | ReadingError:
    try:
        document: Document = read(*arguments, **options)
        return document
    except ReadingError as error:
        return error


def _read_line(where: str, line: str, *, plain: bool) -> Document:
    try:
        row = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        raise ReadingError(f"{where}: not JSON: {error}") from None
    text = row.get("text") if isinstance(row, dict) else None
    if not isinstance(text, str) or "id" not in row:
        raise ReadingError(f'{where}: each line must be an object with "id" and "text"')
    id = str(row["id"])
    if any("\ud800" <= character <= "\udfff" for character in id):
        raise ReadingError(f"{where}: its id {id!a} holds half of a character; mend the id")
    return make_document(id, text, plain=plain)
