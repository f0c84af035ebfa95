"""Drawing a sample of an archive to be read blind, and the sheets on which it is read.

``audit`` in the archive's folder holds ``audit.json`` (how it was drawn), ``strata.csv`` (how many
units of how many, and so how likely each was drawn), ``sample.csv`` (the units), ``sheets.json``
(their words), ``groups.csv`` and ``readings`` (what was marked). What the tool found stands in
none of them.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.corpus.audit_units import archive_documents, group_of_documents, units_of
from analysis.corpus.items import CorpusError
from analysis.corpus.manifest import code_hash
from analysis.files import look_up, make_folder, one_line, write_text
from analysis.plots.labels import MAIN_MARKERS
from analysis.statistics.audit import ALL
from analysis.statistics.intervals import SEED
from analysis.statistics.sample_size import allocate
from analysis.text.document import Document
from analysis.text.spans import Span

__all__ = [
    "Sheet",
    "audit_folder",
    "audit_sheets",
    "draw_audit",
    "quoted_places",
    "read_design",
    "read_groups",
]

UNITS = {"sentence": 25, "document": 1}  # how many stand on a sheet
OWN = "groups of one’s own"
MANY = 2  # hits in a sentence: the third stratum begins here
FORMAT = 1
STRATA = ["stratum", "group", "level", "n_units", "n_drawn", "probability"]


@dataclass(frozen=True)
class Sheet:
    """What is read at one sitting.

    Parameters
    ----------
    document : Document
        The excerpts, each with the sentence before and after it; or a text of the archive.
    spans : sequence of (int, int)
        What is read of it.
    """

    document: Document
    spans: tuple[tuple[int, int], ...]


def audit_folder(output: str | Path) -> Path:
    """Return where an archive's audit is kept."""
    return Path(output) / "audit"


def draw_audit(
    output: str | Path,
    n: int = 200,
    *,
    by: str | Mapping[str, str] | None = None,
    groups: str | Path | None = None,
    unit: str = "sentence",
    markers: Sequence[str] = MAIN_MARKERS,
    seed: int = SEED,
) -> pd.DataFrame:
    """Draw a sample of an archive, to be read without the tool's marks.

    It is drawn at random within strata: the groups, each by how much the tool found in a unit (no
    hit, one, more; of documents, thirds by their rates). The order on the sheets is random, too, so
    that whoever stops after some sheets has read a sample. Drawn again with a larger n it keeps
    what was drawn and adds to it.

    Parameters
    ----------
    output : str or Path
        The folder that ``analyze_corpus`` wrote.
    n : int
        How many units; see ``allocate`` for how they are shared out.
    by : str or mapping, optional
        What tells groups apart: a column of the table of texts that the archive was made from, or
        of ``groups``; ``"folder"`` for the first folder in the documents' ids; or a mapping from
        ids to groups. Without it there is one group.
    groups : str or Path, optional
        Another table, .csv, .jsonl or .parquet, with the documents' ids and that column.
    unit : {"sentence", "document"}
        What is drawn: sentences, or documents to be read whole.
    markers : sequence of str
        What is read for.
    seed : int
        The same number draws the same sample.

    Returns
    -------
    DataFrame
        One row per stratum: stratum, group, level, n_units, n_drawn, probability (with which each
        of its units was drawn).

    Raises
    ------
    CorpusError
        If the folder is no archive; n is too small; there are no such groups; or another sample was
        drawn already.

    Examples
    --------
    >>> draw_audit("nowhere")
    Traceback (most recent call last):
    ...
    analysis.corpus.items.CorpusError: nowhere: ...
    """
    look_up(UNITS, unit, "unit")
    column = by if by is None or isinstance(by, str) else OWN
    design = {"format": FORMAT, "unit": unit, "by": column, "seed": seed, "markers": list(markers)}
    units = units_of(output, markers, unit)
    if units.empty:
        raise CorpusError(f"{output}: there is nothing to read in this archive")
    group = group_of_documents(output, units["doc_id"], by, groups)
    units = _in_strata(units.assign(group=units["doc_id"].map(group)), markers, unit)
    if not _has_levels(output, units, n):
        units["level"] = units["stratum"] = units["group"]
    sizes = units.groupby(["group", "level", "stratum"], as_index=False).agg(
        n_units=("size", "size"), machine=("found", "sum")
    )
    try:
        drawn = allocate(sizes, n)
    except ValueError as error:
        raise CorpusError(str(error)) from None
    strata = sizes.assign(n_drawn=sizes["stratum"].map(drawn))
    strata["probability"] = strata["n_drawn"] / strata["n_units"]
    before = _drawn_before(output, design, strata)
    new = _choose(units, strata, seed).merge(before[["doc_id", "start"]], "left", indicator=True)
    new = new[new["_merge"] == "left_only"].drop(columns="_merge")
    _write(Path(output), design, strata[STRATA], before, new)
    _write_groups(output, group)
    return strata[STRATA]


