"""Several texts side by side: metadata, groups, typical words and markers, reference lists."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from analysis.cli import app
from analysis.reading.sources import ReadingError, read_document
from analysis.statistics.compare import log_likelihood
from analysis.statistics.intervals import Interval, mean_interval, rate_ratio
from analysis.statistics.many import profile_of_texts, typical_words
from analysis.statistics.metrics import profile, yardstick
from analysis.statistics.norms import load_norms
from analysis.statistics.terms import (
    group_texts,
    key_words,
    parse_frequencies,
    read_frequencies,
    typical_markers,
)
from analysis.tables.analysis import analyze
from analysis.tables.collection import add_metadata, choose_documents, read_metadata
from analysis.text.document import Document

ABOUT = (
    "file;outlet;date\nwet.txt;The Post;2014-03-01\ndry;The Post;2015-01-02\nwind.md;Echo;2014\n"
)
TEXTS = {
    "wet": "Rain, rain, rain. Perhaps it may rain again, and the street is wet.",
    "dry": "Dust, dust, dust. It never rains, and the street is dry.",
    "wind": "Wind and wind and wind. The street is long. “Rain, rain and rain,” she said.",
}


def documents():
    known = read_metadata(ABOUT)
    return [add_metadata(Document(name, text), known) for name, text in TEXTS.items()]


@pytest.fixture(scope="module")
def texts():
    return [analyze(document, scorers=False) for document in documents()]


def test_metadata_come_from_a_table_or_from_the_file():
    assert [one.meta["outlet"] for one in documents()] == ["The Post", "The Post", "Echo"]
    page = Document("x", "It rained.", {"sitename": "The Mail", "author": "Oram"})
    assert add_metadata(page, {}).meta["outlet"] == "The Mail"
    told = add_metadata(page, read_metadata("id,author\nX,Berg\n"))
    assert (told.meta["author"], told.meta["outlet"]) == ("Berg", "The Mail")
    with pytest.raises(ReadingError, match="file, id, name or title"):
        read_metadata("outlet,date\nThe Post,2014\n")
    assert read_metadata("file,outlet\n") == {}
    assert read_metadata("\ufefftitle;Date\n\n  ;2014\nX\n") == {"x": {"date": ""}}


def test_texts_are_sorted_and_filtered_by_what_is_known():
    by_date = choose_documents(documents(), sort="date")
    assert [one.id for one in by_date] == ["wind", "wet", "dry"]
    assert [one.id for one in choose_documents(documents(), contains="the post")] == ["wet", "dry"]


def test_groups(texts):
    assert {key: len(own) for key, own in group_texts(texts, "outlet").items()} == {
        "The Post": 2,
        "Echo": 1,
    }
    assert list(group_texts(texts, "year")) == ["2014", "2015"]
    assert list(group_texts(texts)) == ["wet", "dry", "wind"]
    assert list(group_texts([texts[0]] * 3)) == ["wet", "wet (2)", "wet (3)"]


def test_places_of_texts_are_those_of_the_yardstick():
    one = analyze(read_document("river_water"), scorers=False)
    table = profile_of_texts([one]).set_index("measure")
    expected = yardstick(one).set_index("marker")
    for marker in ("hedge", "loaded", "us_them"):
        for column in ("percentile", "percentile_low", "percentile_high"):
            assert table.loc[marker, column] == expected.loc[marker, column]
    row = table.loc["sentiment"]
    place = load_norms().place("sentiment", Interval(row["value"], row["low"], row["high"]))
    assert row["percentile"] == place.percentile
    assert row["base"] == load_norms().base
    # Neighbouring sentences are alike, so that their mean is less certain than Student has it.
    dispersion = load_norms().dispersion("sentiment")
    assert dispersion > 1
    expected = mean_interval(one.sentences["sentiment"], dispersion=dispersion)
    assert row[["value", "low", "high"]].tolist() == pytest.approx(list(expected))
    assert profile_of_texts([one], voice="quoted")["percentile"].isna().all()


def test_mean_sentiment_is_by_the_norms_that_were_asked_for():
    document = Document("x", " ".join(["A wonderful day.", "A terrible night."] * 40))
    one = analyze(document)
    known = load_norms()
    rows = known.table["measure"].eq("sentiment") & known.table["grain"].eq("text")
    alike = known.table["dispersion"].mask(rows, 4 * known.dispersion("sentiment"))
    own = replace(known, table=known.table.assign(dispersion=alike))

    def reach(norms):
        told = profile_of_texts([one], norms=norms).set_index("measure").loc["sentiment"]
        part = profile(one, norms=norms).iloc[0]
        assert part[["sentiment_low", "sentiment_high"]].tolist() == told[["low", "high"]].tolist()
        return told["high"] - told["value"]

    assert reach(own) == pytest.approx(2 * reach(None))  # √4


def test_mean_sentiment_is_never_beyond_what_sentiment_can_be():
    one = analyze(Document("x", "A wonderful, happy day. A terrible, horrible night."))
    assert one.sentences["sentiment"].nunique() == 2
    row = profile_of_texts([one]).set_index("measure").loc["sentiment"]
    assert row[["low", "high"]].tolist() == [-1, 1]


def test_typical_of_two_groups_and_of_more(texts):
    two = typical_words(group_texts(texts, "outlet"))
    # The Post: 13 + 11 words, rain 4 times; the Echo: 5 + 4 + 2, its “rain” is quoted.
    assert two[["group", "word", "count", "n_words", "other_count"]].values.tolist() == [
        ["The Post", "rain", 4, 24, 0],
        ["The Post", "dust", 3, 24, 0],
        ["Echo", "wind", 3, 11, 0],
    ]
    assert typical_words(group_texts(texts))["group"].tolist() == ["wet", "dry", "wind"]
    markers = typical_markers(group_texts(texts)).set_index(["group", "marker"])
    row = markers.loc[("wet", "hedge")]
    assert row[["count", "n_words", "other_count"]].tolist() == [2, 13, 0]
    assert typical_markers(group_texts(texts[:1])).empty


def test_ten_words_are_typical_of_a_text_unless_more_are_asked_for():
    many = " ".join(f"{word} {word} {word}" for word in "abcdefghijklm")
    groups = {
        name: [analyze(Document(name, text), scorers=False)]
        for name, text in (("x", f"Q{many}."), ("y", "Rain, rain, rain."))
    }
    found = typical_words(groups)["group"].value_counts()
    assert found.to_dict() == {"x": 10, "y": 1}
    assert (typical_words(groups, n=3)["group"] == "x").sum() == 3


def test_log_ratio_is_that_of_the_printed_examples():
    """Hardie (2014): 0.0006 against 0.0002 is three times as often; a point doubles the ratio.

    Log Ratio: an informal introduction. http://cass.lancs.ac.uk/log-ratio-an-informal-introduction
    """
    assert rate_ratio(6, 10_000, 2, 10_000).log2()[0] == pytest.approx(np.log2(3))
    for times, points in ((1, 0), (2, 1), (4, 2), (8, 3), (16, 4)):
        assert rate_ratio(10 * times, 10_000, 10, 10_000).log2()[0] == pytest.approx(points)


def test_words_against_a_list_by_hand(texts):
    reference = parse_frequencies("Word\tFreq\nrain\t10\nRain\t10\nthe\t980\n", "list.tsv")
    assert reference == {"rain": 20, "the": 980}
    table = key_words(texts, reference).set_index("word")
    # The author's own: rain 4 times in 13 + 11 + 11 words.
    row = table.loc["rain"]
    assert row[["count", "n_words", "other_count", "other_n_words"]].tolist() == [4, 35, 20, 1000]
    assert row["log_ratio"] == pytest.approx(np.log2((4 / 35) / (20 / 1000)))
    assert row["log_likelihood"] == pytest.approx(log_likelihood(4, 35, 20, 1000)[0])
    assert row["low"] < row["log_ratio"] < row["high"]
    # Thrice in the texts, not in the list.
    assert table.loc["dust", ["count", "other_count", "low"]].tolist()[:2] == [3, 0]
    assert table.loc["dust", "log_ratio"] == np.inf
    assert table.loc["the", "verdict"] == "lower"


def test_lists_of_any_make_and_folders(tmp_path):
    plain = parse_frequencies("the;900\nrain;3\n", "x.csv")
    assert plain == {"the": 900, "rain": 3}
    assert parse_frequencies("Count\tWord\n1 000\tThe\n", "x.tsv") == {"the": 1000}
    (tmp_path / "a.txt").write_text("Rain and rain. “Snow,” she said.", encoding="utf-8")
    (tmp_path / "notes.xyz").write_text("rain", encoding="utf-8")
    assert read_frequencies(tmp_path)["rain"] == 2
    assert "snow" not in read_frequencies(tmp_path)
    with pytest.raises(ReadingError, match="line 2: a word and a count"):
        parse_frequencies("word,count\nrain,many\n", "x.csv")
    for count in ("inf", "-3", "nan"):
        with pytest.raises(ReadingError, match="line 3: a word and a count expected"):
            parse_frequencies(f"word,count\n\nrain,{count}\n", "x.csv")
    # A quotation mark is counted like a word where tabs part the cells.
    assert parse_frequencies('word\tcount\n"\t900\nrain\t3\n', "x.tsv") == {'"': 900, "rain": 3}
    (tmp_path / "empty.csv").write_text("", encoding="utf-8")
    with pytest.raises(ReadingError, match=r"none\.csv: No such file"):
        read_frequencies(tmp_path / "none.csv")
    (tmp_path / "latin.csv").write_bytes("word,count\ncaf\u00e9,2\n".encode("latin-1"))
    with pytest.raises(ReadingError, match=r"latin\.csv, line 2, column 4: not UTF-8"):
        read_frequencies(tmp_path / "latin.csv")
    with pytest.raises(ReadingError, match="no words"):
        read_frequencies(tmp_path / "empty.csv")


def test_the_command_says_the_same(texts, tmp_path):
    for name, text in TEXTS.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    (tmp_path / "about.tab").write_text(ABOUT, encoding="utf-8")
    (tmp_path / "list.tab").write_text("word,count\nrain,20\nthe,980\n", encoding="utf-8")
    common = ["--metadata", tmp_path / "about.tab", "-o", tmp_path / "out.csv"]

    def run(*options):
        done = CliRunner().invoke(app, ["texts", *map(str, (tmp_path, *common, *options))])
        assert done.exit_code == 0, done.output
        return pd.read_csv(tmp_path / "out.csv")

    words = run("--show", "words", "--group", "outlet")
    groups = group_texts(texts, "outlet")
    expected = typical_words({name: groups[name] for name in ("The Post", "Echo")})
    shown = ["word", "count", "n_words", "other_count"]
    assert sorted(words[shown].values.tolist()) == sorted(expected[shown].values.tolist())
    keys = run("--reference", tmp_path / "list.tab")
    assert keys.set_index("word").loc["rain", "count"] == 4
    profiles = run("--sort", "date", "--filter", "the post")
    assert profiles["doc_id"].drop_duplicates().tolist() == ["wet", "dry"]
    refused = CliRunner().invoke(app, ["texts", str(tmp_path), "--filter", "nowhere"])
    assert refused.exit_code == 1
    assert "no text is left" in refused.output


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--reference", "x.csv", "--show", "words"], "--show: without effect with --reference"),
        (["--reference", "x.csv", "--norms", "news"], "--norms: without effect with --reference"),
        (["--reference", "x.csv", "--group", "year"], "--group: without effect with --reference"),
        (["--show", "markers", "--norms", "news"], "--norms: without effect with --show markers"),
        (["--group", "year"], "--group: without effect on profiles"),
        (["--sort", "Outlet"], "--sort: Outlet is known of no text"),
        (["--show", "words", "--group", "party"], "--group: party is known of no text"),
    ],
)
def test_options_without_effect_are_refused(options, said):
    done = CliRunner().invoke(app, ["texts", "harbour_bridge_for", *options])
    assert done.exit_code == 2
    assert said in " ".join(done.output.replace("│", "").split())


def test_an_address_is_asked_for_as_it_is_written():
    done = CliRunner().invoke(app, ["texts", "http://127.0.0.1:9/x"])
    assert done.exit_code == 1
    assert done.output.startswith("http://127.0.0.1:9/x: ")
    assert "private" in done.output
