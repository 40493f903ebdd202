"""Which target each point of a track is of.

A *report* is one point of a track. It is of the target that its track followed before, as long as
that target is there and within the gate (horizontally), else of the nearest target within the
gate, else *false*.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from airshield.tracking.kernels.attribution import attribute
from airshield.tracking.picture import TrackPoints
from airshield.tracking.plots import Floats
from airshield.tracking.truth import Truth, numbers, states

Whole = NDArray[np.int64]


class Reports(NamedTuple):
    """Reports with what they are of, a row each, by track and then by time."""

    time_s: Floats
    track: Whole
    target: Whole
    """(n,) Number of the target, −1: false."""
    error_m: Floats
    """(n,) Horizontal distance from it; NaN: false."""
    speed_error_m_s: Floats
    """(n,) Length of the horizontal error of the velocity; NaN: false."""


def attributed(
    truth: Truth, points: TrackPoints, gate_m: float = 2_000.0, grace_s: float = 0.0
) -> Reports:
    """Return the reports with the targets that they are of.

    Where a record of the truth stops and what it is of flies on, a track is right to go on: its
    reports of no target, up to ``grace_s`` after the end of the target that it followed last,
    are left out.

    Two targets nearer to one another than the gate for good are not told apart by it: a track
    that goes over between them counts as true.
    """
    order = np.lexsort((points.time_s, points.number))
    time_s, track = points.time_s[order], points.number[order]
    place = np.ascontiguousarray(points.position_m[order])
    found, start = numbers(truth)
    row, error = np.empty(time_s.size, np.int64), np.empty(time_s.size)
    followed = np.empty(time_s.size, np.int64)
    attribute(
        time_s,
        track,
        place,
        truth.time_s,
        truth.position_m,
        truth.velocity_m_s,
        start,
        float(gate_m),
        row,
        error,
        followed,
    )
    number = np.full(row.size, -1, np.int64)
    number[row >= 0] = found[row[row >= 0]]
    velocity = states(truth, number, time_s)[1]
    off = (points.velocity_m_s[order] - velocity)[:, :2]
    late = time_s - truth.time_s[start[1:] - 1][followed] if found.size else np.zeros(time_s.size)
    kept = (row >= 0) | (followed < 0) | (late > grace_s) | (late <= 0.0)
    columns = (time_s, track, number, error, np.hypot(off[:, 0], off[:, 1]))
    picked: list[Any] = [column[kept] for column in columns]
    return Reports(*picked)
