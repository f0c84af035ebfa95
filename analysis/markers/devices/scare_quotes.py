"""Scare quotes."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from analysis.markers.devices.common import Candidate, decide
from analysis.markers.devices.structure import bucket, highest_charge, stops_of, tag_of, tags_of
from analysis.matching.matches import Marker, Match
from analysis.text.classes import word_class
from analysis.text.document import Document
from analysis.text.quotations import MARK, find_pairs, is_title
from analysis.text.spans import Span

__all__ = ["SCARE_QUOTES", "find_scare_quotes", "propose_scare_quotes"]

MAX_SCARE_WORDS = 14
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
    r"defin(?:e|es|ed|ing)|"
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
SAYING = word_class("saying")
CALLING = word_class("calling") | word_class("describing") | word_class("naming")
MARKS = re.compile(r"[\"“”]")
SAYING_REACH, AFTER_REACH = 12, 4  # words before and after in which a verb of saying tells
AROUND = 30  # words on each side that count as the sentence


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
        else ``scare``. Titles of works, abbreviations and words as words are left out. Scare
        quotes within quoted speech count. ``weight`` is the probability that a reader marks it.

    Notes
    -----
    Short quotations are candidates. Whether the writer takes distance from them, or quotes what
    somebody said, is a decision learned from labelled op-eds: by their length, by verbs of saying
    around them, by what they are and stand after. Whether the distance is irony, doubt or only
    care cannot be told.

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
    return decide(document, SCARE_QUOTES.name, propose_scare_quotes(document))


def propose_scare_quotes(document: Document) -> Iterator[Candidate]:
    """Yield short quotations, with what tells scare quotes from what somebody said."""
    pairs = [pair for pair in _all_quotes(document) if pair.end - pair.start <= MAX_QUOTED]
    spoken = {_bare(document, pair) for pair in pairs if pair.label == "speech"}
    last_end = -1
    for pair in pairs:
        bare, words = _bare(document, pair), document.word_range(pair)
        number = bisect_right(document.sentences, pair.start, key=lambda span: span.start) - 1
        if pair.start < last_end or not 0 < len(words) <= MAX_SCARE_WORDS or number < 0:
            continue
        if bare in spoken or _is_left_out(document, pair):
            continue
        last_end = pair.end
        sentence = document.sentence_words[number]
        before = document.folded[max(0, pair.start - REACH) : pair.start]
        category = "distanced" if DISTANCE.search(before) else "scare"
        properties = [
            ("distance", category),
            *_inside(document, pair, words),
            *_beside(document, pair, words, sentence),
            *_saying(document, words, sentence),
            *_sentence(document, pair, words, sentence),
        ]
        yield Candidate(pair.start, pair.end, category, SCARE_REASONS[category], properties)


def _is_left_out(document: Document, pair: Span) -> bool:
    """Works, words as words, abbreviations and numbers."""
    text = document.text
    inner = text[pair.start + 1 : pair.end - 1].strip(" .,;:!?'\"“”‘’")
    if len(inner) < 2 or inner[0].isdigit() or _is_work(document, pair, inner):
        return True
    if text[pair.start - 1 : pair.start] == "(" and text[pair.end : pair.end + 1] == ")":
        return True
    before = document.folded[max(0, pair.start - REACH) : pair.start]
    after = document.folded[pair.end : pair.end + REACH]
    return bool(MENTION.search(before) or GLOSS.match(after))


def _inside(document: Document, pair: Span, words: range) -> Iterator[tuple[str, str]]:
    """Tell what is quoted."""
    text = document.text
    tags = [tags_of(document)[index] for index in words]
    yield "first word quoted", tags[0]
    yield "last word quoted", tags[-1]
    if len(words) <= 2:
        yield "tags quoted", " ".join(tags)
    n_verbs = sum(tag.startswith("verb") or tag == "auxiliary" for tag in tags)
    yield "verbs quoted", bucket(n_verbs, (0, 1))
    yield "pronouns quoted", str("pronoun" in tags)
    large = [text[document.word_starts[index]].isupper() for index in words]
    if all(large):
        yield "capitals quoted", "all"
    else:
        yield "capitals quoted", "first" if large[0] else "some" if any(large) else "none"
    charge = highest_charge(document.words[words.start : words.stop])
    yield "loaded words quoted", charge or "none"


def _beside(
    document: Document, pair: Span, words: range, sentence: range
) -> Iterator[tuple[str, str]]:
    """Tell what stands right before and after a quotation."""
    before = document.words[max(sentence.start, words.start - 2) : words.start]
    yield "word before", tag_of(before[-1]) if before else "none"
    yield "second word before", tag_of(before[-2]) if len(before) > 1 else "none"
    if before:
        yield "stop before", stops_of(document)[words.start] or "none"
    else:
        yield "stop before", "the beginning"
    gap = document.text[pair.end : pair.end + 1]
    stop = gap if gap and not gap.isspace() and not gap.isalnum() else ""
    yield "after the marks", stop or "a word"


def _saying(document: Document, words: range, sentence: range) -> Iterator[tuple[str, str]]:
    """Tell which verbs of saying stand around a quotation."""
    all_words = document.words
    before = all_words[max(sentence.start, words.start - SAYING_REACH) : words.start][::-1]
    after = all_words[words.stop : min(sentence.stop, words.stop + AFTER_REACH)]
    saying = next((place for place, word in enumerate(before, 1) if word in SAYING), 0)
    yield "verb of saying before", bucket(saying, (1, 3, 6)) if saying else "none"
    calling = next((place for place, word in enumerate(before, 1) if word in CALLING), 0)
    yield "calling or describing before", bucket(calling, (2, 5)) if calling else "none"
    yield "verb of saying after", str(not SAYING.isdisjoint(after))
    around = _around(words, sentence)
    elsewhere = any(all_words[index] in SAYING for index in around if index not in words)
    yield "verb of saying in the sentence", str(elsewhere)
    yield "verb of saying, words quoted", f"{elsewhere} {bucket(len(words), (1, 3, 5))}"


def _around(words: range, sentence: range) -> range:
    """Return the words of the sentence that are not too far away."""
    return range(max(sentence.start, words.start - AROUND), min(sentence.stop, words.stop + AROUND))


def _sentence(
    document: Document, pair: Span, words: range, sentence: range
) -> Iterator[tuple[str, str]]:
    """Tell who speaks in the sentence, and what else is named and quoted in it."""
    text, around = document.text, _around(words, sentence)
    start, end = document.word_starts[around.start], document.word_ends[around.stop - 1]
    yield "marks in the sentence", bucket(len(MARKS.findall(text, start, end)), (2, 4, 6))


def _all_quotes(document: Document) -> Iterator[Span]:
    """The outermost quotations, and those within them."""
    for quote in document.quotes:
        yield quote
        if MARK.search(document.text, quote.start + 1, quote.end - 1):
            inside = Span(quote.start + 1, quote.end - 1)
            yield from find_pairs(document.text, [inside])


def _bare(document: Document, pair: Span) -> str:
    return document.folded[pair.start : pair.end].strip(" .,;:!?'\"“”‘’")


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
