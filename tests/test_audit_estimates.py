"""Corrected rates: by hand, against ppi-python, and on simulated archives whose truth is known."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from ppi_py import ppi_mean_ci, ppi_mean_pointestimate
from scipy import stats

from analysis.statistics.audit import ALL, correct_differences, correct_rates
from analysis.statistics.sample_size import readings_needed

REPEATS = 200  # a coverage of .95 is then seen as .92 to .98


def archive(generator, n_documents=300, sentences=30):
    """Return the sentences of an archive, with what is in them and what a tool finds.

    The tool misses a fifth of what group a holds and half of what b does; its false marks are rare
    in a, frequent in b, and come by the document.
    """
    document = np.repeat(np.arange(n_documents), sentences)
    group = np.where(document % 2 == 0, "a", "b")
    words = generator.integers(8, 40, len(document))
    heat = generator.gamma(4, 1 / 4, n_documents)[document]
    truth = generator.poisson(0.025 * words * heat * np.where(group == "a", 1.2, 0.8))
    found = generator.binomial(truth, np.where(group == "a", 0.8, 0.5))
    style = generator.gamma(1, 1, n_documents)[document]
    false = generator.poisson(np.where(group == "a", 0.002, 0.012) * words * style)
    return pd.DataFrame(
        {"document": document, "group": group, "truth": truth, "machine": found + false}
    ).assign(size=words)


def stratified(units):
    level = np.minimum(units["machine"], 2).astype(str)
    return units.assign(stratum=units["group"] + " " + level)


def strata_of(units):
    return (
        units.groupby(["stratum", "group"], as_index=False)
        .size()
        .rename(columns={"size": "n_units"})
    )


def totals_of(units):
    return units.groupby("group", as_index=False)[["machine", "truth", "size"]].sum()


def shares_of(units):
    """Return the units as sentences with and without a hit."""
    return units.assign(truth=units["truth"] > 0, machine=units["machine"] > 0, size=1)


def draw(generator, units, n):
    """Draw n units, as many of a stratum as fits its size, but two at least."""
    places = units.groupby("stratum").indices
    n_units = len(units)
    drawn = [
        generator.choice(rows, min(len(rows), max(2, round(n * len(rows) / n_units))), False)
        for rows in places.values()
    ]
    return units.iloc[np.concatenate(drawn)]


def repeated(units, n, seed, scale=1000.0, repeats=REPEATS, **options):
    """Draw and correct again and again; return corrected rates, and whether intervals cover."""
    generator = np.random.default_rng(seed)
    strata, totals = strata_of(units), totals_of(units)
    every = totals[["truth", "size"]].sum()
    true = scale * np.append(totals["truth"] / totals["size"], every["truth"] / every["size"])
    values, covered = [], []
    for _ in range(repeats):
        table = correct_rates(draw(generator, units, n), strata, totals, scale=scale, **options)
        values.append(table["corrected"])
        covered.append((table["low"] <= true[: len(table)]) & (true[: len(table)] <= table["high"]))
    return true[: len(table)], np.array(values), np.array(covered), table


# --- by hand, and against the library ------------------------------------------------------------


def test_two_strata_by_hand():
    """λ = 1; sizes are alike, so that the ratio leaves the errors as they are."""
    machine, truth = [0, 0, 0, 0, 2, 1, 1, 2], [0, 1, 0, 1, 1, 1, 0, 2]
    sample = pd.DataFrame({"stratum": list("xxxxyyyy"), "document": range(8), "size": 10})
    sample = sample.assign(machine=machine, truth=truth)
    strata = pd.DataFrame({"stratum": ["x", "y"], "group": "g", "n_units": [40, 20]})
    totals = pd.DataFrame({"group": ["g"], "machine": [30], "size": [600]})
    row = correct_rates(sample, strata, totals, tuned=False).iloc[0]
    error = (40 * 2 / 4 + 20 * -2 / 4) / 600  # per word, of errors 0 1 0 1 and -1 0 -1 0
    assert row["corrected"] == pytest.approx(1000 * (30 / 600 + error))
    assert row["uncorrected"] == pytest.approx(1000 * 30 / 600)
    # Within each stratum the errors have the variance 1/3, whatever the words are taken off.
    parts = [n * (n - 4) / 4 / 3 * (1000 / 600) ** 2 for n in (40, 20)]
    freedom = sum(parts) ** 2 / sum(part**2 / 3 for part in parts)
    reach = stats.t.ppf(0.975, freedom) * math.sqrt(sum(parts))
    assert row["freedom"] == pytest.approx(freedom)
    assert row["high"] - row["corrected"] == pytest.approx(reach)
    # Each stratum adds N (N − n) / n, and N less than if it were endless: 440 and 60 times 1/3.
    endless = 440 + 60
    assert row["more"] == 8 * (4 * endless / (endless + 3 * 60) - 1) // 1


def strata_by_hand(truth, machine):
    """Return what was read of two strata of 40 and 20 units, four of each."""
    sample = pd.DataFrame({"stratum": list("xxxxyyyy"), "document": range(8), "size": 10})
    strata = pd.DataFrame({"stratum": ["x", "y"], "group": "g", "n_units": [40, 20]})
    totals = pd.DataFrame({"group": ["g"], "machine": [30], "size": [600]})
    return sample.assign(truth=truth, machine=machine), strata, totals


def test_the_weight_of_the_tools_counts_by_hand():
    """In x the covariance is the variance, 1/3, of the tool's counts; in y half of it."""
    truth, machine = [0, 1, 0, 1, 1, 1, 0, 1], [0, 1, 0, 1, 2, 1, 1, 2]
    row = correct_rates(*strata_by_hand(truth, machine)).iloc[0]
    weights = 40 * 36 / 4, 20 * 16 / 4
    tuning = (weights[0] + weights[1] / 2) / sum(weights)
    assert row["tuning"] == pytest.approx(tuning)
    errors = 40 / 4 * (2 - tuning * 2) + 20 / 4 * (3 - tuning * 6)
    assert row["corrected"] == pytest.approx(1000 * (tuning * 30 + errors) / 600)


