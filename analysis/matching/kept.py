"""Values that are worked out once, and the most that rules may add: what makes decisions quick."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from itertools import repeat, takewhile
from typing import Concatenate, ParamSpec, TypeVar

__all__ = ["Kept", "Most", "once"]

MOST_KEPT = 100_000  # words whose values are kept

K = TypeVar("K")
V = TypeVar("V")
Of = TypeVar("Of")
Chosen = ParamSpec("Chosen")


def once(make: Callable[Concatenate[Of, Chosen], V]) -> Callable[Concatenate[Of, Chosen], V]:
    """Let something be worked out of a document, or an analysis, once, and be kept with it.

    It is kept for each choice of further arguments, and goes when what it is of goes.

    Examples
    --------
    >>> @once
    ... def n_words(document):
    ...     print("counting")
    ...     return len(document.words)
    >>> from analysis.text.document import Document
    >>> document = Document("x", "It may rain.")
    >>> n_words(document) + n_words(document)
    counting
    6
    """
    name = f"{make.__module__}.{make.__qualname__}"

    @wraps(make)
    def kept(of: Of, /, *args: Chosen.args, **kwargs: Chosen.kwargs) -> V:
        # Where a document keeps what else it has computed of itself.
        known = of.__dict__
        chosen = f"{name}{args}{kwargs}" if args or kwargs else name
        if chosen not in known:
            known[chosen] = make(of, *args, **kwargs)
        found: V = known[chosen]
        return found

    return kept


class Kept(dict[K, V]):
    """Values that are worked out when they are first asked for, as many as are worth keeping.

    Examples
    --------
    >>> Kept(len)["may"]
    3
    """

    def __init__(self, work_out: Callable[[K], V], most: int = MOST_KEPT) -> None:
        super().__init__()
        self.work_out = work_out
        self.most = most

    def __missing__(self, key: K) -> V:
        found = self.work_out(key)
        if len(self) < self.most:
            self[key] = found
        return found


class Most:
    """The most that a rule may add whose name begins in some way.

    Examples
    --------
    >>> most = Most({"kind say": 0.5, "kind say, past": 0.75, "kind show": -1.0})
    >>> most("kind say"), most("kind show"), most("kind think")
    (0.75, 0.0, 0.0)
    """

    def __init__(self, rules: Mapping[str, float]) -> None:
        self.rules = rules
        self.names = sorted(rules)
        self._known = Kept[str, float](self._work_out)
        self._among = Kept[tuple[str, ...], float](self._largest)

    def __call__(self, beginning: str) -> float:
        """Return the largest weight, at least 0."""
        return self._known[beginning]

    def among(self, names: tuple[str, ...]) -> float:
        """Return the largest weight of some rules, of which one is told: it may be below 0."""
        return self._among[names]

    def _work_out(self, beginning: str) -> float:
        names = self.names[bisect_left(self.names, beginning) :]
        alike = takewhile(lambda name: name.startswith(beginning), names)
        return max(0.0, self._largest(alike))

    def _largest(self, names: Iterable[str]) -> float:
        return max(map(self.rules.get, names, repeat(0.0)), default=0.0)
