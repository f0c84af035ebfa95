"""Who is given a statement: the words for the source beside a cue.

A verb has its source before it (*the minister said*), after it (*“No,” said the minister*, *was
told by the minister*) or earlier in the sentence (*the minister rose and said*); a noun has an
owner (*the minister's claim*) or a preposition (*fears among ministers*). Where none is found
within the sentence, there is none.
"""

from __future__ import annotations

from typing import NamedTuple

from analysis.markers.attribution.voices import QUOTES, voices
from analysis.matching.view import View, stop_in
from analysis.text.classes import word_class

__all__ = ["Cue", "find_source", "phrase_before"]

HELPERS = word_class("voice_helpers")
PRONOUNS = word_class("source_pronouns")
BORDERS = word_class("before_noun_phrases")
DETERMINERS = word_class("determiners")
OWNERS = word_class("owner_words") | word_class("owners")
OF = word_class("within_noun_phrases")
HOLDERS = word_class("before_holders")
ENDS = word_class("after_noun_phrases")
DOCUMENTS = word_class("documents")
MAX_PHRASE = 12  # words of a source
MAX_BACK = 40  # words from a verb to a subject that stands far before it


class Cue(NamedTuple):
    """A hit of attribution by its words: the first, after the last, and its sentence."""

    first: int
    stop: int
    sentence: range
    category: str


def find_source(view: View, cue: Cue) -> range | None:
    """Return the words for the source of a cue, or None.

    Examples
    --------
    >>> from analysis.text.document import Document
    >>> view = View(Document("x", "The head of the bank has denied it."))
    >>> find_source(view, Cue(6, 7, view.sentences[0], "report_verb"))
    range(0, 5)
    """
    if cue.category == "according_to" or "according" in view.words[cue.first : cue.stop]:
        return _within(view, cue) or _phrase_after(view, cue.stop, cue.sentence)
    anchor = _anchor(view, cue)
    if _is_noun(view, cue, anchor):
        return _holder(view, cue, anchor)
    if _is_passive(view, cue, anchor):
        return _phrase_after(view, cue.stop + 1, cue.sentence)
    if _is_inverted(view, cue):
        return _phrase_after(view, cue.stop, cue.sentence)
    return _subject(view, cue.first, cue.sentence)


def _anchor(view: View, cue: Cue) -> int:
    """Return the word of a cue that says or thinks: the last verb of its run."""
    known = [index for index in range(cue.first, cue.stop) if view.words[index] in voices()]
    return known[0] if known else cue.first


def _within(view: View, cue: Cue) -> range | None:
    """As the minister put it; in German eyes: the source stands within the cue."""
    inside = range(cue.first + 1, cue.stop - 1)
    if view.words[cue.first] in ("as", "in", "from", "for") and len(inside):
        return inside
    return None


def _is_passive(view: View, cue: Cue, anchor: int) -> bool:
    is_by = cue.stop < cue.sentence.stop and view.words[cue.stop] == "by"
    return is_by and (view.words[anchor].endswith(("ed", "n", "t", "d")))


def _is_inverted(view: View, cue: Cue) -> bool:
    """“No,” said the minister: a stop or a quotation before the verb, a noun after it."""
    if cue.stop >= cue.sentence.stop or stop_in(view.gaps[cue.stop]):
        return False
    before = view.gaps[cue.first]
    parted = cue.first == cue.sentence.start or "," in before or not QUOTES.isdisjoint(before)
    following = view.words[cue.stop]
    opens = following in DETERMINERS or following in PRONOUNS
    opens = opens or cue.stop in view.surroundings.capitals
    if not (parted and opens) or view.words[cue.first].endswith("ing"):
        return False
    # ", says the clerk." but not: the clerk, who was asked, says the bridge will fall.
    phrase = _phrase_after(view, cue.stop, cue.sentence)
    if phrase is None or phrase.stop >= cue.sentence.stop or not QUOTES.isdisjoint(before):
        return True
    return bool(stop_in(view.gaps[phrase.stop]))


def _phrase_after(view: View, first: int, sentence: range) -> range | None:
    """Return the noun phrase that begins at a word."""
    words = view.words
    if first >= sentence.stop or words[first] in ENDS:
        return None
    stop = first + 1
    if words[first] in PRONOUNS:
        return range(first, stop)
    while stop < sentence.stop and stop - first < MAX_PHRASE:
        word = words[stop]
        if stop_in(view.gaps[stop]) or word in ENDS or word in HELPERS or _is_verb(view, stop):
            break
        stop += 1
    while stop - 1 > first and words[stop - 1] in OF:
        stop -= 1
    return range(first, stop)


def _is_verb(view: View, index: int) -> bool:
    """Tell a verb from a noun after a determiner and from a name."""
    if view.words[index] not in voices() or index in view.surroundings.capitals:
        return False
    return (
        view.words[index - 1] not in DETERMINERS and "noun" not in voices()[view.words[index]].kind
    )


