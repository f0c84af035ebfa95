"""The outline of a text: which blocks are title, heading, paragraph, byline or boilerplate.

Blocks are separated by blank lines (or by single line breaks where every line is a paragraph).
What they are is told from their layout and from the few formulas that web pages use.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from statistics import mode

from analysis.text import Section, Span

__all__ = ["apply_headings", "find_blocks", "group_sections", "plain_blocks", "refine_blocks"]

MAX_HEADING_WORDS = 10
MAX_TITLE_WORDS = 22
LONG_LINE = 160  # characters; no text wrapped by hand has longer lines
MAX_NOTE_WORDS = 120
CLOSING_SHARE = 1 / 3  # the closing is at most this share of the body's paragraphs

BLANK_LINES = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
SENTENCE_END = re.compile(r"[.!?…:;,][\"'”’»)\]]*$")
QUESTION_END = re.compile(r"\?[\"'”’»)\]]*$")
HAS_WORD = re.compile(r"[^\W_]")
DATE = re.compile(
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?(?:\d{1,2}\.?\s+)?"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?(?:\s+\d{1,2})?,?\s+\d{4}"
    r"(?:,?\s+\d{1,2}[:.]\d{2}.*)?$|\d{4}-\d{2}-\d{2}.*$",
    re.I,
)
BY = re.compile(r"(?:by|opinion by|analysis by|words by|text by)\s+[^\W\d_a-z]", re.I)
NAME = re.compile(
    r"(?:(?:Dr|Prof|Mr|Mrs|Ms|Sir|Rev)\.?\s+)?[^\W\d_a-z][^\W\d_]*\.?"
    r"(?:[\s'’-]+(?:de|van|von|der|den|la|le|al|bin|and|of|[^\W\d_a-z][\w'’]*\.?)){1,5}$"
)
# After the author's name, or instead of it, these begin a note on the author.
NOTE_VERB = re.compile(
    r"(?:,\s[^.]{0,80},)?\s+(?:is|was|are|has been|have|received|teaches|taught|writes|wrote|"
    r"serves|served|works|worked|holds|heads|leads|covers|lives|edits|directs)\b"
)
ABOUT_AUTHOR = re.compile(
    r"(?:about the (?:author|writer)s?\b|the (?:author|writer)s? (?:is|are|teaches|was|were)\b|"
    r"(?:this|the) (?:article|column|essay|piece) (?:was|first|originally|reflects)\b|"
    r"the views expressed\b|(?:the )?(?:views|opinions) (?:expressed )?(?:here|in this)\b)",
    re.I,
)
# These begin what follows an article on a web page; all after them is boilerplate.
PAGE_END = re.compile(
    r"(?:leave a (?:reply|comment)|post a comment|add (?:a|your) comment|comments?(?: \(\d+\)|:)?$|"
    r"\d+ (?:comments?|responses|replies)\b|your email address will not be published|"
    r"required fields are marked|join the (?:conversation|discussion)$|"
    r"related (?:articles?|stories|posts?|topics)\b|more from\b|more on this\b|"
    r"you may also like|most (?:read|popular|viewed)$|read next\b|recommended(?: for you)?$)",
    re.I,
)
# These are boilerplate wherever they stand, as short blocks.
PAGE_LINE = re.compile(
    r"(?:advertisement|advert|sponsored(?: content)?|share(?: this| on)\b|share$|tweet$|email$|"
    r"print(?: this)?$|save$|click here\b|sign up (?:for|to)\b|subscribe\b|support (?:our|us)\b|"
    r"follow us\b|read more\b|see also\b|skip to\b|(?:photo|image|picture|credit|source)s?\s?:|"
    r"photograph:|copyright\b|©|all rights reserved|\d+ min(?:ute)?s? read|filed under\b|tags?:|"
    r"topics?:|cookie|we use cookies|updated\s|published\s|last (?:updated|modified)\b)",
    re.I,
)
MAX_PAGE_LINE_WORDS = 25


def find_blocks(text: str) -> tuple[Span, ...]:
    """Infer the outline of a plain text from its layout.

    Parameters
    ----------
    text : str
        The whole text, with or without blank lines, hard-wrapped or not.

    Returns
    -------
    tuple of Span
        Blocks in order, labelled ``title``, ``heading``, ``paragraph``, ``byline`` or
        ``boilerplate``. Empty for a text of white space.

    Examples
    --------
    >>> text = "On rain\\n\\nIt rained all day.\\n\\nNo end\\n\\nIt will rain again tomorrow."
    >>> [block.label for block in find_blocks(text)]
    ['title', 'paragraph', 'heading', 'paragraph']
    """
    steps = (_label_page, _label_title, _label_top, _label_headings, _label_notes)
    return _relabel(text, _split(text), steps)


def _relabel(
    text: str,
    blocks: Sequence[Span],
    steps: Iterable[Callable[[list[str], list[str]], None]],
) -> tuple[Span, ...]:
    """Run labelling steps over the blocks; each step reads the lines and changes the labels."""
    lines = [text[block.start : block.end] for block in blocks]
    labels = [block.label for block in blocks]
    for step in steps:
        step(lines, labels)
    pairs = zip(blocks, labels, strict=True)
    return tuple(block._replace(label=label) for block, label in pairs)


def refine_blocks(text: str, blocks: Sequence[Span]) -> tuple[Span, ...]:
    """Mark bylines and boilerplate in an outline whose title and headings are known.

    Parameters
    ----------
    text : str
        The whole text.
    blocks : sequence of Span
        The outline, such as a web page's headings and paragraphs.

    Returns
    -------
    tuple of Span
        The same ranges; some paragraphs are now ``byline`` or ``boilerplate``.

    Examples
    --------
    >>> text = "By Ann Lee\\n\\nIt rained."
    >>> [block.label for block in refine_blocks(text, plain_blocks(text))]
    ['byline', 'paragraph']
    """
    return _relabel(text, blocks, (_label_page, _label_top, _label_notes))


def plain_blocks(text: str) -> tuple[Span, ...]:
    """Split running prose into paragraphs, looking for no title, heading or boilerplate.

    Examples
    --------
    >>> plain_blocks("A title?\\n\\nNo: a paragraph.")
    (Span(start=0, end=8, label='paragraph'), Span(start=10, end=26, label='paragraph'))
    """
    return tuple(_split(text))


def apply_headings(text: str, headings: Sequence[str]) -> tuple[Span, ...]:
    """Infer the outline, but take the headings from the caller.

    Parameters
    ----------
    text : str
        The whole text.
    headings : sequence of str
        The headings' lines as they stand in the text, case and surrounding space ignored.

    Raises
    ------
    ValueError
        If a heading is no block of the text.

    Examples
    --------
    >>> blocks = apply_headings("Rain fell.\\n\\nThen, sun.\\n\\nIt shone.", ["then, sun."])
    >>> [block.label for block in blocks]
    ['paragraph', 'heading', 'paragraph']
    """
    wanted = {heading.strip().casefold() for heading in headings}
    blocks, found = [], set()
    for block in find_blocks(text):
        line = text[block.start : block.end].strip().casefold()
        if line in wanted:
            found.add(line)
            block = block._replace(label="heading")
        elif block.label == "heading":
            block = block._replace(label="paragraph")
        blocks.append(block)
    if missing := sorted(wanted - found):
        raise ValueError(
            f"headings={missing!r}: no line of the text reads so; give each heading as it stands "
            "in the text, on a line of its own"
        )
    return tuple(blocks)


def _split(text: str) -> list[Span]:
    blocks: list[Span] = []
    start = 0
    lines_are_paragraphs = any(len(line) > LONG_LINE for line in text.splitlines())
    separator = re.compile(r"\n") if lines_are_paragraphs else BLANK_LINES
    text_with_newlines = text.replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    for match in separator.finditer(text_with_newlines):
        _append_block(blocks, text, start, match.start())
        start = match.end()
    _append_block(blocks, text, start, len(text))
    return blocks


def _append_block(blocks: list[Span], text: str, start: int, end: int) -> None:
    part = text[start:end].lstrip("\ufeff \t\n\r\x0b\x0c\u00a0")
    stripped = part.rstrip()
    if HAS_WORD.search(stripped):
        begin = end - len(part)
        blocks.append(Span(begin, begin + len(stripped), "paragraph"))


def _is_line(line: str) -> bool:
    return "\n" not in line and "\r" not in line


def _n_words(line: str) -> int:
    return len(line.split())


def _label_page(lines: list[str], labels: list[str]) -> None:
    """Mark what belongs to the web page rather than to the article."""
    half = len(lines) // 2
    for number, line in enumerate(lines):
        short = _n_words(line) <= MAX_PAGE_LINE_WORDS
        if number >= half and number > 0 and short and PAGE_END.match(line):
            labels[number:] = ["boilerplate"] * (len(lines) - number)
            return
        if short and PAGE_LINE.match(line) and not _is_prose(line):
            labels[number] = "boilerplate"


def _is_prose(line: str) -> bool:
    """Tell a sentence that happens to begin like a page's formula ("Share prices fell …")."""
    return (
        _n_words(line) > 6
        and line[-1:] in ".!?"
        and not re.match(r"(?i)photo|image|©|we use", line)
    )


