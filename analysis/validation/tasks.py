"""What is scored on what: one task per measure and set of labelled texts.

A task reads its texts, lets every scorer run over them in the same way, and yields a table of
scores per scorer (see `analysis.validation.scoring`). A new measure is a function that does so,
and a line in ``TASKS``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from analysis.markers.registry import find_matches, get_marker
from analysis.reading.sources import make_document
from analysis.sentiment.ours import score
from analysis.sentiment.peers import LOADED_PEERS, Predictor, Spans, nltk_vader, textblob, vader
from analysis.text.document import Document
from analysis.text.spans import Span
from analysis.validation.cues import (
    CUES,
    evaluate_contents,
    evaluate_cues,
    evaluate_sources,
    find_cues,
)
from analysis.validation.evidence import EDITORIALS, evaluate_evidence
from analysis.validation.lines import labelled_rows
from analysis.validation.natures import NatureOfHits, forces, kinds
from analysis.validation.op_eds import Wanted, read_op_eds, wanted_spans
from analysis.validation.pages import evaluate_pages
from analysis.validation.peers import PEERS
from analysis.validation.scoring import agreement_counts, count_spans, counted, covered

__all__ = [
    "OURS",
    "RATINGS",
    "READERS",
    "SPAN_MARKERS",
    "TASKS",
    "Scores",
    "Task",
    "forget_texts",
    "predictor",
]

OURS = "this project"
READERS = "one reader against the other"
SPAN_MARKERS = (
    *("hedge", "booster", "loaded", "attribution", "scare_quotes"),
    *("rhetorical_question", "contrast", "triad", "repetition"),
)
UNCERTAIN_SETS = {
    "Wikipedia sentences": "hedging/wikipedia_train.jsonl",
    "BioScope sentences": "hedging/bioscope.jsonl",
    "SFU review sentences": "hedging/sfu_reviews.jsonl",
}
WORD_SETS = {"BABE words": "loaded/babe.jsonl", "PTC words": "loaded/ptc_train.jsonl"}
# An alphabetic word.
WORD = re.compile(r"[^\W\d_]+")
# What EmoBank holds of the kind of prose that this project is for.
PROSE = ("newspaper", "essays", "letters")

# A scorer, the statistic, and one row per document or rated sentence, with a column "document".
Scores = tuple[str, str, pd.DataFrame]
Evaluate = Callable[[Path, Wanted], Iterator[Scores]]


class Task(NamedTuple):
    """One measure on one gold set: its name, files, what works out its tables, and who read it."""

    measure: str
    gold: str
    path: str
    evaluate: Evaluate
    read_by: str


# Of one folder, because texts with all that is worked out of them are large.
_shared_op_eds = lru_cache(maxsize=1)(read_op_eds)


def forget_texts() -> None:
    """Let go of the texts that tasks share: the files may be others next time."""
    _shared_op_eds.cache_clear()
    find_cues.cache_clear()


def predictor(marker: str) -> Predictor:
    """Return what finds the spans of a marker in a document."""
    found = get_marker(marker)
    return lambda document: [(m.start, m.end) for m in find_matches(document, [found])]


def _evaluate_op_eds(marker: str) -> Evaluate:
    """Score a marker on the op-eds.

    Recall: the share of spans marked by both readers that a hit overlaps. Precision: the share
    of hits that overlap a span of either reader. Readers are scored strictly: the spans of one
    against those of the other.
    """

    def evaluate(gold: Path, wanted: Wanted) -> Iterator[Scores]:
        op_eds = [one for one in _shared_op_eds(gold, wanted) if one.was_asked(marker)]
        either = [[*first, *second] for first, second in (one.spans(marker) for one in op_eds)]
        both = [wanted_spans(one, marker) for one in op_eds]
        scorers = {OURS: predictor(marker), **PEERS.get(marker, {})}
        for scorer, predict in scorers.items():
            rows = []
            for op_ed, right, to_find in zip(op_eds, either, both, strict=True):
                predicted = op_ed.judged(predict(op_ed.document))
                rows.append((op_ed.document.id, *count_spans(predicted, right, to_find)))
            yield scorer, "F1", counted(rows)
        two = [one for one in op_eds if one.has_two]
        agreed = [(one.document.id, *agreement_counts(*one.spans(marker))) for one in two]
        yield READERS, "F1", counted(agreed)

    return evaluate


def _evaluate_natures(statistic: str, of_hits: NatureOfHits) -> Evaluate:
    """Score the kind or the force of loaded hits that a reader marked too."""

    def evaluate(gold: Path, wanted: Wanted) -> Iterator[Scores]:
        ours, readers = of_hits(_shared_op_eds(gold, wanted))
        yield OURS, statistic, ours
        yield READERS, statistic, readers

    return evaluate


def _evaluate_uncertain(path: str) -> Evaluate:
    """Score hedges on sentences: one is predicted uncertain if it holds a hedge."""

    def evaluate(gold: Path, wanted: Wanted) -> Iterator[Scores]:
        hedge = get_marker("hedge")
        rows = []
        for row in labelled_rows(gold, path):
            name = row.get("doc", row["id"])
            if wanted(name):
                document = Document(row["id"], row["text"], outline=_whole(row["text"]))
                predicted, uncertain = bool(hedge.find(document)), row["label"] == "uncertain"
                hit = predicted and uncertain
                rows.append((name, hit, predicted, hit, uncertain))
        yield OURS, "F1", counted(rows)

    return evaluate


def _whole(text: str) -> tuple[Span, ...]:
    return (Span(0, len(text), "paragraph"),)


def _evaluate_words(path: str) -> Evaluate:
    """Score loaded language word by word: a word counts if a span covers a part of it."""

    def evaluate(gold: Path, wanted: Wanted) -> Iterator[Scores]:
        rows = [row for row in labelled_rows(gold, path) if wanted(row["id"])]
        documents = [make_document(row["id"], row["text"], plain=True) for row in rows]
        for scorer, predict in ({OURS: predictor("loaded")} | LOADED_PEERS).items():
            counts = []
            for document, row in zip(documents, rows, strict=True):
                words = [Span(*word.span()) for word in WORD.finditer(document.text)]
                marked = covered(words, predict(document))
                biased = covered(words, _biased(row))
                hits = len(marked & biased)
                counts.append((document.id, hits, len(marked), hits, len(biased)))
            yield scorer, "F1", counted(counts)

    return evaluate


def _biased(row: dict[str, Any]) -> Spans:
    """Return the spans of biased words, or those of PTC's technique of loaded language."""
    wanted = "Loaded_Language"
    labelled = [span for span in row["spans"] if span.get("technique", wanted) == wanted]
    return [(span["start"], span["end"]) for span in labelled]


