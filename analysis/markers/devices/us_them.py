"""We and they where the two are camps."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from itertools import compress, count
from typing import NamedTuple

from analysis.markers.decided import find_decided
from analysis.markers.devices.common import same_paragraph, with_sentence, word_span
from analysis.matching.kept import once
from analysis.matching.matches import Marker, Match, make_match
from analysis.text.classes import word_class
from analysis.text.document import Document

__all__ = ["US_THEM", "find_us_and_them"]

US = word_class("us")
THEM = word_class("them")
GROUPS = {**dict.fromkeys(US, "us"), **dict.fromkeys(THEM, "them")}
EVERYDAY_PEOPLE = word_class("everyday_people")
NEGATIVE = ("condemnation", "label", "ridicule", "threat")  # kinds of loaded words
MILD = 1.5  # of 1 to 3: loaded words up to this strength part no camps


def find_us_and_them(document: Document) -> list[Match]:
    """Find "we" and "they" where they stand for two camps.

    Parameters
    ----------
    document : Document
        Its body is searched.

    Returns
    -------
    list of Match
        Pronouns of the third person plural (``them``) that meet one of the first (``us``) near a
        negative loaded word, and those that they meet. The weight is 1 in a sentence that holds
        both, and 0.5 in two neighbouring sentences of a paragraph that hold one each. The
        author's pronouns and those within quoted speech are kept apart.

    Notes
    -----
    A "they" is taken for the other camp if a loaded word that condemns, threatens, ridicules or
    labels, and more than mildly, stands in its sentence or the one before, and if no word for
    people in general or one's own ("people", "children") stands between that and the pronoun.
    Who is meant is not worked out, so a "they" of things that are near such a word counts, and a
    camp that is named calmly does not. Every "we" counts, the editorial and the general one
    included; "US" in capitals is a country. Groups that are named by nouns ("our nation", "those
    people") count by their pronoun only.

    References
    ----------
    van Dijk, T. A. (1998). Ideology: A Multidisciplinary Approach. Sage.
    Íñigo-Mora, I. (2004). On the use of the personal pronoun we in communities. Journal of
    Language and Politics 3(1). https://doi.org/10.1075/jlp.3.1.05ini

    Examples
    --------
    >>> document = Document("x", "We built this town. The crooks sold it to their friends.")
    >>> [(match.text, match.category, match.weight) for match in find_us_and_them(document)]
    [('We', 'us', 0.5), ('their', 'them', 0.5)]
    """
    matches: list[Match] = []
    for sides in _sides(document).values():
        camp = _camp(document, sides)
        for group, side, other in (("us", sides.us, camp), ("them", camp, sides.us)):
            for number in side:
                matches.extend(_meetings(document, group, number, side, other))
    return sorted(matches, key=lambda match: match.start)


Pronouns = dict[int, list[int]]  # the indices of pronouns by the number of their sentence


class Sides(NamedTuple):
    """The pronouns of one voice."""

    us: Pronouns
    them: Pronouns


def _sides(document: Document) -> dict[str, Sides]:
    """The pronouns of each voice by the number of their sentence."""
    words, starts, text = document.words, document.word_starts, document.text
    found = list(compress(count(), map(GROUPS.__contains__, words)))
    voices = {"author": Sides({}, {}), "quoted": Sides({}, {})}
    for index, sentence in with_sentence(document, found):
        if words[index] == "us" and text.startswith("US", starts[index]):
            continue
        side: Pronouns = getattr(voices[document.voice_at(starts[index])], GROUPS[words[index]])
        side.setdefault(sentence, []).append(index)
    return voices


def _camp(document: Document, sides: Sides) -> Pronouns:
    """Return the pronouns of those who meet us and are another camp."""
    camp: Pronouns = {}
    for number, pronouns in sides.them.items():
        if not _meets(document, number, sides.us) or _worst(document, number) is None:
            continue
        before = _first_near(document, number)
        kept = [i for i in pronouns if EVERYDAY_PEOPLE.isdisjoint(document.words[before:i])]
        if kept:
            camp[number] = kept
    return camp


def _first_near(document: Document, number: int) -> int:
    """Return the first word of the sentence before, if it is in the paragraph, else of this one."""
    joined = number > 0 and same_paragraph(document, number - 1, number)
    return document.sentence_words[number - joined].start


def _meets(document: Document, number: int, other: Pronouns) -> bool:
    """Tell whether the other side is in a sentence or beside it, in the same paragraph."""
    return number in other or any(
        neighbour in other and same_paragraph(document, *sorted((number, neighbour)))
        for neighbour in (number - 1, number + 1)
    )


def _worst(document: Document, number: int) -> Match | None:
    """Return the strongest negative word of a sentence and the one before."""
    negative = _negative(document)
    near = [negative[other] for other in (number, number - 1) if other in negative]
    return max(near, key=_force, default=None)


@once
def _negative(document: Document) -> dict[int, Match]:
    """The strongest negative loaded word of each sentence that has one above the mild."""
    starts = [sentence.start for sentence in document.sentences]
    found: dict[int, Match] = {}
    for match in find_decided(document, "loaded"):
        if match.category in NEGATIVE and _force(match) > MILD:
            number = bisect_right(starts, match.start) - 1
            found[number] = max(found.get(number, match), match, key=_force)
    return found


def _force(match: Match) -> float:
    return match.force or 0.0


def _meetings(
    document: Document, group: str, number: int, side: Pronouns, other: Pronouns
) -> Iterator[Match]:
    """Yield the pronouns of a sentence, if they meet the other side."""
    if not _meets(document, number, other):
        return
    meet_here = number in other
    reason = f"we and they meet in {'the same sentence' if meet_here else 'neighbouring sentences'}"
    worst = _worst(document, number) if group == "them" else None
    if worst is not None:
        reason += f", near “{worst.text}” ({worst.category})"
    for index in side[number]:
        start, end = word_span(document, index, index + 1)
        weight = 1.0 if meet_here else 0.5
        yield make_match(document, US_THEM.name, group, start, end, weight=weight, reason=reason)


US_THEM = Marker("us_them", ("us", "them"), find_us_and_them, title="Us and them", color="#44718c")
