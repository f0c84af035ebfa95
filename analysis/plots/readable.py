"""Tables as a person reads them: plain names, units, intervals beside their numbers, no codes."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from analysis.plots.labels import LABELS, label, measure_label
from analysis.tables.looks import Look, looks_of

__all__ = [
    "MIN_SECTIONS",
    "number",
    "readable_table",
    "with_interval",
    "with_intervals",
]

MIN_SECTIONS = 3  # with fewer, every section is the highest or the lowest
NOTHING = "–"
# What columns are called, with their units; others are called as ``label`` has it.
NAMES = {
    "title": "Section",
    "role": "Part",
    "divided": "Border made by length and vocabulary",
    "n_sentences": "Sentences",
    "n_words": "Words",
    "n_words_quoted": "Words in quoted speech",
    "sentiment": "Sentiment, −1 to 1",
    "vader": "VADER, −1 to 1",
    "textblob": "TextBlob, −1 to 1",
    "mean": "Mean sentiment, −1 to 1",
    "disagree": "Scorers differ in sign",
    "count": "Hits",
    "rate": "Hits per 1,000 words",
    "other_count": "Hits in the rest",
    "other_n_words": "Words in the rest",
    "ratio": "Times the rate of the rest",
    "uncorrected": "As counted",
    "n_units": "There are",
    "n_drawn": "Drawn",
    "more": "More to halve the interval",
    "p": "p-value",
    "q": "p-value, corrected",
    "context": "In context",
    "weight": "Probability",
    "force": "Force, 1 mild to 3 extreme",
    "charge": "Charge: force, added up",
    "charge_rate": "Charge per 1,000 words",
    "mild": "Mild",
    "clear": "Clear",
    "extreme": "Extreme",
    "reason": "Why",
    "share": "Share of the score",
    "basis": "Ranked by",
    "n_sections": "Sections",
    "tau": "Agreement of the ranks (Kendall’s τ), −1 to 1",
    "same_first": "Same first section",
    "dp": "Unevenness (Gries’s DP), 0 to 1",
    "dp_norm": "Unevenness from 0 (as the words) to 1 (all in the shortest section)",
    "words_per_sentence": "Words per sentence",
    "mtld": "Variety of words (MTLD), in words",
    "reading_ease": "Reading ease (Flesch), higher = easier",
    "log_likelihood": "Log-likelihood",
    "n_first": "Hits of the first",
    "n_second": "Hits of the second",
    "n_judged": "Judged",
    "n_right": "Found right",
    "precision": "Share found right, 0 to 1",
    "kappa": "Cohen’s κ, −1 to 1",
    "alpha": "Krippendorff’s α, up to 1",
    "f1": "Overlap F1, 0 to 1",
    "what": "Judged by",
    "n_marked": "Marked",
    "n_read": "Read by",
    "disagreement": "Disagreement, 0 to 1",
    "said": "Who said what",
    "notes": "Notes",
    "doc_id": "Document",
    "n_words_counted": "Words that count",
    "percentile": "Place among the yardstick’s, 0 to 100",
    "base": "Yardstick",
    "position": "Rank, and which it could be",
    "text": "Words",
    "n_hits": "Hits",
}
DIGITS = {
    "percentile": 0,
    "force": 1,
    "charge": 1,
    "charge_rate": 1,
    "rate": 1,
    "words_per_sentence": 1,
    "mtld": 0,
    "reading_ease": 0,
    "p": 3,
    "q": 3,
}
NEVER_WHOLE = (  # columns of shares and scores
    "alpha",
    "sentiment",
    "vader",
    "textblob",
    "mean",
    "tau",
    "kappa",
    "precision",
    "weight",
    "dp",
)
CODES = ("marker", "category", "scorer")  # columns whose values have names of their own
ROLES = {"body": "text", "boilerplate": "not counted"}
REASONS = {"valence": "the word itself", "neighbour": "a neighbouring sentence"}
HIDDEN = ("start", "end", "shrunken")
FIGURES = r"<?−?[\d,.]+( \[.*\])?|only t?here.*"  # what stands to the right in its column


# The bounds of an interval stand on one line.
BOUNDS = re.compile(r"(\[[^\s\[\]]{1,12}), ([^\s\[\]]{1,12}\])")


def _unbroken(text: object) -> object:
    return BOUNDS.sub("\\1,\N{NO-BREAK SPACE}\\2", text) if isinstance(text, str) else text


class ReadableTable(pd.DataFrame):  # type: ignore[misc]
    """A table of texts that a notebook shows without row numbers, words to the left."""

    @property
    def _constructor(self) -> type[ReadableTable]:
        return ReadableTable

    def __repr__(self) -> str:
        return str(pd.DataFrame(self).to_string(index=False))

    def _repr_html_(self) -> str:
        plain = pd.DataFrame(self).reset_index(drop=True).map(_unbroken)
        sides = {column: "right" if _has_figures(plain[column]) else "left" for column in plain}
        rules = "; vertical-align: baseline; white-space: normal; max-width: 32rem"
        # A context is read like a line; without a least width it would become a narrow column.
        least = {NAMES["context"]: "; min-width: 20rem"}
        aligned = {
            column: [{"selector": "", "props": f"text-align: {side}{rules}{least.get(column, '')}"}]
            for column, side in sides.items()
        }
        # The same table has the same name in every run, so that saved notebooks do not differ.
        name = format(zlib.crc32(repr(self).encode()), "x")
        shown = plain.style.hide(axis="index").set_uuid(name).format(escape="html")
        shown = shown.format_index(escape="html", axis="columns").set_table_styles(aligned)
        return str(shown.to_html())


def too_few_sections(n_sections: int, least: int = MIN_SECTIONS) -> str:
    """Say why a table or figure is left out, or nothing if there are sections enough for it.

    Examples
    --------
    >>> too_few_sections(2)
    'Left out: the text has 2 sections, and sections can be ranked only from 3 on.'
    >>> too_few_sections(3)
    ''
    """
    if n_sections >= least:
        return ""
    many = "section" if n_sections == 1 else "sections"
    what = "ranked" if least == MIN_SECTIONS else "compared"
    return (
        f"Left out: the text has {n_sections} {many}, and sections can be {what} only from "
        f"{least} on."
    )


def _has_figures(texts: pd.Series) -> bool:
    known = texts[~texts.isin(["", NOTHING])].astype(str)
    return len(known) > 0 and bool(known.str.fullmatch(FIGURES).all())


def number(value: float, digits: int = 2) -> str:
    """Write a number for people: with a minus sign, without −0.00, a dash if there is none.

    Parameters
    ----------
    value : float
        Anything, also NaN and infinity.
    digits : int
        After the point.

    Returns
    -------
    str

    Examples
    --------
    >>> number(-0.001), number(-1.5), number(12345, 0), number(float("nan"))
    ('0.00', '−1.50', '12,345', '–')
    >>> number(float("inf"))
    'no limit'
    """
    if np.isnan(value):
        return NOTHING
    if np.isinf(value):
        return "no limit"
    text = f"{value:,.{digits}f}"
    if not text.strip("-0.,"):
        text = text.lstrip("-")
    return text.replace("-", "−")


def with_interval(value: float, low: float, high: float, digits: int = 2) -> str:
    """Write a number with its interval in brackets.

    Parameters
    ----------
    value, low, high : float
        NaN where there is none. An infinite value is a ratio to nothing: the one side alone has
        the thing.
    digits : int
        After the point.

    Returns
    -------
    str

    Examples
    --------
    >>> with_interval(0.12, -0.051, 0.3), with_interval(float("inf"), 5.19, float("inf"), 1)
    ('0.12 [−0.05, 0.30]', 'only here [5.2, no limit]')
    """
    if np.isnan(value):
        return NOTHING
    text = number(value, digits)
    if np.isinf(value):
        text = "only here" if value > 0 else "only there"
    if np.isnan(low) or np.isnan(high):
        return text
    return f"{text} [{number(low, digits)}, {number(high, digits)}]"


def readable_table(
    table: pd.DataFrame | pd.Series,
    columns: Sequence[str] | None = None,
    *,
    names: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Put any table of the project as a person reads it.

    Columns get plain names with units, intervals stand beside their numbers, codes become words,
    and a hit stands in its context.

    Parameters
    ----------
    table : DataFrame or Series
        Any table; an index with a name becomes the first column, a series one row.
    columns : sequence of str, optional
        Which columns, and in which order; all by default, without places and doubles.
    names : mapping, optional
        Names for columns that have none, or other ones.

    Returns
    -------
    DataFrame
        Of texts. A notebook shows it without row numbers, with words to the left.

    Raises
    ------
    KeyError
        If there is no such column.

    Examples
    --------
    >>> rows = pd.DataFrame({"marker": ["us_them"], "count": [3], "rate": [4.04], "low": [0.8],
    ...     "high": [11.8]})
    >>> readable_table(rows)
         Marker Hits Hits per 1,000 words
    Us and them    3      4.0 [0.8, 11.8]
    """
    if left_out := too_few_sections(_n_ranked(table)):
        return ReadableTable({"": [left_out]})
    plain, with_bounds = _join_intervals(_join_context(_flat(table)))
    chosen = list(columns) if columns is not None else [c for c in plain if not _hide(c, plain)]
    own = looks_of(table)
    known = {**NAMES, **{look.name: look.title for look in own if look.title}, **(names or {})}
    shown = {}
    for column in chosen:
        texts = plain[column] if column in with_bounds else _texts(plain[column], column, own)
        heading = _name(column, known)
        if heading in shown:  # neither column is to take the place of the other
            heading += f" ({column.replace('_', ' ')})"
        shown[heading] = texts.to_numpy(dtype=object)
    return ReadableTable(shown)


