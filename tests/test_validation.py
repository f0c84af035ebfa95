"""The report card: its arithmetic on tiny labels, and that README and results agree."""

from __future__ import annotations

import gzip
import json
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from analysis.markers.engagement import ENGAGEMENT
from analysis.markers.evidence import KINDS
from analysis.markers.registry import MARKERS
from analysis.validation.card import (
    IN_VIEW,
    READ_BY,
    UNCHECKED,
    card_tables,
    confusions,
    published_figures,
    report_card,
    stored_results,
    to_markdown,
    validate,
)
from analysis.validation.outlets import outlet_card, outlet_scores
from analysis.validation.scoring import COUNTS, exact_interval, summarize
from analysis.validation.split import is_test, split_of
from analysis.validation.tasks import TASKS

README = Path(__file__).resolve().parent.parent / "README.md"
SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
MEASURES = sorted({task.measure for task in TASKS})
# Two names of the test part and one of the rest, by the rule.
UNREAD, OTHER_UNREAD, READ = "one", "three", "two"


def write_lines(path, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")


def write_op_ed(folder, name, text, first, second):
    write_lines(folder / "opeds" / f"{name}.A.jsonl", first)
    write_lines(folder / "opeds" / f"{name}.B.jsonl", second)
    (folder / "opeds" / f"{name}.txt").write_text(text, encoding="utf-8")


@pytest.fixture
def gold(tmp_path):
    """One op-ed of each part labelled by two readers, and four sentences."""
    folder = tmp_path / "gold"
    text = "A title here.\n\nIt may rain. It might snow. Perhaps it will hail on the town."
    may, might = text.index("may"), text.index("might")
    first = [
        label("hedge", may, 3),
        label("hedge", might, 5),
        label("hedge", text.index("hail"), 4),
    ]
    second = [label("hedge", may, 3), label("hedge", text.index("hail"), 4)]
    sentence = {"category": "sentence", "start": 15, "end": 27, "sentiment": -1}
    write_op_ed(folder, UNREAD, text, [*first, sentence], [*second, sentence])
    write_op_ed(folder, READ, text, [*first, sentence], [*second, sentence])
    sentences = [
        {"id": "1", "doc": UNREAD, "text": "It may rain.", "label": "uncertain"},
        {"id": "2", "doc": UNREAD, "text": "It rained.", "label": "uncertain"},
        {"id": "3", "doc": UNREAD, "text": "Perhaps it rained.", "label": "certain"},
        {"id": "4", "doc": UNREAD, "text": "It snowed.", "label": "certain"},
    ]
    write_lines(folder / "hedging" / "sfu_reviews.jsonl", sentences)
    return folder


def label(category, start, length, **more):
    return {"category": category, "start": start, "end": start + length, **more}


def row(table, measure, gold_set, scorer="this project", split="test"):
    chosen = table[
        (table["measure"] == measure)
        & (table["gold"] == gold_set)
        & (table["scorer"] == scorer)
        & (table["split"] == split)
    ]
    return chosen.iloc[0]


def test_precision_counts_either_reader_and_recall_both(gold):
    result = row(validate(gold), "hedge", "op-eds")
    # Marked by us: may, might, Perhaps. By a reader: the first two. By both readers: may, hail.
    assert result["precision"] == pytest.approx(2 / 3, abs=0.001)
    assert result["recall"] == pytest.approx(1 / 2)
    assert result["value"] == pytest.approx(2 * (2 / 3) * (1 / 2) / (2 / 3 + 1 / 2), abs=0.001)


def test_a_sentence_is_uncertain_if_it_holds_a_hedge(gold):
    result = row(validate(gold), "hedge", "SFU review sentences")
    assert (result["precision"], result["recall"]) == (1 / 2, 1 / 2)
    assert result["n"] == 2


def test_confusions_are_shown_in_words(gold):
    table = confusions(gold, "hedge")
    assert table[["kind", "text"]].values.tolist() == [["false hit", "Perhaps"], ["miss", "hail"]]
    assert set(table["document"]) == {READ}, "texts kept for testing must not be read"


def test_an_empty_folder_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError, match="no gold set"):
        validate(tmp_path)
    with pytest.raises(FileNotFoundError, match="no op-eds"):
        confusions(tmp_path, "hedge")


