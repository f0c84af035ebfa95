"""The text and its parts: documents, sections, sentences, words, quotations.

The text of a document never changes. Everything found in it is a half-open range of
characters, so that ``document.text[span.start:span.end]`` is always what the span is about.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from analysis.text.folding import Folding, fold_text
from analysis.text.outline import find_blocks
from analysis.text.quotations import find_quotes
from analysis.text.sections import group_sections
from analysis.text.sentences import find_sentences
from analysis.text.spans import BODY, Section, Span, find_words, fold

__all__ = ["VOICES", "Document", "check_voice"]

VOICES = ("author", "quoted")


def check_voice(voice: str | None) -> None:
    """Refuse what is no voice; None stands for both.

    Raises
    ------
    ValueError
        If it is none.

    Examples
    --------
    >>> check_voice("autor")
    Traceback (most recent call last):
    ...
    ValueError: voice='autor': give 'author', 'quoted' or None
    """
    if voice is not None and voice not in VOICES:
        raise ValueError(f"voice={voice!r}: give 'author', 'quoted' or None")


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
    parts : int or sequence of int, optional
        How a text without headings is divided: into so many parts, or before the paragraphs of
        these numbers, counted from 1. By default into three to seven parts by length and
        vocabulary, if it has 450 words and three paragraphs; with 1 it is not divided.

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
    parts: int | Sequence[int] | None = None

    def __getitem__(self, span: Any) -> str:
        """Return the characters of anything that has a ``start`` and an ``end``."""
        return self.text[span.start : span.end]

    @cached_property
    def folded(self) -> str:
        """The text in lower case with plain apostrophes, of the same length."""
        return fold(self.text)

    @cached_property
    def folding(self) -> Folding | None:
        """The text as its words are meant, with its map; None if the text is its own view."""
        return fold_text(self.text)

    @cached_property
    def meant(self) -> Document:
        """The document of the folded view, in which everything is looked for; often itself."""
        view = self.folding
        if view is None:
            return self
        outline = None
        if self.outline is not None:
            outline = [meant for meant, _ in view.blocks(self.blocks)]
        meant = Document(self.id, view.text, self.meta, outline, self.parts)
        meant.__dict__["folding"] = None  # nothing is left out of a view once more
        return meant

    def as_meant(self, span: Any) -> str:
        """Return the characters of a span without soft hyphens, footnote marks, entities, …"""
        if self.folding is None:
            return self.text[span.start : span.end]
        view = self.folding.folded(Span(span.start, span.end))
        return self.folding.text[view.start : view.end]

    @cached_property
    def blocks(self) -> tuple[Span, ...]:
        """The given outline, or the one inferred from the layout of the text."""
        if self.outline is not None:
            return tuple(self.outline)
        if self.folding is None:
            return find_blocks(self.text)
        return tuple(map(self.folding.whole, self.meant.blocks))

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """All sections in order, those that are not body included."""
        view = self.folding
        if view is None:
            return group_sections(self.text, self.blocks, self.parts)
        pairs = view.blocks(self.blocks)
        starts = {meant.start: block.start for meant, block in pairs}
        ends = {meant.end: block.end for meant, block in pairs}
        return tuple(
            replace(section, start=starts[section.start], end=ends[section.end])
            for section in self.meant.sections
        )

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
        return tuple(block for block in self.blocks if block.label in BODY)

    @cached_property
    def numbered_paragraphs(self) -> tuple[Span, ...]:
        """The paragraphs as ``parts`` counts them: those in which there is something to read."""
        if self.folding is None:
            return self.paragraphs
        read = {block.start for _, block in self.folding.blocks(self.blocks)}
        return tuple(block for block in self.paragraphs if block.start in read)

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """The body's sentences in order; headings and boilerplate yield none."""
        if self.folding is not None:
            return tuple(map(self.folding.whole, self.meant.sentences))
        return tuple(
            sentence
            for paragraph in self.paragraphs
            for sentence in find_sentences(self.text, paragraph.start, paragraph.end)
        )

    @cached_property
    def quotes(self) -> tuple[Span, ...]:
        """Quotations in the body: ``speech`` is another voice, ``phrase`` the author's own."""
        if self.folding is not None:
            return tuple(map(self.folding.exact, self.meant.quotes))
        return find_quotes(self.text, self.paragraphs)

    @cached_property
    def _word_table(self) -> tuple[list[str], list[int], list[int]]:
        view = self.folding
        if view is not None:
            meant = self.meant
            starts = [view.starts[start] for start in meant.word_starts]
            return meant.words, starts, [view.ends[end - 1] for end in meant.word_ends]
        return find_words(self.folded)

    @cached_property
    def words(self) -> list[str]:
        """The words of the whole text, folded."""
        return self._word_table[0]

    @cached_property
    def word_starts(self) -> list[int]:
        """Offset of each word's first character."""
        return self._word_table[1]

    @cached_property
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

    def quoted_share(self, span: Any) -> float:
        """Return the share of a span's characters that stand within quoted speech."""
        starts, ends = self._speech
        inside = 0
        for number in range(max(bisect_right(starts, span.start) - 1, 0), len(starts)):
            if starts[number] >= span.end:
                break
            inside += max(0, min(ends[number], span.end) - max(starts[number], span.start))
        share: float = inside / max(span.end - span.start, 1)
        return share

    @cached_property
    def _body_starts(self) -> list[int]:
        return [section.start for section in self.body]

    @cached_property
    def _speech(self) -> tuple[list[int], list[int]]:
        speech = [quote for quote in self.quotes if quote.label == "speech"]
        return [quote.start for quote in speech], [quote.end for quote in speech]
