"""Tables kept as columns in the cache: read at once, where the table itself is read line by line.

What is kept are texts and numbers, one column after the other, under a hash of the files that they
were made of and of the code that made them, so that they can never be out of date. A hash of its
own tells a damaged file, which is made anew, and all can be deleted at any time.
"""

from __future__ import annotations

import json
import sys
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

from analysis.files import cache_folder, sealed, unsealed, write_bytes

__all__ = ["Column", "Rows", "Table", "kept_columns"]

Column = Sequence[Any]
Table = Mapping[str, Column]

Cells = tuple[Any, ...]

MOST_STATES = 4  # of a table that are kept: several versions may be in use
FEW = 8  # a text that comes back so often is written once
TEXTS, CODES = "texts", "I"
NUMBERS = {int: "q", float: "d"}


class Rows(Mapping[str, Cells]):
    """The rows of a table by a name each; they are put together when they are asked for.

    Parameters
    ----------
    names : iterable of str
        The name of each row; a later one of the same name counts.
    columns : sequence of columns
        Of what the rows consist.

    Examples
    --------
    >>> rows = Rows(["may", "rain"], [["modal", ""], [0.5, 0.0]])
    >>> rows["may"], rows.get("snow"), len(rows)
    (('modal', 0.5), None, 2)
    """

    def __init__(self, names: Iterable[str], columns: Sequence[Column]) -> None:
        self._numbers = dict(zip(names, count(), strict=False))
        self._columns = columns

    def __getitem__(self, name: str) -> Cells:
        number = self._numbers[name]
        return tuple([column[number] for column in self._columns])

    def get(self, name: str, default: Any = None) -> Any:
        """Return a row, or what is given instead: most words that are looked up have none."""
        return self[name] if name in self._numbers else default

    def __contains__(self, name: object) -> bool:
        return name in self._numbers

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)


def kept_columns(sources: Sequence[Path], make: Callable[..., Table], *of: object) -> Table:
    """Return columns that were made of files before, or make them.

    Parameters
    ----------
    sources : sequence of Path
        The files that they are made of.
    make : callable
        Makes the columns, each of texts without line ends, of whole numbers or of fractions.
    *of
        What it makes them of.

    Returns
    -------
    mapping
        The columns by their names, the same whether they were kept or made.

    Examples
    --------
    >>> made = kept_columns([Path(__file__)], lambda: {"word": ["may", "rain"], "n": [1, 2]})
    >>> list(made["word"]), list(made["n"])
    (['may', 'rain'], [1, 2])
    """
    place: Path | None = None
    with suppress(OSError, ValueError, LookupError, TypeError):
        name = f"{make.__module__}-{sources[0].stem}"
        place = cache_folder() / "columns" / f"{name}-{_key(sources, make)}"
        return _unpacked(unsealed(place.read_bytes()))
    body = _packed(make(*of))
    if place is not None:
        with suppress(OSError):  # no folder to write in
            write_bytes(place, sealed(body))
            _forget_older(place.parent, f"{name}-*")
    return _unpacked(memoryview(body))


def _forget_older(folder: Path, names: str) -> None:
    """Delete what was made of older states of a table, but the last ones."""
    dated = sorted(folder.glob(names), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in dated[MOST_STATES:]:
        path.unlink(missing_ok=True)


def _key(sources: Iterable[Path], make: Callable[..., Table]) -> str:
    digest = sha256(f"{sys.byteorder} {make.__qualname__}".encode())
    for content in (*_code(__file__, make.__code__.co_filename), *_contents(sources)):
        digest.update(b"\n%d " % len(content))
        digest.update(content)
    return digest.hexdigest()


def _contents(sources: Iterable[Path]) -> list[bytes]:
    return [path.read_bytes() for path in sources]


@cache
def _code(*files: str) -> tuple[bytes, ...]:
    return tuple(_contents(map(Path, files)))


def _packed(columns: Table) -> bytes:
    """Write columns behind each other, after a line that names them."""
    heads: list[tuple[str, str, int, int]] = []
    blocks: list[bytes] = []

    def add(name: str, kind: str, n: int, block: bytes) -> None:
        heads.append((name, kind, n, len(block)))
        blocks.append(block)

    for name, column in columns.items():
        kind = NUMBERS.get(type(column[0])) if column else None
        if kind is not None:
            add(name, kind, len(column), array(kind, column).tobytes())
            continue
        texts = [str(text) for text in column]
        distinct = list(dict.fromkeys(texts))
        if FEW * len(distinct) <= len(texts):
            codes = dict(zip(distinct, range(len(distinct)), strict=True))
            add(name, CODES, len(texts), array(CODES, map(codes.__getitem__, texts)).tobytes())
            texts = distinct
        add(name, TEXTS, len(texts), "\n".join(texts).encode("utf-8"))
    return json.dumps(heads).encode() + b"\n" + b"".join(blocks)


def _unpacked(body: memoryview) -> Table:
    """Read what `_packed` wrote."""
    start = bytes(body[:100_000]).index(b"\n") + 1
    columns: dict[str, Column] = {}
    for name, kind, n, size in json.loads(bytes(body[: start - 1])):
        block = body[start : start + size]
        start += size
        if kind != TEXTS:
            numbers = array(kind)
            numbers.frombytes(block)
            columns[name] = numbers
            continue
        texts = str(block, "utf-8").split("\n") if n else []
        codes = columns.get(name)
        columns[name] = texts if codes is None else list(map(texts.__getitem__, codes))
    return columns
