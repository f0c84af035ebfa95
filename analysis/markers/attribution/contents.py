"""What is said: the words that a cue of attribution gives to its source.

The content is the quotation beside a cue, or the clause after it (*said that it rains*, *wants to
leave*), or the sentence around it (*It rains, officials said*). Its form is ``quoted`` where a
quotation makes up most of it, else ``reported``.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from analysis.markers.attribution.sources import Cue
from analysis.markers.attribution.voices import QUOTES, voices
from analysis.matching.view import View, stop_in
from analysis.text.classes import word_class

__all__ = ["find_content", "form_of"]

Range = tuple[int, int]

CLAUSE_BORDERS = word_class("clause_borders")
TELLING = word_class("telling") | {"telling", "tell"}
BEFORE_THAT = word_class("before_a_pause") | word_class("first_person") | {"him", "her", "them"}
MAX_HEARER = 9  # words
MAX_REACH = 3  # characters between a cue and a quotation, beside the source


def find_content(view: View, cue: Cue, source: range | None) -> Range | None:
    """Return the characters of what is said, or None.

    Examples
    --------
    >>> from analysis.text.document import Document
    >>> view = View(Document("x", "The mayor said that it rains."))
    >>> find_content(view, Cue(2, 4, view.sentences[0], "report_verb"), range(0, 2))
    (15, 28)
    """
    first, stop = _core(cue, source)
    begins = view.words[cue.stop - 1] == "that" and cue.stop - 1 > cue.first
    after = cue.stop - 1 if begins else stop
    spoken = _spoken_before(view, first, cue.sentence)
    if spoken is not None and not begins:
        return spoken
    behind = _after(view, after, cue.sentence)
    if behind is not None and not (cue.category == "according_to" and first > cue.sentence.start):
        return behind
    return _before(view, first, cue.sentence) or behind


def _core(cue: Cue, source: range | None) -> tuple[int, int]:
    """Return where the cue begins and ends together with a source right beside it."""
    first, stop = cue.first, cue.stop
    if source is not None and source.start >= cue.stop and source.start - cue.stop <= 1:
        stop = source.stop
    if source is not None and source.stop <= cue.first and cue.first - source.stop <= 4:
        first = source.start
    return first, stop


def _after(view: View, index: int, sentence: range) -> Range | None:
    """Return what follows a cue: a quotation, or the clause up to its end."""
    text, start = view.document.text, view.ends[index - 1] if index else 0
    if index >= sentence.stop:
        return _announced(view, start)
    gap = view.gaps[index]
    mark = stop_in(gap)
    quoted = not QUOTES.isdisjoint(gap) and _quotation_at(view, view.starts[index])
    if quoted and quoted[0] >= start:
        return quoted
    if mark and mark not in ":—–-,":
        return None
    index = _past_hearer(view, index, sentence)
    last = _clause_end(view, index, sentence)
    end = view.ends[last]
    closing = _quotation_at(view, view.starts[last])
    if closing:
        end = max(end, closing[1] if closing[1] <= end + 3 else end)
    begin = view.starts[index]
    opening = _quotation_at(view, begin)
    if opening and begin - opening[0] <= 2:
        begin = opening[0]
    return (begin, end) if text[begin:end].strip() else None


def _past_hearer(view: View, index: int, sentence: range) -> int:
    """Pass over who is told, and when: told reporters that; found last week that."""
    if view.words[index - 1] not in TELLING and view.words[index] not in BEFORE_THAT:
        return index
    for place in range(index, min(index + MAX_HEARER, sentence.stop)):
        if view.words[place] == "that" or not QUOTES.isdisjoint(view.gaps[place]):
            return place
        if place > index and stop_in(view.gaps[place]):
            break
    return index


def _clause_end(view: View, index: int, sentence: range) -> int:
    """Return the last word of a clause that begins at a word: of the sentence, mostly."""
    for place in range(index + 3, sentence.stop):
        mark = stop_in(view.gaps[place])
        word = view.words[place]
        if mark == ";" or (mark == "," and word in CLAUSE_BORDERS):
            return place - 1
        if word == "and" and _is_finite(view.words[place + 1 : place + 2]):
            return place - 1
    return sentence.stop - 1


def _is_finite(words: list[str]) -> bool:
    """Tell whether another verb of the same subject begins: said it fell and called it a pity."""
    voice = voices().get(words[0]) if words else None
    return voice is not None and voice.form in ("past", "s") and "noun" not in voice.kind


def _before(view: View, first: int, sentence: range) -> Range | None:
    """Return what stands before a cue: a quotation that ends there, or the sentence so far."""
    if first <= sentence.start:
        quotes = view.quotes
        number = bisect_left(quotes[0], view.starts[first]) - 1
        if number >= 0 and 0 <= view.starts[first] - quotes[1][number] <= MAX_REACH:
            return quotes[0][number], quotes[1][number]
        return None
    quoted = _quotation_at(view, view.starts[first - 1])
    if quoted and view.starts[first] - quoted[1] <= MAX_REACH:
        return quoted
    if not stop_in(view.gaps[first]):
        return None
    end = view.ends[first - 1]
    return view.starts[sentence.start], end


def _spoken_before(view: View, first: int, sentence: range) -> Range | None:
    """Return a quotation that ends with a comma or the like right before a source and its verb."""
    if first <= sentence.start:
        return None
    quoted = _quotation_at(view, view.starts[first - 1])
    if quoted is None or view.starts[first] - quoted[1] > MAX_REACH:
        return None
    last = view.document.text[quoted[0] : quoted[1]].rstrip("\"'”’»")[-1:]
    return quoted if last in ",.!?…" else None


def _quotation_at(view: View, place: int) -> Range | None:
    """Return the quotation that holds a place."""
    starts, ends = view.quotes
    number = bisect_right(starts, place) - 1
    return (starts[number], ends[number]) if number >= 0 and place < ends[number] else None


def _announced(view: View, end: int) -> Range | None:
    """Return a quotation that the next sentence opens with: She said: “It rains.”"""
    starts, ends = view.quotes
    number = bisect_left(starts, end)
    between = view.document.text[end : starts[number]] if number < len(starts) else "x"
    if between.strip(" :,\n\r\t") or len(between) > 2 * MAX_REACH:
        return None
    return starts[number], ends[number]


def form_of(view: View, content: Range) -> str:
    """Tell whether most of a content is quoted.

    Examples
    --------
    >>> from analysis.text.document import Document
    >>> form_of(View(Document("x", "He said “no, never”.")), (8, 19))
    'quoted'
    """
    starts, ends = view.quotes
    inside = sum(
        max(0, min(end, content[1]) - max(start, content[0]))
        for start, end in zip(starts, ends, strict=True)
    )
    return "quoted" if 2 * inside > content[1] - content[0] else "reported"
