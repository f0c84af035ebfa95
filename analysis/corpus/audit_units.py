"""What an audit draws from: the sentences or documents of an archive, and their groups."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq

from analysis.corpus.items import CorpusError, content_of
from analysis.corpus.manifest import ENTRIES, NOTE, read_entry
from analysis.corpus.search import is_archive, open_tables
from analysis.corpus.shards import document_of
from analysis.corpus.sources import TABLES, read_column, read_items
from analysis.files import nearest, one_line
from analysis.statistics.audit import ALL
from analysis.text.document import Document
from analysis.text.spans import Span

__all__ = [
    "archive_documents",
    "archive_note",
    "group_of_documents",
    "possible_groups",
    "units_of",
]

FOLDER = "folder"
MOST_GROUPS = 20  # that are offered on a page

# Every sentence with the author's hits that begin in it; a hit has the sentence before which no
# later one begins.
UNITS = """
with found as (
    select s.doc_id, s.start, m.marker, count(*) as n
    from (select doc_id, marker, start from read_parquet($matches) where voice = 'author') as m
    asof join read_parquet($sentences) as s on m.doc_id = s.doc_id and m.start >= s.start
    group by all
)
select s.doc_id, s.start, any_value(s."end") as "end",
    any_value(s.n_words - s.n_words_quoted) as size, {counts}
