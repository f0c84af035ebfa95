"""The labelled op-eds that are learned from: those read twice, and further ones read once.

The second kind are op-eds of the collection of evidence that nobody had labelled, the rated
editorials, and articles of partisan news sites. A large language model read each of them whole,
once, under the guide of the others; ``readings.tsv`` holds what it marked, as places and names of
categories, without a word of the texts, and ``readings.toml`` says more. Texts kept for testing
were not read.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from analysis.learning.gold import PARTISAN, read_rows
from analysis.reading.sources import make_document
from analysis.validation.evidence import EDITORIALS
from analysis.validation.op_eds import OpEd, read_op_eds
from analysis.validation.split import is_test
from analysis.validation.tasks import RATINGS, SPAN_MARKERS

# Texts that their collections only number are named by collection and number.
EDITORIAL, ARTICLE = "nyt", "ptc"
READINGS, ABOUT = (Path(__file__).with_name(f"readings.{kind}") for kind in ("tsv", "toml"))


def learnable(name: str) -> bool:
    """Tell whether a text may be learned from."""
    return not is_test(name)


def name_of(collection: str, number: object) -> str:
    """Return the name of a text that its collection numbers.

    Examples
    --------
    >>> name_of(EDITORIAL, 12)
    'nyt12'
    """
    return f"{collection}{number}"


def read_editorials(gold: Path) -> dict[str, str]:
    """Return the rated editorials by name, a sentence a line, but those kept for testing."""
    sentences: dict[str, list[str]] = {}
    for row in read_rows(gold / RATINGS):
        if learnable(row["editorial"]):
            sentences.setdefault(name_of(EDITORIAL, row["editorial"]), []).append(row["text"])
    return {name: "\n".join(lines) for name, lines in sentences.items()}


def fingerprint(text: str) -> str:
    """Return what tells whether a text is the one that was read.

    Examples
    --------
    >>> fingerprint("Taxes may rise.") == fingerprint("Taxes may rise.  ")
    False
    """
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def read_prints(about: Path) -> dict[str, str]:
    """Return the fingerprints of the texts of which a file tells, by name."""
    prints: dict[str, str] = tomllib.loads(about.read_text(encoding="utf-8"))["texts"]
    return prints


def check_print(name: str, text: str, prints: Mapping[str, str], labels: Path) -> None:
    """Raise ValueError if a text is not the one of which a file of labels was made."""
    if fingerprint(text) != prints[name]:
        raise ValueError(f"{name}: {labels.name} was made from another state of this text")


def labelled_names(gold: Path) -> set[str]:
    """Return the names of all labelled texts, without reading them."""
    return {path.stem for path in gold.glob("opeds/*.txt")} | read_prints(ABOUT).keys()


def read_once(gold: Path) -> list[OpEd]:
    """Return the op-eds that were read once; the one reading stands for both.

    Parameters
    ----------
    gold : Path
        The folder with labelled data, of which the texts of evidence, the rated editorials and
        partisan news are used.

    Raises
    ------
    ValueError
        If a text is not the one that was read.
    """
    texts = {row["id"]: row["text"] for row in read_rows(gold / EDITORIALS)}
    texts |= read_editorials(gold)
    texts |= {name_of(ARTICLE, row["id"]): row["text"] for row in read_rows(gold / PARTISAN)}
    prints = read_prints(ABOUT)
    op_eds = []
    for name, labels in pd.read_csv(READINGS, sep="\t").groupby("document"):
        text = texts.get(str(name))
        if text is None:
            continue
        check_print(str(name), text, prints, READINGS)
        asked = {"n_readings": 1, "markers": SPAN_MARKERS, "spans": [(0, len(text))]}
        op_eds.append(OpEd(make_document(str(name), text), labels, labels, asked))
    return op_eds


def read_learnable(gold: Path) -> list[OpEd]:
    """Return all labelled op-eds that may be learned from, those that were read twice first."""
    return [*read_op_eds(gold, learnable), *read_once(gold)]
