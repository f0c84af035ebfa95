"""What a web page says about itself: title, author, date, language, a copy of the article."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from typing import Any

from analysis.reading.formats.blocks import BOLD_HEADING, Block
from analysis.text.outline import looks_like_heading
from analysis.text.spans import HAS_WORD

__all__ = ["article_body", "page_meta"]

MAX_TITLE = 400  # characters
MAX_NAMED = 4  # titles of a kind; the first ones count
MAX_CHOICES = 20  # headings that are compared with each other
MIN_TITLE_SHARE = 0.6  # of a title's letters that a heading has which is no whole part of it
TITLE_DIVIDER = re.compile(r"\s{1,9}[-–—|·•:»«/]{1,2}\s{1,9}|[|»«]|:\s")
MAX_DESCRIPTION = 2_000_000  # characters of one description in JSON
MAX_NODES = 10_000  # of a description that are looked at
MARKUP = re.compile(r"<[^<>]{0,500}>")
LINE_TAG = re.compile(r"<(?:/p|br|/h[1-6]|/li|/div)\b[^<>]{0,500}>", re.I)
HEADING_TAGS = ("h1", "h2", "h3", "h4")


def page_meta(tree: Any) -> dict[str, Any]:
    """Return title, author, date, site and language as far as a page tells them.

    Parameters
    ----------
    tree : lxml element
        The page.

    Returns
    -------
    dict
        The title is that of the heading which repeats it, without the paper's name around it.

    Examples
    --------
    >>> import lxml.html
    >>> page = "<title>Rain on us - The Post</title><h1>Rain on us</h1><p>It rained."
    >>> page_meta(lxml.html.document_fromstring(page))["title"]
    'Rain on us'
    """
    from trafilatura import extract_metadata

    found = extract_metadata(tree)
    values = {key: getattr(found, key, None) for key in ("title", "author", "date", "sitename")}
    values["language"] = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
    titles = [title for title in _titles(tree) if HAS_WORD.search(title)]
    if not titles and next(tree.iter("h1"), None) is None:
        values["title"] = None  # taken from a heading below the title
    titles = [str(values["title"] or ""), *titles]
    if headline := _headline(tree, titles, str(values["sitename"] or "")):
        values["title"] = headline
    return {key: value for key, value in values.items() if value}


def _titles(tree: Any) -> Iterator[str]:
    """Yield the titles that a page's head names."""
    for element in islice(tree.iter("title"), MAX_NAMED):
        yield (element.text or "")[:MAX_TITLE]
    named = (one for one in tree.iter("meta") if one.get("property") == "og:title")
    for element in islice(named, MAX_NAMED):
        yield element.get("content", "")[:MAX_TITLE]


def _headline(tree: Any, titles: Sequence[str], site: str) -> str | None:
    """Return the heading that the page's title repeats; papers put their own name around it."""
    wholes = [letters for title in titles if (letters := _letters(title[:MAX_TITLE]))]
    parts = {part for title in titles for part in _title_parts(title[:MAX_TITLE])}
    found: dict[str, str] = {}
    for element in tree.iter(*HEADING_TAGS):
        text = " ".join(element.text_content()[: 2 * MAX_TITLE].split())
        key = _letters(text[:MAX_TITLE])
        is_part = key in parts or any(
            key in whole and len(key) >= MIN_TITLE_SHARE * len(whole) for whole in wholes
        )
        if key and key != _letters(site) and is_part:
            found.pop(key, None)
            found[key] = text
    return _choose(found)


def _choose(found: dict[str, str]) -> str | None:
    """Choose among headings that are parts of the title: the paper's name comes before the last.

    A part of another one ("Keep it open" of "Keep it open: a plea") and a single word ("Opinion")
    count only if there is nothing else.
    """
    keys = list(found)[-MAX_CHOICES:]
    whole = [key for key in keys if not any(key != other and key in other for other in keys)]
    texts = [found[key] for key in whole]
    return next(reversed([text for text in texts if " " in text] or texts), None)


def _title_parts(title: str) -> Iterator[str]:
    """Yield the letters of every run of parts of a title: "Opinion: Rain | The Post"."""
    parts = [_letters(part) for part in TITLE_DIVIDER.split(title)[:9]]
    for first in range(len(parts)):
        for stop in range(first + 1, len(parts) + 1):
            yield "".join(parts[first:stop])


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def article_body(tree: Any) -> list[Block]:
    """Return the paragraphs of the article that a page's description for search engines holds.

    Parameters
    ----------
    tree : lxml element
        The page; the description is its JSON-LD.

    Returns
    -------
    list of Block
        Empty if the page has none.

    Examples
    --------
    >>> import lxml.html
    >>> page = '<script type="application/ld+json">{"articleBody": "It rained."}</script><p>x'
    >>> article_body(lxml.html.document_fromstring(page))
    [Block(text='It rained.', label='paragraph')]
    """
    from html import unescape

    bodies = [body for text in _descriptions(tree) for body in _bodies(text)]
    text = unescape(max(bodies, key=len, default=""))
    lines = MARKUP.sub("", LINE_TAG.sub("\n", text)).splitlines()
    found = [line for one in lines if HAS_WORD.search(line := " ".join(one.split()))]
    return [Block(line, _told_label(line, after)) for line, after in pairwise([*found, ""])]


def _told_label(line: str, after: str) -> str:
    """Tell a heading, which a description does not mark: a short line above a longer one."""
    is_heading = len(after) > 2 * len(line) and looks_like_heading(line)
    return BOLD_HEADING if is_heading else "paragraph"


def _descriptions(tree: Any) -> Iterator[str]:
    for element in tree.iter("script"):
        text = element.text or ""
        is_description = element.get("type", "").strip().lower() == "application/ld+json"
        if is_description and len(text) <= MAX_DESCRIPTION and "articleBody" in text:
            yield text


def _bodies(text: str) -> Iterator[str]:
    """Yield every article body in a description, however deep it stands."""
    try:
        waiting = [json.loads(text, strict=False)]
    except (ValueError, RecursionError):
        return
    for _ in range(MAX_NODES):
        if not waiting:
            return
        node = waiting.pop()
        if isinstance(node, dict):
            body = node.get("articleBody")
            if isinstance(body, str):
                yield body
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)
