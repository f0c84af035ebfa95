"""Sections by layout: titles, headings, bylines, boilerplate, closings."""

from __future__ import annotations

import textwrap

import pytest

from analysis.reading.sources import make_document
from analysis.text.document import Document
from analysis.text.outline import apply_headings, find_blocks
from analysis.validation.split import split_of

PROSE = "The council met on Monday and argued for two hours about the price of water in the town."


def roles(text: str) -> list[tuple[str, str]]:
    return [(section.role, section.title) for section in Document("x", text).sections]


def labels(text: str) -> list[str]:
    return [block.label for block in find_blocks(text)]


def test_a_text_without_headings_is_one_section():
    assert roles(f"{PROSE}\n\n{PROSE}") == [("body", "Whole text")]


def test_title_opening_headed_section_and_closing():
    text = f"Water\n\n{PROSE}\n\n{PROSE}\n\nWho pays\n\n{PROSE}\n\n{PROSE}\n\n\n\n{PROSE}\n"
    assert roles(text) == [
        ("title", "Water"),
        ("body", "Opening"),
        ("body", "Who pays"),
        ("body", "Closing"),
    ]


def test_a_title_may_end_in_a_full_stop():
    assert labels(f"Water is too dear.\n\n{PROSE}\n\n{PROSE}")[0] == "title"


def test_a_first_paragraph_is_no_title():
    assert labels(f"It rained. It poured.\n\n{PROSE}")[0] == "paragraph"


@pytest.mark.parametrize(
    "line",
    [
        "It was not to be.",
        "Why now?",
        "“Never again”",
        "- a point in a list",
        "and so it went",
        "One, two, three, four, five, six, seven, eight, nine, ten, eleven",
    ],
)
def test_short_paragraphs_are_no_headings(line):
    assert "heading" not in labels(f"Water\n\n{PROSE}\n\n{line}\n\n{PROSE}")


@pytest.mark.parametrize("line", ["Who pays", "2. The bill", "WHO PAYS", "Who Should Pay For It?"])
def test_headings(line):
    assert labels(f"Water\n\n{PROSE}\n\n{line}\n\n{PROSE}")[2] == "heading"


@pytest.mark.parametrize(
    "line", ["By Ann Lee", "Opinion by Ann Lee", "12 May 2024", "Ann Lee", "Monday, May 12, 2024"]
)
def test_lines_below_the_title_are_byline(line):
    assert labels(f"Water\n\n{line}\n\n{PROSE}\n\n{PROSE}") == [
        "title",
        "byline",
        "paragraph",
        "paragraph",
    ]


@pytest.mark.parametrize(
    "note",
    [
        "Ann Lee\n\nAnn Lee teaches history at Thurlsea and is the author of two books on water.",
        "Ann Lee is a professor of economics at Thurlsea.",
        "The writer is a columnist.",
        "About the author\n\nThe author is a nurse.",
        "— Ann Lee",
    ],
)
def test_a_note_on_the_author_at_the_end_is_byline(note):
    found = labels(f"Water\n\n{PROSE}\n\nWho pays\n\n{PROSE}\n\n{PROSE}\n\n{note}")
    assert found[:5] == ["title", "paragraph", "heading", "paragraph", "paragraph"]
    assert set(found[5:]) == {"byline"}


def test_a_person_in_the_last_paragraph_is_no_note():
    last = "Ann Lee is tired of waiting. She has paid twice, and her well is dry."
    assert labels(f"Water\n\n{PROSE}\n\n{PROSE}\n\n{last}")[-1] == "paragraph"


@pytest.mark.parametrize(
    "tail",
    [
        "Leave a Reply\n\nYour email address will not be published.",
        "3 comments\n\nJoe: I agree with this, every word of it.",
        "Related articles\n\nThe price of bread\n\nThe price of salt",
    ],
)
def test_what_follows_the_article_is_boilerplate(tail):
    found = labels(f"Water\n\n{PROSE}\n\n{PROSE}\n\n{tail}")
    assert found[:3] == ["title", "paragraph", "paragraph"]
    assert set(found[3:]) == {"boilerplate"}


