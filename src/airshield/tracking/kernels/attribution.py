"""Which target each report of a track is of, compiled; see `metrics.surveillance_standard`."""

from __future__ import annotations

import math

from airshield.kernels.compiled import inlined, kernel
from airshield.tracking.kernels.trajectory import state_at


@kernel
def attribute(
    time_s, track, place_m, truth_s, truth_m, truth_m_s, start, gate_m, target, error_m, followed
):
    """Fill the row of the target that each report is of, −1 for none, and its distance from it.

    Reports are ordered by track and then by time. A report is of its track's target as long as
    that is there and within the gate; else of the nearest target that is.
    """
    held = -1
    for row in range(time_s.size):
        if row == 0 or track[row] != track[row - 1]:
            held = -1
        near, away = -1, gate_m
        if held >= 0:
            near, away = _nearer(
                held, time_s[row], place_m[row], truth_s, truth_m, truth_m_s, start, near, away
            )
        if near < 0:
            for other in range(start.size - 1):
                near, away = _nearer(
                    other, time_s[row], place_m[row], truth_s, truth_m, truth_m_s, start, near, away
                )
        target[row] = near
        error_m[row] = away if near >= 0 else math.nan
        held = near if near >= 0 else held
        followed[row] = held


@inlined
def _nearer(other, moment, place, truth_s, truth_m, truth_m_s, start, near, away):
    """Return a target and its horizontal distance if it is nearer than the nearest so far."""
    first, last = start[other], start[other + 1]
    if last - first < 2 or not truth_s[first] <= moment <= truth_s[last - 1]:
        return near, away
    low, high = first, last - 1
    while high - low > 1:
        middle = (low + high) // 2
        if truth_s[middle] <= moment:
            low = middle
        else:
            high = middle
    state = state_at(truth_s, truth_m, truth_m_s, low, moment)
    gap = math.hypot(state[0] - place[0], state[1] - place[1])
    if gap <= away:
        return other, gap
    return near, away
