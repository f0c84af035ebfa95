"""Norms: how often published texts do what a text does, so that a rate can be called high or low.

A table of norms holds numbers only: quantiles of every measure over whole texts, over their parts,
and over their first, middle and last thirds. Two come with the project, of op-eds and of news; a
person can make her own of a folder of texts.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.files import decode
from analysis.statistics.counting import sentence_counts
from analysis.statistics.intervals import Interval, dispersion_of_counts
from analysis.tables.analysis import Analysis
from analysis.text.delimited import Row, read_rows

__all__ = [
    "ABOUT",
    "COLUMNS",
    "FOLDER",
    "GRAINS",
    "SHARES",
    "Norms",
    "NormsError",
    "Place",
    "dispersions",
    "list_norms",
    "load_norms",
    "read_norms",
]

FOLDER = Path(__file__).resolve().parents[1] / "norms"
DEFAULT = "opeds"
GRAINS = ("text", "part", "first third", "middle third", "last third")
SHARES = (0, 2.5, *range(5, 100, 5), 97.5, 100)
QUANTILES = [f"q{share:g}" for share in SHARES]
NUMBERS = ["mean", "dispersion", "none", *QUANTILES]
COLUMNS = ["measure", "category", "grain", "n", *NUMBERS]
ABOUT = ("title", "texts", "noun", "source", "note", "made", "measures")
# What is known of how hits cluster in other texts counts like so many blocks of this one.
PRIOR_BLOCKS = 20

Array = npt.NDArray[np.float64]


class NormsError(ValueError):
    """A table of norms that cannot be made or read; the message says what to do."""


class Place(NamedTuple):
    """Where a value stands among the texts of a table of norms; all from 0 to 100.

    Parameters
    ----------
    percentile, low, high : float
        The share of texts with a lower value, those with the same counted by half; and the same
        for the bounds of the value's interval. NaN if it is unknown.
    below, above : float
        The share of texts whose value is lower, and of those whose value is higher.
    """

    percentile: float
    low: float
    high: float
    below: float
    above: float


class _Row(NamedTuple):
    mean: float
    dispersion: float
    none: float  # the share of texts with exactly 0
    quantiles: Array

    def lines(self) -> tuple[Array, Array, Array, Array]:
        """Return the points of two lines: the shares of texts below a value, and of those up to it.

        They differ where many texts have the same value.
        """
        points, shares = self.quantiles, np.array(SHARES, dtype=float)
        firsts = np.flatnonzero(np.diff(points, prepend=-np.inf) > 0)
        lasts = np.flatnonzero(np.diff(points, append=np.inf) > 0)
        ends = np.where(points[lasts] == 0, np.maximum(shares[lasts], self.none), shares[lasts])
        return points[firsts], shares[firsts], points[lasts], ends

    def shares(self, value: float) -> tuple[float, float]:
        """Return the shares of texts with a lower and with a higher value, from 0 to 100."""
        firsts, shares_below, lasts, shares_to = self.lines()
        below = float(np.interp(value, firsts, shares_below, right=100.0))
        at_most = float(np.interp(value, lasts, shares_to, left=0.0))
        return min(below, at_most), 100 - at_most

    def percentile(self, value: float) -> float:
        """Return the share of texts with a lower value, and half of those with the same."""
        if np.isnan(value):
            return np.nan
        below, above = self.shares(value)
        return (100 + below - above) / 2


UNKNOWN = Place(np.nan, np.nan, np.nan, np.nan, np.nan)


@dataclass(frozen=True)
class Norms:
    """A table of norms.

    Parameters
    ----------
    name : str
        The name or the path it was loaded by.
    about : mapping
        title; texts, the base in words ("187 op-eds of three outlets, 2014–2015"); noun, what they
        are ("op-eds"); source, note, made (the command), and measures, the hash of the measures.
    table : DataFrame
        One row per measure × category × grain: n texts or parts, mean, dispersion (variance over
        mean of hits in five sentences; of scores, by how much a mean over neighbours varies more),
        none, the share of texts with exactly 0, and quantiles ``q0`` to ``q100``. Rates are per
        1,000 words of the author's own.

    Examples
    --------
    >>> norms = load_norms()
    >>> norms.n_texts, norms.noun
    (187, 'op-eds')
    """

    name: str
    about: Mapping[str, str]
    table: pd.DataFrame

    @property
    def noun(self) -> str:
        """What the texts are, such as "op-eds"."""
        return self.about["noun"]

    @property
    def base(self) -> str:
        """The base of every percentile, such as "187 op-eds of three outlets, 2014–2015"."""
        return self.about["texts"]

    @property
    def n_texts(self) -> int:
        """How many texts they are made of."""
        rows = self.table[(self.table["measure"] == "n_words") & (self.table["grain"] == "text")]
        return int(rows["n"].iloc[0])

    @property
    def lengths(self) -> tuple[int, int]:
        """The words of the author's own in the shortest and in the longest text."""
        quantiles = self._rows["n_words", "", "text"].quantiles
        return int(quantiles[0]), int(quantiles[-1])

    def dispersion(self, measure: str, category: str = "") -> float:
        """Return the variance over mean of a measure's counts, 1 or more; 1 if it is unknown."""
        row = self._rows.get((measure, category, "text"))
        return 1.0 if row is None or np.isnan(row.dispersion) else max(1.0, row.dispersion)

    def side(self, measure: str, value: Interval) -> int:
        """Tell whether a whole text has clearly more or less of something than is usual.

        Parameters
        ----------
        measure : str
            Such as ``"hedge"``.
        value : Interval
            The text's value with its interval.

        Returns
        -------
        int
            1 if the interval lies above the middle of the texts and above their mean, −1 if it lies
            below both, else 0. The mean matters for what most texts lack: one hit is then more than
            they have, and yet no more than chance gives to many a text.

        Examples
        --------
        >>> norms = load_norms()
        >>> norms.side("hedge", Interval(200.0, 150.0, 250.0))
        1
        >>> norms.side("repetition", Interval(1.0, 0.02, 5.6))
        0
        """
        row = self._rows.get((measure, "", "text"))
        if row is None or np.isnan(value.low):
            return 0
        if row.percentile(value.low) >= 50 and value.low >= row.mean:
            return 1
        return -int(row.percentile(value.high) <= 50 and value.high <= row.mean)

    def usual(self, grain: str = "text") -> pd.DataFrame:
        """One row per measure: between which values the middle half of the texts lies.

        Parameters
        ----------
        grain : str
            One of ``GRAINS``: of whole texts, or of their parts.

        Returns
        -------
        DataFrame
            Columns measure, low, middle, high: the quartiles, in the measure's own unit.

        Examples
        --------
        >>> usual = load_norms().usual("part").set_index("measure").loc["hedge"]
        >>> bool(0 <= usual["low"] < usual["middle"] < usual["high"])
        True
        """
        rows = self.table[(self.table["grain"] == grain) & (self.table["category"] == "")]
        names = {"q25": "low", "q50": "middle", "q75": "high"}
        return rows.rename(columns=names)[["measure", *names.values()]].reset_index(drop=True)

    def place(
        self, measure: str, value: Interval, category: str = "", grain: str = "text"
    ) -> Place:
        """Say where a value stands among the texts, or among their parts.

        Parameters
        ----------
        measure, category : str
            Such as ``"hedge"`` and ``"modal"``; without a category all hits of the marker.
        value : Interval
            The value with its interval.
        grain : str
            One of ``GRAINS``.

        Returns
        -------
        Place
            All NaN for a measure of which there are no norms.

        Examples
        --------
        >>> place = load_norms().place("hedge", Interval(0.0, 0.0, 1000.0))
        >>> place.below, place.low, place.high
        (0.0, ..., 100.0)
        """
        row = self._rows.get((measure, category, grain))
        if row is None or np.isnan(value.value):
            return UNKNOWN
        below, above = row.shares(value.value)
        ends = [row.percentile(end) for end in (value.low, value.high)]
        return Place((100 + below - above) / 2, ends[0], ends[1], below, above)

    def lines(self, grain: str = "text") -> dict[str, tuple[Array, Array, Array, Array]]:
        """Return for every measure what ``place`` interpolates, for who must do without it.

        Parameters
        ----------
        grain : str
            One of ``GRAINS``.

        Returns
        -------
        dict
            Values and the shares of texts below them, values and the shares of texts up to them.

        Examples
        --------
        >>> values, shares, _, _ = load_norms().lines()["hedge"]
        >>> len(values) == len(shares), float(shares[0])
        (True, 0.0)
        """
        return {
            measure: row.lines()
            for (measure, category, own), row in self._rows.items()
            if own == grain and not category
        }

    @cached_property
    def _rows(self) -> dict[tuple[str, str, str], _Row]:
        keys = self.table[["measure", "category", "grain"]].itertuples(index=False, name=None)
        numbers = self.table[NUMBERS].to_numpy(dtype=float)
        return {
            (str(measure), str(category), str(grain)): _Row(
                float(row[0]), float(row[1]), float(row[2]), row[3:]
            )
            for (measure, category, grain), row in zip(keys, numbers, strict=True)
        }


