"""Plans for the surrogate: within limits, between their bounds, and the best there is."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from airshield.planning.placement.greedy import choose_greedily, improve
from airshield.planning.placement.optimum import find_optimum
from airshield.planning.placement.surrogate import Surrogate
from unit.planning.placement.instances import best_of_all, drawn


@pytest.mark.parametrize("seed", range(6))
def test_it_is_the_best_of_all_plans(seed: int) -> None:
    surrogate, limits = drawn(seed, sites=3)
    best = best_of_all(surrogate, limits)
    found = find_optimum(surrogate, limits, tolerance=1e-4)
    assert found.harm == pytest.approx(best, rel=2e-4)
    assert found.bound <= best * (1 + 1e-9)
    assert found.gap <= 1e-4


@pytest.mark.parametrize("seed", range(4))
def test_a_budget_is_kept_and_the_best_within_it_found(seed: int) -> None:
    surrogate, limits = drawn(seed, sites=3, budget_eur=6.0)
    best = best_of_all(surrogate, limits)
    found = find_optimum(surrogate, limits, tolerance=1e-4)
    assert limits.allows(found.counts)
    assert float((found.counts * limits.cost_eur).sum()) <= 6.0
    assert found.harm == pytest.approx(best, rel=2e-4)


@pytest.mark.parametrize("seed", range(20))
def test_greedy_keeps_the_limits_and_lies_between_the_bounds(seed: int) -> None:
    surrogate, limits = drawn(seed, sites=8, types=3, points=20, pieces=5, budget_eur=12.0)
    plain = choose_greedily(surrogate, limits, swaps=False)
    swapped = choose_greedily(surrogate, limits)
    found = find_optimum(surrogate, limits, tolerance=0.02)
    for plan in (plain, swapped, found):
        assert limits.allows(plan.counts)
        assert plan.harm == pytest.approx(surrogate.harm(plan.counts), rel=1e-9)
    assert found.bound <= found.harm <= swapped.harm + 1e-12
    assert swapped.harm <= plain.harm + 1e-12


def test_the_first_greedy_piece_takes_off_most() -> None:
    surrogate, limits = drawn(3)
    first = choose_greedily(surrogate, limits._replace(pieces=1), swaps=False)
    singles = [surrogate.harm(row) for row in np.eye(limits.site.size, dtype=np.int64)]
    assert first.harm == pytest.approx(min(singles))
    assert first.order.tolist() == [int(np.argmin(singles))]


def test_improving_a_plan_never_makes_it_worse() -> None:
    surrogate, limits = drawn(5, sites=8, types=3, points=20, pieces=5)
    start = np.zeros(limits.site.size, np.int64)
    start[-1] = 1
    assert improve(surrogate, limits, start).harm <= surrogate.harm(start)


def test_no_pieces_and_nothing_to_protect_are_answered() -> None:
    surrogate, limits = drawn(1)
    none = find_optimum(surrogate, limits._replace(pieces=0))
    assert none.counts.sum() == 0
    assert none.gap == 0.0
    idle = Surrogate(surrogate.weight, surrogate.given, np.zeros_like(surrogate.gain))
    assert find_optimum(idle, limits).gap == 0.0


def test_a_time_limit_still_gives_a_plan_and_an_honest_bound() -> None:
    surrogate, limits = drawn(2, sites=12, types=3, points=40, pieces=6)
    rushed = find_optimum(surrogate, limits, tolerance=1e-6, time_s=0.0)
    patient = find_optimum(surrogate, limits, tolerance=1e-3)
    assert limits.allows(rushed.counts)
    assert rushed.bound <= patient.harm <= rushed.harm + 1e-12


def test_more_pieces_and_more_gain_never_leave_more_harm() -> None:
    surrogate, limits = drawn(7, sites=4)
    harms = [
        find_optimum(surrogate, limits._replace(pieces=n), tolerance=1e-4).harm for n in range(5)
    ]
    assert all(b <= a * (1 + 2e-4) for a, b in pairwise(harms))
    better = surrogate._replace(gain=surrogate.gain * 1.5)
    assert find_optimum(better, limits, tolerance=1e-4).harm <= harms[3] * (1 + 2e-4)
