"""Norms: places worked out by hand, reading and writing, and whether they are fresh."""

from __future__ import annotations

import math

import numpy as np
import pytest
from typer.testing import CliRunner

from analysis.cli import app
from analysis.corpus.norms import norms_of
from analysis.statistics.counting import sentence_counts
from analysis.statistics.intervals import Interval, poisson_rate
from analysis.statistics.metrics import profile, rates, yardstick
from analysis.statistics.norms import (
    COLUMNS,
    GRAINS,
    NormsError,
    dispersions,
    list_norms,
    load_norms,
    read_norms,
)
from analysis.statistics.norms_making import make_norms, measures_hash, write_norms
from analysis.tables.analysis import analyze
from analysis.text.document import Document

REMEDY = "the measures have changed since; run: python -m analysis norms --gold FOLDER"
N_WORDS = 10  # of every sentence below


def sentence(hedges):
    return " ".join(["perhaps"] * hedges + ["rain"] * (N_WORDS - hedges)).capitalize() + "."


def text_with(hedges, name="x"):
    """Return a text of ten sentences, of which so many begin with a hedge."""
    lines = [sentence(1 if number < hedges else 0) for number in range(10)]
    return analyze(Document(name, " ".join(lines)))


@pytest.fixture(scope="module")
def own():
    """Twenty-one texts with 0, 0, 0, 0, 0 and then 1 to 8 hedges, twice each, in 100 words."""
    counts = [0] * 5 + [n for n in range(1, 9) for _ in (1, 2)]
    return make_norms((text_with(n) for n in counts), {"noun": "drizzles"}, "own")


@pytest.mark.parametrize("name", list_norms())
def test_the_norms_are_those_of_the_measures_as_they_are(name):
    assert load_norms(name).about["measures"] == measures_hash(), REMEDY


@pytest.mark.parametrize(
    ("name", "n", "noun"), [("opeds", 187, "op-eds"), ("news", 924, "news articles")]
)
def test_the_norms_name_their_base(name, n, noun):
    norms = load_norms(name)
    assert (norms.n_texts, norms.noun) == (n, noun)
    assert norms.base.startswith(f"{n} {noun} of ")
    assert "20" in norms.base  # the years
    assert set(norms.table["grain"]) == set(GRAINS)
    assert {"source", "note", "made"} <= {
        key for key, value in norms.about.items() if len(value) > 3
    }


@pytest.mark.parametrize("name", list_norms())
def test_quantiles_rise_and_rates_are_not_negative(name):
    table = load_norms(name).table
    quantiles = table.filter(regex=r"^q\d").to_numpy()
    assert (np.diff(quantiles, axis=1) >= 0).all()
    signed = table["measure"].isin(["sentiment", "vader", "textblob", "reading_ease", "charge_gap"])
    assert (quantiles[~signed] >= 0).all()


@pytest.mark.parametrize(
    ("column", "value"), [("n", ""), ("n", "2.5"), ("mean", "inf"), ("none", "x"), ("q50", "nan")]
)
def test_a_damaged_table_is_told_with_its_line(own, column, value, tmp_path):
    lines = write_norms(own, tmp_path / "own.tsv").read_text(encoding="utf-8").splitlines()
    assert read_norms("\n".join(lines), "own.tsv").n_texts == own.n_texts
    cells = lines[-1].split("\t")
    cells[COLUMNS.index(column)] = value
    for row in ("\t".join(cells), "\t".join(cells[:-1])):
        with pytest.raises(NormsError, match=f"own.tsv, line {len(lines)}: {len(COLUMNS)} cells"):
            read_norms("\n".join([*lines[:-1], row]), "own.tsv")


def test_a_place_counts_the_texts_below_and_half_of_the_equal_ones(own):
    # 5 of 21 have none; rates 10 to 80 stand twice each.
    none = own.place("hedge", Interval(0.0, 0.0, 45.0))
    assert none.below == 0
    assert none.above == pytest.approx(100 * 16 / 21, abs=0.01)
    assert none.percentile == pytest.approx(100 * (5 / 2) / 21, abs=0.01)
    middle = own.place("hedge", Interval(45.0, 0.0, 1000.0))
    # Between 40 and 50: 5 + 2 · 4 of 21 are below.
    assert middle.percentile == pytest.approx(100 * 13 / 21, abs=2.5)
    assert (middle.low, middle.high) == (none.percentile, 100)


