"""Rules: what must stand around a word for it to count, as data.

A rule stands in ``lexicons/rules.toml``: its wording for the reason, its condition, and sentences
in which it must hold (``hits``) and must not (``misses``), with the word in question between
asterisks. A condition is a test of one word near the place::

    { at = 1, in = "<numbers> of *ed <end>" }

``at`` is 1 for the next word, -1 for the one before, 0 for the word itself; ``[1, 3]`` any of the
three next ones; ``in`` lists words, ``<classes>``, ``*endings``, ``beginnings*``, and ``<end>``,
where the clause ends. ``skip`` passes over some words first. ``word`` is ``at`` that goes on over
commas, to the end of the sentence. Tests are joined by ``all``, ``any`` and ``none``; ``rule``
names another rule, ``function`` a function below, for what cannot be said so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from analysis.files import nearest
from analysis.matching.entries import LexiconError, is_number
from analysis.matching.view import Place
from analysis.text.classes import FOLDER, ClassError, word_class
from analysis.text.definitions import read_definitions

__all__ = ["RULES_FILE", "Rule", "compile_rules", "load_rules", "read_rules", "unknown_conditions"]

RULES_FILE = FOLDER / "rules.toml"

Test = Callable[[Place], bool]
Functions = Mapping[str, Callable[[Any], bool]]
# Where an entry ends that goes on to another word, or None if it does not.
Reach = Callable[[Place], int | None]

MAX_SKIPPED = 5  # no rule looks farther, so that time grows with the text alone
CONDITIONS = frozenset(["all", "any", "none", "at", "word", "in", "skip", "rule", "function"])
REACHES = frozenset(["reach", "stop", "within"])
ABOUT = frozenset(["reason", "hits", "misses"])


class Rule(NamedTuple):
    """A named test of what stands around a place.

    Parameters
    ----------
    name, reason : str
        Its name, and when it holds, in words for the reason of a hit.
    holds : callable
        Takes a Place.
    reach : callable or None
        For a rule that lets a hit go on: where it ends.
    hits, misses : tuple of str
        Sentences in which it holds and in which it does not, the place between asterisks.
    """

    name: str
    reason: str
    holds: Test
    reach: Reach | None
    hits: tuple[str, ...]
    misses: tuple[str, ...]


@cache
def load_rules() -> Mapping[str, Rule]:
    """Return the project's rules by name.

    Raises
    ------
    LexiconError
        If a rule is not sound; the message says which.

    Examples
    --------
    >>> load_rules()["before_number"].reason
    'a number follows'
    """
    return read_rules(RULES_FILE, FUNCTIONS)


def read_rules(path: Path, functions: Functions) -> Mapping[str, Rule]:
    """Read the rules of a file.

    Parameters
    ----------
    path : Path
        The file.
    functions : mapping
        What its rules may name as functions.

    Raises
    ------
    LexiconError
        If a rule is not sound; the message says which.

    Examples
    --------
    >>> list(read_rules(RULES_FILE, FUNCTIONS))[0]
    'lower_case'
    """
    return compile_rules(read_definitions(path), path.name, functions)


def compile_rules(
    definitions: Mapping[str, Mapping[str, Any]],
    file: str = RULES_FILE.name,
    functions: Functions | None = None,
) -> dict[str, Rule]:
    """Make rules of their definitions.

    Parameters
    ----------
    definitions : mapping
        By name, as the TOML file has them; a rule may name rules that stand before it.
    file : str
        What the file is called in messages.
    functions : mapping, optional
        What rules may name as functions; those of this module by default.

    Returns
    -------
    dict of str to Rule

    Raises
    ------
    LexiconError
        If a definition lacks its wording or its examples, or names what is not there.

    Examples
    --------
    >>> compile_rules({"late": {"reason": "it is late", "at": 1, "in": "<nouns>"}})
    Traceback (most recent call last):
    ...
    analysis.matching.entries.LexiconError: rules.toml, [late]: no word class 'nouns'; ...
    """
    rules: dict[str, Rule] = {}
    for name, definition in definitions.items():
        try:
            rules[name] = _rule(
                name, definition, rules, FUNCTIONS if functions is None else functions
            )
        except (LexiconError, ClassError, KeyError) as error:
            message = f"lacks {error}" if isinstance(error, KeyError) else str(error)
            raise LexiconError(f"{file}, [{name}]: {message}") from None
    return rules


def _rule(
    name: str, definition: Mapping[str, Any], rules: Mapping[str, Rule], functions: Functions
) -> Rule:
    if unknown := sorted(set(definition) - CONDITIONS - REACHES - ABOUT):
        raise LexiconError(f"unknown key {unknown[0]!r}")
    condition = {key: value for key, value in definition.items() if key in CONDITIONS}
    reach = _reach(definition) if "reach" in definition else None
    if reach is not None:
        end = reach
        return Rule(
            name,
            definition["reason"],
            lambda place: end(place) is not None,
            reach,
            tuple(definition["hits"]),
            tuple(definition["misses"]),
        )
    holds = _test(condition, rules, functions)
    examples = tuple(definition["hits"]), tuple(definition["misses"])
    return Rule(name, definition["reason"], holds, None, *examples)


def _test(condition: Mapping[str, Any], rules: Mapping[str, Rule], functions: Functions) -> Test:
    if unknown := sorted(set(condition) - CONDITIONS):
        raise LexiconError(f"unknown key {unknown[0]!r}")
    if "at" in condition or "word" in condition:
        return _word_test(condition)
    kinds = [key for key in ("all", "any", "none", "rule", "function") if key in condition]
    if len(kinds) != 1 or len(condition) != 1:
        raise LexiconError("a condition needs one of at, word, all, any, none, rule, function")
    kind, value = kinds[0], condition[kinds[0]]
    if kind in ("rule", "function"):
        known: Mapping[str, Any] = rules if kind == "rule" else functions
        if value not in known:
            raise LexiconError(f"no {kind} {value!r} before it; there are: {', '.join(known)}")
        return rules[value].holds if kind == "rule" else functions[value]
    tests = [_test(part, rules, functions) for part in value]
    return _joined(tests, until=kind != "all", then=kind == "any")


def _joined(tests: Sequence[Test], until: bool, then: bool) -> Test:
    """Join tests: at the first that says ``until`` the answer is ``then``, else the other one."""

    def joined(place: Place) -> bool:
        for test in tests:  # not a generator, which takes twice the time
            if test(place) is until:
                return then
        return not then

    return joined


@dataclass(frozen=True)
class _Words:
    """A set of words and endings."""

    words: frozenset[str]
    endings: tuple[str, ...]
    beginnings: tuple[str, ...]
    with_numbers: bool

    def __contains__(self, word: str) -> bool:
        return (
            word in self.words
            or (bool(self.endings) and word.endswith(self.endings))
            or (bool(self.beginnings) and word.startswith(self.beginnings))
            or (self.with_numbers and word[:1].isdigit() and not word.endswith(ORDINAL))
        )


ORDINAL = ("st", "nd", "rd", "th")


def words_of(listed: str) -> _Words:
    """Read a list of words, <classes>, *endings, beginnings*, <end> and <figures>.

    Examples
    --------
    >>> [word in words_of("<joints> *ly 4 <figures> <end>") for word in ("or", "sadly", "4th", "")]
    [True, True, False, True]
    >>> "calling" in words_of("call*")
    True
    """
    words: set[str] = set()
    endings, beginnings, with_numbers = [], [], False
    for item in listed.split():
        if item == "<end>":
            words.add("")
        elif item == "<figures>":
            with_numbers = True
        elif item.startswith("<"):
            words |= word_class(item.strip("<>"))
        elif item.startswith("*"):
            endings.append(item[1:])
        elif item.endswith("*"):
            beginnings.append(item[:-1])
        else:
            words.add(item)
    return _Words(frozenset(words), tuple(endings), tuple(beginnings), with_numbers)


def _word_test(condition: Mapping[str, Any]) -> Test:
    if set(condition) - {"at", "word", "in", "skip"} or "in" not in condition:
        raise LexiconError('a test of a word needs "at" and "in", and may have "skip"')
    wanted = words_of(condition["in"])
    # A bare set is faster than a set with endings.
    is_plain = not (wanted.endings or wanted.beginnings or wanted.with_numbers)
    words = wanted.words if is_plain else wanted
    to_end = "word" in condition
    at = condition["word" if to_end else "at"]
    if isinstance(at, list):
        offsets = range(at[0], at[1] + 1)
        if to_end:
            return lambda place: any(place.word(offset) in words for offset in offsets)
        return lambda place: any(place.near(offset) in words for offset in offsets)
    if "skip" in condition:
        skip = words_of(condition["skip"])
        return lambda place: _past(place, at, skip) in words
    if to_end:
        return lambda place: place.word(at) in words
    if at > 0:
        return lambda place: place.after(at) in words
    return lambda place: place.before(-at) in words


def _past(place: Place, at: int, skip: _Words) -> str:
    """Return a word near the place, counted from the first that is not passed over."""
    step = 1 if at > 0 else -1
    offset = step
    while abs(offset) < MAX_SKIPPED and place.near(offset) in skip:
        offset += step
    return place.near(offset + at - step)


def _reach(definition: Mapping[str, Any]) -> Reach:
    """Let a hit go on to a word that comes soon, unless another comes first."""
    wanted, stop = words_of(definition["reach"]), words_of(definition.get("stop", ""))
    within: int = definition["within"]

    def reach(place: Place) -> int | None:
        for ahead in range(1, within + 1):
            word = place.after(ahead)
            if not word or word in stop:
                return None
            if word in wanted:
                return place.stop + ahead
        return None

    return reach


# --- What cannot be said as data ------------------------------------------------------------------

WINDOW = 40  # words to both sides that tell the kind of text
FIGURE_NEXT = re.compile(r"\.?[ \u00a0]?[$€£¥]?\d")
# Names such as p53 and IL-2, but not G20, F-16 and COVID-19; compounds such as "ligand-induced".
LABORATORY_NAME = re.compile(
    r"\b(?!mid|late|g-?\d|mi[56]|[bf]-\d|a[rk]-\d|k-\d|ms-|h-?1|co2|y2k)[a-z]{1,4}-?\d"
    r"|[a-z]-(?:alpha|beta|gamma|kappa|type|binding|induced|mediated|specific|dependent)"
)


def lower_case(place: Place) -> bool:
    """Tell a word without a capital, or all in capitals."""
    text, start = place.view.text, place.start
    return text[start].islower() or text[start + 1].isupper()


def capital(place: Place) -> bool:
    """Tell a word with a capital."""
    return place.view.text[place.start].isupper()


def figure_follows(place: Place) -> bool:
    """Tell whether a figure comes next, be it after the stop of an abbreviation."""
    return FIGURE_NEXT.match(place.view.text, place.end) is not None


def after_name(place: Place) -> bool:
    """Tell whether a word with one capital, other than the sentence's first, comes before."""
    view, index = place.view, place.first - 1
    if index <= place.sentence.start:
        return False
    return view.text[view.starts[index] : view.ends[index]].istitle()


