"""What a sensor measures of a place, compiled; ``docs/theory/tracking-plots``."""

from __future__ import annotations

import math

from airshield.kernels.compiled import inlined
from airshield.kernels.sight import bulge_m
from airshield.tracking.kernels.sensing import (
    BEARING_OF,
    DIRECTION,
    DISTANCE,
    ELEVATION,
    ELEVATION_OF,
    HEADING,
    HEADING_OF,
    HEIGHT,
    HEIGHT_OF,
    PLANE,
    RANGE,
    RANGE_RATE,
    RATE,
    SPEED,
    TURN,
    VELOCITY,
)
from airshield.units import K_FACTOR


@inlined
def bearing(sensors, sensor, state):
    """Return the bearing of a place from a sensor, radians in [0, 2π)."""
    east = state[0] - sensors.at_m[sensor, 0]
    north = state[1] - sensors.at_m[sensor, 1]
    angle = math.atan2(east, north)
    return angle if angle >= 0.0 else angle + TURN


@inlined
def silent(sensors, sensor, moment):
    """Return whether a sensor sees and says nothing at a time."""
    for row in range(sensors.silent_start[sensor], sensors.silent_start[sensor + 1]):
        if sensors.silent_s[row, 0] <= moment < sensors.silent_s[row, 1]:
            return True
    return False


@inlined
def normals(u, v):
    """Return two standard normal numbers of two uniform ones (Box and Muller, 1958)."""
    radius = math.sqrt(-2.0 * math.log(u))
    return radius * math.cos(TURN * v), radius * math.sin(TURN * v)


@inlined
def measure(sensors, sensor, state, noise, value):
    """Fill the six columns of a plot."""
    for column in range(value.size):
        value[column] = math.nan
    if sensors.measures[sensor, DIRECTION]:
        _measure_polar(sensors, sensor, state, noise, value)
    else:
        _measure_place(sensors, sensor, state, noise, value)


@inlined
def _measure_polar(sensors, sensor, state, noise, value):
    east = state[0] - sensors.at_m[sensor, 0]
    north = state[1] - sensors.at_m[sensor, 1]
    along = math.hypot(east, north)
    up = state[2] - sensors.at_m[sensor, 2] - bulge_m(K_FACTOR, along, along)
    slant = math.hypot(along, up)
    sigma, measures = sensors.sigma[sensor], sensors.measures[sensor]
    turned = sensors.bias_bearing_rad[sensor] + sigma[BEARING_OF] * noise[1]
    angle = math.atan2(east, north) + turned
    value[1] = angle - TURN * math.floor(angle / TURN)
    if measures[ELEVATION]:
        value[2] = math.atan2(up, along) + sigma[ELEVATION_OF] * noise[2]
    if not measures[DISTANCE]:
        return
    value[0] = slant + sensors.bias_range_m[sensor] + sigma[RANGE] * noise[0]
    if measures[RANGE_RATE]:
        closing = east * state[3] + north * state[4] + up * state[5]
        value[3] = closing / max(slant, 1.0) + sigma[RATE] * noise[3]
    if measures[HEIGHT]:
        value[4] = state[2] + sigma[HEIGHT_OF] * noise[4]


@inlined
def _measure_place(sensors, sensor, state, noise, value):
    sigma, measures = sensors.sigma[sensor], sensors.measures[sensor]
    value[0] = state[0] + sigma[PLANE] * noise[0]
    value[1] = state[1] + sigma[PLANE] * noise[1]
    if measures[HEIGHT]:
        value[2] = state[2] + sigma[HEIGHT_OF] * noise[2]
    if measures[HEADING]:
        angle = math.atan2(state[3], state[4]) + sigma[HEADING_OF] * noise[3]
        value[3] = angle - TURN * math.floor(angle / TURN)
    elif measures[VELOCITY]:
        value[3] = state[3] + sigma[SPEED] * noise[3]
        value[4] = state[4] + sigma[SPEED] * noise[4]
        value[5] = state[5] + sigma[SPEED] * noise[5]
