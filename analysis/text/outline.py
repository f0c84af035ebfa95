"""The outline of a text: which blocks are title, heading, paragraph, byline or boilerplate.

Blocks are separated by blank lines (or by single line breaks where every line is a paragraph).
What they are is told from their layout and from the few formulas that papers and web pages use.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from analysis.text.bylines import is_byline, label_notes, label_top
from analysis.text.classes import word_class
from analysis.text.folding import fold_text
from analysis.text.furniture import (
    MIN_PROSE_WORDS,
    count_words,
    label_furniture,
    label_repeats,
)
from analysis.text.letters import (
    is_salutation,
    label_frames,
    label_letters,
    label_references,
    label_speakers,
)
from analysis.text.paragraphs import MAX_TITLE_WORDS, TAIL, ends_sentence, split_paragraphs
from analysis.text.quotations import is_title
from analysis.text.spans import BODY, Span, is_heading

__all__ = [
    "apply_headings",
    "find_blocks",
    "infer_blocks",
    "looks_like_heading",
    "plain_blocks",
    "refine_blocks",
    "shown_line",
]

MAX_HEADING_WORDS = 10
MAX_CAPITAL_WORDS = 20  # of a heading in capitals
MAX_LONG_HEADING_WORDS = 18  # of one that is set apart by a number or marks
MAX_APART_WORDS = 16  # of a line that only its place makes a heading
MAX_LIST_RUN = 2  # short lines in a row that may be headings; more of them are a list

QUESTION_END = re.compile(r"\?[\"'”’»)\]]*$")
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# A line of dashes below a line makes it a heading, in e-mails and in Markdown.
UNDERLINED = re.compile(r"([^\n\r]{1,200})\r?\n[-=~_]{3,200}\s*")
MARKED = re.compile(r"(#{1,6}\s|\*\*|__|[*_](?=[^*_\s]))\s?(.{1,200}?)\s?(?:\*\*|__|[*_]|#{0,6})")
NUMBERED = re.compile(r"\(?(?:\d{1,2}|[IVX]{1,5}|[A-Z])[.):]\s+(?=[^\W\d_a-z]|[\"“‘])")
NUMBER_ALONE = re.compile(r"[IVX]{1,5}\.?")  # a figure that stands alone is a page's
SECTION_NAMES = word_class("section_names")
CLOCK = re.compile(r"\d{1,2}(?:[:.]\d{2})?\s?(?:[ap]\.?m\.?)?(?:\s?[A-Z]{2,4})?", re.I)
# No heading ends so: a row of a table, a sentence broken off.
UNFINISHED = re.compile(
    r"(?::\s*[\d.,%$£€]+|[ ](?:a|an|the|of|in|on|at|to|for|by|with|from|and|or|is|was))$", re.I
)
# A newspaper's name, which pages set above the title.
MASTHEAD = re.compile(
    r"(?:The |A |THE )?(?:[^\W\d_a-z][\w’'-]{0,30} ){1,4}(?i:times|post|observer|gazette|herald|"
    r"courier|sentinel|review|tribune|journal|news|mail|telegraph|chronicle|star|record|press|standard|"
    r"independent|examiner|inquirer|globe|express|mirror|weekly|daily|today|argus|letters|lantern|"
    r"packet|bulletin|dispatch|advertiser|echo|recorder|magazine|newsletter)(?i: online)?"
)
MENU_DIVIDER = re.compile(r"\s{2,}|\t|\s[|•·›»/]\s")
MIN_MENU_ITEMS = 3
DATELINE = re.compile(
    r"[A-Z][A-Z'’.-]{2,20}(?:,? [A-Z][A-Z'’.-]{1,20}){0,3}(?:, [A-Z][\w.]{1,15}(?: \d{1,2})?)?"
    r"(?: \([^()\n]{1,20}\))?\s?(?:—|–|--|\s-(?:\s|$))\s?"
    r"(?=[\"“‘'(]?[A-Z\d]|\s*\Z)"
)


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
    return infer_blocks(text, split_paragraphs(text))


def infer_blocks(text: str, blocks: Sequence[Span]) -> tuple[Span, ...]:
    """Infer title, headings, bylines and boilerplate among blocks whose ranges are known.

    Parameters
    ----------
    text : str
        The whole text.
    blocks : sequence of Span
        Its paragraphs, such as those of a Word document without styles.

    Returns
    -------
    tuple of Span
        The same ranges with the labels of `find_blocks`.

    Examples
    --------
    >>> text = "On rain\\n\\nIt rained all day."
    >>> [block.label for block in infer_blocks(text, plain_blocks(text))]
    ['title', 'paragraph']
    """
    steps = (
        *(label_frames, label_furniture, label_letters, _label_title, label_top, label_speakers),
        *(_label_headings, label_references, label_repeats, label_notes),
    )
    return _split_dateline(text, _relabel(text, blocks, steps))


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


def refine_blocks(
    text: str, blocks: Sequence[Span], authors: Iterable[str] = ()
) -> tuple[Span, ...]:
    """Mark bylines and boilerplate in an outline whose title and headings are known.

    Parameters
    ----------
    text : str
        The whole text.
    blocks : sequence of Span
        The outline, such as a web page's headings and paragraphs.
    authors : iterable of str
        Names that the page gives for its authors, by which a note on them is known.

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
    notes = partial(label_notes, authors=authors)
    steps = (
        *(label_frames, label_furniture, label_letters, label_top),
        *(label_references, label_repeats, notes),
    )
    return _split_dateline(text, _relabel(text, blocks, steps))


