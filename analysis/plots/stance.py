"""Figures with a mark for each sentence: the readable strip, and certainty against charge."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from analysis.plots.frame import PAGE_WIDTH, Panels, hide_frame, in_style, page_width, panels
from analysis.plots.labels import COLORS, INK, MUTED
from analysis.plots.parts import shorten, wrap, write_at

__all__ = ["STANCE_COLORS", "corner_sentences", "plot_certainty", "plot_strip", "plot_strips"]

STANCE_COLORS = {
    "neither": "#b9b4a8",
    "hedged": COLORS["hedge"],
    "boosted": COLORS["booster"],
    "both": INK,
}
STANCE_NAMES = {
    "neither": "plain",
    "hedged": "hedged",
    "boosted": "boosted",
    "both": "hedged and boosted",
}
STRIP_COLUMNS = 3  # of a strip on a page, like those of a newspaper
ROW = 0.115  # inches per sentence, so that its words can be read beside it
MOST = 7.6  # inches; a longer text gets thinner rows
HEAD = 1.7  # rows that a section's title takes
LEGEND = 0.22  # inches above the strip
LETTER = 0.05  # inches, of the small type
REACH = 2.6  # the width of a column in greatest charges, so that words have room beside the bars
KEYS = (3, 1)  # charges that the bar of the key may have; the first that is reached
KEY_ROWS = 2.0  # that the key takes below the strip
STUB = 0.03  # of the greatest charge: how long the bar of a sentence without charge is


class Row(NamedTuple):
    """A line of the strip: a sentence of the table, or a section's title."""

    place: float
    title: str
    sentence: int | None


