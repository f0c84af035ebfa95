"""Quoting no more than a few words in a row: for texts that may not be shown in full.

A passage is told from a figure's own words by looking it up in the text: whatever stands there, in
a table, a caption or a picture, is shortened to its first words, and nothing else is touched.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.text import Text

from analysis.text.spans import WORD, fold, words_of

__all__ = ["QUOTE", "limit_figure", "limit_table", "limit_texts", "quote_limit"]

# The command line starts a process for every notebook; this variable tells it the limit.
QUOTE = "ANALYSIS_QUOTE"
BREAK = "\0"  # stands between texts that are not read in a row; no word of a text

AFTER = re.compile(r"^[.,;:!?…]+")  # what belongs to the words taken out

SEVERAL = re.compile(r"…(?:\s?…)+")  # a title that was cut before is cut once more

Token = tuple[str, int, int, int]  # word, number of its text, start, end


def quote_limit() -> int | None:
    """Return how many words in a row may be shown, or None if there is no limit."""
    limit = os.environ.get(QUOTE, "")
    return int(limit) if limit.isdecimal() else None


def limit_texts(texts: Sequence[str], source: str, limit: int) -> list[str]:
    """Shorten all passages of a text that stand in other texts.

    Parameters
    ----------
    texts : sequence of str
        Such as labels, or the cells of a row. A passage may go on from one to the next.
    source : str
        The text that may not be shown in full.
    limit : int
        How many of its words may stand in a row.

    Returns
    -------
    list of str
        As many texts; of a longer passage its first words are kept, then "…".

    Examples
    --------
    >>> source = "Nobody knows who will pay for it in the end."
    >>> limit_texts(["Loaded: “nobody knows who will pay for it in the end.”", "x"], source, 3)
    ['Loaded: “nobody knows who …”', 'x']
    >>> limit_texts(["Nobody knows", "who will"], source, 3)
    ['Nobody knows', 'who …']
    """
    passages = _passages(source, limit + 1)
    shortened = list(texts)
    while dropped := list(_dropped(shortened, passages, limit)):
        for number, start, end in reversed(dropped):
            text = shortened[number]
            shortened[number] = SEVERAL.sub("…", f"{text[:start]}…{AFTER.sub('', text[end:])}")
    return shortened


def _passages(source: str, size: int) -> set[tuple[str, ...]]:
    words = words_of(source)
    return {tuple(words[start : start + size]) for start in range(len(words) - size + 1)}


def _dropped(
    texts: Sequence[str], passages: set[tuple[str, ...]], limit: int
) -> Iterator[tuple[int, int, int]]:
    """Yield what is to be taken out: the number of a text, and start and end in it."""
    tokens = list(_tokens(texts))
    words = [token[0] for token in tokens]
    inside = [False] * len(tokens)  # whether the word is beyond the first ones of a passage
    for start in range(len(tokens) - limit):
        if tuple(words[start : start + limit + 1]) in passages:
            inside[start + limit] = True
    # A passage that goes on is dropped to its end.
    place = None
    for token, is_inside in zip(tokens, inside, strict=True):
        _, number, start, end = token
        if is_inside and place is not None and place[0] == number:
            place = (number, place[1], end)
            continue
        if place is not None:
            yield place
        place = (number, start, end) if is_inside else None
    if place is not None:
        yield place


def _tokens(texts: Sequence[str]) -> Iterator[Token]:
    for number, text in enumerate(texts):
        if text == BREAK:
            yield BREAK, number, 0, 0
        for found in WORD.finditer(fold(text)):
            yield found.group(), number, found.start(), found.end()


def limit_table(table: pd.DataFrame, source: str, limit: int) -> pd.DataFrame:
    """Shorten the passages of a text in a table; what is no text stays.

    Parameters
    ----------
    table : DataFrame
        Its cells are read row by row; numbers part what stands beside them.
    source, limit
        As for `limit_texts`.

    Examples
    --------
    >>> table = pd.DataFrame({"text": ["It may rain all day.", "Rain."], "n": [1, 2]})
    >>> limit_table(table, "It may rain all day. Rain.", 2)["text"].tolist()
    ['It may …', 'Rain.']
    """
    changed = table.astype(object)
    cells = [cell for row in changed.itertuples(index=False) for cell in row]
    texts = limit_texts([c if isinstance(c, str) else BREAK for c in cells], source, limit)
    new = [t if isinstance(c, str) else c for t, c in zip(texts, cells, strict=True)]
    n_columns = len(table.columns)
    for position, name in enumerate(table.columns):
        column = new[position::n_columns]
        if any(isinstance(cell, str) for cell in column):
            changed[name] = pd.Series(column, index=table.index, dtype=object)
        else:
            changed[name] = table[name]
    return changed


def limit_figure(figure: Figure, source: str, limit: int) -> None:
    """Shorten the passages of a text in everything that a figure says.

    Parameters
    ----------
    figure : Figure
        Its labels are changed.
    source, limit
        As for `limit_texts`.
    """
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            # A tick's label is written anew on every drawing, by its axis.
            labels = [tick.get_text() for tick in axis.get_majorticklabels()]
            if (limited := limit_texts(labels, source, limit)) != labels:
                axis.set_ticks(axis.get_majorticklocs(), limited)
    drawn = [artist for artist in figure.findobj(Text) if isinstance(artist, Text)]
    texts = limit_texts([artist.get_text() for artist in drawn], source, limit)
    for artist, text in zip(drawn, texts, strict=True):
        if artist.get_text() != text:
            artist.set_text(text)
