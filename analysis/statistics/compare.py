"""Honest comparisons: sections against the rest, documents against each other, key words."""

from __future__ import annotations

import numpy as np
import pandas as pd
import scipy

from analysis.statistics.counting import word_counts
from analysis.statistics.intervals import CONFIDENCE, RateRatio, corrected, rate_ratio
from analysis.statistics.metrics import rates
from analysis.statistics.norms import dispersions, load_norms
from analysis.tables.analysis import Analysis
from analysis.tables.looks import carries_looks

__all__ = [
    "SIGNIFICANCE",
    "association",
    "contrast_documents",
    "contrast_sections",
    "correct_together",
    "keyness",
    "log_likelihood",
]

SIGNIFICANCE = 0.05


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
        ratio, low, high, p, shrunken, q, verdict. A figure of speech counts once. Interval and p
        are exact for hits that fall independently, and allow for those that cluster.
        ``shrunken`` is the binary logarithm of hits
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
    table = table.drop(columns=["rate", "low", "high", "percentile"])
    for column in ("count", "n_words"):
        total = table.groupby(keys)[column].transform("sum")
        table[f"other_{column}"] = total - table[column]
    return _with_verdicts(table, dispersions(analysis, load_norms(), voice))


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
    spread, other = (dispersions(analysis, load_norms(), voice) for analysis in (first, second))
    return _with_verdicts(table, {key: max(spread[key], other.get(key, 1.0)) for key in spread})


def _with_verdicts(table: pd.DataFrame, spread: dict[tuple[str, str], float]) -> pd.DataFrame:
    """Add ratio, interval, p, q and verdict to counts and numbers of words."""
    counts = table[["count", "n_words", "other_count", "other_n_words"]].to_numpy().tolist()
    categories = table["category"] if "category" in table else [""] * len(table)
    kinds = zip(table["marker"], categories, strict=True)
    ratios = pd.DataFrame(
        [
            rate_ratio(*row, dispersion=spread.get(k, 1.0))
            for row, k in zip(counts, kinds, strict=True)
        ],
        columns=list(RateRatio._fields),
        dtype=float,
    )
    table = pd.concat([table.reset_index(drop=True), ratios], axis=1)
    expected = table["n_words"] * table["other_count"] / table["other_n_words"].replace(0, np.nan)
    table["shrunken"] = np.log2((table["count"] + 0.5) / (expected + 0.5))
    return correct_together(table)[0]


def _verdict(ratio: float, q: float) -> str:
    if np.isnan(ratio) or q > SIGNIFICANCE:
        return "cannot tell"
    return "higher" if ratio > 1 else "lower"


def correct_together(*tables: pd.DataFrame) -> tuple[pd.DataFrame, ...]:
    """Correct the p-values of several tables for all comparisons that are shown of one text.

    The more comparisons are looked at, the more of them look striking by luck, in whichever table
    they stand.

    Parameters
    ----------
    *tables : DataFrame
        From ``contrast_sections``, ``contrast_documents`` and ``keyness``.

    Returns
    -------
    tuple of DataFrame
        The same tables with ``q``, after Benjamini and Hochberg's correction over all rows of all
        of them, and ``verdict`` by it.

    References
    ----------
    Benjamini, Y. & Hochberg, Y. (1995). Controlling the false discovery rate. Journal of the Royal
    Statistical Society B 57. https://doi.org/10.1111/j.2517-6161.1995.tb02031.x

    Examples
    --------
    >>> one, two = (pd.DataFrame({"ratio": [2.0], "p": [p]}) for p in (0.04, 0.03))
    >>> [table["q"].item() for table in correct_together(one, two)]
    [0.04, 0.04]
    """
    q = corrected(pd.concat([table["p"] for table in tables], ignore_index=True)).to_numpy()
    ends = np.cumsum([len(table) for table in tables])[:-1]
    return tuple(_judged(*pair) for pair in zip(tables, np.split(q, ends), strict=True))


def _judged(table: pd.DataFrame, q: np.ndarray) -> pd.DataFrame:
    ratios = table["ratio"] if "ratio" in table else 2 ** table["log_ratio"]
    verdicts = [_verdict(*pair) for pair in zip(ratios, q, strict=True)]
    return table.assign(q=q, verdict=verdicts)


