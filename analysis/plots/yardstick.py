"""Figures of a text among published ones, and of two texts beside each other."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.plots.frame import PAGE_WIDTH, Panels, hide_frame, in_style, page_width, panels
from analysis.plots.labels import BAND, INK, MUTED, color_of, label, short_label
from analysis.plots.parts import in_order, new_axes, section_axis, shorten, write_at, write_at_right
from analysis.statistics.intervals import Interval
from analysis.statistics.norms import Norms, load_norms

__all__ = ["places_of_two", "plot_two_texts", "plot_yardstick", "typical_of_two"]

ROW = 0.27  # inches a marker
MIDDLE = (25, 75)  # the band in which half of the texts lie
MAX_LOG_RATIO = 6.0  # a word that one text lacks is drawn at the edge
N_WORDS = 8  # key words of each text


@in_style
def plot_yardstick(
    table: pd.DataFrame, ax: Axes | None = None, *, norms: Norms | None = None
) -> Axes:
    """Draw the place of every rate of a text among those of published texts.

    Parameters
    ----------
    table : DataFrame
        From ``yardstick``. A dot is filled where its interval lies clearly on one side of the
        middle.
    ax : Axes, optional
        Where to draw.
    norms : Norms, optional
        What the table was made with; the project's by default.

    Returns
    -------
    Axes

    Examples
    --------
    >>> from analysis.statistics.metrics import yardstick
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> plot_yardstick(yardstick(analyze(Document("x", "It may rain.")))).get_xlabel()
    'per cent of the op-eds with less, equals counted by half'
    """
    norms = load_norms() if norms is None else norms
    rows = _rows(table)
    ax = new_axes(ax, 1.0 + ROW * len(rows))
    _percentile_axis(ax, [label(marker, table) for marker in rows["marker"]])
    parts = (f"per cent of the {norms.noun} with less,", "equals counted by half")
    ax.set_xlabel((" " if page_width() >= PAGE_WIDTH else "\n").join(parts))
    for row in rows.itertuples():
        color = color_of(row.marker, table)
        clear = norms.side(row.marker, Interval(row.rate, row.low, row.high))
        _draw_place(ax, row, row.Index, color, fill=color if clear else "white")
        write_at_right(ax, f"{row.count}", row.Index, color)
    return ax


def _rows(table: pd.DataFrame) -> pd.DataFrame:
    """Return the markers of which there are norms, in their usual order."""
    known = table.dropna(subset=["percentile"]).set_index("marker")
    return known.loc[in_order(known.index)].reset_index()


def _percentile_axis(ax: Axes, names: list[str]) -> None:
    section_axis(ax, names)
    for band in list(ax.patches):
        band.remove()  # the only band here is that of the middle
    ax.axvspan(*MIDDLE, color=BAND, zorder=0, linewidth=0)
    ax.axvline(50, color=MUTED, linewidth=0.7, zorder=1)
    ax.set_xlim(0, 100)
    ax.set_xticks([0, 25, 50, 75, 100])


def _draw_place(
    ax: Axes, row: Any, place: float, color: str, *, fill: str, mark: str = "o"
) -> None:
    low, high = row.percentile_low, row.percentile_high
    ax.hlines(place, low, high, color=color, linewidth=1.3, alpha=0.6)
    look: dict[str, Any] = {"markerfacecolor": fill, "markersize": 5, "zorder": 3}
    ax.plot(row.percentile, place, mark, color=color, clip_on=False, **look)


@in_style
def plot_two_texts(
    table: pd.DataFrame, first: str, second: str, words: pd.DataFrame | None = None
) -> Panels:
    """Draw two texts among published ones, and the key words of each.

    Parameters
    ----------
    table : DataFrame
        The rows of ``yardstick`` of both texts, with the columns text (1 or 2) and verdict (of
        ``contrast_documents``). The marks are filled where the difference is clear.
    first, second : str
        Names of the texts.
    words : DataFrame, optional
        From ``keyness``.

    Returns
    -------
    list of Axes, which a notebook shows as one figure
        The places, and the words.

    Examples
    --------
    >>> from analysis.statistics.metrics import yardstick
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> table = yardstick(analyze(Document("x", "It may rain."))).assign(verdict="cannot tell")
    >>> both = pd.concat([table.assign(text=1), table.assign(text=2)])
    >>> len(plot_two_texts(both, "one", "two"))
    2
    """
    is_page = page_width() >= PAGE_WIDTH
    rows = table.dropna(subset=["percentile"])
    markers = in_order(rows["marker"])
    key = typical_of_two(words) if words is not None else pd.DataFrame()
    above, below = 1.2 + ROW * len(markers), 1.0 + 0.16 * max(len(key), 1)
    if is_page:
        axes = panels(1, 2, page_width(), max(above, below), width_ratios=[1.25, 1])
    else:
        axes = panels(2, 1, page_width(), above + below, height_ratios=[above, below])
    _draw_both(axes[0], rows, markers, (first, second))
    _draw_words(axes[1], key, first, second)
    return axes


def _draw_both(ax: Axes, rows: pd.DataFrame, markers: list[str], names: tuple[str, str]) -> None:
    _percentile_axis(ax, [short_label(marker, rows) for marker in markers])
    ax.set_xlabel("per cent of published op-eds with less")
    for row in rows.itertuples():
        color = color_of(row.marker, rows)
        is_first = row.text == 1
        fill = color if row.verdict != "cannot tell" else "white"
        place = markers.index(row.marker) + (-0.15 if is_first else 0.15)
        _draw_place(ax, row, place, color, fill=fill, mark="o" if is_first else "D")
    ax.set_ylim(top=-1.9)
    for mark, name, line in (("o", names[0], -1.5), ("D", names[1], -0.95)):
        ax.plot(2, line, mark, color=INK, markerfacecolor="white", markersize=5, clip_on=False)
        # The middle line does not run through the name.
        ground = {"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 0.6}
        ax.text(6, line, shorten(name, 40), va="center", fontsize=6.5, bbox=ground)


def typical_of_two(words: pd.DataFrame, n: int = N_WORDS) -> pd.DataFrame:
    """Choose the key words of two texts, those of the first on top.

    Parameters
    ----------
    words : DataFrame
        From ``keyness``.
    n : int
        How many of each.

    Examples
    --------
    >>> words = pd.DataFrame({"word": ["dry", "rain"], "log_ratio": [-2.0, 1.0]})
    >>> typical_of_two(words)["word"].tolist()
    ['rain', 'dry']
    """
    ours = words[words["log_ratio"] > 0].head(n)
    theirs = words[words["log_ratio"] < 0].head(n)
    return pd.concat([ours, theirs[::-1]]).reset_index(drop=True)


def _draw_words(ax: Axes, words: pd.DataFrame, first: str, second: str) -> None:
    """Draw key words by log ratio with its interval; pale where the difference is not clear."""
    if len(words):
        ax.axvline(0, color=MUTED, linewidth=0.7)
    edge = MAX_LOG_RATIO
    for row in words.itertuples():
        shade = 1.0 if row.verdict != "cannot tell" else 0.45
        ends = np.clip([row.low, row.high], -edge, edge)
        ax.hlines(row.Index, *ends, color=INK, linewidth=1.1, alpha=0.5 * shade)
        value = float(np.clip(row.log_ratio, -edge, edge))
        ax.plot(value, row.Index, "o", color=INK, markersize=3.5, alpha=shade, clip_on=False)
        write_at_right(ax, f"{row.count} : {row.other_count}", row.Index, INK)
    ax.set_yticks(range(len(words)), words["word"] if len(words) else [])
    ax.set_ylim(max(len(words), 1) - 0.4, -1.0)
    ax.set_xlim(-edge, edge)
    ax.set_xticks([-6, -3, 0, 3, 6], ["only in ◇", "8 ×", "equal", "8 ×", "only in ○"])
    ax.set_xlabel("key words: times as often (pale: not clear)")
    hide_frame(ax)
    if words.empty:
        write_at(ax, "no word is frequent enough", (0, 0), (0, 0), INK, fontsize=6.5)


def places_of_two(first: pd.DataFrame, second: pd.DataFrame, between: pd.DataFrame) -> pd.DataFrame:
    """Put the places of two texts together, with the verdict on the difference of their rates.

    Parameters
    ----------
    first, second : DataFrame
        From ``yardstick``.
    between : DataFrame
        From ``contrast_documents``.

    Returns
    -------
    DataFrame
        The rows of both, with the columns text (1 or 2) and verdict.

    Examples
    --------
    >>> one = pd.DataFrame({"marker": ["hedge"], "percentile": [90.0]})
    >>> between = pd.DataFrame({"marker": ["hedge"], "verdict": ["higher"]})
    >>> places_of_two(one, one, between)[["text", "verdict"]].values.tolist()
    [[1, 'higher'], [2, 'higher']]
    """
    verdicts = between.set_index("marker")["verdict"]
    both = pd.concat([first.assign(text=1), second.assign(text=2)], ignore_index=True)
    return both.assign(verdict=both["marker"].map(verdicts).fillna("cannot tell"))
