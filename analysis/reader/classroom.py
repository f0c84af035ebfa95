"""A class on its text: where all marked, what they disagree on, and the curator's round.

The same page is a file that needs neither server nor net, and a widget that saves at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.files import write_text
from analysis.plots.agreement import headline_of_agreement
from analysis.plots.catalogue import find_figure
from analysis.plots.frame import COLUMN_WIDTH, PAGE_WIDTH, on_page
from analysis.plots.labels import label
from analysis.plots.readable import with_interval
from analysis.reader.offline import data_page, read_parts, reader_style, wrapped_script
from analysis.reader.report import figure_svg
from analysis.statistics.disagreement import Said, in_words
from analysis.statistics.readers import machine_reading, reader_agreement
from analysis.statistics.settling import Settled, settle
from analysis.tables.analysis import LINE_ENDS, Analysis
from analysis.tables.curation import Curation, curation_path
from analysis.tables.decisions import document_hash
from analysis.tables.reading_check import SENTENCE
from analysis.tables.readings import Mark, Reading, ReadingFileError, finished_readings

__all__ = ["CLASS_SCRIPTS", "class_data", "class_style", "write_class_page"]

CLASS_SCRIPTS = ("reader.js", "classroom.js")
CONTEXT = 70  # characters on each side of a passage


def class_style() -> str:
    """Return the style sheet of a class's page.

    Examples
    --------
    >>> ".class" in class_style()
    True
    """
    return reader_style() + read_parts("classroom.css")


def write_class_page(
    analysis: Analysis,
    readings: Sequence[Reading],
    path: str | Path,
    curation: Curation | None = None,
) -> Path:
    """Write a page on which a class sees its readings joined, and a curator settles what is open.

    The page holds the text, every reader's marks, notes and initials, and what was decided; it
    asks for nothing from outside and sends nothing anywhere. Decisions taken on it are saved as a
    file ``<name>.curated.json``, to be put beside the readings.

    Parameters
    ----------
    analysis : Analysis
        Of the text, from ``analyze``.
    readings : sequence of Reading
        Of this text; finished ones are shown.
    path : str or Path
        The file to write, ending in ``.html``.
    curation : Curation, optional
        From ``read_curation``; nothing is decided by default.

    Returns
    -------
    Path

    Raises
    ------
    ReadingFileError
        If there is no finished reading of the text.
    WritingError
        If the file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from analysis.statistics.invented import invented_readings
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> analysis = analyze(Document("x", "It may <b>rain</b>."))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = write_class_page(analysis, invented_readings(analysis), Path(folder, "x.html"))
    ...     "<b>" in path.read_text()
    False
    """
    document = analysis.document
    curation = curation or Curation(document.id, document_hash(document))
    data = class_data(analysis, readings, curation)
    script = wrapped_script("startClassFile()", *CLASS_SCRIPTS)
    page = data_page(f"{document.title}: the class", "class", data, class_style(), script)
    return write_text(path, page)


def class_data(
    analysis: Analysis, readings: Sequence[Reading], curation: Curation
) -> dict[str, Any]:
    """Return what the page is made from.

    Parameters
    ----------
    analysis, readings, curation
        As for ``write_class_page``.

    Returns
    -------
    dict
        readers; markers with labels, colours and categories; paragraphs, cut where any mark
        begins or ends, each piece with the numbers of the marks that cover it; marks; passages
        with what everybody said and what was decided; the table of agreement and its headline.

    Raises
    ------
    ReadingFileError
        If there is no finished reading of the text.
    """
    document = analysis.document
    own = finished_readings(readings, document)
    if not own:
        raise ReadingFileError(f"{document.id}: there is no finished reading of this text")
    asked = list(dict.fromkeys(marker for one in own for marker in one.markers))
    everyone = [*own, machine_reading(analysis, asked)]
    marks = _marks(everyone)
    table = reader_agreement(own, analysis)
    markers_alone = table[table["category"] == ""].to_dict("records")
    return {
        "title": document.title,
        "document": document.id,
        "document_hash": document_hash(document),
        "file": curation_path(document).name,
        "readers": [one.reader for one in everyone],
        "markers": [_marker(name, analysis, own) for name in asked],
        "paragraphs": [
            {"kind": paragraph.label, "pieces": _pieces(document.text, paragraph, marks)}
            for paragraph in document.paragraphs
        ],
        "marks": [
            [who, mark.marker, label(mark.category), mark.force, mark.note] for who, mark in marks
        ],
        "passages": [
            _passage(one, document.text)
            for one in sorted(settle(document, own, curation), key=_place)
        ],
        "agreement": [_agreed(row, analysis) for row in markers_alone],
        "headline": headline_of_agreement(table),
        "figures": _figures(table),
    }


def _marks(everyone: Sequence[Reading]) -> list[tuple[int, Mark]]:
    """Return everybody's marks with the number of who made them, in the order of the text."""
    marks = [
        (who, mark)
        for who, one in enumerate(everyone)
        for mark in one.marks
        if mark.marker != SENTENCE
    ]
    return sorted(marks, key=lambda pair: (pair[1].start, pair[1].end))


