"""The guides: their code runs, what they name exists, their numbers are those of the package."""

from __future__ import annotations

import ast
import inspect
import json
import math
import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner

import analysis as api
from analysis import (
    analyze,
    analyze_corpus,
    choose_text,
    contrast_documents,
    explain,
    load_lexicon,
    make_document,
    plot_rates,
    profile,
    read_document,
    show_figure,
    speakers,
)
from analysis.cli import app
from analysis.markers import hedging
from analysis.matching import rules
from analysis.plots import catalogue
from analysis.reader import report
from analysis.reading import formats
from analysis.reading.formats import registry
from analysis.sentiment.ours import score
from analysis.sentiment.peers import textblob, vader
from analysis.tables.analysis import Analysis

ROOT = Path(__file__).resolve().parent.parent
TUTORIAL = (ROOT / "notebooks" / "TUTORIAL.md").read_text(encoding="utf-8")
HOURS = [ROOT / "notebooks" / name for name in ("TUTORIAL.md", "READ_FIRST.md")]
PAGES = [*HOURS, *sorted((ROOT / "docs").glob("*.md"))]
CARDS = sorted((ROOT / "docs" / "cards").glob("*.md"))
MARKERS = ("loaded", "hedge", "booster", "attribution")
SENTENCES = {
    "splendid": "What a splendid idea to charge the sick for a pleasant crossing.",
    "vice": "It has had precisely the effect that prohibition always has: it has made vice more "
    "interesting, more sociable and better at arithmetic.",
}
# A number that is checked follows such a comment: a table, or figures in a sentence.
CHECK = re.compile(r"<!-- check: (.*?) -->(.*?)(?=<!-- check|^#|\Z)", re.S | re.M)


@cache
def analysis_of(name: str) -> Analysis:
    return analyze(read_document(name))


def rows_after(request: str) -> dict[str, list[str]]:
    """Return the rows of the table below a comment: the first cell, and all in backticks."""
    text = next(text for name, text in CHECK.findall(TUTORIAL) if name == request)
    table = re.match(r"\s*((?:\|.*\n)+)", text)
    assert table, f"no table after: {request}"
    lines = [line.strip("|").split("|") for line in table[1].splitlines()[2:]]
    return {cells[0].strip(): re.findall(r"`(.*?)`", "|".join(cells)) for cells in lines}


def signed(number: float, digits: int = 2) -> str:
    return f"{number:.{digits}f}".replace("-", "−")


def test_every_check_is_made():
    assert [name.split()[0] for name, _ in CHECK.findall(TUTORIAL)] == [
        *("profile", "contrast", "sentiment", "profile", "contrast", "sentence", "sentence")
    ]


@pytest.mark.parametrize("name", ["harbour_bridge_against", "river_water"])
def test_profiles_of_the_tutorial(name):
    table = profile(analysis_of(name)).set_index("title")
    now = {
        title: [f"{row[f'{m}_rate']:.1f} · {row[f'{m}_count']:.0f}" for m in MARKERS]
        for title, row in table.iterrows()
    }
    assert rows_after(f"profile {name}") == now


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("harbour_bridge_against", "harbour_bridge_for"),
        ("night_trains_against", "night_trains_for"),
    ],
)
def test_contrasts_of_the_tutorial(first, second):
    table = contrast_documents(analysis_of(first), analysis_of(second)).set_index("marker")
    for marker, cells in rows_after(f"contrast {first} {second}").items():
        row = table.loc[marker]
        ratio = "only here" if math.isinf(row["ratio"]) else f"{row['ratio']:.1f}"
        now = [str(row["count"]), str(row["other_count"]), ratio, row["verdict"]]
        assert cells == now, marker


def cells_of(notebook: str, kind: str = "code") -> list[str]:
    page = json.loads((ROOT / "notebooks" / f"{notebook}.ipynb").read_text(encoding="utf-8"))
    return ["".join(cell["source"]) for cell in page["cells"] if cell["cell_type"] == kind]


