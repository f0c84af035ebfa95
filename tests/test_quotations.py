"""Quotations: pairing of marks, quotations over paragraphs, speech against phrases."""

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.markers.devices.scare_quotes import find_scare_quotes
from analysis.reading.sources import make_document
from analysis.text.document import Document
from analysis.text.outline import plain_blocks
from analysis.text.quotations import find_pairs, find_quotes, is_title
from analysis.text.spans import Span


def quotes(text: str) -> list[str]:
    return [text[quote.start : quote.end] for quote in find_quotes(text, plain_blocks(text))]


def labels(text: str) -> list[str]:
    return [quote.label for quote in find_quotes(text, plain_blocks(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She said “no” twice.", ["“no”"]),
        ('She said "no" twice.', ['"no"']),
        ("She said ‘no’ twice.", ["‘no’"]),
        ("She said 'no' twice.", ["'no'"]),
        ("She said «no» twice.", ["«no»"]),
        ("She said „no“ and „never” twice.", ["„no“", "„never”"]),
        ("She said ''no'' and ``never'' twice.", ["''no''", "``never''"]),
        ("She said “no“ and ”never” twice.", ["“no“", "”never”"]),
        ('whether torture"works". Quite.', ['"works"']),
        ('he asked,"How now?" Quite.', ['"How now?"']),
        ('"No,"she said,"never."', ['"No,"', '"never."']),
        ("(“no”) and [‘never’]", ["“no”", "‘never’"]),
        ("“no”—“never”", ["“no”", "“never”"]),
        (
            "He said “we call it ‘the free market’ here” and left.",
            ["“we call it ‘the free market’ here”"],
        ),
        ("‘He said “no” to me’ is odd.", ["‘He said “no” to me’"]),
    ],
)
def test_marks_are_paired(text: str, expected: list[str]) -> None:
    assert quotes(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The drivers’ pay isn’t the owners’ concern.",
        "The drivers' pay isn't the owners' concern.",
        "In the ’90s and the '80s they sang rock ’n’ roll and rock 'n' roll.",
        "Give ’em hell, ’til it’s over; ’tis the season.",
        'He is 6\' 2" tall, she 5\'11", and the screen 42" wide.',
        "It lasted 3′ 20″ in all.",
        'A stray " mark and a stray “ mark.',
        "‘Twas the boys and girls of old.",
        "O’Brien and d’Artagnan said hello.",
        "",
        "”",
        'It is """"" odd """"".',
    ],
)
def test_what_is_no_quotation(text: str) -> None:
    assert quotes(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("‘The drivers’ pay was cut,’ he said.", ["‘The drivers’ pay was cut,’"]),
        ("‘It isn’t so,’ he said.", ["‘It isn’t so,’"]),
        ("The ‘others’ in the ‘market’.", ["‘others’", "‘market’"]),
        ('He is 6\' 2" tall and said "no" twice.', ['"no"']),
        ('"He is 6\' 2" tall," she said.', ['"He is 6\' 2" tall,"']),
        ("‘We sang rock ’n’ roll in the ’90s,’ he said.", ["‘We sang rock ’n’ roll in the ’90s,’"]),
        ("He never closed the “first one. The “second” is fine.", ["“second”"]),
        ("He saw the boys’ “den”.", ["“den”"]),
    ],
)
def test_apostrophes_and_strays_do_not_mislead(text: str, expected: list[str]) -> None:
    assert quotes(text) == expected


def test_quotations_within_quotations_are_pairs_too() -> None:
    text = "He told us of “the ‘free’ market that nobody has seen”."
    found = [text[pair.start : pair.end] for pair in find_pairs(text, plain_blocks(text))]
    assert found == ["“the ‘free’ market that nobody has seen”", "‘free’"]


def test_a_long_quotation_reopens_with_every_paragraph() -> None:
    text = "He said: “We went home.\n\n“Then it rained all night.”\n\nIt did."
    assert quotes(text) == ["“We went home.", "“Then it rained all night.”"]
    assert labels(text) == ["speech", "speech"]


@pytest.mark.parametrize(("first", "again"), [("‘", "‘"), ("'", "'")])
def test_so_does_one_with_single_marks(first: str, again: str) -> None:
    text = f"Orr said: {first}It fell.\n\n{again}It fell again.\n\n{again}It lies.’ It’s over."
    document = make_document("x", text, plain=True)
    voices = [document.voice_at(sentence.end - 3) for sentence in document.sentences]
    assert voices == ["quoted", "quoted", "quoted", "author"]


def test_an_apostrophe_opens_nothing_into_the_next_paragraph() -> None:
    text = "Rock ’n’ roll in the ’90s: the drivers’ tale.\n\n‘It fell,’ she said. It did."
    document = make_document("x", text, plain=True)
    assert [document[quote] for quote in document.quotes] == ["‘It fell,’"]


def test_a_quotation_may_close_some_paragraphs_later() -> None:
    text = "He said: “We went home.\n\nThen it rained.\n\nAll night.” It did."
    assert quotes(text) == ["“We went home.", "Then it rained.", "All night.”"]


def test_a_mark_that_nothing_takes_up_is_stray() -> None:
    assert quotes("He said: “We went home.\n\nThen it rained.") == []
    paragraphs = "\n\n".join(["It rained."] * 12)
    assert quotes(f"He said: “We went home.\n\n{paragraphs}\n\nAll night.”") == []


def test_block_quotations_are_speech() -> None:
    text = "We went “home”."
    assert find_quotes(text, [Span(0, len(text), "quote")]) == (Span(0, len(text), "speech"),)


