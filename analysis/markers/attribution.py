"""Attribution: the words that say whose statement a statement is.

The lexicon ``attribution.tsv`` lists verbs, nouns and fixed phrases; its notes say how each is
used, and the rules here look at the words around a candidate to tell "critics claim that" from
"the claims he filed" and "she noted that" from "note that". Only candidates are looked at
closely, each at no more than a few words to either side, so the time grows with the text alone.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from analysis.matching.lexicon import Entry, load_lexicon
from analysis.matching.matches import Marker, Match, make_match
from analysis.text.document import Document
from analysis.text.sentences import STARTERS

__all__ = ["ATTRIBUTION", "find_attributions"]

CATEGORIES = ("report_verb", "according_to", "vague", "authority")

# --- Words of the context -------------------------------------------------------------------

# Subjects with whom a verb of saying is the author's own.
FIRST_PERSON = frozenset(
    "i i've i'd i'm i'll we we've we'd we're we'll you you've you'd you're you'll let's".split()
)
AUTHORS_OWN = frozenset("my our your".split())
PERSONS = frozenset("he she they who".split())
OWNERS = frozenset("his her their its whose".split())
# Subjects that a base form agrees with.
PLURALS = frozenset(
    "they who some many most others people men women those few all that which both "
    "several two".split()
)
# What stands between a subject and its verb.
BE = frozenset(
    "is are was were be been being am isn't aren't wasn't weren't it's he's she's".split()
)
MODALS = frozenset("can could may might must should shall will would cannot can't couldn't".split())
AUXILIARIES = MODALS | frozenset("do did don't didn't to won't wouldn't shouldn't".split())
# Helping verbs, adverbs, and verbs that only say how another goes on.
HELPERS = (
    BE
    | AUXILIARIES
    | frozenset(
        "has have had hasn't haven't hadn't does doesn't not never also still often once "
        "just even only always now then thus already long again sometimes ever first "
        "later soon further simply rightly all both themselves himself herself itself "
        "either neither so too instead rather keep keeps kept continue continues "
        "continued went goes used began begins tried tries want wants wanted seems seemed".split()
    )
)
DETERMINERS = frozenset(
    "the a an this that these those his her its their my our your no any every each some "
    "such whose what which another".split()
)
# Determiners that are no subject: a noun follows.
BEFORE_NOUN = DETERMINERS - frozenset("that this some those these which what such".split())
PREPOSITIONS = frozenset("of with by in on for about from against amid over despite to at".split())
# Words that may follow the head of a subject: critics of the bill, officials familiar with it.
AFTER_HEAD = PREPOSITIONS | frozenset("who that familiar close such".split())
# What opens a reported clause, with "that" and without it.
CLAUSE_OPENERS = frozenset("that how why whether".split())
ZERO_THAT = frozenset(
    "he she it they we i you there he's she's it's they're there's they've they'd he'd "
    "she'd".split()
)
WH_WORDS = frozenset("whether if how why what who when where which".split())
# "Announced on Tuesday that", "announced this month that", "insisting still that".
BEFORE_PAUSE = (
    PREPOSITIONS
    | HELPERS
    | frozenset("this last next earlier yesterday today during after before".split())
)
# Finite verbs that show a clause without "that", and what may not stand before them.
FINITE = MODALS | frozenset(
    "is are was were has have had did does isn't aren't wasn't weren't".split()
)
CLAUSE_BREAKERS = frozenset(
    "who which that whom whose and or but to when because while if as where than".split()
)
# Verbs after "that" make it a relative: the claims that were paid.
RELATIVE_VERBS = BE | MODALS | frozenset("has have had do does did led made came come".split())
NOUN_LINKS = frozenset("is was are were".split())
# A capital at the head of a sentence is no name if the word ends so: Experience shows that.
ABSTRACT = ("ence", "ance", "tion", "sion", "ment", "ity", "ness", "ism", "ics", "ory", "ogic")
STOPS = frozenset(".!?;:")

# --- Words of single frames -----------------------------------------------------------------

# Told, warned and the like take a person first and then what was said.
TELLING = frozenset("told tells informed warned assured reminded".split())
# Forms that are only participles, and forms that are base and past alike.
PARTICIPLES = frozenset("written shown gone begun sworn foreseen read".split())
SAME_IN_PAST = frozenset("put let set hit read".split())
# Forms that are nouns as often as verbs: nothing may come between them and the quotation.
NOUN_FORMS = frozenset(
    "states notes reports remarks comments demands forecasts estimates charges objects "
    "boasts vows pledges promises warnings cries answers fears doubts calls shouts jokes "
    "posts".split()
)
# "Note that", "let us say", "helps explain", "take note that".
ORDERS = frozenset(
    "please don't let's let us help helps helped make makes made take takes took".split()
)
# "Fair to say", "right to say": a judgement on saying, unless somebody is right to say it.
JUDGING = frozenset(
    "fair safe hard difficult easy wrong right true reasonable tempting enough sorry sad "
    "important needless suffice sufficient strange fashionable common possible impossible "
    "correct accurate honest".split()
)
NOT_REPORTING = BE | frozenset(
    "that's fail fails failed neglect neglects neglected refuse refuses refused decline "
    "declines declined forget forgets forgot not that how what nothing something least".split()
)
SAY_OBJECTS = frozenset(
    "no yes goodbye hello things sorry thanks thank nothing something anything amen".split()
)
BEFORE_ADJECTIVE_SAID = frozenset("when if because of in for with by from".split())
HAVE_A_SAY = frozenset("final much little more big own first last equal real".split())
LOOSE = frozenset("for to".split())  # "the crisis calls for patience": who speaks decides
CALLED = frozenset("it this that these those him her them us me itself himself themselves".split())
CLAIMED = frozenset("fame land power glory greatness leadership legitimacy".split())
STANCES = frozenset(
    "concern concerns doubt doubts support hope hopes regret regrets fear fears outrage "
    "confidence alarm optimism scepticism skepticism dismay disappointment surprise anger "
    "reservations opposition frustration".split()
)
STANCE_OBJECTS = STANCES | DETERMINERS - {"that"}
# In X's view, from X's perspective.
VIEWS = frozenset(
    "perspective standpoint view opinion eyes words telling judgment judgement estimation "
    "phrase account reckoning mind formulation parlance rendering version reading".split()
)
ANGLES = frozenset("perspective standpoint view".split())
NOT_VIEWS = frozenset("other my our your plain full clear public so many few these".split())
# What things may be done according to that is no source.
MEASURES = frozenset(
    "law laws rule rules need needs plan plans ability abilities means merit merits "
    "principle principles size weight type age schedule timetable script wishes whether "
    "how what standards criteria ratio taste rank income wealth circumstances custom "
    "tradition which whom".split()
)
SOURCE_WORDS = {"vague": "a vague source", "authority": "an authority"}

# --- How far the rules look, in words -------------------------------------------------------

AS_REACH = 7  # from "as" to the verb: as our former correspondent argues
SOURCE_REACH = 8  # from the verb to the head of its subject
QUOTE_REACH = 4  # from the verb to a quotation
OBJECT_REACH = 7  # from "described" to "as"
CLAUSE_REACH = 7  # from "fear" to "could" in "fear the disease could spread"
PAUSE_REACH = 7  # from "announced" to "that"
VIEW_REACH = 6  # from "in" to "view"
MAX_GAP = 80  # characters between a verb and a quotation


class Use(NamedTuple):
    """How an entry of the lexicon is used: what its note says, and its form."""

    parts: tuple[str, ...]
    anchor: int  # the place of its rarest (longest) word, by which it is looked up
    category: str
    weight: float
    kind: str
    frame: str
    is_noun: bool
    is_base: bool

    @property
    def head(self) -> str:
        return self.parts[0]

    @property
    def is_gerund(self) -> bool:
        return self.parts[0].endswith("ing")

    @property
    def is_third_person(self) -> bool:
        return self.parts[0].endswith("s")


@cache
def _uses() -> dict[str, list[Use]]:
    """The entries that can be hits, by their anchor, longest first."""
    entries = load_lexicon("attribution").entries
    forms = {entry.text for entry in entries}
    uses = [_use(entry, forms) for entry in entries if not _is_only_source(entry)]
    uses += [Use((word,), 0, "according_to", 0.5, "plain", "view", False, False) for word in VIEWS]
    table: dict[str, list[Use]] = {}
    for use in uses:
        table.setdefault(use.parts[use.anchor], []).append(use)
    for found in table.values():
        found.sort(key=lambda use: (-len(use.parts), use.frame != "view"))
    return table


def _is_only_source(entry: Entry) -> bool:
    return entry.when == "source"


def _use(entry: Entry, forms: set[str]) -> Use:
    said = dict(part.partition(":")[::2] for part in entry.when.split())
    parts = tuple(entry.text.split())
    anchor = max(range(len(parts)), key=lambda place: len(parts[place]))
    frame = said["frame"]
    is_base = _is_base(parts, forms)
    kind = said.get("kind", frame)
    return Use(parts, anchor, entry.category, entry.weight, kind, frame, "noun" in said, is_base)


def _is_base(parts: tuple[str, ...], forms: set[str]) -> bool:
    """Tell the form without ending: its third person is in the lexicon too."""
    head, rest = parts[0], parts[1:]
    if head in SAME_IN_PAST:
        return False
    thirds = (head + "s", head + "es", head[:-1] + "ies")
    return any(" ".join((third, *rest)) in forms for third in thirds)


@cache
def _sources() -> dict[str, str]:
    """Nouns that make a source vague or an authority."""
    sources = {}
    for entry in load_lexicon("attribution").entries:
        if _is_only_source(entry):
            sources[entry.text] = entry.category
        for part in entry.when.split():
            if part.startswith("source:"):
                sources[entry.text] = part.removeprefix("source:")
    return sources


class Context:
    """What the rules look at in a document, fetched once."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.text = document.text
        self.words = document.words
        self.starts = document.word_starts
        self.ends = document.word_ends
        self.quote_starts = [quote.start for quote in document.quotes]
        self.quote_ends = [quote.end for quote in document.quotes]


