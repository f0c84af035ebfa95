"""Kind and force of loaded hits against what readers said, where a reader marked them too."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from analysis.markers.registry import find_matches, get_marker
from analysis.matching.matches import Match
from analysis.validation.op_eds import OpEd

__all__ = ["NatureOfHits", "forces", "kinds"]

# Op-eds with the labels of two readers.
Read = Iterable[OpEd]
# Tables of scores: of the measure, and of the first reader against the second.
NatureOfHits = Callable[[Read], tuple[pd.DataFrame, pd.DataFrame]]


def kinds(op_eds: Read) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Tell of each right hit whether its kind is one that a reader gave.

    Parameters
    ----------
    op_eds : iterable of OpEd
        Those whose readers said no kind are left out.

    Returns
    -------
    tuple of DataFrame
        The measure's, and the first reader's: columns document, total (0 or 1) and n.
    """
    known = list(_with_natures(op_eds))
    ours = [
        (name, float(match.category in _kinds(labels)), 1)
        for name, match, labels in _right_hits(known)
    ]
    readers = [
        (name, float(label.kind in _kinds(labels)), 1)
        for name, label, labels in _label_pairs(known)
    ]
    columns = ["document", "total", "n"]
    return pd.DataFrame(ours, columns=columns), pd.DataFrame(readers, columns=columns)


def forces(op_eds: Read) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Set the force of each right hit beside the mean strength that readers gave.

    Parameters
    ----------
    op_eds : iterable of OpEd
        Those whose readers said no strength are left out.

    Returns
    -------
    tuple of DataFrame
        The measure's, and the first reader's: columns document, score and rating.
    """
    known = list(_with_natures(op_eds))
    ours = [(name, hit.force, _strength(labels)) for name, hit, labels in _right_hits(known)]
    readers = [
        (name, label.strength, _strength(labels)) for name, label, labels in _label_pairs(known)
    ]
    columns = ["document", "score", "rating"]
    return pd.DataFrame(ours, columns=columns), pd.DataFrame(readers, columns=columns)


def _with_natures(op_eds: Read) -> Iterator[OpEd]:
    for op_ed in op_eds:
        if all({"kind", "strength"} <= set(read) for read in (op_ed.first, op_ed.second)):
            yield op_ed


def _kinds(labels: list[Any]) -> set[str]:
    return {label.kind for label in labels}


def _strength(labels: list[Any]) -> float:
    """Return the mean strength of some labels, without those whose reader said none."""
    known = [label.strength for label in labels if pd.notna(label.strength)]
    return float(np.mean(known)) if known else np.nan


def _loaded(labels: pd.DataFrame) -> list[Any]:
    return list(labels[labels["category"] == "loaded"].itertuples())


def _overlapped(labels: list[Any], span: Any) -> list[Any]:
    return [label for label in labels if label.start < span.end and span.start < label.end]


def _right_hits(op_eds: Read) -> Iterator[tuple[str, Match, list[Any]]]:
    """Yield the hits that a reader marked too, with the labels of both."""
    found = get_marker("loaded")
    for op_ed in op_eds:
        hits = {(hit.start, hit.end): hit for hit in find_matches(op_ed.document, [found])}
        both = [*_loaded(op_ed.first), *_loaded(op_ed.second)]
        for span in op_ed.judged(list(hits)):
            labels = _overlapped(both, hits[span])
            if labels:
                yield op_ed.document.id, hits[span], labels


def _label_pairs(op_eds: Read) -> Iterator[tuple[str, Any, list[Any]]]:
    """Yield what the first reader marked as loaded, with what the second marked there."""
    for op_ed in (one for one in op_eds if one.has_two):
        others = _loaded(op_ed.second)
        for label in _loaded(op_ed.first):
            labels = _overlapped(others, label)
            if labels:
                yield op_ed.document.id, label, labels