def _label_title(lines: list[str], labels: list[str]) -> None:
    """Take the first line for the title if it is short and prose follows."""
    first = next((n for n, label in enumerate(labels) if label == "paragraph"), None)
    if first is None or first + 1 >= len(lines):
        return
    line, following = lines[first], _next_prose(lines, labels, first + 1)
    if not _is_line(line) or _n_words(line) > MAX_TITLE_WORDS or following is None:
        return
    has_stop = bool(SENTENCE_END.search(line))
    is_longer = _n_words(lines[following]) >= 1.5 * _n_words(line)
    if not has_stop or (is_longer and not re.search(r"[.!?]\s+\S", line)):
        labels[first] = "title"


def _next_prose(lines: list[str], labels: list[str], start: int) -> int | None:
    for number in range(start, len(lines)):
        if labels[number] == "paragraph" and SENTENCE_END.search(lines[number]):
            return number
    return None


def _label_top(lines: list[str], labels: list[str]) -> None:
    """Mark author, date and the like between the title and the first paragraph."""
    start = labels.index("title") + 1 if "title" in labels else 0
    for number in range(start, min(start + 5, len(lines))):
        line = lines[number]
        if labels[number] != "paragraph":
            continue
        if not _is_line(line) or _n_words(line) > MAX_TITLE_WORDS or line[-1:] in "!?":
            return
        is_name = start > 0 and NAME.fullmatch(line.strip()) and not SENTENCE_END.search(line)
        if not (BY.match(line) or DATE.match(line) or is_name):
            return
        labels[number] = "byline"


