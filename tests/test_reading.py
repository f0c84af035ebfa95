"""Reading text, Markdown and HTML files, and refusing what is none of them."""

from __future__ import annotations

import io
import itertools
import json
import re
import sys
from collections import Counter
from pathlib import Path

import pytest
from ftfy.badness import is_bad

from analysis.reading.decoding import HARMLESS, repair
from analysis.reading.sources import (
    ReadingError,
    list_samples,
    make_document,
    parse_html,
    read_document,
    sample_path,
)

DOCUMENTS = Path(__file__).parent / "documents"
EXPECTED = json.loads((DOCUMENTS / "expected.json").read_text("utf-8"))

PROSE = "The council met on Monday and argued for two hours about the price of water in the town."


def count_words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.lower()))


@pytest.fixture(scope="module")
def read_inputs():
    return {name: read_document(DOCUMENTS / "inputs" / name) for name in EXPECTED}


def test_there_are_at_least_25_inputs_of_every_format():
    assert len(EXPECTED) >= 25
    endings = {name.rsplit(".", 1)[1] for name in EXPECTED}
    assert endings == {"html", "txt", "md", "docx", "pdf", "epub"}


def test_precision_and_recall_of_body_words(read_inputs):
    """The floors are those of the report: 1.00 and 1.00 when this was written."""
    n_right = n_found = n_wanted = 0
    for name, document in read_inputs.items():
        found = count_words(" ".join(document[block] for block in document.paragraphs))
        wanted = count_words(" ".join(EXPECTED[name]["body"]))
        assert wanted.total() == EXPECTED[name]["n_body_words"]
        n_right += (found & wanted).total()
        n_found += found.total()
        n_wanted += wanted.total()
    assert n_right / n_found >= 0.98
    assert n_right / n_wanted >= 0.98


@pytest.mark.parametrize("name", EXPECTED)
def test_title_sections_and_boilerplate_of_each_input(read_inputs, name):
    document, expected = read_inputs[name], EXPECTED[name]
    assert document.title == expected["title"]
    assert [section.title for section in document.body] == expected["sections"]
    body = " ".join(document[block] for block in document.paragraphs)
    assert [phrase for phrase in expected["boilerplate"] if phrase in body] == []


@pytest.mark.parametrize("name", [n for n in EXPECTED if n.endswith(("html", "md", "epub"))])
def test_block_quotations_are_another_voice(read_inputs, name):
    document = read_inputs[name]
    if "mail_tables" in name:  # the newsletter sets quotations in italics only
        return
    for quote in EXPECTED[name]["quotes"]:
        assert document.voice_at(document.text.index(quote)) == "quoted"


def test_a_right_to_left_quotation_is_kept(read_inputs):
    assert "«العين لا تشبع من النظر»" in read_inputs["right_to_left.html"].text


def test_mojibake_is_repaired_and_said_so(read_inputs):
    document = read_inputs["mojibake.txt"]
    assert document.meta["repaired"] == ["mojibake"]
    assert "â€" not in document.text


@pytest.mark.parametrize("name", [n for n in EXPECTED if n != "mojibake.txt"])
def test_clean_characters_are_never_repaired(read_inputs, name):
    assert "repaired" not in read_inputs[name].meta


@pytest.mark.parametrize("name", list_samples())
def test_no_sample_is_repaired(name):
    text = sample_path(name).read_text("utf-8")
    assert repair(text) == (text, [])


@pytest.mark.shared
def test_no_real_text_is_repaired(shared):
    for path in [*shared.glob("documents/*.txt"), *shared.glob("gold/opeds/*.txt")]:
        text = path.read_text("utf-8")
        assert repair(text) == (text, [])


@pytest.mark.parametrize(
    ("name", "author", "date"),
    [
        ("broadsheet.html", "Edgar Lindqvist", "2024-09-19"),
        ("front_matter.md", "Tobias Renn", "2024-11-02"),
        ("book.epub", "Edgar Lindqvist", "2024-09-19"),
    ],
)
def test_author_and_date_go_to_meta(read_inputs, name, author, date):
    assert read_inputs[name].meta["author"] == author
    assert read_inputs[name].meta["date"] == date


def test_standard_input(monkeypatch):
    stdin = io.TextIOWrapper(io.BytesIO(f"Water\n\n{PROSE}".encode()))
    monkeypatch.setattr(sys, "stdin", stdin)
    document = read_document("-")
    assert (document.id, document.title) == ("stdin", "Water")


def test_standard_input_may_be_a_page(monkeypatch):
    page = f"<!doctype html><title>Water</title><h1>Water</h1><p>{PROSE}</p>"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(page.encode())))
    assert read_document("-", id="x").meta["format"] == "html"


def test_html_from_a_string():
    document = parse_html(f"<h1>Water</h1><p>{PROSE}</p><h2>Who pays</h2><p>{PROSE}</p>", id="x")
    assert [section.title for section in document.sections] == ["Water", "Opening", "Who pays"]


