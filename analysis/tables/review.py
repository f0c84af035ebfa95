"""A reader's corrections: which hits are right, which are not, and what was overlooked.

Decisions are kept in a readable file, a log with one record a line. They are tied to a marker and a
passage, not to an entry of a lexicon, so they outlive a change of the lexicon. If the text changes,
they follow their words where that is possible beyond doubt; where it is not they are set aside as
stale, and stay in the file.
"""

from __future__ import annotations

from dataclasses import dataclass

from analysis.matching.matches import Match, make_match
from analysis.tables.analysis import MATCH_COLUMNS, Analysis, typed_table
from analysis.tables.borders import with_borders_of
from analysis.tables.decisions import DECISIONS, Decision, Key, document_hash
from analysis.tables.review_file import ReviewError, review_path
from analysis.tables.review_log import Review, carry_over, open_review
from analysis.text.document import Document

__all__ = [
    "DECISIONS",
    "Decision",
    "Key",
    "Review",
    "ReviewError",
    "ReviewedAnalysis",
    "apply_review",
    "carry_over",
    "open_review",
    "review_path",
]


@dataclass(frozen=True)
class ReviewedAnalysis(Analysis):
    """An analysis whose matches are those that a reader lets stand.

    Parameters
    ----------
    raw : Analysis
        As the tool left it, in the reader's sections.
    review : Review
        The decisions.
    n_decisions : int
        How many of them concern the markers of this analysis.
    """

    raw: Analysis
    review: Review
    n_decisions: int

    @property
    def note(self) -> str:
        """What a caption says about the decisions."""
        plural = "" if self.n_decisions == 1 else "s"
        n_stale = len(self.review.stale)
        stale = f" ({n_stale} more are stale)" if n_stale else ""
        return f"reviewed: {self.n_decisions} decision{plural}{stale}"


def apply_review(analysis: Analysis, review: Review) -> ReviewedAnalysis:
    """Return the analysis with its matches as a reader corrected them.

    Rejected hits are gone, relabelled ones have their new label, and added ones are there. An
    accepted hit stays even if the tool, after a change of its lexicons, no longer finds it.
    Passages without a decision stay as the tool has them. Where the reader moved the borders of a
    text without headings, sections, sentences and all hits, those of ``raw`` too, follow.

    Parameters
    ----------
    analysis : Analysis
        From ``analyze``.
    review : Review
        From ``open_review``. Decisions about markers that were not looked for are left out.

    Returns
    -------
    ReviewedAnalysis
        Every table and figure takes it in place of the raw one.

    Raises
    ------
    ValueError
        If the review is of another text.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> analysis = analyze(Document("x", "It may rain. They may."), scorers=False)
    >>> review = Review(analysis.document)
    >>> _ = review.reject(analysis.matches.iloc[0])
    >>> reviewed = apply_review(analysis, review)
    >>> len(analysis.matches), len(reviewed.matches), reviewed.note
    (2, 1, 'reviewed: 1 decision')
    """
    raw = analysis.raw if isinstance(analysis, ReviewedAnalysis) else analysis
    if document_hash(raw.document) != document_hash(review.document):
        raise ValueError(f"review={review.document.id!r}: it is of another text; open it again")
    raw = with_borders_of(raw, review)
    markers = {marker for marker, _ in raw.kinds}
    decisions = [d for d in review.decisions.values() if d.marker in markers]
    found = {
        (row.marker, int(row.start), int(row.end)): Match.of_row(row)
        for row in raw.matches[list(MATCH_COLUMNS)].itertuples(index=False, name="Row")
    }
    for decision in decisions:
        for match in _decided(raw.document, decision, found.pop(decision.key, None)):
            found.setdefault((match.marker, match.start, match.end), match)
    matches = sorted(found.values(), key=lambda match: (match.start, match.end, match.marker))
    rows = [match.row() for match in matches]
    table = typed_table(rows, MATCH_COLUMNS)
    named = tuple((match.marker, match.category) for match in matches)
    kinds = tuple(dict.fromkeys((*raw.kinds, *named)))
    return ReviewedAnalysis(
        raw.document,
        raw.sections,
        raw.sentences,
        table,
        kinds,
        raw.markers,
        raw,
        review,
        len(decisions),
    )


def _decided(document: Document, decision: Decision, hit: Match | None) -> list[Match]:
    """Return what becomes of a passage; ``hit`` is what the tool found there, if anything."""
    if decision.decision == "reject":
        return []
    if decision.decision == "accept" and hit is not None:
        return [hit]
    marker = decision.to_marker or decision.marker
    category = decision.to_category or decision.category
    said = {
        "accept": "accepted by the reader; the tool no longer finds it",
        "relabel": f"relabelled by the reader, from {decision.marker}, {decision.category}",
        "add": "added by the reader",
    }[decision.decision]
    reason = f"{said}: {decision.note}" if decision.note else said
    place = (marker, category, decision.start, decision.end)
    if hit is None:
        return [make_match(document, *place, reason=reason)]
    found = make_match(document, *place, weight=hit.weight, reason=reason)
    # Another category of the same marker is as strong, and gives the same words to the same source.
    return [found._replace(force=hit.force, later=hit.later) if marker == hit.marker else found]
