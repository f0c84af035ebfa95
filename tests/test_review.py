"""Decisions of a reader: kept in a file that is never lost, applied, and compared."""

from __future__ import annotations

import json
import os
import stat
from dataclasses import replace
from math import isnan, nan

import numpy as np
import pytest

from analysis.plots.review import plot_review, raw_and_reviewed
from analysis.statistics.agreement import agreement, cohen_kappa, proportion
from analysis.statistics.metrics import rates
from analysis.tables.analysis import analyze
from analysis.tables.review import (
    Review,
    ReviewError,
    apply_review,
    carry_over,
    open_review,
    review_path,
)
from analysis.text.document import Document

TEXT = "It may rain. It certainly will. It may not."
#       0123456789012345678901234567890123456789012


@pytest.fixture
def analysis():
    return analyze(Document("x", TEXT), scorers=False)


@pytest.fixture
def review(analysis, tmp_path):
    return open_review(analysis.document, tmp_path / "x.review.json", "Anna")


def hit(analysis, number):
    return analysis.matches.iloc[number]


def found(analysis):
    return list(analysis.matches[["marker", "start"]].itertuples(index=False, name=None))


class TestApplying:
    def test_the_tool_finds_what_the_tests_assume(self, analysis):
        assert found(analysis) == [("hedge", 3), ("booster", 16), ("hedge", 35)]

    def test_no_decision_changes_nothing(self, analysis, review):
        reviewed = apply_review(analysis, review)
        assert reviewed.matches.equals(analysis.matches)
        assert reviewed.note == "reviewed: 0 decisions"

    def test_a_rejected_hit_is_gone(self, analysis, review):
        review.reject(hit(analysis, 0))
        assert found(apply_review(analysis, review)) == [("booster", 16), ("hedge", 35)]

    def test_a_relabelled_hit_counts_for_its_new_marker(self, analysis, review):
        review.relabel(hit(analysis, 1), "hedge", "adverb", "ironical")
        reviewed = apply_review(analysis, review)
        assert found(reviewed) == [("hedge", 3), ("hedge", 16), ("hedge", 35)]
        assert "ironical" in reviewed.matches.iloc[1]["reason"]

    def test_an_added_hit_is_there_and_in_its_place(self, analysis, review):
        review.add("booster", "certainty", 26, 30)
        assert found(apply_review(analysis, review))[2] == ("booster", 26)

    def test_an_accepted_hit_outlives_its_lexicon_entry(self, analysis, review):
        review.accept(hit(analysis, 0))
        poorer = replace(analysis, matches=analysis.matches.drop(index=0))
        reviewed = apply_review(poorer, review)
        assert found(reviewed) == found(analysis)
        assert "no longer" in reviewed.matches.iloc[0]["reason"]

    def test_what_the_tool_finds_too_is_not_there_twice(self, analysis, review):
        review.add("hedge", "modal", 3, 6)
        assert found(apply_review(analysis, review)) == found(analysis)

    def test_a_later_decision_takes_the_place_of_an_earlier_one(self, analysis, review):
        review.reject(hit(analysis, 0))
        review.accept(hit(analysis, 0))
        assert len(review) == 1
        assert found(apply_review(analysis, review)) == found(analysis)

    def test_a_decision_can_be_taken_back(self, analysis, review):
        review.reject(hit(analysis, 0))
        review.forget("hedge", 3, 6)
        assert len(review) == 0

    def test_applying_twice_is_applying_once(self, analysis, review):
        review.reject(hit(analysis, 0))
        once = apply_review(analysis, review)
        assert apply_review(once, review).matches.equals(once.matches)

    def test_every_table_takes_the_reviewed_analysis(self, analysis, review):
        review.reject(hit(analysis, 0))
        table = rates(apply_review(analysis, review)).query("marker == 'hedge'")
        assert table["count"].tolist() == [1]
        assert table["rate"].tolist() == [1000 * 1 / 9]

    def test_other_markers_are_left_out_of_the_count(self, analysis, review):
        from analysis.markers.registry import get_marker

        review.reject(hit(analysis, 1))
        hedges = analyze(analysis.document, markers=[get_marker("hedge")], scorers=False)
        assert apply_review(hedges, review).n_decisions == 0

    def test_a_review_of_another_text_is_refused(self, analysis):
        with pytest.raises(ValueError, match="another text"):
            apply_review(analysis, Review(Document("x", "It may.")))

    @pytest.mark.parametrize("place", [(5, 5), (-1, 3), (40, 99)])
    def test_a_passage_that_is_none_is_refused(self, review, place):
        with pytest.raises(ValueError, match="start="):
            review.add("hedge", "modal", *place)

    def test_raw_and_reviewed_stand_in_one_table(self, analysis, review):
        review.reject(hit(analysis, 0))
        table = raw_and_reviewed(analysis, apply_review(analysis, review))
        counts = table.query("marker == 'hedge'").set_index("basis")["count"]
        assert counts.to_dict() == {"raw": 2, "reviewed": 1}
        assert len(plot_review(table, ["hedge", "booster"])) == 2


