"""Does the name of a group move a score? Sentences in which nothing but that name changes.

A measure of wording should say the same of "Emily spoke at the meeting" and "Jamal spoke at the
meeting". Each template below is filled with the words of one group after the other; the words of a
group stand in the same frame and have the same number, so that what differs in the scores is due
to the word alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache, partial
from typing import NamedTuple

import pandas as pd

from analysis.markers import loaded
from analysis.markers.decided import PROPOSERS, Proposer, decide, propose
from analysis.matching.decision import Decision, load_decision
from analysis.matching.lexicon import Entry, load_lexicon
from analysis.matching.view import view_of
from analysis.sentiment.ours import share, squash
from analysis.sentiment.peers import textblob, vader
from analysis.sentiment.scope import find_hits
from analysis.sentiment.table import ValenceTable
from analysis.text.document import Document
from analysis.text.spans import Span

__all__ = ["FILLERS", "MEASURES", "TEMPLATES", "swap_causes", "swap_scores", "swap_spread"]

# In the order in which a sentence is scored.
MEASURES = ("vader", "textblob", "sentiment", "loaded_hits", "loaded_force")
SCORE_COLUMNS = ["group", "filler", "measure", "mean", "n_templates"]
SPREAD_COLUMNS = [
    *("group", "measure", "n_fillers", "mean", "sd", "spread"),
    *("lowest", "low", "highest", "high"),
]
CAUSE_COLUMNS = ["lexicon", "group", "filler", "entry", "category", "weight", "note"]

# The slot is always the subject of a verb in the past tense, so that "she", "Emily", "Muslims" and
# "the Mexican families" all fit. "was" and "were" would not.
TEMPLATES: Mapping[str, tuple[str, ...]] = {
    "neutral": (
        "{} spoke at the meeting about the new bridge.",
        "Last spring {} moved to the north side of the river.",
        "After the vote {} walked to the station and took the evening train.",
        "The council met again on Tuesday, and {} read from the report.",
        "When {} came to this town, the harbour had two cranes.",
        "{} paid for the ticket, as the timetable said.",
        "In a letter to this newspaper {} described the road between the two schools.",
        "Of the plan for the market square {} said nothing until March.",
        "The clerk wrote down what {} told the committee.",
    ),
    "negative": (
        "{} complained that the minister’s plan was a disaster for the valley.",
        "The police accused {} of fraud, and the newspapers repeated every ugly rumour.",
        "Nobody in this corrupt administration listened when {} warned of the danger.",
        "{} lost everything in the fire, and the city offered nothing but excuses.",
        "It is a shameful failure, and {} made it worse.",
        "The cruel cuts meant that {} waited months for treatment.",
        "{} lied to the court, and the damage was terrible.",
        "The brutal attack came two days after {} arrived.",
    ),
    "positive": (
        "{} won the prize for a brilliant and generous piece of work.",
        "Thanks to the clinic {} recovered, and the whole street celebrated.",
        "The school is a success because {} fought for it with courage.",
        "It was a wonderful evening, and {} earned the applause.",
        "With great skill {} saved the harbour and created a hundred good jobs.",
        "{} gave an honest answer, which deserves respect.",
        "We should be proud of what {} built here.",
        "A fair and sensible bargain was struck when {} joined the talks.",
    ),
}


def _fillers(frame: str, words: str) -> dict[str, str]:
    """Return each word, of a list parted by commas, with its frame around it."""
    return {word.strip(): frame.format(word.strip()) for word in words.split(",")}


FILLERS: Mapping[str, Mapping[str, str]] = {
    # Typical of white, Black, Hispanic, Jewish, Arab, Iranian, South Asian, East Asian, African and
    # Slavic bearers, women and men in turn.
    "name": _fillers(
        "{}",
        "Emily, Greg, Lakisha, Jamal, Keisha, DeShawn, Guadalupe, Juan, Rivka, Moishe, Fatima, "
        "Mohammed, Shirin, Reza, Priya, Rajesh, Mei, Hiroshi, Ngozi, Kwame, Svetlana, Vladimir",
    ),
    # Names that are also words: a table that knows only lower case cannot tell them apart.
    "name that is a word": _fillers(
        "{}",
        "Grace, Hope, Faith, Joy, Mark, Bill, Will, Frank, Angel, Christian, Charity, Destiny, "
        "Rose, Dolores",
    ),
    "nationality": _fillers(
        "the {} families",
        "American, British, Irish, French, German, Swedish, Italian, Greek, Polish, Russian, "
        "Turkish, Israeli, Palestinian, Iraqi, Iranian, Saudi, Afghan, Pakistani, Indian, "
        "Chinese, Japanese, Nigerian, Somali, Mexican, Cuban, Haitian",
    ),
    "country": _fillers(
        "the visitors from {}",
        "America, Britain, Germany, Poland, Russia, Ukraine, Israel, Palestine, Iraq, Iran, "
        "Pakistan, China, Somalia, Rwanda, Mexico, Haiti",
    ),
    "people": _fillers(
        "{}",
        "Americans, Germans, Frenchmen, Poles, Russians, Turks, Arabs, Israelis, Palestinians, "
        "Iranians, Afghans, Chinese, Nigerians, Mexicans, Haitians, Argentines",
    ),
    "adherents": _fillers(
        "{}",
        "Christians, Catholics, Protestants, Evangelicals, Methodists, Mormons, Jews, Muslims, "
        "Sunnis, Shiites, Hindus, Sikhs, Buddhists, Taoists, Pagans, Atheists, Believers, "
        "Nonbelievers",
    ),
    "religion": _fillers(
        "the students of {}",
        "Christianity, Catholicism, Protestantism, Mormonism, Judaism, Islam, Hinduism, Sikhism, "
        "Buddhism, Taoism, Paganism, Atheism",
    ),
    "faith": _fillers(
        "the {} neighbours",
        "Christian, Catholic, Protestant, Evangelical, Orthodox, Jewish, Muslim, Sunni, Shia, "
        "Hindu, Sikh, Buddhist, Pagan, atheist, religious, secular",
    ),
    # Apart from nouns, because other words of grammar stand around them.
    "pronoun": {"he": "he himself", "she": "she herself", "they": "they themselves"},
    "gender": _fillers(
        "the {}",
        "man, woman, boy, girl, father, mother, husband, wife, son, daughter, uncle, aunt, "
        "grandfather, grandmother, grandson, granddaughter, gentleman, lady, widower, widow, "
        "bachelor, spinster, businessman, businesswoman, chairman, chairwoman, policeman, "
        "policewoman, actor, actress",
    ),
    "ethnicity": _fillers(
        "the {} residents",
        "white, Black, brown, Hispanic, Asian, Arab, African, Indigenous, Roma, Gypsy, Kurdish, "
        "mixed-race, dark-skinned, ethnic, minority, tribal, immigrant, foreign, refugee, "
        "undocumented",
    ),
    "life": _fillers(
        "the {} tenants",
        "gay, lesbian, transgender, heterosexual, straight, married, unmarried, young, old, "
        "middle-aged, disabled, deaf, blind, rich, poor, wealthy, homeless, working-class",
    ),
    "politics": _fillers(
        "the {} voters",
        "Republican, Democratic, conservative, liberal, progressive, socialist, communist, "
        "nationalist, feminist, left-wing, right-wing, left-leaning, right-leaning, far-left, "
        "far-right, populist",
    ),
}


# What a reader of the tables is to see: every tone, unless she asks for one.
ALL_TEMPLATES = tuple(template for tone in TEMPLATES.values() for template in tone)


def swap_scores(
    groups: Mapping[str, Mapping[str, str]] = FILLERS,
    templates: Sequence[str] = ALL_TEMPLATES,
    without: Collection[str] = (),
) -> pd.DataFrame:
    """One row per filler × measure: the score of the templates with that filler in the slot.

    Parameters
    ----------
    groups : mapping
        From the name of a group to its fillers: from the word that changes to the words that go
        into the slot, such as ``{"Mexican": "the Mexican families"}``.
    templates : sequence of str
        Sentences with ``{}`` where the filler goes.
    without : collection of str
        Words and phrases that are given no weight in our tables (valence, loaded, and the learned
        weights of loaded words) beforehand, to see what the scores would be without them. The
        files stay as they are.

    Returns
    -------
    DataFrame
        Columns group, filler, measure, mean (over the templates), n_templates. The measures are
        sentiment (ours), vader and textblob, −1 to 1, higher = more positive; loaded_hits, loaded
        words and phrases per sentence; loaded_force, the sum of their force, 1 to 3 each.
        An empty table with these columns if there are no groups or no templates.

    Raises
    ------
    ValueError
        If a template has no slot.

    See Also
    --------
    swap_spread, swap_causes

    Notes
    -----
    It shows what a word adds by itself, in one place of a plain sentence. It does not show what
    the texts that a table was learned from say *about* a group, and a spread of zero does not
    prove that a measure is fair.

    References
    ----------
    Kiritchenko, S. & Mohammad, S. M. (2018). Examining gender and race bias in two hundred
    sentiment analysis systems. https://doi.org/10.18653/v1/S18-2005

    Examples
    --------
    >>> groups = {"demo": {"Ann": "Ann", "joy": "joy"}}
    >>> table = swap_scores(groups, ["{} came to town."])
    >>> table.query("measure == 'textblob'")["mean"].tolist()
    [0.0, 0.8]
    """
    for template in templates:
        if "{}" not in template:
            raise ValueError(f"template={template!r}: put {{}} where the filler goes")
    tables = _tables(frozenset(without))
    rows: list[tuple[object, ...]] = []
    for group, fillers in groups.items():
        for filler, words in fillers.items():
            sentences = [_capital(template.format(words)) for template in templates]
            scores = [(*_peers(text), *_ours(text, tables)) for text in sentences]
            for measure, values in zip(MEASURES, zip(*scores, strict=True), strict=False):
                rows.append((group, filler, measure, sum(values) / len(values), len(values)))
    return pd.DataFrame(rows, columns=SCORE_COLUMNS)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


class _Tables(NamedTuple):
    """Our tables: valences, and what lexicon and learned weights say of loaded words."""

    valences: ValenceTable
    propose: Proposer
    decision: Decision


@cache
def _tables(without: frozenset[str]) -> _Tables:
    """Return our tables, with no weight for some words."""
    # A compound that is not in the table is scored by its parts, so that "left-wing" must be in it.
    silent = [Entry(text, "idiom", 0.0) for text in without]
    valences = ValenceTable.from_entries([*_kept("valence", without), *silent])
    context = load_lexicon("loaded_context").entries
    loadings = loaded.make_tables(_kept("loaded", without), context)
    learned = load_decision("loaded")
    settings = learned.base, learned.floor, learned.needed
    decision = Decision(learned.weights, *settings, silent=without)
    return _Tables(valences, partial(loaded.propose_loaded, tables=loadings), decision)


def _kept(lexicon: str, without: frozenset[str]) -> list[Entry]:
    return [entry for entry in load_lexicon(lexicon).entries if entry.text not in without]


def _ours(text: str, tables: _Tables) -> tuple[float, int, float]:
    """Return a sentence's sentiment, its number of loaded hits and the sum of their force."""
    document = Document("sentence", text, outline=(Span(0, len(text), "paragraph"),))
    indices = range(len(document.words))
    hits = find_hits(document, indices, tables.valences)
    sentiment = squash(sum(share(hit, len(indices)) for hit in hits))
    proposed = propose(view_of(document), {**PROPOSERS, "loaded": tables.propose})
    found = decide(document, "loaded", tables.decision, proposed, tables.decision.needed)
    return sentiment, len(found), sum(match.force or 0 for match in found)


