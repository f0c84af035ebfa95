"""Devices: every rule on its own, the examples of the TOML file, odd Unicode."""

import time
import tomllib
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.markers.devices import DEVICES
from analysis.markers.devices.sides import ABOUT
from analysis.markers.registry import find_matches, get_marker
from analysis.matching.matches import Match
from analysis.text.document import Document
from analysis.text.outline import plain_blocks

MARKERS = {marker.name: marker for marker in DEVICES}
CATEGORIES = tomllib.loads(ABOUT.read_text(encoding="utf-8"))["categories"]


def find(name: str, text: str) -> list[Match]:
    return MARKERS[name].find(Document("test", text, outline=plain_blocks(text)))


def found(name: str, text: str) -> list[tuple[str, str]]:
    return [(match.text, match.category) for match in find(name, text)]


EXAMPLES = [
    pytest.param(name, text, kind == "hits", id=f"{name}-{kind}-{number}")
    for name, about in CATEGORIES.items()
    for kind in ("hits", "misses")
    for number, text in enumerate(about[kind])
]


@pytest.mark.parametrize(("name", "text", "fires"), EXAMPLES)
def test_examples_of_the_definition(name: str, text: str, fires: bool) -> None:
    assert bool(find(name, text)) == fires


def test_every_device_is_defined_with_enough_examples() -> None:
    assert set(CATEGORIES) == set(MARKERS)
    for about in CATEGORIES.values():
        assert len(about["hits"]) >= 6
        assert len(about["misses"]) >= 6


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Who pays? Nobody does.", [("Who pays?", "answered")]),
        ("Who pays? The river rose.", [("Who pays?", "open")]),
        ("Why wait? Because it is cold.", [("Why wait?", "answered")]),
        ("Could we pay? It could not be done.", [("Could we pay?", "answered")]),
        ("But would it happen here? Possibly not.", [("But would it happen here?", "answered")]),
        ("Could we pay? It would be hard.", [("Could we pay?", "open")]),
        ("Who are they? They who pay.", [("Who are they?", "open")]),
        ("He asked: “Who will pay for the dam?”", []),
        ("“Who will pay for it?” Ann asked.", []),
        (
            "You may ask: “Who will pay for the dam?”",
            [("You may ask: “Who will pay for the dam?”", "open")],
        ),
        ("Really?! I do not know.", [("Really?!", "open")]),
        ("The poll asked: Should the dam be built? Half said yes.", []),
        ("Pollsters asked, Do you trust the mayor? Half did.", []),
        ("Interviewer: Why did you leave? Lind: It rained.", []),
        ("Q: Why did you leave?\n\nA: It rained all day long.", []),
        ("The poll was held in May. Who trusts it?", [("Who trusts it?", "open")]),
    ],
)
def test_rhetorical_questions(text: str, expected: list[tuple[str, str]]) -> None:
    assert found("rhetorical_question", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Their “reform” cut pay.", [("“reform”", "scare")]),
        ("The so-called “reform” cut pay.", [("“reform”", "distanced")]),
        ("She said the plan was “dead”.", []),
        ("Critics called it “a fatal mistake”.", []),
        ("They sang “The House by the Sea” again.", []),
        ("In his book “Silence” he says so.", []),
        ("The word “dam” is Dutch.", []),
        ("The “pax” means peace.", []),
        ("The European Central Bank (“ECB”) paid.", []),
        ("He told us of “the ‘free’ market that nobody has ever seen”.", [("‘free’", "scare")]),
        (
            "He said it was “a dead letter”. Note the “dead letter” again.",
            [("“dead letter”", "scare")],
        ),
        ("He said it was a “dead letter”. Note the “dead letter” again.", []),
        ("Page “4” is torn.", []),
        ("The bill defines “vessel” as any craft.", []),
    ],
)
def test_scare_quotes(text: str, expected: list[tuple[str, str]]) -> None:
    assert found("scare_quotes", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Too often they lie. Too often we listen.",
            [("Too often they lie. Too often", "anaphora")],
        ),
        ("No bread, no water.", [("No bread, no", "anaphora")]),
        (
            "We came for work. We stayed for love. We left for air.",
            [("We came for work. We stayed for love. We", "anaphora")],
        ),
        ("The farm burned. The mill stood.", []),
        ("He ran and ran.", [("ran and ran", "repetition")]),
        ("It is a very, very long road.", [("very, very", "repetition")]),
        ("It was a lie. A lie told for money.", [("a lie. A lie", "anadiplosis")]),
        ("It grew more and more.", []),
        ("It came closer and closer.", []),
        ("He gave it it.", []),
        ("He went to school. In the end, after so many years, he came to love that school.", []),
        ("He met Ann. She liked Ann.", []),
        (
            "A first line ends here.\n\nToo often they sleep.\n\nToo often we listen.",
            [("Too often they sleep.\n\nToo often", "anaphora")],
        ),
    ],
)
def test_repetitions(text: str, expected: list[tuple[str, str]]) -> None:
    assert found("repetition", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It was not a plan but a wish.", [("not a plan but a", "not_but")]),
        ("It was not brave but rash.", [("not brave but rash", "not_but")]),
        ("It was not easy but we won.", []),
        ("We want facts, not fear.", [("not fear", "not_but")]),
        ("He left, not to mention the rest.", []),
        ("It is not a road. It is a joke.", [("is not a road. It is", "not_but")]),
        ("It isn't a road; it is a joke.", [("It isn't a road; it is", "not_but")]),
        ("It is not a road. It is not a path.", []),
        ("It is not safe. They are gone.", []),
        ("Not only did they lie but they stole.", [("Not only did they lie but", "not_only")]),
        ("It is not so much a road as a joke.", [("not so much a road as", "not_but")]),
        ("It is less a road than a joke.", [("less a road than a", "rather_than")]),
        ("He chose silence rather than comfort.", [("silence rather than comfort", "rather_than")]),
        ("It will end sooner rather than later.", []),
        ("There are more than forty.", []),
        ("War and peace are words.", []),
        (
            "On the one hand they preach thrift; on the other they build palaces.",
            [("On the one hand they preach thrift; on the other they build", "antithesis")],
        ),
        (
            "On the one hand we are to save. On the other, we are to spend.",
            [("On the one hand we are to save. On the other, we are to", "antithesis")],
        ),
        ("One hand washes the other.", []),
        (
            "The town feeds the mill, and the mill feeds the town.",
            [("town feeds the mill, and the mill feeds the town", "antithesis")],
        ),
        ("They call foul fair, and fair foul.", [("foul fair, and fair foul", "antithesis")]),
        (
            "We eat to live and do not live to eat.",
            [("eat to live and do not live to eat", "antithesis")],
        ),
        ("The mill by the river is the mill by the road.", []),
    ],
)
def test_contrasts(text: str, expected: list[tuple[str, str]]) -> None:
    matches = found("contrast", text)
    assert [category for _, category in matches] == [category for _, category in expected]
    assert all(part in whole for (whole, _), (part, _) in zip(matches, expected, strict=True))


