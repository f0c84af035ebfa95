"""The shape of everything that is found in a text, and of what finds it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from analysis.matching.view import View
from analysis.text.document import Document
from analysis.text.folding import Folding

__all__ = [
    "Later",
    "Marker",
    "Match",
    "Proposal",
    "Reason",
    "Said",
    "in_text",
    "make_match",
    "proposed_matches",
]


class Reason:
    """A reason that is put into words when it is asked for: most are never read.

    Examples
    --------
    >>> str(Reason("“{}” if a number follows".format, "about"))
    '“about” if a number follows'
    """

    __slots__ = ("parts", "words")

    def __init__(self, words: Callable[..., str], *parts: Any) -> None:
        self.words = words
        self.parts = parts

    def __str__(self) -> str:
        return self.words(*self.parts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str | Reason) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))


class Said(NamedTuple):
    """What an attribution gives to whom.

    Parameters
    ----------
    source : (int, int) or None
        The characters of the words for the source.
    speaker : str
        One name for the source through the text, or its words; "" without a source.
    kind : str
        ``named``, ``vague``, ``authority``, ``document`` or ``other``; "" if it is not known.
    content : (int, int) or None
        The characters of what is said.
    form : str
        ``quoted`` or ``reported``; "" without content.
    """

    source: tuple[int, int] | None
    speaker: str
    kind: str
    content: tuple[int, int] | None
    form: str


class Later:
    """What an attribution says, worked out when it is asked for.

    Examples
    --------
    >>> later = Later(Said, None, "they", "vague", (3, 9), "reported")
    >>> later().speaker, later.in_text(lambda start, end: (start + 1, end + 1))().content
    ('they', (4, 10))
    """

    __slots__ = ("find", "original", "parts")

    def __init__(
        self,
        find: Callable[..., Said],
        *parts: Any,
        original: Callable[[int, int], tuple[int, int]] | None = None,
    ) -> None:
        self.find = find
        self.parts = parts
        self.original = original

    def __call__(self) -> Said:
        said = self.find(*self.parts)
        if self.original is None:
            return said
        source = None if said.source is None else self.original(*said.source)
        content = None if said.content is None else self.original(*said.content)
        return said._replace(source=source, content=content)

    def in_text(self, original: Callable[[int, int], tuple[int, int]]) -> Later:
        """Return the same with the offsets of the text that was folded."""
        return Later(self.find, *self.parts, original=original)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Later) and self() == other()

    def __hash__(self) -> int:
        return hash(self())


class Match(NamedTuple):
    """One hit of a marker; a hand label has the same shape.

    Parameters
    ----------
    doc_id : str
        The document's id.
    marker, category : str
        What was found, such as ``hedge`` and ``modal``.
    start, end : int
        Offsets into the document's text.
    text : str
        The characters between them.
    weight : float
        The probability that a reader marks it, from 0 to 1; 1 for what is found by its form; of a
        lexicon of one's own, what the entry says.
    section : int
        Id of the body section that holds the hit.
    voice : {"author", "quoted"}
        Who speaks.
    force : float, optional
        Of loaded words: how strong readers find them, from 1 (mild) to 3 (extreme).
    why : str or Reason
        Which entry or rule fired; ``reason`` has it in words for the reader.
    later : Later or None
        Of an attribution, who says what; ``said`` has it worked out.

    Examples
    --------
    >>> from analysis.markers.registry import find_matches
    >>> found = find_matches(Document("x", "It may rain."))[0]
    >>> found.marker, found.category, found.text, found.voice
    ('hedge', 'modal', 'may', 'author')
    """

    doc_id: str
    marker: str
    category: str
    start: int
    end: int
    text: str
    weight: float
    section: int
    voice: str
    force: float | None = None
    why: str | Reason = ""
    later: Later | None = None

    @property
    def said(self) -> Said:
        """Who says what, of an attribution; empty for other markers."""
        return UNSAID if self.later is None else self.later()

    @property
    def reason(self) -> str:
        """Which entry or rule fired, in words for the reader."""
        return str(self.why)

    def row(self, with_said: bool = True) -> tuple[Any, ...]:
        """Return the match as a row of a table, its reason and what is said worked out."""
        told = (*self[: self._fields.index("why")], self.reason)
        if not with_said:
            return told
        said = self.said
        source, content = said.source or (None, None), said.content or (None, None)
        return (*told, said.speaker, said.kind, *source, *content, said.form)

    @classmethod
    def of_row(cls, row: Sequence[Any]) -> Match:
        """Return the match of a row of a table."""
        told, said = row[: len(cls._fields) - 1], row[len(cls._fields) - 1 :]
        speaker, kind, *places, form = said
        source, content = (
            (int(start), int(end)) if hasattr(start, "__index__") else None
            for start, end in (places[:2], places[2:])
        )
        later = Later(Said, source, speaker, kind, content, form) if form or speaker else None
        found = cls._make((*told, later))
        # A table has no None among its numbers.
        return found if found.force == found.force else found._replace(force=None)


UNSAID = Said(None, "", "", None, "")


class Proposal(NamedTuple):
    """What a lexicon or a rule takes some words for.

    Parameters
    ----------
    category : str
        Such as ``modal``.
    first, stop : int
        The indices of the first word and of the one after the last.
    weight : float
        Strength, from 0 to 1.
    why : str or Reason
        Which entry or rule fired.
    is_sure : bool
        Whether it holds whatever else stands around; with a weight of 0, that it is none.
    """

    category: str
    first: int
    stop: int
    weight: float
    why: str | Reason
    is_sure: bool = False


@dataclass(frozen=True)
class Marker:
    """A kind of words that are looked for.

    Parameters
    ----------
    name : str
        Such as ``hedge``.
    categories : tuple of str
        All categories that its matches may have.
    find : callable
        Takes a Document and returns its matches in order of their start; matches of one marker
        do not overlap, unless one word stands in several categories.
    title : str
        What readers see, such as "Hedges"; made of the name if empty.
    color : str
        Its colour in every figure and page, such as ``#00598f``; grey if empty.
    short : str
        A name for narrow places; the title if empty.

    Examples
    --------
    >>> def find_rain(document):
    ...     words = zip(document.words, document.word_starts)
    ...     starts = [start for word, start in words if word == "rain"]
    ...     return [make_match(document, "wet", "rain", start, start + 4) for start in starts]
    >>> wet = Marker("wet", ("rain",), find_rain, title="Wet words")
    >>> [match.text for match in wet.find(Document("x", "Rain, and more rain."))]
    ['Rain', 'rain']
    """

    name: str
    categories: tuple[str, ...]
    find: Callable[[Document], list[Match]]
    title: str = ""
    color: str = ""
    short: str = ""


def make_match(
    document: Document,
    marker: str,
    category: str,
    start: int,
    end: int,
    *,
    weight: float = 1.0,
    reason: str | Reason = "",
    later: Later | None = None,
    force: float | None = None,
) -> Match:
    """Make a match, working out its text, section and voice.

    Parameters
    ----------
    document : Document
        The document it was found in.
    marker, category : str
        What was found.
    start, end : int
        Where, within one body section.
    weight : float
        The probability that a reader marks it, from 0 to 1.
    reason : str or Reason
        Which entry or rule fired.
    later : Later, optional
        Of an attribution, who says what.
    force : float, optional
        Of loaded words, from 1 to 3.

    Returns
    -------
    Match

    Raises
    ------
    ValueError
        If the place is in no body section.

    Examples
    --------
    >>> document = Document("x", "It may rain.")
    >>> make_match(document, "hedge", "modal", 3, 6).text
    'may'
    """
    section = document.section_at(start)
    if section is None:
        raise ValueError(f"start={start}: no body section of {document.id!r} is there")
    return Match(
        document.id,
        marker,
        category,
        start,
        end,
        document.text[start:end],
        weight,
        section.id,
        document.voice_at(start),
        force,
        reason,
        later,
    )


def proposed_matches(view: View, marker: str, proposals: Iterable[Proposal]) -> list[Match]:
    """Return the matches of what is proposed.

    Examples
    --------
    >>> view = View(Document("x", "It may rain."))
    >>> proposed_matches(view, "hedge", [Proposal("modal", 1, 2, 0.5, "“may”")])[0].text
    'may'
    """
    return [
        make_match(
            view.document, marker, category, *view.span(first, stop), weight=weight, reason=why
        )
        for category, first, stop, weight, why, _ in proposals
    ]


def in_text(match: Match, document: Document, view: Folding) -> Match:
    """Return a match of the folded view where it stands in the text.

    Examples
    --------
    >>> document = Document("x", "It prob\\u00adably rains.")
    >>> found = make_match(document.meant, "hedge", "adverb", 3, 11)
    >>> in_text(found, document, document.folding)[3:6]
    (3, 12, 'prob\\xadably')
    """
    start, end = view.original(match.start, match.end)
    later = None if match.later is None else match.later.in_text(view.original)
    return match._replace(start=start, end=end, text=document.text[start:end], later=later)
