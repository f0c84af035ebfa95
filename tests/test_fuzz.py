"""What holds for every text, found by random texts, options and tables (hypothesis).

The readers are also fuzzed by coverage with ``tests/fuzz/harness.py``; its seeds are run here.
"""

from __future__ import annotations

import importlib.util
import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from analysis import find_matches
from analysis.cli import app
from analysis.markers.registry import MARKERS
from analysis.reading.sources import ReadingError, make_document
from analysis.statistics.intervals import poisson_rate
from analysis.statistics.metrics import profile, rates
from analysis.tables.analysis import analyze
from analysis.text.document import Document

FUZZ = Path(__file__).parent / "fuzz"
SEEDS = sorted(path for path in (FUZZ / "seeds").rglob("*") if path.is_file())
LEXICAL = ("hedge", "booster", "loaded", "attribution")

# --- the seeds of the fuzzing by coverage, and the inputs in which it found a fault ------------


@pytest.fixture(scope="module")
def harness():
    found = importlib.util.spec_from_file_location("harness", FUZZ / "harness.py")
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_seed_keeps_the_rules(harness, tmp_path, seed):
    harness.TARGETS[seed.parent.name](tmp_path, seed.read_bytes())


def test_the_fuzzer_keeps_a_fault_it_finds(harness, tmp_path, monkeypatch):
    def break_down(folder, data):
        if data == b"bad":
            raise KeyError("x")

    monkeypatch.setitem(harness.TARGETS, "text", break_down)
    watch = harness.Watch("text", tmp_path / "faults")
    for data in (b"good", b"bad", b"bad"):
        watch(data)
    (kept,) = (tmp_path / "faults").iterdir()
    assert kept.read_bytes() == b"bad"


# --- texts -----------------------------------------------------------------------------------

WORDS = st.sampled_from(
    "it may might seems probably about 40 many feared clearly never every nothing but no doubt "
    "proves said says according to Ann Lee O'Neill Mr. U.S. thugs betrayal brave flood we they us "
    'them not only rather than and, or; isn\'t isn’t so-called why? who! “may” ‘may’ "so" (it) — '
    "– - … ... fear, rain and pain; İstanbul ﬁre na\u0308ive so\u00adcalled so\u200bcalled 👍🏽 "
    "\u202eabc\u202c however although studies show 12% I believe that the the Who".split(" ")
)
UGLY = st.characters(codec=None) | st.sampled_from(
    "\0\r\n\t\x0b\x0c\x85\u2028\u2029\ufeff\u200d\ud800\U0001f468"
)
TEXT = st.lists(WORDS | st.text(UGLY, max_size=6) | st.just("\n\n"), max_size=120).map(" ".join)


def read(text: str, plain: bool) -> Document | None:
    try:
        return make_document("x", text, plain=plain)
    except ReadingError:
        return None


@given(TEXT, st.booleans())
@settings(max_examples=200, deadline=None)
@example("“We will fight. We will win,” he said.\n\nWe may lose. We may not.", False)
@example("thugs \n\n thugs", False)
@example("it \n\n Ann it \n\n it", False)
@example("It may\u2028rain.\x0bIt may\0pour.\x85Why? \ud800No.", False)
def test_every_match_is_what_it_says(text, plain):
    document = read(text, plain)
    if document is None:
        return
    matches = find_matches(document)
    sections = {section.id: section for section in document.body}
    names = {marker.name: marker.categories for marker in MARKERS}
    for match in matches:
        assert match.text == document.text[match.start : match.end] != ""
        assert match.category in names[match.marker]
        assert match.voice in ("author", "quoted")
        assert 0 <= match.weight <= 1
        section = sections[match.section]
        assert section.start <= match.start < match.end <= section.end
        if match.marker in LEXICAL:
            assert any(
                sentence.start <= match.start < match.end <= sentence.end
                for sentence in document.sentences
            )


@given(TEXT, st.booleans())
@settings(max_examples=100, deadline=None)
def test_matches_are_in_order_apart_and_the_same_again(text, plain):
    document = read(text, plain)
    if document is None:
        return
    matches = find_matches(document)
    assert matches == sorted(matches, key=lambda match: (match.start, match.end, match.marker))
    for marker in MARKERS:
        own = [match for match in matches if match.marker == marker.name]
        if marker.name in LEXICAL:
            assert all(before.end <= after.start for before, after in pairwise(own))
    again = make_document("x", document.text, plain=plain)
    assert find_matches(again) == matches


