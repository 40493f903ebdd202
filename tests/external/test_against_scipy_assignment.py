"""The sparse assignment costs what SciPy's dense one does."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.random import default_rng

from airshield.kernels.assignment import assign, assigned_columns, make_assignment_scratch
from reference.assignment import clustered_problem, cost_of, drawn_problem, least_cost


@pytest.mark.parametrize("ties", [False, True])
def test_small_problems_cost_what_scipy_says(ties: bool) -> None:
    random = default_rng(1)
    scratch = make_assignment_scratch(12, 12, 144)
    for _ in range(1500):
        rows, columns = random.integers(0, 13, 2)
        given = drawn_problem(random, rows, columns, random.random(), ties)
        assigned = np.full(rows, 99, np.int32)
        total = assign(*given, scratch, assigned)
        assert total == pytest.approx(least_cost(given), abs=1e-9)
        assert total == pytest.approx(cost_of(given, assigned), abs=1e-9)


@pytest.mark.parametrize(("rows", "columns"), [(120, 120), (150, 40), (40, 150)])
@pytest.mark.parametrize("ties", [False, True])
@pytest.mark.parametrize("share", [0.03, 0.2, 1.0])
def test_crowds_cost_what_scipy_says(rows: int, columns: int, ties: bool, share: float) -> None:
    given = drawn_problem(default_rng(2), rows, columns, share, ties)
    assigned, total = assigned_columns(*given)
    assert total == pytest.approx(least_cost(given), abs=1e-8)
    assert total == pytest.approx(cost_of(given, assigned), abs=1e-8)


def test_a_tracker_s_problem_costs_what_scipy_says() -> None:
    given = clustered_problem(default_rng(3), 400)
    assigned, total = assigned_columns(*given)
    assert total == pytest.approx(least_cost(given), abs=1e-8)
    assert total == pytest.approx(cost_of(given, assigned), abs=1e-8)
