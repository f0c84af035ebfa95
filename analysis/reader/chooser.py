"""The start page: choose a text and read it, without writing code."""

from __future__ import annotations

import re
import tempfile
import textwrap
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from analysis.files import in_application, one_line
from analysis.markers.registry import MARKERS
from analysis.matching.matches import Marker
from analysis.reader.comparison import comparison_html
from analysis.reader.notice import said_html
from analysis.reader.offline import reader_style
from analysis.reader.page import sections_html
from analysis.reader.read_first import READ_FIRST, ReadFirst
from analysis.reader.several import several_box
from analysis.reader.widget import ReaderWidget, read, show_live, show_with_static, static_html
from analysis.reader.workbench import Workbench
from analysis.reader.yardsticks import FindingsBox
from analysis.reading.formats.registry import document_endings
from analysis.reading.notices import notices
from analysis.reading.sources import (
    IS_ADDRESS,
    ReadingError,
    list_samples,
    make_document,
    read_document,
    sample_path,
)
from analysis.tables.analysis import Analysis, analyze
from analysis.tables.decisions import document_hash
from analysis.tables.review import Review, ReviewError, review_path
from analysis.text.document import Document

__all__ = ["TextChooser", "choose_text"]

MAX_UPLOAD = 20_000_000  # bytes
ENDING = r"\.\w{1,8}"  # of a file's name that is taken over
WIDE = widgets.Layout(width="100%", max_width="46rem")
STEPS = ("Reading the text …", "Looking for hits …", "Drawing the page …")
OTHER = "— a text of your own —"
NONE = "— no other text —"
Methods = Callable[[], str] | None  # what a report says for a methods section


