"""Sections: the blocks of an outline grouped under their headings, or into parts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import pairwise

from analysis.text.division import chosen_starts, opening_titles
from analysis.text.outline import shown_line
from analysis.text.spans import BODY, Section, Span, is_heading

__all__ = ["group_sections"]

CLOSING_SHARE = 1 / 3  # the closing is at most this share of the body's paragraphs


def group_sections(
    text: str, blocks: Sequence[Span], parts: int | Sequence[int] | None = None
) -> tuple[Section, ...]:
    """Group the blocks of an outline into sections.

    Parameters
    ----------
    text : str
        The whole text.
    blocks : sequence of Span
        The outline.
    parts : int or sequence of int, optional
        How a body without headings is divided: into so many parts, or before the paragraphs of
        these numbers, counted from 1. By default into three to seven parts from 450 words on.

    Returns
    -------
    tuple of Section
        In order. Paragraphs before the first heading are "Opening"; a run after a wider gap at
        the end, with no heading of its own, is "Closing"; the parts of a divided body are called
        by their first words; a body in one part is "Whole text".

    Raises
    ------
    ValueError
        If ``parts`` is no number of parts or of paragraphs.

    Examples
    --------
    >>> from analysis.text.outline import find_blocks
    >>> text = "Rain\\n\\nIt rained.\\n\\nNo end\\n\\nIt will rain.\\n\\nYes.\\n\\n\\nSo be it."
    >>> [section.title for section in group_sections(text, find_blocks(text))]
    ['Rain', 'Opening', 'No end', 'Closing']
    """
    body = [block for block in blocks if block.label in BODY]
    has_headings = any(is_heading(block.label) for block in blocks)
    # Wrong numbers are refused in any text, though those of a text with headings count for nothing.
    starts = [] if has_headings and parts is None else chosen_starts(text, body, parts)
    if has_headings:
        closing = _closing_start(text, blocks, body)
        return tuple(_group(text, blocks, {closing}, "Opening", "Closing"))
    sections = _group(text, blocks, set(starts), "Whole text", "")
    return tuple(_name_parts(text, sections) if starts else sections)


def _group(
    text: str, blocks: Sequence[Span], breaks: Collection[int | None], first: str, later: str
) -> list[Section]:
    """Put the blocks together, a new section at each heading and at each of the breaks."""
    sections: list[Section] = []
    latest: dict[str, int] = {}  # the last section of each role
    heading: Span | None = None
    for block in blocks:
        if is_heading(block.label):
            heading = block
            continue
        role = "body" if block.label in BODY else block.label
        current = sections[latest[role]] if role in latest else None
        goes_on = role != "body" or (heading is None and block.start not in breaks)
        joins = current is not None and goes_on
        if joins and current is not None and (role == "body" or current is sections[-1]):
            sections[current.id] = _extend(current, block.end)
            continue
        title = shown_line(text[block.start : block.end]) if role == "title" else role.capitalize()
        level = 0
        if role == "body":
            title, level = (first if current is None else later), 0
            if heading is not None:
                title, level = shown_line(text[heading.start : heading.end]), _level(heading)
                heading = None
        latest[role] = len(sections)
        sections.append(Section(len(sections), title, role, block.start, block.end, level))
    return sections


def _extend(section: Section, end: int) -> Section:
    return replace(section, end=end)


def _level(heading: Span) -> int:
    digits = heading.label.removeprefix("heading")
    return int(digits) if digits else 1


def _name_parts(text: str, sections: list[Section]) -> list[Section]:
    """Mark the parts of a divided body, and call them by their first words."""
    body = [section for section in sections if section.role == "body"]
    titles = opening_titles(text, body)
    for section, title in zip(body, titles, strict=True):
        sections[section.id] = replace(section, title=title, divided=True)
    return sections


def _closing_start(text: str, blocks: Sequence[Span], body: list[Span]) -> int | None:
    """Return where the last run of paragraphs after a wider gap begins, if it has no heading."""
    gaps: dict[int, int] = {}
    for previous, block in pairwise(blocks):
        if previous.label in BODY and block.label in BODY:
            gaps[block.start] = text.count("\n", previous.end, block.start)
    if len(gaps) < 2:
        return None
    usual = Counter(sorted(gaps.values())).most_common(1)[0][0]
    last_heading = max((block.start for block in blocks if is_heading(block.label)), default=-1)
    wider = [start for start, gap in gaps.items() if gap > usual and start > last_heading]
    if not wider:
        return None
    start = max(wider)
    n_after = sum(block.start >= start for block in body)
    return start if n_after <= max(1, CLOSING_SHARE * len(body)) else None
