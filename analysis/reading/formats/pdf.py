"""PDF files: lines of print become paragraphs again.

A PDF holds where letters stand, not what they are. Lines are put together by their distance and
indentation; running heads, page numbers and footnotes are left out, words that were hyphenated at
the end of a line are made whole, and larger or bold lines are headings.

The file is read in a process of its own, which is ended when it takes too long or too much memory.
"""

from __future__ import annotations

import io
import json
import re
import statistics
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise
from typing import Any, NamedTuple

from analysis.reading.formats.blocks import (
    BOLD_HEADING,
    Block,
    level_headings,
    looks_like_bold_heading,
)
from analysis.text.classes import word_class
from analysis.text.spans import HAS_WORD

__all__ = ["PdfError", "line_blocks", "parse_pdf"]

MAX_PAGES = 300
MAX_SECONDS = 60  # for the whole file
MAX_MEMORY = 1_500_000_000  # bytes of address space; not kept on Windows and macOS
MAX_LINES = 100_000
MAX_LINE = 10_000  # characters; what goes on for longer begins a new line
MAX_PDF_CHARACTERS = 10_000_000  # that the pages yield, whatever the size of the file

LARGER, SMALLER = 1.12, 0.87  # sizes against the body's, from which a line is a heading or a note
LEADING = 1.2  # the least usual distance of lines, in sizes of their letters
WIDE_GAP = 1.3  # times the usual distance of lines: a new paragraph
INDENT = 0.6, 4.0  # first lines are set in by so many times the size of the letters
SHORT_LINE = 0.8  # of the usual length
DROP_CAP = 1.8  # times the body's size
HEAD_SHARE = 1 / 3  # of the pages; a line at the edge of so many is a running head
EDGE_LINES = 2
MIN_LABELS, MAX_LABEL_WORDS = 4, 3  # lines and words of what is written within a figure
CAPTION = re.compile(
    r"(?:Figure|Fig\.|Table|Chart|Graph|Exhibit|Plate)\s\d{1,3}[A-Za-z]?\s?[.:|—–-]|"
    r"(?:Sources?|Photo(?:graph)?|Image|Credit)s?:\s"
)
PAGE_NUMBER = re.compile(
    r"[-–—\s|]{0,9}(?:p(?:age|\.)?\s{0,9})?\d{1,4}(?:\s{0,9}(?:of|/)\s{0,9}\d{1,4})?[-–—\s|]{0,9}",
    re.I,
)
NOTE_MARK = re.compile(r"\s?(?:\d{1,3}(?:,\s?\d{1,3}){0,4}|[*†‡§]{1,3})\s?")
NOTE_MARK_SIZE, NOTE_MARK_RISE = 0.8, 0.75  # times the size of the line's letters
# What is read where a font has no map from its signs to letters.
NO_LETTER = re.compile("[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f\x7f-\x9f]|\\(cid:\\d{1,5}\\)")
MAX_UNKNOWN_SHARE = 0.05  # of a file's characters
ENDS_SENTENCE = re.compile(r"[.!?…:][\"'”’»)\]]*\Z")
# What programs put where the title belongs.
PROGRAM_TITLE = re.compile(
    r"\.(?:html?|docx?|odt|rtf|txt|indd|qxp|pages|pdf)\Z|\A(?:microsoft word|untitled|about:blank)",
    re.I,
)
# Words that keep their hyphen when it falls at the end of a line.
KEEPS_HYPHEN = word_class("kept_at_line_ends")
LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "\u00ad": "-", "\u00a0": " "}
)


class PdfError(ValueError):
    """A PDF that cannot be read; the message says why."""


class Line(NamedTuple):
    """A line of print: its text, its place in points, and how it is set."""

    text: str
    page: int
    x: float
    y: float
    size: float
    bold: bool


