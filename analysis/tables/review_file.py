"""The file of a review: where it lies, how it is read, and how it is written without loss."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, NamedTuple

from analysis.files import decode, nearest, write_bytes
from analysis.tables import kept_file
from analysis.tables.decisions import DECISIONS, FIELDS, Decision, document_hash
from analysis.tables.kept_file import find_key, load_object, place_of, where
from analysis.text.document import Document

__all__ = [
    "ReviewError",
    "Stored",
    "earlier_version",
    "locked",
    "read_file",
    "review_path",
    "write_file",
]

FORMAT = 2
# What the formats call their list of records. The first kept only the decisions that stood.
LISTS = {1: "decisions", FORMAT: "log"}
HEAD = ("format", "document", "document_hash", "lexicons", "reader", "sentences")
NEEDED = ("decision", "marker", "category", "start", "end", "text")
N_SENTENCES = 64  # that are kept as a fingerprint of the text
SAME_TEXT = 0.5  # share of these that two versions of one text have in common
ENDING = ".review.json"


class ReviewError(ValueError):
    """A review file that cannot be used; the message says where. The file is left as it is."""


class Stored(NamedTuple):
    """What a review file holds.

    Parameters
    ----------
    reader : str
        Who read.
    log : tuple of Decision
        All records, in the order in which they were written.
    head : dict
        What the file says about its text.
    """

    reader: str = ""
    log: tuple[Decision, ...] = ()
    head: dict[str, Any] = {}  # noqa: RUF012 (never written to)


# --- where a review lies ------------------------------------------------------------------------


def review_path(source: str | Path | Document, folder: str | Path | None = None) -> Path:
    """Return where the review of a text is kept.

    - A file that you chose by its path: beside it, as ``<file name>.review.json``. A review that
      an earlier version of this program left there as ``<name>.review.json`` is used on.
    - An uploaded file, a pasted text or a page from the web, given as a Document: in ``folder``,
      as ``<name>-<eight digits of the text's hash>.review.json``, so that two texts of one name
      never share a review.
    - Anything else, such as the name of a sample: in ``folder``, as ``<name>.review.json``.

    Parameters
    ----------
    source : str, Path or Document
        The file, the text, or a name.
    folder : str or Path, optional
        The working folder by default; in the application, the folder ``reviews`` among the user's
        own data.

    Returns
    -------
    Path

    Examples
    --------
    >>> review_path("river_water").name
    'river_water.review.json'
    >>> review_path(Document("column", "It may rain.")).name
    'column-b213e54d.review.json'
    """
    if isinstance(source, Document):
        return _path_by_content(source, kept_file.working_folder(folder, "reviews"))
    path = Path(source)
    if kept_file.is_file(path):
        return _path_beside(path)
    name = kept_file.distinct_name(str(source))
    return kept_file.working_folder(folder, "reviews") / f"{name}{ENDING}"


def _path_beside(path: Path) -> Path:
    beside = path.with_name(path.name + ENDING)
    earlier = path.with_name(kept_file.plain_name(path.stem) + ENDING)
    if beside.exists() or not earlier.exists():
        return beside
    namesakes = [p for p in path.parent.iterdir() if p.stem == path.stem and p.suffix != ".json"]
    return earlier if len(namesakes) == 1 else beside


def _path_by_content(document: Document, folder: Path) -> Path:
    now = document_hash(document)
    path = folder / f"{kept_file.plain_name(document.id)}-{now[:8]}{ENDING}"
    earlier = folder / f"{kept_file.plain_name(document.id)}{ENDING}"
    if not path.exists() and earlier.exists():
        with suppress(ReviewError):
            if read_file(earlier).head.get("document_hash") == now:
                return earlier
    return path


def earlier_version(document: Document, path: Path) -> Path | None:
    """Return the newest review of an earlier version of a text that is known by its content.

    A text counts as a version of another if both have the same name and at least half of their
    sentences in common.

    Parameters
    ----------
    document : Document
        The text as it is.
    path : Path
        From ``review_path(document)``.

    Examples
    --------
    >>> earlier_version(Document("x", "It may rain."), Path("x.review.json")) is None
    True
    """
    own = f"-{document_hash(document)[:8]}{ENDING}"
    if not path.name.endswith(own):
        return None
    name = re.escape(path.name.removesuffix(own))
    pattern = re.compile(rf"{name}-[0-9a-f]{{8}}{re.escape(ENDING)}")
    with suppress(OSError):
        others = [other for other in path.parent.iterdir() if pattern.fullmatch(other.name)]
        for other in sorted(others, key=lambda other: other.stat().st_mtime, reverse=True):
            with suppress(ReviewError):
                if _is_version(read_file(other).head.get("sentences", ""), document):
                    return other
    return None


def _sentences(document: Document) -> str:
    """Return a fingerprint: the smallest hashes of the text's sentences, in order."""
    found = {kept_file.text_hash(document[sentence])[:8] for sentence in document.sentences}
    return " ".join(sorted(found)[:N_SENTENCES])


