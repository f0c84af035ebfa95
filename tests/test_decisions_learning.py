"""What the tables of decisions are learned from, and what is left out of them."""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse

from analysis.learning.decisions import (
    CUE_TRUST,
    MARKERS,
    join,
    marked_targets,
    write_about,
)
from analysis.learning.fitting import Lesson, fit
from analysis.learning.lessons import gather, read_unmarked, split_roughly
from analysis.learning.op_eds import ARTICLE, EDITORIAL, name_of, read_learnable
from analysis.learning.pruning import LeftOut, find_left_out, is_kept
from analysis.learning.settings import settings_of
from analysis.learning.targets import calibrated, targets
from analysis.learning.teacher import POSITIVE, TAUGHT
from analysis.matching.decision import FOLDER, load_decision
from analysis.text.spans import Span
from analysis.validation.split import is_test

WORDS = [Span(0, 3), Span(4, 6), Span(7, 9), Span(11, 14)]
LEAST_WEIGHT = 0.1
NOBODY = LeftOut(frozenset(), frozenset())


def test_a_target_is_the_share_of_readers():
    first, second = [(0, 6)], [(4, 9), (5, 6)]
    assert targets(WORDS, [first, second]).tolist() == [1 / 2, 2 / 2, 1 / 2, 0]


@pytest.mark.parametrize("meant", [0.05, 0.3, 0.5, 0.9])
def test_the_odds_of_the_teacher_are_divided_by_the_weight_of_its_positives(meant):
    assert POSITIVE == 3
    odds = 3 * meant / (1 - meant)
    assert calibrated([odds / (1 + odds)])[0] == pytest.approx(meant)


def test_what_is_nearly_sure_is_taken_for_sure():
    assert calibrated([0.0, 0.03, 0.9999, 1.0]).tolist() == [0, 0, 1, 1]


class Marked:
    """The part of a study that the teacher's marks are taken from."""

    marks = (np.full((2, len(TAUGHT)), 0.75), np.full((1, len(TAUGHT)), 0.75))
    cues = (np.array([1.0, 0.0]), None)


def test_cues_that_people_marked_are_averaged_with_the_teacher():
    taught = 0.75 / (0.75 + 3 * 0.25)
    mixed = [(1 + taught) / 2, (0 + taught) / 2, taught]
    assert CUE_TRUST == 1 / 2
    assert marked_targets(Marked, "attribution").tolist() == pytest.approx(mixed)


@pytest.mark.parametrize(
    ("weight", "n_texts", "kept"),
    [
        (LEAST_WEIGHT, 3, True),
        (-LEAST_WEIGHT, 3, True),
        (LEAST_WEIGHT - 0.001, 30, False),
        (5.0, 2, False),
    ],
)
def test_a_property_stays_if_it_weighs_and_texts_bear_it_out(weight, n_texts, kept):
    assert is_kept("word", "perhaps", weight, n_texts, NOBODY, LEAST_WEIGHT) is kept


@pytest.mark.parametrize("marker", MARKERS)
def test_no_weight_in_a_table_is_smaller_than_its_marker_allows(marker):
    least = settings_of(marker).least_weight
    weights = [w for values in load_decision(marker).weights.values() for w in values.values()]
    assert min(map(abs, weights)) >= least


def test_a_freer_ridge_gives_larger_weights():
    design = sparse.csr_matrix(np.array([[1.0], [1.0], [0.0], [0.0]]))
    lesson = Lesson(design, np.array([1.0, 0.5, 0.0, 0.0]), np.ones(4))
    tight, free = (fit(lesson, inverse_penalty).weights[0] for inverse_penalty in (0.1, 10))
    assert 0 < tight < free


@pytest.mark.parametrize("value", ["muslims", "the muslims say", "grandmother's", "fatima"])
def test_groups_and_names_are_left_out_wherever_they_stand(value):
    left_out = find_left_out([])
    name = "word" if " " not in value else "between"
    assert not is_kept(name, value, 5.0, 99, left_out, LEAST_WEIGHT)
    assert is_kept("word", "perhaps", 5.0, 99, left_out, LEAST_WEIGHT)


def test_a_word_with_a_capital_within_sentences_is_a_name_and_so_is_its_beginning():
    left_out = find_left_out(["we met Zorgluban, and Zorgluban said that rain fell on zombies"])
    assert not is_kept("word", "zorgluban", 5.0, 99, left_out, LEAST_WEIGHT)
    assert not is_kept("first letters", "zorgl", 5.0, 99, left_out, LEAST_WEIGHT)
    assert is_kept("word", "zombies", 5.0, 99, left_out, LEAST_WEIGHT)
    assert is_kept("first letters", "zombi", 5.0, 99, left_out, LEAST_WEIGHT)


def test_neighbours_are_one_hit_unless_a_stop_parts_them():
    hits = np.array([True, True, True, True])
    assert join("abc de fg, hij", WORDS, hits) == [(0, 9), (11, 14)]
    assert join("abc de fg, hij", WORDS, np.array([True, False, True, False])) == [(0, 3), (7, 9)]


def test_passages_hold_the_whole_text():
    text = "It may rain. It rains! " * 60
    passages = gather(split_roughly(text))
    assert "".join(text[inner[0][0] : inner[-1][1]] for inner in passages) == text
    assert all(inner[-1][1] - inner[0][0] <= 420 for inner in passages)


def test_the_card_counts_the_weights_of_the_tables():
    about = tomllib.loads((Path(FOLDER) / "about.toml").read_text(encoding="utf-8"))
    for marker in MARKERS:
        weights = load_decision(marker).weights
        assert about[marker]["weights"] == sum(len(values) for values in weights.values())


@pytest.mark.shared
def test_the_teacher_marks_neither_labelled_op_eds_nor_what_is_kept_for_testing(shared):
    names = [text.document.id for text in read_unmarked(shared / "gold", limit=30)]
    assert len(names) == 2 * 30  # partisan news and news with cues; the rest has been read
    assert not any(is_test(name.removeprefix(EDITORIAL)) for name in names)
    assert not {op_ed.document.id for op_ed in read_learnable(shared / "gold")} & {
        *names,
        *(name_of(ARTICLE, name) for name in names),
    }


def test_figures_of_tables_made_earlier_stay(tmp_path):
    path = tmp_path / "about.toml"
    write_about(path, {"loaded": {"f1": 0.7}})
    write_about(path, {"hedge": {"f1": 0.8}})
    about = tomllib.loads(path.read_text(encoding="utf-8"))
    assert (about["hedge"], about["loaded"]) == ({"f1": 0.8}, {"f1": 0.7})
    assert "booster" not in about
    assert "Webis-Editorials-16" in about["source"]
