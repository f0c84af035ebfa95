"""Searching an archive whose texts were kept: DuckDB looks where a find is possible at all."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import accumulate, groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from analysis.files import one_line
from analysis.matching.view import view_of
from analysis.statistics.intervals import poisson_rate
from analysis.statistics.search import Query, SearchError, stem
from analysis.tables.analysis import in_context
from analysis.text.document import Document, check_voice
from analysis.text.folding import MAY_JOIN
from analysis.text.spans import Span
from analysis.text.variants import LETTERS, letters_of_variants

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["is_archive", "open_tables", "search_archive"]

COLUMNS = {
    "doc_id": str,
    "section": int,
    "voice": str,
    "left": str,
    "hit": str,
    "right": str,
    "sentiment": float,
    "start": int,
    "end": int,
}
WIDE = 200  # characters of context: a sentence is shown nearly whole


def is_archive(path: str | Path) -> bool:
    """Tell whether a folder holds the tables of an archive.

    Examples
    --------
    >>> is_archive("no/such/folder")
    False
    """
    return any((Path(path) / "sentences").glob("part-*.parquet")) if path else False


def search_archive(
    output: str | Path, pattern: str, *, voice: str | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Search the sentences of an archive.

    Parameters
    ----------
    output : str or Path
        The folder that ``analyze_corpus`` wrote with ``keep_text=True``.
    pattern : str
        See ``Query``.
    voice : {"author", "quoted", None}
        Only finds of this voice: that of the place where they begin.

    Returns
    -------
    found : DataFrame
        One row per find: doc_id, section (its number), voice, left, hit, right (within its
        sentence), sentiment (of the sentence), start, end (in the text of the document).
    rates : DataFrame
        One row per document, those without a find included: doc_id, title, count, n_words,
        rate (finds per 1,000 words), low, high (95 % interval). They are counted by the rule of
        ``search_rates``: finds and words of the author's own, or of the voice that was asked for.

    Raises
    ------
    SearchError
        If the pattern holds no word, the folder is no archive, or its texts were not kept.
    ValueError
        If the voice is unknown.

    Notes
    -----
    Words are read as in ``search``: broken at line ends, with soft hyphens, ligatures or accents,
    with the variants of spelling that the measures know. Whether the hyphen at a line's end belongs
    to the word is told from the sentences that are looked at, not from the whole text.

    Examples
    --------
    >>> search_archive("no/such/folder", "border")
    Traceback (most recent call last):
    ...
    analysis.statistics.search.SearchError: no/such/folder: no archive; make one with corpus
    """
    check_voice(voice)
    query = Query(pattern)
    if not is_archive(output):
        raise SearchError(f"{output}: no archive; make one with corpus")
    counted = voice or "author"
    candidates, documents = _candidates(Path(output), query, counted)
    rows = [
        find
        for _, sentences in groupby(candidates, key=itemgetter(0))
        for find in _finds(query, list(sentences))
    ]
    found = pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)
    counts = found.loc[found["voice"] == counted, "doc_id"].value_counts()
    documents["count"] = documents["doc_id"].map(counts).fillna(0).astype(int)
    pairs = zip(documents["count"], documents["n_words"], strict=True)
    bounds = [poisson_rate(count, int(n_words)) for count, n_words in pairs]
    documents[["rate", "low", "high"]] = pd.DataFrame(bounds, index=documents.index)
    if voice is not None:
        found = found[found["voice"] == voice].reset_index(drop=True)
    return found, documents[["doc_id", "title", "count", "n_words", "rate", "low", "high"]]


class Row(NamedTuple):
    """A sentence of an archive."""

    doc_id: str
    section: int
    speech: list[int]
    sentiment: float
    start: int
    text: str


WORDS = {"author": "n_words - n_words_quoted", "quoted": "n_words_quoted"}