def _is_noun(view: View, cue: Cue, index: int) -> bool:
    """Tell a noun (the claim that, their fears) from a verb."""
    voice = voices().get(view.words[index])
    if voice is None or "noun" not in voice.kind:
        return False
    if voice.kind == "noun":
        return True
    before = view.words[index - 1] if index > cue.sentence.start else ""
    return before in DETERMINERS or before.endswith(("'s", "s'"))


def _holder(view: View, cue: Cue, noun: int) -> range | None:
    """The minister's claim; their fears; fears among ministers."""
    words, first = view.words, cue.sentence.start
    for place in range(noun - 1, max(noun - 4, first) - 1, -1):
        if words[place].endswith(("'s", "s'")) or view.gaps[place + 1].startswith(("'", "’")):
            return phrase_before(view, place, first)
        if words[place] in OWNERS:
            return range(place, place + 1)
    after = noun + 1
    if after < cue.sentence.stop and words[after] in HOLDERS and not stop_in(view.gaps[after]):
        return _phrase_after(view, after + 1, cue.sentence)
    return None


def phrase_before(view: View, last: int, first: int) -> range:
    """Return the noun phrase that ends with a word.

    Examples
    --------
    >>> from analysis.text.document import Document
    >>> phrase_before(View(Document("x", "They saw the old clerk.")), 4, 0)
    range(2, 5)
    """
    words, gaps = view.words, view.gaps
    begin = last
    while begin > first and last - begin < MAX_PHRASE and not stop_in(gaps[begin]):
        word, before = words[begin], words[begin - 1]
        if word in PRONOUNS:
            break
        if before in OF or (before == "and" and begin - 1 > first):
            parted = begin - 2 < first or bool(stop_in(gaps[begin - 1]))
            if parted or words[begin - 2] in BORDERS or words[begin - 2] in voices():
                break
            begin -= 2
            continue
        if word in DETERMINERS or before in BORDERS or before.endswith("ly"):
            break
        is_verb = before in voices() and begin - 1 not in view.surroundings.capitals
        if is_verb and (begin - 2 < first or words[begin - 2] not in DETERMINERS):
            break
        begin -= 1
    return range(begin, last + 1)


def _subject(view: View, verb: int, sentence: range) -> range | None:
    """Return the noun phrase before a verb, past its helpers, or one far before it."""
    words, gaps = view.words, view.gaps
    place = verb - 1
    while place >= sentence.start and (words[place] in HELPERS or words[place].endswith("ly")):
        place -= 1
    if place < sentence.start:
        return None
    is_verb = words[place] in voices() and not _may_be_noun(view, place, sentence)
    if stop_in(gaps[place + 1]) or words[place] in BORDERS or is_verb:
        return _far_subject(view, place, sentence)
    return phrase_before(view, place, sentence.start)


def _may_be_noun(view: View, index: int, sentence: range) -> bool:
    """Tell a noun that ends a phrase (the inquiry report found) from a verb."""
    if "noun" not in voices()[view.words[index]].kind or index == sentence.start:
        return False
    before = view.words[index - 1]
    parted = before in PRONOUNS or before in HELPERS or before == "who"
    return not parted and view.words[index] in DOCUMENTS


def _far_subject(view: View, place: int, sentence: range) -> range | None:
    """She rose and said; the minister, a friend of theirs, said; refusing to answer, he said."""
    words, capitals = view.words, view.surroundings.capitals
    for index in range(place, max(sentence.start, place - MAX_BACK) - 1, -1):
        word = words[index]
        if word in PRONOUNS and word not in ("it", "this"):
            return range(index, index + 1)
        follows = words[index + 1] if index + 1 < sentence.stop else ""
        ends = follows in HELPERS or follows in voices() or follows.endswith("ed")
        ends = ends or bool(stop_in(view.gaps[index + 1]) if follows else True)
        is_noun = index in capitals and index > sentence.start
        is_noun = is_noun or (index > sentence.start and words[index - 1] in DETERMINERS)
        if ends and is_noun and word not in BORDERS:
            return phrase_before(view, index, sentence.start)
    return _first_phrase(view, sentence)


def _first_phrase(view: View, sentence: range) -> range | None:
    """Return the pronoun, the name or the first two words that open a sentence."""
    words, capitals, first = view.words, view.surroundings.capitals, sentence.start
    if words[first] in PRONOUNS:
        return range(first, first + 1)
    if words[first] in DETERMINERS and first + 2 < sentence.stop:
        return range(first, first + 2)
    stop = first
    while stop < sentence.stop and stop in capitals and view.gaps[stop] in (" ", view.gaps[first]):
        stop += 1
    return range(first, stop) if stop > first and words[first] not in BORDERS else None