class Site:
    """A candidate and the words around it, no further than its sentence."""

    __slots__ = ("context", "first", "last", "sentence", "use")

    def __init__(self, context: Context, use: Use, first: int, sentence: range) -> None:
        self.context = context
        self.use = use
        self.first = first
        self.last = first + len(use.parts) - 1
        self.sentence = sentence

    def word(self, offset: int) -> str:
        """The word so many places after the last (or before the first) of the candidate."""
        index = self.last + offset if offset > 0 else self.first + offset
        return self.context.words[index] if index in self.sentence else ""

    def gap(self, offset: int) -> str:
        """What stands between that word and the one nearer to the candidate."""
        index = self.last + offset if offset > 0 else self.first + offset + 1
        if index not in self.sentence or index - 1 not in self.sentence:
            return "."
        return self.context.text[self.context.ends[index - 1] : self.context.starts[index]]

    @property
    def start(self) -> int:
        return self.context.starts[self.first]

    @property
    def end(self) -> int:
        return self.context.ends[self.last]

    def is_capitalised(self, offset: int) -> bool:
        index = self.last + offset if offset > 0 else self.first + offset
        if (
            index not in self.sentence
            or not self.context.text[self.context.starts[index]].isupper()
        ):
            return False
        return index > self.sentence.start or self.context.words[index] not in STARTERS

    def is_in_name(self, offset: int) -> bool:
        """Whether a capital within the sentence shows a name (the Associated Press)."""
        return self.is_capitalised(offset) and self.gap(offset - (offset <= 0)) == " "


