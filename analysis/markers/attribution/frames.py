"""The frames in which words attribute a statement, by the name that the table gives them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, partial

from analysis.markers.attribution.site import Site, sources
from analysis.markers.attribution.surroundings import (
    AS_REACH,
    as_clause,
    before_adverbs,
    clause_without_that,
    ends_what_clause,
    follows,
    is_as_by,
    is_blocked,
    is_idiom,
    is_impersonal,
    is_parenthetical,
    is_passive_report,
    is_relative,
    next_to_quote,
    opens_clause,
    source_of,
)
from analysis.matching.matches import Proposal
from analysis.matching.rules import Rule, read_rules
from analysis.text.classes import FOLDER, word_class

__all__ = ["judge", "load_frames"]

FRAMES_FILE = FOLDER / "frames.toml"
AUTHORS_OWN = word_class("authors_own")
OWNERS = word_class("owners")
BE = word_class("be")
DETERMINERS = word_class("determiners")
PREPOSITIONS = word_class("prepositions")
NOUN_LINKS = word_class("noun_links")
ANGLES = word_class("angles")
NOT_VIEWS = word_class("no_ones_view")
MEASURES = word_class("measures")
LOOSE = word_class("loose_cues")  # "the crisis calls for patience": who speaks decides
SOURCE_WORDS = {"vague": "a vague source", "authority": "an authority"}

VIEW_REACH = 6  # words from "in" to "view"

# --- Fixed phrases -------------------------------------------------------------------------


def _phrase(site: Site) -> Proposal:
    return _match(site, site.use.category, reason=f"“{' '.join(site.use.parts)}”: fixed phrase")


def _according(site: Site) -> Proposal | None:
    """According to critics, but not: according to size."""
    following = [site.word(offset) for offset in (1, 2, 3)]
    if not following[0] or (not MEASURES.isdisjoint(following) and not site.is_capitalised(1)):
        return None
    source = next((sources()[word] for word in following if word in sources()), "none")
    category = source if source in ("vague", "authority") else "according_to"
    return _match(site, category, reason=f"according to {SOURCE_WORDS.get(source, 'a source')}")


def _view(site: Site) -> Proposal | None:
    """In X's view; in German eyes; from the Iranian perspective."""
    for offset in range(-2, -VIEW_REACH - 1, -1):
        if site.gap(offset).strip(" '’"):
            return None
        if site.word(offset) == "in" or (site.word(offset) == "from" and site.use.head in ANGLES):
            return _owned_view(site, offset)
    return None


def _owned_view(site: Site, offset: int) -> Proposal | None:
    between = [site.word(place) for place in range(offset + 1, 0)]
    is_owned = between[-1].endswith(("'s", "s'")) or between[0] in OWNERS
    is_owned = is_owned or site.gap(-1).startswith(("'", "’"))
    if not NOT_VIEWS.isdisjoint(between) or not (is_owned or site.is_capitalised(-1)):
        return None
    return _match(
        site, "according_to", start=site.first + offset, reason="in someone's view or words"
    )


# --- Verbs ---------------------------------------------------------------------------------


def in_passing(site: Site) -> bool:
    """By calling for calm: nobody in particular says it."""
    return site.use.is_gerund and site.word(-1) in PREPOSITIONS


def is_loose(site: Site) -> bool:
    """Tell a cue that things have too: the crisis calls for calm."""
    return len(site.use.parts) > 1 and site.use.parts[-1] in LOOSE


def source_can_show(site: Site) -> bool:
    """Studies show that: only a source shows, other things are evidence."""
    sources = ("vague", "authority") if site.use.is_base else ("vague", "authority", "named")
    return source_of(site) in sources


# What rules cannot say as data.
FUNCTIONS: dict[str, Callable[[Site], bool]] = {
    **{
        function.__name__: function
        for function in (
            *(clause_without_that, ends_what_clause, in_passing, is_as_by, is_blocked, is_idiom),
            *(is_impersonal, is_loose, is_parenthetical, is_passive_report, next_to_quote),
            *(opens_clause, source_can_show),
        )
    },
    "as_follows": partial(follows, wanted="as"),
    "of_follows": partial(follows, wanted="of"),
    "ends_as_clause": lambda site: as_clause(site) is not None,
    "has_source": lambda site: source_of(site) != "none",
    "is_directive": lambda site: site.use.kind == "directive",
    "is_gerund": lambda site: site.use.is_gerund,
    "quote_is_next": partial(next_to_quote, reach=0),
    "touches_quote": partial(next_to_quote, reach=1),
}


