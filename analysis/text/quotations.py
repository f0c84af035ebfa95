"""Quotation marks: where another voice speaks, and where the author keeps a word at a distance.

A quotation is ``speech`` when it gives what somebody said: a clause or more, or a few words tied
to a verb of saying. It is ``phrase`` when the author quotes a word or a few (scare quotes, terms,
titles). Block quotations are speech.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from analysis.text.classes import word_class
from analysis.text.spans import Span

__all__ = ["MARK", "find_pairs", "find_quotes", "is_title"]

# Marks come in three kinds; a mark closes only what its own kind has opened. Two single marks in a
# row are how a typewriter writes a double one.
DOUBLE, ANGLE, SINGLE = "double", "angle", "single"
KINDS = {
    **dict.fromkeys(['"', "“", "”", "„", "‟", "''", "``", "’’", "‘‘"], DOUBLE),
    **dict.fromkeys("«»", ANGLE),
    **dict.fromkeys("'‘’‚`", SINGLE),
}
OPENING, CLOSING, EITHER, NEITHER = "opening", "closing", "either", "neither"
ALWAYS = {**dict.fromkeys(["„", "‟", "«", "‚", "``", "‘‘"], OPENING), "»": CLOSING, "’’": CLOSING}
# The search passes over apostrophes within a word. Four marks in a row quote nothing.
MARK = re.compile(
    r"[\"“”„‟«»‘’'‚`](?:[\"“”„‟«»‘’'‚`]{3,}"
    r"|(?<=')'|(?<=`)`|(?<=’)’|(?<=‘)‘|(?<!\w['’])|(?!\w))"
)
# Feet and inches (6' 2"), minutes and seconds: what stands before the second mark.
MEASURE_BEFORE = re.compile(r"\d\s?['’′]\s?\d{1,2}(?:\.\d{1,2})?\s?\Z")
MEASURE_REACH = 10
# Apostrophes at the front of a word: ’90s, ’em, ’tis, rock ’n’ roll.
ELISION = re.compile(
    r"['‘’](?:\d\ds?\b(?!['’])|(?:em|tis|twas|til|till|cause|cos|bout|round|nuff|ere|n)\b)", re.I
)
CLIPPED_AND = re.compile(r"['‘’]n\Z", re.I)
# Two quotations that are joined: “…” and “…”; “…”, but also “…”.
JOINT = re.compile(r",?\s(?:and|or|but|nor)\s(?:also\s|that\s|it was\s)?")
JOINT_REACH = 20
REOPENING = "‘'"  # with these a paragraph goes on with a quotation in single marks
OPENS_BEFORE = frozenset("([{—–-/…=")
CLOSES_AFTER = frozenset(")]}.,;:!?…—–-/")
MAX_OPEN_PARAGRAPHS = 8  # a quotation left open for longer is a slip

# Quotations of so many words are speech unless they are titles.
SPEECH_WORDS, MAX_TITLE_WORDS = 6, 14
MAX_PHRASE = 200  # characters
BEFORE, AFTER = 120, 120  # characters in which a short quotation is tied to a verb of saying
SAYING = word_class("saying")
PUTS_IT = re.compile(
    r"\b(?:puts? it|point(?:ed|s|ing) out|call(?:ed|s|ing)? (?:for|on)|"
    r"in (?:his|her|their|its|the) (?:words?|phrase))\b"
)
# Between a verb of saying and the quotation: "told us:", "said that", "wrote in May,".
AFTER_SAYING = word_class("after_saying")
CALLING = word_class("calling")
DESCRIBING = word_class("describing")
NAMING = word_class("naming")
MIN_CALLED, MIN_DESCRIBED = 3, 4  # words; fewer are a name that the author keeps away from
# A word or two are somebody's own if the verb of saying is near, or if they say what a thing is:
# found that the town was “unprepared”.
MIN_FAR, NEAR_WORDS = 3, 3
BE = word_class("before_description")
FINITE = word_class("quoted_predicates")
PRONOUNS = word_class("quoted_subjects")
# These announce words that the author does not vouch for, or words as words.
DISTANCE = re.compile(
    r"\b(?:so-called|supposed(?:ly)?|alleged(?:ly)?|self-styled|self-described|self-proclaimed|"
    r"said to be|known as|kind of|sort of|the (?:word|term|phrase|slogan|expression|label)s?|"
    r"word for|euphemism for|synonym for|version of|definition of|idea of|notion of|concept of)"
    r"\s+(?:an? |the |its |their |his |her )?\Z"
)
DISTANCE_REACH = 40
WORDS = re.compile(r"[^\W\d_]+")
SENTENCE_BREAK = re.compile(r"[.!?…][\"'”’»)]*\s")
LOWER_IN_TITLE = word_class("small_in_titles")


def find_quotes(text: str, paragraphs: Iterable[Span]) -> tuple[Span, ...]:
    """Find quotations and tell quoted speech from quoted words.

    Parameters
    ----------
    text : str
        The whole text.
    paragraphs : iterable of Span
        Where to look. A block labelled ``quote`` is speech as a whole.

    Returns
    -------
    tuple of Span
        Outermost quotations with their marks, in order, labelled ``speech`` or ``phrase``. A
        quotation that a paragraph leaves open goes on into the next one if that opens with a
        mark again (the custom for long quotations) or holds the mark that closes it; it then
        yields one span a paragraph. Else the mark is taken as stray.

    Notes
    -----
    Whose speech it is, and whether it is quoted truly, is not looked at. The time taken grows
    in proportion to the text, whatever marks it holds.

    Examples
    --------
    >>> text = 'He said: “We never agreed to that.” Their “plan” is a wish.'
    >>> [(text[q.start:q.end], q.label) for q in find_quotes(text, [Span(0, len(text))])]
    [('“We never agreed to that.”', 'speech'), ('“plan”', 'phrase')]
    """
    quotes: list[Span] = []
    last_end = -1
    for pair in find_pairs(text, paragraphs):
        if pair.start >= last_end:
            quotes.append(pair)
            last_end = pair.end
    return tuple(quotes)


def find_pairs(text: str, paragraphs: Iterable[Span]) -> list[Span]:
    """Find all quotations, those within others too, in order of their start.

    Parameters
    ----------
    text : str
        The whole text.
    paragraphs : iterable of Span
        Where to look.

    Returns
    -------
    list of Span
        Labelled like those of `find_quotes`.

    Examples
    --------
    >>> text = "She called it “a ‘new’ plan that nobody has ever asked us about”."
    >>> [text[pair.start:pair.end] for pair in find_pairs(text, [Span(0, len(text))])][1]
    '‘new’'
    """
    blocks = list(paragraphs)
    marked = list(_pair_marks(text, blocks))
    found = [Span(block.start, block.end, "speech") for block in blocks if block.label == "quote"]
    for marks in marked:
        found.extend(
            Span(start, end, _kind(text, start, end, marks.block)) for start, end in marks.pairs
        )
    found.extend(_continued(blocks, [marks for marks in marked if marks.has_double]))
    found.extend(_reopened(marked))
    found.sort(key=lambda span: (span.start, -span.end))
    return list(_coordinated(text, found))


def _coordinated(text: str, pairs: Iterable[Span]) -> Iterator[Span]:
    """What “and” joins to quoted speech is speech too: she said “it could” and “perhaps”."""
    spoken = -1  # where the last quoted speech ends
    for pair in pairs:
        is_near = 0 < pair.start - spoken <= JOINT_REACH
        if is_near and JOINT.fullmatch(text, spoken, pair.start):
            pair = pair._replace(label="speech")
        if pair.label == "speech":
            spoken = pair.end
        yield pair


class _Mark(NamedTuple):
    """A mark and what it can do where it stands."""

    start: int
    end: int
    kind: str
    role: str


class _Paired(NamedTuple):
    """The quotations of a paragraph, and the double marks that are left over."""

    number: int
    block: Span
    pairs: list[tuple[int, int]]
    has_double: bool
    open: int | None  # where the first double mark stands that nothing closes
    stray: int | None  # where a double mark ends that comes first and closes nothing
    reopens: str  # with which kind of mark the paragraph begins, if with any
    others: Mapping[str, int]  # where the first mark of another kind stands that nothing closes


def _pair_marks(text: str, blocks: Sequence[Span]) -> Iterator[_Paired]:
    """Pair the marks of every paragraph that has any."""
    number = 0
    found: list[_Mark] = []
    if not blocks:
        return
    for match in MARK.finditer(text, blocks[0].start, blocks[-1].end):
        while number < len(blocks) and blocks[number].end <= match.start():
            if found:
                yield _pair(text, number, blocks, found)
                found = []
            number += 1
        if number == len(blocks):
            break
        block = blocks[number]
        if match.start() >= block.start and block.label != "quote":
            mark = _mark(text, match, block)
            if mark.role != NEITHER:
                found.append(mark)
    if found and number < len(blocks):
        yield _pair(text, number, blocks, found)


def _pair(text: str, number: int, blocks: Sequence[Span], marks: list[_Mark]) -> _Paired:
    """Pair marks with a stack. What a pair of double marks encloses unpaired is stray."""
    block, following = blocks[number], blocks[number + 1 : number + 2]
    goes_on = bool(following) and text[following[0].start] in REOPENING
    stack: list[_Mark] = []
    n_open = {DOUBLE: 0, ANGLE: 0, SINGLE: 0}
    pairs, stray, has_double = [], None, False
    for mark in _settle_plurals(text, marks, block, goes_on):
        role = mark.role
        if role == EITHER:
            role = CLOSING if n_open[mark.kind] else OPENING
        if role == OPENING:
            stack.append(mark)
            n_open[mark.kind] += 1
        elif n_open[mark.kind] and (mark.kind != SINGLE or stack[-1].kind == SINGLE):
            pairs.append((_pop(stack, n_open, mark.kind), mark.end))
        elif mark.kind == DOUBLE and not has_double and not text[mark.start - 1].isdigit():
            stray = mark.end
        has_double = has_double or mark.kind == DOUBLE
    left_open = next((mark.start for mark in stack if mark.kind == DOUBLE), None)
    first = marks[0]
    may_open = first.kind == DOUBLE or first.role == OPENING
    reopens = first.kind if first.start == block.start and may_open else ""
    others = {mark.kind: mark.start for mark in reversed(stack) if mark.kind != DOUBLE}
    return _Paired(number, block, pairs, has_double, left_open, stray, reopens, others)


def _pop(stack: list[_Mark], n_open: dict[str, int], kind: str) -> int:
    """Take the last opening mark of a kind, and all above it, off the stack."""
    while True:
        mark = stack.pop()
        n_open[mark.kind] -= 1
        if mark.kind == kind:
            return mark.start


def _continued(blocks: Sequence[Span], marked: Sequence[_Paired]) -> Iterator[Span]:
    """Find the quotations that go on from one paragraph into the next, a span for each."""
    for before, after in pairwise(marked):
        distance = after.number - before.number
        if before.open is None or distance > MAX_OPEN_PARAGRAPHS:
            continue
        if after.stray is not None:
            yield Span(before.open, before.block.end, "speech")
            for block in blocks[before.number + 1 : after.number]:
                yield Span(block.start, block.end, "speech")
            yield Span(after.block.start, after.stray, "speech")
        elif after.reopens == DOUBLE and distance == 1:
            yield Span(before.open, before.block.end, "speech")


def _reopened(marked: Sequence[_Paired]) -> Iterator[Span]:
    """The same with other marks: only where the next paragraph opens with one again."""
    for before, after in pairwise(marked):
        start = before.others.get(after.reopens)
        if start is not None and after.number == before.number + 1:
            yield Span(start, before.block.end, "speech")


def _mark(text: str, match: re.Match[str], block: Span) -> _Mark:
    start, end = match.span()
    mark = match.group()
    kind = KINDS.get(mark)
    if kind is None:
        return _Mark(start, end, SINGLE, NEITHER)
    before = text[start - 1] if start > block.start else " "
    after = text[end] if end < block.end else " "
    if kind == SINGLE:
        role = _single_role(text, start, before, after)
    else:
        role = ALWAYS.get(mark) or _double_role(text, mark, start, before, after)
    return _Mark(start, end, kind, role)


def _opens(before: str, after: str) -> bool:
    return (before.isspace() or before in OPENS_BEFORE) and not after.isspace()


def _closes(before: str, after: str) -> bool:
    at_end = after.isspace() or after in CLOSES_AFTER or after in KINDS
    return at_end and not before.isspace()


def _double_role(text: str, mark: str, start: int, before: str, after: str) -> str:
    if before.isdigit() and MEASURE_BEFORE.search(text, max(0, start - MEASURE_REACH), start):
        return NEITHER
    closes = _closes(before, after)
    if _opens(before, after) and not (closes and before not in " (["):
        return OPENING
    if closes:
        return CLOSING
    return OPENING if mark == "“" else CLOSING if mark == "”" else EITHER


def _single_role(text: str, start: int, before: str, after: str) -> str:
    """Tell single marks from apostrophes; ’ never opens and ‘ never closes."""
    mark = text[start]
    if mark == "‚":
        return OPENING
    if not before.isalnum() and ELISION.match(text, start):
        return NEITHER
    if before in "nN" and CLIPPED_AND.search(text, max(0, start - 2), start):
        return NEITHER
    if mark == "‘":
        return NEITHER if before.isalnum() else OPENING
    opens = _opens(before, after)
    if _closes(before, after) and not (opens and mark == "'"):
        return CLOSING
    can_open = opens or (not before.isalnum() and after.isalnum())
    return OPENING if mark == "'" and can_open else NEITHER


def _settle_plurals(text: str, marks: list[_Mark], block: Span, goes_on: bool) -> list[_Mark]:
    """Drop apostrophes after a plural (the drivers’ pay) or a clipped -ing (goin’ home).

    Such a mark closes a quotation only if no plainer closing mark comes before the next opening,
    and not where the next paragraph opens with a single mark again.
    """
    if all(mark.kind != SINGLE for mark in marks):
        return marks
    settled, closed_later = [], goes_on
    for mark in reversed(marks):
        if mark.kind == SINGLE:
            if mark.role == OPENING:
                closed_later = False
            elif not _may_be_apostrophe(text, mark.start, block):
                closed_later = True
            elif closed_later:
                continue
        settled.append(mark)
    return settled[::-1]


def _may_be_apostrophe(text: str, offset: int, block: Span) -> bool:
    after = text[offset + 1 : min(offset + 3, block.end)]
    before = text[max(block.start, offset - 2) : offset].lower()
    return (before.endswith("s") or before == "in") and after[:1] == " " and after[1:].isalpha()


def is_title(inner: str) -> bool:
    """Tell the title of a work from words: all its words but the small ones are capitalised.

    Examples
    --------
    >>> is_title("The Wealth of Nations"), is_title("reform"), is_title("We never agreed.")
    (True, False, False)
    """
    words = [word.strip(".,;:!?'’") for word in inner.split()]
    large = [word for word in words if word and word.lower() not in LOWER_IN_TITLE]
    return len(words) >= 2 and bool(large) and all(not word[0].islower() for word in large)


def _kind(text: str, start: int, end: int, block: Span) -> str:
    if end - start > MAX_PHRASE:
        return "speech"
    inner = text[start:end].strip("\"'”’»“‘«„‚` ")
    n_words = inner.count(" ") + 1
    if n_words > MAX_TITLE_WORDS:
        return "speech"
    before = _clause_before(text, start, block)
    if is_title(inner) or DISTANCE.search(before, max(0, len(before) - DISTANCE_REACH)):
        return "phrase"
    stands_alone = not before.strip() and inner[-1:] in tuple("!?.")
    is_sentence = inner[-1:] in tuple("!?,.") and (n_words >= 2 or stands_alone)
    if n_words >= SPEECH_WORDS or (is_sentence and inner[:1].isupper()):
        return "speech"
    if n_words >= MIN_FAR and before.rstrip().endswith(":"):  # her verdict: “too little, too late”
        return "speech"
    after = _clause_after(text, end, block)
    return "speech" if _is_tied(before, after, inner, n_words) else "phrase"


def _clause_before(text: str, start: int, block: Span) -> str:
    before = text[max(block.start, start - BEFORE) : start].lower()
    return SENTENCE_BREAK.split(before)[-1]


def _clause_after(text: str, end: int, block: Span) -> str:
    return SENTENCE_BREAK.split(text[end : min(block.end, end + AFTER)].lower(), 1)[0]


def _is_tied(before: str, after: str, inner: str, n_words: int) -> bool:
    """Tell whether a verb of saying makes a short quotation somebody's words."""
    words = WORDS.findall(before)
    if _says_last(words) or _says_after(after, inner):
        return True
    if not NAMING.isdisjoint(words) and (least := _words_needed(before)):
        return n_words >= least
    if "according" in words:
        return "according to this" not in before
    begins = WORDS.search(inner)
    is_clause = begins is not None and begins.group().lower() in FINITE  # “may fail”
    if n_words < MIN_FAR and not is_clause and not _is_predicate(words):
        words = words[-NEAR_WORDS:]
    return not SAYING.isdisjoint(words) or bool(PUTS_IT.search(before))


