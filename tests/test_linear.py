"""Time grows with the length of a text and no faster, whatever the text repeats."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from analysis import find_matches
from analysis.reading.sources import make_document

SIZE = 2_000  # words of the smallest text
GROWTH = 8  # how many times longer the other text is
MEASURABLE = 0.5  # seconds; less than this says nothing on a busy machine
MAX_GROWTH = 24  # of the time for a text eight times as long; quadratic would be 64


KINDS = {
    "capitals": "THE COUNCIL MAY CLOSE THE PIER. ",
    "capital letters": "The Council May Close It ",
    "quotations": "“may” said ",
    "straight quotations": '"may" said ',
    "unclosed quotations": "“It may rain, he said. ",
    "unclosed quotations in paragraphs": "“It may rain, he said.\n\n",
    "dashes": "it may — no — ",
    "headings": "Who pays\n\nIt may rain.\n\n",
    "headings only": "Who pays\n\n",
    "short lines": "It may\n",
    "bullets": "- it may\n",
    "a giant paragraph": "It may rain on the town, they said, and nobody knows why it rains. ",
    "a giant sentence": "it may rain on the town and they say nobody knows why ",
    "a giant word": "word",
    "a giant hyphenated word": "so-called-",
    "nested parentheses": "(it may ",
    "commas": "may, might, could, ",
    "semicolons": "it may rain; ",
    "colons": "he said: ",
    "apostrophes": "'tis o'er ' ",
    "ellipses": "well... ",
    "numbers": "about 40 per cent of 1,500 ",
    "questions": "Why? Who? ",
    "repetitions": "never never ",
    "repeated sentences": "We will fight. ",
    "contrasts": "not only this but that, ",
    "us and them": "we and they never ",
    "sources": "according to Ann Lee, ",
    "nested sources": "he said that she said that ",
    "slashes": "a / ",
}


def measure(unit: str, n_words: int) -> None:
    """Read a text that repeats a unit and find everything in it."""
    n_times = n_words // max(1, len(unit.split()))
    document = make_document("x", f"Rain\n\nIt rained all day. {unit * n_times} end.")
    assert document.sections
    find_matches(document)


def seconds(work: Callable[[], object]) -> float:
    """Return the processor time of some work; other programs do not count."""
    begin = time.process_time()
    work()
    return time.process_time() - begin


def grows_too_fast(times: list[float]) -> bool:
    short, long = times
    return long >= max(MAX_GROWTH * short, MEASURABLE)


@pytest.mark.parametrize("kind", KINDS)
def test_finding_takes_linear_time(kind):
    measure(KINDS[kind], 100)  # tables are loaded once
    sizes = (SIZE, GROWTH * SIZE)
    times: list[float] = []
    for _ in range(2):  # a second time only if the first was slow: the faster of two counts
        again = [seconds(lambda size=size: measure(KINDS[kind], size)) for size in sizes]
        times = list(map(min, times or again, again))
        if not grows_too_fast(times):
            return
    raise AssertionError(times)


def test_quadratic_time_is_too_fast():
    assert grows_too_fast([0.1, 6.4])
    assert not grows_too_fast([0.1, 0.8])
    assert not grows_too_fast([0.01, 0.4])
