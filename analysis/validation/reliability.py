"""Whether a weight means what it says: of hits of .7, did readers mark seven in ten?

The weight of a hit is the probability that a reader marks it. It is checked on the labelled op-eds
that are kept for testing: nothing was made from them, and only totals over all of them are kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.markers.decided import DECIDED
from analysis.markers.registry import find_matches, get_marker
from analysis.validation.op_eds import read_op_eds
from analysis.validation.scoring import exact_interval, overlaps
from analysis.validation.split import split_of

__all__ = ["reliability", "reliability_of", "stored_reliability"]

RESULTS = Path(__file__).with_name("reliability.csv")
# The markers whose hits are decided by learned weights.
MARKERS = (
    *(marker.name for marker in DECIDED),
    *("scare_quotes", "contrast", "triad", "repetition"),
)
N_BINS = 4
COLUMNS = ["marker", "n", "weight", "share", "low", "high"]


def reliability(gold: Path, split: str = "test") -> pd.DataFrame:
    """Compare the weights of hits with the share of hits that readers marked.

    Parameters
    ----------
    gold : Path
        A folder with the labelled op-eds.
    split : {"test", "rest"}
        Which of them; the weights were learned from the rest.

    Returns
    -------
    DataFrame
        One row per marker × quarter of its hits, from the least sure to the surest: marker, n
        (hits), weight (their mean), share (of them that overlap a mark of either reader, halved
        where only one marked it: what the weight is meant to be), low, high (exact 95 % interval
        of the share, as if hits were independent). Empty, with its columns, without op-eds.

    Examples
    --------
    >>> reliability(Path("nowhere")).columns.tolist()
    ['marker', 'n', 'weight', 'share', 'low', 'high']
    """
    op_eds = read_op_eds(gold, lambda name: split_of(name) == split)
    rows: list[tuple[str, int, float, float, float, float]] = []
    for name in MARKERS:
        weights, marked = [], []
        for op_ed in (one for one in op_eds if one.was_asked(name)):
            matches = find_matches(op_ed.document, [get_marker(name)])
            spans = {(match.start, match.end): match.weight for match in matches}
            readers = op_ed.spans(name)
            for span in op_ed.judged(list(spans)):
                weights.append(spans[span])
                marked.append(float(np.mean([overlaps(span, one) for one in readers])))
        rows += [(name, *row) for row in reliability_of(weights, marked)]
    return pd.DataFrame(rows, columns=COLUMNS).round(3)


def reliability_of(
    weights: list[float], marked: list[float]
) -> Iterator[tuple[int, float, float, float, float]]:
    """Yield number, mean weight and share with its interval of each quarter of some hits.

    Parameters
    ----------
    weights : list of float
        What each hit is said to be worth.
    marked : list of float
        The share of readers who marked it.

    Examples
    --------
    >>> [row[:3] for row in reliability_of([0.9, 0.5, 0.7, 0.7], [1, 0, 1, 0.5])]
    [(1, 0.5, 0.0), (1, 0.7, 1.0), (1, 0.7, 0.5), (1, 0.9, 1.0)]
    """
    order = np.argsort(weights, kind="stable")
    for part in np.array_split(order, N_BINS):
        if len(part):
            told = np.array(marked, float)[part]
            low, high = exact_interval(round(float(told.sum())), len(part))
            mean = float(np.array(weights, float)[part].mean())
            yield len(part), round(mean, 3), float(told.mean()), low, high


def stored_reliability() -> pd.DataFrame:
    """Return the table that comes with the project.

    Returns
    -------
    DataFrame
        As `reliability` makes it of the op-eds that are kept for testing.

    Examples
    --------
    >>> "hedge" in set(stored_reliability()["marker"])
    True
    """
    return pd.read_csv(RESULTS)
