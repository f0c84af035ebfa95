"""The other side, granted or reported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import compress, count
from typing import Any, NamedTuple

from analysis.markers.devices.common import same_paragraph
from analysis.matching.matches import Marker, Match, make_match
from analysis.matching.view import View, view_of
from analysis.text.classes import FOLDER
from analysis.text.definitions import read_definitions
from analysis.text.document import Document

__all__ = ["CONCESSION", "Wording", "about_concession", "find_concessions", "load_wordings"]

ABOUT = FOLDER / "concession.toml"
CATEGORIES = ("granted", "reported")
REASONS = {"granted": "the other side is granted something", "reported": "the other side is heard"}
TURN_REACH = 60  # words, in the sentence itself
NEXT_SENTENCES = 2  # in which the turn may come
OPENING_WORDS = 3  # of such a sentence, among which it stands
ANY = frozenset[str]()  # stands for any word


class Step(NamedTuple):
    """One place of a wording: the words that may stand there, or so many of any kind."""

    words: frozenset[str]
    at_most: int = 1
    may_lack: bool = False


class Wording(NamedTuple):
    """A row of words that grants or reports what the other side says."""

    category: str
    steps: tuple[Step, ...]
    opens: bool
    turn: bool
    before: frozenset[str]


@cache
def about_concession() -> Mapping[str, Any]:
    """Return the wordings as they are written, with their examples."""
    return read_definitions(ABOUT)


@cache
def _named(name: str) -> frozenset[str]:
    return frozenset(about_concession()["words"][name].split())


@cache
def load_wordings() -> Mapping[str, tuple[Wording, ...]]:
    """Return the wordings by the words that they may begin with, the longest first.

    Examples
    --------
    >>> [wording.category for wording in load_wordings()["admittedly"]]
    ['granted']
    """
    found: dict[str, list[Wording]] = {}
    for category in CATEGORIES:
        for rule in about_concession()[category]:
            flags = rule.get("opens", False), rule.get("turn", False)
            before = frozenset(rule.get("before", "").split())
            for text in rule["wordings"]:
                wording = Wording(category, tuple(map(_step, text.split())), *flags, before)
                for word in wording.steps[0].words:
                    found.setdefault(word, []).append(wording)
    return {
        word: tuple(sorted(listed, key=lambda wording: -len(wording.steps)))
        for word, listed in found.items()
    }


class Starts(NamedTuple):
    """The wordings that begin with a word: by the word after it, and those that leave it open."""

    by_second: Mapping[str, tuple[Wording, ...]]
    others: tuple[Wording, ...]


@cache
def _starts() -> Mapping[str, Starts]:
    """Return the wordings by their first two words: most first words begin no wording."""
    found: dict[str, Starts] = {}
    for word, wordings in load_wordings().items():
        seconds = {second for wording in wordings for second in _seconds(wording)}
        by_second = {
            second: tuple(one for one in wordings if not _seconds(one) or second in _seconds(one))
            for second in seconds
        }
        found[word] = Starts(by_second, tuple(one for one in wordings if not _seconds(one)))
    return found


def _seconds(wording: Wording) -> frozenset[str]:
    """Return the words of which one must stand second; none if the wording leaves it open."""
    return wording.steps[1].words if len(wording.steps) > 1 else ANY


def _step(token: str) -> Step:
    if token.startswith("_"):
        return Step(ANY, int(token[1:] or 1), may_lack=len(token) > 1)
    return Step(_named(token[1:-1]) if token.startswith("{") else frozenset([token]))


def find_concessions(document: Document) -> list[Match]:
    """Find where the author grants or reports what the other side says.

    Parameters
    ----------
    document : Document
        Its body is searched, the author's voice only.

    Returns
    -------
    list of Match
        ``granted`` (to be sure, it is true that, he has a point; of course … but) and ``reported``
        (critics argue … but, some will say, the strongest objection is). The span is the wording.

    Notes
    -----
    The wordings stand in ``lexicons/concession.toml``. A clause with *although* or *while* alone is
    not found, nor a concession without a signal. Whether the other side is put fairly, and whether
    it is answered, is not measured.

    References
    ----------
    Mann, W. C. & Thompson, S. A. (1988). Rhetorical structure theory. Text 8(3).
    https://doi.org/10.1515/text.1.1988.8.3.243

    Examples
    --------
    >>> document = Document("x", "To be sure, it is old. Critics say it is ugly, but it holds.")
    >>> [(match.text, match.category) for match in find_concessions(document)]
    [('To be sure', 'granted'), ('Critics say', 'reported')]
    """
    view = view_of(document)
    matches: list[Match] = []
    for index, wordings in _heads(view):
        start, sentence = view.starts[index], view.sentence_of(index)
        if sentence is None or (matches and start < matches[-1].end):
            continue
        if document.voice_at(start) != "author":
            continue
        for wording in wordings:
            stop = _match_at(view, wording, index, view.sentences[sentence].stop)
            turn = _turn(view, sentence, stop) if stop is not None and wording.turn else ""
            if stop is None or turn is None:
                continue
            category, end = wording.category, view.ends[stop - 1]
            reason = REASONS[category] + (f"; “{turn}” turns it round" if turn else "")
            matches.append(make_match(document, "concession", category, start, end, reason=reason))
            break
    return matches


def _heads(view: View) -> Iterator[tuple[int, Sequence[Wording]]]:
    """Yield the words with which a wording may begin, and the wordings."""
    starts, words = _starts(), view.words
    for index in compress(count(), map(starts.__contains__, words)):
        by_second, others = starts[words[index]]
        second = words[index + 1] if index + 1 < len(words) else ""
        if wordings := by_second.get(second, others):
            yield index, wordings


def _match_at(view: View, wording: Wording, index: int, end: int) -> int | None:
    """Return where a wording ends that begins at a word, or None."""
    if wording.opens and not _opens_clause(view, index):
        return None
    stop = _follow(view, wording.steps, index, end)
    if stop is None or not wording.before:
        return stop
    pause = "," if stop < end and "," in view.gaps[stop] else ""
    after = view.words[stop] if stop < end else ""
    return stop if pause or after in wording.before else None


def _follow(view: View, steps: tuple[Step, ...], index: int, end: int) -> int | None:
    if not steps:
        return index
    step, rest = steps[0], steps[1:]
    for length in range(0 if step.may_lack else 1, step.at_most + 1):
        stop = index + length
        if stop > end or (step.words and view.words[index] not in step.words):
            return None
        if any(view.clauses[place] != view.clauses[index] for place in range(index, stop)):
            return None
        if rest and stop < end and stop > index and not view.joined(stop - 1, stop):
            return None
        found = _follow(view, rest, stop, end) if stop < end or not rest else None
        if found is not None:
            return found
    return None


def _opens_clause(view: View, index: int) -> bool:
    """Tell a word at the head of its sentence, or after a pause."""
    gap = view.gaps[index]
    is_first = view.sentence_of(index) != (view.sentence_of(index - 1) if index else None)
    return is_first or any(mark in gap for mark in ",;:—–(")


def _turn(view: View, sentence: int, stop: int) -> str | None:
    """Return the word that turns a concession round, or None if there is none."""
    turns = _named("turns")
    for index in range(stop, min(stop + TURN_REACH, view.sentences[sentence].stop)):
        if view.words[index] in turns:
            return view.words[index]
    for number in range(sentence + 1, min(sentence + 1 + NEXT_SENTENCES, len(view.sentences))):
        if not same_paragraph(view.document, sentence, number):
            return None
        words = view.words[view.sentences[number].start : view.sentences[number].stop]
        for word in words[:OPENING_WORDS]:
            if word in turns:
                return word
    return None


CONCESSION = Marker("concession", CATEGORIES, find_concessions, title="Concession", color="#6b7a1e")
