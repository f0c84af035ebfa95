"""Findings in words: a few sentences on a text, each with its table and its passages.

Which sentence is made of which facts, and when, stands in ``findings.toml``.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.statistics import facts_of_evidence as of_evidence
from analysis.statistics import facts_of_text as of_text
from analysis.statistics import facts_of_words as of_words
from analysis.statistics.facts import Facts, Source, Spans
from analysis.statistics.norms import Norms, load_norms
from analysis.tables.analysis import Analysis
from analysis.text.definitions import read_definitions

__all__ = ["TOPICS", "Finding", "findings", "findings_of", "one_finding", "source_of", "topics"]

RULES = Path(__file__).with_suffix(".toml")
LEAST, MOST = 3, 5  # sentences
CONDITION = re.compile(r"(\w{1,64}+) (<=|>=|==|<|>|is) (\S{1,64})")
OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt, "<=": operator.le, "==": operator.eq,
    ">=": operator.ge, ">": operator.gt, "is": operator.eq,
}  # fmt: skip
FACTS: dict[str, Callable[..., Facts | None]] = {
    **{name: getattr(of_text, name) for name in of_text.__all__},
    **{name: getattr(of_words, name) for name in of_words.__all__},
    **{name: getattr(of_evidence, name) for name in of_evidence.__all__},
    "association": of_text.association_of,
    "limits": of_text.size,
}


@dataclass(frozen=True)
class Finding:
    """A sentence about a text.

    Parameters
    ----------
    name : str
        What it is about, such as ``place loaded``.
    text : str
        The sentence.
    table : DataFrame
        Where its numbers stand.
    spans : tuple of (int, int)
        The passages of the text that it rests on; start and end, six at most.
    values : dict
        The facts that it is worded of.
    """

    name: str
    text: str
    table: pd.DataFrame = field(repr=False)
    spans: Spans = field(repr=False)
    values: dict[str, Any] = field(repr=False)

    def __str__(self) -> str:
        return self.text


@cache
def _rules() -> dict[str, Any]:
    return read_definitions(RULES)


def topics() -> tuple[str, ...]:
    """Return the topics on which there are findings.

    Examples
    --------
    >>> topics()[:3]
    ('overview', 'sentiment', 'loaded')
    """
    return tuple(_rules()["topics"])


TOPICS = topics()


def source_of(analysis: Analysis, norms: Norms | str | None = None) -> Source:
    """Return what the findings on all topics can share."""
    return Source(analysis, load_norms(norms), _rules()["names"])


def findings(
    analysis: Analysis, topic: str = "overview", *, norms: Norms | str | None = None
) -> list[Finding]:
    """Say in a few sentences what was found in a text.

    Parameters
    ----------
    analysis : Analysis
        From ``analyze``, raw or reviewed.
    topic : str
        One of ``topics()``.
    norms : Norms or str, optional
        The yardstick; 187 published op-eds by default.

    Returns
    -------
    list of Finding
        Three to five; a text without running text has one, which says so. What chance could
        have brought about is not called a finding: all comparisons between sections are corrected
        together, and so are those of the whole text (balance, mood, company), after Benjamini and
        Hochberg; a place among the norms is *clear* if the interval lies on one side of their
        middle.

    Raises
    ------
    ValueError
        If there is no such topic.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> analysis = analyze(Document("x", "It may rain. It certainly will."))
    >>> print(findings(analysis, "comparison")[1])
    The text has one section, so nothing can be compared within it.
    >>> findings(analysis, "hedges")
    Traceback (most recent call last):
    ...
    ValueError: topic='hedges': the topics are overview, sentiment, ...
    """
    rules = _rules()
    if topic not in rules["topics"]:
        raise ValueError(f"topic={topic!r}: the topics are {', '.join(rules['topics'])}")
    return findings_of(source_of(analysis, norms), topic)


def findings_of(source: Source, topic: str) -> list[Finding]:
    """Say what was found, of a source of facts that has perhaps been asked before."""
    rules = _rules()
    if source.analysis.sentences.empty:
        text = "There is no running text, only headings or notes, so nothing can be found."
        return [Finding("size", text, source.analysis.sections, (), {})]
    found: dict[str, Finding] = {}
    for questions, enough in ((rules["topics"][topic], MOST), (rules["always"], LEAST)):
        for question in questions:
            if len(found) < enough and question not in found:
                found |= {finding.name: finding for finding in _answers(source, question)}
    return list(found.values())


def one_finding(source: Source, question: str) -> str:
    """Answer one question about a text in a sentence; in nothing where there is no answer.

    Parameters
    ----------
    source : Source
        From ``source_of``.
    question : str
        One of those that the topics name, such as ``"family"`` or ``"place hedge"``.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> one_finding(source_of(analyze(Document("x", "It may rain."))), "family")
    'The text has one section, so nothing can be compared within it.'
    """
    if source.analysis.sentences.empty:
        return ""
    return " ".join(finding.text for finding in _answers(source, question))


def _answers(source: Source, question: str) -> list[Finding]:
    """Answer a question, once for all topics that ask it of a text."""
    if question not in source.answers:
        source.answers[question] = list(_answer(source, question))
    return source.answers[question]


def _answer(source: Source, question: str) -> Iterator[Finding]:
    name, _, marker = question.partition(" ")
    facts = FACTS[name](source, marker) if marker else FACTS[name](source)
    if facts is None:
        return
    for rule in _rules()[name]:
        if all(_holds(condition, facts.values) for condition in rule.get("when", ())):
            if "text" in rule:
                text = rule["text"].format_map(facts.values)
                yield Finding(question, text, facts.table, facts.spans, facts.values)
            return


def _holds(condition: str, values: dict[str, Any]) -> bool:
    """Tell whether a condition such as ``count == 0`` holds."""
    found = CONDITION.fullmatch(condition)
    if found is None or found[1] not in values:
        raise ValueError(f"{RULES.name}: {condition!r}: no condition on what is known")
    other = found[3]
    expected = values[other] if other in values else other if found[2] == "is" else float(other)
    return bool(OPERATORS[found[2]](values[found[1]], expected))
