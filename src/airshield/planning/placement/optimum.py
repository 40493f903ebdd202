"""The best plan of the surrogate, with a proven gap: outer approximation, solved by HiGHS.

Every tangent of exp lies below it, so that a program with some of them bounds the harm from below;
tangents are added where the last solution falls short until bound and best plan meet. Relaxed
columns come first: where greedy and swaps already come within the tolerance of that bound, no
whole-number program need be solved.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from airshield.planning.placement.greedy import choose_greedily, improve
from airshield.planning.placement.program import Program, Rows, Solved, dense_rows
from airshield.planning.placement.surrogate import Floats, Ints, Limits, Surrogate

Progress = Callable[[float], None]
"""Takes the gap so far."""

_FIRST_TANGENTS = np.array([0.0, 0.15, 0.4, 0.8, 1.4, 2.2, 3.5])
_LARGEST_ROUND = 200
_ROUNDINGS = 8
"""Plans rounded at random from each relaxed solution."""
_SEED = 0x0A11
_SHORTFALL = 0.05
"""A tangent is added where the program falls short by this share of the tolerance."""


class Optimum(NamedTuple):
    """The best plan found, and how far from the best it can be."""

    counts: Ints
    """(c,) pieces of each column."""
    harm: float
    """Its expected harm."""
    bound: float
    """No plan within the limits has less."""
    whole: bool
    """Whether a whole-number program was solved; else the relaxed bound sufficed."""
    rounds: int
    """Programs solved."""
    elapsed_s: float
    """Time it took."""

    @property
    def gap(self) -> float:
        """Proven gap, relative to the harm."""
        return max(0.0, (self.harm - self.bound) / self.harm) if self.harm > 0.0 else 0.0


def find_optimum(
    surrogate: Surrogate,
    limits: Limits,
    *,
    tolerance: float = 0.01,
    time_s: float = 60.0,
    start: Ints | None = None,
    progress: Progress | None = None,
) -> Optimum:
    """Return the plan with the least expected harm, within a proven gap.

    Parameters
    ----------
    surrogate, limits
        What is to be protected, and what may be placed.
    tolerance
        Relative gap at which it is good enough.
    time_s
        The most it may take; the gap reached by then is what is proven.
    start : (c,)
        A plan to begin with; without it, greedy and swaps.
    progress
        Told the gap after each program.

    Raises
    ------
    KeyboardInterrupt
        If it is stopped by Ctrl-C.
    """
    return _Search(surrogate, limits, tolerance, time_s, progress).run(start)


class _Search:
    """Bound from below and plan from above, until they meet."""

    def __init__(
        self,
        surrogate: Surrogate,
        limits: Limits,
        tolerance: float,
        time_s: float,
        progress: Progress | None,
    ) -> None:
        self._surrogate, self._limits = surrogate, limits
        self._tolerance, self._progress = tolerance, progress
        self._begun = time.perf_counter()
        self._until = self._begun + time_s
        self._columns = limits.site.size
        at_risk = surrogate.at_risk(np.zeros(self._columns))
        self._touched = np.flatnonzero((surrogate.gain > 0).any(axis=0) & (at_risk > 0))
        self._certain = float(at_risk.sum() - at_risk[self._touched].sum())
        self._at_risk = at_risk[self._touched]
        self._gain = np.ascontiguousarray(surrogate.gain[:, self._touched])
        self._bound = self._certain
        self._rounds = 0
        self._draws = np.random.Generator(np.random.Philox(key=_SEED))

    def run(self, start: Ints | None) -> Optimum:
        """Solve."""
        best = choose_greedily(self._surrogate, self._limits)
        if start is not None and self._surrogate.harm(start) < best.harm:
            best = improve(self._surrogate, self._limits, start)
        self._counts, self._harm = best.counts, best.harm
        if not self._touched.size or self._limits.pieces == 0:
            return self._result(whole=False, bound=self._harm)
        program = self._program()
        self._relaxed(program)
        whole = self._gap() > self._tolerance and time.perf_counter() < self._until
        if whole:
            self._whole(program)
        return self._result(whole=whole, bound=self._bound)

    def _result(self, *, whole: bool, bound: float) -> Optimum:
        elapsed = time.perf_counter() - self._begun
        return Optimum(self._counts, self._harm, bound, whole, self._rounds, elapsed)

    def _gap(self) -> float:
        gap = (self._harm - self._bound) / self._harm if self._harm > 0.0 else 0.0
        if self._progress is not None:
            self._progress(gap)
        return gap

    def _program(self) -> Program:
        """Columns: pieces, log-survival added at each point, share of its risk that remains."""
        points, columns = self._touched.size, self._columns
        cost = np.concatenate([np.zeros(columns + points), self._at_risk])
        high = np.concatenate([self._limits.most_of(), np.full(points, math.inf), np.ones(points)])
        program = Program(cost, high)
        sums = np.hstack([self._gain.T, -np.eye(points)])
        program.add(dense_rows(sums, np.zeros(points), np.zeros(points)))
        program.add(self._limit_rows())
        counts = [np.zeros(columns), self._counts.astype(np.float64)]
        places = [np.full(points, at) for at in _FIRST_TANGENTS]
        for at in [*places, *(chosen @ self._gain for chosen in counts)]:
            program.add(self._tangents(np.arange(points), at))
        return program

    def _limit_rows(self) -> Rows:
        limits = self._limits
        sites = (np.arange(limits.sites)[:, None] == limits.site).astype(np.float64)
        systems = (np.arange(limits.at_most.size)[:, None] == limits.system).astype(np.float64)
        table = np.vstack([sites, systems, np.ones((1, self._columns))])
        high = np.concatenate(
            [np.full(limits.sites, limits.per_site), limits.at_most, [limits.pieces]]
        ).astype(np.float64)
        if math.isfinite(limits.budget_eur):
            # In units of the budget, so that rows are of one scale.
            table = np.vstack([table, limits.cost_eur / max(limits.budget_eur, 1.0)])
            high = np.append(high, 1.0)
        return dense_rows(table, np.full(high.size, -math.inf), high)

    def _tangents(self, points: Ints, at: Floats) -> Rows:
        """Return the rows z ≥ e^(−t) (1 + t − y) for points and places t."""
        points = np.asarray(points, np.int64)
        size = self._touched.size
        column = np.column_stack([points + self._columns, points + self._columns + size]).ravel()
        slope = np.exp(-at)
        value = np.column_stack([slope, np.ones(points.size)]).ravel()
        start = 2 * np.arange(points.size, dtype=np.int32)
        none = np.full(points.size, math.inf)
        return Rows(start, column.astype(np.int32), value, slope * (1.0 + at), none)

    def _relaxed(self, program: Program) -> None:
        """Raise the bound by the relaxed program; try its roundings."""
        while time.perf_counter() < self._until and self._rounds < _LARGEST_ROUND:
            found = program.solve(time_s=max(0.1, self._until - time.perf_counter()))
            if found.state != "optimal":
                return
            self._rounds += 1
            self._bound = max(self._bound, self._certain + found.objective)
            self._round(found.values[: self._columns])
            if self._gap() <= self._tolerance or not self._sharpened(program, found.values):
                return

    def _sharpened(self, program: Program, values: Floats) -> bool:
        """Add tangents where the program falls short; return whether there were any."""
        points = self._touched.size
        added = values[self._columns : self._columns + points]
        remains = values[self._columns + points :]
        short = self._at_risk * (np.exp(-added) - remains)
        enough = _SHORTFALL * self._tolerance * self._harm
        if short.sum() <= enough:
            return False
        worst = np.flatnonzero(short > 0.5 * enough / points)
        program.add(self._tangents(worst, added[worst]))
        return True

    def _round(self, pieces: Floats) -> None:
        """Try plans rounded at random from a solution of the relaxed program."""
        self._try(pieces)
        limits = self._limits
        for _ in range(_ROUNDINGS):
            rounded = np.floor(pieces + self._draws.random(pieces.size)).astype(np.int64)
            taken = np.repeat(np.arange(pieces.size), rounded)
            kept = np.zeros(pieces.size, np.int64)
            for column in self._draws.permutation(taken):
                kept[column] += 1
                if not limits.allows(kept):
                    kept[column] -= 1
            self._try(kept.astype(np.float64))

    def _try(self, pieces: Floats) -> None:
        """Take the plan that follows from a solution of the program, if it is better."""
        found = improve(self._surrogate, self._limits, np.floor(pieces + 1e-6).astype(np.int64))
        if found.harm < self._harm:
            self._counts, self._harm = found.counts, found.harm

    def _whole(self, program: Program) -> None:
        """Raise the bound by whole-number programs until it meets the best plan."""
        program.require_whole(np.arange(self._columns, dtype=np.int32))
        while time.perf_counter() < self._until and self._rounds < _LARGEST_ROUND:
            if self._gap() <= self._tolerance:
                return
            found = self._solved(program, self._until - time.perf_counter())
            self._bound = max(self._bound, self._certain + found.bound)
            if not found.values.size or not self._sharpened(program, found.values):
                self._gap()
                return

    def _solved(self, program: Program, time_s: float) -> Solved:
        """Solve a whole-number program from the best plan on, and try what it finds."""
        program.start_from(self._point(self._counts))
        found = program.solve(
            time_s=time_s,
            gap=0.3 * self._tolerance,
            enough=self._harm * (1.0 - self._tolerance) - self._certain,
        )
        self._rounds += 1
        if found.values.size:
            self._try(np.rint(found.values[: self._columns]))
        return found

    def _point(self, counts: Ints) -> Floats:
        """Return a plan as a point of the program."""
        added = counts @ self._gain
        return np.concatenate([counts, added, np.exp(-added)])
