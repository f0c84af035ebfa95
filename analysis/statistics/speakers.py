"""Who speaks in a text: its sources, how often, by which words, and how far the author vouches."""

from __future__ import annotations

import re
from functools import cache

import pandas as pd

from analysis.markers.attribution.voices import voices
from analysis.matching.lexicon import load_lexicon
from analysis.tables.analysis import Analysis
from analysis.text.classes import word_class
from analysis.text.spans import fold, words_of

__all__ = ["FAR", "NEAR", "UNNAMED", "speakers"]

PLAIN = 0.5  # the support that "said" and words that the table does not know lend
FAR, NEAR = 0.4, 0.6  # below: at a distance; above: vouched for
# Rows of the table that are nobody by name; they stand below those that are.
NO_SOURCE = "(no source)"
PRONOUN = "(it, they, who)"
NOBODY = "(nobody)"
AUTHOR = "(the author)"
UNNAMED = (NO_SOURCE, PRONOUN, NOBODY, AUTHOR)
NEGATED = re.compile(r"(?:nobody|none|neither|nothing|no-one)\b|no (?!\d)")  # not "No 10"
COLUMNS = ["speaker", "source_kind", "n", "n_quoted", "words", "support", "vouching"]


def speakers(analysis: Analysis, voice: str | None = "author") -> pd.DataFrame:
    """One row per source: who is given statements, thoughts and wishes in a text.

    Parameters
    ----------
    analysis : Analysis
        From ``analyze``.
    voice : {"author", "quoted", None}
        Who hands the statement on: the author, somebody quoted, or either.

    Returns
    -------
    DataFrame
        Columns speaker (one name through the text, or the words of the source), source_kind
        ("named", "vague", "authority", "document", "other" or ""), n (attributions), n_quoted
        (those whose content is a quotation), words (the verbs and nouns, the most frequent first),
        support (mean over the attributions, 0 to 1: what the wording lends to the statement, .2
        for *claimed*, .5 for *said*, .9 for *pointed out*) and vouching ("at a distance",
        "plainly" or "vouched for"). The most frequent source first. Empty, with its columns, for a
        text without attributions. Attributions without a source, those of a pronoun that stands for
        no name, those denied of everybody (*nobody asked*), and those of the author's own *I* are
        gathered in a row each, below.

    Notes
    -----
    A source is followed by its last name, and by *he* or *she* where one name alone stands near;
    descriptions are rows of their own. Support is a matter of the verb: whether
    the author believes it is not seen.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> text = "We met Ada Oram. Oram claimed that it leaks. Later Oram said that it rains."
    >>> table = speakers(analyze(Document("x", text), scorers=False))
    >>> table[["speaker", "n", "words", "support", "vouching"]].values.tolist()
    [['Ada Oram', 2, 'claim, say', 0.35, 'at a distance']]
    """
    hits = analysis.hits("attribution", voice)
    rows = pd.DataFrame({"speaker": hits["speaker"], "source_kind": hits["source_kind"]})
    rows["word"] = [_base(text) for text in hits["text"]]
    rows["support"] = [_support(text) for text in hits["text"]]
    rows["is_quoted"] = hits["content_form"] == "quoted"
    rows["speaker"] = rows["speaker"].map(_who)
    rows["key"] = rows["speaker"].map(fold)
    found = [_row(group) for _, group in rows.groupby("key", sort=False)]
    table = pd.DataFrame(found, columns=COLUMNS)
    table = table.sort_values("n", ascending=False, kind="stable")
    unnamed = table["speaker"].isin(UNNAMED)
    return pd.concat([table[~unnamed], table[unnamed]], ignore_index=True)


def _who(speaker: str) -> str:
    """Return who speaks, or what kind of nobody."""
    word = fold(speaker)
    if word in word_class("first_person_only"):
        return AUTHOR
    if word in word_class("persons") | word_class("things"):
        return PRONOUN
    if NEGATED.match(word):
        return NOBODY
    return speaker or NO_SOURCE


def _row(group: pd.DataFrame) -> tuple[object, ...]:
    support = round(float(group["support"].mean()), 2)
    vouching = "at a distance" if support < FAR else "vouched for" if support > NEAR else "plainly"
    words = ", ".join(group["word"].value_counts(sort=True).index)
    first = group.iloc[0]
    n_quoted = int(group["is_quoted"].sum())
    return first["speaker"], first["source_kind"], len(group), n_quoted, words, support, vouching


def _base(text: str) -> str:
    """Return the word that says or thinks, without ending; the whole cue if there is none."""
    known = [voices()[word].base for word in words_of(text) if word in voices()]
    return known[0] if known else fold(text)


def _support(text: str) -> float:
    """Return what the wording of a cue lends to what is said."""
    words, weights = words_of(text), _weights()
    # The longest known phrase in it: "pointed out" of "pointed out that".
    for size in range(len(words), 0, -1):
        for start in range(len(words) - size + 1):
            phrase = " ".join(words[start : start + size])
            if phrase in weights:
                return weights[phrase]
    return PLAIN


@cache
def _weights() -> dict[str, float]:
    entries = load_lexicon("attribution").entries
    return {entry.text: entry.weight for entry in entries if entry.when != "source"}
