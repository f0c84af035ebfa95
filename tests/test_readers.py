"""Agreement of readers: by hand on tiny texts, by published figures, by the library, by chance."""

from __future__ import annotations

from dataclasses import replace

import krippendorff
import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from analysis import Document, Mark, ReadingFileError, analyze, new_reading, read_document
from analysis.plots.agreement import headline_of_agreement, plot_agreement
from analysis.statistics.disagreement import disagreement_table, find_passages
from analysis.statistics.invented import invented_readings
from analysis.statistics.readers import MACHINE, machine_reading, reader_agreement
from analysis.statistics.reliability import Units, alpha, alpha_of_coincidences, coincidences

# Four observers and twelve units, with the alphas that Krippendorff (2011), Computing
# Krippendorff's Alpha-Reliability, works out for them; 0 stands for no value.
PUBLISHED = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, 0, 0, 0],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, 0, 3],
        [0, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 0],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, 0],
    ]
)
ALPHAS = {"nominal": 0.743, "ordinal": 0.815, "interval": 0.849}


def counts_of(given: np.ndarray, values: np.ndarray) -> np.ndarray:
    return (given.T[:, :, None] == values).sum(axis=1)


class TestAlpha:
    @pytest.mark.parametrize("level", ALPHAS)
    def test_published(self, level):
        values = np.arange(1.0, 6)
        counts = counts_of(PUBLISHED, values)
        sums = coincidences(counts).sum(axis=0)
        assert alpha_of_coincidences(sums, values, level).round(3) == ALPHAS[level]
        found = alpha(Units(counts, values, level, np.arange(12)))
        assert round(found.value, 3) == ALPHAS[level]
        assert found.low < found.value <= found.high

    @pytest.mark.parametrize("level", ALPHAS)
    def test_each_draw_is_what_the_library_gives_for_it(self, level):
        """The interval rests on our own sums, the estimate on the library: they must agree."""
        random = np.random.default_rng(7)
        values = np.array([-2.0, 0, 1, 3])
        counts = random.integers(0, 3, (20, 4))
        counts = counts[counts.sum(axis=1) > 1]
        for _ in range(20):
            drawn = counts[random.integers(0, len(counts), len(counts))]
            own = alpha_of_coincidences(coincidences(drawn).sum(axis=0), values, level)
            theirs = krippendorff.alpha(
                value_counts=drawn, value_domain=values, level_of_measurement=level
            )
            assert own == pytest.approx(theirs)

    def test_values_that_nobody_gave_change_nothing(self):
        counts = np.array([[2, 0, 0], [1, 0, 1], [0, 0, 2], [2, 0, 0]])
        few = Units(counts[:, [0, 2]], np.array([0.0, 2]), "ordinal", np.arange(4))
        many = Units(counts, np.array([0.0, 1, 2]), "ordinal", np.arange(4))
        assert alpha(few) == alpha(many)

    def test_the_mean_of_pairs(self):
        blocks = np.arange(4)
        agreed = Units(
            np.array([[2, 0], [0, 2], [2, 0], [0, 2]]), np.arange(2.0), "nominal", blocks
        )
        # Coincidences 4, 2 · 1 off the diagonal, 2; totals 5 and 3: 1 − 7 · 2 / (2 · 5 · 3).
        parted = agreed._replace(counts=np.array([[2, 0], [1, 1], [2, 0], [0, 2]]))
        expected = (1 + (1 - 7 * 2 / (2 * 5 * 3))) / 2
        assert alpha(agreed, parted).value == pytest.approx(expected)

    def test_no_judgement_no_alpha(self):
        nothing = Units(np.zeros((0, 2), int), np.arange(2.0), "nominal", np.zeros(0, int))
        same = nothing._replace(counts=np.array([[2, 0], [2, 0]]), blocks=np.arange(2))
        single = nothing._replace(counts=np.array([[1, 0], [0, 1]]), blocks=np.arange(2))
        assert np.isnan([alpha(), alpha(nothing), alpha(same), alpha(single)]).all()

    def test_a_passage_alone_has_no_interval(self):
        counts = np.array([[2, 0]] * 9 + [[1, 1]])
        found = alpha(Units(counts, np.arange(2.0), "nominal", np.arange(10)))
        assert not np.isnan(found.value)
        assert np.isnan([found.low, found.high]).all()

    @pytest.mark.slow
    def test_blind_readers_agree_by_chance_alone(self):
        random = np.random.default_rng(1)
        found = []
        for _ in range(40):
            given = (random.random((3, 400)) < 0.1).astype(float)
            units = Units(
                counts_of(given, np.arange(2.0)), np.arange(2.0), "nominal", np.arange(400)
            )
            found.append(alpha(units))
        assert abs(np.mean([one.value for one in found])) < 0.02
        covered = np.mean([one.low <= 0 <= one.high for one in found])
        assert covered > 0.85  # 95 %, give or take 0.034 in forty


