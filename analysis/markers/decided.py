"""Lexical markers as they are counted: what lexicons and rules propose, decided by learned weights.

The lexicons with their rules (``hedging``, ``loaded``, ``attribution``) say what a word may be.
Whether it counts here is an additive decision (``analysis.matching.decision``) over the word, its
neighbours and what those rules say of it, learned from labelled op-eds. A hit is a run of words
that each come out above the marker's threshold; its weight is the probability that a reader marks
its surest word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from operator import itemgetter
from typing import NamedTuple

from analysis.markers.attribution import ATTRIBUTION, propose_attributions
from analysis.markers.attribution.speakers import what_is_said
from analysis.markers.attribution.voices import most_of_voice, tell_voice
from analysis.markers.graded import GradedWords, graded
from analysis.markers.hedging import BOOSTER, HEDGE, propose_hedging, usual_category
from analysis.markers.loaded import DEFAULT_SENSITIVITY, FUNCTION_WORDS, LOADED, propose_loaded
from analysis.markers.natures import nature_of
from analysis.markers.persons import words_of_names
from analysis.matching.decision import (
    N_REASONS,
    NOTABLE,
    SURE,
    AlreadyTold,
    Decision,
    Part,
    Told,
    load_decision,
    logit,
    probability,
)
from analysis.matching.kept import once
from analysis.matching.matches import Later, Marker, Match, Proposal, Reason, make_match
from analysis.matching.view import AFTER, BEFORE, View, view_of
from analysis.text.document import Document

__all__ = [
    "DECIDED",
    "PROPOSERS",
    "Proposer",
    "decide",
    "find_decided",
    "loaded_at",
    "propose",
    "told_of",
]

Proposer = Callable[[View], Iterable[Proposal]]
PROPOSERS: Mapping[str, Proposer] = {
    "hedge": partial(propose_hedging, marker="hedge"),
    "booster": partial(propose_hedging, marker="booster"),
    "loaded": propose_loaded,
    "attribution": propose_attributions,
}
STEP = 0.2  # the strength of loaded words is told to the decision in steps
SURE_PHRASE = 5  # tenths: how loaded a phrase is that a hit takes in whole


class Proposed(Told):
    """What lexicons and rules say of words: what each may be, and what stands around voices.

    Parameters
    ----------
    view : View
        The text.
    words : mapping
        What each word may be.
    """

    most = staticmethod(most_of_voice)

    def __init__(self, view: View, words: Mapping[int, tuple[str, ...]]) -> None:
        self.view, self.beforehand = view, words
        self._known: dict[int, tuple[str, ...]] = {}

    def told(self, index: int) -> tuple[str, ...]:
        """Return what is told of a word of the body."""
        told = self._known.get(index)
        if told is None:
            voice = tell_voice(self.view, index)
            told = self._known[index] = self.beforehand.get(index, ()) + voice
        return told


class Proposals(NamedTuple):
    """What lexicons and rules say: for each word what it may be, and by which proposals.

    ``settled`` has the words of which the entries of a marker are sure, and whether they count.
    """

    words: Proposed
    hits: Mapping[str, Mapping[int, Proposal]]
    settled: Mapping[str, Mapping[int, bool]]


def propose(view: View, proposers: Mapping[str, Proposer] = PROPOSERS) -> Proposals:
    """Return what lexicons and rules say of a text.

    Examples
    --------
    >>> propose(View(Document("x", "It may rain."))).words[1][:2]
    ('hedge', 'hedge modal')
    """
    words: dict[int, tuple[str, ...]] = {}
    hits: dict[str, dict[int, Proposal]] = {}
    settled: dict[str, dict[int, bool]] = {}
    for name, proposer in proposers.items():
        found, sure = hits[name], settled[name] = {}, {}
        for proposal in proposer(view):
            place = range(proposal.first, proposal.stop)
            if proposal.is_sure:
                sure.update(dict.fromkeys(place, proposal.weight > 0))
            if not proposal.weight:
                continue
            told: tuple[str, ...] = (name, f"{name} {proposal.category}")
            if name == "loaded":
                told += (f"{name} {round(proposal.weight / STEP) * STEP:.1f}",)
            for index in place:
                words[index] = words.get(index, ()) + told
                found[index] = proposal
    if LOADED.name in settled:
        settled[LOADED.name].update(dict.fromkeys(words_of_names(view), False))
    return Proposals(Proposed(view, words), hits, settled)


@once
def proposals(document: Document) -> Proposals:
    """Return what lexicons and rules say of a document."""
    return propose(view_of(document))


def told_of(document: Document, name: str, proposed: Proposals | None = None) -> Told:
    """Return what the decision of a marker is told of each word, of loaded ones also the grades."""
    words = (proposed or proposals(document)).words
    return GradedWords(view_of(document), words) if name == LOADED.name else words


Word = tuple[int, float]  # a word above the threshold: its index and its log-odds


def _runs(
    view: View, name: str, words: Iterable[Word], rules: Mapping[int, Proposal]
) -> Iterator[list[Word]]:
    """Group neighbours of one sentence; words of two hits of the rules stay apart."""
    opening = {sentence.start for sentence in view.sentences}
    run: list[Word] = []
    for word in words:
        if run and (word[0] in opening or not _joined(view, name, run[-1][0], word[0], rules)):
            yield run
            run = []
        run.append(word)
    if run:
        yield run


def _settle(words: list[Word], settled: Mapping[int, bool], needed: float) -> list[Word]:
    """Leave out the words that are sure not to count, and add those that are sure to."""
    found = {index: score for index, score in words if settled.get(index, True)}
    for index, counts in settled.items():
        if counts:
            found.setdefault(index, max(needed, SURE))
    return sorted(found.items())


def _joined(view: View, name: str, first: int, second: int, rules: Mapping[int, Proposal]) -> bool:
    one, other = rules.get(first), rules.get(second)
    if one is not None and one is other:
        return True
    if second != first + 1 or not view.gaps[second].isspace():
        return False
    return one is None or other is None or name == LOADED.name


def find_decided(
    document: Document, name: str, sensitivity: float = DEFAULT_SENSITIVITY
) -> list[Match]:
    """Find the hits of a lexical marker.

    Parameters
    ----------
    document : Document
        The text; the sentences of its body are searched, in both voices.
    name : {"hedge", "booster", "loaded", "attribution"}
        The marker.
    sensitivity : float
        From 0 (nothing) to 1 (everything); the threshold that was learned is that of
        0.78. What a low value finds, a higher one finds too.

    Returns
    -------
    list of Match
        In the order of the text, not overlapping. ``weight`` is the probability that a reader
        marks the surest word of the hit, from 0 to 1. Empty for a document without body.

    Raises
    ------
    ValueError
        If ``sensitivity`` is not between 0 and 1.

    Notes
    -----
    Each word is judged by what stands within three words of it. Learned from op-eds of three
    outlets: on other prose it is less sure. It does not depend on the length of the text.

    Examples
    --------
    >>> document = Document("x", "It may rain in May, perhaps.")
    >>> [match.text for match in find_decided(document, "hedge")]
    ['may', 'perhaps']
    """
    if not 0 <= sensitivity <= 1:
        raise ValueError(f"sensitivity={sensitivity!r}: give a number from 0 to 1")
    if sensitivity == 0:
        return []
    known = _hits_of(document)
    if (name, sensitivity) not in known:
        decision = load_decision(name)
        needed = decision.needed + logit(1 - sensitivity) - logit(1 - DEFAULT_SENSITIVITY)
        known[name, sensitivity] = decide(document, name, decision, proposals(document), needed)
    return list(known[name, sensitivity])


@once
def _hits_of(document: Document) -> dict[tuple[str, float], list[Match]]:
    """Return what was found of markers at sensitivities; evidence asks for the same hits again."""
    return {}


def decide(
    document: Document, name: str, decision: Decision, proposed: Proposals, needed: float
) -> list[Match]:
    """Return the runs of words that come above a threshold, by some weights and proposals.

    Examples
    --------
    >>> document = Document("x", "It may rain.")
    >>> decision = load_decision("hedge")
    >>> len(decide(document, "hedge", decision, proposals(document), decision.needed))
    1
    """
    view, rules = view_of(document), proposed.hits[name]
    told: Mapping[int, tuple[str, ...]] = told_of(document, name, proposed)
    if name != LOADED.name and not _hears_voices(decision):
        told = AlreadyTold(view, proposed.words.beforehand)
    if decision.silent:  # nothing is told of words that are to have no weight
        told = {i: names for i, names in told.items() if view.words[i] not in decision.silent}
    scored = decision.score(view, told)
    words = [word for word in scored if word[1] >= needed]
    if settled := proposed.settled[name]:
        words = _settle(words, settled, needed)
    matches: list[Match] = []
    for found in _runs(view, name, words, rules):
        run = _trimmed(view, found) if name == LOADED.name else found
        if not run:
            continue
        match = _match(view, decision, name, run, proposed, told)
        if not matches or match.start >= matches[-1].end:
            matches.append(match)
    return matches


@cache
def _hears_voices(decision: Decision) -> bool:
    """Tell whether a decision weighs more than what the lexicons and their rules propose."""
    return any(name.partition(" ")[0] not in PROPOSERS for name in decision.most.names)


def _trimmed(view: View, run: list[Word]) -> list[Word]:
    """Leave out function words at the edges of a loaded hit, but those of a graded phrase.

    A run of words that were all read and found plain is no hit, whatever stands around them.
    """
    grades = graded(view)
    phrases = grades.phrases
    if all(grades.grade(index).source == "plain" for index, _ in run):
        return []
    kept = [
        place
        for place, (index, _) in enumerate(run)
        if view.words[index] not in FUNCTION_WORDS or index in phrases
    ]
    return run[kept[0] : kept[-1] + 1] if kept else []


def _whole_phrase(view: View, run: Sequence[Word], first: int, stop: int) -> tuple[int, int]:
    """Widen a loaded hit to the whole of the graded phrases that it is in."""
    told = graded(view)
    for index, _ in run:
        if index in told.places and told.phrases[index].chance >= SURE_PHRASE:
            place = told.places[index]
            first, stop = min(first, place.start), max(stop, place.stop)
    return first, stop


def _match(
    view: View,
    decision: Decision,
    name: str,
    run: Sequence[Word],
    proposed: Proposals,
    told: Mapping[int, tuple[str, ...]],
) -> Match:
    best, score = max(run, key=itemgetter(1))
    hits = proposed.hits[name]
    rules = [hits[index] for index, _ in run if index in hits]
    first = min([run[0][0], *(rule.first for rule in rules)])
    stop = max([run[-1][0] + 1, *(rule.stop for rule in rules)])
    if name == LOADED.name:
        first, stop = _whole_phrase(view, run, first, stop)
    rule = hits.get(best, rules[0] if rules else None)
    category = rule.category if rule is not None else CATEGORIES[name](view.words[best])
    force = None
    if name == LOADED.name:
        category, force = nature_of(view, [index for index, _ in run], told)
        force = round(force, 2)
    weight = round(probability(score), 3)
    why = Reason(_reason, view, decision, name, best, rule, told)
    place = view.span(first, stop)
    later = Later(what_is_said, view.document, *place, category) if name == "attribution" else None
    return make_match(
        view.document,
        name,
        category,
        *place,
        weight=weight,
        reason=why,
        later=later,
        force=force,
    )


def _reason(
    view: View,
    decision: Decision,
    name: str,
    index: int,
    rule: Proposal | None,
    told: Mapping[int, tuple[str, ...]],
) -> str:
    """Say which entry proposed the hit, and what around it moved the decision most."""
    if name == LOADED.name:
        said = graded(view).describe(index)
    elif rule is not None:
        said = str(rule.why)
    else:
        said = f"“{view.words[index]}”, learned from readers"
    parts = decision.parts(view, index, told.get(index, ()))
    moved = [part for part in parts if part.property != "rule" and abs(part.weight) >= NOTABLE]
    return "; ".join(dict.fromkeys([said, *map(_effect, moved[:N_REASONS])]))


def _effect(part: Part) -> str:
    """Say in words what a property did; beyond a sentence's ends nothing stands but its border.

    Examples
    --------
    >>> _effect(Part(0.5, "with the word before", "< perhaps"))
    'raised: with the word before “perhaps” at the beginning of the sentence'
    >>> _effect(Part(-0.5, "near", ">")), _effect(Part(0.5, "after", ">"))
    ('lowered: the sentence ends close by', 'raised: the sentence ends here')
    """
    effect = "raised" if part.weight > 0 else "lowered"
    tokens = part.value.split()
    words = " ".join(token for token in tokens if token not in BORDERS)
    ends = [name for mark, name in BORDERS.items() if mark in tokens]
    if not words and ends:
        verb = {"beginning": "begins", "end": "ends"}[ends[0]]
        return f"{effect}: the sentence {verb} {'here' if part.property in NEXT else 'close by'}"
    place = f" at the {' and '.join(ends)} of the sentence" if ends else ""
    return f"{effect}: {part.property} “{words}”{place}"


BORDERS = {BEFORE[0]: "beginning", AFTER[0]: "end"}  # of a sentence
NEXT = ("before", "after")  # properties of the word that stands next


CATEGORIES: dict[str, Callable[[str], str]] = {
    "hedge": partial(usual_category, "hedge"),
    "booster": partial(usual_category, "booster"),
    "loaded": lambda _: "metaphor",
    "attribution": lambda _: "report_verb",
}


def _decided(marker: Marker) -> Marker:
    return replace(marker, find=partial(find_decided, name=marker.name))


DECIDED = tuple(map(_decided, (HEDGE, BOOSTER, LOADED, ATTRIBUTION)))


def loaded_at(sensitivity: float) -> Marker:
    """Return the marker of loaded language at another sensitivity.

    Parameters
    ----------
    sensitivity : float
        From 0 (nothing) to 1 (everything); 0.78 is the one that is learned.

    Returns
    -------
    Marker

    Examples
    --------
    >>> document = Document("x", "The ludicrous plan is a disgrace!")
    >>> [len(loaded_at(level).find(document)) for level in (0, 0.78)]
    [0, 2]
    """
    return replace(LOADED, find=partial(find_decided, name=LOADED.name, sensitivity=sensitivity))
