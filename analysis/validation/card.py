"""The report card: every measure against labels made by people, beside its peers.

A measure is scored on every gold set that is there. F1 and r come with an interval from
resampling whole documents, because hits of one text are not independent of each other.
"""

from __future__ import annotations

import json
import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from tqdm import tqdm

from analysis.markers.registry import find_matches, get_marker
from analysis.matching.matches import Marker
from analysis.reading.sources import make_document
from analysis.sentiment.ours import score
from analysis.sentiment.peers import LOADED_PEERS, Predictor, Spans, textblob, vader
from analysis.text.document import Document
from analysis.text.spans import Span

__all__ = ["confusions", "report_card", "stored_results", "to_markdown", "validate"]

RESULTS = Path(__file__).with_name("results.csv")
# Peers' and people's figures measured elsewhere, and our own on texts not seen before.
REFERENCES = Path(__file__).with_name("references.csv")
N_RESAMPLES = 1000
SEED = 20_250_101
WORD = re.compile(r"[^\W\d_]+")
COUNTS = ["hits_predicted", "n_predicted", "hits_gold", "n_gold"]
SPAN_MARKERS = ("hedge", "booster", "loaded", "attribution", "scare_quotes", "rhetorical_question")
UNCERTAIN_SETS = {
    "Wikipedia sentences": "hedging/wikipedia_train.jsonl",
    "BioScope sentences": "hedging/bioscope.jsonl",
    "SFU review sentences": "hedging/sfu_reviews.jsonl",
}
COLUMNS = [
    *("measure", "gold", "scorer", "statistic"),
    *("value", "low", "high", "precision", "recall", "n"),
]

CARD_COLUMNS = [
    *("measure", "checked on", "by", "this project"),
    *("on unseen texts", "best peer", "second reader"),
]


class Task(NamedTuple):
    """One measure on one gold set: its name, its files, and what works out its table."""

    measure: str
    gold: str
    path: str
    evaluate: Callable[[Path], Iterator[tuple[str, str, pd.DataFrame]]]


def validate(gold: Path) -> pd.DataFrame:
    """Score every measure on every gold set in a folder.

    Parameters
    ----------
    gold : Path
        A folder with any of ``opeds``, ``sentiment``, ``loaded`` and ``hedging``.

    Returns
    -------
    DataFrame
        One row per measure × gold set × scorer: measure, gold, scorer, statistic ("F1" or "r"),
        value, low, high (95 %, bootstrap over documents), precision, recall, n (gold spans,
        words, sentences). Rows whose scorer is a peer's list or people are as published or
        measured before; they have no interval.

    Raises
    ------
    FileNotFoundError
        If the folder holds no gold set.
    """
    tasks = [task for task in TASKS if list(gold.glob(task.path))]
    if not tasks:
        raise FileNotFoundError(f"gold={gold}: no gold set is there, such as {TASKS[0].path}")
    rows = []
    for task in tqdm(tasks, unit="measure", leave=False):
        for scorer, statistic, table in task.evaluate(gold):
            rows.append((task.measure, task.gold, scorer, statistic, *_summary(statistic, table)))
    known = pd.read_csv(REFERENCES)
    done = {(task.measure, task.gold) for task in tasks}
    known = known[[pair in done for pair in zip(known["measure"], known["gold"], strict=True)]]
    table = pd.concat([pd.DataFrame(rows, columns=COLUMNS), known], ignore_index=True)
    # Three digits are kept, so that the table and the file that it is stored in agree.
    table = table.sort_values(["measure", "gold"], kind="stable").round(3)
    return table.reset_index(drop=True)[COLUMNS]


def stored_results() -> pd.DataFrame:
    """Return the results of ``validate`` that are kept with the project.

    Returns
    -------
    DataFrame
        As from ``validate``.

    Examples
    --------
    >>> "this project" in set(stored_results()["scorer"])
    True
    """
    return pd.read_csv(RESULTS)


