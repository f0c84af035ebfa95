"""What cards and pages say of how good the measures are: the numbers of the report card.

``python tests/test_cards.py`` fills the cards anew from the stored results.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from analysis.validation.bias import swap_scores, swap_spread
from analysis.validation.card import short, stored_results
from analysis.validation.reliability import stored_reliability

ROOT = Path(__file__).resolve().parent.parent
CARDS = [*sorted((ROOT / "docs" / "cards").glob("*.md")), ROOT / "docs" / "measures.md"]
RESULTS = stored_results()
OURS, RULES, READERS = "this project", "lexicon and rules alone", "one reader against the other"
SENTENCES = ("evidence", "sentences of op-eds")
# Rows and columns of the cards' tables that are filled from the results.
ROWS = {
    **{name: (name, "op-eds", "F1") for name in ("hedge", "booster", "loaded", "attribution")},
    **{name: (name, "op-eds", "F1") for name in ("contrast", "repetition")},
    "scare quotes": ("scare_quotes", "op-eds", "F1"),
    "lists of three": ("triad", "op-eds", "F1"),
    **{
        kind: (*SENTENCES, f"F1 of {kind}")
        for kind in ("statistics", "testimony", "anecdote", "assumption")
    },
    "mean of the four": (*SENTENCES, "mean F1 of labels"),
}
COLUMNS = {
    **dict.fromkeys(("F1", "F1, unseen", "27 op-eds kept for testing"), (OURS, "interval")),
    **{name: (OURS, name) for name in ("precision", "recall")},
    "rules alone, F1": (RULES, "value"),
    **dict.fromkeys((READERS, "readers"), (READERS, "value")),
}
# In a sentence the figure follows a comment that says which it is.
FIGURE = re.compile(r"(<!-- result: ([^>]*?) -->)(\.\d+(?: \[[^]]*\])?)")


def figure(measure: str, gold: str, statistic: str, scorer: str, field: str) -> str:
    wanted = [measure, gold, statistic, scorer]
    rows = RESULTS[(RESULTS[["measure", "gold", "statistic", "scorer"]] == wanted).all(axis=1)]
    assert len(rows) == 1, wanted
    row = rows.iloc[0]
    if field != "interval":
        return short(row[field])
    return f"{short(row['value'])} [{short(row['low'])}, {short(row['high'])}]"


def filled(page: str) -> str:
    """Return a card with the figures of the stored results in their places."""
    page = FIGURE.sub(lambda found: found[1] + figure(*found[2].split("; ")), page)
    lines, head = page.split("\n"), []
    for number, line in enumerate(lines):
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) < 3:
            head = []
        elif not head:
            head = cells
        elif cells[1] in ROWS and any(name in COLUMNS for name in head):
            now = [
                figure(*ROWS[cells[1]], *COLUMNS[name]) if cell and name in COLUMNS else cell
                for name, cell in zip(head, cells, strict=True)
            ]
            lines[number] = " | ".join(now).strip()
    return "\n".join(lines)


@pytest.mark.parametrize("path", CARDS, ids=lambda path: path.stem)
def test_the_cards_have_the_figures_of_the_report_card(path):
    page = path.read_text(encoding="utf-8")
    now = filled(page)
    assert page == now
    assert FIGURE.search(page) or path.stem == "figures"


def test_every_measure_of_the_cards_is_filled_in():
    """A row or a column that is called otherwise than above would stay as it is."""
    pages = "\n".join(path.read_text(encoding="utf-8") for path in CARDS)
    assert [row for row in ROWS if not re.search(rf"^\| {row} \|.*\.\d", pages, re.M)] == []
    assert [name for name in COLUMNS if f"| {name} |" not in pages] == []
    table = "| marker | F1 |\n|---|---|\n| hedge | .00 |\n"
    sentence = "F1 is <!-- result: hedge; op-eds; F1; this project; value -->.00."
    assert ".00" not in filled(table + sentence)


def share_of(measure: str, column: str) -> float:
    """Return how much of what it marks is wrong, or of what was marked is missed, on op-eds."""
    rows = RESULTS.query("measure == @measure and gold == 'op-eds' and scorer == @OURS")
    return 1 - float(rows[column].item())


def plain(path: str) -> str:
    text = (ROOT / path).read_text(encoding="utf-8").replace('\\n",\n', " ")
    return " ".join(text.split())


@pytest.mark.parametrize(
    ("words", "measures", "column", "low", "high"),
    [
        ("about a quarter of the loaded words", ["loaded"], "recall", 0.225, 0.275),
        ("a quarter to three in ten of the attributions", ["attribution"], "recall", 0.25, 0.305),
        ("up to a fifth of the hedges and boosters", ["hedge", "booster"], "recall", 0.1, 0.205),
        (
            "about a fifth of those it marks is wrong",
            ["loaded", "attribution", "hedge", "booster"],
            *("precision", 0.175, 0.225),
        ),
        *(
            ("of contrasts and lists of three nearly half", ["contrast", "triad"], column, 0.4, 0.5)
            for column in ("precision", "recall")
        ),
        ("scare quotes four in ten are none", ["scare_quotes"], "precision", 0.375, 0.45),
    ],
)
def test_the_readme_says_in_words_how_often_the_measures_err(words, measures, column, low, high):
    assert words in plain("README.md")
    for measure in measures:
        assert low <= share_of(measure, column) <= high, measure


def test_the_lesson_says_in_words_how_often_the_measures_err():
    text = plain("notebooks/TUTORIAL.md")
    assert "More than one in five of the loaded words that the machine marks in op-eds" in text
    assert 1 / 5 < share_of("loaded", "precision") < 1 / 4
    assert "contrasts and lists of three are worse, four in ten or more." in text
    assert min(share_of(name, "precision") for name in ("contrast", "triad")) > 0.4


def test_how_often_labels_of_evidence_are_wrong_is_said_in_words():
    rows = RESULTS[(RESULTS["measure"] == "evidence") & (RESULTS["scorer"] == OURS)]
    rows = rows[rows["statistic"].str.startswith("F1 of ")].set_index("statistic")
    right = (rows["recall"] * rows["n"].astype(float)).sum() / rows["n"].sum()
    missed, wrong = (1 - rows.loc["F1 of statistics", name] for name in ("recall", "precision"))
    card, notebook = plain("docs/cards/evidence.md"), plain("notebooks/09_what_it_rests_on.ipynb")
    assert "More than one label in five is wrong" in card
    assert 1 / 5 < 1 - right < 1 / 4
    assert "Of *statistics* about a third is missed, and half of the sentences" in card
    assert "it misses about a third, and of those it calls statistics only half" in notebook
    assert 0.3 < missed < 0.37
    assert 0.45 < wrong < 0.55


def promised(marker: str) -> pd.DataFrame:
    """Return the quarters of a marker's hits: how much more they promise than they keep."""
    quarters = stored_reliability().query("marker == @marker").reset_index(drop=True)
    return quarters.assign(excess=quarters["weight"] - quarters["share"])