def test_an_advertisement_within_a_section_does_not_part_it():
    text = f"Water\n\n{PROSE}\n\nWho pays\n\n{PROSE}\n\nAdvertisement\n\n{PROSE}"
    document = Document("x", text)
    assert [section.title for section in document.body] == ["Opening", "Who pays"]
    assert "Advertisement" not in [document[sentence] for sentence in document.sentences]


def test_share_prices_are_no_share_button():
    assert (
        labels(f"Water\n\n{PROSE}\n\nShare prices fell again on Monday.\n\n{PROSE}")[2]
        == "paragraph"
    )


def test_lines_are_paragraphs_where_they_are_long():
    text = f"Water\n{PROSE} {PROSE}\nWho pays\n{PROSE} {PROSE}\n"
    assert labels(text) == ["title", "paragraph", "heading", "paragraph"]


def test_wrapped_lines_are_one_paragraph():
    wrapped = PROSE.replace(" and ", "\nand ").replace(" about ", "\nabout ")
    assert labels(f"Water\n\n{wrapped}\n\n{wrapped}") == ["title", "paragraph", "paragraph"]


def test_parts_cut_a_text_between_paragraphs():
    paragraphs = [f"{word} {PROSE}" for word in "One Two Three Four Five Six Seven Eight".split()]
    document = Document("x", "\n\n".join(paragraphs), parts=4)
    firsts = [section.title.split()[0] for section in document.body]
    assert firsts == ["One", "Three", "Five", "Seven"]
    assert {len(document.word_range(section)) for section in document.body} == {
        2 * (1 + len(PROSE.split()))
    }
    chosen = Document("x", document.text, parts=[2, 8])
    assert [section.title.split()[0] for section in chosen.body] == ["One", "Two", "Eight"]
    assert all(section.divided for section in (*document.body, *chosen.body))


def test_more_parts_than_paragraphs_gives_a_part_each():
    assert len(Document("x", f"{PROSE}\n\n{PROSE}", parts=9).body) == 2


@pytest.mark.parametrize("parts", [[1], [3], [0, 2], [-1]])
def test_paragraphs_that_are_not_there_are_refused(parts):
    with pytest.raises(ValueError, match="give numbers of paragraphs from 2 to 2"):
        _ = Document("x", f"{PROSE}\n\n{PROSE}", parts=parts).sections


def test_parts_below_one_are_refused():
    with pytest.raises(ValueError, match="parts=0"):
        _ = Document("x", PROSE, parts=0).sections


def test_given_headings_replace_the_inferred_ones():
    text = f"Water\n\n{PROSE}\n\nWhy now?\n\n{PROSE}\n\nWho pays\n\n{PROSE}"
    document = Document("x", text, outline=apply_headings(text, ["Why now?"]))
    assert [section.title for section in document.body] == ["Opening", "Why now?"]


@pytest.mark.parametrize("given", ["Why now?", "Why\u00ad now?"])
@pytest.mark.parametrize(
    "line", ["Why now?", "Wh\u00ady now?", "Why now?&nbsp;", "<b>Why now?</b>"]
)
def test_a_given_heading_is_known_as_it_is_meant(line, given):
    text = f"Water\n\n{PROSE}\n\n{line}\n\n{PROSE}\n\nWho pays\n\n{PROSE}"
    for headings in ([given], [line]):
        document = Document("x", text, outline=apply_headings(text, headings))
        assert [section.title for section in document.body] == ["Opening", "Why now?"]


def test_a_given_heading_that_is_not_there_is_an_error():
    with pytest.raises(ValueError, match="Who paid"):
        apply_headings(f"Water\n\n{PROSE}", ["Who paid"])


