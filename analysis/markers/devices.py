"""Devices: figures of speech that show in the structure of a text rather than in its words.

Each device is a marker of its own. The rules look for structure (marks, repeated words, parallel
members), so they find the device and cannot tell whether it is meant. All of them read a text once;
what is looked at around a candidate is bounded.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from operator import eq
from pathlib import Path

from analysis.matching.matches import Marker, Match, make_match
from analysis.text.document import Document
from analysis.text.quotations import MARK, find_pairs, is_title
from analysis.text.spans import Span, fold

__all__ = [
    "DEVICES",
    "find_contrasts",
    "find_repetitions",
    "find_rhetorical_questions",
    "find_scare_quotes",
    "find_triads",
    "find_us_and_them",
]

ABOUT = Path(__file__).parents[1] / "lexicons" / "devices.toml"

# Words that carry structure rather than content: alone they make no figure.
FUNCTION_WORDS = frozenset(
    "a an the this that these those it its it's he she his her him they them their we us "
    "our you your i my me is are was were be been being am has have had do does did will "
    "would can could may might must shall should of in on at to for from by with as into "
    "about over under after before between through than and or but nor so if when while "
    "because since though although then there here who which what where how not no also "
    "just only even still very too more most such one some any all each other another up "
    "out off down".split()
)


# --- Rhetorical questions -------------------------------------------------------------------

QUESTION_END = re.compile(r"\?[!?]{0,20}[\"'”’»)\]]{0,20}\Z")
# The writer has somebody ask: "You may ask: “…?”" is the writer's own question.
IMAGINED_ASKER = re.compile(
    r"\b(?:can|could|may|might|must|should|would|will|let's|let us|i|we|you|you'll|one|to)\s+"
    r"(?:\w+\s+)?(?:be\s+)?(?:ask(?:ed)?|wonder(?:ed)?|say|object)\b[^.!?]*\Z"
)
ANSWER = re.compile(
    r"[\"“‘(]?(?:because|no|yes|not|never|none|nothing|nobody|hardly|surely|certainly|of course|"
    r"perhaps|simple|simply|easy|absolutely|the answer|to|by|indeed)\b"
)
ASKER_REACH = 80


def find_rhetorical_questions(document: Document) -> list[Match]:
    """Find questions that the writer asks without wanting to be told.

    Parameters
    ----------
    document : Document
        Its body is searched.

    Returns
    -------
    list of Match
        Whole sentences: ``answered`` if the next sentence answers at once (hypophora), else
        ``open``. A question within quoted speech is somebody's real question and does not count,
        unless the writer makes somebody ask it ("You may ask: …").

    Notes
    -----
    Every question in an essay is taken for a rhetorical one, since nobody is there to answer.
    In an interview or a list of frequent questions that does not hold. Indirect questions, and
    those without a question mark, are not found.

    References
    ----------
    Frank, J. (1990). You call that a rhetorical question? Journal of Pragmatics 14(5).
    https://doi.org/10.1016/0378-2166(90)90003-V

    Examples
    --------
    >>> document = Document("x", "Who pays? Nobody does. He asked: “Who will pay for it?”")
    >>> [(match.text, match.category) for match in find_rhetorical_questions(document)]
    [('Who pays?', 'answered')]
    """
    matches = []
    sentences = document.sentences
    for number, sentence in enumerate(sentences):
        ending = QUESTION_END.search(
            document.text, max(sentence.start, sentence.end - 8), sentence.end
        )
        if ending is None or _is_real_question(document, ending.start()):
            continue
        following = document[sentences[number + 1]] if number + 1 < len(sentences) else ""
        answered = bool(ANSWER.match(fold(following[:20])))
        category = "answered" if answered else "open"
        reason = "a question, answered at once" if answered else "a question to the reader"
        matches.append(
            make_match(
                document,
                "rhetorical_question",
                category,
                sentence.start,
                sentence.end,
                reason=reason,
            )
        )
    return matches


def _is_real_question(document: Document, mark: int) -> bool:
    """Tell whether a question mark is within speech that the writer does not make up."""
    quote = _quote_at(document, mark)
    if quote is None:
        return False
    before = document.folded[max(0, quote.start - ASKER_REACH) : quote.start]
    return not IMAGINED_ASKER.search(before)


def _quote_at(document: Document, offset: int) -> Span | None:
    place = bisect_right(document.quotes, offset, key=lambda quote: quote.start) - 1
    quote = document.quotes[place] if place >= 0 else None
    return quote if quote and quote.label == "speech" and offset < quote.end else None


# --- Scare quotes ------------------------------------------------------------------------------

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


# --- Repetition ----------------------------------------------------------------------------------

# Between the clauses of a sentence.
CLAUSE_BREAK = re.compile(r"[,;:—–-](?:(?<!-)|(?<=\s-)-?(?=\s))")
CONJUNCTIONS = frozenset("and or but nor".split())
COMMON_PAIRS = frozenset(
    "more less better worse fewer had that bigger smaller higher lower years time day "
    "side step face hand one two bit little head back end so over through round".split()
)
DOUBLED_FUNCTION = frozenset("no not very too never all".split())
DOUBLED = re.compile(r"\b([^\W\d_]{2,})(?:, |,? and | )\1\b")
EMPHATIC_STARTS = frozenset(
    "no never every more too if when why we you they let some whether".split()
)
WEAK_STARTS = frozenset("the a an which i he she it they we you st mr this that and".split())
# An epistrophe of one word, or of more, is heard within so many words.
SHORT_ENDING_UNIT, LONG_ENDING_UNIT, MAX_DIFFERENCE = 8, 15, 1
MIN_RUN = 3  # so many neighbours that begin with one word make an anaphora


def find_repetitions(document: Document) -> list[Match]:
    """Find words repeated for effect in neighbouring sentences or clauses.

    Parameters
    ----------
    document : Document
        Its body is searched.

    Returns
    -------
    list of Match
        The repeated words, each time they stand: ``anaphora`` (neighbours begin alike: two words
        of which one has content, or three words, or three neighbours with one emphatic word),
        ``epistrophe`` (neighbours end alike), ``anadiplosis`` (one ends as the next begins),
        ``repetition`` (a word doubled: "never, never").

    Notes
    -----
    Repetition at a distance, of sound, of stems and of structure without the same words is not
    found, and a repetition by oversight looks like one by art.

    References
    ----------
    Dubremetz, M. & Nivre, J. (2018). Rhetorical figure detection: chiasmus, epanaphora, epiphora.
    Frontiers in Digital Humanities 5. https://doi.org/10.3389/fdigh.2018.00010

    Examples
    --------
    >>> document = Document("x", "Too often they lie. Too often we listen.")
    >>> [(match.text, match.category) for match in find_repetitions(document)]
    [('Too often', 'anaphora'), ('Too often', 'anaphora')]
    """
    found: dict[tuple[int, int], tuple[str, str]] = {}
    for category, spans, reason in _repeated(document):
        for span in spans:
            found.setdefault(span, (category, reason))
    return _without_overlaps(document, "repetition", found)


Figure = tuple[str, list[tuple[int, int]], str]  # category, spans, reason


def _without_overlaps(
    document: Document, marker: str, found: dict[tuple[int, int], tuple[str, str]]
) -> list[Match]:
    matches: list[Match] = []
    for (start, end), (category, reason) in sorted(
        found.items(), key=lambda item: (item[0][0], -item[0][1])
    ):
        if not matches or start >= matches[-1].end:
            matches.append(make_match(document, marker, category, start, end, reason=reason))
    return matches


def _repeated(document: Document) -> Iterator[Figure]:
    for group in _paragraph_sentences(document):
        if len(group) > 1:
            yield from _alike(document, group, "sentences")
            yield from _chained(document, group)
    for clauses in _clauses(document):
        yield from _alike(document, clauses, "clauses")
    yield from _doubled(document)


def _paragraph_sentences(document: Document) -> Iterator[list[range]]:
    """The sentences of each paragraph as ranges of words."""
    ends = [paragraph.end for paragraph in document.paragraphs]
    number = 0
    group: list[range] = []
    for sentence, indices in zip(document.sentences, document.sentence_words, strict=True):
        while sentence.start >= ends[number]:
            if group:
                yield group
                group = []
            number += 1
        if indices:
            group.append(indices)
    if group:
        yield group


def _clauses(document: Document) -> Iterator[list[range]]:
    """Cut sentences at their inner punctuation; a conjunction at the front is left out."""
    words, starts = document.words, document.word_starts
    cuts = [bisect_left(starts, mark.end()) for mark in CLAUSE_BREAK.finditer(document.text)]
    place = 0
    for indices in document.sentence_words:
        clauses, begin = [], indices.start
        while place < len(cuts) and cuts[place] < indices.stop:
            cut = cuts[place]
            place += 1
            if cut > begin:
                clauses.append(range(begin, cut))
                begin = cut + (words[cut] in CONJUNCTIONS)
        if clauses and begin < indices.stop:
            yield [*clauses, range(begin, indices.stop)]


def _alike(document: Document, units: Sequence[range], what: str) -> Iterator[Figure]:
    """Find neighbours that begin or end with the same word."""
    words = document.words
    run = [units[0]]
    for before, unit in pairwise(units):
        if words[before.start] == words[unit.start]:
            run.append(unit)
        else:
            if len(run) > 1:
                yield from _anaphora(document, run, what)
            run = [unit]
        if words[before.stop - 1] == words[unit.stop - 1]:
            yield from _epistrophe(document, before, unit, what)
    if len(run) > 1:
        yield from _anaphora(document, run, what)


def _anaphora(document: Document, run: Sequence[range], what: str) -> Iterator[Figure]:
    """Judge neighbours that begin with the same word."""
    length = min(_common_start(document, before, unit) for before, unit in pairwise(run))
    opening = document.words[run[0].start : run[0].start + length]
    if _is_anaphora(opening, len(run), what):
        spans = [_word_span(document, unit.start, unit.start + length) for unit in run]
        yield "anaphora", spans, f"{len(run)} {what} in a row begin with “{' '.join(opening)}”"


def _is_anaphora(opening: Sequence[str], n_units: int, what: str) -> bool:
    has_content = not FUNCTION_WORDS.issuperset(opening)
    starts_noun = opening[0] in ("the", "a", "an", "his", "her", "its", "their")
    if len(opening) >= 2 and what == "clauses":
        return has_content or n_units >= MIN_RUN or len(opening) >= MIN_RUN
    if len(opening) >= 2 and not starts_noun:
        return has_content or len(opening) >= MIN_RUN or n_units >= MIN_RUN
    if len(opening) >= MIN_RUN or (len(opening) == 2 and n_units >= MIN_RUN):
        return True
    if what == "clauses":
        is_strong = opening[0] in ("no", "never", "every")
        return is_strong or (n_units >= MIN_RUN and opening[0] not in WEAK_STARTS)
    return n_units >= MIN_RUN and opening[0] in EMPHATIC_STARTS


def _common_start(document: Document, before: range, unit: range) -> int:
    """How many words two units share at their front, at most six."""
    words, length = document.words, 0
    for first, second in zip(before[:6], unit[:6], strict=False):
        if words[first] != words[second]:
            break
        length += 1
    return length


def _epistrophe(document: Document, before: range, unit: range, what: str) -> Iterator[Figure]:
    """Judge neighbours that end with the same word."""
    words, length = document.words, 0
    for first, second in zip(before[:-6:-1], unit[:-6:-1], strict=False):
        if words[first] != words[second]:
            break
        length += 1
    if _is_epistrophe(document, before, unit, length):
        ending = " ".join(words[unit.stop - length : unit.stop])
        spans = [_word_span(document, u.stop - length, u.stop) for u in (before, unit)]
        yield "epistrophe", spans, f"neighbouring {what} end with “{ending}”"


def _is_epistrophe(document: Document, before: range, unit: range, length: int) -> bool:
    """One word of content needs short neighbours of like length, two allow longer ones."""
    longest, shortest = max(len(before), len(unit)), min(len(before), len(unit))
    ending = range(unit.stop - length, unit.stop)
    content = [i for i in ending if document.words[i] not in FUNCTION_WORDS]
    if length >= shortest or not all(document.words[i].isalpha() for i in content):
        return False
    if any(document.text[document.word_starts[i]].isupper() for i in content):
        return False
    if len(content) >= 2:
        return longest <= LONG_ENDING_UNIT
    fits = longest <= SHORT_ENDING_UNIT and longest - shortest <= MAX_DIFFERENCE
    return bool(content) and fits


def _chained(document: Document, sentences: Sequence[range]) -> Iterator[Figure]:
    """Fear leads to anger. Anger leads to hate."""
    words, text, starts = document.words, document.text, document.word_starts
    for before, unit in pairwise(sentences):
        last = before.stop - 1
        first = unit.start + (words[unit.start] in ("the", "a", "an", "this", "that", "and", "but"))
        is_common = text[starts[last]].islower() and words[last] not in FUNCTION_WORDS
        if is_common and first in unit and words[last] == words[first]:
            spans = [_word_span(document, i, i + 1) for i in (last, first)]
            yield "anadiplosis", spans, f"a sentence ends, the next begins with “{words[last]}”"


def _doubled(document: Document) -> Iterator[Figure]:
    """Never, never; again and again."""
    words = document.words
    twice = [i for i, same in enumerate(map(eq, words, words[1:])) if same]
    apart = [i for i, same in enumerate(map(eq, words, words[2:])) if same]
    joined = [i for i in apart if words[i + 1] == "and"]
    for indices, distance in ((twice, 1), (joined, 2)):
        for index in indices:
            start, end = _word_span(document, index, index + distance + 1)
            is_name = document.text[document.word_starts[index + distance]].isupper()
            may_be = not is_name and _may_be_doubled(words[index], distance == 2)
            is_figure = may_be and DOUBLED.fullmatch(document.folded, start, end)
            if is_figure and _in_sentence(document, start, end):
                yield "repetition", [(start, end)], f"“{words[index]}” is said twice"


def _in_sentence(document: Document, start: int, end: int) -> bool:
    """Tell whether one sentence of the body holds both ends."""
    place = bisect_right(document.sentences, start, key=lambda sentence: sentence.start) - 1
    return place >= 0 and end <= document.sentences[place].end


def _may_be_doubled(word: str, with_and: bool) -> bool:
    """No slips ("of of"), no idioms ("more and more", "closer and closer")."""
    if len(word) < 2 or not word.isalpha() or word in COMMON_PAIRS:
        return False
    return word in DOUBLED_FUNCTION or not (
        word in FUNCTION_WORDS or (with_and and word.endswith("er"))
    )


def _word_span(document: Document, first: int, stop: int) -> tuple[int, int]:
    return document.word_starts[first], document.word_ends[stop - 1]


# --- Contrast ----------------------------------------------------------------------------------


# Patterns are matched at a word of contrast, never searched for. A space stands for white space.
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace(" ", r"\s{1,4}"))


WORD_ = r"[^\W\d_]{1,40}(?:['-][^\W\d_]{1,40}){0,4}"
HEAD = (
    r"(?:a|an|the|to|in|on|at|of|for|from|by|with|because|as|that|what|how|who|whether|one|his|her|"
    r"its|their|our|my)"
)
IS = r"(?: is| are| was| were|'s|'re)"
AGAIN = rf"(?:(?(thing)(?:it|(?P=thing))|(?P=who)){IS}) (?!not\b|also\b|never\b)"
NOT_ONLY = _pattern(
    r"(?:not|never|\w{1,40}n't) (?:only|just|merely|simply|solely)\b[^.!?;”\"]{1,150}?"
    r"(?:\bbut\b(?: also| even)?|"
    r"[;,—–-] (?:it|they|he|she|we|you|this|these) (?:\w{1,40} )?(?:also|even)\b)"
)
NOT_SO_MUCH = _pattern(r"not so much [^.!?;”\"]{1,90}?\b(?:as|but)\b")
NOT_BUT = _pattern(
    rf"not (?:(?P<head>{HEAD}) [^.!?;”\"]{{1,90}}?,? but (?:rather )?(?P=head)\b"
    rf"|[^.!?;”\"]{{1,90}}?,? but rather\b"
    rf"|(?P<short>{WORD_}(?: {WORD_}){{0,2}}),? but {WORD_})"
)
NOT_CONTRAST = (
    r"(?!to mention|least\b|only\b|just\b|that\b|even\b|a few\b|a little\b|\w{1,40}ly\b|"
    r"yet\b|unlike|all\b|if\b|so\b|always|at all|for nothing|long\b)"
)
X_NOT_Y = _pattern(
    rf"(?:,|—|–| --?) ?(?:and )?not {NOT_CONTRAST}"
    r"(?:(?:a|an|the|in|on|for|by|to|with|of|his|her|its|their|our|my|more|less) )?"
    rf"{WORD_}(?: {WORD_}){{0,3}}(?=[.,;!?—–]| --?)"
)
IT_IS_NOT = _pattern(
    rf"(?:(?P<thing>it|this|that)|(?P<who>these|they|he|she|we))"
    rf"(?:{IS} (?:not|never)| isn't| aren't| wasn't| weren't) [^.!?;”\"]{{2,90}}[.;:,—–-] {AGAIN}"
)
LESS_THAN = _pattern(
    r"(?:(?:less|more) (?P<kind>(?:of )?an? |about |of |like )|"
    r"less (?P<less>to |by |from |in |out of ))[^.,;!?]{1,60}?\bthan (?:(?P=kind)|(?P=less))"
    rf"|less (?!than\b){WORD_} than {WORD_}(?=[.,;!?—–])"
)
RATHER_THAN = _pattern(rf"(?!sooner\b){WORD_},? rather than {WORD_}")
NEGATIONS = frozenset(
    "not never isn't aren't wasn't weren't don't doesn't didn't won't can't couldn't "
    "wouldn't shouldn't hasn't haven't hadn't".split()
)
TRIGGERS = NEGATIONS | {"than"}
LESS_REACH = 10  # words between "less" and "than"
# Concessions rather than corrections: "not everyone came, but".
QUANTIFIERS = frozenset(
    "everyone everybody everything anyone enough many much sure quite yet".split()
)
ANTONYM_REACH, NEAR_OPPOSITE = 12, 6  # words between opposed members


def find_contrasts(document: Document) -> list[Match]:
    """Find statements that set one thing against another.

    Parameters
    ----------
    document : Document
        Its body is searched.

    Returns
    -------
    list of Match
        ``not_but`` (not X but Y; X, not Y; it is not X, it is Y), ``not_only`` (not only X but
        also Y), ``rather_than`` (less X than Y, X rather than Y), ``antithesis`` (opposites in
        the same place of parallel phrases: "from war to peace"). The span goes from the first
        signal to the beginning of the second member.

    Notes
    -----
    Contrast by "but", "while" or "although" alone is argument rather than figure and is not
    found, nor is a contrast without a signal or listed opposites.

    References
    ----------
    Fahnestock, J. (1999). Rhetorical Figures in Science, chapter 2. Oxford University Press.
    Green, N. L. (2021). Some argumentative uses of antithesis. Argument & Computation.

    Examples
    --------
    >>> document = Document("x", "It was not a plan but a wish. We want facts, not fear.")
    >>> [(match.text, match.category) for match in find_contrasts(document)]
    [('not a plan but a', 'not_but'), ('not fear', 'not_but')]
    """
    found: dict[tuple[int, int], tuple[str, str]] = {}
    words = document.words
    triggers = [index for index, word in enumerate(words) if word in TRIGGERS]
    for index, sentence in _with_sentence(document, triggers):
        for category, match, reason in _contrasts_at(document, index, sentence):
            if match is not None and not _is_concession(match):
                span = _trimmed(document, match.start(), match.end())
                found.setdefault(span, (category, reason))
    for span, reason in _antitheses(document):
        found.setdefault(span, ("antithesis", reason))
    return _without_overlaps(document, "contrast", found)


def _with_sentence(document: Document, indices: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Give words with the number of their sentence; words outside the body are dropped."""
    ranges = document.sentence_words
    stops = [sentence.stop for sentence in ranges]
    for index in indices:
        place = bisect_right(stops, index)
        if place < len(ranges) and index >= ranges[place].start:
            yield index, place


