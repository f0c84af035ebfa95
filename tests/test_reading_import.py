"""Readings from other tools and from paper: offsets, labels, and what does not fit is told."""

from __future__ import annotations

import json
import re

import pytest
from typer.testing import CliRunner

from analysis import Document, ReadingFileError, read_document, read_reading
from analysis.cli import app
from analysis.reader.sheet import write_sheet
from analysis.tables.paper import WIDTH, sheet_lines, typed_reading
from analysis.tables.reading_import import import_reading, known_labels, read_labels

# The face counts twice in UTF-16: all that stands behind it is two units, or one character, on.
TEXT = "It may \U0001f600 rain. A flood of cars will surely come."


@pytest.fixture
def document():
    return Document("x", TEXT)


def at(words, units=False):
    start = TEXT.index(words)
    shift = 1 if units and start > TEXT.index("\U0001f600") else 0
    return start + shift, start + shift + len(words)


def webanno(text=TEXT, labels=()):
    """Write WebAnno TSV 3.3 as INCEpTION does: a custom layer between two that are not read."""
    lines = [
        "#FORMAT=WebAnno TSV 3.3",
        "#T_SP=de.tudarmstadt.ukp.dkpro.core.api.lexmorph.type.pos.POS|coarseValue|PosValue",
        "#T_SP=webanno.custom.Rhetoric|kind|force",
        "#T_RL=webanno.custom.Link|BT_webanno.custom.Rhetoric",
        "#T_SP=webanno.custom.Hedge|",
        "",
        "",
        f"#Text={text}",
    ]
    units = 0
    for number, word in enumerate(text.split(" "), 1):
        size = len(word.encode("utf-16-le")) // 2
        kind, force, hedge = next((rest for name, *rest in labels if name == word), ("_", "_", "_"))
        escaped = word.replace("|", "\\|")
        cells = [f"1-{number}", f"{units}-{units + size}", escaped]
        cells += ["NOUN", "N", kind, force, "_", hedge]
        lines.append("\t".join(cells) + "\t")
        units += size + 1
    return "\n".join(lines) + "\n"


def texts(reading):
    return [(mark.marker, mark.category, mark.text) for mark in reading.marks]


class TestWebAnno:
    def test_spans_of_several_words_layers_and_units(self, document, tmp_path):
        """A span of three words, a layer without features, and two labels on one word."""
        path = tmp_path / "x.tsv"
        labels = [
            ("flood", "Threat[7]|Picture[8]", "2[7]|*[8]", "_"),
            ("of", "Threat[7]", "2[7]", "_"),
            ("cars", "Threat[7]", "2[7]", "_"),
            ("may", "_", "_", "*[3]"),
            ("surely", "Booster", "*", "_"),
        ]
        path.write_text(webanno(labels=labels), encoding="utf-8")
        reading = import_reading(path, document, "AB", {"Picture": "loaded/metaphor"})
        assert texts(reading) == [
            ("hedge", "", "may"),
            ("loaded", "threat", "flood of cars"),
            ("loaded", "metaphor", "flood"),
            ("booster", "", "surely"),
        ]
        assert [mark.force for mark in reading.marks] == [None, 2, None, None]
        assert reading.finished

    def test_another_text_is_told(self, tmp_path):
        path = tmp_path / "x.tsv"
        path.write_text(webanno(labels=[("may", "_", "_", "*[3]")]), encoding="utf-8")
        with pytest.raises(ReadingFileError, match=r"x.tsv: word 1-1 is 'It', but the text has"):
            import_reading(path, Document("y", "So it may rain."), "AB")

    @pytest.mark.parametrize("place", ["0_4", "0-1-2", "", "a-b", "-3", "0-" + "9" * 5000])
    def test_a_place_that_is_none_says_its_line(self, document, tmp_path, place):
        path = tmp_path / "x.tsv"
        whole = webanno(labels=[("may", "_", "_", "*[3]")])
        path.write_text(whole.replace("\t0-2\t", f"\t{place}\t"), encoding="utf-8")
        with pytest.raises(ReadingFileError, match=r"x.tsv: line 9: .* two numbers are expected"):
            import_reading(path, document, "AB")

    def test_unknown_labels_are_told_with_their_number(self, document, tmp_path):
        path = tmp_path / "x.tsv"
        labels = [("may", "_", "_", "*"), ("flood", "Odd", "*", "_"), ("cars", "Odd", "*", "_")]
        path.write_text(webanno(labels=labels), encoding="utf-8")
        told: list[str] = []
        assert len(import_reading(path, document, "AB", report=told.append).marks) == 1
        assert "Odd (2)" in told[0]

    def test_no_layers(self, document, tmp_path):
        path = tmp_path / "x.tsv"
        path.write_text("a\tb\n", encoding="utf-8")
        with pytest.raises(ReadingFileError, match="no layers"):
            import_reading(path, document, "AB")


