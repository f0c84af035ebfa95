"""Our own sentiment of sentences: additive and explainable.

It adds up what every word contributes. The valence of a word is looked up in
``lexicons/valence.tsv`` (learned from human ratings, see ``analysis.learning.valence``) and
multiplied by what stands around it: negation, intensifiers, "but", a question, … The sum of
these shares, squashed to −1..1, is the score, so every score can be traced to its words.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from analysis.sentiment.effects import factors, reason_of
from analysis.sentiment.scope import Hit, find_hits
from analysis.sentiment.table import ValenceTable, load_table
from analysis.text.document import Document

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["explain", "score", "score_sentences", "share", "squash"]

POINTS = 4.0  # the ratings that the valences were learned from run from −4 to 4


def share(hit: Hit, n_words: int) -> float:
    """Return what a hit adds to the score of a sentence before squashing."""
    _, _, valence, flags = hit
    return valence * factors[flags][valence < 0] / math.sqrt(n_words)


def squash(total: float) -> float:
    """Map a sum of shares, in rating points, to −1..1."""
    return math.tanh(total / POINTS)


def _score(document: Document, indices: range, table: ValenceTable) -> float:
    if not indices:
        return math.nan
    total = 0.0
    for _, _, valence, flags in find_hits(document, indices, table):
        total += valence * factors[flags][valence < 0]
    return squash(total / math.sqrt(len(indices)))


def score_sentences(document: Document) -> list[float]:
    r"""Score every sentence of a document with the project's own scorer.

    The score of a sentence of :math:`n` words is

    .. math:: \tanh\Bigl(\frac{1}{4\sqrt{n}} \sum_i v_i f_i\Bigr)

    where :math:`v_i` is the valence of a word or phrase (on the scale −4..4 of the ratings it was
    learned from) and :math:`f_i` the product of the factors of what surrounds it: negated, shifted
    ("reduce crime"), intensified, damped, irrealis, conceded, contrast, quoted, question.

    Parameters
    ----------
    document : Document
        The text; headings and boilerplate have no sentences.

    Returns
    -------
    list of float
        One score for each of ``document.sentences``, −1 to 1; higher = more positive. NaN for a
        sentence without words. An empty list for a document without sentences.

    Notes
    -----
    The square root keeps long sentences comparable with short ones: the score depends little on
    length. It measures the tone of the wording, neither the writer's stance nor irony.

    See Also
    --------
    score, explain

    References
    ----------
    Additive valence with contextual shifters: Polanyi, L. & Zaenen, A. (2006),
    https://doi.org/10.1007/1-4020-4102-0_1; Taboada, M. et al. (2011),
    https://doi.org/10.1162/COLI_a_00049.

    Examples
    --------
    >>> document = Document("x", "A wonderful success. A terrible crime.")
    >>> [round(value) for value in score_sentences(document)]
    [1, -1]
    """
    table = load_table()
    document = document.meant
    return [_score(document, indices, table) for indices in document.sentence_words]


def score(text: str) -> float:
    """Score one sentence with the project's own scorer; see `score_sentences` for the formula.

    Parameters
    ----------
    text : str
        One sentence. Curly and straight apostrophes give the same score.

    Returns
    -------
    float
        −1 to 1; higher = more positive. NaN for a text without words.

    Examples
    --------
    >>> score("It is a good policy.") > 0 > score("It isn’t a good policy.")
    True
    >>> score("…")
    nan
    """
    document = Document("sentence", text).meant
    return _score(document, range(len(document.words)), load_table())


def explain(sentence: str) -> pd.DataFrame:
    """Show what every word adds to the score of a sentence.

    Parameters
    ----------
    sentence : str
        One sentence.

    Returns
    -------
    pandas.DataFrame
        One row per word or phrase with a valence, in the order of the text: ``start``, ``end``
        (character offsets), ``text``, ``share`` (in rating points; the shares add up to the score
        before squashing: ``score(sentence) == squash(table["share"].sum())``) and ``reason``:
        "valence", or what surrounds the word, such as "negated" or "conceded, intensified".
        An empty table with these columns if no word has a valence.

    Examples
    --------
    >>> table = explain("This is not good.")
    >>> list(table["text"])
    ['not', 'good']
    >>> table["reason"].iloc[1]
    'negated'
    >>> bool(table["share"].iloc[1] < 0)
    True
    """
    import pandas as pd

    document = Document("sentence", sentence).meant
    indices = range(len(document.words))
    rows: dict[tuple[int, int], list[Hit]] = {}
    for hit in find_hits(document, indices, load_table()):
        rows.setdefault(hit[:2], []).append(hit)  # parts of one compound
    columns = ["start", "end", "text", "share", "reason"]
    table = [
        (
            start := document.word_starts[first],
            end := document.word_ends[stop - 1],
            sentence[start:end],
            sum(share(hit, len(indices)) for hit in hits),
            reason_of(hits[0][3]),
        )
        for (first, stop), hits in rows.items()
    ]
    return pd.DataFrame(table, columns=columns)