def _contrasts_at(
    document: Document, index: int, sentence: int
) -> Iterator[tuple[str, re.Match[str] | None, str]]:
    """Match the patterns that a word of contrast may be part of."""
    words, folded, starts = document.words, document.folded, document.word_starts
    first = document.sentence_words[sentence].start
    end = document.sentences[sentence].end
    if words[index] == "than":
        near = range(index - 1, max(first - 1, index - LESS_REACH), -1)
        for place in (place for place in near if words[place] in ("less", "more")):
            yield "rather_than", LESS_THAN.match(folded, starts[place], end), "less X than Y"
        if index - 2 >= first and words[index - 1] == "rather":
            match = RATHER_THAN.match(folded, starts[index - 2], end)
            yield "rather_than", match, "X rather than Y"
        return
    here = starts[index]
    yield "not_only", NOT_ONLY.match(folded, here, end), "not only X but Y"
    if words[index] == "not":
        yield "not_but", NOT_SO_MUCH.match(folded, here, end), "not so much X as Y"
        yield "not_but", NOT_BUT.match(folded, here, end), "not X but Y"
        if index > first:
            before = index - (words[index - 1] == "and")
            gap = document.word_ends[before - 1]
            yield "not_but", X_NOT_Y.match(folded, gap, end), "X, not Y"
    following = document.sentences[sentence + 1 : sentence + 2]
    stop = following[0].end if following else end
    for subject in range(max(first, index - 2), index):
        match = IT_IS_NOT.match(folded, starts[subject], stop)
        yield "not_but", match, "it is not X; it is Y"


