"""Learn of what kind a loaded word is, and with what force, from the labelled op-eds.

Two readers gave each span that they marked a kind and a strength from 1 to 3. The kind is learned
by a multinomial logistic regression, the force by a ridge regression on the mean strength, both
from the same properties that decide whether the word is a hit, but for groups of words around it.
Called by ``analysis.learning.decisions``, which has read the texts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import minimize
from scipy.sparse.linalg import lsqr

from analysis.learning.lessons import KINDS
from analysis.learning.pruning import LeftOut
from analysis.markers.decided import told_of
from analysis.markers.natures import nature_properties
from analysis.matching.view import view_of
from analysis.text.document import Document
from analysis.text.spans import Span
from analysis.validation.op_eds import OpEd
from analysis.validation.scoring import covered

Array = npt.NDArray[np.float64]

# A property that is larger in the design costs less to use: what generalises comes first.
SCALES = {"before": 0.5, "after": 0.5, "near": 0.3}
KIND_SCALE = 3.0
INVERSE_PENALTY = 0.2
RIDGE = 3.0
LEAST_TEXTS = 2
LEAST_WEIGHT = 0.06


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


def scale_of(name: str, value: str) -> float:
    """Return how large a property is in the design.

    Examples
    --------
    >>> scale_of("rule", "kind praise high"), scale_of("word", "kind"), scale_of("near", "praise")
    (3.0, 1.0, 0.3)
    """
    is_kind = name == "rule" and "kind" in value.split()[:2]
    return KIND_SCALE if is_kind else SCALES.get(name, 1.0)


def read_places(document: Document) -> list[list[tuple[str, str]]]:
    """Return what says of what kind each word of a text's body is."""
    view, told = view_of(document), told_of(document, "loaded")
    return [
        list(nature_properties(view, index, told.get(index, ()), sentence))
        for sentence in filter(len, view.sentences)
        for index in sentence
    ]


class Numbered(NamedTuple):
    """The properties that are learned from, numbered, and the design of words that have them."""

    numbers: Mapping[tuple[str, str], int]

    def design(self, places: Sequence[Sequence[tuple[str, str]]]) -> Any:
        """Return the matrix of words × properties."""
        known = [
            (row, self.numbers[pair], scale_of(*pair))
            for row, pairs in enumerate(places)
            for pair in pairs
            if pair in self.numbers
        ]
        rows, columns, values = zip(*known, strict=True) if known else ((), (), ())
        shape = len(places), len(self.numbers)
        return sparse.csr_matrix((values, (rows, columns)), shape=shape)


def number_properties(
    texts: Sequence[Sequence[Sequence[tuple[str, str]]]], left_out: LeftOut
) -> Numbered:
    """Number the properties of marked words that stand in enough texts and name nobody.

    Parameters
    ----------
    texts : sequence
        For each text, the properties of each marked word.
    left_out : LeftOut
        Names and groups that must not tell.
    """
    n_texts = Counter(pair for text in texts for pair in {pair for word in text for pair in word})
    kept = [
        pair
        for pair, n in n_texts.items()
        if n >= LEAST_TEXTS and "\t" not in pair[1] and not left_out.holds(*pair)
    ]
    return Numbered({pair: number for number, pair in enumerate(sorted(kept))})


class Natures(NamedTuple):
    """Weights: a column for each kind and one for force; the last row is the base."""

    weights: Array

    def score(self, design: Any) -> Array:
        """Return the log-odds of the kinds and the force of some words, without the base."""
        return np.asarray(design @ self.weights[:-1])


def fit_natures(design: Any, marked: Marked) -> Natures:
    """Fit kinds and force on the marked words of some texts, stacked."""
    x, n, k = sparse.csr_matrix(design), design.shape[1], len(KINDS)
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
    return Natures(np.column_stack([kinds.reshape(n + 1, k), np.r_[force, mean]]))


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
    marked = [
        read_marked(op_ed, rows.spans)
        for op_ed, rows in zip(study.op_eds, study.labelled, strict=True)
    ]
    places = []
    for op_ed, part in zip(study.op_eds, marked, strict=True):
        words = read_places(op_ed.document)
        places.append([words[number] for number in part.words])
    numbered = number_properties(places, left_out)
    design = sparse.vstack([numbered.design(part) for part in places], format="csr")
    natures = fit_natures(design, stack_marked(marked))
    n_rows = write_natures(path, numbered, natures)
    return {"marked_words": sum(len(part.words) for part in marked), "kind_properties": n_rows}


def write_natures(path: Path, numbered: Numbered, natures: Natures) -> int:
    """Write the table of kinds and force; say how many properties it has."""
    header = "\t".join(["property", "value", *KINDS, "force"])
    lines = [_line(("setting", "base"), natures.weights[-1])]
    for pair, number in numbered.numbers.items():
        scaled = natures.weights[number] * scale_of(*pair)
        if np.abs(scaled).max() >= LEAST_WEIGHT:
            lines.append(_line(pair, scaled))
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return len(lines) - 1


def _line(pair: tuple[str, str], weights: Array) -> str:
    return "\t".join([*pair, *(f"{weight:.2f}" for weight in weights)])
