"""Decisions of a reader: kept in a file that is never lost, applied, and compared."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from dataclasses import replace
from math import isnan, nan
from pathlib import Path

import numpy as np
import pytest

from analysis.plots.review import plot_review, raw_and_reviewed
from analysis.statistics.agreement import agreement, cohen_kappa
from analysis.statistics.intervals import proportion
from analysis.statistics.metrics import rates
from analysis.tables.analysis import MATCH_COLUMNS, analyze
from analysis.tables.review import (
    Review,
    ReviewError,
    apply_review,
    carry_over,
    open_review,
    review_path,
)
from analysis.text.document import Document

TEXT = "It may rain. He certainly will. We may not."
FIRST_TEXT = "It may rain. It certainly will. It may not."  # of reviews kept since the first format
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

    def test_another_category_is_as_strong_and_has_the_same_source(self, tmp_path):
        """A loaded word keeps its force, an attribution who says what; another marker has none."""
        document = Document("x", "Critics say that it is a disgrace. A disgrace, critics claim.")
        analysis = analyze(document, scorers=False)
        review = open_review(document, tmp_path / "y.review.json")
        kept = ["force", *(name for name in MATCH_COLUMNS if name.startswith(("so", "con", "spe")))]
        loaded, attribution = analysis.hits("loaded"), analysis.hits("attribution")
        assert loaded["force"].notna().all()
        assert (attribution["content_form"] != "").all()
        review.relabel(loaded.iloc[0], "loaded", "ridicule")
        review.relabel(loaded.iloc[1], "hedge", "modal")
        review.relabel(attribution.iloc[0], "attribution", "vague_source")
        reviewed = apply_review(analysis, review).matches.set_index("start")
        for before in (loaded.iloc[0], attribution.iloc[0]):
            after = reviewed.loc[before["start"]]
            assert after["category"] != before["category"]
            assert after[kept].equals(before[kept].rename(after.name))
        assert isnan(reviewed.at[loaded.iloc[1]["start"], "force"])

    def test_a_relabelled_hit_keeps_its_weight_and_an_added_one_is_sure(self, analysis, review):
        review.relabel(hit(analysis, 0), "booster", "universal")
        review.add("booster", "certainty", 26, 30)
        weights = apply_review(analysis, review).matches.set_index("start")["weight"]
        assert weights[3] == hit(analysis, 0)["weight"] < 1
        assert weights[26] == 1

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
        assert review_path(document) == tmp_path / "op ed.txt.review.json"
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


class TestWindows:
    """Several windows and programs that write into one file."""

    def again(self, review):
        return open_review(review.document, review.path)

    def test_an_undo_does_not_come_back(self, analysis, review):
        review.reject(hit(analysis, 0))
        review.save()
        other = self.again(review)
        review.forget("hedge", 3, 6)
        review.save()
        other.reject(hit(analysis, 2))  # it still shows what the first window took back
        other.save()
        assert list(other.decisions) == list(self.again(review).decisions) == [("hedge", 35, 38)]

    def test_an_undo_does_not_come_back_after_the_text_changed(self, analysis, review):
        review.reject(hit(analysis, 0))
        review.save()
        later = open_review(Document("x", "So we are told. " + TEXT), review.path)
        later.forget(*next(iter(later.decisions)))
        later.save()
        review.accept(hit(analysis, 1))
        review.save()
        assert list(self.again(review).decisions) == [("booster", 16, 25)]
        assert review.stale == []

    def test_what_another_window_decided_later_stands(self, analysis, review):
        other = self.again(review)
        other.accept(hit(analysis, 0))
        review.reject(hit(analysis, 0))
        review.save()
        other.save()
        assert [d.decision for d in self.again(review).decisions.values()] == ["accept"]

    def test_decisions_within_a_second_keep_their_order(self, analysis, review):
        for number in (2, 0, 1):
            review.accept(hit(analysis, number))
            review.reject(hit(analysis, number))
        review.save()
        again = self.again(review)
        assert [d.start for d in again.decisions.values()] == [35, 3, 16]
        assert [d.decision for d in again.log] == ["accept", "reject"] * 3

    def test_two_processes_keep_two_hundred_decisions(self, tmp_path):
        """Each takes a hundred, and saves after each of them."""
        script = (
            "import sys\n"
            "from analysis.tables.review import open_review\n"
            "from analysis.text.document import Document\n"
            "document = Document('x', 'may ' * 200)\n"
            "review = open_review(document, sys.argv[1])\n"
            "for number in range(int(sys.argv[2]), 200, 2):\n"
            "    review.add('hedge', 'modal', 4 * number, 4 * number + 3)\n"
            "    review.save()\n"
        )
        path = tmp_path / "x.review.json"
        command = [sys.executable, "-c", script, str(path)]
        started = [subprocess.Popen([*command, str(first)]) for first in (0, 1)]
        assert [process.wait(120) for process in started] == [0, 0]
        log = open_review(Document("x", "may " * 200), path).log
        assert len(log) == 2 * 100
        for first in (0, 1):
            mine = [record.start // 4 for record in log if record.start // 4 % 2 == first]
            assert mine == list(range(first, 200, 2))
        assert [path.name for path in tmp_path.iterdir()] == ["x.review.json"]

    def test_a_link_is_followed(self, analysis, review, tmp_path):
        home = tmp_path / "elsewhere"
        home.mkdir()
        review.path.symlink_to(home / "real.review.json")
        review.reject(hit(analysis, 0))
        review.save()
        assert review.path.is_symlink()
        assert len(open_review(analysis.document, home / "real.review.json")) == 1
        assert [path.name for path in home.iterdir()] == ["real.review.json"]

    def test_a_link_in_a_circle_is_an_error_in_words(self, analysis, review):
        review.path.symlink_to(review.path.name)
        review.reject(hit(analysis, 0))
        with pytest.raises(ReviewError, match="leads nowhere"):
            review.save()

    def test_a_file_that_was_removed_is_written_again_in_full(self, analysis, review):
        review.reject(hit(analysis, 0))
        review.save().unlink()
        review.reject(hit(analysis, 2))
        review.save()
        assert len(self.again(review)) == 2

    def test_another_program_that_keeps_the_lock_is_told(self, analysis, review, monkeypatch):
        from analysis.tables import kept_file, review_file

        monkeypatch.setattr(kept_file, "LOCK_SECONDS", 0.1)
        review.reject(hit(analysis, 0))
        with review_file.locked(review.path), pytest.raises(ReviewError, match="try again"):
            review.save()
        review.save()
        assert len(self.again(review)) == 1


class TestUndo:
    def test_it_restores_what_stood_before(self, analysis, review):
        review.accept(hit(analysis, 0), "mine")
        review.reject(hit(analysis, 0))
        assert [d.decision for d in review.undo()] == ["accept"]
        assert [(d.decision, d.note) for d in review.decisions.values()] == [("accept", "mine")]
        assert review.can_undo
        assert review.can_redo
        assert [d.decision for d in review.redo()] == ["reject"]
        assert [d.decision for d in review.decisions.values()] == ["reject"]

    def test_what_is_taken_back_is_named_and_no_more(self, analysis, review):
        review.relabel(hit(analysis, 0), "booster", "adverb", "mine")
        review.undo()
        record = review.log[-1]
        assert (record.decision, *record.key) == ("forget", "hedge", 3, 6)
        assert [one.replaces for one in review.log] == ["", review.log[0].id]
        bare = (record.before, record.after, record.to_marker, record.to_category, record.note)
        assert bare == ("",) * 5

    def test_all_the_way_back_and_forth_through_the_file(self, analysis, review):
        for number in range(3):
            review.reject(hit(analysis, number))
        review.forget("hedge", 3, 6)
        before = set(review.decisions)
        for _ in range(4):
            assert review.undo()
        assert len(review) == 0
        review.save()
        assert len(open_review(analysis.document, review.path)) == 0
        for _ in range(4):
            assert review.redo()
        review.save()
        assert set(open_review(analysis.document, review.path).decisions) == before
        assert review.redo() == []

    def test_after_a_new_decision_nothing_is_redone(self, analysis, review):
        review.reject(hit(analysis, 0))
        review.undo()
        review.reject(hit(analysis, 1))
        assert not review.can_redo
        assert review.redo() == []

    def test_what_another_window_decided_is_left(self, analysis, review):
        review.reject(hit(analysis, 0))
        other = open_review(analysis.document, review.save())
        other.accept(hit(analysis, 0))
        other.save()
        review.save()
        assert review.undo() == []
        assert [d.decision for d in review.decisions.values()] == ["accept"]

    def test_a_step_is_taken_back_as_a_whole(self, analysis, review):
        review.add("hedge", "modal", 26, 30)
        with review.one_step():
            review.forget("hedge", 26, 30)
            review.add("booster", "certainty", 26, 30)
        review.undo()
        assert list(review.decisions) == [("hedge", 26, 30)]
        review.redo()
        assert list(review.decisions) == [("booster", 26, 30)]

    def test_decisions_cannot_be_changed_behind_the_log(self, review):
        with pytest.raises(TypeError):
            review.decisions["hedge", 3, 6] = None


class TestPlaces:
    """Where reviews lie: two texts never share one."""

    def reviewed(self, document, folder):
        review = open_review(document, review_path(document, folder))
        review.add("hedge", "modal", *(document.text.index("may") + n for n in (0, 3)))
        return review.save()

    def test_two_uploads_of_one_name(self, tmp_path):
        first = self.reviewed(Document("column", "It may rain. So it was."), tmp_path)
        other = Document("column", "She may go. That is all.")
        assert review_path(other, tmp_path) != first
        review = open_review(other, review_path(other, tmp_path))
        assert (len(review), review.stale) == (0, [])

    @pytest.mark.parametrize(("more", "n_taken"), [("", 1), (" Fog came.", 0)])
    def test_half_of_the_sentences_make_a_version(self, tmp_path, more, n_taken):
        """Of three sentences and three others two are the same: 2 of 4, or with one more 2 of 5."""
        first = Document("x", "It may rain. So it was. We saw it.")
        self.reviewed(first, tmp_path)
        other = Document("x", f"It may rain. So it was. He left.{more}")
        assert len(open_review(other, review_path(other, tmp_path))) == n_taken

    def test_two_pasted_texts_that_begin_alike(self, tmp_path):
        start = "It may rain in the north of the country tomorrow. "
        first = Document("it_may_rain", start + "So it was. We saw it.")
        other = Document("it_may_rain", start + "She left. He stayed. No one came.")
        self.reviewed(first, tmp_path)
        assert len(open_review(other, review_path(other, tmp_path))) == 0

    def test_a_new_version_of_an_upload_takes_the_decisions_over(self, tmp_path):
        # Of 4 sentences 3 stay and 1 is new: 3 of 5 in common.
        kept = "It may rain. So it was. We saw it."
        path = self.reviewed(Document("column", f"{kept} He left."), tmp_path)
        before = path.read_bytes()
        new = Document("column", f"She stayed. {kept}")
        review = open_review(new, review_path(new, tmp_path))
        assert [d.text for d in review.decisions.values()] == ["may"]
        review.forget(*next(iter(review.decisions)))
        assert review.save() != path
        assert path.read_bytes() == before

    def test_files_of_one_stem_in_one_folder(self, tmp_path):
        for name in ("column.txt", "column.md", "a b.txt", "a_b.txt"):
            (tmp_path / name).write_text("It may rain.")
        paths = {review_path(path) for path in tmp_path.iterdir()}
        assert len(paths) == 4
        assert {path.parent for path in paths} == {tmp_path}

    @pytest.mark.parametrize("name", ["../../up", "/etc/passwd", "..", "a\0b", "x" * 5000, ""])
    def test_no_name_leaves_the_folder(self, tmp_path, name):
        path = review_path(Document(name, "It may rain. So it was."), tmp_path)
        assert path.parent == tmp_path
        assert self.reviewed(Document(name, "It may rain. So it was."), tmp_path) == path

    def test_names_that_differ_in_a_sign_only(self, tmp_path):
        names = ["http://a.example/b?c", "http://a.example/b_c", "a b", "a_b"]
        assert len({review_path(name, tmp_path) for name in names}) == 4

    def test_in_the_application_they_lie_among_the_users_data(self, monkeypatch, tmp_path):
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
        monkeypatch.setenv("RHETORIC_APP", "1")
        document = Document("column", "It may rain. So it was.")
        path = self.reviewed(document, None)
        assert path.name.startswith("column-")
        assert Path.cwd() not in path.parents
        monkeypatch.delenv("RHETORIC_APP")
        assert review_path(document) == Path(path.name)


class TestFirstFormat:
    """Files that the first version wrote."""

    OLD = Path(__file__).parent / "documents" / "reviews" / "format_1.review.json"

    def test_it_is_read_and_converted_when_saved(self, analysis, tmp_path):
        path = tmp_path / "x.review.json"
        shutil.copy(self.OLD, path)
        review = open_review(analysis.document, path)
        assert review.reader == "Anna"
        assert path.read_bytes() == self.OLD.read_bytes()
        kinds = [(d.decision, d.start, d.note) for d in review.decisions.values()]
        assert kinds == [("reject", 3, "gives “leave”"), ("relabel", 16, ""), ("add", 26, "")]
        review.forget("hedge", 3, 6)
        review.save()
        assert '"format": 2' in path.read_text(encoding="utf-8")
        assert [d.start for d in open_review(analysis.document, path).decisions.values()] == [
            16,
            26,
        ]

    def test_two_windows_convert_it_to_the_same(self, analysis, tmp_path):
        path = tmp_path / "x.review.json"
        shutil.copy(self.OLD, path)
        first, second = (open_review(analysis.document, path) for _ in range(2))
        first.forget("hedge", 3, 6)
        first.save()
        second.forget("booster", 16, 25)
        second.save()
        assert [d.start for d in open_review(analysis.document, path).decisions.values()] == [26]
        assert len(second.log) == 3 + 2

    def test_it_is_found_beside_its_document(self, tmp_path):
        document = tmp_path / "op ed.txt"
        document.write_text(FIRST_TEXT)
        shutil.copy(self.OLD, tmp_path / "op_ed.review.json")
        assert review_path(document) == tmp_path / "op_ed.review.json"

    def test_it_is_found_for_an_upload_of_the_same_text(self, tmp_path):
        shutil.copy(self.OLD, tmp_path / "x.review.json")
        assert review_path(Document("x", FIRST_TEXT), tmp_path) == tmp_path / "x.review.json"
        other = review_path(Document("x", FIRST_TEXT + " No."), tmp_path)
        assert other != tmp_path / "x.review.json"


GOOD = {"decision": "reject", "marker": "hedge", "category": "modal", "start": 3, "end": 6}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"format": 1,\n "decisions": [}', "line 2, column 16"),
        ("[]", "an object"),
        ('{"format": 9, "decisions": []}', "format=9"),
        ('{"format": 1, "decisions": [7]}', "line 1, column 29"),
        (json.dumps({"format": 1, "decisions": [GOOD]}), "'text' is missing"),
        (json.dumps({"format": 1, "decisions": [GOOD | {"text": 7}]}), "text=7"),
        (json.dumps({"format": 1, "decisions": [GOOD | {"text": "", "nte": ""}]}), "'note'"),
        (
            json.dumps({"format": 1, "decisions": [GOOD | {"text": "", "decision": "rejct"}]}),
            "accept, reject",
        ),
        (json.dumps({"format": 1, "decisions": [GOOD | {"text": "", "end": 3}]}), "end=3"),
        (b"\xff\xfe", "line 1, column 1"),
        (b'{"format": 2,\n "reader": "\xe9"}', "line 2, column 13: not UTF-8"),
        (b'{"format": 2, "reader": "\xc3\xa9 \xe9"}', "line 1, column 28: not UTF-8"),
        ('{"format": ' + "9" * 5000 + "}", "line 1, column 2: format='999"),
        (
            '{"format": 2,\n "log": [\n  {"decision": "reject", "marker": "hedge", "category": "", '
            '"start": ' + "9" * 5000 + ', "end": 6, "text": ""}\n ]}',
            "line 3, column 61: start='999",
        ),
        (
            json.dumps({"format": 2, "log": [GOOD | {"text": ""}, GOOD | {"text": 7}]}, indent=1),
            "line 18, column 4: text=7: str is expected",
        ),
        ('{"format": 2, "reader": 7, "log": []}', "line 1, column 15: reader=7"),
        ('{"format": 2, "readr": "Anna", "log": []}', "unknown field 'readr'; .* 'reader'"),
        ('{"format": 2, "decisions": []}', 'a list "log"'),
        ('{"format": 2, "log": [' + "[" * 100_000, "nested too deeply|column"),
        ('{"format": true, "log": []}', "format=True"),
        ("", "line 1, column 1"),
    ],
)
def test_a_broken_file_is_an_error_that_says_where(analysis, tmp_path, content, message):
    path = tmp_path / "x.review.json"
    data = content if isinstance(content, bytes) else content.encode()
    path.write_bytes(data)
    with pytest.raises(ReviewError, match=message) as caught:
        open_review(analysis.document, path)
    assert "x.review.json, line" in str(caught.value)
    assert len(str(caught.value)) < 300
    review = Review(analysis.document, path)
    review.reject(hit(analysis, 0))
    with pytest.raises(ReviewError):
        review.save()
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
        assert moved.reader == "Anna"

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
        bounds = widget.page["bounds"]["hedge"]
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


class TestUploads:
    """Files that are given to the start page."""

    @pytest.mark.parametrize(
        "name",
        [
            "../../evil.txt",
            "/etc/evil.txt",
            "..\\evil.txt",
            "evil.t\0xt",
            "evil." + "x" * 5000,
            "..",
        ],
    )
    def test_a_name_with_a_path_stays_in_its_folder(self, name, tmp_path, monkeypatch):
        from analysis.reader import chooser

        monkeypatch.setattr(chooser.tempfile, "tempdir", str(tmp_path))
        document = chooser._read_upload(name, b"A tale\n\nIt may rain.")
        assert "/" not in document.id
        assert "It may rain." in document.text
        assert list(tmp_path.rglob("*")) == []
        assert review_path(document, tmp_path).parent == tmp_path

    def test_one_that_is_too_large_is_refused_in_words(self):
        from analysis.reader import chooser
        from analysis.reading.sources import ReadingError

        with pytest.raises(ReadingError, match=r"tale\.txt: larger than 20 MB"):
            chooser._read_upload("tale.txt", b"x" * 20_000_001)

    def test_two_of_one_name_have_reviews_of_their_own(self, tmp_path, monkeypatch):
        from analysis.reader.chooser import TextChooser

        monkeypatch.chdir(tmp_path)
        chooser = TextChooser("river_water")
        for number, text in enumerate((b"It may rain. So it was.", b"It may snow. She left.")):
            upload = {"name": "column.txt", "content": text}
            chooser._on_upload({"new": (upload,)})
            assert len(chooser.reader.review) == 0
            chooser.reader.review.reject(chooser.analysis.matches.iloc[0])
            chooser.reader.review.save()
            assert len(list(tmp_path.glob("column-*.review.json"))) == number + 1