def _is_concession(match: re.Match[str]) -> bool:
    groups = match.groupdict()
    if not groups.get("short"):
        return False
    after = match.group().split()[-1].split("'")[0]
    return after in FUNCTION_WORDS or groups["short"].split()[0] in FUNCTION_WORDS | QUANTIFIERS


def _trimmed(document: Document, start: int, end: int) -> tuple[int, int]:
    part = document.text[start:end]
    lead = len(part) - len(part.lstrip(" ,;:—–-"))
    return start + lead, start + len(part.rstrip())


@cache
def _opposites() -> dict[str, frozenset[str]]:
    """Listed opposites, both ways."""
    table: dict[str, set[str]] = {}
    for left, right in tomllib.loads(ABOUT.read_text(encoding="utf-8"))["opposites"]:
        table.setdefault(left, set()).add(right)
        table.setdefault(right, set()).add(left)
    return {word: frozenset(others) for word, others in table.items()}


def _antitheses(document: Document) -> Iterator[tuple[tuple[int, int], str]]:
    words, opposites = document.words, _opposites()
    members = [index for index, word in enumerate(words) if word in opposites]
    for (first, sentence), (second, same) in pairwise(_with_sentence(document, members)):
        are_opposites = sentence == same and words[first] in opposites[words[second]]
        indices = document.sentence_words[sentence]
        if are_opposites and _is_parallel(document, indices, first, second):
            reason = f"“{words[first]}” against “{words[second]}” in parallel phrases"
            yield _word_span(document, first, second + 1), reason