def keyness(first: Analysis, second: Analysis, *, min_count: int = 3) -> pd.DataFrame:
    r"""One row per word: how typical it is of one author against another.

    The log ratio is the binary logarithm of the ratio of the word's rates: 1 means twice as often
    in the first document. Its interval and the p-value are the exact ones of two counts
    (``rate_ratio``), because most words are rare, where the usual approximation calls far too much
    clear. The log-likelihood :math:`G^2 = 2 \sum_{ij} O_{ij} \ln(O_{ij} / E_{ij})`, over the four
    cells word / other words × first / second document, is told beside them.

    Parameters
    ----------
    first, second : Analysis
        From ``analyze``. The words of quoted speech are left out.
    min_count : int
        Leave out words with fewer hits in both documents together.

    Returns
    -------
    DataFrame
        Columns word, count, n_words, other_count, other_n_words, log_likelihood, p, q, log_ratio,
        low, high, verdict, by p from low to high. The log ratio of a word that one document lacks
        is infinite; its interval has one finite bound.

    Notes
    -----
    A word that a text is about comes again and again, so that even an exact test, which takes its
    uses for independent, finds more than there is. It tells what a text is about sooner than how
    it is written.

    References
    ----------
    Dunning, T. (1993). Accurate methods for the statistics of surprise and coincidence.
    Computational Linguistics 19(1), 61–74. https://aclanthology.org/J93-1003. Hardie, A. (2014).
    Log Ratio: an informal introduction. http://cass.lancs.ac.uk/log-ratio-an-informal-introduction

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> one = analyze(Document("x", "Rain, rain, rain. It is wet."))
    >>> two = analyze(Document("y", "It is dry. It is very dry, and so is the air."))
    >>> keyness(one, two)["word"].iloc[0]
    'rain'
    """
    counts = [word_counts(analysis.document) for analysis in (first, second)]
    sizes = [sum(counter.values()) for counter in counts]
    words = sorted(
        word for word in counts[0] | counts[1] if counts[0][word] + counts[1][word] >= min_count
    )
    rows = []
    for word in words:
        count, other = counts[0][word], counts[1][word]
        shown = (count, sizes[0], other, sizes[1])
        ratio, (likelihood, _) = rate_ratio(*shown), log_likelihood(*shown)
        rows.append((word, *shown, likelihood, ratio.p, *ratio.log2()))
    columns = ["word", "count", "n_words", "other_count", "other_n_words"]
    columns += ["log_likelihood", "p", "log_ratio", "low", "high"]
    table = pd.DataFrame(rows, columns=columns)
    table.insert(columns.index("p") + 1, "q", table["p"])
    table = table.sort_values(["p", "word"]).reset_index(drop=True)
    return correct_together(table)[0]


def log_likelihood(
    count: int, total: int, other_count: int, other_total: int
) -> tuple[float, float]:
    r"""Tell how much a count differs from another one: :math:`G^2` and its p-value.

    .. math:: G^2 = 2 \sum_{ij} O_{ij} \ln \frac{O_{ij}}{E_{ij}}

    over the four cells word / other words × here / there.

    Parameters
    ----------
    count, total : int
        How often the word is here, of how many words.
    other_count, other_total : int
        How often it is there, of how many.

    Returns
    -------
    tuple of float
        :math:`G^2` (0 = just as often; higher = more of a difference, in either direction) and p,
        from a chi-squared distribution with one degree of freedom. (0, 1) where a side is empty.

    References
    ----------
    Dunning, T. (1993). Accurate methods for the statistics of surprise and coincidence.
    Computational Linguistics 19(1), 61–74. https://aclanthology.org/J93-1003

    Examples
    --------
    Dunning's first example, *the swiss*: 110 times together, 2,442 times *swiss* after another
    word, 111 times *the* before another word, 29,114 times neither.

    >>> round(log_likelihood(110, 2552, 111, 29225)[0], 2)
    270.72
    """
    if not count + other_count or not total or not other_total:
        return 0.0, 1.0
    cells = np.array([[count, other_count], [total - count, other_total - other_count]])
    if not cells.sum(axis=1).all():
        return 0.0, 1.0
    result = scipy.stats.chi2_contingency(cells, correction=False, lambda_="log-likelihood")
    return float(result.statistic), float(result.pvalue)


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
        result = scipy.stats.contingency.odds_ratio(cells)
        ratio, p = result.statistic, scipy.stats.fisher_exact(cells).pvalue
        low, high = result.confidence_interval(CONFIDENCE)
    names = ["both", "only_first", "only_second", "neither", "odds_ratio", "low", "high", "p"]
    return pd.Series([*cells.ravel(), ratio, low, high, p], index=names, dtype=float)


def _sentences_with(analysis: Analysis, marker: str, voice: str | None) -> np.ndarray:
    hits = analysis.hits(marker, voice)
    numbers = np.searchsorted(analysis.sentences["start"], hits["start"], side="right") - 1
    present = np.zeros(len(analysis.sentences), dtype=bool)
    present[numbers] = True
    return present
