"""The figure of the report card."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from analysis.plots.frame import in_style
from analysis.plots.labels import COLORS, INK, MEASURES, MUTED, label
from analysis.plots.parts import new_axes, section_axis, write_at

__all__ = [
    "plot_report_card",
]

UNSEEN = ("unseen", "cross-validated")  # figures on texts that nothing was made from


@in_style
def plot_report_card(table: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw how well every measure agrees with labels, beside its peers and people.

    Parameters
    ----------
    table : DataFrame
        From ``validate`` or ``stored_results``.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
    """
    # What a measure reaches on texts that it was made from flatters, and a number is no share.
    table = table[(table["basis"] != "in view") & (table["statistic"] != "number")]
    known = table["basis"].isin(UNSEEN)
    pairs = set(zip(table.loc[known, "measure"], table.loc[known, "gold"], strict=True))
    groups = [pair for pair in table.groupby(["measure", "gold"], sort=False) if pair[0] in pairs]
    ax = new_axes(ax, 1.0 + 0.42 * len(groups))
    names = [MEASURES.get(key[0]) or label(key[0]) for key, _ in groups]
    section_axis(ax, [f"{name}, {key[1]}" for name, (key, _) in zip(names, groups, strict=True)])
    for row, (_, scores) in enumerate(groups):
        peers = scores[scores["basis"] == "peer"]
        ax.plot(peers["value"], [row] * len(peers), "|", color=MUTED, markersize=9)
        if len(peers):
            best = peers.loc[peers["value"].idxmax()]
            write_at(ax, best["scorer"], (best["value"], row), (0, -9), MUTED, va="center")
        for basis, mark, color, fill in (
            ("reader", "D", COLORS["attribution"], "white"),
            ("cross-validated", "o", INK, "white"),
            ("unseen", "o", INK, INK),
        ):
            rows = scores[scores["basis"] == basis]
            if rows.empty:
                continue  # an empty line would claim a place at the foot of the figure
            ax.hlines([row] * len(rows), rows["low"], rows["high"], color=color, linewidth=1.2)
            ax.plot(
                rows["value"],
                [row] * len(rows),
                mark,
                color=color,
                markerfacecolor=fill,
                markersize=4.8,
                zorder=3,
                clip_on=False,
            )
    ax.set_xlim(0, 1)
    ax.set_xlabel(
        "F1 or Pearson’s r (● this project on unseen texts, ○ cross-validated, "
        "| peers, the best one named, ◇ readers)"
    )
    return ax
