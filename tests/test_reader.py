"""The annotated text: every hit is marked, and nothing from outside is taken for HTML."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from analysis.matching.matches import Marker, make_match
from analysis.reader.page import annotated_text, hit_records, text_model
from analysis.reading.sources import read_document
from analysis.statistics.metrics import rates
from analysis.tables.analysis import analyze
from analysis.text.document import Document


class Words(HTMLParser):
    """Collects the text of a page, without its style sheet, and checks that tags close."""

    def __init__(self):
        super().__init__()
        self.open, self.pieces, self.tags, self.scripts = [], [], [], []

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.tags.append(tag)
        # Nothing may run but the reader's own script, whatever the text holds.
        assert not [name for name, _ in attrs if name.startswith("on")]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "script" in self.open:
            self.scripts.append(data)
        elif "style" not in self.open:
            self.pieces.append(data)


def parsed(page):
    parser = Words()
    parser.feed(page.html)
    assert parser.open == []
    return parser


@pytest.fixture(scope="module")
def analysis():
    return analyze(read_document("harbour_bridge_against"), scorers=False)


def test_the_whole_body_is_there(analysis):
    shown = "".join(parsed(annotated_text(analysis)).pieces)
    for paragraph in analysis.document.paragraphs:
        assert analysis.document[paragraph] in shown


def test_every_hit_is_marked_with_its_reason(analysis):
    page = annotated_text(analysis, ["hedge"]).html
    hedges = analysis.matches.query("marker == 'hedge'")
    # One mark in the legend, and one for each hit.
    assert len(re.findall(r'<mark class="hedge', page)) == 1 + len(hedges)


def test_one_section_can_be_shown(analysis):
    shown = "".join(parsed(annotated_text(analysis, section="The ambulance trick")).pieces)
    assert "The ambulance trick" in shown
    assert "The yards they will burn" not in shown


def test_unknown_sections_and_markers_are_refused(analysis):
    with pytest.raises(ValueError, match="Opening"):
        annotated_text(analysis, section="Nowhere")
    with pytest.raises(ValueError, match="hedge"):
        annotated_text(analysis, ["hedges"])


def test_text_from_outside_is_escaped():
    attack = '<script>alert("may")</script> It may rain <img src=x onerror=alert(1)> & "so".'
    page = annotated_text(analyze(Document("<b>x</b>", attack), scorers=False))
    parser = parsed(page)
    assert parser.tags.count("script") == 1
    assert "alert" not in "".join(parser.scripts)
    assert "img" not in parser.tags
    assert attack in "".join(parser.pieces)


def test_overlapping_hits_nest():
    text = "Surely nobody could possibly doubt that many feared it may be a disgraceful betrayal."
    analysis = analyze(Document("x", text), scorers=False)
    page = annotated_text(analysis, ["hedge", "booster", "loaded", "attribution"])
    assert text in "".join(parsed(page).pieces)


def overlapping(*spans):
    """A marker that finds the given spans of any text."""
    return Marker(
        "hedge",
        ("modal",),
        lambda document: [make_match(document, "hedge", "modal", *span) for span in spans],
    )


def pieces(text, *spans):
    analysis = analyze(Document("x", text), markers=[overlapping(*spans)], scorers=False)
    return text_model(analysis, hit_records(analysis))[0]["paragraphs"][0]["pieces"]


def test_pieces_are_covered_by_the_same_hits():
    #          0123456789
    assert pieces("ab cd ef.", (0, 5), (3, 8)) == [
        [0, "ab ", [[0, 0]]],
        [3, "cd", [[0, 0], [1, 1]]],
        [5, " ef", [[1, 1]]],
        [8, ".", []],
    ]


def test_the_line_of_a_short_hit_lies_next_to_the_words():
    lanes = {tuple(hit) for _, _, hits in pieces("ab cd ef.", (0, 9), (3, 5)) for hit in hits}
    assert lanes == {(0, 1), (1, 0)}


def test_overlapping_hits_have_lines_of_their_own():
    found = pieces("ab cd ef gh.", (0, 5), (3, 8), (3, 11))
    for _, _, hits in found:
        assert len({lane for _, lane in hits}) == len(hits)


@pytest.mark.parametrize("start", ["İ", "👩‍👩‍👧", "e\u0301"])
def test_offsets_are_those_of_the_text(start):
    # A marker sees the text as it is meant; where it stands is told in the text as it is.
    text = f"{start} ab may."
    may = Marker("hedge", ("modal",), lambda meant: [_word(meant, "may")])
    analysis = analyze(Document("x", text), markers=[may], scorers=False)
    found = text_model(analysis, hit_records(analysis))[0]["paragraphs"][0]["pieces"]
    assert [text.index("may"), "may", [[0, 0]]] in found


def _word(document, word):
    at = document.text.index(word)
    return make_match(document, "hedge", "modal", at, at + len(word))


def test_joined_pieces_are_the_paragraphs(analysis):
    for section in text_model(analysis, hit_records(analysis)):
        for paragraph in section["paragraphs"]:
            joined = "".join(text for _, text, _ in paragraph["pieces"])
            start = paragraph["start"]
            assert analysis.document.text[start : start + len(joined)] == joined


def test_the_margin_has_the_rates_of_the_profile(analysis):
    page = annotated_text(analysis, ["booster"]).html
    found = re.findall(r"<b>(\d+)</b> <span>([\d.–]+)</span>", page)
    table = rates(analysis).query("marker == 'booster'")
    assert found == [
        (str(n), f"{r:.1f}") for n, r in zip(table["count"], table["rate"], strict=True)
    ]


def test_two_readers_on_a_page_have_different_anchors(analysis):
    first, second = (annotated_text(analysis).html for _ in range(2))
    anchors = [set(re.findall(r' id="([^"]+)"', page)) for page in (first, second)]
    assert anchors[0].isdisjoint(anchors[1])


def test_an_empty_document_is_an_empty_page():
    page = annotated_text(analyze(Document("x", ""), scorers=False))
    assert "section" not in parsed(page).tags
