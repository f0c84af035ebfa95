"""The figures: each declares its name, title, note and table once, and is drawn by its name.

Notebooks, the report and the command line draw them from here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.files import look_up
from analysis.plots.agreement import headline_of_agreement, plot_agreement
from analysis.plots.audit import headline_of_audit, plot_audit
from analysis.plots.card import plot_report_card
from analysis.plots.course import plot_course
from analysis.plots.evidence import plot_appeals, plot_evidence, plot_evidence_course
from analysis.plots.frame import COLUMN_WIDTH, Panels, on_page
from analysis.plots.headlines import (
    headline_of_card,
    headline_of_profile,
    headline_of_speakers,
    headline_of_two,
)
from analysis.plots.labels import MAIN_MARKERS
from analysis.plots.review import plot_review, raw_and_reviewed
from analysis.plots.sections import (
    plot_balance,
    plot_profile,
)
from analysis.plots.speakers import plot_speakers
from analysis.plots.stance import plot_certainty, plot_strip
from analysis.plots.style import save_figure
from analysis.plots.words import plot_charged_words
from analysis.plots.yardstick import places_of_two, plot_two_texts, plot_yardstick
from analysis.statistics.appeals import appeals
from analysis.statistics.charge import charged_words
from analysis.statistics.compare import contrast_documents
from analysis.statistics.evidence import evidence_course, evidence_shares
from analysis.statistics.facts import Source
from analysis.statistics.findings import one_finding, source_of
from analysis.statistics.metrics import (
    profile,
    rates,
    yardstick,
)
from analysis.statistics.norms import Norms
from analysis.statistics.sentiments import section_sentiment, sentiment_course
from analysis.statistics.speakers import speakers
from analysis.statistics.stance import sentence_stance
from analysis.tables.analysis import Analysis

__all__ = ["FIGURES", "FigureDefinition", "find_figure", "show_figure"]


def finding(question: str) -> Callable[..., str]:
    """Return what answers a question about a text in a sentence."""
    return lambda _, source, *others: one_finding(source, question)


def no_headline(*_: object) -> str:
    """Say nothing."""
    return ""


@dataclass(frozen=True)
class FigureDefinition:
    """What makes a figure.

    Parameters
    ----------
    stem : str
        How its files are called: a number and its name, such as ``02-naming``.
    title, note : str
        What it shows, and how to read it.
    table : callable or None
        Makes the table behind it of an analysis, or of two; None if the table must be given.
    plot : callable
        Draws it, from the table and the analyses.
    n_texts : int
        Of how many analyses it is made.
    unsaved : tuple of str
        Columns of the table that are not saved.
    in_report : tuple of str or None
        The markers that must have been looked for if it is to stand in the report; None if it
        does not stand there.
    headline : callable
        Says what it shows, of the table, what is known of the text (``source_of``), and the other
        analyses.
    by_norms : bool
        Whether table and plot take ``norms``, whose base then stands in the note for ``{base}``.
    """

    stem: str
    title: str
    note: str
    table: Callable[..., pd.DataFrame] | None
    plot: Callable[..., Axes | Panels]
    n_texts: int = 1
    unsaved: tuple[str, ...] = ()
    in_report: tuple[str, ...] | None = None
    headline: Callable[..., str] = no_headline
    by_norms: bool = False

    @property
    def name(self) -> str:
        """The stem without its number."""
        return self.stem.partition("-")[2]

    def options(self, source: Source | None) -> dict[str, Norms]:
        """Return the norms for table and plot, if they take them."""
        return {"norms": source.norms} if self.by_norms and source is not None else {}

    def note_for(self, source: Source | None) -> str:
        """Return the note, with the base of the norms."""
        by_norms = self.by_norms and source is not None
        return self.note.format(base=source.norms.base) if by_norms and source else self.note


def profile_panels(_: pd.DataFrame, analysis: Analysis, *, norms: Norms) -> Panels:
    """Draw the profile beside what is usual in the parts of the norms."""
    usual = norms.usual("part").assign(base=f"{norms.n_texts} {norms.noun}")
    rate_table = rates(analysis, norms=norms)
    return plot_profile(rate_table, section_sentiment(analysis, norms=norms), usual=usual)


def balance_of(analysis: Analysis) -> pd.DataFrame:
    """Return the rates of hedges and boosters."""
    table = rates(analysis)
    return table[table["marker"].isin(["hedge", "booster"])]


def two_texts(first: Analysis, second: Analysis) -> pd.DataFrame:
    """Return the places of two texts, with the verdict on the difference of their rates."""
    between = contrast_documents(first, second)
    return places_of_two(yardstick(first), yardstick(second), between)


FIGURES = (
    FigureDefinition(
        "01-profile",
        "Profile of the text by section",
        "Dots: sentiment of all sentences, rates in the author's voice; lines: 95 % intervals; "
        "figures: hits. "
        "Grey: where the middle half of the parts of other texts lies, and their median ({base}).",
        profile,
        profile_panels,
        in_report=MAIN_MARKERS,
        headline=headline_of_profile,
        by_norms=True,
    ),
    FigureDefinition(
        "02-strip",
        "The text as a strip of sentences",
        "A bar for each sentence: its length is the charge of the loaded language in the author's "
        "voice, its colour says whether the sentence is hedged or boosted; beside it, where there "
        "is room, stand its strongest words.",
        sentence_stance,
        lambda table, _: plot_strip(table),
        unsaved=("text",),
        in_report=("loaded", "hedge", "booster"),
        headline=finding("charge"),
    ),
    FigureDefinition(
        "03-sentiment",
        "Sentiment sentence by sentence",
        "Bars: sentences; lines: smoothed (normal curve, sd 2 sentences); band: 95 % "
        "interval of this project’s line.",
        sentiment_course,
        lambda table, _: plot_course(table),
        unsaved=("text",),
        in_report=(),
        headline=finding("turn"),
    ),
    FigureDefinition(
        "04-charged-words",
        "The words that carry the charge",
        "Bars: the force (1 mild, 2 clear, 3 extreme) of a word's hits in the author's voice, "
        "added up; beside them how often and how forceful.",
        charged_words,
        lambda table, _: plot_charged_words(table),
        in_report=("loaded",),
        headline=finding("words loaded"),
    ),
    FigureDefinition(
        "05-hedges-and-boosters",
        "Hedges and boosters by section",
        "Dots: hits per 1,000 words in the author's voice; lines: 95 % intervals; figures: hits.",
        balance_of,
        lambda table, _: plot_balance(table),
        in_report=("hedge", "booster"),
        headline=finding("balance"),
    ),
    FigureDefinition(
        "06-certainty-and-charge",
        "Certainty and charge, sentence by sentence",
        "Every mark is a sentence. Certainty: boosters less hedges; charge: that of its loaded "
        "language; both in the author's voice.",
        sentence_stance,
        lambda table, _: plot_certainty(table),
        unsaved=("text",),
        in_report=("loaded", "hedge", "booster"),
        headline=finding("association"),
    ),
    FigureDefinition(
        "07-who-speaks",
        "Who is made to speak",
        "Bars: how often a source is quoted or reported, with the words used; dots: how far these "
        "words vouch for what is said; filled: clearly on one side of said (below .4, above .6).",
        speakers,
        lambda table, _: plot_speakers(table),
        in_report=("attribution",),
        headline=headline_of_speakers,
    ),
    FigureDefinition(
        "08-yardstick",
        "The text among published op-eds",
        "Dots: the share of other texts with a lower rate, and half of those with the same "
        "({base}); lines: 95 % intervals; filled: clearly more or less than both their median "
        "and their mean, if this measure alone had been asked; figures: hits.",
        yardstick,
        lambda table, _, norms: plot_yardstick(table, norms=norms),
        in_report=MAIN_MARKERS,
        headline=finding("unusual"),
        by_norms=True,
    ),
    FigureDefinition(
        "08-two-texts",
        "Two texts among published op-eds, and their key words",
        "Marks: the share of published op-eds with a lower rate, and half of those with the same; "
        "lines: 95 % intervals; filled: "
        "the texts clearly differ. Words: how many times as often; hits to the right.",
        two_texts,
        lambda table, one, two, words=None: plot_two_texts(
            table, one.document.title, two.document.title, words
        ),
        n_texts=2,
        headline=headline_of_two,
    ),
    FigureDefinition(
        "09-report-card",
        "How well the measures agree with labels",
        "To the right: this project on unseen texts, large, and readers: on op-eds one reading of "
        "a language model against another, else people (evidence: Fleiss’ κ over six kinds, not to "
        "be set against Cohen’s over four). The best peer is named. Lines: 95 % intervals "
        "over documents.",
        None,
        lambda table, _: plot_report_card(table),
        headline=headline_of_card,
    ),
    FigureDefinition(
        "10-evidence",
        "What the sentences of each section offer as support",
        "Bars: shares of the sentences; figures: sentences; line: 95 % interval of the first three "
        "kinds together.",
        evidence_shares,
        lambda table, _: plot_evidence(table),
        in_report=(),
        headline=finding("basis"),
    ),
    FigureDefinition(
        "10-evidence-course",
        "Where each kind of evidence stands, and the charge below it",
        "One mark a sentence, paler where the label is less sure; charge: of its loaded words.",
        evidence_course,
        lambda table, _: plot_evidence_course(table),
        unsaved=("text", "words", "hedges", "boosters", "sureness"),
        in_report=("loaded", "hedge", "booster"),
        headline=finding("basis"),
    ),
    FigureDefinition(
        "10-appeals",
        "Measures that speak to ethos, pathos and logos",
        "Dots: rates in the author's voice, shares and mean sentiment; lines: 95 % intervals.",
        appeals,
        lambda table, _: plot_appeals(table),
    ),
    FigureDefinition(
        "11-raw-and-reviewed",
        "Rates as found and as reviewed",
        "Hollow: as found; filled: as reviewed. Lines: 95 % intervals.",
        raw_and_reviewed,
        lambda table, *_, **options: plot_review(table, **options),
        n_texts=2,
    ),
    FigureDefinition(
        "12-agreement",
        "How far readers agree, among each other and with this project",
        "Filled: readers among each other; hollow: readers with this project, the mean of the "
        "pairs. Lines: 95 % intervals from resampling paragraphs; dashed: 0.67, the least for "
        "tentative conclusions (Krippendorff).",
        None,
        lambda table, _: plot_agreement(table),
        headline=headline_of_agreement,
    ),
    FigureDefinition(
        "13-audit",
        "An archive as counted and as corrected",
        "Hollow: hits per 1,000 words as the tool counts them; filled: corrected by what was read "
        "without its marks, with 95 % intervals.",
        None,
        lambda table, *_, **options: plot_audit(table, **options),
        headline=headline_of_audit,
    ),
)


def find_figure(name: str) -> FigureDefinition:
    """Return the figure of a name.

    Parameters
    ----------
    name : str
        Such as ``"profile"``.

    Raises
    ------
    ValueError
        If there is none; the message lists all.

    Examples
    --------
    >>> find_figure("strip").title
    'The text as a strip of sentences'
    >>> find_figure("stripe")
    Traceback (most recent call last):
    ...
    ValueError: name='stripe': no such figure; did you mean 'strip'? There are: profile, ...
    """
    return look_up({figure.name: figure for figure in FIGURES}, name, "figure")


def show_figure(
    name: str,
    analysis: Analysis | str,
    folder: str | Path | None = None,
    *others: Analysis,
    table: pd.DataFrame | None = None,
    note: str | None = None,
    source: Source | None = None,
    **options: Any,
) -> Figure:
    """Draw a figure by its name, and save it with its table and caption.

    Parameters
    ----------
    name : str
        Such as ``"profile"``; ``FIGURES`` lists all.
    analysis : Analysis or str
        From ``analyze``; or a name for a figure that is about no single document.
    folder : str or Path, optional
        Where it is saved, in a folder named after the document; if None it is only shown.
    *others : Analysis
        The other text of a comparison.
    table : DataFrame, optional
        The numbers behind it, if they are at hand already.
    note : str, optional
        Another note on how to read it.
    source : Source, optional
        From ``source_of``: what is known of the text, if other figures have asked for it, and its
        yardstick.
    **options
        For the plot function.

    Returns
    -------
    Figure
        To be the last line of a cell, so that it is shown.

    Raises
    ------
    ValueError
        If there is no such figure, or it is made of another number of texts.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> show_figure("profile", analyze(Document("x", "It may rain."))).description[:31]
    'Profile of the text by section.'
    """
    figure = find_figure(name)
    if len(others) != figure.n_texts - 1:
        raise ValueError(f"{name}: it is made of {figure.n_texts} text(s), not {len(others) + 1}")
    if source is None and isinstance(analysis, Analysis):
        source = source_of(analysis)
    if table is None:
        if figure.table is None:
            raise ValueError(f"{name}: give its table")
        table = figure.table(analysis, *others, **figure.options(source))
    options |= figure.options(source)
    column = None
    if folder is not None:
        with on_page(COLUMN_WIDTH):
            column = figure.plot(table, analysis, *others, **options)
    return save_figure(
        figure.plot(table, analysis, *others, **options),
        table.drop(columns=[column for column in figure.unsaved if column in table]),
        figure.stem,
        analysis,
        folder,
        title=figure.title,
        note=figure.note_for(source) if note is None else note,
        headline=figure.headline(table, source, *others),
        column=column,
    )
