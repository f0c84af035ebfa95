"""Scoring attribution on news in which one reader marked cues, sources and contents."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from analysis.markers.registry import find_matches, get_marker
from analysis.matching.matches import Match
from analysis.reading.sources import make_document
from analysis.sentiment.peers import Spans
from analysis.validation.lines import labelled_rows
from analysis.validation.peers import PEERS
from analysis.validation.scoring import count_spans, counted, overlaps

__all__ = ["CUES", "evaluate_contents", "evaluate_cues", "evaluate_sources", "find_cues"]

CUES = "attribution/polnear_*.jsonl"
Wanted = Callable[[str], bool]
Scores = Iterator[tuple[str, str, pd.DataFrame]]


class NewsText(NamedTuple):
    """What is found in a news text, what the peers find, and what the reader marked."""

    name: str
    matches: list[Match]
    peers: dict[str, Spans]
    marked: dict[str, Spans]

    @property
    def right(self) -> list[Match]:
        """The matches that overlap a cue of the reader's."""
        return [match for match in self.matches if overlaps(_span(match), self.marked["cue"])]


def _span(match: Match) -> tuple[int, int]:
    return match.start, match.end


@lru_cache(maxsize=1)
def find_cues(gold: Path, wanted: Wanted) -> list[NewsText]:
    """Find the cues in news, once for all who want the same texts.

    Parameters
    ----------
    gold : Path
        A folder with ``attribution``.
    wanted : callable
        Which names to read.

    Returns
    -------
    list of NewsText
        In the order of the files.

    Examples
    --------
    >>> find_cues(Path("nowhere"), str.islower)
    []
    """
    texts, attribution = [], get_marker("attribution")
    for row in labelled_rows(gold, CUES):
        if wanted(row["id"]):
            marked: dict[str, Spans] = {"cue": [], "source": [], "content": []}
            for span in row["spans"]:
                marked[span["type"]].append((span["start"], span["end"]))
            document = make_document(row["id"], row["text"], plain=True)
            peers = {name: list(find(document)) for name, find in PEERS["attribution"].items()}
            matches = find_matches(document, [attribution])
            texts.append(NewsText(row["id"], matches, peers, marked))
    return texts


def evaluate_cues(scorer: str, gold: Path, wanted: Wanted) -> Scores:
    """Score attribution on the cues that the reader marked.

    Parameters
    ----------
    scorer : str
        What the figures are called by.
    gold : Path
        A folder with ``attribution``.
    wanted : callable
        Which names to read.

    Yields
    ------
    tuple
        The scorer or a peer, the statistic, and a table with a row for each text.
    """
    texts = find_cues(gold, wanted)
    for name in (scorer, *PEERS["attribution"]):
        rows = []
        for text in texts:
            found = text.peers[name] if name in text.peers else list(map(_span, text.matches))
            cues = text.marked["cue"]
            rows.append((text.name, *count_spans(found, cues, cues)))
        yield name, "F1", counted(rows)


def evaluate_sources(scorer: str, gold: Path, wanted: Wanted) -> Scores:
    """Of the right cues, the share whose source overlaps a source that the reader marked.

    Parameters and yields are those of ``evaluate_cues``; a row for each right cue.
    """
    rows = []
    for text in find_cues(gold, wanted):
        for match in text.right:
            source = match.said.source
            is_found = source is not None and overlaps(source, text.marked["source"])
            rows.append((text.name, float(is_found), 1))
    yield scorer, "share", pd.DataFrame(rows, columns=["document", "total", "n"])


def evaluate_contents(scorer: str, gold: Path, wanted: Wanted) -> Scores:
    """Of the right cues, the mean overlap of the content with the nearest one marked.

    The reader's labels do not say which content belongs to which cue: the nearest before and the
    nearest after the cue are tried, and the better one counts. Parameters and yields are those of
    ``evaluate_cues``; a row for each right cue.
    """
    rows = []
    for text in find_cues(gold, wanted):
        for match in text.right:
            contents = text.marked["content"]
            before = [span for span in contents if span[1] <= match.start + 1]
            after = [span for span in contents if span[0] >= match.start]
            near = [*sorted(before, key=lambda span: span[1])[-1:], *sorted(after)[:1]]
            content = match.said.content
            overlap = max((shared(content, span) for span in near), default=0.0) if content else 0.0
            rows.append((text.name, overlap, 1))
    yield scorer, "mean overlap", pd.DataFrame(rows, columns=["document", "total", "n"])


def shared(one: tuple[int, int], other: tuple[int, int]) -> float:
    """Return the characters that two spans share, as a part of those that either holds.

    Examples
    --------
    >>> shared((0, 6), (3, 9))
    0.3333333333333333
    """
    common = max(0, min(one[1], other[1]) - max(one[0], other[0]))
    return common / (one[1] - one[0] + other[1] - other[0] - common)
