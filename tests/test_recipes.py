"""The recipes: twenty-two questions, each answered by its line."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

PAGE = (Path(__file__).resolve().parent.parent / "docs" / "recipes.md").read_text(encoding="utf-8")
BEFORE, *PARTS = re.split(r"^\*\*(?=\d+\. )", PAGE, flags=re.M)
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.S | re.M)


@pytest.fixture(scope="module")
def names() -> dict[str, Any]:
    made: dict[str, Any] = {}
    [first] = BLOCK.findall(BEFORE)
    exec(compile(first, "docs/recipes.md", "exec"), made)
    return made


def test_there_are_twenty_two_questions():
    assert [int(part.split(".")[0]) for part in PARTS] == list(range(1, 23))
    assert all(re.match(r"\d+\. [^*]+\?\*\*", part) for part in PARTS)


def test_pages_that_lead_to_the_recipes_say_how_many():
    root = Path(__file__).resolve().parent.parent
    for page in ("README.md", "docs/index.md", "CHANGELOG.md"):
        text = (root / page).read_text(encoding="utf-8")
        assert re.search(r"twenty-two( recipes|, with a line of code each)", text), page


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.split("?")[0])
def test_a_line_answers_each(part, names):
    [line] = BLOCK.findall(part)
    assert line.count("\n") == 1
    assert len(eval(line, names)) > 0
