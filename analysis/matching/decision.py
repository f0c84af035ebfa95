"""Additive decisions: whether a word counts, judged by itself and by what stands around it.

The log-odds that a reader marks a word are a sum of weights, one for each property of the word
and its place: the word itself, its ending, its neighbours, what the rules of the lexicon say. The
weights are learned (``analysis.learning.decisions``) and stand in ``lexicons/decisions/`` as a
table of ``property``, ``value`` and ``weight``, so that every decision can be read.
"""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache, cached_property, partial
from itertools import chain, compress, count, repeat
from sys import intern
from typing import Any, NamedTuple

from analysis.matching.kept import Kept, Most
from analysis.matching.view import EDGE, View
from analysis.matching.weights import Joined, read_weights
from analysis.text import classes

__all__ = [
    "FOLDER",
    "NOTABLE",
    "N_REASONS",
    "OWN",
    "SLACK",
    "SURE",
    "AlreadyTold",
    "Decision",
    "Part",
    "Told",
    "load_decision",
    "logit",
    "own_properties",
    "probability",
    "properties",
]

FOLDER = classes.FOLDER / "decisions"
MOST_SUMS = 10_000  # so many sums of what is told of words are kept
SLACK = 1e-9  # log-odds; a bound is a sum in another order than what it bounds
# Properties of a word by itself: their sum says whether its place is looked at.
OWN = ("word", "ending", "last letters", "first letters", "rule")
N_REASONS = 3  # parts of a decision that a reason names at most
NOTABLE = 0.4  # log-odds; smaller parts of a decision are not worth a word in the reason


def logit(share: float) -> float:
    """Return the log-odds of a probability, kept within 0.001 and 0.999.

    Examples
    --------
    >>> logit(0.5)
    0.0
    """
    kept = min(max(share, 0.001), 0.999)
    return math.log(kept / (1 - kept))


SURE = logit(0.8)  # log-odds of what counts whatever was learned


def probability(log_odds: float) -> float:
    """Return the probability of log-odds.

    Examples
    --------
    >>> probability(0.0)
    0.5
    """
    return 1 / (1 + math.exp(-max(min(log_odds, 30.0), -30.0)))


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


# What stands around a word: the words and stops of which each property consists, by their distance.
PLACE: tuple[tuple[str, tuple[int, ...]], ...] = (
    ("before", (-1,)),
    ("after", (1,)),
    ("second before", (-2,)),
    ("second after", (2,)),
    ("with the word before", (-1, 0)),
    ("with the word after", (0, 1)),
    ("two before", (-2, -1)),
    ("two after", (1, 2)),
    ("with two after", (0, 1, 2)),
    ("with two before", (-2, -1, 0)),
    ("between", (-1, 0, 1)),
    ("near", (-3,)),
    ("near", (3,)),
)
# So many words a property of the place has.
PLACES = {name: len(offsets) for name, offsets in PLACE}


def properties(view: View, index: int, rules: Sequence[str] = ()) -> Iterator[tuple[str, str]]:
    """Yield all properties of a word in its place, with their values.

    Parameters
    ----------
    view : View
        The text.
    index : int
        The word, within a sentence of the body.
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
    >>> ("between", "it may rain") in set(properties(view, 1))
    True
    """
    around = view.surroundings
    row, place = around.row, around.places[index]
    capital = around.capitals.get(index)
    yield from own_properties(row[place], capital is not None)
    for rule in rules:
        yield "rule", rule
    for name, offsets in PLACE:
        yield name, " ".join([row[place + offset] for offset in offsets])
    if capital is not None:
        yield "capital", capital


class Part(NamedTuple):
    """One summand of a decision."""

    weight: float
    property: str
    value: str


