"""Web pages and e-mail newsletters: the article, its headings and quotations, without the rest.

trafilatura finds the article. Before it reads the page, what only looks like text is taken out of
the page's tree, and what newsletters and older systems write in tables, ``div`` and line breaks
becomes paragraphs.
"""

from __future__ import annotations

import copy
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from analysis.reading.formats.blocks import (
    BOLD_HEADING,
    HAS_WORD,
    Block,
    level_headings,
    looks_like_bold_heading,
)
from analysis.reading.formats.head import article_body, page_meta

__all__ = ["MarkupError", "article_blocks", "parse_page", "parse_tree", "read_tree"]

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
SPACES = re.compile(r"[\s\u200b]+")

# Never part of an article's text.
DROPPED_TAGS = frozenset(
    "script style noscript template svg math nav aside footer form iframe object embed video audio "
    "button select textarea input canvas map dialog menu figcaption".split()
)
BLOCK_TAGS = frozenset(
    "address article aside blockquote body center dd details div dl dt fieldset figure footer form "
    "h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody td tfoot th thead tr "
    "ul".split()
)
TABLE_TAGS = frozenset("table tbody thead tfoot tr td th caption colgroup col".split())
# Text that stands in these without a paragraph of its own gets one.
CONTAINERS = frozenset("div td section article main body center blockquote".split())
HEADING_TAGS = tuple(f"h{level}" for level in range(1, 7))
TEXT_TAGS = (*HEADING_TAGS, "p", "li", "dd", "dt", "pre", "blockquote", "address")
ITEM_TAGS = ("li", "dd", "dt", "pre", "address")  # they are paragraphs unless they hold blocks
BOLD_TAGS = frozenset(["b", "strong"])
# What a class or id says an element is for, whatever the system that made the page.
FURNITURE = re.compile(
    r"(?<![a-z\d])(?:pull-?_?quotes?|pq|callout|advert(?:isement|ising|s)?|ads?|ad-?(?:slot|unit|"
    r"container|wrapper|label|banner)|sponsor(?:ed|ship)?|promo(?:tion)?s?|newsletter-?(?:signup|"
    r"sign-?up|form|box|promo|cta|widget)?|sign-?up(?:-card)?|related(?:-?(?:articles?|posts?|links?|stories|"
    r"content|reading))?|read-?(?:more|next)|more-?(?:from|on|stories)|recommend(?:ed|ations?)|"
    r"share(?:-?(?:bar|tools?|buttons?|links?))?|social(?:-?(?:share|links?|media|bar|icons))?|"
    r"comments?(?:-?(?:section|list|area|form|thread))?|respond|disqus(?:_thread)?|breadcrumbs?|"
    r"cookie(?:-?(?:banner|notice|bar|consent))?|consent|paywall|subscribe(?:-?(?:box|cta|promo|"
    r"widget|button))?|subscription-widget(?:-wrap)?|donate|support-us|preheader|unsubscribe|"
    r"skip-?link|sr-only|screen-reader-text|visually-?hidden|photo-?credit|caption|"
    r"wp-caption-text|tag-?(?:list|links)|tags|jump-?link|outbrain|taboola|print-?only)(?![a-z])"
)
# These can be longer than the article.
COMMENTS = re.compile(r"(?<![a-z])(?:comments?|respond|disqus|replies|discussion)(?![a-z])")
# What is said about the article, not in it: who wrote it and when, and what it is about.
BYLINE = re.compile(
    r"(?<![a-z])(?:by-?line|dateline|timestamp|read(?:ing)?-?time|author-?(?:bio|box|info|note|card|"
    r"details|section|name)|about-?(?:the-?)?author|post-?meta(?:data)?|entry-?meta|article-?meta|"
    r"node-?meta|post-?date|published-?(?:date|time)|block-?time|updated-?time)(?![a-z])"
)
STANDFIRST = re.compile(
    r"(?<![a-z])(?:standfirst|dek|deck|kicker|eyebrow|strapline|excerpt|tagline)(?![a-z])"
)
SUBTITLE = re.compile(r"(?<![a-z])sub-?(?:head(?:ing|line)?|title)(?![a-z])")
BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.I)
CAMEL_CASE = re.compile(r"(?<=[a-z])(?=[A-Z])")
LOOKS_LIKE_TITLE = re.compile(r"(?:^|\s)(?:title|msotitle)(?:$|\s)")
LOOKS_LIKE_HEADING = re.compile(
    r"(?<![a-z])(?:sub-?head(?:ing)?|cross-?head(?:ing)?|inter-?title|section-?(?:title|head(?:ing)"
    r"?)|msoheading\d?|heading-?\d?)(?![a-z])"
)
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])", re.I)
TWO_SENTENCES = re.compile(r"[^\W\d_]{2}[.!?][\"'”’»)]?\s{1,9}\S[^.!?]{8}")
SYMBOL = re.compile(r"(?<![a-z])(?:emojis?|smil(?:ey|ies)|icons?|emoticons?|latex|math)(?![a-z])")
SMALL = re.compile(r"\s?[1-9]?\d(?:px)?\s?")  # less than a hundred pixels
MAX_FURNITURE_SHARE = (
    0.35  # of the page's letters outside of links; what holds more is the article itself
)
MIN_PAGE_WORDS = 120  # a page with fewer words is an excerpt, and all of it is taken
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
MAX_CAPTION_WORDS = 60
MAX_FRONT_MATTER = 600  # letters of a byline, a standfirst or a note on the author
MIN_LINE = 80  # letters between two breaks that part paragraphs
MAX_NAMES = 300  # characters of an element's class and id that are looked at
MAX_COMPARED_BLOCKS = 2_000  # paragraphs of a page; the longest live blogs have some hundred
ROLE = "data-analysis-role"
LINK = "data-analysis-link"  # on what was a link around blocks
NAMING = (
    *("class", "id", "role", "data-component", "data-testid", "data-qa", "data-hook"),
    "data-gu-name",
)
MAX_BOLD_PARTS = 3  # elements in a line that may be a bold heading
MIN_LAYOUT_PARAGRAPH = 80  # letters of one of several paragraphs in a cell
MIN_LAYOUT_CELL = 200  # letters; a table with a longer cell sets out a page, not figures


