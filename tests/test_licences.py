"""The page of licences names every package that is needed, with what it states of itself."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
NAMES = [re.split(r"[^\w.-]", line)[0] for line in PROJECT["dependencies"]]
STATED = dict(re.findall(r"^\| \*?([\w.-]+)\*? \| ([^|]+?) \|$", PAGE, re.MULTILINE))
# What packages call one and the same licence.
SPELLINGS = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD",
    "MIT License": "MIT",
    "Python Software Foundation License": "PSF",
}


def stated_licence(name):
    """Return the licence in a package's own description."""
    about = metadata(name)
    classified = [
        line.split(" :: ")[-1]
        for line in about.get_all("Classifier") or []
        if line.startswith("License ::")
    ]
    said = about.get("License-Expression") or ", ".join(classified) or about.get("License") or ""
    return SPELLINGS.get(said, said.strip().splitlines()[0])


@pytest.mark.parametrize("name", NAMES)
def test_every_package_stands_with_its_licence(name):
    assert STATED[name] == stated_licence(name)


def test_no_other_package_stands_there():
    assert set(STATED) - {"package"} == set(NAMES)


def test_a_stricter_licence_is_named():
    """A copyleft licence among what is needed is told apart from the table."""
    strict = {name for name in NAMES if re.search(r"\bA?GPL", STATED[name])}
    assert all(f"*{name}*" in PAGE for name in strict)
