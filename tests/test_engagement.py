"""Self-mention, address of the reader, connectives: their examples; off unless asked for."""

from __future__ import annotations

import pytest

from analysis.markers.engagement import ENGAGEMENT
from analysis.markers.registry import MARKERS
from analysis.matching.lexicon import load_lexicon
from analysis.reading.sources import make_document
from analysis.statistics.metrics import profile
from analysis.tables.analysis import analyze

BY_NAME = {marker.name: marker for marker in ENGAGEMENT}
EXAMPLES = [
    (name, category, text, kind == "hits")
    for name in BY_NAME
    for category, about in load_lexicon(name).about["categories"].items()
    for kind in ("hits", "misses")
    for text in about[kind]
]


@pytest.mark.parametrize(("name", "category", "text", "fires"), EXAMPLES)
def test_examples_of_the_files(name, category, text, fires):
    document = make_document("x", text, plain=True)
    assert (category in {match.category for match in BY_NAME[name].find(document)}) == fires


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("self_mention", "I won. In Paris I lost.", ["I", "I"]),
        ("self_mention", "It was before World War I.", []),
        ("self_mention", "This writer and we won’t.", ["This writer", "we"]),
        ("reader_address", "Suppose you lose. They suppose so.", ["Suppose", "you"]),
        ("reader_address", "It rains.", []),
        ("connective", "But if so, then thus; for example.", ["But", "if", "thus", "for example"]),
    ],
)
def test_engagement(name, text, expected):
    document = make_document("x", text, plain=True)
    assert [match.text for match in BY_NAME[name].find(document)] == expected


def test_they_are_looked_for_only_when_asked():
    document = make_document("x", "Imagine it. I say so because you can.", plain=True)
    usual = profile(analyze(document))
    assert not [column for column in usual if column.startswith(tuple(BY_NAME))]
    more = profile(analyze(document, markers=[*MARKERS, *ENGAGEMENT]))
    columns = [f"{name}_count" for name in BY_NAME]
    assert more[columns].values.tolist() == [[1, 2, 1]]
