"""The sentiment scorers: sums that can be done by hand, and sentences whose sign is plain."""

from __future__ import annotations

import math
import os
import subprocess
import sys

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textblob import TextBlob

from analysis.files import notebooks_folder
from analysis.matching.index import Index
from analysis.matching.lexicon import Entry, load_lexicon
from analysis.sentiment import effects, peers
from analysis.sentiment import ours as sentiment
from analysis.sentiment.scope import find_hits
from analysis.sentiment.table import ValenceTable
from analysis.text.document import Document
from analysis.text.outline import plain_blocks

FACTORS = {effect.flag: effect for effect in effects.EFFECTS}

TABLE = ValenceTable.from_entries(
    [
        Entry("good", "valence", 2.0),
        Entry("bad", "valence", -2.0),
        Entry("crime", "valence", -1.0),
        Entry("not", "negator", -0.5),
        Entry("far from", "negator", 0.0),
        Entry("reduce", "shifter", 0.0),
        Entry("reduced", "shifter", 0.0),
        Entry("fell", "faller", 0.0),
        Entry("fall", "faller", 0.0),
        Entry("very", "intensifier", 0.0),
        Entry("somewhat", "damper", 0.0),
        Entry("would", "irrealis", 0.0),
        Entry("but", "contrast", 0.0),
        Entry("although", "concession", 0.0),
        Entry("good deal", "idiom", 0.5),
        Entry("a good deal of", "idiom", 0.0),
    ]
)


def hits_of(text: str) -> list[tuple[str, float, int]]:
    """Return the words, valence and flags of each hit by the small table above."""
    document = Document("x", text)
    hits = find_hits(document, range(len(document.words)), TABLE)
    return [(" ".join(document.words[a:b]), valence, flags) for a, b, valence, flags in hits]


# By hand


def test_share_is_valence_times_factor_over_root_of_words() -> None:
    negated = FACTORS[effects.NEGATED].positive
    assert sentiment.share((0, 1, 2.0, 0), 4) == 1.0
    assert sentiment.share((0, 1, 2.0, effects.NEGATED), 4) == pytest.approx(negated)


def test_factors_of_two_surroundings_multiply() -> None:
    flags = effects.NEGATED | effects.ASKED
    product = FACTORS[effects.NEGATED].negative * FACTORS[effects.ASKED].negative
    assert sentiment.share((0, 1, -1.0, flags), 1) == pytest.approx(-product)


def test_score_is_the_squashed_sum(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sentiment, "load_table", lambda: TABLE)
    # (2 − 2 − 1) / √4 = −0.5 rating points
    assert sentiment.score("Good, bad crime there.") == pytest.approx(-0.5 / (2.5 + 0.5))


def test_words_without_valence_score_zero_and_no_words_score_nan() -> None:
    assert sentiment.score("zzqx qqzx") == 0.0
    assert math.isnan(sentiment.score(""))
    assert math.isnan(sentiment.score("… — !"))
    assert math.isnan(peers.vader("…"))
    assert all(math.isnan(value) for value in peers.textblob("…"))


def test_a_document_without_sentences_has_no_scores() -> None:
    assert sentiment.score_sentences(Document("x", "")) == []


# What surrounds a word


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("good", 0),
        ("not good", effects.NEGATED),
        ("not a b good", effects.NEGATED),  # the third word on
        ("not a b c d good", effects.FAR),  # the fifth
        ("not a b c d e good", 0),  # the sixth
        ("not a, good", 0),  # punctuation ends the scope
        ("not not good", 0),  # the second takes the first back
        ("not, a b, good", effects.NEGATED),  # an aside interrupts it
        ("not (a b c d e) good", effects.NEGATED),
        ("not a – b c d e – good", effects.NEGATED),
        ("not think a b c d e good", effects.NEGATED),  # passed on by a word of belief
        ("far from good", effects.NEGATED),
        ("good fell", effects.FALLEN),
        ("not good fell", effects.NEGATED),
        ("good and the fall", 0),  # a noun
        ("good was reduced", effects.FALLEN),
        ("reduce good", effects.SHIFTED),
        ("very good", effects.INTENSIFIED),
        ("somewhat good", effects.DAMPED),
        ("would be good", effects.IRREALIS),
        ("not very good", effects.NEGATED | effects.INTENSIFIED),
        ("good but slow", effects.CONCEDED),
        ("slow but good", effects.CONTRASTED),
        ("but good", effects.CONTRASTED),
        ("although good, slow", effects.CONCEDED),
        ("although slow, good", 0),
        ("a “good” one", effects.QUOTED),
        ('a "good" one', effects.QUOTED),
        ("“a b c d good” one", 0),
        ("a “fine” good", 0),
        ("good?", effects.ASKED),
        ("good?”", effects.ASKED),
        ("good! Why?", effects.ASKED),
    ],
)
def test_surroundings(text: str, expected: int) -> None:
    [flags] = [flags for word, _, flags in hits_of(text) if word == "good"]
    assert flags == expected


