"""From a document to tidy tables: its sections, its sentences and everything found in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from analysis.markers.registry import MARKERS, find_matches
from analysis.matching.matches import Marker
from analysis.tables.looks import carries_looks
from analysis.tables.rows import SentenceRow, document_rows, peer_scores
from analysis.text.document import Document, check_voice

__all__ = [
    "LINE_ENDS",
    "MATCH_COLUMNS",
    "SECTION_COLUMNS",
    "Analysis",
    "analyze",
    "concordance",
    "in_context",
    "typed_table",
    "with_markers",
]

UNSCORED = (float("nan"),) * 3
LINE_ENDS = str.maketrans("\r\n\t", "   ")  # what would break the line of a context
SECTION_COLUMNS = {
    "id": int,
    "title": str,
    "role": str,
    "divided": bool,
    "start": int,
    "end": int,
    "n_sentences": int,
    "n_words": int,
    "n_words_quoted": int,
}
SENTENCE_COLUMNS = {
    "section": int,
    "start": int,
    "end": int,
    "n_words": int,
    "n_words_quoted": int,
    "voice": str,
    "sentiment": float,
    "evidence": str,
    "evidence_probability": float,
    "vader": float,
    "textblob": float,
    "subjectivity": float,
}
MATCH_COLUMNS: dict[str, Any] = {
    "doc_id": str,
    "marker": str,
    "category": str,
    "start": int,
    "end": int,
    "text": str,
    "weight": float,
    "section": int,
    "voice": str,
    "force": float,
    "reason": str,
    "speaker": str,
    "source_kind": str,
    "source_start": "Int64",
    "source_end": "Int64",
    "content_start": "Int64",
    "content_end": "Int64",
    "content_form": str,
}


@dataclass(frozen=True)
class Analysis:
    """What was found in one document, as tables.

    Parameters
    ----------
    document : Document
        The text itself.
    sections : DataFrame
        One row per section: id, title, role, divided, start, end, n_sentences, n_words,
        n_words_quoted.
    sentences : DataFrame
        One row per body sentence: section, start, end, n_words, n_words_quoted, voice,
        sentiment, evidence, evidence_probability, vader, textblob, subjectivity.
    matches : DataFrame
        One row per hit: the fields of Match.
    kinds : tuple of (str, str)
        Every marker and category that was looked for, so that zeros can be told.
    markers : tuple of Marker
        What was looked for, with titles and colours.

    Examples
    --------
    >>> analysis = analyze(Document("x", "It may rain."), scorers=False)
    >>> analysis.titles.tolist(), analysis.hits("hedge")["text"].tolist()
    (['Whole text'], ['may'])
    """

    document: Document
    sections: pd.DataFrame
    sentences: pd.DataFrame
    matches: pd.DataFrame
    kinds: tuple[tuple[str, str], ...]
    markers: tuple[Marker, ...]

    @property
    def titles(self) -> pd.Series:
        """The titles of the body sections by their ids."""
        return self.body.set_index("id")["title"]

    def hits(self, marker: str | None = None, voice: str | None = None) -> pd.DataFrame:
        """Return the matches of one marker, or of one voice; None stands for all.

        Parameters
        ----------
        marker : str, optional
            Such as ``"hedge"``.
        voice : {"author", "quoted", None}
            Whose words.

        Returns
        -------
        DataFrame
            Rows of ``matches``.

        Raises
        ------
        ValueError
            If the voice is unknown.
        """
        check_voice(voice)
        chosen = self.matches
        if marker is not None:
            chosen = chosen[chosen["marker"] == marker]
        if voice is not None:
            chosen = chosen[chosen["voice"] == voice]
        return chosen

    @property
    def note(self) -> str:
        """What a caption must add, such as that hits were reviewed."""
        return ""

    @property
    def body(self) -> pd.DataFrame:
        """The sections that count in measures."""
        return self.sections[self.sections["role"] == "body"]


def analyze(
    document: Document, *, markers: Sequence[Marker] = MARKERS, scorers: bool = True
) -> Analysis:
    """Analyze a document: sections, sentences with their sentiment, and every hit.

    Parameters
    ----------
    document : Document
        From ``read_document``.
    markers : sequence of Marker
        What to look for; all markers by default.
    scorers : bool
        Also score each sentence with VADER (of the package vaderSentiment) and TextBlob, beside our
        own scorer.

    Returns
    -------
    Analysis
        Its tables are empty, with their columns, for a document without body.

    Examples
    --------
    >>> analysis = analyze(Document("x", "It may rain. He certainly will."))
    >>> analysis.matches[["marker", "text"]].values.tolist()
    [['hedge', 'may'], ['booster', 'certainly']]
    """
    kinds = tuple((marker.name, category) for marker in markers for category in marker.categories)
    rows = document_rows(document, markers)
    return Analysis(
        document,
        typed_table(rows.sections, SECTION_COLUMNS),
        typed_table(_with_peers(document, rows.sentences, scorers), SENTENCE_COLUMNS),
        typed_table([match.row() for match in rows.matches], MATCH_COLUMNS),
        kinds,
        tuple(markers),
    )


def with_markers(analysis: Analysis, markers: Sequence[Marker]) -> Analysis:
    """Look for more in a text that is analyzed already.

    Parameters
    ----------
    analysis : Analysis
        From ``analyze``.
    markers : sequence of Marker
        What else to look for; what was looked for already stays as it is.

    Returns
    -------
    Analysis

    Examples
    --------
    >>> from analysis.markers.evidence import EVIDENCE
    >>> analysis = analyze(Document("x", "Debt rose by 24 percent, to $3.1bn. We must save."))
    >>> with_markers(analysis, [EVIDENCE]).hits("evidence")["category"].tolist()
    ['statistics']
    """
    known = {marker for marker, _ in analysis.kinds}
    missing = [marker for marker in markers if marker.name not in known]
    rows = [match.row() for match in find_matches(analysis.document, missing)]
    matches = pd.concat([analysis.matches, typed_table(rows, MATCH_COLUMNS)]) if rows else None
    kinds = ((marker.name, category) for marker in missing for category in marker.categories)
    return replace(
        analysis,
        matches=analysis.matches
        if matches is None
        else matches.sort_values(["start", "end", "marker"], ignore_index=True),
        kinds=(*analysis.kinds, *kinds),
        markers=(*analysis.markers, *missing),
    )


def typed_table(rows: Iterable[tuple[object, ...]], columns: Mapping[str, Any]) -> pd.DataFrame:
    """Return rows as a table whose columns have their types, also if there are none.

    Parameters
    ----------
    rows : iterable of tuple
        Of one length.
    columns : mapping
        From a name to the type of its values.

    Examples
    --------
    >>> typed_table([], {"start": int})["start"].dtype
    dtype('int64')
    """
    # Column by column, because a table of rows is cast from objects, which takes twice as long.
    cells = list(zip(*rows, strict=True)) or [()] * len(columns)
    pairs = zip(columns.items(), cells, strict=True)
    # Arrays rather than Series, whose indexes would be compared with each other.
    return pd.DataFrame({name: pd.array(list(one), dtype=kind) for (name, kind), one in pairs})


def _with_peers(
    document: Document, sentences: Iterable[SentenceRow], scorers: bool
) -> Iterable[tuple[object, ...]]:
    for row in sentences:
        yield (*row, *(peer_scores(document.as_meant(row)) if scorers else UNSCORED))


@carries_looks
def concordance(analysis: Analysis, marker: str | None = None, width: int = 45) -> pd.DataFrame:
    """One row per hit in its context (KWIC: key word in context).

    Parameters
    ----------
    analysis : Analysis
        From ``analyze``.
    marker : str, optional
        Only the hits of this marker.
    width : int
        Characters of context on each side; what would be cut in a word is cut before it.

    Returns
    -------
    DataFrame
        Columns section (its title), left, hit, right, category, weight (the probability that a
        reader marks it), force (1 to 3; loaded words alone), voice, reason, in the order of the
        text.

    Examples
    --------
    >>> table = concordance(analyze(Document("x", "It may rain.")), "hedge")
    >>> table[["left", "hit", "right"]].values.tolist()
    [['It ', 'may', ' rain.']]
    """
    matches = analysis.hits(marker)
    places = zip(matches["start"], matches["end"], strict=True)
    lefts, hits, rights = in_context(analysis.document.text, places, width)
    table = pd.DataFrame(
        {
            "section": matches["section"].map(analysis.titles),
            "left": lefts,
            "hit": hits,
            "right": rights,
            "category": matches["category"],
            "weight": matches["weight"],
            "force": matches["force"],
            "voice": matches["voice"],
            "reason": matches["reason"],
        }
    )
    # An empty table has no values from which pandas could tell that these are texts.
    return table.reset_index(drop=True).astype({"left": "str", "hit": "str", "right": "str"})


def in_context(
    text: str, places: Iterable[tuple[int, int]], width: int
) -> tuple[list[str], list[str], list[str]]:
    """Return what stands before places, in them and after them, each on one line.

    Parameters
    ----------
    text : str
        The whole text.
    places : iterable of (int, int)
        Their starts and ends.
    width : int
        Characters on each side.

    Examples
    --------
    >>> in_context("It may rain.", [(3, 6)], 45)
    (['It '], ['may'], [' rain.'])
    """
    line = text.translate(LINE_ENDS)
    spans = list(places)
    lefts = [_before(line, start, width) for start, _ in spans]
    rights = [_after(line, end, width) for _, end in spans]
    return lefts, [line[start:end] for start, end in spans], rights


def _before(text: str, start: int, width: int) -> str:
    """Return what stands before a place, from the beginning of a word."""
    first = max(0, start - width)
    if first and not text[first - 1].isspace():
        blank = text.find(" ", first, start)
        first = start if blank < 0 else blank + 1
    return ("… " if first else "") + text[first:start]


def _after(text: str, end: int, width: int) -> str:
    """Return what stands after a place, up to the end of a word."""
    last = min(len(text), end + width)
    if last < len(text) and not text[last].isspace():
        last = max(end, text.rfind(" ", end, last))
    return text[end:last] + (" …" if last < len(text) else "")
