"""Honest comparisons: sections against the rest, documents against each other, key words."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from analysis.statistics.intervals import CONFIDENCE
from analysis.statistics.metrics import rates
from analysis.tables.analysis import Analysis
from analysis.tables.looks import carries_looks

__all__ = [
    "RateRatio",
    "association",
    "contrast_documents",
    "contrast_sections",
    "keyness",
    "rate_ratio",
]

SIGNIFICANCE = 0.05


class RateRatio(NamedTuple):
    """The ratio of two rates with its interval and the p-value of their being equal."""

    ratio: float
    low: float
    high: float
    p: float


def rate_ratio(
    count: int, n_words: int, other_count: int, other_n_words: int, confidence: float = CONFIDENCE
) -> RateRatio:
    r"""Ratio of two rates, with the exact interval and test that condition on the total count.

    Given :math:`k_1 + k_2` hits in all, :math:`k_1` is binomial with
    :math:`p = n_1 / (n_1 + n_2)` if the rates are equal. The interval is Clopper and Pearson's
    for :math:`p`, turned into a ratio by :math:`\frac{p}{1-p} \cdot \frac{n_2}{n_1}`. This is
    what R's ``poisson.test`` computes for two counts.

    Parameters
    ----------
    count, n_words : int
        Hits and words of the one text.
    other_count, other_n_words : int
        Hits and words of the other.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    RateRatio
        1 = equal rates, above 1 = the first is higher. The ratio is infinite if only the other
        count is 0; without hits or without words on a side everything is NaN and p is 1.

    References
    ----------
    Przyborowski, J. & Wilenski, H. (1940). Homogeneity of results in testing samples from
    Poisson series. Biometrika 31, 313–323. https://doi.org/10.1093/biomet/31.3-4.313

    Examples
    --------
    >>> [round(value, 3) for value in rate_ratio(11, 800, 21, 3011)]
    [1.971, 0.858, 4.277, 0.08]
    """
    total = count + other_count
    if total == 0 or n_words == 0 or other_n_words == 0:
        return RateRatio(np.nan, np.nan, np.nan, 1.0)
    scale = other_n_words / n_words
    test = stats.binomtest(count, total, n_words / (n_words + other_n_words))
    low, high = test.proportion_ci(confidence, method="exact")
    ratio = scale * count / other_count if other_count else np.inf
    bounds = [scale * p / (1 - p) if p < 1 else np.inf for p in (low, high)]
    return RateRatio(float(ratio), float(bounds[0]), float(bounds[1]), float(test.pvalue))


@carries_looks
def contrast_sections(
    analysis: Analysis, *, by_category: bool = False, voice: str | None = "author"
) -> pd.DataFrame:
    """One row per body section × marker (× category): its rate against the rest of the text.

    Parameters
    ----------
    analysis : Analysis
        From ``analyze``.
    by_category : bool
        Also part each marker's hits by category.
    voice : {"author", "quoted", None}
        Whose words count.

    Returns
    -------
    DataFrame
        Columns section, title, marker, (category,) count, n_words, other_count, other_n_words,
        ratio, low, high, p, shrunken, q, verdict. ``shrunken`` is the binary logarithm of hits
        over expected hits with ½ added to both, so that rare markers do not look extreme. ``q``
        is p after Benjamini and Hochberg's correction over all rows; the verdict is "higher" or
        "lower" where q is at most 0.05, else "cannot tell".

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> text = "Rain\\n\\nIt may rain today.\\n\\nSnow\\n\\nIt will not snow today."
    >>> table = contrast_sections(analyze(Document("x", text)))
    >>> table["verdict"].unique().tolist()
    ['cannot tell']
    """
    table = rates(analysis, by_category=by_category, voice=voice)
    keys = ["marker", "category"] if by_category else ["marker"]
    table = table.drop(columns=["rate", "low", "high"])
    for column in ("count", "n_words"):
        total = table.groupby(keys)[column].transform("sum")
        table[f"other_{column}"] = total - table[column]
    return _with_verdicts(table)


@carries_looks
def contrast_documents(
    first: Analysis, second: Analysis, *, by_category: bool = False, voice: str | None = "author"
) -> pd.DataFrame:
    """One row per marker (× category): the rate of one document against that of another.

    Parameters
    ----------
    first, second : Analysis
        From ``analyze`` with the same markers.
    by_category : bool
        Also part each marker's hits by category.
    voice : {"author", "quoted", None}
        Whose words count.

    Returns
    -------
    DataFrame
        Columns marker, (category,) count, n_words, other_count, other_n_words, ratio, low, high,
        p, shrunken, q, verdict, as in ``contrast_sections``; a ratio above 1 means that the
        first document has the higher rate.

    Raises
    ------
    ValueError
        If the two were analyzed with different markers.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> one, two = analyze(Document("x", "It may rain.")), analyze(Document("y", "It will rain."))
    >>> contrast_documents(one, two).query("marker == 'hedge'")["ratio"].item()
    inf
    """
    if first.kinds != second.kinds:
        raise ValueError("first, second: analyze both documents with the same markers")
    keys = ["marker", "category"] if by_category else ["marker"]
    totals = [
        rates(analysis, by_category=by_category, voice=voice)
        .groupby(keys, sort=False)[["count", "n_words"]]
        .sum()
        for analysis in (first, second)
    ]
    table = totals[0].join(totals[1].add_prefix("other_")).reset_index()
    return _with_verdicts(table)


def _with_verdicts(table: pd.DataFrame) -> pd.DataFrame:
    """Add ratio, interval, p, q and verdict to counts and numbers of words."""
    counts = table[["count", "n_words", "other_count", "other_n_words"]]
    ratios = pd.DataFrame(
        [rate_ratio(*map(int, row)) for row in counts.to_numpy()],
        columns=list(RateRatio._fields),
        dtype=float,
    )
    table = pd.concat([table.reset_index(drop=True), ratios], axis=1)
    expected = table["n_words"] * table["other_count"] / table["other_n_words"].replace(0, np.nan)
    table["shrunken"] = np.log2((table["count"] + 0.5) / (expected + 0.5))
    table["q"] = stats.false_discovery_control(table["p"]) if len(table) else table["p"]
    table["verdict"] = [_verdict(*pair) for pair in table[["ratio", "q"]].to_numpy()]
    return table


def _verdict(ratio: float, q: float) -> str:
    if np.isnan(ratio) or q > SIGNIFICANCE:
        return "cannot tell"
    return "higher" if ratio > 1 else "lower"


def keyness(first: Analysis, second: Analysis, *, min_count: int = 3) -> pd.DataFrame:
    r"""One row per word: how typical it is of one document against another.

    The log-likelihood is :math:`G^2 = 2 \sum_{ij} O_{ij} \ln(O_{ij} / E_{ij})` over the four cells
    word / other words × first / second document. The log ratio is the binary logarithm of the
    ratio of the word's rates: 1 means twice as often in the first document.

    Parameters
    ----------
    first, second : Analysis
        From ``analyze``.
    min_count : int
        Leave out words with fewer hits in both documents together.

    Returns
    -------
    DataFrame
        Columns word, count, other_count, log_likelihood, p, q, log_ratio, low, high, verdict,
        by log-likelihood from high to low. The log ratio of a word that one document lacks is
        infinite; its interval has one finite bound.

    References
    ----------
    Dunning, T. (1993). Accurate methods for the statistics of surprise and coincidence.
    Computational Linguistics 19, 61–74. Hardie, A. (2014). Log Ratio: an informal introduction.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> one = analyze(Document("x", "Rain, rain, rain. It is wet."))
    >>> two = analyze(Document("y", "It is dry. It is very dry, and so is the air."))
    >>> keyness(one, two)["word"].iloc[0]
    'rain'
    """
    counts = [_word_counts(analysis) for analysis in (first, second)]
    sizes = [sum(counter.values()) for counter in counts]
    words = sorted(
        word for word in counts[0] | counts[1] if counts[0][word] + counts[1][word] >= min_count
    )
    rows = []
    for word in words:
        count, other = counts[0][word], counts[1][word]
        cells = [[count, other], [sizes[0] - count, sizes[1] - other]]
        result = stats.chi2_contingency(cells, correction=False, lambda_="log-likelihood")
        ratio = rate_ratio(count, sizes[0], other, sizes[1])
        with np.errstate(divide="ignore"):
            bounds = np.log2([ratio.ratio, ratio.low, ratio.high])
        rows.append((word, count, other, result.statistic, result.pvalue, *bounds))
    columns = ["word", "count", "other_count", "log_likelihood", "p", "log_ratio", "low", "high"]
    table = pd.DataFrame(rows, columns=columns)
    q = stats.false_discovery_control(table["p"]) if len(table) else table["p"]
    table.insert(5, "q", q)
    pairs = table[["log_ratio", "q"]].to_numpy()
    table["verdict"] = [_verdict(2**log_ratio, q) for log_ratio, q in pairs]
    order = ["log_likelihood", "word"]
    return table.sort_values(order, ascending=[False, True]).reset_index(drop=True)


def _word_counts(analysis: Analysis) -> Counter[str]:
    document = analysis.document
    return Counter(document.words[i] for indices in document.sentence_words for i in indices)


def association(
    analysis: Analysis, first: str, second: str, *, voice: str | None = "author"
) -> pd.Series:
    """Tell whether two markers come together in sentences more often than by chance.

    Every body sentence counts once: whether it holds a hit of the one and of the other. The odds
    ratio is the conditional maximum-likelihood one, with Fisher's exact test and interval, as R's
    ``fisher.test`` computes it.

    Parameters
    ----------
    analysis : Analysis
        From ``analyze``.
    first, second : str
        Names of markers, such as ``"hedge"`` and ``"loaded"``.
    voice : {"author", "quoted", None}
        Whose hits count.

    Returns
    -------
    Series
        Columns both, only_first, only_second, neither (numbers of sentences), odds_ratio (above 1 =
        they seek each other's company, below 1 = they avoid it), low, high, p. The ratio is NaN
        if one of the markers is in every sentence or in none.

    References
    ----------
    Fisher, R. A. (1935). The logic of inductive inference. Journal of the Royal Statistical
    Society 98. https://doi.org/10.2307/2342435

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> result = association(analyze(Document("x", "It may rain. It is dry.")), "hedge", "loaded")
    >>> int(result["only_first"]), int(result["neither"])
    (1, 1)
    """
    has_first = _sentences_with(analysis, first, voice)
    has_second = _sentences_with(analysis, second, voice)
    cells = np.array(
        [
            [(has_first & has_second).sum(), (has_first & ~has_second).sum()],
            [(~has_first & has_second).sum(), (~has_first & ~has_second).sum()],
        ]
    )
    ratio = low = high = np.nan
    p = 1.0
    if cells.sum(axis=0).all() and cells.sum(axis=1).all():
        result = stats.contingency.odds_ratio(cells)
        ratio, p = result.statistic, stats.fisher_exact(cells).pvalue
        low, high = result.confidence_interval(CONFIDENCE)
    names = ["both", "only_first", "only_second", "neither", "odds_ratio", "low", "high", "p"]
    return pd.Series([*cells.ravel(), ratio, low, high, p], index=names, dtype=float)


def _sentences_with(analysis: Analysis, marker: str, voice: str | None) -> np.ndarray:
    hits = analysis.hits(marker, voice)
    numbers = np.searchsorted(analysis.sentences["start"], hits["start"], side="right") - 1
    present = np.zeros(len(analysis.sentences), dtype=bool)
    present[numbers] = True
    return present
