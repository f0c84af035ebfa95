"""How fast the analysis is, how much memory it takes, and how its peers do: ``make bench``.

Speeds are words per second of processor time, because other programs on the machine change the
time on the wall. Texts are new ones, written from the sentences of the samples in another order
each time, and every text is read once: nothing can be remembered of it. Project and peers take
turns on the same block of texts, so that a busy moment hits all of them; the table shows medians.
``python benchmarks/speed.py FOLDER`` takes the texts of a folder of your own instead.
"""

from __future__ import annotations

import json
import platform
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib.metadata import version
from itertools import count
from pathlib import Path

from analysis.markers.registry import MARKERS
from analysis.reading.sources import list_samples, make_document, read_document
from analysis.sentiment.ours import score_sentences
from analysis.sentiment.resources import ensure
from analysis.tables.analysis import analyze
from analysis.tables.annotations import annotate
from analysis.text.document import Document

BLOCKS = 7  # rounds in which all take turns
TEXTS = 12  # texts in a block
SENTENCES = 60  # in a text that is written here
SEED = 1
PEERS = ("vaderSentiment", "NLTK", "TextBlob")
GROWTH = (2_000, 20_000, 200_000)  # words

Task = Callable[[list[str]], object]


def sentences_of_samples() -> list[str]:
    """Return every sentence of the samples."""
    documents = [read_document(name) for name in list_samples()]
    return [document[span] for document in documents for span in document.sentences]


def written_texts(generator: random.Random, n_texts: int, n_sentences: int) -> list[str]:
    """Write texts that nobody has read: sentences drawn anew, and a new number a paragraph."""
    sentences = sentences_of_samples()
    numbers = count(generator.randrange(10**6))
    texts = []
    for _ in range(n_texts):
        chosen = generator.choices(sentences, k=n_sentences)
        paragraphs = [
            " ".join([*chosen[place : place + 4], f"That was case {next(numbers)}."])
            for place in range(0, n_sentences, 4)
        ]
        texts.append("\n\n".join(paragraphs))
    return texts


def texts_of(folder: str | None, generator: random.Random) -> Iterator[list[str]]:
    """Yield blocks of texts: of a folder, or written ones."""
    if folder is None:
        for _ in range(BLOCKS):
            yield written_texts(generator, TEXTS, SENTENCES)
        return
    paths = sorted(path for path in Path(folder).rglob("*") if path.is_file())
    texts = [read_document(path).text for path in paths]
    for start in range(0, len(texts), TEXTS):
        yield texts[start : start + TEXTS]


def fresh(text: str) -> Document:
    """Return a document with nothing computed yet."""
    return make_document("x", text)


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
                file.write(json.dumps(record, ensure_ascii=False).encode() + b"\n")


def make_tables(texts: list[str]) -> None:
    """Do what ``analyze`` does, without the peers."""
    for text in texts:
        analyze(fresh(text), scorers=False)


def peer_tasks() -> dict[str, Task]:
    """Return the peers; each scores the same sentences, which are found for it beforehand."""
    from nltk.sentiment.vader import SentimentIntensityAnalyzer as Port
    from textblob import TextBlob
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    ensure("vader_lexicon")
    vader, port = SentimentIntensityAnalyzer(), Port()
    return {
        "vaderSentiment": lambda texts: [vader.polarity_scores(text) for text in texts],
        "NLTK": lambda texts: [port.polarity_scores(text) for text in texts],
        "TextBlob": lambda texts: [TextBlob(text).sentiment for text in texts],
    }


def compare_with_peers(folder: str | None) -> None:
    """Print the speeds of the project and its peers, and their ratios to vaderSentiment."""
    peers = peer_tasks()
    tasks: dict[str, Task] = {"annotate": write_records, "analyze": make_tables}
    speeds: dict[str, list[float]] = {name: [] for name in (*tasks, *peers)}
    shares = []
    for number, block in enumerate(texts_of(folder, random.Random(SEED))):
        documents = [fresh(text) for text in block]
        sentences = [document[span] for document in documents for span in document.sentences]
        n_words = sum(len(document.words) for document in documents)
        analyzed = sum(len(sentence) for d in documents for sentence in d.sentence_words)
        timed = {name: seconds(task, block) for name, task in tasks.items()}
        timed |= {name: seconds(task, sentences) for name, task in peers.items()}
        if number == 0 and folder is None:
            continue  # the first block loads the tables
        shares.append(analyzed / n_words)
        for name, taken in timed.items():
            speeds[name].append(n_words / taken)
    named = {
        "annotate": "this project: everything found, records written",
        "analyze": "this project: everything found, tables made",
        "vaderSentiment": f"vaderSentiment {version('vaderSentiment')}: sentiment alone",
        "NLTK": f"VADER in NLTK {version('nltk')}: sentiment alone",
        "TextBlob": f"TextBlob {version('textblob')}: sentiment alone",
    }
    print("| what | words a second | of vaderSentiment |\n|---|--:|--:|")
    for name, shown in named.items():
        speed = statistics.median(speeds[name])
        pairs = zip(speeds[name], speeds["vaderSentiment"], strict=True)
        ratio = statistics.median(ours / peer for ours, peer in pairs)
        print(f"| {shown} | {speed:,.0f} | {ratio:.2f} |")
    ratios = zip(speeds["annotate"], speeds["analyze"], strict=True)
    slower = statistics.median(written / made for written, made in ratios)
    print(f"\nanalyze takes {slower:.2f} times as long as annotate; of all words")
    print(f"{statistics.median(shares):.1%} are analyzed (headings and notes are not).\n")


