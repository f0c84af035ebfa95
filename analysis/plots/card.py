"""The figure of the report card."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysis.plots.frame import PAGE_WIDTH, in_style, page_width
from analysis.plots.labels import COLORS, INK, MUTED, measure_label
from analysis.plots.parts import across, new_axes, section_axis, shorten, write_at
from analysis.plots.readable import number

__all__ = ["first_of", "known_groups", "place_of", "plot_report_card"]

ORDER = (
    *("sentiment", "loaded", "kind of loaded", "force of loaded"),
    *("hedge", "booster", "attribution", "source", "content", "evidence"),
)
LAST = "reading"
MARKS = {  # basis: its mark, its colour, the colour within, its name
    "reader": ("D", COLORS["attribution"], "white", "readers among each other, strictly"),
    "unseen": ("o", INK, INK, "this project, unseen texts"),
}
ROOM, BESIDE = 22, 2.3  # letters of small type to an inch; inches of a page beside the axes
LEGEND_ROWS = 0.9  # free rows above the first
PEER = ("|", MUTED, MUTED, "peers")


@in_style
def plot_report_card(table: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw how well the measures agree with labels, beside peers and readers.

    Parameters
    ----------
    table : DataFrame
        From ``validate`` or ``stored_results``.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes

    Examples
    --------
    >>> from analysis.validation.card import stored_results
    >>> plot_report_card(stored_results()).get_xlabel()[:2]
    'F1'
    """
    groups = list(known_groups(table))
    ax = new_axes(ax, 1.2 + 0.34 * len(groups))
    section_axis(ax, [_row_name(*key) for key, _ in groups])
    for row, (_, scores) in enumerate(groups):
        _draw_peers(ax, scores[scores["basis"] == "peer"], row)
        for basis in MARKS:
            _draw_scores(ax, scores[scores["basis"] == basis], row, basis)
        _write_scores(ax, scores, row)
    ax.set_xlim(0, 1)
    parts = ["F1; Pearson’s r of sentiment;", "share of sources, overlap of contents, κ"]
    ax.set_xlabel((" " if page_width() >= PAGE_WIDTH else "\n").join(parts), fontsize=7)
    ax.set_ylim(top=-0.6 - LEGEND_ROWS)
    _explain_marks(ax)
    return ax


Key = tuple[str, str, str]


def known_groups(table: pd.DataFrame) -> list[tuple[Key, pd.DataFrame]]:
    """Return the rows of each measure × gold set × statistic with a figure for unseen texts.

    What a measure reaches on texts that it was made from flatters, and a number is no share.
    """
    table = table[(table["basis"] != "in view") & (table["statistic"] != "number")]
    groups = table.groupby(["measure", "gold", "statistic"], sort=False)
    known = [pair for pair in groups if (pair[1]["basis"] == "unseen").any()]
    return sorted(known, key=lambda pair: (*place_of(pair[0][0]), pair[0][1]))


def place_of(measure: str) -> tuple[int, str]:
    """Return where a measure stands on the card: what people open the project for comes first."""
    places = {name: place for place, name in enumerate(ORDER)} | {LAST: len(ORDER) + 1}
    return places.get(measure, len(ORDER)), measure_label(measure)


def _row_name(measure: str, gold: str, statistic: str) -> str:
    kind = {"kappa": "κ"}.get(statistic, statistic.removeprefix("F1 of "))
    is_plain = kind == statistic  # F1, r and means need no name of their own
    return f"{measure_label(measure)}{'' if is_plain else f', {kind}'}, {gold}"


def _draw_peers(ax: Axes, peers: pd.DataFrame, row: int) -> None:
    """Draw the peers, and name the best one."""
    ax.plot(peers["value"], [row] * len(peers), PEER[0], color=PEER[1], markersize=7)
    if len(peers):
        best = peers.loc[peers["value"].idxmax()]
        room = ROOM * (page_width() - BESIDE)  # letters
        name = shorten(best["scorer"], int(room))
        # Below its mark, but not into the names of the rows or the figures to the right.
        half = len(name) / room / 2
        place = (min(max(best["value"], half), 1 - half), row)
        write_at(ax, name, place, (0, -7), MUTED, va="center", fontsize=6)


def _draw_scores(ax: Axes, rows: pd.DataFrame, row: int, basis: str) -> None:
    if rows.empty:
        return  # an empty line would claim a place at the foot of the figure
    mark, color, fill, _ = MARKS[basis]
    places = [row] * len(rows)
    ax.hlines(places, rows["low"], rows["high"], color=color, linewidth=1.2)
    look: dict[str, Any] = {"color": color, "markerfacecolor": fill, "markersize": 4.8, "zorder": 3}
    ax.plot(rows["value"], places, mark, clip_on=False, **look)


def _write_scores(ax: Axes, scores: pd.DataFrame, row: int) -> None:
    """Write the figure for unseen texts large, to the right, and that of the readers beside it."""
    shown: dict[str, Any] = {"xycoords": ("axes fraction", "data"), "va": "center", "ha": "left"}
    ours = first_of(scores, "unseen")
    write_at(ax, number(ours), (1, row), (6, 0), INK, fontsize=9, weight="bold", **shown)
    readers = first_of(scores, "reader")
    if readers == readers:
        color = MARKS["reader"][1]
        write_at(ax, number(readers), (1, row), (31, 0), color, fontsize=7, **shown)


def first_of(scores: pd.DataFrame, basis: str) -> float:
    """Return the first value of a basis; NaN without any."""
    values = scores.loc[scores["basis"] == basis, "value"]
    return float(values.iloc[0]) if len(values) else float("nan")


def _explain_marks(ax: Axes) -> None:
    handles = [
        Line2D(
            [], [], marker=mark, color=color, markerfacecolor=fill, linestyle="", label=name, ms=4.8
        )
        for mark, color, fill, name in (*reversed(MARKS.values()), PEER)
    ]
    # From the left edge of the figure, in the free rows at the top of the axes.
    above: dict[str, Any] = {"loc": "upper left", "bbox_to_anchor": (0.01, 1.0)}
    above |= {"bbox_transform": across(ax), "borderaxespad": 0, "handletextpad": 0.1}
    n_columns = 4 if page_width() >= PAGE_WIDTH else 2
    ax.legend(handles=handles, fontsize=6.5, ncols=n_columns, **above).set_in_layout(False)