class TestDoccano:
    def test_whole_text_and_sentences(self, document, tmp_path):
        """Both shapes of its export; a line may be a sentence, and some are of other texts."""
        second = TEXT[TEXT.index("A flood") :]
        rows = [
            {"text": TEXT, "label": [[*at("may"), "hedge"]]},
            {"text": "Another text.", "label": [[0, 7, "hedge"]]},
            {
                "text": second,
                "entities": [{"id": 1, "label": "booster", "start_offset": 21, "end_offset": 27}],
            },
        ]
        path = tmp_path / "x.jsonl"
        path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
        assert texts(import_reading(path, document, "AB")) == [
            ("hedge", "", "may"),
            ("booster", "", "surely"),
        ]

    @pytest.mark.parametrize("line", ["{", "[]", '{"text": "x", "label": [[0]]}', '{"text": 1}'])
    def test_a_broken_line_says_which(self, document, tmp_path, line):
        path = tmp_path / "x.jsonl"
        path.write_text(f"\n{line}\n", encoding="utf-8")
        with pytest.raises(ReadingFileError, match=r"x.jsonl: (line 2|no line)"):
            import_reading(path, document, "AB")


def catma(*passages):
    """Write an annotation collection as CATMA exports it in TEI, offsets in UTF-16 units."""
    names = sorted({label for label, _ in passages})
    declared = "".join(
        f'<fsDecl xml:id="D_{n}" type="T_{n}"><fsDescr>{name}</fsDescr></fsDecl>'
        for n, name in enumerate(names)
    )
    segments = "".join(
        f'<seg ana="#I_{i}"><ptr target="catma://C#char={a},{b}" type="inclusion"/></seg>'
        for i, (_, (a, b)) in enumerate(passages)
    )
    given = "".join(
        f'<fs xml:id="I_{i}" type="T_{names.index(label)}"/>'
        for i, (label, _) in enumerate(passages)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><TEI xmlns="http://www.tei-c.org/ns/1.0">'
        f"<teiHeader><encodingDesc><fsdDecl>{declared}</fsdDecl></encodingDesc></teiHeader>"
        f"<text><body><ab>{segments}</ab></body>{given}</text></TEI>"
    )


