"""Reading on paper: the numbered lines of the printed sheet, and marks typed in by line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from analysis.markers.registry import MARKERS
from analysis.tables.reading_check import SCORES, SENTENCE, ReadingFileError
from analysis.tables.readings import Mark, Reading, new_reading
from analysis.text.document import Document

__all__ = ["CODES", "Line", "sheet_lines", "typed_reading"]

WIDTH = 62  # characters of a line
MAX_DIGITS = 9  # of the number of a line
# What a marker is called in the margin.
CODES = {
    **{"loaded": "L", "hedge": "H", "booster": "B", "attribution": "A"},
    **{"rhetorical_question": "Q", "scare_quotes": "“", "repetition": "R", "contrast": "C"},
    **{"triad": "3", "us_them": "U", "concession": "Y", SENTENCE: "S"},
}
CATEGORIES = {marker.name: marker.categories for marker in MARKERS}


class Line(NamedTuple):
    """One printed line: its number, its place in the text, and whether a paragraph begins."""

    number: int
    start: int
    end: int
    is_first: bool


def sheet_lines(document: Document) -> list[Line]:
    """Cut the body of a text into numbered lines, always the same ones.

    Parameters
    ----------
    document : Document
        The text.

    Returns
    -------
    list of Line
        Of whole words, at most 62 characters unless a word is longer; no line holds words of two
        paragraphs.

    Examples
    --------
    >>> document = Document("x", "It may rain.\\n\\nIt may not.")
    >>> [(line.number, document[line]) for line in sheet_lines(document)]
    [(1, 'It may rain.'), (2, 'It may not.')]
    """
    lines: list[Line] = []
    for paragraph in document.paragraphs:
        words = re.finditer(r"\S+", document[paragraph])
        places = [(paragraph.start + w.start(), paragraph.start + w.end()) for w in words]
        first = 0
        for at in range(1, len(places) + 1):
            if at == len(places) or places[at][1] - places[first][0] > WIDTH:
                is_first = first == 0
                lines.append(Line(len(lines) + 1, places[first][0], places[at - 1][1], is_first))
                first = at
    return lines


def typed_reading(
    document: Document, reader: str, typed: str, markers: Sequence[str] | None = None
) -> Reading:
    """Make a reading of marks that were made on paper and typed in, one a line.

    A line has the number of the printed line, the code of the marker (or its name), a category if
    there is one, the force of a loaded word, and the words; a sentence has its score, and its first
    words if several begin in that line.

    Parameters
    ----------
    document : Document
        The text of the sheet.
    reader : str
        Initials.
    typed : str
        Such as ``"3 H may\\n7 L threat 2 flood of cars\\n9 S -2"``; empty lines, and lines that
        begin with ``#``, are passed over.
    markers : sequence of str, optional
        What was asked for; by default what was marked.

    Returns
    -------
    Reading
        Finished.

    Raises
    ------
    ReadingFileError
        If a line cannot be understood, or its words do not begin in the printed line; the message
        says which.

    Examples
    --------
    >>> document = Document("x", "It may rain. A flood of cars.")
    >>> reading = typed_reading(document, "AB", "1 H may\\n1 L metaphor 2 flood\\n1 S -1 It may")
    >>> [(mark.marker, mark.category, mark.text) for mark in reading.marks]
    [('sentence', '', 'It may rain.'), ('hedge', '', 'may'), ('loaded', 'metaphor', 'flood')]
    """
    lines = {line.number: line for line in sheet_lines(document)}
    marks = list(_typed_marks(document, lines, typed))
    known = {mark.marker for mark in marks}
    if markers is None:
        markers = [name for name in CODES if name in known]
    elif unasked := sorted(known - set(markers)):
        raise ReadingFileError(f"marks of {', '.join(unasked)}, which was not asked for")
    marks.sort(key=lambda mark: (mark.start, -mark.end))
    return new_reading(document, reader, markers, marks=marks, finished=True)


def _typed_marks(document: Document, lines: dict[int, Line], typed: str) -> Iterator[Mark]:
    by_code = {code.lower(): name for name, code in CODES.items()} | {name: name for name in CODES}
    for number, entry in enumerate(typed.splitlines(), 1):
        if not entry.strip() or entry.lstrip().startswith("#"):
            continue
        where = f"line {number}, {entry.strip()!r:.60}"
        place, code, words = [*map(str.strip, entry.split(maxsplit=2)), "", ""][:3]
        if not (place.isdecimal() and len(place) < MAX_DIGITS and code):
            raise ReadingFileError(f"{where}: write a line number, a code and the words")
        line, marker = lines.get(int(place)), by_code.get(code.lower())
        if line is None:
            raise ReadingFileError(f"{where}: the sheet has lines 1 to {len(lines)}")
        if marker is None:
            raise ReadingFileError(f"{where}: {code} is no code; codes are {_codes()}")
        make = _score if marker == SENTENCE else _mark
        yield make(document, line, marker, words, where)


def _codes() -> str:
    return ", ".join(f"{code} ({name.replace('_', ' ')})" for name, code in CODES.items())


def _mark(document: Document, line: Line, marker: str, rest: str, where: str) -> Mark:
    category, force = "", None
    words = rest.split()
    names = {name.replace("_", " "): name for name in CATEGORIES.get(marker, ())}
    for name in sorted(names, key=len, reverse=True):
        size = len(name.split())
        if len(words) > size and " ".join(words[:size]).lower().replace("_", " ") == name:
            category, words = names[name], words[size:]
            break
    if marker == "loaded" and len(words) > 1 and words[0] in ("1", "2", "3"):
        force, words = float(words[0]), words[1:]
    start, end = _place(document, line, words, where)
    return Mark(marker, category, start, end, document.text[start:end], force=force)


def _place(document: Document, line: Line, words: list[str], where: str) -> tuple[int, int]:
    """Find words that begin in a line; they may run on into the next."""
    if not words:
        raise ReadingFileError(f"{where}: write the words that were marked")
    pattern = re.compile(r"\W*?\s+\W*?".join(map(re.escape, words)), re.I)
    found = [
        place
        for place in pattern.finditer(document.text, line.start)
        if place.start() < line.end and _is_whole(document.text, *place.span())
    ]
    if not found:
        raise ReadingFileError(f"{where}: these words do not begin in line {line.number}")
    if len(found) > 1:
        raise ReadingFileError(f"{where}: they begin {len(found)} times in it; write more words")
    return found[0].span()


def _is_whole(text: str, start: int, end: int) -> bool:
    return not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum())


def _score(document: Document, line: Line, marker: str, rest: str, where: str) -> Mark:
    score, _, words = rest.replace("−", "-").partition(" ")
    if not re.fullmatch(r"[+-]?\d", score) or not SCORES[0] <= int(score) <= SCORES[1]:
        raise ReadingFileError(f"{where}: write a score from −4 to 4, then the first words")
    begun = [one for one in document.sentences if line.start <= one.start < line.end]
    if words:
        begun = [one for one in begun if _begins(document[one], words)]
    if len(begun) != 1:
        why = "no sentence begins there" if not begun else "several begin there; add first words"
        raise ReadingFileError(f"{where}: {why}")
    place = (begun[0].start, begun[0].end, document[begun[0]])
    return Mark(marker, "", *place, score=int(score))


def _begins(sentence: str, words: str) -> bool:
    return " ".join(sentence.split()).lower().startswith(" ".join(words.split()).lower())
