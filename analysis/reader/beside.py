"""A reader's marks beside the machine's: found by both, or by one of them alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd

from analysis.plots.labels import label
from analysis.tables.analysis import Analysis
from analysis.tables.reading_check import SCALE, SENTENCE
from analysis.tables.readings import Mark, Reading

__all__ = ["WHO", "beside", "beside_table"]

WHO = {"both": "Both", "reader": "The reader alone", "machine": "The machine alone"}


def beside(reading: Reading, analysis: Analysis) -> dict[str, Any]:
    """Compare the marks of a reading with the hits of the tool in what was read.

    Marks and hits of one marker that share a character are one passage.

    Parameters
    ----------
    reading : Reading
        What a person marked.
    analysis : Analysis
        Of the same text.

    Returns
    -------
    dict
        passages: marker, who (``both``, ``reader`` or ``machine``), start, end, words, what the
        reader said and what the machine says, in the order of the text. sentences: start, end,
        score of the reader, that of the machine on the same scale.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.tables.readings import new_reading
    >>> from analysis.text.document import Document
    >>> document = Document("x", "It may rain, as usual.")
    >>> marks = [Mark("hedge", "", 13, 21, "as usual")]
    >>> found = beside(new_reading(document, "AB", ["hedge"], marks=marks), analyze(document))
    >>> [(passage["words"], passage["who"]) for passage in found["passages"]]
    [('may', 'machine'), ('as usual', 'reader')]
    """
    asked = [marker for marker in reading.markers if marker != SENTENCE]
    found = [
        {"marker": marker, "words": "", **passage}
        for marker in asked
        for passage in _passages(
            [mark for mark in reading.marks if mark.marker == marker],
            list(_hits(analysis, marker, reading.spans)),
        )
    ]
    for passage in found:
        passage["words"] = analysis.document.text[passage["start"] : passage["end"]]
    found.sort(key=lambda passage: (passage["start"], passage["end"], passage["marker"]))
    return {"passages": found, "sentences": list(_sentences(reading, analysis))}


def beside_table(reading: Reading, analysis: Analysis) -> pd.DataFrame:
    """Count what both found and what one alone found.

    One row per marker that was asked for: marker, n_both, n_reader, n_machine.

    Parameters
    ----------
    reading : Reading
        What a person marked.
    analysis : Analysis
        Of the same text.

    Returns
    -------
    DataFrame

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.tables.readings import new_reading
    >>> from analysis.text.document import Document
    >>> document = Document("x", "It may rain.")
    >>> reading = new_reading(document, "AB", ["hedge"], marks=[Mark("hedge", "", 3, 6, "may")])
    >>> beside_table(reading, analyze(document)).to_dict("records")
    [{'marker': 'hedge', 'n_both': 1, 'n_reader': 0, 'n_machine': 0}]
    """
    passages = beside(reading, analysis)["passages"]
    rows = [
        {
            "marker": marker,
            **{
                f"n_{who}": sum((p["marker"], p["who"]) == (marker, who) for p in passages)
                for who in WHO
            },
        }
        for marker in reading.markers
        if marker != SENTENCE
    ]
    return pd.DataFrame(rows, columns=["marker", *(f"n_{who}" for who in WHO)])


def _hits(
    analysis: Analysis, marker: str, spans: Iterable[tuple[int, int]]
) -> Iterator[dict[str, Any]]:
    """Yield the machine's hits that begin in what was read."""
    table = analysis.matches
    for row in table[table["marker"] == marker].itertuples():
        if any(start <= row.start < end for start, end in spans):
            yield {
                "start": int(row.start),
                "end": int(row.end),
                "kind": label(row.category),
                "weight": round(float(row.weight), 2),
                "force": None if pd.isna(row.force) else round(float(row.force), 1),
                "reason": str(row.reason),
            }


def _passages(marks: list[Mark], hits: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Join marks and hits that overlap into passages."""
    said = [(mark.start, mark.end, "reader", mark) for mark in marks]
    found = [(hit["start"], hit["end"], "machine", hit) for hit in hits]
    joined: list[list[tuple[int, int, str, Any]]] = []
    end = -1
    for one in sorted([*said, *found], key=lambda one: one[:3]):
        if joined and one[0] < end:
            joined[-1].append(one)
        else:
            joined.append([one])
        end = max(end, one[1])
    for group in joined:
        own = [mark for *_, who, mark in group if who == "reader"]
        machine = [hit for *_, who, hit in group if who == "machine"]
        yield {
            "who": "both" if own and machine else "reader" if own else "machine",
            "start": min(start for start, *_ in group),
            "end": max(stop for _, stop, *_ in group),
            "reader": [_said(mark) for mark in own],
            "machine": machine,
        }


def _said(mark: Mark) -> dict[str, Any]:
    return {
        "start": mark.start,
        "end": mark.end,
        "kind": label(mark.category) if mark.category else "",
        "force": mark.force,
        "note": mark.note,
    }


def _sentences(reading: Reading, analysis: Analysis) -> Iterator[dict[str, Any]]:
    """Yield the sentences that were scored, with the machine's score on the reader's scale."""
    rows = {int(row.start): float(row.sentiment) for row in analysis.sentences.itertuples()}
    for mark in reading.marks:
        if mark.marker == SENTENCE:
            value = rows.get(mark.start, float("nan"))
            machine = None if pd.isna(value) else round(SCALE * value, 1)
            yield {
                "start": mark.start,
                "end": mark.end,
                "reader": mark.score,
                "machine": machine,
                "note": mark.note,
            }
