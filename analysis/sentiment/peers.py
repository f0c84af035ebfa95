"""The peers of our own measures: VADER and TextBlob as scorers and as lists of loaded words."""

from __future__ import annotations

import importlib.util
import math
import sys
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from analysis.text.document import Document
from analysis.text.spans import WORD

__all__ = ["LOADED_PEERS", "Predictor", "Spans", "nltk_vader", "textblob", "vader"]

Spans = list[tuple[int, int]]
# Takes a document and returns the spans that a measure or a peer marks in it.
Predictor = Callable[[Document], Spans]


@cache
def _vader_analyzer() -> Any:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    return SentimentIntensityAnalyzer()


@cache
def _nltk_analyzer() -> Any:
    from nltk.sentiment.vader import SentimentIntensityAnalyzer

    from analysis.sentiment.resources import ensure

    ensure("vader_lexicon")
    return SentimentIntensityAnalyzer()


@cache
def _textblob_lexicon() -> Any:
    """Load the part of TextBlob that scores, which is what ``TextBlob(text).sentiment`` asks.

    The package as a whole loads NLTK with all that it can use, which takes two seconds. A bare
    package stands in for it while its part is loaded, so that what imports it later gets all of it.
    """
    if "textblob" in sys.modules:
        return importlib.import_module("textblob.en").sentiment
    spec = importlib.util.find_spec("textblob")
    if spec is None:
        raise ModuleNotFoundError("TextBlob is not installed: pip install textblob")
    sys.modules["textblob"] = importlib.util.module_from_spec(spec)
    try:
        return importlib.import_module("textblob.en").sentiment
    finally:
        for name in [name for name in sys.modules if name.partition(".")[0] == "textblob"]:
            del sys.modules[name]


def straighten(text: str) -> str:
    """Replace curly apostrophes, which VADER and TextBlob do not know, by straight ones."""
    return text.replace("’", "'").replace("‘", "'")


def vader(sentence: str) -> float:
    """Score one sentence with VADER, in the package vaderSentiment of its authors.

    Its compound score is :math:`x / \\sqrt{x^2 + 15}` of the summed valences :math:`x`.

    Parameters
    ----------
    sentence : str
        One sentence: VADER's time grows with the square of the length of the text. Curly
        apostrophes are straightened first, or VADER would miss "isn’t".

    Returns
    -------
    float
        −1 to 1; higher = more positive; 0 if no word is in its lexicon. NaN for a text without
        words.

    See Also
    --------
    nltk_vader : The port in NLTK, which scores about one sentence in 25 otherwise.

    References
    ----------
    Hutto, C. J. & Gilbert, E. (2014), https://doi.org/10.1609/icwsm.v8i1.14550.

    Examples
    --------
    >>> vader("It is a good policy.")
    0.4404
    >>> vader("It is a bad policy!!!!") < vader("It is a bad policy.") < 0
    True
    """
    if WORD.search(sentence) is None:
        return math.nan
    return float(_vader_analyzer().polarity_scores(straighten(sentence))["compound"])


def nltk_vader(sentence: str) -> float:
    """Score one sentence with the port of VADER in NLTK, beside which validation sets `vader`.

    Parameters
    ----------
    sentence : str
        One sentence.

    Returns
    -------
    float
        As of `vader`. Four and more exclamation marks take the emphasis away that three give.

    Raises
    ------
    LookupError
        If its lexicon can be neither found, downloaded nor built.

    Examples
    --------
    >>> nltk_vader("It is a good policy.")
    0.4404
    """
    if WORD.search(sentence) is None:
        return math.nan
    return float(_nltk_analyzer().polarity_scores(straighten(sentence))["compound"])


class TextBlobScore(NamedTuple):
    """TextBlob's two scores of a sentence."""

    polarity: float
    subjectivity: float


def textblob(sentence: str) -> TextBlobScore:
    """Score one sentence with TextBlob's lexicon of adjectives (that of pattern.en).

    Both are the mean over the words that its lexicon knows.

    Parameters
    ----------
    sentence : str
        One sentence. Curly apostrophes are straightened first. (TextBlob itself takes "not" for a
        negation, but not "isn't".)

    Returns
    -------
    TextBlobScore
        ``polarity``, −1 to 1, higher = more positive; ``subjectivity``, 0 to 1, higher = more
        subjective. Both 0 if no word is in its lexicon, NaN for a text without words.

    References
    ----------
    De Smedt, T. & Daelemans, W. (2012), Pattern for Python, Journal of Machine Learning
    Research 13, 2063–2067.

    Examples
    --------
    >>> textblob("It is a good policy.").polarity
    0.7
    """
    if WORD.search(sentence) is None:
        return TextBlobScore(math.nan, math.nan)
    polarity, subjectivity = _textblob_lexicon()(straighten(sentence))
    return TextBlobScore(float(polarity), float(subjectivity))


def _word_predictor(words: Callable[[], frozenset[str]]) -> Predictor:
    def predict(document: Document) -> Spans:
        chosen = words()
        triples = zip(document.words, document.word_starts, document.word_ends, strict=True)
        return [(start, end) for word, start, end in triples if word in chosen]

    return predict


@cache
def _vader_words() -> frozenset[str]:
    lexicon = _vader_analyzer().lexicon
    return frozenset(word for word, valence in lexicon.items() if valence <= -2)


@cache
def _textblob_words() -> frozenset[str]:
    sentiment = _textblob_lexicon()
    sentiment.load()
    # Each word has polarity, subjectivity and intensity by part of speech; None is their mean.
    return frozenset(word for word, scores in sentiment.items() if scores[None][1] >= 0.6)


LOADED_PEERS: dict[str, Predictor] = {
    "VADER ≤ −2": _word_predictor(_vader_words),
    "TextBlob subjectivity ≥ .6": _word_predictor(_textblob_words),
}
