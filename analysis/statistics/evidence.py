"""What a text rests on: the kinds of evidence of its sections, their course, and their company."""

from __future__ import annotations

import numpy as np
import pandas as pd
import scipy

from analysis.markers.evidence import KINDS
from analysis.statistics.intervals import (
    CONFIDENCE,
    NOT_KNOWN,
    Interval,
    mean_interval,
    proportion,
)
from analysis.statistics.stance import sentence_stance
from analysis.tables.analysis import Analysis

__all__ = ["GAP", "charge_gap", "evidence_company", "evidence_course", "evidence_shares"]

MEASURES = ("charge", "certainty")
GAP = "charge_gap"  # its name in tables of norms
LEAST = 5  # sentences of each kind that a difference of means takes


def evidence_course(analysis: Analysis) -> pd.DataFrame:
    """One row per body sentence: what it offers as support, and how charged and how sure it is.

    Parameters
    ----------
    analysis : Analysis
        From ``analyze``.

    Returns
    -------
    DataFrame
        The columns of ``sentence_stance``, and evidence ("statistics", "testimony", "anecdote",
        "assumption"; "" without words) and probability (how likely people give it this label, 0 to
        1).

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> course = evidence_course(analyze(Document("x", "It may rain. We must go.")))
    >>> course[["evidence", "n_hedges"]].values.tolist()
    [['assumption', 1], ['assumption', 0]]
    """
    sentences = analysis.sentences.reset_index(drop=True)
    return sentence_stance(analysis).assign(
        evidence=sentences["evidence"], probability=sentences["evidence_probability"]
    )


def evidence_shares(analysis: Analysis) -> pd.DataFrame:
    """One row per body section × kind of evidence, those without a sentence included.

    Parameters
    ----------
    analysis : Analysis
        From ``analyze``.

    Returns
    -------
    DataFrame
        Columns section, title, evidence, count, n_sentences (with words, in both voices), share
        (0 to 1; NaN without sentences), low, high: the exact 95 % interval, as if sentences were
        drawn one by one. They stand in runs, so that the true interval is wider; and one label in
        five is wrong, more often of the rare kinds.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> shares = evidence_shares(analyze(Document("x", "It may rain. We must go.")))
    >>> shares.loc[shares["evidence"] == "assumption", ["count", "share"]].values.tolist()
    [[2.0, 1.0]]
    """
    sentences = analysis.sentences[analysis.sentences["evidence"] != ""]
    counts = sentences.groupby(["section", "evidence"]).size()
    rows = []
    for section in analysis.body.itertuples():
        n_sentences = int((sentences["section"] == section.id).sum())
        for kind in KINDS:
            count = int(counts.get((section.id, kind), 0))
            row = (section.id, section.title, kind, count, n_sentences)
            rows.append((*row, *proportion(count, n_sentences)))
    columns = ["section", "title", "evidence", "count", "n_sentences", "share", "low", "high"]
    return pd.DataFrame(rows, columns=columns)


def charge_gap(course: pd.DataFrame) -> Interval:
    r"""Tell by how much sentences without support are more charged than the others.

    .. math:: \bar{c}_{assumption} - \bar{c}_{statistics, testimony, anecdote}

    with Welch's 95 % interval.

    Parameters
    ----------
    course : DataFrame
        From ``evidence_course``. Sentences of quoted voice are left out.

    Returns
    -------
    Interval
        In charge a sentence: above 0 = what is not supported is the more charged. NaN where fewer
        than five sentences are of either kind.

    References
    ----------
    Welch, B. L. (1947). The generalization of "Student's" problem when several different
    population variances are involved. Biometrika 34. https://doi.org/10.2307/2332510

    Examples
    --------
    >>> kinds = ["assumption"] * 5 + ["testimony"] * 5
    >>> charge = [1.0, 2.0, 3.0, 4.0, 5.0, 1.0, 1.0, 1.0, 2.0, 0.0]
    >>> gap = charge_gap(pd.DataFrame({"voice": "author", "evidence": kinds, "charge": charge}))
    >>> gap.value, gap.low < 2 < gap.high
    (2.0, True)
    """
    own = course[(course["voice"] == "author") & (course["evidence"] != "")]
    bare = own["evidence"] == "assumption"
    groups = [own.loc[chosen, "charge"].astype(float) for chosen in (bare, ~bare)]
    if min(map(len, groups)) < LEAST:
        return NOT_KNOWN
    value = float(groups[0].mean() - groups[1].mean())
    if not any(group.var() for group in groups):
        return Interval(value, np.nan, np.nan)
    bounds = scipy.stats.ttest_ind(*groups, equal_var=False).confidence_interval(CONFIDENCE)
    return Interval(value, float(bounds.low), float(bounds.high))


def evidence_company(analysis: Analysis) -> pd.DataFrame:
    """One row per kind of evidence × measure: how charged and how sure its sentences are.

    Parameters
    ----------
    analysis : Analysis
        From ``analyze``.

    Returns
    -------
    DataFrame
        Columns evidence, measure ("charge" or "certainty", as in ``sentence_stance``), n_sentences,
        mean (per sentence; NaN without sentences), low, high: Student's 95 % interval. Sentences of
        quoted voice are left out, because charge and certainty are the author's.

    Examples
    --------
    >>> from analysis.tables.analysis import analyze
    >>> from analysis.text.document import Document
    >>> company = evidence_company(analyze(Document("x", "It may rain. We must go.")))
    >>> row = company.query("evidence == 'assumption' and measure == 'certainty'").iloc[0]
    >>> f"{row['mean']:.1f} of {row['n_sentences']}"
    '0.0 of 2'
    """
    course = evidence_course(analysis)
    own = course[course["voice"] == "author"]
    rows = []
    for kind in KINDS:
        chosen = own[own["evidence"] == kind]
        for measure in MEASURES:
            interval = mean_interval(chosen[measure].astype(float))
            rows.append((kind, measure, len(chosen), *interval))
    columns = ["evidence", "measure", "n_sentences", "mean", "low", "high"]
    return pd.DataFrame(rows, columns=columns)
