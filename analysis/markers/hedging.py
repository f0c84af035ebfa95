"""Hedges and boosters: where a writer withholds commitment, and where one closes off doubt.

What is looked for stands in ``lexicons/hedge.tsv``, ``hedge_source.tsv`` and ``booster.tsv``.
Many words count in some contexts only; the note of such an entry names rules of this module:

``if:RULE``, ``unless:RULE``
    The entry counts only where the rule holds, or only where it does not.
``to:REACH``
    The hit goes on to the word that is reached, and counts only if there is one.
``unless:negated``
    Among boosters: under negation ("not always", "hardly proves") the entry is a hedge.

An entry of weight 0 is an idiom that is neither hedge nor booster ("come what may", "not
only"): it keeps its words from counting. Where entries overlap, the leftmost wins, then the
longest whose rules hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

from analysis.matching.lexicon import Entry, load_lexicon
from analysis.matching.matches import Marker, Match, make_match
from analysis.text.document import Document

__all__ = ["BOOSTER", "HEDGE", "find_boosters", "find_hedges"]


def find_hedges(document: Document) -> list[Match]:
    """Find the hedges of a document: words that withhold commitment to what is said.

    Counted are modal verbs of possibility, verbs of seeming and of one's own opinion, words of
    probability, approximators, views laid on unnamed people, and boosters under negation. Not
    measured: hedging by tense, by conditional clauses or by irony; whether a hedge is polite,
    honest or evasive; how far it reaches. A word that hedges in some contexts only is judged by
    the few words around it, so long-distance cases are missed.

    Parameters
    ----------
    document : Document
        The text. Only the sentences of its body are searched, in both voices.

    Returns
    -------
    list of Match
        In the order of the text, not overlapping. ``category`` is ``modal``, ``verb``,
        ``adverb`` (adverbs, adjectives and nouns), ``approximator`` or ``vague_source``;
        ``weight``, from 0 to 1, grows with the commitment withheld; ``reason`` names the entry
        and what its context had to be. Empty for a document without body.

    References
    ----------
    Lakoff, G. (1973). Hedges: a study in meaning criteria and the logic of fuzzy concepts.
    Journal of Philosophical Logic, 2, 458–508. doi:10.1007/BF00262952

    Hyland, K. (1998). Hedging in scientific research articles. doi:10.1075/pbns.54

    Examples
    --------
    >>> text = "Around forty firms could fail. The letter does not prove it."
    >>> for match in find_hedges(Document("x", text)):
    ...     print(match.category, "|", match.text, "|", match.reason)
    approximator | Around | “around” if a number follows
    modal | could | “could” unless it tells what someone was able to do
    adverb | prove | “prove” if it claims something instead of turning out so, if it is negated
    """
    return list(_search(document, "hedge"))


def find_boosters(document: Document) -> list[Match]:
    """Find the boosters of a document: words that close off doubt and alternatives.

    Counted are words of certainty and proof, of no exception, of full force, and of exclusion.
    Not measured: force by repetition, word order or capitals; mere degree ("very", "most");
    whether the certainty is warranted. A negated booster ("not always") is a hedge.

    Parameters
    ----------
    document : Document
        The text. Only the sentences of its body are searched, in both voices.

    Returns
    -------
    list of Match
        In the order of the text, not overlapping. ``category`` is ``certainty``, ``universal``,
        ``emphatic`` or ``exclusive``; ``weight``, from 0 to 1, grows with what is closed off;
        ``reason`` names the entry and what its context had to be. Empty for a document without
        body.

    References
    ----------
    Holmes, J. (1984). Modifying illocutionary force. Journal of Pragmatics, 8, 345–365.
    doi:10.1016/0378-2166(84)90028-6

    Hyland, K. (1998). Boosting, hedging and the negotiation of academic knowledge. Text, 18,
    349–382. doi:10.1515/text.1.1998.18.3.349

    Examples
    --------
    >>> text = "No doubt it was only a slip. They do not always lie; not only they do."
    >>> [(match.category, match.text) for match in find_boosters(Document("x", text))]
    [('certainty', 'No doubt'), ('exclusive', 'only')]
    """
    return list(_search(document, "booster"))


HEDGE = Marker(
    "hedge",
    ("modal", "verb", "adverb", "approximator", "vague_source"),
    find_hedges,
    title="Hedges",
    color="#0072b2",
)
BOOSTER = Marker(
    "booster",
    ("certainty", "universal", "emphatic", "exclusive"),
    find_boosters,
    title="Boosters",
    color="#d55e00",
)


# --- The place of an entry in its sentence, and the words around it


class Place(NamedTuple):
    """Where an entry was found: the indices of its words and those of its sentence."""

    document: Document
    first: int
    stop: int
    sentence: range


# Anything but white space, quotation marks, currency signs and hyphens; dashes count.
BREAK = re.compile(r"[^\s$€£¥#~\"'“”‘’«»*_-]|--|\s-\s")


def _joined(document: Document, first: int, last: int) -> bool:
    """Tell whether no punctuation parts the words from first to last."""
    text, starts, ends = document.text, document.word_starts, document.word_ends
    for index in range(first, last):
        if BREAK.search(text, ends[index], starts[index + 1]):
            return False
    return True


def _after(place: Place, ahead: int = 1) -> str:
    """Return the word so many after the entry, or "" if the clause ends before it."""
    index = place.stop - 1 + ahead
    if index < place.sentence.stop and _joined(place.document, place.stop - 1, index):
        return place.document.words[index]
    return ""


def _before(place: Place, back: int = 1) -> str:
    """Return the word so many before the entry, or "" if the clause begins after it."""
    index = place.first - back
    if index >= place.sentence.start and _joined(place.document, index, place.first):
        return place.document.words[index]
    return ""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


BE = _set("is are was were be been being isn't aren't wasn't weren't it's that's there's")
AUXILIARIES = BE | _set("has have had having hasn't haven't hadn't")
DETERMINERS = _set("the a an his her its our their my your no all every such")
SUBJECTS = _set("i you he she it we they one")
NEGATIONS = _set(
    "not hardly scarcely barely nor isn't aren't wasn't weren't don't doesn't didn't won't "
    "wouldn't shouldn't hasn't haven't hadn't ain't needn't"
)
# These may stand between a negation and what it negates: "not at all clear".
NEGATION_BRIDGES = _set("at all so quite yet that very entirely exactly really always be been a an")
MIDDLE_ADVERBS = _set("also often sometimes now long still not once then even always never just")
NUMBERS = _set(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety "
    "hundred hundreds thousand thousands million millions billion billions trillion dozen dozens "
    "half two-thirds three-quarters twice midnight noon"
)
UNITS = _set(
    "third quarter fifth tenth dozen hundred thousand million billion trillion year month week day "
    "decade century generation mile hour minute foot pound dollar"
)


REACH = 6  # no rule looks farther, so that time grows with the text alone
WINDOW = 40  # but for the one that tells the kind of sentence


def _is_adverb(word: str) -> bool:
    return word in MIDDLE_ADVERBS or (word.endswith("ly") and len(word) > 4)


def _subject(place: Place) -> str:
    """Return the word before the entry, a few adverbs and "do" skipped."""
    word = ""
    for back in range(1, REACH):
        word = _before(place, back)
        if not (_is_adverb(word) or word in {"do", "did", "don't", "would"}):
            break
    return word


# --- Rules. The docstring of each says, in the words of a match's reason, when it holds.


def lower_case(place: Place) -> bool:
    """it has no capital, unlike the month and the name"""
    start = place.document.word_starts[place.first]
    return place.document.text[start].islower() or place.document.text[start + 1].isupper()


TO_BE_DONE = _set(
    "used called named referred applied purchased bought sold written spelled obtained served "
    "employed removed installed operated accessed viewed classified grouped arrested detained "
    "appointed elected permitted submitted included attached made added"
)
TO_DO = _set("refer include contain consist vary choose opt apply request elect appoint")


def an_option(place: Place) -> bool:
    """it tells what is allowed or done at will"""
    options = TO_DO
    for ahead in range(1, REACH):
        word = _after(place, ahead)
        if word == "be":
            options = TO_BE_DONE
        elif not _is_adverb(word) and word != "only":
            return word in options
    return False


MIGHT_AND = _set("of is was were has had to makes alone against")
MIGHTY = _set("military economic financial naval industrial american full sheer")


def noun_might(place: Place) -> bool:
    """it is strength"""
    before = _before(place)
    possessive = before.endswith("'s") or before in DETERMINERS | MIGHTY
    return possessive or _after(place) in MIGHT_AND


NOBODY = _set("nothing nobody none one never")
PERCEPTION = _set("see hear feel smell remember tell understand afford")
PURPOSE = _set("so as that all everything whatever wherever")


def past_ability(place: Place) -> bool:
    """it tells what someone was able to do"""
    if _after(place) in PERCEPTION | NEGATIONS | {"only", "never", "no", "neither"}:
        return True
    if _before(place) in NOBODY or _before(place, 2) == "if":
        return True
    return _before(place) in SUBJECTS and _before(place, 2) in PURPOSE


def speaker_subject(place: Place) -> bool:
    """the subject is “I”, “you” or “one”"""
    return _subject(place) in {"i", "you", "one"}


CONNECTIVES = _set("and but while because perhaps then so yet surely")


def opens_clause(place: Place) -> bool:
    """it opens its clause, so nobody said before what would be"""
    return _before(place) in CONNECTIVES | {""}


SPORADIC = _set(
    "lead cause become mean result seem prove backfire turn take also too sometimes often easily "
    "even feel sound hurt damage harm undermine vary"
)


def open_can(place: Place) -> bool:
    """it tells what may happen or what the reader may do, not what someone is able to do"""
    if _subject(place) in {"you", "one"}:
        return _after(place) not in {"tell", "assure", "promise", "only"}
    if _before(place) in SUBJECTS - {"it"} | {"how", "who", "what", "nothing", "we", "that"}:
        return False
    after = _after(place)
    if after == "be":
        second = _after(place, 2)
        return second in {"a", "an"} or second.endswith(ADJECTIVE)
    return after in SPORADIC


READER = _set("you your yours you're you've you'd you'll yourself")


def if_you(place: Place) -> bool:
    """“you” or “I” follows"""
    return _after(place) in READER | {"i", "i'm"}


COMING_INTO_VIEW = _set(
    "in on at before with from under alongside here there daily next for by onstage live "
    "regularly publicly together again every above below within during as when and or after "
    "out so only between through across nightly tonight over near inside outside twice once among "
    "online last yesterday suddenly"
)


def coming_into_view(place: Place) -> bool:
    """it is coming into view"""
    return _after(place) in COMING_INTO_VIEW | {""}


def before_to(place: Place) -> bool:
    """“to” follows"""
    return _after(place) == "to"


def before_that(place: Place) -> bool:
    """“that” follows"""
    return _after(place) == "that"


def before_whether(place: Place) -> bool:
    """“whether” or “if” follows"""
    return _after(place) in {"whether", "if"}


SPEAKERS = _set("he she they who you would to president minister senator officials spokesman")


def a_proposal(place: Place) -> bool:
    """it proposes an action or reports somebody's words"""
    after = _after(place)
    by_someone = _before(place) in SPEAKERS or _after_name(place)
    return by_someone or after in {"you", "we"} or after.endswith("ing")