def an_option(place: Place) -> bool:
    """Tell what may be done at will (may apply) or is allowed (may be used)."""
    options, passed = word_class("verbs_of_option"), words_of("<middle_adverbs> *ly only")
    for ahead in range(1, MAX_SKIPPED + 1):
        word = place.after(ahead)
        if word in options:
            return True
        if word == "be":
            options = word_class("passive_of_permission")
        elif word not in passed:
            return False
    return False


def laboratory(place: Place) -> bool:
    """Tell a sentence that reports from a laboratory."""
    view = place.view
    start = max(place.sentence.start, place.first - WINDOW)
    stop = min(place.sentence.stop, place.stop + WINDOW)
    if not word_class("laboratory").isdisjoint(view.words[start:stop]):
        return True
    return LABORATORY_NAME.search(view.document.folded, *view.span(start, stop)) is not None


FUNCTIONS: dict[str, Test] = {
    function.__name__: function
    for function in (lower_case, capital, figure_follows, after_name, an_option, laboratory)
}


# --- What tables say of their entries -------------------------------------------------------------


def unknown_conditions(when: str, vocabulary: Iterable[str]) -> str:
    """Return what is wrong with the conditions of an entry, or "".

    Parameters
    ----------
    when : str
        ``if:RULE``, ``unless:RULE``, ``to:RULE``, and words that the lexicon defines.
    vocabulary : iterable of str
        The words that the lexicon's TOML file defines under ``[when]``; one that ends with a
        colon takes a number.

    Examples
    --------
    >>> unknown_conditions("unles:negated", [])
    "no condition 'unles:negated'; there are: if:, unless:, to: and a rule"
    >>> unknown_conditions("unless:negatd", [])
    "no rule 'negatd'; did you mean 'negated'?"
    """
    known = set(vocabulary)
    for part in when.split():
        kind, _, name = part.partition(":")
        if part in known or (f"{kind}:" in known and is_number(name)):
            continue
        if kind not in ("if", "unless", "to") or not name:
            listed = ", ".join(["if:, unless:, to: and a rule", *sorted(known)])
            return f"no condition {part!r}; there are: {listed}"
        rules = load_rules()
        if name not in rules:
            hint = nearest(name, rules) or f"; there are: {', '.join(rules)}"
            return f"no rule {name!r}{hint}"
        if (kind == "to") is not (rules[name].reach is not None):
            return f"{part!r}: {name!r} is no rule to be used with {kind!r}"
    return ""
