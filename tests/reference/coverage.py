"""Tracks and shots along a straight course, slow and obvious: second by second."""

from __future__ import annotations

from math import atan2, cos, hypot, inf, radians, sin, sqrt
from typing import NamedTuple

from airshield.units import EARTH_RADIUS_M

STEP_S = 0.05


class Post(NamedTuple):
    """Where something stands and what it reaches, over a smooth Earth."""

    x: float
    y: float
    z: float
    near_m: float = 0.0
    far_m: float = inf
    floor_m: float = -inf
    ceiling_m: float = inf
    low_deg: float = -90.0
    high_deg: float = 90.0
    horizon: bool = True

    def reaches(self, x: float, y: float, z: float, k: float) -> bool:
        """Return whether it reaches a point."""
        flat = hypot(x - self.x, y - self.y)
        slant = hypot(flat, z - self.z)
        if not self.near_m <= slant <= self.far_m or not self.floor_m <= z <= self.ceiling_m:
            return False
        r = k * EARTH_RADIUS_M
        elevation = atan2(z - self.z - flat * flat / (2 * r), flat)
        if not radians(self.low_deg) <= elevation <= radians(self.high_deg):
            return False
        return not self.horizon or flat <= sqrt(2 * r) * (sqrt(self.z) + sqrt(z))


class Course(NamedTuple):
    """Straight and level, at constant speed."""

    x: float
    y: float
    z: float
    bearing: float
    speed: float
    duration_s: float

    def at(self, t: float) -> tuple[float, float, float]:
        """Return the place at a time."""
        way = self.speed * t
        return self.x + way * sin(self.bearing), self.y + way * cos(self.bearing), self.z


def track_s(course: Course, post: Post, needed_s: float, k: float) -> float:
    """Return when a post has seen a course for so long without a break; inf if never."""
    seen = 0
    for step in range(int(course.duration_s / STEP_S) + 1):
        t = step * STEP_S
        seen = seen + 1 if post.reaches(*course.at(t), k) else 0
        if seen and (seen - 1) * STEP_S >= needed_s:
            return t
    return inf


def count_shots(
    course: Course,
    post: Post,
    ready_s: float,
    launch_s: float,
    round_m_s: float,
    assess_s: float,
    most: int,
    k: float,
) -> int:
    """Return the engagements that follow one another: decide, launch, meet, assess.

    A round decided at `ready` meets the threat at the first moment at which it is in reach and
    near enough for the round to be there.
    """
    shots = 0
    step = 0
    while step * STEP_S <= course.duration_s and shots < most:
        t = step * STEP_S
        place = course.at(t)
        flown = round_m_s * (t - ready_s - launch_s)
        gap = hypot(hypot(place[0] - post.x, place[1] - post.y), place[2] - post.z)
        if flown >= gap and t >= ready_s and post.reaches(*place, k):
            shots += 1
            ready_s = t + assess_s
        step += 1
    return shots
