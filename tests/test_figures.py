"""Figures and notebooks: they run on every kind of document, and two runs are alike."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import matplotlib as mpl
import nbformat
import pandas as pd
import pytest
from nbclient import NotebookClient
from typer.testing import CliRunner

from analysis.cli import app
from analysis.figures import (
    Job,
    _takes_document,
    _try_job,
    make_figures,
    notebook_paths,
    run_notebook,
    write_index,
)
from analysis.files import WritingError
from analysis.plots.catalogue import FIGURES
from analysis.plots.frame import COLUMN_WIDTH, PAGE_WIDTH, on_page
from analysis.reading.sources import read_document
from analysis.statistics.findings import source_of

ROOT = Path(__file__).resolve().parent.parent


def run_all_in_one_kernel(document, folder):
    """Run the cells of all notebooks about a document, one notebook after the other.

    Without a folder figures are shown and not saved.

    That each runs in a kernel of its own is shown on a sample; one kernel for all is soon started.
    """
    cells = []
    for path in filter(_takes_document, notebook_paths()):
        for cell in nbformat.read(path, as_version=4).cells:
            if "parameters" in cell.metadata.get("tags", []):
                places = str(document), folder and str(folder)
                cell.source += f"\ndocument, figures = {places!r}"
            cells.append(cell)
    where = {"metadata": {"path": str(notebook_paths()[0].parent)}}
    notebook = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(notebook, kernel_name="python3", timeout=300, resources=where).execute()


def test_notebooks_run_on_one_sentence(tmp_path):
    path = tmp_path / "short.txt"
    path.write_text("It rained.", encoding="utf-8")
    run_all_in_one_kernel(path, None)


def test_a_document_that_cannot_be_read_is_reported(tmp_path):
    folder = tmp_path / "figures"
    folder.mkdir()
    failed = make_figures([str(tmp_path / "nowhere.txt")], folder)
    assert "no such file" in next(iter(failed.values()))


def test_a_title_with_a_line_separator_does_not_break_the_index(tmp_path):
    from analysis.plots.sections import plot_balance
    from analysis.plots.style import save_figure
    from analysis.statistics.metrics import rates
    from analysis.tables.analysis import analyze
    from analysis.text.document import Document

    title = "Rain\u2028and\u2029snow\x85\x0b and hail"
    document = Document("x", f"{title}\n\nIt may rain.", {"title": title})
    analysis = analyze(document, scorers=False)
    table = rates(analysis)
    save_figure(plot_balance(table), table, "01-x", analysis, tmp_path, title=title, note="a\nb")
    assert "(x/01-x.png)" in write_index(tmp_path).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("bylines", "meta", "heading"),
    [
        ("By Dr. Ann Lee\n\n12 May 2024\n\n", {}, "## Rain again, by Ann Lee (`000_2c39`)"),
        ("", {"author": "Ann Lee"}, "## Rain again, by Ann Lee (`000_2c39`)"),
        ("", {}, "## Rain again (`000_2c39`)"),
    ],
)
def test_the_index_names_a_text_by_its_title_and_author(bylines, meta, heading, tmp_path):
    """The folder may be called by letters and digits that say nothing."""
    from analysis.plots.sections import plot_balance
    from analysis.plots.style import save_figure
    from analysis.reading.sources import make_document
    from analysis.statistics.metrics import rates
    from analysis.tables.analysis import analyze

    text = f"Rain again\n\n{bylines}It may rain on the town all day, and nobody is surprised.\n"
    analysis = analyze(make_document("000_2c39", text, meta=meta), scorers=False)
    table = rates(analysis)
    save_figure(plot_balance(table), table, "01-x", analysis, tmp_path, title="Hedges")
    assert heading in write_index(tmp_path).read_text(encoding="utf-8").splitlines()


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="Linux only")
def test_workers_end_when_their_parent_is_killed(tmp_path):
    command = [sys.executable, "-m", "analysis", "figures", "river_water", "-o", tmp_path / "out"]
    parent = subprocess.Popen(
        command, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    children = Path(f"/proc/{parent.pid}/task/{parent.pid}/children")

    def workers():
        return [
            pid
            for pid in children.read_text().split()
            if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()
        ]

    wait_until(lambda: len(workers()) > 0, 120)
    time.sleep(5)  # until they have begun
    pids = workers()
    parent.kill()
    parent.wait()
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in pids), 20)


def wait_until(is_done, seconds):
    end = time.monotonic() + seconds
    while not is_done():
        assert time.monotonic() < end
        time.sleep(0.1)


def test_figures_of_an_earlier_run_go_and_files_of_others_stay(tmp_path):
    from analysis.figures import _remove_older

    old = ["01-old.svg", "01-old.txt"]
    names = ["02-new.svg", "notes.txt", "03-letter.docx", "04-essay.txt"]
    for name in (*old, *names):
        (tmp_path / name).write_text("", encoding="utf-8")
        os.utime(tmp_path / name, (1000, 1000))
    os.utime(tmp_path / "02-new.svg", (3000, 3000))
    _remove_older(tmp_path, 2000)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names)


@pytest.mark.parametrize(
    "name", ["my text.txt", 'l\'été "x" $HOME $(echo hi) a;b#c.txt', "-x.txt", "a\\b&c|d.txt"]
)
def test_make_takes_any_name(name, tmp_path):
    # The command of the target is run as make would, but it only prints what it is given.
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").symlink_to(shutil.which("printf"))
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (tmp_path / "Makefile").write_text(
        makefile.replace("-m analysis figures", "'<%s>' figures"), encoding="utf-8"
    )
    done = subprocess.run(
        ["make", "-o", ".venv/installed", "figures", f"DOCUMENT={name}"],
        cwd=tmp_path,
        # As a person calls it: under make its options go on to every make by these variables.
        env={
            key: value
            for key, value in os.environ.items()
            if not key.startswith(("MAKE", "MFLAGS"))
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == f"<figures><--><{name}>"


def notebook_of(path, code):
    """Write a notebook of one cell."""
    parameters = nbformat.v4.new_code_cell("document = figures = ''")
    parameters.metadata["tags"] = ["parameters"]
    cells = [parameters, nbformat.v4.new_code_cell(code)]
    kernel = {"kernelspec": {"name": "python3", "display_name": "", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), path)
    return path


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("import os; os._exit(1)", "Kernel died"),
        ("import time; time.sleep(60)", "A cell timed out while it was being executed, after 1 "),
    ],
)
def test_a_notebook_that_does_not_come_to_its_end_is_told(code, said, tmp_path, monkeypatch):
    monkeypatch.setattr("analysis.figures.TIMEOUT", 1)
    notebook = notebook_of(tmp_path / "01-x.ipynb", code)
    problem = _try_job(Job("", "x", notebook, tmp_path, None), tmp_path / "build")
    assert problem.startswith(said)
    assert problem.count("\n") == 0


def test_notebooks_in_one_kernel_leave_each_other_nothing_but_imports(tmp_path):
    codes = ["import colorsys; left = 1", "import sys; assert 'colorsys' in sys.modules; left"]
    told = [
        _try_job(
            Job("", "x", notebook_of(tmp_path / f"0{n}-x.ipynb", code), tmp_path, None),
            tmp_path / "build",
        )
        for n, code in enumerate(codes)
    ]
    assert told[0] is None
    assert told[1].startswith("NameError: name 'left' is not defined")


def test_a_text_is_said_to_be_drawn_if_some_notebooks_were_not(tmp_path, monkeypatch):
    paths = [notebook_of(tmp_path / f"0{n}-x.ipynb", "1 / 0") for n in (1, 2)]
    monkeypatch.setattr("analysis.figures.notebook_paths", lambda: paths)
    (tmp_path / "x.txt").write_text("It may rain.", encoding="utf-8")
    done = CliRunner().invoke(app, ["figures", str(tmp_path / "x.txt"), "-o", str(tmp_path)])
    assert done.exit_code == 1
    assert done.stderr.count("ZeroDivisionError") == 2
    assert f"figures and their index: {tmp_path / 'README.md'}" in done.stdout


@pytest.mark.skipif(os.name == "nt", reason="there is no such signal")
def test_a_process_that_is_killed_is_told(tmp_path, monkeypatch):
    code = "import os, signal; os.kill(os.getppid(), signal.SIGKILL)"
    paths = [notebook_of(tmp_path / "01-x.ipynb", code)]
    monkeypatch.setattr("analysis.figures.notebook_paths", lambda: paths)
    failed = make_figures(["river_water"], tmp_path / "figures")
    assert list(failed) == ["all, 01-x.ipynb"]
    assert "ended from outside" in failed["all, 01-x.ipynb"]
    assert (tmp_path / "figures" / "README.md").is_file()


def test_plots_leave_the_global_style_alone():
    from analysis.plots.sections import plot_balance
    from analysis.statistics.metrics import rates
    from analysis.tables.analysis import analyze
    from analysis.text.document import Document

    before = dict(mpl.rcParams)
    plot_balance(rates(analyze(Document("x", "It may rain."))))
    assert dict(mpl.rcParams) == before


def test_a_figure_cannot_leave_its_folder(tmp_path):
    from analysis.plots.sections import plot_balance
    from analysis.plots.style import save_figure
    from analysis.statistics.metrics import rates
    from analysis.tables.analysis import analyze
    from analysis.text.document import Document

    analysis = analyze(Document("../../evil", "It may rain."), scorers=False)
    table = rates(analysis)
    save_figure(plot_balance(table), table, "00-x", analysis, tmp_path / "figures", title="x")
    assert [path.name for path in tmp_path.iterdir()] == ["figures"]
    assert [path.name for path in (tmp_path / "figures").iterdir()] == ["evil"]


def test_two_texts_of_one_name_have_two_folders(tmp_path):
    """In any order, edited or moved; each keeps its own, and neither is the other's."""
    from analysis.plots.folders import figure_folder

    paths = [tmp_path / place / "essay.txt" for place in ("a", "b", "c")]
    for path, text in zip(paths, ("It may rain.", "It rains.", "It may rain."), strict=True):
        path.parent.mkdir()
        path.write_text(text)
    folder = tmp_path / "figures"
    first, second, copy = (figure_folder(folder, read_document(path)) for path in paths)
    assert first.name == "essay"
    assert second != first
    assert copy == first  # the same words are the same text
    for path, own in ((paths[1], second), (paths[0], first)):
        path.write_text("Now it is another text.")
        assert figure_folder(folder, read_document(path)) == own
    moved = path.rename(tmp_path / "essay.txt")
    assert figure_folder(folder, read_document(moved)) in (first, second)
    (first / "text.json").write_text("[" * 9)  # what cannot be read is nobody's
    assert figure_folder(folder, read_document(paths[1])) == second


