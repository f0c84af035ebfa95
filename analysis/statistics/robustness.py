"""How firm is a finding such as "the closing is the most loaded section"?

A rank among sections can change because the section holds a few sentences only, because the
measure was set to another sensitivity, or because another word list was used. Each of these is
tried here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from analysis.markers.decided import loaded_at
from analysis.markers.registry import find_matches
from analysis.sentiment.peers import LOADED_PEERS
from analysis.statistics.intervals import SEED
from analysis.tables.analysis import Analysis
from analysis.tables.looks import carries_looks
from analysis.text.document import Document

__all__ = ["AS_MEASURED", "rank_agreement", "section_ranks"]

AS_MEASURED = "as measured"
RATES = ("loaded", "hedge", "booster")
SENSITIVITIES = (0.6, 0.9)
N_RESAMPLES = 2000
CONFIDENCE = 0.95
VADER_WORDS = "VADER ≤ −2"
COLUMNS = [
    *("section", "title", "measure", "basis", "score", "rank"),
    *("keeps", "top", "rank_low", "rank_high"),
]
AGREEMENT_COLUMNS = ["measure", "basis", "n_sections", "tau", "same_first"]

Array = npt.NDArray[np.float64]


@carries_looks
def section_ranks(
    analysis: Analysis,
    *,
    sensitivities: Sequence[float] = SENSITIVITIES,
    n_top: int = 1,
    n_resamples: int = N_RESAMPLES,
    seed: int = SEED,
) -> pd.DataFrame:
    r"""One row per body section × measure × basis: its rank, and how firmly it holds it.

    The measures are the rates of loaded words, hedges and boosters per 1,000 words of the author's
    own voice, and the mean sentiment of the sentences. Rank 1 is the highest score: the most
    loaded, the most positive. Sections with equal scores share the better rank:

    .. math:: rank_i = 1 + \#\{j : score_j > score_i\}

    In each resample every section draws as many of its own sentences as it has, with replacement,
    and all sections are ranked anew.

    Parameters
    ----------
    analysis : Analysis
        From ``analyze`` with ``scorers=True``.
    sensitivities : sequence of float
        Other sensitivities at which loaded language is looked for, between 0 and 1.
    n_top : int
        How many ranks count as the top.
    n_resamples : int
        How often the sentences are drawn.
    seed : int
        Seed of the draws; the same seed gives the same table.

    Returns
    -------
    DataFrame
        Columns section, title, measure ("loaded", "hedge", "booster", "sentiment"), basis, score
        (per 1,000 words, or mean sentiment from −1 to 1), rank; keeps, the share of resamples in
        which the section has this rank; top, the share in which its rank is ``n_top`` or better;
        rank_low and rank_high, between which its rank lies in 95 % of the resamples. The basis is
        "as measured"; for loaded language also each other sensitivity (0.78 is the usual one) and
        VADER's words of a valence of −2 or less; for sentiment also "VADER" and "TextBlob". NaN
        where a section has no words or no scored sentence. A measure that was not looked for has
        no rows. An empty table with these columns for a text without body.

    Raises
    ------
    ValueError
        If a sensitivity is not between 0 and 1, or a number is smaller than 1.

    Notes
    -----
    The resamples say how much hangs on single sentences of *this* text. A section of one sentence
    always draws the same, so its own score never varies. It is not told whether the measure is
    right: a rank can be firm and the measure blind.

    References
    ----------
    Hall, P. & Miller, H. (2009). Using the bootstrap to quantify the authority of an empirical
    ranking. Annals of Statistics 37. https://doi.org/10.1214/09-AOS699

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> text = "It may rain. It may not.\n\nSun\n\nThe sun shines here. It is dry here."
    >>> table = section_ranks(analyze(Document("x", text)))
    >>> hedges = table[table["measure"] == "hedge"]
    >>> hedges[["title", "score", "rank", "keeps"]].round(1).values.tolist()
    [['Opening', 333.3, 1.0, 1.0], ['Sun', 0.0, 2.0, 1.0]]
    """
    for name, value in (("n_top", n_top), ("n_resamples", n_resamples)):
        if value < 1:
            raise ValueError(f"{name}={value!r}: give a number from 1")
    sections = analysis.body.reset_index(drop=True)
    if sections.empty:
        return pd.DataFrame(columns=COLUMNS)
    values = _sentence_values(analysis, sensitivities)
    scores, draws = _scores(analysis, sections["id"], values, n_resamples, seed)
    ranks, drawn = _ranks(scores), _ranks(draws)
    tables = [
        pd.DataFrame(
            {
                "section": sections["id"],
                "title": sections["title"],
                "measure": measure,
                "basis": basis,
                "score": scores[:, column],
                "rank": ranks[:, column],
                **_stability(ranks[:, column], drawn[:, :, column], n_top),
            }
        )
        for column, (measure, basis) in enumerate(values)
    ]
    return pd.concat(tables, ignore_index=True)[COLUMNS]


# Of every measure and basis: per sentence, what is added up and what it is divided by.
Values = dict[tuple[str, str], tuple[Array, Array]]


def _sentence_values(analysis: Analysis, sensitivities: Sequence[float]) -> Values:
    """Return the hits and words, or the sentiment and a 1, of every sentence."""
    sentences, document = analysis.sentences, analysis.document
    words = (sentences["n_words"] - sentences["n_words_quoted"]).to_numpy(dtype=float) / 1000
    values: Values = {}
    for marker in [name for name in RATES if name in dict(analysis.kinds)]:
        chosen = (analysis.matches["marker"] == marker) & (analysis.matches["voice"] == "author")
        values[marker, AS_MEASURED] = _hits(analysis, analysis.matches["start"][chosen]), words
        for basis, starts in _other_hits(document, sensitivities) if marker == "loaded" else ():
            own = [start for start in starts if document.voice_at(start) == "author"]
            values[marker, basis] = _hits(analysis, own), words
    for scorer, basis in (
        ("sentiment", AS_MEASURED),
        ("vader", "VADER"),
        ("textblob", "TextBlob"),
    ):
        known = sentences[scorer].notna().to_numpy(dtype=float)
        values["sentiment", basis] = sentences[scorer].fillna(0).to_numpy(dtype=float), known
    return values


def _other_hits(
    document: Document, sensitivities: Sequence[float]
) -> Iterator[tuple[str, list[int]]]:
    """Yield where loaded words begin by other sensitivities and by another list."""
    for sensitivity in sensitivities:
        found = find_matches(document, [loaded_at(sensitivity)])
        yield f"sensitivity {sensitivity:g}", [match.start for match in found]
    yield VADER_WORDS, [start for start, _ in LOADED_PEERS[VADER_WORDS](document)]


def _hits(analysis: Analysis, starts: Iterable[int]) -> Array:
    """Count the hits that begin in every sentence."""
    begins, ends = (analysis.sentences[column].to_numpy() for column in ("start", "end"))
    own = np.array(list(starts), dtype=int)
    place = np.searchsorted(begins, own, side="right") - 1
    inside = (place >= 0) & (own < ends[place])  # not in a heading or a note on the author
    return np.bincount(place[inside], minlength=len(begins)).astype(float)


def _scores(
    analysis: Analysis, ids: Iterable[int], values: Values, n_resamples: int, seed: int
) -> tuple[Array, Array]:
    """Return the scores of sections × bases, and those of resamples × sections × bases."""
    generator = np.random.default_rng(seed)
    above = np.column_stack([top for top, _ in values.values()])
    below = np.column_stack([bottom for _, bottom in values.values()])
    owner = analysis.sentences["section"].to_numpy()
    scores, draws = [], []
    for section in ids:
        mine = owner == section
        times = _draw(generator, int(mine.sum()), n_resamples)  # shared by all measures
        scores.append(_ratio(above[mine].sum(axis=0), below[mine].sum(axis=0)))
        draws.append(_ratio(times @ above[mine], times @ below[mine]))
    return np.array(scores), np.stack(draws, axis=1)


def _draw(generator: np.random.Generator, n_sentences: int, n_resamples: int) -> Array:
    """Return how often each sentence is drawn in each resample."""
    if not n_sentences:
        return np.zeros((n_resamples, 0))
    chances = np.full(n_sentences, 1 / n_sentences)
    return generator.multinomial(n_sentences, chances, n_resamples).astype(float)


def _ratio(above: Array, below: Array) -> Array:
    with np.errstate(invalid="ignore", divide="ignore"):
        quotient = above / np.where(below > 0, below, np.nan)
    # Equal scores must be equal, in whatever order their parts were added up.
    return np.round(quotient, 9)


def _ranks(scores: Array) -> Array:
    """Rank along the last axis but one, 1 for the highest; NaN for NaN."""
    higher = scores[..., None, :, :] > scores[..., :, None, :]
    return np.where(np.isnan(scores), np.nan, 1.0 + higher.sum(axis=-2))


def _stability(ranks: Array, drawn: Array, n_top: int) -> dict[str, Array]:
    """Say how often a section has its rank and a top one, and between which ranks it lies."""
    known = np.where(np.isnan(ranks), np.nan, 1.0)
    # In a resample without words of the author's own a section counts as the last.
    drawn = np.where(np.isnan(drawn), len(ranks), drawn)
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(drawn, [tail, 1 - tail], axis=0, method="inverted_cdf")
    return {
        "keeps": known * (drawn == ranks).mean(axis=0),
        "top": known * (drawn <= n_top).mean(axis=0),
        "rank_low": known * low,
        "rank_high": known * high,
    }


def rank_agreement(table: pd.DataFrame) -> pd.DataFrame:
    """One row per measure × other basis: how well its ranks agree with those as measured.

    Parameters
    ----------
    table : DataFrame
        From ``section_ranks``.

    Returns
    -------
    DataFrame
        Columns measure, basis, n_sections, tau (Kendall's τ-b of the two rankings: 1 for the same
        order, 0 for none in common, −1 for the reverse; NaN for fewer than two sections or if all
        share a rank) and same_first (whether a section that is first as measured is first here).

    References
    ----------
    Kendall, M. G. (1945). The treatment of ties in ranking problems. Biometrika 33.
    https://doi.org/10.1093/biomet/33.3.239

    Examples
    --------
    >>> table = pd.DataFrame({"section": [0, 1, 0, 1], "measure": "sentiment",
    ...     "basis": ["as measured"] * 2 + ["VADER"] * 2, "rank": [1, 2, 2, 1]})
    >>> rank_agreement(table)[["basis", "tau", "same_first"]].values.tolist()
    [['VADER', -1.0, False]]
    """
    rows = []
    for measure, ranks in table.groupby("measure", sort=False):
        wide = ranks.pivot(index="section", columns="basis", values="rank").dropna()
        ours = wide[AS_MEASURED]
        for basis in ranks["basis"].unique():
            if basis != AS_MEASURED:
                tau = stats.kendalltau(ours, wide[basis]).statistic if len(wide) > 1 else np.nan
                same = bool(((ours == 1) & (wide[basis] == 1)).any())
                rows.append((measure, basis, len(wide), float(tau), same))
    return pd.DataFrame(rows, columns=AGREEMENT_COLUMNS)
