"""Word documents: paragraphs with the headings, title and quotations that their styles tell."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from analysis.reading.formats.archives import ArchiveError, check_archive, read_member, read_xml
from analysis.reading.formats.blocks import (
    BOLD_HEADING,
    MAX_BLOCKS,
    Block,
    level_headings,
    looks_like_bold_heading,
)
from analysis.text.spans import HAS_WORD

__all__ = ["parse_docx"]

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
HEADING_STYLE = re.compile(r"heading ([1-9])", re.I)
QUOTE_STYLES = frozenset(["quote", "intense quote", "block text"])
# Inserted by the program that wrote the file, not by a person.
NO_AUTHORS = frozenset(["", "python-docx", "un-named", "user", "author", "microsoft office user"])
# What stands in a paragraph and is no part of its text: text boxes, which are read after it, what a
# reviewer struck out, and the copy of a drawing for older programs.
SKIPPED = frozenset(
    [*(WORD + name for name in ("txbxContent", "del", "moveFrom")), f"{COMPATIBILITY}Fallback"]
)
CONTAINERS = tuple(WORD + name for name in ("sdt", "customXml", "ins", "moveTo"))
WRITTEN = {
    WORD + name: text
    for name, text in (("tab", " "), ("noBreakHyphen", "-"), ("br", "\n"), ("cr", "\n"))
}
SPACES = re.compile(r"[^\S\n]+")


def parse_docx(data: bytes) -> tuple[list[Block], dict[str, Any]]:
    """Read a Word document (.docx).

    Parameters
    ----------
    data : bytes
        The whole file.

    Returns
    -------
    blocks : list of Block
        Title, headings, paragraphs and quotations. Running heads, footnotes, comments
        and deletions are left out; a table is a ``boilerplate`` block, a row a line.
    meta : dict
        Title, author and date as far as the file tells them.

    Raises
    ------
    ArchiveError
        If the file is damaged, or would unpack into too much.

    Examples
    --------
    >>> parse_docx(b"PK")
    Traceback (most recent call last):
    ...
    analysis.reading.formats.archives.ArchiveError: the file is damaged: File is not a zip file
    """
    import docx

    with check_archive(data) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                read_xml(read_member(archive, name))
    try:
        document = docx.Document(io.BytesIO(data))
        # Asking python-docx for the style of every paragraph would take a minute for a book.
        styles = {style.style_id: (style.name or "").lower() for style in document.styles}
        items = _items(document.element.body, document)
        blocks = list(islice(_with_drop_caps(items, styles), MAX_BLOCKS + 1))
        meta = _meta(document.core_properties)
    except Exception as error:  # python-docx raises whatever it stumbles over
        raise ArchiveError(f"it is not a Word document as Word writes them: {error}") from error
    return level_headings(blocks), meta


def _items(container: Any, parent: Any) -> Iterator[Any]:
    """Yield the paragraphs and tables of a body, those in content controls and text boxes too."""
    from docx.table import Table
    from docx.text.paragraph import Paragraph

    for element in container.iterchildren(f"{WORD}p", f"{WORD}tbl", *CONTAINERS):
        if element.tag == f"{WORD}tbl":
            yield Table(element, parent)
        elif element.tag == f"{WORD}p":
            yield Paragraph(element, parent)
            for box in _boxes(element):
                yield from _items(box, parent)
        else:
            content = element.find(f"{WORD}sdtContent")
            yield from _items(element if content is None else content, parent)


def _boxes(element: Any) -> Iterator[Any]:
    """Yield the text boxes that stand in a paragraph, but not those within them."""
    for child in element:
        if child.tag == f"{WORD}txbxContent":
            yield child
        elif child.tag not in SKIPPED:
            yield from _boxes(child)


def _with_drop_caps(items: Iterable[Any], styles: Mapping[str, str]) -> Iterator[Block]:
    """Yield the blocks; a large first letter is put in front of the paragraph that goes on."""
    cap = ""
    for item in items:
        if item._element.find(f"{WORD}pPr/{WORD}framePr[@{WORD}dropCap]") is not None:
            cap = _text(item)
            continue
        for block in _blocks(item, styles):
            yield block._replace(text=cap + block.text)
            cap = ""


def _blocks(item: Any, styles: Mapping[str, str]) -> Iterator[Block]:
    """Yield the blocks of a paragraph or a table."""
    if hasattr(item, "rows"):
        yield from _table_blocks(item)
        return
    label = _label(item, styles.get(item._p.style or "", ""))
    for text in re.split(r"\n\s*\n", _text(item)):
        line = " ".join(text.split("\n")).strip()
        if HAS_WORD.search(line):
            yield Block(line, label)


def _table_blocks(table: Any) -> Iterator[Block]:
    rows = [
        " | ".join(" ".join(_text(part) for part in cell.paragraphs) for cell in row.cells)
        for row in table.rows
    ]
    text = "\n".join(row for row in rows if HAS_WORD.search(row))
    if text:
        yield Block(text, "boilerplate")


def _text(paragraph: Any) -> str:
    return SPACES.sub(" ", "".join(_pieces(paragraph._p))).strip()


def _pieces(element: Any) -> Iterator[str]:
    """Yield the text of an element in order."""
    for child in element:
        if child.tag == f"{WORD}t":
            yield child.text or ""
        elif child.tag in WRITTEN:
            yield WRITTEN[child.tag]
        elif child.tag not in SKIPPED:
            yield from _pieces(child)


def _label(paragraph: Any, style: str) -> str:
    if style == "title":
        return "heading0"
    if style == "subtitle":
        return "boilerplate"
    if heading := HEADING_STYLE.match(style):
        return f"heading{min(int(heading.group(1)), 6)}"
    if style in QUOTE_STYLES:
        return "quote"
    return BOLD_HEADING if _is_bold_heading(paragraph) else "paragraph"


def _is_bold_heading(paragraph: Any) -> bool:
    runs = [run for run in paragraph.runs if run.text.strip()]
    is_bold = bool(runs) and all(run.bold for run in runs)
    return is_bold and looks_like_bold_heading(paragraph.text)


def _meta(properties: Any) -> dict[str, Any]:
    meta: dict[str, Any] = {}
    if (properties.author or "").strip().lower() not in NO_AUTHORS:
        meta["author"] = properties.author.strip()
    if (properties.title or "").strip().lower() not in ("", "word document"):
        meta["title"] = properties.title.strip()
    if properties.created is not None:
        meta["date"] = properties.created.date().isoformat()
    return meta
