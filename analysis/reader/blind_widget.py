"""Blind reading as a widget: a person marks a text before she sees what the machine marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

import anywidget
import traitlets

from analysis.files import SURROGATE
from analysis.reader.beside import beside
from analysis.reader.blind import ASKED, Spans, blind_page, chosen_sentences, known
from analysis.reader.offline import read_parts, reader_style
from analysis.reader.widget import show_live
from analysis.tables.analysis import analyze
from analysis.tables.reading_check import FORCES, SCORES
from analysis.tables.readings import (
    Mark,
    Reading,
    ReadingFileError,
    check_document,
    new_reading,
    read_reading,
    reading_path,
    write_reading,
)
from analysis.text.document import Document

__all__ = [
    "BLIND_SCRIPTS",
    "BlindReader",
    "blind_style",
    "read_blind",
    "sendable",
    "show_beside",
]

BLIND_SCRIPTS = ("reader.js", "blind.js", "blind_hand.js", "blind_bar.js", "beside.js")
MOST_NOTE = 500  # characters of a note

Texts: TypeAlias = Document | Sequence[tuple[Document, Spans | None]]


def blind_style() -> str:
    """Return the style sheet of blind reading, with the colours of the markers.

    Examples
    --------
    >>> ".blind" in blind_style()
    True
    """
    return reader_style() + read_parts("blind.css")


class BlindReader(anywidget.AnyWidget):
    """A text, or several, to be read before the machine reads them.

    Parameters
    ----------
    texts : sequence of (Document, spans)
        What is read of which text; all of it without spans.
    reader : str
        Initials; the page asks for them if they are empty.
    markers : sequence of str
        What is asked for.
    folder : str or Path, optional
        Where the readings are kept.

    Attributes
    ----------
    readings : list of Reading
        One a text, as far as they have come; none before the initials are known.

    Examples
    --------
    >>> reader = BlindReader([(Document("x", "It may rain."), None)], markers=["hedge"])
    >>> reader.finished, reader.readings
    (False, [])
    """

    _esm = read_parts(*BLIND_SCRIPTS, "blind_widget.js")
    _css = blind_style()
    page = traitlets.Dict().tag(sync=True)
    reader = traitlets.Unicode("").tag(sync=True)
    marks: traitlets.List[Any] = traitlets.List().tag(sync=True)
    finished = traitlets.Bool(False).tag(sync=True)
    beside: traitlets.List[Any] = traitlets.List().tag(sync=True)
    status = traitlets.Dict().tag(sync=True)
    in_view = traitlets.Bool(False).tag(sync=True)  # whether the page scrolls to it at once

    def __init__(
        self,
        texts: Sequence[tuple[Document, Spans | None]],
        reader: str = "",
        markers: Sequence[str] = ASKED,
        folder: str | Path | None = None,
    ) -> None:
        self._given = list(texts)
        self._texts = self._given
        self._asked = known(markers)
        self._folder = folder
        self.readings: list[Reading] = []
        begun = self._open(reader) if reader.strip() else []
        super().__init__(page=sendable(blind_page(self._texts, self._asked)))
        self._say("")
        if begun:
            self.begin(begun)
        self.on_msg(self._on_message)

    @property
    def reading(self) -> Reading:
        """The reading of the only text.

        Raises
        ------
        ReadingFileError
            If nobody has begun to read.
        """
        if not self.readings:
            raise ReadingFileError("nobody has begun to read: give your initials on the page first")
        return self.readings[0]

    @property
    def paths(self) -> list[Path]:
        """The files of the readings, written with the first mark."""
        return [reading_path(text, self.reader, self._folder) for text, _ in self._texts]

    def _open(self, reader: str, *, as_begun: bool = False) -> list[Reading]:
        """Go on with the readings that are kept under these initials, or begin new ones.

        Kept ones must be of the sentences that are asked for, unless they go on as they were begun.
        """
        one = partial(self._open_one, reader=reader.strip(), as_begun=as_begun)
        return [one(text, spans) for text, spans in self._texts]

    def _open_one(
        self, document: Document, spans: Spans | None, reader: str, as_begun: bool
    ) -> Reading:
        chosen = tuple((s.start, s.end) for s in chosen_sentences(document, spans))
        path = reading_path(document, reader, self._folder)
        if not path.exists():
            return new_reading(document, reader, self._asked, chosen)
        kept = read_reading(path, document)
        if not as_begun and spans is not None and set(kept.spans) != set(chosen):
            raise ReadingFileError(
                f"{path.name}: {reader} has begun to read other sentences of this text; go on with "
                "them (without spans), or read these under other initials"
            )
        return kept

    def begin(self, begun: list[Reading]) -> None:
        """Show readings as far as they have come, beside the machine's if they are finished.

        Parameters
        ----------
        begun : list of Reading
            One a text, by one reader.
        """
        self.readings = begun
        self._texts = [(text, r.spans) for (text, _), r in zip(self._texts, begun, strict=True)]
        asked = tuple(dict.fromkeys(name for reading in begun for name in reading.markers))
        with self.hold_sync():
            self.page = sendable(blind_page(self._texts, asked))
            self.marks = [_sent(reading) for reading in begun]
            self.reader = begun[0].reader
            if all(reading.finished for reading in begun):
                self._compare()
        n_marks = sum(len(reading.marks) for reading in begun)
        names = ", ".join(path.name for path in self.paths[:2]) + (" …" if len(begun) > 2 else "")
        so_far = f"{n_marks} mark{'' if n_marks == 1 else 's'} so far, scores counted in."
        went_on = f"Going on with {names}: {so_far}" if n_marks else ""
        self._say(went_on or f"Kept in {names} with the first mark.")

    def _say(self, text: str, problem: bool = False) -> None:
        # The number makes every status a new one, so that the page hears of it.
        number = self.status.get("number", 0) + 1
        self.status = {"text": text, "problem": problem, "number": number}

    def _on_message(self, _widget: Any, content: dict[str, Any], _buffers: Any) -> None:
        try:
            if content.get("do") == "begin":
                self.begin(self._open(str(content["reader"]), as_begun=True))
            elif content.get("do") == "leave":
                self._leave()
            elif content.get("do") == "save":
                self._save(int(content["text"]), content["marks"])
            elif content.get("do") == "finish":
                self._finish()
        except (KeyError, IndexError, TypeError, ValueError, OSError) as error:
            done = "begun" if content.get("do") == "begin" else "saved"
            self._say(f"Not {done}: {error}", problem=True)

    def _leave(self) -> None:
        """Forget a reading that was opened under somebody else's initials; its file stays."""
        self.readings, self._texts = [], self._given
        with self.hold_sync():
            self.page = sendable(blind_page(self._texts, self._asked))
            self.reader, self.marks, self.beside, self.finished = "", [], [], False

    def _save(self, number: int, marks: Any) -> None:
        reading, (document, _) = self.readings[number], self._texts[number]
        if reading.finished:
            raise ReadingFileError("this reading is finished; its marks stay as they are")
        made = tuple(_mark(document, reading, mark) for mark in marks)
        self._keep(number, replace(reading, marks=made))
        self.marks = [_sent(reading) for reading in self.readings]
        self._say(f"Saved in {self.paths[number].name}")

    def _keep(self, number: int, reading: Reading) -> None:
        """Write a reading, unless another window has written to it meanwhile."""
        path, before = self.paths[number], self.readings[number]
        if path.exists() and read_reading(path) != before:
            raise ReadingFileError(
                f"{path.name} was changed in another window; close one of them, and run the cell "
                "again to go on"
            )
        order = sorted(reading.marks, key=lambda mark: (mark.start, mark.end, mark.marker))
        write_reading(ordered := replace(reading, marks=tuple(order)), path)
        self.readings[number] = ordered

    def _finish(self) -> None:
        for number, reading in enumerate(self.readings):
            self._keep(number, replace(reading, finished=True))
        self._compare()
        names = ", ".join(path.name for path in self.paths[:2])
        self._say(f"Finished; kept in {names}{' …' if len(self.paths) > 2 else ''}")

    def _compare(self) -> None:
        """Let the machine read, for the first time, and send what it found."""
        pairs = zip(self.readings, self._texts, strict=True)
        found = [beside(reading, analyze(text)) for reading, (text, _) in pairs]
        with self.hold_sync():
            self.beside = [sendable(one) for one in found]
            self.finished = True

    def _repr_mimebundle_(self, **options: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        bundle, metadata = super()._repr_mimebundle_(**options) or ({}, {})
        return {**bundle, "text/plain": self._in_words()}, metadata

    def _ipython_display_(self, **_options: Any) -> None:
        """Show the widget alone: a saved notebook must hold no text of a reading."""
        show_live(self, self._in_words())

    def _in_words(self) -> str:
        return f"Blind reading: {self.page['title']}. Run the cell to read."


def _mark(document: Document, reading: Reading, given: dict[str, Any]) -> Mark:
    """Make a mark of what the page sends; its words are those of the text, whatever it says."""
    start, end = int(given["start"]), int(given["end"])
    if not any(a <= start < b for a, b in reading.spans) or not start < end <= len(document.text):
        raise ReadingFileError(f"start={start}, end={end}: not a passage of what is read")
    force, score = given.get("force"), given.get("score")
    if force is not None and force not in _whole(FORCES):
        raise ReadingFileError(f"force={force!r:.20}: give 1, 2 or 3")
    if score is not None and score not in _whole(SCORES):
        raise ReadingFileError(f"score={score!r:.20}: give a whole number from -4 to 4")
    return Mark(
        str(given["marker"]),
        str(given.get("category") or ""),
        start,
        end,
        document.text[start:end],
        force,
        str(given.get("note") or "")[:MOST_NOTE],
        score,
    )


def _whole(bounds: tuple[int, int]) -> range:
    return range(bounds[0], bounds[1] + 1)


def _sent(reading: Reading) -> list[dict[str, Any]]:
    """Return the marks as the page has them."""
    return [sendable(vars(mark)) for mark in reading.marks]


def sendable(value: Any) -> Any:
    """Replace halves of characters, which cannot be sent; every character keeps its place.

    Examples
    --------
    >>> sendable({"words": ["\\ud800", 1]})
    {'words': ['�', 1]}
    """
    if isinstance(value, str):
        return SURROGATE.sub("\ufffd", value)
    if isinstance(value, dict):
        return {key: sendable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [sendable(one) for one in value]
    return value


def read_blind(
    document: Texts,
    reader: str = "",
    spans: Spans | None = None,
    markers: Sequence[str] = ASKED,
    folder: str | Path | None = None,
) -> BlindReader:
    """Read a text, or sentences of it, before the machine does.

    No mark is shown. Choose words (click or tap the first and the last, or use the arrow keys) and
    say what they are; score sentences from −4 to 4. Every mark is saved at once, under your
    initials; whoever opens the reading again goes on where it stood. When it is finished, your
    marks and the machine's appear side by side.

    Parameters
    ----------
    document : Document, or sequence of (Document, spans)
        The text, or several, such as a sample of an archive.
    reader : str
        Your initials, under which the reading is kept; the page asks for them if there are none.
    spans : sequence of (int, int), optional
        What is read, such as ``draw_sentences(document, 20)``; all of the text by default, or what
        was begun under these initials.
    markers : sequence of str
        What is asked for: names of markers, and ``sentence`` for scores; everything by default.
    folder : str or Path, optional
        Where the reading is kept, as for ``reading_path``.

    Returns
    -------
    BlindReader
        Shown as the last line of a cell. Its ``reading`` is what was marked.

    Raises
    ------
    ReadingFileError
        If the file under these initials is broken, or holds a reading of other sentences.
    ValueError
        If there is nothing to read, or no such marker.

    Examples
    --------
    >>> widget = read_blind(Document("x", "It may rain."))
    >>> widget.page["texts"][0]["n_words"], "hits" in widget.page
    (3, False)
    """
    texts = [(document, spans)] if isinstance(document, Document) else list(document)
    if not texts:
        raise ValueError("document: no text; give a Document, or pairs of a Document and spans")
    return BlindReader(texts, reader, markers, folder)


def show_beside(document: Document, reading: Reading) -> BlindReader:
    """Show the marks of a reading and the machine's side by side.

    Parameters
    ----------
    document : Document
        The text.
    reading : Reading
        From ``read_reading``, such as one that was handed in. Its file is not written to.

    Returns
    -------
    BlindReader
        Shown as the last line of a cell.

    Raises
    ------
    ReadingFileError
        If the reading is of another text.

    Examples
    --------
    >>> document = Document("x", "It may rain.")
    >>> shown = show_beside(document, new_reading(document, "AB", ["hedge"]))
    >>> [passage["who"] for passage in shown.beside[0]["passages"]]
    ['machine']
    """
    check_document(reading, document)
    widget = BlindReader([(document, reading.spans)], markers=reading.markers)
    widget.begin([replace(reading, finished=True)])
    return widget
