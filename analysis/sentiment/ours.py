"""Our own sentiment of sentences: additive and explainable.

It adds up what every word contributes. The valence of a word is looked up in
``lexicons/valence.tsv`` (learned from ratings, see ``analysis.learning.valence``) and multiplied by
what stands around it (``effects``, found by ``scope``). The sum of these shares, squashed to −1..1,
is the score, so every score can be traced to its words.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from analysis.sentiment.effects import factors, reason_of
from analysis.sentiment.scope import Hit, find_hits
from analysis.sentiment.table import ValenceTable, load_table
from analysis.text.document import Document

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["explain", "score", "score_sentences", "share", "squash"]

HALFWAY = 2.5  # a sum of so many points scores .5
# What the neighbours of a sentence lend it, and those next but one, of what their own words add up
# to. Readers rate a sentence as they meet it in its text.
NEIGHBOURS = (0.2, 0.1)


def share(hit: Hit, n_words: int) -> float:
    """Return what a hit adds to the score of a sentence before squashing."""
    _, _, valence, flags = hit
    return valence * factors[flags][valence < 0] / math.sqrt(n_words)


def squash(total: float) -> float:
    """Map a sum of shares, in rating points, to −1..1: oddly, always rising, 0 to 0.

    Examples
    --------
    >>> [squash(total) for total in (-2.5, 0, 2.5, 7.5)]
    [-0.5, 0.0, 0.5, 0.75]
    """
    return total / (HALFWAY + abs(total))


def _total(document: Document, indices: range, table: ValenceTable) -> float:
    """Return the sum of the shares of a sentence's own words; NaN without words."""
    if not indices:
        return math.nan
    total = 0.0
    for _, _, valence, flags in find_hits(document, indices, table):
        total += valence * factors[flags][valence < 0]
    return total / math.sqrt(len(indices))


def _in_context(totals: Sequence[float], number: int) -> Iterator[tuple[int, float]]:
    """Yield which other sentences lend a sentence a share, and the shares."""
    for distance, part in enumerate(NEIGHBOURS, 1):
        for other in (number - distance, number + distance):
            if 0 <= other < len(totals) and not math.isnan(totals[other]):
                yield other, part * totals[other]


def score_sentences(document: Document) -> list[float]:
    r"""Score every sentence of a document with the project's own scorer, in its context.

    The words of a sentence of :math:`n` words add up to

    .. math:: t = \frac{1}{\sqrt{n}} \sum_i v_i f_i

    where :math:`v_i` is the valence of a word or phrase (on the scale −4..4 of the ratings it was
    learned from) and :math:`f_i` the product of the factors of what surrounds it: negated, shifted
    ("reduce crime"), intensified, conceded, in quotation marks, in a question, … To it come a fifth
    of the sum of each neighbouring sentence and a tenth of the next but one; the score is

    .. math:: \frac{t}{2.5 + |t|}

    Parameters
    ----------
    document : Document
        The text; headings and boilerplate have no sentences.

    Returns
    -------
    list of float
        One score for each of ``document.sentences``, −1 to 1; higher = more positive; .25 stands
        for one point on a scale of ratings from −4 to 4. NaN for a sentence without words. An empty
        list for a document without sentences.

    Notes
    -----
    The square root keeps long sentences comparable with short ones: the score depends little on
    length. It measures what the wording makes a reader feel about what is spoken of: a plain report
    of bad events is low, and so is a condemnation. It measures neither the writer's stance nor
    irony. A sentence alone is scored by `score`.

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
    >>> [value > 0 for value in score_sentences(document)]
    [True, False]
    """
    table = load_table()
    document = document.meant
    totals = [_total(document, indices, table) for indices in document.sentence_words]
    return [
        squash(total + sum(lent for _, lent in _in_context(totals, number)))
        for number, total in enumerate(totals)
    ]


def score(text: str) -> float:
    """Score one sentence by itself; see `score_sentences` for the formula.

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
    return squash(_total(document, range(len(document.words)), load_table()))


def explain(sentence: str | Document, number: int | None = None) -> pd.DataFrame:
    """Show what every word adds to the score of a sentence.

    Parameters
    ----------
    sentence : str or Document
        One sentence, or a whole text.
    number : int, optional
        Which sentence of the text, from 1; then its neighbours have shares too.

    Returns
    -------
    pandas.DataFrame
        One row per word or phrase with a valence, in the order of the text: ``start``, ``end``
        (character offsets), ``text``, ``share`` (in rating points; the shares add up to the score
        before squashing: ``score(sentence) == squash(table["share"].sum())``) and ``reason``:
        "valence", or what surrounds the word, such as "negated" or "conceded, intensified". Of a
        sentence of a document, then one row per neighbour that lends it a share, with the reason
        "neighbour". An empty table with these columns if no word has a valence.

    Raises
    ------
    ValueError
        If a document has no sentence of that number, or no number was given.

    Examples
    --------
    >>> table = explain("This is not good.")
    >>> list(table["text"])
    ['not', 'good']
    >>> table["reason"].iloc[1]
    'negated'
    >>> bool(table["share"].iloc[1] < 0)
    True
    >>> explain(Document("x", "It rained. A terrible crime."), 1)["reason"].iloc[-1]
    'neighbour'
    """
    import pandas as pd

    columns = ["start", "end", "text", "share", "reason"]
    if isinstance(sentence, str):
        text = Document("sentence", sentence)
        return pd.DataFrame(_own_shares(text, range(len(text.words))), columns=columns)
    if number is None or not 1 <= number <= len(sentence.sentences):
        raise ValueError(f"number={number!r}: give one from 1 to {len(sentence.sentences)}")
    meant, table = sentence.meant, load_table()
    totals = [_total(meant, indices, table) for indices in meant.sentence_words]
    rows = _own_shares(sentence, meant.sentence_words[number - 1])
    for other, lent in sorted(_in_context(totals, number - 1)):
        span = sentence.sentences[other]
        rows.append((span.start, span.end, sentence[span], lent, "neighbour"))
    return pd.DataFrame(rows, columns=columns)


def _own_shares(document: Document, indices: range) -> list[tuple[int, int, str, float, str]]:
    """Return start, end, text, share and reason of each word with a valence."""
    rows: dict[tuple[int, int], list[Hit]] = {}
    for hit in find_hits(document.meant, indices, load_table()):
        rows.setdefault(hit[:2], []).append(hit)  # parts of one compound
    return [
        (
            start := document.word_starts[first],
            end := document.word_ends[stop - 1],
            document.text[start:end],
            sum(share(hit, len(indices)) for hit in hits),
            reason_of(hits[0][3]),
        )
        for (first, stop), hits in rows.items()
    ]
