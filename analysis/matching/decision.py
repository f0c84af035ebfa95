"""Additive decisions: whether a word counts, judged by itself and by what stands around it.

The log-odds that a reader marks a word are a sum of weights, one for each property of the word
and its place: the word itself, its ending, its neighbours, what the rules of the lexicon say. The
weights are learned (``analysis.learning.decisions``) and stand in ``lexicons/decisions/`` as a
table of ``property``, ``value`` and ``weight``, so that every decision can be read.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from analysis.matching.view import View

__all__ = ["Decision", "Surroundings", "load_decision", "logit", "probability", "properties"]

FOLDER = Path(__file__).parents[1] / "lexicons" / "decisions"
EDGE = 3  # words on each side that are looked at
START, END = "<", ">"  # what stands before and after a sentence
QUOTATION = frozenset("\"“”‘’«»'")
# Properties of a word by itself: their sum says whether its place is looked at.
OWN = ("word", "ending", "last letters", "first letters", "rule")


def logit(share: float) -> float:
    """Return the log-odds of a probability, kept within 0.001 and 0.999.

    Examples
    --------
    >>> logit(0.5)
    0.0
    """
    kept = min(max(share, 0.001), 0.999)
    return math.log(kept / (1 - kept))


def probability(log_odds: float) -> float:
    """Return the probability of log-odds.

    Examples
    --------
    >>> probability(0.0)
    0.5
    """
    return 1 / (1 + math.exp(-max(min(log_odds, 30.0), -30.0)))


class Surroundings:
    """A sentence as a row of words and of the stops between them, with its borders.

    Parameters
    ----------
    view : View
        The text.
    sentence : range
        The words of the sentence.

    Examples
    --------
    >>> from analysis.text.document import Document
    >>> view = View(Document("x", "Perhaps, it may rain."))
    >>> Surroundings(view, view.sentences[0]).row
    ['<', '<', '<', 'perhaps', ',', 'it', 'may', 'rain', '>', '>', '>']
    """

    __slots__ = ("places", "row", "sentence", "view")

    def __init__(self, view: View, sentence: range) -> None:
        self.view = view
        self.sentence = sentence
        self.row = row = [START] * EDGE
        self.places: list[int] = []
        words, gaps = view.words, view.gaps
        for index in sentence:
            gap = gaps[index]
            if gap != " " and index > sentence.start and (stop := _stop(gap)):
                row.append(stop)
            self.places.append(len(row))
            row.append(words[index])
        row += [END] * EDGE

    def capital(self, index: int) -> str:
        """Tell whether a word has a capital, and where."""
        if not self.view.text[self.view.starts[index]].isupper():
            return ""
        return "opens the sentence" if index == self.sentence.start else "within the sentence"


@cache
def _stop(gap: str) -> str:
    """Return the first mark between two words that is no white space and no quotation mark."""
    return next((mark for mark in gap if not mark.isspace() and mark not in QUOTATION), "")


def own_properties(word: str, capital: bool = False) -> Iterator[tuple[str, str]]:
    """Yield what a word is like by itself; no letters of one with a capital: it may be a name."""
    yield "word", word
    if capital:
        return
    if len(word) > 4:
        yield "ending", word[-3:]
        yield "first letters", word[:5]
    if len(word) > 5:
        yield "last letters", word[-4:]


def place_properties(row: Sequence[str], place: int) -> Iterator[tuple[str, str]]:
    """Yield what stands around a word, as properties with their values."""
    before3, before2, before = row[place - 3 : place]
    word, after, after2, after3 = row[place : place + 4]
    yield "before", before
    yield "after", after
    yield "second before", before2
    yield "second after", after2
    yield "with the word before", f"{before} {word}"
    yield "with the word after", f"{word} {after}"
    yield "two before", f"{before2} {before}"
    yield "two after", f"{after} {after2}"
    yield "with two after", f"{word} {after} {after2}"
    yield "with two before", f"{before2} {before} {word}"
    yield "between", f"{before} {word} {after}"
    yield "near", before3
    yield "near", after3


def properties(
    surroundings: Surroundings, index: int, rules: Sequence[str] = ()
) -> Iterator[tuple[str, str]]:
    """Yield all properties of a word in its place, with their values.

    Parameters
    ----------
    surroundings : Surroundings
        Its sentence.
    index : int
        The word, within the sentence.
    rules : sequence of str
        What the lexicons and their rules say of the word: ``hedge``, ``hedge modal``, …

    Yields
    ------
    tuple of str
        Property and value.

    Examples
    --------
    >>> from analysis.text.document import Document
    >>> view = View(Document("x", "It may rain."))
    >>> around = Surroundings(view, view.sentences[0])
    >>> ("between", "it may rain") in set(properties(around, 1))
    True
    """
    place = surroundings.places[index - surroundings.sentence.start]
    capital = surroundings.capital(index)
    yield from own_properties(surroundings.row[place], bool(capital))
    for rule in rules:
        yield "rule", rule
    yield from place_properties(surroundings.row, place)
    if capital:
        yield "capital", capital


class Part(NamedTuple):
    """One summand of a decision."""

    weight: float
    property: str
    value: str


class Decision:
    """The learned weights of one marker.

    Parameters
    ----------
    weights : mapping
        For each property, the weight of each value, in log-odds.
    base : float
        Log-odds of a word of which nothing is known.
    floor : float
        Words whose own weights come to less are passed over unseen.
    needed : float
        Log-odds that make a hit.

    Examples
    --------
    >>> decision = Decision({"word": {"may": 3.0}, "before": {"in": -4.0}}, -1.0, 0.0, 0.0)
    >>> decision.own("may"), decision.own("rain")
    (2.0, -1.0)
    """

    def __init__(
        self,
        weights: Mapping[str, Mapping[str, float]],
        base: float,
        floor: float,
        needed: float,
    ) -> None:
        self.weights = weights
        self.base = base
        self.floor = floor
        self.needed = needed
        self._own: dict[str, float] = {}
        self._named: dict[str, float] = {}

    def own(self, word: str, capital: bool = False) -> float:
        """Return the log-odds of a word by itself."""
        kept = self._named if capital else self._own
        found = kept.get(word)
        if found is None:
            pairs = own_properties(word, capital)
            found = kept[word] = self.base + sum(self.weight(*pair) for pair in pairs)
        return found

    def weight(self, name: str, value: str) -> float:
        """Return the weight of a value of a property; 0 if nothing was learned of it."""
        values = self.weights.get(name)
        return 0.0 if values is None else values.get(value, 0.0)

    def rules(self, rules: Sequence[str]) -> float:
        """Return what the rules add."""
        return sum(self.weight("rule", rule) for rule in rules)

    def around(self, surroundings: Surroundings, index: int) -> float:
        """Return what the place of a word adds."""
        place = surroundings.places[index - surroundings.sentence.start]
        weights = self.weights
        total = 0.0
        for name, value in place_properties(surroundings.row, place):
            total += weights[name].get(value, 0.0)
        if capital := surroundings.capital(index):
            total += self.weight("capital", capital)
        return total

    def parts(self, surroundings: Surroundings, index: int, rules: Sequence[str]) -> list[Part]:
        """Return all summands of a decision, the largest first."""
        pairs = properties(surroundings, index, rules)
        found = [Part(self.weight(*pair), *pair) for pair in pairs]
        return sorted((part for part in found if part.weight), key=lambda part: -abs(part.weight))


PLACES = tuple(dict.fromkeys(name for name, _ in place_properties([START] * 7, 3)))


@cache
def load_decision(marker: str) -> Decision:
    """Load the weights of a marker from ``lexicons/decisions/<marker>.tsv``.

    Parameters
    ----------
    marker : str
        ``hedge``, ``booster``, ``loaded`` or ``attribution``.

    Returns
    -------
    Decision

    Raises
    ------
    ValueError
        If a line of the table is not property, value and number.

    Examples
    --------
    >>> decision = load_decision("hedge")
    >>> decision.own("perhaps") > decision.own("table")
    True
    """
    path = FOLDER / f"{marker}.tsv"
    weights: dict[str, dict[str, float]] = {name: {} for name in PLACES}
    settings: dict[str, float] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()[1:], 2):
        try:
            name, value, told = line.split("\t")
            weight = float(told)
        except ValueError:
            message = f"{path.name}, line {number}: property, value and weight are needed"
            raise ValueError(message) from None
        if name == "setting":
            settings[value] = weight
        else:
            weights.setdefault(name, {})[value] = weight
    return Decision(weights, settings["base"], settings["floor"], settings["needed"])
