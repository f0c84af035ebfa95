"""What is so in a text: the facts of which its findings are worded.

A question about a text is answered by the values that a sentence may name, with the table in which
they stand and the passages that they rest on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import scipy

from analysis.statistics.compare import association, contrast_sections
from analysis.statistics.counting import counted_hits, words_in_voice
from analysis.statistics.intervals import corrected, rate_ratio
from analysis.statistics.metrics import yardstick
from analysis.statistics.norms import Norms, dispersions
from analysis.statistics.sentiments import section_sentiment
from analysis.tables.analysis import Analysis
from analysis.text.spans import WORD

__all__ = [
    "PASSAGES",
    "Facts",
    "Source",
    "Spans",
    "joined",
    "plural",
    "score_text",
    "shortened",
    "spans_of",
    "times",
    "whole_share",
]

QUOTED_WORDS = 5  # at most so many of the text stand in a sentence
QUOTES = " \n\t\"'“”‘’"
PASSAGES = 6  # to which a finding is linked at most

Spans = tuple[tuple[int, int], ...]


class Facts(NamedTuple):
    """Facts for one sentence.

    Parameters
    ----------
    values : dict
        What the sentence may name, and what its conditions look at.
    table : DataFrame
        Where the numbers stand.
    spans : tuple of (int, int)
        The passages of the text that they rest on; start and end.
    """

    values: dict[str, Any]
    table: pd.DataFrame
    spans: Spans = ()


@dataclass(frozen=True)
class Source:
    """A text with all that its facts are drawn from, worked out when it is first needed.

    Parameters
    ----------
    analysis : Analysis
        The text.
    norms : Norms
        The yardstick.
    names : dict
        From a marker to what its hits are called, in one and in many.
    """

    analysis: Analysis
    norms: Norms
    names: dict[str, list[str]]

    @cached_property
    def answers(self) -> dict[str, list[Any]]:
        """The findings that were asked for, by question."""
        return {}

    @cached_property
    def markers(self) -> list[str]:
        """What was looked for."""
        return list(dict.fromkeys(marker for marker, _ in self.analysis.kinds))

    @cached_property
    def n_words(self) -> int:
        """The words of the author's own."""
        return int(words_in_voice(self.analysis).sum())

    @cached_property
    def counted(self) -> pd.DataFrame:
        """The hits and figures of speech of the author's own."""
        return counted_hits(self.analysis)

    @cached_property
    def yardstick(self) -> pd.DataFrame:
        """The rates of the whole text among those of the norms."""
        return yardstick(self.analysis, norms=self.norms)

    @cached_property
    def sentiment(self) -> pd.DataFrame:
        """The sentiment of the sections by three scorers."""
        return section_sentiment(self.analysis, norms=self.norms)

    @cached_property
    def company(self) -> pd.Series:
        """Whether hedges and loaded words seek each other's sentences."""
        return association(self.analysis, "hedge", "loaded")

    @cached_property
    def contrasts(self) -> pd.DataFrame:
        """The sections against the rest of the text, corrected as one family."""
        return contrast_sections(self.analysis)

    def q(self, name: str) -> float:
        """Return the corrected p-value of a question about the whole text; these are a family."""
        return float(corrected(pd.Series(self._p))[name])

    @cached_property
    def _p(self) -> dict[str, float]:
        counts = self.counted["marker"].value_counts()
        spread = dispersions(self.analysis, self.norms)
        phi = max((spread.get((marker, ""), 1.0) for marker in ("hedge", "booster")), default=1.0)
        pair = [int(counts.get(marker, 0)) for marker in ("booster", "hedge")]
        balance = rate_ratio(pair[0], 1, pair[1], 1, dispersion=phi).p
        return {"association": float(self.company["p"]), "balance": balance, "turn": self._turn_p}

    @cached_property
    def _turn_p(self) -> float:
        """Whether the lowest and the highest section differ in mood, of all pairs of sections."""
        ends = self.mood_ends
        if ends is None:
            return 1.0
        sentences = self.analysis.sentences
        groups = [sentences["sentiment"][sentences["section"] == id].dropna() for id in ends]
        if min(map(len, groups)) < 2:
            return 1.0
        variances = [group.var() / len(group) for group in groups]
        spread = sum(variances) * self.norms.dispersion("sentiment")
        if not spread:
            return 1.0
        freedom = sum(variances) ** 2 / sum(
            variance**2 / (len(group) - 1)
            for variance, group in zip(variances, groups, strict=True)
        )
        t = (groups[1].mean() - groups[0].mean()) / np.sqrt(spread)
        n_sections = len(self.analysis.body)
        p = 2 * scipy.stats.t.sf(abs(t), freedom) * n_sections * (n_sections - 1) / 2
        return float(min(1.0, p))

    @cached_property
    def mood_ends(self) -> tuple[int, int] | None:
        """The sections with the lowest and with the highest mean sentiment."""
        means = self.sentiment[self.sentiment["scorer"] == "sentiment"].dropna(subset="mean")
        if len(means) < 2:
            return None
        ids = means.set_index("section")["mean"]
        return int(ids.idxmin()), int(ids.idxmax())

    @property
    def base(self) -> dict[str, Any]:
        """The base of percentiles as sentences name it."""
        return {"base_n": f"{self.norms.n_texts} {self.norms.noun}"}

    def things(self, marker: str, count: int = 2) -> str:
        """Return what the hits of a marker are called."""
        if marker in self.names:
            return self.names[marker][count != 1]
        title = next((m.title for m in self.analysis.markers if m.name == marker), "")
        hits = "hit" if count == 1 else "hits"
        return f"{hits} of {title or marker.replace('_', ' ')}"

    def title(self, section: int) -> str:
        """Return the title of a section in quotation marks, shortened."""
        return f"“{shortened(str(self.analysis.titles[section]))}”"

    def section_spans(self, sections: Iterable[int]) -> Spans:
        """Return where sections stand."""
        body = self.analysis.body.set_index("id")
        return tuple((int(body.at[id, "start"]), int(body.at[id, "end"])) for id in sections)

    def words(self, start: int, end: int) -> str:
        """Return the first words of a passage."""
        return shortened(self.analysis.document.text[start:end].strip(QUOTES))


