"""Intervals cover what they promise; shares and correlations are those of the textbooks."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import beta, spearmanr

from airshield.planning.estimate import (
    between_share,
    mean,
    quantile,
    rank_correlation,
    ratio,
    with_raids,
)


def clustered(rng: np.random.Generator, worlds: int, raids: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw leakers and weapons by world; the share that leaks is 0.2 in the mean of worlds."""
    share = rng.beta(4.0, 16.0, worlds)
    weapons = rng.poisson(20.0, (worlds, raids)).sum(axis=1)
    return rng.binomial(weapons, share), weapons


@pytest.mark.slow
@pytest.mark.parametrize(("worlds", "raids"), [(64, 16), (64, 1), (16, 30), (8, 50)])
def test_intervals_of_ratios_cover_the_truth(worlds, raids):
    rng = np.random.default_rng(1)
    found = [ratio(*clustered(rng, worlds, raids), share=True) for _ in range(2_000)]
    covered = np.mean([one.low <= 0.2 <= one.high for one in found])
    assert 0.93 <= covered <= 0.965
    assert np.mean([one.mean for one in found]) == pytest.approx(0.2, abs=0.002)


@pytest.mark.slow
def test_intervals_of_means_cover_the_truth():
    rng = np.random.default_rng(2)
    covered = 0
    for _ in range(2_000):
        counts = rng.integers(1, 20, 64)
        sums = counts * rng.normal(5.0, 2.0, 64) + rng.normal(0.0, np.sqrt(counts))
        found = mean(sums, counts)
        covered += found.low <= 5.0 <= found.high
    assert 0.93 <= covered / 2_000 <= 0.965


def test_a_ratio_of_equal_clusters_is_the_mean_of_their_ratios():
    top, bottom = np.array([1, 2, 3, 6]), np.full(4, 10)
    found = ratio(top, bottom)
    half = 3.182446305284263 * np.std([0.1, 0.2, 0.3, 0.6], ddof=1) / 2.0
    assert found.mean == pytest.approx(0.3)
    assert (found.low, found.high) == pytest.approx((0.3 - half, 0.3 + half))


def test_clusters_in_which_nothing_was_played_do_not_count():
    top, bottom = np.array([1, 2, 3, 6]), np.array([10, 11, 12, 13])
    padded = ratio(np.append(top, [0, 0]), np.append(bottom, [0, 0]))
    assert padded == ratio(top, bottom)


