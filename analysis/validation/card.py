"""The report card: the measures against labels made by readers, beside their peers.

A measure is scored on every gold set that is there, on the texts kept for testing apart from the
rest. Only what is measured on texts that nothing was made from is shown on the card.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import pandas as pd
from tqdm import tqdm

from analysis.plots.card import place_of
from analysis.validation.op_eds import read_op_eds, wanted_spans
from analysis.validation.own import asked_of, split_in
from analysis.validation.scoring import overlaps, summarize
from analysis.validation.split import is_test
from analysis.validation.tasks import (
    OURS,
    READERS,
    TASKS,
    Scores,
    Task,
    forget_texts,
    predictor,
)

__all__ = [
    "UNCHECKED",
    "card_tables",
    "confusions",
    "published_figures",
    "report_card",
    "short",
    "stored_results",
    "to_markdown",
    "validate",
]

RESULTS = Path(__file__).with_name("results.csv")
# How far people agree where their single readings are not in the gold data.
REFERENCES = Path(__file__).with_name("references.csv")
PUBLISHED = Path(__file__).with_name("published.csv")
# What no labels are there for, and so has no figure on the card.
UNCHECKED = {
    "us_them": "no labels to test on",
    "concession": "no labels",
    "self_mention": "lists, no labels",
    "reader_address": "lists, no labels",
    "connective": "lists, no labels",
}
SPLITS = ("test", "rest")
# Gold sets that rules or tables were made from before texts were kept for testing: a figure on
# their test part is no proof. An entry goes when the table is fitted anew without the test part.
IN_VIEW = {
    "BABE words": "strengths were fitted to all of them",
    "PTC words": "strengths were fitted to all of them",
    "Wikipedia sentences": "rules were checked against them",
    "BioScope sentences": "rules were checked against them",
    "SFU review sentences": "rules were checked against them",
}
COLUMNS = [
    *("measure", "gold", "scorer", "basis", "split", "statistic"),
    *("value", "low", "high", "precision", "recall", "n", "n_documents"),
]
CARD_COLUMNS = [
    *("measure", "checked on", "read by", "by", "this project", "precision", "recall"),
    *("n", "texts", "peers, same run", "readers, strict"),
]


def validate(
    gold: Path, *, only: str | None = None, split: str | None = None, workers: int = 1
) -> pd.DataFrame:
    """Score every measure on every gold set in a folder.

    Parameters
    ----------
    gold : Path
        A folder with any of ``opeds``, ``attribution``, ``sentiment``, ``loaded``, ``hedging`` and
        ``pages``.
    only : str, optional
        One measure, such as ``"hedge"``; all by default.
    split : str, optional
        "test" or "rest"; both by default.
    workers : int
        How many processes to use.

    Returns
    -------
    DataFrame
        One row per measure × gold set × scorer × split: measure, gold, scorer; basis, what the
        figure rests on (for this project "unseen", or "in view": of texts that may be read and
        learned from; "peer"; "reader"); split ("test", "rest", or "all" for how far people agree as
        told elsewhere); statistic ("F1", "mean F1" over pages, "r", or "number"); value, low,
        high (95 %, bootstrap over documents, exact where all are right), precision, recall, n (gold
        spans, words, sentences, pages), n_documents.

    Raises
    ------
    FileNotFoundError
        If the folder holds no gold set.
    ValueError
        If there is no such measure or split.

    Examples
    --------
    >>> validate(Path("nowhere"))
    Traceback (most recent call last):
    ...
    FileNotFoundError: gold=nowhere: no gold set is there, such as ...
    """
    _check("only", only, sorted({task.measure for task in TASKS}))
    _check("split", split, SPLITS)
    there = [task for task in TASKS if next(gold.glob(task.path), None)]
    if not there:
        raise FileNotFoundError(f"gold={gold}: no gold set is there, such as {TASKS[0].path}")
    tasks = [task for task in there if only in (None, task.measure)]
    try:
        rows = list(_score_all(gold, tasks, split, workers))
    finally:
        forget_texts()
    known = pd.read_csv(REFERENCES)
    done = {(task.measure, task.gold) for task in tasks}
    known = known[[pair in done for pair in zip(known["measure"], known["gold"], strict=True)]]
    table = pd.concat([pd.DataFrame(rows, columns=COLUMNS), known], ignore_index=True)
    # Three digits are kept, so that the table and the file that it is stored in agree.
    table = table.sort_values(["measure", "gold"], kind="stable").round(3)
    return table.reset_index(drop=True)[COLUMNS].astype({"n": "Int64", "n_documents": "Int64"})


def _check(parameter: str, value: str | None, options: list[str] | tuple[str, ...]) -> None:
    if value is not None and value not in options:
        raise ValueError(f"{parameter}={value!r}: choose one of {', '.join(options)}")


def _score_all(
    gold: Path, tasks: list[Task], split: str | None, workers: int
) -> Iterator[tuple[object, ...]]:
    numbers = [TASKS.index(task) for task in tasks]
    score = partial(_score, gold, split)
    if workers == 1:
        for number in tqdm(numbers, unit="measure", leave=False):
            yield from score(number)
        return
    # The longest first, or the last would keep the others waiting.
    numbers.sort(key=lambda number: -sum(p.stat().st_size for p in gold.glob(TASKS[number].path)))
    numbers.sort(key=lambda number: TASKS[number].measure != "reading")
    # Started afresh, because a forked copy of a notebook's kernel may hang.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        results = dict(zip(numbers, pool.map(score, numbers), strict=True))
    for number in sorted(numbers):
        yield from results[number]


@dataclass(frozen=True)
class Asked:
    """Which texts of a folder are scored: equal ones are read once by all tasks."""

    gold: Path
    split: str | None

    def __call__(self, name: str) -> bool:
        return self.split is None or split_in(self.gold)(name) == self.split


def _score(gold: Path, split: str | None, number: int) -> list[tuple[object, ...]]:
    task, part_of = TASKS[number], split_in(gold)
    if asked_of(gold):
        task = task._replace(gold=f"{OWN}{task.gold}")
    scores = list(task.evaluate(gold, Asked(gold, split)))
    return [row for one in scores for row in _rows(task, one, part_of)]


def _rows(
    task: Task, scores: Scores, part_of: Callable[[str], str]
) -> Iterator[tuple[object, ...]]:
    """Yield a row per part that holds any text."""
    scorer, statistic, table = scores
    parts = table["document"].map(part_of)
    for part in SPLITS:
        if (parts == part).any():
            place = (task.measure, task.gold, scorer, _basis(scorer, task.gold, part), part)
            yield (*place, statistic, *summarize(statistic, table[parts == part]))


def _basis(scorer: str, gold: str, part: str) -> str:
    if scorer == READERS:
        return "reader"
    if scorer != OURS:
        return "peer"
    return "in view" if part == "rest" or gold in IN_VIEW else "unseen"


def stored_results() -> pd.DataFrame:
    """Return the results of ``validate`` on the test part that are kept with the project.

    Returns
    -------
    DataFrame
        As from ``validate``.

    Examples
    --------
    >>> set(stored_results()["split"]) <= {"test", "rest", "all"}
    True
    """
    return pd.read_csv(RESULTS, dtype={"n": "Int64", "n_documents": "Int64"})


def confusions(gold: Path, marker: str) -> pd.DataFrame:
    """One row per hit on the labelled op-eds that no reader marked, and per span that was missed.

    Op-eds that are kept for testing are left out: they must not be read.

    Parameters
    ----------
    gold : Path
        A folder with ``opeds``.
    marker : str
        Such as ``"hedge"``.

    Returns
    -------
    DataFrame
        Columns document, kind ("false hit" or "miss"), left, text, right.

    Raises
    ------
    FileNotFoundError
        If the op-eds are not there.

    Examples
    --------
    >>> confusions(Path("nowhere"), "hedge")
    Traceback (most recent call last):
    ...
    FileNotFoundError: gold=nowhere: no op-eds are there
    """
    op_eds = read_op_eds(gold, lambda name: not is_test(name))
    if not op_eds:
        raise FileNotFoundError(f"gold={gold}: no op-eds are there")
    find, rows = predictor(marker), []
    for op_ed in (one for one in op_eds if one.was_asked(marker)):
        document, text = op_ed.document, op_ed.document.text
        predicted = op_ed.judged(find(document))
        either = [span for spans in op_ed.spans(marker) for span in spans]
        false = [span for span in predicted if not overlaps(span, either)]
        missed = [span for span in wanted_spans(op_ed, marker) if not overlaps(span, predicted)]
        for kind, spans in (("false hit", false), ("miss", missed)):
            for start, end in spans:
                left, right = text[max(0, start - 40) : start], text[end : end + 40]
                rows.append((document.id, kind, left, text[start:end], right))
    return pd.DataFrame(rows, columns=["document", "kind", "left", "text", "right"])


def report_card(table: pd.DataFrame) -> pd.DataFrame:
    """Put the results of ``validate`` into a table to read: one row per measure × gold set.

    Only figures on texts that nothing was made from are shown. A gold set without such a figure has
    no row.

    Parameters
    ----------
    table : DataFrame
        From ``validate`` or ``stored_results``.

    Returns
    -------
    DataFrame
        Columns measure; checked on; read by, who labelled the texts; by (F1, r, kappa, …); this
        project, with its interval over documents; precision; recall; n (labels, sentences, pages);
        texts (how many documents); peers, same run, on the same texts, the best one first; readers,
        strict: how far one reader agrees with the other, which is another kind of number, because
        what either of two readers marked counts as right for the measures. All are texts, empty
        where not known.

    Examples
    --------
    >>> card = report_card(stored_results())
    >>> card.loc[card["checked on"] == "op-ed sentences", ["measure", "read by"]].values.tolist()
    [['sentiment', 'a language model, twice']]
    """
    rows = []
    for (measure, gold, statistic), scores in _quotable(table):
        ours = scores[scores["basis"] == "unseen"].iloc[0]
        readers = scores.loc[scores["basis"] == "reader", "value"].max()
        peers = scores[(scores["basis"] == "peer") & (scores["split"] == ours["split"])]
        cells = (
            f"{short(ours['value'], statistic)} {_range(ours, statistic)}".strip(),
            *(short(ours["precision"]), short(ours["recall"])),
            *(_count(ours["n"]), _count(ours["n_documents"])),
            *(_peers(peers, statistic), short(readers)),
        )
        name = STATISTIC_NAMES.get(statistic, statistic)
        read_by = "your readers" if gold.startswith(OWN) else READ_BY.get(gold, "")
        rows.append((measure, gold, read_by, name, *cells))
    return pd.DataFrame(rows, columns=CARD_COLUMNS)


OWN = "own "  # before the name of a set of texts that a project's own readers marked
READ_BY = {task.gold: task.read_by for task in TASKS}
STATISTIC_NAMES = {"mean F1": "F1 of a page, mean", "number": "pages below .70"}


def _quotable(table: pd.DataFrame) -> Iterator[tuple[tuple[str, str, str], pd.DataFrame]]:
    """Yield the rows that say something of unseen texts, by measure, gold set and statistic."""
    kept = table[(table["split"] != "rest") & (table["basis"] != "in view")]
    groups = kept.groupby(["measure", "gold", "statistic"], sort=False)
    shown = [(key, scores) for key, scores in groups if (scores["basis"] == "unseen").any()]
    yield from sorted(shown, key=lambda group: place_of(group[0][0]))


def _peers(peers: pd.DataFrame, statistic: str) -> str:
    """Name the peers with their figures, the best one first."""
    known = peers.dropna(subset=["value"])
    known = known.sort_values("value", ascending=statistic == "number", kind="stable")
    named = zip(known["value"], known["scorer"], strict=True)
    texts = (f"{short(value, statistic)} {scorer}" for value, scorer in named)
    return ", ".join(texts).replace("_", " ")


def card_tables(table: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Part the card into tables that fit a page: figures, readers with peers, what is published.

    Parameters
    ----------
    table : DataFrame
        From ``validate`` or ``stored_results``.

    Returns
    -------
    tuple of DataFrame
        Columns of ``report_card``, twice, and ``published_figures``.
    """
    card = report_card(table)
    beside = ["read by", "peers, same run"]
    return (
        card.drop(columns=beside),
        card[["measure", "checked on", "by", *beside]],
        published_figures(),
    )