def _is_parallel(document: Document, indices: range, first: int, second: int) -> bool:
    """Tell opposites in like places: after the same word, or after "from" and "to"."""
    words = document.words
    if first == indices.start or not 1 < second - first <= ANTONYM_REACH:
        return False
    before = (words[first - 1], words[second - 1])
    if before in (("from", "to"), ("from", "into")):
        return True
    is_near = second - first <= NEAR_OPPOSITE or before[0] not in ("the", "a", "of", "in", "to")
    return second - first > 2 and is_near and before[0] == before[1]


# --- Lists of three ----------------------------------------------------------------------------

MAX_MEMBER_WORDS = 5
OPENING_WORDS = 12
COMMA_REACH = 60  # characters before "and" that hold the comma of a list
JOINTS = frozenset(["and", "or"])
WHITE_SPACE = re.compile(r"\s+")
# A phrase that opens the sentence is no member: "In the end, men and women".
OPENERS = frozenset(
    "in on at for from by with as after before since during despite when while if "
    "although though because until unless once among between under over through without "
    "like unlike given however moreover furthermore meanwhile instead therefore thus then "
    "today yesterday now still yes no indeed finally first second third again also "
    "perhaps of to but and or yet so".split()
)
NOT_MEMBERS = frozenset(
    "which who whom whose that where when while but and or so yet because if although "
    "though not he she it we they i you there this however including such like as than "
    "especially whether otherwise thus then".split()
)
ENDINGS = tuple(
    "ing tion sion ment ness ity ism ance ence ful less ous ive able ible ical ly ed al "
    "ists ers ies s y ic er".split()
)


