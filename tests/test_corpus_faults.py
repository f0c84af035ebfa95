"""The archive under changed sources, damaged files, deaths, stalls, odd names and stops."""

from __future__ import annotations

import hashlib
import json
import os
import random
import resource
import shutil
import signal
import socket
import subprocess
import sys
import time
from functools import partial

import pandas as pd
import psutil
import pytest
from typer.testing import CliRunner

from analysis.cli import app
from analysis.corpus import archive, manifest, shards
from analysis.corpus.archive import CorpusError, analyze_corpus
from analysis.matching import lexicon

TABLES = ("documents", "sections", "sentences", "matches")


def text(n):
    return f"It may rain on day {n}. Critics say the disastrous plan failed."


def write_files(folder, names):
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / name).write_text(text(name))
    return folder


def write_rows(path, rows):
    lines = (json.dumps({"id": name, "text": words}) for name, words in rows)
    path.write_text("\n".join(lines) + "\n")
    return path


def run(source, output, **options):
    return analyze_corpus(source, output, workers=1, plain=True, progress=False, **options)


def fingerprint(folder):
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("part-*"))
    }


def documents(output):
    return pd.read_parquet(output / "documents").set_index("doc_id")


@pytest.fixture(autouse=True)
def small_shards(monkeypatch):
    monkeypatch.setattr(archive, "SHARD_DOCUMENTS", 5)


def stop_after_first_shard(source, output):
    """Leave an output as if the run had been stopped after its first shard."""
    run(source, output)
    for path in output.rglob("part-*"):
        if path.stem != "part-000000":
            path.unlink()


# --- a source that changes ------------------------------------------------------------------------