def _words_needed(before: str) -> int:
    """Called it “…”, described it as “…”: how long what follows must be to be speech, or 0."""
    start = max(before.rfind(mark) for mark in ",;:") + 1
    clause = WORDS.findall(before, start)
    if not CALLING.isdisjoint(clause):
        return MIN_CALLED
    return 0 if DESCRIBING.isdisjoint(clause) else MIN_DESCRIBED


def _is_predicate(words: list[str]) -> bool:
    """Was “unprepared”; is a “dead letter”."""
    if words[-1:] and words[-1] in ("a", "an", "the"):
        words = words[:-1]
    return bool(words) and words[-1] in BE


def _says_last(words: list[str]) -> bool:
    """She said: “…”; she told them: “…”."""
    if words and words[-1] in AFTER_SAYING:
        words = words[:-1]
    return bool(words) and words[-1] in SAYING


def _says_after(after: str, inner: str) -> bool:
    """“…,” she said; “…”, writes Judt; “…” – a world of its own, notes Judt."""
    words = WORDS.findall(after)[:4]
    closes_clause = inner[-1:] in tuple(",!?") or after.lstrip()[:1] == ","
    if closes_clause and not SAYING.isdisjoint(words):
        return True
    return any(_names_speaker(part) for part in after.split(",")[1:])


def _names_speaker(part: str) -> bool:
    words = WORDS.findall(part)[:3]
    if words[:1] == ["as"]:
        words = words[1:]
    if words[:1] and words[0] in SAYING:
        return len(words) > 1
    return bool(words) and words[0] in PRONOUNS and not SAYING.isdisjoint(words[1:2])