class TextChooser(widgets.VBox):  # type: ignore[misc]
    """A sample, a file or a pasted text, and below it its sections and the reader.

    Parameters
    ----------
    document : str
        What is shown first: the name of a sample, or a file.
    paths : bool
        Whether a file of this computer may be named by its path; if not, only web addresses are
        taken.
    methods : callable, optional
        ``methods_text``, for the reports that are saved.

    Attributes
    ----------
    analysis : Analysis
        What was found in the text that is shown.
    reader : ReaderWidget
        Its ``reviewed`` is the analysis as corrected.
    """

    analysis: Analysis
    reader: ReaderWidget

    def __init__(self, document: str, paths: bool = True, methods: Methods = None) -> None:
        self._paths = paths
        self._methods = methods
        self._static: Any = None  # the marked text below, for when the notebook is not run
        self._opened: dict[str, Analysis] = {}
        self._own: dict[str, Marker] = {}  # markers of one's own, by name
        self._message = widgets.HTML(layout=WIDE)
        self._progress = widgets.IntProgress(max=len(STEPS), layout={"width": "20rem"})
        self._comparison = widgets.HTML(layout=widgets.Layout(width="100%"))
        self._findings = FindingsBox(_read_upload, self._say, lambda n: self.reader.compare_with(n))
        self._sections = widgets.HTML(layout=widgets.Layout(width="100%"))
        self._borders: list[int] | None = None  # where the parts begin that are shown
        self._result = widgets.VBox()
        self._first = ReadFirst(lambda: self._show(*self._again), lambda: self.reader)
        chosen = document if sample_path(document) else OTHER
        samples = [(_readable(name), name) for name in list_samples()]
        own = [] if chosen != OTHER else [(OTHER, OTHER)]
        self._sample = widgets.Dropdown(
            description="Sample", options=[*own, *samples], value=chosen, layout=WIDE
        )
        endings = ",".join(document_endings())
        self._file = widgets.FileUpload(accept=endings, description="Choose a file")
        hint = "or its path, or a web address" if paths else "or a web address, https://…"
        self._path = widgets.Text(placeholder=hint, layout=WIDE)
        # Sent once, when the box is left: letter by letter, the button could be faster.
        self._paste = widgets.Textarea(
            placeholder="Paste a text here", rows=8, layout=WIDE, continuous_update=False
        )
        self._other = widgets.Dropdown(
            description="Compare with",
            options=[(NONE, ""), *samples],
            layout=WIDE,
            style={"description_width": "initial"},
        )
        rows = [self._choices(), self._other, self._first, self._message, self._progress]
        several = several_box(_read_upload, self._save, paths=paths)
        super().__init__([*rows, self._comparison, self._result, several])
        # A first text that cannot be read is an error, for there is nothing else to show.
        self._open(lambda: read_document(document), review_path(document))

    def _save(self, name: str, kind: str, content: bytes) -> None:
        self.reader.download(name, kind, content, offered=True)

    def _choices(self) -> widgets.Tab:
        """Lay out the three ways to give a text, and listen to them."""
        read_path = widgets.Button(description="Read it")
        read_paste = widgets.Button(description="Read it")
        self._sample.observe(self._on_sample, "value")
        self._file.observe(self._on_upload, "value")
        self._other.observe(self._on_other, "value")
        read_path.on_click(self._on_path)
        self._path.on_msg(self._on_key)
        read_paste.on_click(self._on_paste)
        tab = widgets.Tab(
            [
                widgets.VBox([self._sample]),
                widgets.VBox([self._file, widgets.HBox([self._path, read_path])]),
                widgets.VBox([self._paste, read_paste]),
            ],
            selected_index=0,
        )
        for number, title in enumerate(("A sample", "A file or a web page", "Pasted text")):
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

    def _on_key(self, _box: Any, content: dict[str, Any], _buffers: Any) -> None:
        if content.get("event") == "submit":  # Enter
            self._on_path(None)

    def _on_path(self, _button: Any) -> None:
        given = self._path.value.strip().strip("\"'")
        if not given:
            return
        if given.lower().startswith("www."):
            given = f"https://{given}"
        if IS_ADDRESS.match(given):
            self._show(lambda: read_document(given))
        elif not self._paths:
            self._say("Give a web address that begins with https:// or http://.", problem=True)
        elif sample_path(name := _sample_name(given)) and not Path(given).is_file():
            self._show(lambda: read_document(name), review_path(name))
        else:
            self._show(lambda: read_document(_expanded(given)))

    def _on_paste(self, _button: Any) -> None:
        text = self._paste.value
        begins = {"title": textwrap.shorten(text[:400], 60, placeholder=" …")}
        self._show(lambda: make_document(_name_of(text), text, begins))

    def _on_other(self, _change: Any) -> None:
        self._show_comparison()

    def _show(self, get_document: Callable[[], Document], review_file: Path | None = None) -> None:
        """Open a text; if it cannot be read, say so and keep what is shown."""
        try:
            self._open(get_document, review_file)
        except (ReadingError, OSError, ValueError) as error:
            # What a command line or a program could do about it is no help on a page.
            self._say(str(error).partition("; allow it with")[0], problem=True)

    def _open(self, get_document: Callable[[], Document], review_file: Path | None) -> None:
        """Read, analyze and show a text.

        Without a review file given it is a text of one's own: its review and its id are known by
        its content, and the review of a file that was named by its path lies beside it.
        """
        self._progress.layout.visibility = "visible"
        try:
            self._step(0)
            document = get_document()
            where = review_file
            if where is None:
                where = review_path(document.meta.get("path") or document)
                document = _own_id(document)
            if not document.body:
                raise ReadingError(f"{document.id}: no running text, only headings or notes")
            if self._first.is_on:
                self._again = (lambda: document, where)
                self._show_blind(document)
                return
            self._step(1)
            analysis = analyze(document, markers=(*MARKERS, *self._own.values()))
            self._step(2)
            self._show_marked(analysis, where)
        finally:
            self._progress.layout.visibility = "hidden"
            self._progress.value = 0

    def _show_marked(self, analysis: Analysis, review_file: Path) -> None:
        """Show an analyzed text, with its reader and all that belongs to it."""
        document = analysis.document
        reader, problem = _open_reader(analysis, review_file)
        self.analysis, self.reader = analysis, reader
        self._again = (lambda: document, review_file)
        reader.methods = self._methods
        reader.compare_with(self._findings.norms)
        said = [problem, *(notice.partition(": ")[2] for notice in notices(document))]
        self._say(". ".join(_as_sentence(words) for words in said if words), any(said))
        self._borders = None
        self._follow_borders()
        reader.observe(self._follow_borders, "page")
        self._other.disabled = False
        words = self._words_box(analysis)
        self._result.children = (self._findings, self._sections, reader, words)
        self._offer(analysis)
        self._show_comparison()

    def _show_blind(self, document: Document) -> None:
        """Show a text to be read first; what the machine found in it leaves the page."""
        shown = [child for child in self._result.children if isinstance(child, READ_FIRST)]
        try:
            blind = self._first.reader_of(document)
        except ValueError:
            if not shown:
                self._first.stop()
            raise
        self._result.children = ()
        self._findings.clear()
        self._comparison.value = ""
        self._other.disabled = True  # it would show what the machine finds
        for widget in (self.reader, *shown):
            widget.close()
        if self._static is not None:
            self._static.update({"text/html": "", "text/plain": ""}, raw=True)
        self._say("")
        self._result.children = (blind,)

    def _follow_borders(self, _change: Any = None) -> None:
        """Show the parts of the text and what was found in them, as the reader divides it."""
        found = self.reader.reviewed.raw
        borders = [section.start for section in found.document.body]
        if borders != self._borders:
            self._borders = borders
            self._sections.value = sections_html(found)
            self._findings.show(found)

    def _words_box(self, analysis: Analysis) -> widgets.Accordion:
        """Lay out the workbench for words, folded away until it is wanted."""
        bench = Workbench(analysis, self._count_own, self._save)
        box = widgets.Accordion([bench], selected_index=None)
        box.set_title(0, "Words of your own: search, what stands near, categories")
        return box

    def _count_own(self, marker: Marker) -> None:
        """Count a marker of one's own from now on, in this text and in those that follow."""
        self._own[marker.name] = marker
        self._show(*self._again)
        self._say(f"{marker.title} is counted now, in the text, the table and the figures.")

    def _offer(self, analysis: Analysis) -> None:
        """Let a text that was opened be compared with those that come after it."""
        id = analysis.document.id
        if sample_path(id) or id in self._opened:
            return
        self._opened[id] = analysis
        title = textwrap.shorten(analysis.document.title, 70, placeholder=" …")
        chosen = self._other.value
        self._other.options = (*self._other.options, (f"{title} ({id})", id))
        self._other.value = chosen  # new options would take the choice back

    def _show_comparison(self) -> None:
        """Show the profiles of two texts side by side, if another one was chosen."""
        name = self._other.value
        if not name:
            self._comparison.value = ""
            return
        style = f"<style>{reader_style()}</style>"
        self._comparison.value = style + comparison_html(self.analysis, self._other_text(name))

    def _other_text(self, name: str) -> Analysis:
        """Return the text that was chosen to compare with, read for the same markers."""
        other = self._opened.get(name)
        if other is None or other.markers != self.analysis.markers:
            said = self._message.value
            self._say("Reading the other text …")
            document = other.document if other else read_document(name)
            other = self._opened[name] = analyze(document, markers=self.analysis.markers)
            self._message.value = said
        return other

    def _step(self, number: int) -> None:
        self._progress.value = number + 1
        self._say(STEPS[number])

    def _say(self, text: str, problem: bool = False) -> None:
        self._message.value = said_html(text, problem=problem)

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        """Show the page, and where it cannot run the marked text."""
        shown = super()._repr_mimebundle_(**options)
        return {
            **(shown or {}),
            "text/plain": self._in_words(),
            "text/html": static_html(self.reader),
        }

    def _ipython_display_(self, **_options: Any) -> None:
        """Show the page, and below it the marked text for when the notebook is not run."""
        if in_application():
            show_live(self, self._in_words())
        else:
            self._static = show_with_static(self, self.reader, self._in_words())

    def _in_words(self) -> str:
        return f"Start page: {self.analysis.document.title}. Run the cell to choose a text."


