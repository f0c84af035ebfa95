"""The reader's memory: undo, redo, what comes back, what is saved; one text is not another."""

from __future__ import annotations

import io
import json
import time
from dataclasses import replace
from itertools import pairwise

import pandas as pd
import pytest

from analysis.markers.categories import category_marker
from analysis.reader.blind import draw_sentences
from analysis.reader.blind_widget import BlindReader
from analysis.reader.chooser import choose_text
from analysis.reader.classroom_widget import ClassWidget
from analysis.reader.comparison import comparison_html
from analysis.reader.state import read_state, state_path
from analysis.reader.widget import ReaderWidget, read
from analysis.reading.sources import ReadingError, read_document
from analysis.statistics.invented import invented_readings
from analysis.tables.analysis import analyze
from analysis.tables.curation import curation_path
from analysis.tables.kept_file import plain_name
from analysis.tables.readings import Mark, new_reading, write_reading
from analysis.tables.review import open_review, review_path
from analysis.text.document import Document

TEXT = "It may rain. Perhaps it will. Surely nobody knows."
ATTACK = "<img src=x onerror=alert(1)>"


@pytest.fixture
def widget(tmp_path):
    return read(analyze(Document("essay", TEXT), scorers=False), tmp_path / "essay.review.json")


def do(widget, action, **content):
    """Send what the page would send."""
    widget._on_message(widget, {"do": action, **content}, [])


def kept(widget):
    """The decisions as they stand in the file, without the time."""
    review = open_review(widget.analysis.document, widget.review.path)
    return {key: (d.decision, d.to_marker, d.note) for key, d in review.decisions.items()}


def key_of(widget, words):
    return next(hit["key"] for hit in widget.page["hits"] if hit["words"] == words)


def test_every_kind_of_step_is_undone_and_done_again(widget):
    may, perhaps = key_of(widget, "may"), key_of(widget, "Perhaps")
    steps = [
        ("reject", {"key": may}),
        ("accept", {"key": may}),
        ("note", {"key": may, "note": "why"}),
        ("relabel", {"key": perhaps, "to": ["booster", "certainty"]}),
        ("add", {"marker": "hedge", "category": "verb", "start": 37, "end": 43}),
        ("forget", {"key": may}),
    ]
    states = [kept(widget)]
    for action, content in steps:
        do(widget, action, **content)
        assert not widget.status["problem"], widget.status
        assert widget.states["undo"]
        states.append(kept(widget))
    assert all(one != two for one, two in pairwise(states))
    for state in reversed(states[:-1]):
        do(widget, "undo")
        assert kept(widget) == state
    do(widget, "undo")
    assert kept(widget) == {}
    assert "Nothing to undo" in widget.status["text"]
    for state in states[1:]:
        do(widget, "redo")
        assert kept(widget) == state


def test_a_new_decision_ends_what_could_be_done_again(widget):
    do(widget, "reject", key=key_of(widget, "may"))
    do(widget, "undo")
    do(widget, "accept", key=key_of(widget, "may"))
    do(widget, "redo")
    assert [decision for decision, *_ in kept(widget).values()] == ["accept"]


def test_the_page_follows_a_decision_at_once(tmp_path):
    """In processor time of the kernel, on an op-ed of ordinary length, review file and all."""
    widget = read(analyze(read_document("harbour_bridge_against")), tmp_path / "x.review.json")
    key = next(hit["key"] for hit in widget.page["hits"] if hit["marker"] == "booster")
    times = []
    for action in 3 * ("reject", "forget"):
        begun = time.process_time()
        do(widget, action, key=key)
        times.append(time.process_time() - begun)
    assert not widget.status["problem"]
    assert min(times) < 0.1, times


def test_a_window_that_decides_shows_what_another_one_decided(widget):
    other = read(widget.analysis, widget.review.path)
    may, perhaps = key_of(widget, "may"), key_of(widget, "Perhaps")
    do(widget, "reject", key=may)
    do(widget, "add", marker="hedge", category="verb", start=37, end=43)
    do(other, "reject", key=perhaps)
    words = [hit["words"] for hit in other.page["hits"]]
    decided = {word: state for word, (state, _) in zip(words, other.states["hits"], strict=True)}
    assert [decided[word] for word in ("may", "Perhaps", "nobody")] == ["reject", "reject", "add"]
    assert "3 decisions" in other.status["text"]
    assert other.states["decisions"] == "3 decisions"


def test_a_refused_message_is_no_step(widget):
    do(widget, "reject", key=["hedge", 0, 1])
    do(widget, "burn")
    assert widget.status["problem"]
    assert not widget.states["undo"]


