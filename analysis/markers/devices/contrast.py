"""One thing set against another."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from analysis.markers.devices.common import FUNCTION_WORDS, Candidate, decide, word_span
from analysis.markers.devices.sides import (
    NEGATIONS,
    SURE_SIGNALS,
    Pair,
    are_opposed,
    find_pairs_of_sides,
    shared_words,
)
from analysis.markers.devices.structure import (
    bucket,
    highest_charge,
    stops_of,
    tags_of,
)
from analysis.matching.matches import Marker, Match
from analysis.text.classes import word_class
from analysis.text.document import Document

__all__ = ["CONTRAST", "find_contrasts", "propose_contrasts"]

# After a negation these make no contrast: not least, not yet, not long.
AFTER_NEGATION = FUNCTION_WORDS | word_class("after_negation_no_contrast")


def find_contrasts(document: Document) -> list[Match]:
    """Find statements that set one thing against another.

    Parameters
    ----------
    document : Document
        Its body is searched.

    Returns
    -------
    list of Match
        ``not_but`` (not X but Y; X, not Y; it is not X, it is Y), ``not_only`` (not only X but
        also Y), ``rather_than`` (less X than Y, X rather than Y, instead of X), ``antithesis``
        (opposites or repeated words on the two sides of *but*, *while*, *from … to*, or in
        neighbouring sentences; *on the one hand … on the other*; words that come back crosswise).
        ``weight`` is the probability that a reader marks it.

    Notes
    -----
    What may be a contrast is found by its signals. Whether the opposition is built for effect is
    a decision learned from labelled op-eds: by signal, length and balance of the two sides, words
    that both have, opposites, loaded words. A contrast without a signal is not found.

    References
    ----------
    Fahnestock, J. (1999). Rhetorical Figures in Science, chapter 2. Oxford University Press.
    Green, N. L. (2021). Some argumentative uses of antithesis. Argument & Computation.

    Examples
    --------
    >>> document = Document("x", "It was not a plan but a wish. We want facts, not fear.")
    >>> [(match.text, match.category) for match in find_contrasts(document)]
    [('not a plan but a wish', 'not_but'), ('We want facts, not fear', 'not_but')]
    """
    return decide(document, CONTRAST.name, propose_contrasts(document))


def propose_contrasts(document: Document) -> Iterator[Candidate]:
    """Yield what may be a contrast, with what tells figures from plain opposition."""
    sentences = document.sentence_words
    for indices, following in pairwise([*sentences, range(0)]):
        for pair in find_pairs_of_sides(document, indices, following):
            both = min(pair.first.start, pair.second.start), max(pair.first.stop, pair.second.stop)
            start, end = word_span(document, *both)
            properties = [
                *_balance(document, pair),
                *_openings(document, pair),
                *_place(document, pair, indices, following),
            ]
            is_sure = pair.signal in SURE_SIGNALS
            yield Candidate(start, end, pair.category, f"“{pair.signal}”", properties, is_sure)


def _balance(document: Document, pair: Pair) -> Iterator[tuple[str, str]]:
    """Tell how the sides compare in length, words and charge."""
    words, (category, signal, first, second) = document.words, pair
    yield "signal", signal
    yield "family", category
    yield "words of the first side", bucket(len(first), (2, 4, 8, 14, 20))
    yield "words of the second side", bucket(len(second), (1, 2, 4, 8, 14, 20))
    shared = shared_words(words, first, second)
    yield "signal, words on both sides", f"{signal} {bool(shared)}"
    yield "signal, opposites", f"{signal} {are_opposed(words, first, second)}"
    others = {words[index] for index in second}
    small = [words[index] in FUNCTION_WORDS and words[index] in others for index in first]
    yield "small words on both sides", bucket(sum(small), (0, 1, 3))
    for name, side in (("first", first), ("second", second)):
        charge = highest_charge(words[side.start : side.stop])
        yield f"loaded words, {name} side", charge or "none"


def _openings(document: Document, pair: Pair) -> Iterator[tuple[str, str]]:
    """Tell how the second side begins, and which one is negated."""
    words, (category, signal, first, second) = document.words, pair
    opening = words[second.start]
    if signal.startswith("X"):
        yield "after the negation", opening if opening in AFTER_NEGATION else "content"
    head = tags_of(document)[second.start]
    yield "second side begins with", head
    yield "family, second side begins with", f"{category} {head}"
    negated = " ".join(
        str(not NEGATIONS.isdisjoint(words[side.start : side.stop])) for side in (first, second)
    )
    yield "family, negated sides", f"{category} {negated}"


def _place(
    document: Document, pair: Pair, indices: range, following: range
) -> Iterator[tuple[str, str]]:
    """Tell where the sides end, and how long their sentence is."""
    words, (first, second) = document.words, pair[2:]
    last = max(first.stop, second.stop)
    if last in (indices.stop, following.stop) or last >= len(words):
        yield "ends", "the sentence"
    else:
        yield "ends", stops_of(document)[last] or "in a part"
    yield "words of the sentence", bucket(len(indices), (12, 20, 30, 45))


CONTRAST = Marker(
    "contrast",
    ("not_but", "not_only", "rather_than", "antithesis"),
    find_contrasts,
    title="Contrast",
    color="#117733",
)
