"""A report: one page with figures, profile and annotated text that needs neither server nor net."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Hashable, Iterator, Sequence
from pathlib import Path

import pandas as pd
from matplotlib.axes import Axes

from analysis.files import write_text
from analysis.markers.registry import MARKERS
from analysis.matching.matches import Marker
from analysis.plots.catalogue import FIGURES
from analysis.plots.frame import Panels, figure_style
from analysis.plots.labels import MAIN_MARKERS, label
from analysis.plots.profiles import readable_places, readable_profile
from analysis.plots.style import caption
from analysis.reader.findings import FINDINGS_STYLE, findings_html
from analysis.reader.notice import NOTICE_STYLE, notice_list
from analysis.reader.offline import interval_below, script_policy
from analysis.reader.page import annotated_text
from analysis.statistics.facts import Source
from analysis.statistics.findings import findings_of, source_of
from analysis.statistics.metrics import profile
from analysis.statistics.norms import Norms
from analysis.tables.analysis import Analysis, analyze
from analysis.text.document import Document

__all__ = ["figure_svg", "report_html", "write_report"]

PAGE_STYLE = """
:root { color-scheme: light dark; }
body { margin: 0; background: #fffdf8; color: #26231f;
  font: 1rem/1.6 Charter, "Bitstream Charter", Georgia, "DejaVu Serif", serif; }
