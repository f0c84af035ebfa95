"""The figure of how far a class agrees, among each other and with the measures."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysis.plots.frame import PAGE_WIDTH, in_style, page_width
from analysis.plots.labels import INK, MUTED, color_of, label
from analysis.plots.parts import across, new_axes, section_axis, write_at
from analysis.plots.readable import number

__all__ = ["headline_of_agreement", "plot_agreement"]

NOTHING = "Nothing to draw: two finished readings of one text are needed."
CLEAR = 0.667  # Krippendorff's least alpha for tentative conclusions
LEAST_MARKED = 4  # passages; alpha of fewer rests on a word or two
SHIFT = 0.17  # of a row, by which readers and measure stand apart
WHATS = {"scores": "scores of sentences", "force": "force of loaded words"}


@in_style
def plot_agreement(table: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw alpha of readers among each other, and with the measures, by marker and category.

    Parameters
    ----------
    table : DataFrame
        From ``reader_agreement``.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes

    Examples
    --------
    >>> names = ["marker", "category", "basis", "what", "alpha", "alpha_low", "alpha_high"]
    >>> rows = [("hedge", "", "readers", "words", 0.7, 0.5, 0.8)]
    >>> ax = plot_agreement(pd.DataFrame(rows, columns=names))
    >>> [name.get_text() for name in ax.get_yticklabels()]
    ['Hedges']
    """
    groups = _groups(table)
    if not groups:
        return _empty(ax)
    ax = new_axes(ax, 1.25 + 0.3 * len(groups))
    section_axis(ax, [_name(*kind, table) for kind, _ in groups])
    for row, (_, rows) in enumerate(groups):
        for basis, shift in (("readers", -SHIFT), ("measure", SHIFT)):
            _draw(ax, rows[rows["basis"] == basis], row + shift, basis, table)
    low = float(np.nanmin([0.0, table["alpha"].min(), table["alpha_low"].min()]))
    ax.set_xlim(max(-1.0, low - 0.03), 1)
    ends = (-0.5, len(groups) - 0.5)
    ax.vlines(0, *ends, color=MUTED, linewidth=0.6, zorder=1)
    ax.vlines(CLEAR, *ends, color=MUTED, linewidth=0.6, linestyle=(0, (3, 3)), zorder=1)
    is_wide = page_width() >= PAGE_WIDTH
    ax.set_xlabel("Krippendorff’s alpha" + (": 0 = no more than chance, 1 = full" * is_wide))
    ax.set_ylim(top=-1.6)
    _explain(ax)
    return ax


def _groups(table: pd.DataFrame) -> list[tuple[tuple[str, str, str], pd.DataFrame]]:
    """Return the rows of every marker, category and kind of judgement of which alpha is known."""
    known = table[table["alpha"].notna()]
    keys = ["marker", "category", "what"]
    groups = known.groupby(keys, sort=False)
    return sorted(groups, key=lambda group: group[0][2] in WHATS)  # words first


def _name(marker: str, category: str, what: str, table: pd.DataFrame) -> str:
    if what in WHATS:
        return WHATS[what].capitalize()
    return f"– {label(category)}" if category else label(marker, table)


def _draw(ax: Axes, rows: pd.DataFrame, place: float, basis: str, table: pd.DataFrame) -> None:
    for row in rows.itertuples():
        color = color_of(row.marker, table) if row.what == "words" else INK
        fill = color if basis == "readers" else "white"
        mark = "o" if basis == "readers" else "D"
        ax.hlines(place, row.alpha_low, row.alpha_high, color=color, linewidth=1.2, alpha=0.6)
        look: dict[str, Any] = {"color": color, "markerfacecolor": fill, "zorder": 3}
        ax.plot(row.alpha, place, mark, markersize=4.2, clip_on=False, **look)
        if basis == "readers":
            shown: dict[str, Any] = {"xycoords": ("axes fraction", "data"), "va": "center"}
            write_at(ax, number(row.alpha), (1, place), (5, 0), INK, ha="left", fontsize=7, **shown)


def _explain(ax: Axes) -> None:
    marks = (("o", INK, "readers among each other"), ("D", "white", "readers and this project"))
    handles = [
        Line2D([], [], marker=mark, color=INK, markerfacecolor=fill, linestyle="", label=name, ms=4)
        for mark, fill, name in marks
    ]
    n_columns = 2 if page_width() >= PAGE_WIDTH else 1
    place: dict[str, Any] = {"loc": "upper left", "bbox_to_anchor": (0.01, 1.0)}
    place |= {"bbox_transform": across(ax), "borderaxespad": 0, "handletextpad": 0.1}
    ax.legend(handles=handles, fontsize=6.5, ncols=n_columns, **place).set_in_layout(False)


def _empty(ax: Axes | None) -> Axes:
    ax = new_axes(ax, 0.6)
    ax.set_axis_off()
    ax.text(0, 0.5, NOTHING, transform=ax.transAxes, va="center")
    return ax


def headline_of_agreement(table: pd.DataFrame, *_: object) -> str:
    """Say on what readers agree, and on what they do not.

    Parameters
    ----------
    table : DataFrame
        From ``reader_agreement``. Markers are named by their categories, if they have any, and
        what was marked fewer than four times is passed over.

    Examples
    --------
    >>> table = pd.DataFrame({"marker": "loaded", "category": ["threat", "metaphor"],
    ...     "what": "words", "basis": "readers", "n_marked": 20, "alpha": [0.71, 0.22],
    ...     "alpha_low": [0.6, 0.1], "alpha_high": [0.8, 0.3]})
    >>> print(headline_of_agreement(table))
    The readers agree on threat (loaded language, α 0.71),
    not on metaphor (loaded language, α 0.22).
    """
    rows = table[(table["basis"] == "readers") & table["alpha"].notna()]
    # A marker with categories is named by them: that is where its readers part.
    parted = set(rows.loc[rows["category"] != "", "marker"])
    rows = rows[(rows["category"] != "") | ~rows["marker"].isin(parted) | (rows["what"] != "words")]
    rows = rows[(rows["n_marked"] >= LEAST_MARKED) | (rows["what"] == "scores")]
    rows = rows[rows["alpha_low"].notna()] if rows["alpha_low"].notna().any() else rows
    if rows.empty:
        return ""
    best, worst = rows.loc[rows["alpha"].idxmax()], rows.loc[rows["alpha"].idxmin()]
    first, last = _told(best, table), _told(worst, table)
    if len(rows) == 1:
        return f"How far the readers agree on {first}."
    if worst["alpha"] >= CLEAR:
        return f"The readers agree on all that was asked, least on {last}."
    if best["alpha"] < CLEAR:
        return f"The readers agree well on nothing: best on {first}, least on {last}."
    if best["alpha_low"] > worst["alpha_high"]:
        return f"The readers agree on {first}, not on {last}."
    return f"The readers agree best on {first}, least on {last}; their intervals overlap."


def _told(row: pd.Series, table: pd.DataFrame) -> str:
    name = _name(row["marker"], row["category"], row["what"], table).removeprefix("– ").lower()
    article = "the " if row["what"] in WHATS else ""
    # A kind says little without what it is a kind of.
    marker = f"{label(row['marker'], table).lower()}, " if row["category"] else ""
    return f"{article}{name} ({marker}α {number(row['alpha'])})"
