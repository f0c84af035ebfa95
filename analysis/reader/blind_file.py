"""Blind reading as a file: one page that needs neither server nor net, and gives a file back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from analysis.files import write_text
from analysis.reader.beside import beside
from analysis.reader.blind import ASKED, Spans, blind_page, chosen_sentences, known
from analysis.reader.blind_widget import BLIND_SCRIPTS, blind_style
from analysis.reader.offline import data_page, wrapped_script
from analysis.tables.analysis import Analysis, analyze
from analysis.tables.decisions import document_hash
from analysis.tables.kept_file import path_beside
from analysis.tables.readings import Reading, check_document
from analysis.text.document import Document

__all__ = ["blind_html", "write_beside_page", "write_blind_page"]


def write_blind_page(
    document: Document,
    path: str | Path,
    *,
    spans: Spans | None = None,
    markers: Sequence[str] = ASKED,
) -> Path:
    """Write a page on which a text is read before the machine reads it, on any computer or phone.

    The page holds the text and nothing that was found in it. It asks for initials, keeps every mark
    in the browser, and saves the reading as a file ``<name>.<initials>.reading.json``, to be handed
    in. It sends nothing anywhere.

    Parameters
    ----------
    document : Document
        The text.
    path : str or Path
        The file to write, ending in ``.html``.
    spans : sequence of (int, int), optional
        What is read, such as ``draw_sentences(document, 20)``; all of the text by default.
    markers : sequence of str
        What is asked for.

    Returns
    -------
    Path

    Raises
    ------
    ValueError
        If there is nothing to read, or no such marker.
    WritingError
        If the file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = write_blind_page(Document("x", "It may <b>rain</b>."), Path(folder, "x.html"))
    ...     page = path.read_text()
    >>> "<b>" in page, "modal" in page
    (False, False)
    """
    return write_text(path, blind_html(document, spans, markers))


def blind_html(
    document: Document, spans: Spans | None = None, markers: Sequence[str] = ASKED
) -> str:
    """Return the page that `write_blind_page` writes.

    Examples
    --------
    >>> "finished reading" in blind_html(Document("x", "It may rain."))
    True
    """
    return _page_html(document, _data(document, spans, known(markers)))


def write_beside_page(source: Document | Analysis, reading: Reading, path: str | Path) -> Path:
    """Write a page on which a reader's marks and the machine's stand side by side.

    Parameters
    ----------
    source : Document or Analysis
        The text; a document is analyzed first.
    reading : Reading
        From ``read_reading``; of this text.
    path : str or Path
        The file to write, ending in ``.html``.

    Returns
    -------
    Path

    Raises
    ------
    ValueError
        If the reading is of another text.
    WritingError
        If the file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from analysis.tables.readings import new_reading
    >>> document = Document("x", "It may rain.")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     reading = new_reading(document, "AB", ["hedge"])
    ...     path = write_beside_page(document, reading, Path(folder, "x.html"))
    ...     "modal" in path.read_text()
    True
    """
    analysis = analyze(source) if isinstance(source, Document) else source
    document = analysis.document
    check_document(reading, document)
    data = _data(document, reading.spans, known(reading.markers))
    data["reading"] = asdict(reading)
    data["beside"] = [beside(reading, analysis)]
    return write_text(path, _page_html(document, data))


def _data(document: Document, spans: Spans | None, markers: Sequence[str]) -> dict[str, Any]:
    """Return what the page is made from: the text, what to look for, the head of a reading."""
    chosen = chosen_sentences(document, spans)
    return {
        **blind_page([(document, spans)], markers),
        "document": document.id,
        "document_hash": document_hash(document),
        "spans": [[sentence.start, sentence.end] for sentence in chosen],
        "markers": list(markers),
        "stem": path_beside(document, "", None).name,
    }


def _page_html(document: Document, data: dict[str, Any]) -> str:
    script = wrapped_script("startFile()", *BLIND_SCRIPTS, "blind_file.js")
    return data_page(document.title, "blind", data, blind_style(), script)