def find_triads(document: Document) -> list[Match]:
    """Find lists of three parallel members: "lies, threats and violence".

    Parameters
    ----------
    document : Document
        Its body is searched.

    Returns
    -------
    list of Match
        From the first member to the last: ``words`` (members of one word) or ``phrases``.

    Notes
    -----
    Lists of two, of four or more, of names and of numbers do not count. The members must look
    alike: the same first word, the same kind of ending, or the comma before "and" that only a
    list has. Where a longer last member ends is a guess, and clauses in threes are not found.

    References
    ----------
    Atkinson, M. (1984). Our Masters' Voices: The Language and Body Language of Politics. Methuen.
    Heritage, J. & Greatbatch, D. (1986). Generating applause. American Journal of Sociology
    92(1). https://doi.org/10.1086/228465

    Examples
    --------
    >>> document = Document("x", "They brought lies, threats and violence. Ann, Bob and Cy left.")
    >>> [(match.text, match.category) for match in find_triads(document)]
    [('lies, threats and violence', 'words')]
    """
    matches: list[Match] = []
    text, starts = document.text, document.word_starts
    joints = [
        index
        for index, word in enumerate(document.words)
        if word in JOINTS and "," in text[max(0, starts[index] - COMMA_REACH) : starts[index]]
    ]
    for index, sentence in _with_sentence(document, joints):
        triad = _triad(document, document.sentence_words[sentence], index)
        if triad is not None and (not matches or triad.start >= matches[-1].end):
            matches.append(triad)
    return matches