def test_the_longest_phrase_goes_first() -> None:
    assert hits_of("good deal") == [("good deal", 0.5, 0)]
    assert hits_of("a good deal of good") == [("good", 2.0, 0)]  # a valence of 0 is no hit
    assert hits_of("a good deal") == [("good deal", 0.5, 0)]


def test_an_operator_has_a_valence_of_its_own() -> None:
    assert hits_of("not good") == [("not", -0.5, 0), ("good", 2.0, effects.NEGATED)]


def test_parts_of_an_unknown_compound_count() -> None:
    assert [hit[1] for hit in hits_of("good-bad")] == [2.0, -2.0]
    assert [hit[1] for hit in hits_of("crime's")] == [-1.0]


# The project's own table


@pytest.mark.parametrize(
    "text",
    [
        "This isn’t a good policy.",
        "This is not a good policy.",
        "This is hardly a good policy.",
        "Nobody thinks it is wonderful.",
        "No one thinks it is wonderful.",
        "Nothing about it is wonderful.",
        "The plan is far from perfect.",
        "They fail to help.",
        "They failed to protect us.",
        "It shows a lack of courage.",
        "They work without joy.",
        "It was never fair.",
        "They don’t deserve praise.",
    ],
)
def test_negation_makes_a_sentence_negative(text: str) -> None:
    assert sentiment.score(text) < 0


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("It is a wonderful policy.", "It is a terrible policy."),
        ("The law will reduce crime.", "The law will bring crime."),
        ("They will end the war.", "They will begin the war."),
        ("It was slow but superb.", "It was superb but slow."),
        ("It is a very good plan.", "It is a good plan."),
        ("It is an awful plan.", "It is an extremely awful plan."),
        ("He is a hero.", "He is a so-called hero."),
        ("The leader is wise.", "The leader is “wise”."),
        ("This is a good plan.", "Is this a good plan?"),
    ],
)
def test_order_of_two_sentences(better: str, worse: str) -> None:
    assert sentiment.score(better) > sentiment.score(worse)


SENTENCE = st.lists(
    st.sampled_from(
        "good bad terrible not isn’t never hardly very so-called but although would crime peace "
        "reduce lack of far from no one , ; — “ ” ? . nonsense the and U.S. 1984".split()
    ),
    max_size=30,
).map(" ".join)
SCORERS = (
    sentiment.score,
    peers.vader,
    lambda text: peers.textblob(text).polarity,
)


@settings(deadline=None)
@given(SENTENCE)
def test_shares_add_up_to_the_score(text: str) -> None:
    total = sentiment.explain(text)["share"].sum()
    score = sentiment.score(text)
    assert math.isnan(score) or sentiment.squash(total) == pytest.approx(score, abs=1e-12)


