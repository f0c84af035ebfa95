"""Intervals against formulas and other libraries, and their coverage by simulation."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from analysis.statistics.intervals import (
    dispersion_of_counts,
    dispersion_of_means,
    mean_interval,
    poisson_rate,
    proportion,
    rate_ratio,
)
from analysis.statistics.resampling import resample_blocks

N_TEXTS = 2000  # simulated; a coverage of .95 is then seen as .94 to .96
WORDS = 250


@pytest.mark.parametrize(("count", "total"), [(20, 20), (0, 7), (9, 10), (1, 1)])
def test_proportion_is_that_of_clopper_and_pearson(count, total):
    expected = proportion_confint(count, total, method="beta")
    assert proportion(count, total)[1:] == pytest.approx(expected)


def test_a_share_of_nothing_is_unknown():
    assert np.isnan(proportion(0, 0)).all()
    assert not np.isnan(proportion(0, 1)).any()


def test_twenty_of_twenty_is_not_certain():
    # The lower bound is the share of which twenty of twenty still come in one of forty cases.
    assert proportion(20, 20).low == pytest.approx(0.025 ** (1 / 20))


def clustered_counts(generator, mean, dispersion, size):
    """Return counts of hits that come in runs: the variance is so many times the mean.

    A run of a hits and more: with runs of geometric length of mean m the variance over mean of the
    counts is 2m - 1.
    """
    length = (dispersion + 1) / 2
    runs = generator.poisson(mean / length, size)
    extra = generator.negative_binomial(np.maximum(runs, 1), 1 / length)
    return np.where(runs > 0, runs + extra, 0)


@pytest.mark.parametrize("mean", [2, 5, 20])
@pytest.mark.parametrize("dispersion", [1.0, 1.5, 3.0])
def test_intervals_of_rates_cover_what_they_claim_when_hits_cluster(mean, dispersion):
    counts = clustered_counts(np.random.default_rng(1), mean, dispersion, N_TEXTS)
    assert counts.mean() == pytest.approx(mean, rel=0.1)
    assert counts.var() / counts.mean() == pytest.approx(dispersion, rel=0.15)
    intervals = {
        k: poisson_rate(int(k), WORDS, dispersion=dispersion) for k in np.unique(counts).tolist()
    }
    true = 1000 * mean / WORDS
    covered = [intervals[k].low <= true <= intervals[k].high for k in counts.tolist()]
    assert np.mean(covered) >= 0.94


def test_intervals_that_do_not_allow_for_clusters_do_not_cover():
    """What the dispersion is there for."""
    counts = clustered_counts(np.random.default_rng(1), 20, 3.0, N_TEXTS)
    bounds = [poisson_rate(int(k), WORDS) for k in counts]
    true = 1000 * 20 / WORDS
    assert np.mean([low <= true <= high for _, low, high in bounds]) < 0.8


@pytest.mark.parametrize("dispersion", [1.0, 2.0])
@pytest.mark.parametrize(("mean", "other"), [(3, 3), (12, 40)])
def test_equal_rates_are_rarely_called_different(mean, other, dispersion):
    generator = np.random.default_rng(2)
    first, second = (clustered_counts(generator, m, dispersion, 1000) for m in (mean, other))
    words = 100 * mean, 100 * other
    results = [
        rate_ratio(int(a), words[0], int(b), words[1], dispersion=dispersion)
        for a, b in zip(first, second, strict=True)
    ]
    assert np.mean([result.p <= 0.05 for result in results]) <= 0.06
    known = [result for result in results if not math.isnan(result.ratio)]
    assert np.mean([result.low <= 1 <= result.high for result in known]) >= 0.94


def test_interval_and_p_value_of_a_ratio_agree():
    for first, second in ((2, 9), (0, 8), (30, 14)):
        result = rate_ratio(first, 400, second, 500, dispersion=1.7)
        assert (result.p <= 0.05) == (not result.low <= 1 <= result.high)


@pytest.mark.parametrize("size", [7, 20])
def test_intervals_of_means_cover_what_they_claim(size):
    generator = np.random.default_rng(3)
    # Scores of sentences: many near 0, some strong, more of them bad.
    scores = -generator.gamma(1.0, 0.3, (N_TEXTS, size)) + generator.normal(0, 0.2, (N_TEXTS, size))
    bounds = [mean_interval(pd.Series(row)) for row in scores]
    assert np.mean([low <= -0.3 <= high for _, low, high in bounds]) >= 0.93


def test_intervals_of_means_cover_when_neighbours_are_alike():
    generator = np.random.default_rng(4)
    share, size = 0.2, 20  # of a sentence's score that it takes over from the one before
    noise = generator.normal(0, 1, (N_TEXTS, size + 50))
    scores = np.zeros_like(noise)
    for place in range(1, noise.shape[1]):
        scores[:, place] = share * scores[:, place - 1] + noise[:, place]
    rows = scores[:, -size:]
    parts = np.sum([dispersion_of_means(row) for row in rows], axis=0)
    dispersion = parts[0] / parts[1]
    bounds = [mean_interval(pd.Series(row), dispersion=dispersion) for row in rows]
    # Five neighbours see most of it, not all: what is passed on through more is missed.
    assert np.mean([low <= 0 <= high for _, low, high in bounds]) >= 0.93
    plain = [mean_interval(pd.Series(row)) for row in rows]
    assert np.mean([low <= 0 <= high for _, low, high in plain]) < 0.91


def test_intervals_of_means_are_students():
    values = pd.Series([-0.5, 0.1, 0.2, 0.7, np.nan])
    expected = stats.ttest_1samp(values.dropna(), 0).confidence_interval()
    assert mean_interval(values)[1:] == pytest.approx((expected.low, expected.high))


@pytest.mark.parametrize(("values", "value"), [([], math.nan), ([0.3], 0.3), ([0.3] * 4, 0.3)])
def test_a_mean_of_which_no_spread_is_known_has_no_interval(values, value):
    interval = mean_interval(pd.Series(values, dtype=float))
    assert interval.value == pytest.approx(value, nan_ok=True)
    assert math.isnan(interval.low)
    assert math.isnan(interval.high)


def test_the_dispersion_of_counts_is_that_of_a_quasi_poisson_model():
    generator = np.random.default_rng(5)
    hits, words = generator.poisson(1.0, 40), generator.integers(5, 30, 40)
    in_blocks = [array.reshape(8, 5).sum(axis=1) for array in (hits, words)]
    model = sm.GLM(
        in_blocks[0], np.ones(8), family=sm.families.Poisson(), offset=np.log(in_blocks[1])
    )
    spread, freedom = dispersion_of_counts(hits.astype(float), words.astype(float))
    assert spread / freedom == pytest.approx(model.fit(scale="X2").scale)


@pytest.mark.parametrize("dispersion", [1.0, 2.0])
def test_the_dispersion_of_many_texts_is_what_it_was_made_with(dispersion):
    generator = np.random.default_rng(6)
    counts = clustered_counts(generator, 0.4, dispersion, 40 * 400).reshape(400, 40)
    parts = [dispersion_of_counts(row.astype(float), np.full(40, 20.0)) for row in counts]
    spread, freedom = np.sum(parts, axis=0)
    assert spread / freedom == pytest.approx(dispersion, rel=0.1)


def share(sums):
    with np.errstate(invalid="ignore"):
        return sums[..., 0] / sums[..., 1]


@pytest.mark.parametrize("blocks", [[[1, 2]], [[0, 0], [0, 0]]])
def test_one_block_or_no_estimate_has_no_interval(blocks):
    found = resample_blocks(np.array(blocks), share)
    assert found.value == pytest.approx(share(np.sum(blocks, axis=0)), nan_ok=True)
    assert np.isnan([found.low, found.high]).all()


def test_bounds_of_blocks_are_percentiles_of_draws():
    """Of two blocks drawn twice, a quarter each gives 0 and 1: so do the bounds of 50 %."""
    blocks = np.array([[0, 1], [1, 1]])
    assert resample_blocks(blocks, share)[:3] == (0.5, 0.0, 1.0)
    middle = resample_blocks(blocks, share, confidence=0.4)  # the draws between .3 and .7
    assert middle[:3] == (0.5, 0.5, 0.5)