@in_style
def plot_strip(table: pd.DataFrame) -> Panels:
    """Draw a text as a column of sentences: length is charge, colour says how sure it is.

    Parameters
    ----------
    table : DataFrame
        From ``sentence_stance``.

    Returns
    -------
    list of Axes, which a notebook shows as one figure
        One per column of the strip; it is read like a newspaper, down and then to the right.

    Examples
    --------
    >>> from analysis.statistics.stance import sentence_stance
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> len(plot_strip(sentence_stance(analyze(Document("x", "It may rain.")))))
    1
    """
    n_columns = STRIP_COLUMNS if page_width() >= PAGE_WIDTH else 1
    n_columns = min(n_columns, max(1, len(table) // 4))
    columns = list(_strip_columns(table, n_columns))
    n_rows = max(rows[-1].place for rows in columns) + 1 if columns else 1
    row = min(ROW, MOST / n_rows)
    most = max(table["charge"].max(), 1e-9) if len(table) else 1
    key = next((charge for charge in KEYS if charge <= most), None)
    below = KEY_ROWS if key else 0
    axes = panels(1, max(len(columns), 1), page_width(), 0.75 + (n_rows + below) * row)
    for ax, rows in zip(axes, columns, strict=False):
        _draw_column(ax, table, rows, most, min_apart=0.1 / row)
        ax.set_ylim(n_rows + below - 0.3, -0.7 - LEGEND / row)
    if key:
        place = n_rows + below - 1.0
        axes[0].barh(
            place, key, 0.62, facecolor="white", edgecolor=MUTED, linewidth=0.6, hatch="////"
        )
        beside: dict[str, Any] = {"ha": "left", "va": "center", "fontsize": 6}
        write_at(axes[0], f"a charge of {key}", (key, place), (2.5, 0), MUTED, **beside)
    for ax in axes:
        ax.set_xlim(0, REACH * most)
        ax.set_xticks([])
        ax.set_yticks([])
        hide_frame(ax, bottom=True)
    quoted = bool((table["voice"] == "quoted").any())
    _explain_stances(axes[0], _present(table), quoted=quoted)
    return axes


@in_style
def plot_strips(tables: Mapping[str, pd.DataFrame], n_columns: int = 4) -> Panels:
    """Draw several texts as strips side by side, on one scale of charge.

    Parameters
    ----------
    tables : mapping
        From a text's name to its table, from ``sentence_stance``.
    n_columns : int
        Strips side by side on a page; half as many in a column.

    Returns
    -------
    list of Axes, which a notebook shows as one figure
        One per text, in the given order; as long as the longest text.

    Examples
    --------
    >>> from analysis.statistics.stance import sentence_stance
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> table = sentence_stance(analyze(Document("x", "It may rain.")))
    >>> [ax.get_title("left") for ax in plot_strips({"one": table, "two": table})]
    ['one', 'two']
    """
    n_columns = max(1, min(round(n_columns * page_width() / PAGE_WIDTH), len(tables)))
    n_rows = -(-len(tables) // n_columns) or 1
    longest = max((len(table) for table in tables.values()), default=1)
    most = max((table["charge"].max() for table in tables.values() if len(table)), default=0) or 1
    height = n_rows * (0.45 + min(0.022 * longest, 2.6)) + 0.3
    axes = panels(n_rows, n_columns, page_width(), height)
    for ax, (name, table) in zip(axes, tables.items(), strict=False):
        for place, one in enumerate(table.itertuples()):
            _draw_bar(ax, place, one.charge, one.stance, one.voice, most)
        ax.set_title(wrap(name, 26), fontsize=6.5)
    for ax in axes:
        ax.set_xlim(0, 1.05 * most)
        ax.set_ylim(longest, -1 - LEGEND / 0.022)
        ax.set_axis_off()
    drawn = pd.concat(tables.values()) if tables else pd.DataFrame({"stance": []})
    _explain_stances(axes[0], _present(drawn), quoted=False)
    return axes


def _draw_bar(ax: Axes, place: float, charge: float, stance: str, voice: str, most: float) -> None:
    """Draw the bar of a sentence: hollow if it is quoted speech."""
    color = STANCE_COLORS[stance]
    inside = "white" if voice == "quoted" else color
    look: dict[str, Any] = {"facecolor": inside, "edgecolor": color, "linewidth": 0.6}
    ax.barh(place, max(charge, STUB * most), 0.62, **look)


def _strip_columns(table: pd.DataFrame, n_columns: int) -> Iterator[list[Row]]:
    """Part the sentences into columns of about one height, each section with its title."""
    n_titles = table["section"].nunique()
    height = (len(table) + HEAD * (n_titles + n_columns - 1)) / n_columns
    rows: list[Row] = []
    place, section = 0.0, None
    for number, (index, title) in enumerate(zip(table["section"], table["title"], strict=True)):
        is_new = index != section
        if rows and place + HEAD * is_new >= height:
            yield rows
            rows, place = [], 0.0
            title = title if is_new else f"{title} (continued)"
            is_new = True
        if is_new:
            rows.append(Row(place + (HEAD - 1) / 2, title, None))
            place, section = place + HEAD, index
        rows.append(Row(place, "", number))
        place += 1
    if rows:
        yield rows


def _draw_column(
    ax: Axes, table: pd.DataFrame, rows: list[Row], most: float, min_apart: float
) -> None:
    sentences = [row for row in rows if row.sentence is not None]
    for row in rows:
        if row.sentence is None:
            ax.text(0, row.place, shorten(row.title, 36), va="center", fontsize=6.5, weight="bold")
    for row in sentences:
        one = table.iloc[row.sentence]
        _draw_bar(ax, row.place, one["charge"], one["stance"], one["voice"], most)
    _write_words(ax, table, sentences, most, min_apart)


def _write_words(
    ax: Axes, table: pd.DataFrame, rows: list[Row], most: float, min_apart: float
) -> None:
    """Write the strongest words beside their bars, the most charged sentences first."""
    taken: list[float] = []
    figure = ax.get_figure(root=True)
    assert figure is not None
    n_letters = figure.get_figwidth() / len(figure.axes) / LETTER
    charges = table["charge"]
    for row in sorted(rows, key=lambda row: (-charges.iloc[row.sentence], row.place)):
        one = table.iloc[row.sentence]
        if one["charge"] <= 0 or any(abs(row.place - other) < min_apart for other in taken):
            continue
        taken.append(row.place)
        beside = (max(one["charge"], STUB * most), row.place)
        room = int(n_letters * (1 - beside[0] / (REACH * most)))
        words = shorten(one["words"], room)
        write_at(ax, words, beside, (2.5, 0), INK, ha="left", va="center", fontsize=6)


def _present(table: pd.DataFrame) -> list[str]:
    """Name what a legend must explain: of sentences that are hedged and boosted only if any are."""
    found = set(table["stance"])
    return [name for name in STANCE_COLORS if name != "both" or name in found]


def _explain_stances(ax: Axes, names: list[str], *, quoted: bool) -> None:
    handles = [Patch(color=STANCE_COLORS[name], label=STANCE_NAMES[name]) for name in names]
    if quoted:
        handles.append(Patch(facecolor="white", edgecolor=INK, label="quoted speech"))
    spacing: dict[str, Any] = {"handlelength": 0.9, "columnspacing": 1.1, "handletextpad": 0.4}
    above: dict[str, Any] = {
        "loc": "upper left",
        "bbox_to_anchor": (0, 1),
        "borderaxespad": 0,
        "ncols": 5,
    }
    # It may be wider than the axes: what is beside it on top is free, and must not cover it.
    ax.set_zorder(1)
    ax.patch.set_visible(False)
    ax.legend(handles=handles, fontsize=6.5, **spacing, **above).set_in_layout(False)


CORNERS = {  # stance, and whether without charge
    "charged and sure": ("boosted", False),
    "charged and held back": ("hedged", False),
    "sure without charge": ("boosted", True),
    "held back without charge": ("hedged", True),
}


def corner_sentences(table: pd.DataFrame) -> pd.DataFrame:
    """Choose the sentence that stands farthest in each corner of certainty and charge.

    Words of which the measure is not sure count little.

    Parameters
    ----------
    table : DataFrame
        From ``sentence_stance``.

    Returns
    -------
    DataFrame
        At most four rows of the table, with a column corner; a corner without sentence has none.

    Examples
    --------
    >>> from analysis.statistics.stance import sentence_stance
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> table = sentence_stance(analyze(Document("x", "It may rain. It certainly will.")))
    >>> corner_sentences(table)["corner"].tolist()
    ['sure without charge', 'held back without charge']
    """
    chosen = []
    authors = table[table["voice"] == "author"]
    for corner, (stance, is_calm) in CORNERS.items():
        rows = authors[(authors["stance"] == stance) & ((authors["charge"] == 0) == is_calm)]
        if len(rows):
            far = rows["sureness"].abs() * (1 if is_calm else rows["charge"])
            chosen.append(rows.loc[[far.idxmax()]].assign(corner=corner))
    return pd.concat(chosen) if chosen else table.iloc[:0].assign(corner="")


@in_style
def plot_certainty(table: pd.DataFrame) -> Panels:
    """Draw every sentence by its certainty and its charge, and write out those in the corners.

    Parameters
    ----------
    table : DataFrame
        From ``sentence_stance``.

    Returns
    -------
    list of Axes, which a notebook shows as one figure
        The marks, and the sentences.

    Examples
    --------
    >>> from analysis.statistics.stance import sentence_stance
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> axes = plot_certainty(sentence_stance(analyze(Document("x", "It may rain."))))
    >>> axes[0].get_ylabel()
    'charge of the sentence'
    """
    is_page = page_width() >= PAGE_WIDTH
    shape: tuple[int, int] = (1, 2) if is_page else (2, 1)
    ratios = {"width_ratios": [1, 1]} if is_page else {"height_ratios": [1, 1.1]}
    axes = panels(*shape, page_width(), 4.0 if is_page else 6.4, **ratios)
    corners = corner_sentences(table)
    _draw_marks(axes[0], table, corners)
    _write_corners(axes[1], corners, 58 if is_page else 62)
    return axes


def _draw_marks(ax: Axes, table: pd.DataFrame, corners: pd.DataFrame) -> None:
    """Draw a mark for each sentence, those of one place side by side."""
    import seaborn as sns  # only when a figure is drawn, see hide_frame

    step = max(table["charge"].max(), 1) / 40 if len(table) else 1
    rounded = (table["charge"] / step).round()
    rank = table.groupby([table["certainty"], rounded]).cumcount()
    size = table.groupby([table["certainty"], rounded])["charge"].transform("size")
    wide = max(size.max(), 12) if len(table) else 1
    x = table["certainty"] + (rank - (size - 1) / 2) * 0.8 / wide
    marks = {"x": x, "y": table["charge"], "hue": table["stance"], "palette": STANCE_COLORS}
    sns.scatterplot(**marks, s=11, alpha=0.85, linewidth=0, legend=False, ax=ax)
    for number, index in enumerate(corners.index, 1):
        write_at(ax, number, (x[index], table["charge"][index]), (4, 3), INK, fontsize=7.5)
    ax.axvline(0, color=MUTED, linewidth=0.6, zorder=0)
    reach = max(abs(table["certainty"]).max(), 2) + 0.6 if len(table) else 2.6
    ax.set_xlim(-reach, reach)
    ax.set_ylim(bottom=-0.04 * max(table["charge"].max(), 1) if len(table) else -0.04)
    ax.set_xlabel("← more hedges     boosters less hedges     more boosters →")
    ax.set_ylabel("charge of the sentence")
    handles = [
        Line2D(
            [], [], marker="o", linestyle="", markersize=4, color=color, label=STANCE_NAMES[name]
        )
        for name, color in STANCE_COLORS.items()
        if name in _present(table)
    ]
    above: dict[str, Any] = {"loc": "lower left", "bbox_to_anchor": (-0.02, 1.0), "ncols": 4}
    ax.legend(handles=handles, fontsize=6.5, handletextpad=0.1, columnspacing=1.0, **above)


def _counted(row: Any) -> str:
    """Name the words of a sentence that count, so that its place can be judged."""
    kinds = {"hedges": row.hedges, "boosters": row.boosters, "charge": row.words}
    return "; ".join(f"{kind}: {words}" for kind, words in kinds.items() if words)


def _write_corners(ax: Axes, corners: pd.DataFrame, width: int) -> None:
    ax.set_axis_off()
    height = 1.0
    for number, row in enumerate(corners.itertuples(), 1):
        head = f"{number}  {row.corner.capitalize()} (sentence {row.sentence})"
        lines = textwrap.wrap(row.text, width, max_lines=3, placeholder=" …")
        place: dict[str, Any] = {"transform": ax.transAxes, "va": "top"}
        ax.text(0, height, head, fontsize=6.5, weight="bold", **place)
        ax.text(0, height - 0.05, "\n".join(lines), fontsize=6.5, linespacing=1.15, **place)
        height -= 0.065 + 0.041 * len(lines)
        counted = shorten(_counted(row), width + 4)
        ax.text(0, height, counted, fontsize=6, color=MUTED, **place)
        height -= 0.07
    if corners.empty:
        ax.text(0, height, "No sentence is hedged or boosted.", va="top", transform=ax.transAxes)
