"""The notebooks in a real JupyterLab: run, correct, see the numbers follow, come back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

from analysis.tables.readings import readings_in

READER = ".rhetoric-reader.linked"
IDLE = '.jp-Notebook-ExecutionIndicator[data-status="idle"]'


@pytest.fixture(scope="module")
def lab(run_server, jupyter_options) -> Iterator[Any]:
    notebooks = ("00_start_here.ipynb", "05_read_and_correct.ipynb")
    url = "/api/status?token={token}"
    return run_server("jupyter", "lab", *jupyter_options, url=url, notebooks=notebooks)


def run_all(page, lab):
    """Run all cells through the menu, as soon as the kernel is there."""
    page.wait_for_selector(IDLE, state="attached", timeout=60_000)
    page.locator(".jp-Toolbar-kernelName", has_text="Python 3").wait_for(timeout=30_000)
    lab.run_all_cells(page)
    page.locator(f"{READER} table.profile td").first.wait_for(timeout=60_000)


def open_notebook(open_page, lab, name, **options):
    page = open_page(f"{lab.base}/lab/tree/{name}?token={lab.token}&reset", **options)
    page.wait_for_selector(".jp-NotebookPanel .jp-Cell", timeout=60_000)
    run_all(page, lab)
    return page


def count(page, marker, row=0):
    cell = page.locator(f"{READER} tbody td[data-marker={marker}]").nth(row)
    return int(cell.get_attribute("data-count"))


def reject_first(page, marker):
    """Reject the first hit of a marker with the mouse."""
    page.locator(f"{READER} .prose mark.{marker}[role=button]").first.click()
    page.locator(f"{READER} .actions").get_by_role("button", name="Reject").first.click()


def settled(page):
    """Wait until all cells have run."""
    running = "[...document.querySelectorAll('.jp-InputPrompt')].some(p => p.innerText === '[*]:')"
    page.wait_for_function(f"() => !{running}", timeout=60_000)
    page.wait_for_selector(IDLE, state="attached", timeout=60_000)


def menu(page, name, item):
    page.locator(".lm-MenuBar-itemLabel", has_text=name).first.click()
    page.locator(".lm-Menu-itemLabel", has_text=item).first.click()


def save(page):
    with page.expect_response(lambda answer: answer.request.method == "PUT", timeout=30_000):
        menu(page, "File", "Save Notebook")


def test_start_page_is_as_it_was_left(open_page, lab):
    """Decisions, sensitivity and filters come back in a new kernel; nothing is shown twice."""
    page = open_notebook(open_page, lab, "00_start_here.ipynb")
    settled(page)
    before, boosters = count(page, "booster"), total(page, "booster")
    reject_first(page, "booster")
    wait_for_total(page, "booster", boosters - 1)
    margin = page.locator(f"{READER} section li[data-marker=booster] b").first
    figure = page.locator(f"{READER} .figure g.booster text.count").first
    assert margin.inner_text() == figure.text_content() == str(before - 1)
    path = lab.folder / "harbour_bridge_against.review.json"
    page.locator(READER).get_by_text("1 decision, saved").wait_for()
    (kept,) = json.loads(path.read_text(encoding="utf-8"))["log"]
    assert (kept["decision"], kept["marker"]) == ("reject", "booster")
    page.locator(f"{READER} label[data-key=hedge] input").uncheck()
    loaded = total(page, "loaded")
    page.locator(f"{READER} input[type=range]").fill("0.5")
    page.locator(f"{READER} output", has_text="0.50").wait_for()
    page.wait_for_function(f"() => ({TOTALS})('loaded') < {loaded}")
    left = {marker: total(page, marker) for marker in ("loaded", "booster")}

    menu(page, "Kernel", "Restart Kernel and Run All Cells")
    page.locator(".jp-Dialog button.jp-mod-accept").click()
    page.wait_for_function(f"() => !document.querySelector('{READER}')")
    page.locator(f"{READER} table.profile td").first.wait_for(timeout=60_000)
    settled(page)
    assert {marker: total(page, marker) for marker in left} == left
    assert page.locator(f"{READER} .prose mark.booster.reject").count() == 1
    assert page.locator(f"{READER} input[type=range]").input_value() == "0.5"
    assert not page.locator(f"{READER} label[data-key=hedge] input").is_checked()
    assert page.locator(f"{READER} td[data-marker=hedge]").count() == 0
    assert page.locator(READER).count() == 1
    assert not page.locator(".rhetoric-static").is_visible()
    assert not page.locator(".Toastify__toast").count()  # nobody is asked about news
    for kept in lab.folder.glob("harbour_bridge_against.re*.json"):
        kept.unlink()


def test_two_texts_are_compared_with_the_mouse(open_page, lab):
    page = open_notebook(open_page, lab, "00_start_here.ipynb")
    settled(page)
    sample, other = (
        page.locator(".widget-dropdown", has_text=name).locator("select").first
        for name in ("Sample", "Compare with")
    )
    sample.select_option(label="Harbour bridge for")
    heading = page.locator(f"{READER} h2")
    heading.filter(has_not_text="till").wait_for()
    other.select_option(label="Harbour bridge against")
    comparison = page.locator(".comparison")
    heads = comparison.locator("table").first.locator("thead th")
    heads.first.wait_for()
    both = [heading.inner_text(), "They are putting a till across our harbour"]
    assert heads.all_inner_texts() == ["Marker", *both, "Ratio", "Verdict"]
    assert comparison.locator("h4").all_inner_texts() == both
    repetition = comparison.locator("tr", has_text="Repetition").first.inner_text()
    assert "cannot tell" in repetition
    sample.select_option(label="River water")
    comparison.locator("h4", has_text=both[0]).wait_for(state="detached")
    assert comparison.locator("h4").last.inner_text() == both[1]
    other.select_option(label="— no other text —")
    comparison.wait_for(state="detached")
    # Whoever reads first finds no mark, not even below in the copy for when nothing runs.
    assert page.locator(".rhetoric-static").count() == 1
    page.get_by_role("button", name="Read first, without marks").click()
    page.locator(".rhetoric-reader.blind .begin-form").wait_for()
    assert page.locator(f"mark[data-hit], .rhetoric-static, {READER}").count() == 0


LIVE = (
    "from analysis import *\nfrom analysis.reader.chooser import choose_text",
    "choose_text('harbour_bridge_against')",
    "audit_desk()",
    "read_blind(read_document('river_water'))",
    "river = analyze(read_document('river_water'), scorers=False)\n"
    "ClassWidget(river, invented_readings(river), None)",
)
INSTEAD = ("Audit an archive.", "Blind reading: ", "The class on: ")


def shows_no_broken_widget(page):
    """Where nothing runs, the marked text stands, words for the rest, and no complaint."""
    page.wait_for_selector(".jp-NotebookPanel .jp-Cell", timeout=60_000)
    static = page.locator(".rhetoric-static")
    static.locator("mark", has_text="smell").first.wait_for()
    page.wait_for_timeout(2500)  # what stands instead waits so long for what is live
    assert page.locator(READER).count() == 0
    assert static.bounding_box()["height"] > 500
    words = page.locator(".rhetoric-instead")
    for number, (said, place) in enumerate(zip(words.all_inner_texts(), INSTEAD, strict=True)):
        assert said.startswith(place)
        assert words.nth(number).is_visible()
    shown = page.locator(".jp-NotebookPanel").inner_text()
    assert " object at 0x" not in shown
    for complaint in ("model not found", "Loading widget", "Error displaying widget"):
        assert page.get_by_text(complaint).filter(visible=True).count() == 0


def test_a_saved_notebook_that_is_not_run_shows_words_where_widgets_were(open_page, lab):
    """One that was run here, with a new kernel; one that came from elsewhere, with none."""
    cells = [nbformat.v4.new_code_cell(source) for source in LIVE]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata=kernel)
    nbformat.write(notebook, lab.folder / "live.ipynb")
    page = open_notebook(open_page, lab, "live.ipynb")
    settled(page)
    page.get_by_text("Audit an archive", exact=True).wait_for()
    for live in (".rhetoric-reader.blind", ".rhetoric-reader.class"):
        page.locator(live).wait_for()
    for instead in (".rhetoric-instead", ".rhetoric-static"):
        assert page.locator(instead).filter(visible=True).count() == 0
    save(page)
    menu(page, "Kernel", "Shut Down Kernel")
    page.locator(".jp-Toolbar-kernelName", has_text="No Kernel").wait_for()
    page = open_page(f"{lab.base}/lab/tree/live.ipynb?token={lab.token}&reset")
    page.wait_for_selector(IDLE, state="attached", timeout=60_000)
    shows_no_broken_widget(page)

    notebook = json.loads((lab.folder / "live.ipynb").read_text(encoding="utf-8"))
    notebook["cells"][0]["source"] = ["# Changed by somebody else"]
    (lab.folder / "received.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    settings = lab.folder.parents[1] / "settings/@jupyterlab/notebook-extension"
    tracker = settings / "tracker.jupyterlab-settings"
    kept = tracker.read_text()
    tracker.write_text(json.dumps({**json.loads(kept), "autoStartDefaultKernel": False}))
    page = open_page(f"{lab.base}/lab/tree/received.ipynb?token={lab.token}&reset")
    shows_no_broken_widget(page)
    tracker.write_text(kept)


def out_of_view(page, *selectors):
    """Say which of some parts of the reader are not wholly seen: in the window and every box."""
    return page.evaluate(
        """(selectors) => selectors.filter((selector) => {
            const part = document.querySelector(`.rhetoric-reader.linked ${selector}`);
            if (!part) return true;
            const seen = part.getBoundingClientRect();
            for (let box = part.parentElement; box !== document.body; box = box.parentElement) {
                if (getComputedStyle(box).overflowY === "visible") continue;
                const frame = box.getBoundingClientRect();
                if (seen.top < frame.top - 2 || seen.bottom > frame.bottom + 2) return true;
            }
            return seen.top < 0 || seen.bottom > innerHeight || seen.left > innerWidth;
        })""",
        list(selectors),
    )


# The cells of the row in view that the first column, which stays, cuts in two.
HALF_COLUMNS = """() => {
    const row = document.querySelector(".rhetoric-reader.linked table.profile tr.here");
    const edge = row.querySelector("th").getBoundingClientRect().right;
    return [...row.querySelectorAll("td")].map((cell) => cell.getBoundingClientRect())
        .filter(({left, right}) => left < edge - 1 && right > edge + 1).length;
}"""


def test_what_a_click_and_a_decision_change_is_in_view(open_page, lab):
    """On two screens and a phone, in one kernel."""
    still_page = {"reduced_motion": "reduce"}  # a scroll that glides would be measured half way
    page = open_notebook(open_page, lab, "05_read_and_correct.ipynb", **still_page)
    settled(page)  # a cell that still runs moves the page
    for width, height in ((1280, 800), (1440, 900), (390, 844)):
        if width < 600:  # a phone has no room for the list of files; a click on its tab closes it
            page.locator(".jp-SideBar.jp-mod-left [data-id=filebrowser]").click()
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(500)
        click_and_reject(page, width)


def click_and_reject(page, width):
    """The marks, the reason and the buttons; then the row and the figure, with nobody scrolling."""
    before = total(page, "booster")
    mark = page.locator(f"{READER} .prose mark.booster[role=button]:not(.reject)").nth(12)
    mark.scroll_into_view_if_needed()
    mark.click()
    page.wait_for_timeout(300)
    here = ["mark.current", ".apparatus .entry", ".actions button"]
    assert out_of_view(page, *here) == [], width
    page.locator(f"{READER} .actions").get_by_role("button", name="Reject").first.click()
    wait_for_total(page, "booster", before - 1)
    page.wait_for_timeout(300)
    changed = ["mark.current.reject", "table.profile td.here", ".figure rect.here"]
    assert out_of_view(page, *here, *changed) == [], width
    assert width < 600 or not page.evaluate(HALF_COLUMNS)
    page.keyboard.press("Control+z")
    wait_for_total(page, "booster", before)


@pytest.fixture(scope="module")
def essay(browser, lab) -> Iterator[Any]:
    """Notebook 05, run once for the tests below, in the dark theme of the system."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.goto(f"{lab.base}/lab/tree/05_read_and_correct.ipynb?token={lab.token}&reset")
    page.wait_for_selector(".jp-NotebookPanel .jp-Cell", timeout=60_000)
    run_all(page, lab)
    settled(page)
    yield page
    assert page.errors == []
    context.close()


