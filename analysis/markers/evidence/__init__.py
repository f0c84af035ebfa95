"""Evidence: what each sentence offers as support.

A sentence reports what was counted or measured (*statistics*), gives a witness or an authority
(*testimony*), tells an event or a case (*anecdote*), or states a view without more (*assumption*).
Which of these it is, is an additive decision (``decision``) over cues that stand in the sentence
and beside it (``cues``), learned from op-eds that people labelled.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from analysis.markers.decided import find_decided
from analysis.markers.evidence.cues import Cue, neighbour_cues, sentence_cues, word_cues
from analysis.markers.evidence.decision import KINDS, Part, load_evidence
from analysis.markers.evidence.sums import score_sentences
from analysis.matching.decision import N_REASONS
from analysis.matching.kept import once
from analysis.matching.matches import Marker, Match, Reason, make_match
from analysis.matching.view import view_of
from analysis.text.document import Document

__all__ = [
    "EVIDENCE",
    "KINDS",
    "SUPPORT",
    "Evidence",
    "all_cues",
    "evidence_of",
    "find_evidence",
    "own_cues",
]

SUPPORT = KINDS[:3]  # what is more than the author's own word
TOLD = ("attribution", "hedge", "booster", "loaded")  # markers whose hits are cues
ABSENT = ("0", "nothing", "no past")  # values that a reason does not name
NOTABLE = 0.1  # log-odds; less is not worth a word in the reason


class Evidence(NamedTuple):
    """What a sentence offers as support.

    Parameters
    ----------
    kind : str
        ``statistics``, ``testimony``, ``anecdote`` or ``assumption``; "" without words.
    probability : float
        How likely people give it this label, 0 to 1; NaN without words.
    """

    kind: str
    probability: float


def all_cues(document: Document) -> list[list[Cue]]:
    """Return for each sentence of a text, as its words are meant, everything that is weighed.

    Examples
    --------
    >>> ("word", "rain") in all_cues(Document("x", "It may rain."))[0]
    True
    """
    view, cues = view_of(document), own_cues(document)
    words = [view.words[sentence.start : sentence.stop] for sentence in view.sentences]
    return [_cues_of(cues, number, inside) for number, inside in enumerate(words)]


def _cues_of(cues: Sequence[Sequence[Cue]], number: int, words: Sequence[str]) -> list[Cue]:
    return [*cues[number], *neighbour_cues(cues, number), *word_cues(words)]


def own_cues(document: Document) -> list[list[Cue]]:
    """Return for each sentence of a text, as its words are meant, the cues that stand in it.

    Examples
    --------
    >>> ("modals", "1") in own_cues(Document("x", "It may rain."))[0]
    True
    """
    hits = [hit for marker in TOLD for hit in find_decided(document, marker)]
    return sentence_cues(document, sorted(hits, key=lambda hit: hit.start))


def evidence_of(document: Document) -> list[Evidence]:
    """Tell of each sentence of the body what it offers as support.

    Parameters
    ----------
    document : Document
        The text. Sentences in quoted speech are told of too: the author offers them.

    Returns
    -------
    list of Evidence
        One for each of ``document.sentences``; empty for a document without body.

    Notes
    -----
    The kinds are those of Al-Khatib et al. (2016): *statistics* states results of counting or
    measuring, *testimony* what a witness or authority said, *anecdote* an event, a case or an
    experience, *assumption* a view, a judgement or a demand. It is not measured whether a figure is
    right, a source reliable or a story true, nor what the evidence is for. A sentence that does two
    things gets one label. A sentence is judged by itself, its two neighbours and its place, so that
    the length of the text matters little.

    References
    ----------
    Al-Khatib, K., Wachsmuth, H., Kiesel, J., Hagen, M. & Stein, B. (2016). A news editorial corpus
    for mining argumentation strategies. COLING. https://aclanthology.org/C16-1324

    Examples
    --------
    >>> text = "Debt rose to 24 percent of income. We should stop borrowing. Who would not?"
    >>> [evidence.kind for evidence in evidence_of(Document("x", text))]
    ['statistics', 'assumption', 'assumption']
    """
    decision, meant = load_evidence(), document.meant
    view = view_of(meant)
    words = [view.words[sentence.start : sentence.stop] for sentence in view.sentences]
    cues = own_cues(meant)
    found = []
    for number, scored in enumerate(score_sentences(decision, cues, words)):
        inside = words[number]
        if not inside:
            found.append(Evidence("", float("nan")))
            continue
        if decision.is_tied(scored):  # the order in which the cues are added up decides
            scored = decision.scores(_cues_of(cues, number, inside))
        chosen, probability = decision.choose(scored)
        found.append(Evidence(KINDS[chosen], round(probability, 3)))
    return found


def find_evidence(document: Document) -> list[Match]:
    """Return the sentences that offer support as hits, with what they offer and why.

    Parameters
    ----------
    document : Document
        The text.

    Returns
    -------
    list of Match
        One for each sentence of statistics, testimony or anecdote: ``category`` is the kind,
        ``weight`` its probability, ``reason`` names the cues that spoke most for it. All other
        sentences are assumptions.

    Examples
    --------
    >>> found = find_evidence(Document("x", "“It was never safe,” said Anna Berg."))
    >>> found[0].category, found[0].reason
    ('testimony', 'for it speak: ...')
    """
    return list(_matches(document))


@once  # the reader asks at every decision, which changes nothing here
def _matches(document: Document) -> tuple[Match, ...]:
    return tuple(_found(document))


def _found(document: Document) -> Iterator[Match]:
    decision = load_evidence()
    for sentence, cues, evidence in zip(
        document.sentences, all_cues(document), evidence_of(document), strict=True
    ):
        if evidence.kind in SUPPORT:
            parts = decision.parts(cues, KINDS.index(evidence.kind))
            yield make_match(
                document,
                "evidence",
                evidence.kind,
                sentence.start,
                sentence.end,
                weight=evidence.probability,
                reason=Reason(_reason, parts),
            )


def _reason(parts: Sequence[Part]) -> str:
    """Name the cues that speak most for the kind."""
    told = [_in_words(part) for part in parts if _is_telling(part)]
    return "for it speak: " + "; ".join(list(dict.fromkeys(told))[:N_REASONS]) if told else ""


def _is_telling(part: Part) -> bool:
    return part.weight >= NOTABLE and part.value not in ABSENT


def _in_words(part: Part) -> str:
    name, value = part.name, part.value
    for side in ("before", "after"):
        if name == side:
            return "nothing stands " + side + " it"
        if name.startswith(f"{side}: "):
            return f"in the sentence {side}, {name.removeprefix(f'{side}: ')}: {value}"
    return f"“{value}”" if name in ("word", "pair") else f"{name}: {value}"


EVIDENCE = Marker("evidence", SUPPORT, find_evidence, title="Evidence", color="#6a4c93")