# --- reading and writing -------------------------------------------------------------------------


def list_norms() -> list[str]:
    """Return the names of the norms that come with the project.

    Examples
    --------
    >>> list_norms()
    ['news', 'opeds']
    """
    return sorted(path.stem for path in FOLDER.glob("*.tsv"))


def load_norms(source: str | Path | Norms | None = None) -> Norms:
    """Load a table of norms.

    Parameters
    ----------
    source : str, Path or Norms, optional
        The name of one that comes with the project, or the path of one that
        ``python -m analysis norms FOLDER -o FILE`` has made; by default that of the op-eds. Norms
        that are loaded already are given back.

    Raises
    ------
    NormsError
        If there is none, or if the file holds something else.

    Examples
    --------
    >>> load_norms("opeds").noun
    'op-eds'
    """
    if isinstance(source, Norms):
        return source
    name = DEFAULT if source is None else str(source)
    path = FOLDER / f"{name}.tsv" if name in list_norms() else Path(name)
    if not path.is_file():
        raise NormsError(f"norms={name!r}: there is no such file; there are {_known()}")
    return _load(name, path, path.stat().st_mtime_ns)


def _known() -> str:
    return f"{', '.join(list_norms())}, and tables that python -m analysis norms has made"


@cache
def _load(name: str, path: Path, _changed: int) -> Norms:
    return read_norms(decode(path.read_bytes(), path.name, NormsError), name)


