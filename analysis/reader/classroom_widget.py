"""A class on its text as a widget: the curator's decisions are kept at once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from analysis.reader.blind_widget import sendable
from analysis.reader.classroom import CLASS_SCRIPTS, class_data, class_style
from analysis.reader.offline import read_parts
from analysis.reader.widget import show_live
from analysis.tables.analysis import Analysis
from analysis.tables.curation import (
    Curation,
    Ruling,
    add_rulings,
    curation_in,
    curation_path,
)
from analysis.tables.decisions import document_hash
from analysis.tables.readings import Reading, readings_in

__all__ = ["ClassWidget", "open_class"]


class ClassWidget(anywidget.AnyWidget):
    """The readings of a class joined on their text, with the curator's round.

    Parameters
    ----------
    analysis : Analysis
        Of the text.
    readings : sequence of Reading
        Of this text.
    folder : str or Path, optional
        Where decisions are kept; nowhere by default.
    curator : str
        Initials.

    Attributes
    ----------
    curation : Curation
        What was decided.
    readings : list of Reading
        Of this text.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.tables.readings import new_reading
    >>> from analysis.text.document import Document
    >>> document = Document("x", "It may rain.")
    >>> reading = new_reading(document, "AB", ["hedge"], finished=True)
    >>> ClassWidget(analyze(document), [reading]).curation.rulings
    ()
    """

    _esm = read_parts(*CLASS_SCRIPTS, "classroom_widget.js")
    _css = class_style()
    page = traitlets.Dict().tag(sync=True)
    status = traitlets.Dict().tag(sync=True)
    curator = traitlets.Unicode("").tag(sync=True)

    def __init__(
        self,
        analysis: Analysis,
        readings: Sequence[Reading],
        folder: str | Path | None = None,
        curator: str = "",
    ) -> None:
        self._document, self._folder = analysis.document, folder
        self.readings = list(readings)
        now = document_hash(analysis.document)
        empty = Curation(analysis.document.id, now)
        self.curation = empty if folder is None else curation_in(folder, analysis.document)
        page = sendable(class_data(analysis, readings, self.curation))
        super().__init__(page=page, curator=curator, status={"text": "", "problem": False})
        self.on_msg(self._on_message)

    def _on_message(self, _widget: Any, content: dict[str, Any], _buffers: Any) -> None:
        try:
            if content.get("do") == "rule":
                self._keep(_ruling(content["ruling"], self._document.text))
        except (KeyError, TypeError, ValueError, OSError) as error:
            self.status = {"text": f"Not saved: {error}", "problem": True}

    def _keep(self, ruling: Ruling) -> None:
        rulings = (*self.curation.rulings, ruling)
        curation = Curation(self.curation.document, self.curation.document_hash, rulings)
        where = "not kept in a file"
        if self._folder is not None:
            path = curation_path(self._document, self._folder)
            add_rulings(path, self._document, [ruling])
            where = f"saved in {path.name}"
        self.curation = curation
        # The number makes every status a new one, so that the page hears of it.
        self.status = {"text": f"Decision {len(rulings)}, {where}", "problem": False}

    def _ipython_display_(self, **_options: Any) -> None:
        """Show the widget alone: a saved notebook must hold nothing of a reader."""
        show_live(self, f"The class on: {self._document.title}. Run the cell to see it.")


def _ruling(given: dict[str, Any], text: str) -> Ruling:
    """Make a ruling of what the page sent; its words are those of the text."""
    start, end = int(given["start"]), int(given["end"])
    said = tuple((str(name), str(what), str(note)) for name, what, note in given.get("said", ()))
    return Ruling(
        str(given["marker"]),
        start,
        end,
        text[start:end],
        bool(given["stands"]),
        str(given.get("category") or ""),
        _number(given.get("force")),
        _number(given.get("score")),
        str(given.get("note") or ""),
        str(given.get("curator") or ""),
        said,
        str(given.get("time") or ""),
    )


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def open_class(analysis: Analysis, folder: str | Path, *, curator: str = "") -> ClassWidget:
    """Open the readings of a class: heat, disagreements, the curator's round.

    Parameters
    ----------
    analysis : Analysis
        Of the text that was read, from ``analyze``.
    folder : str or Path
        With everybody's ``.reading.json``; a broken one is told, the others are used. Decisions
        are kept there too.
    curator : str
        Initials of who decides.

    Returns
    -------
    ClassWidget
        Shown as the last line of a cell.

    Raises
    ------
    ReadingFileError
        If there is no finished reading of the text in the folder.

    Examples
    --------
    >>> import tempfile
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.tables.readings import new_reading, reading_path, write_reading
    >>> from analysis.text.document import Document
    >>> analysis = analyze(Document("x", "It may rain."))
    >>> reading = new_reading(analysis.document, "AB", ["hedge"], finished=True)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = write_reading(reading, reading_path(analysis.document, "AB", folder))
    ...     open_class(analysis, folder).page["readers"]
    ['AB', 'this project']
    """
    return ClassWidget(analysis, readings_in(folder, analysis.document), folder, curator)
