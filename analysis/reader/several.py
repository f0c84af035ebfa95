"""Several texts on the start page: their profiles, their strips, and what is typical of which."""

from __future__ import annotations

import base64
import html
from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets as widgets
import pandas as pd

from analysis.files import table_bytes
from analysis.plots.frame import Picture
from analysis.plots.labels import MAIN_MARKERS, label
from analysis.plots.readable import readable_table, with_intervals
from analysis.plots.stance import plot_strips
from analysis.reader.notice import said_html
from analysis.reading.formats.registry import document_endings
from analysis.reading.sources import ReadingError, list_samples, read_document
from analysis.statistics.many import profile_of_texts, typical_words
from analysis.statistics.stance import sentence_stance
from analysis.statistics.terms import group_texts, key_words, parse_frequencies, typical_markers
from analysis.tables.analysis import Analysis, analyze
from analysis.tables.collection import (
    add_metadata,
    choose_documents,
    files_in,
    metadata_table,
    read_metadata,
)
from analysis.text.delimited import table_text
from analysis.text.document import Document

__all__ = ["SeveralTexts", "several_box"]

MOST = 20  # texts side by side
WIDE = widgets.Layout(width="100%", max_width="46rem")
GROUPS = {
    "each text by itself": None,
    "by outlet": "outlet",
    "by author": "author",
    "by year": "year",
}
PLACES = ["percentile", "percentile_low", "percentile_high"]
SORTS = ("as chosen", "title", "outlet", "author", "date")
TERMS = ["group", "word", "count", "n_words", "other_count", "log_ratio", "low", "high", "q"]
KEYS = [
    "word",
    "count",
    "n_words",
    "other_count",
    "log_likelihood",
    "log_ratio",
    "low",
    "high",
    "q",
]
TABLES = ".csv,.tsv,.txt"
HINT = (
    "Several samples: hold Ctrl. The table has a column <i>file</i> and others, such as "
    "<i>outlet</i>, <i>author</i>, <i>date</i>; the list has columns <i>word</i> and <i>count</i>."
)
MARKERS_SHOWN = ["group", "marker", "count", "n_words", "ratio", "low", "high", "verdict"]
Save = Callable[[str, str, bytes], None]


