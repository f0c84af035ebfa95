"""An archive of texts made from the samples' sentences, with planted errors, is audited."""

from __future__ import annotations

import json
import shutil
from collections import Counter

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analysis.corpus.archive import analyze_corpus
from analysis.corpus.audit import audit, audit_progress, read_units
from analysis.corpus.audit_draw import (
    _choose,
    _in_strata,
    audit_folder,
    audit_sheets,
    draw_audit,
    read_design,
    read_groups,
)
from analysis.corpus.audit_units import (
    archive_documents,
    group_of_documents,
    possible_groups,
    units_of,
)
from analysis.corpus.items import CorpusError
from analysis.corpus.sources import read_items
from analysis.markers.registry import find_matches
from analysis.reading.sources import list_samples, read_document
from analysis.statistics.audit import ALL, correct_rates
from analysis.statistics.sample_size import allocate
from analysis.tables.readings import Mark, new_reading, reading_path, write_reading
from analysis.text.document import Document
from analysis.text.spans import Span

MARKERS = ["loaded", "hedge"]
N_TEXTS, N_SENTENCES = 300, 14
REPEATS = 120  # a coverage of .95 is then seen as .91 to .99
# What the tool gets wrong, by outlet: the share of hits that it misses, false marks in a sentence.
ERRORS = {"Herald": (0.1, 0.02), "Courier": (0.5, 0.3)}


def sample_sentences():
    """Return the sentences of the samples, without those that quote: voices do not matter here."""
    found = []
    for name in list_samples():
        document = read_document(name)
        found += [" ".join(document[s].split()) for s in document.sentences]
    return [text for text in found if not set(text) & set('“”‘"') and text[-1] in ".!?"]


def write_source(path, generator):
    sentences = sample_sentences()
    rows = []
    for number in range(N_TEXTS):
        chosen = generator.choice(sentences, N_SENTENCES, replace=False)
        outlet = list(ERRORS)[number % 2]
        rows.append({"id": f"t{number}", "text": " ".join(chosen), "outlet": outlet})
    path.write_text("\n".join(map(json.dumps, rows)) + "\n", encoding="utf-8")
    return path


def plant_errors(output, generator):
    """Take hits out of the archive's table, and put false ones in; return the true ones."""
    path = next((output / "matches").glob("*.parquet"))
    parts = sorted((output / "matches").glob("*.parquet"))
    true = pd.concat([pd.read_parquet(part) for part in parts], ignore_index=True)
    true = true[true["marker"].isin(MARKERS)]
    sentences = pd.read_parquet(output / "sentences")
    number = lambda ids: ids.str[1:].astype(int) % 2  # noqa: E731
    missed, false = (np.array([ERRORS[name][k] for name in ERRORS]) for k in (0, 1))
    kept = true[generator.random(len(true)) >= missed[number(true["doc_id"])]]
    added = []
    for marker in MARKERS:
        n = generator.poisson(false[number(sentences["doc_id"])])
        rows = sentences.loc[sentences.index.repeat(n), ["doc_id", "start", "section"]]
        rows = rows.assign(end=rows["start"] + 1, marker=marker, category="planted", text="x")
        added.append(rows.assign(weight=1.0, voice="author", force=None, reason=""))
    wrong = pd.concat([kept, *added], ignore_index=True)[true.columns.tolist()]
    for part in parts:
        wrong.iloc[:0].to_parquet(part)
    wrong.to_parquet(path)
    return true


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    """An archive with planted errors, and the hits that are truly in it."""
    folder = tmp_path_factory.mktemp("audited")
    generator = np.random.default_rng(5)
    source = write_source(folder / "texts.jsonl", generator)
    output = folder / "archive"
    analyze_corpus(source, output, workers=2, plain=True, progress=False)
    return output, plant_errors(output, generator)


@pytest.fixture
def archive(planted, tmp_path):
    """A copy of its own."""
    output = tmp_path / "archive"
    shutil.copytree(planted[0], output)
    return output, planted[1]


