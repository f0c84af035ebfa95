"""Hedges and boosters: the lexicons' sentences, every rule and offsets."""

from __future__ import annotations

import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.markers import hedging
from analysis.markers.hedging import BOOSTER, HEDGE
from analysis.matching.lexicon import Entry, load_lexicon
from analysis.matching.matches import Marker, Match
from analysis.matching.rules import load_rules
from analysis.text.document import Document
from analysis.text.outline import plain_blocks

LEXICONS = {"hedge": HEDGE, "hedge_source": HEDGE, "booster": BOOSTER}
GOLD = Path(__file__).parents[2] / "shared" / "gold"


def find(marker: Marker, text: str) -> list[Match]:
    return marker.find(Document("x", text, outline=plain_blocks(text)))


def texts(marker: Marker, text: str) -> list[str]:
    return [match.text.lower() for match in find(marker, text)]


# --- The lexicons


def contract(kind: str) -> list[Any]:
    """Return the sentences of the lexicons' TOML files that must fire, or must not."""
    return [
        pytest.param(marker, category, sentence, id=f"{category}: {sentence}")
        for name, marker in LEXICONS.items()
        for category, about in load_lexicon(name).about["categories"].items()
        for sentence in about[kind]
    ]


@pytest.mark.parametrize(("marker", "category", "sentence"), contract("hits"))
def test_sentence_fires_in_its_category(marker: Marker, category: str, sentence: str) -> None:
    assert category in {match.category for match in find(marker, sentence)}


@pytest.mark.parametrize(("marker", "category", "sentence"), contract("misses"))
def test_sentence_does_not_fire_in_this_category(
    marker: Marker, category: str, sentence: str
) -> None:
    assert category not in {match.category for match in find(marker, sentence)}


@pytest.mark.parametrize("name", LEXICONS)
def test_every_category_has_enough_sentences(name: str) -> None:
    for about in load_lexicon(name).about["categories"].values():
        assert about["definition"]
        assert len(about["hits"]) >= 6
        assert len(about["misses"]) >= 6


@pytest.mark.parametrize("name", LEXICONS)
def test_weights_are_between_0_and_1(name: str) -> None:
    assert all(0 <= entry.weight <= 1 for entry in load_lexicon(name).entries)


@pytest.mark.parametrize("name", LEXICONS)
def test_an_entry_without_weight_is_an_idiom(name: str) -> None:
    for entry in load_lexicon(name).entries:
        assert (entry.weight == 0) == entry.note.startswith("idiom"), entry


def test_markers_and_lexicons_have_the_same_categories() -> None:
    hedges = {*load_lexicon("hedge").categories, *load_lexicon("hedge_source").categories}
    assert set(HEDGE.categories) == hedges
    assert BOOSTER.categories == load_lexicon("booster").categories


# --- The rules: a word that counts in the first sentence and does not in the second

