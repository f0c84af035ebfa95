"""Readings made in other tools: INCEpTION and WebAnno, CATMA, Doccano, tables, typed-in paper."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from analysis.files import decode
from analysis.markers.registry import MARKERS
from analysis.tables.kept_file import read_kept
from analysis.tables.paper import typed_reading
from analysis.tables.reading_check import FORCES, SCORES, SENTENCE, ReadingFileError
from analysis.tables.reading_formats import FORMATS, Labelled
from analysis.tables.readings import Mark, Reading, new_reading
from analysis.text.delimited import read_rows, table_text
from analysis.text.document import Document

__all__ = ["import_reading", "read_labels"]

PAPER = ".txt"
NOTHING = "-"  # in a table of labels: a label that is to be passed over


def import_reading(
    path: str | Path,
    document: Document,
    reader: str,
    labels: Mapping[str, str] | None = None,
    *,
    markers: Sequence[str] | None = None,
    report: Callable[[str], object] = warnings.warn,
) -> Reading:
    """Read what somebody annotated in another tool as a reading of a text.

    Parameters
    ----------
    path : str or Path
        By its ending: ``.tsv``, WebAnno TSV 3 of INCEpTION or WebAnno; ``.jsonl``, Doccano;
        ``.xml``, TEI of CATMA; ``.csv``, a table with start, end and label (CATMA's, or yours);
        ``.txt``, marks from a printed sheet, see ``typed_reading``.
    document : Document
        The text that was annotated.
    reader : str
        Initials.
    labels : mapping of str to str, optional
        The tool's labels and what they are here: a marker, or a marker and a category such as
        ``loaded/threat``; ``-`` passes a label over. Others must have the name of a marker or of a
        category.
    markers : sequence of str, optional
        What was asked for; by default every marker that a label stands for.
    report : callable
        Is told which labels are not known; by default it is a warning.

    Returns
    -------
    Reading
        Finished, of the whole text.

    Raises
    ------
    ReadingFileError
        If the file cannot be read, is of another text, or holds no known label.

    Examples
    --------
    >>> import tempfile
    >>> document = Document("x", "It may rain.")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "x.jsonl")
    ...     _ = path.write_text('{"text": "It may rain.", "label": [[3, 6, "Uncertain"]]}')
    ...     reading = import_reading(path, document, "AB", {"Uncertain": "hedge/modal"})
    >>> reading.marks
    (Mark(marker='hedge', category='modal', start=3, end=6, text='may', force=None, note='', ...),)
    """
    path = Path(path)
    data = decode(read_kept(path, ReadingFileError), path.name, ReadingFileError)
    ending = path.suffix.lower()
    try:
        if ending == PAPER:
            return typed_reading(document, reader, data, markers)
        if ending not in FORMATS:
            known = ", ".join((*FORMATS, PAPER))
            raise ReadingFileError(
                f"what ends in {ending or 'nothing'} is not read; possible: {known}"
            )
        given = list(FORMATS[ending](data, document.text))
        return _reading(document, reader, given, labels or {}, markers, report)
    except ReadingFileError as error:
        raise ReadingFileError(f"{path.name}: {error}") from None


def _reading(
    document: Document,
    reader: str,
    given: Sequence[Labelled],
    labels: Mapping[str, str],
    markers: Sequence[str] | None,
    report: Callable[[str], object],
) -> Reading:
    known = known_labels(labels)
    unknown: Counter[str] = Counter()
    marks = []
    for one in given:
        name = next((label for label in one.labels if plain(label) in known), None)
        if name is None:
            unknown[one.labels[0]] += 1
        elif known[plain(name)] != NOTHING:
            marks.append(_mark(document, one, known[plain(name)]))
    if unknown:
        told = ", ".join(f"{label} ({n})" for label, n in unknown.most_common(10))
        report(f"labels without a marker are left out: {told}; give a table of labels for them")
    if not marks:
        raise ReadingFileError("no label of it stands for a marker; give a table of labels")
    asked = dict.fromkeys(mark.marker for mark in marks)
    asked |= dict.fromkeys(value.partition("/")[0] for value in labels.values() if value != NOTHING)
    chosen = list(asked) if markers is None else list(markers)
    marks = [mark for mark in dict.fromkeys(marks) if mark.marker in chosen]
    marks.sort(key=lambda mark: (mark.start, -mark.end))
    return new_reading(document, reader, chosen, marks=marks, finished=True)


def plain(label: str) -> str:
    """Return a label as it is compared: without case, spaces, hyphens.

    Examples
    --------
    >>> plain("Rhetorical Question") == plain("rhetorical-question")
    True
    """
    return "".join(character for character in label.lower() if character.isalnum())


def known_labels(labels: Mapping[str, str]) -> dict[str, str]:
    """Return what every label stands for: those given, names of markers, and of their categories.

    Examples
    --------
    >>> known = known_labels({"Doubt": "hedge"})
    >>> known["doubt"], known["hedges"], known["threat"], known["loadedthreat"]
    ('hedge', 'hedge', 'loaded/threat', 'loaded/threat')
    """
    found: dict[str, str] = {plain(SENTENCE): SENTENCE}
    owners: Counter[str] = Counter(
        plain(category) for marker in MARKERS for category in set(marker.categories)
    )
    for marker in MARKERS:
        for category in marker.categories:
            told = f"{marker.name}/{category}"
            found.setdefault(plain(told), told)
            if owners[plain(category)] == 1:
                found.setdefault(plain(category), told)
    for marker in MARKERS:
        found |= dict.fromkeys((plain(marker.name), plain(marker.title)), marker.name)
    names = {marker.name for marker in MARKERS} | {SENTENCE}
    for label, told in labels.items():
        if told != NOTHING and told.partition("/")[0] not in names:
            raise ReadingFileError(
                f"label {label!r}: {told!r} is no marker; markers are {', '.join(sorted(names))}"
            )
        found[plain(label)] = told
    return found


def _mark(document: Document, one: Labelled, told: str) -> Mark:
    marker, _, category = told.partition("/")
    text = document.text[one.start : one.end]
    if not 0 <= one.start < one.end <= len(document.text) or (one.words and one.words != text):
        raise ReadingFileError(
            f"{one.labels[0]} is said to stand at {one.start} on {one.words!r:.40}, where the text "
            f"has {text!r:.40}: give the text that was annotated"
        )
    force = one.force if one.force is None else min(max(one.force, FORCES[0]), FORCES[1])
    score = None
    if marker == SENTENCE:
        if one.score is None or not SCORES[0] <= one.score <= SCORES[1]:
            raise ReadingFileError(f"sentence at {one.start}: a score from −4 to 4 is missing")
        score = one.score
    return Mark(marker, category, one.start, one.end, text, force=force, note=one.note, score=score)


def read_labels(path: str | Path) -> dict[str, str]:
    """Read a table of labels: a CSV with two columns, the tool's label and what it is here.

    Parameters
    ----------
    path : str or Path
        Without a head, or with the head ``label,marker``.

    Raises
    ------
    ReadingFileError
        If a line has not two cells, or cannot be read; the message says which.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "labels.csv")
    ...     _ = path.write_text("label,marker\\nDoubt,hedge\\nEpithet,loaded/label\\nDate,-\\n")
    ...     read_labels(path)
    {'Doubt': 'hedge', 'Epithet': 'loaded/label', 'Date': '-'}
    """
    path, labels = Path(path), {}
    data = table_text(read_kept(path, ReadingFileError), path.name, ReadingFileError)
    for number, row in read_rows(data, path.name, ReadingFileError):
        cells = [cell.strip() for cell in row]
        if not any(cells) or (number == 1 and cells == ["label", "marker"]):
            continue
        if len(cells) != 2 or not all(cells):
            raise ReadingFileError(f"{path.name}, line {number}: a label and a marker are expected")
        labels[cells[0]] = cells[1]
    return labels
