"""Files that a reader keeps beside a text: their names, their lock, and JSON checked by place.

Reviews and readings are such files.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from analysis.files import data_folder, in_application, make_folder
from analysis.text.document import Document

__all__ = [
    "TooLong",
    "distinct_name",
    "encode",
    "find_key",
    "is_file",
    "load_object",
    "locked",
    "path_beside",
    "place_of",
    "plain_name",
    "read_kept",
    "text_hash",
    "where",
    "working_folder",
]

LOCK_SECONDS = 20.0  # that a window waits for another one to finish saving
MAX_DIGITS = 15  # of a number; no text is that long
MAX_NAME = 80  # characters of a file's name that are taken over
BETWEEN = re.compile(r"[\s,]*")  # two records of a list

Error = type[ValueError]


# --- names --------------------------------------------------------------------------------------


def working_folder(folder: str | Path | None, name: str) -> Path:
    """Return a folder, or by default the working one; in the application one of the user's own.

    Examples
    --------
    >>> working_folder("class", "reviews").name
    'class'
    """
    if folder is not None:
        return Path(folder)
    if in_application():
        return data_folder() / name
    return Path()


def is_file(path: Path) -> bool:
    """Tell whether a path is that of a file; a name that no file can have is none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def plain_name(name: str) -> str:
    """Return a name that any file system takes.

    Examples
    --------
    >>> plain_name("Who pays? / 1"), plain_name("../../etc/passwd")
    ('Who_pays_1', 'etc_passwd')
    """
    return re.sub(r"[^\w.-]+", "_", name).strip("._")[:MAX_NAME] or "text"


def distinct_name(name: str) -> str:
    """Return a plain name; what was left out must not make two names one.

    Examples
    --------
    >>> distinct_name("river_water"), distinct_name("Who pays?")
    ('river_water', 'Who_pays-1bcba518')
    """
    plain = plain_name(name)
    if plain == name:
        return plain
    return f"{plain}-{text_hash(name)[:8]}"


def text_hash(text: str) -> str:
    """Return sixteen hexadecimal digits that change when a text does.

    Examples
    --------
    >>> len(text_hash("It may rain.")), text_hash("a") == text_hash("b")
    (16, False)
    """
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def path_beside(source: str | Path | Document, ending: str, folder: str | Path | None) -> Path:
    """Return where a file about a text is kept.

    Parameters
    ----------
    source : str, Path or Document
        A file, beside which it lies; or the name of a sample, or a text.
    ending : str
        What follows the name of the text.
    folder : str or Path, optional
        The working folder by default; in the application, the folder ``readings`` among the
        user's own data.

    Examples
    --------
    >>> path_beside("river_water", ".curated.json", "class").name
    'river_water.curated.json'
    """
    if isinstance(source, Document):
        name = f"{plain_name(source.id)}-{text_hash(source.text)[:8]}"
    elif is_file(Path(source)):
        return Path(source).with_name(Path(source).name + ending)
    else:
        name = distinct_name(str(source))
    return working_folder(folder, "readings") / f"{name}{ending}"


# --- writing ------------------------------------------------------------------------------------


@contextmanager
def locked(path: Path, error: Error) -> Iterator[Path]:
    """Keep other windows and programs from saving meanwhile.

    Parameters
    ----------
    path : Path
        The file. If it is a link, what it points to is locked and written.
    error : type of ValueError
        What is raised.

    Yields
    ------
    Path
        The file itself.

    Raises
    ------
    ValueError
        If another program holds it for too long, or the link leads nowhere.
    """
    try:
        target = path.resolve()
    except (OSError, RuntimeError) as problem:
        raise error(f"{path.name}: the link leads nowhere: {problem}") from None
    make_folder(target.parent)
    lock = target.with_name(f".{target.name}.lock")
    try:
        with FileLock(lock, timeout=LOCK_SECONDS):
            try:
                yield target
            finally:
                # Whoever waits for this file sees that it is gone, and makes a new one.
                with suppress(OSError):
                    lock.unlink()
    except Timeout:
        raise error(
            f"{path.name}: another program has been saving for {LOCK_SECONDS:.0f} seconds; "
            "try again"
        ) from None


