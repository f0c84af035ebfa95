"""The start page: choose a text and read it, without writing code."""

from __future__ import annotations

import html
import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from analysis.files import one_line
from analysis.reader.widget import ReaderWidget, read
from analysis.reading.sources import (
    IS_ADDRESS,
    ReadingError,
    list_samples,
    make_document,
    read_document,
    sample_path,
)
from analysis.tables.analysis import Analysis, analyze
from analysis.tables.review import Review, ReviewError, review_path
from analysis.text.document import Document

__all__ = ["TextChooser", "choose_text", "sections_html"]

MAX_UPLOAD = 20_000_000  # bytes
ENDING = r"\.\w{1,8}"  # of a file's name that is taken over
WIDE = widgets.Layout(width="100%", max_width="46rem")
STEPS = ("Reading the text …", "Looking for hits …", "Drawing the page …")
OTHER = "— a text of your own —"
ROLES = {"title": "title", "body": "text", "byline": "byline", "boilerplate": "not counted"}


class TextChooser(widgets.VBox):  # type: ignore[misc]
    """A sample, a file or a pasted text, and below it its sections and the reader.

    Parameters
    ----------
    document : str
        What is shown first: the name of a sample, or a file.

    Attributes
    ----------
    analysis : Analysis
        What was found in the text that is shown.
    reader : ReaderWidget
        Its ``reviewed`` is the analysis as corrected.
    """

    analysis: Analysis
    reader: ReaderWidget

    def __init__(self, document: str) -> None:
        self._message = widgets.HTML(layout=WIDE)
        self._progress = widgets.IntProgress(max=len(STEPS), layout={"width": "20rem"})
        self._result = widgets.VBox()
        chosen = document if sample_path(document) else OTHER
        samples = [(_readable(name), name) for name in list_samples()]
        own = [] if chosen != OTHER else [(OTHER, OTHER)]
        self._sample = widgets.Dropdown(options=[*own, *samples], value=chosen, layout=WIDE)
        self._file = widgets.FileUpload(description="Choose a file", multiple=False)
        self._path = widgets.Text(placeholder="or its path, or a web address", layout=WIDE)
        self._paste = widgets.Textarea(placeholder="Paste a text here", rows=8, layout=WIDE)
        super().__init__([self._choices(), self._message, self._progress, self._result])
        self._show(lambda: read_document(document), review_path(document))

    def _choices(self) -> widgets.Tab:
        """Lay out the three ways to give a text, and listen to them."""
        read_path = widgets.Button(description="Read it")
        read_paste = widgets.Button(description="Read it")
        self._sample.observe(self._on_sample, "value")
        self._file.observe(self._on_upload, "value")
        read_path.on_click(self._on_path)
        read_paste.on_click(self._on_paste)
        tab = widgets.Tab(
            [
                widgets.VBox([self._sample]),
                widgets.VBox([self._file, widgets.HBox([self._path, read_path])]),
                widgets.VBox([self._paste, read_paste]),
            ],
            selected_index=0,
        )
        for number, title in enumerate(("A sample", "A file", "Pasted text")):
            tab.set_title(number, title)
        return tab

    def _on_sample(self, change: Any) -> None:
        name = change["new"]
        if name != OTHER:
            self._show(lambda: read_document(name), review_path(name))

    def _on_upload(self, change: Any) -> None:
        if change["new"]:
            upload = change["new"][0]
            name, content = str(upload["name"]), bytes(upload["content"])
            self._show(lambda: _read_upload(name, content))

    def _on_path(self, _button: Any) -> None:
        path = self._path.value.strip().strip("\"'")
        if IS_ADDRESS.match(path):
            self._show(lambda: read_document(path))
        elif path:
            file = Path(path).expanduser()
            self._show(lambda: read_document(file), review_path(file))

    def _on_paste(self, _button: Any) -> None:
        text = self._paste.value
        name = _name_of(text)
        self._show(lambda: make_document(name, text))

    def _show(self, get_document: Callable[[], Document], review_file: Path | None = None) -> None:
        """Read, analyze and show a text; if it cannot be, say so and keep what is shown.

        Without a file of its own, the review is known by the content of the text.
        """
        self._progress.layout.visibility = "visible"
        try:
            self._step(0)
            document = get_document()
            if not document.body:
                raise ReadingError(f"{document.id}: no running text, only headings or notes")
            self._step(1)
            analysis = analyze(document)
            self._step(2)
            reader, problem = _open_reader(analysis, review_file or review_path(document))
        except (ReadingError, OSError) as error:
            self._say(str(error), problem=True)
        else:
            self.analysis, self.reader = analysis, reader
            self._say(problem, problem=bool(problem))
            sections = widgets.HTML(sections_html(analysis), layout=widgets.Layout(width="100%"))
            self._result.children = (sections, reader)
        finally:
            self._progress.layout.visibility = "hidden"
            self._progress.value = 0

    def _step(self, number: int) -> None:
        self._progress.value = number + 1
        self._say(STEPS[number])

    def _say(self, text: str, problem: bool = False) -> None:
        sign = "⚠ " if problem else ""
        self._message.value = f"<span role='status'>{sign}{html.escape(text)}</span>"