def find_attributions(document: Document) -> list[Match]:
    """Find the words that attribute a statement to a source.

    Parameters
    ----------
    document : Document
        Its body is searched, quoted speech included.

    Returns
    -------
    list of Match
        In order, without overlaps. Categories: ``report_verb`` (said, argued that, the claim
        that), ``according_to`` (according to, as X put it, in X's view), ``vague`` (critics say,
        it is believed that, reportedly), ``authority`` (experts agree that, studies show).
        ``weight`` is the support that the wording lends to what is reported, from 0.2 for
        distancing verbs (claim) to 0.9 for factive ones (admit, point out); ``reason`` names it
        and the source. Empty for a document without such words.

    Notes
    -----
    What the author says in the first person ("I argue") is no attribution. Not measured: which
    words are the reported content, who exactly the source is, and whether it said so. A source
    named by a colon or by quotation marks alone is not found.

    References
    ----------
    Thompson, G. & Ye, Y. (1991). Evaluation in the reporting verbs used in academic papers.
    Applied Linguistics 12(4). https://doi.org/10.1093/applin/12.4.365
    Bednarek, M. (2006). Evaluation in Media Discourse. Continuum.
    Saurí, R. & Pustejovsky, J. (2009). FactBank: a corpus annotated with event factuality.
    Language Resources and Evaluation 43. https://doi.org/10.1007/s10579-009-9089-9

    Examples
    --------
    >>> document = Document("x", "Critics claim that it failed. According to Ms Lee, it works.")
    >>> [(match.text, match.category, match.weight) for match in find_attributions(document)]
    [('claim that', 'vague', 0.2), ('According to', 'according_to', 0.5)]
    """
    matches: list[Match] = []
    found = sorted(_found(document), key=lambda match: (match.start, -match.end))
    for match in found:
        if not matches or match.start >= matches[-1].end:
            matches.append(match)
    return matches


