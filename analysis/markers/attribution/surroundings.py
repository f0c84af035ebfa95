"""What stands around a verb or noun of saying: tests that the frames are made of."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from analysis.markers.attribution.site import Site, sources
from analysis.text.classes import word_class

__all__ = [
    "AS_REACH",
    "as_clause",
    "before_adverbs",
    "clause_without_that",
    "ends_what_clause",
    "follows",
    "is_as_by",
    "is_blocked",
    "is_idiom",
    "is_impersonal",
    "is_parenthetical",
    "is_passive_report",
    "is_relative",
    "next_to_quote",
    "opens_clause",
    "source_of",
]

FIRST_PERSON = word_class("first_person")
PERSONS = word_class("persons")
PLURALS = word_class("plural_subjects")
BE = word_class("be")
MODALS = word_class("modals")
AUXILIARIES = word_class("auxiliaries")
HELPERS = word_class("helpers")
DETERMINERS = word_class("determiners")
BEFORE_NOUN = word_class("before_bare_nouns")
PREPOSITIONS = word_class("prepositions")
AFTER_HEAD = word_class("after_heads")
CLAUSE_OPENERS = word_class("clause_openers")
ZERO_THAT = word_class("subjects_without_that")
WH_WORDS = word_class("question_words")
BEFORE_PAUSE = word_class("before_a_pause")
FINITE = word_class("finite_verbs")
CLAUSE_BREAKERS = word_class("clause_breakers")
RELATIVE_VERBS = word_class("verbs_of_relatives")
TELLING = word_class("telling")
PARTICIPLES = word_class("only_participles")
NOUN_FORMS = word_class("nouns_as_often")
ORDERS = word_class("orders")
JUDGING = word_class("judging")
NOT_REPORTING = word_class("no_report_before")
SAY_OBJECTS = word_class("objects_of_say")
BEFORE_ADJECTIVE_SAID = word_class("before_said_things")
HAVE_A_SAY = word_class("before_a_say")
CLAIMED = word_class("claimed_things")
# A capital at the head of a sentence is no name if the word ends so: Experience shows that.
ABSTRACT = ("ence", "ance", "tion", "sion", "ment", "ity", "ness", "ism", "ics", "ory", "ogic")
STOPS = frozenset(".!?;:")

# How far the tests look, in words.
AS_REACH = 7  # from "as" to the verb: as our former correspondent argues
SOURCE_REACH = 8  # from the verb to the head of its subject
QUOTE_REACH = 4  # from the verb to a quotation
OBJECT_REACH = 7  # from "described" to "as"
CLAUSE_REACH = 7  # from "fear" to "could" in "fear the disease could spread"
PAUSE_REACH = 7  # from "announced" to "that"
MAX_GAP = 80  # characters between a verb and a quotation


def before_helpers(site: Site) -> int:
    """Return the offset of the nearest word before the verb that is no helper or adverb."""
    offset = -1
    while site.word(offset) in HELPERS or site.word(offset).endswith("ly"):
        if offset < -6:
            break
        offset -= 1
    return offset


def is_blocked(site: Site) -> bool:
    """Tell what is no verb here, and the author's own saying, from reports."""
    helpers_end = before_helpers(site)
    return is_no_verb(site, helpers_end) or is_no_report(site, helpers_end)


def is_no_verb(site: Site, helpers_end: int) -> bool:
    """Names, nouns, adjectives: the United States, amid claims of, this alleged plot."""
    use, before = site.use, site.word(-1)
    if site.is_in_name(0) or before in BEFORE_NOUN or (use.is_gerund and before == "to"):
        return True
    if use.head in NOUN_FORMS and before.endswith("'s"):
        return True
    if use.is_third_person and (before in PREPOSITIONS or site.word(1) == "of"):
        return True
    if use.head == "alleged" and before in DETERMINERS:
        return True
    if use.is_base and (is_order(site) or not agrees(site, helpers_end)):
        return True
    return use.head in PARTICIPLES and helpers_end == -1


def is_no_report(site: Site, helpers_end: int) -> bool:
    """I said; it must be said; it is fair to say; rest assured."""
    before, helpers = site.word(-1), [site.word(offset) for offset in range(helpers_end + 1, 0)]
    is_passive = not BE.isdisjoint(helpers)
    if is_passive and not MODALS.isdisjoint(helpers) and not next_to_quote(site):
        return not site.use.is_gerund
    is_own = site.word(helpers_end) in FIRST_PERSON and "," not in site.gap(helpers_end + 1 or -1)
    if is_own and not (site.use.head == "told" and is_passive):
        return True
    tells_you = site.use.head == "tell" and site.word(1) == "you"
    return before == "rest" or tells_you or (before == "to" and is_judged(site))