@cache
def _peers(text: str) -> tuple[float, float]:
    # Kept, because they are the slow part and stay the same whatever is taken out of our tables.
    return vader(text), textblob(text).polarity


def swap_spread(scores: pd.DataFrame) -> pd.DataFrame:
    """One row per group × measure: how far the fillers of a group are apart.

    Parameters
    ----------
    scores : DataFrame
        From ``swap_scores``.

    Returns
    -------
    DataFrame
        Columns group, measure, n_fillers, mean; sd (between fillers, of the population); spread,
        the highest score minus the lowest, 0 if the measure is blind to the word; lowest and
        highest, the fillers with these scores (the first, if several), low and high, the scores.
        In the unit of the measure. The spread grows with the number of fillers, the sd does not.
        An empty table with these columns for empty scores.

    Examples
    --------
    >>> groups = {"demo": {"Ann": "Ann", "joy": "joy"}}
    >>> table = swap_spread(swap_scores(groups, ["{} came to town."]))
    >>> table.query("measure == 'textblob'")[["sd", "spread", "highest"]].values.tolist()
    [[0.4, 0.8, 'joy']]
    """
    rows = []
    for (group, measure), table in scores.groupby(["group", "measure"], sort=False):
        # Rounded, or sums in another order would look like a spread.
        means = table.set_index("filler")["mean"].round(9)
        low, high = means.min(), means.max()
        ends = (means.idxmin(), low, means.idxmax(), high)
        rows.append(
            (group, measure, len(means), means.mean(), means.std(ddof=0), high - low, *ends)
        )
    return pd.DataFrame(rows, columns=SPREAD_COLUMNS)


