"""Rules and word classes: the sentences that define them, and what is refused at loading."""

from __future__ import annotations

import re

import pytest

from analysis.markers.attribution.frames import FRAMES, load_frames
from analysis.markers.attribution.site import Site, uses
from analysis.matching.entries import LexiconError
from analysis.matching.lexicon import load_lexicon
from analysis.matching.rules import (
    Rule,
    compile_rules,
    load_rules,
    unknown_conditions,
    words_of,
)
from analysis.matching.view import Place, view_of
from analysis.text.classes import SPELLING, ClassError, check_classes, word_class, word_classes
from analysis.text.document import Document
from analysis.text.outline import plain_blocks
from analysis.text.spans import WORD, fold


def place_of(sentence: str) -> Place:
    """Return the place that stands between asterisks."""
    before, marked, after = sentence.split("*")
    text = before + marked + after
    view = view_of(Document("x", text, outline=plain_blocks(text)))
    first = view.starts.index(len(before))
    stop = view.ends.index(len(before) + len(marked)) + 1
    number = view.sentence_of(first)
    assert number is not None
    return Place(view, first, stop, view.sentences[number])


def site_of(sentence: str, frame: str) -> Site:
    """Return the verb between asterisks, as the table has it for a frame."""
    place = place_of(sentence)
    found = [
        use
        for use, _, stop in uses().at(place.view, place.first, place.sentence.stop)
        if stop == place.stop and (use.frame == frame or frame in HELPERS)
    ]
    assert found, f"no verb of the frame {frame}: {sentence}"
    return Site(place.view, found[0], place.first, place.sentence)


HELPERS = ("signals",)  # parts of frames
ALL_RULES = [*load_rules().values(), *load_frames().values()]


def examples():
    for rule in ALL_RULES:
        for kind, sentences in (("hits", rule.hits), ("misses", rule.misses)):
            for sentence in sentences:
                yield pytest.param(rule, kind, sentence, id=f"{rule.name}-{kind}-{sentence[:40]}")


@pytest.mark.parametrize(("rule", "kind", "sentence"), list(examples()))
def test_a_rule_holds_in_its_hits_and_in_none_of_its_misses(rule: Rule, kind, sentence):
    is_frame = rule in load_frames().values()
    place = site_of(sentence, rule.name) if is_frame else place_of(sentence)
    assert rule.holds(place) is (kind == "hits")


def test_every_frame_that_the_table_names_is_a_rule_or_a_function_and_the_other_way_round():
    entries = load_lexicon("attribution").entries
    named = {part for entry in entries for part in entry.when.split() if "frame:" in part}
    frames = {*FRAMES, *load_frames()} - {*HELPERS, "view"}  # views are a class of words
    assert named == {f"frame:{name}" for name in frames}


def test_every_rule_has_examples_of_both_kinds_and_a_wording():
    for rule in ALL_RULES:
        assert rule.hits, rule.name
        assert rule.misses, rule.name
        assert rule.reason, rule.name


@pytest.mark.parametrize(
    ("definition", "message"),
    [
        (
            {"reason": "r", "at": 1, "in": "<nouns>", "hits": [], "misses": []},
            "no word class 'nouns'",
        ),
        ({"reason": "r", "att": 1, "hits": [], "misses": []}, "unknown key 'att'"),
        ({"reason": "r", "any": [{"at": 1}], "hits": [], "misses": []}, 'needs "at" and "in"'),
        ({"reason": "r", "any": [{"on": 1}], "hits": [], "misses": []}, "unknown key 'on'"),
        ({"reason": "r", "rule": "other", "hits": [], "misses": []}, "no rule 'other' before it"),
        ({"reason": "r", "function": "other", "hits": [], "misses": []}, "no function 'other'"),
        ({"at": 1, "in": "a", "hits": [], "misses": []}, "lacks 'reason'"),
        ({"reason": "r", "at": 1, "in": "a", "misses": []}, "lacks 'hits'"),
        ({"reason": "r", "hits": [], "misses": []}, "a condition needs one of"),
    ],
)
def test_an_unsound_rule_is_refused(definition, message):
    with pytest.raises(LexiconError, match=re.escape(message)) as caught:
        compile_rules({"late": definition})
    assert str(caught.value).startswith("rules.toml, [late]: ")


