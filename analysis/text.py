"""The text and its parts: documents, sections, sentences, words, quotations.

The text of a document never changes. Everything found in it is a half-open range of
characters, so that ``document.text[span.start:span.end]`` is always what the span is about.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

__all__ = ["Document", "Section", "Span", "fold"]

# A word is an abbreviation with inner full stops, or letters and digits that may be joined
# by apostrophes and hyphens: "isn't", "so-called", "1,500" and "U.S." are one word each.
WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:(?:['-]|(?<=\d)[.,](?=\d))[^\W_]+)*")

# Characters with a plainer twin of the same length. Matching uses the twin, the text keeps its own.
PLAIN_CHARACTERS = {
    "\u2019": "'",
    "\u2018": "'",
    "\u02bc": "'",
    "\u2032": "'",
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


@dataclass(frozen=True)
class Section:
    """One part of a document: its title, a headed section, the author's note, …

    Parameters
    ----------
    id : int
        Position among all sections of the document, from 0.
    title : str
        The heading or the title itself, or "Opening", "Closing", "Whole text", "Byline",
        "Boilerplate".
    role : {"title", "body", "byline", "boilerplate"}
        Only ``body`` counts in a measure.
    start, end : int
        The characters of the section's paragraphs, its heading not included.
    level : int
        Depth of the heading, 1 for the outermost; 0 for a section without one.
    """

    id: int
    title: str
    role: str
    start: int
    end: int
    level: int = 0


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


@dataclass(frozen=True)
class Document:
    """A text and what is known about it; everything else is computed from it when asked for.

    Parameters
    ----------
    id : str
        Name of the document, unique within a study.
    text : str
        The text that all offsets refer to.
    meta : mapping
        Author, date, source, encoding, … Not used by any measure.
    outline : sequence of Span, optional
        The blocks of the text in order, labelled ``title``, ``heading``, ``paragraph``,
        ``quote`` (a block quotation), ``byline`` or ``boilerplate``; a heading of level n may be
        labelled ``heading2``, ``heading3``. Without it the outline is inferred from blank
        lines and short lines.
    parts : int, optional
        Cut a text without headings into this many parts of nearly equal length, between
        paragraphs.

    Examples
    --------
    >>> document = Document("tale", "A short tale\\n\\nIt may rain. It isn't so cold.")
    >>> document.words
    ['a', 'short', 'tale', 'it', 'may', 'rain', 'it', "isn't", 'so', 'cold']
    >>> [document[sentence] for sentence in document.sentences]
    ['It may rain.', "It isn't so cold."]
    >>> [(section.title, section.role) for section in document.sections]
    [('A short tale', 'title'), ('Whole text', 'body')]
    """

    id: str
    text: str
    meta: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)
    outline: Sequence[Span] | None = field(default=None, repr=False)
    parts: int | None = None

    def __getitem__(self, span: Any) -> str:
        """Return the characters of anything that has a ``start`` and an ``end``."""
        return self.text[span.start : span.end]

    @cached_property
    def folded(self) -> str:
        """The text in lower case with plain apostrophes, of the same length."""
        return fold(self.text)

    @cached_property
    def blocks(self) -> tuple[Span, ...]:
        """The given outline, or the one inferred from the layout of the text."""
        if self.outline is not None:
            return tuple(self.outline)
        from analysis.outline import find_blocks

        return find_blocks(self.text)

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """All sections in order, those that are not body included."""
        from analysis.outline import group_sections

        return group_sections(self.text, self.blocks, self.parts)

    @cached_property
    def body(self) -> tuple[Section, ...]:
        """The sections that count in measures."""
        return tuple(section for section in self.sections if section.role == "body")

    @property
    def title(self) -> str:
        """The title, or the document's id if there is none."""
        titles = [section.title for section in self.sections if section.role == "title"]
        return titles[0] if titles else str(self.meta.get("title", self.id))

    @cached_property
    def paragraphs(self) -> tuple[Span, ...]:
        """The body's paragraphs and block quotations."""
        return tuple(block for block in self.blocks if block.label in ("paragraph", "quote"))

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """The body's sentences in order; headings and boilerplate yield none."""
        from analysis.sentences import find_sentences

        return tuple(
            sentence
            for paragraph in self.paragraphs
            for sentence in find_sentences(self.text, paragraph.start, paragraph.end)
        )

    @cached_property
    def quotes(self) -> tuple[Span, ...]:
        """Quotations in the body: ``speech`` is another voice, ``phrase`` the author's own."""
        from analysis.quotations import find_quotes

        return find_quotes(self.text, self.paragraphs)

    @cached_property
    def _word_table(self) -> tuple[list[str], list[int], list[int]]:
        folded = self.folded
        spans = [match.span() for match in WORD.finditer(folded)]
        words = [folded[start:end] for start, end in spans]
        return words, [start for start, _ in spans], [end for _, end in spans]

    @property
    def words(self) -> list[str]:
        """The words of the whole text, folded."""
        return self._word_table[0]

    @property
    def word_starts(self) -> list[int]:
        """Offset of each word's first character."""
        return self._word_table[1]

    @property
    def word_ends(self) -> list[int]:
        """Offset after each word's last character."""
        return self._word_table[2]

    @cached_property
    def tokens(self) -> tuple[Span, ...]:
        """The words of the whole text as spans labelled ``word``."""
        pairs = zip(self.word_starts, self.word_ends, strict=True)
        return tuple(Span(start, end, "word") for start, end in pairs)

    def word_range(self, span: Any) -> range:
        """Return the indices of the words that begin within a span."""
        starts = self.word_starts
        return range(bisect_left(starts, span.start), bisect_left(starts, span.end))

    @cached_property
    def sentence_words(self) -> list[range]:
        """For each sentence, the indices of its words."""
        return [self.word_range(sentence) for sentence in self.sentences]

    def section_at(self, offset: int) -> Section | None:
        """Return the body section that holds an offset, or None."""
        position = bisect_right(self._body_starts, offset) - 1
        if position < 0 or offset >= self.body[position].end:
            return None
        return self.body[position]

    def voice_at(self, offset: int) -> str:
        """Return ``quoted`` within quoted speech, ``author`` elsewhere."""
        starts, ends = self._speech
        position = bisect_right(starts, offset) - 1
        return "quoted" if position >= 0 and offset < ends[position] else "author"

    @cached_property
    def _body_starts(self) -> list[int]:
        return [section.start for section in self.body]

    @cached_property
    def _speech(self) -> tuple[list[int], list[int]]:
        speech = [quote for quote in self.quotes if quote.label == "speech"]
        return [quote.start for quote in speech], [quote.end for quote in speech]