def _evaluate_ratings(
    path: str, group: str, rating: str, categories: tuple[str, ...] = ()
) -> Evaluate:
    """Score sentiment on snippets with the mean rating of several people."""

    def evaluate(gold: Path, wanted: Wanted) -> Iterator[Scores]:
        rows = [row for row in labelled_rows(gold, path) if wanted(row[group])]
        if categories:
            rows = [row for row in rows if row["category"] in categories]
        yield from _all_scores(
            [row[group] for row in rows],
            [row["text"] for row in rows],
            [row[rating] for row in rows],
        )

    return evaluate


def _evaluate_sentences(gold: Path, wanted: Wanted) -> Iterator[Scores]:
    """Score sentiment on the op-eds' sentences against the mean of the two readings."""
    parts = []
    for op_ed in _shared_op_eds(gold, wanted):
        readings = [labels[labels["category"] == "sentence"] for labels in op_ed[1:3]]
        if any(labels.empty for labels in readings):
            continue
        both = readings[0].merge(readings[1], on=["start", "end"])
        texts = [op_ed.document.text[row.start : row.end] for row in both.itertuples()]
        parts.append(both.assign(document=op_ed.document.id, text=texts, has_two=op_ed.has_two))
    if not parts:
        return
    table = pd.concat(parts, ignore_index=True)
    mean = (table["sentiment_x"] + table["sentiment_y"]) / 2
    yield from _all_scores(table["document"], list(table["text"]), mean)
    names = {"sentiment_x": "score", "sentiment_y": "rating"}
    yield READERS, "r", table[table["has_two"]].rename(columns=names)[["document", *names.values()]]


SCORERS: dict[str, Callable[[str], float]] = {
    OURS: score,
    "VADER": vader,
    "VADER (NLTK)": nltk_vader,
    "TextBlob": lambda text: textblob(text).polarity,
}


def _all_scores(documents: Any, texts: list[str], ratings: Any) -> Iterator[Scores]:
    """Yield every scorer's scores; a text without words counts as neutral."""
    for name, scorer in SCORERS.items():
        scores = [0.0 if math.isnan(value) else value for value in map(scorer, texts)]
        table = pd.DataFrame({"document": documents, "score": scores, "rating": ratings})
        yield name, "r", table


RATINGS = "sentiment/nyt_editorials.jsonl"
EMOBANK = "sentiment/emobank_train.jsonl"
VALENCE = (EMOBANK, "document", "valence")
PAGES = "pages/truth.jsonl"

MODEL = "a language model, twice"
PEOPLE = "people"
RATERS = "people, 20 each"
PAGE_TRUTH = "people, or what a reader view keeps"

TASKS = (
    *(Task(name, "op-eds", "opeds/*.txt", _evaluate_op_eds(name), MODEL) for name in SPAN_MARKERS),
    Task(
        "kind of loaded",
        "op-eds, right hits",
        "opeds/*.txt",
        _evaluate_natures("share", kinds),
        MODEL,
    ),
    Task(
        "force of loaded",
        "op-eds, right hits",
        "opeds/*.txt",
        _evaluate_natures("r", forces),
        MODEL,
    ),
    Task("attribution", "PolNeAR cues", CUES, partial(evaluate_cues, OURS), PEOPLE),
    Task("source", "PolNeAR right cues", CUES, partial(evaluate_sources, OURS), PEOPLE),
    Task("content", "PolNeAR right cues", CUES, partial(evaluate_contents, OURS), PEOPLE),
    *(
        Task("hedge", name, path, _evaluate_uncertain(path), PEOPLE)
        for name, path in UNCERTAIN_SETS.items()
    ),
    *(
        Task("loaded", name, path, _evaluate_words(path), PEOPLE)
        for name, path in WORD_SETS.items()
    ),
    Task("sentiment", "op-ed sentences", "opeds/*.txt", _evaluate_sentences, MODEL),
    Task(
        "sentiment",
        "NYT editorials",
        RATINGS,
        _evaluate_ratings(RATINGS, "editorial", "score"),
        RATERS,
    ),
    Task("sentiment", "EmoBank", EMOBANK, _evaluate_ratings(*VALENCE), PEOPLE),
    Task(
        "sentiment",
        "EmoBank, newspapers, essays, letters",
        EMOBANK,
        _evaluate_ratings(*VALENCE, PROSE),
        PEOPLE,
    ),
    Task("evidence", "sentences of op-eds", EDITORIALS, partial(evaluate_evidence, OURS), PEOPLE),
    Task("reading", "web pages", PAGES, evaluate_pages, PAGE_TRUTH),
)