def read_sheets(output, true, reader="AB", numbers=None, *, finished=True, miss=0.0):
    """Read sheets as a person does who overlooks nothing: by what is truly in the sentences."""
    generator = np.random.default_rng(3)
    _, _, sample = read_design(output)
    paths = []
    for number, sheet in enumerate(audit_sheets(output), 1):
        if numbers is not None and number not in numbers:
            continue
        marks = []
        for unit in sample[sample["sheet"] == number].itertuples():
            inside = (true["doc_id"] == unit.doc_id) & (true["start"] >= unit.start)
            for hit in true[inside & (true["start"] < unit.end)].itertuples():
                if generator.random() < miss:
                    continue
                start = hit.start - unit.start + unit.sheet_start
                end = min(start + len(hit.text), len(sheet.document.text))
                assert sheet.document.text[start:end] == hit.text
                marks.append(Mark(hit.marker, hit.category, start, end, hit.text))
        reading = new_reading(
            sheet.document, reader, MARKERS, sheet.spans, marks, finished=finished
        )
        path = reading_path(sheet.document, reader, audit_folder(output) / "readings")
        paths.append(write_reading(reading, path))
    return paths


def truth(output, true, marker, measure="rate"):
    """Return the true figure of each group and of all."""
    units = units_of(output, MARKERS)
    outlet = units["doc_id"].str[1:].astype(int) % 2
    own = true[true["marker"] == marker]
    known = {}
    for name, chosen in {"Herald": outlet == 0, "Courier": outlet == 1, ALL: outlet >= 0}.items():
        ids = set(units.loc[chosen, "doc_id"])
        hits = own[own["doc_id"].isin(ids)]
        if measure == "rate":
            known[name] = 1000 * len(hits) / units.loc[chosen, "size"].sum()
        else:
            starts = units[chosen].groupby("doc_id")["start"].apply(np.array)
            places = {
                (hit.doc_id, int(np.searchsorted(starts[hit.doc_id], hit.start, side="right")))
                for hit in hits.itertuples()
            }
            known[name] = len(places) / chosen.sum()
    return known


def test_an_audited_archive_tells_the_truth_that_its_tables_do_not(archive):
    output, true = archive
    strata = draw_audit(output, 300, by="outlet", markers=MARKERS, seed=4)
    assert strata["n_drawn"].sum() == 300
    assert set(strata["group"]) == set(ERRORS)
    read_sheets(output, true)
    table = audit(output)
    rates = table[(table["measure"] == "rate") & (table["other"] == "")]
    for row in rates.itertuples():
        known = truth(output, true, row.marker)[row.group]
        assert row.low <= known <= row.high, (row.marker, row.group)
        assert row.readers == "AB"
    courier = rates[rates["group"] == "Courier"]
    known = np.array([truth(output, true, marker)["Courier"] for marker in courier["marker"]])
    assert (abs(courier["uncorrected"] - known) > abs(courier["corrected"] - known)).all()
    shares = table[(table["measure"] == "share") & (table["group"] == ALL)]
    for row in shares.itertuples():
        assert row.low <= truth(output, true, row.marker, "share")[ALL] <= row.high
    pairs = table[(table["measure"] == "rate") & (table["other"] != "")]
    for row in pairs.itertuples():
        known = truth(output, true, row.marker)
        assert row.low <= known[row.group] - known[row.other] <= row.high


@pytest.mark.slow
def test_intervals_cover_over_many_samples(planted):
    """As above, but the drawing is repeated; what is read is the truth of each sentence."""
    output, true = planted
    units = units_of(output, MARKERS)
    outlet = np.where(units["doc_id"].str[1:].astype(int) % 2 == 0, "Herald", "Courier")
    units = _in_strata(units.assign(group=outlet), MARKERS, "sentence")
    strata = units.groupby(["group", "stratum"], as_index=False).agg(
        n_units=("size", "size"), machine=("found", "sum")
    )
    strata["n_drawn"] = allocate(strata, 160).loc[strata["stratum"]].to_numpy()
    own = true[true["marker"] == "loaded"].sort_values("start")
    at = pd.merge_asof(
        own,
        units.sort_values("start")[["doc_id", "start"]].assign(sentence=lambda t: t["start"]),
        on="start",
        by="doc_id",
    )
    counts = at.groupby(["doc_id", "sentence"]).size().rename("truth").reset_index()
    units = units.merge(
        counts, "left", left_on=["doc_id", "start"], right_on=["doc_id", "sentence"]
    ).fillna({"truth": 0})
    units = units.rename(columns={"hits loaded": "machine", "doc_id": "document"})
    totals = units.groupby("group", as_index=False)[["machine", "size"]].sum()
    known = truth(output, true, "loaded")
    covered, values = [], []
    for seed in range(REPEATS):
        table = correct_rates(_choose(units, strata, seed), strata, totals).set_index("group")
        at = table.index.map(known)
        covered.append((table["low"] <= at) & (at <= table["high"]))
        values.append(table["corrected"])
    assert (np.mean(covered, axis=0) >= 0.91).all(), np.mean(covered, axis=0)
    error = np.std(values, axis=0) / np.sqrt(REPEATS)
    assert (abs(np.mean(values, axis=0) - at) < 3 * error + 0.01 * at).all()
    assert abs(table["uncorrected"] - at).max() > 3


