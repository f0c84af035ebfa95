"""The names and colours of markers, categories and scorers, the same in figures and reader."""

from __future__ import annotations

__all__ = ["BAND", "CATEGORY_COLORS", "COLORS", "INK", "LABELS", "MUTED", "color_of", "label"]

INK = "#222222"
MUTED = "#8a8a8a"
BAND = "#f3f1ec"

# A marker has one colour everywhere. The hues are those of Okabe and Ito and of Paul Tol,
# told apart with every common kind of colour blindness.
COLORS = {
    "hedge": "#0072b2",
    "booster": "#d55e00",
    "loaded": "#aa3377",
    "attribution": "#009e73",
    "rhetorical_question": "#b8860b",
    "scare_quotes": "#6f4e9c",
    "repetition": "#777733",
    "contrast": "#117733",
    "triad": "#882255",
    "us_them": "#44718c",
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
LABELS = {
    "loaded": "Loaded language",
    "rhetorical_question": "Rhetorical questions",
    "scare_quotes": "Scare quotes",
    "hedge": "Hedges",
    "booster": "Boosters",
    "attribution": "Attribution",
    "repetition": "Repetition",
    "contrast": "Contrast",
    "triad": "Lists of three",
    "us_them": "Us and them",
    "sentiment": "This project",
    "vader": "VADER",
    "textblob": "TextBlob",
    "according_to": "according to",
    "report_verb": "reporting verb",
    "vague_source": "vague source",
}


def color_of(name: str) -> str:
    """Return the colour of a marker or scorer; grey for one that has none of its own.

    Examples
    --------
    >>> color_of("hedge"), color_of("a marker of one's own")
    ('#0072b2', '#8a8a8a')
    """
    return COLORS.get(name, MUTED)


def label(name: str) -> str:
    """Return the name of a marker, category or scorer as a reader should see it.

    Examples
    --------
    >>> label("us_them"), label("modal")
    ('Us and them', 'modal')
    """
    return LABELS.get(name, name.replace("_", " "))
