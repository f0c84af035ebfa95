"""Sentences: where they end, where they do not, and the gold op-eds."""

import json
import time
import timeit
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.text.document import Document
from analysis.text.sentences import find_sentences

SHARED = Path(__file__).parents[2] / "shared"
GOLD = SHARED / "gold" / "opeds"


def split(text: str) -> list[str]:
    return [text[sentence.start : sentence.end] for sentence in find_sentences(text)]


@pytest.mark.parametrize(
    "text",
    [
        "It rained. | It stopped!  | Why? | Well… | Nobody knew.",
        "“No idea.” | It rained.",
        "“No idea,” he said. | “None.”",
        "“Why now?” he asked. | “Why not?” | It rained.",
        "“Why now?” Oram asked. | Nobody knew.",
        "“Why now?” Senator Ann Lee asked. | Nobody knew.",
        "“Why now?” | He asked for more.",
        "Mr. Oram and Dr. Lee met Gov. Kim in St. Louis. | It rained.",
        "He left the U.S. in May. | It rained.",
        "He left the U.S. | The rest stayed.",
        "The U.S. Army stayed.",
        "It costs $3.50 or 1.5 million. | That is much.",
        "See e.g. The Wealth of Nations, i.e. Smith’s book.",
        "Roe v. Wade stood. | It fell.",
        "J. K. Oram and Christopher P. Lee wrote it. | I did not.",
        "So did I. | Nobody saw.",
        "He likes modern art. | Kim does not.",
        "The cat sat. | Kim sat down in the sun. | Kim fell ill. | Kim left.",
        "They met on Jan. 5 and in Sept. 1999. | It rained.",
        "See no. 5 and vol. 2. | The answer is no. | Kim left.",
        "Acme Inc. bought it. | Kim sold it to Acme Inc. | The rest is gone.",
        "The commission (S.E.C.) Chairman left. | (He was late.) | It rained.",
        "1. The first point. | 2. The second.",
        "1 \\. The first point. | 2 \\. The second.",
        "It was 1984. | Kim left.",
        "He left. | [...] The rest stayed.",
        "It fell. | iPhones rose. | “it is so,” he said.",
        "It went on... and on. | Yahoo! is old.",
        "The crowds.But they left.",
        '"It was so," he said."We need more."',
        "See www.Example.Com/A.Htm and node.js or U.S.A.",
        "The end. | — Kim left.",
        "Is it “over”? | No.",
        "What?! | No way!!! | Never.",
    ],
)
def test_sentences_end_at_the_bars(text: str) -> None:
    expected = [part.strip() for part in text.split("|")]
    if text.startswith("The crowds"):
        expected = ["The crowds.", "But they left."]
    if text.startswith('"It was so'):
        expected = ['"It was so," he said.', '"We need more."']
    assert split(text.replace("| ", "")) == expected


def test_white_space_has_no_sentences() -> None:
    assert split(" \n\t\u00a0") == []
    assert split("") == []


def test_only_the_given_range_is_split() -> None:
    text = "One. Two. Three."
    assert find_sentences(text, 5, 9) == [(5, 9, "sentence")]


@given(
    st.text(alphabet=st.sampled_from("aB1 .!?…\"“”'’()[]\n\u00a0İ") | st.characters(), max_size=200)
)
@settings(max_examples=150, deadline=None)
def test_every_character_is_in_one_sentence(text: str) -> None:
    sentences = find_sentences(text)
    assert "".join("".join(text[s.start : s.end].split()) for s in sentences) == "".join(
        text.split()
    )
    assert all(a.end <= b.start for a, b in pairwise(sentences))
    assert all(text[s.start : s.end].strip() == text[s.start : s.end] != "" for s in sentences)


@pytest.mark.parametrize(
    "piece", [".", "?", '"', ". ", '."', "a.B", "e.g. ", "1. ", ".(", "Mr. A", '. "', "“A?” B "]
)
def test_hostile_texts_take_linear_time(piece: str) -> None:
    assert seconds_for(piece, 200_000) < 12 * seconds_for(piece, 50_000) + 0.2


def seconds_for(piece: str, size: int) -> float:
    """Return the processor time of the faster of two runs, without the garbage of other tests."""
    text = piece * (size // len(piece))
    timer = timeit.Timer(lambda: find_sentences(text), timer=time.process_time)
    return min(timer.repeat(2, 1))


@pytest.mark.shared
def test_the_real_oped_keeps_its_sentences_and_sections() -> None:
    path = SHARED / "documents" / "000_2c397f268076f7cd.txt"
    document = Document("oped", path.read_bytes().decode())
    assert len(document.sentences) == 97
    assert [section.title for section in document.body] == [
        "Opening",
        "Economic dilemmas",
        "Ideological dilemmas",
        "Military dilemmas",
        "Political dilemmas",
        "Closing",
    ]


@pytest.mark.shared
def test_sentences_end_where_the_readers_of_the_gold_opeds_end_them() -> None:
    n_right = n_found = n_gold = 0
    for path in sorted(GOLD.glob("*.txt")):
        first, second = (
            {
                row["end"]
                for row in map(json.loads, path.with_suffix(f".{reader}.jsonl").open())
                if row["category"] == "sentence"
            }
            for reader in "AB"
        )
        document = Document(path.stem, path.read_bytes().decode())
        ends = {sentence.end for sentence in document.sentences}
        n_right += len(ends & first & second)
        n_found += len(ends)
        n_gold += len(first & second)
    assert n_right / n_found >= 0.99
    assert n_right / n_gold >= 0.99
