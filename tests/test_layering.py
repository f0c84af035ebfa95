"""The package's shape: imports run one way, and functions stay short."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import analysis

FOLDER = Path(analysis.__file__).parent
# From the bottom to the top; a module may import from its own layer and those below.
LAYERS = [
    {"text", "labels", "resources"},
    {"sentences", "quotations", "outline", "bylines", "furniture", "decoding"},
    {"lexicon", "matches", "formats", "web"},
    {"reading"},
    {"hedging", "attribution", "devices", "loaded", "sentiment"},
    {"markers", "annotations"},
    {"tables", "doctor"},
    {"metrics", "actors", "review"},
    {"compare", "agreement", "bias", "robustness", "validation", "style"},
    {"plots", "plots_review", "reader"},
    {"widget", "report", "chooser", "figures", "corpus", "app"},
    {"cli", "learning", "__main__", "__init__"},
]
RANKS = {module: rank for rank, layer in enumerate(LAYERS) for module in layer}
# The document asks for its parts when they are needed; these imports stand within functions.
ALLOWED = {("text", "outline"), ("text", "sentences"), ("text", "quotations")}
MAX_LINES = 40
# Loops over every word, kept in one piece because a call per word would double their time.
INNER_LOOPS = {"surroundings", "find_hits"}


def sources() -> list[Path]:
    return sorted(path for path in FOLDER.rglob("*.py") if "learning" not in path.parts)


def layer_of(path: Path) -> str:
    return path.relative_to(FOLDER).parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    """Return the modules of the package that a file imports, by the first part of their names."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module]
            if node.module == "analysis":
                names = [f"analysis.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        found |= {name.split(".")[1] for name in names if name.startswith("analysis.")}
    return found


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(FOLDER)))
def test_imports_run_one_way(path):
    module = layer_of(path)
    for other in imported(path) - {module}:
        if (module, other) not in ALLOWED:
            assert RANKS[other] <= RANKS[module], f"{module} must not import {other}"


def length(function: ast.AST) -> int:
    """Count the lines of a function without its docstring."""
    docstring = ast.get_docstring(function, clean=False)
    lines = function.end_lineno - function.lineno + 1
    return lines - (len(docstring.splitlines()) if docstring else 0)


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(FOLDER)))
def test_functions_are_short(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    long = {
        node.name: length(node)
        for node in ast.walk(tree)
        if isinstance(node, kinds) and length(node) > MAX_LINES
    }
    assert set(long) <= INNER_LOOPS, long
