"""Every command that README, guides and tutorials print is run, with names of files put in."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import docx
import pytest
from typer.testing import CliRunner

from analysis import (
    analyze,
    invented_readings,
    read_document,
    reading_path,
    write_reading,
)
from analysis.cli import app

ROOT = Path(__file__).resolve().parent.parent
PAGES = [
    ROOT / "README.md",
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "notebooks").glob("*.md")),
    *sorted((ROOT / "notebooks").glob("*.ipynb")),
]
# What stands for a name of the reader's own, and what is put there.
PLACES = {
    "DOCUMENT": "essay.txt",
    "INPUT": "essay.txt",
    "PATTERN": "ferr*",
    "FOLDER": "essays",
    "FILE": "made.tsv",
    "OUT": "out",
    "CLASS": "class",
    "…": "",
}
SERVERS = ("app", "lab")  # tests/browser opens these
WRITTEN_LATER = ("hedges-alone",)  # by the guide that names it, which has a test of its own


def commands() -> list[str]:
    """Return the commands of all pages, without what is said about them."""
    found = []
    for page in PAGES:
        for line in page.read_text(encoding="utf-8").splitlines():
            for told in re.findall(r"-m analysis ([a-z]+(?:[^`#\\]|\\\")*)", line):
                command = re.split(r"\s{3,}", re.sub(r"(?<=\w) +(?=[A-Z\[-])", " ", told))[0]
                found.append(command.replace('\\"', '"').replace("[", "").replace("]", "").strip())
    return sorted(
        {
            re.sub(r"\s+", " ", command)
            for command in found
            if not any(name in command for name in WRITTEN_LATER)
        },
        # A yardstick and an archive are made before they are used.
        key=lambda command: (not command.startswith(("norms", "corpus")), command),
    )


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A folder with the files that the commands name."""
    folder = tmp_path_factory.mktemp("desk")
    text = read_document("river_water").text
    for name in ("essay.txt", "one.txt", "two.txt"):
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "essays").mkdir()
    for number in range(20):
        name = f"essays/{number}.txt"
        (folder / name).write_text(f"Essay {number}\n\n{text}", encoding="utf-8")
    page = docx.Document()
    for paragraph in text.split("\n\n"):
        page.add_paragraph(paragraph)
    page.save(str(folder / "my op-ed.docx"))
    (folder / "class").mkdir()
    essay = analyze(read_document(folder / "essay.txt"))
    for reading in invented_readings(essay, 2):
        path = reading_path(essay.document, reading.reader, folder / "class")
        write_reading(reading, path)
    shutil.copy(folder / "essay.txt", folder / "class")
    sentence = {"id": "1", "doc": "one", "text": "It may rain.", "label": "uncertain"}
    (folder / "essays" / "hedging").mkdir()
    gold = folder / "essays" / "hedging" / "sfu_reviews.jsonl"
    gold.write_text(json.dumps(sentence), encoding="utf-8")
    return folder


def words_of(command: str) -> list[str]:
    for place, name in PLACES.items():
        command = re.sub(rf"(?<![\w-]){place}(?!\w)", name, command)
    words = shlex.split(command)
    if words[0] == "figures":  # all of them are drawn by other tests
        words = [*(word for word in words if word != "--all"), "--only", "strip", "-o", "figures"]
    return words


def test_commands_are_found():
    names = {command.split()[0] for command in commands()}
    known = {made.name or made.callback.__name__ for made in app.registered_commands}
    assert names <= known
    assert known == names, "a command that no page shows"


@pytest.mark.slow
@pytest.mark.parametrize("command", [c for c in commands() if c.split()[0] not in SERVERS])
def test_the_command_runs(command, desk, monkeypatch):
    monkeypatch.chdir(desk)
    done = CliRunner().invoke(app, words_of(command))
    assert done.exit_code == 0, (words_of(command), done.output[-500:], done.exception)
    for name in re.findall(r"-o (\S+)", command):
        assert (desk / PLACES.get(name, name)).exists()


def test_targets_of_make_do_what_they_say():
    """What a target would run is there; targets that pages name are those of the Makefile."""
    if shutil.which("make") is None:
        pytest.skip("no make")
    text = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    named = set(re.findall(r"(?:^|`)make ([a-z][a-z-]*)", text, re.M))
    assert {"figures", "test", "test-quick", "lab", "app", "docs", "bench"} <= named
    for target in sorted(named):
        command = ["make", "--dry-run", "--assume-old=.venv/installed", target]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert ".venv/bin/" in done.stdout, target
