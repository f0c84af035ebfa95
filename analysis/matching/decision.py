"""Additive decisions: whether a word counts, judged by itself and by what stands around it.

The log-odds that a reader marks a word are a sum of weights, one for each property of the word
and its place: the word itself, its ending, its neighbours, what the rules of the lexicon say. The
weights are learned (``analysis.learning.decisions``) and stand in ``lexicons/decisions/`` as a
table of ``property``, ``value`` and ``weight``, so that every decision can be read.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import repeat
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from analysis.matching.view import EDGE, View

__all__ = ["Decision", "Kept", "load_decision", "logit", "probability", "properties"]

FOLDER = Path(__file__).parents[1] / "lexicons" / "decisions"
MOST_KEPT = 100_000  # words whose weights are kept
FEW = 4  # what is told of most words
MOST_LONG = 5_000  # longer rows, of which few come again, whose sums are kept
# Properties of a word by itself: their sum says whether its place is looked at.
OWN = ("word", "ending", "last letters", "first letters", "rule")


K = TypeVar("K")


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
PLACES = frozenset(name for name, _ in PLACE)


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


class Kept(dict[K, float]):
    """Numbers that are worked out when they are first asked for, as many as are worth keeping.

    Examples
    --------
    >>> Kept(len)["may"]
    3
    """

    def __init__(self, work_out: Callable[[K], float], most: int = MOST_KEPT) -> None:
        super().__init__()
        self.work_out = work_out
        self.most = most

    def __missing__(self, key: K) -> float:
        found = self.work_out(key)
        if len(self) < self.most:
            self[key] = found
        return found


def _by_words(values: Mapping[str, float], n_words: int) -> Mapping[Any, float]:
    if n_words == 1:
        return values
    return {tuple(value.split(" ")): weight for value, weight in values.items()}


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
        self._rules = Kept(self.rules)
        self._many_rules = Kept(self.rules, MOST_LONG)
        # Values of several words as tuples, which are made faster than texts.
        self._places = [
            (offsets, _by_words(weights.get(name, {}), len(offsets))) for name, offsets in PLACE
        ]

    def own(self, word: str, capital: bool = False) -> float:
        """Return the log-odds of a word by itself."""
        pairs = () if word in self.silent else own_properties(word, capital)
        return self.base + sum(self.weight(*pair) for pair in pairs)

    def weight(self, name: str, value: str) -> float:
        """Return the weight of a value of a property; 0 if nothing was learned of it."""
        values = self.weights.get(name)
        return 0.0 if values is None else values.get(value, 0.0)

    def rules(self, rules: Sequence[str]) -> float:
        """Return what the rules add."""
        return sum(map(self.weights.get("rule", {}).get, rules, repeat(0.0)))

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
        own = list(map(self._own.__getitem__, words))
        for index in around.capitals:
            own[index] = self._named[words[index]]
        of_rules, of_many = self._rules, self._many_rules
        for index, rules in told.items():
            own[index] += of_rules[rules] if len(rules) <= FEW else of_many[rules]
        floor = self.floor
        chosen = [index for sentence in view.sentences for index in sentence if own[index] >= floor]
        # Property after property rather than word after word: that leaves the loops to `map`.
        places = [around.places[index] for index in chosen]
        row, nothing = around.row, repeat(0.0)
        columns = {
            offset: [row[place + offset] for place in places] for offset in range(-EDGE, EDGE + 1)
        }
        added: list[Iterator[float]] = []
        for offsets, values in self._places:
            key = zip(*map(columns.__getitem__, offsets), strict=True)
            added.append(
                map(values.get, columns[offsets[0]] if len(offsets) == 1 else key, nothing)
            )
        if capitals := self.weights.get("capital"):
            added.append(map(capitals.get, (around.capitals.get(i, "") for i in chosen), nothing))
        return [
            (index, own[index] + sum(parts))
            for index, parts in zip(chosen, zip(*added, strict=True), strict=True)
        ]

    def parts(self, view: View, index: int, rules: Sequence[str]) -> list[Part]:
        """Return all summands of a decision, the largest first."""
        pairs = properties(view, index, rules)
        found = [Part(self.weight(*pair), *pair) for pair in pairs]
        return sorted((part for part in found if part.weight), key=lambda part: -abs(part.weight))


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
