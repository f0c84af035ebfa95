"""What stands around a word and what that does to its valence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

__all__ = [
    "ASKED",
    "CONCEDED",
    "CONTRASTED",
    "EFFECTS",
    "ENDING",
    "EXCESSIVE",
    "FALLEN",
    "FAR",
    "INTENSIFIED",
    "MOVERS",
    "NEAR",
    "NEAR_OF",
    "NEGATED",
    "OPERATORS",
    "QUOTED",
    "UNDOING",
    "Effect",
    "factors",
    "reason_of",
]


class Effect(NamedTuple):
    """What a surrounding does to a word: factors for a good and a bad word, and its name."""

    flag: int
    positive: float
    negative: float
    reason: str


# Each surrounding is one bit, so that all that surrounds a word is one number.
NEGATED, SHIFTED, RELIEVED, INTENSIFIED, DAMPED, IRREALIS = 1, 2, 4, 8, 16, 32
CONCEDED, CONTRASTED, QUOTED, ASKED = 64, 128, 256, 512
COUNTERFACTUAL, DOUBTED, COMPARED, EXCESSIVE = 1024, 2048, 4096, 8192
FAR, OPPOSED, FALLEN = 16384, 32768, 65536

# Estimated on the rated editorials (python -m analysis.learning.valence --factors) and rounded;
# where the ratings hold too few cases, set so that the sign is right.
# Negation is lopsided: "not good" is bad, "not bad" is merely not bad, and what is bad and denied
# some words later stays bad to some degree.
EFFECTS = (
    Effect(NEGATED, -0.8, 0.0, "negated"),
    Effect(FAR, 0.1, 0.8, "negated from afar"),
    Effect(FALLEN, -0.4, -0.15, "fallen"),
    Effect(SHIFTED, 0.1, 0.0, "shifted"),
    Effect(OPPOSED, 0.0, 0.5, "opposed"),
    Effect(RELIEVED, 1.0, 0.0, "relieved"),
    Effect(INTENSIFIED, 1.45, 1.35, "intensified"),
    Effect(DAMPED, 0.9, 0.95, "damped"),
    Effect(IRREALIS, 1.0, 0.87, "irrealis"),
    Effect(CONCEDED, 0.5, 0.7, "conceded"),
    Effect(CONTRASTED, 1.05, 1.0, "contrast"),
    Effect(QUOTED, 0.4, 0.85, "in quotation marks"),
    Effect(ASKED, 0.35, 0.85, "question"),
    Effect(COUNTERFACTUAL, -0.3, 0.1, "not so"),
    Effect(DOUBTED, -0.4, 1.0, "called so"),
    Effect(COMPARED, 0.8, 0.3, "compared"),
    Effect(EXCESSIVE, -0.6, 1.3, "too much"),
)

# Operators act on the words after them: which flag they set, and how many words they reach.
# Punctuation ends it sooner, but for what "but" sets, which holds to the end of the sentence.
WHOLE_CLAUSE = 1000
OPERATORS = {
    "negator": (NEGATED, 5),
    "subject": (NEGATED, 10),
    "raised": (NEGATED, 10),
    "lessener": (NEGATED, 2),
    "shifter": (SHIFTED, 4),
    "opposer": (OPPOSED, 4),
    "release": (RELIEVED, 6),
    "intensifier": (INTENSIFIED, 2),
    "damper": (DAMPED, 2),
    "irrealis": (IRREALIS, 6),
    "counterfactual": (COUNTERFACTUAL, 6),
    "pretence": (DOUBTED, 3),
    "comparison": (COMPARED, 5),
    "concession": (CONCEDED, WHOLE_CLAUSE),
    "contrast": (CONTRASTED, WHOLE_CLAUSE),
}
# A bad word that undoes another is not bad: "no war", "ended the war".
UNDOING = ("negator", "subject", "lessener", "shifter", "opposer", "release", "counterfactual")
# In the passive, and without an object, these act on the words before them: "the war ended".
ENDING = ("shifter", "opposer")
NEAR = 3  # so many words after a negation are near it
NEAR_OF = {"subject": 6, "raised": 10}
# These act on the words before them.
MOVERS = ("faller", "riser")


class _Factors(dict[int, tuple[float, float]]):
    """The factors of every combination of surroundings, worked out when it is first met."""

    def __init__(self, effects: Iterable[Effect]) -> None:
        super().__init__()
        self.effects = tuple(effects)

    def __missing__(self, flags: int) -> tuple[float, float]:
        positive = negative = 1.0
        for effect in self.effects:
            if flags & effect.flag:
                positive *= effect.positive
                negative *= effect.negative
        self[flags] = positive, negative
        return self[flags]


factors = _Factors(EFFECTS)


def reason_of(flags: int) -> str:
    """Name surroundings, or say "valence" if there are none.

    Examples
    --------
    >>> reason_of(NEGATED | ASKED)
    'negated, question'
    """
    return ", ".join(effect.reason for effect in EFFECTS if flags & effect.flag) or "valence"
