"""The registry of document formats, in one explicit tuple: every command and the archive use it."""

from __future__ import annotations

import pkgutil
from typing import Any, Literal, NamedTuple

from analysis.reading.formats.blocks import Block

__all__ = [
    "FORMATS",
    "REFUSED",
    "DocumentFormat",
    "document_endings",
    "format_of_ending",
    "format_of_name",
    "format_of_type",
    "formats_of_signature",
]


class DocumentFormat(NamedTuple):
    """A format: how its files are told, and what reads them.

    Parameters
    ----------
    name, title : str
        As tables have it, and as messages call such a document.
    endings : tuple of str
        Of its files, in lower case.
    types : tuple of str
        What servers call it.
    holds : {"text", "markup", "binary"}
        Text as people read it, text with tags, or bytes.
    parser : str
        Where the function is that turns its content, a text or bytes, into blocks and what the
        document says of itself: ``module:function``, so that libraries load when needed. Empty
        for plain text, whose outline is inferred.
    signature : bytes
        How its files begin, if they all do.
    member : str
        Of a zipped format, a pattern for the name of a file that it alone has in it.
    """

    name: str
    title: str
    endings: tuple[str, ...]
    types: tuple[str, ...]
    holds: Literal["text", "markup", "binary"]
    parser: str = ""
    signature: bytes = b""
    member: str = ""

    def parse(self, content: Any) -> tuple[list[Block], dict[str, Any]]:
        """Turn the content of a document into its blocks and what it says of itself.

        Examples
        --------
        >>> blocks, told = FORMATS[1].parse("# Rain")
        >>> blocks
        [Block(text='Rain', label='title')]
        """
        read: Any = pkgutil.resolve_name(self.parser)
        blocks, told = read(content)
        return blocks, told


OFFICE = "application/vnd.openxmlformats-officedocument"
FORMATS = (
    DocumentFormat("text", "plain text", (".txt",), ("text/plain",), "text"),
    DocumentFormat(
        "markdown",
        "Markdown text",
        (".md", ".markdown"),
        ("text/markdown",),
        "text",
        "analysis.reading.formats.markdown:parse_markdown",
    ),
    DocumentFormat(
        "html",
        "web page",
        (".html", ".htm", ".xhtml"),
        ("text/html", "application/xhtml+xml"),
        "markup",
        "analysis.reading.formats.html:parse_page",
    ),
    DocumentFormat(
        "docx",
        "Word document",
        (".docx", ".docm"),
        (
            f"{OFFICE}.wordprocessingml.document",
            "application/vnd.ms-word.document.macroenabled.12",
        ),
        "binary",
        "analysis.reading.formats.docx:parse_docx",
        b"PK\x03\x04",
        r"word/document\d{0,3}\.xml",
    ),
    DocumentFormat(
        "pdf",
        "PDF",
        (".pdf",),
        ("application/pdf",),
        "binary",
        "analysis.reading.formats.pdf:parse_pdf",
        b"%PDF",
    ),
    DocumentFormat(
        "epub",
        "e-book",
        (".epub",),
        ("application/epub+zip",),
        "binary",
        "analysis.reading.formats.epub:parse_epub",
        b"PK\x03\x04",
        r"META-INF/container\.xml",
    ),
)
# How files begin that are not read, and what to do with them.
REFUSED = {
    b"\xd0\xcf\x11\xe0": "an old Word document (.doc); save it as .docx",
    b"{\\rtf": "an RTF file; save it as .docx or as text",
    b"\x89PNG": "a picture; put it through text recognition (OCR)",
    b"\xff\xd8\xff": "a picture; put it through text recognition (OCR)",
    b"GIF8": "a picture; put it through text recognition (OCR)",
    b"\x1f\x8b": "a compressed file; unpack it",
    b"7z\xbc\xaf": "an archive; unpack it",
    b"Rar!": "an archive; unpack it",
}


def document_endings() -> tuple[str, ...]:
    """Return the endings of all documents that are read.

    Examples
    --------
    >>> document_endings()[:3]
    ('.txt', '.md', '.markdown')
    """
    return tuple(ending for form in FORMATS for ending in form.endings)


def format_of_ending(ending: str) -> DocumentFormat | None:
    """Return the format of an ending, in whatever case, or None.

    Examples
    --------
    >>> format_of_ending(".XHTML").name, format_of_ending(".rtf")
    ('html', None)
    """
    return next((form for form in FORMATS if ending.lower() in form.endings), None)


def format_of_type(media_type: str) -> DocumentFormat | None:
    """Return the format of a media type, or None.

    Examples
    --------
    >>> format_of_type("text/markdown").name
    'markdown'
    """
    return next((form for form in FORMATS if media_type in form.types), None)


def format_of_name(name: str) -> DocumentFormat:
    """Return the format of a name.

    Examples
    --------
    >>> format_of_name("docx").title
    'Word document'
    """
    return next(form for form in FORMATS if form.name == name)


def formats_of_signature(data: bytes) -> list[DocumentFormat]:
    """Return the formats whose files begin as a file does.

    Examples
    --------
    >>> [form.name for form in formats_of_signature(b"PK\\x03\\x04...")]
    ['docx', 'epub']
    """
    return [form for form in FORMATS if form.signature and data.startswith(form.signature)]