@contextmanager
def open_tables(output: str | Path, error: type[ValueError]) -> Iterator[DuckDBPyConnection]:
    """Ask the tables of an archive; what is damaged, or older than this program, is told."""
    import duckdb

    with duckdb.connect() as base:
        try:
            yield base
        except duckdb.BinderException:
            raise error(f"{output}: made by an older version; run corpus again") from None
        except duckdb.Error as problem:
            raise error(
                f"{output}: a table cannot be read ({one_line(problem)}); run corpus again, which "
                "makes anew what is damaged"
            ) from None


def _candidates(output: Path, query: Query, voice: str) -> tuple[list[Row], pd.DataFrame]:
    """Return the sentences in which a find is possible, and all documents."""
    tables = {name: str(output / name / "part-*.parquet") for name in ("sentences", "documents")}
    with open_tables(output, SearchError) as base:
        kept = base.execute(
            "SELECT count(text), count(*), count(speech) FROM read_parquet(?)",
            [tables["sentences"]],
        ).fetchone()
        if kept is not None and kept[1] and not kept[0]:
            raise SearchError(f"{output}: its texts were not kept; run corpus with --keep-text")
        letters = _letters(query)
        where = " OR ".join("contains(lower(text), ?)" for _ in letters)
        rows = base.execute(
            "SELECT doc_id, section, speech, sentiment, start, text FROM read_parquet(?) "
            f"WHERE {where} OR regexp_matches(text, ?) ORDER BY doc_id, start",
            [tables["sentences"], *letters, MAY_JOIN],
        ).fetchall()
        documents = base.execute(
            "SELECT doc_id, any_value(title) AS title, "
            "CAST(coalesce(any_value(n), 0) AS BIGINT) AS n_words "
            "FROM (SELECT doc_id, title FROM read_parquet(?) WHERE error IS NULL) "
            f"LEFT JOIN (SELECT doc_id, sum({WORDS[voice]}) AS n FROM read_parquet(?) "
            "GROUP BY doc_id) USING (doc_id) GROUP BY doc_id ORDER BY doc_id",
            [tables["documents"], tables["sentences"]],
        ).df()
    return list(map(Row._make, rows)), documents


def _letters(query: Query) -> list[str]:
    """Return letters of which some stand in every sentence with a find, unless ``MAY_JOIN`` does.

    Of each alternative the longest letters in a row, and those of what is read as them.
    """
    letters = set()
    for part in query.alternatives:
        runs = [run for word in part.split() for run in LETTERS.findall(_beginning(word))]
        longest = max(runs, key=len, default="")
        letters |= {longest} | letters_of_variants(longest)
    return sorted(letters)


def _beginning(word: str) -> str:
    """Return a word, or what all forms of it begin with: try, tried; die, dying."""
    if not word.endswith("~"):
        return word
    cut = stem(word[:-1])
    return cut[: min(3, max(1, len(cut) - 2))]


def _finds(query: Query, sentences: Sequence[Row]) -> Iterator[tuple[object, ...]]:
    """Yield the finds in the sentences of a document, in the columns of the table."""
    # Looked through as one text, which is quicker, each as a paragraph by itself.
    starts = list(accumulate((len(row.text) + 2 for row in sentences), initial=0))
    pairs = zip(starts, sentences, strict=False)
    outline = [Span(start, start + len(row.text), "paragraph") for start, row in pairs]
    text = "\n\n".join(row.text for row in sentences)
    view = view_of(Document(sentences[0].doc_id, text, outline=outline))
    places: dict[int, list[tuple[int, int]]] = {}
    for first, stop in query.find(view):
        start, end = view.span(first, stop)
        number = bisect_right(starts, start) - 1
        places.setdefault(number, []).append((start - starts[number], end - starts[number]))
    for number, inside in places.items():
        doc_id, section, speech, sentiment, begin, sentence = sentences[number]
        contexts = zip(*in_context(sentence, inside, WIDE), strict=True)
        for (start, end), context in zip(inside, contexts, strict=True):
            where = begin + start, begin + end
            yield doc_id, section, _voice(speech, start), *context, sentiment, *where


def _voice(speech: list[int], place: int) -> str:
    """Tell whether a place lies within quoted speech, whose ends are given in turn."""
    return "quoted" if bisect_right(speech, place) % 2 else "author"
