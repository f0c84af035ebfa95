"""Ranks of sections, on texts whose ranks can be worked out by hand."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pandas as pd
import pytest
from scipy import special

from analysis.markers.decided import loaded_at
from analysis.statistics.metrics import rates
from analysis.statistics.norms import dispersions, load_norms
from analysis.statistics.robustness import AS_MEASURED, rank_agreement, section_ranks
from analysis.statistics.sentiments import section_sentiment
from analysis.tables.analysis import analyze
from analysis.text.document import Document

# Per section: the first has a hedge in one of two sentences of four words, the second in none, the
# third in both of its sentences of four words.
TEXT = (
    "Weather\n\nRain\n\nIt may rain tonight. It is wet here.\n\n"
    "Sun\n\nIt is hot here. It is dry here.\n\n"
    "Snow\n\nIt may snow tonight. It may snow tomorrow."
)


@pytest.fixture(scope="module")
def analysis():
    return analyze(Document("weather", TEXT))


@pytest.fixture(scope="module")
def table(analysis):
    return section_ranks(analysis)


def rows_of(table, measure, basis=AS_MEASURED):
    return table[(table["measure"] == measure) & (table["basis"] == basis)].set_index("title")


def test_rank_one_is_the_highest_rate(table):
    hedges = rows_of(table, "hedge")
    assert hedges["rank"].to_dict() == {"Rain": 2, "Sun": 3, "Snow": 1}
    assert hedges["score"].to_dict() == {"Rain": 1000 / 8, "Sun": 0, "Snow": 1000 * 2 / 8}


def test_sentences_without_a_score_are_left_out(analysis):
    sentences = analysis.sentences.assign(sentiment=[0.5, np.nan, 0.25, -0.75, np.nan, np.nan])
    scored = section_ranks(dataclasses.replace(analysis, sentences=sentences), n_resamples=50)
    found = rows_of(scored, "sentiment")["score"]
    assert found["Rain"] == 0.5
    assert found["Sun"] == (0.25 - 0.75) / 2
    assert math.isnan(found.get("Snow", math.nan))


def test_firmness_agrees_with_the_distributions_worked_out(analysis):
    # Rates of 1, 0 and 2 hits in 8 words each, drawn from gamma distributions of the same scale.
    # That one of shape a exceeds one of shape b has the probability 1 - I(1/2; a, b).
    two = analyze(Document("two", TEXT.rsplit("\n\nSnow", 1)[0]))
    spread = dispersions(two, load_norms())["hedge", ""]
    shapes = 1 / spread + 0.5, 0.5
    first = 1 - special.betainc(*shapes, 0.5)
    hedges = rows_of(section_ranks(two, n_resamples=40_000), "hedge")
    assert hedges["keeps"].tolist() == pytest.approx([first, first], abs=0.01)
    assert hedges["top"].tolist() == pytest.approx([first, 1 - first], abs=0.01)
    assert hedges["position"].tolist() == ["1st, could be 1st to 2nd", "2nd, could be 1st to 2nd"]


def test_firmness_of_sentiment_is_that_of_means_drawn_by_students_t(analysis):
    sentences = analysis.sentences.assign(sentiment=[0.5, 0.1, 0.2, 0.0, np.nan, np.nan])
    scored = dataclasses.replace(analysis, sentences=sentences)
    found = rows_of(section_ranks(scored, n_resamples=40_000), "sentiment")
    # Two sentences each, 0.2 and 0.1 off their means of 0.3 and 0.1: two degrees of freedom.
    spread = load_norms().dispersion("sentiment") * (2 * 0.2**2 + 2 * 0.1**2) / 2
    drawn = np.random.default_rng(1).standard_t(2, (2, 400_000)) * np.sqrt(spread / 2)
    expected = (0.3 + drawn[0] > 0.1 + drawn[1]).mean()
    assert found.loc[["Rain", "Sun"], "keeps"].tolist() == pytest.approx([expected] * 2, abs=0.01)


def test_equal_scores_share_the_better_rank_and_could_have_any(table):
    boosters = rows_of(table, "booster")
    assert boosters["rank"].tolist() == [1, 1, 1]
    assert boosters[["rank_low", "rank_high"]].values.tolist() == [[1, 3]] * 3
    assert boosters["top"].tolist() == pytest.approx([1 / 3] * 3, abs=0.04)


def test_a_rank_is_firm_where_rates_are_far_apart():
    hedged, plain = "Perhaps it may rain. " * 40, "It rains here today. " * 40
    text = f"Weather\n\nDoubt\n\n{hedged}\n\nSun\n\n{plain}"
    hedges = rows_of(section_ranks(analyze(Document("x", text))), "hedge")
    assert hedges["position"].to_dict() == {"Doubt": "1st", "Sun": "2nd"}


def test_ranks_cover_the_true_order_when_hits_cluster():
    """Of sections that are alike, each could be any: none is called first for sure."""
    generator = np.random.default_rng(8)
    n_firm = 0
    for _ in range(20):
        parts = []
        for name in ("One", "Two", "Three"):
            hedges = generator.random(25) < 0.3
            lines = [
                "Perhaps it rains here." if hedge else "It rains here now." for hedge in hedges
            ]
            parts.append(f"{name}\n\n{' '.join(lines)}")
        analysis = analyze(Document("x", "\n\n".join(["Weather", *parts])), scorers=False)
        n_firm += (
            rows_of(section_ranks(analysis, n_resamples=400), "hedge")["rank_high"] == 1
        ).sum()
    assert n_firm <= 2  # 5 % of 20 texts, and a little more


def test_top_counts_more_ranks_if_asked(analysis, table):
    one, two, three = (rows_of(section_ranks(analysis, n_top=n), "hedge")["top"] for n in (1, 2, 3))
    assert (one < two).all()
    assert (two < three).all()
    assert two.sum() == pytest.approx(2)  # two places at the top, each held by one section
    assert three.tolist() == [1, 1, 1]


def test_the_seed_fixes_the_table_and_another_seed_changes_it(analysis):
    one, two, other = (section_ranks(analysis, seed=seed) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(one, two)
    assert not one.equals(other)


def test_quoted_hits_and_words_do_not_count():
    text = "Count\n\nOne\n\n“It may rain and may snow,” she said. It is so.\n\nTwo\n\nIt may be so."
    hedges = rows_of(section_ranks(analyze(Document("x", text))), "hedge")
    assert hedges["score"].to_dict() == {"One": 0, "Two": 250}


def test_other_sensitivities_and_lists_count_what_they_find():
    text = (
        "Count\n\nOne\n\nThis is a ludicrous disgrace.\n\nTwo\n\nHe wrote of a murder here today."
    )
    document = Document("x", text)
    table = section_ranks(analyze(document), sensitivities=(0.0, 0.97))
    wide = [match.start for match in loaded_at(0.97).find(document)]
    split = text.index("Two")
    assert rows_of(table, "loaded", "sensitivity 0")["score"].tolist() == [0, 0]
    expected = [1000 * sum(start < split for start in wide) / 5]
    expected += [1000 * sum(start > split for start in wide) / 7]
    assert rows_of(table, "loaded", "sensitivity 0.97")["score"].tolist() == pytest.approx(expected)
    assert sum(expected) > 0
    # VADER rates "murder" -3.7, "disgrace" -2.2 and "ludicrous" -1.5.
    peers = rows_of(table, "loaded", "VADER ≤ −2")["score"].tolist()
    assert peers == pytest.approx([1000 / 5, 1000 / 7])


def test_the_other_list_counts_neither_headings_nor_quoted_speech():
    text = (
        "Count\n\nOne\n\nIt is a fact.\n\nA murder, a disgrace\n\nIt is a disgrace.\n\n"
        "Three\n\n“It was a murder,” she said. It is so."
    )
    table = section_ranks(analyze(Document("x", text)))
    peers = rows_of(table, "loaded", "VADER ≤ −2")
    assert peers["score"].tolist() == [0, 1000 / 4, 0]


def test_sentiment_is_ranked_by_each_scorer(analysis, table):
    means = section_sentiment(analysis).pivot(index="title", columns="scorer", values="mean")
    bases = {AS_MEASURED: "sentiment", "VADER": "vader", "TextBlob": "textblob"}
    for basis, scorer in bases.items():
        rows = rows_of(table, "sentiment", basis)
        expected = means[scorer].round(9).rank(ascending=False, method="min")
        assert rows["rank"].to_dict() == expected.to_dict()
        assert rows["score"].to_dict() == pytest.approx(means[scorer].to_dict())


def test_a_section_without_the_authors_words_has_no_rank():
    text = "Count\n\nOne\n\n“It may rain.”\n\nTwo\n\nIt may be so."
    hedges = rows_of(section_ranks(analyze(Document("x", text))), "hedge")
    numbers = hedges.loc["One", ["score", "rank", "keeps", "top", "rank_low", "rank_high"]]
    assert all(math.isnan(number) for number in numbers)
    assert hedges.loc["Two", "rank"] == 1


def test_a_section_without_sentences_has_no_rank(analysis):
    gone = analysis.body["id"].iloc[0]
    sentences = analysis.sentences[analysis.sentences["section"] != gone].reset_index(drop=True)
    matches = analysis.matches[analysis.matches["section"] != gone]
    less = dataclasses.replace(analysis, sentences=sentences, matches=matches)
    hedges = rows_of(section_ranks(less), "hedge")
    assert math.isnan(hedges["rank"]["Rain"])
    assert hedges["rank"]["Snow"] == 1


def test_a_measure_that_was_not_looked_for_has_no_rows():
    from analysis.markers.hedging import HEDGE

    table = section_ranks(analyze(Document("weather", TEXT), markers=[HEDGE]))
    assert set(table["measure"]) == {"hedge", "sentiment"}


def test_a_text_without_body_gives_an_empty_table_with_its_columns(table):
    empty = section_ranks(analyze(Document("x", "")))
    assert empty.empty
    assert list(empty) == list(table)
    assert list(rank_agreement(empty)) == ["measure", "basis", "n_sections", "tau", "same_first"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"n_resamples": 0}, "n_resamples=0"),
        ({"n_top": 0}, "n_top=0"),
        ({"sensitivities": (1.5,)}, "sensitivity=1.5"),
    ],
)
def test_a_bad_number_is_named(analysis, arguments, message):
    with pytest.raises(ValueError, match=message):
        section_ranks(analysis, **arguments)


def test_agreement_is_kendalls_tau():
    # Of three pairs of sections two stand in the same order: (2 - 1) / 3.
    ranks = {AS_MEASURED: [1, 2, 3], "VADER": [1, 3, 2]}
    table = pd.concat(
        pd.DataFrame({"section": range(3), "measure": "sentiment", "basis": basis, "rank": rank})
        for basis, rank in ranks.items()
    )
    agreement = rank_agreement(table)
    assert agreement["tau"].tolist() == pytest.approx([1 / 3])
    assert agreement[["basis", "n_sections", "same_first"]].values.tolist() == [["VADER", 3, True]]


@pytest.mark.shared
def test_the_real_op_ed_has_the_scores_of_the_profile(real_document):
    analysis = analyze(real_document)
    table = section_ranks(analysis)
    known = rates(analysis)
    for marker in ("loaded", "hedge", "booster"):
        expected = known[known["marker"] == marker]["rate"]
        np.testing.assert_allclose(rows_of(table, marker)["score"], expected)
    assert (table["rank_low"] <= table["rank_high"]).all()
    # The line must not be all or nothing: with 97 sentences some ranks are firm and some are not.
    assert table["keeps"].between(0, 1).all()
    assert table["keeps"].min() < 0.5
