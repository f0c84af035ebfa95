"""What the tables of figures are learned from, and how their figures are counted."""

from __future__ import annotations

import tomllib

import numpy as np
import pytest

pytest.importorskip("sklearn", reason="learning is an extra: pip install -e .[learning]")

from analysis.learning.figures import (
    EXAMPLE_TIMES,
    PROPOSERS,
    Text,
    count,
    fit,
    number,
    read_examples,
)
from analysis.markers.devices.common import Candidate
from analysis.matching.decision import FOLDER, load_decision


def candidate(start: int, value: str) -> Candidate:
    return Candidate(start, start + 5, "words", "", [("signal", value)])


def test_a_property_that_marks_figures_gets_a_positive_weight():
    texts = [
        Text([candidate(0, "yes"), candidate(9, "no")], np.array([1.0, 0.0]), [], [])
        for _ in range(5)
    ]
    numbers = number(texts)
    weights, _ = fit(numbers, texts, 0.2)
    assert weights[numbers.numbers["signal", "yes"]] > 0 > weights[numbers.numbers["signal", "no"]]


def test_a_property_in_fewer_than_three_texts_is_not_learned():
    texts = [Text([candidate(0, value)], np.array([1.0]), [], []) for value in "aaabb"]
    assert list(number(texts).numbers) == [("signal", "a")]


def test_of_overlapping_candidates_the_likeliest_is_counted():
    text = Text([candidate(0, "a"), candidate(3, "a")], np.array([1.0, 0.0]), [(0, 2)], [(0, 2)])
    assert count(text, np.array([2.0, 1.0]), 0.0).tolist() == [1, 1, 1, 1]
    assert count(text, np.array([1.0, 2.0]), 0.0).tolist() == [0, 1, 0, 1]


@pytest.mark.parametrize("marker", PROPOSERS)
def test_every_example_of_a_figure_has_a_candidate(marker):
    examples = read_examples(marker)
    n_hits = sum(examples.marked == 1) / EXAMPLE_TIMES
    about = tomllib.loads((FOLDER.parent / "devices.toml").read_text(encoding="utf-8"))
    assert n_hits == len(about["categories"][marker]["hits"])


@pytest.mark.parametrize("marker", PROPOSERS)
def test_the_figures_are_those_of_the_tables(marker):
    about = tomllib.loads((FOLDER / "figures.toml").read_text(encoding="utf-8"))[marker]
    n_weights = sum(len(values) for values in load_decision(marker).weights.values())
    assert n_weights <= about["weights"]
    assert n_weights >= about["weights"] - 10
