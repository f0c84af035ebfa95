"""For whom a measure fails: the figures on the op-eds kept for testing, outlet by outlet.

python -m analysis.validation.outlets FOLDER    # makes outlets.csv anew from labelled data
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

from analysis.files import write_text
from analysis.plots.card import place_of
from analysis.validation.card import short
from analysis.validation.scoring import summarize
from analysis.validation.split import is_test
from analysis.validation.tasks import OURS, TASKS

__all__ = ["outlet_card", "outlet_scores"]

STORED = Path(__file__).with_name("outlets.csv")
OP_EDS = ("op-eds", "op-ed sentences", "op-eds, right hits")
# What the names of the op-eds begin with.
OUTLETS = {"aljazeera": "Al Jazeera", "foxnews": "Fox News", "guardian": "The Guardian"}
COLUMNS = ["measure", "outlet", "statistic", "value", "low", "high", "n", "n_documents"]


def outlet_scores(gold: Path | None = None) -> pd.DataFrame:
    """Score the measures on the op-eds kept for testing, for each outlet by itself.

    Parameters
    ----------
    gold : Path, optional
        A folder with ``opeds``; without it, the figures kept with the project.

    Returns
    -------
    DataFrame
        One row per measure × outlet: measure, outlet, statistic (F1, r or share), value, low, high
        (95 % over documents), n (labels or sentences), n_documents. A handful of texts each: the
        intervals are wide, and most of them overlap.

    Examples
    --------
    >>> sorted(set(outlet_scores()["outlet"]))
    ['Al Jazeera', 'Fox News', 'The Guardian']
    """
    if gold is None:
        return pd.read_csv(STORED)
    rows = []
    for task in TASKS:
        if task.gold not in OP_EDS:
            continue
        for scorer, statistic, table in task.evaluate(gold, is_test):
            if scorer == OURS:
                names = table["document"].str.split("-").str[0].map(OUTLETS)
                for outlet, part in table.groupby(names):
                    found = summarize(statistic, part)
                    figures = (found.value, found.low, found.high, found.n, found.n_documents)
                    rows.append((task.measure, outlet, statistic, *figures))
    return pd.DataFrame(rows, columns=COLUMNS).round(3)


def outlet_card(gold: Path | None = None) -> pd.DataFrame:
    """Put the figures of the outlets side by side, to be read.

    Parameters
    ----------
    gold : Path, optional
        As for ``outlet_scores``.

    Returns
    -------
    DataFrame
        One row per measure: measure, by (F1, r or share), and for each outlet the figure with its
        95 % interval over documents, as texts.

    Examples
    --------
    >>> outlet_card().columns.tolist()
    ['measure', 'by', 'Al Jazeera', 'Fox News', 'The Guardian']
    """
    table = outlet_scores(gold)
    cells = [f"{short(r.value)} [{short(r.low)}, {short(r.high)}]" for r in table.itertuples()]
    wide = table.assign(cell=cells).pivot(
        index=["measure", "statistic"], columns="outlet", values="cell"
    )
    shown = wide.reset_index().rename(columns={"statistic": "by"}).rename_axis(columns=None)
    return shown.sort_values("measure", key=lambda names: names.map(place_of), ignore_index=True)


if __name__ == "__main__":
    made = outlet_scores(Path(sys.argv[1]))
    write_text(STORED, made.to_csv(index=False, lineterminator="\n"))
