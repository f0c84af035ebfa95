"""Footnote marks: figures, signs and brackets after a stop or at a word, which are no words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.text.classes import word_class
from analysis.text.spans import Edit

__all__ = ["mark_edits"]

# Figures right after a letter or a stop.
FIGURES = re.compile(
    r"\d(?<=[^\W\d_.]\d|[.!?…,;:\"'”’)\]]\d)\d{0,2}(?!\d)(?:[,–-]\d{1,3}(?!\d)){0,3}"
)
GLUED = re.compile(r"(?<![\w’'.@#/&-])[^\W\d_]{3,30}\Z")
STOPPED = re.compile(r"([^\W\d_]{1,30})[\"'”’)\]]{0,9}[.!?…,;:]{0,9}[\"'”’)\]]{0,9}\Z")
AFTER_GLUED = re.compile(r"[.,;:!?…)\]\"”’]{0,9}(?:\s|\Z)")
AFTER_STOP = re.compile(r"\s{0,40}(?:\Z|(?<=\s)[\"'“‘(\[]?[^\Wa-z_])|[^\S\n]{0,40}\n")
AFTER_COMMA = re.compile(r"\s{1,40}[^\W\d_]")
REACH = 40
# These stand before a number: "No.1" and "chapter3" have no footnote.
ABBREVIATED = word_class("before_numbers")
COUNTED = word_class("numbered_things")
SUPERSCRIPT = re.compile(r"[¹²³⁰⁴-⁹](?:[¹²³⁰⁴-⁹⁻,˒–-]{0,8}[¹²³⁰⁴-⁹])?")
UNITS = word_class("unit_signs")
SIGN_HINT = re.compile("[†‡§¶※⁑]")
SIGNS = re.compile(r"(?<=[\w.!?…,;:\"”’)\]])[†‡§¶※⁑]+(?=[\s.,;:!?\"”’)]|\Z)|[†‡](?=[^\W\d_])")
STARS = re.compile(r"\*(?<=[.!?…\"”’)]\*)\*{0,2}(?=\s|\Z)")
# Not at the beginning of a line, where they number a footnote's text.
BRACKETS = re.compile(
    r"(?<=\S)[ \t]?(?:\[(?:\^[\w-]{1,20}|\d{1,3}(?:\s?[,;–-]\s?\d{1,3}){0,5}|"
    r"(?:n|note|fn|ref)\.? ?\d{1,3}|(?:citation|clarification) needed|who\?|when\?|"
    r"(?<=\w\w\w\[|\w\w[.,!?]\[)[abc](?=\]))\]|"
    r"<sup\b[^<>]{0,300}>(?:\s|<[^<>]{1,300}>|[\[(]){0,9}[\d*†‡a-c]{1,3}"
    r"(?:\s|<[^<>]{1,300}>|[\])]){0,9}</sup>)",
    re.I,
)
# Written for want of raised figures: "It failed.(2) Nobody", "corrupt^2"; not "10^2" and "x^2".
# (The patterns begin with the sign itself, because such a search is much faster.)
WRITTEN = re.compile(
    r"\^(?:(?<=[^\W\d_][^\W\d_]\^)|(?<=[.!?…,;”\"’)]\^))\d{1,3}(?!\w)|"
    r"\((?<=[.!?…”\"]\()\d{1,3}\)(?=\s|\Z)"
)


def mark_edits(text: str) -> Iterator[Edit]:
    """Yield the footnote marks of a text, to be left out.

    Examples
    --------
    >>> text = "It failed.1 Nobody came;† it was corrupt² [3] in No.1 of 10 km²."
    >>> [text[edit.start : edit.end] for edit in mark_edits(text)]
    ['1', '²', '†', ' [3]']
    """
    yield from (
        Edit(*match.span(), "")
        for match in FIGURES.finditer(text)
        if _is_mark(text, match.start(), match.end())
    )
    if not text.isascii():
        yield from (
            Edit(*match.span(), "")
            for match in SUPERSCRIPT.finditer(text)
            if _is_raised_mark(text, match.start())
        )
        if SIGN_HINT.search(text):
            yield from (Edit(*match.span(), "") for match in SIGNS.finditer(text))
    if "*" in text:
        yield from (Edit(*match.span(), "") for match in STARS.finditer(text))
    if "^" in text or "(" in text:
        yield from (Edit(*match.span(), "") for match in WRITTEN.finditer(text))
    if "[" in text or "<sup" in text:
        yield from (Edit(*match.span(), "") for match in BRACKETS.finditer(text))


def _is_mark(text: str, start: int, end: int) -> bool:
    """Tell figures that are a footnote's from those of a name or a number."""
    if text[start] == "0":
        return False
    before = text[max(0, start - REACH) : start]
    if before[-1].isalpha():
        glued = GLUED.search(before)
        is_word = glued is not None and glued.group().islower() and glued.group() not in COUNTED
        return is_word and end - start <= 2 and bool(AFTER_GLUED.match(text, end))
    stopped = STOPPED.search(before)
    if stopped is None:
        return False
    word, signs = stopped.group(1), stopped.group()[len(stopped.group(1)) :]
    if signs == "." and (word.lower() in ABBREVIATED or len(word) == 1):
        return False
    if before[-1] in ",;:" or not re.search(r"[.!?…]", signs):
        return bool(AFTER_COMMA.match(text, end)) and before[-1] != ":"
    return bool(AFTER_STOP.match(text, end))


def _is_raised_mark(text: str, start: int) -> bool:
    """Tell a raised figure that is a footnote's from a power: "10²", "km²", "x²"."""
    if start == 0 or text[start - 1] == "\n":  # the number of a footnote's text
        return False
    if text[start - 1].isspace():
        return True
    before = re.search(r"(\d{1,40})\Z|([^\W\d_]{1,40})\Z", text[max(0, start - REACH) : start])
    if before is None:
        return True
    if before.group(1):
        return len(before.group(1)) == 4  # a year
    word = before.group(2)
    return len(word) > 1 and word.lower() not in UNITS
