"""Lexicon files, their errors, and how entries are found."""

from __future__ import annotations

import re

import pytest

from analysis.matching.index import Index
from analysis.matching.lexicon import (
    FOLDER,
    Entry,
    Lexicon,
    LexiconError,
    load_lexicon,
    read_lexicon,
)
from analysis.matching.view import view_of
from analysis.text.document import Document

ABOUT = (
    'title = "T"\nsource = "S"\ncitation = "C"\nlicence = "L"\n[categories.a]\ndefinition = "D"\n'
)


def found(entries, text):
    document = Document("x", text)
    lexicon = Lexicon("demo", tuple(Entry(entry, "a", 1.0) for entry in sorted(entries)))
    return [
        document.text[document.word_starts[hit.first] : document.word_ends[hit.stop - 1]]
        for hit in lexicon.find(document)
    ]


@pytest.mark.parametrize(
    ("entries", "text", "expected"),
    [
        (
            ["no doubt"],
            "No doubt. No\ndoubt, no  doubt; no, doubt.",
            ["No doubt", "No\ndoubt", "no  doubt"],
        ),
        (["no", "no doubt"], "No doubt, no.", ["No doubt", "no"]),
        (["prove*"], "It proves and proved; approved.", ["proves", "proved"]),
        (["wrong door*"], "Wrong doors; wrong indoors.", ["Wrong doors"]),
        (["wr?ng door"], "Wrong door, wring door, wring doors.", ["Wrong door", "wring door"]),
        (["isn't"], "It isn’t; it isn't.", ["isn’t", "isn't"]),
        (["far from"], "so far. From there, far from it", ["far from"]),
        (["a b c", "a b", "b c d"], "a b c d", ["a b c"]),
        (["so*", "so-called"], "so-called sofas", ["so-called", "sofas"]),
        (["may"], "İ İ may", ["may"]),
    ],
)
def test_find(entries, text, expected):
    assert found(entries, text) == expected


def test_a_phrase_does_not_cross_sentences():
    assert found(["end it"], "This is the end. It rains.") == []


def write(tmp_path, rows, about=ABOUT):
    path = tmp_path / "demo.tsv"
    path.write_text("\n".join(["entry\tcategory\tweight\tnote", *rows]) + "\n", encoding="utf-8")
    path.with_suffix(".toml").write_text(about, encoding="utf-8")
    return path


def test_read(tmp_path):
    lexicon = read_lexicon(write(tmp_path, ["may\ta\t0.5\tnote", "might\ta\t1\t"]))
    assert lexicon.entries == (Entry("may", "a", 0.5, "note"), Entry("might", "a", 1.0, ""))
    assert lexicon.categories == ("a",)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (["may\ta\t1\t", "may\ta\t1\t"], "line 3: 'may' repeats"),
        (["might\ta\t1\t", "may\ta\t1\t"], "line 3: 'may' must come before 'might'"),
        (["May\ta\t1\t"], "line 2: entry 'May' must be lower-case"),
        (["isn’t\ta\t1\t"], "line 2: entry"),
        (["\ta\t1\t"], "line 2: entry ''"),
        (["may\tb\t1\t"], "line 2: category 'b' is not defined; there are: a"),
        (["may\ta\tmuch\t"], "line 2: weight 'much' is not a number"),
        (["may\ta\t\t"], "line 2: the weight of 'may' is missing"),
        (["may\ta\t1"], "line 2: 3 columns instead of 4"),
    ],
)
def test_errors_say_file_and_line(tmp_path, rows, message):
    with pytest.raises(LexiconError, match=f"demo.tsv, {message}"):
        read_lexicon(write(tmp_path, rows))


def test_another_header_is_an_error(tmp_path):
    path = write(tmp_path, ["may\ta\t1\t"])
    path.write_text(path.read_text().replace("entry", "word", 1))
    with pytest.raises(LexiconError, match=r"demo\.tsv, line 1: the header must be entry, "):
        read_lexicon(path)


def test_a_missing_definition_file_is_an_error(tmp_path):
    path = write(tmp_path, ["may\ta\t1\t"])
    path.with_suffix(".toml").unlink()
    with pytest.raises(LexiconError, match=r"demo.toml is missing"):
        read_lexicon(path)


def test_the_hash_changes_with_an_entry():
    one = Lexicon("x", (Entry("may", "a", 1.0),))
    two = Lexicon("x", (Entry("may", "a", 0.9),))
    assert one.hash != two.hash


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.tsv")))
def test_every_lexicon_is_sound_and_says_where_it_comes_from(name):
    lexicon = load_lexicon(name)
    assert lexicon.entries
    for key in ("title", "source", "citation", "licence"):
        assert lexicon.about.get(key), f"{name}.toml lacks {key}"
    used = {entry.category for entry in lexicon.entries}
    assert used <= set(lexicon.categories)
    for category, about in lexicon.about["categories"].items():
        assert about.get("definition"), f"{name}.toml: {category} has no definition"


