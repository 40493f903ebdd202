"""What sensors see of true trajectories, compiled; ``docs/theory/tracking-plots``."""

from __future__ import annotations

import math

from airshield.kernels.compiled import inlined, kernel
from airshield.kernels.random import PLOT, uniform4
from airshield.kernels.sight import bulge_m, horizon_m
from airshield.tracking.kernels.reporting import bearing, measure, normals, silent
from airshield.tracking.kernels.sensing import TURN
from airshield.tracking.kernels.trajectory import segment_at, state_at
from airshield.units import K_FACTOR

NOWHERE = math.inf
STEPS = 12
"""Steps in which the moment is found when a beam passes a target or a sound left it."""


@kernel
def see(sensors, paths, replication, begin_s, end_s, seen):
    """Fill what every sensor sees of every target; return how many there are, room or not."""
    count = 0
    for sensor in range(sensors.seed.size):
        for target in range(paths.start.size - 1):
            if _within_reach(sensors, paths, sensor, target):
                count = _follow(
                    sensors, paths, sensor, target, replication, begin_s, end_s, seen, count
                )
    return count


@inlined
def _within_reach(sensors, paths, sensor, target):
    """Return whether any of a target's ways may lie in what a sensor covers."""
    if paths.start[target + 1] - paths.start[target] < 2:
        return False
    at, reach, box = sensors.at_m[sensor], sensors.range_m[sensor], sensors.box_m[sensor]
    ways = paths.bound[target]
    for axis in range(2):
        west = max(at[axis] - reach, box[axis])
        east = min(at[axis] + reach, box[2 + axis])
        if ways[2 + axis] < west or ways[axis] > east:
            return False
    return True


@inlined
def _follow(sensors, paths, sensor, target, replication, begin_s, end_s, seen, count):
    """Fill what one sensor sees of one target, look by look while it may be covered."""
    low = max(begin_s, paths.time_s[paths.start[target]])
    high = min(end_s, paths.time_s[paths.start[target + 1] - 1])
    period, phase = sensors.period_s[sensor], sensors.phase_s[sensor]
    turns = sensors.rotating[sensor]
    if not sensors.steady[sensor]:
        key = paths.key[target]
        phase += period * uniform4(sensors.seed[sensor], replication, PLOT, key, 0)[0]
    base = math.floor(2.0 * (begin_s - phase) / period) - 1
    row, moment, near = paths.start[target], low, 0.0
    while moment <= high:
        row, state = _at(paths, target, row, moment)
        if turns:
            near = bearing(sensors, sensor, state) / TURN
        turn = math.ceil((moment - phase) / period - near - 1e-9)
        idle = 0.0
        while idle <= period:
            moment = phase + period * (turn + near)
            if turns:
                moment, near = _passed(
                    sensors, paths, sensor, target, row, phase, turn, near, low, high
                )
            if not moment <= high:
                return count
            row, state = _at(paths, target, row, moment)
            if moment >= low and not silent(sensors, sensor, moment):
                look = math.floor((moment - phase) / period) if turns else turn
                index = 4 * (math.floor(2.0 * (moment - phase) / period + 0.5) - base)
                count = _look(
                    sensors, paths, sensor, target, row, state, moment, look, replication, index,
                    seen, count,
                )  # fmt: skip
            idle = _idle(sensors, paths, sensor, target, state)
            turn += 1
        moment += idle
    return count


@inlined
def _idle(sensors, paths, sensor, target, state):
    """Return for how many seconds at least a target stays out of what a sensor covers.

    What is heard left up to a range's time ago; in that time the target may have moved.
    """
    at, reach, box = sensors.at_m[sensor], sensors.range_m[sensor], sensors.box_m[sensor]
    away = 0.0
    for axis in range(2):
        west = max(at[axis] - reach, box[axis])
        east = min(at[axis] + reach, box[2 + axis])
        away = max(away, west - state[axis], state[axis] - east)
    fastest = max(paths.bound[target, 4], 1e-3)
    return away / fastest - min(reach, 1e9) / sensors.signal_m_s[sensor]


@inlined
def _at(paths, target, hint, moment):
    """Return the row at which a target is at a time, and its place and velocity."""
    first, last = paths.start[target], paths.start[target + 1]
    row = segment_at(paths.time_s, first, last, hint, moment)
    return row, state_at(paths.time_s, paths.position_m, paths.velocity_m_s, row, moment)