CASES = {
    "a_claim": (BOOSTER, "proved", "The audit proved the fraud.", "The road proved too narrow."),
    "a_noun": (HEDGE, "talk of", "There is talk of a merger.", "The old men talk of war."),
    "a_proposal": (HEDGE, "suggested", "The data suggested a decline.", "She suggested a walk."),
    "a_verb": (BOOSTER, "complete", "It was complete nonsense.", "They must complete forms."),
    "after_auxiliary": (
        HEDGE,
        "effectively",
        "The state has effectively collapsed.",
        "She teaches effectively every day.",
    ),
    "an_option": (
        HEDGE,
        "may",
        "The vote may be delayed.",
        "The hall may also be used for weddings.",
    ),
    "attributive": (HEDGE, "perceived", "The perceived slight hurt.", "They perceived danger."),
    "before_estimate": (
        HEDGE,
        "estimates",
        "The union estimates that half the staff left.",
        "They revised the estimates yesterday.",
    ),
    "before_noun": (HEDGE, "potential", "A potential buyer called.", "She has potential."),
    "before_number": (HEDGE, "about", "About forty people came.", "A song about peace."),
    "before_plural": (BOOSTER, "at all", "They did not pay at all.", "It happens at all levels."),
    "before_that": (
        HEDGE,
        "indicate",
        "The polls indicate that turnout fell.",
        "The signs indicate danger.",
    ),
    "before_to": (HEDGE, "tend", "Prices tend to rise.", "Shepherds tend sheep."),
    "before_whether": (
        HEDGE,
        "wonder",
        "One has to wonder whether it works.",
        "It is a wonder of nature.",
    ),
    "coming_into_view": (
        HEDGE,
        "appears",
        "The plan appears sound.",
        "The ghost appears at night.",
    ),
    "degree_word": (HEDGE, "rather", "The speech was rather dull.", "Rather than pay, he fled."),
    "existential": (BOOSTER, "no", "There is no remedy.", "They gave no answer."),
    "goes_on": (BOOSTER, "simply", "They simply refuse to pay.", "It rained, simply."),
    "governed": (HEDGE, "about", "It cost about two pounds.", "She wrote about two sisters."),
    "if_you": (HEDGE, "if", "If you ask nicely, they open.", "If the door sticks, push."),
    "impersonal": (HEDGE, "feared", "A second strike is feared.", "He feared the winter."),
    "inferred": (BOOSTER, "must", "She must have known.", "Taxes must be paid."),
    "limiting": (BOOSTER, "just", "It holds just 300 dollars.", "The ruling is just and fair."),
    "lower_case": (HEDGE, "may", "It may rain.", "Last May was cold."),
    "negated": (BOOSTER, "inevitable", "Defeat is inevitable.", "Defeat is not inevitable."),
    "noun_might": (HEDGE, "might", "It might rain.", "The army showed its might."),
    "open_can": (HEDGE, "can", "A curfew can be counterproductive.", "She can swim."),
    "open_question": (
        HEDGE,
        "whether",
        "Nobody asked whether it works.",
        "They will come whether it rains or snows.",
    ),
    "opens_clause": (
        HEDGE,
        "it would be",
        "It would be wise to wait.",
        "She said it would be wise to wait.",
    ),
    "past_ability": (HEDGE, "could", "It could snow.", "He shouted so that he could be heard."),
    "plain_some": (HEDGE, "some", "The levy raised some money.", "Some day the wall will fall."),
    "quantifying": (
        BOOSTER,
        "after all",
        "They won, after all.",
        "After all the speeches they left.",
    ),
    "softening": (HEDGE, "kind of", "The roof kind of leaks.", "They want a new kind of school."),
    "speaker_subject": (HEDGE, "would", "I would call it luck.", "He said it would rain."),
    "sweeping": (BOOSTER, "all", "All reports were ignored.", "All this is old."),
    "takes_clause": (
        HEDGE,
        "suspects",
        "She suspects that they lied.",
        "The suspects were released.",
    ),
    "taking_office": (HEDGE, "assumed", "They assumed the worst.", "The general assumed power."),
    "writer_subject": (HEDGE, "think", "I think they lied.", "They think otherwise."),
    "a_month": (HEDGE, "may", "IT MAY RAIN.", "IN MAY IT RAINED."),
    "an_ability": (BOOSTER, "cannot", "It cannot be true.", "The bird cannot fly."),
    "another_clause": (HEDGE, "or so", "It took a week or so.", "It fell, or so they say."),
    "after_contraction": (HEDGE, "fully", "It isn't fully clear.", "It is fully clear."),
    "before_amount": (HEDGE, "ca", "It drew ca. forty people.", "The ca. office closed."),
    "before_figure": (HEDGE, "c", "It was built c. 1400.", "They chose plan c at last."),
    "in_small_letters": (HEDGE, "ca", "Ca. 40 people came.", "He left Fresno, CA 93701."),
    "by_itself": (
        BOOSTER,
        "automatically",
        "They would automatically lose it.",
        "The doors close automatically.",
    ),
    "manner": (HEDGE, "fairly", "The law is fairly new.", "They were treated fairly."),
    "no_degree": (HEDGE, "pretty", "It is pretty late.", "The pretty girl sang."),
    "permission": (HEDGE, "may", "You may think so.", "You may sit down."),
    "rough_manner": (HEDGE, "roughly", "Roughly half left.", "He was roughly handled."),
    "set_apart": (BOOSTER, "period", "It is wrong, period.", "The period ended."),
    "small_thing": (HEDGE, "a little", "It is a little late.", "A little boy cried."),
    "sole_child": (BOOSTER, "only", "Only the mayor came.", "He is an only child."),
    "takes_object": (BOOSTER, "utter", "It is utter nonsense.", "Do not utter a word."),
    "laboratory": (HEDGE, "almost", "Almost all towns agreed.", "Almost all genes were active."),
}


