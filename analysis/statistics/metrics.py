"""Measures of a text: rates per 1,000 words and mean sentiment, each with its interval."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import ndimage

from analysis.statistics.intervals import bootstrap_mean, poisson_rate
from analysis.tables.analysis import Analysis
from analysis.tables.looks import carries_looks
from analysis.text.spans import fold

__all__ = [
    "SCORERS",
    "dispersion",
    "positions",
    "profile",
    "rates",
    "section_bounds",
    "section_sentiment",
    "section_style",
    "sentiment_course",
    "top_words",
]

SCORERS = ("sentiment", "vader", "textblob")
MIN_WORDS_MTLD = 50


@carries_looks
def rates(
    analysis: Analysis, *, by_category: bool = False, voice: str | None = "author"
) -> pd.DataFrame:
    """One row per body section × marker (× category), those without a hit included.

    Parameters
    ----------
    analysis : Analysis
        From ``analyze``.
    by_category : bool
        Also part each marker's hits by category.
    voice : {"author", "quoted", None}
        Whose words count, in the hits and in the number of words; None counts both.

    Returns
    -------
    DataFrame
        Columns section, title, marker, (category,) count, n_words, rate, low, high. The rate is
        per 1,000 words of that voice, with a 95 % exact Poisson interval; higher = more hits.

    Raises
    ------
    ValueError
        If the voice is unknown.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> table = rates(analyze(Document("x", "It may rain. It may not rain at all.")))
    >>> table.query("marker == 'hedge'")[["count", "n_words"]].values.tolist()
    [[2, 9]]
    """
    if voice not in ("author", "quoted", None):
        raise ValueError(f"voice={voice!r}: give 'author', 'quoted' or None")
    keys = ["marker", "category"] if by_category else ["marker"]
    counts = analysis.hits(voice=voice).groupby(["section", *keys]).size()
    n_words = _words_in_voice(analysis, voice)
    kinds = pd.DataFrame(analysis.kinds, columns=["marker", "category"])[keys].drop_duplicates()
    rows = analysis.body[["id", "title"]].rename(columns={"id": "section"})
    table = rows.merge(kinds, how="cross")
    index = pd.MultiIndex.from_frame(table[["section", *keys]])
    table["count"] = counts.reindex(index, fill_value=0).to_numpy(dtype=int)
    table["n_words"] = table["section"].map(n_words).astype(int)
    pairs = zip(table["count"], table["n_words"], strict=True)
    intervals = [poisson_rate(count, words) for count, words in pairs]
    bounds = pd.DataFrame(intervals, columns=["rate", "low", "high"], dtype=float)
    return pd.concat([table, bounds], axis=1)


def _words_in_voice(analysis: Analysis, voice: str | None) -> pd.Series[int]:
    words = analysis.body.set_index("id")["n_words"]
    quoted = analysis.body.set_index("id")["n_words_quoted"]
    if voice is None:
        return words
    return quoted if voice == "quoted" else words - quoted


def section_sentiment(analysis: Analysis) -> pd.DataFrame:
    """One row per body section × scorer: mean sentiment of its sentences, with an interval.

    Parameters
    ----------
    analysis : Analysis
        From ``analyze`` with ``scorers=True``.

    Returns
    -------
    DataFrame
        Columns section, title, scorer, mean, low, high, n_sentences, disagree. Scores run from
        −1 (negative) to 1 (positive); NaN where nothing was scored. The interval is a 95 %
        bootstrap over sentences. ``disagree`` is true where the scorers' means differ in sign.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> table = section_sentiment(analyze(Document("x", "A wonderful day. A terrible night.")))
    >>> table["scorer"].tolist()
    ['sentiment', 'vader', 'textblob']
    """
    rows = []
    for section in analysis.body.itertuples():
        sentences = analysis.sentences[analysis.sentences["section"] == section.id]
        for scorer in SCORERS:
            interval = bootstrap_mean(sentences[scorer])
            n_sentences = int(sentences[scorer].notna().sum())
            rows.append((section.id, section.title, scorer, *interval, n_sentences))
    columns = ["section", "title", "scorer", "mean", "low", "high", "n_sentences"]
    table = pd.DataFrame(rows, columns=columns)
    signs = np.sign(table["mean"].round(2))
    spread = signs.groupby(table["section"]).agg(lambda sign: sign.max() - sign.min())
    table["disagree"] = table["section"].map(spread).eq(2)
    return table


@carries_looks
def profile(analysis: Analysis, *, voice: str | None = "author") -> pd.DataFrame:
    """One row per body section: its size, sentiment and the rate of every marker.

    Parameters
    ----------
    analysis : Analysis
        From ``analyze``.
    voice : {"author", "quoted", None}
        Whose words count in the rates.

    Returns
    -------
    DataFrame
        Columns section, title, divided (the text has no headings; the borders are not the
        author's), n_sentences, n_words; for sentiment and the other scorers the
        mean and ``_low``, ``_high``; for each marker ``<marker>_count``, ``<marker>_rate``
        (per 1,000 words), ``<marker>_low``, ``<marker>_high``.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> profile(analyze(Document("x", "It may rain.")))["hedge_count"].tolist()
    [1]
    """
    table = analysis.body[["id", "title", "divided", "n_sentences", "n_words"]]
    table = table.rename(columns={"id": "section"}).reset_index(drop=True)
    sentiment_table, rate_table = section_sentiment(analysis), rates(analysis, voice=voice)
    for scorer in SCORERS:
        by_section = sentiment_table[sentiment_table["scorer"] == scorer].set_index("section")
        for column, name in (
            ("mean", scorer),
            ("low", f"{scorer}_low"),
            ("high", f"{scorer}_high"),
        ):
            table[name] = table["section"].map(by_section[column])
    for marker in dict.fromkeys(marker for marker, _ in analysis.kinds):
        by_section = rate_table[rate_table["marker"] == marker].set_index("section")
        for column in ("count", "rate", "low", "high"):
            table[f"{marker}_{column}"] = table["section"].map(by_section[column])
    return table


def sentiment_course(analysis: Analysis, smoothing: float = 2.0) -> pd.DataFrame:
    """One row per body sentence: its scores, and the scores smoothed along the text.

    The smoothed score is a weighted mean of the neighbours, with the weights of a normal curve
    whose standard deviation is ``smoothing`` sentences; at both ends the text is mirrored.

    Parameters
    ----------
    analysis : Analysis
        From ``analyze`` with ``scorers=True``.
    smoothing : float
        Standard deviation in sentences; larger = smoother.

    Returns
    -------
    DataFrame
        Columns sentence (from 1), section, title, text, voice, then each scorer's score and
        ``<scorer>_smooth``, all from −1 to 1.

    Raises
    ------
    ValueError
        If ``smoothing`` is not above 0.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> len(sentiment_course(analyze(Document("x", "It may rain. It may not."))))
    2
    """
    if not smoothing > 0:
        raise ValueError(f"smoothing={smoothing!r}: give a number of sentences above 0")
    table = analysis.sentences.reset_index(drop=True)
    course = pd.DataFrame(
        {
            "sentence": np.arange(1, len(table) + 1),
            "section": table["section"],
            "title": table["section"].map(analysis.titles),
            "text": [analysis.document.text[row.start : row.end] for row in table.itertuples()],
            "voice": table["voice"],
        }
    )
    for scorer in SCORERS:
        course[scorer] = table[scorer]
        known = table[scorer].fillna(0).to_numpy(dtype=float)
        course[f"{scorer}_smooth"] = ndimage.gaussian_filter1d(known, smoothing, mode="reflect")
    return course


@carries_looks
def top_words(
    analysis: Analysis, marker: str = "loaded", n: int = 8, voice: str | None = "author"
) -> pd.DataFrame:
    """One row per body section × word or phrase: the strongest hits of a marker.

    Parameters
    ----------
    analysis : Analysis
        From ``analyze``.
    marker : str
        Whose hits.
    n : int
        How many per section.
    voice : {"author", "quoted", None}
        Whose words.

    Returns
    -------
    DataFrame
        Columns section, title, text (folded), category, count, strength: the sum of the hits'
        strengths, which is how words are ranked; ties in alphabetical order.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> table = top_words(analyze(Document("x", "It may rain. It may.")), "hedge")
    >>> table[["text", "count"]].values.tolist()
    [['may', 2]]
    """
    matches = analysis.hits(marker, voice)
    words = matches.assign(text=matches["text"].map(fold).str.replace(r"\s+", " ", regex=True))
    grouped = words.groupby(["section", "text"], as_index=False).agg(
        category=("category", "first"), count=("weight", "size"), strength=("weight", "sum")
    )
    grouped.insert(1, "title", grouped["section"].map(analysis.titles))
    order = grouped.sort_values(["section", "strength", "text"], ascending=[True, False, True])
    return order.groupby("section").head(n).reset_index(drop=True)


@carries_looks
def positions(analysis: Analysis) -> pd.DataFrame:
    """One row per hit: its marker, voice and the number of its first word in the body.

    Parameters
    ----------
    analysis : Analysis
        From ``analyze``.

    Returns
    -------
    DataFrame
        Columns marker, category, word (from 0), voice, text.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> positions(analyze(Document("x", "It may rain.")))["word"].tolist()
    [1]
    """
    body_starts = _body_word_starts(analysis)
    table = analysis.matches[["marker", "category", "start", "voice", "text"]]
    words = np.searchsorted(body_starts, table["start"].to_numpy(), side="right") - 1
    return table.assign(word=np.maximum(words, 0))[["marker", "category", "word", "voice", "text"]]


def section_bounds(analysis: Analysis) -> pd.DataFrame:
    """One row per body section: the numbers of its first word and after its last.

    Parameters
    ----------
    analysis : Analysis
        From ``analyze``.

    Returns
    -------
    DataFrame
        Columns section, title, first, last; words are counted from 0 through the body.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> section_bounds(analyze(Document("x", "It may rain.")))[["first", "last"]].values.tolist()
    [[0, 3]]
    """
    table = analysis.body[["id", "title", "n_words"]].rename(columns={"id": "section"})
    last = table["n_words"].cumsum()
    table = table.assign(first=last - table["n_words"], last=last)
    return table[["section", "title", "first", "last"]].reset_index(drop=True)


def _body_word_starts(analysis: Analysis) -> np.ndarray:
    document = analysis.document
    starts = [document.word_starts[i] for indices in document.sentence_words for i in indices]
    return np.array(starts, dtype=int)


@carries_looks
def dispersion(analysis: Analysis, voice: str | None = "author") -> pd.DataFrame:
    r"""One row per marker: how evenly its hits are spread over the sections (Gries's DP).

    .. math:: DP = \frac{1}{2} \sum_i |v_i - s_i|, \quad DP_{norm} = \frac{DP}{1 - \min_i s_i}

    where :math:`v_i` is the share of the hits and :math:`s_i` the share of the words that fall
    into section i.

    Parameters
    ----------
    analysis : Analysis
        From ``analyze``.
    voice : {"author", "quoted", None}
        Whose words count.

    Returns
    -------
    DataFrame
        Columns marker, count, n_sections, dp, dp_norm. Both run from 0 (spread just as the
        words are) to 1 (all in the smallest section); NaN for a marker without hits. With few
        hits DP is high by chance alone.

    References
    ----------
    Gries, S. Th. (2008). Dispersions and adjusted frequencies in corpora. International Journal
    of Corpus Linguistics 13. https://doi.org/10.1075/ijcl.13.4.02gri. Lijffijt, J. & Gries, S.
    Th. (2012). Correction. https://doi.org/10.1075/ijcl.17.1.08lij

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> table = dispersion(analyze(Document("x", "It may rain.")))
    >>> table.query("marker == 'hedge'")[["count", "dp"]].values.tolist()
    [[1.0, 0.0]]
    """
    rows = []
    for marker, table in rates(analysis, voice=voice).groupby("marker", sort=False):
        count, n_words = int(table["count"].sum()), int(table["n_words"].sum())
        dp = dp_norm = np.nan
        if count and n_words:
            words = table["n_words"] / n_words
            dp = float((table["count"] / count - words).abs().sum() / 2)
            dp_norm = dp / (1 - words.min()) if len(table) > 1 else dp
        rows.append((marker, count, len(table), dp, dp_norm))
    return pd.DataFrame(rows, columns=["marker", "count", "n_sections", "dp", "dp_norm"])


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
    columns = ["section", "title", "n_words", "words_per_sentence", "mtld", "reading_ease"]
    rows = []
    for section in analysis.body.itertuples():
        sentences = _section_sentences(analysis, section.id)
        words = [word for sentence in sentences for word in sentence]
        length = len(words) / len(sentences) if sentences else np.nan
        measures = (length, _mtld(words), _reading_ease(sentences))
        rows.append((section.id, section.title, len(words), *measures))
    return pd.DataFrame(rows, columns=columns)


def _section_sentences(analysis: Analysis, section: int) -> list[list[str]]:
    document = analysis.document
    belongs = analysis.sentences["section"] == section
    chosen = zip(document.sentence_words, belongs, strict=True)
    return [[document.words[i] for i in indices] for indices, mine in chosen if mine and indices]


def _mtld(words: list[str]) -> float:
    from lexicalrichness import LexicalRichness

    if len(words) < MIN_WORDS_MTLD:
        return np.nan
    return float(LexicalRichness(words, preprocessor=None, tokenizer=None).mtld(threshold=0.72))


def _reading_ease(sentences: list[list[str]]) -> float:
    import readability

    if not sentences:
        return np.nan
    lines = [" ".join(sentence) for sentence in sentences]
    return float(readability.getmeasures(lines, lang="en", merge=True)["FleschReadingEase"])
