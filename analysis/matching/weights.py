"""Tables of weights: what each value of a property adds to a decision."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

from analysis.matching.columns import Column, Table, kept_columns

__all__ = ["Joined", "read_weights"]


class Joined(Mapping[str, float]):
    """The weights of several words as a text: put together only if they are asked for as such.

    Parameters
    ----------
    by_words : mapping
        The weights by tuples of words.
    """

    def __init__(self, by_words: Mapping[tuple[str, ...], float]) -> None:
        self.by_words = by_words

    @cached_property
    def _by_text(self) -> Mapping[str, float]:
        return {" ".join(words): weight for words, weight in self.by_words.items()}

    def __getitem__(self, text: str) -> float:
        return self._by_text[text]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_text)

    def __len__(self) -> int:
        return len(self._by_text)


def read_weights(path: Path, n_words: Mapping[str, int]) -> Mapping[str, Mapping[str, float]]:
    """Read a table of weights.

    Parameters
    ----------
    path : Path
        A table of ``property``, ``value`` and ``weight``.
    n_words : mapping
        The properties whose values are words, and of how many words each consists.

    Returns
    -------
    mapping
        For each property, the weight of each value; those of several words as `Joined`.

    Raises
    ------
    ValueError
        If a line of the table is not property, value and number.

    Examples
    --------
    >>> from analysis.matching.decision import FOLDER, PLACES
    >>> weights = read_weights(FOLDER / "hedge.tsv", PLACES)
    >>> weights["word"]["perhaps"] > 0
    True
    """
    columns = kept_columns([path], _columns_of, path, n_words)
    words, weights = columns["words"], dict[str, Mapping[str, float]]()
    for name in columns["properties"]:
        keys = [columns[f"{name} {n}"] for n in range(n_words.get(name, 0))]
        rows = columns[f"{name} weights"]
        if not keys:
            weights[name] = dict(zip(columns[name], rows, strict=True))
        elif len(keys) == 1:
            weights[name] = dict(zip(map(words.__getitem__, keys[0]), rows, strict=True))
        else:
            parted = zip(*(map(words.__getitem__, key) for key in keys), strict=True)
            weights[name] = Joined(dict(zip(parted, rows, strict=True)))
    return weights


def _columns_of(path: Path, n_words: Mapping[str, int]) -> Table:
    """Read a table of weights; words are told by their numbers, because they come back so often."""
    weights = _read(path, n_words)
    numbers: dict[str, int] = {}
    columns: dict[str, Column] = {"properties": list(weights)}
    for name, values in weights.items():
        columns[f"{name} weights"] = list(values.values())
        if name not in n_words:
            columns[name] = list(values)
            continue
        parted = [value.split(" ") for value in values]
        for n in range(n_words[name]):
            columns[f"{name} {n}"] = [numbers.setdefault(row[n], len(numbers)) for row in parted]
    return columns | {"words": list(numbers)}


def _read(path: Path, n_words: Mapping[str, int]) -> dict[str, dict[str, float]]:
    """Read a table of weights line by line."""
    weights: dict[str, dict[str, float]] = {name: {} for name in ("setting", *n_words)}
    last, values = "", weights["setting"]
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()[1:], 2):
        try:
            name, value, told = line.split("\t")
            weight = float(told)
        except ValueError:
            message = f"{path.name}, line {number}: property, value and weight are needed"
            raise ValueError(message) from None
        if name != last:
            values, last = weights.setdefault(name, {}), name
        values[value] = weight
    return weights
