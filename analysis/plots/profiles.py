"""The profile of a text as a person reads it: in numbers with intervals, and in places."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.files import one_line
from analysis.plots.labels import label
from analysis.plots.readable import with_intervals
from analysis.statistics.intervals import Interval
from analysis.statistics.norms import Norms
from analysis.statistics.sentiments import SCORERS

__all__ = ["in_blocks", "readable_places", "readable_profile"]


def readable_profile(table: pd.DataFrame) -> pd.DataFrame:
    """Put a profile's numbers and intervals together as text, one column per measure.

    Parameters
    ----------
    table : DataFrame
        From ``profile``.

    Returns
    -------
    DataFrame
        Columns section, sentences, words (those by which rates are divided), then "0.12 [−0.05,
        0.30]" for sentiment and "13.2 [7.6, 21.4]" for rates per 1,000 words.

    Examples
    --------
    >>> from analysis.statistics.metrics import profile
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> list(readable_profile(profile(analyze(Document("x", "It may rain.")))))[:5]
    ['section', 'sentences', 'words', 'sentiment', 'vader']
    """
    readable = table[["title", "n_sentences", "n_words_counted"]].copy()
    readable.columns = ["section", "sentences", "words"]
    measures: list[tuple[str, str, int]] = [(scorer, scorer, 2) for scorer in SCORERS]
    rates = [column for column in table if column.endswith("_rate")]
    measures += [(column.removesuffix("_rate"), column, 1) for column in rates]
    for measure, column, digits in measures:
        columns = [column, f"{measure}_low", f"{measure}_high"]
        readable[measure] = with_intervals(table[columns], digits)
    return readable


def readable_places(table: pd.DataFrame, norms: Norms) -> pd.DataFrame:
    """Put the places of a profile's numbers among the parts of other texts as text.

    Parameters
    ----------
    table : DataFrame
        From ``profile``.
    norms : Norms
        The yardstick.

    Returns
    -------
    DataFrame
        Columns section, sentiment and the markers that the norms know: "83 [51, 97]", the place
        from 0 (lower than all) to 100, and those of the bounds of its interval.

    Examples
    --------
    >>> from analysis.statistics.metrics import profile
    >>> from analysis.statistics.norms import load_norms
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> table = profile(analyze(Document("x", "It may rain."), scorers=False))
    >>> readable_places(table, load_norms())["hedge"].tolist()
    ['100 [..., 100]']
    """
    readable = table[["title"]].set_axis(["section"], axis=1)
    values = [column for column in table if column.endswith("_rate")]
    for column in ("sentiment", *values):
        measure = column.removesuffix("_rate")
        bounds = table[[column, f"{measure}_low", f"{measure}_high"]].to_numpy(dtype=float)
        places = [norms.place(measure, Interval(*row), grain="part")[:3] for row in bounds.tolist()]
        if not np.isnan(places).all():
            readable[measure] = with_intervals(pd.DataFrame(places), 0)
    return readable


def in_blocks(table: pd.DataFrame, width: int) -> str:
    """Lay a table out for a terminal: blocks of columns, each with the sections at its left.

    Parameters
    ----------
    table : DataFrame
        From ``readable_profile``.
    width : int
        Of the terminal, in characters.

    Examples
    --------
    >>> table = pd.DataFrame({"section": ["Opening"], "words": ["12"], "sentiment": ["0.10"]})
    >>> print(in_blocks(table, 30))
    section  words  Sentiment
    Opening     12       0.10
    <BLANKLINE>
    """
    first, *others = table.columns
    titles = [one_line(title, 40) for title in table[first]]
    margin = max(map(len, [*titles, str(first)]))
    blocks: list[list[str]] = []
    free = 0
    for name in others:
        title = "Sentiment" if name == "sentiment" else label(str(name), table)
        cells = [title, *map(str, table[name])]
        size = max(map(len, cells))
        if size + 2 > free:
            blocks.append([text.ljust(margin) for text in (str(first), *titles)])
            free = width - margin
        blocks[-1] = [
            f"{line}  {cell:>{size}}" for line, cell in zip(blocks[-1], cells, strict=True)
        ]
        free -= size + 2
    return "\n".join("".join(f"{line.rstrip()}\n" for line in block) for block in blocks)
