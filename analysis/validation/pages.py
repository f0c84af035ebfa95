"""How much of an article is read from a web page, and how little else."""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from analysis.reading.sources import ReadingError, read_document
from analysis.text.spans import is_heading, words_of
from analysis.validation.lines import labelled_rows

__all__ = ["evaluate_pages", "page_f1"]

# A page of which less is read rightly is one on which reading failed.
FAILED = 0.7


def evaluate_pages(
    gold: Path, wanted: Callable[[str], bool]
) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """Score the words that are read from real pages against the true paragraphs.

    Of this project, the words of body sentences and headings count; of the peers, all words that
    they return.

    Parameters
    ----------
    gold : Path
        A folder with ``pages``.
    wanted : callable
        Which names to read.

    Yields
    ------
    tuple
        Scorer, statistic and scores: "mean F1" over pages, and the "number" of pages below .7.
    """
    rows = [row for row in labelled_rows(gold, "pages/truth.jsonl") if wanted(row["id"])]
    pages = [gzip.decompress((gold / f"pages/{row['id']}.html.gz").read_bytes()) for row in rows]
    truths = [" ".join(row["paragraphs"]) for row in rows]
    names = [row["id"] for row in rows]
    found = {
        name: [page_f1(read(page), truth) for page, truth in zip(pages, truths, strict=True)]
        for name, read in READERS.items()
    }
    # The package has the name of another one that is needed here: its figures come with the pages.
    found["readability-lxml (published)"] = [row["readability"]["f"] for row in rows]
    for scorer, f1 in found.items():
        yield scorer, "mean F1", pd.DataFrame({"document": names, "f1": f1})
    for scorer, f1 in found.items():
        failed = [int(value < FAILED) for value in f1]
        yield scorer, "number", pd.DataFrame({"document": names, "one": failed})


def page_f1(text: str, truth: str) -> float:
    """Return F1 of the words of a text against those of the true one, each as often as it stands.

    Examples
    --------
    >>> page_f1("Menu. It may rain.", "It may rain and rain.")
    0.6666666666666666
    """
    found, true = (Counter(words_of(one)) for one in (text, truth))
    shared = sum((found & true).values())
    return 2 * shared / (sum(found.values()) + sum(true.values())) if shared else 0.0


def _read(page: bytes) -> str:
    with TemporaryDirectory() as folder:
        path = Path(folder, "page.html")
        path.write_bytes(page)
        try:
            document = read_document(path)
        except ReadingError:
            return ""
    headings = [block for block in document.blocks if is_heading(block.label)]
    return " ".join(document[span] for span in (*document.sentences, *headings))


def _read_with_trafilatura(page: bytes) -> str:
    from trafilatura import extract

    return extract(page, include_comments=False) or ""


def _read_with_readability(page: bytes) -> str:
    from lxml.html import fromstring
    from trafilatura import load_html
    from trafilatura.readability_lxml import Document

    tree = load_html(page)
    summary = "" if tree is None else Document(tree).summary()
    return str(fromstring(summary).text_content()) if summary.strip() else ""


READERS: dict[str, Callable[[bytes], str]] = {
    "this project": _read,
    "trafilatura": _read_with_trafilatura,
    "trafilatura's readability_lxml": _read_with_readability,
}
