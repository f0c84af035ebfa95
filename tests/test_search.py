"""Searching, collocates and runs of words, against counts by hand and printed figures."""

from __future__ import annotations

import json
import re
import shutil
from itertools import accumulate

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from analysis.cli import app
from analysis.corpus.archive import analyze_corpus
from analysis.corpus.search import Row, _finds, search_archive
from analysis.markers.categories import category_marker
from analysis.markers.registry import MARKERS
from analysis.reading.sources import make_document
from analysis.statistics.collocates import collocates, ngrams
from analysis.statistics.compare import log_likelihood
from analysis.statistics.many import typical_words
from analysis.statistics.search import Query, SearchError, search, search_rates
from analysis.tables.analysis import analyze
from analysis.text.document import Document
from analysis.text.folding import MAY_JOIN

TEXT = """# The fence

The council will close the open border. “Open borders are a disgrace,” said Ada Oram.

## What it costs

Closing a border costs money. The borders stay open, and a shameful border tax is paid.
"""


@pytest.fixture(scope="module")
def one():
    shame = category_marker("Shame", ["disgrace", "shameful"])
    return analyze(make_document("fence", TEXT), markers=(*MARKERS, shame), scorers=False)


def hits(table: pd.DataFrame) -> list[str]:
    return table["hit"].tolist()


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("border", ["border", "border", "border"]),
        ("BORDER*", ["border", "borders", "border", "borders", "border"]),
        ("open border*", ["open border", "Open borders"]),
        ("border|borders", ["border", "borders", "border", "borders", "border"]),
        ("clos~", []),
        ("close~", ["close", "Closing"]),
        ("cost~ money", ["costs money"]),
        ("bor?er", ["border", "border", "border"]),
        ("open, border*", ["open border", "Open borders"]),
        ("absent", []),
    ],
)
def test_patterns(one, pattern, expected):
    assert hits(search(one, pattern)) == expected


def test_places_are_those_of_the_text(one):
    table = search(one, "border*")
    text = one.document.text
    assert [text[row.start : row.end] for row in table.itertuples()] == hits(table)
    line = text.replace("\n", " ")
    for row in table.itertuples():
        context = row.left.removeprefix("… ") + row.hit + row.right.removesuffix(" …")
        assert context in line


def test_section_and_voice(one):
    assert len(search(one, "border*", section="what it costs")) == 3
    assert hits(search(one, "border*", voice="quoted")) == ["borders"]
    assert len(search(one, "border*", voice="author")) == 4


def test_near_a_marker_and_near_a_pattern(one):
    # *disgrace* stands two words after *borders*, *shameful* beside the last *border*; in that
    # sentence five words stand between *borders* and *shameful*: stay open and a, so three.
    assert hits(search(one, "border*", near="shame", within=0)) == ["border"]
    assert hits(search(one, "border*", near="shame", within=2)) == ["borders", "border"]
    assert hits(search(one, "border*", near="shame", within=4)) == ["borders", "borders", "border"]
    assert hits(search(one, "border*", near="cost~ | money", within=0)) == ["border"]
    assert hits(search(one, "border", near="border", within=9)) == []


def test_sorting(one):
    by_left = search(one, "border*", sort="left")
    last_words = [left.split()[-1].lower().strip("“") for left in by_left["left"]]
    assert last_words == ["a", "open", "open", "shameful", "the"]
    assert hits(search(one, "border*", sort="hit")) == ["border"] * 3 + ["borders"] * 2
    charges = search(one, "border*", sort="charge")["charge"].tolist()
    assert charges == sorted(charges, reverse=True)
    assert charges[0] > 0


def test_rates_by_hand(one):
    # The council will close the open border, “Open borders are a disgrace” said Ada Oram: 7+5+3.
    # Closing a border costs money, The borders stay open and a shameful border tax is paid: 5 + 11.
    both = search_rates(one, "border*", voice=None)
    assert both[["count", "n_words"]].values.tolist() == [[2, 15], [3, 16]]
    quoted = search_rates(one, "border*", voice="quoted")
    assert quoted[["count", "n_words"]].values.tolist() == [[1, 5], [0, 0]]
    table = search_rates(one, "border*")
    assert table["count"].tolist() == [1, 3]
    columns = ["doc_id", "section", "title", "count", "n_words", "rate", "low", "high"]
    assert table.columns.tolist() == columns
    assert table["section"].tolist() == one.body["id"].tolist()
    assert table["n_words"].tolist() == [7 + 3, 5 + 11]
    assert table["rate"].tolist() == pytest.approx([1000 * 1 / 10, 1000 * 3 / 16])
    assert ((table["low"] < table["rate"]) & (table["rate"] < table["high"])).all()


