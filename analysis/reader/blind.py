"""Reading before the machine does: what a page shows of a text when it shows no mark.

Nothing here looks for anything in a text. Words, sentences and their offsets come from the
document, so that the page never has to count characters.
"""

from __future__ import annotations

import random
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from analysis.files import nearest
from analysis.markers.devices import DEVICES
from analysis.markers.grades import FORCE_NAMES
from analysis.markers.registry import get_marker
from analysis.plots.labels import MAIN_MARKERS, label
from analysis.tables.reading_check import SENTENCE
from analysis.text.document import Document
from analysis.text.spans import BODY, Span, is_heading

__all__ = [
    "ASKED",
    "GUIDE",
    "KINDS",
    "Spans",
    "blind_page",
    "chosen_sentences",
    "draw_sentences",
    "known",
]

Spans = Sequence[tuple[int, int]]

ASKED = (*MAIN_MARKERS, *(marker.name for marker in DEVICES), SENTENCE)
KEYS = {"loaded": "l", "hedge": "h", "booster": "b", "attribution": "a"}
# What a reader is told to look for, without an example that stands in a sample.
GUIDE = {
    "loaded": "words chosen to move the reader, where a plainer word would say the same",
    "hedge": "the writer holds back: may, seems, probably, about forty",
    "booster": "the writer insists: clearly, no doubt, every, never",
    "attribution": "words that give speech, belief or intent to somebody: said, according to, "
    "fears; mark these words, not who spoke or what was said",
    "rhetorical_question": "a question that wants no answer; mark all of it",
    "scare_quotes": "quotation marks that keep a word at a distance; mark the words in them",
    "repetition": "words said again for effect; mark from the first to the last of them",
    "contrast": "one thing set against another: not this but that; mark both sides",
    "triad": "three members in a row; mark all three",
    "us_them": "words that part people into two camps: our, they",
    "concession": "a point granted before it is answered; mark what is granted",
    SENTENCE: "what the sentence makes of what it speaks of: −4 condemns, 0 neither, 4 praises",
}
KINDS = {
    "label": "a name that judges",
    "threat": "danger, harm, fear",
    "condemnation": "blame, disgust",
    "praise": "admiration",
    "ridicule": "mockery",
    "metaphor": "a picture that judges",
}


def draw_sentences(document: Document, n: int, seed: int = 0) -> tuple[tuple[int, int], ...]:
    """Draw sentences of a text at random, each as likely as any other.

    Parameters
    ----------
    document : Document
        The text; its headings and what does not count are not drawn from.
    n : int
        How many; all of them if the text has no more.
    seed : int
        The same number draws the same sentences, so that two readers read alike.

    Returns
    -------
    tuple of (int, int)
        Where the sentences begin and end, in the order of the text; for ``read_blind``.

    Raises
    ------
    ValueError
        If none is asked for.

    Examples
    --------
    >>> document = Document("x", "It may rain. It rains. Nobody knows.")
    >>> draw_sentences(document, 2, seed=1) == draw_sentences(document, 2, seed=1)
    True
    >>> draw_sentences(document, 9)
    ((0, 12), (13, 22), (23, 36))
    """
    if n < 1:
        raise ValueError(f"n={n}: give the number of sentences, 1 or more")
    sentences = [(one.start, one.end) for one in document.sentences]
    return tuple(sorted(random.Random(seed).sample(sentences, min(n, len(sentences)))))


def known(markers: Iterable[str]) -> tuple[str, ...]:
    """Return the names of markers if a reader can be asked for all of them.

    Raises
    ------
    ValueError
        If not; the message lists those that there are.

    Examples
    --------
    >>> known(["hedge", "sentence"])
    ('hedge', 'sentence')
    """
    names = tuple(dict.fromkeys(markers))
    for name in names:
        if name not in ASKED:
            options = ", ".join(ASKED)
            raise ValueError(f"markers: {name!r}{nearest(name, ASKED)}; there are {options}")
    if not names:
        raise ValueError(f"markers: none; there are {', '.join(ASKED)}")
    return names


def chosen_sentences(document: Document, spans: Spans | None) -> list[Span]:
    """Return the sentences that lie in some spans, all of the body without any.

    Raises
    ------
    ValueError
        If there is none.

    Examples
    --------
    >>> document = Document("x", "It may rain. It rains.")
    >>> [document[sentence] for sentence in chosen_sentences(document, [(13, 22)])]
    ['It rains.']
    """
    found = list(document.sentences)
    if spans is not None:
        found = [s for s in found if any(a <= s.start and s.end <= b for a, b in spans)]
    if not found:
        where = "in the body" if spans is None else f"in spans={list(spans)[:3]}"
        raise ValueError(f"{document.id}: there is no whole sentence {where}")
    return found