# --- drawing -------------------------------------------------------------------------------------


def test_a_sample_says_how_likely_each_unit_was_drawn_and_shows_nothing_found(archive):
    output, _ = archive
    strata = draw_audit(output, 100, by="outlet", markers=MARKERS)
    assert strata["probability"].tolist() == (strata["n_drawn"] / strata["n_units"]).tolist()
    assert strata["n_units"].sum() == len(units_of(output, MARKERS))
    _, kept, sample = read_design(output)
    assert kept.equals(strata)
    counts = sample["stratum"].value_counts()
    assert counts.to_dict() == strata.set_index("stratum")["n_drawn"].to_dict()
    assert not sample.duplicated(["doc_id", "start"]).any()
    assert not {"machine", "found", "hits loaded"} & set(sample.columns)
    texts = archive_documents(output, sample["doc_id"].unique().tolist())
    sheets = audit_sheets(output)
    for unit in sample.itertuples():
        shown = sheets[unit.sheet - 1].document.text[unit.sheet_start : unit.sheet_end]
        assert shown == texts[unit.doc_id].text[unit.start : unit.end]
    # What is to be read is whole sentences of the sheet, so that a page can show them.
    for sheet in sheets:
        found = {(s.start, s.end) for s in sheet.document.sentences}
        assert set(sheet.spans) <= found


def test_a_seed_draws_the_same_and_a_larger_sample_keeps_the_smaller(archive, tmp_path):
    output, true = archive
    draw_audit(output, 60, by="outlet", markers=MARKERS, seed=8)
    first, pages = read_design(output)[2], audit_sheets(output)
    shutil.copytree(audit_folder(output), tmp_path / "before")
    shutil.rmtree(audit_folder(output))
    draw_audit(output, 60, by="outlet", markers=MARKERS, seed=8)
    assert read_design(output)[2].equals(first)
    read_sheets(output, true)
    narrow = audit(output)
    draw_audit(output, 120, by="outlet", markers=MARKERS, seed=8)
    both = read_design(output)[2]
    assert both.iloc[: len(first)].equals(first)
    assert len(both) == 120
    assert audit_sheets(output)[: len(pages)] == pages  # so that what was read stays good
    same = audit(output)
    # Nothing more was read: as many units stand for as many.
    assert same["n_read"].equals(narrow["n_read"])
    assert np.allclose(same["corrected"], narrow["corrected"])
    with pytest.raises(CorpusError, match=r"already .seed: 8, now 9"):
        draw_audit(output, 200, by="outlet", markers=MARKERS, seed=9)
    with pytest.raises(CorpusError, match="120 units were drawn already"):
        draw_audit(output, 60, by="outlet", markers=MARKERS, seed=8)


def test_who_stops_early_has_read_a_sample(archive):
    output, true = archive
    draw_audit(output, 150, by="outlet", markers=MARKERS)
    read_sheets(output, true, numbers=[1, 2])
    read_sheets(output, true, numbers=[3], finished=False)
    with pytest.warns(UserWarning, match="sheet 3: AB has not finished"):
        table = audit(output)
    whole = table[(table["group"] == ALL) & (table["measure"] == "rate")]
    assert whole["n_read"].tolist() == [50, 50]
    for row in whole.itertuples():
        assert row.low <= truth(output, true, row.marker)[ALL] <= row.high
    progress = audit_progress(output)
    assert progress["readers"].tolist() == ["AB", "AB", "", "", "", ""]


