"""What is installed, what is missing, and what to do about it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sized
from importlib.metadata import PackageNotFoundError, requires, version
from typing import NamedTuple

from packaging.requirements import Requirement

from analysis.files import PROJECT
from analysis.markers.attribution.frames import load_frames
from analysis.matching.lexicon import FOLDER, LexiconError, load_lexicon
from analysis.matching.rules import load_rules
from analysis.reading.sources import list_samples
from analysis.sentiment.resources import RESOURCES, ensure, nltk_folder
from analysis.text.classes import ClassError, word_classes

__all__ = ["Check", "check_installation"]

REMEDY = "run `pip install -r requirements.txt` in the project's folder"


class Check(NamedTuple):
    """One thing that was checked: its name, whether it is in order, and a detail or remedy."""

    name: str
    ok: bool
    detail: str


def check_installation() -> list[Check]:
    """Check Python, every package the project needs, NLTK's data, lexicons and samples.

    Missing NLTK data is fetched or built on the way.

    Returns
    -------
    list of Check

    Examples
    --------
    >>> all(check.ok for check in check_installation() if check.name == "Python")
    True
    """
    checks = [_check_python()]
    checks += [_check_package(name) for name in _required_packages()]
    checks += [_check_resource(name) for name in RESOURCES]
    checks += [_check_lexicon(path.stem) for path in sorted(FOLDER.glob("*.tsv"))]
    tables = {"word classes": word_classes, "rules": load_rules, "frames": load_frames}
    checks += [_check_table(name, load) for name, load in tables.items()]
    n_samples = len(list_samples())
    checks.append(Check("samples", n_samples > 0, f"{n_samples} op-eds"))
    return checks


def _check_python() -> Check:
    found = ".".join(map(str, sys.version_info[:3]))
    return Check("Python", sys.version_info >= (3, 11), f"{found} (3.11 or later is needed)")


def _required_packages() -> list[Requirement]:
    """Return what the project needs without its extras."""
    try:
        needed = [Requirement(line) for line in requires(PROJECT) or []]
    except PackageNotFoundError:
        return [Requirement(PROJECT)]
    return [one for one in needed if one.marker is None or one.marker.evaluate({"extra": ""})]


def _check_package(needed: Requirement) -> Check:
    try:
        found = version(needed.name)
    except PackageNotFoundError:
        return Check(needed.name, False, REMEDY)
    if not needed.specifier.contains(found, prereleases=True):
        return Check(needed.name, False, f"{found}, but {needed.specifier} is needed; {REMEDY}")
    return Check(needed.name, True, found)


def _check_resource(name: str) -> Check:
    try:
        return Check(f"NLTK {name}", True, f"{ensure(name)} ({nltk_folder()})")
    except LookupError as error:
        return Check(f"NLTK {name}", False, str(error))


def _check_table(name: str, load: Callable[[], Sized]) -> Check:
    try:
        return Check(name, True, f"{len(load())} definitions")
    except (LexiconError, ClassError) as error:
        return Check(name, False, str(error))


def _check_lexicon(name: str) -> Check:
    try:
        lexicon = load_lexicon(name)
    except LexiconError as error:
        return Check(f"lexicon {name}", False, str(error))
    return Check(f"lexicon {name}", True, f"{len(lexicon.entries):,} entries, hash {lexicon.hash}")
