"""Figures of single words: the strongest, those near names, those of one text alone."""

from __future__ import annotations

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes

from analysis.plots.frame import Panels, in_style
from analysis.plots.labels import CATEGORY_COLORS
from analysis.plots.parts import (
    category_legend,
    category_palette,
    new_axes,
    section_axis,
    section_panels,
    shorten,
    wrap,
)

__all__ = [
    "plot_naming",
    "plot_words",
]

STRONG = 2.0  # loaded words of at least such a force are set in bold


@in_style
def plot_words(table: pd.DataFrame, marker: str = "loaded", n_columns: int = 3) -> Panels:
    """Draw the strongest words of each section as bars, coloured by category.

    Parameters
    ----------
    table : DataFrame
        From ``top_words``.
    marker : str
        Whose words they are, for the colours.
    n_columns : int
        Panels side by side.

    Returns
    -------
    list of Axes, which a notebook shows as one figure
        One per section.
    """
    n_words = int(table.groupby("section").size().max()) if len(table) else 1
    axes, sections = section_panels(table, n_columns, 0.45, 0.45 + 0.17 * n_words)
    if not sections:
        axes[0].text(0, 0.5, "no hits")
    palette = category_palette(marker, sorted(set(table["category"])), table)
    for ax, rows in zip(axes, sections, strict=False):
        sns.barplot(
            rows,
            x="charge",
            y="text",
            hue="category",
            palette=palette,
            dodge=False,
            legend=False,
            ax=ax,
            width=0.62,
        )
        ax.set_ylim(n_words - 0.4, -0.6)
        ax.set(xlabel="", ylabel="")
    category_legend(axes[0], palette)
    return axes


@in_style
def plot_naming(table: pd.DataFrame, n_actors: int = 7, n_words: int = 3) -> Axes:
    """Write the loaded language near each actor's name into a grid of actors and sections.

    Parameters
    ----------
    table : DataFrame
        From ``naming``.
    n_actors : int
        How many actors, those with the most charge near their names.
    n_words : int
        How many words in a cell, the strongest.

    Returns
    -------
    Axes
    """
    charge = table.groupby("actor")["force"].sum().sort_values(ascending=False)
    actors = list(charge.index[:n_actors])
    sections = list(table.sort_values("section")["title"].drop_duplicates())
    ax = new_axes(None, 0.9 + 0.46 * max(len(actors), 1))
    section_axis(ax, actors)
    ax.set_xlim(-0.5, max(len(sections), 1) - 0.5)
    ax.xaxis.tick_top()
    ax.set_xticks(range(len(sections)), [wrap(title, 16) for title in sections])
    ax.tick_params(axis="x", length=0)
    ax.spines["bottom"].set_visible(False)
    for (actor, title), rows in table.groupby(["actor", "title"]):
        if actor not in actors:
            continue
        strongest = rows.sort_values("force", ascending=False).drop_duplicates("text")
        for line, word in enumerate(strongest.head(n_words).itertuples()):
            ax.text(
                sections.index(title),
                actors.index(actor) + 0.28 * (line - (min(len(strongest), n_words) - 1) / 2),
                shorten(word.text, 18),
                ha="center",
                va="center",
                fontsize=6.3,
                color=CATEGORY_COLORS[word.category],
                fontweight="bold" if word.force >= STRONG else "normal",
            )
    if not actors:
        ax.text(0, 0, "no loaded language near names")
    category_legend(ax, category_palette("loaded", sorted(set(table["category"])), table))
    return ax
