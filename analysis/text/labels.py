"""Labels in interviews and transcripts: who speaks, when, and what the audience does."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from analysis.text.classes import word_class
from analysis.text.spans import Edit

__all__ = ["label_edits"]

# At the beginning of a line. The first kind needs a second line with a label, the other, a name in
# small letters, needs one that comes back, because prose may have a colon after its first words.
# What parts the words of a name is told apart from them, so that a line is read in one way only.
CAPITALS = r"[^\W\d_a-z][^\Wa-z_]{0,30}+"
NUMBERED = r"(?i:speaker|voice|participant|respondent|interviewee|caller|man|woman|juror) \d{1,3}"
NAME = r"[^\W\d_a-z][\w’'-]{0,30}+"
SPEAKER = re.compile(
    r"[ \t]{0,40}+(?:[*_]{1,2})?(?:"
    rf"(?P<capitals>[QA](?:\d{{1,2}})?[:.)]|{NUMBERED}:|"
    rf"{CAPITALS}(?:(?:\.[ -]?|[ -]){CAPITALS}){{0,4}}\.?[ -]?"
    r"(?: ?\([^()\n]{1,40}\))?[ \t]?:)|"
    rf"(?P<name>{NAME}(?:(?:\. ?| ){NAME}){{0,3}}\.? ?(?:\([^()\n]{{1,40}}\))?:))"
    r"(?:[*_]{1,2})?(?=\s)[ \t]{0,40}"
)
TIME = re.compile(
    r"[ \t]{0,40}+[\[(]?\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{3})?(?:\s?[ap]\.?m\b\.?)?[\])]?"
    r"(?:[ \t]{0,9}-->[ \t]{0,9}\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{3})?)?"
    r"(?:[ \t]{0,9}[-–—:][ \t]{1,40}|[ \t]{1,40}|(?=\r?\n))"
)
STAGE = re.compile(
    r"[(\[](?:(?:loud|prolonged|general|more|scattered|audience|long) ){0,2}"
    r"(?:applause|laughter|laughs?|laughing|cheers?|cheering|crosstalk|cross-talk|inaudible|pauses?|"
    r"silence|sighs?|music|booing|boos|unintelligible|interruption|crowd [a-z]{1,15}|"
    r"audience [a-z]{1,15}|end of (?:recording|transcript)|gestures|nods|smiles|chuckles|coughs)\b"
    r"[^()\[\]\n]{0,30}[)\]]",
    re.I,
)
STAGE_HINT = re.compile(r"[(\[][A-Za-z]")
LINE_SPEAKER = re.compile(r"\n" + SPEAKER.pattern)
LINE_TIME = re.compile(r"\n" + TIME.pattern)
# What pages, letters and notices put before a colon.
NOT_SPEAKERS = word_class("no_speakers") | {"p.s"}


def label_edits(text: str) -> Iterator[Edit]:
    """Yield the labels of speakers, times and stage directions of a text, to be left out.

    Examples
    --------
    >>> text = "Q: Is it safe?\\n\\nA: It may be. (Laughter.)\\n\\nNote: none."
    >>> [text[edit.start : edit.end] for edit in label_edits(text)]
    ['Q: ', 'A: ', '(Laughter.)']
    """
    if "\n" in text:
        yield from _line_edits(text)
    if STAGE_HINT.search(text):
        yield from (Edit(*match.span(), "") for match in STAGE.finditer(text))


def _line_edits(text: str) -> Iterator[Edit]:
    times = _at_lines(text, TIME, LINE_TIME)
    if len(times) > 1:
        yield from (_edit(match) for match in times)
    if ":" not in text and "\nQ" not in text:
        return
    named = _at_lines(text, SPEAKER, LINE_SPEAKER)
    # Where each line begins with a time, the speaker stands after it.
    if len(times) > 1:
        named += [match for time in times if (match := SPEAKER.match(text, time.end()))]
    found = [match for match in named if not _is_aside(match)]
    capitals = [match for match in found if match.group("capitals")]
    if len(capitals) > 1:
        yield from map(_edit, capitals)
    names = [match for match in found if match.group("name")]
    n_times = Counter(match.group("name") for match in names)
    if sum(count > 1 for count in n_times.values()) > 0 and len(names) > 2:
        yield from map(_edit, names)


def _at_lines(
    text: str, at_start: re.Pattern[str], at_line: re.Pattern[str]
) -> list[re.Match[str]]:
    first = at_start.match(text)
    return [*([first] if first else []), *at_line.finditer(text)]


def _is_aside(match: re.Match[str]) -> bool:
    label = match.group("capitals") or match.group("name")
    return label.rstrip(" :").lower() in NOT_SPEAKERS


def _edit(match: re.Match[str]) -> Edit:
    text = match.group()
    return Edit(match.end() - len(text.lstrip()), match.end(), "")