class TestFile:
    def test_it_lies_beside_the_document(self, tmp_path):
        document = tmp_path / "op ed.txt"
        document.write_text("It may rain.")
        assert review_path(document) == tmp_path / "op_ed.review.json"
        assert review_path("river_water", tmp_path) == tmp_path / "river_water.review.json"

    def test_what_was_saved_is_read_again(self, analysis, review):
        review.reject(hit(analysis, 0), "gives leave")
        review.relabel(hit(analysis, 1), "hedge", "adverb")
        review.add("booster", "certainty", 26, 30)
        again = open_review(analysis.document, review.save())
        assert again.decisions == review.decisions
        assert again.reader == "Anna"
        assert again.table()["stale"].tolist() == [False] * 3

    def test_it_is_readable_one_decision_a_line(self, analysis, review):
        review.reject(hit(analysis, 0), "gibt Erlaubnis, “may”")
        lines = review.save().read_text(encoding="utf-8").splitlines()
        line = next(line for line in lines if '"reject"' in line)
        assert '"text": "may"' in line
        assert "gibt Erlaubnis, “may”" in line
        assert json.loads(line.strip().rstrip(","))["lexicons"]

    def test_emoji_and_other_letters_keep_their_places(self, tmp_path):
        text = "👩‍👩‍👧 İt may rain."
        document = Document("x", text)
        review = open_review(document, tmp_path / "x.review.json")
        review.add("hedge", "modal", text.index("may"), text.index("may") + 3)
        again = open_review(document, review.save())
        assert [d.text for d in again.decisions.values()] == ["may"]

    def test_half_of_a_surrogate_pair_can_be_saved(self, tmp_path):
        document = Document("x", "It may \ud83d rain.")
        review = open_review(document, tmp_path / "x.review.json")
        review.add("hedge", "modal", 3, 8)
        assert open_review(document, review.save()).decisions == review.decisions

    def test_two_windows_do_not_lose_each_others_decisions(self, analysis, review):
        other = open_review(analysis.document, review.path)
        review.reject(hit(analysis, 0))
        review.save()
        other.reject(hit(analysis, 2))
        other.save()
        assert len(open_review(analysis.document, review.path)) == 2

    def test_a_failed_write_leaves_the_old_file(self, analysis, review, monkeypatch):
        review.reject(hit(analysis, 0))
        before = review.save().read_bytes()
        review.reject(hit(analysis, 2))

        def fail(*_):
            raise OSError("no space left")

        monkeypatch.setattr(os, "replace", fail)
        with pytest.raises(OSError, match="no space"):
            review.save()
        assert review.path.read_bytes() == before
        assert [path.name for path in review.path.parent.iterdir()] == ["x.review.json"]

    def test_permissions_are_kept(self, analysis, review):
        review.save().chmod(0o600)
        review.reject(hit(analysis, 0))
        assert stat.S_IMODE(review.save().stat().st_mode) == 0o600

    def test_a_review_without_path_cannot_be_saved(self, analysis):
        with pytest.raises(ValueError, match="path"):
            Review(analysis.document).save()


