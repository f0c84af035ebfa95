"""Figures: each function draws one tidy table and returns its axes.

Nothing here reads or writes files or computes statistics: intervals come with the tables.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from itertools import cycle
from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from analysis.plots.frame import PAGE_WIDTH, Panels, in_style, panels
from analysis.plots.labels import (
    BAND,
    CATEGORY_COLORS,
    COLORS,
    INK,
    MEASURES,
    MUTED,
    color_of,
    label,
    short_label,
)

__all__ = [
    "plot_balance",
    "plot_categories",
    "plot_charge",
    "plot_contrasts",
    "plot_course",
    "plot_dispersion",
    "plot_document_contrast",
    "plot_fingerprints",
    "plot_keyness",
    "plot_naming",
    "plot_profile",
    "plot_ranks",
    "plot_rates",
    "plot_report_card",
    "plot_section_sentiment",
    "plot_words",
]

ROW_HEIGHT = 0.34  # inches per section in a dot-and-whisker panel
SECTION_LINE = 22  # characters after which a section's title is wrapped
MAX_LOG_RATIO = 2.0  # rates more than four times apart are drawn as four times
STRONG = 0.5  # loaded words at least so strong are set in bold
SCORER_LINES = {"sentiment": "-", "vader": (0, (4, 1.5)), "textblob": (0, (1, 1))}
SCORER_MARKS = {"sentiment": "o", "vader": "s", "textblob": "D"}


def _new_axes(ax: Axes | None, height: float, width: float = PAGE_WIDTH) -> Axes:
    return ax if ax is not None else panels(1, 1, width, height)[0]


def _in_order(markers: Iterable[str]) -> list[str]:
    """Put the project's markers first, in their usual order, and others after them."""
    present = dict.fromkeys(markers)
    known = [name for name in COLORS if name in present]
    return known + [name for name in present if name not in COLORS]


def _wrap(title: str, width: int = SECTION_LINE) -> str:
    return "\n".join(textwrap.wrap(title, width, break_long_words=False)[:3])


def section_axis(ax: Axes, titles: Sequence[str]) -> None:
    """Put the sections on the vertical axis, the first at the top."""
    ax.set_yticks(range(len(titles)), [_wrap(title) for title in titles])
    ax.set_ylim(len(titles) - 0.4, -0.6)
    for row in range(0, len(titles), 2):
        ax.axhspan(row - 0.5, row + 0.5, color=BAND, zorder=0, linewidth=0)
    sns.despine(ax=ax, left=True)