@pytest.mark.parametrize("pattern", ["", " | ", "*", "?? *", "~", "…"])
def test_what_is_no_search(one, pattern):
    with pytest.raises(SearchError):
        search(one, pattern)


def test_an_unknown_order_is_refused(one):
    with pytest.raises(SearchError, match="charge"):
        search(one, "border", sort="colour")


def test_several_texts_are_told_apart(one):
    other = analyze(Document("other", "A border is a line."), scorers=False)
    table = search([one, other], "border")
    assert table["doc_id"].tolist() == ["fence", "fence", "fence", "other"]
    assert search_rates([one, other], "border")["count"].tolist() == [1, 2, 1]


def test_words_with_invisible_signs_are_found():
    text = "The bor\u00adder is open."
    table = search(analyze(Document("x", text), scorers=False), "border")
    assert hits(table) == ["bor\u00adder"]


@given(st.text(max_size=200), st.sampled_from(["a", "a*", "the | a", "run~", "a b"]))
@settings(deadline=None)  # the first text loads the tables
def test_any_text_can_be_searched(text, pattern):
    table = search(analyze(Document("x", text), scorers=False), pattern)
    assert all(text[row.start : row.end] for row in table.itertuples())


# Dunning (1993), table 1: counts of two words together, of each alone, of neither.
@pytest.mark.parametrize(
    ("together", "second", "first", "neither", "printed"),
    [(110, 2442, 111, 29114, 270.72), (29, 13, 123, 31612, 263.90), (31, 23, 139, 31584, 256.84)],
)
def test_log_likelihood_is_the_printed_one(together, second, first, neither, printed):
    found, p = log_likelihood(together, together + second, first, first + neither)
    assert round(found, 2) == printed
    assert p < 1e-12


def test_collocates_by_hand():
    text = "Open borders now. Open borders soon. Open doors. Borders of rain and open rain."
    table = collocates(
        analyze(Document("x", text), scorers=False), "border*", window=1, min_count=1
    )
    # Near: open now open soon of. Elsewhere: open doors rain and open rain.
    found = table.set_index("word")
    assert found.loc["open", ["count", "other_count"]].tolist() == [2, 2]
    assert found.loc["now", ["count", "other_count"]].tolist() == [1, 0]
    assert "of" not in found.index  # a function word
    ratio = (2 / 5) / (2 / 6)
    assert found.loc["open", "log_ratio"] == pytest.approx(np.log2(ratio))
    assert found.loc["open", "expected"] == pytest.approx(5 * 4 / 11)
    assert found.loc["open", "log_likelihood"] == pytest.approx(log_likelihood(2, 5, 2, 6)[0])
    assert found.loc["now", "log_ratio"] == np.inf
    # By likelihood, and by the alphabet where it is the same; no column of old row numbers.
    assert table["log_likelihood"].is_monotonic_decreasing
    assert [word for word in table["word"] if word in ("now", "soon")] == ["now", "soon"]
    assert "index" not in table


@pytest.mark.parametrize("least", [{"window": 0}, {"min_count": 0}])
def test_collocates_of_nothing_are_refused(one, least):
    with pytest.raises(SearchError, match=f"{next(iter(least))}=0.*: both must be at least 1"):
        collocates(one, "border", **least)


def test_a_word_near_two_finds_counts_once():
    table = collocates(
        analyze(Document("x", "Border tax border."), scorers=False), "border", min_count=1
    )
    assert table[["word", "count"]].values.tolist() == [["tax", 1]]


VOICES = "The open border is open. “Open borders,” she said, are open doors to open borders."


def test_whose_words_count_is_one_rule():
    """The author's own, unless a voice is asked for; the table says how many words there were."""
    one = analyze(Document("x", VOICES), scorers=False)
    assert search_rates(one, "open")[["count", "n_words"]].values.tolist() == [[4, 5 + 8]]
    assert len(search(one, "open")) == 5
    assert search(one, "open", voice="quoted")["start"].tolist() == [VOICES.index("Open")]
    near = {
        voice: collocates(one, "border*", window=1, min_count=1, voice=voice).set_index("word")
        for voice in ("author", "quoted", None)
    }
    # Near, in the author's words: open is (the first), open (the last); 13 − 2 finds − 3 elsewhere.
    assert near["author"].loc["open", ["count", "n_words", "other_n_words"]].tolist() == [2, 3, 8]
    assert near["quoted"].loc["open", ["count", "n_words", "other_n_words"]].tolist() == [1, 1, 0]
    # “borders” she: two words more, one find less elsewhere.
    assert near[None].loc["open", ["count", "n_words"]].tolist() == [3, 5]
    runs = {voice: ngrams(one, 2, min_count=1, voice=voice) for voice in ("author", "quoted")}
    assert "borders she" not in runs["author"]["words"].tolist()
    assert runs["quoted"][["words", "n_words"]].values.tolist() == [["open borders", 2]]
    typical = typical_words(
        {"x": [one], "y": [analyze(Document("y", "Rain and rain."), scorers=False)]}, min_count=4
    )
    assert typical[["word", "count", "n_words"]].values.tolist() == [["open", 4, 13]]


