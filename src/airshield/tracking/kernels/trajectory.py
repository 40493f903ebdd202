"""Cubic trajectories between points with velocities, compiled."""

from __future__ import annotations

import math

from airshield.kernels.compiled import inlined, kernel


@inlined
def segment_at(time_s, first, last, hint, moment):
    """Return the row of `[first, last)` whose point is the last not after ``moment``.

    ``hint`` is where to begin to look; the answer leaves a row after it, but at the end.
    """
    row = min(max(hint, first), last - 2)
    while row > first and time_s[row] > moment:
        row -= 1
    while row < last - 2 and time_s[row + 1] <= moment:
        row += 1
    return row


@inlined
def state_at(time_s, position_m, velocity_m_s, row, moment):
    """Return place and velocity on the cubic from a row to the next, six numbers."""
    span = time_s[row + 1] - time_s[row]
    if span <= 0.0:
        p, v = position_m, velocity_m_s
        return p[row, 0], p[row, 1], p[row, 2], v[row, 0], v[row, 1], v[row, 2]
    s = (moment - time_s[row]) / span
    x, u = _cubic(position_m, velocity_m_s, row, 0, span, s)
    y, v = _cubic(position_m, velocity_m_s, row, 1, span, s)
    z, w = _cubic(position_m, velocity_m_s, row, 2, span, s)
    return x, y, z, u, v, w


@inlined
def _cubic(position_m, velocity_m_s, row, axis, span, s):
    """Return place and velocity along one axis; as corrections to the straight line."""
    begin, step = position_m[row, axis], position_m[row + 1, axis] - position_m[row, axis]
    mean = step / span
    a = velocity_m_s[row, axis] - mean
    b = velocity_m_s[row + 1, axis] - mean
    bend = s * (1.0 - s) * (a * (1.0 - s) - b * s)
    slope = a * (1.0 - s) * (1.0 - 3.0 * s) - b * s * (2.0 - 3.0 * s)
    return begin + s * step + span * bend, mean + slope


@kernel
def states_at(time_s, position_m, velocity_m_s, start, target, moments, position, velocity, there):
    """Fill places and velocities of targets (rows of ``start``; −1: none) at moments."""
    for i in range(target.size):
        if target[i] < 0:
            continue
        first, last = start[target[i]], start[target[i] + 1]
        moment = moments[i]
        if last - first < 2 or not time_s[first] <= moment <= time_s[last - 1]:
            continue
        low, high = first, last - 1
        while high - low > 1:
            middle = (low + high) // 2
            if time_s[middle] <= moment:
                low = middle
            else:
                high = middle
        state = state_at(time_s, position_m, velocity_m_s, low, moment)
        for axis in range(3):
            position[i, axis] = state[axis]
            velocity[i, axis] = state[3 + axis]
        there[i] = True


@kernel
def bound_paths(time_s, position_m, velocity_m_s, start, bound):
    """Fill west, south, east, north and the greatest speed of each target; never too narrow.

    Between two points the velocity of the cubic is the step over the time, and at most the whole
    of each end's difference from it. So a place lies within half the time at the sum of those
    differences of the straight line, and in no direction is the target faster than their sum.
    """
    for target in range(start.size - 1):
        west = south = math.inf
        east = north = -math.inf
        fastest = 0.0
        for row in range(start[target], start[target + 1]):
            spare = 0.0
            if row + 1 < start[target + 1] and time_s[row + 1] > time_s[row]:
                step, bend = _speeds(time_s, position_m, velocity_m_s, row)
                fastest = max(fastest, step + bend)
                spare = 0.5 * bend * (time_s[row + 1] - time_s[row])
            for end in range(row, min(row + 2, start[target + 1])):
                west = min(west, position_m[end, 0] - spare)
                south = min(south, position_m[end, 1] - spare)
                east = max(east, position_m[end, 0] + spare)
                north = max(north, position_m[end, 1] + spare)
        bound[target, 0] = west
        bound[target, 1] = south
        bound[target, 2] = east
        bound[target, 3] = north
        bound[target, 4] = fastest


@inlined
def _speeds(time_s, position_m, velocity_m_s, row):
    """Return the mean speed from a row to the next, and how far both ends' velocities differ."""
    span = time_s[row + 1] - time_s[row]
    mean2 = a2 = b2 = 0.0
    for axis in range(3):
        mean = (position_m[row + 1, axis] - position_m[row, axis]) / span
        mean2 += mean * mean
        a2 += (velocity_m_s[row, axis] - mean) ** 2
        b2 += (velocity_m_s[row + 1, axis] - mean) ** 2
    return math.sqrt(mean2), math.sqrt(a2) + math.sqrt(b2)
