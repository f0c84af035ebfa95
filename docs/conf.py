"""How Sphinx builds the documentation: offline, from the package and the notebooks."""

from __future__ import annotations

import ast
import shutil
from importlib import metadata
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import Directive
from docutils.statemachine import StringList
from docutils.utils.math.latex2mathml import tex2mathml
from numpydoc.xref import DEFAULT_LINKS
from pygments.lexers.special import TextLexer
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent

project = "Rhetoric Notebooks"
author = "the authors of Rhetoric Notebooks"
release = metadata.version("rhetoric-notebooks")

extensions = ["sphinx.ext.autodoc", "numpydoc", "myst_nb"]
nitpicky = True
# The tables of an archive are read and written by libraries whose pages are not at hand.
nitpick_ignore_regex = [(r"py:.*", r"(?!analysis\.).*")]

# Notebooks are shown as they are kept, without outputs; nothing is run.
nb_execution_mode = "off"
myst_enable_extensions = ["deflist", "dollarmath"]
myst_heading_anchors = 3

autodoc_preserve_defaults = True
autodoc_typehints = "none"  # numpydoc's sections say the types
autodoc_member_order = "bysource"
numpydoc_show_class_members = False
numpydoc_validation_checks = {"GL03", "GL05", "GL06", "GL07", "GL08", "SS01", "PR01", "PR02"}
# Methods whose one-line docstrings name their parameters in passing.
numpydoc_validation_exclude = {
    *(r"\.Document\.", r"\.Review$", r"\.Review\.", r"\.LexiconHit$"),
    *(r"\.Norms\.dispersion$", r"\.ReaderWidget\.download$"),
}

html_theme = "alabaster"
html_theme_options = {
    "description": "How an opinion text persuades, section by section",
    "fixed_sidebar": True,
    "page_width": "64rem",
    "body_max_width": "46rem",
    "show_powered_by": False,
}
html_copy_source = False
html_show_sourcelink = False
html_math_renderer = "mathml"


def public_names() -> dict[str, list[str]]:
    """Return the modules behind the public names of the package, each with its names."""
    tree = ast.parse((ROOT / "analysis" / "__init__.pyi").read_text(encoding="utf-8"))
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
    return {node.module or "": [alias.name for alias in node.names] for node in imports}


numpydoc_xref_param_type = True
numpydoc_xref_ignore = "all"
# Types are linked if they are ours; the pages of others are not at hand.
numpydoc_xref_aliases = {name: name for name in DEFAULT_LINKS} | {
    name: f"analysis.{name}" for names in public_names().values() for name in names
}


class PublicNames(Directive):
    """Document the public names of a module: ``.. public-names:: reading``."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        import analysis

        lines = [".. currentmodule:: analysis", ""]
        for name in public_names()[self.arguments[0]]:
            value = getattr(analysis, name)
            if isinstance(value, type):
                members = [] if issubclass(value, Exception | tuple) else ["   :members:"]
                lines += [f".. autoclass:: analysis.{name}", *members, ""]
            elif callable(value):
                lines += [f".. autofunction:: analysis.{name}", ""]
            else:  # a marker or a tuple of them, which have no docstring of their own
                items = value if isinstance(value, tuple) else (value,)
                names = ", ".join(f"``{item.name}``" for item in items)
                text = f"In this order: {names}." if len(items) > 1 else f"The marker {names}."
                lines += [f".. py:data:: analysis.{name}", "", f"   {text}", ""]
        container = nodes.Element()
        content = StringList(lines, source=f"analysis.{self.arguments[0]}")
        self.state.nested_parse(content, self.content_offset, container)
        return container.children


def copy_notebooks(_app: Sphinx) -> None:
    """Put the notebooks and the tutorial where Sphinx looks for pages."""
    target = HERE / "notebooks"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    for path in sorted((ROOT / "notebooks").iterdir()):
        if path.suffix in {".ipynb", ".md"} and not path.name.startswith("."):
            # What is beside the notebooks in a checkout is above them here.
            text = path.read_text(encoding="utf-8").replace("](../docs/", "](../")
            (target / path.name).write_text(text, encoding="utf-8")


def mathml(translator: HTML5Translator, node: nodes.math | nodes.math_block) -> None:
    """Write a formula as MathML, which browsers draw without a script."""
    as_block = isinstance(node, nodes.math_block)
    translator.body.append(tex2mathml(node.astext(), as_block=as_block))
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    app.add_directive("public-names", PublicNames)
    app.add_lexer("tsv", TextLexer)  # rows of a lexicon, as they are
    app.add_html_math_renderer("mathml", (mathml, None), (mathml, None))
    app.connect("builder-inited", copy_notebooks)