@pytest.mark.parametrize(
    "text",
    [
        "“We never agreed to any of that.”",
        "“No idea.”",
        "“Never,” she said.",
        "She said “no”.",
        "She wrote that the roof “may leak”.",
        "They insist that the roof “has never leaked”.",
        "She called it “a fatal mistake”.",
        "The report found that the town was “unprepared”.",
        "The towns lived in “hermetic national enclaves”, notes Judt.",
        "He whispered something about “people who could not read a map”.",
    ],
)
def test_speech(text: str) -> None:
    assert labels(text) == ["speech"]


@pytest.mark.parametrize(
    "text",
    [
        "The governor contended that it was a “wasted year”.",
        "The governor lamented a “wasted year of talks”.",
        "The governor asserted that nothing had been “wasted”.",
        "Lind averred that it was a “wasted year of talks”.",
        "“Nonsense,” snorted Lind.",
        "“Never.” Lind left.",
        "Her verdict: “too little, too late”.",
        "In the words of Lind, it was “too little”.",
        "Lind complained about “chaos” in the hall.",
        "The report found the bridge “unsafe”.",
        "They asserted ‘no wrongdoing’ in the end.",
        "The minister, who lamented “a lost decade”, resigned.",
    ],
)
def test_short_quotations_after_a_verb_of_saying_are_no_scare_quotes(text: str) -> None:
    assert labels(text) == ["speech"]
    document = Document("test", text, outline=plain_blocks(text))
    assert find_scare_quotes(document) == []


@pytest.mark.parametrize(
    "text",
    [
        "She said “it could fail” and “perhaps not” on Monday.",
        "She said “it could fail”, but also “never”.",
        "He wrote “no” or “never” in the book.",
    ],
)
def test_what_and_joins_to_speech_is_speech(text: str) -> None:
    assert labels(text) == ["speech", "speech"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He wrote: ‘The drivers’ pay fell.\n\n‘Their pay rose.’ It rained.", ["speech"] * 2),
        ("He wrote: ‘We are goin’ home.\n\n‘We are home.’ It rained.", ["speech"] * 2),
        ("He wrote: «It fell.\n\n«It rose again.» It rained.", ["speech"] * 2),
        ("The drivers’ pay fell.\n\n‘We are home now,’ they said.", ["speech"]),
        ("It was the ’90s.\n\n‘We are home now,’ they said.", ["speech"]),
        ("The ‘plan’ failed.\n\n‘We are home now,’ they said.", ["phrase", "speech"]),
        ("Rock ’n’ roll, y’all.\n\n‘We are home now,’ they said.", ["speech"]),
        ("He is 6' 2\" tall.\n\n‘We are home now,’ they said.", ["speech"]),
        ("He wrote: ‘It fell.\n\nIt rained.\n\n‘We are home now,’ they said.", ["speech"]),
        ("He wrote: ‘It fell.’\n\n‘We are home now,’ they said.", ["speech"] * 2),
    ],
)
def test_quotations_in_single_marks_over_paragraphs(text: str, expected: list[str]) -> None:
    assert labels(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Their “reform” cut pay.",
        "She is reading “The Wealth of Nations” now.",
        "The so-called “people who know how it is done” left.",
        "She called the rebels “bandits”.",
        "They described him as “hard and fair”.",
        "They said what they had to say. The “plan” was gone.",
        "According to this view, the “other” is to blame.",
    ],
)
def test_phrases(text: str) -> None:
    assert labels(text) == ["phrase"]


def test_is_title() -> None:
    assert is_title("The Wealth of Nations")
    assert not is_title("Reform")
    assert not is_title("The wealth of nations")
    assert not is_title("")


def test_voice_follows_speech() -> None:
    document = Document("test", "“We were never asked about it,” she said of the “plan”.")
    assert document.voice_at(5) == "quoted"
    assert document.voice_at(document.text.index("she")) == "author"


@given(st.text(alphabet=st.sampled_from("ab s.İ😀\n“”‘’'\"„«»`—(") | st.characters(), max_size=200))
@settings(max_examples=150, deadline=None)
def test_any_text_gives_ordered_spans_within_its_paragraphs(text: str) -> None:
    blocks = plain_blocks(text)
    found = find_quotes(text, blocks)
    assert all(a.end <= b.start for a, b in pairwise(found))
    for quote in found:
        assert quote.label in ("speech", "phrase")
        assert any(block.start <= quote.start < quote.end <= block.end for block in blocks)


@pytest.mark.parametrize(
    "piece",
    [
        "“",
        "”",
        '"',
        "'",
        "‘",
        "’",
        "a'",
        "s’ ",
        " “a",
        "“a ‘b ",
        "`",
        "''",
        "’n",
        "1'",
        "« ",
        "“\n\n",
        "”\n\n",
        "“a” ",
    ],
)
def test_hostile_texts_take_linear_time(piece: str) -> None:
    # The faster of two counts: a busy machine slows single runs.
    long = min(seconds_for(piece, 100_000), seconds_for(piece, 100_000))
    assert long < 12 * seconds_for(piece, 25_000) + 0.2


def test_deep_nesting_takes_linear_time() -> None:
    def seconds(depth: int) -> float:
        text = "“a " * depth + "no" + " b”" * depth
        start = time.process_time()
        find_pairs(text, [Span(0, len(text), "paragraph")])
        return time.process_time() - start

    assert min(seconds(40_000), seconds(40_000)) < 12 * seconds(10_000) + 0.2


def seconds_for(piece: str, size: int) -> float:
    text = "x " + piece * (size // len(piece))
    start = time.process_time()
    find_quotes(text, [Span(0, len(text), "paragraph")])
    find_quotes(text, plain_blocks(text))
    return time.process_time() - start
