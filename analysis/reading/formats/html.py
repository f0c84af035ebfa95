"""Web pages and e-mail newsletters: the article, its headings and quotations, without the rest.

trafilatura finds the article, after the page has been tidied.
"""

from __future__ import annotations

import copy
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from typing import Any, NamedTuple

from analysis.reading.formats.blocks import (
    BOLD_HEADING,
    Block,
    level_headings,
    looks_like_bold_heading,
)
from analysis.reading.formats.head import article_body, page_meta
from analysis.reading.formats.markup import MarkupError, parse_tree
from analysis.reading.formats.tidy import (
    BLOCK_TAGS,
    HEADING_TAGS,
    LINK,
    ROLE,
    SPACES,
    is_bold,
    tidy,
)
from analysis.text.spans import HAS_WORD, is_heading

__all__ = ["article_blocks", "parse_page"]

TEXT_TAGS = (*HEADING_TAGS, "p", "li", "dd", "dt", "pre", "blockquote", "address")
MIN_PAGE_WORDS = 120  # a page with fewer words is an excerpt, and all of it is taken
MIN_TEASERS = 2  # headings in a row that lead elsewhere
MAX_LINK_SHARE = 0.7  # of a block's letters; with more it points elsewhere
MIN_ARTICLE_SHARE = 0.5  # of the words of a page's paragraphs; with less the article was missed
MAX_NOTICE_WORDS = 60  # of a page that holds nothing but a notice
NEEDS_SCRIPT = re.compile(
    r"(?:enable|activate|turn on|requires?|needs?|allow|without|switch on) "
    r"(?:your browser.s )?(?:java ?script|cookies and java)|java ?script (?:is|must be|to be) "
    r"(?:disabled|enabled|required|turned (?:on|off))",
    re.I,
)
MIN_TOLD_SHARE = 0.5  # of the words that the page's own description holds; with less they are taken
MAX_COMPARED_BLOCKS = 2_000  # paragraphs of a page; the longest live blogs have some hundred


def parse_page(text: str) -> tuple[list[Block], dict[str, Any]]:
    """Extract the article of a web page.

    Parameters
    ----------
    text : str
        The page's markup.

    Returns
    -------
    blocks : list of Block
        Title, headings, paragraphs and quotations in order.
    meta : dict
        Title, author, date, site and language as far as the page tells them.

    Raises
    ------
    MarkupError
        If the page is too large or too deeply nested.

    Examples
    --------
    >>> parse_page("<h1>Rain</h1><p>It rained all day.</p><p>It will rain again.</p>")[0][0]
    Block(text='Rain', label='title')
    """
    tree = parse_tree(text)
    meta = page_meta(tree)
    told = article_body(tree)
    tidy(tree)
    blocks = _article(tree)
    if _n_words(blocks) < MIN_TOLD_SHARE * _n_words(told):
        blocks = told
    elif _n_words(blocks) <= MAX_NOTICE_WORDS and any(NEEDS_SCRIPT.search(b.text) for b in blocks):
        raise MarkupError(
            "it shows its text only with JavaScript; save the page from your browser as a whole"
        )
    return level_headings(blocks, meta.get("title")) if blocks else [], meta


class _Candidate(NamedTuple):
    """A block of the page, where it stands, and whether it is mostly links."""

    block: Block
    parent: Any
    is_links: bool
    is_linked_heading: bool


def _article(tree: Any) -> list[Block]:
    """Return the blocks of a page's article.

    trafilatura tells where the article begins and ends; what it drops in between for being short
    is kept, unless it consists of links.
    """
    candidates = list(_candidates(tree))
    found = [candidate.block for candidate in candidates]
    unlinked = [candidate.block for candidate in candidates if not candidate.is_links]
    if _n_words(found) < MIN_PAGE_WORDS:
        places = list(range(len(found)))
    else:
        places = _article_places(tree, found, _n_words(unlinked))
    if not places:
        return unlinked or found
    parents = {candidates[n].parent for n in places}
    first, last = places[0], places[-1]
    return _without_teasers(
        [
            candidate
            for n, candidate in enumerate(candidates)
            if not candidate.is_links and (first <= n <= last or candidate.parent in parents)
        ]
    )


def _without_teasers(candidates: Sequence[_Candidate]) -> list[Block]:
    """Leave out the end of a page where every heading leads elsewhere: other articles."""
    headings = [n for n, one in enumerate(candidates) if is_heading(one.block.label)]
    tail = list(takewhile(lambda n: candidates[n].is_linked_heading, reversed(headings)))
    blocks = [candidate.block for candidate in candidates]
    if len(tail) < MIN_TEASERS or _n_words(blocks[: tail[-1]]) < _n_words(blocks[tail[-1] :]):
        return blocks
    return blocks[: tail[-1]]


def _article_places(tree: Any, found: list[Block], n_words: int) -> list[int]:
    """Return which blocks trafilatura takes for the article's.

    A match that leaves out most of the page may have missed the article. It is then compared with
    what trafilatura takes when it is asked for more; of the two, the one that is more like what
    the algorithm of reader views finds is taken.
    """
    strict = _places(tree, found, is_strict=True)
    if _n_words(found[n] for n in strict) >= MIN_ARTICLE_SHARE * n_words:
        return strict
    tries = [strict, _places(tree, found, is_strict=False)]
    viewed = _reader_view(tree)
    return max(tries, key=lambda places: _likeness((found[n].text for n in places), viewed))


