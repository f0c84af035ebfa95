"""How the decision of each marker is learned: settings, which are data (``settings.toml``)."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

__all__ = ["Settings", "settings_of"]


class Settings(NamedTuple):
    """How the decision of a marker is learned.

    Parameters
    ----------
    inverse_penalty : float
        Of the ridge: the larger, the freer the weights.
    least_weight : float
        Smaller weights are left out of the table.
    kept_plain : float
        Share of the words that the teacher takes for plain which are learned from.
    marked_weight : float
        Of a word that the teacher marked, beside one that readers marked; 0: it is not asked.
    as_good : float
        The strictest threshold is taken whose F1 comes this near to the best.
    """

    inverse_penalty: float
    least_weight: float
    kept_plain: float
    marked_weight: float
    as_good: float


@cache
def settings_of(marker: str) -> Settings:
    """Return the settings of a marker.

    Parameters
    ----------
    marker : {"hedge", "booster", "loaded", "attribution"}
        The marker.

    Returns
    -------
    Settings

    Examples
    --------
    >>> settings_of("loaded").marked_weight, settings_of("attribution").marked_weight
    (0.0, 0.3)
    """
    path = Path(__file__).with_name("settings.toml")
    return Settings(**tomllib.loads(path.read_text(encoding="utf-8"))[marker])
