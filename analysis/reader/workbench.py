"""The workbench for words: search, what stands near, categories of one's own, without code."""

from __future__ import annotations

import html
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ipywidgets as widgets
import pandas as pd

from analysis.files import table_bytes
from analysis.markers.categories import (
    category_lexicon,
    category_marker,
    lexicon_files,
    split_words,
)
from analysis.markers.lexicons import COLORS, lexicon_markers, marker_name
from analysis.markers.registry import MARKERS
from analysis.matching.entries import LexiconError
from analysis.matching.formats.registry import FORMATS
from analysis.matching.matches import Marker
from analysis.plots.labels import label
from analysis.plots.readable import readable_table
from analysis.reader.notice import said_html
from analysis.statistics.collocates import collocates
from analysis.statistics.counting import words_in_voice
from analysis.statistics.search import SORTS, SearchError, search, search_rates, summary
from analysis.tables.analysis import Analysis

__all__ = ["Workbench"]

SHOWN = 200  # rows of a table on the page; a saved one has all
MAX_UPLOAD = 5_000_000  # bytes of a word list
ANYWHERE = "anywhere"
ORDERS = {
    "text": "in the order of the text",
    "left": "by the words before",
    "right": "by the words after",
    "hit": "by the find itself",
    "section": "by section",
    "charge": "by the charge of the sentence",
}
CONTEXT = ["section", "left", "hit", "right", "voice", "charge"]
COUNTS = ["title", "count", "n_words", "rate", "low", "high"]
NEAR = ["word", "count", "other_count", "log_likelihood", "log_ratio", "low", "high", "q"]
WIDE = widgets.Layout(width="100%", max_width="46rem")
Save = Callable[[str, str, bytes], None]