def _after_name(place: Place) -> bool:
    """Tell whether a word with one capital, other than the sentence's first, comes before."""
    document, index = place.document, place.first - 1
    written = document.text[document.word_starts[index] : document.word_ends[index]]
    return index > place.sentence.start and written.istitle()


def takes_clause(place: Place) -> bool:
    """a clause follows"""
    return _after(place) in SUBJECTS | DETERMINERS | {"that", "this", "these", "there", "many"}


OFFICE = _set("office power control responsibility command leadership full direct")


def taking_office(place: Place) -> bool:
    """office or power is taken"""
    return _after(place) in OFFICE or _after(place, 2) in OFFICE


def writer_subject(place: Place) -> bool:
    """the writer is the subject"""
    return _subject(place) in {"i", "we"} and _before(place) != "would"


ORDINAL = ("st", "nd", "rd", "th")


def before_number(place: Place) -> bool:
    """a number follows"""
    after = _after(place)
    if after in {"a", "an"}:
        return _after(place, 2) in UNITS
    return after in NUMBERS or (after[:1].isdigit() and not after.endswith(ORDINAL))


LABORATORY = _set(
    "protein proteins gene genes dna rna mrna cdna receptor receptors kinase kinases promoter "
    "promoters transcription transcriptional mutant mutants mutation mutations enzyme enzymes "
    "antibody antibodies antigen antigens lymphocytes monocytes macrophages vitro vivo assay "
    "genome genomes genomic peptide peptides molecule molecules molecular ligand ligands "
    "phosphorylation chromosome chromosomes allele alleles nucleotide nucleotides amino plasmid "
    "assays embryo embryos larvae tissues tumor tumors"
)
TOPICAL = _set(
    "curious concerned worried anxious excited confident optimistic talk talks talked talking ask "
    "asks asked asking question questions speak speaks spoke speaking spoken information know "
    "knows knew think thinks thought thinking write writes wrote written story stories book books "
    "read heard hear told tell debate debates complain complained dream dreams learn learned lie "
    "lies facts care cares what how news report reports joke jokes warn warned doubts concerns"
)


