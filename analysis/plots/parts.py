"""What figures of one text share: axes of sections, whiskers, shades, legends."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.transforms import Transform, blended_transform_factory

from analysis.plots.frame import Picture, hide_frame, page_width, panels
from analysis.plots.labels import BAND, COLORS, INK, MAIN_MARKERS
from analysis.tables.looks import looks_of

__all__ = [
    "ROW_HEIGHT",
    "across",
    "draw_whiskers",
    "in_order",
    "main_markers",
    "new_axes",
    "section_axes",
    "section_axis",
    "sentence_bounds",
    "shade_sections",
    "shorten",
    "wrap",
    "write_at",
    "write_at_right",
]

ROW_HEIGHT = 0.34  # inches per section in a dot-and-whisker panel
SECTION_LINE = 22  # characters after which a section's title is wrapped
MOST_LINES = 3  # of a title
FIRM = "\u00a0"  # a space at which no line is broken
SMALL_LINE = 0.115  # inches
BELOW_LABEL = (0.0, -28.0)  # points from the foot of axes, below the numbers and their label


def new_axes(ax: Axes | None, height: float, share: float = 1) -> Axes:
    """Return the axes given, or those of a new figure that takes a share of the page's width."""
    return ax if ax is not None else panels(1, 1, share * page_width(), height)[0]


def in_order(markers: Iterable[str]) -> list[str]:
    """Put the project's markers first, in their usual order, and others after them."""
    present = dict.fromkeys(markers)
    known = [name for name in COLORS if name in present]
    return known + [name for name in present if name not in COLORS]


def main_markers(table: pd.DataFrame) -> list[str]:
    """Name the markers of figures that show a few: the four main ones, and a person's own."""
    return [*MAIN_MARKERS, *(look.name for look in looks_of(table))]


def wrap(title: str, width: int = SECTION_LINE) -> str:
    """Break a title into at most three lines."""
    return "\n".join(
        textwrap.wrap(
            title.replace(" …", f"{FIRM}…"), width, break_long_words=False, break_on_hyphens=False
        )[:MOST_LINES]
    )


def shorten(title: str, width: int = 32) -> str:
    """Cut a text at a word."""
    return textwrap.shorten(title, width, placeholder=" …")


def section_axis(ax: Axes, titles: Sequence[str]) -> None:
    """Put the sections on the vertical axis, the first at the top."""
    ax.set_yticks(range(len(titles)), [wrap(title) for title in titles])
    ax.set_ylim(len(titles) - 0.4, -0.6)
    for row in range(0, len(titles), 2):
        ax.axhspan(row - 0.5, row + 0.5, color=BAND, zorder=0, linewidth=0)
    hide_frame(ax)


def draw_whiskers(ax: Axes, table: pd.DataFrame, rows: np.ndarray, color: str, value: str) -> None:
    """Draw a dot with its interval for each row of a table."""
    ax.hlines(rows, table["low"], table["high"], color=color, linewidth=1.4, alpha=0.55)
    ax.plot(table[value], rows, "o", color=color, markersize=4.5, zorder=3, clip_on=False)


def shade_sections(ax: Axes, bounds: pd.DataFrame, foot: Axes | None = None) -> None:
    """Shade every other section along the horizontal axis and name all of them on top.

    Where a name has no room above its section, all have numbers there, and the names stand below
    the lowest axes of the figure, ``foot``.
    """
    letters = 19 * page_width() - 26  # of the small type, above the whole text
    shares = (bounds["last"] - bounds["first"]) / max(bounds["last"].max(), 1)
    pairs = zip(bounds["title"], shares, strict=True)
    names = [_lines(title, int(share * letters)) for title, share in pairs]
    are_named = all(names)
    for number, section in enumerate(bounds.itertuples()):
        if number % 2 == 0:
            ax.axvspan(section.first, section.last, color=BAND, zorder=0, linewidth=0)
        shown = "\n".join(names[number]) if are_named else number + 1
        place = ((section.first + section.last) / 2, 1.01)
        above: dict[str, Any] = {"xycoords": ("data", "axes fraction"), "va": "bottom"}
        write_at(ax, shown, place, (0, 0), INK, fontsize=6.5, linespacing=0.95, **above)
    if not are_named:
        _name_below(foot or ax, list(bounds["title"]), int(letters))


def _name_below(ax: Axes, titles: list[str], width: int) -> None:
    """Write the numbers and names of sections below axes, and make room for them."""
    named = [f"{number} {title}" for number, title in enumerate(titles, 1)]
    # A name is broken only if it is longer than a line.
    whole = [name if len(name) > width - 2 else name.replace(" ", FIRM) for name in named]
    lines = textwrap.wrap(f"{FIRM}· ".join(whole), width)
    figure = ax.get_figure(root=True)
    if isinstance(figure, Picture):
        figure.set_figheight(figure.get_figheight() + SMALL_LINE * len(lines))
    below: dict[str, Any] = {"xycoords": "axes fraction", "ha": "left", "va": "top"}
    write_at(ax, "\n".join(lines), (0, 0), BELOW_LABEL, INK, fontsize=6.5, **below)


def _lines(title: str, width: int) -> list[str]:
    """Break a title into at most three lines of a width; none if it does not fit."""
    lines = textwrap.wrap(title, max(width, 1), break_long_words=False, break_on_hyphens=False)
    return lines if len(lines) <= MOST_LINES and all(len(line) <= width for line in lines) else []


def across(ax: Axes) -> Transform:
    """Return places from the left edge of the figure, and as high as in the axes."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    return blended_transform_factory(figure.transFigure, ax.transAxes)


def section_axes(
    table: pd.DataFrame,
    ax: Axes | None,
    *,
    row: float = ROW_HEIGHT,
    above: float = 1.1,
    share: float = 1,
) -> tuple[Axes, list[str]]:
    """Return axes with a row for each section of a table, and the sections' titles.

    Parameters
    ----------
    table : DataFrame
        With the columns section and title.
    ax : Axes, optional
        Where to draw; a new figure by default.
    row, above : float
        Height of a row, and of everything else, in inches.
    share : float
        Of the page's width that a new figure takes.
    """
    titles = table.drop_duplicates("section")["title"].tolist()
    ax = new_axes(ax, above + row * len(titles), share)
    section_axis(ax, titles)
    return ax, titles


def write_at(
    ax: Axes,
    text: object,
    place: tuple[Any, Any],
    offset: tuple[float, float],
    color: str,
    **options: Any,
) -> None:
    """Write a small text beside a point, so many points to the right and above."""
    how: dict[str, Any] = {"ha": "center", "fontsize": 5.5} | options
    ax.annotate(f"{text}", place, offset, textcoords="offset points", color=color, **how)


def write_at_right(ax: Axes, text: object, row: float, color: str) -> None:
    """Write a small text to the right of the axes, in a row."""
    beside: dict[str, Any] = {"xycoords": ("axes fraction", "data"), "va": "center"}
    write_at(ax, text, (1, row), (4, 0), color, ha="left", fontsize=6.5, **beside)


def sentence_bounds(table: pd.DataFrame) -> pd.DataFrame:
    """Return where each section begins and ends on an axis of sentences."""
    sentences = table.groupby(["section", "title"], sort=False)["sentence"]
    bounds = sentences.agg(first="min", last="max").reset_index()
    return bounds.assign(first=bounds["first"] - 0.5, last=bounds["last"] + 0.5)
