"""What other annotation tools export, as labelled passages: one reader a format.

Every offset is turned into one that counts characters; tools in Java and in browsers count UTF-16
units, of which some characters have two.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException, ElementTree

from analysis.tables.reading_check import ReadingFileError
from analysis.text.delimited import read_rows

__all__ = ["FORMATS", "Labelled", "characters"]

TEI = "{http://www.tei-c.org/ns/1.0}"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
# What the tool adds by itself to every word: no reader's judgement.
AUTOMATIC = re.compile(r"^de\.tudarmstadt\.ukp\.dkpro\.core\.api\.(?!ner\.)|^org\.dkpro\.")
TSV_TOKEN = re.compile(r"(?<!\d)\d++-\d++(?:\.\d++)?")  # sentence, word, and part of a word
TSV_PLACE = re.compile(r"(\d{1,15})-(\d{1,15})")
NUMBERS = {"force": "force", "strength": "force", "score": "score", "sentiment": "score"}
NOTES = ("note", "comment")
COLUMNS = {  # of a table: what they may be called
    "start": ("start", "begin", "start_offset", "startoffset", "start offset", "start point"),
    "end": ("end", "end_offset", "endoffset", "end offset", "end point"),
    "label": ("label", "tag", "tagpath", "tag path", "tag_path", "category", "marker"),
    "words": ("text", "phrase", "words", "annotation", "keyword"),
}


class Labelled(NamedTuple):
    """One labelled passage.

    Parameters
    ----------
    labels : tuple of str
        Names for it, the most specific first.
    start, end : int
        Its place.
    words : str
        What the tool says stands there, to be checked; may be empty.
    force, score : float, optional
        If the tool has them.
    note : str
        A remark.
    """

    labels: tuple[str, ...]
    start: int
    end: int
    words: str = ""
    force: float | None = None
    score: float | None = None
    note: str = ""


def characters(text: str) -> Callable[[int], int]:
    """Return what turns an offset in UTF-16 units into one in characters.

    Examples
    --------
    >>> offset = characters("a\\U0001f600b")
    >>> [offset(units) for units in (0, 1, 3, 4)]
    [0, 1, 2, 3]
    """
    if max(text, default="") <= "\uffff":
        return lambda units: units
    places = {}
    units = 0
    for number, character in enumerate(text):
        places[units] = number
        units += 2 if character > "\uffff" else 1
    places[units] = len(text)
    return lambda units: places.get(units, len(text) + 1)


# --- INCEpTION and WebAnno ------------------------------------------------------------------------


def read_webanno(data: str, text: str) -> Iterator[Labelled]:
    """Read WebAnno TSV 3, which INCEpTION exports too: the spans of a reader's own layers."""
    layers = [
        (kind, *names.split("|")) for kind, names in re.findall(r"^#T_(SP|RL|CH)=(.*)$", data, re.M)
    ]
    if not layers:
        raise ReadingFileError("no layers: a WebAnno TSV 3 file begins with #FORMAT and #T_SP")
    offset = characters(text)
    spans: dict[tuple[Any, ...], list[tuple[int, int]]] = defaultdict(list)
    values: dict[tuple[Any, ...], dict[str, str]] = defaultdict(dict)
    for line_number, line in enumerate(data.splitlines(), 1):
        cells = line.split("\t")
        if len(cells) < 3 or not TSV_TOKEN.fullmatch(cells[0]):
            continue
        place = TSV_PLACE.fullmatch(cells[1])
        if place is None:
            raise ReadingFileError(
                f"line {line_number}: where word {cells[0]} stands is said as {cells[1]!r:.40}; "
                "two numbers are expected, as in 0-4"
            )
        begin, stop = (offset(int(part)) for part in place.groups())
        if text[begin:stop] != _plain(cells[2]):
            raise ReadingFileError(
                f"word {cells[0]} is {cells[2]!r:.40}, but the text has {text[begin:stop]!r:.40} "
                "there: give the text that was annotated"
            )
        for layer, feature, number, value in _cells(layers, cells):
            key = (layer, number or cells[0])
            if (begin, stop) not in spans[key]:
                spans[key].append((begin, stop))
            values[key][feature] = value
    for key, places in spans.items():
        yield _of_layer(key[0], values[key], min(places)[0], max(places)[1])


def _cells(layers: list[tuple[str, ...]], cells: list[str]) -> Iterator[tuple[str, str, str, str]]:
    """Yield layer, feature, number and value of what a word carries."""
    place = 3
    for kind, layer, *features in layers:
        for feature in features or [""]:
            cell = cells[place] if place < len(cells) else "_"
            place += 1
            if kind != "SP" or AUTOMATIC.match(layer) or cell in ("_", ""):
                continue
            for part in re.split(r"(?<!\\)\|", cell):
                value, number = re.fullmatch(r"(.*?)(?:\[(\d+)\])?", part, re.S).groups()  # type: ignore[union-attr]
                yield layer, feature, number or "", _plain(value)


