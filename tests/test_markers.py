"""The contract of all markers and of the sentences that define their categories."""

from __future__ import annotations

import tomllib

import pytest

from analysis.markers.registry import MARKERS, find_matches, get_marker
from analysis.matching.lexicon import FOLDER
from analysis.text.document import Document


def contracts():
    """Yield file, category, whether it must fire, and the sentence."""
    for path in sorted(FOLDER.glob("*.toml")):
        about = tomllib.loads(path.read_text(encoding="utf-8"))
        for category, definition in about["categories"].items():
            for kind in ("hits", "misses"):
                for sentence in definition.get(kind, []):
                    yield pytest.param(path.stem, category, kind, sentence, id=sentence[:60])


def test_names_are_unique_and_categories_are_named():
    names = [marker.name for marker in MARKERS]
    assert len(names) == len(set(names))
    assert all(marker.categories for marker in MARKERS)


def test_design_names_every_marker():
    assert {marker.name for marker in MARKERS} == {
        "hedge",
        "booster",
        "loaded",
        "attribution",
        "rhetorical_question",
        "scare_quotes",
        "repetition",
        "contrast",
        "triad",
        "us_them",
        "concession",
    }


def test_matches_come_in_order():
    text = "No doubt it may rain, critics say. Is that so bad? It may rain; it may snow."
    matches = find_matches(Document("x", text))
    assert [match.start for match in matches] == sorted(match.start for match in matches)


def test_an_unknown_marker_names_those_there_are():
    with pytest.raises(ValueError, match="hedge, booster"):
        get_marker("hedges")


@pytest.mark.parametrize("marker", MARKERS, ids=lambda marker: marker.name)
@pytest.mark.parametrize("text", ["", " \n\n ", "…", "“", "İ" * 50, "a" * 5000, "? ! ." * 200])
def test_markers_survive_odd_texts(marker, text):
    document = Document("x", text)
    for match in marker.find(document):
        assert document.text[match.start : match.end] == match.text
