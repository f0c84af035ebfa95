"""Readings and their files: what a person marked comes back word for word, or an error says why."""

from __future__ import annotations

import json
import time
import warnings
from dataclasses import replace

import pytest

from analysis import (
    Document,
    Mark,
    Reading,
    ReadingFileError,
    new_reading,
    read_reading,
    reading_path,
    readings_in,
    write_reading,
)
from analysis.tables.kept_file import place_of
from analysis.tables.readings import parse_reading

TEXT = "It may rain. A \U0001f600 horrible flood “drowns” us all."


@pytest.fixture
def document():
    return Document("column", TEXT)


@pytest.fixture
def reading(document):
    return new_reading(document, "AB", ["hedge", "loaded", "sentence"], marks=marks_of(TEXT))


def marks_of(text):
    def mark(marker, category, words, **more):
        start = text.index(words)
        return Mark(marker, category, start, start + len(words), words, **more)

    return [
        mark("hedge", "modal", "may", note="is it? — “yes”"),
        mark("loaded", "condemnation", "horrible", force=2),
        mark("sentence", "", "It may rain.", score=-1),
    ]


class TestFile:
    def test_what_is_written_is_read_again(self, document, reading, tmp_path):
        path = write_reading(reading, reading_path(document, "AB", tmp_path))
        assert set(read_reading(path, document).marks) == set(reading.marks)
        kept = json.loads(path.read_bytes())
        assert kept["spans"] == [[s.start, s.end] for s in document.sentences]
        assert kept["markers"] == ["hedge", "loaded", "sentence"]

    def test_what_is_wrong_at_the_end_of_a_long_file_is_told_soon(self):
        """The text is not copied for each record before it."""
        rows = ",\n".join(['{"start": 3, "end": 6}'] * 40_000)
        text = f'{{"marks": [{rows}]}}'
        times = []
        for _ in range(2):
            began = time.process_time()
            assert place_of(text, "marks", 39_999, "end") == "line 40000, column 14"
            times.append(time.process_time() - began)
        assert min(times) < 0.4  # seconds; with copies more than one

    def test_half_a_character_in_a_note_survives(self, document, reading, tmp_path):
        odd = replace(reading, marks=(replace(reading.marks[0], note="\ud83d"),))
        path = write_reading(odd, tmp_path / "x.AB.reading.json")
        assert read_reading(path, document).marks == odd.marks

    def test_it_can_be_written_again_by_the_same_reader_only(self, document, reading, tmp_path):
        path = write_reading(reading, tmp_path / "x.AB.reading.json")
        write_reading(replace(reading, finished=True), path)
        with pytest.raises(ReadingFileError, match="reading by AB of column"):
            write_reading(replace(reading, reader="CD"), path)
        assert read_reading(path, document).finished

    def test_a_bad_reading_is_not_written(self, reading, tmp_path):
        bad = replace(reading, marks=(Mark("hedge", "modal", 3, 7, "may"),))
        with pytest.raises(ReadingFileError, match="not where 'may' stands"):
            write_reading(bad, tmp_path / "x.AB.reading.json")
        assert not list(tmp_path.iterdir())

    def test_nothing_but_the_file_is_left_in_the_folder(self, reading, tmp_path):
        write_reading(reading, tmp_path / "x.AB.reading.json")
        assert [path.name for path in tmp_path.iterdir()] == ["x.AB.reading.json"]


class TestPath:
    def test_a_file_has_it_beside_it(self, tmp_path):
        source = tmp_path / "my op-ed.txt"
        source.write_text("It may rain.")
        assert reading_path(source, "AB") == tmp_path / "my op-ed.txt.AB.reading.json"

    def test_readers_whose_names_look_alike_have_different_files(self):
        assert len({reading_path("x", name).name for name in ("A B", "A/B", "A_B")}) == 3

    def test_no_name_leads_out_of_the_folder(self, tmp_path):
        assert reading_path("x", "../../AB", tmp_path).parent == tmp_path

    def test_initials_are_needed(self):
        with pytest.raises(ReadingFileError, match="initials"):
            reading_path("x", "  ")

    def test_the_application_keeps_them_among_the_users_own_data(self, monkeypatch):
        monkeypatch.setenv("RHETORIC_APP", "1")
        assert reading_path("x", "AB").parent.name == "readings"


