"""Files, written complete or not at all, and where they go; messages: one line, nearest match."""

from __future__ import annotations

import io
import os
import re
import stat
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import IO, TYPE_CHECKING, TypeVar

import platformdirs

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "APPLICATION",
    "PROJECT",
    "SURROGATE",
    "TABLE_FORMATS",
    "WritingError",
    "cache_folder",
    "data_folder",
    "decode",
    "in_application",
    "in_checkout",
    "look_up",
    "make_folder",
    "nearest",
    "notebooks_folder",
    "one_line",
    "open_output",
    "safe_cells",
    "sealed",
    "table_bytes",
    "table_format",
    "unsealed",
    "write_bytes",
    "write_table",
    "write_text",
]

T = TypeVar("T")
PROJECT = "rhetoric-notebooks"  # under this name it is installed; so are its folders called
# The formats that a table can be written in, by the ending of the file.
TABLE_FORMATS = {".csv": "csv", ".json": "json", ".xlsx": "xlsx"}
APPLICATION = "RHETORIC_APP"  # this variable is "1" where the page runs as an application
MODE = 0o644  # of a new file
DIGEST = 64  # characters of a hash
# What no spreadsheet file may hold, and half characters that have no UTF-8 form.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
SURROGATE = re.compile("[\ud800-\udfff]")
# Whatever moves to another line or steers a terminal.
CONTROL = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]+"
)
REASONS = {
    "FileNotFoundError": "there is no such folder and it cannot be made",
    "NotADirectoryError": "a part of this path is a file, not a folder",
    "FileExistsError": "a part of this path is a file, not a folder",
    "IsADirectoryError": "this is a folder; give the name of a file",
    "PermissionError": "writing there is not allowed; give another folder",
}


def notebooks_folder() -> Path:
    """Return where the notebooks lie: within the installed package, or beside it in a checkout.

    Examples
    --------
    >>> (notebooks_folder() / "00_start_here.ipynb").is_file()
    True
    """
    package = Path(__file__).resolve().parent
    installed = package / "notebooks"
    return installed if installed.is_dir() else package.parent / "notebooks"


def in_application() -> bool:
    """Whether the page runs as an application, which whoever opens it in a browser can use."""
    return os.environ.get(APPLICATION) == "1"


def in_checkout() -> bool:
    """Whether the project runs where it is developed, and not from an installed package."""
    return (notebooks_folder().parent / "pyproject.toml").is_file()


def cache_folder() -> Path:
    """Return the folder of all that can be made anew."""
    return Path(platformdirs.user_cache_path(PROJECT, appauthor=False))


def data_folder() -> Path:
    """Return the folder of what is the user's own, where no other was chosen."""
    return Path(platformdirs.user_data_path(PROJECT, appauthor=False))


def sealed(body: bytes) -> bytes:
    """Put a hash before what is to be kept, by which damage is told."""
    return sha256(body).hexdigest().encode() + b"\n" + body


def unsealed(content: bytes) -> memoryview:
    """Return what was sealed.

    Raises
    ------
    ValueError
        If it is damaged.

    Examples
    --------
    >>> bytes(unsealed(sealed(b"rain")))
    b'rain'
    """
    body = memoryview(content)[DIGEST + 1 :]
    if sha256(body).hexdigest().encode() + b"\n" != content[: DIGEST + 1]:
        raise ValueError("damaged")
    return body


