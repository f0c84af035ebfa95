"""Krippendorff's alpha of any number of readers, with an interval from resampling blocks of text.

What a unit (a word, a sentence) adds to alpha are its coincidences, and these are added up over
units; so an estimate for any draw of blocks follows from the sums of their coincidences.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import krippendorff
import numpy as np
import numpy.typing as npt

from analysis.statistics.intervals import NOT_KNOWN, Interval
from analysis.statistics.resampling import resample_blocks

__all__ = [
    "LEVELS",
    "Array",
    "Counts",
    "Units",
    "alpha",
    "alpha_of_coincidences",
    "coincidences",
    "told_bounds",
]

LEAST_BLOCKS = 3  # that must hold something marked, for an interval
LEVELS = ("nominal", "ordinal", "interval")
Array = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]


def coincidences(counts: Counts) -> Array:
    r"""Return what every unit adds: pairs of values that two readers gave it.

    .. math:: o_{ck} = \frac{n_c (n_k - [c = k])}{m - 1}

    for a unit with :math:`n_c` readers who gave the value c, of m in all.

    Parameters
    ----------
    counts : array of shape (…, V)
        How many readers gave each of V values to a unit.

    Returns
    -------
    array of shape (…, V, V)
        Zero for a unit with fewer than two values: it says nothing about agreement.

    Examples
    --------
    >>> coincidences(np.array([2, 1])).tolist()  # 2 · 1 / 2 and 2 · 1 / 2 and 1 · 0 / 2
    [[1.0, 1.0], [1.0, 0.0]]
    """
    counts = np.asarray(counts)
    ordered = counts[..., :, None] * counts[..., None, :]
    pairs = ordered - counts[..., :, None] * np.eye(counts.shape[-1])
    others = np.maximum(counts.sum(axis=-1), 2) - 1
    return np.asarray(pairs / others[..., None, None], dtype=float)


def alpha_of_coincidences(sums: Array, values: Array, level: str) -> Array:
    r"""Krippendorff's alpha from coincidences added up over units.

    .. math:: \alpha = 1 - \frac{D_o}{D_e}
        = 1 - (n - 1) \frac{\sum_{ck} o_{ck} \delta_{ck}^2}{\sum_{ck} (n_c n_k - [c=k] n_c)
        \delta_{ck}^2}

    Parameters
    ----------
    sums : array of shape (…, V, V)
        Sums of ``coincidences``.
    values : array of shape (V,)
        The values, in ascending order.
    level : {"nominal", "ordinal", "interval"}
        What the distance of two values is.

    Returns
    -------
    array of shape (…)
        1 = full agreement, 0 = as much as chance brings about, below 0 = less. NaN where all gave
        one value, so that nothing could be disagreed on.

    References
    ----------
    Krippendorff, K. (2018). Content Analysis, 4th ed., chapter 12. Sage.
    https://doi.org/10.4135/9781071878781

    Examples
    --------
    >>> sums = np.array([[1.0, 1.0], [1.0, 1.0]])
    >>> float(alpha_of_coincidences(sums, np.arange(2), "nominal").round(6))  # 1 − 3 · 2 / 8
    0.25
    """
    totals = sums.sum(axis=-1)
    n = totals.sum(axis=-1)
    distance = _distances(totals, values, level)
    chance = totals[..., :, None] * totals[..., None, :]
    chance = chance - totals[..., :, None] * np.eye(len(values))
    observed = (sums * distance).sum(axis=(-2, -1))
    expected = (chance * distance).sum(axis=(-2, -1))
    with np.errstate(divide="ignore", invalid="ignore"):
        result = 1 - (n - 1) * observed / expected
    return np.where(expected > 0, result, np.nan)


def _distances(totals: Array, values: Array, level: str) -> Array:
    """Return the squared distance of every pair of values."""
    if level not in LEVELS:
        raise ValueError(f"level={level!r}: choose one of {', '.join(LEVELS)}")
    if level == "nominal":
        return 1 - np.eye(len(values))
    if level == "interval":
        return np.asarray((values[:, None] - values[None, :]) ** 2, dtype=float)
    # Ordinal: how many values lie between the two, half of each counted in.
    middle = totals.cumsum(axis=-1) - totals / 2
    return np.asarray((middle[..., :, None] - middle[..., None, :]) ** 2)


class Units(NamedTuple):
    """What some readers gave to units of text.

    Parameters
    ----------
    counts : array of shape (N, V)
        How many readers gave each of V values to each of N units.
    values : array of shape (V,)
        The values, in ascending order.
    level : {"nominal", "ordinal", "interval"}
        What the distance of two values is.
    blocks : array of shape (N,)
        The number of the block of text in which the unit stands, from 0.
    """

    counts: Counts
    values: Array
    level: str
    blocks: Counts


def alpha(*groups: Units) -> Interval:
    """Krippendorff's alpha with a 95 % interval from resampling blocks of units.

    Parameters
    ----------
    *groups : Units
        One for all readers together; or several, such as one for each pair of readers, whose
        alphas' mean is taken. They have the same level, and blocks of the same text.

    Returns
    -------
    Interval
        All three NaN where no unit has two values, or all values are the same; the bounds NaN
        where all draws are alike, or fewer than three blocks hold anything marked. The estimate is
        the library krippendorff's; the bounds come from a percentile bootstrap over blocks,
        because neighbouring words are not independent of each other.

    References
    ----------
    Castro, S. (2017). Fast Krippendorff. https://github.com/pln-fing-udelar/fast-krippendorff.
    Krippendorff, K. (2018). Content Analysis, 4th ed. Sage. https://doi.org/10.4135/9781071878781

    Examples
    --------
    >>> counts = np.array([[2, 0], [1, 1], [2, 0], [0, 2]])
    >>> result = alpha(Units(counts, np.arange(2.0), "nominal", np.arange(4)))
    >>> round(result.value, 4)  # 1 − 7 · 2 / (2 · 5 · 3)
    0.5333
    """
    known = [one for one in map(_pairable, groups) if (one.counts.sum(axis=0) > 0).sum() > 1]
    if not known:
        return NOT_KNOWN
    values = np.unique(np.concatenate([one.values for one in known]))
    blocks = np.unique(np.concatenate([one.blocks for one in known]))
    parts = np.zeros((len(blocks), len(known), len(values), len(values)))
    for number, one in enumerate(known):
        of_value = np.searchsorted(values, one.values)
        counts = np.zeros((len(one.counts), len(values)), dtype=int)
        counts[:, of_value] = one.counts
        np.add.at(parts[:, number], np.searchsorted(blocks, one.blocks), coincidences(counts))
    level = known[0].level

    def mean_alpha(sums: Array) -> Array:
        alphas = alpha_of_coincidences(sums, values, level)
        with np.errstate(invalid="ignore"):
            known = ~np.isnan(alphas)
            return np.asarray(np.where(known, alphas, 0).sum(axis=-1) / known.sum(axis=-1))

    interval = resample_blocks(parts, mean_alpha)._replace(value=_library_alpha(known))
    totals = parts.sum(axis=(1, 2))
    common = totals.sum(axis=0).argmax()
    return told_bounds(interval, int((np.delete(totals, common, axis=1).sum(axis=1) > 0).sum()))


def told_bounds(interval: Interval, n_blocks: int) -> Interval:
    """Leave the bounds out where too few blocks hold anything: what varies is not known then.

    Examples
    --------
    >>> told_bounds(Interval(0.5, 0.4, 0.6), 2), told_bounds(Interval(0.5, 0.4, 0.6), 3)
    (Interval(value=0.5, low=nan, high=nan), Interval(value=0.5, low=0.4, high=0.6))
    """
    is_known = n_blocks >= LEAST_BLOCKS and not np.isclose(interval.low, interval.high)
    return interval if is_known else interval._replace(low=np.nan, high=np.nan)


def _pairable(units: Units) -> Units:
    """Leave out units with fewer than two values: they say nothing about agreement."""
    two = units.counts.sum(axis=1) > 1
    return units._replace(counts=units.counts[two], blocks=units.blocks[two])


def _library_alpha(groups: Sequence[Units]) -> float:
    found = [
        krippendorff.alpha(
            value_counts=one.counts,
            value_domain=one.values,
            level_of_measurement=one.level,  # type: ignore[arg-type]
        )
        for one in groups
    ]
    return float(np.mean(found))
