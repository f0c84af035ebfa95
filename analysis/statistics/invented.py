"""Invented readers, for showing what a class looks like before there is one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from analysis.statistics.readers import machine_reading
from analysis.tables.analysis import Analysis
from analysis.tables.reading_check import SCORES, SENTENCE
from analysis.tables.readings import Mark, Reading, new_reading

__all__ = ["invented_readings"]

NAMES = "ABCDEFGH"
MARKERS = ("hedge", "booster", "loaded", SENTENCE)
# How often an invented reader shares the tool's hit. Figures of speech divide readers.
SHARES = {"hedge": 0.85, "booster": 0.75, "loaded": 0.8, "metaphor": 0.35, "approximator": 0.5}


def invented_readings(analysis: Analysis, n_readers: int = 5) -> list[Reading]:
    """Make readings of a text by invented readers, always the same ones.

    They share the tool's hits, some kinds more often than others, and nothing else; so whatever
    their tables show is an example and no finding.

    Parameters
    ----------
    analysis : Analysis
        From ``analyze``.
    n_readers : int
        At most eight.

    Returns
    -------
    list of Reading
        Finished, by readers called A*, B*, … for hedges, boosters, loaded words and sentences.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> [one.reader for one in invented_readings(analyze(Document("x", "It may rain.")), 2)]
    ['A*', 'B*']
    """
    machine = machine_reading(analysis, MARKERS)
    return [
        new_reading(
            analysis.document,
            f"{name}*",
            machine.markers,
            marks=_marks(machine, name),
            finished=True,
        )
        for name in NAMES[:n_readers]
    ]


def _marks(machine: Reading, name: str) -> Iterator[Mark]:
    for mark in machine.marks:
        chance = _chance(name, mark.marker, mark.start, mark.text)
        place = (mark.start, mark.end, mark.text)
        if mark.score is not None:
            moved = mark.score + round(3 * chance - 1.5)
            yield Mark(mark.marker, "", *place, score=max(SCORES[0], min(SCORES[1], moved)))
        elif chance < SHARES.get(mark.category, SHARES[mark.marker]):
            shift = round(2 * _chance(name, "force", mark.start) - 1)
            force = None if mark.force is None else max(1, min(3, mark.force + shift))
            yield Mark(mark.marker, mark.category, *place, force=force)


def _chance(*parts: object) -> float:
    """Return a number from 0 to 1 that the parts decide."""
    digest = hashlib.sha256("|".join(map(str, parts)).encode("utf-8", "replace")).digest()
    return int.from_bytes(digest[:4], "big") / 2**32