def time_the_parts() -> None:
    """Print how long each step takes, on texts read once."""
    blocks = [written_texts(random.Random(SEED + place), TEXTS, SENTENCES) for place in range(5)]
    steps: dict[str, Callable[[Document], object]] = {
        "sections": lambda document: document.sections,
        "sentences and words": lambda document: document.sentence_words,
        "quotations": lambda document: document.quotes,
        **{marker.name: marker.find for marker in MARKERS},
        "sentiment": score_sentences,
    }
    taken: dict[str, list[float]] = {name: [] for name in steps}
    for block in blocks:
        documents = [fresh(text) for text in block]
        n_words = sum(len(text.split()) for text in block)
        for name, step in steps.items():  # in this order, so that each pays for itself alone
            begin = time.process_time()
            for document in documents:
                step(document)
            taken[name].append((time.process_time() - begin) / n_words)
    whole = sum(statistics.median(times) for times in taken.values())
    print("| step | microseconds a word | share |\n|---|--:|--:|")
    for name, times in taken.items():
        one = statistics.median(times)
        print(f"| {name} | {one * 1e6:.2f} | {one / whole:.0%} |")
    print()


def show_growth() -> None:
    """Print time and memory for texts of several sizes, each in its own process."""
    print("| words | seconds | words a second | memory |\n|--:|--:|--:|--:|")
    for n_words in GROWTH:
        command = [sys.executable, __file__, "--one", str(n_words)]
        found = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
        rate = found["words"] / found["seconds"]
        print(
            f"| {found['words']:,} | {found['seconds']:.2f} | {rate:,.0f} | "
            f"{found['megabytes']:.0f} MB |"
        )
    print()


def analyze_one(n_words: int) -> None:
    """Analyze one long text and print the time it took and the peak memory."""
    [text] = written_texts(random.Random(SEED), 1, max(4, n_words // 17))
    begin = time.process_time()
    document = fresh(text)
    for _ in annotate(document):
        pass
    taken = time.process_time() - begin
    # Not ru_maxrss: it begins with the memory of the program that started this one.
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    megabytes = int(re.search(r"VmHWM:\s+(\d+)", status).group(1)) / 1024
    print(json.dumps({"words": len(document.words), "seconds": taken, "megabytes": megabytes}))


def time_the_start() -> None:
    """Print how long commands take from nothing, as pyperf measures them and in processor time."""
    path = Path(tempfile.mkdtemp()) / "essay.txt"
    path.write_text(written_texts(random.Random(SEED), 1, 100)[0], encoding="utf-8")
    command = [sys.executable, "-m", "analysis"]
    commands = {
        "import analysis": [sys.executable, "-c", "import analysis"],
        "annotate one op-ed": [*command, "annotate", str(path), "-o", f"{path}.jsonl"],
        "profile one op-ed": [*command, "profile", str(path), "-o", f"{path}.csv"],
    }
    print("| command | seconds | of processor time |\n|---|--:|--:|")
    for name, line in commands.items():
        print(f"| {name} | {on_the_wall(line):.2f} | {of_the_processor(line):.2f} |")
    print()


def on_the_wall(command: list[str]) -> float:
    """Return the median time of a command as pyperf takes it."""
    with tempfile.TemporaryDirectory() as folder:
        output = str(Path(folder) / "runs.json")
        options = ["--processes=5", "--values=1", "--warmups=1", "--loops=1", "-q", "-o", output]
        line = [sys.executable, "-m", "pyperf", "command", *options, "--", *command]
        subprocess.run(line, check=True, capture_output=True)
        import pyperf

        return float(pyperf.Benchmark.load(output).median())


def of_the_processor(command: list[str]) -> float:
    """Return the median processor time of a command."""
    taken = []
    for _ in range(5):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        taken.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return statistics.median(taken)


def time_decisions() -> None:
    """Print how long a decision in the reader takes until all its numbers are known."""
    from analysis.reader.widget import ReaderWidget
    from analysis.tables.review import Review

    print("| words | from a decision to all numbers |\n|--:|--:|")
    for n_words in (2_000, 10_000):
        [text] = written_texts(random.Random(SEED), 1, n_words // 17)
        analysis = analyze(fresh(text), scorers=False)
        reader = ReaderWidget(analysis, Review(analysis.document))
        taken = []
        for hit in list(analysis.matches.itertuples())[:9]:
            begin = time.process_time()
            reader.review.reject(hit)
            reader._draw()
            taken.append(time.process_time() - begin)
        print(f"| {len(analysis.document.words):,} | {statistics.median(taken) * 1000:.0f} ms |")
    print()


def scale_corpus(n_texts: int = 1_000) -> None:
    """Print the speed of an archive on one and on two processes, and of many tiny files."""
    from analysis.corpus.archive import analyze_corpus

    texts = written_texts(random.Random(SEED), n_texts, SENTENCES)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "texts.jsonl"
        lines = (json.dumps({"id": str(n), "text": text}) for n, text in enumerate(texts))
        source.write_text("\n".join(lines), encoding="utf-8")
        taken = {}
        for workers in (1, 2):
            begin = time.perf_counter()
            summary = analyze_corpus(
                source, Path(folder) / str(workers), workers=workers, progress=False
            )
            taken[workers] = time.perf_counter() - begin
            rate = summary.n_words / taken[workers]
            print(f"archive on {workers} process(es): {rate:,.0f} words a second")
    print(f"speed-up on two processes: {taken[1] / taken[2]:.2f}\n")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        analyze_one(int(sys.argv[2]))
    else:
        print(f"Python {platform.python_version()} on {platform.machine()}\n")
        compare_with_peers(sys.argv[1] if len(sys.argv) > 1 else None)
        if len(sys.argv) == 1:
            time_the_parts()
            show_growth()
            time_the_start()
            time_decisions()
            scale_corpus()