ATTRIBUTION = Marker(
    "attribution", CATEGORIES, find_attributions, title="Attribution", color="#009e73"
)


def _found(document: Document) -> Iterator[Match]:
    words, uses = document.words, _uses()
    candidates = [index for index, word in enumerate(words) if word in uses]
    sentences = [sentence for sentence in document.sentence_words if sentence]
    ends = [sentence.stop for sentence in sentences]
    context = Context(document)
    for index in candidates:
        place = bisect_right(ends, index)
        if place < len(sentences) and index in sentences[place]:
            match = _judge(context, index, sentences[place])
            if match is not None:
                yield match


def _judge(context: Context, index: int, sentence: range) -> Match | None:
    """Try the uses of a word, the longest first; a phrase that is there settles it."""
    for use in _uses()[context.words[index]]:
        first = index - use.anchor
        stop = first + len(use.parts)
        if len(use.parts) > 1 and (
            first < sentence.start
            or stop > sentence.stop
            or tuple(context.words[first:stop]) != use.parts
        ):
            continue
        site = Site(context, use, first, sentence)
        match = None if _noun_use(site) else RULES[use.frame](site)
        if match is None and use.is_noun:
            match = _noun(site)
        if match is not None or len(use.parts) > 1:
            return match
    return None


# --- Fixed phrases -------------------------------------------------------------------------


def _phrase(site: Site) -> Match:
    return _match(site, site.use.category, reason=f"“{' '.join(site.use.parts)}”: fixed phrase")


def _according(site: Site) -> Match | None:
    """According to critics, but not: according to size."""
    following = [site.word(offset) for offset in (1, 2, 3)]
    if not following[0] or (not MEASURES.isdisjoint(following) and not site.is_capitalised(1)):
        return None
    source = next((_sources()[word] for word in following if word in _sources()), "none")
    category = source if source in ("vague", "authority") else "according_to"
    return _match(site, category, reason=f"according to {SOURCE_WORDS.get(source, 'a source')}")


def _view(site: Site) -> Match | None:
    """In X's view; in German eyes; from the Iranian perspective."""
    for offset in range(-2, -VIEW_REACH - 1, -1):
        if site.gap(offset).strip(" '’"):
            return None
        if site.word(offset) == "in" or (site.word(offset) == "from" and site.use.head in ANGLES):
            return _owned_view(site, offset)
    return None


def _owned_view(site: Site, offset: int) -> Match | None:
    between = [site.word(place) for place in range(offset + 1, 0)]
    is_owned = between[-1].endswith(("'s", "s'")) or between[0] in OWNERS
    is_owned = is_owned or site.gap(-1).startswith(("'", "’"))
    if not NOT_VIEWS.isdisjoint(between) or not (is_owned or site.is_capitalised(-1)):
        return None
    return _match(
        site, "according_to", start=site.first + offset, reason="in someone's view or words"
    )


