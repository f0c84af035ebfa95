"""The borders of a text without headings, as a reader moves them.

They are decisions like those about hits, in the same log: a part begins with this paragraph
(``accept`` where the tool lets one begin too, ``add`` where it does not), or none does
(``reject``). As soon as one border was moved, all of them are the reader's, so that another
version of the tool cannot mix its own with them. A border is known by the first word of its
paragraph and what stands around it, and so follows its paragraph when the text changes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from analysis.tables.analysis import SECTION_COLUMNS, Analysis, typed_table
from analysis.tables.review_log import Review
from analysis.tables.rows import section_rows
from analysis.text.document import Document
from analysis.text.spans import Span, is_heading

__all__ = ["BORDER", "can_be_divided", "change_border", "chosen_borders", "with_borders_of"]

BORDER = "section"  # what stands in place of a marker
CATEGORY = "border"
FIRST_WORD = re.compile(r"\S+")


def can_be_divided(document: Document) -> bool:
    """Tell whether a text has borders that can be moved: several paragraphs, and no heading.

    Examples
    --------
    >>> can_be_divided(Document("x", "It may rain.\\n\\nIt rains."))
    True
    """
    has_headings = any(is_heading(block.label) for block in document.blocks)
    return len(document.numbered_paragraphs) > 1 and not has_headings


def chosen_borders(review: Review) -> list[int] | None:
    """Return where the parts after the first begin, if a reader chose that; None if not.

    Examples
    --------
    >>> review = Review(Document("x", "It may rain.\\n\\nIt rains."))
    >>> change_border(review, None, 14)
    >>> chosen_borders(review)
    [14]
    """
    decided = [d for d in review.decisions.values() if d.marker == BORDER]
    if not decided or not can_be_divided(review.document):
        return None
    starts = _places(review.document)
    return sorted(d.start for d in decided if d.decision != "reject" and d.start in starts)


def change_border(review: Review, old: int | None, new: int | None) -> None:
    """Move a border, add one or take one away.

    Parameters
    ----------
    review : Review
        Where it is kept.
    old : int, optional
        Where a part begins now; None to add a border.
    new : int, optional
        Where it is to begin: the start of a paragraph; None to take the border away.

    Raises
    ------
    ValueError
        If no part begins at ``old``, none can begin at ``new``, or one does so already. Nothing
        is changed then.
    """
    document = review.document
    if not can_be_divided(document):
        raise ValueError(
            "the text has headings or one paragraph: its sections have no other borders"
        )
    now = _borders(review)
    if old is not None and old not in now:
        raise ValueError(f"{old}: no part begins there any more")
    if new is not None and (new not in _places(document) or new in now):
        raise ValueError(f"{new}: no part can begin there, or one does already")
    wanted = {start for start in (*now, new) if start is not None and start != old}
    for start in sorted(wanted | set(now) | set(_tool_borders(document))):
        _decide(review, start, start in wanted)


def _decide(review: Review, start: int, is_border: bool) -> None:
    """Write down that a part begins there, or not, if that is not written already."""
    is_tool = start in _tool_borders(review.document)
    match = FIRST_WORD.match(review.document.text, start)
    assert match is not None  # a paragraph begins with a letter or a sign
    decision = "reject" if not is_border else "accept" if is_tool else "add"
    decided = review.decisions.get((BORDER, *match.span()))
    if not is_border and not is_tool:
        if decided is not None:
            review.forget(BORDER, *match.span())
    elif decided is None or decided.decision != decision:
        review.place(decision, BORDER, CATEGORY, *match.span())


def _places(document: Document) -> set[int]:
    """Return where a part may begin: with every paragraph but the first."""
    return {paragraph.start for paragraph in document.numbered_paragraphs[1:]}


def _tool_borders(document: Document) -> list[int]:
    return [section.start for section in document.body[1:]]


def _borders(review: Review) -> list[int]:
    chosen = chosen_borders(review)
    return _tool_borders(review.document) if chosen is None else chosen


def with_borders_of(analysis: Analysis, review: Review) -> Analysis:
    """Return an analysis with its sections as a review has them; its hits stay what they are.

    Parameters
    ----------
    analysis : Analysis
        From ``analyze``.
    review : Review
        Of the same text. Without a border in it, the sections are as in its document.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> analysis = analyze(Document("x", "It may rain.\\n\\nIt rains."), scorers=False)
    >>> review = Review(analysis.document)
    >>> change_border(review, None, 14)
    >>> with_borders_of(analysis, review).sentences["section"].tolist()
    [0, 1]
    """
    chosen = chosen_borders(review)
    parts = review.document.parts if chosen is None else _numbers(analysis.document, chosen)
    if parts == analysis.document.parts:
        return analysis
    document = replace(analysis.document, parts=parts)
    sentences = _in_sections(document, analysis.sentences)
    rows = section_rows(document, sentences.itertuples(index=False))
    sections = typed_table(rows, SECTION_COLUMNS)
    return replace(
        analysis,
        document=document,
        sections=sections,
        sentences=sentences,
        matches=_in_sections(document, analysis.matches),
    )


def _numbers(document: Document, starts: Sequence[int]) -> list[int]:
    """Return the numbers of the paragraphs that begin there, from 1."""
    paragraphs: Sequence[Span] = document.numbered_paragraphs
    return [n for n, paragraph in enumerate(paragraphs, 1) if paragraph.start in set(starts)]


def _in_sections(document: Document, table: pd.DataFrame) -> pd.DataFrame:
    """Say anew in which section each row begins."""
    places = [document.section_at(start) for start in table["start"].tolist()]
    numbers = [-1 if place is None else place.id for place in places]
    return table.assign(section=pd.Series(numbers, index=table.index, dtype=table["section"].dtype))
