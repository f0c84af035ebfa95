"""Quotation marks: where another voice speaks, and where the author only holds a word at arm's length.

A quotation is ``speech`` when it is a clause that somebody says, and ``phrase`` when the author
quotes a word or a few (scare quotes, terms, titles). Block quotations are speech.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from analysis.text import Span, fold

__all__ = ["find_quotes"]

PAIRS = {"“": "”", "„": "“”", "«": "»", '"': '"', "‘": "’"}
MARK = re.compile('[“”„«»"‘’]')
# A shorter quotation without a sentence's punctuation is a phrase, not speech.
SPEECH_WORDS = 6
SAYING = re.compile(
    r"\b(?:said|says|say|saying|told|tells|asked|asks|wrote|writes|replied|replies|added|adds|"
    r"insisted|insists|argued|argues|warned|warns|claimed|claims|declared|declares|announced|"
    r"quipped|remarked|explained|explains|admitted|admits|conceded|concedes|according to|"
    r"complained|complains|noted|notes|called|calls|quoted|put it|puts it|testified)\b"
)
REACH = 60  # characters on either side in which a verb of saying makes a short quotation speech


def find_quotes(text: str, paragraphs: Iterable[Span]) -> tuple[Span, ...]:
    """Find quotations and tell quoted speech from quoted words.

    Parameters
    ----------
    text : str
        The whole text.
    paragraphs : iterable of Span
        Where to look. A block labelled ``quote`` is speech as a whole.

    Returns
    -------
    tuple of Span
        Outermost quotations with their marks, in order, labelled ``speech`` or ``phrase``. A
        quotation that a paragraph leaves open ends with the paragraph only if the next one opens
        with a mark again (the custom for long quotations); else the mark is taken as stray.

    Examples
    --------
    >>> text = 'He said: “We never agreed to that.” Their “plan” is a wish.'
    >>> [(text[q.start:q.end], q.label) for q in find_quotes(text, [Span(0, len(text))])]
    [('“We never agreed to that.”', 'speech'), ('“plan”', 'phrase')]
    """
    blocks = list(paragraphs)
    quotes: list[Span] = []
    for number, block in enumerate(blocks):
        if block.label == "quote":
            quotes.append(Span(block.start, block.end, "speech"))
            continue
        following = blocks[number + 1] if number + 1 < len(blocks) else None
        quotes.extend(_quotes_in(text, block, following))
    return tuple(quotes)


def _quotes_in(text: str, block: Span, following: Span | None) -> list[Span]:
    quotes = []
    position = block.start
    while opening := MARK.search(text, position, block.end):
        end = _closing(text, opening, block, following) if _opens(text, opening, block) else None
        if end is None:
            position = opening.end()
        else:
            quotes.append(Span(opening.start(), end, _kind(text, opening.start(), end, block)))
            position = end
    return quotes


def _opens(text: str, mark: re.Match[str], block: Span) -> bool:
    """Tell whether a mark can open a quotation: nothing but space or a bracket stands before it."""
    if mark.group() not in PAIRS:
        return False
    before = text[mark.start() - 1] if mark.start() > block.start else " "
    return not before.isalnum()


def _closing(text: str, opening: re.Match[str], block: Span, following: Span | None) -> int | None:
    closers = PAIRS[opening.group()]
    position = opening.end()
    while closing := MARK.search(text, position, block.end):
        position = closing.end()
        if closing.group() in closers and not _is_apostrophe(text, closing, block):
            return closing.end()
    if following is not None and text.startswith(opening.group(), following.start):
        return block.end
    return None


def _is_apostrophe(text: str, mark: re.Match[str], block: Span) -> bool:
    """Tell whether ’ stands within a word ("isn’t") or after a plural ("drivers’ pay")."""
    if mark.group() != "’":
        return False
    after = text[mark.end()] if mark.end() < block.end else " "
    before = text[mark.start() - 1]
    rest_closes = "’" in text[mark.end() : min(block.end, mark.end() + 200)]
    return after.isalnum() or (before in "sS" and after == " " and rest_closes)


def _kind(text: str, start: int, end: int, block: Span) -> str:
    inner = text[start + 1 : end].rstrip('”"’»“ ')
    n_words = len(inner.split())
    if n_words >= SPEECH_WORDS:
        return "speech"
    if n_words >= 2 and inner[-1:] in "!?,." and inner[:1].isupper():
        return "speech"
    before = fold(text[max(block.start, start - REACH) : start])
    after = fold(text[end : min(block.end, end + REACH)])
    near = re.split(r"[.!?]\s", before)[-1] + " … " + re.split(r"[.!?]\s", after)[0]
    return "speech" if n_words >= 3 and SAYING.search(near) else "phrase"
