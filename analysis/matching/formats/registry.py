"""The registry of lexicon formats, in one explicit tuple."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from analysis.matching.entries import Contents, LexiconError
from analysis.matching.formats import liwc, outlines, own, tables

__all__ = ["FORMATS", "LexiconFormat", "read_contents"]


class LexiconFormat(NamedTuple):
    """A format: its name, the endings of its files, and what reads them.

    ``read`` takes the path of a file and returns its entries and what the file says of itself (its
    categories by name, at least). It raises a LexiconError with file and line for what it cannot
    read. Reading runs no code.
    """

    name: str
    endings: tuple[str, ...]
    read: Callable[[Path], Contents]


# What these two need is slow to load, and most commands read no lexicon but the project's own.
def _read_quanteda(path: Path) -> Contents:
    from analysis.matching.formats import quanteda

    return quanteda.read(path)


def _read_yoshikoder(path: Path) -> Contents:
    from analysis.matching.formats import yoshikoder

    return yoshikoder.read(path)


FORMATS = (
    LexiconFormat("LIWC", (".dic",), liwc.read),
    LexiconFormat("quanteda YAML", (".yml", ".yaml"), _read_quanteda),
    LexiconFormat("Lexicoder", (".lc3",), outlines.read_lexicoder),
    LexiconFormat("WordStat", (".cat",), outlines.read_wordstat),
    LexiconFormat("Yoshikoder", (".ykd",), _read_yoshikoder),
    LexiconFormat("table", (".csv", ".tsv", ".tab", ".txt"), tables.read),
)


def read_contents(path: Path) -> Contents:
    """Read the entries of a lexicon of any format.

    Parameters
    ----------
    path : Path
        The file; its ending tells the format. A TSV file with a TOML file beside it, or with the
        columns of the project's own lexicons, is of the project's own format.

    Returns
    -------
    list of Entry, dict
        The entries, and what the file says of itself.

    Raises
    ------
    LexiconError
        If there is no such file or format, or the file cannot be read; with file and line.

    Examples
    --------
    >>> read_contents(Path("words.docx"))
    Traceback (most recent call last):
    ...
    analysis.matching.entries.LexiconError: words.docx: ... read are .dic (LIWC), ...
    """
    ending = path.suffix.lower()
    known = {end: form for form in FORMATS for end in form.endings}
    if ending not in known:
        endings = ", ".join(f"{end} ({form.name})" for end, form in known.items())
        raise LexiconError(f"{path.name}: not a format of lexicons; read are {endings}")
    try:
        read = own.read if ending == ".tsv" and _is_own(path) else known[ending].read
        return read(path)
    except OSError as error:
        raise LexiconError(f"{path}: {error.strerror or error}") from None


def _is_own(path: Path) -> bool:
    if path.with_suffix(".toml").is_file():
        return True
    with path.open("rb") as file:
        header = file.readline(200).decode("utf-8", "replace").rstrip("\r\n").split("\t")
    return tuple(header) in own.HEADERS
