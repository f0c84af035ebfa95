"""The sums of all sentences of a text at once: what ``EvidenceDecision.scores`` says, but faster.

The weights are hundredths. Counted in these they are whole numbers, and those of the four kinds
stand side by side in one large number, a *row*: one addition adds to all kinds. A cue is weighed
three times, for its sentence and for both neighbours; its three rows stand side by side as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import compress, pairwise, repeat
from struct import Struct
from typing import NamedTuple

from analysis.markers.evidence.cues import TOLD_BY_NEIGHBOURS, Cue
from analysis.markers.evidence.decision import KINDS, EvidenceDecision, Weights, load_evidence

__all__ = ["score_sentences"]

SIDES = ("before", "after")  # where a sentence stands whose cues are told to another one
BITS = 32  # of a number in a row
ROW = BITS * len(KINDS)
KINDS_OF_ROW = Struct(f"<{len(KINDS)}I")
ZERO = 1 << 29  # stands for 0 where rows are taken apart, so that no number is below 0


def as_row(weights: Weights, place: int = 0) -> int:
    """Put the hundredths of four weights side by side, as the first, second or third row.

    Examples
    --------
    >>> as_row((0.01, 0.03, 0.0, 0.0)) == 1 + 3 * 2**32
    True
    """
    # Written out, because there are thousands at every start.
    one, two, three, four = weights
    row = round(100 * one) + (round(100 * two) << BITS)
    row += (round(100 * three) << 2 * BITS) + (round(100 * four) << 3 * BITS)
    return row << ROW * place if place else row


ZEROS = sum(as_row((ZERO / 100,) * 4, place) for place in range(1 + len(SIDES)))
FIRST = (1 << ROW) - 1  # the bits of the first row


class Lookup(NamedTuple):
    """The rows of a decision: of cues, of words, of pairs of words, and of missing neighbours.

    ``firsts`` are the words that may be the first of a pair.
    """

    cues: Mapping[Cue, int]
    words: Mapping[str, int]
    pairs: Mapping[tuple[str, ...], int]
    firsts: frozenset[str]
    nothing: tuple[int, ...]


def make_lookup(decision: EvidenceDecision) -> Lookup:
    """Sort the weights of a decision by what is looked up."""
    cues: dict[Cue, int] = {}
    words: dict[str, int] = {}
    pairs: dict[tuple[str, ...], int] = {}
    for (name, value), weights in decision.weights.items():
        side, _, told = name.partition(": ")
        if name == "word":
            words[value] = as_row(weights)
        elif name == "pair":
            pairs[tuple(value.split(" "))] = as_row(weights)
        elif side in SIDES and told in TOLD_BY_NEIGHBOURS:
            row = as_row(weights, 1 + SIDES.index(side))
            cues[told, value] = cues.get((told, value), 0) + row
        else:
            cues[name, value] = cues.get((name, value), 0) + as_row(weights)
    nothing = tuple(cues.get((side, "nothing"), 0) + (ZEROS & FIRST) for side in SIDES)
    return Lookup(cues, words, pairs, frozenset(first for first, _ in pairs), nothing)


@cache
def _learned() -> tuple[EvidenceDecision, Lookup]:
    decision = load_evidence()
    return decision, make_lookup(decision)


def score_sentences(
    decision: EvidenceDecision, cues: Sequence[Sequence[Cue]], words: Sequence[Sequence[str]]
) -> list[list[float]]:
    """Return the log-odds of each kind for each sentence of a text.

    Parameters
    ----------
    decision : EvidenceDecision
        The weights, which are hundredths.
    cues : sequence of sequence of Cue
        Of each sentence, those that stand in it.
    words : sequence of sequence of str
        The words of each sentence.

    Examples
    --------
    >>> nothing = (0.0, 0.0, 0.0, 0.0)
    >>> weights = {("word", "rain"): (1.0, 0.0, 0.0, 0.0)}
    >>> weights["before: tense", "past"] = (0.0, 0.0, 2.0, 0.0)
    >>> decision = EvidenceDecision(weights, nothing, nothing)
    >>> score_sentences(decision, [[("tense", "past")], []], [["i"], ["rain"]])
    [[0.0, 0.0, 0.0, 0.0], [1.0, 0.0, 2.0, 0.0]]
    """
    learned, lookup = _learned()
    if decision is not learned:
        lookup = make_lookup(decision)
    of_cues, of_words, of_pairs = lookup.cues.get, lookup.words, lookup.pairs.get
    may_begin = lookup.firsts.__contains__
    sums = [
        sum(map(of_cues, found, repeat(0)), ZEROS)
        + sum(map(of_words.__getitem__, of_words.keys() & inside))
        + sum(map(of_pairs, set(compress(pairwise(inside), map(may_begin, inside))), repeat(0)))
        for found, inside in zip(cues, words, strict=True)
    ]
    no_before, no_after = lookup.nothing
    before = [no_before, *(row >> ROW & FIRST for row in sums)]
    after = [*(row >> 2 * ROW for row in sums[1:]), no_after]
    # Base and sum each come with the zeros that three rows bring along.
    base = [round(100 * weight) - 3 * ZERO for weight in decision.base]
    return [
        [(weight + found) / 100 for weight, found in zip(base, _kinds(rows), strict=True)]
        for rows in map(sum, zip((row & FIRST for row in sums), before, after, strict=False))
    ]


def _kinds(row: int) -> tuple[int, ...]:
    return KINDS_OF_ROW.unpack(row.to_bytes(KINDS_OF_ROW.size, "little"))