# Of words that only learned weights propose: their cases stand in test_decision.py.
OF_LEARNED_WORDS = {"plain_even", "plain_just", "an_ability_then", "a_moment_ago"}


def test_every_rule_has_a_case() -> None:
    rules = {name for name, rule in load_rules().items() if rule.reach is None}
    assert set(CASES) == rules - OF_LEARNED_WORDS


@pytest.mark.parametrize("rule", CASES)
def test_rule_tells_the_two_sentences_apart(rule: str) -> None:
    marker, word, counts, does_not_count = CASES[rule]
    assert word in texts(marker, counts)
    assert word not in texts(marker, does_not_count)


@pytest.mark.parametrize("rule", CASES)
def test_without_the_rule_both_sentences_count(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    marker, word, counts, does_not_count = CASES[rule]
    prepare = hedging._prepare

    def relax(entry: Entry) -> hedging.Candidate:
        candidate = prepare(entry)
        kept = tuple(pair for pair in candidate.conditions if pair[0].name != rule)
        if candidate.weight == 0 and len(kept) < len(candidate.conditions):
            never = load_rules()[rule]  # the entry keeps words from counting: it is taken away
            kept = ((never, True), (never, False))
        return candidate._replace(conditions=kept)

    monkeypatch.setattr(hedging, "_prepare", relax)
    monkeypatch.setattr(hedging, "_index", hedging._index.__wrapped__)
    assert word in texts(marker, counts)
    assert word in texts(marker, does_not_count)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Many feared a war.", ["many feared"]),
        ("Many in the old town feared a war.", ["many in the old town feared"]),
        ("Critics have long said so.", ["critics have long said"]),
        ("Many left early.", []),
        ("Many, we feared, would leave.", []),
        ("Critics who said no stayed.", []),
    ],
)
def test_vague_source_reaches_to_its_verb(text: str, expected: list[str]) -> None:
    found = [match.text.lower() for match in find(HEDGE, text) if match.category == "vague_source"]
    assert found == expected


@pytest.mark.parametrize(
    ("text", "hedges", "boosters"),
    [
        ("The outcome is not certain.", ["not certain"], []),
        ("That hardly proves the charge.", ["hardly", "proves"], []),
        ("They do not always lie.", ["not always"], []),
        ("It isn't at all clear who paid.", [], ["at all"]),
        ("No doubt they paid.", [], ["no doubt"]),
        ("I do not share the doubt.", [], []),
        ("Not only the rich paid.", [], []),
        ("If only they had paid!", [], []),
        ("Come what may, they pay.", [], []),
        ("Only the rich paid.", [], ["only"]),
    ],
)
def test_negation_and_idioms(text: str, hedges: list[str], boosters: list[str]) -> None:
    assert texts(HEDGE, text) == hedges
    assert texts(BOOSTER, text) == boosters


# --- The matches


def test_longest_entry_wins() -> None:
    assert texts(HEDGE, "It is more likely than not.") == ["more likely than not"]


