r"""What a sample that was read says of all that was only counted: corrected rates with intervals.

The tool has counted in every unit (a sentence, or a document) of an archive; a person has read a
sample of them without seeing its marks. What the tool gets wrong in the sample says what it gets
wrong in the archive. This is prediction-powered inference; where the units come from a finite
population, as here, it is the regression estimator of survey sampling.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy

from analysis.statistics.intervals import CONFIDENCE, corrected

__all__ = ["ALL", "Shared", "correct_differences", "correct_rates"]

ALL = "all"
COLUMNS = ["group", "n_read", "n_units", "uncorrected", "corrected", "low", "high"]
MORE = ["freedom", "tuning", "more", "note"]
PAIRS = ["group", "other", "uncorrected", "corrected", "low", "high", "p", "q", "freedom"]

Array = npt.NDArray[np.float64]


class Shared(NamedTuple):
    """What an estimate owes to a stratum.

    Parameters
    ----------
    variance : float
        Its part of the variance of the estimate.
    freedom : float
        On how many degrees of freedom that is known.
    whole : float
        How much less it would be if the stratum were endless: its finite population correction.
    note : str
        What had to be assumed, in words.
    """

    variance: float
    freedom: float
    whole: float
    note: str = ""


@dataclass(frozen=True)
class Estimate:
    """A corrected figure of a group, and what its uncertainty is made of."""

    group: str
    n_read: int
    n_units: int
    uncorrected: float
    value: float
    shares: tuple[Shared, ...]
    together: float  # what documents add whose units are alike
    note: str = ""

    @property
    def variance(self) -> float:
        return sum(share.variance for share in self.shares) + self.together

    @property
    def freedom(self) -> float:
        """Satterthwaite's degrees of freedom."""
        squares = sum(share.variance**2 / share.freedom for share in self.shares)
        return sum(share.variance for share in self.shares) ** 2 / squares if squares else math.inf

    def reach(self, confidence: float) -> float:
        """Return half the width of the interval."""
        if not self.variance:
            return 0.0  # all was read
        t = float(scipy.special.stdtrit(min(self.freedom, 1e9), (1 + confidence) / 2))
        return t * math.sqrt(self.variance)

    def more(self) -> float:
        """Return how many more units halve the interval, if drawn as these were."""
        if not self.variance or math.isnan(self.variance):
            return math.nan
        whole = sum(share.whole for share in self.shares)
        endless = self.variance + whole
        times = 4 * endless / (endless + 3 * whole)
        return float(min(self.n_read * (times - 1), self.n_units - self.n_read) // 1)


def correct_rates(
    sample: pd.DataFrame,
    strata: pd.DataFrame,
    totals: pd.DataFrame,
    *,
    scale: float = 1000.0,
    tuned: bool = True,
    confidence: float = CONFIDENCE,
) -> pd.DataFrame:
    r"""One row per group, and one for all: a rate corrected for what the tool gets wrong.

    With :math:`y` the true count of a unit, :math:`f` the tool's, :math:`w` its size, and totals
    over all units U of the group and over the sample s, whose stratum h holds :math:`N_h` units, of
    which :math:`n_h` were read:

    .. math:: R = \frac{1}{W}\left[\lambda \sum_U f + W\,
       \frac{\sum_s a\,(y - \lambda f)}{\sum_s a\,w}\right], \quad a = \frac{N_h}{n_h}

    The tool's total over everything, plus its error per word in the sample times all words.
    :math:`\lambda` is chosen for the smallest variance, between 0 (the tool tells nothing, and only
    what was read counts) and 1.

    Parameters
    ----------
    sample : DataFrame
        One row per unit read: stratum, document, truth, machine, size.
    strata : DataFrame
        One row per stratum: stratum, group, n_units. A group is made of whole strata.
    totals : DataFrame
        One row per group: group, machine (the tool's hits in all units), size (theirs).
    scale : float
        1,000 for hits per 1,000 words; 1 for shares.
    tuned : bool
        Whether λ is chosen; if not it is 1.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    DataFrame
        Columns group, n_read, n_units, uncorrected, corrected, low, high, freedom (degrees, of
        Satterthwaite), tuning (λ), more (units to read that would halve the interval), note (what
        had to be assumed, or why there is no figure). NaN for a group with a stratum of which
        nothing was read. A rate is not below 0, and a share not above 1.

    Notes
    -----
    The archive is the population: a group that was read whole has no uncertainty left. The variance
    is that of the linearised ratio within strata, never less than with units drawn one by one, and
    more where units of a document err alike. Where all units of a stratum err alike by the
    sample, it is unknown how they vary; it is taken that one of those read might as well have
    differed by one hit. A stratum with one unit read borrows the variance of the group's most
    varied one. Rare errors make a variance itself uncertain: the degrees of freedom follow from
    the fourth moment.

    It corrects the tool, not the reader: what she takes for a hit counts as one.

    References
    ----------
    Angelopoulos, A. N., Bates, S., Fannjiang, C., Jordan, M. I. & Zrnic, T. (2023).
    Prediction-powered inference. Science 382, 669–674. https://doi.org/10.1126/science.adi6000.
    Angelopoulos, A. N., Duchi, J. C. & Zrnic, T. (2023). PPI++: efficient prediction-powered
    inference (the choice of λ). https://doi.org/10.48550/arXiv.2311.01453. Särndal, C.-E.,
    Swensson, B. & Wretman, J. (1992). Model assisted survey sampling, chapters 5 to 7. Springer.
    https://doi.org/10.1007/978-1-4612-4378-6. Satterthwaite, F. E. (1946). An approximate
    distribution of estimates of variance components. Biometrics Bulletin 2, 110–114.
    https://doi.org/10.2307/3002019

    Examples
    --------
    The tool found 30 hits in 1,000 words. In the 40 of 100 sentences that were read it found 12,
    and the reader 8: by that 10 of the 30 are wrong.

    >>> machine = [1] * 12 + [0] * 28
    >>> truth = [1] * 8 + [0] * 32
    >>> sample = pd.DataFrame({"stratum": "s", "document": range(40), "truth": truth})
    >>> sample = sample.assign(machine=machine, size=10)
    >>> strata = pd.DataFrame({"stratum": ["s"], "group": ["a"], "n_units": [100]})
    >>> totals = pd.DataFrame({"group": ["a"], "machine": [30], "size": [1000]})
    >>> table = correct_rates(sample, strata, totals, tuned=False)
    >>> table[["uncorrected", "corrected"]].iloc[0].round(6).tolist()
    [30.0, 20.0]
    """
    tuning = _tuning(sample, strata) if tuned else 1.0
    parts = _estimates(sample, strata, totals, scale, tuning)
    rows = []
    for part in [*parts, *([_joined(parts, totals)] if len(parts) > 1 else [])]:
        reach = part.reach(confidence)
        bounds = (part.value, part.value - reach, part.value + reach)
        figures = (part.uncorrected, *(_possible(bound, scale) for bound in bounds))
        about = (part.freedom, tuning, part.more(), part.note)
        rows.append((part.group, part.n_read, part.n_units, *figures, *about))
    return pd.DataFrame(rows, columns=[*COLUMNS, *MORE])


def correct_differences(
    sample: pd.DataFrame,
    strata: pd.DataFrame,
    totals: pd.DataFrame,
    *,
    scale: float = 1000.0,
    tuned: bool = True,
    confidence: float = CONFIDENCE,
) -> pd.DataFrame:
    """One row per pair of groups: the difference of their rates, corrected.

    Parameters
    ----------
    sample, strata, totals, scale, tuned, confidence
        As for ``correct_rates``.

    Returns
    -------
    DataFrame
        Columns group, other, uncorrected, corrected (the first less the other), low, high, p (of no
        difference, by Student's t), q (after Benjamini and Hochberg's correction), freedom. Empty
        for fewer than two groups.

    Examples
    --------
    >>> strata = pd.DataFrame({"stratum": ["s"], "group": ["a"], "n_units": [100]})
    >>> sample = pd.DataFrame({"stratum": "s", "document": [1, 2], "truth": [1, 0]})
    >>> totals = pd.DataFrame({"group": ["a"], "machine": [30], "size": [1000]})
    >>> len(correct_differences(sample.assign(machine=1, size=10), strata, totals))
    0
    """
    tuning = _tuning(sample, strata) if tuned else 1.0
    rows = []
    for one, other in combinations(_estimates(sample, strata, totals, scale, tuning), 2):
        shares = (*one.shares, *other.shares)
        values = one.uncorrected - other.uncorrected, one.value - other.value
        n_read, n_units = one.n_read + other.n_read, one.n_units + other.n_units
        together = one.together + other.together
        both = Estimate(one.group, n_read, n_units, *values, shares, together)
        reach = both.reach(confidence)
        bounds = (values[1], values[1] - reach, values[1] + reach)
        rows.append((one.group, other.group, values[0], *bounds, _chance(both), both.freedom))
    table = pd.DataFrame(rows, columns=[name for name in PAIRS if name != "q"])
    table["q"] = corrected(table["p"])
    return table[PAIRS].astype(dict.fromkeys(PAIRS[2:], float))


def _chance(difference: Estimate) -> float:
    """Return how probable so large a difference is if there is none."""
    error = math.sqrt(difference.variance)
    if not error:
        return float(difference.value == 0)
    return float(2 * scipy.stats.t.sf(abs(difference.value) / error, difference.freedom))


def _possible(bound: float, scale: float) -> float:
    """Return the nearest rate, or share, that can be."""
    return bound if math.isnan(bound) else min(max(bound, 0.0), 1.0 if scale == 1 else math.inf)


# --- one group -----------------------------------------------------------------------------------


def _tuning(sample: pd.DataFrame, strata: pd.DataFrame) -> float:
    """Return the weight of the tool's counts with which the variance is smallest, from 0 to 1."""
    sizes = strata.set_index("stratum")["n_units"]
    both = spread = 0.0
    for name, units in sample.groupby("stratum"):
        n_read, n_units = len(units), int(sizes[name])
        if n_read < 2:
            continue
        truth, machine = units["truth"].to_numpy(float), units["machine"].to_numpy(float)
        weight = n_units * (n_units - n_read) / n_read
        both += weight * float(np.cov(truth, machine)[0, 1])
        spread += weight * float(machine.var(ddof=1))
    return min(max(both / spread, 0.0), 1.0) if spread else 1.0


def _estimates(
    sample: pd.DataFrame, strata: pd.DataFrame, totals: pd.DataFrame, scale: float, tuning: float
) -> list[Estimate]:
    return [
        _estimate(
            sample,
            strata[strata["group"] == total.group].set_index("stratum")["n_units"],
            str(total.group),
            (float(total.machine), float(total.size_)),
            scale,
            tuning,
        )
        for total in totals.rename(columns={"size": "size_"}).itertuples()
    ]


def _estimate(
    sample: pd.DataFrame,
    sizes: pd.Series[int],
    group: str,
    total: tuple[float, float],
    scale: float,
    tuning: float,
) -> Estimate:
    """Estimate the rate of a group from the units of its strata."""
    machine, size = total
    own = sample[sample["stratum"].isin(sizes.index)]
    uncorrected = scale * machine / size if size else math.nan
    n_read, n_units = len(own), int(sizes.sum())
    unread = sizes.index[(sizes > 0) & ~sizes.index.isin(own["stratum"])]
    if len(unread) or not size:
        names = ", ".join(map(str, unread))
        note = f"nothing was read of {names}: read or draw more" if size else "no words"
        unknown = (Shared(math.nan, math.nan, math.nan),)
        return Estimate(group, n_read, n_units, uncorrected, math.nan, unknown, 0.0, note)
    weights = (
        own["stratum"].map(sizes) / own.groupby("stratum")["stratum"].transform("size")
    ).to_numpy()
    wrong = (own["truth"] - tuning * own["machine"]).to_numpy(float)
    words = own["size"].to_numpy(float)
    seen = float((weights * words).sum())
    error = float((weights * wrong).sum()) / seen
    value = scale * (tuning * machine / size + error)
    residuals = scale / seen * (wrong - error * words)
    shares, notes, together = _shares(own, sizes, residuals, wrong, scale / seen)
    note = "; ".join(notes)
    return Estimate(group, n_read, n_units, uncorrected, value, shares, together, note)


def _shares(
    own: pd.DataFrame, sizes: pd.Series[int], residuals: Array, wrong: Array, hit: float
) -> tuple[tuple[Shared, ...], list[str], float]:
    """Return what every stratum adds to the variance, notes, and what documents add.

    ``hit`` is what one hit more in one unit of the population adds to the rate.
    """
    strata = own["stratum"].to_numpy()
    places = {name: np.flatnonzero(strata == name) for name in sizes.index[sizes > 0]}
    spreads = {name: residuals[rows].var(ddof=1) for name, rows in places.items() if len(rows) > 1}
    largest = max(spreads.values(), default=math.nan)
    centred = np.zeros(len(own))
    shares, notes = [], []
    for name, rows in places.items():
        n_read, n_units = len(rows), int(sizes[name])
        spread, freedom, note = spreads.get(name, largest), 1.0, ""
        if n_read == 1 < n_units:
            note = f"{name}: one unit read, taken to vary as the most varied stratum; read two"
        elif n_read > 1:
            freedom = _freedom(residuals[rows])
            if np.ptp(wrong[rows]) == 0 and spread < hit**2 / n_read:
                spread, freedom = hit**2 / n_read, min(2.0, n_read - 1)
        left = n_units - n_read
        weight = n_units / n_read
        variance = weight * left * spread if left else 0.0
        shares.append(Shared(variance, freedom, n_units * spread if left else 0.0, note))
        notes += [note] if note else []
        scaled = math.sqrt(weight * left / n_read) if n_read > 1 else 0.0
        centred[rows] = scaled * (residuals[rows] - residuals[rows].mean())
    return tuple(shares), notes, _together(own["document"], centred)


def _together(documents: pd.Series, centred: Array) -> float:
    """Return what is added to the variance because units of one document err alike."""
    codes, _ = pd.factorize(documents)
    sums = np.bincount(codes, weights=centred) if len(codes) else centred
    return max(0.0, float((sums**2).sum() - (centred**2).sum()))


def _freedom(values: Array) -> float:
    """Return on how many degrees of freedom a variance is known, by the fourth moment."""
    n, centred = len(values), values - values.mean()
    square = float((centred**2).mean())
    if not square:
        return n - 1.0
    kurtosis = float((centred**4).mean()) / square**2
    return float(min(n - 1, 2 * n / max(kurtosis - (n - 3) / (n - 1), 1e-9)))


def _joined(parts: Sequence[Estimate], totals: pd.DataFrame) -> Estimate:
    """Join the groups: their rates, weighted by their sizes."""
    sizes = totals["size"].to_numpy(float)
    weights = sizes / sizes.sum()
    pairs = list(zip(parts, weights, strict=True))
    shares = tuple(
        share._replace(variance=share.variance * weight**2, whole=share.whole * weight**2)
        for part, weight in pairs
        for share in part.shares
    )
    return Estimate(
        ALL,
        sum(part.n_read for part in parts),
        sum(part.n_units for part in parts),
        sum(float(weight) * part.uncorrected for part, weight in pairs),
        sum(float(weight) * part.value for part, weight in pairs),
        shares,
        sum(float(weight) ** 2 * part.together for part, weight in pairs),
        "; ".join(part.note for part in parts if part.note),
    )
