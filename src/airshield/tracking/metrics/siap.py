"""The metrics of the single integrated air picture (:cite:t:`votruba2001`).

Every estimate belongs to the nearest truth of its step within the cut-off, or to none; several may
belong to the same truth.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from airshield.tracking.kernels.lifelines import cover_objects, reach_of_segments
from airshield.tracking.kernels.matching import nearest_truths
from airshield.tracking.metrics.comparison import Comparison, step_sums
from airshield.tracking.metrics.continuity import checked_times
from airshield.tracking.metrics.states import Rows, edges
from airshield.tracking.plots import Floats, Ints


class Siap(NamedTuple):
    """The metrics over all steps, and of each step where they have one."""

    completeness: float
    """Share of truths that have a track; 0 where there are none."""
    ambiguity: float
    """Tracks that belong to a truth, for each truth that has any; 1 where there are none."""
    spuriousness: float
    """Share of tracks that belong to no truth; 0 where there are none."""
    position_error_m: float
    """Mean distance of a track from its truth ("position accuracy"); 0 where there are none."""
    velocity_error_m_s: float
    """The same of velocities; NaN where one is unknown."""
    number_changes_per_s: float
    """Changes of track number that truths need, over the time that they are tracked."""
    longest_segment: float
    """Longest time that one track stays with a truth, over the time that the truth is there:
    both summed over all truths."""
    completeness_at: Floats
    """(steps,)"""
    ambiguity_at: Floats
    """(steps,)"""
    spuriousness_at: Floats
    """(steps,)"""
    position_error_at_m: Floats
    """(steps,)"""
    velocity_error_at_m_s: Floats
    """(steps,)"""


class Tallies(NamedTuple):
    """What each step counts."""

    truths: Floats
    truths_tracked: Floats
    tracks: Floats
    tracks_true: Floats
    position_error_m: Floats
    velocity_error_m_s: Floats


def siap(comparison: Comparison, time_s: Floats) -> Siap:
    """Return the metrics of the single integrated air picture.

    Parameters
    ----------
    comparison
        Truth and estimates, and the cut-off within which a track belongs to a truth.
    time_s : (steps,) seconds
        Time of each step; rising.

    Raises
    ------
    ValueError
        If ``time_s`` is not a rising time for each step.
    """
    time_s = checked_times(time_s, comparison.steps)
    nearest, apart = _nearest(comparison)
    tallies = _tally(comparison, nearest, apart)
    whole = [float(share[0]) for share in _shares(_total(tallies))]
    each = _shares(tallies)
    changes, segment = _lifelines(comparison, nearest, time_s)
    return Siap(
        whole[0], whole[1], whole[2], whole[3], whole[4], changes, segment,
        each[0], each[1], each[2], each[3], each[4],
    )  # fmt: skip


def _nearest(comparison: Comparison) -> tuple[Ints, Floats]:
    """Return the row of the truth that each estimate belongs to, −1: none, and how far it is."""
    rows = len(comparison.estimates.step)
    nearest, apart = np.full(rows, -1, np.int32), np.full(rows, np.inf)
    nearest_truths(
        comparison.truth_edge, comparison.estimate_edge, *comparison.pairs, nearest, apart
    )
    return nearest, apart


def _tally(comparison: Comparison, nearest: Ints, apart: Floats) -> Tallies:
    """Count, step by step."""
    truth, estimates, steps = comparison.truth, comparison.estimates, comparison.steps
    true = nearest >= 0
    step, row = estimates.step[true], nearest[true]
    tracked = np.bincount(truth.step[np.unique(row)], minlength=steps)
    gap = estimates.velocity_m_s[true] - truth.velocity_m_s[row]
    return Tallies(
        np.diff(comparison.truth_edge).astype(np.float64),
        tracked.astype(np.float64),
        np.diff(comparison.estimate_edge).astype(np.float64),
        np.bincount(step, minlength=steps).astype(np.float64),
        step_sums(step, apart[true], steps),
        step_sums(step, np.sqrt((gap**2).sum(axis=1)), steps),
    )


def _total(tallies: Tallies) -> Tallies:
    """Return what all steps count together, as one."""
    return Tallies(*[column.sum(keepdims=True) for column in tallies])


def _shares(tallies: Tallies) -> list[Floats]:
    """Return completeness, ambiguity, spuriousness and the two errors."""
    return [
        _over(tallies.truths_tracked, tallies.truths),
        _over(tallies.tracks_true, tallies.truths_tracked, 1.0),
        _over(tallies.tracks - tallies.tracks_true, tallies.tracks),
        _over(tallies.position_error_m, tallies.tracks_true),
        _over(tallies.velocity_error_m_s, tallies.tracks_true),
    ]


def _over(part: Floats, whole: Floats, otherwise: float = 0.0) -> Floats:
    """Return a quotient, or what holds where there is nothing to divide by."""
    return np.where(whole > 0, part / np.where(whole > 0, whole, 1.0), otherwise)


def _lifelines(comparison: Comparison, nearest: Ints, time_s: Floats) -> tuple[float, float]:
    """Return the rate of changes of track number, and the longest track segment."""
    truth = comparison.truth
    number, thing = np.unique(truth.number, return_inverse=True)
    order = np.lexsort((truth.step, thing))
    edge, at_s = edges(thing[order], len(number)), time_s[truth.step[order]]
    reach = np.full(len(order), -1, np.int64)
    longest, tracked = np.zeros((2, len(number)))
    needed = np.zeros(len(number), np.int64)
    reach_of_segments(*_associations(comparison, nearest, thing, order), reach, longest, at_s)
    cover_objects(edge, reach, at_s, needed, tracked)
    lifetime = at_s[edge[1:] - 1] - at_s[edge[:-1]]
    changes = np.maximum(needed - 1, 0).sum()
    return _quotient(changes, tracked.sum()), _quotient(longest.sum(), lifetime.sum())


def _quotient(part: float, whole: float) -> float:
    return float(part / whole) if whole > 0 else 0.0


def _associations(
    comparison: Comparison, nearest: Ints, thing: Rows, order: Rows
) -> tuple[Rows, Rows, Rows]:
    """Return object, track and row of each estimate that has a truth, sorted."""
    true = nearest >= 0
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    row, track = nearest[true], comparison.estimates.number[true]
    by = np.lexsort((place[row], track, thing[row]))
    return thing[row][by], track[by], place[row][by]
