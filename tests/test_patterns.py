"""Every regular expression of the package takes linear time on the texts that are worst for it."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

import pytest

PACKAGE = Path(__file__).parents[1] / "analysis"
PUMPS = (
    *(" ", "\n", "\t", "a", "A", "1", ".", ",", "-", "—", "/ ", "'", "’", '"', "“", "(", "[", "#"),
    *("*", "_", "|", ": ", "a ", "A ", "a.", "A.", "1,", ". ", "a-", "a'", "Aa ", "the ", "“a” "),
    *("said ", "not ", "and ", "a, ", "\r\n", "\u00a0", "\u200b", "é", "a/", "@a.", "x@", "<a "),
)
END = "\x00"  # nothing matches it, so that every search fails in the end
MAX_PAIRS = 100  # of prefix and pump for one pattern; the longest alternations have more
STEP = 1.25  # growth of a short text; an exponential time grows to its fifth power at most
SHORT, LONG = 200, 2_000  # characters
MAX_SHORT = 0.02  # seconds for less than that, many times what a linear search takes
SUSPECT = 0.0015  # seconds for a long text, from which growth is measured
MAX_GROWTH = 3.0  # of the time when the length doubles; quadratic is four


class Found(NamedTuple):
    """A pattern and where it is compiled."""

    place: str
    pattern: str | bytes
    flags: int


def collect_patterns() -> list[Found]:
    """Import every module, read and measure a text, and note every pattern that is compiled."""
    found: dict[tuple[Any, int], Found] = {}
    compile_ = re._compile  # type: ignore[attr-defined]

    def noting(pattern: Any, flags: Any) -> re.Pattern[Any]:
        compiled: re.Pattern[Any] = compile_(pattern, flags)
        frame = sys._getframe(2)
        name = frame.f_globals.get("__name__", "")
        if name.startswith("analysis."):
            key = compiled.pattern, compiled.flags
            found.setdefault(key, Found(f"{name}:{frame.f_lineno}", *key))
        return compiled

    re._compile = noting  # type: ignore[attr-defined]
    try:
        _use_everything()
    finally:
        re._compile = compile_  # type: ignore[attr-defined]
    for place, pattern in _inline_patterns():
        key = pattern, re.compile(pattern).flags
        found.setdefault(key, Found(place, *key))
    return list(found.values())


def _inline_patterns() -> Iterator[tuple[str, str | bytes]]:
    """Yield the patterns that stand as such in a call, whether it has been run or not."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            if not is_call or not node.args or not isinstance(node.args[0], ast.Constant):
                continue
            if isinstance(node.func.value, ast.Name) and node.func.value.id == "re":
                yield f"{path.relative_to(PACKAGE)}:{node.lineno}", node.args[0].value


def _use_everything() -> None:
    import analysis

    for module in pkgutil.walk_packages(analysis.__path__, "analysis."):
        if not module.name.startswith("analysis.learning") and "__main__" not in module.name:
            importlib.import_module(module.name)
    from analysis import find_matches, read_document
    from analysis.reading.sources import list_samples

    for name in list_samples():
        find_matches(read_document(name))


# --- texts that are worst for a pattern ------------------------------------------------------


def adversaries(pattern: str, flags: int) -> Iterator[tuple[str, str]]:
    """Yield prefixes and pumps: what stands before each repetition, and what it repeats."""
    derived = list(
        islice(dict.fromkeys(_repeats(list(parser.parse(pattern, flags)), "")), MAX_PAIRS)
    )
    letters = dict.fromkeys("".join(pump for _, pump in derived))
    plain = [("", pump) for pump in (*PUMPS, *letters)]
    yield from dict.fromkeys([*derived, *plain[:MAX_PAIRS]])


def _repeats(items: Sequence[Any], prefix: str) -> Iterator[tuple[str, str]]:
    for place, (code, value) in enumerate(items):
        following = _sample(items[place + 1 : place + 2], 0)
        for inner in _inner(code, value):
            if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
                for choice in range(4):
                    body = _sample(inner, choice)
                    yield prefix, body
                    yield prefix, body + following
            yield from _repeats(list(inner), prefix)
        prefix = (prefix + _sample([(code, value)], 0))[:80]


def _inner(code: Any, value: Any) -> list[Any]:
    if code is codes.BRANCH:
        return list(value[1])
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
        return [value[2]]
    if code is codes.SUBPATTERN:
        return [value[3]]
    if code in (codes.ASSERT, codes.ASSERT_NOT):
        return [value[1]]
    return [value] if code is codes.ATOMIC_GROUP else []


def _sample(items: Sequence[Any], choice: int) -> str:
    """Return a short text that a piece of a pattern matches; ``choice`` varies it."""
    pieces = []
    for code, value in items:
        if code is codes.LITERAL:
            pieces.append(chr(value))
        elif code is codes.NOT_LITERAL:
            pieces.append("b" if value == ord("a") else "a")
        elif code is codes.ANY:
            pieces.append("a .1"[choice % 4])
        elif code is codes.IN:
            pieces.append(_sample_set(value, choice))
        elif code is codes.BRANCH:
            pieces.append(_sample(value[1][choice % len(value[1])], choice))
        elif code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
            pieces.append(_sample(value[2], choice) * min(max(value[0], choice % 2), 40))
        elif code in (codes.SUBPATTERN, codes.ATOMIC_GROUP):
            pieces.append(_sample(value[3] if code is codes.SUBPATTERN else value, choice))
    return "".join(pieces)