def test_the_card_has_a_row_per_measure_and_gold_set():
    results = stored_results()
    shown = results[results["basis"] == "unseen"]
    assert len(report_card(results)) == len(shown.drop_duplicates(["measure", "gold", "statistic"]))


@pytest.mark.parametrize("number", range(3))
def test_the_readme_shows_the_stored_results(number):
    shown = cells(README.read_text(encoding="utf-8"))
    wanted = cells(to_markdown(card_tables(stored_results())[number]))
    assert len(wanted) > 5
    first = shown.index(wanted[0])
    assert shown[first : first + len(wanted)] == wanted


def test_every_measure_is_checked_or_said_not_to_be():
    """The README may say so, because all measures are walked here."""
    measures = {marker.name for marker in (*MARKERS, *ENGAGEMENT)}
    measures |= {"sentiment", "evidence", "source", "content", "reading"}
    measures |= {"kind of loaded", "force of loaded"}
    checked = {task.measure for task in TASKS if task.gold not in IN_VIEW}
    assert checked | set(UNCHECKED) == measures
    assert not checked & set(UNCHECKED)
    stored = stored_results().query("basis == 'unseen'")
    assert {f"F1 of {kind}" for kind in KINDS} <= set(stored["statistic"])
    limits = README.read_text(encoding="utf-8").split("Not checked")[1].split("\n\n")[0].lower()
    titles = {marker.name: marker.title.lower() for marker in (*MARKERS, *ENGAGEMENT)}
    assert [name for name in UNCHECKED if titles[name] not in " ".join(limits.split())] == []


def test_every_figure_of_this_project_has_an_interval_and_says_of_how_many():
    ours = stored_results().query("basis == 'unseen'")
    assert ours[["value", "low", "high", "n", "n_documents"]].notna().all(axis=None)
    assert ((ours["low"] <= ours["value"]) & (ours["value"] <= ours["high"])).all()
    assert (ours["low"] < ours["high"]).all()


def test_kind_and_force_of_loaded_words_are_scored_on_right_hits(tmp_path):
    text = "A title.\n\nIt is a shameful betrayal. A looming menace. A farce."
    first = [
        label("loaded", text.index("shameful"), 17, strength=3, kind="condemnation"),
        label("loaded", text.index("menace"), 6, strength=2, kind="praise"),
    ]
    second = [label("loaded", text.index("shameful"), 8, strength=1, kind="praise")]
    write_op_ed(tmp_path, UNREAD, text, first, second)
    kinds = validate(tmp_path, only="kind of loaded")
    # Two hits are right, of two kinds; one of them is of a kind that a reader gave.
    assert row(kinds, "kind of loaded", "op-eds, right hits")[["value", "n"]].tolist() == [1 / 2, 2]
    # What both marked, each reader called otherwise.
    readers = row(kinds, "kind of loaded", "op-eds, right hits", "one reader against the other")
    assert readers[["value", "n"]].tolist() == [0, 1]
    force = row(validate(tmp_path, only="force of loaded"), "force of loaded", "op-eds, right hits")
    assert force["n"] == 2


def test_who_read_every_gold_set_is_said():
    assert all(READ_BY[task.gold] == task.read_by for task in TASKS)
    card = report_card(stored_results())
    assert (card["read by"] != "").all()
    assert (card["read by"] == "a language model, twice").any()


