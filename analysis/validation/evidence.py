"""Scoring what sentences offer as support against op-eds whose units people labelled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from analysis.markers.evidence import KINDS, evidence_of
from analysis.reading.sources import make_document
from analysis.text.document import Document
from analysis.validation.lines import labelled_rows
from analysis.validation.peers import MOST_FREQUENT

__all__ = [
    "EDITORIALS",
    "LabelledText",
    "evaluate_evidence",
    "labelled_sentences",
    "read_labelled",
]

EDITORIALS = "evidence/webis_editorials.jsonl"


class LabelledText(NamedTuple):
    """An op-ed and its labelled units, which are shorter or longer than its sentences."""

    document: Document
    units: list[dict[str, Any]]


def read_labelled(gold: Path, wanted: Callable[[str], bool]) -> Iterator[LabelledText]:
    """Yield the op-eds whose units people labelled.

    Parameters
    ----------
    gold : Path
        A folder with ``evidence``.
    wanted : callable
        Which names to read.

    Yields
    ------
    LabelledText
    """
    for row in labelled_rows(gold, EDITORIALS):
        if wanted(row["id"]):
            yield LabelledText(make_document(row["id"], row["text"]), row["units"])


def labelled_sentences(text: LabelledText) -> Iterator[tuple[int, str]]:
    """Yield the number and the label of each sentence: the label that covers most of it.

    Sentences of which most is a title, common ground, another unit or no unit are left out.

    Examples
    --------
    >>> units = [{"start": 0, "end": 5, "label": "other"},
    ...          {"start": 5, "end": 12, "label": "assumption"}]
    >>> list(labelled_sentences(LabelledText(Document("x", "So what? It rains."), units)))
    [(1, 'assumption')]
    """
    for number, sentence in enumerate(text.document.sentences):
        covered: Counter[str] = Counter()
        for unit in text.units:
            shared = min(sentence.end, unit["end"]) - max(sentence.start, unit["start"])
            if shared > 0:
                covered[unit["label"]] += shared
        if covered and (label := covered.most_common(1)[0][0]) in KINDS:
            yield number, label


def evaluate_evidence(
    scorer: str, gold: Path, wanted: Callable[[str], bool]
) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """Score the labels of sentences: all kinds together, each by itself, and kappa.

    Beside them stands what one would reach by calling all sentences by the most frequent label.

    Parameters
    ----------
    scorer : str
        What the figures are called by.
    gold : Path
        A folder with ``evidence``.
    wanted : callable
        Which names to read.

    Yields
    ------
    tuple
        The scorer, the statistic, and a table with a row for each labelled sentence: document,
        label, said.
    """
    rows = []
    for text in read_labelled(gold, wanted):
        said = evidence_of(text.document)
        for number, label in labelled_sentences(text):
            rows.append((text.document.id, label, said[number].kind))
    table = pd.DataFrame(rows, columns=["document", "label", "said"])
    guessed = table.assign(said=MOST_FREQUENT)
    for statistic in ("mean F1 of labels", *(f"F1 of {kind}" for kind in KINDS), "kappa"):
        yield scorer, statistic, table
        if not statistic.startswith("F1 of ") or statistic.endswith(MOST_FREQUENT):
            yield f"always {MOST_FREQUENT}", statistic, guessed
