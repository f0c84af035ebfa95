"""A sheet to read on paper: numbered lines that no printer changes, a wide margin, a legend."""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path

from analysis.files import write_text
from analysis.plots.labels import MAIN_MARKERS, label
from analysis.reader.blind import GUIDE, KINDS
from analysis.reader.offline import read_parts
from analysis.tables.paper import CODES, Line, sheet_lines
from analysis.tables.reading_check import SENTENCE
from analysis.text.document import Document

__all__ = ["MAIN", "write_sheet"]

EVERY = 5  # lines that are numbered
MAIN = (*MAIN_MARKERS, SENTENCE)
KEPT = (
    "What is kept of you: this sheet, and if your marks are typed in, a file with the text’s name, "
    "your initials, your marks and notes. Whoever keeps it can delete it, and does so if you ask."
)


def write_sheet(document: Document, path: str | Path, markers: Sequence[str] = MAIN) -> Path:
    """Write a page to print: a text to be marked with a pencil before the machine reads it.

    Parameters
    ----------
    document : Document
        The text.
    path : str or Path
        The file to write, ending in ``.html``. Its lines are the same wherever it is printed, so
        that a mark can be named, and typed in, by the number of its line.
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
    ...     page = write_sheet(Document("x", "It may <b>rain</b>."), Path(folder, "x.html"))
    ...     "<b>rain" in page.read_text()
    False
    """
    if unknown := [name for name in markers if name not in CODES]:
        raise ValueError(f"markers={unknown!r}: the markers are {', '.join(CODES)}")
    lines = sheet_lines(document)
    if not lines:
        raise ValueError(f"{document.id}: no running text, only headings or notes")
    title = html.escape(document.title)
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return write_text(
        path,
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        f'<meta name="viewport" content="width=device-width">\n<title>{title}: sheet</title>\n'
        f"<style>{read_parts('sheet.css')}</style>\n</head>\n<body>\n<table>\n<thead><tr><td>{_head(title)}</td></tr>"
        f"</thead>\n<tbody><tr><td>\n{_legend(markers)}\n{_text(document, lines)}\n"
        f'<p class="kept">{KEPT}</p>\n</td></tr></tbody>\n</table>\n</body>\n</html>\n',
    )


def _head(title: str) -> str:
    """The head of every printed page: the title, and a box for the initials."""
    return f'<div class="head"><span>{title}</span><span class="box">Initials</span></div>'


def _legend(markers: Sequence[str]) -> str:
    names = {SENTENCE: "Score of the sentence"}
    told = ((name, html.escape(names.get(name) or label(name))) for name in markers)
    rows = "".join(
        f"<li><b>{html.escape(CODES[name])}</b> <span>{title}: {html.escape(GUIDE[name])}"
        f"{_kinds(name)}</span></li>"
        for name, title in told
    )
    return (
        '<div class="legend"><p>Underline the words, and write the code into the margin; in doubt, '
        f"write why. Read without help.</p><ul>{rows}</ul></div>"
    )


def _kinds(name: str) -> str:
    if name != "loaded":
        return ""
    kinds = ", ".join(f"{kind} ({told})" for kind, told in KINDS.items())
    return html.escape(f". Which kind: {kinds}; and how strong: 1 mild, 2 clear, 3 extreme")


def _text(document: Document, lines: Sequence[Line]) -> str:
    """Set every line as a block of its own, so that nothing can break it elsewhere."""
    starts = {section.start: section.title for section in document.body if not section.divided}
    parts, section = [], None
    for line in lines:
        here = document.section_at(line.start)
        if here is not None and here != section and len(starts) > 1 and not here.divided:
            parts.append(f"<h2>{html.escape(here.title)}</h2>")
        section = here
        number = str(line.number) if line.number % EVERY == 0 or line.number == 1 else ""
        words = html.escape(" ".join(document[line].split()))
        first = " first" if line.is_first else ""
        parts.append(
            f'<div class="line{first}" data-line="{line.number}"><i>{number}</i>{words}</div>'
        )
    return f'<div class="text">{"".join(parts)}</div>'