def test_outlets_stand_side_by_side_with_their_intervals(tmp_path):
    """Names that begin with an outlet and fall to the test part."""
    names = [f"{outlet}-{number}" for outlet in ("guardian", "foxnews") for number in range(20)]
    text = "A title.\n\nIt may rain on the town. Perhaps it will hail."
    may = label("hedge", text.index("may"), 3)
    sentence = {"category": "sentence", "start": 10, "end": 34, "sentiment": -1}
    kept = [name for name in names if is_test(name)]
    for name in kept:
        write_op_ed(tmp_path, name, text, [may, sentence], [may, sentence])
    table = outlet_scores(tmp_path).query("measure == 'hedge'").set_index("outlet")
    # Of two hits one is right, and of one label one is found: 2 · ½ · 1 / (½ + 1).
    assert table["value"].tolist() == pytest.approx([2 / 3, 2 / 3], abs=0.001)
    assert table["n_documents"].sum() == len(kept)
    card = outlet_card()
    assert card["The Guardian"].str.fullmatch(r"1?(\.\d\d)? ?\[\S+, \S+\]|1\.00 .*").all()


def test_the_intervals_of_the_outlets_overlap_as_the_readme_says():
    assert "all intervals overlap" in README.read_text(encoding="utf-8")
    for _, rows in outlet_scores().groupby(["measure", "statistic"]):
        assert rows["low"].max() <= rows["high"].min(), rows


def test_published_figures_have_a_source():
    table = published_figures()
    assert table["source"].str.fullmatch(r".+ \d{4}, https://\S+").all()
    assert (table["beside ours"].str.len() > 3).all()


def test_peers_stand_beside_the_measure_in_the_same_run(gold):
    table = validate(gold, only="hedge").query("gold == 'op-eds' and split == 'test'")
    assert set(table["basis"]) == {"unseen", "peer", "reader"}
    [peers] = report_card(table)["peers, same run"]
    assert peers.endswith("lexicon and rules alone")


def test_all_right_is_an_exact_interval_for_shares_and_means_too():
    share = pd.DataFrame({"document": list("aab"), "total": 1.0, "n": 1})
    mean = pd.DataFrame({"document": list("ab"), "f1": 1.0})
    labels = pd.DataFrame({"document": list("abb"), "label": list("xyx"), "said": list("xyx")})
    found = [summarize(*one)[1:3] for one in (("share", share), ("mean F1", mean))]
    found.append(summarize("kappa", labels)[1:3])
    # Clopper & Pearson for n of n: the n-th root of .025.
    assert found == [pytest.approx((0.025 ** (1 / n), 1)) for n in (3, 2, 3)]


def cells(markdown: str) -> list[list[str]]:
    """Return the rows of all tables, without the lines below their heads."""
    lines = [line for line in markdown.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.split("|")] for line in lines if set(line) - set("|-: ")]


def test_the_parts_are_scored_apart(gold):
    table = validate(gold, only="hedge").query("gold == 'op-eds' and scorer == 'this project'")
    assert table[["split", "basis"]].values.tolist() == [["test", "unseen"], ["rest", "in view"]]
    assert table["n_documents"].tolist() == [1, 1]
    assert set(validate(gold, only="hedge", split="rest")["split"]) == {"rest"}


def test_readers_are_scored_strictly_one_against_the_other(gold):
    result = row(validate(gold), "hedge", "op-eds", "one reader against the other")
    # Of three spans of the first, the second shares two; of two of the second, the first both.
    assert (result["precision"], result["recall"]) == (pytest.approx(2 / 3, abs=0.001), 1)


def test_weak_loaded_words_may_be_found_but_need_not(tmp_path):
    text = "A title.\n\nThey slaughter them, a disgraceful mess."
    places = [text.index(word) for word in ("slaughter", "disgraceful", "mess")]
    strengths = ((3, 1, 2), (2, 1, 1))  # both find only the first clear
    first, second = (
        [
            label("loaded", place, 4, strength=strength, kind="threat")
            for place, strength in zip(places, reading, strict=True)
        ]
        for reading in strengths
    )
    write_op_ed(tmp_path, UNREAD, text, first, second)
    result = row(validate(tmp_path, only="loaded"), "loaded", "op-eds")
    assert result["n"] == 1
    assert result["recall"] == 1
    assert result["precision"] == 1  # "disgraceful" is right, though it need not be found


