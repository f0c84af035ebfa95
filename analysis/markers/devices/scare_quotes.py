"""Scare quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.matching.matches import Marker, Match, make_match
from analysis.text.document import Document
from analysis.text.quotations import MARK, find_pairs, is_title
from analysis.text.spans import Span

__all__ = ["SCARE_QUOTES", "find_scare_quotes"]

MAX_SCARE_WORDS = 8
MAX_QUOTED = 400  # characters; longer quotations are neither scare quotes nor quoted again
SCARE_REASONS = {
    "scare": "quotation marks without a speaker",
    "distanced": "quotation marks without a speaker, after a word of distance",
}
MIN_TITLE_WORDS = 3
DISTANCE = re.compile(
    r"\b(?:so-called|supposed(?:ly)?|alleged(?:ly)?|self-styled|self-proclaimed|self-described|"
    r"purported(?:ly)?|ostensibl[ey]|said to be)\s+(?:an? |the )?\Z"
)
# What is quoted is a word as a word, a name, or a work.
MENTION = re.compile(
    r"\b(?:(?:the|a|this|that) (?:words?|terms?|phrases?|expressions?|names?)|nicknamed?|acronyms?|"
    r"letters?|verbs?|nouns?|adjectives?|prefix|suffix|spelled|spelt|pronounced|titled|entitled|"
    r"headlined?|headlines|books?|novels?|films?|movies?|songs?|albums?|plays?|poems?|shows?|series|"
    r"essays?|articles?|magazines?|episodes?|paintings?|podcasts?|video|chapters?)[,:]?\s+"
    r"(?:of |in |is |was |on )?\Z"
)
GLOSS = re.compile(
    r"[,\s]{0,9}(?:means?\b|meaning\b|meant\b|refers? to\b|stands? for\b|translates?\b|"
    r"comes? from\b|\((?:meaning|literally)\b|"
    r"is (?:latin|greek|french|german|arabic|spanish|hebrew) for\b)"
)
REACH = 60


def find_scare_quotes(document: Document) -> list[Match]:
    """Find words in quotation marks that the writer will not answer for.

    Parameters
    ----------
    document : Document
        Its body is searched.

    Returns
    -------
    list of Match
        With their marks. ``distanced`` if a word before them says so too (so-called, alleged),
        else ``scare``. Quoted speech, titles of works, names, abbreviations, words as words and
        words that repeat an earlier quotation are left out. Scare quotes within quoted speech
        count.

    Notes
    -----
    Whether the distance is irony, doubt or only care cannot be told. A fragment of what somebody
    said without a verb of saying nearby is taken for scare quotes.

    References
    ----------
    Predelli, S. (2003). Scare quotes and their relation to other semantic issues. Linguistics and
    Philosophy 26. https://doi.org/10.1023/A:1022278209003

    Examples
    --------
    >>> document = Document("x", "Their “reform” cut pay. She said: “It is theft.”")
    >>> [match.text for match in find_scare_quotes(document)]
    ['“reform”']
    """
    pairs = [pair for pair in _all_quotes(document) if pair.end - pair.start <= MAX_QUOTED]
    spoken = {_bare(document, pair) for pair in pairs if pair.label == "speech"}
    matches: list[Match] = []
    for pair in pairs:
        if pair.label == "phrase" and _is_scare(document, pair, spoken):
            if matches and pair.start < matches[-1].end:
                continue
            before = document.folded[max(0, pair.start - REACH) : pair.start]
            category = "distanced" if DISTANCE.search(before) else "scare"
            reason = SCARE_REASONS[category]
            matches.append(
                make_match(document, "scare_quotes", category, pair.start, pair.end, reason=reason)
            )
    return matches


def _all_quotes(document: Document) -> Iterator[Span]:
    """The outermost quotations, and those within them."""
    for quote in document.quotes:
        yield quote
        if MARK.search(document.text, quote.start + 1, quote.end - 1):
            inside = Span(quote.start + 1, quote.end - 1)
            yield from find_pairs(document.text, [inside])


def _bare(document: Document, pair: Span) -> str:
    return document.folded[pair.start : pair.end].strip(" .,;:!?'\"“”‘’")


def _is_scare(document: Document, pair: Span, spoken: set[str]) -> bool:
    text = document.text
    inner = text[pair.start + 1 : pair.end - 1].strip(" .,;:!?'\"“”‘’")
    n_words = inner.count(" ") + 1
    if len(inner) < 2 or n_words > MAX_SCARE_WORDS or inner[0].isdigit():
        return False
    if _is_work(document, pair, inner) or _bare(document, pair) in spoken:
        return False
    if text[pair.start - 1 : pair.start] == "(" and text[pair.end : pair.end + 1] == ")":
        return False
    before = document.folded[max(0, pair.start - REACH) : pair.start]
    after = document.folded[pair.end : pair.end + REACH]
    return not (MENTION.search(before) or GLOSS.match(after))


def _is_work(document: Document, pair: Span, inner: str) -> bool:
    """Tell a title from a nickname: it is longer, begins with an article or stands apart."""
    n_large = sum(word[:1].isupper() for word in inner.split())
    begins_so = inner.split()[0] in ("The", "A", "An")
    stands_apart = document.text[max(0, pair.start - 2) : pair.start] == ", "
    return is_title(inner) and (n_large >= MIN_TITLE_WORDS or begins_so or stands_apart)


SCARE_QUOTES = Marker(
    "scare_quotes",
    ("scare", "distanced"),
    find_scare_quotes,
    title="Scare quotes",
    color="#6f4e9c",
)
