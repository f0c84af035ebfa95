"""Figures with a row or a panel for each section: rates, categories, sentiment."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb

from analysis.plots.frame import PAGE_WIDTH, Panels, in_style, page_width, panels
from analysis.plots.labels import INK, MUTED, color_of, label, short_label
from analysis.plots.parts import (
    ROW_HEIGHT,
    draw_whiskers,
    main_markers,
    section_axes,
    section_axis,
    wrap,
    write_at,
)

__all__ = ["plot_balance", "plot_profile", "plot_rates", "stack_bars"]


@in_style
def plot_rates(table: pd.DataFrame, marker: str, ax: Axes | None = None) -> Axes:
    """Draw a marker's rate in every section as a dot with its 95 % interval.

    Parameters
    ----------
    table : DataFrame
        From ``rates``.
    marker : str
        Which of its markers.
    ax : Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    Axes

    Examples
    --------
    >>> from analysis.statistics.metrics import rates
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> plot_rates(rates(analyze(Document("x", "It may rain."))), "hedge").get_xlabel()
    'per 1,000 words'
    """
    rows = table[table["marker"] == marker].reset_index(drop=True)
    ax, _ = section_axes(rows, ax, above=0.9, share=0.5)
    color = color_of(marker, table)
    draw_whiskers(ax, rows, np.arange(len(rows)), color, "rate")
    for row, (rate, count) in enumerate(zip(rows["rate"], rows["count"], strict=True)):
        write_at(ax, count, (rate, row), (0, 4), color)
    ax.set_xlim(left=0)
    ax.set_title(label(marker, table), color=color)
    ax.set_xlabel("per 1,000 words")
    return ax


@in_style
def plot_profile(
    rate_table: pd.DataFrame,
    sentiment_table: pd.DataFrame,
    markers: Sequence[str] | None = None,
    *,
    usual: pd.DataFrame | None = None,
) -> Panels:
    """Draw the profile of a text: sentiment and several rates, section by section.

    Parameters
    ----------
    rate_table : DataFrame
        From ``rates``.
    sentiment_table : DataFrame
        From ``section_sentiment``; our own scorer is drawn.
    markers : sequence of str, optional
        Which markers to draw, in which order; by default loaded language, hedges, boosters,
        attribution and markers of one's own.
    usual : DataFrame, optional
        What is usual in parts of other texts, from ``Norms.usual("part")``, with a column base: how
        they are called. It gets a row of its own, and a line through the others.

    Returns
    -------
    list of Axes, which a notebook shows as one figure
        One per panel, from left to right; the sections are named on the first.

    Examples
    --------
    >>> from analysis.statistics.metrics import rates
    >>> from analysis.statistics.sentiments import section_sentiment
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> analysis = analyze(Document("x", "It may rain."))
    >>> axes = plot_profile(rates(analysis), section_sentiment(analysis), ["hedge"])
    >>> [ax.get_title("left") for ax in axes]
    ['Sentiment', 'Hedges']
    """
    markers = main_markers(rate_table) if markers is None else markers
    n_sections = rate_table["section"].nunique()
    axes = _profile_panels(1 + len(markers), n_sections + (usual is not None))
    ours = sentiment_table[sentiment_table["scorer"] == "sentiment"].reset_index(drop=True)
    for ax in axes:
        section_axis(ax, ours["title"])
    axes[0].axvline(0, color=MUTED, linewidth=0.7)
    draw_whiskers(axes[0], ours, np.arange(len(ours)), INK, "mean")
    axes[0].set_title("Sentiment")
    axes[0].set_xlabel("mean, −1 to 1")
    for ax, marker in zip(axes[1:], markers, strict=True):
        plot_rates(rate_table, marker, ax)
        ax.set_title(wrap(short_label(marker, rate_table), 12))
    if usual is not None:
        for ax, measure in zip(axes, ("sentiment", *markers), strict=True):
            _draw_usual(ax, usual, measure, ours["title"].tolist())
    for ax in axes:
        place = ax.get_subplotspec()
        ax.tick_params(labelleft=place is not None and place.is_first_col())
    return axes


def _draw_usual(ax: Axes, usual: pd.DataFrame, measure: str, titles: list[str]) -> None:
    """Draw where the middle half of the parts of other texts lies, in a row below the sections."""
    row = len(titles)
    section_axis(ax, [*titles, f"usual in parts of {usual['base'].iloc[0]}"])
    for name in ax.get_yticklabels()[-1:]:  # panels beside the first have none
        name.set(color=MUTED, style="italic")
    for one in usual[usual["measure"] == measure].itertuples():
        ax.hlines(row, one.low, one.high, color=MUTED, linewidth=4, alpha=0.45, capstyle="butt")
        ax.plot([one.middle] * 2, [row - 0.22, row + 0.22], color=MUTED, linewidth=1.4)
        below = np.arange(row) + 0.12  # the counts stand above the dots
        ax.vlines([one.middle] * row, below, below + 0.36, color=MUTED, linewidth=0.8)
        ax.set_xlim(min(ax.get_xlim()[0], one.low), max(ax.get_xlim()[1], 1.08 * one.high))


def _profile_panels(n_panels: int, n_sections: int) -> Panels:
    """Return panels side by side on a page, and two by two in a column."""
    is_column = page_width() < PAGE_WIDTH
    n_columns = 2 if is_column else n_panels
    n_rows = -(-n_panels // n_columns)
    height = n_rows * (0.85 + ROW_HEIGHT * n_sections) + 0.25
    axes = panels(n_rows, n_columns, page_width(), height, sharey=True)
    for ax in axes[n_panels:]:
        ax.set_axis_off()
    return Panels(axes[:n_panels])


@in_style
def plot_balance(table: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw hedges to the left and boosters to the right of a middle line, per section.

    Parameters
    ----------
    table : DataFrame
        From ``rates``.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes

    Examples
    --------
    >>> from analysis.statistics.metrics import rates
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> plot_balance(rates(analyze(Document("x", "It may rain.")))).get_title(loc="left")
    'Hedges'
    """
    ax, titles = section_axes(table, ax)
    positions = np.arange(len(titles))
    for marker, sign in (("hedge", -1), ("booster", 1)):
        rows = table[table["marker"] == marker]
        color = color_of(marker, table)
        ax.barh(positions, sign * rows["rate"], 0.5, color=color, alpha=0.35, linewidth=0)
        ax.hlines(positions, sign * rows["low"], sign * rows["high"], color=color, linewidth=1.4)
        ax.plot(sign * rows["rate"], positions, "o", color=color, markersize=4.5)
        ax.set_title(label(marker, table), loc="left" if sign < 0 else "right", color=color)
        for position, rate, count in zip(positions, rows["rate"], rows["count"], strict=True):
            aside = 0 if rate else 5 * sign  # the middle line would run through it
            write_at(ax, count, (sign * rate, position), (aside, 4), color)
    ax.axvline(0, color=INK, linewidth=0.8)
    reach = table[table["marker"].isin(["hedge", "booster"])]["high"].max() * 1.05
    ax.set_xlim(-reach, reach)
    ax.xaxis.set_major_formatter(lambda value, _: f"{abs(value):g}")
    ax.set_xlabel("hits per 1,000 words")
    return ax


def stack_bars(
    ax: Axes, widths: pd.DataFrame, counts: pd.DataFrame, colors: dict[str, str]
) -> None:
    """Draw a bar per row, made of one piece per column with its count in it."""
    left = np.zeros(len(widths))
    for name in widths.columns:
        pieces = widths[name].fillna(0).to_numpy()
        ax.barh(range(len(widths)), pieces, 0.56, left, color=colors[name], label=label(name))
        for row, (width, count) in enumerate(zip(pieces, counts[name], strict=True)):
            if count:
                ax.text(
                    left[row] + width / 2,
                    row,
                    f"{count:.0f}",
                    ha="center",
                    va="center",
                    fontsize=6,
                    color=_readable_on(colors[name]),
                )
        left += pieces


def _readable_on(color: str) -> str:
    red, green, blue = to_rgb(color)
    return "white" if 0.3 * red + 0.59 * green + 0.11 * blue < 0.55 else INK
