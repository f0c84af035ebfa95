"""Spans of characters, sections, and the folding of letters: what all other modules rest on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate
from sys import intern
from typing import NamedTuple

__all__ = [
    "BODY",
    "HAS_WORD",
    "WORD",
    "Edit",
    "Section",
    "Span",
    "find_words",
    "fold",
    "is_heading",
    "words_of",
]

# A word is an abbreviation with inner full stops, or letters and digits that may be joined
# by apostrophes and hyphens: "isn't", "so-called", "1,500" and "U.S." are one word each.
WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:(?:['-]|(?<=\d)[.,](?=\d))[^\W_]+)*")
HAS_WORD = re.compile(r"[^\W_]")  # a letter or a digit
BODY = ("paragraph", "quote")  # the labels of blocks that hold running text

MOST_KEPT, LONGEST_KEPT = 100_000, 40  # stretches between spaces whose words are kept

# Characters with a plainer twin of the same length. Matching uses the twin, the text keeps its own.
PLAIN_CHARACTERS = {
    "\u2019": "'",
    "\u2018": "'",
    "\u02bc": "'",
    "\u2032": "'",
    "\u00b4": "'",
    "\uff07": "'",
    "\u201b": "'",
    "\ua78c": "'",
    "\u02b9": "'",
    "\u02bb": "'",
    "\u02c8": "'",
    "\u0384": "'",
    "\u055a": "'",
    "\u1fbd": "'",
    "\u2035": "'",
    "\u275c": "'",
    "`": "'",
    "\u00a0": " ",
    "\u202f": " ",
    "\u2007": " ",
    "\u2009": " ",
    "\u2010": "-",
    "\u2011": "-",
    "\ufeff": " ",
}


class Span(NamedTuple):
    """A labelled half-open range of characters.

    Parameters
    ----------
    start, end : int
        Offsets into the original text; ``end`` is exclusive.
    label : str
        What the range is: the kind of quotation, the role of a block, …

    Examples
    --------
    >>> Span(0, 5, "speech")
    Span(start=0, end=5, label='speech')
    """

    start: int
    end: int
    label: str = ""


def is_heading(label: str) -> bool:
    """Tell the label of a heading of any level.

    Examples
    --------
    >>> is_heading("heading2"), is_heading("title")
    (True, False)
    """
    return label.startswith("heading")


class Edit(NamedTuple):
    """A range of characters and what stands in its place in the folded view."""

    start: int
    end: int
    replacement: str


@dataclass(frozen=True)
class Section:
    """One part of a document: its title, a headed section, the author's note, …

    Parameters
    ----------
    id : int
        Position among all sections of the document, from 0.
    title : str
        The heading or the title itself, or "Opening", "Closing", "Whole text", "Byline",
        "Boilerplate"; of a part of a divided text its first words.
    role : {"title", "body", "byline", "boilerplate"}
        Only ``body`` counts in a measure.
    start, end : int
        The characters of the section's paragraphs, its heading not included.
    level : int
        Depth of the heading, 1 for the outermost; 0 for a section without one.
    divided : bool
        Whether the text has no headings and this part of it was made by length and vocabulary:
        its borders are not the author's.

    Examples
    --------
    >>> from analysis.text.document import Document
    >>> Document("x", "It may rain.").body[0]
    Section(id=0, title='Whole text', role='body', start=0, end=12, level=0, divided=False)
    """

    id: int
    title: str
    role: str
    start: int
    end: int
    level: int = 0
    divided: bool = False


def fold(text: str) -> str:
    """Lower-case a text and make its apostrophes, hyphens and spaces plain, keeping its length.

    Characters whose lower case is longer than one character (such as "İ") stay as they are, so
    an offset into the folded text is an offset into the text.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        A text of the same length. Empty for an empty text.

    Examples
    --------
    >>> fold("It Isn’t SO")
    "it isn't so"
    >>> len(fold("İstanbul")) == len("İstanbul")
    True
    """
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)
    # Several times faster than str.translate, because most texts hold only one or two of them.
    for character, plain in PLAIN_CHARACTERS.items():
        if character in lowered:
            lowered = lowered.replace(character, plain)
    return lowered


def words_of(text: str) -> list[str]:
    """Return the words of a text, folded.

    Examples
    --------
    >>> words_of("It Isn’t so.")
    ['it', "isn't", 'so']
    """
    return WORD.findall(fold(text))


class _Stretches(dict[str, tuple[tuple[str, int, int], ...]]):
    """The words of stretches between spaces, and where in them they stand."""

    def __missing__(self, stretch: str) -> tuple[tuple[str, int, int], ...]:
        found = tuple((intern(match.group()), *match.span()) for match in WORD.finditer(stretch))
        if len(stretch) <= LONGEST_KEPT and len(self) < MOST_KEPT:
            self[stretch] = found
        return found


STRETCHES = _Stretches()


def find_words(folded: str) -> tuple[list[str], list[int], list[int]]:
    """Find the words of a folded text, with the offsets where they start and end.

    No word holds a space, and most stretches between two spaces have been met before.

    Parameters
    ----------
    folded : str
        A text as ``fold`` returns it.

    Returns
    -------
    tuple of list
        Words, starts and ends.

    Examples
    --------
    >>> find_words("“it isn't so,” she said")
    (['it', "isn't", 'so', 'she', 'said'], [1, 4, 10, 15, 19], [3, 9, 12, 18, 23])
    """
    stretches = folded.split(" ")
    sizes = (len(stretch) + 1 for stretch in stretches)
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for base, found in zip(
        accumulate(sizes, initial=0), map(STRETCHES.__getitem__, stretches), strict=False
    ):
        for word, start, end in found:
            words.append(word)
            starts.append(base + start)
            ends.append(base + end)
    return words, starts, ends