CHANGES = {
    "add first": lambda folder: (folder / "0.txt").write_text(text("new")),
    "add last": lambda folder: (folder / "z.txt").write_text(text("new")),
    "edit": lambda folder: (folder / "b.txt").write_text("It surely snowed."),
    "edit at the same size": lambda folder: (folder / "b.txt").write_text(text("B.txt")),
    "delete": lambda folder: (folder / "b.txt").unlink(),
    "delete most": lambda folder: [(folder / f"{c}.txt").unlink() for c in "abcdefghij"],
    "rename": lambda folder: (folder / "b.txt").rename(folder / "y.txt"),
    "rename to another kind": lambda folder: (folder / "b.txt").rename(folder / "b.md"),
    "exchange": lambda folder: [
        (folder / "a.txt").write_text(text("b.txt")),
        (folder / "b.txt").write_text(text("a.txt")),
    ],
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_source_that_changed_gives_what_a_fresh_run_gives(change, tmp_path):
    folder = write_files(tmp_path / "in", [f"{letter}.txt" for letter in "abcdefghijkl"])
    stop_after_first_shard(folder, tmp_path / "out")
    CHANGES[change](folder)
    run(folder, tmp_path / "out")
    run(folder, tmp_path / "fresh")
    assert fingerprint(tmp_path / "out") == fingerprint(tmp_path / "fresh")
    assert len(documents(tmp_path / "out")) == len(list(folder.iterdir()))


def test_rows_rewritten_at_the_same_size(tmp_path):
    source = write_rows(tmp_path / "in.jsonl", [(f"d{n}", text(n)) for n in range(12)])
    stop_after_first_shard(source, tmp_path / "out")
    before = source.stat()
    source.write_text(source.read_text().replace("may", "did"))
    os.utime(source, ns=(before.st_atime_ns, before.st_mtime_ns))
    summary = run(source, tmp_path / "out")
    assert any("1 shard done anew because documents were added" in note for note in summary.notes)
    assert "may" not in set(pd.read_parquet(tmp_path / "out" / "matches")["text"])


@pytest.mark.parametrize("seed", range(4))
def test_any_edits_and_stops_give_what_a_fresh_run_gives(seed, tmp_path):
    generator = random.Random(seed)
    folder = write_files(tmp_path / "in", [f"{n:02}.txt" for n in range(12)])
    for _ in range(4):
        for _ in range(generator.randrange(1, 4)):
            name = folder / f"{generator.randrange(20):02}.{generator.choice(['txt', 'md'])}"
            if generator.random() < 0.4 and len(list(folder.iterdir())) > 1:
                name.unlink(missing_ok=True)
            else:
                name.write_text(text(generator.randrange(100)))
        run(folder, tmp_path / "out")
        parts = sorted((tmp_path / "out").rglob("part-*"))
        for path in generator.sample(parts, generator.randrange(4)):
            path.write_bytes(b"damaged") if generator.random() < 0.5 else path.unlink()
    run(folder, tmp_path / "out")
    run(folder, tmp_path / "fresh")
    assert fingerprint(tmp_path / "out") == fingerprint(tmp_path / "fresh")


@pytest.mark.parametrize("table", [*TABLES, "shards"])
@pytest.mark.parametrize("damage", ["missing", "cut", "one bit"])
def test_damaged_and_missing_parts_are_noticed(table, damage, tmp_path):
    source = write_rows(tmp_path / "in.jsonl", [(f"d{n}", text(n)) for n in range(12)])
    run(source, tmp_path / "out")
    whole = fingerprint(tmp_path / "out")
    path = next((tmp_path / "out" / table).glob("part-000001.*"))
    data = path.read_bytes()
    flipped = data[:40] + bytes([data[40] ^ 1]) + data[41:]
    path.unlink() if damage == "missing" else path.write_bytes(
        data[:-9] if damage == "cut" else flipped
    )
    summary = run(source, tmp_path / "out")
    assert fingerprint(tmp_path / "out") == whole
    assert summary.n_documents == 5
    assert any("damaged or missing" in note for note in summary.notes)


def test_other_rules_or_word_lists_make_all_documents_new(tmp_path, monkeypatch):
    source = write_rows(tmp_path / "in.jsonl", [(f"d{n}", text(n)) for n in range(12)])
    run(source, tmp_path / "out")
    assert run(source, tmp_path / "out").n_documents == 0
    monkeypatch.setattr(manifest, "code_hash", lambda: "another")
    monkeypatch.setattr(archive, "code_hash", lambda: "another")
    with pytest.raises(CorpusError, match="the workers have another version"):
        run(source, tmp_path / "out")
    monkeypatch.setattr(shards, "code_hash", lambda: "another")
    summary = run(source, tmp_path / "out")
    assert summary.n_documents == 12
    assert any("program or word lists have changed" in note for note in summary.notes)


@pytest.mark.parametrize("changed", ["lexicons/hedge.toml", "lexicons/hedge.tsv", "markers/new.py"])
def test_the_hash_of_the_code_knows_every_file_of_it(changed, tmp_path, monkeypatch):
    package = shutil.copytree(manifest.PACKAGE, tmp_path / "analysis")
    monkeypatch.setattr(manifest, "PACKAGE", package)
    monkeypatch.setattr(lexicon, "FOLDER", package / "lexicons")
    # Both are kept while a process runs; here they are worked out anew.
    monkeypatch.setattr(manifest, "lexicons_hash", lexicon.lexicons_hash.__wrapped__)
    before = manifest.code_hash.__wrapped__()
    with (package / changed).open("a") as file:
        file.write("# more\n")
    assert manifest.code_hash.__wrapped__() != before


def test_a_run_of_the_version_before_is_refused_in_words(tmp_path):
    source = write_rows(tmp_path / "in.jsonl", [("a", text(1))])
    output = tmp_path / "out"
    output.mkdir()
    note = {"source": str(source), "size": 9, "columns": ["id", "text"], "lexicons": "0"}
    (output / "run.json").write_text(json.dumps(note))
    with pytest.raises(CorpusError, match=r"another version of this program.*empty folder"):
        run(source, output)


# --- workers that die or stall --------------------------------------------------------------------


def replace_make_document(monkeypatch, word, act):
    make = shards.make_document

    def replaced(name, words, **options):
        if words.startswith(word):
            act()
        return make(name, words, **options)

    monkeypatch.setattr(shards, "make_document", replaced)


def test_one_of_many_that_kills_its_process_fails_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "SHARD_DOCUMENTS", 200)
    replace_make_document(monkeypatch, "KILL", lambda: os._exit(9))
    rows = [(f"d{n}", "KILL me" if n == 77 else text(n)) for n in range(150)]
    summary = run(write_rows(tmp_path / "in.jsonl", rows), tmp_path / "out")
    assert (summary.n_documents, summary.n_failed) == (150, 1)
    assert summary.failed[0][0] == "d77"
    assert "died" in documents(tmp_path / "out").at["d77", "error"]


