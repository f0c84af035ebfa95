"""Bad and hostile input: refused with a reason, or read in bounded time; never a crash."""

from __future__ import annotations

import contextlib
import io
import itertools
import json
import resource
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from analysis.reading import sources as reading
from analysis.reading.formats import archives, markup
from analysis.reading.formats import epub as epub_format
from analysis.reading.formats import pdf as pdf_format
from analysis.reading.sources import ReadingError, make_document, parse_html, read_document
from analysis.text.document import Document

INPUTS = Path(__file__).parent / "documents" / "inputs"
PROSE = "The council met on Monday and argued for two hours about the price of water in the town. "
WORD_XML = (
    '<?xml version="1.0"?>{doctype}<w:document xmlns:w='
    '"http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    "<w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>"
)
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
LAUGHS += "]>"
SECRET = '<!DOCTYPE x [<!ENTITY i SYSTEM "file:///etc/passwd">]>'


def write(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def pack(source: str, changed: dict[str, bytes]) -> bytes:
    """Return one of the inputs with some of its members replaced."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(INPUTS / source) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in dict.fromkeys([*old.namelist(), *changed]):
            new.writestr(name, changed[name] if name in changed else old.read(name))
    return buffer.getvalue()


def run_limited(code: str, *arguments: object, seconds: int = 20, megabytes: int = 900) -> str:
    """Run code in a process of its own that may take so much time and memory, and no more."""
    limit = f"import resource as r; r.setrlimit(r.RLIMIT_AS, ({megabytes}000000,) * 2)\n"
    done = subprocess.run(
        [sys.executable, "-c", limit + code, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


READ = """
import sys
from analysis.reading.sources import ReadingError, read_document
try:
    document = read_document(sys.argv[1])
    print("read", len(document.sections), len(document.sentences), len(document.words))
except ReadingError as error:
    print("refused:", error)
"""


# --- archives: Word documents and e-books ----------------------------------------------------


@pytest.mark.parametrize(
    ("source", "member"),
    [("styled.docx", "word/document.xml"), ("book.epub", "OEBPS/chapter1.xhtml")],
)
def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path, monkeypatch, source, member):
    bomb = write(tmp_path, source, pack(source, {member: b" " * 30_000_000}))
    monkeypatch.setattr(archives, "read_member", None)  # nothing may be unpacked
    begin = time.process_time()
    with pytest.raises(ReadingError, match="times its size"):
        read_document(bomb)
    assert time.process_time() - begin < 2


def test_many_members_that_are_large_together_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MAX_UNPACKED_BYTES", 10_000)
    with pytest.raises(ReadingError, match="would unpack into"):
        read_document(write(tmp_path, "x.docx", (INPUTS / "styled.docx").read_bytes()))


def test_too_many_members_are_refused(tmp_path):
    many = {f"media/{number}": b"" for number in range(archives.MAX_MEMBERS)}
    with pytest.raises(ReadingError, match="files in it"):
        read_document(write(tmp_path, "x.docx", pack("styled.docx", many)))


def test_a_directory_that_lies_about_sizes_unpacks_no_more_than_it_says(tmp_path):
    data = bytearray(pack("styled.docx", {"word/document.xml": b"x" * 500_000}))
    place = data.rindex(b"word/document.xml") - 46
    data[place + 24 : place + 28] = (10).to_bytes(4, "little")
    with pytest.raises(ReadingError):
        read_document(write(tmp_path, "x.docx", bytes(data)))


@pytest.mark.parametrize("doctype", [LAUGHS, SECRET])
@pytest.mark.parametrize("entity", ["&i;", "no entity"])
def test_entities_in_a_word_document_are_refused(tmp_path, doctype, entity):
    xml = WORD_XML.format(doctype=doctype, text=entity).encode()
    with pytest.raises(ReadingError, match=r"entities|XML"):
        read_document(write(tmp_path, "x.docx", pack("styled.docx", {"word/document.xml": xml})))


@pytest.mark.parametrize("doctype", [LAUGHS, SECRET])
def test_entities_in_an_e_book(tmp_path, doctype):
    package = f'<?xml version="1.0"?>{doctype}<package>&i;</package>'.encode()
    with pytest.raises(ReadingError, match=r"entities|XML"):
        read_document(write(tmp_path, "x.epub", pack("book.epub", {"OEBPS/content.opf": package})))
    chapter = f"{doctype}<html><body><h1>Water</h1><p>{PROSE}&i;</p></body></html>".encode()
    path = write(tmp_path, "y.epub", pack("book.epub", {"OEBPS/chapter1.xhtml": chapter}))
    text = read_document(path).text
    assert "root:" not in text
    assert "haha" not in text


@pytest.mark.parametrize("source", ["styled.docx", "book.epub", "one_column.pdf"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.95])
def test_a_file_that_was_cut_short(tmp_path, source, share):
    data = (INPUTS / source).read_bytes()
    path = write(tmp_path, source, data[: int(len(data) * share)])
    with contextlib.suppress(ReadingError):
        assert read_document(path).words


@pytest.mark.parametrize(
    ("source", "members", "message"),
    [
        ("styled.docx", {"word/document.xml": b"<w:document>"}, "XML"),
        ("styled.docx", {"word/document.xml": b""}, "XML"),
        ("book.epub", {"META-INF/container.xml": b"<container/>"}, "names no list"),
        ("book.epub", {"OEBPS/content.opf": b"<package/>"}, "no readable text"),
        ("book.epub", {"OEBPS/chapter1.xhtml": b"\x00\x01\x02" * 99}, "not a text"),
    ],
)
def test_broken_members(tmp_path, source, members, message):
    with pytest.raises(ReadingError, match=message):
        read_document(write(tmp_path, source, pack(source, members)))


def test_an_archive_of_something_else(tmp_path):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("../../x.txt", "It may rain.")
    with pytest.raises(ReadingError, match="no Word document"):
        read_document(write(tmp_path, "x.zip", buffer.getvalue()))
    assert not (tmp_path.parent.parent / "x.txt").exists()


CHAPTER = f"<html><body><h1>Water</h1>{f'<p>{PROSE}</p>' * 40}</body></html>".encode()


def book_of(spine: list[str]) -> bytes:
    """Return an e-book whose spine names these chapters in this order."""
    items = "".join(
        f'<item id="{name}" href="{name}.xhtml" media-type="application/xhtml+xml"/>'
        for name in dict.fromkeys(spine)
    )
    references = "".join(f'<itemref idref="{name}"/>' for name in spine)
    package = f"<package><manifest>{items}</manifest><spine>{references}</spine></package>"
    chapters = {f"OEBPS/{name}.xhtml": CHAPTER for name in dict.fromkeys(spine)}
    return pack("book.epub", {"OEBPS/content.opf": package.encode(), **chapters})


@pytest.mark.parametrize("spine", [["a"] * 100, ["a", "b"] * 100, ["a"] * 3_000])
def test_a_book_that_names_a_chapter_over_and_over_is_refused(tmp_path, spine):
    told = run_limited(READ, write(tmp_path, "x.epub", book_of(spine)))
    assert "times; the limit is 3" in told


def test_a_chapter_that_is_named_twice_is_read_once(tmp_path):
    once = read_document(write(tmp_path, "x.epub", book_of(["a", "b"])))
    twice = read_document(write(tmp_path, "y.epub", book_of(["a", "a", "b"])))
    assert twice.text == once.text


def test_a_book_that_yields_too_much_text_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(epub_format, "MAX_BOOK_CHARACTERS", 3 * len(PROSE) * 40)
    read_document(write(tmp_path, "x.epub", book_of(["a", "b"])))
    with pytest.raises(ReadingError, match="characters of text, which is the limit"):
        read_document(write(tmp_path, "x.epub", book_of(["a", "b", "c", "d"])))


XML_BOMBS = {
    "elements": b"<w:body>" + b"<w:p/>" * 6_000_000 + b"</w:body>",
    "attributes": b"<w:body " + b" ".join(b'a%d=""' % n for n in range(2_500_000)) + b"/>",
    "depth": b"<w:p>" * 100_000 + b"</w:p>" * 100_000,
    "quadratic": b"<w:t>" + b"&a;" * 300_000 + b"</w:t>",
    "quadratic attributes": b'<w:t a="' + b"&a;" * 300_000 + b'"/>',
}


@pytest.mark.parametrize("kind", XML_BOMBS)
def test_xml_that_yields_too_much_is_refused_within_memory(tmp_path, kind):
    doctype = (
        b'<!DOCTYPE x [<!ENTITY a "' + b"ha" * 40_000 + b'">]>' if "quadratic" in kind else b""
    )
    namespace = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    xml = doctype + b"<w:document " + namespace + b">" + XML_BOMBS[kind] + b"</w:document>"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("word/document.xml", xml[: archives.MAX_MEMBER_BYTES])
    assert run_limited(READ, write(tmp_path, "x.docx", buffer.getvalue())).startswith("refused")


# --- PDF -------------------------------------------------------------------------------------


def make_pdf(objects: list[bytes], root: int = 1) -> bytes:
    """Put PDF objects together with a table of where they are."""
    data, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    tail = b"trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF"
    return data + head + table + tail % (len(objects) + 1, root, len(data))


def stream(content: bytes, more: bytes = b"") -> bytes:
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(content), more, content)


CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
PAGE = b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>"
PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
LOOPS = {
    "pages within themselves": [CATALOG, b"<</Type/Pages/Kids[2 0 R]/Count 1>>"],
    "a parent that is its own child": [
        CATALOG,
        b"<</Type/Pages/Kids[3 0 R]/Count 1/Parent 2 0 R>>",
        b"<</Type/Pages/Kids[2 0 R]/Count 1/Parent 3 0 R>>",
    ],
    "a form that draws itself": [
        CATALOG,
        PAGES,
        PAGE,
        stream(b"/X Do"),
        stream(b"/X Do", b"/Type/XObject/Subtype/Form/Resources<</XObject<</X 5 0 R>>>>"),
    ],
    "an object that is itself": [CATALOG, PAGES, b"3 0 R"],
    "a bomb": [
        CATALOG,
        PAGES,
        PAGE,
        stream(zlib.compress(b"(x) Tj " * 20_000_000, 9), b"/Filter/FlateDecode"),
        stream(b""),
    ],
}


@pytest.mark.parametrize("name", LOOPS)
def test_a_pdf_that_loops_or_swells_is_ended(tmp_path, monkeypatch, name):
    monkeypatch.setattr(pdf_format, "MAX_SECONDS", 15)
    with pytest.raises(ReadingError, match=r"damaged|seconds|no text"):
        read_document(write(tmp_path, "x.pdf", make_pdf(LOOPS[name])))


PDF_YIELDS = {
    "one long string": b"BT /F 9 Tf (%s) Tj ET" % (b"water " * 50_000),
    "many strings in a line": b"BT /F 9 Tf " + b"(water it is) Tj " * 600 + b"ET",
    "many lines": b"BT /F 9 Tf 9 TL " + b"(water it is) Tj T* " * 600 + b"ET",
}
READ_PDF = """
import sys
from analysis.reading.formats import pdf
pdf.MAX_PDF_CHARACTERS //= 50
pdf.MAX_LINES //= 50
sys.stdin = open(sys.argv[1])
pdf.main()
"""


@pytest.mark.parametrize("kind", PDF_YIELDS)
def test_a_pdf_is_bounded_by_what_it_yields(tmp_path, kind):
    """The pages and the limits are a fiftieth of what they may be, to be quick."""
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    page = b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"
    pages = b"<</Type/Pages/Kids[%s]/Count 40>>" % (b"3 0 R " * 40)
    packed = stream(zlib.compress(PDF_YIELDS[kind], 9), b"/Filter/FlateDecode")
    path = write(tmp_path, "x.pdf", make_pdf([CATALOG, pages, page, packed, font]))
    assert path.stat().st_size < 10_000
    assert "which is the limit" in json.loads(run_limited(READ_PDF, path))["error"]


def test_a_pdf_is_read_where_less_memory_is_allowed():
    assert run_limited(READ, INPUTS / "one_column.pdf", megabytes=1_200).startswith("read ")


def test_a_pdf_is_read_where_memory_cannot_be_limited(monkeypatch, capsysbinary):
    """As on macOS, where every limit of the address space is refused."""

    def refuse(*_):
        raise ValueError("current limit exceeds maximum limit")

    monkeypatch.setattr(resource, "setrlimit", refuse)
    data = (INPUTS / "one_column.pdf").read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    pdf_format.main()
    assert json.loads(capsysbinary.readouterr().out)["lines"]


def test_a_pdf_that_takes_too_long_is_ended(monkeypatch):
    monkeypatch.setattr(pdf_format, "MAX_SECONDS", 0.01)
    with pytest.raises(ReadingError, match="seconds"):
        read_document(INPUTS / "one_column.pdf")


def test_a_pdf_with_too_many_pages(tmp_path):
    n_pages = pdf_format.MAX_PAGES + 1
    pages = b"<</Type/Pages/Kids[%s]/Count %d>>" % (b"3 0 R " * n_pages, n_pages)
    with pytest.raises(ReadingError, match="pages; the limit"):
        read_document(write(tmp_path, "x.pdf", make_pdf([CATALOG, pages, PAGE, stream(b"")])))


# --- Markdown --------------------------------------------------------------------------------


def laughs(depth: int) -> str:
    """Return a front matter of a line a level, each ten times as long as the one before."""
    lines = ["k0: &k0 [" + "x," * 10 + "]"]
    for level in range(1, depth):
        lines.append(f"k{level}: &k{level} [" + f"*k{level - 1}," * 10 + "]")
    return "\n".join([*lines, f"title: *k{depth - 1}"])


@pytest.mark.parametrize("front", [laughs(7), laughs(12), "a: &a x\ntitle: *a", "a: &a [*a]"])
def test_a_front_matter_that_unfolds_is_refused(tmp_path, front):
    path = write(tmp_path, "x.md", f"---\n{front}\n---\n\n# Rain\n\n{PROSE}")
    assert "refers to a value of its own" in run_limited(READ, path)


@pytest.mark.parametrize("unit", ["[", "{", "- ", "? a\n", "a: x\n", "[a]: x\n", "&a ", "!"])
@pytest.mark.parametrize("size", [5_000, 1_000_000])
def test_a_front_matter_of_any_kind_and_size_is_read_or_refused_at_once(tmp_path, unit, size):
    front = unit * (size // len(unit))
    path = write(tmp_path, "x.md", f"---\n{front}\n---\n\n# Rain\n\n{PROSE}")
    told = run_limited(READ, path)
    assert told.startswith("read 2 ") or "front matter; the limit is" in told


def test_what_only_looks_like_a_reference_is_read(tmp_path):
    path = write(tmp_path, "x.md", f"---\ntitle: *Rain* again\n---\n\n# Rain\n\n{PROSE}")
    assert read_document(path).title == "Rain"


# --- HTML ------------------------------------------------------------------------------------


@pytest.mark.parametrize("depth", [300, 100_000])
@pytest.mark.parametrize("tag", ["div", "b", "table><tr><td", "blockquote", "ul><li"])
def test_deeply_nested_pages_are_refused(tag, depth):
    with pytest.raises(ReadingError, match="nested"):
        parse_html(f"<{tag}>" * depth + PROSE)


def test_a_page_with_too_many_elements_is_refused():
    with pytest.raises(ReadingError, match="elements; the limit"):
        parse_html(f"<p>{PROSE}" + "<i>x</i>" * markup.MAX_ELEMENTS)


@pytest.mark.parametrize("tag", ["p", "script", "P x='>'", "a href=a'b"])
@pytest.mark.parametrize("attribute", ["a{}=1 ", "a ", 'a{}=">"', "a{}/", "<{}\n"])
def test_a_tag_with_thousands_of_attributes_is_refused(tag, attribute):
    attributes = "".join(map(attribute.format, range(100_000)))
    with pytest.raises(ReadingError, match="attributes, the limit"):
        parse_html(f"<p>{PROSE}<{tag} {attributes}>{PROSE}")


def test_what_only_looks_like_attributes_is_no_tag():
    script = "if (a<b) { " + "x = 1; " * 5_000 + "}"
    page = f"<script>{script}</script><p>{PROSE}<p>It is < {PROSE * 400}<!-- <p {'a ' * 5_000}>-->"
    assert parse_html(page).words


def test_a_page_that_is_too_long_is_refused():
    with pytest.raises(ReadingError, match="characters of markup"):
        parse_html("<p>" + "x" * markup.MAX_CHARACTERS)


@pytest.mark.parametrize(
    "page",
    [
        "",
        "<",
        "<!--",
        "<p",
        "</p></html>",
        "<html><head><title></title></head></html>",
        "\x00<p>",
        "<?xml version='1.0' encoding='utf-7'?>",
        "<title>" * 50,
        "&#x110000; &#xD800; &#0;",
    ],
)
def test_pages_without_an_article(page):
    with pytest.raises(ReadingError):
        parse_html(page)


def test_scripts_and_entities_of_a_page_are_not_run():
    page = f"{SECRET}<html><p>{PROSE}&i;</p><script>alert(1)</script><p>{PROSE}</p>"
    text = parse_html(page).text
    assert "root:" not in text
    assert "alert" not in text


HTML_BOMBS: dict[str, Callable[[int], str]] = {
    "paragraphs": lambda n: f"<p>{PROSE}</p>" * n,
    "line breaks": lambda n: "word<br>" * n,
    "bold lines": lambda n: f"<b>Head</b><br>{PROSE}<br>" * n,
    "nested tables": lambda n: (
        f"<p>{PROSE * 10}" + ("<table><tr><td>" * 50 + PROSE + "</table>" * 50) * (n // 100)
    ),
    "class names": lambda n: f'<p class="{"ad-" * n * 20}">{PROSE}',
    "angle brackets": lambda n: f"<p>{PROSE}" + "<" * n * 20,
    "entities": lambda n: f"<p>{PROSE}" + "&amp;" * n * 5,
    "blanks": lambda n: f"<p>{PROSE}</p>" + " " * n * 150 + f"<p>{PROSE}</p>",
    "blanks within": lambda n: f"<title>{' ' * n}</title><p>{PROSE}{' ' * n * 150}It rained.",
    "emptied elements": lambda n: f"<p>{PROSE}<div>" + '<i class="share-bar">x</i>word ' * n,
    "emptied scripts": lambda n: f"<p>{PROSE}<div>" + "<script>1</script>word " * n,
    "many titles": lambda n: (
        "".join(f'<meta property="og:title" content="Rain {i} {"x" * 50}">' for i in range(n))
        + "".join(f"<h2>Head {i}</h2><p>{PROSE}" for i in range(n))
    ),
    "JSON": lambda n: f'<script type="application/ld+json">{"[" * n}</script><p>{PROSE}',
}


@pytest.mark.parametrize("name", HTML_BOMBS)
def test_the_time_for_a_page_grows_with_its_size(name):
    assert_linear(lambda n: parse_html(HTML_BOMBS[name](n)).sections, 150)


# --- plain text ------------------------------------------------------------------------------


MEASURABLE = 0.5  # seconds; on a busy machine less than this says nothing


def assert_linear(work: Callable[[int], object], size: int) -> None:
    """Four times the input takes less than twelve times the time (quadratic would be sixteen)."""
    times: list[float] = []
    for _ in range(2):  # a second time only if the first was slow: the faster of two counts
        again = [_time(work, n) for n in (size, 4 * size, 16 * size)]
        times = list(map(min, times or again, again))
        if all(b < max(12 * a, MEASURABLE) for a, b in itertools.pairwise(times)):
            return
    raise AssertionError(times)


def test_quadratic_time_is_too_much():
    with pytest.raises(AssertionError):
        assert_linear(lambda n: sum(i * j for i in range(n) for j in range(n)), 300)


def _time(work: Callable[[int], object], size: int) -> float:
    """Return the processor time of some work; other programs do not count."""
    begin = time.process_time()
    work(size)
    return time.process_time() - begin


def read_everything(document: Document) -> None:
    assert len(document.sections) >= 0
    assert len(document.sentences) >= 0
    assert len(document.quotes) >= 0
    assert len(document.words) >= 0


CATASTROPHES = [
    *[" ", "\n", "\r\n", "\n \n", "\t", "\u00a0", "\u200b", "\ufeff", '"', "“", "”", "'", "’ s"],
    *[
        "A",
        "a",
        "Aa ",
        "a.",
        "A.",
        "A'",
        "O'Neill ",
        "(",
        ".",
        ". ",
        "!?",
        "1",
        "1,",
        ",",
        "-",
        "- ",
    ],
    *["#", "*", "_", "\\", "<", "&", "|", " | ", 'a"b ', "“a ", "said ", '"x" said ', "İ", "â€™"],
    *["Mr. ", "U.S. ", "Who pays\n\n", "By Ann\n\n", "3 comments\n\n", "Advertisement\n\n"],
    *["/ ", "x / ", "ap/", "/ap ", "12:", "senior ", "A’-", "a, ", "[x] ", "\x0b", "\u2028"],
    *[
        "A\n",
        "A A ",
        "A.A.",
        "Q: ",
        "\nQ: ",
        "A: it\n",
        "12:30 ",
        "\n- ",
        "a.1",
        'a."',
        "[1]",
        "(Ah",
    ],
    *["2024-01-01\n\n", "http://a.b/", "a@b.c ", "THURLSEA — ", "[1] ", "It rained. ", "a: "],
    "It rained on the town for an hour and a half or so.\n\n",
]


@pytest.mark.parametrize("piece", CATASTROPHES, ids=repr)
def test_the_time_for_a_text_grows_with_its_length(piece):
    def work(size: int) -> None:
        text = f"Water {piece * (size // len(piece))} rain"
        read_everything(make_document("x", text))
        read_everything(make_document("x", text, plain=True))

    assert_linear(work, 4_000)


@pytest.mark.parametrize("unit", ["/ ", "/", "x / ", "ap/ ", "/\t", "Photo/ "])
@pytest.mark.parametrize("length", [60, 190, 2_000, 200_000])
def test_a_line_of_slashes_is_read_at_once(tmp_path, unit, length):
    line = unit * (length // len(unit)) + "x"
    path = write(tmp_path, "x.txt", f"Rain\n\n{PROSE}\n\n{line}")
    assert run_limited(READ, path).startswith("read ")


def test_a_file_beyond_the_limit_is_refused_without_being_read_whole(tmp_path):
    path = tmp_path / "x.txt"
    with path.open("wb") as file:  # 100 MB of NUL that take no room on the disk
        file.truncate(100_000_000)
    with pytest.raises(ReadingError, match="limit of 50 MB"):
        read_document(path)


def test_a_text_beyond_the_limit_is_refused(monkeypatch):
    monkeypatch.setattr(reading, "MAX_CHARACTERS", 1_000)
    with pytest.raises(ReadingError, match="cut it into parts"):
        make_document("x", "It rained. " * 1_000)


def test_one_line_of_ten_million_characters():
    document = make_document("x", (PROSE * 120_000)[:10_000_000])
    assert len(document.sections) == 1
    assert len(document.blocks) == 1


def test_thousands_of_headings():
    text = "Water\n\n" + f"Who pays\n\n{PROSE}\n\n" * 5_000
    document = make_document("x", text)
    assert len(document.body) == 5_000


def test_nul_bytes_and_surrogates_in_a_file(tmp_path):
    data = b"It may\x00 rain \xed\xa0\x80 tomorrow. Caf\xc3\xa9s \xe2\x80\x9cmay\xe2\x80\x9d close."
    document = read_document(write(tmp_path, "x.txt", data * 3))
    assert "\0" not in document.text
    assert "repaired" in document.meta
    document.text.encode()


BREAKS = [
    "\u2028",
    "\u2029",
    "\x0b",
    "\x0c",
    "\x85",
    "\x1c",
    "\r",
    "\t",
    "\u2028\u2028",
    "\0",
    "\x01",
]


@pytest.mark.parametrize("mark", BREAKS, ids=repr)
@pytest.mark.parametrize("ending", ["txt", "md", "html"])
def test_separators_in_a_title_do_no_harm(tmp_path, mark, ending):
    """A title is one line that every table, figure and spreadsheet can hold."""
    title = f"Rain{mark}on us"
    page = {
        "txt": f"{title}\n\n{PROSE}\n\nWho{mark}pays\n\n{PROSE}",
        "md": f"# {title}\n\n{PROSE}\n\n## Who{mark}pays\n\n{PROSE}",
        "html": f"<title>{title}</title><h1>{title}</h1><p>{PROSE}<h2>Who{mark}pays</h2><p>{PROSE}",
    }[ending]
    document = read_document(write(tmp_path, f"x.{ending}", page))
    for section in document.sections:
        assert len(section.title.splitlines()) == 1
        assert all(letter.isprintable() for letter in section.title)
        etree.fromstring(f"<t>{section.title}</t>")
    if mark not in ("\0", "\x01", "\r", "\x85") and ending != "txt":
        assert document.title == "Rain on us"
    read_everything(document)


@pytest.mark.parametrize("name", ["x\0y.txt", "x" * 5000, "~/x", "", "../../x.txt", "http:/x"])
def test_names_that_are_no_files(name):
    with pytest.raises(ReadingError):
        read_document(name)


# --- properties ------------------------------------------------------------------------------

TEXT = st.text(
    alphabet=st.one_of(
        st.sampled_from("aAbB .,!?\n\n\r\t\"'“”‘’«»-—*#:;()[]|/0123@éİ\ufeff\u2028\0"),
        st.characters(),
    ),
    max_size=400,
)


@given(TEXT)
@settings(max_examples=300, deadline=None)
def test_every_text_is_refused_or_read_whole(text):
    try:
        document = make_document("x", text)
    except ReadingError:
        return
    repaired = document.meta.get("repaired", [])
    assert "mojibake" in repaired or len(document.text) == len(text)
    if not repaired:
        again = make_document("x", document.text)
        assert (again.blocks, again.sections) == (document.blocks, document.sections)
    document = document.meant  # footnote marks, labels and addresses may stand in no block
    text, ends = document.text, 0
    for block in document.blocks:
        assert ends <= block.start < block.end <= len(text)
        assert not any(character.isalnum() for character in text[ends : block.start])
        ends = block.end
    assert not any(character.isalnum() for character in text[ends:])
    for section in document.body:
        assert 0 <= section.start < section.end <= len(text)


@given(st.binary(max_size=300))
@settings(max_examples=300, deadline=None)
def test_every_file_is_refused_or_read(tmp_path_factory, data):
    for ending in ("txt", "md"):
        path = tmp_path_factory.getbasetemp() / f"fuzz.{ending}"
        path.write_bytes(data)
        try:
            document = read_document(path)
        except ReadingError:
            continue
        document.text.encode()
        read_everything(document)


TAGS = st.sampled_from(
    "p div b br h1 h2 li ul table tr td blockquote q span a script title article aside".split()
)
MARKUP = st.lists(
    st.one_of(
        TAGS.map("<{}>".format),
        TAGS.map("</{}>".format),
        st.sampled_from(["It rained. ", PROSE, "Who pays", "&amp;", "<!--", "-->", "<", '"', "\0"]),
        st.text(max_size=8),
    ),
    max_size=60,
).map("".join)


@given(MARKUP)
@settings(max_examples=200, deadline=None)
def test_every_page_is_refused_or_read(markup):
    try:
        document = parse_html(markup)
    except ReadingError:
        return
    document.text.encode()
    read_everything(document)
    for block in document.blocks:
        assert document[block].strip() == document[block] != ""
