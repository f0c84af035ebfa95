"""How far the readers of a class agree, among each other and with the measures.

The tool counts as one more reader: what it found is a reading like any other.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.statistics.intervals import NOT_KNOWN, Interval
from analysis.statistics.reliability import Array, Counts, Units, alpha, told_bounds
from analysis.statistics.resampling import resample_blocks
from analysis.tables.analysis import Analysis
from analysis.tables.decisions import document_hash
from analysis.tables.looks import carries_looks
from analysis.tables.reading_check import SCALE, SENTENCE, ReadingFileError
from analysis.tables.readings import Mark, Reading, check_document, new_reading
from analysis.text.document import Document

__all__ = ["MACHINE", "machine_reading", "reader_agreement"]

MACHINE = "this project"
LOADED = "loaded"
MIN_PARAGRAPHS = 10  # with fewer, sentences are drawn to see how certain an estimate is
COLUMNS = {
    "marker": str,
    "category": str,
    "basis": str,
    "what": str,
    "n_readers": int,
    "n_units": int,
    "n_marked": int,
    "f1": float,
    "f1_low": float,
    "f1_high": float,
    "alpha": float,
    "alpha_low": float,
    "alpha_high": float,
    "r": float,
}


def machine_reading(analysis: Analysis, markers: Iterable[str] | None = None) -> Reading:
    """Return what the tool found as a reading.

    Parameters
    ----------
    analysis : Analysis
        From ``analyze``.
    markers : iterable of str, optional
        Only these; all that were looked for, and sentences, by default.

    Returns
    -------
    Reading
        Its sentences are scored 4 × sentiment, rounded, as readers score them; its force is
        rounded too.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> reading = machine_reading(analyze(Document("x", "It may rain.")))
    >>> [(mark.marker, mark.text, mark.score) for mark in reading.marks]
    [('sentence', 'It may rain.', 0), ('hedge', 'may', None)]
    """
    known = dict.fromkeys(marker for marker, _ in analysis.kinds) | {SENTENCE: None}
    chosen = list(known if markers is None else [name for name in markers if name in known])
    document = analysis.document
    marks = [
        Mark(hit.marker, hit.category, int(hit.start), int(hit.end), hit.text, _rounded(hit.force))
        for hit in analysis.matches.itertuples()
        if hit.marker in chosen
    ]
    for row in analysis.sentences.itertuples() if SENTENCE in chosen else ():
        score = _rounded(row.sentiment, SCALE)
        place = (int(row.start), int(row.end), document[row])
        if score is not None:
            marks.append(Mark(SENTENCE, "", *place, score=score))
    marks.sort(key=lambda mark: (mark.start, -mark.end))
    return new_reading(document, MACHINE, chosen, marks=marks, finished=True)


def _rounded(value: float, scale: int = 1) -> int | None:
    return None if value is None or np.isnan(value) else round(scale * float(value))


class Text(NamedTuple):
    """One text with those who read it, the tool last."""

    document: Document
    readings: tuple[Reading, ...]
    machine: Reading
    blocks: Counts  # the block of every word
    sentence_blocks: Counts


@carries_looks
def reader_agreement(
    readings: Sequence[Reading], *analyses: Analysis, categories: bool = True
) -> pd.DataFrame:
    r"""One row per marker (× category) and basis: how far readers mark the same.

    **Overlap F1** is the share of passages of one reader that another marked too, over all pairs
    of readers, each taken both ways:

    .. math:: F_1 = \frac{\sum_{i \neq j} |\{p \in P_i : p \text{ overlaps one of } P_j\}|}
        {\sum_{i \neq j} |P_i|}

    Where no passage overlaps two, this is the F1 of one reader against another (the positive
    specific agreement of Hripcsak & Rothschild 2005). **Alpha** is Krippendorff's: nominal on
    words that are marked or not, interval for scores of sentences, ordinal for the force of words
    that two marked as loaded.

    Parameters
    ----------
    readings : sequence of Reading
        Finished ones count; others are left out, because in them silence is no judgement.
    *analyses : Analysis
        Of every text that was read, from ``analyze``.
    categories : bool
        Also a row for every category that anyone marked.

    Returns
    -------
    DataFrame
        Columns marker; category (empty for all of the marker); basis: "readers" among each other,
        or "measure": every reader against the tool, the mean of the pairs; what: "words",
        "scores" or "force"; n_readers; n_units (words or sentences that two read); n_marked
        (passages marked by the readers, together); f1, alpha, each with a 95 % interval from
        drawing paragraphs (sentences, where fewer than ten paragraphs were read); r, Pearson's
        of scores, the mean of the pairs. Higher = more agreement. NaN where nobody marked
        anything, or there is one reader. In a text with few marked words one word moves alpha.

    Raises
    ------
    ReadingFileError
        If a reading is of no text that is given, or two of one text have the same initials.

    Notes
    -----
    Alpha punishes disagreement on whether and how far a word is marked; F1 is content with any
    overlap. Agreement is not truth: alike readers agree on what they all overlook.

    References
    ----------
    Hripcsak, G. & Rothschild, A. S. (2005). Agreement, the F-measure, and reliability in
    information retrieval. JAMIA 12. https://doi.org/10.1197/jamia.M1733. Krippendorff, K. (2018).
    Content Analysis, 4th ed. Sage. https://doi.org/10.4135/9781071878781

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> document = Document("x", "It may rain. It may not.")
    >>> marks = [Mark("hedge", "modal", 3, 6, "may"), Mark("hedge", "modal", 16, 19, "may")]
    >>> readings = [new_reading(document, name, ["hedge"], marks=some, finished=True)
    ...     for name, some in (("A", marks), ("B", marks[:1]))]
    >>> table = reader_agreement(readings, analyze(document))
    >>> row = table[(table["basis"] == "readers") & (table["category"] == "")].iloc[0]
    >>> float(round(row["f1"], 3)), float(round(row["alpha"], 3))  # 2/3; 1 − 11 · 2 / (2 · 3 · 9)
    (0.667, 0.593)
    """
    texts = list(_texts([one for one in readings if one.finished], analyses))
    asked = dict.fromkeys(name for text in texts for one in text.readings for name in one.markers)
    rows: list[tuple[object, ...]] = []
    for marker in asked:
        for category in ["", *(_categories(texts, marker) if categories else [])]:
            for basis in ("readers", "measure"):
                rows.extend(_rows(texts, marker, category, basis))
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def _texts(readings: Sequence[Reading], analyses: Sequence[Analysis]) -> Iterator[Text]:
    texts = {document_hash(one.document): one for one in analyses}  # each once, if given twice
    for reading in readings:
        if not texts:
            raise ReadingFileError(
                f"{reading.document}: {reading.reader} has read it, but no text is given"
            )
        if reading.document_hash not in texts:
            check_document(reading, analyses[0].document)  # raises, and says what to do
    for key, analysis in texts.items():
        own = tuple(one for one in readings if one.document_hash == key)
        _check_names(own)
        blocks = block_of_sentences(analysis.document)
        words = np.full(len(analysis.document.words), -1)
        for block, indices in zip(blocks, analysis.document.sentence_words, strict=True):
            words[indices.start : indices.stop] = block
        yield Text(analysis.document, own, machine_reading(analysis), words, blocks)


def _check_names(readings: Sequence[Reading]) -> None:
    """Raise an error if two readings of a text have the same initials."""
    for name, n in Counter(one.reader for one in readings).items():
        if n > 1:
            raise ReadingFileError(
                f"{readings[0].document}: there are {n} finished readings by {name}; give one of "
                "them other initials in its file, or take it out of the folder"
            )


def block_of_sentences(document: Document) -> Counts:
    """Return the number of the paragraph of every sentence; its own if paragraphs are few.

    Examples
    --------
    >>> block_of_sentences(Document("x", "It may rain. It may not.")).tolist()
    [0, 1]
    """
    n_sentences = len(document.sentences)
    if len(document.paragraphs) < MIN_PARAGRAPHS:
        return np.arange(n_sentences)
    starts = [paragraph.start for paragraph in document.paragraphs]
    firsts = [sentence.start for sentence in document.sentences]
    return np.searchsorted(starts, firsts, side="right") - 1


def _categories(texts: Sequence[Text], marker: str) -> list[str]:
    """Name the categories of a marker that any reader gave, if there is more than one."""
    given = [
        mark.category
        for text in texts
        for one in text.readings
        for mark in one.marks
        if mark.marker == marker and mark.category
    ]
    return sorted(set(given)) if len(set(given)) > 1 else []


def _rows(
    texts: Sequence[Text], marker: str, category: str, basis: str
) -> Iterator[tuple[object, ...]]:
    whats = ["scores"] if marker == SENTENCE else ["words"]
    if marker == LOADED and not category:
        whats.append("force")
    kind = (marker, category)
    readers = dict.fromkeys(
        one.reader for text in texts for one in text.readings if marker in one.markers
    )
    n_marked = sum(len(_passages(one, kind)) for text in texts for one in text.readings)
    for what in whats:
        pairs = [list(readers)] if basis == "readers" else [[name, MACHINE] for name in readers]
        groups = [_units(texts, kind, what, names) for names in pairs]
        n_units = max((len(units.counts) for units in groups), default=0)
        agreed = alpha(*groups)
        overlap = _overlap(texts, kind, pairs) if what == "words" else NOT_KNOWN
        r = _mean_r(texts, pairs) if what == "scores" else np.nan
        told = (*kind, basis, what, len(readers), n_units, n_marked)
        yield (*told, *overlap, *agreed, r)


def _units(texts: Sequence[Text], kind: tuple[str, str], what: str, names: Sequence[str]) -> Units:
    """Count which values the readers of some names gave to every word or sentence."""
    tables, blocks, first = [], [], 0
    for text in texts:
        chosen = [
            one
            for one in (*text.readings, text.machine)
            if one.reader in names and kind[0] in one.markers
        ]
        judge = {"words": word_values, "scores": score_values, "force": force_values}[what]
        given = np.array([judge(text.document, one, kind) for one in chosen])
        own = text.sentence_blocks if what == "scores" else text.blocks
        if len(chosen):
            tables.append(given)
            blocks.append(own + first)
        first += int(own.max(initial=0)) + 1
    known = [table[~np.isnan(table)] for table in tables]
    values = np.unique(np.concatenate(known)) if known else np.array([])
    if what == "words":
        values = np.array([0.0, 1.0])
    counts = [(table.T[:, :, None] == values).sum(axis=1) for table in tables]
    counted = np.concatenate(counts) if counts else np.zeros((0, len(values)), dtype=int)
    placed = np.concatenate(blocks) if blocks else np.zeros(0, dtype=int)
    two = counted.sum(axis=1) > 1
    level = {"words": "nominal", "scores": "interval", "force": "ordinal"}[what]
    return Units(counted[two], values, level, placed[two])


def word_values(document: Document, reading: Reading, kind: tuple[str, str]) -> Array:
    """Return 1 for every word that a reader marked, 0 for one she did not, NaN where unread.

    Examples
    --------
    >>> document = Document("x", "It may rain. It may not.")
    >>> mark = Mark("hedge", "modal", 3, 6, "may")
    >>> reading = new_reading(document, "A", ["hedge"], [(0, 12)], [mark])
    >>> word_values(document, reading, ("hedge", "")).tolist()
    [0.0, 1.0, 0.0, nan, nan, nan]
    """
    values = np.full(len(document.words), np.nan)
    starts, ends = np.array(document.word_starts), np.array(document.word_ends)
    for start, end in reading.spans:
        values[(starts < end) & (ends > start)] = 0
    for start, end in _passages(reading, kind):
        touched = (starts < end) & (ends > start) & ~np.isnan(values)
        values[touched] = 1
    return values


def score_values(document: Document, reading: Reading, _kind: tuple[str, str]) -> Array:
    """Return the score of every sentence, NaN where there is none."""
    scores = {mark.start: mark.score for mark in reading.marks if mark.marker == SENTENCE}
    return np.array([_or_nan(scores.get(one.start)) for one in document.sentences], dtype=float)


def force_values(document: Document, reading: Reading, kind: tuple[str, str]) -> Array:
    """Return the force of every word that a reader marked, NaN for others."""
    values = np.full(len(document.words), np.nan)
    for mark in reading.marks:
        if mark.marker == kind[0] and mark.force is not None:
            indices = document.word_range(mark)
            values[indices.start : indices.stop] = round(mark.force)
    return values


def _or_nan(value: float | None) -> float:
    return np.nan if value is None else value


def _passages(reading: Reading, kind: tuple[str, str]) -> list[tuple[int, int]]:
    marker, category = kind
    return [
        (mark.start, mark.end)
        for mark in reading.marks
        if mark.marker == marker and category in ("", mark.category)
    ]


def _overlap(
    texts: Sequence[Text], kind: tuple[str, str], pairs: Sequence[Sequence[str]]
) -> Interval:
    """Overlap F1 of all pairs of readers, with an interval over blocks."""
    blocks = []
    for text in texts:
        table = np.zeros((int(text.blocks.max(initial=0)) + 1, 2))
        everyone = {one.reader: one for one in (*text.readings, text.machine)}
        for names in pairs:
            both = [everyone[name] for name in names if name in everyone]
            both = [one for one in both if kind[0] in one.markers]
            for first, second in itertools.permutations(both, 2):
                _count_overlaps(text, kind, first, second, table)
        blocks.append(table)
    if not blocks or not (counts := np.concatenate(blocks))[:, 1].any():
        return NOT_KNOWN
    return told_bounds(resample_blocks(counts, _share), int((counts[:, 1] > 0).sum()))


def _share(sums: Array) -> Array:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(sums[..., 0] / sums[..., 1])


def _count_overlaps(
    text: Text, kind: tuple[str, str], first: Reading, second: Reading, table: Array
) -> None:
    """Add a reader's passages that another read too, and those that she marked, by block."""
    theirs = _passages(second, kind)
    for start, end in _passages(first, kind):
        if any(start < stop and begin < end for begin, stop in second.spans):
            words = text.document.word_range(Mark("", "", start, end, ""))
            block = text.blocks[words.start] if words else -1
            found = any(start < stop and begin < end for begin, stop in theirs)
            table[max(block, 0)] += (found, 1)


def _mean_r(texts: Sequence[Text], pairs: Sequence[Sequence[str]]) -> float:
    """Pearson's r of the scores of two readers, the mean of all pairs."""
    found = []
    for names in pairs:
        for two in itertools.combinations(names, 2):
            scores = np.concatenate([_paired(text, two) for text in texts], axis=1)
            scores = scores[:, ~np.isnan(scores).any(axis=0)]
            if scores.shape[1] > 1 and (scores.std(axis=1) > 0).all():
                found.append(float(np.corrcoef(scores)[0, 1]))
    return float(np.mean(found)) if found else np.nan


def _paired(text: Text, names: Sequence[str]) -> Array:
    everyone = {one.reader: one for one in (*text.readings, text.machine)}
    if not all(name in everyone for name in names):
        return np.zeros((2, 0))
    return np.array([score_values(text.document, everyone[name], ("", "")) for name in names])
