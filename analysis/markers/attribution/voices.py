"""Words that may give something to a source, and what stands around them, told to the decision.

``lexicons/voices.toml`` lists verbs, nouns and adjectives by what they mean: to say, to think, to
want, to feel, to judge, to show. Here each form is told with its subject (*he*, a name, *I*), its
helpers (*has*, *to*, *would*) and with what follows (*that*, *to*, a quotation), alone and in
pairs, so that what was learned of *thinks that* holds for *reckons that* too.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cache, lru_cache
from typing import NamedTuple

from analysis.matching.kept import Most
from analysis.matching.view import View, stop_in
from analysis.text.classes import FOLDER, word_class
from analysis.text.definitions import read_definitions

__all__ = ["QUOTES", "SHARES", "Voice", "most_of_voice", "tell_voice", "voices"]

FILE = FOLDER / "voices.toml"
SHARES = FOLDER / "decisions" / "cues.tsv"
QUOTES = frozenset('"“”„«»')
VOWELS = "aeiou"
NOUN, ADJECTIVE = "noun", "adjective"
MAX_HELPERS = 5

HELPERS = word_class("voice_helpers")
BE = word_class("be")
HAVE = word_class("have_forms")
DO = word_class("do_forms")
MODALS = word_class("modals") | word_class("contracted_modals")
NEGATIONS = word_class("negations") | {"never", "no", "without"}
# What a neighbour is called, the first class that holds it.
NEIGHBOURS = tuple(
    (name, word_class(source))
    for name, source in (
        ("the author", "us"),
        ("the author", "first_person_only"),
        ("the reader", "reader_pronouns"),
        ("a person", "persons_and_forms"),
        ("it", "things"),
    )
)
FOLLOWING = word_class("words_before_content")
DETERMINERS = word_class("determiners")
PREPOSITIONS = word_class("prepositions")


class Voice(NamedTuple):
    """A form of a word that may give something to a source.

    Parameters
    ----------
    kind : str
        ``say``, ``think``, ``want``, ``feel``, ``judge``, ``show``, ``noun``, ``adjective``;
        several are joined.
    base : str
        The word without ending.
    form : str
        ``base``, ``s``, ``past`` or ``ing``.
    """

    kind: str
    base: str
    form: str


def _forms(base: str, kind: str, irregular: str) -> dict[str, str]:
    """Return the forms of a word, with what each is."""
    forms = {base: "base"}
    if kind == ADJECTIVE:
        return forms
    stem = base[:-1] if base[-1] == "y" and base[-2] not in VOWELS else ""
    hisses = base.endswith(("s", "sh", "ch", "x"))
    forms[f"{stem}ies" if stem else base + ("es" if hisses else "s")] = "s"
    if kind == NOUN:
        return forms
    for form in irregular.split():
        known = "ing" if form.endswith("ing") else "s" if form.endswith("s") else "past"
        forms.setdefault(form, known)
    silent = base[:-1] if base.endswith("e") and not base.endswith("ee") else base
    if "ing" not in forms.values():
        forms.setdefault(f"{silent}ing", "ing")
    if "past" not in forms.values():
        forms.setdefault(f"{stem}ied" if stem else f"{silent}ed", "past")
    return forms


@cache
def voices() -> dict[str, Voice]:
    """Return every form of the words of ``lexicons/voices.toml``.

    Examples
    --------
    >>> voices()["denied"]
    Voice(kind='say', base='deny', form='past')
    """
    about = read_definitions(FILE)
    found: dict[str, Voice] = {}
    for kind, listed in about["kinds"].items():
        for base in listed.split():
            for form, name in _forms(base, kind, about["irregular"].get(base, "")).items():
                known = found.get(form)
                if known is None:
                    found[form] = Voice(kind, base, name)
                elif kind not in known.kind.split("/"):
                    found[form] = known._replace(kind=f"{known.kind}/{kind}")
    return found


@cache
def cue_shares() -> dict[str, tuple[str, ...]]:
    """Return how often people marked a word as a cue in news, in steps, as it is told."""
    if not SHARES.is_file():
        return {}
    lines = SHARES.read_text(encoding="utf-8").splitlines()[1:]
    return {word: (f"marked in news {step}",) for word, step in (ln.split("\t") for ln in lines)}


def _neighbour(word: str, is_name: bool) -> str:
    """Say what a subject or the beginning of a content is."""
    for name, words in NEIGHBOURS:
        if word in words:
            return name
    if is_name:
        return "a name"
    if word in DETERMINERS:
        return "a determiner"
    if word in PREPOSITIONS:
        return "a preposition"
    for ending in ("ly", "ing", "ed", "s"):
        if word.endswith(ending):
            return f"a word in -{ending}"
    return "another word"


def _subject(view: View, index: int, first: int) -> tuple[str, str]:
    """Return what stands before the helpers of a verb, and which helpers these are."""
    words, gaps = view.words, view.gaps
    place = index - 1
    helpers: list[str] = []
    while place >= first and len(helpers) < MAX_HELPERS and not stop_in(gaps[place + 1]):
        word = words[place]
        if word not in HELPERS and not word.endswith("ly"):
            break
        helpers.append(_helper(word))
        place -= 1
    told = " ".join(filter(None, reversed(helpers)))
    if place < first:
        return "the beginning", told
    if stop := stop_in(gaps[place + 1]):
        return f"a stop {stop}", told
    is_name = place > first and place in view.surroundings.capitals
    return _neighbour(words[place], is_name), told


def _helper(word: str) -> str:
    if word == "to":
        return "to"
    for name, words in (("be", BE), ("have", HAVE), ("not", NEGATIONS), ("do", DO)):
        if word in words:
            return name
    return "would" if word in MODALS else ""


def _following(view: View, index: int, stop: int) -> str:
    """Return what follows: that, to, a quotation, a subject …"""
    following = index + 1
    if following >= stop:
        return "the end"
    mark = stop_in(view.gaps[following])
    if not QUOTES.isdisjoint(view.gaps[following]):
        return f"{mark} a quotation".strip()
    word = view.words[following]
    if mark:
        return f"{mark} that" if word == "that" else mark
    if word in FOLLOWING:
        return word
    return _neighbour(word, following in view.surroundings.capitals)


def _before(view: View, index: int, first: int) -> str:
    if index == first:
        return "the beginning"
    word = view.words[index - 1]
    if word.endswith(("'s", "s'")):
        return "an owner"
    return word if word in ("to", "of") else _neighbour(word, False)


@lru_cache(50_000)
def _told(voice: Voice, subject: str, helpers: str, following: str, before: str) -> tuple[str, ...]:
    kind, base, form = voice
    return (
        f"kind {kind}",
        f"kind {kind}, {form}",
        f"base {base}",
        f"subject {subject}",
        f"then {following}",
        f"subject {subject}, then {following}",
        f"{kind} then {following}",
        f"{kind} of {subject}",
        f"{kind} after {helpers}",
        f"{kind} of {subject}, then {following}",
        f"{kind}, {form}, of {subject}",
        f"{kind} with {before} before",
        f"base {base} with {before} before",
        f"base {base} then {following}",
        f"base {base} of {subject}",
        f"base {base} after {helpers}",
    )


def _beginnings(voice: Voice) -> tuple[str, ...]:
    """Return how each thing begins that may be told of a voice."""
    kind, base, form = voice
    of_kind = (f"{kind} {link} " for link in ("then", "of", "after", "of", "with"))
    of_base = (f"base {base} {link} " for link in ("with", "then", "of", "after"))
    always = f"kind {kind}", f"kind {kind}, {form}", f"base {base}", f"{kind}, {form}, of "
    return (*always, "subject ", "then ", "subject ", *of_kind, *of_base)


def tell_voice(view: View, index: int) -> tuple[str, ...]:
    """Return what stands around a word that may give something to a source; nothing of others.

    Parameters
    ----------
    view : View
        The text.
    index : int
        The word, within a sentence of the body.

    Examples
    --------
    >>> from analysis.text.document import Document
    >>> told = tell_voice(View(Document("x", "She has claimed that it rains.")), 2)
    >>> "say of a person, then that" in told, "say after have" in told
    (True, True)
    """
    word = view.words[index]
    share, voice = cue_shares().get(word, ()), voices().get(word)
    if voice is None:
        return share
    sentence = view.sentences[bisect_right(view.stops, index)]
    subject, helpers = _subject(view, index, sentence.start)
    following = _following(view, index, sentence.stop)
    before = _before(view, index, sentence.start)
    return share + _told(voice, subject, helpers, following, before)


def most_of_voice(most: Most, word: str) -> float:
    """Return the most that what is told of a word may add to a decision."""
    if word not in _told_words():
        return 0.0
    voice = voices().get(word)
    beginnings = () if voice is None else _beginnings(voice)
    return sum(map(most, beginnings), most.among(cue_shares().get(word, ())))


@cache
def _told_words() -> frozenset[str]:
    """Return the words of which there is something to tell."""
    return frozenset(voices()) | frozenset(cue_shares())
