"""How far a word acts on the words around it, and what acts on each valenced word."""

from __future__ import annotations

import re

from analysis.matching.view import View, view_of
from analysis.sentiment.effects import (
    ASKED,
    CONCEDED,
    CONTRASTED,
    ENDING,
    EXCESSIVE,
    FALLEN,
    FAR,
    INTENSIFIED,
    MOVERS,
    NEAR,
    NEAR_OF,
    NEGATED,
    OPERATORS,
    QUOTED,
    UNDOING,
)
from analysis.sentiment.names import is_name
from analysis.sentiment.table import OPENS, Operator, ValenceTable
from analysis.text.classes import word_class
from analysis.text.document import Document

__all__ = ["Hit", "find_hits"]

CLAUSE_BREAKS = frozenset(",;:()[]—–")
QUOTATION_MARKS = tuple('"“”„«»')
QUOTATION_MARK = re.compile(rf"[{''.join(QUOTATION_MARKS)}]|''")
OPENS_ASIDE = re.compile(r"[(\[]|[—–]|\s--?\s")
CLOSES_ASIDE = re.compile(r"[)\]]|[—–]|\s--?\s")
SUBJECT_REACH = 6  # how many words before it a verb of falling acts on
RAISED_REACH = 10  # how far "do not think that" reaches
ASIDE_REACH = 9  # within so many words the comma after "not, as some say, fair" must close
FEW_WORDS = 3  # that scare quotes hold
LIST_REACH = 4  # within so many words "or" must follow the comma of "not good, fair or wise"
TOO_REACH = 4  # within so many words "to" must follow "too"


# A word or phrase with a valence: its first word, the word after it, its valence, and the flags of
# what surrounds it. A plain tuple, because there is one for every second word.
Hit = tuple[int, int, float, int]


class Scope:
    """What the operators met so far do to the words that follow."""

    def __init__(self) -> None:
        self.stops: dict[int, int] = {}
        self.farthest = 0
        self.near = 0  # up to here a negation is near
        self.waiting: tuple[dict[int, int], int] | None = None  # and since when

    def clear(self) -> None:
        """End all scopes, as the end of a clause does."""
        self.waiting = None
        if self.farthest:
            self.stops.clear()
            self.farthest = 0

    def open(self, flag: int, after: int, reach: int, near: int = NEAR) -> None:
        """Let an operator act from the word after it; on so many words from near."""
        if flag == NEGATED and self.stops.get(NEGATED, 0) >= after:
            # A second negation takes the first one back: "never without merit".
            del self.stops[NEGATED]
        else:
            self.stops[flag] = after + reach
            self.farthest = max(self.farthest, after + reach)
            if flag == NEGATED:
                self.near = after + near

    def extend(self, flag: int, stop: int) -> None:
        """Let what acts already reach further."""
        self.near = max(self.near, stop)
        if stop > self.stops[flag]:
            self.stops[flag] = stop
            self.farthest = max(self.farthest, stop)

    def flags(self, index: int) -> int:
        """Return what acts on a word."""
        flags = 0
        for flag, stop in self.stops.items():
            if index < stop:
                flags |= flag if flag != NEGATED or index < self.near else FAR
        return flags

    def step_aside(self, index: int) -> None:
        """Let what acts wait until the aside that begins at a word is over."""
        if self.farthest:
            self.waiting = dict(self.stops), index
            self.stops.clear()
            self.farthest = 0

    def come_back(self, index: int) -> None:
        """Take up what an aside has interrupted."""
        assert self.waiting is not None
        stops, since = self.waiting
        self.clear()
        for flag, stop in stops.items():
            if stop > since:
                self.stops[flag] = stop + index - since
                if flag == NEGATED:
                    self.near = index + NEAR
                self.farthest = max(self.farthest, self.stops[flag])