def encode(head: dict[str, Any], records: str, rows: list[dict[str, Any]]) -> bytes:
    """Write an object as JSON, its list of records one a line, so that it reads well.

    Examples
    --------
    >>> print(encode({"format": 1}, "marks", [{"start": 3}]).decode(), end="")
    {
     "format": 1,
     "marks": [
      {"start": 3}
     ]
    }
    """
    lines = ",\n  ".join(json.dumps(row, ensure_ascii=False) for row in rows)
    body = f"[\n  {lines}\n ]" if rows else "[]"
    top = json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}")
    # Half of a surrogate pair has no UTF-8 form; the replacement \udXXX is its JSON form.
    return f'{top},\n "{records}": {body}\n}}\n'.encode("utf-8", "backslashreplace")


# --- reading ------------------------------------------------------------------------------------


def read_kept(path: Path, error: Error) -> bytes:
    """Return the content of a file.

    Parameters
    ----------
    path : Path
        The file.
    error : type of ValueError
        What is raised if it cannot be read.

    Examples
    --------
    >>> read_kept(Path("nowhere.json"), ValueError)
    Traceback (most recent call last):
    ...
    ValueError: nowhere.json: cannot be read: No such file or directory
    """
    try:
        return path.read_bytes()
    except OSError as problem:
        raise error(f"{path.name}: cannot be read: {problem.strerror}") from None


class TooLong(str):
    """The digits of a number that is too long to be an offset."""


def _integer(digits: str) -> int | TooLong:
    return int(digits) if len(digits) <= MAX_DIGITS else TooLong(digits)


def load_object(
    text: str, name: str, error: Error, what: str, lists: dict[int, str]
) -> tuple[dict[str, Any], str]:
    """Read an object that says its format and holds a list of records.

    Parameters
    ----------
    text, name : str
        The content of the file, and its name for messages.
    error : type of ValueError
        What is raised.
    what : str
        What it is to be, such as "review".
    lists : dict of int to str
        The formats that are read, with what each calls its list of records.

    Returns
    -------
    dict, str
        The object, and the name of its list.
    """
    try:
        content = json.loads(text, parse_int=_integer)
    except json.JSONDecodeError as problem:
        place = f"line {problem.lineno}, column {problem.colno}"
        raise error(f"{name}, {place}: not JSON: {problem.msg}") from None
    except RecursionError:
        raise error(f"{name}, line 1: not a {what}: nested too deeply") from None
    if not isinstance(content, dict) or "format" not in content:
        raise error(f'{name}, line 1: not a {what}: an object with "format" is expected')
    version = content["format"]
    if type(version) is not int or version not in lists:
        known = " and ".join(str(number) for number in lists)
        known = f"formats {known} are read" if len(lists) > 1 else f"format {known} is read"
        place = where(text, find_key(text, "format"))
        raise error(f"{name}, {place}: format={version!r:.30}: {known}")
    if not isinstance(content.get(lists[version]), list):
        raise error(f'{name}, line 1: not a {what}: a list "{lists[version]}" is expected')
    return content, lists[version]


def place_of(text: str, records: str, number: int, field: str) -> str:
    """Say the line and column of a record, or of one of its fields."""
    decoder = json.JSONDecoder(parse_int=_integer)
    place = text.index("[", find_key(text, records)) + 1
    end = place
    for _ in range(number + 1):
        place = BETWEEN.match(text, end).end()  # type: ignore[union-attr]
        _, end = decoder.raw_decode(text, place)
    return where(text, find_key(text, field, place, end) if field else place)


def find_key(text: str, key: str, start: int = 0, end: int | None = None) -> int:
    """Find a key of an object; one within a string has a backslash before its quote."""
    written = json.dumps(key, ensure_ascii=False)
    pattern = re.compile(rf"(?<!\\){re.escape(written)}\s*:")
    found = pattern.search(text, start, len(text) if end is None else end)
    return found.start() if found else start


def where(text: str, place: int) -> str:
    """Say the line and column of an offset.

    Examples
    --------
    >>> where("one\\ntwo", 5)
    'line 2, column 2'
    """
    line = text.count("\n", 0, place) + 1
    return f"line {line}, column {place - text.rfind(chr(10), 0, place)}"
