"""The entries of a lexicon, and the errors that say where a file is wrong."""

from __future__ import annotations

import math
import re
import unicodedata
from pathlib import Path
from typing import Any, NamedTuple

from analysis.text.spans import fold

__all__ = [
    "PATTERN",
    "Contents",
    "Entry",
    "LexiconError",
    "is_number",
    "make_entry",
    "number",
    "read_lines",
    "where",
]


class LexiconError(ValueError):
    """A lexicon file that cannot be used; the message says which file and line."""


class Entry(NamedTuple):
    """One word or phrase of a lexicon.

    Parameters
    ----------
    text : str
        Folded words parted by single spaces; ``*`` stands for any letters, ``?`` for one.
    category : str
        One of the lexicon's categories.
    weight : float
        What it means is said in the lexicon's description.
    note : str
        Why it is there; for people only.
    when : str
        Names of rules and other conditions, parted by spaces: ``if:before_number``.
    """

    text: str
    category: str
    weight: float = 1.0
    note: str = ""
    when: str = ""


# What a file holds: its entries, and what it says of itself (title, categories, …).
Contents = tuple[list[Entry], dict[str, Any]]

# The words of an entry, cut as the words of a text are, with wildcards.
PATTERN = re.compile(
    r"(?:[^\W\d_]\.){2,}|(?:[^\W_]|[*?])(?:[^\W_]|[*?]|['-](?=[^\W_]|[*?])|(?<=\d)[.,](?=\d))*"
)


def where(path: Path, line: int) -> str:
    """Say a place in a file.

    Examples
    --------
    >>> where(Path("folder/mine.dic"), 3)
    'mine.dic, line 3'
    """
    return f"{path.name}, line {line}"


def make_entry(path: Path, line: int, text: str, category: str, weight: str = "") -> Entry:
    """Make an entry of what a file of another program says.

    Parameters
    ----------
    path : Path
        The file.
    line : int
        Where in it.
    text : str
        A word or phrase in any case; underscores stand for spaces.
    category : str
        Its category.
    weight : str
        A number; 1 if empty.

    Returns
    -------
    Entry

    Raises
    ------
    LexiconError
        If the text holds no word or the weight is no number.

    Examples
    --------
    >>> make_entry(Path("x.cat"), 1, "NOT_GOOD*", "bad")
    Entry(text='not good*', category='bad', weight=1.0, note='', when='')
    """
    plain = unicodedata.normalize("NFC", fold(text)).replace("_", " ")
    words = PATTERN.findall(plain)
    if not any(word.strip("*?") for word in words):
        raise LexiconError(f"{where(path, line)}: {text!r} holds no word")
    return Entry(" ".join(words), category.strip(), number(path, line, weight))


def number(path: Path, line: int, weight: str) -> float:
    """Read a weight; 1 if there is none."""
    try:
        found = float(weight) if weight.strip() else 1.0
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise LexiconError(f"{where(path, line)}: weight {weight!r} is not a number")
    return found


def is_number(text: str) -> bool:
    """Tell a number from other text."""
    try:
        float(text)
    except ValueError:
        return False
    return True


def read_lines(path: Path) -> list[str]:
    """Read the lines of a file in UTF-8.

    Raises
    ------
    LexiconError
        If it is not UTF-8; the message says in which line.
    """
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        problem = "not in UTF-8; save the file in that encoding"
        raise LexiconError(f"{where(path, line)}: {problem}") from None
