"""Words broken at line ends: whether the hyphen belongs to the word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from analysis.text.classes import FOLDER, word_class
from analysis.text.spans import Edit

__all__ = ["line_end_edits"]

BROKEN = re.compile(
    r"(?<![^\W\d_]-)\b([^\W\d_]{1,30})([-\u2010\xad]+[ \t]*\r?\n[ \t]*)([^\W\d_]{1,30})\b(?!-)"
)
HINT = re.compile(r"[-\u2010\xad][ \t]*\r?\n")
HANGING = word_class("hanging_hyphens")  # "pre- and post-war" is not one word
# First parts that keep their hyphen, whatever follows.
PREFIXES = word_class("hyphen_prefixes")
WORDS = FOLDER / "valence.tsv"


def line_end_edits(text: str) -> Iterator[Edit]:
    """Yield what stands between the halves of words that are broken at line ends.

    A hyphen stays where the word has one elsewhere in the text, before a capital and after a first
    part such as "self"; it goes where the whole word stands elsewhere or is a known word.

    Examples
    --------
    >>> list(line_end_edits("It will prob-\\nably fail."))
    [Edit(start=12, end=14, replacement='')]
    >>> list(line_end_edits("a well-\\nknown Anglo-\\nIrish pre-\\nand post-war tale"))
    [Edit(start=6, end=8, replacement='-'), Edit(start=19, end=21, replacement='-')]
    """
    if not HINT.search(text):
        return
    lowered = text.lower()
    for match in BROKEN.finditer(text):
        first, hyphen, second = match.group(1).lower(), match.group(2), match.group(3)
        if second.lower() in HANGING:
            continue
        is_soft = hyphen[0] == "\xad"
        keeps = not is_soft and _keeps_hyphen(lowered, first, second)
        yield Edit(*match.span(2), "-" if keeps else "")


def _keeps_hyphen(lowered: str, first: str, second: str) -> bool:
    whole = first + second.lower()
    if second[0].isupper() or f"{first}-{second.lower()}" in lowered:
        return not second.isupper()
    if first in PREFIXES:
        return True
    known = _known_words()
    return whole not in known and whole not in lowered and first in known and second in known


@cache
def _known_words() -> frozenset[str]:
    lines = WORDS.read_text(encoding="utf-8").splitlines()[1:]
    return frozenset(line.partition("\t")[0] for line in lines)