def _plain(value: str) -> str:
    return re.sub(r"\\(.)", r"\1", value)


def _of_layer(layer: str, values: dict[str, str], start: int, end: int) -> Labelled:
    short = layer.rsplit(".", 1)[-1]
    numbers: dict[str, float] = {}
    names, note = [], ""
    for feature, value in values.items():
        kind = NUMBERS.get(feature.lower())
        if kind and re.fullmatch(r"-?\d+(\.\d+)?", value):
            numbers[kind] = float(value)
        elif feature.lower() in NOTES:
            note = value
        elif value != "*":
            names.append(value)
    return Labelled(
        (*names, short),
        start,
        end,
        force=numbers.get("force"),
        score=numbers.get("score"),
        note=note,
    )


# --- Doccano --------------------------------------------------------------------------------------


def read_doccano(data: str, text: str) -> Iterator[Labelled]:
    """Read the JSON lines of Doccano: rows that stand in the text, as a whole or in part."""
    after, n_found = 0, 0
    for number, line in enumerate(data.splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            words = row["text"] + ""
            given = row.get("entities", row.get("label", row.get("labels", ())))
            labels = [_entity(one) for one in given]
        except (ValueError, TypeError, KeyError, AttributeError):
            raise ReadingFileError(f"line {number}: not a line of Doccano") from None
        place = text.find(words, after)
        place = place if place >= 0 else text.find(words)
        if place < 0 or not words:
            continue
        after, n_found = place + len(words), n_found + 1
        for label, start, end in labels:
            yield Labelled((label,), place + start, place + end, words[start:end])
    if not n_found:
        raise ReadingFileError("no line of it stands in this text: give the text that was labelled")


def _entity(given: Any) -> tuple[str, int, int]:
    if isinstance(given, dict):
        return str(given["label"]), int(given["start_offset"]), int(given["end_offset"])
    start, end, label = given
    return str(label), int(start), int(end)


# --- CATMA ----------------------------------------------------------------------------------------


def read_catma(data: str, text: str) -> Iterator[Labelled]:
    """Read the TEI that CATMA exports of an annotation collection, tags by their names."""
    try:
        root = ElementTree.fromstring(data.encode("utf-8", "replace"))
    except (ParseError, DefusedXmlException) as error:
        raise ReadingFileError(f"not XML: {error}") from None
    names = {
        one.get("type", ""): (one.findtext(f"{TEI}fsDescr") or "").strip()
        for one in root.iter(f"{TEI}fsDecl")
    }
    tags = {
        one.get(XML_ID, ""): names.get(one.get("type", ""), "") for one in root.iter(f"{TEI}fs")
    }
    offset = characters(text)
    n_found = 0
    for segment in root.iter(f"{TEI}seg"):
        places = [
            re.search(r"#char=(\d{1,15}),(\d{1,15})\b", one.get("target", ""))
            for one in segment.iter(f"{TEI}ptr")
        ]
        for name in segment.get("ana", "").split():
            label = tags.get(name.removeprefix("#"), "")
            for place in filter(None, places):
                n_found += 1
                start, end = offset(int(place[1])), offset(int(place[2]))
                yield Labelled((label or name,), start, end)
    if not n_found:
        raise ReadingFileError("no annotation in it: export the annotation collection as TEI")


# --- tables ---------------------------------------------------------------------------------------


def read_table(data: str, text: str) -> Iterator[Labelled]:
    """Read a CSV with the columns start, end and label, such as CATMA's tables of annotations."""
    rows = read_rows(data, "", ReadingFileError)
    known = [cell.strip().lower() for cell in rows[0].cells] if rows else []
    column = {
        what: next((name for name in names if name in known), None)
        for what, names in COLUMNS.items()
    }
    missing = [what for what in ("start", "end", "label") if column[what] is None]
    if missing:
        raise ReadingFileError(f"line 1: no column {missing[0]}; there are {', '.join(known)}")
    offset, seen = characters(text), set()
    for number, row in rows[1:]:
        told = dict(zip(known, row, strict=False))
        cells = {what: told.get(name or "", "") for what, name in column.items()}
        try:
            start, end = (offset(int(cells[what])) for what in ("start", "end"))
        except ValueError:
            raise ReadingFileError(f"line {number}: start and end must be whole numbers") from None
        path = [part for part in cells["label"].split("/") if part.strip()]
        label = tuple(part.strip() for part in reversed(path))
        # CATMA has a row for every property of an annotation.
        if label and (label, start, end) not in seen:
            seen.add((label, start, end))
            numbers = {
                kind: float(told[name])
                for name, kind in NUMBERS.items()
                if re.fullmatch(r"-?\d+(\.\d+)?", told.get(name, ""))
            }
            force, score = numbers.get("force"), numbers.get("score")
            yield Labelled(label, start, end, cells["words"], force, score)


FORMATS: dict[str, Callable[[str, str], Iterator[Labelled]]] = {
    ".tsv": read_webanno,
    ".jsonl": read_doccano,
    ".xml": read_catma,
    ".csv": read_table,
}
