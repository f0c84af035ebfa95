"""What a figure says, in one sentence, for its headline and its description.

Most headlines are findings (``analysis.statistics.findings``); here stand those of other figures.
"""

from __future__ import annotations

import pandas as pd

from analysis.plots.card import first_of, known_groups
from analysis.plots.labels import MEASURES, label
from analysis.plots.readable import number
from analysis.statistics.facts import Source, joined, plural
from analysis.statistics.speakers import UNNAMED
from analysis.tables.analysis import Analysis

MOST_NAMED = 3  # sources that a headline names

__all__ = ["headline_of_card", "headline_of_speakers", "headline_of_two"]


def headline_of_speakers(table: pd.DataFrame, *_: object) -> str:
    """Say who is made to speak most often.

    Examples
    --------
    >>> table = pd.DataFrame({"speaker": ["Oram", "many"], "n": [3, 1], "n_quoted": [1, 0]})
    >>> headline_of_speakers(table)
    'The source heard most often is Oram: in 3 of 4 places, 1 of them in quotation marks.'
    >>> headline_of_speakers(table.assign(n=1, speaker=["Oram", "(the author)"]))
    'No source is heard more than once; 1 of 2 places names or describes one.'
    """
    if table.empty:
        return "Nobody else is made to speak."
    named, total = table[~table["speaker"].isin(UNNAMED)], int(table["n"].sum())
    if named.empty:
        places = f"{total} {plural(total, 'place', 'places')}"
        return f"No source is named or described, in {places} where something is said."
    if named["n"].max() == 1:
        name = plural(len(named), "names or describes one", "name or describe one")
        return f"No source is heard more than once; {len(named)} of {total} places {name}."
    first = named[named["n"] == named["n"].max()]
    n = int(first["n"].iloc[0])
    if len(first) > 1:
        who = (
            joined(first["speaker"].tolist())
            if len(first) <= MOST_NAMED
            else f"{len(first)} sources"
        )
        return f"Heard most often are {who}: each in {n} of {total} places."
    quoted = f", {first['n_quoted'].iloc[0]} of them in quotation marks"
    return (
        f"The source heard most often is {first['speaker'].iloc[0]}: in {n} of {total} "
        f"places{quoted if first['n_quoted'].iloc[0] else ''}."
    )


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
    for (measure, gold, _statistic), scores in known_groups(table):
        ours, readers = first_of(scores, "unseen"), first_of(scores, "reader")
        if readers == readers:
            name = (MEASURES.get(measure) or label(measure)).lower()
            name = name if gold == "op-eds" else f"{name} ({gold})"
            pairs[ours / readers] = f"{name} ({number(ours)} against {number(readers)})"
    if len(pairs) < 2:
        return ""
    return f"Closest to readers: {pairs[max(pairs)]}; farthest: {pairs[min(pairs)]}."


def headline_of_two(table: pd.DataFrame, first: Source, _second: Analysis) -> str:
    """Say in what two texts clearly differ.

    Examples
    --------
    >>> from analysis.statistics.findings import source_of
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> one, two = (analyze(Document(name, "It may rain.")) for name in "xy")
    >>> table = pd.DataFrame({"marker": ["hedge"] * 2, "text": [1, 2], "verdict": "cannot tell"})
    >>> headline_of_two(table, source_of(one), two)
    'Nothing separates the two texts: of 1 comparisons none is clear.'
    """
    rows = table[table["text"] == 1]
    clear = rows[rows["verdict"] != "cannot tell"]
    if clear.empty:
        return f"Nothing separates the two texts: of {len(rows)} comparisons none is clear."
    parts = [
        f"{'more' if row.verdict == 'higher' else 'less'} {label(row.marker, table).lower()}"
        for row in clear.itertuples()
    ]
    return f"“{first.analysis.document.title}” has {' and '.join(parts)} than the other text."
