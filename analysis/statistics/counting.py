"""What is counted: a figure of speech once, however many words it marks."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.matching.kept import once
from analysis.tables.analysis import Analysis
from analysis.text.document import Document, check_voice

__all__ = [
    "SentenceCounts",
    "counted_hits",
    "figures_of",
    "number_figures",
    "sentence_counts",
    "word_counts",
    "word_numbers",
    "words_in_voice",
]


class SentenceCounts(NamedTuple):
    """What every body sentence holds.

    Parameters
    ----------
    words : array of float, of length n_sentences
        Its words in the voice that was asked for.
    counts : DataFrame
        One row per sentence; its columns are pairs of marker and category, with an empty category
        for the whole marker.
    """

    words: npt.NDArray[np.float64]
    counts: pd.DataFrame


def counted_hits(
    analysis: Analysis, voice: str | None = "author", *, by_category: bool = False
) -> pd.DataFrame:
    """One row per thing that counts: a hit, or a figure of speech of several hits.

    *Us and them* marks every pronoun; such a meeting counts once, with its first hit. Pronouns
    belong to one figure if they meet in one sentence, or in neighbouring sentences of which one
    lacks the other side. All other figures are one hit each.

    Parameters
    ----------
    analysis : Analysis
        From ``analyze``.
    voice : {"author", "quoted", None}
        Whose words.
    by_category : bool
        Count a figure in each of its categories: *us* and *them*.

    Returns
    -------
    DataFrame
        Rows of ``matches``.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> analysis = analyze(Document("x", "We pay, but they cheat us."))
    >>> met = analysis.hits("us_them")["text"].tolist()
    >>> met, counted_hits(analysis).query("marker == 'us_them'")["text"].tolist()
    (['We', 'they', 'us'], ['We'])
    """
    return _count_hits(analysis, voice, by_category).copy(deep=False)


@once
def _count_hits(analysis: Analysis, voice: str | None, by_category: bool) -> pd.DataFrame:
    hits = analysis.hits(voice=voice)
    if not hits["marker"].isin(list(JOINED)).any():
        return hits
    own = ["figure", "category"] if by_category else ["figure"]
    figures = figures_of(analysis).loc[hits.index]
    return hits[~hits.assign(figure=figures).duplicated(own)]


def figures_of(analysis: Analysis) -> pd.Series:
    """Tell for every hit to which figure of speech it belongs: the row of the figure's first hit.

    Parameters
    ----------
    analysis : Analysis
        From ``analyze``.

    Returns
    -------
    Series
        With the index of ``matches``; hits that are no part of a figure stand for themselves. The
        author's figures and those within quoted speech are kept apart.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> analysis = analyze(Document("x", "We pay, but they cheat us."))
    >>> met = figures_of(analysis)[analysis.matches["marker"] == "us_them"]
    >>> len(met), met.nunique()
    (3, 1)
    """
    matches = analysis.matches
    columns = matches[["marker", "voice", "section", "start", "weight"]]
    numbers = number_figures(list(columns.itertuples()), analysis.sentences["start"].tolist())
    return pd.Series(matches.index.to_numpy()[numbers], index=matches.index)


def number_figures(hits: Sequence[Any], sentence_starts: Sequence[int]) -> list[int]:
    """Tell for every hit of a text which hit is the first of its figure of speech.

    Parameters
    ----------
    hits : sequence
        With ``marker``, ``voice``, ``section``, ``start`` and ``weight``.
    sentence_starts : sequence of int
        Where the sentences of the text begin.

    Returns
    -------
    list of int
        The number of a hit for each; its own for a hit that is no part of a figure.

    Examples
    --------
    >>> from analysis.markers.registry import find_matches
    >>> from analysis.text.document import Document
    >>> document = Document("x", "We know that they cheat us. It rains. They cheat us.")
    >>> hits = [hit for hit in find_matches(document) if hit.marker == "us_them"]
    >>> number_figures(hits, [sentence.start for sentence in document.sentences])
    [0, 0, 0, 3, 3]
    """
    firsts = list(range(len(hits)))
    several = [number for number, hit in enumerate(hits) if hit.marker in JOINED]
    several.sort(key=lambda number: (hits[number].marker, hits[number].voice, hits[number].start))
    sentences = {number: bisect_right(sentence_starts, hits[number].start) for number in several}
    for before, number in pairwise(several):
        one, hit = hits[before], hits[number]
        same = (one.marker, one.voice, one.section) == (hit.marker, hit.voice, hit.section)
        if same and JOINED[hit.marker](one, hit, sentences[number] - sentences[before]):
            firsts[number] = firsts[before]
    return firsts


def _same_meeting(before, hit, distance: int) -> bool:  # type: ignore[no-untyped-def]
    # A weight below 1 says that the other side stands in a neighbouring sentence.
    return distance == 0 or (distance == 1 and min(before.weight, hit.weight) < 1)


JOINED = {"us_them": _same_meeting}


def sentence_counts(analysis: Analysis, voice: str | None = "author") -> SentenceCounts:
    """Count what every body sentence holds.

    Parameters
    ----------
    analysis : Analysis
        From ``analyze``.
    voice : {"author", "quoted", None}
        Whose words and hits.

    Returns
    -------
    SentenceCounts
        Of all markers that were looked for, each also by category. A figure of speech counts in the
        sentence in which it begins.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> words, counts = sentence_counts(analyze(Document("x", "It may rain. It is wet.")))
    >>> words.tolist(), counts["hedge", ""].tolist(), counts["hedge", "modal"].tolist()
    ([3.0, 3.0], [1.0, 0.0], [1.0, 0.0])
    """
    words, counts = _count_sentences(analysis, voice)
    return SentenceCounts(words, counts.copy(deep=False))


@once
def _count_sentences(analysis: Analysis, voice: str | None) -> SentenceCounts:
    check_voice(voice)
    sentences = analysis.sentences
    quoted = sentences["n_words_quoted"]
    words = {"author": sentences["n_words"] - quoted, "quoted": quoted}
    in_voice = sentences["n_words"] if voice is None else words[voice]
    columns = list(dict.fromkeys((marker, "") for marker, _ in analysis.kinds))
    columns += list(dict.fromkeys(analysis.kinds))
    place = {kind: number for number, kind in enumerate(columns)}
    counts = np.zeros((len(sentences), len(columns)))
    for by_category in (False, True):
        hits = counted_hits(analysis, voice, by_category=by_category)
        numbers = np.searchsorted(sentences["start"], hits["start"], side="right") - 1
        kinds = zip(hits["marker"], hits["category"], strict=True)
        for number, (marker, category) in zip(numbers, kinds, strict=True):
            column = place.get((marker, category if by_category else ""))
            if column is not None:  # a finder may give hits another marker's name
                counts[number, column] += 1
    names = pd.MultiIndex.from_tuples(columns, names=["marker", "category"])
    return SentenceCounts(in_voice.to_numpy(dtype=float), pd.DataFrame(counts, columns=names))


def word_numbers(document: Document, voice: str | None = "author") -> Iterator[list[int]]:
    """Yield for each body sentence the numbers of its words in a voice.

    A word has the voice of the place where it begins; so have hits and finds.

    Examples
    --------
    >>> from analysis.text.document import Document
    >>> list(word_numbers(Document("x", "“It may rain,” she said.")))
    [[3, 4]]
    """
    check_voice(voice)
    starts = document.word_starts
    for sentence in document.sentence_words:
        yield [i for i in sentence if voice is None or document.voice_at(starts[i]) == voice]


def word_counts(document: Document, voice: str | None = "author") -> Counter[str]:
    """Count the words of the body in a voice.

    Examples
    --------
    >>> from analysis.text.document import Document
    >>> word_counts(Document("x", "It may rain. “It will,” she said.")).total()
    5
    """
    words = document.words
    return Counter(words[index] for own in word_numbers(document, voice) for index in own)


def words_in_voice(analysis: Analysis, voice: str | None = "author") -> pd.Series[int]:
    """Return how many words each body section has in a voice, by the section's number.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> one = analyze(Document("x", "It may rain."), scorers=False)
    >>> words_in_voice(one).tolist(), words_in_voice(one, "quoted").tolist()
    ([3], [0])
    """
    check_voice(voice)
    words = analysis.body.set_index("id")["n_words"]
    quoted = analysis.body.set_index("id")["n_words_quoted"]
    if voice is None:
        return words
    return quoted if voice == "quoted" else words - quoted