@cache
def load_frames() -> Mapping[str, Rule]:
    """Return the frames of verbs that are rules, by name.

    Examples
    --------
    >>> load_frames()["alone"].reason
    'somebody other than the author says it'
    """
    return read_rules(FRAMES_FILE, FUNCTIONS)


# --- Nouns ---------------------------------------------------------------------------------


def noun_frame(site: Site) -> Proposal | None:
    """The claim that …; the message is that …"""
    if not AUTHORS_OWN.isdisjoint([site.word(-1), site.word(-2)]):
        return None
    if site.use.frame != "linked_noun" and (offset := _that_of_noun(site)):
        stop = site.last + offset
        return _match(site, _noun_category(site), stop=stop, reason=_noun_reason(site))
    for offset in range(1, AS_REACH):
        if site.gap(offset).strip():
            return None
        if site.word(offset) in NOUN_LINKS and site.word(offset + 1) == "that":
            owned = offset > 1 or site.word(-1) in OWNERS or site.word(-1).endswith("'s")
            if owned or site.use.frame == "noun":
                stop = site.last + offset + 1
                return _match(site, _noun_category(site), stop=stop, reason=_noun_reason(site))
            return None
    return None


def _that_of_noun(site: Site) -> int:
    """Return how far "that" is from its noun (the consensus among experts that), or 0."""
    has_holder = site.word(1) in ("among", "by", "from", "of")
    for offset in range(1, AS_REACH if has_holder else 2):
        if site.gap(offset).strip(" '’"):
            return 0
        if site.word(offset) == "that":
            return 0 if is_relative(site, offset + 1, has_holder) else offset
    return 0


def is_noun_use(site: Site) -> bool:
    """Tell the noun from the verb where a form can be both (the claim, he claims)."""
    if not site.use.is_noun or site.use.frame == "noun":
        return False
    before = site.word(-1)
    if site.word(1) in PREPOSITIONS and site.use.head.endswith(("ing", "ings")):
        return before not in BE
    return (
        before in DETERMINERS
        or before in PREPOSITIONS
        or before.endswith("'s")
        or site.word(1) in NOUN_LINKS
    )


def _noun_category(site: Site) -> str:
    near = (site.word(offset) for offset in (-2, -1, 1, 2, 3, 4))
    source = next((sources()[word] for word in near if word in sources()), "none")
    return source if source in ("vague", "authority") else "report_verb"


def _noun_reason(site: Site) -> str:
    return f"“{site.use.head} that”: {site.use.kind} noun"


FRAMES: dict[str, Callable[[Site], Proposal | None]] = {
    "phrase": _phrase,
    "adverb": _phrase,
    "source": _according,
    "view": _view,
    "noun": noun_frame,
    "linked_noun": noun_frame,
}


def judge(site: Site) -> Proposal | None:
    """Return what the frame of a word makes of it, or None if it attributes nothing here."""
    found = None
    if not is_noun_use(site):
        frame = FRAMES.get(site.use.frame)
        if frame is not None:
            found = frame(site)
        elif load_frames()[site.use.frame].holds(site):
            found = _report(site)
    return noun_frame(site) if found is None and site.use.is_noun else found


# --- Matches --------------------------------------------------------------------------------


def _report(site: Site) -> Proposal:
    """Make the match of a verb: with "that" after it, "as X" before it, or the passive's "is"."""
    source = source_of(site)
    category = source if source in ("vague", "authority") else "report_verb"
    start, stop = site.first, site.last
    beginning = as_clause(site)
    if beginning is not None:
        start = beginning
        category = site.use.category if site.use.frame == "as" else "according_to"
    elif is_as_by(site):
        return _match(
            site, "according_to", start=start - 1, stop=stop + 1, reason=f"as … {site.word(1)}"
        )
    elif is_impersonal(site):
        start, category = site.first + before_adverbs(site) - 1, "vague"
    if site.word(1) == "that" and not site.gap(1).strip():
        stop += 1
    named = "no source named" if source == "none" else f"{source} source"
    reason = f"“{' '.join(site.use.parts)}”: {site.use.kind} verb, {named}"
    return _match(site, category, start=start, stop=stop, reason=reason)


def _match(
    site: Site,
    category: str,
    *,
    start: int | None = None,
    stop: int | None = None,
    reason: str,
) -> Proposal:
    first = site.first if start is None else start
    last = site.last if stop is None else stop
    return Proposal(category, first, last + 1, site.use.weight, reason, site.use.is_sure)
