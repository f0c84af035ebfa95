"""The archive: the same files however it is run, and nothing half done when it is killed."""

from __future__ import annotations

import ast
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time

import pandas as pd
import pytest

from analysis.corpus import archive as corpus
from analysis.corpus import manifest, shards
from analysis.corpus.archive import CorpusError, analyze_corpus
from analysis.reading.sources import list_samples, make_document, read_document, sample_path
from analysis.statistics.counting import counted_hits
from analysis.tables.analysis import analyze

TEXTS = [f"It may rain on day {n}. Critics say the disastrous plan failed." for n in range(40)]


def write_jsonl(path, texts):
    rows = [json.dumps({"id": f"d{n}", "text": text}) for n, text in enumerate(texts)]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def fingerprint(folder):
    """Hash every Parquet file of a run."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*.parquet"))
    }


@pytest.fixture
def small_shards(monkeypatch):
    monkeypatch.setattr(corpus, "SHARD_DOCUMENTS", 4)


@pytest.fixture
def source(tmp_path):
    return write_jsonl(tmp_path / "texts.jsonl", TEXTS)


def test_every_table_has_its_rows(source, tmp_path, small_shards):
    summary = analyze_corpus(source, tmp_path / "out", workers=1, plain=True, progress=False)
    assert summary.n_documents == len(TEXTS)
    documents = pd.read_parquet(tmp_path / "out" / "documents")
    assert documents["doc_id"].tolist() == [f"d{n}" for n in range(len(TEXTS))]
    assert documents["n_sentences"].tolist() == [2] * len(TEXTS)
    assert documents["n_words"].sum() == summary.n_words == len(TEXTS) * (6 + 6)
    matches = pd.read_parquet(tmp_path / "out" / "matches")
    texts = dict(zip(documents["doc_id"], TEXTS, strict=True))
    for match in matches.itertuples():
        assert texts[match.doc_id][match.start : match.end] == match.text


def test_the_number_of_workers_does_not_matter(source, tmp_path, small_shards):
    for workers in (1, 2, 3):
        analyze_corpus(source, tmp_path / str(workers), workers=workers, progress=False)
    one, two, three = (fingerprint(tmp_path / str(n)) for n in (1, 2, 3))
    assert one == two == three
    assert len(one) == 4 * 10


def test_a_run_goes_on_where_it_was(source, tmp_path, small_shards):
    analyze_corpus(source, tmp_path / "whole", workers=1, progress=False)
    analyze_corpus(source, tmp_path / "out", workers=1, progress=False)
    before = fingerprint(tmp_path / "out")
    (tmp_path / "out" / "documents" / "part-000003.parquet").unlink()
    (tmp_path / "out" / "matches" / ".part-000003.parquet.1.tmp").write_bytes(b"half")
    summary = analyze_corpus(source, tmp_path / "out", workers=1, progress=False)
    assert summary.n_documents == 4
    assert summary.n_shards_skipped == 9
    assert fingerprint(tmp_path / "out") == before == fingerprint(tmp_path / "whole")
    assert not list((tmp_path / "out").rglob("*.tmp"))


RUN = """
import sys
from analysis.corpus import archive as corpus
from analysis.corpus import manifest, shards
corpus.SHARD_DOCUMENTS = 20
corpus.analyze_corpus(sys.argv[1], sys.argv[2], workers=2, progress=False)
"""


def start(source, output):
    command = [sys.executable, "-c", RUN, str(source), str(output)]
    return subprocess.Popen(command, start_new_session=True, stderr=subprocess.DEVNULL)


def test_a_run_that_is_killed_at_any_moment_can_go_on(tmp_path):
    source = write_jsonl(tmp_path / "texts.jsonl", TEXTS * 15)
    assert start(source, tmp_path / "whole").wait(120) == 0
    generator = random.Random(7)
    for _ in range(3):
        process = start(source, tmp_path / "out")
        time.sleep(generator.uniform(0.3, 2.5))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        for path in (tmp_path / "out").rglob("part-*.parquet"):
            pd.read_parquet(path)  # every file that has its name is whole
    assert start(source, tmp_path / "out").wait(120) == 0
    assert fingerprint(tmp_path / "out") == fingerprint(tmp_path / "whole")


def test_a_worker_that_is_killed_is_replaced(tmp_path, small_shards, monkeypatch):
    texts = [*TEXTS[:10], "KILL once", *TEXTS[10:20]]
    source = write_jsonl(tmp_path / "texts.jsonl", texts)
    flag = tmp_path / "killed"
    make = shards.make_document

    def dangerous(name, text, **options):
        if text == "KILL once" and not flag.exists():
            flag.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return make(name, text, **options)

    monkeypatch.setattr(shards, "make_document", dangerous)
    summary = analyze_corpus(source, tmp_path / "out", workers=2, progress=False)
    assert flag.exists()
    assert summary.n_documents == len(texts)
    assert summary.n_failed == 0


def test_a_text_that_kills_every_worker_is_recorded(tmp_path, small_shards, monkeypatch):
    source = write_jsonl(tmp_path / "texts.jsonl", [*TEXTS[:6], "KILL", *TEXTS[6:12]])
    make = shards.make_document

    def deadly(name, text, **options):
        if text == "KILL":
            os.kill(os.getpid(), signal.SIGKILL)
        return make(name, text, **options)

    monkeypatch.setattr(shards, "make_document", deadly)
    summary = analyze_corpus(source, tmp_path / "out", workers=2, progress=False)
    documents = pd.read_parquet(tmp_path / "out" / "documents").set_index("doc_id")
    assert summary.n_documents == 13
    assert "died" in documents.loc["d6", "error"]
    # The others of its shard are done.
    assert documents["error"].notna().sum() == summary.n_failed == 1
    assert documents["n_words"].sum() == 12 * (6 + 6)


def test_bad_documents_are_recorded(tmp_path):
    path = tmp_path / "texts.jsonl"
    path.write_text(
        '{"id": "a", "text": "It may rain."}\nno json\n{"id": "b", "text": ""}\n{"id": 3}\n'
    )
    summary = analyze_corpus(path, tmp_path / "out", workers=1, progress=False)
    documents = pd.read_parquet(tmp_path / "out" / "documents").set_index("doc_id")
    assert summary.n_failed == 3
    assert documents["error"].isna().tolist() == [True, False, False, False]
    assert "empty" in documents.loc["b", "error"]


@pytest.mark.parametrize("kind", ["csv", "parquet", "jsonl"])
def test_every_kind_of_table_gives_the_same(kind, tmp_path):
    frame = pd.DataFrame({"id": [f"d{n}" for n in range(40)], "body": TEXTS})
    source = tmp_path / f"texts.{kind}"
    if kind == "csv":
        frame.to_csv(source, index=False)
    elif kind == "parquet":
        frame.to_parquet(source)
    else:
        frame.to_json(source, orient="records", lines=True)
    analyze_corpus(source, tmp_path / "out", text_column="body", workers=1, progress=False)
    reference = write_jsonl(tmp_path / "reference.jsonl", TEXTS)
    analyze_corpus(reference, tmp_path / "reference", workers=1, progress=False)
    assert fingerprint(tmp_path / "out") == fingerprint(tmp_path / "reference")


def test_a_folder_of_documents(tmp_path):
    folder = tmp_path / "archive" / "2024"
    folder.mkdir(parents=True)
    for name in list_samples():
        path = sample_path(name)
        (folder / path.name).write_bytes(path.read_bytes())
    summary = analyze_corpus(tmp_path / "archive", tmp_path / "out", workers=1, progress=False)
    assert summary.n_documents == len(list_samples())
    documents = pd.read_parquet(tmp_path / "out" / "documents").set_index("doc_id")
    expected = sum(len(words) for words in read_document("river_water").sentence_words)
    assert documents.loc["2024/river_water", "n_words"] == expected


def test_a_folder_of_another_run_is_refused(source, tmp_path):
    analyze_corpus(source, tmp_path / "out", workers=1, progress=False)
    other = write_jsonl(tmp_path / "other.jsonl", TEXTS[:2])
    with pytest.raises(CorpusError, match="another source"):
        analyze_corpus(other, tmp_path / "out", workers=1, progress=False)


@pytest.mark.parametrize(("name", "message"), [("x.docx", "give a folder"), ("none.csv", "give a")])
def test_a_source_of_no_known_kind_is_refused(tmp_path, name, message):
    with pytest.raises(CorpusError, match=message):
        analyze_corpus(tmp_path / name, tmp_path / "out")


def test_a_missing_column_names_those_there_are(tmp_path):
    source = tmp_path / "texts.csv"
    source.write_text("id,body\n1,It may rain.\n")
    with pytest.raises(CorpusError, match="there are: id, body"):
        analyze_corpus(source, tmp_path / "out", workers=1, progress=False)


def test_dask_gives_the_same_files(source, tmp_path, small_shards):
    distributed = pytest.importorskip("distributed")
    analyze_corpus(source, tmp_path / "local", workers=1, progress=False)
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, processes=True
    ) as cluster:
        analyze_corpus(
            source, tmp_path / "dask", scheduler=cluster.scheduler_address, progress=False
        )
    assert fingerprint(tmp_path / "dask") == fingerprint(tmp_path / "local")


def test_the_notebook_divides_as_single_texts_do(tmp_path):
    """Its rates are those of ``rates``: the author's hits and words, zeros included."""
    from analysis.figures import notebook_paths
    from analysis.reading.sources import make_document
    from analysis.statistics.metrics import rates
    from analysis.tables.analysis import analyze

    texts = [
        "“It may rain, and it may clearly snow,” she said. It may be so.",
        "It is dry on the hill.",
        "Weather\n\nOne\n\n“It may rain.”",
    ]
    source = write_jsonl(tmp_path / "texts.jsonl", texts)
    output = tmp_path / "out"
    analyze_corpus(source, output, workers=1, progress=False)
    path = next(path for path in notebook_paths() if path.stem == "07_archive")
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    query = next(source for source in sources if "cross join" in source)
    known = {"output": output, "readable_table": lambda table: table}
    exec(f"import duckdb\n{query}", known)
    found = known["rates"].set_index(["doc_id", "marker"])["rate"].astype(float)
    # The last text has no words of its author's own.
    assert set(found.index) == {
        (f"d{n}", m) for n in (0, 1) for m in ("loaded", "hedge", "booster")
    }
    for (name, marker), rate in found.items():
        table = rates(analyze(make_document(name, texts[int(name[1:])]), scorers=False))
        expected = table.loc[table["marker"] == marker, "rate"].item()
        assert rate == pytest.approx(expected, abs=0.05), (name, marker)


