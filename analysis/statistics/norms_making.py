"""Making and writing norms of many texts; are they of the measures as they are?"""

from __future__ import annotations

import hashlib
import io
import json
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.files import write_text
from analysis.markers.registry import MARKERS
from analysis.reading.sources import list_samples, read_document
from analysis.statistics.counting import SentenceCounts, sentence_counts
from analysis.statistics.evidence import GAP, charge_gap, evidence_company, evidence_course
from analysis.statistics.intervals import dispersion_of_counts, dispersion_of_means
from analysis.statistics.norms import ABOUT, COLUMNS, GRAINS, SHARES, Norms, NormsError
from analysis.statistics.readability import Style, style_of
from analysis.statistics.sentiments import SCORERS
from analysis.tables.analysis import Analysis, analyze
from analysis.text.classes import FOLDER

__all__ = ["make_norms", "measures_hash", "write_norms"]

MIN_WORDS = 100  # of the author's own, in a part that counts
MIN_TEXTS = 20  # fewer texts make no yardstick

Array = npt.NDArray[np.float64]


def make_norms(analyses: Iterable[Analysis], about: Mapping[str, str], name: str = "") -> Norms:
    """Make norms of many texts.

    Parameters
    ----------
    analyses : iterable of Analysis
        Of the texts, one after the other; only numbers are kept of them.
    about : mapping
        noun, what the texts are ("op-eds"), and, if there is more to say, title, texts ("of three
        outlets, 2014–2015"), source, note and made.
    name : str
        How the table is called.

    Returns
    -------
    Norms

    Raises
    ------
    NormsError
        If fewer than twenty texts have words of the author's own.

    Examples
    --------
    >>> from analysis.text.document import Document
    >>> make_norms([analyze(Document("x", "It may rain."))], {"noun": "letters"})
    Traceback (most recent call last):
    ...
    analysis.statistics.norms.NormsError: 1 texts with running text: a yardstick needs 20
    """
    values: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    spread: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    n_texts = 0
    for analysis in analyses:
        counted = sentence_counts(analysis)
        if not counted.words.sum():
            continue
        n_texts += 1
        for grain, chosen in _stretches(analysis, counted.words):
            for key, value in _measures(analysis, counted, chosen, grain):
                values[*key, grain].append(value)
        for key, value in _company(analysis):
            values[*key, "text"].append(value)
        for key, amount in _spreads(analysis, counted):
            spread[key].append(amount)
    if n_texts < MIN_TEXTS:
        raise NormsError(f"{n_texts} texts with running text: a yardstick needs {MIN_TEXTS}")
    rows = [_row(key, values[key], spread[key[:2]]) for key in values]
    table = pd.DataFrame(rows, columns=COLUMNS)
    return Norms(name, _about(about, n_texts), table)


def _about(about: Mapping[str, str], n_texts: int) -> dict[str, str]:
    noun = about.get("noun", "texts")
    known = {"title": noun[:1].upper() + noun[1:], "source": "–", "note": "–", "made": "–", **about}
    texts = f"{n_texts} {noun} {about.get('texts', '')}".strip()
    return {**known, "noun": noun, "texts": texts, "measures": measures_hash()}


def _stretches(analysis: Analysis, words: Array) -> Iterator[tuple[str, Array]]:
    """Yield the whole text, its parts and its thirds as masks of sentences."""
    yield "text", np.ones(len(words), dtype=bool)
    owner = analysis.sentences["section"].to_numpy()
    for section in analysis.body["id"]:
        if words[owner == section].sum() >= MIN_WORDS:
            yield "part", owner == section
    if words.sum() >= 3 * MIN_WORDS:
        middles = (words.cumsum() - words / 2) / words.sum()
        for number, third in enumerate(GRAINS[2:]):
            yield third, np.minimum((3 * middles).astype(int), 2) == number


