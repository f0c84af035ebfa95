"""Whether the weights of hits are compared with what readers marked."""

import json

import pandas as pd
import pytest

from analysis.plots.reliability import plot_reliability
from analysis.validation.reliability import reliability, reliability_of, stored_reliability
from analysis.validation.split import is_test


def test_hits_are_put_in_order_and_cut_into_quarters():
    weights = [0.8, 0.2, 0.4, 0.6, 0.9, 0.3, 0.5, 0.7]
    marked = [1, 0, 0, 1, 1, 0.5, 0, 1]
    rows = list(reliability_of(weights, marked))
    assert [row[0] for row in rows] == [2, 2, 2, 2]
    means = [(0.2 + 0.3) / 2, (0.4 + 0.5) / 2, (0.6 + 0.7) / 2, (0.8 + 0.9) / 2]
    assert [row[1] for row in rows] == pytest.approx(means)
    assert [row[2] for row in rows] == [0.5 / 2, (0 + 0) / 2, (1 + 1) / 2, (1 + 1) / 2]
    assert all(low <= share <= high for _, _, share, low, high in rows)


def test_only_texts_kept_for_testing_are_measured(tmp_path):
    """The text below may be learned from, so that there is nothing to measure on."""
    name = next(f"text{number}" for number in range(9) if not is_test(f"text{number}"))
    folder = tmp_path / "opeds"
    folder.mkdir()
    (folder / f"{name}.txt").write_text("Title\n\nIt may rain.\n", encoding="utf-8")
    label = json.dumps({"start": 10, "end": 13, "category": "hedge", "text": "may"})
    for reader in "AB":
        (folder / f"{name}.{reader}.jsonl").write_text(label + "\n", encoding="utf-8")
    assert reliability(tmp_path).empty
    measured = reliability(tmp_path, split="rest")
    assert list(measured["marker"]) == ["hedge"]
    assert list(measured["share"]) == [1]


def test_one_panel_a_marker():
    table = stored_reliability()
    panels = plot_reliability(table)
    assert len(panels) == table["marker"].nunique()
    with pytest.raises(ValueError, match="no hits"):
        plot_reliability(pd.DataFrame(columns=table.columns))
