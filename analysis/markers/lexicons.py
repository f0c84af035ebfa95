"""Markers made of lexicons: whatever a person's own list of words finds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

from analysis.matching.lexicon import Lexicon, LexiconError, load_lexicon
from analysis.matching.matches import Marker, Match, make_match
from analysis.matching.view import view_of
from analysis.text.document import Document
from analysis.text.spans import fold

__all__ = [
    "COLORS",
    "check_color",
    "lexicon_marker",
    "lexicon_markers",
    "marker_key",
    "marker_name",
]

# Told apart from each other and from the colours of the project's own markers.
COLORS = ("#8c510a", "#01665e", "#5e3c99", "#b2182b", "#2166ac", "#4d4d4d", "#c51b7d", "#4d9221")
COLOR = re.compile(r"#[0-9a-fA-F]{6}")  # what figures and pages both take
# What records call something else.
RESERVED = frozenset(["section", "sentence", "sentiment", "vader", "textblob", "words"])


def lexicon_marker(
    source: str | Path | Lexicon, *, name: str = "", title: str = "", color: str = ""
) -> Marker:
    """Make a marker of a lexicon, to look for its words beside everything else.

    Parameters
    ----------
    source : str, Path or Lexicon
        What ``load_lexicon`` reads, or a lexicon.
    name, title, color : str, optional
        How the marker is called in tables (letters, digits and _), what readers see, and its
        colour (``#8c510a``). Else the name of the file, the title in it, and a colour of its own.

    Returns
    -------
    Marker
        Its matches carry the weight of their entry: 1 if the lexicon gives none, and never a
        probability. A word in several categories yields one match for each.

    Raises
    ------
    LexiconError
        If the lexicon cannot be read, or name or colour is none.

    Examples
    --------
    >>> from analysis.matching.entries import Entry
    >>> entries = (Entry("fare*", "cost"), Entry("hush money", "bribe"))
    >>> lexicon = Lexicon("money", entries, {"categories": {"cost": {}, "bribe": {}}})
    >>> marker = lexicon_marker(lexicon)
    >>> matches = marker.find(Document("x", "Half the fares are hush money."))
    >>> [(match.marker, match.category, match.text) for match in matches]
    [('money', 'cost', 'fares'), ('money', 'bribe', 'hush money')]
    """
    lexicon = source if isinstance(source, Lexicon) else load_lexicon(source)
    about = lexicon.about
    name = name or marker_name(lexicon.name)
    if not name.isidentifier():
        like = marker_name(name)
        raise LexiconError(f"name={name!r:.60}: give letters, digits and _, such as {like!r:.60}")
    title = title or str(about.get("title") or lexicon.name.replace("_", " "))

    find = partial(_matches, lexicon, name)  # no closure, so that other processes can have it
    color = check_color(color or about.get("color", COLORS[0]), lexicon.name)
    return Marker(name, lexicon.categories, find, title, color, str(about.get("short", "")))


def check_color(color: object, what: str) -> str:
    """Return a colour that figures and pages can show; a file may say anything.

    Parameters
    ----------
    color : object
        What is given as the colour.
    what : str
        Whose, for the message.

    Raises
    ------
    LexiconError
        If it is none.

    Examples
    --------
    >>> check_color("#8c510a", "money")
    '#8c510a'
    >>> check_color("reddish", "money")
    Traceback (most recent call last):
    ...
    analysis.matching.entries.LexiconError: money: color='reddish': write it like #8c510a
    """
    if not isinstance(color, str) or not COLOR.fullmatch(color):
        raise LexiconError(f"{what}: color={color!r:.60}: write it like #8c510a")
    return color


def marker_name(text: str) -> str:
    """Make a name that fits into tables and pages: small letters, digits and underscores.

    Examples
    --------
    >>> marker_name("Moral Foundations 2.0")
    'moral_foundations_2_0'
    """
    name = re.sub(r"[^a-z0-9]+", "_", fold(text)).strip("_")
    return name if name[:1].isalpha() else f"lexicon_{name}".rstrip("_")


def lexicon_markers(paths: Iterable[str | Path], beside: Sequence[Marker] = ()) -> list[Marker]:
    """Make a marker of each of several lexicons, each with a colour of its own.

    Parameters
    ----------
    paths : iterable of str or Path
        Their files.
    beside : sequence of Marker
        Markers whose names are taken.

    Returns
    -------
    list of Marker

    Raises
    ------
    LexiconError
        If a lexicon cannot be read, or would have the name of another marker.

    Examples
    --------
    >>> lexicon_markers(["verbs.docx"])
    Traceback (most recent call last):
    ...
    analysis.matching.entries.LexiconError: verbs.docx: ...
    """
    taken = {marker.name for marker in beside} | RESERVED
    markers: list[Marker] = []
    for number, path in enumerate(paths):
        lexicon = load_lexicon(Path(path))
        color = lexicon.about.get("color", COLORS[number % len(COLORS)])
        marker = lexicon_marker(lexicon, color=color)
        if marker.name in taken:
            raise LexiconError(
                f"{path}: there is a marker {marker.name!r} already; rename the file"
            )
        taken.add(marker.name)
        markers.append(marker)
    return markers


def marker_key(marker: Marker) -> str:
    """Return what tells a marker from others: its name, and the hash of its lexicon if it is one.

    Examples
    --------
    >>> marker_key(Marker("mine", ("a",), sorted))
    'mine'
    """
    lexicons = [part for part in getattr(marker.find, "args", ()) if isinstance(part, Lexicon)]
    return " ".join([marker.name, *(lexicon.hash for lexicon in lexicons)])


def _matches(lexicon: Lexicon, name: str, document: Document) -> list[Match]:
    view = view_of(document)
    matches = []
    for entry, first, stop in lexicon.find(document):
        start, end = view.span(first, stop)
        reason = f"“{entry.text}” is in the lexicon, as {entry.category}"
        matches.append(
            make_match(
                document, name, entry.category, start, end, weight=entry.weight, reason=reason
            )
        )
    return matches
