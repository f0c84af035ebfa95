"""Word lists of learning, which are data: ``words.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["hand_rated", "word_list"]


@cache
def _lists() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))


def word_list(name: str) -> frozenset[str]:
    """Return the words of a list.

    Examples
    --------
    >>> "same-sex" in word_list("identity")
    True
    """
    return frozenset(_lists()[name].split())


def hand_rated() -> dict[str, float]:
    """Return the words rated for this project, −4 to 4.

    Examples
    --------
    >>> hand_rated()["atrocity"]
    -4.0
    """
    rated = _lists()["hand_rated"].items()
    return {word: float(rating) for rating, words in rated for word in words.split()}