def _whiskers(ax: Axes, table: pd.DataFrame, rows: np.ndarray, color: str, value: str) -> None:
    """Draw a dot with its interval for each row of a table; a bar behind it for the eye."""
    ax.hlines(rows, table["low"], table["high"], color=color, linewidth=1.4, alpha=0.55)
    ax.plot(table[value], rows, "o", color=color, markersize=4.5, zorder=3, clip_on=False)


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
    """
    rows = table[table["marker"] == marker].reset_index(drop=True)
    ax = _new_axes(ax, 0.9 + ROW_HEIGHT * len(rows), PAGE_WIDTH / 2)
    section_axis(ax, rows["title"])
    _whiskers(ax, rows, np.arange(len(rows)), color_of(marker), "rate")
    for row, (rate, count) in enumerate(zip(rows["rate"], rows["count"], strict=True)):
        ax.annotate(
            f"{count}",
            (rate, row),
            (0, 4),
            textcoords="offset points",
            ha="center",
            fontsize=5.5,
            color=color_of(marker),
        )
    ax.set_xlim(left=0)
    ax.set_title(label(marker), color=color_of(marker))
    ax.set_xlabel("per 1,000 words")
    return ax


@in_style
def plot_profile(
    rate_table: pd.DataFrame,
    sentiment_table: pd.DataFrame,
    markers: Sequence[str] = ("loaded", "hedge", "booster", "attribution"),
) -> Panels:
    """Draw the profile of a text: sentiment and several rates, section by section.

    Parameters
    ----------
    rate_table : DataFrame
        From ``rates``.
    sentiment_table : DataFrame
        From ``section_sentiment``; our own scorer is drawn.
    markers : sequence of str
        Which markers to draw, in which order.

    Returns
    -------
    list of Axes, which a notebook shows as one figure
        One per panel, from left to right; the sections are named on the first.
    """
    n_sections = rate_table["section"].nunique()
    height = 1.1 + ROW_HEIGHT * n_sections
    axes = panels(1, 1 + len(markers), PAGE_WIDTH, height, sharey=True)
    ours = sentiment_table[sentiment_table["scorer"] == "sentiment"].reset_index(drop=True)
    section_axis(axes[0], ours["title"])
    axes[0].axvline(0, color=MUTED, linewidth=0.7)
    _whiskers(axes[0], ours, np.arange(len(ours)), INK, "mean")
    axes[0].set_title("Sentiment")
    axes[0].set_xlabel("mean, −1 to 1")
    for ax, marker in zip(axes[1:], markers, strict=True):
        plot_rates(rate_table, marker, ax)
        ax.set_title(_wrap(short_label(marker), 12))
        ax.tick_params(labelleft=False)
    return axes


@in_style
def plot_section_sentiment(table: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw mean sentiment per section by all scorers, and mark where they differ in sign.

    Parameters
    ----------
    table : DataFrame
        From ``section_sentiment``.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
    """
    titles = table.drop_duplicates("section")["title"]
    scorers = list(dict.fromkeys(table["scorer"]))
    ax = _new_axes(ax, 1.0 + 0.5 * len(titles))
    section_axis(ax, titles)
    ax.axvline(0, color=MUTED, linewidth=0.7)
    offsets = np.linspace(-0.24, 0.24, len(scorers))
    for scorer, offset in zip(scorers, offsets, strict=True):
        rows = table[table["scorer"] == scorer]
        positions = np.arange(len(rows)) + offset
        color = color_of(scorer)
        ax.hlines(positions, rows["low"], rows["high"], color=color, linewidth=1.2, alpha=0.7)
        ax.plot(rows["mean"], positions, SCORER_MARKS[scorer], color=color, markersize=4.2)
        ax.annotate(
            label(scorer),
            (rows["high"].iloc[0], positions[0]),
            (5, 0),
            textcoords="offset points",
            va="center",
            fontsize=6.5,
            color=color,
        )
    disagreeing = table.drop_duplicates("section")["disagree"].to_numpy()
    right = ax.get_xlim()[1]
    for row in np.flatnonzero(disagreeing):
        ax.annotate(
            "scorers differ in sign",
            (1, row),
            (-2, 0),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            ha="right",
            va="center",
            fontsize=6.5,
            color=COLORS["booster"],
            style="italic",
        )
    ax.set_xlim(right=right * 1.6 if disagreeing.any() else right)
    ax.set_xlabel("mean sentiment of the sentences, −1 (negative) to 1 (positive)")
    return ax


def _shade_sections(ax: Axes, bounds: pd.DataFrame, height: float) -> None:
    """Shade every other section along the horizontal axis and name all of them on top."""
    for number, section in enumerate(bounds.itertuples()):
        if number % 2 == 0:
            ax.axvspan(section.first, section.last, color=BAND, zorder=0, linewidth=0)
        middle = (section.first + section.last) / 2
        share = (section.last - section.first) / max(bounds["last"].max(), 1)
        ax.annotate(
            _wrap(section.title, max(8, int(95 * share))),
            (middle, height),
            xycoords=("data", "axes fraction"),
            ha="center",
            va="bottom",
            fontsize=6.5,
            color=INK,
            linespacing=0.95,
        )