def _gap(document: Document, index: int) -> str:
    """What stands before a word, its white space made one space."""
    gap = document.text[document.word_ends[index - 1] : document.word_starts[index]]
    return gap if gap in (" ", ", ") else WHITE_SPACE.sub(" ", gap)


def _triad(document: Document, indices: range, conjunction: int) -> Match | None:
    comma = _comma_before(document, indices, conjunction)
    if comma is None or conjunction + 1 >= indices.stop:
        return None
    second = range(comma, conjunction)
    first_start = comma - len(second)
    if first_start < indices.start or _gap(document, conjunction + 1) != " ":
        return None
    first = range(first_start, comma)
    if any(_gap(document, index) != " " for index in first[1:]):
        return None
    if _is_longer_list(document, indices, first):
        return None
    third = _third(document, indices, conjunction, len(second))
    members = [first, second, third]
    has_comma = _gap(document, conjunction) == ", "
    if not _members_fit(document, members) or not _match_each_other(document, members, has_comma):
        return None
    if not has_comma and _opens_sentence(document, indices, first):
        return None
    category = "words" if len(second) == 1 else "phrases"
    start, end = document.word_starts[first.start], document.word_ends[third.stop - 1]
    reason = f"three parallel members joined by “{document.words[conjunction]}”"
    return make_match(document, "triad", category, start, end, reason=reason)