def confusions(gold: Path, marker: str) -> pd.DataFrame:
    """One row per hit on the labelled op-eds that no reader marked, and per span that was missed.

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
    """
    op_eds = _op_eds(gold)
    if not op_eds:
        raise FileNotFoundError(f"gold={gold}: no op-eds are there")
    rows = []
    for document, first, second in op_eds:
        readers = _spans(first, marker), _spans(second, marker)
        predicted = _marker_predictor(get_marker(marker))(document)
        false = [span for span in predicted if not _overlap(span, readers[0] + readers[1])]
        both = [span for span in readers[0] if _overlap(span, readers[1])]
        missed = [span for span in both if not _overlap(span, predicted)]
        for kind, spans in (("false hit", false), ("miss", missed)):
            for start, end in spans:
                left, right = (
                    document.text[max(0, start - 40) : start],
                    document.text[end : end + 40],
                )
                rows.append((document.id, kind, left, document.text[start:end], right))
    return pd.DataFrame(rows, columns=["document", "kind", "left", "text", "right"])


def report_card(table: pd.DataFrame) -> pd.DataFrame:
    """Put the results of ``validate`` into a table to read: one row per measure × gold set.

    Parameters
    ----------
    table : DataFrame
        From ``validate`` or ``stored_results``.

    Returns
    -------
    DataFrame
        Columns measure, checked on, by (F1 or r), this project (with its interval), on unseen
        texts, best peer, second reader: all as text, empty where not known.

    Examples
    --------
    >>> card = report_card(stored_results())
    >>> card.loc[card["checked on"] == "NYT editorials", "measure"].item()
    'sentiment'
    """
    rows = []
    for (measure, gold), scores in table.groupby(["measure", "gold"], sort=False):
        scorer = scores["scorer"]
        ours = scores[scorer == "this project"]
        unseen = scores[scorer.str.startswith("this project,")]
        readers = scores[scorer.str.contains("reader|rater|expert")]
        peers = scores[~scores.index.isin([*ours.index, *unseen.index, *readers.index])]
        mine = f"{_short(ours['value'].item())} {_range(*ours[['low', 'high']].to_numpy()[0])}"
        cells = (mine, _short(unseen["value"].max()), _best(peers), _short(readers["value"].max()))
        rows.append((measure, gold, ours["statistic"].item(), *cells))
    return pd.DataFrame(rows, columns=CARD_COLUMNS)


def _best(peers: pd.DataFrame) -> str:
    if peers.empty:
        return ""
    best = peers.loc[peers["value"].idxmax()]
    return f"{_short(best['value'])} {best['scorer']}"


def to_markdown(card: pd.DataFrame) -> str:
    """Write a table of texts in Markdown.

    Examples
    --------
    >>> print(to_markdown(pd.DataFrame({"a": ["x"], "b": ["y"]})))
    | a | b |
    | --- | --- |
    | x | y |
    """
    rows = [list(card.columns), ["---"] * len(card.columns), *card.values.tolist()]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def _short(value: float | None) -> str:
    return "" if value is None or pd.isna(value) else f"{value:.2f}".replace("0.", ".", 1)


def _range(low: float | None, high: float | None) -> str:
    return f"[{_short(low)}, {_short(high)}]" if _short(low) else ""


def _summary(statistic: str, table: pd.DataFrame) -> tuple[float, float, float, float, float, int]:
    if statistic == "r":
        value, low, high = _resampled(table, ["score", "rating"], _pearson)
        return value, low, high, np.nan, np.nan, len(table)
    value, low, high = _resampled(table, COUNTS, _f1)
    sums = table[COUNTS].sum()
    precision, recall = _precision_recall(sums.to_numpy()[None, :])
    return value, low, high, float(precision), float(recall), int(sums["n_gold"])


def _resampled(
    table: pd.DataFrame, columns: list[str], statistic: Callable[[np.ndarray], float]
) -> tuple[float, float, float]:
    """Return a statistic with its 95 % interval from resampling groups of rows."""
    groups = [rows.to_numpy(dtype=float) for _, rows in table.groupby("group")[columns]]
    generator = np.random.default_rng(SEED)
    draws = generator.integers(0, len(groups), (N_RESAMPLES, len(groups)))
    values = [statistic(np.concatenate([groups[i] for i in draw])) for draw in draws]
    known = [value for value in values if not math.isnan(value)]
    low, high = np.percentile(known, [2.5, 97.5]) if known else (np.nan, np.nan)
    return statistic(table[columns].to_numpy(dtype=float)), float(low), float(high)