def test_rare_errors_leave_few_degrees_of_freedom():
    """One error in ten units of either stratum, with either sign: kurtosis (1 − 3pq) / pq."""
    sample = pd.DataFrame({"stratum": list("x" * 10 + "y" * 10), "document": range(20)})
    sample = sample.assign(truth=[1] + [0] * 19, machine=[0] * 19 + [1], size=10)
    strata = pd.DataFrame({"stratum": ["x", "y"], "group": "g", "n_units": 100})
    totals = pd.DataFrame({"group": ["g"], "machine": [10], "size": [2000]})
    row = correct_rates(sample, strata, totals, tuned=False).iloc[0]
    kurtosis = (1 - 3 * 0.1 * 0.9) / (0.1 * 0.9)
    # Both strata add as much to the variance: their degrees of freedom are added up.
    assert row["freedom"] == pytest.approx(2 * 2 * 10 / (kurtosis - (10 - 3) / (10 - 1)))
    assert row["uncorrected"] == row["corrected"] == pytest.approx(1000 * 10 / 2000)


def test_what_is_known_of_two_units_that_err_alike_but_are_not_of_one_size():
    """A hit is overlooked in each: 2 in 20 words read, one more than 0.1 · 1, one less than 1.9."""
    sample = pd.DataFrame({"stratum": "s", "document": [1, 2], "truth": 1, "machine": 0})
    strata = pd.DataFrame({"stratum": ["s"], "group": ["g"], "n_units": [10]})
    totals = pd.DataFrame({"group": ["g"], "machine": [0], "size": [100]})
    row = correct_rates(sample.assign(size=[1, 19]), strata, totals, tuned=False).iloc[0]
    assert row["corrected"] == pytest.approx(1000 * 2 / 20)
    spread = (0.9**2 + 0.9**2) * (1000 / 100) ** 2
    reach = stats.t.ppf(0.975, 1) * math.sqrt(10 * (10 - 2) / 2 * spread)
    assert row["high"] - row["corrected"] == pytest.approx(reach)