def choose_text(document: str = "harbour_bridge_against") -> TextChooser:
    """Offer a choice of texts, and show the sections, the profile and the reader of the chosen one.

    Parameters
    ----------
    document : str
        What is shown first: the name of a sample, or a file.

    Returns
    -------
    TextChooser
        Shown as the last line of a cell; ``analysis`` is that of the text that is shown.

    Raises
    ------
    ReadingError
        If the first text cannot be read.
    """
    read_document(document)  # a wrong name is an error here, not a message on the page
    return TextChooser(document)


def sections_html(analysis: Analysis) -> str:
    """Return the table of sections as HTML; its words are escaped.

    Parameters
    ----------
    analysis : Analysis
        From ``analyze``.

    Returns
    -------
    str

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> "It may rain." in sections_html(analyze(Document("x", "It may rain."), scorers=False))
    False
    """
    table = analysis.sections[["title", "role", "n_sentences", "n_words", "n_words_quoted"]]
    shown = table.assign(role=table["role"].map(ROLES), title=table["title"].str.slice(0, 90))
    shown.columns = ["Section", "Role", "Sentences", "Words", "of them quoted"]
    markup: str = shown.to_html(index=False, border=0, justify="unset", escape=True)
    n_body = len(analysis.body)
    parts = f"{n_body} section{'' if n_body == 1 else 's'}"
    summary = f"{parts}, {int(analysis.body['n_words'].sum()):,} words"
    return (
        '<div class="rhetoric-reader parts"><details open>'
        f"<summary>Sections: {summary}</summary>{markup}</details></div>"
    )


def _open_reader(analysis: Analysis, review_file: Path) -> tuple[ReaderWidget, str]:
    """Open the reader; a broken review file is left alone, and said to be broken."""
    try:
        return read(analysis, review_file), ""
    except ReviewError as error:
        problem = f"{error}. The file is left as it is, and decisions are not saved."
        return ReaderWidget(analysis, Review(analysis.document)), problem


def _read_upload(name: str, content: bytes) -> Document:
    """Read an uploaded file; it lies on disk only while it is read."""
    name = re.split(r"[/\\]", name)[-1]  # a name with a path leads nowhere
    if len(content) > MAX_UPLOAD:
        limit = MAX_UPLOAD // 1_000_000
        raise ReadingError(f"{one_line(name, 80)}: larger than {limit} MB; cut it into parts")
    ending = Path(name).suffix.lower()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"upload{ending if re.fullmatch(ENDING, ending) else ''}"
        path.write_bytes(content)
        try:
            return read_document(path, id=Path(name).stem or "upload")
        except ReadingError as error:
            raise ReadingError(str(error).replace(path.name, name)) from None


def _name_of(text: str) -> str:
    """Name a pasted text by its first words."""
    words = re.findall(r"\w+", text)[:5]
    return "_".join(words)[:40].lower() or "pasted_text"


def _readable(name: str) -> str:
    """Show the name of a sample without its underscores."""
    return name.replace("_", " ").capitalize()
