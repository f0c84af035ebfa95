"""Lists of three."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analysis.markers.devices.common import FUNCTION_WORDS, with_sentence
from analysis.matching.matches import Marker, Match, make_match
from analysis.text.classes import word_class
from analysis.text.document import Document

__all__ = ["TRIAD", "find_triads"]

MAX_MEMBER_WORDS = 5
OPENING_WORDS = 12
COMMA_REACH = 60  # characters before "and" that hold the comma of a list
JOINTS = word_class("joints")
WHITE_SPACE = re.compile(r"\s+")
# A phrase that opens the sentence is no member: "In the end, men and women".
OPENERS = word_class("sentence_openers")
NOT_MEMBERS = word_class("no_members")
ENDINGS = tuple(
    "ing tion sion ment ness ity ism ance ence ful less ous ive able ible ical ly ed al "
    "ists ers ies s y ic er".split()
)


def find_triads(document: Document) -> list[Match]:
    """Find lists of three parallel members: "lies, threats and violence".

    Parameters
    ----------
    document : Document
        Its body is searched.

    Returns
    -------
    list of Match
        From the first member to the last: ``words`` (members of one word) or ``phrases``.

    Notes
    -----
    Lists of two, of four or more, of names and of numbers do not count. The members must look
    alike: the same first word, the same kind of ending, or the comma before "and" that only a
    list has. Where a longer last member ends is a guess, and clauses in threes are not found.

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
    matches: list[Match] = []
    text, starts = document.text, document.word_starts
    joints = [
        index
        for index, word in enumerate(document.words)
        if word in JOINTS and "," in text[max(0, starts[index] - COMMA_REACH) : starts[index]]
    ]
    for index, sentence in with_sentence(document, joints):
        triad = _triad(document, document.sentence_words[sentence], index)
        if triad is not None and (not matches or triad.start >= matches[-1].end):
            matches.append(triad)
    return matches


def _gap(document: Document, index: int) -> str:
    """What stands before a word, its white space made one space."""
    gap = document.text[document.word_ends[index - 1] : document.word_starts[index]]
    return gap if gap in (" ", ", ") else WHITE_SPACE.sub(" ", gap)


def _triad(document: Document, indices: range, conjunction: int) -> Match | None:
    comma = _comma_before(document, indices, conjunction)
    if comma is None or conjunction + 1 >= indices.stop:
        return None
    second = range(comma, conjunction)
    first_start = comma - len(second)
    if first_start < indices.start or _gap(document, conjunction + 1) != " ":
        return None
    first = range(first_start, comma)
    if any(_gap(document, index) != " " for index in first[1:]):
        return None
    if _is_longer_list(document, indices, first):
        return None
    third = _third(document, indices, conjunction, len(second))
    members = [first, second, third]
    has_comma = _gap(document, conjunction) == ", "
    if not _members_fit(document, members) or not _match_each_other(document, members, has_comma):
        return None
    if not has_comma and _opens_sentence(document, indices, first):
        return None
    category = "words" if len(second) == 1 else "phrases"
    start, end = document.word_starts[first.start], document.word_ends[third.stop - 1]
    reason = f"three parallel members joined by “{document.words[conjunction]}”"
    return make_match(document, "triad", category, start, end, reason=reason)


def _comma_before(document: Document, indices: range, conjunction: int) -> int | None:
    """Return the first word of the member before the conjunction, if a comma begins it."""
    for index in range(conjunction - 1, conjunction - 1 - MAX_MEMBER_WORDS, -1):
        if index <= indices.start:
            return None
        gap = _gap(document, index)
        if gap == ", ":
            return index
        if gap != " ":
            return None
    return None


def _is_longer_list(document: Document, indices: range, first: range) -> bool:
    """Tell whether a member comes before what would be the first of three."""
    begin = first.start
    for index in range(begin, max(indices.start, begin - MAX_MEMBER_WORDS - 1), -1):
        if "," in _gap(document, index):
            return document.words[indices.start] not in OPENERS or index - indices.start > 6
        if _gap(document, index) != " ":
            return False
    return False


def _third(document: Document, indices: range, conjunction: int, length: int) -> range:
    """The last member: to the punctuation if that is near, else as long as the second."""
    begin = conjunction + 1
    stop = min(begin + length, indices.stop)
    for index in range(begin + 1, stop):
        if _gap(document, index) != " ":
            stop = index
            break
    longer = stop
    while longer < indices.stop and _gap(document, longer) == " " and longer - stop < 2:
        longer += 1
    is_end = longer == indices.stop or _gap(document, longer) != " "
    if is_end and FUNCTION_WORDS.isdisjoint(document.words[stop:longer]):
        return range(begin, longer)
    while stop - begin > 1 and document.words[stop - 1] in FUNCTION_WORDS:
        stop -= 1
    return range(begin, stop)


def _members_fit(document: Document, members: Sequence[range]) -> bool:
    """No names, numbers or clauses."""
    words, text, starts = document.words, document.text, document.word_starts
    if any(words[member.start] in NOT_MEMBERS for member in members[1:]):
        return False
    if any(words[index][0].isdigit() for member in members for index in member):
        return False
    if any(text[starts[index]].isupper() for member in members[1:] for index in member):
        return False
    begin = starts[members[0].start]
    return not text[begin].isupper() or _opens_text(text, begin)


def _opens_text(text: str, begin: int) -> bool:
    """Tell whether a capital is that of a sentence, not of a name."""
    return text[max(0, begin - 2) : begin].strip() in ("", ".", "“", '"')


def _match_each_other(document: Document, members: Sequence[range], has_comma: bool) -> bool:
    words = document.words
    heads = [words[member.start] for member in members]
    if heads[1] == heads[2]:
        return heads[0] == heads[1]
    if len(members[1]) == 1:
        return not FUNCTION_WORDS.intersection(heads) and (has_comma or not _is_verb_pair(heads))
    lasts = [words[member.stop - 1] for member in members]
    if FUNCTION_WORDS.intersection(lasts[:2]):
        return False
    if not has_comma:
        return all(head.endswith("ing") for head in heads) or all(
            head[-2:] == "ed" for head in heads
        )
    return not FUNCTION_WORDS.issuperset(heads[:2]) and _n_same_ending(lasts) >= 2


def _is_verb_pair(heads: Sequence[str]) -> bool:
    """ "Met his boss, smiled and left": two verbs or adverbs are no list of three."""
    verbal = [head.endswith(("ed", "ing", "ly")) for head in heads]
    return any(verbal[1:]) and not verbal[0]


def _n_same_ending(words: Sequence[str]) -> int:
    """How many of three words share the most frequent kind of ending."""
    kinds = [next((end for end in ENDINGS if word.endswith(end)), word) for word in words]
    kinds = ["s" if kind in ("ies", "ers", "ists") else kind for kind in kinds]
    return max(kinds.count(kind) for kind in kinds)


def _opens_sentence(document: Document, indices: range, first: range) -> bool:
    if document.words[indices.start] not in OPENERS or first.stop - indices.start > OPENING_WORDS:
        return False
    return not any("," in _gap(document, index) for index in range(indices.start + 1, first.stop))


TRIAD = Marker("triad", ("words", "phrases"), find_triads, title="Lists of three", color="#882255")