def changed(reading, **changes):
    """Return a reading's file with something else in its head, or in its first mark."""
    from analysis.tables.readings import _serialize

    content = json.loads(_serialize(reading))
    for key, value in changes.items():
        place = content["marks"][0] if key in content["marks"][0] or key in MARK_ONLY else content
        place[key] = value
    return json.dumps(content).encode()


MARK_ONLY = ("force", "score", "strength")


class TestFaults:
    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"format": 2}, "format 1 is read"),
            ({"spans": [[5, 3]]}, r"\[5, 3\] is not a passage"),
            ({"spans": [[0, 1.5]]}, "is not a passage"),
            ({"spans": [7]}, "is not a passage"),
            ({"markers": "hedge"}, "list is expected"),
            ({"markers": [1]}, "a list of names"),
            ({"finished": 1}, "bool is expected"),
            ({"reader": " "}, "no initials"),
            ({"raeder": "AB"}, "did you mean 'reader'"),
            ({"start": 3.0}, "int is expected"),
            ({"start": True}, "int is expected"),
            ({"marker": "booster"}, "it was not asked for; markers are hedge, loaded, sentence"),
            ({"force": 4}, "give one from 1 to 3"),
            ({"score": 1}, "sentences have one"),
            ({"strength": 1}, "unknown field 'strength'"),
            ({"end": 10**20}, "int is expected"),
        ],
    )
    def test_an_error_says_what_is_wrong_and_where(self, reading, changes, message):
        first = replace(reading, marks=reading.marks[:1])
        with pytest.raises(ReadingFileError, match=message) as caught:
            parse_reading(changed(first, **changes), "x.json")
        assert str(caught.value).startswith("x.json, line 1")

    @pytest.mark.parametrize("score", [None, 5, -4.5])
    def test_a_sentence_has_a_score_within_bounds(self, reading, score):
        sentence = replace(reading.marks[2], score=score)
        with pytest.raises(ReadingFileError, match="score"):
            parse_reading(changed(replace(reading, marks=(sentence,)), score=score), "x.json")

    def test_another_version_of_the_text_is_told(self, document, reading):
        with pytest.raises(ReadingFileError, match="another version of the text"):
            parse_reading(changed(reading), "x.json", Document("column", TEXT + " "))

    def test_offsets_counted_in_another_way_are_told(self, document, reading):
        """UTF-16, as browsers count, has two units for the face, so all behind it is off by one."""
        mark = reading.marks[1]
        moved = replace(mark, start=mark.start + 1, end=mark.end + 1)
        data = changed(replace(reading, marks=(moved,)))
        with pytest.raises(ReadingFileError, match="offsets count characters"):
            parse_reading(data, "x.json", document)


class TestFolder:
    def test_the_good_ones_are_kept_and_the_broken_ones_told(self, document, reading, tmp_path):
        write_reading(reading, reading_path(document, "AB", tmp_path))
        write_reading(
            replace(reading, reader="CD"), reading_path(document, "CD", tmp_path / "late")
        )
        (tmp_path / "x.EF.reading.json").write_text("{")
        told: list[str] = []
        found = readings_in(tmp_path, report=told.append)
        assert [one.reader for one in found] == ["AB", "CD"]
        assert len(told) == 1
        assert told[0].startswith("x.EF.reading.json, line 1")
        with pytest.warns(UserWarning, match="EF"):
            readings_in(tmp_path)

    def test_those_of_other_texts_are_passed_over_and_old_versions_told(
        self, document, reading, tmp_path
    ):
        write_reading(reading, tmp_path / "x.AB.reading.json")
        other = Document("other", "It may snow.")
        write_reading(new_reading(other, "AB", ["hedge"]), tmp_path / "y.AB.reading.json")
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            assert [one.document for one in readings_in(tmp_path, document)] == ["column"]
        told: list[str] = []
        assert not readings_in(tmp_path, Document("column", "New."), report=told.append)
        assert "another version" in told[0]

    def test_no_folder(self, tmp_path):
        with pytest.raises(ReadingFileError, match="no such folder"):
            readings_in(tmp_path / "nowhere")


def test_the_positions_of_a_readings_fields_are_kept():
    """Other programs make them by position."""
    reading = Reading("x", "0" * 16, "AB", ((0, 4),), ("hedge",), (), True, "2026-01-01")
    assert (reading.document, reading.finished, reading.made) == ("x", True, "2026-01-01")