@settings(deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_scored_between_minus_one_and_one(text: str) -> None:
    score = sentiment.score(text)
    assert math.isnan(score) or -1 <= score <= 1
    table = sentiment.explain(text)
    for start, end, words in zip(table["start"], table["end"], table["text"], strict=True):
        assert text[start:end] == words


@settings(deadline=None)
@given(SENTENCE)
def test_curly_and_straight_apostrophes_score_the_same(text: str) -> None:
    for scorer in SCORERS:
        curly, straight = scorer(text), scorer(text.replace("’", "'"))
        assert curly == straight or (math.isnan(curly) and math.isnan(straight))


def test_explain_names_words_spans_and_reasons() -> None:
    table = sentiment.explain("They never reduce poverty.")
    assert list(table.columns) == ["start", "end", "text", "share", "reason"]
    row = table[table["text"] == "poverty"].iloc[0]
    assert (row["start"], row["end"]) == (18, 25)
    assert row["reason"] == "negated, shifted"
    assert list(sentiment.explain("").columns) == list(table.columns)


def test_neighbours_lend_a_sentence_a_share(monkeypatch: pytest.MonkeyPatch) -> None:
    from analysis.sentiment import ours

    monkeypatch.setattr(ours, "load_table", lambda: TABLE)
    # By themselves 2, −1/√1, nothing and −2; "…" has no words and lends nothing.
    document = Document("x", "Good. Crime. Rain. Bad. …", outline=plain_blocks("x" * 25))
    assert [document[sentence] for sentence in document.sentences][:4] == [
        *("Good.", "Crime.", "Rain.", "Bad."),
    ]
    totals = [
        2 + 0.2 * -1 + 0.1 * 0,
        -1 + 0.2 * (2 + 0) + 0.1 * -2,
        0 + 0.2 * (-1 - 2) + 0.1 * 2,
        -2 + 0.2 * 0 + 0.1 * -1,
    ]
    expected = [total / (2.5 + abs(total)) for total in totals]
    assert sentiment.score_sentences(document)[:4] == pytest.approx(expected)


def test_a_sentence_of_a_document_is_explained_with_its_neighbours() -> None:
    document = Document("x", "It isn’t fair. “A superb plan,” she said. Why is it so bad?")
    scores = sentiment.score_sentences(document)
    assert len(scores) == 3
    for number, score in enumerate(scores, 1):
        table = sentiment.explain(document, number)
        assert sentiment.squash(table["share"].sum()) == pytest.approx(score)
        assert (table["reason"] == "neighbour").sum() == 2
        for row in table.itertuples():
            assert document.text[row.start : row.end] == row.text
    with pytest.raises(ValueError, match="number=4: give one from 1 to 3"):
        sentiment.explain(document, 4)


def test_a_sentence_alone_scores_as_the_only_one_of_a_document() -> None:
    text = "It isn’t fair."
    assert sentiment.score_sentences(Document("x", text)) == [sentiment.score(text)]


@given(st.floats(-50, 50), st.floats(-50, 50))
def test_the_map_to_scores_is_odd_and_rises_through_zero(one: float, other: float) -> None:
    assert sentiment.squash(0.0) == 0
    assert sentiment.squash(-one) == -sentiment.squash(one)
    assert -1 < sentiment.squash(one) < 1
    if one < other:
        assert sentiment.squash(one) <= sentiment.squash(other)


def test_every_word_is_looked_up_once() -> None:
    """The work grows with the length of the text, not with its square."""

    class Counting(dict[str, float]):
        lookups = 0

        def get(self, *arguments: object) -> object:
            Counting.lookups += 1
            return super().get(*arguments)

    table = ValenceTable(Counting(good=1.0), Index(()))
    document = Document("x", "good and not bad, " * 500)
    find_hits(document, range(len(document.words)), table)
    assert Counting.lookups == len(document.words) == 2000


# The table itself


def test_table_is_large_and_free_of_names_of_peoples() -> None:
    entries = {entry.text: entry for entry in load_lexicon("valence").entries}
    assert len(entries) > 10_000
    for word in "muslim jewish black women mexican republican obama trump gay feminist".split():
        assert word not in entries
    assert entries["excellent"].weight > 2 > -2 > entries["terrible"].weight


def test_every_category_but_valence_acts_or_is_an_idiom() -> None:
    categories = set(load_lexicon("valence").categories)
    assert categories == {"valence", "idiom", *effects.OPERATORS, *effects.MOVERS}


# The two others


def test_vader_is_its_authors_package_with_straight_apostrophes() -> None:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    analyzer = SentimentIntensityAnalyzer()
    plain = "The plan is great, but the cost is horrible!"
    assert peers.vader(plain) == analyzer.polarity_scores(plain)["compound"] != 0
    assert peers.vader("It isn’t good.") == analyzer.polarity_scores("It isn't good.")["compound"]
    assert peers.vader("It isn’t good.") < 0


@pytest.mark.parametrize("n_marks", [4, 5, 9])
def test_many_exclamation_marks_do_not_silence_vader(n_marks: int) -> None:
    # The port in NLTK says 0 here; it is measured beside the package, and named as what it is.
    three, many = "This is so bad!!!", "This is so bad" + "!" * n_marks
    assert peers.vader(many) <= peers.vader(three) < -0.7
    assert peers.nltk_vader(three) == peers.vader(three)


def test_textblob_is_the_packages_own() -> None:
    assert peers.textblob("A good plan.") == (0.7, 0.6000000000000001)
    assert peers.textblob("It is not good.").polarity < 0


# --- How strong surroundings are and how far they reach, by hand


def shares(text: str) -> list[float]:
    """Return the shares of the words of a sentence with a valence, times the root of its length."""
    document = Document("x", text, outline=plain_blocks(text))
    n_words = len(document.words)
    hits = find_hits(document, range(n_words), TABLE)
    found = [sentiment.share(hit, n_words) for hit in hits]
    return [round(share * math.sqrt(n_words), 6) for share in found if share]


def test_what_is_only_imagined_is_less_bad_and_as_good() -> None:
    assert shares("It was bad.") == [-2.0]
    assert shares("It would be bad.") == [-2.0 * 0.87]
    assert shares("It would be good.") == [2.0]


@pytest.mark.parametrize(("between", "factor"), [(0, 1.35), (1, 1.35), (2, 1.0)])
def test_an_intensifier_reaches_two_words(between: int, factor: float) -> None:
    assert shares(f"It was very {'old ' * between}bad.") == [-2.0 * factor]


@pytest.mark.parametrize(("between", "factor"), [(5, 0.87), (6, 1.0)])
def test_what_is_imagined_reaches_six_words(between: int, factor: float) -> None:
    assert shares(f"It would {'be ' * between}bad.") == [-2.0 * factor]


# What is loaded


def loaded_by(code: str) -> set[str]:
    """Return the modules that a program of its own has loaded in the end."""
    line = f"{code}\nimport sys\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", line], capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