def test_a_document_that_stalls_fails_alone_and_is_tried_with_more_time(tmp_path, monkeypatch):
    replace_make_document(monkeypatch, "STALL", lambda: time.sleep(2))
    rows = [(f"d{n}", "STALL now" if n in (1, 3) else text(n)) for n in range(7)]
    source = write_rows(tmp_path / "in.jsonl", rows)
    summary = run(source, tmp_path / "out", time_limit=1)
    assert (summary.n_documents, summary.n_failed) == (7, 2)
    assert documents(tmp_path / "out").at["d3", "error"].startswith("took more than 1 second")
    again = run(source, tmp_path / "out", time_limit=1)
    assert (again.n_documents, again.n_failed_before) == (0, 2)
    more = run(source, tmp_path / "out", time_limit=60)
    assert (more.n_documents, more.n_failed, more.n_shards_skipped) == (5, 0, 1)


RUN = """
import sys, time
from analysis.corpus import archive, shards
shards.warm_up()
make = shards.make_document
def slow(name, text, **options):
    time.sleep(float(sys.argv[3]))
    return make(name, text, **options)
shards.make_document = slow
archive.SHARD_DOCUMENTS = 20
try:
    print(archive.analyze_corpus(sys.argv[1], sys.argv[2], workers=2, progress=False))
except archive.CorpusError as error:
    sys.exit(str(error))
"""


def start(source, output, seconds=0.0, **options):
    command = [sys.executable, "-c", RUN, str(source), str(output), str(seconds)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options
    )


def wait_for(find, seconds=60):
    """Return what a function finds as soon as it finds something."""
    end = time.monotonic() + seconds
    while not (found := find()):
        assert time.monotonic() < end
        time.sleep(0.02)
    return found


def workers_of(process):
    try:
        return psutil.Process(process.pid).children()
    except psutil.NoSuchProcess:
        return []


def test_workers_end_with_their_parent_and_a_second_run_is_refused(tmp_path):
    source = write_rows(tmp_path / "in.jsonl", [(f"d{n}", text(n)) for n in range(200)])
    process = start(source, tmp_path / "out", 30)
    workers = wait_for(lambda: len(found := workers_of(process)) == 2 and found)
    with pytest.raises(CorpusError, match="another run is writing into this folder"):
        run(source, tmp_path / "out")
    process.kill()
    process.wait()
    _, alive = psutil.wait_procs(workers, timeout=5)
    assert not alive


def n_shards_done(output):
    return len(list((output / "shards").glob("part-*")))


def has_done(output, n_shards, process):
    return n_shards_done(output) >= n_shards or process.poll() is not None


def workers_or_end(process):
    return workers_of(process) or process.poll() is not None