def _comma_before(document: Document, indices: range, conjunction: int) -> int | None:
    """Return the first word of the member before the conjunction, if a comma begins it."""
    for index in range(conjunction - 1, conjunction - 1 - MAX_MEMBER_WORDS, -1):
        if index <= indices.start:
            return None
        gap = _gap(document, index)
        if gap == ", ":
            return index
        if gap != " ":
            return None
    return None


def _is_longer_list(document: Document, indices: range, first: range) -> bool:
    """Tell whether a member comes before what would be the first of three."""
    begin = first.start
    for index in range(begin, max(indices.start, begin - MAX_MEMBER_WORDS - 1), -1):
        if "," in _gap(document, index):
            return document.words[indices.start] not in OPENERS or index - indices.start > 6
        if _gap(document, index) != " ":
            return False
    return False


def _third(document: Document, indices: range, conjunction: int, length: int) -> range:
    """The last member: to the punctuation if that is near, else as long as the second."""
    begin = conjunction + 1
    stop = min(begin + length, indices.stop)
    for index in range(begin + 1, stop):
        if _gap(document, index) != " ":
            stop = index
            break
    longer = stop
    while longer < indices.stop and _gap(document, longer) == " " and longer - stop < 2:
        longer += 1
    is_end = longer == indices.stop or _gap(document, longer) != " "
    if is_end and FUNCTION_WORDS.isdisjoint(document.words[stop:longer]):
        return range(begin, longer)
    while stop - begin > 1 and document.words[stop - 1] in FUNCTION_WORDS:
        stop -= 1
    return range(begin, stop)


