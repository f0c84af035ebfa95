"""Measures on texts small enough to compute by hand; expected values are written as formulas."""

from __future__ import annotations

import inspect
import math
from dataclasses import replace

import numpy as np
import pytest
from scipy import ndimage, stats

import analysis as package
from analysis.markers.evidence import EVIDENCE
from analysis.markers.loaded import LOADED
from analysis.plots.profiles import readable_profile
from analysis.reader.page import hit_records
from analysis.reading.sources import make_document
from analysis.statistics import facts_of_words
from analysis.statistics.actors import charged_sentences
from analysis.statistics.charge import charged_words
from analysis.statistics.counting import counted_hits, sentence_counts
from analysis.statistics.findings import source_of
from analysis.statistics.intervals import poisson_rate, smooth_band
from analysis.statistics.metrics import (
    dispersion,
    positions,
    profile,
    rates,
    section_bounds,
    top_words,
    yardstick,
)
from analysis.statistics.readability import section_style, style_of
from analysis.statistics.sentiments import section_sentiment, sentiment_course, turning_points
from analysis.tables.analysis import analyze, with_markers
from analysis.text.document import Document

TEXT = (
    "Rain\n\nIt may rain. It may not rain.\n\nNo end\n\n"
    "She said: “It will perhaps never stop here.” It is a wet day.\n\n"
    "Last\n\nNothing happened on the hill."
)


@pytest.fixture(scope="module")
def analysis():
    return analyze(Document("rain", TEXT))


def cell(table, marker, section, column):
    return table.query("marker == @marker and title == @section")[column].item()


def test_poisson_rate_without_hits_ends_at_minus_log_alpha_half():
    interval = poisson_rate(0, 500)
    assert interval.value == interval.low == 0
    assert interval.high == pytest.approx(1000 / 500 * -math.log(0.025))


def test_poisson_rate_agrees_with_its_definition():
    # At the lower bound, seeing 7 or more has probability 2.5 %; at the upper, 7 or fewer.
    interval = poisson_rate(7, 1000)
    assert interval.value == 7
    assert stats.poisson.sf(6, interval.low) == pytest.approx(0.025)
    assert stats.poisson.cdf(7, interval.high) == pytest.approx(0.025)


def test_poisson_rate_agrees_with_the_printed_example_of_r():
    # R's documentation of poisson.test: 137 events in 24.19893 units give a rate of 5.661407
    # with the interval 4.753125 to 6.692709.
    interval = poisson_rate(137, 1)
    values = np.array(interval) / 1000 / 24.19893
    assert values == pytest.approx([5.661407, 4.753125, 6.692709], abs=1e-6)


def test_poisson_rate_of_no_words_is_unknown():
    assert all(math.isnan(bound) for bound in poisson_rate(0, 0))


def test_rates_count_words_of_the_body(analysis):
    table = rates(analysis)
    assert cell(table, "hedge", "Opening", "count") == 2
    assert cell(table, "hedge", "Opening", "n_words") == 3 + 4
    assert cell(table, "hedge", "Opening", "rate") == pytest.approx(1000 * 2 / 7)


def test_rates_include_every_section_and_marker_without_hits(analysis):
    table = rates(analysis, by_category=True)
    assert len(table) == 3 * len(analysis.kinds)
    empty = table.query("title == 'Last' and marker == 'hedge'")
    assert (empty["count"] == 0).all()
    assert (empty["high"] > 0).all()


def test_rates_tell_the_author_from_the_quoted(analysis):
    author, quoted, both = (rates(analysis, voice=voice) for voice in ("author", "quoted", None))
    assert cell(author, "hedge", "No end", "count") == 0
    assert cell(quoted, "hedge", "No end", "count") == 1
    assert cell(both, "hedge", "No end", "count") == 1
    # Two words introduce the quotation, six are in it, five follow.
    assert cell(author, "hedge", "No end", "n_words") == 2 + 5
    assert cell(quoted, "hedge", "No end", "n_words") == 6
    assert cell(both, "hedge", "No end", "n_words") == 2 + 6 + 5
    # The norms are of the author's own words.
    assert author["percentile"].notna().any()
    for table in (quoted, both):
        assert table["percentile"].isna().all()
        assert table["rate"].notna().any()


# What public functions with a voice are given first; all others an analysis.
GIVEN = {
    **dict.fromkeys(("typical_markers", "typical_words"), lambda one: ({"a": [one], "b": [one]},)),
    **dict.fromkeys(("collocates", "search", "search_rates"), lambda one: (one, "rain")),
    "association": lambda one: (one, "hedge", "loaded"),
    "contrast_documents": lambda one: (one, one),
    "key_words": lambda one: (one, {"rain": 1}),
    "profile_of_texts": lambda one: ([one],),
    "raw_and_reviewed": lambda one: (one, one),
    "search_archive": lambda one: ("no/such/folder", "rain"),
}