def test_sensitivity_and_filters_come_back(widget):
    widget.sensitivity = 0.4
    widget.view = {"off": ["hedge", "booster/universal"], "voice": "author", "counted": "both"}
    again = read(widget.analysis, widget.review.path)
    assert again.sensitivity == 0.4
    assert again.view == widget.view


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{", '{"sensitivity": "high", "view": 3}', '{"sensitivity": 7}', "[" * 100_000],
)
def test_a_broken_state_is_as_none(widget, content):
    path = state_path(widget.review.path)
    path.write_text(content)
    assert read_state(path).get("sensitivity") is None
    assert read(widget.analysis, widget.review.path).sensitivity == widget.sensitivity


def test_a_saved_notebook_shows_the_marked_text(widget):
    bundle, _ = widget._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert '<mark class="hedge' in bundle["text/html"]
    assert "0x" not in bundle["text/plain"]


def test_what_is_shown_ends_with_the_static_text(widget, monkeypatch):
    shown = []
    monkeypatch.setattr("analysis.reader.widget.display", lambda bundle, **_: shown.append(bundle))
    widget._ipython_display_()
    assert "application/vnd.jupyter.widget-view+json" in shown[0]
    assert "text/html" not in shown[0]
    assert "rhetoric-static" in shown[1]["text/html"]


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_a_table_is_saved_as_it_is_shown(widget, monkeypatch, format):
    files = []
    monkeypatch.setattr(widget, "send", lambda content, buffers: files.append((content, buffers)))
    rows = [["=1+1", 3, 0.25], ["Brücke", 0, ""]]
    do(widget, "table", format=format, name="a/b", columns=["Section", "Hits", "Rate"], rows=rows)
    ((content, (data,)),) = files
    assert content["file"] == f"a_b.{format}"
    read_back = pd.read_excel if format == "xlsx" else pd.read_csv
    table = read_back(io.BytesIO(data))
    assert list(table.columns) == ["Section", "Hits", "Rate"]
    assert table["Section"][1] == "Brücke"
    assert not table["Section"][0].startswith("=")
    assert table["Hits"].tolist() == [3, 0]


def test_the_report_is_of_the_reviewed_text(tmp_path, monkeypatch):
    widget = read(analyze(Document("essay", TEXT)), tmp_path / "essay.review.json")
    files = []
    monkeypatch.setattr(widget, "send", lambda content, buffers: files.append(buffers[0]))
    do(widget, "reject", key=key_of(widget, "may"))
    widget.methods = lambda: "For the paper."
    do(widget, "report")
    assert b"reviewed: 1 decision" in files[0]
    assert b"<p>For the paper.</p>" in files[0]


def test_a_chosen_text_has_what_its_report_says_for_a_methods_section(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    chooser = choose_text("river_water", methods=lambda: "For the paper.")
    assert chooser.reader.methods() == "For the paper."


# --- choosing a text -----------------------------------------------------------------------------


@pytest.fixture
def chooser(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("RHETORIC_APP", raising=False)
    return choose_text("harbour_bridge_for")


def type_in(chooser, words):
    """Type into the box and press Enter."""
    chooser._path.value = words
    chooser._path._handle_custom_msg({"event": "submit"}, [])
    return chooser._message.value


def paste(chooser, text):
    chooser._paste.value = text
    chooser._on_paste(None)


def shares_nothing(one, two):
    """Whether two readers have different ids, figure folders and review files."""
    ids = [reader.analysis.document.id for reader in (one, two)]
    folders = [plain_name(id) for id in ids]
    files = [reader.review.path.resolve() for reader in (one, two)]
    return all(len(set(pair)) == 2 for pair in (ids, folders, files))


def test_pasted_texts_that_begin_alike_share_nothing(chooser):
    start = "One two three four five six. "
    readers = []
    for end in ("It may rain.", "It may not rain."):
        paste(chooser, start + end)
        readers.append(chooser.reader)
    assert shares_nothing(*readers)
    do(readers[0], "reject", key=key_of(readers[0], "may"))
    paste(chooser, start + "It may not rain.")
    assert len(chooser.reader.review) == 0
    paste(chooser, start + "It may rain.")
    assert len(chooser.reader.review) == 1


def test_a_text_without_a_title_is_called_by_words_or_name(chooser):
    paste(chooser, "What a splendid idea to charge the sick for a pleasant crossing.")
    assert (
        chooser.reader.page["title"] == "What a splendid idea to charge the sick for a pleasant …"
    )
    chooser._on_upload({"new": [{"name": "My essay.txt", "content": b"It may rain today."}]})
    assert chooser.reader.page["title"] == "My essay"


def test_uploads_of_one_name_share_nothing(chooser):
    readers = []
    for content in (b"It may rain today.", b"It may not rain today."):
        chooser._on_upload({"new": [{"name": "essay.txt", "content": content}]})
        readers.append(chooser.reader)
    assert shares_nothing(*readers)


def test_files_of_one_name_share_nothing(chooser, tmp_path):
    readers = []
    for folder, content in (("a", "It may rain today."), ("b", "It may not rain today.")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "essay.txt").write_text(content)
        type_in(chooser, f"{folder}/essay.txt")
        readers.append(chooser.reader)
    assert shares_nothing(*readers)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("~nobody-of-this-name/essay.txt", "no such user"),
        ("harbor_bridge_against", "did you mean &#x27;harbour_bridge_against&#x27;?"),
        ("a\0b", "no such file"),
        ("x" * 5000, "no such file"),
        ("\ud800", "no such file"),
        (ATTACK, "&lt;img"),
        ("https://127.0.0.1/x", "https://127.0.0.1/x: 127.0.0.1 is within your own network"),
    ],
)
def test_what_cannot_be_read_is_said_and_changes_nothing(chooser, words, said):
    before = chooser.analysis
    message = type_in(chooser, words)
    assert said in message
    assert ATTACK not in message
    assert chooser.analysis is before


@pytest.mark.parametrize("content", ["# Only\n\n## headings\n", ""])
def test_a_first_text_without_running_text_is_an_error(tmp_path, content):
    path = tmp_path / "only_headings.md"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ReadingError, match="only_headings"):
        choose_text(str(path))


