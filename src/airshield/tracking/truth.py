"""Where targets truly are, over time: what plots are made from and tracks are scored against."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from airshield.tracking.kernels.trajectory import states_at
from airshield.tracking.plots import NO_IDENTITY, NO_WORD, Floats


class Truth(NamedTuple):
    """Points of true trajectories, a row each, by number and then by time.

    Between two points of a number a target flies the cubic that has their places and velocities
    (Hermite's), which is the straight line where both velocities are the step over the time. A
    sudden turn is two points at one time. A target is there from its first point to its last, and
    nowhere else: where a record has a hole, what comes after it has another number.
    """

    time_s: Floats
    """(n,) When."""
    number: NDArray[np.int64]
    """(n,) Number of the target."""
    position_m: Floats
    """(n, 3) East, north, height above mean sea level, in the local frame."""
    velocity_m_s: Floats
    """(n, 3) East, north, up."""


class Targets(NamedTuple):
    """What the targets are, a row each, by number."""

    number: NDArray[np.int64]
    """(m,) Number, as in `Truth`."""
    word: NDArray[np.int8]
    """(m,) Class, an index of `plots.CLASSES`; −1: unknown."""
    rcs_dbsm: Floats
    """(m,) Mean radar cross-section, decibels over a square metre; NaN: unknown."""
    identity: NDArray[np.int64]
    """(m,) Address that it sends; −1: none."""


class Points(NamedTuple):
    """Where each of some targets is at one time."""

    number: NDArray[np.int64]
    """(m,) Those that are there."""
    position_m: Floats
    """(m, 3)"""
    velocity_m_s: Floats
    """(m, 3)"""


def numbers(truth: Truth) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the numbers that occur, rising, and where the rows of each begin, with the end."""
    found, first = np.unique(truth.number, return_index=True)
    return found, np.append(first, truth.number.size).astype(np.int64)


def ordered(truth: Truth) -> Truth:
    """Return the points by number and then by time, points of one time in the order given."""
    order = np.lexsort((truth.time_s, truth.number))
    columns: list[Any] = [np.ascontiguousarray(column[order]) for column in truth]
    return Truth(*columns)


def filled(truth: Truth, most_s: float) -> Truth:
    """Return an ordered truth with points on its ways so that none are farther apart in time."""
    gap_s = np.diff(truth.time_s, append=0.0)
    own = np.diff(truth.number, append=truth.number[-1:] + 1) == 0
    more = np.where(own, np.ceil(gap_s / most_s) - 1.0, 0.0).clip(0.0).astype(np.int64)
    row = np.repeat(np.arange(more.size), more)
    place = np.arange(row.size) - np.repeat(np.cumsum(more) - more, more) + 1
    time_s = truth.time_s[row] + gap_s[row] * place / (more[row] + 1)
    position_m, velocity_m_s, _ = states(truth, truth.number[row], time_s)
    between = Truth(time_s, truth.number[row], position_m, velocity_m_s)
    columns: list[Any] = [np.concatenate(pair) for pair in zip(truth, between, strict=True)]
    return ordered(Truth(*columns))


def plain_targets(truth: Truth) -> Targets:
    """Return the targets of a truth of which no more is known."""
    found, _ = numbers(truth)
    return Targets(
        number=found,
        word=np.full(found.size, NO_WORD, np.int8),
        rcs_dbsm=np.full(found.size, np.nan),
        identity=np.full(found.size, NO_IDENTITY, np.int64),
    )


def points_at(truth: Truth, time_s: float) -> Points:
    """Return where the targets are that are there at a time."""
    found, start = numbers(truth)
    times = np.full(found.size, float(time_s))
    position, velocity, there = _states(truth, start, np.arange(found.size), times)
    return Points(found[there], position[there], velocity[there])


def states(
    truth: Truth, number: NDArray[np.int64], time_s: Floats
) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Return position (m, 3), velocity (m, 3) of targets at times (m,), and whether they are there.

    Where a target is not, or no such number is known, both are NaN.
    """
    found, start = numbers(truth)
    row = np.searchsorted(found, number)
    known = (row < found.size) & (found[np.minimum(row, found.size - 1)] == number)
    return _states(truth, start, np.where(known, row, -1), np.asarray(time_s, np.float64))


def _states(
    truth: Truth, start: NDArray[np.int64], row: NDArray[np.int64], time_s: Floats
) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    position = np.full((row.size, 3), np.nan)
    velocity = np.full((row.size, 3), np.nan)
    there = np.zeros(row.size, np.bool_)
    states_at(
        truth.time_s,
        truth.position_m,
        truth.velocity_m_s,
        start,
        row.astype(np.int64),
        time_s,
        position,
        velocity,
        there,
    )
    return position, velocity, there
