"""Comparisons against formulas, published examples and what R prints."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.markers.registry import get_marker
from analysis.statistics.compare import (
    association,
    contrast_documents,
    contrast_sections,
    correct_together,
    keyness,
    log_likelihood,
)
from analysis.statistics.intervals import rate_ratio
from analysis.tables.analysis import analyze
from analysis.text.document import Document


def text_with(hedges, others, sentence_words=10):
    """Return a text of so many hedges among plain words, evenly spread, so that none cluster."""
    total = hedges + others
    steps = [(i + 1) * hedges // total - i * hedges // total for i in range(total)]
    words = ["perhaps" if step else "rain" for step in steps]
    step = range(0, len(words), sentence_words)
    return " ".join(" ".join(words[i : i + sentence_words]).capitalize() + "." for i in step)


def test_rate_ratio_agrees_with_the_printed_example_of_r():
    # R's documentation of poisson.test: poisson.test(c(11, 6+8+7), c(800, 1083+1050+878)) prints
    # a rate ratio of 1.971488, the interval 0.8584264 to 4.2772659, and p-value = 0.07967.
    result = rate_ratio(11, 800, 6 + 8 + 7, 1083 + 1050 + 878)
    assert result.ratio == pytest.approx(1.971488, abs=1e-6)
    assert (result.low, result.high) == pytest.approx((0.8584264, 4.2772659), abs=1e-6)
    assert result.p == pytest.approx(0.07967, abs=1e-5)


def test_equal_rates_have_ratio_one():
    result = rate_ratio(5, 100, 50, 1000)
    assert result.ratio == pytest.approx((5 / 100) / (50 / 1000))
    assert result.low < 1 < result.high


def test_swapping_the_sides_inverts_the_ratio():
    one, two = rate_ratio(7, 300, 2, 500), rate_ratio(2, 500, 7, 300)
    assert one.ratio == pytest.approx(1 / two.ratio)
    assert one.low == pytest.approx(1 / two.high)
    assert one.p == pytest.approx(two.p)


def test_zero_counts_keep_a_bound():
    none = rate_ratio(0, 100, 4, 100)
    assert none.ratio == none.low == 0
    assert 0 < none.high < math.inf
    only = rate_ratio(4, 100, 0, 100)
    assert only.ratio == only.high == math.inf
    assert only.low == pytest.approx(1 / none.high)


@pytest.mark.parametrize("counts", [(0, 100, 0, 100), (0, 0, 3, 100), (3, 100, 0, 0)])
def test_nothing_to_compare_is_unknown(counts):
    result = rate_ratio(*counts)
    assert math.isnan(result.ratio)
    assert result.p == 1


def test_sections_are_compared_with_the_rest_of_the_text():
    text = f"Rain\n\n{text_with(1, 99)}\n\nSnow\n\n{text_with(3, 97)}\n\nHail\n\n{text_with(2, 98)}"
    table = contrast_sections(analyze(Document("x", text), scorers=False))
    row = table.query("marker == 'hedge' and title == 'Snow'").iloc[0]
    assert (row["count"], row["n_words"]) == (3, 100)
    assert (row["other_count"], row["other_n_words"]) == (1 + 2, 200)
    assert row["ratio"] == pytest.approx((3 / 100) / (3 / 200))
    assert row["verdict"] == "cannot tell"


def test_a_great_difference_is_found_and_q_is_benjamini_hochberg():
    text = f"Rain\n\n{text_with(60, 140)}\n\nSnow\n\n{text_with(1, 199)}"
    table = contrast_sections(analyze(Document("x", text), scorers=False))
    hedges = table.query("marker == 'hedge'")
    assert hedges["verdict"].tolist() == ["higher", "lower"]
    ranks = stats.rankdata(table["p"], method="max")
    adjusted = table["p"] * len(table) / ranks
    smallest = [adjusted[table["p"] >= p].min() for p in table["p"]]
    assert table["q"].tolist() == pytest.approx(np.minimum(smallest, 1).tolist())


def test_documents_are_compared():
    one = analyze(Document("x", text_with(8, 92)), scorers=False)
    two = analyze(Document("y", text_with(2, 198)), scorers=False)
    row = contrast_documents(one, two).query("marker == 'hedge'").iloc[0]
    assert row["ratio"] == pytest.approx((8 / 100) / (2 / 200))


def test_documents_with_other_markers_are_refused():
    from analysis.markers.registry import get_marker

    one = analyze(Document("x", "It may rain."), scorers=False)
    two = analyze(Document("x", "It may rain."), scorers=False, markers=[get_marker("hedge")])
    with pytest.raises(ValueError, match="same markers"):
        contrast_documents(one, two)


def test_keyness_is_the_log_likelihood_of_four_cells():
    one = analyze(Document("x", "rain " * 6 + "sun " * 4), scorers=False)
    two = analyze(Document("y", "rain " * 2 + "sun " * 18), scorers=False)
    row = keyness(one, two).query("word == 'rain'").iloc[0]
    observed = np.array([[6, 2], [4, 18]])
    expected = np.outer(observed.sum(axis=1), observed.sum(axis=0)) / observed.sum()
    assert row["log_likelihood"] == pytest.approx(
        2 * (observed * np.log(observed / expected)).sum()
    )
    assert row["log_ratio"] == pytest.approx(math.log2((6 / 10) / (2 / 20)))
    assert row["low"] < row["log_ratio"] < row["high"]


@pytest.mark.parametrize("counts", [(0, 5, 0, 9), (1, 0, 2, 9), (2, 9, 1, 0), (3, 3, 2, 2)])
def test_without_a_contrast_nothing_is_likely_or_unlikely(counts):
    assert log_likelihood(*counts) == (0.0, 1.0)


def test_keyness_judges_by_the_exact_test():
    # Of three uses, all in one of two texts of equal length: p = 2 · (1/2)³ = 1/4. The likelihood
    # ratio, 6 ln 2 and more, calls the same clear.
    one = analyze(Document("x", "rain " * 3 + "sun " * 97), scorers=False)
    two = analyze(Document("y", "sun " * 100), scorers=False)
    row = keyness(one, two).query("word == 'rain'").iloc[0]
    assert row["p"] == pytest.approx(2 / 2**3)
    assert stats.chi2.sf(row["log_likelihood"], 1) < 0.05


def test_keyness_counts_the_authors_words():
    one = analyze(Document("x", "She said: “Rain, rain, rain, rain.” It is dry."), scorers=False)
    two = analyze(Document("y", "It is dry, dry, dry."), scorers=False)
    table = keyness(one, two, min_count=1).set_index("word")
    assert "rain" not in table.index
    assert table.loc["dry", ["count", "n_words"]].tolist() == [1, 5]  # she said it is dry


def test_keyness_of_one_word_alone_is_unknown_but_no_fault():
    one = analyze(Document("x", "rain rain rain"), scorers=False)
    assert keyness(one, one)["verdict"].tolist() == ["cannot tell"]


def test_all_tables_of_a_text_are_corrected_as_one_family():
    text = f"Rain\n\n{text_with(60, 140)}\n\nSnow\n\n{text_with(1, 199)}"
    one = analyze(Document("x", text), scorers=False)
    two = analyze(Document("y", text_with(2, 198)), scorers=False)
    tables = contrast_sections(one), contrast_documents(one, two), keyness(one, two)
    together = correct_together(*tables)
    p = np.concatenate([table["p"] for table in tables])
    expected = stats.false_discovery_control(p)
    assert np.concatenate([table["q"] for table in together]) == pytest.approx(expected)
    assert [len(table) for table in together] == [len(table) for table in tables]
    for table in together:
        assert ((table["verdict"] != "cannot tell") <= (table["q"] <= 0.05)).all()


def test_a_figure_of_speech_counts_once_in_every_comparison():
    # Three clauses with the same two words are one repetition; we and they meet once.
    repeated = "They will build, they will win, they will laugh. We pay, but they cheat us."
    one = analyze(Document("x", repeated), scorers=False)
    two = analyze(Document("y", "It rained a little on the hill."), scorers=False)
    assert len(one.hits("us_them")) > 1
    table = contrast_documents(one, two).set_index("marker")
    for marker in ("repetition", "us_them"):
        assert table.loc[marker, ["count", "other_count"]].tolist() == [1, 0]
        assert table.loc[marker, "p"] > 0.5


def test_keyness_leaves_out_rare_words():
    one = analyze(Document("x", "rain rain sun"), scorers=False)
    two = analyze(Document("y", "rain snow snow"), scorers=False)
    assert keyness(one, two, min_count=3)["word"].tolist() == ["rain"]
    assert keyness(one, two, min_count=9).empty


def test_association_agrees_with_the_printed_example_of_r():
    # R's documentation of fisher.test, "tea tasting" with alternative = "greater": odds ratio
    # 6.408309, and p-value = 0.2429. Two-sided, p is 0.4857.
    sentences = ["Perhaps it is clearly wet."] * 3 + ["Perhaps it is wet."] + ["It is clearly wet."]
    text = " ".join([*sentences, *["It rained."] * 3])
    result = association(analyze(Document("x", text), scorers=False), "hedge", "booster")
    assert result[["both", "only_first", "only_second", "neither"]].tolist() == [3, 1, 1, 3]
    assert result["odds_ratio"] == pytest.approx(6.408309, rel=1e-5)
    assert result["p"] == pytest.approx(0.4857, abs=1e-4)


def test_association_counts_the_hits_of_one_voice():
    text = "“Perhaps it is clearly wet,” she said. It is clearly dry. It rained. Perhaps it snowed."
    analysis = analyze(Document("x", text), scorers=False)
    cells = ["both", "only_first", "only_second", "neither"]
    found = {
        voice: association(analysis, "hedge", "booster", voice=voice)[cells].tolist()
        for voice in ("author", "quoted", None)
    }
    assert found == {"author": [0, 1, 1, 2], "quoted": [1, 0, 0, 3], None: [1, 1, 1, 1]}


def test_association_of_a_marker_that_never_occurs_is_unknown():
    result = association(analyze(Document("x", "It may rain."), scorers=False), "hedge", "triad")
    assert math.isnan(result["odds_ratio"])
    assert result["p"] == 1


def contrast_of_hedges(count, other_count):
    """Return the contrast of two texts of a hundred words with so many hedges."""
    first, second = (
        analyze(Document(name, text_with(hedges, 100 - hedges)), markers=[get_marker("hedge")])
        for name, hedges in (("one", count), ("two", other_count))
    )
    return contrast_documents(first, second).iloc[0]


@pytest.mark.parametrize(
    ("count", "other_count", "p", "verdict"),
    [
        # Of ten hedges, with half the words: two-sided binomial, both tails alike.
        (9, 1, 2 * (10 + 1) / 2**10, "higher"),  # .021
        (1, 9, 2 * (10 + 1) / 2**10, "lower"),
        (8, 2, 2 * (45 + 10 + 1) / 2**10, "cannot tell"),  # .109
        (10, 3, 2 * (286 + 78 + 13 + 1) / 2**13, "cannot tell"),  # .092
        (14, 4, 2 * (3060 + 816 + 153 + 18 + 1) / 2**18, "higher"),  # .031
    ],
)
def test_higher_and_lower_need_a_p_of_one_in_twenty(count, other_count, p, verdict):
    row = contrast_of_hedges(count, other_count)
    # One comparison: nothing to correct; hedges cluster a little, so p is a little higher.
    assert p <= row["q"] <= 1.4 * p
    assert row["verdict"] == verdict


def test_the_shrunken_ratio_has_half_a_hit_added_to_both_sides():
    # Texts of equal length: as many hits are expected as the other text has.
    assert contrast_of_hedges(8, 2)["shrunken"] == pytest.approx(math.log2(8.5 / 2.5))
    assert contrast_of_hedges(3, 0)["shrunken"] == pytest.approx(math.log2(3.5 / 0.5))


def test_the_direction_is_that_of_the_ratio_or_of_its_logarithm():
    p = [0.001, 0.001, 0.9]
    for told in ({"ratio": [1.1, 0.9, 2.0]}, {"log_ratio": [0.1, -0.1, 1.0]}):
        [table] = correct_together(pd.DataFrame({**told, "p": p}))
        assert table["verdict"].tolist() == ["higher", "lower", "cannot tell"]