def blind_page(
    texts: Sequence[tuple[Document, Spans | None]], markers: Sequence[str] = ASKED
) -> dict[str, Any]:
    """Gather what a page of blind reading shows: words with their places, and what to look for.

    Parameters
    ----------
    texts : sequence of (Document, spans)
        What is read of which text; all of it without spans.
    markers : sequence of str
        What is asked for.

    Returns
    -------
    dict
        title, texts, guide, forces. A text has its sentences as pairs of offsets and its blocks; a
        block has a kind and pieces: ``[text, start, end, sentence, stretch]`` for a word,
        ``[text, sentence]`` for what stands between words (sentence −1 between two sentences),
        ``[text]`` for what is shown but not read. A mark may lie anywhere within one stretch.

    Raises
    ------
    ValueError
        If a text has nothing to read.

    Examples
    --------
    >>> page = blind_page([(Document("x", "It may rain."), None)], ["hedge"])
    >>> page["texts"][0]["blocks"][0]["pieces"][:3]
    [['It', 0, 2, 0, 0], [' ', 0], ['may', 3, 6, 0, 0]]
    """
    first = texts[0][0]
    return {
        "title": first.title if len(texts) == 1 else f"{len(texts)} texts",
        "texts": [_text(document, spans) for document, spans in texts],
        "guide": [_guided(name) for name in markers],
        "forces": [list(force) for force in enumerate(FORCE_NAMES, 1)],
    }


def _guided(name: str) -> dict[str, Any]:
    """Say what a marker is called, what it asks for, and which kinds of it are told apart."""
    kinds = get_marker(name).categories if name == "loaded" else ()
    return {
        "name": name,
        "title": "Sentence" if name == SENTENCE else label(name),
        "about": GUIDE[name],
        "key": KEYS.get(name, ""),
        "is_device": any(marker.name == name for marker in DEVICES),
        "kinds": [[kind, label(kind), KINDS[kind]] for kind in kinds],
    }


def _text(document: Document, spans: Spans | None) -> dict[str, Any]:
    chosen = chosen_sentences(document, spans)
    is_whole = len(chosen) == len(document.sentences)
    return {
        "id": document.id,
        "title": document.title,
        "is_whole": is_whole,
        "sentences": [[sentence.start, sentence.end] for sentence in chosen],
        "n_words": sum(len(document.word_range(sentence)) for sentence in chosen),
        "blocks": list(_blocks(document, chosen, is_whole)),
    }


class _Cut(NamedTuple):
    """A sentence of a paragraph, and its number among those that are read, or None."""

    span: Span
    number: int | None


def _blocks(document: Document, chosen: list[Span], is_whole: bool) -> Iterator[dict[str, Any]]:
    """Yield headings and paragraphs; of a sample, the paragraphs from which it was drawn."""
    numbers = {sentence.start: number for number, sentence in enumerate(chosen)}
    starts = [sentence.start for sentence in document.sentences]
    heading = ""
    for block in document.blocks:
        if is_heading(block.label):
            heading = document[block]
        if block.label not in BODY:
            continue
        within = slice(bisect_left(starts, block.start), bisect_left(starts, block.end))
        cuts = [_Cut(one, numbers.get(one.start)) for one in document.sentences[within]]
        if all(cut.number is None for cut in cuts):
            continue
        if heading and is_whole:
            yield {"kind": "h3", "pieces": [[heading]]}
        heading = ""
        kind = "blockquote" if block.label == "quote" else "p"
        yield {"kind": kind, "pieces": list(_pieces(document, cuts))}


def _pieces(document: Document, cuts: list[_Cut]) -> Iterator[list[Any]]:
    """Cut a paragraph into words and what stands between; neighbours of what is read are shown."""
    stretch, end, is_left_out = -1, cuts[0].span.start, False
    for position, (span, number) in enumerate(cuts):
        if number is None:
            beside = [cut.number for cut in cuts[max(0, position - 1) : position + 2]]
            if any(other is not None for other in beside):
                yield [document.text[end : span.end]]
            elif not is_left_out:
                yield [" … "]
            is_left_out = all(other is None for other in beside)
        else:
            if position == 0 or cuts[position - 1].number is None:
                stretch = number  # a name that no other stretch of the text has
                if end < span.start:
                    yield [document.text[end : span.start]]
            elif end < span.start:
                yield [document.text[end : span.start], -1]
            yield from _words(document, span, number, stretch)
        end = span.end


def _words(document: Document, span: Span, number: int, stretch: int) -> Iterator[list[Any]]:
    end = span.start
    for index in document.word_range(span):
        start, stop = document.word_starts[index], min(document.word_ends[index], span.end)
        if end < start:
            yield [document.text[end:start], number]
        yield [document.text[start:stop], start, stop, number, stretch]
        end = stop
    if end < span.end:
        yield [document.text[end : span.end], number]
