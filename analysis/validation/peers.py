"""What the measures are held against, in the same run and on the same texts.

Other tools where there are any, and rules so simple that a measure should beat them: a lexicon with
its rules but without the learned decision, or "every question".
"""

from __future__ import annotations

from collections.abc import Mapping

from analysis.markers.attribution import ATTRIBUTION
from analysis.markers.hedging import BOOSTER, HEDGE
from analysis.markers.loaded import LOADED
from analysis.markers.registry import find_matches
from analysis.matching.matches import Marker
from analysis.sentiment.peers import LOADED_PEERS, Predictor, Spans
from analysis.text.document import Document

__all__ = ["MOST_FREQUENT", "PEERS"]

LEXICON = "lexicon and rules alone"
# The kind of most sentences: what one would guess without reading.
MOST_FREQUENT = "assumption"
LONGEST_QUOTATION = 3  # words


def _found_by(marker: Marker) -> Predictor:
    return lambda document: [(m.start, m.end) for m in find_matches(document, [marker])]


def _questions(document: Document) -> Spans:
    """Return every sentence that ends in a question mark."""
    sentences = ((s.start, s.end) for s in document.sentences)
    return [(a, b) for a, b in sentences if document.text[a:b].rstrip("”’\"' ").endswith("?")]


def _short_quotations(document: Document) -> Spans:
    """Return every quotation of few words."""
    spans = document.quotes
    return [(s.start, s.end) for s in spans if len(document[s].split()) <= LONGEST_QUOTATION]


PEERS: Mapping[str, Mapping[str, Predictor]] = {
    "hedge": {LEXICON: _found_by(HEDGE)},
    "booster": {LEXICON: _found_by(BOOSTER)},
    "attribution": {LEXICON: _found_by(ATTRIBUTION)},
    "loaded": {**LOADED_PEERS, LEXICON: _found_by(LOADED)},
    "rhetorical_question": {"every question": _questions},
    "scare_quotes": {"every quotation of up to three words": _short_quotations},
}
