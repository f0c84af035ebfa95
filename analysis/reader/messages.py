"""What the page of the reader may ask for: decisions about hits and about borders of parts.

A message comes from a browser, so nothing in it is trusted: a marker, a category or a passage that
does not exist is a ``ValueError``, and nothing is changed.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from analysis.tables.analysis import Analysis
from analysis.tables.borders import change_border
from analysis.tables.review import Review
from analysis.text.document import Document

__all__ = ["decide"]


class Place(NamedTuple):
    """What a message from the page is about, in the shape of a hit."""

    marker: str
    category: str
    start: int
    end: int


def decide(review: Review, analysis: Analysis, content: Mapping[str, Any]) -> None:
    """Carry out one decision that the page asks for.

    Parameters
    ----------
    review : Review
        Where it is kept.
    analysis : Analysis
        What the tool found.
    content : mapping
        ``do`` and what belongs to it.

    Raises
    ------
    KeyError, TypeError, ValueError
        If the message makes no sense; nothing is changed then.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> analysis = analyze(Document("x", "It may rain."), scorers=False)
    >>> review = Review(analysis.document)
    >>> decide(review, analysis, {"do": "reject", "key": ["hedge", 3, 6]})
    >>> [decision.decision for decision in review.decisions.values()]
    ['reject']
    """
    if content.get("do") not in ACTIONS:
        raise ValueError(f"do={content.get('do')!r}: the page may ask for {', '.join(ACTIONS)}")
    ACTIONS[content["do"]](review, analysis, content)


def _place(analysis: Analysis, review: Review, content: Mapping[str, Any]) -> Place:
    """Find the hit or the decision that a message is about."""
    marker, start, end = str(content["key"][0]), int(content["key"][1]), int(content["key"][2])
    if decided := review.decisions.get((marker, start, end)):
        return Place(marker, decided.category, start, end)
    table = analysis.matches
    row = table[(table["marker"] == marker) & (table["start"] == start) & (table["end"] == end)]
    if row.empty:
        raise ValueError("there is no such hit any more")
    return Place(marker, str(row.iloc[0]["category"]), start, end)


def _accept(review: Review, analysis: Analysis, content: Mapping[str, Any]) -> None:
    review.accept(_place(analysis, review, content), str(content.get("note", "")))


def _reject(review: Review, analysis: Analysis, content: Mapping[str, Any]) -> None:
    place = _place(analysis, review, content)
    decided = review.decisions.get((place.marker, place.start, place.end))
    if decided is not None and decided.decision == "add":
        review.forget(place.marker, place.start, place.end)  # nothing else found it
        return
    review.reject(place, str(content.get("note", "")))


def _forget(review: Review, analysis: Analysis, content: Mapping[str, Any]) -> None:
    place = _place(analysis, review, content)
    review.forget(place.marker, place.start, place.end)


def _relabel(review: Review, analysis: Analysis, content: Mapping[str, Any]) -> None:
    marker, category = _kind(analysis, content["to"][0], content["to"][1])
    place = _place(analysis, review, content)
    note = str(content.get("note", ""))
    decided = review.decisions.get((place.marker, place.start, place.end))
    if decided is not None and decided.decision == "add":
        review.forget(place.marker, place.start, place.end)
        review.add(marker, category, place.start, place.end, note)
        return
    review.relabel(place, marker, category, note)


def _note(review: Review, analysis: Analysis, content: Mapping[str, Any]) -> None:
    place = _place(analysis, review, content)
    review.annotate(place.marker, place.start, place.end, str(content.get("note", "")))


def _add(review: Review, analysis: Analysis, content: Mapping[str, Any]) -> None:
    marker, category = _kind(analysis, content["marker"], content["category"])
    start, end = _snap(review.document, int(content["start"]), int(content["end"]))
    review.add(marker, category, start, end, str(content.get("note", "")))


def _border(review: Review, analysis: Analysis, content: Mapping[str, Any]) -> None:
    old, new = content.get("from"), content.get("to")
    change_border(review, None if old is None else int(old), None if new is None else int(new))


ACTIONS: dict[str, Callable[[Review, Analysis, Mapping[str, Any]], None]] = {
    "accept": _accept,
    "reject": _reject,
    "forget": _forget,
    "relabel": _relabel,
    "note": _note,
    "add": _add,
    "border": _border,
}


def _kind(analysis: Analysis, marker: Any, category: Any) -> tuple[str, str]:
    if (marker, category) not in analysis.kinds:
        raise ValueError(f"{marker!r}, {category!r}: there is no such marker and category")
    return str(marker), str(category)


def _snap(document: Document, start: int, end: int) -> tuple[int, int]:
    """Widen a passage to whole words, so that half a word is not marked by a slip."""
    first = bisect_right(document.word_starts, start) - 1
    if first >= 0 and start < document.word_ends[first]:
        start = document.word_starts[first]
    last = bisect_left(document.word_ends, end)
    if last < len(document.word_ends) and document.word_starts[last] < end:
        end = document.word_ends[last]
    return start, end
