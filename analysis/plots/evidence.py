"""Figures of what a text rests on, and of which measures speak to ethos, pathos and logos."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba

from analysis.markers.evidence import KINDS, SUPPORT
from analysis.plots.frame import PAGE_WIDTH, Panels, hide_frame, in_style, page_width, panels
from analysis.plots.labels import COLORS, INK, MUTED, label
from analysis.plots.parts import (
    ROW_HEIGHT,
    draw_whiskers,
    new_axes,
    section_axes,
    section_axis,
    sentence_bounds,
    shade_sections,
    shorten,
    write_at_right,
)
from analysis.plots.sections import stack_bars
from analysis.statistics.intervals import proportion

__all__ = ["KIND_COLORS", "plot_appeals", "plot_evidence", "plot_evidence_course"]

# From dark to light, so that they also differ in grey; what is not supported is palest.
KIND_COLORS = {
    "statistics": "#1f3b73",
    "testimony": "#3c8a86",
    "anecdote": "#dda23f",
    "assumption": "#dedad1",
}
LANES = {kind: lane for lane, kind in enumerate(KINDS)}
LEAST_OPACITY = 0.45  # of a sentence whose label is least sure
CHARGE_LANE = 4.0  # below the four kinds
MEASURES_OF_AN_APPEAL = 3
APPEAL_COLORS = {"ethos": "#3c8a86", "pathos": COLORS["loaded"], "logos": "#1f3b73"}
MEASURE_NAMES = {
    "attribution": "attribution",
    "authority": "authorities",
    "self_mention": "self-mention",
    "loaded": "loaded language",
    "sentiment": "sentiment",
    "reader_address": "address of the reader",
    "support": "sentences with support",
    "hedge": "hedges",
    "connective": "connectives",
}


@in_style
def plot_evidence(table: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw what the sentences of each section offer as support, as stacked bars.

    Parameters
    ----------
    table : DataFrame
        From ``evidence_shares``.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes

    Examples
    --------
    >>> from analysis.statistics.evidence import evidence_shares
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> plot_evidence(evidence_shares(analyze(Document("x", "It may rain.")))).get_xlabel()
    '% of the sentences'
    """
    wide = table.pivot_table(index="section", columns="evidence", values="share", sort=False)
    counts = table.pivot_table(index="section", columns="evidence", values="count", sort=False)
    # In a column headline and caption take more lines, however few the sections are.
    ax, _ = section_axes(table, ax, above=1.5 if page_width() >= PAGE_WIDTH else 2.3)
    stack_bars(ax, 100 * wide, counts, KIND_COLORS)
    support = table[table["evidence"].isin(SUPPORT)].groupby("section", sort=False)
    pairs = zip(support["count"].sum(), support["n_sentences"].first(), strict=True)
    intervals = [proportion(int(count), int(n)) for count, n in pairs]
    below = np.arange(len(intervals)) + 0.4
    shares = 100 * np.array(intervals).reshape(-1, 3)
    ax.hlines(below, shares[:, 1], shares[:, 2], color=INK, linewidth=0.9)
    ax.plot(shares[:, 0], below, "|", color=INK, markersize=5)
    ax.set_xlim(0, 100)
    ax.set_xlabel("% of the sentences")
    ax.legend(
        loc="lower left",
        bbox_to_anchor=(0, 1.0),
        ncols=len(KINDS) if page_width() >= PAGE_WIDTH else 2,
        fontsize=7,
        handlelength=0.9,
        columnspacing=1.2,
        borderaxespad=0.2,
    )
    return ax


@in_style
def plot_evidence_course(table: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw where along the text each kind of evidence stands, and the charge below it.

    Parameters
    ----------
    table : DataFrame
        From ``evidence_course``.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes

    Examples
    --------
    >>> from analysis.statistics.evidence import evidence_course
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> ax = plot_evidence_course(evidence_course(analyze(Document("x", "It may rain."))))
    >>> [name.get_text() for name in ax.get_yticklabels()][-1]
    'charge'
    """
    ax = new_axes(ax, 2.7)
    shade_sections(ax, sentence_bounds(table))
    for kind, lane in LANES.items():
        rows = table[table["evidence"] == kind]
        opacity = LEAST_OPACITY + (1 - LEAST_OPACITY) * rows["probability"].fillna(0)
        color = MUTED if kind == "assumption" else KIND_COLORS[kind]
        colors = [to_rgba(color, alpha) for alpha in opacity]
        ax.bar(rows["sentence"], 0.72, 0.86, lane - 0.36, color=colors, linewidth=0)
        write_at_right(ax, len(rows), lane, color)
    top = max(table["charge"].max(), 0.5)
    height = 1.2 * table["charge"] / top
    foot = CHARGE_LANE + 0.9
    ax.vlines(table["sentence"], foot - height, foot, color=COLORS["loaded"], linewidth=1.4)
    ax.set_yticks([*LANES.values(), foot - 0.4], [*map(label, KINDS), "charge"])
    ax.set_ylim(foot + 0.05, -0.6)
    ax.set_xlim(0.5, max(len(table), 1) + 0.5)
    ax.set_xlabel("sentence (paler: less sure)")
    hide_frame(ax)
    ax.tick_params(axis="y", length=0)
    return ax


@in_style
def plot_appeals(table: pd.DataFrame) -> Panels:
    """Draw the measures that speak to ethos, pathos and logos, section by section.

    Parameters
    ----------
    table : DataFrame
        From ``appeals``.

    Returns
    -------
    list of Axes, which a notebook shows as one figure
        One row an appeal, one panel a measure.

    Examples
    --------
    >>> names = ["section", "title", "appeal", "measure", "value", "low", "high"]
    >>> rows = [(0, "Opening", "logos", "hedge", 9.0, 4.0, 20.0)]
    >>> plot_appeals(pd.DataFrame(rows, columns=names))[0].get_title("left")
    'logos: hedges'
    """
    measures = table[["appeal", "measure"]].drop_duplicates().values.tolist()
    is_column = page_width() < PAGE_WIDTH  # there, one panel below the other
    n_columns = 1 if is_column else MEASURES_OF_AN_APPEAL
    n_rows = -(-len(measures) // n_columns) or 1
    height = n_rows * (0.75 + 0.72 * ROW_HEIGHT * max(table["section"].nunique(), 1))
    axes = panels(n_rows, n_columns, page_width(), height, sharey=True)
    for ax in axes[len(measures) :]:
        ax.set_axis_off()
    for number, (ax, (appeal, measure)) in enumerate(zip(axes, measures, strict=False)):
        rows = table[(table["appeal"] == appeal) & (table["measure"] == measure)]
        _draw_measure(ax, rows.reset_index(drop=True), appeal, measure)
        ax.tick_params(labelleft=number % n_columns == 0)
    return axes


def _draw_measure(ax: Axes, rows: pd.DataFrame, appeal: str, measure: str) -> None:
    color = APPEAL_COLORS[appeal]
    section_axis(ax, [shorten(title, 24) for title in rows["title"]])
    if measure == "support":
        rows = rows.assign(**{name: 100 * rows[name] for name in ("value", "low", "high")})
    draw_whiskers(ax, rows, np.arange(len(rows)), color, "value")
    ax.set_title(f"{appeal}: {MEASURE_NAMES[measure]}", color=color, fontsize=8)
    if measure == "sentiment":
        ax.axvline(0, color=MUTED, linewidth=0.7)
        ax.set_xlabel("mean, −1 to 1")
        return
    ax.set_xlim(left=0)
    ax.set_xlabel("% of the sentences" if measure == "support" else "per 1,000 words")