def test_a_contrast_may_cross_a_line_break() -> None:
    text = "It was not a plan that anybody had thought about for long but\na wish of a few."
    document = Document(
        "test", text, outline=[next(iter(plain_blocks("x" * 3)))._replace(end=len(text))]
    )
    assert MARKERS["contrast"].find(document)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They brought lies, threats and violence.", [("lies, threats and violence", "words")]),
        ("It was slow, costly, and cruel.", [("slow, costly, and cruel", "words")]),
        ("They sell bread, milk, eggs and salt.", []),
        ("Ann met Paris, Rome and Madrid.", []),
        ("On 3, 5 and 9 May.", []),
        ("In the end, men and women left.", []),
        ("He met his boss, smiled and left.", []),
        (
            "They ruled by fear, by favour and by fraud.",
            [("by fear, by favour and by fraud", "phrases")],
        ),
        (
            "It asks for honest courts, open books, and fair taxes.",
            [("honest courts, open books, and fair taxes", "phrases")],
        ),
        ("It was new, which and when nobody knew.", []),
        # Of four members, three are no list of three, whichever they are.
        ("They sold the trains, the schools, the hospitals and the water.", []),
        ("It asks for honest courts, open books, fair taxes and free schools.", []),
        (
            "They sold the trains, the schools and the water.",
            [("the trains, the schools and the water", "phrases")],
        ),
        ("They sold cups, plates, pots or pans.", []),
    ],
)
def test_triads(text: str, expected: list[tuple[str, str]]) -> None:
    assert found("triad", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We pay, but they cheat us.", [("We", 1.0), ("they", 1.0), ("us", 1.0)]),
        ("The tyrants keep their spoils. We starve.", [("their", 0.5), ("We", 0.5)]),
        ("We starve. The tyrants keep their spoils.", [("We", 0.5), ("their", 0.5)]),
        ("The tyrants rule. They sleep while we work.", [("They", 1.0), ("we", 1.0)]),
        ("The tyrants keep their spoils. It rains. We starve.", []),
        ("The tyrants keep their spoils.\n\nWe starve.", []),
        ("The US knows the tyrants and their spoils.", []),
        ("“We starve at last,” she said. The tyrants keep their spoils.", []),
        # Without a negative word, after it by more than a sentence, or with a mild one or praise.
        ("We pay and they eat.", []),
        ("The tyrants rule. It rains. They sleep while we work.", []),
        ("They made a mistake, and we wait.", []),
        ("They are brilliant, and we admire them.", []),
        # The war scars our own.
        ("The brutal war scarred our children, and we mourn with them.", []),
        ("The brutal war scarred our children. We mourn with them.", []),
        (
            "Our children sleep. The tyrants rule. They sleep while we work.",
            [("They", 1.0), ("we", 1.0)],
        ),
        # “Us” is marked where it meets the camp, and not where it meets our own.
        (
            "They cheat us. It rains. We love our children and watch them grow.",
            [("They", 1.0), ("us", 1.0)],
        ),
        (
            "They cheat us. We love our children as they are.",
            [("They", 1.0), ("us", 1.0), ("We", 0.5), ("our", 0.5)],
        ),
    ],
)
def test_us_and_them(text: str, expected: list[tuple[str, float]]) -> None:
    assert [(match.text, match.weight) for match in find("us_them", text)] == expected


