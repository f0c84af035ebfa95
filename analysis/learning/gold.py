"""The labelled texts that tables are learned from, without those kept for testing; folds."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import typer

from analysis.reading.sources import make_document
from analysis.text.document import Document
from analysis.text.spans import Span
from analysis.validation.split import is_test

Array = npt.NDArray[np.float64]

N_FOLDS = 5
NAME_CALLING = 0.2  # how far a span of Name_Calling,Labeling counts as loaded language
PARTISAN = "loaded/ptc_train.jsonl"
UNRATED = (PARTISAN, "loaded/babe.jsonl", "hedging/wikipedia_train.jsonl")


@dataclass
class GoldText:
    """A text with what readers marked in it.

    ``marks`` says for every word how far it is marked, from 0 to 1, and is learned from; ``clear``
    is what the word measure counts; ``readers`` are the spans of two readers, for op-eds.
    """

    collection: str
    fold: int
    document: Document
    marks: Array
    clear: Array
    readers: tuple[list[Span], list[Span]] = field(default_factory=lambda: ([], []))
    index: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))

    @cached_property
    def agreed(self) -> list[Span]:
        """Spans of the first reader that one of the second overlaps."""
        first, second = self.readers
        return [span for span in first if any(overlap(span, other) for other in second)]


def overlap(one: Any, other: Any) -> bool:
    """Tell whether two spans share a character."""
    return bool(one.start < other.end and other.start < one.end)


def fold_of(name: str) -> int:
    """Assign a document to a fold by its name alone, the same one in every run."""
    return int(hashlib.md5(name.encode(), usedforsecurity=False).hexdigest(), 16) % N_FOLDS


def held_out(texts: Iterable[GoldText | Rating]) -> Iterator[npt.NDArray[np.bool_]]:
    """Yield for every fold which texts are measured; all others are learned from."""
    folds = np.array([text.fold for text in texts])
    for fold in range(N_FOLDS):
        yield folds == fold


def marked(document: Document, spans: Iterable[Span]) -> Array:
    """Return 1 for every word that a span overlaps, else 0."""
    marks = np.zeros(len(document.words))
    starts, ends = np.array(document.word_starts), np.array(document.word_ends)
    for span in spans:
        marks[(starts < span.end) & (ends > span.start)] = 1
    return marks


@lru_cache
def say_missing(path: Path) -> None:
    """Say once that a collection is not there."""
    typer.echo(f"{path} is not there; what follows is learned without it", err=True)


def read_rows(path: Path) -> list[dict[str, Any]]:
    """Read a file of JSON lines.

    A collection that is not in the folder has no rows, and that is said. So a table can be learned
    without a collection whose licence does not suit: leave its file out of the folder.
    """
    if not path.is_file():
        say_missing(path)
        return []
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def read_babe(path: Path) -> list[GoldText]:
    """Read sentences with the words that experts marked as biased."""
    texts = []
    for row in read_rows(path):
        document = make_document(row["id"], row["text"], plain=True)
        marks = marked(document, [Span(s["start"], s["end"]) for s in row["spans"]])
        texts.append(GoldText("babe", fold_of(row["id"]), document, marks, marks))
    return texts


def read_ptc(path: Path) -> list[GoldText]:
    """Read articles with spans of propaganda techniques."""
    texts = []
    for row in read_rows(path):
        document = make_document(row["id"], row["text"], plain=True)
        by_technique: dict[str, list[Span]] = defaultdict(list)
        for s in row["spans"]:
            by_technique[s["technique"]].append(Span(s["start"], s["end"]))
        clear = marked(document, by_technique["Loaded_Language"])
        names = marked(document, by_technique["Name_Calling,Labeling"])
        marks = np.maximum(clear, NAME_CALLING * names)
        texts.append(GoldText("ptc", fold_of(row["id"]), document, marks, clear))
    return texts


def read_marked_opeds(folder: Path) -> list[GoldText]:
    """Read op-eds with the spans of two readers."""
    texts = []
    for number, path in enumerate(sorted(folder.glob("*.txt"))):
        document = Document(path.stem, path.read_bytes().decode("utf-8"))
        first, second = (
            [Span(row["start"], row["end"]) for row in rows if row["category"] == "loaded"]
            for rows in (read_rows(path.with_suffix(f".{name}.jsonl")) for name in "AB")
        )
        marks = (marked(document, first) + marked(document, second)) / 2
        text = GoldText("opeds", number % N_FOLDS, document, marks, marks, (first, second))
        texts.append(text)
    return texts


def read_gold(folder: Path) -> list[GoldText]:
    """Read all texts that loaded language is marked in, but those kept for testing."""
    texts = [
        *read_babe(folder / "loaded" / "babe.jsonl"),
        *read_ptc(folder / PARTISAN),
        *read_marked_opeds(folder / "opeds"),
    ]
    return [text for text in texts if not is_test(text.document.id)]


class Rating(NamedTuple):
    """A sentence and the mean of its human ratings, −4 to 4."""

    genre: str
    group: str
    text: str
    score: float

    @property
    def fold(self) -> int:
        """The fold of its text."""
        return fold_of(f"{self.genre}:{self.group}")


def read_unrated(gold: Path) -> list[str]:
    """Read lines whose use of capitals tells names from words."""
    return [
        line
        for name in UNRATED
        for row in read_rows(gold / name)
        if not is_test(row["id"])
        for line in row["text"].splitlines()
    ]