# --- Verbs ---------------------------------------------------------------------------------


def _as_only(site: Site) -> Match | None:
    """Verbs that report in such clauses alone: as the story goes, as she sees it."""
    return _report(site) if _as_clause(site) is not None else None


def _stance(site: Site) -> Match | None:
    """Verbs of saying with an object: outlined the plan, called for a truce."""
    if site.word(-1) == "to" and site.word(1) not in CLAUSE_OPENERS:
        return None
    match = _clause(site)
    if match is not None:
        return match
    is_passive = site.word(1) in ("by", "in") and site.word(-1) in BE
    takes = is_passive or (_has_object(site) and _has_subject(site))
    return _report(site) if takes and not _is_blocked(site) else None


def _has_object(site: Site) -> bool:
    if len(site.use.parts) > 1 and site.use.parts[-1] in LOOSE:
        return bool(site.word(1))
    return site.word(1) in STANCE_OBJECTS


def _has_subject(site: Site) -> bool:
    """Tell "she calls for calm" from "the crisis calls for calm" and "this underlines the need"."""
    if len(site.use.parts) > 1 and site.use.parts[-1] in LOOSE:
        return _source(site) != "none"
    is_gerund = site.use.is_gerund and site.word(-1) in PREPOSITIONS
    return not is_gerund and site.word(-1) not in ("this", "that", "it", "which", "")


def _topic(site: Site) -> Match | None:
    """They keep talking about providing help; she spoke of “the crash”."""
    has_content = site.word(1).endswith("ing") or _next_to_quote(site, 1)
    if not has_content or _is_blocked(site):
        return None
    return _report(site) if _source(site) != "none" else None


def _owned(site: Site) -> Match | None:
    """Declared his readiness, but not: declared war."""
    match = _clause(site)
    if match is not None or site.word(1) not in OWNERS or _is_blocked(site):
        return match
    return _report(site)


def _thought(site: Site) -> Match | None:
    """Many feared that: thoughts of a source, not of whoever happens to have them."""
    has_content = _opens_clause(site) or _is_parenthetical(site) or _is_passive_report(site)
    in_passing = site.use.is_gerund and site.word(-1) in PREPOSITIONS
    if not has_content or in_passing or site.word(-1) in ("who", "to") or _is_blocked(site):
        return None
    return _report(site) if _is_impersonal(site) or _source(site) != "none" else None


def _alone(site: Site) -> Match | None:
    """Verbs that attribute without more: said."""
    return None if _is_idiom(site) or _is_blocked(site) else _report(site)


def _clause(site: Site) -> Match | None:
    """Verbs that need what is said: a clause, a quotation, or a pause around them."""
    has_content = (
        _opens_clause(site)
        or _ends_what_clause(site)
        or _next_to_quote(site)
        or _is_parenthetical(site)
        or _is_passive_report(site)
        or _is_as_by(site)
    )
    return _report(site) if has_content and not _is_blocked(site) else None


def _ends_what_clause(site: Site) -> bool:
    """What Ford claims, what the critics call."""
    return "what" in (site.word(-2), site.word(-3)) and site.word(-1) not in DETERMINERS


def _is_as_by(site: Site) -> bool:
    """As requested by; as reported in."""
    return site.word(-1) == "as" and site.word(1) in ("by", "in")


def _evidence(site: Site) -> Match | None:
    """Studies show that: only a source shows, other things are evidence."""
    signals = site.use.head.startswith("signal") and site.word(1) in OWNERS
    signals = signals or (site.use.head.startswith("suggest") and _next_to_quote(site, 1))
    has_clause = site.word(1) in CLAUSE_OPENERS or _clause_without_that(site)
    if not signals and (not has_clause or site.use.is_gerund):
        return None
    if site.word(-1) in ("this", "that", "which", "it", "these") or _is_blocked(site):
        return None
    sources = ("vague", "authority") if site.use.is_base else ("vague", "authority", "named")
    has_source = signals or site.word(-1) in ("they", "to") or _source(site) in sources
    return _report(site) if has_source else None


