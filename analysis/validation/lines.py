"""The files of labelled data: one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

__all__ = ["labelled_rows"]


def labelled_rows(gold: Path, pattern: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of some files, in the order of their names.

    Parameters
    ----------
    gold : Path
        A folder with labelled data.
    pattern : str
        Which files in it.

    Yields
    ------
    dict

    Examples
    --------
    >>> list(labelled_rows(Path("nowhere"), "*.jsonl"))
    []
    """
    for path in sorted(gold.glob(pattern)):
        with path.open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)
