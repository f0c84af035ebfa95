"""The static reader and the report: no server, no net, and nothing runs that came with a text."""

from __future__ import annotations

import pytest

from analysis.matching.matches import Marker, make_match
from analysis.reader.page import annotated_text
from analysis.reader.report import write_report
from analysis.reading.sources import make_document, read_document
from analysis.statistics.evidence import evidence_course
from analysis.statistics.metrics import rates
from analysis.tables.analysis import analyze
from analysis.text.document import Document

MARKS = ".prose mark[role=button]"
ATTACK = """<script>alert("title")</script>

A heading with </style><script>alert(1)</script>

Surely it may rain <img src=x onerror=alert(2)> & they "may" </title></textarea> <svg onload=x()>.

Costs of <iframe src=javascript:alert(3)>

Nobody doubts it is a disgrace --> ]]> </script><script>alert(4)</script>.
"""


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    return write_report(
        read_document("harbour_bridge_against"), tmp_path_factory.mktemp("report") / "report.html"
    )


def test_a_hostile_report_runs_nothing(open_page, tmp_path):
    path = write_report(make_document("<b>x</b>", ATTACK), tmp_path / "report.html")
    page = open_page(path.as_uri(), offline=True)
    dialogs = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    page.wait_for_timeout(200)
    assert dialogs == []
    assert page.locator(".prose img, main > script, .prose script").count() == 0
    assert "<img src=x onerror=alert(2)>" in page.locator(".prose").all_inner_texts()[0]
    assert page.locator(".filters").count() == 1  # our own script did run


def test_filters_change_marks_and_counts(open_page, report):
    page = open_page(report.as_uri(), offline=True)
    hedge = page.locator("label[data-key=hedge] input")
    assert page.locator(f"{MARKS}.hedge").count() > 0
    hedge.uncheck()
    assert page.locator(".prose mark.hedge:not(.off)").count() == 0
    assert page.locator(".strip path.hedge").count() == 0
    hedge.check()
    page.get_by_text("Categories").click()
    kinds = page.locator("label[data-key^='booster/'] input")
    margins = page.locator("section li[data-marker=booster] b")
    before = sum(map(int, margins.all_inner_texts()))
    for kind in kinds.all():
        kind.uncheck()
    assert sum(map(int, margins.all_inner_texts())) < before
    page.locator("select.voice").select_option("quoted")
    assert page.locator(".prose mark:not(.off):not(.quoted)").count() == 0


def test_the_keyboard_reaches_every_hit(open_page, report):
    page = open_page(report.as_uri(), offline=True)
    page.locator(".pane").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('.prose mark')")
    first = page.locator(".apparatus .entry").first.inner_text()
    assert "probability" in first
    page.keyboard.press("ArrowRight")
    assert page.locator(".apparatus .entry").first.inner_text() != first
    page.keyboard.press("End")
    last = page.evaluate("document.activeElement.textContent")
    assert last == page.locator(MARKS).last.inner_text()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.matches('.apparatus')")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('.prose mark')")


def test_the_strip_leads_through_the_text(open_page, report):
    page = open_page(report.as_uri(), offline=True)
    page.locator(".strip a").last.click()
    page.wait_for_timeout(300)
    assert page.evaluate("window.scrollY") > 1000


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_meets_wcag(open_page, report, violations, theme):
    page = open_page(report.as_uri(), color_scheme=theme)
    page.locator(MARKS).nth(3).focus()
    assert violations(page, "body") == []


def test_a_long_text_with_a_thousand_hits_is_shown_and_filtered(open_page, tmp_path):
    text = "\n\n".join("They may well be right about that. " * 14 for _ in range(51))
    document = Document("long", text)
    starts = [sentence.start for sentence in document.sentences]
    marker = Marker(
        "hedge",
        ("modal",),
        lambda document: [
            make_match(document, "hedge", "modal", start + at, start + at + n)
            for start in starts
            for at, n in ((5, 3), (22, 5))
        ],
    )
    analysis = analyze(document, markers=[marker], scorers=False)
    assert len(analysis.matches) > 1000
    assert analysis.body["n_words"].sum() > 4900
    path = tmp_path / "long.html"
    path.write_text(
        "<!doctype html><meta charset='utf-8'>" + annotated_text(analysis, ["hedge"]).html
    )
    page = open_page(path.as_uri())
    assert page.locator(MARKS).count() == len(analysis.matches)
    page.locator("label[data-key=hedge] input").uncheck()
    assert page.locator(".prose mark:not(.off)").count() == 0


def test_a_click_on_the_strip_opens_the_sentence(open_page, report):
    """Its bars are those of the figure; the sentence is marked, in view, and told of."""
    page = open_page(report.as_uri(), offline=True, viewport={"width": 1280, "height": 800})
    analysis = analyze(read_document("harbour_bridge_against"), scorers=False)
    course = evidence_course(analysis)
    rows = page.locator(".sentences .one")
    assert rows.count() == len(course)
    widest = rows.evaluate_all("rows => rows.map((row) => "
        "parseFloat(row.style.getPropertyValue('--long')))")  # fmt: skip
    assert int(course["charge"].to_numpy().argmax()) == widest.index(max(widest))
    number = int(course["charge"].to_numpy().argmax())
    rows.nth(number).click()
    said = page.locator(".apparatus .entry").inner_text()
    assert said.startswith(f"Sentence {number + 1} of {len(course)} · charge ")
    assert f"charge {course['charge'].iloc[number]:.1f}" in said
    page.wait_for_timeout(800)
    place = page.evaluate(
        """() => {
            const [range] = [...CSS.highlights.get("rhetoric-sentence")];
            return [range.toString(), range.getBoundingClientRect().top];
        }"""
    )
    assert place[0].split() == course["text"].iloc[number].split()
    assert 0 < place[1] < 800
    page.keyboard.press("ArrowDown")
    assert page.locator(".apparatus .entry").inner_text().startswith(f"Sentence {number + 2} of")


def test_what_sentences_rest_on_is_shown_until_it_is_switched_off(open_page, report):
    page = open_page(report.as_uri(), offline=True)
    shown = "[...(CSS.highlights.get('rhetoric-testimony') ?? [])].length"
    course = evidence_course(analyze(read_document("harbour_bridge_against"), scorers=False))
    n_testimony = int((course["evidence"] == "testimony").sum())
    assert page.evaluate(shown) == n_testimony > 0
    assert page.locator(".support .testimony b").inner_text() == str(n_testimony)
    page.get_by_label("Sentences resting on").uncheck()
    assert page.evaluate(shown) == 0


def test_margins_count_every_figure(open_page, report):
    page = open_page(report.as_uri(), offline=True)
    table = rates(analyze(read_document("harbour_bridge_against"), scorers=False))
    for marker in ("loaded", "us_them"):
        own = table[table["marker"] == marker]["count"].tolist()
        told = page.locator(f".pane section li[data-marker={marker}] b").all_inner_texts()
        assert list(map(int, told)) == own
