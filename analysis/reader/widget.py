"""The reader as a widget: correct the hits, and see profile, figure and concordance follow."""

from __future__ import annotations

import codecs
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import anywidget
import numpy as np
import pandas as pd
import traitlets
from IPython.display import display
from scipy import stats

from analysis.files import table_bytes
from analysis.markers.loaded import DEFAULT_SENSITIVITY, find_loaded
from analysis.markers.registry import MARKERS
from analysis.plots.labels import MAIN_MARKERS, label
from analysis.reader.messages import decide
from analysis.reader.page import (
    FOLDER,
    annotated_text,
    hit_records,
    reader_style,
    text_model,
)
from analysis.reader.state import read_state, state_path, write_state
from analysis.statistics.metrics import CONFIDENCE, section_sentiment
from analysis.tables.analysis import MATCH_COLUMNS, Analysis
from analysis.tables.review import (
    Key,
    Review,
    ReviewedAnalysis,
    ReviewError,
    apply_review,
    open_review,
    review_path,
)

__all__ = ["ReaderWidget", "read", "with_sensitivity"]

SCRIPTS = ("reader.js", "marking.js", "measures.js", "lines.js", "widget.js")
MOST_CELLS = 200_000  # of a table that the page wants to save

CONTEXT = 34  # characters on each side of a hit in the concordance
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
LINE_ENDS = str.maketrans("\r\n\t", "   ")


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
    """

    _esm = "\n".join((FOLDER / name).read_text(encoding="utf-8") for name in SCRIPTS)
    _css = reader_style()
    # The page changes when hits come or go; the states alone when one is accepted or rejected,
    # so that a decision about one hit of a long text does not send the whole text again.
    page = traitlets.Dict().tag(sync=True)
    states = traitlets.Dict().tag(sync=True)
    status = traitlets.Dict().tag(sync=True)
    sensitivity = traitlets.Float(DEFAULT_SENSITIVITY).tag(sync=True)
    view = traitlets.Dict().tag(sync=True)

    def __init__(self, analysis: Analysis, review: Review) -> None:
        self.review = review
        self.analysis = analysis.raw if isinstance(analysis, ReviewedAnalysis) else analysis
        kept = {} if review.path is None else read_state(state_path(review.path))
        if (sensitivity := kept.get("sensitivity", DEFAULT_SENSITIVITY)) != DEFAULT_SENSITIVITY:
            self.analysis = with_sensitivity(self.analysis, sensitivity)
        super().__init__(sensitivity=sensitivity, view=kept.get("view", {}))
        self._css = reader_style(analysis.markers)
        self._sentiment = _sentiment_by_section(self.analysis)
        self._draw()
        self._say(_decisions(review))
        self.on_msg(self._on_message)
        self.observe(self._on_sensitivity, "sensitivity")
        self.observe(self._on_view, "view")

    @property
    def reviewed(self) -> ReviewedAnalysis:
        """The analysis as the reader corrected it."""
        return apply_review(self.analysis, self.review)

    def _draw(self) -> None:
        """Send the whole page."""
        reviewed = self.reviewed
        page = _page(self.analysis, reviewed, self._sentiment)
        with self.hold_sync():
            self.page = page
            self.states = _states(page["hits"], self.review)

    def _update(self, before: set[tuple[Key, str, str]]) -> None:
        """Send what a decision changed: the states, or everything if hits came or went."""
        if before == _placed(self.review, self.analysis):
            self.states = _states(self.page["hits"], self.review)
        else:
            self._draw()

    def _say(self, text: str, problem: bool = False) -> None:
        # The number makes every status a new one, so that the page hears of it.
        number = self.status.get("number", 0) + 1
        self.status = {"text": text, "problem": problem, "number": number}

    def _on_message(self, _widget: Any, content: dict[str, Any], _buffers: Any) -> None:
        try:
            if content.get("do") == "table":
                self._download(*_table_file(content))
            elif content.get("do") == "report":
                self._download(*self._report())
            else:
                self._change(content)
        except (KeyError, TypeError, ValueError) as error:
            self._say(f"Nothing was changed: {error}", problem=True)

    def _change(self, content: dict[str, Any]) -> None:
        """Decide, undo or redo, and show and save what came of it."""
        placed = _placed(self.review, self.analysis)
        if content.get("do") in ("undo", "redo"):
            done = self.review.undo() if content["do"] == "undo" else self.review.redo()
            if not done:
                self._say(f"Nothing to {content['do']}")
                return
        else:
            with self.review.one_step():
                decide(self.review, self.analysis, content)
        self._update(placed)
        self._save()

    def _download(self, name: str, kind: str, data: bytes) -> None:
        """Give a file to the browser to be saved."""
        self.send({"file": name, "type": kind}, [data])
        self._say(f"{name}: {len(data) / 1000:,.0f} kB, given to the browser to save")

    def _report(self) -> tuple[str, str, bytes]:
        # Drawing needs matplotlib, which a reader who wants no report need not wait for.
        from analysis.reader.report import report_html

        page = report_html(self.reviewed)
        return (
            f"{_file_stem(self.analysis)}-report.html",
            "text/html",
            page.encode("utf-8", "replace"),
        )

    def _save(self) -> None:
        if self.review.path is None:
            self._say(f"{_decisions(self.review)}, not kept in a file")
            return
        try:
            self.review.save()
        except (OSError, ReviewError) as error:
            self._say(f"Not saved: {error}", problem=True)
        else:
            self._say(f"{_decisions(self.review)}, saved in {self.review.path.name}")

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


def show_with_static(widget: Any, reader: ReaderWidget, words: str) -> None:
    """Display a widget, and a static reader that is seen only while the widget is not there.

    JupyterLab shows a saved widget that is not run as an error, whatever stands beside it in the
    same output; so the static page is an output of its own.

    Parameters
    ----------
    widget : DOMWidget
        What is shown while a kernel runs.
    reader : ReaderWidget
        Whose text is shown otherwise.
    words : str
        What stands where neither can be shown.
    """
    view = {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}
    bundle = {"application/vnd.jupyter.widget-view+json": view, "text/plain": words}
    display(bundle, raw=True)  # type: ignore[no-untyped-call]
    static = {"text/html": static_html(reader), "text/plain": words}
    display(static, raw=True)  # type: ignore[no-untyped-call]


def _file_stem(analysis: Analysis) -> str:
    return re.sub(r"[^\w-]+", "_", analysis.document.id).strip("_")[:60] or "text"


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
        From 0 (nothing) to 1 (everything), as for ``find_loaded``.

    Returns
    -------
    Analysis
        Unchanged if loaded language was not looked for.
    """
    if not _has_loaded(analysis):
        return analysis
    kept = analysis.matches[analysis.matches["marker"] != "loaded"]
    found = find_loaded(analysis.document, sensitivity)
    loaded = pd.DataFrame(found, columns=list(MATCH_COLUMNS)).astype(MATCH_COLUMNS)
    matches = pd.concat([kept, loaded]).sort_values(["start", "end", "marker"], ignore_index=True)
    return replace(analysis, matches=matches)


