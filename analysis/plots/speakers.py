"""The figure of who speaks: sources, how often, by which words, how far the author vouches."""

from __future__ import annotations

import math

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from analysis.plots.frame import PAGE_WIDTH, Panels, hide_frame, in_style, page_width, panels
from analysis.plots.labels import BAND, COLORS, INK, MUTED
from analysis.plots.parts import section_axis, shorten, write_at
from analysis.statistics.speakers import FAR, NEAR, UNNAMED

__all__ = ["plot_speakers", "rows_of_speakers"]

N_SPEAKERS = 10
ROW = 0.27  # inches a source
KEPT_AT_A_DISTANCE, VOUCHED_FOR = 0.0, 1.0


@in_style
def plot_speakers(table: pd.DataFrame, n: int = N_SPEAKERS) -> Panels:
    """Draw the sources of a text: how often each is heard, and how far the author vouches for it.

    Parameters
    ----------
    table : DataFrame
        From ``speakers``.
    n : int
        How many sources, the most frequent first.

    Returns
    -------
    list of Axes, which a notebook shows as one figure
        The counts with the words used, and the support.

    Examples
    --------
    >>> from analysis.statistics.speakers import speakers
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> table = speakers(analyze(Document("x", "Then Ada Oram said that it may rain.")))
    >>> [name.get_text() for name in plot_speakers(table)[0].get_yticklabels()]
    ['Ada Oram']
    """
    rows = rows_of_speakers(table, n)
    is_page = page_width() >= PAGE_WIDTH
    height = (1.15 if is_page else 1.7) + ROW * max(len(rows), 1)
    axes = panels(
        1, 2, page_width(), height, sharey=True, width_ratios=[1.9 if is_page else 1.4, 1]
    )
    section_axis(axes[0], [shorten(name, 60 if is_page else 42) for name in rows["speaker"]])
    _draw_counts(axes[0], rows, 44 if is_page else 12)
    _draw_support(axes[1], rows)
    if rows.empty:
        axes[0].text(0, 0, "nobody else is made to speak")
    return axes


def rows_of_speakers(table: pd.DataFrame, n: int) -> pd.DataFrame:
    """Return the rows that are drawn: sources that do not fit share one, so that none is lost.

    Parameters
    ----------
    table : DataFrame
        From ``speakers``.
    n : int
        How many rows at most. Those that are nobody by name are always among them.

    Examples
    --------
    >>> table = pd.DataFrame({"speaker": ["Oram", "Lund", "Creel", "(no source)"],
    ...     "n": [3, 2, 1, 4], "n_quoted": [1, 1, 0, 0], "words": "say", "support": 0.5})
    >>> rows_of_speakers(table, 3)[["speaker", "n", "n_quoted"]].values.tolist()
    [['Oram', 3, 1], ['2 more sources', 3, 1], ['(no source)', 4, 0]]
    """
    unnamed = table["speaker"].isin(UNNAMED)
    named, room = table[~unnamed], max(n - int(unnamed.sum()), 1)
    if len(named) <= room:
        return table.reset_index(drop=True)
    rest = named.iloc[room - 1 :]
    words = "once each" if rest["n"].max() == 1 else ""
    told = {"speaker": f"{len(rest)} more sources", "words": words, "support": math.nan}
    counts = rest[["n", "n_quoted"]].sum().to_dict()
    more = pd.DataFrame([{**told, **counts}])
    return pd.concat([named.head(room - 1), more, table[unnamed]], ignore_index=True)


def _draw_counts(ax: Axes, rows: pd.DataFrame, n_letters: int) -> None:
    color = COLORS["attribution"]
    reported = rows["n"] - rows["n_quoted"]
    places = range(len(rows))
    ax.barh(places, rows["n_quoted"], 0.5, color=color, linewidth=0)
    ax.barh(places, reported, 0.5, rows["n_quoted"], color=color, alpha=0.35, linewidth=0)
    for row in rows.itertuples():
        words = shorten(row.words, n_letters)
        beside = {"ha": "left", "va": "center", "fontsize": 6.5}
        write_at(ax, words, (row.n, row.Index), (3, 0), INK, **beside)
    most = max(rows["n"].max(), 1) if len(rows) else 1
    ax.set_xlim(0, 2.6 * most)
    is_page = page_width() >= PAGE_WIDTH
    ax.set_xticks(range(0, most + 1, math.ceil(most / (5 if is_page else 2))))
    ax.set_xlabel("times", loc="left")
    handles = [Patch(color=color, label="quoted"), Patch(color=color, alpha=0.35, label="reported")]
    ax.set_ylim(max(len(rows), 1) - 0.4, -1.5 if is_page else -1.9)
    n_columns = 2 if is_page else 1
    ax.legend(handles=handles, loc="upper left", ncols=n_columns, fontsize=6.5, borderaxespad=0)


def _draw_support(ax: Axes, rows: pd.DataFrame) -> None:
    """Draw how far the words used vouch for what they report; open where it is plain."""
    for place in range(0, len(rows), 2):
        ax.axhspan(place - 0.5, place + 0.5, color=BAND, zorder=0, linewidth=0)
    hide_frame(ax)
    ax.axvline(0.5, color=MUTED, linewidth=0.7)
    ax.hlines(range(len(rows)), 0.5, rows["support"], color=INK, linewidth=1.1)
    for row in rows.itertuples():
        fill = "white" if FAR <= row.support <= NEAR else INK
        ax.plot(row.support, row.Index, "o", color=INK, markerfacecolor=fill, markersize=4.5)
    ax.set_xlim(KEPT_AT_A_DISTANCE, VOUCHED_FOR)
    if page_width() >= PAGE_WIDTH:
        ax.set_xticks([0, 0.5, 1], ["kept at\na distance", "plain", "vouched\nfor"], fontsize=6.5)
    else:
        ax.set_xticks([0, 0.5, 1], ["", "", ""])
        ax.set_xlabel("← kept at a distance\nvouched for →", fontsize=6.5)
    ax.tick_params(labelleft=False)
