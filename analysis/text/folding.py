"""The folded view: a text as its words are meant, with a map back to the characters as they stand.

Soft hyphens and other invisible characters, ligatures, combining accents, words broken at line
ends, footnote marks, entities, addresses and the labels of speakers stand between a text and its
words. The view is without them. A text that has none of them is its own view, and costs no map.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from unicodedata import category, combining, decomposition, normalize

from analysis.text.hyphens import line_end_edits
from analysis.text.labels import label_edits
from analysis.text.marks import mark_edits
from analysis.text.spans import Edit, Span
from analysis.text.variants import variant_edits

__all__ = ["MAY_JOIN", "Folding", "fold_text"]

# What stands for an address: a sign, so that a sentence may begin with it, but no word.
ADDRESS_SIGN = "@"
# Letters, punctuation and signs that are taken as they stand, and so are not looked at one by one.
ODD = re.compile(r"[^\x00-\x7f\xa1-\xac\xae-\xb1\xb5-\xb8\xba-ɏ‐-—‘-”•…€™]")
INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180e\u3164")
LETTER_KINDS = ("<compat>", "<wide>", "<font>", "<narrow>")
ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8}\d{0,2});")
TAG = re.compile(
    r"</?(?:a|abbr|b|blockquote|br|cite|code|em|font|h[1-6]|hr|i|li|p|q|small|span|strong|sub|sup|u)"
    # No tag goes on after a blank line.
    r"(?:\s(?:[^<>\n]|\n(?![ \t\r]{0,40}\n)){0,300})?/?>|<!--[^<>]{0,1000}-->",
    re.I,
)
BREAKING_TAG = re.compile(r"</?(?:br|p|li|h[1-6]|hr|blockquote)\b", re.I)
TEMPLATE = re.compile(r"\{%-?\s[^{}]{0,1000}%\}|\{\{[^{}]{0,300}\}\}")
DOMAINS = "com|org|net|edu|gov|int|info|biz|example|eu|io|uk|au|ca|de|fr|ie|nz|us|co"
ADDRESS = re.compile(
    r"(?:https?|ftp)://[^\s<>“”\"]{1,2000}|(?<![\w.])www\.[^\s<>“”\"]{1,2000}|"
    r"mailto:[^\s<>“”\"]{1,2000}|"
    r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,8}|"
    rf"(?<![\w.@-])[a-z0-9][a-z0-9-]{{0,62}}(?:\.[a-z0-9-]{{1,63}}){{0,5}}\.(?:{DOMAINS})"
    rf"(?![\w-])(?:(?:/|:\d)[^\s<>“”\"]{{0,2000}})?"
)
DOMAIN_HINT = re.compile(rf"\.(?:{DOMAINS})(?![a-z0-9])")
AFTER_ADDRESS = ".,;:!?'’)]}*_…"
SPLIT_NEGATION = re.compile(
    r"\b(?:is|are|was|were|do|does|did|ca|wo|sha|could|would|should|might|must|need|has|have|had|ai)"
    r"(\s)(?=n['’ʼ´`′＇]t\b)",
    re.I,
)
SPLIT_HINT = re.compile(r"\sn['’ʼ´`′＇]t\b", re.I)


# Where a text has none of this, letters a to z in a row in its view stand so in the text, too, but
# for variants of words. Written in what Python's patterns and those of databases (RE2) share.
MAY_JOIN = "|".join(
    (
        ODD.pattern,
        r"[&{<]",  # entities, templates, tags
        r"[\s\x0b\x1c-\x1f][nN]['’`´][tT]",  # split negations
        r"[‐-][ \t]*\r?\n",  # words broken at line ends
        r"\S(?:\(|[ \t]?\[)",  # stage directions and footnote marks within a word
    )
)


@dataclass(frozen=True, slots=True)
class Folding:
    """A view of a text, and where its characters stand in the text.

    Parameters
    ----------
    text : str
        The view; letters keep their case.
    starts, ends : list of int
        Where in the text each character of the view begins and ends; both have one entry more,
        for the end of the text.
    source : str
        The text.

    Examples
    --------
    >>> view = fold_text("The eﬀect is dis\\u00adgraceful.")
    >>> view.text
    'The effect is disgraceful.'
    >>> view.original(4, 10), view.original(14, 25)
    ((4, 9), (13, 25))
    """

    text: str
    starts: list[int]
    ends: list[int]
    source: str

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the characters of the text that characters of the view stand for."""
        return self.starts[start], self.ends[end - 1] if end > start else self.starts[start]

    def whole(self, span: Span) -> Span:
        """Return a span of the view in the text, with marks that stand right after it.

        White space there is left out: a word broken at the line's end may stand across two blocks.
        """
        start, end = self.starts[span.start], self.starts[span.end]
        last = self.ends[span.end - 1] if span.end > span.start else end
        while end > last and self.source[end - 1].isspace():
            end -= 1
        return span._replace(start=start, end=end)

    def exact(self, span: Span) -> Span:
        """Return a span of the view in the text."""
        start, end = self.original(span.start, span.end)
        return span._replace(start=start, end=end)

    def folded(self, span: Span) -> Span:
        """Return a span of the text in the view."""
        n = len(self.text)
        start = bisect_left(self.starts, span.start, hi=n)
        return span._replace(start=start, end=max(start, bisect_right(self.ends, span.end, hi=n)))

    def blocks(self, blocks: Iterable[Span]) -> list[tuple[Span, Span]]:
        """Return blocks of the text in the view, each with the block itself.

        Those of which nothing is left are left out.
        """
        pairs = ((self.folded(block), block) for block in blocks)
        return [(meant, block) for meant, block in pairs if meant.start < meant.end]


