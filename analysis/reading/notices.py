"""What a reader must know before any number of a text: its language, its length, what was left out.

Each notice is one line, ``"code: message"``. The codes are stable, so that archives can be sorted
by them: ``language``, ``short``, ``boilerplate``, ``divided`` and ``undivided``.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from analysis.text.classes import word_class
from analysis.text.division import MIN_PARAGRAPHS
from analysis.text.division import MIN_WORDS as MIN_DIVIDED_WORDS
from analysis.text.document import Document
from analysis.text.spans import words_of

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

__all__ = ["notice_codes", "notice_sentences", "notices"]

MIN_WORDS = 150  # of running text; below, an interval covers nearly everything
MAX_SET_ASIDE = 0.5  # of the words
# A text with so many of these words is English, and the library need not be asked: the lowest
# share in published op-eds is .11. No other language has them in number.
ENGLISH = word_class("commonest")
MIN_ENGLISH = 0.08
# What is nearly English, and what short English texts are taken for.
NEARLY_ENGLISH = frozenset(["en", "sco", "pcm", "und"])
MIN_LANGUAGE_LETTERS = 40  # below, only what the document says of itself counts
MIN_PROBABILITY = 0.5  # of one language; near relatives share the rest
MAX_ENGLISH = 0.05  # the probability that it is English after all
PIECES = 12  # spread over the text, so that a foreign motto does not decide
PIECE = 400  # characters


def notices(document: Document) -> tuple[str, ...]:
    """Say what makes the numbers of a text doubtful as a whole.

    Parameters
    ----------
    document : Document
        The text; ``meta["language"]``, where it has one, is what it says of itself.

    Returns
    -------
    tuple of str
        One line each, ``"code: message"``; empty if there is nothing to say. ``language``: the
        text is not English, told by py3langid, and for a very short text by what it declares.
        ``short``: fewer than 150 words of running text. ``boilerplate``: more than half of the
        words were put aside as menus, notices and comments. ``divided``: the text has no headings,
        and its sections are parts made by length and vocabulary. ``undivided``: it is too short
        for that, so that it has one section.

    Examples
    --------
    >>> notices(Document("x", "It may rain."))
    ('short: only 3 words of running text; with fewer than 150, rates and ... say little',
     'undivided: one section, because ...')
    """
    found = (
        _language_notice(document),
        _length_notice(document),
        _boilerplate_notice(document),
        _division_notice(document),
    )
    return tuple(notice for notice in found if notice)


def notice_codes(document: Document) -> tuple[str, ...]:
    """Return the codes of a document's notices, for tables.

    Examples
    --------
    >>> notice_codes(Document("x", "It may rain."))
    ('short', 'undivided')
    """
    return tuple(notice.partition(":")[0] for notice in notices(document))


def notice_sentences(document: Document) -> tuple[str, ...]:
    """Return a document's notices for people: whole sentences without codes.

    Examples
    --------
    >>> notice_sentences(Document("x", "It may rain."))
    ('Only 3 words of running text; with fewer than 150, rates and means say little.',
     'One section, because ...')
    """
    messages = (notice.partition(": ")[2] for notice in notices(document))
    return tuple(f"{message[:1].upper()}{message[1:]}." for message in messages)


def _length_notice(document: Document) -> str | None:
    n_words = sum(len(document.word_range(section)) for section in document.body)
    if n_words >= MIN_WORDS:
        return None
    words = "1 word" if n_words == 1 else f"{n_words} words"
    return (
        f"short: only {words} of running text; with fewer than {MIN_WORDS}, rates and means "
        "say little"
    )


def _division_notice(document: Document) -> str | None:
    """Say whose the borders of the sections are, if they are not the author's."""
    n_parts = len(document.body)
    if n_parts and document.body[0].divided:
        is_chosen = not isinstance(document.parts, int | None)
        made = "with borders set by hand" if is_chosen else "made by length and vocabulary"
        return (
            f"divided: this text has no headings; its {n_parts} sections are parts of whole "
            f"paragraphs, {made} and called by their first words, so their borders are not the "
            "author's (others can be set in the reader, or given as parts= or headings=)"
        )
    if n_parts != 1 or document.body[0].level or document.parts is not None:
        return None
    return (
        f"undivided: one section, because a text without headings is divided only from "
        f"{MIN_DIVIDED_WORDS} words and {MIN_PARAGRAPHS} paragraphs on; nothing can be said by "
        "section"
    )


def _boilerplate_notice(document: Document) -> str | None:
    n_words = len(document.words)
    aside = [section for section in document.sections if section.role == "boilerplate"]
    n_aside = sum(len(document.word_range(section)) for section in aside)
    if not n_words or n_aside <= MAX_SET_ASIDE * n_words:
        return None
    return (
        f"boilerplate: {n_aside:,} of {n_words:,} words were put aside as menus, notices or "
        "comments and count nowhere; if they belong to the text, give each article a file of its "
        "own, or read the text as plain prose (annotate --plain, read_document(…, plain=True))"
    )


def _language_notice(document: Document) -> str | None:
    code = _language(document)
    if code is None or code in NEARLY_ENGLISH:
        return None
    return (
        f"language: this text seems to be in {_language_name(code)}; all measures are made for "
        "English, so its numbers mean nothing"
    )


def _language(document: Document) -> str | None:
    """Return the code of the text's language, or None if it cannot be told."""
    sample = _sample(document)
    words = words_of(sample)
    if words and sum(word in ENGLISH for word in words) >= MIN_ENGLISH * len(words):
        return "en"
    if sum(map(str.isalpha, sample)) >= MIN_LANGUAGE_LETTERS:
        ranks = _identifier().rank(sample)
        code, probability = ranks[0]
        english = sum(share for name, share in ranks if name in NEARLY_ENGLISH)
        is_told = probability >= MIN_PROBABILITY and english <= MAX_ENGLISH
        return str(code) if is_told else None
    declared = str(document.meta.get("language", "")).strip().lower()
    return declared.replace("_", "-").partition("-")[0] or None


def _sample(document: Document) -> str:
    """Take pieces from all over the text that counts, or from the whole if none does."""
    spans = document.paragraphs or document.blocks
    text = "\n".join(document[span] for span in spans) if spans else document.text
    step = max(PIECE, len(text) // PIECES)
    return "\n".join(text[start : start + PIECE] for start in range(0, len(text), step))


@cache
def _identifier() -> LanguageIdentifier:
    # Loading takes a second, so it waits for the first text that is not plainly English.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _language_name(code: str) -> str:
    from babel import Locale

    name = Locale("en").languages.get(code)
    return str(name) if name else f"the language “{code}”"
