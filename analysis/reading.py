"""Reading documents: plain text, Markdown and web pages become a Document with an outline.

The text of a ``.txt`` file is kept character by character. Of Markdown and HTML the readable text
is extracted, and offsets refer to the extracted text, which the document keeps.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from analysis.outline import apply_headings, plain_blocks, refine_blocks
from analysis.text import Document, Span

__all__ = ["ReadingError", "list_samples", "make_document", "read_document", "sample_path"]

SAMPLES = Path(__file__).parent / "samples"
MAX_BYTES = 50_000_000
MAX_ABOVE_TITLE = 4  # blocks that a page may set above its title
# Control characters that no text file has; tabs and line ends are not among them.
CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
DECLARED_CHARSET = re.compile(rb"""<meta[^>]+charset=["']?\s*([\w.:-]+)""", re.I)
SIGNATURES = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a Word document, an e-book or an archive",
    b"\xd0\xcf\x11\xe0": "an old Word document",
    b"{\\rtf": "an RTF file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
}


class ReadingError(ValueError):
    """A document that cannot be read; the message says why and what to do."""


class Block(NamedTuple):
    """A piece of extracted text and its label in the outline."""

    text: str
    label: str


def read_document(
    source: str | Path,
    *,
    id: str | None = None,
    plain: bool = False,
    headings: Sequence[str] | None = None,
    parts: int | None = None,
) -> Document:
    """Read a text, Markdown or HTML file.

    Parameters
    ----------
    source : str or Path
        A file ending in ``.txt``, ``.md``, ``.markdown``, ``.html`` or ``.htm`` (any other
        ending is read as plain text), or the name of a bundled sample.
    id : str, optional
        The document's id; the file's name without its ending by default.
    plain : bool
        Take a plain text as running prose: look for no title, heading or boilerplate.
    headings : sequence of str, optional
        The headings of a plain text, as they stand in it, instead of those that are inferred.
    parts : int, optional
        Cut a text without headings into so many parts of nearly equal length.

    Returns
    -------
    Document
        With ``meta`` holding source, encoding and, where a page tells, title, author and date.

    Raises
    ------
    ReadingError
        If there is no such file, or it is a folder, empty, too large, binary, or without text.

    Examples
    --------
    >>> read_document("harbour_bridge_for").body[0].title
    'Opening'
    >>> read_document("nowhere.txt")
    Traceback (most recent call last):
    ...
    analysis.reading.ReadingError: nowhere.txt: no such file, and no sample of that name; ...
    """
    path = _locate(source)
    data = _read_bytes(path)
    parse = PARSERS.get(path.suffix.lower(), _parse_text)
    encoding, text = _decode(data, path)
    name = id or path.stem
    meta: dict[str, Any] = {"source": path.name, "encoding": encoding}
    if parse is _parse_text:
        return make_document(name, text, meta, plain=plain, headings=headings, parts=parts)
    blocks, found = parse(text)
    if not blocks:
        raise ReadingError(f"{path.name}: no readable text was found in it")
    document_text, outline = _join(blocks)
    return Document(name, document_text, meta | found, refine_blocks(document_text, outline), parts)


def make_document(
    id: str,
    text: str,
    meta: dict[str, Any] | None = None,
    *,
    plain: bool = False,
    headings: Sequence[str] | None = None,
    parts: int | None = None,
) -> Document:
    """Make a Document of a plain text.

    Parameters
    ----------
    id, text, meta
        As for Document.
    plain, headings, parts
        As for read_document.

    Raises
    ------
    ReadingError
        If the text holds no word.

    Examples
    --------
    >>> make_document("x", "Short\\n\\nIt may rain today.", plain=True).body[0].title
    'Whole text'
    """
    if not re.search(r"[^\W_]", text):
        raise ReadingError(f"{id}: the text is empty; give a text with at least one word")
    outline = None
    if plain:
        outline = plain_blocks(text)
    elif headings is not None:
        outline = apply_headings(text, headings)
    return Document(id, text, meta or {}, outline, parts)


def list_samples() -> list[str]:
    """Return the names of the bundled sample op-eds.

    Examples
    --------
    >>> "harbour_bridge_for" in list_samples()
    True
    """
    return sorted(path.stem for path in SAMPLES.iterdir() if path.stem != "README")


def sample_path(name: str) -> Path | None:
    """Return the file of a bundled sample, or None if there is none of that name."""
    return next((path for path in SAMPLES.glob(f"{name}.*") if path.stem != "README"), None)


def _locate(source: str | Path) -> Path:
    path = Path(source)
    if path.is_file():
        return path
    if path.is_dir():
        raise ReadingError(f"{path.name}: this is a folder; give the files in it")
    sample = sample_path(str(source)) if re.fullmatch(r"\w+", str(source)) else None
    if sample is None:
        raise ReadingError(
            f"{source}: no such file, and no sample of that name; samples are "
            f"{', '.join(list_samples())}"
        )
    return sample


def _read_bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            limit = MAX_BYTES // 1_000_000
            raise ReadingError(f"{path.name}: {size:,} bytes; the limit is {limit} MB")
        data = path.read_bytes()
    except OSError as error:
        raise ReadingError(f"{path.name}: {error.strerror}") from error
    if not data.strip():
        raise ReadingError(f"{path.name}: the file is empty; give a text with at least one word")
    for signature, kind in SIGNATURES.items():
        if data.startswith(signature):
            raise ReadingError(f"{path.name}: this looks like {kind}; save it as text or HTML")
    return data


