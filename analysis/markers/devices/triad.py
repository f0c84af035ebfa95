"""Lists of three."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile
from typing import NamedTuple

from analysis.markers.devices.common import FUNCTION_WORDS, Candidate, decide, word_span
from analysis.markers.devices.structure import (
    Part,
    bucket,
    cuts_in,
    has_name,
    highest_charge,
    kind_of,
    parts_of,
    tags_of,
)
from analysis.matching.matches import Marker, Match
from analysis.text.classes import word_class
from analysis.text.document import Document

__all__ = ["TRIAD", "find_triads", "propose_triads"]

LONGEST = 16  # words of a member
SAME_OPENING = 4  # words at the front of a member that are looked at
LISTING = word_class("announcing_lists")
UNLIKE_LENGTH = 0.4  # for each word that one member is longer
EXTRA = 4  # words that a member may be longer than the second
BORDERS = ("preposition", "clause word", "auxiliary", "pronoun", "small word")
OPENERS = word_class("sentence_openers")
JOINTS = word_class("joints") | {"nor", "but"}

LIST_MARKS = (",", ";")
NEAR = 3  # words before the first member that may be one more member
SHORT = 5  # words of members that need neither joint nor the same beginning

Members = Sequence[range]


def find_triads(document: Document) -> list[Match]:
    """Find lists of three parallel members: "lies, threats and violence".

    Parameters
    ----------
    document : Document
        Its body is searched.

    Returns
    -------
    list of Match
        From the first member to the last: ``words`` (members of one word), ``phrases`` or
        ``sentences``. ``weight`` is the probability that a reader marks it.

    Notes
    -----
    What may be a list is found by its stops, joints and openings. Whether three members are
    meant as a figure is a decision learned from labelled op-eds: by their length and likeness,
    by how loaded their words are, by names and numbers. Where the first member begins and the
    last one ends is a guess.

    References
    ----------
    Atkinson, M. (1984). Our Masters' Voices: The Language and Body Language of Politics. Methuen.
    Heritage, J. & Greatbatch, D. (1986). Generating applause. American Journal of Sociology
    92(1). https://doi.org/10.1086/228465

    Examples
    --------
    >>> document = Document("x", "They brought lies, threats and violence. Ann, Bob and Cy left.")
    >>> [(match.text, match.category) for match in find_triads(document)]
    [('lies, threats and violence', 'words')]
    """
    return decide(document, TRIAD.name, propose_triads(document))


def propose_triads(document: Document) -> Iterator[Candidate]:
    """Yield what may be a list of three, with what tells figures from other lists."""
    words, sentences = document.words, document.sentence_words
    for indices in sentences:
        # No list has fewer than two stops and joints.
        n_joints = sum(map(JOINTS.__contains__, words[indices.start : indices.stop]))
        if len(indices) > 3 and n_joints + len(cuts_in(document, indices)) > 1:
            parts = parts_of(document, indices)
            for found in _lists(document, parts):
                if not _is_longer(document, indices, parts, found):
                    yield _candidate(document, indices, parts, found)
    openings = [words[indices.start] if indices else "" for indices in sentences]
    in_a_row = zip(openings, openings[1:], openings[2:], strict=False)
    for number, three in enumerate(in_a_row):
        if three[0] and three.count(three[0]) == 3:
            yield _sentences(document, number, sentences[number : number + 3])


class Found(NamedTuple):
    """Three members: how they are joined, and in which part of the sentence the last one is."""

    kind: str
    members: Members
    joint: str
    place: int


def _lists(document: Document, parts: Sequence[Part]) -> Iterator[Found]:
    words = document.words
    for place, part in enumerate(parts):
        front = range(part.first, min(part.stop - 1, part.first + LONGEST + 1))
        joints = [index for index in front if words[index] in JOINTS]
        if place and part.mark in LIST_MARKS:
            yield from _joined(document, parts, place, joints)
        yield from _joined_twice(document, part, place, joints)
        if place >= 2:
            yield from _unjoined(document, parts, place)


def _joined(
    document: Document, parts: Sequence[Part], place: int, joints: Sequence[int]
) -> Iterator[Found]:
    """X, Y and Z; X, Y, and Z."""
    before, part = parts[place - 1 : place + 1]
    for index in joints:
        if index > part.first:
            second, kind, earlier = range(part.first, index), "comma", before
        elif place >= 2 and before.mark == part.mark:
            second, kind, earlier = range(before.first, before.stop), "two commas", parts[place - 2]
        else:
            continue
        if len(second) <= LONGEST:
            first = _tail(document, earlier, second)
            third = _head(document, range(index + 1, part.stop), second)
            yield Found(kind, (first, second, third), document.words[index], place)


def _joined_twice(
    document: Document, part: Part, place: int, joints: Sequence[int]
) -> Iterator[Found]:
    """X and Y and Z."""
    words = document.words
    for one, other in pairwise(joints):
        if words[one] == words[other] and one > part.first and other - one > 1:
            second = range(one + 1, other)
            first = _tail(document, Part(part.first, one, ""), second)
            third = _head(document, range(other + 1, part.stop), second)
            yield Found("joint twice", (first, second, third), words[one], place)


def _unjoined(document: Document, parts: Sequence[Part], place: int) -> Iterator[Found]:
    """X, Y, Z."""
    words = document.words
    earlier, before, part = parts[place - 2 : place + 1]
    if before.mark != part.mark or words[before.first] in JOINTS or words[part.first] in JOINTS:
        return
    second = range(before.first, before.stop)
    if len(second) > LONGEST:
        return
    first = _tail(document, earlier, second)
    if len(second) <= SHORT or words[first.start] == words[second.start]:
        third = _head(document, range(part.first, part.stop), second)
        yield Found("no joint", (first, second, third), "", place)


def _is_longer(document: Document, indices: range, parts: Sequence[Part], found: Found) -> bool:
    """Tell a list of four or more, of which only three members are looked at."""
    members, place = found.members, found.place
    if found.kind == "no joint" and _is_joined_on(document, indices, members):
        return True
    while parts[place].first > members[0].start:
        place -= 1
    holder = parts[place]
    if not place or holder.mark not in LIST_MARKS or holder.first < members[0].start:
        return False
    earlier = parts[place - 1]
    if earlier.first == indices.start and document.words[earlier.first] in OPENERS:
        return False  # For years, men, women and children
    return _built_alike(document, [_tail(document, earlier, members[1]), *members[:2]])


def _is_joined_on(document: Document, indices: range, members: Members) -> bool:
    """Tell whether a joint brings a fourth member, after the third or taken into it."""
    words, third = document.words, members[2]
    if third.stop < indices.stop and words[third.stop] in JOINTS:
        return True
    joint = next((index for index in third[1:] if words[index] in JOINTS), None)
    return joint is not None and _built_alike(document, [members[1], range(third.start, joint)])


def _built_alike(document: Document, members: Members) -> bool:
    """Tell whether members are as long, and begin and end with the same kind of word."""
    tags = tags_of(document)
    ends = {(tags[member.start], tags[member.stop - 1]) for member in members}
    return len(ends) == 1 and len(set(map(len, members))) == 1


def _tail(document: Document, part: Part, second: range) -> range:
    """Return where the first member may stand: the end of a part, most like the second."""
    stop, length = part.stop, len(second)
    words, tags = document.words, tags_of(document)
    word, tag = words[second.start], tags[second.start]
    ends_alike = tags[stop - 1] == tags[second.stop - 1]

    def likeness(index: int) -> float:
        like = _likeness(words[index] == word, tags[index] == tag, ends_alike)
        like -= UNLIKE_LENGTH * abs(stop - index - length)
        return like + (0.3 if index == part.first else tags[index - 1] in BORDERS)

    best = max(range(max(part.first, stop - length - EXTRA), stop), key=likeness)
    return range(best, stop)


def _head(document: Document, rest: range, second: range) -> range:
    """Return where the last member may stand: the front of a part, most like the second."""
    first, length = rest.start, len(second)
    words, tags = document.words, tags_of(document)
    last_tag = tags[second.stop - 1]
    opens_alike = words[first] == words[second.start], tags[first] == tags[second.start]

    def likeness(stop: int) -> float:
        like = _likeness(*opens_alike, tags[stop - 1] == last_tag)
        return like - UNLIKE_LENGTH * abs(stop - first - length) + 1.5 * (stop == rest.stop)

    best = max(range(first + 1, min(rest.stop, first + length + EXTRA) + 1), key=likeness)
    return range(first, best)


def _likeness(same_word: bool, same_tag: bool, same_last_tag: bool) -> float:
    """Weigh whether two members begin with one word, begin alike and end alike."""
    return 2 * same_word + 1.0 * same_tag + 1.0 * same_last_tag


def _sentences(document: Document, number: int, triple: Sequence[range]) -> Candidate:
    """Three sentences in a row that open with the same word."""
    words, all_sentences = document.words, document.sentence_words
    opening = words[triple[0].start]
    around = [n for n in (number - 1, number + 3) if 0 <= n < len(all_sentences)]
    more = [words[all_sentences[n].start] == opening for n in around if all_sentences[n]]
    same = min(_common(words, one, other) for one, other in pairwise(triple))
    start, end = word_span(document, triple[0].start, triple[2].stop)
    lengths = [len(unit) for unit in triple]
    properties = [
        ("list", "three sentences"),
        ("sentences: same words", bucket(same, (1, 2, 3))),
        ("sentences: opening", kind_of(opening)),
        ("sentences: more of them", str(sum(more))),
        ("sentences: length", bucket(max(lengths), (8, 15, 25))),
        ("sentences: spread of lengths", bucket(max(lengths) / min(lengths), (1, 2, 3))),
    ]
    reason = f"three sentences in a row begin with “{opening}”"
    return Candidate(start, end, "sentences", reason, properties)


def _common(words: Sequence[str], one: range, other: range) -> int:
    """How many words two sentences share at their front."""
    pairs = zip(one[:SAME_OPENING], other[:SAME_OPENING], strict=False)
    return len(list(takewhile(lambda pair: words[pair[0]] == words[pair[1]], pairs)))


def _candidate(
    document: Document, indices: range, parts: Sequence[Part], found: Found
) -> Candidate:
    kind, members, joint, _ = found
    start, end = word_span(document, members[0].start, members[2].stop)
    single = all(len(member) == 1 for member in members[:2])
    how = f"joined by “{joint}”" if joint else "without a joint"
    properties = [
        ("list", kind),
        ("joint", f"{kind} {joint}"),
        *_openings(document, members),
        *_tags(document, members),
        *_words(document, members),
        *_stops(document, indices, parts, found),
        *_place(document, indices, found),
    ]
    category = "words" if single else "phrases"
    return Candidate(start, end, category, f"three parallel members {how}", properties)


def _same(values: Sequence[str]) -> str:
    """Say how far three values are alike."""
    n_different = len(set(values))
    if n_different == 1:
        return "all alike"
    if values[1] == values[2]:
        return "the last two alike"
    return "two alike" if n_different == 2 else "unlike"


def _openings(document: Document, members: Members) -> Iterator[tuple[str, str]]:
    """Tell how long the members are and whether they begin with the same word."""
    lengths = [len(member) for member in members]
    yield "words of the second member", bucket(lengths[1], (1, 2, 3, 5, 8))
    yield "words of the last member", bucket(lengths[2], (1, 2, 3, 5, 8))
    yield "spread of lengths", bucket(max(lengths) - min(lengths), (0, 1, 2, 4))
    heads = [document.words[member.start] for member in members]
    alike = {1: "all", 2: "two", 3: "none"}[len(set(heads))]
    yield "same first word", alike
    if alike != "none":
        yield "same first word is", kind_of(heads[1])
        yield "same first word with length", f"{alike} {bucket(lengths[1], (2, 5))}"
    kinds = [kind_of(head) for head in heads]
    yield "kinds of first words", _same(kinds)
    yield "first word of the second member", kinds[1]
    yield "first word of the last member", kinds[2]


def _tags(document: Document, members: Members) -> Iterator[tuple[str, str]]:
    """Tell whether the members are built alike, by parts of speech and endings."""
    known = tags_of(document)
    tags = [known[member.start : member.stop] for member in members]
    yield "tags of first words", _same([tag[0] for tag in tags])
    lasts = _same([tag[-1] for tag in tags])
    yield "tags of last words", lasts
    yield "tag of the last words", f"{lasts} {tags[1][-1]}"
    whole = [" ".join(tag) for tag in tags]
    yield "tags altogether", _same(whole)
    if max(map(len, members)) <= 2:
        yield "tags of short members", f"{_same(whole)} {whole[1]}"
    ends = [kind_of(document.words[member.stop - 1]) for member in members]
    yield "kinds of last words", _same(ends)
    yield "last word of the second member", ends[1]
    if len(members[1]) == 1:
        yield "single words", f"{_same(ends)} {ends[1]}"


def _words(document: Document, members: Members) -> Iterator[tuple[str, str]]:
    """Tell of what kind the words of the members are."""
    words = [document.words[member.start : member.stop] for member in members]
    charges = [highest_charge(said) for said in words]
    yield "loaded members", str(sum(map(bool, charges)))
    yield "strongly loaded members", str(charges.count("high"))
    named = [has_name(document, member) for member in members]
    yield "members with a name", str(sum(named))
    yield "numbers", str(any(word[0].isdigit() for said in words for word in said))
    abstract = ["abstract noun" in map(kind_of, said) for said in words]
    yield "members with an abstract noun", str(sum(abstract))
    if FUNCTION_WORDS.issuperset(words[2]):
        yield "last member", "small words only"


def _stops(
    document: Document, indices: range, parts: Sequence[Part], found: Found
) -> Iterator[tuple[str, str]]:
    """Tell what parts the list from its sentence, and whether it goes on beyond three."""
    place, (first, _, third) = found.place, found.members
    closes = third.stop == parts[place].stop and place + 1 < len(parts)
    closing = parts[place + 1].mark if closes else ""
    yield "after the list", "the end" if third.stop == indices.stop else closing or "a word"
    if not closing and third.stop < indices.stop:
        yield "word after the list", kind_of(document.words[third.stop])
    if closing == ",":
        after = parts[place + 1]
        same = tags_of(document)[after.first] == tags_of(document)[third.start]
        size = bucket(after.stop - after.first, (3, 8))
        yield "part after the list", f"{'alike' if same else 'unlike'} {size}"
    while parts[place].first > first.start:
        place -= 1
    holder = parts[place]
    cuts = first.start == holder.first
    yield "stop before the list", (holder.mark or "none") if cuts else "none"
    n_before = first.start - holder.first
    is_near = holder.mark == "," and n_before <= NEAR
    more = is_near and holder.first - parts[place - 1].first <= LONGEST
    yield "a member more before it", str(more)
    if holder.mark == "," and not cuts:
        yield "comma before the first member", bucket(n_before, (2, 4, 8))
    yield "stops in the sentence", bucket(len(parts) - 1, (2, 3, 5))


def _place(document: Document, indices: range, found: Found) -> Iterator[tuple[str, str]]:
    """Tell where in its sentence the list stands."""
    words, first = document.words, found.members[0]
    if first.start == indices.start:
        yield "before the list", "the beginning"
    else:
        before = words[first.start - 1]
        yield "before the list", kind_of(before)
        if before in LISTING:
            yield "announced by", before
    yield "words of the sentence", bucket(len(indices), (12, 20, 30, 45))
    yield "opens with", "an opener" if words[indices.start] in OPENERS else "another word"
    yield "voice", document.voice_at(document.word_starts[first.start])


TRIAD = Marker(
    "triad",
    ("words", "phrases", "sentences"),
    find_triads,
    title="Lists of three",
    color="#882255",
)
