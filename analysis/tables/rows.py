"""Rows: the one place where a document becomes rows, for tables, annotations and archives alike.

Plain tuples, because an archive has millions of them; whoever needs a table makes one of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from analysis.markers.evidence import evidence_of
from analysis.markers.registry import MARKERS, find_matches
from analysis.matching.matches import Marker, Match
from analysis.sentiment.ours import score_sentences
from analysis.sentiment.peers import textblob, vader
from analysis.text.document import Document

__all__ = [
    "NO_SECTION",
    "DocumentRows",
    "SectionRow",
    "SentenceRow",
    "document_rows",
    "peer_scores",
    "section_rows",
]

NO_SECTION = -1


class SectionRow(NamedTuple):
    """One section.

    Parameters
    ----------
    id : int
        Its number among the sections of the document.
    title, role : str
        Its heading, and ``title``, ``body``, ``byline`` or ``boilerplate``.
    divided : bool
        Whether its borders were made by length and vocabulary, in a text without headings.
    start, end : int
        Offsets into the document's text.
    n_sentences, n_words : int
        Its sentences and the words in them; where it has no sentences, as a title, all its words.
    n_words_quoted : int
        How many of the words stand in quoted speech.
    """

    id: int
    title: str
    role: str
    divided: bool
    start: int
    end: int
    n_sentences: int
    n_words: int
    n_words_quoted: int


class SentenceRow(NamedTuple):
    """One sentence of the body.

    Parameters
    ----------
    section : int
        Id of the body section that holds it.
    start, end : int
        Offsets into the document's text.
    n_words, n_words_quoted : int
        Its words, and how many of them stand in quoted speech.
    voice : {"author", "quoted"}
        ``quoted`` if more than half of its words stand in quoted speech. So a quotation with its
        "she said" is quoted as long as the quotation is the longer part, and a sentence of the
        author's that quotes three words stays the author's, wherever in it the quotation stands.
        (A hit has the voice of the place where it begins.)
    sentiment : float
        Our own score, −1 to 1; NaN without words.
    evidence : str
        What it offers as support: ``statistics``, ``testimony``, ``anecdote`` or ``assumption``,
        in both voices; "" without words.
    evidence_probability : float
        How likely people give it this label, 0 to 1; NaN without words.
    """

    section: int
    start: int
    end: int
    n_words: int
    n_words_quoted: int
    voice: str
    sentiment: float
    evidence: str
    evidence_probability: float


class DocumentRows(NamedTuple):
    """Everything found in one document."""

    sections: list[SectionRow]
    sentences: list[SentenceRow]
    matches: list[Match]

    @property
    def n_words(self) -> int:
        """The words of the body's sentences."""
        return sum(sentence.n_words for sentence in self.sentences)


def document_rows(document: Document, markers: Sequence[Marker] = MARKERS) -> DocumentRows:
    """Return the rows of a document: its sections, its sentences and every hit.

    Parameters
    ----------
    document : Document
        The text.
    markers : sequence of Marker
        What to look for; all markers by default.

    Returns
    -------
    DocumentRows
        Without sentences and hits for a document without body.

    Examples
    --------
    The first sentence quotes 3 of its 8 words, the second 4 of its 6:

    >>> text = "“It may rain,” the mayor of Lund said. She said: “It may well snow.”"
    >>> rows = document_rows(Document("x", text))
    >>> [(row.n_words, row.n_words_quoted, row.voice) for row in rows.sentences]
    [(8, 3, 'author'), (6, 4, 'quoted')]
    """
    sentences = list(_sentence_rows(document))
    sections = list(section_rows(document, sentences))
    return DocumentRows(sections, sentences, find_matches(document, markers))


def peer_scores(sentence: str) -> tuple[float, float, float]:
    """Return the scores of a sentence by VADER and by TextBlob, and TextBlob's subjectivity.

    Parameters
    ----------
    sentence : str
        Its text.

    Examples
    --------
    >>> peer_scores("It rains.")
    (0.0, 0.0, 0.0)
    """
    return vader(sentence), *textblob(sentence)


def _sentence_rows(document: Document) -> Iterator[SentenceRow]:
    scores = score_sentences(document)
    quoted_words = _count_quoted(document)
    words, evidence = document.sentence_words, evidence_of(document)
    for sentence, own, quoted, score, offered in zip(
        document.sentences, words, quoted_words, scores, evidence, strict=True
    ):
        section = document.section_at(sentence.start)
        yield SentenceRow(
            NO_SECTION if section is None else section.id,
            sentence.start,
            sentence.end,
            len(own),
            quoted,
            "quoted" if 2 * quoted > len(own) else "author",
            score,
            *offered,
        )


def _count_quoted(document: Document) -> Iterator[int]:
    """Yield for each sentence how many of its words begin within quoted speech."""
    speech = [document.word_range(quote) for quote in document.quotes if quote.label == "speech"]
    first = 0
    for own in document.sentence_words:
        while first < len(speech) and speech[first].stop <= own.start:
            first += 1
        n_quoted, position = 0, first
        while position < len(speech) and speech[position].start < own.stop:
            inside = speech[position]
            n_quoted += max(0, min(inside.stop, own.stop) - max(inside.start, own.start))
            position += 1
        yield n_quoted


def section_rows(document: Document, sentences: Iterable[Any]) -> Iterator[SectionRow]:
    """Yield the rows of a document's sections.

    Parameters
    ----------
    document : Document
        The text.
    sentences : iterable
        Its sentences, with ``section``, ``n_words`` and ``n_words_quoted``.

    Examples
    --------
    >>> [row.n_words for row in section_rows(Document("x", "It may rain."), [])]
    [3]
    """
    counts = {section.id: [0, 0, 0] for section in document.sections}
    for sentence in sentences:
        count = counts.setdefault(sentence.section, [0, 0, 0])
        count[0] += 1
        count[1] += sentence.n_words
        count[2] += sentence.n_words_quoted
    for section in document.sections:
        n_sentences, n_words, n_quoted = counts[section.id]
        yield SectionRow(
            section.id,
            section.title,
            section.role,
            section.divided,
            section.start,
            section.end,
            n_sentences,
            n_words or len(document.word_range(section)),
            n_quoted,
        )
