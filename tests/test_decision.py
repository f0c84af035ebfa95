"""Additive decisions: the sum, worked out by hand, and what the learned tables must keep to."""

from __future__ import annotations

import math
import re
from itertools import pairwise

import pytest

from analysis.markers.decided import (
    DECIDED,
    decide,
    find_decided,
    loaded_at,
    propose,
    told_of,
)
from analysis.markers.persons import words_of_names
from analysis.markers.registry import find_matches
from analysis.matching.decision import (
    FOLDER,
    PLACES,
    Decision,
    load_decision,
    properties,
)
from analysis.matching.view import view_of
from analysis.reading.sources import make_document, read_document
from analysis.text.document import Document
from analysis.validation.bias import FILLERS, TEMPLATES

NAMES = [marker.name for marker in DECIDED]
TEXT = "Perhaps, in May, it may rain. They “never” said so; nobody may claim that it is a disgrace."


def score(decision: Decision, document: Document, index: int, rules=()) -> float:
    scored = dict(decision.score(view_of(document), {index: tuple(rules)}))
    return scored[index]


def test_a_decision_is_the_sum_of_its_parts():
    weights = {name: {} for name in PLACES} | {
        "word": {"may": 2.0},
        "before": {"it": 0.5, ",": -1.0},
        "after": {"rain": 0.25},
        "rule": {"hedge": 1.5},
    }
    decision = Decision(weights, -3.0, -9.0, 0.0)
    document = Document("x", "And it may rain.")
    assert score(decision, document, 2, ["hedge"]) == -3.0 + 2.0 + 0.5 + 0.25 + 1.5
    parted = Document("x", "And it, may rain.")
    assert score(decision, parted, 2) == -3.0 + 2.0 - 1.0 + 0.25


def test_values_of_several_words_weigh_where_all_stand():
    weights = {"between": {"it may rain": 2.0}, "two before": {"and it": 0.5, "so it": 8.0}}
    decision = Decision(weights, -3.0, -9.0, 0.0)
    document = Document("x", "And it may rain.")
    assert score(decision, document, 2) == -3.0 + 2.0 + 0.5
    parts = decision.parts(view_of(document), 2, [])
    assert parts == [(2.0, "between", "it may rain"), (0.5, "two before", "and it")]


@pytest.mark.parametrize("name", NAMES)
def test_a_score_is_the_sum_over_the_properties_of_a_word(name):
    view = view_of(Document("x", TEXT))
    decision = replaced(load_decision(name), floor=-99.0)
    for index, found in decision.score(view, {}):
        weights = [decision.weight(*pair) for pair in properties(view, index)]
        assert found == pytest.approx(decision.base + sum(weights))


def test_the_row_ends_where_the_sentence_ends():
    view = view_of(Document("x", "It rains. May it stop?"))
    row = ["<", "<", "<", "it", "rains", ">", ">", ">"]
    assert view.surroundings.row == [*row, "<", "<", "<", "may", "it", "stop", ">", ">", ">"]


@pytest.mark.parametrize("name", NAMES)
def test_the_parts_of_every_word_add_up_to_its_score(name):
    view = view_of(Document("x", TEXT))
    decision = replaced(load_decision(name), floor=-99.0)
    scored = decision.score(view, dict.fromkeys(range(len(view.words)), ("hedge",)))
    assert [index for index, _ in scored] == list(range(len(view.words)))
    for index, score in scored:
        parts = decision.parts(view, index, ["hedge"])
        assert decision.base + sum(part.weight for part in parts) == pytest.approx(score)
        assert {part[1:] for part in parts} <= set(properties(view, index, ["hedge"]))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("sample", ["harbour_bridge_against", "night_trains_for"])
def test_no_word_is_passed_over_that_comes_to_the_floor(name, sample):
    document = read_document(sample).meant
    told, view = told_of(document, name), view_of(document)
    # Where all is told beforehand, every word is looked at.
    assert load_decision(name).score(view, told) == load_decision(name).score(view, dict(told))


def replaced(decision: Decision, floor: float) -> Decision:
    return Decision(decision.weights, decision.base, floor, decision.needed)


def test_neighbours_that_are_loaded_are_one_hit():
    """Whatever entries propose them; of hedges, words of two entries stay apart."""
    found = find_decided(Document("x", "This is a ludicrous disgrace."), "loaded")
    assert [match.text for match in found] == ["ludicrous disgrace"]
    hedges = find_decided(Document("x", "It is perhaps somewhat late."), "hedge")
    assert [match.text for match in hedges] == ["perhaps", "somewhat"]


def test_a_capital_opens_a_sentence_or_stands_within():
    view = view_of(Document("x", "Ann left. It saw Ann."))
    told = [value for i in (0, 4) for name, value in properties(view, i) if name == "capital"]
    assert told == ["opens the sentence", "within the sentence"]


def test_words_below_the_floor_are_passed_over():
    decision = Decision({"word": {"may": 2.0}, "before": {"it": 9.0}}, -1.0, 0.0, 0.0)
    assert decision.score(view_of(Document("x", "It rains, it may.")), {}) == [(3, -1 + 2 + 9)]


