"""The valence lexicon in the shape in which it is looked up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from analysis.matching.columns import Table, kept_columns
from analysis.matching.index import Index
from analysis.matching.lexicon import Entry, lexicon_files, load_columns

__all__ = ["OPENS", "Operator", "ValenceTable", "load_table"]


OPENS = "opens"  # what a word is that only begins phrases


class Operator(NamedTuple):
    """A table entry that is more than a number: it acts on its surroundings or begins phrases.

    ``seconds`` are the second words of the phrases, which are looked at first, to save time.
    """

    valence: float
    category: str
    seconds: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ValenceTable:
    """The valence lexicon in the shape in which it is looked up.

    Parameters
    ----------
    words : mapping
        From a word to its valence, or to an Operator.
    phrases : Index
        The phrases, as Operators.
    """

    words: Mapping[str, float | Operator]
    phrases: Index[Operator]
    _parts: dict[str, tuple[float, ...]] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def from_entries(cls, entries: Iterable[Entry]) -> ValenceTable:
        """Build the table from the entries of a lexicon."""
        return cls.from_rows((entry.text, entry.category, entry.weight) for entry in entries)

    @classmethod
    def from_rows(
        cls,
        rows: Iterable[tuple[str, str, float]],
        plain: dict[str, float | Operator] | None = None,
    ) -> ValenceTable:
        """Build the table from texts, categories and weights; a later row of a word counts.

        Plain words, which are only a number, may be given apart; the table takes them over.
        """
        words: dict[str, float | Operator] = {} if plain is None else plain
        phrases: dict[str, Operator] = {}
        for text, category, weight in rows:
            if " " in text:
                phrases[text] = Operator(weight, category)
            else:
                words[text] = weight if category == "valence" else Operator(weight, category)
        seconds: dict[str, set[str]] = {}
        for first, second, *_ in map(str.split, phrases):
            seconds.setdefault(first, set()).add(second)
        for first, others in seconds.items():
            known = words.get(first, 0.0)
            category = "valence" if known else OPENS
            own = known if isinstance(known, Operator) else Operator(known, category)
            words[first] = own._replace(seconds=frozenset(others))
        return cls(words, Index(phrases.items()))

    def parts_of(self, word: str) -> tuple[float, ...]:
        """Return the valences of the parts of a word that is not in the table itself."""
        known = self._parts.get(word)
        if known is None:
            found = [self.words.get(part) or 0.0 for part in re.split("['-]", word)]
            valences = [part if isinstance(part, float) else part.valence for part in found]
            known = self._parts[word] = tuple(valence for valence in valences if valence)
        return known


@cache
def load_table() -> ValenceTable:
    """Load the project's own valences once."""
    kept = kept_columns(lexicon_files("valence"), _arranged)
    plain: dict[str, float | Operator] = dict(zip(kept["words"], kept["valences"], strict=True))
    rows = zip(kept["texts"], kept["categories"], kept["weights"], strict=True)
    return ValenceTable.from_rows(rows, plain)


def _arranged() -> Table:
    """Part the plain words of the lexicon from all others."""
    columns = load_columns("valence")
    rows = {text: row for text, *row in zip(*columns[:3], strict=True)}
    plain = {t: w for t, (category, w) in rows.items() if category == "valence" and " " not in t}
    others = [(text, *row) for text, row in rows.items() if text not in plain]
    return {
        "words": list(plain),
        "valences": list(plain.values()),
        "texts": [text for text, _, _ in others],
        "categories": [category for _, category, _ in others],
        "weights": [weight for _, _, weight in others],
    }