def _naming(site: Site) -> Match | None:
    """Call, describe as, label: words that give a thing somebody's name for it."""
    head = site.use.head
    if _is_blocked(site) or site.word(1) in ("for", "on", "off", "upon", "in", "out"):
        return None
    if head.startswith(("call", "dub")) and _next_to_quote(site, 0):
        return None  # "a show called “Heroes”" is only its name
    if head.startswith(("call", "dub", "brand", "label")) and site.word(1) in CALLED:
        return _report(site)
    if head == "quoted" and site.word(2) == "saying":
        return None  # that verb is found itself
    if head.startswith("accus") and _follows(site, "of"):
        return _report(site)
    if site.word(1) in CLAUSE_OPENERS or _follows(site, "as") or _next_to_quote(site):
        return _report(site)
    if _ends_what_clause(site):
        return _report(site)
    is_described = head.startswith("describ")
    return _report(site) if is_described and site.word(1) not in ("", "by") else None


def _asking(site: Site) -> Match | None:
    """Asked whether; went on: “…”."""
    asks = site.use.head.startswith("ask") and site.word(1) in WH_WORDS
    quotes = site.word(-1) not in AUXILIARIES and _next_to_quote(site, 1)
    return _report(site) if (asks or quotes) and not _is_blocked(site) else None


def _request(site: Site) -> Match | None:
    if _is_blocked(site) or site.word(-1) in DETERMINERS:
        return None
    passive = site.word(1) == "by" and site.word(-1) in BE
    urges = site.use.kind == "directive" and "to" in [site.word(offset) for offset in range(2, 6)]
    says_what = site.word(1) in CLAUSE_OPENERS or site.word(1).endswith("ing")
    return _report(site) if passive or urges or says_what else None


def _noun(site: Site) -> Match | None:
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
            return 0 if _is_relative(site, offset + 1, has_holder) else offset
    return 0


def _is_relative(site: Site, offset: int, is_far: bool) -> bool:
    """Tell "the claims that were paid" from "the claim that it was paid"."""
    word = site.word(offset)
    opens_clause = word in DETERMINERS or word in ZERO_THAT or site.is_capitalised(offset)
    return word in RELATIVE_VERBS or (is_far and not opens_clause)


def _noun_use(site: Site) -> bool:
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
    source = next((_sources()[word] for word in near if word in _sources()), "none")
    return source if source in ("vague", "authority") else "report_verb"


def _noun_reason(site: Site) -> str:
    return f"“{site.use.head} that”: {site.use.kind} noun"


RULES = {
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
    "noun": _noun,
    "linked_noun": _noun,
    "as": _as_only,
    "stance": _stance,
    "owned": _owned,
    "topic": _topic,
    "thought": _thought,
}


# --- What stands around a verb ----------------------------------------------------------------


def _before_helpers(site: Site) -> int:
    """Return the offset of the nearest word before the verb that is no helper or adverb."""
    offset = -1
    while site.word(offset) in HELPERS or site.word(offset).endswith("ly"):
        if offset < -6:
            break
        offset -= 1
    return offset


def _is_blocked(site: Site) -> bool:
    """Tell what is no verb here, and the author's own saying, from reports."""
    helpers_end = _before_helpers(site)
    return _is_no_verb(site, helpers_end) or _is_no_report(site, helpers_end)


def _is_no_verb(site: Site, helpers_end: int) -> bool:
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
    if use.is_base and (_is_order(site) or not _agrees(site, helpers_end)):
        return True
    return use.head in PARTICIPLES and helpers_end == -1


def _is_no_report(site: Site, helpers_end: int) -> bool:
    """I said; it must be said; it is fair to say; rest assured."""
    before, helpers = site.word(-1), [site.word(offset) for offset in range(helpers_end + 1, 0)]
    is_passive = not BE.isdisjoint(helpers)
    if is_passive and not MODALS.isdisjoint(helpers) and not _next_to_quote(site):
        return not site.use.is_gerund
    is_own = site.word(helpers_end) in FIRST_PERSON and "," not in site.gap(helpers_end + 1 or -1)
    if is_own and not (site.use.head == "told" and is_passive):
        return True
    tells_you = site.use.head == "tell" and site.word(1) == "you"
    return before == "rest" or tells_you or (before == "to" and _is_judged(site))