class MarkupError(ValueError):
    """A page that cannot be read; the message says why."""


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
        Title, author and date as far as the page tells them.

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
    _tidy(tree)
    blocks = _article(tree)
    if _n_words(blocks) < MIN_TOLD_SHARE * _n_words(told):
        blocks = told
    elif _n_words(blocks) <= MAX_NOTICE_WORDS and any(NEEDS_SCRIPT.search(b.text) for b in blocks):
        raise MarkupError(
            "it shows its text only with JavaScript; save the page from your browser as a whole"
        )
    return level_headings(blocks, meta.get("title")) if blocks else [], meta


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


def _tidy(tree: Any) -> None:
    """Take out what is no text of an article, and make paragraphs of what only looks like them."""
    _drop_furniture(tree)
    _mark_front_matter(tree)
    _open_inline(tree)
    for table in list(tree.iter("table")):
        if _is_layout(table):
            _unwrap_table(table)
    for element in list(tree.iter("q")):
        element.text = "“" + (element.text or "")
        _append_text(element, "”")
        element.tag = "span"
    for element in tree.iter("span"):
        if BOLD_STYLE.search(element.get("style", "")):
            element.tag = "b"
    for element in list(tree.iter("p", "div")):
        _make_heading(element)
    for element in list(tree.iter("p", *CONTAINERS)):
        _make_paragraphs(element)
    for element in list(tree.iter(*ITEM_TAGS)):
        if any(child.tag in BLOCK_TAGS for child in element):
            _make_paragraphs(element)


def _open_inline(tree: Any) -> None:
    """Make ``div`` of inline and unknown elements that hold blocks, which would run together."""
    from lxml import etree

    holds_block: set[Any] = set()
    for _, element in etree.iterwalk(tree, events=("end",)):
        is_block = element.tag in BLOCK_TAGS
        if (is_block or element in holds_block) and element.getparent() is not None:
            holds_block.add(element.getparent())
        may_hold = is_block and element.tag != "p"
        is_opened = element in holds_block or (not is_block and _holds_lines(element))
        if is_opened and not may_hold and element.tag not in ("html", "head"):
            if element.tag == "a":
                element.set(LINK, "yes")
            element.tag = "div"


def _holds_lines(element: Any) -> bool:
    """Tell an inline element whose line breaks part paragraphs, not the lines of an address."""
    n_breaks = sum(child.tag == "br" for child in element)
    return n_breaks > 1 and bool(len(element.text_content()) > MIN_LINE * n_breaks / 2)


def _drop_furniture(tree: Any) -> None:
    lengths = _prose_lengths(tree)
    total = max(1, lengths.get(tree, 0))
    dropped: list[Any] = []
    gone: set[Any] = set()
    for element in tree.iter():
        if not isinstance(element.tag, str) or element.getparent() in gone:
            gone.add(element)
        elif not _is_furniture(element):
            continue
        elif lengths[element] <= MAX_FURNITURE_SHARE * total:
            gone.add(element)
            dropped.append(element)
        elif not COMMENTS.search(_names(element)):  # the article itself, whatever its name says
            for key in NAMING:
                element.attrib.pop(key, None)
    _drop(dropped)


