"""We and they where the two groups meet."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import compress, count

from analysis.markers.devices.common import same_paragraph, with_sentence, word_span
from analysis.matching.matches import Marker, Match, make_match
from analysis.text.classes import word_class
from analysis.text.document import Document

__all__ = ["US_THEM", "find_us_and_them"]

US = word_class("us")
THEM = word_class("them")
GROUPS = {**dict.fromkeys(US, "us"), **dict.fromkeys(THEM, "them")}


def find_us_and_them(document: Document) -> list[Match]:
    """Find "we" and "they" where the two groups meet.

    Parameters
    ----------
    document : Document
        Its body is searched.

    Returns
    -------
    list of Match
        Every pronoun of the first person plural (``us``) and of the third (``them``) in a
        sentence that holds both, with weight 1, or in two neighbouring sentences of a paragraph
        that hold one each, with weight 0.5. The author's pronouns and those within quoted speech
        are kept apart.

    Notes
    -----
    Every "we" counts, the editorial and the general one included; "US" in capitals is a
    country. "They" counts whether it stands for people or things: who is meant is not worked
    out. Groups that are named by nouns ("our nation", "those people") count by their pronoun
    only.

    References
    ----------
    van Dijk, T. A. (1998). Ideology: A Multidisciplinary Approach. Sage.
    Íñigo-Mora, I. (2004). On the use of the personal pronoun we in communities. Journal of
    Language and Politics 3(1). https://doi.org/10.1075/jlp.3.1.05ini

    Examples
    --------
    >>> document = Document("x", "We built this town. They want to sell it. It is old.")
    >>> [(match.text, match.category, match.weight) for match in find_us_and_them(document)]
    [('We', 'us', 0.5), ('They', 'them', 0.5)]
    """
    matches: list[Match] = []
    for sentences in _pronouns(document).values():
        for number, pronouns in sentences.items():
            matches.extend(_meetings(document, sentences, number, pronouns))
    return sorted(matches, key=lambda match: match.start)


Pronouns = list[tuple[int, str]]  # the index of the word and its group


def _pronouns(document: Document) -> dict[str, dict[int, Pronouns]]:
    """The pronouns of each voice by the number of their sentence."""
    words, starts, text = document.words, document.word_starts, document.text
    found = list(compress(count(), map(GROUPS.__contains__, words)))
    voices: dict[str, dict[int, Pronouns]] = {"author": {}, "quoted": {}}
    for index, sentence in with_sentence(document, found):
        if words[index] == "us" and text.startswith("US", starts[index]):
            continue
        sentences = voices[document.voice_at(starts[index])]
        sentences.setdefault(sentence, []).append((index, GROUPS[words[index]]))
    return voices


def _meetings(
    document: Document, sentences: dict[int, Pronouns], number: int, pronouns: Pronouns
) -> Iterator[Match]:
    groups = {group for _, group in pronouns}
    meet_here = len(groups) == 2
    if not meet_here and not _groups_near(document, sentences, number) - groups:
        return
    place = "the same sentence" if meet_here else "neighbouring sentences"
    for index, group in pronouns:
        start, end = word_span(document, index, index + 1)
        yield make_match(
            document,
            "us_them",
            group,
            start,
            end,
            weight=1.0 if meet_here else 0.5,
            reason=f"we and they meet in {place}",
        )


def _groups_near(document: Document, sentences: dict[int, Pronouns], number: int) -> set[str]:
    """The groups in the sentences before and after, in the same paragraph."""
    groups: set[str] = set()
    for before, after in ((number - 1, number), (number, number + 1)):
        neighbour = before if after == number else after
        if neighbour in sentences and same_paragraph(document, before, after):
            groups.update(group for _, group in sentences[neighbour])
    return groups


US_THEM = Marker("us_them", ("us", "them"), find_us_and_them, title="Us and them", color="#44718c")