def _is_order(site: Site) -> bool:
    """Note that; let us say; which helps explain."""
    return site.word(-1) in ORDERS or not site.word(-1)


def _agrees(site: Site, helpers_end: int) -> bool:
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
    return plural or joined or subject in PLURALS or subject in _sources()


def _is_judged(site: Site) -> bool:
    """ "It is fair to say", "I want to say": infinitives that report nobody."""
    near = [site.word(offset) for offset in range(-2, -6, -1)]
    if near[0] in NOT_REPORTING or not near[0] or not FIRST_PERSON.isdisjoint(near[:3]):
        return True
    return near[0] in JUDGING and (near[1] not in BE or "it" in near or "there" in near)


def _is_idiom(site: Site) -> bool:
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


def _opens_clause(site: Site) -> bool:
    following = site.word(1)
    if following in CLAUSE_OPENERS and not site.gap(1).strip(" ,"):
        is_relative = site.use.is_third_person and site.word(2) in RELATIVE_VERBS
        may_be_noun = site.use.head in NOUN_FORMS and following == "that"
        return not is_relative and not (may_be_noun and _is_relative(site, 2, True))
    if site.use.kind == "distancing" and following == "to":
        return site.word(-1) not in MODALS and site.word(2) not in DETERMINERS | CLAIMED
    if following in ZERO_THAT and not site.gap(1).strip():
        return bool(site.word(2)) and not site.gap(2).strip()
    if site.use.head in TELLING:
        return following not in ("", "by")
    return _that_after_pause(site) or _clause_without_that(site)


def _clause_without_that(site: Site) -> bool:
    """Experts fear the disease could spread: a subject and, soon, a finite verb."""
    opens = site.word(1) in DETERMINERS - WH_WORDS or site.is_capitalised(1)
    if not opens or site.gap(1).strip() or not _may_be_finite(site):
        return False
    for offset in range(2, CLAUSE_REACH + 1):
        if site.gap(offset).strip(" '’") or site.word(offset) in CLAUSE_BREAKERS:
            return False
        if site.word(offset) in FINITE:
            return True
    return False


def _may_be_finite(site: Site) -> bool:
    """Tell a verb with a subject from an infinitive, a noun and most participles."""
    before = site.word(-1)
    if site.use.head in NOUN_FORMS or before in ("", "to", "that", "which"):
        return False
    return not site.use.is_gerund or "," in site.gap(-1)


def _that_after_pause(site: Site) -> bool:
    """ "Announced on Tuesday that", "argued, with some reason, that"."""
    if site.word(1) not in BEFORE_PAUSE and not site.word(1).endswith(("ly", "day")):
        return False
    for offset in range(2, PAUSE_REACH + 1):
        if STOPS.intersection(site.gap(offset)):
            return False
        if site.word(offset) == "that" and site.word(offset + 1) not in RELATIVE_VERBS:
            return True
    return False


def _is_parenthetical(site: Site) -> bool:
    """ "…, notes Judt" and "as Judt notes," carry no clause of their own."""
    if _as_clause(site) is not None:
        return True
    if "," in site.gap(-1):
        return site.is_capitalised(1) and not site.use.is_gerund
    # ", many feared," and ", Oram added." stand apart with their subjects.
    is_last = site.gap(1)[:1] == "," or not site.word(1)
    return (
        is_last and _may_be_finite(site) and any("," in site.gap(offset) for offset in (-2, -3, -4))
    )


def _is_passive_report(site: Site) -> bool:
    """Is believed to, was alleged to."""
    if not site.use.head.endswith(("ed", "t", "n", "d")) or site.word(1) != "to":
        return False
    return site.word(_before_adverbs(site)) in BE and site.use.kind in (
        "plain",
        "hedged",
        "distancing",
    )


def _follows(site: Site, wanted: str) -> bool:
    """Tell whether a word comes soon after the verb: described him as, accused them of."""
    for offset in range(1, OBJECT_REACH + 1):
        if STOPS.intersection(site.gap(offset)) or not site.word(offset):
            return False
        if site.word(offset) == wanted:
            return True
    return False


