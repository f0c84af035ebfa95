"""The folded view: the same words, sentences and hits, whatever stands in and between the words."""

from __future__ import annotations

import random
import re
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis import find_matches
from analysis.reading.sources import list_samples, make_document, parse_html, read_document
from analysis.sentiment import score
from analysis.tables.analysis import analyze
from analysis.text.document import Document
from analysis.text.folding import MAY_JOIN, fold_text
from analysis.text.spans import fold
from analysis.text.variants import LETTERS, letters_of_variants

INSIDE = re.compile(r"(?<=[^\W\d_]{2})(?=[^\W\d_]{2})")  # within a word of four letters and more
BETWEEN = re.compile(r"(?<=[a-z]) (?=[a-z])")
STOP = re.compile(r"(?<=[a-z]{2}[.!?])(?=\s+[A-Z“]|\Z)")
LIGATURES = {"ffi": "ﬃ", "ffl": "ﬄ", "ff": "ﬀ", "fi": "ﬁ", "fl": "ﬂ"}


def insert(text, places, marks, rng, share=0.2):
    """Put marks at a share of the places of a text."""
    starts = [match.start() for match in places.finditer(text) if rng.random() < share]
    pieces, last = [], 0
    for start in starts:
        pieces += [text[last:start], rng.choice(marks)]
        last = start
    return "".join([*pieces, text[last:]])


def ligatures(text, rng):
    return re.sub("|".join(LIGATURES), lambda match: LIGATURES[match.group()], text)


def wide(text, rng):
    words = re.compile(r"\b[a-z]+\b")
    return words.sub(
        lambda m: (
            "".join(chr(ord(c) + 0xFEE0) for c in m.group()) if rng.random() < 0.1 else m.group()
        ),
        text,
    )


def entities(text, rng):
    return text.replace("’", "&rsquo;").replace(" a ", " a&nbsp;")


CHANGES = {
    "soft hyphens": lambda text, rng: insert(text, INSIDE, ["\xad"], rng),
    "invisible characters": lambda text, rng: insert(
        text, INSIDE, ["\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u200e"], rng
    ),
    "soft hyphens as entities": lambda text, rng: insert(text, INSIDE, ["&shy;", "&#173;"], rng),
    "ligatures": ligatures,
    "wide letters": wide,
    "entities": entities,
    "marks of figures": lambda text, rng: insert(text, STOP, ["1", "2", "17"], rng, 0.5),
    "raised marks": lambda text, rng: insert(text, STOP, ["¹", "²³", "†", "[4]"], rng, 0.5),
    "marks in tags": lambda text, rng: insert(
        text, STOP, ["<sup>3</sup>", "<sup>[3]</sup>"], rng, 0.5
    ),
    "other apostrophes": lambda text, rng: re.sub(
        r"(?<=[a-z])’(?=[a-z])", lambda m: rng.choice("'ʼ´`′＇‘"), text
    ),
}


def words_and_places(document):
    """Return what is found, each by the numbers of its words."""
    place = {start: number for number, start in enumerate(document.word_starts)}
    hits = [
        (m.marker, m.category, m.voice, place[min(s for s in place if s >= m.start)])
        for m in find_matches(document)
    ]
    ranges = [(words.start, words.stop) for words in document.sentence_words]
    sections = [document.word_range(section) for section in document.body]
    return document.words, ranges, sections, hits


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("name", ["river_water", "harbour_bridge_for"])
def test_the_same_is_found_whatever_stands_in_the_words(name, change):
    plain = read_document(name).text
    changed = CHANGES[change](plain, random.Random(1))
    assert changed != plain
    before, after = (words_and_places(make_document("x", text)) for text in (plain, changed))
    assert after == before


@pytest.mark.parametrize("change", CHANGES)
def test_offsets_are_those_of_the_text_as_it_stands(change):
    text = CHANGES[change](read_document("river_water").text, random.Random(2))
    document = make_document("x", text)
    assert document.text == text
    for word, start, end in zip(
        document.words, document.word_starts, document.word_ends, strict=True
    ):
        meant = re.sub("&shy;|&#173;|[\xad\u200b-\u200f\u2060\ufeff]", "", text[start:end])
        meant = re.sub("&rsquo;|[’ʼ´`′＇‘]", "'", meant)
        assert unicodedata.normalize("NFKC", meant).lower() == word
    for match in find_matches(document):
        assert match.text == text[match.start : match.end]


