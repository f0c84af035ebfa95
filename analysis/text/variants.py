"""Words as people write them and as the tables have them: kinda, more-or-less, IN MAY."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from analysis.text.classes import FOLDER
from analysis.text.definitions import read_definitions
from analysis.text.spans import Edit, fold

__all__ = ["LETTERS", "letters_of_variants", "variant_edits"]

VARIANTS_FILE = FOLDER / "variants.toml"
# "Ca." and "approx." are entries of the table of hedges, where what follows decides about them.
SHORTENED = {"prob.": "probably", "def.": "definitely"}
LETTERS = re.compile("[a-z]+")
SHORTENED_WORD = re.compile(r"(?<![\w'-])(?:prob|def)\.(?=\s[a-z])")
# "The so called experts", not "they were so called"; "the would be king", not "it would be".
SPACED = re.compile(
    r"\b(?:(?:the|an?|these|those|this|that|such|all|some|any|many|no|every|of|by|with|from|for|to|"
    r"and|or|its|their|his|her|our|your|my|other)\sso( )called|"
    r"(?:the|an?|every|its|their|our|your|my)\swould( )be)\s"
    r"(?!because|after|for|by|from|since|as|in|on|at|and|or|the|an?|if|to|it|very|more|less|so|not)"
    r"[a-z]"
)
REACH = 80  # characters around its sign in which a pattern is looked for
SELF = re.compile(
    r"\bself( )(?:styled|proclaimed|appointed|described|declared|righteous|serving)\b"
)
# "Maybe" in two words, at the beginning of a sentence.
MAYBE = re.compile(
    r"(?:\A|[.!?…][\"”’]?\s{1,9}|\n\s{0,9})[\"“‘]?(may be)"
    r"(?=,?\s(?:it|he|she|they|we|you|i|the|this|that|there|not)\b)"
)
# The month and the name in capitals or, the month, in small letters.
MONTH = re.compile(
    r"\b(?:IN|SINCE|UNTIL|TILL|BY|LAST|NEXT|EARLY|LATE|MID|ON|OF|FROM|THROUGH|DURING|BEFORE|AFTER|"
    r"EVERY|\d{1,2}(?:ST|ND|RD|TH)?|THERESA|MRS\.?|MR\.?|MS\.?)[\s-](MAY)\b(?!\s(?:BE|HAVE|NOT|WELL|ALSO|YET|EVEN|STILL|NEVER)\b)|"
    r"\b(MAY)(?=\s(?:\d{1,4}\b|DAY\b))|"
    r"\b(?:in|since|until|by|last|early|late|mid)[\s-](may)\b(?!\s(?:be|have|not|well|also|yet)\b)|"
    r"\b(may)(?=\s(?:\d{1,2}(?:st|nd|rd|th)?,?\s(?:\d{4}\b|,)|(?:19|20)\d\d\b))"
)


def variant_edits(text: str) -> Iterator[Edit]:
    """Yield words that are written otherwise than in the tables, with their usual form.

    Examples
    --------
    >>> text = "It kinda works. It will prob. rain IN MAY. The so called experts left."
    >>> [(text[edit.start : edit.end], edit.replacement) for edit in variant_edits(text)]
    [('kinda', 'kind of'), ('prob.', 'probably'), (' ', '-'), ('MAY', 'May')]
    """
    folded = fold(text)
    for variant, usual in _usual().items():
        if variant in folded:
            found = _pattern_of(variant).finditer(folded)
            yield from (Edit(*match.span(), usual) for match in found)
    if any(short in folded for short in SHORTENED):
        for match in SHORTENED_WORD.finditer(folded):
            yield Edit(*match.span(), SHORTENED[match.group()])
    for pattern, usual, *signs in (
        (SPACED, "-", "so called", "would be"),
        (SELF, "-", "self "),
        (MAYBE, "maybe", "may be"),
    ):
        for sign in signs:
            yield from _group_edits(pattern, folded, usual, sign)
    for sign in ("MAY", "may"):
        yield from _group_edits(MONTH, text, "May", sign)


def letters_of_variants(letters: str) -> set[str]:
    """Return letters of the variants of words that have some letters and are written without them.

    Parameters
    ----------
    letters : str
        From a to z, such as a word.

    Examples
    --------
    >>> sorted(letters_of_variants("perhaps"))
    ['haps', 'praps', 'raps']
    >>> letters_of_variants("rain")
    set()
    """
    usual_forms = {**_usual(), **SHORTENED, "may be": "maybe"}
    return {
        max(LETTERS.findall(variant), key=len)
        for variant, usual in usual_forms.items()
        if letters in usual and letters not in variant
    }


def _group_edits(pattern: re.Pattern[str], text: str, usual: str, sign: str) -> Iterator[Edit]:
    """Look for a pattern where its sign stands, because the pattern alone is slow."""
    end, place = 0, text.find(sign)
    while place >= 0:
        for match in pattern.finditer(text, max(end, place - REACH), place + REACH):
            assert match.lastindex is not None
            end = match.end()
            yield Edit(*match.span(match.lastindex), usual)
        place = text.find(sign, place + len(sign))


@cache
def _usual() -> Mapping[str, str]:
    groups = read_definitions(VARIANTS_FILE)
    return {variant: usual for group in groups.values() for variant, usual in group.items()}


@cache
def _pattern_of(variant: str) -> re.Pattern[str]:
    """Return the pattern of a variant; most texts have few of them."""
    plain = re.escape(variant)
    # The pattern begins with letters, because such a search is much faster.
    return re.compile(rf"{plain}(?<![\w'-]{plain})(?![\w'-])")