def test_a_group_without_words_has_no_figure_and_says_so():
    sample, strata, totals = strata_by_hand([0] * 8, [0] * 8)
    row = correct_rates(sample, strata, totals.assign(size=0), tuned=False).iloc[0]
    assert row["note"] == "no words"
    assert row[["uncorrected", "corrected", "low", "high"]].isna().all()


def test_differences_of_three_groups_are_corrected_for_each_other():
    names, documents = ["x", "y", "z"], range(24)
    sample = pd.DataFrame({"stratum": np.repeat(names, 8), "document": documents, "size": 10})
    truth = [0, 1] * 4 + [0, 1, 0, 2] * 2 + [3, 4] * 4
    strata = pd.DataFrame({"stratum": names, "group": names, "n_units": 80})
    totals = pd.DataFrame({"group": names, "machine": 0, "size": 800})
    sample = sample.assign(truth=truth, machine=0)
    table = correct_differences(sample, strata, totals, tuned=False)
    assert table[["group", "other"]].values.tolist() == [["x", "y"], ["x", "z"], ["y", "z"]]
    # A hit in two units of ten words is 50 per 1,000.
    assert table["corrected"].tolist() == pytest.approx([50 - 75, 50 - 350, 75 - 350])
    ranks = table["p"].rank()  # p rises from x and z over y and z to x and y
    assert ranks.tolist() == [3, 1, 2]
    adjusted = (3 * table["p"] / ranks).tolist()
    expected = [adjusted[0], min(adjusted), min(adjusted[0], adjusted[2])]
    assert table["q"].tolist() == pytest.approx(expected)


def test_a_tool_that_finds_the_contrary_is_not_heard():
    truth, machine = [0, 1, 0, 1, 1, 1, 0, 0], [1, 0, 1, 0, 0, 0, 1, 1]
    row = correct_rates(*strata_by_hand(truth, machine)).iloc[0]
    assert row["tuning"] == 0
    assert row["corrected"] == pytest.approx(1000 * (40 / 4 * 2 + 20 / 4 * 2) / 600)


@pytest.mark.parametrize("tuned", [False, True])
def test_means_and_intervals_are_those_of_ppi_python(tuned):
    """Of a simple random sample of units of one size, from an archive that is large beside it."""
    generator = np.random.default_rng(3)
    units = stratified(archive(generator, 1000)).assign(size=1, stratum="s", group="g")
    units["document"] = range(len(units))
    sample = units.iloc[generator.choice(len(units), 400, replace=False)]
    strata, totals = strata_of(units), totals_of(units)
    row = correct_rates(sample, strata, totals, scale=1000.0, tuned=tuned).iloc[0]
    columns = [sample["truth"], sample["machine"], units["machine"]]
    arrays = [column.to_numpy(float) for column in columns]
    lam = row["tuning"] if tuned else 1
    point = ppi_mean_pointestimate(*arrays, lam=lam)[0]
    assert row["corrected"] == pytest.approx(1000 * point)
    low, high = (1000 * bound[0] for bound in ppi_mean_ci(*arrays, alpha=0.05, lam=lam))
    assert row["high"] - row["low"] == pytest.approx(high - low, rel=0.05)
    if tuned:  # its λ allows for the archive's being a sample itself
        own = ppi_mean_pointestimate(*arrays, lam=None)[0]
        assert row["corrected"] == pytest.approx(1000 * own, abs=0.1 * (row["high"] - row["low"]))


# --- on archives whose truth is known ------------------------------------------------------------


@pytest.mark.parametrize(("n", "tuned"), [(200, True), (60, True), (60, False)])
def test_intervals_cover_and_rates_are_unbiased(n, tuned):
    units = stratified(archive(np.random.default_rng(1)))
    true, values, covered, table = repeated(units, n, n, tuned=tuned)
    assert (covered.mean(axis=0) >= 0.92).all(), covered.mean(axis=0)
    error = values.std(axis=0) / math.sqrt(REPEATS)
    assert (abs(values.mean(axis=0) - true) < 3 * error + 0.01 * true).all()
    # What the tool says without the sample is off, upwards in one group, downwards in the other.
    assert abs(table["uncorrected"] - true)[:2].min() > 1


