"""The checks of a reading's file: what is wrong, on which line, and what to do."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from analysis.files import decode, nearest
from analysis.tables.kept_file import find_key, load_object, place_of, where

__all__ = [
    "FORCES",
    "FORMAT",
    "HEAD",
    "RECORDS",
    "SCALE",
    "SCORES",
    "SENTENCE",
    "ReadingFileError",
    "checked",
    "record_problem",
    "scale_problem",
]

FORMAT = 1
RECORDS = "marks"
SENTENCE = "sentence"  # the marker of a mark that scores a sentence
SCORES = (-4, 4)  # from the least to the most
FORCES = (1, 3)
SCALE = SCORES[1]  # the tool scores from −1 to 1
HEAD: dict[str, type] = {
    **{"format": int, "document": str, "document_hash": str, "reader": str},
    **{"spans": list, "markers": list, "finished": bool, "made": str},
}
MARK: dict[str, tuple[type, ...]] = {
    **{"marker": (str,), "category": (str,), "start": (int,), "end": (int,), "text": (str,)},
    **{"force": (int, float, type(None)), "note": (str,), "score": (int, float, type(None))},
}
NEEDED = ("marker", "start", "end", "text")


class ReadingFileError(ValueError):
    """A reading that cannot be used; the message says why and what to do. Its file stays as is."""


def checked(data: bytes, name: str) -> dict[str, Any]:
    """Read the content of a reading's file, whose every field is checked.

    Parameters
    ----------
    data : bytes
        JSON in UTF-8.
    name : str
        The file's name, for messages.

    Returns
    -------
    dict
        The object as it stands in the file.

    Raises
    ------
    ReadingFileError
        If it is not a reading; the message says the line and the column.

    Examples
    --------
    >>> checked(b'{"format": 1, "marks": []}', "x.reading.json")
    Traceback (most recent call last):
    ...
    analysis.tables.reading_check.ReadingFileError: x.reading.json, line 1: 'document' is missing
    """
    text = decode(data, name, ReadingFileError)
    content, _ = load_object(text, name, ReadingFileError, "reading", {FORMAT: RECORDS})
    _check_head(text, name, {key: value for key, value in content.items() if key != RECORDS})
    for span in content["spans"]:
        _check_span(text, name, span)
    for number, row in enumerate(content[RECORDS]):
        problem, field = _problem(row, content["markers"])
        if problem:
            place = place_of(text, RECORDS, number, field)
            raise ReadingFileError(f"{name}, {place}: {problem}")
    return content


def _check_head(text: str, name: str, content: dict[str, Any]) -> None:
    for key in HEAD:
        if key not in content:
            raise ReadingFileError(f"{name}, line 1: {key!r} is missing")
    for key, value in content.items():
        place = where(text, find_key(text, key))
        if key not in HEAD:
            known = nearest(key, (*HEAD, RECORDS))
            raise ReadingFileError(f"{name}, {place}: unknown field {key!r:.60}{known}")
        if type(value) is not HEAD[key]:
            kind = HEAD[key].__name__
            raise ReadingFileError(f"{name}, {place}: {key}={value!r:.60}: {kind} is expected")
    place = where(text, find_key(text, "markers"))
    if not all(isinstance(marker, str) and marker for marker in content["markers"]):
        raise ReadingFileError(f"{name}, {place}: markers: a list of names is expected")
    if not content["reader"].strip():
        place = where(text, find_key(text, "reader"))
        raise ReadingFileError(f"{name}, {place}: reader: it has no initials; write them there")


def _check_span(text: str, name: str, span: Any) -> None:
    is_pair = isinstance(span, list) and [type(offset) for offset in span] == [int, int]
    if not is_pair or not 0 <= span[0] < span[1]:
        place = where(text, find_key(text, "spans"))
        raise ReadingFileError(f"{name}, {place}: spans: {json.dumps(span):.60} is not a passage")


def _problem(row: Any, markers: Sequence[str]) -> tuple[str, str]:
    """Say what is wrong with a mark, and with which field of it; nothing if it is right."""
    if (problem := record_problem(row, NEEDED, MARK))[0]:
        return problem
    if row["marker"] not in markers:
        asked = ", ".join(markers)
        return f"marker={row['marker']!r:.60}: it was not asked for; markers are {asked}", "marker"
    return scale_problem(row)


def record_problem(
    row: Any, needed: Sequence[str], types: Mapping[str, tuple[type, ...]]
) -> tuple[str, str]:
    """Say what is wrong with a record about a passage, and with which field; nothing if all is.

    Parameters
    ----------
    row : object
        What stands in the file.
    needed : sequence of str
        The fields that it must have, among them start, end and text.
    types : mapping
        From a field to the types of its values.

    Examples
    --------
    >>> record_problem({"start": "3"}, ["start"], {"start": (int,)})
    ("start='3': int is expected", 'start')
    """
    if not isinstance(row, dict):
        return f"an object is expected, not {row!r:.60}", ""
    for name in needed:
        if name not in row:
            return f"{name!r} is missing", ""
    for name, value in row.items():
        if name not in types:
            return f"unknown field {name!r:.60}{nearest(name, types)}", name
        if type(value) not in types[name]:
            return f"{name}={value!r:.60}: {types[name][0].__name__} is expected", name
    start, end = row["start"], row["end"]
    if not 0 <= start < end or len(row["text"]) != end - start:
        return f"start={start}, end={end}: not where {row['text']!r:.60} stands", "start"
    return "", ""


def scale_problem(row: Mapping[str, Any], *, is_marked: bool = True) -> tuple[str, str]:
    """Say what is wrong with the score or the force of a record; nothing if all is right.

    Parameters
    ----------
    row : mapping
        A record.
    is_marked : bool
        Whether it must have a score if it is of a sentence.

    Examples
    --------
    >>> scale_problem({"marker": "loaded", "force": 4})
    ('force=4: give one from 1 to 3', 'force')
    """
    score, force = row.get("score"), row.get("force")
    if is_marked and (row["marker"] == SENTENCE) != (score is not None):
        return "score: sentences have one, and nothing else has", "score"
    if score is not None and not SCORES[0] <= score <= SCORES[1]:
        return f"score={score}: give one from {SCORES[0]} to {SCORES[1]}", "score"
    if force is not None and not FORCES[0] <= force <= FORCES[1]:
        return f"force={force}: give one from {FORCES[0]} to {FORCES[1]}", "force"
    return "", ""