class SeveralTexts(widgets.VBox):  # type: ignore[misc]
    """Choose two to twenty texts, and see them side by side.

    Parameters
    ----------
    read : callable
        Reads an uploaded file, given its name and content.
    save : callable
        Given a file's name, type and content, hands it to the browser.
    paths : bool
        Whether a folder of this computer may be named.
    """

    def __init__(
        self, read: Callable[[str, bytes], Document], save: Save, *, paths: bool = True
    ) -> None:
        self._read, self._save = read, save
        self._known: dict[str, dict[str, str]] = {}
        self._analyses: dict[str, Analysis] = {}
        self._table = pd.DataFrame()
        self._message = widgets.HTML(layout=WIDE)
        self._result = widgets.HTML(layout=widgets.Layout(width="100%"))
        super().__init__([*self._choices(paths), self._actions(), self._message, self._result])

    def _choices(self, paths: bool) -> list[widgets.Widget]:
        """Lay out what can be chosen: texts, what is known of them, their groups and order."""
        names = [(name.replace("_", " ").capitalize(), name) for name in list_samples()]
        self._samples = widgets.SelectMultiple(
            options=names, rows=7, description="Samples", layout=WIDE
        )
        self._files = _upload("Files of your own", ",".join(document_endings()))
        self._folder = widgets.Text(placeholder="or the path of a folder", layout=WIDE)
        self._about = _upload("A table about them", TABLES, multiple=False)
        self._list = _upload("A list of frequencies", TABLES, multiple=False)
        self._group = widgets.Dropdown(options=list(GROUPS.items()), description="Groups")
        self._sort = widgets.Dropdown(options=SORTS, description="Sort by")
        hint = "only texts with … in title, outlet, author or date"
        self._filter = widgets.Text(placeholder=hint, layout=WIDE)
        return [
            self._samples,
            self._files,
            *([self._folder] if paths else []),
            widgets.HBox([self._about, self._list]),
            widgets.HTML(f"<small>{HINT}</small>"),
            widgets.HBox([self._group, self._sort]),
            self._filter,
        ]

    def _actions(self) -> widgets.HBox:
        actions = {
            "Profiles": self._profiles,
            "Strips": self._strips,
            "Typical words": self._words,
            "Typical markers": self._markers,
            "Against the list": self._keys,
            "Save the table": self._save_table,
        }
        buttons = [self._button(*one) for one in actions.items()]
        return widgets.HBox(buttons, layout={"flex_flow": "row wrap"})

    def _button(self, name: str, action: Callable[[], None]) -> widgets.Button:
        button = widgets.Button(description=name)
        button.on_click(lambda _: self._try(action))
        return button

    def _try(self, action: Callable[[], None]) -> None:
        try:
            action()
        except (ReadingError, OSError, ValueError) as error:
            self._message.value = said_html(str(error), problem=True)

    def _say(self, text: str) -> None:
        self._message.value = said_html(text)

    def _texts(self) -> list[Analysis]:
        """Read what is chosen, sort and filter it, and analyze it."""
        uploads = [(str(one["name"]), bytes(one["content"])) for one in self._files.value]
        found = [read_document(name) for name in self._samples.value]
        found += [self._read(name, content) for name, content in uploads]
        if folder := self._folder.value.strip():
            found += [read_document(path) for path in files_in(folder)[: MOST + 1]]
        if self._about.value:
            one = self._about.value[0]
            self._known = read_metadata(_text(one), str(one["name"]))
        sort = "" if self._sort.value == SORTS[0] else str(self._sort.value)
        known = [add_metadata(document, self._known) for document in found if document.body]
        chosen = choose_documents(known, sort=sort, contains=self._filter.value)
        if not 2 <= len(chosen) <= MOST:
            raise ReadingError(f"{len(chosen)} texts are chosen; choose two to {MOST}")
        return [self._analyzed(document) for document in chosen]

    def _analyzed(self, document: Document) -> Analysis:
        key = f"{document.id} {hash(document.text)} {sorted(map(str, document.meta.items()))}"
        if key not in self._analyses:
            self._say(f"Reading {document.title} …")
            self._analyses[key] = analyze(document)
        return self._analyses[key]

    def _groups(self, texts: Sequence[Analysis]) -> dict[str, list[Analysis]]:
        groups = group_texts(texts, self._group.value)
        return groups if len(groups) > 1 else group_texts(texts)

    def _profiles(self) -> None:
        texts = self._texts()
        table = self._table = profile_of_texts(texts)
        about = metadata_table([one.document for one in texts])
        known = [name for name in about.columns[2:] if about[name].any()]
        rows = about[["title", *known]].rename(columns={"title": "text"})
        for measure in ("sentiment", *MAIN_MARKERS):
            own = table[table["measure"] == measure]
            digits = 2 if measure == "sentiment" else 1
            values = with_intervals(own[["value", "low", "high"]], digits)
            places = with_intervals(own[PLACES], 0)
            name = "Sentiment" if measure == "sentiment" else label(measure)
            rows[name] = [
                f"{one} · place {place}" for one, place in zip(values, places, strict=True)
            ]
        self._result.value = _html(rows)
        said = "Hits per 1,000 words of the author’s own, or mean sentiment; places among"
        self._say(f"{len(texts)} texts. {said} {table['base'].iloc[0]}.")

    def _strips(self) -> None:
        texts = self._texts()
        tables = {name: sentence_stance(own[0]) for name, own in group_texts(texts).items()}
        figure = plot_strips(tables)[0].get_figure(root=True)
        assert isinstance(figure, Picture)
        data, about = figure._repr_mimebundle_()
        picture = base64.b64encode(data["image/png"]).decode()
        width = about["image/png"]["width"]
        said = html.escape(f"Strips of {', '.join(tables)}", quote=True)
        self._result.value = (
            f'<img alt="{said}" width="{width}" src="data:image/png;base64,{picture}">'
        )
        self._say(f"{len(texts)} texts, each from its first sentence to its last, on one scale.")

    def _words(self) -> None:
        groups = self._groups(self._texts())
        self._table = typical_words(groups)
        self._result.value = _html(self._table[TERMS])
        self._say(_against(groups, "words"))

    def _markers(self) -> None:
        groups = self._groups(self._texts())
        self._table = typical_markers(groups)
        clear = self._table[self._table["verdict"] != "cannot tell"]
        self._result.value = _html(clear[MARKERS_SHOWN]) if len(clear) else ""
        said = f"Of {len(self._table)} comparisons {len(clear)} are clear."
        self._say(f"{_against(groups, 'markers')} {said}")

    def _keys(self) -> None:
        texts = self._texts()
        if not self._list.value:
            raise ReadingError(
                "choose a list of frequencies first: a file with columns word and count"
            )
        one = self._list.value[0]
        reference = parse_frequencies(_text(one), str(one["name"]))
        self._table = key_words(texts, reference)
        self._result.value = _html(self._table[self._table["log_ratio"] > 0][KEYS].head(40))
        self._say(f"{len(texts)} texts against {sum(reference.values()):,} words of {one['name']}.")

    def _save_table(self) -> None:
        if self._table.empty:
            raise ReadingError("there is no table yet")
        self._save("texts.csv", "text/csv", table_bytes(self._table, "csv"))


def several_box(
    read: Callable[[str, bytes], Document], save: Save, *, paths: bool
) -> widgets.Accordion:
    """Return the choice of several texts, folded away until it is wanted."""
    box = widgets.Accordion([SeveralTexts(read, save, paths=paths)], selected_index=None)
    box.set_title(0, "Several texts side by side")
    return box


def _upload(name: str, endings: str, *, multiple: bool = True) -> widgets.FileUpload:
    return widgets.FileUpload(
        accept=endings, multiple=multiple, description=name, layout={"width": "16rem"}
    )


def _text(upload: Any) -> str:
    return table_text(bytes(upload["content"]), str(upload["name"]), ReadingError)


def _against(groups: dict[str, list[Analysis]], what: str) -> str:
    return f"{len(groups)} groups; {what} of each against all others together, the author’s own."


def _html(table: pd.DataFrame) -> str:
    names = {"text": "Text"}
    markup: str = readable_table(table, names=names)._repr_html_()
    return f'<div class="rhetoric-words">{markup}</div>'