@pytest.mark.parametrize("name", ["essay.txt", "01-essay.txt"])
def test_an_index_beside_texts_leaves_them_alone(name, tmp_path):
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / name).write_text("It may rain.\n\nIt may snow.", encoding="utf-8")
    assert "texts" not in write_index(tmp_path).read_text(encoding="utf-8")


def test_a_read_me_that_is_no_index_is_not_written_over(tmp_path):
    (tmp_path / "README.md").write_text("# Figures of speech\n", encoding="utf-8")
    with pytest.raises(WritingError, match="this is no index of figures; give another folder"):
        make_figures(["river_water"], tmp_path)
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == "# Figures of speech\n"
    (tmp_path / "README.md").unlink()
    assert write_index(write_index(tmp_path).parent)


def test_an_empty_folder_has_an_index(tmp_path):
    assert write_index(tmp_path).read_text(encoding="utf-8").startswith("# Figures")


@pytest.mark.shared
def test_notebooks_run_on_the_real_op_ed(real_path, tmp_path):
    run_all_in_one_kernel(real_path, tmp_path / "figures")
    drawn = {path.stem for path in (tmp_path / "figures").rglob("[0-9]*.png")}
    kept = (ROOT / "figures" / "harbour_bridge_against").glob("*.png")
    assert drawn == {path.stem for path in kept}


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
    from analysis import plot_dispersion, plot_rates
    from analysis.markers.registry import MARKERS
    from analysis.matching.matches import Marker, make_match
    from analysis.statistics.metrics import positions, rates, section_bounds
    from analysis.tables.analysis import analyze
    from analysis.text.document import Document

    def find(document):
        place = document.text.index("rain")
        return [make_match(document, "weather", "wet", place, place + 4, reason="rain")]

    own = (*MARKERS, Marker("weather", ("wet",), find))
    analysis = analyze(Document("x", "It may rain."), markers=own, scorers=False)
    table = rates(analysis)
    assert plot_rates(table, "weather").get_title(loc="left") == "weather"
    names = plot_dispersion(positions(analysis), section_bounds(analysis)).get_yticklabels()
    assert [name.get_text() for name in names] == ["Hedges", "weather"]


