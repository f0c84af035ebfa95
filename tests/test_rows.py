"""One builder of rows: a document gives the same through every door."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.corpus.archive import analyze_corpus
from analysis.reader.page import hit_records
from analysis.reading.sources import list_samples, make_document, read_document
from analysis.tables.analysis import analyze
from analysis.tables.annotations import annotate
from analysis.tables.rows import document_rows
from analysis.text.document import Document

# Quotation first and the author's words longer; none; the author first and the quotation longer.
MIXED = (
    "“It may rain,” the oldest keeper of the lock told a full hall in Lund last week. Nobody left."
    "\n\nShe said: “We shall surely keep the gates shut until the river falls again.”"
)


def test_a_sentence_has_the_voice_of_most_of_its_words():
    rows = document_rows(Document("x", MIXED)).sentences
    assert [(row.n_words, row.n_words_quoted) for row in rows] == [
        (3 + 14, 3),
        (2, 0),
        (2 + 12, 12),
    ]
    assert [row.voice for row in rows] == ["author", "author", "quoted"]


def test_half_the_words_are_not_most_of_them():
    text = "“It may rain today,” the old keeper said."  # 4 of 8 words, then 5 of 9
    assert document_rows(Document("x", text)).sentences[0].voice == "author"
    longer = "“It may rain again today,” the old keeper said."
    assert document_rows(Document("x", longer)).sentences[0].voice == "quoted"


def doors(name, text, folder):
    """Return voice, place, words and sentiment of every sentence, and every hit, by each door."""
    document = make_document(name, text)
    analysis = analyze(document, scorers=False)
    records = list(annotate(document))
    source = folder / "texts.jsonl"
    source.write_text(json.dumps({"id": name, "text": text}) + "\n", encoding="utf-8")
    analyze_corpus(source, folder / "out", workers=1, progress=False)
    archive = {t: pd.read_parquet(folder / "out" / t) for t in ("sentences", "matches", "sections")}
    return analysis, records, archive


# A quotation that the next paragraphs take up again, by each kind of mark.
REOPENED = [
    f"Orr told us at noon: {mark}It could fail.\n\n{mark}Perhaps the owners’ bridge fell."
    f"\n\n{mark}It may be so.{close} It might rain, the clerk of the old hall thought."
    for mark, close in ("“”", "‘’", "«»", '""', "''")
]


@pytest.mark.parametrize("text", REOPENED)
def test_paragraphs_that_reopen_a_quotation_are_quoted(text):
    rows = document_rows(make_document("x", text, plain=True)).sentences
    assert [row.n_words_quoted for row in rows] == [3, 5, 4, 0]


@pytest.mark.parametrize(
    "text", [MIXED, *REOPENED, *(read_document(n).text for n in list_samples()[:2])]
)
def test_every_door_gives_the_same(text, tmp_path):
    analysis, records, archive = doors("x", text, tmp_path)
    place = ["start", "end", "voice"]
    by_table = analysis.sentences[place].values.tolist()
    by_record = [[r[name] for name in place] for r in records if r["marker"] == "sentence"]
    assert by_table == by_record == archive["sentences"][place].values.tolist()
    found = ["marker", "category", "start", "end", "text", "voice"]
    hits = [
        [r[name] for name in found] for r in records if r["marker"] not in ("section", "sentence")
    ]
    assert analysis.matches[found].values.tolist() == hits
    assert archive["matches"][found].values.tolist() == hits
    shown = [[record[name] for name in found] for record in hit_records(analysis)]
    assert shown == hits
    sizes = ["title", "role", "start", "end", "n_sentences", "n_words"]
    assert analysis.sections[sizes].values.tolist() == archive["sections"][sizes].values.tolist()


PIECES = st.sampled_from(['"', "“", "”", "It may rain", ", ", ". ", " said Ann", "\n\n", "so", " "])


@given(st.lists(PIECES, max_size=40).map("".join))
def test_quoted_words_are_those_that_begin_in_quoted_speech(text):
    document = Document("x", text)
    rows = document_rows(document)
    for sentence, row in zip(document.sentences, rows.sentences, strict=True):
        starts = [document.word_starts[i] for i in document.word_range(sentence)]
        assert row.n_words == len(starts)
        assert row.n_words_quoted == sum(document.voice_at(s) == "quoted" for s in starts)
    assert rows.n_words == sum(row.n_words for row in rows.sections if row.role == "body")