@given(TEXT)
@settings(max_examples=100, deadline=None)
def test_line_ends_do_not_matter(text):
    plain = "".join(" " if letter in "\r\x0b\x0c\x85\u2028\u2029" else letter for letter in text)
    one = read(plain, False)
    other = read(plain.replace("\n", "\r\n"), False)
    if one is None or other is None:
        assert one is other
        return
    assert [block.label for block in one.blocks] == [block.label for block in other.blocks]


# --- tables ----------------------------------------------------------------------------------


@given(st.integers(0, 10_000), st.integers(0, 1_000_000))
@settings(max_examples=300, deadline=None)
def test_a_rate_lies_within_its_interval(count, n_words):
    rate, low, high = poisson_rate(count, n_words)
    if n_words == 0:
        assert rate != rate
        return
    assert 0 <= low <= rate <= high
    assert rate == pytest.approx(1_000 * count / n_words)


@given(TEXT, st.sampled_from(["author", "quoted", None]), st.booleans())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_tables_hold_every_hit_once(text, voice, by_category):
    document = read(text, False)
    if document is None or not document.body:
        return
    analysis = analyze(document)
    table = rates(analysis, by_category=by_category, voice=voice)
    known = table[table["n_words"] > 0]
    assert (known["low"] <= known["rate"]).all()
    assert (known["rate"] <= known["high"]).all()
    assert table["count"].sum() == len(analysis.hits(voice=voice))
    keys = ["section", "marker", *(["category"] if by_category else [])]
    assert not table.duplicated(keys).any()
    assert len(profile(analysis, voice=voice)) == len(document.body)


# --- the command line ------------------------------------------------------------------------

NO_PATH = st.characters(exclude_characters="/\\~")  # nothing is written but in the test's folder
OPTION = st.sampled_from(
    "--plain --scorers --allow-private -o --output --format --help --nosuch -x -- - json csv "
    "table xlsx FILE LINES FOLDER MISSING river_water OUT".split()
)


@given(
    st.sampled_from(["annotate", "profile"]),
    st.lists(OPTION | st.text(NO_PATH, max_size=8), max_size=5),
    TEXT,
)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_options_end_in_a_traceback(tmp_path_factory, command, options, text):
    folder = tmp_path_factory.mktemp("options")
    data = text.encode("utf-8", "surrogatepass")
    (folder / "x.txt").write_bytes(data)
    lines = [json.dumps({"id": "a", "text": text}), "{", json.dumps({"id": 1})]
    (folder / "x.jsonl").write_text("\n".join(lines), encoding="utf-8")
    names = {"FILE": "x.txt", "LINES": "x.jsonl", "FOLDER": ".", "MISSING": "no.txt", "OUT": "out"}
    words = [str(folder / names[word]) if word in names else word for word in options]
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)  # what a random word names is written there
        result = CliRunner().invoke(app, [command, *words], input=data)
    assert result.exit_code in (0, 1, 2)
    assert result.exception is None or isinstance(result.exception, SystemExit)


@given(st.lists(st.tuples(st.text(UGLY, max_size=6), TEXT), max_size=4))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_annotated_lines_are_slices_of_their_texts(tmp_path_factory, pairs):
    folder = tmp_path_factory.mktemp("annotate")
    texts = {f"{number}{id}": text for number, (id, text) in enumerate(pairs)}
    lines = [json.dumps({"id": id, "text": text}) for id, text in texts.items()]
    (folder / "in.jsonl").write_text("\n".join(lines), encoding="utf-8")
    output = folder / "out.jsonl"
    result = CliRunner().invoke(app, ["annotate", str(folder / "in.jsonl"), "-o", str(output)])
    assert result.exit_code in (0, 1)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    written = output.read_text(encoding="utf-8") if output.exists() else ""
    for line in written.split("\n")[:-1]:
        row = json.loads(line)
        number = next(id for id in texts if id[0] == row["id"][0])
        clean = make_document("x", texts[number]).text
        assert row["text"] == clean[row["start"] : row["end"]]