class Told(Mapping[int, tuple[str, ...]]):
    """What the lexicons and their rules say of words, worked out for those that are asked for.

    Most words cannot come to the floor of a decision whatever is said of them. ``beforehand`` has
    what is said of words by their indices, ``most`` says the most that may be added to it.
    """

    view: View
    beforehand: Mapping[int, tuple[str, ...]]

    @abstractmethod
    def told(self, index: int) -> tuple[str, ...]:
        """Return what is told of a word of the body."""

    def __getitem__(self, index: int) -> tuple[str, ...]:
        if not self.view.surroundings.places[index]:
            raise KeyError(index)
        return self.told(index)

    def __iter__(self) -> Iterator[int]:
        return chain.from_iterable(self.view.sentences)

    def __len__(self) -> int:
        return sum(map(len, self.view.sentences))

    def reaching(self, decision: Decision) -> list[int]:
        """Return the words of the body that may come to the floor."""
        reaches, places = decision.bounds(self.most).reaches, self.view.surroundings.places
        found = compress(count(), map(reaches.__getitem__, self.view.words))
        return [index for index in sorted({*found, *self.beforehand}) if places[index]]

    @staticmethod
    @abstractmethod
    def most(most: Most, word: str) -> float:
        """Return the most that what is told of a word may add to its log-odds."""


class AlreadyTold(Told):
    """What is told of some words, worked out beforehand."""

    def __init__(self, view: View, told: Mapping[int, tuple[str, ...]]) -> None:
        self.view, self.beforehand = view, told

    def told(self, index: int) -> tuple[str, ...]:
        """Return what is told of a word."""
        return self.beforehand.get(index, ())

    @staticmethod
    def most(most: Most, word: str) -> float:
        """Return nothing: of other words, nothing is told."""
        return 0.0


def _by_words(values: Mapping[str, float], n_words: int) -> Mapping[Any, float]:
    if n_words == 1:
        return values
    if isinstance(values, Joined):
        return values.by_words
    return {tuple(map(intern, value.split(" "))): weight for value, weight in values.items()}