GOOD = {"decision": "reject", "marker": "hedge", "category": "modal", "start": 3, "end": 6}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"format": 1,\n "decisions": [}', "line 2, column 16"),
        ("[]", "an object"),
        ('{"format": 9, "decisions": []}', "format=9"),
        ('{"format": 1, "decisions": [7]}', "decision 1"),
        (json.dumps({"format": 1, "decisions": [GOOD]}), "'text' is missing"),
        (json.dumps({"format": 1, "decisions": [GOOD | {"text": 7}]}), "text=7"),
        (json.dumps({"format": 1, "decisions": [GOOD | {"text": "", "nte": ""}]}), "'note'"),
        (
            json.dumps({"format": 1, "decisions": [GOOD | {"text": "", "decision": "rejct"}]}),
            "accept, reject",
        ),
        (json.dumps({"format": 1, "decisions": [GOOD | {"text": "", "end": 3}]}), "end=3"),
        (b"\xff\xfe", "byte 0"),
    ],
)
def test_a_broken_file_is_an_error_that_says_where(analysis, tmp_path, content, message):
    path = tmp_path / "x.review.json"
    data = content if isinstance(content, bytes) else content.encode()
    path.write_bytes(data)
    with pytest.raises(ReviewError, match=message) as caught:
        open_review(analysis.document, path)
    assert "x.review.json" in str(caught.value)
    assert path.read_bytes() == data


def test_a_file_that_breaks_later_is_not_overwritten(analysis, review):
    review.reject(hit(analysis, 0))
    review.save().write_text("{")
    review.reject(hit(analysis, 2))
    with pytest.raises(ReviewError):
        review.save()
    assert review.path.read_text() == "{"


class TestChangedText:
    def later(self, review, text):
        return carry_over(review, Document("x", text))

    def test_decisions_move_with_their_words(self, analysis, review):
        review.reject(hit(analysis, 2))
        moved = self.later(review, "So we are told. " + TEXT)
        (decision,) = moved.decisions.values()
        assert (decision.start, decision.text) == (35 + len("So we are told. "), "may")

    def test_words_that_are_gone_make_it_stale(self, analysis, review):
        review.reject(hit(analysis, 1))
        moved = self.later(review, "It may rain. It will. It may not.")
        assert (len(moved), len(moved.stale)) == (0, 1)

    def test_words_that_stand_there_more_than_once_make_it_stale(self, analysis, review):
        review.reject(hit(analysis, 0))
        moved = self.later(review, "She may go. He may go.")
        assert (len(moved), len(moved.stale)) == (0, 1)

    def test_a_part_of_a_word_is_not_the_word(self, analysis, review):
        review.reject(hit(analysis, 0))
        moved = self.later(review, "The mayor and his mayhem; so he may.")
        assert [d.start for d in moved.decisions.values()] == [32]

    def test_two_decisions_do_not_claim_the_same_words(self):
        draft = Review(Document("x", "The plan may fail. The mayor may resign."))
        draft.add("hedge", "modal", 9, 12)
        draft.add("hedge", "modal", 29, 32)
        moved = self.later(draft, "The plan may fail. The mayor will not resign.")
        assert [d.start for d in moved.decisions.values()] == [9]
        assert [d.start for d in moved.stale] == [29]

    def test_stale_decisions_stay_in_the_file_and_come_back(self, analysis, review):
        review.reject(hit(analysis, 1))
        path = review.save()
        changed = Document("x", "It may rain. It will. It may not.")
        later = open_review(changed, path)
        assert later.table()["stale"].tolist() == [True]
        later.reject(hit(analyze(changed, scorers=False), 0))
        later.save()
        assert "1 more" in apply_review(analyze(changed, scorers=False), later).note
        assert len(open_review(analysis.document, path).decisions) >= 1

    def test_a_changed_lexicon_changes_no_decision(self, analysis, review):
        review.reject(hit(analysis, 0))
        path = review.save()
        data = path.read_text().replace(review.table()["lexicons"][0], "00000000")
        path.write_text(data)
        assert len(open_review(analysis.document, path)) == 1


