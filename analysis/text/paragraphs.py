"""Cutting a text into paragraphs: at blank lines, at indented lines or at the ends of all lines."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analysis.text.bylines import is_byline
from analysis.text.furniture import count_words
from analysis.text.spans import HAS_WORD, Span

__all__ = ["MAX_TITLE_WORDS", "TAIL", "ends_sentence", "split_paragraphs"]

LONG_LINE = 160  # characters; no text wrapped by hand has longer lines
WRAPPED_LINE = 90  # characters; text is hardly ever wrapped by hand beyond this
MAX_TITLE_WORDS = 22
MAX_HEAD_LINES, MAX_HEAD_BLOCKS = 6, 3
TAIL = 40  # characters at the end of a line that tell whether a sentence ends there
BLANK_LINES = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
LINE_END = re.compile(r"\n")
INDENTED = re.compile(r"[ \t\u3000]{2,}|\t")
INDENTED_LINE = re.compile(r"\n(?=[ \t\u3000]{2}|\t)")
MIN_LINES = 3  # of a text without blank lines, for its lines to be looked at
MIN_ENDS = 0.6  # of the lines end a sentence where each line is a paragraph
SENTENCE_END = re.compile(r"[.!?…:;,][\"'”’»)\]]*$")


def split_paragraphs(text: str) -> list[Span]:
    """Cut a text into its paragraphs, whatever they are.

    Examples
    --------
    >>> [text.end for text in split_paragraphs("One.\\n\\nTwo.")]
    [4, 10]
    """
    blocks: list[Span] = []
    start = 0
    plain = text.replace("\r\n", " \n").replace("\r", "\n")
    plain = plain.replace("\u2028", "\n").replace("\u2029", "\n")
    for match in _separator(plain).finditer(plain):
        _append_block(blocks, text, start, match.start())
        start = match.end()
    _append_block(blocks, text, start, len(text))
    return _split_top(text, blocks)


def _separator(plain: str) -> re.Pattern[str]:
    """Tell what parts the paragraphs: a line's end, an indented line or a blank line."""
    lines = [line for line in plain.split("\n") if line.strip()]
    if any(len(line) > LONG_LINE for line in lines):
        return LINE_END
    if BLANK_LINES.search(plain.strip()) or len(lines) < MIN_LINES:
        return BLANK_LINES
    n_indented = sum(INDENTED.match(line) is not None for line in lines)
    if 1 < n_indented < len(lines) / 2:
        return INDENTED_LINE
    if _is_line_a_paragraph(lines):
        return LINE_END
    n_ends = sum(ends_sentence(line.rstrip()) for line in lines)
    return LINE_END if n_ends > MIN_ENDS * len(lines) else BLANK_LINES


def _is_line_a_paragraph(lines: Sequence[str]) -> bool:
    """Tell lines that are paragraphs and headings; wrapped lines break off at the margin."""
    longest = max(map(len, lines))
    broken = [len(line) for line in lines[:-1] if not ends_sentence(line.rstrip())]
    return longest > WRAPPED_LINE and all(length < longest / 2 for length in broken)


def _split_top(text: str, blocks: list[Span]) -> list[Span]:
    """Part the lines of a block at the top that holds title, author and date together."""
    found: list[Span] = []
    for number, block in enumerate(blocks):
        lines = text[block.start : block.end].splitlines()
        is_top = 1 < len(lines) <= MAX_HEAD_LINES and number < MAX_HEAD_BLOCKS
        is_head = is_top and max(map(count_words, lines)) <= MAX_TITLE_WORDS
        if is_head and any(map(is_byline, lines)):
            end = block.start
            for line in lines:
                begin = text.index(line, end)
                end = begin + len(line)
                _append_block(found, text, begin, end)
        else:
            found.append(block)
    return found


def _append_block(blocks: list[Span], text: str, start: int, end: int) -> None:
    part = text[start:end].lstrip("\ufeff \t\n\r\x0b\x0c\u00a0")
    stripped = part.rstrip()
    if HAS_WORD.search(stripped):
        begin = end - len(part)
        blocks.append(Span(begin, begin + len(stripped), "paragraph"))


def ends_sentence(line: str) -> bool:
    """Tell whether a line ends as a sentence does.

    Examples
    --------
    >>> ends_sentence("It may rain.”"), ends_sentence("Who pays")
    (True, False)
    """
    return bool(SENTENCE_END.search(line[-TAIL:]))
