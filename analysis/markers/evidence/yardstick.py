"""What published op-eds rest on, as this measure says: the yardstick for a single text."""

from __future__ import annotations

from analysis.markers.evidence.words import about_evidence

__all__ = ["typical_shares"]


def typical_shares(kind: str) -> tuple[float, float]:
    """Return between which shares of sentences four in five published op-eds lie.

    Parameters
    ----------
    kind : {"statistics", "testimony", "anecdote", "assumption"}
        The kind of evidence.

    Returns
    -------
    tuple of float
        The tenth and the ninetieth percentile, 0 to 1.

    Examples
    --------
    >>> low, high = typical_shares("assumption")
    >>> 0 < low < high < 1
    True
    """
    low, high = about_evidence()["yardstick"][kind]
    return float(low), float(high)
