"""The command line: its contract, its messages, and what it leaves behind."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys

import pandas as pd
import pytest
from typer.main import get_group
from typer.testing import CliRunner

from analysis.__main__ import _leave_others_out
from analysis.cli import app
from analysis.reading.sources import read_document
from analysis.statistics.intervals import Interval
from analysis.statistics.metrics import profile
from analysis.statistics.norms import ABOUT, COLUMNS, load_norms
from analysis.tables.analysis import analyze

RUNNER = CliRunner()
FIELDS = {"id", "marker", "category", "start", "end", "text", "section", "voice", "weight"}
DEVICES = {"rhetorical_question", "scare_quotes", "repetition", "contrast", "triad", "us_them"}
DEVICES |= {"concession"}
MARKERS = {"section", "sentence", "hedge", "booster", "loaded", "attribution"} | DEVICES


def run(*arguments):
    return RUNNER.invoke(app, [str(argument) for argument in arguments])


@pytest.mark.parametrize("asked", ["annotate", "app", "import", "start-app", "--help", "annotat"])
def test_the_command_that_is_asked_for_alone_is_put_together(asked, monkeypatch):
    known = get_group(app).commands
    monkeypatch.setattr(app, "registered_commands", list(app.registered_commands))
    _leave_others_out(app, [asked])
    assert set(get_group(app).commands) == ({asked} if asked in known else set(known))


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

    monkeypatch.setattr("analysis.tables.annotations.document_rows", fail)
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
    from packaging.requirements import Requirement

    needed = [Requirement("no-such-package")]
    monkeypatch.setattr("analysis.doctor._required_packages", lambda: needed)
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


# --- whatever a person can type ------------------------------------------------------------------

COMMANDS = {
    "figures": ("figures", "{input}", "-o", "{output}"),
    "annotate": ("annotate", "{input}", "-o", "{output}"),
    "profile": ("profile", "{input}", "-o", "{output}"),
    "report": ("report", "{input}", "-o", "{output}"),
    "corpus": ("corpus", "{input}", "-o", "{output}", "--workers", "1"),
    "norms": ("norms", "{input}", "-o", "{output}"),
    "validate": ("validate", "--gold", "{input}"),
}
TEXT = "Rain\n\nIt may rain. Nobody knows who pays for it.\n"
ODD_INPUTS = {
    "missing": lambda folder: folder / "nowhere.txt",
    "a folder": lambda folder: folder,
    "below a file": lambda folder: made(folder / "x.txt", TEXT) / "y.txt",
    "empty": lambda folder: made(folder / "x.txt", ""),
    "a name too long": lambda folder: folder / ("x" * 300),
    "a name with control characters": lambda folder: folder / "a\x1b[31m\nb.txt",
    "no name": lambda folder: "",
    "an unknown protocol": lambda folder: "gopher://example.org/",
    "a bad address": lambda folder: "http://[::1",
    "a name that is not UTF-8": lambda folder: folder / os.fsdecode(b"caf\xe9.txt"),
    "a folder that may not be read": lambda folder: "/proc/1/task/1/mem",
    "a link to itself": lambda folder: linked(folder / "x.txt"),
}
ODD_TABLES = {
    "empty CSV": lambda folder: made(folder / "x.csv", ""),
    "CSV in Latin-1": lambda folder: made(folder / "x.csv", "id,text\n1,Café\n".encode("latin-1")),
    "CSV with an open quote": lambda folder: made(folder / "x.csv", 'id,text\n1,"It may\n2,x\n'),
    "broken Parquet": lambda folder: made(folder / "x.parquet", b"PAR1 no more PAR1"),
    "broken JSON lines": lambda folder: made(folder / "x.jsonl", '{"id": 1, "text"\n\xff\n'),
    "JSON lines in UTF-16": lambda folder: made(folder / "x.jsonl", '{"id":"a"}'.encode("utf-16")),
}
ODD_OUTPUTS = {
    "a folder": lambda folder, name: (folder / name).mkdir() or folder / name,
    "below a file": lambda folder, name: made(folder / "file", "kept") / name,
    "a name too long": lambda folder, name: folder / ("x" * 300 + name),
    "a device": lambda folder, name: f"/proc/nowhere/{name}",
    "a full disk": lambda folder, name: "/dev/full",
}
OUTPUT = {"annotate": "x.jsonl", "profile": "x.csv", "report": "x.html"}


def made(path, content):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def linked(path):
    path.symlink_to(path)
    return path


def typed(command, source, output):
    return run(*(part.format(input=source, output=output) for part in COMMANDS[command]))


def is_told(result):
    """Whether a command failed in a line of plain words."""
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code in (1, 2)
    lines = [line for line in result.stderr.splitlines() if line.strip()]
    assert lines
    assert all(line.isprintable() for line in lines)
    return "Traceback" not in result.stderr


@pytest.mark.parametrize("odd", ODD_INPUTS)
@pytest.mark.parametrize("command", COMMANDS)
def test_no_odd_input_ends_in_a_traceback(command, odd, tmp_path):
    output = "out" if command in ("corpus", "figures") else OUTPUT.get(command, "x.csv")
    assert is_told(typed(command, ODD_INPUTS[odd](tmp_path), tmp_path / "new" / output))


@pytest.mark.parametrize("odd", ODD_TABLES)
def test_no_odd_archive_ends_in_a_traceback(odd, tmp_path):
    assert is_told(typed("corpus", ODD_TABLES[odd](tmp_path), tmp_path / "out"))


@pytest.mark.parametrize("odd", ["broken JSON lines", "JSON lines in UTF-16"])
def test_no_odd_lines_end_in_a_traceback(odd, tmp_path):
    assert is_told(typed("annotate", ODD_TABLES[odd](tmp_path), tmp_path / "out.jsonl"))


# Where a table of a person's own is read: its first line, and the command.
OWN_TABLES = {
    "metadata": ("file,author\n", "texts {input} --metadata {table}"),
    "frequencies": ("word,count\n", "texts {input} --reference {table}"),
    "lexicon": ("word,category\n", "profile {input} --lexicon {table}"),
    "labels": ("label,marker\n", "import {table} {input} --reader AB --labels {table}"),
    "readings": ("start,end,label\n", "import {table} {input} --reader AB"),
    "norms": (f"{chr(9).join(COLUMNS)}\n", "profile {input} --norms {table}"),
}
ODD_ROWS = {
    "in Latin-1": "Café,Ada\n".encode("latin-1"),
    "an open quote": b'"rain,hedge\nsnow,booster\n',
    "a long open quote": b'"' + b"rain,hedge\n" * 15_000,
}


@pytest.mark.parametrize("odd", ODD_ROWS)
@pytest.mark.parametrize("table", OWN_TABLES)
def test_no_odd_table_ends_in_a_traceback(table, odd, op_ed, tmp_path):
    head, command = OWN_TABLES[table]
    about = "".join(f"# {key}: x\n" for key in ABOUT) if table == "norms" else ""
    path = made(tmp_path / "own.csv", f"{about}{head}".encode() + ODD_ROWS[odd])
    result = run(*(part.format(input=op_ed, table=path) for part in command.split()))
    assert is_told(result)
    line = (about + head).count("\n") + 1
    assert f"own.csv, line {line}" in result.stderr.replace("csv: line", "csv, line")


@pytest.mark.parametrize("odd", ODD_OUTPUTS)
@pytest.mark.parametrize("command", OUTPUT)
def test_no_odd_output_ends_in_a_traceback(command, odd, op_ed, tmp_path):
    output = ODD_OUTPUTS[odd](tmp_path, OUTPUT[command])
    extra = ["--format", "csv"] if command == "profile" and odd == "a full disk" else []
    parts = [p.format(input=op_ed, output=output) for p in COMMANDS[command]]
    result = run(*parts, *extra)
    assert is_told(result)
    assert str(output)[:200] in result.stderr
    if odd == "below a file":
        assert (tmp_path / "file").read_text() == "kept"


@pytest.mark.parametrize("output", ["file", "file/below"])
@pytest.mark.parametrize("command", ["corpus", "figures"])
def test_a_file_where_a_folder_should_be_is_told(command, output, op_ed, tmp_path):
    made(tmp_path / "file", "kept")
    source = made(tmp_path / "x.jsonl", '{"id": "a", "text": "It may rain."}\n')
    chosen = source if command == "corpus" else op_ed
    result = run(command, chosen, "-o", tmp_path / output)
    assert is_told(result)
    assert (tmp_path / "file").read_text() == "kept"


@pytest.mark.parametrize(
    "arguments",
    [
        ["nosuchcommand"],
        ["figures", "--quote", "0"],
        ["figures", "--quote", "five"],
        ["figures", "-"],
        ["annotate"],
        ["annotate", "river_water"],
        ["profile", "river_water", "--format", "pdf"],
        ["profile", "river_water", "-o", "p.docx"],
        ["profile", "river_water", "-o", "p"],
        ["profile", "river_water", "--format", "csv", "-o", "p.json"],
        ["report", "river_water", "--review", "nowhere.review.json"],
        ["corpus", "x", "-o", "out", "--workers", "0"],
        ["validate", "-o", "x.docx"],
        ["app", "now"],
        ["doctor", "--fast"],
    ],
    ids=" ".join,
)
def test_no_odd_command_ends_in_a_traceback(arguments, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert is_told(run(*arguments))
    assert list(tmp_path.iterdir()) == []


def test_an_impossible_ending_is_refused_with_those_that_are_possible(tmp_path):
    result = run("profile", "river_water", "-o", tmp_path / "p.docx")
    assert result.exit_code == 2
    assert ".csv, .json, .xlsx, .txt" in result.stderr


@pytest.mark.parametrize("ending", ["csv", "json", "xlsx"])
def test_the_format_follows_the_ending(ending, tmp_path):
    path = tmp_path / "new" / "folder" / f"p.{ending.upper()}"
    assert run("profile", "river_water", "-o", path).exit_code == 0
    read = {"csv": pd.read_csv, "json": pd.read_json, "xlsx": pd.read_excel}[ending]
    assert read(path)["title"].tolist()[1] == "What is known"


@pytest.mark.parametrize("name", ["river_water", "harbour_bridge_against"])
def test_a_profile_fits_a_terminal(name):
    lines = run("profile", name).stdout.splitlines()
    assert max(map(len, lines)) <= 100
    assert len(lines) > 10


def test_a_profile_with_a_long_heading_fits_a_terminal(tmp_path):
    path = made(tmp_path / "x.md", f"# Rain\n\n## {'Very ' * 60}long\n\nIt may rain.\n")
    assert max(map(len, run("profile", path).stdout.splitlines())) <= 100


def test_notices_are_said_and_kept_with_the_profile(tmp_path):
    path = made(tmp_path / "de.txt", "Es regnet heute in der Stadt, und niemand weiß, warum. " * 3)
    result = run("profile", path, "-o", tmp_path / "p.csv")
    assert result.exit_code == 0
    assert "seems to be in German" in result.stderr
    assert pd.read_csv(tmp_path / "p.csv")["notices"].tolist() == ["language short undivided"]
    run("profile", path, "-o", tmp_path / "p.txt")
    assert "seems to be in German" in (tmp_path / "p.txt").read_text(encoding="utf-8")
    assert run("profile", "river_water").stderr == ""


def test_annotate_without_readable_input_leaves_an_older_output(tmp_path):
    output = made(tmp_path / "keep.jsonl", "old")
    result = run("annotate", tmp_path / "nowhere.txt", "-o", output)
    assert result.exit_code == 1
    assert output.read_text() == "old"
    assert {path.name for path in tmp_path.iterdir()} == {"keep.jsonl"}


def test_no_command_writes_over_what_it_reads(tmp_path):
    path = made(tmp_path / "x.csv", TEXT)
    for command in ("annotate", "profile", "report"):
        assert run(command, path, "-o", path).exit_code == 2
        assert path.read_text() == TEXT


def test_odd_characters_of_a_text_reach_every_output(tmp_path):
    page = f"<html><body><h1>Rain\x0b and\u2028 snow</h1><p>{TEXT}\x0b\x1b[2J \u2029 It may.</p>"
    path = made(tmp_path / "x.html", page)
    for name in ("p.csv", "p.json", "p.xlsx", "p.txt"):
        assert run("profile", path, "-o", tmp_path / name).exit_code == 0, name
    assert run("annotate", path, "-o", tmp_path / "x.jsonl").exit_code == 0
    assert run("report", path, "-o", tmp_path / "x.html.html").exit_code == 0
    assert "\x1b" not in run("profile", path).stdout


def test_a_name_that_is_not_utf_8_is_read(tmp_path):
    path = made(tmp_path / os.fsdecode(b"caf\xe9.txt"), TEXT)
    for name in ("p.csv", "p.json", "p.xlsx"):
        assert run("profile", path, "-o", tmp_path / name).exit_code == 0, name
    assert run("report", path, "-o", tmp_path / "x.html").exit_code == 0
    assert run("annotate", path, "-o", tmp_path / "x.jsonl").exit_code == 0
    assert {row["marker"] for row in records(tmp_path / "x.jsonl")} >= {"section", "hedge"}


def test_half_a_character_in_an_id_is_reported_and_the_others_are_written(tmp_path):
    lines = '{"id": "a", "text": "It may rain."}\n{"id": "\\ud800x", "text": "It may."}\n'
    path = made(tmp_path / "x.jsonl", lines)
    result = run("annotate", path, "-o", tmp_path / "out.jsonl")
    assert result.exit_code == 1
    assert "line 2" in result.stderr
    assert {row["id"] for row in records(tmp_path / "out.jsonl")} == {"a"}


def test_a_reader_that_has_seen_enough_is_no_error():
    for arguments in (["profile", "river_water"], ["annotate", "river_water", "-o", "-"]):
        command = [sys.executable, "-m", "analysis", *arguments]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            process.stdout.close()
            assert process.stderr.read() == b""


def test_a_terminal_that_knows_only_ascii_is_no_error():
    done = subprocess.run(
        [sys.executable, "-m", "analysis", "profile", "river_water"],
        env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe\x00",
        b"{",
        b"[]",
        b'{"decisions": 1}',
        b'{"document": {"id": "x"}, "decisions": [' + b"1" * 5000 + b"]}",
        b'{"version": ' + b"9" * 5000 + b', "decisions": []}',
        b"[" * 100_000,
    ],
    ids=["binary", "open", "list", "number", "5,000 digits", "version", "deep"],
)
def test_a_bad_review_is_told_and_kept(content, op_ed, tmp_path):
    path = made(tmp_path / "x.review.json", content)
    result = run("report", op_ed, "-o", tmp_path / "x.html", "--review", path)
    assert is_told(result)
    assert "x.review.json" in result.stderr
    assert path.read_bytes() == content
    assert not (tmp_path / "x.html").exists()


def test_a_lexicon_of_ones_own_is_found_by_every_command(op_ed, tmp_path):
    lexicon = made(tmp_path / "weather.csv", "word,category\nrain,wet\nday,time\n")
    output = tmp_path / "x.jsonl"
    assert run("annotate", op_ed, "-o", output, "--lexicon", lexicon).exit_code == 0
    hits = [(r["category"], r["text"]) for r in records(output) if r["marker"] == "weather"]
    assert hits == [("wet", "rain"), ("time", "day")]
    assert run("profile", op_ed, "-o", tmp_path / "p.csv", "--lexicon", lexicon).exit_code == 0
    assert pd.read_csv(tmp_path / "p.csv")["weather_count"].sum() == 2
    assert run("report", op_ed, "-o", tmp_path / "r.html", "--lexicon", lexicon).exit_code == 0
    assert "weather" in (tmp_path / "r.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", OUTPUT)
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("latin.csv", "word,category\ncafé,place\n".encode("latin-1")),
        ("empty.tsv", b""),
        ("verbs.docx", b"PK"),
        ("hedge.csv", b"word,category\nmay,modal\n"),
        (".", b""),
        ("missing.csv", b""),
    ],
)
def test_a_bad_lexicon_is_told(command, name, content, op_ed, tmp_path):
    path = tmp_path / name
    if name not in (".", "missing.csv"):
        made(path, content)
    result = run(command, op_ed, "-o", tmp_path / OUTPUT[command], "--lexicon", path)
    assert is_told(result)
    assert path.name in result.stderr
    assert not (tmp_path / OUTPUT[command]).exists()


@pytest.mark.parametrize(
    ("needed", "ok", "said"),
    [
        ("pandas>=1", True, pd.__version__),
        ("pandas>=1,<2", False, f"{pd.__version__}, but <2,>=1 is needed; run `pip install"),
        ("no-such-package-of-ours", False, "run `pip install"),
    ],
)
def test_the_doctor_sees_what_is_missing_or_too_old(needed, ok, said, monkeypatch):
    from analysis import doctor

    monkeypatch.setattr(doctor, "requires", lambda name: [needed, "torch; extra == 'learning'"])
    [check] = map(doctor._check_package, doctor._required_packages())
    assert check.ok is ok
    assert said in check.detail


def test_a_profile_says_its_places_and_among_which_texts():
    shown = run("profile", "river_water").stdout
    said = "Their places among the parts of 187 op-eds of three outlets"
    assert said in " ".join(shown.split())
    table = profile(analyze(read_document("river_water"), scorers=False))
    first = table.iloc[0]
    rate = Interval(first["hedge_rate"], first["hedge_low"], first["hedge_high"])
    place = load_norms().place("hedge", rate, grain="part")
    assert f" {place.percentile:.0f} [{place.low:.0f}, {place.high:.0f}]" in shown
    assert "924 news articles" in run("profile", "council_merger", "--norms", "news").stdout