def test_phrase_does_not_reach_over_punctuation() -> None:
    assert texts(BOOSTER, "They said no. Doubt remained.") == []
    assert "of course" not in texts(BOOSTER, "It is part of, course by course, a meal.")


@pytest.mark.parametrize("name", ["COVID-19", "the G20", "the F-16", "the mid-1990s"])
def test_public_names_are_not_of_the_laboratory(name: str) -> None:
    assert "almost" in texts(HEDGE, f"Almost all of them remember {name}.")


def test_ordinals_are_no_quantities() -> None:
    assert texts(HEDGE, "He walked around 84th Street.") == []


def test_dash_ends_a_clause() -> None:
    assert texts(HEDGE, "The book is about — 40 pages of it — love.") == []
    assert texts(HEDGE, "The book is about -- 40 pages of it -- love.") == []


def test_reason_names_entry_and_rule() -> None:
    (match,) = find(HEDGE, "Around forty people came.")
    assert match.reason == "“around” if a number follows"
    assert 0 < match.weight <= 1


def test_title_and_headings_do_not_count() -> None:
    text = "Perhaps It May Rain\n\n" + "It may rain over the old town today, said the man. " * 3
    assert len(HEDGE.find(Document("x", text))) == 3


def test_quoted_speech_counts_in_its_voice() -> None:
    matches = find(HEDGE, "It may rain. “Perhaps we will all get very wet indeed,” she said.")
    assert [match.voice for match in matches] == ["author", "quoted"]


@pytest.mark.parametrize("marker", [HEDGE, BOOSTER])
def test_empty_text_yields_nothing(marker: Marker) -> None:
    assert marker.find(Document("x", "")) == []


@pytest.mark.parametrize(
    ("marker", "text"),
    [
        (HEDGE, "It isn't clear whether they'll pay; I'm not sure."),
        (HEDGE, "He doesn't know."),
        (BOOSTER, "Let's be clear: there's no way out. It isn't really over."),
    ],
)
def test_curly_and_straight_apostrophes_are_equal(marker: Marker, text: str) -> None:
    curly = [(match.start, match.end) for match in find(marker, text.replace("'", "’"))]
    assert curly == [(match.start, match.end) for match in find(marker, text)]
    assert curly


@pytest.mark.parametrize("word", ["almost ", "may really ", "many ", "not always ", "if you "])
def test_time_grows_with_the_text_alone(word: str) -> None:
    document = Document("x", word * 20_000, outline=plain_blocks(word * 20_000))
    document.sentence_words, document.quotes  # noqa: B018 - not what is timed
    before = time.process_time()
    HEDGE.find(document)
    assert time.process_time() - before < 5


UGLY = st.lists(
    st.sampled_from(
        "may might May could be perhaps about 40 at least 3 many feared critics say It no doubt "
        "not only all of course İ ß ﬀ é 🙂 can’t isn't “ ” ‘ ’ — -- . ? … \n\n \u00a0 \u200b".split(
            " "
        )
    ),
    max_size=30,
).map(" ".join)


@given(UGLY)
def test_offsets_are_exact_and_matches_do_not_overlap(text: str) -> None:
    for marker in (HEDGE, BOOSTER):
        matches = marker.find(Document("x", text))
        for match in matches:
            assert text[match.start : match.end] == match.text
            assert match.category in marker.categories
        for before, after in pairwise(matches):
            assert before.end <= after.start


@pytest.mark.shared
def test_no_sentence_of_the_gold_data_is_in_the_lexicons() -> None:
    own = {
        sentence
        for name in LEXICONS
        for about in load_lexicon(name).about["categories"].values()
        for sentence in about["hits"] + about["misses"]
    }
    gold = " ".join(path.read_text(encoding="utf-8") for path in GOLD.glob("hedging/*.jsonl"))
    gold += " ".join(path.read_text(encoding="utf-8") for path in GOLD.glob("opeds/*.txt"))
    assert not [sentence for sentence in own if sentence in gold]
