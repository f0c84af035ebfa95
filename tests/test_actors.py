"""Named actors and the loaded words near them."""

from __future__ import annotations

import pytest

from analysis.statistics.actors import charged_sentences, find_actors, naming
from analysis.tables.analysis import analyze
from analysis.text.document import Document


def actors(text, min_count=2):
    return {
        name: len(places) for name, places in find_actors(Document("x", text), min_count).items()
    }


def test_a_last_name_counts_for_the_full_name():
    assert actors("It was Ada Oram. Then Oram left. We saw Oram’s car.") == {"Ada Oram": 3}


def test_a_last_name_of_two_people_stands_for_itself():
    text = "We met Ada Oram and Ben Oram. Then Oram left, and Oram wept."
    assert actors(text, min_count=1)["Oram"] == 2


def test_the_first_word_of_a_sentence_is_no_name_by_its_capital():
    assert actors("Rain fell. Rain fell. Rain fell on Lowbank. We love Lowbank.") == {"Lowbank": 2}


def test_months_and_days_are_no_actors():
    assert actors("In May we left. In May we came. On Monday it rained, on Monday.") == {}


def test_a_hit_belongs_to_the_nearest_name_of_its_sentence():
    text = (
        "We know Oram and we know Lowbank. The disgraceful Oram came to Lowbank. "
        "We left Oram in Lowbank. A monstrous lie."
    )
    table = naming(analyze(Document("x", text), scorers=False))
    assert table.query("text == 'disgraceful'")["actor"].tolist() == ["Oram"]
    assert not table["text"].str.contains("monstrous").any()


def test_of_two_names_before_a_hit_the_nearer_takes_it():
    text = "We know Oram and Lowbank. Then Oram told Lowbank of a disgraceful plan."
    table = naming(analyze(Document("x", text), scorers=False), min_count=1)
    columns = ["actor", "section", "title", "text", "category", "force", "distance", "sentence"]
    assert table.columns.tolist() == columns
    # Lowbank of a disgraceful: three words on.
    assert table[["actor", "text", "distance"]].values.tolist() == [["Lowbank", "disgraceful", 3]]
    assert table["sentence"].tolist() == [text[text.index("Then") :]]


def test_a_name_that_is_mentioned_once_takes_its_hits_too():
    text = "We know Oram. Then Oram came. We saw Oram meet the disgraceful Lowbank."
    analysis = analyze(Document("x", text), scorers=False)
    assert naming(analysis, min_count=1)["actor"].tolist() == ["Lowbank"]
    assert naming(analysis, min_count=3).empty


def test_charge_is_the_force_of_the_hits_added_up():
    analysis = analyze(
        Document("x", "A disgraceful, monstrous plan. The council met."), scorers=False
    )
    table = charged_sentences(analysis)
    assert table["n_hits"].dtype == int
    force = analysis.matches.query("marker == 'loaded'")["force"]
    assert table["charge"].tolist() == pytest.approx([force.sum(), 0])
    assert table["n_hits"].tolist() == [len(force), 0]
    assert table["text"].tolist() == ["A disgraceful, monstrous plan.", "The council met."]


def test_a_word_beside_a_name_is_not_given_to_another_one():
    text = "Zeeland fears the bankrupt North. The North waits. Zeeland waits. North of Zeeland."
    table = naming(analyze(Document("x", text), scorers=False), min_count=2)
    assert table.query("text.str.contains('bankrupt')")["actor"].tolist() == ["North"]


def test_a_text_without_names_or_charge_gives_empty_tables():
    analysis = analyze(Document("x", "the council met."), scorers=False)
    assert naming(analysis).empty
    assert charged_sentences(analysis)["charge"].tolist() == [0]
