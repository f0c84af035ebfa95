"""How a person's own markers look: tables carry it along to wherever they are shown or drawn."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple, ParamSpec

import pandas as pd

from analysis.markers.registry import MARKERS
from analysis.matching.matches import Marker

__all__ = ["Look", "carries_looks", "looks_of"]

KEY = "markers"  # in a table's attrs

Arguments = ParamSpec("Arguments")


class Look(NamedTuple):
    """What readers see of a marker: the fields of ``Marker`` that are not about finding."""

    name: str
    title: str
    color: str
    short: str


def carries_looks(
    measure: Callable[Arguments, pd.DataFrame],
) -> Callable[Arguments, pd.DataFrame]:
    """Let the table that a measure makes of analyses say how their own markers look.

    It stands in the table's ``attrs``, which pandas hands on to whatever is chosen, sorted or
    turned from the table. Markers of the project are known anyway.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> @carries_looks
    ... def hits(analysis):
    ...     return pd.DataFrame({"marker": ["weather"], "count": [1]})
    >>> own = Marker("weather", ("wet",), list, title="Weather words", color="#01665e")
    >>> looks_of(hits(SimpleNamespace(markers=(*MARKERS, own))).query("count > 0"))
    (Look(name='weather', title='Weather words', color='#01665e', short=''),)
    """

    @wraps(measure)
    def measured(*args: Arguments.args, **kwargs: Arguments.kwargs) -> pd.DataFrame:
        table = measure(*args, **kwargs)
        own = dict.fromkeys(
            Look(marker.name, marker.title, marker.color, marker.short)
            for marker in _markers((*args, *kwargs.values()))
            if marker not in MARKERS
        )
        if own:
            # Plain lists, so that every kind of file can keep them.
            table.attrs[KEY] = [list(look) for look in own]
        return table

    return measured


def _markers(source: object) -> tuple[Marker, ...]:
    """Return the markers of an analysis or of several, and none of anything else."""
    if isinstance(source, list | tuple):
        return tuple(marker for one in source for marker in _markers(one))
    markers: Any = getattr(source, "markers", ())
    if not isinstance(markers, tuple):
        return ()
    return tuple(marker for marker in markers if isinstance(marker, Marker))  # a reading has names


def looks_of(table: pd.DataFrame | pd.Series) -> tuple[Look, ...]:
    """Return the looks of the markers that are a person's own.

    Parameters
    ----------
    table : DataFrame or Series
        From any measure.

    Examples
    --------
    >>> looks_of(pd.DataFrame({"marker": ["hedge"]}))
    ()
    """
    return tuple(Look(*look) for look in table.attrs.get(KEY, ()))