def _figures(table: pd.DataFrame) -> list[str]:
    """Draw the figure of agreement for a page, and for a phone."""
    figure = find_figure("agreement")
    drawn: list[str] = []
    for width in (PAGE_WIDTH, COLUMN_WIDTH):
        with on_page(width):
            plot = figure.plot(table, None)
        drawn.append(figure_svg(plot, prefix=f"agreement{len(drawn)}-", title=figure.title))
    return drawn


def _place(one: Settled) -> tuple[bool, float, int]:
    """What is open comes first, the most disputed before the others."""
    return not one.is_open, -one.passage.disagreement, one.passage.start


def _marker(name: str, analysis: Analysis, readings: Sequence[Reading]) -> dict[str, Any]:
    known = [category for marker, category in analysis.kinds if marker == name]
    given = [m.category for one in readings for m in one.marks if m.marker == name and m.category]
    categories = list(dict.fromkeys([*known, *given])) if given else []
    title = "Scores of sentences" if name == SENTENCE else label(name, analysis.markers)
    return {
        "name": name,
        "label": title,
        "categories": [[category, label(category)] for category in categories],
        "has_force": name == "loaded",
    }


def _pieces(text: str, paragraph: Any, marks: Sequence[tuple[int, Any]]) -> list[list[Any]]:
    within = [
        (number, mark)
        for number, (_, mark) in enumerate(marks)
        if mark.start < paragraph.end and paragraph.start < mark.end
    ]
    edges = {paragraph.start, paragraph.end}
    edges |= {max(mark.start, paragraph.start) for _, mark in within}
    edges |= {min(mark.end, paragraph.end) for _, mark in within}
    places = sorted(edges)
    return [
        [
            text[start:end].encode("utf-8", "replace").decode(),
            [number for number, mark in within if mark.start < end and start < mark.end],
            start,
        ]
        for start, end in pairwise(places)
    ]


def _passage(one: Settled, text: str) -> dict[str, Any]:
    passage = one.passage
    before, after = max(0, passage.start - CONTEXT), passage.end + CONTEXT
    return {
        "marker": passage.marker,
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
        "left": text[before : passage.start].translate(LINE_ENDS),
        "right": text[passage.end : after].translate(LINE_ENDS),
        "disagreement": round(passage.disagreement, 3),
        "open": one.is_open,
        "said": [
            [said.reader, in_words(said), notes_of(said), said.category, said.score]
            for said in passage.said
        ],
        "settled": None
        if one.mark is None
        else {"category": one.mark.category, "force": one.mark.force, "score": one.mark.score},
        "rulings": [
            {"stands": ruling.stands, "category": ruling.category, "score": ruling.score}
            | {"force": ruling.force, "note": ruling.note, "curator": ruling.curator}
            | {"time": ruling.time, "said": [list(said) for said in ruling.said]}
            for ruling in one.rulings
        ],
    }


def notes_of(said: Said) -> str:
    """Return a reader's notes on a passage.

    Examples
    --------
    >>> notes_of(Said("A", ()))
    ''
    """
    return " ".join(mark.note for mark in said.marks if mark.note)


def _agreed(row: dict[str, Any], analysis: Analysis) -> list[str]:
    names = {"scores": "Scores of sentences", "force": "Force of loaded words"}
    who = "readers" if row["basis"] == "readers" else "readers and this project"
    return [
        names.get(row["what"]) or label(row["marker"], analysis.markers),
        who,
        str(row["n_marked"]) if row["what"] == "words" else "",
        with_interval(row["f1"], row["f1_low"], row["f1_high"]),
        with_interval(row["alpha"], row["alpha_low"], row["alpha_high"]),
    ]