def _has_loaded(analysis: Analysis) -> bool:
    return any(marker == "loaded" for marker, _ in analysis.kinds)


def _decisions(review: Review) -> str:
    counted = {0: "No decisions yet", 1: "1 decision"}
    text = counted.get(len(review), f"{len(review)} decisions")
    if review.stale:
        text += f"; {len(review.stale)} no longer fit the text and are set aside"
    return text


# --- what the page gets -------------------------------------------------------------------------


def _placed(review: Review, analysis: Analysis) -> set[tuple[Key, str, str]]:
    """Return the decisions that put a hit where the tool has none, or another one."""
    found = _found(analysis)
    return {
        (d.key, d.to_marker, d.to_category)
        for d in review.decisions.values()
        if d.decision == "relabel" or (d.decision != "reject" and d.key not in found)
    }


def _found(analysis: Analysis) -> dict[Key, str]:
    """Return the category of every hit of the tool by its marker and place."""
    columns = (analysis.matches[name] for name in ("marker", "start", "end", "category"))
    return {(m, int(start), int(end)): c for m, start, end, c in zip(*columns, strict=True)}


def _page(
    analysis: Analysis, reviewed: ReviewedAnalysis, sentiment: dict[int, list[float | None]]
) -> dict[str, Any]:
    """Gather all that the page shows."""
    marked = _with_rejected(analysis, reviewed)
    hits = hit_records(marked)
    sections = text_model(marked, hits)
    for section in sections:
        section["sentiment"] = sentiment[section["id"]]
    titles = {section["id"]: section["title"] for section in sections}
    _complete(hits, analysis, reviewed.review, titles)
    return {
        "title": analysis.document.title,
        "sections": sections,
        "hits": hits,
        "kinds": _kinds(marked),
        "poisson": _poisson_bounds(len(hits)),
        "has_sensitivity": _has_loaded(analysis),
    }


