"""The documents of a source before they are read, and what identifies their content."""

from __future__ import annotations

import hashlib
import os
from typing import NamedTuple

__all__ = ["CorpusError", "Item", "content_of", "make_item"]

MAX_ID = 1000  # characters; a longer id is no id but a text in the wrong column
SHOWN_ID = 80


class CorpusError(ValueError):
    """A source or an output folder that cannot be used; the message says what to do."""


class Item(NamedTuple):
    """One document of a source: its text, or the path of a file that holds it.

    Parameters
    ----------
    id : str
        What can be written of its id.
    text, path : str, optional
        One of the two, unless there is an error.
    error : str, optional
        Why it cannot be analyzed.
    size : int
        Roughly the characters of text that it holds.
    """

    id: str
    text: str | None
    path: str | None = None
    error: str | None = None
    size: int = 0


def content_of(item: Item) -> tuple[int, str]:
    """Return the size and the hash of what a document is made from.

    Parameters
    ----------
    item : Item
        The document; a file is read anew.

    Returns
    -------
    tuple of int, str
        Bytes, and hexadecimal digits that change when the content, the kind of file or the error
        does.

    Examples
    --------
    >>> content_of(Item("a", "Rain")) == content_of(Item("b", "Rain"))
    True
    >>> content_of(Item("a", "Rain")) == content_of(Item("a", "Hail"))
    False
    """
    if item.error is not None:
        data, kind = item.error.encode("utf-8", "surrogatepass"), "error"
    elif item.text is not None:
        data, kind = item.text.encode("utf-8", "surrogatepass"), "text"
    else:
        path = item.path or ""
        kind = os.path.splitext(path)[1].lower()
        try:
            with open(path, "rb") as file:
                digest = hashlib.file_digest(file, "sha256")
                return file.tell(), hashlib.sha256(kind.encode() + digest.digest()).hexdigest()
        except OSError as error:
            data, kind = str(error.strerror).encode(), "unreadable"
    digest = hashlib.sha256(data)
    return len(data), hashlib.sha256(kind.encode() + digest.digest()).hexdigest()


def make_item(
    name: str, text: str | None, path: str | None = None, error: str | None = None, size: int = 0
) -> Item:
    """Make an item; an id that cannot be written is its error, and is shown as far as it can."""
    what = "file name" if path is not None else "id"
    problem = error
    if len(name) > MAX_ID:
        problem = f"its {what} has {len(name):,} characters, at most {MAX_ID:,} can be; shorten it"
    elif "\0" in name:
        problem = f"its {what} holds a NUL character; take it out"
    elif any("\ud800" <= character <= "\udfff" for character in name):
        problem = f"its {what} holds bytes that are no characters (not UTF-8); rename it"
    if problem is not None:
        shown = name if len(name) <= MAX_ID else name[:SHOWN_ID] + "…"
        shown = shown.encode("utf-8", "backslashreplace").decode().replace("\0", "\\0")
        problem = problem.encode("utf-8", "backslashreplace").decode()
        return Item(shown, None, None, problem)
    return Item(name, text, path, None, size)