def test_the_reason_for_two_camps_names_the_worst_word_near() -> None:
    text = "They were thieves. The vile tyrants keep their spoils, and we starve."
    [they, their, we] = find("us_them", text)
    assert they.reason == "we and they meet in neighbouring sentences, near “thieves” (label)"
    assert their.reason.startswith("we and they meet in the same sentence, near “vile tyrants” (")
    assert we.reason == "we and they meet in the same sentence"


@pytest.mark.parametrize("marker", DEVICES, ids=lambda marker: marker.name)
@given(
    text=st.text(
        alphabet=st.sampled_from("aİßé😀 \u00a0\n.,;!?—“”‘’'\"()-1") | st.characters(), max_size=120
    )
)
@settings(max_examples=60, deadline=None)
def test_any_text_gives_ordered_matches_that_fit_it(marker, text: str) -> None:
    document = Document("odd", f"We say, not they: “no”, no and no. {text} Too often. Too often?")
    matches = marker.find(document)
    assert all(document.text[m.start : m.end] == m.text for m in matches)
    assert all(a.end <= b.start for a, b in pairwise(matches))
    assert all(m.category in marker.categories and 0 <= m.weight <= 1 for m in matches)
    assert all(document.section_at(m.start) is not None for m in matches)


@pytest.mark.parametrize("marker", DEVICES, ids=lambda marker: marker.name)
def test_an_empty_text_has_no_devices(marker) -> None:
    assert marker.find(Document("empty", "")) == []


def test_headings_and_titles_hold_no_devices() -> None:
    text = "Why bread, milk and salt?\n\nIt rained all day long in the hills."
    document = Document("test", text)
    assert all(marker.find(document) == [] for marker in DEVICES)


@pytest.mark.parametrize("marker", DEVICES, ids=lambda marker: marker.name)
@pytest.mark.parametrize(
    "piece",
    [
        *("not ", "and, ", "a, b and ", "we they ", "“a ", "? ", "less than ", "no, no, "),
        *("it is not ", "on the one hand ", "foul fair fair foul "),
    ],
)
def test_hostile_texts_take_linear_time(marker, piece: str) -> None:
    def seconds(size: int) -> float:
        document = Document("hostile", piece * (size // len(piece)))
        assert document.sentence_words is not None
        assert document.quotes is not None
        start = time.process_time()
        marker.find(document)
        return time.process_time() - start

    short = seconds(20_000)
    # The faster of two counts: a busy machine slows single runs.
    assert min(seconds(80_000), seconds(80_000)) < 12 * short + 0.2


def test_a_figure_is_one_hit_however_many_members_it_has() -> None:
    text = "Too often they lie. Too often we listen. Too often we forget."
    assert len(found("repetition", text)) == 1
    assert len(found("triad", "They brought lies, threats and violence.")) == 1


@pytest.mark.parametrize("marker", ["scare_quotes", "contrast", "triad", "repetition"])
def test_the_weight_of_a_figure_is_a_probability_and_its_reason_says_what_moved_it(marker) -> None:
    matches = [m for text in CATEGORIES[marker]["hits"] for m in find(marker, text)]
    assert all(0 < match.weight < 1 for match in matches)
    assert any("raised: " in match.reason for match in matches)


@pytest.mark.parametrize(
    ("text", "n_questions"),
    [
        ("Have you been overcharged? Write to us by May.", 0),
        ("Did you see the fire? Please call the station.", 0),
        ("Have you no shame? Write that on the wall.", 1),
        ("Who pays? Let us know the truth at last.", 1),  # not asked of the reader
        ("Will you wait? Let the rich wait.", 1),
    ],
)
def test_what_readers_are_to_answer_is_no_rhetorical_question(text: str, n_questions: int) -> None:
    assert len(found("rhetorical_question", text)) == n_questions


def test_long_quotations_are_no_scare_quotes() -> None:
    words = "reform " * 15
    assert found("scare_quotes", f"This so-called “{words.strip()}” cut the pay.") == []


@pytest.mark.parametrize(
    ("text", "n_questions"),
    [
        ("By May the baker had? 200 to his name.", 0),  # a sign of pounds that was lost
        ("To order a copy for ? 11.99 call the shop.", 0),
        ("Who paid? 200 people did.", 1),
        ("She was dismissed over a book called “Who Moved the River?” He laughed.", 0),
        ("Has anyone read “The Wealth of Nations”? I have not.", 1),
    ],
)
def test_a_lost_sign_and_the_end_of_a_title_ask_nothing(text, n_questions):
    document = Document("x", text, outline=plain_blocks(text))
    assert len(find_matches(document, [get_marker("rhetorical_question")])) == n_questions
