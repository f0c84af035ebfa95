"""Markdown: the readable text of a file, its headings and block quotations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from analysis.reading.formats.blocks import (
    BOLD_HEADING,
    Block,
    level_headings,
    looks_like_bold_heading,
)

__all__ = ["parse_markdown"]

MAX_MARKDOWN_CHARACTERS = 5_000_000
MAX_FRONT_MATTER = 20_000  # characters
MAX_FRONT_MATTER_DEPTH = 20  # lists within lists
# What the system that makes a page fills in: {% include … %} and {{ … }}.
TEMPLATE_TAG = re.compile(r"\{%[^%\n]{0,500}%\}|\{\{[^{}\n]{0,500}\}\}")
EMPTY_VALUES = frozenset(["", "~", "null", "Null", "NULL"])


def parse_markdown(text: str) -> tuple[list[Block], dict[str, Any]]:
    """Read Markdown.

    Parameters
    ----------
    text : str
        The file's text. Front matter in YAML may name title, author and date.

    Returns
    -------
    blocks : list of Block
        Title, headings, paragraphs, list items and quotations; tables are ``boilerplate``.
    meta : dict
        Title, author and date as far as the front matter tells them.

    Raises
    ------
    ValueError
        If the text or its front matter is too long, or the front matter refers to itself.

    Examples
    --------
    >>> parse_markdown("# Rain\\n\\n> It *rained*.")[0]
    [Block(text='Rain', label='title'), Block(text='It rained.', label='quote')]
    """
    from markdown_it import MarkdownIt
    from mdit_py_plugins.front_matter import front_matter_plugin

    if len(text) > MAX_MARKDOWN_CHARACTERS:
        raise ValueError(
            f"{len(text):,} characters of Markdown; the limit is {MAX_MARKDOWN_CHARACTERS:,}; "
            "save it as plain text (.txt)"
        )
    parser = MarkdownIt("commonmark").enable("table").use(front_matter_plugin)
    blocks: list[Block] = []
    meta: dict[str, Any] = {}
    rows: list[list[str]] = []
    quote_depth, label = 0, "paragraph"
    for token in parser.parse(text.removeprefix("\ufeff")):
        if token.type == "front_matter":
            meta = _front_matter(token.content)
        elif token.type in ("blockquote_open", "blockquote_close"):
            quote_depth += token.nesting
        elif token.type == "heading_open":
            label = f"heading{token.tag[1:]}"
        elif token.type == "heading_close":
            label = "paragraph"
        elif token.type == "tr_open":
            rows.append([])
        elif token.type == "table_close":
            blocks.append(Block("\n".join(" | ".join(row) for row in rows), "boilerplate"))
            rows = []
        elif token.type == "inline" and rows:
            rows[-1].append(_inline_text(token.children or []))
        elif token.type == "inline" and (content := _inline_text(token.children or [])):
            blocks.append(Block(content, _label(token, content, label, quote_depth)))
    return level_headings(blocks, meta.get("title")), meta


def _label(token: Any, content: str, label: str, quote_depth: int) -> str:
    if label != "paragraph":
        return label
    if quote_depth:
        return "quote"
    is_bold = _is_bold(token.children or []) and looks_like_bold_heading(content)
    return BOLD_HEADING if is_bold else "paragraph"


def _is_bold(tokens: Sequence[Any]) -> bool:
    """Tell whether all words of a paragraph stand in bold."""
    depth, n_bold = 0, 0
    for token in tokens:
        if token.type in ("strong_open", "strong_close"):
            depth += token.nesting
            n_bold += 1
        elif token.type == "text" and not depth and token.content.strip():
            return False
    return n_bold > 0


def _front_matter(content: str) -> dict[str, Any]:
    """Return title, author and date of a front matter; all values are taken as they are written."""
    import yaml

    if len(content) > MAX_FRONT_MATTER:
        raise ValueError(
            f"{len(content):,} characters of front matter; the limit is {MAX_FRONT_MATTER:,}"
        )
    try:
        if not _is_shallow(content):
            return {}
        values = yaml.load(content, yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError):
        return {}
    if not isinstance(values, dict):
        return {}
    told = {key: _written(values.get(key)) for key in ("title", "author", "date")}
    return {key: value for key, value in told.items() if value not in EMPTY_VALUES}


def _is_shallow(content: str) -> bool:
    """Look at a front matter without unfolding it: a few lines could become gigabytes."""
    import yaml

    depth, anchors = 0, set()
    for event in yaml.parse(content, yaml.BaseLoader):
        if isinstance(event, yaml.AliasEvent) and event.anchor in anchors:
            raise ValueError(
                f"its front matter refers to a value of its own, *{event.anchor}; "
                "write the value out"
            )
        anchors.add(getattr(event, "anchor", None))
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_FRONT_MATTER_DEPTH:
            return False
    return True


def _written(value: Any) -> str:
    """Return a value as text: several authors are a list of names, or of mappings with a name."""
    if isinstance(value, dict):
        return _written(value.get("name"))
    if isinstance(value, list):
        return ", ".join(filter(None, map(_written, value)))
    return value.strip() if isinstance(value, str) else ""


def _inline_text(tokens: Sequence[Any]) -> str:
    pieces = []
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            pieces.append(" ")
        elif token.type in ("text", "code_inline"):
            pieces.append(token.content)
    return TEMPLATE_TAG.sub("", "".join(pieces)).strip()
