"""How well *us and them* finds two camps: the labelled meetings of we and they.

``python -m analysis.learning.camps --gold ../shared/gold`` scores the rule on them. Two readings of
a large language model told of each "they" that meets a "we" in some op-eds whether the two are
camps. ``camps.tsv`` holds where the pronoun begins and what each reading said, without a word of
the texts; ``camps.toml`` says more. Texts kept for testing were not read.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import typer

from analysis.learning.gold import read_rows
from analysis.learning.op_eds import check_print, learnable, read_editorials, read_prints
from analysis.learning.tables import Gold
from analysis.markers.devices.us_them import US_THEM
from analysis.markers.registry import find_matches
from analysis.reading.sources import make_document
from analysis.validation.evidence import EDITORIALS

LABELS, ABOUT = (Path(__file__).with_name(f"camps.{kind}") for kind in ("tsv", "toml"))
SHARES = {"y": 1.0, "d": 0.5, "n": 0.0}  # two camps, doubtful, none
CAMPS, MAY_BE = 0.75, 0.5  # the mean of two readings from which it is taken for two camps


class Told(NamedTuple):
    """A labelled pronoun: the mean of both readings, and whether the rule marks it."""

    mean: float
    found: bool


class Score(NamedTuple):
    """How well those that are found agree with those that are labelled."""

    f1: float
    precision: float
    recall: float


def read_camps(gold: Path) -> list[Told]:
    """Return the labelled pronouns of all op-eds, in order.

    Parameters
    ----------
    gold : Path
        The folder with labelled data, of which the texts of evidence and the rated editorials are
        used.

    Raises
    ------
    ValueError
        If a text is not the one that was read.
    """
    texts = {row["id"]: row["text"] for row in read_rows(gold / EDITORIALS) if learnable(row["id"])}
    texts |= read_editorials(gold)
    prints = read_prints(ABOUT)
    told = []
    for name, labels in pd.read_csv(LABELS, sep="\t").groupby("document"):
        text = texts[str(name)]
        check_print(str(name), text, prints, LABELS)
        hits = find_matches(make_document(str(name), text), [US_THEM])
        found = {hit.start for hit in hits if hit.category == "them"}
        means = (labels["first"].map(SHARES) + labels["second"].map(SHARES)) / 2
        told += [
            Told(mean, start in found) for start, mean in zip(labels["start"], means, strict=True)
        ]
    return told


def score(told: Iterable[Told], least: float) -> Score:
    """Score what is found, where a mean of so much makes two camps.

    Examples
    --------
    >>> told = [Told(1.0, True), Told(0.5, True), Told(0.75, False), Told(0.0, False)]
    >>> score(told, 0.75), score(told, 0.5).precision
    (Score(f1=0.5, precision=0.5, recall=0.5), 1.0)
    """
    pairs = [(one.mean >= least, one.found) for one in told]
    right = sum(is_camp and found for is_camp, found in pairs)
    n_camps, n_found = map(sum, zip(*pairs, strict=True))
    return Score(2 * right / (n_camps + n_found), right / n_found, right / n_camps)


def main(gold: Gold) -> None:
    """Score the rule on the labelled meetings."""
    told = read_camps(gold)
    for name, least in (("camps", CAMPS), ("camps or doubtful", MAY_BE)):
        n = sum(one.mean >= least for one in told)
        f1, precision, recall = score(told, least)
        said = f"F1 {f1:.2f}, precision {precision:.2f}, recall {recall:.2f}"
        typer.echo(f"{name} ({n} of {len(told)}): {said}")


if __name__ == "__main__":
    typer.run(main)
