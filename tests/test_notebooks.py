"""What stands below the cells of the notebooks, as a kernel sends it: pictures and tables.

JupyterLab, Notebook, Voila and VS Code all show what the kernel sends; here no front end is needed.
"""

from __future__ import annotations

import ast
import base64
import filecmp
import re
import struct
from collections.abc import Iterator
from typing import Any

import lxml.html
import nbformat
import pytest
from nbclient import NotebookClient

from analysis.figures import draw_figures, make_figures, notebook_paths
from analysis.plots.catalogue import FIGURES
from analysis.reading.sources import list_samples

PICTURES = ("image/png", "image/svg+xml")


def draws(source: str) -> bool:
    """Tell whether a cell draws: whether it calls ``show_figure`` or a plot function."""
    calls = (node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    names = [getattr(call, "id", getattr(call, "attr", "")) for call in calls]
    return any(name in ("show_figure", "save_figure") or name.startswith("plot_") for name in names)


def pictures(cell: Any) -> list[str]:
    data = [output.get("data", {}) for output in cell.outputs]
    return [kinds[kind] for kinds in data for kind in PICTURES if kind in kinds]


def execute_twice(notebook: Any, cwd: Any) -> Iterator[tuple[int, Any]]:
    """Run all cells twice in one kernel; yield every code cell after each of its runs."""
    client = NotebookClient(
        notebook, kernel_name="python3", timeout=300, resources={"metadata": {"path": str(cwd)}}
    )
    with client.setup_kernel():
        for run in (1, 2):
            for index, cell in enumerate(notebook.cells):
                client.execute_cell(cell, index)
                if cell.cell_type == "code":
                    yield run, cell


SAMPLE = "harbour_bridge_against"
KINDS = ("svg", "png", "csv", "txt")


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A folder with the figures of one run on a sample, and the notebooks as they were executed."""
    folder = tmp_path_factory.mktemp("run")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("analysis.figures.build_folder", lambda: folder / "build")
        assert make_figures([SAMPLE], folder / "figures") == {}
    return folder


@pytest.fixture(scope="module", params=notebook_paths(), ids=lambda path: path.stem)
def cells(request, run):
    """All code cells of a notebook with what they show.

    What a second run in the same kernel shows is tested in a browser, and of plots below.
    """
    (path,) = (run / "build" / "notebooks").glob(f"*/{request.param.name}")
    notebook = nbformat.read(path, as_version=4)
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_every_figure_has_picture_table_and_caption(run):
    folder = run / "figures" / SAMPLE
    stems = {path.stem for path in folder.glob("[0-9]*")}
    wide = {stem for stem in stems if not stem.endswith("-column")}
    # The ninth is the report card, which is of no single text.
    numbers = ["01", "02", "03", "04", "05", "06", "07", "08", "10"]
    assert [stem[:2] for stem in sorted(wide)] == numbers
    assert stems - wide == {f"{stem}-column" for stem in wide}
    for stem in stems:
        for kind in KINDS if stem in wide else ("svg", "png"):
            assert (folder / f"{stem}.{kind}").stat().st_size > 50


def test_the_index_shows_every_figure(run):
    index = (run / "figures" / "README.md").read_text(encoding="utf-8")
    shown = list((run / "figures").glob("*/*.png"))
    assert len({path.parent for path in shown}) > 1
    for path in shown:
        assert f"({path.parent.name}/{path.name})" in index


def test_a_notebook_and_a_command_write_the_same_bytes(run, tmp_path):
    # The notebooks run in kernels of their own; here the same figures are drawn in this process:
    # every third, since all of them are saved by one function.
    alone = [figure.name for figure in FIGURES if figure.n_texts == 1 and figure.table is not None]
    assert draw_figures(alone[::3], [SAMPLE], tmp_path / "figures") == {}
    first, second = run / "figures" / SAMPLE, tmp_path / "figures" / SAMPLE
    kinds = (".csv", ".svg", ".txt")
    names = [path.name for path in second.iterdir() if path.suffix in kinds]
    names = [name for name in names if (first / name).exists()]
    same, different, missing = filecmp.cmpfiles(first, second, names, shallow=False)
    assert (different, missing) == ([], [])
    assert len(same) == len(names) > 8


def test_every_drawing_cell_shows_its_figure_once(cells):
    shown = {cell.source: len(pictures(cell)) for cell in cells}
    assert shown == {source: int(draws(source)) for source in shown}


def test_no_picture_is_empty(cells):
    for cell in cells:
        for picture in pictures(cell):
            width, height = struct.unpack(">II", base64.b64decode(picture)[16:24])
            assert width > 600, cell.source
            assert height > 150, cell.source


# Bare values of pandas and Python, −0.00, and names as they stand in code.
UNREADABLE = re.compile(
    r"(?i)^(nan|-?inf|none|<na>|true|false)$|\[(nan|-?inf)|(nan|inf)\]|[−-]0\.0+(?!\d)|\w_\w"
)

LETTERS = re.compile("[A-Za-z]")
FOR_FIGURES = re.compile("only t?here|no limit")  # words in the place of a figure


def tables(cell: Any) -> Iterator[tuple[str, Any]]:
    for output in cell.outputs:
        source = output.get("data", {}).get("text/html", "")
        if "<table" in source and "rhetoric-" not in source:  # the reader, the findings
            yield source, lxml.html.fromstring(source)


def test_tables_are_for_people(cells):
    """No raw table of pandas, no codes, no row numbers; words stand to the left."""
    for cell in cells:
        for source, page in tables(cell):
            assert "dataframe" not in source, cell.source
            for row in page.iter("th", "td"):
                text = row.text_content().strip()
                if text not in list_samples():  # a document's id is what its file is called
                    assert not UNREADABLE.search(text), (cell.source, text)
            style = page.xpath("//style")[0].text
            for number, column in enumerate(zip(*_rows(page), strict=True)):
                side = re.search(rf"\.col{number}[^}}]*text-align: (\w+)", style)[1]
                is_words = any(LETTERS.search(FOR_FIGURES.sub("", text)) for text in column)
                if any(text.strip("–") for text in column):
                    assert side == ("left" if is_words else "right"), column


def _rows(page: Any) -> list[list[str]]:
    rows = page.xpath("//tbody/tr")
    return [[cell.text_content().strip() for cell in row.iter("td")] for row in rows]


def test_cells_end_in_no_raw_object(cells):
    """What a cell shows as text alone is no object's address."""
    for cell in cells:
        for output in cell.outputs:
            data = output.get("data", {})
            if "application/vnd.jupyter.widget-view+json" not in data:
                assert " object at 0x" not in data.get("text/plain", ""), cell.source


def test_no_cell_warns(cells):
    """Warnings and complaints go to standard error, which stands in red below a cell."""
    for cell in cells:
        said = [output.text for output in cell.outputs if output.get("name") == "stderr"]
        assert said == [], cell.source


CELLS = (
    "from analysis import *\na = analyze(read_document('harbour_bridge_against'))",
    "plot_balance(rates(a))",
    "plot_balance(rates(a))",
    "plot_profile(rates(a), section_sentiment(a))",
    "plot_rates(rates(a), 'hedge').set_title('Mine') and None",
)
PYPLOT_CELLS = (
    "import matplotlib.pyplot as plt\nplt.subplots()",
    "figure, ax = plt.subplots()\nplot_balance(rates(a), ax)",
    "_, ax = plt.subplots()\n"
    "save_figure(plot_balance(rates(a), ax), rates(a), 'x', a, None, title='x')",
)


@pytest.mark.parametrize("backend", ["module://matplotlib_inline.backend_inline", "agg"])
def test_what_a_plot_function_returns_is_shown(backend, tmp_path, monkeypatch):
    monkeypatch.setenv("MPLBACKEND", backend)
    # pyplot's own figures are shown by the inline backend alone.
    own = PYPLOT_CELLS if "inline" in backend else ()
    cells = [nbformat.v4.new_code_cell(source) for source in (*CELLS, *own)]
    notebook = nbformat.v4.new_notebook(cells=cells)
    shown = [len(pictures(cell)) for _, cell in execute_twice(notebook, tmp_path)]
    assert shown == 2 * [0, 1, 1, 1, 0, *(1 for _ in own)]
