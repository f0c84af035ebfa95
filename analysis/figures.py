"""Regenerating figures: every notebook is run on every document, and an index is written."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from tqdm import tqdm

from analysis.plots.style import folder_name
from analysis.reading.sources import ReadingError, read_document

__all__ = ["make_figures", "notebook_paths", "run_notebook", "write_index"]

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
TIMEOUT = 300  # seconds for one cell


def notebook_paths() -> list[Path]:
    """Return the project's notebooks in order.

    Examples
    --------
    >>> notebook_paths()[0].name
    '00_start_here.ipynb'
    """
    return sorted(NOTEBOOKS.glob("[0-9]*.ipynb"))


def make_figures(documents: Sequence[str], folder: Path) -> dict[str, str]:
    """Run all notebooks on each document and write its figures and the index.

    Parameters
    ----------
    documents : sequence of str
        Files, or names of samples.
    folder : Path
        Where the figures go: ``<folder>/<document>/NN-name.{svg,png,csv,txt}``.

    Returns
    -------
    dict
        Problem by document; empty if all went well. A document that cannot be read does not
        keep the others from being done.
    """
    failed: dict[str, str] = {}
    jobs: list[Job] = []
    folder.mkdir(parents=True, exist_ok=True)
    per_document = [path for path in notebook_paths() if _takes_document(path)]
    for name in documents:
        try:
            document = read_document(name)
            if not document.body:
                raise ReadingError("no running text, only headings or notes")
        except ReadingError as error:
            failed[name] = str(error)
            continue
        # A notebook runs in its own folder, so a file needs its whole path.
        source = str(Path(name).resolve()) if Path(name).is_file() else name
        about = folder_name(document.id)
        jobs += [Job(source, about, path, folder.resolve()) for path in per_document]
    # The notebooks that are not about one document run once.
    once = [path for path in notebook_paths() if path not in per_document]
    jobs += [Job("", "all", path, folder.resolve()) for path in once if jobs]
    failed |= _run_all(jobs, folder.resolve().parent / "build")
    write_index(folder)
    return failed


def _takes_document(notebook: Path) -> bool:
    import papermill

    return "document" in papermill.inspect_notebook(notebook)


class Job(NamedTuple):
    """One notebook to be run on one document."""

    source: str
    document_id: str
    notebook: Path
    folder: Path


def _run_all(jobs: list[Job], build: Path) -> dict[str, str]:
    """Run the jobs on all cores; what kernels print to standard error goes to a log."""
    build.mkdir(parents=True, exist_ok=True)
    failed: dict[str, str] = {}
    # papermill changes the working folder, so every run needs a process of its own.
    pool = ProcessPoolExecutor(
        os.cpu_count(), get_context("spawn"), _log_errors_to, (build / "kernels.log",)
    )
    with pool:
        runs = pool.map(_try_job, jobs, [build] * len(jobs))
        for job, problem in zip(jobs, tqdm(runs, total=len(jobs), unit="notebook"), strict=True):
            if problem:
                failed[f"{job.document_id}, {job.notebook.name}"] = problem
    return failed


def _log_errors_to(path: Path) -> None:
    """Send this process's standard error, and that of the kernels it starts, to a file."""
    with path.open("ab") as log:
        os.dup2(log.fileno(), 2)


def _try_job(job: Job, build: Path) -> str | None:
    from papermill.exceptions import PapermillExecutionError

    output = build / "notebooks" / job.document_id / job.notebook.name
    try:
        run_notebook(job.notebook, job.source, job.folder, output)
    except PapermillExecutionError as error:
        return f"{error.ename}: {error.evalue} (see {output})"
    return None


def run_notebook(notebook: Path, document: str, folder: Path, output: Path) -> None:
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
        cwd=notebook.parent,
        kernel_name="python3",
        progress_bar=False,
        execution_timeout=TIMEOUT,
        log_output=False,
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
    """
    lines = [
        "# Figures",
        "",
        "Made by `make figures`. Beside each picture lie the same figure as SVG and the table "
        "behind it as CSV. Whiskers are 95 % intervals.",
    ]
    for document in sorted(path for path in folder.iterdir() if path.is_dir()):
        captions = sorted(document.glob("*.txt"))
        lines += ["", f"## {document.name}"] if captions else []
        for path in captions:
            title, note, source, alt = path.read_text(encoding="utf-8").splitlines()
            stem = f"{document.name}/{path.stem}"
            lines += ["", f"### {title}", "", f"![{alt}]({stem}.png)", ""]
            lines += [f"{note} {source} [SVG]({stem}.svg) · [CSV]({stem}.csv)".strip()]
    index = folder / "README.md"
    index.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return index
