"""Facts about the words of a text: what is marked, how often, and where it stands."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from analysis.markers.decided import DECIDED
from analysis.markers.devices import DEVICES
from analysis.statistics.actors import charged_sentences
from analysis.statistics.charge import as_counted, charges, without_possessive
from analysis.statistics.facts import (
    PASSAGES,
    Facts,
    Source,
    joined,
    plural,
    shortened,
    spans_of,
    times,
    whole_share,
)
from analysis.statistics.intervals import Interval

__all__ = [
    "balance",
    "charge",
    "devices",
    "doubt",
    "figure",
    "judge",
    "pair",
    "place",
    "quoted",
    "sections",
    "sure",
    "words",
]

MARKED = tuple(marker.name for marker in DECIDED)  # whose weights are learned chances


def place(source: Source, marker: str) -> Facts | None:
    """Where the rate of a marker stands among the norms."""
    if marker not in source.markers or not source.n_words:
        return None
    row = source.yardstick[source.yardstick["marker"] == marker].iloc[0]
    rate = Interval(row["rate"], row["low"], row["high"])
    found = source.norms.place(marker, rate)
    known = int(not np.isnan(found.percentile))
    hits = source.counted[source.counted["marker"] == marker]
    values = {
        "known": known,
        "count": int(row["count"]),
        "n_words": source.n_words,
        "word_s": plural(source.n_words, "word", "words"),
        "things": source.things(marker),
        "Things": source.things(marker).capitalize(),
        "side": source.norms.side(marker, rate),
        "below": whole_share(found.below),
        "above": whole_share(found.above),
        "low_end": found.low,
        "high_end": found.high,
        "more_low": 100 - found.high,
        "more_high": 100 - found.low,
        **source.base,
    }
    return Facts(values, source.yardstick[source.yardstick["marker"] == marker], spans_of(hits))


def words(source: Source, marker: str) -> Facts | None:
    """Which words a marker is found by: the strongest, or those used most."""
    if marker not in source.markers:
        return None
    hits = source.counted[source.counted["marker"] == marker]
    by = "charge" if marker == "loaded" else "count"
    grouped = _by_word(hits).sort_values([by, "start"], ascending=[False, True])
    listed = [_in_quotes(marker, text) for text in grouped["text"].head(3)]
    values: dict[str, Any] = {"n": len(grouped), "marker": marker, "listed": joined(listed)}
    if len(grouped):
        values |= {"first": listed[0], "most": Times(grouped["count"].iloc[0])}
    return Facts(values, grouped.drop(columns=["start", "end"]), spans_of(grouped))


def _in_quotes(marker: str, text: str) -> str:
    """Cite a word; a capital that it has at the head of a sentence is no part of it."""
    shown = shortened(text)
    plain = shown[:1].isupper() and shown[1:].islower() and marker != "loaded"
    return f"“{shown.lower() if plain else shown}”"


def _by_word(hits: pd.DataFrame) -> pd.DataFrame:
    """One row per word or phrase: how often, and how much charge it has in all."""
    table = hits.assign(
        charge=charges(hits),
        word=hits["text"].map(as_counted),
        text=hits["text"].map(without_possessive),
    )
    grouped = table.groupby("word", sort=False).agg(
        text=("text", "first"),
        count=("word", "size"),
        charge=("charge", "sum"),
        start=("start", "first"),
        end=("end", "first"),
    )
    return grouped.reset_index(drop=True)


def sections(source: Source, marker: str) -> Facts | None:
    """Whether a section differs from the rest in one marker."""
    if marker not in source.markers:
        return None
    table = source.contrasts
    own = table[table["marker"] == marker]
    clear = own[own["verdict"] != "cannot tell"].sort_values("q")
    count = int(own["count"].sum())
    values: dict[str, Any] = {"n_sections": len(own), "count": count, "n_clear": len(clear)}
    values["things"] = source.things(marker)
    rate = 1000 * own["count"] / own["n_words"].where(own["n_words"] > 0)
    if len(own) < 2 or not count or rate.isna().all():
        return Facts({**values, "count": 0}, own)
    first = clear.iloc[0] if len(clear) else own.loc[rate.idxmax()]
    other = first["other_n_words"]
    values |= {
        "title": source.title(first["section"]),
        "more": "more" if first["verdict"] == "higher" else "fewer",
        "rate": 1000 * first["count"] / first["n_words"],
        "other_rate": 1000 * first["other_count"] / other if other else 0.0,
    }
    hits = source.counted[source.counted["section"] == first["section"]]
    return Facts(values, own, spans_of(hits[hits["marker"] == marker]))


def charge(source: Source) -> Facts | None:
    """In how few sentences half of the charge stands."""
    if "loaded" not in source.markers:
        return None
    table = charged_sentences(source.analysis)
    charged = table[table["charge"] > 0].sort_values("charge", ascending=False)
    values: dict[str, Any] = {"n_charged": len(charged), "n_sentences": len(table)}
    values["n_sections"] = len(source.analysis.body)
    if charged.empty:
        return Facts(values, table.head(0))
    shares = charged["charge"].cumsum() / charged["charge"].sum()
    values["n_half"] = int((shares < 0.5 - 1e-9).sum()) + 1
    first = charged.iloc[0]
    values["title"] = source.title(first["section"])
    sentences = source.analysis.sentences.reset_index(drop=True)
    chosen = sentences.loc[charged["sentence"].head(values["n_half"]) - 1]
    return Facts(values, charged.head(values["n_half"]), spans_of(chosen))


def pair(source: Source) -> Facts | None:
    """Which booster and which hedge are used most."""
    if not {"hedge", "booster"} <= set(source.markers):
        return None
    values: dict[str, Any] = {}
    tables: list[pd.DataFrame] = []
    spans: list[tuple[int, int]] = []
    for marker in ("booster", "hedge"):
        hits = source.counted[source.counted["marker"] == marker]
        used = _by_word(hits).sort_values(["count", "start"], ascending=[False, True])
        count = int(used["count"].iloc[0]) if len(used) else 0
        name = f"{marker}s"
        # Both the number, for conditions, and its wording.
        values[name] = Times(count)
        values[marker] = _in_quotes(marker, used["text"].iloc[0]) if count else ""
        tables.append(used.drop(columns=["start", "end", "charge"]).assign(marker=marker))
        if count:
            spans += spans_of(
                hits[hits["text"].map(as_counted) == as_counted(used["text"].iloc[0])]
            )
    return Facts(values, pd.concat(tables).groupby("marker").head(5), tuple(spans))


class Times(int):
    """A number of times that is written in words."""

    def __format__(self, spec: str) -> str:
        return times(int(self))


def balance(source: Source) -> Facts | None:
    """Whether there are more boosters or more hedges."""
    if not {"hedge", "booster"} <= set(source.markers):
        return None
    counts = source.counted["marker"].value_counts()
    hedges, boosters = (int(counts.get(marker, 0)) for marker in ("hedge", "booster"))
    values = {
        "total": hedges + boosters,
        "hedges": hedges,
        "boosters": boosters,
        "hedge_s": plural(hedges, "hedge", "hedges"),
        "booster_s": plural(boosters, "booster", "boosters"),
        "p": source.q("balance"),
    }
    table = source.yardstick[source.yardstick["marker"].isin(["hedge", "booster"])]
    return Facts(values, table)


def quoted(source: Source) -> Facts | None:
    """How much of the text is quoted speech."""
    body = source.analysis.body
    n_all, n_quoted = int(body["n_words"].sum()), int(body["n_words_quoted"].sum())
    if not n_all:
        return None
    share = 100 * n_quoted / n_all
    found = source.norms.place("quoted", Interval(share, share, share))
    values = {"n_all": n_all, "n_quoted": n_quoted, "share": share, "below": found.below}
    columns = ["title", "n_words", "n_words_quoted"]
    speech = [quote for quote in source.analysis.document.quotes if quote.label == "speech"]
    spans = tuple((quote.start, quote.end) for quote in speech[:PASSAGES])
    return Facts({**values, **source.base}, body[columns].reset_index(drop=True), spans)


def devices(source: Source) -> Facts:
    """Which figures of speech there are, and how many."""
    kinds = [marker.name for marker in DEVICES if marker.name in source.markers]
    counts = source.counted["marker"].value_counts()
    numbers = {kind: int(counts.get(kind, 0)) for kind in kinds}
    found = sorted((kind for kind in kinds if numbers[kind]), key=lambda kind: -numbers[kind])
    missing = [source.things(kind) for kind in kinds if not numbers[kind]]
    shown = [f"{numbers[kind]} {source.things(kind, numbers[kind])}" for kind in found]
    values = {
        "n_kinds": len(found),
        "n_missing": len(missing),
        "found": joined(shown),
        "missing": joined(missing, "or"),
    }
    return Facts(values, source.yardstick[source.yardstick["marker"].isin(kinds)])


def figure(source: Source) -> Facts:
    """Where the first figure of speech stands."""
    kinds = [marker.name for marker in DEVICES]
    hits = source.counted[source.counted["marker"].isin(kinds)].sort_values("start")
    values: dict[str, Any] = {"n_figures": len(hits)}
    if len(hits):
        first = hits.iloc[0]
        values |= {
            "title": source.title(first["section"]),
            "name": source.things(first["marker"], 1),
            "words": source.words(first["start"], first["end"]),
        }
    return Facts(values, hits[["marker", "category", "text"]].head(PASSAGES), spans_of(hits))


# --- for judging ---------------------------------------------------------------------------------


def judge(source: Source) -> Facts | None:
    """How many marks there are, and how many of them the tool expects to stand."""
    marked = source.analysis.matches
    marked = marked[marked["marker"].isin(MARKED)]
    if not set(MARKED) & set(source.markers):
        return None
    values = {
        "n_marked": len(marked),
        "passage_s": plural(len(marked), "passage", "passages"),
        "n_right": float(marked["weight"].sum()),
    }
    table = marked.groupby("marker", sort=False)["weight"].agg(["size", "mean"]).reset_index()
    return Facts(values, table.rename(columns={"size": "count", "mean": "weight"}))


def doubt(source: Source) -> Facts | None:
    """Of which marks the tool is least sure."""
    return _by_weight(source, surest=False)


def sure(source: Source) -> Facts | None:
    """Of which marks the tool is surest."""
    return _by_weight(source, surest=True)


def _by_weight(source: Source, *, surest: bool) -> Facts | None:
    marked = source.analysis.matches
    marked = marked[marked["marker"].isin(MARKED)]
    if marked.empty:
        return Facts({"n": 0}, marked)
    ordered = marked.sort_values(["weight", "start"], ascending=[not surest, True])
    chosen = ordered.drop_duplicates("text").head(3)
    listed = [
        f"“{shortened(row.text)}” ({source.things(row.marker, 1)})" for row in chosen.itertuples()
    ]
    columns = ["text", "marker", "category", "weight"]
    return Facts({"n": len(marked), "listed": joined(listed)}, chosen[columns], spans_of(chosen))
