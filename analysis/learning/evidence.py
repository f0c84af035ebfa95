"""Learn what each cue tells of the evidence that a sentence offers.

``python -m analysis.learning.evidence --gold ../shared/gold`` writes
``lexicons/decisions/evidence.tsv`` again; ``--cross-validate`` prints figures instead.

The model is the one that reads (`analysis.markers.evidence.decision`): a logistic regression of
four kinds with a ridge, learned from op-eds whose units people labelled. A sentence has the label
that covers most of it; titles, common ground and units without argument are left out. Sentences
of rarer kinds count more; the shift is what that adds to their log-odds, so that the probabilities
are those of kinds as frequent as they are. Texts kept for testing are not read.

Needs the ``learning`` extra (scikit-learn).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import numpy as np
import numpy.typing as npt
import typer
from scipy import sparse

from analysis.files import write_text
from analysis.learning.gold import N_FOLDS, fold_of
from analysis.learning.lessons import read_texts
from analysis.learning.op_eds import learnable
from analysis.learning.pruning import LeftOut, find_left_out
from analysis.learning.tables import CrossValidate, Gold
from analysis.markers.evidence import all_cues, evidence_of
from analysis.markers.evidence.cues import Cue
from analysis.markers.evidence.decision import KINDS, TABLE
from analysis.validation.evidence import labelled_sentences, read_labelled

Array = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]

WORDS = ("word", "pair", "first word", "first words", "attribution verb")
# A cue that is larger in the design costs less to use: what generalises comes first.
SCALES = {"word": 0.5, "pair": 0.4, "first word": 0.5, "first words": 0.4, "attribution verb": 0.4}
NEIGHBOUR_SCALE = 0.4
LEAST_TEXTS = 3
INVERSE_PENALTY = 0.05
EVENNESS = 0.5  # 0 = all sentences count alike, 1 = all kinds do
N_WORDS = 3000  # words and pairs that are kept, the strongest
LEAST_WEIGHT = 0.02


class Study(NamedTuple):
    """The labelled sentences: design, kind, fold; and the cues."""

    design: Any
    kinds: Numbers
    folds: Numbers
    cues: list[Cue]
    scales: Array
    n_texts: int


def scale_of(name: str) -> float:
    """Return how large a cue is in the design.

    Examples
    --------
    >>> scale_of("tense"), scale_of("before: tense")
    (1.0, 0.4)
    """
    is_neighbour = name.startswith(("before", "after"))
    return NEIGHBOUR_SCALE if is_neighbour else SCALES.get(name, 1.0)


def read_study(gold: Path) -> Study:
    """Read the labelled op-eds that may be learned from."""
    rows: list[list[Cue]] = []
    kinds, folds, texts = [], [], []
    for number, text in enumerate(read_labelled(gold, learnable)):
        cues = all_cues(text.document.meant)
        for sentence, kind in labelled_sentences(text):
            rows.append(list(dict.fromkeys(cues[sentence])))
            kinds.append(KINDS.index(kind))
            folds.append(fold_of(text.document.id))
            texts.append(number)
    numbered = number_cues(rows, texts)
    scales = np.array([scale_of(name) for name, _ in numbered])
    columns = [[numbered[cue] for cue in row if cue in numbered] for row in rows]
    pointers = np.cumsum([0, *map(len, columns)])
    flat = np.array([column for row in columns for column in row])
    shape = len(rows), len(numbered)
    design = sparse.csr_matrix((scales[flat], flat, pointers), shape=shape)
    n_texts = len(set(texts))
    return Study(design, np.array(kinds), np.array(folds), list(numbered), scales, n_texts)


def number_cues(rows: Sequence[Sequence[Cue]], texts: Sequence[int]) -> Mapping[Cue, int]:
    """Number the cues that stand in several texts.

    Examples
    --------
    >>> rows = [[("word", "a")], [("word", "a"), ("word", "b")], [("word", "a")]]
    >>> dict(number_cues(rows, [1, 2, 3]))
    {('word', 'a'): 0}
    """
    seen: dict[Cue, set[int]] = {}
    for row, text in zip(rows, texts, strict=True):
        for cue in row:
            seen.setdefault(cue, set()).add(text)
    frequent = [cue for cue, where in seen.items() if len(where) >= LEAST_TEXTS]
    return {cue: number for number, cue in enumerate(sorted(frequent))}


class Fitted(NamedTuple):
    """Weights of the cues for each kind, what a sentence without any has, and the shift."""

    weights: Array
    base: Array
    shift: Array

    def scores(self, design: Any) -> Array:
        """Return the log-odds of each sentence and kind."""
        scores: Array = design @ self.weights.T + self.base
        return scores


def fit(design: Any, kinds: Numbers) -> Fitted:
    """Fit the weights; sentences of rarer kinds count more, which the base makes up for."""
    from sklearn.linear_model import LogisticRegression

    counts = np.bincount(kinds, minlength=len(KINDS))
    weights = (counts.sum() / counts) ** EVENNESS
    weights /= weights[kinds].mean()
    model = LogisticRegression(C=INVERSE_PENALTY, max_iter=200, tol=3e-3)
    model.fit(design, kinds, sample_weight=weights[kinds])
    shift = np.log(weights / weights[-1])
    return Fitted(np.asarray(model.coef_), np.asarray(model.intercept_) - shift, shift)


def f1_of_kinds(kinds: Numbers, said: Numbers) -> Array:
    """Return F1 of each kind.

    Examples
    --------
    >>> f1_of_kinds(np.array([0, 1, 2, 3]), np.array([0, 1, 3, 3])).round(2).tolist()
    [1.0, 1.0, 0.0, 0.67]
    """
    right = np.array([((kinds == k) & (said == k)).sum() for k in range(len(KINDS))])
    both = np.array([(kinds == k).sum() + (said == k).sum() for k in range(len(KINDS))])
    return np.asarray(2 * right / np.maximum(both, 1))


def cross_validate(study: Study) -> Array:
    """Return F1 of each kind on texts that were not learned from."""
    said = np.zeros_like(study.kinds)
    for fold in range(N_FOLDS):
        out = study.folds == fold
        fitted = fit(study.design[~out], study.kinds[~out])
        said[out] = (fitted.scores(study.design[out]) + fitted.shift).argmax(axis=1)
    return f1_of_kinds(study.kinds, said)


def kept_rows(study: Study, fitted: Fitted, left_out: LeftOut) -> Iterator[tuple[Cue, Array]]:
    """Yield the cues that stay in the table, with their weights as they are added up."""
    weights = fitted.weights * study.scales
    strength = np.ptp(weights, axis=0)
    is_word = np.array([name in WORDS for name, _ in study.cues])
    rank = np.argsort(-np.where(is_word, strength, 0))
    words = set(rank[:N_WORDS].tolist())
    for number, (name, value) in enumerate(study.cues):
        if strength[number] < LEAST_WEIGHT or (is_word[number] and number not in words):
            continue
        if not (is_word[number] and left_out.holds("word", value)):
            yield (name, value), weights[:, number]


def write_weights(path: Path, fitted: Fitted, rows: Sequence[Any]) -> None:
    """Write the table, settings first."""
    lines = ["\t".join(["cue", "value", *KINDS])]
    for name, values in (("base", fitted.base), ("shift", fitted.shift)):
        lines.append("\t".join(["setting", name, *(f"{value:.2f}" for value in values)]))
    for (name, value), weights in rows:
        lines.append("\t".join([name, value, *(f"{weight:.2f}" for weight in weights)]))
    write_text(path, "\n".join(lines) + "\n")


def print_yardstick(gold: Path) -> None:
    """Print between which shares of sentences four in five op-eds lie, as the measure says."""
    shares = []
    for text in read_labelled(gold, lambda _: True):
        said = [evidence.kind for evidence in evidence_of(text.document)]
        shares.append([said.count(kind) / max(len(said), 1) for kind in KINDS])
    low, high = np.percentile(shares, [10, 90], axis=0)
    for kind, *ends in zip(KINDS, low, high, strict=True):
        typer.echo(f"{kind} = [{ends[0]:.2f}, {ends[1]:.2f}]")


def main(
    gold: Gold,
    cross_validation: CrossValidate = False,
    yardstick: Annotated[
        bool, typer.Option("--yardstick", help="Print the shares of op-eds, write nothing.")
    ] = False,
) -> None:
    """Learn the table of evidence again."""
    if yardstick:
        print_yardstick(gold)
        return
    study = read_study(gold)
    f1 = cross_validate(study)
    figures = ", ".join(f"{kind} {value:.3f}" for kind, value in zip(KINDS, f1, strict=True))
    typer.echo(f"cross-validated mean F1 {f1.mean():.3f} ({figures}); {study.n_texts} texts")
    if not cross_validation:
        fitted = fit(study.design, study.kinds)
        rows = list(kept_rows(study, fitted, find_left_out(read_texts(gold))))
        write_weights(TABLE, fitted, rows)
        typer.echo(f"{len(rows)} cues written to {TABLE}")


if __name__ == "__main__":
    typer.run(main)
