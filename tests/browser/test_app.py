"""The start page as an application with Voila."""

from __future__ import annotations

import pytest

from analysis.reader.app import app_command

READER = ".rhetoric-reader.linked"
NAME = "00_start_here.ipynb"


@pytest.fixture(scope="module")
def voila(run_server):
    command = app_command("{folder}/" + NAME, "--no-browser", "--port={port}")
    return run_server(*command[2:], url="/static/missing", notebooks=(NAME,))


def test_texts_are_chosen_and_corrected_without_code(open_page, voila):
    page = open_page(voila.base)
    page.locator(f"{READER} table.profile td").first.wait_for(timeout=60_000)
    assert page.locator(".jp-CodeCell .jp-InputArea").count() == 0
    assert page.get_by_text("The cells from here on").count() == 0
    assert page.get_by_text("Sections: 6 sections").is_visible()

    page.get_by_role("tab", name="Pasted text").click()
    attack = "<img src=x onerror=\"document.title='run'\"> It may be a disgrace. It may rain."
    page.locator("textarea").fill(f"A pasted <b>title</b>\n\n{attack}")
    page.get_by_role("button", name="Read it").last.click()
    page.locator(f"{READER} h2", has_text="A pasted <b>title</b>").wait_for(timeout=20_000)
    assert page.locator(f"{READER} .prose").inner_text().strip() == attack
    assert page.title() != "run"
    assert page.locator(f"{READER} .prose img").count() == 0

    hedge = page.locator(f"{READER} tbody td[data-marker=hedge]").first
    assert hedge.get_attribute("data-count") == "2"
    page.locator(f"{READER} .prose mark.hedge").first.click()
    page.locator(f"{READER} .actions").get_by_role("button", name="Reject").first.click()
    page.locator(f"{READER} tbody td[data-marker=hedge][data-count='1']").wait_for()

    page.get_by_role("tab", name="A file").click()
    page.get_by_placeholder("or its path").fill("/nowhere/text.txt")
    page.get_by_role("button", name="Read it").first.click()
    page.get_by_text("no such file").wait_for(timeout=20_000)
    assert page.locator(f"{READER} table.profile td").first.is_visible()
    file = {"name": "tale.txt", "mimeType": "text/plain", "buffer": b"A tale\n\nIt may rain."}
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a file").click()
    chooser.value.set_files(file)
    page.locator(f"{READER} h2", has_text="A tale").wait_for(timeout=20_000)
