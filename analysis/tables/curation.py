"""The curator's round: one decision settles each passage that a class disagrees on.

Decisions are a log in one file a text. The latest decision on a passage stands; the earlier ones
stay in the file, with what everybody had said and noted then, so that notes stay with their passage
when a text is read again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from analysis.files import decode, write_bytes
from analysis.tables.decisions import document_hash
from analysis.tables.kept_file import (
    distinct_name,
    encode,
    load_object,
    locked,
    path_beside,
    place_of,
    read_kept,
)
from analysis.tables.reading_check import ReadingFileError, record_problem, scale_problem
from analysis.tables.readings import (
    ENDING,
    class_files,
    class_folder,
    read_reading,
)
from analysis.text.document import Document

__all__ = [
    "CURATED",
    "Curation",
    "Ruling",
    "add_rulings",
    "curation_in",
    "curation_path",
    "forget_reader",
    "parse_curation",
    "read_curation",
]

FORMAT = 1
RECORDS = "rulings"
CURATED = ".curated.json"
HEAD = ("format", "document", "document_hash")


@dataclass(frozen=True)
class Ruling:
    """What a curator decided about one passage.

    Parameters
    ----------
    marker : str
        Such as ``hedge``; ``sentence`` for a score.
    start, end : int
        The passage as it shall be marked.
    text : str
        Its words.
    stands : bool
        Whether it is to be marked.
    category : str
        If it is.
    force, score : float, optional
        Of a loaded word, and of a sentence.
    note : str
        Why, for everybody.
    curator : str
        Initials.
    said : tuple of (str, str, str)
        What each reader had said then: initials, what, note.
    time : str
        When, in ISO 8601.

    Examples
    --------
    >>> ruling = Ruling("hedge", 3, 6, "may", stands=True, category="modal", curator="CD")
    >>> ruling.text, ruling.stands
    ('may', True)
    """

    marker: str
    start: int
    end: int
    text: str
    stands: bool
    category: str = ""
    force: float | None = None
    score: float | None = None
    note: str = ""
    curator: str = ""
    said: tuple[tuple[str, str, str], ...] = ()
    time: str = ""


TYPES: dict[str, tuple[type, ...]] = {
    **{field.name: (str,) for field in fields(Ruling)},
    **{"start": (int,), "end": (int,), "stands": (bool,), "said": (list,)},
    **{"force": (int, float, type(None)), "score": (int, float, type(None))},
}
NEEDED = ("marker", "start", "end", "text", "stands")


@dataclass(frozen=True)
class Curation:
    """All that was decided about the passages of one text, in order."""

    document: str
    document_hash: str
    rulings: tuple[Ruling, ...] = ()

    def on(self, marker: str, start: int, end: int) -> list[Ruling]:
        """Return the rulings on a passage, the one that stands last.

        Examples
        --------
        >>> first = Ruling("hedge", 3, 6, "may", True, "modal")
        >>> later = Ruling("hedge", 3, 11, "may well", False)
        >>> [one.stands for one in Curation("x", "", (first, later)).on("hedge", 3, 6)]
        [True, False]
        """
        return [
            one
            for one in self.rulings
            if one.marker == marker and one.start < end and start < one.end
        ]


def curation_path(source: str | Path | Document, folder: str | Path | None = None) -> Path:
    """Return where the curator's decisions about a text are kept: beside its readings.

    Parameters
    ----------
    source, folder
        As for ``reading_path``.

    Examples
    --------
    >>> curation_path("river_water", "class").name
    'river_water.curated.json'
    """
    return path_beside(source, CURATED, folder)


def read_curation(path: str | Path, document: Document) -> Curation:
    """Read what was decided about a text; nothing if there is no file yet.

    Parameters
    ----------
    path : str or Path
        From ``curation_path``.
    document : Document
        The text.

    Raises
    ------
    ReadingFileError
        If the file is none, or is of another text; the message says the line and the column.

    Examples
    --------
    >>> read_curation("nowhere.curated.json", Document("x", "It may rain.")).rulings
    ()
    """
    path = Path(path)
    if not path.exists():
        return Curation(document.id, document_hash(document))
    curation = parse_curation(read_kept(path, ReadingFileError), path.name)
    if curation.document_hash != document_hash(document):
        raise ReadingFileError(
            f"{path.name}: it was made on another version of the text ({curation.document}); "
            "open the text that was read, or move the file away"
        )
    return curation


def curation_in(folder: str | Path, document: Document) -> Curation:
    """Join what lies in a folder of decisions about a text, such as those of several rounds.

    Parameters
    ----------
    folder : str or Path
        With files ending in ``.curated.json``; the folders in it count too.
    document : Document
        The text.

    Returns
    -------
    Curation
        By time, so that the latest ruling on a passage stands.

    Raises
    ------
    ReadingFileError
        If a file is broken.

    Examples
    --------
    >>> curation_in(".", Document("x", "It may rain.")).rulings
    ()
    """
    found: dict[Ruling, None] = {}
    for path in class_files(Path(folder), CURATED):
        curation = parse_curation(path.read_bytes(), path.name)
        if curation.document_hash == document_hash(document):
            found |= dict.fromkeys(curation.rulings)
    rulings = tuple(sorted(found, key=lambda ruling: ruling.time))
    return Curation(document.id, document_hash(document), rulings)


def parse_curation(data: bytes, name: str) -> Curation:
    """Check the content of a curator's file.

    Parameters
    ----------
    data : bytes
        JSON in UTF-8.
    name : str
        The file's name, for messages.

    Raises
    ------
    ReadingFileError
        As ``read_curation``.
    """
    text = decode(data, name, ReadingFileError)
    lists = {FORMAT: RECORDS}
    content, _ = load_object(text, name, ReadingFileError, "curator's file", lists)
    for key in HEAD:
        if key not in content:
            raise ReadingFileError(f"{name}, line 1: {key!r} is missing")
    rulings = []
    for number, row in enumerate(content[RECORDS]):
        problem, field = _problem(row)
        if problem:
            place = place_of(text, RECORDS, number, field)
            raise ReadingFileError(f"{name}, {place}: {problem}")
        said = tuple((str(name), str(what), str(note)) for name, what, note in row.get("said", ()))
        rulings.append(Ruling(**{**row, "said": said}))
    return Curation(str(content["document"]), str(content["document_hash"]), tuple(rulings))


def _problem(row: Any) -> tuple[str, str]:
    """Say what is wrong with a ruling, and with which field of it; nothing if it is right."""
    if (problem := record_problem(row, NEEDED, TYPES))[0]:
        return problem
    if not all(isinstance(one, list) and len(one) == 3 for one in row.get("said", ())):
        return "said: initials, what was said and a note are expected", "said"
    return scale_problem(row, is_marked=row["stands"])


def add_rulings(path: str | Path, document: Document, rulings: Iterable[Ruling]) -> Curation:
    """Write further decisions into a curator's file; those of other windows stay.

    Parameters
    ----------
    path : str or Path
        From ``curation_path``.
    document : Document
        The text.
    rulings : iterable of Ruling
        What was decided; the time is added. One that is there already is not added again.

    Returns
    -------
    Curation
        All that the file holds now.

    Raises
    ------
    ReadingFileError
        If the file is broken, or a ruling is not of this text.

    Examples
    --------
    >>> import tempfile
    >>> document = Document("x", "It may rain.")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = curation_path(document, folder)
    ...     _ = add_rulings(path, document, [Ruling("hedge", 3, 6, "may", True, "modal")])
    ...     read_curation(path, document).rulings[0].text
    'may'
    """
    path, now = Path(path), datetime.now(UTC).isoformat(timespec="seconds")
    with locked(path, ReadingFileError) as target:
        curation = read_curation(target, document)
        known = set(curation.rulings)
        new = [replace(one, time=one.time or now) for one in rulings]
        for one in new:
            if document[one] != one.text:
                raise ReadingFileError(
                    f"{path.name}: {one.text!r:.60} does not stand at {one.start} of this text"
                )
        kept = (*curation.rulings, *(one for one in new if one not in known))
        curation = replace(curation, rulings=kept)
        data = _serialize(curation)
        parse_curation(data, path.name)
        write_bytes(target, data)
    return curation


def _serialize(curation: Curation) -> bytes:
    head = {"format": FORMAT} | {name: getattr(curation, name) for name in HEAD[1:]}
    rows = [
        {name: value for name, value in asdict(one).items() if value not in ("", None, ())}
        for one in curation.rulings
    ]
    return encode(head, RECORDS, rows)


def forget_reader(folder: str | Path, reader: str) -> list[str]:
    """Delete everything that is kept of a reader in a folder and the folders in it.

    What she decided as a curator stays, for it is the class's; her initials on it do not.

    Parameters
    ----------
    folder : str or Path
        The folder of a class.
    reader : str
        Initials.

    Returns
    -------
    list of str
        The names of the files that were deleted or, if they hold what a curator decided, rewritten
        without what this reader had said and without her initials. Copies elsewhere (sent, backed
        up) are not reached.

    Raises
    ------
    ReadingFileError
        If there is no such folder, or a curator's file is broken.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     forget_reader(folder, "AB")
    []
    """
    folder = class_folder(folder)
    changed = []
    for path in class_files(folder):
        if _is_by(reader, path):
            path.unlink()
            changed.append(path.name)
    for path in class_files(folder, CURATED):
        with locked(path, ReadingFileError) as target:
            curation = parse_curation(target.read_bytes(), path.name)
            kept = tuple(_without(one, reader) for one in curation.rulings)
            if kept != curation.rulings:
                write_bytes(target, _serialize(replace(curation, rulings=kept)))
                changed.append(path.name)
    return changed


def _is_by(reader: str, path: Path) -> bool:
    try:
        return read_reading(path).reader == reader
    except ReadingFileError:
        # A broken file is known by its name, so that it is not what stays behind.
        return path.name.endswith(f".{distinct_name(reader)}{ENDING}")


def _without(ruling: Ruling, reader: str) -> Ruling:
    said = tuple(one for one in ruling.said if one[0] != reader)
    return replace(ruling, said=said, curator="" if ruling.curator == reader else ruling.curator)