def _members_fit(document: Document, members: Sequence[range]) -> bool:
    """No names, numbers or clauses."""
    words, text, starts = document.words, document.text, document.word_starts
    if any(words[member.start] in NOT_MEMBERS for member in members[1:]):
        return False
    if any(words[index][0].isdigit() for member in members for index in member):
        return False
    if any(text[starts[index]].isupper() for member in members[1:] for index in member):
        return False
    begin = starts[members[0].start]
    return not text[begin].isupper() or _opens_text(text, begin)


def _opens_text(text: str, begin: int) -> bool:
    """Tell whether a capital is that of a sentence, not of a name."""
    return text[max(0, begin - 2) : begin].strip() in ("", ".", "“", '"')


def _match_each_other(document: Document, members: Sequence[range], has_comma: bool) -> bool:
    words = document.words
    heads = [words[member.start] for member in members]
    if heads[1] == heads[2]:
        return heads[0] == heads[1]
    if len(members[1]) == 1:
        return not FUNCTION_WORDS.intersection(heads) and (has_comma or not _is_verb_pair(heads))
    lasts = [words[member.stop - 1] for member in members]
    if FUNCTION_WORDS.intersection(lasts[:2]):
        return False
    if not has_comma:
        return all(head.endswith("ing") for head in heads) or all(
            head[-2:] == "ed" for head in heads
        )
    return not FUNCTION_WORDS.issuperset(heads[:2]) and _n_same_ending(lasts) >= 2


def _is_verb_pair(heads: Sequence[str]) -> bool:
    """ "Met his boss, smiled and left": two verbs or adverbs are no list of three."""
    verbal = [head.endswith(("ed", "ing", "ly")) for head in heads]
    return any(verbal[1:]) and not verbal[0]


def _n_same_ending(words: Sequence[str]) -> int:
    """How many of three words share the most frequent kind of ending."""
    kinds = [next((end for end in ENDINGS if word.endswith(end)), word) for word in words]
    kinds = ["s" if kind in ("ies", "ers", "ists") else kind for kind in kinds]
    return max(kinds.count(kind) for kind in kinds)


def _opens_sentence(document: Document, indices: range, first: range) -> bool:
    if document.words[indices.start] not in OPENERS or first.stop - indices.start > OPENING_WORDS:
        return False
    return not any("," in _gap(document, index) for index in range(indices.start + 1, first.stop))


# --- Us and them -------------------------------------------------------------------------------

US = frozenset("we us our ours ourselves we're we've we'll we'd".split())
THEM = frozenset("they them their theirs themselves they're they've they'll they'd".split())
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
    found = [index for index, word in enumerate(words) if word in GROUPS]
    voices: dict[str, dict[int, Pronouns]] = {"author": {}, "quoted": {}}
    for index, sentence in _with_sentence(document, found):
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
        start, end = _word_span(document, index, index + 1)
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
        if neighbour in sentences and _same_paragraph(document, before):
            groups.update(group for _, group in sentences[neighbour])
    return groups


def _same_paragraph(document: Document, number: int) -> bool:
    """Tell whether a sentence and the next one stand in one paragraph."""
    starts = [document.sentences[place].start for place in (number, number + 1)]
    place = bisect_right(document.paragraphs, starts[0], key=lambda block: block.start) - 1
    return starts[1] < document.paragraphs[place].end


DEVICES: tuple[Marker, ...] = (
    Marker(
        "rhetorical_question",
        ("open", "answered"),
        find_rhetorical_questions,
        title="Rhetorical questions",
        color="#b8860b",
        short="Rhet. questions",
    ),
    Marker(
        "scare_quotes",
        ("scare", "distanced"),
        find_scare_quotes,
        title="Scare quotes",
        color="#6f4e9c",
    ),
    Marker(
        "repetition",
        ("anaphora", "epistrophe", "anadiplosis", "repetition"),
        find_repetitions,
        title="Repetition",
        color="#777733",
    ),
    Marker(
        "contrast",
        ("not_but", "not_only", "rather_than", "antithesis"),
        find_contrasts,
        title="Contrast",
        color="#117733",
    ),
    Marker("triad", ("words", "phrases"), find_triads, title="Lists of three", color="#882255"),
    Marker("us_them", ("us", "them"), find_us_and_them, title="Us and them", color="#44718c"),
)
