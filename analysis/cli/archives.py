"""The commands for archives, for the measures themselves, and for the installation."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analysis.cli.base import Lexicons, app, keep_inputs, markers_of, say
from analysis.files import PROJECT, in_checkout, one_line

if TYPE_CHECKING:
    from analysis.corpus.archive import Summary

__all__ = ["corpus", "doctor", "lab", "norms", "start_app", "validate"]

KeepText = Annotated[bool, typer.Option("--keep-text", help="Keep the sentences, for search.")]


@app.command(name="app")
def start_app() -> None:
    """Open the start page as an application."""
    from analysis.reader.app import run_app

    raise typer.Exit(run_app())


@app.command()
def lab(
    folder: Annotated[
        Path | None,
        typer.Argument(help="Work on copies of the notebooks here; rhetoric-notebooks by default."),
    ] = None,
    browser: Annotated[bool, typer.Option(help="Open a browser, too.")] = True,
) -> None:
    """Open JupyterLab on the notebooks; in a checkout on its own, elsewhere on copies."""
    from analysis.reader.lab import run_lab

    if folder is None and not in_checkout():
        folder = Path(PROJECT)
    raise typer.Exit(run_lab(folder, *([] if browser else ["--no-browser"])))


@app.command()
def corpus(
    source: Annotated[
        str, typer.Argument(help="A folder, or a .jsonl, .csv or .parquet file of texts.")
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="A folder for the tables.")],
    workers: Annotated[int | None, typer.Option("--workers", min=1, help="Processes.")] = None,
    scheduler: Annotated[
        str | None, typer.Option("--scheduler", help="Address of a Dask scheduler.")
    ] = None,
    text_column: Annotated[str, typer.Option("--text", help="Name of the text's column.")] = "text",
    id_column: Annotated[str, typer.Option("--id", help="Name of the id's column.")] = "id",
    plain: Annotated[bool, typer.Option("--plain", help="Look for no headings.")] = False,
    time_limit: Annotated[
        float,
        typer.Option(
            "--time-limit", min=0.1, help="Seconds for one document; one that needs more fails."
        ),
    ] = 300.0,
    keep_text: KeepText = False,
    lexicon: Lexicons = None,
) -> None:
    """Analyze an archive and write Parquet tables; a stopped run goes on where it was.

    What changed in the source since, and what is damaged or missing in the output, is done anew.
    """
    from analysis.corpus.archive import analyze_corpus

    if not source:
        raise typer.BadParameter("the source has no name; give a folder, or . for this one")
    summary = analyze_corpus(
        Path(source),
        output,
        workers=workers,
        scheduler=scheduler,
        text_column=text_column,
        id_column=id_column,
        plain=plain,
        time_limit=time_limit,
        markers=markers_of(lexicon),
        keep_text=keep_text,
    )
    _print_summary(summary, output)
    raise typer.Exit(1 if summary.n_failed or summary.n_failed_before else 0)


def _print_summary(summary: Summary, output: Path) -> None:
    """Print what a run over an archive did, its failed documents on standard error."""
    for name, problem in summary.failed:
        say(f"{name}: {problem}")
    typer.echo(
        f"{summary.n_documents:,} documents, {summary.n_words:,} words, {summary.n_failed:,} failed"
        f" (see the column error in {output}/documents)"
    )
    for note in summary.notes:
        typer.echo(note)


@app.command()
def norms(
    source: Annotated[
        str | None,
        typer.Argument(help="A folder, or a .jsonl, .csv or .parquet file of texts."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The table to write, such as essays.tsv.")
    ] = None,
    noun: Annotated[str, typer.Option(help="What the texts are, such as essays.")] = "texts",
    texts: Annotated[str, typer.Option(help='Of whom and when: "of one author, 1990–1999".')] = "",
    gold: Annotated[
        Path | None,
        typer.Option(
            "--gold", help="Make the norms that come with the project from labelled data."
        ),
    ] = None,
    lexicon: Lexicons = None,
) -> None:
    """Make a yardstick of many texts: how often such texts hedge, charge, attribute …

    Use it with --norms FILE in profile and report, or with load_norms in a notebook.
    """
    from analysis.corpus.norms import make_gold_norms, norms_of
    from analysis.statistics.norms_making import write_norms

    if gold is not None:
        for path, made in make_gold_norms(gold, say):
            typer.echo(f"{write_norms(made, path)}: {made.base}")
        return
    if not source or output is None:
        raise typer.BadParameter("give a folder of texts, and -o FILE for the table")
    keep_inputs(output, [source])
    command = f"python -m analysis norms {Path(source).name} -o {output.name}"
    about = {"noun": noun, "texts": texts, "made": command, "source": Path(source).name}
    made = norms_of(Path(source), about, say, markers=markers_of(lexicon))
    typer.echo(f"{write_norms(made, output)}: {made.base}")


@app.command()
def validate(
    gold: Annotated[
        Path | None,
        typer.Option("--gold", help="A folder with labelled data; else the stored results."),
    ] = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print a Markdown table.")] = False,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Also write a CSV.")] = None,
    only: Annotated[str | None, typer.Option(help="One measure, such as hedge.")] = None,
    split: Annotated[
        str | None, typer.Option(help="One part of the texts: test or rest; both by default.")
    ] = None,
    workers: Annotated[int, typer.Option(min=1, help="How many processes to use.")] = 2,
) -> None:
    """Score every measure against labels, beside its peers, on the test part and the rest.

    Only figures on texts that nothing was made from are printed; the CSV holds all.
    """
    from analysis.files import write_text
    from analysis.validation.card import card_tables, stored_results, to_markdown
    from analysis.validation.card import validate as validate_measures

    if output is not None and output.suffix.lower() != ".csv":
        raise typer.BadParameter(f"{one_line(output)}: the table is a CSV; give a name in .csv")
    if gold is None:
        table = stored_results()
    else:
        try:
            table = validate_measures(gold, only=only, split=split, workers=workers)
        except ValueError as error:
            raise typer.BadParameter(str(error)) from None
    if output is not None:
        write_text(output, table.to_csv(index=False, float_format="%.3f", lineterminator="\n"))
    for shown in card_tables(table):
        typer.echo(to_markdown(shown) if markdown else shown.to_string(index=False))
        typer.echo()


@app.command()
def doctor() -> None:
    """Tell what is installed, what is missing, and the remedy."""
    from analysis.doctor import check_installation

    problems = 0
    for check in check_installation():
        typer.echo(f"{'ok     ' if check.ok else 'MISSING'}  {check.name:24} {check.detail}")
        problems += not check.ok
    typer.echo("everything is there" if not problems else f"{problems} missing, see above")
    raise typer.Exit(1 if problems else 0)
