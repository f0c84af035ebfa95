"""The style of sections: sentence length, variety of words and reading ease."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.tables.analysis import Analysis

__all__ = ["Style", "section_style", "style_of"]

MIN_WORDS_MTLD = 50


class Style(NamedTuple):
    """Measures of sentences, as ``section_style`` defines them."""

    words_per_sentence: float
    mtld: float
    reading_ease: float


def section_style(analysis: Analysis) -> pd.DataFrame:
    r"""One row per body section: sentence length, lexical diversity and reading ease.

    Parameters
    ----------
    analysis : Analysis
        From ``analyze``.

    Returns
    -------
    DataFrame
        Columns section, title, n_words, words_per_sentence; mtld, the mean length of stretches
        of text in which the share of different words stays above 0.72 (higher = more varied;
        NaN below 50 words, where it is unstable); reading_ease, Flesch's
        :math:`206.835 - 1.015\,\frac{words}{sentences} - 84.6\,\frac{syllables}{words}`
        (higher = easier, most prose lies between 30 and 70; syllables are estimated).

    References
    ----------
    McCarthy, P. M. & Jarvis, S. (2010). MTLD, vocd-D, and HD-D. Behavior Research Methods 42.
    https://doi.org/10.3758/BRM.42.2.381. Flesch, R. (1948). A new readability yardstick.
    https://doi.org/10.1037/h0057532

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> section_style(analyze(Document("x", "It may rain. It may not.")))[
    ...     ["words_per_sentence", "mtld"]].values.tolist()
    [[3.0, nan]]
    """
    rows = []
    for section in analysis.body.itertuples():
        sentences = _section_sentences(analysis, section.id)
        n_words = sum(map(len, sentences))
        rows.append((section.id, section.title, n_words, *style_of(sentences)))
    return pd.DataFrame(rows, columns=["section", "title", "n_words", *Style._fields])


def style_of(sentences: Sequence[Sequence[str]]) -> Style:
    """Measure sentences, each a list of words.

    Examples
    --------
    >>> style_of([["it", "may", "rain"], ["it", "may", "not"]]).words_per_sentence
    3.0
    """
    words = [word for sentence in sentences for word in sentence]
    length = len(words) / len(sentences) if sentences else np.nan
    return Style(length, _mtld(words), _reading_ease(sentences))


def _section_sentences(analysis: Analysis, section: int) -> list[list[str]]:
    document = analysis.document
    belongs = analysis.sentences["section"] == section
    chosen = zip(document.sentence_words, belongs, strict=True)
    return [[document.words[i] for i in indices] for indices, mine in chosen if mine and indices]


def _mtld(words: Sequence[str]) -> float:
    from lexicalrichness import LexicalRichness

    if len(words) < MIN_WORDS_MTLD:
        return np.nan
    return float(
        LexicalRichness(list(words), preprocessor=None, tokenizer=None).mtld(threshold=0.72)
    )


def _reading_ease(sentences: Sequence[Sequence[str]]) -> float:
    import readability

    if not sentences:
        return np.nan
    lines = [" ".join(sentence) for sentence in sentences]
    return float(readability.getmeasures(lines, lang="en", merge=True)["FleschReadingEase"])
