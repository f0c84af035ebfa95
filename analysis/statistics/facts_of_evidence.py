"""Facts of what a text rests on."""

from __future__ import annotations

import numpy as np
import pandas as pd
import scipy

from analysis.markers.evidence import KINDS, SUPPORT
from analysis.markers.evidence.yardstick import typical_shares
from analysis.statistics.evidence import (
    GAP,
    charge_gap,
    evidence_company,
    evidence_course,
    evidence_shares,
)
from analysis.statistics.facts import Facts, Source, plural, spans_of, whole_share
from analysis.statistics.intervals import Interval, proportion

__all__ = ["bare", "basis", "support", "typical"]

LEAST = 10  # sentences; fewer say nothing


def basis(source: Source) -> Facts:
    """How many sentences offer what."""
    shares = evidence_shares(source.analysis)
    counts = shares.groupby("evidence")["count"].sum().reindex(list(KINDS), fill_value=0)
    sentences = source.analysis.sentences
    total = int(counts.sum())
    values = {kind: int(counts[kind]) for kind in KINDS}
    values["n_sentences"] = total
    words = {"sentence_s": plural(total, "sentence", "sentences")}
    return Facts(values | words, shares, spans_of(sentences[sentences["evidence"].isin(SUPPORT)]))


def typical(source: Source) -> Facts | None:
    """Which kind is outside what most published op-eds have, the farthest out."""
    shares = evidence_shares(source.analysis)
    counts = shares.groupby("evidence")["count"].sum().reindex(list(KINDS), fill_value=0)
    total = int(counts.sum())
    if total < LEAST:
        return None
    found = []
    for kind in SUPPORT:
        low, high = typical_shares(kind)
        share = proportion(int(counts[kind]), total)
        out = max(share.low - high, low - share.high)
        found.append((out, kind, share.value, low, high, "more" if share.low > high else "fewer"))
    out, kind, value, low, high, more = max(found)
    sentences = source.analysis.sentences
    values = {
        "out": int(out > 0),
        "kind": {"anecdote": "events and cases"}.get(kind, kind),
        "share": round(100 * value),
        "low": round(100 * low),
        "high": round(100 * high),
        "more": more,
    }
    return Facts(values, shares, spans_of(sentences[sentences["evidence"] == kind]))


def support(source: Source) -> Facts:
    """Which section is supported clearly more or less than the rest of the text."""
    shares = evidence_shares(source.analysis)
    table = (
        shares[shares["evidence"].isin(SUPPORT)]
        .groupby("section", sort=False)
        .agg(count=("count", "sum"), n_sentences=("n_sentences", "first"))
    )
    total, n_all = int(table["count"].sum()), int(table["n_sentences"].sum())
    found = []
    for section, count, n in zip(table.index, table["count"], table["n_sentences"], strict=True):
        rest = [total - count, n_all - n - total + count]
        p = (
            float(scipy.stats.fisher_exact([[count, n - count], rest]).pvalue)
            if n and n < n_all
            else 1.0
        )
        found.append((min(1.0, p * len(table)), int(section), int(count), int(n)))
    if not found:
        return Facts({"n_sections": 0}, shares)
    p, section, count, n = min(found)
    more = count * (n_all - n) > (total - count) * n
    sentences = source.analysis.sentences
    chosen = sentences[(sentences["section"] == section) & sentences["evidence"].isin(SUPPORT)]
    values = {
        "n_sections": len(table),
        "p": p,
        "title": source.title(section),
        "more": "more" if more else "less",
        "count": count,
        "n": n,
        "rest_count": total - count,
        "rest_n": n_all - n,
    }
    return Facts(values, shares, spans_of(chosen))


def bare(source: Source) -> Facts | None:
    """Whether the sentences without support are more charged than the others."""
    if "loaded" not in source.markers:
        return None
    course = evidence_course(source.analysis)
    own = course[(course["voice"] == "author") & (course["evidence"] != "")]
    is_bare = own["evidence"] == "assumption"
    first, second = own.loc[is_bare, "charge"], own.loc[~is_bare, "charge"]
    table = _placed_company(source)
    gap = charge_gap(course)
    if np.isnan(gap.value):
        return Facts({"known": 0}, table)
    p = float(scipy.stats.mannwhitneyu(first, second).pvalue) if _vary(own["charge"]) else 1.0
    values = {
        "known": 1,
        "p": p,
        "difference": float(first.mean() - second.mean()),
        "bare": float(first.mean()),
        "supported": float(second.mean()),
        "beside": _beside(source, gap),
    }
    places = source.analysis.sentences.reset_index(drop=True).loc[own[is_bare].index]
    order = own[is_bare]["charge"].sort_values(ascending=False).index
    return Facts(values, table, spans_of(places.loc[order]))


def _placed_company(source: Source) -> pd.DataFrame:
    """Return the charge by kind of evidence, with its place among whole texts of the norms."""
    company = evidence_company(source.analysis)
    table = company[company["measure"] == "charge"].reset_index(drop=True)
    bounds = table[["mean", "low", "high"]].to_numpy(dtype=float).tolist()
    places = [
        source.norms.place("charge", Interval(*row), kind)[:3]
        for row, kind in zip(bounds, table["evidence"], strict=True)
    ]
    columns = ["percentile", "percentile_low", "percentile_high"]
    return table.join(pd.DataFrame(places, columns=columns, dtype=float))


def _beside(source: Source, gap: Interval) -> str:
    """Say where the difference in charge stands among that of published texts."""
    place = source.norms.place(GAP, gap)
    if np.isnan(place.percentile) or np.isnan(gap.low):
        return ""
    table = source.norms.table
    n_known = int(table.loc[table["measure"] == GAP, "n"].iloc[0])
    base = f"the {n_known} of {source.base['base_n']} that have enough of both"
    if place.low < 50 < place.high:
        return f"; set beside {base}, this is not clearly unusual"
    share = place.below if place.low >= 50 else place.above
    side = "less" if place.low >= 50 else "more"
    return f"; in {whole_share(share):.0f} % of {base} what is bare is {side} loaded by comparison"


def _vary(values: pd.Series) -> bool:
    return bool(np.ptp(values.to_numpy(dtype=float)) > 0)
