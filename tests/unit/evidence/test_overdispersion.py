"""Intervals of shares where the fates of threats in one raid are alike."""

import random

import pytest

from airshield.evidence.overdispersion import (
    FEWEST,
    Count,
    intraclass_correlation,
    pooled_share,
)


def drawn(chance: random.Random, reports: int, p: float, correlation: float) -> list[Count]:
    """Draw beta-binomial counts with a known correlation."""
    strength = 1 / correlation - 1
    counts = []
    for _ in range(reports):
        n = 1 + int(chance.lognormvariate(3, 0.7))
        tonight = chance.betavariate(p * strength, (1 - p) * strength)
        counts.append((n, sum(chance.random() < tonight for _ in range(n))))
    return counts


@pytest.mark.parametrize("correlation", [0.02, 0.1, 0.4])
def test_the_correlation_that_counts_were_drawn_with_is_found(correlation: float) -> None:
    chance = random.Random(11)
    groups = [drawn(chance, 15, chance.uniform(0.4, 0.8), correlation) for _ in range(60)]
    found = intraclass_correlation(groups)
    assert found == pytest.approx(correlation, rel=0.25)


def test_binomial_counts_have_none() -> None:
    chance = random.Random(3)
    counts = [(40, sum(chance.random() < 0.6 for _ in range(40))) for _ in range(400)]
    assert intraclass_correlation([counts]) == pytest.approx(0.0, abs=0.01)


def test_counts_that_are_all_or_nothing_are_wholly_alike() -> None:
    assert intraclass_correlation([[(10, 10), (10, 0)] * 20]) == pytest.approx(1.0, abs=0.05)


def test_too_few_reports_are_not_estimated_from() -> None:
    assert intraclass_correlation([[(10, 5)] * (FEWEST - 1)]) is None
    assert intraclass_correlation([[(1, 1), (1, 0)] * FEWEST]) is None
    assert intraclass_correlation([]) is None


def test_ninety_five_of_a_hundred_intervals_hold_the_truth() -> None:
    chance = random.Random(5)
    held = naive = 0
    for _ in range(400):
        counts = drawn(chance, 12, 0.7, 0.15)
        share, blind = pooled_share(counts, 0.15), pooled_share(counts, 0.0)
        assert share is not None
        assert blind is not None
        held += share.low <= 0.7 <= share.high
        naive += blind.low <= 0.7 <= blind.high
    assert 0.92 <= held / 400 <= 0.98
    assert naive / 400 < 0.75  # what an interval of pooled counts would have promised


def test_a_share_of_nothing_is_none_and_the_ends_are_closed() -> None:
    assert pooled_share([], 0.1) is None
    assert pooled_share([(0, 0)], 0.1) is None
    none, all_ = pooled_share([(9, 0)], 0.1), pooled_share([(9, 9)], 0.1)
    assert none is not None
    assert all_ is not None
    assert (none.value, none.low) == (0.0, 0.0)
    assert (all_.value, all_.high) == (1.0, 1.0)
    assert none.high == pytest.approx(1 - all_.low)
