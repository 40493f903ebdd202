"""Scores against their definitions written out."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import betabinom, binom

from airshield.evidence.scores import score, summarise


def test_log_score_and_transform_of_a_count() -> None:
    pmf = binom.pmf(np.arange(6), 5, 0.3)
    found = score(pmf, 2)
    assert found.log_score == pytest.approx(binom.logpmf(2, 5, 0.3))
    assert found.below == pytest.approx(binom.cdf(1, 5, 0.3))
    assert found.up_to == pytest.approx(binom.cdf(2, 5, 0.3))


def test_crps_is_the_expected_distance_less_half_the_spread() -> None:
    counts = np.arange(8)
    pmf = betabinom.pmf(counts, 7, 2.0, 3.0)
    distance = pmf @ np.abs(counts - 5)
    spread = pmf @ np.abs(counts[:, None] - counts) @ pmf
    assert score(pmf, 5).crps == pytest.approx((distance - 0.5 * spread) / 7)


@pytest.mark.parametrize("n", [1, 3, 200])
def test_a_true_forecast_holds_what_it_says_however_small_the_counts(n: int) -> None:
    chance = np.random.default_rng(5)
    pmf = betabinom.pmf(np.arange(n + 1), n, 2.0, 6.0)
    came = chance.choice(n + 1, size=4_000, p=pmf)
    found = summarise([score(pmf, int(k)) for k in came])
    assert found.held_90 == pytest.approx(0.9, abs=0.02)
    assert found.held_50 == pytest.approx(0.5, abs=0.03)
    assert found.histogram == pytest.approx([0.1] * 10, abs=0.02)
    assert found.closed_90 >= found.held_90 - 0.02


def test_a_forecast_that_is_too_sure_holds_too_little() -> None:
    chance = np.random.default_rng(6)
    came = chance.choice(101, size=1_000, p=betabinom.pmf(np.arange(101), 100, 2.0, 2.0))
    sure = binom.pmf(np.arange(101), 100, 0.5)
    found = summarise([score(sure, int(k)) for k in came])
    assert found.held_90 < 0.5
    assert found.histogram[0] > 0.2
    assert found.histogram[-1] > 0.2
