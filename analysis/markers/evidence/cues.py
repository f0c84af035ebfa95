"""The cues of evidence: what there is in a sentence that tells what it offers as support.

A cue is a name with a value, such as *tense* with *past* or *attributions* with *1*. Each can be
checked by a person in the sentence; nothing is parsed. What a cue is worth is learned
(``lexicons/decisions/evidence.tsv``).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import compress, count, pairwise
from sys import intern
from typing import NamedTuple

from analysis.markers.evidence.words import (
    FACTS,
    Facts,
    about_evidence,
    classes_of_words,
    words_of,
)
from analysis.matching.matches import Match
from analysis.matching.view import View, view_of
from analysis.text.classes import word_class
from analysis.text.document import Document

__all__ = [
    "TOLD_BY_NEIGHBOURS",
    "Cue",
    "neighbour_cues",
    "sentence_cues",
    "word_cues",
]

Cue = tuple[str, str]

# How many words of a class are told apart: so many and more are alike.
COUNTED = {
    **dict.fromkeys(("large_numbers", "shares", "counted", "examples", "months", "days"), 1),
    **dict.fromkeys(("standing", "documents", "persons", "past_of_be", "modals", "i", "we"), 2),
    **dict.fromkeys(("you", "he_or_she", "they", "generic", "negations", "connectives"), 2),
    **dict.fromkeys(("judgement", "amounts", "times", "present"), 3),
}
# What the sentences before and after tell.
TOLD_BY_NEIGHBOURS = (
    *("figures", "share of figures", "quoted", "attributions", "tense", "he or she"),
    *("the first person", "years", "modals", "names", "ends in", "verbs", "in paragraph"),
    *("words of judgement", "words of time", "opens with", "days of the week", "months"),
)
MONEY = tuple("$£€¥")
SUBJECTS = word_class("subject_pronouns") | {"who"}
OPENING = "\"“'‘«„"
CLOSING = "\"”'’»)] "
KINDS_OF_NUMBERS = ("percent", "money", "decimal", "large", "plain", "time", "rank", "word")
NONE = dict.fromkeys(("year", *KINDS_OF_NUMBERS), 0)
LIKE_NUMBERS = frozenset(("large_numbers", "percent"))  # classes of words that speak of numbers
NO_NUMBERS: tuple[Cue, ...] = (("years", "0"), ("figures", "0"), ("share of figures", "0"))
OTHER_MARKERS = ("hedge", "booster", "loaded")
LONG = 7  # steps of six words
PARTS = 5  # of a text


class Context(NamedTuple):
    """A sentence and what has been found in it."""

    view: View
    indices: range
    start: int
    end: int
    hits: Sequence[Match]
    words: Sequence[str]
    facts: Sequence[tuple[int, Facts]]  # of the words of which there is something to tell
    capitals: Sequence[int]  # the words that begin with one


@cache
def _counted_cues() -> tuple[list[Cue], Mapping[str, tuple[int, list[Cue]]]]:
    """Return the cues of classes without a word, and of each class its place and its cues."""
    classes = about_evidence()["classes"]
    steps = {
        name: (
            place,
            [(intern(classes[name]["says"]), up_to(times, most)) for times in range(most + 1)],
        )
        for place, (name, most) in enumerate(COUNTED.items())
    }
    return [cues[0] for _, cues in steps.values()], steps


@lru_cache(1000)
def up_to(times: int, most: int) -> str:
    """Write a count; so many and more are alike.

    Examples
    --------
    >>> up_to(1, 3), up_to(5, 3)
    ('1', '3+')
    """
    return intern(str(times) if times < most else f"{most}+")


def sentence_cues(document: Document, hits: Sequence[Match]) -> list[list[Cue]]:
    """Return the cues of each sentence of a document's body.

    Parameters
    ----------
    document : Document
        The text, as its words are meant.
    hits : sequence of Match
        Attributions, hedges, boosters and loaded words found in it, by their start.

    Returns
    -------
    list of list of (name, value)
        One list a sentence, in the order of the text.

    Examples
    --------
    >>> cues = sentence_cues(Document("x", "On Monday 12 people came."), [])
    >>> [value for name, value in cues[0] if name in ("figures", "days of the week")]
    ['1+', '1']
    """
    starts = [hit.start for hit in hits]
    places = _places(document)
    return [
        _local_cues(context) + place
        for context, place in zip(_contexts(document, hits, starts), places, strict=True)
    ]


def _contexts(
    document: Document, hits: Sequence[Match], starts: Sequence[int]
) -> Iterator[Context]:
    view = view_of(document)
    capitals = list(view.surroundings.capitals)
    facts = list(map(FACTS.__getitem__, view.words))
    places = list(compress(count(), facts))
    telling = list(zip(places, filter(None, facts), strict=True))
    first = first_capital = first_fact = 0
    for sentence, indices in zip(document.sentences, view.sentences, strict=True):
        first = bisect_left(starts, sentence.start, first)
        stop = bisect_left(starts, sentence.end, first)
        first_capital = bisect_left(capitals, indices.start, first_capital)
        stop_capital = bisect_left(capitals, indices.stop, first_capital)
        words = view.words[indices.start : indices.stop]
        first_fact = bisect_left(places, indices.start, first_fact)
        stop_fact = bisect_left(places, indices.stop, first_fact)
        yield Context(
            view,
            indices,
            sentence.start,
            sentence.end,
            hits[first:stop],
            words,
            telling[first_fact:stop_fact],
            capitals[first_capital:stop_capital],
        )


def _local_cues(context: Context) -> list[Cue]:
    counts = _class_counts(context)
    markers = [hit.marker for hit in context.hits]
    others = [(f"{name}s", up_to(markers.count(name), 3)) for name in OTHER_MARKERS]
    return [
        *_class_cues(counts),
        *_number_cues(context, counts),
        *_source_cues(context, counts),
        *_tense_cues(context, counts),
        *_form_cues(context),
        *others,
    ]


def _class_counts(context: Context) -> dict[str, int]:
    """Return how many words there are of each class that has any."""
    counts: dict[str, int] = {}
    for _, facts in context.facts:
        for name in facts[0]:  # its classes: not by name, because there are so many
            counts[name] = counts.get(name, 0) + 1
    return counts


def _class_cues(counts: Mapping[str, int]) -> list[Cue]:
    without, steps = _counted_cues()
    cues = without.copy()
    for name, times in counts.items():
        if name in steps:
            place, by_count = steps[name]
            cues[place] = by_count[min(times, len(by_count) - 1)]
    return cues


# --- Numbers --------------------------------------------------------------------------------------


def _number_cues(context: Context, counts: Mapping[str, int]) -> Iterator[Cue]:
    numbers = [index for index, facts in context.facts if facts.is_number]
    if not numbers and LIKE_NUMBERS.isdisjoint(counts):
        yield from NO_NUMBERS
        return
    kinds = NONE.copy()
    for index in numbers:
        kinds[_kind_of_number(context.view, index)] += 1
    measured = kinds["percent"] + kinds["money"] + kinds["decimal"] + kinds["large"]
    yield "years", up_to(kinds["year"], 2)
    yield "figures", up_to(measured + kinds["plain"], 3)
    if numbers:
        for kind in KINDS_OF_NUMBERS:
            if kinds[kind]:
                yield "a number", kind
    if measured > 1:
        yield "numbers", "several measured"
    has_large = "large_numbers" in counts
    if (measured or kinds["plain"] or kinds["word"] or has_large) and "amounts" in counts:
        yield "numbers", "with words of measuring"
    if kinds["money"] or has_large:
        yield "numbers", "sums"
    if kinds["percent"] or "percent" in counts:
        yield "numbers", "percent"
    share = (measured + kinds["plain"]) / max(len(context.words), 1)
    yield "share of figures", "0" if not share else "small" if share < 0.06 else "large"


def _kind_of_number(view: View, index: int) -> str:
    word = view.words[index]
    after = view.words[index + 1] if index + 1 < len(view.words) else ""
    if not word[0].isdigit():
        return "time" if after in words_of("time_units") else "word"
    if view.gaps[index].endswith(MONEY) or after in ("dollars", "pounds", "euros"):
        return "money"
    if view.text.startswith("%", view.ends[index]) or after in (
        "percent",
        "per-cent",
        "percentage",
        "per",
    ):
        return "percent"
    if len(word.rstrip("s")) == 4 and word[:2] in ("15", "16", "17", "18", "19", "20"):
        return "year"
    if word.endswith(("st", "nd", "rd", "th")):
        return "rank"
    times, months = words_of("time_units"), words_of("months_of_dates")
    if after in times or after in months or view.words[index - 1] in months or "-" in word:
        return "time"
    if "." in word:
        return "decimal"
    if "," in word or len(word) > 3 or after in ("million", "billion", "trillion", "thousand"):
        return "large"
    return "plain"


# --- Sources --------------------------------------------------------------------------------------


def _source_cues(context: Context, counts: Mapping[str, int]) -> Iterator[Cue]:
    quoted = context.view.document.quoted_share(context)
    yield "quoted", _in_steps(quoted)
    text = context.view.text
    if text[context.start] in OPENING:
        yield "opens with", "a quotation"
    own = [hit for hit in context.hits if hit.marker == "attribution" and hit.voice == "author"]
    yield "attributions", up_to(len(own), 2)
    for hit in own:
        yield "attribution", hit.category.replace("_", " ")
        yield "surety of an attribution", f"{round(4 * hit.weight) / 4:.2f}"
        yield "attribution by", _source(context, hit)
        verb = hit.text.split()[0].casefold()
        yield "attribution verb", verb
        is_past = verb.endswith("ed") or verb in words_of("irregular_past")
        yield "attribution in the", "past" if is_past else "present"
        if "standing" in counts:
            yield "attribution", "with a person of standing"
        if "documents" in counts or "counted" in counts:
            yield "attribution", "with a document"
    if own and quoted:
        yield "attribution", "with a quotation"


def _in_steps(share: float) -> str:
    if not share:
        return "nothing"
    return (
        "some" if share < 0.25 else "a third" if share < 0.5 else "most" if share < 0.75 else "all"
    )


def _source(context: Context, hit: Match) -> str:
    view = context.view
    index = bisect_left(view.starts, hit.start) - 1
    if index < context.indices.start:
        return "nothing before it"
    word = view.words[index]
    for name in ("i", "we", "he_or_she", "they", "generic", "standing", "documents"):
        if name in classes_of_words().get(word, ()):
            return name.replace("_", " ")
    if word in ("who", "that", "which", "it"):
        return word
    return "a name" if view.text[view.starts[index]].isupper() else "another word"


# --- Tense ----------------------------------------------------------------------------------------


def _tense_cues(context: Context, counts: Mapping[str, int]) -> Iterator[Cue]:
    verbs = list(_verbs(context))
    for kind in sorted(set(verbs)):
        yield "verbs", f"{kind}, {up_to(verbs.count(kind), 2)}"
    past = verbs.count("past of a subject") + verbs.count("past") + counts.get("past_of_be", 0)
    present = counts.get("present", 0) + counts.get("modals", 0)
    finite = past + present
    if not finite:
        yield "tense", "none"
    elif not past:
        yield "tense", "no past"
    else:
        share = past / finite
        yield "tense", "past" if share > 0.75 else "mostly past" if share > 0.5 else "mixed"
    yield "verbs of the past", up_to(past, 4)


def _verbs(context: Context) -> Iterator[str]:
    """Yield what kind of verb a word in -ed or an irregular past form is, by the word before."""
    view = context.view
    be, have = word_class("be_forms"), word_class("have_forms")
    for index, facts in context.facts:
        if not facts.is_past:
            continue
        before = view.words[index - 1] if index > context.indices.start else ""
        if before in be:
            yield "passive of the past" if before in ("was", "were") else "passive"
        elif before in have:
            yield "past perfect" if before == "had" else "perfect"
        elif before in SUBJECTS or (before and view.text[view.starts[index - 1]].isupper()):
            yield "past of a subject"
        else:
            yield "past"


# --- Form and place -------------------------------------------------------------------------------


def _form_cues(context: Context) -> Iterator[Cue]:
    view, words = context.view, context.words
    closing = view.text[context.start : context.end].rstrip(CLOSING)[-1:]
    if closing in ("?", "!", ":"):
        yield "ends in", closing
    yield "length", str(min(len(words) // 6, LONG))
    abstract = sum(facts.is_abstract for _, facts in context.facts)
    yield "names", up_to(_count_names(context), 4)
    yield "abstract nouns", up_to(abstract, 3)
    yield "initials", up_to(_count_initials(context), 2)
    if words:
        yield "first word", words[0]
        yield "first words", " ".join(words[:2])
        if not view.text[view.starts[context.indices.start]].isalpha():
            yield "opens with", "a figure"
        if words[0] in ("it's", "that's", "there's", "this") or words[1:2] in (["is"], ["was"]):
            yield "opens with", "it is"


def _count_names(context: Context) -> int:
    """Count the rows of words with a capital that does not open the sentence, but for "I"."""
    names, last = 0, -1
    for index in context.capitals:
        if index > context.indices.start and context.view.words[index] not in words_of("i"):
            names += index > last + 1
            last = index
    return names


def _count_initials(context: Context) -> int:
    """Count the words in capitals alone."""
    view = context.view
    others = [index for index, facts in context.facts if facts.may_be_initials]
    places = [index for index in {*context.capitals, *others} if len(view.words[index]) > 1]
    return sum([view.text[view.starts[index] : view.ends[index]].isupper() for index in places])


def _places(document: Document) -> Iterator[list[Cue]]:
    """Yield where each sentence stands in its paragraph and in the text."""
    starts = [paragraph.start for paragraph in document.paragraphs]
    numbers = [bisect_right(starts, sentence.start) for sentence in document.sentences]
    sizes, seen = Counter(numbers), Counter[int]()
    n_sentences = len(numbers)
    for position, number in enumerate(numbers):
        seen[number] += 1
        here, size = seen[number], sizes[number]
        place = (
            "only" if size == 1 else "first" if here == 1 else "last" if here == size else "inside"
        )
        part = f"part {PARTS * position // n_sentences + 1}"
        if position < 2:
            part = ("first", "second")[position]
        elif position == n_sentences - 1:
            part = "last"
        yield [("in paragraph", place), ("in the text", part)]


def word_cues(words: Sequence[str]) -> Iterator[Cue]:
    """Yield the words of a sentence and the pairs of neighbours.

    Examples
    --------
    >>> list(word_cues(["it", "may", "rain"]))[2:4]
    [('word', 'rain'), ('pair', 'it may')]
    """
    for word in dict.fromkeys(words):
        yield "word", word
    for first, second in dict.fromkeys(pairwise(words)):
        yield "pair", f"{first} {second}"


def neighbour_cues(cues: Sequence[Sequence[Cue]], number: int) -> Iterator[Cue]:
    """Yield what the sentences before and after one tell.

    Examples
    --------
    >>> list(neighbour_cues([[("tense", "past")], []], 1))
    [('before: tense', 'past'), ('after', 'nothing')]
    """
    for side, other in (("before", number - 1), ("after", number + 1)):
        if not 0 <= other < len(cues):
            yield side, "nothing"
            continue
        for name, value in cues[other]:
            if name in TOLD_BY_NEIGHBOURS:
                yield f"{side}: {name}", value
