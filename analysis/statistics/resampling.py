"""Intervals from drawing blocks of a text again and again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from analysis.statistics.intervals import CONFIDENCE, N_RESAMPLES, SEED, Interval

__all__ = ["resample_blocks"]


def resample_blocks(
    blocks: npt.NDArray[Any],
    statistic: Callable[[Any], Any],
    confidence: float = CONFIDENCE,
    n_resamples: int = N_RESAMPLES,
) -> Interval:
    r"""Estimate from counts that are added up over blocks, with a percentile bootstrap over them.

    Parameters
    ----------
    blocks : array of shape (B, …)
        What each block adds, such as the counts of a sentence.
    statistic : callable
        Takes sums of shape (…) or (R, …) and returns the estimate of each.
    confidence : float
        Between 0 and 1.
    n_resamples : int
        How often as many blocks are drawn, with replacement; the seed is fixed.

    Returns
    -------
    Interval
        The bounds are NaN for fewer than two blocks, and where there is no estimate.

    References
    ----------
    Efron, B. & Tibshirani, R. (1993). An Introduction to the Bootstrap, 13.3. Chapman & Hall.
    https://doi.org/10.1201/9780429246593

    Examples
    --------
    >>> share = lambda sums: sums[..., 0] / sums[..., 1]
    >>> resample_blocks(np.array([[1, 2], [1, 2]]), share)  # both blocks are alike
    Interval(value=0.5, low=0.5, high=0.5)
    """
    value = float(statistic(blocks.sum(axis=0)))
    n_blocks = len(blocks)
    if n_blocks < 2 or np.isnan(value):
        return Interval(value, np.nan, np.nan)
    random = np.random.default_rng(SEED)
    weights = random.multinomial(n_blocks, np.full(n_blocks, 1 / n_blocks), n_resamples)
    estimates = statistic(np.tensordot(weights, blocks, axes=1))
    tail = 100 * (1 - confidence) / 2
    if np.isnan(estimates).all():
        return Interval(value, np.nan, np.nan)
    low, high = np.nanpercentile(estimates, [tail, 100 - tail])
    return Interval(value, float(low), float(high))
