"""Tables in the cache: the same as made, never out of date, made anew where they are damaged."""

from __future__ import annotations

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.markers.grades import load_grades
from analysis.markers.loaded import load_tables
from analysis.markers.natures import load_natures
from analysis.matching import columns
from analysis.matching.columns import kept_columns
from analysis.matching.decision import PLACES, load_decision
from analysis.matching.lexicon import FOLDER
from analysis.matching.weights import _read
from analysis.sentiment.table import load_table

TABLES = (load_grades, load_natures, load_table, load_tables)
TEXTS = st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), max_size=9)
COLUMN = st.one_of(
    st.lists(TEXTS),
    st.lists(st.sampled_from(["", "a", "ß"]), min_size=40),
    st.lists(st.integers(-(2**63), 2**63 - 1)),
    st.lists(st.floats(allow_nan=False)),
)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(columns, "cache_folder", lambda: tmp_path)
    return tmp_path / "columns"


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "table.tsv"
    path.write_text("may\t1\n")
    return path


def read(path):
    words, numbers = zip(*(line.split("\t") for line in path.read_text().splitlines()), strict=True)
    return {"words": words, "numbers": list(map(float, numbers))}


def refuse(path):
    raise AssertionError("made again")


def told(table):
    return {name: list(column) for name, column in table.items()}


@given(st.dictionaries(TEXTS, COLUMN))
@settings(max_examples=60, deadline=None)
def test_columns_come_back_as_they_were(table):
    again = told(columns._unpacked(memoryview(columns._packed(table))))
    assert again == told(table)
    assert [type(cell) for column in again.values() for cell in column] == [
        type(cell) for column in table.values() for cell in column
    ]


def test_what_was_made_is_not_made_again(source, monkeypatch):
    made = told(kept_columns([source], read, source))
    assert made == {"words": ["may"], "numbers": [1.0]}
    calls = []
    monkeypatch.setattr(columns, "_packed", lambda table: calls.append(table))
    assert told(kept_columns([source], read, source)) == made
    assert not calls


def test_a_changed_source_is_read_anew(source):
    kept_columns([source], read, source)
    stamp = source.stat().st_mtime
    source.write_text("may\t2\n")
    os.utime(source, (stamp, stamp))  # neither its size nor its time tells
    assert list(kept_columns([source], read, source)["numbers"]) == [2.0]


def test_of_many_states_the_last_are_kept(source, folder, monkeypatch):
    for number in range(7):
        source.write_text(f"may\t{number}\n")
        kept_columns([source], read, source)
    assert len(list(folder.iterdir())) == columns.MOST_STATES
    monkeypatch.setattr(columns, "_packed", refuse)
    assert list(kept_columns([source], read, source)["numbers"]) == [6.0]


@pytest.mark.parametrize("damage", ["cut", "changed", "empty"])
def test_a_damaged_file_is_made_anew(damage, source, folder):
    made = told(kept_columns([source], read, source))
    (path,) = folder.iterdir()
    whole = path.read_bytes()
    last = bytes([whole[-1] ^ 1])
    path.write_bytes({"cut": whole[:-1], "changed": whole[:-1] + last, "empty": b""}[damage])
    assert told(kept_columns([source], read, source)) == made
    assert path.read_bytes() == whole


def test_without_a_place_for_it_all_is_made(source, folder):
    folder.write_text("a file where the folder should be")
    assert list(kept_columns([source], read, source)["words"]) == ["may"]


@pytest.mark.parametrize("load", TABLES)
def test_a_table_is_the_same_whether_made_or_kept(load, folder, monkeypatch):
    made = load.__wrapped__()
    assert list(folder.iterdir())
    monkeypatch.setattr(columns, "_packed", refuse)
    kept = load.__wrapped__()
    if isinstance(made, tuple):
        assert list(map(content, made)) == list(map(content, kept))
    else:
        assert content(made.words) == content(kept.words)
        assert content(made.phrases) == content(kept.phrases)


def content(table):
    """What is in a mapping, an index of phrases or a table of words."""
    for name in ("listed", "_told"):
        table = getattr(table, name, table)
    return list(table.items()) if hasattr(table, "items") else table


@pytest.mark.parametrize("path", sorted((FOLDER / "decisions").glob("*.tsv")), ids=lambda p: p.stem)
def test_a_decision_has_the_weights_of_its_table(path):
    if path.read_text(encoding="utf-8").startswith("property\tvalue\tweight\n"):
        read = _read(path, PLACES)
        read.pop("setting")
        for decision in (
            load_decision.__wrapped__(path.stem),
            load_decision.__wrapped__(path.stem),
        ):
            weights = {name: dict(values) for name, values in decision.weights.items()}
            assert weights == read


def test_the_kinds_of_loaded_words_weigh_what_their_table_says():
    lines = (FOLDER / "decisions" / "loaded_kind.tsv").read_text(encoding="utf-8").splitlines()[1:]
    natures = load_natures.__wrapped__()
    for line in lines:
        name, value, *numbers = line.split("\t")
        if name != "setting":
            assert natures.add([(name, value)]) == tuple(map(float, numbers))