def test_a_sample_may_be_called_as_on_the_page(chooser):
    type_in(chooser, "Harbour bridge against")
    assert chooser.analysis.document.id == "harbour_bridge_against"


@pytest.mark.parametrize("amount", [0, 10])
def test_a_text_is_read_before_its_marks_are_shown(chooser, amount):
    """The marked reader, its findings and its comparison leave the page meanwhile."""
    marked = chooser.reader
    chooser._first._initials.value = "AB"
    chooser._first._amount.value = amount
    chooser._first._button.click()
    (blind,) = chooser._result.children
    assert isinstance(blind, BlindReader)
    n_all = len(chooser.analysis.document.sentences)
    assert len(blind.page["texts"][0]["sentences"]) == (amount or n_all)
    assert marked.comm is None
    assert chooser._findings._found.value == ""
    assert chooser._other.disabled
    chooser._sample.value = "river_water"
    (other,) = chooser._result.children
    assert other.page["texts"][0]["id"] == "river_water"
    assert blind.comm is None
    chooser._first._button.click()
    assert chooser.reader is not marked
    assert chooser.analysis.document.id == "river_water"
    assert chooser.reader in chooser._result.children
    assert "rhetoric" in chooser._findings._found.value


def test_readings_that_were_handed_in_are_shown_as_a_class(chooser, tmp_path, monkeypatch):
    """With what a curator had decided; a file of another text is told, and nothing is lost."""
    monkeypatch.chdir(tmp_path)
    document = chooser.analysis.document
    readings = invented_readings(chooser.analysis, 2)
    uploads = []
    for number, reading in enumerate(readings):
        path = write_reading(reading, tmp_path / f"{number}.reading.json")
        uploads.append({"name": path.name, "content": path.read_bytes()})
    chooser._first._on_file({"new": uploads})
    (shown,) = chooser._result.children
    assert isinstance(shown, ClassWidget)
    n_open = sum(passage["open"] for passage in shown.page["passages"])
    passage = next(one for one in shown.page["passages"] if one["open"])
    ruling = {**passage, "stands": False, "score": None, "said": []}
    shown._on_message(shown, {"do": "rule", "ruling": ruling}, [])
    kept = curation_path(document)
    assert kept.exists()
    content = kept.read_bytes()
    kept.unlink()
    chooser._first._on_file({"new": [*uploads, {"name": kept.name, "content": content}]})
    (again,) = chooser._result.children
    assert sum(passage["open"] for passage in again.page["passages"]) == n_open - 1
    assert shown.comm is None  # it was closed


