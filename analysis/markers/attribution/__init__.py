"""Attribution: the words that say whose statement a statement is.

The lexicon ``attribution.tsv`` lists verbs, nouns and fixed phrases; its column ``when`` says how
each is used, and the frames look at the words around a candidate to tell "critics claim that" from
"the claims he filed" and "she noted that" from "note that". Only candidates are looked at closely,
each at no more than a few words to either side, so the time grows with the text alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from analysis.markers.attribution.frames import judge
from analysis.markers.attribution.own import propose_own
from analysis.markers.attribution.site import Site, uses
from analysis.matching.matches import Marker, Match, Proposal, proposed_matches
from analysis.matching.view import View, view_of
from analysis.text.document import Document

__all__ = ["ATTRIBUTION", "find_attributions", "propose_attributions"]

CATEGORIES = ("report_verb", "according_to", "vague", "authority")


def find_attributions(document: Document) -> list[Match]:
    """Find the words that attribute a statement to a source.

    Parameters
    ----------
    document : Document
        Its body is searched, quoted speech included.

    Returns
    -------
    list of Match
        In order, without overlaps. Categories: ``report_verb`` (said, argued that, the claim
        that), ``according_to`` (according to, as X put it, in X's view), ``vague`` (critics say,
        it is believed that, reportedly), ``authority`` (experts agree that, studies show).
        ``weight`` is the support that the wording lends to what is reported, from 0.2 for
        distancing verbs (claim) to 0.9 for factive ones (admit, point out); ``reason`` names it
        and the source. Empty for a document without such words.

    Notes
    -----
    What the author says in the first person ("I argue") is no attribution. Who the source is and
    what it is given is told by ``said`` of the hits that count (``analysis.markers.decided``).
    Not measured: whether it said so. A source named by a colon or by quotation marks alone is not
    found.

    References
    ----------
    Thompson, G. & Ye, Y. (1991). Evaluation in the reporting verbs used in academic papers.
    Applied Linguistics 12(4). https://doi.org/10.1093/applin/12.4.365
    Bednarek, M. (2006). Evaluation in Media Discourse. Continuum.
    Saurí, R. & Pustejovsky, J. (2009). FactBank: a corpus annotated with event factuality.
    Language Resources and Evaluation 43. https://doi.org/10.1007/s10579-009-9089-9

    Examples
    --------
    >>> document = Document("x", "Critics claim that it failed. According to Ms Lee, it works.")
    >>> [(match.text, match.category, match.weight) for match in find_attributions(document)]
    [('claim that', 'vague', 0.2), ('According to', 'according_to', 0.5)]
    """
    view = view_of(document)
    found = [proposal for proposal in propose_attributions(view) if proposal.weight]
    return proposed_matches(view, "attribution", found)


def propose_attributions(view: View) -> list[Proposal]:
    """Return what lexicon and frames find in a text, and what is sure to be none.

    Those that are found do not overlap. The author's own saying has a weight of 0.

    Examples
    --------
    >>> view = View(Document("x", "Critics claim that it failed."))
    >>> [proposal.category for proposal in propose_attributions(view)]
    ['vague']
    """
    kept: list[Proposal] = []
    for proposal in sorted(_found(view), key=lambda found: (found.first, -found.stop)):
        if not kept or proposal.first >= kept[-1].stop:
            kept.append(proposal)
    return [*kept, *propose_own(view)]


ATTRIBUTION = Marker(
    "attribution", CATEGORIES, find_attributions, title="Attribution", color="#00785a"
)


def _found(view: View) -> Iterator[Proposal]:
    settled: set[int] = set()  # words whose use a phrase has settled
    for first, sentence in uses().starts(view):
        proposal = _judge(view, first, sentence, settled)
        if proposal is not None:
            yield proposal


def _judge(view: View, first: int, sentence: range, settled: set[int]) -> Proposal | None:
    """Try the uses of a word, the longest first; a phrase that is there settles it."""
    for use, _, _ in uses().at(view, first, sentence.stop):
        anchor = first + use.anchor
        if anchor in settled:
            continue
        found = judge(Site(view, use, first, sentence))
        if len(use.parts) > 1:
            settled.add(anchor)
        if found is not None or (len(use.parts) > 1 and use.anchor == 0):
            return found
    return None
