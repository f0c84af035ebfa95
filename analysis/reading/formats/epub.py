"""E-books: the chapters in the order of the book's spine."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import unquote

from analysis.reading.decoding import DecodingError, decode, repair
from analysis.reading.formats.archives import ArchiveError, check_archive, read_member, read_xml
from analysis.reading.formats.blocks import MAX_BLOCKS, Block, level_headings
from analysis.reading.formats.html import article_blocks
from analysis.reading.formats.markup import MarkupError, parse_tree
from analysis.reading.formats.tidy import tidy

__all__ = ["parse_epub"]

MAX_NAMED = 3  # times that a careless book may name the same chapter; it is read once
MAX_BOOK_CHARACTERS = 10_000_000  # of text; the longest novels have four million
CONTAINER = "META-INF/container.xml"
PAGES = frozenset(["application/xhtml+xml", "text/html"])
# Chapters that are no text of the author's, by the names or the types that they carry, in letters
# alone: "copyright-page", "Title Page".
FRONT_MATTER = frozenset(
    "toc nav contents tableofcontents cover coverpage frontcover backcover title titlepage "
    "fulltitle halftitle halftitlepage copyright copyrightpage imprint colophon landmarks loi lot "
    "index dedication abouttheauthor alsoby praise advertisement".split()
)
# Of elements within a chapter; what is typed as a title there is its heading.
FRONT_TYPES = FRONT_MATTER - {"title"}
TYPED_TAGS = ("body", "section", "nav", "div")
IMPRINT = re.compile(r"©\s?\d{4}|\bISBN\b|\bcopyright\s(?:©|\(c\)|\d{4})|all rights reserved", re.I)
MAX_IMPRINT_WORDS, MAX_TITLE_PAGE_WORDS = 250, 40
LETTERS = re.compile(r"[\W\d_]+")


def parse_epub(data: bytes) -> tuple[list[Block], dict[str, Any]]:
    """Read an e-book (.epub).

    Parameters
    ----------
    data : bytes
        The whole file.

    Returns
    -------
    blocks : list of Block
        The headings, paragraphs and quotations of all chapters but cover, contents and imprint.
    meta : dict
        Title, author, date and language as far as the book tells them.

    Raises
    ------
    ArchiveError
        If the file is damaged, locked, would unpack into too much, or names a chapter over and
        over.

    Examples
    --------
    >>> parse_epub(b"PK")
    Traceback (most recent call last):
    ...
    analysis.reading.formats.archives.ArchiveError: the file is damaged: File is not a zip file
    """
    with check_archive(data) as archive:
        package_name, package = _package(archive)
        meta = _meta(package)
        blocks: list[Block] = []
        n_characters = 0
        for name in _unrepeated(_chapter_names(package_name, package)):
            chapter = _chapter(archive, name, meta)
            blocks += chapter
            n_characters += sum(len(block.text) for block in chapter)
            if len(blocks) > MAX_BLOCKS:
                raise ArchiveError(f"more than {MAX_BLOCKS:,} paragraphs, which is the limit")
            if n_characters > MAX_BOOK_CHARACTERS:
                raise ArchiveError(
                    f"more than {MAX_BOOK_CHARACTERS:,} characters of text, which is the limit"
                )
    return level_headings(blocks, meta.get("title")), meta


def _package(archive: zipfile.ZipFile) -> tuple[str, Any]:
    """Return the name and the tree of the file that lists the chapters."""
    roots = read_xml(read_member(archive, CONTAINER)).findall(".//{*}rootfile")
    if not roots or not roots[0].get("full-path"):
        raise ArchiveError("it names no list of chapters")
    name = roots[0].get("full-path")
    return name, read_xml(read_member(archive, name))


def _meta(package: Any) -> dict[str, Any]:
    found = {
        "title": package.findtext(".//{*}metadata/{*}title"),
        "author": package.findtext(".//{*}metadata/{*}creator"),
        "date": package.findtext(".//{*}metadata/{*}date"),
        "language": package.findtext(".//{*}metadata/{*}language"),
    }
    return {key: value.strip() for key, value in found.items() if value and value.strip()}


def _chapter_names(package_name: str, package: Any) -> list[str]:
    """Return the members of the archive that hold the chapters, in order."""
    items = {item.get("id"): item for item in package.iterfind(".//{*}manifest/{*}item")}
    folder = posixpath.dirname(package_name)
    guided = _guided(package)
    names = []
    for reference in package.iterfind(".//{*}spine/{*}itemref"):
        item = items.get(reference.get("idref"))
        if item is None or item.get("media-type") not in PAGES:
            continue
        if _is_front_matter(item) or item.get("href") in guided:
            continue
        names.append(posixpath.normpath(posixpath.join(folder, unquote(item.get("href", "")))))
    return names


def _unrepeated(names: Sequence[str]) -> list[str]:
    """Return each chapter once; a book that names one over and over is refused."""
    counts = Counter(names)
    name, n_times = max(counts.items(), key=lambda item: item[1], default=("", 0))
    if n_times > MAX_NAMED:
        raise ArchiveError(
            f"its list of chapters names {name[:60]!r} {n_times:,} times; the limit is {MAX_NAMED}"
        )
    return list(counts)


def _is_front_matter(item: Any) -> bool:
    stem = posixpath.splitext(posixpath.basename(item.get("href", "")))[0]
    is_contents = "nav" in (item.get("properties") or "").split()
    return is_contents or not FRONT_MATTER.isdisjoint(map(_letters, (stem, item.get("id") or "")))


def _letters(name: str) -> str:
    return LETTERS.sub("", name).lower()


def _guided(package: Any) -> set[str]:
    """Return the files that an older book's guide calls cover, title page or contents."""
    references = package.iterfind(".//{*}guide/{*}reference")
    told = (one for one in references if _letters(one.get("type") or "") in FRONT_MATTER)
    return {(one.get("href") or "").partition("#")[0] for one in told}


def _is_frame(blocks: Sequence[Block], meta: Mapping[str, Any]) -> bool:
    """Tell an imprint or a title page by what it says."""
    text = " ".join(block.text for block in blocks)
    n_words = len(text.split())
    if IMPRINT.search(text) and n_words <= MAX_IMPRINT_WORDS:
        return True
    title, author = (_letters(str(meta.get(key, ""))) for key in ("title", "author"))
    names = title and title in _letters(text) and (not author or author in _letters(text))
    return bool(names) and n_words <= MAX_TITLE_PAGE_WORDS


def _chapter(archive: zipfile.ZipFile, name: str, meta: Mapping[str, Any]) -> list[Block]:
    try:
        _, text = decode(read_member(archive, name), markup=True)
        tree = parse_tree(repair(text)[0])
    except (DecodingError, MarkupError) as error:
        raise ArchiveError(f"{name!r} in it: {error}") from error
    # All of a book may stand in one file: what is typed is left out, and not what stands beside it.
    for element in list(filter(_is_typed_front_matter, tree.iter(*TYPED_TAGS))):
        if element.tag == "body":
            return []
        element.drop_tree()
    tidy(tree)
    blocks = list(article_blocks(tree))
    return [] if _is_frame(blocks, meta) else blocks


def _is_typed_front_matter(element: Any) -> bool:
    types = (element.get("epub:type") or "").replace("-", "").lower().split()
    return not FRONT_TYPES.isdisjoint(types)