main { max-width: 62rem; margin: 0 auto; padding: 2rem 1.5rem 4rem; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 0.4rem; text-wrap: balance; }
main > h2 { font-size: 1.3rem; margin: 2.5rem 0 0.6rem; }
main > p { max-width: 40rem; }
.source, figcaption { font: 0.8rem/1.5 system-ui, "DejaVu Sans", sans-serif; color: #635e56; }
figure { margin: 1.6rem 0 0; }
figure svg { display: block; max-width: 100%; height: auto; background: white; }
figcaption { max-width: 44rem; margin-top: 0.3rem; }
.table { overflow-x: auto; }
main table.numbers { border-collapse: collapse; white-space: nowrap;
  font: 0.8rem/1.5 system-ui, "DejaVu Sans", sans-serif; font-variant-numeric: tabular-nums; }
.numbers th, .numbers td { text-align: left; padding: 0.3rem 1.1rem 0.3rem 0;
  border-bottom: 1px solid #ddd7ca; font-weight: 400; vertical-align: baseline; }
.numbers th[scope="row"] { white-space: normal; min-width: 9rem; }
.numbers small { display: block; font-size: 0.92em; color: #635e56; }
.numbers thead th { font-weight: 600; border-bottom-color: #635e56; }
:focus-visible { outline: 2px solid #1f5f8b; outline-offset: 2px; }
@media (prefers-color-scheme: dark) {
  body { background: #1c1b19; color: #e9e4da; }
  .source, figcaption, .numbers small { color: #aaa398; }
  .numbers th, .numbers td { border-bottom-color: #3b3833; }
  .numbers thead th { border-bottom-color: #aaa398; }
  figure svg { padding: 0.5rem; border-radius: 4px; box-sizing: border-box; }
}
@media print { main { max-width: none; padding: 0; } figure { break-inside: avoid; } }
"""


def write_report(
    source: Document | Analysis,
    path: str | Path,
    *,
    markers: Sequence[Marker] = MARKERS,
    norms: Norms | str | None = None,
    methods: str = "",
) -> Path:
    """Write a report on a document as one HTML page.

    Parameters
    ----------
    source : Document or Analysis
        A document is analyzed first; an analysis may be a reviewed one.
    path : str or Path
        The file to write. It takes its name only when it is complete.
    markers : sequence of Marker
        What to look for in a document; an analysis has looked already.
    norms : Norms or str, optional
        The yardstick; 187 published op-eds by default.
    methods : str
        What ``methods_text`` says of the measures, for whoever cites the report.

    Returns
    -------
    Path

    Raises
    ------
    ValueError
        If the document has no running text.
    WritingError
        If the file cannot be written.

    Examples
    --------
    >>> write_report(Document("x", ""), "x.html")
    Traceback (most recent call last):
    ...
    ValueError: x: no running text, only headings or notes
    """
    analysis = analyze(source, markers=markers) if isinstance(source, Document) else source
    return write_text(path, report_html(analysis, norms=norms, methods=methods))


def report_html(analysis: Analysis, *, norms: Norms | str | None = None, methods: str = "") -> str:
    """Return the report as HTML: findings, profile table, figures and annotated text.

    All words of the document are escaped, the page asks for nothing from outside, and its own
    security policy lets no script run but the reader's.

    Parameters
    ----------
    analysis : Analysis
        From ``analyze``, raw or reviewed.
    norms : Norms or str, optional
        The yardstick; 187 published op-eds by default.
    methods : str
        What ``methods_text`` says of the measures, for whoever cites the report.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        If the document has no running text.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> page = report_html(analyze(Document("<i>x</i>", "It may rain.")))
    >>> "<i>x</i>" in page, "&lt;i&gt;x&lt;/i&gt;" in page
    (False, True)
    """
    if analysis.body.empty:
        raise ValueError(f"{analysis.document.id}: no running text, only headings or notes")
    title = html.escape(analysis.document.title)
    source = caption(analysis)
    known = {marker for marker, _ in analysis.kinds}
    first = [marker for marker in MAIN_MARKERS if marker in known]
    markers = list(dict.fromkeys([*first, *(marker for marker, _ in analysis.kinds)]))
    reader = annotated_text(analysis, markers).html
    reader = reader.replace('class="rhetoric-reader"', 'class="rhetoric-reader whole-page"', 1)
    script = reader.split("<script>", 1)[1].split("</script>", 1)[0]
    facts = source_of(analysis, norms)
    figures = "".join(_figures(facts))
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f"{script_policy(script)}"
        f'<meta name="viewport" content="width=device-width">\n<title>{title}</title>\n'
        f"<style>{PAGE_STYLE}{NOTICE_STYLE}{FINDINGS_STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n"
        f'<p class="source">{html.escape(source)}</p>\n{notice_list(analysis.document)}'
        f"<h2>What was found</h2>\n{_found(facts, reader)}\n"
        f"<h2>The profile in numbers</h2>\n{_numbers(analysis, facts.norms)}\n"
        f"<h2>Figures</h2>\n{figures}\n{_methods(methods)}<h2>The text</h2>\n"
        f"{reader}\n</main>\n</body>\n</html>\n"
    )


def _methods(text: str) -> str:
    """Write what a methods section may say of the measures, if it is given."""
    said = "".join(f"<p>{html.escape(part)}</p>\n" for part in text.split("\n\n") if part)
    return f"<h2>For a methods section</h2>\n{said}" if said else ""


def _found(facts: Source, reader: str) -> str:
    """Write the findings, linked to the sections of the annotated text."""
    anchor = re.search(r'<section id="(reader\d+-)', reader)
    found = findings_of(facts, "overview")
    begin = anchor[1] if anchor else ""
    return findings_html(facts.analysis, found, facts.norms, anchor=begin)


def _numbers(analysis: Analysis, norms: Norms) -> str:
    """Write the profile as a table, with intervals in brackets and places among the norms."""
    counted = profile(analysis, norms=norms)
    table, places = readable_profile(counted), readable_places(counted, norms)
    own = [marker.name for marker in analysis.markers if marker not in MARKERS]
    shown = [name for name in ("words", "sentiment", *MAIN_MARKERS, *own) if name in table.columns]
    names = {"words": "The author’s words", "sentiment": "Sentiment"}
    head = "".join(
        f'<th scope="col">{html.escape(names.get(c, label(c, analysis.markers)))}</th>'
        for c in shown
    )
    rows = "".join(
        f'<tr><th scope="row">{html.escape(row["section"])}</th>'
        + "".join(
            f"<td>{''.join(interval_below(str(row[column])))}{_place(places, index, column)}</td>"
            for column in shown
        )
        + "</tr>"
        for index, row in table.iterrows()
    )
    return (
        '<div class="table" tabindex="0" role="region" aria-label="Profile"><table class="numbers">'
        f'<thead><tr><th scope="col">Section</th>{head}</tr></thead><tbody>{rows}</tbody></table>'
        '</div><p class="source">Sentiment from −1 to 1; hits per 1,000 words of the author’s own '
        "voice; in brackets 95 % intervals; below, the place among the parts "
        f"of {html.escape(norms.base)}: 50 is the middle; in brackets those of the interval’s "
        "ends.</p>"
    )


def _place(table: pd.DataFrame, index: Hashable, measure: str) -> str:
    """Write the place of a number among the norms, on a line of its own."""
    if measure not in table:
        return ""
    return f"<small>place {html.escape(str(table.at[index, measure]))}</small>"


def _figures(facts: Source) -> Iterator[str]:
    """Draw the figures of the report whose markers were looked for."""
    analysis = facts.analysis
    looked_for = {marker for marker, _ in analysis.kinds}
    for number, figure in enumerate(FIGURES):
        if figure.in_report is None or not looked_for.issuperset(figure.in_report):
            continue
        assert figure.table is not None
        by_norms = figure.options(facts)
        table = figure.table(analysis, **by_norms)
        drawn = figure.plot(table, analysis, **by_norms)
        said = html.escape(figure.headline(table, facts))
        svg = figure_svg(drawn, prefix=f"f{number}-", title=figure.title)
        note = html.escape(figure.note_for(facts), quote=False)
        words = " ".join(filter(None, [f"<b>{figure.title}.</b>", said, note]))
        yield f"<figure>{svg}<figcaption>{words}</figcaption></figure>\n"


def figure_svg(drawn: Axes | Panels, prefix: str, title: str) -> str:
    """Return a figure as SVG to be put into a page, with names that no other figure has.

    Parameters
    ----------
    drawn : Axes or Panels
        What a plot function returned.
    prefix : str
        Of the names within it.
    title : str
        What it shows, for those who cannot see it.
    """
    first = drawn if isinstance(drawn, Axes) else drawn[0]
    figure = first.get_figure(root=True)
    assert figure is not None
    file = io.StringIO()
    with figure_style():
        figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    svg = file.getvalue()
    svg = re.sub(r"<!--.*?-->|<metadata>.*?</metadata>", "", svg[svg.index("<svg") :], flags=re.S)
    svg = re.sub(r'\bid="', f'id="{prefix}', svg)
    svg = re.sub(r'(href="#|url\(#)', rf"\g<1>{prefix}", svg)
    return svg.replace("<svg", f'<svg role="img" aria-label="{html.escape(title)}"', 1)