def parse_pdf(data: bytes) -> tuple[list[Block], dict[str, Any]]:
    """Read a PDF in a process of its own, within limits of pages, time and memory.

    Parameters
    ----------
    data : bytes
        The whole file.

    Returns
    -------
    blocks : list of Block
        Title, headings, paragraphs and indented quotations; footnotes are ``boilerplate``.
    meta : dict
        Title, author and date as far as the file tells them.

    Raises
    ------
    PdfError
        If it is damaged, locked, holds no text, or goes beyond a limit.

    Examples
    --------
    >>> parse_pdf(b"%PDF-1.7 and no more")
    Traceback (most recent call last):
    ...
    analysis.reading.formats.pdf.PdfError: the file is damaged: ...
    """
    try:
        done = subprocess.run(
            [sys.executable, "-m", "analysis.reading.formats.pdf"],
            input=data,
            capture_output=True,
            timeout=MAX_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise PdfError(f"reading it took more than {MAX_SECONDS} seconds, the limit") from None
    try:
        result = json.loads(done.stdout)
    except ValueError:
        raise PdfError("the file is damaged, or needs too much memory to be read") from None
    if "error" in result:
        raise PdfError(result["error"])
    lines = [Line(*line) for line in result["lines"]]
    if not lines:
        raise PdfError("it holds no text, only pictures; put it through text recognition (OCR)")
    return level_headings(line_blocks(lines)), result["meta"]


def main() -> None:
    """Read a PDF from standard input, and write its lines as JSON to standard output."""
    _limit_memory()
    data = sys.stdin.buffer.read()
    try:
        result = _read_lines(data)
    except PdfError as error:
        result = {"error": str(error)}
    except (Exception, RecursionError) as error:  # pypdf raises whatever it stumbles over
        result = {"error": f"the file is damaged: {type(error).__name__}: {error}"[:300]}
    sys.stdout.write(json.dumps(result))


def _limit_memory() -> None:
    """Let this process have so much memory and no more, where the system can see to it."""
    try:
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        limit = MAX_MEMORY if hard == resource.RLIM_INFINITY else min(MAX_MEMORY, hard)
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    except (ImportError, ValueError, OSError):
        return  # Windows has no such limit, and macOS refuses to set it


def _read_lines(data: bytes) -> dict[str, Any]:
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise PdfError("it is locked with a password; save it without one")
    n_pages = len(reader.pages)
    if n_pages > MAX_PAGES:
        raise PdfError(f"{n_pages:,} pages; the limit is {MAX_PAGES}")
    lines: list[Line] = []
    n_characters = 0
    letters: Counter[bool] = Counter()
    for number, page in enumerate(reader.pages):
        found = _page_lines(page, number, letters)
        lines += found
        n_characters += sum(len(line.text) for line in found)
        if n_characters > MAX_PDF_CHARACTERS:
            raise PdfError(f"more than {MAX_PDF_CHARACTERS:,} characters, which is the limit")
        if len(lines) > MAX_LINES:
            raise PdfError(f"more than {MAX_LINES:,} lines, which is the limit")
    if letters[False] > MAX_UNKNOWN_SHARE * letters.total():
        raise PdfError(
            "its fonts do not say which letters they draw; put it through text recognition (OCR)"
        )
    return {"lines": lines, "meta": _meta(reader)}


def _meta(reader: Any) -> dict[str, Any]:
    information = reader.metadata or {}
    meta = {}
    for key, name in (("title", "/Title"), ("author", "/Author"), ("date", "/CreationDate")):
        value = str(information.get(name) or "").strip()
        if key == "date":
            found = re.match(r"(?:D:)?(\d{4})(\d{2})(\d{2})", value)
            value = "-".join(found.groups()) if found else ""
        if value and not (key == "title" and PROGRAM_TITLE.search(value)):
            meta[key] = value
    return meta


def _page_lines(page: Any, number: int, letters: Counter[bool]) -> list[Line]:
    """Put the pieces of text that a page draws together into lines, in the order they are drawn.

    How many signs are letters, and how many are not known to be, is added to ``letters``.
    """
    lines: list[Line] = []

    def visit(text: str, cm: Sequence[float], tm: Sequence[float], font: Any, size: float) -> None:
        scale = abs((tm[0] * tm[3] - tm[1] * tm[2]) * (cm[0] * cm[3] - cm[1] * cm[2])) ** 0.5
        x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
        y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        name = str((font or {}).get("/BaseFont", "")).lower()
        points = size * scale or 1.0
        n_unknown = len(NO_LETTER.findall(text)) if _says_letters(font) else len(text.strip("\n"))
        letters.update({True: len(text) - n_unknown, False: n_unknown})
        bold = any(word in name for word in ("bold", "black", "heavy", "semibold"))
        for offset, part in enumerate(text.split("\n")):
            if part.strip() or (part and lines):
                _add(lines, Line(part, number, x, y - offset * 1.2 * points, points, bold))

    page.extract_text(visitor_text=visit)
    return [line._replace(text=_plain(line.text)) for line in lines if HAS_WORD.search(line.text)]


def _says_letters(font: Any) -> bool:
    """Tell whether a font that draws signs by number says which letter each is."""
    kind = font or {}
    is_numbered = kind.get("/Subtype") == "/Type0" and "Identity" in str(kind.get("/Encoding"))
    return not is_numbered or "/ToUnicode" in kind


def _add(lines: list[Line], piece: Line) -> None:
    """Add a piece of text to the line it stands in, or begin a new line with it."""
    if lines and _is_note_mark(lines[-1], piece):
        return
    is_new = not lines or abs(lines[-1].y - piece.y) > 0.4 * max(lines[-1].size, piece.size)
    if is_new or len(lines[-1].text) > MAX_LINE:
        if piece.text.strip():
            lines.append(piece)
        return
    line = lines[-1]
    is_main = len(line.text.strip()) >= len(piece.text.strip())
    lines[-1] = line._replace(
        text=line.text + piece.text,
        size=line.size if is_main else piece.size,
        bold=line.bold and (piece.bold or not piece.text.strip()),
    )


def _is_note_mark(line: Line, piece: Line) -> bool:
    """Tell the small raised number that points to a note; the 2 of CO2 is none."""
    is_small = piece.size < NOTE_MARK_SIZE * line.size
    is_near = 0 <= piece.y - line.y <= NOTE_MARK_RISE * line.size
    may_stand = not line.text[-1:].isspace() and not line.text[-1:].isupper()
    return is_small and is_near and may_stand and bool(NOTE_MARK.fullmatch(piece.text))


def _plain(text: str) -> str:
    return " ".join(text.translate(LIGATURES).split())


def line_blocks(lines: Sequence[Line]) -> list[Block]:
    """Make headings and paragraphs of the lines of print.

    Parameters
    ----------
    lines : sequence of Line
        In reading order.

    Returns
    -------
    list of Block
        Headings are labelled by their size, ``heading1`` the largest.

    Examples
    --------
    >>> lines = [Line("It rained with-", 0, 72, 700, 11, False),
    ...          Line("out end.", 0, 72, 687, 11, False)]
    >>> line_blocks(lines)
    [Block(text='It rained without end.', label='paragraph')]
    """
    body_size = _body_size(lines)
    lines = _without_labels(_join_drop_caps(_without_heads(lines, body_size), body_size))
    if not lines:
        return []
    lefts = _left_edges(lines)
    leading = _usual_leading(lines)
    usual_length = statistics.median(len(line.text) for line in lines)
    paragraphs = [[lines[0]]]
    for before, line in pairwise(lines):
        if _begins_paragraph(before, line, lefts, leading, usual_length):
            paragraphs.append([])
        paragraphs[-1].append(line)
    vocabulary = Counter(word for line in lines for word in re.findall(r"[\w-]+", line.text))
    sizes = sorted({round(line.size, 1) for line in lines if line.size > LARGER * body_size})
    return [
        Block(_join(paragraph, vocabulary), _label(paragraph, body_size, sizes, lefts))
        for paragraph in paragraphs
    ]


def _body_size(lines: Sequence[Line]) -> float:
    """Return the size that most letters are set in."""
    letters: Counter[float] = Counter()
    for line in lines:
        letters[round(line.size, 1)] += len(line.text)
    return letters.most_common(1)[0][0] if letters else 1.0


def _without_heads(lines: Sequence[Line], body_size: float) -> list[Line]:
    """Leave out running heads and page numbers: what stands at the edge of many pages."""
    pages: dict[int, list[Line]] = {}
    for line in lines:
        pages.setdefault(line.page, []).append(line)
    edges: list[tuple[Line, str]] = []
    for page in pages.values():
        ordered = sorted(page, key=lambda line: -line.y)
        outer = {*ordered[:EDGE_LINES], *ordered[-EDGE_LINES:]}
        edges += [(line, re.sub(r"\d+", "#", line.text).casefold()) for line in outer]
    counts = Counter(key for _, key in edges)
    enough = max(2, HEAD_SHARE * len(pages))
    heads = {
        line
        for line, key in edges
        if PAGE_NUMBER.fullmatch(line.text)
        or (counts[key] >= enough and line.size <= LARGER * body_size)
    }
    return [line for line in lines if line not in heads]


def _without_labels(lines: Sequence[Line]) -> list[Line]:
    """Leave out what is written within a figure: runs of short lines that are figures or scatter.

    A list or a verse is short too, but its lines begin at one place and are seldom numbers.
    """
    kept: list[Line] = []
    for is_short, group in groupby(lines, _may_be_label):
        run = list(group)
        n_numbers = sum(line.text[0].isdigit() for line in run)
        n_places = len({round(line.x) for line in run})
        is_figure = 2 * max(n_numbers, n_places - 1) >= len(run) >= MIN_LABELS
        kept += [] if is_short and is_figure else run
    return kept


def _may_be_label(line: Line) -> bool:
    is_short = len(line.text.split()) <= MAX_LABEL_WORDS
    return is_short and not line.bold and not ENDS_SENTENCE.search(line.text)


def _join_drop_caps(lines: Iterable[Line], body_size: float) -> list[Line]:
    """Put a large first letter in front of the line that goes on with its word."""
    joined: list[Line] = []
    cap = ""
    for line in lines:
        if len(line.text) <= 2 and line.size > DROP_CAP * body_size:
            cap = line.text
            continue
        joined.append(line._replace(text=cap + line.text))
        cap = ""
    return joined


def _left_edges(lines: Sequence[Line]) -> list[float]:
    """Return the places where many lines begin: the left edges of columns."""
    counts = Counter(round(line.x) for line in lines)
    enough = max(2, len(lines) // 20)
    return sorted(x for x, n in counts.items() if n + counts[x + 1] >= enough)


def _usual_leading(lines: Sequence[Line]) -> float:
    gaps = [
        before.y - line.y
        for before, line in pairwise(lines)
        if before.page == line.page and 0 < before.y - line.y < 3 * line.size
    ]
    return statistics.median_low(gaps) if gaps else 1.2 * lines[0].size


def _indent(line: Line, lefts: Sequence[float]) -> float:
    """Return by how many of its letters' sizes a line is set in from its column's edge."""
    near = [
        (line.x - left) / line.size
        for left in lefts
        if INDENT[0] <= (line.x - left) / line.size <= INDENT[1]
    ]
    return max(near, default=0.0)


def _begins_paragraph(
    before: Line, line: Line, lefts: Sequence[float], leading: float, usual_length: float
) -> bool:
    looks_differ = abs(before.size - line.size) > 0.08 * before.size or before.bold != line.bold
    if looks_differ:
        return True
    ends = bool(ENDS_SENTENCE.search(before.text))
    indented = _indent(line, lefts) > 0
    is_short = len(before.text) < SHORT_LINE * usual_length
    gap = before.y - line.y
    if before.page != line.page or gap < 0:
        return ends and (indented or is_short)
    if gap > WIDE_GAP * max(leading, LEADING * line.size):
        return True
    if indented:
        return ends or abs(before.x - line.x) > INDENT[0] * line.size
    return (ends and is_short) or before.x - line.x > 2 * line.size * INDENT[1]


def _join(paragraph: Sequence[Line], vocabulary: Counter[str]) -> str:
    """Join lines; a hyphen at the end of one stays only if the word is written so elsewhere."""
    text = paragraph[0].text
    for line in paragraph[1:]:
        if not (text.endswith("-") and text[-2:-1].isalpha() and line.text[:1].isalpha()):
            text += " " + line.text
            continue
        first = text[text.rfind(" ") + 1 : -1]
        second = re.match(r"\w+", line.text)
        rest = second.group() if second else ""
        keeps = (
            line.text[0].isupper()
            or vocabulary[f"{first}-{rest}"] > vocabulary[first + rest]
            or (first.lower() in KEEPS_HYPHEN and not vocabulary[first + rest])
        )
        text = (text if keeps else text[:-1]) + line.text
    return text


def _label(
    paragraph: Sequence[Line], body_size: float, sizes: Sequence[float], lefts: Sequence[float]
) -> str:
    first = paragraph[0]
    text = " ".join(line.text for line in paragraph)
    if first.size > LARGER * body_size and len(text.split()) <= 40:
        return f"heading{min(len(sizes) - sizes.index(round(first.size, 1)), 6)}"
    if first.size < SMALLER * body_size or CAPTION.match(text):
        return "boilerplate"
    if first.bold and looks_like_bold_heading(text):
        return BOLD_HEADING
    is_set_in = len(paragraph) > 1 and all(_indent(line, lefts) > 1 for line in paragraph)
    return "quote" if is_set_in else "paragraph"


if __name__ == "__main__":
    main()
