"""The passages that the readers of a class disagree on, one by one, with what everybody said."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import pandas as pd

from analysis.tables.reading_check import SCORES, SENTENCE
from analysis.tables.readings import Mark, Reading
from analysis.text.document import Document

__all__ = ["Passage", "Said", "disagreement_table", "find_passages", "in_words"]

WIDE = 3  # points between two scores of a sentence that nobody would call the same
COLUMNS = {
    "marker": str,
    "start": int,
    "end": int,
    "text": str,
    "n_read": int,
    "n_marked": int,
    "disagreement": float,
    "said": str,
    "notes": str,
}


class Said(NamedTuple):
    """What one reader said of a passage: her marks there, none if she passed over it."""

    reader: str
    marks: tuple[Mark, ...]

    @property
    def category(self) -> str | None:
        """The category of her longest mark there; None without a mark."""
        longest = max(self.marks, key=lambda mark: mark.end - mark.start, default=None)
        return None if longest is None else longest.category

    def differs(self, other: Said) -> bool:
        """Tell whether another said otherwise; where a category was not asked for, any fits."""
        if bool(self.marks) != bool(other.marks):
            return True
        return bool(self.category and other.category and self.category != other.category)

    @property
    def score(self) -> float | None:
        """Her score of the sentence, if it is one."""
        return self.marks[0].score if self.marks else None


class Passage(NamedTuple):
    """Words that at least one reader marked, with what everybody said who had read them.

    Parameters
    ----------
    marker : str
        Such as ``hedge``; ``sentence`` for a scored one.
    start, end : int
        The words: all that marks of this marker that overlap cover together.
    text : str
        The characters between them.
    said : tuple of Said
        One for each reader who had read the words and was asked for the marker.
    """

    marker: str
    start: int
    end: int
    text: str
    said: tuple[Said, ...]

    @property
    def n_marked(self) -> int:
        """How many marked it, or scored the sentence."""
        return sum(bool(one.marks) for one in self.said)

    @property
    def scores(self) -> list[float]:
        """All scores of a sentence."""
        return [one.score for one in self.said if one.score is not None]

    @property
    def is_disputed(self) -> bool:
        """Whether somebody must decide: two differ, or scores lie three points apart or more."""
        if self.marker == SENTENCE:
            return max(self.scores, default=0) - min(self.scores, default=0) >= WIDE
        return self.disagreement > 0

    @property
    def disagreement(self) -> float:
        """How far readers differ here, from 0 to 1; see ``disagreement_table``."""
        pairs = list(itertools.combinations(self.said, 2))
        if self.marker == SENTENCE:
            gaps = [abs(a - b) for a, b in itertools.combinations(self.scores, 2)]
            return sum(gaps) / len(gaps) / (SCORES[1] - SCORES[0]) if gaps else 0.0
        differ = sum(a.differs(b) for a, b in pairs)
        return differ / len(pairs) if pairs else 0.0


def find_passages(document: Document, readings: Sequence[Reading]) -> list[Passage]:
    """Join the marks of several readers into passages.

    Parameters
    ----------
    document : Document
        The text that they read.
    readings : sequence of Reading
        All of this text.

    Returns
    -------
    list of Passage
        By marker, in the order in which markers were asked for, and by place.

    Examples
    --------
    >>> from analysis.tables.readings import new_reading
    >>> document = Document("x", "It may well rain.")
    >>> marks = [Mark("hedge", "modal", 3, 6, "may")], [Mark("hedge", "modal", 3, 11, "may well")]
    >>> readings = [new_reading(document, name, ["hedge"], marks=own)
    ...     for name, own in zip("AB", marks, strict=True)]
    >>> [(one.text, one.n_marked, one.disagreement) for one in find_passages(document, readings)]
    [('may well', 2, 0.0)]
    """
    asked = dict.fromkeys(marker for one in readings for marker in one.markers)
    found = []
    for marker in asked:
        for start, end in _joined(marker, readings):
            said = tuple(_said(marker, start, end, readings))
            found.append(Passage(marker, start, end, document.text[start:end], said))
    return found


def _joined(marker: str, readings: Sequence[Reading]) -> Iterator[tuple[int, int]]:
    """Yield the stretches that marks of a marker cover, marks that overlap joined into one."""
    spans = sorted(
        (mark.start, mark.end) for one in readings for mark in one.marks if mark.marker == marker
    )
    start = end = -1
    for begin, stop in spans:
        if begin < end:
            end = max(end, stop)
            continue
        if start >= 0:
            yield start, end
        start, end = begin, stop
    if start >= 0:
        yield start, end


def _said(marker: str, start: int, end: int, readings: Sequence[Reading]) -> Iterator[Said]:
    for one in readings:
        has_read = any(start < stop and begin < end for begin, stop in one.spans)
        if marker in one.markers and has_read:
            marks = tuple(
                mark
                for mark in one.marks
                if mark.marker == marker and mark.start < end and start < mark.end
            )
            yield Said(one.reader, marks)


def disagreement_table(document: Document, readings: Sequence[Reading]) -> pd.DataFrame:
    """One row per passage that readers do not agree on, the most disputed first.

    Parameters
    ----------
    document : Document
        The text that they read.
    readings : sequence of Reading
        All of this text.

    Returns
    -------
    DataFrame
        Columns marker, start, end, text, n_read, n_marked, disagreement (of a passage the share
        of pairs of readers of whom one alone marked it, or who gave it different categories; of a
        sentence the mean difference of two scores as a share of the scale; 0 to 1, higher = more
        disagreement), said (who gave what), notes (who noted what). Among equals, in the order of
        the text. Rows without disagreement are left out.

    Examples
    --------
    >>> from analysis.tables.readings import new_reading
    >>> document = Document("x", "It may rain.")
    >>> mark = Mark("hedge", "modal", 3, 6, "may", note="can it?")
    >>> readings = [new_reading(document, "A", ["hedge"], marks=[mark]),
    ...     new_reading(document, "B", ["hedge"])]
    >>> disagreement_table(document, readings)[["text", "disagreement", "said", "notes"]].values
    array([['may', 1.0, 'A: modal; B: –', 'A: can it?']], dtype=object)
    """
    passages = [one for one in find_passages(document, readings) if one.disagreement > 0]
    passages.sort(key=lambda one: (-one.disagreement, one.start))
    rows = [
        (
            *one[:4],
            len(one.said),
            one.n_marked,
            one.disagreement,
            "; ".join(f"{said.reader}: {in_words(said)}" for said in one.said),
            "; ".join(
                f"{said.reader}: {mark.note}"
                for said in one.said
                for mark in said.marks
                if mark.note
            ),
        )
        for one in passages
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def in_words(said: Said) -> str:
    """Say what a reader gave a passage.

    Examples
    --------
    >>> in_words(Said("A", (Mark("loaded", "threat", 0, 5, "flood", force=2),)))
    'threat 2'
    >>> in_words(Said("B", ()))
    '–'
    >>> in_words(Said("C", (Mark("sentence", "", 0, 5, "Rain.", score=-2),)))
    '−2'
    """
    if not said.marks:
        return "–"
    if said.score is not None:
        return f"{said.score:+g}".replace("-", "−") if said.score else "0"
    mark = max(said.marks, key=lambda mark: mark.end - mark.start)
    force = "" if mark.force is None else f" {mark.force:g}"
    return f"{(mark.category or mark.marker).replace('_', ' ')}{force}"
