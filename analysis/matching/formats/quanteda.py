"""Quanteda's YAML: categories, which may hold others, with lists of words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml

from analysis.matching.entries import Contents, Entry, LexiconError, make_entry, read_lines, where

__all__ = ["read"]


class _Loader(yaml.SafeLoader):
    """Builds no objects and refuses references, which can make a small file endless."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            event = self.get_event()  # type: ignore[no-untyped-call]
            problem = "references (*name) are not read; write the words out"
            raise yaml.MarkedYAMLError(problem=problem, problem_mark=event.start_mark)
        return super().compose_node(parent, index)


def read(path: Path) -> Contents:
    """Read a dictionary that quanteda has written, or one like it.

    Categories within categories are named by both: ``care.virtue``.
    """
    try:
        node = yaml.compose("\n".join(read_lines(path)), Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = where(path, mark.line + 1) if mark else path.name
        raise LexiconError(f"{place}: {error.problem}") from None
    except (yaml.YAMLError, RecursionError) as error:
        raise LexiconError(f"{path.name}: cannot be read as YAML: {error}") from None
    if not isinstance(node, yaml.MappingNode):
        raise LexiconError(f"{where(path, 1)}: a list of words needs a category before it")
    entries = list(_entries(path, node, ()))
    return entries, {"categories": {entry.category: {} for entry in entries}}


def _entries(path: Path, node: yaml.Node, category: tuple[str, ...]) -> Iterator[Entry]:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise LexiconError(f"{where(path, line)}: a category must be a name")
            yield from _entries(path, value, (*category, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _entries(path, item, category)
    else:
        yield make_entry(path, line, node.value, ".".join(category))
