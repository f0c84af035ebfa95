"""Writes the test inputs: articles in `articles/`, set in the page templates in `templates/`.

``python tests/documents/build.py`` writes ``inputs/`` and ``expected.json`` anew. It needs fpdf2
for the PDF files. The articles are the project's own words about invented places.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from string import Template
from typing import Any, NamedTuple

HERE = Path(__file__).parent
FIXED_DATE = (2025, 1, 1, 0, 0, 0)


class Article(NamedTuple):
    """An op-ed: what is known about it, and its blocks as (kind, text)."""

    title: str
    author: str
    date: str
    note: str
    blocks: list[tuple[str, str]]


def read_article(name: str) -> Article:
    head, *rest = (HERE / "articles" / f"{name}.md").read_text("utf-8").strip().split("\n\n")
    known = dict(line.split(": ", 1) for line in head.split("\n"))
    return Article(**known, blocks=[_block(text) for text in rest])


def _block(text: str) -> tuple[str, str]:
    if text.startswith("## "):
        return "heading", text[3:]
    if text.startswith("> "):
        return "quote", text[2:]
    is_short = len(text.split()) <= 8 and not text.endswith((".", "?", "!", "”"))
    return ("heading" if is_short or re.match(r"\d\. \w", text) else "paragraph"), text


HTML = {
    "heading": "<h2>{}</h2>",
    "paragraph": "<p>{}</p>",
    "quote": "<blockquote><p>{}</p></blockquote>",
}
TEXT = {"heading": "{}", "paragraph": "{}", "quote": "{}"}
MARKDOWN = {"heading": "## {}", "paragraph": "{}", "quote": "> {}"}
MSO = {
    "heading": "<h2><span lang=EN-GB style='font-family:Cambria'>{}<o:p></o:p></span></h2>",
    "paragraph": "<p class=MsoNormal><span lang=EN-GB>{}<o:p></o:p></span></p>",
    "quote": "<blockquote class=MsoQuote>{}</blockquote>",
}
BREAKS = {
    "heading": "<b>{}</b><br />",
    "paragraph": "{}<br /><br />",
    "quote": "<blockquote>{}</blockquote>",
}
CELLS = {
    "heading": "<strong><span style='font-size:18px'>{}</span></strong><br>",
    "paragraph": "{}<br>&nbsp;<br>",
    "quote": "<em>{}</em><br><br>",
}
SPANS = {
    "heading": "<div class='subheading'><span style='font-weight:700'>{}</span></div>",
    "paragraph": "<div><span class='x1'><span>{}</span></span></div>",
    "quote": "<div><blockquote><span>{}</span></blockquote></div>",
}
BOLD = HTML | {"heading": "<p><strong>{}</strong></p>"}
NINETIES = {
    "heading": "<P><B>{}</B>",
    "paragraph": "<P>{}",
    "quote": "<BLOCKQUOTE>{}</BLOCKQUOTE>",
}
DOCS = {
    "heading": '<h3 class="c7" id="h.x"><span class="c1">{}</span></h3>',
    "paragraph": '<p class="c0"><span class="c2">{}</span></p>',
    "quote": '<blockquote><p class="c0"><span>{}</span></p></blockquote>',
}
RTL_QUOTE = (
    "paragraph",
    "An inscription on the third cup says «العين لا تشبع من النظر», which means that the eye is "
    "never filled with seeing.",
)


class Page(NamedTuple):
    """A test input: an article in a template, and what must not be read as its body."""

    name: str
    article: str
    template: str
    marks: dict[str, str]
    boilerplate: list[str]
    encoding: str = "utf-8"
    change: Callable[[str], str] | None = None
    extra: tuple[tuple[str, str], ...] = ()
    title: str | None = None
    upper: bool = False


def _mojibake(text: str) -> str:
    """Decode UTF-8 as the old Windows code page, as careless programs do."""
    return "".join(
        bytes([byte]).decode("cp1252" if byte not in b"\x81\x8d\x8f\x90\x9d" else "latin-1")
        for byte in text.encode("utf-8")
    )


def _dos(text: str) -> str:
    """Wrap lines, and end them as Windows does."""
    return _wrapped(text).replace("\n", "\r\n")


def _narrow(text: str) -> str:
    """Wrap lines and leave no blank ones: paragraphs are told by their indentation."""
    import textwrap

    lines = [line for line in text.split("\n") if line.strip()]
    return "\n".join(textwrap.fill(line, 60) for line in lines)


def _wrapped(text: str) -> str:
    import textwrap

    blocks = text.split("\n\n")
    return "\n\n".join(b if "\n" in b else textwrap.fill(b, 66) for b in blocks)


PAGES = [
    Page(
        "wordpress_block.html",
        "allotments",
        "wordpress_block.html",
        HTML,
        [
            "slugs with anybody",
            "in your inbox",
            "Share this",
            "Drainage works",
            "onion.",
            "retired surveyor",
            "Proudly powered",
        ],
    ),
    Page(
        "wordpress_classic.html",
        "juries",
        "wordpress_classic.html",
        BOLD,
        ["biscuits twice", "is filed under", "Leave a Reply", "Blogroll", "circuit judge for"],
    ),
    Page(
        "broadsheet.html",
        "tolls",
        "broadsheet_hashed.html",
        HTML | {"paragraph": '<p class="css-at9mc1 evys1bk0">{}</p>'},
        [
            "Advertisement",
            "61,000",
            "Editors’ Picks",
            "committed to publishing",
            "economist at the Institute",
            "MIN READ",
            "Morning traffic",
            "Ola Finch",
        ],
    ),
    Page(
        "tabloid.html",
        "cashless",
        "tabloid.html",
        HTML | {"paragraph": '<p class="mol-para-with-font">{}</p>'},
        [
            "RELATED ARTICLES",
            "sleep like a baby",
            "shares",
            "talking fridge",
            "kiosk at",
            "Lula Fontayne",
            "Do you still carry",
        ],
        title="RUFUS DACRE: They are abolishing money and nobody asked you",
    ),
    Page(
        "substack.html",
        "nurses",
        "substack.html",
        HTML,
        [
            "reader-supported",
            "Subscribe",
            "My mum did nights",
            "accounts, page 71",
            "Leave a comment",
            "lights are off",
        ],
    ),
    Page(
        "mail_tables.html",
        "ferry",
        "mail_tables.html",
        CELLS,
        [
            "View this email",
            "mailing address",
            "unsubscribe",
            "opted in",
            "Plus: sprats",
            "All rights reserved",
            "Support the Packet",
        ],
    ),
    Page(
        "nineties.html",
        "museum",
        "nineties.html",
        NINETIES,
        ["All rights reserved", "TODAY'S POLL", "Personals", "reader in archaeology"],
        "cp1252",
    ),
    Page(
        "live_blog.html",
        "heat",
        "live_blog.html",
        HTML,
        [
            "10.02",
            "Everybody sent home Facebook",
            "Updated at",
            "Older posts",
            "Twitter",
            "commentary on the hottest week",
        ],
    ),
    Page(
        "left_daily.html",
        "library",
        "left_daily.html",
        HTML,
        [
            "Support the Sentinel",
            "signs Read more",
            "opinion on the issues raised",
            "Photograph",
            "Explore more",
            "chairs the Friends",
            "Before you move on",
            "closed for comments",
        ],
    ),
    Page(
        "drupal.html",
        "grass",
        "drupal.html",
        HTML | {"heading": "<h3>{}</h3>"},
        ["Wildlife", "hay fever", "Most viewed", "is a botanist", "Marlshire Today"],
    ),
    Page(
        "ghost.html",
        "heat",
        "ghost.html",
        HTML | {"heading": '<h2 id="x">{}</h2>'},
        [
            "Sign up",
            "No spam",
            "Forty pages and an annex",
            "waiting room has no magazines",
            "Member discussion",
            "2 min read",
        ],
    ),
    Page(
        "reading_platform.html",
        "museum",
        "reading_platform.html",
        {
            "heading": '<h2 id="a1" class="mo mp">{}</h2>',
            "paragraph": '<p id="b2" class="pw-post-body-paragraph gl gm">{}</p>',
            "quote": '<blockquote class="nk nl"><p class="nn">{}</p></blockquote>',
        },
        [
            "3 min read",
            "Follow",
            "Unsplash",
            "2.1K",
            "4 a.m. for a Year",
            "reader in archaeology",
            "841",
        ],
    ),
    Page(
        "right_to_left.html",
        "museum",
        "reading_platform.html",
        HTML,
        ["3 min read", "Unsplash", "reader in archaeology"],
        extra=(RTL_QUOTE,),
    ),
    Page(
        "regional_chain.html",
        "allotments",
        "regional_chain.html",
        HTML | {"paragraph": '<p class="article__paragraph">{}</p>', "heading": "<h4>{}</h4>"},
        [
            "one free article",
            "STORY CONTINUES",
            "fence goes up",
            "compensation",
            "retired surveyor",
            "Five things to know",
        ],
    ),
    Page(
        "div_soup.html",
        "ferry",
        "div_soup.html",
        SPANS,
        ["184 views", "cannery cat", "teaches geography", "2 min read", "LinkedIn"],
    ),
    Page(
        "word_export.html", "tolls", "word_export.html", MSO, ["author is an economist"], "cp1252"
    ),
    Page("docs_export.html", "nurses", "docs_export.html", DOCS, ["draft of 28 March"]),
    Page(
        "amp.html",
        "library",
        "amp.html",
        HTML,
        ["Advertisement", "continues after", "1,214 partners", "Cartoons", "Sentinel Digital"],
    ),
    Page(
        "print_view.html",
        "nurses",
        "print_view.html",
        BOLD | {"heading": "<p><b>{}</b></p>"},
        ["Close window", "Printed from", "All rights reserved", "sister at St", "2 April"],
    ),
    Page(
        "blog_breaks.html",
        "nurses",
        "blog_breaks.html",
        BREAKS,
        ["Lovely as ever", "Labels", "Posted by", "BlogThis", "unreliable bicycle", "wet county"],
    ),
    Page("fragment.html", "cashless", "fragment.html", HTML, ["2025-02-14"]),
    Page(
        "broadcaster.html",
        "ferry",
        "broadcaster.html",
        HTML,
        [
            "Getty",
            "quay at",
            "More on this",
            "winter timetable",
            "feedback by clicking",
            "puffins",
            "not responsible",
            "Watch Live",
            "Skarrow correspondent",
        ],
    ),
    Page(
        "world_service.html",
        "museum",
        "world_service.html",
        HTML,
        [
            "Recommended Stories",
            "river keeps",
            "Advertisement",
            "views expressed",
            "reader in arch",
            "nine letters",
            "Archaeologist and",
        ],
    ),
    Page(
        "cable_news.html",
        "cashless",
        "cable_news.html",
        HTML,
        [
            "BATHING CAP WOMAN",
            "CLICK HERE",
            "now listen",
            "card only",
            "is a columnist",
            "password",
            "eats coin",
        ],
    ),
    Page(
        "capital_post.html",
        "nurses",
        "capital_post.html",
        HTML,
        [
            "Daylight",
            "Add to your",
            "Follow",
            "tea trolley",
            "1,204",
            "never been asked. ",
            "3 min",
        ],
    ),
    Page(
        "wire_story.html",
        "tolls",
        "wire_story.html",
        HTML,
        ["Sign up here", "14%", "opinions expressed", "Editing by", "Trust Principles", "UTC"],
    ),
    Page(
        "reader_mode.html",
        "grass",
        "reader_mode.html",
        HTML | {"heading": "<h3>{}</h3>"},
        ["x.example", "2 minutes"],
    ),
    Page(
        "forwarded_mail.txt",
        "nurses",
        "forwarded_mail.txt",
        TEXT,
        ["Aunt Joan", "Subject", "Sent from", "ward sister at"],
        change=_dos,
    ),
    Page(
        "indented.txt",
        "cashless",
        "indented.txt",
        TEXT | {"paragraph": "    {}"},
        ["by Rufus"],
        change=_narrow,
    ),
    Page(
        "pasted_page.txt",
        "allotments",
        "pasted_page.txt",
        TEXT,
        [
            "Skip to main",
            "ADVERTISEMENT",
            "Drainage works",
            "was amended",
            "Most read",
            "Beryl",
            "All rights reserved",
            "min read",
            "retired surveyor",
            "OBITUARIES",
        ],
    ),
    Page(
        "mail_plain.txt",
        "nurses",
        "mail_plain.txt",
        TEXT,
        ["in your browser", "Unsubscribe", "Forward to", "You are receiving"],
        change=_wrapped,
    ),
    Page(
        "agency_copy.txt",
        "heat",
        "agency_copy.txt",
        TEXT,
        ["Special to the Post", "lvance@", "opinions expressed"],
        upper=True,
        title="OPINION: OUR SCHOOLS ARE TOO HOT TO THINK IN",
    ),
    Page(
        "notes_app.txt",
        "museum",
        "notes_app.txt",
        TEXT | {"heading": "**{}**"},
        ["17 March", "reader in archaeology"],
    ),
    Page(
        "utf16.txt",
        "library",
        "library_copy.txt",
        TEXT,
        ["Chair, Friends", "20 January", "About the author"],
        "utf-16",
    ),
    Page(
        "mojibake.txt",
        "ferry",
        "library_copy.txt",
        TEXT,
        ["About the author", "teaches geography"],
        change=_mojibake,
    ),
    Page(
        "front_matter.md",
        "ferry",
        "front_matter.md",
        MARKDOWN,
        ["layout: post", "teaches geography", "Figures from the company"],
    ),
    Page(
        "exported.md",
        "juries",
        "exported.md",
        MARKDOWN | {"heading": "**{}**"},
        ["Advertisement", "circuit judge for", "7 October"],
    ),
]


def render(page: Page) -> tuple[str, list[tuple[str, str]]]:
    """Return the page, and the article's blocks as they stand on it."""
    article = read_article(page.article)
    blocks = [*article.blocks[:2], *page.extra, *article.blocks[2:]]
    if page.upper:
        blocks = [(kind, text.upper() if kind == "heading" else text) for kind, text in blocks]
    pieces = [page.marks[kind].format(text) for kind, text in blocks]
    third = len(pieces) // 3
    cuts = [pieces[:third], pieces[third : 2 * third], pieces[2 * third :]]
    between = "\n" if page.name.endswith("html") else "\n\n"
    parts = {f"part{number}": between.join(cut) for number, cut in enumerate(cuts, 1)}
    values = {**article._asdict(), **parts}
    template = Template((HERE / "templates" / page.template).read_text("utf-8"))
    text = template.safe_substitute(values)
    return (page.change(text) if page.change else text), blocks


