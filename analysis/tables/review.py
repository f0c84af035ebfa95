"""A reader's corrections: which hits are right, which are not, and what was overlooked.

Decisions are kept in a readable file beside the document, ``<name>.review.json``. They are tied
to a marker and a passage, not to an entry of a lexicon, so they outlive a change of the lexicon.
If the text changes, they follow their words where that is possible beyond doubt; where it is not
they are set aside as stale, and stay in the file.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.matching.lexicon import lexicons_hash
from analysis.matching.matches import Match, make_match
from analysis.tables.analysis import MATCH_COLUMNS, Analysis
from analysis.text.document import Document

__all__ = [
    "DECISIONS",
    "Decision",
    "Review",
    "ReviewError",
    "ReviewedAnalysis",
    "apply_review",
    "carry_over",
    "open_review",
    "review_path",
]

DECISIONS = ("accept", "reject", "relabel", "add")
FORMAT = 1
CONTEXT = 24  # characters kept on each side, to know the passage again
NEIGHBOURHOOD = 400  # characters before and after in which a passage is looked for again

# What a decision is about: its marker and where the passage begins and ends.
Key = tuple[str, int, int]


class ReviewError(ValueError):
    """A review file that cannot be used; the message says where. The file is left as it is."""


@dataclass(frozen=True)
class Decision:
    """What a reader decided about one passage.

    Parameters
    ----------
    decision : {"accept", "reject", "relabel", "add"}
        What was decided.
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

    @property
    def key(self) -> Key:
        """The marker and the place: a passage has one decision for each marker."""
        return self.marker, self.start, self.end


FIELDS = {field.name: int if field.name in ("start", "end") else str for field in fields(Decision)}
NEEDED = ("decision", "marker", "category", "start", "end", "text")


