"""The package's shape: imports run one way, functions and modules stay short."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import analysis

FOLDER = Path(analysis.__file__).parent
MAX_LINES = 40
MAX_MODULE_LINES = 450
# Loops over every word, kept in one piece because a call per word would double their time.
INNER_LOOPS = {"surroundings", "find_hits"}


def sources() -> list[Path]:
    return sorted(FOLDER.rglob("*.py"))


def test_imports_run_one_way():
    """The contracts stand in pyproject.toml."""
    command = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([command], cwd=FOLDER.parent, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


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


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(FOLDER)))
def test_modules_are_short(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_MODULE_LINES


# No words of texts: whole lines of pages, and names that tables and files use.
NO_WORDS = {"WHOLE_LINES", "KEYS", "CONDITIONS", "REACHES", "ABOUT", "HEADERS", "RESERVED"}


@pytest.mark.parametrize("package", ["text", "sentiment", "matching", "markers", "statistics"])
def test_word_sets_are_classes(package):
    """Words stand in lexicons/classes.toml, not in sets that one module keeps to itself."""
    own = {}
    for path in (FOLDER / package).rglob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Assign) and "frozenset(" in ast.unparse(node.value):
                texts = [n.value for n in ast.walk(node.value) if isinstance(n, ast.Constant)]
                words = [w for text in texts if isinstance(text, str) for w in text.split()]
                if sum(word.isalpha() and len(word) > 1 for word in words) > 1:
                    own[ast.unparse(node.targets[0])] = path.name
    assert set(own) <= NO_WORDS, own