def governed(place: Place) -> bool:
    """the word before it wants a topic"""
    return _before(place) in TOPICAL


# Names such as p53 and IL-2, but not G20, F-16 and COVID-19; compounds such as "ligand-induced".
LABORATORY_NAME = re.compile(
    r"\b(?!mid|late|g-?\d|mi[56]|[bf]-\d|a[rk]-\d|k-\d|ms-|h-?1|co2|y2k)[a-z]{1,4}-?\d"
    r"|[a-z]-(?:alpha|beta|gamma|kappa|type|binding|induced|mediated|specific|dependent)"
)


def laboratory(place: Place) -> bool:
    """the sentence reports from a laboratory, where rounding is measurement"""
    document = place.document
    start = max(place.sentence.start, place.first - WINDOW)
    stop = min(place.sentence.stop, place.stop + WINDOW)
    if not LABORATORY.isdisjoint(document.words[start:stop]):
        return True
    ends = document.word_starts[start], document.word_ends[stop - 1]
    return LABORATORY_NAME.search(document.folded, *ends) is not None


def before_estimate(place: Place) -> bool:
    """“that” or, soon, a number follows"""
    words = [_after(place, ahead) for ahead in range(1, REACH)]
    return words[0] == "that" or any(word[:1].isdigit() or word in NUMBERS for word in words)