@pytest.mark.parametrize("change", CHANGES)
def test_scores_are_those_of_the_words_as_meant(change):
    plain = read_document("river_water").text
    changed = CHANGES[change](plain, random.Random(3))
    before, after = (analyze(make_document("x", text)).sentences for text in (plain, changed))
    columns = ["section", "n_words", "voice", "sentiment", "vader", "textblob"]
    assert after[columns].equals(before[columns])


def test_accents_apart_are_accents():
    text = "The naïve and risqué élite is passé: a clichéd façade."
    apart = unicodedata.normalize("NFD", text)
    first, second = make_document("x", text), make_document("x", apart)
    assert first.words == second.words
    hits = [
        [(m.marker, unicodedata.normalize("NFC", m.text)) for m in find_matches(d)]
        for d in (first, second)
    ]
    assert hits[0] == hits[1]


@pytest.mark.parametrize("name", list_samples())
def test_a_plain_text_is_its_own_view(name):
    assert fold_text(read_document(name).text) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The out-\nrage is well-\nknown.", "the outrage is well-known"),
        ("An Anglo-\nIrish, pre-\nand post-war tale.", "an anglo-irish pre and post-war tale"),
        ("It is prob\xad\nably so.", "it is probably so"),
        ("A self-\r\n  made man.", "a self-made man"),
        ("It was a disgrace4 to us.", "it was a disgrace to us"),
        (
            "Covid19 and chapter3 of mp3 on 10² km² in No.1.",
            "covid19 and chapter3 of mp3 on 10² km² in no 1",
        ),
        ("It is corrupt¹ and,² in 1990³, was [4] too[5].", "it is corrupt and in 1990 was too"),
        ("It is n't so, and wo n't be.", "it isn't so and won't be"),
        ("AT&amp;T, R&D and &lt;fire&gt;; isn&#8217;t it?", "at t r d and fire isn't it"),
        (
            "Write to ann.lee@paper.example or www.paper.example/why-not, or not.",
            "write to or or not",
        ),
        ("See https://a.example/never?x=1. It rained.", "see it rained"),
        ("Read it at paper.com/never or paper.co.uk today.", "read it at or today"),
        ("“[T]he end [of it] is a[n] end.", "t he end of it is a n end"),
        ('{% include ad.html why="never" %}It rained. {{ site.name }}', "it rained"),
        ("𝐍𝐞𝐯𝐞𝐫 ｍｉｎｄ.", "never mind"),
        ("Thank you. (Applause.) Thank you. [Laughter and cheers]", "thank you thank you"),
    ],
)
def test_words_are_what_is_meant(text, words):
    assert " ".join(Document("x", text).words) == words


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("The toll failed.† Nobody came.* It was closed.", 3),
        ("“It failed,” she wrote.7 He disagreed. “No.”8 It fell.", 4),
        ("It failed.[1][2] Nobody came.1,2 It fell.", 3),
        ("See p.12 Of No.1 It was 3.5 Times.", 1),
        ("Dr.1 was here.", 1),
        ("It failed.(2) Nobody came.^3 It fell.", 3),
        ("It is corrupt^4 but 10^2 (2) is x^2.", 1),
        ("It failed.😀 Nobody came 🙂. It fell.🎉🎉 Why?", 4),
    ],
)
def test_marks_join_no_sentences(text, sentences):
    assert len(make_document("x", text, plain=True).sentences) == sentences


RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@pytest.mark.parametrize(
    "mark", ["{}", "[{}]", " [{}]", "[^{}]", "<sup>{}</sup>", "†", "*", "raised"]
)
def test_a_mark_after_every_sentence_joins_none(mark):
    text = read_document("river_water").text
    numbers = iter(range(1, 1000))

    def marked(match):
        number = str(next(numbers))
        return match.group() + (
            number.translate(RAISED) if mark == "raised" else mark.format(number)
        )

    changed = re.sub(r"(?<=[a-z])[.!?][”\"]?(?=\s)", marked, text)
    assert len(make_document("x", changed).sentences) == len(make_document("x", text).sentences)