def _has_levels(output: str | Path, units: pd.DataFrame, n: int) -> bool:
    """Tell whether a sample is large enough to tell levels apart, or did so when it was smaller."""
    if (audit_folder(output) / "audit.json").is_file():
        known = read_design(output)[1]
        return not (known["stratum"] == known["group"]).all()
    return bool(2 * units["stratum"].nunique() <= n)


def _in_strata(units: pd.DataFrame, markers: Sequence[str], unit: str) -> pd.DataFrame:
    """Say of every unit how much was found in it, and to which stratum it belongs."""
    found = units[[f"hits {name}" for name in markers]].sum(axis=1)
    if unit == "sentence":
        level = found.clip(upper=MANY).map({0: "0 hits", 1: "1 hit", MANY: "2 hits or more"})
    else:
        rank = (found / units["size"].clip(lower=1)).rank(method="first", pct=True)
        names = ["lowest third", "middle third", "top third"]
        level = pd.cut(rank, [0, 1 / 3, 2 / 3, 1], labels=names).astype(str)
    names = level if (units["group"] == ALL).all() else units["group"] + ", " + level
    return units.assign(found=found, level=level, stratum=names)


def _choose(units: pd.DataFrame, strata: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Return the drawn units, strata mixed evenly; a larger sample begins with the smaller one."""
    chosen = []
    for row in strata.itertuples():
        own = units[units["stratum"] == row.stratum]
        # Every stratum has its own order, which does not depend on the others.
        random = np.random.default_rng([seed, zlib.crc32(str(row.stratum).encode())])
        own = own.iloc[random.permutation(len(own))[: row.n_drawn]]
        chosen.append(own.assign(turn=(np.arange(len(own)) + random.random()) / len(own)))
    return pd.concat(chosen).sort_values("turn", kind="stable", ignore_index=True)


# --- the folder ----------------------------------------------------------------------------------


def read_design(output: str | Path) -> tuple[dict[str, Any], pd.DataFrame, pd.DataFrame]:
    """Return how a sample was drawn, its strata and its units.

    Raises
    ------
    CorpusError
        If none was drawn, or its files are damaged.

    Examples
    --------
    >>> read_design("no/such/folder")
    Traceback (most recent call last):
    ...
    analysis.corpus.items.CorpusError: no/such/folder: no sample was drawn; draw one first ...
    """
    folder = audit_folder(output)
    if not (folder / "audit.json").is_file():
        raise CorpusError(f"{output}: no sample was drawn; draw one first (audit OUT --draw 200)")
    try:
        design = json.loads((folder / "audit.json").read_text(encoding="utf-8"))
        texts = {"stratum": str, "group": str, "doc_id": str, "quoted": str}
        options: dict[str, Any] = {"dtype": texts, "keep_default_na": False}
        strata = pd.read_csv(folder / "strata.csv", **options)
        sample = pd.read_csv(folder / "sample.csv", **options)
        return dict(design), strata[STRATA], sample
    except (OSError, ValueError, KeyError) as error:
        raise CorpusError(
            f"{folder}: damaged ({one_line(error)}); put its files back, or remove the folder and "
            "draw anew"
        ) from None


def _drawn_before(output: str | Path, design: dict[str, Any], strata: pd.DataFrame) -> pd.DataFrame:
    """Return the units of an earlier sample that this one extends; none without one."""
    if not (audit_folder(output) / "audit.json").is_file():
        return pd.DataFrame({"doc_id": pd.Series(dtype=str), "start": pd.Series(dtype=int)})
    known, sizes, sample = read_design(output)
    for name, value in design.items():
        if known.get(name) != value:
            raise CorpusError(
                f"{output}: another sample was drawn already ({name}: {known.get(name)}, now "
                f"{value}); keep to it, or move its folder audit away"
            )
    both = strata.merge(sizes, "outer", "stratum", suffixes=("", "_before"))
    if not (both["n_units"] == both["n_units_before"]).all():
        raise CorpusError(
            f"{output}: the archive has changed since its sample was drawn, which so cannot grow; "
            "move its folder audit away and draw anew"
        )
    if (both["n_drawn"] < both["n_drawn_before"]).any():
        total = int(sizes["n_drawn"].sum())
        raise CorpusError(f"{output}: {total} units were drawn already; give a larger number")
    return sample


def _write(
    output: Path,
    design: dict[str, Any],
    strata: pd.DataFrame,
    before: pd.DataFrame,
    new: pd.DataFrame,
) -> None:
    """Write the sample and its sheets; those of an earlier, smaller one stay as they are."""
    folder = make_folder(audit_folder(output))
    make_folder(folder / "readings")
    sheets = _stored_sheets(folder)
    documents = archive_documents(output, list(dict.fromkeys(new["doc_id"])))
    rows, size = [], UNITS[str(design["unit"])]
    for first in range(0, len(new), size):
        units = new.iloc[first : first + size]
        name = f"audit sheet {len(sheets) + 1:02d}"
        build = _excerpts if design["unit"] == "sentence" else _whole
        sheet, places = build(name, units, documents)
        about = units[["doc_id", "start", "end", "stratum", "group"]].assign(sheet=len(sheets) + 1)
        rows.append(about.assign(**places))
        sheets.append(sheet)
    tables = [*([before] if len(before) else []), *rows]
    sample = pd.concat(tables, ignore_index=True)
    write_text(folder / "sheets.json", json.dumps(sheets, ensure_ascii=False, indent=0) + "\n")
    write_text(folder / "sample.csv", sample.to_csv(index=False, lineterminator="\n"))
    write_text(folder / "strata.csv", strata.to_csv(index=False, lineterminator="\n"))
    note = json.dumps(design | {"code": code_hash()}, indent=1, ensure_ascii=False)
    write_text(folder / "audit.json", note + "\n")


def _write_groups(output: str | Path, group: dict[str, str]) -> None:
    """Keep the groups: their table may be elsewhere when the readings are done."""
    table = pd.DataFrame({"doc_id": list(group), "group": list(group.values())})
    text = table.to_csv(index=False, lineterminator="\n")
    write_text(audit_folder(output) / "groups.csv", text)


def read_groups(output: str | Path) -> dict[str, str]:
    """Return the group of every document, as when the sample was drawn.

    Raises
    ------
    CorpusError
        If they are not there, or damaged.
    """
    path = audit_folder(output) / "groups.csv"
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
        return dict(zip(table["doc_id"], table["group"], strict=True))
    except (OSError, ValueError, KeyError) as error:
        raise CorpusError(
            f"{path}: cannot be read ({one_line(error)}); draw as many as before, which makes it "
            "anew"
        ) from None


# --- sheets --------------------------------------------------------------------------------------


def audit_sheets(output: str | Path) -> list[Sheet]:
    """Return the sheets of an archive's sample, in the order in which they are to be read.

    Parameters
    ----------
    output : str or Path
        The folder that ``analyze_corpus`` wrote.

    Returns
    -------
    list of Sheet

    Raises
    ------
    CorpusError
        If no sample was drawn.

    Examples
    --------
    >>> audit_sheets("nowhere")
    Traceback (most recent call last):
    ...
    analysis.corpus.items.CorpusError: nowhere: ...
    """
    read_design(output)
    made = []
    for sheet in _stored_sheets(audit_folder(output)):
        outline = [Span(*block) for block in sheet["outline"]]
        document = Document(sheet["id"], sheet["text"], outline=outline)
        made.append(Sheet(document, tuple((start, end) for start, end in sheet["spans"])))
    return made


def _stored_sheets(folder: Path) -> list[dict[str, Any]]:
    path = folder / "sheets.json"
    try:
        return list(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else []
    except ValueError as error:
        raise CorpusError(f"{path}: damaged ({one_line(error)}); draw anew") from None


Built = tuple[dict[str, Any], dict[str, list[Any]]]  # a sheet, and where its units stand


def _excerpts(name: str, units: pd.DataFrame, documents: dict[str, Document]) -> Built:
    """Lay sentences out, each between its neighbours, so that it can be understood."""
    text, outline, spans, quoted = "", [], [], []
    for unit in units.itertuples():
        document = documents[str(unit.doc_id)]
        before, own, after = _in_context(document, int(unit.start), int(unit.end))
        for parts in ((before, own, after), ("", own, "")):
            excerpt = " ".join(part for part in parts if part)
            start = len(text) + len(f"{parts[0]} ") * bool(parts[0])
            block = Span(len(text), len(text) + len(excerpt), "paragraph")
            if _stands_alone(text + excerpt, block, (start, start + len(own))):
                break  # else its neighbours would run into it
        text += f"{excerpt}\n\n"
        outline.append((block.start, block.end, block.label))
        spans.append((start, start + len(own)))
        quoted.append(_quoted(document, int(unit.start), int(unit.end)))
    sheet = {"id": name, "text": text, "outline": outline, "spans": spans}
    starts, ends = zip(*spans, strict=True)
    return sheet, {"sheet_start": list(starts), "sheet_end": list(ends), "quoted": quoted}


def _in_context(document: Document, start: int, end: int) -> tuple[str, str, str]:
    """Return the sentence before a place, the words there, and the sentence after it."""
    sentences = document.sentences
    place = next((i for i, s in enumerate(sentences) if s.start == start), -1)
    before = document[sentences[place - 1]] if place > 0 else ""
    after = document[sentences[place + 1]] if 0 <= place < len(sentences) - 1 else ""
    return before, document.text[start:end], after


def _stands_alone(text: str, block: Span, place: tuple[int, int]) -> bool:
    found = Document("x", text, outline=[block]).sentences
    inside = [s for s in found if place[0] <= s.start and s.end <= place[1]]
    return bool(inside) and (inside[0].start, inside[-1].end) == place


def _whole(name: str, units: pd.DataFrame, documents: dict[str, Document]) -> Built:
    """Take a text as it stands, under a name that does not tell whose it is."""
    unit = next(units.itertuples())
    document = documents[str(unit.doc_id)]
    outline = [(block.start, block.end, block.label) for block in document.blocks]
    spans = [(sentence.start, sentence.end) for sentence in document.sentences]
    sheet = {"id": name, "text": document.text, "outline": outline, "spans": spans}
    quoted = _quoted(document, int(unit.start), int(unit.end))
    return sheet, {"sheet_start": [unit.start], "sheet_end": [unit.end], "quoted": [quoted]}


def _quoted(document: Document, start: int, end: int) -> str:
    """Write down where, from the beginning of a unit, somebody else speaks: ``0-12 40-62``."""
    speech = [quote for quote in document.quotes if quote.label == "speech"]
    inside = [q for q in speech if q.start < end and q.end > start]
    return " ".join(f"{max(q.start, start) - start}-{min(q.end, end) - start}" for q in inside)


def quoted_places(cell: str) -> Iterator[tuple[int, int]]:
    """Yield where somebody else speaks in a unit, as the sample's table has it.

    Examples
    --------
    >>> list(quoted_places("0-12 40-62"))
    [(0, 12), (40, 62)]
    """
    for place in cell.split():
        start, _, end = place.partition("-")
        yield int(start), int(end)
