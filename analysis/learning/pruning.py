"""Which learned properties stay in a table: those that several texts bear out and that name no one.

Names of persons and places, peoples, religions, genders and other groups of people are what the
learning texts are about, not how they speak: their weights would carry the topics of these texts
over to others.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from analysis.learning.words import word_list
from analysis.validation.bias import FILLERS

LEAST_TEXTS = 3
CAPITAL_SHARE = 0.5  # a word capitalised more often within sentences is a name
FREE_OF_NAMES = ("rule", "capital", "ending", "last letters")
INSIDE = re.compile(r"(?<=[a-z,;:’”] )[^\W\d_][\w'’-]*")


class LeftOut(NamedTuple):
    """Names and groups of people: whole words, and beginnings that only such words have."""

    words: frozenset[str]
    beginnings: frozenset[str]

    def holds(self, name: str, value: str) -> bool:
        """Tell whether a property would carry a name or a group of people.

        Examples
        --------
        >>> left_out = LeftOut(frozenset({"paris"}), frozenset())
        >>> left_out.holds("between", "in paris's heart"), left_out.holds("ending", "ris")
        (True, False)
        """
        if name in FREE_OF_NAMES:
            return False
        if name == "first letters":
            return value in self.beginnings
        return any(
            word in self.words or word.removesuffix("'s") in self.words for word in value.split()
        )


def find_left_out(texts: Iterable[str]) -> LeftOut:
    """Return what names and groups of people must not be learned.

    Parameters
    ----------
    texts : iterable of str
        Words that mostly have a capital within their sentences are names.

    Returns
    -------
    LeftOut

    Examples
    --------
    >>> left_out = find_left_out(["We saw Zeeland again. We saw rain in Zeeland."])
    >>> "zeeland" in left_out.words, "rain" in left_out.words, "zeela" in left_out.beginnings
    (True, False, True)
    """
    seen: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    for text in texts:
        for found in INSIDE.findall(text):
            word = found.lower().replace("’", "'")
            seen[word] += 1
            capital[word] += found[0].isupper()
    named = {word for word in seen if capital[word] > CAPITAL_SHARE * seen[word]} - {"i"}
    fillers = " ".join(filler for group in FILLERS.values() for filler in group.values()).lower()
    swapped = set(re.findall(r"[\w'-]+", fillers)) - {"the", "a", "an", "people", "of"}
    words = named | swapped | word_list("groups") | word_list("identity")
    beginnings = {word[:5] for word in words} - {word[:5] for word in seen.keys() - named}
    return LeftOut(frozenset(words), frozenset(beginnings))


def is_kept(
    name: str, value: str, weight: float, n_texts: int, left_out: LeftOut, least_weight: float
) -> bool:
    """Tell whether a property stays in the table.

    Examples
    --------
    >>> nobody = LeftOut(frozenset(), frozenset())
    >>> [is_kept("word", "perhaps", 2.1, n_texts, nobody, 0.1) for n_texts in (3, 2)]
    [True, False]
    """
    if n_texts < LEAST_TEXTS or abs(weight) < least_weight or "\t" in value:
        return False
    return not left_out.holds(name, value)
