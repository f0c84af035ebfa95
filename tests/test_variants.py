"""Words as people write them count as the words that the tables have."""

from __future__ import annotations

import pytest

from analysis import find_matches
from analysis.reading.sources import make_document
from analysis.text.document import Document
from analysis.text.variants import _usual


def hits(text, *markers):
    found = find_matches(make_document("x", text, plain=True))
    return [(match.marker, match.text) for match in found if match.marker in markers]


@pytest.mark.parametrize(
    ("written", "usual"),
    [
        ("It kinda leaks.", "It kind of leaks."),
        ("The roof leaks, prolly.", "The roof leaks, probably."),
        ("P’raps the roof leaks.", "Perhaps the roof leaks."),
        ("The roof is more-or-less dry.", "The roof is more or less dry."),
        ("It leaks, without-a-doubt.", "It leaks, without a doubt."),
        ("It weighs ca. 30 tons.", "It weighs about 30 tons."),
        ("It weighs approx. 30 tons.", "It weighs approximately 30 tons."),
        ("Ofcourse it leaks.", "Of course it leaks."),
        ("The so called roofers fled.", "The so-called roofers fled."),
        ("Those self styled roofers fled.", "Those self-styled roofers fled."),
        ("It definately leaks.", "It definitely leaks."),
        ("May be the roof leaks.", "Maybe the roof leaks."),
        ("IMHO it leaks.", "In my humble opinion it leaks."),
    ],
)
def test_a_variant_counts_as_the_usual_word(written, usual):
    markers = ("hedge", "booster", "loaded")
    seen = [marker for marker, _ in hits(written, *markers)]
    assert seen == [marker for marker, _ in hits(usual, *markers)]
    assert seen, "this case shows nothing"
    for _, text in hits(written, *markers):
        assert text in written


@pytest.mark.parametrize(
    "text",
    [
        "IN MAY 2018 THE ROOF FELL.",
        "THE ROOF FELL ON MAY 3.",
        "SINCE LAST MAY IT HAS BEEN OPEN.",
        "BY MAY IT WAS SHUT.",
        "THE 12TH OF MAY WAS WET.",
        "MRS. MAY LEFT.",
        "The roof fell in may 2018.",
        "They danced from early May to June.",
    ],
)
def test_the_month_and_the_name_are_no_hedges(text):
    assert hits(text, "hedge") == []


@pytest.mark.parametrize(
    "text",
    [
        "THE ROOF MAY FALL.",
        "THE MAYOR SAYS IT MAY BE SHUT.",
        "IN JUNE IT MAY RAIN.",
        "It may rain.",
    ],
)
def test_the_verb_is_one_in_capitals_too(text):
    assert [words.lower() for _, words in hits(text, "hedge")] == ["may"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("They were so called because they sang.", "they were so called because they sang"),
        ("It would be better; that would be dear.", "it would be better that would be dear"),
        ("See W.C. 40 and plan c. It ended.", "see w.c. 40 and plan c it ended"),
        ("He was at his best-kept inn.", "he was at his best-kept inn"),
        ("It may be that it rains.", "it may be that it rains"),
        ("A kind-of-thing is one word.", "a kind-of-thing is one word"),
    ],
)
def test_what_only_looks_like_a_variant_stays(text, words):
    assert " ".join(Document("x", text).words) == words


@pytest.mark.parametrize("variant", sorted(_usual()))
def test_every_variant_is_read_as_its_usual_form(variant):
    usual = _usual()[variant]
    assert (
        Document("x", f"Well, {variant} it is.").words
        == Document("x", f"Well, {usual} it is.").words
    )
    assert usual not in _usual(), "the usual form would itself be changed"
