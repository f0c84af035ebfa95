"""The log of a reader's decisions, in memory and in its file.

Taking a decision back is a record like any other, so that several windows can write into one file,
and nothing is lost or comes back.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import pandas as pd

from analysis.matching.lexicon import lexicons_hash
from analysis.matching.matches import make_match
from analysis.tables.decisions import (
    CONTEXT,
    FIELDS,
    Decision,
    Key,
    Placed,
    document_hash,
    place,
    standing,
)
from analysis.tables.kept_file import read_kept
from analysis.tables.review_file import (
    ReviewError,
    Stored,
    earlier_version,
    locked,
    read_file,
    write_file,
)
from analysis.text.document import Document

__all__ = ["Review", "carry_over", "open_review"]


class _Change(NamedTuple):
    """One passage before and after: what was decided, or None for no decision."""

    before: Decision | None
    after: Decision | None


@dataclass
class Review:
    """The decisions of one reader about one document.

    Parameters
    ----------
    document : Document
        The text that was read.
    path : Path, optional
        The file that ``save`` writes.
    reader : str
        Who read it.

    Attributes
    ----------
    log : tuple of Decision
        Every decision that was taken, changed or taken back, in order.
    decisions : mapping of (marker, start, end) to Decision
        Those that hold, in the order in which they were taken. It cannot be written to.
    stale : list of Decision
        Decisions whose words are no longer to be found where they were.

    Examples
    --------
    >>> review = Review(Document("x", "It may rain. May is cold."))
    >>> review.add("hedge", "modal", 3, 6).text
    'may'
    >>> len(review), [decision.text for decision in review.undo()], len(review)
    (1, ['may'], 0)
    >>> _ = review.redo()
    >>> len(review)
    1
    """

    document: Document
    path: Path | None = None
    reader: str = ""
    _log: list[Decision] = field(default_factory=list, repr=False)
    _placed: Placed = field(init=False, repr=False)
    _on_disk: bytes | None = field(default=None, repr=False)
    _done: list[list[_Change]] = field(default_factory=list, repr=False)
    _undone: list[list[_Change]] = field(default_factory=list, repr=False)
    _again: dict[str, str] = field(default_factory=dict, repr=False)
    _step: list[_Change] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        self._hash = document_hash(self.document)
        self._placed = place(self.document, standing(self._log))

    def __len__(self) -> int:
        """Count the decisions that hold; stale ones do not."""
        return len(self.decisions)

    @property
    def log(self) -> tuple[Decision, ...]:
        """Every decision that was taken, changed or taken back, in order."""
        return tuple(self._log)

    @property
    def decisions(self) -> Mapping[Key, Decision]:
        """The decisions that hold, by marker and place, the latest last."""
        return MappingProxyType(self._placed.decisions)

    @property
    def stale(self) -> list[Decision]:
        """Decisions whose words are no longer to be found where they were."""
        return list(self._placed.stale)

    def accept(self, match: Any, note: str = "") -> Decision:
        """Say that a hit is right. A hit is a Match or a row of the table of matches."""
        return self._decide("accept", match, note)

    def reject(self, match: Any, note: str = "") -> Decision:
        """Say that a hit is wrong: it no longer counts."""
        return self._decide("reject", match, note)

    def relabel(self, match: Any, marker: str, category: str, note: str = "") -> Decision:
        """Say that the passage of a hit is marked rightly, but under the wrong name."""
        decision = self._make("relabel", match.marker, match.category, match.start, match.end)
        return self._keep(replace(decision, to_marker=marker, to_category=category, note=note))

    def add(self, marker: str, category: str, start: int, end: int, note: str = "") -> Decision:
        """Mark a passage that was overlooked.

        Raises
        ------
        ValueError
            If the passage is empty, goes beyond the text, or begins in no body section.
        """
        if not 0 <= start < end <= len(self.document.text):
            length = len(self.document.text)
            raise ValueError(f"start={start}, end={end}: give 0 <= start < end <= {length}")
        make_match(self.document, marker, category, start, end)
        return self._keep(replace(self._make("add", marker, category, start, end), note=note))

    def place(self, decision: str, marker: str, category: str, start: int, end: int) -> Decision:
        """Decide about a place that no table of hits has, such as the border of a part."""
        return self._keep(self._make(decision, marker, category, start, end))

    def annotate(self, marker: str, start: int, end: int, note: str) -> Decision:
        """Write another note to a decision.

        Raises
        ------
        KeyError
            If there is no decision for this marker and place.
        """
        return self._keep(replace(self.decisions[marker, int(start), int(end)], note=note))

    def forget(self, marker: str, start: int, end: int) -> None:
        """Take a decision back. That is kept in the log like any other decision.

        Raises
        ------
        KeyError
            If there is none for this marker and place.
        """
        before = self.decisions[marker, int(start), int(end)]
        self._write(_Change(before, None))

    @contextmanager
    def one_step(self) -> Iterator[None]:
        """Let all decisions within be taken back by a single ``undo``.

        Examples
        --------
        >>> review = Review(Document("x", "It may rain, perhaps."))
        >>> with review.one_step():
        ...     _ = review.add("hedge", "modal", 3, 6)
        ...     _ = review.add("hedge", "adverb", 13, 20)
        >>> len(review.undo()), len(review)
        (2, 0)
        """
        self._step = []
        try:
            yield
        finally:
            step, self._step = self._step, None
            self._finish(step)

    @property
    def can_undo(self) -> bool:
        """Tell whether this window decided something that can be taken back."""
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        """Tell whether this window took something back that can be done again."""
        return bool(self._undone)

    def undo(self) -> list[Decision]:
        """Take back the last step of this window; what stood before it stands again.

        A passage about which another window has decided in the meantime is left as it is.

        Returns
        -------
        list of Decision
            For every passage of the step the decision that stands now or, if none does, the one
            that was taken back. Empty if there is nothing to undo.
        """
        return self._reverse(self._done, self._undone)

    def redo(self) -> list[Decision]:
        """Do again what ``undo`` has taken back.

        Returns
        -------
        list of Decision
            As of ``undo``.
        """
        return self._reverse(self._undone, self._done)

    def _reverse(self, steps: list[list[_Change]], others: list[list[_Change]]) -> list[Decision]:
        if not steps:
            return []
        made = []
        for change in reversed(steps.pop()):
            known = change.after or change.before
            now = self.decisions.get(known.key) if known else None
            if (now and now.id) == self._name_now(change.after):
                made.append(self._record(_Change(now, change.before)))
                if change.before and (again := made[-1].after):
                    self._again[change.before.id] = again.id
        if made:
            others.append(made)
        return [known for change in made if (known := change.after or change.before)]

    def _name_now(self, decision: Decision | None) -> str | None:
        """Return the name of the record by which a decision stands, if it was restored."""
        if decision is None:
            return None
        name = decision.id
        while name in self._again:
            name = self._again[name]
        return name

    def _decide(self, decision: str, match: Any, note: str) -> Decision:
        made = self._make(decision, match.marker, match.category, match.start, match.end)
        return self._keep(replace(made, note=note))

    def _make(self, decision: str, marker: str, category: str, start: int, end: int) -> Decision:
        text = self.document.text
        start, end = int(start), int(end)
        before, after = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
        return Decision(decision, marker, category, start, end, text[start:end], before, after)

    def _keep(self, decision: Decision) -> Decision:
        made = self._write(_Change(self.decisions.get(decision.key), decision))
        assert made.after is not None
        return made.after

    def _write(self, change: _Change) -> _Change:
        """Carry out a new decision; it can be undone, and nothing before it redone."""
        made = self._record(change)
        self._undone.clear()
        if self._step is None:
            self._finish([made])
        else:
            self._step.append(made)
        return made

    def _finish(self, step: list[_Change]) -> None:
        if step:
            self._done.append(step)

    def _record(self, change: _Change) -> _Change:
        """Put a decision, or that it was taken back, into the log."""
        before, after = change
        known = after or before
        assert known is not None
        record = replace(
            known if after else _taken_back(known),
            id=secrets.token_hex(6),
            replaces=before.id if before else "",
            time=datetime.now(UTC).isoformat(timespec="milliseconds"),
            lexicons=lexicons_hash(),
            document=self._hash,
        )
        self._log.append(record)
        self._placed.decisions.pop(record.key, None)  # so that the latest decision stands last
        if after:
            self._placed.decisions[record.key] = record
        return _Change(before, record if after else None)

    def table(self) -> pd.DataFrame:
        """One row per decision, the stale ones last.

        Returns
        -------
        DataFrame
            The fields of Decision, and ``stale``.
        """
        rows = [asdict(d) | {"stale": False} for d in self.decisions.values()]
        rows += [asdict(d) | {"stale": True} for d in self.stale]
        return pd.DataFrame(rows, columns=[*FIELDS, "stale"])

    def save(self) -> Path:
        """Add this window's records to the file, and take over those of other windows.

        The file is read, merged and written under a lock, in one step, so that it is never half
        written. Where two windows decided about one passage, the one that saved later stands.

        Returns
        -------
        Path

        Raises
        ------
        ValueError
            If the review has no path.
        ReviewError
            If the file was broken in the meantime; it is left as it is.
        """
        if self.path is None:
            raise ValueError("path=None: open the review with a path to save it")
        with locked(self.path) as target:
            log = self._merged(target)
            stored = Stored(self.reader, tuple(log))
            self._on_disk = write_file(target, self.document, lexicons_hash(), stored)
        if log != self._log:
            self._log = log
            self._placed = place(self.document, standing(log))
        return self.path

    def _merged(self, target: Path) -> list[Decision]:
        """Return the records of the file, and after them those that it does not have yet."""
        if not target.exists():
            return self._log
        data = target.read_bytes()
        if data == self._on_disk:
            return self._log
        found = read_file(target, data).log
        names = {record.id for record in found}
        return [*found, *(record for record in self._log if record.id not in names)]


def _taken_back(decision: Decision) -> Decision:
    """Return the record that takes a decision back: what it was about, and no more."""
    bare = replace(decision, before="", after="", to_marker="", to_category="", note="")
    return replace(bare, decision="forget")


def open_review(document: Document, path: str | Path, reader: str = "") -> Review:
    """Open the review of a document, or begin one if there is no such file yet.

    A file of the first format is read too, and converted when it is saved. If the path is that of
    a text known by its content (see ``review_path``), and there is no such file yet, the decisions
    about its latest earlier version are taken over: the review of a text of the same name that has
    at least half of its sentences in common with this one. That review stays as it is.

    Parameters
    ----------
    document : Document
        The text as it is now. If it has changed since, decisions are looked for by their words.
    path : str or Path
        The file, such as ``review_path(source)``.
    reader : str
        Who reads; used if the file does not say.

    Returns
    -------
    Review
        ``stale`` holds the decisions that no longer fit the text.

    Raises
    ------
    ReviewError
        If the file cannot be read; the message says the line and column. Nothing is written.

    Examples
    --------
    >>> len(open_review(Document("x", "It may rain."), "nowhere.review.json"))
    0
    """
    path = Path(path)
    if path.exists():
        data = read_kept(path, ReviewError)
        stored = read_file(path, data)
        return Review(document, path, stored.reader or reader, list(stored.log), data)
    earlier = earlier_version(document, path)
    stored = read_file(earlier) if earlier else Stored()
    return Review(document, path, stored.reader or reader, list(stored.log))


def carry_over(review: Review, document: Document) -> Review:
    """Carry decisions over to a changed text.

    Parameters
    ----------
    review : Review
        Of the text as it was.
    document : Document
        The text as it is.

    Returns
    -------
    Review
        Without a path. ``stale`` holds the decisions whose words are not to be found for certain.

    Examples
    --------
    >>> review = Review(Document("x", "It may rain. Perhaps it will."))
    >>> _ = review.add("hedge", "modal", 3, 6), review.add("hedge", "adverb", 13, 20)
    >>> later = carry_over(review, Document("x", "So it may rain. I doubt it."))
    >>> [decision.start for decision in later.decisions.values()]
    [6]
    >>> [decision.text for decision in later.stale]
    ['Perhaps']
    """
    return Review(document, reader=review.reader, _log=list(review.log))
