"""Every command that README, guides and tutorials print is run, with names of files put in."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import docx
import pandas as pd
import pytest
from typer.testing import CliRunner

from analysis import (
    analyze,
    audit_sheets,
    invented_readings,
    new_reading,
    read_document,
    reading_path,
    write_reading,
)
from analysis.cli import app
from analysis.reading.sources import list_samples

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
    "INPUT": "essay.txt harbour_bridge_for",
    "PATTERN": "ferr*",
    "FOLDER": "essays",
    "FILE": "made.tsv",
    "OUT": "out",
    "CLASS": "class",
    "TEXT": "essay.txt",
    "…": "",
}
SERVERS = ("app", "lab")  # tests/browser opens these
ALONE = (*SERVERS, "doctor", "figures")  # whole commands without another word
WRITTEN_LATER = ("hedges-alone",)  # by the guide that names it, which has a test of its own


# What a command needs comes before it; what it deletes is deleted last.
FIRST = ("norms", "corpus", "import")


def place(command: str) -> tuple[bool, list[bool], bool, str]:
    words = shlex.split(command)
    last = [word in words for word in ("--forget", "archive")]
    return words[0] not in FIRST, last, "--draw" not in words, command


def commands() -> list[str]:
    """Return the commands of all pages, without what is said about them."""
    found = []
    for page in PAGES:
        for line in page.read_text(encoding="utf-8").splitlines():
            for told in re.findall(r"-m analysis ([a-z]+(?:[^`#\\]|\\\")*)", line):
                command = re.split(r"\s{2,}", re.sub(r"(?<=\w) +(?=[A-Z\[-])", " ", told))[0]
                found.append(command.replace('\\"', '"').replace("[", "").replace("]", "").strip())
    told = {re.sub(r"\s+", " ", command) for command in found}
    whole = {command for command in told if " " in command or command in ALONE}
    return sorted(
        (one for one in whole if not any(name in one for name in WRITTEN_LATER)), key=place
    )


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A folder with the files that the commands name."""
    folder = tmp_path_factory.mktemp("desk")
    text = read_document("river_water").text
    for name in ("essay.txt", "one.txt", "two.txt", "three.txt", "class/essay.txt"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    for number in range(20):
        path = folder / "essays" / f"{number}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"Essay {number}\n\n{text[:2000]}", encoding="utf-8")
    page = docx.Document()
    for paragraph in text.split("\n\n"):
        page.add_paragraph(paragraph)
    page.save(str(folder / "my op-ed.docx"))
    (folder / "marks.txt").write_text("3 S -2\n", encoding="utf-8")
    texts = pd.DataFrame({"id": list("abcdef"), "text": text, "outlet": list("xxxyyy")})
    texts.to_csv(folder / "texts.csv", index=False)
    essay = analyze(read_document(folder / "class" / "essay.txt"))
    for initials, reading in zip(("AB", "CD"), invented_readings(essay, 2), strict=True):
        path = reading_path(essay.document, initials, folder / "class")
        write_reading(replace(reading, reader=initials), path)
    sentence = {"id": "1", "doc": "one", "text": "It may rain.", "label": "uncertain"}
    gold = folder / "essays" / "hedging" / "sfu_reviews.jsonl"
    gold.parent.mkdir()
    gold.write_text(json.dumps(sentence), encoding="utf-8")
    return folder


def read_sample(archive: Path) -> None:
    """Read the sample of an archive, and find nothing."""
    for sheet in audit_sheets(archive):
        reading = new_reading(sheet.document, "AB", ["loaded"], sheet.spans, finished=True)
        folder = archive / "audit" / "readings"
        write_reading(reading, reading_path(sheet.document, "AB", folder))


def words_of(command: str) -> list[str]:
    if command.startswith("import"):
        command = command.replace("FILE", "marks.txt")
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


def commands_to_run() -> list[str]:
    """Leave out servers, and commands that differ from another in the names of texts alone."""
    samples = "|".join(list_samples())
    kinds: dict[str, str] = {}
    for command in commands():
        kind = re.sub(rf"\b({samples})\b", "DOCUMENT", command)
        kinds.setdefault(re.sub(r"-o [\w-]+(\.\w+)", r"-o FILE\1", kind), command)
    return [command for command in kinds.values() if command.split()[0] not in SERVERS]


@pytest.mark.slow
@pytest.mark.parametrize("command", commands_to_run())
def test_the_command_runs(command, desk, monkeypatch):
    monkeypatch.chdir(desk)
    words = words_of(command)
    if words[:2] == ["audit", "archive"] and "--draw" not in words:
        read_sample(desk / "archive")
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, (words, done.output[-500:], done.exception)
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
