"""Sparse assignment: ours, SciPy's dense one and SciPy's sparse one, on the same problems.

    python benchmarks/assignment.py [--rounds 15]

Rounds take turns, processor time is taken, and ratios are those of the medians. SciPy's dense
function gets the table with a private column for each row, made beforehand; above 2,000 rows that
table no longer fits and only the sparse one is asked. It wants costs above zero, to which the same
is added for all.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from airshield.kernels.assignment import assign, make_assignment_scratch  # noqa: E402
from reference.assignment import (  # noqa: E402
    Problem,
    clustered_problem,
    dense_costs,
    drawn_problem,
)


def ours(given: Problem) -> Callable[[], float]:
    """Return our way to the cost, its room made beforehand."""
    scratch = make_assignment_scratch(len(given.miss_cost), given.columns, len(given.column))
    assigned = np.empty(len(given.miss_cost), np.int32)
    return lambda: float(assign(*given, scratch, assigned))


def dense(given: Problem) -> Callable[[], float]:
    """Return SciPy's dense way."""
    table = dense_costs(given)
    return lambda: float(table[linear_sum_assignment(table)].sum())


def sparse(given: Problem) -> Callable[[], float]:
    """Return SciPy's sparse way."""
    rows = len(given.miss_cost)
    shift = 1.0 - min(given.cost.min(), given.miss_cost.min())
    row = np.concatenate([given.rows, np.arange(rows)])
    column = np.concatenate([given.column, given.columns + np.arange(rows)])
    cost = np.concatenate([given.cost, given.miss_cost]) + shift
    graph = csr_array((cost, (row, column)), shape=(rows, given.columns + rows))

    def solve() -> float:
        found = min_weight_full_bipartite_matching(graph)
        return float(graph[found].sum()) - shift * rows

    return solve


def seconds(work: Callable[[], float], least_s: float = 2e-3) -> float:
    """Return the processor time of one call, from as many as fill ``least_s``."""
    calls, begun = 0, time.process_time()
    while (spent := time.process_time() - begun) < least_s:
        work()
        calls += 1
    return spent / calls


def main() -> None:
    """Time, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    random = np.random.default_rng(7)
    problems = {f"clusters, {n:,} rows": clustered_problem(random, n) for n in (500, 2_000, 5_000)}
    for size in (50, 200):
        problems[f"full, {size} × {size}"] = drawn_problem(random, size, size, 1.0, False)
    for name, given in problems.items():
        ways = {"ours": ours(given), "sparse": sparse(given)}
        if len(given.miss_cost) <= 2_000:
            ways["dense"] = dense(given)
        costs = [way() for way in ways.values()]
        if not np.allclose(costs, costs[0], rtol=1e-9, atol=1e-6):
            raise SystemExit(f"{name}: the costs differ: {costs}")
        times = {key: [seconds(way) for _ in range(1)] for key, way in ways.items()}
        for _ in range(rounds - 1):
            for key, way in ways.items():
                times[key].append(seconds(way))
        middle = {key: statistics.median(taken) for key, taken in times.items()}
        a_row = middle["ours"] / len(given.miss_cost) * 1e9
        ratios = ", ".join(
            f"{k} × {middle[k] / middle['ours']:,.0f}" for k in middle if k != "ours"
        )
        print(f"{name}: {a_row:,.0f} ns a row; {ratios}")


if __name__ == "__main__":
    main()
