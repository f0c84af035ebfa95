"""Our own sentiment of sentences: additive and explainable.

It adds up what every word contributes. The valence of a word is looked up in
``lexicons/valence.tsv`` (learned from human ratings, see ``analysis.learning.valence``) and
multiplied by what stands around it: negation, intensifiers, "but", a question, … The sum of
these shares, squashed to −1..1, is the score, so every score can be traced to its words.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from analysis.matching.index import Index
from analysis.matching.lexicon import Entry, load_lexicon
from analysis.matching.view import view_of
from analysis.text.document import Document

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["explain", "score", "score_sentences"]


class Effect(NamedTuple):
    """What a surrounding does to a word: factors for a good and a bad word, and its name."""

    flag: int
    positive: float
    negative: float
    reason: str


# Each surrounding is one bit, so that all that surrounds a word is one number.
NEGATED, SHIFTED, INTENSIFIED, DAMPED, IRREALIS = 1, 2, 4, 8, 16
CONCEDED, CONTRASTED, QUOTED, ASKED = 32, 64, 128, 256

# Estimated on the rated editorials (python -m analysis.learning.valence --factors) and rounded.
# Negation is lopsided: "not good" is bad, "not bad" is merely not bad.
EFFECTS = (
    Effect(NEGATED, -0.6, 0.1, "negated"),
    Effect(SHIFTED, 0.5, -0.1, "shifted"),
    Effect(INTENSIFIED, 1.4, 1.5, "intensified"),
    Effect(DAMPED, 0.5, 0.9, "damped"),
    Effect(IRREALIS, 1.0, 0.85, "irrealis"),
    Effect(CONCEDED, 0.65, 0.7, "conceded"),
    Effect(CONTRASTED, 1.2, 1.3, "contrast"),
    Effect(QUOTED, 0.4, 0.95, "quoted"),
    Effect(ASKED, 0.25, 0.75, "question"),
)
N_FLAGS = 1 << len(EFFECTS)

# Operators act on the words after them: which flag they set, and how many words they reach.
# Punctuation within the sentence ends it sooner, except for "but", which holds to its end.
WHOLE_CLAUSE = 1000
OPERATORS = {
    "negator": (NEGATED, 4),
    "shifter": (SHIFTED, 4),
    "intensifier": (INTENSIFIED, 2),
    "damper": (DAMPED, 2),
    "irrealis": (IRREALIS, 6),
    "concession": (CONCEDED, WHOLE_CLAUSE),
    "contrast": (CONTRASTED, WHOLE_CLAUSE),
}
CLAUSE_BREAKS = frozenset(",;:()[]—–")
QUOTATION_MARK = re.compile("[\"“”„«»]|''")
POINTS = 4.0  # the ratings that the valences were learned from run from −4 to 4


# A word or phrase with a valence: its first word, the word after it, its valence, and the flags of
# what surrounds it. A plain tuple, because there is one for every second word.
Hit = tuple[int, int, float, int]


class Operator(NamedTuple):
    """A table entry that is more than a number: it acts on its surroundings or begins phrases.

    ``seconds`` are the second words of the phrases, which are looked at first, to save time.
    """

    valence: float
    category: str
    seconds: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ValenceTable:
    """The valence lexicon in the shape in which it is looked up.

    Parameters
    ----------
    words : mapping
        From a word to its valence, or to an Operator.
    phrases : Index
        The phrases, as Operators.
    """

    words: Mapping[str, float | Operator]
    phrases: Index[Operator]
    _parts: dict[str, tuple[float, ...]] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def from_entries(cls, entries: Iterable[Entry]) -> ValenceTable:
        """Build the table from the entries of a lexicon."""
        words: dict[str, float | Operator] = {}
        phrases: dict[str, Operator] = {}
        for entry in entries:
            operator = Operator(entry.weight, entry.category)
            if " " in entry.text:
                phrases[entry.text] = operator
            else:
                words[entry.text] = entry.weight if entry.category == "valence" else operator
        seconds: dict[str, set[str]] = {}
        for first, second, *_ in map(str.split, phrases):
            seconds.setdefault(first, set()).add(second)
        for first, others in seconds.items():
            known = words.get(first, 0.0)
            own = known if isinstance(known, Operator) else Operator(known, "valence")
            words[first] = own._replace(seconds=frozenset(others))
        return cls(words, Index(phrases.items()))

    def parts_of(self, word: str) -> tuple[float, ...]:
        """Return the valences of the parts of a word that is not in the table itself."""
        known = self._parts.get(word)
        if known is None:
            found = [self.words.get(part) or 0.0 for part in re.split("['-]", word)]
            valences = [part if isinstance(part, float) else part.valence for part in found]
            known = self._parts[word] = tuple(valence for valence in valences if valence)
        return known


@cache
def load_table() -> ValenceTable:
    """Load the project's own valences once."""
    return ValenceTable.from_entries(load_lexicon("valence").entries)


