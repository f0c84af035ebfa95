"""Figures along the text, from its first word or sentence to its last."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes

from analysis.plots.frame import PAGE_WIDTH, Panels, hide_frame, in_style, page_width, panels
from analysis.plots.labels import INK, MUTED, color_of, label
from analysis.plots.parts import (
    in_order,
    new_axes,
    sentence_bounds,
    shade_sections,
    write_at,
    write_at_right,
)

__all__ = [
    "plot_course",
    "plot_dispersion",
]

PEERS = ("vader", "textblob")
LETTERS = 118  # a line of the sentences that are written out, over the whole width
LINE = 0.12  # inches: the height of such a line


@in_style
def plot_course(table: pd.DataFrame) -> Panels:
    """Draw the course of sentiment through a text: our own curve with its band, peers below it.

    The two sentences where the curve turns most are written out, the earlier one above the curve,
    the later one below. Bars are single sentences.

    Parameters
    ----------
    table : DataFrame
        From ``sentiment_course``.

    Returns
    -------
    list of Axes, which a notebook shows as one figure
        Our own curve, then VADER's and TextBlob's.

    Examples
    --------
    >>> from analysis.statistics.sentiments import sentiment_course
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> axes = plot_course(sentiment_course(analyze(Document("x", "A wonderful day. It rains."))))
    >>> axes[0].get_ylabel(), len(axes)
    ('sentiment, −1 to 1', 3)
    """
    turns = table[table["turn"] != ""]
    wrapped = [textwrap.wrap(f"“{row.text}”", _letters()) for row in turns.itertuples()]
    strips = [LINE * (len(lines) + 1) for lines in wrapped] + [0.0, 0.0]
    height = 2.0 + strips[0] + strips[1]
    axes = panels(3, 1, page_width(), height + 1.9, sharex=True, height_ratios=[height, 0.6, 0.6])
    _draw_scorer(axes[0], table, "sentiment")
    axes[0].fill_between(table["sentence"], table["low"], table["high"], color=INK, alpha=0.15)
    _write_turns(axes[0], turns, wrapped, strips, height)
    shade_sections(axes[0], sentence_bounds(table), axes[-1])
    for ax, scorer in zip(axes[1:], PEERS, strict=True):
        _draw_scorer(ax, table, scorer)
    axes[0].set_xlim(0.5, max(len(table), 1) + 0.5)
    axes[0].set_ylabel("sentiment, −1 to 1")
    axes[-1].set_xlabel("sentence")
    return axes


def _letters() -> int:
    return int(LETTERS * page_width() / PAGE_WIDTH)


def _draw_scorer(ax: Axes, table: pd.DataFrame, scorer: str) -> None:
    import seaborn as sns  # only when a figure is drawn, see hide_frame

    color = color_of(scorer)
    ax.axhline(0, color=MUTED, linewidth=0.7)
    ax.bar(table["sentence"], table[scorer], width=0.7, color=color, alpha=0.18, linewidth=0)
    smooth = table[f"{scorer}_smooth"]
    sns.lineplot(x=table["sentence"], y=smooth, color=color, ax=ax)
    ax.set_ylabel("")
    place = (len(table), smooth.iloc[-1]) if len(table) else (1, 0)  # no sentence, no curve
    beside = {"ha": "left", "va": "center", "fontsize": 7, "annotation_clip": False}
    write_at(ax, label(scorer), place, (8, 0), color, **beside)
    ax.margins(y=0.05)


def _write_turns(
    ax: Axes,
    turns: pd.DataFrame,
    wrapped: Sequence[Sequence[str]],
    strips: Sequence[float],
    height: float,
) -> None:
    """Write the sentences where the curve turns into strips above and below the curve."""
    low, high = ax.get_ylim()
    inch = (high - low) / (height - strips[0] - strips[1])
    ax.set_ylim(low - strips[1] * inch, high + strips[0] * inch)
    ends = ((0.995, "top", high), (0.005, "bottom", low))
    for row, lines, (share, side, end) in zip(turns.itertuples(), wrapped, ends, strict=False):
        ax.plot([row.sentence] * 2, [row.sentiment_smooth, end], color=INK, linewidth=0.6)
        ax.plot(row.sentence, row.sentiment_smooth, "o", color=INK, markersize=3.5)
        where = {"xycoords": "axes fraction", "ha": "left", "va": side, "fontsize": 6.5}
        write_at(ax, "\n".join(lines), (0.008, share), (0, 0), INK, **where)


@in_style
def plot_dispersion(table: pd.DataFrame, bounds: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw where in the text each marker falls: one tick per hit, a row per marker.

    Parameters
    ----------
    table : DataFrame
        From ``positions``: one row per hit with marker, word and voice.
    bounds : DataFrame
        From ``section_bounds``: first and last word of each section.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes

    Examples
    --------
    >>> from analysis.statistics.metrics import positions, section_bounds
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> analysis = analyze(Document("x", "It may rain."))
    >>> ax = plot_dispersion(positions(analysis), section_bounds(analysis))
    >>> [name.get_text() for name in ax.get_yticklabels()]
    ['Hedges']
    """
    markers = in_order(table["marker"])
    ax = new_axes(ax, 0.9 + 0.27 * len(markers))
    shade_sections(ax, bounds)
    for row, marker in enumerate(markers):
        hits = table[table["marker"] == marker]
        for voice, style in (("author", "-"), ("quoted", (0, (1, 1)))):
            words = hits[hits["voice"] == voice]["word"]
            ax.vlines(
                words,
                row - 0.36,
                row + 0.36,
                color=color_of(marker, table),
                linewidth=0.9,
                linestyle=style,
            )
        write_at_right(ax, len(hits), row, color_of(marker, table))
    ax.set_yticks(range(len(markers)), [label(marker, table) for marker in markers])
    for tick, marker in zip(ax.get_yticklabels(), markers, strict=True):
        tick.set_color(color_of(marker, table))
    ax.set_ylim(len(markers) - 0.4, -0.6)
    ax.set_xlim(bounds["first"].min(), bounds["last"].max())
    ax.set_xlabel("word (counted through the body; dotted: quoted speech)")
    hide_frame(ax)
    return ax
