"""What the reader's page gets: the text, its hits with their states, and what is counted there."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from analysis.markers.evidence import EVIDENCE
from analysis.markers.registry import MARKERS
from analysis.plots.labels import MAIN_MARKERS, label
from analysis.reader.page import hit_records, text_model
from analysis.reader.sentences import sentence_records
from analysis.statistics.intervals import poisson_rate
from analysis.statistics.norms import Norms, dispersions, load_norms
from analysis.statistics.sentiments import section_sentiment
from analysis.tables.analysis import LINE_ENDS, Analysis
from analysis.tables.borders import BORDER, can_be_divided
from analysis.tables.review import Key, Review, ReviewedAnalysis

__all__ = [
    "decisions_in_words",
    "has_loaded",
    "page_of",
    "placed_hits",
    "sentiment_by_section",
    "states_of",
    "yardstick_of",
]

CONTEXT = 34  # characters on each side of a hit in the concordance
ROOM = 20  # hits that a reader may give another marker before the page is made anew


def decisions_in_words(review: Review) -> str:
    """Say how many decisions a review holds."""
    counted = {0: "No decisions yet", 1: "1 decision"}
    n_borders = sum(decision.marker == BORDER for decision in review.decisions.values())
    n_decisions = len(review) - n_borders
    text = counted.get(n_decisions, f"{n_decisions} decisions")
    if n_borders:
        text += "; borders of the parts set by you"
    if review.stale:
        text += f"; {len(review.stale)} no longer fit the text and are set aside"
    return text


def placed_hits(review: Review, analysis: Analysis) -> set[tuple[Key, str, str]]:
    """Return the decisions that put a hit where the tool has none, or another one, or a border."""
    found = _found(analysis)
    borders = {(d.key, d.decision, "") for d in review.decisions.values() if d.marker == BORDER}
    return borders | {
        (d.key, d.to_marker, d.to_category)
        for d in review.decisions.values()
        if d.decision == "relabel" or (d.decision != "reject" and d.key not in found)
    }


def _found(analysis: Analysis) -> dict[Key, str]:
    """Return the category of every hit of the tool by its marker and place."""
    columns = (analysis.matches[name] for name in ("marker", "start", "end", "category"))
    return {(m, int(start), int(end)): c for m, start, end, c in zip(*columns, strict=True)}


def page_of(reviewed: ReviewedAnalysis, sentiment: dict[int, list[float | None]]) -> dict[str, Any]:
    """Gather all that the page shows."""
    analysis = reviewed.raw
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
        "sentences": sentence_records(reviewed),
        "kinds": _kinds(marked),
        "bounds": _bounds(marked, hits),
        "has_sensitivity": has_loaded(analysis),
        "is_movable": can_be_divided(analysis.document),
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


def states_of(hits: list[dict[str, Any]], review: Review) -> dict[str, Any]:
    """Return what was decided about every hit of the page, with the notes."""
    decisions = [review.decisions.get((hit["key"][0], *hit["key"][1:])) for hit in hits]
    return {
        "hits": [["", ""] if d is None else [d.decision, d.note] for d in decisions],
        "decisions": decisions_in_words(review).partition(";")[0].lower(),
        "undo": review.can_undo,
        "redo": review.can_redo,
    }


def _kinds(analysis: Analysis) -> list[list[Any]]:
    """List markers with their labels, categories, and whether they are shown at first."""
    kinds: dict[str, list[list[str]]] = {name: [] for name in MAIN_MARKERS}
    for marker, category in analysis.kinds:
        kinds.setdefault(marker, []).append([category, label(category)])
    hidden = {EVIDENCE.name, *(marker.name for marker in MARKERS)} - set(MAIN_MARKERS)
    return [
        [marker, label(marker, analysis.markers), listed, marker not in hidden]
        for marker, listed in kinds.items()
        if listed
    ]


def _bounds(analysis: Analysis, hits: list[dict[str, Any]]) -> dict[str, dict[str, list[float]]]:
    """Bounds for every count of every marker that can arise: the page needs no statistics."""
    spread = dispersions(analysis, load_norms())
    numbers = Counter(hit["marker"] for hit in hits)
    return {
        marker: _bounds_of(numbers[marker] + ROOM, dispersion)
        for (marker, category), dispersion in spread.items()
        if not category
    }


def _bounds_of(most: int, dispersion: float) -> dict[str, list[float]]:
    rates = [poisson_rate(count, 1000, dispersion=dispersion) for count in range(most + 1)]
    return {
        "low": [round(rate.low, 4) for rate in rates],
        "high": [round(rate.high, 4) for rate in rates],
    }


def yardstick_of(norms: Norms) -> dict[str, Any]:
    """Return what the page needs to say where a rate stands among those of other texts' parts.

    Examples
    --------
    >>> yardstick_of(load_norms())["base"][:21]
    '187 op-eds of three o'
    """
    names = ("firsts", "shares_below", "lasts", "shares_to")
    known = {
        measure: dict(zip(names, (line.round(4).tolist() for line in lines), strict=True))
        for measure, lines in norms.lines("part").items()
    }
    return {"base": norms.base, "measures": known}


def sentiment_by_section(analysis: Analysis) -> dict[int, list[float | None]]:
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


def has_loaded(analysis: Analysis) -> bool:
    """Tell whether loaded language was looked for."""
    return any(marker == "loaded" for marker, _ in analysis.kinds)
