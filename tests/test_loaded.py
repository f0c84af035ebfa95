"""Loaded language: the contract of the lexicon, what surroundings do, and the figures reached."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest

from analysis.markers.loaded import (
    CATEGORIES,
    FEATURES,
    LOADED,
    Unit,
    Weights,
    find_loaded,
    load_tables,
    logit,
    make_tables,
    probability,
    score_units,
    surroundings,
)
from analysis.markers.loadings import WordTable
from analysis.matching.lexicon import Entry, load_lexicon
from analysis.reading.sources import make_document
from analysis.text.document import Document

ABOUT = load_lexicon("loaded").about["categories"]
HITS = [(name, text) for name, about in ABOUT.items() for text in about["hits"]]
MISSES = [(name, text) for name, about in ABOUT.items() for text in about["misses"]]


def found(text, **options):
    return [match.text for match in find_loaded(Document("x", text), **options)]


def strength(text, word):
    """Return the strength of a word wherever it stands, also below the threshold."""
    document = Document("x", text)
    scores = {
        document.words[hit.unit.first]: probability(hit.score)
        for hit in score_units(document, load_tables())
    }
    return scores[word]


# The contract of the lexicon


def test_the_six_categories_are_defined():
    assert tuple(ABOUT) == CATEGORIES == LOADED.categories


@pytest.mark.parametrize(("category", "text"), HITS)
def test_a_category_fires(category, text):
    assert category in {match.category for match in find_loaded(Document("x", text))}


@pytest.mark.parametrize(("category", "text"), MISSES)
def test_a_category_does_not_fire(category, text):
    assert category not in {match.category for match in find_loaded(Document("x", text))}


def test_weights_are_probabilities():
    assert all(0 < entry.weight < 1 for entry in load_lexicon("loaded").entries)


@pytest.mark.parametrize(
    "word", ["muslim", "republicans", "women", "black", "german", "obama", "immigrants", "jewish"]
)
def test_names_of_groups_and_persons_are_not_in_the_table(word):
    assert word not in {entry.text for entry in load_lexicon("loaded").entries}


def test_the_table_is_graded():
    weights = {entry.text: entry.weight for entry in load_lexicon("loaded").entries}
    assert len(weights) > 10_000
    assert weights["despicable"] > weights["harsh"] > weights.get("difficult", 0)


# Surroundings


def test_a_proper_name_is_not_loaded():
    assert found("He works for the Communist Party and for Homeland Security.") == []
    assert strength("He met Savage in town.", "savage") < strength("He met savage men.", "savage")


@pytest.mark.parametrize(
    ("literal", "loaded", "word"),
    [
        ("They reported a death toll of nine.", "They demanded a toll of us.", "toll"),
        ("He had a panic attack.", "He saw panic in town.", "panic"),
        ("She is one of the cancer patients here.", "She is a cancer of the party.", "cancer"),
    ],
)
def test_literal_use_is_weaker(literal, loaded, word):
    document = Document("x", literal)
    scores = {document.words[s.unit.first]: s for s in score_units(document, load_tables())}
    if word in scores:
        assert probability(scores[word].score) < strength(loaded, word)


def test_a_literal_expression_adds_what_its_table_says():
    tables = make_tables([Entry("crook", "label", 0.8)], [Entry("crook trial", "literal", -1.0)])
    plain, literal = (
        next(score_units(Document("x", text), tables))
        for text in ("The crook began.", "The crook trial began.")
    )
    assert (plain.literal, literal.literal) == (0, -1)


def test_negation_weakens():
    assert strength("It was not a disaster.", "disaster") < strength(
        "It was quite a disaster.", "disaster"
    )


def test_a_number_before_it_weakens():
    assert strength("We counted 3 disasters.", "disasters") < strength(
        "We counted some disasters.", "disasters"
    )


def test_loaded_neighbours_strengthen():
    assert strength("A vile disgraceful plan passed.", "disgraceful") > strength(
        "A second disgraceful plan passed.", "disgraceful"
    )


def test_plain_bad_news_is_not_loaded():
    assert found("Twelve people died when a bus left the road near the town on Monday.") == []


def test_the_voice_of_a_quotation_is_kept():
    text = "The plan passed. “This is a despicable betrayal of our town,” said the mayor."
    voices = {match.voice for match in find_loaded(Document("x", text))}
    assert voices == {"quoted"}


# Words that are not in the table


@pytest.mark.parametrize("word", ["tax-loathing", "planet-monger", "fishmongering", "tyrant's"])
def test_productive_forms_borrow_from_their_parts_or_endings(word):
    assert load_tables().words[word] is not None


def test_an_unknown_word_has_no_weight():
    assert WordTable()["zyzzyva"] is None


# The decision


def test_adjacent_hits_are_one_span():
    assert found("It is a vile disgrace.") == ["vile disgrace"]


def test_hits_across_punctuation_stay_apart():
    assert found("It is vile, disgraceful.") == ["vile", "disgraceful"]


def test_a_higher_sensitivity_finds_all_that_a_lower_one_finds():
    text = (
        "The ruthless minister betrayed us. A harsh, difficult winter and a weak plan threaten "
        "the proud town; critics attack the costly scheme."
    )
    covered = []
    for sensitivity in (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 1.0):
        matches = find_loaded(Document("x", text), sensitivity)
        covered.append({i for match in matches for i in range(match.start, match.end)})
    assert all(low <= high for low, high in pairwise(covered))
    assert not covered[0]
    assert len(covered[2]) < len(covered[4]) < len(covered[-1])


@pytest.mark.parametrize("sensitivity", [-0.1, 1.5])
def test_a_wrong_sensitivity_is_an_error(sensitivity):
    with pytest.raises(ValueError, match=f"sensitivity={sensitivity}"):
        find_loaded(Document("x", "Any text."), sensitivity)


def test_offsets_and_strength():
    text = "İzmir’s “ludicrous” mayor\n\nHis ludicrous plan isn’t a DISGRACE — it’s a farce."
    document = make_document("x", text, plain=True)
    matches = find_loaded(document)
    assert matches
    for match in matches:
        assert text[match.start : match.end] == match.text
        assert 0 < match.weight < 1
        assert match.category in CATEGORIES
    assert [m.start for m in matches] == sorted(m.start for m in matches)


def test_the_reason_names_the_entry_and_what_moved_it():
    (match,) = find_loaded(Document("x", "What a farce it was!"))
    assert match.reason.startswith("“farce” (ridicule, strength 0.")
    assert "raised: in an exclamation" in match.reason


def test_no_text_no_matches():
    assert find_loaded(Document("x", "")) == []


def test_log_odds_and_probability_are_inverse():
    assert probability(logit(0.25)) == pytest.approx(0.25)
    assert logit(0.5) == 0


@pytest.mark.shared
def test_headings_and_title_yield_nothing(real_document):
    bodies = [(section.start, section.end) for section in real_document.body]
    matches = find_loaded(real_document)
    assert matches
    for match in matches:
        assert any(start <= match.start < end for start, end in bodies)


# Constants of the score, on tables of two words


TWO_WORDS = make_tables([Entry("crook", "label", 0.8), Entry("mayor", "label", 0.2)], [])


@pytest.mark.parametrize("word", ["crooks", "anti-crook"])
def test_a_word_that_borrows_counts_a_little_less_than_its_base(word):
    borrowed = TWO_WORDS.words[word]
    assert borrowed.entry.text == "crook"
    assert borrowed.logit == pytest.approx(math.log(0.8 / 0.2) - 0.3)


def test_nothing_is_borrowed_from_a_weak_word():
    assert TWO_WORDS.words["mayors"] is None  # log(.2 / .8) = −1.4, below −.4


def test_the_charge_of_a_sentence_is_a_mean_with_five_weightless_words_added():
    document = Document("x", "The crook met the mayor.")
    view = Weights(document, TWO_WORDS)
    unit = Unit(1, 2, TWO_WORDS.words["crook"])
    values = dict(zip(FEATURES, surroundings(view, unit, range(5), "."), strict=True))
    # Of the other words only "mayor" weighs anything: .2, and .3 lest the logarithm be infinite.
    assert values["charge of the sentence"] == pytest.approx(math.log((0.2 + 0.3) / (5 + 5)))
    assert values["length of the sentence"] == pytest.approx(math.log(5 + 1))
