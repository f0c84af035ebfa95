"""Who is quoted, saying what: sources, their names and kinds, contents."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.patches import Rectangle

from analysis.markers.attribution.speakers import SOURCE_KINDS
from analysis.markers.registry import find_matches, get_marker
from analysis.matching.matches import Match
from analysis.plots.frame import COLUMN_WIDTH, PAGE_WIDTH, on_page
from analysis.plots.headlines import headline_of_speakers
from analysis.plots.speakers import plot_speakers
from analysis.reading.sources import make_document
from analysis.statistics.speakers import UNNAMED, speakers
from analysis.tables.analysis import MATCH_COLUMNS, analyze
from analysis.tables.annotations import annotate
from analysis.text.document import Document

FOUND = get_marker("attribution")


def said(text: str, cue: str):
    """Return the source and the content in words, with the rest, for the hit that holds a cue."""
    document = make_document("x", text, plain=True)
    hits = [hit for hit in find_matches(document, [FOUND]) if cue in hit.text]
    assert hits, [hit.text for hit in find_matches(document, [FOUND])]
    told = hits[-1].said
    source = "" if told.source is None else text[slice(*told.source)]
    content = "" if told.content is None else text[slice(*told.content)]
    return source, content, told


PLACES = [
    ("The mayor of Lund said that it rains.", "said", "The mayor of Lund", "that it rains"),
    ("The clerk has repeatedly denied that it leaks.", "denied", "The clerk", "that it leaks"),
    ("“It leaks,” said the clerk.", "said", "the clerk", "“It leaks,”"),
    ("“It leaks,” the clerk said.", "said", "the clerk", "“It leaks,”"),
    ("It leaks, officials said.", "said", "officials", "It leaks"),
    ("The clerk rose and said that it leaks.", "said", "The clerk", "that it leaks"),
    ("The clerk told reporters that it leaks.", "told", "The clerk", "that it leaks"),
    ("The clerk, a careful man, says the dam will leak.", "says", "The clerk", ""),
    ("The clerk said: “It leaks.”", "said", "The clerk", "“It leaks.”"),
    ("She wants to leave the town.", "wants", "She", "to leave the town"),
    ("The claim by the clerk that it leaks is odd.", "claim", "the clerk", ""),
    ("According to the clerk, it leaks.", "According", "the clerk", "it leaks"),
    ("The clerk said that it leaks; nobody came.", "said", "The clerk", "that it leaks"),
]


@pytest.mark.parametrize(("text", "cue", "source", "content"), PLACES)
def test_a_cue_has_its_source_and_its_content(text, cue, source, content):
    found_source, found_content, _ = said(text, cue)
    assert found_source == source
    assert not content or found_content == content


KINDS = [
    ("Yesterday Ada Oram said that it rains.", "said", "named", "Ada Oram"),
    ("Many fear that it rains.", "fear", "vague", "Many"),
    ("The report found that it leaks.", "found", "document", "The report"),
    ("Experts agree that it leaks.", "agree", "authority", "Experts"),
    ("The clerk said that it leaks.", "said", "other", "The clerk"),
    ("Oram warned that it leaks.", "warned", "named", "Oram"),
    ("Farmers warned that it leaks.", "warned", "other", "Farmers"),
    ("The harbour report found that it leaks.", "found", "document", "The harbour report"),
]


@pytest.mark.parametrize(("text", "cue", "kind", "speaker"), KINDS)
def test_a_source_is_of_a_kind(text, cue, kind, speaker):
    told = said(text, cue)[2]
    assert (told.kind, told.speaker) == (kind, speaker)
    assert kind in SOURCE_KINDS


@pytest.mark.parametrize(
    ("later", "speaker"),
    [
        ("Oram said that it leaks.", "Ada Oram"),
        ("She said that it leaks.", "Ada Oram"),
        ("The engineer said that it leaks.", "Ada Oram"),
        ("Bert Lund met her. She said that it leaks.", "She"),
        ("The clerk said that it leaks.", "The clerk"),
    ],
)
def test_one_name_stands_for_a_speaker_where_it_is_certain(later, speaker):
    assert said(f"We met Ada Oram, the engineer. {later}", "said")[2].speaker == speaker


def test_a_family_name_that_stands_first_is_one_name_with_the_whole():
    text = "President Kim Jong Un came. Later Kim said that it leaks."
    assert said(text, "said")[2].speaker == "Kim Jong Un"
    assert said("We met Ada Oram. Later Ada said that it leaks.", "said")[2].speaker == "Ada"


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Angela Oram came late. She said that it leaks.", "Angela Oram"),
        ("Kim Jong Un, the ruler, came. Later the ruler said that it leaks.", "Kim Jong Un"),
        ("Yesterday Oram came. Then Oram said that it leaks.", "Oram"),
    ],
)
def test_a_name_may_open_a_sentence(text, speaker):
    assert said(text, "said")[2].speaker == speaker


def test_form_tells_quoted_from_reported():
    assert said("He said: “It leaks.”", "said")[2].form == "quoted"
    assert said("He said that it “leaks” in many places.", "said")[2].form == "reported"


def test_the_table_holds_who_says_what_and_gives_the_match_back():
    text = "We met Ada Oram. Oram said that it may rain."
    analysis = analyze(make_document("x", text, plain=True), scorers=False)
    row = analysis.matches[analysis.matches["marker"] == "attribution"].iloc[0]
    assert (row["speaker"], row["source_kind"], row["content_form"]) == (
        *("Ada Oram", "named", "reported"),
    )
    assert text[row["source_start"] : row["source_end"]] == "Oram"
    assert text[row["content_start"] : row["content_end"]] == "that it may rain"
    again = Match.of_row(tuple(row[list(MATCH_COLUMNS)]))
    # A table has NaN where a hit has no force.
    told = [None if value != value else value for value in row[list(MATCH_COLUMNS)]]
    assert list(again.row()) == told
    other = analysis.matches[analysis.matches["marker"] == "hedge"].iloc[0]
    assert other["speaker"] == ""
    assert Match.of_row(tuple(other[list(MATCH_COLUMNS)])).later is None


def test_annotations_say_who_says_what():
    text = "The clerk s\u00adaid that it leaks."
    records = list(annotate(make_document("x", text, plain=True)))
    record = next(record for record in records if record["marker"] == "attribution")
    assert text[slice(*record["source"])] == "The clerk"
    assert text[slice(*record["content"])] == "that it leaks"
    assert record["content_form"] == "reported"
    assert all("source" not in record for record in records if record["marker"] == "hedge")


def test_who_is_nobody_by_name_stands_below_those_who_are():
    text = (
        "We met Ada Oram. Who said that it leaks? They said that it rains. "
        "I say that it pours. Oram said that it drips. It is said that it is dry."
    )
    table = speakers(analyze(Document("x", text), scorers=False))
    names = table["speaker"].tolist()
    assert names[0] == "Ada Oram"
    assert set(names[1:]) <= set(UNNAMED)
    assert table["n"].sum() == len(analyze(Document("x", text)).hits("attribution", "author"))


def test_quoted_contents_are_counted_beside_all():
    text = "We met Ada Oram. Oram said: “It leaks.” Oram said that it rains. Oram said it is dry."
    table = speakers(analyze(Document("x", text), scorers=False))
    assert table[["speaker", "n", "n_quoted"]].values.tolist() == [["Ada Oram", 3, 1]]


def test_a_headline_names_no_pronoun():
    text = "Who said that it leaks? They said that it rains."
    table = speakers(analyze(Document("x", text), scorers=False))
    n = int(table["n"].sum())
    said = f"No source is named or described, in {n} places where something is said."
    assert headline_of_speakers(table) == said


def test_a_headline_calls_no_single_place_the_most():
    text = "Ada Oram said that it leaks. The engineers said that it rains."
    table = speakers(analyze(Document("x", text), scorers=False))
    said = "No source is heard more than once; 2 of 2 places name or describe one."
    assert headline_of_speakers(table) == said


def test_a_headline_names_all_who_are_heard_as_often():
    table = pd.DataFrame({"speaker": ["Oram", "many", "Lund"], "n": [2, 2, 1], "n_quoted": 0})
    assert (
        headline_of_speakers(table) == "Heard most often are Oram and many: each in 2 of 5 places."
    )


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Nobody on the council has asked whether it leaks.", "(nobody)"),
        ("No one said that it leaks.", "(nobody)"),
        ("No clerk said that it leaks.", "(nobody)"),
        ("No 10 said that it leaks.", "No 10"),
        ("58 per cent said that it leaks.", "58 per cent"),
    ],
)
def test_what_nobody_said_has_no_source(text, speaker):
    table = speakers(analyze(make_document("x", text, plain=True), scorers=False))
    assert table["speaker"].tolist() == [speaker]


@pytest.mark.parametrize("width", [PAGE_WIDTH, COLUMN_WIDTH])
def test_bars_of_who_speaks_add_up_to_all_places(width):
    """Sources for which there is no row share one, and a name is not cut beside free room."""
    names = [f"Councillor Maud Isherwell-{n}" for n in range(14)] + ["(it, they, who)"]
    rows = {"speaker": names, "n": range(15, 0, -1), "n_quoted": 1, "words": "say", "support": 0.5}
    table = pd.DataFrame(rows)
    with on_page(width):
        counts, _ = plot_speakers(table)
    bars = [bar.get_width() for bar in counts.patches if isinstance(bar, Rectangle)]
    bars = bars[-2 * len(counts.get_yticks()) :]  # before them, the stripes behind rows
    assert sum(bars) == table["n"].sum()
    shown = [name.get_text().replace("\n", " ") for name in counts.get_yticklabels()]
    assert shown == [*names[:8], "6 more sources", "(it, they, who)"]
