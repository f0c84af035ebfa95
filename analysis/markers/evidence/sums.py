"""The sums of all sentences of a text at once: what ``EvidenceDecision.scores`` says, but faster.

Most cues weigh nothing, and a cue is weighed three times: for its sentence and for both neighbours.
So weights are looked up once a cue, and pairs of words are put together only where one was learned.
The summands come in the order of ``all_cues``, so that both ways give the same sums to the last
digit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import chain, compress, count
from typing import NamedTuple

from analysis.markers.evidence.cues import TOLD_BY_NEIGHBOURS, Cue
from analysis.markers.evidence.decision import EvidenceDecision, Weights, load_evidence

__all__ = ["score_sentences"]

SIDES = ("before", "after")
EMPTY: tuple[tuple[Weights | None, ...], ...] = ((), (), ())


class Lookup(NamedTuple):
    """The weights of a decision, by what is looked up.

    ``cues`` has of each cue what it weighs for its own sentence, for the one after it and for the
    one before it, each None if it weighs nothing there.
    """

    cues: Mapping[Cue, tuple[Weights | None, ...]]
    words: Mapping[str, Weights]
    pairs: Mapping[str, Mapping[str, Weights]]  # by their first word
    nothing: tuple[Weights | None, ...]  # where no sentence stands before, or none after


def make_lookup(decision: EvidenceDecision) -> Lookup:
    """Sort the weights of a decision by what is looked up."""
    own: dict[Cue, Weights] = {}
    words: dict[str, Weights] = {}
    pairs: dict[str, dict[str, Weights]] = {}
    sides: dict[str, dict[Cue, Weights]] = {side: {} for side in SIDES}
    for (name, value), weights in decision.weights.items():
        side, _, told = name.partition(": ")
        if name == "word":
            words[value] = weights
        elif name == "pair":
            first, _, second = value.partition(" ")
            pairs.setdefault(first, {})[second] = weights
        elif side in sides and told in TOLD_BY_NEIGHBOURS:
            sides[side][told, value] = weights
        else:
            own[name, value] = weights
    tables = (own, *sides.values())
    cues = {cue: tuple(table.get(cue) for table in tables) for table in tables for cue in table}
    nothing = tuple(own.get((side, "nothing")) for side in SIDES)
    return Lookup(cues, words, pairs, nothing)


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
        The weights.
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
    of_cues = lookup.cues.get
    found = [tuple(zip(*filter(None, map(of_cues, inside)), strict=True)) for inside in cues]
    # For each sentence what its own cues weigh, and what it lends to the next and to the last one.
    weighed = [rows or EMPTY for rows in found]
    no_before, no_after = lookup.nothing
    before = [(no_before,), *(rows[1] for rows in weighed)]
    after = [*(rows[2] for rows in weighed[1:]), (no_after,)]
    return [
        _add_up(decision.base, chain(rows[0], *sides, _of_words(lookup, inside)))
        for rows, *sides, inside in zip(weighed, before, after, words, strict=False)
    ]


def _of_words(lookup: Lookup, words: Sequence[str]) -> Iterator[Weights]:
    """Yield the weights of the words of a sentence and of the pairs of neighbours, each once."""
    known, known_pairs = lookup.words, lookup.pairs
    for word in dict.fromkeys(filter(known.__contains__, words)):
        yield known[word]
    firsts = list(compress(count(), map(known_pairs.__contains__, words[:-1])))
    pairs = [(words[place], words[place + 1]) for place in firsts]
    for first, second in dict.fromkeys(pairs):
        if second in known_pairs[first]:
            yield known_pairs[first][second]


def _add_up(base: Weights, rows: Iterator[Weights | None]) -> list[float]:
    one, two, three, four = base
    for first, second, third, fourth in filter(None, rows):
        one += first
        two += second
        three += third
        four += fourth
    return [one, two, three, four]
