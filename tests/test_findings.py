"""Findings: what the sentences say must be so, for any text."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.reader.findings import findings_html, show_findings
from analysis.reading.sources import list_samples, make_document, read_document
from analysis.statistics.counting import counted_hits
from analysis.statistics.findings import (
    CONDITION,
    FACTS,
    TOPICS,
    _rules,
    findings,
    findings_of,
    one_finding,
    source_of,
)
from analysis.statistics.metrics import yardstick
from analysis.statistics.norms import load_norms
from analysis.tables.analysis import analyze
from analysis.text.document import Document

SMALL = ["never", "once", "twice"]
SMALL += [f"{n} times" for n in "three four five six seven eight nine".split()]
BROKEN = re.compile(r"\bnan\b|\binf\b|\bNone\b|[{}]|  |−0\.00|\.\.|… …|-0")
ODD = [
    "It may rain.",
    "“It may rain,” she said.",
    "“It may rain.”",
    "!!! ??? …",
    "1. 2. 3.",
    "rain",
    "RAIN RAIN RAIN",
    "Why? Why? Why?",
    "<b>It may rain.</b> & {n} %s",
    "We built it. They sold it. " * 40,
    "Never, never, never. " * 60,
    "Rain\n\nIt may rain.\n\nSnow\n\nIt is a wicked, shameful lie.\n\nHail\n\n“It hails,” he said.",
    "The disgraceful liars. " * 3 + "\n\nThe end\n\nA wonderful, happy, splendid day. " * 3,
]


def times(count):
    return SMALL[count] if count < len(SMALL) else f"{count} times"


def check(analysis, source=None):
    """Return what is wrong with the findings of a text: name and why."""
    source = source or source_of(analysis)
    tables = Tables(source)
    wrong = []
    for topic in TOPICS:
        found = findings_of(source, topic)
        if not (3 <= len(found) <= 5 or (len(found) == 1 and analysis.sentences.empty)):
            wrong.append((topic, f"{len(found)} sentences"))
        wrong += [(finding.name, why) for finding in found for why in faults(tables, finding)]
    return wrong


class Tables:
    """What the tables of a text say, whatever its sentences say."""

    def __init__(self, source):
        analysis = source.analysis
        self.length = len(analysis.document.text)
        self.scores = analysis.sentences["sentiment"].dropna()
        self.own = counted_hits(analysis)
        self.yardstick = source.yardstick.set_index("marker")
        self.n_clear = (source.contrasts["verdict"] != "cannot tell").sum()
        self.n_disagree = source.sentiment.query("disagree")["section"].nunique()


def faults(tables, finding):
    """Yield what a sentence says that is not so."""
    text, values = finding.text, finding.values
    if BROKEN.search(re.sub("“.*?”", "“”", text)) or text[-1] != "." or not text[0].isupper():
        yield "not a sentence"
    for share in re.findall(r"([\d.]+) %", re.sub("“.*?”", "“”", text)):
        if not 0 <= float(share) <= 100:
            yield "a share of more than all"
    if not all(0 <= start < end <= tables.length for start, end in finding.spans):
        yield "a passage that is none"
    name, _, marker = finding.name.partition(" ")
    if name == "place":
        yield from faults_of_place(tables, marker, text)
    if name == "pair":
        yield from faults_of_pair(tables.own, text)
    if name == "family" and ("none is clear" in text or "one section" in text) != (
        tables.n_clear == 0
    ):
        yield "clear or not"
    if name == "scorers" and ("In no section" in text) != (tables.n_disagree == 0):
        yield "disagree or not"
    if name in ("lowest", "highest") and "number" in text:
        extreme = tables.scores.min() if name == "lowest" else tables.scores.max()
        if values["score"] != extreme:
            yield "not the most extreme"
    if name == "devices":
        for kind, count in tables.own["marker"].value_counts().items():
            if kind in ("triad", "contrast", "repetition") and f"{count} " not in text:
                yield f"{kind} not counted"


def faults_of_place(tables, marker, text):
    count = int((tables.own["marker"] == marker).sum())
    if ("There are no" in text) != (count == 0):
        yield "none or some"
    if count and not re.search(rf"\b{count} in ", text):
        yield "another count"
    row = tables.yardstick.loc[marker]
    if "It uses more" in text and not row["percentile_low"] >= 50:
        yield "more than chance allows to say"
    if "It uses fewer" in text and not row["percentile_high"] <= 50:
        yield "fewer than chance allows to say"


def faults_of_pair(own, text):
    for marker in ("booster", "hedge"):
        used = own[own["marker"] == marker]["text"].str.lower().value_counts()
        if len(used) and times(int(used.max())) not in text:
            yield f"{marker} used more or less often"


@pytest.mark.parametrize("text", ODD)
def test_findings_of_odd_texts_are_so(text):
    assert check(analyze(Document("odd", text))) == []


@pytest.mark.parametrize("name", list_samples())
def test_findings_of_the_samples_are_so(name):
    assert check(analyze(read_document(name))) == []


words = st.sampled_from(
    "we they may perhaps clearly never every shameful lie wonderful said claims rain and , . ? “ ” "
    "not but so the hill \n\n Heading".split(" ")
)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(words, max_size=120).map(" ".join))
def test_findings_of_any_text_are_so(text):
    assert check(analyze(Document("any", text))) == []


@pytest.mark.slow
@pytest.mark.shared
def test_findings_of_op_eds_are_so(shared):
    """Only the number of faults is told: some of the texts may not be looked at.

    Every fourth one is tried: what a sentence says is put together by the same rules in all.
    """
    path = shared / "gold" / "evidence" / "webis_editorials.jsonl"
    n_wrong = 0
    for line in path.read_text(encoding="utf-8").splitlines()[::4]:
        row = json.loads(line)
        n_wrong += len(check(analyze(make_document(row["id"], row["text"]))))
    assert n_wrong == 0


@pytest.mark.shared
def test_findings_of_the_real_op_ed_are_so(real_document):
    assert check(analyze(real_document)) == []


def test_nothing_to_find_is_said():
    [finding] = findings(analyze(Document("x", "")))
    assert finding.text.startswith("There is no running text")


def test_a_difference_that_is_clear_is_told():
    hedged, plain = "Perhaps it rains. " * 80, "It rains here. " * 80
    text = f"Weather\n\nDoubt\n\n{hedged}\n\nSun\n\n{plain}"
    said = [str(finding) for finding in findings(analyze(Document("x", text)), "comparison")]
    # Two sections: what is clear of the one is clear of the other.
    assert re.match(r"Of \d comparisons between the sections 2 are clear; .* hedges than", said[0])
    [named] = re.findall("“(.*?)” has (more|fewer) hedges", said[0])
    assert named in (("Doubt", "more"), ("Sun", "fewer"))


def test_a_place_is_told_with_its_chance():
    text = "Perhaps it may rain. " * 100
    [first, *_] = findings(analyze(Document("x", text)), "hedging")
    assert re.fullmatch(
        "It uses more hedges than any of 187 op-eds: 200 in 400 words of the author’s own.",
        first.text,
    )


def test_one_hit_of_what_most_texts_lack_is_not_called_many():
    """The median op-ed has no meeting of us and them; one is no more than chance gives."""
    text = "We know our own, and they hate us for it. " + "It rained on a hill. " * 200
    [row] = yardstick(analyze(Document("x", text))).query("marker == 'us_them'").itertuples()
    assert row.count == 1
    assert row.percentile > 50
    said = " ".join(map(str, findings(analyze(Document("x", text)))))
    assert "us and them (than" not in said


def test_a_text_outside_the_lengths_of_the_norms_is_said_to_be():
    short, long = ("It rained. " * n for n in (3, 2000))
    for text, said in ((short, "The text is short"), (long, "longer than any of the 187 op-eds")):
        assert said in findings(analyze(Document("x", text)))[0].text


def test_own_norms_are_named():
    assert (
        "924 news articles" in findings(analyze(Document("x", "It rained.")), norms="news")[0].text
    )


def test_a_marker_of_ones_own_is_found_and_counted():
    from analysis.matching.matches import Marker, make_match

    def find(document):
        return [make_match(document, "weather", "wet", 0, 4)]

    marker = Marker("weather", ("wet",), find, title="Weather words")
    source = source_of(analyze(Document("x", "Rain fell."), markers=[marker]))
    place = FACTS["place"](source, "weather")
    assert (place.values["count"], place.values["known"]) == (1, 0)
    assert place.values["things"] == "hits of Weather words"
    assert check(source.analysis, source) == []


def test_every_rule_can_be_reached_and_read():
    """Every question has facts and rules, every condition can be read, the last rule is for all."""
    rules = _rules()
    asked = {q.split()[0] for topic in rules["topics"].values() for q in topic}
    asked |= set(rules["always"])
    assert asked <= set(FACTS)
    kinds = {
        name: rows for name, rows in rules.items() if isinstance(rows, list) and name != "always"
    }
    assert asked == set(kinds)
    for name, rows in kinds.items():
        assert "when" not in rows[-1], name
        assert name == "limits" or "text" in rows[-1], name
        for row in rows:
            assert all(CONDITION.fullmatch(condition) for condition in row.get("when", ())), row


def test_the_list_shows_sentences_tables_and_passages():
    analysis = analyze(Document("x", "<b>It may rain</b> on a shameful, wicked liar & his “plan”."))
    shown = show_findings(analysis, "loaded")
    page = shown._repr_html_()
    assert all(finding.text.split("“")[0] in page for finding in shown.found)
    assert "&lt;b&gt;<b>It may rain&lt;/b&gt; on" in page  # the text's own mark-up is text
    assert "<table>" in page
    assert "187 op-eds of three outlets" in page
    assert repr(shown).count("\n") == len(shown.found) - 1


def test_passages_are_linked_to_sections():
    analysis = analyze(Document("x", "It may rain. It clearly may."))
    page = findings_html(analysis, findings(analysis, "hedging"), load_norms(), anchor="reader7-")
    section = analysis.body["id"].iloc[0]
    assert f'<a href="#reader7-{section}">' in page


def test_no_more_than_five_words_of_the_text_stand_in_a_sentence(monkeypatch):
    monkeypatch.setenv("ANALYSIS_QUOTE", "5")
    text = "Nobody knows who will ever pay for this terrible and shameful bridge in the end."
    analysis = analyze(Document("x", text))
    pages = [show_findings(analysis, topic)._repr_html_() for topic in TOPICS]
    row = text.split()
    for page in pages:
        for start in range(len(row) - 5):
            assert " ".join(row[start : start + 6]) not in page


def test_a_dot_of_the_yardstick_is_filled_where_the_headline_counts_it():
    """What stands out on its own is counted, and is what the figure fills beside what is named."""
    from analysis.plots.yardstick import plot_yardstick

    source = source_of(analyze(read_document("harbour_bridge_against")))
    values = FACTS["unusual"](source).values
    named = values["n_high"] + values["n_low"]
    ax = plot_yardstick(source.yardstick, norms=source.norms)
    dots = [line for line in ax.lines if line.get_marker() == "o"]
    assert len(dots) == values["n_measures"]
    filled = [dot for dot in dots if dot.get_markerfacecolor() != "white"]
    assert len(filled) == named + values["n_alone"]
    said = FOUND[values["n_alone"] > 0]
    [unusual] = [str(f) for f in findings_of(source, "overview") if f.name == "unusual"]
    assert said in unusual


FOUND = {True: "own, but not when all are asked at once", False: "no other is clearly unusual"}


@pytest.mark.parametrize("n_alone", [0, 1, 2])
@pytest.mark.parametrize("n_low", [0, 1])
@pytest.mark.parametrize("n_high", [0, 1])
def test_what_stands_out_on_its_own_is_told_whatever_else_does(n_high, n_low, n_alone, monkeypatch):
    source = source_of(analyze(Document("x", "It rains."), scorers=False))
    facts = FACTS["unusual"](source)
    told = {"n_high": n_high, "n_low": n_low, "n_alone": n_alone, "high": "hedges", "low": "lists"}
    values = facts._replace(values=facts.values | told)
    monkeypatch.setitem(FACTS, "unusual", lambda _: values)
    text = one_finding(source, "unusual")
    assert ("own" in text) == (n_alone > 0)
    assert ("more hedges" in text, "fewer lists" in text) == (n_high > 0, n_low > 0)
    assert re.search(rf"\b{n_alone}\b (more|stand)", text) or not n_alone


def test_a_mood_that_cannot_be_told_is_placed_with_its_interval():
    source = source_of(analyze(read_document("harbour_bridge_against")))
    text = str(next(f for f in findings_of(source, "sentiment") if f.name == "mood"))
    assert re.search(
        r"cannot be told \(.*\); most of 187 op-eds are worded less favourably "
        r"\(\d+ %; \d+ to \d+ %, if chance is allowed for\)\.$",
        text,
    )
    assert "more favourable" not in text
