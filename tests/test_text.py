"""The text and its spans: nothing is altered, and every offset points to what it says."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analysis.text.document import Document
from analysis.text.spans import WORD, fold

# Letters that change length when lowered, combining marks, emoji, odd spaces and line ends.
UGLY = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from("İſßﬁǅ’‘“”\u00a0\u202f\u2028\r\n\t .!?…—-'\"éa\u0301🏴\u200d"),
    ),
    max_size=300,
)


@given(UGLY)
def test_fold_keeps_the_length(text):
    assert len(fold(text)) == len(text)


@given(UGLY)
def test_every_span_lies_within_the_text(text):
    document = Document("x", text)
    for spans in (document.blocks, document.sentences, document.tokens, document.quotes):
        for span in spans:
            assert 0 <= span.start < span.end <= len(text)
            assert document[span] == text[span.start : span.end]


@given(UGLY)
@example("⑴")
def test_words_are_the_folded_text_at_their_offsets(text):
    document = Document("x", text)
    for word, token in zip(document.words, document.tokens, strict=True):
        # A letter that is folded into "(1)" is a word without its parentheses.
        assert word == fold(document.as_meant(token)).strip("()")
        assert WORD.fullmatch(word)


@given(UGLY)
def test_sentences_cover_every_word_of_the_body_once(text):
    document = Document("x", text)
    in_paragraphs = sum(len(document.word_range(block)) for block in document.paragraphs)
    assert sum(len(indices) for indices in document.sentence_words) == in_paragraphs


@given(UGLY)
def test_sentences_are_in_order_and_apart(text):
    sentences = Document("x", text).sentences
    for before, after in pairwise(sentences):
        assert before.end <= after.start


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It isn’t so.", ["it", "isn't", "so"]),
        ("the so‑called “plan”", ["the", "so-called", "plan"]),
        (
            "U.S. exports rose 1,500.5 per cent",
            ["u.s.", "exports", "rose", "1,500.5", "per", "cent"],
        ),
        ("non\u00a0breaking", ["non", "breaking"]),
        ("drivers’ pay", ["drivers", "pay"]),
        ("— … “ ”", []),
    ],
)
def test_words(text, words):
    assert Document("x", text).words == words


def test_folding_keeps_letters_whose_lower_case_is_longer():
    assert fold("İSTANBUL’S") == "İstanbul's"


def test_a_byte_order_mark_stays_in_the_text_and_in_no_span():
    document = Document("x", "\ufeffTitle here\n\nIt may rain today.")
    assert document[document.sections[0]] == "Title here"
    assert document.sections[0].start == 1


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_line_ends_of_every_kind_part_paragraphs(end):
    text = end.join(["Rain", "", "It rained.", "", "No end", "", "It will rain."])
    titles = [section.title for section in Document("x", text).sections]
    assert titles == ["Rain", "Opening", "No end"]


def test_section_at_tells_gaps_from_sections():
    document = Document("x", "Rain\n\nIt rained.\n\nNo end\n\nIt will rain.")
    assert document.section_at(document.text.index("It rained")).title == "Opening"
    assert document.section_at(document.text.index("No end")) is None
    assert document.section_at(document.text.index("will")).title == "No end"


def test_voice_is_quoted_within_speech_only():
    text = "She said: “I will never agree to this plan.” He may."
    document = Document("x", text)
    assert document.voice_at(text.index("never")) == "quoted"
    assert document.voice_at(text.index("may")) == "author"