HOSTILE = r"""# $x_1$ on us

It may rain, certainly.

## Pay $5 or $10 now?

Perhaps it must. A disgrace.

## $\foo$ and $\frac{$

Clearly a shameful lie, says Oram.
"""


def all_figures(analysis, other):
    """Yield what every figure about documents returns, on a page and in a column."""
    import analysis as a

    source = source_of(analysis)
    for width in (PAGE_WIDTH, COLUMN_WIDTH):
        with on_page(width):
            for figure in FIGURES:
                texts = (analysis, other)[: figure.n_texts]
                if figure.table is not None:
                    by_norms = figure.options(source)
                    yield figure.plot(figure.table(*texts, **by_norms), *texts, **by_norms)
            yield a.plot_rates(a.rates(analysis), "hedge")
            yield a.plot_dispersion(a.positions(analysis), a.section_bounds(analysis))
            stance = a.sentence_stance(analysis)
            yield a.plot_strips({"$x_1$": stance, "Pay $5 or $10 now?": stance})


def test_no_text_of_a_document_is_read_as_markup(tmp_path):
    """Headings with dollar signs are drawn as they stand, in every figure and caption."""
    import matplotlib.pyplot as plt
    from matplotlib.text import Text

    from analysis import analyze, plot_balance, rates, save_figure
    from analysis.reading.sources import make_document

    path = tmp_path / "hostile.md"
    path.write_text(HOSTILE, encoding="utf-8")
    analysis = analyze(read_document(path))
    other = analyze(make_document("$y$", "It may rain in $ and $ today. A disgrace."))
    _, ax = plt.subplots()
    drawn = [*all_figures(analysis, other), plot_balance(rates(analysis), ax)]
    for number, axes in enumerate(drawn):
        figure = save_figure(axes, rates(analysis), f"{number}", analysis, None, title="$t$")
        texts = [text for text in figure.findobj(Text) if "$" in text.get_text()]
        assert any("Pay $5" in text.get_text() or "$x_1$" in text.get_text() for text in texts)
        assert not any(text.get_parse_math() or text.get_usetex() for text in texts)