TOTALS = """(marker) => [...document.querySelectorAll(
    `.rhetoric-reader.linked tbody td[data-marker=${marker}]`)]
    .reduce((sum, cell) => sum + Number(cell.dataset.count), 0)"""


def total(page, marker):
    return page.evaluate(TOTALS, marker)


def wait_for_total(page, marker, wanted):
    page.wait_for_function(
        f"([marker, wanted]) => ({TOTALS})(marker) === wanted",
        arg=[marker, wanted],
        timeout=10_000,
    )


def test_the_keyboard_alone_is_enough(essay):
    before = total(essay, "hedge")
    essay.locator(f"{READER} .prose mark.hedge[role=button]").first.focus()
    essay.keyboard.press("r")
    wait_for_total(essay, "hedge", before - 1)
    assert essay.evaluate("document.activeElement.matches('mark.reject')")
    essay.keyboard.press("Enter")
    assert essay.evaluate("document.activeElement.textContent") == "Accept"
    essay.keyboard.press("Escape")
    essay.keyboard.press("u")
    wait_for_total(essay, "hedge", before)
    essay.keyboard.press("a")
    essay.locator(f"{READER} mark.hedge.accept").first.wait_for()
    essay.keyboard.press("u")
    essay.locator(f"{READER} mark.hedge.accept").first.wait_for(state="detached")
    essay.keyboard.press("ArrowDown")
    assert essay.evaluate("document.activeElement.closest('.prose') !== null")