def test_an_unknown_voice_is_refused_everywhere(analysis):
    public = {name: getattr(package, name) for name in package.__all__}
    functions = {name: one for name, one in public.items() if inspect.isfunction(one)}
    voiced = [
        name for name in functions if "voice" in inspect.signature(functions[name]).parameters
    ]
    assert set(GIVEN) <= set(voiced)
    for name in voiced:
        arguments = GIVEN.get(name, lambda one: (one,))(analysis)
        with pytest.raises(ValueError, match="voice='nobody'"):
            functions[name](*arguments, voice="nobody")


def test_section_sentiment_has_a_row_per_section_and_scorer(analysis):
    table = section_sentiment(analysis)
    assert len(table) == 3 * 3
    opening = analysis.sentences.query("section == @analysis.body['id'].iloc[0]")
    row = table.query("title == 'Opening' and scorer == 'vader'")
    assert row["mean"].item() == pytest.approx(opening["vader"].mean())


@pytest.mark.parametrize(
    ("ours", "vader", "disagree"),
    [
        ([0.28, 0.3, 0.32], [-0.32, -0.3, -0.28], True),
        # Student: -0.3 ± 4.30 · 0.3 / √3 reaches far above 0, although the means differ in sign.
        ([0.2, 0.3, 0.4], [-0.6, -0.3, 0.0], False),
        ([0.4] * 3, [-0.4] * 3, False),  # nothing is known of how they vary
    ],
)
def test_scorers_disagree_only_beyond_their_intervals(ours, vader, disagree):
    analysis = analyze(Document("x", "It rained. It was wet. It rained."))
    table = analysis.sentences.assign(sentiment=ours, vader=vader, textblob=0.0)
    changed = section_sentiment(replace(analysis, sentences=table))
    assert changed["disagree"].tolist() == [disagree] * 3


def test_the_bounds_of_sentiment_stay_in_its_range():
    analysis = analyze(Document("x", "It rained. It was wet."))
    table = analysis.sentences.assign(sentiment=[-1.0, 1.0], vader=0.0, textblob=0.0)
    row = section_sentiment(replace(analysis, sentences=table)).iloc[0]
    assert (row["mean"], row["low"], row["high"]) == (0, -1, 1)


def test_the_band_is_that_of_the_weights_worked_out_one_by_one():
    values = np.random.default_rng(1).normal(size=40)
    for smoothing in (0.7, 2.0, 5.0):
        band = smooth_band(values, smoothing)
        weights = ndimage.gaussian_filter1d(np.eye(40), smoothing, axis=0, mode="reflect")
        freedom = 40 - 2 * np.trace(weights) + (weights**2).sum()
        spread = np.sqrt(((values - weights @ values) ** 2).sum() / freedom)
        half = stats.t.ppf(0.975, freedom) * spread * np.sqrt((weights**2).sum(axis=1))
        assert band.curve == pytest.approx(weights @ values)
        assert band.high - band.curve == pytest.approx(half)
        assert band.curve - band.low == pytest.approx(half)


def test_the_band_covers_the_mean_of_the_neighbourhood():
    generator = np.random.default_rng(2)
    held = [
        (band.low <= 0) & (band.high >= 0)
        for band in (smooth_band(generator.normal(size=40), 2.0) for _ in range(600))
    ]
    assert np.mean(held) == pytest.approx(0.95, abs=0.015)


def test_a_text_too_short_has_a_curve_without_a_band():
    band = smooth_band(np.array([0.1, 0.2, 0.3]), 2.0)
    assert np.isnan(band.low).all()
    assert np.isnan(band.high).all()
    assert not np.isnan(band.curve).any()


def test_the_course_turns_where_it_stands_out_most(analysis):
    assert turning_points([0, 1, 0, 3, 0]) == {1: "high", 3: "high"}
    assert turning_points([0, 1, 2, 3]) == {}
    assert turning_points([]) == {}
    course = sentiment_course(analysis)
    assert set(course["turn"]) <= {"", "high", "low"}
    assert (course["turn"] != "").sum() <= 2
    known = course.dropna(subset=["low", "high"])
    assert ((known["low"] <= known["sentiment_smooth"]) & (known["low"] >= -1)).all()
    assert ((known["high"] >= known["sentiment_smooth"]) & (known["high"] <= 1)).all()


def test_profile_has_one_row_per_section(analysis):
    table = profile(analysis)
    assert table["title"].tolist() == ["Opening", "No end", "Last"]
    assert table["hedge_count"].tolist() == [2, 0, 0]
    readable = readable_profile(table)
    assert readable["hedge"].iloc[0].startswith(f"{1000 * 2 / 7:.1f} [")


def test_smoothing_keeps_a_constant_and_the_number_of_sentences(analysis):
    flat = analysis.sentences.assign(sentiment=0.5)
    changed = replace(analysis, sentences=flat)
    course = sentiment_course(changed, smoothing=3)
    assert course["sentiment_smooth"].tolist() == pytest.approx([0.5] * len(flat))
    assert course["sentence"].tolist() == list(range(1, len(flat) + 1))


@pytest.mark.parametrize("smoothing", [0, -1, math.nan])
def test_smoothing_must_be_positive(analysis, smoothing):
    with pytest.raises(ValueError, match="smoothing="):
        sentiment_course(analysis, smoothing)


