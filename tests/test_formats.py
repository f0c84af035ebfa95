"""One registry of document formats: every command, the archive and the start page use it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from analysis import choose_text, read_document
from analysis.cli import app
from analysis.reading.formats import registry
from analysis.reading.formats.registry import document_endings, format_of_ending

INPUTS = Path(__file__).parent / "documents" / "inputs"
# A document of each format, whose content any ending of the format may carry.
EXAMPLES = {
    "text": "notes_app.txt",
    "markdown": "front_matter.md",
    "html": "ghost.html",
    "docx": "styled.docx",
    "pdf": "one_column.pdf",
    "epub": "book.epub",
}


def test_no_two_formats_share_an_ending_or_a_type():
    for listed in (
        document_endings(),
        [kind for form in registry.FORMATS for kind in form.types],
        [form.name for form in registry.FORMATS],
    ):
        assert len(listed) == len(set(listed))
    assert all(form.holds == "binary" for form in registry.FORMATS if form.signature)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """One document for each ending, also in capitals."""
    folder = tmp_path_factory.mktemp("documents")
    for number, ending in enumerate(document_endings()):
        example = INPUTS / EXAMPLES[format_of_ending(ending).name]
        shutil.copy(example, folder / f"d{number}{ending.upper() if number % 2 else ending}")
    return folder


def run(*arguments):
    done = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert done.exit_code == 0, done.output
    return done


def test_annotate_reads_every_ending(folder, tmp_path):
    output = tmp_path / "spans.jsonl"
    run("annotate", *sorted(folder.iterdir()), "-o", output)
    ids = {json.loads(line)["id"] for line in output.read_text(encoding="utf-8").splitlines()}
    assert ids == {path.stem for path in folder.iterdir()}


def test_the_archive_reads_every_ending(folder, tmp_path):
    run("corpus", folder, "-o", tmp_path / "out", "--workers", "1")
    table = pd.read_parquet(tmp_path / "out" / "documents")
    assert set(table["doc_id"]) == {path.stem for path in folder.iterdir()}


@pytest.mark.parametrize("ending", document_endings())
def test_a_profile_is_made_of_every_ending(ending, tmp_path):
    path = tmp_path / f"d{ending}"
    shutil.copy(INPUTS / EXAMPLES[format_of_ending(ending).name], path)
    run("profile", path, "-o", tmp_path / "p.csv")
    assert pd.read_csv(tmp_path / "p.csv")["n_words"].sum() > 100
    assert read_document(path).meta["format"] == format_of_ending(ending).name


def test_the_start_page_offers_every_ending():
    assert set(choose_text("river_water")._file.accept.split(",")) == set(document_endings())