def test_what_weights_promise_is_said_as_it_was_measured():
    notebook = plain("notebooks/08_do_the_measures_work.ipynb")
    card = plain("docs/cards/decisions.md")
    assert "Loaded words and boosters promise a little too much; so does the least sure" in notebook
    for marker in ("loaded", "booster"):
        assert (promised(marker)["excess"] > 0).all(), marker
    hedges = promised("hedge")
    assert hedges["weight"][0] > hedges["high"][0]  # beyond chance
    kept = hedges[1:]
    assert ((kept["low"] <= kept["weight"]) & (kept["weight"] <= kept["high"])).all()
    assert "Attributions are better than their weights say" in notebook
    assert (promised("attribution")["excess"] < 0).all()
    assert "least sure quarter of scare quotes, contrasts, lists of three and repet" in notebook
    for marker in ("scare_quotes", "contrast", "triad", "repetition"):
        assert promised(marker)["share"][0] < 0.5, marker
    loaded = promised("loaded")
    mean = (loaded["excess"] * loaded["n"]).sum() / loaded["n"].sum()
    assert f"those of loaded words are on average {short(mean)} too high" in card


@pytest.mark.slow
def test_the_cards_say_which_names_move_the_hits():
    spread = swap_spread(swap_scores()).query("measure == 'loaded_hits'").set_index("group")
    moved = spread[spread["spread"] > 0.005]
    assert list(moved.index) == ["name that is a word"]
    row = moved.iloc[0]
    told = plain("docs/cards/decisions.md")
    assert f"for names that are words, {short(row['spread'])} (*{row['highest']}*)" in told
    assert f"and {row['mean']:.1f} loaded words each" in told
    loaded = plain("docs/cards/loaded.md")
    assert f"| names that are words | {short(row['spread'])} |" in loaded
    assert f"| {row['highest']} |" in loaded


if __name__ == "__main__":
    for card in CARDS:
        card.write_text(filled(card.read_text(encoding="utf-8")), encoding="utf-8")