def expectation(
    article: str, blocks: list[tuple[str, str]], boilerplate: list[str], **more: Any
) -> dict[str, Any]:
    """Return what a reader must find in an input."""
    headings = [text for kind, text in blocks if kind == "heading"]
    body = [text for kind, text in blocks if kind != "heading"]
    found = read_article(article)
    return {
        "title": more.get("title") or found.title,
        "sections": ["Opening", *headings] if headings else ["Whole text"],
        "n_body_words": sum(len(re.findall(r"\w+", text)) for text in body),
        "body": body,
        "quotes": [text for kind, text in blocks if kind == "quote"],
        "boilerplate": boilerplate,
    }


def build_docx(article: Article, *, styled: bool) -> bytes:
    """Write a Word document, with styles or with bold lines, and with what must not be read."""
    import docx

    document = docx.Document()
    document.core_properties.author = article.author
    document.sections[0].header.paragraphs[0].text = "DRAFT for the Review"
    document.sections[0].footer.paragraphs[0].text = "Page 1 of 3"
    if styled:
        document.add_paragraph(article.title, "Title")
        document.add_paragraph("A first version, not for print", "Subtitle")
    else:
        document.add_paragraph().add_run(article.title).bold = True
    document.add_paragraph(f"By {article.author}")
    for kind, text in article.blocks:
        if kind == "heading" and styled:
            document.add_paragraph(text, "Heading 2")
        elif kind == "heading":
            document.add_paragraph().add_run(text).bold = True
        else:
            document.add_paragraph(text, "Quote" if kind == "quote" and styled else None)
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Words", "as ordered"
    document.add_paragraph(article.note)
    buffer = io.BytesIO()
    document.save(buffer)
    return _same_bytes(buffer.getvalue())


