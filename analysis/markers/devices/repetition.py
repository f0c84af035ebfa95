"""Words repeated for effect."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import compress, count
from operator import and_
from typing import NamedTuple

from analysis.markers.devices.common import FUNCTION_WORDS, Candidate, decide, word_span
from analysis.markers.devices.structure import (
    JOINTS,
    bucket,
    cuts_in,
    has_name,
    highest_charge,
    stops_of,
    tag_of,
    tags_of,
)
from analysis.matching.matches import Marker, Match
from analysis.matching.view import view_of
from analysis.text.classes import word_class
from analysis.text.document import Document

__all__ = ["REPETITION", "find_repetitions", "propose_repetitions"]

OUTSIDE = -1  # in the place of the sentence of a word of a heading or a note
REACH = 45  # words between two that are the same
LONGEST = 8  # words of what is repeated
STRETCH = 12  # words from each repeated one that are compared
# Words that take another up: "violence with more violence", "a people and the people".
TAKING_UP = word_class("taking_up")
NEAR = 25  # words between two in neighbouring sentences
COMMON_PAIRS = word_class("usual_pairs")
NO_CONTENT = FUNCTION_WORDS | JOINTS
DOUBLED_FUNCTION = word_class("doubled_small_words")


def find_repetitions(document: Document) -> list[Match]:
    """Find words repeated for effect in neighbouring sentences or clauses.

    Parameters
    ----------
    document : Document
        Its body is searched.

    Returns
    -------
    list of Match
        From the first to the last time that the words stand: ``anaphora`` (neighbours begin
        alike), ``epistrophe`` (neighbours end alike), ``anadiplosis`` (one ends as the next
        begins), ``repetition`` (a word doubled, or taken up again). ``weight`` is the probability
        that a reader marks it.

    Notes
    -----
    Any word of content, and any words at the front of a clause, that come again within a
    sentence or two may be a figure. Whether they are is a decision learned from labelled op-eds:
    by what is repeated, how often and where, and by how common it is in the whole text.
    Repetition of sound, of stems and of structure without the same words is not found.

    References
    ----------
    Dubremetz, M. & Nivre, J. (2018). Rhetorical figure detection: chiasmus, epanaphora, epiphora.
    Frontiers in Digital Humanities 5. https://doi.org/10.3389/fdigh.2018.00010

    Examples
    --------
    >>> document = Document("x", "Too often they lie. Too often we listen.")
    >>> [(match.text, match.category) for match in find_repetitions(document)]
    [('Too often they lie. Too often', 'anaphora')]
    """
    return decide(document, REPETITION.name, propose_repetitions(document))


class Place(NamedTuple):
    """Where a word stands: its sentence, and whether it opens or closes a part."""

    sentence: int
    opens: str
    closes: str


class Places(dict[int, Place]):
    """Where the words of a text stand, worked out for those that are asked for."""

    def __init__(self, sentences: list[int]) -> None:
        super().__init__()
        self.sentences = sentences  # the number of each word's sentence, -1 outside the body
        self.opens: dict[int, str] = {}
        self.closes: dict[int, str] = {}

    def __contains__(self, index: object) -> bool:
        assert isinstance(index, int)
        return 0 <= index < len(self.sentences) and self.sentences[index] >= 0

    def __missing__(self, index: int) -> Place:
        opens, closes = self.opens.get(index, ""), self.closes.get(index, "")
        found = self[index] = Place(self.sentences[index], opens, closes)
        return found


class Run(NamedTuple):
    """The same words again and again: where each begins, and how many they are."""

    starts: tuple[int, ...]
    length: int


def propose_repetitions(document: Document) -> Iterator[Candidate]:
    """Yield what may be a repetition, with what tells figures from chance."""
    places = _places(document)
    counts = Counter(document.words)
    for run in _runs(document, places, counts):
        yield _candidate(document, places, counts, run)


def _places(document: Document) -> Places:
    """Tell of each word of the body where it stands."""
    sentences = [OUTSIDE] * len(document.words)
    joints = list(compress(count(), map(JOINTS.__contains__, document.words)))
    places, next_joint = Places(sentences), 0
    for number, indices in enumerate(document.sentence_words):
        if not indices:
            continue
        sentences[indices.start : indices.stop] = [number] * len(indices)
        opens, closes = {indices.start: "sentence"}, {}
        next_joint = bisect_left(joints, indices.start, next_joint)
        while next_joint < len(joints) and joints[next_joint] < indices.stop:
            index = joints[next_joint]
            closes[index - 1] = opens[index + 1] = "joint"
            next_joint += 1
        for index in cuts_in(document, indices):
            closes[index - 1] = opens[index] = "part"
        closes[indices.stop - 1] = "sentence"
        opens.pop(indices.stop, None)
        closes.pop(indices.start - 1, None)
        places.opens |= opens
        places.closes |= closes
    return places


def _runs(document: Document, places: Places, counts: Mapping[str, int]) -> Iterator[Run]:
    """Yield the words that come again, the longest stretches, all times in a row as one."""
    words, following = document.words, view_of(document).following
    last: dict[str, int] = {}
    pairs: dict[int, tuple[int, int]] = {}  # the later place: the earlier one, and how many words
    done: set[tuple[int, int]] = set()
    more_than_once = map((1).__lt__, map(counts.__getitem__, words))
    for index in compress(count(), map(and_, more_than_once, map((0).__le__, places.sentences))):
        word = words[index]
        before = last.get(word)
        last[word] = index
        if before is None:
            continue
        if (
            word in NO_CONTENT
            and following[before] != following[index]
            and index not in places.opens
            and index - before > 2
        ):  # a small word alone, within a part: as `_may_be` says, but this is every second word
            continue
        is_part = (before - 1, index - 1) in done
        done.add((before, index))
        if is_part or not _near(places, before, index):
            continue
        length = 1
        while length < LONGEST and _goes_on(words, places, before, index, length):
            length += 1
            done.add((before + length - 1, index + length - 1))
        if _may_be(words, places, before, index, length):
            pairs[index] = (before, length)
    yield from _chains(pairs)


def _near(places: Places, before: int, index: int) -> bool:
    """Tell whether two places are near, with no heading between: one may recall the other."""
    apart = places.sentences[index] - places.sentences[before]
    if apart == 0:
        return True
    is_near = apart == 1 and index - before <= REACH
    both_open = places.opens.get(before) == places.opens.get(index) == "sentence"
    if not (is_near or (apart <= 2 and both_open)):
        return False
    return OUTSIDE not in places.sentences[before:index]


def _goes_on(words: Sequence[str], places: Places, before: int, index: int, length: int) -> bool:
    """Tell whether one more word is the same, in the same sentences."""
    one, other = before + length, index + length
    if one >= index or other not in places or words[one] != words[other]:
        return False
    sentences = places.sentences
    return sentences[one] == sentences[before] and sentences[other] == sentences[index]


def _may_be(words: Sequence[str], places: Places, before: int, index: int, length: int) -> bool:
    """Leave out small words within clauses, slips ("of of") and idioms ("more and more")."""
    word = words[index]
    has_content = not NO_CONTENT.issuperset(words[index : index + length])
    opens, opened = places[index].opens, places[before].opens
    if index - before == 1 and not opens:
        return word in DOUBLED_FUNCTION or has_content
    if index - before == 2 and words[index - 1] == "and":
        return word not in COMMON_PAIRS and not word.endswith("er")
    if places[index].sentence == places[before].sentence:
        return has_content or bool(opens) or length > 2 or (length == 2 and bool(opened))
    if opens == opened == "sentence":
        return True
    near = places[index].sentence - places[before].sentence == 1 and index - before < NEAR
    return has_content and (length > 1 or bool(opens or opened) or near)


def _chains(pairs: Mapping[int, tuple[int, int]]) -> Iterator[Run]:
    """Join pairs that share a place."""
    used: set[int] = set()
    for index in sorted(pairs, reverse=True):
        if index in used:
            continue
        starts, length, place = [index], pairs[index][1], index
        while place in pairs:
            used.add(place)
            place, n_words = pairs[place]
            starts.append(place)
            length = min(length, n_words)
        yield Run(tuple(reversed(starts)), length)


def _candidate(
    document: Document, places: Places, counts: Mapping[str, int], run: Run
) -> Candidate:
    last = run.starts[-1]
    start, end = word_span(document, run.starts[0], last + run.length)
    category = _category(places, run)
    said = document.text[document.word_starts[last] : end]
    properties = [
        *_what(document, counts, run, category),
        *_where(document, places, run, category),
        *_neighbours(document, places, run),
        *_sentences(document, places, run),
    ]
    # The weights take words that meet where two sentences do for a plain repetition.
    if places[last].opens == "sentence" and last - run.starts[-2] == run.length:
        category = "anadiplosis"
    reason = f"“{said}” stands {len(run.starts)} times"
    return Candidate(start, end, category, reason, properties)


def _category(places: Places, run: Run) -> str:
    first, last = run.starts[-2:]
    between = last - first - run.length
    if between == 0 or (between == 1 and places[last].opens == "joint"):
        return "repetition"
    if places[first].opens and places[last].opens:
        return "anaphora"
    ends = [places[start + run.length - 1].closes for start in (first, last)]
    if all(ends):
        return "epistrophe"
    return "anadiplosis" if ends[0] and places[last].opens else "repetition"


def _what(
    document: Document, counts: Mapping[str, int], run: Run, category: str
) -> Iterator[tuple[str, str]]:
    """Tell what is repeated, and how often."""
    last, times = run.starts[-1], len(run.starts)
    said = document.words[last : last + run.length]
    n_content = sum(word not in FUNCTION_WORDS for word in said)
    yield "figure", category
    yield "times", bucket(times, (2, 3, 4))
    yield "figure, times", f"{category} {bucket(times, (2, 3))}"
    yield "words repeated", bucket(run.length, (1, 2, 3, 5))
    yield "figure, words repeated", f"{category} {bucket(run.length, (1, 2, 3))}"
    yield "words of content", bucket(n_content, (0, 1, 2))
    yield "figure, words of content", f"{category} {bucket(n_content, (0, 1))}"
    yield "first word", tag_of(said[0])
    yield "figure, first word", f"{category} {tag_of(said[0])}"
    if not n_content and run.length == 1:
        yield "the word", said[0]
    elsewhere = min(counts[word] for word in said) - times
    yield "elsewhere in the text", bucket(elsewhere, (0, 1, 3, 8, 20))
    yield "loaded", highest_charge(said) or "no"
    yield "a name", str(_has_name(document, last, run.length))
    if run.length == 1:
        tag = tags_of(document)[last]
        yield "single word", tag
        yield "figure, single word", f"{category} {tag}"
        yield "single word, times", f"{tag} {bucket(times, (2,))}"


def _has_name(document: Document, first: int, length: int) -> bool:
    """Tell whether any word has a capital that is not that of a sentence."""
    inner = range(first + bool(stops_of(document)[first]), first + length)
    return has_name(document, inner)


def _where(
    document: Document, places: Places, run: Run, category: str
) -> Iterator[tuple[str, str]]:
    """Tell how far apart the words stand, and how they are joined."""
    words, (before, last) = document.words, run.starts[-2:]
    apart = min(places[last].sentence - places[before].sentence, 2)
    yield "sentences apart", str(apart)
    yield "figure, sentences apart", f"{category} {apart}"
    yield "distance", bucket(last - before, (1, 2, 4, 7, 12, 20, 35))
    near = bucket(last - before, (2, 4, 8, 16))
    yield "figure, distance", f"{category} {near} {min(apart, 1)}"
    opens = [places[start].opens or "nothing" for start in (before, last)]
    yield "opens", ", ".join(opens)
    closes = [places[start + run.length - 1].closes or "nothing" for start in (before, last)]
    yield "closes", ", ".join(closes)
    if places[last].opens == "joint":
        joint = words[last - 1]
    else:
        joint = stops_of(document)[last] if places[last].opens else ""
    yield "joined by", joint or "nothing"
    yield "figure, joined by", f"{category} {joint or 'nothing'}"
    yield "voice", document.voice_at(document.word_starts[before])


def _neighbours(document: Document, places: Places, run: Run) -> Iterator[tuple[str, str]]:
    """Tell whether the words before and after are alike."""
    words, (before, last) = document.words, run.starts[-2:]
    if last - 1 in places and before - 1 in places:
        tags = [tags_of(document)[start - 1] for start in (before, last)]
        yield "word before the second", tags[1]
        yield "words before", "alike" if tags[0] == tags[1] else "unlike"
        if words[last - 1] in TAKING_UP:
            yield "said before the second", words[last - 1]
    ends = before + run.length, last + run.length
    if all(end in places for end in ends):
        tags = [tags_of(document)[end] for end in ends]
        yield "words after", "alike" if tags[0] == tags[1] else "unlike"
        yield "word after the second", tags[1]


def _sentences(document: Document, places: Places, run: Run) -> Iterator[tuple[str, str]]:
    """Compare the two sentences, or the stretches of words that the repeated words open."""
    words, (before, last) = document.words, run.starts[-2:]
    one, other = (document.sentence_words[places[start].sentence] for start in (before, last))
    yield "words of the second sentence", bucket(len(other), (6, 12, 20, 30, 45))
    if one != other:
        ratio = max(len(one), len(other)) / min(len(one), len(other))
        alike = "alike" if ratio < 1.5 else "unlike" if ratio > 2.5 else "somewhat alike"
        yield "length of the sentences", alike
    stretch = set(words[before : min(before + STRETCH, last)])
    shared = stretch.intersection(words[last : min(last + STRETCH, other.stop)])
    yield "more words that both have", bucket(len(shared) - run.length, (0, 1, 2, 3))


REPETITION = Marker(
    "repetition",
    ("anaphora", "epistrophe", "anadiplosis", "repetition"),
    find_repetitions,
    title="Repetition",
    color="#777733",
)
