"""Figures of differences: sections against the rest, texts against each other, ranks."""

from __future__ import annotations

from itertools import cycle
from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from analysis.plots.frame import Panels, in_style, needs_sections, page_width, panels
from analysis.plots.labels import BAND, INK, color_of, label, short_label
from analysis.plots.parts import (
    ROW_HEIGHT,
    in_order,
    new_axes,
    section_axis,
    shorten,
    wrap,
    write_at,
    write_at_right,
)

__all__ = [
    "plot_contrasts",
    "plot_document_contrast",
    "plot_ranks",
]

MAX_LOG_RATIO = 2.0  # rates more than four times apart are drawn as four times
RANK_ROW = 0.46  # inches per section: a line for its rank, one for its ranks on other bases
RANK_MARKS = ("v", "^", "X", "s", "D", "P", "*")
OTHER_BASIS: dict[str, Any] = {
    "color": INK,
    "linestyle": "",
    "markersize": 3.8,
    "markerfacecolor": "white",
    "markeredgewidth": 0.8,
}


@in_style
def plot_contrasts(table: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw every section's rates against the rest of the text as a heat map.

    Parameters
    ----------
    table : DataFrame
        From ``contrast_sections``. A cell's colour is its shrunken rate ratio, its figure the
        number of hits; differences that stand after correction are framed.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
    """
    if ax is None and (left_out := needs_sections(table, 2)):
        return left_out[0]
    markers = in_order(table["marker"])
    titles = table.drop_duplicates("section")["title"].tolist()
    ax = new_axes(ax, 1.5 + ROW_HEIGHT * len(titles))
    counts = table.pivot_table(index="section", columns="marker", values="count")[markers]
    shades = table.pivot_table(index="section", columns="marker", values="shrunken", dropna=False)
    shades = shades[markers].fillna(0)
    sns.heatmap(
        shades,
        ax=ax,
        cmap=sns.diverging_palette(190, 40, s=65, l=62, as_cmap=True),
        center=0,
        vmin=-MAX_LOG_RATIO,
        vmax=MAX_LOG_RATIO,
        annot=counts,
        fmt=".0f",
        annot_kws={"fontsize": 7},
        linewidths=1.5,
        cbar_kws={"label": "times the rate of the rest", "ticks": [-2, -1, 0, 1, 2], "pad": 0.02},
    )
    scale = ax.collections[0].colorbar
    if scale is not None:
        scale.ax.set_yticklabels(["¼ or less", "½", "equal", "2", "4 or more"])
    ax.set_yticks(np.arange(len(titles)) + 0.5, [wrap(title) for title in titles], rotation=0)
    names = [wrap(short_label(marker, table), 10) for marker in markers]
    ax.set_xticks(np.arange(len(markers)) + 0.5, names, rotation=0, fontsize=6)
    for marker, section in _significant(table):
        place = (markers.index(marker), list(shades.index).index(section))
        ax.add_patch(Rectangle(place, 1, 1, fill=False, edgecolor=INK, linewidth=1.6))
    ax.set(xlabel="", ylabel="")
    return ax


def _significant(table: pd.DataFrame) -> list[tuple[str, int]]:
    clear = table[table["verdict"] != "cannot tell"]
    return list(zip(clear["marker"], clear["section"], strict=True))


@in_style
def plot_document_contrast(
    table: pd.DataFrame, first: str, second: str, ax: Axes | None = None
) -> Axes:
    """Draw the rate ratios of two documents, marker by marker, on a logarithmic axis.

    Parameters
    ----------
    table : DataFrame
        From ``contrast_documents``.
    first, second : str
        Names of the documents, for the labels.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
    """
    rows = table[table["ratio"].notna()].reset_index(drop=True)
    ax = new_axes(ax, 1.1 + 0.27 * len(rows))
    section_axis(ax, [label(marker, table) for marker in rows["marker"]])
    ax.set_xscale("log", base=2)
    limit = 2**MAX_LOG_RATIO * 2
    ax.set_xlim(1 / limit, limit)
    ax.axvline(1, color=INK, linewidth=0.8)
    for row in rows.itertuples():
        color = color_of(row.marker, table)
        clear = row.verdict != "cannot tell"
        low, high = np.clip([row.low, row.high], 1 / limit, limit)
        ax.hlines(row.Index, low, high, color=color, linewidth=1.4, alpha=0.6)
        ax.plot(
            np.clip(row.ratio, 1 / limit, limit),
            row.Index,
            "o",
            color=color,
            markersize=5,
            markerfacecolor=color if clear else "white",
            clip_on=False,
        )
        write_at_right(ax, f"{row.count} : {row.other_count}", row.Index, color)
    ax.set_xticks([1 / 8, 1 / 4, 1 / 2, 1, 2, 4, 8], ["⅛", "¼", "½", "1", "2", "4", "8"])
    ax.set_title(f"← more in {shorten(second)}", loc="left", fontweight="normal")
    ax.set_title(f"more in {shorten(first)} →", loc="right", fontweight="normal")
    ax.set_xlabel("ratio of the rates (filled dot: clear after correction; right: hits)")
    return ax


@in_style
def plot_ranks(table: pd.DataFrame) -> Panels:
    """Draw every section's rank with its interval, and below it the ranks on other bases.

    Parameters
    ----------
    table : DataFrame
        From ``section_ranks``. The first basis of a measure is the dot, the line runs over the
        ranks of 95 % of the draws, the small figure is the share that has the very rank.

    Returns
    -------
    list of Axes, which a notebook shows as one figure
        One per measure, from left to right; the sections are named on the first.
    """
    if left_out := needs_sections(table):
        return left_out
    measures = list(table.groupby("measure", sort=False))
    titles = table.drop_duplicates("section")["title"].tolist()
    others = list(dict.fromkeys(table["basis"]))[1:]
    marks = dict(zip(others, cycle(RANK_MARKS), strict=False))
    height = 1.2 + RANK_ROW * len(titles)
    axes = panels(1, max(len(measures), 1), page_width(), height, sharey=True)
    section_axis(axes[0], titles)
    for ax, (measure, rows) in zip(axes, measures, strict=False):
        _draw_ranks(ax, rows, color_of(measure, table), marks)
        name = "Sentiment" if measure == "sentiment" else short_label(measure, table)
        ax.set_title(name, color=color_of(measure, table))
        ax.set_xlabel("rank, 1 = most positive" if measure == "sentiment" else "rank, 1 = most")
    handles = [Line2D([], [], marker="o", color=INK, markersize=4.5, label="as measured, 95 %")]
    handles += [Line2D([], [], marker=marks[name], label=name, **OTHER_BASIS) for name in marks]
    spacing = {"handlelength": 1.4, "handletextpad": 0.4, "columnspacing": 1.3}
    n_columns = len(handles)
    figure = axes[0].get_figure(root=True)
    assert figure is not None
    figure.legend(handles=handles, loc="outside upper left", ncols=n_columns, fontsize=7, **spacing)
    return axes


def _draw_ranks(ax: Axes, table: pd.DataFrame, color: str, marks: dict[str, str]) -> None:
    """Draw one measure: dots with intervals, and below them the ranks on other bases."""
    ours, *others = [rows for _, rows in table.groupby("basis", sort=False)]
    n_sections = len(ours)
    for row in range(0, n_sections, 2):
        ax.axhspan(row - 0.5, row + 0.5, color=BAND, zorder=0, linewidth=0)
    rows = np.arange(n_sections) - 0.12
    ax.hlines(rows, ours["rank_low"], ours["rank_high"], color=color, linewidth=1.4, alpha=0.55)
    ax.plot(ours["rank"], rows, "o", color=color, markersize=4.5, zorder=3)
    ranked = ours["rank"].notna().to_numpy()  # a section without words has no rank
    for row, place in zip(rows[ranked], ours[ranked].itertuples(), strict=True):
        write_at(ax, f"{place.keeps:.0%}", (place.rank, row), (0, 4), color)
    for number, other in enumerate(others):
        # Side by side, so that marks on one rank do not hide each other.
        offset = min(0.05 * n_sections, 0.35) * (number - (len(others) - 1) / 2)
        mark = marks[other["basis"].iloc[0]]
        ax.plot(other["rank"] + offset, rows + 0.4, mark, **OTHER_BASIS)
    ax.set_xlim(0.4, n_sections + 0.6)
    ax.set_xticks(range(1, n_sections + 1, -(-n_sections // 8)))
    ax.grid(axis="x")
    sns.despine(ax=ax, left=True)