def test_the_lesson_and_the_notebook_at_the_projector_give_the_same_verdicts():
    """The verdicts of a table allow for its own lines, in the application and in the notebook."""
    names = [analysis_of(f"harbour_bridge_{side}") for side in ("against", "for")]
    made: dict[str, object] = dict(zip(("analysis", "second"), names, strict=True))
    first, *cells = cells_of("06_compare")
    exec(first, made)
    [cell] = [cell for cell in cells if re.search(r"^between\b.*=|^\w+, between", cell, re.M)]
    exec(cell, made)
    shown = made["between"].set_index("marker")["verdict"]  # type: ignore[attr-defined]
    told = rows_after("contrast harbour_bridge_against harbour_bridge_for")
    assert {marker: cells[-1] for marker, cells in told.items()} == shown[list(told)].to_dict()
    assert set(shown) > {"cannot tell"}


def test_how_far_words_vouch_is_told_alike_everywhere():
    text = make_document(
        "x", "Ann claimed that it fell. Bob said so. Cat pointed out that it fell."
    )
    support = speakers(analyze(text, scorers=False)).set_index("speaker")["support"]
    told = [f"{support[name]:.1f}".lstrip("0") for name in ("Ann", "Bob", "Cat")]
    [cell] = [
        text for text in cells_of("04_voices_and_devices", "markdown") if "vouch for it" in text
    ]
    assert re.findall(r"(\.\d)\b", cell) == told
    measures = " ".join((ROOT / "docs" / "measures.md").read_text(encoding="utf-8").split())
    assert "{} for *claimed*, {} for *said*, {} for *pointed out*".format(*told) in measures


def test_what_may_be_asked_of_quoted_words_takes_a_voice():
    """The last question of the notebook names functions that it uses, with that parameter."""
    [names] = re.findall(
        r'Add `voice="quoted"` to `(\w+)` and `(\w+)`',
        cells_of("02_loaded_language", "markdown")[-1],
    )
    code = "\n".join(cells_of("02_loaded_language"))
    for name in names:
        assert f"{name}(analysis" in code
        assert "voice" in inspect.signature(getattr(api, name)).parameters


def test_the_lesson_leads_to_a_part_that_the_readme_has():
    named = re.search(r"follow \*(.*?)\* in the\s+README", TUTORIAL)[1]
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"**{named}.**" in readme
    assert f"*{named}*" in (ROOT / "docs" / "index.md").read_text(encoding="utf-8")


def test_a_sentence_of_neither_kind_scores_above_0_as_the_notebook_says():
    [told] = [
        text for text in cells_of("01_sentiment", "markdown") if "## Bad news or blame?" in text
    ]
    assert (
        "*met* is a friendly word to the scorer, and the praise beside it lends it a share" in told
    )
    [cell] = [text for text in cells_of("01_sentiment") if "They met in May." in text]
    made: dict[str, object] = dict(vars(api)) | {"analyze": analyze, "make_document": make_document}
    exec(cell.split("\ntable =")[0], made)
    examples = made["examples"]
    assert isinstance(examples, Analysis)
    texts = [examples.document[row] for row in examples.sentences.itertuples()]
    in_text = examples.sentences["sentiment"][texts.index("They met in May.")]
    alone = score("They met in May.")
    assert in_text > alone > 0
    assert explain("They met in May.")["text"].tolist() == ["met"]


def test_sentiment_of_the_tutorial():
    for name, cells in rows_after("sentiment").items():
        means = analysis_of(name).sentences[["vader", "textblob"]].mean()
        assert cells == [signed(mean) for mean in means], name
        assert profile(analysis_of(name))["sentiment"].abs().max() < 0.205


@pytest.mark.parametrize("name", SENTENCES)
def test_sentences_of_the_tutorial(name):
    sentence = SENTENCES[name]
    assert sentence in re.sub(r"\n> ", " ", TUTORIAL)
    text = next(text for request, text in CHECK.findall(TUTORIAL) if request == f"sentence {name}")
    figures = re.findall(r"`(−?\d\.\d+)`", text)
    scores = (score(sentence), vader(sentence), textblob(sentence).polarity)
    digits = [len(figure.split(".")[1]) for figure in figures]
    assert figures == [signed(*pair) for pair in zip(scores, digits, strict=False)]
    assert figures


