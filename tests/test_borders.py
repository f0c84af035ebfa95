"""Borders of a text without headings, as a reader moves them: all follows, and comes back."""

from __future__ import annotations

import html

import pandas as pd
import pytest

from analysis.plots.review import raw_and_reviewed
from analysis.plots.style import caption
from analysis.reader.chooser import choose_text
from analysis.reader.widget import read
from analysis.reading.notices import notices
from analysis.reading.sources import make_document
from analysis.statistics.metrics import profile
from analysis.tables.analysis import analyze
from analysis.tables.borders import change_border, chosen_borders
from analysis.tables.review import Review, apply_review, carry_over, open_review

LINES = ("It may rain.", "Surely it never will.", "“Perhaps it did,” she said.", "It might.")
# Nine paragraphs of 80 words, so that the tool makes three parts.
PARAGRAPHS = [f"Day {n}. {LINES[n % 4]} {'wet ' * 70}it was." for n in range(1, 10)]
TEXT = "\n\n".join(PARAGRAPHS)


def start_of(number):
    """Where a paragraph begins, counted from 1."""
    return TEXT.index(f"Day {number}.")


@pytest.fixture
def widget(tmp_path):
    analysis = analyze(make_document("days", TEXT), scorers=False)
    return read(analysis, tmp_path / "days.review.json")


def do(widget, action, **content):
    widget._on_message(widget, {"do": action, **content}, [])


def starts(widget):
    """With which paragraphs the parts on the page begin."""
    places = {start_of(number): number for number in range(1, 10)}
    return [places[section["start"]] for section in widget.page["sections"]]


def tables(analysis):
    return analysis.sections, analysis.sentences, analysis.matches, profile(analysis)


def borders_of(widget):
    return [section["start"] for section in widget.page["sections"][1:]]


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [(4, 3, [1, 3, 7]), (7, 9, [1, 4, 9]), (None, 5, [1, 4, 5, 7]), (4, None, [1, 7])],
)
def test_all_tables_are_those_of_a_text_so_divided(widget, old, new, wanted):
    """The same as parts= gives, for what the reader corrected and for what the tool found."""
    assert starts(widget) == [1, 4, 7]
    places = {"from": old and start_of(old), "to": new and start_of(new)}
    do(widget, "border", **places)
    assert not widget.status["problem"], widget.status
    assert starts(widget) == wanted
    parts = wanted[1:]
    same = analyze(make_document("days", TEXT, parts=parts), scorers=False)
    for reviewed in (widget.reviewed, widget.reviewed.raw):
        for ours, theirs in zip(tables(reviewed), tables(same), strict=True):
            pd.testing.assert_frame_equal(ours, theirs)
    assert [hit["section"] for hit in widget.page["hits"]] == same.matches["section"].tolist()
    both = raw_and_reviewed(widget.reviewed.raw, widget.reviewed)
    assert both["section"].nunique() == len(wanted)


def test_borders_are_saved_come_back_and_are_undone(widget):
    do(widget, "border", **{"from": start_of(4), "to": start_of(3)})
    do(widget, "border", **{"from": None, "to": start_of(5)})
    do(widget, "border", **{"from": start_of(7), "to": None})
    assert starts(widget) == [1, 3, 5]
    assert starts(read(widget.analysis, widget.review.path)) == [1, 3, 5]
    for wanted in ([1, 3, 5, 7], [1, 3, 7], [1, 4, 7]):
        do(widget, "undo")
        assert starts(widget) == wanted
    assert len(open_review(widget.analysis.document, widget.review.path)) == 0
    do(widget, "redo")
    assert starts(widget) == [1, 3, 7]


def test_all_borders_may_go_and_one_come_again(widget):
    for number in (4, 7):
        do(widget, "border", **{"from": start_of(number), "to": None})
    assert starts(widget) == [1]
    assert widget.page["sections"][0]["title"] == "Whole text"
    do(widget, "border", **{"from": None, "to": start_of(4)})
    assert starts(widget) == [1, 4]


def test_a_hit_added_before_or_after_stands_in_its_new_part(widget):
    place = start_of(4)
    do(widget, "add", marker="hedge", category="verb", start=place, end=place + 3)
    do(widget, "border", **{"from": place, "to": start_of(5)})
    added = widget.reviewed.matches.query("start == @place")
    assert added["section"].tolist() == [0]


