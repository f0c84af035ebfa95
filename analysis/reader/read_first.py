"""The start page's way to read a text before the machine does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from analysis.reader.blind import draw_sentences
from analysis.reader.blind_widget import BlindReader, read_blind, show_beside
from analysis.tables.readings import parse_reading, reading_path
from analysis.text.document import Document

__all__ = ["ReadFirst"]

DRAWN = (10, 20, 40)  # numbers of sentences that are offered
SEED = 1  # all readers of a text get the same sentences
START, STOP = "Read first, without marks", "Show the marked text"


class ReadFirst(widgets.HBox):  # type: ignore[misc]
    """Initials, how much is read, and a button that hides the machine's marks or shows them.

    Parameters
    ----------
    redraw : callable
        Is called when the page is to show the text anew: blind, or as the machine marks it.

    Attributes
    ----------
    is_on : bool
        Whether texts are read blind.
    """

    def __init__(self, redraw: Callable[[], None]) -> None:
        self.is_on = False
        self._handed_in: tuple[str, bytes] | None = None
        self._redraw = redraw
        self._initials = widgets.Text(
            description="Your initials", layout={"width": "12rem"}, continuous_update=False
        )
        amounts = [("the whole text", 0), *((f"{n} sentences at random", n) for n in DRAWN)]
        self._amount = widgets.Dropdown(
            description="Read", options=amounts, layout={"width": "17rem"}
        )
        self._button = widgets.Button(description=START, layout={"width": "auto"})
        self._file = widgets.FileUpload(
            accept=".json", description="A reading handed in", layout={"width": "auto"}
        )
        self._button.on_click(self._on_button)
        self._file.observe(self._on_file, "value")
        rows = [self._initials, self._amount, self._button, self._file]
        super().__init__(rows, layout=widgets.Layout(flex_flow="row wrap", width="100%"))

    def reader_of(self, document: Document) -> BlindReader:
        """Return the blind reader of a text, or the reading that was handed in.

        Raises
        ------
        ReadingFileError
            If the file cannot be used, or is of another text.
        ValueError
            If the text has no sentence.
        """
        if self._handed_in:
            name, content = self._handed_in
            self._handed_in = None
            return show_beside(document, parse_reading(content, name, document))
        reader = self._initials.value.strip()
        kept = bool(reader) and reading_path(document, reader).exists()
        n = self._amount.value
        # What was begun under these initials goes on as it was begun.
        widget = read_blind(
            document, reader, draw_sentences(document, n, SEED) if n and not kept else None
        )
        widget.in_view = True  # whoever pressed the button need not scroll
        return widget

    def _on_button(self, _button: Any) -> None:
        self._switch(not self.is_on)

    def _on_file(self, change: Any) -> None:
        if change["new"]:
            upload = change["new"][0]
            self._handed_in = Path(str(upload["name"])).name, bytes(upload["content"])
            self._switch(True)

    def _switch(self, is_on: bool) -> None:
        self.is_on = is_on
        self._button.description = STOP if is_on else START
        self._redraw()

    def stop(self) -> None:
        """Go back to the marked text, because there is nothing to read."""
        self.is_on = False
        self._button.description = START
