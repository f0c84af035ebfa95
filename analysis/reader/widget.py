"""The reader as a widget: correct the hits, and see profile, figure and concordance follow."""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import anywidget
import pandas as pd
import traitlets
from IPython.display import display

from analysis.files import in_application, table_bytes
from analysis.markers.decided import loaded_at
from analysis.markers.loaded import DEFAULT_SENSITIVITY
from analysis.markers.registry import MARKERS, find_matches
from analysis.plots.labels import MAIN_MARKERS
from analysis.reader.messages import decide
from analysis.reader.model import (
    decisions_in_words,
    has_loaded,
    page_of,
    placed_hits,
    sentiment_by_section,
    states_of,
    yardstick_of,
)
from analysis.reader.offline import read_parts, reader_style
from analysis.reader.page import annotated_text
from analysis.reader.state import read_state, state_path, write_state
from analysis.statistics.norms import Norms, load_norms
from analysis.tables.analysis import MATCH_COLUMNS, Analysis, typed_table
from analysis.tables.kept_file import plain_name
from analysis.tables.review import (
    Key,
    Review,
    ReviewedAnalysis,
    ReviewError,
    apply_review,
    open_review,
    review_path,
)

__all__ = [
    "ReaderWidget",
    "read",
    "show_live",
    "show_with_static",
    "static_html",
    "with_sensitivity",
]

SCRIPTS = (
    "reader.js", "sentences.js", "marking.js", "places.js", "measures.js", "lines.js", "borders.js",
    "widget.js",
)  # fmt: skip
MOST_CELLS = 200_000  # of a table that the page wants to save

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Where the widget lives, its static twin is not seen; where it does not, neither is the message
# of JupyterLab that says so. A live one takes a moment to come.
STATIC_STYLE = """
.jp-OutputArea:has(.rhetoric-reader.linked) .rhetoric-static { display: none; }
.jp-OutputArea:has(.rhetoric-static) .jp-OutputArea-output.jupyter-widgets:not(:has(*)) {
  display: none;
}
.rhetoric-static { animation: rhetoric-wait 2s; }
@keyframes rhetoric-wait { from, to { max-height: 0; overflow: hidden; } }
"""