def test_collocates_against_another_text():
    first = analyze(Document("x", "Open borders. Open borders."), scorers=False)
    other = analyze(Document("y", "Open doors. Closed doors."), scorers=False)
    table = collocates(first, "borders", min_count=1, against=other)
    assert table[["word", "count", "other_count"]].values.tolist() == [["open", 2, 1]]


def test_runs_of_words_by_hand():
    text = "Open borders now. Open borders soon. In the end it rains. In the end it snows."
    table = ngrams(analyze(Document("x", text), scorers=False), 3, min_count=2)
    assert table[["words", "count"]].values.tolist() == [["in the end", 2], ["the end it", 2]]
    pairs = ngrams(analyze(Document("x", text), scorers=False), 2, min_count=2).set_index("words")
    # 16 words, 12 places for pairs; *open* and *borders* each twice.
    assert pairs.loc["open borders", "expected"] == pytest.approx(12 * (2 / 16) * (2 / 16))
    assert "in the" not in pairs.index


def test_command_says_the_same(one, tmp_path):
    path = tmp_path / "fence.md"
    path.write_text(TEXT, encoding="utf-8")
    runner = CliRunner()
    output = tmp_path / "found.csv"
    done = runner.invoke(app, ["search", "border*", str(path), "-o", str(output)])
    assert done.exit_code == 0, done.output
    table = pd.read_csv(output)
    assert hits(table) == hits(search(one, "border*"))
    shown = runner.invoke(app, ["search", "border*", str(path), "--near", "disgrace | shameful"])
    assert shown.exit_code == 0
    # One of three is quoted; of the others, 2 in 31 − 5 words are 76.9 in 1,000.
    said = "3 finds, 2 of them in the 26 words of the author’s own: 76.9 per 1,000 words"
    assert said in shown.output
    counts = runner.invoke(
        app, ["search", "border*", str(path), "--collocates", "-o", str(tmp_path / "near.json")]
    )
    assert counts.exit_code == 0
    assert json.loads((tmp_path / "near.json").read_text(encoding="utf-8")) is not None


def test_command_refuses_in_one_line(tmp_path):
    for arguments, said in (
        (["search", "*", "harbour_bridge_for"], "wildcard"),
        (["search", "border", "no_such_text"], "no_such_text"),
        (["search", "border", "harbour_bridge_for", "--voice", "autor"], "autor"),
    ):
        done = CliRunner().invoke(app, arguments)
        assert done.exit_code != 0
        assert said in done.output
        assert "Traceback" not in done.output
    assert Query("a").alternatives == ("a",)


ARTICLES = [
    ("a", "The fence\n\nThe council will close the open border. It may rain."),
    ("b", "“Open borders are a disgrace,” said Ada Oram. The bor\u00adder is long."),
    ("c", "Nothing of the kind stands here."),
    (
        "d",
        "The dis-\ngrace had no eﬀect. They tried, dying; cafe\u0301, &#111;pen bor<b>d</b>er.",
    ),
    ("e", "It prob. works, kinda. May be it rains. The cl(laughs)ose is n't a close[3]."),
]


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    folder = tmp_path_factory.mktemp("archive")
    lines = (json.dumps({"id": name, "text": text}) for name, text in ARTICLES)
    (folder / "texts.jsonl").write_text("\n".join(lines), encoding="utf-8")
    for name, kept in (("with", True), ("without", False)):
        analyze_corpus(
            folder / "texts.jsonl", folder / name, keep_text=kept, workers=1, progress=False
        )
    return folder


@pytest.mark.parametrize(
    "pattern",
    [
        *("border*", "border", "open border*", "close~", "disgrace|rain", "effect", "try~", "die~"),
        *("café", "caf*", "open", "probably", "kind of", "maybe", "close", "isn't", "n?thing"),
    ],
)
def test_an_archive_is_searched_like_its_texts(archive, pattern):
    found, documents = search_archive(archive / "with", pattern)
    one_by_one = search(
        [analyze(Document(name, text), scorers=False) for name, text in ARTICLES], pattern
    )
    shown = ["doc_id", "voice", "hit", "start", "end"]
    assert found[shown].values.tolist() == one_by_one[shown].values.tolist()
    assert len(found)
    assert documents["doc_id"].tolist() == [name for name, _ in ARTICLES]
    rates = 1000 * documents["count"] / documents["n_words"]
    assert documents["rate"].tolist() == pytest.approx(rates.tolist())
    texts = [analyze(Document(name, text), scorers=False) for name, text in ARTICLES]
    counted = search_rates(texts, pattern).groupby("doc_id")[["count", "n_words"]].sum()
    assert documents[["count", "n_words"]].values.tolist() == counted.values.tolist()