def _drop(elements: Iterable[Any]) -> None:
    """Take elements out and keep the text after each; all at once, for one by one it is slow."""
    gone = set(elements)
    for parent in dict.fromkeys(element.getparent() for element in elements):
        kept, texts = None, [parent.text]
        for child in list(parent):
            if child in gone:
                texts.append(child.tail)
                parent.remove(child)
                continue
            _set_text(parent, kept, texts)
            kept, texts = child, [child.tail]
        _set_text(parent, kept, texts)


def _set_text(parent: Any, kept: Any, texts: Sequence[str | None]) -> None:
    """Write the text that follows a child that stays, or that begins its parent."""
    if len(texts) < 2:
        return
    text = "".join(filter(None, texts))
    if kept is None:
        parent.text = text
    else:
        kept.tail = text


def _prose_lengths(tree: Any) -> dict[Any, int]:
    """Return how many characters outside of links each element holds, those within it included."""
    from lxml import etree

    lengths: dict[Any, int] = {}
    for _, element in etree.iterwalk(tree, events=("end",)):
        inner = 0
        if element.tag not in ("a", "script", "style", "noscript", "template"):
            inner = len((element.text or "").strip())
            inner += sum(lengths[child] + len((child.tail or "").strip()) for child in element)
        lengths[element] = inner
    return lengths


def _is_furniture(element: Any) -> bool:
    if element.tag in ("html", "head", "body", "h1"):
        return False
    if element.tag in DROPPED_TAGS or _is_hidden(element):
        return True
    if element.tag == "header":
        is_inside = next(element.iterancestors("article", "main"), None) is not None
        return not is_inside and next(element.iter("h1"), None) is None
    return bool(FURNITURE.search(_names(element))) or _is_captioned(element)


def _names(element: Any) -> str:
    """Return an element's class, id and role in one style of writing: "image-caption"."""
    names = " ".join(element.get(key, "") for key in NAMING)
    return CAMEL_CASE.sub("-", names[:MAX_NAMES]).replace("_", "-").lower()


def _is_captioned(element: Any) -> bool:
    """Tell a picture with its caption and credit."""
    if element.tag not in ("div", "figure", "p", "span"):
        return False
    if not any(map(_is_picture, element.iter("img", "amp-img"))):
        return False
    if next(element.iter("blockquote", "table", "li", *HEADING_TAGS), None) is not None:
        return False
    text = element.text_content()
    # A paragraph with a picture in it, however short, is no caption if it says more than a sentence
    # or if its words begin before the picture.
    if element.tag == "p" and (HAS_WORD.search(element.text or "") or TWO_SENTENCES.search(text)):
        return False
    return len(text.split()) <= MAX_CAPTION_WORDS


def _is_picture(image: Any) -> bool:
    """Tell a picture from an emoji, an icon or a letter that is drawn."""
    is_small = any(SMALL.fullmatch(image.get(side, "")) for side in ("width", "height"))
    return not is_small and not SYMBOL.search(_names(image))


def _mark_front_matter(tree: Any) -> None:
    """Write into the tree what is said about the article, to be labelled so."""
    for element in tree.iter():
        if element.tag in ("html", "body", "h1", "article", "main"):
            continue
        names = _names(element)
        if not names:
            continue
        holds_more = len(element.text_content()) > MAX_FRONT_MATTER
        if holds_more or next(element.iter("h1"), None) is not None:
            continue
        if BYLINE.search(names):
            element.set(ROLE, "byline")
        elif STANDFIRST.search(names) or (SUBTITLE.search(names) and _follows_title(element)):
            element.set(ROLE, "boilerplate")


def _follows_title(element: Any) -> bool:
    before = element.getprevious()
    if before is None:
        return False
    return before.tag == "h1" or bool(LOOKS_LIKE_TITLE.search(_names(before)))


def _is_hidden(element: Any) -> bool:
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    return bool(HIDDEN.search(element.get("style", "")))


def _is_layout(table: Any) -> bool:
    """Tell a table that only sets out a page from one of figures."""
    if table.get("role") in ("presentation", "none"):
        return True
    if any(map(_sets_out_page, table.iter("td"))):
        return True
    if next(table.iter("th", "caption"), None) is not None:
        return False
    if next(table.iter("p", "blockquote", *HEADING_TAGS), None) is not None:
        return True
    cells = list(table.iter("td"))
    return any(len(cell.text_content()) > MIN_LAYOUT_CELL for cell in cells)


def _sets_out_page(cell: Any) -> bool:
    """Tell a cell that holds several long paragraphs, as no cell of a table of figures does."""
    paragraphs = [one for one in cell.iter("p") if len(one.text_content()) > MIN_LAYOUT_PARAGRAPH]
    return len(paragraphs) > 1


