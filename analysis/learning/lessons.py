"""The marked texts that a teacher learns from, cut into passages, and those that it marks.

Each collection marks something of its own: op-eds hedges, loaded words, attributions and devices;
news articles cues and sources; op-eds of other readers evidence; and so on. A passage says of each
character how far it is marked under each head that its collection knows. Texts kept for testing are
left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from analysis.learning.gold import PARTISAN, read_rows
from analysis.learning.op_eds import (
    ARTICLE,
    labelled_names,
    learnable,
    name_of,
    read_editorials,
    read_learnable,
)
from analysis.reading.sources import make_document
from analysis.text.document import Document
from analysis.validation.evidence import EDITORIALS
from analysis.validation.op_eds import OpEd
from analysis.validation.tasks import RATINGS

Array = npt.NDArray[np.float32]

KINDS = ("label", "threat", "condemnation", "praise", "ridicule", "metaphor")
OP_ED_MARKS = (
    *("hedge", "booster", "loaded", "attribution", "scare_quotes"),
    *("contrast", "triad", "repetition", "rhetorical_question"),
)
CUES = ("cue", "source", "content")
EVIDENCE = ("assumption", "anecdote", "testimony", "statistics")
# What the teacher learns to mark: each collection teaches its own, all share the encoder.
HEADS = (
    *OP_ED_MARKS,
    "clear",
    *(f"kind {kind}" for kind in KINDS),
    *(f"PolNeAR {cue}" for cue in CUES),
    *(f"evidence {label}" for label in EVIDENCE),
    *("BABE", "PTC"),
)
# The teacher also rates sentences, each collection on its own scale, here from -1 to 1.
TONES = ("op-ed", "editorial", "EmoBank")

LONGEST = 420  # characters read at once
LONGEST_SENTENCE = 500
LEAST_STRENGTH = 2  # of a loaded word that is clear
TECHNIQUES = ("Loaded_Language", "Name_Calling,Labeling")
KEPT_UNMARKED = 0.3  # share of passages of PTC without a mark that are learned from
# Passages of other collections are many: so many are drawn.
DRAWN = {"PolNeAR": 1000, "evidence": 500, "PTC": 500, "BABE": 900, "editorial": 700} | {
    "EmoBank": 700
}
N_NEWS = 250  # articles of PolNeAR that are marked

SENTENCE_END = re.compile(r'[.!?…]["”’)\]]*\s+|\n+')

Range = tuple[int, int]


class Tone(NamedTuple):
    """The rating of a sentence, from -1 to 1, on the scale of a collection."""

    start: int
    end: int
    scale: str
    value: float


class Passage(NamedTuple):
    """Some sentences with what readers marked: for each head, how far each character is marked."""

    collection: str
    text: str
    marks: Mapping[str, Array]
    tones: Sequence[Tone] = ()


class Unmarked(NamedTuple):
    """A text for the teacher to mark; in news, the cues that readers marked."""

    document: Document
    cues: Sequence[Range] | None = None


def split_roughly(text: str) -> list[Range]:
    """Split a text at stops and line ends.

    Examples
    --------
    >>> split_roughly("It may rain. It rains!")
    [(0, 13), (13, 22)]
    """
    ends = [match.end() for match in SENTENCE_END.finditer(text)]
    borders = sorted({0, *ends, len(text)})
    return [(a, b) for a, b in pairwise(borders) if text[a:b].strip()]


def gather(sentences: Iterable[Range]) -> list[list[Range]]:
    """Gather neighbouring sentences into passages that are not too long to be read at once.

    Examples
    --------
    >>> gather([(0, 200), (200, 400), (400, 600)])
    [[(0, 200), (200, 400)], [(400, 600)]]
    """
    passages: list[list[Range]] = []
    for start, end in sentences:
        if passages and end - passages[-1][0][0] <= LONGEST:
            passages[-1].append((start, end))
        else:
            passages.append([(start, end)])
    return passages


def paint(length: int, spans: Iterable[Range]) -> Array:
    """Return 1 for each character of the spans, 0 elsewhere."""
    marks = np.zeros(length, np.float32)
    for start, end in spans:
        marks[start:end] = 1
    return marks


def read_op_ed(op_ed: OpEd) -> Iterator[Passage]:
    """Yield the passages of an op-ed; marks and ratings are means of its two readers."""
    text = op_ed.document.text
    marks = {name: np.zeros(len(text), np.float32) for name in HEADS[: len(OP_ED_MARKS) + 7]}
    ratings: dict[Range, list[float]] = {}
    for labels in (op_ed.first, op_ed.second):
        spans: dict[str, list[Range]] = {name: [] for name in marks}
        for row in labels.to_dict("records"):
            span = row["start"], row["end"]
            if row["category"] == "sentence":
                ratings.setdefault(span, []).append(row["sentiment"] / 4)
                continue
            spans[row["category"]].append(span)
            if row["category"] == "loaded":
                spans[f"kind {row['kind']}"].append(span)
                if row["strength"] >= LEAST_STRENGTH:
                    spans["clear"].append(span)
        for name, found in spans.items():
            marks[name] += paint(len(text), found) / 2
    for inner in gather(sorted(ratings)):
        first, last = inner[0][0], inner[-1][1]
        tones = [
            Tone(a - first, b - first, "op-ed", float(np.mean(ratings[a, b]))) for a, b in inner
        ]
        cut = {name: array[first:last] for name, array in marks.items()}
        yield Passage("op-ed", text[first:last], cut, tones)


def cut_up(collection: str, text: str, marks: Mapping[str, Array]) -> Iterator[Passage]:
    """Yield the passages of a marked text."""
    for inner in gather(split_roughly(text)):
        first, last = inner[0][0], inner[-1][1]
        cut = {name: array[first:last] for name, array in marks.items()}
        yield Passage(collection, text[first:last], cut)


def rows_of(gold: Path, path: str, name: str = "id") -> Iterator[dict[str, Any]]:
    """Yield the rows of a collection but those of texts kept for testing."""
    return (row for row in read_rows(gold / path) if learnable(row[name]))


def spans_by(row: Mapping[str, Any], spans: str, kind: str) -> dict[str, list[Range]]:
    """Return the spans of a row by what they are."""
    found: dict[str, list[Range]] = {}
    for span in row[spans]:
        found.setdefault(span[kind], []).append((span["start"], span["end"]))
    return found


def read_news(gold: Path) -> Iterator[Passage]:
    """Yield passages of news with cues, sources and contents, and of op-eds with evidence."""
    for row in rows_of(gold, "attribution/polnear_train.jsonl"):
        found = spans_by(row, "spans", "type")
        length = len(row["text"])
        marks = {f"PolNeAR {cue}": paint(length, found.get(cue, [])) for cue in CUES}
        yield from cut_up("PolNeAR", row["text"], marks)
    for row in rows_of(gold, EDITORIALS):
        found = spans_by(row, "units", "label")
        length = len(row["text"])
        marks = {f"evidence {label}": paint(length, found.get(label, [])) for label in EVIDENCE}
        yield from cut_up("evidence", row["text"], marks)


def read_biased(gold: Path, chance: np.random.Generator) -> Iterator[Passage]:
    """Yield sentences and passages with words that readers found biased or loaded."""
    for row in rows_of(gold, "loaded/babe.jsonl"):
        spans = [(span["start"], span["end"]) for span in row["spans"]]
        marks = {"BABE": paint(len(row["text"]), spans)[:LONGEST_SENTENCE]}
        yield Passage("BABE", row["text"][:LONGEST_SENTENCE], marks)
    for row in rows_of(gold, PARTISAN):
        found = spans_by(row, "spans", "technique")
        spans = [span for technique in TECHNIQUES for span in found.get(technique, [])]
        if spans:
            marks = {"PTC": paint(len(row["text"]), spans)}
            for passage in cut_up("PTC", row["text"], marks):
                if passage.marks["PTC"].any() or chance.random() < KEPT_UNMARKED:
                    yield passage


def read_rated(gold: Path) -> Iterator[Passage]:
    """Yield rated sentences of editorials and of EmoBank."""
    for row in rows_of(gold, RATINGS, "editorial"):
        text = row["text"][:LONGEST_SENTENCE]
        yield Passage("editorial", text, {}, [Tone(0, len(text), "editorial", row["score"] / 4)])
    for row in rows_of(gold, "sentiment/emobank_train.jsonl", "document"):
        text = row["text"][:LONGEST_SENTENCE]
        tone = Tone(0, len(text), "EmoBank", (row["valence"] - 3) / 2)
        yield Passage("EmoBank", text, {}, [tone])


def read_lessons(gold: Path, chance: np.random.Generator) -> tuple[list[Passage], list[Passage]]:
    """Return the passages of op-eds, and those drawn from the other collections."""
    op_eds = [p for op_ed in read_learnable(gold) for p in read_op_ed(op_ed)]
    others = [*read_news(gold), *read_biased(gold, chance), *read_rated(gold)]
    chance.shuffle(others)
    drawn: list[Passage] = []
    seen: Counter[str] = Counter()
    for passage in others:
        if seen[passage.collection] < DRAWN[passage.collection]:
            seen[passage.collection] += 1
            drawn.append(passage)
    return op_eds, drawn


def read_unmarked(gold: Path, limit: int | None = None) -> Iterator[Unmarked]:
    """Yield the op-eds, editorials and articles that the teacher marks.

    Parameters
    ----------
    gold : Path
        The folder with the marked texts.
    limit : int, optional
        So many of each collection, for a trial.
    """
    labelled = labelled_names(gold)
    op_eds = rows_of(gold, EDITORIALS)
    for row in [row for row in op_eds if row["id"] not in labelled][:limit]:
        yield Unmarked(make_document(row["id"], row["text"], plain=True))
    partisan = rows_of(gold, PARTISAN)
    for row in [row for row in partisan if name_of(ARTICLE, row["id"]) not in labelled][:limit]:
        yield Unmarked(make_document(row["id"], row["text"], plain=True))
    editorials = read_editorials(gold).items()
    for name, text in [one for one in editorials if one[0] not in labelled][:limit]:
        yield Unmarked(make_document(name, text, plain=True))
    for row in [*rows_of(gold, "attribution/polnear_train.jsonl")][: limit or N_NEWS]:
        cues = spans_by(row, "spans", "type").get("cue", [])
        yield Unmarked(make_document(row["id"], row["text"], plain=True), cues)


def read_texts(gold: Path) -> Iterator[str]:
    """Yield all running texts that may be read, to see how their words are written."""
    for path in sorted(gold.glob("opeds/*.txt")):
        if learnable(path.stem):
            yield path.read_bytes().decode("utf-8")
    news = "attribution/polnear_train.jsonl"
    for source in (EDITORIALS, PARTISAN, news):
        yield from (row["text"] for row in rows_of(gold, source))