@pytest.mark.parametrize("is_real", [False, True])
def test_raw_and_reviewed_is_saved_from_a_real_review_only(is_real, tmp_path):
    """Without decisions of the reader's own the figure is a demonstration, and is not saved."""
    from analysis import analyze, open_review, review_path

    path = tmp_path / "mine.txt"
    path.write_text("It may rain. Every one of them must always go. Perhaps.", encoding="utf-8")
    if is_real:
        document = read_document(path)
        review = open_review(document, review_path(str(path)))
        review.reject(analyze(document).matches.iloc[0])
        review.save()
    executed = tmp_path / "out.ipynb"
    notebook = next(p for p in notebook_paths() if p.stem.startswith("05"))
    run_notebook(notebook, str(path), tmp_path / "figures", executed)
    saved = {path.stem for path in (tmp_path / "figures").glob("*/[0-9]*")}
    assert ("11-raw-and-reviewed" in saved) is is_real
    said = executed.read_text(encoding="utf-8").count("an invented colleague (demonstration)")
    assert (said > 1) is not is_real


def test_a_demonstration_says_so_in_the_picture():
    from analysis import analyze, make_document, plot_review, raw_and_reviewed

    raw = analyze(make_document("x", "It may rain."), scorers=False)
    for demonstration in (True, False):
        axes = plot_review(raw_and_reviewed(raw, raw), demonstration=demonstration)
        assert ("Demonstration" in axes[0].get_figure().get_suptitle()) is demonstration


