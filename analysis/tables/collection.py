"""Several texts together: what is known of each, from its file or from a table beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from analysis.reading.formats.registry import document_endings
from analysis.reading.sources import ReadingError
from analysis.text.delimited import read_rows
from analysis.text.document import Document

__all__ = [
    "KNOWN",
    "add_metadata",
    "choose_documents",
    "files_in",
    "metadata_table",
    "read_metadata",
]

KNOWN = ("outlet", "author", "date")  # what a table of metadata shows first
KEYS = ("file", "path", "filename", "id", "doc_id", "name", "title")
SITE = "sitename"  # what pages call their outlet


def files_in(folder: str | Path) -> list[Path]:
    """Return the documents of a folder and its folders, by name.

    Raises
    ------
    ReadingError
        If it is no folder, or holds no document.
    """
    place = Path(folder).expanduser()
    if not place.is_dir():
        raise ReadingError(f"{folder}: there is no such folder")
    endings = document_endings()
    found = sorted(one for one in place.rglob("*") if one.suffix.lower() in endings)
    if not found:
        raise ReadingError(f"{folder}: no document in it; endings that are read: {endings}")
    return found


def read_metadata(text: str, name: str = "metadata") -> dict[str, dict[str, str]]:
    """Read a table of what is known of texts.

    Parameters
    ----------
    text : str
        A table parted by commas, tabs or semicolons. One of its columns (file, id, name or title)
        says which text a row is about; the others, such as outlet, author and date, are free.
    name : str
        How the table is called in errors.

    Returns
    -------
    dict
        From the name of a text, without its ending and in small letters, to what is known.

    Raises
    ------
    ReadingError
        If no column says which text a row is about, or a quotation mark is not closed.

    Examples
    --------
    >>> read_metadata("file,outlet,date\\nbridge.txt,The Post,2014-03-01\\n")
    {'bridge': {'outlet': 'The Post', 'date': '2014-03-01'}}
    """
    rows = read_rows(text, name, ReadingError)
    columns = [cell.strip().casefold() for cell in rows[0].cells] if rows else []
    key = next((one for one in KEYS if one in columns), None)
    if key is None:
        raise ReadingError(f"{name}: one column must be called file, id, name or title")
    known = {}
    for _, cells in rows[1:]:
        padded = [*map(str.strip, cells), *[""] * len(columns)]
        told = dict(zip(columns, padded, strict=False))
        if text_name := told.pop(key):
            known[_key(text_name)] = told
    return known


def _key(name: str) -> str:
    """Return a name without its folder and ending."""
    last = name.strip().replace("\\", "/").rsplit("/", 1)[-1]
    ending = Path(last).suffix.lower()
    return (last[: -len(ending)] if ending in document_endings() else last).casefold()


def add_metadata(document: Document, known: Mapping[str, Mapping[str, str]]) -> Document:
    """Add to a text what a table knows of it; what its file says otherwise gives way.

    Parameters
    ----------
    document : Document
        The text; it is found by its id, its file's name or its title.
    known : mapping
        From ``read_metadata``.

    Examples
    --------
    >>> known = read_metadata("file,outlet\\nbridge.txt,The Post\\n")
    >>> add_metadata(Document("bridge", "It may rain."), known).meta["outlet"]
    'The Post'
    """
    meta = dict(document.meta)
    if meta.get(SITE) and not meta.get("outlet"):
        meta["outlet"] = meta[SITE]
    names = (document.id, str(meta.get("source", "")), str(meta.get("path", "")), document.title)
    found = next((known[_key(one)] for one in names if one and _key(one) in known), {})
    return replace(document, meta={**meta, **{key: one for key, one in found.items() if one}})


def metadata_table(documents: Iterable[Document]) -> pd.DataFrame:
    """One row per text: its title and what is known of it.

    Parameters
    ----------
    documents : iterable of Document
        With what is known of them, from ``add_metadata``.

    Returns
    -------
    DataFrame
        Columns title, doc_id, outlet, author, date ("" where unknown).

    Examples
    --------
    >>> metadata_table([Document("x", "Rain.", {"author": "Oram"})]).iloc[0].tolist()
    ['x', 'x', '', 'Oram', '']
    """
    texts = list(documents)
    columns = list(KNOWN)
    rows = [
        (text.title, text.id, *(str(text.meta.get(key) or "") for key in columns)) for text in texts
    ]
    return pd.DataFrame(rows, columns=["title", "doc_id", *columns])


def choose_documents(
    documents: Sequence[Document], *, sort: str = "", contains: str = ""
) -> list[Document]:
    """Sort texts, and keep those of which something known holds some words.

    Parameters
    ----------
    documents : sequence of Document
        With what is known of them, from ``add_metadata``.
    sort : str
        "title", "outlet", "author", "date" or another column; "" keeps their order.
    contains : str
        Kept are texts whose title, outlet, author, date or file holds this, in any case.

    Examples
    --------
    >>> dates = {"x": "2015", "y": "2014"}
    >>> texts = [Document(id, "Rain.", {"date": date}) for id, date in dates.items()]
    >>> [text.id for text in choose_documents(texts, sort="date")]
    ['y', 'x']
    >>> [text.id for text in choose_documents(texts, contains="2015")]
    ['x']
    """
    wanted = contains.strip().casefold()
    chosen = [text for text in documents if wanted in _known(text).casefold()]
    if sort:
        chosen.sort(key=lambda text: _value(text, sort).casefold())
    return chosen


def _value(text: Document, key: str) -> str:
    return text.title if key == "title" else str(text.meta.get(key) or "")


def _known(text: Document) -> str:
    kept = [str(one) for one in text.meta.values() if isinstance(one, str)]
    return "\n".join([text.id, text.title, *kept])
