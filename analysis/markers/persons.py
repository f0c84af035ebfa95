"""Words that are names of persons: Mr. Savage is not savage, and Grace Slaughter slays nobody."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.markers.graded import graded
from analysis.matching.view import View
from analysis.text.classes import word_class

__all__ = ["words_of_names"]

TITLES = word_class("before_names") | word_class("titles_in_full")
FIRST_NAMES = word_class("first_names")
NEXT = (" ", ". ", "\u00a0", ".\u00a0")  # between a title or a first name and the family name
HEADLINE, HEADLINE_SHARE = 6, 0.6  # words at least, and the share with a capital
LONGEST = 3  # words of a name after the title


def words_of_names(view: View) -> Iterator[int]:
    """Yield the words of names of persons that a title or a first name shows.

    A family name found so is one wherever it stands with a capital within a sentence. Only words
    that are loaded elsewhere are yielded, but those of loaded phrases (*Jim Crow*). First names
    are those common in English: others show no name.

    Examples
    --------
    >>> from analysis.text.document import Document
    >>> view = View(Document("x", "Will Savage came. The savage rain hit Savage and Mr. Hope."))
    >>> [view.words[index] for index in words_of_names(view)]
    ['savage', 'savage', 'hope']
    """
    capitals = view.surroundings.capitals
    headlines: dict[int, bool] = {}
    family: set[str] = set()
    found: set[int] = set()
    for index in capitals:
        word = view.words[index]
        is_title = word in TITLES
        if not (is_title or word in FIRST_NAMES):
            continue
        number = view.sentence_of(index)
        if number is None or _asks(view, index, number):
            continue
        if number not in headlines:
            headlines[number] = _is_headline(view, number)
        if not headlines[number]:
            rest = list(_rest(view, index))
            family.update(view.words[place] for place in rest[-1:])
            found.update(rest if is_title or not rest else [index, *rest])
    if family:
        found.update(i for i, w in capitals.items() if view.words[i] in family and _within(w))
    if not found:
        return
    grades = graded(view)
    for index in sorted(found):
        if grades.words[index].chance and index not in grades.phrases:
            yield index


def _within(where: str) -> bool:
    return where == "within the sentence"


def _rest(view: View, index: int) -> Iterator[int]:
    """Yield the words with a capital right after a title or a first name."""
    for place in range(index + 1, index + 1 + LONGEST):
        if place >= len(view.words) or view.gaps[place] not in NEXT:
            return
        if not _within(view.surroundings.capitals.get(place, "")):
            return
        yield place


def _is_headline(view: View, number: int) -> bool:
    """Tell a sentence in which any word has a capital."""
    sentence = view.sentences[number]
    n_capitals = sum(place in view.surroundings.capitals for place in sentence)
    return len(sentence) >= HEADLINE and n_capitals > HEADLINE_SHARE * len(sentence)


def _asks(view: View, index: int, number: int) -> bool:
    """Tell a question that begins with "Will"."""
    opens = view.words[index] == "will" and index == view.sentences[number].start
    return opens and "?" in view.document[view.document.sentences[number]]
