"""How far a reader agrees with the tool, or two readers with each other."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.statistics.intervals import proportion
from analysis.statistics.resampling import resample_blocks
from analysis.tables.analysis import Analysis
from analysis.tables.looks import carries_looks
from analysis.tables.review import Review, ReviewedAnalysis, apply_review

__all__ = [
    "agreement",
    "cohen_kappa",
    "kappa_of_labels",
]

COLUMNS = {
    "marker": str,
    "n_first": int,
    "n_second": int,
    "n_judged": int,
    "n_right": int,
    "precision": float,
    "precision_low": float,
    "precision_high": float,
    "n_words": int,
    "kappa": float,
    "kappa_low": float,
    "kappa_high": float,
}


def cohen_kappa(counts: np.ndarray) -> np.ndarray:
    r"""Agreement of two labellers beyond chance.

    .. math:: \kappa = \frac{p_o - p_e}{1 - p_e}

    where p_o is the share of words on which they agree and p_e the share to be expected if each
    marked as many words as he did, but blindly.

    Parameters
    ----------
    counts : array of shape (…, 4)
        Words marked by both, by the first only, by the second only, by neither.

    Returns
    -------
    array of shape (…)
        1 for full agreement, 0 for no more than chance. NaN where p_e is 1: neither marked any
        word, or both marked all.

    References
    ----------
    Cohen, J. (1960). A coefficient of agreement for nominal scales. Educational and
    Psychological Measurement 20. https://doi.org/10.1177/001316446002000104

    Examples
    --------
    >>> float(cohen_kappa(np.array([1, 0, 1, 2])))  # ((3/4) − (1/2)) / (1 − (1/2))
    0.5
    """
    crossed = np.asarray(counts, dtype=float)
    return kappa_of_labels(crossed.reshape(*crossed.shape[:-1], 2, 2))


def kappa_of_labels(crossed: np.ndarray) -> np.ndarray:
    """Agreement of two labellers beyond chance, on any number of labels; see ``cohen_kappa``.

    Parameters
    ----------
    crossed : array of shape (…, L, L)
        How often the first gave one label (rows) and the second another (columns).

    Returns
    -------
    array of shape (…)
        NaN where both gave one and the same label throughout, or none.

    Examples
    --------
    >>> float(kappa_of_labels(np.array([[2, 0, 0], [0, 1, 0], [1, 0, 0]])))  # (3/4 − 7/16) / (9/16)
    0.5555555555555556
    """
    total = crossed.sum(axis=(-2, -1))
    with np.errstate(divide="ignore", invalid="ignore"):
        observed = np.trace(crossed, axis1=-2, axis2=-1) / total
        expected = (crossed.sum(axis=-1) * crossed.sum(axis=-2)).sum(axis=-1) / total**2
        kappa = (observed - expected) / (1 - expected)
    return np.where(np.isfinite(kappa), kappa, np.nan)


@carries_looks
def agreement(first: Analysis, second: Analysis | Review) -> pd.DataFrame:
    """One row per marker, and one for all together: precision, and Cohen's kappa on words.

    ``agreement(analysis, review)`` compares the tool with a reader;
    ``agreement(apply_review(analysis, mine), hers)`` compares two readers.

    Parameters
    ----------
    first : Analysis
        Whose hits are judged.
    second : Analysis or Review
        Who judges. A review is applied to what the tool found.

    Returns
    -------
    DataFrame
        Columns marker, n_first and n_second (hits of either), n_judged, n_right, precision (the
        share of the judged hits that stand, with Clopper and Pearson's exact interval), n_words,
        kappa (with a 95 % bootstrap interval over sentences; the seed is fixed). Higher = more
        agreement.
        Judged are the hits with a decision, if a reader judges the tool; else all of the first.
        NaN where nothing was judged, or no word was marked.

    Raises
    ------
    ValueError
        If the two are of different texts.

    Notes
    -----
    **What a reader passed over in silence counts as agreed** in kappa, because the reviewed text
    keeps the tool's hits there. Kappa means what it says only after reading the whole text.
    Precision rests on explicit decisions only; it says nothing about what was overlooked.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> analysis = analyze(Document("x", "It may rain. They may not."), scorers=False)
    >>> review = Review(analysis.document)
    >>> _ = review.reject(analysis.matches.iloc[0])
    >>> row = agreement(analysis, review).query("marker == 'hedge'").iloc[0]
    >>> int(row["n_judged"]), float(row["precision"])
    (1, 0.0)
    """
    other = _as_analysis(first, second)
    if first.document.text != other.document.text:
        raise ValueError(f"second={other.document.id!r}: it is of another text")
    markers = list(dict.fromkeys(marker for marker, _ in first.kinds))
    masks = {m: (_words(first, m), _words(other, m)) for m in markers}
    rows = [_row(first, other, [marker], [masks[marker]]) for marker in markers]
    rows.append(_row(first, other, markers, list(masks.values())))
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def _as_analysis(first: Analysis, second: Analysis | Review) -> Analysis:
    if isinstance(second, Analysis):
        return second
    raw = first.raw if isinstance(first, ReviewedAnalysis) else first
    return apply_review(raw, second)


def _words(analysis: Analysis, marker: str) -> np.ndarray:
    """Tell for every word of the text whether a hit of the marker covers it."""
    document = analysis.document
    covered = np.zeros(len(document.words), dtype=bool)
    for hit in analysis.hits(marker).itertuples():
        indices = document.word_range(hit)
        covered[indices.start : indices.stop] = True
    return covered


def _row(
    first: Analysis,
    other: Analysis,
    markers: list[str],
    masks: list[tuple[np.ndarray, np.ndarray]],
) -> tuple[object, ...]:
    ours, theirs = _keys(first, markers), _keys(other, markers)
    judged = ours
    if isinstance(other, ReviewedAnalysis) and not isinstance(first, ReviewedAnalysis):
        judged = ours & other.review.decisions.keys()
        theirs = theirs - _relabelled(other.review)
    right = judged & theirs
    tables = sum(_sentence_tables(first, a, b) for a, b in masks)
    name = markers[0] if len(markers) == 1 else "all"
    return (
        name,
        len(ours),
        len(_keys(other, markers)),
        len(judged),
        len(right),
        *proportion(len(right), len(judged)),
        int(np.sum(tables)),
        *resample_blocks(np.asarray(tables), cohen_kappa),
    )


def _keys(analysis: Analysis, markers: list[str]) -> set[tuple[str, int, int]]:
    rows = analysis.matches[analysis.matches["marker"].isin(markers)]
    return {(row.marker, int(row.start), int(row.end)) for row in rows.itertuples()}


def _relabelled(review: Review) -> set[tuple[str, int, int]]:
    """A hit of the right kind in the wrong category stands, but was not right."""
    return {key for key, d in review.decisions.items() if d.decision == "relabel"}


def _sentence_tables(analysis: Analysis, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Count per sentence the words marked by both, by one, by the other, by neither."""
    rows = []
    for indices in analysis.document.sentence_words:
        a, b = first[indices.start : indices.stop], second[indices.start : indices.stop]
        rows.append(((a & b).sum(), (a & ~b).sum(), (~a & b).sum(), (~a & ~b).sum()))
    return np.array(rows, dtype=int).reshape(-1, 4)
