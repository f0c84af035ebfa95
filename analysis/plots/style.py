"""The captions of figures, and how a figure is saved."""

from __future__ import annotations

import io
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pandas as pd
from matplotlib import pyplot
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from analysis.files import PROJECT, one_line, safe_cells, write_bytes, write_text
from analysis.matching.lexicon import lexicons_hash
from analysis.plots.folders import figure_folder
from analysis.plots.frame import Picture, figure_style
from analysis.plots.labels import INK, MUTED, label
from analysis.plots.quoting import limit_figure, limit_table, limit_texts, quote_limit
from analysis.plots.readable import number
from analysis.tables.analysis import Analysis
from analysis.tables.kept_file import plain_name
from analysis.text.bylines import author_of

__all__ = ["caption", "fitted", "package_version", "save_figure"]

POINTS = 72  # to an inch
MARGIN = 0.03  # of a figure's width, on both sides together
HEADLINE_LINE, CAPTION_LINE = 0.162, 0.115  # inches; a figure has room for one, and for two lines


def package_version() -> str:
    """Return the installed version of the project."""
    try:
        return version(PROJECT)
    except PackageNotFoundError:
        return "not installed"


def division_note(analysis: Analysis) -> str:
    """Say that the sections of a text are no author's, or nothing where they are.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> division_note(analyze(Document("x", "It may rain.\\n\\nIt rains.", parts=2)))
    'no headings: 2 parts made by length and vocabulary'
    >>> division_note(analyze(Document("x", "It may rain.")))
    ''
    """
    n_parts = int(analysis.body["divided"].sum())
    is_chosen = not isinstance(analysis.document.parts, int | None)
    made = "with borders set by hand" if is_chosen else "made by length and vocabulary"
    return f"no headings: {n_parts} parts {made}" if n_parts else ""


def caption(analysis: Analysis | str) -> str:
    """Say where a figure comes from: document and author, size, version and lexicons.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> caption(analyze(Document("x", "It may rain.", {"author": "Ann Lee"})))
    'x, by Ann Lee · 3 words in 1 sentences · rhetoric-notebooks ... · lexicons ...'
    """
    project = f"{PROJECT} {package_version()} · lexicons {lexicons_hash()}"
    if isinstance(analysis, str):
        return project
    n_words = int(analysis.body["n_words"].sum())
    size = f"{n_words:,} words in {len(analysis.sentences):,} sentences"
    document = analysis.document
    lines = [
        document[part].strip().split("\n")[0] for part in document.sections if part.role == "byline"
    ]
    author = author_of(lines, str(document.meta.get("author") or ""))
    origin = f"{document.title}, by {author}" if author else document.title
    parts = [origin, size, division_note(analysis), project, analysis.note]
    return " · ".join(part for part in parts if part)


def save_figure(
    axes: Axes | Sequence[Axes],
    table: pd.DataFrame,
    name: str,
    analysis: Analysis | str,
    folder: str | Path | None,
    *,
    title: str,
    note: str = "",
    headline: str = "",
    column: Axes | Sequence[Axes] | None = None,
) -> Figure:
    """Save a figure as SVG and PNG, the table behind it as CSV, and its caption as text.

    Parameters
    ----------
    axes : Axes or sequence of Axes
        What a plot function returned.
    table : DataFrame
        The numbers behind the figure.
    name : str
        Such as ``"03-sentiment"``; the files are named after it.
    analysis : Analysis or str
        Where the numbers come from: an analysis, or a name for a figure that is about no single
        document.
    folder : str or Path, or None
        The figures go to a folder in it that is named after the document, or, if another text of
        that name has it, after the document and its words. With None nothing is saved; the
        figure gets its caption.
    title : str
        What the figure shows, in a few words.
    note : str
        How to read it, such as what the whiskers are.
    headline : str
        What it says, printed above it; part of its description.
    column : Axes or sequence of Axes, optional
        The same figure drawn for one column of a page; its files end with ``-column``.

    Returns
    -------
    Figure
        To be the last line of a cell, without a semicolon, so that it is shown. Two runs write
        identical CSV and SVG files. With ``figures --quote N``, picture, table and caption show at
        most N words in a row of the document.

    Raises
    ------
    ValueError
        If the axes have been removed from their figure.

    Examples
    --------
    >>> import tempfile
    >>> from analysis.plots.frame import panels
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     table = pd.DataFrame({"x": [1]})
    ...     drawn = panels(1, 1, 2, 2)
    ...     figure = save_figure(drawn, table, "01-empty", "mine", folder, title="Empty")
    ...     sorted(path.name for path in Path(folder).rglob("*.*"))
    ['01-empty.csv', '01-empty.png', '01-empty.svg', '01-empty.txt']
    """
    pictures = [_figure_of(drawn) for drawn in (axes, column) if drawn is not None]
    figure, source, limit = pictures[0], caption(analysis), quote_limit()
    if limit is not None and not isinstance(analysis, str):
        table = limit_table(table, analysis.document.text, limit)
        [source, headline] = limit_texts([source, headline], analysis.document.text, limit)
    for picture in pictures:
        if limit is not None and not isinstance(analysis, str):
            limit_figure(picture, analysis.document.text, limit)
        _print_headline(picture, headline)
        _print_caption(picture, f"{note} {source}".strip())
    alt = f"{title}. {headline} {note}".strip() if headline else alt_text(title, table)
    if isinstance(figure, Picture):
        figure.description = alt
    else:
        pyplot.close(figure)  # else a notebook would show it a second time
    if folder is not None:
        lines = [one_line(line, 2000) for line in (title, note, source, alt)]
        if isinstance(analysis, str):
            place = Path(folder) / plain_name(analysis)
        else:
            place = figure_folder(folder, analysis.document)
        for picture, ending in zip(pictures, ("", "-column"), strict=False):
            _write_picture(picture, f"{place / name}{ending}")
        _write_words(table, lines, place / name)
    return figure