class ReaderWidget(anywidget.AnyWidget):
    """The annotated text with everything that is counted from it.

    Parameters
    ----------
    analysis : Analysis
        From ``analyze``.
    review : Review
        Where decisions are kept; it is saved after each of them if it has a path.

    Attributes
    ----------
    analysis : Analysis
        What the tool found, at the chosen sensitivity.
    review : Review
        The decisions.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> document = Document("x", "It may rain.")
    >>> widget = ReaderWidget(analyze(document), Review(document))
    >>> widget.reviewed.hits("hedge")["text"].tolist()
    ['may']
    """

    _esm = read_parts(*SCRIPTS)
    _css = reader_style()
    # What a report says for a methods section; whoever shows the reader knows it.
    methods: Callable[[], str] | None = None
    # The page changes when hits come or go; the states alone when one is accepted or rejected,
    # so that a decision about one hit of a long text does not send the whole text again.
    page = traitlets.Dict().tag(sync=True)
    states = traitlets.Dict().tag(sync=True)
    status = traitlets.Dict().tag(sync=True)
    sensitivity = traitlets.Float(DEFAULT_SENSITIVITY).tag(sync=True)
    view = traitlets.Dict().tag(sync=True)
    yardstick = traitlets.Dict().tag(sync=True)

    def __init__(self, analysis: Analysis, review: Review) -> None:
        self.review = review
        self.analysis = analysis.raw if isinstance(analysis, ReviewedAnalysis) else analysis
        kept = {} if review.path is None else read_state(state_path(review.path))
        if (sensitivity := kept.get("sensitivity", DEFAULT_SENSITIVITY)) != DEFAULT_SENSITIVITY:
            self.analysis = with_sensitivity(self.analysis, sensitivity)
        super().__init__(sensitivity=sensitivity, view=kept.get("view", {}))
        self._css = reader_style(analysis.markers)
        self._sentiment: dict[str, dict[int, list[float | None]]] = {}
        self._draw()
        self.compare_with(load_norms())
        self._say(decisions_in_words(review))
        self.on_msg(self._on_message)
        self.observe(self._on_sensitivity, "sensitivity")
        self.observe(self._on_view, "view")

    @property
    def reviewed(self) -> ReviewedAnalysis:
        """The analysis as the reader corrected it."""
        return apply_review(self.analysis, self.review)

    def compare_with(self, norms: Norms) -> None:
        """Say from now on where rates stand among those of the parts of other texts.

        Parameters
        ----------
        norms : Norms
            The yardstick.
        """
        self.yardstick = yardstick_of(norms)

    def _draw(self) -> None:
        """Send the whole page."""
        reviewed = self.reviewed
        borders = repr(reviewed.document.parts)
        if borders not in self._sentiment:  # decisions about hits do not change it
            self._sentiment = {borders: sentiment_by_section(reviewed)}
        page = page_of(reviewed, self._sentiment[borders])
        with self.hold_sync():
            self.page = page
            self.states = states_of(page["hits"], self.review)

    def _update(self, before: set[tuple[Key, str, str]]) -> None:
        """Send what a decision changed: the states, or everything if hits came or went."""
        if before == placed_hits(self.review, self.analysis):
            self.states = states_of(self.page["hits"], self.review)
        else:
            self._draw()

    def _say(self, text: str, problem: bool = False) -> None:
        # The number makes every status a new one, so that the page hears of it.
        number = self.status.get("number", 0) + 1
        self.status = {"text": text, "problem": problem, "number": number}

    def _on_message(self, _widget: Any, content: dict[str, Any], _buffers: Any) -> None:
        try:
            if content.get("do") == "table":
                self.download(*_table_file(content))
            elif content.get("do") == "report":
                self.download(*self._report())
            else:
                self._change(content)
        except (KeyError, TypeError, ValueError) as error:
            self._say(f"Nothing was changed: {error}", problem=True)

    def _change(self, content: dict[str, Any]) -> None:
        """Decide, undo or redo, and save and show what came of it.

        Saving comes first, because it brings what other windows have decided.
        """
        placed = placed_hits(self.review, self.analysis)
        if content.get("do") in ("undo", "redo"):
            done = self.review.undo() if content["do"] == "undo" else self.review.redo()
            if not done:
                self._say(f"Nothing to {content['do']}")
                return
        else:
            with self.review.one_step():
                decide(self.review, self.analysis, content)
        self._save()
        self._update(placed)

    def download(self, name: str, kind: str, data: bytes, *, offered: bool = False) -> None:
        """Give a file to the browser to be saved: to the view that asked, or offer it to any."""
        self.send({"file": name, "type": kind, "offered": offered}, [data])
        self._say(f"{name}: {len(data) / 1000:,.0f} kB, given to the browser to save")

    def _report(self) -> tuple[str, str, bytes]:
        # Drawing needs matplotlib, which a reader who wants no report need not wait for.
        from analysis.reader.report import report_html

        methods = self.methods() if self.methods else ""
        page = report_html(self.reviewed, methods=methods)
        return (
            f"{plain_name(self.analysis.document.id)}-report.html",
            "text/html",
            page.encode("utf-8", "replace"),
        )

    def _save(self) -> None:
        if self.review.path is None:
            self._say(f"{decisions_in_words(self.review)}, not kept in a file")
            return
        try:
            self.review.save()
        except (OSError, ReviewError) as error:
            self._say(f"Not saved: {error}", problem=True)
        else:
            self._say(f"{decisions_in_words(self.review)}, saved in {self.review.path.name}")

    def _on_sensitivity(self, change: Any) -> None:
        self.analysis = with_sensitivity(self.analysis, change["new"])
        self._draw()
        self._keep_state()

    def _on_view(self, _change: Any) -> None:
        self._keep_state()

    def _keep_state(self) -> None:
        if self.review.path is None:
            return
        try:
            write_state(state_path(self.review.path), self.sensitivity, self.view)
        except OSError as error:
            self._say(f"Filters and sensitivity are not kept: {error}", problem=True)

    def _repr_mimebundle_(self, **options: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """Show the widget, and where none can run the marked text."""
        bundle, metadata = super()._repr_mimebundle_(**options) or ({}, {})
        static = {"text/plain": self._in_words(), "text/html": static_html(self)}
        return {**bundle, **static}, metadata

    def _ipython_display_(self, **_options: Any) -> None:
        """Show the widget, and below it the marked text for when the notebook is not run."""
        show_with_static(self, self, self._in_words())

    def _in_words(self) -> str:
        title = self.analysis.document.title
        return f"Reader: {title}, {len(self.reviewed.matches)} hits. Run the cell to work with it."


def static_html(reader: ReaderWidget) -> str:
    """Return the marked text of a reader as a page that needs no kernel.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> widget = read(analyze(Document("x", "It may <b>rain</b>.")), "nowhere.review.json")
    >>> "&lt;b&gt;rain" in static_html(widget)
    True
    """
    reviewed = reader.reviewed
    known = {marker for marker, _ in reviewed.kinds}
    own = [marker.name for marker in reviewed.markers if marker not in MARKERS]
    shown = [name for name in (*MAIN_MARKERS, *own) if name in known] or sorted(known)
    page = annotated_text(reviewed, shown).html
    return f'<div class="rhetoric-static"><style>{STATIC_STYLE}</style>{page}</div>'


def _show_view(widget: Any, words: str) -> None:
    view = {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}
    bundle = {"application/vnd.jupyter.widget-view+json": view, "text/plain": words}
    display(bundle, raw=True)  # type: ignore[no-untyped-call]


# A saved widget that is not run is shown as an error; the words stand in its place.
WORDS = """\
<style>
.jp-OutputArea:has(.rhetoric-instead) .jp-OutputArea-output.jupyter-widgets:not(:has(*)),
.jp-OutputArea:has(.lm-Panel.jp-OutputArea-output > *) .rhetoric-instead {{ display: none; }}
.rhetoric-instead {{ animation: rhetoric-instead-wait 2s; }}
@keyframes rhetoric-instead-wait {{ from, to {{ visibility: hidden; }} }}
</style>
<p class="rhetoric-instead">{}</p>
"""


def show_live(widget: Any, words: str) -> None:
    """Display a widget, and words that are seen only while the widget is not there.

    JupyterLab shows a saved widget that is not run as an error, whatever stands beside it in the
    same output; so the words are an output of their own. The application has no saved widgets.

    Parameters
    ----------
    widget : DOMWidget
        What is shown while a kernel runs.
    words : str
        What stands in its place otherwise.
    """
    _show_view(widget, words)
    if not in_application():
        page = WORDS.format(html.escape(words))
        display({"text/html": page, "text/plain": ""}, raw=True)  # type: ignore[no-untyped-call]


def show_with_static(widget: Any, reader: ReaderWidget, words: str) -> Any:
    """Display a widget, and a static reader that is seen only while the widget is not there.

    As in ``show_live``, the static page is an output of its own.

    Parameters
    ----------
    widget : DOMWidget
        What is shown while a kernel runs.
    reader : ReaderWidget
        Whose text is shown otherwise.
    words : str
        What stands where neither can be shown.

    Returns
    -------
    DisplayHandle
        Of the static reader; ``update`` puts something else in its place.
    """
    _show_view(widget, words)
    static = {"text/html": static_html(reader), "text/plain": words}
    return display(static, raw=True, display_id=True)  # type: ignore[no-untyped-call]


def _table_file(content: dict[str, Any]) -> tuple[str, str, bytes]:
    """Make a file of a table of the page, as it is shown there."""
    columns, rows = content["columns"], content["rows"]
    if not (isinstance(columns, list) and isinstance(rows, list)):
        raise ValueError("a table of columns and rows is expected")
    if len(columns) * len(rows) > MOST_CELLS:
        raise ValueError("the table is too large to save")
    table = pd.DataFrame(
        [[cell if type(cell) in (int, float) else str(cell or "") for cell in row] for row in rows],
        columns=[str(name) for name in columns],
    )
    name = re.sub(r"[^\w-]+", "_", str(content.get("name", "table")))[:80]
    if content.get("format") == "xlsx":
        return f"{name}.xlsx", XLSX, table_bytes(table, "xlsx")
    # The mark at the beginning tells Excel that it is UTF-8.
    return f"{name}.csv", "text/csv", codecs.BOM_UTF8 + table_bytes(table, "csv")


def read(analysis: Analysis, path: str | Path | None = None, *, reader: str = "") -> ReaderWidget:
    """Read a text, correct what was found in it, and see the numbers follow.

    Click marked words, or go to them with the Tab and arrow keys, to accept, reject or relabel
    them (keys a and r; u takes a decision back; ? lists all keys); select words to mark them.
    Decisions are saved at once, and sensitivity and filters come back with them.

    Parameters
    ----------
    analysis : Analysis
        From ``analyze``.
    path : str or Path, optional
        The review file; by default ``review_path(analysis.document)``, which is known by the
        text's content. For a file of your own give ``review_path(source)``, which lies beside it.
    reader : str
        Who reads; kept in the file.

    Returns
    -------
    ReaderWidget
        Shown as the last line of a cell. Its ``reviewed`` is the corrected analysis.

    Raises
    ------
    ReviewError
        If the review file is broken. It is left as it is.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> widget = read(analyze(Document("x", "It may rain.")), "nowhere.review.json")
    >>> widget.status["text"]
    'No decisions yet'
    """
    where = review_path(analysis.document) if path is None else Path(path)
    return ReaderWidget(analysis, open_review(analysis.document, where, reader))


def with_sensitivity(analysis: Analysis, sensitivity: float) -> Analysis:
    """Return an analysis with its loaded language found at another sensitivity.

    Parameters
    ----------
    analysis : Analysis
        From ``analyze``.
    sensitivity : float
        From 0 (nothing) to 1 (everything), as for ``loaded_at``.

    Returns
    -------
    Analysis
        Unchanged if loaded language was not looked for.
    """
    if not has_loaded(analysis):
        return analysis
    kept = analysis.matches[analysis.matches["marker"] != "loaded"]
    found = find_matches(analysis.document, [loaded_at(sensitivity)])
    rows = [match.row() for match in found]
    loaded = typed_table(rows, MATCH_COLUMNS)
    matches = pd.concat([kept, loaded]).sort_values(["start", "end", "marker"], ignore_index=True)
    return replace(analysis, matches=matches)
