"""Ballistic arcs over the spherical Earth, from Kepler's equation."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from reference.naive.space import EARTH_RADIUS_M as R

MU_M3_S2 = 3.986004418e14
CHORD_ERROR_M = 100.0
LOOK = np.linspace(0.0, 1.0, 257)
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Ellipse:
    """An orbit that meets the surface to either side of its apogee."""

    a: float
    e: float

    def at(self, anomaly: Floats) -> tuple[Floats, Floats, Floats]:
        """Ground distance from perigee's meridian, height and time at eccentric anomalies."""
        radius = self.a * (1.0 - self.e * np.cos(anomaly))
        true = 2.0 * np.arctan2(
            math.sqrt(1.0 + self.e) * np.sin(anomaly / 2.0),
            math.sqrt(1.0 - self.e) * np.cos(anomaly / 2.0),
        )
        time = math.sqrt(self.a**3 / MU_M3_S2) * (anomaly - self.e * np.sin(anomaly))
        return R * true, radius - R, time

    @property
    def departure(self) -> float:
        """Eccentric anomaly at which it leaves the surface."""
        return math.acos((1.0 - R / self.a) / self.e)


def with_apogee(ground_range_m: float, apogee_m: float) -> Ellipse:
    half = ground_range_m / R / 2.0
    r_a = R + apogee_m
    e = (r_a - R) / (r_a - R * math.cos(half))
    return Ellipse(r_a / (1.0 + e), e)


def of_minimum_energy(ground_range_m: float) -> Ellipse:
    angle = ground_range_m / R
    a = R / 2.0 * (1.0 + math.sin(angle / 2.0))
    departure = (math.pi - angle) / 4.0
    e = math.sqrt(1.0 - R / a * (2.0 - R / a) * math.cos(departure) ** 2)
    return Ellipse(a, e)  # the same arc as the page's, from its angle of departure


def sag(ellipse: Ellipse, chords: int) -> float:
    """Measure how far the arc lies from its chords, in the plane of distance and height."""
    ends = np.linspace(ellipse.departure, 2.0 * math.pi - ellipse.departure, chords + 1)
    inside = ends[:-1, None] + (ends[1:] - ends[:-1])[:, None] * LOOK
    s, h, _ = ellipse.at(inside)
    ds, dh = s[:, -1:] - s[:, :1], h[:, -1:] - h[:, :1]
    off = (s - s[:, :1]) * dh - (h - h[:, :1]) * ds
    return float(np.max(np.abs(off) / np.hypot(ds, dh)))


def chords_needed(ellipse: Ellipse) -> int:
    """Chords that keep within 100 m of the arc, by the bound of the theory page."""
    span = 2.0 * (math.pi - ellipse.departure)
    bound = min(1.0, CHORD_ERROR_M / (2.0 * ellipse.a * ellipse.e))
    return math.ceil(span / (4.0 * math.asin(math.sqrt(bound))))


@cache
def arc_points(ground_range_m: float, apogee_m: float | None) -> tuple[Floats, Floats, Floats]:
    """Ground distance from launch, height and time of the ends of the chords."""
    if apogee_m is None:
        ellipse = of_minimum_energy(ground_range_m)
    else:
        ellipse = with_apogee(ground_range_m, apogee_m)
    first = ellipse.departure
    chords = chords_needed(ellipse)
    s, h, t = ellipse.at(np.linspace(first, 2.0 * math.pi - first, chords + 1))
    h[0] = h[-1] = 0.0
    return s - s[0], h, t - t[0]