def test_a_text_file_that_holds_markup_stays_text(tmp_path):
    text = f"<html><p>{PROSE}</p></html>"
    assert read_document(write(tmp_path, "x.txt", text)).text == text


@pytest.mark.parametrize(
    ("name", "expected"),
    [("styled.docx", "docx"), ("one_column.pdf", "pdf"), ("book.epub", "epub")],
)
def test_the_first_bytes_count_for_more_than_the_name(tmp_path, name, expected):
    data = (DOCUMENTS / "inputs" / name).read_bytes()
    assert read_document(write(tmp_path, "x.bin", data)).meta["format"] == expected


def test_words_hyphenated_at_the_end_of_a_line_are_made_whole(read_inputs):
    for name in ("one_column.pdf", "two_columns.pdf"):
        document = read_inputs[name]
        assert not re.search(r"[a-z]-\s", " ".join(document[p] for p in document.paragraphs))


def test_given_headings_replace_those_of_a_page(tmp_path):
    page = f"<h1>Water</h1><p>{PROSE}</p><h2>Who pays</h2><p>{PROSE}</p><p>Why?</p><p>{PROSE}</p>"
    document = read_document(write(tmp_path, "x.html", page), headings=["Why?"])
    assert [section.title for section in document.body] == ["Opening", "Why?"]


def write(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize("name", list_samples())
def test_every_sample_has_title_body_and_note(name):
    document = read_document(name)
    roles = [section.role for section in document.sections]
    assert roles.count("title") == 1
    n_words = sum(len(indices) for indices in document.sentence_words)
    assert 600 <= n_words <= 1200
    assert len(document.body) >= 5 or name == "council_merger"


def test_the_samples_are_of_every_format():
    assert {read_document(name).meta["source"].split(".")[-1] for name in list_samples()} == {
        "txt",
        "md",
        "html",
    }


def test_a_plain_text_is_kept_character_by_character(tmp_path):
    text = "\ufeffWater\r\n\r\nIt isn’t\u00a0cheap.\r\n\tNot at all.  \r\n"
    document = read_document(write(tmp_path, "water.txt", text))
    assert document.text == text
    assert document.id == "water"


def test_markdown(tmp_path):
    text = (
        "---\nauthor: Ann Lee\ndate: 2024-05-12\n---\n# Water\n\n*By Ann Lee*\n\n"
        f"{PROSE} [A link](https://example.org/secret) and **bold** words.\n\n"
        f"## Who pays\n\n> She said no.\n\n- {PROSE}\n\n### In detail\n\n{PROSE}\n\n"
        "```\ncode\n```\n"
    )
    document = read_document(write(tmp_path, "water.md", text))
    assert document.meta["author"] == "Ann Lee"
    assert [(s.title, s.role, s.level) for s in document.sections] == [
        ("Water", "title", 0),
        ("Byline", "byline", 0),
        ("Opening", "body", 0),
        ("Who pays", "body", 1),
        ("In detail", "body", 2),
    ]
    assert "A link and bold words." in document.text
    assert "secret" not in document.text
    assert document.voice_at(document.text.index("She said")) == "quoted"


def test_html(tmp_path):
    text = f"""<!doctype html><html><head><title>Water | The Paper</title>
    <meta name="author" content="Ann Lee"></head><body><nav><a href="/">Home</a></nav>
    <article><h1>Water</h1><p>{PROSE}</p><p>{PROSE}</p><h2>Who pays</h2>
    <p>{PROSE} Tom &amp; Ann &lt;3.</p><blockquote><p>She said that she would never pay.</p>
    </blockquote><p>{PROSE}</p></article><footer>All rights reserved</footer></body></html>"""
    document = read_document(write(tmp_path, "water.html", text))
    body = [section.title for section in document.body]
    assert body == ["Opening", "Who pays"]
    assert document.title == "Water"
    assert "Tom & Ann <3." in document.text
    assert "Home" not in document.text
    assert document.voice_at(document.text.index("She said")) == "quoted"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("It isn’t cheap.".encode(), "utf-8"),
        ("It isn’t cheap.".encode("cp1252"), "cp1252"),
        ("It isn’t cheap.".encode("utf-16"), "utf-16"),
        ("It isn’t cheap.".encode("utf-16-le"), "utf-16-le"),
        ("It isn’t cheap.".encode("utf-32"), "utf-32"),
        ("Es ist – nun ja – “nicht” billig, isn’t it?".encode() + b" \xe2\x80", "utf-8"),
    ],
)
def test_encodings(tmp_path, content, encoding):
    document = read_document(write(tmp_path, "x.txt", content))
    assert "isn’t" in document.text
    assert document.meta["encoding"] == encoding


