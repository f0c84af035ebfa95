"""How a measure is scored against labels: F1, r and means, with intervals over documents.

A table of scores has one row per document (F1, mean) or per rated sentence (r) and a column
``document``. Hits of one text are not independent of each other, so intervals come from drawing
whole documents again and again. Where all are right, or all wrong, every draw is alike; then the
exact interval of a share is taken (Clopper & Pearson 1934).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.statistics.agreement import kappa_of_labels
from analysis.statistics.intervals import proportion
from analysis.statistics.resampling import resample_blocks
from analysis.text.spans import Span

__all__ = [
    "COUNTS",
    "Summary",
    "agreement_counts",
    "count_spans",
    "counted",
    "covered",
    "exact_interval",
    "overlaps",
    "summarize",
]

Array = npt.NDArray[np.float64]
Range = tuple[int, int]

COUNTS = ["hits_predicted", "n_predicted", "hits_gold", "n_gold"]


class Summary(NamedTuple):
    """One figure: value with 95 % interval, precision and recall (F1 only), and of how many."""

    value: float
    low: float
    high: float
    precision: float
    recall: float
    n: int
    n_documents: int


def overlaps(span: Range, others: Sequence[Range]) -> bool:
    """Tell whether a span shares a character with any of some others.

    Examples
    --------
    >>> overlaps((3, 5), [(4, 9)]), overlaps((3, 5), [(5, 9)])
    (True, False)
    """
    return any(span[0] < end and start < span[1] for start, end in others)


def count_spans(
    predicted: Sequence[Range], either: Sequence[Range], wanted: Sequence[Range]
) -> tuple[int, int, int, int]:
    """Count hits that overlap a label, hits, labels that a hit overlaps, and labels.

    Parameters
    ----------
    predicted : sequence of (start, end)
        The hits.
    either : sequence of (start, end)
        What any reader marked: a hit there is right.
    wanted : sequence of (start, end)
        What is to be found.

    Returns
    -------
    tuple of int
        In the order of ``COUNTS``.

    Examples
    --------
    >>> count_spans([(0, 2), (5, 7)], [(1, 3)], [(1, 3), (9, 10)])
    (1, 2, 1, 2)
    """
    right = sum(overlaps(span, either) for span in predicted)
    found = sum(overlaps(span, predicted) for span in wanted)
    return right, len(predicted), found, len(wanted)


def agreement_counts(first: Sequence[Range], second: Sequence[Range]) -> tuple[int, int, int, int]:
    """Count how far two readers mark the same, strictly: the one against the other.

    Examples
    --------
    >>> agreement_counts([(0, 2), (5, 7)], [(1, 3)])
    (1, 2, 1, 1)
    """
    return count_spans(first, second, second)


def counted(rows: Sequence[tuple[object, ...]]) -> pd.DataFrame:
    """Return a table of counts from rows of a document's name and its ``COUNTS``.

    Examples
    --------
    >>> counted([("a", 1, 2, True, 1)])["hits_gold"].tolist()
    [1]
    """
    return pd.DataFrame(rows, columns=["document", *COUNTS]).astype(dict.fromkeys(COUNTS, int))


def covered(words: Sequence[Span], spans: Iterable[Range]) -> set[int]:
    """Return the numbers of the words that any of the spans overlaps.

    Examples
    --------
    >>> sorted(covered([Span(0, 3), Span(4, 6), Span(7, 9)], [(2, 5)]))
    [0, 1]
    """
    starts, ends = [word.start for word in words], [word.end for word in words]
    numbers: set[int] = set()
    for start, end in spans:
        numbers.update(range(bisect_right(ends, start), bisect_left(starts, end)))
    return numbers


def summarize(statistic: str, table: pd.DataFrame) -> Summary:
    """Work out one figure from a table of scores.

    Parameters
    ----------
    statistic : str
        "F1" (columns as ``COUNTS``), "r" (score, rating), "mean F1" (f1), "number" (one, 0 or 1),
        "share" or "mean overlap" (total, n); of labels (columns label, said) "mean F1 of labels",
        "kappa" (Cohen's), or "F1 of " and a label.
    table : DataFrame
        With a column ``document``.

    Returns
    -------
    Summary
        NaN where a figure is not defined, such as the interval over a single document.

    Examples
    --------
    >>> counts = pd.DataFrame([("a", 1, 2, 1, 1)], columns=["document", *COUNTS])
    >>> summarize("F1", counts)[3:5]
    (0.5, 1.0)
    """
    if statistic.startswith(ONE_LABEL):
        return _f1_summary(_counts_of(table, statistic.removeprefix(ONE_LABEL)))
    return STATISTICS[statistic](table)


ONE_LABEL = "F1 of "


def _counts_of(table: pd.DataFrame, label: str) -> pd.DataFrame:
    """Count what was said and what was labelled in a text, as ``COUNTS``."""
    said, labelled = table["said"] == label, table["label"] == label
    right = (said & labelled).astype(int)
    counts = {"hits_predicted": right, "n_predicted": said, "hits_gold": right, "n_gold": labelled}
    return pd.DataFrame({"document": table["document"], **counts}).astype(
        dict.fromkeys(COUNTS, int)
    )


def _labels_summary(statistic: Callable[[Array], Array]) -> Callable[[pd.DataFrame], Summary]:
    """Return what sums up a statistic of the table of labels × what was said."""

    def summary(table: pd.DataFrame) -> Summary:
        labels = sorted(set(table["label"]) | set(table["said"]))
        pairs = pd.MultiIndex.from_product([labels, labels], names=["label", "said"])
        counted = table.groupby(["document", "label", "said"]).size().unstack(["label", "said"])
        crossed = counted.reindex(columns=pairs).fillna(0).to_numpy(dtype=float)

        def of_sums(sums: Array) -> Array:
            return statistic(sums.reshape(*sums.shape[:-1], len(labels), len(labels)))

        value = float(of_sums(crossed.sum(axis=0)))
        low, high = _interval(crossed, of_sums)
        if value == 1.0:
            low = exact_interval(len(table), len(table))[0]
        return Summary(value, low, high, np.nan, np.nan, len(table), len(crossed))

    return summary


def _mean_f1_of_labels(crossed: Array) -> Array:
    right = np.diagonal(crossed, axis1=-2, axis2=-1)
    both = crossed.sum(axis=-1) + crossed.sum(axis=-2)
    with np.errstate(divide="ignore", invalid="ignore"):
        means: Array = np.nanmean(2 * right / both, axis=-1)
    return means


def _f1_summary(table: pd.DataFrame) -> Summary:
    by_document = table.groupby("document")[COUNTS].sum()
    counts = by_document.to_numpy(dtype=float)
    sums = counts.sum(axis=0)
    value = float(_f1(sums))
    low, high = _interval(counts, _f1)
    hits_predicted, n_predicted, hits_gold, n_gold = (int(number) for number in sums)
    if value in (0.0, 1.0):
        ends = exact_interval(hits_predicted, n_predicted), exact_interval(hits_gold, n_gold)
        low, high = (_harmonic(*pair) for pair in zip(*ends, strict=True))
    return Summary(
        value,
        low,
        high,
        hits_predicted / n_predicted if n_predicted else np.nan,
        hits_gold / n_gold if n_gold else np.nan,
        n_gold,
        len(by_document),
    )


def _f1(sums: Array) -> Array:
    """Return F1 of sums of counts, along the last axis; 0 where nothing is found rightly."""
    hits_predicted, n_predicted, hits_gold, n_gold = np.moveaxis(sums, -1, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        precision, recall = hits_predicted / n_predicted, hits_gold / n_gold
        f1 = 2 * precision * recall / (precision + recall)
    return np.where(np.isnan(f1), np.where(n_gold + n_predicted > 0, 0.0, np.nan), f1)


def _harmonic(one: float, other: float) -> float:
    return 2 * one * other / (one + other) if one + other > 0 else 0.0


def exact_interval(n_right: int, n: int) -> tuple[float, float]:
    """Return the exact 95 % interval of a share (Clopper & Pearson); 0 to 1 of nothing.

    Examples
    --------
    >>> [round(end, 3) for end in exact_interval(20, 20)]
    [0.832, 1.0]
    """
    if n == 0:
        return 0.0, 1.0
    _, low, high = proportion(n_right, n)
    return low, high


def _r_summary(table: pd.DataFrame) -> Summary:
    # Centred first, or the sums of squares would lose digits.
    x, y = (table[name] - table[name].mean() for name in ("score", "rating"))
    moments = pd.DataFrame({"n": 1.0, "x": x, "y": y, "xx": x * x, "yy": y * y, "xy": x * y})
    by_document = moments.groupby(table["document"]).sum().to_numpy(dtype=float)
    low, high = _interval(by_document, _correlation)
    value = float(_correlation(by_document.sum(axis=0)))
    return Summary(value, low, high, np.nan, np.nan, len(table), len(by_document))


def _correlation(sums: Array) -> Array:
    n, x, y, xx, yy, xy = np.moveaxis(sums, -1, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.sqrt(np.maximum(n * xx - x * x, 0) * np.maximum(n * yy - y * y, 0))
        r = (n * xy - x * y) / spread
    return np.where((n < 3) | (spread < 1e-12), np.nan, r)


def _mean_summary(table: pd.DataFrame) -> Summary:
    pairs = np.column_stack([table["f1"].to_numpy(dtype=float), np.ones(len(table))])
    low, high = _interval(pairs, lambda sums: sums[..., 0] / sums[..., 1])
    value = float(table["f1"].mean())
    if value in (0.0, 1.0):
        low, high = exact_interval(int(value * len(table)), len(table))
    return Summary(
        value,
        low,
        high,
        np.nan,
        np.nan,
        len(table),
        table["document"].nunique(),
    )


def _ratio_summary(table: pd.DataFrame) -> Summary:
    by_document = table.groupby("document")[["total", "n"]].sum().to_numpy(dtype=float)
    total, n = by_document.sum(axis=0)
    low, high = _interval(by_document, lambda sums: sums[..., 0] / np.maximum(sums[..., 1], 1))
    value = total / n if n else np.nan
    if value in (0.0, 1.0):
        low, high = exact_interval(int(total), int(n))
    return Summary(float(value), low, high, np.nan, np.nan, int(n), len(by_document))


def _number_summary(table: pd.DataFrame) -> Summary:
    number, n = int(table["one"].sum()), len(table)
    low, high = exact_interval(number, n)
    return Summary(number, low * n, high * n, np.nan, np.nan, n, table["document"].nunique())


STATISTICS: dict[str, Callable[[pd.DataFrame], Summary]] = {
    "F1": _f1_summary,
    "r": _r_summary,
    "mean F1": _mean_summary,
    "number": _number_summary,
    "share": _ratio_summary,
    "mean overlap": _ratio_summary,
    "mean F1 of labels": _labels_summary(_mean_f1_of_labels),
    "kappa": _labels_summary(kappa_of_labels),
}


def _interval(rows: Array, statistic: Callable[[Array], Array]) -> tuple[float, float]:
    """Return the middle 95 % of a statistic of sums over documents drawn with replacement."""
    _, low, high = resample_blocks(rows, statistic)
    return low, high
