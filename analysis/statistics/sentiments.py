"""The sentiment of sections, with its interval, and its course through the text."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import scipy

from analysis.statistics.intervals import Interval, mean_interval, smooth_band
from analysis.statistics.norms import Norms, load_norms
from analysis.tables.analysis import Analysis

__all__ = ["SCORERS", "mean_sentiment", "section_sentiment", "sentiment_course", "turning_points"]

SCORERS = ("sentiment", "vader", "textblob")


def section_sentiment(analysis: Analysis, *, norms: Norms | str | None = None) -> pd.DataFrame:
    """One row per body section × scorer: mean sentiment of its sentences, with an interval.

    Parameters
    ----------
    analysis : Analysis
        From ``analyze`` with ``scorers=True``.
    norms : Norms or str, optional
        The yardstick, which knows how alike neighbouring sentences are; 187 published op-eds by
        default.

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
    chosen = load_norms(norms)
    rows = []
    for section in analysis.body.itertuples():
        sentences = analysis.sentences[analysis.sentences["section"] == section.id]
        for scorer in SCORERS:
            interval = mean_sentiment(sentences[scorer], chosen, scorer)
            n_sentences = int(sentences[scorer].notna().sum())
            rows.append((section.id, section.title, scorer, *interval, n_sentences))
    columns = ["section", "title", "scorer", "mean", "low", "high", "n_sentences"]
    table = pd.DataFrame(rows, columns=columns)
    positive = (table["low"] > 0).groupby(table["section"]).any()
    negative = (table["high"] < 0).groupby(table["section"]).any()
    table["disagree"] = table["section"].map(positive & negative).astype(bool)
    return table


def mean_sentiment(scores: pd.Series[float], norms: Norms, scorer: str = "sentiment") -> Interval:
    """Mean sentiment of some sentences, with its interval cut to what sentiment can be.

    Parameters
    ----------
    scores : Series of float
        One per sentence, from −1 to 1; NaN is left out.
    norms : Norms
        The yardstick, which knows how alike neighbouring sentences are.
    scorer : str
        Whose scores.

    Returns
    -------
    Interval
        As of ``mean_interval``.

    Examples
    --------
    >>> mean_sentiment(pd.Series([1.0, -1.0]), load_norms())  # 0 ± 12.71 · 1, or more
    Interval(value=0.0, low=-1.0, high=1.0)
    """
    interval = mean_interval(scores, dispersion=norms.dispersion(scorer))
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
        ``<scorer>_smooth``, all from −1 to 1; ``low`` and ``high``, the 95 % band of our own
        smoothed curve, NaN in a text too short for one (`smooth_band`); and ``turn``, "high" or
        "low" at the two sentences where our curve turns most, else "".

    Raises
    ------
    ValueError
        If ``smoothing`` is not above 0.

    See Also
    --------
    turning_points

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
    norms = load_norms()
    for scorer in SCORERS:
        course[scorer] = table[scorer]
        known = table[scorer].fillna(0).to_numpy(dtype=float)
        dispersion = norms.dispersion(scorer)
        band = smooth_band(known, smoothing, dispersion=dispersion)
        course[f"{scorer}_smooth"] = band.curve
        if scorer == "sentiment":
            course["low"], course["high"] = np.clip(band.low, -1, 1), np.clip(band.high, -1, 1)
    turns = turning_points(course["sentiment_smooth"].to_numpy(dtype=float))
    course["turn"] = [turns.get(number, "") for number in range(len(course))]
    return course


def turning_points(curve: Sequence[float], n: int = 2) -> dict[int, str]:
    """Return where a curve turns most: the peaks and valleys that stand out farthest.

    How far one stands out is its prominence: how far one must come down from a peak before one can
    climb higher, and for a valley the reverse. The ends of the curve are no turning points.

    Parameters
    ----------
    curve : sequence of float
        The smoothed scores of a text.
    n : int
        At most so many.

    Returns
    -------
    dict
        From the number of a place, from 0, to "high" or "low", in the order of the text. Empty for
        a curve that only rises, or only falls.

    Examples
    --------
    >>> turning_points([0, 3, 1, 2, -4, 0])
    {1: 'high', 4: 'low'}
    """
    values = np.asarray(curve, dtype=float)
    found = []
    for kind, sign in (("high", 1.0), ("low", -1.0)):
        places, about = scipy.signal.find_peaks(sign * values, prominence=0)
        found += [
            (prominence, int(place), kind)
            for place, prominence in zip(places, about["prominences"], strict=True)
        ]
    chosen = sorted(found, key=lambda one: (-one[0], one[1]))[:n]
    return {place: kind for _, place, kind in sorted(chosen, key=lambda one: one[1])}
