"""How fast the analysis is, how much memory it takes, and how its peers do: ``make bench``.

Speeds are words per second of processor time, because other programs on the machine change the
time on the wall. Texts are new ones, written from the sentences of the samples in another order
each time, and every text is read once: nothing can be remembered of it. Project and peers take
turns on the same block of texts, so that a busy moment hits all of them; tables show medians.

``python benchmarks/speed.py FOLDER`` takes the texts of a folder of your own instead and compares
alone; ``--readme`` compares alone too and writes that into the README; ``--tiny 100000`` says how
many tiny files an archive is made of.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

from texts import SEED, fresh, texts_of, written_texts
from waits import analyze_one, show_archive, show_decisions, show_growth, show_starts

from analysis.markers.evidence import evidence_of
from analysis.markers.registry import MARKERS
from analysis.matching.view import view_of
from analysis.sentiment.ours import score_sentences
from analysis.sentiment.resources import ensure
from analysis.tables.analysis import analyze
from analysis.tables.annotations import annotate, json_line
from analysis.text.document import Document

README = Path(__file__).parents[1] / "README.md"
BEGIN, END = "<!-- what make bench prints begins -->\n", "<!-- and ends -->\n"

Task = Callable[[list[str]], object]


def seconds(task: Task, texts: list[str]) -> float:
    """Return the processor time that a task takes for texts."""
    begin = time.process_time()
    task(texts)
    return time.process_time() - begin


def write_records(texts: list[str]) -> None:
    """Do what ``annotate`` does: find everything and write a line for each record."""
    with tempfile.TemporaryFile() as file:
        for text in texts:
            for record in annotate(fresh(text)):
                file.write(json_line(record))


def make_tables(texts: list[str]) -> None:
    """Do what ``analyze`` does, without the peers."""
    for text in texts:
        analyze(fresh(text), scorers=False)


def vader_sentiment() -> Task:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    analyzer = SentimentIntensityAnalyzer()
    return lambda texts: [analyzer.polarity_scores(text) for text in texts]


def nltk_vader() -> Task:
    from nltk.sentiment.vader import SentimentIntensityAnalyzer

    ensure("vader_lexicon")
    analyzer = SentimentIntensityAnalyzer()
    return lambda texts: [analyzer.polarity_scores(text) for text in texts]


def textblob() -> Task:
    from textblob import TextBlob

    return lambda texts: [TextBlob(text).sentiment for text in texts]


def empath() -> Task:
    from empath import Empath

    lexicon = Empath()
    return lambda texts: [lexicon.analyze(text) for text in texts]


class Compared(NamedTuple):
    """A program: what it is called, the package that says its version, and how it is made ready."""

    what: str
    package: str
    ready: Callable[[], Task]
    takes_sentences: bool = True


COMPARED = {
    "annotate": Compared(
        "this project: all found, records written", "", lambda: write_records, False
    ),
    "analyze": Compared("this project: all found, tables made", "", lambda: make_tables, False),
    "vaderSentiment": Compared("{}: sentiment alone", "vaderSentiment", vader_sentiment),
    "NLTK": Compared("VADER in {}: sentiment alone", "nltk", nltk_vader),
    "TextBlob": Compared("{}: sentiment alone", "textblob", textblob),
    "Empath": Compared("{}: counts of word categories alone", "empath", empath),
}


def named(one: Compared) -> str:
    """Say what is compared, with its version."""
    return one.what.format(f"{one.package} {version(one.package)}") if one.package else one.what


def installed() -> Iterator[str]:
    """Yield what can be compared here; Empath has to be installed by hand."""
    for name, one in COMPARED.items():
        try:
            named(one)
        except PackageNotFoundError:
            continue
        yield name


def sentences_of(texts: list[str]) -> list[str]:
    """Return the sentences of texts, which are found for the peers beforehand."""
    return [document[span] for document in map(fresh, texts) for span in document.sentences]


def speed_cold(name: str, folder: str | None) -> float:
    """Return words a second on the first block of a process, its word lists loaded as well."""
    command = [sys.executable, __file__, "--cold", name, *([folder] if folder else [])]
    return float(subprocess.run(command, check=True, capture_output=True).stdout)


def show_cold(name: str, folder: str | None) -> None:
    """Print words a second on the first block."""
    block, one = next(texts_of(folder)), COMPARED[name]
    n_words = sum(len(text.split()) for text in block)
    sentences = sentences_of(block) if one.takes_sentences else []
    # What the project has loaded by now is paid for by the project alone.
    begin = time.process_time() if one.takes_sentences else 0.0
    one.ready()(sentences or block)
    print(n_words / (time.process_time() - begin))


def compare_with_peers(folder: str | None) -> tuple[dict[str, float], list[str]]:
    """Return the ratios that goals ask for, and the lines of the comparison."""
    names = list(installed())
    tasks = {name: COMPARED[name].ready() for name in names}
    speeds: dict[str, list[float]] = {name: [] for name in names}
    shares = []
    for number, block in enumerate(texts_of(folder)):
        documents = [fresh(text) for text in block]
        sentences = [document[span] for document in documents for span in document.sentences]
        n_words = sum(len(document.words) for document in documents)
        analyzed = sum(len(sentence) for d in documents for sentence in d.sentence_words)
        timed = {
            name: seconds(tasks[name], sentences if COMPARED[name].takes_sentences else block)
            for name in names
        }
        if number == 0 and folder is None:
            continue  # the first block loads the tables
        shares.append(analyzed / n_words)
        for name, taken in timed.items():
            speeds[name].append(n_words / taken)
    lines = [
        "| what | words a second, cold | warm | warm, of vaderSentiment |",
        "|---|--:|--:|--:|",
    ]
    ratios = {}
    for name in names:
        warm, cold = statistics.median(speeds[name]), speed_cold(name, folder)
        pairs = zip(speeds[name], speeds["vaderSentiment"], strict=True)
        ratios[name] = statistics.median(ours / peer for ours, peer in pairs)
        shown = named(COMPARED[name])
        lines.append(f"| {shown} | {cold:,.0f} | {warm:,.0f} | {ratios[name]:.2f} |")
    pairs = zip(speeds["annotate"], speeds["analyze"], strict=True)
    ratios["slower"] = statistics.median(written / made for written, made in pairs)
    left = 1 - statistics.median(shares)
    shown = "fewer than 1 in 1,000" if left < 0.001 else f"{left:.1%}"
    lines += [
        "",
        "All running text is analyzed. Headings and notes are read and not counted: "
        f"{shown} of these words.",
    ]
    return ratios | {"speed": statistics.median(speeds["annotate"])}, lines


def show_stages() -> None:
    """Print how long each step takes, on texts read once."""
    steps: dict[str, Callable[[Document], object]] = {
        "a document, its letters mended and folded": lambda document: document.meant,
        "sections": lambda document: document.sections,
        "sentences and words": lambda document: document.meant.sentence_words,
        "quotations": lambda document: document.meant.quotes,
        "the view": lambda document: view_of(document.meant).surroundings,
        **{one.name: lambda document, one=one: one.find(document.meant) for one in MARKERS},
        "sentiment": score_sentences,
        "evidence": evidence_of,
    }
    taken: dict[str, list[float]] = {name: [] for name in (*steps, "all, records written")}
    generator = random.Random(SEED + 1)
    for _ in range(5):
        texts, again = written_texts(generator), written_texts(generator)
        n_words = sum(len(text.split()) for text in texts)
        begin = time.process_time()
        documents = [fresh(text) for text in texts]
        for name, step in steps.items():  # in this order, so that each pays for itself alone
            for document in documents:
                step(document)
            now = time.process_time()
            taken[name].append((now - begin) / n_words)
            begin = now
        taken["all, records written"].append(seconds(write_records, again) / n_words)
    whole = statistics.median(taken["all, records written"])
    print("| step | microseconds a word | share of all |\n|---|--:|--:|")
    for name, times in taken.items():
        one = statistics.median(times)
        print(f"| {name} | {one * 1e6:.2f} | {one / whole:.0%} |")
    print()


def show_goals(reached: list[tuple[str, float, float, bool]]) -> None:
    """Print each goal with what was measured."""
    print("| goal | set | measured | reached |\n|---|--:|--:|---|")
    for name, wanted, found, at_least in reached:
        is_reached = found >= wanted if at_least else found <= wanted
        sign = "≥" if at_least else "≤"
        print(f"| {name} | {sign} {wanted:g} | {found:.2f} | {'yes' if is_reached else 'no'} |")


def machine() -> str:
    """Say where and when it is measured."""
    cores, load = os.cpu_count(), os.getloadavg()[0]
    return (
        f"Python {platform.python_version()} on {platform.machine()}, {cores} cores with a load of "
        f"{load:.1f} at the beginning: only the ratios can be compared with other runs."
    )


def write_readme(lines: list[str]) -> None:
    """Put the comparison into the README, between its marks."""
    text = README.read_text(encoding="utf-8")
    before, after = text.split(BEGIN)[0], text.split(END)[1]
    middle = "\n".join([machine(), "", *lines, ""])
    README.write_text(f"{before}{BEGIN}{middle}{END}{after}", encoding="utf-8")


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", help="texts of your own")
    parser.add_argument("--readme", action="store_true", help="compare alone, and write it there")
    parser.add_argument("--tiny", type=int, default=2_000, help="how many tiny files")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--cold", choices=COMPARED, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        return analyze_one(options.one)
    if options.cold:
        return show_cold(options.cold, options.folder)
    print(f"{machine()}\n")
    ratios, lines = compare_with_peers(options.folder)
    print("\n".join(lines), end="\n\n")
    if options.readme:
        return write_readme(lines)
    if options.folder:
        return None
    show_stages()
    growth, starts, decisions = show_growth(), show_starts(), show_decisions()
    twice = show_archive(options.tiny)
    slow, fast = max(decisions), min(decisions)
    return show_goals(
        [
            ("annotate, of vaderSentiment's speed", 0.6, ratios["annotate"], True),
            ("annotate, words a second", 150_000, ratios["speed"], True),
            ("analyze without peers, times annotate", 1.3, ratios["slower"], False),
            ("annotate one op-ed, seconds", 0.5, starts["annotate one op-ed"], False),
            ("profile one op-ed, seconds", 1.5, starts["profile one op-ed"], False),
            ("first cell of a notebook, seconds", 2, starts["first cell of a notebook"], False),
            ("import analysis, seconds", 0.05, starts["import analysis"], False),
            (f"a decision at {fast:,} words, ms", 150, decisions[fast] * 1000, False),
            (f"a decision at {slow:,} words, ms", 400, decisions[slow] * 1000, False),
            ("200,000 words, of the speed at 2,000", 0.9, growth, True),
            ("an archive on two processes, times one", 1.85, twice, True),
        ]
    )


if __name__ == "__main__":
    main()
