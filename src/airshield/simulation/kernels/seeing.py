"""When each route is tracked: staircases of cumulative probability for each picture."""

from __future__ import annotations

import math

import numpy as np

from airshield.kernels.compiled import allocating_kernel, kernel
from airshield.kernels.sight import elevation_rad, horizon_m
from airshield.simulation.kernels.reach import visible
from airshield.units import TICKS_PER_S

SURE = 1e-9
"""Once the probability of no track is below this, the track counts as certain."""

TINY = 1e-10
"""Steps smaller than this wait for the next; half the distance between two random numbers."""

_LATEST = (1 << 31) - 1
_NEVER = math.inf


@kernel
def look_probability(sensors, ground, sensor, threat_type, point):
    """Return the single-look probability of detection of a threat at a point."""
    at = sensors.at_m[sensor]
    dx = point[0] - at[0]
    dy = point[1] - at[1]
    flat = math.sqrt(dx * dx + dy * dy)
    slant = math.sqrt(flat * flat + (point[2] - at[2]) ** 2)
    if slant > sensors.range_limit_m[sensor]:
        return 0.0
    reach = sensors.range_m[sensor, threat_type]
    if not sensors.swerling1[sensor] and slant > reach:
        return 0.0
    if sensors.horizon[sensor] and not visible(ground, at, point):
        return 0.0
    elevation = elevation_rad(ground.k_factor, flat, at[2], point[2])
    low = sensors.elevation_min_rad[sensor]
    if not low <= elevation <= sensors.elevation_max_rad[sensor]:
        return 0.0
    if not sensors.swerling1[sensor]:
        return sensors.p_detect[sensor]
    ratio = reach / max(slant, 1.0)
    snr = sensors.snr[sensor] * ratio * ratio * ratio * ratio
    return math.exp(math.log(sensors.p_false[sensor]) / (1.0 + snr))


@kernel
def advance(state, spare, hits_needed, looks, p_detect):
    """Play one look on the state of the last looks; return the probability it confirms.

    `state[m]` is the probability that no track is confirmed yet and that the bits of m are the
    last `looks` - 1 looks (newest in bit 0).
    """
    size = 1 << (looks - 1)
    confirmed = 0.0
    for m in range(size):
        spare[m] = 0.0
    for m in range(size):
        if state[m] == 0.0:
            continue
        hits = 0
        rest = m
        while rest:
            hits += rest & 1
            rest >>= 1
        spare[(m << 1) & (size - 1)] += state[m] * (1.0 - p_detect)
        if hits + 1 >= hits_needed:
            confirmed += state[m] * p_detect
        else:
            spare[((m << 1) | 1) & (size - 1)] += state[m] * p_detect
    for m in range(size):
        state[m] = spare[m]
    return confirmed


@kernel
def _bounded(routes, sensors, ground, segment, sensor, limit):
    """Return `limit`, or the slant range of the horizon over a smooth Earth if that is nearer."""
    if not sensors.horizon[sensor] or ground.height_m.size > 0:
        return limit
    first = routes.at_m[segment, 2]
    last = first + routes.velocity_m_s[segment, 2] * routes.length_s[segment]
    mast = sensors.at_m[sensor, 2]
    flat = horizon_m(ground.k_factor, mast, max(first, last))
    rise = max(abs(first - mast), abs(last - mast))
    return min(limit, math.sqrt(flat * flat + rise * rise) + 1.0)


@kernel
def _nearest(routes, segment, at):
    """Return the shortest distance of a segment from a point."""
    dot = 0.0
    square = 0.0
    for i in range(3):
        velocity = routes.velocity_m_s[segment, i]
        dot += (at[i] - routes.at_m[segment, i]) * velocity
        square += velocity * velocity
    moment = min(max(dot / square, 0.0), routes.length_s[segment]) if square > 0.0 else 0.0
    norm = 0.0
    for i in range(3):
        norm += (routes.at_m[segment, i] + routes.velocity_m_s[segment, i] * moment - at[i]) ** 2
    return math.sqrt(norm)


@kernel
def _looks_within(routes, segment, at, limit, period):
    """Return the first and last look on a segment that can be within a range (one to spare)."""
    begin = routes.begin_s[segment]
    dot = 0.0
    square = 0.0
    norm = 0.0
    for i in range(3):
        gap = routes.at_m[segment, i] - at[i]
        velocity = routes.velocity_m_s[segment, i]
        dot += gap * velocity
        norm += gap * gap
        square += velocity * velocity
    low = 0.0
    high = routes.length_s[segment]
    disc = dot * dot - square * (norm - limit * limit)
    if square > 0.0 and disc >= 0.0:
        root = math.sqrt(disc)
        low = max(low, (-dot - root) / square)
        high = min(high, (-dot + root) / square)
    first = math.ceil((begin + low) / period - 0.5) - 1
    last = math.floor((begin + high) / period - 0.5) + 1
    return max(first, math.ceil(begin / period - 0.5)), last


