"""Who wrote it and when: bylines and dates at the top, notes on the author at the end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from analysis.text.furniture import count_words
from analysis.text.spans import BODY, is_heading

__all__ = ["author_of", "byline_name", "is_byline", "label_notes", "label_top"]

MAX_LINE = 160  # characters of a byline or a date
MAX_TOP_BLOCKS = 8  # blocks between the title and the article
MAX_TOP_WORDS = 30  # of one of them; a longer one is the first paragraph
MAX_SUBTITLE_WORDS = 14  # of a heading; a longer one below the title is a standfirst
MAX_NOTE_WORDS = 120
MAX_STRANGER_WORDS = 45  # of a note on somebody who has not been named before
NOTES_REACH = 5  # blocks from the end in which notes on the author are looked for

MINUTES = r"\d{1,2} min(?:ute)?s?(?: read)?"
MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,9}\.?"
CLOCK = r"(?:(?:,| at|\s){0,9}\d{1,2}[:.]\d{2}.{0,20})?"
DATE = re.compile(
    rf"(?:published|updated|posted|draft of)?:?\s{{0,9}}(?:on\s)?"
    rf"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{{0,9}}\.?,?\s{{1,9}})?"
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?\.?\s{{1,9}}{MONTH},?\s{{1,9}}\d{{4}}|{MONTH}\s{{1,9}}\d{{1,2}}(?:st|nd|rd|th)?,?"
    rf"\s{{1,9}}\d{{4}}|{MONTH},?\s{{1,9}}\d{{4}}|\d{{1,2}}\s{{1,9}}{MONTH}|{MONTH}\s{{1,9}}\d{{1,2}}|"
    rf"{MINUTES}|\d{{4}}-\d{{2}}-\d{{2}}\S*|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}){CLOCK}",
    re.I,
)
BY = re.compile(
    r"(?:(?i:opinion|analysis|words|text|written|story|guest column|column|commentary)\s{1,9})?"
    r"(?i:by)\s{1,9}(?:\*\*|__)?[^\W\d_a-z]"
)
HONORIFIC = r"(?:Dr|Prof|Professor|Mr|Mrs|Ms|Sir|Dame|Lord|Lady|Rev|Sen|Senator|Rep|Gov)\.?\s{1,9}"
NAME = re.compile(
    rf"(?:{HONORIFIC})?[^\W\d_a-z][\w.]{{0,24}}"
    r"(?:(?:\s|[-'’])(?:de|van|von|der|den|la|le|al|bin|ben|da|di|du|and|&|[^\W\d_a-z][\w.]{0,24}))"
    r"{1,6}"
)
ROLE = re.compile(
    r"(?:(?:opinion|guest|staff|senior|special|contributing|political|chief|deputy|associate) )"
    r"{0,6}(?:contributor|columnist|writer|correspondent|editor|reporter|staff|editorial board|"
    r"special to\b.*|for the\b.*|guest\b.*|opinion|chair\b.*|professor\b.*|director\b.*|"
    r"president\b.*|member of\b.*)",
    re.I,
)
ISSUE = re.compile(
    r"(?:(?:issue|no\.?|number|edition|vol\.?|volume|episode|letter|dispatch)\s?#?\s?|#)\d{1,5}",
    re.I,
)
DIVIDER = re.compile(r"\s{0,9}[|·•,;/]\s{0,9}|\s{1,9}[–—-]\s{1,9}")
# After the author's name, or instead of it, these begin a note on the author.
NOTE_VERB = re.compile(
    r"(?:,\s[^.]{0,80},)?\s{1,9}(?:is|was|are|has been|have|received|teaches|taught|writes|wrote|"
    r"serves|served|works|worked|holds|heads|leads|covers|lives|edits|directs|chairs|keeps|runs)\b"
)
# Somebody who is introduced for the first time in the last lines of a text is its author.
INTRODUCES = re.compile(
    r"(?:,\s[^.]{0,80},)?\s{1,9}(?:(?:is|was)\s{1,9}(?:an?|the|one of|(?:chair|chief|director|head|"
    r"president|professor|editor|founder|author|co-\w{1,30}|executive|senior|associate|assistant|former|"
    r"currently|chairman|chairwoman)\b)|teaches\b|writes\b|edits\b|chairs\b|directs\b|covers\b|reports\b|"
    r"keeps\b|runs\b|lives (?:in|and)\b|serves (?:as|on)\b|works (?:as|for|at|in)\b)"
)
ABOUT_AUTHOR = re.compile(
    r"(?:about the (?:author|writer)s?\b|the (?:author|writer)s? (?:is|are|teaches|was|were)\b|"
    r"(?:this|the) (?:article|column|essay|piece) (?:was|first|originally|reflects)\b|"
    r"the views expressed\b|(?:the )?(?:views|opinions) (?:expressed )?(?:here|in this)\b)",
    re.I,
)
WORK = re.compile(
    r"\b(?:author|writer|columnist|professor|lecturer|editor|journalist|reporter|teaches|"
    r"fellow|director|university|economist|historian|book|novelist|contributor|writes)\b",
    re.I,
)
FULL_NAME = re.compile(
    rf"(?:{HONORIFIC})?(?:[^\W\d_a-z][\w'’.-]{{0,30}}\s{{1,9}}){{1,3}}[^\W\d_a-z][\w'’.-]{{0,30}}(?=[\s,])"
)
MARKS = " *_—–-[(#"


def is_byline(line: str) -> bool:
    """Tell a line that says who wrote a text, or when.

    Examples
    --------
    >>> [is_byline(line) for line in ("By Ann Lee | Staff writer", "12 May 2024", "By the sea")]
    [True, True, False]
    """
    plain = line.strip().strip("*_ ")
    if len(plain) > MAX_LINE or "\n" in plain:
        return False
    if DATE.fullmatch(plain):
        return True
    if BY.match(plain):
        return not plain.endswith((".", "!", "?")) or count_words(plain) <= 4
    undated = DATE.sub("|", plain)
    parts = [part.strip() for part in DIVIDER.split(undated) if part.strip()]
    is_told = [
        _is_name(part) or bool(ROLE.fullmatch(part) or ISSUE.fullmatch(part)) for part in parts
    ]
    has_role = any(ROLE.fullmatch(part) for part in parts)
    return all(is_told) and (undated != plain or (has_role and len(parts) > 1))


def _is_name(line: str) -> bool:
    plain = line.strip(MARKS + "])")
    return len(plain) <= MAX_LINE and bool(NAME.fullmatch(plain)) and not plain.endswith(("!", "?"))


def byline_name(line: str) -> str:
    """Return the author's name in a byline, without "By", titles, offices and dates.

    Examples
    --------
    >>> byline_name("By Dr. Ann Lee | Staff writer")
    'Ann Lee'
    """
    plain = re.sub(r"(?i)^(?:\w+ )?by\s+", "", line.strip(MARKS)[:MAX_LINE]).strip(MARKS)
    name = re.match(rf"(?:{HONORIFIC})?(.*)", DIVIDER.split(plain)[0])
    found = name.group(1).strip(MARKS) if name else ""
    return found.title() if found.isupper() else found


def author_of(bylines: Iterable[str], told: str = "") -> str:
    """Return the first name in the bylines of a text, or whom its page tells, or "".

    Examples
    --------
    >>> author_of(["29 May 2025", "By Dr. Ann Lee | Staff writer"], "admin")
    'Ann Lee'
    >>> author_of(["29 May 2025"], "Ann Lee")
    'Ann Lee'
    """
    return next(filter(_is_name, map(byline_name, bylines)), told)


# "Chapter I" below the title of a book is a heading, though it looks like a name.
CHAPTER = re.compile(r"(?:chapter|part|book|section|act|canto)\s+(?:\d|[ivxlc]{1,6}\b|one\b)", re.I)


def label_top(lines: list[str], labels: list[str]) -> None:
    """Mark author, date and standfirst between the title and the first paragraph.

    Parameters
    ----------
    lines, labels : list of str
        The text and the label of each block; the labels are changed in place.

    Examples
    --------
    >>> labels = ["title", "paragraph", "paragraph"]
    >>> label_top(["Rain", "By Ann Lee", "It rained."], labels)
    >>> labels
    ['title', 'byline', 'paragraph']
    """
    start = labels.index("title") + 1 if "title" in labels else 0
    last, n_sentences = -1, 0
    for number in range(start, min(start + MAX_TOP_BLOCKS, len(lines))):
        line = lines[number]
        if labels[number] in ("byline", "boilerplate"):
            last = number if labels[number] == "byline" else last
            continue
        if _is_long(line) or labels[number] == "title":
            break
        if is_heading(labels[number]):
            _label_subtitle(line, labels, number, start)
            if number > start:
                break
            continue
        if is_byline(line):
            last = number
            continue
        n_sentences += line.rstrip()[-1:] in tuple('.!?”"')
        if n_sentences > 1:  # one may be the standfirst, two are the article
            break
        if start > 0 and not n_sentences and _is_name(line) and not CHAPTER.match(line):
            last = number
    for number in range(start, last + 1):
        if labels[number] != "byline":
            is_said = lines[number].rstrip()[-1:] in tuple(".!?") and not is_byline(lines[number])
            is_kept = is_said or is_heading(labels[number]) or labels[number] == "boilerplate"
            labels[number] = "boilerplate" if is_kept else "byline"


def _label_subtitle(line: str, labels: list[str], number: int, start: int) -> None:
    """Mark what is set like a heading below the title but is a sentence: the standfirst."""
    is_sentence = line.rstrip()[-1:] == "." or count_words(line) > MAX_SUBTITLE_WORDS
    if start > 0 and number == start and is_sentence:
        labels[number] = "boilerplate"


def _is_long(line: str) -> bool:
    return count_words(line) > MAX_TOP_WORDS or "\n" in line.strip()


def label_notes(lines: list[str], labels: list[str], authors: Iterable[str] = ()) -> None:
    """Mark the note on the author at the end of a text, and the name above it.

    Parameters
    ----------
    lines, labels : list of str
        The text and the label of each block; the labels are changed in place.
    authors : iterable of str
        Names of authors that are known from elsewhere.

    Examples
    --------
    >>> labels = ["title", "paragraph", "paragraph"]
    >>> label_notes(["Rain", "It rained.", "Ann Lee is a nurse."], labels)
    >>> labels
    ['title', 'paragraph', 'byline']
    """
    names = [byline_name(line) for line in _with_label(lines, labels, "byline")]
    names += [byline_name(name) for author in authors for name in re.split(r"[;,]| and ", author)]
    names = [name for name in names if len(name.split()) >= 2]
    live = [number for number, label in enumerate(labels) if _is_live(label)]
    for number in reversed(live[-NOTES_REACH:]):
        line = lines[number]
        if is_heading(labels[number]):
            if not _heads_note(lines, labels, number):
                return
        elif not _is_note(lines, number, live[0], names + _names_above(lines, labels, number)):
            if number == live[-1] and number > live[0] and _is_name(line) and "\n" not in line:
                labels[number] = "byline"
                continue
            return
        labels[number] = "byline"


def _with_label(lines: Sequence[str], labels: Sequence[str], label: str) -> list[str]:
    return [line for line, own in zip(lines, labels, strict=True) if own == label]


def _is_live(label: str) -> bool:
    return label in BODY or is_heading(label)


def _names_above(lines: Sequence[str], labels: Sequence[str], number: int) -> list[str]:
    above = number - 1
    if above >= 0 and is_heading(labels[above]) and _is_name(lines[above]):
        return [lines[above].strip()]
    return []


def _heads_note(lines: Sequence[str], labels: Sequence[str], number: int) -> bool:
    """Tell a name or "About the author" that stands above a note from a real heading."""
    if number + 1 >= len(lines) or labels[number + 1] != "byline":
        return False
    return _is_name(lines[number]) or bool(ABOUT_AUTHOR.match(lines[number]))


def _is_note(lines: Sequence[str], number: int, first: int, names: Sequence[str]) -> bool:
    line = lines[number]
    n_words = count_words(line)
    if n_words > MAX_NOTE_WORDS or number == first:
        return False
    plain = line.strip(MARKS)
    if ABOUT_AUTHOR.match(plain):
        return True
    without_title = re.sub(rf"^{HONORIFIC}", "", plain)
    if any(name and without_title.startswith(name) for name in names):
        return True
    name = FULL_NAME.match(plain)
    if name is None:
        return False
    rest = plain[name.end() :]
    if NOTE_VERB.match(rest) and WORK.search(plain) and n_words <= 70:
        return True
    is_new = name.group().split()[-1] not in "\n".join(lines[max(0, number - 200) : number])
    return n_words <= MAX_STRANGER_WORDS and is_new and bool(INTRODUCES.match(rest))
