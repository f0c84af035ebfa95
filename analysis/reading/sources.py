"""Reading documents: files of many formats, web pages and standard input become a Document.

The text of a plain text file is kept character by character. Of all other formats the readable
text is extracted, and offsets refer to the extracted text, which the document keeps. What had to
be repaired before offsets could be taken is said in ``meta["repaired"]``.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from analysis.files import nearest
from analysis.reading.decoding import DecodingError, decode, repair, repair_characters
from analysis.reading.formats.archives import ArchiveError, check_archive
from analysis.reading.formats.blocks import MAX_BLOCKS, Block, join_blocks
from analysis.reading.formats.registry import (
    REFUSED,
    DocumentFormat,
    format_of_ending,
    format_of_name,
    formats_of_signature,
)
from analysis.text.document import Document
from analysis.text.folding import fold_text
from analysis.text.outline import apply_headings, infer_blocks, plain_blocks, refine_blocks
from analysis.text.spans import HAS_WORD, is_heading

__all__ = [
    "IS_ADDRESS",
    "MAX_CHARACTERS",
    "ReadingError",
    "list_samples",
    "make_document",
    "parse_html",
    "read_document",
    "sample_path",
    "samples_folder",
]

SAMPLES = Path(__file__).parents[1] / "samples"
MAX_BYTES = 50_000_000  # of a file or of standard input
MAX_CHARACTERS = 20_000_000  # of a text: ten seconds and one gigabyte to cut it into sentences
IS_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,1000}(?:<!doctype\s+html|<html[\s>])", re.I)
# What ends a line in an extracted block; only a table's rows have lines of their own.
LINE_BREAKS = re.compile("[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
REPLACEMENT = "\ufffd".encode()
IS_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,20}://")


class ReadingError(ValueError):
    """A document that cannot be read; the message says why and what to do."""


class Source(NamedTuple):
    """The bytes of a document and what is known about them before they are read."""

    name: str
    id: str
    data: bytes
    format: DocumentFormat | None
    charset: str | None = None
    meta: Mapping[str, Any] = {}
    is_remote: bool = False


def read_document(
    source: str | Path,
    *,
    id: str | None = None,
    plain: bool = False,
    headings: Sequence[str] | None = None,
    parts: int | Sequence[int] | None = None,
    allow_private: bool = False,
) -> Document:
    """Read a document from a file, a web address or standard input.

    Parameters
    ----------
    source : str or Path
        A file: plain text, Markdown (``.md``), a web page (``.html``), a Word document
        (``.docx``), a PDF or an e-book (``.epub``). Or an address that begins with ``http://`` or
        ``https://``; or ``-`` for standard input; or the name of a bundled sample. A file whose
        ending says nothing is read as plain text.
    id : str, optional
        The document's id; the file's name without its ending by default.
    plain : bool
        Take the text as running prose: look for no title, heading or boilerplate, and take those
        that a page, a Word document, … tells for paragraphs.
    headings : sequence of str, optional
        The headings, as they stand in the text, instead of those that are found.
    parts : int or sequence of int, optional
        How a text without headings is divided: into so many parts, or before the paragraphs of
        these numbers, counted from 1. By default into three to seven parts of whole paragraphs,
        if it has 450 words and three paragraphs and is not read as plain prose; 1 does not divide.
    allow_private : bool
        Allow an address within the own network or on the own computer.

    Returns
    -------
    Document
        With ``meta`` holding source, path of a file, format, encoding, where the document tells
        them title, author and date, and ``repaired`` if its characters had to be repaired.

    Raises
    ------
    ReadingError
        If there is no such file or page, or it is a folder, empty, too large, damaged, not safe to
        unpack, without text, or in a format that is not read; or if both plain and headings are
        given.

    Examples
    --------
    >>> read_document("harbour_bridge_for").body[0].title
    'Opening'
    >>> read_document("nowhere.txt")
    Traceback (most recent call last):
    ...
    analysis.reading.sources.ReadingError: nowhere.txt: no such file, and no sample ...
    """
    _refuse_both(str(source), plain, headings)
    found = _open(source, allow_private)
    form = _format(found)
    name = id if id is not None else found.id
    if form.holds == "binary":
        blocks, meta = _parse(found.name, form, found.data)
        meta = {**found.meta, "format": form.name, **meta}
        return _document(name, blocks, meta, headings, parts, plain)
    encoding, text, repaired = _decode(found, form)
    meta = {**found.meta, "format": form.name, "encoding": encoding, **repaired}
    if not form.parser:
        return make_document(name, text, meta, plain=plain, headings=headings, parts=parts)
    blocks, told = _parse(found.name, form, text)
    if found.is_remote:
        _refuse_teaser(found.name, text, blocks)
    return _document(name, blocks, meta | told, headings, parts, plain)


def parse_html(
    markup: str,
    *,
    id: str = "page",
    headings: Sequence[str] | None = None,
    parts: int | Sequence[int] | None = None,
) -> Document:
    """Read a web page that is at hand as a string.

    Parameters
    ----------
    markup : str
        The page's HTML.
    id, headings, parts
        As for `read_document`.

    Returns
    -------
    Document
        Its text is the extracted article.

    Raises
    ------
    ReadingError
        If the page holds no readable text, or is too large or too deeply nested.

    Examples
    --------
    >>> page = "<h1>Rain</h1><p>It may rain.</p><h2>Why</h2><p>Nobody knows.</p>"
    >>> [section.title for section in parse_html(page).sections]
    ['Rain', 'Opening', 'Why']
    """
    text, repaired = repair(markup)
    blocks, meta = _parse(id, format_of_name("html"), text)
    meta = {"format": "html", **({"repaired": repaired} if repaired else {}), **meta}
    return _document(id, blocks, meta, headings, parts)


def make_document(
    id: str,
    text: str,
    meta: Mapping[str, Any] | None = None,
    *,
    plain: bool = False,
    headings: Sequence[str] | None = None,
    parts: int | Sequence[int] | None = None,
) -> Document:
    """Make a Document of a plain text.

    Parameters
    ----------
    id, text, meta
        As for Document. NUL characters and lone surrogates in the text are replaced one for one,
        so that offsets stay those of the text given. Mojibake ("isnâ€™t") is mended as in files,
        and offsets are those of the mended text. ``meta["repaired"]`` says so.
    plain, headings, parts
        As for read_document.

    Raises
    ------
    ReadingError
        If the text holds no word, or is too long; or if both plain and headings are given.

    Examples
    --------
    >>> make_document("x", "Short\\n\\nIt may rain today.", plain=True).body[0].title
    'Whole text'
    """
    _refuse_both(id, plain, headings)
    if len(text) > MAX_CHARACTERS:
        raise ReadingError(
            f"{id}: {len(text):,} characters; the limit is {MAX_CHARACTERS:,}; cut it into parts"
        )
    if not HAS_WORD.search(text):
        raise ReadingError(f"{id}: the text is empty; give a text with at least one word")
    text, repaired = repair(text)
    meta = dict(meta or {})
    if repaired:
        meta["repaired"] = [*meta.get("repaired", []), *repaired]
    outline = None
    if plain:
        outline = plain_blocks(text)
        parts = 1 if parts is None else parts
    elif headings is not None:
        outline = apply_headings(text, headings)
    document = Document(id, text, meta, outline, parts)
    if document.folding is not None and not HAS_WORD.search(document.folding.text):
        raise ReadingError(f"{id}: the text has only addresses, labels or marks; give its words")
    return document


def list_samples() -> list[str]:
    """Return the names of the bundled sample op-eds.

    Examples
    --------
    >>> "harbour_bridge_for" in list_samples()
    True
    """
    return sorted(path.stem for path in SAMPLES.iterdir() if path.stem != "README")


def samples_folder() -> Path:
    """Return the folder of the bundled sample op-eds, a small archive to begin with.

    Examples
    --------
    >>> samples_folder().name
    'samples'
    """
    return SAMPLES


def sample_path(name: str) -> Path | None:
    """Return the file of a bundled sample, or None if there is none of that name."""
    if not re.fullmatch(r"\w+", name) or name == "README":
        return None
    return next(SAMPLES.glob(f"{name}.*"), None)


def _open(source: str | Path, allow_private: bool) -> Source:
    """Get the bytes of a document from where it is."""
    if str(source) == "-":
        data = sys.stdin.buffer.read(MAX_BYTES + 1)
        return Source("standard input", "stdin", _sized(data, "standard input"), None)
    if isinstance(source, str) and IS_ADDRESS.match(source):
        return _open_address(source, allow_private)
    path = _locate(source)
    data = _read_bytes(path)
    # The bytes of a name that is no UTF-8 have no place in a table; \udXXX is said instead.
    name, stem = (t.encode("utf-8", "backslashreplace").decode() for t in (path.name, path.stem))
    meta = {"source": name, "path": str(path.resolve())}
    return Source(name, stem, data, format_of_ending(path.suffix), meta=meta)


def _open_address(address: str, allow_private: bool) -> Source:
    from analysis.reading.web import FetchError, fetch

    try:
        page = fetch(address, allow_private=allow_private)
    except FetchError as error:
        raise ReadingError(f"{address}: {error}") from error
    stem = PurePosixPath(page.path).stem
    name = re.sub(r"[^\w-]+", "-", stem).strip("-")[:80] or page.host.replace(".", "-")
    meta = {"source": page.url}
    data = _sized(page.data, address)
    form = None if page.format is None else format_of_name(page.format)
    return Source(address, name, data, form, page.charset, meta, is_remote=True)


def _refuse_teaser(address: str, markup: str, blocks: Sequence[Block]) -> None:
    """Refuse a page that shows only the beginning of its article."""
    from analysis.reading.web import looks_like_paywall

    n_words = sum(len(block.text.split()) for block in blocks if block.label != "title")
    if looks_like_paywall(markup, n_words):
        raise ReadingError(
            f"{address}: only the first {n_words} words are there, the rest is for subscribers; "
            "save the page from your browser while you are logged in, and give the file"
        )


def _locate(source: str | Path) -> Path:
    path = Path(source)
    try:
        if path.is_file():
            return path
        is_folder = path.is_dir()
    except (OSError, ValueError):  # a name that no file can have
        is_folder = False
    if is_folder:
        raise ReadingError(f"{path.name}: this is a folder; give the files in it")
    sample = sample_path(str(source))
    if sample is None:
        name = str(source)
        raise ReadingError(
            f"{name[:200]}: no such file, and no sample of that name{_nearest(name)}; "
            f"samples are {', '.join(list_samples())}"
        )
    return sample


def _nearest(name: str) -> str:
    """Ask whether a sample was meant that is called nearly so."""
    return nearest(re.sub(r"\W+", "_", name.lower()), list_samples(), 0.75)


def _read_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ReadingError(f"{path.name}: {error.strerror}") from error
    return _sized(data, path.name)


def _sized(data: bytes, name: str) -> bytes:
    """Return the bytes if they are neither too many nor none."""
    if len(data) > MAX_BYTES:
        limit = MAX_BYTES // 1_000_000
        raise ReadingError(f"{name}: larger than the limit of {limit} MB; cut it into parts")
    if not data.strip():
        raise ReadingError(f"{name}: the file is empty; give a text with at least one word")
    return data


def _format(source: Source) -> DocumentFormat:
    """Tell the format of a document by its first bytes, then by its name."""
    if signed := formats_of_signature(source.data):
        return _zip_format(source, signed) if signed[0].member else signed[0]
    for signature, what in REFUSED.items():
        if source.data.startswith(signature):
            raise ReadingError(f"{source.name}: this looks like {what}")
    if source.format is not None and source.format.signature:
        what = source.format.title
        raise ReadingError(f"{source.name}: this is not a {what}; give it the ending of what it is")
    if source.format is not None:
        return source.format
    is_named = source.name.lower().endswith(".txt")
    return format_of_name("html" if not is_named and IS_PAGE.match(source.data) else "text")


def _zip_format(source: Source, forms: Sequence[DocumentFormat]) -> DocumentFormat:
    """Tell Word documents and e-books, which are both zipped, by what is in them."""
    try:
        names = set(check_archive(source.data).namelist())
    except ArchiveError as error:
        raise ReadingError(
            f"{source.name}: this looks like a Word document or an e-book, but {error}"
        ) from error
    for form in forms:
        if any(re.fullmatch(form.member, name) for name in names):
            return form
    raise ReadingError(
        f"{source.name}: this is an archive, but no Word document and no e-book; unpack it and "
        "give the files in it"
    )


def _decode(source: Source, form: DocumentFormat) -> tuple[str, str, dict[str, Any]]:
    try:
        encoding, text = decode(source.data, declared=source.charset, markup=form.holds == "markup")
    except DecodingError:
        raise ReadingError(
            f"{source.name}: this is not a text file; save it as text (UTF-8) or HTML"
        ) from None
    text, repaired = repair(text)
    if "\ufffd" in text and not repaired and REPLACEMENT not in source.data:
        repaired = ["broken bytes replaced"]
    return encoding, text, {"repaired": repaired} if repaired else {}


def _parse(
    name: str, form: DocumentFormat, content: str | bytes
) -> tuple[list[Block], dict[str, Any]]:
    """Run a parser, and say which document it was that could not be read."""
    try:
        blocks, meta = form.parse(content)
    except ValueError as error:  # each parser has its own kind of ValueError
        raise ReadingError(f"{name}: this {form.title} cannot be read: {error}") from error
    if not any(HAS_WORD.search(block.text) for block in blocks):
        raise ReadingError(f"{name}: no readable text was found in it")
    if len(blocks) > MAX_BLOCKS:
        raise ReadingError(f"{name}: {len(blocks):,} paragraphs; the limit is {MAX_BLOCKS:,}")
    return blocks, meta


def _refuse_both(name: str, plain: bool, headings: Sequence[str] | None) -> None:
    if plain and headings is not None:
        raise ReadingError(
            f"{name}: plain=True takes the text for prose without headings, and headings= names "
            "some; give only one of them"
        )


def _document(
    id: str,
    blocks: Sequence[Block],
    meta: Mapping[str, Any],
    headings: Sequence[str] | None,
    parts: int | Sequence[int] | None,
    plain: bool = False,
) -> Document:
    """Make a Document of blocks, its outline inferred where the format told none."""
    cleaned = [
        Block(LINE_BREAKS.sub(" ", repair_characters(block.text)[0]), block.label)
        for block in blocks
    ]
    text, spans = join_blocks(cleaned)
    if plain:
        prose = [s if s.label == "quote" else s._replace(label="paragraph") for s in spans]
        return Document(id, text, meta, prose, 1 if parts is None else parts)
    is_told = any(block.label == "title" or is_heading(block.label) for block in blocks)
    authors = [str(meta["author"])] if meta.get("author") else []
    view = fold_text(text)
    meant, ranges = text, spans
    if view is not None:
        meant, ranges = view.text, [block for block, _ in view.blocks(spans)]
    found = refine_blocks(meant, ranges, authors) if is_told else infer_blocks(meant, ranges)
    outline = found if view is None else tuple(map(view.whole, found))
    if headings is not None:
        outline = apply_headings(text, headings, outline)
    return Document(id, text, meta, outline, parts)
