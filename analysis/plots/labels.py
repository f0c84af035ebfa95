"""The names and colours of markers, categories and scorers, the same in figures and reader."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

import pandas as pd

from analysis.markers.registry import MARKERS
from analysis.matching.matches import Marker
from analysis.tables.looks import Look, looks_of

__all__ = [
    "BAND",
    "CATEGORY_COLORS",
    "COLORS",
    "INK",
    "LABELS",
    "MAIN_MARKERS",
    "MEASURES",
    "MUTED",
    "color_of",
    "label",
    "measure_label",
    "short_label",
]

INK = "#222222"
MUTED = "#6b6b6b"
BAND = "#f3f1ec"
MAIN_MARKERS = ("loaded", "hedge", "booster", "attribution")  # where only a few are shown

# Markers say their own colours. Those of the main ones differ also with deuteranopia and in grey,
# and can be read as letters on white (tests/test_colors.py says by how much).
COLORS = {marker.name: marker.color for marker in MARKERS} | {
    "sentiment": INK,
    "vader": "#6b6b6b",
    "textblob": "#7f6b35",
}
# Categories of loaded language, from dark to light so that they also differ in grey.
CATEGORY_COLORS = {
    "label": "#444278",
    "condemnation": "#98466d",
    "threat": "#b26d5a",
    "praise": "#68afa5",
    "ridicule": "#e6ab7e",
    "metaphor": "#f5c2fc",
}
LABELS = {marker.name: marker.title for marker in MARKERS} | {
    "sentiment": "This project",
    "vader": "VADER",
    "textblob": "TextBlob",
    "according_to": "according to",
    "report_verb": "reporting verb",
    "vague_source": "vague source",
}
MEASURES = {"sentiment": "Sentiment", "reading": "Reading"}  # those that are no markers

Own: TypeAlias = pd.DataFrame | pd.Series | Iterable[Marker | Look]


def _own(name: str, source: Own) -> Marker | Look | None:
    """Find the definition of a person's own marker in what carries it."""
    is_table = isinstance(source, pd.DataFrame | pd.Series)
    looks = looks_of(source) if is_table else source
    return next((look for look in looks if look.name == name), None)


def color_of(name: str, source: Own = ()) -> str:
    """Return the colour of a marker or scorer; grey for one that has none of its own.

    Parameters
    ----------
    name : str
        Its name.
    source : DataFrame, Series or iterable of Marker
        What carries markers beside the project's own: a table, or the markers of an analysis.

    Examples
    --------
    >>> color_of("hedge"), color_of("a marker of one's own")
    ('#00598f', '#6b6b6b')
    """
    own = _own(name, source)
    return (own.color if own else "") or COLORS.get(name, MUTED)


def label(name: str, source: Own = ()) -> str:
    """Return the name of a marker, category or scorer as a reader should see it.

    Parameters
    ----------
    name : str
        Its name in tables.
    source : DataFrame, Series or iterable of Marker
        What carries markers beside the project's own: a table, or the markers of an analysis.

    Examples
    --------
    >>> label("us_them"), label("modal")
    ('Us and them', 'modal')
    """
    own = _own(name, source)
    return (own.title if own else "") or LABELS.get(name, name.replace("_", " "))


def measure_label(name: str, source: Own = ()) -> str:
    """Return the name of a measure, a marker or another, as it begins a line.

    Examples
    --------
    >>> measure_label("sentiment"), measure_label("kind of loaded")
    ('Sentiment', 'Kind of loaded')
    """
    text = MEASURES.get(name) or label(name, source)
    return text[:1].upper() + text[1:]


def short_label(name: str, source: Own = ()) -> str:
    """Return the name of a marker for a narrow place.

    Examples
    --------
    >>> short_label("rhetorical_question"), short_label("hedge")
    ('Rhet. questions', 'Hedges')
    """
    own = _own(name, source) or _own(name, MARKERS)
    return (own.short if own else "") or label(name, source)