@pytest.mark.parametrize(
    ("when", "message"),
    [
        ("unless:negatd", "line 2: no rule 'negatd'; did you mean 'negated'?"),
        ("unles:negated", "line 2: no condition 'unles:negated'; there are: if:, unless:, to:"),
        ("negated", "line 2: no condition 'negated'"),
        ("to:negated", "line 2: 'to:negated': 'negated' is no rule to be used with 'to'"),
        ("if:opinion", "line 2: 'if:opinion': 'opinion' is no rule to be used with 'if'"),
        ("if:", "line 2: no condition 'if:'"),
    ],
)
def test_an_unknown_condition_is_refused_with_file_and_line(tmp_path, when, message):
    path = write(tmp_path, [])
    path.write_text(f"entry\tcategory\tweight\twhen\tnote\nmay\ta\t1\t{when}\t\n", encoding="utf-8")
    with pytest.raises(LexiconError, match=re.escape(f"demo.tsv, {message}")):
        read_lexicon(path)


def test_a_note_is_for_people_and_says_anything(tmp_path):
    lexicon = read_lexicon(write(tmp_path, ["may\ta\t1\tif: the sky falls, unles:this"]))
    assert lexicon.entries[0].note == "if: the sky falls, unles:this"
    assert lexicon.entries[0].when == ""


def test_a_word_may_stand_in_two_categories(tmp_path):
    about = ABOUT + '[categories.b]\ndefinition = "D"\n'
    lexicon = read_lexicon(write(tmp_path, ["may\ta\t1\t", "may\tb\t1\t"], about))
    hits = lexicon.find(Document("x", "It may rain."))
    assert [hit.entry.category for hit in hits] == ["a", "b"]


def test_of_entries_of_one_length_the_first_listed_comes_first():
    view = view_of(Document("x", "Sofas."))
    for entries in (["so*", "sof*"], ["sof*", "so*"]):
        index = Index((entry, entry) for entry in entries)
        assert [found.value for found in index.at(view, 0, 1)] == entries


def test_words_outside_the_body_are_in_no_sentence():
    view = view_of(Document("x", "Weather\n\nIt rains.\n\nMore of it\n\nIt snows."))
    # weather | it rains | more of it | it snows
    numbers = [view.sentence_of(index) for index in range(8)]
    assert numbers == [None, 0, 0, None, None, None, 1, 1]


def test_a_lexicon_is_checked_once_and_again_when_it_changes(tmp_path, monkeypatch):
    from analysis.matching.formats import checked

    monkeypatch.setattr(checked, "_folder", lambda: tmp_path / "cache")
    path = tmp_path / "mine.tsv"
    about = '[categories.wet]\nhits = ["Rain fell."]\nmisses = ["It was dry."]\n'
    path.with_suffix(".toml").write_text(about, encoding="utf-8")
    for header, rows in (
        ("entry\tcategory\tweight\tnote", "rain\twet\t0.5\tby hand\nstorm*\twet\t1\t"),
        ("entry\tcategory\tweight\twhen\tnote", "rain\twet\t0.5\t\tby hand\nstorm*\twet\t1\t\t"),
    ):
        path.write_text(f"{header}\n{rows}\n", encoding="utf-8")
        first = read_lexicon(path)
        assert len(list((tmp_path / "cache").iterdir())) >= 1
        again = read_lexicon(path)
        assert again.entries == first.entries
        assert again.about == first.about
        assert [entry.text for entry in again.entries] == ["rain", "storm*"]
        path.write_text(f"{header}\n{rows}\nrain\twet\t1\t\n", encoding="utf-8")
        with pytest.raises(LexiconError, match="line 4"):
            read_lexicon(path)
    path.write_text("entry\tcategory\tweight\tnote\nrain\twet\t0.5\t\n", encoding="utf-8")
    read_lexicon(path)
    path.with_suffix(".toml").write_text(about.replace("wet", "dry"), encoding="utf-8")
    with pytest.raises(LexiconError, match="not defined"):
        read_lexicon(path)


def test_a_lexicon_is_read_where_nothing_can_be_kept(tmp_path, monkeypatch):
    from analysis.matching.formats import checked

    (tmp_path / "file").touch()
    monkeypatch.setattr(checked, "_folder", lambda: tmp_path / "file" / "cache")
    path = tmp_path / "mine.tsv"
    path.write_text("entry\tcategory\tweight\tnote\nrain\twet\t0.5\t\n", encoding="utf-8")
    path.with_suffix(".toml").write_text("[categories.wet]\n", encoding="utf-8")
    assert [entry.text for entry in read_lexicon(path).entries] == ["rain"]
