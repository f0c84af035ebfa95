"""The cues of evidence: what there is in a sentence that tells what it offers as support.

A cue is a name with a value, such as *tense* with *past* or *attributions* with *1*. Each can be
checked by a person in the sentence; nothing is parsed. What a cue is worth is learned
(``lexicons/decisions/evidence.tsv``).
"""

from __future__ import annotations

import tomllib
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from analysis.matching.matches import Match
from analysis.matching.view import View, view_of
from analysis.text.classes import word_class
from analysis.text.document import Document

__all__ = ["Cue", "about_evidence", "neighbour_cues", "sentence_cues", "word_cues"]

ABOUT = Path(__file__).parents[2] / "lexicons" / "evidence.toml"

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
MONEY = "$£€¥"
OPENING = "\"“'‘«„"
CLOSING = "\"”'’»)] "
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


@cache
def about_evidence() -> Mapping[str, Any]:
    """Return the definitions of the kinds and the classes of words."""
    return tomllib.loads(ABOUT.read_text(encoding="utf-8"))


@cache
def _classes_of_words() -> Mapping[str, tuple[str, ...]]:
    """Return the classes of each word."""
    found: dict[str, list[str]] = {}
    for name, definition in about_evidence()["classes"].items():
        for word in definition["words"].split():
            found.setdefault(word, []).append(name)
    return {word: tuple(dict.fromkeys(names)) for word, names in found.items()}


@cache
def _words_of(name: str) -> frozenset[str]:
    """Return the words of a class."""
    return frozenset(about_evidence()["classes"][name]["words"].split())


def up_to(count: int, most: int) -> str:
    """Write a count; so many and more are alike.

    Examples
    --------
    >>> up_to(1, 3), up_to(5, 3)
    ('1', '3+')
    """
    return str(count) if count < most else f"{most}+"


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
    view = view_of(document)
    starts = [hit.start for hit in hits]
    places = list(_places(document))
    cues = []
    for number, (sentence, indices) in enumerate(
        zip(document.sentences, view.sentences, strict=True)
    ):
        inside = hits[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]
        words = view.words[indices.start : indices.stop]
        context = Context(view, indices, sentence.start, sentence.end, inside, words)
        cues.append([*_local_cues(context), *places[number]])
    return cues


def _local_cues(context: Context) -> Iterator[Cue]:
    counts = _class_counts(context.words)
    yield from _class_cues(counts)
    yield from _number_cues(context, counts)
    yield from _source_cues(context, counts)
    yield from _tense_cues(context, counts)
    yield from _form_cues(context)
    for marker in ("hedge", "booster", "loaded"):
        yield f"{marker}s", up_to(sum(hit.marker == marker for hit in context.hits), 3)


def _class_counts(words: Sequence[str]) -> Counter[str]:
    classes = _classes_of_words()
    return Counter(name for word in words for name in classes.get(word, ()))


def _class_cues(counts: Counter[str]) -> Iterator[Cue]:
    classes = about_evidence()["classes"]
    for name, most in COUNTED.items():
        yield classes[name]["says"], up_to(counts[name], most)


# --- Numbers --------------------------------------------------------------------------------------


def _number_cues(context: Context, counts: Counter[str]) -> Iterator[Cue]:
    kinds = Counter(
        kind for index in context.indices if (kind := _kind_of_number(context.view, index))
    )
    measured = kinds["percent"] + kinds["money"] + kinds["decimal"] + kinds["large"]
    yield "years", up_to(kinds["year"], 2)
    yield "figures", up_to(measured + kinds["plain"], 3)
    for kind in ("percent", "money", "decimal", "large", "plain", "time", "rank", "word"):
        if kinds[kind]:
            yield "a number", kind
    if measured > 1:
        yield "numbers", "several measured"
    if measured + kinds["plain"] + kinds["word"] + counts["large_numbers"] and counts["amounts"]:
        yield "numbers", "with words of measuring"
    if kinds["money"] or counts["large_numbers"]:
        yield "numbers", "sums"
    if kinds["percent"] or counts["percent"]:
        yield "numbers", "percent"
    share = (measured + kinds["plain"]) / max(len(context.words), 1)
    yield "share of figures", "0" if not share else "small" if share < 0.06 else "large"