class TestAgreement:
    def test_kappa_by_hand(self):
        # 20 + 15 of 50 alike; yes 25/50 and 30/50, no 25/50 and 20/50.
        observed = (20 + 15) / 50
        expected = (25 / 50) * (30 / 50) + (25 / 50) * (20 / 50)
        kappa = (observed - expected) / (1 - expected)
        assert cohen_kappa(np.array([20, 5, 10, 15])) == pytest.approx(kappa)

    @pytest.mark.parametrize("counts", [[0, 0, 0, 9], [9, 0, 0, 0], [0, 0, 0, 0]])
    def test_kappa_is_unknown_without_contrast(self, counts):
        assert isnan(cohen_kappa(np.array(counts)))

    def test_nothing_judged_has_no_precision(self):
        assert all(isnan(value) for value in proportion(0, 0))

    def test_precision_counts_what_was_judged(self, analysis, review):
        review.accept(hit(analysis, 0))
        review.reject(hit(analysis, 2))
        row = agreement(analysis, review).set_index("marker").loc["hedge"]
        assert (row["n_judged"], row["n_right"], row["precision"]) == (2, 1, 1 / 2)
        assert row["precision_low"] < 1 / 2 < row["precision_high"]

    def test_a_relabelled_hit_was_not_right(self, analysis, review):
        review.relabel(hit(analysis, 0), "hedge", "verb")
        row = agreement(analysis, review).set_index("marker").loc["hedge"]
        assert (row["n_judged"], row["precision"]) == (1, 0)

    def test_kappa_on_words(self, analysis, review):
        # 9 words: the tool marks 2 as hedges, the reader 1 of them.
        review.reject(hit(analysis, 0))
        row = agreement(analysis, review).set_index("marker").loc["hedge"]
        observed = 8 / 9
        expected = (2 / 9) * (1 / 9) + (7 / 9) * (8 / 9)
        assert row["n_words"] == 9
        assert row["kappa"] == pytest.approx((observed - expected) / (1 - expected))
        assert row["kappa_low"] <= row["kappa"] <= row["kappa_high"]

    def test_two_readers(self, analysis, review):
        review.reject(hit(analysis, 0))
        other = Review(analysis.document)
        other.reject(hit(analysis, 2))
        table = agreement(apply_review(analysis, review), other).set_index("marker")
        # One hedge each, of 9 words, and not the same one.
        expected = (1 / 9) ** 2 + (8 / 9) ** 2
        kappa = (7 / 9 - expected) / (1 - expected)
        assert table.loc["hedge", "kappa"] == pytest.approx(kappa)
        assert table.loc["booster", "kappa"] == 1

    def test_it_is_the_same_from_both_sides(self, analysis, review):
        review.reject(hit(analysis, 0))
        one = agreement(analysis, apply_review(analysis, review))["kappa"]
        other = agreement(apply_review(analysis, review), analysis)["kappa"]
        assert one.fillna(nan).equals(other.fillna(nan))

    def test_an_empty_text_has_nothing_to_agree_on(self):
        empty = analyze(Document("x", ""), scorers=False)
        table = agreement(empty, Review(empty.document))
        assert table["kappa"].isna().all()
        assert table["n_words"].eq(0).all()


