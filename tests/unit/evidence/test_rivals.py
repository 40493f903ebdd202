"""The rivals against their definitions."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import betabinom

from airshield.evidence.rivals import RIVALS, beta_binomial, fit_beta

DESTROYED = np.array([3, 0, 5, 7])
LAUNCHED = np.array([5, 2, 5, 9])
AGE_DAYS = np.array([120.0, 80.0, 28.0, 0.0])


def test_pooled_counts_are_added_to_a_flat_prior() -> None:
    assert RIVALS["all history pooled"](DESTROYED, LAUNCHED, AGE_DAYS) == (16.0, 7.0)
    assert RIVALS["30 days pooled"](DESTROYED, LAUNCHED, AGE_DAYS) == (13.0, 3.0)


def test_weights_halve_every_fortnight() -> None:
    a, b = RIVALS["exponential weights"](DESTROYED[2:], LAUNCHED[2:], AGE_DAYS[2:])
    assert a == pytest.approx(1.0 + 0.25 * 5 + 7)
    assert b == pytest.approx(1.0 + 2)


def test_the_distribution_is_that_of_scipy() -> None:
    found = beta_binomial(12, 3.0, 1.5)
    assert found == pytest.approx(betabinom.pmf(np.arange(13), 12, 3.0, 1.5))


def test_the_best_fit_is_near_the_truth_and_better_than_its_neighbours() -> None:
    chance = np.random.default_rng(2)
    launched = chance.integers(20, 60, 400)
    destroyed = betabinom.rvs(launched, 8.0, 2.0, random_state=chance)
    a, b = fit_beta(destroyed, launched)
    assert a / (a + b) == pytest.approx(0.8, abs=0.02)
    assert a + b == pytest.approx(10.0, rel=0.3)

    def likelihood(share: float, total: float) -> float:
        return betabinom.logpmf(destroyed, launched, share * total, (1 - share) * total).sum()

    best = likelihood(a / (a + b), a + b)
    for share, total in ((0.02, 1.0), (-0.02, 1.0), (0.0, 1.4), (0.0, 0.7)):
        assert likelihood(a / (a + b) + share, (a + b) * total) < best


def test_without_reports_everything_is_as_likely() -> None:
    nothing = np.empty(0, np.int64)
    assert RIVALS["all history pooled"](nothing, nothing, np.empty(0)) == (1.0, 1.0)
    a, b = RIVALS["90 days, beta-binomial"](nothing, nothing, np.empty(0))
    assert a > 0.0
    assert b > 0.0