class Bounds(NamedTuple):
    """What words cannot come to more than, and whether that is as much as the floor."""

    most: Kept[str, float]
    reaches: Kept[str, bool]


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
    silent : collection of str
        Words whose own weights are not to count.

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
        silent: Collection[str] = (),
    ) -> None:
        self.silent = frozenset(silent)
        self.weights = weights
        self.base = base
        self.floor = floor
        self.needed = needed
        self._own = Kept(self.own)
        self._named = Kept(partial(self.own, capital=True))
        self._of_words = [weights.get(name, {}) for name in OWN[:-1]]
        self._rules = weights.get("rule", {})
        self._sums = Kept(self._sum, MOST_SUMS)
        self.most = Most(self._rules)
        self._bounds: dict[Callable[[Most, str], float], Bounds] = {}
        # Values of several words as tuples, which are made faster than texts.
        self._places = [
            (offsets, _by_words(weights.get(name, {}), len(offsets))) for name, offsets in PLACE
        ]

    def own(self, word: str, capital: bool = False) -> float:
        """Return the log-odds of a word by itself."""
        if word in self.silent:
            return self.base
        words, endings, last, first = self._of_words
        total = words.get(word, 0.0)
        # As `own_properties` has them, but this is done for every new word.
        if len(word) > 4 and not capital:
            total += endings.get(word[-3:], 0.0)
            total += first.get(word[:5], 0.0)
            if len(word) > 5:
                total += last.get(word[-4:], 0.0)
        return self.base + total

    def weight(self, name: str, value: str) -> float:
        """Return the weight of a value of a property; 0 if nothing was learned of it."""
        values = self.weights.get(name)
        return 0.0 if values is None else values.get(value, 0.0)

    @cached_property
    def of_pair(self) -> Mapping[tuple[str, str], float]:
        """The weight of each property with its value."""
        return {
            (name, value): weight
            for name, values in self.weights.items()
            for value, weight in values.items()
        }

    def rules(self, rules: tuple[str, ...]) -> float:
        """Return what the rules add: much the same is told of many words."""
        return self._sums[rules]

    def _sum(self, rules: tuple[str, ...]) -> float:
        return sum(map(self._rules.get, rules, repeat(0.0)))

    def bounds(self, most: Callable[[Most, str], float]) -> Bounds:
        """Return for each word what it cannot come to more than, by the most that may be told."""
        if most not in self._bounds:
            by_word = Kept(partial(self._bound, most))
            reaches = Kept[str, bool](lambda word: by_word[word] >= self.floor - SLACK)
            self._bounds[most] = Bounds(by_word, reaches)
        return self._bounds[most]

    def _bound(self, most: Callable[[Most, str], float], word: str) -> float:
        """Return what a word cannot come to more than, whatever its case and what is told."""
        return max(self._own[word], self._named[word]) + most(self.most, word)

    def score(self, view: View, told: Mapping[int, tuple[str, ...]]) -> list[tuple[int, float]]:
        """Return the log-odds of the words of the body that may be hits, in order.

        Parameters
        ----------
        view : View
            The text.
        told : mapping
            What the lexicons and their rules say of a word, by its index.

        Returns
        -------
        list of (int, float)
            Index and log-odds of the words that come to the floor by themselves.

        Examples
        --------
        >>> from analysis.text.document import Document
        >>> view = View(Document("x", "In May it may rain."))
        >>> decision = Decision({"word": {"may": 3.0}, "before": {"in": -4.0}}, -1.0, 0.0, 0.0)
        >>> decision.score(view, {})
        [(1, -2.0), (3, 2.0)]
        """
        around, words = view.surroundings, view.words
        capitals, floor = around.capitals, self.floor
        chosen, own = [], []
        told = told if isinstance(told, Told) else AlreadyTold(view, told)
        for index in told.reaching(self):
            alone = self._named if index in capitals else self._own
            score = alone[words[index]] + self.rules(told.told(index))
            if score >= floor:
                chosen.append(index)
                own.append(score)
        if not chosen:
            return []
        # Property after property rather than word after word: that leaves the loops to `map`.
        places = [around.places[index] for index in chosen]
        row, nothing = around.row, repeat(0.0)
        columns = list(
            zip(*[row[place - EDGE : place + EDGE + 1] for place in places], strict=True)
        )
        added: list[Iterator[float]] = []
        for offsets, values in self._places:
            parts = [columns[EDGE + offset] for offset in offsets]
            key = zip(*parts, strict=True) if len(parts) > 1 else parts[0]
            added.append(map(values.get, key, nothing))
        if of_capitals := self.weights.get("capital"):
            added.append(map(of_capitals.get, (capitals.get(i, "") for i in chosen), nothing))
        return [
            (index, alone + sum(parts))
            for index, alone, parts in zip(chosen, own, zip(*added, strict=True), strict=True)
        ]

    def parts(self, view: View, index: int, rules: Sequence[str]) -> list[Part]:
        """Return all summands of a decision, the largest first."""
        around = view.surroundings
        row, place, capital = around.row, around.places[index], around.capitals.get(index)
        # As `properties` has them, but a value is put together only where it weighs something.
        alone = [
            *own_properties(row[place], capital is not None),
            *(("rule", one) for one in rules),
        ]
        found = [Part(self.weight(*pair), *pair) for pair in alone]
        for (name, _), (offsets, values) in zip(PLACE, self._places, strict=True):
            words = tuple([row[place + offset] for offset in offsets])
            weight = values.get(words if len(words) > 1 else words[0])
            if weight:
                found.append(Part(weight, name, " ".join(words)))
        if capital is not None:
            found.append(Part(self.weight("capital", capital), "capital", capital))
        found = [part for part in found if part.weight]
        return sorted(found, key=lambda part: -abs(part.weight))


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
    weights = dict(read_weights(path, PLACES))
    settings = weights.pop("setting")
    return Decision(weights, settings["base"], settings["floor"], settings["needed"])