def test_a_reading_under_the_same_initials_is_not_shown_unasked(chooser):
    chooser._first._initials.value = "AB"
    chooser._first._button.click()
    (blind,) = chooser._result.children
    blind._on_message(blind, {"do": "finish"}, [])
    chooser._first._button.click()
    chooser._first._button.click()
    (again,) = chooser._result.children
    assert (again.reader, again.beside, again.page["initials"]) == ("", [], "AB")
    again._on_message(again, {"do": "begin", "reader": "AB"}, [])
    assert again.finished


def test_a_page_for_the_phone_holds_the_chosen_sentences(chooser, monkeypatch):
    files = []
    monkeypatch.setattr(ReaderWidget, "download", lambda _self, *file, **_: files.append(file))
    chooser._first._amount.value = 20
    chooser._first._page.click()
    ((name, kind, page),) = files
    assert (name, kind) == ("harbour_bridge_for-read.html", "text/html")
    data = json.loads(page.decode().split('id="blind-data">')[1].split("</script>")[0])
    drawn = draw_sentences(chooser.analysis.document, 20, seed=1)
    assert [tuple(span) for span in data["spans"]] == list(drawn)
    chooser._first._button.click()
    assert chooser._first._page.disabled


def test_a_reading_that_was_handed_in_is_shown_beside_the_machine(chooser, tmp_path):
    document = chooser.analysis.document
    mark = Mark("hedge", "", document.sentences[0].start, document.sentences[0].end, "")
    mark = replace(mark, text=document[mark])
    path = write_reading(
        new_reading(document, "CD", ["hedge"], marks=[mark]), tmp_path / "x.CD.reading.json"
    )
    before = path.read_bytes()

    def hand_in(content):
        upload = {"name": path.name, "content": content}
        chooser._first._on_file({"new": [upload]})

    hand_in(b"{")
    assert "⚠" in chooser._message.value
    assert chooser.reader in chooser._result.children
    hand_in(before)
    (blind,) = chooser._result.children
    assert blind.finished
    assert blind.reader == "CD"
    assert blind.beside[0]["passages"]
    assert path.read_bytes() == before
    hand_in(before.replace(document.id.encode(), b"other").replace(b'hash": "', b'hash": "0'))
    assert "⚠" in chooser._message.value
    assert blind in chooser._result.children


def test_an_application_reads_no_file_of_its_computer(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RHETORIC_APP", "1")
    (tmp_path / "secret.txt").write_text("It may be a secret.")
    chooser = choose_text("harbour_bridge_for")
    for words in ("secret.txt", str(tmp_path / "secret.txt"), f"file://{tmp_path}/secret.txt"):
        assert "⚠" in type_in(chooser, words)
        assert chooser.analysis.document.id == "harbour_bridge_for"
    assert "path" not in chooser._path.placeholder


def test_two_texts_are_compared_without_code(chooser):
    chooser._other.value = "harbour_bridge_against"
    assert "Two texts side by side" in chooser._comparison.value
    paste(chooser, f"{ATTACK}\n\nIt may rain, and nobody doubts it.")
    assert ATTACK not in chooser._comparison.value
    assert "&lt;img" in chooser._comparison.value
    chooser._other.value = ""
    assert chooser._comparison.value == ""


def test_two_texts_are_compared_by_words_of_ones_own(chooser):
    chooser._other.value = "harbour_bridge_against"
    tolls = category_marker("Toll words", ["toll*", "fare*"])
    chooser._count_own(tolls)
    against = chooser._comparison.value.partition("</table>")[0]
    row = against.partition(">Toll words</th>")[2].partition("</tr>")[0]
    hits = tolls.find(read_document("harbour_bridge_against"))
    n = sum(hit.voice == "author" for hit in hits)
    assert f"<td>{n} · " in row
    assert "Toll words is counted now" in chooser._message.value
    paste(chooser, "It may rain.")
    assert "Toll words" in chooser._comparison.value


def test_a_comparison_has_no_raw_numbers():
    one = analyze(Document("x", "It may rain. It may. It may."))
    two = analyze(Document("y", "It will."))
    page = comparison_html(one, two)
    # Three hits in seven words: 3 / 7 per word.
    assert f"3 · {1000 * 3 / 7:.1f} per 1,000" in page
    assert "none in the second" in page
    for raw in ("nan", "NaN", ">inf", "−0.00"):
        assert raw not in page


def test_the_state_of_the_reader_is_no_review(widget):
    widget.sensitivity = 0.4
    names = sorted(path.name for path in widget.review.path.parent.iterdir())
    assert names == ["essay.reader.json"]
    assert json.loads((widget.review.path.parent / names[0]).read_text())["sensitivity"] == 0.4
    assert review_path("essay") != state_path(review_path("essay"))
