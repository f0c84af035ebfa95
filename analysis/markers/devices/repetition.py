"""Words repeated for effect."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import eq

from analysis.markers.devices.common import FUNCTION_WORDS, without_overlaps, word_span
from analysis.matching.matches import Marker, Match
from analysis.text.classes import word_class
from analysis.text.document import Document

__all__ = ["REPETITION", "find_repetitions"]

# Between the clauses of a sentence.
CLAUSE_BREAK = re.compile(r"[,;:—–-](?:(?<!-)|(?<=\s-)-?(?=\s))")
CONJUNCTIONS = word_class("conjunctions")
COMMON_PAIRS = word_class("usual_pairs")
DOUBLED_FUNCTION = word_class("doubled_small_words")
DOUBLED = re.compile(r"\b([^\W\d_]{2,})(?:, |,? and | )\1\b")
EMPHATIC_STARTS = word_class("emphatic_openings")
WEAK_STARTS = word_class("weak_openings")
# An epistrophe of one word, or of more, is heard within so many words.
SHORT_ENDING_UNIT, LONG_ENDING_UNIT, MAX_DIFFERENCE = 8, 15, 1
MIN_RUN = 3  # so many neighbours that begin with one word make an anaphora


def find_repetitions(document: Document) -> list[Match]:
    """Find words repeated for effect in neighbouring sentences or clauses.

    Parameters
    ----------
    document : Document
        Its body is searched.

    Returns
    -------
    list of Match
        The repeated words, each time they stand: ``anaphora`` (neighbours begin alike: two words
        of which one has content, or three words, or three neighbours with one emphatic word),
        ``epistrophe`` (neighbours end alike), ``anadiplosis`` (one ends as the next begins),
        ``repetition`` (a word doubled: "never, never").

    Notes
    -----
    Repetition at a distance, of sound, of stems and of structure without the same words is not
    found, and a repetition by oversight looks like one by art.

    References
    ----------
    Dubremetz, M. & Nivre, J. (2018). Rhetorical figure detection: chiasmus, epanaphora, epiphora.
    Frontiers in Digital Humanities 5. https://doi.org/10.3389/fdigh.2018.00010

    Examples
    --------
    >>> document = Document("x", "Too often they lie. Too often we listen.")
    >>> [(match.text, match.category) for match in find_repetitions(document)]
    [('Too often', 'anaphora'), ('Too often', 'anaphora')]
    """
    found: dict[tuple[int, int], tuple[str, str]] = {}
    for category, spans, reason in _repeated(document):
        for span in spans:
            found.setdefault(span, (category, reason))
    return without_overlaps(document, "repetition", found)


Figure = tuple[str, list[tuple[int, int]], str]  # category, spans, reason


def _repeated(document: Document) -> Iterator[Figure]:
    for group in _paragraph_sentences(document):
        if len(group) > 1:
            yield from _alike(document, group, "sentences")
            yield from _chained(document, group)
    for clauses in _clauses(document):
        yield from _alike(document, clauses, "clauses")
    yield from _doubled(document)


def _paragraph_sentences(document: Document) -> Iterator[list[range]]:
    """The sentences of each paragraph as ranges of words."""
    ends = [paragraph.end for paragraph in document.paragraphs]
    number = 0
    group: list[range] = []
    for sentence, indices in zip(document.sentences, document.sentence_words, strict=True):
        while sentence.start >= ends[number]:
            if group:
                yield group
                group = []
            number += 1
        if indices:
            group.append(indices)
    if group:
        yield group


def _clauses(document: Document) -> Iterator[list[range]]:
    """Cut sentences at their inner punctuation; a conjunction at the front is left out."""
    words, starts = document.words, document.word_starts
    cuts = [bisect_left(starts, mark.end()) for mark in CLAUSE_BREAK.finditer(document.text)]
    place = 0
    for indices in document.sentence_words:
        clauses, begin = [], indices.start
        while place < len(cuts) and cuts[place] < indices.stop:
            cut = cuts[place]
            place += 1
            if cut > begin:
                clauses.append(range(begin, cut))
                begin = cut + (words[cut] in CONJUNCTIONS)
        if clauses and begin < indices.stop:
            yield [*clauses, range(begin, indices.stop)]


def _alike(document: Document, units: Sequence[range], what: str) -> Iterator[Figure]:
    """Find neighbours that begin or end with the same word."""
    words = document.words
    run = [units[0]]
    for before, unit in pairwise(units):
        if words[before.start] == words[unit.start]:
            run.append(unit)
        else:
            if len(run) > 1:
                yield from _anaphora(document, run, what)
            run = [unit]
        if words[before.stop - 1] == words[unit.stop - 1]:
            yield from _epistrophe(document, before, unit, what)
    if len(run) > 1:
        yield from _anaphora(document, run, what)


def _anaphora(document: Document, run: Sequence[range], what: str) -> Iterator[Figure]:
    """Judge neighbours that begin with the same word."""
    length = min(_common_start(document, before, unit) for before, unit in pairwise(run))
    opening = document.words[run[0].start : run[0].start + length]
    if _is_anaphora(opening, len(run), what):
        spans = [word_span(document, unit.start, unit.start + length) for unit in run]
        yield "anaphora", spans, f"{len(run)} {what} in a row begin with “{' '.join(opening)}”"


def _is_anaphora(opening: Sequence[str], n_units: int, what: str) -> bool:
    has_content = not FUNCTION_WORDS.issuperset(opening)
    starts_noun = opening[0] in ("the", "a", "an", "his", "her", "its", "their")
    if len(opening) >= 2 and what == "clauses":
        return has_content or n_units >= MIN_RUN or len(opening) >= MIN_RUN
    if len(opening) >= 2 and not starts_noun:
        return has_content or len(opening) >= MIN_RUN or n_units >= MIN_RUN
    if len(opening) >= MIN_RUN or (len(opening) == 2 and n_units >= MIN_RUN):
        return True
    if what == "clauses":
        is_strong = opening[0] in ("no", "never", "every")
        return is_strong or (n_units >= MIN_RUN and opening[0] not in WEAK_STARTS)
    return n_units >= MIN_RUN and opening[0] in EMPHATIC_STARTS


def _common_start(document: Document, before: range, unit: range) -> int:
    """How many words two units share at their front, at most six."""
    words, length = document.words, 0
    for first, second in zip(before[:6], unit[:6], strict=False):
        if words[first] != words[second]:
            break
        length += 1
    return length


def _epistrophe(document: Document, before: range, unit: range, what: str) -> Iterator[Figure]:
    """Judge neighbours that end with the same word."""
    words, length = document.words, 0
    for first, second in zip(before[:-6:-1], unit[:-6:-1], strict=False):
        if words[first] != words[second]:
            break
        length += 1
    if _is_epistrophe(document, before, unit, length):
        ending = " ".join(words[unit.stop - length : unit.stop])
        spans = [word_span(document, u.stop - length, u.stop) for u in (before, unit)]
        yield "epistrophe", spans, f"neighbouring {what} end with “{ending}”"


def _is_epistrophe(document: Document, before: range, unit: range, length: int) -> bool:
    """One word of content needs short neighbours of like length, two allow longer ones."""
    longest, shortest = max(len(before), len(unit)), min(len(before), len(unit))
    ending = range(unit.stop - length, unit.stop)
    content = [i for i in ending if document.words[i] not in FUNCTION_WORDS]
    if length >= shortest or not all(document.words[i].isalpha() for i in content):
        return False
    if any(document.text[document.word_starts[i]].isupper() for i in content):
        return False
    if len(content) >= 2:
        return longest <= LONG_ENDING_UNIT
    fits = longest <= SHORT_ENDING_UNIT and longest - shortest <= MAX_DIFFERENCE
    return bool(content) and fits


def _chained(document: Document, sentences: Sequence[range]) -> Iterator[Figure]:
    """Fear leads to anger. Anger leads to hate."""
    words, text, starts = document.words, document.text, document.word_starts
    for before, unit in pairwise(sentences):
        last = before.stop - 1
        first = unit.start + (words[unit.start] in ("the", "a", "an", "this", "that", "and", "but"))
        is_common = text[starts[last]].islower() and words[last] not in FUNCTION_WORDS
        if is_common and first in unit and words[last] == words[first]:
            spans = [word_span(document, i, i + 1) for i in (last, first)]
            yield "anadiplosis", spans, f"a sentence ends, the next begins with “{words[last]}”"


def _doubled(document: Document) -> Iterator[Figure]:
    """Never, never; again and again."""
    words = document.words
    twice = [i for i, same in enumerate(map(eq, words, words[1:])) if same]
    apart = [i for i, same in enumerate(map(eq, words, words[2:])) if same]
    joined = [i for i in apart if words[i + 1] == "and"]
    for indices, distance in ((twice, 1), (joined, 2)):
        for index in indices:
            start, end = word_span(document, index, index + distance + 1)
            is_name = document.text[document.word_starts[index + distance]].isupper()
            may_be = not is_name and _may_be_doubled(words[index], distance == 2)
            is_figure = may_be and DOUBLED.fullmatch(document.folded, start, end)
            if is_figure and _in_sentence(document, start, end):
                yield "repetition", [(start, end)], f"“{words[index]}” is said twice"


def _in_sentence(document: Document, start: int, end: int) -> bool:
    """Tell whether one sentence of the body holds both ends."""
    place = bisect_right(document.sentences, start, key=lambda sentence: sentence.start) - 1
    return place >= 0 and end <= document.sentences[place].end


def _may_be_doubled(word: str, with_and: bool) -> bool:
    """No slips ("of of"), no idioms ("more and more", "closer and closer")."""
    if len(word) < 2 or not word.isalpha() or word in COMMON_PAIRS:
        return False
    return word in DOUBLED_FUNCTION or not (
        word in FUNCTION_WORDS or (with_and and word.endswith("er"))
    )


REPETITION = Marker(
    "repetition",
    ("anaphora", "epistrophe", "anadiplosis", "repetition"),
    find_repetitions,
    title="Repetition",
    color="#777733",
)
