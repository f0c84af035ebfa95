"""Named word classes: what rules call the words around a place.

They stand in ``lexicons/classes.toml``, with an example of each, so that "a negation" means one
thing in all rules that say so. A class may include others, leave some words out (``without``), and
take the verbs of a table by how they report: the verbs of saying are those of the attribution
table, here and everywhere. Words are in small letters, unless a class says that they count
``as_written``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from sys import intern
from typing import Any

from analysis.text.definitions import read_definitions
from analysis.text.spans import WORD, fold

__all__ = ["CLASSES_FILE", "FOLDER", "ClassError", "check_classes", "word_class", "word_classes"]

FOLDER = Path(__file__).parents[1] / "lexicons"
CLASSES_FILE = FOLDER / "classes.toml"
KEYS = frozenset("words includes without table frames inflected as_written example".split())
SPELLING = re.compile(r"[^\W\d_]+(?:\.[^\W\d_]+)*")  # of a class whose capitals and stops count


class ClassError(ValueError):
    """A word class that cannot be used; the message says which and why."""


@cache
def word_classes() -> Mapping[str, Mapping[str, Any]]:
    """Return the definitions of all classes.

    Raises
    ------
    ClassError
        If a definition has an unknown key, an unknown class or a word that no text can hold.
    """
    return check_classes(read_definitions(CLASSES_FILE))


def check_classes(classes: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Mapping[str, Any]]:
    """Check definitions of word classes.

    Parameters
    ----------
    classes : mapping
        Definitions by name.

    Returns
    -------
    mapping
        The same.

    Raises
    ------
    ClassError
        If one of them cannot be used.

    Examples
    --------
    >>> check_classes({"joints": {"words": "and or", "includes": ["links"]}})
    Traceback (most recent call last):
    ...
    analysis.text.classes.ClassError: classes.toml, [joints]: no class 'links'
    """
    for name, definition in classes.items():
        place = f"{CLASSES_FILE.name}, [{name}]"
        if unknown := sorted(set(definition) - KEYS):
            raise ClassError(f"{place}: unknown key {unknown[0]!r}")
        for other in definition.get("includes", ()):
            if other not in classes:
                raise ClassError(f"{place}: no class {other!r}")
        words = definition.get("words", "").split()
        if len(words) != len(set(words)):
            raise ClassError(f"{place}: {max(words, key=words.count)!r} stands in it twice")
        for word in words:
            # Most are plain; the longer look is for the others.
            is_plain = word.isascii() and word.isalpha() and word.islower()
            is_sound = is_plain or (word == fold(word) and WORD.fullmatch(word))
            if not (SPELLING.fullmatch(word) if definition.get("as_written") else is_sound):
                raise ClassError(f"{place}: {word!r} is no word in small letters")
        if not definition.get("example"):
            raise ClassError(f"{place}: no example")
    return classes


@cache
def word_class(name: str) -> frozenset[str]:
    """Return the words of a class.

    Parameters
    ----------
    name : str
        One of the classes in ``lexicons/classes.toml``.

    Returns
    -------
    frozenset of str

    Raises
    ------
    ClassError
        If there is no such class.

    Examples
    --------
    >>> sorted(word_class("joints"))
    ['and', 'or']
    >>> "lamented" in word_class("saying")
    True
    """
    classes = word_classes()
    if name not in classes:
        raise ClassError(f"no word class {name!r}; there are: {', '.join(classes)}")
    definition = classes[name]
    words = set(definition.get("words", "").split())
    for other in definition.get("includes", ()):
        words |= word_class(other)
    if "table" in definition:
        found = _reporting(FOLDER / f"{definition['table']}.tsv", definition["frames"])
        words |= _inflected(found) if definition.get("inflected") else found
    return frozenset(map(intern, words - set(definition.get("without", "").split())))


def _reporting(table: Path, frames: Iterable[str]) -> set[str]:
    """Return the single words of a table that report by one of some frames."""
    wanted = {f"frame:{frame}" for frame in frames}
    lines = table.read_text(encoding="utf-8").splitlines()[1:]
    rows = (line.split("\t") for line in lines)
    return {row[0] for row in rows if " " not in row[0] and not wanted.isdisjoint(row[3].split())}


def _inflected(verbs: set[str]) -> set[str]:
    """Leave out forms without ending, which are nouns and orders as often: state, note, demand."""
    return {
        verb
        for verb in verbs
        if verbs.isdisjoint((verb + "s", verb + "es", verb.removesuffix("y") + "ies"))
    }
