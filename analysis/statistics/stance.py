"""Sentence by sentence: how charged it is, and how sure."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.statistics.actors import charged_sentences
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
        "both" or "neither") and text. Empty, with its columns, for a text without sentences.

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
    for marker in ("hedge", "booster"):
        table[f"n_{marker}s"] = _hits_per_sentence(analysis, marker)
    table["certainty"] = table["n_boosters"] - table["n_hedges"]
    codes = (table["n_hedges"] > 0) + 2 * (table["n_boosters"] > 0).astype(int)
    table["stance"] = pd.Series([STANCES[code] for code in codes], dtype=str)
    text = analysis.document.text
    spans = zip(sentences["start"], sentences["end"], strict=True)
    table["text"] = pd.Series([text[start:end] for start, end in spans], dtype=str)
    return table


def _hits_per_sentence(analysis: Analysis, marker: str) -> np.ndarray:
    starts = analysis.sentences["start"]
    hits = analysis.hits(marker, "author")["start"]
    numbers = np.searchsorted(starts, hits, side="right") - 1
    return np.bincount(numbers, minlength=len(starts))
