"""README and the first notebook explain a word of the trade where it first stands."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path

import pytest

from analysis import read_document
from analysis.markers.decided import loaded_at
from analysis.statistics.intervals import poisson_rate

ROOT = Path(__file__).resolve().parent.parent
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
CODE = re.compile(r"^```.*?^```|`[^`\n]*`|\]\([^)\s]*\)|<[^>]*>|^\|.*?$|^#.*?$", re.S | re.M)
# A word, and how it is explained where it first stands.
README_TERMS = {
    "hedges": "its hedges (*perhaps*)",
    "boosters": "boosters (*clearly*)",
    "terminal": "*terminal*: the window",
    "make": "*make* is a program",
    "JupyterLab": "it installs JupyterLab and the libraries",
    "PowerShell": "In *PowerShell*",
    "notebook is": "A *notebook* is a page of text",
    "interval": "**95 % interval**: how far chance",
    "percentile": "and half of those that have as much (its *percentile*)",
    "precision": "*precision* (of what the measure marks",
    "recall": "*recall* (of what readers marked",
    "kappa": "**kappa** is agreement beyond chance",
}
NOTEBOOK_TERMS = {
    "cells": "cells with commands; running a cell",
    "kernel": "the program behind the page (the *kernel*)",
    "percentile": "(a *percentile*) is the share",
    "interval": "**95 % interval**",
}


def readme() -> str:
    return CODE.sub("", (ROOT / "README.md").read_text(encoding="utf-8"))


def first_notebook() -> str:
    page = json.loads((ROOT / "notebooks" / "00_start_here.ipynb").read_text(encoding="utf-8"))
    cells = [c["source"] for c in page["cells"] if c["cell_type"] == "markdown"]
    return CODE.sub("", "\n\n".join(map("".join, cells)))


@pytest.mark.parametrize(
    ("page", "term", "told"),
    [(readme, *pair) for pair in README_TERMS.items()]
    + [(first_notebook, *pair) for pair in NOTEBOOK_TERMS.items()],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
)
def test_a_word_is_explained_where_it_first_stands(page, term, told):
    text = " ".join(page().split())
    bare = re.sub(r"[*]", "", text)
    first = re.search(rf"(?<![\w-]){re.escape(term)}", bare)
    places = [bare.find(re.sub(r"[*]", "", part)) for part in told.split("|")]
    assert first, f"{term} is not used any more: take it out of the list"
    assert any(0 <= first.start() - place <= 70 for place in places if place >= 0), bare[
        max(0, first.start() - 40) : first.start() + 80
    ]


def test_the_glossary_is_in_order_and_has_what_the_readme_uses():
    heads = re.findall(r"^(?!:)(\S.*)\n: ", GLOSSARY, re.M)
    assert heads == sorted(heads, key=lambda head: (not head[0].isdigit(), head.lower()))
    entries = " ".join(heads).lower()
    for term in ("make", "kernel", "f1", "precision", "recall", "cross-validation", "interval"):
        assert term in entries
    for term in ("percentile", "keyness", "kappa", "pearson", "notebook", "terminal", "peer"):
        assert term in entries
    for term in ("hedge", "booster", "p-value", "log ratio", "odds ratio", "collocates", "stratum"):
        assert term in entries
    for term in ("cue", "verdict", "overlap f1", "clustering", "dispersion (dp)"):
        assert term in entries


def test_an_interval_is_the_same_in_the_glossary_and_the_first_notebook():
    """Three hits in 300 words, and how many there might as well have been."""
    rate = poisson_rate(3, 300)
    fewest, most = math.ceil(rate.low * 300 / 1000), math.floor(rate.high * 300 / 1000)
    words = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    told = f"{words[fewest]} or {words[most]}"
    assert f"might well have had {told}" in " ".join(GLOSSARY.split())
    assert f"might well have shown {words[fewest]} hit or {words[most]}" in first_notebook()


def test_a_higher_sensitivity_marks_more_as_the_glossary_says():
    document = read_document("harbour_bridge_against")
    low, high = (len(loaded_at(level).find(document)) for level in (0.6, 0.9))
    assert low < high
    assert "sensitivity\n: How readily the measure marks a loaded word. Higher: more" in GLOSSARY


def test_markers_are_told_before_the_first_notebook_speaks_of_its_marks():
    text = first_notebook()
    assert text.index("**Hedges**: words that") < text.index(
        "The text appears with loaded language"
    )
