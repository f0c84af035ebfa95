"""Blind reading in a real browser: two readers of one text, one at a desk and one with a phone."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from analysis import (
    beside_table,
    draw_sentences,
    read_document,
    readings_in,
    write_beside_page,
    write_blind_page,
)
from analysis.markers.registry import find_matches
from analysis.reader.beside import beside
from analysis.statistics.readers import reader_agreement
from analysis.tables.analysis import analyze
from analysis.tables.readings import read_reading
from analysis.text.document import Document

BLIND = ".rhetoric-reader.blind"
NAME = "00_start_here.ipynb"
DESK = {"viewport": {"width": 1280, "height": 800}}
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "offline": True,
}
# A word of several code units before the words that are marked, and others that hide characters.
UGLY = (
    "The 😀 👩‍👩‍👧 İstanbul may\u00adbe cafe\u0301 rose. She said “no”; 𝒻led."
    "\n\nIt may <b>be</b> so."
)


@pytest.fixture(scope="module")
def voila(run_server):
    options = ("--no-browser", "--port={port}", "--token={token}")
    command = ("analysis.reader.app", "{folder}/" + NAME, *options)
    return run_server(*command, url="/static/missing", notebooks=(NAME,))


def word(page: Any, words: str) -> Any:
    return page.locator(f"{BLIND} .w", has_text=words).first


def begin(page: Any, initials: str) -> None:
    page.locator(BLIND).get_by_label("Your initials").fill(initials)
    page.get_by_role("button", name="Begin").click()
    page.locator(f"{BLIND} .w").first.wait_for()


def press(page: Any, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def width(page: Any) -> int:
    n: int = page.evaluate("document.documentElement.scrollWidth")
    return n


def shot(page: Any, folder: Any, name: str) -> None:
    page.screenshot(path=folder / f"{name}.png")


def at_the_desk(page: Any, folder: Any, violations: Any) -> None:
    """Read with mouse and keys in the application; see what the machine marks only afterwards."""
    page.locator(".rhetoric-reader.linked table.profile td").first.wait_for(timeout=60_000)
    page.locator(".widget-dropdown", has_text="Sample").locator("select").first.select_option(
        label="River water"
    )
    page.locator(".rhetoric-reader.linked h2", has_text="Thole").wait_for(timeout=20_000)
    page.get_by_label("Your initials").fill("AB")
    page.get_by_role("button", name="Read first, without marks").click()
    page.locator(f"{BLIND} .w").first.wait_for(timeout=20_000)
    assert page.locator("mark[data-hit], .rhetoric-static, .linked, .finding").count() == 0
    assert violations(page, BLIND) == []

    first = word(page, "outlived")
    first.click()
    press(page, "Shift+ArrowRight", "Shift+ArrowRight", "l", "6", "2")
    page.get_by_role("textbox", name="Note on").fill("of a <b>habit")
    press(page, "Enter", "+", "+", "-")
    word(page, "nothing").click()
    press(page, "b", "ArrowDown", "0")
    start, end = word(page, "grew"), word(page, "above")
    start.hover()
    page.mouse.down()
    end.hover()
    page.mouse.up()
    page.get_by_role("button", name="Device").click()
    page.get_by_role("button", name="Concession").click()
    press(page, "x", "Control+z", "Control+z", "Control+Shift+z")
    page.get_by_text("Saved in river_water").wait_for()
    shot(page, folder, "desk")
    assert width(page) <= 1280


def finish_at_the_desk(page: Any, folder: Any, violations: Any) -> None:
    page.get_by_role("button", name="I have finished reading").click()
    page.get_by_role("button", name="Finish", exact=True).click()
    cell = page.locator(f"{BLIND} td[data-marker=loaded][data-who=machine] button")
    cell.wait_for(timeout=60_000)
    cell.click()
    expect(page.locator(f"{BLIND} .w.chosen").first).to_be_in_viewport()
    expect(page.locator(f"{BLIND} .apparatus")).to_contain_text("probability")
    n_listed = page.locator(f"{BLIND} .passages li").count()
    assert cell.inner_text() == str(n_listed)
    shot(page, folder, "desk-beside")
    assert violations(page, BLIND) == []
    page.get_by_role("button", name="Show the marked text").click()
    page.locator(".rhetoric-reader.linked table.profile td").first.wait_for(timeout=60_000)


def go_on_at_the_desk(page: Any) -> None:
    """What was drawn stays drawn; whoever gave the initials of another reads under her own."""
    amount = page.locator(".widget-dropdown", has_text="whole text").locator("select").last
    page.get_by_label("Your initials").fill("DR")
    for answer in ("", "Yes, go on", "No, I am somebody else"):
        amount.select_option(label="the whole text" if answer else "10 sentences at random")
        page.get_by_role("button", name="Read first, without marks").click()
        if answer:
            page.get_by_role("button", name="Begin").click()
            page.get_by_role("button", name=answer).click()
        if answer.startswith("No"):
            page.locator(BLIND).get_by_label("Your initials").fill("DS")
            page.get_by_role("button", name="Begin").click()
        n = 77 if answer.startswith("No") else 10
        page.get_by_text(f"of {n} sentences scored").wait_for(timeout=20_000)
        page.locator(f"{BLIND} .w").nth(8).click()
        press(page, "b")
        page.locator(f"{BLIND} .status", has_text="Saved in").wait_for()
        page.get_by_role("button", name="Show the marked text").click()
        page.locator(".rhetoric-reader.linked table.profile td").first.wait_for(timeout=60_000)


def with_a_phone(page: Any, folder: Any, violations: Any) -> Any:
    """Tap the first and the last word; the reading is given back as a file."""
    begin(page, "CD")
    assert violations(page, "body") == []
    word(page, "outlived").tap()
    word(page, "purpose").tap()
    page.get_by_role("button", name="Loaded").tap()
    shot(page, folder, "phone-kinds")
    page.get_by_role("button", name="metaphor").tap()
    page.get_by_role("button", name="1 mild").tap()
    word(page, "nothing").tap()
    page.get_by_role("button", name="Boosters").tap()
    page.locator(f"{BLIND} .chip").first.tap()
    page.locator(f"{BLIND} .scale").get_by_role("button", name="−3").tap()
    word(page, "said").tap()
    page.get_by_role("button", name="Attribution").tap()
    shot(page, folder, "phone")
    assert width(page) <= 390

    page.reload()  # the browser kept it
    page.locator(BLIND).get_by_label("Your initials").fill("CD")
    page.get_by_role("button", name="Begin").tap()
    page.get_by_role("button", name="No, I am somebody else").tap()
    assert page.locator(f"{BLIND} .w").count() == 0
    page.get_by_role("button", name="Begin").tap()
    page.get_by_role("button", name="Yes, go on").tap()
    assert page.get_by_text("3 marks · 1 of").is_visible()
    word(page, "outlived").tap()
    page.get_by_role("textbox", name="Note on").fill("worn")
    page.get_by_role("button", name="I have finished reading").tap()
    with page.expect_download() as download:
        page.get_by_role("button", name="Finish", exact=True).tap()
    shot(page, folder, "phone-finished")
    return download.value


def test_two_readers_of_one_text_at_a_desk_and_with_a_phone(open_page, voila, violations, tmp_path):
    document = read_document("river_water")
    desk = open_page(f"{voila.base}/?token={voila.token}", **DESK)
    at_the_desk(desk, tmp_path, violations)
    (path,) = voila.folder.parents[1].glob("data/rhetoric-notebooks/readings/*.AB.reading.json")
    assert not read_reading(path, document).finished
    finish_at_the_desk(desk, tmp_path, violations)

    go_on_at_the_desk(desk)
    found = readings_in(path.parent, document)
    assert [(one.reader, len(one.spans)) for one in found] == [("AB", 77), ("DR", 10), ("DS", 77)]
    for one in found[1:]:
        (path.parent / path.name.replace(".AB.", f".{one.reader}.")).unlink()

    page = write_blind_page(document, tmp_path / "read.html")
    download = with_a_phone(open_page(page.as_uri(), **PHONE), tmp_path, violations)
    assert download.suggested_filename == path.name.replace(".AB.", ".CD.")
    download.save_as(path.with_name(download.suggested_filename))

    first, second = readings_in(path.parent, document)
    assert [(one.reader, one.finished) for one in (first, second)] == [("AB", True), ("CD", True)]
    assert [(m.marker, m.category, m.text, m.force, m.note, m.score) for m in first.marks] == [
        ("sentence", "", document[document.sentences[0]], None, "", 1),
        ("loaded", "metaphor", "outlived its purpose", 2, "of a <b>habit", None),
        ("booster", "", "nothing", None, "", None),
        ("sentence", "", document[document.sentences[4]], None, "", 0),
        ("concession", "", "grew up half a mile above", None, "", None),
    ]
    assert [(m.marker, m.category, m.text, m.force, m.note, m.score) for m in second.marks] == [
        ("sentence", "", document[document.sentences[0]], None, "", -3),
        ("loaded", "metaphor", "outlived its purpose", 1, "worn", None),
        ("booster", "", "nothing", None, "", None),
        ("attribution", "", "said", None, "", None),
    ]

    agreed = reader_agreement([first, second], analyze(document), categories=False)
    agreed = agreed.query("basis == 'readers' and what == 'words'").set_index("marker")
    # Of two passages of each marker, one a reader, both overlap another's; of one, none does.
    assert agreed.loc[["loaded", "booster"], "f1"].tolist() == [2 / 2, 2 / 2]
    assert agreed.loc[["attribution", "concession"], "f1"].tolist() == [0 / 1, 0 / 1]
    assert agreed["n_marked"].sum() == 6

    beside_page = write_beside_page(document, second, tmp_path / "beside.html")
    phone = open_page(beside_page.as_uri(), **PHONE)
    table = beside_table(second, analyze(document)).set_index("marker")
    for marker in table.index:
        for who in ("both", "reader", "machine"):
            cell = phone.locator(f"td[data-marker={marker}][data-who={who}]")
            assert cell.inner_text() == str(table.loc[marker, f"n_{who}"])
    phone.locator("td[data-marker=loaded][data-who=machine] button").tap()
    expect(phone.locator(f"{BLIND} .w.chosen").first).to_be_in_viewport()
    shot(phone, tmp_path, "phone-beside")
    assert violations(phone, "body") == []
    assert width(phone) <= 390


def test_offsets_survive_ugly_text_and_a_page_holds_no_hit(open_page, tmp_path):
    document = Document("ugly", UGLY)
    path = write_blind_page(document, tmp_path / "ugly.html")
    page = open_page(path.as_uri(), **PHONE)
    begin(page, "ÄÖ/1")
    for words in ("maybe", "cafe", "led", "may"):
        page.locator(f"{BLIND} .w").nth(
            page.locator(f"{BLIND} .w")
            .all_inner_texts()
            .index({"maybe": "may\u00adbe", "cafe": "cafe\u0301", "led": "𝒻led"}.get(words, words))
        ).tap()
        page.get_by_role("button", name="Hedges").tap()
    assert page.locator("b:not(.unseen)", has_text="be").count() == 0
    with page.expect_download() as download:
        page.get_by_role("button", name="Save file").tap()
    kept = tmp_path / download.value.suggested_filename
    download.value.save_as(kept)
    reading = read_reading(kept, document)
    assert [mark.text for mark in reading.marks] == ["may\u00adbe", "cafe\u0301", "𝒻led", "may"]
    assert reading.reader == "ÄÖ/1"
    source = page.content()
    assert find_matches(document)
    assert all(match.reason not in source for match in find_matches(document))
    page.get_by_role("button", name="Undo").tap()
    assert page.get_by_text("3 marks").is_visible()


def test_drawn_sentences_are_read_with_keys_alone_on_any_device(open_page, tmp_path):
    """A file that was saved is gone on with in another browser, which kept nothing."""
    document = read_document("night_trains_for")
    drawn = draw_sentences(document, 3, seed=2)
    path = write_blind_page(
        document, tmp_path / "x.html", spans=drawn, markers=["hedge", "sentence"]
    )
    page = open_page(path.as_uri(), **DESK)
    begin(page, "EF")
    page.locator(f"{BLIND} .w").first.focus()
    press(page, "-", "ArrowDown", "+", "Home", "Shift+ArrowDown", "h")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save file").click()
    kept = tmp_path / download.value.suggested_filename
    download.value.save_as(kept)
    other = open_page(path.as_uri(), **DESK)
    with other.expect_file_chooser() as chooser:
        other.get_by_label("Or go on with a file").click()
    chooser.value.set_files(kept)
    other.get_by_text("1 mark · 2 of 3 sentences scored").wait_for()
    reading = read_reading(kept, document)
    assert reading.spans == drawn
    assert [mark.score for mark in reading.marks if mark.marker == "sentence"] == [-1, 1]
    (hedge,) = [mark for mark in reading.marks if mark.marker == "hedge"]
    assert drawn[0][0] <= hedge.start
    assert hedge.end <= drawn[0][1] <= hedge.end + 3  # all words of the first sentence
    assert {one["who"] for one in beside(reading, analyze(document))["passages"]} >= {"reader"}
