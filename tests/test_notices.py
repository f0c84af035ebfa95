"""Notices: a foreign, a short or a mostly dropped text is told, and a plain op-ed is not."""

from __future__ import annotations

import subprocess
import sys

import pytest

from analysis.reading.notices import notice_codes, notices
from analysis.reading.sources import list_samples, make_document, parse_html, read_document

GERMAN = "Die Brücke ist alt, und niemand will sie bezahlen. Der Rat hat es gestern beschlossen. "
FOREIGN = {
    "German": GERMAN,
    "French": "Le pont est vieux, et personne ne veut le payer. Le conseil a décidé hier soir. ",
    "Spanish": "El puente es viejo y nadie quiere pagarlo. El consejo lo decidió ayer tarde. ",
    "Dutch": "De brug is oud en niemand wil ervoor betalen. De raad heeft dat gisteren besloten. ",
    "Russian": "Мост стар, и никто не хочет за него платить. Совет решил это вчера вечером. ",
    "Turkish": "Köprü eski ve kimse parasını ödemek istemiyor. Meclis dün akşam karar verdi. ",
}
ENGLISH = "The bridge is old and nobody wants to pay for it, although the council has voted. "


@pytest.mark.parametrize("language", FOREIGN)
@pytest.mark.parametrize("times", [1, 20])
def test_another_language_is_named(language, times):
    document = make_document("x", FOREIGN[language] * times)
    assert f"seems to be in {language};" in notices(document)[0]


@pytest.mark.parametrize("name", list_samples())
def test_an_op_ed_has_no_notice(name):
    document = read_document(name)
    assert notice_codes(document) == (("divided",) if document.body[0].divided else ())


def test_a_text_without_headings_says_whether_it_is_divided():
    paragraph = "rain and " * 74 + "the sun."  # 2 × 74 + 2 words
    three, four = (make_document("x", "\n\n".join([paragraph] * n)) for n in (3, 4))
    assert (three.body[0].divided, four.body[0].divided) == (True, True)  # 3 × 150 = 450
    assert "its 3 sections are parts" in notices(three)[0]
    for text in ("\n\n".join([paragraph] * 2), "\n\n".join([paragraph[9:]] * 3)):
        assert "one section" in notices(make_document("x", text))[0]
    headed = make_document("x", f"Rain\n\n{paragraph}\n\nWho pays\n\n{paragraph}")
    assert notice_codes(headed) == ()
    for kept in ({"plain": True}, {"parts": 1}):
        assert notice_codes(make_document("x", "\n\n".join([paragraph] * 9), **kept)) == ()


@pytest.mark.shared
def test_no_published_op_ed_is_taken_for_another_language(shared):
    for path in sorted((shared / "gold" / "opeds").glob("*.txt")):
        assert "language" not in notice_codes(read_document(path)), path.name


@pytest.mark.parametrize(
    "text", ["It may rain.", "Rain", "Taxes! Taxes! Taxes!", "SHORT NOTE. NO MORE TAXES."]
)
def test_a_short_english_text_is_short_and_no_more(text):
    assert notice_codes(make_document("x", text)) == ("short", "undivided")


def test_a_foreign_motto_does_not_make_a_text_foreign():
    text = f"{GERMAN}\n\n" + f"{ENGLISH}\n\n" * 12
    assert notice_codes(make_document("x", text)) == ("undivided",)


def test_short_means_fewer_than_150_words():
    assert "short" in notice_codes(make_document("x", "rain and " * 74 + "sun."))  # 2 × 74 + 1
    assert "short" not in notice_codes(make_document("x", "rain and " * 74 + "the sun."))


def test_what_was_put_aside_is_told_with_its_numbers():
    article = f"A bridge too far\n\n{ENGLISH * 12}\n\n{ENGLISH * 12}\n\n{ENGLISH * 12}\n\n"
    after = "Leave a Reply\n\n" + "".join(f"{ENGLISH * 12}\n\n" for _ in range(9))
    document = make_document("x", article + after)
    n_aside = 9 * 12 * 16 + 3
    n_words = n_aside + 3 * 12 * 16 + 4
    assert notice_codes(document) == ("boilerplate", "divided")
    assert f"{n_aside:,} of {n_words:,} words" in notices(document)[0]
    assert notice_codes(make_document("x", article + after, plain=True)) == ()


def test_a_page_says_its_language_where_the_text_is_too_short_to_tell():
    page = '<html lang="{}"><body><article><h1>OK</h1><p>Taxi, hotel, restaurant.</p></article>'
    assert "seems to be in German" in notices(parse_html(page.format("de-AT")))[0]
    assert notice_codes(parse_html(page.format("en-GB"))) == ("short", "undivided")


def test_what_the_text_is_counts_for_more_than_what_its_page_says():
    page = f'<html lang="de"><body><article><h1>OK</h1><p>{ENGLISH * 20}</p></article>'
    assert "language" not in notice_codes(parse_html(page))


def test_the_language_library_waits_until_it_is_needed():
    code = (
        "import sys, analysis\n"
        "from analysis import read_document\n"
        "from analysis.reading.notices import notices\n"
        "notices(read_document('river_water'))\n"
        "print(sorted({'py3langid', 'babel', 'numpy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