def test_the_ironical_sentence_is_the_most_cheerful():
    analysis = analysis_of("school_phones")
    sentences = analysis.sentences
    for scorer in ("sentiment", "vader"):
        row = sentences.loc[sentences[scorer].idxmax()]
        assert analysis.document.text[row["start"] : row["end"]] == SENTENCES["vice"]


def test_words_that_the_tutorial_calls_wrong_or_missing():
    matches = analysis_of("harbour_bridge_against").matches
    loaded = set(matches.query("marker == 'loaded'")["text"])
    assert {"shallow", "hunt", "spectacles"} <= loaded
    assert not any("arson" in text for text in loaded)
    assert not {"sold", "nerve", "till"} & loaded
    loaded = set(analysis_of("river_water").matches.query("marker == 'loaded'")["text"])
    assert {"weed combed flat", "washing", "rinsed fleeces"} <= loaded


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_what_the_guides_name_exists(path):
    text = path.read_text(encoding="utf-8")
    notebooks = set(re.findall(r"\b(\d\d_\w+)(?:\.ipynb)?", text))
    assert all((ROOT / "notebooks" / f"{name}.ipynb").is_file() for name in notebooks)
    targets = set(re.findall(r"`make (\w+)", text))
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert targets <= set(re.findall(r"^(\w+):", makefile, re.M))
    commands = set(re.findall(r"-m analysis (\w+)", text))
    assert commands <= {
        command.name or command.callback.__name__ for command in app.registered_commands
    }


@pytest.mark.parametrize("path", [*PAGES, *CARDS], ids=lambda path: path.name)
def test_no_comment_breaks_a_sentence(path):
    """A comment at the beginning of a line ends the paragraph; what follows it is no Markdown."""
    assert re.findall(r"^<!--[^>]*-->.*\S", path.read_text(encoding="utf-8"), re.M) == []


def test_the_worked_example_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    page = (ROOT / "docs" / "adding.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```$", page, re.S | re.M)
    assert len(blocks) == 6
    names: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, "docs/adding.md", "exec"), names)


def test_a_rule_is_added_in_one_place(tmp_path, monkeypatch):
    """The block and the row of the guide, put into a copy of the tables, do what it says."""
    page = (ROOT / "docs" / "adding.md").read_text(encoding="utf-8")
    rule, row = (
        re.search(rf"^```{kind}\n(.*?)^```$", page, re.S | re.M)[1] for kind in ("toml", "tsv")
    )
    folder = tmp_path / "lexicons"
    shutil.copytree(ROOT / "analysis" / "lexicons", folder)
    with (folder / "rules.toml").open("a", encoding="utf-8") as file:
        file.write("\n" + rule)
    lines = (folder / "hedge.tsv").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "hedge.tsv").write_text("".join([lines[0], *sorted([*lines[1:], row])]))
    monkeypatch.setattr(rules, "RULES_FILE", folder / "rules.toml")
    monkeypatch.setattr(rules, "load_rules", rules.load_rules.__wrapped__)
    lexicon = load_lexicon(folder / "hedge.tsv")
    known = rules.load_rules()
    monkeypatch.setattr(hedging, "load_rules", lambda: known)
    monkeypatch.setattr(hedging, "load_lexicon", lambda name: lexicon)
    monkeypatch.setattr(hedging, "_index", cache(hedging._index.__wrapped__))
    found = hedging.find_hedges(make_document("x", "It cost touching 40 crowns. How touching."))
    assert [(match.text, match.reason) for match in found] == [
        ("touching", "“touching” if a sum follows")
    ]


