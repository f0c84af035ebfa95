"""Concession: every rule fires on its own examples and on no others, and in the sample."""

from __future__ import annotations

import time

import pytest

from analysis.markers.devices.concession import CATEGORIES, about_concession, find_concessions
from analysis.reading.sources import make_document, read_document
from analysis.text.document import Document

EXAMPLES = [
    (category, text, kind == "hits")
    for category in CATEGORIES
    for rule in about_concession()[category]
    for kind in ("hits", "misses")
    for text in rule[kind]
]


def found(text: str) -> list[tuple[str, str]]:
    document = make_document("x", text, plain=True)
    return [(match.text, match.category) for match in find_concessions(document)]


@pytest.mark.parametrize(("category", "text", "fires"), EXAMPLES)
def test_examples_of_the_rules(category, text, fires):
    assert [hit[1] for hit in found(text)] == ([category] if fires else [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # The turn must come, in the same paragraph, at the head of one of the next two sentences.
        ("Granted, it is old. It leaks. But it holds.", [("Granted", "granted")]),
        ("Granted, it is old. It leaks. It rusts. But it holds.", []),
        ("Granted, it is old.\n\nBut it holds.", []),
        ("Granted, it is old. It will not hold, but we may.", []),
        # Quoted speech is no concession of the author's.
        ("“Granted, it is old, but it holds,” she said.", []),
        # Two of them in a sentence are two.
        (
            "Admittedly, it is old, and it is true that it leaks.",
            [("Admittedly", "granted"), ("it is true that", "granted")],
        ),
        # Line ends and curly apostrophes.
        ("It’s true\nthat it leaks.", [("It’s true\nthat", "granted")]),
        ("CRITICS SAY it leaks, but it holds.", [("CRITICS SAY", "reported")]),
    ],
)
def test_concession(text, expected):
    assert found(text) == expected


def test_the_section_of_objections_concedes_more_than_the_rest_of_the_text():
    document = read_document("harbour_bridge_for")
    titles = [document.section_at(match.start).title for match in find_concessions(document)]
    assert titles.count("The objections, fairly put") >= 3
    assert len(titles) == titles.count("The objections, fairly put")


def test_time_grows_with_the_text_alone():
    def seconds(text: str) -> float:
        document = Document("x", text)
        assert document.sentence_words
        begun = time.process_time()
        find_concessions(document)
        return time.process_time() - begun

    short, long = (
        seconds("no a b c d e of critics say to be it is true " * n) for n in (300, 3000)
    )
    assert long < 40 * max(short, 0.005)
