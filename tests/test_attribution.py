"""Attribution: every rule on its own, the examples of the TOML file."""

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.markers.attribution import ATTRIBUTION
from analysis.matching.lexicon import load_lexicon
from analysis.matching.matches import Match
from analysis.text.document import Document
from analysis.text.names import capitalised_runs
from analysis.text.outline import plain_blocks

LEXICON = load_lexicon("attribution")


def find(text: str) -> list[Match]:
    return ATTRIBUTION.find(Document("test", text, outline=plain_blocks(text)))


def found(text: str) -> list[tuple[str, str]]:
    return [(match.text, match.category) for match in find(text)]


EXAMPLES = [
    pytest.param(category, text, kind == "hits", id=f"{category}-{kind}-{number}")
    for category, about in LEXICON.about["categories"].items()
    for kind in ("hits", "misses")
    for number, text in enumerate(about[kind])
]


@pytest.mark.parametrize(("category", "text", "fires"), EXAMPLES)
def test_examples_of_the_definition(category: str, text: str, fires: bool) -> None:
    assert (category in {match.category for match in find(text)}) == fires


def test_every_category_is_defined_with_enough_examples() -> None:
    assert LEXICON.categories == ATTRIBUTION.categories
    for about in LEXICON.about["categories"].values():
        assert len(about["hits"]) >= 6
        assert len(about["misses"]) >= 6


def test_every_entry_says_how_it_attributes() -> None:
    """That it says nothing unknown is checked when the lexicon is loaded."""
    for entry in LEXICON.entries:
        assert entry.when == "source" or "frame:" in entry.when, entry


VERBS = [
    ("Lindqvist said the bridge was safe.", ["said"]),
    ("Lindqvist told reporters that it was safe.", ["told"]),
    ("“It is safe,” said Mr Oram.", ["said"]),
    ("“It is safe”, writes Oram.", ["writes"]),
    ("Oram argued, with some heat, that it was safe.", ["argued"]),
    ("The treaty, notes Oram, was never signed.", ["notes"]),
    ("The dam was described by Oram as a trap.", ["described"]),
    ("Kim fears that the wall will fall.", ["fears that"]),
    ("He was said to be ill.", ["said"]),
    ("Oram calls this a trap.", ["calls"]),
    ("Oram is right to say that it was a trap.", ["say that"]),
    ("Oram called for a truce.", ["called for"]),
    ("Oram outlined the plan.", ["outlined"]),
    ("Oram declared his support.", ["declared"]),
    ("Oram asked whether it was safe.", ["asked"]),
    ("Oram went on: “It is safe.”", ["went on"]),
    ("Oram urged the town to wait.", ["urged"]),
    ("Oram claims to be ill.", ["claims"]),
    ("The wall, many feared, would fall.", ["feared"]),
    ("The wall will fall, Oram added.", ["added"]),
    ("Some experts fear the old wall could fall.", ["fear"]),
    ("The report found the wall was safe.", ["found"]),
    ("It is not what Oram claims.", ["claims"]),
    ("Oram accused the town of fraud.", ["accused"]),
    ("Oram was quoted as saying that it was safe.", ["saying that"]),
    ("They keep talking about leaving.", ["talking about"]),
    ("Oram expressed concern.", ["expressed"]),
    ("Oram announced this month that it was safe.", ["announced"]),
    ("The abuse was detailed in the report.", ["detailed"]),
    ("The claim that it is safe is old.", ["claim that"]),
    ("A finding of the report was that it is safe.", ["finding of the report was that"]),
    ("There is a consensus among experts that it is safe.", ["consensus among experts that"]),
    ("Oram refused to pay.", ["refused to"]),
    ("Oram left to shouts of “shame”.", ["shouts of"]),
]


