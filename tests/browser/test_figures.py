"""Every notebook in a real JupyterLab at 1280x800: figures large enough, once, in every run."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from analysis.figures import notebook_paths

IDLE = '.jp-Notebook-ExecutionIndicator[data-status="idle"]'
NAMES = tuple(path.name for path in notebook_paths())


@pytest.fixture(scope="module")
def lab(run_server, jupyter_options) -> Any:
    url = "/api/status?token={token}"
    server = run_server("jupyter", "lab", *jupyter_options, url=url, notebooks=NAMES)
    # Notebooks find samples and texts beside their own folder.
    (server.folder.parent / "analysis").symlink_to(notebook_paths()[0].parent.parent / "analysis")
    return server


def run_all(page, lab):
    """Run all cells, and wait until the last of them has a new number."""
    before = page.locator(".jp-InputArea-prompt").all_inner_texts()
    lab.run_all_cells(page)
    page.wait_for_function(
        """(before) => {
            const prompts = [...document.querySelectorAll(".jp-CodeCell .jp-InputArea-prompt")];
            const last = prompts.at(-1).innerText;
            return /\\d/.test(last) && !before.includes(last);
        }""",
        arg=before,
        timeout=180_000,
    )
    page.wait_for_selector(IDLE, state="attached", timeout=60_000)
    page.wait_for_timeout(500)


def sizes(page):
    """Return the sizes of the pictures under every code cell, and the width of its output."""
    return page.evaluate(
        """() => [...document.querySelectorAll(".jp-Notebook .jp-CodeCell")].map((cell) => ({
            pictures: [...cell.querySelectorAll(".jp-OutputArea-output img")].map(
                (image) => [image.clientWidth, image.clientHeight]),
            width: cell.querySelector(".jp-Cell-outputWrapper").clientWidth,
        }))"""
    )


# A cell that draws calls one of these.
DRAWS = re.compile(r"\b(?:show_figure|save_figure|plot_\w+)\(")
COMPLAINTS = ".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.{}']"


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_every_drawing_cell_shows_one_figure_of_a_size_to_read(open_page, lab, name):
    notebook = json.loads((lab.folder / name).read_text(encoding="utf-8"))
    sources = ["".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "code"]
    url = f"{lab.base}/lab/tree/{name}?token={lab.token}&reset"
    page = open_page(url, viewport={"width": 1280, "height": 800})
    page.wait_for_selector(IDLE, state="attached", timeout=60_000)
    page.locator(".jp-Toolbar-kernelName", has_text="Python 3").wait_for(timeout=30_000)
    for _ in ("first run", "second run"):
        run_all(page, lab)
        shown = sizes(page)
        assert len(shown) == len(sources)
        for source, cell in zip(sources, shown, strict=True):
            is_whole = "show_figure(" in source or "save_figure(" in source
            assert len(cell["pictures"]) == int(DRAWS.search(source) is not None), source
            for width, height in cell["pictures"]:
                # A bare plot has the size that matplotlib gives it.
                assert (600 if is_whole else 400) < width <= cell["width"], source
                assert height > 150, source
        for kind in ("stderr", "error"):
            assert page.locator(COMPLAINTS.format(kind)).all_inner_texts() == []
    # Its kernel would keep memory and a core from the next notebook.
    page.locator(".lm-MenuBar-itemLabel", has_text="Kernel").first.click()
    page.locator(".lm-Menu-itemLabel", has_text="Shut Down Kernel").first.click()
    page.locator(".jp-Toolbar-kernelName", has_text="No Kernel").wait_for()
