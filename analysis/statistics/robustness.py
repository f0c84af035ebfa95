"""How firm is a finding such as "the closing is the most loaded section"?

A rank among sections can change because the section holds a few sentences only, because the
measure was set to another sensitivity, or because another word list was used. Each of these is
tried here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy

from analysis.markers.decided import loaded_at
from analysis.markers.registry import find_matches
from analysis.sentiment.peers import LOADED_PEERS
from analysis.statistics.intervals import CONFIDENCE, N_RESAMPLES, SEED
from analysis.statistics.norms import dispersions, load_norms
from analysis.tables.analysis import Analysis
from analysis.tables.looks import carries_looks
from analysis.text.document import Document

__all__ = ["AS_MEASURED", "ordinal", "rank_agreement", "section_ranks"]

AS_MEASURED = "as measured"
RATES = ("loaded", "hedge", "booster")
SCORED_BY = {AS_MEASURED: "sentiment", "VADER": "vader", "TextBlob": "textblob"}
SENSITIVITIES = (0.6, 0.9)
VADER_WORDS = "VADER ≤ −2"
COLUMNS = [
    *("section", "title", "measure", "basis", "score", "rank"),
    *("keeps", "top", "rank_low", "rank_high", "position"),
]
AGREEMENT_COLUMNS = ["measure", "basis", "n_sections", "tau", "same_first"]

Array = npt.NDArray[np.float64]
Chosen = npt.NDArray[np.bool_]


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

    How firm that is, is told by drawing for every section, many times, what its score might as well
    have been, and ranking anew. A rate with k hits in n words is drawn from the gamma distribution
    with shape :math:`k/\varphi + 1/2` and scale :math:`1000\,\varphi/n`, where φ tells how hits
    cluster (``dispersions``); a mean of n sentences from Student's distribution around it, with the
    spread of the sentences within the sections of the text.

    Parameters
    ----------
    analysis : Analysis
        From ``analyze`` with ``scorers=True``.
    sensitivities : sequence of float
        Other sensitivities at which loaded language is looked for, between 0 and 1.
    n_top : int
        How many ranks count as the top.
    n_resamples : int
        How often the scores are drawn.
    seed : int
        Seed of the draws; the same seed gives the same table.

    Returns
    -------
    DataFrame
        Columns section, title, measure ("loaded", "hedge", "booster", "sentiment"), basis, score
        (per 1,000 words, or mean sentiment from −1 to 1), rank; keeps, the share of draws in
        which the section has this rank; top, the share in which its rank is ``n_top`` or better;
        rank_low and rank_high, between which its rank lies in 95 % of the draws; position, the same
        in words ("1st, could be 1st to 5th"). The basis is
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
    A section without a hit may come anywhere that a few hits more would put it; sections with equal
    scores change places freely. It is not told whether the measure is right: a rank can be firm and
    the measure blind.

    References
    ----------
    Hall, P. & Miller, H. (2009). Using the bootstrap to quantify the authority of an empirical
    ranking. Annals of Statistics 37. https://doi.org/10.1214/09-AOS699. Jeffreys, H. (1946). An
    invariant form for the prior probability in estimation problems. Proceedings of the Royal
    Society A 186. https://doi.org/10.1098/rspa.1946.0056

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> text = "It may rain. It may not.\n\nSun\n\nThe sun shines here. It is dry here."
    >>> table = section_ranks(analyze(Document("x", text)))
    >>> hedges = table[table["measure"] == "hedge"]
    >>> hedges[["title", "score", "rank", "position"]].round(1).values.tolist()
    [['Opening', 333.3, 1.0, '1st, could be 1st to 2nd'], ['Sun', 0.0, 2.0, '2nd, could be ...']]
    """
    for name, value in (("n_top", n_top), ("n_resamples", n_resamples)):
        if value < 1:
            raise ValueError(f"{name}={value!r}: give a number from 1")
    sections = analysis.body.reset_index(drop=True)
    if sections.empty:
        return pd.DataFrame(columns=COLUMNS)
    values = _sentence_values(analysis, sensitivities)
    scores = _scores(analysis, sections["id"], values)
    draws = _draws(analysis, sections["id"], values, n_resamples, seed)
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
    for basis, scorer in SCORED_BY.items():
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


def _scores(analysis: Analysis, ids: Iterable[int], values: Values) -> Array:
    """Return the scores of sections × bases."""
    above = np.column_stack([top for top, _ in values.values()])
    below = np.column_stack([bottom for _, bottom in values.values()])
    owner = analysis.sentences["section"].to_numpy()
    sums = [(above[owner == id].sum(axis=0), below[owner == id].sum(axis=0)) for id in ids]
    return np.array([_ratio(*pair) for pair in sums])


