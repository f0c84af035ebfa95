"""Named actors: who is talked about, and in which loaded words."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict

import pandas as pd

from analysis.matching.view import view_of
from analysis.statistics.charge import as_counted, charges
from analysis.tables.analysis import Analysis
from analysis.text.document import Document
from analysis.text.names import capitalised_runs, full_name

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

    A hit belongs to the name that it stands beside, or else to the nearest one before it in its
    clause, or else to the nearest one, within eight words of its sentence. Every name counts as one
    that a hit may belong to, also those with few mentions. That is nearness, not grammar: "Oram
    fears the horrible storm" puts *horrible* near Oram; read the sentence.

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
        Columns actor, section, title, text, category, force (1 to 3), distance (words), sentence
        (in full).

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> document = Document("x", "It was Oram. Then Oram rose. The disgraceful Oram left.")
    >>> naming(analyze(document))[["actor", "text"]].values.tolist()
    [['Oram', 'disgraceful']]
    """
    document = analysis.document
    everyone = find_actors(document, 1)
    places = sorted((index, name) for name, indices in everyone.items() for index in indices)
    titles = analysis.titles
    rows = []
    for hit in analysis.hits("loaded", voice).itertuples():
        number = bisect_right(document.sentences, hit.start, key=lambda span: span.start) - 1
        nearest = _nearest(document, places, hit.start, hit.end, number)
        if nearest is not None and len(everyone[nearest[1]]) >= min_count:
            distance, actor = nearest
            sentence = " ".join(document[document.sentences[number]].split())
            found = as_counted(hit.text), hit.category, hit.force, distance, sentence
            rows.append((actor, hit.section, titles[hit.section], *found))
    columns = ["actor", "section", "title", "text", "category", "force", "distance", "sentence"]
    return pd.DataFrame(rows, columns=columns)


def _nearest(
    document: Document, places: list[tuple[int, str]], start: int, end: int, number: int
) -> tuple[int, str] | None:
    """Return the distance to the name that a hit most likely belongs to, and the name."""
    first, stop = bisect_left(document.word_starts, start), bisect_left(document.word_starts, end)
    sentence, clauses = document.sentence_words[number], view_of(document).clauses
    around = places[
        bisect_left(places, (first - REACH, "")) : bisect_left(places, (stop + REACH, ""))
    ]
    near = [
        (
            place != stop,  # "the bankrupt North": beside the name
            clauses[place] != clauses[first],
            place > first,
            abs(place - first),
            name,
        )
        for place, name in around
        if place in sentence
    ]
    best = min(near, default=None)
    return None if best is None else best[-2:]


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
        Columns sentence (from 1), section, title, charge (the force of its hits, added up; 0
        without any; longer sentences have room for more), n_hits, words (its strongest hits), text
        (the sentence in full).

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
    hits = hits.assign(sentence=numbers, charge=charges(hits))
    hits = hits.sort_values("charge", ascending=False, kind="stable")
    grouped = hits.groupby("sentence")
    table = pd.DataFrame({"sentence": sentences.index + 1, "section": sentences["section"]})
    table["title"] = table["section"].map(analysis.titles)
    table["charge"] = table["sentence"].map(grouped["charge"].sum()).fillna(0.0)
    table["n_hits"] = table["sentence"].map(grouped.size()).fillna(0).astype(int)
    strongest = grouped["text"].agg(lambda texts: ", ".join(map(as_counted, texts.head(2))))
    table["words"] = [strongest.get(number, "") for number in table["sentence"]]
    places = zip(sentences["start"], sentences["end"], strict=True)
    table["text"] = [" ".join(analysis.document.text[a:b].split()) for a, b in places]
    return table
