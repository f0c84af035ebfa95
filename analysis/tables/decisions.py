"""What a reader decided about a passage, and where that passage stands in a changed text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import NamedTuple

from analysis.tables.kept_file import text_hash
from analysis.text.document import Document

__all__ = [
    "CONTEXT",
    "DECISIONS",
    "FIELDS",
    "Decision",
    "Key",
    "Placed",
    "document_hash",
    "place",
    "standing",
]

DECISIONS = ("accept", "reject", "relabel", "add")
CONTEXT = 24  # characters kept on each side, to know the passage again
NEIGHBOURHOOD = 400  # characters before and after in which a passage is looked for again

# What a decision is about: its marker and where the passage begins and ends.
Key = tuple[str, int, int]


@dataclass(frozen=True)
class Decision:
    """What a reader decided about one passage: one record of the log of a review.

    Parameters
    ----------
    decision : {"accept", "reject", "relabel", "add", "forget"}
        What was decided; ``forget`` takes an earlier decision back.
    marker, category : str
        The label that the tool gave; for ``add``, the one that the reader gave.
    start, end : int
        The passage, as offsets into the text.
    text : str
        Its words.
    before, after : str
        What stands around them.
    to_marker, to_category : str
        The new label, for ``relabel`` only.
    note : str
        Why, in the reader's words.
    time : str
        When, in ISO 8601.
    lexicons, document : str
        Hashes of the lexicons and of the text at that time.
    id : str
        The name of this record.
    replaces : str
        The record that it takes the place of, if any.
    """

    decision: str
    marker: str
    category: str
    start: int
    end: int
    text: str
    before: str = ""
    after: str = ""
    to_marker: str = ""
    to_category: str = ""
    note: str = ""
    time: str = ""
    lexicons: str = ""
    document: str = ""
    id: str = ""
    replaces: str = ""

    @property
    def key(self) -> Key:
        """The marker and the place: a passage has one decision for each marker."""
        return self.marker, self.start, self.end


FIELDS: dict[str, type] = {
    field.name: int if field.name in ("start", "end") else str for field in fields(Decision)
}


def document_hash(document: Document) -> str:
    """Return sixteen hexadecimal digits that change when the text does.

    Examples
    --------
    >>> document_hash(Document("x", "It may rain.")) == document_hash(Document("y", "It may rain."))
    True
    """
    return text_hash(document.text)


def standing(log: Iterable[Decision]) -> list[Decision]:
    """Return the decisions of a log that no later record replaced or took back.

    Parameters
    ----------
    log : iterable of Decision
        In order.

    Examples
    --------
    >>> first = Decision("reject", "hedge", "modal", 3, 6, "may", id="a")
    >>> standing([first, replace(first, decision="forget", id="b", replaces="a")])
    []
    """
    kept: dict[str, Decision] = {}
    places: dict[tuple[Key, str], str] = {}
    for record in log:
        # By its name, because the text may have changed in between; and by its place, because
        # another window may have decided about the same passage without knowing of this one.
        kept.pop(record.replaces, None)
        place = (record.key, record.document)
        kept.pop(places.pop(place, ""), None)
        if record.decision != "forget":
            kept[record.id] = record
            places[place] = record.id
    return list(kept.values())


class Placed(NamedTuple):
    """Decisions by their place in a text, and those whose words are not to be found."""

    decisions: dict[Key, Decision]
    stale: list[Decision]


def place(document: Document, decisions: Sequence[Decision]) -> Placed:
    """Put decisions where their words are now, or among the stale ones.

    Parameters
    ----------
    document : Document
        The text as it is.
    decisions : sequence of Decision
        From ``standing``.

    Examples
    --------
    >>> decision = Decision("reject", "hedge", "modal", 3, 6, "may", "It ", " rain.")
    >>> list(place(Document("x", "So it is. It may rain."), [decision]).decisions)
    [('hedge', 13, 16)]
    """
    now = document_hash(document)
    anchored = [(decision, *_anchor(document, now, decision)) for decision in decisions]
    taken = {found.key for _, found, certain in anchored if found and certain}
    guessed = Counter(found.key for _, found, certain in anchored if found and not certain)
    placed = Placed({}, [])
    for decision, found, certain in anchored:
        # Two decisions that fall on the same words cannot both have found theirs.
        doubtful = found and not certain and (found.key in taken or guessed[found.key] > 1)
        if found is None or doubtful or document.section_at(found.start) is None:
            placed.stale.append(decision)
        else:
            placed.decisions.pop(found.key, None)  # so that the latest decision stands last
            placed.decisions[found.key] = replace(found, document=now)
    return placed


def _anchor(document: Document, now: str, decision: Decision) -> tuple[Decision | None, bool]:
    """Find the words of a decision in a changed text, and say whether that is certain.

    Certain is a place where the words stand with what stood before or after them, once in the
    whole text. Failing that, the words alone may occur once near the old place.
    """
    if decision.document == now:
        return (decision if document[decision] == decision.text else None), True
    text, before, words, after = document.text, decision.before, decision.text, decision.after
    for left, right in ((before, after), (before, ""), ("", after)):
        sought = left + words + right
        if (left + right).strip() and text.count(sought) == 1:
            return _moved(document, decision, text.index(sought) + len(left)), True
    low = max(0, decision.start - NEIGHBOURHOOD)
    near = text[low : decision.end + NEIGHBOURHOOD]
    places = [m.start() for m in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", near)]
    return (_moved(document, decision, low + places[0]) if len(places) == 1 else None), False


def _moved(document: Document, decision: Decision, start: int) -> Decision:
    end = start + len(decision.text)
    before, after = document.text[max(0, start - CONTEXT) : start], document.text[end:]
    return replace(decision, start=start, end=end, before=before, after=after[:CONTEXT])
