"""The reader as a widget: correct the hits, and see profile, figure and concordance follow."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import anywidget
import numpy as np
import pandas as pd
import traitlets
from scipy import stats

from analysis.markers.loaded import DEFAULT_SENSITIVITY, find_loaded
from analysis.plots.labels import label
from analysis.reader.page import FOLDER, MAIN_MARKERS, hit_records, reader_style, text_model
from analysis.statistics.metrics import CONFIDENCE, section_sentiment
from analysis.tables.analysis import MATCH_COLUMNS, Analysis
from analysis.tables.review import (
    Key,
    Review,
    ReviewedAnalysis,
    ReviewError,
    apply_review,
    open_review,
    review_path,
)
from analysis.text.document import Document

__all__ = ["ReaderWidget", "read", "with_sensitivity"]

CONTEXT = 34  # characters on each side of a hit in the concordance
LINE_ENDS = str.maketrans("\r\n\t", "   ")


class Place(NamedTuple):
    """What a message from the page is about, in the shape of a hit."""

    marker: str
    category: str
    start: int
    end: int


class ReaderWidget(anywidget.AnyWidget):
    """The annotated text with everything that is counted from it.

    Parameters
    ----------
    analysis : Analysis
        From ``analyze``.
    review : Review
        Where decisions are kept; it is saved after each of them if it has a path.

    Attributes
    ----------
    analysis : Analysis
        What the tool found, at the chosen sensitivity.
    review : Review
        The decisions.
    """

    _esm = "\n".join(
        (FOLDER / name).read_text(encoding="utf-8") for name in ("reader.js", "widget.js")
    )
    _css = reader_style()
    # The page changes when hits come or go; the states alone when one is accepted or rejected,
    # so that a decision about one hit of a long text does not send the whole text again.
    page = traitlets.Dict().tag(sync=True)
    states = traitlets.Dict().tag(sync=True)
    status = traitlets.Dict().tag(sync=True)
    sensitivity = traitlets.Float(DEFAULT_SENSITIVITY).tag(sync=True)

    def __init__(self, analysis: Analysis, review: Review) -> None:
        super().__init__()
        self._css = reader_style(analysis.markers)
        self.analysis = analysis.raw if isinstance(analysis, ReviewedAnalysis) else analysis
        self.review = review
        self._sentiment = _sentiment_by_section(self.analysis)
        self._draw()
        self._say(_decisions(review))
        self.on_msg(self._on_message)
        self.observe(self._on_sensitivity, "sensitivity")

    @property
    def reviewed(self) -> ReviewedAnalysis:
        """The analysis as the reader corrected it."""
        return apply_review(self.analysis, self.review)

    def _draw(self) -> None:
        """Send the whole page."""
        reviewed = self.reviewed
        page = _page(self.analysis, reviewed, self._sentiment)
        with self.hold_sync():
            self.page = page
            self.states = _states(page["hits"], self.review)

    def _update(self, before: set[tuple[Key, str, str]]) -> None:
        """Send what a decision changed: the states, or everything if hits came or went."""
        if before == _placed(self.review, self.analysis):
            self.states = _states(self.page["hits"], self.review)
        else:
            self._draw()

    def _say(self, text: str, problem: bool = False) -> None:
        # The number makes every status a new one, so that the page hears of it.
        number = self.status.get("number", 0) + 1
        self.status = {"text": text, "problem": problem, "number": number}

    def _on_message(self, _widget: Any, content: dict[str, Any], _buffers: Any) -> None:
        before = _placed(self.review, self.analysis)
        try:
            _apply_message(self.review, self.analysis, content)
        except (KeyError, TypeError, ValueError) as error:
            self._say(f"Nothing was changed: {error}", problem=True)
            return
        self._update(before)
        self._save()

    def _save(self) -> None:
        if self.review.path is None:
            self._say(f"{_decisions(self.review)}, not kept in a file")
            return
        try:
            self.review.save()
        except (OSError, ReviewError) as error:
            self._say(f"Not saved: {error}", problem=True)
        else:
            self._say(f"{_decisions(self.review)}, saved in {self.review.path.name}")

    def _on_sensitivity(self, change: Any) -> None:
        self.analysis = with_sensitivity(self.analysis, change["new"])
        self._draw()


def read(analysis: Analysis, path: str | Path | None = None, *, reader: str = "") -> ReaderWidget:
    """Read a text, correct what was found in it, and see the numbers follow.

    Click marked words, or go to them with the Tab and arrow keys, to accept, reject or relabel
    them (keys a and r; u takes a decision back); select words to mark them. Decisions are saved
    at once.

    Parameters
    ----------
    analysis : Analysis
        From ``analyze``.
    path : str or Path, optional
        The review file; by default ``review_path(analysis.document)``, which is known by the
        text's content. For a file of your own give ``review_path(source)``, which lies beside it.
    reader : str
        Who reads; kept in the file.

    Returns
    -------
    ReaderWidget
        Shown as the last line of a cell. Its ``reviewed`` is the corrected analysis.

    Raises
    ------
    ReviewError
        If the review file is broken. It is left as it is.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> widget = read(analyze(Document("x", "It may rain.")), "nowhere.review.json")
    >>> widget.status["text"]
    'No decisions yet'
    """
    where = review_path(analysis.document) if path is None else Path(path)
    return ReaderWidget(analysis, open_review(analysis.document, where, reader))


def with_sensitivity(analysis: Analysis, sensitivity: float) -> Analysis:
    """Return an analysis with its loaded language found at another sensitivity.

    Parameters
    ----------
    analysis : Analysis
        From ``analyze``.
    sensitivity : float
        From 0 (nothing) to 1 (everything), as for ``find_loaded``.

    Returns
    -------
    Analysis
        Unchanged if loaded language was not looked for.
    """
    if not _has_loaded(analysis):
        return analysis
    kept = analysis.matches[analysis.matches["marker"] != "loaded"]
    found = find_loaded(analysis.document, sensitivity)
    loaded = pd.DataFrame(found, columns=list(MATCH_COLUMNS)).astype(MATCH_COLUMNS)
    matches = pd.concat([kept, loaded]).sort_values(["start", "end", "marker"], ignore_index=True)
    return replace(analysis, matches=matches)


def _has_loaded(analysis: Analysis) -> bool:
    return any(marker == "loaded" for marker, _ in analysis.kinds)


def _decisions(review: Review) -> str:
    counted = {0: "No decisions yet", 1: "1 decision"}
    text = counted.get(len(review), f"{len(review)} decisions")
    if review.stale:
        text += f"; {len(review.stale)} no longer fit the text and are set aside"
    return text


# --- what the page asks for ---------------------------------------------------------------------


def _apply_message(review: Review, analysis: Analysis, content: dict[str, Any]) -> None:
    """Carry out one message of the page; nothing in it is trusted."""
    actions: dict[str, Callable[[Review, Analysis, dict[str, Any]], None]] = {
        "accept": _accept,
        "reject": _reject,
        "forget": _forget,
        "relabel": _relabel,
        "note": _note,
        "add": _add,
    }
    if content.get("do") not in actions:
        raise ValueError(f"do={content.get('do')!r}: the page may ask for {', '.join(actions)}")
    actions[content["do"]](review, analysis, content)


def _place(analysis: Analysis, review: Review, content: dict[str, Any]) -> Place:
    """Find the hit or the decision that a message is about."""
    marker, start, end = str(content["key"][0]), int(content["key"][1]), int(content["key"][2])
    if decided := review.decisions.get((marker, start, end)):
        return Place(marker, decided.category, start, end)
    table = analysis.matches
    row = table[(table["marker"] == marker) & (table["start"] == start) & (table["end"] == end)]
    if row.empty:
        raise ValueError("there is no such hit any more")
    return Place(marker, str(row.iloc[0]["category"]), start, end)


def _accept(review: Review, analysis: Analysis, content: dict[str, Any]) -> None:
    review.accept(_place(analysis, review, content), str(content.get("note", "")))


def _reject(review: Review, analysis: Analysis, content: dict[str, Any]) -> None:
    place = _place(analysis, review, content)
    decided = review.decisions.get((place.marker, place.start, place.end))
    if decided is not None and decided.decision == "add":
        review.forget(place.marker, place.start, place.end)  # nothing else found it
        return
    review.reject(place, str(content.get("note", "")))


def _forget(review: Review, analysis: Analysis, content: dict[str, Any]) -> None:
    place = _place(analysis, review, content)
    review.forget(place.marker, place.start, place.end)


def _relabel(review: Review, analysis: Analysis, content: dict[str, Any]) -> None:
    marker, category = _kind(analysis, content["to"][0], content["to"][1])
    place = _place(analysis, review, content)
    note = str(content.get("note", ""))
    decided = review.decisions.get((place.marker, place.start, place.end))
    if decided is not None and decided.decision == "add":
        review.forget(place.marker, place.start, place.end)
        review.add(marker, category, place.start, place.end, note)
        return
    review.relabel(place, marker, category, note)


def _note(review: Review, analysis: Analysis, content: dict[str, Any]) -> None:
    place = _place(analysis, review, content)
    review.annotate(place.marker, place.start, place.end, str(content.get("note", "")))


def _add(review: Review, analysis: Analysis, content: dict[str, Any]) -> None:
    marker, category = _kind(analysis, content["marker"], content["category"])
    start, end = _snap(review.document, int(content["start"]), int(content["end"]))
    review.add(marker, category, start, end, str(content.get("note", "")))


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


def _placed(review: Review, analysis: Analysis) -> set[tuple[Key, str, str]]:
    """Return the decisions that put a hit where the tool has none, or another one."""
    found = _found(analysis)
    return {
        (d.key, d.to_marker, d.to_category)
        for d in review.decisions.values()
        if d.decision == "relabel" or (d.decision != "reject" and d.key not in found)
    }


def _found(analysis: Analysis) -> dict[Key, str]:
    """Return the category of every hit of the tool by its marker and place."""
    columns = (analysis.matches[name] for name in ("marker", "start", "end", "category"))
    return {(m, int(start), int(end)): c for m, start, end, c in zip(*columns, strict=True)}


# --- what the page gets -------------------------------------------------------------------------


def _page(
    analysis: Analysis, reviewed: ReviewedAnalysis, sentiment: dict[int, list[float | None]]
) -> dict[str, Any]:
    """Gather all that the page shows."""
    marked = _with_rejected(analysis, reviewed)
    hits = hit_records(marked)
    sections = text_model(marked, hits)
    for section in sections:
        section["sentiment"] = sentiment[section["id"]]
    titles = {section["id"]: section["title"] for section in sections}
    _complete(hits, analysis, reviewed.review, titles)
    return {
        "title": analysis.document.title,
        "sections": sections,
        "hits": hits,
        "kinds": _kinds(marked),
        "poisson": _poisson_bounds(len(hits)),
        "has_sensitivity": _has_loaded(analysis),
    }


def _with_rejected(analysis: Analysis, reviewed: ReviewedAnalysis) -> Analysis:
    """Put rejected hits back among the reviewed ones: the reader shows both."""
    rejected = {d.key for d in reviewed.review.decisions.values() if d.decision == "reject"}
    keys = zip(*(analysis.matches[name] for name in ("marker", "start", "end")), strict=True)
    gone = analysis.matches[[key in rejected for key in keys]]
    table = pd.concat([reviewed.matches, gone]) if len(gone) else reviewed.matches
    table = table.sort_values(["start", "end", "marker"], ignore_index=True)
    return replace(analysis, matches=table, kinds=reviewed.kinds)


def _complete(
    hits: list[dict[str, Any]], analysis: Analysis, review: Review, titles: dict[int, str]
) -> None:
    """Add to every hit its context, the key of its decision, and what the tool said."""
    text = analysis.document.text.translate(LINE_ENDS)
    found = _found(analysis)
    decided = {(d.to_marker or d.marker, d.start, d.end): d for d in review.decisions.values()}
    for hit in hits:
        place: Key = (hit["marker"], hit["start"], hit["end"])
        decision = decided.get(place)
        key = place if decision is None else decision.key
        hit["key"] = list(key)
        hit["raw"] = [key[0], found[key]] if key in found else None
        hit["strength"] = f"{hit['weight']:.2f}"
        hit["words"] = text[hit["start"] : hit["end"]]
        hit["left"] = text[max(0, hit["start"] - CONTEXT) : hit["start"]]
        hit["right"] = text[hit["end"] : hit["end"] + CONTEXT]
        hit["section_title"] = titles[hit["section"]]


def _states(hits: list[dict[str, Any]], review: Review) -> dict[str, Any]:
    """Return what was decided about every hit of the page, with the notes."""
    decisions = [review.decisions.get((hit["key"][0], *hit["key"][1:])) for hit in hits]
    return {
        "hits": [["", ""] if d is None else [d.decision, d.note] for d in decisions],
        "decisions": f"{len(review)} decision{'' if len(review) == 1 else 's'}",
    }


def _kinds(analysis: Analysis) -> list[list[Any]]:
    """List markers with their labels and categories, those that are shown at first in front."""
    kinds: dict[str, list[list[str]]] = {name: [] for name in MAIN_MARKERS}
    for marker, category in analysis.kinds:
        kinds.setdefault(marker, []).append([category, label(category)])
    return [
        [marker, label(marker, analysis.markers), listed]
        for marker, listed in kinds.items()
        if listed
    ]


def _poisson_bounds(most: int) -> dict[str, list[float]]:
    """Garwood's bounds for every count that can arise, so that the page needs no statistics."""
    counts = np.arange(most + 1)
    alpha = 1 - CONFIDENCE
    low = np.nan_to_num(stats.chi2.ppf(alpha / 2, 2 * counts) / 2)
    high = stats.chi2.ppf(1 - alpha / 2, 2 * counts + 2) / 2
    return {"low": low.round(4).tolist(), "high": high.round(4).tolist()}


def _sentiment_by_section(analysis: Analysis) -> dict[int, list[float | None]]:
    """Mean sentiment with its bounds; decisions do not change it."""
    table = section_sentiment(analysis)
    ours = table[table["scorer"] == "sentiment"]
    return {
        int(row.section): [_number(row.mean), _number(row.low), _number(row.high)]
        for row in ours.itertuples()
    }


def _number(value: float) -> float | None:
    """JSON has no NaN."""
    return None if np.isnan(value) else round(float(value), 4)
