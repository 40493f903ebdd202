"""Truth and estimates side by side: the pairs that lie near each other, and the best match.

At every step, truths are matched to estimates one to one so that the sum of their distances to
the power of ``order``, none counted beyond the cut-off, is least: the assignment that GOSPA and
OSPA share (:cite:t:`rahmathullah2017`, :cite:t:`schuhmacher2008`). Definitions:
``docs/theory/tracking-metrics``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from airshield.kernels.assignment import AssignmentScratch, make_assignment_scratch
from airshield.tracking.kernels.matching import count_mismatches, count_near, list_near, match_steps
from airshield.tracking.metrics.states import Rows, States, checked, edges, taken
from airshield.tracking.plots import Floats, Ints


class Pairs(NamedTuple):
    """Truths and estimates of a step that lie nearer than the cut-off, by truth."""

    start: Rows
    """(truths + 1,) Where the pairs of each truth begin."""
    column: Ints
    """(pairs,) The estimate, counted from the first of its step."""
    distance_m: Floats
    """(pairs,)"""


class Comparison(NamedTuple):
    """Truth and estimates in order, with what belongs together."""

    truth: States
    """By step, then by number."""
    estimates: States
    """By step, then by east."""
    truth_edge: Rows
    """(steps + 1,) Where each step's truths begin."""
    estimate_edge: Rows
    """(steps + 1,) Where each step's estimates begin."""
    cut_m: float
    """Cut-off: what lies farther apart is not the same."""
    order: float
    """Power of the distances."""
    pairs: Pairs
    match: Ints
    """(truths,) Row of the estimate that is matched to each truth, −1: none."""
    apart_m: Floats
    """(truths,) How far apart they are; the cut-off where there is none."""

    @property
    def steps(self) -> int:
        """How many steps there are."""
        return len(self.truth_edge) - 1


def compare(
    truth: States,
    estimates: States,
    cut_m: float = 500.0,
    order: float = 2.0,
    steps: int | None = None,
) -> Comparison:
    """Find what lies near what and match truths to estimates, step by step.

    Parameters
    ----------
    truth, estimates
        What there was, and what was thought.
    cut_m : metres
        Cut-off distance; positive.
    order : power, at least 1
        Of the distances.
    steps
        How many steps there are; without it, up to the last of either.

    Raises
    ------
    ValueError
        If the states are not right (see `checked`), differ in dimension, reach beyond ``steps``,
        or a parameter is out of range.
    """
    truth, estimates = checked(truth, "truth"), checked(estimates, "estimates")
    last = max(int(states.step.max(initial=-1)) for states in (truth, estimates))
    steps = last + 1 if steps is None else steps
    _check(truth, estimates, cut_m, order, last < steps)
    truth = taken(truth, np.lexsort((truth.number, truth.step)))
    east = estimates.position_m[:, 0]
    estimates = taken(estimates, np.lexsort((estimates.number, east, estimates.step)))
    truth_edge, estimate_edge = edges(truth.step, steps), edges(estimates.step, steps)
    pairs = _near(truth, estimates, truth_edge, estimate_edge, cut_m)
    match, apart = _matched(truth_edge, estimate_edge, pairs, cut_m, order)
    return Comparison(
        truth, estimates, truth_edge, estimate_edge, cut_m, order, pairs, match, apart
    )


def _check(truth: States, estimates: States, cut_m: float, order: float, fits: bool) -> None:
    """Refuse what cannot be compared."""
    wrong = []
    if truth.position_m.shape[1] != estimates.position_m.shape[1]:
        wrong.append("truth and estimates must have the same dimension")
    if not 0 < cut_m < np.inf:
        wrong.append(f"cut_m must be positive, not {cut_m}")
    if not 1 <= order < np.inf:
        wrong.append(f"order must be at least 1, not {order}")
    if not fits:
        wrong.append("a step lies beyond the number of steps")
    if wrong:
        raise ValueError("; ".join(wrong))


def _near(
    truth: States, estimates: States, truth_edge: Rows, estimate_edge: Rows, cut_m: float
) -> Pairs:
    """Return all pairs nearer than the cut-off."""
    given = (truth_edge, truth.position_m, estimate_edge, estimates.position_m, float(cut_m))
    start = np.zeros(len(truth.step) + 1, np.int64)
    count_near(*given, start)
    column, distance = np.empty(start[-1], np.int32), np.empty(start[-1])
    list_near(*given, start, column, distance)
    return Pairs(start, column, distance)


def mismatches(comparison: Comparison, thing: Rows, things: int) -> Rows:
    """Return how often each object gets another track, as CLEAR MOT counts it.

    Unlike ``match``, a step's match goes on from the one before: a track that held an object when
    it was last held keeps it for as long as it lies within the cut-off
    (:cite:t:`bernardin2008`). ``thing`` (truths,) is the object of each truth, counted from 0.
    """
    pairs, truth_edge, estimate_edge = (
        comparison.pairs,
        comparison.truth_edge,
        comparison.estimate_edge,
    )
    found, number = np.zeros(things, np.int64), comparison.estimates.number
    cost = (pairs.distance_m / comparison.cut_m) ** comparison.order
    scratch = _scratch(truth_edge, estimate_edge, pairs)
    count_mismatches(
        truth_edge, estimate_edge, pairs.start, pairs.column, cost, np.ones(len(thing)), thing,
        number, scratch, np.empty_like(cost), np.full(len(thing), -1, np.int32),
        np.full(things, -1, np.int64), found,
    )  # fmt: skip
    return found


def _scratch(truth_edge: Rows, estimate_edge: Rows, pairs: Pairs) -> AssignmentScratch:
    """Return room to match the largest step."""
    truths, estimates = (int(np.diff(e).max(initial=0)) for e in (truth_edge, estimate_edge))
    return make_assignment_scratch(truths, estimates, len(pairs.column))


def _matched(
    truth_edge: Rows, estimate_edge: Rows, pairs: Pairs, cut_m: float, order: float
) -> tuple[Ints, Floats]:
    """Return the estimate of each truth and how far it is."""
    rows = len(pairs.start) - 1
    scratch = _scratch(truth_edge, estimate_edge, pairs)
    match, apart = np.full(rows, -1, np.int32), np.full(rows, float(cut_m))
    cost, miss = (pairs.distance_m / cut_m) ** order, np.ones(rows)
    match_steps(truth_edge, estimate_edge, *pairs, cost, miss, scratch, match, apart)
    return match, apart


def summed(comparison: Comparison, of_truth: Floats) -> Floats:
    """Return the sum over each step of a value of each truth."""
    return step_sums(comparison.truth.step, of_truth, comparison.steps)


def step_sums(step: Rows, value: Floats, steps: int) -> Floats:
    """Return the sum of the values of each step."""
    return np.bincount(step, value, steps).astype(np.float64, copy=False)
