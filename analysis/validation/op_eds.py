"""The labelled op-eds: what two readers marked in each, and what of it can be judged."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from analysis.reading.sources import make_document
from analysis.sentiment.peers import Spans
from analysis.text.document import Document
from analysis.validation.lines import labelled_rows
from analysis.validation.own import LETTERS, asked_of, within
from analysis.validation.scoring import overlaps

__all__ = ["OpEd", "Wanted", "read_op_eds", "wanted_spans"]

# A text is wanted if this says so of the name of its document. Tasks that are asked for the same
# texts by an equal one read them once.
Wanted = Callable[[str], bool]
# Of loaded words, those that both readers found clear must be found; mild ones may be.
LEAST_STRENGTH = 2


class OpEd(NamedTuple):
    """A labelled op-ed: the document and what each of two readers marked in it.

    ``asked`` says what was asked for and read, and by how many, where that is not everything by
    two; a lone reader stands for both.
    """

    document: Document
    first: pd.DataFrame
    second: pd.DataFrame
    asked: dict[str, Any] | None = None

    @property
    def has_two(self) -> bool:
        """Whether two read it, so that their agreement can be told."""
        return self.asked is None or self.asked["n_readings"] > 1

    def was_asked(self, marker: str) -> bool:
        """Tell whether a marker was looked for: where it was not, silence says nothing."""
        return self.asked is None or marker in self.asked["markers"]

    def judged(self, spans: Spans) -> Spans:
        """Leave out hits in what was not read; titles of op-eds carry no labels."""
        if self.asked is None:
            return _below_title(self.document, spans)
        return list(within(spans, self.asked["spans"]))

    def spans(self, marker: str, least_strength: int = 1) -> tuple[Spans, Spans]:
        """Return what each reader marked, of loaded words those of some strength."""
        first, second = (_labels(read, marker, least_strength) for read in self[1:3])
        return first, second


LABELS = ("start", "end", "category", "text")


def _labels(labels: pd.DataFrame, category: str, least_strength: int) -> Spans:
    rows = labels[labels["category"] == category]
    if "strength" in rows:
        rows = rows[rows["strength"].fillna(LEAST_STRENGTH) >= least_strength]
    return list(zip(rows["start"], rows["end"], strict=True))


def read_op_eds(gold: Path, wanted: Wanted) -> list[OpEd]:
    """Read the labelled op-eds.

    Parameters
    ----------
    gold : Path
        A folder with ``opeds``.
    wanted : callable
        Which names to read.

    Returns
    -------
    list of OpEd
        By name.
    """
    op_eds, asked = [], asked_of(gold)
    for path in sorted(path for path in gold.glob("opeds/*.txt") if wanted(path.stem)):
        document = make_document(path.stem, path.read_bytes().decode("utf-8"))
        files = [path.with_name(f"{path.stem}.{letter}.jsonl") for letter in LETTERS]
        files = [file if file.is_file() else files[0] for file in files]
        first, second = (_read_labels(file) for file in files)
        op_eds.append(OpEd(document, first, second, asked.get(path.stem)))
    return op_eds


def _below_title(document: Document, spans: Spans) -> Spans:
    """Leave out what stands in the first line of an op-ed: titles carry no labels."""
    title = document.text.find("\n")
    return [span for span in spans if span[0] > title]


def _read_labels(path: Path) -> pd.DataFrame:
    rows = list(labelled_rows(path.parent, path.name))
    return pd.DataFrame(rows) if rows else pd.DataFrame(columns=LABELS)


def wanted_spans(op_ed: OpEd, marker: str) -> Spans:
    """Return the spans that are to be found: those of the first reader that the second shares."""
    first, second = op_ed.spans(marker, LEAST_STRENGTH)
    return [span for span in first if overlaps(span, second)]
