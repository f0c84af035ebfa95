"""Two people read blind in real browsers, hand in their files, and a curator settles the rest."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from analysis import read_document, write_blind_page
from analysis.cli import app

TEXT = """A column

It may rain on the old bridge. A flood of cars will surely come, and they know it.

Perhaps nobody cares. The council lies.
"""
LAPTOP = {"viewport": {"width": 1280, "height": 800}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "column.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path


def word(page, text):
    return page.locator(".pane .w", has_text=text).first


def read_it(page, initials, marks, folder, tap=False):
    """Read as a person would: choose a word, say what it is; then finish and save the file."""
    page.locator(".begin-form input").fill(initials)
    page.locator(".begin-form button").click()
    for text, choices in marks:
        (word(page, text).tap if tap else word(page, text).click)()
        for choice in choices:
            page.locator(".blind-bar button", has_text=choice).first.click()
    page.locator(".blind-bar .finish").click()
    with page.expect_download() as saving:
        page.locator("dialog button", has_text="Finish").first.click()
    saving.value.save_as(folder / saving.value.suggested_filename)


def run(*arguments):
    done = CliRunner().invoke(app, ["agreement", *map(str, arguments)])
    assert done.exit_code == 0, done.stderr
    return done.stdout


def test_from_two_browsers_to_the_settled_text(open_page, folder, violations):
    document = read_document(str(folder / "column.txt"))
    blind = write_blind_page(
        document, folder / "read.html", markers=["hedge", "loaded", "sentence"]
    )
    threat = ("flood", ["Loaded", "threat", "2 clear"])
    laptop = open_page(blind.as_uri(), offline=True, accept_downloads=True, **LAPTOP)
    read_it(laptop, "AB", [("may", ["Hedge"]), threat, ("Perhaps", ["Hedge"])], folder)
    phone = open_page(blind.as_uri(), offline=True, accept_downloads=True, **PHONE)
    read_it(phone, "CD", [("may", ["Hedge"]), threat], folder, tap=True)

    run(folder, "-o", folder / "agreement.json")
    table = json.loads((folder / "agreement.json").read_bytes())
    hedge = next(r for r in table if (r["marker"], r["basis"]) == ("hedge", "readers"))
    # AB marked two, CD one; one of AB's and CD's is shared: (1 + 1) / (2 + 1).
    assert hedge["f1"] == pytest.approx(2 / 3)
    n_words = len([w for s in document.sentence_words for w in s])
    # One word of both, one of AB alone: o01 = o10 = 1, n1 = 3, n = twice the words.
    n = 2 * n_words
    assert hedge["alpha"] == pytest.approx(1 - (n - 1) * 2 / (2 * 3 * (n - 3)), abs=1e-6)

    run(folder, "-o", folder / "class.html")
    page = open_page((folder / "class.html").as_uri(), offline=True, accept_downloads=True, **PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert violations(page, "body") == []
    may = page.locator(".heat .w[data-n='2']", has_text="may")
    may.tap()
    assert "marked by 2 of 2" in page.locator(".heat-box .apparatus").inner_text()
    assert page.locator(".heat-box .apparatus").is_visible()
    item = page.locator(".disputes > li", has_text="Perhaps")
    item.locator("[data-rule=none]").tap()
    assert "initials" in page.locator(".round .status").inner_text()
    page.locator(".round input").first.fill("GE")
    item.locator(".why").fill("a turn of phrase")
    item.locator("[data-rule=none]").tap()
    page.reload()  # what was decided is kept in the browser
    assert "1 decisions of before" in page.locator(".round .status").inner_text()
    page.locator("select[aria-label=Reader]").select_option("AB")
    assert "a turn of phrase" in page.locator(".hers").inner_text()
    with page.expect_download() as saving:
        page.locator("[data-do=save]").tap()
    saving.value.save_as(folder / saving.value.suggested_filename)
    assert "Perhaps" in run(folder, "--differences", "AB")
    assert "0 passages" in run(folder, "--differences", "CD")
    page.locator("button", has_text="Hide initials").tap()
    assert "AB" not in page.locator(".class-top").inner_text()


def test_a_sheet_prints_the_same_lines_on_any_paper(open_page, folder, violations):
    done = CliRunner().invoke(
        app, ["sheet", "harbour_bridge_against", "-o", str(folder / "sheet.html")]
    )
    assert done.exit_code == 0, done.stderr
    page = open_page((folder / "sheet.html").as_uri(), offline=True)
    assert violations(page, "body") == []
    for width in (1280, 700):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(media="print")
        heights = page.evaluate(
            "[...document.querySelectorAll('.line')].map((e) => e.getClientRects().length"
            " + Math.round(e.scrollHeight / e.clientHeight))"
        )
        assert set(heights) == {2}  # one box, no taller than a line