def test_every_class_has_an_example_that_shows_it():
    for name, definition in word_classes().items():
        example = definition["example"]
        as_written = SPELLING.findall(example) if definition.get("as_written") else ()
        words = {*WORD.findall(fold(example)), *as_written}
        assert words & word_class(name), name


@pytest.mark.parametrize(
    ("definition", "message"),
    [
        ({"words": "and or", "includes": ["links"], "example": "x"}, "no class 'links'"),
        ({"words": "and and", "example": "x"}, "'and' stands in it twice"),
        ({"words": "And", "example": "x"}, "'And' is no word in small letters"),
        ({"words": "isn’t", "example": "x"}, "is no word in small letters"),
        ({"words": "and"}, "no example"),
        ({"word": "and", "example": "x"}, "unknown key 'word'"),
    ],
)
def test_an_unsound_class_is_refused(definition, message):
    with pytest.raises(ClassError, match=re.escape(message)):
        check_classes({"joints": definition})


def test_an_unknown_class_names_those_there_are():
    with pytest.raises(ClassError, match="no word class 'verb'; there are: numbers"):
        word_class("verb")


def test_words_of_a_test():
    words = words_of("<joints> *ly plain <figures> <end>")
    assert all(word in words for word in ("and", "sadly", "plain", "1,500", ""))
    assert not any(word in words for word in ("sad", "1st", "joints"))


@pytest.mark.parametrize("verb", "lamented contended asserted maintained argued said".split())
def test_every_verb_of_saying_makes_a_quotation_of_words(verb):
    text = f"The governor {verb} that it was a “wasted year of talks” for everyone."
    assert [quote.label for quote in Document("x", text).quotes] == ["speech"]


def ruled(**definition):
    told = {"reason": "r", "hits": ["a"], "misses": ["b"], **definition}
    return compile_rules({"one": told})["one"]


@pytest.mark.parametrize(
    ("definition", "holds", "fails"),
    [
        ({"at": [1, 2], "in": "rain"}, ["*may* rain", "*may* well rain"], ["*may* as well rain"]),
        ({"at": 1, "in": "*ing"}, ["*a* king"], ["*may* rain", "*a* kings"]),
        ({"at": -1, "in": "it rain*"}, ["it *may*", "rains *may*"], ["they *may*"]),
        ({"at": 2, "in": "rain", "skip": "well"}, ["*may* well and rain"], ["*may* well rain"]),
        (
            {"all": [{"at": 1, "in": "a"}, {"at": 2, "in": "b"}]},
            ["*o* a b"],
            ["*o* a c", "*o* c b"],
        ),
        (
            {"any": [{"at": 1, "in": "a"}, {"at": 2, "in": "b"}]},
            ["*o* a c", "*o* c b"],
            ["*o* c c"],
        ),
        (
            {"none": [{"at": 1, "in": "a"}, {"at": 2, "in": "b"}]},
            ["*o* c c"],
            ["*o* a c", "*o* c b"],
        ),
    ],
)
def test_conditions_by_hand(definition, holds, fails):
    rule = ruled(**definition)
    assert [rule.holds(place_of(sentence)) for sentence in holds] == [True] * len(holds)
    assert [rule.holds(place_of(sentence)) for sentence in fails] == [False] * len(fails)


def test_a_hit_goes_on_to_a_word_that_comes_soon():
    rule = ruled(reach="rain", stop="not", within=2)
    assert (rule.hits, rule.misses, rule.reason) == (("a",), ("b",), "r")
    sentences = [
        "it *may* rain",
        "it *may* well rain",
        "it *may* as well rain",
        "it *may* not rain",
    ]
    places = list(map(place_of, sentences))
    assert [rule.reach(place) for place in places] == [3, 4, None, None]
    assert [rule.holds(place) for place in places] == [True, True, False, False]


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("", ""),
        ("first", ""),
        ("least:0.5", ""),
        ("if:negated", ""),
        ("least:much", "no condition 'least:much'"),
        ("most:2", "no condition 'most:2'"),
        ("if:", "no condition 'if:'"),
        ("to:negated", "'to:negated': 'negated' is no rule to be used with 'to'"),
        ("if:negatd", "no rule 'negatd'"),
    ],
)
def test_conditions_of_entries_are_known_or_refused(when, said):
    found = unknown_conditions(when, ["first", "least:"])
    assert found == said if not said else found.startswith(said)
