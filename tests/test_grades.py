"""Grades of loaded words: phrases with words in between, second kinds, whole phrases as hits."""

from __future__ import annotations

import pytest

from analysis.learning.lessons import KINDS
from analysis.markers.decided import find_decided
from analysis.markers.graded import graded
from analysis.markers.grades import load_grades
from analysis.matching.decision import load_decision
from analysis.matching.lexicon import load_lexicon
from analysis.matching.view import View
from analysis.text.document import Document


def phrases(text):
    """Return the graded phrases of a text, as the words that they cover."""
    view = View(Document("x", text))
    places = {(place.start, place.stop) for place in graded(view).places.values()}
    return {" ".join(view.words[first:stop]) for first, stop in places}


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("How can moths resist the bright flame?", "moths resist the bright flame"),
        ("The writing has long been on the wall.", "writing has long been on the wall"),
        ("They let the genie out of its old bottle.", "genie out of its old bottle"),
    ],
)
def test_a_phrase_is_found_with_words_in_between(text, phrase):
    assert phrase in phrases(text)


@pytest.mark.parametrize(
    "text",
    [
        "Moths came in. The flame was out.",  # another sentence
        "Moths that fly about at night in great numbers over the fields like no flame.",  # too far
        "A flame drew the moths.",  # another order
        "Moths like wool.",
    ],
)
def test_a_phrase_ends_with_its_sentence_and_after_a_few_words(text):
    assert not phrases(text)


def test_a_phrase_is_one_hit_from_its_first_word_to_its_last():
    text = "In the end the party threw its own leader under the bus."
    hits = [match.text for match in find_decided(Document("x", text), "loaded")]
    assert hits == ["threw its own leader under the bus"]


def test_the_second_kind_of_a_grade_is_another_than_the_first():
    grades = load_grades().words.values()
    seconds = [grade for grade in grades if grade.other]
    assert len(seconds) > 500
    assert all(grade.other in KINDS and grade.other != grade.kind for grade in seconds)


def test_an_entry_is_graded_once():
    texts = [entry.text for entry in load_lexicon("loaded_seeds").entries]
    assert len(texts) == len(set(texts))


@pytest.mark.parametrize("name", ["communists", "muslims", "republicans", "germans", "women"])
def test_the_name_of_a_group_has_no_grade(name):
    assert load_grades().words[name].chance == 0


def test_what_was_found_at_one_sensitivity_is_not_taken_for_another():
    # A threshold in log-odds may be the same number as a sensitivity asked for before.
    document = Document("x", "The ludicrous plan is a disgrace!")
    needed = load_decision("loaded").needed
    fresh = find_decided(Document("x", document.text), "loaded")
    for asked in {0.0, 1.0, min(max(needed, 0.0), 1.0)}:
        find_decided(document, "loaded", asked)
    assert find_decided(document, "loaded") == fresh != []
