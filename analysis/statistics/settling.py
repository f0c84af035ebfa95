"""What a class and its curator settled on, and where each reader differed from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import pandas as pd

from analysis.statistics.disagreement import Passage, Said, find_passages, in_words
from analysis.tables.curation import Curation, Ruling
from analysis.tables.readings import Mark, Reading, new_reading
from analysis.text.document import Document

__all__ = ["Settled", "differences", "read_by_all", "settle", "settled_reading"]

COLUMNS = ("marker", "start", "end", "text", "hers", "settled", "note")


class Settled(NamedTuple):
    """A passage with the ruling on it, if any, and what came out: a mark, no mark, or open.

    Parameters
    ----------
    passage : Passage
        With what everybody said.
    rulings : tuple of Ruling
        On this passage, the one that stands last.
    mark : Mark or None
        What is to be marked here; None for nothing.
    is_open : bool
        Whether readers disagree and nobody decided yet.
    """

    passage: Passage
    rulings: tuple[Ruling, ...]
    mark: Mark | None
    is_open: bool


def settle(
    document: Document, readings: Sequence[Reading], curation: Curation
) -> Iterator[Settled]:
    """Yield every passage that anyone marked, with what was settled.

    Parameters
    ----------
    document : Document
        The text.
    readings : sequence of Reading
        All of this text.
    curation : Curation
        From ``read_curation``.

    Yields
    ------
    Settled
        What nobody disagrees on is settled by that: the longest of the marks stands. A sentence
        has the mean of its scores, unless they lie three points apart or more.
    """
    for passage in find_passages(document, readings):
        rulings = tuple(curation.on(passage.marker, passage.start, passage.end))
        if rulings:
            yield Settled(passage, rulings, _ruled(rulings[-1]), is_open=False)
        elif passage.is_disputed:
            yield Settled(passage, (), None, is_open=True)
        else:
            yield Settled(passage, (), _agreed(passage), is_open=False)


def _agreed(passage: Passage) -> Mark:
    """Return the longest of the marks, with the mean of scores and of force."""
    marks = [mark for one in passage.said for mark in one.marks]
    longest = max(marks, key=lambda mark: (bool(mark.category), mark.end - mark.start))
    forces = [mark.force for mark in marks if mark.force is not None]
    return replace(longest, force=_mean(forces), score=_mean(passage.scores), note="")


def _mean(values: Sequence[float]) -> float | None:
    return round(sum(values) / len(values), 2) if values else None


def _ruled(ruling: Ruling) -> Mark | None:
    if not ruling.stands:
        return None
    told = (ruling.marker, ruling.category, ruling.start, ruling.end, ruling.text)
    return Mark(*told, force=ruling.force, note=ruling.note, score=ruling.score)


def settled_reading(
    document: Document, readings: Sequence[Reading], curation: Curation, reader: str = "curated"
) -> Reading:
    """Return what was settled as a reading of its own.

    Parameters
    ----------
    document, readings, curation
        As for ``settle``.
    reader : str
        What it is called.

    Returns
    -------
    Reading
        Of what all had read and all were asked for; finished if nothing of it is open. Open
        passages are not marked.

    Examples
    --------
    >>> document = Document("x", "It may rain, perhaps.")
    >>> marks = [Mark("hedge", "modal", 3, 6, "may"), Mark("hedge", "adverb", 13, 20, "perhaps")]
    >>> readings = [new_reading(document, "A", ["hedge"], marks=marks),
    ...     new_reading(document, "B", ["hedge"], marks=marks[:1])]
    >>> curation = Curation("x", "", (Ruling("hedge", 13, 20, "perhaps", True, "adverb"),))
    >>> [mark.text for mark in settled_reading(document, readings, curation).marks]
    ['may', 'perhaps']
    """
    markers, spans = read_by_all(readings)
    found = [
        one
        for one in settle(document, readings, curation)
        if one.passage.marker in markers
        and any(start <= one.passage.start < end for start, end in spans)
    ]
    marks = sorted((one.mark for one in found if one.mark), key=lambda mark: (mark.start, mark.end))
    is_finished = not any(one.is_open for one in found)
    return new_reading(document, reader, markers, spans, marks, finished=is_finished)


def read_by_all(readings: Sequence[Reading]) -> tuple[list[str], list[tuple[int, int]]]:
    """Return what all readers were asked for, and what all had read: silence is a judgement there.

    Parameters
    ----------
    readings : sequence of Reading
        Of one text.

    Returns
    -------
    markers : list of str
        In the order of the first reading.
    spans : list of (int, int)
        In the order of the text.

    Examples
    --------
    >>> document = Document("x", "It may rain. It rains.")
    >>> readings = [new_reading(document, "A", ["hedge", "loaded"]),
    ...     new_reading(document, "B", ["hedge"], [(0, 12)])]
    >>> read_by_all(readings)
    (['hedge'], [(0, 12)])
    """
    if not readings:
        return [], []
    markers, spans = list(readings[0].markers), set(readings[0].spans)
    for one in readings[1:]:
        markers = [marker for marker in markers if marker in one.markers]
        spans = {
            (max(start, begin), min(end, stop))
            for start, end in spans
            for begin, stop in one.spans
            if max(start, begin) < min(end, stop)
        }
    return markers, sorted(spans)


def differences(
    document: Document, readings: Sequence[Reading], curation: Curation, reader: str
) -> pd.DataFrame:
    """One row per passage where a reader differs from what was settled.

    Parameters
    ----------
    document, readings, curation
        As for ``settle``.
    reader : str
        Whose differences.

    Returns
    -------
    DataFrame
        Columns marker, start, end, text, hers, settled (a category, a score, or – for no mark),
        note (the curator's). In the order of the text. What is still open is left out.

    Raises
    ------
    ValueError
        If nobody of this name read the text.

    Examples
    --------
    >>> document = Document("x", "It may rain.")
    >>> mark = Mark("hedge", "modal", 3, 6, "may")
    >>> readings = [new_reading(document, "A", ["hedge"], marks=[mark]),
    ...     new_reading(document, "B", ["hedge"])]
    >>> curation = Curation("x", "", (Ruling("hedge", 3, 6, "may", True, "modal", note="a guess"),))
    >>> differences(document, readings, curation, "B")[["text", "hers", "settled", "note"]].values
    array([['may', '–', 'modal', 'a guess']], dtype=object)
    """
    known = [one.reader for one in readings]
    if reader not in known:
        raise ValueError(f"reader={reader!r}: the readers are {', '.join(known)}")
    rows = []
    for one in settle(document, readings, curation):
        hers = next((said for said in one.passage.said if said.reader == reader), None)
        decided = Said("", (one.mark,) if one.mark else ())
        if hers is not None and not one.is_open and differs(hers, decided):
            note = one.rulings[-1].note if one.rulings else ""
            rows.append((*one.passage[:4], in_words(hers), in_words(decided), note))
    return pd.DataFrame(rows, columns=list(COLUMNS)).sort_values("start", ignore_index=True)


def differs(hers: Said, decided: Said) -> bool:
    """Tell whether a reader said otherwise than what was settled; scores by a point or more.

    Examples
    --------
    >>> one = Said("A", (Mark("sentence", "", 0, 5, "Rain.", score=1),))
    >>> two = Said("", (Mark("sentence", "", 0, 5, "Rain.", score=2),))
    >>> differs(one, two), differs(one, one), differs(Said("A", ()), one)
    (True, False, True)
    """
    if hers.score is not None and decided.score is not None:
        return abs(hers.score - decided.score) >= 1
    return hers.differs(decided)
