"""The entries of the attribution table, and where one of them was found."""

from __future__ import annotations

from functools import cache, partial
from typing import NamedTuple

from analysis.matching.index import Index
from analysis.matching.lexicon import Entry, load_lexicon
from analysis.matching.view import Place, View
from analysis.text.classes import word_class
from analysis.text.sentences import STARTERS

__all__ = ["Site", "Use", "sources", "uses"]

SAME_IN_PAST = word_class("same_in_the_past")
VIEWS = word_class("views")


class Use(NamedTuple):
    """How an entry of the lexicon is used: what its note says, and its form."""

    parts: tuple[str, ...]
    anchor: int  # the place of its rarest (longest) word, by which it is looked up
    category: str
    weight: float
    kind: str
    frame: str
    is_noun: bool
    is_base: bool
    is_sure: bool = False

    @property
    def head(self) -> str:
        return self.parts[0]

    @property
    def is_gerund(self) -> bool:
        return self.parts[0].endswith("ing")

    @property
    def is_third_person(self) -> bool:
        return self.parts[0].endswith("s")


@cache
def uses() -> Index[Use]:
    """The entries that can be hits; those of views are tried first."""
    entries = load_lexicon("attribution").entries
    forms = {entry.text for entry in entries}
    views = [Use((word,), 0, "according_to", 0.5, "plain", "view", False, False) for word in VIEWS]
    found = ((entry.text, entry) for entry in entries if entry.when != "source")
    listed = ((" ".join(use.parts), use) for use in sorted(views))
    return Index([*listed, *found], partial(_use, forms=forms))


def _use(entry: Entry | Use, forms: set[str]) -> Use:
    if isinstance(entry, Use):
        return entry
    said = dict(part.partition(":")[::2] for part in entry.when.split())
    parts = tuple(entry.text.split())
    anchor = max(range(len(parts)), key=lambda place: len(parts[place]))
    frame = said["frame"]
    is_base = _is_base(parts, forms)
    kind = said.get("kind", frame)
    category, weight, is_noun = entry.category, entry.weight, "noun" in said
    return Use(parts, anchor, category, weight, kind, frame, is_noun, is_base, "sure" in said)


def _is_base(parts: tuple[str, ...], forms: set[str]) -> bool:
    """Tell the form without ending: its third person is in the lexicon too."""
    head, rest = parts[0], parts[1:]
    if head in SAME_IN_PAST:
        return False
    thirds = (head + "s", head + "es", head[:-1] + "ies")
    return any(" ".join((third, *rest)) in forms for third in thirds)


@cache
def sources() -> dict[str, str]:
    """Nouns that make a source vague or an authority."""
    sources = {}
    for entry in load_lexicon("attribution").entries:
        if entry.when == "source":
            sources[entry.text] = entry.category
        for part in entry.when.split():
            if part.startswith("source:"):
                sources[entry.text] = part.removeprefix("source:")
    return sources


class Site(Place):
    """A candidate and the words around it, no further than its sentence."""

    __slots__ = ("last", "use")

    def __init__(self, view: View, use: Use, first: int, sentence: range) -> None:
        self.view = view  # as Place does it, without the call
        self.first = first
        self.stop = first + len(use.parts)
        self.sentence = sentence
        self.use = use
        self.last = self.stop - 1

    def is_capitalised(self, offset: int) -> bool:
        """Whether a word has a capital that is not only that of the sentence."""
        index = self.index(offset)
        view = self.view
        if index not in self.sentence or not view.text[view.starts[index]].isupper():
            return False
        return index > self.sentence.start or view.words[index] not in STARTERS

    def is_in_name(self, offset: int) -> bool:
        """Whether a capital within the sentence shows a name (the Associated Press)."""
        return self.is_capitalised(offset) and self.gap(offset - (offset <= 0)) == " "
