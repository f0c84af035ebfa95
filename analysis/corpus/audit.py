"""An audit of an archive: every rate, share and difference, corrected by what was read blind."""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.corpus.audit_draw import (
    audit_folder,
    audit_sheets,
    quoted_places,
    read_design,
    read_groups,
)
from analysis.corpus.audit_units import units_of
from analysis.corpus.items import CorpusError
from analysis.statistics.audit import correct_differences, correct_rates
from analysis.statistics.intervals import corrected
from analysis.tables.decisions import document_hash
from analysis.tables.readings import Reading, readings_in

__all__ = ["SHOWN", "audit", "audit_progress", "read_units"]

COLUMNS = ["marker", "measure", "group", "other", "n_read", "n_units", "uncorrected", "corrected"]
COLUMNS += ["low", "high", "more", "p", "q", "freedom", "tuning", "readers", "note"]
# The columns that people are shown.
SHOWN = ["marker", "measure", "group", "other", "n_read", "uncorrected", "corrected", "low", "high"]
MEASURES = {"rate": 1000.0, "share": 1.0}  # hits per 1,000 words; sentences with a hit

Report = Callable[[str], object]


def audit(
    output: str | Path,
    folder: str | Path | None = None,
    *,
    reader: str | None = None,
    report: Report = warnings.warn,
) -> pd.DataFrame:
    """One row per marker × measure × group, and per pair of groups: as counted, and as corrected.

    The tool's counts of the whole archive are corrected by what it got wrong in the sample that was
    read without its marks: see ``correct_rates`` for the estimate, its interval, and references.

    Parameters
    ----------
    output : str or Path
        The folder that ``analyze_corpus`` wrote, of which ``draw_audit`` has drawn a sample.
    folder : str or Path, optional
        Where the readings are; ``audit/readings`` in the archive's folder by default. Only those of
        sheets that were read to the end are taken. If several people read a sheet, the mean of
        their counts is taken for the truth.
    reader : str, optional
        Take the readings under these initials alone.
    report : callable
        Is told what could not be taken; by default it is a warning.

    Returns
    -------
    DataFrame
        Columns marker, measure (``rate``: hits per 1,000 words; ``share``: of sentences with a hit,
        0 to 1; both in the author's voice), group (``all`` for the whole archive), other (the group
        that a difference is taken to, else ""), n_read, n_units, uncorrected, corrected, low, high
        (95 %), more (units to read beyond these that would halve the interval), p and q (of no
        difference; q after Benjamini and Hochberg's correction over all differences), freedom,
        tuning, readers (initials), note (what had to be assumed, or why there is no figure).

    Raises
    ------
    CorpusError
        If no sample was drawn; no sheet was read to the end; or the archive holds other sentences
        now than when it was drawn. New measures on the same sentences are welcome: the readings
        stay good.

    Examples
    --------
    >>> audit("nowhere")
    Traceback (most recent call last):
    ...
    analysis.corpus.items.CorpusError: nowhere: ...
    """
    design, strata, sample = read_design(output)
    markers, unit = [str(name) for name in design["markers"]], str(design["unit"])
    units = units_of(output, markers, unit)
    groups = _groups_now(output, units, strata, sample)
    read = read_units(output, folder, reader=reader, report=report)
    rows = [
        _corrected(read[read["marker"] == marker], units, groups, strata, marker, measure)
        for marker in markers
        for measure in MEASURES
    ]
    table = pd.concat(rows, ignore_index=True)
    table["q"] = corrected(table["p"])
    return table[COLUMNS]


def _groups_now(
    output: str | Path,
    units: pd.DataFrame,
    strata: pd.DataFrame,
    sample: pd.DataFrame,
) -> pd.Series:
    """Return the group of every unit, as when the sample was drawn; refuse a changed archive."""
    group = units["doc_id"].map(read_groups(output))
    sizes = group.value_counts().to_dict() if group.notna().all() else {}
    places = pd.MultiIndex.from_frame(units[["doc_id", "start", "end"]])
    drawn = pd.MultiIndex.from_frame(sample[["doc_id", "start", "end"]])
    if sizes != strata.groupby("group")["n_units"].sum().to_dict() or not drawn.isin(places).all():
        raise CorpusError(
            f"{output}: the archive holds other sentences now than when its sample was drawn; move "
            "its folder audit away and draw anew"
        )
    return group


def _corrected(
    read: pd.DataFrame,
    units: pd.DataFrame,
    groups: pd.Series,
    strata: pd.DataFrame,
    marker: str,
    measure: str,
) -> pd.DataFrame:
    """Correct one measure of one marker: its rows of groups, then those of differences."""
    counted, size = f"hits {marker}", "size"
    if measure == "share":
        counted, size = f"with {marker}", "n_sentences"
    own = units.rename(columns={counted: "machine", size: "size_"})
    totals = own.groupby(groups, sort=True)[["machine", "size_"]].sum().reset_index(names="group")
    totals = totals.rename(columns={"size_": "size"})
    keys = ["doc_id", "start"]
    sample = read[[*keys, "stratum", measure]].merge(own[[*keys, "machine", "size_"]], on=keys)
    names = {"size_": "size", measure: "truth", "doc_id": "document"}
    sample = sample.rename(columns=names)
    known = (sample, strata, totals)
    rates = correct_rates(*known, scale=MEASURES[measure]).assign(other="")
    pairs = correct_differences(*known, scale=MEASURES[measure])
    table = pd.concat([rates, pairs.astype({"other": str})], ignore_index=True)
    readers = sorted({name for cell in read["readers"] for name in cell.split()})
    table = table.assign(marker=marker, measure=measure, readers=" ".join(readers))
    table["note"] = table["note"].fillna("") if len(read) else "no reader was asked for it"
    return table.reindex(columns=COLUMNS)