def test_the_course_of_sentiment_uses_the_range_of_the_data():
    from analysis import analyze, plot_course, sentiment_course

    table = sentiment_course(analyze(read_document("council_merger")))
    for scorer, ax in zip(("sentiment", "vader", "textblob"), plot_course(table), strict=True):
        low, high = ax.get_ylim()
        shown = table[[scorer, f"{scorer}_smooth"]]
        if scorer == "sentiment":
            # Strips above and below hold the two sentences where the curve turns.
            shown = shown.join(table[["low", "high"]])
            assert sum(text.get_text().startswith("“") for text in ax.texts) == 2
        spread = max(shown.max().max(), 0) - min(shown.min().min(), 0)
        assert high - low < (2 if scorer == "sentiment" else 1.2) * spread


def test_the_course_of_a_text_without_sentences_is_empty():
    from analysis import analyze, plot_course, sentiment_course
    from analysis.text.document import Document

    table = sentiment_course(analyze(Document("x", "")))
    assert table.empty
    axes = plot_course(table)
    assert [len(ax.patches) for ax in axes] == [0, 0, 0]


def test_every_figure_of_the_notebooks_is_declared_once():
    """Notebooks name figures; titles, notes and tables stand in the catalogue alone."""
    import ast

    from analysis.plots.catalogue import FIGURES

    called = []
    for path in notebook_paths():
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "code":
                calls = [n for n in ast.walk(ast.parse(cell.source)) if isinstance(n, ast.Call)]
                names = {getattr(call.func, "id", ""): call for call in calls}
                assert "save_figure" not in names
                if "show_figure" in names:
                    called.append(names["show_figure"].args[0].value)
    assert sorted(called) == sorted(figure.name for figure in FIGURES)
    for field in ("name", "stem", "title"):
        assert len({getattr(figure, field) for figure in FIGURES}) == len(FIGURES)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("stripe", "did you mean 'strip'"),
        ("two-texts", "needs more than a text"),
        ("x", "There are: pro"),
    ],
)
def test_a_figure_that_cannot_be_drawn_alone_is_told(name, said, tmp_path):
    from typer.testing import CliRunner

    from analysis.cli import app

    done = CliRunner().invoke(app, ["figures", "--only", name, "-o", str(tmp_path / "x")])
    assert done.exit_code == 2
    assert said in " ".join(done.output.replace("│", " ").split())
    assert not (tmp_path / "x").exists()


def test_a_figure_of_two_texts_needs_the_other():
    from analysis import analyze, make_document, show_figure

    one = analyze(make_document("x", "It may rain."), scorers=False)
    with pytest.raises(ValueError, match="made of 2 text"):
        show_figure("two-texts", one)
    with pytest.raises(ValueError, match="give its table"):
        show_figure("report-card", "report_card")


def test_the_profile_shows_what_is_usual_in_other_texts():
    """Below the sections a row of its own: the quartiles of the parts of the norms."""
    from analysis import plot_profile, rates, section_sentiment
    from analysis.statistics.norms import load_norms
    from analysis.tables.analysis import analyze

    analysis = analyze(read_document("river_water"), scorers=False)
    norms = load_norms()
    usual = norms.usual("part").assign(base="187 op-eds")
    panels = plot_profile(rates(analysis), section_sentiment(analysis), usual=usual)
    n_sections = len(analysis.body)
    names = [name.get_text() for name in panels[0].get_yticklabels()]
    assert names[-1].replace("\n", " ") == "usual in parts of 187 op-eds"
    shown = ("sentiment", "loaded", "hedge", "booster", "attribution")
    for ax, measure in zip(panels, shown, strict=True):
        rows = norms.table[norms.table["grain"].eq("part") & norms.table["category"].eq("")]
        [low, middle, high] = rows.set_index("measure").loc[measure, ["q25", "q50", "q75"]]
        bars = [
            segment[:, 0].tolist()
            for bar in ax.collections
            for segment in bar.get_segments()
            if segment[0, 1] == n_sections
        ]
        assert [low, high] in bars
        ticks = [line.get_xdata() for line in ax.lines if min(line.get_ydata()) > n_sections - 1]
        assert [list(tick) for tick in ticks] == [[middle, middle]]
        assert ax.get_xlim()[0] <= low
        assert ax.get_xlim()[1] >= high


