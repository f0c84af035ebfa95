"""The index: words and phrases looked up in a text, all tables by the same rules.

A phrase may span words of one clause: between two of its words stands nothing but white space,
quotation marks, currency signs and hyphens (the policy of ``analysis.matching.view``). ``*``
stands for any letters of a word, ``?`` for one. The leftmost wins, then the longest, then the one
without wildcards.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import compress, count
from typing import Any, Generic, NamedTuple, TypeVar

from analysis.matching.kept import Kept
from analysis.matching.view import View

__all__ = ["Found", "Index"]

T = TypeVar("T")


class Found(NamedTuple, Generic[T]):
    """What was found: the entry's value, the indices of its first word and after its last."""

    value: T
    first: int
    stop: int


class _Phrase(NamedTuple, Generic[T]):
    """An entry: its words after the first, which are patterns if one has a wildcard."""

    rest: list[str]
    patterns: list[re.Pattern[str] | None] | None
    order: tuple[int, bool, int]
    value: T


class _Group(NamedTuple, Generic[T]):
    """What may begin with a word: phrases by their second word, and all others."""

    phrases: dict[str, list[_Phrase[T]]]
    others: list[_Phrase[T]]


def _pattern(part: str) -> re.Pattern[str]:
    """Return the pattern of a word with wildcards."""
    return re.compile("".join({"*": ".*", "?": "."}.get(sign, re.escape(sign)) for sign in part))


def _compiled(part: str) -> re.Pattern[str] | None:
    return _pattern(part) if "*" in part or "?" in part else None


def _stem(part: str) -> str:
    """Return what stands before the first wildcard."""
    return re.split(r"[*?]", part, maxsplit=1)[0]