def test_more_than_all_and_fewer_than_all(own):
    assert own.place("hedge", Interval(81.0, 81.0, 81.0)).below == 100
    assert own.place("n_words", Interval(99.0, 99.0, 99.0)).above == 100
    assert own.lengths == (100, 100)


def test_norms_are_of_texts_and_their_parts(own):
    assert set(own.table["grain"]) == {"text", "part"}  # a hundred words have no thirds


def test_what_the_norms_do_not_know_has_no_place(own):
    assert math.isnan(own.place("weather", Interval(1.0, 0.0, 2.0)).percentile)
    assert math.isnan(own.place("hedge", Interval(math.nan, 0.0, 2.0)).percentile)
    assert own.dispersion("weather") == 1


@pytest.mark.slow
def test_percentiles_of_shares_agree_with_the_texts_themselves():
    generator = np.random.default_rng(7)
    counts = np.minimum(generator.poisson(2.5, 60), 10).tolist()
    norms = make_norms((text_with(n) for n in counts), {})
    for n in (0, 2, 5):
        rate = 1000 * n / 100
        exact = 100 * (sum(k < n for k in counts) + sum(k == n for k in counts) / 2) / 60
        assert norms.place("hedge", Interval(rate, rate, rate)).percentile == pytest.approx(
            exact, abs=4
        )


def test_a_table_of_norms_is_written_and_read(own, tmp_path):
    path = write_norms(own, tmp_path / "own.tsv")
    again = load_norms(path)
    assert again.about == dict(own.about)
    assert again.base == "21 drizzles"
    assert again.place("hedge", Interval(45.0, 0.0, 90.0)) == pytest.approx(
        own.place("hedge", Interval(45.0, 0.0, 90.0)), abs=0.1
    )
    text = path.read_text(encoding="utf-8")
    assert "perhaps" not in text.lower()  # numbers only
    assert text.startswith("# title: ")


@pytest.mark.parametrize(
    "text", ["", "a\tb\n1\t2\n", "# title: x\nmeasure\tcategory\n", "# noun: x\n", "\0"]
)
def test_another_table_is_refused(text):
    with pytest.raises(NormsError, match="no table of norms"):
        read_norms(text, "x")


def test_a_name_that_is_none_is_refused_with_those_that_are():
    with pytest.raises(NormsError, match=r"norms='op-eds'.*news, opeds"):
        load_norms("op-eds")


def test_too_few_texts_make_no_yardstick():
    with pytest.raises(NormsError, match="3 texts"):
        make_norms((text_with(1) for _ in range(3)), {})


def test_a_meeting_of_us_and_them_counts_once_and_once_in_either_category():
    analysis = analyze(Document("x", "We know our own, and they hate us for it."), scorers=False)
    _, counts = sentence_counts(analysis)
    assert counts["us_them"].iloc[0].to_dict() == {"": 1, "us": 1, "them": 1}


def test_norms_say_of_what_they_are_and_how_hits_cluster():
    """Ten sentences of ten words, two hedges in the first two: blocks of five with 2 and 0."""
    texts = (text_with(2) for _ in range(21))
    norms = make_norms(texts, {"noun": "drizzles", "texts": "of May"})
    assert norms.name == ""
    assert norms.base == "21 drizzles of May"
    assert norms.lengths == (10 * N_WORDS, 10 * N_WORDS)
    about = {"title": "Drizzles", "source": "–", "note": "–", "made": "–"}
    assert about.items() <= norms.about.items()
    assert norms.about["measures"] == measures_hash()
    assert norms.dispersion("hedge") == pytest.approx(((2 - 1) ** 2 + (0 - 1) ** 2) / (2 - 1))
    assert norms.dispersion("booster") == norms.dispersion("no such measure") == 1


def test_rates_and_yardstick_use_the_norms_that_are_chosen(own):
    analysis = text_with(3)
    row = yardstick(analysis, norms=own).query("marker == 'hedge'").iloc[0]
    expected = own.place("hedge", poisson_rate(3, 100))
    assert (row["count"], row["n_words"], row["rate"]) == (3, 100, 30)
    assert row["percentile"] == pytest.approx(expected.percentile)
    assert row["base"] == "21 drizzles"
    by_section = rates(analysis, norms=own).query("marker == 'hedge'")
    assert by_section["percentile"].between(0, 100).all()
    assert rates(analysis, voice=None)["percentile"].isna().all()
    assert profile(analysis, norms=own)["hedge_percentile"].between(0, 100).all()


