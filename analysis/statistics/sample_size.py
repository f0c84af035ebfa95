"""How much to read for a rate of a wanted certainty, and of what, before a sample is drawn."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import scipy

from analysis.statistics.intervals import CONFIDENCE

__all__ = ["allocate", "readings_needed"]


def readings_needed(
    half_width: float,
    rate: float,
    *,
    precision: float = 0.75,
    recall: float = 0.7,
    words: float = 22.0,
    dispersion: float = 1.2,
    n_units: float = math.inf,
    confidence: float = CONFIDENCE,
) -> int:
    r"""Return how many units, drawn at random, a corrected rate of a wanted certainty needs.

    With :math:`r` the tool's rate, P its precision and R its recall, there are
    :math:`e = r (1 - P) + \frac{rP}{R} (1 - R)` errors in 1,000 words, and

    .. math:: n = \frac{1000\, z^2 \varphi\, e}{w\, h^2}

    units of w words make the interval reach h to each side; fewer in an archive of N units:
    :math:`n / (1 + n/N)`.

    Parameters
    ----------
    half_width : float
        How far the interval may reach to each side, in hits per 1,000 words: h.
    rate : float
        The tool's own rate per 1,000 words.
    precision, recall : float
        Of the tool, from 0 and above 0 to 1: see the report card for a measure on unseen texts.
    words : float
        Of a unit: about 22 in a sentence, about 800 in an op-ed.
    dispersion : float
        Variance over mean of the errors in a unit, φ.
    n_units : float
        In the archive; above 0.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    int
        At least 2. A first guess: what the audit finds says it better (column ``more`` of
        ``audit``). A sample stratified by the measure needs fewer.

    Raises
    ------
    ValueError
        If one of them is not within its limits; the message says which, and the limits.

    Examples
    --------
    By hand: e = 25 · .25 + 25 · .75 / .7 · .3 = 14.29; n = 1000 · 3.84 · 1.2 · 14.29 / (22 · 9).

    >>> readings_needed(3, 25)
    333
    >>> readings_needed(3, 25, n_units=1000)
    250
    """
    limits = {
        "half_width above 0": half_width > 0,
        "rate 0 or more": rate >= 0,
        "precision from 0 to 1": 0 <= precision <= 1,
        "recall above 0 and up to 1": 0 < recall <= 1,
        "words above 0": words > 0,
        "dispersion above 0": dispersion > 0,
        "n_units above 0": n_units > 0,
        "confidence between 0 and 1": 0 < confidence < 1,
    }
    if broken := [limit for limit, is_kept in limits.items() if not is_kept]:
        raise ValueError(f"needed: {', '.join(broken)}")
    errors = rate * (1 - precision) + rate * precision / recall * (1 - recall)
    z = float(scipy.special.ndtri((1 + confidence) / 2))
    n = 1000 * z**2 * dispersion * errors / (words * half_width**2)
    return max(2, math.ceil(n / (1 + n / n_units)))


FEW = 2  # units of a stratum: with fewer nothing is known of how they vary
OVERLOOKED, WRONG = 0.1, 0.2  # by guess: overlooked hits in a unit; variance that a found one adds


def allocate(strata: pd.DataFrame, n: int) -> pd.Series[int]:
    r"""Share a sample out to strata.

    Groups get parts as the square roots of their sizes (Bankier's compromise between equal parts,
    best for comparing groups, and parts as their sizes, best for the whole). Within a group, a
    stratum of N units in which the tool found f hits each gets a part as :math:`N \sqrt{0.1 +
    0.2 f}` (Neyman's rule, with what errors are usually like: every tenth unit holds an overlooked
    hit, and every fourth hit is wrong). Intervals are valid whatever the parts; they are narrower
    if the guess is good.

    Parameters
    ----------
    strata : DataFrame
        One row per stratum: stratum, group, n_units, machine (hits found in all of its units).
    n : int
        How many units in all.

    Returns
    -------
    Series
        By stratum; at least 2 units of each, or all, and no stratum gets fewer when n grows.

    Raises
    ------
    ValueError
        If n is too small for two units of each stratum.

    References
    ----------
    Neyman, J. (1934). On the two different aspects of the representative method. Journal of the
    Royal Statistical Society 97, 558–625. https://doi.org/10.2307/2342192. Bankier, M. D. (1988).
    Power allocations: determining sample sizes for subnational areas. The American Statistician
    42, 174–177. https://doi.org/10.1080/00031305.1988.10475556

    Examples
    --------
    >>> strata = pd.DataFrame({"stratum": ["none", "some"], "group": "all"})
    >>> strata = strata.assign(n_units=[900, 100], machine=[0, 150])
    >>> allocate(strata, 40).to_dict()
    {'none': 33, 'some': 7}
    """
    sizes = strata["n_units"].to_numpy()
    drawn = np.minimum(FEW, sizes)
    if drawn.sum() > n:
        raise ValueError(
            f"n={n}: there are {len(sizes)} strata, of each of which {FEW} units must be drawn; "
            f"draw {drawn.sum()} or more, or tell fewer groups apart"
        )
    want = sizes * np.sqrt(OVERLOOKED + WRONG * strata["machine"].to_numpy() / sizes)
    groups = pd.DataFrame({"group": strata["group"].to_numpy(), "want": want, "size": sizes})
    sums = groups.groupby("group")[["want", "size"]].transform("sum")
    parts = (want / sums["want"] * np.sqrt(sums["size"])).to_numpy()
    # One after the other to the stratum that is owed most, so that a larger sample adds only.
    for _ in range(min(n, int(sizes.sum())) - int(drawn.sum())):
        drawn[np.argmax(np.where(drawn < sizes, parts / (drawn + 1), -1.0))] += 1
    return pd.Series(drawn, index=strata["stratum"].to_numpy(), name="n_drawn")
