"""What every learned table is written by, and the options of the commands that learn."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from analysis.files import write_text
from analysis.matching.lexicon import Entry

Gold = Annotated[Path, typer.Option(help="The folder with the labelled texts.")]
CrossValidate = Annotated[
    bool, typer.Option("--cross-validate", help="Print held-out figures, write nothing.")
]
VectorFile = Annotated[Path | None, typer.Option(help="The file of GloVe vectors.")]
Cache = Annotated[Path, typer.Option(help="Where the vectors are kept.")]


def write_table(path: Path, entries: Iterable[Entry]) -> None:
    """Write a lexicon file, and say how long it is."""
    rows = list(entries)
    columns = [
        "entry",
        "category",
        "weight",
        *(["when"] if any(e.when for e in rows) else []),
        "note",
    ]
    lines = ["\t".join(columns)]
    for e in rows:
        cells = {"entry": e.text, "category": e.category, "weight": f"{e.weight:g}"}
        cells |= {"when": e.when, "note": e.note}
        lines.append("\t".join(cells[column] for column in columns))
    write_text(path, "\n".join(lines) + "\n")
    typer.echo(f"{len(rows)} entries written to {path}")