def test_of_two_readers_the_mean_is_taken(archive):
    output, true = archive
    draw_audit(output, 25, markers=MARKERS)
    read_sheets(output, true, "AB")
    read_sheets(output, true[:0], "CD")  # she marks nothing
    read = read_units(output)
    alone = read_sheets(output, true, "AB") and set(read["readers"])
    assert alone == {"AB CD"}
    hits = {}
    for unit in read_design(output)[2].itertuples():
        own = true[(true["doc_id"] == unit.doc_id) & (true["marker"] == "loaded")]
        hits[unit.doc_id, unit.start] = own["start"].between(unit.start, unit.end - 1).sum()
    loaded = read[read["marker"] == "loaded"]
    means = [hits[key] / 2 for key in zip(loaded["doc_id"], loaded["start"], strict=True)]
    assert loaded["rate"].tolist() == means


def test_a_changed_archive_is_refused_and_new_measures_are_not(archive):
    output, true = archive
    draw_audit(output, 30, markers=MARKERS)
    read_sheets(output, true)
    before = audit(output)
    path = next(path for path in (output / "matches").glob("*") if len(pd.read_parquet(path)))
    matches = pd.read_parquet(path)
    matches[matches["marker"] != "loaded"].to_parquet(path)  # the tool finds no loaded word now
    after = audit(output)
    loaded = (after["marker"] == "loaded") & (after["measure"] == "rate")
    assert before.loc[loaded, "uncorrected"].gt(0).all()
    assert after.loc[loaded, "uncorrected"].eq(0).all()
    row = after[loaded].iloc[0]
    assert row["low"] <= truth(output, true, "loaded")[ALL] <= row["high"]
    sentences = next((output / "sentences").glob("*"))
    pd.read_parquet(sentences).iloc[1:].to_parquet(sentences)
    with pytest.raises(CorpusError, match="other sentences now"):
        audit(output)


QUOTING = "“It may rain, and it may snow,” said Oram. It may also be dry. It is late.\n\nNo. Yes."


@pytest.fixture
def folders(tmp_path):
    """Texts in two folders, in one of which much is quoted."""
    for number in range(8):
        path = tmp_path / "texts" / ("left" if number % 2 else "right") / f"{number}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(QUOTING if number % 2 else "It may rain. It is wet.", encoding="utf-8")
    analyze_corpus(tmp_path / "texts", tmp_path / "out", workers=1, plain=True, progress=False)
    return tmp_path / "out"


def perfect_reading(output, reader="AB"):
    """Mark what the tool itself finds on every sheet, whoever speaks."""
    for sheet in audit_sheets(output):
        hits = find_matches(sheet.document)
        marks = [
            Mark(hit.marker, hit.category, hit.start, hit.end, hit.text)
            for hit in hits
            if hit.marker == "hedge" and any(a <= hit.start < b for a, b in sheet.spans)
        ]
        reading = new_reading(sheet.document, reader, ["hedge"], sheet.spans, marks, finished=True)
        path = reading_path(sheet.document, reader, audit_folder(output) / "readings")
        write_reading(reading, path)


@pytest.mark.parametrize("unit", ["sentence", "document"])
def test_a_reading_that_agrees_changes_nothing_and_quoted_marks_do_not_count(folders, unit):
    """Everything is read; the reader marks quoted hedges too, which are not the author's."""
    sizes = draw_audit(folders, 100, by="folder", unit=unit, markers=["hedge"])
    assert sizes["n_drawn"].equals(sizes["n_units"])
    perfect_reading(folders)
    table = audit(folders)
    assert np.allclose(table["corrected"], table["uncorrected"])
    assert np.allclose(table["low"], table["high"])
    left = table[(table["measure"] == "rate") & (table["group"] == "left")].iloc[0]
    # One hedge of the author's in each of the four texts of 2 + 5 + 3 + 2 words of his.
    assert left["corrected"] == pytest.approx(1000 * 1 / 12)
    share = table[(table["measure"] == "share") & (table["group"] == "left")].iloc[0]
    assert share["corrected"] == pytest.approx(1 / 5)


def test_sentences_are_shown_between_their_neighbours(folders):
    draw_audit(folders, 100, by="folder", markers=["hedge"])
    text = audit_sheets(folders)[0].document.text
    assert "“It may rain, and it may snow,” said Oram. It may also be dry. It is late." in text