CATEGORIES = {
    codes.CATEGORY_DIGIT: "1",
    codes.CATEGORY_NOT_DIGIT: "a",
    codes.CATEGORY_SPACE: " ",
    codes.CATEGORY_NOT_SPACE: "a",
    codes.CATEGORY_WORD: "a",
    codes.CATEGORY_NOT_WORD: " ",
}


def _sample_set(members: Sequence[Any], choice: int) -> str:
    if members[0][0] is codes.NEGATE:
        pattern = re.compile(_rebuilt(members))
        fitting = [letter for letter in "a A1.\"'-\n,é" if pattern.fullmatch(letter)]
        return fitting[choice % len(fitting)] if fitting else "\u4e00"
    letters = []
    for code, value in members:
        if code is codes.LITERAL:
            letters.append(chr(value))
        elif code is codes.RANGE:
            letters.append(chr(value[0]))
        elif code is codes.CATEGORY:
            letters.append(CATEGORIES[value])
    return letters[choice % len(letters)]


CLASS_NAMES = {
    codes.CATEGORY_DIGIT: r"\d",
    codes.CATEGORY_NOT_DIGIT: r"\D",
    codes.CATEGORY_SPACE: r"\s",
    codes.CATEGORY_NOT_SPACE: r"\S",
    codes.CATEGORY_WORD: r"\w",
    codes.CATEGORY_NOT_WORD: r"\W",
}


def _rebuilt(members: Sequence[Any]) -> str:
    pieces = []
    for code, value in members[1:]:
        if code is codes.LITERAL:
            pieces.append(re.escape(chr(value)))
        elif code is codes.RANGE:
            pieces.append(f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}")
        elif code is codes.CATEGORY:
            pieces.append(CLASS_NAMES[value])
    return f"[^{''.join(pieces)}]"


# --- measuring -------------------------------------------------------------------------------


def worst(pattern: str | bytes, flags: int) -> str | None:
    """Return in words which text takes a pattern more than linear time, or None."""
    compiled = re.compile(pattern, flags)
    is_bytes = isinstance(pattern, bytes)
    source = pattern.decode("latin-1") if isinstance(pattern, bytes) else pattern
    flags = flags & ~re.UNICODE if is_bytes else flags
    for prefix, pump in adversaries(source, flags):
        if not pump:
            continue

        def run(length: int, prefix: str = prefix, pump: str = pump) -> float:
            text = prefix + pump * (length // len(pump)) + END
            return _seconds(compiled, text.encode() if is_bytes else text)

        if problem := _growth(run):
            return f"{problem} on {prefix!r} + {pump!r} * n"
    return None


def _seconds(compiled: re.Pattern[Any], text: Any) -> float:
    begin = time.process_time()
    for _ in compiled.finditer(text):
        pass
    compiled.fullmatch(text)
    return time.process_time() - begin


def _growth(run: Callable[[int], float]) -> str | None:
    length = 16.0
    while length < LONG:
        if run(int(length)) > MAX_SHORT and min(run(int(length)) for _ in range(2)) > MAX_SHORT:
            return f"{length:.0f} characters take too long"
        length *= STEP if length < SHORT else 2
    if run(LONG) <= SUSPECT:
        return None
    for size in (LONG, 2 * LONG):
        once, twice = (min(run(n) for _ in range(3)) for n in (size, 2 * size))
        if twice <= MAX_GROWTH * max(once, SUSPECT / 2):
            return None
    return f"{twice:.3f} seconds for {2 * size:,} characters, {once:.3f} for half of it"


# --- tests ------------------------------------------------------------------------------------


def test_every_pattern_takes_linear_time():
    patterns = collect_patterns()
    assert len(patterns) > 80
    slow = {
        f"{found.place}: {found.pattern!r:.80}": problem
        for found in patterns
        if (problem := worst(found.pattern, found.flags))
    }
    assert not slow


@pytest.mark.parametrize(
    "pattern",
    [
        *(r"(?:[^/.!?]{0,60}/\s?)*afp", r"(a+)+b", r"(?:a|a)*b", r"(?:\w+\s?)+:"),  # exponential
        *(r"\s+x", r"\d+ comments", r"[\w.]+@", r"a*a*b", r"x.*y.*z", r"\s*\Z"),  # quadratic
    ],
)
def test_the_check_finds_what_is_slow(pattern):
    # It measures, and a busy machine may hide once what is only just too slow.
    assert any(worst(pattern, 0) for _ in range(3))


@pytest.mark.parametrize("pattern", [r"(?<!\s)\s++x", r"\d{1,9} comments", r"(?<![ab])(?:a|b)++c"])
def test_the_check_passes_what_is_fast(pattern):
    """A possessive repetition is begun at every character, unless its own may not stand before."""
    assert worst(pattern, 0) is None