def _n_ranked(table: pd.DataFrame | pd.Series) -> int:
    """Return how many sections a table ranks or spreads hits over; enough if it does neither."""
    if isinstance(table, pd.DataFrame) and len(table):
        if {"section", "rank", "keeps"} <= set(table.columns):
            return int(table["section"].nunique())
        if "n_sections" in table:
            return int(table["n_sections"].max())
    return MIN_SECTIONS


def _flat(table: pd.DataFrame | pd.Series) -> pd.DataFrame:
    """Make columns of an index with a name, and simple names of nested ones."""
    plain = table.to_frame().T if isinstance(table, pd.Series) else table
    if any(plain.index.names):
        plain = plain.reset_index()
    if isinstance(plain.columns, pd.MultiIndex):
        plain = plain.set_axis([", ".join(filter(None, map(str, c))) for c in plain], axis=1)
    return plain.set_axis([str(column) for column in plain], axis=1)


def _hide(column: str, table: pd.DataFrame) -> bool:
    return column in HIDDEN or (column == "section" and "title" in table)


def _join_context(table: pd.DataFrame) -> pd.DataFrame:
    """Put a hit with what stands before and after it into one column."""
    if not {"left", "hit", "right"} <= set(table):
        return table
    context = (table["left"] + table["hit"] + table["right"]).str.split().str.join(" ")
    joined = table.drop(columns=["left", "right"])
    joined.insert(joined.columns.get_loc("hit") + 1, "context", context)
    return joined