@pytest.mark.shared
def test_the_real_op_ed(real_document):
    found = [
        (s.title, sum(s.start <= p.start < s.end for p in real_document.paragraphs))
        for s in real_document.body
    ]
    assert found == [
        ("Opening", 4),
        ("Economic dilemmas", 4),
        ("Ideological dilemmas", 5),
        ("Military dilemmas", 4),
        ("Political dilemmas", 6),
        ("Closing", 2),
    ]
    assert [s.role for s in real_document.sections if s.role != "body"] == [
        "title",
        "byline",
        "boilerplate",
    ]
    assert len(real_document.sentences) == 97


@pytest.mark.shared
def test_most_gold_op_eds_have_a_title_and_nothing_but_body(shared):
    paths = sorted(shared.glob("gold/opeds/*.txt"))
    right = {"test": [], "rest": []}
    for path in paths:
        first, *others = find_blocks(path.read_text("utf-8"))
        plain = first.label == "title" and {block.label for block in others} == {"paragraph"}
        right[split_of(path.stem)].append(plain)
    # A few titles end like a sentence, and a few first paragraphs look like a byline.
    assert sum(right["test"]) >= 25
    assert sum(right["rest"]) >= 54


TOP_LINES = [
    ["By ANN LEE | Staff writer", "ann.lee@paper.example"],
    ["Ann Lee, Contributor", "Published 12 May 2024, 7.00am", "5 min read"],
    ["Why we all pay too much.", "By Ann Lee", "Updated May 12, 2024 at 9:14 a.m."],
    ["Ann Lee", "Chair, Friends of the Weir", "12 May 2024"],
    ["Opinion by Ann Lee and Tom Oram", "Photograph: Wyn Parry"],
]


@pytest.mark.parametrize("lines", TOP_LINES)
def test_what_stands_between_title_and_article(lines):
    found = labels("\n\n".join(["Water", *lines, PROSE, PROSE]))
    assert found[0] == "title"
    assert set(found[1 : 1 + len(lines)]) <= {"byline", "boilerplate"}
    assert found[1 + len(lines) :] == ["paragraph", "paragraph"]


MENUS = [
    ["Skip to main content", "The Thurlsea Observer", "News   Sport   Opinion", "Opinion"],
    ["Home | News | Opinion", "THE THURLSEA POST"],
    ["View this email in your browser", "Water Letters\n============="],
]


@pytest.mark.parametrize("lines", MENUS)
def test_a_menu_and_a_masthead_above_the_title_are_boilerplate(lines):
    found = labels("\n\n".join([*lines, "Water is too dear", "By Ann Lee", PROSE, PROSE]))
    assert set(found[: len(lines)]) == {"boilerplate"}
    assert found[len(lines) :] == ["title", "byline", "paragraph", "paragraph"]


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("**Who pays?**", "Who pays?"),
        ("## Who pays", "Who pays"),
        ("Who pays\n--------", "Who pays"),
        ("1. Who pays", "1. Who pays"),
        ("Myth 1: the rich pay", "Myth 1: the rich pay"),
        ("WHO PAYS?", "WHO PAYS?"),
    ],
)
def test_headings_as_people_type_them(line, title):
    document = Document("x", f"Water\n\n{PROSE}\n\n{line}\n\n{PROSE}\n\n***\n\n{PROSE}")
    assert [section.title for section in document.body] == ["Opening", title]


def test_a_list_of_short_lines_is_no_run_of_headings():
    lines = "\n\n".join(["Bread", "Salt", "Water", "Coal"])
    found = labels(f"Water\n\n{PROSE}\n\n{lines}\n\n{PROSE}")
    assert "heading" not in found


@pytest.mark.parametrize("dateline", ["THURLSEA — ", "THURLSEA, Marl. (TP) – ", "PORT ELLERY -- "])
def test_a_dateline_is_no_word_of_the_article(dateline):
    text = f"Water\n\n{dateline}{PROSE}\n\n{PROSE}"
    document = Document("x", text)
    assert document[document.sentences[0]] == PROSE
    assert [block.label for block in document.blocks][1] == "byline"


