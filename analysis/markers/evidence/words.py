"""What a word is by itself, as far as evidence is concerned: its classes and its form."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from analysis.matching.kept import Kept
from analysis.text.classes import FOLDER, word_class
from analysis.text.definitions import read_definitions

__all__ = ["FACTS", "Facts", "about_evidence", "classes_of_words", "facts_of", "words_of"]

ABOUT = FOLDER / "evidence.toml"
ABSTRACT = ("tion", "ment", "ness", "ity", "ism", "ence")
NOT_COUNTED = ("one", "once", "noon")  # words for numbers that mostly count nothing


class Facts(NamedTuple):
    """What a word is by itself: its classes, and which cues it may be part of."""

    classes: tuple[str, ...]
    is_number: bool
    is_past: bool
    is_abstract: bool
    may_be_initials: bool  # though it begins with no capital: "3D"


@cache
def about_evidence() -> Mapping[str, Any]:
    """Return the definitions of the kinds and the classes of words."""
    return read_definitions(ABOUT)


@cache
def classes_of_words() -> Mapping[str, tuple[str, ...]]:
    """Return the classes of each word."""
    found: dict[str, list[str]] = {}
    for name, definition in about_evidence()["classes"].items():
        for word in definition["words"].split():
            found.setdefault(word, []).append(name)
    return {word: tuple(dict.fromkeys(names)) for word, names in found.items()}


@cache
def words_of(name: str) -> frozenset[str]:
    """Return the words of a class."""
    return frozenset(about_evidence()["classes"][name]["words"].split())


def facts_of(word: str) -> Facts | None:
    """Return what a word is by itself, or None if there is nothing to tell."""
    facts = Facts(
        classes_of_words().get(word, ()),
        word[0].isdigit() or (word in word_class("numbers") and word not in NOT_COUNTED),
        word in words_of("irregular_past") or (word.endswith("ed") and len(word) > 4),
        len(word) > 6 and word.endswith(ABSTRACT),
        len(word) > 1 and not word[0].islower(),
    )
    return facts if any(facts) else None


FACTS = Kept(facts_of)