class TestWidget:
    @pytest.fixture
    def widget(self, analysis, review):
        from analysis.reader.widget import ReaderWidget

        return ReaderWidget(analysis, review)

    def ask(self, widget, **content):
        widget._on_message(widget, content, [])

    def state(self, widget, start):
        pairs = zip(widget.page["hits"], widget.states["hits"], strict=True)
        return [state for hit, (state, _) in pairs if hit["start"] == start]

    def test_a_decision_is_saved_and_shown(self, widget, analysis):
        self.ask(widget, do="reject", key=["hedge", 3, 6], note="")
        assert self.state(widget, 3) == ["reject"]
        assert "1 decision, saved" in widget.status["text"]
        assert len(open_review(analysis.document, widget.review.path)) == 1
        assert len(widget.reviewed.matches) == 2

    def test_it_is_taken_back(self, widget):
        self.ask(widget, do="reject", key=["hedge", 3, 6])
        self.ask(widget, do="forget", key=["hedge", 3, 6])
        assert self.state(widget, 3) == [""]

    def test_a_relabelled_hit_keeps_what_the_tool_said(self, widget):
        self.ask(widget, do="relabel", key=["booster", 16, 25], to=["hedge", "adverb"])
        (hit,) = [hit for hit in widget.page["hits"] if hit["start"] == 16]
        assert (hit["marker"], self.state(widget, 16)) == ("hedge", ["relabel"])
        assert hit["raw"] == ["booster", "certainty"]
        self.ask(widget, do="forget", key=hit["key"])
        assert self.state(widget, 16) == [""]

    def test_half_a_word_is_widened(self, widget):
        self.ask(widget, do="add", marker="booster", category="certainty", start=27, end=29)
        assert [d.text for d in widget.review.decisions.values()] == ["will"]

    def test_rejecting_an_added_hit_removes_it(self, widget):
        self.ask(widget, do="add", marker="booster", category="certainty", start=26, end=30)
        self.ask(widget, do="reject", key=["booster", 26, 30])
        assert len(widget.review) == 0

    def test_a_note_is_kept(self, widget):
        self.ask(widget, do="reject", key=["hedge", 3, 6])
        self.ask(widget, do="note", key=["hedge", 3, 6], note="<b>leave</b>")
        assert widget.review.table()["note"].tolist() == ["<b>leave</b>"]

    @pytest.mark.parametrize(
        "content",
        [
            {},
            {"do": "shout"},
            {"do": "reject"},
            {"do": "reject", "key": ["hedge", 0, 1]},
            {"do": "reject", "key": "hedge"},
            {"do": "add", "marker": "hedge", "category": "nonsense", "start": 3, "end": 6},
            {"do": "add", "marker": "hedge", "category": "modal", "start": 3, "end": 999},
            {"do": "relabel", "key": ["hedge", 3, 6], "to": ["nowhere", "modal"]},
        ],
    )
    def test_nonsense_from_the_page_changes_nothing(self, widget, content):
        self.ask(widget, **content)
        assert len(widget.review) == 0
        assert widget.status["problem"]
        assert not widget.review.path.exists()

    def test_a_failed_save_is_told(self, widget, monkeypatch):
        def fail(*_):
            raise OSError("no space left")

        monkeypatch.setattr(os, "replace", fail)
        self.ask(widget, do="reject", key=["hedge", 3, 6])
        assert "Not saved" in widget.status["text"]
        assert widget.status["problem"]

    def test_sensitivity_finds_more_loaded_words(self):
        from analysis.reader.widget import with_sensitivity

        text = "The minister met the council. His ludicrous plan is a disgrace!"
        analysis = analyze(Document("x", text), scorers=False)
        counts = [
            (with_sensitivity(analysis, level).matches["marker"] == "loaded").sum()
            for level in (0, 0.75, 1)
        ]
        assert counts == sorted(counts)
        assert counts[0] == 0 < counts[1]

    def test_the_page_has_the_bounds_of_the_profile(self, widget, analysis):
        bounds = widget.page["poisson"]
        row = rates(analysis).query("marker == 'hedge'").iloc[0]
        scale = 1000 / 9
        assert bounds["low"][2] * scale == pytest.approx(row["low"], abs=0.01)
        assert bounds["high"][2] * scale == pytest.approx(row["high"], abs=0.01)

    def test_the_page_is_json(self, widget):
        for sent in (widget.page, widget.states, widget.status):
            assert json.loads(json.dumps(sent, allow_nan=False)) == sent

    def test_a_decision_about_one_hit_does_not_send_the_text_again(self, widget):
        page = widget.page
        self.ask(widget, do="reject", key=["hedge", 3, 6])
        assert widget.page is page
        self.ask(widget, do="add", marker="booster", category="certainty", start=26, end=30)
        assert widget.page is not page
