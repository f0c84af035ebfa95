"""Quoting at most a few words in a row, in everything that a figure leaves behind."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.figures import draw_figures
from analysis.plots.quoting import QUOTE, limit_table, limit_texts
from analysis.plots.sections import plot_rates
from analysis.plots.style import save_figure
from analysis.reading.sources import read_document
from analysis.statistics.metrics import rates
from analysis.tables.analysis import analyze
from analysis.text.document import Document
from analysis.text.spans import WORD, fold

ROOT = Path(__file__).resolve().parent.parent
READ = (".csv", ".html", ".ipynb", ".json", ".md", ".py", ".svg", ".toml", ".tsv", ".txt")


def words_of(text: str) -> list[str]:
    return WORD.findall(fold(text))


def passages_in(text: str, source: str, size: int) -> list[str]:
    """Return the passages of so many words of a source that stand in a text."""
    words = words_of(source)
    known = {tuple(words[start : start + size]) for start in range(len(words) - size + 1)}
    found = words_of(text)
    starts = range(len(found) - size + 1)
    return [" ".join(found[s : s + size]) for s in starts if tuple(found[s : s + size]) in known]


WORDS = st.lists(st.sampled_from("rain may fall on the old bridge".split()), max_size=30)


@given(WORDS, st.lists(WORDS, max_size=4), st.integers(1, 5))
def test_no_longer_passage_is_left(source, texts, limit):
    limited = limit_texts([" ".join(text) for text in texts], " ".join(source), limit)
    assert len(limited) == len(texts)
    assert passages_in(" ".join(limited), " ".join(source), limit + 1) == []


@given(st.lists(st.text(max_size=40), max_size=4))
def test_what_is_not_of_the_text_stays(texts):
    assert limit_texts(texts, "", 5) == texts


def test_a_sentence_of_a_table_is_cut_and_its_numbers_stay():
    source = "Who pays\n\nNobody knows who pays for the old bridge."
    table = pd.DataFrame(
        {
            "title": ["Who pays", "Who pays"],
            "text": [
                "Nobody knows who pays for the old bridge.",
                "Another text of seven whole words.",
            ],
            "n": [8, 7],
        }
    )
    limited = limit_table(table, source, 5)
    assert limited["text"].tolist()[0] == "Nobody knows who …"  # two of the heading, three more
    assert limited["text"].tolist()[1] == table["text"].tolist()[1]
    assert limited["n"].tolist() == [8, 7]
    assert limited["n"].dtype == table["n"].dtype


def test_a_figure_shows_no_more_than_asked_for(tmp_path, monkeypatch):
    title = "A long heading of the text that nobody may quote in full"
    text = f"{title}\n\nIt may rain.\n\nAnother rather long heading of this text\n\nIt may snow."
    document = Document("x", text)
    analysis = analyze(document, scorers=False)
    assert len(words_of(document.title)) > 5
    for quote, expected in (("", True), ("5", False)):
        monkeypatch.setenv(QUOTE, quote)
        folder = tmp_path / f"quote{quote}"
        table = rates(analysis)
        save_figure(plot_rates(table, "hedge"), table, "01-x", analysis, folder, title="Hedges")
        for ending in ("svg", "txt", "csv"):
            written = (folder / "x" / f"01-x.{ending}").read_text(encoding="utf-8")
            assert bool(passages_in(_said(written), text, 6)) is expected or ending == "csv"
            if ending == "svg" and quote:
                # The caption is wrapped after it was shortened, so none of its lines is too long.
                assert max(map(len, re.findall(r"<!--(.*?)-->", written))) < 100


@pytest.mark.parametrize("limit", [1, 3])
def test_titles_of_divided_parts_are_cut_to_what_may_be_quoted(tmp_path, monkeypatch, limit):
    """They are opening words; so are those that a narrow figure breaks off with "…"."""
    monkeypatch.setenv(QUOTE, "")  # is set below, and put back at the end
    names = ["profile", "strip", "sentiment"]
    assert draw_figures(names, ["council_merger"], tmp_path, quote=limit) == {}
    document = read_document("council_merger")
    titles = [words_of(section.title) for section in document.body]
    assert all(len(words) == 4 for words in titles)
    n_written = 0
    for path in tmp_path.rglob("*"):
        if path.suffix not in (".csv", ".md", ".svg", ".txt"):
            continue
        n_written += 1
        said = " ".join(words_of(_said(path.read_text(encoding="utf-8"))))
        for words in titles:
            assert " ".join(words[: limit + 1]) not in said, path.name
            if limit > 1:  # "The proposal to mer…"
                assert " ".join(words[:limit]) + f" {words[limit][:2]}" not in said, path.name
        assert "… …" not in path.read_text(encoding="utf-8"), path.name
    assert n_written > 10


def _said(written: str) -> str:
    """Return what a picture says: its comments hold the words that it draws as lines."""
    return " ".join(re.findall(r"<!--(.*?)-->", written)) if "<svg" in written else written


@pytest.mark.shared
def test_six_words_in_a_row_of_the_real_op_ed_stand_nowhere(real_document):
    sections = [section for section in real_document.sections if section.role != "boilerplate"]
    op_ed = "\n\n".join(real_document.text[section.start : section.end] for section in sections)
    assert len(words_of(op_ed)) > 1000
    names = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
    ).stdout.split("\0")
    paths = [ROOT / name for name in names if name.endswith(READ)]
    assert len(paths) > 100
    for path in paths:
        if path.is_file():
            found = passages_in(path.read_text(encoding="utf-8", errors="replace"), op_ed, 6)
            assert found == [], path