def focused(page):
    """Name what has the focus: by its label, or by its words."""
    return page.evaluate(
        """() => { const it = document.activeElement; return it.getAttribute("aria-label")
            ?? ((it.labels?.[0] ?? it).textContent.trim() || it.placeholder); }"""
    )


def test_the_tab_key_leads_to_every_control(essay):
    """Buttons, filters, sensitivity, the box for words, sections, text, reasons and lines."""
    essay.locator(READER).get_by_role("button", name="Keys ?").focus()
    reached = [focused(essay)]
    while "these lines" not in reached[-1] and len(reached) < 250:
        essay.keyboard.press("Tab")
        reached.append(focused(essay))
    wanted = ["Keys ?", "as CSV", "as Excel", "as SVG", "as PNG", "Make the report"]
    wanted += ["Loaded language", "Voice", "Categories", "Count hits", "Sensitivity"]
    wanted += ["Find words", "Opening", "smell", "Filter the lines", "these lines"]
    for words in wanted:
        assert any(words in name for name in reached), (words, reached)


def test_filters_and_saving_work_with_keys(essay):
    box = essay.locator(f"{READER} label[data-key=loaded] input")
    box.focus()
    essay.keyboard.press("Space")
    assert essay.locator(f"{READER} td[data-marker=loaded]").count() == 0
    essay.keyboard.press("Space")
    assert essay.locator(f"{READER} td[data-marker=loaded]").count() > 0
    slider = essay.locator(f"{READER} input[type=range]")
    usual, loaded = slider.input_value(), total(essay, "loaded")
    slider.focus()
    for _ in range(10):
        essay.keyboard.press("ArrowLeft")
    essay.wait_for_function(f"() => ({TOTALS})('loaded') < {loaded}")
    for _ in range(10):
        essay.keyboard.press("ArrowRight")
    wait_for_total(essay, "loaded", loaded)
    assert slider.input_value() == usual
    essay.locator(READER).get_by_role("button", name="as SVG").focus()
    with essay.expect_download(timeout=60_000):
        essay.keyboard.press("Enter")


