"""The lowest height that a site sees: one sweep over terrain, or in closed form without it.

Definitions and formulas: ``docs/theory/coverage``, section *Lowest visible height*.
"""

from __future__ import annotations

from math import ceil, floor, inf
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from airshield.earth.terrain import Terrain
from airshield.kernels.skyline import sweep_skyline
from airshield.units import EARTH_RADIUS_M

Floats = NDArray[np.float64]
Box = tuple[float, float, float, float]


class Skyline(NamedTuple):
    """What one site sees: the lowest visible height at each node of a grid of the local frame."""

    lowest_m: NDArray[np.float32]
    """(ny, nx) metres above ground, 0 where the ground is in sight; row 0 is the southernmost."""
    west_m: float
    """East coordinate of column 0, metres."""
    south_m: float
    """North coordinate of row 0, metres."""
    step_m: float
    """Distance between neighbours, metres."""

    def sampled(self, east_m: Floats, north_m: Floats) -> NDArray[np.float32]:
        """Return the value of the nearest node at each column and row of another grid.

        Parameters
        ----------
        east_m, north_m : (n,), (m,) metres
            Coordinates of the columns and of the rows.

        Returns
        -------
        (m, n) metres
            Infinite beyond this grid.
        """
        rows, columns = self.lowest_m.shape
        column = np.rint((east_m - self.west_m) / self.step_m).astype(np.int64)
        row = np.rint((north_m - self.south_m) / self.step_m).astype(np.int64)
        found = self.lowest_m[np.ix_(np.clip(row, 0, rows - 1), np.clip(column, 0, columns - 1))]
        found[(row < 0) | (row >= rows)] = np.inf
        found[:, (column < 0) | (column >= columns)] = np.inf
        return found


def find_skyline(
    terrain: Terrain,
    east_m: float,
    north_m: float,
    height_m: float,
    range_m: float,
    k_factor: float,
    box_m: Box | None = None,
) -> Skyline:
    """Sweep the terrain about a site once, for targets at any height.

    Parameters
    ----------
    terrain
        Ground heights; beyond its edge the nearest height holds.
    east_m, north_m : metres
        Where the site stands.
    height_m : metres
        Height of its eye above sea level.
    range_m : metres
        How far to look, to the north, east, south and west.
    k_factor
        Effective-Earth-radius factor.
    box_m : metres
        West, south, east and north limit of what is wanted; the site must lie inside.
    """
    step = terrain.step_m
    west, south, east, north = (-inf, -inf, inf, inf) if box_m is None else box_m
    column, row = (east_m - terrain.west_m) / step, (north_m - terrain.south_m) / step
    reach = max(range_m, step)
    columns = _span(
        (max(east_m - reach, west) - terrain.west_m) / step,
        (min(east_m + reach, east) - terrain.west_m) / step,
    )
    rows = _span(
        (max(north_m - reach, south) - terrain.south_m) / step,
        (min(north_m + reach, north) - terrain.south_m) / step,
    )
    ny, nx = terrain.height_m.shape
    ground_m = terrain.height_m[np.ix_(np.clip(rows, 0, ny - 1), np.clip(columns, 0, nx - 1))]
    return Skyline(
        sweep_skyline(
            np.ascontiguousarray(ground_m),
            float(terrain.step_m),
            float(column - columns[0]),
            float(row - rows[0]),
            float(height_m),
            float(k_factor),
        ),
        float(terrain.west_m + terrain.step_m * columns[0]),
        float(terrain.south_m + terrain.step_m * rows[0]),
        float(terrain.step_m),
    )


def _span(first: float, last: float) -> NDArray[np.int64]:
    """Return the whole numbers from the one below `first` to the one above `last`."""
    return np.arange(floor(first), ceil(last) + 1)


def smooth_lowest_m(distance_m: Floats, height_m: float, k_factor: float) -> Floats:
    """Return the lowest height that a site sees at each distance over a smooth Earth.

    Parameters
    ----------
    distance_m : (n,) metres
        Horizontal distances.
    height_m : metres
        Height of its eye above sea level; a negative one counts as 0.
    k_factor
        Effective-Earth-radius factor.

    Returns
    -------
    (n,) metres
        Above sea level; 0 up to the site's own horizon.
    """
    beyond = distance_m / np.sqrt(2.0 * k_factor * EARTH_RADIUS_M) - np.sqrt(max(height_m, 0.0))
    return np.asarray(np.maximum(beyond, 0.0) ** 2)
