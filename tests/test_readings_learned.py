"""The readings that tables are learned from beside the labelled op-eds: places, never words."""

from __future__ import annotations

import json
import tomllib

import pandas as pd
import pytest

from analysis.learning import op_eds
from analysis.learning.op_eds import (
    ABOUT,
    ARTICLE,
    EDITORIAL,
    READINGS,
    fingerprint,
    learnable,
    read_once,
)
from analysis.validation.tasks import SPAN_MARKERS

KINDS = {"label", "threat", "condemnation", "praise", "ridicule", "metaphor"}


@pytest.fixture(scope="module")
def rows():
    return pd.read_csv(READINGS, sep="\t")


def test_every_row_names_a_place_and_a_category(rows):
    assert set(rows["category"]) == {*SPAN_MARKERS, "sentence"}
    assert (rows["start"] < rows["end"]).all()
    loaded = rows[rows["category"] == "loaded"]
    assert set(loaded["kind"]) == KINDS
    assert set(loaded["strength"]) == {1, 2, 3}
    assert rows[rows["category"] == "sentence"]["sentiment"].between(-4, 4).all()


def test_the_file_holds_no_word_of_a_text(rows):
    names = {*rows["document"], *rows["category"], *rows["kind"].dropna()}
    assert set(rows.dtypes[["start", "end", "strength", "sentiment"]].map(str)) <= {
        "int64",
        "float64",
    }
    assert list(rows) == ["document", "start", "end", "category", "kind", "strength", "sentiment"]
    assert names <= {*rows["document"], *SPAN_MARKERS, "sentence", *KINDS}
    assert set(rows["document"]) == set(tomllib.loads(ABOUT.read_text("utf-8"))["texts"])


def test_no_text_that_is_kept_for_testing_was_read(rows):
    names = {name.removeprefix(EDITORIAL).removeprefix(ARTICLE) for name in rows["document"]}
    assert all(map(learnable, names))


@pytest.fixture
def gold(tmp_path, monkeypatch):
    """A folder with one text that was read."""
    text = "Taxes may rise.\n\nIt is a disgrace."
    folder = tmp_path / "evidence"
    folder.mkdir()
    row = {"id": "one", "text": text, "units": []}
    (folder / "webis_editorials.jsonl").write_text(json.dumps(row), encoding="utf-8")
    about, readings = tmp_path / "readings.toml", tmp_path / "readings.tsv"
    about.write_text(f'[texts]\none = "{fingerprint(text)}"\n', encoding="utf-8")
    lines = ["document\tstart\tend\tcategory\tkind\tstrength\tsentiment"]
    lines += [
        "one\t6\t9\thedge\t\t\t",
        "one\t25\t33\tloaded\tcondemnation\t2\t",
        "two\t0\t3\thedge\t\t\t",
    ]
    readings.write_text("\n".join(lines) + "\n", encoding="utf-8")
    monkeypatch.setattr(op_eds, "ABOUT", about)
    monkeypatch.setattr(op_eds, "READINGS", readings)
    return tmp_path


def test_one_reading_stands_for_both_and_says_so(gold):
    (op_ed,) = read_once(gold)  # the text of the second is not there
    assert op_ed.spans("hedge") == ([(6, 9)], [(6, 9)])
    assert op_ed.spans("loaded", least_strength=3) == ([], [])
    assert not op_ed.has_two


def test_a_text_that_has_changed_is_not_learned_from(gold):
    path = gold / "evidence" / "webis_editorials.jsonl"
    path.write_text(path.read_text("utf-8").replace("rise", "fall"), encoding="utf-8")
    with pytest.raises(ValueError, match="another state of this text"):
        read_once(gold)


@pytest.mark.shared
def test_every_reading_fits_its_text(shared):
    for op_ed in read_once(shared / "gold"):
        assert op_ed.first["end"].max() <= len(op_ed.document.text)
