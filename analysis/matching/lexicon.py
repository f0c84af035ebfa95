"""Lexicons: words and phrases with a category, a weight and a note, and finding them in a text.

A lexicon is two files: ``<name>.tsv`` with one entry a line and ``<name>.toml`` that says where
it comes from and defines every category, with sentences that must and must not fire.
"""

from __future__ import annotations

import csv
import hashlib
import tomllib
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from analysis.text.document import Document
from analysis.text.spans import WORD, fold

__all__ = ["Entry", "Lexicon", "LexiconError", "LexiconHit", "lexicons_hash", "load_lexicon"]

FOLDER = Path(__file__).parents[1] / "lexicons"
COLUMNS = ("entry", "category", "weight", "note")


class LexiconError(ValueError):
    """A lexicon file that cannot be used; the message says which file and line."""


class Entry(NamedTuple):
    """One word or phrase of a lexicon.

    Parameters
    ----------
    text : str
        Folded words parted by single spaces; a trailing ``*`` stands for any ending.
    category : str
        One of the categories that the lexicon's TOML file defines.
    weight : float
        What it means is said in the TOML file.
    note : str
        Why it is there, for the reader.
    """

    text: str
    category: str
    weight: float
    note: str = ""


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


# Entries that may begin at a word, each with its words.
Candidates = list[tuple[list[str], Entry]]


@dataclass(frozen=True)
class Lexicon:
    """A named set of entries.

    Parameters
    ----------
    name : str
        The name of its files.
    entries : tuple of Entry
        Sorted and unique.
    about : mapping
        What the TOML file says: title, source, citation, licence, categories.
    """

    name: str
    entries: tuple[Entry, ...]
    about: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def categories(self) -> tuple[str, ...]:
        """The categories in the order in which the TOML file defines them."""
        return tuple(self.about.get("categories", {}))

    @cached_property
    def hash(self) -> str:
        """Eight hexadecimal digits that change when an entry does."""
        lines = ("\t".join(map(str, entry)) for entry in self.entries)
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:8]

    def find(self, document: Document) -> Iterator[LexiconHit]:
        """Find the entries in the sentences of a document, leftmost and longest first.

        A phrase matches words with nothing but white space between them. Hits do not overlap.

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
        words = document.words
        candidates_for = self._candidates_for
        for indices in document.sentence_words:
            index, stop = indices.start, indices.stop
            while index < stop:
                candidates = candidates_for(words[index])
                hit = _longest(document, candidates, index, stop) if candidates else None
                if hit is None:
                    index += 1
                else:
                    yield hit
                    index = hit.stop

    @cached_property
    def _candidates_for(self) -> Callable[[str], Candidates | None]:
        """Return the look-up of the entries that may begin with a word, longest first."""
        plain: dict[str, Candidates] = {}
        stems: Candidates = []
        for entry in self.entries:
            parts = entry.text.split()
            if parts[0].endswith("*"):
                stems.append((parts, entry))
            else:
                plain.setdefault(parts[0], []).append((parts, entry))
        for candidates in plain.values():
            candidates.sort(key=_longest_first)
        if not stems:
            return plain.get

        @lru_cache(maxsize=100_000)
        def with_stems(word: str) -> Candidates:
            fitting = [pair for pair in stems if word.startswith(pair[0][0][:-1])]
            return sorted([*plain.get(word, []), *fitting], key=_longest_first)

        return with_stems


def _longest_first(candidate: tuple[list[str], Entry]) -> tuple[int, bool]:
    parts, entry = candidate
    return -len(parts), entry.text.endswith("*")


def _longest(
    document: Document, candidates: Candidates, index: int, stop: int
) -> LexiconHit | None:
    for parts, entry in candidates:
        after = index + len(parts)
        if after <= stop and _phrase_matches(document, parts, index):
            return LexiconHit(entry, index, after)
    return None


def _phrase_matches(document: Document, parts: list[str], index: int) -> bool:
    words, folded = document.words, document.folded
    for offset, part in enumerate(parts):
        word = words[index + offset]
        fits = word.startswith(part[:-1]) if part.endswith("*") else word == part
        if not fits:
            return False
        if offset:
            gap = folded[
                document.word_ends[index + offset - 1] : document.word_starts[index + offset]
            ]
            if not gap.isspace():
                return False
    return True


@cache
def load_lexicon(name: str) -> Lexicon:
    """Load one of the project's own lexicons.

    Parameters
    ----------
    name : str
        The name of its files in ``analysis/lexicons``, such as ``"hedge"``.

    Returns
    -------
    Lexicon

    Raises
    ------
    LexiconError
        If there is no such lexicon, or a line of it cannot be read.

    Examples
    --------
    >>> load_lexicon("hedges")
    Traceback (most recent call last):
    ...
    analysis.lexicon.LexiconError: no lexicon 'hedges'; there are: ...
    """
    path = FOLDER / f"{name}.tsv"
    if not path.is_file():
        names = ", ".join(sorted(file.stem for file in FOLDER.glob("*.tsv")))
        raise LexiconError(f"no lexicon {name!r}; there are: {names}")
    return read_lexicon(path)


@cache
def lexicons_hash() -> str:
    """Return eight hexadecimal digits that change when any of the project's lexicons does.

    Examples
    --------
    >>> len(lexicons_hash())
    8
    """
    digest = hashlib.sha256()
    for path in sorted(FOLDER.glob("*.tsv")):
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:8]


def read_lexicon(path: Path) -> Lexicon:
    """Read a lexicon from a TSV file and the TOML file beside it.

    Parameters
    ----------
    path : Path
        The TSV file; its header is ``entry``, ``category``, ``weight``, ``note``.

    Returns
    -------
    Lexicon

    Raises
    ------
    LexiconError
        With file and line, if an entry is empty, repeated, out of order, not folded, of an
        undefined category, or its weight is no number.
    """
    about = _read_about(path.with_suffix(".toml"))
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        if tuple(next(rows, ())) != COLUMNS:
            raise LexiconError(f"{path.name}, line 1: the header must be {', '.join(COLUMNS)}")
        entries = [_read_entry(path, number, row, about) for number, row in enumerate(rows, 2)]
    for number, (before, entry) in enumerate(pairwise(entries), 3):
        if entry.text <= before.text:
            problem = "repeats" if entry.text == before.text else "must come before"
            raise LexiconError(
                f"{path.name}, line {number}: {entry.text!r} {problem} {before.text!r}"
            )
    return Lexicon(path.stem, tuple(entries), about)


def _read_about(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise LexiconError(f"{path.name} is missing: it defines the categories") from None
    except tomllib.TOMLDecodeError as error:
        raise LexiconError(f"{path.name}: {error}") from None


def _read_entry(path: Path, number: int, row: list[str], about: dict[str, Any]) -> Entry:
    where = f"{path.name}, line {number}"
    if len(row) != len(COLUMNS):
        raise LexiconError(f"{where}: {len(row)} columns instead of {len(COLUMNS)}")
    text, category, weight, note = row
    plain = unicodedata.normalize("NFC", fold(text.strip()))
    if not text or text != plain or not WORD.search(text):
        raise LexiconError(f"{where}: entry {text!r} must be lower-case words, like {plain!r}")
    if category not in about.get("categories", {}):
        known = ", ".join(about.get("categories", {}))
        raise LexiconError(f"{where}: category {category!r} is not defined; there are: {known}")
    try:
        return Entry(text, category, float(weight), note)
    except ValueError:
        raise LexiconError(f"{where}: weight {weight!r} is not a number") from None
