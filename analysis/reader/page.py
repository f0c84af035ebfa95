"""The annotated reader: the text as typography, with every hit marked.

``text_model`` cuts the text into pieces that are covered by the same hits. The static page below
and the widget both draw these pieces. All text comes from outside and is escaped; a page needs no
network, and without its script it is still a marked text with tooltips.
"""

from __future__ import annotations

import html
import itertools
import textwrap
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pandas as pd

from analysis.matching.matches import Marker
from analysis.plots.labels import label
from analysis.reader.notice import Notices
from analysis.reader.offline import marker_class, reader_style, wrapped_script
from analysis.reader.sentences import sentences_html
from analysis.statistics.charge import charges
from analysis.statistics.counting import figures_of
from analysis.statistics.metrics import rates
from analysis.tables.analysis import Analysis
from analysis.text.spans import Section, Span

__all__ = [
    "AnnotatedText",
    "annotated_text",
    "hit_records",
    "sections_html",
    "text_model",
]

SCRIPTS = ("reader.js", "sentences.js")
ROLES = {"title": "title", "body": "text", "byline": "byline", "boilerplate": "not counted"}
N_LANES = 4  # lines below the words that can be told apart where hits overlap
_numbers = itertools.count(1)  # so that two readers on a page have different anchors


@dataclass(frozen=True)
class AnnotatedText:
    """A text with its hits marked; a notebook shows it as a page.

    Parameters
    ----------
    html : str
        A complete HTML fragment with its own style and script.
    notices : str
        What must be known before any number of the text, as HTML; a notebook shows it above.
    """

    html: str
    notices: str = ""

    def _repr_html_(self) -> str:
        return self.notices + self.html


def annotated_text(
    analysis: Analysis,
    markers: Sequence[str] = ("loaded", "hedge", "booster"),
    *,
    section: int | str | None = None,
) -> AnnotatedText:
    """Show a text with the hits of some markers.

    Point at a mark, or go to it with the Tab or arrow keys, to see its category, its numbers and
    the reason why it was marked. Markers differ in colour and in the line below the words; hits in
    quoted speech are paler. Boxes above the text choose markers, categories and voices.

    Parameters
    ----------
    analysis : Analysis
        From ``analyze``.
    markers : sequence of str
        Which markers to show.
    section : int or str, optional
        Show only the body section with this id or title.

    Returns
    -------
    AnnotatedText

    Raises
    ------
    ValueError
        If there is no such section or marker.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> page = annotated_text(analyze(Document("x", "It may rain & pour.")), ["hedge"])
    >>> "rain &amp; pour" in page.html
    True
    """
    known = {marker for marker, _ in analysis.kinds}
    if unknown := [marker for marker in markers if marker not in known]:
        raise ValueError(f"markers={unknown!r}: the markers are {', '.join(sorted(known))}")
    hits = hit_records(analysis, markers)
    sections = text_model(analysis, hits, section)
    number = next(_numbers)
    by_id = {hit["id"]: hit for hit in hits}
    shown = {row["id"] for row in sections}
    counts = _counts(analysis, shown, markers)
    text = "".join(_section_html(row, by_id, counts, number, analysis.markers) for row in sections)
    legend = " ".join(_legend_item(marker, counts, analysis.markers) for marker in markers)
    title = html.escape(analysis.document.title)
    return AnnotatedText(
        f'<div class="rhetoric-reader"><style>{reader_style(analysis.markers)}</style>'
        f'<h2>{title}</h2><p class="legend">{legend}</p>{_strip_html(sections, number)}'
        f'<div class="spread">{sentences_html(analysis, shown)}'
        f'<div class="pane" tabindex="0" role="region" aria-label="Text">{text}</div></div>'
        f"<script>{wrapped_script('startAll()', *SCRIPTS)}</script></div>",
        Notices(analysis.document)._repr_html_(),
    )


def hit_records(analysis: Analysis, markers: Sequence[str] | None = None) -> list[dict[str, Any]]:
    """Return the hits of an analysis as records for the page.

    Parameters
    ----------
    analysis : Analysis
        From ``analyze``.
    markers : sequence of str, optional
        Only the hits of these.

    Returns
    -------
    list of dict
        id, marker, marker_label, category, category_label, start, end, text, weight, force, charge
        (as in ``charges``), section, voice, reason, figure (what counts: hits of one figure of
        speech share it); in the order of the text.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> hit_records(analyze(Document("x", "It may rain.")))[0]["marker_label"]
    'Hedges'
    """
    matches = analysis.matches
    if markers is not None:
        matches = matches[matches["marker"].isin(markers)]
    figures, charged = figures_of(analysis), charges(matches)
    return [
        {
            "id": number,
            "marker": row.marker,
            "marker_label": label(row.marker, analysis.markers),
            "category": row.category,
            "category_label": label(row.category),
            "start": int(row.start),
            "end": int(row.end),
            "text": row.text,
            "weight": round(float(row.weight), 2),
            "force": None if pd.isna(row.force) else round(float(row.force), 1),
            "charge": round(float(charged[row.Index]), 3),
            "section": int(row.section),
            "voice": row.voice,
            "reason": row.reason,
            "figure": int(figures[row.Index]),
        }
        for number, row in enumerate(matches.itertuples())
    ]