def choose_text(
    document: str = "harbour_bridge_against",
    *,
    paths: bool | None = None,
    methods: Methods = None,
) -> TextChooser:
    """Offer a choice of texts, and show the sections, the profile and the reader of the chosen one.

    Parameters
    ----------
    document : str
        What is shown first: the name of a sample, or a file.
    paths : bool, optional
        Whether a file of this computer may be named by its path; by default unless the page runs
        as an application, in which one can upload, paste, or give a public web address.
    methods : callable, optional
        ``methods_text``, for the reports that are saved.

    Returns
    -------
    TextChooser
        Shown as the last line of a cell; ``analysis`` is that of the text that is shown.

    Raises
    ------
    ReadingError
        If the first text cannot be read.

    Examples
    --------
    >>> choose_text("nowhere.txt")
    Traceback (most recent call last):
    ...
    analysis.reading.sources.ReadingError: nowhere.txt: no such file, ...
    """
    if paths is None:
        paths = not in_application()
    return TextChooser(document, paths, methods)


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
            document = read_document(path, id=Path(name).stem or "upload")
            # It lies nowhere once it is read.
            return replace(document, meta={**document.meta, "source": name, "path": ""})
        except ReadingError as error:
            raise ReadingError(str(error).replace(path.name, name)) from None


def _expanded(given: str) -> Path:
    """Return the path that was typed; ``~`` is the home of a user."""
    try:
        return Path(given).expanduser()
    except RuntimeError:
        raise ReadingError(f"{given[:200]}: there is no such user on this computer") from None


def _own_id(document: Document) -> Document:
    """Tell a text of one's own from any other of its name: its id says what is in it, too.

    It is still called by its title, or by its name.

    Examples
    --------
    >>> one, two = (_own_id(Document("essay", text)).id for text in ("It may rain.", "It rains."))
    >>> one == two, one.startswith("essay-")
    (False, True)
    """
    digest = document_hash(document)[:8]
    meta = {**document.meta, "title": document.title}
    return replace(document, id=f"{document.id}-{digest}", meta=meta)


def _name_of(text: str) -> str:
    """Name a pasted text by its first words."""
    words = re.findall(r"\w+", text)[:5]
    return "_".join(words)[:40].lower() or "pasted_text"


def _as_sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _readable(name: str) -> str:
    """Show the name of a sample without its underscores."""
    return name.replace("_", " ").capitalize()


def _sample_name(given: str) -> str:
    """Return the name of the sample that is called so on the page."""
    return re.sub(r"\s+", "_", given.strip().lower())