CLAUSE_GOES_ON = _set(
    "to for of is was were are and or in has have had by as with but that than on"
)


def before_plural(place: Place) -> bool:
    """a plural noun follows"""
    after = _after(place)
    return after.endswith("s") and not after.endswith(("ss", "us", "is", "as"))


MODALS = _set("to can could may might must shall should will would did does do never i we you they")


def a_verb(place: Place) -> bool:
    """it is a verb"""
    return _before(place) in MODALS


def quantifying(place: Place) -> bool:
    """it counts what follows"""
    return before_number(place) or _after(place) in DETERMINERS | {"of", "these", "those", "this"}


def before_noun(place: Place) -> bool:
    """it stands before a noun"""
    return _after(place) not in CLAUSE_GOES_ON | {""}


BEFORE_ADJECTIVE = DETERMINERS | _set("two three four of for by against with many several some any")


def attributive(place: Place) -> bool:
    """it stands between an article or the like and a noun"""
    return _before(place) in BEFORE_ADJECTIVE and before_noun(place)


BEFORE_SOFTENER = SUBJECTS | AUXILIARIES | _set("i'm you're he's she's we're they're who just")


def softening(place: Place) -> bool:
    """it follows a subject or a form of “be” or “have”"""
    return _before(place) in BEFORE_SOFTENER


BEFORE_NOUN = DETERMINERS | _set("with amid amidst despite by of on is was and much more new")


def a_noun(place: Place) -> bool:
    """it is a noun"""
    return _before(place) in BEFORE_NOUN | {""}


def goes_on(place: Place) -> bool:
    """the clause goes on"""
    return _after(place) != ""


INQUIRY = _set(
    "determine determined determining investigate investigated investigating examine examined "
    "examining know known knowing ask asked asking test tested testing assess assessed assessing "
    "wonder wondered doubt doubted question questioned unclear sure see unknown study studied "
    "establish evaluate evaluated explore explored uncertain debate debated doubtful decide check "
    "address addressed understand tell of"
)