def text_model(
    analysis: Analysis, hits: Sequence[dict[str, Any]], section: int | str | None = None
) -> list[dict[str, Any]]:
    """Cut the body into sections, paragraphs and pieces covered by the same hits.

    Parameters
    ----------
    analysis : Analysis
        From ``analyze``.
    hits : sequence of dict
        From ``hit_records``.
    section : int or str, optional
        Only the body section with this id or title.

    Returns
    -------
    list of dict
        One per section: id, title, start, end, n_words, n_words_quoted, paragraphs. A paragraph
        has kind (``p`` or ``blockquote``), start and pieces; a piece is its start, its text, and
        the covering hits as pairs of id and lane, the longest first. A lane is the distance of a
        hit's line from the words: hits that overlap have different ones.

    Raises
    ------
    ValueError
        If there is no such section.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> analysis = analyze(Document("x", "It may rain."))
    >>> text_model(analysis, hit_records(analysis))[0]["paragraphs"][0]["pieces"]
    [[0, 'It ', []], [3, 'may', [[0, 0]]], [6, ' rain.', []]]
    """
    document = analysis.document
    words = analysis.body.set_index("id")
    return [
        {
            "id": body.id,
            "title": body.title,
            "start": body.start,
            "end": body.end,
            "n_words": int(words.at[body.id, "n_words"]),
            "n_words_quoted": int(words.at[body.id, "n_words_quoted"]),
            "paragraphs": [
                {
                    "kind": "blockquote" if paragraph.label == "quote" else "p",
                    "start": paragraph.start,
                    "pieces": _pieces(document.text, paragraph, hits),
                }
                for paragraph in document.paragraphs
                if body.start <= paragraph.start < body.end
            ],
        }
        for body in _chosen(analysis, section)
    ]


def _chosen(analysis: Analysis, section: int | str | None) -> list[Section]:
    body = list(analysis.document.body)
    if section is None:
        return body
    chosen = [row for row in body if section in (row.id, row.title)]
    if not chosen:
        titles = ", ".join(repr(row.title) for row in body)
        raise ValueError(f"section={section!r}: the sections are {titles}")
    return chosen


def _pieces(text: str, paragraph: Span, hits: Sequence[dict[str, Any]]) -> list[list[Any]]:
    first = bisect_left(hits, paragraph.start, key=lambda hit: hit["start"])
    last = bisect_left(hits, paragraph.end, key=lambda hit: hit["start"])
    within = hits[first:last]
    edges = sorted(
        {paragraph.start, paragraph.end}
        | {hit["start"] for hit in within}
        | {min(hit["end"], paragraph.end) for hit in within}
    )
    covering: list[list[list[int]]] = [[] for _ in edges]
    lanes = _lanes(within)
    for hit in sorted(within, key=lambda hit: hit["start"] - hit["end"]):
        for number in range(bisect_left(edges, hit["start"]), bisect_left(edges, hit["end"])):
            covering[number].append([hit["id"], lanes[hit["id"]]])
    return [
        [start, text[start:end], covering[number]]
        for number, (start, end) in enumerate(pairwise(edges))
    ]


def _lanes(hits: Sequence[dict[str, Any]]) -> dict[int, int]:
    """Give overlapping hits different lanes, the shortest hits those next to the words."""
    lanes: dict[int, int] = {}
    placed: list[dict[str, Any]] = []
    for hit in sorted(hits, key=lambda hit: hit["end"] - hit["start"]):
        taken = {
            lanes[other["id"]]
            for other in placed
            if other["start"] < hit["end"] and hit["start"] < other["end"]
        }
        free = [lane for lane in range(N_LANES) if lane not in taken]
        lanes[hit["id"]] = free[0] if free else N_LANES - 1
        placed.append(hit)
    return lanes


def _counts(analysis: Analysis, shown: set[int], markers: Sequence[str]) -> pd.DataFrame:
    table = rates(analysis)
    own = table[table["section"].isin(shown) & table["marker"].isin(markers)]
    return own.sort_values("marker", key=lambda names: names.map(list(markers).index))


