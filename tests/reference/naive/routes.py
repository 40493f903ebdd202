"""Routes: where a threat is at each time after its start."""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from airshield.model.raid import Group, Waypoint
from reference.naive.arcs import arc_points
from reference.naive.figures import TICKS_PER_S, Figures
from reference.naive.space import Place, Space

GOLDEN_ANGLE = 2.399963229728653
GOLDEN_RATIO = 0.6180339887498949
HEIGHT_STEP_M = 250.0
TERRAIN_STEP_M = 1_000.0
Flat = tuple[float, float]


@dataclass(frozen=True)
class Leg:
    """A stretch flown at constant velocity."""

    t0: float
    t1: float
    start: Place
    end: Place

    def at(self, tau: float) -> Place:
        share = (tau - self.t0) / (self.t1 - self.t0)
        (x0, y0, z0), (x1, y1, z1) = self.start, self.end
        return x0 + (x1 - x0) * share, y0 + (y1 - y0) * share, z0 + (z1 - z0) * share

    @property
    def velocity(self) -> Place:
        dt = self.t1 - self.t0
        (x0, y0, z0), (x1, y1, z1) = self.start, self.end
        return (x1 - x0) / dt, (y1 - y0) / dt, (z1 - z0) / dt


class Route:
    """Legs one after the other; a leg holds from its start on."""

    def __init__(self, legs: list[Leg], level: bool) -> None:
        self.legs = legs
        self.level = level
        self.duration_s = legs[-1].t1
        self.duration_ticks = math.ceil(self.duration_s * TICKS_PER_S)
        self._starts = [leg.t0 for leg in legs]
        self._looks: dict[float, tuple[list[float], NDArray[np.float64]]] = {}

    def position(self, tau: float) -> Place:
        """Where it is at a route time, seconds."""
        return self.legs[max(bisect_right(self._starts, tau) - 1, 0)].at(tau)

    def seen_every(self, period: float) -> tuple[list[float], NDArray[np.float64]]:
        """List the times of the looks of one period, and (n, 3) where it is at each."""
        if period not in self._looks:
            looks = math.ceil(self.duration_s / period) + 1
            times = [(i + 0.5) * period for i in range(looks)]
            times = [tau for tau in times if tau < self.duration_s]
            self._looks[period] = times, self.positions(times)
        return self._looks[period]

    def positions(self, taus: list[float]) -> NDArray[np.float64]:
        """(n, 3) where it is at each of n route times."""
        times = np.array(taus, dtype=np.float64)
        which = np.maximum(np.searchsorted(self._starts, times, side="right") - 1, 0)
        t0, t1 = (np.array([getattr(leg, t) for leg in self.legs])[which] for t in ("t0", "t1"))
        start = np.array([leg.start for leg in self.legs])[which]
        end = np.array([leg.end for leg in self.legs])[which]
        return np.asarray(start + (end - start) * ((times - t0) / (t1 - t0))[:, None])


def _pieces(length: float, longest: float) -> int:
    """As few equal pieces as keep each within ``longest``, up to rounding."""
    return max(1, math.ceil(length / longest - 1e-9))


def _split(leg: Leg, space: Space) -> list[Leg]:
    """Equal pieces, small enough in height, and again, over terrain, in length."""
    pieces = _cut(leg, _pieces(abs(leg.end[2] - leg.start[2]), HEIGHT_STEP_M))
    if space.terrain is None:
        return pieces
    horizontal = math.dist(leg.start[:2], leg.end[:2]) / len(pieces)
    number = _pieces(horizontal, TERRAIN_STEP_M)
    return [smaller for piece in pieces for smaller in _cut(piece, number)]


def _cut(leg: Leg, number: int) -> list[Leg]:
    """Cut a leg into equal pieces."""
    times = [leg.t0 + (leg.t1 - leg.t0) * i / number for i in range(number)] + [leg.t1]
    places = [leg.at(time) for time in times[:-1]] + [leg.end]
    return [
        Leg(times[i], times[i + 1], places[i], places[i + 1])
        for i in range(number)
        if times[i + 1] > times[i]
    ]


def _follow_ground(leg: Leg, height: float, space: Space) -> Leg:
    """Put a piece at a height above the ground below its midpoint."""
    (x0, y0, _), (x1, y1, _) = leg.start, leg.end
    z = space.ground((x0 + x1) / 2.0, (y0 + y1) / 2.0) + height
    return Leg(leg.t0, leg.t1, (x0, y0, z), (x1, y1, z))


def level_route(points: list[Flat], heights: list[float], speed: float, space: Space) -> Route:
    """Fly over ``points`` at one height for each stretch between them."""
    legs: list[Leg] = []
    time = 0.0
    for (x0, y0), (x1, y1), height in zip(points, points[1:], heights, strict=False):
        then = time + math.hypot(x1 - x0, y1 - y0) / speed
        if then > time:
            flat = Leg(time, then, (x0, y0, 0.0), (x1, y1, 0.0))
            legs += [_follow_ground(piece, height, space) for piece in _split(flat, space)]
        time = then
    return Route(legs, level=True)