@pytest.mark.parametrize(
    ("charset", "encoding"), [("iso-8859-1", "cp1252"), ("windows-1250", "cp1250"), ("klingon", "")]
)
def test_a_page_declares_its_charset(tmp_path, charset, encoding):
    page = f'<meta charset="{charset}"><h1>Water</h1><p>{PROSE} It isn’t cheap.</p>'
    document = read_document(write(tmp_path, "x.html", page.encode("cp1252")))
    assert "isn’t" in document.text
    assert document.meta["encoding"] == (encoding or "cp1252")


@pytest.mark.parametrize(
    ("text", "repaired"),
    [
        ("It may\0 rain.", "NUL characters replaced"),
        ("It may\ud800 rain.", "lone surrogates replaced"),
        ("It isn\x92t.", "Windows punctuation restored"),
    ],
)
def test_characters_are_repaired_one_for_one(text, repaired):
    document = make_document("x", text)
    assert len(document.text) == len(text)
    assert document.meta["repaired"] == [repaired]
    document.text.encode()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("x.txt", b"", "empty"),
        ("x.txt", b" \r\n\t", "empty"),
        ("x.txt", b"... --- !!!", "empty"),
        ("x.txt", bytes(range(256)) * 50, "not a text file"),
        ("x.txt", b"%PDF-1.7 something", "PDF"),
        ("x.docx", b"PK\x03\x04 something", "Word document"),
        ("x.docx", b"Not a Word document at all.", "not a Word document"),
        ("x.doc", b"\xd0\xcf\x11\xe0 something", "save it as .docx"),
        ("x.rtf", b"{\\rtf1 It may rain.}", "RTF"),
        ("x.png", b"\x89PNG something", "picture"),
        ("x.html", b"<html><body></body></html>", "no readable text"),
        ("x.md", b"```\n```", "no readable text"),
    ],
)
def test_bad_files_get_a_clear_error(tmp_path, name, content, message):
    with pytest.raises(ReadingError, match=message):
        read_document(write(tmp_path, name, content))


def test_a_missing_file_names_the_samples():
    with pytest.raises(ReadingError, match="harbour_bridge_for"):
        read_document("nowhere.txt")


def test_a_folder_is_refused(tmp_path):
    with pytest.raises(ReadingError, match="folder"):
        read_document(tmp_path)


def test_a_file_that_is_too_large_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("analysis.reading.sources.MAX_BYTES", 10)
    with pytest.raises(ReadingError, match="limit"):
        read_document(write(tmp_path, "x.txt", "It may rain tomorrow."))


def test_one_word_is_a_document():
    document = make_document("x", "Rain")
    assert [section.title for section in document.body] == ["Whole text"]


def test_headings_alone_leave_no_body(tmp_path):
    document = read_document(write(tmp_path, "x.md", "# Water\n\n## Who pays\n"))
    assert document.body == ()
    assert document.sentences == ()


def test_one_megabyte_is_read(tmp_path):
    text = "\n\n".join(["Water", *[PROSE] * 12_000])
    document = read_document(write(tmp_path, "long.txt", text))
    assert len(text) > 1_000_000
    assert len(document.sentences) == 12_000


def test_plain_looks_for_nothing():
    document = make_document("x", f"Water\n\n{PROSE}", plain=True)
    assert [section.role for section in document.sections] == ["body"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.md", f"# Rain\n\n{PROSE}\n\n## Who pays\n\n> {PROSE}\n"),
        ("x.html", f"<h1>Rain</h1><p>{PROSE}</p><h2>Who pays</h2><blockquote>{PROSE}</blockquote>"),
    ],
)
def test_plain_takes_told_headings_for_prose(name, content, tmp_path):
    document = read_document(write(tmp_path, name, content), plain=True)
    assert [section.title for section in document.sections] == ["Whole text"]
    assert [block.label for block in document.blocks] == [*["paragraph"] * 3, "quote"]
    assert [document[block] for block in document.blocks] == ["Rain", PROSE, "Who pays", PROSE]


def test_plain_and_headings_contradict_each_other(tmp_path):
    path = write(tmp_path, "x.md", f"{PROSE}\n\nWhy?\n\n{PROSE}")
    with pytest.raises(ReadingError, match="give only one of them"):
        read_document(path, plain=True, headings=["Why?"])
    with pytest.raises(ReadingError, match="give only one of them"):
        make_document("x", PROSE, plain=True, headings=[])


def test_parts_and_headings_reach_the_document(tmp_path):
    path = write(tmp_path, "x.txt", f"{PROSE}\n\n{PROSE}\n\nWhy?\n\n{PROSE}")
    assert len(read_document(path, parts=2).body) == 2
    assert [s.title for s in read_document(path, headings=["Why?"]).body] == ["Opening", "Why?"]


def test_quotation_marks_dashes_and_hard_spaces_are_never_mojibake():
    signs = [sign for sign in map(chr, range(0x80, 0x3000)) if HARMLESS.fullmatch(sign)]
    assert len(signs) == 8
    for parts in itertools.product([*signs, *"aA.1 ,("], repeat=3):
        assert not is_bad("".join(parts))
