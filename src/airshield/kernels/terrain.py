"""Ground height and sight over terrain, compiled; ``docs/theory/earth``, section *Terrain*.

The first four arguments are the fields of ``earth.terrain.Terrain``.
"""

from __future__ import annotations

from math import ceil, hypot

import numpy as np
from numpy.typing import NDArray

from airshield.kernels.loading import njit
from airshield.kernels.sight import bulge_m

SIGHT_STEP_M = 250.0
"""Farthest apart that a sight line is compared with the terrain, metres."""


@njit(cache=True, nogil=True)
def ground_m(
    height_m: NDArray[np.float64],
    west_m: float,
    south_m: float,
    step_m: float,
    x: float,
    y: float,
) -> float:
    """Return the ground height at a point, bilinear between nodes, held beyond the edge."""
    rows, columns = height_m.shape
    u = min(max((x - west_m) / step_m, 0.0), columns - 1.0)
    v = min(max((y - south_m) / step_m, 0.0), rows - 1.0)
    west, south = int(u), int(v)
    east, north = min(west + 1, columns - 1), min(south + 1, rows - 1)
    u -= west
    v -= south
    low = (1.0 - u) * height_m[south, west] + u * height_m[south, east]
    high = (1.0 - u) * height_m[north, west] + u * height_m[north, east]
    return (1.0 - v) * low + v * high


@njit(cache=True, nogil=True)
def in_sight(
    height_m: NDArray[np.float64],
    west_m: float,
    south_m: float,
    step_m: float,
    x0: float,
    y0: float,
    z0: float,
    x1: float,
    y1: float,
    z1: float,
    k_factor: float,
) -> bool:
    """Return whether the line between two points clears the terrain on the round Earth.

    The line is cut into the fewest even pieces of at most ``SIGHT_STEP_M`` and compared with
    the ground, raised by the Earth's bulge, where they meet.
    """
    distance = hypot(x1 - x0, y1 - y0)
    pieces = ceil(distance / SIGHT_STEP_M)
    for i in range(1, pieces):
        s = i / pieces
        ground = ground_m(height_m, west_m, south_m, step_m, x0 + s * (x1 - x0), y0 + s * (y1 - y0))
        bulge = bulge_m(k_factor, s * distance, (1.0 - s) * distance)
        if z0 + s * (z1 - z0) < ground + bulge:
            return False
    return True