class TestCatma:
    def test_tei(self, document, tmp_path):
        path = tmp_path / "x.xml"
        passages = [("Hedges", at("may", True)), ("Metaphor", at("flood of cars", True))]
        path.write_text(catma(*passages), encoding="utf-8")
        assert texts(import_reading(path, document, "AB")) == [
            ("hedge", "", "may"),
            ("loaded", "metaphor", "flood of cars"),
        ]

    def test_an_offset_that_no_text_has_is_told(self, document, tmp_path):
        path = tmp_path / "x.xml"
        path.write_text(catma(("Hedges", (0, "9" * 5000))), encoding="utf-8")
        with pytest.raises(ReadingFileError, match="no annotation in it"):
            import_reading(path, document, "AB")

    def test_an_entity_bomb_is_refused(self, document, tmp_path):
        path = tmp_path / "x.xml"
        path.write_text('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', encoding="utf-8")
        with pytest.raises(ReadingFileError, match="not XML"):
            import_reading(path, document, "AB")

    @pytest.mark.parametrize("mark", [",", ";", "\t"])
    def test_a_table_has_a_row_for_every_property(self, document, tmp_path, mark):
        start, end = at("surely", True)
        head = ["Tag Path", "Start Offset", "End Offset", "Phrase", "Property"]
        rows = [["/Stance/Booster", str(start), str(end), "surely", name] for name in ("a", "b")]
        path = tmp_path / "x.csv"
        path.write_text("\n".join(mark.join(row) for row in (head, *rows)), encoding="utf-8")
        assert texts(import_reading(path, document, "AB")) == [("booster", "", "surely")]

    def test_words_that_do_not_stand_there_are_told(self, document, tmp_path):
        path = tmp_path / "x.csv"
        path.write_text("start,end,label,text\n0,2,hedge,may\n", encoding="utf-8")
        with pytest.raises(ReadingFileError, match="'may', where the text has 'It'"):
            import_reading(path, document, "AB")

    def test_scores_and_force(self, document, tmp_path):
        path = tmp_path / "x.csv"
        start, end = at("flood")
        path.write_text(
            f"start,end,label,force,score\n{start + 1},{end + 1},threat,3,\n0,14,sentence,,-2\n",
            encoding="utf-8",
        )
        reading = import_reading(path, document, "AB")
        assert [(m.marker, m.force, m.score) for m in reading.marks] == [
            ("sentence", None, -2),
            ("loaded", 3, None),
        ]

    @pytest.mark.parametrize(
        ("rows", "message"),
        [
            ("start,end\n0,2\n", "no column label"),
            ("start,end,label\na,2,hedge\n", "line 2: start and end"),
            ("start,end,label\n0,999,hedge\n", "give the text that was annotated"),
            ("start,end,label\n0,2,sentence\n", "a score from −4 to 4"),
            ("start,end,label\n0,2,odd\n", "no label of it"),
        ],
    )
    def test_faults_of_tables(self, document, tmp_path, rows, message):
        path = tmp_path / "x.csv"
        path.write_text(rows, encoding="utf-8")
        with pytest.raises(ReadingFileError, match=message):
            import_reading(path, document, "AB", report=lambda _: None)


class TestLabels:
    def test_every_marker_and_category_is_known_by_its_name(self):
        known = known_labels({})
        assert known["scarequotes"] == "scare_quotes"
        assert known["accordingto"] == "attribution/according_to"
        # Hedges and attribution have categories of names that differ by nothing: neither is meant.
        assert "vaguesource" not in known or known["vaguesource"].count("/") == 1

    def test_what_is_passed_over_is_not_told(self, document, tmp_path):
        path = tmp_path / "x.csv"
        path.write_text("start,end,label\n0,2,Date\n3,6,hedge\n", encoding="utf-8")
        told: list[str] = []
        reading = import_reading(path, document, "AB", {"Date": "-"}, report=told.append)
        assert (len(reading.marks), told) == (1, [])

    def test_a_table_of_labels_is_checked(self, tmp_path):
        with pytest.raises(ReadingFileError, match="'hegde' is no marker"):
            known_labels({"Doubt": "hegde"})
        path = tmp_path / "labels.csv"
        path.write_text("Doubt,hedge\nOdd\n", encoding="utf-8")
        with pytest.raises(ReadingFileError, match=r"labels.csv, line 2"):
            read_labels(path)


