"""The solver layer: optimal, infeasible, stopped."""

from __future__ import annotations

import math

import numpy as np
import pytest

from airshield.planning.placement.location import cover_most, nearest_median
from airshield.planning.placement.program import Program, dense_rows


def test_a_knapsack_and_its_relaxation() -> None:
    value, weight = np.array([6.0, 5.0, 4.0]), np.array([[3.0, 2.0, 2.0]])
    program = Program(-value, np.ones(3))
    program.add(dense_rows(weight, np.array([-math.inf]), np.array([4.0])))
    relaxed = program.solve()
    assert relaxed.objective == pytest.approx(-9.0)
    assert relaxed.bound == pytest.approx(-9.0)
    program.require_whole(np.arange(3, dtype=np.int32))
    whole = program.solve()
    assert whole.state == "optimal"
    assert whole.values == pytest.approx([0.0, 1.0, 1.0])
    assert whole.bound == pytest.approx(-9.0)
    program.add(dense_rows(np.array([[1.0, 1.0, 0.0]]), np.array([2.0]), np.array([2.0])))
    assert program.solve().state == "infeasible"


def test_location_problems_agree_with_trying_everything() -> None:
    rng = np.random.default_rng(4)
    at = rng.random((9, 2))
    way = np.linalg.norm(at[:, None] - at[None], axis=-1)
    demand = rng.random(9)
    pairs = [(a, b) for a in range(9) for b in range(a)]
    assert nearest_median(way, 2).value == pytest.approx(
        min(way[:, pair].min(axis=1).sum() for pair in pairs)
    )
    covers = way < 0.3
    assert cover_most(covers, demand, 2).value == pytest.approx(
        max(demand[covers[:, pair].any(axis=1)].sum() for pair in pairs)
    )