@inlined
def _passed(sensors, paths, sensor, target, row, phase, turn, near, low, high):
    """Return when the beam passes a target in its so-many-th turn after it, and where.

    ``near`` is the bearing in turns at the pass before, counted on through north, so that the
    beam passes once for every whole number, whichever way the target goes round.
    """
    period = sensors.period_s[sensor]
    moment, angle = phase + period * (turn + near), near
    for _ in range(STEPS):
        row, state = _at(paths, target, row, min(max(moment, low), high))
        angle = bearing(sensors, sensor, state) / TURN
        angle -= math.floor(angle - near + 0.5)
        then = phase + period * (turn + angle)
        if abs(then - moment) < 1e-6:
            return then, angle
        moment = then
    return moment, angle


@inlined
def _look(
    sensors, paths, sensor, target, row, state, moment, look, replication, index, seen, count
):
    """Fill the plot of one look at one target, if there is one."""
    rcs = paths.rcs_dbsm[target]
    if sensors.signal_m_s[sensor] < NOWHERE:
        left = _left(sensors, paths, sensor, target, row, state, moment)
        if math.isnan(left):
            return count
        row, state = _at(paths, target, row, left)
    p = _p_detect(sensors, sensor, state, rcs)
    if p <= 0.0:
        return count
    seed, key = sensors.seed[sensor], paths.key[target]
    draw = uniform4(seed, replication, PLOT, key, index)
    if draw[0] >= p:
        return count
    if count < seen.time_s.size:
        one = uniform4(seed, replication, PLOT, key, index + 1)
        two = uniform4(seed, replication, PLOT, key, index + 2)
        a, b = normals(one[0], one[1])
        c, d = normals(one[2], one[3])
        e, f = normals(two[0], two[1])
        noise = (a, b, c, d, e, f)
        measure(sensors, sensor, state, noise, seen.value[count])
        seen.time_s[count] = moment
        seen.sensor[count] = sensor
        seen.look[count] = look
        seen.target[count] = target
        seen.chance[count, 0] = draw[1]
        seen.chance[count, 1] = draw[3]
        seen.rcs_dbsm[count] = rcs + 10.0 * math.log10(-math.log(draw[2]))
    return count + 1


@inlined
def _left(sensors, paths, sensor, target, row, state, heard):
    """Return when what is heard now left the target; NaN if nothing arrives that way.

    Of several moments, as with what outruns its sound, it is the last: what comes is not heard
    before it has passed.
    """
    first = paths.time_s[paths.start[target]]
    step = 0.25 * _delay(sensors, sensor, state)
    late, early = heard, heard
    for _ in range(64):
        late, early = early, max(early - step, first)
        row, state = _at(paths, target, row, early)
        if early + _delay(sensors, sensor, state) <= heard:
            break
        if early <= first:
            return math.nan
    for _ in range(40):
        middle = 0.5 * (early + late)
        row, state = _at(paths, target, row, middle)
        if middle + _delay(sensors, sensor, state) <= heard:
            early = middle
        else:
            late = middle
    return early


@inlined
def _delay(sensors, sensor, state):
    """Return how long sound takes from a place to a sensor."""
    square = 0.0
    for axis in range(3):
        gap = state[axis] - sensors.at_m[sensor, axis]
        square += gap * gap
    return math.sqrt(square) / sensors.signal_m_s[sensor]


@inlined
def _p_detect(sensors, sensor, state, rcs_dbsm):
    """Return the probability of a plot of a target in one look; 0 where it is not covered."""
    east = state[0] - sensors.at_m[sensor, 0]
    north = state[1] - sensors.at_m[sensor, 1]
    box = sensors.box_m[sensor]
    if not (box[0] <= state[0] <= box[2] and box[1] <= state[1] <= box[3]):
        return 0.0
    along = math.hypot(east, north)
    if sensors.horizon[sensor] and along > horizon_m(K_FACTOR, sensors.at_m[sensor, 2], state[2]):
        return 0.0
    up = state[2] - sensors.at_m[sensor, 2] - bulge_m(K_FACTOR, along, along)
    slant = math.hypot(along, up)
    elevation = math.atan2(up, along)
    limits = sensors.elevation_rad[sensor]
    if not (slant <= sensors.range_m[sensor] and limits[0] <= elevation <= limits[1]):
        return 0.0
    if not math.isnan(sensors.reference_dbsm[sensor] + rcs_dbsm):
        slant *= 10.0 ** ((sensors.reference_dbsm[sensor] - rcs_dbsm) / 40.0)
    for ring in range(sensors.ring_start[sensor], sensors.ring_start[sensor + 1]):
        if slant <= sensors.ring_m[ring]:
            return sensors.ring_p[ring]
    return sensors.p_detect[sensor]