from read_parquet($sentences) as s left join found using (doc_id, start)
group by s.doc_id, s.start order by s.doc_id, s.start
"""


def archive_note(output: str | Path) -> dict[str, Any]:
    """Return what an archive notes about the run that made it.

    Raises
    ------
    CorpusError
        If the folder is no archive.

    Examples
    --------
    >>> archive_note("no/such/folder")
    Traceback (most recent call last):
    ...
    analysis.corpus.items.CorpusError: no/such/folder: no archive; make one with corpus
    """
    if not is_archive(output):
        raise CorpusError(f"{output}: no archive; make one with corpus")
    try:
        note = json.loads((Path(output) / NOTE).read_text(encoding="utf-8"))
        return dict(note)
    except (OSError, ValueError) as error:
        raise CorpusError(f"{output}: its {NOTE} cannot be read: {one_line(error)}") from None


def units_of(output: str | Path, markers: Sequence[str], unit: str = "sentence") -> pd.DataFrame:
    """One row per sentence or document of an archive: its size, and what the tool found in it.

    Parameters
    ----------
    output : str or Path
        The folder that ``analyze_corpus`` wrote.
    markers : sequence of str
        Whose hits are counted.
    unit : {"sentence", "document"}
        What is drawn.

    Returns
    -------
    DataFrame
        Columns doc_id, start, end, size (words), n_sentences, and for every marker a column
        ``hits <marker>`` and a column ``with <marker>`` (sentences with a hit). Words and hits are
        the author's own, of sentences of the body.

    Raises
    ------
    CorpusError
        If the folder is no archive, or damaged, or two documents share an id, so that their
        sentences cannot be told apart.
    """
    archive_note(output)
    tables = {
        name: str(Path(output) / name / "part-*.parquet") for name in ("sentences", "matches")
    }
    counts = ", ".join(
        f"coalesce(sum(n) filter (where marker = $m{number}), 0)::integer as m{number}"
        for number in range(len(markers))
    )
    named = {f"m{number}": name for number, name in enumerate(markers)}
    with open_tables(output, CorpusError) as base:
        repeated = base.execute(
            "select doc_id from read_parquet($documents) group by doc_id having count(*) > 1",
            {"documents": str(Path(output) / "documents" / "part-*.parquet")},
        ).fetchone()
        if repeated is not None:
            raise CorpusError(
                f"{output}: two documents have the id {one_line(repeated[0], 60)!r}, so that their "
                "sentences cannot be told apart; give every text an id of its own"
            )
        table: pd.DataFrame = base.execute(UNITS.format(counts=counts), tables | named).df()
    table = table.rename(columns={column: f"hits {name}" for column, name in named.items()})
    table.insert(4, "n_sentences", 1)
    for name in markers:
        table[f"with {name}"] = (table[f"hits {name}"] > 0).astype(int)
    if unit == "sentence":
        return table
    summed = dict.fromkeys(table.columns[3:], "sum")
    return table.groupby("doc_id", as_index=False).agg({"start": "min", "end": "max"} | summed)


# --- groups --------------------------------------------------------------------------------------


def group_of_documents(
    output: str | Path,
    ids: Iterable[str],
    by: str | Mapping[str, str] | None,
    groups: str | Path | None = None,
) -> dict[str, str]:
    """Return the group of every document.

    Parameters
    ----------
    output : str or Path
        The archive.
    ids : iterable of str
        Its documents.
    by : str, mapping or None
        A mapping from ids to groups; or a column of the table of texts that the archive was made
        from, or of ``groups``; or
        ``"folder"``, the first folder in the document's id. Without it there is one group.
    groups : str or Path, optional
        A .csv, .jsonl or .parquet file with the documents' ids and the column.

    Raises
    ------
    CorpusError
        If there is no such column, or documents without a group.

    Examples
    --------
    >>> group_of_documents("archive", ["left/a", "right/b"], "folder")
    {'left/a': 'left', 'right/b': 'right'}
    >>> group_of_documents("archive", ["a"], None)
    {'a': 'all'}
    """
    names = list(dict.fromkeys(ids))
    if by is None:
        return dict.fromkeys(names, ALL)
    if isinstance(by, Mapping):
        found, by = {str(key): str(group) for key, group in by.items()}, "mapping"
    elif by == FOLDER and groups is None:
        found = {name: name.partition("/")[0] for name in names if "/" in name}
    else:
        found = _column(output, by, groups)
    missing = [name for name in names if name not in found]
    if missing:
        raise CorpusError(
            f"by={by}: {len(missing):,} of {len(names):,} documents have no group, such as "
            f"{one_line(missing[0], 60)!r}"
        )
    if len({found[name] for name in names}) == 1:
        return dict.fromkeys(names, ALL)
    return {name: found[name] for name in names}


def possible_groups(output: str | Path) -> list[str]:
    """Return by what an archive's texts can be told apart: columns of few values, or the folder.

    Parameters
    ----------
    output : str or Path
        The archive.

    Raises
    ------
    CorpusError
        If the folder is no archive.
    """
    note = archive_note(output)
    source = Path(str(note["source"]))
    if source.is_dir():
        return [FOLDER] if any(path.is_dir() for path in source.iterdir()) else []
    if source.suffix.lower() not in TABLES or not source.is_file():
        return []
    id_column, text_column = note["columns"]
    table = _read_table(source, text_column).drop(columns=id_column, errors="ignore")
    return [str(name) for name in table if 2 <= table[name].astype(str).nunique() <= MOST_GROUPS]


def _column(output: str | Path, by: str, groups: str | Path | None) -> dict[str, str]:
    note = archive_note(output)
    path = Path(groups if groups is not None else note["source"])
    id_column, text_column = note["columns"]
    if path.suffix.lower() not in TABLES or not path.is_file():
        raise CorpusError(
            f"by={by}: the archive was made from {path.name}, which is no table with columns; "
            f"give “{FOLDER}”, or a .csv, .jsonl or .parquet file with the columns {id_column} and "
            f"{by} (--groups FILE)"
        )
    # Read as when the archive was made, so that every row has the id that it has there.
    cells = read_column(path, by, id_column)
    found = {cell.id: str(cell.value) for cell in cells if not pd.isna(cell.value)}
    names = [] if found else [str(name) for name in _read_table(path, text_column)]
    if not found and by not in names:
        hint = nearest(by, names) or ";"
        raise CorpusError(f"by={by}: {path.name} has no such column{hint} it has {names}")
    return found


def _read_table(path: Path, text_column: str) -> pd.DataFrame:
    """Read a table without the column of its texts."""
    try:
        if path.suffix.lower() == ".csv":
            options: dict[str, Any] = {"dtype": str, "keep_default_na": False}
            options["usecols"] = lambda name: name != text_column
            return pd.read_csv(path, encoding="utf-8-sig", **options)
        if path.suffix.lower() == ".jsonl":
            with path.open("rb") as file:
                rows = [row for line in file if isinstance(row := _row_of(line), dict)]
            return pd.DataFrame([{k: row[k] for k in row if k != text_column} for row in rows])
        names = pq.read_schema(path).names
        return pd.read_parquet(path, columns=[name for name in names if name != text_column])
    except (OSError, ValueError, TypeError) as error:
        raise CorpusError(f"{path.name}: no table can be read: {one_line(error)}") from None


def _row_of(line: bytes) -> Any:
    """Return the row of a line; nothing of a line that is broken, and so of no document either."""
    with suppress(ValueError, RecursionError):
        return json.loads(line)


# --- texts ---------------------------------------------------------------------------------------


def archive_documents(output: str | Path, ids: Sequence[str]) -> dict[str, Document]:
    """Return documents of an archive, as they were when it was made.

    They are read from the source. If that is not there, but the archive kept its sentences, a
    document is put together from these, each where it stood, without headings.

    Parameters
    ----------
    output : str or Path
        The archive.
    ids : sequence of str
        Which.

    Raises
    ------
    CorpusError
        If a document is not there, or has changed since.
    """
    note = archive_note(output)
    source, wanted = Path(str(note["source"])), set(ids)
    if not source.exists():
        return dict(_rebuilt(Path(output), wanted))
    found = {}
    id_column, text_column = note["columns"]
    for item in read_items(source, text_column, id_column, Counter()):
        if item.id in wanted:
            found[item.id] = item
            if len(found) == len(wanted):
                break
    contents = _contents(Path(output), wanted)
    for name in ids:
        if name not in found or content_of(found[name]) != contents.get(name):
            raise CorpusError(
                f"{one_line(name, 60)}: it is gone from {source.name}, or has changed, since the "
                "archive was made; run corpus again, then draw"
            )
    return {name: document_of(found[name], bool(note["plain"])) for name in ids}


def _contents(output: Path, wanted: set[str]) -> Mapping[str, tuple[int, str]]:
    """Return size and hash of documents as the archive noted them."""
    contents: dict[str, tuple[int, str]] = {}
    for path in (output / ENTRIES).glob("part-*.json"):
        entry = read_entry(output, int(path.stem.removeprefix("part-")))
        if entry is None:
            raise CorpusError(f"{path}: damaged; run corpus again, which makes it anew")
        contents |= {name: (size, digest) for name, size, digest in entry.documents}
    return {name: contents[name] for name in wanted & contents.keys()}


def _rebuilt(output: Path, wanted: set[str]) -> Iterator[tuple[str, Document]]:
    with open_tables(output, CorpusError) as base:
        rows = base.execute(
            "select doc_id, start, text from read_parquet(?) where doc_id in "
            "(select unnest(?::varchar[])) order by doc_id, start",
            [str(output / "sentences" / "part-*.parquet"), sorted(wanted)],
        ).df()
    if rows["text"].isna().any():
        raise CorpusError(
            f"{output}: its texts are not to be had: the source is not where it was, and the "
            "sentences were not kept (corpus --keep-text)"
        )
    for name, own in rows.groupby("doc_id"):
        text, blocks = "", []
        for start, sentence in zip(own["start"], own["text"], strict=True):
            text += "\n" * (start - len(text)) + sentence
            blocks.append(Span(start, start + len(sentence), "paragraph"))
        yield str(name), Document(str(name), text, outline=blocks)
