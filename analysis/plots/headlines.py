"""What a figure says, in one sentence, for its headline and its description.

A headline claims no more than a test carries: where nothing is clear it says so.
"""

from __future__ import annotations

import pandas as pd
from scipy import stats

from analysis.plots.card import UNSEEN, first_of, known_groups
from analysis.plots.labels import MEASURES, label
from analysis.plots.parts import main_markers
from analysis.plots.readable import number
from analysis.statistics.compare import association, contrast_sections
from analysis.statistics.intervals import CONFIDENCE
from analysis.tables.analysis import Analysis

__all__ = [
    "headline_of_balance",
    "headline_of_card",
    "headline_of_certainty",
    "headline_of_profile",
    "headline_of_strip",
]

CHANCE = 1 - CONFIDENCE
FEW = 0.2  # the share of the sentences, the most charged first, whose charge a headline tells


def headline_of_profile(table: pd.DataFrame, analysis: Analysis) -> str:
    """Say which sections stand apart from the rest of the text.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> headline_of_profile(pd.DataFrame(), analyze(Document("x", "It may rain.")))
    'The text has one section, so nothing can be compared within it.'
    """
    if len(analysis.body) < 2:
        return "The text has one section, so nothing can be compared within it."
    contrasts = contrast_sections(analysis)
    shown = contrasts[contrasts["marker"].isin(main_markers(contrasts))]
    clear = shown[shown["verdict"] != "cannot tell"].sort_values("q")
    if clear.empty:
        n_compared = int(shown["p"].notna().sum())
        return f"Nothing separates the sections: of {n_compared} comparisons none is clear."
    first = clear.iloc[0]
    more = "more" if first["verdict"] == "higher" else "less"
    kind = label(first["marker"], contrasts).lower()
    others = f"; {len(clear) - 1} more differences are clear" if len(clear) > 2 else ""
    others = "; one more difference is clear" if len(clear) == 2 else others
    return f"“{first['title']}” has {more} {kind} than the rest of the text{others}."


def headline_of_strip(table: pd.DataFrame, *_: Analysis) -> str:
    """Say how much of the charge stands in few sentences, and where the most charged one is.

    Examples
    --------
    >>> table = pd.DataFrame({"charge": [3.0, 1, 0, 0, 0], "sentence": [1, 2, 3, 4, 5],
    ...     "title": "Opening"})
    >>> headline_of_strip(table)
    '1 of 5 sentences carries 75 % of the charge; the most charged is in “Opening”.'
    """
    total = table["charge"].sum()
    if not total:
        return "No sentence is charged in the author’s own voice."
    n_few = max(1, round(FEW * len(table)))
    share = table["charge"].nlargest(n_few).sum() / total
    title = table.loc[table["charge"].idxmax(), "title"]
    carry = "carries" if n_few == 1 else "carry"
    most = f"the most charged is in “{title}”"
    return f"{n_few} of {len(table)} sentences {carry} {share:.0%} of the charge; {most}.".replace(
        "%", " %"
    )


def headline_of_balance(table: pd.DataFrame, *_: Analysis) -> str:
    """Say whether the text asserts more than it holds back.

    Examples
    --------
    >>> table = pd.DataFrame({"marker": ["hedge", "booster"], "count": [4, 5]})
    >>> headline_of_balance(table)
    'Hedges and boosters keep about the balance: 4 against 5.'
    """
    counts = table.groupby("marker")["count"].sum()
    hedges, boosters = int(counts.get("hedge", 0)), int(counts.get("booster", 0))
    if hedges + boosters == 0:
        return "The text neither hedges nor boosts."
    if stats.binomtest(hedges, hedges + boosters).pvalue > CHANCE:
        return f"Hedges and boosters keep about the balance: {hedges} against {boosters}."
    if hedges > boosters:
        return f"More is held back than asserted: {hedges} hedges, {boosters} boosters."
    return f"More is asserted than held back: {boosters} boosters, {hedges} hedges."


def headline_of_certainty(table: pd.DataFrame, analysis: Analysis) -> str:
    """Say whether loaded language seeks the company of boosters, or of hedges.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> headline_of_certainty(pd.DataFrame(), analyze(Document("x", "It may rain.")))
    'Whether charge goes with hedges or boosters cannot be told here.'
    """
    found = []
    for marker, name in (("booster", "Boosted"), ("hedge", "Hedged")):
        result = association(analysis, marker, "loaded")
        if result["p"] > CHANCE / 2:  # two tests
            continue
        with_both, alone = int(result["both"]), int(result["only_first"])
        other, without = int(result["only_second"]), int(result["neither"])
        often = "more" if result["odds_ratio"] > 1 else "less"
        found.append(
            f"{name} sentences are {often} often loaded ({with_both} of {with_both + alone}) than "
            f"the others ({other} of {other + without})."
        )
    return " ".join(found) or "Whether charge goes with hedges or boosters cannot be told here."


def headline_of_card(table: pd.DataFrame, *_: object) -> str:
    """Say where the measures come closest to readers, and where they stay farthest behind.

    Examples
    --------
    >>> table = pd.DataFrame({"measure": ["hedge"] * 2 + ["triad"] * 2, "gold": "op-eds",
    ...     "basis": ["unseen", "reader"] * 2, "value": [0.8, 0.9, 0.4, 0.9], "statistic": "F1"})
    >>> headline_of_card(table)
    'Closest to readers: hedges (0.80 against 0.90); farthest: lists of three (0.40 against 0.90).'
    """
    pairs = {}
    for (measure, gold), scores in known_groups(table):
        ours, readers = first_of(scores, UNSEEN), first_of(scores, ("reader",))
        if readers == readers:
            name = (MEASURES.get(measure) or label(measure)).lower()
            name = name if gold == "op-eds" else f"{name} ({gold})"
            pairs[ours / readers] = f"{name} ({number(ours)} against {number(readers)})"
    if len(pairs) < 2:
        return ""
    return f"Closest to readers: {pairs[max(pairs)]}; farthest: {pairs[min(pairs)]}."
