"""The report card: its arithmetic on tiny labels, and that README and results agree."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from analysis.validation.card import (
    confusions,
    report_card,
    stored_results,
    to_markdown,
    validate,
)

README = Path(__file__).resolve().parent.parent / "README.md"


@pytest.fixture
def gold(tmp_path):
    """One op-ed labelled by two readers, and two uncertain sentences."""
    folder = tmp_path / "gold"
    (folder / "opeds").mkdir(parents=True)
    (folder / "hedging").mkdir()
    text = "A title here.\n\nIt may rain. It might snow. Perhaps it will hail on the town."
    (folder / "opeds" / "x.txt").write_text(text, encoding="utf-8")
    may, might = text.index("may"), text.index("might")
    first = [
        label("hedge", may, 3),
        label("hedge", might, 5),
        label("hedge", text.index("hail"), 4),
    ]
    second = [label("hedge", may, 3), label("hedge", text.index("hail"), 4)]
    sentence = {"category": "sentence", "start": 15, "end": 27, "sentiment": -1}
    for name, rows in (("A", first), ("B", second)):
        path = folder / "opeds" / f"x.{name}.jsonl"
        path.write_text("\n".join(map(json.dumps, [*rows, sentence])), encoding="utf-8")
    sentences = [
        {"id": "1", "text": "It may rain.", "label": "uncertain"},
        {"id": "2", "text": "It rained.", "label": "uncertain"},
        {"id": "3", "text": "Perhaps it rained.", "label": "certain"},
        {"id": "4", "text": "It snowed.", "label": "certain"},
    ]
    path = folder / "hedging" / "sfu_reviews.jsonl"
    path.write_text("\n".join(map(json.dumps, sentences)), encoding="utf-8")
    return folder


def label(category, start, length):
    return {"category": category, "start": start, "end": start + length}


def row(table, measure, gold_set):
    chosen = table.query("measure == @measure and gold == @gold_set and scorer == 'this project'")
    return chosen.iloc[0]


def test_precision_counts_either_reader_and_recall_both(gold):
    result = row(validate(gold), "hedge", "op-eds")
    # Marked by us: may, might, Perhaps. By a reader: the first two. By both readers: may, hail.
    assert result["precision"] == pytest.approx(2 / 3, abs=0.001)
    assert result["recall"] == pytest.approx(1 / 2)
    assert result["value"] == pytest.approx(2 * (2 / 3) * (1 / 2) / (2 / 3 + 1 / 2), abs=0.001)


def test_a_sentence_is_uncertain_if_it_holds_a_hedge(gold):
    result = row(validate(gold), "hedge", "SFU review sentences")
    assert (result["precision"], result["recall"]) == (1 / 2, 1 / 2)
    assert result["n"] == 2


def test_confusions_are_shown_in_words(gold):
    table = confusions(gold, "hedge")
    assert table[["kind", "text"]].values.tolist() == [["false hit", "Perhaps"], ["miss", "hail"]]


def test_an_empty_folder_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError, match="no gold set"):
        validate(tmp_path)
    with pytest.raises(FileNotFoundError, match="no op-eds"):
        confusions(tmp_path, "hedge")


def test_the_card_has_a_row_per_measure_and_gold_set():
    results = stored_results()
    assert len(report_card(results)) == len(results.drop_duplicates(["measure", "gold"]))


def test_the_readme_shows_the_stored_results():
    assert to_markdown(report_card(stored_results())) in README.read_text(encoding="utf-8")


@pytest.mark.shared
def test_the_stored_results_are_those_of_this_version(shared):
    fresh = validate(shared / "gold")
    stored = stored_results()
    ours = ["measure", "gold", "scorer", "value"]
    merged = stored[ours].merge(fresh[ours], on=ours[:3], suffixes=("", "_fresh"))
    assert len(merged) == len(stored) == len(fresh)
    assert merged["value"].tolist() == pytest.approx(merged["value_fresh"].tolist(), abs=0.002)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("measure", "gold_set", "floor"),
    [
        ("hedge", "op-eds", 0.90),
        ("booster", "op-eds", 0.90),
        ("attribution", "op-eds", 0.94),
        ("loaded", "op-eds", 0.78),
        ("sentiment", "NYT editorials", 0.70),
        ("sentiment", "op-ed sentences", 0.48),
    ],
)
def test_measures_stay_as_good_as_they_were(measure, gold_set, floor):
    results = stored_results()
    assert isinstance(results, pd.DataFrame)
    assert row(results, measure, gold_set)["value"] >= floor