def test_what_was_done_is_said(widget):
    do(widget, "border", **{"from": start_of(4), "to": start_of(3)})
    do(widget, "reject", key=widget.page["hits"][0]["key"])
    assert widget.status["text"].startswith("1 decision; borders of the parts set by you, saved")
    assert widget.states["decisions"] == "1 decision"
    assert "3 parts with borders set by hand" in caption(widget.reviewed)
    (said,) = [n for n in notices(widget.reviewed.document) if n.startswith("divided")]
    assert "with borders set by hand" in said


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (5, 6),  # no part begins there
        (4, 7),  # one begins there already
        (4, 1),  # the text begins there anyway
        (None, 1),
    ],
)
def test_no_border_goes_where_none_can(widget, old, new):
    do(widget, "border", **{"from": old and start_of(old), "to": start_of(new)})
    assert widget.status["problem"]
    assert starts(widget) == [1, 4, 7]
    assert not widget.states["undo"]


@pytest.mark.parametrize("new", [start_of(3) + 2, -1, 10**9, "x"])
def test_a_place_within_a_paragraph_is_refused(widget, new):
    do(widget, "border", **{"from": None, "to": new})
    assert widget.status["problem"]
    assert starts(widget) == [1, 4, 7]


def test_the_sections_of_an_author_have_no_other_borders(tmp_path):
    text = f"Rain\n\n{PARAGRAPHS[0]}\n\nWho pays for it\n\n{PARAGRAPHS[1]}\n\n{PARAGRAPHS[2]}"
    widget = read(analyze(make_document("x", text), scorers=False), tmp_path / "x.review.json")
    assert not widget.page["is_movable"]
    do(widget, "border", **{"from": None, "to": text.index("Day 3")})
    assert widget.status["problem"]


def test_borders_follow_their_paragraphs_in_a_changed_text():
    document = make_document("days", TEXT)
    review = Review(document)
    change_border(review, start_of(4), start_of(3))
    change_border(review, start_of(7), start_of(8))
    longer = make_document("days", f"A new beginning. {'Dry ' * 60}it was.\n\n{TEXT}")
    shift = len(longer.text) - len(TEXT)
    later = carry_over(review, longer)
    assert chosen_borders(later) == [start_of(3) + shift, start_of(8) + shift]
    reviewed = apply_review(analyze(longer, scorers=False), later)
    assert [section.start for section in reviewed.document.body[1:]] == chosen_borders(later)


def test_characters_that_are_no_words_do_not_shift_the_borders():
    """Soft hyphens, marks of notes and a paragraph without a letter have a view of their own."""
    marked = TEXT.replace("Surely", "Sure\u00adly").replace("it was.\n\nDay 5", "it was.²\n\nDay 5")
    marked = marked.replace("\n\nDay 3.", "\n\n\u200b\u200b\n\nDay 3.")
    document = make_document("days", marked)
    review = Review(document)
    change_border(review, document.body[1].start, marked.index("Day 5."))
    reviewed = apply_review(analyze(document, scorers=False), review)
    begun = [marked[section.start :][:6] for section in reviewed.document.body]
    assert begun == ["Day 1.", "Day 5.", "Day 7."]


def test_a_review_without_borders_undoes_those_of_another():
    """Applying is from the tool's sections on, whatever was applied before."""
    analysis = analyze(make_document("days", TEXT), scorers=False)
    first, second = Review(analysis.document), Review(analysis.document)
    change_border(first, start_of(4), start_of(2))
    again = apply_review(apply_review(analysis, first), second)
    pd.testing.assert_frame_equal(again.sections, analysis.sections)


def test_the_start_page_follows(tmp_path, monkeypatch):
    """The list of the parts and the findings above the reader are of the text as it is divided."""
    monkeypatch.chdir(tmp_path)
    page = choose_text("council_merger")
    sections, found = page._sections.value, page._findings._found.value
    first, *others = page.reader.page["sections"]
    assert all(section["title"] in html.unescape(sections) for section in (first, *others))
    do(page.reader, "border", **{"from": others[0]["start"], "to": None})
    assert not page.reader.status["problem"]
    assert others[0]["title"] not in html.unescape(page._sections.value)
    do(page.reader, "undo")
    assert (page._sections.value, page._findings._found.value) == (sections, found)
