"""Reading the sheets of an archive's sample: in a notebook, or as pages for any browser."""

from __future__ import annotations

from pathlib import Path

from analysis.corpus.audit import audit_progress
from analysis.corpus.audit_draw import audit_folder, audit_sheets, read_design
from analysis.corpus.items import CorpusError
from analysis.files import make_folder
from analysis.reader.blind_file import write_blind_page
from analysis.reader.blind_widget import BlindReader, read_blind

__all__ = ["read_audit", "write_audit_pages"]


def read_audit(output: str | Path, reader: str = "", sheet: int | None = None) -> BlindReader:
    """Read a sheet of an archive's sample, without the tool's marks.

    Parameters
    ----------
    output : str or Path
        The archive, of which ``draw_audit`` has drawn a sample.
    reader : str
        Your initials; the page asks for them if there are none.
    sheet : int, optional
        Which sheet, from 1 on; by default the first that you have not read to the end.

    Returns
    -------
    BlindReader
        Shown as the last line of a cell; every mark is saved where ``audit`` looks for it.

    Raises
    ------
    CorpusError
        If no sample was drawn, or there is no such sheet.

    Examples
    --------
    >>> read_audit("nowhere")
    Traceback (most recent call last):
    ...
    analysis.corpus.items.CorpusError: nowhere: ...
    """
    sheets = audit_sheets(output)
    if sheet is None:
        progress = audit_progress(output)
        is_open = ~progress["readers"].str.split().map(lambda names: reader.strip() in names)
        sheet = int(progress.loc[is_open, "sheet"].min()) if is_open.any() else 1
    if not 1 <= sheet <= len(sheets):
        raise CorpusError(f"sheet={sheet}: there are the sheets 1 to {len(sheets)}")
    chosen = sheets[sheet - 1]
    markers = read_design(output)[0]["markers"]
    folder = audit_folder(output) / "readings"
    return read_blind(chosen.document, reader, chosen.spans, markers, folder)


def write_audit_pages(output: str | Path) -> list[Path]:
    """Write every sheet as a page, to be read on any computer or phone, also without a network.

    A page saves what was marked as a file, which belongs into the folder ``audit/readings`` of the
    archive.

    Parameters
    ----------
    output : str or Path
        The archive, of which ``draw_audit`` has drawn a sample.

    Returns
    -------
    list of Path
        In the folder ``audit/pages`` of the archive, in the order in which they are to be read.

    Raises
    ------
    CorpusError
        If no sample was drawn.

    Examples
    --------
    >>> write_audit_pages("nowhere")
    Traceback (most recent call last):
    ...
    analysis.corpus.items.CorpusError: nowhere: ...
    """
    markers = read_design(output)[0]["markers"]
    folder = make_folder(audit_folder(output) / "pages")
    return [
        write_blind_page(
            sheet.document, folder / f"sheet-{n:02d}.html", spans=sheet.spans, markers=markers
        )
        for n, sheet in enumerate(audit_sheets(output), 1)
    ]