TEXT = "It may rain. It may not. Perhaps they know. Nobody else does."


def reading(text, name, *words, markers=("hedge",), **more):
    document = Document("x", text)
    marks = [mark_of(document, one) for one in words]
    return new_reading(document, name, list(markers), marks=marks, **{"finished": True, **more})


def mark_of(document, told):
    words, *rest = told if isinstance(told, tuple) else (told,)
    start = document.text.index(words)
    more = dict(zip(("category", "marker", "force", "score"), rest, strict=False))
    return Mark(
        **{"marker": "hedge", "category": "", "start": start, "end": start + len(words), **more},
        text=words,
    )


def row(table, basis="readers", marker="hedge", category="", what="words"):
    chosen = table.query(
        "basis == @basis and marker == @marker and category == @category and what == @what"
    )
    assert len(chosen) == 1
    return chosen.iloc[0]


@pytest.fixture(scope="module")
def analysis():
    return analyze(Document("x", TEXT))


class TestTable:
    def test_three_readers_by_hand(self, analysis):
        """Twelve words. A marks may and Perhaps, B may, C nothing.

        F1: of A's 2 passages one is shared with B, none with C: 1 of 4. B's 1 is shared with A,
        not with C: 1 of 2. C has none: 0 of 0. Together 2 of 6.

        Alpha: "may" has 2 of 3 marks, so o01 = 2 · 1 / 2 = 1, o11 = 2 · 1 / 2 = 1; "Perhaps" has 1:
        o01 = 1, o00 = 1; ten words have 3 · 2 / 2 = 3 in o00. n1 = 3, n = 36, o01 = o10 = 2.
        """
        readings = [
            reading(TEXT, "A", "may", "Perhaps"),
            reading(TEXT, "B", "may"),
            reading(TEXT, "C"),
        ]
        found = row(reader_agreement(readings, analysis))
        assert (found["n_readers"], found["n_units"], found["n_marked"]) == (3, 12, 3)
        assert found["f1"] == pytest.approx((1 + 1 + 0) / (4 + 2 + 0))
        assert found["alpha"] == pytest.approx(1 - 35 * (2 + 2) / (2 * 3 * 33))

    def test_the_machine_is_one_more_reader(self, analysis):
        """It finds may, may, Perhaps: with a reader of the same three it agrees fully."""
        assert [m.text for m in machine_reading(analysis, ["hedge"]).marks] == [
            "may",
            "may",
            "Perhaps",
        ]
        document = analysis.document
        twice = [(m.start, m.end) for m in machine_reading(analysis, ["hedge"]).marks]
        marks = [Mark("hedge", "", start, end, document.text[start:end]) for start, end in twice]
        alike = replace(reading(TEXT, "A"), marks=tuple(marks))
        blind = reading(TEXT, "B")
        found = row(reader_agreement([alike], analysis), "measure")
        assert (found["f1"], found["alpha"]) == (1, 1)
        both = row(reader_agreement([alike, blind], analysis), "measure")
        # With B, who marks nothing: o01 = 3 twice, n1 = 3, n0 = 21, of 24.
        with_b = 1 - 23 * 6 / (2 * 3 * 21)
        assert both["alpha"] == pytest.approx((1 + with_b) / 2)
        assert both["f1"] == pytest.approx((3 + 3 + 0 + 0) / (3 + 3 + 3 + 0))

    def test_what_was_not_read_is_no_judgement(self, analysis):
        whole = reading(TEXT, "A", "may", "Perhaps")
        part = reading(TEXT, "B", "may", spans=[(0, 12)])
        found = row(reader_agreement([whole, part], analysis))
        assert found["n_units"] == 3  # It may rain
        assert (found["f1"], found["alpha"]) == (1, 1)

    def test_what_was_not_asked_for_is_no_judgement(self, analysis):
        readings = [reading(TEXT, "A", "may"), reading(TEXT, "B", markers=["booster"])]
        found = row(reader_agreement(readings, analysis))
        assert found["n_readers"] == 1
        assert np.isnan(found["alpha"])
        assert not np.isnan(row(reader_agreement(readings, analysis), "measure")["alpha"])

    def test_unfinished_readings_are_left_out(self, analysis):
        readings = [reading(TEXT, "A", "may"), reading(TEXT, "B", finished=False)]
        assert row(reader_agreement(readings, analysis))["n_readers"] == 1

    def test_categories_are_judged_by_themselves(self, analysis):
        readings = [
            reading(TEXT, "A", ("may", "modal"), ("Perhaps", "adverb")),
            reading(TEXT, "B", ("may", "modal"), ("Perhaps", "modal")),
        ]
        table = reader_agreement(readings, analysis)
        assert row(table)["alpha"] == 1
        # modal: o01 = o10 = 1, n1 = 3, n0 = 21, of 24; adverb: n1 = 1, n0 = 23.
        assert row(table, category="modal")["alpha"] == pytest.approx(1 - 23 * 2 / (2 * 3 * 21))
        assert row(table, category="adverb")["alpha"] == pytest.approx(1 - 23 * 2 / (2 * 1 * 23))

    def test_scores_of_sentences(self, analysis):
        """Scores 1, 3 and 1, 1 of two sentences: on an interval scale 1 − (1/2 · 4) / …

        Values 1, 1, 1, 3: of 12 ordered pairs 6 differ by 2, so D_e = 6 · 4 / 12 = 2; of the 4
        within sentences 2 differ, D_o = 2 · 4 / 4 = 2; alpha = 1 − 2 / 2.
        """
        sentences = [analysis.document[s] for s in analysis.document.sentences[:2]]
        readings = [
            reading(
                TEXT,
                name,
                *(
                    (words, "", "sentence", None, score)
                    for words, score in zip(sentences, scores, strict=True)
                ),
                markers=["sentence"],
            )
            for name, scores in (("A", (1, 1)), ("B", (1, 3)))
        ]
        found = row(reader_agreement(readings, analysis), marker="sentence", what="scores")
        assert found["alpha"] == pytest.approx(1 - 2 / 2)
        assert found["n_units"] == 2
        assert np.isnan(found["f1"])

    def test_r_of_scores_by_hand(self, analysis):
        """Off their means A gives −1, 0, 1 and B −1, 1, 0: r = 1 / 2. C says the contrary of A."""
        sentences = [analysis.document[s] for s in analysis.document.sentences[:3]]

        def scored(name, *scores):
            told = zip(sentences, scores, strict=True)
            marks = [(words, "", "sentence", None, score) for words, score in told]
            return reading(TEXT, name, *marks, markers=["sentence"])

        two = [scored("A", 0, 1, 2), scored("B", 0, 2, 1)]
        kind = {"marker": "sentence", "what": "scores"}
        assert row(reader_agreement(two, analysis), **kind)["r"] == pytest.approx(1 / 2)
        three = reader_agreement([*two, scored("C", 2, 1, 0)], analysis)
        assert row(three, **kind)["r"] == pytest.approx((1 / 2 - 1 - 1 / 2) / 3)

    def test_texts_are_pooled(self, analysis):
        other = analyze(Document("y", "They may. They will."))
        there = [
            new_reading(
                other.document,
                "A",
                ["hedge"],
                marks=[Mark("hedge", "", 5, 8, "may")],
                finished=True,
            ),
            new_reading(other.document, "B", ["hedge"], finished=True),
        ]
        readings = [reading(TEXT, "A", "may"), reading(TEXT, "B", "may"), *there]
        found = row(reader_agreement(readings, analysis, other))
        assert found["n_units"] == 12 + 4
        # o01 = o10 = 1, n1 = 3, n0 = 29, of 32.
        assert found["alpha"] == pytest.approx(1 - 31 * 2 / (2 * 3 * 29))

    def test_a_reading_of_another_text_is_told(self, analysis):
        with pytest.raises(ReadingFileError, match="another version"):
            reader_agreement([reading("It may snow.", "A")], analysis)

    def test_readings_without_a_text_are_told(self):
        with pytest.raises(ReadingFileError, match="A has read it, but no text is given"):
            reader_agreement([reading(TEXT, "A", "may")])

    def test_a_text_that_is_given_twice_counts_once(self, analysis):
        readings = [reading(TEXT, "A", "may"), reading(TEXT, "B", "may")]
        once, twice = (reader_agreement(readings, *[analysis] * n) for n in (1, 2))
        assert_frame_equal(once, twice)

    def test_two_of_the_same_initials_are_told(self, analysis):
        with pytest.raises(ReadingFileError, match="2 finished readings by A"):
            reader_agreement([reading(TEXT, "A", "may"), reading(TEXT, "A")], analysis)

    def test_nothing_read(self, analysis):
        table = reader_agreement([], analysis)
        assert table.empty
        assert "alpha" in table