def _draws(
    analysis: Analysis, ids: Iterable[int], values: Values, n_draws: int, seed: int
) -> Array:
    """Return what the scores might as well have been: draws × sections × bases."""
    generator = np.random.default_rng(seed)
    norms = load_norms()
    spread = dispersions(analysis, norms)
    owner = analysis.sentences["section"].to_numpy()
    mine = [owner == id for id in ids]
    columns = []
    for (measure, basis), (above, below) in values.items():
        if measure == "sentiment":
            dispersion = norms.dispersion(SCORED_BY[basis])
            columns.append(_drawn_means(generator, above, below > 0, mine, dispersion, n_draws))
        else:
            dispersion = spread[measure, ""]
            columns.append(_drawn_rates(generator, above, below, mine, dispersion, n_draws))
    return np.stack(columns, axis=2)


def _drawn_rates(
    generator: np.random.Generator,
    hits: Array,
    words: Array,
    mine: Sequence[Chosen],
    dispersion: float,
    n_draws: int,
) -> Array:
    counts = np.array([hits[chosen].sum() for chosen in mine])
    sizes = np.array([words[chosen].sum() for chosen in mine])
    drawn = generator.gamma(counts / dispersion + 0.5, size=(n_draws, len(mine))) * dispersion
    return _ratio(drawn, sizes)


def _drawn_means(
    generator: np.random.Generator,
    scores: Array,
    known: Chosen,
    mine: Sequence[Chosen],
    dispersion: float,
    n_draws: int,
) -> Array:
    groups = [scores[chosen & known] for chosen in mine]
    sizes = np.array([len(group) for group in groups], dtype=float)
    means = np.array([group.mean() if len(group) else np.nan for group in groups])
    freedom = int(sum(max(0, len(group) - 1) for group in groups))
    if not freedom:  # nothing is known of how sentences vary
        return np.tile(means, (n_draws, 1))
    squares = sum(float(((group - group.mean()) ** 2).sum()) for group in groups if len(group))
    reach = _ratio(np.full(len(sizes), dispersion * squares / freedom), sizes) ** 0.5
    return means + reach * generator.standard_t(freedom, size=(n_draws, len(mine)))


def _ratio(above: Array, below: Array) -> Array:
    with np.errstate(invalid="ignore", divide="ignore"):
        quotient = above / np.where(below > 0, below, np.nan)
    # Equal scores must be equal, in whatever order their parts were added up.
    return np.round(quotient, 9)


def _ranks(scores: Array) -> Array:
    """Rank along the last axis but one, 1 for the highest; NaN for NaN."""
    higher = scores[..., None, :, :] > scores[..., :, None, :]
    return np.where(np.isnan(scores), np.nan, 1.0 + higher.sum(axis=-2))


def _stability(ranks: Array, drawn: Array, n_top: int) -> dict[str, Any]:
    """Say how often a section has its rank and a top one, and between which ranks it lies."""
    known = np.where(np.isnan(ranks), np.nan, 1.0)
    # A section without words of the author's own counts as the last.
    drawn = np.where(np.isnan(drawn), len(ranks), drawn)
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(drawn, [tail, 1 - tail], axis=0, method="inverted_cdf")
    return {
        "keeps": known * (drawn == ranks).mean(axis=0),
        "top": known * (drawn <= n_top).mean(axis=0),
        "rank_low": known * low,
        "rank_high": known * high,
        "position": [_position(*row) for row in zip(known * ranks, low, high, strict=True)],
    }


def _position(rank: float, low: float, high: float) -> str:
    """Say which rank it is, and which it could be.

    Examples
    --------
    >>> _position(1, 1, 5), _position(2, 2, 2)
    ('1st, could be 1st to 5th', '2nd')
    """
    if np.isnan(rank):
        return ""
    if low == rank == high:
        return ordinal(int(rank))
    return f"{ordinal(int(rank))}, could be {ordinal(int(low))} to {ordinal(int(high))}"


def ordinal(number: int) -> str:
    """Write a rank.

    Examples
    --------
    >>> [ordinal(number) for number in (1, 2, 3, 4, 11, 22)]
    ['1st', '2nd', '3rd', '4th', '11th', '22nd']
    """
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if number % 100 in (11, 12, 13) else ending}"


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
                tau = (
                    scipy.stats.kendalltau(ours, wide[basis]).statistic if len(wide) > 1 else np.nan
                )
                same = bool(((ours == 1) & (wide[basis] == 1)).any())
                rows.append((measure, basis, len(wide), float(tau), same))
    return pd.DataFrame(rows, columns=AGREEMENT_COLUMNS)