@pytest.mark.parametrize("name", NAMES)
def test_every_property_of_a_table_is_one_that_words_have(name):
    view = view_of(Document("x", "We anticipated rain; Ann left."))
    known = {pair[0] for index in (1, 3) for pair in properties(view, index, ["hedge"])}
    assert set(load_decision(name).weights) - {"setting"} <= known


@pytest.mark.parametrize("name", NAMES)
def test_a_higher_sensitivity_keeps_what_a_lower_one_finds(name):
    document = Document("x", TEXT)
    found = [
        {index for m in find_decided(document, name, level) for index in range(m.start, m.end)}
        for level in (0.0, 0.5, 0.78, 0.95)
    ]
    assert found[0] == set()
    for less, more in pairwise(found):
        assert less <= more


@pytest.mark.parametrize("level", [-0.1, 1.1, math.nan])
def test_a_sensitivity_out_of_range_is_refused(level):
    with pytest.raises(ValueError, match="from 0 to 1"):
        loaded_at(level).find(Document("x", TEXT))


@pytest.mark.parametrize("name", NAMES)
def test_the_weight_is_a_probability_above_the_threshold(name):
    needed = load_decision(name).needed
    least = 1 / (1 + math.exp(-needed))
    matches = find_decided(Document("x", TEXT), name)
    assert all(least - 0.001 <= match.weight <= 1 for match in matches)


def test_of_a_silent_word_nothing_counts():
    """Not even what the lexicons say of it; its neighbours count as ever."""
    weights = {"word": {"may": 3.0, "well": 3.0}, "rule": {"hedge": 5.0}}
    document = Document("x", "It may rain, and it may well rain.")
    proposed = propose(view_of(document))
    found = {
        silent: [
            match.text
            for match in decide(
                document,
                "hedge",
                Decision(weights, -1.0, -9.0, 0.0, silent=silent),
                proposed,
                0.0,
            )
        ]
        for silent in ((), ("may",))
    }
    assert found[()] == ["may", "may well"]
    assert "may" not in found["may",]


def test_the_weight_is_that_of_the_surest_word():
    """Of a hit of two words, the first of which is the surer: log-odds 3 − 1 and 1.5 − 1."""
    document = Document("x", "It is somewhat rainy.")
    decision = Decision({"word": {"somewhat": 3.0, "rainy": 1.5}}, -1.0, 0.0, 0.0)
    proposed = propose(view_of(document), {"hedge": lambda view: ()})
    [match] = decide(document, "hedge", decision, proposed, 0.0)
    assert match.text == "somewhat rainy"
    assert match.weight == pytest.approx(1 / (1 + math.exp(-2.0)), abs=0.001)


def test_may_hedges_and_the_month_does_not():
    matches = find_matches(Document("x", TEXT))
    hedges = [(match.text, match.start) for match in matches if match.marker == "hedge"]
    assert ("may", TEXT.index("may")) in hedges
    assert ("May", TEXT.index("May")) not in hedges


def test_a_broken_table_says_its_line(tmp_path, monkeypatch):
    (tmp_path / "odd.tsv").write_text("property\tvalue\tweight\nword\tmay\tmuch\n")
    monkeypatch.setattr("analysis.matching.decision.FOLDER", tmp_path)
    with pytest.raises(ValueError, match=r"odd\.tsv, line 2"):
        load_decision("odd")


@pytest.mark.parametrize("group", "name nationality religion people pronoun gender".split())
def test_who_is_named_moves_no_decision(group):
    for template in [text for tone in TEMPLATES.values() for text in tone]:
        documents = [
            make_document("x", template.format(words), plain=True)
            for words in FILLERS[group].values()
        ]
        assert len({len(loaded_at(0.78).find(document)) for document in documents}) == 1, template


def test_tables_are_sorted_and_each_value_stands_once():
    for path in FOLDER.glob("*.tsv"):
        rows = [line.split("\t")[:2] for line in path.read_text(encoding="utf-8").splitlines()[5:]]
        assert rows == sorted(rows)
        assert len({tuple(row) for row in rows}) == len(rows)


# --- Uses of which the entries are sure, whatever was learned

PLAIN = [
    "Visitors may take photographs.",
    "Pupils may leave at noon.",
    "You may sit down now.",
    "May we come in?",
    "SINCE MAY THE FARE HAS RISEN.",
    "ON 5 MAY THE BRIDGE CLOSED.",
    "She wore a pretty dress.",
    "They were roughly treated by the guards.",
    "It was over, or so they told us.",
    "A little boy cried.",
    "The cakes were shared fairly.",
    "They live simply.",
    "Four is an even number.",
    "He is an only child.",
    "A just war is rare.",
    "Do not utter a word.",
    "Complete the form and send it.",
    "The machine cannot read the card.",
    "Slowly but surely the water rose.",
    "He lives in Fresno, CA 93701.",
    "We could hear the guns.",
    "With new glasses the old man sees clearly again.",
    "He can see clearly again.",
    "She had just arrived when the lights went out.",
    "The lamps switch on automatically at dusk.",
    "Sign your name clearly at the foot of the page.",
]


