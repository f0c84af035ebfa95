"""What the author says in the first person: it gives nothing to another source."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.markers.attribution.voices import voices
from analysis.matching.matches import Proposal
from analysis.matching.view import View, stop_in
from analysis.text.classes import word_class

__all__ = ["propose_own"]

HELPERS = word_class("voice_helpers")
# Of these the past is spelled alike: what was read or put may be a report of long ago.
SAME_IN_PAST = word_class("same_in_the_past")
# With the word that must stand before.
FIRST_PERSONS = (("i", ""), ("i'd", ""), ("i'll", ""), ("let's", ""), ("me", "let"), ("us", "let"))
REACH = 4  # words from "I" to its verb


def propose_own(view: View) -> Iterator[Proposal]:
    """Yield the verbs of "I argue" and "let me say" in the author's voice, as sure to be none.

    Only in the present: what the author said or asked once is told like the words of others.

    Examples
    --------
    >>> from analysis.text.document import Document
    >>> view = View(Document("x", "I firmly believe it. I said so. “I hope so,” she said."))
    >>> [(view.words[own.first], own.weight, own.is_sure) for own in propose_own(view)]
    [('believe', 0.0, True)]
    """
    for index in _first_persons(view.words):
        number = view.sentence_of(index)
        if number is None or view.document.voice_at(view.starts[index]) != "author":
            continue
        verb = _verb(view, index, min(index + REACH, view.sentences[number].stop - 1))
        if verb is not None:
            why = "the author says it in the first person"
            yield Proposal("report_verb", verb, verb + 1, 0.0, why, is_sure=True)


def _first_persons(words: list[str]) -> Iterator[int]:
    """Yield where "I" stands, and the "me" of "let me"."""
    for wanted, before in FIRST_PERSONS:
        index = -1
        for _ in range(words.count(wanted)):
            index = words.index(wanted, index + 1)
            if not before or (index and words[index - 1] == before):
                yield index


def _verb(view: View, index: int, last: int) -> int | None:
    """Return the verb in the present that comes after helpers and adverbs, or None."""
    for place in range(index + 1, last + 1):
        word = view.words[place]
        if stop_in(view.gaps[place]):
            return None
        if word in HELPERS or word.endswith("ly"):
            continue
        voice = voices().get(word)
        is_verb = voice is not None and voice.form == "base" and voice.kind != "noun"
        return place if is_verb and word not in SAME_IN_PAST else None
    return None
