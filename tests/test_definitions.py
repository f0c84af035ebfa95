"""What is kept of definitions: never out of date, made anew if damaged, done without if need be."""

from __future__ import annotations

import tomllib

import pytest

from analysis.text import definitions
from analysis.text.definitions import read_definitions

FIRST, SECOND = 'words = ["may", "é"]\nweight = 0.5\n', 'words = ["must"]\n'


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setattr(definitions, "cache_folder", lambda: tmp_path / "cache")
    return tmp_path / "cache" / "definitions"


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "x.toml"
    path.write_text(FIRST, encoding="utf-8")
    return path


def test_what_is_kept_is_what_was_read_and_is_read_from_there(cache, source, monkeypatch):
    assert read_definitions(source) == tomllib.loads(FIRST)
    monkeypatch.setattr(tomllib, "loads", None)
    assert read_definitions(source) == {"words": ["may", "é"], "weight": 0.5}


def test_a_file_that_changed_is_read_anew(cache, source):
    read_definitions(source)
    source.write_text(SECOND, encoding="utf-8")
    assert read_definitions(source) == tomllib.loads(SECOND)


@pytest.mark.parametrize("damage", [b"", b"{}", b"\xff\x00", b"0" * 64 + b'\n{"words": []}'])
def test_what_is_damaged_is_made_anew(cache, source, damage):
    read_definitions(source)
    [kept] = cache.iterdir()
    sound = kept.read_bytes()
    kept.write_bytes(damage)
    assert read_definitions(source) == tomllib.loads(FIRST)
    assert kept.read_bytes() == sound


def test_nothing_is_kept_where_nothing_can_be_written(cache, source):
    cache.parent.write_text("no folder")
    assert read_definitions(source) == tomllib.loads(FIRST)


def test_a_date_is_read_though_it_cannot_be_kept(cache, source):
    source.write_text("day = 2026-01-31", encoding="utf-8")
    assert read_definitions(source) == tomllib.loads("day = 2026-01-31")


def test_what_is_no_toml_is_refused(cache, source):
    source.write_text("words = [", encoding="utf-8")
    with pytest.raises(tomllib.TOMLDecodeError):
        read_definitions(source)
