"""The labels of two camps, and how they are read."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pandas as pd
import pytest

from analysis.learning import camps
from analysis.learning.camps import ABOUT, CAMPS, LABELS, MAY_BE, Score, Told, read_camps, score
from analysis.learning.op_eds import EDITORIAL
from analysis.validation.split import is_test

SHARED = Path(__file__).parents[2] / "shared"
PRINTS = tomllib.loads(ABOUT.read_text(encoding="utf-8"))["texts"]


def test_the_labels_are_of_texts_that_may_be_learned_from():
    names = set(pd.read_csv(LABELS, sep="\t")["document"])
    assert names == PRINTS.keys()
    # Editorials bear the numbers that they have in their collection.
    assert not any(is_test(name.removeprefix(EDITORIAL)) for name in names)


def test_the_agreement_that_is_told_is_that_of_the_labels():
    labels = pd.read_csv(LABELS, sep="\t")
    same = (labels["first"] == labels["second"]).sum()
    told = tomllib.loads(ABOUT.read_text(encoding="utf-8"))["agreement"]
    assert f"{same} of {len(labels)} ({100 * same / len(labels):.0f} %" in told


def test_doubt_counts_only_where_it_may():
    """Of two that are found one is doubtful; one of two camps is missed."""
    told = [Told(1.0, True), Told(0.5, True), Told(0.75, False), Told(0.25, False)]
    assert score(told, CAMPS) == Score(2 * 1 / (2 + 2), 1 / 2, 1 / 2)
    assert score(told, MAY_BE) == Score(2 * 2 / (3 + 2), 2 / 2, 2 / 3)


def test_a_text_that_was_changed_since_is_refused(tmp_path, monkeypatch):
    name, text = next(iter(PRINTS)), "They cheat us."
    monkeypatch.setattr(camps, "read_rows", lambda _: [{"id": name, "text": text}])
    monkeypatch.setattr(camps, "read_editorials", lambda _: {})
    with pytest.raises(ValueError, match=rf"{name}: camps\.tsv was made from another state"):
        read_camps(tmp_path)


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="needs ../shared")
def test_the_card_tells_how_well_the_rule_does():
    told = read_camps(SHARED / "gold")
    card = (Path(__file__).parents[1] / "docs" / "cards" / "figures.md").read_text(encoding="utf-8")
    for least in (CAMPS, MAY_BE):
        n = sum(one.mean >= least for one in told)
        cells = [f"{value:.2f}".lstrip("0") for value in score(told, least)]
        assert f"| {n} of {len(told)} | {' | '.join(cells)} |" in card