def _same_bytes(data: bytes) -> bytes:
    """Write an archive anew with fixed dates, so that it is the same each time."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, FIXED_DATE), old.read(name), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


PLAIN = str.maketrans("“”‘’—–", "\"\"''--")


def build_pdf(article: Article, *, columns: int) -> bytes:
    """Write a PDF with running heads, page numbers and words hyphenated at the ends of lines."""
    from datetime import UTC, datetime

    from fpdf import FPDF

    width, size = (160, 14) if columns == 1 else (76, 12)
    pdf = FPDF(format="A5" if columns == 1 else "A4")
    pdf.set_creation_date(datetime(2025, 1, 1, tzinfo=UTC))
    pdf.set_auto_page_break(False)
    pdf.set_compression(False)
    column, bottom = columns, 0.0
    left = top = 20.0
    width = (pdf.w - 2 * left - 8 * (columns - 1)) / columns

    def next_column() -> None:
        nonlocal column, bottom
        column += 1
        if column >= columns:
            column = 0
            pdf.add_page()
            pdf.set_font("Times", "I", 9)
            pdf.text(left, 10, "The Marlshire Review, spring number")
            pdf.text(pdf.w / 2, pdf.h - 8, str(pdf.page_no()))
        bottom = top

    def put(text: str, style: str, points: float, indent: float, gap: float) -> None:
        nonlocal bottom
        leading = points * 0.3528 * 1.2
        bottom += gap
        for number, line in enumerate(_lines(pdf, text, style, points, width, indent)):
            if bottom + leading > pdf.h - 20:
                next_column()
            bottom += leading
            pdf.set_font("Times", style, points)
            x = left + column * (width + 8) + (indent if number == 0 else 0)
            pdf.text(x, bottom, line)

    next_column()
    put(article.title.translate(PLAIN), "B", size + 8, 0, 0)
    put(f"By {article.author}", "", size, 0, 4)
    first = True
    for kind, text in article.blocks:
        if kind == "heading":
            put(text.translate(PLAIN), "B", size + (2 if columns == 1 else 0), 0, 5)
        else:
            put(text.translate(PLAIN), "", size, 0 if first else 5, 4 if first else 0)
        first = kind == "heading"
    put(article.note.translate(PLAIN), "I", size - 3, 0, 6)
    return bytes(pdf.output())


def _lines(
    pdf: Any, text: str, style: str, points: float, width: float, indent: float
) -> list[str]:
    """Break a paragraph into lines; a long word is cut in the middle."""
    pdf.set_font("Times", style, points)
    lines, line = [], ""
    for word in text.split():
        room = width - (indent if not lines else 0)
        candidate = f"{line} {word}".strip()
        if pdf.get_string_width(candidate) <= room:
            line = candidate
            continue
        half = len(word) // 2
        can_be_cut = len(word) > 7 and word.isalpha() and word.islower()
        if can_be_cut and pdf.get_string_width(f"{line} {word[:half]}-") <= room:
            lines.append(f"{line} {word[:half]}-")
            line = word[half:]
        else:
            lines.append(line)
            line = word
    return [*lines, line]


def build_epub(article: Article) -> bytes:
    """Write an e-book with a cover, a table of contents and a chapter for each section."""
    chapters: list[list[str]] = [[f"<h1>{article.title}</h1>"]]
    for kind, text in article.blocks:
        if kind == "heading":
            chapters.append([])
        chapters[-1].append(HTML[kind].format(text))
    page = (
        '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html>'
        '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>{}</title></head><body>{}</body></html>'
    )
    names = ["cover", "nav", *(f"chapter{n}" for n in range(len(chapters)))]
    files = {
        "cover": page.format("Cover", "<p>A book of the Marlshire Review</p>"),
        "nav": page.format("Contents", "<ol><li><a href='chapter0.xhtml'>Start here</a></li></ol>"),
        **{f"chapter{n}": page.format(n, "".join(part)) for n, part in enumerate(chapters)},
    }
    items = "".join(
        f'<item id="{name}" href="{name}.xhtml" media-type="application/xhtml+xml"/>'
        for name in names
    )
    spine = "".join(f'<itemref idref="{name}"/>' for name in names)
    package = (
        '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{article.title}</dc:title><dc:creator>{article.author}</dc:creator>"
        f"<dc:date>{article.date}</dc:date></metadata>"
        f"<manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    container = (
        '<?xml version="1.0"?><container version="1.0" '
        'xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/>'
        "</rootfiles></container>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", container)
        archive.writestr("OEBPS/content.opf", package)
        for name in names:
            archive.writestr(f"OEBPS/{name}.xhtml", files[name])
    return _same_bytes(buffer.getvalue())


BINARIES = [
    (
        "styled.docx",
        "heat",
        lambda article: build_docx(article, styled=True),
        ["DRAFT for", "Page 1", "as ordered", "not for print", "general practitioner in"],
    ),
    (
        "bold_lines.docx",
        "juries",
        lambda article: build_docx(article, styled=False),
        ["DRAFT for", "as ordered", "circuit judge for"],
    ),
    (
        "one_column.pdf",
        "allotments",
        lambda article: build_pdf(article, columns=1),
        ["spring number", "retired surveyor"],
    ),
    (
        "two_columns.pdf",
        "juries",
        lambda article: build_pdf(article, columns=2),
        ["spring number", "circuit judge for"],
    ),
    ("book.epub", "tolls", build_epub, ["A book of", "Start here"]),
]


def main() -> None:
    """Write all inputs and what is expected of them."""
    folder = HERE / "inputs"
    folder.mkdir(exist_ok=True)
    expected: dict[str, Any] = {}
    for page in PAGES:
        text, blocks = render(page)
        (folder / page.name).write_bytes(text.encode(page.encoding))
        expected[page.name] = expectation(page.article, blocks, page.boilerplate, title=page.title)
    for name, article, build, boilerplate in BINARIES:
        found = read_article(article)
        (folder / name).write_bytes(build(found))
        plain = str.maketrans({}) if not name.endswith("pdf") else PLAIN
        blocks = [(kind, text.translate(plain)) for kind, text in found.blocks]
        expected[name] = expectation(
            article, blocks, boilerplate, title=found.title.translate(plain)
        )
    text = json.dumps(expected, ensure_ascii=False, indent=1)
    (HERE / "expected.json").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
