"""Loaded language: words and phrases chosen to move the reader, each with a strength from 0 to 1.

The decision is additive. A table (``lexicons/loaded.tsv``) says how loaded a word or phrase is
by itself, a second one (``lexicons/loaded_context.tsv``) what its surroundings add or take away:
a proper name, a number, a negation, other loaded words nearby. The sum, in log-odds, is turned
into a probability: the strength. Both tables are learned by ``analysis.learning.loaded``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import accumulate
from operator import attrgetter, mul
from typing import NamedTuple

from analysis.markers.loadings import Loading, WordTable
from analysis.matching.columns import Rows, Table, kept_columns
from analysis.matching.decision import logit, probability
from analysis.matching.index import Index
from analysis.matching.kept import Kept
from analysis.matching.lexicon import Entry, lexicon_files, load_columns, load_lexicon
from analysis.matching.matches import Marker, Match, Proposal, Reason, proposed_matches
from analysis.matching.view import View, view_of
from analysis.text.classes import word_class
from analysis.text.document import Document

__all__ = [
    "CATEGORIES",
    "DEFAULT_SENSITIVITY",
    "FEATURES",
    "FUNCTION_WORDS",
    "LOADED",
    "NEGATIONS",
    "Scored",
    "Tables",
    "Unit",
    "find_loaded",
    "join",
    "load_tables",
    "make_tables",
    "propose_loaded",
    "score_units",
]

CATEGORIES = ("label", "threat", "condemnation", "praise", "ridicule", "metaphor")

# A hit needs a strength of at least 1 - sensitivity.
DEFAULT_SENSITIVITY = 0.78

# Log-odds of a word that is not in the table, and of the weakest word that is looked at closely.
UNKNOWN = -4.5
FLOOR = -3.2
# Surroundings seldom lift a word by more than this; words further below a hit are passed over.
LARGEST_LIFT = 1.3
# The charge of a sentence is the mean weight of its other words; so many weightless words are
# added, so that short sentences are not extreme.
SENTENCE_PRIOR = 5

NEGATIONS = word_class("negations_around_loaded")
INTENSIFIERS = word_class("intensifiers")
BE = word_class("linking_verbs")
FUNCTION_WORDS = word_class("function_words")
POSSESSIVES = word_class("possessives")
NUMBER = re.compile(
    r"\d|^(?:two|three|four|five|six|seven|eight|nine|ten|dozens?|hundreds?|thousands?|millions?|"
    r"billions?)$"
)


class Unit(NamedTuple):
    """A word or phrase of a text that may be loaded: word indices, and what the table says."""

    first: int
    stop: int
    loading: Loading


class Tables(NamedTuple):
    """What is known beforehand: of words, of phrases, and of surroundings."""

    words: WordTable
    logits: Kept[str, float]
    charges: Kept[str, float]
    phrases: Index[Loading]
    literal: Index[Loading]
    intercept: float
    features: tuple[float, ...]
    usual: tuple[float, ...]


def make_tables(loaded: Iterable[Entry], context: Iterable[Entry]) -> Tables:
    """Arrange the entries of the two lexicons for looking up."""
    rows = {entry.text: (entry.category, entry.weight) for entry in loaded}
    return _arranged(rows, (text for text in rows if " " in text), context)


def _arranged(
    rows: Mapping[str, tuple[str, float]], phrases: Iterable[str], context: Iterable[Entry]
) -> Tables:
    def make_loading(text: str) -> Loading:
        return Loading(logit(rows[text][1]), Entry(text, *rows[text]))

    words = WordTable(rows)  # no word that is looked up has a space in it
    by_category: dict[str, dict[str, Entry]] = {}
    for entry in context:
        by_category.setdefault(entry.category, {})[entry.text] = entry
    feature = by_category.get("feature", {})
    literal = by_category.get("literal", {})
    logits = Kept[str, float](
        lambda word: UNKNOWN if (found := words[word]) is None else found.logit
    )
    charges = Kept[str, float](
        lambda word: 0.0 if words[word] is None else probability(logits[word])
    )
    return Tables(
        words,
        logits,
        charges,
        Index(((text, text) for text in phrases), make_loading),
        Index((entry.text, Loading(entry.weight, entry)) for entry in literal.values()),
        feature["intercept"].weight if "intercept" in feature else 0.0,
        tuple(feature[name].weight if name in feature else 0.0 for name in FEATURES),
        tuple(_usual(feature.get(name)) for name in FEATURES),
    )


def _usual(entry: Entry | None) -> float:
    """Read what the value of a feature is in an ordinary place."""
    told = entry.when.removeprefix("usual:") if entry else ""
    return float(told) if told else 0.0


@cache
def load_tables() -> Tables:
    """Load the two lexicons once."""
    kept = kept_columns(lexicon_files("loaded"), _columns)
    rows = [kept["categories"], kept["weights"]]
    listed, phrases = Rows(kept["texts"], rows), map(kept["texts"].__getitem__, kept["phrases"])
    return _arranged(listed, phrases, load_lexicon("loaded_context").entries)


def _columns() -> Table:
    texts, categories, weights, _ = load_columns("loaded")
    phrases = [number for number, text in enumerate(texts) if " " in text]
    return {"texts": texts, "categories": categories, "weights": weights, "phrases": phrases}


class Weights:
    """The weight of every word of a document, and running sums of them."""

    def __init__(self, document: Document, tables: Tables) -> None:
        self.document = document
        view = view_of(document)
        literal = tables.literal.find(view)
        self.literal = {
            index: found.value.logit
            for found in literal
            for index in range(found.first, found.stop)
        }
        phrases = tables.phrases.find(view)
        self.phrases = {
            found.first: Unit(found.first, found.stop, found.value) for found in phrases
        }
        self.words = document.words
        self.loadings = tables.words
        self.logits = list(map(tables.logits.__getitem__, self.words))
        self.sums = list(accumulate(map(tables.charges.__getitem__, self.words), initial=0.0))


# In the order in which `surroundings` returns their values.
FEATURES = (
    "own weight",
    "word before",
    "word after",
    "words further before",
    "words further after",
    "charge of the sentence",
    "length of the sentence",
    "capitalised",
    "part of a name",
    "in capitals",
    "opens the sentence",
    "opens a clause",
    "closes a clause",
    "negated",
    "intensified",
    "after be",
    "after a number",
    "after a function word",
    "before a function word",
    "after a possessive",
    "after a name",
    "before a name",
    "after to",
    "before of",
    "in an exclamation",
    "in a question",
    "a phrase",
)


def surroundings(view: Weights, unit: Unit, sentence: range, ending: str) -> tuple[float, ...]:
    """Return the values of `FEATURES` for a word or phrase in its sentence."""
    words, document = view.words, view.document
    text, starts, ends = document.text, document.word_starts, document.word_ends
    first, stop, _ = unit
    begin, end = sentence.start, sentence.stop
    before = words[first - 1] if first > begin else ""
    before2 = words[first - 2] if first - 1 > begin else ""
    after = words[stop] if stop < end else ""
    start, close = starts[first], ends[stop - 1]
    capital = first > begin and text[start].isupper()
    capital_before = first - 1 > begin and text[starts[first - 1]].isupper()
    capital_after = stop < end and text[starts[stop]].isupper()
    gap_before = text[ends[first - 1] : start] if first > begin else ""
    following = text[close : close + 1]
    return (
        *weights_around(view, unit, sentence),
        capital,
        capital and (capital_before or capital_after),
        text[start:close].isupper() and close - start > 1,
        first == begin,
        gap_before.strip(" \n\t") != "",
        following in ",.;:!?)—–",
        before in NEGATIONS or before2 in NEGATIONS,
        before in INTENSIFIERS,
        before in BE or (before2 in BE and before in INTENSIFIERS),
        NUMBER.search(before) is not None,
        before in FUNCTION_WORDS,
        after in FUNCTION_WORDS,
        before in POSSESSIVES or before.endswith("'s"),
        capital_before,
        capital_after,
        before == "to",
        after == "of",
        ending == "!",
        ending == "?",
        stop - first > 1,
    )


def weights_around(view: Weights, unit: Unit, sentence: range) -> tuple[float, ...]:
    """Return the first of `FEATURES`: weights of words, and what goes by the sentence's length."""
    logits, sums = view.logits, view.sums
    first, stop, loading = unit
    begin, end = sentence.start, sentence.stop
    own = max(sums[stop] - sums[first], 0.0)
    return (
        loading.logit,
        logits[first - 1] if first > begin else UNKNOWN,
        logits[stop] if stop < end else UNKNOWN,
        max(logits[max(begin, first - 3) : max(begin, first - 1)], default=UNKNOWN),
        max(logits[min(end, stop + 1) : min(end, stop + 3)], default=UNKNOWN),
        math.log((sums[end] - sums[begin] - own + 0.3) / (end - begin + SENTENCE_PRIOR)),
        math.log(end - begin + 1),
    )


