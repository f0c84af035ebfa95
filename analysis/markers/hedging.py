"""Hedges and boosters: where a writer withholds commitment, and where one closes off doubt.

What is looked for stands in ``lexicons/hedge.tsv``, ``hedge_source.tsv`` and ``booster.tsv``.
Many words count in some contexts only; the column ``when`` of such an entry names rules of
``lexicons/rules.toml``:

``if:RULE``, ``unless:RULE``
    The entry counts only where the rule holds, or only where it does not.
``to:RULE``
    The hit goes on to the word that the rule reaches, and counts only if there is one.
``unless:negated``
    Among boosters: under negation ("not always", "hardly proves") the entry is a hedge.
``sure``
    The entry is right whatever the learned weights say: uses too rare to be learned.

An entry of weight 0 is a use that is neither hedge nor booster ("come what may", "not only", "a
pretty girl"): it keeps its words from counting. Where entries overlap, the leftmost wins, then the
longest whose rules hold, then one of weight 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from analysis.matching.index import Index
from analysis.matching.lexicon import Entry, load_lexicon
from analysis.matching.matches import Marker, Match, Proposal, proposed_matches
from analysis.matching.rules import Rule, load_rules
from analysis.matching.view import Place, View, view_of
from analysis.text.document import Document

__all__ = ["BOOSTER", "HEDGE", "find_boosters", "find_hedges", "propose_hedging", "usual_category"]


def find_hedges(document: Document) -> list[Match]:
    """Find the hedges of a document: words that withhold commitment to what is said.

    Counted are modal verbs of possibility, verbs of seeming and of one's own opinion, words of
    probability, approximators, views laid on unnamed people, and boosters under negation. Not
    measured: hedging by tense, by conditional clauses or by irony; whether a hedge is polite,
    honest or evasive; how far it reaches. A word that hedges in some contexts only is judged by
    the few words around it, so long-distance cases are missed.

    Parameters
    ----------
    document : Document
        The text. Only the sentences of its body are searched, in both voices.

    Returns
    -------
    list of Match
        In the order of the text, not overlapping. ``category`` is ``modal``, ``verb``,
        ``adverb`` (adverbs, adjectives and nouns), ``approximator`` or ``vague_source``;
        ``weight``, from 0 to 1, grows with the commitment withheld; ``reason`` names the entry
        and what its context had to be. Empty for a document without body.

    References
    ----------
    Lakoff, G. (1973). Hedges: a study in meaning criteria and the logic of fuzzy concepts.
    Journal of Philosophical Logic, 2, 458–508. doi:10.1007/BF00262952

    Hyland, K. (1998). Hedging in scientific research articles. doi:10.1075/pbns.54

    Examples
    --------
    >>> text = "Around forty firms could fail. The letter does not prove it."
    >>> for match in find_hedges(Document("x", text)):
    ...     print(match.category, "|", match.text, "|", match.reason)
    approximator | Around | “around” if a number follows
    modal | could | “could” unless it tells what someone was able to do
    adverb | prove | “prove” if it claims something instead of turning out so, if it is negated
    """
    return _matches(document, "hedge")


def find_boosters(document: Document) -> list[Match]:
    """Find the boosters of a document: words that close off doubt and alternatives.

    Counted are words of certainty and proof, of no exception, of full force, and of exclusion.
    Not measured: force by repetition, word order or capitals; mere degree ("very", "most");
    whether the certainty is warranted. A negated booster ("not always") is a hedge.

    Parameters
    ----------
    document : Document
        The text. Only the sentences of its body are searched, in both voices.

    Returns
    -------
    list of Match
        In the order of the text, not overlapping. ``category`` is ``certainty``, ``universal``,
        ``emphatic`` or ``exclusive``; ``weight``, from 0 to 1, grows with what is closed off;
        ``reason`` names the entry and what its context had to be. Empty for a document without
        body.

    References
    ----------
    Holmes, J. (1984). Modifying illocutionary force. Journal of Pragmatics, 8, 345–365.
    doi:10.1016/0378-2166(84)90028-6

    Hyland, K. (1998). Boosting, hedging and the negotiation of academic knowledge. Text, 18,
    349–382. doi:10.1515/text.1.1998.18.3.349

    Examples
    --------
    >>> text = "No doubt it was only a slip. They do not always lie; not only they do."
    >>> [(match.category, match.text) for match in find_boosters(Document("x", text))]
    [('certainty', 'No doubt'), ('exclusive', 'only')]
    """
    return _matches(document, "booster")


HEDGE = Marker(
    "hedge",
    ("modal", "verb", "adverb", "approximator", "vague_source"),
    find_hedges,
    title="Hedges",
    color="#00598f",
)
BOOSTER = Marker(
    "booster",
    ("certainty", "universal", "emphatic", "exclusive"),
    find_boosters,
    title="Boosters",
    color="#c24e00",
)


# Where rounding is measurement, an approximator tells nothing of a writer's commitment.
CATEGORY_RULES = {"approximator": (("laboratory", False),)}
NEGATED_WEIGHT = 0.4  # of a booster under negation


class Candidate(NamedTuple):
    """An entry made ready for the search: its rules, and its reason in words."""

    category: str
    weight: float
    conditions: tuple[tuple[Rule, bool], ...]
    reach: Rule | None
    reason: str
    is_sure: bool


def _prepare(entry: Entry) -> Candidate:
    """Look up the rules that an entry names, and put its reason into words."""
    rules = load_rules()
    conditions: list[tuple[Rule, bool]] = []
    reach: Rule | None = None
    clauses: list[str] = []
    for part in entry.when.split():
        kind, _, name = part.partition(":")
        if part == "sure":
            continue
        if kind == "to":
            reach = rules[name]
            clauses.append(f"if {reach.reason}")
        else:
            conditions.append((rules[name], kind == "if"))
            clauses.append(f"{kind} {rules[name].reason}")
    for name, wanted in CATEGORY_RULES.get(entry.category, ()):
        conditions.append((rules[name], wanted))
    reason = f"“{entry.text}” {', '.join(clauses)}".rstrip()
    is_sure = "sure" in entry.when.split()
    return Candidate(entry.category, entry.weight, tuple(conditions), reach, reason, is_sure)


def _negated_boosters() -> Iterator[Entry]:
    """Yield the boosters that are hedges under negation, as hedges.

    Of those that are sure, nothing is known under negation: readers left "not automatically" out.
    """
    for entry in load_lexicon("booster").entries:
        is_known = entry.category != "exclusive" and "sure" not in entry.when.split()
        if is_known and "unless:negated" in entry.when:
            when = entry.when.replace("unless:negated", "if:negated")
            yield entry._replace(category="adverb", weight=NEGATED_WEIGHT, when=when)


@cache
def _index(marker: str) -> Index[Candidate]:
    entries = list(load_lexicon(marker).entries)
    if marker == "hedge":
        entries = [*load_lexicon("hedge_source").entries, *entries, *_negated_boosters()]
    entries.sort(key=lambda entry: entry.weight > 0)
    return Index(((entry.text, entry) for entry in entries), _prepare)


USUAL = {"hedge": "adverb", "booster": "emphatic"}


def usual_category(marker: str, word: str) -> str:
    """Return the category of a word by its entries, or the commonest one of the marker."""
    entries = _categories(marker)
    return entries.get(word, USUAL[marker])


@cache
def _categories(marker: str) -> dict[str, str]:
    """Return the category of each entry's first word, single words first."""
    lexicon = load_lexicon(marker)
    pairs = [(entry.text, entry.category) for entry in lexicon.entries if entry.weight]
    firsts = [(text.split()[0], category) for text, category in pairs]
    return dict(firsts) | {text: category for text, category in pairs if " " not in text}