def _decode(data: bytes, path: Path) -> tuple[str, str]:
    """Decode by byte-order mark, declared charset, UTF-8, then the old Windows code page.

    A byte-order mark stays in the text as its first character, so that offsets are those of
    the file.
    """
    candidates = ["utf-8", "cp1252"]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        candidates.insert(0, "utf-16")
    elif declared := DECLARED_CHARSET.search(data[:4096]):
        candidates.insert(0, declared.group(1).decode("ascii", "replace"))
    for encoding in candidates:
        try:
            text = data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        if len(CONTROL.findall(text[:100_000])) > len(text[:100_000]) / 1000:
            break
        return encoding, text
    raise ReadingError(f"{path.name}: this is not a text file; save it as text (UTF-8) or HTML")


def _parse_text(text: str) -> tuple[list[Block], dict[str, Any]]:
    return [Block(text, "paragraph")], {}


def _join(blocks: Iterable[Block]) -> tuple[str, list[Span]]:
    """Put blocks together with blank lines between them, and return where each stands."""
    pieces: list[str] = []
    spans, position = [], 0
    for text, label in blocks:
        spans.append(Span(position, position + len(text), label))
        pieces.append(text)
        position += len(text) + 2
    return "\n\n".join(pieces), spans


def _parse_markdown(text: str) -> tuple[list[Block], dict[str, Any]]:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.front_matter import front_matter_plugin

    tokens = MarkdownIt("commonmark").enable("table").use(front_matter_plugin).parse(text)
    blocks: list[Block] = []
    meta: dict[str, Any] = {}
    quote_depth, label = 0, "paragraph"
    for token in tokens:
        if token.type == "front_matter":
            meta = _front_matter(token.content)
        elif token.type in ("blockquote_open", "blockquote_close"):
            quote_depth += token.nesting
        elif token.type == "heading_open":
            label = f"heading{token.tag[1:]}"
        elif token.type == "heading_close":
            label = "paragraph"
        elif token.type == "inline" and (content := _inline_text(token.children or [])):
            is_quote = quote_depth and label == "paragraph"
            blocks.append(Block(content, "quote" if is_quote else label))
    return _level_headings(blocks, meta.get("title")), meta


def _front_matter(content: str) -> dict[str, Any]:
    import yaml

    try:
        values = yaml.safe_load(content)
    except yaml.YAMLError:
        return {}
    known = ("title", "author", "date")
    return {key: str(values[key]) for key in known if key in values} if values else {}


def _inline_text(tokens: Sequence[Any]) -> str:
    pieces = []
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            pieces.append(" ")
        elif token.type in ("text", "code_inline"):
            pieces.append(token.content)
    return "".join(pieces).strip()


def _level_headings(blocks: list[Block], title: Any = None) -> list[Block]:
    """Make the one outermost heading near the top the title, and number the rest from 1.

    What a page sets above its title (a kicker, a dateline) is boilerplate.
    """
    labels = [block.label for block in blocks]
    outermost = min((label for label in labels if label.startswith("heading")), default="")
    if outermost and labels.count(outermost) == 1 and labels.index(outermost) < MAX_ABOVE_TITLE:
        place = labels.index(outermost)
        above = [Block(block.text, "boilerplate") for block in blocks[:place]]
        blocks = [*above, Block(blocks[place].text, "title"), *blocks[place + 1 :]]
    elif title and not any(block.text == title for block in blocks):
        blocks = [Block(str(title), "title"), *blocks]
    depths = sorted({block.label for block in blocks if block.label.startswith("heading")})
    levels = {label: f"heading{number}" for number, label in enumerate(depths, 1)}
    return [Block(block.text, levels.get(block.label, block.label)) for block in blocks]


def _parse_html(text: str) -> tuple[list[Block], dict[str, Any]]:
    import trafilatura
    from lxml import etree

    extracted = trafilatura.extract(
        text,
        output_format="xml",
        include_comments=False,
        include_tables=True,
        favor_precision=True,
        with_metadata=True,
    )
    if not extracted:
        return [], {}
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    root = etree.fromstring(extracted.encode(), parser)
    meta = {key: root.get(key) for key in ("title", "author", "date") if root.get(key)}
    main = root.find("main")
    blocks = [] if main is None else [block for child in main for block in _page_blocks(child)]
    return _level_headings(blocks, meta.get("title")), meta


def _page_blocks(element: Any) -> list[Block]:
    """Turn one element of trafilatura's XML into blocks."""
    if element.tag == "head":
        content = _element_text(element)
        return [Block(content, f"heading{element.get('rend', 'h2')[1:]}")] if content else []
    children = element.findall("p") if element.tag == "quote" else element.findall("item")
    label = "quote" if element.tag == "quote" else "paragraph"
    texts = [_element_text(child) for child in children] or [_element_text(element)]
    return [Block(content, label) for content in texts if re.search(r"[^\W_]", content)]


def _element_text(element: Any) -> str:
    return re.sub(r"[ \t\r\n]+", " ", "".join(element.itertext())).strip()


PARSERS: dict[str, Callable[[str], tuple[list[Block], dict[str, Any]]]] = {
    ".md": _parse_markdown,
    ".markdown": _parse_markdown,
    ".html": _parse_html,
    ".htm": _parse_html,
}