class TestPassages:
    def test_marks_that_overlap_are_one_passage(self, analysis):
        readings = [
            reading(TEXT, "A", ("may rain", "modal")),
            reading(TEXT, "B", ("rain. It", "verb")),
            reading(TEXT, "C"),
        ]
        [passage] = find_passages(analysis.document, readings)
        assert passage.text == "may rain. It"
        assert [one.category for one in passage.said] == ["modal", "verb", None]
        assert passage.disagreement == 1  # of three pairs all differ

    def test_the_most_disputed_come_first_with_all_notes(self, analysis):
        marked = reading(TEXT, "A", ("may", "modal"), ("Perhaps", "adverb"))
        noted = replace(marked.marks[1], note="a guess")
        readings = [
            replace(marked, marks=(marked.marks[0], noted)),
            reading(TEXT, "B", ("may", "modal")),
            reading(TEXT, "C"),
            reading(TEXT, "D"),
        ]
        table = disagreement_table(analysis.document, readings)
        # may: 2 of 4 marked, 4 of 6 pairs differ; Perhaps: 1 of 4, 3 of 6.
        assert table["text"].tolist() == ["may", "Perhaps"]
        assert table["disagreement"].tolist() == [pytest.approx(4 / 6), 3 / 6]
        assert table["notes"].tolist() == ["", "A: a guess"]

    def test_agreement_is_left_out(self, analysis):
        readings = [reading(TEXT, name, ("may", "modal")) for name in "AB"]
        assert disagreement_table(analysis.document, readings).empty


