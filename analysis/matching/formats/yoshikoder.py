"""Yoshikoder's ``.ykd``: XML with categories (``cnode``) and patterns (``pnode``)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring as check_safety
from lxml import etree

from analysis.matching.entries import Contents, Entry, LexiconError, make_entry, where

__all__ = ["read"]

MAX_DEPTH = 50  # categories within categories


def read(path: Path) -> Contents:
    """Read a dictionary of Yoshikoder.

    The outermost category names the dictionary; categories within others are named by both.
    Document types, which can define entities that make a small file endless or read other files,
    are refused.
    """
    content = path.read_bytes()
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        check_safety(content, forbid_dtd=True)
        root = etree.fromstring(content, parser)  # again, because this parser tells lines
    except DefusedXmlException:
        raise LexiconError(
            f"{path.name}: document types are not read; remove <!DOCTYPE …>"
        ) from None
    except (ParseError, etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "position", (1, 0))[0]
        raise LexiconError(f"{where(path, line)}: {error}") from None
    outer = root.findall("cnode")
    if root.tag != "dictionary" or not outer:
        raise LexiconError(f"{where(path, 1)}: no <dictionary> with a <cnode>")
    is_named = len(outer) == 1 and outer[0].find("cnode") is not None
    entries = list(_entries(path, outer[0] if is_named else root, ()))
    about: dict[str, Any] = {"categories": {entry.category: {} for entry in entries}}
    return entries, {"title": outer[0].get("name", path.stem), **about} if is_named else about


def _entries(path: Path, node: etree._Element, category: tuple[str, ...]) -> Iterator[Entry]:
    if len(category) > MAX_DEPTH:
        raise LexiconError(f"{where(path, node.sourceline or 1)}: more than {MAX_DEPTH} levels")
    for child in node.iterchildren("cnode", "pnode"):
        name, line = child.get("name", ""), child.sourceline or 1
        if not name.strip():
            raise LexiconError(f"{where(path, line)}: <{child.tag}> needs a name")
        if child.tag == "cnode":
            yield from _entries(path, child, (*category, name))
        else:
            yield make_entry(path, line, name, ".".join(category) or path.stem)