def test_an_archive_counts_a_figure_of_speech_once(tmp_path):
    """As the measures of a single text do: its hits have one number."""
    texts = [
        "We know they hate us. It rains. They lie to us. “We pay, but they cheat us,” he said.",
        "We know it. They hate us. Never again. Never again. Never again will it rain.",
    ]
    analyze_corpus(write_jsonl(tmp_path / "t.jsonl", texts), tmp_path / "out", workers=1)
    matches = pd.read_parquet(tmp_path / "out" / "matches")
    for number, text in enumerate(texts):
        analysis = analyze(make_document(f"d{number}", text), scorers=False)
        own = matches[(matches["doc_id"] == f"d{number}") & (matches["voice"] == "author")]
        counted = counted_hits(analysis)["marker"].value_counts().to_dict()
        assert own.groupby("marker")["figure"].nunique().to_dict() == counted
        by_kind = counted_hits(analysis, by_category=True).groupby(["marker", "category"]).size()
        figures = own.groupby(["marker", "category"])["figure"].nunique()
        assert figures.to_dict() == by_kind.to_dict()
    assert (matches["marker"] == "us_them").sum() > matches.query("marker == 'us_them'")[
        ["doc_id", "figure"]
    ].drop_duplicates().shape[0]


def modules_behind(module):
    """Name the files whose code a module uses, itself included."""
    found, waiting = set(), [module]
    while waiting:
        path = manifest.PACKAGE.parent.joinpath(*waiting.pop().split(".")).with_suffix(".py")
        if path in found or not path.is_file():
            continue
        found.add(path)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                waiting += [node.module, *(f"{node.module}.{one.name}" for one in node.names)]
    return found


def test_the_hash_of_the_code_knows_all_that_makes_the_rows():
    used = modules_behind("analysis.corpus.shards")
    assert manifest.PACKAGE / "statistics" / "counting.py" in used
    assert used <= set(manifest.code_files())
