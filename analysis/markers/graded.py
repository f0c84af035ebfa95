"""Graded words and phrases in their places: what is told of loaded words to the decision.

The decision (``analysis.markers.decided``) weighs the grade of a word (``analysis.markers.grades``)
with those of its neighbours and of its sentence, and with how it stands in the text.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import compress, count

from analysis.markers.attribution.voices import most_of_voice
from analysis.markers.grades import (
    BASES,
    FORCE_NAMES,
    GRADES,
    LIKELY,
    PARTED,
    Grade,
    Grades,
    load_grades,
)
from analysis.markers.loaded import NEGATIONS
from analysis.matching.decision import SLACK, AlreadyTold, Decision, Told
from analysis.matching.kept import Kept, Most, once
from analysis.matching.view import View, view_of
from analysis.text.document import Document

__all__ = ["GradedWords", "graded"]

NEAR = 5  # words on each side in which others are looked for
SMOOTHING = 6  # plain words added to a sentence, so that short ones are not extreme
LEVELS, MOST_CHARGE = 25, 6  # steps of the charge of a sentence
MOST_TIMES = 5
MOST_BETWEEN = 6  # words between the parts of a phrase
STEPS = ("none", "low", "mid", "high")
# What may be told of a word that is not graded itself.
BESIDE = {
    (before, after): (f"grades {before} none {after}",) for before in STEPS for after in STEPS
}
MOST_SOURCES = {"plain": ("grade 0 plain",), "unread": ("grade 0 unread", "grade 0 name")}


def _step(chance: int) -> str:
    """Say in a word how likely a grade is."""
    return (
        "none" if chance <= 0 else "low" if chance <= 3 else "mid" if chance <= LIKELY else "high"
    )


@lru_cache(10_000)
def _tell_plain(source: str, beside: str, charge: int) -> tuple[str, ...]:
    """Return what is told of a word that is not graded itself: most words, in few ways."""
    return f"grade 0 {source}", beside, f"charge {charge} none"


@lru_cache(10_000)
def _tell_place(
    step: str, charge: int, before: int, after: int, before2: int, after2: int, near: int
) -> tuple[str, ...]:
    """Return what the grades around a word say that is graded itself."""
    return (
        f"grades {_step(before)} {step} {_step(after)}",
        *(f"charge {charge} {step}", f"grade before {before}", f"grade after {after}"),
        f"second grade before {_step(before2)}",
        f"second grade after {_step(after2)}",
        f"grade near {_step(near)} {step}",
        f"charge {charge}",
    )


def _tell_own(word: str) -> tuple[str, ...]:
    """Return what the grade of a word says by itself; nothing of a plain one."""
    own = GRADES[word]
    if not own.chance:
        return ()
    step = _step(own.chance)
    other = (f"other kind {own.other}",) if own.other else ()
    return f"force {own.force} {step}", f"kind {own.kind} {step}", *other, f"base {BASES[word]}"


OWN = Kept(_tell_own)


def _find_phrases(view: View, grades: Grades) -> Iterator[tuple[range, Grade]]:
    """Yield where the graded phrases stand; those with words in between first."""
    for found in grades.parted.find(view):
        tail = found.value.partition(PARTED)[2].split()
        number = view.sentence_of(found.first)
        end = found.stop if number is None else view.sentences[number].stop
        last = min(found.stop + MOST_BETWEEN, end - len(tail))
        for place in range(found.stop, last + 1):
            if view.words[place : place + len(tail)] == tail:
                yield range(found.first, place + len(tail)), grades.phrases[found.value]
                break
    for whole in grades.whole.find(view):
        yield range(whole.first, whole.stop), grades.phrases[whole.value]


class Graded:
    """The grades of all words of a text.

    Parameters
    ----------
    view : View
        The text.
    """

    def __init__(self, view: View) -> None:
        grades = load_grades()
        self.view = view
        self.words = list(map(GRADES.__getitem__, view.words))
        self.phrases: dict[int, Grade] = {}
        self.places: dict[int, range] = {}
        for place, phrase in _find_phrases(view, grades):
            self.phrases.update(dict.fromkeys(place, phrase))
            self.places.update(dict.fromkeys(place, place))
        self.literal = {
            index for found in grades.literal.find(view) for index in range(found.first, found.stop)
        }
        self.times = Counter(map(BASES.__getitem__, view.words))
        self.chances = [grade.chance for grade in self.words]
        self._totals: dict[int, float] = {}
        for index, phrase in self.phrases.items():
            self.chances[index] = max(self.chances[index], phrase.chance)
        for index in self.literal:
            self.chances[index] = 0

    def grade(self, index: int) -> Grade:
        """Return the grade of a word in its place: its own, or that of its phrase if higher."""
        own, phrase = self.words[index], self.phrases.get(index)
        return phrase if phrase is not None and phrase.chance > own.chance else own

    def describe(self, index: int) -> str:
        """Say how a word in its place was graded."""
        grade = self.grade(index)
        word = self.view.words[index]
        if not grade.chance:
            return f"“{word}”, learned from readers"
        of = "" if grade.entry == word else f" as “{grade.entry}”"
        force = ("no", *FORCE_NAMES)[grade.force]
        return f"“{word}” graded{of}: {grade.chance / 10:.1f} of 1, {force} {grade.kind}"

    def told(self, index: int) -> tuple[str, ...]:
        """Return what the grade of a word of the body and those around it say."""
        view = self.view
        number = bisect_right(view.stops, index)
        sentence = view.sentences[number]
        charge = self.charge(number, sentence, self.chances[index])
        if self.words[index].chance or index in self.phrases:
            return self._tell_graded(sentence, index, charge)
        source = self.words[index].source
        if source == "unread" and index > sentence.start and index in view.surroundings.capitals:
            source = "name"
        return _tell_plain(source, *self.beside(index, sentence), charge)

    def beside(self, index: int, sentence: range) -> tuple[str, ...]:
        """Return what the words before and after one that is not graded itself say."""
        before = self.chances[index - 1] if index > sentence.start else 0
        after = self.chances[index + 1] if index + 1 < sentence.stop else 0
        return BESIDE[_step(before), _step(after)]

    def charge(self, number: int, sentence: range, chance: int) -> int:
        """Return how loaded the other words of a sentence are, in steps."""
        total = self._totals.get(number)
        if total is None:
            total = self._totals[number] = sum(self.chances[sentence.start : sentence.stop]) / 10
        length = len(sentence) + SMOOTHING
        return min(int((total - chance / 10) / length * LEVELS), MOST_CHARGE)

    def _tell_graded(self, sentence: range, index: int, charge: int) -> tuple[str, ...]:
        """Return what is told of a word that is graded, alone or in a phrase."""
        first, stop = sentence.start, sentence.stop
        before2, before, _, after, after2 = (
            self.chances[place] if first <= place < stop else -1  # no word there
            for place in range(index - 2, index + 3)
        )
        step = _step(self.words[index].chance)
        near = [
            *self.chances[max(first, index - NEAR) : index],
            *self.chances[index + 1 : min(index + 1 + NEAR, stop)],
        ]
        return (
            self._own(index, sentence),
            *_tell_place(step, charge, before, after, before2, after2, max(near, default=0)),
            *OWN[self.view.words[index]],
            *self._graded(index, sentence, step),
        )

    def _own(self, index: int, sentence: range) -> str:
        own = self.words[index]
        view = self.view
        is_name = index > sentence.start and view.text[view.starts[index]].isupper()
        source = "name" if own.source == "unread" and is_name else own.source
        return f"grade {own.chance} {source}"

    def _graded(self, index: int, sentence: range, step: str) -> Iterator[str]:
        """Yield what is told of graded words alone, beside what they are by themselves."""
        view, phrase = self.view, self.phrases.get(index)
        word = view.words[index]
        if phrase is not None:
            yield f"phrase {phrase.entry}"
            yield f"phrase grade {phrase.chance} {step}"
            yield f"phrase kind {phrase.kind}"
            if phrase.other:
                yield f"other kind {phrase.other}"
        if index in self.literal:
            yield "literal"
        yield f"times {min(self.times[BASES[word]], MOST_TIMES)} {step}"
        if view.document.voice_at(view.starts[index]) == "quoted":
            yield f"quoted {step}"
        earlier = view.words[max(sentence.start, index - 2) : index]
        if not NEGATIONS.isdisjoint(earlier):
            yield f"negated {step}"
        if view.text[view.starts[index]].isupper():
            yield f"capital {self._capital(index, sentence)} {step}"
        last = view.ends[sentence.stop - 1]
        yield f"sentence ends {view.text[last : last + 1].strip()} {step}"

    def _capital(self, index: int, sentence: range) -> str:
        """Say where a word with a capital stands, and whether its neighbours have one."""
        if index == sentence.start:
            return "opens"
        text, starts = self.view.text, self.view.starts
        before = index - 1 > sentence.start and text[starts[index - 1]].isupper()
        after = index + 1 < sentence.stop and text[starts[index + 1]].isupper()
        return "in a name" if before or after else "alone"


def graded(view: View) -> Graded:
    """Return the grades of a text, worked out once."""
    return _graded_of(view.document)


@once
def _graded_of(document: Document) -> Graded:
    return Graded(view_of(document))


class GradedWords(Told):
    """What grades and the lexicons and rules say of every word of the body.

    Parameters
    ----------
    view : View
        The text.
    proposed : mapping
        What lexicons and rules say, by the index of the word.

    Examples
    --------
    >>> from analysis.text.document import Document
    >>> GradedWords(View(Document("x", "It is treason!")), {})[2][0]
    'grade 8 read'
    """

    def __init__(self, view: View, proposed: Mapping[int, tuple[str, ...]]) -> None:
        said = proposed if isinstance(proposed, Told) else AlreadyTold(view, proposed)
        self.view, self._graded, self._said = view, graded(view), said.told
        self.beforehand = said.beforehand
        self._known: dict[int, tuple[str, ...]] = {}

    def told(self, index: int) -> tuple[str, ...]:
        """Return what is told of a word of the body."""
        told = self._known.get(index)
        if told is None:
            told = self._said(index) + self._graded.told(index)
            self._known[index] = told
        return told

    def reaching(self, decision: Decision) -> list[int]:
        """Return the words of the body that may come to the floor.

        Most words are not graded themselves: of them little is told, and that is the same for all.
        """
        grades, among, bounds = self._graded, decision.most.among, self._bounds(decision)
        plain = among(BESIDE["none", "none"])
        beside = {
            place for index in compress(count(), grades.chances) for place in (index - 1, index + 1)
        }
        found: list[int] = []
        for number, sentence in enumerate(self.view.sentences):
            charge = grades.charge(number, sentence, 0)
            least = decision.floor - SLACK - among((f"charge {charge} none",))
            enough = least - plain
            rows = zip(sentence, bounds[sentence.start : sentence.stop], strict=True)
            found += [
                index
                for index, most in rows
                if most
                >= (least - among(grades.beside(index, sentence)) if index in beside else enough)
            ]
        return found

    def _bounds(self, decision: Decision) -> list[float]:
        """Return for each word what it cannot come to more than, but for charge and neighbours."""
        found = list(map(decision.bounds(self.most).most.__getitem__, self.view.words))
        for index, told in self.beforehand.items():
            found[index] += decision.rules(told)
        for index in self._graded.phrases:
            found[index] = math.inf
        return found

    @staticmethod
    def most(most: Most, word: str) -> float:
        """Return the most that what is told of a word may add, but for charge and neighbours."""
        grade = GRADES[word]
        if grade.chance:
            return math.inf
        return most.among(MOST_SOURCES[grade.source]) + most_of_voice(most, word)