def _next_to_quote(site: Site, reach: int = QUOTE_REACH) -> bool:
    """Tell whether a quotation begins or ends within a few words, in the same sentence."""
    if site.use.head in NOUN_FORMS:
        reach = min(reach, 1)
    starts, ends = site.context.quote_starts, site.context.quote_ends
    place = bisect_left(starts, site.end)
    if place < len(starts) and _n_words_between(site, site.end, starts[place]) <= reach:
        return True
    place = bisect_right(ends, site.start) - 1
    return (
        place >= 0
        and ends[place] > site.context.starts[site.sentence.start]
        and _n_words_between(site, ends[place], site.start) <= QUOTE_REACH
    )


def _n_words_between(site: Site, start: int, end: int) -> int:
    if end - start > MAX_GAP:
        return QUOTE_REACH + 1
    between = site.context.text[start:end]
    if any(mark in between for mark in ".!?\n"):
        return QUOTE_REACH + 1
    return len(between.split())


def _as_clause(site: Site) -> int | None:
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


def _source(site: Site) -> str:
    """The kind of source: ``vague``, ``authority``, ``named`` or ``none``."""
    back = _before_helpers(site)
    if site.use.is_gerund and "," in site.gap(-1):
        return "none"  # its subject stands earlier in the sentence
    found = _source_among(site, range(back, back - SOURCE_REACH, -1))
    if found != "none":
        return found
    if _next_to_quote(site) or "," in site.gap(-1):
        return _source_among(site, range(1, 6))
    return "none"


def _source_among(site: Site, offsets: range) -> str:
    """Look for the head of the subject: the nearest word, or one that a preposition follows."""
    found, is_head, nearer = "none", True, ""
    for offset in offsets:
        word = site.word(offset)
        kind = None if site.is_in_name(offset) else _sources().get(word)
        if kind is not None and (is_head or nearer in AFTER_HEAD or offsets.step > 0):
            return kind
        if found == "none" and _is_named(site, offset):
            found = "named"
            if word in PERSONS:
                return found
        if not word or {",", *STOPS}.intersection(site.gap(offset)):
            break
        is_head, nearer = False, word
    return found


def _is_named(site: Site, offset: int) -> bool:
    word = site.word(offset)
    return word in PERSONS or (site.is_capitalised(offset) and not word.endswith(ABSTRACT))


# --- Matches --------------------------------------------------------------------------------


def _report(site: Site) -> Match:
    """Make the match of a verb: with "that" after it, "as X" before it, or the passive's "is"."""
    source = _source(site)
    category = source if source in ("vague", "authority") else "report_verb"
    start, stop = site.first, site.last
    beginning = _as_clause(site)
    if beginning is not None:
        start = beginning
        category = site.use.category if site.use.frame == "as" else "according_to"
    elif _is_as_by(site):
        return _match(
            site, "according_to", start=start - 1, stop=stop + 1, reason=f"as … {site.word(1)}"
        )
    elif _is_impersonal(site):
        start, category = site.first + _before_adverbs(site) - 1, "vague"
    if site.word(1) == "that" and not site.gap(1).strip():
        stop += 1
    reason = f"“{' '.join(site.use.parts)}”: {site.use.kind} verb, {source} source"
    return _match(site, category, start=start, stop=stop, reason=reason)


def _is_impersonal(site: Site) -> bool:
    """It is believed that."""
    offset = _before_adverbs(site)
    is_passive = site.word(offset) in BE and site.use.head.endswith(("d", "t"))
    return is_passive and site.word(offset - 1) == "it"


def _before_adverbs(site: Site) -> int:
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


def _match(
    site: Site,
    category: str,
    *,
    start: int | None = None,
    stop: int | None = None,
    reason: str,
) -> Match:
    first = site.first if start is None else start
    last = site.last if stop is None else stop
    return make_match(
        site.context.document,
        "attribution",
        category,
        site.context.starts[first],
        site.context.ends[last],
        weight=site.use.weight,
        reason=reason,
    )