@pytest.mark.parametrize("width", [PAGE_WIDTH, COLUMN_WIDTH])
@pytest.mark.parametrize("n_sections", [2, 9])
def test_names_of_sections_are_whole_or_have_numbers(width, n_sections):
    """No name along a text is cut or runs into its neighbour's: without room they stand below."""
    from analysis import plot_dispersion

    titles = [f"The {n}th of our unforeseen predicaments" for n in range(n_sections)]
    bounds = pd.DataFrame({"title": titles, "first": range(n_sections)})
    bounds["last"] = bounds["first"] + 1
    table = pd.DataFrame({"marker": ["hedge"], "word": [0], "voice": ["author"]})
    with on_page(width):
        ax = plot_dispersion(table, bounds)
    figure = ax.get_figure()
    figure.draw_without_rendering()
    above = [text for text in ax.texts if text.get_window_extent().y0 > ax.bbox.y1]
    above.sort(key=lambda text: text.get_window_extent().x0)
    for text, beside in pairwise(above):
        assert text.get_window_extent().x1 < beside.get_window_extent().x0
    shown = [text.get_text().replace("\n", " ") for text in above]
    if n_sections == 2:
        assert shown == titles
    else:
        assert shown == [str(n) for n in range(1, n_sections + 1)]
        below = [text for text in ax.texts if text.get_window_extent().y1 < ax.bbox.y0]
        listed = " · ".join(f"{n} {title}" for n, title in enumerate(titles, 1))
        assert " ".join(below[0].get_text().split()) == listed
        assert below[0].get_window_extent().x1 < figure.bbox.x1


@pytest.mark.parametrize("width", [PAGE_WIDTH, COLUMN_WIDTH])
def test_the_report_card_names_the_best_peers_and_nothing_is_cut(width):
    from matplotlib.text import Text

    from analysis.plots.card import plot_report_card
    from analysis.validation.card import stored_results

    with on_page(width):
        ax = plot_report_card(stored_results())
    figure = ax.get_figure()
    figure.draw_without_rendering()
    for text in figure.findobj(Text):
        box = text.get_window_extent()
        if text.get_visible() and text.get_text() and box.width:
            assert -1 <= box.x0 < box.x1 <= figure.bbox.x1 + 1, text.get_text()
    named = [text.get_text() for text in ax.texts]
    assert {"VADER", "lexicon and rules alone", "every question"} <= set(named)


def test_the_headline_of_the_card_tells_tools_of_others_from_rules_of_its_own():
    from analysis.plots.headlines import OWN_RULES, headline_of_card
    from analysis.sentiment.peers import LOADED_PEERS
    from analysis.validation.card import stored_results
    from analysis.validation.peers import PEERS

    own = {name for peers in PEERS.values() for name in peers} - set(LOADED_PEERS)
    assert all(name.startswith(OWN_RULES) for name in own)
    assert not any(name.startswith(OWN_RULES) for name in LOADED_PEERS)
    table = stored_results()
    unseen = table[(table["basis"] == "unseen") & table["statistic"].str.startswith("F1")]
    assert f"the lowest F1 is {unseen['value'].min():.2f} (" in headline_of_card(table)
    # One set of texts on which a tool reaches into the interval is enough to be silent on it.
    row = (table["measure"] == "sentiment") & (table["scorer"] == "VADER")
    assert "on sentiment and" in headline_of_card(table)
    first = table.index[row][0]
    table.loc[first, "value"] = 0.6
    assert "sentiment" not in headline_of_card(table)


def stance_of(text):
    from analysis import analyze, make_document, sentence_stance

    return sentence_stance(analyze(make_document("x", text, plain=True), scorers=False))


@pytest.mark.parametrize("is_mixed", [False, True])
def test_a_legend_names_what_is_drawn(is_mixed):
    """Sentences that are both hedged and boosted are named so, and only where there are any."""
    from analysis import plot_certainty, plot_strip

    text = "Perhaps it rains. It certainly rains. It is a shameful lie."
    table = stance_of(f"{text} Perhaps it never rains." if is_mixed else text)
    assert ("both" in set(table["stance"])) is is_mixed
    for plot in (plot_certainty, plot_strip):
        named = [text.get_text() for text in plot(table)[0].get_legend().get_texts()]
        assert named == ["plain", "hedged", "boosted", *["hedged and boosted"] * is_mixed]