@pytest.mark.parametrize("opening", ["NATO — if it still exists — ", "I — and many others — "])
def test_an_acronym_and_a_dash_are_kept(opening):
    document = Document("x", f"Water\n\n{opening}{PROSE}\n\n{PROSE}")
    assert document[document.sentences[0]] == opening + PROSE


@pytest.mark.parametrize(
    "notice",
    [
        "This article was amended on 14 May 2024. An earlier version gave the wrong year.",
        "Follow The Thurlsea Post Opinion section on Facebook and Threads.",
        "Do you have an opinion on this article? Write to us in no more than 300 words.",
        "© 2024 The Thurlsea Post. All rights reserved.",
        "[^1]: Figures from the company's return to the county, 2023.",
        "Ann Lee, a nurse, can be reached on paper only. The opinions expressed here are her own.",
    ],
)
def test_a_notice_below_the_article_is_no_body(notice):
    found = labels(f"Water\n\nBy Ann Lee\n\n{PROSE}\n\n{PROSE}\n\n{PROSE}\n\n{notice}")
    assert found[:5] == ["title", "byline", "paragraph", "paragraph", "paragraph"]
    assert found[5] in ("byline", "boilerplate")


def test_a_pull_quote_that_repeats_the_text_is_boilerplate():
    pull_quote = "argued for two hours about the price of water"
    assert labels(f"Water\n\n{PROSE}\n\n{pull_quote}\n\n{PROSE}")[2] != "heading"
    long = f"{PROSE} {PROSE.replace('Monday', 'Friday')}"
    assert labels(f"Water\n\n{long}\n\n{pull_quote}\n\n{long}")[2] == "boilerplate"


def test_a_refrain_is_no_pull_quote():
    refrain = "We have waited for long enough, and we shall not wait again."
    text = "\n\n".join(["Water", PROSE, refrain, PROSE, refrain, f"{PROSE} {refrain} {PROSE}"])
    assert "boilerplate" not in labels(text)


def test_crlf_does_not_part_wrapped_lines():
    wrapped = PROSE.replace(" and ", "\r\nand ")
    assert labels(f"Water\r\n\r\n{wrapped}\r\n\r\n{wrapped}") == [
        "title",
        "paragraph",
        "paragraph",
    ]


def test_paragraphs_may_be_told_by_their_indentation():
    wrapped = PROSE.replace(" and ", "\nand ")
    text = f"Water\n    {wrapped}\n    {wrapped}\n    {wrapped}"
    assert labels(text) == ["title", "paragraph", "paragraph", "paragraph"]


def test_lines_that_end_sentences_are_paragraphs():
    assert labels(f"Water\n{PROSE}\n{PROSE}\n{PROSE}") == ["title", *["paragraph"] * 3]


def test_title_author_and_date_in_one_block():
    text = f"Water\nBy Ann Lee\n12 May 2024\n\n{PROSE}\n\n{PROSE}"
    assert labels(text) == ["title", "byline", "byline", "paragraph", "paragraph"]


def test_what_looks_like_a_list_of_links_does_not_end_an_article_that_goes_on():
    long = f"{PROSE} {PROSE}"
    text = "\n\n".join(["Water", *[long] * 3, "More from less", *[long] * 3])
    document = Document("x", text)
    assert len(document.sentences) == 12


@pytest.mark.parametrize(("n_lines", "n_ends", "n_blocks"), [(5, 3, 1), (5, 4, 5), (20, 13, 20)])
def test_lines_are_paragraphs_if_over_three_in_five_end_a_sentence(n_lines, n_ends, n_blocks):
    # 3 of 5 are .60, not more; 4 of 5 and 13 of 20 (.65) are.
    ends = ["."] * n_ends + [" and"] * (n_lines - n_ends)
    lines = [f"The rain fell on town number {i}{end}" for i, end in enumerate(ends)]
    assert labels("\n".join(lines)) == ["paragraph"] * n_blocks


