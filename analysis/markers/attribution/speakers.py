"""Who speaks, and what: the source of each attribution under one name, its kind, its content."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from typing import NamedTuple

from analysis.markers.attribution.contents import find_content, form_of
from analysis.markers.attribution.site import sources
from analysis.markers.attribution.sources import Cue, find_source, phrase_before
from analysis.matching.kept import once
from analysis.matching.matches import Said
from analysis.matching.view import View, stop_in, view_of
from analysis.text.classes import word_class
from analysis.text.document import Document
from analysis.text.names import capitalised_runs, full_name

__all__ = ["SOURCE_KINDS", "what_is_said"]

SOURCE_KINDS = ("named", "vague", "authority", "document", "other")
HE, SHE, RELATIVE = "he", "she", ("who", "whom")
DOCUMENTS = word_class("documents")
VAGUE = word_class("vague_pronouns")
AUTHORS = word_class("first_person")
HEAD_ENDS = word_class("within_noun_phrases")
NO_NAMES = word_class("no_names") | word_class("source_pronouns") | word_class("plural_subjects")
# Plurals, abstract nouns and what is done (farmers, experience, voting).
NO_NAME_ENDS = ("s", "ence", "ance", "tion", "sion", "ment", "ity", "ness", "ism", "ing")
SENTENCES_BACK = 2  # in which the one name that "he" may mean is looked for
DESCRIPTION = 4  # words between a name and the noun that describes it


class Names(NamedTuple):
    """The names of a text: by the index of their first words, and by what they are called."""

    starts: list[int]
    names: list[str]
    called: dict[str, set[str]]


@once
def _names_of(document: Document) -> Names:
    """Return the names of a text."""
    runs = capitalised_runs(document)
    known = {name for name, _ in runs}
    full = [full_name(name, known) for name, _ in runs]
    starts = [index for _, index in runs]
    lengths = [len(name.split()) for name, _ in runs]
    return Names(starts, full, _called(view_of(document), starts, lengths, full))


def _called(
    view: View, starts: list[int], lengths: list[int], names: list[str]
) -> dict[str, set[str]]:
    """Return the nouns that stand beside a name for it: Oram, the mayor; the mayor Ada Oram."""
    called: dict[str, set[str]] = defaultdict(set)
    words, gaps = view.words, view.gaps
    for start, length, name in zip(starts, lengths, names, strict=True):
        if start >= 2 and words[start - 2] == "the" and gaps[start] == " ":
            called[words[start - 1]].add(name)
        after = start + length
        if after + 1 < len(words) and gaps[after] == ", " and words[after] in ("the", "a", "an"):
            for place in range(after + 1, min(after + DESCRIPTION, len(words) - 1)):
                if stop_in(gaps[place + 1]) or words[place + 1] in HEAD_ENDS:
                    called[words[place]].add(name)
                    break
    return called


def what_is_said(document: Document, start: int, end: int, category: str) -> Said:
    """Return the source and the content of an attribution.

    Parameters
    ----------
    document : Document
        The text.
    start, end : int
        The characters of the cue.
    category : str
        Its category.

    Returns
    -------
    Said

    Notes
    -----
    One name stands for its last name, for *he* and *she* where the two sentences before hold but
    one name of somebody who speaks, and for *the mayor* where the text calls one name so. Other
    pronouns and descriptions stay as they are.

    Examples
    --------
    >>> document = Document("x", "We met Ada Oram, the mayor. Later the mayor said that it rained.")
    >>> said = what_is_said(document, 44, 48, "report_verb")
    >>> said.speaker, said.kind, document.text[slice(*said.content)]
    ('Ada Oram', 'named', 'that it rained')
    """
    view = view_of(document)
    first = bisect_left(view.starts, start)
    stop = max(bisect_left(view.starts, end), first + 1)
    number = view.sentence_of(first)
    if number is None:
        return Said(None, "", "", None, "")
    cue = Cue(first, stop, view.sentences[number], category)
    source = find_source(view, cue)
    content = find_content(view, cue, source)
    form = form_of(view, content) if content is not None else ""
    if source is None or not len(source):
        return Said(None, "", "vague" if category == "vague" else "", content, form)
    speaker, kind = _who(view, source, number, category)
    return Said(view.span(source.start, source.stop), speaker, kind, content, form)


def _who(view: View, source: range, number: int, category: str) -> tuple[str, str]:
    """Return the one name of a source, or its words, and its kind."""
    names = _names_of(view.document)
    if view.words[source.start] in RELATIVE and source.start > view.sentences[number].start:
        source = phrase_before(view, source.start - 1, view.sentences[number].start)
    words = view.words[source.start : source.stop]
    head = _head(words)
    kind = _kind(words, head, category)
    inside = range(bisect_left(names.starts, source.start), bisect_left(names.starts, source.stop))
    text = view.document.text[slice(*view.span(source.start, source.stop))]
    plain = re.sub(r"\s+", " ", text)
    if kind in ("document", "vague", "authority"):
        return plain, kind
    if len(inside) and head not in DOCUMENTS:
        return names.names[inside[-1]], "named"
    if words == [HE] or words == [SHE]:
        certain = _one_name(view, names, source.start, number)
        return (certain, "named") if certain else (plain, "other")
    described = names.called.get(head, set())
    if words[0] == "the" and len(words) == 2 and len(described) == 1:
        return next(iter(described)), "named"
    return plain, "named" if _is_name(view, source) else kind


def _head(words: list[str]) -> str:
    """Return the noun that a phrase is about: the last word before a preposition."""
    for place, word in enumerate(words):
        if place and word in HEAD_ENDS:
            return words[place - 1]
    return words[-1]


def _kind(words: list[str], head: str, category: str) -> str:
    if head in DOCUMENTS:
        return "document"
    if category in ("vague", "authority"):
        return category
    told = next((sources()[word] for word in (head, *words) if word in sources()), "")
    if told in ("vague", "authority"):
        return told
    return "vague" if words[0] in VAGUE else "other"


def _is_name(view: View, source: range) -> bool:
    """Tell a phrase with a capital within its sentence."""
    first = view.words[source.start]
    if first in AUTHORS:
        return False
    where = view.surroundings.capitals
    if any(where.get(index) == "within the sentence" for index in source):
        return True
    # At the head of a sentence a bare singular is a name: Haddad warned; but Experience taught.
    is_bare = len(source) == 1 and source.start in where and first not in NO_NAMES
    return is_bare and not first.endswith(NO_NAME_ENDS)


def _one_name(view: View, names: Names, index: int, number: int) -> str:
    """Return the only name in the sentences before a pronoun, or ""."""
    begin = view.sentences[max(number - SENTENCES_BACK, 0)].start
    near = names.names[bisect_left(names.starts, begin) : bisect_right(names.starts, index)]
    return near[0] if len(set(near)) == 1 else ""