class TestPaper:
    def test_lines_hold_every_word_once(self):
        document = read_document("harbour_bridge_against")
        lines = sheet_lines(document)
        assert [line.number for line in lines] == list(range(1, len(lines) + 1))
        printed = " ".join(document[line] for line in lines).split()
        assert printed == " ".join(document[p] for p in document.paragraphs).split()
        assert max(len(document[line]) for line in lines) <= WIDTH
        assert sum(line.is_first for line in lines) == len(document.paragraphs)

    def test_typed_marks(self):
        document = Document("x", "It may rain. A flood of “bad” cars will come. Rain!")
        typed = "# of AB\n\n1 h MAY\n1 L threat 3 flood of bad cars\n1 hedge report verb\n"
        with pytest.raises(ReadingFileError, match="line 5, '1 hedge report verb': these words"):
            typed_reading(document, "AB", typed)
        good = typed.replace("1 hedge report verb\n", "1 S −2 Rain\n1 “ bad\n")
        reading = typed_reading(document, "AB", good)
        assert [(m.marker, m.category, m.text, m.force, m.score) for m in reading.marks] == [
            ("hedge", "", "may", None, None),
            ("loaded", "threat", "flood of “bad” cars", 3, None),
            ("scare_quotes", "", "bad", None, None),
            ("sentence", "", "Rain!", None, -2),
        ]

    @pytest.mark.parametrize(
        ("entry", "message"),
        [
            ("may", "write a line number"),
            ("9" * 5000 + " H may", "write a line number"),
            ("9 H may", "the sheet has lines 1 to 1"),
            ("1 X may", "X is no code; codes are L"),
            ("1 H", "write the words"),
            ("1 H rain", "begin 3 times"),
            ("1 H ain", "do not begin"),
            ("1 S 5", "a score from −4 to 4"),
            ("1 S 2", "several begin there"),
            ("1 S 2 Never", "no sentence begins there"),
        ],
    )
    def test_what_cannot_be_understood_is_told(self, entry, message):
        document = Document("x", "Rain may rain. It may rain.")
        with pytest.raises(ReadingFileError, match=message):
            typed_reading(document, "AB", entry)

    def test_words_run_on_into_the_next_line(self):
        words = "word " * 12 + "we must not forget that day"
        document = Document("x", words)
        lines = sheet_lines(document)
        assert document[lines[0]].endswith("we")
        reading = typed_reading(document, "AB", "1 B we must not forget")
        assert reading.marks[0].text == "we must not forget"


class TestSheet:
    def test_lines_are_numbered_as_they_are_counted(self, tmp_path):
        document = read_document("harbour_bridge_against")
        page = write_sheet(document, tmp_path / "x.html").read_text(encoding="utf-8")
        shown = re.findall(r'data-line="(\d+)"><i>(\d*)</i>([^<]*)', page)
        assert len(shown) == len(sheet_lines(document))
        assert all(
            number == (line if line == "1" or int(line) % 5 == 0 else "")
            for line, number, _ in shown
        )
        assert "Initials" in page
        assert "What is kept of you" in page

    def test_nothing_to_read(self, tmp_path):
        with pytest.raises(ValueError, match="no running text"):
            write_sheet(Document("x", ""), tmp_path / "x.html")
        with pytest.raises(ValueError, match="hegde"):
            write_sheet(Document("x", "It may rain."), tmp_path / "x.html", ["hegde"])


class TestCommands:
    def test_from_sheet_to_reading(self, tmp_path):
        source = tmp_path / "column.txt"
        source.write_text("It may rain.", encoding="utf-8")
        run = CliRunner().invoke
        done = run(app, ["sheet", str(source), "-o", str(tmp_path / "s.html"), "--only", "hedge"])
        assert done.exit_code == 0, done.stderr
        marks = tmp_path / "marks.txt"
        marks.write_text("1 H may\n", encoding="utf-8")
        done = run(app, ["import", str(marks), str(source), "--reader", "AB"])
        assert done.exit_code == 0, done.stderr
        reading = read_reading(tmp_path / "column.txt.AB.reading.json", read_document(str(source)))
        assert texts(reading) == [("hedge", "", "may")]

    def test_faults_are_one_line(self, tmp_path):
        source = tmp_path / "column.txt"
        source.write_text("It may rain.", encoding="utf-8")
        for name in ("x.docx", "nowhere.csv"):
            done = CliRunner().invoke(app, ["import", name, str(source), "--reader", "AB"])
            assert done.exit_code == 1
            assert "cannot be read" in done.stderr.splitlines()[-1]
        done = CliRunner().invoke(app, ["sheet", str(source), "--only", "hegde"])
        assert done.exit_code == 2