def _label_headings(lines: list[str], labels: list[str]) -> None:
    """Mark short lines without a full stop that stand above a paragraph."""
    for number, line in enumerate(lines):
        is_above_prose = "paragraph" in labels[number + 1 : number + 2]
        if labels[number] == "paragraph" and is_above_prose and _looks_like_heading(line):
            labels[number] = "heading"


def _looks_like_heading(line: str) -> bool:
    words = line.split()
    if not _is_line(line) or len(words) > MAX_HEADING_WORDS:
        return False
    if line[0] in "-*•–—“\"'‘(" or not (line[0].isupper() or line[0].isdigit()):
        return False
    if QUESTION_END.search(line):
        # A one-line question is a paragraph unless it is set like a title.
        return len(words) > 2 and sum(word[0].isupper() for word in words) > 0.7 * len(words)
    return not SENTENCE_END.search(line)


def _label_notes(lines: list[str], labels: list[str]) -> None:
    """Mark the note on the author at the end of the text, and the name above it."""
    names = [
        _byline_name(line) for line, label in zip(lines, labels, strict=True) if label == "byline"
    ]
    live = [number for number, label in enumerate(labels) if _is_live(label)]
    for number in reversed(live[-4:]):
        line = lines[number]
        if labels[number].startswith("heading"):
            if not _heads_note(lines, labels, number):
                return
        elif not _is_note(line, names + _names_above(lines, labels, number)):
            if number == live[-1] and _is_name_line(line):
                labels[number] = "byline"
                continue
            return
        labels[number] = "byline"


def _is_live(label: str) -> bool:
    return label in ("paragraph", "quote") or label.startswith("heading")


def _byline_name(line: str) -> str:
    return re.sub(r"(?i)^(?:opinion |analysis |words |text )?by\s+", "", line).strip()


def _is_name_line(line: str) -> bool:
    return _is_line(line) and bool(NAME.fullmatch(line.strip(" —–-")))


def _names_above(lines: list[str], labels: list[str], number: int) -> list[str]:
    above = number - 1
    if above >= 0 and labels[above].startswith("heading") and _is_name_line(lines[above]):
        return [lines[above].strip()]
    return []


def _heads_note(lines: list[str], labels: list[str], number: int) -> bool:
    """Tell a name or "About the author" that stands above a note from a real heading."""
    if number + 1 >= len(lines) or labels[number + 1] != "byline":
        return False
    return _is_name_line(lines[number]) or bool(ABOUT_AUTHOR.match(lines[number]))


def _is_note(line: str, names: list[str]) -> bool:
    if _n_words(line) > MAX_NOTE_WORDS:
        return False
    plain = line.strip(" *_—–-[(")
    if ABOUT_AUTHOR.match(plain):
        return True
    if any(name and plain.startswith(name) for name in names):
        return True
    name = re.match(r"(?:[^\W\d_a-z][\w'’.-]*\s+){1,3}[^\W\d_a-z][\w'’.-]*(?=[\s,])", plain)
    return bool(
        name
        and NOTE_VERB.match(plain[name.end() :])
        and re.search(
            r"\b(?:author|writer|columnist|professor|lecturer|editor|journalist|reporter|teaches|"
            r"fellow|director|university|economist|historian|book|novelist|contributor|writes)\b",
            plain,
            re.I,
        )
        and _n_words(line) <= 70
    )