def document_hash(document: Document) -> str:
    """Return sixteen hexadecimal digits that change when the text does.

    Examples
    --------
    >>> document_hash(Document("x", "It may rain.")) == document_hash(Document("y", "It may rain."))
    True
    """
    return hashlib.sha256(document.text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def review_path(source: str | Path, folder: str | Path = ".") -> Path:
    """Return where the review of a document is kept: beside it, as ``<name>.review.json``.

    Parameters
    ----------
    source : str or Path
        The document's file. For anything else, such as the name of a sample, the review is kept
        in ``folder``.
    folder : str or Path
        The working folder by default.

    Examples
    --------
    >>> review_path("river_water").name
    'river_water.review.json'
    """
    path = Path(source)
    home = path.parent if path.is_file() else Path(folder)
    name = re.sub(r"[^\w.-]+", "_", path.stem if path.is_file() else str(source)).strip("._")
    return home / f"{name or 'text'}.review.json"


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
    decisions : dict
        Decision by marker and place, in the order in which they were taken.
    stale : list of Decision
        Decisions whose words are no longer to be found where they were.

    Examples
    --------
    >>> review = Review(Document("x", "It may rain. May is cold."))
    >>> review.add("hedge", "modal", 3, 6).text
    'may'
    >>> len(review)
    1
    """

    document: Document
    path: Path | None = None
    reader: str = ""
    decisions: dict[Key, Decision] = field(default_factory=dict)
    stale: list[Decision] = field(default_factory=list)
    _on_disk: bytes | None = field(default=None, repr=False)

    def __len__(self) -> int:
        """Count the decisions that hold; stale ones do not."""
        return len(self.decisions)

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

    def forget(self, marker: str, start: int, end: int) -> None:
        """Take a decision back.

        Raises
        ------
        KeyError
            If there is none for this marker and place.
        """
        del self.decisions[marker, int(start), int(end)]

    def _decide(self, decision: str, match: Any, note: str) -> Decision:
        made = self._make(decision, match.marker, match.category, match.start, match.end)
        return self._keep(replace(made, note=note))

    def _make(self, decision: str, marker: str, category: str, start: int, end: int) -> Decision:
        text = self.document.text
        start, end = int(start), int(end)
        return Decision(
            decision,
            marker,
            category,
            start,
            end,
            text[start:end],
            text[max(0, start - CONTEXT) : start],
            text[end : end + CONTEXT],
            time=datetime.now(UTC).isoformat(timespec="seconds"),
            lexicons=lexicons_hash(),
            document=document_hash(self.document),
        )

    def _keep(self, decision: Decision) -> Decision:
        self.decisions.pop(decision.key, None)  # so that the latest decision stands last
        self.decisions[decision.key] = decision
        return decision

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
        """Write the file in one step, so that it is never half written.

        Decisions that another window has written in the meantime are kept; where both decided
        about the same passage, the later decision stands.

        Returns
        -------
        Path

        Raises
        ------
        ValueError
            If the review has no path.
        ReviewError
            If the file was broken in the meantime.
        """
        if self.path is None:
            raise ValueError("path=None: open the review with a path to save it")
        if self.path.exists() and self.path.read_bytes() != self._on_disk:
            self._merge(open_review(self.document, self.path))
        self._on_disk = _serialize(self)
        _write_atomically(self.path, self._on_disk)
        return self.path

    def _merge(self, other: Review) -> None:
        for key, decision in other.decisions.items():
            if key not in self.decisions or self.decisions[key].time < decision.time:
                self.decisions[key] = decision
        self.stale += [decision for decision in other.stale if decision not in self.stale]


def _serialize(review: Review) -> bytes:
    """Write one decision a line, without the fields that are empty, so that it reads well."""
    head = {
        "format": FORMAT,
        "document": review.document.id,
        "document_hash": document_hash(review.document),
        "lexicons": lexicons_hash(),
        "reader": review.reader,
    }
    rows = [
        {name: value for name, value in asdict(decision).items() if value != ""}
        for decision in [*review.decisions.values(), *review.stale]
    ]
    lines = ",\n  ".join(json.dumps(row, ensure_ascii=False) for row in rows)
    body = f"[\n  {lines}\n ]" if rows else "[]"
    top = json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}")
    # Half of a surrogate pair has no UTF-8 form; the replacement \udXXX is its JSON form.
    return f'{top},\n "decisions": {body}\n}}\n'.encode("utf-8", "backslashreplace")


def _write_atomically(path: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, path.stat().st_mode & 0o777 if path.exists() else 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def open_review(document: Document, path: str | Path, reader: str = "") -> Review:
    """Open the review of a document, or begin one if there is no such file yet.

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
        If the file cannot be read; the message says the line or the decision. Nothing is written.

    Examples
    --------
    >>> len(open_review(Document("x", "It may rain."), "nowhere.review.json"))
    0
    """
    path = Path(path)
    if not path.exists():
        return Review(document, path, reader)
    data = path.read_bytes()
    content = _parse(data, path)
    decisions = [
        _read_decision(row, f"{path.name}, decision {number}")
        for number, row in enumerate(content["decisions"], 1)
    ]
    reader = str(content.get("reader") or reader)
    return _place(Review(document, path, reader, _on_disk=data), decisions)


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
    every = [*review.decisions.values(), *review.stale]
    return _place(Review(document, reader=review.reader), every)


def _place(review: Review, decisions: Iterable[Decision]) -> Review:
    """Put decisions where their words are now, or among the stale ones."""
    document = review.document
    now = document_hash(document)
    anchored = [(decision, *_anchor(document, decision)) for decision in decisions]
    taken = {placed.key for _, placed, certain in anchored if placed and certain}
    guessed = Counter(placed.key for _, placed, certain in anchored if placed and not certain)
    for decision, placed, certain in anchored:
        # Two decisions that fall on the same words cannot both have found theirs.
        doubtful = placed and not certain and (placed.key in taken or guessed[placed.key] > 1)
        if placed is None or doubtful or document.section_at(placed.start) is None:
            review.stale.append(decision)
        else:
            review._keep(replace(placed, document=now))
    return review


def _parse(data: bytes, path: Path) -> dict[str, Any]:
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ReviewError(f"{path.name}, byte {error.start}: not UTF-8") from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise ReviewError(f"{path.name}, {where}: not JSON: {error.msg}") from None
    except RecursionError:
        raise ReviewError(f"{path.name}: not a review: nested too deeply") from None
    if not isinstance(content, dict) or not isinstance(content.get("decisions"), list):
        raise ReviewError(f'{path.name}: not a review: an object with "decisions" is expected')
    if content.get("format") != FORMAT:
        found = content.get("format")
        raise ReviewError(f"{path.name}: format={found!r}: this version reads format {FORMAT}")
    return content


def _read_decision(row: Any, where: str) -> Decision:
    if not isinstance(row, dict):
        raise ReviewError(f"{where}: an object is expected, not {row!r:.60}")
    for name in NEEDED:
        if name not in row:
            raise ReviewError(f"{where}: {name!r} is missing")
    for name, value in row.items():
        if name not in FIELDS:
            raise ReviewError(f"{where}: unknown field {name!r}{_nearest(name, FIELDS)}")
        if type(value) is not FIELDS[name]:
            raise ReviewError(f"{where}: {name}={value!r}: a {FIELDS[name].__name__} is expected")
    decision = Decision(**row)
    if decision.decision not in DECISIONS:
        options = ", ".join(DECISIONS)
        raise ReviewError(f"{where}: decision={decision.decision!r}: give one of {options}")
    if not 0 <= decision.start < decision.end:
        raise ReviewError(f"{where}: start={decision.start}, end={decision.end}: not a passage")
    return decision


def _nearest(name: str, options: Iterable[str]) -> str:
    close = get_close_matches(name, list(options), 1)
    return f"; did you mean {close[0]!r}?" if close else ""


def _anchor(document: Document, decision: Decision) -> tuple[Decision | None, bool]:
    """Find the words of a decision in a changed text, and say whether that is certain.

    Certain is a place where the words stand with what stood before or after them, once in the
    whole text. Failing that, the words alone may occur once near the old place.
    """
    if decision.document == document_hash(document):
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


@dataclass(frozen=True)
class ReviewedAnalysis(Analysis):
    """An analysis whose matches are those that a reader lets stand.

    Parameters
    ----------
    raw : Analysis
        As the tool left it.
    review : Review
        The decisions.
    n_decisions : int
        How many of them concern the markers of this analysis.
    """

    raw: Analysis
    review: Review
    n_decisions: int

    @property
    def note(self) -> str:
        """What a caption says about the decisions."""
        plural = "" if self.n_decisions == 1 else "s"
        n_stale = len(self.review.stale)
        stale = f" ({n_stale} more are stale)" if n_stale else ""
        return f"reviewed: {self.n_decisions} decision{plural}{stale}"


def apply_review(analysis: Analysis, review: Review) -> ReviewedAnalysis:
    """Return the analysis with its matches as a reader corrected them.

    Rejected hits are gone, relabelled ones have their new label, and added ones are there. An
    accepted hit stays even if the tool, after a change of its lexicons, no longer finds it.
    Passages without a decision stay as the tool has them.

    Parameters
    ----------
    analysis : Analysis
        From ``analyze``.
    review : Review
        From ``open_review``. Decisions about markers that were not looked for are left out.

    Returns
    -------
    ReviewedAnalysis
        Every table and figure takes it in place of the raw one.

    Raises
    ------
    ValueError
        If the review is of another text.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> analysis = analyze(Document("x", "It may rain. It may."), scorers=False)
    >>> review = Review(analysis.document)
    >>> _ = review.reject(analysis.matches.iloc[0])
    >>> reviewed = apply_review(analysis, review)
    >>> len(analysis.matches), len(reviewed.matches), reviewed.note
    (2, 1, 'reviewed: 1 decision')
    """
    raw = analysis.raw if isinstance(analysis, ReviewedAnalysis) else analysis
    if document_hash(raw.document) != document_hash(review.document):
        raise ValueError(f"review={review.document.id!r}: it is of another text; open it again")
    markers = {marker for marker, _ in raw.kinds}
    decisions = [d for d in review.decisions.values() if d.marker in markers]
    found = {
        (row.marker, int(row.start), int(row.end)): Match(*row)
        for row in raw.matches[list(MATCH_COLUMNS)].itertuples(index=False, name="Row")
    }
    for decision in decisions:
        for match in _decided(raw.document, decision, found.pop(decision.key, None)):
            found.setdefault((match.marker, match.start, match.end), match)
    matches = sorted(found.values(), key=lambda match: (match.start, match.end, match.marker))
    table = pd.DataFrame(matches, columns=list(MATCH_COLUMNS)).astype(MATCH_COLUMNS)
    named = tuple((match.marker, match.category) for match in matches)
    kinds = tuple(dict.fromkeys((*raw.kinds, *named)))
    return ReviewedAnalysis(
        raw.document, raw.sections, raw.sentences, table, kinds, raw, review, len(decisions)
    )


def _decided(document: Document, decision: Decision, hit: Match | None) -> list[Match]:
    """Return what becomes of a passage; ``hit`` is what the tool found there, if anything."""
    if decision.decision == "reject":
        return []
    make: Callable[..., Match] = make_match
    if decision.decision == "accept" and hit is not None:
        return [hit]
    marker = decision.to_marker or decision.marker
    category = decision.to_category or decision.category
    said = {
        "accept": "accepted by the reader; the tool no longer finds it",
        "relabel": f"relabelled by the reader, from {decision.marker}, {decision.category}",
        "add": "added by the reader",
    }[decision.decision]
    reason = f"{said}: {decision.note}" if decision.note else said
    weight = 1.0 if hit is None else hit.weight
    place = (marker, category, decision.start, decision.end)
    return [make(document, *place, weight=weight, reason=reason)]
