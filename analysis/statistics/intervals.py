"""Estimates with their confidence intervals: all intervals of the project are made here."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy

__all__ = [
    "CONFIDENCE",
    "NOT_KNOWN",
    "N_RESAMPLES",
    "SEED",
    "Band",
    "Interval",
    "RateRatio",
    "corrected",
    "dispersion_of_counts",
    "dispersion_of_means",
    "mean_interval",
    "poisson_rate",
    "proportion",
    "rate_ratio",
    "smooth_band",
]

CONFIDENCE = 0.95
N_RESAMPLES = 2000
LEAST_FREEDOM = 3  # degrees of freedom; with fewer the spread about a curve is not known
SEED = 20_250_101
BLOCK = 5  # sentences in which hits are counted to see how they cluster

Array = npt.NDArray[np.float64]


class Interval(NamedTuple):
    """An estimate with the bounds of its confidence interval."""

    value: float
    low: float
    high: float


NOT_KNOWN = Interval(np.nan, np.nan, np.nan)


class RateRatio(NamedTuple):
    """The ratio of two rates with its interval and the p-value of their being equal."""

    ratio: float
    low: float
    high: float
    p: float

    def log2(self) -> tuple[float, float, float]:
        """Return the binary logarithms of the ratio and its bounds; infinite for a ratio of 0.

        Examples
        --------
        >>> RateRatio(2.0, 0.5, 8.0, 0.3).log2()
        (1.0, -1.0, 3.0)
        """
        with np.errstate(divide="ignore"):
            ratio, low, high = np.log2([self.ratio, self.low, self.high])
        return float(ratio), float(low), float(high)


def poisson_rate(
    count: float, n_words: int, confidence: float = CONFIDENCE, *, dispersion: float = 1.0
) -> Interval:
    r"""Rate per 1,000 words with Garwood's interval, widened where hits cluster.

    .. math:: rate = 1000\,\frac{k}{n}, \quad
       low = \frac{1000\,\varphi}{n}\,\frac{\chi^2_{\alpha/2;\,2k/\varphi}}{2}, \quad
       high = \frac{1000\,\varphi}{n}\,\frac{\chi^2_{1-\alpha/2;\,2k/\varphi+2}}{2}

    Hits that come in clusters tell less than as many that fall singly: k hits count as
    :math:`k/\varphi` independent ones.

    Parameters
    ----------
    count : int
        Hits, k.
    n_words : int
        Words in which they were counted, n.
    confidence : float
        Between 0 and 1.
    dispersion : float
        Variance over mean of the counts, φ: 1 for hits that fall independently, for which the
        interval is exact; smaller ones are taken for 1.

    Returns
    -------
    Interval
        Hits per 1,000 words, 0 or more. The lower bound for no hits is 0; all three are NaN
        for no words. Short texts have wide intervals: three hits in 300 words may stand for a
        rate between 2 and 29.

    References
    ----------
    Garwood, F. (1936). Fiducial limits for the Poisson distribution. Biometrika 28.
    https://doi.org/10.1093/biomet/28.3-4.437. Wedderburn, R. W. M. (1974). Quasi-likelihood
    functions. Biometrika 61. https://doi.org/10.1093/biomet/61.3.439

    Examples
    --------
    >>> [round(bound, 2) for bound in poisson_rate(3, 300)]
    [10.0, 2.06, 29.22]
    >>> [round(bound, 2) for bound in poisson_rate(3, 300, dispersion=2)]
    [10.0, 0.72, 42.78]
    >>> bool(np.isclose(poisson_rate(0, 1000).high, -np.log(0.025)))
    True
    """
    if n_words == 0:
        return NOT_KNOWN
    alpha = 1 - confidence
    phi = max(1.0, dispersion)
    per_thousand = 1000 * phi / n_words
    low = scipy.special.gammaincinv(count / phi, alpha / 2) if count else 0.0
    high = scipy.special.gammainccinv(count / phi + 1, alpha / 2)
    return Interval(1000 * count / n_words, per_thousand * float(low), per_thousand * float(high))


def rate_ratio(
    count: float,
    n_words: float,
    other_count: float,
    other_n_words: float,
    confidence: float = CONFIDENCE,
    *,
    dispersion: float = 1.0,
) -> RateRatio:
    r"""Ratio of two rates, with the exact interval and test that condition on the total count.

    Given :math:`k_1 + k_2` hits in all, :math:`k_1` is binomial with
    :math:`p = n_1 / (n_1 + n_2)` if the rates are equal. The interval is Clopper and Pearson's
    for :math:`p`, turned into a ratio by :math:`\frac{p}{1-p} \cdot \frac{n_2}{n_1}`. This is
    what R's ``poisson.test`` computes for two counts. Where hits cluster, :math:`k/\varphi` stands
    for each count, and the p-value is twice the smaller tail.

    Parameters
    ----------
    count, n_words : int
        Hits and words of the one text.
    other_count, other_n_words : int
        Hits and words of the other.
    confidence : float
        Between 0 and 1.
    dispersion : float
        Variance over mean of the counts, φ; 1 for hits that fall independently.

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
    phi = max(1.0, dispersion)
    first, second = count / phi, other_count / phi
    expected = n_words / (n_words + other_n_words)
    tail = (1 - confidence) / 2
    low = scipy.special.betaincinv(first, second + 1, tail) if count else 0.0
    high = scipy.special.betaincinv(first + 1, second, 1 - tail) if other_count else 1.0
    scale = other_n_words / n_words
    ratio = scale * count / other_count if other_count else np.inf
    bounds = [scale * p / (1 - p) if p < 1 else np.inf for p in (low, high)]
    p = _exact_p(first, second, expected, independent=phi == 1)
    return RateRatio(float(ratio), float(bounds[0]), float(bounds[1]), p)