def test_hits_in_a_title_do_not_count(tmp_path):
    text = "It may rain.\n\nIt may snow on the town tonight."
    may = label("hedge", text.rindex("may"), 3)
    write_op_ed(tmp_path, UNREAD, text, [may], [may])
    assert row(validate(tmp_path, only="hedge"), "hedge", "op-eds")["precision"] == 1


def test_cues_of_news_are_scored_by_document(tmp_path):
    text = "Ann said that it rained. Bob argued that it snowed. It was bound to."
    spans = [
        {"type": "cue", "start": text.index("said"), "end": text.index("said") + 4},
        {"type": "source", "start": 0, "end": 3},
        {"type": "cue", "start": text.index("bound"), "end": text.index("bound") + 5},
    ]
    rows = [{"id": name, "text": text, "spans": spans} for name in (UNREAD, OTHER_UNREAD, READ)]
    write_lines(tmp_path / "attribution" / "polnear_dev.jsonl", rows[:2])
    write_lines(tmp_path / "attribution" / "polnear_train.jsonl", rows[2:])
    result = row(validate(tmp_path), "attribution", "PolNeAR cues")
    # Marked by us: said, argued. By the reader: said, bound. In each of two documents.
    assert (result["precision"], result["recall"], result["n"]) == (1 / 2, 1 / 2, 4)
    assert result["n_documents"] == 2


def test_pages_are_scored_by_their_words(tmp_path):
    paragraphs = [
        "The harbour bridge will be closed for two years, and nobody has asked the town.",
        "A ferry could run every ten minutes, as it did before the bridge was built in 1931.",
    ]
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    page = f"<html><body><article><h1>Bridge</h1>{body}</article></body></html>"
    truth = {"id": UNREAD, "paragraphs": paragraphs, "readability": {"f": 0.5}}
    write_lines(tmp_path / "pages" / "truth.jsonl", [truth])
    (tmp_path / "pages" / f"{UNREAD}.html.gz").write_bytes(gzip.compress(page.encode()))
    table = validate(tmp_path)
    assert row(table, "reading", "web pages")["value"] == 1
    number = table[(table["statistic"] == "number") & (table["value"] == 1)]
    assert number["scorer"].tolist() == ["readability-lxml (published)"]


def test_no_mistake_is_not_a_proof_that_there_are_none():
    counts = pd.DataFrame([("a", 20, 20, 5, 5), ("b", 0, 0, 0, 0)], columns=["document", *COUNTS])
    value, low, high, *_ = summarize("F1", counts)
    precision, recall = 0.025 ** (1 / 20), 0.025 ** (1 / 5)  # Clopper & Pearson for n of n
    assert (value, high) == (1, 1)
    assert low == pytest.approx(2 * precision * recall / (precision + recall))
    assert exact_interval(0, 0) == (0, 1)


def test_an_interval_over_one_document_is_not_known():
    counts = pd.DataFrame([("a", 1, 2, 1, 1)], columns=["document", *COUNTS])
    assert summarize("F1", counts)[1:3] == pytest.approx((float("nan"),) * 2, nan_ok=True)