def test_steps_are_undone_and_redone_with_keys_and_buttons(essay):
    before = total(essay, "hedge")
    marks = essay.locator(f"{READER} .prose mark.hedge[role=button]")
    for number in (0, 1):
        marks.nth(number).focus()
        essay.keyboard.press("r")
        wait_for_total(essay, "hedge", before - 1 - number)
    for wanted in (before - 1, before):
        essay.keyboard.press("Control+z")
        wait_for_total(essay, "hedge", wanted)
    essay.keyboard.press("Control+Shift+Z")
    wait_for_total(essay, "hedge", before - 1)
    essay.locator(READER).get_by_role("button", name="Undo").click()
    wait_for_total(essay, "hedge", before)


def test_a_key_lists_the_keys(essay):
    essay.locator(f"{READER} .prose mark.hedge[role=button]").first.focus()
    essay.keyboard.press("?")
    keys = essay.locator(f"{READER} dialog.keys")
    assert "reject it" in keys.inner_text()
    essay.keyboard.press("Escape")
    assert not keys.is_visible()


def test_a_click_on_unmarked_text_empties_the_panel(essay):
    essay.locator(f"{READER} .prose mark.hedge[role=button]").first.click()
    assert essay.locator(f"{READER} .apparatus .entry").count() > 0
    essay.locator(f"{READER} .prose p").first.evaluate(
        "(text) => text.dispatchEvent(new MouseEvent('click', { bubbles: true }))"
    )
    assert essay.locator(f"{READER} .apparatus .entry").count() == 0
    assert essay.locator(f"{READER} mark.current").count() == 0


