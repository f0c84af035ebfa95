"""How fast the analysis is, and how much memory it takes: run by ``make bench``.

Every figure is the best of several runs, because other programs can only slow a run down.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from analysis.markers.registry import MARKERS
from analysis.reading.sources import list_samples, make_document, read_document, sample_path
from analysis.sentiment.ours import score_sentences
from analysis.sentiment.peers import vader
from analysis.tables.annotations import annotate
from analysis.text.document import Document

REPEATS = 5


def best_seconds(run: Callable[[], object], repeats: int = REPEATS) -> float:
    """Return the shortest time of several runs."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times)


def sample_texts(n_words: int) -> list[str]:
    """Return op-eds of about 2,000 words, made of the samples' bodies, up to a number of words."""
    bodies = []
    # Reading HTML and Markdown would add the memory of their parsers.
    plain = [name for name in list_samples() if sample_path(name).suffix == ".txt"]
    for name in plain:
        document = read_document(name)
        bodies.append("\n\n".join(document[paragraph] for paragraph in document.paragraphs))
    pairs = [f"{one}\n\n{two}" for one, two in zip(bodies, bodies[1:] + bodies[:1], strict=True)]
    size = sum(len(pair.split()) for pair in pairs)
    return pairs * max(1, round(n_words / size))


def fresh(text: str) -> Document:
    """Return a document with nothing computed yet."""
    return make_document("x", text)


def print_row(name: str, n_words: int, seconds: float) -> None:
    """Print a speed in words per second."""
    print(f"{name:34} {n_words / seconds:12,.0f} words/s")


def compare_with_vader() -> None:
    """Print the speed of the whole analysis and of VADER alone, sentence by sentence."""
    texts = sample_texts(14_000)
    n_words = sum(len(fresh(text).words) for text in texts)
    sentences = [d[s] for text in texts for d in [fresh(text)] for s in d.sentences]
    vader("warm up")
    whole = best_seconds(lambda: [list(annotate(fresh(text))) for text in texts])
    print_row("whole analysis, with records", n_words, whole)
    peer = best_seconds(lambda: [vader(sentence) for sentence in sentences])
    print_row("VADER alone", n_words, peer)
    print(f"{'ratio':34} {peer / whole:12.2f}")


def time_the_parts() -> None:
    """Print how long each step takes, per word."""
    text = "\n\n".join(sample_texts(14_000)[:7])
    n_words = len(fresh(text).words)
    ready = fresh(text)
    for part in ("sentence_words", "quotes"):
        getattr(ready, part)
    print_row("sections", n_words, best_seconds(lambda: fresh(text).sections))
    print_row("sentences and words", n_words, best_seconds(lambda: fresh(text).sentence_words))
    print_row("quotations", n_words, best_seconds(lambda: fresh(text).quotes))
    for marker in MARKERS:
        print_row(marker.name, n_words, best_seconds(lambda marker=marker: marker.find(ready)))
    print_row("sentiment", n_words, best_seconds(lambda: score_sentences(ready)))


def show_growth() -> None:
    """Print time and memory for texts from 2,000 to 2,000,000 words, each in its own process."""
    for n_words in (2_000, 20_000, 200_000, 2_000_000):
        command = [sys.executable, __file__, "--one", str(n_words)]
        output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        found = json.loads(output)
        rate = found["words"] / found["seconds"]
        print(
            f"{found['words']:12,} words {found['seconds']:8.2f} s {rate:12,.0f} words/s "
            f"{found['megabytes']:8.0f} MB"
        )


def analyze_one(n_words: int) -> None:
    """Analyze one long text and print the time it took and the peak memory."""
    text = "\n\n".join(sample_texts(max(n_words, 14_000)))
    text = text[: int(len(text) * n_words / len(text.split()))]
    start = time.perf_counter()
    document = fresh(text)
    for _ in annotate(document):
        pass
    seconds = time.perf_counter() - start
    # Not ru_maxrss: it begins with the memory of the program that started this one.
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    megabytes = int(re.search(r"VmHWM:\s+(\d+)", status).group(1)) / 1024
    print(json.dumps({"words": len(document.words), "seconds": seconds, "megabytes": megabytes}))


def time_import() -> None:
    """Print how long ``import analysis`` takes in a new process."""
    command = [sys.executable, "-c", "import analysis"]
    bare = best_seconds(lambda: subprocess.run([sys.executable, "-c", ""], check=True))
    full = best_seconds(lambda: subprocess.run(command, check=True))
    print(f"{'import analysis':34} {full - bare:12.3f} s")


def scale_corpus(n_words: int = 2_000_000) -> None:
    """Print the speed of an archive on one and on two processes."""
    from analysis.corpus.archive import analyze_corpus

    texts = sample_texts(n_words)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "texts.jsonl"
        lines = (json.dumps({"id": str(n), "text": text}) for n, text in enumerate(texts))
        source.write_text("\n".join(lines), encoding="utf-8")
        seconds = {}
        for workers in (1, 2):
            output = Path(folder) / str(workers)
            start = time.perf_counter()
            summary = analyze_corpus(source, output, workers=workers, progress=False)
            seconds[workers] = time.perf_counter() - start
            print_row(f"archive, {workers} processes", summary.n_words, seconds[workers])
    print(f"{'speed-up on two processes':34} {seconds[1] / seconds[2]:12.2f}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        analyze_one(int(sys.argv[2]))
    else:
        compare_with_vader()
        time_the_parts()
        show_growth()
        time_import()
        scale_corpus()
