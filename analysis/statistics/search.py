"""Searching: any word or phrase in its context, how often it stands where, and what is near it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from analysis.matching.entries import PATTERN
from analysis.matching.index import Index
from analysis.matching.view import View, view_of
from analysis.statistics.actors import charged_sentences
from analysis.statistics.counting import words_in_voice
from analysis.statistics.intervals import poisson_rate
from analysis.tables.analysis import Analysis, in_context
from analysis.text.document import check_voice
from analysis.text.spans import fold, words_of

if TYPE_CHECKING:
    from nltk.stem.snowball import SnowballStemmer

__all__ = ["SORTS", "Query", "SearchError", "search", "search_rates", "stem", "summary"]

SORTS = ("text", "left", "right", "hit", "section", "charge")
NEAR = 5  # words between a find and what it must stand near, unless said otherwise
COLUMNS = {
    "doc_id": str,
    "section": str,
    "voice": str,
    "left": str,
    "hit": str,
    "right": str,
    "charge": float,
    "start": int,
    "end": int,
}


class SearchError(ValueError):
    """A search that cannot be done; the message says what is wrong with it."""


class Query:
    """What is looked for: words, phrases, wildcards, alternatives, forms of a word.

    Parameters
    ----------
    pattern : str
        Alternatives parted by ``|``, each a word or a phrase. ``*`` stands for any letters of a
        word, ``?`` for one; ``word~`` for all forms with the stem of the word, as Porter's
        English stemmer (Snowball) cuts it. Capitals do not count.

    Raises
    ------
    SearchError
        If there is no word in it.

    Examples
    --------
    >>> Query("open border* | migrant~").alternatives
    ('open border*', 'migrant~')
    >>> Query(" | ")
    Traceback (most recent call last):
    ...
    analysis.statistics.search.SearchError: ' | ': type a word or a phrase
    """

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        parts = (part.split() for part in pattern.split("|"))
        cleaned = [" ".join(filter(None, map(_folded, words))) for words in parts]
        self.alternatives = tuple(dict.fromkeys(part for part in cleaned if part))
        if not self.alternatives:
            raise SearchError(f"{pattern!r}: type a word or a phrase")
        if any(
            not part.replace("*", "").replace("?", "").strip(" ~") for part in self.alternatives
        ):
            raise SearchError(f"{pattern!r}: a wildcard alone would find everything")

    def find(self, view: View) -> Iterator[tuple[int, int]]:
        """Yield the first word of every find and the one after its last, without overlap."""
        index = self._made(_forms(self._stems, view)) if self._stems else self._plain
        for found in index.find(view):
            yield found.first, found.stop

    @cached_property
    def _stems(self) -> frozenset[str]:
        """The words of which all forms are looked for."""
        return frozenset(word[:-1] for word in self._words() if word.endswith("~"))

    @cached_property
    def _plain(self) -> Index[None]:
        """What is looked for in every text alike, where no forms are asked for."""
        return self._made({})

    def _made(self, forms: dict[str, list[str]]) -> Index[None]:
        entries = [text for part in self.alternatives for text in _expand(part.split(), forms)]
        return Index((text, None) for text in dict.fromkeys(entries))

    def _words(self) -> Iterator[str]:
        return (word for part in self.alternatives for word in part.split())


def _folded(word: str) -> str:
    """Cut a word of a pattern as the words of a text are cut."""
    tail = "~" if word.endswith("~") else ""
    found = PATTERN.findall(fold(word.removesuffix("~")))
    return f"{' '.join(found)}{tail}" if found else ""


@cache
def stem(word: str) -> str:
    """Return a word's stem, as Porter's second English stemmer cuts it."""
    return str(_stemmer().stem(word))


@cache
def _stemmer() -> SnowballStemmer:
    from nltk.stem.snowball import SnowballStemmer

    return SnowballStemmer("english")


def _forms(words: Iterable[str], view: View) -> dict[str, list[str]]:
    """Return the words of a text that have the stem of each of some words."""
    wanted = {word: stem(word) for word in words}
    present = set(view.words)
    return {word: [one for one in present if stem(one) == cut] for word, cut in wanted.items()}


def _expand(words: Sequence[str], forms: dict[str, list[str]]) -> Iterator[str]:
    """Yield a phrase with every form of its words that the text has."""
    if not words:
        yield ""
        return
    first = forms[words[0][:-1]] if words[0].endswith("~") else [words[0]]
    for rest in _expand(words[1:], forms):
        for form in first:
            yield f"{form} {rest}".strip()


class _Find(NamedTuple):
    """A find: its words, its sentence, and its place in the text."""

    first: int
    stop: int
    sentence: int
    start: int
    end: int
    voice: str


def search(
    source: Analysis | Sequence[Analysis],
    pattern: str,
    *,
    section: str | None = None,
    voice: str | None = None,
    near: str | None = None,
    within: int = NEAR,
    sort: str = "text",
    width: int = 45,
) -> pd.DataFrame:
    """One row per find, in its context: a concordance of any word or phrase.

    Parameters
    ----------
    source : Analysis or sequence of Analysis
        From ``analyze``.
    pattern : str
        See ``Query``: ``"open border* | migrant~"``.
    section : str, optional
        Only in sections whose title holds this, in any case.
    voice : {"author", "quoted", None}
        Only finds of this voice: that of the place where they begin.
    near : str, optional
        Only where a hit of this marker, such as ``"loaded"``, stands near, or, if there is no
        such marker, where this other pattern does.
    within : int
        How many words may stand between, within a sentence.
    sort : {"text", "left", "right", "hit", "section", "charge"}
        In the order of the text; by the words before, from the find backwards; by those after;
        by the find itself; by section; or by the charge of the sentence, the highest first.
    width : int
        Characters of context on each side.

    Returns
    -------
    DataFrame
        Columns doc_id, section (its title), voice, left, hit, right, charge (of the sentence),
        start, end. Empty, with its columns, if nothing is found.

    Raises
    ------
    SearchError
        If the pattern holds no word, or ``sort`` is none of these.
    ValueError
        If the voice is unknown.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> one = analyze(Document("x", "The borders are open. An open border is a disgrace."))
    >>> search(one, "border*")["hit"].tolist()
    ['borders', 'border']
    >>> search(one, "border*", near="loaded")["hit"].tolist()
    ['border']
    """
    if sort not in SORTS:
        raise SearchError(f"sort={sort!r}: choose one of {', '.join(SORTS)}")
    check_voice(voice)
    query = Query(pattern)
    tables = []
    for analysis in [source] if isinstance(source, Analysis) else source:
        finds = _chosen(analysis, _finds(analysis, query), section, voice)
        if near is not None:
            finds = _near(analysis, finds, near, within)
        tables.append(_table(analysis, finds, width))
    empty = pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in COLUMNS.items()})
    found = [table for table in tables if len(table)]
    return _sorted(pd.concat(found, ignore_index=True) if found else empty, sort)


def _finds(analysis: Analysis, query: Query) -> list[_Find]:
    view = view_of(analysis.document)
    starts = analysis.sentences["start"].to_numpy()
    finds = []
    for first, stop in query.find(view):
        start, end = view.span(first, stop)
        number = int(np.searchsorted(starts, start, side="right")) - 1
        voice = analysis.document.voice_at(start)
        finds.append(_Find(first, stop, number, start, end, voice))
    return finds


def _chosen(
    analysis: Analysis, finds: list[_Find], section: str | None, voice: str | None
) -> list[_Find]:
    sentences = analysis.sentences
    kept = np.ones(len(sentences), dtype=bool)
    if section is not None:
        titles = sentences["section"].map(analysis.titles)
        kept &= titles.str.casefold().str.contains(section.casefold(), regex=False).to_numpy()
    return [find for find in finds if kept[find.sentence] and voice in (None, find.voice)]


def _near(analysis: Analysis, finds: list[_Find], near: str, within: int) -> list[_Find]:
    """Keep the finds that a hit of a marker, or another pattern, stands near in their sentence."""
    view = view_of(analysis.document)
    others: dict[int, list[tuple[int, int]]] = {}
    for first, stop, sentence in _places(analysis, view, near):
        others.setdefault(sentence, []).append((first, stop))
    return [
        find
        for find in finds
        if any(
            (first, stop) != (find.first, find.stop)
            and max(first - find.stop, find.first - stop) <= within
            for first, stop in others.get(find.sentence, ())
        )
    ]


def _places(analysis: Analysis, view: View, near: str) -> Iterator[tuple[int, int, int]]:
    """Yield the first word, the one after the last and the sentence of what must stand near."""
    if near not in {marker.name for marker in analysis.markers}:
        for find in _finds(analysis, Query(near)):
            yield find.first, find.stop, find.sentence
        return
    document = analysis.document
    hits = analysis.hits(near)
    firsts = np.searchsorted(document.word_ends, hits["start"], side="right")
    stops = np.searchsorted(document.word_starts, hits["end"], side="left")
    sentences = np.searchsorted(analysis.sentences["start"], hits["start"], side="right") - 1
    yield from zip(firsts.tolist(), stops.tolist(), sentences.tolist(), strict=True)


def _table(analysis: Analysis, finds: list[_Find], width: int) -> pd.DataFrame:
    numbers = [find.sentence for find in finds]
    sentences = analysis.sentences.iloc[numbers]
    charge = charged_sentences(analysis, voice=None)["charge"].to_numpy()
    places = [(find.start, find.end) for find in finds]
    lefts, hits, rights = in_context(analysis.document.text, places, width)
    return pd.DataFrame(
        {
            "doc_id": analysis.document.id,
            "section": sentences["section"].map(analysis.titles).to_numpy(),
            "voice": [find.voice for find in finds],
            "left": lefts,
            "hit": hits,
            "right": rights,
            "charge": charge[numbers],
            "start": [find.start for find in finds],
            "end": [find.end for find in finds],
        }
    )


def _sorted(table: pd.DataFrame, sort: str) -> pd.DataFrame:
    """Sort a concordance; finds that are alike stay in the order of the text."""
    if sort == "text":
        return table
    if sort == "charge":
        key = -table["charge"]
    elif sort == "left":
        key = table["left"].map(lambda left: words_of(left)[::-1])
    else:
        key = table[sort].map(words_of)
    order = sorted(range(len(table)), key=key.tolist().__getitem__)
    return table.iloc[order].reset_index(drop=True)


def summary(found: pd.DataFrame, n_words: int, voice: str | None = None) -> str:
    """Say how often something was found, with its rate and interval.

    Parameters
    ----------
    found : DataFrame
        From ``search``.
    n_words : int
        The words of the author's own that were searched; those within quoted speech if only they
        were.
    voice : {"author", "quoted", None}
        Whose words were searched.

    Examples
    --------
    >>> summary(pd.DataFrame({"voice": ["author", "author", "author", "quoted"]}), 300)
    '4 finds, 3 of them in the 300 words of the author’s own: 10 per 1,000 words [2.06, 29.2]'
    """
    counted = voice or "author"
    count = int((found["voice"] == counted).sum())
    rate = poisson_rate(count, n_words)
    finds = "1 find" if len(found) == 1 else f"{len(found):,} finds"
    whose = "of the author’s own" if counted == "author" else "of quoted speech"
    some = "" if count == len(found) else f", {count:,} of them"
    if not n_words:
        return f"{finds}{some} in no words {whose}"
    return (
        f"{finds}{some} in the {n_words:,} words {whose}: {rate.value:.3g} per 1,000 words "
        f"[{rate.low:.3g}, {rate.high:.3g}]"
    )


def search_rates(
    source: Analysis | Sequence[Analysis], pattern: str, *, voice: str | None = "author"
) -> pd.DataFrame:
    """One row per text × section: how often a pattern is found there.

    Parameters
    ----------
    source : Analysis or sequence of Analysis
        From ``analyze``.
    pattern : str
        See ``Query``.
    voice : {"author", "quoted", None}
        Whose finds and whose words count, as in all measures; None counts both.

    Returns
    -------
    DataFrame
        Columns doc_id, section, title, count, n_words (of that voice), rate (finds per 1,000
        words), low, high (95 % interval, see ``poisson_rate``). NaN in a section without words.

    Raises
    ------
    SearchError
        If the pattern holds no word.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> one = analyze(Document("x", "The borders are open. An open border it is."))
    >>> search_rates(one, "border*")[["count", "n_words", "rate"]].round(1).values.tolist()
    [[2.0, 9.0, 222.2]]
    """
    query = Query(pattern)
    rows = []
    for analysis in [source] if isinstance(source, Analysis) else source:
        sections = analysis.sentences["section"].to_numpy()
        finds = _chosen(analysis, _finds(analysis, query), None, voice)
        counts = Counter(int(sections[find.sentence]) for find in finds)
        n_words = words_in_voice(analysis, voice)
        for row in analysis.body.itertuples():
            counted = (counts[row.id], int(n_words[row.id]))
            rows.append(
                (analysis.document.id, row.id, row.title, *counted, *poisson_rate(*counted))
            )
    columns = ["doc_id", "section", "title", "count", "n_words", "rate", "low", "high"]
    return pd.DataFrame(rows, columns=columns)
