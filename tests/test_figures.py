"""Figures and notebooks: they run on every kind of document, and two runs are alike."""

from __future__ import annotations

import filecmp

import matplotlib as mpl
import nbformat
import pytest

from analysis.figures import make_figures, notebook_paths, write_index

KINDS = ("svg", "png", "csv", "txt")


@pytest.fixture(scope="module")
def figures(tmp_path_factory):
    folder = tmp_path_factory.mktemp("run") / "figures"
    assert make_figures(["harbour_bridge_against"], folder) == {}
    return folder


def test_every_figure_has_picture_table_and_caption(figures):
    stems = {path.stem for path in (figures / "harbour_bridge_against").iterdir()}
    assert {"00-profile", "01-sentiment-course", "02-loaded-words"} <= stems
    assert {"03-hedges-and-boosters", "04-dispersion", "04-attribution"} <= stems
    for stem in stems:
        for kind in KINDS:
            path = figures / "harbour_bridge_against" / f"{stem}.{kind}"
            assert path.stat().st_size > 50


def test_the_index_shows_every_figure(figures):
    index = (figures / "README.md").read_text(encoding="utf-8")
    for path in figures.glob("*/*.png"):
        assert f"({path.parent.name}/{path.name})" in index


def test_two_runs_write_the_same_bytes(figures, tmp_path):
    assert make_figures(["harbour_bridge_against"], tmp_path / "figures") == {}
    first = figures / "harbour_bridge_against"
    names = [path.name for path in first.iterdir() if path.suffix in (".csv", ".svg", ".txt")]
    second = tmp_path / "figures" / "harbour_bridge_against"
    same, different, missing = filecmp.cmpfiles(first, second, names, shallow=False)
    assert (different, missing) == ([], [])
    assert len(same) == len(names)


@pytest.mark.parametrize("name", ["council_merger"])
def test_notebooks_run_on_a_text_without_sections(name, tmp_path):
    assert make_figures([name], tmp_path / "figures") == {}


def test_notebooks_run_on_one_sentence(tmp_path):
    path = tmp_path / "short.txt"
    path.write_text("It rained.", encoding="utf-8")
    assert make_figures([str(path)], tmp_path / "figures") == {}


def test_a_document_that_cannot_be_read_is_reported(tmp_path):
    folder = tmp_path / "figures"
    folder.mkdir()
    failed = make_figures([str(tmp_path / "nowhere.txt")], folder)
    assert "no such file" in next(iter(failed.values()))


def test_plots_leave_the_global_style_alone(figures):
    from analysis.plots.charts import plot_balance
    from analysis.statistics.metrics import rates
    from analysis.tables.analysis import analyze
    from analysis.text.document import Document

    before = dict(mpl.rcParams)
    plot_balance(rates(analyze(Document("x", "It may rain."))))
    assert dict(mpl.rcParams) == before


def test_a_figure_cannot_leave_its_folder(tmp_path):
    from analysis.plots.charts import plot_balance
    from analysis.plots.style import save_figure
    from analysis.statistics.metrics import rates
    from analysis.tables.analysis import analyze
    from analysis.text.document import Document

    analysis = analyze(Document("../../evil", "It may rain."), scorers=False)
    table = rates(analysis)
    save_figure(plot_balance(table), table, "00-x", analysis, tmp_path / "figures", title="x")
    assert [path.name for path in tmp_path.iterdir()] == ["figures"]
    assert [path.name for path in (tmp_path / "figures").iterdir()] == ["evil"]


def test_an_empty_folder_has_an_index(tmp_path):
    assert write_index(tmp_path).read_text(encoding="utf-8").startswith("# Figures")


@pytest.mark.shared
def test_notebooks_run_on_the_real_op_ed(real_path, tmp_path):
    assert make_figures([str(real_path)], tmp_path / "figures") == {}


@pytest.mark.parametrize("path", notebook_paths(), ids=lambda path: path.stem)
class TestNotebook:
    """Every notebook keeps to the same plan."""

    def cells(self, path, kind):
        notebook = nbformat.read(path, as_version=4)
        return [cell for cell in notebook.cells if cell.cell_type == kind]

    def test_its_title_is_a_question(self, path):
        first = self.cells(path, "markdown")[0].source.splitlines()[0]
        assert first.startswith("# ")
        assert first.endswith("?")

    def test_it_has_one_parameters_cell(self, path):
        tagged = [c for c in self.cells(path, "code") if "parameters" in c.metadata.get("tags", [])]
        assert len(tagged) == 1
        assert "figures = " in tagged[0].source

    def test_it_stores_no_output(self, path):
        assert all(not cell.outputs for cell in self.cells(path, "code"))
        assert all(cell.execution_count is None for cell in self.cells(path, "code"))

    def test_it_defines_nothing(self, path):
        assert all("def " not in cell.source for cell in self.cells(path, "code"))

    def test_it_fails_somewhere_and_hands_over(self, path):
        prose = "\n".join(cell.source for cell in self.cells(path, "markdown"))
        assert "## Where this goes wrong" in prose
        assert "## Your turn" in prose


def test_a_marker_of_ones_own_can_be_drawn():
    from analysis.markers.registry import MARKERS
    from analysis.matching.matches import Marker, make_match
    from analysis.plots.charts import plot_categories, plot_dispersion, plot_rates, plot_words
    from analysis.statistics.metrics import positions, rates, section_bounds, top_words
    from analysis.tables.analysis import analyze
    from analysis.text.document import Document

    def find(document):
        place = document.text.index("rain")
        return [make_match(document, "weather", "wet", place, place + 4, reason="rain")]

    own = (*MARKERS, Marker("weather", ("wet",), find))
    analysis = analyze(Document("x", "It may rain."), markers=own, scorers=False)
    table = rates(analysis)
    assert plot_rates(table, "weather").get_title(loc="left") == "weather"
    plot_categories(rates(analysis, by_category=True), "weather", table)
    plot_words(top_words(analysis, "weather"), "weather")
    names = plot_dispersion(positions(analysis), section_bounds(analysis)).get_yticklabels()
    assert [name.get_text() for name in names] == ["Hedges", "weather"]