def read_norms(text: str, name: str) -> Norms:
    """Read a table of norms from what its file holds.

    Parameters
    ----------
    text : str
        Lines ``# key: value``, then a table parted by tabs.
    name : str
        How it is called in errors.

    Raises
    ------
    NormsError
        If it is no table of norms.
    """
    lines = text.splitlines()
    head = [line[1:].partition(":") for line in lines if line.startswith("#")]
    about = {key.strip(): value.strip() for key, _, value in head}
    # They give way to lines without a character, so that those of the table keep their numbers.
    bare = "\n".join("" if line.startswith("#") else line for line in lines)
    rows = read_rows(bare, name, NormsError, delimiter="\t")
    if not rows or rows[0].cells != COLUMNS or not set(ABOUT) <= set(about):
        raise NormsError(f"{name}: no table of norms; make one with python -m analysis norms")
    table = pd.DataFrame([_norms_row(row, name) for row in rows[1:]], columns=COLUMNS)
    norms = Norms(name, about, table)
    if ("n_words", "", "text") not in norms._rows:
        raise NormsError(f"{name}: no table of norms: it does not say how long the texts are")
    return norms


def _norms_row(row: Row, name: str) -> tuple[str | int | float, ...]:
    """Return the cells of a row, checked: only how hits cluster may be unknown."""
    try:
        measure, category, grain, n, mean, dispersion, *others = row.cells
        numbers = [float(mean), float(dispersion or "nan"), *map(float, others)]
        known = [numbers[0], *numbers[2:]]
        if len(row.cells) != len(COLUMNS) or not all(map(math.isfinite, known)):
            raise ValueError
        return measure, category, grain, int(n), *numbers
    except ValueError:
        raise NormsError(
            f"{name}, line {row.line}: {len(COLUMNS)} cells are expected, all numbers from "
            f"{COLUMNS[3]} on; make the table anew with python -m analysis norms"
        ) from None


def dispersions(
    analysis: Analysis, norms: Norms, voice: str | None = "author"
) -> dict[tuple[str, str], float]:
    r"""Return for every marker, and every category, how far its hits cluster in a text.

    One text has too few hits to say, so what other texts say counts with it:

    .. math:: \varphi = \max\left(1, \frac{X^2 + m\,\varphi_0}{B - 1 + m}\right)

    with :math:`X^2` of the B blocks of the text (``dispersion_of_counts``), :math:`\varphi_0` of
    the norms (1 if they do not know the marker) and m = 20.

    Parameters
    ----------
    analysis : Analysis
        The text.
    norms : Norms
        What is known of other texts.
    voice : {"author", "quoted", None}
        Whose hits.

    Returns
    -------
    dict
        From marker and category ("" for all) to variance over mean; 1 = independent hits.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> found = dispersions(analyze(Document("x", "It may rain.")), load_norms())
    >>> found["hedge", ""] == load_norms().dispersion("hedge")
    True
    """
    words, counts = sentence_counts(analysis, voice)
    found = {}
    for key in counts:
        spread, freedom = dispersion_of_counts(counts[key].to_numpy(), words)
        known = norms.dispersion(*key) * PRIOR_BLOCKS
        found[key] = max(1.0, (spread + known) / (freedom + PRIOR_BLOCKS))
    return found