def _exact_p(first: float, second: float, expected: float, *, independent: bool) -> float:
    """Return how probable so uneven a share is if the rates are equal."""
    if independent:
        return float(scipy.stats.binomtest(round(first), round(first + second), expected).pvalue)
    at_least = scipy.special.betainc(first, second + 1, expected) if first else 1.0
    at_most = scipy.special.betaincc(first + 1, second, expected) if second else 1.0
    return float(min(1.0, 2 * min(at_least, at_most)))


def dispersion_of_counts(counts: Array, words: Array, block: int = BLOCK) -> tuple[float, int]:
    r"""Tell how much counts vary beyond chance from one stretch of sentences to the next.

    .. math:: X^2 = \sum_b \frac{(k_b - e_b)^2}{e_b}, \quad \varphi = \frac{X^2}{B - 1}

    over B blocks of sentences, where :math:`e_b` are the hits to be expected if each word of the
    text were as likely to be hit.

    Parameters
    ----------
    counts, words : array of float
        Hits and words of every sentence.
    block : int
        How many sentences make a block; what is left over joins the last.

    Returns
    -------
    float, int
        :math:`X^2` and its degrees of freedom, :math:`B - 1`, to be added up over texts; 0 and 0
        for a text without a hit or with fewer than two blocks.

    Examples
    --------
    Two blocks of equal length with 4 and 0 hits: (4 − 2)² / 2 + (0 − 2)² / 2.

    >>> dispersion_of_counts(np.array([4.0, 0, 0, 0]), np.full(4, 10.0), block=2)
    (4.0, 1)
    """
    hits, length = _in_blocks(counts, block), _in_blocks(words, block)
    hits, length = hits[length > 0], length[length > 0]
    if len(hits) < 2 or not hits.sum():
        return 0.0, 0
    expected = hits.sum() * length / length.sum()
    return float(((hits - expected) ** 2 / expected).sum()), len(hits) - 1