def _with_rejected(analysis: Analysis, reviewed: ReviewedAnalysis) -> Analysis:
    """Put rejected hits back among the reviewed ones: the reader shows both."""
    rejected = {d.key for d in reviewed.review.decisions.values() if d.decision == "reject"}
    keys = zip(*(analysis.matches[name] for name in ("marker", "start", "end")), strict=True)
    gone = analysis.matches[[key in rejected for key in keys]]
    table = pd.concat([reviewed.matches, gone]) if len(gone) else reviewed.matches
    table = table.sort_values(["start", "end", "marker"], ignore_index=True)
    return replace(analysis, matches=table, kinds=reviewed.kinds)


def _complete(
    hits: list[dict[str, Any]], analysis: Analysis, review: Review, titles: dict[int, str]
) -> None:
    """Add to every hit its context, the key of its decision, and what the tool said."""
    text = analysis.document.text.translate(LINE_ENDS)
    found = _found(analysis)
    decided = {(d.to_marker or d.marker, d.start, d.end): d for d in review.decisions.values()}
    for hit in hits:
        place: Key = (hit["marker"], hit["start"], hit["end"])
        decision = decided.get(place)
        key = place if decision is None else decision.key
        hit["key"] = list(key)
        hit["raw"] = [key[0], found[key]] if key in found else None
        hit["strength"] = f"{hit['weight']:.2f}"
        hit["words"] = text[hit["start"] : hit["end"]]
        hit["left"] = text[max(0, hit["start"] - CONTEXT) : hit["start"]]
        hit["right"] = text[hit["end"] : hit["end"] + CONTEXT]
        hit["section_title"] = titles[hit["section"]]


def _states(hits: list[dict[str, Any]], review: Review) -> dict[str, Any]:
    """Return what was decided about every hit of the page, with the notes."""
    decisions = [review.decisions.get((hit["key"][0], *hit["key"][1:])) for hit in hits]
    return {
        "hits": [["", ""] if d is None else [d.decision, d.note] for d in decisions],
        "decisions": f"{len(review)} decision{'' if len(review) == 1 else 's'}",
        "undo": review.can_undo,
        "redo": review.can_redo,
    }


def _kinds(analysis: Analysis) -> list[list[Any]]:
    """List markers with their labels, categories, and whether they are shown at first."""
    kinds: dict[str, list[list[str]]] = {name: [] for name in MAIN_MARKERS}
    for marker, category in analysis.kinds:
        kinds.setdefault(marker, []).append([category, label(category)])
    hidden = {marker.name for marker in MARKERS} - set(MAIN_MARKERS)
    return [
        [marker, label(marker, analysis.markers), listed, marker not in hidden]
        for marker, listed in kinds.items()
        if listed
    ]


def _poisson_bounds(most: int) -> dict[str, list[float]]:
    """Garwood's bounds for every count that can arise, so that the page needs no statistics."""
    counts = np.arange(most + 1)
    alpha = 1 - CONFIDENCE
    low = np.nan_to_num(stats.chi2.ppf(alpha / 2, 2 * counts) / 2)
    high = stats.chi2.ppf(1 - alpha / 2, 2 * counts + 2) / 2
    return {"low": low.round(4).tolist(), "high": high.round(4).tolist()}


def _sentiment_by_section(analysis: Analysis) -> dict[int, list[float | None]]:
    """Mean sentiment with its bounds; decisions do not change it."""
    table = section_sentiment(analysis)
    ours = table[table["scorer"] == "sentiment"]
    return {
        int(row.section): [_number(row.mean), _number(row.low), _number(row.high)]
        for row in ours.itertuples()
    }


def _number(value: float) -> float | None:
    """JSON has no NaN."""
    return None if np.isnan(value) else round(float(value), 4)
