"""What a figure says, in one sentence, for its headline and its description.

Most headlines are findings (``analysis.statistics.findings``); here stand those of other figures.
"""

from __future__ import annotations

import pandas as pd

from analysis.plots.card import first_of, known_groups
from analysis.plots.labels import MAIN_MARKERS, label, measure_label
from analysis.plots.readable import MIN_SECTIONS, number
from analysis.statistics.facts import Source, joined, plural
from analysis.statistics.findings import one_finding
from analysis.statistics.speakers import UNNAMED
from analysis.tables.analysis import Analysis

# How peers begin that are no tools of others, but rules so simple that a measure should beat them.
OWN_RULES = ("lexicon and rules alone", "always ", "every ")
MOST_NAMED = 3  # sources that a headline names

__all__ = ["headline_of_card", "headline_of_profile", "headline_of_speakers", "headline_of_two"]


def headline_of_speakers(table: pd.DataFrame, *_: object) -> str:
    """Say who is made to speak most often.

    Examples
    --------
    >>> table = pd.DataFrame({"speaker": ["Oram", "many"], "n": [3, 1], "n_quoted": [1, 0]})
    >>> headline_of_speakers(table)
    'The source heard most often is Oram: in 3 of 4 places, 1 of them in quotation marks.'
    >>> headline_of_speakers(table.assign(n=1, speaker=["Oram", "(the author)"]))
    'No source is heard more than once; 1 of 2 places names or describes one.'
    """
    if table.empty:
        return "Nobody else is made to speak."
    named, total = table[~table["speaker"].isin(UNNAMED)], int(table["n"].sum())
    if named.empty:
        places = f"{total} {plural(total, 'place', 'places')}"
        return f"No source is named or described, in {places} where something is said."
    if named["n"].max() == 1:
        name = plural(len(named), "names or describes one", "name or describe one")
        return f"No source is heard more than once; {len(named)} of {total} places {name}."
    first = named[named["n"] == named["n"].max()]
    n = int(first["n"].iloc[0])
    if len(first) > 1:
        who = (
            joined(first["speaker"].tolist())
            if len(first) <= MOST_NAMED
            else f"{len(first)} sources"
        )
        return f"Heard most often are {who}: each in {n} of {total} places."
    quoted = f", {first['n_quoted'].iloc[0]} of them in quotation marks"
    return (
        f"The source heard most often is {first['speaker'].iloc[0]}: in {n} of {total} "
        f"places{quoted if first['n_quoted'].iloc[0] else ''}."
    )


def headline_of_card(table: pd.DataFrame, *_: object) -> str:
    """Say where the measures are ahead of other tools, and where they are weakest.

    Ahead is where the best tool lies below the interval of the project, on every set of texts.
    Readers are not set against the project: that is another kind of number.

    Examples
    --------
    >>> table = pd.DataFrame({"measure": ["loaded"] * 2 + ["triad"], "gold": "op-eds",
    ...     "basis": ["unseen", "peer", "unseen"], "value": [0.8, 0.4, 0.5], "statistic": "F1",
    ...     "scorer": ["this project", "VADER", "this project"], "low": [0.7, 0.3, 0.4]})
    >>> headline_of_card(table)
    'Clearly ahead of other tools on loaded language; the lowest F1 is 0.50 (lists of three).'
    """
    ahead: dict[str, bool] = {}
    scores_of: dict[str, list[str]] = {}
    for (measure, gold, statistic), scores in known_groups(table):
        name = measure_label(measure).lower()
        tools = scores[(scores["basis"] == "peer") & ~scores["scorer"].str.startswith(OWN_RULES)]
        if len(tools):
            low = float(scores.loc[scores["basis"] == "unseen", "low"].iloc[0])
            ahead[name] = ahead.get(name, True) and low > tools["value"].max()
        if statistic.startswith("F1"):
            kind = statistic.removeprefix("F1").removeprefix(" of ")
            full = f"{name}{f': {kind}' if kind else ''}{'' if 'op-eds' in gold else f' ({gold})'}"
            scores_of.setdefault(number(first_of(scores, "unseen")), []).append(full)
    parts = []
    if any(ahead.values()):
        leads = joined([name for name, is_ahead in ahead.items() if is_ahead])
        parts.append(f"clearly ahead of other tools on {leads}")
    if scores_of:
        least = min(scores_of, key=float)
        parts.append(f"the lowest F1 is {least} ({'; '.join(scores_of[least])})")
    said = "; ".join(parts)
    return f"{said[:1].upper()}{said[1:]}." if said else ""


def headline_of_profile(table: pd.DataFrame, source: Source) -> str:
    """Say whether a section differs, and what lies on one side of what is usual in all of them.

    Parameters
    ----------
    table : DataFrame
        From ``profile``.
    source : Source
        What is known of the text, and its norms.

    Examples
    --------
    >>> from analysis.statistics.findings import source_of
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> source = source_of(analyze(Document("x", "It may rain."), scorers=False))
    >>> table = pd.DataFrame({"sentiment": [float("nan")] * 3, "loaded_rate": [90.0, 200.0, 99.0]})
    >>> headline_of_profile(table, source)[-77:]
    'In every section loaded language lies above the median of other texts’ parts.'
    """
    found = one_finding(source, "family")
    if len(table) < MIN_SECTIONS:
        return found
    middles = source.norms.usual("part").set_index("measure")["middle"]
    sides: dict[str, list[str]] = {"above": [], "below": []}
    for measure in ("sentiment", *MAIN_MARKERS):
        column = measure if measure == "sentiment" else f"{measure}_rate"
        if column not in table or measure not in middles:
            continue
        name = label(measure).lower() if measure != "sentiment" else "sentiment"
        if (table[column] > middles[measure]).all():
            sides["above"].append(name)
        if (table[column] < middles[measure]).all():
            sides["below"].append(name)
    parts = [f"{joined(names)} {_lie(names)} {side}" for side, names in sides.items() if names]
    if not parts:
        return found
    return f"{found} In every section {' and '.join(parts)} the median of other texts’ parts."


def _lie(names: list[str]) -> str:
    return "lie" if len(names) > 1 or names[0].endswith("s") else "lies"


def headline_of_two(table: pd.DataFrame, first: Source, _second: Analysis) -> str:
    """Say in what two texts clearly differ.

    Examples
    --------
    >>> from analysis.statistics.findings import source_of
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> one, two = (analyze(Document(name, "It may rain.")) for name in "xy")
    >>> table = pd.DataFrame({"marker": ["hedge"] * 2, "text": [1, 2], "verdict": "cannot tell"})
    >>> headline_of_two(table, source_of(one), two)
    'Nothing separates the two texts: of 1 comparisons none is clear.'
    """
    rows = table[table["text"] == 1]
    clear = rows[rows["verdict"] != "cannot tell"]
    if clear.empty:
        return f"Nothing separates the two texts: of {len(rows)} comparisons none is clear."
    parts = [
        f"{'more' if row.verdict == 'higher' else 'less'} {label(row.marker, table).lower()}"
        for row in clear.itertuples()
    ]
    return f"“{first.analysis.document.title}” has {' and '.join(parts)} than the other text."
