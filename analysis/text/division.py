"""Parts of a text that has no headings: runs of whole paragraphs, by length and by vocabulary.

"Per section" says nothing about a text of one section. A text of 450 words and three paragraphs or
more is therefore divided into three to seven parts. They are called by their first words, and are
marked as divided wherever they are shown, because the author did not make them.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import accumulate, chain, count, islice
from operator import add
from typing import Any

from analysis.text.spans import Span

__all__ = ["MIN_PARAGRAPHS", "MIN_WORDS", "chosen_starts", "opening_titles", "part_starts"]

MIN_WORDS, MIN_PARAGRAPHS = 450, 3  # a shorter text is one part
PART_WORDS = 150, 350  # of a part, as far as the paragraphs allow
MIN_PARTS, MAX_PARTS = 3, 7  # beyond 7 × 350 words parts grow
# What a border saves where the vocabulary changes most, against a part that is half as long again
# as the others, which costs 1.
CHANGE = 1.0
WINDOW = 40  # longer words on each side of a border that are compared
CANDIDATES = 40  # paragraphs around each border's even place among which it is chosen
STEM = re.compile(r"\b[^\W\d_]{5}")  # of longer words; the shorter ones are everywhere
NO_WAY = math.inf, 0  # of ending a part before the first place
TITLE_WORDS = 4, 8  # of a part's title; more only where two parts begin alike
TRIMMED = "\"'“”‘’«»()[]*_#>•-–—.,;:!?… "


def part_starts(text: str, body: Sequence[Span], parts: int | None = None) -> list[int]:
    """Return where the parts of a text after the first begin.

    Of all ways to cut between paragraphs, the one that makes the parts most nearly equal in
    length, a border counting for the more the less the words on its two sides are alike.

    Parameters
    ----------
    text : str
        The whole text.
    body : sequence of Span
        Its paragraphs.
    parts : int, optional
        How many parts; by default as many as parts of 150 to 350 words need, three to seven.
        A text has no more parts than paragraphs.

    Returns
    -------
    list of int
        Offsets of the first paragraph of each part but the first. Empty for a text of fewer than
        450 words or three paragraphs if ``parts`` is not given.

    Examples
    --------
    >>> text = "Rain fell.\\n\\nIt fell for days.\\n\\nThen it stopped."
    >>> paragraphs = [Span(0, 10), Span(12, 29), Span(31, 47)]
    >>> part_starts(text, paragraphs), part_starts(text, paragraphs, parts=3)
    ([], [12, 31])
    """
    sizes = [len(text[block.start : block.end].split()) for block in body]
    total = sum(sizes)
    if parts is None:
        is_long = total >= MIN_WORDS and len(body) >= MIN_PARAGRAPHS
        parts = _number_of_parts(total) if is_long else 1
    parts = min(parts, len(body))
    if parts < 2:
        return []
    sums = [0, *accumulate(sizes)]
    places = _candidates(sums, parts)
    changes = _changes(text, body, places)
    return [body[number].start for number in _best_borders(sums, places, changes, parts)]


def _number_of_parts(n_words: int) -> int:
    usual = round(n_words / math.sqrt(PART_WORDS[0] * PART_WORDS[1]))
    return max(MIN_PARTS, min(MAX_PARTS, usual))


def _candidates(sums: Sequence[int], parts: int) -> list[int]:
    """Return the paragraphs at which a part may begin: all, or in a long text those near."""
    n = len(sums) - 1
    if n <= CANDIDATES:
        return list(range(1, n))
    near: set[int] = set()
    for part in range(1, parts):
        place = bisect_left(sums, sums[-1] * part / parts)
        near.update(range(place - CANDIDATES // 2, place + CANDIDATES // 2))
    return sorted(number for number in near if 0 < number < n)


def _changes(text: str, body: Sequence[Span], places: Sequence[int]) -> list[float]:
    """Return for each place how little the words before and after it are alike.

    0 for the least change among the places, 1 for the greatest.
    """
    stems = {
        number: STEM.findall(text[body[number].start : body[number].end].lower())
        for number in {number for place in places for number in _around(place, len(body))}
    }
    found = []
    for place in places:
        around = _around(place, len(body))
        first = _nearest(
            reversed(stems[number]) for number in range(place - 1, around.start - 1, -1)
        )
        second = _nearest(stems[number] for number in range(place, around.stop))
        size = math.sqrt(len(first) * len(second)) or 1.0
        found.append(1 - len(first & second) / size)
    lowest, spread = min(found), max(found) - min(found) or 1.0
    return [(change - lowest) / spread for change in found]


def _nearest(stems: Iterable[Iterable[str]]) -> set[str]:
    return set(islice(chain.from_iterable(stems), WINDOW))


def _around(place: int, n: int, reach: int = 6) -> range:
    return range(max(0, place - reach), min(n, place + reach))


def _best_borders(
    sums: Sequence[int], places: Sequence[int], changes: Sequence[float], parts: int
) -> list[int]:
    """Return the numbers of the paragraphs at which all parts but the first begin."""
    usual = max(sums[-1] / parts, 1.0)
    ends = [*places, len(sums) - 1]
    # Of all ways to end a part before each place, the least cost, part after part.
    best = [_cost(sums[end], usual) for end in ends]
    between = [
        [_cost(sums[end] - sums[start], usual) for start in ends[:number]]
        for number, end in enumerate(ends)
    ]
    came: list[list[int]] = []
    for _ in range(1, parts):
        kept = [cost - CHANGE * change for cost, change in zip(best, changes, strict=False)]
        least = [min(zip(map(add, kept, own), count()), default=NO_WAY) for own in between]
        best = [cost for cost, _ in least]
        came.append([origin for _, origin in least])
    borders, last = [], len(ends) - 1
    for origins in reversed(came):
        last = origins[last]
        borders.append(ends[last])
    return borders[::-1]


def _cost(n_words: int, usual: float) -> float:
    return 4 * (n_words / usual - 1) ** 2


def opening_titles(text: str, parts: Sequence[Any]) -> list[str]:
    """Return a title for each part: its first words, as many as tell it from the others.

    Examples
    --------
    >>> text = "“It rained, and it rained again,” she said. Then it stopped at last."
    >>> opening_titles(text, [Span(0, 43), Span(44, 68)])
    ['It rained, and it …', 'Then it stopped at …']
    """
    words = [text[part.start : part.end].split(None, TITLE_WORDS[1]) for part in parts]
    titles = [_title(own, TITLE_WORDS[0]) for own in words]
    for n_words in range(*TITLE_WORDS):
        if len(set(titles)) == len(titles):
            return titles
        titles = [_title(own, n_words + 1) for own in words]
    return [f"{number}. {_title(own, TITLE_WORDS[0])}" for number, own in enumerate(words, 1)]


def _title(words: Sequence[str], n_words: int) -> str:
    return f"{' '.join(words[:n_words]).strip(TRIMMED)} …".strip()


def chosen_starts(
    text: str, body: Sequence[Span], parts: int | Sequence[int] | None = None
) -> list[int]:
    """Return where the parts of a text after the first begin, as they are wished.

    Parameters
    ----------
    text, body
        As for `part_starts`.
    parts : int or sequence of int, optional
        A number of parts, or the numbers of the paragraphs, from 1, that the second part and
        those after it begin with.

    Raises
    ------
    ValueError
        If it is no such number, or there is no such paragraph.

    Examples
    --------
    >>> text = "Rain fell.\\n\\nIt fell for days.\\n\\nThen it stopped."
    >>> paragraphs = [Span(0, 10), Span(12, 29), Span(31, 47)]
    >>> chosen_starts(text, paragraphs, parts=[3])
    [31]
    """
    if parts is None or isinstance(parts, int):
        if parts is not None and parts < 1:
            raise ValueError(f"parts={parts!r}: give a whole number of at least 1")
        return part_starts(text, body, parts)
    numbers = sorted(set(parts))
    if numbers and not 1 < numbers[0] <= numbers[-1] <= len(body):
        raise ValueError(
            f"parts={list(parts)!r}: give numbers of paragraphs from 2 to {len(body)}, before "
            "which the text is divided"
        )
    return [body[number - 1].start for number in numbers]
