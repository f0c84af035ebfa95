"""The figure that sets a tool's rates beside those of a reader."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.plots.frame import Panels, in_style, page_width, panels
from analysis.plots.labels import COLORS, color_of, label
from analysis.plots.parts import ROW_HEIGHT, main_markers, section_axis, write_at
from analysis.statistics.metrics import rates
from analysis.tables.analysis import Analysis
from analysis.tables.looks import carries_looks

__all__ = ["plot_review", "raw_and_reviewed"]

DEMONSTRATION = "Demonstration: these decisions are invented"
SHIFT = 0.14  # of a row, by which raw and reviewed dots stand apart


@carries_looks
def raw_and_reviewed(
    raw: Analysis, reviewed: Analysis, voice: str | None = "author"
) -> pd.DataFrame:
    """One row per basis (raw, reviewed) × body section × marker.

    Parameters
    ----------
    raw, reviewed : Analysis
        From ``analyze`` and ``apply_review``.
    voice : {"author", "quoted", None}
        Whose words count.

    Returns
    -------
    DataFrame
        Columns basis, then those of ``rates``.

    Examples
    --------
    >>> from analysis.tables.review import Review, apply_review
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> raw = analyze(Document("x", "It may rain."), scorers=False)
    >>> review = Review(raw.document)
    >>> _ = review.reject(raw.matches.iloc[0])
    >>> table = raw_and_reviewed(raw, apply_review(raw, review))
    >>> table[table["marker"] == "hedge"][["basis", "count"]].values.tolist()
    [['raw', 1], ['reviewed', 0]]
    """
    tables = {"raw": rates(raw, voice=voice), "reviewed": rates(reviewed, voice=voice)}
    both = pd.concat(tables, names=["basis"]).reset_index(level="basis")
    return both.reset_index(drop=True)


@in_style
def plot_review(
    table: pd.DataFrame,
    markers: Sequence[str] | None = None,
    *,
    demonstration: bool = False,
) -> Panels:
    """Draw raw rates (hollow) and reviewed ones (filled) with their intervals, by section.

    Parameters
    ----------
    table : DataFrame
        From ``raw_and_reviewed``.
    markers : sequence of str, optional
        Which markers to draw, one panel each; by default as in ``plot_profile``.
    demonstration : bool
        Say in the picture that its decisions are invented.

    Returns
    -------
    list of Axes

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.tables.review import Review, apply_review
    >>> from analysis.text.document import Document
    >>> raw = analyze(Document("x", "It may rain."), scorers=False)
    >>> table = raw_and_reviewed(raw, apply_review(raw, Review(raw.document)))
    >>> [ax.get_title("left") for ax in plot_review(table, ["hedge"])]
    ['Hedges']
    """
    markers = main_markers(table) if markers is None else markers
    titles = table.drop_duplicates("section")["title"]
    height = 1.0 + 1.25 * ROW_HEIGHT * len(titles)
    axes = panels(1, len(markers), page_width(), height, sharey=True)
    section_axis(axes[0], list(titles))
    for ax, marker in zip(axes, markers, strict=True):
        if ax is not axes[0]:
            section_axis(ax, list(titles))
            ax.tick_params(labelleft=False)
        for basis, shift in (("raw", -SHIFT), ("reviewed", SHIFT)):
            rows = table[(table["marker"] == marker) & (table["basis"] == basis)]
            _dots(
                ax,
                rows,
                np.arange(len(rows)) + shift,
                color_of(marker, table),
                hollow=basis == "raw",
            )
        ax.set_title(label(marker, table), color=color_of(marker, table))
        ax.set_xlabel("per 1,000 words")
        ax.set_xlim(left=0)
    figure = axes[0].get_figure(root=True)
    if demonstration and figure is not None:
        figure.suptitle(DEMONSTRATION, x=0.01, ha="left", color=COLORS["booster"], weight="bold")
    return axes


def _dots(ax: Axes, rows: pd.DataFrame, places: np.ndarray, color: str, hollow: bool) -> None:
    opacity = 0.45 if hollow else 0.9
    ax.hlines(places, rows["low"], rows["high"], color=color, linewidth=1.1, alpha=opacity)
    fill = "white" if hollow else color
    ax.plot(
        rows["rate"],
        places,
        "o",
        color=color,
        markerfacecolor=fill,
        markersize=4,
        zorder=3,
        clip_on=False,
    )
    for place, high, count in zip(places, rows["high"], rows["count"], strict=True):
        if np.isfinite(high):
            write_at(ax, count, (high, place), (3, 0), color, ha="left", va="center")