def _pearson(pairs: np.ndarray) -> float:
    if len(pairs) < 3 or (np.ptp(pairs, axis=0) == 0).any():
        return np.nan
    return float(np.corrcoef(pairs[:, 0], pairs[:, 1])[0, 1])


def _precision_recall(counts: np.ndarray) -> tuple[float, float]:
    hits_predicted, n_predicted, hits_gold, n_gold = counts.sum(axis=0)
    precision = hits_predicted / n_predicted if n_predicted else np.nan
    return precision, hits_gold / n_gold if n_gold else np.nan


def _f1(counts: np.ndarray) -> float:
    precision, recall = _precision_recall(counts)
    total = precision + recall
    return float(2 * precision * recall / total) if total > 0 else 0.0


# --- gold sets ---------------------------------------------------------------------------------


def _rows(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


class OpEd(NamedTuple):
    """A labelled op-ed: the document and what each of two readers marked in it."""

    document: Document
    first: pd.DataFrame
    second: pd.DataFrame


@cache
def _op_eds(gold: Path) -> list[OpEd]:
    op_eds = []
    for path in sorted(gold.glob("opeds/*.txt")):
        document = make_document(path.stem, path.read_bytes().decode("utf-8"))
        readers = [pd.DataFrame(_rows(path.with_suffix(f".{name}.jsonl"))) for name in "AB"]
        op_eds.append(OpEd(document, *readers))
    return op_eds


def _overlap(span: tuple[int, int], others: Spans) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def _spans(labels: pd.DataFrame, category: str) -> Spans:
    rows = labels[labels["category"] == category]
    return list(zip(rows["start"], rows["end"], strict=True))


def _marker_predictor(marker: Marker) -> Predictor:
    return lambda document: [(m.start, m.end) for m in find_matches(document, [marker])]


def _evaluate_spans(name: str) -> Callable[[Path], Iterator[tuple[str, str, pd.DataFrame]]]:
    """Score a marker on the op-eds.

    Recall: the share of spans marked by both readers that a hit overlaps. Precision: the share
    of hits that overlap a span of either reader.
    """

    def evaluate(gold: Path) -> Iterator[tuple[str, str, pd.DataFrame]]:
        predictors = {"this project": _marker_predictor(get_marker(name))}
        if name == "loaded":
            predictors |= LOADED_PEERS
        for scorer, predict in predictors.items():
            rows = [_span_counts(op_ed, name, predict(op_ed.document)) for op_ed in _op_eds(gold)]
            yield scorer, "F1", pd.DataFrame(rows, columns=["group", *COUNTS])

    return evaluate


def _span_counts(op_ed: OpEd, name: str, predicted: Spans) -> tuple[Any, ...]:
    first, second = _spans(op_ed.first, name), _spans(op_ed.second, name)
    both = [span for span in first if _overlap(span, second)]
    hits = sum(_overlap(span, first + second) for span in predicted)
    found = sum(_overlap(span, predicted) for span in both)
    return op_ed.document.id, hits, len(predicted), found, len(both)


def _evaluate_uncertain(path: str) -> Callable[[Path], Iterator[tuple[str, str, pd.DataFrame]]]:
    """Score hedges on sentences: one is predicted uncertain if it holds a hedge."""

    def evaluate(gold: Path) -> Iterator[tuple[str, str, pd.DataFrame]]:
        hedge = get_marker("hedge")
        rows = []
        for row in _rows(gold / path):
            document = Document(row["id"], row["text"], outline=_whole(row["text"]))
            predicted = bool(hedge.find(document))
            uncertain = row["label"] == "uncertain"
            hit = predicted and uncertain
            rows.append((row.get("doc", row["id"]), hit, predicted, hit, uncertain))
        yield (
            "this project",
            "F1",
            pd.DataFrame(rows, columns=["group", *COUNTS]).astype(dict.fromkeys(COUNTS, int)),
        )

    return evaluate


def _whole(text: str) -> tuple[Span, ...]:
    return (Span(0, len(text), "paragraph"),)


def _evaluate_words(path: str) -> Callable[[Path], Iterator[tuple[str, str, pd.DataFrame]]]:
    """Score loaded language word by word: a word counts if a span covers a part of it."""

    def evaluate(gold: Path) -> Iterator[tuple[str, str, pd.DataFrame]]:
        rows = _rows(gold / path)
        documents = [make_document(row["id"], row["text"], plain=True) for row in rows]
        for scorer, predict in ({"this project": _loaded} | LOADED_PEERS).items():
            counts = [
                _word_counts(document, _gold_words(row), predict(document))
                for document, row in zip(documents, rows, strict=True)
            ]
            yield scorer, "F1", pd.DataFrame(counts, columns=["group", *COUNTS])

    return evaluate


def _gold_words(row: dict[str, Any]) -> Spans:
    """Return the spans of biased words, or those of PTC's technique of loaded language."""
    wanted = "Loaded_Language"
    labelled = [span for span in row["spans"] if span.get("technique", wanted) == wanted]
    return [(span["start"], span["end"]) for span in labelled]


def _word_counts(document: Document, gold: Spans, predicted: Spans) -> tuple[Any, ...]:
    marked, wanted = _covered_words(document.text, predicted), _covered_words(document.text, gold)
    hits = len(marked & wanted)
    return document.id, hits, len(marked), hits, len(wanted)


def _covered_words(text: str, spans: Iterable[tuple[int, int]]) -> set[int]:
    """Return the numbers of the words that any of the spans overlaps."""
    words = [match.span() for match in WORD.finditer(text)]
    starts, ends = [start for start, _ in words], [end for _, end in words]
    covered: set[int] = set()
    for start, end in spans:
        covered.update(range(bisect_right(ends, start), bisect_left(starts, end)))
    return covered


def _loaded(document: Document) -> Spans:
    return _marker_predictor(get_marker("loaded"))(document)


def _evaluate_ratings(
    path: str, group: str
) -> Callable[[Path], Iterator[tuple[str, str, pd.DataFrame]]]:
    """Score sentiment on snippets with the mean rating of several people."""

    def evaluate(gold: Path) -> Iterator[tuple[str, str, pd.DataFrame]]:
        rows = _rows(gold / path)
        texts = [row["text"] for row in rows]
        ratings = [row["score"] for row in rows]
        groups = [row[group] for row in rows]
        for scorer, scores in _all_scores(texts):
            yield scorer, "r", pd.DataFrame({"group": groups, "score": scores, "rating": ratings})

    return evaluate


def _all_scores(texts: list[str]) -> Iterator[tuple[str, list[float]]]:
    """Yield every scorer's scores; a text without words counts as neutral."""
    for name, scorer in SCORERS.items():
        scores = [scorer(text) for text in texts]
        yield name, [0.0 if math.isnan(value) else value for value in scores]


SCORERS: dict[str, Callable[[str], float]] = {
    "this project": score,
    "VADER": vader,
    "TextBlob": lambda text: textblob(text).polarity,
}


def _evaluate_op_ed_sentences(gold: Path) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """Score sentiment on the op-eds' sentences against the mean of the two readings."""
    groups, texts, ratings = [], [], []
    for document, first, second in _op_eds(gold):
        readings = [labels[labels["category"] == "sentence"] for labels in (first, second)]
        both = readings[0].merge(readings[1], on=["start", "end"])
        groups += [document.id] * len(both)
        texts += [document.text[row.start : row.end] for row in both.itertuples()]
        ratings += list((both["sentiment_x"] + both["sentiment_y"]) / 2)
    for scorer, scores in _all_scores(texts):
        yield scorer, "r", pd.DataFrame({"group": groups, "score": scores, "rating": ratings})


TASKS = (
    *(Task(name, "op-eds", "opeds/*.txt", _evaluate_spans(name)) for name in SPAN_MARKERS),
    *(
        Task("hedge", name, path, _evaluate_uncertain(path))
        for name, path in UNCERTAIN_SETS.items()
    ),
    Task("loaded", "BABE words", "loaded/babe.jsonl", _evaluate_words("loaded/babe.jsonl")),
    Task(
        "loaded", "PTC words", "loaded/ptc_train.jsonl", _evaluate_words("loaded/ptc_train.jsonl")
    ),
    Task("sentiment", "op-ed sentences", "opeds/*.txt", _evaluate_op_ed_sentences),
    Task(
        "sentiment",
        "NYT editorials",
        "sentiment/nyt_editorials.jsonl",
        _evaluate_ratings("sentiment/nyt_editorials.jsonl", "editorial"),
    ),
)