def test_marks_belong_to_the_sentence_before():
    document = make_document("x", "It failed.¹ “So be it.”² It fell.[3]", plain=True)
    assert [document[s] for s in document.sentences] == [
        "It failed.¹",
        "“So be it.”²",
        "It fell.[3]",
    ]


def test_speakers_are_no_words():
    lines = [
        "Q: Is it safe?",
        "A: It may be.",
        "MODERATOR: Thank you.",
        "DR. ANN LEE (Labour): No.",
    ]
    document = make_document("x", "\n\n".join(lines), plain=True)
    assert document.words == "is it safe it may be thank you no".split()
    assert document[document.sentences[0]] == "Is it safe?"
    names = ["Ann Lee: Is it safe?", "Bo: It may be.", "Ann Lee: Thank you."]
    assert (
        make_document("x", "\n".join(names), plain=True).words
        == "is it safe it may be thank you".split()
    )


def test_speakers_after_times_are_no_words():
    text = (
        "[00:00:01] MAYOR LEE: It rains. (Applause.)\n[00:00:09] COUNCILLOR ORR: It may stop.\n"
        "[00:01:15] MAYOR LEE: Perhaps. [Laughter]\n[00:01:20] Speaker 3: No.\n"
    )
    document = make_document("x", text, plain=True)
    assert document.words == "it rains it may stop perhaps no".split()
    assert len(document.sentences) == 4


def test_a_colon_in_prose_is_no_speaker():
    text = "The answer: no.\n\nThe reason: money.\n\nThree words: rain, rain, rain."
    assert make_document("x", text, plain=True).words[:2] == ["the", "answer"]


def test_a_page_and_a_file_have_the_same_words():
    page = (
        "<article><p>It is per&shy;haps dis&shy;graceful.<sup>1</sup> Nobody, isn&#8217;t it?"
        "</p></article>"
    )
    assert parse_html(page).words == "it is perhaps disgraceful nobody isn't it".split()
    assert len(parse_html(page).sentences) == 2


def test_a_score_is_that_of_the_words_as_meant():
    assert score("The plan is dis\xadgraceful.") == score("The plan is disgraceful.") < 0
    assert score("It isn´t a good plan.") == score("It isn't a good plan.") < 0


def test_long_texts_of_odd_characters_take_linear_time():
    for piece in (
        "a\xad",
        "x.1 ",
        "a-\n",
        "&amp;",
        "\n[",
        "a@",
        "A: ",
        "e\u0301\u0302",
        "{%",
        "<sup>",
        "\nA.B ",
    ):
        Document("x", piece * 60_000).words  # noqa: B018


PIECES = (
    *(
        "rain",
        "prob",
        "ably",
        "kinda",
        "Kind",
        "may be",
        "MAY",
        "it",
        "do",
        "n't",
        "n’t",
        "is",
        "e",
    ),
    *("-\n", "- \r\n", "\u2010\n", "\xad", "\xad\n", "\u200b", "\u0301", "ﬁ", "ａ", "\u212a", "İ"),
    *("&shy;", "&#97;", "<b>", "</b>", "<br/>", "<sup>1</sup>", "{{x}}", "(laughs)", "[Applause]"),
    *("[3]", " [a]", "[^1]", "1", "²", "^2", "(2)", "*", "†", "prob.", "www.rain.org", "a@b.org"),
    *(
        "A:",
        "B:",
        "\nA: ",
        "\nB: ",
        "10:15 ",
        ".",
        ",",
        " ",
        " ",
        "\n",
        "\n\n",
        "\xa0",
        "\x1c",
        "ʼ",
    ),
)


@settings(max_examples=400, deadline=None)
@example("kinda^2[^1]n't")
@example("do\nn’t")
@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_letters_in_a_row_are_so_in_the_text_unless_it_has_what_may_join_them(text):
    view = fold_text(text)
    if view is None or re.search(MAY_JOIN, text):
        return
    plain = fold(text)
    for letters in LETTERS.findall(fold(view.text)):
        assert letters in plain or any(one in plain for one in letters_of_variants(letters))
