"""False plots, compiled; ``docs/theory/tracking-plots``."""

from __future__ import annotations

import math

from airshield.kernels.compiled import inlined, kernel
from airshield.kernels.random import CLUTTER, uniform4
from airshield.kernels.sight import bulge_m
from airshield.tracking.kernels.reporting import bearing, measure, silent
from airshield.tracking.kernels.sensing import TURN
from airshield.units import K_FACTOR

LAST = (1 << 32) - 1
"""Counts of false plots are keyed from here down, the plots themselves from 1 up."""


@kernel
def clutter(sensors, replication, begin_s, end_s, ceiling_m, seen, count):
    """Add the false plots of every sensor; return how many plots there are, room or not."""
    for sensor in range(sensors.seed.size):
        if sensors.false_plots[sensor] <= 0.0:
            continue
        period, phase = sensors.period_s[sensor], sensors.phase_s[sensor]
        base = math.floor((begin_s - phase) / period)
        for look in range(base, math.floor((end_s - phase) / period) + 1):
            seed, index = sensors.seed[sensor], 4 * (look - base)
            many = _poisson(sensors.false_plots[sensor], seed, replication, index)
            for number in range(1, many + 1):
                count = _false(
                    sensors, sensor, look, replication, number, index,
                    begin_s, end_s, ceiling_m, seen, count,
                )  # fmt: skip
    return count


@inlined
def _poisson(mean, seed, replication, index):
    """Return a Poisson number, by inversion, a part of at most 50 at a time."""
    total, parts = 0, math.ceil(mean / 50.0)
    part = mean / parts
    for number in range(parts):
        u = uniform4(seed, replication, CLUTTER, LAST - number, index)[0]
        p = math.exp(-part)
        whole, k = p, 0
        while u > whole and k < 500:
            k += 1
            p *= part / k
            whole += p
        total += k
    return total


@inlined
def _false(
    sensors, sensor, look, replication, number, index, begin_s, end_s, ceiling_m, seen, count
):
    """Fill one false plot, spread evenly over what the sensor covers."""
    seed = sensors.seed[sensor]
    one = uniform4(seed, replication, CLUTTER, number, index)
    two = uniform4(seed, replication, CLUTTER, number, index + 1)
    at, box = sensors.at_m[sensor], sensors.box_m[sensor]
    if sensors.boxed[sensor]:
        east = box[0] + one[0] * (box[2] - box[0])
        north = box[1] + one[1] * (box[3] - box[1])
    else:
        reach = sensors.range_m[sensor]
        away = reach * math.sqrt(one[0])
        over = math.sqrt(reach * reach - away * away) + bulge_m(K_FACTOR, away, away)
        ceiling_m = min(ceiling_m, at[2] + over)
        east = at[0] + away * math.sin(TURN * one[1])
        north = at[1] + away * math.cos(TURN * one[1])
    speed = 300.0 * one[3]
    course = TURN * two[0]
    state = (
        east, north, one[2] * ceiling_m, speed * math.sin(course), speed * math.cos(course), 0.0,
    )  # fmt: skip
    moment = sensors.phase_s[sensor] + sensors.period_s[sensor] * look
    if sensors.rotating[sensor]:
        moment += sensors.period_s[sensor] * bearing(sensors, sensor, state) / TURN
    if not begin_s <= moment <= end_s or silent(sensors, sensor, moment):
        return count
    if count < seen.time_s.size:
        nothing = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
        measure(sensors, sensor, state, nothing, seen.value[count])
        seen.time_s[count] = moment
        seen.sensor[count] = sensor
        seen.look[count] = look
        seen.target[count] = -1
        seen.chance[count, 0] = two[1]
        seen.chance[count, 1] = two[2]
        seen.rcs_dbsm[count] = -20.0 + 10.0 * math.log10(-math.log(two[3]))
    return count + 1
