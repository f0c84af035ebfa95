"""What is typical of texts or groups of them: words and markers, against each other or a list."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from analysis.reading.formats.registry import document_endings
from analysis.reading.sources import ReadingError, read_document
from analysis.statistics.compare import correct_together, log_likelihood
from analysis.statistics.counting import counted_hits, word_counts, words_in_voice
from analysis.statistics.intervals import rate_ratio
from analysis.statistics.norms import dispersions, load_norms
from analysis.tables.analysis import Analysis
from analysis.text.delimited import delimiter_of, read_rows, table_text
from analysis.text.spans import fold

__all__ = [
    "group_texts",
    "key_words",
    "parse_frequencies",
    "read_frequencies",
    "typical_markers",
]

WORD_NAMES = ("word", "type", "token", "form", "term")
COUNT_NAMES = ("count", "freq", "frequency", "n", "hits")
BOUNDS = ["ratio", "low", "high", "p"]


def group_texts(analyses: Sequence[Analysis], by: str | None = None) -> dict[str, list[Analysis]]:
    """Group texts by what is known of them.

    Parameters
    ----------
    analyses : sequence of Analysis
        From ``analyze``.
    by : str, optional
        A key of ``document.meta``, such as ``"outlet"``, ``"author"`` or ``"year"`` (of the date);
        by default each text is a group of its own, called by its title.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> dates = {"x": "2014-03-01", "y": "2014-09-30", "z": ""}
    >>> texts = [analyze(Document(id, "Rain.", {"date": date})) for id, date in dates.items()]
    >>> {name: len(own) for name, own in group_texts(texts, "year").items()}
    {'2014': 2, 'not known': 1}
    """
    groups: dict[str, list[Analysis]] = {}
    for number, analysis in enumerate(analyses, 1):
        meta = analysis.document.meta
        if by is None:
            name = analysis.document.title
            name = f"{name} ({number})" if name in groups else name
        else:
            known = str(meta.get("date", ""))[:4] if by == "year" else str(meta.get(by) or "")
            name = known.strip() or "not known"
        groups.setdefault(name, []).append(analysis)
    return groups


def typical_markers(
    groups: Mapping[str, Sequence[Analysis]], *, voice: str | None = "author"
) -> pd.DataFrame:
    """One row per group × marker: its rate against that of all other groups together.

    Parameters
    ----------
    groups : mapping
        From a name to its texts, such as ``group_texts`` returns.
    voice : {"author", "quoted", None}
        Whose words.

    Returns
    -------
    DataFrame
        Columns group, marker, count, n_words, other_count, other_n_words, ratio, low, high, p, q
        (after Benjamini and Hochberg's correction over all rows) and verdict ("higher", "lower" or
        "cannot tell"), as in ``contrast_documents``. Empty for fewer than two groups.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> unsure = [analyze(Document("x", "Perhaps it may rain. " * 30))]
    >>> sure = [analyze(Document("y", "It rains and it snows. " * 30))]
    >>> table = typical_markers({"unsure": unsure, "sure": sure})
    >>> table.query("marker == 'hedge'")[["group", "count", "verdict"]].values.tolist()
    [['unsure', 60, 'higher'], ['sure', 0, 'lower']]
    """
    counts = {name: _hits(texts, voice) for name, texts in groups.items()}
    sizes = {name: _size(texts, voice) for name, texts in groups.items()}
    every = [analysis for texts in groups.values() for analysis in texts]
    markers = list(dict.fromkeys(marker.name for one in every for marker in one.markers))
    spread = [dispersions(one, load_norms(), voice) for one in every]
    rows = []
    for name in groups if len(groups) > 1 else ():
        for marker in markers:
            other = sum(own[marker] for key, own in counts.items() if key != name)
            row = (counts[name][marker], sizes[name], other, sum(sizes.values()) - sizes[name])
            phi = max((one.get((marker, ""), 1.0) for one in spread), default=1.0)
            rows.append((name, marker, *row, *rate_ratio(*row, dispersion=phi)))
    columns = ["group", "marker", "count", "n_words", "other_count", "other_n_words", *BOUNDS]
    table = pd.DataFrame(rows, columns=columns)
    return correct_together(table)[0] if len(table) else table.assign(q=[], verdict=[])


def _hits(texts: Sequence[Analysis], voice: str | None) -> Counter[str]:
    return Counter(name for one in texts for name in counted_hits(one, voice)["marker"])


def _size(texts: Sequence[Analysis], voice: str | None) -> int:
    return sum(int(words_in_voice(one, voice).sum()) for one in texts)


def key_words(
    texts: Analysis | Sequence[Analysis],
    reference: Mapping[str, int],
    *,
    min_count: int = 3,
    voice: str | None = "author",
) -> pd.DataFrame:
    """One row per word: how typical it is of texts against a list of frequencies.

    Parameters
    ----------
    texts : Analysis or sequence of Analysis
        From ``analyze``.
    reference : mapping
        From a word to how often it comes in other texts, such as ``read_frequencies`` returns.
    min_count : int
        Leave out words that come less often in the texts.
    voice : {"author", "quoted", None}
        Whose words of the texts count.

    Returns
    -------
    DataFrame
        The columns of ``keyness``: word, count, n_words, other_count, other_n_words (of the
        reference), log_likelihood, p, q, log_ratio, low, high, verdict; by log-likelihood.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> one = analyze(Document("x", "Rain, rain, rain. It is wet."))
    >>> table = key_words(one, {"rain": 1, "it": 300, "is": 400, "the": 900})
    >>> table[["word", "count", "other_count", "other_n_words"]].values.tolist()
    [['rain', 3, 1, 1601]]
    """
    chosen = [texts] if isinstance(texts, Analysis) else texts
    counts = sum((word_counts(one.document, voice) for one in chosen), Counter())
    sizes = counts.total(), sum(reference.values())
    rows = []
    for word, count in counts.items():
        if count < min_count or not sizes[1]:
            continue
        row = (count, sizes[0], reference.get(word, 0), sizes[1])
        ratio = rate_ratio(*row)
        rows.append((word, *row, log_likelihood(*row)[0], ratio.p, ratio.p, *ratio.log2()))
    columns = ["word", "count", "n_words", "other_count", "other_n_words"]
    columns += ["log_likelihood", "p", "q", "log_ratio", "low", "high"]
    table = pd.DataFrame(rows, columns=columns)
    table = table.sort_values(["log_likelihood", "word"], ascending=[False, True])
    return correct_together(table.reset_index(drop=True))[0]


def read_frequencies(source: str | Path) -> Counter[str]:
    """Read how often words come in other texts: a list of frequencies, or a folder of texts.

    Parameters
    ----------
    source : str or Path
        A table parted by tabs, commas or semicolons, with columns word and count (or type, token,
        freq, frequency; without such names the first two columns); or a folder, whose documents
        are read and whose words, the authors' own, are counted.

    Returns
    -------
    Counter
        From a word, in small letters, to its count.

    Raises
    ------
    ReadingError
        If it cannot be read, or holds no counts.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "list.csv")
    ...     _ = path.write_text("word,count\\nrain,10\\n", encoding="utf-8")
    ...     read_frequencies(path)
    Counter({'rain': 10})
    """
    path = Path(source)
    if path.is_dir():
        counts = _frequencies_of_folder(path)
    else:
        try:
            data = path.read_bytes()
        except OSError as error:
            raise ReadingError(f"{path}: {error.strerror}") from None
        counts = parse_frequencies(table_text(data, path.name, ReadingError), path.name)
    if not counts:
        raise ReadingError(f"{path}: no words with counts; give columns word and count")
    return counts


def parse_frequencies(text: str, name: str) -> Counter[str]:
    """Read a list of frequencies from what its file holds.

    Examples
    --------
    >>> parse_frequencies("word,count\\nThe,900\\nrain,3\\nthe,100\\n", "list.csv")
    Counter({'the': 1000, 'rain': 3})
    """
    sign = delimiter_of(text)
    # Between tabs, a quotation mark is a word like others.
    rows = read_rows(text, name, ReadingError, delimiter=sign, quoted=sign != "\t")
    head = [cell.strip().casefold() for cell in rows[0].cells] if rows else []
    word = next((head.index(one) for one in WORD_NAMES if one in head), None)
    count = next((head.index(one) for one in COUNT_NAMES if one in head), None)
    named = word is not None and count is not None
    places = (word, count) if word is not None and count is not None else (0, 1)
    counts: Counter[str] = Counter()
    for number, row in enumerate(rows[named:]):
        try:
            word_here, count_here = (row.cells[place].strip() for place in places)
            value = float(count_here.replace(" ", ""))
            if not 0 <= value < math.inf:
                raise ValueError
            counts[fold(word_here)] += int(value)
        except (IndexError, ValueError):
            if number or named:
                where = f"{name}, line {row.line}"
                raise ReadingError(f"{where}: a word and a count expected") from None
    return counts


def _frequencies_of_folder(folder: Path) -> Counter[str]:
    counts: Counter[str] = Counter()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix.lower() in document_endings():
            counts += word_counts(read_document(path))
    return counts
