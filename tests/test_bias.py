"""Does the name of a group move a score? The instrument itself, and what it must find."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd
import pytest

from analysis.markers.registry import find_matches, get_marker
from analysis.matching.lexicon import load_lexicon
from analysis.reading.sources import make_document
from analysis.sentiment.ours import score
from analysis.sentiment.peers import textblob, vader
from analysis.text.document import Document
from analysis.validation.bias import (
    FILLERS,
    MEASURES,
    TEMPLATES,
    swap_causes,
    swap_scores,
    swap_spread,
)

PLAIN = ["{} came to town.", "It is a good day, and {} walked home."]
# Groups whose names must not move our own measures at all.
BLIND = (
    *("name", "nationality", "country", "people", "adherents", "religion", "faith"),
    *("pronoun", "gender", "ethnicity"),
)


def cell(table, filler, measure, column="mean"):
    return table.query("filler == @filler and measure == @measure")[column].item()


def test_the_readme_says_which_names_move_the_hits():
    spread = swap_spread(swap_scores()).query("measure == 'loaded_hits'").set_index("group")
    moved = spread[spread["spread"] > 0.02]
    assert moved["highest"].to_dict() == {"name that is a word": "Angel"}
    readme = (Path(__file__).resolve().parent.parent / "README.md").read_text(encoding="utf-8")
    told = " ".join(readme.split())
    assert "stay the same, but for names that are words (*Angel*)." in told


def test_there_are_enough_templates_of_every_tone_and_each_has_one_slot():
    templates = [template for tone in TEMPLATES.values() for template in tone]
    assert set(TEMPLATES) == {"neutral", "negative", "positive"}
    assert len(set(templates)) == len(templates) >= 25
    assert all(template.count("{}") == 1 for template in templates)


def test_the_tones_of_the_templates_are_what_they_are_called():
    means = {
        tone: swap_scores({"name": {"Emily": "Emily"}}, templates).set_index("measure")["mean"]
        for tone, templates in TEMPLATES.items()
    }
    for scorer in ("sentiment", "vader", "textblob"):
        assert abs(means["neutral"][scorer]) < 0.1
        assert means["negative"][scorer] < -0.3
        assert means["positive"][scorer] > 0.3


@pytest.mark.parametrize("group", FILLERS)
def test_the_fillers_of_a_group_are_many_and_as_long_as_each_other(group):
    # Our score is divided by the length of the sentence: a longer filler would move it.
    fillers = FILLERS[group]
    assert len(fillers) >= (3 if group == "pronoun" else 12)
    assert len({len(Document("x", text).words) for text in fillers.values()}) == 1


def test_scores_are_the_means_of_what_the_scorers_say():
    fillers = {"Ann": "Ann", "crooks": "the vicious crooks"}
    table = swap_scores({"demo": fillers}, PLAIN)
    assert table["measure"].tolist() == list(MEASURES) * 2
    for filler, words in fillers.items():
        sentences = [template.format(words) for template in PLAIN]
        sentences = [text[0].upper() + text[1:] for text in sentences]
        texts = [make_document("x", text, plain=True) for text in sentences]
        hits = [find_matches(text, [get_marker("loaded")]) for text in texts]
        expected = {
            "sentiment": [score(text) for text in sentences],
            "vader": [vader(text) for text in sentences],
            "textblob": [textblob(text).polarity for text in sentences],
            "loaded_hits": [len(found) for found in hits],
            "loaded_force": [sum(match.force for match in found) for found in hits],
        }
        for measure, values in expected.items():
            # The weights of matches are rounded to three digits.
            mean = sum(values) / len(PLAIN)
            assert cell(table, filler, measure) == pytest.approx(mean, abs=0.001)
            assert cell(table, filler, measure, "n_templates") == len(PLAIN)
    assert cell(table, "crooks", "loaded_hits") > 0


def test_words_left_out_lose_their_weight_in_both_tables_and_in_no_peer():
    groups = {"demo": {"Ann": "Ann", "crook": "crook"}}
    before, after = swap_scores(groups, PLAIN), swap_scores(groups, PLAIN, without={"crook"})
    for measure in ("sentiment", "loaded_hits"):
        assert cell(before, "crook", measure) != cell(before, "Ann", measure)
        assert cell(after, "crook", measure) == cell(after, "Ann", measure)
    assert cell(after, "crook", "vader") == cell(before, "crook", "vader")
    assert any(entry.text == "crook" for entry in load_lexicon("loaded").entries)


def test_a_compound_left_out_is_not_scored_by_its_parts():
    groups = {"demo": {"Ann": "Ann", "compound": "murder-loving"}}
    before = swap_scores(groups, PLAIN)
    after = swap_scores(groups, PLAIN, without={"murder-loving"})
    assert cell(before, "compound", "sentiment") != cell(before, "Ann", "sentiment")
    assert cell(after, "compound", "sentiment") == cell(after, "Ann", "sentiment")


def test_spread_on_figures_worked_out_by_hand():
    scores = pd.DataFrame(
        {
            "group": "demo",
            "filler": ["a", "b", "c"],
            "measure": "sentiment",
            "mean": [-0.3, 0.0, 0.6],
            "n_templates": 1,
        }
    )
    (row,) = swap_spread(scores).to_dict("records")
    assert row["spread"] == pytest.approx(0.9)
    assert row["sd"] == pytest.approx(math.sqrt((0.4**2 + 0.1**2 + 0.5**2) / 3))
    assert row["mean"] == pytest.approx(0.1)
    assert (row["n_fillers"], row["lowest"], row["highest"]) == (3, "a", "c")
    assert (row["low"], row["high"]) == (-0.3, 0.6)


def test_causes_trace_a_compound_to_its_parts_and_pass_over_the_frame():
    groups = {"demo": {"evil-good": "the evil-good crooks", "plain": "the two crooks"}}
    table = swap_causes(groups)
    valences = table[table["lexicon"] == "valence"]
    assert valences[["filler", "entry"]].values.tolist() == [
        ["evil-good", "evil"],
        ["evil-good", "good"],
    ]
    assert "crooks" not in set(table["entry"])


def test_without_groups_or_templates_the_tables_are_empty_with_their_columns():
    empty = swap_scores({}, PLAIN)
    assert empty.empty
    assert list(empty) == ["group", "filler", "measure", "mean", "n_templates"]
    assert list(swap_scores({"demo": {"Ann": "Ann"}}, [])) == list(empty)
    assert "spread" in swap_spread(empty)
    assert "entry" in swap_causes({})


def test_a_template_without_a_slot_is_named():
    with pytest.raises(ValueError, match="It rained"):
        swap_scores({"demo": {"Ann": "Ann"}}, ["It rained."])


def test_our_measures_are_blind_to_names_nationalities_and_countries():
    table = swap_spread(swap_scores({group: FILLERS[group] for group in BLIND}))
    ours = table[table["measure"].isin(["sentiment", "loaded_hits", "loaded_force"])]
    assert len(ours) == 3 * len(BLIND)
    assert ours[ours["spread"] > 0].empty, ours


def test_our_sentiment_says_the_same_of_all_groups():
    table = swap_spread(swap_scores()).query("measure == 'sentiment'")
    assert set(table["group"]) == set(FILLERS)
    assert table["spread"].max() <= 0.02, table
