"""How a sentence is built: its parts between stops and joints, and roughly what each word is.

What a word is comes from closed classes, from the lexicon of Brill's tagger that TextBlob brings
along, and from the word before it. That is little beside a tagger of sentences, but it is quick,
and it tells alike members from unlike ones, which is what figures are made of.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from importlib.util import find_spec
from itertools import compress, count
from pathlib import Path
from typing import NamedTuple

from analysis.markers.loaded import load_tables
from analysis.matching.columns import Table, kept_columns
from analysis.matching.decision import logit
from analysis.matching.kept import once
from analysis.matching.view import view_of
from analysis.text.classes import CLASSES_FILE, word_class
from analysis.text.document import Document

__all__ = [
    "JOINTS",
    "Part",
    "bucket",
    "cuts_in",
    "has_name",
    "highest_charge",
    "kind_of",
    "parts_of",
    "stops_of",
    "tag_of",
    "tags_of",
]

JOINTS = word_class("figure_joints")
CLASSES = (
    ("article", ("articles",)),
    ("possessive", ("possessives",)),
    ("pronoun", ("subject_pronouns",)),
    ("negation", ("negations", "negations_of_contrast")),
    ("auxiliary", ("auxiliaries", "be_forms", "have_forms")),
    ("clause word", ("question_words",)),
    ("preposition", ("prepositions",)),
    ("determiner", ("determiners_of_nouns", "quantifiers")),
    ("small word", ("function_words_of_figures",)),
)
MORE = {
    **dict.fromkeys(("that", "because", "although", "while", "whose", "whom"), "clause word"),
    **dict.fromkeys(("into", "without", "through", "between", "under", "before"), "preposition"),
    **dict.fromkeys(("after", "towards", "toward", "against", "upon", "as"), "preposition"),
    **dict.fromkeys(("this", "these", "those", "some", "any", "each"), "determiner"),
}
ENDINGS = (
    ("abstract noun", ("tion", "sion", "ity", "ness", "ism", "ment", "ance", "ence", "ship")),
    ("abstract noun", ("dom", "tions", "sions", "ities", "isms", "ments", "ences", "ances")),
    ("person", ("ist", "ists", "ers", "ors", "ians")),
    ("adverb", ("ly",)),
    ("ing", ("ing",)),
    ("ed", ("ed",)),
    ("adjective", ("ful", "less", "ous", "ive", "able", "ible", "ic", "ical", "al", "ary")),
    ("s", ("s",)),
)
MARKS = {**dict.fromkeys(",;:()[]", ""), **dict.fromkeys("—–", "-"), "…": "…", "/": "/"}
# A word is highly loaded above the one, and somewhat from the other on, in log-odds.
HIGH, SOME = logit(0.55), logit(0.25)


# Penn Treebank tags in a few classes.
TAGS = {
    **dict.fromkeys(("NN", "NNS"), "noun"),
    **dict.fromkeys(("NNP", "NNPS"), "name"),
    **dict.fromkeys(("JJ", "JJR", "JJS"), "adjective"),
    **dict.fromkeys(("VB", "VBP"), "verb"),
    **dict.fromkeys(("VBD", "VBN"), "verb in -ed"),
    **{"VBZ": "verb in -s", "VBG": "verb in -ing", "CD": "number"},
    **dict.fromkeys(("RB", "RBR", "RBS"), "adverb"),
}
CHANGEABLE = ("noun", "verb", "verb in -s")
BEFORE_NOUNS = ("article", "possessive", "determiner")
BEFORE_OBJECTS = ("verb", "verb in -ed", "verb in -ing", "preposition", "adjective")
BEFORE_VERBS = ("auxiliary", "pronoun")
TELLING = frozenset((*BEFORE_NOUNS, *BEFORE_OBJECTS, *BEFORE_VERBS))


class Part(NamedTuple):
    """Some words of a sentence between two stops; ``mark`` stands before them, "" at the front."""

    first: int
    stop: int
    mark: str


@lru_cache(maxsize=1 << 16)
def _mark(gap: str) -> str:
    """Return the stop in what stands between two words, or ""."""
    if gap.isspace():
        return ""
    if "--" in gap or " - " in gap or "- " in gap or " -" in gap:
        return "-"
    for mark in gap:
        if mark in MARKS:
            return MARKS[mark] or mark
        if mark in ".?!":
            return "."
    return ""


@once
def stops_of(document: Document) -> list[str]:
    """Return the stop before each word, or "" where there is none."""
    found = ["" if gap == " " else _mark(gap[:12]) for gap in view_of(document).gaps]
    found[:1] = [""][: len(found)]
    return found


def cuts_in(document: Document, indices: range) -> list[int]:
    """Return the words of a sentence before which a stop stands, but for the first."""
    cuts = _cuts(document)
    return cuts[bisect_right(cuts, indices.start) : bisect_left(cuts, indices.stop)]


@once
def _cuts(document: Document) -> list[int]:
    return list(compress(count(), stops_of(document)))


@once
def tags_of(document: Document) -> list[str]:
    """Return what each word is where it stands."""
    words = document.words
    plain = list(map(tag_of, words))
    found = list(plain)
    for index, tag in enumerate(plain[1:], 1):
        if tag in CHANGEABLE and (plain[index - 1] in TELLING or words[index - 1] == "to"):
            found[index] = _tag(tag, words[index], plain[index - 1], words[index - 1])
    return found


def parts_of(document: Document, indices: range) -> list[Part]:
    """Cut a sentence at its inner stops."""
    parts: list[Part] = []
    begin, mark = indices.start, ""
    for index in cuts_in(document, indices):
        parts.append(Part(begin, index, mark))
        begin, mark = index, stops_of(document)[index]
    if indices:
        parts.append(Part(begin, indices.stop, mark))
    return parts


@cache
def _closed() -> dict[str, str]:
    found: dict[str, str] = dict(MORE)
    for kind, names in CLASSES:
        for name in names:
            for word in word_class(name):
                found.setdefault(word, kind)
    return found


@lru_cache(maxsize=1 << 16)
def kind_of(word: str) -> str:
    """Tell roughly what a word is.

    Examples
    --------
    >>> kind_of("their"), kind_of("freedom"), kind_of("calmly"), kind_of("1999")
    ('possessive', 'abstract noun', 'adverb', 'number')
    """
    if word in _closed():
        return _closed()[word]
    if word[0].isdigit():
        return "number"
    return next((kind for kind, ends in ENDINGS if word.endswith(ends)), "plain")


@cache
def _lexicon() -> Mapping[str, str]:
    """What each word mostly is, by its commonest tag, where its ending would not say so."""
    spec = find_spec("textblob")
    if spec is None or spec.origin is None:
        return {}
    path = Path(spec.origin).parent / "en" / "en-lexicon.txt"
    kept = kept_columns([path, CLASSES_FILE], _telling, path)
    return dict(zip(kept["words"], kept["kinds"], strict=True))


def _telling(path: Path) -> Table:
    """Leave out words in capitals, as no folded word is, and those that need no entry.

    A word with a hyphen needs one in any case: without one its last part is looked up.
    """
    found = {
        word: TAGS[tag] for word, tag in _tags(path).items() if word == word.lower() and tag in TAGS
    }
    telling = {
        word: kind
        for word, kind in found.items()
        if not word.isalpha() or word in _closed() or kind != _kind_by_ending(word)
    }
    return {"words": list(telling), "kinds": list(telling.values())}


def _tags(path: Path) -> Mapping[str, str]:
    """Read the commonest tag of each word."""
    # The words follow after some lines that begin with semicolons.
    entries = path.read_text(encoding="utf-8").rpartition(";;;")[2].partition("\n")[2].rstrip("\n")
    cells = entries.split()
    if len(cells) != 2 * (entries.count("\n") + 1):  # not one tag for each word
        return {}
    return dict(zip(cells[::2], cells[1::2], strict=True))


@lru_cache(maxsize=1 << 16)
def tag_of(word: str) -> str:
    """Tell what a word mostly is: a closed class, else a part of speech.

    Examples
    --------
    >>> tag_of("their"), tag_of("freedom"), tag_of("calmly"), tag_of("learn")
    ('possessive', 'noun', 'adverb', 'verb')
    """
    if word in _closed():
        return _closed()[word]
    if word[0].isdigit():
        return "number"
    found = _lexicon().get(word) or _lexicon().get(word.rpartition("-")[2])
    return found or _kind_by_ending(word)


def _kind_by_ending(word: str) -> str:
    ending = kind_of(word)
    return {"ing": "verb in -ing", "ed": "verb in -ed", "adverb": "adverb"}.get(
        ending, "adjective" if ending == "adjective" else "noun"
    )


def _tag(tag: str, word: str, before: str, previous: str) -> str:
    """Tell a noun from a verb by the word before it and what that is."""
    if tag == "verb in -s" and before in BEFORE_OBJECTS:
        return "noun"
    if tag != "noun" and before in BEFORE_NOUNS:
        return "noun"
    if tag == "noun" and (before in BEFORE_VERBS or previous == "to"):
        return "verb" if not word.endswith("s") else tag
    return tag


@lru_cache(maxsize=1 << 16)
def charge_of(word: str) -> str:
    """Tell how loaded a word is by itself: "", "some" or "high"."""
    loading = load_tables().words[word]
    if loading is None:
        return ""
    return "high" if loading.logit > HIGH else "some" if loading.logit >= SOME else ""


def highest_charge(words: Iterable[str]) -> str:
    """Tell how loaded the most loaded of some words is."""
    charges = set(map(charge_of, words))
    return "high" if "high" in charges else "some" if "some" in charges else ""


def has_name(document: Document, indices: Iterable[int]) -> bool:
    """Tell whether any of some words, other than "I", has a capital."""
    words, capitals = document.words, view_of(document).surroundings.capitals
    return any(words[index] != "i" for index in indices if index in capitals)


@lru_cache(1000)
def bucket(number: float, borders: Sequence[int]) -> str:
    """Put a number into steps.

    Examples
    --------
    >>> [bucket(number, (1, 3)) for number in (0, 1, 2, 3, 4)]
    ['up to 1', 'up to 1', 'up to 3', 'up to 3', 'more than 3']
    """
    for border in borders:
        if number <= border:
            return f"up to {border}"
    return f"more than {borders[-1]}"
