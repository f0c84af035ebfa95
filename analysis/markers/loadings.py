"""How loaded words are by themselves, as the table lists them or forms of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from analysis.matching.decision import logit
from analysis.matching.lexicon import Entry

__all__ = ["INFLECTIONS", "Loading", "WordTable"]

# A compound or an inflected form that is not in the table counts a little less than its base.
# Only from a base of some weight: a weak one is in the table for its own form alone.
BORROWED = -0.3
LENDING = -0.4
# Endings that make a loaded word of almost anything.
ENDINGS = tuple("monger mongers mongering phobe phobes phobic phobia maniac maniacs".split())
ENDING_WEIGHT = 0.6

# Endings of forms, and what stands in their place in the word itself; the first four of plurals.
INFLECTIONS = (
    ("'s", ""),
    ("ies", "y"),
    ("es", ""),
    ("s", ""),
    ("ied", "y"),
    ("ed", ""),
    ("ed", "e"),
    ("ing", ""),
    ("ing", "e"),
    ("ily", "y"),
    ("ly", ""),
    ("ness", ""),
)


class Loading(NamedTuple):
    """How loaded a word or phrase is by itself, in log-odds, and which entry says so."""

    logit: float
    entry: Entry


class WordTable(dict[str, Loading | None]):
    """The loading of every word, worked out when it is first asked for.

    Parameters
    ----------
    listed : mapping
        The category and the weight of each word of the table.
    """

    def __init__(self, listed: Mapping[str, tuple[str, float]] | None = None) -> None:
        super().__init__()
        self.listed = listed or {}

    def __missing__(self, word: str) -> Loading | None:
        found = self._own(word) or self._borrow(word)
        self[word] = found
        return found

    def _own(self, word: str) -> Loading | None:
        """Return the loading of a word that is listed itself."""
        row = self.listed.get(word)
        return None if row is None else Loading(logit(row[1]), Entry(word, *row))

    def _borrow(self, word: str) -> Loading | None:
        if len(word) < 4:
            return None
        if "-" in word and (found := self._from_parts(word)) is not None:
            return found
        for ending, replacement in INFLECTIONS:
            if word.endswith(ending):
                base = self._own(word[: -len(ending)] + replacement)
                if base is not None and base.logit > LENDING:
                    return base._replace(logit=base.logit + BORROWED)
        if len(word) > 7 and word.endswith(ENDINGS):
            entry = Entry(word, "label", ENDING_WEIGHT, "by its ending")
            return Loading(logit(ENDING_WEIGHT), entry)
        return None

    def _from_parts(self, word: str) -> Loading | None:
        parts = [self[part] for part in word.split("-") if len(part) > 3]
        known = [part for part in parts if part is not None and part.logit > LENDING]
        if not known:
            return None
        best = max(known, key=lambda loading: loading.logit)
        return best._replace(logit=best.logit + BORROWED)