@pytest.mark.parametrize(
    ("button", "begins"),
    [
        ("Save this table (the profile) as CSV", b"\xef\xbb\xbfSection,Words,Sentiment"),
        ("Save this table (the profile) as Excel", b"PK"),
        ("Save this figure as SVG", b"<svg"),
        ("Save this figure as PNG", b"\x89PNG"),
        ("Make the report", b"<!doctype html>"),
    ],
)
def test_what_is_shown_is_saved(essay, button, begins):
    with essay.expect_download(timeout=60_000) as download:
        essay.locator(READER).get_by_role("button", name=button).click()
    assert Path(download.value.path()).read_bytes().startswith(begins)


def test_words_are_found_and_added_with_the_keyboard(essay):
    before = total(essay, "loaded")
    box = essay.locator(f"{READER} .find input")
    box.fill("councillors")
    box.press("Enter")
    box.press("Tab")
    essay.locator(f"{READER} .apparatus select").first.select_option("loaded/label")
    essay.locator(f"{READER} .apparatus").get_by_role("button", name="Add").press("Enter")
    wait_for_total(essay, "loaded", before + 1)
    added = essay.locator(f"{READER} .prose mark.loaded.add")
    assert added.first.inner_text() == "councillors"
    added.first.click()
    essay.locator(f"{READER} .apparatus").get_by_role("button", name="Take back").click()
    wait_for_total(essay, "loaded", before)


def test_selected_words_are_added_whole(essay):
    before = total(essay, "booster")
    words = essay.locator(f"{READER} .prose p").first
    words.scroll_into_view_if_needed()
    words.evaluate(
        """(paragraph) => {
            const node = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT).nextNode();
            window.getSelection().setBaseAndExtent(node, 1, node, 3);
            paragraph.dispatchEvent(new MouseEvent("mouseup", { bubbles: true }));
        }"""
    )
    select = essay.locator(f"{READER} .apparatus select").first
    select.locator("option", has_text="Mark as").wait_for(state="attached")
    select.select_option("booster/certainty")
    essay.locator(f"{READER} .apparatus").get_by_role("button", name="Add").click()
    wait_for_total(essay, "booster", before + 1)
    added = essay.locator(f"{READER} .prose mark.booster.add").first
    assert added.inner_text() == words.inner_text().split()[0]
    added.click()
    essay.locator(f"{READER} .apparatus").get_by_role("button", name="Take back").click()
    wait_for_total(essay, "booster", before)


