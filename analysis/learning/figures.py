"""Learn which candidates count as figures: scare quotes, contrasts, lists of three, repetitions.

``python -m analysis.learning.figures --gold ../shared/gold`` writes their tables in
``lexicons/decisions/`` again. What may be a figure is proposed by ``analysis.markers.devices``,
with named properties; a logistic regression with a ridge learns from labelled op-eds what each
property adds to the log-odds that a reader marks it. The threshold is the one with the best F1 in
cross-validation by document, on the mean of five. The examples and counterexamples of
``lexicons/devices.toml`` are learned from beside the op-eds, but nothing is measured on them. Texts
kept for testing are not read; only properties and weights are written.

Needs the ``learning`` extra (scikit-learn).
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import numpy as np
import numpy.typing as npt
import typer
from scipy import sparse

from analysis.learning.decisions import Score, Table, write_table
from analysis.learning.op_eds import read_learnable
from analysis.learning.tables import Gold
from analysis.markers.devices.common import Candidate, Scored, choose
from analysis.markers.devices.contrast import propose_contrasts
from analysis.markers.devices.repetition import propose_repetitions
from analysis.markers.devices.scare_quotes import propose_scare_quotes
from analysis.markers.devices.sides import ABOUT
from analysis.markers.devices.triad import propose_triads
from analysis.matching.decision import FOLDER
from analysis.text.document import Document
from analysis.text.outline import plain_blocks
from analysis.validation.op_eds import wanted_spans
from analysis.validation.scoring import count_spans

Array = npt.NDArray[np.float64]
Spans = Sequence[tuple[int, int]]
Propose = Callable[[Document], Iterator[Candidate]]

PROPOSERS: Mapping[str, Propose] = {
    "scare_quotes": propose_scare_quotes,
    "contrast": propose_contrasts,
    "triad": propose_triads,
    "repetition": propose_repetitions,
}
ABOUT_FIGURES = "figures.toml"
LEAST_SHARED = 0.3  # of the shorter of candidate and label: less is no hit to learn from
LEAST_TEXTS = 3  # a property in fewer texts is not learned from
LEAST_WEIGHT = 0.02
# How freely weights may grow; fewer figures to learn from need a stronger hand.
INVERSE_PENALTIES = {"scare_quotes": 0.2, "contrast": 0.2, "triad": 0.07, "repetition": 0.2}
EXAMPLE_TIMES = 30  # an example of the definition counts as often
N_FOLDS, N_REPEATS = 8, 5
THRESHOLDS = np.arange(-3, 1, 0.1)


class Text(NamedTuple):
    """A labelled op-ed: its candidates, how many readers marked each, and what is scored."""

    candidates: list[Candidate]
    marked: Array
    either: Spans
    wanted: Spans
    scored: bool = True  # where two read it


def is_shared(candidate: Candidate, spans: Spans) -> bool:
    """Tell whether a reader's label and a candidate are mostly the same.

    Examples
    --------
    >>> one = Candidate(0, 10, "words", "", ())
    >>> is_shared(one, [(8, 30)]), is_shared(one, [(5, 30)])
    (False, True)
    """
    start, end = candidate[:2]
    return any(
        min(end, stop) - max(start, begin) >= LEAST_SHARED * min(end - start, stop - begin)
        for begin, stop in spans
    )


def read_study(gold: Path, marker: str) -> list[Text]:
    """Read the labelled op-eds but those kept for testing, with their candidates."""
    texts = []
    for op_ed in read_learnable(gold):
        candidates = list(PROPOSERS[marker](op_ed.document.meant))
        readers = op_ed.spans(marker)
        marked = [np.mean([is_shared(one, spans) for spans in readers]) for one in candidates]
        either = [span for spans in readers for span in spans]
        wanted = wanted_spans(op_ed, marker)
        texts.append(Text(candidates, np.array(marked), either, wanted, op_ed.has_two))
    return texts


def read_examples(marker: str) -> Text:
    """Return the candidates in the examples of a definition: marked in hits, not in misses.

    Of several candidates in a hit the widest is taken for the figure, and the others are left out.
    """
    about = tomllib.loads(ABOUT.read_text(encoding="utf-8"))["categories"][marker]
    candidates: list[Candidate] = []
    marked: list[float] = []
    for kind in ("hits", "misses"):
        for text in about[kind]:
            found = list(PROPOSERS[marker](Document("", text, outline=plain_blocks(text))))
            if kind == "hits":
                found = [max(found, key=lambda one: one.end - one.start)]
            candidates += found * EXAMPLE_TIMES
            marked += [float(kind == "hits")] * len(found) * EXAMPLE_TIMES
    return Text(candidates, np.array(marked), [], [], False)


class Numbers(NamedTuple):
    """The properties that are learned from, numbered."""

    numbers: Mapping[tuple[str, str], int]

    def design(self, candidates: Sequence[Candidate]) -> Any:
        """Return the matrix of candidates × properties."""
        places = [
            (row, self.numbers[pair])
            for row, one in enumerate(candidates)
            for pair in dict.fromkeys(one.properties)
            if pair in self.numbers
        ]
        rows, columns = zip(*places, strict=True) if places else ((), ())
        shape = len(candidates), len(self.numbers)
        return sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=shape)


def number(texts: Iterable[Text]) -> Numbers:
    """Number the properties that stand in several texts."""
    counts: dict[tuple[str, str], int] = {}
    for text in texts:
        for pair in {pair for one in text.candidates for pair in one.properties}:
            counts[pair] = counts.get(pair, 0) + 1
    kept = sorted(pair for pair, n in counts.items() if n >= LEAST_TEXTS)
    return Numbers({pair: place for place, pair in enumerate(kept)})


def fit(numbers: Numbers, texts: Sequence[Text], penalty: float) -> tuple[Array, float]:
    """Fit weights; what one of two readers marked is half a hit and half none."""
    from sklearn.linear_model import LogisticRegression

    design = sparse.vstack([numbers.design(text.candidates) for text in texts], format="csr")
    marked = np.concatenate([text.marked for text in texts])
    double = sparse.vstack([design, design], format="csr")
    hit = np.repeat([1, 0], len(marked))
    weight = np.r_[marked, 1 - marked]
    model = LogisticRegression(C=penalty, solver="liblinear", max_iter=300)
    model.fit(double[weight > 0], hit[weight > 0], sample_weight=weight[weight > 0])
    return np.asarray(model.coef_[0]), float(model.intercept_[0])


def count(text: Text, log_odds: Array, threshold: float) -> Array:
    """Count hits and labels of one op-ed as ``analysis validate`` does."""
    passing = (
        Scored(float(value), one)
        for value, one in zip(log_odds, text.candidates, strict=True)
        if value >= threshold
    )
    found = [(one.candidate.start, one.candidate.end) for one in choose(passing)]
    return np.array(count_spans(found, text.either, text.wanted), float)


def score(counts: Array, threshold: float) -> Score:
    """Work out F1 of counts pooled over op-eds."""
    right, n_found, caught, n_wanted = counts
    precision, recall = right / max(n_found, 1), caught / max(n_wanted, 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    return Score(round(float(f1), 3), threshold, float(precision), float(recall))


def cross_validate(
    numbers: Numbers, texts: Sequence[Text], examples: Text, penalty: float
) -> Score:
    """Return the threshold that is best on the mean of several cross-validations.

    Op-eds are shared out to folds anew each time, so that no lucky peak of one sharing decides.
    """
    counts = np.zeros((N_REPEATS, len(THRESHOLDS), 4))
    for repeat in range(N_REPEATS):
        order = np.random.default_rng(repeat).permutation(len(texts))
        for fold in range(N_FOLDS):
            held = set(order[fold::N_FOLDS].tolist())
            learned = [text for i, text in enumerate(texts) if i not in held]
            weights, base = fit(numbers, [*learned, examples], penalty)
            for i in filter(lambda i: texts[i].scored, held):
                log_odds = numbers.design(texts[i].candidates) @ weights + base
                counts[repeat] += [count(texts[i], log_odds, level) for level in THRESHOLDS]
    scores = [
        [score(row, round(float(level), 2)) for row, level in zip(one, THRESHOLDS, strict=True)]
        for one in counts
    ]
    means = np.mean(scores, axis=0)
    best = means[int(means[:, 0].argmax())]
    return Score(round(float(best[0]), 3), *map(float, best[1:]))


def learn(gold: Path, marker: str) -> tuple[Table, dict[str, float]]:
    """Learn the table of a marker; also return its figures."""
    texts, examples = read_study(gold, marker), read_examples(marker)
    numbers, penalty = number(texts), INVERSE_PENALTIES[marker]
    best = cross_validate(numbers, texts, examples, penalty)
    weights, base = fit(numbers, [*texts, examples], penalty)
    kept = {
        pair: round(float(weights[place]), 2)
        for pair, place in numbers.numbers.items()
        if abs(weights[place]) >= LEAST_WEIGHT
    }
    figures = {
        "op_eds": len(texts),
        "candidates": sum(len(text.candidates) for text in texts),
        "examples": len(examples.candidates) // EXAMPLE_TIMES,
        "weights": len(kept),
        "folds": N_FOLDS,
        "repeats": N_REPEATS,
        "f1": best.f1,
        "precision": round(best.precision, 3),
        "recall": round(best.recall, 3),
    }
    return Table(base, 0.0, best.threshold, kept), figures


def write_figures(path: Path, figures: Mapping[str, Mapping[str, float]]) -> None:
    """Write what the tables came to; the prose, and figures of tables made earlier, stay."""
    text = (FOLDER / ABOUT_FIGURES).read_text(encoding="utf-8")
    known = {name: value for name, value in tomllib.loads(text).items() if name in PROPOSERS}
    lines = [text.split("\n[")[0].rstrip()]
    for name, told in sorted({**known, **figures}.items()):
        lines += ["", f"[{name}]", *(f"{key} = {value}" for key, value in told.items())]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main(
    gold: Gold,
    output: Annotated[Path, typer.Option(help="Where the tables go.")] = FOLDER,
    marker: Annotated[
        list[str] | None, typer.Option(help="Only this marker; may be given again.")
    ] = None,
) -> None:
    """Learn the tables of figures again."""
    output.mkdir(parents=True, exist_ok=True)
    figures = {}
    for name in marker or PROPOSERS:
        table, figures[name] = learn(gold, name)
        write_table(output / f"{name}.tsv", table)
        typer.echo(f"{name}: {figures[name]}")
    write_figures(output / ABOUT_FIGURES, figures)


if __name__ == "__main__":
    typer.run(main)
