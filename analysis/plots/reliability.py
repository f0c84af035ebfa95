"""The figure that shows whether the weights of hits mean what they say."""

from __future__ import annotations

import math

import pandas as pd

from analysis.plots.frame import PAGE_WIDTH, Panels, in_style, page_width, panels
from analysis.plots.labels import COLORS, MUTED, label

__all__ = ["plot_reliability"]

PANEL_HEIGHT = 1.65
TICKS = (0, 0.5, 1)


@in_style
def plot_reliability(table: pd.DataFrame) -> Panels:
    """Draw the share of hits that readers marked over the weights that the hits have.

    On the line, a weight means what it says; below it, hits are less sure than they say.

    Parameters
    ----------
    table : DataFrame
        From ``reliability`` or ``stored_reliability``.

    Returns
    -------
    Panels
        One for each marker.

    Raises
    ------
    ValueError
        If the table is empty.

    Examples
    --------
    >>> names = ["marker", "n", "weight", "share", "low", "high"]
    >>> table = pd.DataFrame([("hedge", 20, 0.5, 0.6, 0.4, 0.8)], columns=names)
    >>> plot_reliability(table)[0].get_title("left")
    'Hedges\\n20 hits'
    """
    markers = list(dict.fromkeys(table["marker"]))
    if not markers:
        raise ValueError("table: there are no hits to draw")
    n_columns = 4 if page_width() >= PAGE_WIDTH else 2
    n_rows = math.ceil(len(markers) / n_columns)
    axes = panels(
        n_rows, n_columns, page_width(), 0.5 + PANEL_HEIGHT * n_rows, sharex=True, sharey=True
    )
    for place, (ax, marker) in enumerate(zip(axes, markers, strict=False)):
        rows, color = table[table["marker"] == marker], COLORS[marker]
        ax.plot([0, 1], [0, 1], color=MUTED, linewidth=0.7)
        ax.vlines(rows["weight"], rows["low"], rows["high"], color=color, linewidth=1.1)
        ax.plot(rows["weight"], rows["share"], "o-", color=color, linewidth=0.8, markersize=4)
        ax.set_title(f"{label(marker)}\n{rows['n'].sum():,} hits", color=color, fontsize=7.5)
        ax.set(xlim=(0, 1), ylim=(0, 1), xticks=TICKS, yticks=TICKS)
        if place % n_columns == 0:
            ax.set_ylabel("share marked")
        if place + n_columns >= len(markers):
            ax.set_xlabel("weight of the hits")
    for ax in axes[len(markers) :]:
        ax.remove()
    return Panels(axes[: len(markers)])