@pytest.mark.parametrize("kills", [int(os.environ.get("CORPUS_KILLS", "6"))])
def test_kills_of_workers_and_parents_lose_nothing(kills, tmp_path):
    n_documents = 60 * kills
    source = write_rows(tmp_path / "in.jsonl", [(f"d{n}", text(n)) for n in range(n_documents)])
    assert start(source, tmp_path / "whole").wait(300) == 0
    generator = random.Random(5)
    done = 0
    process = start(source, tmp_path / "out", 0.01)
    while done < kills:
        workers = wait_for(partial(workers_or_end, process))
        if process.poll() is not None:
            break
        enough = n_shards_done(tmp_path / "out") + generator.randrange(3)
        wait_for(partial(has_done, tmp_path / "out", enough, process))
        time.sleep(generator.uniform(0, 0.5))
        victim = (
            process
            if generator.random() < 0.3
            else generator.choice(workers_of(process) or workers)
        )
        try:
            victim.kill()
            done += 1
        except psutil.NoSuchProcess:
            continue
        if victim is process:
            process.wait()
            process = start(source, tmp_path / "out", 0.01)
    output, problem = process.communicate(timeout=600)
    assert process.returncode == 0, problem
    print(f"{done} kills, {n_documents} documents, {output}")
    assert done == kills
    assert fingerprint(tmp_path / "out") == fingerprint(tmp_path / "whole")


# --- odd names ------------------------------------------------------------------------------------


def test_odd_ids_are_reported_with_their_documents(tmp_path):
    source = tmp_path / "in.jsonl"
    ids = ["ok", "\ud800x", "a\0b", "y" * 10_000_000, "too"]
    write_rows(source, [(name, text(0)) for name in ids])
    summary = run(source, tmp_path / "out")
    assert (summary.n_documents, summary.n_failed) == (5, 3)
    table = documents(tmp_path / "out")
    assert table.index.tolist() == ["ok", "\\ud800x", "a\\0b", "y" * 80 + "…", "too"]
    assert table["error"].notna().tolist() == [False, True, True, True, False]
    for n, what in [(1, "not UTF-8"), (2, "NUL"), (3, "10,000,000 characters")]:
        assert what in table["error"].iloc[n]


def test_a_file_name_that_is_not_utf_8_is_reported(tmp_path):
    folder = write_files(tmp_path / "in", ["a.txt", "z.txt"])
    with open(os.fsencode(folder) + b"/caf\xe9.txt", "w") as file:
        file.write(text(1))
    summary = run(folder, tmp_path / "out")
    assert summary.n_failed == 1
    assert documents(tmp_path / "out").index.tolist() == ["a", "caf\\udce9", "z"]
    assert run(folder, tmp_path / "out").n_documents == 0


def test_equal_ids_repeated_texts_and_other_kinds_are_said(tmp_path):
    folder = write_files(tmp_path / "in", ["a.txt", "b.txt", "t.jsonl"])
    (folder / "a.md").write_text(text("x"))
    (folder / "c.txt").write_text(text("b.txt"))
    notes = run(folder, tmp_path / "out").notes
    assert "1 file of other kinds left out (1 .jsonl)" in notes
    assert "1 document with the same text as another one" in notes
    assert any(note.startswith("1 document with an id that another one has") for note in notes)


# --- messages -------------------------------------------------------------------------------------

SOURCES = {
    "latin.csv": ("id,text\n1,ok\n2,café\n".encode("latin-1"), "line 3: not UTF-8"),
    "empty.csv": (b"", "the file is empty"),
    "quote.csv": (b'id,text\n1,ok\n2,"It may\n3,"rain"\n', "line 3: .*quotation mark"),
    "open.csv": (b'id,text\n1,"It may rain\n2,It may snow\n', "line 2: .*quotation mark"),
    "column.csv": (b"id,body\n1,ok\n", "no column 'text'; there are: id, body"),
    "broken.parquet": (b"PAR1 nothing PAR1", "not a whole Parquet file"),
    "empty.parquet": (b"", "not a whole Parquet file"),
}


