"""When each route is tracked: staircases of cumulative probability for each picture."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from airshield.kernels.compiled import allocating_kernel, inlined, kernel
from airshield.simulation.kernels.looking import (
    advance,
    find_limits,
    look_probability,
    looks_within,
    open_eye,
)
from airshield.simulation.kernels.nearby import out_of_reach
from airshield.simulation.kernels.states import LATEST
from airshield.units import TICKS_PER_S

SURE = 1e-9
"""Once the probability of no track is below this, the track counts as certain."""

TINY = 1e-10
"""Steps smaller than this wait for the next; half the distance between two random numbers."""

FEW = 2
"""So many looks on a segment are tried without asking which can be within range."""

_NEVER = math.inf
_STEP_BITS = 32
_DIGIT_BITS = 8
_DIGITS = 1 << _DIGIT_BITS


class _Steps(NamedTuple):
    """Room for the steps of all sensors on one route."""

    key: NDArray[np.int64]
    """Tick, then the number of the step: 32 bits each."""
    sorted: NDArray[np.int64]
    """The keys by tick."""
    log_miss: NDArray[np.float64]
    """What each step adds to the logarithm of the probability of no track."""
    picture: NDArray[np.int64]
    """The picture that each step's sensor serves beside picture 0."""
    state: NDArray[np.float64]
    """(2, 32) the last looks of the sensor at hand."""
    tally: NDArray[np.int64]
    """How many keys there are of each digit."""


@inlined
def _sensor_steps(routes, boxes, sensors, limits, ground, route, sensor, until_tick, steps, used):
    """Append one sensor's staircase on one route, up to a tick, at `used`.

    Return the new end, and the tick from which its track is certain.
    """
    eye = open_eye(sensors, limits, sensor, routes.threat_type[route])
    period = sensors.period_s[sensor]
    looks = sensors.confirm_looks[sensor]
    steps.state[0, 0] = 1.0
    for m in range(1, 1 << (looks - 1)):
        steps.state[0, m] = 0.0
    now = 0
    p_track = 0.0
    told = 0.0
    done = -1
    for box in range(boxes.start[route], boxes.start[route + 1]):
        if out_of_reach(boxes, box, ground, eye.at_m, eye.limit_m, eye.horizon):
            continue
        for segment in range(boxes.first[box], boxes.first[box + 1]):
            begin = routes.begin_s[segment]
            until = begin + routes.length_s[segment]
            first = max(done + 1, math.ceil(begin / period - 0.5))
            if (first + 0.5) * period >= until:
                continue
            last = first + FEW - 1
            if (last + 1.5) * period < until:
                near, last = looks_within(eye, ground, routes, segment, period)
                first = max(first, near)
            for look in range(first, last + 1):
                moment = (look + 0.5) * period
                tick = math.ceil((moment + sensors.delay_s[sensor]) * TICKS_PER_S)
                if moment >= until:
                    break
                if tick > until_tick:
                    return used, LATEST
                point = (
                    routes.at_m[segment, 0] + routes.velocity_m_s[segment, 0] * (moment - begin),
                    routes.at_m[segment, 1] + routes.velocity_m_s[segment, 1] * (moment - begin),
                    routes.at_m[segment, 2] + routes.velocity_m_s[segment, 2] * (moment - begin),
                )
                p_detect = look_probability(eye, ground, point)
                for _ in range(min(look - done - 1, looks)):
                    advance(steps.state, now, sensors.confirm_hits[sensor], looks, 0.0)
                    now = 1 - now
                done = look
                p_track += advance(steps.state, now, sensors.confirm_hits[sensor], looks, p_detect)
                now = 1 - now
                if p_track - told < TINY:
                    continue
                told = p_track
                if used < steps.key.size:
                    steps.key[used] = (tick << _STEP_BITS) | used
                    steps.log_miss[used] = p_track
                used += 1
                if 1.0 - p_track < SURE:
                    return used, tick
    return used, LATEST


@inlined
def _take_logarithms(steps, begin, end, picture):
    """Turn one sensor's probabilities of a track into what its steps add to the logarithm."""
    before = 0.0
    for step in range(begin, min(end, steps.key.size)):
        p_track = steps.log_miss[step]
        log_miss = math.log1p(-p_track) if 1.0 - p_track >= SURE else -_NEVER
        steps.log_miss[step] = log_miss - before
        steps.picture[step] = picture
        before = log_miss