def test_shares_of_sentences_cover():
    units = shares_of(stratified(archive(np.random.default_rng(2))))
    true, values, covered, _ = repeated(units, 150, 5, scale=1.0)
    assert (covered.mean(axis=0) >= 0.92).all(), covered.mean(axis=0)
    assert values.mean(axis=0) == pytest.approx(true, rel=0.03)


def test_documents_read_whole_cover():
    units = archive(np.random.default_rng(4))
    units = units.groupby(["document", "group"], as_index=False).sum().assign(stratum="s")
    units["stratum"] = units["group"]
    _, _, covered, _ = repeated(units, 24, 6)
    assert (covered.mean(axis=0) >= 0.92).all(), covered.mean(axis=0)


def test_differences_cover_though_the_tool_hides_them():
    generator = np.random.default_rng(7)
    units = stratified(archive(generator))
    strata, totals = strata_of(units), totals_of(units)
    rates = 1000 * totals["truth"] / totals["size"]
    tables = [
        correct_differences(draw(generator, units, 300), strata, totals) for _ in range(REPEATS)
    ]
    rows = pd.concat(tables)
    true = rates[0] - rates[1]
    assert ((rows["low"] <= true) & (true <= rows["high"])).mean() >= 0.92
    assert rows["corrected"].mean() == pytest.approx(true, rel=0.05)
    assert rows["uncorrected"].iloc[0] < 0.8 * true
    assert (rows["p"] < 0.05).mean() == ((rows["low"] > 0) | (rows["high"] < 0)).mean()


def test_units_of_one_document_are_not_taken_for_independent():
    """If whole documents are read sentence by sentence, they count by the document."""
    generator = np.random.default_rng(8)
    units = archive(generator, 400, 20).assign(group="a")
    # What a writer is misread in, he is misread in everywhere.
    units["machine"] = units["truth"] + generator.poisson(0.7, 400)[units["document"]]
    units["stratum"] = "s"
    strata, totals = strata_of(units), totals_of(units)
    true = 1000 * units["truth"].sum() / units["size"].sum()
    by_document, alone = [], []
    for _ in range(REPEATS):
        read = units[units["document"].isin(generator.choice(400, 30, replace=False))]
        for covered, sample in (
            (by_document, read),
            (alone, read.assign(document=range(len(read)))),
        ):
            row = correct_rates(sample, strata, totals, tuned=False).iloc[0]
            covered.append(row["low"] <= true <= row["high"])
    assert np.mean(by_document) >= 0.9
    assert np.mean(alone) < 0.6


@pytest.mark.parametrize("groups", ["a", "ab"])
def test_tables_hold_numbers_however_few_groups_there_are(groups):
    units = stratified(archive(np.random.default_rng(14), 40, 10))
    units = units[units["group"].isin(list(groups))]
    known = draw(np.random.default_rng(1), units, 60), strata_of(units), totals_of(units)
    both = pd.concat([correct_rates(*known), correct_differences(*known)])
    columns = both[["uncorrected", "corrected", "low", "high"]]
    assert {str(kind) for kind in columns.dtypes} == {"float64"}


# --- what may go wrong ---------------------------------------------------------------------------


def test_an_archive_read_whole_has_no_uncertainty():
    units = stratified(archive(np.random.default_rng(9), 20, 10))
    table = correct_rates(units, strata_of(units), totals_of(units))
    true = 1000 * units["truth"].sum() / units["size"].sum()
    row = table.set_index("group").loc[ALL]
    assert [row["corrected"], row["low"], row["high"]] == pytest.approx([true] * 3)
    assert math.isnan(row["more"])


