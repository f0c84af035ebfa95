"""The paragraph for a methods section: what was counted, how well, and what an audit found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.corpus.audit import audit
from analysis.corpus.audit_draw import audit_folder, read_design
from analysis.corpus.audit_units import archive_note
from analysis.corpus.items import CorpusError
from analysis.corpus.manifest import ENTRIES, code_hash, read_entry
from analysis.files import PROJECT
from analysis.plots.audit import audit_sentences
from analysis.plots.labels import MAIN_MARKERS, label
from analysis.plots.readable import number
from analysis.plots.style import package_version
from analysis.validation.card import report_card, stored_results

__all__ = ["methods_text"]

REFERENCES = {
    "sampling": (
        "Särndal, C.-E., Swensson, B. & Wretman, J. (1992). Model assisted survey sampling. "
        "Springer. https://doi.org/10.1007/978-1-4612-4378-6"
    ),
    "ppi": (
        "Angelopoulos, A. N., Bates, S., Fannjiang, C., Jordan, M. I. & Zrnic, T. (2023). "
        "Prediction-powered inference. Science 382, 669–674. "
        "https://doi.org/10.1126/science.adi6000"
    ),
    "tuning": (
        "Angelopoulos, A. N., Duchi, J. C. & Zrnic, T. (2023). PPI++: efficient prediction-powered "
        "inference. https://doi.org/10.48550/arXiv.2311.01453"
    ),
}


def methods_text(output: str | Path | None = None, markers: Sequence[str] = MAIN_MARKERS) -> str:
    """Return paragraphs for a methods section, with every figure that a reader needs to judge one.

    Parameters
    ----------
    output : str or Path, optional
        An archive, whose size and audit are told; if its sample has been read, the corrected rates.
        Without it only the measures are described.
    markers : sequence of str
        Which measures; of an audited archive those that were read for.

    Returns
    -------
    str
        In English, in paragraphs, to be edited; the last lists the references.

    Raises
    ------
    CorpusError
        If the folder is no archive.

    Examples
    --------
    >>> print(methods_text(markers=["hedge"]))
    Hedges were found with rhetoric-notebooks ... (measures ...
    """
    design: dict[str, Any] = {}
    if output is not None:
        archive_note(output)
        if (audit_folder(output) / "audit.json").is_file():
            design = read_design(output)[0]
            markers = [str(name) for name in design["markers"]]
    codes, about = _archive(Path(output)) if output is not None else ({code_hash()}, "")
    names = _listed([label(name).lower() for name in markers])
    version = f"{PROJECT} {package_version()}"
    digits = ", ".join(sorted(codes))
    parts = [
        f"{names.capitalize()} were found with {version} (measures {digits}: digits that change "
        "with code, rules, word lists and libraries); hits within quoted speech are not counted. "
        + about,
        _quality(markers),
    ]
    used: list[str] = []
    if output is not None and design:
        parts += list(_audit(output, design))
        used = list(REFERENCES.values())
    elif output is not None:
        parts.append(
            "No sample of this archive was read: its rates are as the tool counts them, and are "
            "not corrected for what it gets wrong on these texts."
        )
    if used:
        parts.append("References: " + " ".join(f"{one}." for one in used))
    return "\n\n".join(part.strip() for part in parts if part)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:-1]) + (" and " if len(names) > 1 else "") + names[-1]


def _archive(output: Path) -> tuple[set[str], str]:
    """Return by which measures an archive was made, and how large it is."""
    paths = sorted((output / ENTRIES).glob("part-*.json"))
    entries = [read_entry(output, int(path.stem.removeprefix("part-"))) for path in paths]
    known = [entry for entry in entries if entry is not None]
    n_documents = sum(len(entry.documents) for entry in known)
    n_failed = sum(len(entry.failed) for entry in known)
    n_words = sum(entry.n_words for entry in known)
    failed = f"; {n_failed:,} more could not be read" if n_failed else ""
    about = f"The archive has {n_documents - n_failed:,} texts of {n_words:,} words{failed}."
    return {entry.code for entry in known} or {code_hash()}, about


def _quality(markers: Sequence[str]) -> str:
    """Say how well the measures agree with readers, on texts that nothing was made from."""
    table = stored_results()
    rows = table[(table["basis"] == "unseen") & (table["statistic"] == "F1")]
    told = []
    for name in markers:
        own = rows[(rows["measure"] == name) & (rows["gold"] == "op-eds")]
        own = own if len(own) else rows[rows["measure"] == name]
        for row in own.head(1).itertuples():
            told.append(
                f"{label(name).lower()} F1 = {number(row.value)} [{number(row.low)}, "
                f"{number(row.high)}] (precision {number(row.precision)}, recall "
                f"{number(row.recall)}; {row.n_documents} {row.gold})"
            )
        if own.empty:
            told.append(f"{label(name).lower()}: not checked")
    read = report_card(table)
    readers = sorted({str(cell) for cell in read.loc[read["checked on"] == "op-eds", "read by"]})
    by = f" The op-eds were read by {_listed(readers)}." if readers else ""
    return (
        "Agreement with labels on texts that the measures were not made from, with 95 % intervals: "
        f"{'; '.join(told)}.{by}"
    )


def _audit(output: str | Path, design: dict[str, Any]) -> Iterator[str]:
    """Say how the sample was drawn and read, and what the corrected rates are."""
    _, strata, sample = read_design(output)
    unit, by = f"{design['unit']}s", design["by"]
    groups = f" and by {by}" if by else ""
    low, high = strata["probability"].min(), strata["probability"].max()
    yield (
        f"A random sample of {len(sample):,} of {int(strata['n_units'].sum()):,} {unit} was drawn, "
        f"stratified by what the tool found in them{groups} ({len(strata)} strata; inclusion "
        f"probabilities {low:.3g} to {high:.3g}; seed {design['seed']})."
    )
    problems: list[str] = []
    try:
        table = audit(output, report=problems.append)
    except CorpusError:
        yield "The sample has not been read yet."
        return
    yield _reading(table, unit) + " " + " ".join(audit_sentences(table))


def _reading(table: pd.DataFrame, unit: str) -> str:
    n_read = int(table.loc[table["other"] == "", "n_read"].max())
    names = sorted({name for cell in table["readers"] for name in str(cell).split()})
    mean = ", whose counts were averaged," if len(names) > 1 else ""
    who = f"{len(names)} readers" if len(names) > 1 else "one reader"
    return (
        f"{who.capitalize()}{mean} read {n_read:,} {unit} without seeing the tool’s marks. Rates "
        "and shares were corrected by the regression estimator for finite populations (Särndal et "
        "al. 1992), which is prediction-powered inference (Angelopoulos et al. 2023) with tuned "
        "weight (PPI++): totals of the tool over the whole archive, plus its error in the sample, "
        "as a ratio to words; 95 % intervals from the linearised variance within strata, by "
        "document, with finite population correction and Satterthwaite’s degrees of freedom."
    )