def published_figures() -> pd.DataFrame:
    """Return the best figures published elsewhere on data of the kinds used here.

    They are not of the same run: the texts, or what is asked of them, differ as the last column
    says.

    Returns
    -------
    DataFrame
        Columns measure, data, by, value, system, source (with a DOI or address), beside ours.

    Examples
    --------
    >>> table = published_figures()
    >>> table.loc[table["source"].str.startswith("Katerenchuk"), "value"].tolist()
    ['.702']
    """
    table = pd.read_csv(PUBLISHED)
    return table.assign(value=table["value"].map("{:.3f}".format).str.lstrip("0"))


def to_markdown(card: pd.DataFrame) -> str:
    """Write a table of texts in Markdown.

    Examples
    --------
    >>> print(to_markdown(pd.DataFrame({"a": ["x"], "b": ["y"]})))
    | a   | b   |
    |-----|-----|
    | x   | y   |
    """
    # Figures stay as the card has them: ".81", not "0.81".
    if "measure" in card:
        card = card.assign(measure=card["measure"].str.replace("_", " "))
    return str(card.to_markdown(index=False, tablefmt="github", disable_numparse=True))


def short(value: float | None, statistic: str = "F1") -> str:
    if value is None or pd.isna(value):
        return ""
    return f"{value:.0f}" if statistic == "number" else f"{value:.2f}".replace("0.", ".", 1)


def _count(number: float | None) -> str:
    return "" if number is None or pd.isna(number) else f"{number:,.0f}"


def _range(row: pd.Series, statistic: str) -> str:
    low, high = short(row["low"], statistic), short(row["high"], statistic)
    return f"[{low}, {high}]" if low else ""