@in_style
def plot_course(table: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw the course of sentiment through a text: bars per sentence, lines smoothed.

    Parameters
    ----------
    table : DataFrame
        From ``sentiment_course``.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
    """
    ax = _new_axes(ax, 2.9)
    bounds = table.groupby(["section", "title"], sort=False)["sentence"].agg(["min", "max"])
    bounds = bounds.reset_index().assign(
        first=lambda t: t["min"] - 0.5, last=lambda t: t["max"] + 0.5
    )
    _shade_sections(ax, bounds, 1.01)
    ax.axhline(0, color=MUTED, linewidth=0.7)
    ax.bar(table["sentence"], table["sentiment"], width=0.7, color=INK, alpha=0.18, linewidth=0)
    ends = []
    for scorer, line in SCORER_LINES.items():
        smooth = table[f"{scorer}_smooth"]
        ax.plot(table["sentence"], smooth, color=color_of(scorer), linestyle=line)
        ends.append((smooth.iloc[-1], scorer))
    _label_lines(ax, table["sentence"].iloc[-1], ends)
    ax.margins(y=0.05)
    ax.set_xlim(0.5, table["sentence"].iloc[-1] + 0.5)
    ax.set_xlabel("sentence")
    ax.set_ylabel("sentiment, −1 to 1")
    return ax


def _label_lines(ax: Axes, x: float, ends: list[tuple[float, str]]) -> None:
    """Name lines at their right ends, moved apart where they would touch."""
    last = -np.inf
    low, high = ax.get_ylim()
    apart = 0.065 * (high - low)
    for value, scorer in sorted(ends):
        position = max(value, last + apart)
        last = position
        ax.annotate(
            label(scorer),
            (x, position),
            (8, 0),
            textcoords="offset points",
            va="center",
            fontsize=7,
            color=color_of(scorer),
            annotation_clip=False,
        )


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
    sections = list(table.groupby(["section", "title"], sort=False))
    n_rows = -(-len(sections) // n_columns) or 1
    n_words = int(table.groupby("section").size().max()) if len(table) else 1
    height = 0.45 + n_rows * (0.45 + 0.17 * n_words)
    axes = panels(n_rows, n_columns, PAGE_WIDTH, height, sharex=True)
    for ax in axes[len(sections) :]:
        ax.set_axis_off()
    if not sections:
        axes[0].text(0, 0.5, "no hits")
        return Panels(axes[:1])
    palette = _category_palette(marker, sorted(set(table["category"])))
    for ax, ((_, title), rows) in zip(axes, sections, strict=False):
        sns.barplot(
            rows,
            x="strength",
            y="text",
            hue="category",
            palette=palette,
            dodge=False,
            legend=False,
            ax=ax,
            width=0.62,
        )
        ax.set_ylim(n_words - 0.4, -0.6)
        ax.set_title(_wrap(title, 17))
        ax.set(xlabel="", ylabel="")
        sns.despine(ax=ax, left=True)
    _category_legend(axes[0], palette)
    return Panels(axes[: len(sections)])


def _category_legend(ax: Axes, palette: dict[str, str]) -> None:
    """Explain the colours above all panels of a figure."""
    figure = ax.get_figure(root=True)
    if palette and figure is not None:
        figure.legend(
            [Rectangle((0, 0), 1, 1, color=shade) for shade in palette.values()],
            [label(name) for name in palette],
            ncols=len(palette),
            fontsize=7,
            loc="outside upper left",
            handlelength=0.9,
            columnspacing=1.2,
        )


@in_style
def plot_categories(
    table: pd.DataFrame, marker: str, totals: pd.DataFrame, ax: Axes | None = None
) -> Axes:
    """Draw rates per section, parted by category, as stacked bars with the counts in them.

    Parameters
    ----------
    table : DataFrame
        From ``rates`` with ``by_category=True``.
    marker : str
        Which marker.
    totals : DataFrame
        From ``rates``: the interval of all categories together is drawn below each bar.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
    """
    rows = table[table["marker"] == marker]
    wide = rows.pivot_table(index="section", columns="category", values="rate", sort=False)
    counts = rows.pivot_table(index="section", columns="category", values="count", sort=False)
    titles = rows.drop_duplicates("section")["title"]
    ax = _new_axes(ax, 1.1 + ROW_HEIGHT * len(titles))
    section_axis(ax, titles)
    _stack_bars(ax, wide, counts, _category_palette(marker, list(wide.columns)))
    whole = totals[totals["marker"] == marker]
    below = np.arange(len(whole)) + 0.4
    ax.hlines(below, whole["low"], whole["high"], color=INK, linewidth=0.9)
    ax.plot(whole["rate"], below, "|", color=INK, markersize=5)
    ax.set_xlim(0, whole["high"].max() * 1.03)
    ax.set_xlabel("per 1,000 words (in the bars: hits; line: 95 % interval of the whole bar)")
    ax.legend(
        loc="lower left",
        bbox_to_anchor=(0, 1.0),
        ncols=len(wide.columns),
        fontsize=7,
        handlelength=0.9,
        columnspacing=1.2,
        borderaxespad=0.2,
    )
    return ax


def _stack_bars(
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


def _category_palette(marker: str, categories: Sequence[str]) -> dict[str, str]:
    if set(categories) <= set(CATEGORY_COLORS):
        return {category: CATEGORY_COLORS[category] for category in categories}
    shades = sns.light_palette(color_of(marker), len(categories) + 1)[1:][::-1]
    return {name: to_hex(shade) for name, shade in zip(categories, shades, strict=True)}


def _readable_on(color: str) -> str:
    red, green, blue = to_rgb(color)
    return "white" if 0.3 * red + 0.59 * green + 0.11 * blue < 0.55 else INK


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
    """
    titles = table.drop_duplicates("section")["title"]
    ax = _new_axes(ax, 1.1 + ROW_HEIGHT * len(titles))
    section_axis(ax, titles)
    positions = np.arange(len(titles))
    for marker, sign in (("hedge", -1), ("booster", 1)):
        rows = table[table["marker"] == marker]
        color = color_of(marker)
        ax.barh(positions, sign * rows["rate"], 0.5, color=color, alpha=0.35, linewidth=0)
        ax.hlines(positions, sign * rows["low"], sign * rows["high"], color=color, linewidth=1.4)
        ax.plot(sign * rows["rate"], positions, "o", color=color, markersize=4.5)
        ax.set_title(label(marker), loc="left" if sign < 0 else "right", color=color)
        for position, rate, count in zip(positions, rows["rate"], rows["count"], strict=True):
            ax.annotate(
                f"{count}",
                (sign * rate, position),
                (0, 4),
                textcoords="offset points",
                ha="center",
                fontsize=5.5,
                color=color,
            )
    ax.axvline(0, color=INK, linewidth=0.8)
    reach = table[table["marker"].isin(["hedge", "booster"])]["high"].max() * 1.05
    ax.set_xlim(-reach, reach)
    ax.xaxis.set_major_formatter(lambda value, _: f"{abs(value):g}")
    ax.set_xlabel("per 1,000 words (the small figures are counts)")
    return ax


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
    """
    markers = _in_order(table["marker"])
    ax = _new_axes(ax, 0.9 + 0.27 * len(markers))
    _shade_sections(ax, bounds, 1.01)
    for row, marker in enumerate(markers):
        hits = table[table["marker"] == marker]
        for voice, style in (("author", "-"), ("quoted", (0, (1, 1)))):
            words = hits[hits["voice"] == voice]["word"]
            ax.vlines(
                words,
                row - 0.36,
                row + 0.36,
                color=color_of(marker),
                linewidth=0.9,
                linestyle=style,
            )
        ax.annotate(
            f"{len(hits)}",
            (1, row),
            (4, 0),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            va="center",
            fontsize=6.5,
            color=color_of(marker),
        )
    ax.set_yticks(range(len(markers)), [label(marker) for marker in markers])
    for tick, marker in zip(ax.get_yticklabels(), markers, strict=True):
        tick.set_color(color_of(marker))
    ax.set_ylim(len(markers) - 0.4, -0.6)
    ax.set_xlim(bounds["first"].min(), bounds["last"].max())
    ax.set_xlabel("word (counted through the body; dotted: quoted speech)")
    sns.despine(ax=ax, left=True)
    return ax


@in_style
def plot_contrasts(table: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw every section's rates against the rest of the text as a heat map.

    Parameters
    ----------
    table : DataFrame
        From ``contrast_sections``. A cell's colour is its shrunken rate ratio, its figure the
        number of hits; differences that stand after correction are framed.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
    """
    markers = _in_order(table["marker"])
    titles = table.drop_duplicates("section")["title"].tolist()
    ax = _new_axes(ax, 1.5 + ROW_HEIGHT * len(titles))
    counts = table.pivot_table(index="section", columns="marker", values="count")[markers]
    shades = table.pivot_table(index="section", columns="marker", values="shrunken", dropna=False)
    shades = shades[markers].fillna(0)
    sns.heatmap(
        shades,
        ax=ax,
        cmap=sns.diverging_palette(190, 40, s=65, l=62, as_cmap=True),
        center=0,
        vmin=-MAX_LOG_RATIO,
        vmax=MAX_LOG_RATIO,
        annot=counts,
        fmt=".0f",
        annot_kws={"fontsize": 7},
        linewidths=1.5,
        cbar_kws={"label": "times the rate of the rest", "ticks": [-2, -1, 0, 1, 2], "pad": 0.02},
    )
    scale = ax.collections[0].colorbar
    if scale is not None:
        scale.ax.set_yticklabels(["¼ or less", "½", "equal", "2", "4 or more"])
    ax.set_yticks(np.arange(len(titles)) + 0.5, [_wrap(title) for title in titles], rotation=0)
    names = [_wrap(short_label(marker), 10) for marker in markers]
    ax.set_xticks(np.arange(len(markers)) + 0.5, names, rotation=0, fontsize=6)
    for marker, section in _significant(table):
        place = (markers.index(marker), list(shades.index).index(section))
        ax.add_patch(Rectangle(place, 1, 1, fill=False, edgecolor=INK, linewidth=1.6))
    ax.set(xlabel="", ylabel="")
    return ax


def _significant(table: pd.DataFrame) -> list[tuple[str, int]]:
    clear = table[table["verdict"] != "cannot tell"]
    return list(zip(clear["marker"], clear["section"], strict=True))


@in_style
def plot_document_contrast(
    table: pd.DataFrame, first: str, second: str, ax: Axes | None = None
) -> Axes:
    """Draw the rate ratios of two documents, marker by marker, on a logarithmic axis.

    Parameters
    ----------
    table : DataFrame
        From ``contrast_documents``.
    first, second : str
        Names of the documents, for the labels.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
    """
    rows = table[table["ratio"].notna()].reset_index(drop=True)
    ax = _new_axes(ax, 1.1 + 0.27 * len(rows))
    section_axis(ax, [label(marker) for marker in rows["marker"]])
    ax.set_xscale("log", base=2)
    limit = 2**MAX_LOG_RATIO * 2
    ax.set_xlim(1 / limit, limit)
    ax.axvline(1, color=INK, linewidth=0.8)
    for row in rows.itertuples():
        color = color_of(row.marker)
        clear = row.verdict != "cannot tell"
        low, high = np.clip([row.low, row.high], 1 / limit, limit)
        ax.hlines(row.Index, low, high, color=color, linewidth=1.4, alpha=0.6)
        ax.plot(
            np.clip(row.ratio, 1 / limit, limit),
            row.Index,
            "o",
            color=color,
            markersize=5,
            markerfacecolor=color if clear else "white",
            clip_on=False,
        )
        ax.annotate(
            f"{row.count} : {row.other_count}",
            (1, row.Index),
            (4, 0),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            va="center",
            fontsize=6.5,
            color=color,
        )
    ax.set_xticks([1 / 8, 1 / 4, 1 / 2, 1, 2, 4, 8], ["⅛", "¼", "½", "1", "2", "4", "8"])
    ax.set_title(f"← more in {_shorten(second)}", loc="left", fontweight="normal")
    ax.set_title(f"more in {_shorten(first)} →", loc="right", fontweight="normal")
    ax.set_xlabel("ratio of the rates (filled dot: clear after correction; right: hits)")
    return ax


def _shorten(title: str, width: int = 32) -> str:
    return textwrap.shorten(title, width, placeholder=" …")


@in_style
def plot_keyness(table: pd.DataFrame, first: str, second: str, n: int = 12) -> Axes:
    """Draw the key words of two documents as bars to either side.

    Parameters
    ----------
    table : DataFrame
        From ``keyness``.
    first, second : str
        Names of the documents, for the labels.
    n : int
        How many words for each.

    Returns
    -------
    Axes
    """
    ours = table[table["log_ratio"] > 0].head(n)[::-1]
    theirs = table[table["log_ratio"] < 0].head(n)
    rows = pd.concat([theirs[::-1], ours]).reset_index(drop=True)
    ax = _new_axes(None, 1.1 + 0.19 * len(rows))
    signed = rows["log_likelihood"] * np.sign(rows["log_ratio"])
    colors = [COLORS["hedge"] if value > 0 else COLORS["booster"] for value in signed]
    alphas = [0.9 if verdict != "cannot tell" else 0.4 for verdict in rows["verdict"]]
    for place, (value, color, alpha) in enumerate(zip(signed, colors, alphas, strict=True)):
        ax.barh(place, value, 0.65, color=color, alpha=alpha)
    for place, row in enumerate(rows.itertuples()):
        side = 1 if signed[place] > 0 else -1
        ax.annotate(
            f"{row.word}  {row.count}:{row.other_count}",
            (0, place),
            (-4 * side, 0),
            textcoords="offset points",
            ha="right" if side > 0 else "left",
            va="center",
            fontsize=7,
        )
    ax.axvline(0, color=INK, linewidth=0.8)
    reach = max(signed.abs().max(), 1) * 1.05 if len(rows) else 1
    ax.set_xlim(-reach, reach)
    ax.set_yticks([])
    sns.despine(ax=ax, left=True)
    ax.xaxis.set_major_formatter(lambda value, _: f"{abs(value):g}")
    ax.set_title(f"← {_shorten(second)}", loc="left", fontweight="normal")
    ax.set_title(f"{_shorten(first)} →", loc="right", fontweight="normal")
    ax.set_xlabel("log-likelihood (pale: not clear after correction; beside the words: hits)")
    return ax


@in_style
def plot_fingerprints(table: pd.DataFrame, n_columns: int = 3) -> Panels:
    """Draw a small panel per section: every marker's rate as a share of its highest rate.

    Parameters
    ----------
    table : DataFrame
        From ``rates``.
    n_columns : int
        Panels side by side.

    Returns
    -------
    list of Axes, which a notebook shows as one figure
    """
    markers = _in_order(table["marker"])
    highest = table.groupby("marker")["rate"].max()
    sections = list(table.groupby(["section", "title"], sort=False))
    n_rows = -(-len(sections) // n_columns) or 1
    height = 0.5 + n_rows * (0.35 + 0.15 * len(markers))
    axes = panels(n_rows, n_columns, PAGE_WIDTH, height, sharex=True, sharey=True)
    for ax in axes[len(sections) :]:
        ax.set_axis_off()
    for ax, ((_, title), rows) in zip(axes, sections, strict=False):
        rate = rows.set_index("marker")["rate"].reindex(markers)
        share = (rate / highest.reindex(markers)).fillna(0)
        ax.barh(range(len(markers)), share, 0.65, color=[color_of(name) for name in markers])
        ax.set_title(_wrap(title, 17))
        ax.set_xlim(0, 1)
        ax.set_ylim(len(markers) - 0.4, -0.6)
        ax.set_yticks(range(len(markers)), [short_label(m) for m in markers])
        ax.set_xticks([0, 0.5, 1], ["0", "½", "highest"])
        sns.despine(ax=ax, left=True)
    return Panels(axes[: len(sections)])


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
    charge = table.groupby("actor")["strength"].sum().sort_values(ascending=False)
    actors = list(charge.index[:n_actors])
    sections = list(table.sort_values("section")["title"].drop_duplicates())
    ax = _new_axes(None, 0.9 + 0.46 * max(len(actors), 1))
    section_axis(ax, actors)
    ax.set_xlim(-0.5, max(len(sections), 1) - 0.5)
    ax.xaxis.tick_top()
    ax.set_xticks(range(len(sections)), [_wrap(title, 16) for title in sections])
    ax.tick_params(axis="x", length=0)
    ax.spines["bottom"].set_visible(False)
    for (actor, title), rows in table.groupby(["actor", "title"]):
        if actor not in actors:
            continue
        strongest = rows.sort_values("strength", ascending=False).drop_duplicates("text")
        for line, word in enumerate(strongest.head(n_words).itertuples()):
            ax.text(
                sections.index(title),
                actors.index(actor) + 0.28 * (line - (min(len(strongest), n_words) - 1) / 2),
                _shorten(word.text, 18),
                ha="center",
                va="center",
                fontsize=6.3,
                color=CATEGORY_COLORS[word.category],
                fontweight="bold" if word.strength >= STRONG else "normal",
            )
    if not actors:
        ax.text(0, 0, "no loaded language near names")
    _category_legend(ax, _category_palette("loaded", sorted(set(table["category"]))))
    return ax


def _collide(
    one: tuple[float, float, float], other: tuple[float, float, float], height: float
) -> bool:
    beside = one[1] < other[0] or other[1] < one[0]
    return not beside and abs(one[2] - other[2]) < height


@in_style
def plot_charge(table: pd.DataFrame, n_named: int = 8, ax: Axes | None = None) -> Axes:
    """Draw the charge of every sentence through the text, and name the strongest words.

    Parameters
    ----------
    table : DataFrame
        From ``charged_sentences``.
    n_named : int
        How many sentences get their words written beside them.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
    """
    ax = _new_axes(ax, 2.9)
    bounds = table.groupby(["section", "title"], sort=False)["sentence"].agg(["min", "max"])
    bounds = bounds.reset_index()
    _shade_sections(ax, bounds.assign(first=bounds["min"] - 0.5, last=bounds["max"] + 0.5), 1.01)
    color = COLORS["loaded"]
    ax.vlines(table["sentence"], 0, table["charge"], color=color, linewidth=1.6)
    top = max(table["charge"].max(), 0.5)
    n_sentences = len(table)
    taken: list[tuple[float, float, float]] = []  # left, right and height of the labels so far
    for row in table.nlargest(n_named, "charge").itertuples():
        words = _shorten(row.words, 30)
        width = 0.011 * n_sentences * len(words)
        is_late = row.sentence + width > n_sentences
        left = row.sentence - width if is_late else row.sentence
        place = (left, left + width, row.charge)
        if row.charge == 0 or any(_collide(place, other, 0.06 * top) for other in taken):
            continue
        taken.append(place)
        ax.annotate(
            words,
            (row.sentence, row.charge),
            (-3 if is_late else 3, 2),
            textcoords="offset points",
            fontsize=6,
            color=color,
            ha="right" if is_late else "left",
        )
    ax.set_ylim(0, top * 1.15)
    ax.set_xlim(0.5, n_sentences + 0.5)
    ax.set_xlabel("sentence")
    ax.set_ylabel("charge")
    return ax


RANK_ROW = 0.46  # inches per section: a line for its rank, one for its ranks on other bases
RANK_MARKS = ("v", "^", "X", "s", "D", "P", "*")
OTHER_BASIS: dict[str, Any] = {
    "color": INK,
    "linestyle": "",
    "markersize": 3.8,
    "markerfacecolor": "white",
    "markeredgewidth": 0.8,
}


@in_style
def plot_ranks(table: pd.DataFrame) -> Panels:
    """Draw every section's rank with its interval, and below it the ranks on other bases.

    Parameters
    ----------
    table : DataFrame
        From ``section_ranks``. The first basis of a measure is the dot, the line runs over the
        ranks of 95 % of the resamples, the small figure is the share that has the very rank.

    Returns
    -------
    list of Axes, which a notebook shows as one figure
        One per measure, from left to right; the sections are named on the first.
    """
    measures = list(table.groupby("measure", sort=False))
    titles = table.drop_duplicates("section")["title"].tolist()
    others = list(dict.fromkeys(table["basis"]))[1:]
    marks = dict(zip(others, cycle(RANK_MARKS), strict=False))
    height = 1.2 + RANK_ROW * len(titles)
    axes = panels(1, max(len(measures), 1), PAGE_WIDTH, height, sharey=True)
    section_axis(axes[0], titles)
    for ax, (measure, rows) in zip(axes, measures, strict=False):
        _draw_ranks(ax, rows, color_of(measure), marks)
        name = "Sentiment" if measure == "sentiment" else short_label(measure)
        ax.set_title(name, color=color_of(measure))
        ax.set_xlabel("rank, 1 = most positive" if measure == "sentiment" else "rank, 1 = most")
    handles = [Line2D([], [], marker="o", color=INK, markersize=4.5, label="as measured, 95 %")]
    handles += [Line2D([], [], marker=marks[name], label=name, **OTHER_BASIS) for name in marks]
    spacing = {"handlelength": 1.4, "handletextpad": 0.4, "columnspacing": 1.3}
    n_columns = len(handles)
    figure = axes[0].get_figure(root=True)
    assert figure is not None
    figure.legend(handles=handles, loc="outside upper left", ncols=n_columns, fontsize=7, **spacing)
    return axes


def _draw_ranks(ax: Axes, table: pd.DataFrame, color: str, marks: dict[str, str]) -> None:
    """Draw one measure: dots with intervals, and below them the ranks on other bases."""
    ours, *others = [rows for _, rows in table.groupby("basis", sort=False)]
    n_sections = len(ours)
    for row in range(0, n_sections, 2):
        ax.axhspan(row - 0.5, row + 0.5, color=BAND, zorder=0, linewidth=0)
    rows = np.arange(n_sections) - 0.12
    ax.hlines(rows, ours["rank_low"], ours["rank_high"], color=color, linewidth=1.4, alpha=0.55)
    ax.plot(ours["rank"], rows, "o", color=color, markersize=4.5, zorder=3)
    ranked = ours["rank"].notna().to_numpy()  # a section without words has no rank
    for row, place in zip(rows[ranked], ours[ranked].itertuples(), strict=True):
        ax.annotate(
            f"{place.keeps:.0%}",
            (place.rank, row),
            (0, 4),
            textcoords="offset points",
            ha="center",
            fontsize=5.5,
            color=color,
        )
    for number, other in enumerate(others):
        # Side by side, so that marks on one rank do not hide each other.
        offset = min(0.05 * n_sections, 0.35) * (number - (len(others) - 1) / 2)
        mark = marks[other["basis"].iloc[0]]
        ax.plot(other["rank"] + offset, rows + 0.4, mark, **OTHER_BASIS)
    ax.set_xlim(0.4, n_sections + 0.6)
    ax.set_xticks(range(1, n_sections + 1, -(-n_sections // 8)))
    ax.grid(axis="x")
    sns.despine(ax=ax, left=True)


UNSEEN = ("unseen", "cross-validated")  # figures on texts that nothing was made from


@in_style
def plot_report_card(table: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw how well every measure agrees with labels, beside its peers and people.

    Parameters
    ----------
    table : DataFrame
        From ``validate`` or ``stored_results``.
    ax : Axes, optional
        Where to draw.

    Returns
    -------
    Axes
    """
    # What a measure reaches on texts that it was made from flatters, and a number is no share.
    table = table[(table["basis"] != "in view") & (table["statistic"] != "number")]
    known = table["basis"].isin(UNSEEN)
    pairs = set(zip(table.loc[known, "measure"], table.loc[known, "gold"], strict=True))
    groups = [pair for pair in table.groupby(["measure", "gold"], sort=False) if pair[0] in pairs]
    ax = _new_axes(ax, 1.0 + 0.42 * len(groups))
    names = [MEASURES.get(key[0]) or label(key[0]) for key, _ in groups]
    section_axis(ax, [f"{name}, {key[1]}" for name, (key, _) in zip(names, groups, strict=True)])
    for row, (_, scores) in enumerate(groups):
        peers = scores[scores["basis"] == "peer"]
        ax.plot(peers["value"], [row] * len(peers), "|", color=MUTED, markersize=9)
        if len(peers):
            best = peers.loc[peers["value"].idxmax()]
            _name_point(ax, best["value"], row, best["scorer"], MUTED, -9)
        for basis, mark, color, fill in (
            ("reader", "D", COLORS["attribution"], "white"),
            ("cross-validated", "o", INK, "white"),
            ("unseen", "o", INK, INK),
        ):
            rows = scores[scores["basis"] == basis]
            if rows.empty:
                continue  # an empty line would claim a place at the foot of the figure
            ax.hlines([row] * len(rows), rows["low"], rows["high"], color=color, linewidth=1.2)
            ax.plot(
                rows["value"],
                [row] * len(rows),
                mark,
                color=color,
                markerfacecolor=fill,
                markersize=4.8,
                zorder=3,
                clip_on=False,
            )
    ax.set_xlim(0, 1)
    ax.set_xlabel(
        "F1 or Pearson’s r (● this project on unseen texts, ○ cross-validated, "
        "| peers, the best one named, ◇ readers)"
    )
    return ax


def _name_point(ax: Axes, x: float, y: float, name: str, color: str, below: float) -> None:
    ax.annotate(
        name,
        (x, y),
        (0, below),
        textcoords="offset points",
        ha="center",
        va="center",
        fontsize=5.5,
        color=color,
    )
