"""The hour that begins with reading, and the page on designing a study: their numbers."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis import analyze, read_document, readings_needed, stored_results
from analysis.reader.blind import draw_sentences
from analysis.reader.read_first import DRAWN, SEED, START
from analysis.statistics.audit import correct_rates
from analysis.tables.analysis import Analysis
from analysis.tables.readings import reading_path
from analysis.text.spans import Span

ROOT = Path(__file__).resolve().parent.parent
HOUR = (ROOT / "notebooks" / "READ_FIRST.md").read_text(encoding="utf-8")
STUDY = (ROOT / "docs" / "study.md").read_text(encoding="utf-8")
MARKERS = ("loaded", "hedge", "booster", "attribution")
N_READ = 20


@cache
def column() -> Analysis:
    return analyze(read_document("night_trains_for"), scorers=False)


def drawn() -> pd.DataFrame:
    """Return all sentences of the column: words and hits of the author's, and whether drawn."""
    analysis = column()
    spans = set(draw_sentences(analysis.document, N_READ, SEED))
    table = analysis.sentences.assign(words=lambda t: t["n_words"] - t["n_words_quoted"])
    table["drawn"] = [pair in spans for pair in zip(table["start"], table["end"], strict=True)]
    for marker in MARKERS:
        hits = analysis.hits(marker, "author")
        numbers = np.searchsorted(table["start"], hits["start"], side="right") - 1
        table[marker] = np.bincount(numbers, minlength=len(table))
    return table


def figures(check: str, page: str = HOUR) -> list[str]:
    """Return what stands in backticks after a comment, up to the end of its part."""
    found = re.search(
        rf"<!-- check: {check} -->(.*?)(?=<!-- check|^#|\n\n[^|]|\Z)", page, re.S | re.M
    )
    assert found, check
    return re.findall(r"`(.*?)`", found[1])


def test_what_the_machine_finds_in_the_twenty_sentences():
    table = drawn()
    read = table[table["drawn"]]
    assert figures("sentences")[0] == str(len(table))
    assert figures("words")[0] == str(read["words"].sum())
    assert figures("machine") == [str(read[marker].sum()) for marker in MARKERS]
    assert N_READ in DRAWN
    assert START in HOUR


def test_words_that_the_hour_speaks_of():
    analysis = column()
    spans = draw_sentences(analysis.document, N_READ, SEED)
    shown = {
        (hit.marker, hit.text)
        for hit in analysis.matches.itertuples()
        if any(start <= hit.start < end for start, end in spans)
    }
    loaded = {text for marker, text in shown if marker == "loaded"}
    assert {"lie", "jam", "tipped", "ruined"} <= loaded
    text = " ".join(analysis.document.text.split())
    last = re.search(r"Read aloud the last three .*?\n\n((?:> .*\n)+)", HOUR)[1]
    assert last.replace("> ", "").replace("\n", " ").strip() in text
    read = " ".join(analysis.document[Span(*span)] for span in spans)
    for passed_over in ("eats a day", "confident"):
        assert passed_over in read
        assert f'"{passed_over}"' in HOUR
        assert not any(passed_over in text for text in loaded)


def test_the_count_corrected_by_hand():
    table = drawn()
    read, words = table[table["drawn"]], table["words"].sum()
    whole = table["loaded"].sum()
    rate = 1000 * whole / words
    assert figures("whole")[:3] == [str(whole), str(words), f"{rate:.1f}"]
    machine, size = read["loaded"].sum(), read["words"].sum()
    wrong = 1000 * (5 - machine) / size
    assert figures("by hand 5") == [
        f"(5 − {machine}) / {size} · 1,000 = {wrong:.1f}".replace("-", "−"),
        f"{rate:.1f} − {abs(wrong):.1f} ≈ {rate + wrong:.0f}",
    ]
    # Two marks rejected and one added, in three sentences.
    marked = read.reset_index(drop=True)
    with_hit = marked.index[marked["loaded"] > 0]
    without = marked.index[marked["loaded"] == 0]
    truth = marked["loaded"].copy()
    truth[with_hit[:2]] -= 1
    truth[without[0]] += 1
    sample = pd.DataFrame({"stratum": "s", "document": range(len(marked)), "truth": truth})
    sample = sample.assign(machine=marked["loaded"], size=marked["words"])
    strata = pd.DataFrame({"stratum": ["s"], "group": ["g"], "n_units": [len(table)]})
    totals = pd.DataFrame({"group": ["g"], "machine": [whole], "size": [words]})
    row = correct_rates(sample, strata, totals, tuned=False).iloc[0]
    assert row["corrected"] == pytest.approx(rate + wrong)
    assert figures("interval 5")[:2] == [f"{row['low']:.1f}", f"{row['high']:.1f}"]
    assert figures("more 5")[0] == f"{row['more']:.0f}"


def test_the_plan_fills_the_hour():
    minutes = re.findall(r"^\| (\d+)–(\d+) \|", HOUR, re.M)
    assert [int(minutes[0][0]), int(minutes[-1][1])] == [0, 60]
    assert all(first[1] == second[0] for first, second in pairwise(minutes))
    headed = re.findall(r"^## (\d+)–(\d+) ·", HOUR, re.M)
    assert headed == minutes


def test_how_much_to_read():
    """As the report card stands; the last digit may differ by rounding."""
    card = stored_results()
    card = card[(card["basis"] == "unseen") & (card["statistic"] == "F1")]
    card = card[card["gold"] == "op-eds"].set_index("measure")
    part = STUDY.split("<!-- check: sizes -->")[1].split("\n\n")[1]
    rows = [re.findall(r"`(.*?)`", line) for line in part.splitlines()[2:]]
    names = [line.split("|")[1].strip() for line in part.splitlines()[2:]]
    assert names == list(MARKERS)
    for name, (rate, *sizes) in zip(names, rows, strict=True):
        own = card.loc[name]
        for half, size in zip((5, 3, 2), sizes, strict=True):
            now = readings_needed(
                half, float(rate), precision=own["precision"], recall=own["recall"]
            )
            assert int(size) == pytest.approx(now, rel=0.01), (name, half)
    example = re.search(r"precision=(.*?), recall=(.*?)\)", STUDY).groups()
    assert [f"{card.loc['loaded', column]:.2f}" for column in ("precision", "recall")] == list(
        example
    )


def test_the_file_of_a_reading_is_called_as_the_hour_says():
    name = reading_path(column().document, "AB").name
    told = re.sub(r"-[0-9a-f]{8}\.", "-….", name)
    assert told != name
    assert f"`{told}`" in HOUR