def swap_causes(groups: Mapping[str, Mapping[str, str]] = FILLERS) -> pd.DataFrame:
    """One row per filler × entry of our tables that speaks of the word that changes.

    Parameters
    ----------
    groups : mapping
        As for ``swap_scores``.

    Returns
    -------
    DataFrame
        Columns lexicon ("valence" or "loaded"), group, filler, entry, category, weight, note. A
        compound or an inflected form is traced to the entry that it borrows from. Words that all
        fillers of a group share are passed over. Empty, with these columns, if no entry is found.

    Examples
    --------
    >>> table = swap_causes({"demo": {"Ann": "Ann", "crook": "the crook"}})
    >>> table[["lexicon", "filler", "entry"]].values.tolist()
    [['valence', 'crook', 'crook'], ['loaded', 'crook', 'crook']]
    """
    rows: list[tuple[object, ...]] = []
    for group, fillers in groups.items():
        words = {filler: Document(filler, text).words for filler, text in fillers.items()}
        shared = set.intersection(*map(set, words.values())) if words else set()
        for filler, own in words.items():
            for lexicon, entry in _entries_behind([word for word in own if word not in shared]):
                rows.append((lexicon, group, filler, *entry[:4]))
    return pd.DataFrame(rows, columns=CAUSE_COLUMNS)


@cache
def _entries(lexicon: str) -> dict[str, Entry]:
    return {entry.text: entry for entry in load_lexicon(lexicon).entries}


def _entries_behind(words: Sequence[str]) -> Iterator[tuple[str, Entry]]:
    """Yield the entries of the tables that give words their weights, with the lexicon's name."""
    valences, loadings = _entries("valence"), loaded.load_tables().words
    for word in words:
        parts = [word] if word in valences else re.split("['-]", word)
        yield from (("valence", valences[part]) for part in parts if part in valences)
        found = loadings[word]
        if found is not None:
            yield "loaded", _entries("loaded").get(found.entry.text, found.entry)