def test_an_archive_whose_source_is_gone_is_audited_if_it_kept_its_sentences(folders, tmp_path):
    source = tmp_path / "texts"
    source.rename(tmp_path / "elsewhere")
    with pytest.raises(CorpusError, match="the source is not where it was"):
        draw_audit(folders, 100, by="folder", markers=["hedge"])
    (tmp_path / "elsewhere").rename(source)
    kept = tmp_path / "kept"
    analyze_corpus(source, kept, workers=1, plain=True, keep_text=True, progress=False)
    source.rename(tmp_path / "elsewhere")
    draw_audit(kept, 100, by="folder", markers=["hedge"])
    perfect_reading(kept)
    table = audit(kept)
    assert np.allclose(table["corrected"], table["uncorrected"])


def test_what_cannot_be_drawn_or_corrected_is_said(folders, tmp_path):
    with pytest.raises(CorpusError, match="no archive"):
        draw_audit(tmp_path / "nothing", 10)
    with pytest.raises(ValueError, match="did you mean 'sentence'"):
        draw_audit(folders, 10, unit="sentense")
    with pytest.raises(CorpusError, match=r"by=outlet: .* no table with columns"):
        draw_audit(folders, 10, by="outlet")
    table = tmp_path / "outlets.csv"
    table.write_text("id,outlets\nleft/1,x\n", encoding="utf-8")
    with pytest.raises(CorpusError, match="did you mean 'outlets'"):
        draw_audit(folders, 10, by="outlet", groups=table)
    with pytest.raises(CorpusError, match="7 of 8 documents have no group"):
        draw_audit(folders, 10, by="outlets", groups=table)
    with pytest.raises(CorpusError, match="n=3: there are 2 strata"):
        draw_audit(folders, 3, by="folder")
    with pytest.raises(CorpusError, match="no sample was drawn"):
        audit(folders)
    draw_audit(folders, 10, by="folder")
    with pytest.raises(CorpusError, match="no sheet has been read to the end"):
        audit(folders)


def test_a_source_that_changed_since_is_refused(folders, tmp_path):
    (tmp_path / "texts" / "left" / "1.txt").write_text("New words.", encoding="utf-8")
    with pytest.raises(CorpusError, match="left/1: it is gone from texts, or has changed"):
        draw_audit(folders, 100, by="folder", markers=["hedge"])


def test_a_reading_of_another_text_is_left_out_and_named(folders):
    draw_audit(folders, 100, by="folder", markers=["hedge"])
    perfect_reading(folders)
    other = Document("other", "It may rain.", outline=[Span(0, 12, "paragraph")])
    reading = new_reading(other, "AB", ["hedge"], finished=True)
    write_reading(reading, audit_folder(folders) / "readings" / "x.AB.reading.json")
    with pytest.warns(UserWarning, match="of another text: other"):
        audit(folders)


# --- every way in --------------------------------------------------------------------------------


def run(*arguments):
    from typer.testing import CliRunner

    from analysis.cli import app

    return CliRunner().invoke(app, ["audit", *map(str, arguments)])


def test_the_command_draws_corrects_and_writes_the_methods_section(archive, tmp_path):
    output, true = archive
    drawn = run(output, "--draw", 60, "--by", "outlet", "--marker", "loaded", "--reader", "AB")
    assert drawn.exit_code == 0, drawn.output
    assert "60 sentences on 3 sheets" in drawn.stdout
    pages = sorted((audit_folder(output) / "pages").iterdir())
    assert [page.name for page in pages] == ["sheet-01.html", "sheet-02.html", "sheet-03.html"]
    before = run(output)
    assert before.exit_code == 1
    assert before.stderr.count("\n") == 1
    assert "The sample has not been read yet." in run(output, "--methods").stdout
    read_sheets(output, true)
    shown = run(output, "--reader", "AB")
    assert shown.exit_code == 0, shown.output
    table = audit(output)
    whole = table[(table["group"] == ALL) & (table["measure"] == "rate")].iloc[0]
    told = f"Loaded language: the corrected rate is {whole['corrected']:.0f} per 1,000 words"
    assert told in shown.stdout
    assert f"{int(whole['more']):,} more readings would halve the interval." in shown.stdout
    run(output, "-o", tmp_path / "audit.csv")
    assert pd.read_csv(tmp_path / "audit.csv")["marker"].tolist() == table["marker"].tolist()
    text = run(output, "--methods").stdout
    assert told in text
    assert "10.1126/science.adi6000" in text
    assert "One reader read 60 sentences" in text
    from analysis.corpus.manifest import code_hash

    assert code_hash() in text