def _places(tree: Any, found: Sequence[Block], *, is_strict: bool) -> list[int]:
    kept = _trafilatura_texts(tree, len(found), is_strict)
    return [number for number, block in enumerate(found) if _key(block.text) in kept]


def _reader_view(tree: Any) -> Counter[str]:
    """Return the words of what reader views would show."""
    import lxml.html
    from trafilatura.readability_lxml import Document

    try:
        summary = Document(copy.deepcopy(tree)).summary()
    except (ValueError, TypeError, AttributeError):  # it stumbles over pages without a body
        return Counter()
    text = lxml.html.fromstring(summary).text_content() if summary.strip() else ""
    return Counter(str(text).split())


def _likeness(texts: Iterable[str], other: Counter[str]) -> float:
    """Return F1 of the words of two texts."""
    words = Counter(word for text in texts for word in text.split())
    return 2 * (words & other).total() / max(1, words.total() + other.total())


def _key(text: str) -> str:
    return "".join(text.split())


def _trafilatura_texts(tree: Any, n_blocks: int, is_strict: bool) -> set[str]:
    """Return the headings and paragraphs that trafilatura takes for the article's."""
    import trafilatura
    from lxml import etree

    extracted = trafilatura.extract(
        copy.deepcopy(tree),
        output_format="xml",
        include_comments=False,
        include_tables=True,
        favor_precision=is_strict,
        # The second opinion that trafilatura asks for takes the square of the number of blocks.
        fast=n_blocks > MAX_COMPARED_BLOCKS,
    )
    if not extracted:
        return set()
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    root = etree.fromstring(extracted.encode(), parser)
    texts = root.iter("p", "head", "item", "quote")
    return {_key("".join(element.itertext())) for element in texts}


def _candidates(tree: Any) -> Iterator[_Candidate]:
    for element in tree.iter(*TEXT_TAGS, "table"):
        if _has_ancestor(element, "table"):
            continue
        if element.tag == "table":
            text, label = _table_text(element), "boilerplate"
        elif any(child.tag in BLOCK_TAGS for child in element):
            continue
        else:
            text = _text(element)
            label = _label(element, text)
        if HAS_WORD.search(text):
            is_linked = element.tag in HEADING_TAGS and _leads_elsewhere(element)
            yield _Candidate(
                Block(text, label), element.getparent(), _is_links(element, text), is_linked
            )


def _table_text(table: Any) -> str:
    """Return a table's rows as lines; a table within one of its cells is part of the cell."""
    rows = (row for row in table.iter("tr") if next(row.iterancestors("table")) is table)
    lines = (" | ".join(_text(cell) for cell in row.iterchildren("td", "th")) for row in rows)
    return "\n".join(line for line in lines if HAS_WORD.search(line))


def _label(element: Any, text: str) -> str:
    marked = element if element.get(ROLE) else next(_marked_ancestors(element), None)
    if marked is not None:
        return str(marked.get(ROLE))
    if element.tag in HEADING_TAGS:
        return f"heading{element.tag[1:]}"
    if element.tag == "blockquote" or _has_ancestor(element, "blockquote"):
        return "quote"
    may_head = element.tag in ("p", "div") and looks_like_bold_heading(text)
    return BOLD_HEADING if may_head and is_bold(element) else "paragraph"


def _marked_ancestors(element: Any) -> Iterator[Any]:
    return (ancestor for ancestor in element.iterancestors() if ancestor.get(ROLE))


def _is_links(element: Any, text: str) -> bool:
    """Tell a list of links, and a line that only points elsewhere ("Read more: …")."""
    if _has_ancestor(element, "a") or any(above.get(LINK) for above in element.iterancestors()):
        return True
    if element.tag in HEADING_TAGS:
        return False
    linked = sum(len(_key(link.text_content())) for link in element.iter("a"))
    return linked > MAX_LINK_SHARE * len(_key(text))


def _leads_elsewhere(heading: Any) -> bool:
    """Tell a heading that is all a link to another page, not to a place on its own."""
    links = [one for one in heading.iter("a") if not one.get("href", "#").startswith("#")]
    linked = sum(len(_key(link.text_content())) for link in links)
    return linked > 0 and linked == len(_key(heading.text_content()))


def _text(element: Any) -> str:
    for line_break in element.iter("lb", "br"):
        line_break.text = " "
    return SPACES.sub(" ", "".join(element.itertext())).strip()


def article_blocks(tree: Any) -> Iterator[Block]:
    """Yield every heading, paragraph and quotation of a page or a chapter, and leave out nothing.

    Parameters
    ----------
    tree : lxml element
        As `parse_tree` returns it.

    Yields
    ------
    Block
        In order, labelled ``heading1`` to ``heading7``, ``paragraph`` or ``quote``.

    Examples
    --------
    >>> list(article_blocks(parse_tree("<h2>Rain</h2><blockquote>It rained.</blockquote>")))
    [Block(text='Rain', label='heading2'), Block(text='It rained.', label='quote')]
    """
    yield from (candidate.block for candidate in _candidates(tree))


def _has_ancestor(element: Any, tag: str) -> bool:
    return next(element.iterancestors(tag), None) is not None


def _n_words(blocks: Iterable[Block]) -> int:
    return sum(len(block.text.split()) for block in blocks)