def glide_route(points: list[Flat], height: float, speed: float, space: Space) -> Route:
    """Sink evenly over ``points`` from a height above the start to the ground at the target."""
    lengths = [math.dist(p, q) for p, q in pairwise(points)]
    high, low = space.ground(*points[0]) + height, space.ground(*points[-1])
    total = sum(lengths)
    duration = math.hypot(total, high - low) / speed
    legs: list[Leg] = []
    flown = 0.0
    for (p, q), length in zip(pairwise(points), lengths, strict=True):
        share0, share1 = flown / total, (flown + length) / total
        z0, z1 = (high + (low - high) * share for share in (share0, share1))
        if share1 > share0:
            leg = Leg(share0 * duration, share1 * duration, (*p, z0), (*q, z1))
            legs += _split(leg, space)
        flown += length
    return Route(legs, level=False)


def ballistic_route(
    start: Flat, target: Flat, apogee: float | None, speed: float, space: Space
) -> Route:
    """Fly the arc straight over the ground from start to target."""
    ground_range = math.dist(start, target)
    s, h, t = arc_points(ground_range, apogee)
    if apogee is not None:
        length = float(np.sum(np.hypot(np.diff(s), np.diff(h))))
        t = t * (length / speed / t[-1])
    share = s / s[-1]
    places = [
        (start[0] + (target[0] - start[0]) * f, start[1] + (target[1] - start[1]) * f, z)
        for f, z in zip(share.tolist(), h.tolist(), strict=True)
    ]
    times = t.tolist()
    legs = [Leg(times[i], times[i + 1], places[i], places[i + 1]) for i in range(len(times) - 1)]
    return Route([piece for leg in legs for piece in _split(leg, space)], level=False)


def origin_point(group: Group, variant: int, space: Space) -> Flat:
    """Where a variant starts in the origin area."""
    x, y = space.local(group.origin.lat_deg, group.origin.lon_deg)
    r = group.origin.radius_m * math.sqrt((variant + 0.5) / group.variants)
    angle = GOLDEN_ANGLE * variant
    return x + r * math.cos(angle), y + r * math.sin(angle)


def release_point(group: Group, variant: int, space: Space) -> Flat:
    """Where the carriers of a variant release."""
    assert group.carrier is not None
    line = group.carrier.release
    x0, y0 = space.local(line.from_lat_deg, line.from_lon_deg)
    x1, y1 = space.local(line.to_lat_deg, line.to_lon_deg)
    share = (variant + 0.5) / group.variants
    return x0 + (x1 - x0) * share, y0 + (y1 - y0) * share


def lateral_offset(group: Group, variant: int) -> float:
    """How far a variant's waypoints are moved to the left."""
    if group.variants == 1:
        return 0.0
    return group.offset_m * (2.0 * math.fmod(GOLDEN_RATIO * (variant + 0.5), 1.0) - 1.0)


def _points(group: Group, variant: int, start: Flat, target: Flat, space: Space) -> list[Flat]:
    """Start, displaced waypoints (or midpoint), target."""
    between = [space.local(w.lat_deg, w.lon_deg) for w in group.waypoints]
    offset = lateral_offset(group, variant)
    if not between and offset != 0.0:
        between = [((start[0] + target[0]) / 2.0, (start[1] + target[1]) / 2.0)]
    dx, dy = target[0] - start[0], target[1] - start[1]
    length = math.hypot(dx, dy)
    if length > 0.0:
        left = (-dy / length * offset, dx / length * offset)
        between = [(x + left[0], y + left[1]) for x, y in between]
    return [start, *between, target]


def _heights(height: float, waypoints: tuple[Waypoint, ...], stretches: int) -> list[float]:
    """Height of each stretch: a waypoint's own holds from it on."""
    heights = [height]
    for waypoint in waypoints:
        heights.append(heights[-1] if waypoint.height_m is None else waypoint.height_m)
    return heights + [heights[-1]] * (stretches - len(heights))


def _fly(
    threat: str,
    flight: str,
    points: list[Flat],
    waypoints: tuple[Waypoint, ...],
    figures: Figures,
    space: Space,
) -> Route:
    speed = figures("threats", threat, "speed_m_s")
    if flight == "ballistic":
        apogee = figures.find("threats", threat, "apogee_m")
        return ballistic_route(points[0], points[-1], apogee, speed, space)
    height = figures("threats", threat, "height_m")
    if flight == "glide":
        return glide_route(points, height, speed, space)
    return level_route(points, _heights(height, waypoints, len(points) - 1), speed, space)


def weapon_route(
    group: Group, flight: str, variant: int, target: Flat, figures: Figures, space: Space
) -> Route:
    """Fly a variant of a group's weapons to one target."""
    at_origin = group.carrier is None
    start = (origin_point if at_origin else release_point)(group, variant, space)
    points = _points(group, variant, start, target, space)
    return _fly(group.threat, flight, points, group.waypoints, figures, space)


def carrier_route(group: Group, flight: str, variant: int, figures: Figures, space: Space) -> Route:
    """Fly a variant of a group's carriers to their release line."""
    assert group.carrier is not None
    points = [origin_point(group, variant, space), release_point(group, variant, space)]
    return _fly(group.carrier.threat, flight, points, (), figures, space)
