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
    "short_label",
]

INK = "#222222"
MUTED = "#8a8a8a"
BAND = "#f3f1ec"
MAIN_MARKERS = ("loaded", "hedge", "booster", "attribution")  # where only a few are shown

# Markers say their own colours. The hues are those of Okabe and Ito and of Paul Tol, told apart
# with every common kind of colour blindness.
COLORS = {marker.name: marker.color for marker in MARKERS} | {
    "sentiment": INK,
    "vader": "#7a7a7a",
    "textblob": "#a08c5b",
}
# Categories of loaded language, from dark to light so that they also differ in grey.
CATEGORY_COLORS = {
    "condemnation": "#7a1f52",
    "threat": "#b2456e",
    "label": "#4b2a63",
    "ridicule": "#c77a2d",
    "metaphor": "#d9a0bf",
    "praise": "#2f7f6f",
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
    ('#0072b2', '#8a8a8a')
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


def short_label(name: str, source: Own = ()) -> str:
    """Return the name of a marker for a narrow place.

    Examples
    --------
    >>> short_label("rhetorical_question"), short_label("hedge")
    ('Rhet. questions', 'Hedges')
    """
    own = _own(name, source) or _own(name, MARKERS)
    return (own.short if own else "") or label(name, source)