@pytest.mark.parametrize(
    ("n_paragraphs", "n_last", "is_closing"),
    [(6, 2, True), (6, 3, False), (8, 3, False), (20, 6, True), (20, 7, False)],
)
def test_a_closing_is_at_most_a_third_of_the_paragraphs(n_paragraphs, n_last, is_closing):
    # Of 6: 2. Of 8: 3 would be .375. Of 20: 6 are .30, 7 are .35.
    paragraphs = [f"{PROSE} It was the {number}." for number in range(n_paragraphs)]
    before, after = paragraphs[:-n_last], paragraphs[-n_last:]
    text = "\n\n".join(["A title of a piece", "Head", *before]) + "\n\n\n\n" + "\n\n".join(after)
    titles = [section.title for section in Document("x", text).body]
    assert titles == (["Head", "Closing"] if is_closing else ["Head"])


# --- headings, letters and line ends as people write them --------------------------------------

LONG = (
    "The library has stood by the market for a hundred years, and nobody has asked us what it is."
)


@pytest.mark.parametrize(
    "heading",
    [
        *("WHAT DOES IT COST?", "CONCLUSION.", "WHO PAYS", "PART 2. THE READERS"),
        "WHO PAYS FOR IT ALL, AND WHY THE COUNTY WILL NOT SAY SO IN PUBLIC THIS YEAR",
    ],
)
def test_headings_in_capitals_may_be_long_and_end_with_a_stop(heading):
    blocks = find_blocks(f"Keep it open\n\n{LONG}\n\n{heading}\n\n{LONG}\n\n{LONG}")
    assert [block.label for block in blocks][2] == "heading"


@pytest.mark.parametrize("line", ["P.S.", "K.T.", "A.", "WE WILL WIN!", "AND SO,", "USA."])
def test_initials_and_shouts_in_capitals_are_no_headings(line):
    blocks = find_blocks(f"Keep it open\n\n{LONG}\n\n{line}\n\n{LONG}\n\n{LONG}")
    assert [block.label for block in blocks][2] == "paragraph"


@pytest.mark.parametrize(
    "line", ["To the editor:", "Dear Ms. Oram,", "Hello friends,", "Sir —", "Editor:"]
)
def test_a_salutation_is_no_title(line):
    blocks = find_blocks(f"{line}\n\n{LONG}\n\n{LONG}")
    assert [block.label for block in blocks] == ["byline", "paragraph", "paragraph"]


def test_a_title_that_only_begins_like_a_letter():
    assert find_blocks(f"Dear water, cheap words\n\n{LONG}\n\n{LONG}")[0].label == "title"


def test_lines_that_are_paragraphs_without_blank_lines():
    text = f"Keep it open\nBy Ann Lee\n{LONG}\nWhat it costs\n{LONG}\nWho pays\n{LONG} We do."
    assert [block.label for block in find_blocks(text)] == [
        *("title", "byline", "paragraph", "heading", "paragraph", "heading", "paragraph"),
    ]


def test_lines_wrapped_at_a_hundred_letters_are_one_paragraph():
    assert len(find_blocks(textwrap.fill(f"{LONG} " * 8, 100))) == 1


@pytest.mark.parametrize(
    "line",
    [
        "1. It is cheap.",
        "II. It is cheap.",
        "CONCLUSION.",
        "**It is cheap.**",
        "*Who pays*",
        "WHO PAYS FOR IT ALL, AND WHY THE COUNCIL WILL NOT SAY SO IN PUBLIC",
        "Who Pays for It All, and Why Our Own Council Will Not Say So in Public",
    ],
)
def test_headings_with_a_stop_or_of_many_words(line):
    found = labels(f"Water\n\n{PROSE}\n\n{line}\n\n{PROSE}\n\n{PROSE}")
    assert found == ["title", "paragraph", "heading", "paragraph", "paragraph"]