def test_textblob_scores_without_nltk_and_as_textblob_does():
    sentences = ["It is a very good policy.", "It isn't bad; not at all!", "A grim, awful day."]
    code = "from analysis.sentiment.peers import textblob\ntextblob('It is good.')"
    loaded = loaded_by(f"{code}\nfrom analysis.sentiment.peers import vader\nvader('It is good.')")
    assert not loaded & {"nltk", "scipy", "sklearn", "textblob"}
    assert "nltk" in loaded_by(f"{code}\nfrom textblob import TextBlob\nTextBlob('x').sentiment")
    for sentence in sentences:
        assert peers.textblob(sentence) == tuple(TextBlob(sentence).sentiment)


def test_records_need_no_tables_and_a_profile_no_tests():
    code = "from analysis.cli import app\ntry:\n    app({!r})\nexcept SystemExit:\n    pass"
    annotate = loaded_by(code.format(["annotate", "river_water", "-o", os.devnull]))
    assert not annotate & {"pandas", "numpy", "scipy", "nltk", "yaml", "lxml", "matplotlib"}
    assert not annotate & {"ftfy", "tomllib", "pydantic", "lazy_loader"}
    arguments = ["profile", "river_water", "--format", "csv", "-o", os.devnull]
    profile = loaded_by(code.format(arguments))
    assert not profile & {"scipy.stats", "scipy.signal", "nltk", "matplotlib"}


def test_the_first_cell_draws_and_tests_nothing():
    cells = nbformat.read(notebooks_folder() / "00_start_here.ipynb", 4).cells
    first = next(cell.source for cell in cells if cell.cell_type == "code")
    assert not loaded_by(first) & {"scipy.stats", "seaborn", "nltk", "textblob", "duckdb"}
