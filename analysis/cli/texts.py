"""The commands for single texts."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer

from analysis.cli.base import (
    MESSAGE,
    AllowPrivate,
    Lexicons,
    OwnNorms,
    TableFile,
    TableFormat,
    Voice,
    app,
    keep_inputs,
    markers_of,
    open_target,
    read_text,
    refuse,
    say,
    table_format,
    write_table,
)
from analysis.files import WritingError, one_line

if TYPE_CHECKING:
    import pandas as pd

    from analysis.matching.matches import Marker
    from analysis.statistics.norms import Norms
    from analysis.tables.analysis import Analysis

__all__ = ["annotate", "figures", "profile", "report", "search"]

SAMPLE = "harbour_bridge_against"  # what `figures` shows without an argument
WIDTH = 100  # columns of a terminal


@app.command()
def figures(
    documents: Annotated[
        list[str] | None,
        typer.Argument(help=f"Files or names of samples; the sample {SAMPLE} by default."),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="All samples.")] = False,
    folder: Annotated[Path, typer.Option("--folder", "-o", help="Where the figures go.")] = Path(
        "figures"
    ),
    quote: Annotated[
        int | None,
        typer.Option(min=1, help="Show at most so many words in a row of the text."),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(help="Draw this figure alone, such as profile; may be repeated."),
    ] = None,
) -> None:
    """Run the notebooks on documents and write their figures."""
    from analysis.figures import draw_figures, make_figures
    from analysis.reading.sources import list_samples

    if not documents and not every and not only:
        say(
            f"Running the notebooks on one sample, {SAMPLE}. For all samples: "
            "make figures ALL=1, or python -m analysis figures --all"
        )
    chosen = [*(documents or []), *(list_samples() if every else [])] or [SAMPLE]
    try:
        failed = (
            draw_figures(only, chosen, folder, quote=quote)
            if only
            else make_figures(chosen, folder, quote=quote)
        )
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    say(*(f"{name}: {problem}" for name, problem in failed.items()))
    if not all(name in failed for name in chosen):  # a text was read, if not every notebook ran
        typer.echo(f"figures and their index: {folder / 'README.md'}")
    raise typer.Exit(1 if failed else 0)


@app.command()
def annotate(
    inputs: Annotated[
        list[str], typer.Argument(help="Documents, or .jsonl files of id and text; - for stdin.")
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", help="The file to write; - for standard output.")
    ],
    plain: Annotated[
        bool, typer.Option("--plain", help="Running prose: look for no headings.")
    ] = False,
    scorers: Annotated[
        bool, typer.Option("--scorers", help="Also score with VADER and TextBlob.")
    ] = False,
    lexicon: Lexicons = None,
    allow_private: AllowPrivate = False,
) -> None:
    """Write every section, sentence and hit as one JSON object a line."""
    from analysis.tables.annotations import annotate as annotate_document
    from analysis.tables.annotations import json_line, read_inputs
    from analysis.text.document import Document

    keep_inputs(output, [*inputs, *(lexicon or [])])
    markers = markers_of(lexicon)
    n_bad = 0
    file: IO[bytes] | None = None
    with ExitStack() as stack:
        for source in inputs:
            for document in read_inputs(source, plain=plain, allow_private=allow_private):
                if not isinstance(document, Document):
                    say(document)
                    n_bad += 1
                    continue
                if not document.body:
                    say(f"{document.id}: no running text, only headings or notes")
                # Only now, so that an older output stays where nothing can be read.
                file = file or stack.enter_context(open_target(output))
                for record in annotate_document(document, markers=markers, scorers=scorers):
                    file.write(json_line(record))
    if file is None:
        say(f"nothing could be read, so {output} was not written")
    raise typer.Exit(1 if n_bad or file is None else 0)


@app.command()
def profile(
    document: Annotated[str, typer.Argument(help="A file or the name of a sample.")],
    format: Annotated[
        TableFormat | None,
        typer.Option("--format", help="How to write the table; else the ending of -o says it."),
    ] = None,
    output: TableFile = None,
    lexicon: Lexicons = None,
    norms: OwnNorms = None,
    allow_private: AllowPrivate = False,
) -> None:
    """Say what was found, and show size, sentiment and rates per section."""
    from analysis.files import table_bytes
    from analysis.reading.notices import notice_codes, notice_sentences
    from analysis.statistics.metrics import profile as profile_table
    from analysis.statistics.norms import load_norms
    from analysis.tables.analysis import analyze

    keep_inputs(output, [document])
    chosen = table_format(format, output)
    markers, yardstick = markers_of(lexicon), load_norms(norms)
    read = read_text(document, allow_private)
    analysis = analyze(read, markers=markers)
    table = profile_table(analysis, norms=yardstick).assign(notices=" ".join(notice_codes(read)))
    if chosen is not TableFormat.TABLE:
        data = table_bytes(table, chosen)
    else:
        # Only here, because what draws is slow to load.
        from analysis.plots.profiles import in_blocks, readable_profile

        rows = in_blocks(readable_profile(table), WIDTH)
        shown = f"{_findings(analysis, yardstick)}\n{rows}\n{_places(table, yardstick)}"
        data = shown.encode("utf-8", "replace")
        if output is not None:  # on a terminal they have just been said
            data += "".join(f"\n{notice}\n" for notice in notice_sentences(read)).encode()
    with open_target(output or Path("-")) as file:
        file.write(data)


def _findings(analysis: Analysis, norms: Norms) -> str:
    """Word the findings for a terminal."""
    from textwrap import fill

    from analysis.statistics.findings import findings

    sentences = [one_line(finding, MESSAGE) for finding in findings(analysis, norms=norms)]
    lines = [*sentences, f"The yardstick: {norms.base}."]
    return "".join(f"{fill(line, WIDTH, subsequent_indent='  ')}\n" for line in lines)


def _places(table: pd.DataFrame, norms: Norms) -> str:
    """Write the places of the sections among the parts of other texts for a terminal."""
    from textwrap import fill

    from analysis.plots.profiles import in_blocks, readable_places

    said = f"Their places among the parts of {norms.base}, from 0 (less than all) to 100:"
    return f"{fill(said, WIDTH)}\n\n{in_blocks(readable_places(table, norms), WIDTH)}"


@app.command()
def report(
    document: Annotated[str, typer.Argument(help="A file or the name of a sample.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The page to write.")] = Path(
        "report.html"
    ),
    review: Annotated[
        Path | None, typer.Option("--review", help="Show it as corrected in this file.")
    ] = None,
    lexicon: Lexicons = None,
    norms: OwnNorms = None,
    allow_private: AllowPrivate = False,
) -> None:
    """Write one offline page: findings, figures, profile and annotated text."""
    from analysis.methods import methods_text
    from analysis.reader.report import write_report
    from analysis.statistics.norms import load_norms
    from analysis.tables.analysis import analyze
    from analysis.tables.review import ReviewError, apply_review, open_review

    keep_inputs(output, [document, *([review] if review else [])])
    if output.is_dir():
        raise WritingError(f"{output}: this is a folder; give the name of a file")
    if review is not None and not review.is_file():
        raise ReviewError(f"{review}: there is no such review; give the .review.json of the text")
    markers, yardstick = markers_of(lexicon), load_norms(norms)
    analysis = analyze(read_text(document, allow_private), markers=markers)
    if review is not None:
        analysis = apply_review(analysis, open_review(analysis.document, review))
    write_report(analysis, output, norms=yardstick, methods=methods_text())


@app.command()
def search(
    pattern: Annotated[
        str, typer.Argument(help='Words, phrases, wildcards: "open border* | migrant~".')
    ],
    inputs: Annotated[list[str], typer.Argument(help="Files or names of samples.")],
    section: Annotated[
        str | None, typer.Option("--section", help="Only in sections with this in their title.")
    ] = None,
    voice: Annotated[Voice | None, typer.Option("--voice", help="Only finds in it.")] = None,
    near: Annotated[
        str | None, typer.Option("--near", help="Only near a marker, such as loaded, or a word.")
    ] = None,
    within: Annotated[
        int | None, typer.Option("--within", min=0, help="Words between, for --near; else 5.")
    ] = None,
    sort: Annotated[
        str | None, typer.Option("--sort", help="text, left, right, hit, section or charge.")
    ] = None,
    collocates: Annotated[
        bool, typer.Option("--collocates", help="Show the words that stand near instead.")
    ] = False,
    output: TableFile = None,
    lexicon: Lexicons = None,
    allow_private: AllowPrivate = False,
) -> None:
    """Show any word or phrase in its context, and how often it stands where.

    All finds are shown; as in all measures, those in the author's own words are counted, or with
    --voice quoted those within quoted speech.
    A folder that corpus --keep-text wrote is searched as a whole; of the options, it takes --voice.
    """
    keep_inputs(output, inputs)
    chosen = table_format(None, output)
    given = {"section": section, "voice": voice, "near": near, "within": within, "sort": sort}
    limits = {name: value for name, value in given.items() if value is not None}
    _refuse_idle(limits, inputs, collocates, lexicon)
    table, said = _search(pattern, inputs, collocates, markers_of(lexicon), allow_private, limits)
    write_table(table, chosen, output, said)


def _refuse_idle(
    limits: dict[str, Any], inputs: list[str], collocates: bool, lexicon: list[Path] | None
) -> None:
    """Refuse what an archive, or the words that stand near, would leave out of account."""
    from analysis.corpus.search import is_archive

    narrow = {f"--{name}": limits.get(name) for name in ("section", "near", "within", "sort")}
    if any(map(is_archive, inputs)):
        if len(inputs) > 1:
            raise typer.BadParameter("an archive is searched by itself; give no other input")
        refuse(
            {**narrow, "--collocates": collocates, "--lexicon": lexicon or None}, "on an archive"
        )
    if collocates:
        refuse(narrow, "with --collocates")
    if "near" not in limits:
        refuse({"--within": limits.get("within")}, "without --near")


def _search(
    pattern: str,
    inputs: list[str],
    collocates: bool,
    markers: tuple[Marker, ...],
    allow_private: bool,
    limits: dict[str, Any],
) -> tuple[pd.DataFrame, str]:
    """Search an archive or texts; return the table that was asked for, and a summary."""
    from analysis.corpus.search import is_archive, search_archive
    from analysis.statistics.collocates import collocates as words_near
    from analysis.statistics.counting import words_in_voice
    from analysis.statistics.search import search, summary
    from analysis.tables.analysis import analyze

    voice = limits.get("voice")
    if is_archive(inputs[0]):
        found, documents = search_archive(inputs[0], pattern, voice=voice)
        return found, summary(found, int(documents["n_words"].sum()), voice)
    read = (read_text(name, allow_private) for name in inputs)
    texts = [analyze(document, markers=markers, scorers=False) for document in read]
    found = search(texts, pattern, **limits)
    n_words = sum(int(words_in_voice(text, voice or "author").sum()) for text in texts)
    table = words_near(texts, pattern, voice=voice or "author") if collocates else found
    return table, summary(found, n_words, voice)