class Search:
    """The search of one sentence: its scopes, its hits so far and what holds to its end."""

    def __init__(self, document: Document, indices: range, table: ValenceTable) -> None:
        self.document = document
        self.indices = indices
        self.table = table
        self.words = document.words
        self.view: View = view_of(document)
        self.scope = Scope()
        self.hits: list[Hit] = []
        self.mood = opening_mood(document, indices)
        self.clause = indices.start  # where the clause began
        self.undoing: list[tuple[int, int, int]] = []  # hits that may undo what is bad after them
        self.opened = -1  # the word after the last operator
        self.is_comma_aside = False
        self.is_open = opens_quoted(document, indices)
        self.goal = -1  # the "to" of "too good to be true"

    def pass_gap(self, between: str, index: int) -> None:
        """Take note of the punctuation before a word."""
        if QUOTATION_MARK.search(between):
            self._pass_quotation_mark(index)
        if CLAUSE_BREAKS.isdisjoint(between) and not OPENS_ASIDE.search(between):
            return
        scope = self.scope
        if scope.waiting is not None and (
            CLOSES_ASIDE.search(between) or ("," in between and self.is_comma_aside)
        ):
            scope.come_back(index)
            return
        if scope.farthest:
            if "," in between and self._goes_on(index):
                return
            if OPENS_ASIDE.search(between) or ("," in between and self._closes_soon(index)):
                self.is_comma_aside = "," in between
                scope.step_aside(index)
                return
        scope.clear()
        self.clause = index

    def _pass_quotation_mark(self, index: int) -> None:
        """Open or close a quotation; a few words in quotation marks may be meant otherwise."""
        self.is_open = not self.is_open
        self.mood &= ~QUOTED
        stop = min(index + FEW_WORDS + 1, self.indices.stop)
        if self.is_open and (
            stop == self.indices.stop
            or any(QUOTATION_MARK.search(self.view.gaps[i]) for i in range(index + 1, stop))
        ):
            self.mood |= QUOTED

    def _closes_soon(self, index: int) -> bool:
        """Tell whether the comma before a word opens an aside: "not, as some say, fair"."""
        if self.opened != index or self.words[index - 1] == "no":
            return False
        stop = min(index + ASIDE_REACH, self.indices.stop)
        return any("," in self.view.gaps[i] for i in range(index + 1, stop))

    def _goes_on(self, index: int) -> bool:
        """Tell whether a list goes on after the comma: "not good, fair or wise"; "never, ever"."""
        if NEGATED not in self.scope.stops:
            return False
        if self.opened == index and self.words[index - 1] != "no" and not self._closes_soon(index):
            return True
        ahead = self.words[index : min(index + LIST_REACH, self.indices.stop)]
        return self.scope.stops[NEGATED] > index and ("or" in ahead or "nor" in ahead)

    def add_parts(self, index: int, word: str) -> None:
        """Add what stands in a word of several parts: "crime-ridden", unless it is a name."""
        flags = self.mood | self.scope.flags(index)
        parts = self.table.parts_of(word)
        document = self.document
        may_be_name = document.text[document.word_starts[index]].isupper()
        if parts and not (may_be_name and is_name(document, self.indices, index, self.table)):
            self.hits += [(index, index + 1, part, flags) for part in parts]

    def act(self, index: int, entry: Operator, flags: int) -> int:
        """Note what an operator or phrase brings and does; return the word after it."""
        after, category = index + 1, entry.category
        if after < self.indices.stop and self.words[after] in entry.seconds:
            found = self.table.phrases.longest(self.view, index, self.indices.stop)
            if found is not None:
                entry, after = found.value, found.stop
                category = entry.category
        valence = entry.valence
        if category in ("negator", "subject", "raised"):
            flags &= ~(NEGATED | FAR)  # "never" does not become good by "not"
        if flags & (NEGATED | FAR):
            pass  # "crime has not fallen"
        elif category in MOVERS and self._moves(index):
            valence = self._move(index, category, valence)
        elif category in ENDING and self._is_passive(index, after):
            valence, category = self._move(index, "faller", valence), "valence"
        if valence:
            if valence < 0 and category in UNDOING:
                flag, reach = OPERATORS[category]
                self.undoing.append((len(self.hits), flag, after + reach))
            self.hits.append((index, after, valence, flags))
        if category == "contrast" and index > self.indices.start:
            self.hits = [(*hit[:3], hit[3] & ~CONTRASTED | CONCEDED) for hit in self.hits]
            self.mood |= CONTRASTED
            self.scope.clear()
            self.clause = after
            return after
        if category in OPERATORS:
            flag, reach = OPERATORS[category]
            if self.words[index] == "nor":  # goes on with a negation, and takes none back
                self.scope.stops.pop(NEGATED, None)
            self.scope.open(flag, after, reach, NEAR_OF.get(category, NEAR))
            self.opened = after
        return after

    def notice(self, index: int, word: str) -> None:
        """Let words of belief pass a negation on, "too" wait for "to", and "because" end it."""
        stops, scope = self.scope.stops, self.scope
        if stops.get(NEGATED, 0) > index:
            if word in word_class("beliefs"):
                scope.extend(NEGATED, index + RAISED_REACH)
            elif word in word_class("ends_of_negation"):
                del stops[NEGATED]
            elif word in word_class("comparatives") and self._is_superlative(index):
                del stops[NEGATED]
                scope.open(INTENSIFIED, index, 1)
                if self.undoing:  # what praises by a negation is not bad itself
                    number = self.undoing.pop()[0]
                    self.hits[number] = (*self.hits[number][:2], 0.0, 0)
        if index == self.goal:  # what is too good to be true is not true
            scope.open(NEGATED, index + 1, OPERATORS["negator"][1])
        if word == "too":
            ahead = self.words[index + 2 : min(index + 2 + TOO_REACH, self.indices.stop)]
            if "to" in ahead:
                after = index + 2 + ahead.index("to")
                verb = self.words[after + 1] if after + 1 < self.indices.stop else ""
                if verb not in word_class("refusals"):
                    scope.open(EXCESSIVE, index + 1, after - index - 1)
                    self.goal = after

    def settled(self) -> list[Hit]:
        """Return the hits; what undoes a bad thing after it is not bad itself: "ended the war"."""
        for number, flag, stop in self.undoing:
            for _, after, valence, flags in self.hits[number + 1 :]:
                if after > stop:
                    break
                if valence < 0 and flags & flag:
                    self.hits[number] = (*self.hits[number][:2], 0.0, 0)
                    break
        return [hit for hit in self.hits if hit[2]]

    def _is_superlative(self, index: int) -> bool:
        """Tell whether a negated comparative is the best: "could not be better"."""
        before = self.words[max(self.clause, index - 4) : index]
        after = self.words[index + 1] if index + 1 < self.indices.stop else ""
        is_could = any(word in word_class("could_words") for word in before)
        return is_could and before[-1] in ("be", "been") and after != "than"

    def _moves(self, index: int) -> bool:
        """Tell whether a word of falling or rising is a verb here, not a noun ("the fall")."""
        before = self.words[index - 1] if index > self.indices.start else ""
        return before not in word_class("before_movements")

    def _move(self, index: int, category: str, valence: float) -> float:
        """Let a verb act on its subject: "crime fell". Return what is left of its own valence."""
        first = max(self.clause, index - SUBJECT_REACH)
        flag = FALLEN if category == "faller" else INTENSIFIED
        is_bad = False
        for number in range(len(self.hits) - 1, -1, -1):
            hit = self.hits[number]
            if hit[0] < first:
                break
            is_bad |= hit[2] < 0
            self.hits[number] = (*hit[:3], hit[3] ^ flag)
        return 0.0 if is_bad else valence

    def _is_passive(self, index: int, after: int) -> bool:
        """Tell whether a word of ending has its evil before it: "was averted", "the war ended"."""
        words, stop = self.words, self.indices.stop
        before = words[max(self.clause, index - 2) : index]
        if any(word in word_class("be_forms") for word in before):
            return words[index].endswith(("ed", "en")) or words[index] in word_class("participles")
        if index == self.clause or words[index] not in word_class("intransitive_ends"):
            return False
        if after >= stop or not CLAUSE_BREAKS.isdisjoint(self.view.gaps[after]):
            return True
        return words[after] in word_class("after_verbs")