@kernel
def _route_steps(routes, boxes, sensors, limits, ground, needed, route, cut, steps):
    """Fill in the steps of all sensors on a route; return how many (perhaps more than fit).

    A sensor stops once another one alone is certain in all the pictures it serves.
    """
    used = 0
    cut[:] = LATEST
    for sensor in range(sensors.period_s.size):
        picture = sensors.picture[sensor]
        until_tick = cut[0] if needed[route, 0] else -1
        if picture >= 0 and needed[route, picture]:
            until_tick = max(until_tick, cut[picture])
        if until_tick < 0:
            continue
        begin = used
        used, sure_tick = _sensor_steps(
            routes, boxes, sensors, limits, ground, route, sensor, until_tick, steps, begin
        )
        _take_logarithms(steps, begin, used, picture)
        cut[0] = min(cut[0], sure_tick)
        if picture >= 0:
            cut[picture] = min(cut[picture], sure_tick)
    return used


@kernel
def _sort(steps, count):
    """Sort the keys by tick, digit by digit; equal ticks stay in the order of their numbers."""
    latest = 0
    for i in range(count):
        latest = max(latest, steps.key[i] >> _STEP_BITS)
    source, target = steps.key, steps.sorted
    passes = 0
    while latest >> passes * _DIGIT_BITS > 0:
        shift = _STEP_BITS + passes * _DIGIT_BITS
        steps.tally[:] = 0
        for i in range(count):
            steps.tally[(source[i] >> shift) & (_DIGITS - 1)] += 1
        before = 0
        for digit in range(_DIGITS):
            before, steps.tally[digit] = before + steps.tally[digit], before
        for i in range(count):
            digit = (source[i] >> shift) & (_DIGITS - 1)
            target[steps.tally[digit]] = source[i]
            steps.tally[digit] += 1
        source, target = target, source
        passes += 1
    if passes % 2 == 0:
        for i in range(count):
            steps.sorted[i] = source[i]


@kernel
def _climb(steps, count, picture, out_tick, out_p, used):
    """Append the staircase of a picture's sensors together at `used`; return the new end."""
    total = 0.0
    reached = 0.0
    position = 0
    while position < count:
        tick = steps.sorted[position] >> _STEP_BITS
        before = total
        while position < count and steps.sorted[position] >> _STEP_BITS == tick:
            step = steps.sorted[position] & LATEST
            if picture == 0 or steps.picture[step] == picture:
                total += steps.log_miss[step]
            position += 1
        if total == before:
            continue
        together = -math.expm1(total)
        if 1.0 - together < SURE:
            together = 1.0
        if together - reached >= TINY:
            out_tick[used] = tick
            out_p[used] = together
            used += 1
            reached = together
        if together >= 1.0:
            break
    return used


@allocating_kernel
def _room(size):
    return _Steps(
        np.empty(size, np.int64),
        np.empty(size, np.int64),
        np.empty(size),
        np.empty(size, np.int64),
        np.empty((2, 32)),
        np.empty(_DIGITS, np.int64),
    )


@allocating_kernel
def _longer(old, size):
    new = np.empty(size, old.dtype)
    new[: old.size] = old
    return new


@allocating_kernel
def find_stairs(routes, boxes, sensors, ground, needed):
    """Find the staircase of every needed (route, picture).

    Return the slices of its steps, (route × pictures + 1,), and the tick and probability of each.
    """
    n_routes, pictures = needed.shape
    start = np.zeros(n_routes * pictures + 1, np.int64)
    tick = np.empty(1 << 14, np.int32)
    p_track = np.empty(1 << 14)
    cut = np.empty(pictures, np.int64)
    steps = _room(1 << 12)
    limits = find_limits(sensors)
    used = 0
    for route in range(n_routes):
        count = _route_steps(routes, boxes, sensors, limits, ground, needed, route, cut, steps)
        if count > steps.key.size:
            steps = _room(2 * count)
            count = _route_steps(routes, boxes, sensors, limits, ground, needed, route, cut, steps)
        if used + 2 * count > tick.size:
            tick = _longer(tick, 2 * tick.size + 2 * count)
            p_track = _longer(p_track, tick.size)
        _sort(steps, count)
        for picture in range(pictures):
            start[route * pictures + picture] = used
            if needed[route, picture]:
                used = _climb(steps, count, picture, tick, p_track, used)
    start[n_routes * pictures] = used
    return start, tick[:used].copy(), p_track[:used].copy()
