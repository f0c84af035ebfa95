"""Blocks of extracted text: what the readers of Markdown, HTML, Word, PDF and e-books yield."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from analysis.text.spans import BODY, HAS_WORD, Span, is_heading

__all__ = [
    "BOLD_HEADING",
    "HAS_WORD",
    "MAX_BLOCKS",
    "Block",
    "join_blocks",
    "level_headings",
    "looks_like_bold_heading",
]

MAX_BLOCKS = 50_000  # paragraphs and headings of one document; a long book has 20,000
MAX_ABOVE_TITLE = 4  # blocks that a page may set above its title
MIN_PROSE_WORDS = 12  # of a paragraph above a heading, which is no title then
MAX_HEADING_WORDS = 40  # of a heading or a title
MAX_BOLD_WORDS = 14  # a longer bold paragraph is emphasis, not a heading
BOLD_HEADING = "heading7"  # below the six levels that formats have
NOT_LETTERS = re.compile(r"[\W_]+")


class Block(NamedTuple):
    """A piece of extracted text and its label in the outline."""

    text: str
    label: str


def join_blocks(blocks: Iterable[Block]) -> tuple[str, list[Span]]:
    """Put blocks together with blank lines between them, and return where each stands.

    Examples
    --------
    >>> join_blocks([Block("Rain", "title"), Block("It rained.", "paragraph")])[1]
    [Span(start=0, end=4, label='title'), Span(start=6, end=16, label='paragraph')]
    """
    pieces: list[str] = []
    spans, position = [], 0
    for text, label in blocks:
        spans.append(Span(position, position + len(text), label))
        pieces.append(text)
        position += len(text) + 2
    return "\n\n".join(pieces), spans


def looks_like_bold_heading(text: str) -> bool:
    """Tell a heading that is only set in bold from an emphasised sentence.

    Examples
    --------
    >>> looks_like_bold_heading("Who pays"), looks_like_bold_heading("We must act now.")
    (True, False)
    """
    stripped = text.strip().rstrip("\"'”’»)")
    ends_sentence = stripped.endswith((".", "…", ",", ";", "!"))
    return bool(HAS_WORD.search(text)) and not ends_sentence and _n_words(text) <= MAX_BOLD_WORDS


def _n_words(text: str) -> int:
    return len(text.split())


def level_headings(blocks: Sequence[Block], title: Any = None) -> list[Block]:
    """Find the title among the headings, and number the others from 1.

    What a page sets above its title (a kicker, a dateline) is boilerplate.

    Parameters
    ----------
    blocks : sequence of Block
        With headings labelled ``heading1`` to ``heading7``.
    title : str, optional
        The title that the page's metadata tell.

    Returns
    -------
    list of Block
        The same texts; a title that no heading shows is put first.

    Examples
    --------
    >>> level_headings([Block("Rain", "heading1"), Block("Why", "heading3")])
    [Block(text='Rain', label='title'), Block(text='Why', label='heading1')]
    """
    blocks = [_as_prose(block) for block in blocks]
    place = _title_place(blocks, title)
    if place is not None:
        above = [Block(block.text, "boilerplate") for block in blocks[:place]]
        below = [block for block in blocks[place + 1 :] if not _repeats(block, blocks[place].text)]
        blocks = [*above, Block(blocks[place].text, "title"), *below]
    elif title:
        blocks = [Block(str(title), "title"), *blocks]
    depths = sorted({block.label for block in blocks if is_heading(block.label)})
    levels = {label: f"heading{number}" for number, label in enumerate(depths, 1)}
    return [Block(block.text, levels.get(block.label, block.label)) for block in blocks]


def _as_prose(block: Block) -> Block:
    """A heading as long as a paragraph is one: the caption of a gallery, a sentence set large."""
    is_long = is_heading(block.label) and _n_words(block.text) > MAX_HEADING_WORDS
    return block._replace(label="paragraph") if is_long else block


def _title_place(blocks: Sequence[Block], title: Any) -> int | None:
    """Return where the title stands, or None if no block near the top is one."""
    top = blocks[: MAX_ABOVE_TITLE + 1]
    if title:
        wanted = _letters(str(title))
        same = [n for n, block in enumerate(top) if _letters(block.text) == wanted]
        if same:
            return same[0]
    labels = [block.label for block in blocks]
    outermost = min((label for label in labels if is_heading(label)), default="")
    if outermost == BOLD_HEADING:  # bold lines have no levels; the first above all is the title
        return 0 if labels[0] == BOLD_HEADING and not title else None
    if not outermost or labels.count(outermost) != 1 or (title and outermost != "heading1"):
        return None
    place = labels.index(outermost)
    is_below_prose = outermost != "heading0" and any(_is_prose(block) for block in blocks[:place])
    return place if place < MAX_ABOVE_TITLE and not is_below_prose else None


def _is_prose(block: Block) -> bool:
    """Tell a paragraph from the kicker, the dateline or the standfirst above a title."""
    ends = block.text.rstrip("\"'”’»)").endswith((".", "!", "?", "…"))
    return block.label in BODY and ends and _n_words(block.text) >= MIN_PROSE_WORDS


def _letters(text: str) -> str:
    return NOT_LETTERS.sub("", text).casefold()


def _repeats(block: Block, title: str) -> bool:
    """Tell a heading that says the title once more."""
    return is_heading(block.label) and _letters(block.text) == _letters(title)