def test_figure_and_headline_say_what_the_audit_overturns():
    from analysis.plots.audit import headline_of_audit, plot_audit

    row = {"marker": "hedge", "measure": "rate", "other": "", "low": 18.0, "high": 24.0}
    rates = [
        row | {"group": "a", "uncorrected": 30.0, "corrected": 20.0},
        row | {"group": "b", "uncorrected": 21.0, "corrected": 22.0},
        row | {"group": ALL, "uncorrected": 22.0, "corrected": 21.0},
    ]
    table = pd.DataFrame(rates)
    said = "Read, not only counted: 20 hedges in 1,000 words of “a”, not 30."
    assert headline_of_audit(table) == said
    pair = row | {"group": "a", "other": "b", "uncorrected": 9.0, "corrected": -2.0}
    turned = pd.DataFrame([*rates, pair | {"low": -3.0, "high": -1.0}])
    assert headline_of_audit(turned).startswith(
        "Read, not only counted: “a” has less hedges than “b”"
    )
    axes = plot_audit(table)
    assert [text.get_text() for text in axes[0].get_yticklabels()] == ["a", "b", "Whole archive"]
    nothing = table.assign(corrected=np.nan, low=np.nan, high=np.nan)
    assert headline_of_audit(nothing) == ""
    assert "Nothing to draw" in plot_audit(nothing)[0].texts[0].get_text()


def test_every_sentence_of_an_audit_has_its_figures():
    from analysis.plots.audit import audit_sentences

    row = {"marker": "hedge", "measure": "rate", "group": ALL, "other": "", "note": "", "q": np.nan}
    row |= {"uncorrected": 27.2, "corrected": 21.4, "low": 18.0, "high": 24.4, "more": 240.0}
    share = row | {"measure": "share", "uncorrected": 0.4, "corrected": 0.3}
    share |= {"low": 0.25, "high": 0.35}
    pair = row | {"group": "a", "other": "b", "corrected": -4.0, "low": -7.0, "high": -1.0}
    open_ = pair | {"high": 2.0}
    assert audit_sentences(pd.DataFrame([row, share, pair, open_])) == [
        "Hedges: the corrected rate is 21 per 1,000 words [18, 24]; uncorrected 27. 240 more "
        "readings would halve the interval.",
        "Hedges: corrected, 30 % of the sentences hold a hit [25, 35]; uncorrected 40 %.",
        "Hedges: “a” has less than “b”: corrected −4.0 per 1,000 words [−7.0, −1.0]; "
        "uncorrected +27.",
        "Hedges: whether “a” and “b” differ is not certain: corrected −4.0 per 1,000 words [−7.0, "
        "+2.0]; uncorrected +27.",
    ]
    unknown = row | {"corrected": np.nan, "note": "nothing was read of a, 1 hit: read or draw more"}
    assert audit_sentences(pd.DataFrame([unknown])) == [
        "Hedges: no corrected rate; nothing was read of a, 1 hit: read or draw more."
    ]


def test_the_desk_of_the_start_page_takes_a_table_draws_reads_and_corrects(tmp_path):
    from analysis.corpus.audit_desk import audit_desk
    from analysis.reader.blind_widget import BlindReader

    desk = audit_desk(tmp_path / "kept", paths=False)
    press = {button.description: button.click for button in desk_buttons(desk)}
    press["Draw a sample"]()
    assert "Choose an archive first" in desk._message.value
    rows = [
        {"id": f"<b>{n}", "text": "It may rain. It is wet. No.", "side": "ab"[n % 2]}
        for n in range(6)
    ]
    content = "\n".join(map(json.dumps, rows)).encode()
    desk._file.value = ({"name": "letters.jsonl", "content": content, **UPLOAD},)
    assert "6 texts analyzed, 0 failed" in desk._message.value
    assert [name for name, _ in desk._by.options] == ["— none —", "side"]
    desk._by.value = "side"
    press["Draw a sample"]()
    assert "18 units on 1 sheet, of which 0 read to the end" in desk._message.value
    desk._initials.value = "AB"
    press["Read the next sheet"]()
    assert isinstance(desk._result.children[0], BlindReader)
    press["Correct the rates"]()
    assert "no sheet has been read to the end" in desk._message.value
    perfect_reading(tmp_path / "kept" / "letters" / "archive")
    press["Correct the rates"]()
    said, picture, table = desk._result.children
    # One hedge in the 3 + 3 + 1 words of each text, and everything was read.
    rate = 1000 / 7
    assert f"the corrected rate is {rate:.0f} per 1,000 words" in said.value
    assert "no corrected rate; no reader was asked for it" in said.value
    assert 'alt="An archive as counted and as corrected.' in picture.value
    assert "As counted" in table.value
    assert audit_desk(tmp_path / "kept")._archive.options[1][0] == "letters"


