"""Lexicons: words and phrases with categories and weights, and finding them in a text.

A lexicon of the project is two files: ``<name>.tsv`` with one entry a line and ``<name>.toml`` that
says where it comes from and defines every category, with sentences that must and must not fire.
Lexicons of other programs are read as they are, see ``analysis.matching.formats``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple

from analysis.matching.entries import Entry, LexiconError
from analysis.matching.formats.checked import CHECKING
from analysis.matching.formats.own import Columns, read_columns
from analysis.matching.formats.registry import FORMATS, read_contents
from analysis.matching.index import Index
from analysis.matching.view import view_of
from analysis.text.classes import FOLDER
from analysis.text.document import Document

__all__ = [
    "FOLDER",
    "Entry",
    "Lexicon",
    "LexiconError",
    "LexiconHit",
    "lexicon_files",
    "lexicons_hash",
    "load_columns",
    "load_lexicon",
    "read_lexicon",
]


class LexiconHit(NamedTuple):
    """An entry found in a document.

    Parameters
    ----------
    entry : Entry
        Which entry.
    first, stop : int
        The indices of its first word and after its last word.
    """

    entry: Entry
    first: int
    stop: int


@dataclass(frozen=True)
class Lexicon:
    """A named set of entries.

    Parameters
    ----------
    name : str
        The name of its file.
    entries : tuple of Entry
        In the order of the file.
    about : mapping
        What the file says of itself: title, source, citation, licence, categories.
    """

    name: str
    entries: tuple[Entry, ...]
    about: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def __reduce__(self) -> tuple[type[Lexicon], tuple[Any, ...]]:
        """Travel to other processes without what is computed of the entries."""
        return Lexicon, (self.name, self.entries, self.about)

    @cached_property
    def categories(self) -> tuple[str, ...]:
        """The categories in the order in which the file defines them."""
        return tuple(self.about.get("categories", {}))

    @cached_property
    def hash(self) -> str:
        """Eight hexadecimal digits that change when an entry does."""
        lines = ("\t".join(map(str, entry)) for entry in self.entries)
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:8]

    def find(self, document: Document) -> Iterator[LexiconHit]:
        """Find the entries in the sentences of a document, leftmost and longest first.

        A phrase matches words of one clause, see ``analysis.matching.index``. Hits do not overlap,
        but a word in several categories yields one hit for each.

        Parameters
        ----------
        document : Document
            Only its body is searched.

        Yields
        ------
        LexiconHit
            In the order of the text.

        Examples
        --------
        >>> entries = (Entry("no doubt", "certainty", 1), Entry("prove*", "verb", 1))
        >>> lexicon = Lexicon("demo", entries)
        >>> document = Document("x", "No doubt it proves little; doubt remains.")
        >>> [(hit.entry.text, hit.first, hit.stop) for hit in lexicon.find(document)]
        [('no doubt', 0, 2), ('prove*', 3, 4)]
        """
        for entries, first, stop in self._index.find(view_of(document)):
            for entry in entries:
                yield LexiconHit(entry, first, stop)

    @cached_property
    def _index(self) -> Index[list[Entry]]:
        """The entries by their text, because a text may have several categories."""
        by_text: dict[str, dict[str, Entry]] = {}
        for entry in self.entries:
            by_text.setdefault(entry.text, {}).setdefault(entry.category, entry)
        return Index((text, list(entries.values())) for text, entries in by_text.items())


def load_lexicon(name: str | Path) -> Lexicon:
    """Load one of the project's own lexicons by its name, or any lexicon from a file.

    Parameters
    ----------
    name : str or Path
        Such as ``"hedge"``, or the path of a file: the project's own TSV with its TOML, LIWC
        ``.dic``, quanteda YAML, Lexicoder ``.lc3``, WordStat ``.cat``, Yoshikoder ``.ykd``, or a
        table of words (CSV or TSV: word, category, weight; or two columns, as AFINN has).

    Returns
    -------
    Lexicon

    Raises
    ------
    LexiconError
        If there is no such lexicon, or a line of it cannot be read; with file and line. Reading
        runs no code.

    Examples
    --------
    >>> load_lexicon("hedges")
    Traceback (most recent call last):
    ...
    analysis.matching.entries.LexiconError: no lexicon 'hedges'; there are: ...
    """
    path = Path(name)
    endings = {ending for form in FORMATS for ending in form.endings}
    if isinstance(name, Path) or path.parent != Path() or path.suffix.lower() in endings:
        return read_lexicon(path)
    return _load_own(name)


@cache
def _load_own(name: str) -> Lexicon:
    path = FOLDER / f"{name}.tsv"
    if not path.is_file():
        names = ", ".join(sorted(file.stem for file in FOLDER.glob("*.tsv")))
        raise LexiconError(f"no lexicon {name!r}; there are: {names}")
    return read_lexicon(path)


def load_columns(name: str) -> Columns:
    """Load one of the project's own lexicons by its columns, where many entries are not needed.

    Parameters
    ----------
    name : str
        Such as ``"valence"``.

    Returns
    -------
    Columns

    Raises
    ------
    LexiconError
        If a line of it cannot be read.

    Examples
    --------
    >>> columns = load_columns("hedge")
    >>> columns.weights[columns.texts.index("perhaps")] > 0
    True
    """
    return read_columns(FOLDER / f"{name}.tsv")


def lexicon_files(name: str) -> list[Path]:
    """Return what one of the project's own lexicons follows from: its files, and what checks them.

    Examples
    --------
    >>> [path.name for path in lexicon_files("hedge")][:2]
    ['hedge.tsv', 'hedge.toml']
    """
    path = FOLDER / f"{name}.tsv"
    return [path, path.with_suffix(".toml"), *CHECKING]


@cache
def lexicons_hash(digits: int = 8) -> str:
    """Return hexadecimal digits that change with the lexicons, classes, rules and learned tables.

    Parameters
    ----------
    digits : int
        How many, up to 64.

    Examples
    --------
    >>> len(lexicons_hash())
    8
    """
    digest = hashlib.sha256()
    for path in sorted(path for path in FOLDER.rglob("*") if path.is_file()):
        digest.update(path.relative_to(FOLDER).as_posix().encode() + b"\0")
        digest.update(path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()[:digits]


def read_lexicon(path: Path) -> Lexicon:
    """Read a lexicon from a file of any format that `load_lexicon` names.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    Lexicon

    Raises
    ------
    LexiconError
        With file and line.
    """
    entries, about = read_contents(path)
    return Lexicon(path.stem, tuple(entries), about)
