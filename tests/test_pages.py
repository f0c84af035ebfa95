"""Pages and files as people have them: one kind of page or file a test, in the smallest form."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import docx
import lxml.html
import matplotlib
import pytest
from docx.oxml import parse_xml
from fpdf import FPDF

from analysis.reading.formats.tidy import HEADING_TAGS, tidy
from analysis.reading.sources import ReadingError, parse_html, read_document

FIRST = (
    "The library has stood by the market for a hundred years, and nobody has asked us what it is."
)
SECOND = "I say that it must stay open in the evening, since that is when those who work can come."
THIRD = "Perhaps the town cannot pay for it alone, but then the county should say so aloud."
FOURTH = "We have a month, and it is enough for a letter from each of the streets around it."
ALL = (FIRST, SECOND, THIRD, FOURTH)
NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def page(body: str, title: str = "Keep it open - The Town Post") -> str:
    return f"<html><head><title>{title}</title></head><body>{body}</body></html>"


def paragraphs(document) -> list[str]:
    return [document[block] for block in document.paragraphs]


def marked(tag: str = "p", which: tuple[str, ...] = ALL) -> str:
    return "".join(f"<{tag}>{text}</{tag}>" for text in which)


# --- web pages -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "tag", ["span", "font", "x-story", "b", "em", "amp-body", "center", "label"]
)
@pytest.mark.parametrize("depth", [1, 3])
def test_blocks_within_inline_or_unknown_elements(tag, depth):
    wrapped = f"<{tag}>" * depth + marked() + f"</{tag}>" * depth
    assert paragraphs(parse_html(page(f"<h1>Keep it open</h1><div>{wrapped}</div>"))) == [*ALL]


def test_line_breaks_within_an_inline_element():
    text = "<br><br>".join(ALL)
    assert paragraphs(parse_html(page(f"<h1>Keep it open</h1><font>{text}</font>"))) == [*ALL]


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("Own words.<ul><li>Inner words.</li></ul>", ["Own words.", "Inner words."]),
        ("<b>Own words.</b><p>Inner words.</p>", ["Own words.", "Inner words."]),
        ("<p>Inner words.</p>Own words.", ["Inner words.", "Own words."]),
        ("One <i>two</i> three.", ["One two three."]),
    ],
)
def test_text_beside_a_block_in_a_list_item(item, expected):
    body = f"<h1>Keep it open</h1>{marked(which=ALL[:2])}<ul><li>{item}</li></ul><p>{THIRD}</p>"
    assert paragraphs(parse_html(page(body))) == [*ALL[:2], *expected, THIRD]


@pytest.mark.parametrize(
    "name", ["body body-read-more", "share-post", "tags-column", "content related", "promo-layout"]
)
def test_a_name_that_sounds_like_furniture_on_the_article_itself(name):
    links = "".join(
        f"<p><a href=/{n}>Something else that was in the paper</a></p>" for n in range(30)
    )
    body = f'<h1>Keep it open</h1><div class="{name}">{marked()}</div><div>{links}</div>'
    assert paragraphs(parse_html(page(body))) == [*ALL]


@pytest.mark.parametrize("name", ["f4ad", "x9ads", "c0promo", "css-1ad"])
def test_a_machine_made_name_is_no_word(name):
    body = f'<h1>Keep it open</h1>{marked(which=ALL[:3])}<p class="{name}">{FOURTH}</p>'
    assert paragraphs(parse_html(page(body))) == [*ALL]


@pytest.mark.parametrize(
    "picture",
    [
        '<img class="emoji" src=x>',
        '<img src=x width="24" height="24">',
        '<img class="wp-smiley" src=x>',
    ],
)
def test_a_short_paragraph_with_a_small_picture(picture):
    body = f"<h1>Keep it open</h1><p>{FIRST}</p><p>{picture} {SECOND}</p><p>{THIRD}</p>"
    assert paragraphs(parse_html(page(body))) == [FIRST, SECOND, THIRD]


def test_a_caption_is_still_left_out():
    caption = "<div><img src=x width=900><p>The library in the evening</p></div>"
    body = f"<h1>Keep it open</h1><p>{FIRST}</p>{caption}<p>{SECOND}</p>"
    assert paragraphs(parse_html(page(body))) == [FIRST, SECOND]


@pytest.mark.parametrize(
    ("head", "headings", "expected"),
    [
        ("Why it must say no more | Post", ["Why it must say no more", "More"], 0),
        ("Opinion: Keep it open - The Post", ["Keep it open", "Opinion"], 0),
        ("The Post – Keep it open", ["Related", "Keep it open", "Open"], 1),
        ("Keep it open: a plea - Post", ["Keep it open: a plea", "Keep it open"], 0),
    ],
)
def test_the_title_is_the_heading_that_the_head_names(head, headings, expected):
    above = f"<h1>{headings[0]}</h1>" if expected == 0 else f"<h1>{headings[1]}</h1>"
    others = [heading for n, heading in enumerate(headings) if n != expected]
    below = "".join(f"<h3>{heading}</h3><p>{FOURTH}</p>" for heading in others)
    document = parse_html(page(f"<article>{above}{marked()}</article>{below}", head))
    assert document.title == headings[expected]


@pytest.mark.parametrize("wrap", ["{}", '{{"@graph": [{}]}}', "[[{}]]"])
def test_an_article_that_only_the_description_holds(wrap):
    described = json.dumps({"@type": "NewsArticle", "articleBody": "\n\n".join(ALL * 3)})
    script = f'<script type="application/ld+json">{wrap.format(described)}</script>'
    text = parse_html(page(f"{script}<h1>Keep it open</h1><p>Enable JavaScript to read on.</p>"))
    assert paragraphs(text) == [*ALL * 3]


def test_a_description_does_not_replace_what_the_page_shows():
    described = json.dumps({"articleBody": " ".join(ALL)})
    script = f'<script type="application/ld+json">{described}</script>'
    assert paragraphs(parse_html(page(f"{script}<h1>Keep it open</h1>{marked()}"))) == [*ALL]


@pytest.mark.parametrize(
    "broken", ["{", '{"articleBody": 1}', "[" * 5_000, '{"articleBody": "<p>"}']
)
def test_a_broken_description_is_passed_over(broken):
    script = f'<script type="application/ld+json">{broken} "articleBody"</script>'
    assert paragraphs(parse_html(page(f"{script}<h1>Keep it open</h1>{marked()}"))) == [*ALL]


@pytest.mark.parametrize(
    "notice",
    [
        "Please enable JavaScript to view this page.",
        "This site requires JavaScript.",
        "JavaScript is disabled in your browser.",
    ],
)
def test_a_page_that_shows_only_a_notice_is_refused(notice):
    with pytest.raises(ReadingError, match="only with JavaScript"):
        parse_html(page(f"<h1>Keep it open</h1><div id=root></div><p>{notice}</p>"))


def test_a_column_about_scripts_is_read():
    text = "The county requires JavaScript of all who write to it."
    assert paragraphs(parse_html(page(f"<h1>Keep it open</h1>{marked()}<p>{text}</p>")))[-1] == text


def test_a_layout_table_with_a_head_cell():
    body = f"<table><tr><th>The Town Post</th></tr><tr><td>{marked()}</td></tr></table>"
    found = paragraphs(parse_html(page(f"<h1>Keep it open</h1>{body}")))
    assert [text for text in found if text != "The Town Post"] == [*ALL]


def test_a_table_of_figures_is_no_prose():
    rows = "<tr><th>Year</th><th>Cost</th></tr><tr><td>2019</td><td>400</td></tr>"
    body = f"<h1>Keep it open</h1>{marked()}<table>{rows}</table>"
    assert paragraphs(parse_html(page(body))) == [*ALL]


SHORT = ["We have a month for it.", "It is enough for a letter.", "So write one tonight, do."]


@pytest.mark.parametrize("header", ["Related articles", "More on this story", "Read next"])
def test_a_link_header_in_mid_article_takes_nothing_but_itself(header):
    long = [f"{text} {FOURTH}" for text in ALL]
    links = "<ul><li><a href=/a>Bread is dear</a></li></ul>"
    short = marked(which=tuple(SHORT * 2))
    body = f"<h1>Keep it open</h1>{marked(which=tuple(long))}<p>{header}</p>{links}{short}"
    assert paragraphs(parse_html(page(f"<article>{body}</article>"))) == [*long, *SHORT * 2]


def test_a_link_header_at_the_end_takes_the_headlines_below_it():
    long = [f"{text} {FOURTH}" for text in ALL]
    heads = marked(which=("Bread is dear", "Ships are late again", "Fog closes the port"))
    body = f"<h1>Keep it open</h1>{marked(which=tuple(long))}<p>Related articles</p>{heads}"
    assert paragraphs(parse_html(page(f"<article>{body}</article>"))) == long


@pytest.mark.parametrize("teaser", ["", "<p>Bakers say that it costs more.</p>"])
def test_headlines_of_other_articles_are_no_sections(teaser):
    heads = (
        f"<h3><a href=/a>Bread is dear</a></h3>{teaser}<h3><a href=/b>Ships late</a></h3>{teaser}"
    )
    body = f"<h1>Keep it open</h1>{marked()}<h2>Who pays</h2>{marked()}{heads}"
    document = parse_html(page(f"<article>{body}</article>"))
    assert [section.title for section in document.body] == ["Opening", "Who pays"]
    assert paragraphs(document) == [*ALL, *ALL]


def test_headings_that_link_to_their_own_place_are_sections():
    body = "".join(f'<h2><a href="#{n}">Part {n}</a></h2>{marked()}' for n in "abc")
    document = parse_html(page(f"<h1>Keep it open</h1>{body}"))
    assert [section.title for section in document.body] == ["Part a", "Part b", "Part c"]


# --- a single heading ------------------------------------------------------------------------


def make_docx(fill) -> bytes:
    document = docx.Document()
    fill(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def fill_one_heading(document) -> None:
    for text in ALL[:2]:
        document.add_paragraph(text)
    document.add_heading("What it costs", 1)
    document.add_paragraph(THIRD)


ONE_HEADING = {
    "md": f"{FIRST}\n\n{SECOND}\n\n## What it costs\n\n{THIRD}\n".encode(),
    "html": f"<body><p>{FIRST}</p><p>{SECOND}</p><h2>What it costs</h2><p>{THIRD}</p>".encode(),
    "docx": make_docx(fill_one_heading),
}


@pytest.mark.parametrize("ending", ONE_HEADING)
def test_a_single_heading_below_the_opening_is_no_title(tmp_path, ending):
    path = tmp_path / f"x.{ending}"
    path.write_bytes(ONE_HEADING[ending])
    sections = read_document(path).sections
    assert [(one.title, one.role) for one in sections] == [
        ("Opening", "body"),
        ("What it costs", "body"),
    ]


def test_a_single_heading_at_the_top_is_the_title(tmp_path):
    path = tmp_path / "x.md"
    path.write_text(f"Opinion\n\n# Keep it open\n\n{FIRST}\n\n{SECOND}\n", encoding="utf-8")
    assert read_document(path).title == "Keep it open"


# --- Markdown --------------------------------------------------------------------------------


def test_template_tags_are_no_prose_and_several_authors_are_names(tmp_path):
    path = tmp_path / "x.md"
    front = "title: Keep it open\nauthor:\n  - Ann Lee\n  - {name: Bo Oram}\ndate: 2024-05-12"
    tag = '{% include picture.html src="x.jpg" caption="The library at night" %}'
    body = f"{tag}\n\n{FIRST}\n\n{SECOND} {{{{ site.motto }}}}\n"
    path.write_text(f"---\n{front}\n---\n\n{body}", encoding="utf-8")
    document = read_document(path)
    assert paragraphs(document) == [FIRST, SECOND]
    assert document.meta["author"] == "Ann Lee, Bo Oram"
    assert document.meta["date"] == "2024-05-12"


# --- Word ------------------------------------------------------------------------------------


def paragraph_xml(text: str, more: str = "") -> str:
    return f"<w:p>{more}<w:r><w:t>{text}</w:t></w:r></w:p>"


BOX = (
    '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    "<mc:Choice><w:txbxContent>{}</w:txbxContent></mc:Choice>"
    "<mc:Fallback><w:txbxContent>{}</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r>"
)
CONTAINERS = {
    "content control": f"<w:sdt {NAMESPACE}><w:sdtContent>{{}}</w:sdtContent></w:sdt>",
    "nested controls": (
        f"<w:sdt {NAMESPACE}><w:sdtContent><w:sdt><w:sdtContent>{{}}</w:sdtContent></w:sdt>"
        "</w:sdtContent></w:sdt>"
    ),
    "custom XML": f"<w:customXml {NAMESPACE}>{{}}</w:customXml>",
}


@pytest.mark.parametrize("kind", CONTAINERS)
def test_paragraphs_in_containers(tmp_path, kind):
    def fill(document) -> None:
        document.add_paragraph(FIRST)
        inner = paragraph_xml(SECOND) + paragraph_xml(THIRD)
        document.element.body.insert(1, parse_xml(CONTAINERS[kind].format(inner)))
        document.add_paragraph(FOURTH)

    path = tmp_path / "x.docx"
    path.write_bytes(make_docx(fill))
    assert paragraphs(read_document(path)) == [*ALL]


def test_text_boxes_are_read_once_after_the_paragraph_they_hang_on(tmp_path):
    def fill(document) -> None:
        box = BOX.format(*(paragraph_xml(SECOND) + paragraph_xml(THIRD),) * 2)
        xml = paragraph_xml(FIRST, box).replace("<w:p>", f"<w:p {NAMESPACE}>", 1)
        document.element.body.insert(0, parse_xml(xml))
        document.add_paragraph(FOURTH)

    path = tmp_path / "x.docx"
    path.write_bytes(make_docx(fill))
    assert paragraphs(read_document(path)) == [*ALL]


def test_a_drop_cap_belongs_to_its_word(tmp_path):
    def fill(document) -> None:
        frame = '<w:pPr><w:framePr w:dropCap="drop" w:lines="3"/></w:pPr>'
        xml = paragraph_xml(FIRST[0], frame).replace("<w:p>", f"<w:p {NAMESPACE}>", 1)
        document.element.body.insert(0, parse_xml(xml))
        document.add_paragraph(FIRST[1:])
        document.add_paragraph(SECOND)

    path = tmp_path / "x.docx"
    path.write_bytes(make_docx(fill))
    assert paragraphs(read_document(path)) == [FIRST, SECOND]


def test_the_main_part_may_have_another_name(tmp_path: Path):
    path = tmp_path / "x.docx"
    with zipfile.ZipFile(io.BytesIO(ONE_HEADING["docx"])) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name in ("[Content_Types].xml", "_rels/.rels"):
                data = data.replace(b"word/document.xml", b"word/document2.xml")
            new.writestr(name.replace("word/document.xml", "word/document2.xml"), data)
            if name == "word/_rels/document.xml.rels":
                new.writestr("word/_rels/document2.xml.rels", data)
    assert paragraphs(read_document(path)) == [*ALL[:3]]


# --- PDF -------------------------------------------------------------------------------------


def make_pdf(fill) -> bytes:
    document = FPDF()
    document.add_page()
    document.set_font("Helvetica", size=11)
    fill(document)
    return bytes(document.output())


def fill_with_text_rise(document: FPDF) -> None:
    """Marks as programs set them that only raise the text."""
    for _ in range(3):
        document.write(6, "Nobody asks us what it is.")
        document.char_vpos = "SUP"
        document.write(6, "12")
        document.char_vpos = "LINE"
        document.write(6, " We say that the plan failed and that CO")
        document.char_vpos = "SUB"
        document.write(6, "2")
        document.char_vpos = "LINE"
        document.write(6, " is in the air of all 40 towns. It is a long way to the market.\n\n")


def fill_with_placed_marks(document: FPDF) -> None:
    """Marks as other programs set them, each put in its place above the line."""
    for number in range(6):
        document.set_x(20)
        for text, size, rise in (("We say it failed", 11, 0), ("4", 7, 1.4), (" us all.", 11, 0)):
            document.set_font_size(size)
            document.set_xy(document.get_x(), 20 + 6 * number - rise)
            document.cell(text=text)


@pytest.mark.parametrize("fill", [fill_with_text_rise, fill_with_placed_marks])
def test_raised_marks_of_notes_are_no_words(tmp_path, fill):
    path = tmp_path / "x.pdf"
    path.write_bytes(make_pdf(fill))
    words = read_document(path).words
    assert {"12", "4", "failed4", "is12"}.isdisjoint(words)
    assert "failed" in words
    if fill is fill_with_text_rise:
        assert "co2" in words
        assert "40" in words


def test_a_font_that_does_not_say_its_letters_is_refused(tmp_path):
    fonts = Path(matplotlib.get_data_path()) / "fonts" / "ttf"

    def fill(document: FPDF) -> None:
        document.add_font("Sans", fname=str(fonts / "DejaVuSans.ttf"))
        document.set_font("Sans", size=11)
        document.write(6, " ".join(ALL))

    path = tmp_path / "x.pdf"
    path.write_bytes(make_pdf(fill))
    assert "library" in read_document(path).words
    path.write_bytes(path.read_bytes().replace(b"/ToUnicode", b"/NoUnicode"))
    with pytest.raises(ReadingError, match="which letters they draw"):
        read_document(path)


FRAMES = {
    "cover": ("cover", "<body epub:type='cover'><p>The cover of a book</p></body>"),
    "contents": ("s1", "<body><nav epub:type='toc'><p><a href='a'>One of two</a></p></nav></body>"),
    "title page": (
        "s2",
        "<body><h1>Keep it open</h1><p>Nora Quill</p><p>Eastquay Press</p></body>",
    ),
    "imprint": (
        "s3",
        "<body><p>Copyright © 2021 Nora Quill. All rights reserved. ISBN 1.</p></body>",
    ),
    "named": ("copyright-page", "<body><p>First printed in Eastquay by the Argus.</p></body>"),
    "typed": ("s4", "<body><section epub:type='halftitlepage'><p>Keep it</p></section></body>"),
    "guided": ("guided", "<body><p>Made by the printers of the town.</p></body>"),
}


def book_of(folder, frame):
    name, page = FRAMES[frame]
    text = "".join(f"<p>{paragraph}</p>" for paragraph in ALL)
    pages = {name: page, "chapter1": f"<body><h2>One</h2>{text}</body>"}
    items = "".join(
        f'<item id="i{n}" href="{one}.xhtml" media-type="application/xhtml+xml"/>'
        for n, one in enumerate(pages)
    )
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf"><metadata><title>Keep it open</title>'
        f"<creator>Nora Quill</creator></metadata><manifest>{items}</manifest><spine>"
        '<itemref idref="i0"/><itemref idref="i1"/></spine><guide>'
        '<reference type="copyright-page" href="guided.xhtml"/></guide></package>'
    )
    container = '<container><rootfiles><rootfile full-path="p.opf"/></rootfiles></container>'
    path = folder / "book.epub"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("META-INF/container.xml", container)
        archive.writestr("p.opf", package)
        for one, markup in pages.items():
            archive.writestr(f"{one}.xhtml", f"<html><head><title>x</title></head>{markup}</html>")
    return path


@pytest.mark.parametrize("frame", FRAMES)
def test_the_frame_of_an_e_book_is_no_text(tmp_path, frame):
    document = read_document(book_of(tmp_path, frame))
    assert document.title == "Keep it open"
    assert [document[one] for one in document.paragraphs] == [*ALL]


@pytest.mark.parametrize("level", ["2", "7", "12", "23", "0", "x", ""])
def test_a_heading_by_its_role_has_a_tag_that_there_is(level):
    tree = lxml.html.document_fromstring(
        f"<h1>Keep it</h1><div role='heading' aria-level='{level}'>Who pays</div><p>{FIRST}</p>"
    )
    tidy(tree)
    [heading] = [one for one in tree.iter(*HEADING_TAGS) if one.text == "Who pays"]
    assert heading.tag == {"2": "h2", "7": "h6", "12": "h6", "23": "h6"}.get(level, "h3")


ONE_FILE = {
    "a cover": "<section epub:type='cover'><p>The cover of a book</p></section>",
    "contents and a half-title": "<nav epub:type='toc'><p>One of two</p></nav>"
    "<div epub:type='frontmatter halftitlepage'><p>Keep it</p></div>",
}


@pytest.mark.parametrize("front", ONE_FILE)
@pytest.mark.parametrize("tail", ["", "It begins."])
def test_a_book_in_one_file_is_its_text_without_its_frame(tmp_path, monkeypatch, front, tail):
    """What stands beside the cover stays, also what follows it without a paragraph of its own."""
    heading = "<div epub:type='title'><h2>One</h2></div>"
    text = f"<body>{ONE_FILE[front]}{tail}{heading}{marked()}</body>"
    monkeypatch.setitem(FRAMES, "one file", ("book", text))
    document = read_document(book_of(tmp_path, "one file"))
    assert [section.title for section in document.sections].count("One") == 2  # and chapter1
    assert paragraphs(document) == [*([tail] if tail else []), *ALL, *ALL]


def pdf_with_figure(labels, caption=""):
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("helvetica", size=11)
    for paragraph in ALL[:2]:
        pdf.multi_cell(0, 6, paragraph, new_x="LMARGIN", new_y="NEXT")
        pdf.ln(6)
    for x, text in labels:
        pdf.set_x(x)
        pdf.cell(20, 6, text, new_x="LMARGIN", new_y="NEXT")
    pdf.ln(6)
    if caption:
        pdf.multi_cell(0, 6, caption, new_x="LMARGIN", new_y="NEXT")
        pdf.ln(6)
    for paragraph in ALL[2:]:
        pdf.multi_cell(0, 6, paragraph, new_x="LMARGIN", new_y="NEXT")
        pdf.ln(6)
    return bytes(pdf.output())


@pytest.mark.parametrize(
    ("labels", "caption"),
    [
        ([(20, "60"), (20, "40"), (20, "20"), (20, "0")], "Figure 1. Crossings in a year"),
        ([(30, "2016"), (60, "2018"), (90, "2020"), (95, "Winter")], "Fig. 2: Crossings by year"),
        ([(40, "Ferry"), (70, "Bridge"), (20, "Toll in crowns"), (100, "Road")], ""),
        ([], "Table 3 - What a crossing costs"),
        ([], "Source: the council of the harbour."),
    ],
)
def test_labels_and_captions_of_figures_are_no_text(tmp_path, labels, caption):
    path = tmp_path / "paper.pdf"
    path.write_bytes(pdf_with_figure(labels, caption))
    document = read_document(path)
    assert [document[one] for one in document.paragraphs] == [*ALL]


def test_a_list_in_print_is_text(tmp_path):
    path = tmp_path / "paper.pdf"
    path.write_bytes(pdf_with_figure([(20, "ferry"), (20, "bridge"), (20, "road"), (20, "rail")]))
    assert "bridge" in read_document(path).words
