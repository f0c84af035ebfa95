"""How well loaded words are found in texts that readers marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import typer

from analysis.learning.gold import GoldText, overlap
from analysis.learning.sources import read_opinion_lexicon, read_vader
from analysis.markers import loaded
from analysis.markers.loadings import Loading
from analysis.matching.decision import logit
from analysis.matching.lexicon import Entry
from analysis.text.spans import Span

Hits = Sequence[tuple[int, int, float]]  # first word, word after the last, score


class Score(NamedTuple):
    """Precision, recall and their harmonic mean."""

    f1: float
    precision: float
    recall: float


def score(right: float, predicted: float, caught: float, wanted: float) -> Score:
    """Compute precision and recall, which may count different things, and F1."""
    precision, recall = right / max(predicted, 1), caught / max(wanted, 1)
    return Score(2 * precision * recall / max(precision + recall, 1e-9), precision, recall)


def measure_words(texts: Sequence[GoldText], hits: Sequence[Hits], threshold: float) -> Score:
    """Score words: each word with a letter is right if a marked span overlaps it."""
    right = predicted = wanted = 0.0
    for text, found in zip(texts, hits, strict=True):
        letters = np.array([any(c.isalpha() for c in w) for w in text.document.words], dtype=bool)
        said = np.zeros(len(letters), dtype=bool)
        for first, stop, value in found:
            said[first:stop] |= value >= threshold
        said &= letters
        true = (text.clear > 0) & letters
        right += (said & true).sum()
        predicted += said.sum()
        wanted += true.sum()
    return score(right, predicted, right, wanted)


def measure_spans(texts: Sequence[GoldText], hits: Sequence[Hits], threshold: float) -> Score:
    """Score spans against two readers, adjacent hits joined."""
    right = predicted = caught = wanted = 0
    for text, found in zip(texts, hits, strict=True):
        entry = Entry("", "", 0.0)
        kept = [
            loaded.Scored(loaded.Unit(a, b, Loading(0.0, entry)), v, (), 0.0)
            for a, b, v in found
            if v >= threshold
        ]
        document = text.document
        spans = [
            Span(
                document.word_starts[group[0].unit.first],
                document.word_ends[group[-1].unit.stop - 1],
            )
            for group in loaded.join(document, kept)
        ]
        either = [*text.readers[0], *text.readers[1]]
        predicted += len(spans)
        right += sum(any(overlap(span, mark) for mark in either) for span in spans)
        wanted += len(text.agreed)
        caught += sum(any(overlap(mark, span) for span in spans) for mark in text.agreed)
    return score(right, predicted, caught, wanted)


MEASURES = {"opeds": measure_spans, "babe": measure_words, "ptc": measure_words}


def measure(texts: Sequence[GoldText], hits: Sequence[Hits], threshold: float) -> dict[str, Score]:
    """Measure hits at a threshold in log-odds on every collection."""
    result = {}
    for name, measured in MEASURES.items():
        chosen = [i for i, text in enumerate(texts) if text.collection == name]
        result[name] = measured([texts[i] for i in chosen], [hits[i] for i in chosen], threshold)
    return result


def baseline_hits(texts: Sequence[GoldText], lexicon: Mapping[str, float]) -> list[Hits]:
    """Return the words of a lexicon as hits, with what it says of them as the score."""
    return [
        [(i, i + 1, lexicon[w]) for i, w in enumerate(text.document.words) if w in lexicon]
        for text in texts
    ]


def print_scores(title: str, texts: Sequence[GoldText], hits: Sequence[Hits]) -> None:
    """Print the measures at several sensitivities."""
    typer.echo(title)
    for sensitivity in (0.6, 0.65, 0.7, 0.72, 0.74, 0.76, 0.78, 0.8, 0.82, 0.84, 0.86):
        scores = measure(texts, hits, logit(1 - sensitivity))
        typer.echo(f"  {sensitivity:.2f}  " + describe_scores(scores))


def print_baselines(texts: Sequence[GoldText]) -> None:
    """Print the measures of plain word lists."""
    lists = {
        "VADER <= -2": ({w: -v for w, v in read_vader().items()}, 2.0),
        "|VADER| >= 1.5": ({w: abs(v) for w, v in read_vader().items()}, 1.5),
        "Hu & Liu": ({w: abs(v) for w, v in read_opinion_lexicon().items()}, 0.5),
    }
    for name, (lexicon, threshold) in lists.items():
        scores = measure(texts, baseline_hits(texts, lexicon), threshold)
        typer.echo(f"  {name}  " + describe_scores(scores))


def describe_scores(scores: Mapping[str, Score]) -> str:
    """Put scores in one line."""
    return "   ".join(
        f"{name} {s.f1:.3f} ({s.precision:.2f}, {s.recall:.2f})" for name, s in scores.items()
    )