def open_question(place: Place) -> bool:
    """it follows a word of inquiry"""
    return _before(place) in INQUIRY


def plain_some(place: Place) -> bool:
    """it picks out certain ones"""
    return _after(place) in {"more", "other", "day", "time", "years", "of", ""}


DEGREE_NOT = _set("than the a an to of and or but")


def degree_word(place: Place) -> bool:
    """it softens an adjective"""
    return _after(place) not in DEGREE_NOT | {""} and _before(place) not in NEGATIONS | {
        "would",
        "but",
        "or",
    }


def after_auxiliary(place: Place) -> bool:
    """it follows a form of “be” or “have”"""
    return _before(place) in AUXILIARIES


OPINION = _set(
    "say says said argue argues argued arguing claim claims claimed claiming believe believes "
    "believed believing think thinks thought thinking fear fears feared fearing suspect suspects "
    "suspected hope hoped hoping contend contends contended assert asserted insist insisted "
    "maintain maintained suggest suggested worry worried worrying warn warned predict predicted "
    "complain complained assume assumed wonder wondered doubted allege alleged speculate "
    "speculated conclude concluded consider considered regard regarded view viewed see saw agree "
    "agreed object objected imagine imagined concerned convinced expect expected estimate dispute "
    "disputed pointed interpret interpreted criticized criticised attribute attributed"
)
NOT_ACROSS = SUBJECTS | _set("who which that whom this these")


def opinion(place: Place) -> int | None:
    """a verb of saying or believing follows"""
    for ahead in range(1, REACH):
        word = _after(place, ahead)
        if not word or word in NOT_ACROSS:
            return None
        if word in OPINION:
            return place.stop + ahead
    return None


def impersonal(place: Place) -> bool:
    """it is passive and nobody is said to hold the view"""
    back = 1
    while _is_adverb(_before(place, back)) and back < REACH:
        back += 1
    if _before(place, back) == "be" and _before(place, back + 1) in {"to", "should", "must"}:
        return False
    return _before(place, back) in BE and _after(place) != "by"


OUTCOME = _set("to a an too right wrong true false weak difficult hard fatal easy good bad so") | {
    ""
}
ADJECTIVE = ("ful", "ous", "ible", "able", "ive", "al", "some", "less")


def a_claim(place: Place) -> bool:
    """it claims something instead of turning out so"""
    after = _after(place)
    return not (after in OUTCOME or after.endswith(ADJECTIVE) or _before(place) == "to")


PARTICIPLES = _set(
    "been had done gone come become made felt thought brought bought taught caught lost left got "
    "found heard meant said told read run cost hurt put set let cut begun sung kept slept led won"
)


def inferred(place: Place) -> bool:
    """it tells what is inferred, not what is due"""
    second = _after(place, 2)
    return _after(place) == "have" and (
        second in PARTICIPLES or second.endswith(("ed", "en", "wn"))
    )


PARTIAL = _set("of at not above for virtually practically nearly almost it")
ALL_BUT = _set("but over right these this that too")


def sweeping(place: Place) -> bool:
    """it takes in everything"""
    return _after(place) not in ALL_BUT and _before(place) not in PARTIAL


def existential(place: Place) -> bool:
    """nothing of the kind is there"""
    return _before(place) in BE and _after(place) not in {"longer", "more", "less", "better", ""}


def negated(place: Place) -> bool:
    """it is negated"""
    before = _before(place)
    return before in NEGATIONS or (before in NEGATION_BRIDGES and _before(place, 2) in NEGATIONS)


def limiting(place: Place) -> bool:
    """a small number follows"""
    return before_number(place) or _after(place) in {"a", "an"}


Rule = Callable[[Place], bool]
Reach = Callable[[Place], int | None]

RULES: dict[str, Rule] = {
    rule.__name__: rule
    for rule in (
        a_claim,
        a_noun,
        a_proposal,
        a_verb,
        after_auxiliary,
        an_option,
        attributive,
        before_estimate,
        before_noun,
        before_number,
        before_plural,
        before_that,
        before_to,
        before_whether,
        coming_into_view,
        degree_word,
        existential,
        goes_on,
        governed,
        if_you,
        impersonal,
        inferred,
        limiting,
        lower_case,
        negated,
        noun_might,
        open_can,
        open_question,
        opens_clause,
        past_ability,
        plain_some,
        quantifying,
        softening,
        speaker_subject,
        sweeping,
        takes_clause,
        taking_office,
        writer_subject,
    )
}
REACHES: dict[str, Reach] = {"opinion": opinion}

