"""The findings of a text on the start page, and the choice of the texts that it is held against."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import ipywidgets as widgets

from analysis.files import decode
from analysis.reader.findings import FINDINGS_STYLE, findings_html
from analysis.reading.sources import ReadingError
from analysis.statistics.findings import findings
from analysis.statistics.norms import Norms, NormsError, list_norms, load_norms, read_norms
from analysis.statistics.norms_making import make_norms
from analysis.tables.analysis import Analysis, analyze
from analysis.text.document import Document

__all__ = ["FindingsBox"]

HINT = (
    "Texts of your own to compare with: twenty files or more, or one table (.tsv) that "
    "“python -m analysis norms” has made"
)


class FindingsBox(widgets.VBox):  # type: ignore[misc]
    """The findings of a text, and the yardstick behind them.

    Parameters
    ----------
    read : callable
        Reads an uploaded file, given its name and content.
    say : callable
        Tells the user a message; with True as second argument, a problem.
    follow : callable, optional
        Is given the yardstick when another one is chosen.
    """

    def __init__(
        self,
        read: Callable[[str, bytes], Document],
        say: Callable[..., object],
        follow: Callable[[Norms], object] = lambda norms: None,
    ) -> None:
        self._read, self._say, self._follow = read, say, follow
        self._analysis: Analysis | None = None
        self._found = widgets.HTML(layout=widgets.Layout(width="100%"))
        self._known = {norms.base: norms for norms in map(load_norms, list_norms())}
        self._choice = widgets.Dropdown(
            description="Yardstick",
            options=[(_shortened(base), base) for base in self._known],
            value=load_norms().base,
            layout=widgets.Layout(width="100%", max_width="46rem"),
        )
        self._files = widgets.FileUpload(
            description="Your own", multiple=True, tooltip=HINT, layout={"width": "10rem"}
        )
        self._choice.observe(self._on_choice, "value")
        self._files.observe(self._on_files, "value")
        hint = widgets.HTML(f"<small>{HINT}.</small>")
        choice = widgets.VBox([self._choice, widgets.HBox([self._files, hint])])
        folded = widgets.Accordion([choice], selected_index=None)
        folded.set_title(0, "Choose other texts to compare with")
        super().__init__([self._found, folded])

    @property
    def norms(self) -> Norms:
        """The yardstick that is chosen."""
        return self._known[self._choice.value]

    def show(self, analysis: Analysis) -> None:
        """Show the findings of a text.

        Parameters
        ----------
        analysis : Analysis
            From ``analyze``.
        """
        self._analysis = analysis
        found = findings(analysis, norms=self.norms)
        page = findings_html(analysis, found, self.norms)
        self._found.value = f"<style>{FINDINGS_STYLE}</style><h3>What was found</h3>{page}"

    def clear(self) -> None:
        """Show nothing, as long as a text is read before the machine reads it."""
        self._analysis = None
        self._found.value = ""

    def _on_choice(self, _change: Any) -> None:
        if self._analysis is not None:
            self.show(self._analysis)
            self._follow(self.norms)

    def _on_files(self, change: Any) -> None:
        if not change["new"]:
            return
        self._say("Making a yardstick of your texts …")
        try:
            norms = self._norms_of(change["new"])
        except (NormsError, ReadingError) as error:
            self._say(str(error), problem=True)
            return
        self._say("")
        self._known[norms.base] = norms
        self._choice.options = [(_shortened(base), base) for base in self._known]
        self._choice.value = norms.base

    def _norms_of(self, uploads: Sequence[Any]) -> Norms:
        """Read a table of norms, or make one of texts."""
        files = [(str(upload["name"]), bytes(upload["content"])) for upload in uploads]
        if len(files) == 1 and files[0][0].lower().endswith(".tsv"):
            name, content = files[0]
            return read_norms(decode(content, name, NormsError), name)
        return make_norms(self._analyses(files), {"noun": "texts", "texts": "of your own"})

    def _analyses(self, files: Sequence[tuple[str, bytes]]) -> Iterator[Analysis]:
        for number, (name, content) in enumerate(files, 1):
            self._say(f"Making a yardstick of your texts: {number} of {len(files)} …")
            yield analyze(self._read(name, content))


def _shortened(base: str) -> str:
    return textwrap.shorten(base, 80, placeholder=" …")
