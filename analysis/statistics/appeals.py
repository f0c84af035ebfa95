"""Ethos, pathos, logos: which of the measures speak to each.

There is no score of any of the three. What makes a speaker credible, a hearer moved or a case sound
is not in single words; but some measures say where in a text to look for each.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from analysis.markers.engagement import ENGAGEMENT
from analysis.markers.evidence import SUPPORT
from analysis.statistics.evidence import evidence_shares
from analysis.statistics.intervals import proportion
from analysis.statistics.metrics import rates
from analysis.statistics.sentiments import section_sentiment
from analysis.tables.analysis import Analysis, with_markers

__all__ = ["APPEALS", "appeals"]

# Which measures speak to which appeal.
APPEALS = {
    "ethos": ("attribution", "authority", "self_mention"),
    "pathos": ("loaded", "sentiment", "reader_address"),
    "logos": ("support", "hedge", "connective"),
}
Row = tuple[int, str, float, float, float]


def appeals(analysis: Analysis) -> pd.DataFrame:
    """One row per body section × measure that speaks to ethos, pathos or logos.

    Parameters
    ----------
    analysis : Analysis
        From ``analyze`` with all markers. Self-mention, address of the reader and connectives are
        looked for here, if they were not.

    Returns
    -------
    DataFrame
        Columns section, title, appeal, measure, value, low, high (95 %). *authority* is what of
        attribution appeals to experts and studies; *support* the share of sentences that give
        figures, testimony or a case (0 to 1); *sentiment* runs from −1 to 1; all others are hits
        per 1,000 words of the author's. Measures that were not looked for have no rows.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> table = appeals(analyze(Document("x", "I say it may rain. Imagine that, because it may.")))
    >>> table.loc[table["appeal"] == "logos", "measure"].tolist()
    ['support', 'hedge', 'connective']
    """
    more = with_markers(analysis, ENGAGEMENT)
    values = {
        (section, measure): (value, low, high)
        for section, measure, value, low, high in _values(more)
    }
    rows = [
        (section.id, section.title, appeal, measure, *values[section.id, measure])
        for section in analysis.body.itertuples()
        for appeal, measures in APPEALS.items()
        for measure in measures
        if (section.id, measure) in values
    ]
    columns = ["section", "title", "appeal", "measure", "value", "low", "high"]
    return pd.DataFrame(rows, columns=columns)


def _values(analysis: Analysis) -> Iterator[Row]:
    for row in rates(analysis).itertuples():
        yield row.section, row.marker, row.rate, row.low, row.high
    by_category = rates(analysis, by_category=True)
    for row in by_category[by_category["category"] == "authority"].itertuples():
        yield row.section, "authority", row.rate, row.low, row.high
    ours = section_sentiment(analysis)
    for row in ours[ours["scorer"] == "sentiment"].itertuples():
        yield row.section, "sentiment", row.mean, row.low, row.high
    shares = evidence_shares(analysis)
    support = shares[shares["evidence"].isin(SUPPORT)]
    for section, rows in support.groupby("section", sort=False):
        n_sentences = int(rows["n_sentences"].iloc[0])
        yield section, "support", *proportion(int(rows["count"].sum()), n_sentences)
