"""The package's shape: imports run one way, functions and modules stay short."""

from __future__ import annotations

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

import analysis

FOLDER = Path(analysis.__file__).parent
MAX_LINES = 40
MAX_MODULE_LINES = 450


def sources() -> list[Path]:
    return sorted(FOLDER.rglob("*.py"))


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def module_of(path: Path) -> str:
    parts = path.relative_to(FOLDER.parent).with_suffix("").parts
    return ".".join(parts).removesuffix(".__init__")


def listed_in(tree: ast.Module) -> set[str] | None:
    """What ``__all__`` names; None without one."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return set(ast.literal_eval(node.value))
    return None


def taken_from(modules: dict[str, Path]) -> set[tuple[str, str]]:
    """What modules take from others, as names of the module and of what is taken."""
    taken: set[tuple[str, str]] = set()
    for name, path in modules.items():
        nodes = list(ast.walk(tree_of(path)))
        imports = [node for node in nodes if isinstance(node, ast.ImportFrom)]
        whole: dict[str, str] = {}
        for one in (one for one in imports if one.module in modules and one.module != name):
            for alias in one.names:
                if f"{one.module}.{alias.name}" in modules:
                    whole[alias.asname or alias.name] = f"{one.module}.{alias.name}"
                else:
                    taken.add((one.module, alias.name))
        taken |= {
            (whole[node.value.id], node.attr)
            for node in nodes
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
            if node.value.id in whole and node.attr != "__all__"
        }
    return taken


def test_what_others_take_is_listed():
    """Scripts that learn the tables are held to it only if they list something."""
    modules = {module_of(path): path for path in sources()}
    listed = {name: listed_in(tree_of(path)) for name, path in modules.items()}
    unlisted = {
        f"{module}.{name}"
        for module, name in taken_from(modules)
        if name not in (listed[module] or ())
        and not (listed[module] is None and module.startswith("analysis.learning."))
    }
    assert unlisted == set()


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
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    long = {
        node.name: length(node)
        for node in ast.walk(tree_of(path))
        if isinstance(node, kinds) and length(node) > MAX_LINES
    }
    assert not long


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