def test_the_desk_keeps_tables_of_one_name_apart(tmp_path):
    """Another table does not take the place of one whose sample is being read."""
    from analysis.corpus.audit_desk import audit_desk

    desk = audit_desk(tmp_path, paths=False)
    archives = []
    for name, text in (("my letters", "Rain."), ("my_letters", "Snow."), ("my letters", "Rain.")):
        content = json.dumps({"id": "1", "text": text}).encode()
        desk._file.value = ({"name": f"{name}.jsonl", "content": content, **UPLOAD},)
        archives.append(desk._archive.value)
    assert len({archives[0], archives[1]}) == 2
    assert archives[0] == archives[2]
    sources = sorted(tmp_path.glob("*/texts.jsonl"))
    assert [json.loads(path.read_bytes())["text"] for path in sources] == ["Rain.", "Snow."]


def test_a_marker_may_have_any_name(folders):
    name = 'x", (select 1) as "y'
    table = units_of(folders, [name, "hedge"])
    assert table[f"hits {name}"].sum() == 0
    assert table["hits hedge"].sum() > 0


UPLOAD = {"type": "", "size": 1, "last_modified": pd.Timestamp(0, tz="UTC").to_pydatetime()}


def desk_buttons(widget):
    from ipywidgets import Button

    if isinstance(widget, Button):
        yield widget
    for child in getattr(widget, "children", ()):
        yield from desk_buttons(child)


TOLD = ["left", "right"]
ROWS = {
    "blank.jsonl": '{"text": "a", "party": "left"}\n\n{"text": "b", "party": "right"}\n',
    "broken.jsonl": '{"text": "a", "party": "left"}\nx\n{"text": "b", "party": "right"}\n',
    "null.jsonl": '{"id": null, "text": "", "party": "left"}\n{"id": 7, "text": "", '
    '"party": "right"}\n',
    "blank.csv": "text,party\na,left\n\nb,right\n",
    "null.parquet": pa.table({"id": [None, 7], "text": ["a", "b"], "party": TOLD}),
}


@pytest.mark.parametrize("name", ROWS)
def test_a_row_has_the_id_in_its_groups_that_it_has_in_the_archive(name, tmp_path):
    source = tmp_path / name
    if isinstance(ROWS[name], str):
        source.write_text(ROWS[name], encoding="utf-8")
    else:
        pq.write_table(ROWS[name], source)
    items = [item for item in read_items(source, "text", "id", Counter()) if item.error is None]
    (tmp_path / "out" / "sentences").mkdir(parents=True)
    (tmp_path / "out" / "sentences" / "part-000000.parquet").touch()
    note = {"source": str(source), "columns": ["id", "text"]}
    (tmp_path / "out" / "run.json").write_text(json.dumps(note))
    ids = [item.id for item in items]
    assert group_of_documents(tmp_path / "out", ids, "party") == dict(zip(ids, TOLD, strict=True))
    with pytest.raises(CorpusError, match=r"no such column; did you mean 'party'\?"):
        group_of_documents(tmp_path / "out", ids, "parties")
    assert "party" in possible_groups(tmp_path / "out")


@pytest.mark.parametrize("table", ["documents", "sentences", "matches"])
def test_a_damaged_table_is_told(table, archive):
    output, _ = archive
    part = next((output / table).glob("part-*.parquet"))
    part.write_bytes(b"PAR1" * 9)
    with pytest.raises(CorpusError, match=r"cannot be read.*run corpus again"):
        units_of(output, MARKERS)


def test_groups_and_entries_that_are_gone_are_told(archive):
    output, _ = archive
    with pytest.raises(CorpusError, match=r"groups.csv: cannot be read.*draw as many as before"):
        read_groups(output)
    next((output / "shards").glob("part-*.json")).write_text("{")
    with pytest.raises(CorpusError, match=r"part-.*: damaged; run corpus again"):
        archive_documents(output, ["t1"])