def find_hits(document: Document, indices: range, table: ValenceTable) -> list[Hit]:
    """Find the valenced words of one sentence and what surrounds each.

    One pass over the words. Phrases go before words, longer ones first. Names have no valence.

    Parameters
    ----------
    document : Document
        The text.
    indices : range
        The words of the sentence.
    table : ValenceTable
        Where valences are looked up.

    Returns
    -------
    list of Hit
        In the order of the text.
    """
    if not indices:
        return []
    search = Search(document, indices, table)
    _pass_words(search)
    return search.settled()


def _pass_words(search: Search) -> None:
    """Go through the words of a sentence; nothing is called for most of them, to be quick."""
    document, indices, table = search.document, search.indices, search.table
    first, stop, text, original = indices.start, indices.stop, document.folded, document.text
    lookup, watched, following = table.words.get, word_class("watched"), search.view.following
    scope, mood, hits = search.scope, search.mood, search.hits
    starts, ends = document.word_starts[first:stop], document.word_ends[first:stop]
    last_end, next_index = starts[0], first
    for index, word, start, end in zip(
        indices, document.words[first:stop], starts, ends, strict=True
    ):
        if start - last_end > 1:
            search.pass_gap(text[last_end:start], index)
            mood = search.mood
        last_end = end
        if index < next_index:  # inside a phrase
            continue
        if word == "too" or (index <= scope.farthest and word in watched):
            search.notice(index, word)
        entry = lookup(word)
        if entry is None:
            if "'" in word or "-" in word:
                search.add_parts(index, word)
            continue
        if (
            not isinstance(entry, float)
            and entry.category == OPENS
            and following[index] not in entry.seconds
        ):
            continue
        if original[start].isupper() and is_name(document, indices, index, table):
            continue
        flags = mood | scope.flags(index) if index < scope.farthest else mood
        if isinstance(entry, float):
            hits.append((index, index + 1, entry, flags))
        else:
            next_index = search.act(index, entry, flags)
            mood, hits = search.mood, search.hits


def opening_mood(document: Document, indices: range) -> int:
    """Tell whether a sentence is a question."""
    end = document.word_ends[indices.stop - 1]
    return ASKED if "?" in document.text[end : end + 3].split(" ")[0] else 0


def opens_quoted(document: Document, indices: range) -> bool:
    """Tell whether a sentence opens with a quotation."""
    start = document.word_starts[indices.start]
    before = document.text[max(0, start - 2) : start]
    return before == "''" or before[-1:] in QUOTATION_MARKS