def is_order(site: Site) -> bool:
    """Note that; let us say; which helps explain."""
    return site.word(-1) in ORDERS or not site.word(-1)


def agrees(site: Site, helpers_end: int) -> bool:
    """Tell whether a base form has a helper before it, a plural subject, or no need of them."""
    if site.word(helpers_end) in ("he", "she", "it"):
        return helpers_end < -1  # "How can he insist that"
    if site.word(1) == "that" or (site.use.head == "say" and site.word(-1) not in HAVE_A_SAY):
        return True
    if helpers_end < -1 and any(
        site.word(offset) in AUXILIARIES for offset in range(helpers_end + 1, 0)
    ):
        return True
    subject = site.word(helpers_end)
    plural = subject.endswith("s") and not subject.endswith(("'s", "ss", "us", "is"))
    joined = "and" in (site.word(helpers_end - 1), site.word(helpers_end - 2))
    return plural or joined or subject in PLURALS or subject in sources()


def is_judged(site: Site) -> bool:
    """ "It is fair to say", "I want to say": infinitives that report nobody."""
    near = [site.word(offset) for offset in range(-2, -6, -1)]
    if near[0] in NOT_REPORTING or not near[0] or not FIRST_PERSON.isdisjoint(near[:3]):
        return True
    return near[0] in JUDGING and (near[1] not in BE or "it" in near or "there" in near)


def is_idiom(site: Site) -> bool:
    """In said city; say no more; that said; it goes without saying; two, say, or three."""
    word = site.use.head
    if word.startswith("sa") and site.word(-1) in BEFORE_ADJECTIVE_SAID and "," not in site.gap(-1):
        return True  # "when said storms", "in said city"
    if site.word(1) in SAY_OBJECTS and not site.gap(1).strip():
        return True
    if word == "said" and site.word(-1) in ("that", "being", "having") and "," in site.gap(1):
        return True
    if word == "saying" and (site.word(1) == "goes" or site.word(-1) in ("without", "old")):
        return True
    return word == "say" and "," in site.gap(-1) and "," in site.gap(1)


def opens_clause(site: Site) -> bool:
    """Tell a verb after which what is said begins: said that, warned him, asked who."""
    following = site.word(1)
    if following in CLAUSE_OPENERS and not site.gap(1).strip(" ,"):
        has_relative = site.use.is_third_person and site.word(2) in RELATIVE_VERBS
        may_be_noun = site.use.head in NOUN_FORMS and following == "that"
        return not has_relative and not (may_be_noun and is_relative(site, 2, True))
    if site.use.kind == "distancing" and following == "to":
        return site.word(-1) not in MODALS and site.word(2) not in DETERMINERS | CLAIMED
    if following in ZERO_THAT and not site.gap(1).strip():
        return bool(site.word(2)) and not site.gap(2).strip()
    if site.use.head in TELLING:
        return following not in ("", "by")
    return that_after_pause(site) or clause_without_that(site)


def clause_without_that(site: Site) -> bool:
    """Experts fear the disease could spread: a subject and, soon, a finite verb."""
    opens = site.word(1) in DETERMINERS - WH_WORDS or site.is_capitalised(1)
    if not opens or site.gap(1).strip() or not may_be_finite(site):
        return False
    for offset in range(2, CLAUSE_REACH + 1):
        if site.gap(offset).strip(" '’") or site.word(offset) in CLAUSE_BREAKERS:
            return False
        if site.word(offset) in FINITE:
            return True
    return False


def may_be_finite(site: Site) -> bool:
    """Tell a verb with a subject from an infinitive, a noun and most participles."""
    before = site.word(-1)
    if site.use.head in NOUN_FORMS or before in ("", "to", "that", "which"):
        return False
    return not site.use.is_gerund or "," in site.gap(-1)


def that_after_pause(site: Site) -> bool:
    """ "Announced on Tuesday that", "argued, with some reason, that"."""
    if site.word(1) not in BEFORE_PAUSE and not site.word(1).endswith(("ly", "day")):
        return False
    for offset in range(2, PAUSE_REACH + 1):
        if STOPS.intersection(site.gap(offset)):
            return False
        if site.word(offset) == "that" and site.word(offset + 1) not in RELATIVE_VERBS:
            return True
    return False


def is_parenthetical(site: Site) -> bool:
    """ "…, notes Judt" and "as Judt notes," carry no clause of their own."""
    if as_clause(site) is not None:
        return True
    if "," in site.gap(-1):
        return site.is_capitalised(1) and not site.use.is_gerund
    # ", many feared," and ", Oram added." stand apart with their subjects.
    is_last = site.gap(1)[:1] == "," or not site.word(1)
    return (
        is_last and may_be_finite(site) and any("," in site.gap(offset) for offset in (-2, -3, -4))
    )