def test_intervals_treat_documents_as_wholes():
    right, wrong = (10, 10, 10, 10), (0, 10, 0, 10)
    many = [(f"{i}", *(right if i % 2 else wrong)) for i in range(40)]
    split_up = [(f"{i}-{j}", *(n // 10 for n in counts)) for i, *counts in many for j in range(10)]
    wide, narrow = (
        summarize("F1", pd.DataFrame(rows, columns=["document", *COUNTS]))
        for rows in (many, split_up)
    )
    assert wide.value == narrow.value == 0.5
    # Ten times as many independent pieces: an interval shorter by the root of ten.
    ratio = (wide.high - wide.low) / (narrow.high - narrow.low)
    assert ratio == pytest.approx(10**0.5, rel=0.1)


def test_r_is_that_of_pearson():
    table = pd.DataFrame(
        {"document": list("aabb"), "score": [1.0, 2, 3, 4], "rating": [2.0, 1, 4, 3]}
    )
    # Deviations (−1.5, −.5, .5, 1.5) and (−.5, −1.5, 1.5, .5): sum of products 3, of squares 5.
    assert summarize("r", table).value == pytest.approx(3 / 5)


def test_unknown_measures_and_parts_are_errors(gold):
    with pytest.raises(ValueError, match=r"only='hedges': choose one of .*hedge"):
        validate(gold, only="hedges")
    with pytest.raises(ValueError, match="split='dev': choose one of test, rest"):
        validate(gold, split="dev")


def test_several_processes_give_the_same_table(gold):
    pd.testing.assert_frame_equal(validate(gold, workers=2), validate(gold))


def test_the_card_shows_no_figure_on_texts_in_view(gold):
    card = report_card(validate(gold))
    assert "SFU review sentences" not in set(card["checked on"])
    assert card.loc[card["measure"] == "hedge", "texts"].item() == "1"
    assert split_of(UNREAD) == split_of(OTHER_UNREAD) == "test"
    assert not is_test(READ)


@cache
def all_fresh():
    """One run of all measures on what is kept for testing; they share the texts."""
    return validate(SHARED / "gold", split="test")


def fresh(measure):
    return all_fresh().query("measure == @measure")


@pytest.mark.shared
@pytest.mark.parametrize("measure", MEASURES)
def test_the_stored_results_are_those_of_this_version(measure):
    key = ["measure", "gold", "scorer", "split", "statistic"]
    now = fresh(measure)
    stored = stored_results().query("measure == @measure")
    merged = stored.merge(now, on=key, suffixes=("", "_now"))
    assert len(merged) == len(stored) == len(now)
    assert merged["value"].tolist() == pytest.approx(merged["value_now"].tolist(), abs=0.002)


FLOORS = [
    ("attribution", "PolNeAR cues", 0.685),
    ("attribution", "op-eds", 0.742),
    ("booster", "op-eds", 0.787),
    ("content", "PolNeAR right cues", 0.805),
    ("contrast", "op-eds", 0.555),
    ("force of loaded", "op-eds, right hits", 0.488),
    ("hedge", "BioScope sentences", 0.764),
    ("hedge", "SFU review sentences", 0.572),
    ("hedge", "Wikipedia sentences", 0.509),
    ("hedge", "op-eds", 0.816),
    ("kind of loaded", "op-eds, right hits", 0.741),
    ("loaded", "BABE words", 0.439),
    ("loaded", "PTC words", 0.232),
    ("loaded", "op-eds", 0.765),
    ("reading", "web pages", 0.969),
    ("repetition", "op-eds", 0.640),
    ("rhetorical_question", "op-eds", 0.910),
    ("scare_quotes", "op-eds", 0.659),
    ("sentiment", "EmoBank", 0.577),
    ("sentiment", "EmoBank, newspapers, essays, letters", 0.576),
    ("sentiment", "NYT editorials", 0.653),
    ("sentiment", "op-ed sentences", 0.628),
    ("source", "PolNeAR right cues", 0.849),
    ("triad", "op-eds", 0.551),
]


@pytest.mark.shared
@pytest.mark.parametrize(("measure", "gold_set", "floor"), FLOORS)
def test_measures_stay_as_good_as_they_were(measure, gold_set, floor):
    assert row(fresh(measure), measure, gold_set)["value"] >= floor
