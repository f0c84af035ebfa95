"""What figures are drawn on: one style, no text read as markup, shown by the cell that returns it.

The figures are made without pyplot. What pyplot shows depends on the backend of the moment and on
settings that it changes by the side, so that a notebook may show a figure twice or not at all.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

__all__ = [
    "COLUMN_WIDTH",
    "PAGE_WIDTH",
    "STYLE",
    "Panel",
    "Panels",
    "Picture",
    "figure_style",
    "hide_frame",
    "in_style",
    "on_page",
    "page_width",
    "panels",
]

STYLE = Path(__file__).with_name("style.mplstyle")
PAGE_WIDTH = 7.09  # inches: two journal columns of 90 mm
COLUMN_WIDTH = PAGE_WIDTH / 2
SHARPNESS = 2  # pixels of a shown picture for one on a plain screen

Arguments = ParamSpec("Arguments")
Drawn = TypeVar("Drawn", bound="Axes | Panels")
Bundle = tuple[dict[str, Any], dict[str, Any]]  # what Jupyter shows, and how large


_WIDTH = ContextVar("width", default=PAGE_WIDTH)


@contextmanager
def on_page(width: float) -> Iterator[None]:
    """Draw for a page, or a column, of a width in inches.

    The figures lay themselves out for it; type keeps its size, so that it can be read in print.

    Examples
    --------
    >>> with on_page(COLUMN_WIDTH):
    ...     page_width()
    3.545
    """
    before = _WIDTH.set(width)
    try:
        yield
    finally:
        _WIDTH.reset(before)


def page_width() -> float:
    """Return the width, in inches, of what figures are drawn for; two columns by default.

    Examples
    --------
    >>> page_width()
    7.09
    """
    return _WIDTH.get()


class Picture(Figure):
    """A figure that a notebook shows where a cell returns it, whichever backend is in use.

    Attributes
    ----------
    description : str
        What it shows, for those who cannot see it.
    """

    description = "Figure"

    def _repr_mimebundle_(self, **_: Any) -> Bundle:
        """Return the picture for Jupyter, with its size and its description."""
        file = io.BytesIO()
        with figure_style():
            self.savefig(file, format="png", dpi=self.dpi * SHARPNESS, metadata={"Software": None})
        width, height = (round(inches * self.dpi) for inches in self.get_size_inches())
        shown = {"width": width, "height": height, "alt": self.description}
        data = {"image/png": file.getvalue(), "text/plain": self.description}
        return data, {"image/png": shown}


class Panel(Axes):
    """Axes that a notebook shows as their whole figure."""

    def _repr_mimebundle_(self, **_: Any) -> Bundle:
        figure = self.get_figure(root=True)
        assert isinstance(figure, Picture)
        return figure._repr_mimebundle_()


class Panels(list[Axes]):
    """The panels of one figure, which a notebook shows once and together."""

    def _repr_mimebundle_(self, **_: Any) -> Bundle:
        figure = self[0].get_figure(root=True)
        assert isinstance(figure, Picture)
        return figure._repr_mimebundle_()


def panels(n_rows: int, n_columns: int, width: float, height: float, **options: Any) -> Panels:
    """Return the empty panels of a new figure, row by row.

    Parameters
    ----------
    n_rows, n_columns : int
        How many, at least one.
    width, height : float
        Of the figure, in inches.
    **options
        As for ``Figure.subplots``, such as ``sharey=True``.

    Returns
    -------
    Panels

    Examples
    --------
    >>> drawn = panels(1, 2, 4, 3)
    >>> len(drawn), drawn[0].get_figure() is drawn[1].get_figure()
    (2, True)
    """
    figure = Picture(figsize=(width, height))
    FigureCanvasAgg(figure)
    grid = figure.subplots(
        n_rows, n_columns, squeeze=False, subplot_kw={"axes_class": Panel}, **options
    )
    return Panels(grid.flat)


def hide_frame(ax: Axes, bottom: bool = False) -> None:
    """Leave the line below a figure alone, or not even that, of the frame around it."""
    import seaborn as sns  # it loads scipy.stats, which nothing needs before a figure is drawn

    sns.despine(ax=ax, left=True, bottom=bottom)


@contextmanager
def figure_style() -> Iterator[None]:
    """Draw in the project's style, and put back those settings alone.

    matplotlib's own contexts put back *all* settings, also those that pyplot has made meanwhile
    for itself; after that a notebook shows no more of its figures.

    Examples
    --------
    >>> with figure_style():
    ...     mpl.rcParams["text.parse_math"]
    False
    """
    before = {name: mpl.rcParams[name] for name in _SETTINGS}
    mpl.rcParams.update(_SETTINGS)
    try:
        yield
    finally:
        mpl.rcParams.update(before)


_SETTINGS = dict(mpl.rc_params_from_file(STYLE, use_default_template=False))


def in_style(plot: Callable[Arguments, Drawn]) -> Callable[Arguments, Drawn]:
    """Let a plot function draw in the style, and its texts stand as they are written.

    Examples
    --------
    >>> @in_style
    ... def plot_title(ax=None):
    ...     ax = panels(1, 1, 2, 1)[0]
    ...     ax.set_title("$5 or $10")
    ...     return ax
    >>> plot_title().title.get_parse_math()
    False
    """

    @wraps(plot)
    def drawn(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Drawn:
        with figure_style():
            axes = plot(*args, **kwargs)
            write_as_it_stands([axes] if isinstance(axes, Axes) else axes)
        return axes

    return drawn


def write_as_it_stands(axes: Collection[Axes]) -> None:
    """Let no text in axes or their figure be read as mathematics.

    The style says so for the texts that are made within it; axes that come from outside have
    texts already.
    """
    for ax in axes:
        texts = ax.findobj(Text)
        figure = ax.get_figure(root=True)
        if isinstance(figure, Picture):
            texts = figure.findobj(Text)
        for text in texts:
            assert isinstance(text, Text)
            text.set_parse_math(False)
            text.set_usetex(False)