def test_top_words_add_up_the_charge_of_repeated_words(analysis):
    table = top_words(analysis, "hedge")
    row = table.query("text == 'may'")
    weights = analysis.matches.query("text == 'may'")["weight"]
    assert row["count"].item() == 2
    assert row["charge"].item() == pytest.approx(weights.sum())


def test_dispersion_counts_words_through_the_body(analysis):
    table = positions(analysis)
    hedges = table.query("marker == 'hedge'")
    # "It may rain. It may not rain." has seven words; "perhaps" is the fifth word after them.
    assert hedges["word"].tolist() == [1, 4, 7 + 4]


def test_section_bounds_join_without_gaps(analysis):
    bounds = section_bounds(analysis)
    assert bounds["first"].tolist() == [0, 7, 7 + 13]
    assert bounds["last"].tolist() == [7, 7 + 13, 7 + 13 + 5]


@pytest.mark.parametrize(
    "measure", [rates, yardstick, section_sentiment, profile, positions, section_bounds, top_words]
)
def test_an_empty_document_gives_an_empty_table_with_columns(measure):
    filled = measure(analyze(Document("x", "It may rain.")))
    empty = measure(analyze(Document("x", "")))
    assert len(empty) == 0
    assert list(empty.columns) == list(filled.columns)


def test_dispersion_is_gries_dp():
    # Sections of 7, 2 + 5 and 5 words by the author; both hedges fall into the first.
    analysis = analyze(Document("rain", TEXT))
    row = dispersion(analysis).query("marker == 'hedge'").iloc[0]
    shares = np.array([7, 7, 5]) / 19
    dp = (abs(1 - shares[0]) + shares[1] + shares[2]) / 2
    assert row["dp"] == pytest.approx(dp)
    assert row["dp_norm"] == pytest.approx(dp / (1 - 5 / 19))


def test_reading_ease_is_flesch_formula():
    table = section_style(analyze(Document("x", "It rained. The cat sat."), scorers=False))
    # Five syllables in five words would be 1 each; "rained" is counted as one syllable.
    expected = 206.835 - 1.015 * 5 / 2 - 84.6 * 5 / 5
    assert table["reading_ease"].item() == pytest.approx(expected)
    assert table["words_per_sentence"].item() == 5 / 2


def test_no_sentences_have_no_style():
    assert np.isnan(style_of([])).all()


def test_mtld_of_a_word_repeated_is_two():
    # The share of different words falls below 0.72 at every second word: 1 / 2 < 0.72.
    table = section_style(analyze(Document("x", "rain " * 60), scorers=False))
    assert table["mtld"].item() == pytest.approx(2)


def test_a_possessive_is_the_same_charged_word():
    text = (
        "He feared the thugs. The thugs’ vans came. A traitor stood there, the traitor’s wife too."
    )
    analysis = analyze(make_document("x", text, plain=True))
    words = charged_words(analysis).set_index("text")["count"]
    found = analysis.hits("loaded", "author")["text"].tolist()
    assert {"traitor", "traitor’s"} <= set(found)
    assert words["traitor"] == 2
    assert words.sum() == len(found)
    # The table by sections counts as the table of the whole text does.
    top = top_words(analysis).set_index("text")["count"]
    assert top.to_dict() == words.to_dict()
    assert set(charged_sentences(analysis)["words"].str.cat(sep=", ").split(", ")) <= {*words.index}


def test_a_hit_without_force_has_the_same_charge_wherever_it_is_shown():
    # The lexicon by itself knows no force.
    text = "It is a disgrace. They are a mob of traitors, and the traitor’s\nlies are treason."
    analysis = analyze(make_document("x", text, plain=True), markers=[LOADED])
    hits = analysis.hits("loaded", "author")
    assert len(hits) > 2
    assert hits["force"].isna().all()
    words = charged_words(analysis).set_index("text")["charge"]
    assert words.sum() == pytest.approx(hits["weight"].sum())
    said = facts_of_words.words(source_of(analysis), "loaded").table
    assert sorted(said["charge"]) == pytest.approx(sorted(words))
    shown = [record["charge"] for record in hit_records(analysis)]
    assert shown == pytest.approx(hits["weight"].tolist(), abs=0.0005)
    top = top_words(analysis, n=99).set_index("text")["charge"]
    assert top.to_dict() == pytest.approx(words.to_dict())


def test_what_is_kept_of_a_text_cannot_be_changed_from_outside():
    text = "We pay and they, the crooks, eat. It may rain."
    analysis = analyze(Document("x", text), scorers=False)
    _, counts = sentence_counts(analysis)
    counts.loc[:, :] = 99.0
    assert sentence_counts(analysis).counts["hedge", ""].tolist() == [0.0, 1.0]
    counted = counted_hits(analysis)
    counted["marker"] = "none"
    assert "none" not in set(counted_hits(analysis)["marker"])
    assert counted_hits(analysis, by_category=True)["text"].tolist() != counted["text"].tolist()
    more = with_markers(analysis, [EVIDENCE])
    assert ("evidence", "") in sentence_counts(more).counts
