"""Names carry no valence: Mr. Savage is not savage, and Hope Street is not hope."""

from __future__ import annotations

from analysis.sentiment.table import ValenceTable
from analysis.text.classes import word_class
from analysis.text.document import Document

__all__ = ["is_name"]

STARTERS = frozenset('.!?:“"„«([—–‘\n•*')
TITLE_CASE = 0.7  # where so many of the longer words have a capital, a capital says nothing
LEAST_WORDS = 4  # so many longer words it takes to see this
LONGER = 3


def is_name(document: Document, indices: range, index: int, table: ValenceTable) -> bool:
    """Tell whether a word with a capital is, or belongs to, a name or the title of a work.

    A capital within a sentence says so; at its beginning the next words must: another word with
    both a capital and a valence ("Grace Hope came", "Crime and Punishment"), or a word of places
    ("Hope Street"). A given name that is also a word ("Grace spoke") is a name unless a word that
    only follows nouns comes after it ("Grace of", "Hope is").

    Parameters
    ----------
    document : Document
        The text.
    indices : range
        The words of the sentence.
    index : int
        The word, which has a capital.
    table : ValenceTable
        Where valences are looked up.

    Examples
    --------
    >>> from analysis.sentiment.table import load_table
    >>> document, table = Document("x", "Hope faded when Mr. Hope left Hope Street."), load_table()
    >>> [is_name(document, range(8), index, table) for index in (0, 4, 6)]
    [False, True, True]
    """
    text = document.text
    start, end = document.word_starts[index], document.word_ends[index]
    word = document.words[index]
    if (end - start > 1 and text[start:end].isupper()) or word in word_class("telling_names"):
        return False
    if _begins(document, indices, index) and not _begins_name(document, indices, index, table):
        return False
    return not _in_title_case(document, indices)


def _begins(document: Document, indices: range, index: int) -> bool:
    """Tell whether a word begins a sentence, a quotation or what comes after a colon."""
    if index == indices.start:
        return True
    before, after = document.word_ends[index - 1], document.word_starts[index]
    gap = document.text[before:after]
    if STARTERS.isdisjoint(gap):
        return False
    is_short = gap.startswith(".") and (
        document.words[index - 1] in word_class("before_names")
        or document.word_ends[index - 1] - document.word_starts[index - 1] == 1
    )
    return not is_short


def _begins_name(document: Document, indices: range, index: int, table: ValenceTable) -> bool:
    words, ends, stop = document.words, document.word_ends, indices.stop
    following = words[index + 1] if index + 1 < stop else ""
    if not following:
        return False
    is_given = words[index] in word_class("given_names")
    if _has_capital(document, index + 1):
        return (
            is_given
            or following in word_class("place_heads")
            or (following in table.words and ends[index] + 1 == document.word_starts[index + 1])
        )
    if is_given:
        return following not in word_class("after_nouns")
    # Titles of works: "War and Peace", "Beauty and the Beast".
    link = index + 1
    while link < stop and words[link] in word_class("links_in_titles"):
        link += 1
    return index + 1 < link < stop and _has_capital(document, link) and words[link] in table.words


def _has_capital(document: Document, index: int) -> bool:
    start, end = document.word_starts[index], document.word_ends[index]
    word = document.text[start:end]
    return word[0].isupper() and not (len(word) > 1 and word.isupper())


def _in_title_case(document: Document, indices: range) -> bool:
    """Tell whether nearly all longer words of a sentence have a capital, as in headlines."""
    ends, starts = document.word_ends, document.word_starts
    longer = [starts[i] for i in indices[1:] if ends[i] - starts[i] > LONGER]
    capitals = sum(document.text[start].isupper() for start in longer)
    return len(longer) >= LEAST_WORDS and capitals > TITLE_CASE * len(longer)