def blocks_below(heading, kind):
    """Return the blocks of code in a part of the guide."""
    page = (ROOT / "docs" / "adding.md").read_text(encoding="utf-8")
    part = page.split(f"# {heading}\n")[1].split("\n# ")[0]
    return re.findall(rf"^```{kind}\n(.*?)^```$", part, re.S | re.M)


def test_a_format_is_added_in_one_place(tmp_path, monkeypatch):
    """The module and the row of the guide, and every way in takes the new ending."""
    module, row = blocks_below("Add a document format", "py")
    (tmp_path / "cards.py").write_text(module, encoding="utf-8")
    # The module lies beside the package's own, as the guide has it.
    monkeypatch.setattr(formats, "__path__", [*formats.__path__, str(tmp_path)])
    added = eval(row, {"DocumentFormat": registry.DocumentFormat})
    monkeypatch.setattr(registry, "FORMATS", (*registry.FORMATS, added))
    path = tmp_path / "texts" / "x.cards"
    path.parent.mkdir()
    path.write_text("WHAT FOLLOWS\nIt may rain today.\n", encoding="utf-8")
    document = read_document(path)
    assert (document.meta["format"], document.body[0].title) == ("cards", "WHAT FOLLOWS")
    found = CliRunner().invoke(app, ["annotate", str(path), "-o", str(tmp_path / "x.jsonl")])
    assert found.exit_code == 0
    assert '"hedge"' in (tmp_path / "x.jsonl").read_text(encoding="utf-8")
    run = analyze_corpus(path.parent, tmp_path / "out")
    assert (run.n_documents, run.n_failed) == (1, 0)
    assert ".cards" in choose_text("river_water")._file.accept
    assert registry.format_of_type("text/x-cards") is added


def test_a_figure_is_added_in_one_place(tmp_path, monkeypatch):
    """The entry of the guide: notebook, command line and report draw it."""
    [entry] = blocks_below("Add a figure", "py")
    added = eval(entry, {**vars(catalogue), "plot_rates": plot_rates})
    figures = (*catalogue.FIGURES, added)
    monkeypatch.setattr(catalogue, "FIGURES", figures)
    monkeypatch.setattr(report, "FIGURES", figures)
    path = tmp_path / "column.txt"
    path.write_text("It may rain. Perhaps it must.", encoding="utf-8")
    shown = show_figure("hedges-alone", analyze(read_document(path)), tmp_path / "one")
    assert shown.description.startswith("Hedges by section. Highest rate: Hedges")
    command = ["figures", "--only", "hedges-alone", str(path), "-o", str(tmp_path / "two")]
    assert CliRunner().invoke(app, command).exit_code == 0
    for folder in ("one", "two"):
        files = sorted(p.name for p in (tmp_path / folder / "column").glob("03-*"))
        stem = "03-hedges-alone"
        pictures = [f"{stem}-column.png", f"{stem}-column.svg", f"{stem}.png", f"{stem}.svg"]
        assert files == sorted([*pictures, f"{stem}.csv", f"{stem}.txt"])
    assert "<b>Hedges by section.</b> Dots" in report.report_html(analyze(read_document(path)))


@pytest.mark.slow
def test_the_documentation_is_built_without_a_warning(tmp_path):
    for name in ("docs", "notebooks", "analysis", "figures"):
        wanted = shutil.ignore_patterns("__pycache__", ".*")
        shutil.copytree(ROOT / name, tmp_path / name, ignore=wanted)
    options = ["-W", "--keep-going", "-q", "-b", "html"]
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, "-m", "sphinx.cmd.build", *options, "docs", "built"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    page = (tmp_path / "built" / "measures.html").read_text(encoding="utf-8")
    assert "Salager-Meyer" in page


def test_the_reference_shows_every_module_with_public_names():
    stub = ast.parse((ROOT / "analysis" / "__init__.pyi").read_text(encoding="utf-8"))
    modules = sorted(node.module for node in stub.body if isinstance(node, ast.ImportFrom))
    pages = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs/api").glob("*.rst"))
    assert sorted(re.findall(r"public-names:: ([\w.]+)", pages)) == modules