def decode(data: bytes, name: str, error: type[ValueError]) -> str:
    """Decode UTF-8; the message of the error says the line and the column.

    Examples
    --------
    >>> decode(b"a\\n\\xff", "x.json", ValueError)
    Traceback (most recent call last):
    ...
    ValueError: x.json, line 2, column 1: not UTF-8
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line_start = data.rfind(b"\n", 0, problem.start) + 1
        line = data.count(b"\n", 0, problem.start) + 1
        column = len(data[line_start : problem.start].decode("utf-8", "replace")) + 1
        raise error(f"{name}, line {line}, column {column}: not UTF-8") from None


class WritingError(OSError):
    """A file that cannot be written; the message says which, why, and what to do."""


def make_folder(path: str | Path) -> Path:
    """Make a folder and those above it, if they are not there.

    Parameters
    ----------
    path : str or Path
        The folder.

    Returns
    -------
    Path

    Raises
    ------
    WritingError
        If it cannot be made.
    """
    try:
        Path(path).mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        raise _explained(path, error) from None
    return Path(path)


@contextmanager
def open_output(path: str | Path) -> Iterator[IO[bytes]]:
    """Open a file that takes its name only when it is complete.

    What was there before stays until then, and for good if the block raises. Missing folders are
    made; a symbolic link stays one, and the file that it leads to is replaced.

    Parameters
    ----------
    path : str or Path
        The file to write. A device such as ``/dev/stdout`` or a pipe is written to as it is.

    Raises
    ------
    WritingError
        If it cannot be written: a folder, a path below a file, a folder where writing is not
        allowed, a full disk.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with open_output(Path(folder, "new", "x.txt")) as file:
    ...         n_bytes = file.write(b"It may rain.")
    ...     Path(folder, "new", "x.txt").read_text()
    'It may rain.'
    """
    try:
        target = Path(os.path.realpath(path))
        if target.is_dir():
            raise IsADirectoryError
        is_file = target.is_file() or not target.exists()
        if is_file:
            target.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=target.parent, prefix=".part-")
        else:
            handle, name = os.open(target, os.O_WRONLY), ""
    except (OSError, ValueError) as error:
        raise _explained(path, error) from None
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            if name:
                os.fsync(file.fileno())
        if name:
            os.chmod(name, _mode(target))
            os.replace(name, target)
    except BaseException as error:
        if name:
            with suppress(OSError):
                os.unlink(name)
        if isinstance(error, OSError) and not isinstance(error, BrokenPipeError):
            raise _explained(path, error) from None
        raise


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode) if path.exists() else MODE


def _explained(path: str | Path, error: OSError | ValueError) -> WritingError:
    if isinstance(error, WritingError):
        return error
    known = REASONS.get(type(error).__name__)
    reason = known or getattr(error, "strerror", None) or str(error)
    return WritingError(f"{one_line(path)}: cannot be written: {reason}")


def write_bytes(path: str | Path, data: bytes) -> Path:
    """Write a file that takes its name only when it is complete; see `open_output`."""
    with open_output(path) as file:
        file.write(data)
    return Path(path)


def write_text(path: str | Path, text: str) -> Path:
    """Write a text in UTF-8; halves of characters, which have no such form, are replaced.

    Line ends are written as they stand.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_text(Path(folder, "x.txt"), "half: \\ud800").read_text()
    'half: ?'
    """
    return write_bytes(path, text.encode("utf-8", "replace"))


def table_format(path: str | Path) -> str:
    """Return the format of a table by the ending of its file.

    Raises
    ------
    WritingError
        If the ending says none; the message names those that do.

    Examples
    --------
    >>> table_format("profile.XLSX")
    'xlsx'
    >>> table_format("profile.docx")
    Traceback (most recent call last):
    ...
    analysis.files.WritingError: profile.docx: ...
    """
    ending = Path(path).suffix.lower()
    if ending not in TABLE_FORMATS:
        raise WritingError(
            f"{one_line(path)}: no table can be written with "
            f"{f'the ending “{ending}”' if ending else 'no ending'}; possible are "
            f"{', '.join(TABLE_FORMATS)}"
        )
    return TABLE_FORMATS[ending]


def write_table(path: str | Path, table: pd.DataFrame, format: str | None = None) -> Path:
    """Write a table; its format follows the ending of the file unless it is given.

    Parameters
    ----------
    path : str or Path
        The file.
    table : DataFrame
        Its index is not written.
    format : {"csv", "json", "xlsx"}, optional
        As for `table_bytes`.

    Raises
    ------
    WritingError
        If the ending says no format, or the file cannot be written.
    """
    return write_bytes(path, table_bytes(table, format or table_format(path)))


def table_bytes(table: pd.DataFrame, format: str) -> bytes:
    """Return a table as the content of a file.

    Parameters
    ----------
    table : DataFrame
        Its index is left out.
    format : {"csv", "json", "xlsx"}
        In CSV and XLSX no text and no name of a column is taken for a formula, and characters that
        spreadsheets refuse are replaced. JSON holds one object a row.

    Examples
    --------
    >>> import pandas as pd
    >>> table_bytes(pd.DataFrame({"title": ["=1+1"], "n": [2]}), "csv")
    b"title,n\\n'=1+1,2\\n"
    """
    if format == "json":
        whole = _mapped(table, _whole_characters)
        return f"{whole.to_json(orient='records', force_ascii=False, indent=1)}\n".encode()
    if format == "csv":
        text = safe_cells(table).to_csv(index=False, lineterminator="\n")
        return str(text).encode("utf-8", "replace")
    if format != "xlsx":
        raise ValueError(f"format: {format!r}; possible are {', '.join(TABLE_FORMATS.values())}")
    file = io.BytesIO()
    safe_cells(table).to_excel(file, index=False, engine="openpyxl")
    return file.getvalue()


def safe_cells(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose texts any spreadsheet takes, and none takes for a formula.

    Parameters
    ----------
    table : DataFrame
        To be written as CSV or XLSX.

    Returns
    -------
    DataFrame
        A copy; texts and names of columns that begin like a formula have an apostrophe before
        them, and control characters and halves of characters, which spreadsheets refuse, are
        replaced.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"title": ["=1+1", "Rain", "a\\vb"], "n": [1, 2, 3]})
    >>> safe_cells(table)["title"].tolist()
    ["'=1+1", 'Rain', 'a b']
    """
    return _mapped(table, _safe_cell)


