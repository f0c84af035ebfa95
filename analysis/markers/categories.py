"""A category of one's own: a name, a colour and words, kept as a lexicon anyone can use."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from analysis.files import write_text
from analysis.markers.lexicons import check_color, lexicon_marker, marker_name
from analysis.matching.entries import Entry, LexiconError, make_entry
from analysis.matching.formats.own import HEADERS
from analysis.matching.lexicon import Lexicon
from analysis.matching.matches import Marker

__all__ = ["category_lexicon", "category_marker", "lexicon_files", "save_lexicon", "split_words"]


def split_words(text: str) -> list[str]:
    """Part what was typed or pasted into words and phrases: by lines, commas, semicolons, bars.

    Examples
    --------
    >>> split_words("open border*, migrants\\n\\nflood; ")
    ['open border*', 'migrants', 'flood']
    """
    return [part.strip() for part in re.split(r"[\n,;|]", text) if part.strip()]


def category_lexicon(
    title: str, words: Iterable[str], *, color: str = "", examples: Sequence[str] = ()
) -> Lexicon:
    """Make a lexicon of one category.

    Parameters
    ----------
    title : str
        What readers see; the category and the file are named after it.
    words : iterable of str
        Words and phrases, with ``*`` and ``?`` as in every lexicon. Those that come twice count
        once.
    color : str, optional
        Such as ``#8c510a``.
    examples : sequence of str
        Sentences in which the category is found, kept with it.

    Returns
    -------
    Lexicon

    Raises
    ------
    LexiconError
        If it has no title or no words, or the colour is none.

    Examples
    --------
    >>> lexicon = category_lexicon("Water words", ["flood*", "Flood*", "wave"])
    >>> lexicon.name, [entry.text for entry in lexicon.entries]
    ('water_words', ['flood*', 'wave'])
    """
    title = " ".join(title.split())
    if not title:
        raise LexiconError("give the category a name")
    if color:
        check_color(color, title)
    name = marker_name(title)
    made = {make_entry(Path(title), line, word, name) for line, word in enumerate(words, 1)}
    if not made:
        raise LexiconError(f"{title}: give it at least one word")
    about = {
        "title": title,
        **({"color": color} if color else {}),
        "categories": {name: {"hits": list(dict.fromkeys(examples))}},
    }
    return Lexicon(name, tuple(sorted(made, key=_place)), about)


def _place(entry: Entry) -> tuple[str, str]:
    return entry.text, entry.category


def category_marker(
    title: str, words: Iterable[str], *, color: str = "", examples: Sequence[str] = ()
) -> Marker:
    """Make a marker of a category of one's own, to be counted beside everything else.

    Parameters
    ----------
    title, words, color, examples
        As for ``category_lexicon``.

    Returns
    -------
    Marker
        For ``analyze(document, markers=(*MARKERS, marker))``.

    Raises
    ------
    LexiconError
        As ``category_lexicon``.

    Examples
    --------
    >>> from analysis.text.document import Document
    >>> marker = category_marker("Water words", ["flood*", "wave"])
    >>> [match.text for match in marker.find(Document("x", "A flood of mail, wave on wave."))]
    ['flood', 'wave', 'wave']
    """
    return lexicon_marker(category_lexicon(title, words, color=color, examples=examples))


def lexicon_files(lexicon: Lexicon) -> dict[str, str]:
    """Return what is to be written for a lexicon of one category, by file name.

    Parameters
    ----------
    lexicon : Lexicon
        From ``category_lexicon``.

    Examples
    --------
    >>> sorted(lexicon_files(category_lexicon("Water", ["wave"])))
    ['water.toml', 'water.tsv']
    """
    rows = ["\t".join(HEADERS[0])]
    rows += [f"{entry.text}\t{entry.category}\t{entry.weight:g}\t" for entry in lexicon.entries]
    about = lexicon.about
    lines = [f"{key} = {_quoted(about[key])}" for key in ("title", "color") if key in about]
    for name, category in about["categories"].items():
        hits = ", ".join(_quoted(sentence) for sentence in category.get("hits", ()))
        lines += ["", f"[categories.{name}]", f"hits = [{hits}]"]
    return {
        f"{lexicon.name}.tsv": "\n".join(rows) + "\n",
        f"{lexicon.name}.toml": "\n".join(lines) + "\n",
    }


def _quoted(text: str) -> str:
    """Write a text as TOML does, which for these signs is as JSON does."""
    plain = "".join(sign if sign.isprintable() else " " for sign in text)
    return json.dumps(plain, ensure_ascii=False)


def save_lexicon(lexicon: Lexicon, folder: str | Path) -> Path:
    """Write a lexicon of one category into a folder, for every command's ``--lexicon``.

    Parameters
    ----------
    lexicon : Lexicon
        From ``category_lexicon``.
    folder : str or Path
        Where to; files of the same name are replaced.

    Returns
    -------
    Path
        Its words; beside them lies a file of the same name in ``.toml`` with title, colour and
        examples.

    Raises
    ------
    WritingError
        If it cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_lexicon(category_lexicon("Water words", ["flood*"]), folder).name
    'water_words.tsv'
    """
    for name, text in lexicon_files(lexicon).items():
        write_text(Path(folder) / name, text)
    return Path(folder) / f"{lexicon.name}.tsv"
