"""Measures of a text: rates per 1,000 words and mean sentiment, each with its interval."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.markers.evidence import KINDS
from analysis.statistics.charge import as_counted, charges
from analysis.statistics.counting import counted_hits, words_in_voice
from analysis.statistics.evidence import evidence_shares
from analysis.statistics.intervals import poisson_rate
from analysis.statistics.norms import Norms, dispersions, load_norms
from analysis.statistics.sentiments import SCORERS, section_sentiment
from analysis.tables.analysis import Analysis
from analysis.tables.looks import carries_looks

__all__ = [
    "dispersion",
    "positions",
    "profile",
    "rates",
    "section_bounds",
    "top_words",
    "yardstick",
]


@carries_looks
def rates(
    analysis: Analysis,
    *,
    by_category: bool = False,
    voice: str | None = "author",
    norms: Norms | str | None = None,
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
    norms : Norms or str, optional
        The yardstick; 187 published op-eds by default.

    Returns
    -------
    DataFrame
        Columns section, title, marker, (category,) count, n_words, rate, low, high, percentile. The
        rate is per 1,000 words of that voice, with a 95 % Poisson interval that allows for hits
        that cluster; higher = more hits. A figure of speech counts once, however many words it
        marks. The percentile says where the rate stands among the parts of the texts of the norms,
        from 0 (lower than all) to 100; NaN for other voices than the author's and for markers of
        which there are no norms.

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
    keys = ["marker", "category"] if by_category else ["marker"]
    hits = counted_hits(analysis, voice, by_category=by_category)
    counts = hits.groupby(["section", *keys]).size()
    n_words = words_in_voice(analysis, voice)
    kinds = pd.DataFrame(analysis.kinds, columns=["marker", "category"])[keys].drop_duplicates()
    rows = analysis.body[["id", "title"]].rename(columns={"id": "section"})
    table = rows.merge(kinds, how="cross")
    index = pd.MultiIndex.from_frame(table[["section", *keys]])
    table["count"] = counts.reindex(index, fill_value=0).to_numpy(dtype=int)
    table["n_words"] = table["section"].map(n_words).astype(int)
    return _with_rates(analysis, table, "part", voice, norms)


def _with_rates(
    analysis: Analysis,
    table: pd.DataFrame,
    grain: str,
    voice: str | None,
    norms: Norms | str | None,
) -> pd.DataFrame:
    """Add rates, their intervals and their places among the norms to counts."""
    chosen = load_norms(norms)
    spread = dispersions(analysis, chosen, voice)
    places = []
    for row in table.itertuples():
        key = (row.marker, getattr(row, "category", ""))
        rate = poisson_rate(row.count, row.n_words, dispersion=spread[key])
        place = chosen.place(key[0], rate, key[1], grain)
        places.append((*rate, *place[:3]))
    columns = ["rate", "low", "high", "percentile", "percentile_low", "percentile_high"]
    found = pd.DataFrame(places, columns=columns, index=table.index, dtype=float)
    if voice != "author":
        found[columns[3:]] = np.nan  # the norms are of the author's own words
    shown = columns if grain == "text" else columns[:4]
    return pd.concat([table, found[shown]], axis=1)


@carries_looks
def yardstick(
    analysis: Analysis, *, by_category: bool = False, norms: Norms | str | None = None
) -> pd.DataFrame:
    """One row per marker (× category): the rate of the whole text among those of published texts.

    Parameters
    ----------
    analysis : Analysis
        From ``analyze``.
    by_category : bool
        Also part each marker's hits by category.
    norms : Norms or str, optional
        The yardstick; 187 published op-eds by default.

    Returns
    -------
    DataFrame
        Columns marker, (category,) count, n_words (the author's own), rate, low, high, percentile,
        percentile_low, percentile_high, base. The percentile is the share of texts with a lower
        rate, those with the same rate counted by half; its bounds are the places of the bounds of
        the rate. The base says which texts. Lengths matter: a short text has wide bounds, and one
        that is shorter or longer than all texts of the norms may differ by its length alone.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> row = yardstick(analyze(Document("x", "It may rain."))).iloc[0]
    >>> row["marker"], int(row["count"]), float(row["percentile"])
    ('hedge', 1, 100.0)
    """
    keys = ["marker", "category"] if by_category else ["marker"]
    table = rates(analysis, by_category=by_category, norms=norms)
    table = table.groupby(keys, sort=False)[["count", "n_words"]].sum().reset_index()
    placed = _with_rates(analysis, table, "text", "author", norms)
    return placed.assign(base=load_norms(norms).base)


@carries_looks
def profile(
    analysis: Analysis, *, voice: str | None = "author", norms: Norms | str | None = None
) -> pd.DataFrame:
    """One row per body section: its size, sentiment and the rate of every marker.

    Parameters
    ----------
    analysis : Analysis
        From ``analyze``.
    voice : {"author", "quoted", None}
        Whose words count in the rates.
    norms : Norms or str, optional
        The yardstick; 187 published op-eds by default.

    Returns
    -------
    DataFrame
        Columns section, title, divided (the text has no headings; the borders are not the
        author's), n_sentences, n_words, n_words_counted (those of the voice, by which the rates are
        divided); for sentiment and the other scorers the mean and ``_low``, ``_high``; for each
        marker ``<marker>_count``, ``<marker>_rate`` (per 1,000 words), ``<marker>_low``,
        ``<marker>_high``, ``<marker>_percentile`` as in ``rates``; for each kind of evidence
        ``<kind>_count``, ``<kind>_share``, ``<kind>_low``, ``<kind>_high`` as in
        ``evidence_shares``, in both voices.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> profile(analyze(Document("x", "It may rain.")))["hedge_count"].tolist()
    [1]
    """
    table = analysis.body[["id", "title", "divided", "n_sentences", "n_words"]]
    table = table.rename(columns={"id": "section"}).reset_index(drop=True)
    sentiment_table = section_sentiment(analysis, norms=norms)
    rate_table = rates(analysis, voice=voice, norms=norms)
    table["n_words_counted"] = table["section"].map(words_in_voice(analysis, voice)).astype(int)
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
        for column in ("count", "rate", "low", "high", "percentile"):
            table[f"{marker}_{column}"] = table["section"].map(by_section[column])
    shares = evidence_shares(analysis)
    for kind in KINDS:
        by_section = shares[shares["evidence"] == kind].set_index("section")
        for column in ("count", "share", "low", "high"):
            table[f"{kind}_{column}"] = table["section"].map(by_section[column])
    return table


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
        Columns section, title, text (without capitals and possessive ending), category, count,
        charge: the force of the hits added up (of hits without force, their probabilities), which
        is how words are ranked; ties in alphabetical order.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> table = top_words(analyze(Document("x", "It may rain. It may.")), "hedge")
    >>> table[["text", "count"]].values.tolist()
    [['may', 2]]
    """
    matches = analysis.hits(marker, voice)
    words = matches.assign(text=matches["text"].map(as_counted))
    grouped = words.assign(charge=charges(words)).groupby(["section", "text"], as_index=False)
    grouped = grouped.agg(
        category=("category", "first"), count=("charge", "size"), charge=("charge", "sum")
    )
    grouped.insert(1, "title", grouped["section"].map(analysis.titles))
    order = grouped.sort_values(["section", "charge", "text"], ascending=[True, False, True])
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
