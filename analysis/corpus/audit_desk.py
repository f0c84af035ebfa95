"""The start page's way to audit an archive: draw a sample, read it, correct the rates."""

from __future__ import annotations

import base64
import hashlib
import html
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from analysis.corpus.archive import analyze_corpus
from analysis.corpus.audit import SHOWN, audit, audit_progress
from analysis.corpus.audit_draw import audit_folder, draw_audit
from analysis.corpus.audit_read import read_audit
from analysis.corpus.audit_units import possible_groups
from analysis.corpus.search import is_archive
from analysis.corpus.sources import TABLES
from analysis.files import data_folder, in_application, make_folder, one_line, write_bytes
from analysis.plots.audit import audit_sentences
from analysis.plots.catalogue import show_figure
from analysis.plots.frame import Picture
from analysis.plots.readable import readable_table
from analysis.reader.notice import said_html
from analysis.reader.widget import show_live
from analysis.tables.kept_file import plain_name
from analysis.tables.readings import parse_reading, write_reading

__all__ = ["AuditDesk", "audit_desk"]

NONE = "— none —"
MOST = 20_000_000  # bytes of a table of texts that is handed over
WIDE = {"description_width": "initial"}


class AuditDesk(widgets.Accordion):  # type: ignore[misc]
    """An archive, its sample, the sheets to read, and the corrected rates; closed at first.

    Parameters
    ----------
    folder : Path
        Where archives are kept.
    paths : bool
        Whether an archive of this computer may be named by its path.
    methods : callable, optional
        ``methods_text``.
    """

    def __init__(
        self, folder: Path, paths: bool, methods: Callable[[Path], str] | None = None
    ) -> None:
        self._folder = folder
        self._methods = methods
        self._archive = widgets.Dropdown(description="Archive", options=self._kept())
        self._file = widgets.FileUpload(
            accept=",".join(TABLES), description="A table of texts", layout={"width": "auto"}
        )
        self._path = widgets.Text(placeholder="or the folder that corpus wrote, and Enter")
        self._n = widgets.BoundedIntText(
            100, 2, 100_000, description="Sentences to read", style=WIDE, layout={"width": "13rem"}
        )
        self._by = widgets.Dropdown(description="Compare by", options=[(NONE, "")], style=WIDE)
        self._initials = widgets.Text(
            description="Initials", placeholder="who reads", layout={"width": "12rem"}
        )
        self._handed = widgets.FileUpload(
            accept=".json", multiple=True, description="Sheets handed in", layout={"width": "auto"}
        )
        self._message = widgets.HTML("")
        self._result = widgets.VBox()
        told = [self._button("Text for a methods section", self._tell_methods)] if methods else []
        rows = [
            self._row(self._archive, self._file, *([self._path] if paths else [])),
            self._row(self._n, self._by, self._button("Draw a sample", self._draw)),
            self._row(
                self._initials, self._button("Read the next sheet", self._read), self._handed
            ),
            self._row(self._button("Correct the rates", self._correct), *told),
            self._message,
            self._result,
        ]
        super().__init__([widgets.VBox(rows)], titles=("Audit an archive",))
        self._archive.observe(lambda _: self._try(self._choose), "value")
        self._file.observe(lambda change: self._try(self._take_table, change), "value")
        self._handed.observe(lambda change: self._try(self._take_readings, change), "value")
        self._path.on_msg(self._on_key)

    def _row(self, *children: Any) -> widgets.HBox:
        return widgets.HBox(children, layout=widgets.Layout(flex_flow="row wrap", width="100%"))

    def _button(self, name: str, act: Callable[[], None]) -> widgets.Button:
        button = widgets.Button(description=name, layout={"width": "auto"})
        button.on_click(lambda _: self._try(act))
        return button

    def _kept(self) -> list[tuple[str, str]]:
        found = sorted(p for p in self._folder.glob("*/archive") if is_archive(p))
        return [(NONE, ""), *((path.parent.name, str(path)) for path in found)]

    def _try(self, act: Callable[..., None], *arguments: Any) -> None:
        """Do something; what goes wrong is said on the page."""
        self._say("One moment …")
        try:
            act(*arguments)
        except (OSError, ValueError) as error:
            self._say(str(error), problem=True)

    def _say(self, text: str, problem: bool = False) -> None:
        self._message.value = said_html(one_line(text, 600), problem=problem)

    def _ipython_display_(self, **_options: Any) -> None:
        """Show the widget alone; a notebook that is not run says what stands here."""
        show_live(self, "Audit an archive. Run the cell to use it.")

    # --- the archive -----------------------------------------------------------------------------

    def _chosen(self) -> Path:
        if not self._archive.value:
            raise ValueError("Choose an archive first, or hand over a table of texts.")
        return Path(self._archive.value)

    def _choose(self) -> None:
        self._result.children = ()
        options = possible_groups(self._archive.value) if self._archive.value else []
        self._by.options = [(NONE, ""), *((name, name) for name in options)]
        self._say("")
        if self._archive.value and (audit_folder(self._archive.value) / "audit.json").exists():
            self._tell_progress()

    def _on_key(self, _box: Any, content: dict[str, Any], _buffers: Any) -> None:
        if content.get("event") == "submit":
            self._try(self._take_path)

    def _take_path(self) -> None:
        path = Path(self._path.value.strip()).expanduser()
        if not is_archive(path):
            raise ValueError(f"{path}: no archive; make one with: python -m analysis corpus")
        self._show_archive(path.resolve())

    def _take_table(self, change: Any) -> None:
        """Analyze a table of texts that was handed over, and keep it among the archives."""
        if not change["new"]:
            return
        upload = change["new"][0]
        name, content = Path(str(upload["name"])).name, bytes(upload["content"])
        if len(content) > MOST:
            raise ValueError(f"{name}: larger than 20 MB; use: python -m analysis corpus")
        source = self._place(name, content)
        folder = make_folder(source.parent)
        write_bytes(source, content)
        done = analyze_corpus(source, folder / "archive", keep_text=True, progress=False)
        self._show_archive(folder / "archive")
        self._say(
            f"{done.n_documents:,} texts analyzed, {done.n_failed:,} failed; kept in {folder}"
        )

    def _place(self, name: str, content: bytes) -> Path:
        """Return where a table is kept: not where the archive of another one has its audit."""
        folder = self._folder / plain_name(Path(name).stem)
        source = folder / f"texts{Path(name).suffix.lower()}"
        is_same = source.is_file() and source.read_bytes() == content
        if is_same or not is_archive(folder / "archive"):
            return source
        digest = hashlib.sha256(content).hexdigest()[:8]
        return folder.with_name(f"{folder.name}-{digest}") / source.name

    def _show_archive(self, path: Path) -> None:
        options = self._kept()
        if str(path) not in {value for _, value in options}:
            options.append((path.name, str(path)))
        self._archive.options = options
        self._archive.value = str(path)

    # --- its audit -------------------------------------------------------------------------------

    def _draw(self) -> None:
        output = self._chosen()
        strata = draw_audit(output, self._n.value, by=self._by.value or None)
        self._result.children = (_table(strata.drop(columns="level")),)
        self._tell_progress()

    def _tell_progress(self) -> None:
        progress = audit_progress(self._chosen())
        n_read = int((progress["readers"] != "").sum())
        sheets = f"{len(progress)} sheet{'s' if len(progress) > 1 else ''}"
        self._say(
            f"{progress['n_units'].sum():,} units on {sheets}, of which {n_read} read to the end."
        )

    def _read(self) -> None:
        output = self._chosen()
        self._result.children = ()
        reader = read_audit(output, self._initials.value.strip())
        self._tell_progress()
        self._result.children = (reader,)

    def _take_readings(self, change: Any) -> None:
        folder = audit_folder(self._chosen()) / "readings"
        for upload in change["new"]:
            name = Path(str(upload["name"])).name
            write_reading(parse_reading(bytes(upload["content"]), name), folder / name)
        self._tell_progress()

    def _correct(self) -> None:
        problems: list[str] = []
        table = audit(self._chosen(), report=problems.append)
        lines = "".join(f"<li>{html.escape(line)}</li>" for line in audit_sentences(table))
        figure = show_figure("audit", "archive", table=table)
        assert isinstance(figure, Picture)
        bundle, about = figure._repr_mimebundle_()
        data = base64.b64encode(bundle["image/png"]).decode("ascii")
        alt = html.escape(about["image/png"]["alt"])
        picture = widgets.HTML(
            f'<img src="data:image/png;base64,{data}" alt="{alt}" style="max-width:100%">'
        )
        said = widgets.HTML(f"<ul>{lines}</ul>")
        self._result.children = (said, picture, _table(table[SHOWN]))
        self._say(" ".join(problems))

    def _tell_methods(self) -> None:
        assert self._methods is not None
        paragraphs = self._methods(self._chosen()).split("\n\n")
        self._result.children = (
            widgets.HTML("".join(f"<p>{html.escape(part)}</p>" for part in paragraphs)),
        )
        self._say("")


def _table(table: Any) -> widgets.HTML:
    shown = readable_table(table)._repr_html_()
    return widgets.HTML(f'<div style="overflow-x:auto">{shown}</div>')


def audit_desk(
    folder: str | Path | None = None,
    *,
    paths: bool | None = None,
    methods: Callable[[Path], str] | None = None,
) -> AuditDesk:
    """Offer to audit an archive without writing code.

    A table of texts (columns ``id``, ``text`` and what tells groups apart) that is handed over is
    analyzed and kept; its sample is drawn, read and corrected on the page.

    Parameters
    ----------
    folder : str or Path, optional
        Where archives are kept; ``rhetoric-notebooks/archives`` among the user's own data by
        default.
    paths : bool, optional
        Whether an archive of this computer may be named by its path; by default unless the page
        runs as an application.
    methods : callable, optional
        ``methods_text``: what it says of an archive is offered beside the corrected rates.

    Returns
    -------
    AuditDesk
        Shown as the last line of a cell.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     type(audit_desk(folder)).__name__
    'AuditDesk'
    """
    if paths is None:
        paths = not in_application()
    return AuditDesk(data_folder() / "archives" if folder is None else Path(folder), paths, methods)
