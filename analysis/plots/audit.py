"""The audit of an archive in words and as a figure: as counted, and as corrected."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D

from analysis.plots.frame import PAGE_WIDTH, Panels, in_style, page_width, panels
from analysis.plots.labels import COLORS, INK, color_of, label
from analysis.plots.parts import ROW_HEIGHT, across, section_axis, write_at
from analysis.statistics.audit import ALL

__all__ = ["audit_sentences", "headline_of_audit", "plot_audit"]

DEMONSTRATION = "Demonstration: these readings are invented"
NOTHING = "Nothing to draw: no rate could be corrected."
SHIFT = 0.15  # of a row, by which counted and corrected dots stand apart
MOST_PAIRS = 3  # differences of a marker that are told one by one
WHOLE = "the whole archive"


# --- in words ------------------------------------------------------------------------------------


def audit_sentences(table: pd.DataFrame) -> list[str]:
    """Say what an audit bought, and what more readings would.

    Parameters
    ----------
    table : DataFrame
        From ``audit``.

    Returns
    -------
    list of str
        Of every marker the rate and the share of sentences in the whole archive, and the
        differences between groups: all of up to three, of more those that are certain.

    Examples
    --------
    >>> row = {"marker": "hedge", "measure": "rate", "group": "all", "other": "", "q": math.nan,
    ...     "uncorrected": 27.0, "corrected": 21.0, "low": 18.0, "high": 24.0, "more": 240.0}
    >>> audit_sentences(pd.DataFrame([row | {"note": ""}]))[0][:63]
    'Hedges: the corrected rate is 21 per 1,000 words [18, 24]; unco'
    """
    return [
        sentence
        for marker, rows in table.groupby("marker", sort=False)
        for sentence in _told(label(str(marker), table), rows)
    ]


def _told(title: str, rows: pd.DataFrame) -> Iterator[str]:
    whole = rows[(rows["group"] == ALL) & (rows["other"] == "")]
    for row in whole.itertuples():
        if math.isnan(row.corrected):
            yield f"{title}: no corrected {row.measure}; {row.note}."
        elif row.measure == "rate":
            yield (
                f"{title}: the corrected rate is {_number(row.corrected)} per 1,000 words "
                f"[{_number(row.low)}, {_number(row.high)}]; uncorrected "
                f"{_number(row.uncorrected)}. {_more(row.more)}"
            )
        else:
            yield (
                f"{title}: corrected, {_percent(row.corrected)} % of the sentences hold a hit "
                f"[{_percent(row.low)}, {_percent(row.high)}]; uncorrected "
                f"{_percent(row.uncorrected)} %."
            )
    pairs = rows[(rows["other"] != "") & (rows["measure"] == "rate") & rows["corrected"].notna()]
    shown = pairs if len(pairs) <= MOST_PAIRS else pairs[pairs["q"] < 0.05]
    yield from (_difference(title, row) for row in shown.itertuples())
    if len(shown) < len(pairs):
        yield f"{title}: of {len(pairs)} differences between groups {len(shown)} are certain."


def _more(more: float) -> str:
    if math.isnan(more):
        return "Everything was read."
    return f"{int(more):,} more readings would halve the interval."


def _difference(title: str, row: Any) -> str:
    values = (
        f"corrected {_signed(row.corrected)} per 1,000 words [{_signed(row.low)}, "
        f"{_signed(row.high)}]; uncorrected {_signed(row.uncorrected)}"
    )
    if row.low <= 0 <= row.high:
        return f"{title}: whether “{row.group}” and “{row.other}” differ is not certain: {values}."
    more = "more" if row.corrected > 0 else "less"
    return f"{title}: “{row.group}” has {more} than “{row.other}”: {values}."


def _number(value: float) -> str:
    return f"{value:.1f}" if abs(value) < 9.95 else f"{value:.0f}"


def _signed(value: float) -> str:
    return f"{'−' if value < 0 else '+'}{_number(abs(value))}"


def _percent(value: float) -> str:
    return _number(100 * value)


def headline_of_audit(table: pd.DataFrame, *_: object) -> str:
    """Say which count the audit overturns, or that none.

    Examples
    --------
    >>> row = {"marker": "hedge", "measure": "rate", "group": "all", "other": "",
    ...     "uncorrected": 27.0, "corrected": 21.0, "low": 18.0, "high": 24.0}
    >>> headline_of_audit(pd.DataFrame([row]))
    'Read, not only counted: 21 hedges in 1,000 words of the whole archive, not 27.'
    >>> headline_of_audit(pd.DataFrame([row | {"uncorrected": 22.0}]))
    'The counts stand: each lies within the interval of its corrected rate.'
    """
    rows = table[(table["measure"] == "rate") & table["corrected"].notna()]
    for row in rows[rows["other"] != ""].itertuples():
        is_clear = row.low > 0 or row.high < 0
        if is_clear and row.corrected * row.uncorrected < 0:
            more = "more" if row.corrected > 0 else "less"
            return (
                f"Read, not only counted: “{row.group}” has {more} "
                f"{label(row.marker, table).lower()} than “{row.other}”; by the counts it is the "
                "other way round."
            )
    rates = rows[rows["other"] == ""]
    off = rates[(rates["uncorrected"] < rates["low"]) | (rates["uncorrected"] > rates["high"])]
    if rates.empty:
        return ""
    if off.empty:
        return "The counts stand: each lies within the interval of its corrected rate."
    first = off.loc[(np.log((off["corrected"] + 1) / (off["uncorrected"] + 1))).abs().idxmax()]
    where = WHOLE if first["group"] == ALL else f"“{first['group']}”"
    hits = _hits(str(first["marker"]), table)
    return (
        f"Read, not only counted: {_number(first['corrected'])} {hits} in 1,000 words of {where}, "
        f"not {_number(first['uncorrected'])}."
    )


def _hits(marker: str, table: pd.DataFrame) -> str:
    known = {"loaded": "loaded words", "attribution": "attributions"}
    return known.get(marker, label(marker, table).lower())


# --- as a figure ---------------------------------------------------------------------------------


@in_style
def plot_audit(table: pd.DataFrame, *, demonstration: bool = False) -> Panels:
    """Draw rates as counted (hollow) and as corrected (filled, with intervals), by group.

    Parameters
    ----------
    table : DataFrame
        From ``audit``.
    demonstration : bool
        Say in the picture that its readings are invented.

    Returns
    -------
    list of Axes

    Examples
    --------
    >>> names = ["measure", "other", "group", "marker", "uncorrected", "corrected", "low", "high"]
    >>> rows = [("rate", "", "all", "hedge", 9.0, 8.0, 6.0, 10.0)]
    >>> plot_audit(pd.DataFrame(rows, columns=names))[0].get_title("left")
    'Hedges'
    """
    rates = table[(table["measure"] == "rate") & (table["other"] == "")]
    markers = list(dict.fromkeys(rates.loc[rates["uncorrected"].notna(), "marker"]))
    if not markers or rates["corrected"].isna().all():
        return _empty()
    groups = list(dict.fromkeys(rates["group"]))
    is_wide = page_width() >= PAGE_WIDTH
    n_columns = min(len(markers), 4) if is_wide else 1
    n_rows = math.ceil(len(markers) / n_columns)
    tall = 1.15 * ROW_HEIGHT * len(groups)
    height = 0.75 + n_rows * (0.75 + tall)
    axes = panels(n_rows, n_columns, page_width(), height, sharey=True)
    for number, ax in enumerate(axes):
        if number >= len(markers):
            ax.set_axis_off()
            continue
        section_axis(ax, ["Whole archive" if name == ALL else name for name in groups])
        ax.tick_params(labelleft=number % n_columns == 0)
        rows = rates[rates["marker"] == markers[number]].set_index("group").reindex(groups)
        _draw(ax, rows, color_of(markers[number], table))
        title, color = label(markers[number], table), color_of(markers[number], table)
        # Above the first row of panels, the legend stands below their titles.
        pad = (32 if demonstration else 22) if number < n_columns else None
        ax.set_title(title, color=color, pad=pad)
        ax.set_xlabel("per 1,000 words")
    _explain(axes[0], 1 + 0.05 / tall, demonstration)
    return axes


def _draw(ax: Axes, rows: pd.DataFrame, color: str) -> None:
    places = np.arange(len(rows))
    look: dict[str, Any] = {"color": color, "markersize": 4.4, "zorder": 3, "clip_on": False}
    ax.plot(rows["uncorrected"], places - SHIFT, "o", markerfacecolor="white", **look)
    ax.hlines(places + SHIFT, rows["low"], rows["high"], color=color, linewidth=1.4, alpha=0.6)
    ax.plot(rows["corrected"], places + SHIFT, "o", **look)
    for place, row in zip(places, rows.itertuples(), strict=True):
        if not math.isnan(row.corrected):
            at = (row.high, place + SHIFT)
            write_at(ax, _number(row.corrected), at, (3, 0), color, ha="left", va="center")
    ax.set_xlim(0, 1.18 * float(np.nanmax(rows[["high", "uncorrected"]].to_numpy())) or 1)


def _explain(ax: Axes, height: float, demonstration: bool) -> None:
    """Say above the panels what the dots are."""
    names = (("white", "as counted by the tool"), (INK, "corrected by what was read, 95 %"))
    handles: list[Any] = [
        Line2D([], [], marker="o", color=INK, markerfacecolor=fill, linestyle="", label=name, ms=4)
        for fill, name in names
    ]
    place: dict[str, Any] = {"loc": "lower left", "bbox_to_anchor": (0.01, height)}
    place |= {"bbox_transform": across(ax), "borderaxespad": 0, "handletextpad": 0.1}
    legend = ax.legend(handles=handles, fontsize=6.5, ncols=2, **place)
    legend.set_in_layout(False)
    if demonstration:
        legend.set_title(DEMONSTRATION, FontProperties(size=7, weight="bold"))
        legend.get_title().set_color(COLORS["booster"])
        legend.set_alignment("left")


def _empty() -> Panels:
    axes = panels(1, 1, page_width(), 0.6)
    axes[0].set_axis_off()
    axes[0].text(0, 0.5, NOTHING, transform=axes[0].transAxes, va="center")
    return axes
