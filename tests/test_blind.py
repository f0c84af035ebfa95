"""Blind reading: nothing that the machine found is shown, and no mark of a reader is lost."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from analysis.markers.registry import find_matches
from analysis.reader.beside import beside, beside_table
from analysis.reader.blind import ASKED, GUIDE, blind_page, draw_sentences
from analysis.reader.blind_file import write_beside_page, write_blind_page
from analysis.reader.blind_widget import BlindReader, read_blind
from analysis.reading.sources import list_samples, make_document, read_document
from analysis.tables.analysis import analyze
from analysis.tables.readings import (
    Mark,
    ReadingFileError,
    new_reading,
    read_reading,
    readings_in,
    write_reading,
)
from analysis.text.document import Document

TEXT = "It may rain. Perhaps it will. Surely nobody knows.\n\nNobody asked us, my dear."
# Emoji, letters that grow when lowered, accents that combine, soft hyphens, halves of characters.
UGLY = (
    "A t\u0131tle\n\nThe 😀 İstanbul may\u00adbe cafe\u0301 <b>&amp;</b> rose 1,5 %. "
    "👩‍👩‍👧 She said “no\ud800”\r\nand 𝒻led. \u202eIt may be.\n\nÀ la fin, it’s so."
)

ROOT = Path(__file__).resolve().parent.parent
SENT = ("page", "marks", "beside", "status", "reader", "finished")


@pytest.fixture
def document():
    return Document("essay", TEXT)


def do(widget, action, **content):
    """Send what the page would send."""
    widget._on_message(widget, {"do": action, **content}, [])
    return widget.status["text"]


def marked(document, words, marker="hedge", **more):
    """A mark as the page sends it."""
    start = document.text.index(words)
    end = start + len(words)
    blank = {"category": "", "force": None, "note": "", "score": None, "text": words}
    return {**blank, "marker": marker, "start": start, "end": end, **more}


def words_of(page):
    return [
        piece
        for text in page["texts"]
        for block in text["blocks"]
        for piece in block["pieces"]
        if len(piece) > 2
    ]


def test_the_guide_explains_everything_that_is_asked_for():
    assert set(GUIDE) == set(ASKED)


@pytest.mark.parametrize("name", [*list_samples(), "ugly"])
def test_every_word_and_every_character_is_on_the_page_at_its_place(name):
    document = Document("ugly", UGLY) if name == "ugly" else read_document(name)
    page = blind_page([(document, None)])
    for word, start, end, sentence, _ in words_of(page):
        assert document.text[start:end] == word
        first, last = page["texts"][0]["sentences"][sentence]
        assert first <= start < end <= last
    inside = [t for s in document.sentences for t in document.tokens if s.start <= t.start < s.end]
    assert len(words_of(page)) == len(inside)
    for number, (start, end) in enumerate(page["texts"][0]["sentences"]):
        pieces = [
            piece[0]
            for block in page["texts"][0]["blocks"]
            for piece in block["pieces"]
            if len(piece) > 1 and piece[3 if len(piece) > 2 else 1] == number
        ]
        assert "".join(pieces) == document.text[start:end]


def test_drawn_sentences_are_the_same_for_all_readers_and_shown_with_their_neighbours():
    document = read_document("river_water")
    drawn = draw_sentences(document, 10, seed=3)
    assert drawn == draw_sentences(document, 10, seed=3)
    assert drawn != draw_sentences(document, 10, seed=4)
    assert list(drawn) == sorted(set(drawn))
    sentences = [(one.start, one.end) for one in document.sentences]
    assert len(drawn) == 10
    assert set(drawn) <= set(sentences)
    page = blind_page([(document, drawn)])
    assert [tuple(pair) for pair in page["texts"][0]["sentences"]] == list(drawn)
    read = {start for _, start, *_ in words_of(page)}
    assert all(any(a <= start < b for a, b in drawn) for start in read)
    context = " ".join(
        piece[0]
        for block in page["texts"][0]["blocks"]
        for piece in block["pieces"]
        if len(piece) == 1
    )
    before = sentences[sentences.index(drawn[4]) - 1]
    assert before in drawn or document.text[slice(*before)] in context


def test_every_sentence_is_as_likely_to_be_drawn():
    document = Document("x", "One is. Two is. Three is. Four is.")
    drawn = [draw_sentences(document, 1, seed)[0][0] for seed in range(400)]
    for sentence in document.sentences:
        assert abs(drawn.count(sentence.start) - 400 / 4) < 4 * (400 * 1 / 4 * 3 / 4) ** 0.5


def test_a_blind_page_holds_nothing_that_the_machine_found(tmp_path, document):
    """Neither the file nor what the widget sends has a hit, a kind, a reason or a number of one."""
    widget = read_blind(document, "AB", folder=tmp_path)
    sent = json.dumps({name: getattr(widget, name) for name in SENT})
    data = write_blind_page(document, tmp_path / "x.html").read_text(encoding="utf-8")
    block = re.search(r'id="blind-data">(.*?)</script>', data)[1]
    found = find_matches(document)
    assert len(found) > 4
    for told in (sent, block):
        for match in found:
            # The kinds of loaded words, and the names of markers, are what the reader is asked for.
            if match.marker != "loaded" and match.category != match.marker:
                assert f'"{match.category}"' not in told
            assert match.reason not in told
        assert '"hits"' not in told
        assert "weight" not in told
        assert "probability" not in told
    assert widget.beside == []


def test_marks_are_saved_at_once_and_two_readers_have_two_files(tmp_path, document):
    for reader, words in (("AB", "may"), ("CD", "Perhaps")):
        widget = read_blind(document, folder=tmp_path)
        do(widget, "begin", reader=reader)
        assert "Saved" in do(widget, "save", text=0, marks=[marked(document, words)])
    found = readings_in(tmp_path, document)
    assert [(one.reader, one.marks[0].text) for one in found] == [("AB", "may"), ("CD", "Perhaps")]


def test_a_reading_goes_on_where_it_stood_and_what_was_drawn_stays_drawn(tmp_path, document):
    drawn = draw_sentences(document, 2, seed=1)
    words = document.text[drawn[0][0] : drawn[0][1]].split()[0]
    first = read_blind(document, "AB", drawn, folder=tmp_path)
    do(first, "save", text=0, marks=[marked(document, words, "loaded", category="threat", force=3)])
    again = read_blind(document, "AB", folder=tmp_path)
    assert again.reading.spans == drawn
    assert again.marks == first.marks
    assert again.marks[0][0]["force"] == 3
    assert len(again.page["texts"][0]["sentences"]) == 2
    with pytest.raises(ReadingFileError, match="other sentences"):
        read_blind(document, "AB", draw_sentences(document, 1), folder=tmp_path)


def test_whoever_gave_the_initials_of_another_reads_under_her_own(tmp_path, document):
    """Nothing of the other reading, nor what the machine found in it, stays on the page."""
    first = read_blind(document, "AB", [(0, 12)], folder=tmp_path)
    do(first, "save", text=0, marks=[marked(document, "may")])
    do(first, "finish")
    before = first.paths[0].read_bytes()
    second = read_blind(document, folder=tmp_path)
    do(second, "begin", reader="AB")
    do(second, "leave")
    assert (second.reader, second.marks, second.beside, second.finished) == ("", [], [], False)
    assert second.page["texts"][0]["is_whole"]
    do(second, "begin", reader="ABC")
    do(second, "save", text=0, marks=[marked(document, "Perhaps")])
    assert first.paths[0].read_bytes() == before
    assert sorted(one.reader for one in readings_in(tmp_path)) == ["AB", "ABC"]


def test_looking_leaves_no_file(tmp_path, document):
    read_blind(document, "AB", folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_another_window_is_not_overwritten(tmp_path, document):
    first, second = (read_blind(document, "AB", folder=tmp_path) for _ in range(2))
    do(first, "save", text=0, marks=[marked(document, "may")])
    assert "another window" in do(second, "save", text=0, marks=[])
    assert second.status["problem"]
    assert [mark.text for mark in read_reading(first.paths[0]).marks] == ["may"]


@pytest.mark.parametrize(
    "change",
    [
        {"start": -1},
        {"start": 10**9, "end": 10**9 + 1},
        {"end": 3},
        {"marker": "no such"},
        {"force": 4},
        {"score": 9},
        {"start": "x"},
    ],
)
def test_what_no_page_sends_is_refused_and_the_file_stays(tmp_path, document, change):
    widget = read_blind(document, "AB", folder=tmp_path)
    do(widget, "save", text=0, marks=[marked(document, "may")])
    before = widget.paths[0].read_bytes()
    do(widget, "save", text=0, marks=[{**marked(document, "may"), **change}])
    assert widget.status["problem"]
    assert widget.paths[0].read_bytes() == before


def test_words_are_those_of_the_text_whatever_the_page_says(tmp_path):
    document = Document("ugly", UGLY)
    widget = read_blind(document, "AB", folder=tmp_path)
    half = marked(document, "no\ud800", "scare_quotes")
    do(widget, "save", text=0, marks=[{**half, "text": "no\ufffd"}])
    (mark,) = read_reading(widget.paths[0], document).marks
    assert mark.text == "no\ud800"
    json.dumps(widget.marks).encode()
    json.dumps(widget.page, ensure_ascii=False).encode()  # as it is sent


def test_the_machine_reads_when_the_reader_has_finished_and_not_before(tmp_path, document):
    widget = read_blind(document, "AB", folder=tmp_path)
    may = marked(document, "may", note="why")
    asked = marked(document, "asked")
    do(
        widget,
        "save",
        text=0,
        marks=[asked, may, marked(document, "It may rain.", "sentence", score=-2)],
    )
    do(widget, "finish")
    (found,) = widget.beside
    who = {(one["marker"], one["words"]): one["who"] for one in found["passages"]}
    assert who["hedge", "may"] == "both"
    assert who["hedge", "Perhaps"] == "machine"
    assert who["hedge", "asked"] == "reader"
    assert who["booster", "Surely"] == "machine"
    assert found["sentences"][0]["reader"] == -2
    assert "finished" in do(widget, "save", text=0, marks=[])
    kept = read_reading(widget.paths[0], document)
    assert kept.finished
    assert len(kept.marks) == 3
    again = read_blind(document, "AB", folder=tmp_path)
    assert again.finished
    assert again.beside == widget.beside


def test_passages_that_overlap_are_one_and_each_is_counted_once():
    """Two marks within one hit, and two hits within one mark, are one passage each."""
    document = Document("x", "It may perhaps rain. Perhaps it may. So it is, we may say.")
    texts = ("may perhaps", "rain", "Perhaps it may", "So")
    places = [(document.text.index(words), words) for words in texts]
    marks = [Mark("hedge", "", start, start + len(words), words) for start, words in places]
    reading = new_reading(document, "AB", ["hedge"], marks=marks)
    analysis = analyze(document, scorers=False)
    hits = analysis.matches.query("marker == 'hedge'")
    ends = [(p["start"], p["end"]) for p in beside(reading, analysis)["passages"]]
    assert len(ends) == len(set(ends))
    row = beside_table(reading, analysis).iloc[0]
    alone = sum(
        not any(start < hit.end and hit.start < start + len(words) for start, words in places)
        for hit in hits.itertuples()
    )
    assert (row.n_both, row.n_reader, row.n_machine) == (2, 2, alone)


def test_hits_beyond_what_was_read_are_no_one_s():
    document = Document("x", TEXT)
    reading = new_reading(document, "AB", ["hedge"], [(0, 12)])
    found = beside(reading, analyze(document, scorers=False))["passages"]
    assert [one["words"] for one in found] == ["may"]


def test_several_texts_are_read_in_one_page_and_kept_apart(tmp_path):
    texts = [Document("one", "It may rain."), Document("two", "It may snow. It is cold.")]
    pairs = [(text, draw_sentences(text, 1, seed=2)) for text in texts]
    widget = read_blind(pairs, "AB", folder=tmp_path)
    assert [text["id"] for text in widget.page["texts"]] == ["one", "two"]
    do(widget, "save", text=0, marks=[marked(texts[0], "may")])
    do(widget, "finish")
    assert [one.document for one in readings_in(tmp_path)] == ["one", "two"]
    assert [len(one.marks) for one in readings_in(tmp_path)] == [1, 0]
    assert len(widget.beside) == 2


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"markers": ["hedges"]}, "did you mean 'hedge'"),
        ({"markers": []}, "markers: none"),
        ({"spans": [(1, 4)]}, "no whole sentence"),
    ],
)
def test_wrong_options_are_told(document, options, words):
    with pytest.raises(ValueError, match=words):
        read_blind(document, "AB", **options)


def test_a_broken_file_is_left_alone_and_told_on_the_page(tmp_path, document):
    widget = read_blind(document, folder=tmp_path)
    path = read_blind(document, "AB", folder=tmp_path).paths[0]
    path.write_text("{")
    assert path.name in do(widget, "begin", reader="AB")
    assert widget.status["problem"]
    assert widget.readings == []
    assert path.read_text() == "{"
    with pytest.raises(ReadingFileError, match="nobody has begun"):
        _ = widget.reading


def test_the_page_of_a_hostile_text_escapes_it(tmp_path):
    attack = "<script>alert(1)</script></title> It may </script><script>alert(2)</script> be."
    document = make_document("x", f"{attack}\n\n{attack} So it is, they say.", plain=True)
    reading = new_reading(document, "<b>", ASKED, marks=[])
    for path in (
        write_blind_page(document, tmp_path / "x.html"),
        write_beside_page(document, reading, tmp_path / "y.html"),
    ):
        page = path.read_text(encoding="utf-8")
        assert '"alert"' in page
        assert "<script>alert" not in page
        assert page.count("</script>") == 2


def test_a_page_side_by_side_is_of_one_text(tmp_path, document):
    reading = new_reading(Document("essay", "Another."), "AB", ["hedge"])
    with pytest.raises(ReadingFileError, match="version of the text"):
        write_beside_page(document, reading, tmp_path / "x.html")


def test_the_guide_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    page = (ROOT / "docs" / "reading_first.md").read_text(encoding="utf-8")
    names = {}
    for block in re.findall(r"^```python\n(.*?)^```$", page, re.S | re.M):
        exec(compile(block, "docs/reading_first.md", "exec"), names)
    assert len(names["widget"].page["texts"][0]["sentences"]) == 20
    made = {path.name for path in tmp_path.iterdir()}
    assert made == {"read.html", "river.CD.reading.json", "side-by-side.html"}


def test_a_reading_made_elsewhere_is_gone_on_with(tmp_path, document):
    widget = read_blind(document, "AB", folder=tmp_path)
    handed_in = replace(widget.reading, marks=(Mark("hedge", "", 3, 6, "may"),))
    write_reading(handed_in, widget.paths[0])
    assert isinstance(again := read_blind(document, "AB", folder=tmp_path), BlindReader)
    assert "1 marks" not in again.status["text"]
    assert "Going on" in again.status["text"]