def _unwrap_table(table: Any) -> None:
    """Make ``div`` of a layout table's own rows and cells."""
    table.tag = "div"
    waiting = list(table)
    while waiting:
        element = waiting.pop()
        if element.tag in TABLE_TAGS and element.tag != "table":
            waiting.extend(element)
            element.tag = "div"


def _append_text(element: Any, text: str) -> None:
    """Put text after all that an element holds."""
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def _make_paragraphs(element: Any) -> None:
    """Give each run of text beside blocks, or between two line breaks, a ``p`` of its own."""
    has_text = _has_own_text(element)
    is_split = next(element.iter("br"), None) is not None
    if not has_text or (element.tag == "p" and not is_split):
        return
    pieces = _runs(element)
    if element.tag == "p" and len(pieces) < 2:
        return
    if element.tag == "p":
        element.tag = "div"
    element.text = None
    for child in list(element):
        element.remove(child)
    for piece in pieces:
        element.append(piece)


def _has_own_text(element: Any) -> bool:
    texts = [element.text, *(child.tail for child in element)]
    inline = (child for child in element if child.tag not in BLOCK_TAGS)
    return any(text and text.strip() for text in texts) or any(
        child.tag != "br" and HAS_WORD.search(child.text_content()) for child in inline
    )


class _Run:
    """A paragraph in the making; counting its parts would be slow if lxml were asked each time."""

    def __init__(self, text: str | None = None) -> None:
        import lxml.html

        self.element = lxml.html.Element("p")
        self.element.text = text
        self.n_parts = 0

    def add(self, child: Any, tail: str | None) -> None:
        """Put an inline element and the text after it at the end."""
        self.element.append(child)
        child.tail = tail
        self.n_parts += 1

    def is_heading(self) -> bool:
        """Tell a bold line that only a line break parts from its paragraph."""
        return self.n_parts <= MAX_BOLD_PARTS and _is_bold(self.element)

    def pieces(self) -> list[Any]:
        """Return the paragraph, if it holds a word."""
        return [self.element] if HAS_WORD.search(self.element.text_content()) else []


def _runs(element: Any) -> list[Any]:
    """Cut what an element holds into blocks and paragraphs of running text."""
    pieces: list[Any] = []
    run = _Run(element.text)
    after_break = False
    for child in list(element):
        tail, child.tail = child.tail, None
        ends_line = child.tag == "br" and (after_break or run.is_heading())
        if child.tag in BLOCK_TAGS or ends_line:
            pieces += run.pieces()
            pieces += [child] if child.tag in BLOCK_TAGS else []
            run = _Run(tail)
        else:
            run.add(child, tail)
        after_break = child.tag == "br" and not (tail and tail.strip())
    return pieces + run.pieces()


def _is_bold(element: Any) -> bool:
    """Tell whether all of an element's words are in bold."""
    letters = len("".join(element.text_content().split()))
    bold = sum(
        len("".join(part.text_content().split()))
        for part in element.iter(*BOLD_TAGS)
        if next(part.iterancestors(*BOLD_TAGS), None) is None
    )
    return 0 < letters == bold


def _make_heading(element: Any) -> None:
    """Make a heading of what is one by its class, its role or its bold letters alone."""
    if len(element.text_content()) > 200 or any(child.tag in BLOCK_TAGS for child in element):
        return
    text = SPACES.sub(" ", element.text_content()).strip()
    level = element.get("aria-level", "3") if element.get("role") == "heading" else ""
    if not text or not looks_like_bold_heading(text):
        return
    if level in "123456" and level:
        element.tag = f"h{level}"
    elif LOOKS_LIKE_TITLE.search(_names(element)):
        element.tag = "h1"
    elif LOOKS_LIKE_HEADING.search(_names(element)):
        element.tag = "h4"


class _Candidate(NamedTuple):
    """A block of the page, where it stands, and whether it is mostly links."""

    block: Block
    parent: Any
    is_links: bool


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
    return [
        candidate.block
        for n, candidate in enumerate(candidates)
        if not candidate.is_links and (first <= n <= last or candidate.parent in parents)
    ]


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
            yield _Candidate(Block(text, label), element.getparent(), _is_links(element, text))


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
    is_bold = element.tag in ("p", "div") and _is_bold(element) and looks_like_bold_heading(text)
    return BOLD_HEADING if is_bold else "paragraph"


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


def read_tree(text: str) -> list[Block]:
    """Return the blocks of a chapter that holds nothing but its text.

    Examples
    --------
    >>> read_tree("<h1>Rain</h1><div>It rained.<br><br>It poured.</div>")[2]
    Block(text='It poured.', label='paragraph')
    """
    tree = parse_tree(text)
    _tidy(tree)
    return list(article_blocks(tree))


def _n_words(blocks: Iterable[Block]) -> int:
    return sum(len(block.text.split()) for block in blocks)
