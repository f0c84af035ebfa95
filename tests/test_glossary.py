"""README and the first notebook explain a word of the trade where it first stands."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
CODE = re.compile(r"^```.*?^```|`[^`\n]*`|\]\([^)\s]*\)|<[^>]*>|^\|.*?$|^#.*?$", re.S | re.M)
# A word, and how it is explained where it first stands.
README_TERMS = {
    "terminal": "*terminal*: the window",
    "make": "*make* is a program",
    "JupyterLab": "it installs JupyterLab and the libraries",
    "PowerShell": "In *PowerShell*",
    "notebook is": "A *notebook* is a page of text",
    "interval": "**95 % interval**: how far chance",
    "percentile": "the share of them that have less (its *percentile*)",
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