def group_sections(
    text: str, blocks: Sequence[Span], parts: int | None = None
) -> tuple[Section, ...]:
    """Group the blocks of an outline into sections.

    Parameters
    ----------
    text : str
        The whole text.
    blocks : sequence of Span
        The outline.
    parts : int, optional
        Cut a body without headings into so many parts of nearly equal length.

    Returns
    -------
    tuple of Section
        In order. Paragraphs before the first heading are "Opening"; a run after a wider gap at
        the end, with no heading of its own, is "Closing"; a body without headings is
        "Whole text".

    Raises
    ------
    ValueError
        If ``parts`` is less than 1.

    Examples
    --------
    >>> text = "Rain\\n\\nIt rained.\\n\\nNo end\\n\\nIt will rain.\\n\\nYes.\\n\\n\\nSo be it."
    >>> [section.title for section in group_sections(text, find_blocks(text))]
    ['Rain', 'Opening', 'No end', 'Closing']
    """
    if parts is not None and parts < 1:
        raise ValueError(f"parts={parts!r}: give a whole number of at least 1")
    body = [block for block in blocks if block.label in ("paragraph", "quote")]
    has_headings = any(_is_heading(block) for block in blocks)
    breaks: Callable[[Span], bool]
    if has_headings:
        closing = _closing_start(text, blocks, body)
        breaks = lambda block: block.start == closing  # noqa: E731
        first, later = "Opening", "Closing"
    else:
        part_starts = _part_starts(body, parts or 1)
        breaks = lambda block: block.start in part_starts  # noqa: E731
        first, later = ("Part", "Part") if parts and parts > 1 else ("Whole text", "")
    sections = _group(text, blocks, breaks, first, later)
    if first == "Part":
        sections = _number_parts(sections)
    return tuple(sections)


def _is_heading(block: Span) -> bool:
    return block.label.startswith("heading")


def _group(
    text: str, blocks: Sequence[Span], breaks: Callable[[Span], bool], first: str, later: str
) -> list[Section]:
    sections: list[Section] = []
    heading: Span | None = None
    for block in blocks:
        if _is_heading(block):
            heading = block
            continue
        role = "body" if block.label in ("paragraph", "quote") else block.label
        current = next((s for s in reversed(sections) if s.role == role), None)
        joins = current is not None and (role != "body" or (heading is None and not breaks(block)))
        if joins and current is not None and (role == "body" or current is sections[-1]):
            sections[current.id] = _extend(current, block.end)
            continue
        title = text[block.start : block.end] if role == "title" else role.capitalize()
        level = 0
        if role == "body":
            title, level = (first if current is None else later), 0
            if heading is not None:
                title, level = text[heading.start : heading.end].strip(), _level(heading)
                heading = None
        sections.append(Section(len(sections), title, role, block.start, block.end, level))
    return sections


def _extend(section: Section, end: int) -> Section:
    return Section(section.id, section.title, section.role, section.start, end, section.level)


def _level(heading: Span) -> int:
    digits = heading.label.removeprefix("heading")
    return int(digits) if digits else 1


def _number_parts(sections: list[Section]) -> list[Section]:
    numbered, part = [], 0
    for section in sections:
        if section.role == "body":
            part += 1
            section = Section(
                section.id, f"Part {part}", "body", section.start, section.end, section.level
            )
        numbered.append(section)
    return numbered


def _closing_start(text: str, blocks: Sequence[Span], body: list[Span]) -> int | None:
    """Return where the last run of paragraphs after a wider gap begins, if it has no heading."""
    gaps: dict[int, int] = {}
    for previous, block in pairwise(blocks):
        if previous in body and block in body:
            gaps[block.start] = text.count("\n", previous.end, block.start)
    if len(gaps) < 2:
        return None
    usual = mode(sorted(gaps.values()))
    last_heading = max((block.start for block in blocks if _is_heading(block)), default=-1)
    wider = [start for start, gap in gaps.items() if gap > usual and start > last_heading]
    if not wider:
        return None
    start = max(wider)
    n_after = sum(block.start >= start for block in body)
    return start if n_after <= max(1, CLOSING_SHARE * len(body)) else None


def _part_starts(body: list[Span], parts: int) -> set[int]:
    """Return where each part after the first begins: the paragraph nearest to the even cut."""
    if not body:
        return set()
    total = sum(block.end - block.start for block in body)
    starts, done = set(), 0
    for block in body:
        cut = round(parts * done / total) if total else 0
        if done and cut and len(starts) < cut and len(starts) < parts - 1:
            starts.add(block.start)
        done += block.end - block.start
    return starts
