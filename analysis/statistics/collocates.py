"""What stands near a word, and which words come in a row: measured against what chance would do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import pandas as pd

from analysis.matching.view import view_of
from analysis.statistics.compare import log_likelihood
from analysis.statistics.counting import word_counts, word_numbers
from analysis.statistics.intervals import corrected, rate_ratio
from analysis.statistics.search import Query, SearchError
from analysis.tables.analysis import Analysis
from analysis.text.classes import word_class

__all__ = ["FUNCTION_WORDS", "collocates", "ngrams"]

WINDOW = 5  # words on each side
MIN_COUNT = 3
FUNCTION_WORDS = word_class("function_words")
COUNTS = ["word", "count", "n_words", "other_count", "other_n_words"]
COLUMNS = [*COUNTS, "expected", "log_likelihood", "p", "q"]
BOUNDS = ["log_ratio", "low", "high"]


def collocates(
    source: Analysis | Sequence[Analysis],
    pattern: str,
    *,
    window: int = WINDOW,
    min_count: int = MIN_COUNT,
    function_words: bool = False,
    against: Analysis | Sequence[Analysis] | None = None,
    voice: str | None = "author",
) -> pd.DataFrame:
    """One row per word: how much more often it stands near a pattern than elsewhere.

    Parameters
    ----------
    source : Analysis or sequence of Analysis
        From ``analyze``.
    pattern : str
        See ``Query``.
    window : int
        How many words on each side, within the sentence. A word near two finds counts once.
    min_count : int
        Leave out words that stand there less often.
    function_words : bool
        Also show *the*, *of*, *and* and their like.
    against : Analysis or sequence of Analysis, optional
        What it is compared with: other texts; the rest of the same ones by default.
    voice : {"author", "quoted", None}
        Whose finds and whose words count; None counts both.

    Returns
    -------
    DataFrame
        Columns word, count (near), n_words (all words near), other_count (elsewhere),
        other_n_words, expected (near, if it were as frequent
        there as everywhere), log_likelihood, p, q (after Benjamini and Hochberg, over all rows),
        log_ratio (binary logarithm of the ratio of the rates near and elsewhere: 1 = twice as
        often), low, high (exact 95 % interval); by log-likelihood, the highest first. The log
        ratio of a word that stands nowhere else is infinite.

    Raises
    ------
    SearchError
        If the pattern holds no word, or ``window`` or ``min_count`` is below 1.

    References
    ----------
    Evert, S. (2009). Corpora and collocations. In Corpus Linguistics: An International Handbook 2.
    https://doi.org/10.1515/9783110213881.2.1212. Hardie, A. (2014). Log Ratio: an informal
    introduction. http://cass.lancs.ac.uk/log-ratio-an-informal-introduction

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> text = "Open borders now. Open borders soon. Closed doors. Doors are closed. Rain fell."
    >>> table = collocates(analyze(Document("x", text)), "borders", window=1, min_count=2)
    >>> table[["word", "count", "other_count"]].values.tolist()
    [['open', 2, 0]]
    """
    if window < 1 or min_count < 1:
        raise SearchError(f"window={window}, min_count={min_count}: both must be at least 1")
    near, rest = _near_and_rest(_all(source), Query(pattern), window, voice)
    if against is not None:
        counted = (word_counts(analysis.document, voice) for analysis in _all(against))
        rest = sum(counted, Counter())
    sizes = (near.total(), rest.total())
    rows = [
        _row(word, (count, sizes[0], rest[word], sizes[1]))
        for word, count in near.items()
        if count >= min_count and (function_words or word not in FUNCTION_WORDS)
    ]
    table = pd.DataFrame(rows, columns=[*COLUMNS, *BOUNDS])
    table["q"] = corrected(table["p"])
    order = ["log_likelihood", "word"]
    return table.sort_values(order, ascending=[False, True]).reset_index(drop=True)


def _row(word: str, counts: tuple[int, int, int, int]) -> tuple[object, ...]:
    count, n_near, other, n_rest = counts
    expected = n_near * (count + other) / (n_near + n_rest)
    bounds = rate_ratio(*counts).log2()
    return (word, *counts, expected, *log_likelihood(*counts), 0.0, *bounds)


def _all(source: Analysis | Sequence[Analysis]) -> Sequence[Analysis]:
    return [source] if isinstance(source, Analysis) else source


def _near_and_rest(
    analyses: Sequence[Analysis], query: Query, window: int, voice: str | None
) -> tuple[Counter[str], Counter[str]]:
    """Count the words that stand near a pattern, and all others; its own words are in neither."""
    near: Counter[str] = Counter()
    rest: Counter[str] = Counter()
    for analysis in analyses:
        view = view_of(analysis.document)
        own = list(word_numbers(analysis.document, voice))
        counted = {index for sentence in own for index in sentence}
        finds = [find for find in query.find(view) if find[0] in counted]
        inside, around = _places(view.sentences, finds, window)
        near.update(view.words[index] for index in around & counted)
        rest.update(view.words[index] for index in counted - inside - around)
    return near, rest


def _places(
    sentences: Sequence[range], finds: list[tuple[int, int]], window: int
) -> tuple[set[int], set[int]]:
    """Return the words of the finds, and those around them in their sentences."""
    starts = [sentence.start for sentence in sentences]
    inside = {index for first, stop in finds for index in range(first, stop)}
    around: set[int] = set()
    for first, stop in finds:
        sentence = sentences[int(np.searchsorted(starts, first, side="right")) - 1]
        left = range(max(sentence.start, first - window), first)
        around.update(left, range(stop, min(sentence.stop, stop + window)))
    return inside, around - inside


def ngrams(
    source: Analysis | Sequence[Analysis],
    n: int = 2,
    *,
    min_count: int = MIN_COUNT,
    voice: str | None = "author",
) -> pd.DataFrame:
    """One row per run of words that comes again: how often, and how much more than by chance.

    Parameters
    ----------
    source : Analysis or sequence of Analysis
        From ``analyze``.
    n : int
        How many words, from 2 to 5, within a sentence.
    min_count : int
        Leave out runs that come less often.
    voice : {"author", "quoted", None}
        Whose words count; None counts both. A run stands within one voice.

    Returns
    -------
    DataFrame
        Columns words, count, n_words (all words that were counted), expected (if words stood in a
        row by chance alone: the product of their rates times the number of places), log_ratio
        (binary logarithm of count over expected); the most frequent first. Runs of function words
        alone are left out.

    Raises
    ------
    SearchError
        If ``n`` is not from 2 to 5.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> one = analyze(Document("x", "Open borders now. Open borders soon."))
    >>> ngrams(one, min_count=2)[["words", "count"]].values.tolist()
    [['open borders', 2]]
    """
    if n not in range(2, 6):
        raise SearchError(f"n={n}: give a number from 2 to 5")
    from nltk.util import ngrams as nltk_ngrams

    words: Counter[str] = Counter()
    runs: Counter[tuple[str, ...]] = Counter()
    for stretch in _stretches(_all(source), voice):
        words.update(stretch)
        runs.update(nltk_ngrams(stretch, n))
    n_words, n_places = max(words.total(), 1), runs.total()
    rows = []
    for run, count in runs.items():
        if count >= min_count and not FUNCTION_WORDS.issuperset(run):
            expected = n_places * float(np.prod([words[word] / n_words for word in run]))
            log_ratio = float(np.log2(count / expected))
            rows.append((" ".join(run), count, words.total(), expected, log_ratio))
    table = pd.DataFrame(rows, columns=["words", "count", "n_words", "expected", "log_ratio"])
    return table.sort_values(["count", "words"], ascending=[False, True]).reset_index(drop=True)


def _stretches(analyses: Sequence[Analysis], voice: str | None) -> Iterator[list[str]]:
    """Yield the words of one voice that stand in a row in a sentence."""
    for analysis in analyses:
        words = analysis.document.words
        for own in word_numbers(analysis.document, voice):
            breaks = [at for at in range(1, len(own)) if own[at] != own[at - 1] + 1]
            for first, stop in pairwise([0, *breaks, len(own)]):
                yield [words[index] for index in own[first:stop]]
