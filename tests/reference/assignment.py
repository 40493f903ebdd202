"""Sparse assignment problems drawn at random, and their answer by the slow and dense way."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]


class Problem(NamedTuple):
    """Rows and columns, what their pairs cost, what a row without column costs."""

    start: Ints
    column: Ints
    cost: Floats
    miss_cost: Floats
    columns: int

    @property
    def rows(self) -> Ints:
        """Return the row of each pair."""
        return np.repeat(np.arange(len(self.miss_cost)), np.diff(self.start)).astype(np.int32)


def problem(allowed: NDArray[np.bool_], cost: Floats, miss_cost: Floats) -> Problem:
    """Return the problem of a dense table of costs and of which of its pairs exist."""
    start = np.concatenate([[0], np.cumsum(allowed.sum(axis=1))]).astype(np.int32)
    column = np.nonzero(allowed)[1].astype(np.int32)
    return Problem(start, column, cost[allowed], miss_cost, allowed.shape[1])


def drawn_problem(
    random: np.random.Generator, rows: int, columns: int, share: float, ties: bool
) -> Problem:
    """Return a problem in which that share of the pairs exists; with ties, few different costs."""
    shape = (rows, columns)
    if ties:
        cost = random.integers(-2, 3, shape).astype(float)
        miss_cost = random.integers(-1, 2, rows).astype(float)
    else:
        cost, miss_cost = random.normal(size=shape), random.normal(size=rows)
    return problem(random.random(shape) < share, cost, miss_cost)


def clustered_problem(random: np.random.Generator, rows: int) -> Problem:
    """Return what a tracker meets: each row has a column of its own, a fifth a neighbour's too."""
    columns = rows + rows // 5
    near = np.arange(rows) + random.integers(1, 4, rows)
    more = random.random(rows) < 0.2
    row = np.concatenate([np.arange(rows), np.flatnonzero(more)])
    column = np.concatenate([np.arange(rows), near[more]])
    order = np.lexsort((column, row))
    start = np.searchsorted(row[order], np.arange(rows + 1)).astype(np.int32)
    cost = random.normal(0.0, 3.0, len(row))
    return Problem(start, column[order].astype(np.int32), cost, np.full(rows, 5.0), columns + 4)


def dense_costs(given: Problem) -> Floats:
    """Return the table with a private column for each row that stays unassigned."""
    rows = len(given.miss_cost)
    scale = 1.0 + np.abs(given.cost).sum() + np.abs(given.miss_cost).sum()
    table = np.full((rows, given.columns + rows), 4.0 * scale)
    table[given.rows, given.column] = given.cost
    table[np.arange(rows), given.columns + np.arange(rows)] = given.miss_cost
    return table


def least_cost(given: Problem) -> float:
    """Return the cost of the best assignment after SciPy."""
    table = dense_costs(given)
    rows, columns = linear_sum_assignment(table)
    return float(table[rows, columns].sum())


def cost_of(given: Problem, assigned: Ints) -> float:
    """Return what an assignment costs; infinite where it breaks a rule."""
    taken = assigned[assigned >= 0]
    if len(set(taken.tolist())) < len(taken):
        return np.inf
    total = float(given.miss_cost[assigned < 0].sum())
    for row in np.flatnonzero(assigned >= 0):
        pairs = range(given.start[row], given.start[row + 1])
        total += min(
            (given.cost[p] for p in pairs if given.column[p] == assigned[row]), default=np.inf
        )
    return total
