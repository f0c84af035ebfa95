"""Names: runs of capitalised words, and the full name for a last name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection

from analysis.text.classes import word_class
from analysis.text.document import Document

__all__ = ["capitalised_runs", "full_name"]

NOT_NAMES = word_class("no_names")
NAME_GAP = re.compile(r"[ \u00a0]|\. ")


def capitalised_runs(document: Document) -> list[tuple[str, int]]:
    """Return the runs of capitalised words of a text, each with the index of its first word.

    A word at the head of a sentence counts only if it is capitalised elsewhere within one.

    Examples
    --------
    >>> capitalised_runs(Document("x", "We met Ada Oram. Then Oram’s friend left."))
    [('Ada Oram', 2), ('Oram', 5)]
    """
    text, words = document.text, document.words
    starts, ends = document.word_starts, document.word_ends
    inner = Counter(
        words[i]
        for sentence in document.sentence_words
        for i in sentence[1:]
        if text[starts[i]].isupper()
    )
    runs = []
    for sentence in document.sentence_words:
        run: list[int] = []
        for index in [*sentence, -1]:
            is_name = (
                index >= 0
                and text[starts[index]].isupper()
                and words[index] not in NOT_NAMES
                and (index != sentence.start or inner[words[index]] > 0)
            )
            if run and not (is_name and NAME_GAP.fullmatch(text, ends[run[-1]], starts[index])):
                name = re.sub(r"['’]s?$", "", text[starts[run[0]] : ends[run[-1]]])
                runs.append((re.sub(r"\s+", " ", name), run[0]))
                run = []
            if is_name:
                run.append(index)
    return runs


def full_name(name: str, names: Collection[str]) -> str:
    """Return the full name for a last name, if only one of some names ends so.

    Examples
    --------
    >>> full_name("Oram", ["Ada Oram", "Oram"])
    'Ada Oram'
    """
    longer = {full for full in names if full.endswith(f" {name}")}
    return longer.pop() if len(longer) == 1 else name