@pytest.mark.parametrize("raids", [64, 1_000])
def test_what_never_or_always_happened_has_the_exact_bound(raids):
    """Clopper and Pearson's one-sided bound."""
    bottom = np.full(8, raids // 8)
    never = ratio(np.zeros(8), bottom, share=True)
    assert (never.mean, never.low) == (0.0, 0.0)
    assert never.high == pytest.approx(beta.ppf(0.95, 1, raids))
    always = ratio(bottom, bottom, share=True)
    assert (always.mean, always.high) == (1.0, 1.0)
    assert always.low == pytest.approx(beta.ppf(0.05, raids, 1))


def test_shares_stay_within_zero_and_one():
    found = ratio(np.array([0, 0, 0, 1]), np.full(4, 10), share=True)
    assert found.low == 0.0
    found = ratio(np.array([10, 10, 10, 9]), np.full(4, 10), share=True)
    assert found.high == 1.0


def test_of_one_cluster_nothing_is_known():
    found = ratio(np.array([3]), np.array([10]), share=True)
    assert (found.mean, found.low, found.high) == (0.3, 0.0, 1.0)


def test_nothing_played_is_nothing():
    found = ratio(np.zeros(4), np.zeros(4), share=True)
    assert (found.mean, found.low, found.high) == (0.0, 0.0, 0.0)


def test_means_stay_above_their_least():
    found = mean(np.array([0, 0, 0, 40]), np.full(4, 10))
    assert (found.mean, found.low) == (1.0, 0.0)
    assert mean(np.array([0, 0, 0, 40]), np.full(4, 10), least=-9.0).low < 0.0


@pytest.mark.slow
@pytest.mark.parametrize("share", [0.0, 0.2, 0.7])
def test_share_of_variance_between_worlds(share):
    rng = np.random.default_rng(3)
    found = []
    for _ in range(300):
        raids = rng.integers(20, 60, 64)
        middle = rng.normal(10.0, np.sqrt(share), 64)
        parts = [rng.normal(m, np.sqrt(1.0 - share), n) for m, n in zip(middle, raids, strict=True)]
        values = [np.rint(1_000.0 * part).astype(np.int64) for part in parts]
        sums = np.array([part.sum() for part in values])
        squares = np.array([(part * part).sum() for part in values])
        found.append(between_share(raids, sums, squares))
    error = np.std(found) / np.sqrt(300)
    # A ratio of two estimates is biased by about one over the number of worlds.
    assert np.mean(found) == pytest.approx(share, abs=3.29 * error + share / 64 + 0.002)


def test_worlds_that_differ_in_nothing_share_no_variance():
    ones = np.ones(8, np.int64)
    assert between_share(4 * ones, 8 * ones, 20 * ones) == 0.0
    assert between_share(4 * ones, 8 * ones, 16 * ones) == 0.0
    assert between_share(ones, ones, ones) == 0.0
    assert between_share(4 * ones, 8 * np.arange(8), 16 * np.arange(8) ** 2) == 1.0


@pytest.mark.parametrize("steps", [3, 1_000_000])
def test_rank_correlation_is_spearmans(steps):
    rng = np.random.default_rng(4)
    for strength in (-0.9, 0.0, 0.5, 1.0):
        x = rng.integers(0, steps, 40).astype(float)
        y = np.rint(strength * x + (1.0 - abs(strength)) * rng.integers(0, steps, 40))
        rho, low, high = rank_correlation(x, y)
        assert rho == pytest.approx(spearmanr(x, y).statistic, abs=1e-12)
        assert -1.0 <= low <= rho <= high <= 1.0


@pytest.mark.slow
def test_intervals_of_rank_correlations_cover_the_truth():
    """Of normal pairs with correlation r, Spearman's is 6/π · asin(r/2) in large samples."""
    rng = np.random.default_rng(5)
    truth = 6.0 / np.pi * np.arcsin(0.6 / 2.0)
    covered = 0
    for _ in range(1_000):
        x = rng.normal(size=64)
        y = 0.6 * x + 0.8 * rng.normal(size=64)
        _, low, high = rank_correlation(x, y)
        covered += low <= truth <= high
    assert 0.93 <= covered / 1_000 <= 0.97


def test_of_too_few_or_equal_values_no_correlation_is_known():
    unknown = (0.0, -1.0, 1.0)
    assert rank_correlation(np.arange(3.0), np.arange(3.0)) == unknown
    assert rank_correlation(np.zeros(9), np.arange(9.0)) == unknown
    assert rank_correlation(np.arange(9.0), np.ones(9)) == unknown


@pytest.mark.parametrize("share", [0.0, 0.05, 0.1, 0.5, 0.75, 0.95, 1.0])
def test_quantiles_are_those_of_the_sorted_values(share):
    values = np.sort(np.random.default_rng(6).integers(0, 12, 40))
    histogram = np.bincount(values, minlength=15)
    expected = values[max(0, int(np.ceil(share * 40 - 1e-9)) - 1)]
    found = quantile(histogram, np.arange(15.0), share)
    assert found == (expected if share > 0.0 else 0.0)


def test_spread_over_raids_joins_an_estimate():
    found = with_raids(mean(np.ones(4), np.ones(4)), np.array([1, 98, 1]), np.arange(3.0))
    assert (found.p05, found.p95) == (1.0, 1.0)
    wide = with_raids(mean(np.ones(4), np.ones(4)), np.array([10, 80, 10]), np.arange(3.0))
    assert (wide.p05, wide.p95) == (0.0, 2.0)
