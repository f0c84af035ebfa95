"""How loaded words and phrases are by themselves, graded by reading.

``lexicons/loaded_seeds.tsv`` says of words and phrases of opinion prose how likely a reader is to
mark them, with what force (1 mild, 2 clear, 3 extreme), and of what kind they are; words that were
read and found plain stand there too. A word that is not in the table has the grade of a word that
it is a form of or made of. What their place adds is told by ``analysis.markers.graded``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import chain
from typing import NamedTuple

from analysis.markers.loaded import CATEGORIES
from analysis.markers.loadings import INFLECTIONS
from analysis.matching.columns import Column, Rows, Table, kept_columns
from analysis.matching.index import Index
from analysis.matching.kept import Kept
from analysis.matching.lexicon import lexicon_files, load_columns

__all__ = [
    "BASES",
    "FORCE_NAMES",
    "GRADES",
    "LIKELY",
    "PARTED",
    "Grade",
    "Grades",
    "grade_word",
    "load_grades",
]

SHORTEST_STEM = 3
BASE = 7  # letters by which forms of one word are told to be one
# Endings of forms, and what stands in their place in the word itself.
PLURALS = INFLECTIONS[:4]
ENDINGS = (
    *INFLECTIONS,
    *(("ism", ""), ("ist", ""), ("er", ""), ("ers", ""), ("er", "e"), ("est", "")),
    *(("ation", "e"), ("ful", ""), ("less", ""), ("ish", ""), ("y", "")),
)
PREFIXES = ("un", "anti-", "over", "hyper", "super", "ultra", "pro-")
FORCE_NAMES = ("mild", "clear", "extreme")  # of forces 1, 2 and 3
LIKELY = 5  # tenths; a prefix makes a loaded word only of one that is mostly loaded
LEXICON = "loaded_seeds"
PARTED = " … "  # of a phrase with words in between: its sign


class Grade(NamedTuple):
    """What a word or phrase is by itself.

    Parameters
    ----------
    kind : str
        One of the kinds of loaded language; empty for a plain word.
    chance : int
        How likely a reader marks it, in tenths.
    force : int
        1 mild, 2 clear, 3 extreme; 0 for a plain word.
    source : str
        ``read``, ``form`` or ``part`` of a word that was read, ``plain``, or ``unread``.
    entry : str
        The entry that says so.
    other : str
        The kind that it has in many other places; empty if there is none.
    """

    kind: str
    chance: int
    force: int
    source: str
    entry: str = ""
    other: str = ""


# Of a listed word: kind, chance, force and other kind.
Row = tuple[str, int, int, str]
COLUMNS = ("kind", "chance", "force", "other")
PLAIN, UNREAD = Grade("", 0, 0, "plain"), Grade("", 0, 0, "unread")


class Grades(NamedTuple):
    """The graded words and phrases, and where phrases are looked up by their text.

    Of those with words in between, the first part is looked up.
    """

    words: Mapping[str, Grade]
    phrases: Mapping[str, Grade]
    whole: Index[str]
    parted: Index[str]
    literal: Index[str]


class GradedList(Mapping[str, Grade]):
    """The grades of the words that are listed; each is put together when it is asked for.

    Parameters
    ----------
    rows : mapping
        Of the words that are graded, kind, chance, force and other kind.
    plain : collection of str
        The words that were read and found plain.
    """

    def __init__(self, rows: Mapping[str, Row], plain: Iterable[str] = ()) -> None:
        self._rows = rows
        self._plain = frozenset(plain)

    def __getitem__(self, word: str) -> Grade:
        row = self._rows.get(word)
        if row is None:
            if word in self._plain:
                return PLAIN
            raise KeyError(word)
        kind, chance, force, other = row
        return Grade(kind, chance, force, "read", word, other)

    def __contains__(self, word: object) -> bool:
        return word in self._rows or word in self._plain

    def __iter__(self) -> Iterator[str]:
        return chain(self._rows, self._plain)

    def __len__(self) -> int:
        return len(self._rows) + len(self._plain)


@cache
def load_grades() -> Grades:
    """Load the table once."""
    kept = kept_columns(lexicon_files(LEXICON), _columns)

    def rows(*parts: str) -> Rows:
        names, *columns = (
            list(chain.from_iterable(kept[f"{part}{name}"] for part in parts))
            for name in ("", *(f" {name}" for name in COLUMNS))
        )
        return Rows(names, columns)

    whole, parted, literal = kept["whole"], kept["parted"], kept["literal"]
    heads = [text.partition(PARTED)[0] for text in parted]
    return Grades(
        GradedList(rows("words"), kept["plain"]),
        GradedList(rows("whole", "parted")),
        Index(zip(whole, whole, strict=True)),
        Index(zip(heads, parted, strict=True)),
        Index(zip(literal, literal, strict=True)),
    )


def _columns() -> Table:
    """Sort the entries of the lexicon: words, whole and parted phrases, literal expressions."""
    parts: dict[str, dict[str, Row]] = {"words": {}, "whole": {}, "parted": {}}
    literal, plain = [], []
    for text, category, weight, when in zip(*load_columns(LEXICON), strict=True):
        if category == "literal":
            literal.append(text)
        elif category not in CATEGORIES:
            plain.append(text)
        else:
            force, other = _read_when(when)
            row = category, round(10 * weight), force, other
            if " " in text:
                parts["parted" if PARTED in text else "whole"].setdefault(text, row)
            else:
                parts["words"][text] = row
    plain = [text for text in plain if text not in parts["words"]]
    columns: dict[str, Column] = {"literal": literal, "plain": plain}
    for part, graded in parts.items():
        columns[part] = list(graded)
        for name, column in zip(COLUMNS, zip(*graded.values(), strict=True), strict=True):
            columns[f"{part} {name}"] = column
    return columns


@cache
def _read_when(when: str) -> tuple[int, str]:
    """Read the force of an entry and its other kind: there are few of both."""
    said = dict(part.split(":") for part in when.split())
    return int(said["force"]), said.get("or", "")


def grade_word(word: str) -> Grade:
    """Return the grade of a word, or that of a word that it is a form of or made of.

    Parameters
    ----------
    word : str
        Folded.

    Returns
    -------
    Grade

    Examples
    --------
    >>> grade_word("treason").kind, grade_word("treason").force
    ('condemnation', 3)
    >>> grade_word("thirty-five").chance, grade_word("off").chance
    (0, 0)
    """
    words = load_grades().words
    if word in words:
        return words[word]
    stems = (
        (word.removesuffix(ending) + put, ending)
        for ending, put in ENDINGS
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM
    )
    for stem, ending in stems:
        if stem in words:
            found = words[stem]
            if found.chance:
                is_plural = (ending, "") in PLURALS or ending == "ies"
                return found if is_plural else found._replace(source="form")
            if any(ending == plural for plural, _ in PLURALS):
                return PLAIN
    return _grade_parts(word, words)


GRADES = Kept(grade_word)


def _grade_parts(word: str, words: Mapping[str, Grade]) -> Grade:
    """Return the grade of the most loaded part of a compound, or of a word with a prefix."""
    if "-" in word:
        parts = [GRADES[part] for part in word.split("-") if len(part) >= SHORTEST_STEM]
        best = max(parts, key=lambda grade: grade.chance, default=PLAIN)
        return best._replace(source="part") if best.chance else PLAIN
    for prefix in PREFIXES:
        found = words.get(word.removeprefix(prefix)) if word.startswith(prefix) else None
        if found is not None and found.chance >= LIKELY:
            return found._replace(source="form")
    return UNREAD if word.isalpha() and len(word) >= SHORTEST_STEM else PLAIN


def base_of(word: str) -> str:
    """Return the letters by which the forms of a word are told to be one.

    Examples
    --------
    >>> base_of("hacked") == base_of("hatched")
    False
    >>> base_of("collusions") == base_of("collusion")
    True
    """
    for ending, put in (*PLURALS, ("ied", "y"), ("ed", ""), ("ing", ""), ("ly", "")):
        if word.endswith(ending) and len(word) - len(ending) > SHORTEST_STEM:
            return (word.removesuffix(ending) + put)[:BASE]
    return word[:BASE]


BASES = Kept(base_of)
