"""One thing set against another."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

from analysis.markers.devices.common import (
    FUNCTION_WORDS,
    with_sentence,
    without_overlaps,
    word_span,
)
from analysis.matching.matches import Marker, Match
from analysis.text.classes import word_class
from analysis.text.document import Document

__all__ = ["CONTRAST", "find_contrasts"]

ABOUT = Path(__file__).parents[2] / "lexicons" / "devices.toml"


# Patterns are matched at a word of contrast, never searched for. A space stands for white space.
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace(" ", r"\s{1,4}"))


WORD_ = r"[^\W\d_]{1,40}(?:['-][^\W\d_]{1,40}){0,4}"
HEAD = (
    r"(?:a|an|the|to|in|on|at|of|for|from|by|with|because|as|that|what|how|who|whether|one|his|her|"
    r"its|their|our|my)"
)
IS = r"(?: is| are| was| were|'s|'re)"
AGAIN = rf"(?:(?(thing)(?:it|(?P=thing))|(?P=who)){IS}) (?!not\b|also\b|never\b)"
NOT_ONLY = _pattern(
    r"(?:not|never|\w{1,40}n't) (?:only|just|merely|simply|solely)\b[^.!?;”\"]{1,150}?"
    r"(?:\bbut\b(?: also| even)?|"
    r"[;,—–-] (?:it|they|he|she|we|you|this|these) (?:\w{1,40} )?(?:also|even)\b)"
)
NOT_SO_MUCH = _pattern(r"not so much [^.!?;”\"]{1,90}?\b(?:as|but)\b")
NOT_BUT = _pattern(
    rf"not (?:(?P<head>{HEAD}) [^.!?;”\"]{{1,90}}?,? but (?:rather )?(?P=head)\b"
    rf"|[^.!?;”\"]{{1,90}}?,? but rather\b"
    rf"|(?P<short>{WORD_}(?: {WORD_}){{0,2}}),? but {WORD_})"
)
NOT_CONTRAST = (
    r"(?!to mention|least\b|only\b|just\b|that\b|even\b|a few\b|a little\b|\w{1,40}ly\b|"
    r"yet\b|unlike|all\b|if\b|so\b|always|at all|for nothing|long\b)"
)
X_NOT_Y = _pattern(
    rf"(?:,|—|–| --?) ?(?:and )?not {NOT_CONTRAST}"
    r"(?:(?:a|an|the|in|on|for|by|to|with|of|his|her|its|their|our|my|more|less) )?"
    rf"{WORD_}(?: {WORD_}){{0,3}}(?=[.,;!?—–]| --?)"
)
IT_IS_NOT = _pattern(
    rf"(?:(?P<thing>it|this|that)|(?P<who>these|they|he|she|we))"
    rf"(?:{IS} (?:not|never)| isn't| aren't| wasn't| weren't) [^.!?;”\"]{{2,90}}[.;:,—–-] {AGAIN}"
)
LESS_THAN = _pattern(
    r"(?:(?:less|more) (?P<kind>(?:of )?an? |about |of |like )|"
    r"less (?P<less>to |by |from |in |out of ))[^.,;!?]{1,60}?\bthan (?:(?P=kind)|(?P=less))"
    rf"|less (?!than\b){WORD_} than {WORD_}(?=[.,;!?—–])"
)
RATHER_THAN = _pattern(rf"(?!sooner\b){WORD_},? rather than {WORD_}")
NEGATIONS = word_class("negations_of_contrast")
TRIGGERS = NEGATIONS | {"than"}
LESS_REACH = 10  # words between "less" and "than"
# Concessions rather than corrections: "not everyone came, but".
QUANTIFIERS = word_class("quantifiers")
ANTONYM_REACH, NEAR_OPPOSITE = 12, 6  # words between opposed members


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
        also Y), ``rather_than`` (less X than Y, X rather than Y), ``antithesis`` (opposites in
        the same place of parallel phrases: "from war to peace"). The span goes from the first
        signal to the beginning of the second member.

    Notes
    -----
    Contrast by "but", "while" or "although" alone is argument rather than figure and is not
    found, nor is a contrast without a signal or listed opposites.

    References
    ----------
    Fahnestock, J. (1999). Rhetorical Figures in Science, chapter 2. Oxford University Press.
    Green, N. L. (2021). Some argumentative uses of antithesis. Argument & Computation.

    Examples
    --------
    >>> document = Document("x", "It was not a plan but a wish. We want facts, not fear.")
    >>> [(match.text, match.category) for match in find_contrasts(document)]
    [('not a plan but a', 'not_but'), ('not fear', 'not_but')]
    """
    found: dict[tuple[int, int], tuple[str, str]] = {}
    words = document.words
    triggers = [index for index, word in enumerate(words) if word in TRIGGERS]
    for index, sentence in with_sentence(document, triggers):
        for category, match, reason in _contrasts_at(document, index, sentence):
            if match is not None and not _is_concession(match):
                span = _trimmed(document, match.start(), match.end())
                found.setdefault(span, (category, reason))
    for span, reason in _antitheses(document):
        found.setdefault(span, ("antithesis", reason))
    return without_overlaps(document, "contrast", found)