def test_a_database_sees_what_may_join_letters_as_python_does():
    texts = [f"a{chr(code)}b" for code in (*range(1, 0x2100), 0xFB00, 0x1F600)]
    texts += [
        "is n't",
        "is n’t",
        "cle-\nar",
        "a-b",
        "cle‐ \r\nar",
        "cle- ar",
        "a [3]",
        "a (b",
        "a(b",
    ]
    with duckdb.connect() as base:
        rows = base.execute(
            "SELECT text FROM (SELECT unnest(?) AS text) WHERE regexp_matches(text, ?)",
            [texts, MAY_JOIN],
        ).fetchall()
    assert [row[0] for row in rows] == [text for text in texts if re.search(MAY_JOIN, text)]


@pytest.mark.parametrize("table", ["sentences", "documents"])
def test_a_damaged_archive_is_told(table, archive, tmp_path):
    copy = shutil.copytree(archive / "with", tmp_path / "with")
    [part] = (copy / table).glob("part-*.parquet")
    part.write_bytes(part.read_bytes()[:-20])
    with pytest.raises(SearchError, match=f"cannot be read.*{part.name}.*run corpus again"):
        search_archive(copy, "border")


ODD_SENTENCES = (
    *("It may rain in the pre-", "war the town.", "Q: the end", "ANN: the end.", "The end.1"),
    *("“The", "the” end", "the exam-", "ple the.", "* the", "3. the item", "2 the İ the"),
    *("may the so called the", "U.", "S. the", "the dis\u00adgrace"),
)


@pytest.mark.parametrize("pattern", ["the", "the end", "pre*", "exam* | ple", "the~", "disgrace"])
def test_sentences_searched_together_are_searched_as_each_alone(pattern):
    """What ends one sentence and begins the next is never taken for one word or phrase."""
    starts = accumulate((len(text) + 1 for text in ODD_SENTENCES), initial=0)
    pairs = zip(starts, ODD_SENTENCES, strict=False)
    rows = [Row("x", 0, [], 0.0, start, text) for start, text in pairs]
    query = Query(pattern)
    together = list(_finds(query, rows))
    assert together == [find for row in rows for find in _finds(query, [row])] != []


def test_an_archive_is_searched_by_voice_and_by_command(archive):
    found, _ = search_archive(archive / "with", "border*", voice="quoted")
    assert found["hit"].tolist() == ["borders"]
    done = CliRunner().invoke(app, ["search", "border*", str(archive / "with")])
    assert done.exit_code == 0
    # The council will close the open border, It may rain: 7 + 3; said Ada Oram, The border is long:
    # 3 + 4; Nothing of the kind stands here: 6; The disgrace had no effect, They tried dying
    # café open border: 5 + 6; It probably works kind of, Maybe it rains, The close isn't a close:
    # 5 + 3 + 5.
    assert "4 finds, 3 of them in the 47 words of the author’s own" in done.output


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--section", "fence"], "--section: without effect on an archive"),
        (["--near", "loaded", "--within", "0"], "--near, --within: without effect on an archive"),
        (["--sort", "left"], "--sort: without effect on an archive"),
        (["--collocates"], "--collocates: without effect on an archive"),
        (["--lexicon", "x.tsv"], "--lexicon: without effect on an archive"),
        (["harbour_bridge_for"], "an archive is searched by itself"),
    ],
)
def test_what_an_archive_does_not_take_is_refused(options, said, archive):
    done = CliRunner().invoke(app, ["search", "border", str(archive / "with"), *options])
    assert done.exit_code == 2
    assert said in " ".join(done.output.replace("│", "").split())


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--within", "0"], "--within: without effect without --near"),
        (["--collocates", "--sort", "left"], "--sort: without effect with --collocates"),
        (["--collocates", "--section", "x"], "--section: without effect with --collocates"),
    ],
)
def test_options_without_effect_are_refused(options, said):
    done = CliRunner().invoke(app, ["search", "border", "harbour_bridge_for", *options])
    assert done.exit_code == 2
    assert said in " ".join(done.output.replace("│", "").split())


def test_an_archive_without_texts_says_what_to_do(archive):
    with pytest.raises(SearchError, match="--keep-text"):
        search_archive(archive / "without", "border")
    with pytest.raises(SearchError, match="wildcard"):
        search_archive(archive / "with", "*")