def _figure_of(axes: Axes | Sequence[Axes]) -> Figure:
    first = axes if isinstance(axes, Axes) else axes[0]
    figure = first.get_figure(root=True)
    if figure is None:
        raise ValueError("axes: they belong to no figure")
    return figure


def _write_picture(figure: Figure, stem: str) -> None:
    """Write a figure twice; it is laid out for the first file, and stands so in the second."""
    engine = figure.get_layout_engine()
    for kind, told in (("svg", {"Date": None, "Creator": None}), ("png", {"Software": None})):
        picture = io.BytesIO()
        with figure_style():
            figure.savefig(picture, format=kind, metadata=told)
        write_bytes(f"{stem}.{kind}", picture.getvalue())
        figure.set_layout_engine(None)
    figure.set_layout_engine(engine)


def _write_words(table: pd.DataFrame, lines: list[str], stem: Path) -> None:
    """Write the table behind a figure, and its caption."""
    rows = safe_cells(table).to_csv(index=False, float_format="%.4f", lineterminator="\n")
    write_text(f"{stem}.csv", rows)
    write_text(f"{stem}.txt", "\n".join(lines) + "\n")


# What a table's rows are about, and which of its numbers the figure draws.
SUBJECTS = ("measure", "gold", "marker", "category", "scorer", "text", "word", "title")
VALUES = (
    "value",
    "alpha",
    "rate",
    "mean",
    "ratio",
    "charge",
    "log_likelihood",
    "sentiment_smooth",
    "loaded_rate",
)


def alt_text(title: str, table: pd.DataFrame) -> str:
    """Put a figure into words for those who cannot see it: its highest and lowest values.

    Parameters
    ----------
    title : str
        What the figure shows.
    table : DataFrame
        The numbers behind it.

    Returns
    -------
    str
        One line.

    Examples
    --------
    >>> table = pd.DataFrame({"title": ["Opening", "Closing"], "rate": [2.0, 31.4]})
    >>> alt_text("Hedges by section", table)
    'Hedges by section. Highest rate: Closing, 31.4; lowest: Opening, 2.0.'
    """
    value = next((name for name in VALUES if name in table), None)
    known = table if value is None else table[table[value].notna()]
    if value is None or known.empty:
        return f"{title}. {len(table)} marks."
    # Where there is one section, it is not the highest and the lowest of anything.
    is_single = table["title"].nunique() == 1 if "title" in table else False
    subjects = [n for n in SUBJECTS if n in table and not (n == "title" and is_single)]
    high, low = (known.loc[index] for index in (known[value].idxmax(), known[value].idxmin()))
    names = [
        "".join(f"{label(str(row[name]), table)}, " for name in subjects) for row in (high, low)
    ]
    measure = "rate of loaded language" if value == "loaded_rate" else value.replace("_", " ")
    digits = 2 if known[value].abs().max() <= 1 else 1  # scores from −1 to 1, or rates
    return (
        f"{title}. Highest {measure}: {names[0]}{number(high[value], digits)}; "
        f"lowest: {names[1]}{number(low[value], digits)}."
    )


def fitted(text: str, width: float, font: FontProperties) -> str:
    """Break a text into lines that are not wider than the figure, by the width of its letters.

    Parameters
    ----------
    text : str
        What is printed.
    width : float
        Of the figure, in inches.
    font : FontProperties
        What it is printed in.

    Examples
    --------
    >>> font = FontProperties(size=8)
    >>> fitted("i i i i", 0.3, font), fitted("W W W W", 0.3, font)
    ('i i i i', 'W W\\nW W')
    """
    room = width * POINTS * (1 - MARGIN)
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and text_to_path.get_text_width_height_descent(longer, font, False)[0] > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return "\n".join(lines)


def _make_room(figure: Figure, inches: float) -> None:
    """Let lines of print make a figure higher, and not its axes lower."""
    if isinstance(figure, Picture):
        figure.set_figheight(figure.get_figheight() + inches)


def _print_headline(figure: Figure, text: str) -> None:
    """Print what a figure says above it, wrapped to its width."""
    if not text:
        return
    wrapped = fitted(text, figure.get_figwidth(), FontProperties(size=8.5, weight="bold"))
    _make_room(figure, HEADLINE_LINE * wrapped.count("\n"))
    printed = figure.suptitle(wrapped, x=0.01, ha="left", fontsize=8.5, weight="bold", color=INK)
    printed.set_parse_math(False)
    printed.set_usetex(False)


def _print_caption(figure: Figure, text: str) -> None:
    """Print the caption below the axes, wrapped to the figure's width."""
    wrapped = fitted(text, figure.get_figwidth(), FontProperties(size=6))
    _make_room(figure, CAPTION_LINE * max(0, wrapped.count("\n") - 1))
    printed = figure.supxlabel(wrapped, x=0.01, ha="left", fontsize=6, color=MUTED)
    printed.set_parse_math(False)
    printed.set_usetex(False)
