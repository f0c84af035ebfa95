"""The charge of loaded language: the force of its words, added up."""

from __future__ import annotations

import pandas as pd

from analysis.markers.grades import FORCE_NAMES
from analysis.statistics.counting import words_in_voice
from analysis.tables.analysis import Analysis
from analysis.tables.looks import carries_looks
from analysis.text.spans import fold

__all__ = ["as_counted", "charge_by_kind", "charged_words", "charges", "without_possessive"]


def charges(hits: pd.DataFrame) -> pd.Series[float]:
    """Return the charge of each hit: its force; of a hit without force, its probability.

    The charge of a sentence, a section or a text is the sum of these; divided by its words and
    times 1,000 it is a rate. 1 is a mildly loaded word, 3 an extreme one.

    Examples
    --------
    >>> charges(pd.DataFrame({"force": [2.5, float("nan")], "weight": [0.9, 0.8]})).tolist()
    [2.5, 0.8]
    """
    return hits["force"].fillna(hits["weight"])


def as_counted(text: str) -> str:
    """Return what a hit marks as it is counted with others.

    It has no capitals and no possessive ending, and stands on one line.

    Examples
    --------
    >>> as_counted("Regime’s"), as_counted("its\\nboss")
    ('regime', 'its boss')
    """
    return " ".join(fold(without_possessive(text)).split())


def without_possessive(text: str) -> str:
    """Return a word without its possessive ending, which is no part of what is counted or shown.

    Examples
    --------
    >>> without_possessive("Regime’s"), without_possessive("LAW'S"), without_possessive("bosses’")
    ('Regime', 'LAW', 'bosses’')
    """
    return text[:-2] if fold(text).endswith("'s") else text


@carries_looks
def charge_by_kind(analysis: Analysis, voice: str | None = "author") -> pd.DataFrame:
    """One row per kind of loaded language: how forceful its words are, and which.

    Parameters
    ----------
    analysis : Analysis
        From ``analyze``.
    voice : {"author", "quoted", None}
        Whose words.

    Returns
    -------
    DataFrame
        Columns category, mild, clear, extreme (hits whose force is nearest to 1, 2, 3), charge
        (their force, added up), charge_rate (per 1,000 words in that voice; NaN without words) and
        words (the most forceful five). The kind with the most charge comes first.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> table = charge_by_kind(analyze(Document("x", "It is a heinous, shameful lie.")))
    >>> table["category"].tolist()
    ['condemnation']
    """
    hits = analysis.hits("loaded", voice)
    hits = hits.assign(charge=charges(hits), words=hits["text"].map(as_counted))
    n_words = words_in_voice(analysis, voice).sum()
    rows = []
    for category, group in hits.groupby("category"):
        nearest = group["force"].round().clip(1, 3)
        charge = group["charge"].sum()
        strongest = group.sort_values("charge", ascending=False, kind="stable")["words"].unique()
        counts = [int((nearest == level).sum()) for level in (1, 2, 3)]
        rate = 1000 * charge / n_words if n_words else float("nan")
        rows.append((category, *counts, charge, rate, ", ".join(strongest[:5])))
    columns = ["category", *FORCE_NAMES, "charge", "charge_rate", "words"]
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values("charge", ascending=False, ignore_index=True)


@carries_looks
def charged_words(analysis: Analysis, voice: str | None = "author") -> pd.DataFrame:
    """One row per loaded word or phrase: how much of the text's charge it carries.

    Parameters
    ----------
    analysis : Analysis
        From ``analyze``.
    voice : {"author", "quoted", None}
        Whose words.

    Returns
    -------
    DataFrame
        Columns text (without capitals and possessive ending), category (its most frequent kind),
        count, force (the mean of its hits, from 1 to 3), charge (their sum); the most charge
        first. Empty, with its columns, without loaded language.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> table = charged_words(analyze(Document("x", "A lie is a lie, and treason is treason.")))
    >>> table["count"].tolist()
    [2, 2]
    """
    hits = analysis.hits("loaded", voice)
    hits = hits.assign(text=hits["text"].map(as_counted), charge=charges(hits))
    groups = hits.groupby("text", sort=False)
    table = pd.DataFrame(
        {
            "category": groups["category"].agg(lambda kinds: kinds.mode().iloc[0]),
            "count": groups.size(),
            "force": groups["charge"].mean(),
            "charge": groups["charge"].sum(),
        }
    ).rename_axis("text")
    table = table.reset_index()[["text", "category", "count", "force", "charge"]]
    return table.sort_values(["charge", "text"], ascending=[False, True], ignore_index=True)
