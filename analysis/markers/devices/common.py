"""What several devices need."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat
from typing import NamedTuple

from analysis.matching.decision import (
    N_REASONS,
    NOTABLE,
    SURE,
    Decision,
    load_decision,
    probability,
)
from analysis.matching.matches import Match, Reason, make_match
from analysis.matching.view import view_of
from analysis.text.classes import word_class
from analysis.text.document import Document

__all__ = [
    "FUNCTION_WORDS",
    "Candidate",
    "Scored",
    "choose",
    "decide",
    "same_paragraph",
    "with_sentence",
    "word_span",
]

# Words that carry structure rather than content: alone they make no figure.
FUNCTION_WORDS = word_class("function_words_of_figures")


class Candidate(NamedTuple):
    """What may be a figure: where it stands, what it would be, and its properties with values.

    One that is sure counts whatever the learned weights say: it is too rare for them to know.
    """

    start: int
    end: int
    category: str
    reason: str
    properties: Sequence[tuple[str, str]]
    is_sure: bool = False


class Scored(NamedTuple):
    """A candidate and the log-odds that a reader marks it."""

    score: float
    candidate: Candidate


def log_odds(decision: Decision, candidate: Candidate) -> float:
    """Add up what the properties of a candidate weigh."""
    total = decision.base + sum(map(decision.of_pair.get, candidate.properties, repeat(0.0)))
    return max(total, decision.needed, SURE) if candidate.is_sure else total


def choose(scored: Iterable[Scored]) -> list[Scored]:
    """Keep the likeliest of candidates that overlap; in the order of the text."""
    starts: list[int] = []
    kept: list[Scored] = []
    for one in sorted(scored, key=lambda one: (-one.score, one.candidate.start, one.candidate.end)):
        start, end = one.candidate[:2]
        place = bisect_left(starts, start)
        after_end = place == len(starts) or end <= starts[place]
        if after_end and (place == 0 or kept[place - 1].candidate.end <= start):
            starts.insert(place, start)
            kept.insert(place, one)
    return kept


def decide(document: Document, marker: str, candidates: Iterable[Candidate]) -> list[Match]:
    """Return the candidates that the learned weights of a marker let pass."""
    decision = load_decision(marker)
    scored = (Scored(log_odds(decision, one), one) for one in candidates)
    chosen = choose(one for one in scored if one.score >= decision.needed)
    return [_match(document, marker, decision, one) for one in chosen]


def _match(document: Document, marker: str, decision: Decision, one: Scored) -> Match:
    start, end, category = one.candidate[:3]
    weight = round(probability(one.score), 3)
    why = Reason(_reason, decision, one.candidate)
    return make_match(document, marker, category, start, end, weight=weight, reason=why)


def _reason(decision: Decision, candidate: Candidate) -> str:
    """Say what was found, and which of its properties moved the decision most."""
    parts = sorted(
        ((decision.weight(*pair), *pair) for pair in candidate.properties),
        key=lambda part: -abs(part[0]),
    )
    said = [candidate.reason]
    for effect, name, value in parts[:N_REASONS]:
        if abs(effect) >= NOTABLE:
            said.append(f"{'raised' if effect > 0 else 'lowered'}: {name} “{_in_words(value)}”")
    return "; ".join(said)


def with_sentence(document: Document, indices: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Give words with the number of their sentence; words outside the body are dropped."""
    view = view_of(document)
    for index in indices:
        number = view.sentence_of(index)
        if number is not None:
            yield index, number


def word_span(document: Document, first: int, stop: int) -> tuple[int, int]:
    """Return the characters of some words."""
    return document.word_starts[first], document.word_ends[stop - 1]


def same_paragraph(document: Document, first: int, second: int) -> bool:
    """Tell whether a sentence and a later one stand in one paragraph."""
    starts = [document.sentences[number].start for number in (first, second)]
    place = bisect_right(document.paragraphs, starts[0], key=lambda block: block.start) - 1
    return starts[1] < document.paragraphs[place].end


def _in_words(value: str) -> str:
    """Write what is true or false as a reader says it."""
    return value.replace("True", "yes").replace("False", "no")
