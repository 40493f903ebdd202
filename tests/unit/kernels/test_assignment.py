"""The sparse assignment: small cases by hand."""

from __future__ import annotations

import os
import subprocess
import sys
from math import inf, isnan, nan

import numpy as np
import pytest

from airshield.kernels.assignment import (
    MOST_BIDS,
    assign,
    assigned_columns,
    make_assignment_scratch,
)
from reference.assignment import Problem, drawn_problem, problem


def table(costs: list[list[float]], miss_cost: list[float]) -> Problem:
    """Return the problem in which all pairs exist."""
    dense = np.array(costs, float).reshape(len(miss_cost), len(costs[0]) if costs else 0)
    return problem(np.ones(dense.shape, bool), dense, np.array(miss_cost, float))


def test_nothing_costs_nothing() -> None:
    assigned, total = assigned_columns(*table([], []))
    assert assigned.size == 0
    assert total == 0.0


def test_rows_without_columns_miss() -> None:
    given = problem(np.zeros((2, 3), bool), np.zeros((2, 3)), np.array([1.5, -4.0]))
    assigned, total = assigned_columns(*given)
    assert assigned.tolist() == [-1, -1]
    assert total == -2.5


def test_a_row_prefers_to_miss_where_that_is_cheaper() -> None:
    assigned, total = assigned_columns(*table([[2.0], [3.0]], [1.0, 10.0]))
    assert assigned.tolist() == [-1, 0]
    assert total == 4.0


def test_the_greedy_choice_is_taken_back() -> None:
    assigned, total = assigned_columns(*table([[0.0, 1.0], [0.0, 9.0]], [20.0, 20.0]))
    assert assigned.tolist() == [1, 0]
    assert total == 1.0


def test_costs_may_be_negative() -> None:
    assigned, total = assigned_columns(*table([[-5.0, -1.0], [-6.0, -1.5]], [0.0, 0.0]))
    assert assigned.tolist() == [1, 0]
    assert total == -7.0


def test_a_long_chain_moves_up_by_one() -> None:
    """Each row has its own column and the next; the last to come takes the first column."""
    size = 5 * MOST_BIDS
    near = np.eye(size, size + 1, dtype=bool)
    allowed = np.vstack([near | np.roll(near, 1, axis=1), np.eye(1, size + 1, dtype=bool)])
    cost = np.where(np.eye(size + 1, dtype=bool), 1.0, 2.0)
    cost[size, 0] = 1.0
    assigned, total = assigned_columns(*problem(allowed, cost, np.full(size + 1, 1e4)))
    assert assigned.tolist() == [*range(1, size + 1), 0]
    assert total == 2.0 * size + 1.0


@pytest.mark.parametrize("unusable", [nan, inf])
def test_costs_that_are_no_numbers_are_never_taken(unusable: float) -> None:
    given = table([[unusable, 7.0], [1.0, unusable], [unusable, unusable]], [9.0, 9.0, 9.0])
    assigned, total = assigned_columns(*given)
    assert assigned.tolist() == [1, 0, -1]
    assert total == 17.0


def test_a_pair_named_twice_counts_at_its_cheaper_cost() -> None:
    given = Problem(
        np.array([0, 2], np.int32),
        np.array([0, 0], np.int32),
        np.array([3.0, 2.0]),
        np.array([9.0]),
        1,
    )
    scratch = make_assignment_scratch(1, 1, 2)
    assigned = np.empty(1, np.int32)
    assert assign(*given, scratch, assigned) == 2.0
    assert scratch.pair[0] == 1


@pytest.mark.parametrize("room", [(2, 3, 9), (3, 2, 9), (3, 3, 8)])
def test_too_small_a_scratch_is_told_and_nothing_written(room: tuple[int, int, int]) -> None:
    given = table([[1.0] * 3] * 3, [5.0] * 3)
    assigned = np.full(3, 77, np.int32)
    assert isnan(assign(*given, make_assignment_scratch(*room), assigned))
    assert assigned.tolist() == [77, 77, 77]


def test_old_scratch_gives_the_same_as_new() -> None:
    random = np.random.default_rng(5)
    scratch = make_assignment_scratch(20, 20, 400)
    for _ in range(50):
        given = drawn_problem(random, 20, 20, 0.5, ties=True)
        assigned = np.empty(20, np.int32)
        total = assign(*given, scratch, assigned)
        fresh, fresh_total = assigned_columns(*given)
        assert total == fresh_total
        assert assigned.tolist() == fresh.tolist()


DIGEST = """
import sys, hashlib, numpy as np
sys.path.insert(0, "tests")
from airshield.kernels.assignment import assigned_columns
from reference.assignment import drawn_problem
random, digest = np.random.default_rng(6), hashlib.sha256()
for number in range(60):
    given = drawn_problem(random, 9, 9, 0.6, number % 2 == 0)
    assigned, total = assigned_columns(*given)
    digest.update(assigned.tobytes() + np.float64(total).tobytes())
print(digest.hexdigest())
"""


@pytest.mark.slow
def test_interpreted_and_compiled_give_the_same_bits() -> None:
    root = __file__.rsplit("/tests/", 1)[0]
    digests = [
        subprocess.run(
            [sys.executable, "-c", DIGEST],
            cwd=root,
            env=os.environ | {"NUMBA_DISABLE_JIT": off, "PYTHONPATH": f"{root}/src"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for off in ("0", "1")
    ]
    assert digests[0] == digests[1] != ""
