"""Learn of what kind a loaded word is, and with what force, from the labelled op-eds.

Two readers gave each span that they marked a kind and a strength from 1 to 3. The kind is learned
by a multinomial logistic regression, the force by a ridge regression on the mean strength, both
from the same properties that decide whether the word is a hit, but for groups of words around it.
Called by ``analysis.learning.decisions``, which has read the texts.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import minimize
from scipy.sparse.linalg import lsqr

from analysis.learning.lessons import KINDS
from analysis.learning.pruning import LeftOut
from analysis.text.spans import Span
from analysis.validation.scoring import covered
from analysis.validation.tasks import OpEd

Array = npt.NDArray[np.float64]

USED = frozenset(("word", "rule", "before", "after", "ending", "first letters"))
INVERSE_PENALTY = 0.5
RIDGE = 3.0
LEAST_COUNT, LEAST_TEXTS = 2, 2
LEAST_WEIGHT = 0.03


class Marked(NamedTuple):
    """The words of a text that a reader marked: their numbers, shares of kinds, mean strength."""

    words: npt.NDArray[np.int64]
    kinds: Array
    force: Array


def read_marked(op_ed: OpEd, words: Sequence[Span]) -> Marked:
    """Read what the readers said of each marked word of an op-ed."""
    kinds, strengths = np.zeros((len(words), len(KINDS))), np.zeros(len(words))
    n_marks = np.zeros(len(words))
    for labels in (op_ed.first, op_ed.second):
        for row in labels[labels["category"] == "loaded"].itertuples():
            inside = sorted(covered(words, [(row.start, row.end)]))
            kinds[inside, KINDS.index(row.kind)] += 1
            strengths[inside] += row.strength
            n_marks[inside] += 1
    chosen = np.flatnonzero(n_marks)
    shares = kinds[chosen] / n_marks[chosen, None]
    return Marked(chosen, shares, strengths[chosen] / n_marks[chosen])


class Natures(NamedTuple):
    """Weights: a column for each kind and one for force; the last row is the base."""

    columns: npt.NDArray[np.int64]
    weights: Array

    def score(self, design: Any) -> Array:
        """Return the log-odds of the kinds and the force of some words."""
        return np.asarray(design[:, self.columns] @ self.weights[:-1] + self.weights[-1])


def fit_natures(design: Any, marked: Marked, usable: npt.NDArray[np.bool_]) -> Natures:
    """Fit kinds and force on the marked words of some texts, stacked."""
    counts = np.asarray((design != 0).sum(axis=0)).ravel()
    columns = np.flatnonzero(usable & (counts >= LEAST_COUNT))
    x = sparse.csr_matrix(design[:, columns])
    n, k = len(columns), len(KINDS)
    transposed = x.T.tocsr()

    def loss(values: Array) -> tuple[float, Array]:
        table = values.reshape(n + 1, k)
        log_odds = x @ table[:n] + table[n]
        log_odds -= log_odds.max(axis=1, keepdims=True)
        chances = np.exp(log_odds)
        chances /= chances.sum(axis=1, keepdims=True)
        total = -(marked.kinds * np.log(chances + 1e-12)).sum()
        total += (table[:n] ** 2).sum() / (2 * INVERSE_PENALTY)
        off = chances - marked.kinds
        slope = np.vstack([transposed @ off + table[:n] / INVERSE_PENALTY, off.sum(axis=0)])
        return float(total), slope.ravel()

    start = np.zeros((n + 1) * k)
    kinds = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 150}).x
    mean = float(marked.force.mean())
    force = lsqr(x, marked.force - mean, damp=np.sqrt(RIDGE))[0]
    return Natures(columns, np.column_stack([kinds.reshape(n + 1, k), np.r_[force, mean]]))


class Grasp(NamedTuple):
    """How well kinds and force of right hits are told, in texts not learned from."""

    kind: float
    force: float
    n_hits: int


def grasp(
    op_eds: Sequence[OpEd],
    hits: Sequence[Sequence[Sequence[int]]],
    words: Sequence[Sequence[Span]],
    scores: Sequence[Array],
) -> Grasp:
    """Compare kinds and force of the hits that overlap a label with what the readers said.

    Parameters
    ----------
    op_eds : sequence of OpEd
        The labelled texts.
    hits : sequence
        For each text, the words of each hit.
    words : sequence
        For each text, the places of its words.
    scores : sequence of array
        For each text, words × kinds and force.

    Returns
    -------
    Grasp
        The share of right hits whose kind one of the readers gave; the correlation of force.
    """
    right, said, meant = [], [], []
    for op_ed, found, places, table in zip(op_eds, hits, words, scores, strict=True):
        labels = [
            row
            for read in (op_ed.first, op_ed.second)
            for row in read[read["category"] == "loaded"].itertuples()
        ]
        for hit in found:
            start, end = places[hit[0]].start, places[hit[-1]].end
            near = [row for row in labels if row.start < end and start < row.end]
            if near:
                kind = KINDS[int(table[list(hit), :-1].sum(axis=0).argmax())]
                right.append(any(row.kind == kind for row in near))
                said.append(table[list(hit), -1].max())
                meant.append(np.mean([row.strength for row in near]))
    force = float(np.corrcoef(said, meant)[0, 1]) if len(said) > 1 else float("nan")
    return Grasp(float(np.mean(right)) if right else float("nan"), force, len(right))


def stack_marked(parts: Sequence[Marked]) -> Marked:
    """Put the marked words of several texts one under the other."""
    kinds = np.concatenate([part.kinds for part in parts])
    numbers = np.concatenate([part.words for part in parts])
    return Marked(numbers, kinds, np.concatenate([part.force for part in parts]))


def learn_natures(study: Any, left_out: LeftOut, path: Path) -> dict[str, float]:
    """Learn kinds and force from the words that readers marked, write their table, describe it.

    Parameters
    ----------
    study : Study
        What ``analysis.learning.decisions`` has read.
    left_out : LeftOut
        Names and groups that must not tell.
    path : Path
        The table.
    """
    names = [study.names[number] for number in np.flatnonzero(study.frequent)]
    usable = usable_properties(names, study.n_texts[study.frequent], left_out)
    marked = [
        read_marked(op_ed, rows.spans)
        for op_ed, rows in zip(study.op_eds, study.labelled, strict=True)
    ]
    designs = [
        study.design([rows])[part.words] for rows, part in zip(study.labelled, marked, strict=True)
    ]
    natures = fit_natures(sparse.vstack(designs, format="csr"), stack_marked(marked), usable)
    n_rows = write_natures(path, names, study.scales[study.frequent], natures)
    return {"marked_words": sum(len(part.words) for part in marked), "kind_properties": n_rows}


def usable_properties(
    names: Sequence[tuple[str, str]], n_texts: npt.NDArray[np.int64], left_out: LeftOut
) -> npt.NDArray[np.bool_]:
    """Tell which properties may say of what kind a word is."""
    return np.array(
        [
            name in USED and n >= LEAST_TEXTS and "\t" not in value
            and not left_out.holds(name, value)
            for (name, value), n in zip(names, n_texts, strict=True)
        ],
        dtype=bool,
    )  # fmt: skip


def write_natures(
    path: Path, names: Sequence[tuple[str, str]], scales: Array, natures: Natures
) -> int:
    """Write the table of kinds and force; say how many properties it has."""
    header = "\t".join(["property", "value", *KINDS, "force"])
    rows = {}
    for column, weights in zip(natures.columns, natures.weights[:-1], strict=True):
        scaled = weights * scales[column]
        if np.abs(scaled).max() >= LEAST_WEIGHT:
            rows[names[column]] = scaled
    lines = [_line(("setting", "base"), natures.weights[-1])]
    lines += [_line(pair, weights) for pair, weights in sorted(rows.items())]
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return len(rows)


def _line(pair: tuple[str, str], weights: Array) -> str:
    return "\t".join([*pair, *(f"{weight:.2f}" for weight in weights)])