def _join_intervals(table: pd.DataFrame) -> tuple[pd.DataFrame, set[str]]:
    """Put intervals beside their numbers; return also the names of the columns that have one."""
    columns = list(table)
    joined, owners = table.copy(), set()
    for owner, low, high in zip(columns, columns[1:], columns[2:], strict=False):
        if not low.endswith("low") or high != low.removesuffix("low") + "high":
            continue
        digits = 0 if owner == "percentile" else 1 if owner.endswith("rate") else 2
        joined[owner] = with_intervals(table[[owner, low, high]], digits)
        joined = joined.drop(columns=[low, high])
        owners.add(owner)
    return joined, owners


def with_intervals(columns: pd.DataFrame, digits: int) -> list[str]:
    """Write numbers with their intervals: of three columns, value, low and high.

    Examples
    --------
    >>> with_intervals(pd.DataFrame([[0.12, -0.051, 0.3]]), 2)
    ['0.12 [−0.05, 0.30]']
    """
    rows = columns.to_numpy(dtype=float).tolist()
    return [with_interval(value, low, high, digits) for value, low, high in rows]


def _texts(values: pd.Series, column: str, own: Sequence[Look]) -> pd.Series:
    """Write the values of a column."""
    if pd.api.types.is_bool_dtype(values):
        return values.map({True: "yes", False: "no"})
    if pd.api.types.is_numeric_dtype(values):
        whole = bool((values.dropna() % 1 == 0).all()) and column not in (*DIGITS, *NEVER_WHOLE)
        digits = 0 if whole else DIGITS.get(column.partition(",")[0], 2)
        return values.map(lambda value: _figure(float(value), digits, column))
    if column in CODES:
        return values.map(lambda value: label(str(value), own))
    if column == "measure":
        return values.map(lambda value: measure_label(str(value), own))
    if column == "reason":
        return values.map(lambda value: REASONS.get(value, value))
    if column == "role":
        return values.map(lambda value: ROLES.get(value, value))
    return values.map(lambda value: NOTHING if pd.isna(value) else str(value))


def _figure(value: float, digits: int, column: str) -> str:
    if column in ("p", "q") and value < 0.001:
        return "<0.001"
    return with_interval(value, np.nan, np.nan, digits)


def _name(column: str, names: Mapping[str, str]) -> str:
    marker = column.removesuffix("_rate")
    if marker != column and column not in names:
        return f"{names.get(marker, label(marker))}, per 1,000 words"
    parts = column.split(", ")  # of a nested column
    name = ", ".join(names.get(part, LABELS.get(part, part.replace("_", " "))) for part in parts)
    return name[:1].upper() + name[1:]