def dispersion_of_means(values: Array, block: int = BLOCK) -> tuple[float, float]:
    r"""Tell how much more means of neighbours vary than means of as many drawn at random.

    Neighbouring sentences are alike, so that a mean over them is less certain than one over as many
    sentences that have nothing to do with each other.

    Parameters
    ----------
    values : array of float
        One per sentence, without NaN.
    block : int
        How many sentences make a block; what is left over is left out.

    Returns
    -------
    float, float
        The variance of the blocks' means times their length, and the variance of the sentences,
        each times B − 1 for B blocks, to be added up over texts; 0 and 0 with fewer than two.

    Examples
    --------
    >>> dispersion_of_means(np.array([1.0, 1.0, 0.0, 0.0]), block=2)  # 2 · 1/2 and 1/3
    (1.0, 0.3333333333333333)
    """
    n_blocks = len(values) // block
    if n_blocks < 2:
        return 0.0, 0.0
    means = values[: n_blocks * block].reshape(n_blocks, block).mean(axis=1)
    weight = n_blocks - 1
    return float(block * means.var(ddof=1) * weight), float(values.var(ddof=1) * weight)


def _in_blocks(values: Array, block: int) -> Array:
    n_blocks = max(1, len(values) // block)
    owner = np.minimum(np.arange(len(values)) // block, n_blocks - 1)
    sums: Array = np.bincount(owner, weights=values, minlength=n_blocks).astype(float)
    return sums


def mean_interval(
    values: pd.Series[float], confidence: float = CONFIDENCE, *, dispersion: float = 1.0
) -> Interval:
    r"""Mean with Student's interval, widened where neighbours are alike.

    .. math:: \bar{x} \pm t_{1-\alpha/2;\,n-1} \sqrt{\varphi s^2 / n}

    Parameters
    ----------
    values : Series of float
        One per sentence; NaN is left out.
    confidence : float
        Between 0 and 1.
    dispersion : float
        By how much the variance of the mean is greater than that of a mean of independent values,
        φ; smaller ones than 1 are taken for 1.

    Returns
    -------
    Interval
        The bounds are NaN for fewer than two values, and where all are equal, so that nothing is
        known of how they vary; all three are NaN for none.

    References
    ----------
    Student (1908). The probable error of a mean. Biometrika 6. https://doi.org/10.2307/2331554

    Examples
    --------
    >>> [round(bound, 2) for bound in mean_interval(pd.Series([0.0, 1.0]))]  # 0.5 ± 12.71 · 0.5
    [0.5, -5.85, 6.85]
    >>> mean_interval(pd.Series([0.5, 0.5, 0.5]))
    Interval(value=0.5, low=nan, high=nan)
    """
    known = values.dropna().to_numpy(dtype=float)
    if len(known) < 2:
        return Interval(float(known[0]) if len(known) else np.nan, np.nan, np.nan)
    mean = float(known.mean())
    if np.ptp(known) == 0:
        return Interval(float(known[0]), np.nan, np.nan)
    spread = known.std(ddof=1) * np.sqrt(max(1.0, dispersion) / len(known))
    reach = float(scipy.special.stdtrit(len(known) - 1, (1 + confidence) / 2) * spread)
    return Interval(mean, mean - reach, mean + reach)


def proportion(count: int, total: int, confidence: float = CONFIDENCE) -> Interval:
    r"""Share with the exact interval of Clopper and Pearson.

    .. math:: B_{\alpha/2}(k,\,n-k+1) \quad \text{to} \quad B_{1-\alpha/2}(k+1,\,n-k)

    where B is the quantile of the beta distribution.

    Parameters
    ----------
    count, total : int
        So many of so many.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    Interval
        From 0 to 1; all three NaN for a total of 0. Twenty of twenty may stand for .83.

    References
    ----------
    Clopper, C. J. & Pearson, E. S. (1934). The use of confidence or fiducial limits illustrated in
    the case of the binomial. Biometrika 26. https://doi.org/10.1093/biomet/26.4.404

    Examples
    --------
    >>> [round(bound, 3) for bound in proportion(20, 20)]
    [1.0, 0.832, 1.0]
    """
    if total == 0:
        return NOT_KNOWN
    # Not by scipy.stats, which takes half a second to load.
    tail, others = (1 - confidence) / 2, total - count
    low = scipy.special.betaincinv(count, others + 1, tail) if count else 0.0
    high = scipy.special.betaincinv(count + 1, others, 1 - tail) if others else 1.0
    return Interval(count / total, float(low), float(high))


def corrected(p: pd.Series[float]) -> pd.Series[float]:
    """Return p-values corrected for being several (Benjamini & Hochberg).

    Parameters
    ----------
    p : Series of float
        Those of one family; NaN is left out.

    Returns
    -------
    Series of float
        With the same index; NaN where it was.

    References
    ----------
    Benjamini, Y. & Hochberg, Y. (1995). Controlling the false discovery rate. Journal of the Royal
    Statistical Society B 57. https://doi.org/10.1111/j.2517-6161.1995.tb02031.x

    Examples
    --------
    >>> corrected(pd.Series([0.01, np.nan, 0.04])).tolist()  # 2 · 0.01, 0.04
    [0.02, nan, 0.04]
    """
    known = p.dropna().astype(float)
    found = scipy.stats.false_discovery_control(known) if len(known) else known
    return pd.Series(found, known.index, dtype=float).reindex(p.index)


class Band(NamedTuple):
    """A smoothed curve with the bounds of its confidence band, one number per value."""

    curve: Array
    low: Array
    high: Array


def smooth_band(
    values: Array, smoothing: float, confidence: float = CONFIDENCE, dispersion: float = 1.0
) -> Band:
    r"""Smooth values along a text, with a band for the mean of the neighbourhood.

    Each point is a weighted mean :math:`\sum_j w_{ij} y_j`, with the weights of a normal curve
    whose standard deviation is ``smoothing`` values; at both ends the text is mirrored. With
    :math:`s` the standard deviation of the values about the curve and :math:`\nu` its degrees of
    freedom and :math:`\phi` the dispersion, the band is

    .. math:: \pm\, t_\nu\, s \sqrt{\phi \textstyle\sum_j w_{ij}^2}

    Parameters
    ----------
    values : array of float
        One per sentence, in the order of the text.
    smoothing : float
        Standard deviation in values, above 0; larger = smoother, and a narrower band.
    confidence : float
        Between 0 and 1, for each point by itself.
    dispersion : float
        How much more means of neighbours vary than those of independent values would, at least 1.

    Returns
    -------
    Band
        The bounds are NaN where fewer than three degrees of freedom are left.

    Notes
    -----
    It covers the mean of the neighbourhood, not the single sentence, and supposes that neighbours
    vary about it equally everywhere and, but for the dispersion, independently.

    References
    ----------
    Hastie, T. & Tibshirani, R. (1990). Generalized Additive Models, 3.8. Chapman & Hall.
    https://doi.org/10.1201/9780203753781

    Examples
    --------
    >>> band = smooth_band(np.array([1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0]), 1.0)
    >>> band.curve.round(6).tolist() == band.low.round(6).tolist() == [1.0] * 8
    True
    """
    n = len(values)
    curve: Array = scipy.ndimage.gaussian_filter1d(values, smoothing, mode="reflect")
    # Only the ends have weights of their own; the rows between are alike.
    reach = 2 * int(4 * smoothing + 0.5) + 1
    size = min(n, 2 * reach + 1)
    weights = scipy.ndimage.gaussian_filter1d(np.eye(size), smoothing, axis=0, mode="reflect")
    row = np.minimum(np.arange(n), size // 2)
    from_end = np.minimum(np.arange(n)[::-1], size - 1 - size // 2)
    row = np.where(np.arange(n) < n - 1 - np.arange(n), row, size - 1 - from_end)
    squares, own = (weights**2).sum(axis=1)[row], np.diag(weights)[row]
    freedom = n - 2 * own.sum() + squares.sum()
    if freedom < LEAST_FREEDOM:
        return Band(curve, np.full(n, np.nan), np.full(n, np.nan))
    spread = np.sqrt(((values - curve) ** 2).sum() / freedom)
    half = scipy.stats.t.ppf((1 + confidence) / 2, freedom) * spread * np.sqrt(dispersion * squares)
    return Band(curve, curve - half, curve + half)
