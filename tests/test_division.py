"""Division: texts without headings have parts of whole paragraphs, marked as not the author's."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from analysis.plots.catalogue import FIGURES, show_figure
from analysis.plots.readable import readable_table
from analysis.reading.sources import make_document, parse_html, read_document
from analysis.statistics.findings import findings
from analysis.statistics.metrics import dispersion
from analysis.statistics.robustness import rank_agreement, section_ranks
from analysis.tables.analysis import analyze
from analysis.text.division import opening_titles, part_starts
from analysis.text.spans import Span
from analysis.validation.split import is_test

HARBOUR = "The harbour wall was repaired by masons before winter storms could break it again. "
SCHOOL = "Several teachers asked whether pupils still learn grammar, spelling and arithmetic. "


def paragraphs(*sizes, word="rain"):
    return "\n\n".join(
        " ".join([f"{word.title()}{n}", *[word] * (size - 1)]) + "." for n, size in enumerate(sizes)
    )


def body_sizes(document):
    return [len(document.word_range(section)) for section in document.body]


@pytest.mark.parametrize(
    ("n_words", "n_parts"), [(450, 3), (800, 3), (1200, 5), (2450, 7), (24_500, 7)]
)
def test_a_longer_text_has_more_parts_and_never_more_than_seven(n_words, n_parts):
    document = make_document("x", paragraphs(*[50] * (n_words // 50)))
    assert len(document.body) == n_parts
    assert sum(body_sizes(document)) == n_words
    assert all(section.divided for section in document.body)


@pytest.mark.parametrize("n_words", range(450, 2451, 250))
def test_parts_have_150_to_350_words_where_the_paragraphs_allow_it(n_words):
    sizes = body_sizes(make_document("x", paragraphs(*[25] * (n_words // 25))))
    assert 150 <= min(sizes) <= max(sizes) <= 350


@pytest.mark.parametrize("sizes", [[449], [150, 149, 150], [900, 900], [2000]])
def test_a_short_text_or_one_of_two_paragraphs_is_one_part(sizes):
    (section,) = make_document("x", paragraphs(*sizes)).body
    assert (section.title, section.divided) == ("Whole text", False)


def test_a_text_with_a_heading_is_not_divided():
    text = f"Rain\n\n{paragraphs(300, 300)}\n\nWho pays for it\n\n{paragraphs(300, 300)}"
    assert not any(section.divided for section in make_document("x", text).sections)


def test_running_prose_is_divided_only_if_asked_for():
    text = paragraphs(300, 300, 300)
    assert len(make_document("x", text, plain=True).body) == 1
    assert len(make_document("x", text, plain=True, parts=3).body) == 3


def test_parts_hold_all_paragraphs_in_order():
    document = make_document("x", paragraphs(*range(20, 120, 7)))
    for first, second in pairwise(document.body):
        assert not document.text[first.end : second.start].strip()
    assert document.body[0].start == document.paragraphs[0].start
    assert document.body[-1].end == document.paragraphs[-1].end
    starts = {paragraph.start for paragraph in document.paragraphs}
    assert all(section.start in starts for section in document.body)


def test_a_border_goes_where_the_vocabulary_changes():
    # By length alone, paragraphs 5 and 9 would begin the parts; the matter changes at 4 and 10.
    matter = [HARBOUR] * 3 + [SCHOOL] * 6 + [HARBOUR] * 3
    pieces = [f"{text} {text}" for text in matter]
    text, spans = "", []
    for piece in pieces:
        spans.append(Span(len(text), len(text) + len(piece), "paragraph"))
        text += piece + "\n\n"
    numbers = [[span.start for span in spans].index(start) for start in part_starts(text, spans, 3)]
    assert numbers == [3, 9]


def test_parts_that_begin_alike_have_titles_of_their_own():
    text = "We must act now on rain. We must act now on snow."
    titles = opening_titles(text, [Span(0, 24), Span(25, 49)])
    assert titles == ["We must act now on rain …", "We must act now on snow …"]
    same = opening_titles("Rain. Rain.", [Span(0, 5), Span(6, 11)])
    assert same == ["1. Rain …", "2. Rain …"]


def test_a_page_and_a_file_are_divided_alike(tmp_path):
    text = paragraphs(*[60] * 12)
    page = "".join(f"<p>{paragraph}</p>" for paragraph in text.split("\n\n"))
    path = tmp_path / "rain.txt"
    path.write_text(text, encoding="utf-8")
    found = [
        read_document(path),
        make_document("x", text),
        parse_html(f"<article>{page}</article>"),
    ]
    assert {tuple(section.title for section in document.body) for document in found} == {
        tuple(section.title for section in found[0].body)
    }
    assert len(found[0].body) >= 3


def test_the_table_of_sections_says_what_is_divided():
    text = f"On rain\n\n{paragraphs(*[60] * 12)}"
    sections = analyze(make_document("x", text), scorers=False).sections
    assert sections["divided"].tolist() == (sections["role"] == "body").tolist()


def test_many_short_paragraphs_take_linear_time():
    document = make_document("x", "\n\n".join(["It rained all day."] * 40_000))
    assert len(document.body) == 7


@pytest.mark.shared
def test_every_published_op_ed_without_headings_has_at_least_three_sections(shared):
    too_few = {True: 0, False: 0}
    for path in shared.glob("gold/opeds/*.txt"):
        document = read_document(path)
        has_heading = any(section.level for section in document.body)
        too_few[is_test(path.stem)] += not has_heading and len(document.body) < 3
    assert too_few == {True: 0, False: 0}


@pytest.mark.shared
def test_titles_are_words_of_the_text(shared):
    for path in sorted(shared.glob("gold/opeds/*.txt"))[::9]:
        document = read_document(path)
        for section in document.body:
            if section.divided and not is_test(path.stem):
                words = re.findall(r"\w+", section.title)
                assert re.findall(r"\w+", document[section])[: len(words)] == words


MORE = len(read_document("council_merger").body)  # a text without headings
OF_ONE_TEXT = [figure for figure in FIGURES if figure.table is not None and figure.n_texts == 1]


@pytest.fixture(scope="module")
def parted():
    """A text in one part and in two, and one that is divided into more by what it says.

    Its paragraphs differ, so that ranks differ.
    """
    plain = "It may rain, and perhaps it will. The minister said so. "
    harsh = "It is a disgrace, clearly so. The wicked plan was a lie. "
    text = "\n\n".join([plain * 2, harsh, plain, harsh * 2, plain, harsh])
    few = {n: analyze(make_document("x", text, parts=n)) for n in (1, 2)}
    divided = analyze(read_document("council_merger"))
    return {**few, len(divided.body): divided}


@pytest.mark.parametrize("figure", OF_ONE_TEXT, ids=lambda figure: figure.name)
@pytest.mark.parametrize("parts", [1, 2, MORE])
def test_every_figure_is_drawn_for_few_sections_and_for_one(tmp_path, parted, figure, parts):
    assert len(parted[parts].body) == parts
    drawn = show_figure(figure.name, parted[parts], tmp_path)
    assert list(tmp_path.rglob("*.svg"))
    assert parts > 1 or "Whole text" not in drawn.description


@pytest.mark.parametrize("parts", [1, 2, MORE])
@pytest.mark.parametrize(
    "measure",
    [dispersion, section_ranks, lambda analysis: rank_agreement(section_ranks(analysis))],
    ids=["dispersion", "ranks", "agreement"],
)
def test_tables_that_need_sections_are_left_out_with_a_word(parted, parts, measure):
    shown = readable_table(measure(parted[parts])).to_numpy().ravel().tolist()
    if parts < 3:
        (said,) = shown
        assert said.startswith("Left out: the text has")
    else:
        assert len(shown) > 3
        assert not any(str(cell).startswith("Left out") for cell in shown)


@pytest.mark.parametrize("parts", [1, 2])
def test_no_finding_ranks_sections_that_cannot_be_ranked(parted, parts):
    said = " ".join(finding.text for finding in findings(parted[parts]))
    assert not re.search(r"\b(?:most|least|highest|lowest) [\w ]+ section", said)
    assert (parts == 1) == ("one section" in said)