class Workbench(widgets.VBox):  # type: ignore[misc]
    """Search one text, and count words of one's own in it.

    Parameters
    ----------
    analysis : Analysis
        The text.
    count : callable
        Given a marker, counts it from now on wherever the text is shown.
    save : callable
        Given a file's name, type and content, hands it to the browser.
    """

    def __init__(self, analysis: Analysis, count: Callable[[Marker], None], save: Save) -> None:
        self._analysis, self._count, self._save = analysis, count, save
        self._found = pd.DataFrame()
        self._message = widgets.HTML(layout=WIDE)
        self._result = widgets.HTML(layout=widgets.Layout(width="100%"))
        tab = widgets.Tab([self._search_box(), self._category_box(), self._list_box()])
        for number, title in enumerate(("Search", "A category of your own", "A word list")):
            tab.set_title(number, title)
        tab.selected_index = 0
        super().__init__([tab, self._message, self._result])

    def _search_box(self) -> widgets.VBox:
        hint = "a word or phrase: border*, open border | migrant~"
        self._pattern = widgets.Text(placeholder=hint, layout=WIDE)
        self._pattern.on_msg(self._on_key)
        near = [(ANYWHERE, ""), *((f"near: {label(m.name, (m,))}", m.name) for m in MARKERS)]
        self._near = widgets.Dropdown(options=near, layout={"width": "14rem"})
        orders = [(ORDERS[name], name) for name in SORTS]
        self._order = widgets.Dropdown(options=orders, layout={"width": "14rem"})
        find = widgets.Button(description="Search")
        beside = widgets.Button(description="What stands near")
        take = widgets.Button(description="Save the table")
        find.on_click(lambda _: self._try(self._search))
        beside.on_click(lambda _: self._try(self._collocates))
        take.on_click(lambda _: self._try(self._save_table))
        rows = [widgets.HBox([self._near, self._order]), widgets.HBox([find, beside, take])]
        signs = "<small><code>*</code> any letters · <code>word~</code> its forms · | or</small>"
        return widgets.VBox([self._pattern, *rows, widgets.HTML(signs)])

    def _category_box(self) -> widgets.VBox:
        self._name = widgets.Text(placeholder="Its name, such as Water words", layout=WIDE)
        self._color = widgets.ColorPicker(description="Colour", value=COLORS[0])
        hint = "Words and phrases, parted by commas or lines"
        self._words = widgets.Textarea(
            placeholder=hint, rows=4, layout=WIDE, continuous_update=False
        )
        collect = widgets.Button(description="Add what was found", layout={"width": "12rem"})
        make = widgets.Button(description="Count these words", layout={"width": "12rem"})
        keep = widgets.Button(description="Save the word list", layout={"width": "12rem"})
        collect.on_click(lambda _: self._try(self._collect))
        make.on_click(lambda _: self._try(self._make))
        keep.on_click(lambda _: self._try(self._keep))
        return widgets.VBox(
            [self._name, self._words, self._color, widgets.HBox([collect, make, keep])]
        )

    def _list_box(self) -> widgets.VBox:
        endings = [ending for form in FORMATS for ending in form.endings]
        self._file = widgets.FileUpload(
            accept=",".join([*endings, ".toml"]), multiple=True, description="Open a word list"
        )
        self._file.observe(self._on_upload, "value")
        said = f"LIWC, quanteda, Lexicoder, WordStat, Yoshikoder or a table: {', '.join(endings)}"
        return widgets.VBox([self._file, widgets.HTML(f"<small>{html.escape(said)}</small>")])

    def _on_key(self, _box: Any, content: dict[str, Any], _buffers: Any) -> None:
        if content.get("event") == "submit":  # Enter
            self._try(self._search)

    def _try(self, action: Callable[[], None]) -> None:
        try:
            action()
        except (SearchError, LexiconError) as error:
            self._message.value = said_html(str(error), problem=True)

    def _say(self, text: str) -> None:
        self._message.value = said_html(text)

    def _search(self) -> None:
        pattern, near = self._pattern.value, self._near.value or None
        self._found = search(self._analysis, pattern, near=near, sort=self._order.value)
        parts = [] if near else [_html(search_rates(self._analysis, pattern)[COUNTS])]
        parts.append(_html(self._found[CONTEXT]))
        self._result.value = "".join(parts) if len(self._found) else ""
        self._say(summary(self._found, int(words_in_voice(self._analysis).sum())))

    def _collocates(self) -> None:
        table = self._found = collocates(self._analysis, self._pattern.value, min_count=2)
        self._result.value = _html(table[NEAR]) if len(table) else ""
        said = f"{len(table)} words stand near at least twice, within five words in the sentence."
        self._say(said if len(table) else "No word stands near more than once.")

    def _save_table(self) -> None:
        if self._found.empty:
            raise SearchError("search first; there is no table yet")
        self._save("found.csv", "text/csv", table_bytes(self._found, "csv"))

    def _collect(self) -> None:
        if "hit" not in self._found or self._found.empty:
            raise SearchError("search first; then what was found can be added")
        words = [*split_words(self._words.value), *self._found["hit"].str.casefold()]
        self._words.value = ", ".join(dict.fromkeys(words))

    def _make(self) -> None:
        words = split_words(self._words.value)
        self._count(category_marker(self._name.value, words, color=self._color.value))

    def _keep(self) -> None:
        words = split_words(self._words.value)
        marker = category_marker(self._name.value, words)
        text = self._analysis.document.text
        spans = {(hit.start, hit.end) for hit in marker.find(self._analysis.document)}
        rows = self._analysis.sentences[["start", "end"]].to_numpy().tolist()
        examples = [text[a:b] for a, b in rows if any(a <= start < b for start, _ in spans)]
        lexicon = category_lexicon(
            self._name.value, words, color=self._color.value, examples=examples
        )
        for name, content in lexicon_files(lexicon).items():
            self._save(name, "text/plain", content.encode("utf-8", "replace"))
        self._say(f"{lexicon.name}.tsv and .toml: keep them together; --lexicon reads them.")

    def _on_upload(self, change: Any) -> None:
        if change["new"]:
            files = {str(one["name"]): bytes(one["content"]) for one in change["new"]}
            self._try(lambda: self._open(files))

    def _open(self, files: dict[str, bytes]) -> None:
        """Read word lists; a file in ``.toml`` belongs to the one of its name."""
        with tempfile.TemporaryDirectory() as folder:
            for number, (name, content) in enumerate(files.items()):
                if len(content) > MAX_UPLOAD:
                    raise LexiconError(f"{name[:80]}: larger than {MAX_UPLOAD // 1_000_000} MB")
                stem, ending = marker_name(Path(name).stem), Path(name).suffix.lower()
                (Path(folder) / f"{stem or number}{ending}").write_bytes(content)
            paths = sorted(path for path in Path(folder).iterdir() if path.suffix != ".toml")
            if not paths:
                raise LexiconError("choose the word list too: the file beside the .toml")
            markers = lexicon_markers(paths, MARKERS)
        for marker in markers:
            self._count(marker)


def _html(table: pd.DataFrame) -> str:
    """Return a table as a person reads it, cut to what a page can hold; its words are escaped."""
    markup: str = readable_table(table.head(SHOWN))._repr_html_()
    more = f"<p>The first {SHOWN} of {len(table):,} rows.</p>" if len(table) > SHOWN else ""
    return f'<div class="rhetoric-words">{markup}{more}</div>'