def test_filters_sensitivity_and_the_concordance(essay):
    lines = essay.locator(f"{READER} table.kwic tbody tr")
    before = lines.count()
    box = essay.locator(f"{READER} label[data-key=loaded] input")
    box.uncheck()
    assert lines.count() < before
    assert essay.locator(f"{READER} td[data-marker=loaded]").count() == 0
    box.check()
    loaded = total(essay, "loaded")
    slider = essay.locator(f"{READER} input[type=range]")
    usual = slider.input_value()
    slider.fill("0.3")
    essay.wait_for_function(f"() => ({TOTALS})('loaded') < {loaded}")
    slider.fill(usual)
    wait_for_total(essay, "loaded", loaded)

    head = essay.locator(f"{READER} .kwic th button", has_text="Probability")
    head.click()
    head.click()
    strengths = [float(text) for text in essay.locator(f"{READER} .c-strength").all_inner_texts()]
    assert strengths == sorted(strengths, reverse=True)
    essay.get_by_placeholder("Filter lines").fill("approximator")
    assert all("approximator" in text for text in lines.all_inner_texts())
    essay.get_by_placeholder("Filter lines").fill("")


def test_it_meets_wcag(essay, violations):
    essay.locator(f"{READER} .prose mark[role=button]").first.click()
    assert violations(essay, READER) == []


def test_it_is_dark_in_a_dark_theme(essay, violations):
    essay.evaluate("document.body.dataset.jpThemeLight = 'false'")
    paper = essay.locator(READER).evaluate("(element) => getComputedStyle(element).backgroundColor")
    assert max(int(part) for part in paper.strip("rgb()").split(",")) < 60
    assert violations(essay, READER) == []
    essay.evaluate("document.body.dataset.jpThemeLight = 'true'")


def test_a_text_is_read_blind_with_keys_that_jupyterlab_does_not_take(essay, lab, violations):
    """B, d and x would make, cut and delete cells; the reading is kept and gone on with."""
    settled(essay)  # a kernel that still runs cells answers later
    blind = essay.locator(".rhetoric-reader.blind")
    n_cells = essay.locator(".jp-Cell").count()
    blind.get_by_label("Your initials").fill("GH")
    blind.get_by_role("button", name="Begin").click()
    blind.locator(".w", has_text="walks").first.click()
    for key in (
        "b",
        "ArrowRight",
        "d",
        "2",
        "ArrowRight",
        "a",
        "x",
        "Control+z",
        "-",
        "l",
        "Escape",
    ):
        essay.keyboard.press(key)
    blind.get_by_text("3 marks · 1 of").wait_for()
    blind.get_by_text("Saved in river_water").wait_for()
    assert essay.locator(".jp-Cell").count() == n_cells
    assert blind.locator("mark[data-hit]").count() == 0
    assert violations(essay, ".rhetoric-reader.blind") == []
    (path,) = lab.folder.glob("river_water-*.GH.reading.json")
    (kept,) = readings_in(lab.folder)
    assert path.name.startswith(kept.document)
    assert sorted((mark.marker, mark.text, mark.score) for mark in kept.marks)[:3] == [
        ("attribution", "to", None),
        ("booster", "walks", None),
        ("scare_quotes", "down", None),
    ]
    assert kept.marks[0].score == -1
    path.unlink()


@pytest.fixture
def undivided(open_page, lab) -> Any:
    """Notebook 05 with the sample that has no headings, on a laptop's screen."""
    text = (lab.folder / "05_read_and_correct.ipynb").read_text(encoding="utf-8")
    changed = text.replace("harbour_bridge_against", "council_merger")
    assert changed != text
    (lab.folder / "borders.ipynb").write_text(changed, encoding="utf-8")
    still_page = {"reduced_motion": "reduce"}
    page = open_notebook(open_page, lab, "borders.ipynb", **still_page)
    settled(page)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.wait_for_timeout(500)
    yield page
    for kept in lab.folder.glob("council_merger.re*.json"):
        kept.unlink()


