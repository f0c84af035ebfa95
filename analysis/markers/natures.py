"""Of what kind a loaded word is, and with what force: two learned sums beside the decision.

``lexicons/decisions/loaded_kind.tsv`` says of each property of a word and its place what it adds to
the log-odds of each kind, and to the force (1 mild, 2 clear, 3 extreme). Learned by
``analysis.learning.natures``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from analysis.matching.decision import FOLDER, own_properties
from analysis.matching.view import View

__all__ = ["Nature", "nature_of"]

LEAST, MOST = 1.0, 3.0
FILE = "loaded_kind.tsv"
Row = tuple[float, ...]


class Nature(NamedTuple):
    """The kind of a hit and its force, from 1 to 3."""

    kind: str
    force: float


class NatureTable(NamedTuple):
    """The kinds, the base, and the weights of each property's values: kinds first, force last."""

    kinds: tuple[str, ...]
    base: Row
    weights: Mapping[str, Mapping[str, Row]]


@cache
def load_natures() -> NatureTable:
    """Load the table once."""
    lines = (FOLDER / FILE).read_text(encoding="utf-8").splitlines()
    _, _, *kinds, _ = lines[0].split("\t")
    weights: dict[str, dict[str, Row]] = {}
    for line in lines[1:]:
        name, value, *numbers = line.split("\t")
        weights.setdefault(name, {})[value] = tuple(map(float, numbers))
    return NatureTable(tuple(kinds), weights.pop("setting")["base"], weights)


def _rows(
    weights: Mapping[str, Mapping[str, Row]], view: View, index: int, told: Sequence[str]
) -> Iterator[Row]:
    """Yield what is known of each property of a word and its place."""
    around = view.surroundings
    row, place = around.row, around.places[index]
    own = own_properties(row[place], index in around.capitals)
    nothing: Mapping[str, Row] = {}
    for name, value in (*own, ("before", row[place - 1]), ("after", row[place + 1])):
        found = weights.get(name, nothing).get(value)
        if found is not None:
            yield found
    yield from filter(None, map(weights.get("rule", nothing).get, told))


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
    >>> from analysis.markers.grades import GradedWords
    >>> from analysis.text.document import Document
    >>> view = View(Document("x", "It is a heinous slaughter."))
    >>> nature_of(view, [3], GradedWords(view, {})).kind
    'condemnation'
    """
    table = load_natures()
    sums = []
    for index in indices:
        rows = _rows(table.weights, view, index, told.get(index, ()))
        sums.append(list(map(sum, zip(table.base, *rows, strict=True))))
    *kinds, _ = map(sum, zip(*sums, strict=True))
    force = max(row[-1] for row in sums)
    best = max(range(len(kinds)), key=kinds.__getitem__)
    return Nature(table.kinds[best], min(max(force, LEAST), MOST))