def _split_dateline(text: str, blocks: tuple[Span, ...]) -> tuple[Span, ...]:
    """Part "THURLSEA —" from the first paragraph: it is no word of the article's."""
    for number, block in enumerate(blocks):
        if block.label == "paragraph":
            match = DATELINE.match(text, block.start, block.end)
            if match is None:
                return blocks
            if match.end() >= block.end:
                place = block._replace(label="byline")
                return (*blocks[:number], place, *blocks[number + 1 :])
            place = Span(block.start, block.start + len(match.group().rstrip()), "byline")
            rest = block._replace(start=match.end())
            return (*blocks[:number], place, rest, *blocks[number + 1 :])
    return blocks


def plain_blocks(text: str) -> tuple[Span, ...]:
    """Split running prose into paragraphs, looking for no title, heading or boilerplate.

    Examples
    --------
    >>> plain_blocks("A title?\\n\\nNo: a paragraph.")
    (Span(start=0, end=8, label='paragraph'), Span(start=10, end=26, label='paragraph'))
    """
    return tuple(split_paragraphs(text))


def apply_headings(
    text: str, headings: Sequence[str], outline: Sequence[Span] | None = None
) -> tuple[Span, ...]:
    """Infer the outline, but take the headings from the caller.

    Parameters
    ----------
    text : str
        The whole text.
    headings : sequence of str
        The headings' lines as they stand in the text, or as they are meant (without soft hyphens
        and the like); case and surrounding space ignored.
    outline : sequence of Span, optional
        The outline to change; the inferred one by default.

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
    view = fold_text(text)
    if outline is None:
        outline = find_blocks(text if view is None else view.text)
        outline = outline if view is None else tuple(map(view.whole, outline))
    wanted = {_bare_words(heading): heading for heading in headings}
    blocks, found = [], set()
    for block in outline:
        lines = {_bare_words(text[block.start : block.end])}
        if view is not None:
            meant = view.folded(block)
            lines.add(_bare_words(view.text[meant.start : meant.end]))
        if lines & wanted.keys():
            found |= lines
            block = block._replace(label="heading")
        elif is_heading(block.label):
            block = block._replace(label="paragraph")
        blocks.append(block)
    if missing := sorted(heading for words, heading in wanted.items() if words not in found):
        raise ValueError(
            f"headings={missing!r}: no line of the text reads so; give each heading as it stands "
            "in the text, on a line of its own"
        )
    return tuple(blocks)


def _bare_words(line: str) -> str:
    """Return a line as it is compared: as its words are meant, without case or space around."""
    view = fold_text(line)
    return (line if view is None else view.text).strip().casefold()


def _is_line(line: str) -> bool:
    return "\n" not in line and "\r" not in line


def _bare(line: str) -> str:
    """Return a heading or title without the marks that typed text uses for bold and headings."""
    underlined = UNDERLINED.fullmatch(line)
    line = (underlined.group(1) if underlined else line).strip()
    marked = MARKED.fullmatch(line) if _is_line(line) else None
    return marked.group(2).strip() if marked else line


def shown_line(line: str) -> str:
    """Return a title or heading as one line, without characters that no table or figure takes.

    Examples
    --------
    >>> shown_line("## Who\\x0bpays ##")
    'Who pays'
    """
    return " ".join(CONTROL.sub(" ", _bare(line)).split())


def _label_title(lines: list[str], labels: list[str]) -> None:
    """Take for the title the short line at the top that prose or a byline follows."""
    top = _top_lines(lines, labels)
    first = next((n for n, label in enumerate(labels) if label == "paragraph"), None)
    if first is None or _next_prose(lines, labels, first + 1) is None:
        return
    place = next((n for n in top if not _is_above_title(_bare(lines[n]), n, top)), None)
    if place is None or not _can_be_title(lines, labels, place):
        return
    for number in top:
        if number < place:
            labels[number] = "boilerplate"
    labels[place] = "title"


def _top_lines(lines: list[str], labels: list[str]) -> list[int]:
    """Return the short lines before the first paragraph or byline."""
    top: list[int] = []
    for number, line in enumerate(lines):
        is_aside = labels[number] in ("boilerplate", "byline")
        if is_aside and number <= len(lines) // 2:
            continue
        is_short = count_words(line) <= MAX_TITLE_WORDS and _is_line(_bare(line))
        if not is_short or (top and is_byline(line)) or len(top) > 3:
            return top
        top.append(number)
    return top


def _is_above_title(line: str, number: int, top: list[int]) -> bool:
    """Tell a newspaper's name, a menu or a byline, which may stand above a title."""
    if number == top[-1] and not is_byline(line):
        return False
    return is_byline(line) or _is_menu(line) or (len(line) < 60 and bool(MASTHEAD.fullmatch(line)))