# --- what was read -------------------------------------------------------------------------------


def read_units(
    output: str | Path,
    folder: str | Path | None = None,
    *,
    reader: str | None = None,
    report: Report = warnings.warn,
) -> pd.DataFrame:
    """One row per unit read × marker: what readers marked in it.

    Parameters
    ----------
    output, folder, reader, report
        As for ``audit``.

    Returns
    -------
    DataFrame
        Columns doc_id, start, stratum, marker, rate (hits, the mean over its readers), share
        (sentences with a hit), readers. Marks in quoted speech are left out, as are those of the
        tool.

    Raises
    ------
    CorpusError
        If no sheet was read to the end.
    """
    design, _, sample = read_design(output)
    sheets = audit_sheets(output)
    done = _finished(output, sheets, folder, reader, report)
    rows = []
    for number, readings in done.items():
        document = sheets[number - 1].document
        starts = np.array([sentence.start for sentence in document.sentences])
        most = 1 if design["unit"] == "sentence" else len(starts)
        for unit in sample[sample["sheet"] == number].to_dict("records"):
            asked: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
            for reading in readings:
                for marker in reading.markers:
                    counts = _counts(reading, marker, unit, starts, most)
                    asked[marker].append((*counts, reading.reader))
            for marker, found in asked.items():
                hits, sentences, names = zip(*found, strict=True)
                about = (unit["doc_id"], unit["start"], unit["stratum"], marker)
                means = (float(np.mean(hits)), float(np.mean(sentences)))
                rows.append((*about, *means, " ".join(sorted(names))))
    columns = ["doc_id", "start", "stratum", "marker", "rate", "share", "readers"]
    return pd.DataFrame(rows, columns=columns)


def _finished(
    output: str | Path,
    sheets: Sequence[Any],
    folder: str | Path | None,
    reader: str | None,
    report: Report,
) -> dict[int, list[Reading]]:
    """Return the finished readings of every sheet that has one, one of each reader."""
    # Texts may be alike, and then only their sheets' names differ.
    keys = [(document_hash(sheet.document), sheet.document.id) for sheet in sheets]
    numbers = {key: number for number, key in enumerate(keys, 1)}
    where = Path(folder) if folder is not None else audit_folder(output) / "readings"
    done: dict[int, dict[str, Reading]] = defaultdict(dict)
    for reading in sorted(readings_in(where, report=report), key=lambda one: one.made):
        number = numbers.get((reading.document_hash, reading.document))
        if reader is not None and reading.reader != reader:
            continue
        if number is None:
            report(f"a reading by {reading.reader} is of another text: {reading.document}")
        elif not reading.finished:
            report(f"sheet {number}: {reading.reader} has not finished; it is left out")
        else:
            if reading.reader in done[number]:
                report(f"sheet {number}: two readings by {reading.reader}; the later one is taken")
            done[number][reading.reader] = reading
    if not done:
        by = f" by {reader}" if reader is not None else ""
        raise CorpusError(
            f"{output}: no sheet has been read to the end{by}; read one (its page, or "
            f"read_audit), and put the reading into {where}"
        )
    return {number: list(readings.values()) for number, readings in sorted(done.items())}


def _counts(
    reading: Reading, marker: str, unit: Mapping[str, Any], starts: np.ndarray, most: int
) -> tuple[int, int]:
    """Count the author's hits in a unit that a reader marked, and its sentences with one."""
    first, end = int(unit["sheet_start"]), int(unit["sheet_end"])
    speech = [(first + a, first + b) for a, b in quoted_places(str(unit["quoted"]))]
    places = [
        mark.start
        for mark in reading.marks
        if mark.marker == marker
        and first <= mark.start < end
        and not any(a <= mark.start < b for a, b in speech)
    ]
    sentences = set(np.searchsorted(starts, places, side="right").tolist())
    return len(places), min(len(sentences), most)


def audit_progress(output: str | Path, folder: str | Path | None = None) -> pd.DataFrame:
    """One row per sheet: how many units it has, and who has read it.

    Parameters
    ----------
    output, folder
        As for ``audit``.

    Returns
    -------
    DataFrame
        Columns sheet, n_units, readers (initials of those who finished it).

    Examples
    --------
    >>> audit_progress("nowhere")
    Traceback (most recent call last):
    ...
    analysis.corpus.items.CorpusError: nowhere: ...
    """
    _, _, sample = read_design(output)
    try:
        done = _finished(output, audit_sheets(output), folder, None, lambda _: None)
    except CorpusError:
        done = {}
    sizes = sample.groupby("sheet").size()
    names = [" ".join(sorted(one.reader for one in done.get(n, []))) for n in sizes.index]
    return pd.DataFrame({"sheet": sizes.index, "n_units": sizes.to_numpy(), "readers": names})
