"""What a person waits for: the start of a command, a decision in the reader, an archive."""

from __future__ import annotations

import json
import os
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from texts import SEED, fresh, one_text, written_texts

from analysis.tables.analysis import analyze
from analysis.tables.annotations import annotate

__all__ = ["analyze_one", "show_archive", "show_decisions", "show_growth", "show_starts"]

GROWTH = (2_000, 20_000, 200_000)  # words
DECISIONS = (2_000, 10_000)
ARCHIVE_TEXTS = 400
TINY_WORDS = 100
NOTEBOOK = Path(__file__).parents[1] / "notebooks" / "00_start_here.ipynb"


def processor_seconds(command: list[str], n_runs: int = 5) -> float:
    """Return the median processor time of a command."""
    # Modules are compiled once on a reader's machine; here the environment may forbid to keep them.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    taken = []
    for _ in range(n_runs):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=True, capture_output=True, env=environment)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        taken.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return statistics.median(taken)


def wall_seconds(command: list[str]) -> float:
    """Return the median time of a command as pyperf takes it."""
    import pyperf

    with tempfile.TemporaryDirectory() as folder:
        output = str(Path(folder) / "runs.json")
        options = ["--processes=5", "--values=1", "--warmups=1", "--loops=1", "-q", "-o", output]
        line = [sys.executable, "-m", "pyperf", "command", *options, "--", *command]
        subprocess.run(line, check=True, capture_output=True)
        return float(pyperf.Benchmark.load(output).median())


def first_cell(folder: Path) -> str:
    """Return a line of Python that runs the first cell with code of the first notebook."""
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    path = folder / "cell.py"
    path.write_text("".join(next(c["source"] for c in cells if c["cell_type"] == "code")))
    # pyperf takes no command of more than one line.
    return f"exec(open({str(path)!r}).read())"


def show_starts() -> dict[str, float]:
    """Print how long commands take from nothing; return their processor time."""
    folder = Path(tempfile.mkdtemp())
    path = folder / "essay.txt"
    path.write_text(one_text(1_700), encoding="utf-8")
    command = [sys.executable, "-m", "analysis"]
    commands = {
        "python alone": [sys.executable, "-c", "pass"],
        "import analysis": [sys.executable, "-c", "import analysis"],
        "annotate one op-ed": [*command, "annotate", str(path), "-o", str(folder / "x.jsonl")],
        "profile one op-ed": [*command, "profile", str(path), "-o", str(folder / "x.csv")],
        "first cell of a notebook": [sys.executable, "-c", first_cell(folder)],
    }
    print("| from nothing | seconds on the wall | of processor time |\n|---|--:|--:|")
    taken = {}
    for name, line in commands.items():
        taken[name] = processor_seconds(line)
        print(f"| {name} | {wall_seconds(line):.2f} | {taken[name]:.2f} |")
    print()
    return taken


def show_growth() -> float:
    """Print time and memory for several sizes; return the speed of the largest by the smallest."""
    print("| words | seconds | words a second | memory |\n|--:|--:|--:|--:|")
    rates = []
    for n_words in GROWTH:
        command = [sys.executable, str(Path(__file__).with_name("speed.py")), "--one", str(n_words)]
        found = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
        rates.append(found["words"] / found["seconds"])
        print(
            f"| {found['words']:,} | {found['seconds']:.2f} | {rates[-1]:,.0f} | "
            f"{found['megabytes']:.0f} MB |"
        )
    print()
    return rates[-1] / rates[0]


def analyze_one(n_words: int) -> None:
    """Analyze one long text, the word lists loaded, and print the time and the peak memory."""
    for _ in annotate(fresh(one_text(2_000))):
        pass
    text = one_text(n_words)
    begin = time.process_time()
    document = fresh(text)
    for _ in annotate(document):
        pass
    taken = time.process_time() - begin
    # Not ru_maxrss: it begins with the memory of the program that started this one.
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    megabytes = int(re.search(r"VmHWM:\s+(\d+)", status).group(1)) / 1024
    print(json.dumps({"words": len(document.words), "seconds": taken, "megabytes": megabytes}))


def show_decisions() -> dict[int, float]:
    """Print how long a decision in the reader takes until all its numbers are known."""
    from analysis.reader.widget import ReaderWidget
    from analysis.tables.review import Review

    print("| words | from a decision to all numbers |\n|--:|--:|")
    found = {}
    for n_words in DECISIONS:
        analysis = analyze(fresh(one_text(n_words)), scorers=False)
        reader = ReaderWidget(analysis, Review(analysis.document))
        taken = []
        for hit in list(analysis.matches.itertuples())[:9]:
            begin = time.process_time()
            reader.review.reject(hit)
            reader._draw()
            taken.append(time.process_time() - begin)
        found[n_words] = statistics.median(taken)
        print(f"| {len(analysis.document.words):,} | {found[n_words] * 1000:.0f} ms |")
    print()
    return found


@contextmanager
def timed(taken: list[float]) -> Iterator[None]:
    """Add the time on the wall and the processor time, that of ended processes included."""

    def used() -> float:
        both = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        return sum(one.ru_utime + one.ru_stime for one in both)

    begin, before = time.perf_counter(), used()
    yield
    taken += [time.perf_counter() - begin, used() - before]


def show_archive(n_tiny: int) -> float:
    """Print the speed of an archive on one and two processes, and what tiny files cost.

    Return how many times as fast two processes are as one, on the wall.
    """
    from analysis.corpus.archive import analyze_corpus

    texts = written_texts(random.Random(SEED), ARCHIVE_TEXTS)
    print("| archive | processes | seconds | of processor time | words a second |")
    print("|---|--:|--:|--:|--:|")
    walls = []
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "texts.jsonl"
        lines = (json.dumps({"id": str(n), "text": text}) for n, text in enumerate(texts))
        source.write_text("\n".join(lines), encoding="utf-8")
        tiny = Path(folder) / "tiny"
        tiny.mkdir()
        for number in range(n_tiny):
            words = texts[number % len(texts)].split()[: TINY_WORDS - 1]
            (tiny / f"{number}.txt").write_text(f"{number} {' '.join(words)}", encoding="utf-8")
        for what, place, workers in (
            (f"{len(texts):,} texts in one file", source, 1),
            (f"{len(texts):,} texts in one file", source, 2),
            (f"{n_tiny:,} files of {TINY_WORDS} words", tiny, 2),
        ):
            taken: list[float] = []
            with timed(taken):
                output = Path(folder) / f"{place.name}-{workers}"
                summary = analyze_corpus(place, output, workers=workers, progress=False)
            walls.append(taken[0])
            rate = summary.n_words / taken[0]
            print(f"| {what} | {workers} | {taken[0]:.1f} | {taken[1]:.1f} | {rate:,.0f} |")
    cost = 1000 * walls[2] / max(n_tiny, 1)
    print(
        f"\nTwo processes: {walls[0] / walls[1]:.2f} times as fast as one; {cost:.1f} ms a file.\n"
    )
    return walls[0] / walls[1]
