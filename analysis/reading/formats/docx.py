"""Word documents: paragraphs with the headings, title and quotations that their styles tell."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from analysis.reading.formats.archives import ArchiveError, check_archive, read_member, read_xml
from analysis.reading.formats.blocks import (
    BOLD_HEADING,
    HAS_WORD,
    MAX_BLOCKS,
    Block,
    level_headings,
    looks_like_bold_heading,
)

__all__ = ["parse_docx"]

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
HEADING_STYLE = re.compile(r"heading ([1-9])", re.I)
QUOTE_STYLES = frozenset(["quote", "intense quote", "block text"])
# Inserted by the program that wrote the file, not by a person.
NO_AUTHORS = frozenset(["", "python-docx", "un-named", "user", "author", "microsoft office user"])
# The text of a paragraph, and not that of a text box in it or what a reviewer struck out.
TEXT = (
    ".//*[self::w:t or self::w:tab or self::w:br or self::w:cr or self::w:noBreakHyphen]"
    "[not(ancestor::w:txbxContent) and not(ancestor::w:del) and not(ancestor::w:moveFrom)]"
)
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
        Title, headings, paragraphs and quotations. Running heads, footnotes, comments, text
        boxes and deletions are left out; a table is a ``boilerplate`` block, a row a line.
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
    analysis.formats.archives.ArchiveError: the file is damaged: File is not a zip file
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
        items = document.iter_inner_content()
        found = (block for item in items for block in _blocks(item, styles))
        blocks = list(islice(found, MAX_BLOCKS + 1))
        meta = _meta(document.core_properties)
    except Exception as error:  # python-docx raises whatever it stumbles over
        raise ArchiveError(f"it is not a Word document as Word writes them: {error}") from error
    return level_headings(blocks), meta


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
    pieces = []
    for element in paragraph._p.xpath(TEXT):
        tag = element.tag.removeprefix(WORD)
        pieces.append({"t": element.text or "", "tab": " ", "noBreakHyphen": "-"}.get(tag, "\n"))
    return SPACES.sub(" ", "".join(pieces)).strip()


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
