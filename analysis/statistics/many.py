"""Several texts side by side: their profiles, and the words that are typical of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.statistics.collocates import FUNCTION_WORDS
from analysis.statistics.compare import log_likelihood
from analysis.statistics.counting import counted_hits, word_counts, words_in_voice
from analysis.statistics.intervals import Interval, corrected, poisson_rate, rate_ratio
from analysis.statistics.norms import Norms, dispersions, load_norms
from analysis.statistics.sentiments import mean_sentiment
from analysis.tables.analysis import Analysis
from analysis.tables.looks import carries_looks

__all__ = ["profile_of_texts", "typical_words"]

MIN_COUNT = 3
COUNTS = ["count", "n_words", "other_count", "other_n_words"]
COLUMNS = ["group", "word", *COUNTS, "log_likelihood", "p"]
BOUNDS = ["log_ratio", "low", "high", "q"]


@carries_looks
def profile_of_texts(
    analyses: Sequence[Analysis],
    *,
    voice: str | None = "author",
    norms: Norms | str | None = None,
) -> pd.DataFrame:
    """One row per text × measure: how it stands as a whole.

    Parameters
    ----------
    analyses : sequence of Analysis
        From ``analyze``.
    voice : {"author", "quoted", None}
        Whose words count in the rates; sentiment is of all sentences.
    norms : Norms or str, optional
        The yardstick; 187 published op-eds by default.

    Returns
    -------
    DataFrame
        Columns text (its title), doc_id, measure (a marker, or "sentiment"), count (hits, or
        sentences), n_words, value (hits per 1,000 words, or mean sentiment), low, high (95 %),
        percentile, percentile_low, percentile_high (its place, and those of the bounds, among the
        texts of the norms, 0 to 100; NaN for another voice than the author's) and base, which
        texts these are. NaN for a text without words.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> texts = [analyze(Document("x", "It may rain.")), analyze(Document("y", "It rains."))]
    >>> table = profile_of_texts(texts)
    >>> table.query("measure == 'hedge'")[["text", "count"]].values.tolist()
    [['x', 1], ['y', 0]]
    """
    rows: list[tuple[Any, ...]] = []
    chosen = load_norms(norms)
    for analysis in analyses:
        about = (analysis.document.title, analysis.document.id)
        n_words = int(words_in_voice(analysis, voice).sum())
        scores = analysis.sentences["sentiment"]
        rows.append((*about, "sentiment", len(scores), n_words, *mean_sentiment(scores, chosen)))
        counts = counted_hits(analysis, voice)["marker"].value_counts()
        spread = dispersions(analysis, chosen, voice)
        for marker in analysis.markers:
            count = int(counts.get(marker.name, 0))
            rate = poisson_rate(count, n_words, dispersion=spread.get((marker.name, ""), 1.0))
            rows.append((*about, marker.name, count, n_words, *rate))
    columns = ["text", "doc_id", "measure", "count", "n_words", "value", "low", "high"]
    places = [
        chosen.place(row[2], Interval(*row[5:]))[:3] if voice == "author" else (np.nan,) * 3
        for row in rows
    ]
    names = ["percentile", "percentile_low", "percentile_high"]
    found = pd.DataFrame(places, columns=names, dtype=float)
    return pd.DataFrame(rows, columns=columns).join(found).assign(base=chosen.base)


def typical_words(
    groups: Mapping[str, Sequence[Analysis]],
    *,
    n: int = 10,
    min_count: int = MIN_COUNT,
    voice: str | None = "author",
) -> pd.DataFrame:
    """One row per group × word: the words that come there more often than in all other groups.

    Parameters
    ----------
    groups : mapping
        From a name to its texts; for texts one by one, a group of one each.
    n : int
        How many words of each group, those with the highest log-likelihood.
    min_count : int
        Leave out words that the group has less often.
    voice : {"author", "quoted", None}
        Whose words count; None counts both.

    Returns
    -------
    DataFrame
        Columns group, word, count, n_words (all words of the group), other_count, other_n_words
        (of all other groups), log_likelihood, p (exact), log_ratio (binary
        logarithm of the ratio of the rates: 1 = twice as often), low, high (exact 95 %), q (p after
        Benjamini and Hochberg's correction over all words of all groups). Function words are left
        out. Empty for fewer than two groups.

    References
    ----------
    See ``keyness`` and ``log_likelihood``.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> wet = analyze(Document("x", "Rain, rain, rain. The street is wet."))
    >>> dry = analyze(Document("y", "Dust, dust, dust. The street is dry."))
    >>> typical_words({"wet": [wet], "dry": [dry]})[["group", "word"]].values.tolist()
    [['wet', 'rain'], ['dry', 'dust']]
    """
    counts = {
        name: sum((word_counts(one.document, voice) for one in texts), Counter())
        for name, texts in groups.items()
    }
    every = sum(counts.values(), Counter())
    rows = []
    for name, own in counts.items():
        total, rest = own.total(), every.total() - own.total()
        for word, count in own.items():
            if count < min_count or word in FUNCTION_WORDS or not rest:
                continue
            other = every[word] - count
            ratio = rate_ratio(count, total, other, rest)
            likelihood, _ = log_likelihood(count, total, other, rest)
            rows.append((name, word, count, total, other, rest, likelihood, ratio.p, *ratio.log2()))
    table = pd.DataFrame(rows, columns=[*COLUMNS, *BOUNDS[:3]])
    table["q"] = corrected(table["p"])
    more = table[table["log_ratio"] > 0].sort_values(
        ["log_likelihood", "word"], ascending=[False, True]
    )
    places = more["group"].map({name: place for place, name in enumerate(groups)})
    return (
        more.iloc[places.argsort(kind="stable")]
        .groupby("group", sort=False)
        .head(n)
        .reset_index(drop=True)
    )
