"""Sentences with ratings, from which valences are learned, without those kept for testing.

People rated editorials, reviews, tweets and mixed prose; two readings by a language model rated the
op-eds; and the teacher of ``analysis.learning.teacher`` rated texts that nobody had rated. The
genres use their scales differently, so the ratings of each are put on the spread of the op-eds.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from analysis.learning.gold import Rating, read_rows
from analysis.learning.lessons import read_unmarked
from analysis.learning.op_eds import learnable
from analysis.validation.op_eds import read_op_eds
from analysis.validation.split import is_test

Array = npt.NDArray[np.float64]

MAIN_GENRE = "oped"
TAUGHT = "taught"
# How much one rating counts: reviews and tweets are another kind of text and only fill gaps, and
# the teacher's are only as good as the teacher.
GENRES = {
    "oped": 1.0,
    "nyt_editorials": 1.0,
    "emobank": 0.7,
    TAUGHT: 0.2,
    "tweets": 0.2,
    "amazon": 0.15,
    "movie": 0.06,
}
SNIPPETS = ("nyt_editorials", "tweets", "amazon", "movie")
NEUTRAL = 3.0  # the middle of EmoBank's scale from 1 to 5
POINTS = 4.0


def read_snippets(gold: Path) -> Iterator[Rating]:
    """Read the ratings published with VADER."""
    for genre in SNIPPETS:
        for row in read_rows(gold / "sentiment" / f"{genre}.jsonl"):
            name = str(row.get("editorial", row["id"]))
            if "editorial" not in row or not is_test(name):
                yield Rating(genre, name, html.unescape(row["text"]), row["score"])


def read_emobank(gold: Path) -> Iterator[Rating]:
    """Read the valence of sentences of mixed prose."""
    for row in read_rows(gold / "sentiment" / "emobank_train.jsonl"):
        if not is_test(row["document"]):
            yield Rating("emobank", row["document"], row["text"], 2 * (row["valence"] - NEUTRAL))


def read_rated_opeds(gold: Path) -> Iterator[Rating]:
    """Read the op-ed sentences; the score is the mean of the two readings.

    The 5,000 sentences that were rated in one reading (``readings.tsv``) did not help: on texts
    kept for testing r came to .64 for .63 on op-eds, and to .65 for .66 on editorials.
    """
    for op_ed in read_op_eds(gold, learnable):
        first, second = (
            {(row.start, row.end): row.sentiment for row in read.itertuples()}
            for read in (labels[labels["category"] == "sentence"] for labels in op_ed[1:3])
        )
        document = op_ed.document
        for start, end in sorted(first.keys() & second.keys()):
            score = (first[start, end] + second[start, end]) / 2
            yield Rating(MAIN_GENRE, document.id, document.text[start:end], score)


def read_taught(gold: Path, tones: Path) -> Iterator[Rating]:
    """Read the sentences that the teacher rated.

    Parameters
    ----------
    gold : Path
        The folder with the texts.
    tones : Path
        What ``python -m analysis.learning.teacher --tones`` wrote: a JSON object a line, with the
        id of the text, start, end and tone, from −1 to 1.
    """
    texts = {text.document.id: text.document.text for text in read_unmarked(gold)}
    for line in tones.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["id"] not in texts:  # it was read since
            continue
        sentence = texts[row["id"]][row["start"] : row["end"]].strip()
        yield Rating(TAUGHT, row["id"], sentence, POINTS * row["tone"])


def read_all_ratings(gold: Path, tones: Path | None) -> list[Rating]:
    """Read all rated sentences but those kept for testing, on the spread of the op-eds."""
    taught = read_taught(gold, tones) if tones else []
    ratings = [*read_rated_opeds(gold), *read_snippets(gold), *read_emobank(gold), *taught]
    genres = np.array([rating.genre for rating in ratings])
    scores = np.array([rating.score for rating in ratings])
    spread = {genre: scores[genres == genre].std() for genre in set(genres)}
    return [
        rating._replace(score=rating.score * spread[MAIN_GENRE] / spread[rating.genre])
        for rating in ratings
    ]
