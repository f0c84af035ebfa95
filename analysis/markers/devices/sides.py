"""The two sides of what may be a contrast, found by its signals.

The signals are words of contrast (*not … but*, *rather than*, *instead of*, *from … to*), a
statement that goes on after a negation (*it is not X; it is Y*), and words or opposites that stand
on both sides of a stop or a joint. Two signals are sure: *on the one hand … on the other*, and
words that come back crosswise (*evil good, and good evil*).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import takewhile
from typing import NamedTuple

from analysis.markers.devices.common import FUNCTION_WORDS
from analysis.markers.devices.structure import cuts_in, stops_of, tags_of
from analysis.matching.kept import once
from analysis.text.classes import FOLDER, word_class
from analysis.text.definitions import read_definitions
from analysis.text.document import Document

__all__ = [
    "ABOUT",
    "BREAKS",
    "NEGATIONS",
    "SURE_SIGNALS",
    "Pair",
    "are_opposed",
    "find_pairs_of_sides",
    "shared_words",
]

ABOUT = FOLDER / "devices.toml"
NEGATIONS = word_class("negations_of_contrast") | {
    *("no", "none", "nothing", "nobody", "cannot", "nor", "neither")
}
EXCLUSIVE = word_class("exclusive_after_not")
TURNS = word_class("turns_of_contrast")
BREAKS = word_class("sides_part_at")
RESUMING = word_class("resuming_subjects")
CORRECTING = word_class("correcting")
NOT_DENYING = word_class("after_no_doubt")
NOT_RESUMING = word_class("not_resuming")
# No other word is the signal of a contrast.
SIGNALS = NEGATIONS | TURNS | BREAKS | word_class("signals_of_contrast")
DENIED = ("auxiliary", "adverb", "pronoun", "clause word")  # before a plain "not"
QUANTIFIERS = word_class("quantifiers")
SOONER = ["sooner", "rather", "than", "later"]
PREFIXES = ("un", "in", "im", "dis", "non", "ir", "il", "counter", "anti")
LIMB = 26  # words of a side
REACH = 40  # words from a negation to "but"
COMPARED_REACH, OPENED_REACH = 10, 18  # words from "less" to "than", from "from" to "to"
N_RESUMED = 3  # parts after a negation that may take it up
HANDS, CROSSED = "on the one hand … on the other", "words crosswise"
SURE_SIGNALS = frozenset((HANDS, CROSSED))
ONE_HAND, OTHER = ("one", "hand"), ("on", "the", "other")
HANDS_REACH = 60  # words from "one hand" to "on the other"
SECOND_HAND = 3  # words before "on the other" in the next sentence
CROSSED_LIMB, CROSSED_GAP = 4, 4  # words that cross, and those between them


class Pair(NamedTuple):
    """What kind of contrast it may be, by which signal, and its two sides."""

    category: str
    signal: str
    first: range
    second: range


class Said(NamedTuple):
    """What words are said: those of content, all, and those that stand against one of them."""

    content: frozenset[str]
    words: frozenset[str]
    opposites: frozenset[str]
    is_mirrored: bool  # whether a word of content stands twice, or one and its opposite


def said_in(document: Document, indices: range) -> Said:
    """Return what words a sentence says; worked out once."""
    kept = _said_of(document)
    found = kept.get(indices)
    if found is None:
        said = document.words[indices.start : indices.stop]
        content = [word for word in said if word not in FUNCTION_WORDS]
        words, once = frozenset(said), frozenset(content)
        opposites = frozenset().union(*filter(None, map(_opposites_of, words)))
        is_mirrored = len(once) < len(content) or not opposites.isdisjoint(words)
        found = kept[indices] = Said(once, words, opposites, is_mirrored)
    return found


@once
def _said_of(document: Document) -> dict[range, Said]:
    return {}


class Sentence:
    """A sentence with its stops and the sentence after it."""

    def __init__(self, document: Document, indices: range, following: range) -> None:
        self.document = document
        self.words = document.words
        self.indices = indices
        self.following = following
        self.marks = stops_of(document)
        cuts = cuts_in(document, indices)
        self.stops = [*cuts, indices.stop]
        self.cuts = set(cuts)

    def before(self, index: int) -> range:
        """The words from the last stop to a place."""
        place = bisect_left(self.stops, index) - 1
        begin = self.stops[place] if place >= 0 else self.indices.start
        return range(max(begin, index - LIMB), index)

    def side(self, start: int) -> range:
        """The words from a place to the next stop."""
        place = bisect_right(self.stops, start)
        end = self.stops[place] if place < len(self.stops) else start
        return range(start, min(end, start + LIMB))

    def next_part(self, start: int) -> range:
        """The words of the part after the one that holds a place."""
        place = bisect_right(self.stops, start)
        if place + 1 >= len(self.stops):
            return range(0)
        end = self.stops[place]
        return range(end, min(self.stops[place + 1], end + LIMB))

    def word(self, index: int) -> str:
        """The word there, or "" outside the sentence."""
        return self.words[index] if index in self.indices else ""


def find_pairs_of_sides(document: Document, indices: range, following: range) -> Iterator[Pair]:
    """Yield what may be the two sides of a contrast in a sentence, or in it and the next one.

    Examples
    --------
    >>> document = Document("x", "It was not brave but rash.")
    >>> [pair.signal for pair in find_pairs_of_sides(document, range(6), range(0))]
    ['not … but']
    """
    sentence = Sentence(document, indices, following)
    negation: int | None = None  # the last one in the sentence
    words = document.words
    for index in [index for index in indices if words[index] in SIGNALS]:
        word = words[index]
        found: list[Pair] = []
        if word in ("only", "as") or word in TURNS or word in BREAKS:
            found += _turned(sentence, negation, index)
        if word in ("than", "of", "to", "from"):
            found += _compared(sentence, index)
        if word in ("to", "into", "and"):
            found += _spanned(sentence, index)
        if word in ("not", "never", "no"):
            found += _negated(sentence, index)
        if word == "one":
            found += _on_hands(sentence, index)
        if word in NEGATIONS and sentence.word(index + 1) not in NOT_DENYING:
            negation = index
            found += _resumed(sentence, index)
        yield from (pair for pair in found if pair.first and pair.second)
    yield from _mirrored(sentence)


def _turned(sentence: Sentence, negation: int | None, index: int) -> Iterator[Pair]:
    """Not X but Y, not only X but Y, no X, only Y; X, but Y."""
    words, word = sentence.words, sentence.words[index]
    after = sentence.side(index + 1)
    if negation is not None and index - negation <= REACH:
        first = range(negation, index)
        concedes = words[negation + 1] in QUANTIFIERS  # not everyone came, but
        if word in TURNS and after and not concedes:
            only = not EXCLUSIVE.isdisjoint(words[negation + 1 : min(negation + 3, index)])
            turn = "but rather" if word == "but" and words[after.start] in TURNS else word
            category = "not_only" if only else "not_but"
            yield Pair(category, f"not{' only' if only else ''} … {turn}", first, after)
            return
        if word == "as" and words[negation + 1 : negation + 3] == ["so", "much"]:
            yield Pair("not_but", "not so much … as", first, after)
        if word == "only" and index in sentence.cuts:
            yield Pair("not_but", "no X, only Y", first, after)
    if word in BREAKS and index > sentence.indices.start:
        yield Pair("antithesis", word, sentence.before(index), after)


def _compared(sentence: Sentence, index: int) -> Iterator[Pair]:
    """X rather than Y, less X than Y, instead of X, Y; far from X, Y."""
    words, word, previous = sentence.words, sentence.word(index), sentence.word(index - 1)
    if word != "than" and previous not in ("instead", "opposed", "anything", "far"):
        return
    after = sentence.side(index + 1)
    if word == "than" and words[index - 2 : index + 2] != SOONER:
        yield Pair("rather_than", _comparison(sentence, index), sentence.before(index), after)
    elif word in ("of", "to") and previous in ("instead", "opposed", "anything"):
        if index == sentence.indices.start + 1:
            signal = f"{previous} {word}, opening"
            yield Pair("rather_than", signal, after, sentence.next_part(index + 1))
        else:
            yield Pair("rather_than", f"{previous} {word}", sentence.before(index - 1), after)
    elif word == "from" and previous == "far":
        yield Pair("rather_than", "far from", after, sentence.next_part(index + 1))


def _comparison(sentence: Sentence, index: int) -> str:
    near = sentence.words[max(sentence.indices.start, index - COMPARED_REACH) : index]
    if near and near[-1] in ("rather", "more", "less", "other"):
        return f"{near[-1]} than"
    compared = next((word for word in ("less", "rather", "better", "more") if word in near), "-er")
    return f"{compared} … than"


def _spanned(sentence: Sentence, index: int) -> Iterator[Pair]:
    """From X to Y, between X and Y."""
    word = sentence.word(index)
    opener = "between" if word == "and" else "from"
    farthest = max(sentence.indices.start, index - OPENED_REACH + 1)
    if opener not in sentence.words[farthest:index]:
        return
    for place in range(index - 1, farthest - 1, -1):
        if sentence.words[place] == opener:
            if index - place > 1:
                signal = f"{opener} … {'and' if word == 'and' else 'to'}"
                after = sentence.side(index + 1)
                yield Pair("antithesis", signal, range(place, index), after)
            return


def _negated(sentence: Sentence, index: int) -> Iterator[Pair]:
    """X, not Y; X and not Y; X not Y."""
    word = sentence.word(index)
    if index == sentence.indices.start:
        return
    and_before = sentence.word(index - 1) == "and" and index - 1 in sentence.cuts
    if index in sentence.cuts or and_before:
        signal = "X, not Y" if index in sentence.cuts else "X and not Y"
    elif word == "not" and tags_of(sentence.document)[index - 1] not in DENIED:
        signal = "X not Y"
    else:
        return
    said = signal if word == "not" else f"{signal} ({word})"
    yield Pair("not_but", said, sentence.before(index), sentence.side(index + 1))


def _resumed(sentence: Sentence, index: int) -> Iterator[Pair]:
    """It is not X; it is Y: after a stop, a pronoun or the same word goes on."""
    words, begin = sentence.words, max(sentence.indices.start, index - 2)
    subject = words[begin:index]
    only = sentence.word(index + 1) in EXCLUSIVE
    category, negated = ("not_only", "not only") if only else ("not_but", "not")
    for place, end, across in _resuming(sentence, index):
        if place + 1 >= end or words[place] in NOT_RESUMING:
            continue
        word = words[place].split("'")[0]
        if word in ("rather", "instead") or words[place + 1] in CORRECTING:
            opens = "rather"
        elif word in subject:
            opens = "same word"
        elif word in RESUMING or tags_of(sentence.document)[place] == "pronoun":
            opens = "pronoun"
        else:
            continue
        second = range(place, min(end, place + LIMB))
        yield Pair(category, f"{negated} {across} {opens}", range(begin, place), second)


def _resuming(sentence: Sentence, index: int) -> Iterator[tuple[int, int, str]]:
    """Yield the parts after a negation that may take it up, and what parts them from it."""
    stops, nearest = sentence.stops, bisect_right(sentence.stops, index)
    for place in range(nearest, min(nearest + N_RESUMED, len(stops) - 1)):
        yield stops[place], stops[place + 1], sentence.marks[stops[place]]
    if sentence.following and len(sentence.indices) <= 2 * LIMB:
        yield sentence.following.start, sentence.following.stop, "next sentence"


def _mirrored(sentence: Sentence) -> Iterator[Pair]:
    """Words or opposites that stand on both sides of a stop or a joint."""
    words, indices, following = sentence.words, sentence.indices, sentence.following
    said, then = (said_in(sentence.document, place) for place in (indices, following))
    are_short = 0 < len(following) <= LIMB and len(indices) <= LIMB
    if are_short and _are_alike(said, then):
        yield Pair("antithesis", "two sentences", indices, following)
    if not said.is_mirrored:
        return
    yield from _crossed(sentence)
    for cut in sentence.stops[:-1]:
        stop = sentence.marks[cut]
        first, second = sentence.before(cut), sentence.side(cut)
        can_part = words[cut] not in BREAKS and stop in (",", ";", "-", ":")
        if can_part and _mirror(words, first, second):
            yield Pair("antithesis", f"both sides of {stop}", first, second)
    for index in [index for index in indices[1:-1] if words[index] in ("and", "or")]:
        if index not in sentence.cuts:
            first, second = sentence.before(index), sentence.side(index + 1)
            if _mirror(words, first, second, n_shared=2):
                yield Pair("antithesis", words[index], first, second)


def _on_hands(sentence: Sentence, index: int) -> Iterator[Pair]:
    """On the one hand X, on the other Y; in the next sentence, too."""
    words, indices, following = sentence.words, sentence.indices, sentence.following
    if tuple(words[index : index + 2]) != ONE_HAND:
        return
    start = index - 1 - (words[index - 1] == "the")
    if start < indices.start or words[start] != "on":
        return
    near = range(following.start, min(following.stop, following.start + SECOND_HAND))
    for place in (*range(index + 2, min(indices.stop, index + HANDS_REACH)), *near):
        if tuple(words[place : place + 3]) == OTHER:
            stop = indices.stop if place in indices else following.stop
            second = range(place, min(stop, place + LIMB))
            yield Pair("antithesis", HANDS, range(start, place), second)
            return


def _crossed(sentence: Sentence) -> Iterator[Pair]:
    """Evil good, and good evil: words of content that come back in the other order."""
    words = sentence.words
    content = [index for index in sentence.indices if words[index] not in FUNCTION_WORDS]
    if len(content) - len({words[index] for index in content}) < 2:
        return  # no two words come back
    for place in range(1, len(content) - 2):
        for behind in (place + 1, place + 2):  # nothing, or one word of content in the middle
            ends = content[max(0, place - CROSSED_LIMB + 1) : place + 1][::-1]
            pairs = zip(ends, content[behind : behind + CROSSED_LIMB], strict=False)
            mirrored = list(takewhile(lambda pair: words[pair[0]] == words[pair[1]], pairs))
            if len(mirrored) < 2:
                continue
            first = range(mirrored[-1][0], mirrored[0][0] + 1)
            second = range(mirrored[0][1], mirrored[-1][1] + 1)
            is_near = 0 < second.start - first.stop <= CROSSED_GAP
            is_short = max(len(first), len(second)) <= CROSSED_LIMB
            if is_near and is_short and words[first.start] != words[first.stop - 1]:
                yield Pair("antithesis", CROSSED, first, second)


def _are_alike(said: Said, then: Said) -> bool:
    """Tell whether two sentences share words of content or hold opposites, as `_mirror` does."""
    return not (
        said.content.isdisjoint(then.content)
        and said.opposites.isdisjoint(then.words)
        and then.opposites.isdisjoint(said.words)
    )


def _mirror(words: Sequence[str], first: range, second: range, n_shared: int = 1) -> bool:
    """Tell whether two sides share words of content or hold opposites."""
    return len(shared_words(words, first, second)) >= n_shared or are_opposed(words, first, second)


def shared_words(words: Sequence[str], first: range, second: range) -> set[str]:
    """Return the words of content that stand on both sides."""
    both = set(words[first.start : first.stop]).intersection(words[second.start : second.stop])
    return both - FUNCTION_WORDS


@cache
def _opposites() -> dict[str, frozenset[str]]:
    """Listed opposites, both ways."""
    table: dict[str, set[str]] = {}
    for left, right in read_definitions(ABOUT)["opposites"]:
        table.setdefault(left, set()).add(right)
        table.setdefault(right, set()).add(left)
    return {word: frozenset(others) for word, others in table.items()}


def are_opposed(words: Sequence[str], first: range, second: range) -> bool:
    """Tell whether a word has its opposite on the other side: a listed one, or one with *un-*."""
    one, other = words[first.start : first.stop], words[second.start : second.stop]
    return any(
        not opposites.isdisjoint(there)
        for here, there in ((one, other), (other, one))
        for opposites in filter(None, map(_opposites_of, here))
    )


@lru_cache(100_000)
def _opposites_of(word: str) -> frozenset[str]:
    """Return what stands against a word: most words have no opposite."""
    return _opposites().get(word, frozenset()) | _denied(word)


def _denied(word: str) -> frozenset[str]:
    """Return what a word with *un-* or the like denies: "un-American", "unjust"."""
    return frozenset(
        word[len(prefix) :].lstrip("-")
        for prefix in PREFIXES
        if word.startswith(prefix) and len(word) > len(prefix) + 3
    )
