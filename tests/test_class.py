"""A class from its folder to the curator's round, the page, the command and the report card."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from analysis import Mark, ReadingFileError, analyze, new_reading, read_document
from analysis.cli import app
from analysis.reader.classroom import class_data, write_class_page
from analysis.reader.classroom_widget import ClassWidget, open_class
from analysis.statistics.invented import invented_readings
from analysis.statistics.readers import reader_agreement
from analysis.statistics.settling import differences, settle, settled_reading
from analysis.tables import kept_file
from analysis.tables.curation import (
    Curation,
    Ruling,
    add_rulings,
    curation_in,
    curation_path,
    forget_reader,
    read_curation,
)
from analysis.tables.decisions import document_hash
from analysis.tables.kept_file import locked
from analysis.tables.readings import reading_path, readings_in, write_reading
from analysis.text.document import Document
from analysis.validation.card import confusions, report_card, validate
from analysis.validation.own import asked_of, write_gold

SAMPLE = "harbour_bridge_for"


@pytest.fixture(scope="module")
def analysis():
    return analyze(read_document(SAMPLE), scorers=False)


@pytest.fixture(scope="module")
def readings(analysis):
    return invented_readings(analysis, 3)


@pytest.fixture
def folder(analysis, readings, tmp_path):
    for one in readings:
        write_reading(one, reading_path(analysis.document, one.reader, tmp_path))
    return tmp_path


def run(*arguments):
    return CliRunner().invoke(app, ["agreement", *map(str, arguments)])


def ruling_on(passage, **more):
    told = {"stands": True, "category": "threat", "note": "a flood is a threat", "curator": "GE"}
    said = tuple((one.reader, "–", "noted then") for one in passage.said)
    return Ruling(*passage[:4], **{**told, "said": said, **more})


def first_open(analysis, readings, curation):
    return next(
        one.passage
        for one in settle(analysis.document, readings, curation)
        if one.is_open and one.passage.marker == "loaded"
    )


class TestCuration:
    def test_a_ruling_settles_a_passage_and_stays_in_the_file(self, analysis, readings, tmp_path):
        path = curation_path(analysis.document, tmp_path)
        empty = read_curation(path, analysis.document)
        passage = first_open(analysis, readings, empty)
        before = sum(one.is_open for one in settle(analysis.document, readings, empty))
        kept = add_rulings(path, analysis.document, [ruling_on(passage)])
        assert read_curation(path, analysis.document) == kept
        after = list(settle(analysis.document, readings, kept))
        assert sum(one.is_open for one in after) == before - 1
        mark = next(one.mark for one in after if one.passage[:3] == passage[:3])
        assert (mark.category, mark.text) == ("threat", passage.text)

    def test_notes_stay_with_their_passage_over_rounds(self, analysis, readings, tmp_path):
        path = curation_path(analysis.document, tmp_path)
        passage = first_open(analysis, readings, read_curation(path, analysis.document))
        add_rulings(path, analysis.document, [ruling_on(passage)])
        kept = add_rulings(path, analysis.document, [ruling_on(passage, stands=False, note="no")])
        # In the second round nobody notes anything, and one reader marks a word more.
        again = [
            replace(one, marks=tuple(replace(m, note="") for m in one.marks)) for one in readings
        ]
        found = next(
            one
            for one in settle(analysis.document, again, kept)
            if one.passage.start == passage.start and one.passage.marker == "loaded"
        )
        assert [one.note for one in found.rulings] == ["a flood is a threat", "no"]
        assert all(note == "noted then" for _, _, note in found.rulings[0].said)
        assert found.mark is None

    def test_rulings_of_several_files_are_joined_by_time(self, analysis, readings, tmp_path):
        document = analysis.document
        passage = first_open(analysis, readings, Curation(document.id, document_hash(document)))
        late, early = ruling_on(passage, time="2026-02"), ruling_on(passage, time="2026-01")
        add_rulings(tmp_path / "a.curated.json", document, [late])
        add_rulings(tmp_path / "b.curated.json", document, [early, late])
        assert [one.time for one in curation_in(tmp_path, document).rulings] == [
            "2026-01",
            "2026-02",
        ]

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            ({"stands": 1}, "bool is expected"),
            ({"end": 2}, "not where '.*' stands"),
            ({"force": 9}, "from 1 to 3"),
            ({"score": 1}, "sentences have one"),
            ({"said": [["A"]]}, "initials"),
            ({"why": ""}, "unknown field"),
        ],
    )
    def test_a_broken_file_says_where(self, analysis, readings, tmp_path, change, message):
        path = curation_path(analysis.document, tmp_path)
        passage = first_open(analysis, readings, read_curation(path, analysis.document))
        add_rulings(path, analysis.document, [ruling_on(passage)])
        content = json.loads(path.read_bytes())
        content["rulings"][0] |= change
        path.write_text(json.dumps(content), encoding="utf-8")
        with pytest.raises(ReadingFileError, match=f"line 1, column .*{message}"):
            read_curation(path, analysis.document)

    def test_words_of_another_text_are_refused(self, analysis, tmp_path):
        path = curation_path(analysis.document, tmp_path)
        with pytest.raises(ReadingFileError, match="does not stand"):
            add_rulings(path, analysis.document, [Ruling("hedge", 0, 3, "xyz", True)])
        assert not path.exists()

    def test_scores_are_settled_by_their_mean_unless_they_lie_apart(self, analysis):
        document = analysis.document
        first, second = document.sentences[:2]
        scores = {"A": (-1, -2), "B": (1, 2)}  # 2 and 4 points apart
        readings = [
            new_reading(
                document,
                name,
                ["sentence"],
                marks=[
                    Mark("sentence", "", s.start, s.end, document[s], score=given)
                    for s, given in zip((first, second), two, strict=True)
                ],
                finished=True,
            )
            for name, two in scores.items()
        ]
        empty = Curation(document.id, document_hash(document))
        near, far = settle(document, readings, empty)
        assert (near.is_open, near.mark.score) == (False, 0)
        assert far.is_open
        assert differences(document, readings, empty, "A")["hers"].tolist() == ["−1"]

    def test_what_readers_agree_on_is_settled_without_their_notes(self, analysis):
        """The longest mark stands, with the mean of the forces."""
        document = analysis.document
        first = document.sentences[0]
        places = [(first.start, first.start + n) for n in (4, 12)]
        readings = [
            new_reading(
                document,
                name,
                ["loaded"],
                marks=[Mark("loaded", "threat", *place, document.text[slice(*place)], force, note)],
                finished=True,
            )
            for name, place, force, note in zip("AB", places, (1, 2), ("one", "two"), strict=True)
        ]
        [found] = settle(document, readings, Curation(document.id, document_hash(document)))
        assert (found.mark.start, found.mark.end) == places[1]
        assert (found.mark.force, found.mark.note, found.mark.score) == ((1 + 2) / 2, "", None)


class TestDifferences:
    def test_every_reader_sees_where_she_differed(self, analysis, readings, tmp_path):
        document = analysis.document
        empty = Curation(document.id, document_hash(document))
        passage = first_open(analysis, readings, empty)
        curation = replace(empty, rulings=(ruling_on(passage, category=""),))
        hers = {
            one.reader: differences(document, readings, curation, one.reader) for one in readings
        }
        without = {one.reader for one in passage.said if not one.marks}
        assert without
        for reader, table in hers.items():
            there = table[(table["start"] == passage.start) & (table["marker"] == "loaded")]
            assert len(there) == (reader in without)

    def test_an_unknown_reader_is_told(self, analysis, readings):
        with pytest.raises(ValueError, match="the readers are A\\*, B\\*, C\\*"):
            differences(analysis.document, readings, Curation("x", ""), "Z")

    def test_nothing_open_is_finished(self, analysis, readings):
        document = analysis.document
        empty = Curation(document.id, document_hash(document))
        assert not settled_reading(document, readings, empty).finished
        assert settled_reading(document, [readings[0]] * 2, empty).finished


class TestPage:
    def test_every_mark_covers_its_words(self, analysis, readings):
        data = class_data(analysis, readings, Curation("x", ""))
        covered: dict[int, str] = {}
        for paragraph in data["paragraphs"]:
            for words, marks, _ in paragraph["pieces"]:
                for at in marks:
                    covered[at] = covered.get(at, "") + words
        spans = sorted(
            (m.start, m.end, m.text)
            for one in readings
            for m in one.marks
            if m.marker != "sentence"
        )
        people = [at for at, mark in enumerate(data["marks"]) if mark[0] < len(readings)]
        assert sorted(covered[at] for at in people) == sorted(words for _, _, words in spans)

    def test_only_finished_readings_of_this_text_are_shown(self, analysis, readings):
        other = replace(readings[0], reader="Z", document_hash="0" * 16)
        begun = replace(readings[1], finished=False)
        data = class_data(analysis, [readings[0], begun, other], Curation("x", ""))
        assert data["readers"] == ["A*", "this project"]
        with pytest.raises(ReadingFileError, match="no finished reading"):
            class_data(analysis, [begun], Curation("x", ""))

    def test_what_comes_from_outside_is_no_markup(self, analysis, readings, tmp_path):
        hostile = replace(
            readings[0],
            reader="</script><b>",
            marks=(replace(readings[0].marks[0], note="</script><img src=x onerror=alert(1)>"),),
        )
        page = write_class_page(analysis, [hostile], tmp_path / "x.html").read_text(
            encoding="utf-8"
        )
        assert "<img" not in page
        assert page.count("</script>") == 2

    def test_a_category_from_outside_is_no_markup_in_the_figure(self, analysis, readings):
        odd, document = "--><img src=x onerror=alert(1)>", analysis.document
        marks = [
            Mark("hedge", category, word.start, word.end, document[word])
            for category, word in zip((odd, "x"), document.tokens[20:40:10], strict=True)
        ]
        spans = readings[0].spans
        pair = [
            new_reading(document, name, ["hedge"], spans, given, finished=True)
            for name, given in (("A", marks), ("B", marks[:1]))
        ]
        data = class_data(analysis, pair, Curation("x", ""))
        assert len(data["figures"]) == 2
        assert all("<img" not in svg and "<script" not in svg for svg in data["figures"])
        assert odd in set(reader_agreement(pair, analysis)["category"])  # it has a row

    def test_the_widget_keeps_a_decision_at_once(self, analysis, folder):
        widget = open_class(analysis, folder, curator="GE")
        passage = next(one for one in widget.page["passages"] if one["open"])
        ruling = {
            **passage,
            "stands": False,
            "score": None,
            "note": "no",
            "curator": "GE",
            "said": [],
        }
        widget._on_message(widget, {"do": "rule", "ruling": ruling}, [])
        assert "saved in" in widget.status["text"]
        assert curation_in(folder, analysis.document).rulings[0].note == "no"
        again = open_class(analysis, folder)
        assert sum(one["open"] for one in again.page["passages"]) == (
            sum(one["open"] for one in widget.page["passages"]) - 1
        )

    def test_a_widget_without_a_folder_says_that_nothing_is_kept(self, analysis, readings):
        widget = ClassWidget(analysis, readings)
        passage = widget.page["passages"][0]
        widget._on_message(
            widget, {"do": "rule", "ruling": {**passage, "stands": True, "said": []}}, []
        )
        assert "not kept" in widget.status["text"]
        widget._on_message(widget, {"do": "rule", "ruling": {"start": "x"}}, [])
        assert widget.status["problem"]


class TestCommand:
    def test_the_table_and_the_broken_file(self, folder):
        (folder / "x.XY.reading.json").write_text("{", encoding="utf-8")
        done = run(folder)
        assert done.exit_code == 1  # something could not be read
        assert "XY" in done.stderr
        assert "The readers agree" in done.stdout
        assert "3 readers of" in done.stdout

    def test_all_formats(self, folder, tmp_path):
        for ending in ("csv", "json", "html"):
            done = run(folder, "-o", tmp_path / f"out.{ending}")
            assert done.exit_code == 0, done.stderr
        assert (tmp_path / "out.csv").read_text().startswith("marker,category,basis,what")
        assert json.loads((tmp_path / "out.json").read_bytes())[0]["n_readers"] == 3

    def test_a_text_that_lies_beside_its_readings(self, tmp_path):
        source = tmp_path / "column.txt"
        source.write_text("A column\n\nIt may rain. It surely will.\n", encoding="utf-8")
        document = read_document(str(source))
        for name in "AB":
            reading = new_reading(document, name, ["hedge"], finished=True)
            write_reading(reading, reading_path(source, name))
        assert run(tmp_path).exit_code == 0
        source.write_text("Another.", encoding="utf-8")
        done = run(tmp_path)
        assert done.exit_code == 1
        assert "give it with --text" in done.stderr

    def test_the_passages_most_disagreed_on(self, folder, tmp_path):
        assert "on which readers differ" in run(folder, "--disputes").stdout
        run(folder, "--disputes", "-o", tmp_path / "d.json")
        rows = json.loads((tmp_path / "d.json").read_bytes())
        shares = [row["disagreement"] for row in rows]
        assert shares == sorted(shares, reverse=True)
        assert all("A*: " in row["said"] for row in rows)

    def test_differences_of_a_reader(self, folder, analysis):
        assert "settled otherwise than A*" in run(folder, "--differences", "A*").stdout
        assert "the readers are A*, B*, C*" in run(folder, "--differences", "Z").stderr

    def test_a_reader_is_forgotten(self, folder, analysis, readings):
        passage = first_open(analysis, readings, Curation("x", ""))
        path = curation_path(analysis.document, folder)
        add_rulings(path, analysis.document, [ruling_on(passage)])
        done = run(folder, "--forget", "B*")
        assert done.exit_code == 0
        assert [one.reader for one in readings_in(folder)] == ["A*", "C*"]
        assert all("B*" not in file.read_text(encoding="utf-8") for file in folder.iterdir())
        assert len(curation_in(folder, analysis.document).rulings) == 1
        assert run(folder, "--forget", "B*").exit_code == 1

    def test_a_broken_file_of_a_reader_is_forgotten_too(self, tmp_path):
        (tmp_path / "x.XY.reading.json").write_text("{", encoding="utf-8")
        assert forget_reader(tmp_path, "XY") == ["x.XY.reading.json"]

    @pytest.mark.parametrize("reader", ["A.B.", "Ä B", "../AB"])
    def test_a_broken_file_is_known_by_initials_that_no_file_can_have(self, tmp_path, reader):
        for one in (reader, "AB"):
            reading_path("column", one, tmp_path).write_text("{", encoding="utf-8")
        forget_reader(tmp_path, reader)
        assert [path.name for path in tmp_path.iterdir()] == ["column.AB.reading.json"]

    def test_a_curator_is_forgotten_and_her_decisions_stay(self, analysis, readings, tmp_path):
        path = curation_path(analysis.document, tmp_path)
        passage = first_open(analysis, readings, read_curation(path, analysis.document))
        add_rulings(path, analysis.document, [ruling_on(passage)])
        assert forget_reader(tmp_path, "GE") == [path.name]
        assert '"GE"' not in path.read_text(encoding="utf-8")
        [kept] = read_curation(path, analysis.document).rulings
        assert (kept.category, kept.curator) == ("threat", "")

    def test_nobody_is_forgotten_while_decisions_are_saved(
        self, analysis, readings, tmp_path, monkeypatch
    ):
        """What another window adds meanwhile would be lost."""
        path = curation_path(analysis.document, tmp_path)
        passage = first_open(analysis, readings, read_curation(path, analysis.document))
        add_rulings(path, analysis.document, [ruling_on(passage)])
        monkeypatch.setattr(kept_file, "LOCK_SECONDS", 0.01)
        with locked(path, ReadingFileError), pytest.raises(ReadingFileError, match="saving"):
            forget_reader(tmp_path, "A*")

    def test_an_empty_folder(self, tmp_path):
        assert "there is no reading in it" in run(tmp_path).stderr


class TestGold:
    """What is exported is scored: the whole way through files, as a project would go it."""

    def test_a_report_card_of_ones_own(self, folder, tmp_path):
        done = run(folder, "--gold", tmp_path / "gold")
        assert done.exit_code == 0, done.stderr
        assert "A* and B* are scored" in done.stderr
        card = report_card(validate(tmp_path / "gold"))
        own = card[card["checked on"] == "own op-eds"].set_index("measure")
        # Invented readers mark nothing that the tool has not found, and were asked for no others.
        assert set(own.index) == {"hedge", "booster", "loaded"}
        assert all(own["texts"] == "1")
        assert set(card["read by"]) == {"your readers"}
        assert own.at["hedge", "readers, strict"] != ""
        assert "sentiment" in set(card["measure"])
        assert not list((tmp_path / "gold").rglob("*A?.jsonl"))

    def test_by_hand(self, tmp_path):
        """The tool finds may and perhaps. Read was the first sentence alone, by one reader."""
        text = "A title\n\nIt may rain and should. Perhaps not."
        (tmp_path / "x.txt").write_text(text, encoding="utf-8")
        document = read_document(str(tmp_path / "x.txt"))
        spans = [(s.start, s.end) for s in document.sentences[:1]]
        marks = [
            Mark("hedge", "modal", text.index(w), text.index(w) + len(w), w)
            for w in ("may", "should")
        ]
        reading = new_reading(document, "QX", ["hedge"], spans, marks, finished=True)
        write_gold(tmp_path / "gold", [reading], [document])
        table = validate(tmp_path / "gold", only="hedge")
        [ours] = table[table["scorer"] == "this project"].to_dict("records")
        found = {m.text for m in analyze(document).hits("hedge").itertuples()} & {"may", "should"}
        recall = len(found) / 2
        assert (ours["precision"], ours["recall"]) == (1, recall)
        assert ours["basis"] == "unseen"
        assert not (table["basis"] == "reader").any()  # one reader agrees with nobody
        assert "QX" not in "".join(p.read_text() for p in (tmp_path / "gold").rglob("*.json*"))

    def test_the_first_line_of_ones_own_counts_where_it_was_read(self, tmp_path):
        """It is no title: the text is a letter, and its first sentence was read."""
        text = "The plan is a disgrace, and may be more.\n\nNobody came."
        document = Document("letter", text)
        word = text.index("disgrace")
        mark = Mark("loaded", "condemnation", word, word + 8, "disgrace", force=2)
        reading = new_reading(document, "QX", ["loaded"], marks=[mark], finished=True)
        write_gold(tmp_path, [reading], [document])
        [hit] = analyze(document).hits("loaded").itertuples()
        kinds = validate(tmp_path, only="kind of loaded")
        ours = kinds[kinds["scorer"] == "this project"].set_index("gold")
        assert ours.at["own op-eds, right hits", "value"] == (hit.category == "condemnation")
        assert not (kinds["basis"] == "reader").any()  # one reader agrees with nobody
        assert confusions(tmp_path, "loaded").empty  # the hit is right
        assert confusions(tmp_path, "hedge").empty  # nobody was asked for them

    def test_what_was_settled_is_written_when_nothing_is_open(self, analysis, readings, tmp_path):
        with pytest.raises(ValueError, match="passages are still open"):
            write_gold(tmp_path / "g", readings, [analysis.document], curated_in=tmp_path)
        document = analysis.document
        empty = Curation(document.id, document_hash(document))
        rulings = [
            ruling_on(
                one.passage, category="", score=0 if one.passage.marker == "sentence" else None
            )
            for one in settle(document, readings, empty)
            if one.is_open
        ]
        add_rulings(curation_path(document, tmp_path), document, rulings)
        assert write_gold(tmp_path / "g", readings, [document], curated_in=tmp_path) == []
        files = sorted(path.name for path in (tmp_path / "g" / "opeds").iterdir())
        assert files == [f"{SAMPLE}.A.jsonl", f"{SAMPLE}.txt"]

    def test_only_what_all_had_read_and_were_asked_for_is_settled(self, tmp_path):
        """Of three sentences A read two and B the last two; only A was asked for boosters."""
        text = "It may rain. He surely may. They may."
        document = Document("x", text)
        places = [(s.start, s.end) for s in document.sentences]
        may = [text.index("may", start) for start, _ in places]
        marks = [Mark("hedge", "modal", start, start + 3, "may") for start in may]
        surely = Mark("booster", "certainty", 16, 22, "surely")
        hers = [*marks[:2], surely]
        readings = [
            new_reading(document, "A", ["booster", "hedge"], places[:2], hers, finished=True),
            new_reading(document, "B", ["hedge"], places[1:], marks[1:], finished=True),
        ]
        settled = settled_reading(document, readings, Curation("x", ""))
        assert (settled.markers, settled.spans) == (("hedge",), (places[1],))
        assert [mark.start for mark in settled.marks] == [may[1]]
        write_gold(tmp_path, readings, [document], curated_in=tmp_path)
        assert asked_of(tmp_path)["x"]["spans"] == [[*places[1]]]

    @pytest.mark.parametrize("told", ['{"format": 2, "texts": {}}', '{"texts": {}}', "[]"])
    def test_gold_of_another_format_is_refused(self, told, tmp_path):
        (tmp_path / "gold.json").write_text(told, encoding="utf-8")
        with pytest.raises(ValueError, match=r"gold\.json: it cannot be used"):
            asked_of(tmp_path)

    @pytest.mark.parametrize("curated", [True, False])
    def test_readers_of_different_sentences_make_no_gold(self, tmp_path, curated):
        document = Document("x", "It may rain. He may.")
        readings = [
            new_reading(document, name, ["hedge"], [(s.start, s.end)], finished=True)
            for name, s in zip("AB", document.sentences, strict=True)
        ]
        with pytest.raises(ValueError, match="nothing that all had read"):
            write_gold(tmp_path, readings, [document], curated_in=tmp_path if curated else None)

    def test_unfinished_readings_are_not_gold(self, analysis, readings, tmp_path):
        begun = [replace(one, finished=False) for one in readings]
        with pytest.raises(ValueError, match="no finished reading"):
            write_gold(tmp_path / "g", begun, [analysis.document])