def test_a_stratum_with_one_unit_is_named_and_borrows_the_widest_variance():
    units = stratified(archive(np.random.default_rng(10)))
    sample = draw(np.random.default_rng(1), units, 100)
    lone = sample["stratum"] == "a 2"
    sample = pd.concat([sample[~lone], sample[lone].head(1)])
    table = correct_rates(sample, strata_of(units), totals_of(units)).set_index("group")
    assert table.loc["a", "note"].startswith("a 2: one unit read")
    assert table.loc["b", "note"] == ""
    assert np.isfinite(table.loc["a", "low"])


def test_a_group_with_a_stratum_unread_has_no_figure_and_says_which():
    units = stratified(archive(np.random.default_rng(11)))
    sample = draw(np.random.default_rng(1), units, 100).query("stratum != 'b 1'")
    table = correct_rates(sample, strata_of(units), totals_of(units)).set_index("group")
    assert table.loc["b", "note"] == "nothing was read of b 1: read or draw more"
    assert table.loc[["b", ALL], ["corrected", "low", "high"]].isna().all(axis=None)
    assert np.isfinite(table.loc["a", "corrected"])
    pairs = correct_differences(sample, strata_of(units), totals_of(units))
    assert pairs[["corrected", "p", "q"]].isna().all(axis=None)


def test_a_sample_without_an_error_does_not_claim_certainty():
    """Fifty sentences without an overlooked hit: up to 3 in 50 may hold one (rule of three)."""
    sample = pd.DataFrame({"stratum": "s", "document": range(50), "truth": 0, "machine": 0})
    strata = pd.DataFrame({"stratum": ["s"], "group": ["g"], "n_units": [100_000]})
    totals = pd.DataFrame({"group": ["g"], "machine": [0], "size": [100_000]})
    row = correct_rates(sample.assign(size=1), strata, totals, scale=1.0).iloc[0]
    assert row["corrected"] == row["low"] == 0
    assert row["high"] > 3 / 50


def test_as_many_more_readings_halve_the_interval():
    generator = np.random.default_rng(12)
    units = stratified(archive(generator))
    strata, totals = strata_of(units), totals_of(units)

    def widths(n):
        tables = [correct_rates(draw(generator, units, n), strata, totals) for _ in range(30)]
        rows = pd.concat(tables).query("group == @ALL")
        return (rows["high"] - rows["low"]).mean(), rows["more"].mean(), rows["n_read"].mean()

    wide, more, n_read = widths(150)
    assert 2.5 < more / n_read < 3  # not quite three times as many: the archive has an end
    assert widths(round(n_read + more))[0] / wide == pytest.approx(0.5, rel=0.1)


def test_the_size_of_a_sample_gives_the_width_it_promises():
    """Of simple random samples from an archive whose errors are known."""
    generator = np.random.default_rng(13)
    units = archive(generator).query("group == 'a'").assign(stratum="s")
    strata, totals = strata_of(units), totals_of(units)
    words = units["size"].sum()
    found = np.minimum(units["truth"], units["machine"]).sum()
    n = readings_needed(
        4,
        1000 * units["machine"].sum() / words,
        precision=found / units["machine"].sum(),
        recall=found / units["truth"].sum(),
        words=words / len(units),
        dispersion=1.1,
        n_units=len(units),
    )
    tables = [
        correct_rates(draw(generator, units, n), strata, totals, tuned=False) for _ in range(40)
    ]
    rows = pd.concat(tables)
    assert (rows["high"] - rows["low"]).mean() / 2 == pytest.approx(4, rel=0.12)


@pytest.mark.parametrize(
    ("bad", "needed"),
    [
        ({"half_width": 0}, "half_width above 0"),
        ({"rate": -1}, "rate 0 or more"),
        ({"precision": 2}, "precision from 0 to 1"),
        ({"recall": 0}, "recall above 0 and up to 1"),
        ({"words": 0}, "words above 0"),
        ({"dispersion": 0}, "dispersion above 0"),
        ({"n_units": 0}, "n_units above 0"),
        ({"confidence": 1}, "confidence between 0 and 1"),
    ],
)
def test_a_size_that_makes_no_sense_is_refused(bad, needed):
    with pytest.raises(ValueError, match=f"^needed: {needed}$"):
        readings_needed(**{"half_width": 3, "rate": 20} | bad)