@pytest.mark.parametrize("sentence", PLAIN)
def test_plain_uses_neither_hedge_nor_boost(sentence):
    document = make_document("x", sentence, plain=True)
    found = [*find_decided(document, "hedge"), *find_decided(document, "booster")]
    assert [match.text for match in found] == []


HEDGED = [
    ("It may be cheap, but it is bad.", "may"),
    ("IT MAY RAIN.", "MAY"),
    ("We sorta agreed.", "sorta"),
    ("IMHO it is bad.", "IMHO"),
    ("In our humble opinion it is bad.", "In our humble opinion"),
    ("It weighs ca. 40 kilos.", "ca"),
    ("Ca. 40 people came.", "Ca"),
    ("The inn (ca. 1900) is shut.", "ca"),
    ("It drew ca. forty people.", "ca"),
    ("The mill was built circa 1900.", "circa"),
    ("It drew circa forty people.", "circa"),
    ("Circa 40 people came.", "Circa"),
    ("It weighs approx. 40 kilos.", "approx"),
    ("The hall is more-or-less full.", "more-or-less"),
    ("It lasted a week or so.", "or so"),
    ("It is a little late.", "a little"),
    ("It weighs roughly half of that.", "roughly"),
    ("The allegation that he lied was dropped.", "allegation that"),
    ("Even a good plan can go wrong.", "can go wrong"),
    ("Progress is not always an advance.", "not always"),
    ("Progress isn’t always an advance.", "always"),
    ("They don't necessarily agree.", "necessarily"),
]


@pytest.mark.parametrize(("sentence", "hedge"), HEDGED)
def test_the_same_words_hedge_elsewhere(sentence, hedge):
    document = make_document("x", sentence, plain=True)
    assert hedge in [match.text for match in find_decided(document, "hedge")]


BOOSTED = [
    ("Under this law they automatically lose the vote.", "automatically"),
    ("The debt grows exponentially.", "exponentially"),
    ("The bill has just one aim.", "just"),
    ("She always wins.", "always"),
]


@pytest.mark.parametrize(("sentence", "booster"), BOOSTED)
def test_the_same_words_boost_elsewhere(sentence, booster):
    document = make_document("x", sentence, plain=True)
    assert booster in [match.text for match in find_decided(document, "booster")]


def test_not_always_is_no_booster():
    document = make_document("x", "Progress is not always an advance.", plain=True)
    assert find_decided(document, "booster") == []


GIVEN = [
    ("The mayor refused to resign.", ["refused to"]),
    ("The coach left to shouts of “shame” from the crowd.", ["shouts of"]),
    ("I suspect that they lied.", []),
    ("I would argue that they lied.", []),
    ("Let me say it: they lied.", []),
]


@pytest.mark.parametrize(("sentence", "cues"), GIVEN)
def test_what_the_author_says_is_given_to_nobody_else(sentence, cues):
    document = make_document("x", sentence, plain=True)
    assert [match.text for match in find_decided(document, "attribution")] == cues


NAMES = [
    ("Will Savage may have gone.", []),
    ("We met Mr. Savage today.", []),
    ("Yesterday Grace Slaughter left.", []),
    ("Senator Slaughter left.", []),
    ("Will Savage came. We love our Savage.", []),
    ("It was a savage attack on Will Oram.", ["savage"]),
    ("Will Savage cuts follow?", ["Savage"]),
]


@pytest.mark.parametrize(("sentence", "loaded"), NAMES)
def test_names_of_persons_are_not_loaded(sentence, loaded):
    document = make_document("x", sentence, plain=True)
    found = " ".join(match.text for match in find_decided(document, "loaded")).split()
    names = {"Will", "Savage", "savage", "Grace", "Slaughter"}
    assert [word for word in found if word in names] == loaded


def test_in_a_headline_a_capital_shows_no_name():
    headline = make_document("x", "Judge Slams Savage Cuts in City Council Vote.", plain=True)
    assert list(words_of_names(view_of(headline))) == []


@pytest.mark.parametrize("word", ["cannot", "can't", "couldn't", "could not"])
def test_what_cannot_possibly_be_is_boosted_not_hedged(word):
    document = make_document("x", f"The plan {word} possibly work.", plain=True)
    assert find_decided(document, "hedge") == []
    assert [match.text for match in find_decided(document, "booster")] == [f"{word} possibly"]


def test_a_reason_says_of_the_ends_of_a_sentence_what_they_are():
    """No code for a border stands in a reason, and nothing is told twice."""
    text = "Perhaps. It rains, perhaps. Never again! Is it a shameful lie? Oram said so. It is so."
    reasons = [match.reason for match in find_matches(make_document("x", text, plain=True))]
    told = [part for reason in reasons for part in reason.split("; ")]
    assert any("the sentence " in part for part in told)
    border = re.compile(r"[<>]|the (beginning|end)(?! of the sentence)")
    assert not any(border.search(part) for part in told)
    for reason in reasons:
        parts = reason.split("; ")
        assert len(set(parts)) == len(parts)
