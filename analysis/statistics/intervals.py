"""Estimates with their confidence intervals."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

__all__ = ["Interval", "bootstrap_mean", "poisson_rate", "proportion"]

CONFIDENCE = 0.95
N_RESAMPLES = 2000
SEED = 20_250_101


class Interval(NamedTuple):
    """An estimate with the bounds of its confidence interval."""

    value: float
    low: float
    high: float


def poisson_rate(count: int, n_words: int, confidence: float = CONFIDENCE) -> Interval:
    r"""Rate per 1,000 words with the exact (Garwood) Poisson interval.

    .. math:: rate = 1000\,\frac{k}{n}, \quad
       low = \frac{1000}{n}\,\frac{\chi^2_{\alpha/2;\,2k}}{2}, \quad
       high = \frac{1000}{n}\,\frac{\chi^2_{1-\alpha/2;\,2k+2}}{2}

    Parameters
    ----------
    count : int
        Hits, k.
    n_words : int
        Words in which they were counted, n.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    Interval
        Hits per 1,000 words, 0 or more. The lower bound for no hits is 0; all three are NaN
        for no words. Short texts have wide intervals: three hits in 300 words may stand for a
        rate between 2 and 29.

    References
    ----------
    Garwood, F. (1936). Fiducial limits for the Poisson distribution. Biometrika 28.
    https://doi.org/10.1093/biomet/28.3-4.437

    Examples
    --------
    >>> [round(bound, 2) for bound in poisson_rate(3, 300)]
    [10.0, 2.06, 29.22]
    >>> bool(np.isclose(poisson_rate(0, 1000).high, -np.log(0.025)))
    True
    """
    if n_words == 0:
        return Interval(np.nan, np.nan, np.nan)
    alpha = 1 - confidence
    per_thousand = 1000 / n_words
    low = stats.chi2.ppf(alpha / 2, 2 * count) / 2 if count else 0.0
    high = stats.chi2.ppf(1 - alpha / 2, 2 * count + 2) / 2
    return Interval(per_thousand * count, per_thousand * float(low), per_thousand * float(high))


def bootstrap_mean(values: pd.Series[float], confidence: float = CONFIDENCE) -> Interval:
    """Mean with a percentile bootstrap interval over the values; the seed is fixed.

    Parameters
    ----------
    values : Series of float
        One per sentence; NaN is left out.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    Interval
        The bounds are NaN for fewer than two values, all three for none.

    References
    ----------
    Efron, B. (1979). Bootstrap methods: another look at the jackknife. Annals of Statistics 7.
    https://doi.org/10.1214/aos/1176344552

    Examples
    --------
    >>> bootstrap_mean(pd.Series([0.5, 0.5, 0.5]))
    Interval(value=0.5, low=0.5, high=0.5)
    """
    known = values.dropna().to_numpy(dtype=float)
    if len(known) < 2:
        return Interval(float(known[0]) if len(known) else np.nan, np.nan, np.nan)
    if np.ptp(known) == 0:
        return Interval(float(known[0]), float(known[0]), float(known[0]))
    result = stats.bootstrap(
        (known,),
        np.mean,
        confidence_level=confidence,
        n_resamples=N_RESAMPLES,
        method="percentile",
        rng=np.random.default_rng(SEED),
    )
    low, high = result.confidence_interval
    return Interval(float(known.mean()), float(low), float(high))


def proportion(count: int, total: int, confidence: float = CONFIDENCE) -> Interval:
    r"""Share with Wilson's interval.

    .. math:: \frac{p + z^2/2n \pm z\sqrt{p(1-p)/n + z^2/4n^2}}{1 + z^2/n}

    Parameters
    ----------
    count, total : int
        So many of so many.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    Interval
        From 0 to 1; all three NaN for a total of 0.

    References
    ----------
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference.
    Journal of the American Statistical Association 22. https://doi.org/10.2307/2276774

    Examples
    --------
    >>> [round(bound, 3) for bound in proportion(9, 10)]
    [0.9, 0.596, 0.982]
    """
    if total == 0:
        return Interval(np.nan, np.nan, np.nan)
    interval = stats.binomtest(count, total).proportion_ci(confidence, method="wilson")
    return Interval(count / total, float(interval.low), float(interval.high))
