"""Two texts side by side: their profiles, and which differences are more than chance."""

from __future__ import annotations

import html

import numpy as np
import pandas as pd

from analysis.plots.labels import MAIN_MARKERS, label
from analysis.plots.profiles import readable_profile
from analysis.reader.offline import interval_below
from analysis.statistics.compare import contrast_documents
from analysis.statistics.metrics import profile
from analysis.tables.analysis import Analysis
from analysis.tables.looks import looks_of

__all__ = ["comparison_html"]

VERDICTS = {
    "higher": "higher in the first",
    "lower": "lower in the first",
    "cannot tell": "cannot tell: chance could do it",
}


def comparison_html(first: Analysis, second: Analysis) -> str:
    """Return the profiles of two texts side by side as HTML; their words are escaped.

    Parameters
    ----------
    first, second : Analysis
        From ``analyze`` with the same markers, or reviewed.

    Returns
    -------
    str
        A table of the whole texts against each other, with a verdict for every marker, and below
        it both profiles by section.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> one, two = (analyze(Document(name, "It may rain.")) for name in ("<x>", "y"))
    >>> "<x>" in comparison_html(one, two)
    False
    """
    titles = [html.escape(analysis.document.title) for analysis in (first, second)]
    profiles = "".join(
        f"<div><h4>{title}</h4>{_profile_table(analysis)}</div>"
        for title, analysis in zip(titles, (first, second), strict=True)
    )
    return (
        '<div class="rhetoric-reader parts comparison"><h3>Two texts side by side</h3>'
        f"{_against(first, second, titles)}"
        '<p class="note">Hits, and hits per 1,000 words in the author’s voice. The ratio is the '
        "rate of the first text over that of the second, with its 95 % interval. The verdict "
        "allows for the number of comparisons.</p>"
        f'<div class="pair">{profiles}</div></div>'
    )


def _against(first: Analysis, second: Analysis, titles: list[str]) -> str:
    """Put the whole texts against each other, one row a marker."""
    table = contrast_documents(first, second)
    table = table[table["count"] + table["other_count"] > 0]
    order = {marker: number for number, marker in enumerate(MAIN_MARKERS)}
    table = table.sort_values("marker", key=lambda names: names.map(lambda n: order.get(n, 99)))
    rows = "".join(
        f'<tr><th scope="row">{html.escape(label(row.marker, table))}</th>'
        f"<td>{_count(row.count_, row.n_words)}</td>"
        f"<td>{_count(row.other_count, row.other_n_words)}</td>"
        f"<td>{_ratio(row.ratio, row.low, row.high)}</td>"
        f"<td>{html.escape(VERDICTS.get(row.verdict, row.verdict))}</td></tr>"
        for row in table.rename(columns={"count": "count_"}).itertuples()
    )
    heads = "".join(
        f'<th scope="col">{name}</th>' for name in ("Marker", *titles, "Ratio", "Verdict")
    )
    return _scrolled(f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>", "Both")


def _count(count: int, n_words: int) -> str:
    rate = f" · {1000 * count / n_words:.1f} per 1,000" if n_words else ""
    return f"{count}{rate}"


def _ratio(ratio: float, low: float, high: float) -> str:
    """Write a ratio with its interval; one that has no end is said in words."""
    if np.isnan(ratio):
        return "–"
    if np.isinf(ratio):
        return f"none in the second (at least {low:.1f})"
    top = "no upper end" if np.isinf(high) or np.isnan(high) else f"{high:.1f}"
    return f"{ratio:.1f} [{low:.1f}, {top}]"


def _profile_table(analysis: Analysis) -> str:
    """Write the profile of one text as a table, one row a section."""
    table = readable_profile(profile(analysis))
    own = [look.name for look in looks_of(table)]
    markers = [marker for marker in (*MAIN_MARKERS, *own) if marker in table.columns]
    shown: pd.DataFrame = table[["section", "words", "sentiment", *markers]]
    names = {"section": "Section", "words": "Words", "sentiment": "Sentiment"}
    heads = "".join(
        f'<th scope="col">{html.escape(names.get(str(name), label(str(name), table)))}</th>'
        for name in shown.columns
    )
    rows = "".join(
        f'<tr><th scope="row">{html.escape(str(row.iloc[0]))}</th>'
        + "".join(f"<td>{_two_lines(str(cell))}</td>" for cell in row.iloc[1:])
        + "</tr>"
        for _, row in shown.iterrows()
    )
    body = f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    return _scrolled(body, f"Profile of {analysis.document.title}")


def _two_lines(cell: str) -> str:
    value, below = interval_below(cell)
    return f"<b>{value}</b>{below}"


def _scrolled(table: str, name: str) -> str:
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{html.escape(name)}">'
        f"{table}</div>"
    )