def _legend_item(marker: str, counts: pd.DataFrame, own: Sequence[Marker]) -> str:
    count = int(counts.loc[counts["marker"] == marker, "count"].sum())
    name = html.escape(label(marker, own))
    return f'<mark class="{marker_class(marker)}">{name}</mark> {count}'


def _strip_html(sections: Sequence[dict[str, Any]], number: int) -> str:
    """Draw the text as a band of its sections, each as wide as it is long."""
    links = "".join(
        f'<li style="flex-grow: {row["end"] - row["start"]}">'
        f'<a href="#reader{number}-{row["id"]}" title="{html.escape(row["title"])}">'
        f"{html.escape(row['title'])}</a></li>"
        for row in sections
    )
    return f'<nav class="strip" aria-label="Sections"><ol>{links}</ol></nav>'


def _section_html(
    section: dict[str, Any],
    hits: dict[int, dict[str, Any]],
    counts: pd.DataFrame,
    number: int,
    markers: Sequence[Marker],
) -> str:
    own = counts[counts["section"] == section["id"]]
    notes = "".join(
        f'<li data-marker="{marker_class(row.marker)}">'
        f'<mark class="note {marker_class(row.marker)}">'
        f"{html.escape(label(row.marker, markers))}</mark>"
        f" <b>{row.count_}</b> <span>{'–' if row.rate != row.rate else format(row.rate, '.1f')}"
        "</span></li>"
        for row in own.rename(columns={"count": "count_"}).itertuples()
    )
    n_author = section["n_words"] - section["n_words_quoted"]
    text = "".join(_paragraph_html(paragraph, hits) for paragraph in section["paragraphs"])
    anchor = f"reader{number}-{section['id']}"
    return (
        f'<section id="{anchor}" data-id="{section["id"]}" data-author="{n_author}" '
        f'data-quoted="{section["n_words_quoted"]}" data-start="{section["start"]}" '
        f'data-end="{section["end"]}"><h3>{html.escape(section["title"])}</h3>'
        f"<aside><p>{section['n_words']:,} words; hits and rate per 1,000</p>"
        f"<ul>{notes}</ul></aside>"
        f'<div class="prose">{text}</div></section>'
    )


def _paragraph_html(paragraph: dict[str, Any], hits: dict[int, dict[str, Any]]) -> str:
    pieces = "".join(
        _piece_html(text, [(hits[number], lane) for number, lane in covering])
        for _, text, covering in paragraph["pieces"]
    )
    return f'<{paragraph["kind"]} data-start="{paragraph["start"]}">{pieces}</{paragraph["kind"]}>'


def _piece_html(text: str, hits: Sequence[tuple[dict[str, Any], int]]) -> str:
    """Nest one mark per hit around a piece of text, so that overlaps stay legible."""
    piece = html.escape(text)
    for hit, lane in reversed(hits):
        kind = f"{hit['marker_label']}, {hit['category_label']}, probability {hit['weight']:.2f}"
        if hit["force"] is not None:
            kind += f", force {hit['force']:.1f}"
        tip = html.escape(f"{kind}: {hit['reason']}")
        voice = " quoted" if hit["voice"] == "quoted" else ""
        piece = (
            f'<mark class="{marker_class(hit["marker"])}{voice} lane{lane}" '
            f'data-hit="{hit["id"]}" '
            f'data-category="{html.escape(hit["category"])}" data-start="{hit["start"]}" '
            f'data-figure="{hit["figure"]}" '
            f'title="{tip}">{piece}</mark>'
        )
    return piece


def sections_html(analysis: Analysis) -> str:
    """Return the table of sections as HTML; its words are escaped.

    Parameters
    ----------
    analysis : Analysis
        From ``analyze``.

    Returns
    -------
    str

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> "It may rain." in sections_html(analyze(Document("x", "It may rain."), scorers=False))
    False
    """
    table = analysis.sections[["title", "role", "n_sentences", "n_words", "n_words_quoted"]]
    shown = table.assign(role=table["role"].map(ROLES), title=table["title"].map(_shortened))
    shown.columns = ["Section", "Role", "Sentences", "Words", "of them quoted"]
    markup: str = shown.to_html(index=False, border=0, justify="unset", escape=True)
    n_body = len(analysis.body)
    parts = f"{n_body} section{'' if n_body == 1 else 's'}"
    summary = f"{parts}, {int(analysis.body['n_words'].sum()):,} words"
    return (
        '<div class="rhetoric-reader parts"><details>'
        f"<summary>Sections: {summary}</summary>{markup}</details></div>"
    )


def _shortened(title: str) -> str:
    return textwrap.shorten(title, 90, placeholder=" …")
