"""The strip of sentences beside the text: how charged each is, how sure, and what it rests on."""

from __future__ import annotations

import html
from collections.abc import Collection
from itertools import groupby
from typing import Any

from analysis.markers.evidence import SUPPORT, find_evidence
from analysis.statistics.evidence import evidence_course
from analysis.tables.analysis import Analysis

__all__ = ["sentence_records", "sentences_html"]

STUB = 3  # per cent of the room for bars that one without charge takes
LETTERS = {kind: kind[0].upper() for kind in SUPPORT}


def sentence_records(analysis: Analysis) -> list[dict[str, Any]]:
    """Return the body's sentences as records for the page.

    Parameters
    ----------
    analysis : Analysis
        From ``analyze``, raw or reviewed.

    Returns
    -------
    list of dict
        number (from 1), section, start, end, voice, charge, stance and words as in
        ``sentence_stance``; evidence and its probability, and reason: which cues spoke for it.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> [one] = sentence_records(analyze(Document("x", "It may rain."), scorers=False))
    >>> one["number"], one["stance"], one["charge"], one["evidence"]
    (1, 'hedged', 0.0, 'assumption')
    """
    course = evidence_course(analysis)
    reasons = {hit.start: hit.reason for hit in find_evidence(analysis.document)}
    places = zip(analysis.sentences["start"], analysis.sentences["end"], strict=True)
    return [
        {
            "number": int(row.sentence),
            "section": int(row.section),
            "start": int(start),
            "end": int(end),
            "voice": row.voice,
            "charge": round(float(row.charge), 3),
            "stance": row.stance,
            "words": row.words,
            "evidence": row.evidence,
            "probability": round(float(row.probability), 2) if row.evidence else 0.0,
            "reason": str(reasons.get(int(start), "")),
        }
        for row, (start, end) in zip(course.itertuples(), places, strict=True)
    ]


def sentences_html(analysis: Analysis, sections: Collection[int]) -> str:
    """Return the strip of some sections as HTML; words of the text are escaped.

    Parameters
    ----------
    analysis : Analysis
        From ``analyze``.
    sections : collection of int
        The ids of the sections that are shown.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> analysis = analyze(Document("x", "It may rain."), scorers=False)
    >>> 'class="one hedged author"' in sentences_html(analysis, analysis.body["id"].tolist())
    True
    """
    chosen = [one for one in sentence_records(analysis) if one["section"] in sections]
    most = max((one["charge"] for one in chosen), default=0) or 1
    parts = []
    for section, own in groupby(chosen, key=lambda one: int(one["section"])):
        title = html.escape(str(analysis.titles[section]))
        rows = "".join(_row_html(one, most) for one in own)
        parts.append(
            f'<div class="part" data-title="{title}"><p class="head">{title}</p>{rows}</div>'
        )
    return f'<div class="sentences">{"".join(parts)}</div>'


def _row_html(one: dict[str, Any], most: float) -> str:
    names = ("start", "end", "number", "charge", "evidence", "probability", "reason")
    about = " ".join(f'data-{name}="{html.escape(str(one[name]))}"' for name in names)
    long = max(STUB, 100 * one["charge"] / most)
    return (
        f'<div class="one {one["stance"]} {one["voice"]}" {about} style="--long: {long:.1f}%">'
        f'<i aria-hidden="true">{LETTERS.get(one["evidence"], "")}</i><b></b>'
        f"<span>{html.escape(one['words'])}</span></div>"
    )