def fold_text(text: str) -> Folding | None:
    """Return the view of a text without what stands between it and its words.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    Folding or None
        None if the text is its own view.

    Examples
    --------
    >>> fold_text("It rained.") is None
    True
    >>> fold_text("It failed.1 Nobody came.").text
    'It failed. Nobody came.'
    """
    edits = sorted(_edits(text), key=lambda edit: (edit.start, -edit.end))
    return _apply(text, edits) if edits else None


def _edits(text: str) -> Iterator[Edit]:
    """Yield what is to be replaced; the sooner it is yielded, the more it counts."""
    if not text.isascii():
        yield from _character_edits(text)
    if "&" in text:
        yield from _entity_edits(text)
    if "{" in text:
        yield from (Edit(*match.span(), "") for match in TEMPLATE.finditer(text))
    if "<" in text:
        yield from _tag_edits(text)
    if "@" in text or "://" in text or "www." in text or DOMAIN_HINT.search(text):
        yield from _address_edits(text)
    if SPLIT_HINT.search(text):
        yield from (Edit(*match.span(1), "") for match in SPLIT_NEGATION.finditer(text))
    yield from line_end_edits(text)
    yield from mark_edits(text)
    yield from label_edits(text)
    yield from variant_edits(text)


def _apply(text: str, edits: Iterable[Edit]) -> Folding:
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    position = 0
    for start, end, replacement in edits:
        if start < position:  # within an edit that begins before it
            continue
        pieces += (text[position:start], replacement)
        starts.extend(range(position, start))
        ends.extend(range(position + 1, start + 1))
        starts.extend([start] * len(replacement))
        ends.extend([end] * len(replacement))
        position = end
    pieces.append(text[position:])
    starts.extend(range(position, len(text) + 1))
    ends.extend(range(position + 1, len(text) + 1))
    ends.append(len(text))
    return Folding("".join(pieces), starts, ends, text)


def _character_edits(text: str) -> Iterator[Edit]:
    """Leave out invisible characters; put ligatures, wide letters and accents together."""
    twins: dict[str, str | None] = {}
    end = 0
    for match in ODD.finditer(text):
        character, start = match.group(), match.start()
        if start < end:
            continue
        if combining(character) and start:
            end = start + 1
            while end < len(text) and combining(text[end]):
                end += 1
            yield Edit(start - 1, end, _composed(text[start - 1 : end]))
            continue
        if character not in twins:
            twins[character] = _twin(character)
        twin = twins[character]
        if twin is not None:
            yield Edit(start, start + 1, twin)


def _composed(letters: str) -> str:
    """Return a letter with its accents as one character, or without accents that no letter has."""
    composed = normalize("NFC", letters)
    return composed if len(composed) == 1 else letters[0]


def _twin(character: str) -> str | None:
    """Return what an odd character stands for, or None if for itself."""
    kind = category(character)
    if kind == "Cf" or character in INVISIBLE or "\ufe00" <= character <= "\ufe0f":
        return ""
    how = decomposition(character).partition(" ")[0]
    is_letter = kind[0] in "LN" and how in LETTER_KINDS
    if is_letter or how == "<wide>":
        return normalize("NFKC", character)
    return " " if kind == "Zs" else None


def _entity_edits(text: str) -> Iterator[Edit]:
    for match in ENTITY.finditer(text):
        from html import unescape  # its table is slow to load, and few texts need it

        meant = unescape(match.group())
        if meant != match.group() and len(meant) == 1:
            twin = _twin(meant) if ODD.match(meant) or meant == "\xad" else None
            yield Edit(*match.span(), meant if twin is None else twin)


def _tag_edits(text: str) -> Iterator[Edit]:
    for match in TAG.finditer(text):
        yield Edit(*match.span(), " " if BREAKING_TAG.match(match.group()) else "")


def _address_edits(text: str) -> Iterator[Edit]:
    for match in ADDRESS.finditer(text):
        end = match.start() + len(match.group().rstrip(AFTER_ADDRESS))
        yield Edit(match.start(), end, ADDRESS_SIGN)