def test_the_interval_of_a_place_holds_the_place():
    table = yardstick(text_with(3))
    assert (table["percentile_low"] <= table["percentile"] + 1e-9).all()
    assert (table["percentile"] <= table["percentile_high"] + 1e-9).all()


def test_a_text_that_clusters_is_given_wider_intervals():
    even = analyze(Document("x", " ".join(sentence(n % 2) for n in range(40))))
    clustered = analyze(Document("x", " ".join(sentence(5 * (n % 10 == 0)) for n in range(40))))
    norms = load_norms()
    assert dispersions(clustered, norms)["hedge", ""] > dispersions(even, norms)["hedge", ""]
    one, two = (rates(a).query("marker == 'hedge'").iloc[0] for a in (even, clustered))
    assert one["count"] == two["count"] == 20
    assert two["high"] - two["low"] > one["high"] - one["low"]


def test_norms_of_a_folder_are_made_and_used_by_command(tmp_path):
    folder = tmp_path / "essays"
    folder.mkdir()
    for number in range(20):
        lines = [sentence(place % 10 < number % 5) for place in range(20)]
        (folder / f"{number}.txt").write_text(" ".join(lines), encoding="utf-8")
    (folder / "empty.txt").write_text("", encoding="utf-8")
    target = tmp_path / "essays.tsv"
    command = ["norms", str(folder), "-o", str(target), "--noun", "essays", "--texts", "of a class"]
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 0, result.output
    assert "20 essays of a class" in result.output
    shown = CliRunner().invoke(app, ["profile", "river_water", "--norms", str(target)])
    assert "20 essays" in shown.output
    assert "187 op-eds" not in shown.output
    missing = CliRunner().invoke(app, ["profile", "river_water", "--norms", str(tmp_path / "no")])
    assert missing.exit_code == 1
    assert "norms=" in missing.output


def test_norms_of_too_few_texts_are_refused_by_command(tmp_path):
    (tmp_path / "one.txt").write_text("It may rain.", encoding="utf-8")
    with pytest.raises(NormsError, match="1 texts"):
        norms_of(tmp_path, {}, print)


class TestStartPage:
    """Findings and the choice of a yardstick where nobody writes code."""

    @pytest.fixture
    def box(self):
        from analysis.reader.chooser import _read_upload
        from analysis.reader.yardsticks import FindingsBox

        said = []
        box = FindingsBox(_read_upload, lambda text, problem=False: said.append((text, problem)))
        box.said = said
        box.show(text_with(3))
        return box

    def test_another_yardstick_is_chosen(self, box):
        assert "187 op-eds of three outlets" in box._found.value
        box._choice.value = load_norms("news").base
        assert "924 news articles of seven outlets" in box._found.value
        assert "187 op-eds" not in box._found.value

    def test_a_table_of_ones_own_is_taken(self, box, own, tmp_path):
        content = write_norms(own, tmp_path / "own.tsv").read_bytes()
        box._on_files({"new": ({"name": "own.tsv", "content": content},)})
        assert "21 drizzles" in box._found.value

    def test_texts_of_ones_own_become_a_yardstick(self, box):
        lines = [
            " ".join(sentence(place < number % 5) for place in range(10)) for number in range(20)
        ]
        files = tuple(
            {"name": f"{number}.txt", "content": text.encode()} for number, text in enumerate(lines)
        )
        box._on_files({"new": files})
        assert "20 texts of your own" in box._found.value

    def test_what_is_no_yardstick_is_said_and_changes_nothing(self, box):
        before = box._found.value
        box._on_files({"new": ({"name": "a.tsv", "content": b"a\tb\n"},)})
        assert box.said[-1] == (
            "a.tsv: no table of norms; make one with python -m analysis norms",
            True,
        )
        box._on_files({"new": ({"name": "a.txt", "content": b"It may rain."},)})
        assert box.said[-1][1]
        assert "1 texts" in box.said[-1][0]
        assert box._found.value == before