def _mapped(table: pd.DataFrame, change: Callable[[object], object]) -> pd.DataFrame:
    columns = table.select_dtypes(include=["object", "string"])
    changed = table.assign(**{name: columns[name].map(change) for name in columns})
    return changed.rename(columns=change)


def _whole_characters(cell: object) -> object:
    return SURROGATE.sub("\ufffd", cell) if isinstance(cell, str) else cell


def _safe_cell(cell: object) -> object:
    if not isinstance(cell, str):
        return cell
    # The writer of CSV does not quote a carriage return, and readers take it for a new row.
    text = UNWRITABLE.sub(" ", cell).replace("\r\n", "\n").replace("\r", "\n")
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\n")) else text


def nearest(name: str, options: Iterable[str], cutoff: float = 0.6) -> str:
    """Ask whether a name was meant that is nearly so.

    Examples
    --------
    >>> nearest("rank", ["profile", "ranks"]), nearest("x", ["profile"])
    ("; did you mean 'ranks'?", '')
    """
    from difflib import get_close_matches

    close = get_close_matches(name[:80], list(options), 1, cutoff)
    return f"; did you mean {close[0]!r}?" if close else ""


def look_up(known: Mapping[str, T], name: str, what: str) -> T:
    """Return what has a name.

    Raises
    ------
    ValueError
        If nothing has it; the message has the nearest match and all names.

    Examples
    --------
    >>> look_up({"ranks": 1}, "rank", "figure")
    Traceback (most recent call last):
    ...
    ValueError: name='rank': no such figure; did you mean 'ranks'? There are: ranks
    """
    if name not in known:
        meant = nearest(name, known) or "."
        raise ValueError(f"name={name!r}: no such {what}{meant} There are: {', '.join(known)}")
    return known[name]


def one_line(text: object, limit: int = 300) -> str:
    """Return a text for a message: one line, no control characters, not too long.

    Examples
    --------
    >>> one_line("a\\x1b[31m\\nb\\u2028c")
    'a [31m b c'
    """
    line = CONTROL.sub(" ", str(text)).strip()
    return line if len(line) <= limit else f"{line[: limit - 1]}…"
