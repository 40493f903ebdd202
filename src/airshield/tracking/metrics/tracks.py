"""OSPA(2): how far the set of tracks lies from the set of true paths, over a window of time."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from airshield.kernels.assignment import assigned_columns
from airshield.tracking.kernels.matching import track_distances
from airshield.tracking.metrics.comparison import Comparison
from airshield.tracking.metrics.sets import Ospa
from airshield.tracking.metrics.states import Rows, States, taken
from airshield.tracking.plots import Floats


class Paths(NamedTuple):
    """States by object, then by step."""

    states: States
    key: Rows
    """(n,) Object times the number of steps plus the step; rising."""
    thing: Rows
    """(n,) Object of each row as it came."""
    objects: int


def paths(states: States, steps: int) -> Paths:
    """Sort states by object and step."""
    numbers, thing = np.unique(states.number, return_inverse=True)
    order = np.lexsort((states.step, thing))
    key = thing[order] * steps + states.step[order]
    return Paths(taken(states, order), key, thing, len(numbers))


def track_ospa(comparison: Comparison, window: int) -> Ospa:
    """Return OSPA(2) of the window that ends at each step (:cite:t:`beard2020`, section IV).

    Tracks are compared as wholes: the distance of two is the mean over the steps of the window at
    which either is there, of their distance up to the cut-off, or of the cut-off where only one
    is there. Changed numbers therefore cost, as they do not in OSPA.

    Parameters
    ----------
    comparison
        Truth and estimates, which also fix the cut-off and the order.
    window : steps
        Length of the window; the first ones are shorter.

    Raises
    ------
    ValueError
        If ``window`` is not positive.
    """
    if not window >= 1:
        raise ValueError(f"window must be at least 1, not {window}")
    truth = paths(comparison.truth, comparison.steps)
    estimates = paths(comparison.estimates, comparison.steps)
    met = _meetings(comparison, truth, estimates)
    ends = np.arange(1, comparison.steps + 1)
    parts = np.array([
        _of_window(comparison, truth, estimates, met, max(0, int(end) - window), int(end))
        for end in ends
    ]).reshape(-1, 3)  # fmt: skip
    return Ospa(parts[:, 0].copy(), parts[:, 1].copy(), parts[:, 2].copy())


def _meetings(comparison: Comparison, truth: Paths, estimates: Paths) -> Rows:
    """Return a number for the two objects of each near pair, in the order of pairs."""
    start, column, _ = comparison.pairs
    row = np.repeat(np.arange(len(start) - 1), np.diff(start))
    place = comparison.estimate_edge[comparison.truth.step[row]] + column
    met: Rows = truth.thing[row] * estimates.objects + estimates.thing[place]
    return met


def _of_window(
    comparison: Comparison, truth: Paths, estimates: Paths, met: Rows, begin: int, end: int
) -> tuple[float, float, float]:
    """Return OSPA(2) over steps ``begin`` … ``end`` − 1: all of it, places, number."""
    first, last = comparison.pairs.start[comparison.truth_edge[[begin, end]]]
    one, other = np.divmod(np.unique(met[first:last]), max(estimates.objects, 1))
    apart = np.empty(len(one))
    track_distances(
        *_stretches(comparison, truth, estimates, one, other, begin),
        truth.states.step, truth.states.position_m,
        estimates.states.step, estimates.states.position_m,
        end, float(comparison.cut_m), apart,
    )  # fmt: skip
    truths = np.unique(truth.thing[slice(*comparison.truth_edge[[begin, end]])])
    tracks = np.unique(estimates.thing[slice(*comparison.estimate_edge[[begin, end]])])
    cost = (apart / comparison.cut_m) ** comparison.order
    return _distances(comparison, truths, tracks, one, other, cost)


def _stretches(
    comparison: Comparison, truth: Paths, estimates: Paths, one: Rows, other: Rows, begin: int
) -> list[NDArray[np.int64]]:
    """Return first row in the window and end of rows of each pair's truth and track."""
    found = []
    for path, thing in ((truth, one), (estimates, other)):
        found.append(np.searchsorted(path.key, thing * comparison.steps + begin))
        found.append(np.searchsorted(path.key, (thing + 1) * comparison.steps))
    return found


def _distances(
    comparison: Comparison, truths: Rows, tracks: Rows, one: Rows, other: Rows, cost: Floats
) -> tuple[float, float, float]:
    """Return OSPA of two sets of tracks from the costs of the pairs that met, by truth."""
    rows, columns = np.searchsorted(truths, one), np.searchsorted(tracks, other)
    start = np.searchsorted(rows, np.arange(len(truths) + 1))
    _, total = assigned_columns(
        start, columns.astype(np.int32), cost, np.ones(len(truths)), len(tracks)
    )
    size, common = max(len(truths), len(tracks)), min(len(truths), len(tracks))
    here = total - max(len(truths) - common, 0)
    parts = np.array([here + size - common, here, size - common]) / max(size, 1)
    whole, places, number = comparison.cut_m * parts ** (1 / comparison.order)
    return float(whole), float(places), float(number)
