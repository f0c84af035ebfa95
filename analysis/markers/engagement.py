"""Self-mention, address of the reader, connectives: who speaks to whom, and how it hangs together.

They are not looked for unless asked, so that no table or figure is fuller for them::

    analyze(document, markers=[*MARKERS, *ENGAGEMENT])
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace

from analysis.markers.lexicons import lexicon_marker
from analysis.matching.matches import Match
from analysis.text.classes import word_class
from analysis.text.document import Document

__all__ = ["CONNECTIVE", "ENGAGEMENT", "READER_ADDRESS", "SELF_MENTION"]

LISTED_SELF = lexicon_marker("self_mention")
CONNECTIVE = lexicon_marker("connective")
LISTED = lexicon_marker("reader_address")


def find_address(document: Document) -> list[Match]:
    """Find where the reader is spoken to.

    Parameters
    ----------
    document : Document
        Its body is searched.

    Returns
    -------
    list of Match
        ``you`` (you, dear reader), ``directive`` (imagine, consider, let us; only at the head of a
        sentence) and ``shared`` (as we all know).

    Notes
    -----
    *You* for anybody (“you never know”) counts too.

    References
    ----------
    Hyland, K. (2005). Stance and engagement. Discourse Studies 7(2).
    https://doi.org/10.1177/1461445605050365

    Examples
    --------
    >>> document = Document("x", "Imagine a bridge. They imagine it too.")
    >>> [(match.text, match.category) for match in find_address(document)]
    [('Imagine', 'directive')]
    """
    heads = {
        document.word_starts[indices.start] for indices in document.sentence_words if len(indices)
    }
    return [
        hit for hit in LISTED.find(document) if hit.category != "directive" or hit.start in heads
    ]


def find_self_mentions(document: Document) -> list[Match]:
    """Find where the author speaks of himself or herself.

    Parameters
    ----------
    document : Document
        Its body is searched.

    Returns
    -------
    list of Match
        ``i``, ``we`` and ``author`` (this writer). Whom *we* stands for is not told.

    References
    ----------
    Hyland, K. (2005). Stance and engagement. Discourse Studies 7(2).
    https://doi.org/10.1177/1461445605050365

    Examples
    --------
    >>> document = Document("x", "I think that World War I was ours to prevent.")
    >>> [(match.text, match.category) for match in find_self_mentions(document)]
    [('I', 'i'), ('ours', 'we')]
    """
    return [hit for hit in LISTED_SELF.find(document) if not _is_number(document, hit)]


def _is_number(document: Document, hit: Match) -> bool:
    """Tell a Roman one: World War I."""
    index = bisect_left(document.word_starts, hit.start)
    before = document.words[index - 1] if index else ""
    return hit.text == "I" and before in word_class("before_roman_one")


SELF_MENTION = replace(LISTED_SELF, find=find_self_mentions)
READER_ADDRESS = replace(LISTED, find=find_address)
ENGAGEMENT = (SELF_MENTION, READER_ADDRESS, CONNECTIVE)
