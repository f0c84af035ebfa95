"""The additive decision between the kinds of evidence.

For each kind, the log-odds are a sum of weights, one for each cue of the sentence, of its words and
of its neighbours; the kinds share one table, ``lexicons/decisions/evidence.tsv``, with a column for
each. The probabilities follow from the sums (softmax). The kind that is named is the one with the
largest sum after a *shift*, learned too, without which the rarer kinds would hardly ever be named.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import cache
from operator import add
from sys import intern
from typing import NamedTuple

from analysis.markers.evidence.cues import Cue
from analysis.matching.decision import FOLDER

__all__ = ["KINDS", "TABLE", "EvidenceDecision", "Part", "Weights", "load_evidence"]

KINDS = ("statistics", "testimony", "anecdote", "assumption")
TABLE = FOLDER / "evidence.tsv"
SETTINGS = ("base", "shift")

Weights = tuple[float, float, float, float]
ALIKE = 1e-9  # log-odds; weights are hundredths, so that more is a difference
NOTHING: Weights = (0.0, 0.0, 0.0, 0.0)


class Part(NamedTuple):
    """What a cue adds to the kind that is named, beyond what it adds to the others."""

    weight: float
    name: str
    value: str


class EvidenceDecision(NamedTuple):
    """The learned weights: of each cue for each kind, the base and the shift."""

    weights: Mapping[Cue, Weights]
    base: Weights
    shift: Weights

    def scores(self, cues: Iterable[Cue]) -> list[float]:
        """Return the log-odds of each kind.

        Examples
        --------
        >>> decision = EvidenceDecision({("i", "1"): (0.0, 0.0, 2.0, 0.0)}, NOTHING, NOTHING)
        >>> decision.scores([("i", "1"), ("we", "1")])
        [0.0, 0.0, 2.0, 0.0]
        """
        one, two, three, four = self.base
        get = self.weights.get
        for cue in cues:
            found = get(cue)
            if found is not None:
                one += found[0]
                two += found[1]
                three += found[2]
                four += found[3]
        return [one, two, three, four]

    def is_tied(self, scores: list[float]) -> bool:
        """Tell whether two kinds come out alike but for the last digits of their sums.

        Examples
        --------
        >>> EvidenceDecision({}, NOTHING, NOTHING).is_tied([2.0, 1.0, 2.0, 0.0])
        True
        """
        shifted: list[float] = sorted(map(add, scores, self.shift))
        return shifted[-1] - shifted[-2] < ALIKE

    def choose(self, scores: list[float]) -> tuple[int, float]:
        """Return the number of the kind that is named, and its probability.

        Examples
        --------
        >>> decision = EvidenceDecision({}, NOTHING, (0.0, 0.0, 1.0, 0.0))
        >>> decision.choose([0.0, 0.0, 0.0, 0.0])
        (2, 0.25)
        """
        shifted = [score + shift for score, shift in zip(scores, self.shift, strict=True)]
        chosen = max(range(len(KINDS)), key=shifted.__getitem__)
        top = max(scores)
        powers = [math.exp(score - top) for score in scores]
        return chosen, powers[chosen] / sum(powers)

    def parts(self, cues: Iterable[Cue], kind: int) -> list[Part]:
        """Return what each cue adds to a kind beside the mean of all kinds, the largest first."""
        found = []
        for cue in cues:
            weights = self.weights.get(cue)
            if weights is not None:
                found.append(Part(weights[kind] - sum(weights) / len(KINDS), *cue))
        return sorted(found, key=lambda part: -part.weight)


@cache
def load_evidence() -> EvidenceDecision:
    """Load the weights.

    Raises
    ------
    ValueError
        If a line of the table is not a cue, a value and a number for each kind.

    Examples
    --------
    >>> figures = load_evidence().weights["numbers", "percent"]
    >>> KINDS[figures.index(max(figures))]
    'statistics'
    """
    weights: dict[Cue, Weights] = {}
    for number, line in enumerate(TABLE.read_text(encoding="utf-8").splitlines()[1:], 2):
        try:
            name, value, *told = line.split("\t")
            one, two, three, four = map(float, told)
        except ValueError:
            message = f"{TABLE.name}, line {number}: cue, value and {len(KINDS)} weights are needed"
            raise ValueError(message) from None
        # Interned as the names in the code are: then no letters are compared when one is found.
        weights[intern(name), intern(value)] = one, two, three, four
    base, shift = (weights.pop(("setting", name)) for name in SETTINGS)
    return EvidenceDecision(weights, base, shift)
