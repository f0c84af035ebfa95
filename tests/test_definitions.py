"""The page of definitions: every marker, category and decision stands there; examples hold."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from analysis import EVIDENCE, MARKERS, make_document
from analysis.markers.attribution.speakers import SOURCE_KINDS
from analysis.markers.engagement import ENGAGEMENT
from analysis.markers.evidence import KINDS

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "measures.md").read_text(encoding="utf-8")
DECISIONS = ROOT / "analysis" / "lexicons" / "decisions"
MARKED = {marker.name: marker for marker in (*MARKERS, *ENGAGEMENT, EVIDENCE)}
WANTED = {
    *((marker.name, category) for marker in MARKED.values() for category in marker.categories),
    *(("evidence", kind) for kind in KINDS),
}
CODE = re.compile(r"`(\w+)`")


class Row(NamedTuple):
    """A row of a table of definitions."""

    marker: str
    category: str
    definition: str
    marked: str
    unmarked: str


def definitions() -> list[Row]:
    """Return the rows of all tables with a column "marked"."""
    rows = []
    for part in re.split(r"^### ", PAGE, flags=re.M)[1:]:
        named = CODE.search(part.splitlines()[0])
        for line in part.splitlines():
            cells = [cell.strip() for cell in line.strip("|").split(" | ")]
            cells = [cell.strip(" |") for cell in cells]
            if not line.startswith("| `") or len(cells) + (named is not None) != 5:
                continue
            names = [CODE.match(cell)[1] for cell in cells[: 1 if named else 2]]
            names = [named[1], *names] if named else names
            rows.append(Row(*names, *cells[-3:]))
    return rows


ROWS = definitions()


def found_in(sentence: str, marker: str) -> list[tuple[str, str]]:
    document = make_document("example", sentence, plain=True)
    hits = MARKED[marker].find(document.meant)
    return [(document.text[hit.start : hit.end], hit.category) for hit in hits]


def test_every_marker_and_category_is_defined_once():
    named = [(row.marker, row.category) for row in ROWS]
    assert sorted(named) == sorted(WANTED)
    assert all(len(row.definition) > 10 for row in ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.marker}-{row.category}")
def test_the_examples_hold(row):
    if row.category != "assumption":  # what rests on the author's word alone is not marked
        [wanted] = re.findall(r"\*\*(.+?)\*\*", row.marked)
        assert (wanted, row.category) in found_in(row.marked.replace("**", ""), row.marker)
    assert row.unmarked
    assert found_in(row.unmarked, row.marker) == []


def test_every_table_of_decisions_is_named():
    part = PAGE.split("## Every decision\n")[1].split("\n## ")[0]
    assert {path.name for path in DECISIONS.glob("*.tsv")} == set(re.findall(r"`(\w+\.tsv)`", part))
    assert {marker.name for marker in MARKED.values()} <= set(CODE.findall(part))


def test_what_else_is_told_apart_is_named():
    others = (*SOURCE_KINDS, "body", "title", "byline", "boilerplate", "author", "quoted", "force")
    assert [name for name in others if f"`{name}`" not in PAGE] == []


def test_what_is_cited_is_listed_and_the_other_way_round():
    text, literature = PAGE.split("## Literature\n")
    for entry in literature.strip().split("\n\n"):
        author, year = re.match(r"([\w -]+?), .*?\((\d{4}b?)\)", entry, re.S).groups()
        assert re.search(rf"{author}\b[^|]{{0,150}}\b{year}\b", text), entry[:60]