BEGINNINGS = """() => [...document.querySelectorAll(".rhetoric-reader.linked .pane section")]
    .map((section) => Number(section.dataset.start))"""


def wait_for_parts(page, wanted):
    page.wait_for_function(
        f"(w) => JSON.stringify(({BEGINNINGS})()) === JSON.stringify(w)", arg=wanted
    )


def words_of_parts(page):
    heads = page.locator(f"{READER} .profile tbody th small").all_inner_texts()
    return [int(head.split()[0].replace(",", "")) for head in heads]


def test_borders_are_moved_with_the_mouse_and_with_keys(undivided, lab, violations):
    """Text, margin, table and figure follow at once; it is saved, comes back and is undone."""
    page = undivided
    first = page.evaluate(BEGINNINGS)
    assert len(first) == 3
    paragraphs = page.eval_on_selector_all(
        f"{READER} .prose > *", "all => all.map((one) => Number(one.dataset.start))"
    )
    sizes = words_of_parts(page)
    number = paragraphs.index(first[1])
    # With the mouse: the second part begins one paragraph earlier.
    grip = page.locator(f"{READER} .grip").first
    grip.scroll_into_view_if_needed()
    page.wait_for_timeout(200)
    assert out_of_view(page, ".grip", ".borders button[data-border='remove 1']") == []
    before = page.locator(f"{READER} .prose > [data-start='{paragraphs[number - 1]}']")
    box, goal = grip.bounding_box(), before.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"], goal["y"] + 20, steps=5)
    page.mouse.move(box["x"], goal["y"] + 3)
    assert page.locator(f"{READER} .drop").count() == 1
    page.screenshot(path=str(lab.folder / "borders.png"))
    page.mouse.up()
    moved = [first[0], paragraphs[number - 1], first[2]]
    wait_for_parts(page, moved)
    assert sum(words_of_parts(page)) == sum(sizes)
    assert words_of_parts(page)[0] < sizes[0]
    titles = page.locator(f"{READER} .pane h3").all_inner_texts()
    assert page.locator(f"{READER} .strip li").all_inner_texts() == titles
    assert page.locator(f"{READER} .profile tbody tr").count() == 3
    page.locator(READER).get_by_text("borders of the parts set by you, saved").wait_for()
    assert violations(page, READER) == []
    # With keys: back again, and the focus stays on the button.
    page.locator(f"{READER} [data-border='down 1']").focus()
    page.keyboard.press("Enter")
    wait_for_parts(page, first)
    assert page.evaluate("document.activeElement.dataset.border") == "down 1"
    page.keyboard.press("ArrowUp")
    wait_for_parts(page, moved)
    page.locator(f"{READER} [data-border='divide 1']").focus()
    page.keyboard.press("Space")
    page.wait_for_function(f"() => ({BEGINNINGS})().length === 4")
    assert page.locator(f"{READER} .profile tbody tr").count() == 4
    page.keyboard.press("Delete")
    wait_for_parts(page, moved)
    # A paragraph that the mouse points to.
    page.locator(f"{READER} .prose > [data-start='{paragraphs[1]}']").hover()
    page.locator(f"{READER} .begin").click()
    wait_for_parts(page, [first[0], paragraphs[1], *moved[1:]])
    page.keyboard.press("Control+z")
    wait_for_parts(page, moved)

    menu(page, "Kernel", "Restart Kernel and Run All Cells")
    page.locator(".jp-Dialog button.jp-mod-accept").click()
    page.wait_for_function(f"() => !document.querySelector('{READER}')")
    page.locator(f"{READER} table.profile td").first.wait_for(timeout=60_000)
    wait_for_parts(page, moved)