def _measures(
    analysis: Analysis, counted: SentenceCounts, chosen: Array, grain: str
) -> Iterator[tuple[tuple[str, str], float]]:
    """Yield every measure of a stretch of sentences."""
    n_words = float(counted.words[chosen].sum())
    yield ("n_words", ""), n_words
    if not n_words:
        return
    for key, count in counted.counts[chosen].sum().items():
        if not key[1] or grain in ("text", "part"):
            yield key, 1000 * float(count) / n_words
    sentences = analysis.sentences[chosen]
    for scorer in SCORERS:
        if sentences[scorer].notna().any():
            yield (scorer, ""), float(sentences[scorer].mean())
    yield (
        ("quoted", ""),
        100 * float(sentences["n_words_quoted"].sum() / sentences["n_words"].sum()),
    )
    document = analysis.document
    indices = zip(document.sentence_words, chosen, strict=True)
    spoken = [[document.words[i] for i in own] for own, mine in indices if mine and own]
    for name, value in zip(Style._fields, style_of(spoken), strict=True):
        if not np.isnan(value):
            yield (name, ""), value


def _spreads(
    analysis: Analysis, counted: SentenceCounts
) -> Iterator[tuple[tuple[str, str], tuple[float, float]]]:
    """Yield what tells how hits cluster and how alike neighbouring sentences are."""
    for key in counted.counts:
        yield key, dispersion_of_counts(counted.counts[key].to_numpy(), counted.words)
    for scorer in SCORERS:
        scores = analysis.sentences[scorer].dropna().to_numpy(dtype=float)
        yield (scorer, ""), dispersion_of_means(scores)


def _company(analysis: Analysis) -> Iterator[tuple[tuple[str, str], float]]:
    """Yield how charged the sentences of a whole text are by what they rest on."""
    gap = charge_gap(evidence_course(analysis)).value
    if not np.isnan(gap):
        yield (GAP, ""), gap
    company = evidence_company(analysis)
    for row in company[company["measure"] == "charge"].itertuples():
        if row.n_sentences:
            yield ("charge", row.evidence), float(row.mean)


def _row(
    key: tuple[str, str, str], values: Sequence[float], spread: Sequence[tuple[float, float]]
) -> tuple[object, ...]:
    above, below = np.sum(spread, axis=0) if len(spread) else (0.0, 0.0)
    dispersion = float(above / below) if below else np.nan
    quantiles = np.quantile(values, np.array(SHARES) / 100)
    none = 100 * float(np.mean(np.array(values) == 0))
    return (*key, len(values), float(np.mean(values)), dispersion, none, *quantiles)


def write_norms(norms: Norms, path: str | Path) -> Path:
    """Write a table of norms as a readable file.

    Parameters
    ----------
    norms : Norms
        From ``make_norms``.
    path : str or Path
        The file, which ``load_norms`` reads.

    Returns
    -------
    Path

    Examples
    --------
    >>> import tempfile
    >>> from analysis.statistics.norms import load_norms
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     load_norms(write_norms(load_norms(), Path(folder, "letters.tsv"))).n_texts
    187
    """
    file = io.StringIO()
    for key in ABOUT:
        file.write(f"# {key}: {' '.join(norms.about[key].split())}\n")
    norms.table.to_csv(file, sep="\t", index=False, float_format="%.5g", lineterminator="\n")
    return write_text(path, file.getvalue())


# --- are they of the measures as they are? -------------------------------------------------------


@cache
def measures_hash() -> str:
    """Return 16 hexadecimal digits that change when the measures do.

    They are made from the words and weights of all lexicons and rules, and from what the measures
    find in the samples: the words that are counted and every hit and score. A new comment or a
    tidier function changes nothing.

    Examples
    --------
    >>> len(measures_hash())
    16
    """
    digest = hashlib.sha256()
    for path in sorted(FOLDER.rglob("*.t*")):
        if path.suffix == ".tsv":
            content: object = path.read_text(encoding="utf-8").splitlines()
        elif path.suffix == ".toml":
            content = tomllib.loads(path.read_text(encoding="utf-8"))
        else:
            continue
        digest.update(json.dumps([path.name, content], sort_keys=True, default=str).encode())
    for name in list_samples():
        analysis = analyze(read_document(name), markers=MARKERS)
        for table in (_found(analysis.matches), _found(analysis.sentences)):
            digest.update(table.to_csv(index=False, float_format="%.3f").encode())
    return digest.hexdigest()[:16]


def _found(table: pd.DataFrame) -> pd.DataFrame:
    """Return what of a table says what was found, not how that is worded."""
    return table[[column for column in table if column not in ("doc_id", "text", "reason")]]
