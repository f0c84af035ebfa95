"""Sentence by sentence: how charged it is, and how sure."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.statistics.actors import charged_sentences
from analysis.statistics.charge import as_counted
from analysis.tables.analysis import Analysis

__all__ = ["STANCES", "sentence_stance"]

STANCES = ("neither", "hedged", "boosted", "both")


def sentence_stance(analysis: Analysis) -> pd.DataFrame:
    """One row per body sentence: its charge, its hedges and its boosters, in the author's voice.

    Parameters
    ----------
    analysis : Analysis
        From ``analyze``.

    Returns
    -------
    DataFrame
        The columns of ``charged_sentences``, then voice, n_hedges, n_boosters, certainty (boosters
        less hedges: above 0 = more is asserted than held back), stance ("hedged", "boosted",
        "both" or "neither"), hedges and boosters (the words themselves), sureness (as certainty,
        each word by how much surer than even the measure is of it: 0 for a probability of .5 or
        less, 1 for 1) and text. Empty, with its columns, for a text without sentences.

    Notes
    -----
    Certainty counts words; it does not weigh them. "It may well be so" has one hedge, whatever
    *well* makes of it.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> table = sentence_stance(analyze(Document("x", "It may rain. It certainly will. It rains.")))
    >>> table[["stance", "certainty"]].values.tolist()
    [['hedged', -1], ['boosted', 1], ['neither', 0]]
    """
    sentences = analysis.sentences.reset_index(drop=True)
    table = charged_sentences(analysis)
    table["voice"] = sentences["voice"]
    found = {marker: _by_sentence(analysis, marker) for marker in ("hedge", "booster")}
    for marker, hits in found.items():
        table[f"n_{marker}s"] = hits["n"].to_numpy()
    table["certainty"] = table["n_boosters"] - table["n_hedges"]
    codes = (table["n_hedges"] > 0) + 2 * (table["n_boosters"] > 0).astype(int)
    table["stance"] = pd.Series([STANCES[code] for code in codes], dtype=str)
    for marker, hits in found.items():
        table[f"{marker}s"] = hits["words"].to_numpy()
    table["sureness"] = (found["booster"]["sureness"] - found["hedge"]["sureness"]).to_numpy()
    text = analysis.document.text
    spans = zip(sentences["start"], sentences["end"], strict=True)
    table["text"] = pd.Series([text[start:end] for start, end in spans], dtype=str)
    return table


def _by_sentence(analysis: Analysis, marker: str) -> pd.DataFrame:
    """Return the number, the words and the sureness of a marker's hits in each sentence."""
    starts = analysis.sentences["start"]
    hits = analysis.hits(marker, "author").sort_values("start")
    numbers = np.searchsorted(starts, hits["start"], side="right") - 1
    hits = hits.assign(sureness=(2 * hits["weight"] - 1).clip(lower=0))
    hits["text"] = hits["text"].map(as_counted)
    grouped = hits.groupby(numbers)
    rows = pd.DataFrame({"n": grouped.size(), "sureness": grouped["sureness"].sum()})
    rows["words"] = grouped["text"].agg(", ".join)
    rows = rows.reindex(range(len(starts)))
    return rows.assign(
        n=rows["n"].fillna(0).astype(int),
        sureness=rows["sureness"].fillna(0.0),
        words=rows["words"].fillna("").astype(str),
    )
