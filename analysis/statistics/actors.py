"""Named actors: who is talked about, and in which loaded words."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict

import pandas as pd

from analysis.tables.analysis import Analysis
from analysis.text.document import Document
from analysis.text.names import capitalised_runs, full_name
from analysis.text.spans import fold

__all__ = ["charged_sentences", "find_actors", "naming"]

REACH = 8  # words between a name and a loaded word that may be about it


def find_actors(document: Document, min_count: int = 3) -> dict[str, list[int]]:
    """Find the names that a text mentions several times, and where.

    A name is a run of capitalised words. A word at the head of a sentence counts only if it is
    capitalised elsewhere within one. A last name alone is taken for the full name if only one
    full name ends so.

    Parameters
    ----------
    document : Document
        Its body is searched.
    min_count : int
        Leave out names with fewer mentions.

    Returns
    -------
    dict
        From a name to the indices of its mentions' first words; the most frequent first.

    Notes
    -----
    Pronouns ("he") and descriptions ("the regime") are not followed, so an actor is mentioned more
    often than is counted here.

    Examples
    --------
    >>> text = "We met Ada Oram. It was Oram who spoke. Later Oram left."
    >>> find_actors(Document("x", text))
    {'Ada Oram': [2, 6, 10]}
    """
    runs = capitalised_runs(document)
    names = {name for name, _ in runs}
    full_names = {name: full_name(name, names) for name in names}
    mentions: dict[str, list[int]] = defaultdict(list)
    for name, index in runs:
        mentions[full_names[name]].append(index)
    frequent = [item for item in mentions.items() if len(item[1]) >= min_count]
    return dict(sorted(frequent, key=lambda item: (-len(item[1]), item[0])))


def naming(analysis: Analysis, min_count: int = 3, voice: str | None = "author") -> pd.DataFrame:
    """One row per loaded hit near a name: what the text calls its actors, section by section.

    A hit belongs to the nearest name in its sentence, if that is at most eight words away. That is
    nearness, not grammar: "Oram fears the horrible storm" puts *horrible* near Oram.

    Parameters
    ----------
    analysis : Analysis
        From ``analyze``.
    min_count : int
        Leave out names with fewer mentions in the text.
    voice : {"author", "quoted", None}
        Whose words.

    Returns
    -------
    DataFrame
        Columns actor, section, title, text, category, strength, distance (words).

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> document = Document("x", "It was Oram. Then Oram rose. The disgraceful Oram left.")
    >>> naming(analyze(document))[["actor", "text"]].values.tolist()
    [['Oram', 'disgraceful']]
    """
    document = analysis.document
    places = sorted(
        (index, name)
        for name, indices in find_actors(document, min_count).items()
        for index in indices
    )
    titles = analysis.titles
    rows = []
    for hit in analysis.hits("loaded", voice).itertuples():
        nearest = _nearest(document, places, hit.start)
        if nearest is not None:
            distance, actor = nearest
            place = (actor, hit.section, titles[hit.section])
            rows.append((*place, fold(hit.text), hit.category, hit.weight, distance))
    columns = ["actor", "section", "title", "text", "category", "strength", "distance"]
    return pd.DataFrame(rows, columns=columns)


def _nearest(
    document: Document, places: list[tuple[int, str]], start: int
) -> tuple[int, str] | None:
    """Return the distance to the nearest name of the sentence, and the name."""
    index = bisect_left(document.word_starts, start)
    number = bisect_right(document.sentences, start, key=lambda span: span.start) - 1
    sentence = document.sentence_words[number]
    around = places[
        bisect_left(places, (index - REACH, "")) : bisect_left(places, (index + REACH + 1, ""))
    ]
    near = [(abs(place - index), name) for place, name in around if place in sentence]
    return min(near, default=None)


def charged_sentences(analysis: Analysis, voice: str | None = "author") -> pd.DataFrame:
    """One row per body sentence: the charge of its loaded words.

    Parameters
    ----------
    analysis : Analysis
        From ``analyze``.
    voice : {"author", "quoted", None}
        Whose words.

    Returns
    -------
    DataFrame
        Columns sentence (from 1), section, title, charge (the strengths of its hits, added up; 0
        without any; longer sentences have room for more), n_hits, words (its strongest hits).

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> table = charged_sentences(analyze(Document("x", "A shameful lie. The council met.")))
    >>> (table["charge"] > 0).tolist()
    [True, False]
    """
    sentences = analysis.sentences.reset_index(drop=True)
    hits = analysis.hits("loaded", voice)
    numbers = sentences["start"].searchsorted(hits["start"], side="right")
    hits = hits.assign(sentence=numbers).sort_values("weight", ascending=False)
    grouped = hits.groupby("sentence")
    table = pd.DataFrame({"sentence": sentences.index + 1, "section": sentences["section"]})
    table["title"] = table["section"].map(analysis.titles)
    table["charge"] = table["sentence"].map(grouped["weight"].sum()).fillna(0.0)
    table["n_hits"] = table["sentence"].map(grouped.size()).fillna(0).astype(int)
    strongest = grouped["text"].agg(lambda texts: ", ".join(map(fold, texts.head(2))))
    table["words"] = [strongest.get(number, "") for number in table["sentence"]]
    return table
