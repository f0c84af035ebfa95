"""A marker of one’s own has its title and colour wherever it is shown: figures, pages, tables."""

from __future__ import annotations

import html
import io

import pandas as pd
import pytest
from matplotlib.colors import same_color
from matplotlib.text import Text

import analysis as a
from analysis.markers.registry import MARKERS
from analysis.matching.matches import Marker
from analysis.plots.labels import label
from analysis.reader.comparison import comparison_html
from analysis.reader.widget import read, static_html
from analysis.tables.looks import looks_of

TEXT = """# On rain

It may rain. A shameful lie, they say, and rain again.

## Later

Clearly the storm is a disgrace. It will rain perhaps.

## At last

Nobody saw the rain. It was fine.
"""
TITLE, COLOR = "Talk of weather", "#01665e"


@pytest.fixture(scope="module")
def analysis(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lexicon")
    path = folder / "weather_words.csv"
    path.write_text("word,category\nrain,wet\nstorm,windy\n", encoding="utf-8")
    own = a.lexicon_marker(path, title=TITLE, color=COLOR)
    document = a.make_document("x", TEXT)
    return a.analyze(document, markers=(*MARKERS, own))


FIGURES = {
    "rates": lambda one: a.plot_rates(a.rates(one), "weather_words"),
    "profile": lambda one: a.plot_profile(a.rates(one), a.section_sentiment(one)),
    "dispersion": lambda one: a.plot_dispersion(a.positions(one), a.section_bounds(one)),
    "review": lambda one: a.plot_review(a.raw_and_reviewed(one, one)),
}
IN_COLOR = {"rates", "profile", "dispersion", "review"}  # where titles are coloured


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_of_markers_has_title_and_colour(analysis, name):
    drawn = FIGURES[name](analysis)
    figure = (drawn if hasattr(drawn, "get_figure") else drawn[0]).get_figure(root=True)
    texts = [text for text in figure.findobj(Text) if text.get_text()]
    said = [text for text in texts if " ".join(text.get_text().split()) == TITLE]
    assert said
    assert not any("weather words" in text.get_text().replace("_", " ") for text in texts)
    if name in IN_COLOR:
        assert any(same_color(text.get_color(), COLOR) for text in said)
    assert COLOR in svg(figure)


def svg(figure):
    file = io.StringIO()
    figure.savefig(file, format="svg")
    return file.getvalue()


@pytest.mark.slow
def test_pages_have_title_and_colour(analysis, tmp_path):
    report = a.write_report(analysis, tmp_path / "r.html").read_text(encoding="utf-8")
    reader = read(analysis, tmp_path / "x.review.json")
    pages = {
        "report": report,
        "text": a.annotated_text(analysis, ["weather_words"]).html,
        "static": static_html(reader),
        "comparison": comparison_html(analysis, analysis),
    }
    for name, page in pages.items():
        assert TITLE in page, name
        assert COLOR in page or name == "comparison", name
    head, figures = report.split("<h2>Figures</h2>")
    assert TITLE in head  # the profile in numbers
    assert COLOR in figures.split("</figure>")[0]  # the figure of the profile
    kinds = {kind[0]: kind for kind in reader.page["kinds"]}
    assert kinds["weather_words"][1] == TITLE
    assert [kinds[name][3] for name in ("weather_words", "hedge", "triad")] == [True, True, False]


@pytest.mark.parametrize("name", ['x" onclick="alert(1)', "<i class=x>", "größe"])
def test_a_marker_is_named_on_a_page_by_letters_alone(name):
    """Whatever a marker is called, its hits, its legend, its counts and its colour agree."""
    find = a.category_marker("rain", ["rain"]).find
    own = Marker(name, ("rain",), lambda text: [h._replace(marker=name) for h in find(text)])
    page = a.annotated_text(a.analyze(a.make_document("x", TEXT), markers=[own]), [name]).html
    kind = "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in name)
    assert name not in page.replace(html.escape(label(name)), "")
    assert f".{kind} {{ --base: " in page
    assert f'<li data-marker="{kind}"><mark class="note {kind}">' in page
    assert f'<p class="legend"><mark class="{kind}">' in page
    assert f'<mark class="{kind} lane0"' in page


def test_a_table_of_several_texts_carries_it(analysis):
    table = a.profile_of_texts([analysis, analysis])
    [look] = looks_of(table)
    assert (look.name, look.title, look.color) == ("weather_words", TITLE, COLOR)
    assert looks_of(a.profile_of_texts([])) == ()


def test_tables_carry_it_through_what_is_done_with_them(analysis, tmp_path):
    table = a.rates(analysis)
    chosen = table.query("count > 0").sort_values("rate").drop(columns="low").head(2)
    [look] = looks_of(chosen)
    assert (look.title, look.color) == (TITLE, COLOR)
    wide = table.pivot_table(index="title", columns="marker", values="count", sort=False)
    assert TITLE in a.readable_table(wide)
    assert TITLE in set(a.readable_table(table)["Marker"])
    assert TITLE in set(a.readable_table(a.agreement(analysis, analysis))["Marker"])
    assert f"{TITLE}, per 1,000 words" in a.readable_table(a.profile(analysis))
    table.to_parquet(tmp_path / "rates.parquet")
    assert label("weather_words", pd.read_parquet(tmp_path / "rates.parquet")) == TITLE


def test_captions_say_the_title(analysis, tmp_path):
    table = a.rates(analysis).query("marker == 'weather_words'")
    a.save_figure(
        a.plot_rates(table, "weather_words"), table, "09-x", analysis, tmp_path, title="Rates"
    )
    assert f"Highest rate: {TITLE}" in (tmp_path / "x" / "09-x.txt").read_text(encoding="utf-8")


def test_nothing_is_kept_beside_the_tables(analysis):
    """There is no register that an analysis changes: without its tables, a name is a name."""
    assert label("weather_words") == "weather words"
    assert looks_of(a.rates(a.analyze(a.make_document("y", "It may rain."), scorers=False))) == ()