def find_units(view: Weights, sentence: range, floor: float) -> Iterator[tuple[Unit, float]]:
    """Find what may be loaded in a sentence, and what a literal expression around it adds."""
    plain, phrases = view.literal, view.phrases
    free = sentence.start
    words, loadings, logits = view.words, view.loadings, view.logits
    strong = [i for i in sentence if logits[i] > floor]
    begun = [i for i in sentence if i in phrases] if phrases else None
    for index in sorted({*strong, *begun}) if begun else strong:
        if index < free:
            continue
        unit = phrases.get(index)
        if unit is None:
            loading = loadings[words[index]]
            assert loading is not None
            unit = Unit(index, index + 1, loading)
        free = unit.stop
        yield unit, plain.get(index, 0.0)


class Scored(NamedTuple):
    """A unit with its score in log-odds and the shares of the score."""

    unit: Unit
    score: float
    values: tuple[float, ...]
    literal: float


def score_units(document: Document, tables: Tables, floor: float = FLOOR) -> Iterator[Scored]:
    """Score all words above a floor and all phrases in the body, in the order of the text."""
    view = Weights(document, tables)
    features, base = tables.features, tables.intercept
    for span, sentence in zip(document.sentences, document.sentence_words, strict=True):
        ending = document[span].rstrip(" \n\"'”’)")[-1:]
        for unit, literal in find_units(view, sentence, floor):
            values = surroundings(view, unit, sentence, ending)
            score = base + sum(map(mul, features, values)) + literal
            yield Scored(unit, score, values, literal)


