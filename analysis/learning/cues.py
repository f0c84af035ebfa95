"""Learn how often people mark a word as a cue of attribution in news.

``python -m analysis.learning.cues --gold FOLDER`` writes ``lexicons/decisions/cues.tsv``: words,
each with the share of its places that people marked (PolNeAR), in six steps. What a cue is in news
is not what it is in an op-ed, so the share is one property of a word among others, and the weights
of the op-eds decide what it tells. Articles that are kept for testing are not read.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from analysis.learning.lessons import read_texts, rows_of, spans_by
from analysis.learning.pruning import LeftOut, find_left_out
from analysis.learning.tables import Gold
from analysis.markers.attribution.voices import SHARES
from analysis.reading.sources import make_document
from analysis.text.spans import Span
from analysis.validation.scoring import covered

NEWS = "attribution/polnear_train.jsonl"
LEAST_PLACES = 3
STEPS = (0.02, 0.08, 0.2, 0.4, 0.6, 0.8)  # lower borders; what is below the first is left out


def count_words(gold: Path) -> tuple[Counter[str], Counter[str]]:
    """Return how often each word stands in the articles, and how often within a cue."""
    places: Counter[str] = Counter()
    cues: Counter[str] = Counter()
    for row in rows_of(gold, NEWS):
        document = make_document(row["id"], row["text"], plain=True)
        words = document.words
        spans = [
            Span(start, end)
            for start, end in zip(document.word_starts, document.word_ends, strict=True)
        ]
        places.update(words)
        cues.update(words[i] for i in covered(spans, spans_by(row, "spans", "type").get("cue", ())))
    return places, cues


def shares(
    places: Counter[str], cues: Counter[str], left_out: LeftOut
) -> Iterator[tuple[str, int]]:
    """Yield words that are no names, with the step of their share.

    Examples
    --------
    >>> nobody = LeftOut(frozenset(), frozenset())
    >>> list(shares(Counter(said=9, bread=9), Counter(said=9), nobody))
    [('said', 6)]
    """
    for word in sorted(cues):
        if word.isalpha() and places[word] >= LEAST_PLACES and not left_out.holds("word", word):
            step = bisect_right(STEPS, cues[word] / (places[word] + 1))
            if step:
                yield word, step


def main(
    gold: Gold, output: Annotated[Path, typer.Option(help="Where the table goes.")] = SHARES
) -> None:
    """Write the table of shares."""
    found = shares(*count_words(gold), find_left_out(read_texts(gold)))
    lines = ["word\tstep", *(f"{word}\t{step}" for word, step in found)]
    output.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
