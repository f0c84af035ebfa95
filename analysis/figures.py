"""Regenerating figures: every notebook is run on every document, and an index is written."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from multiprocessing import get_context
from multiprocessing.util import Finalize
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tqdm import tqdm

from analysis.corpus.workers import end_with_parent
from analysis.files import (
    PROJECT,
    WritingError,
    cache_folder,
    in_checkout,
    make_folder,
    notebooks_folder,
    one_line,
    write_text,
)
from analysis.plots.catalogue import find_figure, show_figure
from analysis.plots.folders import figure_folder
from analysis.plots.quoting import QUOTE
from analysis.reading.notices import notice_sentences
from analysis.reading.sources import ReadingError, read_document
from analysis.statistics.findings import source_of
from analysis.tables.analysis import analyze
from analysis.text.document import Document

if TYPE_CHECKING:
    from jupyter_client.manager import AsyncKernelManager

__all__ = [
    "build_folder",
    "draw_figures",
    "make_figures",
    "notebook_paths",
    "run_notebook",
    "write_index",
]

NOTEBOOKS = notebooks_folder()
KINDS = (".svg", ".png", ".csv", ".txt")  # of the files of a figure
NUMBERED = "[0-9][0-9]-*"  # how they are called
HEAD = "# Figures\n\nMade by `make figures`."  # how an index begins
CLOCK = 2  # seconds by which a file system may be behind
TIMEOUT = 300  # seconds for one cell
CELL = "Here is a preview"  # what follows in a message is the cell's code


def notebook_paths() -> list[Path]:
    """Return the project's notebooks in order.

    Examples
    --------
    >>> notebook_paths()[0].name
    '00_start_here.ipynb'
    """
    return sorted(NOTEBOOKS.glob("[0-9]*.ipynb"))


def build_folder() -> Path:
    """Return where executed notebooks go, with what their kernels complained of.

    In a checkout it is ``build``, which Git leaves alone; an installed package is not written to.
    """
    if in_checkout():
        return NOTEBOOKS.parent / "build"
    return cache_folder() / "build"


def make_figures(
    documents: Sequence[str], folder: Path, *, quote: int | None = None
) -> dict[str, str]:
    """Run all notebooks on each document and write its figures and the index.

    Parameters
    ----------
    documents : sequence of str
        Files, or names of samples.
    folder : Path
        Where the figures go: ``<folder>/<document>/NN-name.{svg,png,csv,txt}``.
    quote : int, optional
        Show at most so many words in a row of a text, in pictures, tables, captions and index.

    Returns
    -------
    dict
        Problem by document; empty if all went well. A document that cannot be read does not
        keep the others from being done.
    """
    texts, failed = _texts(documents)
    if not texts:
        return failed
    make_folder(folder)
    write_index(folder)  # before minutes of work, to see that the folder can be written to
    # Whose folder is whose is settled here, before many processes write at once.
    sources = {figure_folder(folder, text).name: source for source, text in texts.items()}
    per_document = [path for path in notebook_paths() if _takes_document(path)]
    jobs = [
        Job(source, about, path, folder.resolve(), quote)
        for about, source in sources.items()
        for path in per_document
    ]
    # The notebooks that are not about one document run once.
    once = [path for path in notebook_paths() if path not in per_document]
    jobs += [Job("", "all", path, folder.resolve(), quote) for path in once]
    begun = time.time()
    problems = _run_all(jobs, make_folder(build_folder()))
    for about in {job.document_id for job in jobs} - {key.split(", ")[0] for key in problems}:
        _remove_older(folder / about, begun)
    write_index(folder)
    return failed | problems


def draw_figures(
    names: Sequence[str], documents: Sequence[str], folder: Path, *, quote: int | None = None
) -> dict[str, str]:
    """Draw some figures of each document by their names, without running the notebooks.

    Parameters
    ----------
    names : sequence of str
        Such as ``"profile"``, as in ``FIGURES``.
    documents, folder, quote
        As for ``make_figures``.

    Returns
    -------
    dict
        Problem by document; empty if all went well.

    Raises
    ------
    ValueError
        If there is no such figure, or it needs more than one text.
    """
    for name in names:
        figure = find_figure(name)
        if figure.table is None or figure.n_texts > 1:
            raise ValueError(f"name={name!r}: it needs more than a text; a notebook draws it")
    texts, failed = _texts(documents)
    if not texts:
        return failed
    make_folder(folder)
    write_index(folder)  # to see that it can be
    if quote is not None:
        os.environ[QUOTE] = str(quote)
    for text in tqdm(texts.values(), unit="document"):
        analysis = analyze(text)
        source = source_of(analysis)
        for name in names:
            show_figure(name, analysis, folder, source=source)
    write_index(folder)
    return failed


def _remove_older(folder: Path, moment: float) -> None:
    """Remove the figures of an earlier run that this one has not drawn again."""
    for stem in _figures_in(folder):
        for path in (folder / f"{stem}{kind}" for kind in KINDS):
            if path.is_file() and path.stat().st_mtime < moment - CLOCK:
                path.unlink()


def _figures_in(folder: Path) -> list[str]:
    """Name the figures in a folder; what else lies there, numbered or not, is somebody's own."""
    return sorted(path.stem for path in folder.glob(f"{NUMBERED}.svg"))


