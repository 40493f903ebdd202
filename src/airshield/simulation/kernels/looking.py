"""One sensor's looks at one route: which can see, and what each adds to a track."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from airshield.kernels.compiled import allocating_kernel, inlined
from airshield.kernels.sight import bulge_m, elevation_rad, horizon_m
from airshield.simulation.kernels.nearby import SLACK_M
from airshield.simulation.kernels.reach import visible

_HITS = np.array([looks.bit_count() for looks in range(32)])
_SURELY_RAD = 1e-9


class Eye(NamedTuple):
    """A sensor that looks for one type of threat, in numbers that stay the same."""

    at_m: tuple[float, float, float]
    reach_m: float
    """Range against the threat type."""
    limit_m: float
    """Beyond, it sees nothing."""
    swerling1: bool
    horizon: bool
    snr: float
    log_p_false: float
    p_detect: float
    low_rad: float
    high_rad: float
    low_slope: float
    high_slope: float


@allocating_kernel
def find_limits(sensors):
    """Return (n, 3) what follows from each sensor's figures alone.

    The logarithm of its false-alarm probability; a rise over a distance that is surely above its
    lower limit of elevation; one that is surely below the upper.
    """
    limits = np.zeros((sensors.period_s.size, 3))
    for sensor in range(sensors.period_s.size):
        if sensors.swerling1[sensor]:
            limits[sensor, 0] = math.log(sensors.p_false[sensor])
        limits[sensor, 1] = math.tan(sensors.elevation_min_rad[sensor] + _SURELY_RAD)
        limits[sensor, 2] = math.tan(sensors.elevation_max_rad[sensor] - _SURELY_RAD)
    return limits


@inlined
def open_eye(sensors, limits, sensor, threat_type):
    """Return a sensor as an eye for one type of threat."""
    swerling1 = sensors.swerling1[sensor]
    reach = sensors.range_m[sensor, threat_type]
    limit = sensors.range_limit_m[sensor]
    at = sensors.at_m[sensor]
    return Eye(
        (at[0], at[1], at[2]),
        reach,
        limit if swerling1 else min(limit, reach),
        swerling1,
        sensors.horizon[sensor],
        sensors.snr[sensor],
        limits[sensor, 0],
        sensors.p_detect[sensor],
        sensors.elevation_min_rad[sensor],
        sensors.elevation_max_rad[sensor],
        limits[sensor, 1],
        limits[sensor, 2],
    )


@inlined
def _within_elevations(eye, ground, flat, height):
    rise = height - eye.at_m[2] - bulge_m(ground.k_factor, flat, flat)
    if eye.low_slope * flat < rise < eye.high_slope * flat:
        return True
    elevation = elevation_rad(ground.k_factor, flat, eye.at_m[2], height)
    return eye.low_rad <= elevation <= eye.high_rad


@inlined
def look_probability(eye, ground, point):
    """Return the single-look probability of detection of a threat at a point."""
    dx = point[0] - eye.at_m[0]
    dy = point[1] - eye.at_m[1]
    dz = point[2] - eye.at_m[2]
    flat = math.sqrt(dx * dx + dy * dy)
    slant = math.sqrt(flat * flat + dz * dz)
    if slant > eye.limit_m or not _within_elevations(eye, ground, flat, point[2]):
        return 0.0
    if eye.horizon and not visible(ground, eye.at_m, point):
        return 0.0
    if not eye.swerling1:
        return eye.p_detect
    ratio = eye.reach_m / max(slant, 1.0)
    snr = eye.snr * ratio * ratio * ratio * ratio
    return math.exp(eye.log_p_false / (1.0 + snr))


@inlined
def looks_within(eye, ground, routes, segment, period):
    """Return the first and last look on a segment that can be within range (one to spare)."""
    begin = routes.begin_s[segment]
    low = 0.0
    high = routes.length_s[segment]
    limit = eye.limit_m + SLACK_M
    if eye.horizon and ground.height_m.size == 0:
        start = routes.at_m[segment, 2]
        end = start + routes.velocity_m_s[segment, 2] * high
        flat = horizon_m(ground.k_factor, eye.at_m[2], max(start, end))
        rise = max(abs(start - eye.at_m[2]), abs(end - eye.at_m[2]))
        limit = min(limit, math.sqrt(flat * flat + rise * rise) + SLACK_M)
    dot = 0.0
    square = 0.0
    norm = 0.0
    for i in range(3):
        gap = routes.at_m[segment, i] - eye.at_m[i]
        velocity = routes.velocity_m_s[segment, i]
        dot += gap * velocity
        norm += gap * gap
        square += velocity * velocity
    if square > 0.0:
        disc = dot * dot - square * (norm - limit * limit)
        if disc < 0.0:
            return 1, 0
        root = math.sqrt(disc)
        low = max(low, (-dot - root) / square)
        high = min(high, (-dot + root) / square)
    return math.ceil((begin + low) / period - 0.5) - 1, math.floor(
        (begin + high) / period - 0.5
    ) + 1


@inlined
def advance(state, now, hits_needed, looks, p_detect):
    """Play one look on the state of the last looks; return the probability it confirms.

    `state[now, m]` is the probability that no track is confirmed yet and that the bits of m are
    the last `looks` - 1 looks (newest in bit 0); the state after the look goes into the other row.
    """
    if looks == 3 and hits_needed == 2:
        return _advance(state, now, 2, 3, p_detect)
    return _advance(state, now, hits_needed, looks, p_detect)


@inlined
def _advance(state, now, hits_needed, looks, p_detect):
    """Play one look; compiled anew, without loops, where the rule is known beforehand."""
    size = 1 << (looks - 1)
    confirmed = 0.0
    for m in range(size):
        state[1 - now, m] = 0.0
    for m in range(size):
        hit = state[now, m] * p_detect
        state[1 - now, (m << 1) & (size - 1)] += state[now, m] * (1.0 - p_detect)
        if _HITS[m] + 1 >= hits_needed:
            confirmed += hit
        else:
            state[1 - now, ((m << 1) | 1) & (size - 1)] += hit
    return confirmed
