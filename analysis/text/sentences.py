"""Where sentences end: a rule-based splitter for edited English prose.

A sentence ends at ``.``, ``!``, ``?`` or ``…``, with the quotation marks and brackets that close
there, if the beginning of a new sentence follows. Full stops of abbreviations, initials and list
numbers do not end a sentence, nor does a question or an exclamation that is only quoted
(“Why now?” Oram asked).
"""

from __future__ import annotations

import re

from analysis.text.classes import word_class
from analysis.text.spans import Span

__all__ = ["STARTERS", "find_sentences"]

CLOSERS = "\"'”’»)\\]"
EMOJI = "\u2600-\u27bf\U0001f000-\U0001faff\u200d\ufe0f"
OPENERS = "\"'“‘„«(\\["

# The end of a sentence, what closes with it, white space, and the first character after it. It
# is looked for only where a run of marks begins, so that long runs are read once. (The pattern
# begins with a set of characters because such a search is much faster.)
BOUNDARY = re.compile(
    rf"([.!?…](?<![.!?…].)[.!?…]*+)([{CLOSERS}]*+[{EMOJI}]*+)(\s*+)(?:[•*—–\u2190-\u2bff\U0001f000-\U0001faff\u200d\ufe0f-]+\s+)?+(?=([{OPENERS}]*+)([^\W_]|[$€£#@&…]|\.\.\.\]))"
)

# These are followed by the name that they belong to, whatever its first letter.
TITLES = word_class("titles")
# These are abbreviations only before a number; "No." may be an answer.
NUMBERED = word_class("abbreviated_before_numbers")
# These may end a sentence or stand within one; the next word decides.
ABBREVIATIONS = word_class("abbreviations")
# Words that open a sentence far more often than they follow an abbreviation within one.
STARTERS = word_class("sentence_starters")
# These open a sentence after an abbreviation, though they need not open one elsewhere.
OPENING = word_class("after_abbreviation")
HOURS = word_class("hours")
# After an hour these go on with the sentence: "at 9 a.m. Monday", "at 9 a.m. EST".
AFTER_HOUR = re.compile(
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)|Jan|Feb|Mar|Apr|"
    r"May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|[A-Z]{2,5}\b|Eastern|Central|Mountain|Pacific|Greenwich|London)"
)
# Lines of a list. A dash or a number begins one only where another line does so too.
BULLET = re.compile(
    r"[ \t]{0,40}+(?:([*•‣◦▪●○■·]|[-–—])|\(?(?:\d{1,2}|[a-z])[.)])[ \t]{1,40}(?=\S)"
)
BULLET_LINE = re.compile(r"\n" + BULLET.pattern)
# What stands after a quoted question and says who asked it.
ASKING = word_class("saying")
TAG_WORDS = 4  # “Why?” asked within so many words: "Senator Ann Lee asked"
LAST_WORD = re.compile(r"(?:[^\W\d_]\.){1,12}[^\W\d_]?$|[^\W_]{1,24}$")
NEXT_WORD = re.compile(r"[^\W_]+")
NEXT_WORDS = re.compile(rf"[^\W_]+(?:[ -][^\W_]+){{0,{TAG_WORDS}}}")
# A list number, or an omission: it belongs to the sentence that follows.
LIST_NUMBER = re.compile(r"\s{0,16}+(?:[(\[]?(?:\d{1,3}|[A-Za-z])\s?\\?\.?[)\]]?\.?|[^\w]{0,16})\Z")
LIST_NUMBER_LENGTH = 16
# The end of a sentence that was set without the space after it ("crowds.But they").
GLUED_BEFORE = re.compile(r"(?<![\w./@])[^\W\d_][^\W\d_A-Z]{2,40}\Z")
GLUED_AFTER = re.compile(
    r"[\"“‘(]?(?!Com\b|Org\b|Net\b|Js\b)(?:[^\W\d_a-z][^\W\d_A-Z]{1,40}\s|[AI]\s)"
)
GLUED_REACH = 24


