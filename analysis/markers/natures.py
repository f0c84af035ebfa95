"""Of what kind a loaded word is, and with what force: two learned sums beside the decision.

``lexicons/decisions/loaded_kind.tsv`` says of each property of a word and its place what it adds to
the log-odds of each kind, and to the force (1 mild, 2 clear, 3 extreme). Learned by
``analysis.learning.natures``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import count
from pathlib import Path
from typing import NamedTuple

from analysis.markers.graded import graded
from analysis.matching.columns import Column, Table, kept_columns
from analysis.matching.decision import FOLDER, own_properties
from analysis.matching.kept import Kept
from analysis.matching.view import View

__all__ = ["Nature", "nature_of", "nature_properties"]

NEAR = 6  # words on each side whose kinds are told
# What is told of a word by itself that says something of its kind or force.
TOLD = ("kind ", "other kind ", "phrase ", "base ", "loaded ", "force ", "grade ", "quoted ")

LEAST, MOST = 1.0, 3.0
FILE = "loaded_kind.tsv"
Row = tuple[float, ...]


class Nature(NamedTuple):
    """The kind of a hit and its force, from 1 to 3."""

    kind: str
    force: float


class NatureTable(NamedTuple):
    """The kinds, the base, and the rows of each property's values.

    A row has the weights for the kinds, and that for the force last.
    """

    kinds: tuple[str, ...]
    base: Row
    numbers: Mapping[str, Mapping[str, int]]
    rows: Kept[int, Row]

    def add(self, pairs: Iterable[tuple[str, str]]) -> Row:
        """Add up the weights of some properties."""
        nothing = (0.0,) * len(self.base)
        unknown: Mapping[str, int] = {}
        found = [self.numbers.get(name, unknown).get(value) for name, value in pairs]
        rows = [self.rows[number] for number in found if number is not None]
        return tuple(map(sum, zip(nothing, *rows, strict=True)))


@cache
def load_natures() -> NatureTable:
    """Load the table once."""
    kept = kept_columns([FOLDER / FILE], _columns, FOLDER / FILE)
    kinds = tuple(kept["kinds"])
    columns = [kept[f"weights {n}"] for n in range(len(kinds) + 1)]
    rows = Kept[int, Row](lambda number: tuple([column[number] for column in columns]))
    number = count()
    numbers = {name: dict(zip(kept[name], number, strict=False)) for name in kept["properties"]}
    return NatureTable(kinds, rows[numbers["setting"]["base"]], numbers, rows)


def _columns(path: Path) -> Table:
    """Read the table line by line."""
    lines = path.read_text(encoding="utf-8").splitlines()
    _, _, *kinds, _ = lines[0].split("\t")
    weights: dict[str, dict[str, list[float]]] = {}
    for line in lines[1:]:
        name, value, *numbers = line.split("\t")
        weights.setdefault(name, {})[value] = list(map(float, numbers))
    columns: dict[str, Column] = {"kinds": kinds, "properties": list(weights)}
    columns |= {name: list(values) for name, values in weights.items()}
    rows = [row for values in weights.values() for row in values.values()]
    return columns | {f"weights {n}": column for n, column in enumerate(zip(*rows, strict=True))}


def nature_properties(
    view: View, index: int, told: Sequence[str], sentence: range
) -> Iterator[tuple[str, str]]:
    """Yield what says of what kind a loaded word is, and with what force.

    Parameters
    ----------
    view : View
        The text.
    index : int
        The word.
    told : sequence of str
        What grades, lexicons and rules say of it.
    sentence : range
        The words of its sentence.

    Yields
    ------
    tuple of str
        Property and value: the word and its letters, what is told of it by itself, its neighbours,
        and, as ``near``, the kinds of graded words around it.

    Examples
    --------
    >>> from analysis.text.document import Document
    >>> view = View(Document("x", "A heinous slaughter."))
    >>> ("near", "condemnation") in nature_properties(view, 2, (), range(3))
    True
    """
    around = view.surroundings
    row, place = around.row, around.places[index]
    yield from own_properties(row[place], index in around.capitals)
    yield "before", row[place - 1]
    yield "after", row[place + 1]
    for rule in told:
        if rule.startswith(TOLD):
            yield "rule", rule
    grades = graded(view).words
    for other in range(max(sentence.start, index - NEAR), min(index + NEAR + 1, sentence.stop)):
        if other != index and grades[other].chance:
            yield "near", grades[other].kind


def nature_of(view: View, indices: Sequence[int], told: Mapping[int, Sequence[str]]) -> Nature:
    """Return the kind and force of the words of a hit.

    Parameters
    ----------
    view : View
        The text.
    indices : sequence of int
        The words of the hit that come above the threshold.
    told : mapping
        What grades, lexicons and rules say of each word.

    Returns
    -------
    Nature
        The likeliest kind of all words together; the force of the most forceful.

    Examples
    --------
    >>> from analysis.markers.graded import GradedWords
    >>> from analysis.text.document import Document
    >>> view = View(Document("x", "It is a heinous slaughter."))
    >>> nature_of(view, [3], GradedWords(view, {})).kind
    'condemnation'
    """
    table = load_natures()
    number = view.sentence_of(indices[0])
    sentence = range(0) if number is None else view.sentences[number]
    sums = [
        table.add(nature_properties(view, index, told.get(index, ()), sentence))
        for index in indices
    ]
    *kinds, _ = map(sum, zip(table.base, *sums, strict=True))
    force = table.base[-1] + max(row[-1] for row in sums)
    best = max(range(len(kinds)), key=kinds.__getitem__)
    return Nature(table.kinds[best], min(max(force, LEAST), MOST))