def is_passive_report(site: Site) -> bool:
    """Is believed to, was alleged to."""
    if not site.use.head.endswith(("ed", "t", "n", "d")) or site.word(1) != "to":
        return False
    return site.word(before_adverbs(site)) in BE and site.use.kind in (
        "plain",
        "hedged",
        "distancing",
    )


def follows(site: Site, wanted: str) -> bool:
    """Tell whether a word comes soon after the verb: described him as, accused them of."""
    for offset in range(1, OBJECT_REACH + 1):
        if STOPS.intersection(site.gap(offset)) or not site.word(offset):
            return False
        if site.word(offset) == wanted:
            return True
    return False


def next_to_quote(site: Site, reach: int = QUOTE_REACH) -> bool:
    """Tell whether a quotation begins or ends within a few words, in the same sentence."""
    if site.use.head in NOUN_FORMS:
        reach = min(reach, 1)
    starts, ends = site.view.quotes
    place = bisect_left(starts, site.end)
    if place < len(starts) and n_words_between(site, site.end, starts[place]) <= reach:
        return True
    place = bisect_right(ends, site.start) - 1
    return (
        place >= 0
        and ends[place] > site.view.starts[site.sentence.start]
        and n_words_between(site, ends[place], site.start) <= QUOTE_REACH
    )


def n_words_between(site: Site, start: int, end: int) -> int:
    """Count the words between two places; too many where they are far apart or a sentence ends."""
    if end - start > MAX_GAP:
        return QUOTE_REACH + 1
    between = site.view.text[start:end]
    if any(mark in between for mark in ".!?\n"):
        return QUOTE_REACH + 1
    return len(between.split())


def as_clause(site: Site) -> int | None:
    """Return the index of the "as" of "as X argues", if the verb ends such a clause."""
    if site.gap(1).strip(" ") == "" and site.word(1) not in ("", "in", "at", "on", "to"):
        return None
    for offset in range(-2, -AS_REACH - 2, -1):
        if site.gap(offset).strip(" ’'\"”"):
            return None
        if site.word(offset) == "as":
            opens = site.gap(offset - 1).strip() or not site.word(offset - 1)
            opens = opens and site.word(offset + 1) not in PREPOSITIONS
            return site.first + offset if opens else None
    return None


def source_of(site: Site) -> str:
    """The kind of source: ``vague``, ``authority``, ``named`` or ``none``."""
    back = before_helpers(site)
    if site.use.is_gerund and "," in site.gap(-1):
        return "none"  # its subject stands earlier in the sentence
    found = source_among(site, range(back, back - SOURCE_REACH, -1))
    if found != "none":
        return found
    if next_to_quote(site) or "," in site.gap(-1):
        return source_among(site, range(1, 6))
    return "none"


def source_among(site: Site, offsets: range) -> str:
    """Look for the head of the subject: the nearest word, or one that a preposition follows."""
    found, is_head, nearer = "none", True, ""
    for offset in offsets:
        word = site.word(offset)
        kind = None if site.is_in_name(offset) else sources().get(word)
        if kind is not None and (is_head or nearer in AFTER_HEAD or offsets.step > 0):
            return kind
        if found == "none" and is_named(site, offset):
            found = "named"
            if word in PERSONS:
                return found
        if not word or {",", *STOPS}.intersection(site.gap(offset)):
            break
        is_head, nearer = False, word
    return found


def is_named(site: Site, offset: int) -> bool:
    """Tell a person or a name: Oram, the minister; but not Experience, which opens a sentence."""
    word = site.word(offset)
    return word in PERSONS or (site.is_capitalised(offset) and not word.endswith(ABSTRACT))


def is_relative(site: Site, offset: int, is_far: bool) -> bool:
    """Tell "the claims that were paid" from "the claim that it was paid"."""
    word = site.word(offset)
    opens_clause = word in DETERMINERS or word in ZERO_THAT or site.is_capitalised(offset)
    return word in RELATIVE_VERBS or (is_far and not opens_clause)


def ends_what_clause(site: Site) -> bool:
    """What Ford claims, what the critics call."""
    return "what" in (site.word(-2), site.word(-3)) and site.word(-1) not in DETERMINERS


def is_as_by(site: Site) -> bool:
    """As requested by; as reported in."""
    return site.word(-1) == "as" and site.word(1) in ("by", "in")


def is_impersonal(site: Site) -> bool:
    """It is believed that."""
    offset = before_adverbs(site)
    is_passive = site.word(offset) in BE and site.use.head.endswith(("d", "t"))
    return is_passive and site.word(offset - 1) == "it"


def before_adverbs(site: Site) -> int:
    """Return the offset of the nearest word before the verb that is no adverb."""
    offset = -1
    while site.word(offset).endswith("ly") or site.word(offset) in (
        "also",
        "often",
        "now",
        "still",
    ):
        offset -= 1
    return offset