def _is_version(kept: str, document: Document) -> bool:
    ours, theirs = set(_sentences(document).split()), set(kept.split())
    # The smallest hashes of both together are a fair sample of all their sentences.
    sample = sorted(ours | theirs)[:N_SENTENCES]
    shared = sum(one in ours and one in theirs for one in sample)
    return bool(sample) and shared >= SAME_TEXT * len(sample)


# --- writing ------------------------------------------------------------------------------------


@contextmanager
def locked(path: Path) -> Iterator[Path]:
    """Keep other windows and programs from saving a review meanwhile; yield the file itself.

    Parameters
    ----------
    path : Path
        The review file. If it is a link, what it points to is locked and written.

    Raises
    ------
    ReviewError
        If another program holds it for too long, or the link leads nowhere.
    """
    with kept_file.locked(path, ReviewError) as target:
        yield target


def write_file(path: Path, document: Document, lexicons: str, stored: Stored) -> bytes:
    """Write a review in one step, so that it is never half written; return what was written.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "x.review.json"
    ...     _ = write_file(path, Document("x", "It may rain."), "", Stored("Anna"))
    ...     read_file(path).reader
    'Anna'
    """
    data = _serialize(document, lexicons, stored)
    write_bytes(path, data)
    return data


def _serialize(document: Document, lexicons: str, stored: Stored) -> bytes:
    """Write the records without the fields that are empty."""
    head = {
        "format": FORMAT,
        "document": document.id,
        "document_hash": document_hash(document),
        "lexicons": lexicons,
        "reader": stored.reader,
        "sentences": _sentences(document),
    }
    rows = [
        {name: value for name, value in asdict(record).items() if value != ""}
        for record in stored.log
    ]
    return kept_file.encode(head, LISTS[FORMAT], rows)


# --- reading ------------------------------------------------------------------------------------


def read_file(path: Path, data: bytes | None = None) -> Stored:
    """Read and check a review file.

    Parameters
    ----------
    path : Path
        The file.
    data : bytes, optional
        Its content, if it was read already.

    Returns
    -------
    Stored

    Raises
    ------
    ReviewError
        If the file is not a review; the message says the line and the column.

    Examples
    --------
    >>> read_file(Path("x.review.json"), b'{"format": 2, "log": [7]}')
    Traceback (most recent call last):
    ...
    analysis.tables.review_file.ReviewError: x.review.json, line 1, column 23: an object is ...
    """
    data = kept_file.read_kept(path, ReviewError) if data is None else data
    text = decode(data, path.name, ReviewError)
    content, name = load_object(text, path.name, ReviewError, "review", LISTS)
    for key, value in content.items():
        _check_head(text, path.name, key, value, name)
    records = []
    for number, row in enumerate(content[name]):
        try:
            records.append(_read_record(row))
        except _RecordError as error:
            place = place_of(text, name, number, error.field)
            raise ReviewError(f"{path.name}, {place}: {error}") from None
    head = {key: value for key, value in content.items() if key != name}
    return Stored(head.get("reader", ""), _named(records), head)


class _RecordError(ValueError):
    """What is wrong with a record, and with which field of it."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


def _check_head(text: str, name: str, key: str, value: Any, records: str) -> None:
    place = where(text, find_key(text, key))
    if key not in (*HEAD, records):
        raise ReviewError(f"{name}, {place}: unknown field {key!r:.60}{nearest(key, HEAD)}")
    if key not in ("format", records) and type(value) is not str:
        raise ReviewError(f"{name}, {place}: {key}={value!r:.60}: a string is expected")


def _read_record(row: Any) -> Decision:
    if not isinstance(row, dict):
        raise _RecordError(f"an object is expected, not {row!r:.60}")
    for name in NEEDED:
        if name not in row:
            raise _RecordError(f"{name!r} is missing")
    for name, value in row.items():
        if name not in FIELDS:
            raise _RecordError(f"unknown field {name!r:.60}{nearest(name, FIELDS)}", name)
        if type(value) is not FIELDS[name]:
            kind = FIELDS[name].__name__
            raise _RecordError(f"{name}={value!r:.60}: {kind} is expected", name)
    decision = Decision(**row)
    if decision.decision not in (*DECISIONS, "forget"):
        options = ", ".join((*DECISIONS, "forget"))
        message = f"decision={decision.decision!r:.60}: give one of {options}"
        raise _RecordError(message, "decision")
    if not 0 <= decision.start < decision.end:
        message = f"start={decision.start}, end={decision.end}: not a passage"
        raise _RecordError(message, "start")
    return decision


def _named(records: Sequence[Decision]) -> tuple[Decision, ...]:
    """Give a name to records that have none, always the same one, or one that is taken."""
    named: dict[str, Decision] = {}
    for record in records:
        name, number = record.id, 0
        while not name or name in named:
            content = json.dumps([number, *asdict(record).values()])
            name, number = hashlib.sha256(content.encode()).hexdigest()[:12], number + 1
        named[name] = replace(record, id=name)
    return tuple(named.values())
