"""Markup of the web: parsed within limits of size, depth and attributes."""

from __future__ import annotations

import re
from typing import Any

__all__ = ["MarkupError", "parse_tree"]

MAX_CHARACTERS = 10_000_000  # of markup; the largest pages of newspapers have 3 million
MAX_ELEMENTS = 50_000  # tags of one page; the largest pages of newspapers have 10,000
MAX_ATTRIBUTES = 500  # of one tag; real pages stay below 50
MAX_DEPTH = 250  # elements within elements; real pages stay below 60
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
XML_DECLARATION = re.compile(r"<\?xml[^<>]*+>")
SEPARATORS = re.compile("[\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")
# A comment's begin, or a tag's name and what stands in it; quotation marks count after "=" only.
TAG = re.compile(r"""<(!--|[a-zA-Z][^\s/>]*+)((?:=\s*+(?:"[^"]*+"|'[^']*+')|[^>])*+)""")
ATTRIBUTE = re.compile(r"""[^\s/>=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]*+))?+""")


class MarkupError(ValueError):
    """A page that cannot be read; the message says why."""


def parse_tree(text: str) -> Any:
    """Parse markup into lxml's tree of a web page, within limits.

    Parameters
    ----------
    text : str
        HTML or XHTML.

    Raises
    ------
    MarkupError
        If it has too many characters, elements or attributes, or they are nested too deeply.

    Examples
    --------
    >>> parse_tree("<p>It rained.").text_content()
    'It rained.'
    """
    import lxml.html
    from lxml import etree

    if len(text) > MAX_CHARACTERS:
        raise MarkupError(f"{len(text):,} characters of markup; the limit is {MAX_CHARACTERS:,}")
    text = CONTROL.sub("\ufffd", SEPARATORS.sub(" ", text)).lstrip()
    if declaration := XML_DECLARATION.match(text):
        text = text[declaration.end() :]
    _check_attributes(text)
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=False, remove_comments=True)
    try:
        tree = lxml.html.document_fromstring(text.encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return lxml.html.document_fromstring("<p></p>")
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        raise MarkupError(f"its elements are nested more than {MAX_DEPTH} deep")
    n_elements = sum(1 for _ in tree.iter())
    if n_elements > MAX_ELEMENTS:
        raise MarkupError(f"{n_elements:,} elements; the limit is {MAX_ELEMENTS:,}")
    return tree


def _check_attributes(text: str) -> None:
    """Refuse a tag with thousands of attributes: parsing it takes the square of their number."""
    position = 0
    while tag := TAG.search(text, position):
        name, attributes = tag.groups()
        position = tag.end()
        if name == "!--":
            position = max(position, text.find("-->", tag.start()))
            continue
        if name.lower() in ("script", "style"):
            position = max(position, text.find(f"</{name}", position))
        if len(attributes) > MAX_ATTRIBUTES and len(ATTRIBUTE.findall(attributes)) > MAX_ATTRIBUTES:
            raise MarkupError(f"a tag with more than {MAX_ATTRIBUTES:,} attributes, the limit")
