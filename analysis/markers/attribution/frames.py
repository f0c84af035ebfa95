"""The frames in which words attribute a statement, by the name that the table gives them."""

from __future__ import annotations

from collections.abc import Callable

from analysis.markers.attribution.site import Site, sources
from analysis.markers.attribution.surroundings import (
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
from analysis.text.classes import word_class

__all__ = ["FRAMES", "is_noun_use", "noun_frame"]

AUTHORS_OWN = word_class("authors_own")
OWNERS = word_class("owners")
BE = word_class("be")
AUXILIARIES = word_class("auxiliaries")
DETERMINERS = word_class("determiners")
PREPOSITIONS = word_class("prepositions")
CLAUSE_OPENERS = word_class("clause_openers")
WH_WORDS = word_class("question_words")
NOUN_LINKS = word_class("noun_links")
CALLED = word_class("called")
STANCE_OBJECTS = word_class("objects_of_stance")
ANGLES = word_class("angles")
NOT_VIEWS = word_class("no_ones_view")
MEASURES = word_class("measures")
LOOSE = word_class("loose_cues")  # "the crisis calls for patience": who speaks decides
SOURCE_WORDS = {"vague": "a vague source", "authority": "an authority"}

# How far the frames look, in words.
AS_REACH = 7  # from "as" to the verb: as our former correspondent argues
VIEW_REACH = 6  # from "in" to "view"
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


def _as_only(site: Site) -> Proposal | None:
    """Verbs that report in such clauses alone: as the story goes, as she sees it."""
    return _report(site) if as_clause(site) is not None else None


def _stance(site: Site) -> Proposal | None:
    """Verbs of saying with an object: outlined the plan, called for a truce."""
    if site.word(-1) == "to" and site.word(1) not in CLAUSE_OPENERS:
        return None
    match = _clause(site)
    if match is not None:
        return match
    is_passive = site.word(1) in ("by", "in") and site.word(-1) in BE
    takes = is_passive or (_has_object(site) and _has_subject(site))
    return _report(site) if takes and not is_blocked(site) else None


def _has_object(site: Site) -> bool:
    if len(site.use.parts) > 1 and site.use.parts[-1] in LOOSE:
        return bool(site.word(1))
    return site.word(1) in STANCE_OBJECTS


def _has_subject(site: Site) -> bool:
    """Tell "she calls for calm" from "the crisis calls for calm" and "this underlines the need"."""
    if len(site.use.parts) > 1 and site.use.parts[-1] in LOOSE:
        return source_of(site) != "none"
    is_gerund = site.use.is_gerund and site.word(-1) in PREPOSITIONS
    return not is_gerund and site.word(-1) not in ("this", "that", "it", "which", "")


def _topic(site: Site) -> Proposal | None:
    """They keep talking about providing help; she spoke of “the crash”."""
    has_content = site.word(1).endswith("ing") or next_to_quote(site, 1)
    if not has_content or is_blocked(site):
        return None
    return _report(site) if source_of(site) != "none" else None


def _owned(site: Site) -> Proposal | None:
    """Declared his readiness, but not: declared war."""
    match = _clause(site)
    if match is not None or site.word(1) not in OWNERS or is_blocked(site):
        return match
    return _report(site)


def _thought(site: Site) -> Proposal | None:
    """Many feared that: thoughts of a source, not of whoever happens to have them."""
    has_content = opens_clause(site) or is_parenthetical(site) or is_passive_report(site)
    in_passing = site.use.is_gerund and site.word(-1) in PREPOSITIONS
    if not has_content or in_passing or site.word(-1) in ("who", "to") or is_blocked(site):
        return None
    return _report(site) if is_impersonal(site) or source_of(site) != "none" else None


def _alone(site: Site) -> Proposal | None:
    """Verbs that attribute without more: said."""
    return None if is_idiom(site) or is_blocked(site) else _report(site)


def _clause(site: Site) -> Proposal | None:
    """Verbs that need what is said: a clause, a quotation, or a pause around them."""
    has_content = (
        opens_clause(site)
        or ends_what_clause(site)
        or next_to_quote(site)
        or is_parenthetical(site)
        or is_passive_report(site)
        or is_as_by(site)
    )
    return _report(site) if has_content and not is_blocked(site) else None


def _evidence(site: Site) -> Proposal | None:
    """Studies show that: only a source shows, other things are evidence."""
    signals = site.use.head.startswith("signal") and site.word(1) in OWNERS
    signals = signals or (site.use.head.startswith("suggest") and next_to_quote(site, 1))
    has_clause = site.word(1) in CLAUSE_OPENERS or clause_without_that(site)
    if not signals and (not has_clause or site.use.is_gerund):
        return None
    if site.word(-1) in ("this", "that", "which", "it", "these") or is_blocked(site):
        return None
    sources = ("vague", "authority") if site.use.is_base else ("vague", "authority", "named")
    has_source = signals or site.word(-1) in ("they", "to") or source_of(site) in sources
    return _report(site) if has_source else None


def _naming(site: Site) -> Proposal | None:
    """Call, describe as, label: words that give a thing somebody's name for it."""
    head = site.use.head
    if is_blocked(site) or site.word(1) in ("for", "on", "off", "upon", "in", "out"):
        return None
    if head.startswith(("call", "dub")) and next_to_quote(site, 0):
        return None  # "a show called “Heroes”" is only its name
    if head.startswith(("call", "dub", "brand", "label")) and site.word(1) in CALLED:
        return _report(site)
    if head == "quoted" and site.word(2) == "saying":
        return None  # that verb is found itself
    if head.startswith("accus") and follows(site, "of"):
        return _report(site)
    if site.word(1) in CLAUSE_OPENERS or follows(site, "as") or next_to_quote(site):
        return _report(site)
    if ends_what_clause(site):
        return _report(site)
    is_described = head.startswith("describ")
    return _report(site) if is_described and site.word(1) not in ("", "by") else None


def _asking(site: Site) -> Proposal | None:
    """Asked whether; went on: “…”."""
    asks = site.use.head.startswith("ask") and site.word(1) in WH_WORDS
    quotes = site.word(-1) not in AUXILIARIES and next_to_quote(site, 1)
    return _report(site) if (asks or quotes) and not is_blocked(site) else None


def _request(site: Site) -> Proposal | None:
    if is_blocked(site) or site.word(-1) in DETERMINERS:
        return None
    passive = site.word(1) == "by" and site.word(-1) in BE
    urges = site.use.kind == "directive" and "to" in [site.word(offset) for offset in range(2, 6)]
    says_what = site.word(1) in CLAUSE_OPENERS or site.word(1).endswith("ing")
    return _report(site) if passive or urges or says_what else None


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
    "alone": _alone,
    "clause": _clause,
    "evidence": _evidence,
    "object": _naming,
    "quote": _asking,
    "request": _request,
    "noun": noun_frame,
    "linked_noun": noun_frame,
    "as": _as_only,
    "stance": _stance,
    "owned": _owned,
    "topic": _topic,
    "thought": _thought,
}


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
    return Proposal(category, first, last + 1, site.use.weight, reason)