def _kind_of_number(view: View, index: int) -> str:
    word = view.words[index]
    after = view.words[index + 1] if index + 1 < len(view.words) else ""
    if not word[0].isdigit():
        is_number = word in word_class("numbers") and word not in ("one", "once", "noon")
        return ("time" if after in _words_of("time_units") else "word") if is_number else ""
    if view.gaps[index].endswith(tuple(MONEY)) or after in ("dollars", "pounds", "euros"):
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
    times, months = _words_of("time_units"), _words_of("months_of_dates")
    if after in times or after in months or view.words[index - 1] in months or "-" in word:
        return "time"
    if "." in word:
        return "decimal"
    if "," in word or len(word) > 3 or after in ("million", "billion", "trillion", "thousand"):
        return "large"
    return "plain"


# --- Sources --------------------------------------------------------------------------------------


def _source_cues(context: Context, counts: Counter[str]) -> Iterator[Cue]:
    quoted = _quoted_share(context)
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
        is_past = verb.endswith("ed") or verb in _words_of("irregular_past")
        yield "attribution in the", "past" if is_past else "present"
        if counts["standing"]:
            yield "attribution", "with a person of standing"
        if counts["documents"] or counts["counted"]:
            yield "attribution", "with a document"
    if own and quoted:
        yield "attribution", "with a quotation"


def _in_steps(share: float) -> str:
    if not share:
        return "nothing"
    return (
        "some" if share < 0.25 else "a third" if share < 0.5 else "most" if share < 0.75 else "all"
    )


def _quoted_share(context: Context) -> float:
    """Return the share of the characters that stand in quotations of speech."""
    starts, ends = context.view.document._speech
    first = max(bisect_right(starts, context.start) - 1, 0)
    inside = 0
    for number in range(first, len(starts)):
        if starts[number] >= context.end:
            break
        inside += max(0, min(ends[number], context.end) - max(starts[number], context.start))
    return inside / max(context.end - context.start, 1)


def _source(context: Context, hit: Match) -> str:
    view = context.view
    index = bisect_left(view.starts, hit.start) - 1
    if index < context.indices.start:
        return "nothing before it"
    word = view.words[index]
    for name in ("i", "we", "he_or_she", "they", "generic", "standing", "documents"):
        if name in _classes_of_words().get(word, ()):
            return name.replace("_", " ")
    if word in ("who", "that", "which", "it"):
        return word
    return "a name" if view.text[view.starts[index]].isupper() else "another word"


# --- Tense ----------------------------------------------------------------------------------------


def _tense_cues(context: Context, counts: Counter[str]) -> Iterator[Cue]:
    kinds = Counter(_verbs(context))
    for kind, count in sorted(kinds.items()):
        yield "verbs", f"{kind}, {up_to(count, 2)}"
    past = kinds["past of a subject"] + kinds["past"] + counts["past_of_be"]
    present = counts["present"] + counts["modals"]
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
    irregular = _words_of("irregular_past")
    be, have = word_class("be_forms"), word_class("have_forms")
    subjects = word_class("subject_pronouns") | {"who"}
    for index in context.indices:
        word = view.words[index]
        if word not in irregular and not (word.endswith("ed") and len(word) > 4):
            continue
        before = view.words[index - 1] if index > context.indices.start else ""
        if before in be:
            yield "passive of the past" if before in ("was", "were") else "passive"
        elif before in have:
            yield "past perfect" if before == "had" else "perfect"
        elif before in subjects or (before and view.text[view.starts[index - 1]].isupper()):
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
    names = abstract = initials = 0
    was_name = False
    for index in context.indices:
        word = view.words[index]
        is_name = (
            index > context.indices.start
            and word not in _words_of("i")
            and view.text[view.starts[index]].isupper()
        )
        names += is_name and not was_name
        was_name = is_name
        initials += len(word) > 1 and view.text[view.starts[index] : view.ends[index]].isupper()
        abstract += len(word) > 6 and word.endswith(("tion", "ment", "ness", "ity", "ism", "ence"))
    yield "names", up_to(names, 4)
    yield "abstract nouns", up_to(abstract, 3)
    yield "initials", up_to(initials, 2)
    if words:
        yield "first word", words[0]
        yield "first words", " ".join(words[:2])
        if not view.text[view.starts[context.indices.start]].isalpha():
            yield "opens with", "a figure"
        if words[0] in ("it's", "that's", "there's", "this") or words[1:2] in (["is"], ["was"]):
            yield "opens with", "it is"


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
