"""The tables: one row per section, sentence and hit, all traceable to the text."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.files import safe_cells
from analysis.plots.readable import readable_table
from analysis.reading.sources import list_samples, read_document
from analysis.tables.analysis import (
    MATCH_COLUMNS,
    SECTION_COLUMNS,
    SENTENCE_COLUMNS,
    analyze,
    concordance,
)
from analysis.text.document import Document


@pytest.fixture(scope="module", params=list_samples())
def sample(request):
    return analyze(read_document(request.param))


def test_every_hit_is_in_the_text_in_a_body_section(sample):
    text = sample.document.text
    body = sample.body.set_index("id")
    for match in sample.matches.itertuples():
        assert text[match.start : match.end] == match.text
        assert body.loc[match.section, "start"] <= match.start
        assert match.end <= body.loc[match.section, "end"]
        assert 0 < match.weight <= 1
        assert match.reason
        assert (match.marker, match.category) in sample.kinds


def test_hits_of_a_marker_do_not_overlap(sample):
    for _, hits in sample.matches.groupby("marker"):
        ordered = hits.sort_values("start")
        assert (ordered["end"].iloc[:-1].to_numpy() <= ordered["start"].iloc[1:].to_numpy()).all()


def test_words_and_sentences_add_up(sample):
    assert sample.body["n_sentences"].sum() == len(sample.sentences)
    assert sample.body["n_words"].sum() == sample.sentences["n_words"].sum()
    assert (sample.body["n_words_quoted"] <= sample.body["n_words"]).all()


def test_scores_are_within_their_range(sample):
    scores = sample.sentences[["sentiment", "vader", "textblob"]]
    assert scores.notna().all(axis=None)
    assert scores.abs().le(1).all(axis=None)
    assert sample.sentences["subjectivity"].between(0, 1).all()


def test_without_scorers_only_ours_is_there():
    analysis = analyze(Document("x", "A great day."), scorers=False)
    assert analysis.sentences["sentiment"].item() > 0
    assert analysis.sentences[["vader", "textblob", "subjectivity"]].isna().all(axis=None)


def test_an_empty_document_has_empty_tables_with_columns():
    analysis = analyze(Document("x", ""))
    assert list(analysis.sections.columns) == list(SECTION_COLUMNS)
    assert list(analysis.sentences.columns) == list(SENTENCE_COLUMNS)
    assert list(analysis.matches.columns) == list(MATCH_COLUMNS)
    assert len(analysis.sections) == len(analysis.sentences) == len(analysis.matches) == 0


def test_two_runs_are_alike():
    first, second = (analyze(read_document("river_water")) for _ in range(2))
    assert first.matches.equals(second.matches)
    assert first.sentences.equals(second.sentences)


def test_a_concordance_shows_the_words_around_a_hit():
    table = concordance(analyze(Document("x", "Yes.\nIt may rain.")), "hedge", width=6)
    assert table[["left", "hit", "right"]].values.tolist() == [["… It ", "may", " rain."]]


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_no_text_is_taken_for_a_formula(text):
    table = safe_cells(pd.DataFrame({"title": [text, "Rain"], "count": [-1, 1]}))
    assert table["title"].tolist() == ["'" + text.replace("\r", "\n"), "Rain"]
    assert table["count"].tolist() == [-1, 1]


@pytest.mark.shared
def test_the_author_note_and_the_comment_form_are_in_no_measure(real_document):
    analysis = analyze(real_document)
    last = analysis.body["end"].max()
    assert (analysis.matches["end"] <= last).all()
    assert (analysis.sentences["end"] <= last).all()
    assert "Max S. Kim" not in real_document.text[:last]
    assert len(analysis.sentences) == 97


def test_a_concordance_of_nothing_is_a_table_of_texts():
    table = concordance(analyze(Document("x", "It rained.")), "hedge")
    assert len(table) == 0
    assert (table["left"] + table["hit"] + table["right"]).str.split().tolist() == []


def test_two_columns_of_one_heading_are_both_shown():
    shown = readable_table(pd.DataFrame({"words": ["the ferry"], "n_words": [1084]}))
    assert shown.to_numpy().tolist() == [["the ferry", "1,084"]]
    assert shown.columns.is_unique
