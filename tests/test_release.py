"""What goes out with a release: one version and date, and what Binder sets up."""

from __future__ import annotations

import re
import tomllib
from datetime import datetime
from pathlib import Path

import yaml
from packaging.specifiers import SpecifierSet

from analysis.markers.registry import MARKERS
from analysis.plots.labels import MAIN_MARKERS

ROOT = Path(__file__).resolve().parent.parent
CITATION = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_citation_and_changelog_name_the_same_release():
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    version, date = re.search(r"^## (\S+) – (.+)$", changes, re.M).groups()
    assert CITATION["version"] == version
    assert CITATION["date-released"] == datetime.strptime(date, "%d %B %Y").date()


def test_the_changelog_counts_devices_and_figures_right():
    changes = " ".join((ROOT / "CHANGELOG.md").read_text(encoding="utf-8").split())
    words = {6: "six", 7: "seven", 8: "eight", 9: "nine", 10: "ten", 11: "eleven", 12: "twelve"}
    n_devices = len([marker for marker in MARKERS if marker.name not in MAIN_MARKERS])
    assert f"attribution and {words[n_devices]} devices" in changes
    written = {path.stem for path in (ROOT / "figures").glob("*/*.txt")}
    assert f"{words[len(written)]} figures written by `make figures`" in changes


def test_citation_says_what_is_asked_for():
    assert CITATION["license"] == PROJECT["license"] == "MIT"
    assert {"cff-version", "message", "title", "authors", "abstract"} <= set(CITATION)


def test_binder_sets_up_what_the_project_pins():
    lines = (ROOT / "binder" / "requirements.txt").read_text(encoding="utf-8").splitlines()
    [line] = [line for line in lines if not line.startswith("#")]
    pins = (ROOT / "binder" / line.removeprefix("-r ")).resolve()
    assert pins == ROOT / "requirements.txt"
    assert "-e ." in pins.read_text(encoding="utf-8").splitlines()
    runtime = (ROOT / "binder" / "runtime.txt").read_text(encoding="utf-8").strip()
    version = runtime.removeprefix("python-")
    assert version in SpecifierSet(PROJECT["requires-python"])
