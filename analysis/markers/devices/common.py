"""What several devices need."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analysis.matching.matches import Match, make_match
from analysis.matching.view import view_of
from analysis.text.classes import word_class
from analysis.text.document import Document

__all__ = ["FUNCTION_WORDS", "with_sentence", "without_overlaps", "word_span"]

# Words that carry structure rather than content: alone they make no figure.
FUNCTION_WORDS = word_class("function_words_of_figures")


def without_overlaps(
    document: Document, marker: str, found: dict[tuple[int, int], tuple[str, str]]
) -> list[Match]:
    matches: list[Match] = []
    for (start, end), (category, reason) in sorted(
        found.items(), key=lambda item: (item[0][0], -item[0][1])
    ):
        if not matches or start >= matches[-1].end:
            matches.append(make_match(document, marker, category, start, end, reason=reason))
    return matches


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
