"""The command line: its contract, its messages, and what it leaves behind."""

from __future__ import annotations

import io
import json
import subprocess
import sys

import pandas as pd
import pytest
from typer.testing import CliRunner

from analysis.cli import app
from analysis.reading.sources import read_document

RUNNER = CliRunner()
FIELDS = {"id", "marker", "category", "start", "end", "text", "section", "voice", "weight"}
DEVICES = {"rhetorical_question", "scare_quotes", "repetition", "contrast", "triad", "us_them"}
MARKERS = {"section", "sentence", "hedge", "booster", "loaded", "attribution"} | DEVICES


def run(*arguments):
    return RUNNER.invoke(app, [str(argument) for argument in arguments])


def records(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def op_ed(tmp_path):
    path = tmp_path / "rain.txt"
    text = "Rain\r\n\r\nIt may rain.\r\n\r\nNo end\r\n\r\nIt certainly isn’t a good day.\r\n"
    path.write_bytes(text.encode())
    return path


def test_annotate_writes_one_object_a_line(op_ed, tmp_path):
    output = tmp_path / "spans.jsonl"
    assert run("annotate", op_ed, "-o", output).exit_code == 0
    text = op_ed.read_bytes().decode()
    rows = records(output)
    for row in rows:
        assert set(row) >= FIELDS
        assert row["marker"] in MARKERS
        assert text[row["start"] : row["end"]] == row["text"]
        assert row["id"] == "rain"
    sections = [(r["category"], r["section"]) for r in rows if r["marker"] == "section"]
    assert sections == [("title", "Rain"), ("body", "Opening"), ("body", "No end")]
    hits = [(r["marker"], r["text"]) for r in rows if r["marker"] in ("hedge", "booster")]
    assert hits == [("hedge", "may"), ("booster", "certainly")]
    sentences = [row for row in rows if row["marker"] == "sentence"]
    assert all(-1 <= row["sentiment"] <= 1 for row in sentences)
    assert "vader" not in sentences[0]


def test_annotate_with_scorers(op_ed, tmp_path):
    output = tmp_path / "spans.jsonl"
    assert run("annotate", op_ed, "-o", output, "--scorers").exit_code == 0
    sentences = [row for row in records(output) if row["marker"] == "sentence"]
    assert {"sentiment", "vader", "textblob", "subjectivity"} <= set(sentences[0])
    # A curly apostrophe must not hide the negation.
    assert sentences[-1]["vader"] < 0


def test_annotate_reads_jsonl_in_order_and_survives_bad_lines(tmp_path):
    path = tmp_path / "in.jsonl"
    lines = [
        '{"id": "b", "text": "It may rain."}',
        "not json",
        '{"id": "empty", "text": "  "}',
        '{"id": "a", "text": "It might snow."}',
        '{"text": "no id"}',
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    output = tmp_path / "out.jsonl"
    result = run("annotate", path, "-o", output, "--plain")
    assert result.exit_code == 1
    assert [row["id"] for row in records(output) if row["marker"] == "hedge"] == ["b", "a"]
    assert "line 2" in result.stderr
    assert "empty" in result.stderr
    assert "line 5" in result.stderr


def test_annotate_plain_takes_a_short_line_for_prose(op_ed, tmp_path):
    output = tmp_path / "spans.jsonl"
    run("annotate", op_ed, "-o", output, "--plain")
    assert [r["category"] for r in records(output) if r["marker"] == "section"] == ["body"]


def test_a_bad_document_does_not_lose_the_others(op_ed, tmp_path):
    output = tmp_path / "spans.jsonl"
    result = run("annotate", tmp_path / "nowhere.txt", op_ed, "-o", output)
    assert result.exit_code == 1
    assert "nowhere.txt" in result.stderr
    assert {row["id"] for row in records(output)} == {"rain"}


def test_annotate_leaves_no_half_file(op_ed, tmp_path, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("power cut")

    monkeypatch.setattr("analysis.tables.annotations.find_matches", fail)
    output = tmp_path / "spans.jsonl"
    assert run("annotate", op_ed, "-o", output).exit_code != 0
    assert {path.name for path in tmp_path.iterdir()} == {"rain.txt"}


def test_annotate_says_when_there_are_only_headings(tmp_path):
    path = tmp_path / "bare.md"
    path.write_text("# Water\n\n## Who pays\n", encoding="utf-8")
    result = run("annotate", path, "-o", tmp_path / "out.jsonl")
    assert result.exit_code == 0
    assert "no running text" in result.stderr


@pytest.mark.parametrize("name", ["harbour_bridge_for", "school_phones", "night_trains_for"])
def test_annotate_takes_samples_of_every_format(name, tmp_path):
    from analysis.reading.sources import sample_path

    output = tmp_path / "spans.jsonl"
    assert run("annotate", sample_path(name), "-o", output).exit_code == 0
    text = read_document(name).text
    assert all(text[row["start"] : row["end"]] == row["text"] for row in records(output))


def test_profile_in_every_format(tmp_path):
    table = run("profile", "river_water")
    assert table.exit_code == 0
    assert "What is known" in table.stdout
    rows = json.loads(run("profile", "river_water", "--format", "json").stdout)
    frame = pd.read_csv(io.StringIO(run("profile", "river_water", "--format", "csv").stdout))
    assert [row["title"] for row in rows] == frame["title"].tolist()
    sheet = tmp_path / "profile.xlsx"
    assert run("profile", "river_water", "--format", "xlsx", "-o", sheet).exit_code == 0
    assert pd.read_excel(sheet)["title"].tolist() == frame["title"].tolist()


def test_profile_of_a_missing_file_says_so():
    result = run("profile", "nowhere.txt")
    assert result.exit_code == 1
    assert "no such file" in result.stderr


def test_profile_of_headings_alone_says_so(tmp_path):
    path = tmp_path / "bare.md"
    path.write_text("# Water\n", encoding="utf-8")
    result = run("profile", path)
    assert result.exit_code == 1
    assert "no running text" in result.stderr


def test_doctor_finds_everything_here():
    result = run("doctor")
    assert result.exit_code == 0, result.stdout
    assert "NLTK vader_lexicon" in result.stdout


def test_doctor_says_the_remedy(monkeypatch):
    monkeypatch.setattr("analysis.doctor._required_packages", lambda: ["no-such-package"])
    result = run("doctor")
    assert result.exit_code == 1
    assert "pip install -r requirements.txt" in result.stdout


@pytest.mark.shared
def test_annotate_the_real_op_ed(real_path, tmp_path):
    output = tmp_path / "spans.jsonl"
    assert run("annotate", real_path, "-o", output).exit_code == 0
    rows = records(output)
    assert sum(row["marker"] == "sentence" for row in rows) == 97
    text = real_path.read_bytes().decode()
    assert all(text[row["start"] : row["end"]] == row["text"] for row in rows)


def test_annotate_reads_standard_input(tmp_path):
    output = tmp_path / "out.jsonl"
    result = subprocess.run(
        [sys.executable, "-m", "analysis", "annotate", "-", "-o", str(output)],
        input=b"It may rain.",
        capture_output=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert [row["text"] for row in records(output) if row["marker"] == "hedge"] == ["may"]


def test_annotate_refuses_private_addresses_unless_allowed(tmp_path):
    result = run("annotate", "http://127.0.0.1:9/x", "-o", tmp_path / "out.jsonl")
    assert result.exit_code == 1
    assert "--allow-private" in result.stderr or "private" in result.stderr


def test_report_is_one_page(tmp_path):
    page = tmp_path / "report.html"
    assert run("report", "council_merger", "-o", page).exit_code == 0
    text = page.read_text(encoding="utf-8")
    assert "Merging two councils" in text
    assert "<svg" in text


def test_report_of_a_missing_file_says_so(tmp_path):
    result = run("report", "nowhere.txt", "-o", tmp_path / "report.html")
    assert result.exit_code == 1
    assert "no such file" in result.stderr


def test_corpus_says_what_it_did(tmp_path):
    source = tmp_path / "texts.jsonl"
    source.write_text('{"id": "a", "text": "It may rain."}\n', encoding="utf-8")
    result = run("corpus", source, "-o", tmp_path / "out", "--workers", 1)
    assert result.exit_code == 0
    assert "1 documents, 3 words, 0 failed" in result.stdout


def test_validate_of_an_empty_folder_says_so(tmp_path):
    result = run("validate", "--gold", tmp_path)
    assert result.exit_code == 1
    assert "no gold set" in result.stderr
