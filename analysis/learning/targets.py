"""What is wanted of each word: the share of readers who marked it, or what a teacher meant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from analysis.learning.teacher import POSITIVE
from analysis.text.spans import Span
from analysis.validation.scoring import covered

Array = npt.NDArray[np.float64]
Range = tuple[int, int]

SURE = 0.02  # chances nearer to 0 or 1 than this are taken for 0 or 1


def marked_words(words: Sequence[Span], spans: Iterable[Range]) -> Array:
    """Return 1 for every word that a span overlaps, else 0.

    Examples
    --------
    >>> marked_words([Span(0, 3), Span(4, 6)], [(5, 9)]).tolist()
    [0.0, 1.0]
    """
    marks = np.zeros(len(words))
    marks[sorted(covered(words, spans))] = 1
    return marks


def targets(words: Sequence[Span], readers: Sequence[Iterable[Range]]) -> Array:
    """Return for every word the share of readers who marked it.

    Examples
    --------
    >>> targets([Span(0, 3), Span(4, 6)], [[(0, 6)], [(5, 9)]]).tolist()
    [0.5, 1.0]
    """
    shares: Array = np.mean([marked_words(words, spans) for spans in readers], axis=0)
    return shares


def calibrated(chances: Any) -> Array:
    """Return the chances that a teacher meant.

    A marked token counted ``POSITIVE`` times in its loss, which multiplied the odds that it gives
    by as much; here they are divided by it. What is nearly sure is taken for sure.

    Parameters
    ----------
    chances : array
        The teacher's probabilities.

    Returns
    -------
    array

    Examples
    --------
    >>> calibrated([0.75, 0.01, 0.999]).tolist()
    [0.5, 0.0, 1.0]
    """
    said = np.asarray(chances, float)
    meant = said / (said + POSITIVE * (1 - said))
    meant[meant < SURE] = 0
    meant[meant > 1 - SURE] = 1
    return np.asarray(meant)