def shortened(text: str) -> str:
    """Return the first words of a text, on one line."""
    found = list(WORD.finditer(text))
    cut = found[QUOTED_WORDS - 1].end() if len(found) > QUOTED_WORDS else len(text)
    return " ".join(text[:cut].split()).rstrip(" …") + (" …" if len(found) > QUOTED_WORDS else "")


def joined(items: list[str], word: str = "and") -> str:
    """Join items as a sentence does.

    Examples
    --------
    >>> joined(["a", "b", "c"]), joined(["a"])
    ('a, b and c', 'a')
    """
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {word} {items[-1]}"


def plural(count: int, one: str, many: str) -> str:
    return one if count == 1 else many


def times(count: int) -> str:
    """Write how often.

    Examples
    --------
    >>> times(1), times(2), times(3), times(12)
    ('once', 'twice', 'three times', '12 times')
    """
    small = ["never", "once", "twice", *(f"{n} times" for n in SMALL)]
    return small[count] if count < len(small) else f"{count} times"


SMALL = "three four five six seven eight nine".split()


def score_text(value: float) -> str:
    """Write a score with its sign.

    Examples
    --------
    >>> score_text(-0.25), score_text(0.001)
    ('−0.25', '0.00')
    """
    text = f"{value:.2f}"
    return "0.00" if float(text) == 0 else text.replace("-", "−")


def whole_share(share: float) -> float:
    """Keep a share that is not all from being rounded to all.

    Examples
    --------
    >>> whole_share(99.7), whole_share(100.0), whole_share(79.4)
    (99.0, 100.0, 79.4)
    """
    return share if share == 100 else min(share, 99.0)


def spans_of(rows: pd.DataFrame) -> Spans:
    pairs = zip(rows["start"].head(PASSAGES), rows["end"].head(PASSAGES), strict=True)
    return tuple((int(start), int(end)) for start, end in pairs)