def _combine(effects: Iterable[Effect]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return the factors of every combination of surroundings, for good and for bad words."""
    positive, negative = [1.0] * N_FLAGS, [1.0] * N_FLAGS
    for effect in effects:
        for flags in range(N_FLAGS):
            if flags & effect.flag:
                positive[flags] *= effect.positive
                negative[flags] *= effect.negative
    return tuple(positive), tuple(negative)


POSITIVE_FACTORS, NEGATIVE_FACTORS = _combine(EFFECTS)


class _Scope:
    """What the operators met so far do to the words that follow."""

    def __init__(self) -> None:
        self.stops: dict[int, int] = {}
        self.farthest = 0

    def clear(self) -> None:
        """End all scopes, as the end of a clause does."""
        if self.farthest:
            self.stops.clear()
            self.farthest = 0

    def open(self, category: str, after: int) -> None:
        """Let an operator act from the word after it."""
        flag, reach = OPERATORS[category]
        if flag == NEGATED and self.stops.get(NEGATED, 0) >= after:
            # A second negation takes the first one back: "never without merit".
            del self.stops[NEGATED]
        else:
            self.stops[flag] = after + reach
            self.farthest = max(self.farthest, after + reach)

    def flags(self, index: int) -> int:
        """Return what acts on a word."""
        flags = 0
        for flag, stop in self.stops.items():
            if index < stop:
                flags |= flag
        return flags


def find_hits(document: Document, indices: range, table: ValenceTable) -> list[Hit]:
    """Find the valenced words of one sentence and what surrounds each.

    One pass over the words. Phrases go before words, longer ones first.

    Parameters
    ----------
    document : Document
        The text.
    indices : range
        The words of the sentence.
    table : ValenceTable
        Where valences are looked up.

    Returns
    -------
    list of Hit
        In the order of the text.
    """
    hits: list[Hit] = []
    if not indices:
        return hits
    first, stop = indices.start, indices.stop
    words, view = document.words, view_of(document)
    text, lookup, scope = document.folded, table.words.get, _Scope()
    mood = _opening_mood(document, indices)
    last_end = document.word_starts[first]
    next_index = first
    for index, word, start, end in zip(
        indices,
        words[first:stop],
        document.word_starts[first:stop],
        document.word_ends[first:stop],
        strict=True,
    ):
        if start - last_end > 1:
            between = text[last_end:start]
            if not CLAUSE_BREAKS.isdisjoint(between):
                scope.clear()
            if QUOTATION_MARK.search(between):
                mood ^= QUOTED
        last_end = end
        if index < next_index:  # inside a phrase
            continue
        entry = lookup(word)
        if entry is None:
            if "'" in word or "-" in word:
                flags = mood | scope.flags(index)
                hits += [(index, index + 1, part, flags) for part in table.parts_of(word)]
            continue
        flags = mood | scope.flags(index) if index < scope.farthest else mood
        if isinstance(entry, float):
            hits.append((index, index + 1, entry, flags))
            continue
        next_index = index + 1
        if next_index < stop and words[next_index] in entry.seconds:
            found = table.phrases.longest(view, index, stop)
            if found is not None:
                entry, next_index = found.value, found.stop
        if entry.category == "negator":
            flags &= ~NEGATED  # "never" does not become good by "not"
        if entry.valence:
            hits.append((index, next_index, entry.valence, flags))
        if entry.category == "contrast" and index > first:
            hits = [(*hit[:3], hit[3] & ~CONTRASTED | CONCEDED) for hit in hits]
            mood |= CONTRASTED
            scope.clear()
        elif entry.category in OPERATORS:
            scope.open(entry.category, next_index)
    return hits


def _opening_mood(document: Document, indices: range) -> int:
    """Tell whether a sentence is a question, and whether it opens with a quotation."""
    start = document.word_starts[indices.start]
    end = document.word_ends[indices.stop - 1]
    mood = ASKED if "?" in document.text[end : end + 3].split(" ")[0] else 0
    if start:
        before = document.text[max(0, start - 2) : start]
        if QUOTATION_MARK.fullmatch(before) or QUOTATION_MARK.fullmatch(before[-1]):
            mood |= QUOTED
    return mood


def share(hit: Hit, n_words: int) -> float:
    """Return what a hit adds to the score of a sentence before squashing."""
    _, _, valence, flags = hit
    factors = POSITIVE_FACTORS if valence > 0 else NEGATIVE_FACTORS
    return valence * factors[flags] / math.sqrt(n_words)


def squash(total: float) -> float:
    """Map a sum of shares, in rating points, to −1..1."""
    return math.tanh(total / POINTS)


def _score(document: Document, indices: range, table: ValenceTable) -> float:
    if not indices:
        return math.nan
    total = 0.0
    for _, _, valence, flags in find_hits(document, indices, table):
        total += valence * (POSITIVE_FACTORS if valence > 0 else NEGATIVE_FACTORS)[flags]
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
            reason(hits[0]),
        )
        for (first, stop), hits in rows.items()
    ]
    return pd.DataFrame(table, columns=columns)


def reason(hit: Hit) -> str:
    """Name what surrounds a hit, or "valence" if nothing does."""
    names = [effect.reason for effect in EFFECTS if hit[3] & effect.flag]
    return ", ".join(names) or "valence"