def _texts(documents: Sequence[str]) -> tuple[dict[str, Document], dict[str, str]]:
    """Return the texts by their sources, and the problem of those that cannot be read."""
    texts: dict[str, Document] = {}
    failed: dict[str, str] = {}
    for name in documents:
        try:
            document = _readable(name)
        except ReadingError as error:
            failed[name] = str(error)
            continue
        # A notebook runs in its own folder, so a file needs its whole path.
        texts[str(Path(name).resolve()) if Path(name).is_file() else name] = document
        for notice in notice_sentences(document):
            tqdm.write(f"{document.id}: {notice}", file=sys.stderr)
    return texts, failed


def _readable(name: str) -> Document:
    if name == "-":
        raise ReadingError("every notebook reads its text anew; give a file")
    document = read_document(name)
    if not document.body:
        raise ReadingError("no running text, only headings or notes")
    return document


def _takes_document(notebook: Path) -> bool:
    import papermill

    return "document" in papermill.inspect_notebook(notebook)


class Job(NamedTuple):
    """One notebook to be run on one document."""

    source: str
    document_id: str
    notebook: Path
    folder: Path
    quote: int | None


def _run_all(jobs: list[Job], build: Path) -> dict[str, str]:
    """Run the jobs on all cores; what kernels print to standard error goes to a log."""
    failed: dict[str, str] = {}
    # papermill changes the working folder, so every run needs a process of its own.
    pool = ProcessPoolExecutor(
        os.cpu_count(), get_context("spawn"), _begin, (build / "kernels.log",)
    )
    with pool:
        runs = [pool.submit(_try_job, job, build) for job in jobs]
        progress = tqdm(jobs, unit="notebook")
        for job, run in zip(progress, runs, strict=True):
            progress.set_description(f"{job.document_id}, {job.notebook.stem}"[:50])
            if problem := _problem_of(run):
                failed[f"{job.document_id}, {job.notebook.name}"] = problem
    return failed


def _problem_of(run: Future[str | None]) -> str | None:
    try:
        return run.result()
    except BrokenProcessPool:
        # All that had not come to its end is lost with the process, and nothing else.
        return "a process was ended from outside, perhaps for want of memory; try again"


def _begin(path: Path) -> None:
    """End with the parent; send standard error, also that of the kernels, to a file."""
    end_with_parent()
    with path.open("ab") as log:
        os.dup2(log.fileno(), 2)


@cache
def _kernel() -> AsyncKernelManager:
    """Return the kernel of this process; one for each notebook would take twice the time."""
    from jupyter_client.manager import AsyncKernelManager

    kernel = AsyncKernelManager(kernel_name="python3")
    Finalize(None, _shut_down, (kernel,), exitpriority=1)
    return kernel


def _shut_down(kernel: AsyncKernelManager) -> None:
    from jupyter_core.utils import run_sync

    if kernel.has_kernel:
        run_sync(kernel.shutdown_kernel)(now=True)


