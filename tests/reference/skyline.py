"""The lowest visible height, slow and obvious: a profile along every single sight line."""

from __future__ import annotations

from math import hypot

import numpy as np
from numpy.typing import NDArray

from airshield.earth.terrain import Terrain
from airshield.units import EARTH_RADIUS_M

Floats = NDArray[np.float64]


def ground(terrain: Terrain, x: Floats, y: Floats) -> Floats:
    """Return ground heights, bilinear between nodes, held beyond the edge."""
    rows, columns = terrain.height_m.shape
    u = np.clip((x - terrain.west_m) / terrain.step_m, 0.0, columns - 1.0)
    v = np.clip((y - terrain.south_m) / terrain.step_m, 0.0, rows - 1.0)
    west, south = np.floor(u).astype(int), np.floor(v).astype(int)
    east, north = np.minimum(west + 1, columns - 1), np.minimum(south + 1, rows - 1)
    h, u, v = terrain.height_m, u - west, v - south
    low = (1 - u) * h[south, west] + u * h[south, east]
    return (1 - v) * low + v * ((1 - u) * h[north, west] + u * h[north, east])


def lowest_visible_m(
    terrain: Terrain, site: tuple[float, float, float], x: float, y: float, k: float, apart_m: float
) -> float:
    """Return the lowest height above ground at (x, y) that a site sees.

    The sight line just clears every point of the profile, raised by the Earth's bulge. It is cut
    into even pieces of at most `apart_m`.
    """
    x0, y0, z0 = site
    distance = hypot(x - x0, y - y0)
    pieces = int(np.ceil(distance / apart_m))
    if pieces < 2:
        return 0.0
    s = np.arange(1, pieces) / pieces
    along = s * distance
    bulge = along * (distance - along) / (2 * k * EARTH_RADIUS_M)
    raised = ground(terrain, x0 + s * (x - x0), y0 + s * (y - y0)) + bulge
    needed = z0 + ((raised - z0) / s).max()
    here = ground(terrain, np.array([x]), np.array([y]))[0]
    return max(0.0, float(needed - here))