@allocating_kernel
def sensor_stairs(routes, sensors, ground, route, sensor, until_tick, steps_tick, log_miss, used):
    """Append one sensor's staircase on one route, up to a tick, at `used`; return the new end."""
    period = sensors.period_s[sensor]
    delay = sensors.delay_s[sensor]
    needed = sensors.confirm_hits[sensor]
    looks = sensors.confirm_looks[sensor]
    limit = sensors.range_limit_m[sensor]
    if not sensors.swerling1[sensor]:
        limit = min(limit, sensors.range_m[sensor, routes.threat_type[route]])
    state = np.zeros(32)
    spare = np.zeros(32)
    state[0] = 1.0
    p_track = 0.0
    told = 0.0
    done = -1
    end = routes.start[route + 1]
    for segment in range(routes.start[route], end):
        within = _bounded(routes, sensors, ground, segment, sensor, limit)
        if _nearest(routes, segment, sensors.at_m[sensor]) > within:
            continue
        begin = routes.begin_s[segment]
        until = begin + routes.length_s[segment]
        first, last = _looks_within(routes, segment, sensors.at_m[sensor], within, period)
        for look in range(max(first, done + 1), last + 1):
            moment = (look + 0.5) * period
            if moment >= until:
                break
            tick = math.ceil((moment + delay) * TICKS_PER_S)
            if tick > until_tick:
                return used
            offset = moment - begin
            p_detect = look_probability(
                sensors,
                ground,
                sensor,
                routes.threat_type[route],
                (
                    routes.at_m[segment, 0] + routes.velocity_m_s[segment, 0] * offset,
                    routes.at_m[segment, 1] + routes.velocity_m_s[segment, 1] * offset,
                    routes.at_m[segment, 2] + routes.velocity_m_s[segment, 2] * offset,
                ),
            )
            for _ in range(min(look - done - 1, looks)):
                advance(state, spare, needed, looks, 0.0)
            done = look
            confirmed = advance(state, spare, needed, looks, p_detect)
            p_track += confirmed
            if p_track - told < TINY or used == steps_tick.size:
                continue
            told = p_track
            steps_tick[used] = tick
            log_miss[used] = math.log1p(-p_track) if 1.0 - p_track >= SURE else -_NEVER
            used += 1
            if 1.0 - p_track < SURE:
                return used
    return used


@kernel
def _merge(order, ticks, log_miss, owner, count, before, out_tick, out_p, used):
    """Append the staircase of several sensors together at `used`; return the new end.

    `log_miss` holds the logarithm of the probability of no track by each step of each sensor,
    `before` the one that each sensor reached, 0 at first.
    """
    total = 0.0
    reached = 0.0
    position = 0
    while position < count:
        tick = ticks[order[position]]
        while position < count and ticks[order[position]] == tick:
            step = order[position]
            total += log_miss[step] - before[owner[step]]
            before[owner[step]] = log_miss[step]
            position += 1
        together = -math.expm1(total)
        if 1.0 - together < SURE:
            together = 1.0
        if together - reached >= TINY:
            if used < out_tick.size:
                out_tick[used] = tick
                out_p[used] = together
            used += 1
            reached = together
        if together >= 1.0:
            break
    return used


@allocating_kernel
def find_stairs(routes, sensors, ground, pictures, needed, start, out_tick, out_p, steps):
    """Fill the staircase of every needed (route, picture); return the steps it takes.

    `steps` is the room for one route's single-sensor steps; -1 is returned if it was too small.
    """
    n_sensors = sensors.period_s.size
    ticks = np.empty(steps, np.int64)
    log_miss = np.empty(steps)
    owner = np.empty(steps, np.int64)
    before = np.empty(n_sensors)
    edge = np.empty(n_sensors + 1, np.int64)
    chosen_tick = np.empty(steps, np.int64)
    chosen = np.empty(steps, np.int64)
    cut = np.empty(pictures, np.int64)
    used = 0
    for route in range(routes.start.size - 1):
        edge[0] = 0
        cut[:] = _LATEST
        for sensor in range(n_sensors):
            picture = sensors.picture[sensor]
            begin = edge[sensor]
            end = begin
            own = cut[picture] if picture >= 0 and needed[route, picture] else -1
            limit = max(own, cut[0] if needed[route, 0] else -1)
            if limit >= 0:
                end = sensor_stairs(
                    routes, sensors, ground, route, sensor, limit, ticks, log_miss, begin
                )
                owner[begin:end] = sensor
                if end > begin and log_miss[end - 1] == -_NEVER:
                    cut[0] = min(cut[0], ticks[end - 1])
                    if picture >= 0:
                        cut[picture] = min(cut[picture], ticks[end - 1])
            edge[sensor + 1] = end
        if edge[n_sensors] >= steps:
            return -1
        for picture in range(pictures):
            start[route * pictures + picture] = used
            if not needed[route, picture]:
                continue
            count = 0
            for sensor in range(n_sensors):
                if picture != 0 and sensors.picture[sensor] != picture:
                    continue
                for step in range(edge[sensor], edge[sensor + 1]):
                    if ticks[step] > cut[picture]:
                        break
                    chosen_tick[count] = ticks[step]
                    chosen[count] = step
                    count += 1
            before[:] = 0.0
            order = chosen[:count][np.argsort(chosen_tick[:count], kind="mergesort")]
            used = _merge(order, ticks, log_miss, owner, count, before, out_tick, out_p, used)
    start[(routes.start.size - 1) * pictures] = used
    return used