@pytest.mark.parametrize("line", ["6:05 p.m.", "10.30am", "14:05 GMT", "DUNNE:", "Dear friends,"])
def test_times_names_and_greetings_are_no_headings(line):
    assert "heading" not in labels(f"Water\n\n{PROSE}\n\n{line}\n\n{PROSE}\n\n{PROSE}")


def test_speakers_on_lines_of_their_own_are_no_headings():
    text = "\n\n".join(
        ["Water", PROSE, "Ann Lee", PROSE, "Bo Ek", PROSE, "Ann Lee", PROSE, "Bo Ek", PROSE]
    )
    assert labels(text) == ["title", "paragraph", *["byline", "paragraph"] * 4]


@pytest.mark.parametrize(
    "greeting", ["To the editor:", "Dear Sir,", "Dear Ann Lee:", "Fellow citizens,"]
)
@pytest.mark.parametrize(
    "end", ["Ann Lee\nEastquay", "Yours truly,\nAnn Lee", "Sincerely,\n\nAnn Lee"]
)
def test_a_letter_is_what_stands_between_greeting_and_name(greeting, end):
    document = Document("x", f"{greeting}\n\n{PROSE}\n\n{PROSE}\n\n{end}")
    assert {section.role for section in document.sections} == {"byline", "body"}
    assert [document[paragraph] for paragraph in document.paragraphs] == [PROSE, PROSE]


def test_a_pen_name_is_no_prose():
    assert labels(f"Water\n\n{PROSE}\n\n{PROSE}\n\nPUBLIUS")[-1] == "byline"
    assert labels(f"Water\n\n{PROSE}\n\n{PROSE}\n\nEnough.")[-1] == "paragraph"


@pytest.mark.parametrize("head", ["Notes", "FOOTNOTES", "References", "## Works cited"])
@pytest.mark.parametrize(
    "items", ["[1] Lee, On rain.\n[2] It may be so.", "1. Lee, On rain.\n\n2. So."]
)
def test_notes_at_the_end_are_apart(head, items):
    found = labels(f"Water\n\n{PROSE}\n\n{PROSE}\n\n{head}\n\n{items}")
    assert found[:3] == ["title", "paragraph", "paragraph"]
    assert set(found[3:]) == {"boilerplate"}


@pytest.mark.parametrize("item", ["[1] It may be so.", "¹ It may be so.", "† It may be so."])
def test_texts_of_footnotes_without_a_heading_are_apart(item):
    found = labels(f"Water\n\n{PROSE}\n\n{PROSE}\n\n{item}")
    assert found == ["title", "paragraph", "paragraph", "boilerplate"]


def test_a_section_that_is_called_notes_stays():
    found = labels(f"Water\n\n{PROSE}\n\nNotes\n\n{PROSE}\n\nWho pays\n\n{PROSE}")
    assert found == ["title", "paragraph", "heading", "paragraph", "heading", "paragraph"]


def test_the_frame_of_a_book_is_apart():
    start = "*** START OF THE PROJECT GUTENBERG EBOOK RAIN ***"
    end = "*** END OF THE PROJECT GUTENBERG EBOOK RAIN ***"
    head = f"{PROSE}\n\nTitle: Rain\n\n{start}\n\nProduced by Ann Lee"
    text = f"{head}\n\n{PROSE}\n\n{PROSE}\n\n{end}\n\n{PROSE}"
    document = Document("x", text)
    assert [document[paragraph] for paragraph in document.paragraphs] == [PROSE, PROSE]


def test_the_head_of_a_newsletter_is_apart():
    head = "THE LETTER\nIssue 14 | March 2021\n\nHello friends,"
    text = f"{head}\n\n{PROSE}\n\n{PROSE}\n\nUntil next week,\nAnn"
    assert labels(text) == ["title", "byline", "byline", "paragraph", "paragraph", "byline"]


