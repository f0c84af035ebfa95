"""What pages share that need neither server nor net: style, policy, script and data in one file."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from analysis.matching.matches import Marker
from analysis.plots.labels import COLORS, color_of

__all__ = [
    "data_page",
    "interval_below",
    "marker_class",
    "read_parts",
    "reader_style",
    "script_policy",
    "wrapped_script",
]

FOLDER = Path(__file__).parent
STYLES = ("reader.css", "sentences.css")


def read_parts(*names: str) -> str:
    """Return scripts or style sheets, joined.

    Parameters
    ----------
    *names : str
        Files beside this one.

    Examples
    --------
    >>> ".rhetoric-reader" in read_parts("reader.css")
    True
    """
    return "\n".join((FOLDER / name).read_text(encoding="utf-8") for name in names)


def reader_style(markers: Iterable[Marker] = ()) -> str:
    """Return the style sheet, with the colour of every marker, and of some others.

    Examples
    --------
    >>> ".rhetoric-reader .hedge { --base: #00598f; }" in reader_style()
    True
    """
    named = COLORS | {marker.name: color_of(marker.name, [marker]) for marker in markers}
    colors = "".join(
        f".rhetoric-reader .{marker_class(name)} {{ --base: {color}; }}\n"
        for name, color in named.items()
    )
    return f"{read_parts(*STYLES)}{colors}"


def marker_class(name: str) -> str:
    """Return the class that marks the hits of a marker; the scripts name it by the same rule.

    Parameters
    ----------
    name : str
        The marker's name. On a page nothing but letters, digits and _ is trusted to be one.

    Examples
    --------
    >>> marker_class("us_them"), marker_class('x" onclick="run()')
    ('us_them', 'x__onclick__run__')
    """
    return re.sub(r"\W", "_", name, flags=re.ASCII)


def wrapped_script(start: str, *names: str) -> str:
    """Return scripts that leave no names behind, and what starts them.

    Parameters
    ----------
    start : str
        A call of one of their functions.
    *names : str
        Their files.

    Examples
    --------
    >>> wrapped_script("startAll()", "reader.js").endswith("startAll();\\n})();")
    True
    """
    return f"(() => {{\n{read_parts(*names)}\n{start};\n}})();"


def script_policy(script: str) -> str:
    """Return the policy of a page of its own: styles and this one script, and nothing else.

    Parameters
    ----------
    script : str
        What stands between the tags of the script, to the letter.

    Examples
    --------
    >>> "default-src 'none'" in script_policy("")
    True
    """
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    rules = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"
    return f'<meta http-equiv="Content-Security-Policy" content="{rules}">\n'


def interval_below(cell: str) -> tuple[str, str]:
    """Return a number and its interval for two lines, so that a table stays narrow; as HTML.

    Parameters
    ----------
    cell : str
        A number, perhaps with an interval in brackets.

    Examples
    --------
    >>> interval_below("−0.00 [−0.20, 0.20]"), interval_below("3")
    (('0.00', '<small>[−0.20, 0.20]</small>'), ('3', ''))
    """
    value, bracket, interval = cell.replace("−0.00", "0.00").partition(" [")
    return html.escape(value), f"<small>{html.escape('[' + interval)}</small>" if bracket else ""


def data_page(title: str, name: str, data: dict[str, Any], style: str, script: str) -> str:
    """Return a page that its script makes of data.

    Parameters
    ----------
    title : str
        Of the page; it is escaped.
    name : str
        The id of its main element, and with ``-data`` that of its data.
    data : dict
        What can be written as JSON.
    style, script : str
        From ``reader_style`` and ``wrapped_script``.

    Examples
    --------
    >>> page = data_page("<Rain>", "blind", {"text": "</script>"}, "", "")
    >>> "&lt;Rain&gt;" in page, page.count("</script>")
    (True, 2)
    """
    # Half of a surrogate pair has no UTF-8 form, but this one; and no word ends the block.
    block = json.dumps(data).replace("<", "\\u003c")
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'{script_policy(script)}<meta name="viewport" content="width=device-width">\n'
        f"<title>{html.escape(title)}</title>\n<style>{style}</style>\n</head>\n"
        f'<body class="{name}-page">\n<main id="{name}"></main>\n'
        f'<script type="application/json" id="{name}-data">{block}</script>\n'
        f"<script>{script}</script>\n</body>\n</html>\n"
    )
