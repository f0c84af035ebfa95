"""The command that audits an archive: draw a sample, read it, correct the rates."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from analysis.cli.base import TableFile, app, say, table_format, write_table

__all__ = ["audit"]


@app.command()
def audit(
    output: Annotated[Path, typer.Argument(help="The folder that corpus wrote.")],
    draw: Annotated[
        int | None, typer.Option("--draw", min=1, help="Draw so many units, to be read blind.")
    ] = None,
    by: Annotated[
        str | None, typer.Option("--by", help="A column of the texts' table, or folder.")
    ] = None,
    groups: Annotated[
        Path | None, typer.Option("--groups", help="Another table with ids and that column.")
    ] = None,
    unit: Annotated[str, typer.Option(help="What is drawn: sentence or document.")] = "sentence",
    marker: Annotated[
        list[str] | None, typer.Option("--marker", help="Read for this; may be repeated.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="The same number draws the same.")] = None,
    reader: Annotated[
        str | None, typer.Option("--reader", help="Initials; whose readings to take.")
    ] = None,
    readings: Annotated[
        Path | None, typer.Option("--readings", help="Where readings are; else audit/readings.")
    ] = None,
    methods: Annotated[
        bool, typer.Option("--methods", help="Print text for a methods section.")
    ] = False,
    table: TableFile = None,
) -> None:
    """Correct the rates of an archive by a sample that is read without the tool's marks.

    With --draw N a sample is drawn and written as pages to be read; then, without it, every rate,
    share and difference is shown as counted and as corrected.
    """
    if draw is not None:
        options: dict[str, Any] = {"by": by, "groups": groups, "unit": unit}
        options |= {} if seed is None else {"seed": seed}
        options |= {"markers": tuple(marker)} if marker else {}
        _draw(output, draw, reader, options)
    elif methods:
        from analysis.methods import methods_text

        typer.echo(methods_text(output))
    else:
        _correct(output, readings, reader, table)


def _draw(output: Path, n: int, reader: str | None, options: dict[str, Any]) -> None:
    from analysis.corpus.audit_draw import audit_folder, draw_audit
    from analysis.corpus.audit_read import write_audit_pages
    from analysis.corpus.items import CorpusError
    from analysis.plots.readable import readable_table

    try:
        strata = draw_audit(output, n, **options)
        pages = write_audit_pages(output)
    except CorpusError:
        raise
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    typer.echo(f"{strata['n_drawn'].sum():,} {options['unit']}s on {len(pages)} sheets\n")
    typer.echo(f"{readable_table(strata.drop(columns='level'))!r}\n")
    who = f"{reader}: open" if reader else "Open"
    typer.echo(
        f"{who} the pages in a browser, in their order, and read each to the end:\n"
        f"  {pages[0]} …\n"
        f"Put the files that they save into {audit_folder(output) / 'readings'}\n"
        f"Then: python -m analysis audit {output}"
    )


def _correct(output: Path, readings: Path | None, reader: str | None, target: Path | None) -> None:
    from analysis.corpus.audit import SHOWN
    from analysis.corpus.audit import audit as audit_archive
    from analysis.plots.audit import audit_sentences

    chosen = table_format(None, target)
    corrected = audit_archive(output, readings, reader=reader, report=say)
    sentences = audit_sentences(corrected)
    notes = [f"{row.group}: {row.note}." for row in corrected.itertuples() if row.note]
    summary = "\n".join([*sentences, *dict.fromkeys(notes)])
    is_file = target is not None and str(target) != "-"
    shown = corrected if is_file else corrected[SHOWN]
    if is_file:
        typer.echo(summary)
    write_table(shown, chosen, target, summary)
