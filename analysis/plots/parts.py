"""What figures of one text share: axes of sections, whiskers, shades, legends."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.transforms import Transform, blended_transform_factory

from analysis.plots.frame import hide_frame, page_width, panels
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
        textwrap.wrap(title, width, break_long_words=False, break_on_hyphens=False)[:3]
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


def shade_sections(ax: Axes, bounds: pd.DataFrame, height: float) -> None:
    """Shade every other section along the horizontal axis and name all of them on top."""
    for number, section in enumerate(bounds.itertuples()):
        if number % 2 == 0:
            ax.axvspan(section.first, section.last, color=BAND, zorder=0, linewidth=0)
        middle = (section.first + section.last) / 2
        share = (section.last - section.first) / max(bounds["last"].max(), 1)
        ax.annotate(
            _fitted(section.title, max(5, int(share * (16.6 * page_width() - 23)))),
            (middle, height),
            xycoords=("data", "axes fraction"),
            ha="center",
            va="bottom",
            fontsize=6.5,
            color=INK,
            linespacing=0.95,
        )


def _fitted(title: str, width: int) -> str:
    """Break a title into lines of a width; what would not fit is cut."""
    lines = wrap(title, max(8, width)).split("\n")
    return "\n".join(line if len(line) <= width + 1 else f"{line[:width]}…" for line in lines)


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