def find_loaded(document: Document, sensitivity: float = DEFAULT_SENSITIVITY) -> list[Match]:
    """Find loaded words and phrases in the body of a document.

    The score of a word or phrase is the sum of its own weight and of what its surroundings add,
    in log-odds; its strength is the probability ``1 / (1 + exp(-score))`` that a reader who marks
    loaded language marks it. Adjacent hits are joined to one, with the strength of the strongest.

    Parameters
    ----------
    document : Document
        The text. Both voices are searched.
    sensitivity : float
        From 0 (nothing) to 1 (everything that the table knows); a hit needs a strength of at
        least ``1 - sensitivity``. What a low value finds, a higher one finds too.

    Returns
    -------
    list of Match
        In the order of the text, without overlap. ``weight`` is the strength, from 0 to 1,
        higher = more loaded. Empty for a text without loaded language.

    Raises
    ------
    ValueError
        If ``sensitivity`` is not between 0 and 1.

    Notes
    -----
    It does not measure whether a word is *true* or fair, nor the sentiment of a sentence, and it
    does not see insinuation in plain words. It does not depend on the length of the text.

    References
    ----------
    Da San Martino et al. (2020), https://doi.org/10.18653/v1/2020.semeval-1.186;
    Spinde et al. (2021), https://doi.org/10.18653/v1/2021.findings-emnlp.101

    Examples
    --------
    >>> document = Document("x", "The minister met the council. His ludicrous plan is a disgrace!")
    >>> [match.text for match in find_loaded(document)]
    ['ludicrous', 'disgrace']
    """
    if not 0 <= sensitivity <= 1:
        raise ValueError(f"sensitivity={sensitivity!r}: give a number from 0 to 1")
    view = view_of(document)
    return proposed_matches(view, "loaded", propose_loaded(view, sensitivity))


def propose_loaded(
    view: View, sensitivity: float = DEFAULT_SENSITIVITY, tables: Tables | None = None
) -> Iterator[Proposal]:
    """Yield what the lexicon and its surroundings find in a text, as ``find_loaded`` does.

    Examples
    --------
    >>> view = View(Document("x", "It is a disgrace!"))
    >>> [proposal.category for proposal in propose_loaded(view)]
    ['condemnation']
    """
    needed = logit(1 - sensitivity)
    tables, document = tables or load_tables(), view.document
    floor = max(FLOOR, needed - LARGEST_LIFT)
    hits = [scored for scored in score_units(document, tables, floor) if scored.score >= needed]
    for group in join(document, hits):
        best = max(group, key=attrgetter("score"))
        category, weight = best.unit.loading.entry.category, round(probability(best.score), 3)
        place = group[0].unit.first, group[-1].unit.stop
        yield Proposal(category, *place, weight, Reason(_reason, best, tables))


def join(document: Document, hits: Iterable[Scored]) -> Iterator[list[Scored]]:
    """Group hits of one sentence with nothing but white space between them."""
    begins = {sentence.start for sentence in document.sentences}
    group: list[Scored] = []
    for hit in hits:
        if group:
            last, first = group[-1].unit.stop, hit.unit.first
            start = document.word_starts[first]
            gap = document.text[document.word_ends[last - 1] : start]
            if last == first and gap.isspace() and start not in begins:
                group.append(hit)
                continue
            yield group
        group = [hit]
    if group:
        yield group


LARGE = 1.0  # log-odds; such a share makes the odds about three times as high, or as low
NOTABLE = 0.3  # log-odds; smaller shares of a score are not worth a word in the reason


def _reason(hit: Scored, tables: Tables) -> str:
    """Say which entry fired and what moved the score most, against an ordinary place."""
    entry = hit.unit.loading.entry
    parts = [f"“{entry.text}” ({entry.category}, strength {entry.weight:.2f} of 1 by itself)"]
    shares = [
        (weight * (value - usual), name)
        for name, weight, value, usual in zip(
            FEATURES, tables.features, hit.values, tables.usual, strict=True
        )
        if name != "own weight"
    ]
    shares.append((hit.literal, "a literal expression"))
    notable = sorted(
        (share for share in shares if abs(share[0]) >= NOTABLE), key=lambda s: -abs(s[0])
    )
    parts += [f"{_effect(share)}: {name}" for share, name in notable[:4]]
    return "; ".join(parts)


def _effect(share: float) -> str:
    """Say in words what a share of a score, in log-odds, does to the strength."""
    return ("much " if abs(share) >= LARGE else "") + ("raised" if share > 0 else "lowered")


LOADED = Marker(
    "loaded",
    CATEGORIES,
    find_loaded,
    title="Loaded language",
    color="#701049",
)
