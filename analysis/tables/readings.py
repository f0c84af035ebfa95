"""What a person marked in a text before any machine did, and the file that keeps it.

A reading says what was read and what was asked for, so that a word without a mark is known to be a
judgement. It is kept as JSON beside the text, one mark a line; no copy is kept elsewhere.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from analysis.files import write_bytes
from analysis.tables.decisions import document_hash
from analysis.tables.kept_file import (
    distinct_name,
    encode,
    locked,
    path_beside,
    read_kept,
)
from analysis.tables.reading_check import FORMAT, HEAD, RECORDS, ReadingFileError, checked
from analysis.text.document import Document

__all__ = [
    "ENDING",
    "Mark",
    "Reading",
    "ReadingFileError",
    "check_document",
    "class_files",
    "class_folder",
    "finished_readings",
    "new_reading",
    "parse_reading",
    "read_reading",
    "reading_path",
    "readings_in",
    "write_reading",
]

ENDING = ".reading.json"


@dataclass(frozen=True)
class Mark:
    """One passage that a reader marked, or one sentence that she scored.

    Parameters
    ----------
    marker, category : str
        Such as ``hedge`` and ``modal``; a scored sentence has the marker ``sentence``. The
        category may be empty.
    start, end : int
        The passage, as offsets into the text.
    text : str
        Its words.
    force : float, optional
        Of a loaded word, from 1 (mild) to 3 (extreme).
    note : str
        Why, in the reader's words.
    score : float, optional
        Of a sentence, from −4 (blame) to 4 (praise).

    Examples
    --------
    >>> Mark("loaded", "threat", 3, 8, "flood", force=2).text
    'flood'
    """

    marker: str
    category: str
    start: int
    end: int
    text: str
    force: float | None = None
    note: str = ""
    score: float | None = None


@dataclass(frozen=True)
class Reading:
    """What one person marked in one text.

    Parameters
    ----------
    document, document_hash : str
        The text's id, and digits that change when the text does.
    reader : str
        Who read: initials.
    spans : tuple of (int, int)
        What was read, as offsets.
    markers : tuple of str
        What was asked for.
    marks : tuple of Mark
        What was marked.
    finished : bool
        Whether all of it was read.
    made : str
        When it was begun, in ISO 8601.

    Examples
    --------
    >>> reading = new_reading(Document("x", "It may rain."), "AB", ["hedge"])
    >>> reading.reader, reading.markers, reading.finished
    ('AB', ('hedge',), False)
    """

    document: str
    document_hash: str
    reader: str
    spans: tuple[tuple[int, int], ...]
    markers: tuple[str, ...]
    marks: tuple[Mark, ...] = ()
    finished: bool = False
    made: str = ""


def new_reading(
    document: Document,
    reader: str,
    markers: Sequence[str],
    spans: Iterable[tuple[int, int]] | None = None,
    marks: Iterable[Mark] = (),
    *,
    finished: bool = False,
) -> Reading:
    """Begin a reading of a text.

    Parameters
    ----------
    document : Document
        The text.
    reader : str
        Initials.
    markers : sequence of str
        What is asked for, such as ``["hedge", "sentence"]``.
    spans : iterable of (int, int), optional
        What is to be read; all sentences of the body by default.
    marks : iterable of Mark
        What is marked.
    finished : bool
        Whether all of it was read.

    Examples
    --------
    >>> document = Document("x", "It may rain.")
    >>> new_reading(document, "AB", ["hedge"]).spans
    ((0, 12),)
    """
    if spans is None:
        spans = [(sentence.start, sentence.end) for sentence in document.sentences]
    made = datetime.now(UTC).isoformat(timespec="seconds")
    told = (tuple(spans), tuple(markers), tuple(marks), finished, made)
    return Reading(document.id, document_hash(document), reader, *told)


def reading_path(
    source: str | Path | Document, reader: str, folder: str | Path | None = None
) -> Path:
    """Return where a reader's reading of a text is kept.

    As for reviews: a file has it beside it, as ``<file name>.<initials>.reading.json``; anything
    else has it in ``folder``, a Document with eight digits of its text's hash in the name.

    Parameters
    ----------
    source : str, Path or Document
        The file, the text, or a name.
    reader : str
        Initials.
    folder : str or Path, optional
        The working folder by default; in the application, the folder ``readings`` among the
        user's own data.

    Raises
    ------
    ReadingFileError
        If the reader has no name.

    Examples
    --------
    >>> reading_path("river_water", "AB").name
    'river_water.AB.reading.json'
    >>> reading_path(Document("column", "It may rain."), "AB").name
    'column-b213e54d.AB.reading.json'
    """
    if not reader.strip():
        raise ReadingFileError("a reading needs the initials of its reader; give them first")
    return path_beside(source, f".{distinct_name(reader.strip())}{ENDING}", folder)


# --- writing ------------------------------------------------------------------------------------


def write_reading(reading: Reading, path: str | Path) -> Path:
    """Write a reading in one step, so that it is never half written.

    Parameters
    ----------
    reading : Reading
        It is checked first.
    path : str or Path
        The file; one that is there is replaced if it is of the same reader and text.

    Returns
    -------
    Path

    Raises
    ------
    ReadingFileError
        If the reading holds what no reading may hold, or the file is another's.

    Examples
    --------
    >>> import tempfile
    >>> document = Document("x", "It may rain.")
    >>> mark = Mark("hedge", "modal", 3, 6, "may")
    >>> reading = new_reading(document, "AB", ["hedge"], marks=[mark])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = write_reading(reading, reading_path(document, "AB", folder))
    ...     read_reading(path, document) == reading
    True
    """
    path = Path(path)
    data = _serialize(reading)
    parse_reading(data, path.name)
    with locked(path, ReadingFileError) as target:
        if target.exists():
            there = read_reading(target)
            if (there.reader, there.document_hash) != (reading.reader, reading.document_hash):
                raise ReadingFileError(
                    f"{path.name}: it holds the reading by {there.reader} of {there.document}; "
                    "give the new one another name"
                )
        write_bytes(target, data)
    return path


def _serialize(reading: Reading) -> bytes:
    head = {"format": FORMAT} | {name: getattr(reading, name) for name in HEAD if name != "format"}
    marks = sorted(reading.marks, key=lambda mark: (mark.start, mark.end, mark.marker))
    rows = [
        {name: value for name, value in asdict(mark).items() if value not in ("", None)}
        for mark in marks
    ]
    return encode(head, RECORDS, rows)


# --- reading ------------------------------------------------------------------------------------


def read_reading(path: str | Path, document: Document | None = None) -> Reading:
    """Read and check the file of a reading.

    Parameters
    ----------
    path : str or Path
        The file.
    document : Document, optional
        The text; the reading must be of it, word for word.

    Raises
    ------
    ReadingFileError
        If the file is not a reading (the message says the line and the column), or is of another
        text.

    Examples
    --------
    >>> read_reading("nowhere.reading.json")
    Traceback (most recent call last):
    ...
    analysis.tables.reading_check.ReadingFileError: nowhere.reading.json: cannot be read: ...
    """
    path = Path(path)
    return parse_reading(read_kept(path, ReadingFileError), path.name, document)


def finished_readings(readings: Iterable[Reading], document: Document) -> list[Reading]:
    """Return those readings that are of a text, and finished.

    Parameters
    ----------
    readings : iterable of Reading
        Of any texts.
    document : Document
        The text.

    Examples
    --------
    >>> from dataclasses import replace
    >>> document = Document("x", "It may rain.")
    >>> begun = new_reading(document, "AB", ["hedge"])
    >>> len(finished_readings([begun, replace(begun, finished=True)], document))
    1
    """
    own = document_hash(document)
    return [one for one in readings if one.finished and one.document_hash == own]


def parse_reading(data: bytes, name: str, document: Document | None = None) -> Reading:
    """Check the content of a reading's file.

    Parameters
    ----------
    data : bytes
        JSON in UTF-8.
    name : str
        The file's name, for messages.
    document : Document, optional
        As for ``read_reading``.

    Raises
    ------
    ReadingFileError
        As ``read_reading``.

    Examples
    --------
    >>> parse_reading(b'{"format": 1, "marks": []}', "x.reading.json")
    Traceback (most recent call last):
    ...
    analysis.tables.reading_check.ReadingFileError: x.reading.json, line 1: 'document' is missing
    """
    content = checked(data, name)
    spans = tuple((start, end) for start, end in content["spans"])
    marks = tuple(Mark(**{"category": "", **row}) for row in content[RECORDS])
    del content["format"]
    content |= {"spans": spans, RECORDS: marks, "markers": tuple(content["markers"])}
    reading = Reading(**content)
    if document is not None:
        check_document(reading, document, name)
    return reading


def check_document(reading: Reading, document: Document, name: str = "") -> None:
    """Raise an error if a reading is of another text, or its marks are not what stands there.

    Parameters
    ----------
    reading : Reading
        From ``read_reading``.
    document : Document
        The text it is to be of.
    name : str
        Of its file, for messages.

    Raises
    ------
    ReadingFileError
        If it is not.
    """
    name = name or f"reading by {reading.reader}"
    if reading.document_hash != document_hash(document):
        raise ReadingFileError(
            f"{name}: it was made on another version of the text ({reading.document}, hash "
            f"{reading.document_hash}; {document.id} has {document_hash(document)}): open the "
            "text that was read, or read this one anew"
        )
    for mark in reading.marks:
        if document[mark] != mark.text:
            raise ReadingFileError(
                f"{name}: a mark says {mark.text!r:.60} at {mark.start}, where the text has "
                f"{document[mark]!r:.60}; offsets count characters from 0, take them from the text"
            )
    if any(end > len(document.text) for _, end in reading.spans):
        raise ReadingFileError(f"{name}: what was read goes beyond the end of the text")


def readings_in(
    folder: str | Path,
    document: Document | None = None,
    report: Callable[[str], object] = warnings.warn,
) -> list[Reading]:
    """Read all readings of a folder and of the folders in it.

    Parameters
    ----------
    folder : str or Path
        Where they lie; their names end in ``.reading.json``.
    document : Document, optional
        Only those of this text; one of another version of it is reported.
    report : callable
        Is told what is wrong with a file that cannot be used; by default it is a warning.

    Returns
    -------
    list of Reading
        By the names of their files.

    Raises
    ------
    ReadingFileError
        If there is no such folder.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "x.AB.reading.json").write_text("{")
    ...     readings_in(folder, report=print)
    x.AB.reading.json, line 1, column 2: not JSON: ...
    []
    """
    found = []
    for path in class_files(class_folder(folder)):
        try:
            reading = read_reading(path)
            if document is not None:
                if _is_elsewhere(reading, document):
                    continue
                check_document(reading, document, path.name)
            found.append(reading)
        except ReadingFileError as error:
            report(str(error))
    return found


def class_folder(folder: str | Path) -> Path:
    """Return the folder of a class, which must be there."""
    folder = Path(folder)
    if not folder.is_dir():
        raise ReadingFileError(f"{folder}: there is no such folder; give the one with the readings")
    return folder


def class_files(folder: Path, ending: str = ENDING) -> list[Path]:
    """Return the files of a class with an ending, in its folder and in the folders in it."""
    return sorted([*folder.glob(f"*{ending}"), *folder.glob(f"*/*{ending}")])


def _is_elsewhere(reading: Reading, document: Document) -> bool:
    """Tell whether a reading is of another text, rather than of another version of this one."""
    same = reading.document_hash == document_hash(document)
    return not same and reading.document != document.id
