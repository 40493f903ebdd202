"""When a segment can be engaged from a site, in closed form; when a round meets a threat."""

from __future__ import annotations

import math

from airshield.kernels.compiled import inlined
from airshield.kernels.sight import horizon_m
from airshield.kernels.terrain import in_sight
from airshield.simulation.kernels.columns import (
    PIECE_AT,
    PIECE_BEGIN_S,
    PIECE_END,
    PIECE_FIRST,
    PIECE_FROM_S,
    PIECE_GAIN,
    PIECE_LAUNCH_S,
    PIECE_SITE_AT,
    PIECE_UNTIL_S,
    PIECE_VELOCITY,
)
from airshield.simulation.kernels.indexing import index
from airshield.units import TICKS_PER_S

_NEVER = math.inf


@inlined
def _inside(a, b, c, limit2, low, high):
    """Narrow [low, high] to where a s² + b s + c <= limit2; (inf, -inf) if nowhere."""
    if a <= 0.0:
        return (low, high) if c <= limit2 else (_NEVER, -_NEVER)
    disc = b * b - 4.0 * a * (c - limit2)
    if disc < 0.0:
        return _NEVER, -_NEVER
    root = math.sqrt(disc)
    first = (-b - root) / (2.0 * a)
    last = (-b + root) / (2.0 * a)
    return max(low, first), min(high, last)


@inlined
def visible(ground, at, point):
    """Return whether a point is in sight of a site."""
    dx = point[0] - at[0]
    dy = point[1] - at[1]
    if ground.height_m.size == 0:
        return math.sqrt(dx * dx + dy * dy) <= horizon_m(ground.k_factor, at[2], point[2])
    return in_sight(
        ground.height_m,
        ground.west_m,
        ground.south_m,
        ground.step_m,
        at[0],
        at[1],
        at[2],
        point[0],
        point[1],
        point[2],
        ground.k_factor,
    )


@inlined
def _middle_visible(ground, at, place, velocity, length):
    half = 0.5 * length
    middle = (
        place[0] + half * velocity[0],
        place[1] + half * velocity[1],
        place[2] + half * velocity[2],
    )
    return visible(ground, at, middle)


@inlined
def feasible(routes, sites, ground, segment, site):
    """Return the feasible times on one segment, as two intervals (empty: first after last)."""
    place = routes.at_m[segment]
    velocity = routes.velocity_m_s[segment]
    at = sites.at_m[site]
    low = 0.0
    high = routes.length_s[segment]
    floor = sites.ground_m[site] + sites.height_min_m[site]
    ceiling = sites.ground_m[site] + sites.height_max_m[site]
    if velocity[2] == 0.0:
        if not floor <= place[2] <= ceiling:
            return _NEVER, -_NEVER, _NEVER, -_NEVER
    else:
        t1 = (floor - place[2]) / velocity[2]
        t2 = (ceiling - place[2]) / velocity[2]
        low = max(low, min(t1, t2))
        high = min(high, max(t1, t2))
    dx = place[0] - at[0]
    dy = place[1] - at[1]
    dz = place[2] - at[2]
    flat_a = velocity[0] * velocity[0] + velocity[1] * velocity[1]
    flat_b = 2.0 * (dx * velocity[0] + dy * velocity[1])
    flat_c = dx * dx + dy * dy
    a = flat_a + velocity[2] * velocity[2]
    b = flat_b + 2.0 * dz * velocity[2]
    c = flat_c + dz * dz
    low, high = _inside(a, b, c, sites.range_max_m[site] ** 2, low, high)
    if low > high:
        return _NEVER, -_NEVER, _NEVER, -_NEVER
    if routes.level[segment] and ground.height_m.size == 0:
        reach = horizon_m(ground.k_factor, at[2], place[2])
        low, high = _inside(flat_a, flat_b, flat_c, reach * reach, low, high)
    elif not _middle_visible(ground, at, place, velocity, routes.length_s[segment]):
        return _NEVER, -_NEVER, _NEVER, -_NEVER
    inner = sites.range_min_m[site] ** 2
    near, far = _inside(a, b, c, inner, -_NEVER, _NEVER)
    if inner <= 0.0 or near >= far:
        return low, high, _NEVER, -_NEVER
    return low, min(high, near), max(low, far), high


@inlined
def latest(routes, sites, segment, site, high):
    """Return (G, s) where the latest launch that meets [.., high] meets it, and G there."""
    velocity = routes.velocity_m_s[segment]
    speed = sites.speed_m_s[site]
    square = velocity[0] ** 2 + velocity[1] ** 2 + velocity[2] ** 2
    if square <= speed * speed:
        return high
    place = routes.at_m[segment]
    at = sites.at_m[site]
    dot = 0.0
    norm = 0.0
    for i in range(3):
        dot += (place[i] - at[i]) * velocity[i]
        norm += (place[i] - at[i]) ** 2
    miss = math.sqrt(max(0.0, norm - dot * dot / square))
    peak = -dot / square + speed * miss / math.sqrt(square * (square - speed * speed))
    return min(high, peak)


@inlined
def launch_s(routes, sites, segment, site, offset):
    """Return G: the launch decision, in route time, that meets the segment's `offset`."""
    place = routes.at_m[segment]
    velocity = routes.velocity_m_s[segment]
    at = sites.at_m[site]
    norm = 0.0
    for i in range(3):
        norm += (place[i] + velocity[i] * offset - at[i]) ** 2
    flight = math.sqrt(norm) / sites.speed_m_s[site]
    return routes.begin_s[segment] + offset - sites.launch_s[site] - flight


@inlined
def intercept_tick(world, window, decided_tick):
    """Return the tick (route time) at which a launch decided now meets the threat."""
    decided_s = decided_tick / TICKS_PER_S
    number = index(world.window[window, PIECE_FIRST])
    end = world.window[window, PIECE_END] - 1
    while number < end and world.piece_close_s[number] < decided_s:
        number = index(number + 1)
    piece = world.piece[number]
    leave = decided_s + piece[PIECE_LAUNCH_S]
    ahead = leave - piece[PIECE_BEGIN_S]
    dot = 0.0
    norm = 0.0
    for i in range(3):
        velocity = piece[PIECE_VELOCITY + i]
        gap = piece[PIECE_AT + i] + velocity * ahead - piece[PIECE_SITE_AT + i]
        dot += gap * velocity
        norm += gap * gap
    disc = max(0.0, dot * dot + piece[PIECE_GAIN] * norm)
    denominator = math.sqrt(disc) - dot
    flight = norm / denominator if denominator > 0.0 else _NEVER
    meet = min(max(leave + flight, piece[PIECE_FROM_S]), piece[PIECE_UNTIL_S])
    return math.ceil(meet * TICKS_PER_S)
