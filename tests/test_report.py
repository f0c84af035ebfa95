"""The report: one page that asks for nothing and runs nothing but the reader."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest

from analysis.reader.report import report_html, write_report
from analysis.reading.sources import make_document, read_document
from analysis.statistics.compare import contrast_sections
from analysis.tables.analysis import analyze
from analysis.tables.review import Review, apply_review
from analysis.text.document import Document

ATTACK = """<script>alert("title")</script>

A heading with </style><script>alert(1)</script>

Surely it may rain <img src=x onerror=alert(2)> & they "may" </title></textarea> <svg onload=x()>.
Nobody doubts it is a disgrace --> ]]> {{ 7 * 7 }} javascript:alert(3).

Costs of $5 and $6

Perhaps the price of $7 is a betrayal, and $8_{x}$ too.
"""


class Page(HTMLParser):
    """Collects scripts, and whatever would ask for something or run something."""

    def __init__(self, text):
        super().__init__()
        self.scripts, self.within, self.addresses, self.handlers, self.ids = [], None, [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.within = tag
        self.handlers += [name for name, _ in attrs if name.startswith("on")]
        addresses = [value for name, value in attrs if name in ("src", "href", "xlink:href")]
        self.addresses += [value for value in addresses if not value.startswith("#")]
        self.ids += [value for name, value in attrs if name == "id"]

    def handle_endtag(self, tag):
        self.within = None

    def handle_data(self, data):
        if self.within == "script":
            self.scripts.append(data)


@pytest.fixture(scope="module")
def analysis():
    return analyze(read_document("harbour_bridge_against"))


@pytest.fixture(scope="module")
def page(analysis):
    return report_html(analysis)


def test_it_has_figures_table_and_text(analysis, page):
    assert page.count("<svg") == page.count("<figure>") == 10
    assert '<table class="numbers">' in page
    assert "The text as a strip of sentences" in page
    assert page.count('class="rhetoric-reader') >= 1


def test_it_asks_for_nothing(page):
    assert Page(page).addresses == []
    assert "url(http" not in page


def test_its_policy_allows_its_script_and_no_other(page):
    (script,) = Page(page).scripts
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in page
    assert "default-src 'none'" in page


def test_nothing_on_it_has_the_same_name(page):
    ids = Page(page).ids
    names = [name for name in ids if "glyph" not in name and "DejaVu" not in name]
    assert len(names) == len(set(names))


def test_a_hostile_document_is_only_text():
    hostile = Page(report_html(analyze(make_document("<b>x</b>", ATTACK))))
    assert len(hostile.scripts) == 1
    assert "alert" not in hostile.scripts[0]
    assert hostile.handlers == []
    assert hostile.addresses == []


def test_a_report_holds_the_text_for_a_methods_section_if_it_is_given(page):
    text = "Hedges < boosters.\n\nAgreement: .7."
    given = report_html(analyze(make_document("x", "It rained."), scorers=False), methods=text)
    said = given.split("<h2>For a methods section</h2>")[1].split("<h2>")[0]
    assert re.findall("<p>(.*?)</p>", said) == ["Hedges &lt; boosters.", "Agreement: .7."]
    assert "methods section" not in page


def test_a_reviewed_report_says_so(analysis):
    review = Review(analysis.document)
    review.reject(analysis.matches.iloc[0])
    assert "reviewed: 1 decision" in report_html(apply_review(analysis, review))


def test_it_is_written_whole(analysis, tmp_path):
    path = write_report(analysis, tmp_path / "report.html")
    assert path.read_text(encoding="utf-8").endswith("</html>\n")
    assert [found.name for found in tmp_path.iterdir()] == ["report.html"]


def test_a_text_of_one_sentence_has_a_report(tmp_path):
    path = write_report(Document("short", "It rained."), tmp_path / "report.html")
    assert re.search(r"<h1>short</h1>", path.read_text(encoding="utf-8"))


def test_a_text_without_body_is_refused(tmp_path):
    with pytest.raises(ValueError, match="no running text"):
        write_report(Document("x", ""), tmp_path / "report.html")
    assert list(tmp_path.iterdir()) == []


def test_the_facts_of_a_text_are_gathered_once(monkeypatch):
    """Headlines, findings and figures of a report ask one source."""
    from analysis.statistics import facts

    asked = []
    monkeypatch.setattr(
        facts, "contrast_sections", lambda one: asked.append(one) or contrast_sections(one)
    )
    page = report_html(analyze(read_document("river_water"), scorers=False))
    assert len(asked) == 1
    assert page.count("of three outlets") >= 4  # findings, table, profile and yardstick


def test_a_report_names_the_norms_that_were_chosen():
    page = report_html(analyze(read_document("council_merger"), scorers=False), norms="news")
    assert "187 op-eds" not in page
    assert page.count("924 news articles") >= 4