def _contrasts_at(
    document: Document, index: int, sentence: int
) -> Iterator[tuple[str, re.Match[str] | None, str]]:
    """Match the patterns that a word of contrast may be part of."""
    words, folded, starts = document.words, document.folded, document.word_starts
    first = document.sentence_words[sentence].start
    end = document.sentences[sentence].end
    if words[index] == "than":
        near = range(index - 1, max(first - 1, index - LESS_REACH), -1)
        for place in (place for place in near if words[place] in ("less", "more")):
            yield "rather_than", LESS_THAN.match(folded, starts[place], end), "less X than Y"
        if index - 2 >= first and words[index - 1] == "rather":
            match = RATHER_THAN.match(folded, starts[index - 2], end)
            yield "rather_than", match, "X rather than Y"
        return
    here = starts[index]
    yield "not_only", NOT_ONLY.match(folded, here, end), "not only X but Y"
    if words[index] == "not":
        yield "not_but", NOT_SO_MUCH.match(folded, here, end), "not so much X as Y"
        yield "not_but", NOT_BUT.match(folded, here, end), "not X but Y"
        if index > first:
            before = index - (words[index - 1] == "and")
            gap = document.word_ends[before - 1]
            yield "not_but", X_NOT_Y.match(folded, gap, end), "X, not Y"
    following = document.sentences[sentence + 1 : sentence + 2]
    stop = following[0].end if following else end
    for subject in range(max(first, index - 2), index):
        match = IT_IS_NOT.match(folded, starts[subject], stop)
        yield "not_but", match, "it is not X; it is Y"


def _is_concession(match: re.Match[str]) -> bool:
    groups = match.groupdict()
    if not groups.get("short"):
        return False
    after = match.group().split()[-1].split("'")[0]
    return after in FUNCTION_WORDS or groups["short"].split()[0] in FUNCTION_WORDS | QUANTIFIERS


def _trimmed(document: Document, start: int, end: int) -> tuple[int, int]:
    part = document.text[start:end]
    lead = len(part) - len(part.lstrip(" ,;:—–-"))
    return start + lead, start + len(part.rstrip())


@cache
def _opposites() -> dict[str, frozenset[str]]:
    """Listed opposites, both ways."""
    table: dict[str, set[str]] = {}
    for left, right in tomllib.loads(ABOUT.read_text(encoding="utf-8"))["opposites"]:
        table.setdefault(left, set()).add(right)
        table.setdefault(right, set()).add(left)
    return {word: frozenset(others) for word, others in table.items()}


def _antitheses(document: Document) -> Iterator[tuple[tuple[int, int], str]]:
    words, opposites = document.words, _opposites()
    members = [index for index, word in enumerate(words) if word in opposites]
    for (first, sentence), (second, same) in pairwise(with_sentence(document, members)):
        are_opposites = sentence == same and words[first] in opposites[words[second]]
        indices = document.sentence_words[sentence]
        if are_opposites and _is_parallel(document, indices, first, second):
            reason = f"“{words[first]}” against “{words[second]}” in parallel phrases"
            yield word_span(document, first, second + 1), reason


def _is_parallel(document: Document, indices: range, first: int, second: int) -> bool:
    """Tell opposites in like places: after the same word, or after "from" and "to"."""
    words = document.words
    if first == indices.start or not 1 < second - first <= ANTONYM_REACH:
        return False
    before = (words[first - 1], words[second - 1])
    if before in (("from", "to"), ("from", "into")):
        return True
    is_near = second - first <= NEAR_OPPOSITE or before[0] not in ("the", "a", "of", "in", "to")
    return second - first > 2 and is_near and before[0] == before[1]


CONTRAST = Marker(
    "contrast",
    ("not_but", "not_only", "rather_than", "antithesis"),
    find_contrasts,
    title="Contrast",
    color="#117733",
)
