"""Categories of one's own: made by hand, counted everywhere, saved and opened again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.markers.categories import (
    category_lexicon,
    category_marker,
    save_lexicon,
    split_words,
)
from analysis.markers.lexicons import lexicon_marker, lexicon_markers
from analysis.markers.registry import MARKERS
from analysis.matching.lexicon import LexiconError, read_lexicon
from analysis.statistics.many import profile_of_texts, typical_words
from analysis.statistics.metrics import rates
from analysis.tables.analysis import analyze
from analysis.text.document import Document

WORDS = ["flood*", "wave", "tidal wave"]


def test_it_counts_like_every_marker():
    marker = category_marker("Water words", WORDS, color="#123456")
    text = Document("x", "A flood of mail came. It was a tidal wave.")
    analysis = analyze(text, markers=(*MARKERS, marker), scorers=False)
    table = rates(analysis).query("marker == 'water_words'")
    assert table["count"].tolist() == [2]
    assert table["rate"].tolist() == [pytest.approx(1000 * 2 / 10)]


def test_it_is_saved_and_opened_again(tmp_path):
    examples = ['A "flood" of\nmail\\came.', "A wave."]
    lexicon = category_lexicon("Water words", WORDS, color="#123456", examples=examples)
    path = save_lexicon(lexicon, tmp_path)
    again = read_lexicon(path)
    assert again.entries == lexicon.entries
    marker = lexicon_marker(again)
    assert (marker.title, marker.color) == ("Water words", "#123456")
    assert again.about["categories"]["water_words"]["hits"] == [
        'A "flood" of mail\\came.',
        "A wave.",
    ]


@given(st.lists(st.text(max_size=12), max_size=6), st.text(max_size=12))
def test_what_is_typed_becomes_a_lexicon_or_is_refused(tmp_path_factory, words, title):
    try:
        lexicon = category_lexicon(title, words, examples=words)
    except LexiconError:
        return
    path = save_lexicon(lexicon, tmp_path_factory.mktemp("own"))
    assert read_lexicon(path).entries == lexicon.entries


@pytest.mark.parametrize(
    ("title", "words", "color", "said"),
    [
        ("", ["a"], "", "name"),
        ("Water", [], "", "at least one word"),
        ("Water", ["…"], "", "no word"),
        ("Water", ["a"], "blue", "#8c510a"),
    ],
)
def test_what_is_no_category(title, words, color, said):
    with pytest.raises(LexiconError, match=said):
        category_lexicon(title, words, color=color)


BREAKOUT = "red}</style><img src=x onerror=alert(1)>"


@pytest.mark.parametrize("color", [f'"{BREAKOUT}"', '"foo"', "7", '["#8c510a"]'])
def test_a_lexicon_with_a_colour_that_is_none_is_refused(tmp_path, color):
    """A word list may come from anybody; its colour stands in pages and figures."""
    path = save_lexicon(category_lexicon("Water", ["wave"]), tmp_path)
    about = path.with_suffix(".toml")
    about.write_text(f"color = {color}\n{about.read_text()}", encoding="utf-8")
    for make in (lexicon_marker, lambda path: lexicon_markers([path])):
        with pytest.raises(LexiconError, match=r"water: color=.*write it like #8c510a"):
            make(path)


@pytest.mark.parametrize("name", ['x"><img src=x onerror=alert(1)>', "two words", "9", "a-b"])
def test_a_name_that_is_none_is_refused(name):
    with pytest.raises(LexiconError, match=r"give letters, digits and _, such as '[a-z0-9_]+'"):
        lexicon_marker(category_lexicon("Water", ["wave"]), name=name)


def test_pasted_words_are_parted():
    assert split_words("a b, c\n d;e | f\n\n") == ["a b", "c", "d", "e", "f"]


def test_texts_side_by_side_by_hand():
    texts = [Document("x", "It may rain. It rains."), Document("y", "Clearly dry.")]
    table = profile_of_texts([analyze(text, scorers=False) for text in texts])
    hedges = table.query("measure == 'hedge'")
    assert hedges["count"].tolist() == [1, 0]
    assert hedges["n_words"].tolist() == [5, 2]
    assert hedges["value"].tolist() == pytest.approx([1000 / 5, 0])
    assert set(table["measure"]) == {"sentiment", *(marker.name for marker in MARKERS)}


def test_typical_words_by_hand():
    wet = [analyze(Document("a", "Rain, rain and rain. Old streets."), scorers=False)]
    dry = [analyze(Document("b", "Dust, dust and dust. Old streets."), scorers=False)]
    table = typical_words({"wet": wet, "dry": dry})
    assert table[["group", "word", "count", "other_count"]].values.tolist() == [
        ["wet", "rain", 3, 0],
        ["dry", "dust", 3, 0],
    ]
    assert typical_words({"wet": wet}).empty
    assert typical_words({}).empty
