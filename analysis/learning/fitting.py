"""Fit the weights of a decision: a logistic regression with a ridge, on soft targets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import minimize

Array = npt.NDArray[np.float64]

FIRST_BASE, MOST_STEPS = -2.5, 80  # of the search for the weights


class Lesson(NamedTuple):
    """Words to learn from: design, chance of being marked, how much each counts."""

    design: Any
    wanted: Array
    weight: Array


def stack(lessons: Sequence[Lesson]) -> Lesson:
    """Put lessons one under the other."""
    return Lesson(
        sparse.vstack([lesson.design for lesson in lessons], format="csr"),
        np.concatenate([lesson.wanted for lesson in lessons]),
        np.concatenate([lesson.weight for lesson in lessons]),
    )


class Fitted(NamedTuple):
    """Weights of the frequent properties, and the log-odds of a word without any."""

    weights: Array
    base: float


def fit(lesson: Lesson, inverse_penalty: float) -> Fitted:
    """Fit weights; a word that one of two readers marked is half a hit and half none.

    The larger the inverse penalty, the freer the weights.
    """
    design, transposed = lesson.design.tocsr(), lesson.design.T.tocsr()
    n = design.shape[1]

    def loss(values: Array) -> tuple[float, Array]:
        log_odds = design @ values[:n] + values[n]
        unlike = np.logaddexp(0, log_odds) - lesson.wanted * log_odds
        total = lesson.weight @ unlike + values[:n] @ values[:n] / (2 * inverse_penalty)
        off = lesson.weight * (1 / (1 + np.exp(-log_odds)) - lesson.wanted)
        return float(total), np.r_[transposed @ off + values[:n] / inverse_penalty, off.sum()]

    start = np.r_[np.zeros(n), FIRST_BASE]
    options = {"maxiter": MOST_STEPS, "maxcor": 8}
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options=options).x
    return Fitted(found[:n], float(found[n]))