@pytest.mark.parametrize("name", SOURCES)
def test_a_source_that_cannot_be_read_is_one_line(name, tmp_path):
    data, message = SOURCES[name]
    (tmp_path / name).write_bytes(data)
    command = ["corpus", str(tmp_path / name), "-o", str(tmp_path / "out"), "--workers", "1"]
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    (line,) = result.stderr.splitlines()[-1:]
    assert line.startswith(name)
    with pytest.raises(CorpusError, match=message):
        run(tmp_path / name, tmp_path / "out2")


def test_a_folder_of_tables_only_says_so(tmp_path):
    folder = write_files(tmp_path / "in", ["t.jsonl"])
    with pytest.raises(CorpusError, match=r"it holds 1 \.jsonl file.*give such a file itself"):
        run(folder, tmp_path / "out")


@pytest.mark.parametrize("place", ["file", "file/below"])
def test_an_output_that_cannot_be_a_folder(place, tmp_path):
    source = write_rows(tmp_path / "in.jsonl", [("a", text(1))])
    (tmp_path / "file").write_text("here")
    with pytest.raises(CorpusError, match="is a file, not a folder"):
        run(source, tmp_path / place)
    assert (tmp_path / "file").read_text() == "here"


@pytest.mark.parametrize("note", ["", "{", "[]", "\0", "[" * 100_000])
def test_a_damaged_note_is_refused(note, tmp_path):
    source = write_rows(tmp_path / "in.jsonl", [("a", text(1))])
    run(source, tmp_path / "out")
    (tmp_path / "out" / "run.json").write_text(note)
    with pytest.raises(CorpusError, match=r"run.json: damaged.*give an empty folder"):
        run(source, tmp_path / "out")


def test_a_full_disk_ends_a_run_with_a_message_and_the_next_goes_on(tmp_path):
    long = " ".join(map(text, range(3000)))
    rows = [(f"d{n}", long if n == 30 else text(n)) for n in range(60)]
    source = write_rows(tmp_path / "in.jsonl", rows)
    limit = (12_000, 12_000)
    process = start(
        source,
        tmp_path / "out",
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limit),
    )
    _, problem = process.communicate(timeout=120)
    assert process.returncode == 1
    assert "cannot be written" in problem.splitlines()[-1]
    assert not list((tmp_path / "out").glob("*/.part-*"))
    assert start(source, tmp_path / "out").wait(120) == 0
    assert start(source, tmp_path / "whole").wait(120) == 0
    assert fingerprint(tmp_path / "out") == fingerprint(tmp_path / "whole")


def test_a_scheduler_that_dies_is_told_and_the_run_goes_on_without_it(tmp_path, monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr(archive, "SHARD_DOCUMENTS", 200)  # as for the process below
    rows = [(f"d{n}", text(n) * 8) for n in range(400)]
    source = write_rows(tmp_path / "in.jsonl", rows)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    dask = [sys.executable, "-m", "distributed.cli.dask_scheduler"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    options = ["--host", "127.0.0.1", "--port", str(port), "--no-dashboard"]
    scheduler = subprocess.Popen([*dask, *options], **quiet)
    command = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", "1"]
    worker = subprocess.Popen([*command, "--no-dashboard", "--death-timeout", "30"], **quiet)
    client = [sys.executable, "-m", "analysis", "corpus", str(source), "-o", str(tmp_path / "out")]
    process = subprocess.Popen([*client, "--scheduler", address], stderr=subprocess.PIPE, text=True)
    try:
        wait_for(lambda: scheduler.poll() is not None or list((tmp_path / "out").glob("shards/p*")))
        scheduler.kill()
        _, problem = process.communicate(timeout=90)
    finally:
        for one in (scheduler, worker, process):
            one.send_signal(signal.SIGKILL)
            one.wait()
    assert process.returncode == 1
    assert "what is done stays" in problem.splitlines()[-1]
    summary = run_default(source, tmp_path / "out")
    assert summary.n_shards_skipped >= 1
    assert len(documents(tmp_path / "out")) == 400


def run_default(source, output):
    return analyze_corpus(source, output, workers=1, progress=False)