# What holds for every entry of a category.
CATEGORY_RULES: dict[str, tuple[tuple[Rule, bool], ...]] = {
    "approximator": ((laboratory, False),),
}


# --- The search


class Candidate(NamedTuple):
    """An entry made ready for the search."""

    words: list[str]
    category: str
    weight: float
    conditions: tuple[tuple[Rule, bool], ...]
    reach: Reach | None
    reason: str


def _prepare(entry: Entry) -> Candidate:
    """Look up the rules that an entry's note names, and put its reason into words."""
    conditions: list[tuple[Rule, bool]] = []
    reach: Reach | None = None
    clauses: list[str] = []
    for part in entry.note.split():
        kind, _, name = part.partition(":")
        if kind == "to":
            reach = REACHES[name]
            clauses.append(f"if {reach.__doc__}")
        elif kind in {"if", "unless"}:
            conditions.append((RULES[name], kind == "if"))
            clauses.append(f"{kind} {RULES[name].__doc__}")
    conditions += CATEGORY_RULES.get(entry.category, ())
    words, reason = entry.text.split(), f"“{entry.text}” {', '.join(clauses)}".rstrip()
    return Candidate(words, entry.category, entry.weight, tuple(conditions), reach, reason)


def _negated_boosters() -> Iterator[Entry]:
    """Yield the boosters that are hedges under negation, as hedges."""
    for entry in load_lexicon("booster").entries:
        if "unless:negated" in entry.note and entry.category != "exclusive":
            note = entry.note.replace("unless:negated", "if:negated")
            yield entry._replace(category="adverb", weight=0.4, note=note)


class Group(NamedTuple):
    """The candidates with the same first word: phrases by their second word, and lone words."""

    phrases: dict[str, list[Candidate]]
    alone: list[Candidate]


@cache
def _table(marker: str) -> dict[str, Group]:
    """Return a marker's candidates by their first word, longest first."""
    entries = list(load_lexicon(marker).entries)
    if marker == "hedge":
        entries = [*load_lexicon("hedge_source").entries, *entries, *_negated_boosters()]
    candidates = [_prepare(entry) for entry in entries]
    candidates.sort(key=lambda candidate: -len(candidate.words))
    table: dict[str, Group] = {}
    for candidate in candidates:
        group = table.setdefault(candidate.words[0], Group({}, []))
        if len(candidate.words) > 1:
            group.phrases.setdefault(candidate.words[1], []).append(candidate)
        else:
            group.alone.append(candidate)
    return table


def _search(document: Document, marker: str) -> Iterator[Match]:
    table, words = _table(marker), [*document.words, ""]
    for sentence in document.sentence_words:
        free = sentence.start
        for index in sentence:
            if words[index] not in table or index < free:
                continue
            phrases, candidates = table[words[index]]
            if words[index + 1] in phrases:
                candidates = phrases[words[index + 1]] + candidates
            for candidate in candidates:
                stop = _stop(candidate, document, index, sentence)
                if stop is not None:
                    if candidate.weight:
                        yield _make(candidate, document, marker, index, stop)
                    free = stop
                    break


def _stop(candidate: Candidate, document: Document, first: int, sentence: range) -> int | None:
    """Return the index after the hit's last word, or None if the candidate is not there."""
    stop = first + len(candidate.words)
    if document.words[first:stop] != candidate.words or stop > sentence.stop:
        return None
    if not _joined(document, first, stop - 1):
        return None
    place = Place(document, first, stop, sentence)
    for rule, wanted in candidate.conditions:
        if rule(place) is not wanted:
            return None
    return candidate.reach(place) if candidate.reach else stop


def _make(candidate: Candidate, document: Document, marker: str, first: int, stop: int) -> Match:
    return make_match(
        document,
        marker,
        candidate.category,
        document.word_starts[first],
        document.word_ends[stop - 1],
        weight=candidate.weight,
        reason=candidate.reason,
    )