def _empty(kernel: AsyncKernelManager) -> None:
    """Let nothing be left of an earlier notebook but what has been imported."""
    from nbclient import NotebookClient
    from nbformat.v4 import new_code_cell, new_notebook

    if kernel.has_kernel:
        NotebookClient(new_notebook(cells=[new_code_cell("%reset -f")]), km=kernel).execute()


def _try_job(job: Job, build: Path) -> str | None:
    from papermill.exceptions import PapermillExecutionError

    output = build / "notebooks" / job.document_id / job.notebook.name
    if job.quote is not None:
        os.environ[QUOTE] = str(job.quote)  # of this process and its kernel
    kernel = _kernel()
    try:
        _empty(kernel)
        run_notebook(job.notebook, job.source, job.folder, output, kernel=kernel)
    except PapermillExecutionError as error:
        return f"{error.ename}: {error.evalue} (see {output})"
    except (TimeoutError, RuntimeError) as error:
        # A cell took too long, or the kernel ended: the other notebooks go on, in another.
        _shut_down(kernel)
        _kernel.cache_clear()
        return f"{one_line(str(error).partition(CELL)[0], 200)} (see {output})"
    return None


def run_notebook(
    notebook: Path,
    document: str,
    folder: Path,
    output: Path,
    *,
    kernel: AsyncKernelManager | None = None,
) -> None:
    """Run one notebook on one document with papermill.

    Parameters
    ----------
    notebook : Path
        Which notebook; its cell tagged ``parameters`` is overridden.
    document : str
        An absolute path or the name of a sample; empty for a notebook that takes none.
    folder : Path
        Where its figures go.
    output : Path
        Where the executed notebook is kept.
    kernel : AsyncKernelManager, optional
        In which kernel, which goes on running; by default in one of its own.

    Raises
    ------
    papermill.exceptions.PapermillExecutionError
        If a cell fails.
    """
    import papermill

    output.parent.mkdir(parents=True, exist_ok=True)
    papermill.execute_notebook(
        notebook,
        output,
        {"document": document, "figures": str(folder)} if document else {"figures": str(folder)},
        cwd=notebook.parent if in_checkout() else Path.cwd(),
        kernel_name="python3",
        progress_bar=False,
        execution_timeout=TIMEOUT,
        log_output=False,
        **({} if kernel is None else {"km": kernel}),
    )


def write_index(folder: Path) -> Path:
    """Write ``README.md`` in the figures' folder: every document's figures with their captions.

    Parameters
    ----------
    folder : Path
        The figures' folder.

    Returns
    -------
    Path
        The index.

    Raises
    ------
    WritingError
        If a ``README.md`` is there that is no such index, or it cannot be written.
    """
    target = folder / "README.md"
    if target.exists() and not target.read_text("utf-8", "replace").startswith(HEAD):
        raise WritingError(f"{target}: this is no index of figures; give another folder")
    lines = [
        f"{HEAD} Beside each picture lie the same figure as SVG and the table behind it as CSV. "
        "Whiskers are 95 % intervals.",
    ]
    for document in sorted(path for path in folder.iterdir() if path.is_dir()):
        paths = [document / f"{stem}.txt" for stem in _figures_in(document)]
        captions = [path for path in paths if path.is_file()]
        lines += ["", f"## {_heading(document, captions)}"] if captions else []
        for path in captions:
            title, note, source, alt = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
            stem = f"{document.name}/{path.stem}"
            lines += ["", f"### {title}", "", f"![{alt}]({stem}.png)", ""]
            column = f"{stem}-column.png"
            narrow = f" · [for a column]({column})" if (folder / column).exists() else ""
            lines += [f"{note} {source} [SVG]({stem}.svg) · [CSV]({stem}.csv){narrow}".strip()]
    return write_text(target, "\n".join(lines) + "\n")


def _heading(folder: Path, captions: Sequence[Path]) -> str:
    """Return title and author of a text as its captions have them, or what the folder is called."""
    source = captions[0].read_text(encoding="utf-8").split("\n")[2] if captions else ""
    named = source.split(" · ")[0]
    plain = folder.name.replace("_", " ").capitalize()
    return plain if not named or named.startswith(PROJECT) else f"{named} (`{folder.name}`)"