@pytest.mark.parametrize(("text", "expected"), VERBS)
def test_reports(text: str, expected: list[str]) -> None:
    assert [match.text for match in find(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "I said the bridge was safe.",
        "I refuse to pay.",
        "Having refused to pay, he left.",
        "Oram left to shouts of joy.",
        "We have often argued that it is safe.",
        "You could say that it is safe.",
        "I want to say that it is safe.",
        "It is wrong to say that it is safe.",
        "It should be noted that it is safe.",
        "Say what you like.",
        "Let us say that it is safe.",
        "That said, it is safe.",
        "They said no to the plan.",
        "When said storms came, it held.",
        "As the old saying goes, pride falls.",
        "You can rest assured that it is safe.",
        "The United States showed the way.",
        "Amid claims of fraud, it closed.",
        "My claim that it is safe is old.",
        "The claims that were paid are old.",
        "This shows that it is safe.",
        "Experience has shown that it is safe.",
        "Oram found the key.",
        "Oram declared war.",
        "How can he insist that it is safe?",
        "Three states have a river.",
        "A show called “Heroes” came to town.",
        "Those who think that it is safe are few.",
        "This is, to put it mildly, odd.",
        "The crisis calls for patience.",
        "He was warned by nobody.",
        "The town has three claims to fame.",
        "Mr Oram, called to the bar in May, left.",
        "They refuse the “faith.” Oram began to see.",
        "The doctrine that recognizes “one leader” is old.",
        "Such remarks are old.",
        "They live in peace, in different states.",
        "Oram went to find the road that is safe.",
        "Students observing the sun were late.",
        "People believe what the town is told.",
        "Some fear the wall and the road.",
        "Many believe the man who is lame.",
        "Oram finds this remark “deeply troubling”.",
        "Oram may not believe it, but it is safe.",
        "It has much to recommend it to Oram.",
        "This alleged “plot” is old.",
        "Take note that it is safe.",
        "To question “security” is wrong.",
    ],
)
def test_what_only_looks_like_a_report(text: str) -> None:
    misses = {"As the old saying goes, pride falls.": ["vague"]}
    assert [match.category for match in find(text)] == misses.get(text, [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Critics say it is safe.", [("say", "vague")]),
        ("It is widely believed that it is safe.", [("It is widely believed that", "vague")]),
        ("As the story goes, it is safe.", [("As the story goes", "vague")]),
        ("Experts agree that it is safe.", [("agree that", "authority")]),
        ("Studies show that it is safe.", [("show that", "authority")]),
        ("According to experts, it is safe.", [("According to", "authority")]),
        ("According to Ms Lee, it is safe.", [("According to", "according_to")]),
        ("As Ms Lee put it, nobody won.", [("As Ms Lee put it", "according_to")]),
        ("In Judt’s view, nobody won.", [("In Judt’s view", "according_to")]),
        ("In German eyes, nobody won.", [("In German eyes", "according_to")]),
        (
            "From the Iranian perspective nobody won.",
            [("From the Iranian perspective", "according_to")],
        ),
        ("In my view, nobody won.", []),
        ("In plain view of all, nobody won.", []),
        ("It is sorted according to size.", []),
        ("It works according to the rules.", []),
    ],
)
def test_who_the_source_is(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


def test_weight_and_reason_tell_how_the_verb_reports() -> None:
    claim, admit = find("Oram claims that it is safe. Oram admits that it is not.")
    assert claim.weight < admit.weight
    assert "distancing" in claim.reason
    assert "factive" in admit.reason


def test_reports_within_quoted_speech_count_in_its_voice() -> None:
    (inner, outer) = find("“The mayor said that it was safe,” Oram recalled.")
    assert (inner.voice, outer.voice) == ("quoted", "author")


@given(
    st.text(
        alphabet=st.sampled_from("aİßé😀 \u00a0\n.,;!?—“”‘’'\"()-1") | st.characters(), max_size=120
    )
)
@settings(max_examples=80, deadline=None)
def test_any_text_gives_ordered_matches_that_fit_it(text: str) -> None:
    document = Document(
        "odd", f"Ann said that {text} according to İpek, “she says” {text} argued that."
    )
    matches = ATTRIBUTION.find(document)
    assert all(document.text[m.start : m.end] == m.text for m in matches)
    assert all(a.end <= b.start for a, b in pairwise(matches))
    assert all(m.category in ATTRIBUTION.categories and 0 <= m.weight <= 1 for m in matches)


def test_an_empty_text_attributes_nothing() -> None:
    assert find("") == []


@pytest.mark.parametrize(
    "piece", ["said ", "truly ", "said that ", "the claim of ", "as he ", "in ", "“said "]
)
def test_hostile_texts_take_linear_time(piece: str) -> None:
    seconds = []
    for size in (40_000, 160_000):
        document = Document("hostile", piece * (size // len(piece)) + "said.")
        assert document.sentence_words is not None
        assert document.quotes is not None
        start = time.process_time()
        ATTRIBUTION.find(document)
        seconds.append(time.process_time() - start)
    assert seconds[1] < 12 * seconds[0] + 0.2


# --- How far a rule looks: found at its limit, and not one step beyond


def numbered(n: int) -> str:
    """Return so many words that mean nothing."""
    return " ".join("the north west south east old town hall".split()[:n])


def test_a_view_is_looked_for_six_words_back() -> None:
    # From "view" back to "In": minister's, prime, deputy, former, the, In.
    assert found("In the former deputy prime minister's view the plan fails.") == [
        ("In the former deputy prime minister's view", "according_to")
    ]
    assert found("In the former acting deputy prime minister's view the plan fails.") == []


def test_what_is_said_may_come_seven_words_after_a_pause() -> None:
    # From "announced" on: on, Tuesday, to, three more, that.
    assert [text for text, _ in found(f"Ann announced on Tuesday to {numbered(3)} that it failed.")]
    assert not found(f"Ann announced on Tuesday to {numbered(4)} that it failed.")


def test_a_quotation_may_be_eighty_characters_away() -> None:
    for length, verbs in ((80, ["joked"]), (81, [])):
        between = f" {'a' * 25} {'b' * 25} {'c' * (length - 54)} "
        assert len(between) == length
        texts = [text for text, _ in found(f"“The plan has failed,”{between}joked.")]
        assert texts == verbs


JUDGEMENTS = (
    *("fair", "safe", "hard", "difficult", "easy", "wrong", "right", "true", "reasonable"),
    *("tempting", "enough", "sorry", "sad", "important", "needless", "sufficient", "strange"),
    *("fashionable", "common", "possible", "impossible", "correct", "accurate", "honest"),
)


@pytest.mark.parametrize("word", [*JUDGEMENTS, "suffice"])
def test_a_judgement_on_saying_says_nothing(word: str) -> None:
    assert found(f"It is {word} to say that the plan works.") == []


def test_any_other_word_before_to_say_is_no_judgement() -> None:
    assert [text for text, _ in found("It is brave to say that the plan works.")] == ["say that"]


def test_a_last_sentence_without_words_holds_no_name():
    assert capitalised_runs(Document("x", "Ann Oram won. …")) == [("Ann Oram", 0)]