class Index(Generic[T]):
    """Words and phrases by their first word.

    Parameters
    ----------
    entries : iterable of (str, value)
        Folded words parted by single spaces, and what is to be returned for them.
    prepare : callable, optional
        Makes what is returned of the value, when an entry is first looked at.

    Examples
    --------
    >>> from analysis.matching.view import view_of
    >>> from analysis.text.document import Document
    >>> index = Index([("no doubt", 1), ("doubt*", 2), ("no", 3)])
    >>> view = view_of(Document("x", "No doubt he doubted; no, doubt it."))
    >>> [(found.value, found.first, found.stop) for found in index.find(view)]
    [(1, 0, 2), (2, 3, 4), (3, 4, 5), (2, 5, 6)]
    """

    def __init__(
        self, entries: Iterable[tuple[str, Any]], prepare: Callable[[Any], T] | None = None
    ) -> None:
        self._prepare = prepare
        # By their first word, as they are told: of thousands, a text asks for some dozens.
        self._told: dict[str, list[tuple[int, str, Any]]] = {}
        self._stems: dict[str, list[tuple[re.Pattern[str], _Phrase[T]]]] = {}
        for number, (text, value) in enumerate(entries):
            first = text.split(None, 1)[0]
            if "*" in first or "?" in first:
                phrase = self._phrase(text, number, value)
                self._stems.setdefault(_stem(first), []).append((_pattern(first), phrase))
            elif first in self._told:
                self._told[first].append((number, text, value))
            else:
                self._told[first] = [(number, text, value)]
        self._plain = Kept(self._group)
        # The words that may come second; any may, of words that are entries by themselves.
        self._seconds = Kept(self._second_words)
        self._lengths = sorted({len(stem) for stem in self._stems})
        self._look_up = Kept(self._with_stems) if self._stems else self._plain
        self._begins = Kept(self.__contains__)

    def _group(self, word: str) -> _Group[T] | None:
        """Return the entries without wildcards in their first word, which is this."""
        told = self._told.get(word)
        if told is None:
            return None
        group = _Group[T]({}, [])
        for number, text, value in told:
            phrase = self._phrase(text, number, value)
            if phrase.rest and not (phrase.patterns and phrase.patterns[0]):
                group.phrases.setdefault(phrase.rest[0], []).append(phrase)
            else:
                group.others.append(phrase)
        _sort(group)
        return group

    def _phrase(self, text: str, number: int, value: Any) -> _Phrase[T]:
        rest = text.split()[1:]
        is_wild = "*" in text or "?" in text
        patterns = list(map(_compiled, rest)) if is_wild else []
        made: T = value if self._prepare is None else self._prepare(value)
        order = (-1 - len(rest), is_wild, number)
        return _Phrase(rest, patterns if any(patterns) else None, order, made)

    def _second_words(self, word: str) -> dict[str, list[_Phrase[T]]] | None:
        group = self._plain[word]
        return None if group is None or group.others else group.phrases

    def _with_stems(self, word: str) -> _Group[T] | None:
        """Return what may begin with a word, entries with wildcards included."""
        plain = self._plain[word]
        found = [
            phrase
            for length in self._lengths
            if length <= len(word)
            for pattern, phrase in self._stems.get(word[:length], ())
            if pattern.fullmatch(word)
        ]
        if not found:
            return plain
        group = _Group(plain.phrases if plain else {}, [*(plain.others if plain else []), *found])
        _sort(group)
        return group

    def __contains__(self, word: str) -> bool:
        """Tell whether an entry may begin with a word."""
        return self._look_up[word] is not None

    def at(self, view: View, index: int, stop: int) -> Iterator[Found[T]]:
        """Yield the entries that are found at a word, the longest first.

        Parameters
        ----------
        view : View
            The text.
        index : int
            The word where they begin.
        stop : int
            After the last word of the sentence.
        """
        for phrase in self._beginning(view, index, stop):
            after = index + 1 + len(phrase.rest)
            if after <= stop and (not phrase.rest or _fits(view, phrase, index, after)):
                yield Found(phrase.value, index, after)

    def longest(self, view: View, index: int, stop: int) -> Found[T] | None:
        """Return the longest entry that is found at a word, or None.

        The loop is that of ``at``, and stands here too because a generator would make ``find`` an
        eighth slower.
        """
        for phrase in self._beginning(view, index, stop):
            after = index + 1 + len(phrase.rest)
            if after <= stop and (not phrase.rest or _fits(view, phrase, index, after)):
                return Found(phrase.value, index, after)
        return None

    def _beginning(self, view: View, index: int, stop: int) -> Sequence[_Phrase[T]]:
        """Return what may begin at a word, judged by it and the next one, the longest first."""
        group = self._look_up[view.words[index]]
        if group is None:
            return ()
        if not group.phrases or index + 1 >= stop:
            return group.others
        fitting = group.phrases.get(view.words[index + 1])
        if fitting is None:
            return group.others
        return sorted([*fitting, *group.others], key=_order) if group.others else fitting

    def starts(self, view: View) -> Iterator[tuple[int, range]]:
        """Yield the words of the body at which an entry may begin, each with its sentence."""
        words = view.words
        if self._stems:
            found: Iterable[int] = compress(count(), map(self._begins.__getitem__, words))
        else:
            seconds, following = self._seconds, view.following
            # Only calls of functions that are compiled, because this is done for every word.
            first = compress(count(), map(self._told.__contains__, words))
            found = (
                index
                for index in first
                if (second := seconds[words[index]]) is None or following[index] in second
            )
        sentences = iter(view.sentences)
        sentence = range(0)
        for index in found:
            while index >= sentence.stop:
                try:
                    sentence = next(sentences)
                except StopIteration:
                    return
            if index >= sentence.start:
                yield index, sentence

    def find(self, view: View) -> Iterator[Found[T]]:
        """Yield what is found in the body, leftmost and longest first, without overlap.

        Parameters
        ----------
        view : View
            The text.
        """
        free = 0
        for index, sentence in self.starts(view):
            if index >= free:
                found = self.longest(view, index, sentence.stop)
                if found is not None:
                    free = found.stop
                    yield found


def _order(phrase: _Phrase[T]) -> tuple[int, bool, int]:
    return phrase.order


def _sort(group: _Group[T]) -> None:
    group.others.sort(key=_order)
    for phrases in group.phrases.values():
        phrases.sort(key=_order)


def _fits(view: View, phrase: _Phrase[T], index: int, after: int) -> bool:
    words = view.words[index + 1 : after]
    if view.clauses[index] != view.clauses[after - 1]:
        return False
    if phrase.patterns is None:
        return words == phrase.rest
    pairs = zip(words, phrase.rest, phrase.patterns, strict=True)
    return all(
        word == part if pattern is None else pattern.fullmatch(word) is not None
        for word, part, pattern in pairs
    )
