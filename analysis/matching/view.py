"""What a rule sees of a text: its folded words, and what stands around each of them.

The view of a document is computed once and shared by everything that is looked for in it.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate, compress, count

from analysis.matching.kept import once
from analysis.text.document import Document

__all__ = ["AFTER", "BEFORE", "EDGE", "Place", "Surroundings", "View", "stop_in", "view_of"]

# Two neighbours stand in one clause if nothing parts them but white space, quotation marks,
# currency signs and hyphens. This is also the policy for the words of a phrase.
BREAK = re.compile(r"[^\s$€£¥#~\"'“”‘’«»*_-]|--|\s-\s")


class _Breaks(dict[str, int]):
    """Whether (1 or 0) what stands between two words parts them; worked out once for each kind."""

    def __missing__(self, gap: str) -> int:
        found = int(BREAK.search(gap) is not None)
        if len(gap) <= 4:
            self[gap] = found
        return found


EDGE = 3  # words on each side that are looked at
BEFORE, AFTER = ("<",) * EDGE, (">",) * EDGE  # what stands before and after a sentence
NO_STOP = sys.maxsize, ""
QUOTATION = frozenset("\"“”‘’«»'")

BREAKS = _Breaks({" ": 0, ", ": 1})


class View:
    """The words of a document and what stands between them.

    Parameters
    ----------
    document : Document
        The text.

    Attributes
    ----------
    words, starts, ends : list
        The folded words of the whole text and their offsets.
    following : list of str
        The word after each word, "" after the last.
    sentences : list of range
        The indices of the words of every sentence of the body.
    stops : list of int
        Where they end: the indices after their last words.
    gaps : list of str
        What stands before each word.
    clauses : list of int
        A number for each word: neighbours in one clause of one sentence have the same.

    Examples
    --------
    >>> view = View(Document("x", "It may rain, “they” say. It rains."))
    >>> view.clauses
    [1, 1, 1, 2, 2, 3, 3]
    """

    __slots__ = (
        "_quotes",
        "_surroundings",
        "clauses",
        "document",
        "ends",
        "following",
        "gaps",
        "sentences",
        "starts",
        "stops",
        "text",
        "words",
    )

    def __init__(self, document: Document) -> None:
        self.document = document
        self.text = text = document.text
        self.words = document.words
        self.following = [*self.words[1:], ""]
        self.starts = document.word_starts
        self.ends = document.word_ends
        self.sentences = document.sentence_words
        self.gaps = [
            text[end:start] for end, start in zip([0, *self.ends], self.starts, strict=False)
        ]
        self._surroundings: Surroundings | None = None
        self._quotes: tuple[list[int], list[int]] | None = None
        self.stops = [sentence.stop for sentence in self.sentences]
        breaks = list(map(BREAKS.__getitem__, self.gaps))
        for sentence in self.sentences:
            for border in (sentence.start, sentence.stop):
                if border < len(breaks):
                    breaks[border] = 1
        self.clauses = list(accumulate(breaks))

    def joined(self, first: int, last: int) -> bool:
        """Tell whether two words stand in one clause of one sentence."""
        return self.clauses[first] == self.clauses[last]

    def sentence_of(self, index: int) -> int | None:
        """Return the number of the sentence that holds a word, or None outside the body."""
        number = bisect_right(self.stops, index)
        held = number < len(self.sentences) and index >= self.sentences[number].start
        return number if held else None

    @property
    def quotes(self) -> tuple[list[int], list[int]]:
        """Where the quotations begin, and where they end."""
        if self._quotes is None:
            found = self.document.quotes
            self._quotes = [quote.start for quote in found], [quote.end for quote in found]
        return self._quotes

    @property
    def surroundings(self) -> Surroundings:
        """What stands around the words of the body."""
        if self._surroundings is None:
            self._surroundings = Surroundings(self)
        return self._surroundings

    def span(self, first: int, stop: int) -> tuple[int, int]:
        """Return the characters from one word to the word before another."""
        return self.starts[first], self.ends[stop - 1]


class Surroundings:
    """The sentences of a text as one row of words and of the stops between them, with borders.

    Parameters
    ----------
    view : View
        The text.

    Attributes
    ----------
    row : list of str
        The words and stops; before and after each sentence stand marks of its borders.
    places : list of int
        Where each word of the text stands in the row; 0 for a word outside the body.
    capitals : dict of int to str
        The words that have a capital, and where: at the beginning of a sentence or within it.

    Examples
    --------
    >>> View(Document("x", "Perhaps, it may rain.")).surroundings.row
    ['<', '<', '<', 'perhaps', ',', 'it', 'may', 'rain', '>', '>', '>']
    """

    __slots__ = ("capitals", "places", "row")

    def __init__(self, view: View) -> None:
        words = view.words
        row: list[str] = []
        self.row = row
        self.places = places = [0] * len(words)
        gaps = view.gaps
        parted = compress(count(), map(" ".__ne__, gaps))
        stops = ((i, stop) for i in parted if (stop := stop_in(gaps[i])))
        at, stop = next(stops, NO_STOP)
        for sentence in view.sentences:
            row += BEFORE
            first = sentence.start
            while at < sentence.stop:
                if at > first:
                    places[first:at] = range(len(row), len(row) + at - first)
                    row += words[first:at]
                    row.append(stop)
                    first = at
                at, stop = next(stops, NO_STOP)
            places[first : sentence.stop] = range(len(row), len(row) + sentence.stop - first)
            row += words[first : sentence.stop]
            row += AFTER
        is_capital = map(str.isupper, map(view.text.__getitem__, view.starts))
        opening = {sentence.start for sentence in view.sentences}
        self.capitals = {
            index: "opens the sentence" if index in opening else "within the sentence"
            for index in compress(range(len(words)), is_capital)
        }


@lru_cache(10_000)
def stop_in(gap: str) -> str:
    """Return the first mark between two words that is no white space and no quotation mark.

    Examples
    --------
    >>> stop_in("”, "), stop_in(" “")
    (',', '')
    """
    return next((mark for mark in gap if not mark.isspace() and mark not in QUOTATION), "")


@once
def view_of(document: Document) -> View:
    """Return the view of a document, computed when it is first asked for.

    Parameters
    ----------
    document : Document
        The text.

    Returns
    -------
    View

    Examples
    --------
    >>> document = Document("x", "It may rain.")
    >>> view_of(document) is view_of(document)
    True
    """
    return View(document)


class Place:
    """Where a word or phrase was found, and the words around it.

    Parameters
    ----------
    view : View
        The text.
    first, stop : int
        The indices of its first word and after its last word.
    sentence : range
        The words of its sentence.

    Examples
    --------
    >>> view = View(Document("x", "Perhaps, they say, it may rain."))
    >>> place = Place(view, 4, 5, view.sentences[0])
    >>> place.before(), place.before(2), place.word(-2), place.after(), place.after(2)
    ('it', '', 'say', 'rain', '')
    """

    __slots__ = ("first", "sentence", "stop", "view")

    def __init__(self, view: View, first: int, stop: int, sentence: range) -> None:
        self.view = view
        self.first = first
        self.stop = stop
        self.sentence = sentence

    def after(self, ahead: int = 1) -> str:
        """The word so many after, or "" if the clause ends before it."""
        last = self.stop - 1
        index = last + ahead
        clauses = self.view.clauses
        if index < self.sentence.stop and clauses[index] == clauses[last]:
            return self.view.words[index]
        return ""

    def before(self, back: int = 1) -> str:
        """The word so many before, or "" if the clause begins after it."""
        index = self.first - back
        clauses = self.view.clauses
        if index >= self.sentence.start and clauses[index] == clauses[self.first]:
            return self.view.words[index]
        return ""

    def near(self, offset: int) -> str:
        """The word so many after, or before if the number is negative, within the clause."""
        return self.after(offset) if offset > 0 else self.before(-offset)

    def index(self, offset: int) -> int:
        """The index of the word so many after the last one, or before the first one."""
        return self.stop - 1 + offset if offset > 0 else self.first + offset

    def word(self, offset: int) -> str:
        """The word so many after or before, or "" outside the sentence."""
        index = self.stop - 1 + offset if offset > 0 else self.first + offset
        return self.view.words[index] if index in self.sentence else ""

    def gap(self, offset: int) -> str:
        """What stands between that word and the one nearer to the place; "." at the borders."""
        index = self.stop - 1 + offset if offset > 0 else self.first + offset + 1
        if index <= self.sentence.start or index >= self.sentence.stop:
            return "."
        return self.view.gaps[index]

    @property
    def start(self) -> int:
        """Offset of the first character."""
        return self.view.starts[self.first]

    @property
    def end(self) -> int:
        """Offset after the last character."""
        return self.view.ends[self.stop - 1]