def find_sentences(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Find the sentences of one paragraph.

    Parameters
    ----------
    text : str
        The whole text.
    start, end : int
        The paragraph within it; the whole text by default.

    Returns
    -------
    list of Span
        Labelled ``sentence``, in order, without surrounding white space. They do not overlap,
        and every character of the paragraph that is not white space is in one. Empty for a
        paragraph of white space.

    Examples
    --------
    >>> text = "Mr. Oram left the U.S. in May. “Why now?” he asked. “No idea.” It rained."
    >>> for sentence in find_sentences(text):
    ...     print(text[sentence.start:sentence.end])
    Mr. Oram left the U.S. in May.
    “Why now?” he asked.
    “No idea.”
    It rained.
    """
    end = len(text) if end is None else end
    items = _items(text, start, end)
    if not items:
        return _split(text, start, end)
    borders = zip([start, *items], [*items, end], strict=True)
    return [sentence for first, last in borders for sentence in _split(text, first, last)]


def _items(text: str, start: int, end: int) -> list[int]:
    """Return where the lines of a list begin in a paragraph, or none if it is no list."""
    if "\n" not in text[start:end]:
        return []
    found = [match.start() + 1 for match in BULLET_LINE.finditer(text, start, end)]
    is_list = bool(found) and (
        len(found) > 1
        or BULLET.match(text, start, end) is not None
        or text[start : found[0]].rstrip().endswith(":")
    )
    return found if is_list else []


def _split(text: str, start: int, end: int) -> list[Span]:
    sentences: list[Span] = []
    begin = start
    for match in BOUNDARY.finditer(text, start, end):
        cut = _cut(text, begin, match)
        if cut is not None and not _is_list_number(text, begin, cut):
            _append_stripped(sentences, text, begin, cut)
            begin = cut
    _append_stripped(sentences, text, begin, end)
    return sentences


def _append_stripped(sentences: list[Span], text: str, start: int, end: int) -> None:
    part = text[start:end]
    lead = len(part) - len(part.lstrip())
    stripped = part.strip()
    if stripped:
        sentences.append(Span(start + lead, start + lead + len(stripped), "sentence"))


def _is_list_number(text: str, begin: int, cut: int) -> bool:
    return cut - begin <= LIST_NUMBER_LENGTH and bool(LIST_NUMBER.match(text, begin, cut))


def _cut(text: str, begin: int, match: re.Match[str]) -> int | None:
    """Return where the sentence ends at a boundary, or None if it goes on."""
    if match.end(3) == match.start(3):
        return _glued_cut(text, begin, match)
    return match.end(2) if _ends_sentence(text, begin, match) else None


def _glued_cut(text: str, begin: int, match: re.Match[str]) -> int | None:
    """The same where no white space follows; a straight mark is told by whether one is open."""
    before = max(begin, match.start() - GLUED_REACH)
    if not GLUED_BEFORE.search(text, before, match.start()):
        return None
    if not GLUED_AFTER.match(text, match.end(2)):
        return None
    opens = match.group(2) == '"' and text.count('"', begin, match.start()) % 2 == 0
    return match.end(1) if opens else match.end(2)


def _ends_sentence(text: str, begin: int, match: re.Match[str]) -> bool:
    mark, closing, _, opening, following = match.groups()
    if following.islower():
        is_brand = text[match.end(5) : match.end(5) + 1].isupper()  # "iPhone", "eBay"
        return is_brand or bool(opening and not closing and mark == ".")
    if mark != ".":
        return not (closing and not opening and _says_who(text, match.start(5)))
    if closing and closing[0] not in ")]":
        return True
    return not _abbreviated(text, begin, match)


def _says_who(text: str, start: int) -> bool:
    """Tell whether a name and a verb of asking follow a quoted question."""
    following = NEXT_WORDS.match(text, start)
    words = following.group().split() if following else []
    return bool(words) and words[0].lower() not in STARTERS and not ASKING.isdisjoint(words[1:])


def _abbreviated(text: str, begin: int, match: re.Match[str]) -> bool:
    """Tell whether the full stop belongs to an abbreviation that the sentence goes on after."""
    before = LAST_WORD.search(text, max(begin, match.start() - 24), match.start())
    if before is None:
        return False
    word = before.group()
    following = NEXT_WORD.match(text, match.start(5))
    next_word = following.group().lower() if following else ""
    if word in TITLES:
        return True
    if word in NUMBERED:
        return next_word.isdigit()
    if word in HOURS:
        return AFTER_HOUR.match(text, match.start(5)) is not None
    if word in ABBREVIATIONS or "." in word:
        return next_word not in OPENING
    is_initial = len(word) == 1 and word.isupper() and word != "I"
    return is_initial and next_word not in STARTERS
