"""The start page's way to read a text before the machine does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from analysis.reader.blind import Spans, draw_sentences
from analysis.reader.blind_file import blind_html
from analysis.reader.blind_widget import BlindReader, read_blind, show_beside
from analysis.reader.classroom_widget import ClassWidget
from analysis.reader.widget import ReaderWidget
from analysis.tables.analysis import analyze
from analysis.tables.curation import CURATED, add_rulings, curation_path, parse_curation
from analysis.tables.kept_file import plain_name
from analysis.tables.readings import parse_reading, reading_path
from analysis.text.document import Document

__all__ = ["READ_FIRST", "ReadFirst"]

DRAWN = (10, 20, 40)  # numbers of sentences that are offered
SEED = 1  # all readers of a text get the same sentences
READ_FIRST = (BlindReader, ClassWidget)  # what stands in the place of the marked text
START, STOP = "Read first, without marks", "Show the marked text"


class ReadFirst(widgets.HBox):  # type: ignore[misc]
    """Initials, how much is read, and a button that hides the machine's marks or shows them.

    Parameters
    ----------
    redraw : callable
        Is called when the page is to show the text anew: blind, or as the machine marks it.
    marked : callable
        Returns the reader of the marked text, through which files are given to the browser.

    Attributes
    ----------
    is_on : bool
        Whether texts are read blind.
    """

    def __init__(self, redraw: Callable[[], None], marked: Callable[[], ReaderWidget]) -> None:
        self.is_on = False
        self._handed_in: dict[str, bytes] = {}
        self._redraw = redraw
        self._marked = marked
        self._initials = widgets.Text(
            description="Your initials", layout={"width": "12rem"}, continuous_update=False
        )
        amounts = [("the whole text", 0), *((f"{n} sentences at random", n) for n in DRAWN)]
        self._amount = widgets.Dropdown(
            description="Read", options=amounts, layout={"width": "17rem"}
        )
        self._button = widgets.Button(description=START, layout={"width": "auto"})
        self._file = widgets.FileUpload(
            accept=".json",
            multiple=True,
            description="Readings handed in",
            tooltip="one is shown beside the machine’s marks, several as a class",
            layout={"width": "auto"},
        )
        self._page = widgets.Button(
            description="A page for the phone",
            tooltip="a file in which this text is read without a net, and without marks",
            layout={"width": "auto"},
        )
        self._page.on_click(self._on_page)
        self._button.on_click(self._on_button)
        self._file.observe(self._on_file, "value")
        rows = [self._initials, self._amount, self._button, self._page, self._file]
        super().__init__(rows, layout=widgets.Layout(flex_flow="row wrap", width="100%"))

    def reader_of(self, document: Document) -> BlindReader | ClassWidget:
        """Return the blind reader of a text, or the reading or readings that were handed in.

        Raises
        ------
        ReadingFileError
            If the file cannot be used, or is of another text.
        ValueError
            If the text has no sentence.
        """
        if self._handed_in:
            files, self._handed_in = self._handed_in, {}
            return _handed_in(document, files)
        reader = self._initials.value.strip()
        if reader and reading_path(document, reader).exists():
            # The page asks whether it is hers; what was begun goes on as it was begun.
            widget = read_blind(document, spans=self._drawn(document))
            widget.page = {**widget.page, "initials": reader}
        else:
            widget = read_blind(document, reader, self._drawn(document))
        widget.in_view = True  # whoever pressed the button need not scroll
        return widget

    def _drawn(self, document: Document) -> Spans | None:
        n = self._amount.value
        return draw_sentences(document, n, SEED) if n else None

    def _on_page(self, _button: Any) -> None:
        """Give the browser the page on which the text that is shown can be read elsewhere."""
        marked = self._marked()
        document = marked.analysis.document
        page = blind_html(document, self._drawn(document)).encode("utf-8", "replace")
        marked.download(f"{plain_name(document.id)}-read.html", "text/html", page, offered=True)

    def _on_button(self, _button: Any) -> None:
        self._switch(not self.is_on)

    def _on_file(self, change: Any) -> None:
        if change["new"]:
            self._handed_in = {
                Path(str(one["name"])).name: bytes(one["content"]) for one in change["new"]
            }
            self._switch(True)

    def _switch(self, is_on: bool) -> None:
        self._set(is_on)
        self._redraw()

    def stop(self) -> None:
        """Go back to the marked text, because there is nothing to read."""
        self._set(False)

    def _set(self, is_on: bool) -> None:
        self.is_on = is_on
        self._button.description = STOP if is_on else START
        self._page.disabled = is_on  # files go through the reader of the marked text


def _handed_in(document: Document, files: dict[str, bytes]) -> BlindReader | ClassWidget:
    """Show one reading beside the machine's, several as a class with what was decided before."""
    decided = [name for name in files if name.endswith(CURATED)]
    readings = [
        parse_reading(content, name, document)
        for name, content in files.items()
        if name not in decided
    ]
    if len(files) == 1 and readings:
        return show_beside(document, readings[0])
    path = curation_path(document)
    for name in decided:
        add_rulings(path, document, parse_curation(files[name], name).rulings)
    return ClassWidget(analyze(document), readings, path.parent)
