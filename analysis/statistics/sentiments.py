"""The sentiment of sections, with its interval, and its course through the text."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import ndimage

from analysis.statistics.intervals import Interval, mean_interval
from analysis.statistics.norms import load_norms
from analysis.tables.analysis import Analysis

__all__ = ["SCORERS", "section_sentiment", "sentiment_course"]

SCORERS = ("sentiment", "vader", "textblob")


def section_sentiment(analysis: Analysis) -> pd.DataFrame:
    """One row per body section × scorer: mean sentiment of its sentences, with an interval.

    Parameters
    ----------
    analysis : Analysis
        From ``analyze`` with ``scorers=True``.

    Returns
    -------
    DataFrame
        Columns section, title, scorer, mean, low, high, n_sentences, disagree. Scores run from
        −1 (negative) to 1 (positive); NaN where nothing was scored. The interval is Student's 95 %
        one, which allows for neighbouring sentences that are alike; NaN where the sentences do not
        vary. ``disagree`` is true where the interval of one scorer is all above 0 and that of
        another all below.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> table = section_sentiment(analyze(Document("x", "A wonderful day. A terrible night.")))
    >>> table["scorer"].tolist()
    ['sentiment', 'vader', 'textblob']
    """
    known = load_norms()
    rows = []
    for section in analysis.body.itertuples():
        sentences = analysis.sentences[analysis.sentences["section"] == section.id]
        for scorer in SCORERS:
            interval = mean_interval(sentences[scorer], dispersion=known.dispersion(scorer))
            n_sentences = int(sentences[scorer].notna().sum())
            rows.append((section.id, section.title, scorer, *_in_range(interval), n_sentences))
    columns = ["section", "title", "scorer", "mean", "low", "high", "n_sentences"]
    table = pd.DataFrame(rows, columns=columns)
    positive = (table["low"] > 0).groupby(table["section"]).any()
    negative = (table["high"] < 0).groupby(table["section"]).any()
    table["disagree"] = table["section"].map(positive & negative).astype(bool)
    return table


def _in_range(interval: Interval) -> Interval:
    """Cut an interval of sentiment to what sentiment can be."""
    return Interval(interval.value, *(float(np.clip(end, -1, 1)) for end in interval[1:]))


def sentiment_course(analysis: Analysis, smoothing: float = 2.0) -> pd.DataFrame:
    """One row per body sentence: its scores, and the scores smoothed along the text.

    The smoothed score is a weighted mean of the neighbours, with the weights of a normal curve
    whose standard deviation is ``smoothing`` sentences; at both ends the text is mirrored.

    Parameters
    ----------
    analysis : Analysis
        From ``analyze`` with ``scorers=True``.
    smoothing : float
        Standard deviation in sentences; larger = smoother.

    Returns
    -------
    DataFrame
        Columns sentence (from 1), section, title, text, voice, then each scorer's score and
        ``<scorer>_smooth``, all from −1 to 1.

    Raises
    ------
    ValueError
        If ``smoothing`` is not above 0.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> len(sentiment_course(analyze(Document("x", "It may rain. It may not."))))
    2
    """
    if not smoothing > 0:
        raise ValueError(f"smoothing={smoothing!r}: give a number of sentences above 0")
    table = analysis.sentences.reset_index(drop=True)
    course = pd.DataFrame(
        {
            "sentence": np.arange(1, len(table) + 1),
            "section": table["section"],
            "title": table["section"].map(analysis.titles),
            "text": [analysis.document.text[row.start : row.end] for row in table.itertuples()],
            "voice": table["voice"],
        }
    )
    for scorer in SCORERS:
        course[scorer] = table[scorer]
        known = table[scorer].fillna(0).to_numpy(dtype=float)
        course[f"{scorer}_smooth"] = ndimage.gaussian_filter1d(known, smoothing, mode="reflect")
    return course
