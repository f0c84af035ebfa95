"""The registry of markers: everything that is looked for in a text, in one explicit tuple."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.files import look_up
from analysis.markers.decided import DECIDED
from analysis.markers.devices import DEVICES
from analysis.matching.matches import Marker, Match, in_text
from analysis.text.document import Document

__all__ = ["MARKERS", "find_matches", "get_marker"]

MARKERS: tuple[Marker, ...] = (*DECIDED, *DEVICES)


def find_matches(document: Document, markers: Sequence[Marker] = MARKERS) -> list[Match]:
    """Find every hit of some markers in the body of a document.

    Hits of one marker do not overlap; hits of different markers may.

    Parameters
    ----------
    document : Document
        The text.
    markers : sequence of Marker
        What to look for; all markers by default.

    Returns
    -------
    list of Match
        By start, then end. Empty for a document without body.

    Examples
    --------
    >>> found = find_matches(Document("x", "It may rain."), [get_marker("hedge")])
    >>> [(m.marker, m.text) for m in found]
    [('hedge', 'may')]
    """
    found = [match for marker in markers for match in marker.find(document.meant)]
    if document.folding is not None:
        found = [in_text(match, document, document.folding) for match in found]
    return sorted(found, key=lambda match: (match.start, match.end, match.marker))


def get_marker(name: str) -> Marker:
    """Return the marker of a name.

    Parameters
    ----------
    name : str
        Such as ``"hedge"``.

    Raises
    ------
    ValueError
        If there is none; the message lists all.

    Examples
    --------
    >>> get_marker("hedge").categories
    ('modal', 'verb', 'adverb', 'approximator', 'vague_source')
    """
    return look_up({marker.name: marker for marker in MARKERS}, name, "marker")