def _is_menu(line: str) -> bool:
    """Tell a row of links ("News | Sport | Opinion")."""
    items = MENU_DIVIDER.split(line.strip())
    return len(items) >= MIN_MENU_ITEMS and all(count_words(item) <= 3 for item in items)


def _can_be_title(lines: list[str], labels: list[str], place: int) -> bool:
    line, following = _bare(lines[place]), _next_prose(lines, labels, place + 1)
    if following is None:
        return False
    is_longer = count_words(lines[following]) >= 1.5 * count_words(line)
    return not ends_sentence(line) or (is_longer and not re.search(r"[.!?]\s+\S", line))


def _next_prose(lines: list[str], labels: list[str], start: int) -> int | None:
    for number in range(start, len(lines)):
        if labels[number] == "paragraph" and ends_sentence(lines[number]):
            return number
    return None


def _label_headings(lines: list[str], labels: list[str]) -> None:
    """Mark short lines without a full stop that stand above a paragraph."""
    run, following = 0, ""
    # Numbers that stand alone are headings where there are several.
    has_numbers = sum(NUMBER_ALONE.fullmatch(line) is not None for line in lines) > 1
    for number in range(len(lines) - 1, -1, -1):
        if labels[number] == "boilerplate":  # an advertisement may stand below a heading
            continue
        is_number = has_numbers and NUMBER_ALONE.fullmatch(lines[number]) is not None
        may_head = is_number or looks_like_heading(lines[number]) or _stands_apart(lines, number)
        is_short = labels[number] == "paragraph" and may_head
        run = run + 1 if is_short else 0
        if is_short and is_byline(lines[number]):
            labels[number] = "byline"
        elif is_short and following in (*BODY, "heading") and run <= MAX_LIST_RUN:
            labels[number] = "heading"
        elif run == MAX_LIST_RUN + 1:  # a list of short lines: none of them is a heading
            _unlabel(labels, number, run)
        following = labels[number]


