"""Names: runs of capitalised words, and the full name for a family name."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection
from itertools import compress, count

from analysis.text.classes import word_class
from analysis.text.document import Document

__all__ = ["capitalised_runs", "full_name"]

NOT_NAMES = word_class("no_names")
STAND_FIRST = word_class("family_names_first")
# "Will Oram" may begin a question, "Hope" and "Grace" may be a hope and a grace.
BEGIN_NAMES = (STAND_FIRST | word_class("first_names")) - word_class("given_names")
NO_WORD = -1
NAME_GAP = re.compile(r"[ \u00a0]|\. ")


def capitalised_runs(document: Document) -> list[tuple[str, int]]:
    """Return the runs of capitalised words of a text, each with the index of its first word.

    A word at the head of a sentence counts only if it is capitalised elsewhere within one, or if it
    is a first name, or a family name that stands first, before another word with a capital.

    Examples
    --------
    >>> capitalised_runs(Document("x", "We met Ada Oram. Then Oram’s friend left. Ann Oram won."))
    [('Ada Oram', 2), ('Oram', 5), ('Ann Oram', 8)]
    """
    text, words = document.text, document.words
    starts, ends = document.word_starts, document.word_ends
    capitals = list(compress(count(), map(str.isupper, map(text.__getitem__, starts))))
    inside = [
        (sentence.start, capitals[bisect_left(capitals, sentence.start) : stop])
        for sentence in document.sentence_words
        if (stop := bisect_left(capitals, sentence.stop))
    ]
    inner = {words[index] for first, large in inside for index in large if index != first}
    runs = []
    for first, large in inside:
        run: list[int] = []
        opens_name = first + 1 in large and words[first] in BEGIN_NAMES
        for index in [*large, NO_WORD]:
            is_name = index != NO_WORD and (
                words[index] not in NOT_NAMES
                and (index != first or opens_name or words[index] in inner)
            )
            goes_on = is_name and run and index == run[-1] + 1
            if run and not (goes_on and NAME_GAP.fullmatch(text, ends[run[-1]], starts[index])):
                name = re.sub(r"['’]s?$", "", text[starts[run[0]] : ends[run[-1]]])
                runs.append((" ".join(name.split()), run[0]))
                run = []
            if is_name:
                run.append(index)
    return runs


def full_name(name: str, names: Collection[str]) -> str:
    """Return the full name for a family name, if only one of some names ends so.

    Family names that stand first (*Kim*) are told by a list.

    Examples
    --------
    >>> full_name("Oram", ["Ada Oram", "Oram"]), full_name("Kim", ["Kim Jong Un", "Kim"])
    ('Ada Oram', 'Kim Jong Un')
    """
    longer = {full for full in names if full.endswith(f" {name}")}
    if not longer and name.lower() in STAND_FIRST:
        longer = {full for full in names if full.startswith(f"{name} ")}
    return longer.pop() if len(longer) == 1 else name
