"""The figure of the words that carry the charge."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from analysis.plots.frame import PAGE_WIDTH, Panels, in_style, page_width, panels
from analysis.plots.labels import CATEGORY_COLORS, INK, MUTED, label
from analysis.plots.parts import across, section_axis, shorten, write_at

__all__ = ["plot_charged_words"]

N_WORDS = 18


@in_style
def plot_charged_words(table: pd.DataFrame, n: int = N_WORDS) -> Panels:
    """Draw the words that carry the charge of a text, the heaviest first.

    Parameters
    ----------
    table : DataFrame
        From ``charged_words``.
    n : int
        How many; on a page they stand in two columns.

    Returns
    -------
    list of Axes, which a notebook shows as one figure

    Examples
    --------
    >>> from analysis.statistics.charge import charged_words
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> plot_charged_words(charged_words(analyze(Document("x", "A shameful lie."))))[0].get_xlabel()
    'charge'
    """
    rows = table.head(n).reset_index(drop=True)
    n_columns = 2 if page_width() >= PAGE_WIDTH and len(rows) > 6 else 1
    height = -(-max(len(rows), 1) // n_columns)
    axes = panels(1, n_columns, page_width(), 1.2 + 0.19 * height)
    most = max(rows["charge"].max(), 1) if len(rows) else 1
    for number, ax in enumerate(axes):
        _draw_words(ax, rows[number * height : (number + 1) * height], height, most)
    if rows.empty:
        axes[0].text(0, 0, "no loaded language in the author’s own voice")
    _explain_kinds(axes[0], list(dict.fromkeys(rows["category"])))
    return axes


def _draw_words(ax: Axes, rows: pd.DataFrame, height: int, most: float) -> None:
    places = range(len(rows))
    section_axis(ax, [])
    ax.set_yticks(places, [shorten(text, 30) for text in rows["text"]])
    ax.barh(places, rows["charge"], 0.62, color=[CATEGORY_COLORS[c] for c in rows["category"]])
    for place, row in zip(places, rows.itertuples(), strict=True):
        often = f"{row.count} × {row.force:.1f}" if row.count > 1 else f"{row.force:.1f}"
        beside: dict[str, Any] = {"ha": "left", "va": "center", "fontsize": 6.5}
        write_at(ax, often, (row.charge, place), (3, 0), INK, **beside)
    ax.set_xlim(0, 1.2 * most)
    ax.set_ylim(height - 0.4, -2.2)
    ax.vlines(0, -0.5, height - 0.4, color=MUTED, linewidth=0.5)
    ax.set_xlabel("charge")


def _explain_kinds(ax: Axes, kinds: list[str]) -> None:
    if not kinds:
        return
    handles = [Patch(color=CATEGORY_COLORS[kind], label=label(kind)) for kind in kinds]
    look: dict[str, Any] = {"handlelength": 0.9, "columnspacing": 1.1, "handletextpad": 0.4}
    n_columns = 6 if page_width() >= PAGE_WIDTH else 3
    # From the left edge of the figure, in the free rows at the top of the axes.
    ax.legend(
        handles=handles,
        loc="upper left",
        bbox_to_anchor=(0.01, 1.0),
        bbox_transform=across(ax),
        ncols=n_columns,
        fontsize=6.5,
        borderaxespad=0,
        **look,
    ).set_in_layout(False)
