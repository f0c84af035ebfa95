"""Web pages tidied: what is no text of the article is taken out, the rest is put into paragraphs.

What newsletters and older systems write in tables, ``div`` and line breaks becomes paragraphs; what
is said about the article (byline, standfirst) is marked for its label.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from analysis.reading.formats.blocks import looks_like_bold_heading
from analysis.text.spans import HAS_WORD

__all__ = ["BLOCK_TAGS", "HEADING_TAGS", "LINK", "ROLE", "SPACES", "is_bold", "tidy"]

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
ARIA_LEVEL = re.compile("[1-9][0-9]?")  # pages may have more levels of headings than tags
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
MAX_CAPTION_WORDS = 60
MAX_FRONT_MATTER = 600  # letters of a byline, a standfirst or a note on the author
MIN_LINE = 80  # letters between two breaks that part paragraphs
MAX_NAMES = 300  # characters of an element's class and id that are looked at
ROLE = "data-analysis-role"
LINK = "data-analysis-link"  # on what was a link around blocks
NAMING = (
    *("class", "id", "role", "data-component", "data-testid", "data-qa", "data-hook"),
    "data-gu-name",
)
MAX_BOLD_PARTS = 3  # elements in a line that may be a bold heading
MIN_LAYOUT_PARAGRAPH = 80  # letters of one of several paragraphs in a cell
MIN_LAYOUT_CELL = 200  # letters; a table with a longer cell sets out a page, not figures


def tidy(tree: Any) -> None:
    """Take out what is no text of an article, and make paragraphs of what only looks like them.

    Parameters
    ----------
    tree : lxml element
        The page; it is changed in place.

    Examples
    --------
    >>> import lxml.html
    >>> page = "<div>It rained.<br><br>It poured.<nav>Menu</nav></div>"
    >>> tree = lxml.html.document_fromstring(page)
    >>> tidy(tree)
    >>> [element.text for element in tree.iter("p")]
    ['It rained.', 'It poured.']
    """
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
    if any(map(_sets_out_page, table.iter("td"))) or _holds_prose(table):
        return True
    if next(table.iter("th", "caption"), None) is not None:
        return False
    if next(table.iter("p", "blockquote", *HEADING_TAGS), None) is not None:
        return True
    cells = list(table.iter("td"))
    return any(len(cell.text_content()) > MIN_LAYOUT_CELL for cell in cells)


def _holds_prose(table: Any) -> bool:
    """Tell a table that holds another one, or long cells one below the other."""
    if next((one for one in table.iter("table") if one is not table), None) is not None:
        return True
    n_cells = [len(row) for row in table.iter("tr")]
    long = [cell for cell in table.iter("td") if len(cell.text_content()) > MIN_LAYOUT_CELL]
    return max(n_cells, default=0) == 1 and len(long) > 1


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
        return self.n_parts <= MAX_BOLD_PARTS and is_bold(self.element)

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


def is_bold(element: Any) -> bool:
    """Tell whether all of an element's words are in bold.

    Examples
    --------
    >>> import lxml.html
    >>> is_bold(lxml.html.fromstring("<p><b>Who pays</b></p>"))
    True
    """
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
    if not text or not looks_like_bold_heading(text):
        return
    if element.get("role") == "heading":
        level = ARIA_LEVEL.fullmatch(element.get("aria-level", ""))
        element.tag = f"h{min(int(level.group()), len(HEADING_TAGS)) if level else 3}"
    elif LOOKS_LIKE_TITLE.search(_names(element)):
        element.tag = "h1"
    elif LOOKS_LIKE_HEADING.search(_names(element)):
        element.tag = "h4"
