"""Findings as a person reads them: sentences, and a click away the table and the passages."""

from __future__ import annotations

import html
from collections.abc import Sequence

import pandas as pd

from analysis.plots.quoting import limit_table, limit_texts, quote_limit
from analysis.plots.readable import readable_table
from analysis.statistics.findings import Finding, findings
from analysis.statistics.norms import Norms, load_norms
from analysis.tables.analysis import Analysis, in_context

__all__ = ["FINDINGS_STYLE", "FindingsList", "findings_html", "show_findings"]

MOST_ROWS = 12  # of a table below a sentence
CONTEXT = 45  # characters on each side of a passage
LONG = 240  # characters of a passage that is shown whole
FINDINGS_STYLE = """
.rhetoric-findings { max-width: 46rem; line-height: 1.5; }
.rhetoric-findings ul { list-style: none; padding: 0; margin: 0.4rem 0; }
.rhetoric-findings li { margin: 0 0 0.7rem; }
.rhetoric-findings p { margin: 0; }
.rhetoric-findings summary, .rhetoric-findings .base { font-size: 0.8em; opacity: 0.85; }
.rhetoric-findings summary { cursor: pointer; }
.rhetoric-findings .wide { overflow-x: auto; }
.rhetoric-findings table { border-collapse: collapse; font-size: 0.85em; margin: 0.4rem 0; }
.rhetoric-findings th, .rhetoric-findings td { text-align: left; font-weight: 400;
  padding: 0.15rem 0.9rem 0.15rem 0; border-bottom: 1px solid currentColor; border-color: #8886; }
.rhetoric-findings th { font-weight: 600; }
.rhetoric-findings ol { font-size: 0.85em; margin: 0.4rem 0; padding-left: 1.4rem; }
.rhetoric-findings ol li { margin: 0 0 0.2rem; }
"""


class FindingsList:
    """Findings that a notebook shows as sentences.

    Parameters
    ----------
    analysis : Analysis
        The text.
    found : sequence of Finding
        What was found in it.
    norms : Norms
        The yardstick.
    """

    def __init__(self, analysis: Analysis, found: Sequence[Finding], norms: Norms) -> None:
        self.analysis, self.found, self.norms = analysis, tuple(found), norms

    def __repr__(self) -> str:
        return "\n".join(f"– {finding}" for finding in self.found)

    def _repr_html_(self) -> str:
        shown = findings_html(self.analysis, self.found, self.norms)
        return f"<style>{FINDINGS_STYLE}</style>{shown}"


def show_findings(
    analysis: Analysis, topic: str = "overview", *, norms: Norms | str | None = None
) -> FindingsList:
    """Say in three to five sentences what was found in a text.

    Parameters
    ----------
    analysis : Analysis
        From ``analyze``, raw or reviewed.
    topic : str
        "overview", "sentiment", "loaded", "hedging", "voices", "judging" or "comparison".
    norms : Norms or str, optional
        The yardstick; 187 published op-eds by default.

    Returns
    -------
    FindingsList
        Shown as the last line of a cell. A click opens the table and the passages behind a
        sentence.

    Raises
    ------
    ValueError
        If there is no such topic.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> show_findings(analyze(Document("x", "It rained.")), "comparison").found[1].text
    'The text has one section, so nothing can be compared within it.'
    """
    return FindingsList(analysis, findings(analysis, topic, norms=norms), load_norms(norms))


def findings_html(
    analysis: Analysis, found: Sequence[Finding], norms: Norms, *, anchor: str = ""
) -> str:
    """Write findings as HTML; all words of the document are escaped.

    Parameters
    ----------
    analysis : Analysis
        The text.
    found : sequence of Finding
        From ``findings``.
    norms : Norms
        The yardstick, whose base is named.
    anchor : str
        What the anchors of the page's sections begin with; passages are linked to them.

    Returns
    -------
    str
    """
    items = "".join(
        f'<li data-finding="{html.escape(finding.name)}"><p>{html.escape(text)}</p>'
        f"{_behind(analysis, finding, anchor)}</li>"
        for finding, text in zip(found, _limited(analysis, found), strict=True)
    )
    base = html.escape(f"The yardstick: {norms.base}.")
    return f'<div class="rhetoric-findings"><ul>{items}</ul><p class="base">{base}</p></div>'


def _limited(analysis: Analysis, found: Sequence[Finding]) -> list[str]:
    limit = quote_limit()
    texts = [finding.text for finding in found]
    if limit is None:
        return texts
    return [limit_texts([text], analysis.document.text, limit)[0] for text in texts]


def _behind(analysis: Analysis, finding: Finding, anchor: str) -> str:
    """Write the table and the passages that a sentence rests on."""
    passages = "" if quote_limit() is not None else _passages(analysis, finding, anchor)
    limit = quote_limit()
    shown = finding.table
    if limit is not None:
        shown = limit_table(shown, analysis.document.text, limit)
    table = "" if shown.empty else _table(shown)
    if not passages and not table:
        return ""
    what = " and ".join(word for word, there in (("table", table), ("passages", passages)) if there)
    return f"<details><summary>{what.capitalize()}</summary>{table}{passages}</details>"


def _table(table: pd.DataFrame) -> str:
    # The base stands below all findings.
    shown = readable_table(table.head(MOST_ROWS).drop(columns="base", errors="ignore"))
    head = "".join(f'<th scope="col">{html.escape(str(name))}</th>' for name in shown)
    rows = "".join(
        f"<tr>{''.join(f'<td>{html.escape(str(cell))}</td>' for cell in row)}</tr>"
        for row in shown.itertuples(index=False)
    )
    more = len(table) - MOST_ROWS
    note = f"<p class='base'>… and {more} more rows</p>" if more > 0 else ""
    label = 'role="region" aria-label="Table" tabindex="0"'
    return (
        f'<div class="wide" {label}><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>{note}"
    )


def _passages(analysis: Analysis, finding: Finding, anchor: str) -> str:
    items = []
    for start, end in finding.spans:
        section = analysis.document.section_at(start)
        if section is None:
            continue
        title = html.escape(section.title)
        where = f'<a href="#{anchor}{section.id}">{title}</a>' if anchor else title
        place = (start, min(end, start + LONG))
        [left], [words], [right] = in_context(analysis.document.text, [place], CONTEXT)
        marked = f"{html.escape(left)}<b>{html.escape(words)}</b>{html.escape(right)}"
        items.append(f"<li>{where}: {marked}</li>")
    return f"<ol>{''.join(items)}</ol>" if items else ""
