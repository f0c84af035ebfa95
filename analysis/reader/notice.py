"""A text's notices as a person sees them, in notebooks, the application and the report."""

from __future__ import annotations

import html

from analysis.reading.notices import notice_sentences
from analysis.text.document import Document

__all__ = ["NOTICE_STYLE", "Notices", "notice_list", "said_html"]

NOTICE_STYLE = """
.rhetoric-notices { margin: 0.8rem 0; padding: 0.6rem 1rem 0.6rem 2rem; max-width: 44rem;
  border-left: 4px solid #b8860b; background: #fff6dc; color: #26231f;
  font: 0.9rem/1.5 system-ui, "DejaVu Sans", sans-serif; }
"""


def said_html(text: str, *, problem: bool = False) -> str:
    """Return what a page says to whoever uses it; screen readers say it, too.

    Parameters
    ----------
    text : str
        The words; they are escaped.
    problem : bool
        Whether something went wrong.

    Examples
    --------
    >>> said_html("<b>: no such file", problem=True)
    "<span role='status'>⚠ &lt;b&gt;: no such file</span>"
    """
    # Half of a surrogate pair, as in a broken name, cannot be sent to the browser.
    shown = html.escape(text.encode("utf-8", "replace").decode())
    return f"<span role='status'>{'⚠ ' if problem else ''}{shown}</span>"


class Notices:
    """What must be known before any number of a text, for display; nothing if there is nothing.

    Parameters
    ----------
    document : Document
        The text.

    Examples
    --------
    >>> Notices(Document("x", "It may rain."))
    Only 3 words of running text; with fewer than 150, rates and means say little.
    One section, because a text without headings is divided only from 450 words ...
    """

    def __init__(self, document: Document) -> None:
        self.document = document

    def __repr__(self) -> str:
        return "\n".join(notice_sentences(self.document))

    def _repr_html_(self) -> str:
        found = notice_list(self.document)
        return f"<style>{NOTICE_STYLE}</style>{found}" if found else ""


def notice_list(document: Document) -> str:
    """Return a text's notices as a list in HTML, or nothing if it has none.

    Parameters
    ----------
    document : Document
        The text.

    Returns
    -------
    str

    Examples
    --------
    >>> "Only 3 words" in notice_list(Document("x", "It may rain."))
    True
    """
    items = "".join(f"<li>{html.escape(notice)}</li>" for notice in notice_sentences(document))
    return f'<ul class="rhetoric-notices" role="note">{items}</ul>\n' if items else ""
