"""One thing set against another."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from analysis.markers.devices.common import FUNCTION_WORDS, Candidate, decide, word_span
from analysis.markers.devices.sides import (
    BREAKS,
    NEGATIONS,
    Pair,
    are_opposed,
    find_pairs_of_sides,
    shared_words,
)
from analysis.markers.devices.structure import (
    bucket,
    has_name,
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
        neighbouring sentences). ``weight`` is the probability that a reader marks it.

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
                *_likeness(document, pair),
                *_place(document, pair, indices, following),
            ]
            yield Candidate(start, end, pair.category, f"“{pair.signal}”", properties)


def _balance(document: Document, pair: Pair) -> Iterator[tuple[str, str]]:
    """Tell how the sides compare in length, words and charge."""
    words, (category, signal, first, second) = document.words, pair
    yield "signal", signal
    yield "family", category
    yield "words of the first side", bucket(len(first), (2, 4, 8, 14, 20))
    yield "words of the second side", bucket(len(second), (1, 2, 4, 8, 14, 20))
    lengths = sorted((len(first), len(second)))
    yield "longer side over shorter", bucket(lengths[1] / lengths[0], (1, 2, 3, 5))
    shared = shared_words(words, first, second)
    yield "words on both sides", str(min(3, len(shared)))
    yield "signal, words on both sides", f"{signal} {bool(shared)}"
    opposed = are_opposed(words, first, second)
    yield "opposites", str(opposed)
    yield "signal, opposites", f"{signal} {opposed}"
    others = {words[index] for index in second}
    small = [words[index] in FUNCTION_WORDS and words[index] in others for index in first]
    yield "small words on both sides", bucket(sum(small), (0, 1, 3))
    one, other = (set(pairwise(words[side.start : side.stop])) for side in (first, second))
    yield "pairs of words on both sides", bucket(len(one & other), (0, 1))
    for name, side in (("first", first), ("second", second)):
        charge = highest_charge(words[side.start : side.stop])
        yield f"loaded words, {name} side", charge or "none"


def _likeness(document: Document, pair: Pair) -> Iterator[tuple[str, str]]:
    """Tell whether the sides begin and end alike, and which is negated."""
    words, (category, signal, first, second) = document.words, pair
    opening = words[second.start]
    if signal.startswith("X"):
        yield "after the negation", opening if opening in AFTER_NEGATION else "content"
    heads = [tags_of(document)[side.start] for side in (first, second)]
    yield "second side begins with", heads[1]
    yield "family, second side begins with", f"{category} {heads[1]}"
    if words[first.start] == opening:
        yield "both sides begin", "with the same word"
    else:
        yield "both sides begin", "alike" if heads[0] == heads[1] else "unlike"
    tails = [tags_of(document)[side.stop - 1] for side in (first, second)]
    yield "both sides end", "alike" if tails[0] == tails[1] else "unlike"
    negated = " ".join(
        str(not NEGATIONS.isdisjoint(words[side.start : side.stop])) for side in (first, second)
    )
    yield "negated sides", negated
    yield "family, negated sides", f"{category} {negated}"


def _place(
    document: Document, pair: Pair, indices: range, following: range
) -> Iterator[tuple[str, str]]:
    """Tell what stands around the sides, and of what kind their words are."""
    words, (first, second) = document.words, pair[2:]
    after_break = words[second.start - 1] in BREAKS
    yield "stop before the second side", stops_of(document)[second.start - after_break] or "none"
    last = max(first.stop, second.stop)
    if last in (indices.stop, following.stop) or last >= len(words):
        yield "ends", "the sentence"
    else:
        yield "ends", stops_of(document)[last] or "in a part"
    named = [has_name(document, side[1:]) for side in (first, second)]
    yield "sides with a name", str(sum(named))
    has_number = any(words[index][0].isdigit() for side in (first, second) for index in side)
    yield "numbers", str(has_number)
    yield "voice", document.voice_at(document.word_starts[first.start])
    yield "words of the sentence", bucket(len(indices), (12, 20, 30, 45))


CONTRAST = Marker(
    "contrast",
    ("not_but", "not_only", "rather_than", "antithesis"),
    find_contrasts,
    title="Contrast",
    color="#117733",
)