def _stands_apart(lines: Sequence[str], number: int) -> bool:
    """Tell a longer line without a stop that stands alone between paragraphs of sentences."""
    line = lines[number]
    if not MAX_HEADING_WORDS < count_words(line) <= MAX_APART_WORDS or not _is_line(line):
        return False
    is_plain = line[0].isupper() and not ends_sentence(line) and not UNFINISHED.search(line[-TAIL:])
    beside = [lines[place] for place in (number - 1, number + 1) if 0 <= place < len(lines)]
    is_prose = (ends_sentence(one) and count_words(one) >= MIN_PROSE_WORDS for one in beside)
    return is_plain and len(beside) == 2 and all(is_prose)


def _unlabel(labels: list[str], start: int, n_headings: int) -> None:
    """Make paragraphs again of the next so many headings."""
    for number in range(start, len(labels)):
        if labels[number] != "boilerplate":
            labels[number] = "paragraph"
            n_headings -= 1
        if n_headings == 0:
            return


def looks_like_heading(line: str) -> bool:
    """Tell a line that may be a heading from a short paragraph, by its words and marks alone.

    Examples
    --------
    >>> looks_like_heading("2. It is cheap."), looks_like_heading("It is cheap.")
    (True, False)
    """
    bare = _bare(line)
    words = bare.split(None, MAX_CAPITAL_WORDS)
    if not _is_line(bare) or not words or CLOCK.fullmatch(bare) or is_salutation(bare):
        return False
    if bare.isupper() and _may_be_in_capitals(bare, words):
        return True
    if bare[0].isupper() and bare.rstrip(".:").lower() in SECTION_NAMES:
        return True
    if _is_set_apart(line.strip(), bare):
        return len(words) <= MAX_LONG_HEADING_WORDS and bare[-1] not in ",;:"
    if len(words) > MAX_LONG_HEADING_WORDS:
        return False
    if bare[0] in "-*•–—“\"'‘(" or not (bare[0].isupper() or bare[0].isdigit()):
        return False
    n_capital = sum(word[0].isupper() for word in words)
    if QUESTION_END.search(bare[-TAIL:]):
        # A one-line question is a paragraph unless it is set like a title.
        is_set = n_capital > 0.7 * len(words) or is_title(bare)
        return 2 < len(words) <= MAX_HEADING_WORDS and is_set
    if ends_sentence(bare) or UNFINISHED.search(bare[-TAIL:]):
        return False
    return len(words) <= MAX_HEADING_WORDS or n_capital > 0.6 * len(words)


def _is_set_apart(line: str, bare: str) -> bool:
    """Tell a line that is a heading by its number or the marks around it."""
    if bare != line and count_words(bare) <= MAX_HEADING_WORDS + 4:
        return line.startswith("#") or bare[-1] not in "!…"
    return NUMBERED.match(bare) is not None


def _may_be_in_capitals(bare: str, words: Sequence[str]) -> bool:
    """Tell a heading in capitals, which may be long or have a stop, from initials and shouts."""
    has_word = any(len(word.strip(".?")) > 3 and "." not in word[:-1] for word in words)
    is_short = count_words(bare) <= MAX_CAPITAL_WORDS
    return has_word and is_short and bare[0].isalpha() and bare[-1] not in ",;:…!"
