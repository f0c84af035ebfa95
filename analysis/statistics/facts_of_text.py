"""Facts about a text as a whole: its length, its place among others, its sections, its mood."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from analysis.statistics.compare import SIGNIFICANCE
from analysis.statistics.facts import (
    Facts,
    Source,
    joined,
    plural,
    score_text,
    spans_of,
    whole_share,
)
from analysis.statistics.intervals import Interval, poisson_rate
from analysis.statistics.norms import Place, dispersions
from analysis.statistics.robustness import AS_MEASURED, ordinal, section_ranks
from analysis.statistics.sentiments import SCORERS, mean_sentiment

__all__ = [
    "association_of",
    "family",
    "highest",
    "lowest",
    "mood",
    "ranks",
    "scorers",
    "size",
    "turn",
    "unusual",
]


def size(source: Source) -> Facts:
    """How long it is, and whether that is within what the norms know."""
    body = source.analysis.body
    shortest, longest = source.norms.lengths
    values = {
        "n_words": source.n_words,
        "word_s": plural(source.n_words, "word", "words"),
        "n_sections": len(body),
        "divided": int(body["divided"].any()),
        "shortest": shortest,
        "longest": longest,
        **source.base,
    }
    columns = ["title", "n_sentences", "n_words", "n_words_quoted"]
    return Facts(values, body[columns].reset_index(drop=True))


def unusual(source: Source) -> Facts | None:
    """Which of all measures stand out among the norms, with one correction for all of them."""
    known = source.yardstick.dropna(subset="percentile")
    if not source.n_words or known.empty:
        return None
    spread = dispersions(source.analysis, source.norms)
    sides: dict[str, list[str]] = {"high": [], "low": []}
    n_alone = 0
    for row in known.itertuples():
        confidence = 1 - SIGNIFICANCE / len(known)
        phi = spread[row.marker, ""]
        rate = poisson_rate(row.count, row.n_words, confidence, dispersion=phi)
        place = source.norms.place(row.marker, rate)
        things = source.things(row.marker)
        side = source.norms.side(row.marker, rate)
        share = place.below if side > 0 else place.above
        if side:
            sides["high" if side > 0 else "low"].append(f"{things} (than {_share(share)} of them)")
        elif source.norms.side(row.marker, Interval(row.rate, row.low, row.high)):
            n_alone += 1  # as the only question it would have an answer
    values = {side: joined(items) for side, items in sides.items()}
    numbers: dict[str, Any] = {f"n_{side}": len(items) for side, items in sides.items()}
    numbers |= {"n_alone": n_alone, "stand": plural(n_alone, "stands", "stand")}
    numbers["own"] = plural(n_alone, "its", "their")
    return Facts({**values, **numbers, "n_measures": len(known), **source.base}, source.yardstick)


def family(source: Source) -> Facts:
    """Which sections differ from the rest of the text."""
    table = source.contrasts
    clear = table[table["verdict"] != "cannot tell"].sort_values("q")
    compared = table[table["ratio"].notna()]
    n_markers = compared["marker"].nunique()
    values: dict[str, object] = {
        "n_sections": len(source.analysis.body),
        "n_compared": len(compared),
        "n_markers": n_markers,
        "marker_s": plural(n_markers, "marker", "markers"),
        "n_clear": len(clear),
    }
    if len(clear):
        first = clear.iloc[0]
        values |= _contrast(source, first)
        hits = source.counted[
            (source.counted["section"] == first["section"])
            & (source.counted["marker"] == first["marker"])
        ]
        return Facts(values, clear, spans_of(hits))
    return Facts(values, table)


def _contrast(source: Source, row: pd.Series) -> dict[str, object]:
    return {
        "title": source.title(row["section"]),
        "things": source.things(row["marker"]),
        "more": "more" if row["verdict"] == "higher" else "fewer",
    }


def ranks(source: Source) -> Facts | None:
    """Which section is the most loaded, and between which ranks chance could put it."""
    n_sections = len(source.analysis.body)
    if n_sections < 2 or "loaded" not in source.markers:
        return None if "loaded" not in source.markers else Facts({"n_sections": 1}, pd.DataFrame())
    table = section_ranks(source.analysis, sensitivities=())
    chosen = table[(table["measure"] == "loaded") & (table["basis"] == AS_MEASURED)]
    first = chosen.dropna(subset="rank").sort_values("rank").head(1)
    count = int((source.counted["marker"] == "loaded").sum())
    if first.empty or not count:
        return Facts({"n_sections": n_sections, "count": 0}, chosen)
    last = int(first["rank_high"].item())
    values = {"n_sections": n_sections, "count": count, "last": last, "last_shown": ordinal(last)}
    values["title"] = source.title(first["section"].item())
    hits = source.counted[source.counted["section"] == first["section"].item()]
    return Facts(values, chosen, spans_of(hits[hits["marker"] == "loaded"]))


def association_of(source: Source) -> Facts | None:
    """Whether hedges and loaded words stand in the same sentences."""
    if not {"hedge", "loaded"} <= set(source.markers):
        return None
    found = source.company
    values = {
        "known": int(not np.isnan(found["odds_ratio"])),
        "p": source.q("association"),
        "odds": float(np.nan_to_num(found["odds_ratio"])),
        "both": int(found["both"]),
        "n_sentences": len(source.analysis.sentences),
        "sentence_s": plural(len(source.analysis.sentences), "sentence", "sentences"),
        "hold": plural(int(found["both"]), "holds", "hold"),
    }
    return Facts(values, found.to_frame().T)


def mood(source: Source) -> Facts:
    """Whether the wording is favourable on the whole."""
    scores = source.analysis.sentences["sentiment"].dropna()
    interval = mean_sentiment(scores, source.norms)
    # As they are shown: what rounds to 0 is not told from 0.
    low, high = (round(end, 2) for end in interval[1:])
    bounded = interval._replace(low=low, high=high)
    found = source.norms.place("sentiment", bounded)
    values = {
        "n_scored": len(scores),
        "spread": float(np.ptp(scores)) if len(scores) else 0.0,
        "mean": score_text(interval.value),
        "low": low,
        "high": high,
        "low_shown": score_text(low),
        "high_shown": score_text(high),
        **_placed_among(found, source.base["base_n"]),
    }
    return Facts(values, source.sentiment)


def _placed_among(found: Place, base: str) -> dict[str, str]:
    """Say where a mean stands among others: where its own side is known, and where it is not.

    Examples
    --------
    >>> told = _placed_among(Place(79.0, 61.0, 90.0, 79.0, 21.0), "187 op-eds")
    >>> told["placed"]
    ', more favourable than 79 % of 187 op-eds (61 to 90 %, if chance is allowed for)'
    >>> told["apart"]
    '; most of 187 op-eds are worded less favourably (79 %; 61 to 90 %, if chance is allowed for)'
    """
    if np.isnan(found.percentile):
        return {"placed": "", "apart": ""}
    if found.low < 50 < found.high:
        return dict.fromkeys(("placed", "apart"), f", as in many of {base}")
    if found.low >= 50:
        share, low, high, more, other = found.below, found.low, found.high, "more", "less"
    else:
        low, high = 100 - found.high, 100 - found.low
        share, more, other = found.above, "less", "more"
    if share == 100:
        apart = f"; all of {base} are worded {other} favourably"
        return {"placed": f", {more} favourable than any of {base}", "apart": apart}
    ends = f"{whole_share(low):.0f} to {whole_share(high):.0f} %, if chance is allowed for"
    return {
        "placed": f", {more} favourable than {_share(share)} of {base} ({ends})",
        "apart": f"; most of {base} are worded {other} favourably ({_share(share)}; {ends})",
    }


def _share(share: float) -> str:
    """Write a share of texts.

    Examples
    --------
    >>> _share(79.4), _share(100.0)
    ('79 %', 'any')
    """
    return "any" if share == 100 else f"{whole_share(share):.0f} %"


def turn(source: Source) -> Facts:
    """Whether the mood of the sections differs."""
    ends = source.mood_ends
    if ends is None:
        return Facts({"n_sections": 1}, source.sentiment)
    ours = source.sentiment[source.sentiment["scorer"] == "sentiment"].set_index("section")
    means = [score_text(ours.loc[section, "mean"]) for section in ends]
    values = {
        "n_sections": len(ours),
        "clear": int(source.q("turn") <= SIGNIFICANCE),
        "lowest": source.title(ends[0]),
        "highest": source.title(ends[1]),
        "low_mean": means[0],
        "high_mean": means[1],
    }
    return Facts(values, source.sentiment, source.section_spans(ends))


def scorers(source: Source) -> Facts:
    """Where the scorers contradict each other."""
    table = source.sentiment
    sections = list(dict.fromkeys(table["section"][table["disagree"]]))
    titles = source.title(sections[0]) if sections else ""
    values = {"n_disagree": len(sections), "titles": titles}
    shown = table[table["disagree"]] if sections else table
    return Facts(values, shown, source.section_spans(sections))


def lowest(source: Source) -> Facts | None:
    """Return the most unfavourable sentence."""
    return _extreme(source, lowest=True)


def highest(source: Source) -> Facts | None:
    """Return the most favourable sentence."""
    return _extreme(source, lowest=False)


def _extreme(source: Source, *, lowest: bool) -> Facts | None:
    sentences = source.analysis.sentences.reset_index(drop=True)
    scores = sentences["sentiment"].dropna()
    if scores.empty:
        return None
    number = int(scores.idxmin() if lowest else scores.idxmax())
    row = sentences.loc[number]
    span = (int(row["start"]), int(row["end"]))
    values = {
        "score": float(row["sentiment"]),
        "shown": score_text(row["sentiment"]),
        "number": number + 1,
        "n_sentences": len(sentences),
        "title": source.title(int(row["section"])),
        "words": source.words(*span),
        "quoted": ", in quoted speech" if row["voice"] == "quoted" else "",
    }
    columns = [*SCORERS, "n_words", "voice"]
    return Facts(values, sentences.loc[[number], columns], (span,))