class TestFigure:
    @pytest.fixture(scope="class")
    def sample(self):
        return analyze(read_document("harbour_bridge_for"), scorers=False)

    def test_invented_readers_are_the_same_every_time(self, sample):
        first, again = invented_readings(sample), invented_readings(sample)
        assert [one.marks for one in first] == [one.marks for one in again]
        assert len({one.marks for one in first}) == len(first)

    def test_it_draws_every_row_and_says_what_they_agree_on(self, sample):
        table = reader_agreement(invented_readings(sample), sample)
        ax = plot_agreement(table)
        names = [text.get_text() for text in ax.get_yticklabels()]
        known = table[table["alpha"].notna()].drop_duplicates(["marker", "category", "what"])
        assert len(names) == len(known)
        assert "Scores of\nsentences" in names or "Scores of sentences" in names
        assert headline_of_agreement(table).startswith("The readers agree")

    def test_without_readers_it_says_what_is_needed(self):
        drawn = plot_agreement(reader_agreement([]))
        assert "two finished readings" in drawn.texts[0].get_text()

    @pytest.mark.parametrize(
        ("alphas", "said"),
        [
            ((0.9, 0.8), "agree on all that was asked, least on loaded language"),
            ((0.5, 0.1), "agree well on nothing: best on hedges"),
            ((0.9, 0.1), "agree on hedges (α 0.90), not on loaded language (α 0.10)"),
            ((0.7, 0.6), "agree best on hedges"),
        ],
    )
    def test_the_headline_is_what_the_intervals_carry(self, alphas, said):
        table = pd.DataFrame(
            {
                "marker": ["hedge", "loaded"],
                "category": "",
                "what": "words",
                "basis": "readers",
                "n_marked": 20,
                "alpha": alphas,
                "alpha_low": [one - 0.1 for one in alphas],
                "alpha_high": [one + 0.1 for one in alphas],
            }
        )
        assert said in headline_of_agreement(table)


def test_the_machine_has_the_scale_of_readers(analysis):
    scores = [m.score for m in machine_reading(analysis).marks if m.marker == "sentence"]
    expected = [round(4 * one) for one in analysis.sentences["sentiment"] if one == one]
    assert sorted(scores) == sorted(expected)
    assert machine_reading(analysis).reader == MACHINE


def test_a_passage_may_stand_at_the_very_beginning():
    document = Document("x", TEXT)
    for words in (("It",), ("It", "rain")):
        readings = [reading(TEXT, "A", *words), reading(TEXT, "B", "It may")]
        found = [(one.start, one.text) for one in find_passages(document, readings)]
        assert found == [(0, "It may"), (7, "rain")][: len(words)]


def test_who_did_not_read_a_passage_said_nothing_of_it():
    readings = [reading(TEXT, "A", "rain", "Perhaps"), reading(TEXT, "B", spans=[(0, 12)])]
    found = {one.text: one for one in find_passages(Document("x", TEXT), readings)}
    assert [said.reader for said in found["rain"].said] == ["A", "B"]
    assert [said.reader for said in found["Perhaps"].said] == ["A"]