@pytest.mark.parametrize("chapter", ["CHAPTER I", "Part One", "Book 2"])
def test_the_first_chapter_below_the_title_is_a_heading(chapter):
    text = f"The ferry\n\n{chapter}\n\n{COLUMN.format('some')}CHAPTER II\n\n{COLUMN.format('few')}"
    assert [section.title for section in make_document("x", text).body] == [chapter, "CHAPTER II"]


@pytest.mark.parametrize(
    "line",
    [
        "Text size",
        "An error has occurred, please try again later.",
        "This article has been sent to",
        "Write to Nora Quill at n.quill@argus.example",
        "This copy is for your personal, non-commercial use only.",
    ],
)
def test_what_a_page_says_of_itself_is_boilerplate(line):
    assert labels_in_column(line) == "boilerplate"


COLUMN = (
    "The ferry has crossed the sound for ages, and on Monday the council voted to end it, which "
    "{} people think wrong. It may be reversed if enough of us turn up.\n\n"
)


def labels_in_column(line, after=""):
    """The label of a line in the middle of a column, or at its end."""
    start = "The ferry must stay\n\n" + COLUMN.format("some") + COLUMN.format("few")
    rest = COLUMN.format("many") + COLUMN.format("most") + after
    text = f"{start}{line}\n\n{rest}" if not after else f"{start}{rest}"
    document = make_document("x", text.strip())
    found = [one.label for one in document.blocks if document[one] == (after or line)]
    return found[0].rstrip("123456") if found else "nothing to read"


@pytest.mark.parametrize(
    "line",
    [
        "1. It is cheap.",
        "2) It is safe",
        "(3) Who pays",
        "II. The case against",
        "1.2 The boat",
        "A. The boat",
        "Reason 1: It is cheap",
        "Step one: ask the islanders",
        "THE COST OF IT.",
        "WHAT NOW?",
        "WHY THE COUNCIL SHOULD THINK AGAIN BEFORE IT VOTES ON THE FERRY ANOTHER TIME",
        "**It is cheap.**",
        "__Who pays__",
        "### Who pays",
        "What the Council Did Not Say About the Ferry and Why It Matters to All",
        "Who Pays for the Ferry and Who Rides It?",
        "The bill, the boat and the council that would not listen to anyone at all",
        "A question of trust",
        "Conclusion.",
        "Cost",
    ],
)
def test_a_line_in_a_column_is_a_heading(line):
    assert labels_in_column(line) == "heading"


@pytest.mark.parametrize(
    "line",
    [
        "10.45am",
        "10:45",
        "3.30pm BST",
        "To the editor:",
        "Dear readers,",
        "MODERATOR:",
        "Captain Dunne:",
        "It is cheap.",
        "Why?",
        "Nobody asked us!",
        "“It is cheap”",
        "(Laughter)",
        "Advertisement",
        "The council said so, and nobody in the town believed a single word of it.",
    ],
)
def test_a_line_in_a_column_is_no_heading(line):
    assert labels_in_column(line) != "heading"


@pytest.mark.parametrize("line", ["PUBLIUS", "PUBLIUS.", "BRUTUS", "Nora Quill", "— Nora"])
def test_a_name_below_a_column_is_no_heading_and_no_prose(line):
    assert labels_in_column("", line) == "byline"


def test_numbers_that_stand_alone_are_headings_where_there_are_several():
    paragraphs = [COLUMN.format(word).strip() for word in ("some", "few", "many", "most")]
    text = "\n\n".join(
        [
            "The ferry must stay",
            paragraphs[0],
            "I",
            paragraphs[1],
            "II",
            paragraphs[2],
            "III",
            paragraphs[3],
        ]
    )
    titles = [section.title for section in make_document("x", text).body]
    assert titles == ["Opening", "I", "II", "III"]