def test_an_example_of_a_corner_is_one_of_which_the_measure_is_sure():
    from analysis import plot_certainty
    from analysis.plots.stance import corner_sentences

    table = stance_of("It could be told. Perhaps it rains. Every road is wet. It is shameful.")
    table["sureness"] = [-0.1, -0.9, 0.6, 0.0]
    table["n_hedges"] = [2, 1, 0, 0]
    table["certainty"] = table["n_boosters"] - table["n_hedges"]
    chosen = corner_sentences(table).set_index("corner")["sentence"]
    assert chosen["held back without charge"] == 2
    written = [text.get_text() for text in plot_certainty(table)[1].texts]
    assert {"hedges: perhaps", "boosters: every"} <= set(written)


def test_the_sureness_of_a_sentence_is_that_of_its_words():
    from analysis import analyze, make_document, sentence_stance

    analysis = analyze(make_document("x", "Perhaps it never rains. It may.", plain=True))
    rows = sentence_stance(analysis)
    assert rows[["hedges", "boosters"]].values.tolist() == [["perhaps", "never"], ["may", ""]]
    weights = analysis.matches.set_index("text")["weight"]
    surer = {word: max(0, 2 * weights[word] - 1) for word in ("Perhaps", "never", "may")}
    wanted = [surer["never"] - surer["Perhaps"], -surer["may"]]
    assert rows["sureness"].tolist() == pytest.approx(wanted)


@pytest.mark.parametrize("width", [PAGE_WIDTH, COLUMN_WIDTH])
@pytest.mark.parametrize(("most", "key"), [(7.0, 3), (2.0, 1), (0.0, None)])
def test_the_strip_has_a_key_to_its_charge(width, most, key):
    from analysis import plot_strip

    table = stance_of("It rains. " * 9)
    table["charge"] = [0.0] * 8 + [most]
    with on_page(width):
        ax = plot_strip(table)[0]
    told = [text.get_text() for text in ax.texts if text.get_text().startswith("a charge")]
    assert told == ([f"a charge of {key}"] if key else [])
    if key:
        assert ax.patches[-1].get_width() == key
        assert ax.patches[-1].get_y() > max(bar.get_y() for bar in ax.patches[:-1])


@pytest.mark.parametrize(("middle", "said"), [(10.0, "above"), (400.0, "below"), (150.0, "")])
def test_the_profile_says_what_is_unusual_in_every_section(middle, said):
    from analysis import analyze, make_document
    from analysis.plots.headlines import headline_of_profile
    from analysis.statistics.norms import load_norms

    analysis = analyze(make_document("x", "It may rain."), scorers=False)
    source = source_of(analysis)
    table = source.norms.table.copy()
    rows = (table["measure"] == "loaded") & (table["grain"] == "part") & (table["category"] == "")
    table.loc[rows, "q50"] = middle
    source = replace(source, norms=replace(load_norms(), table=table))
    sections = pd.DataFrame({"loaded_rate": [100.0, 300.0, 200.0]})
    told = headline_of_profile(sections, source)
    assert ("In every section" in told) == bool(said)
    assert f"loaded language lies {said} the median" in told or not said


@pytest.mark.parametrize("width", [PAGE_WIDTH, COLUMN_WIDTH])
def test_lines_of_print_make_a_figure_higher_and_not_its_axes_lower(width):
    from analysis import analyze, charged_words, make_document, plot_charged_words
    from analysis.plots.style import save_figure

    analysis = analyze(make_document("x", "It is a shameful thing.", plain=True), scorers=False)
    table = charged_words(analysis)
    heights = []
    for text in ("Short.", "A headline and a note that are long. " * 9):
        with on_page(width):
            axes = plot_charged_words(table)
        drawn = {"title": "x", "headline": text, "note": text}
        figure = save_figure(axes, table, "x", analysis, None, **drawn)
        figure.draw_without_rendering()
        heights.append(axes[0].bbox.height)
    assert heights[1] == pytest.approx(heights[0], rel=0.15)
    assert heights[0] > 20
