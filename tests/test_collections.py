"""A table can be learned without a collection: its file is left out of the folder."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.learning.gold import read_rows


def test_a_collection_that_is_not_there_has_no_rows_and_that_is_said(tmp_path, capsys):
    assert read_rows(tmp_path / "babe.jsonl") == []
    assert "babe.jsonl is not there; what follows is learned without it" in capsys.readouterr().err


def test_an_empty_collection_is_no_evidence():
    learning = pytest.importorskip("analysis.learning.loaded", reason="needs the extra learning")
    seen, hit, none = np.array([4.0, 4.0]), np.array([3.0, 1.0]), np.zeros(2)
    tallies = {"babe": (none, none), "ptc": (none, none), "opeds": (seen, hit)}
    moved = learning.add_evidence(np.zeros(2), tallies)
    share = learning.EVIDENCE["opeds"]
    # Both words are as likely as not before; half of all occurrences are marked, as expected.
    up = np.log((share * 3 + learning.PRIOR_UP) / (share * 2 + learning.PRIOR_UP))
    down = np.log((share * 1 + learning.PRIOR_DOWN) / (share * 2 + learning.PRIOR_DOWN))
    assert moved == pytest.approx([up, down])