def propose_hedging(view: View, marker: str) -> Iterator[Proposal]:
    """Yield what the entries of hedges or boosters find, and what they are sure is none.

    Examples
    --------
    >>> view = View(Document("x", "A pretty girl may sing."))
    >>> [(p.first, p.weight > 0, p.is_sure) for p in propose_hedging(view, "hedge")]
    [(1, False, True), (3, True, False)]
    """
    index, free = _index(marker), 0
    for first, sentence in index.starts(view):
        if first < free:
            continue
        for candidate, _, after in index.at(view, first, sentence.stop):
            stop: int | None = after
            if candidate.conditions or candidate.reach is not None:
                stop = _stop(candidate, Place(view, first, after, sentence))
            if stop is not None:
                if candidate.weight or candidate.is_sure:
                    told = candidate.weight, candidate.reason, candidate.is_sure
                    yield Proposal(candidate.category, first, stop, *told)
                free = stop
                break


def _matches(document: Document, marker: str) -> list[Match]:
    view = view_of(document)
    found = propose_hedging(view, marker)
    return proposed_matches(view, marker, (proposal for proposal in found if proposal.weight))


def _stop(candidate: Candidate, place: Place) -> int | None:
    """Return the index after the hit's last word, or None if its rules do not hold."""
    for rule, wanted in candidate.conditions:
        if rule.holds(place) is not wanted:
            return None
    if candidate.reach is None:
        return place.stop
    assert candidate.reach.reach is not None
    return candidate.reach.reach(place)
