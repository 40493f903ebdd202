"""Real ground: heights of the Jacksboro fault, Tennessee, that come with matplotlib as sample data.

Source: U.S. Geological Survey, National Elevation Dataset (public domain).
"""

from __future__ import annotations

from math import cos, radians

import numpy as np
from matplotlib.cbook import get_sample_data
from numpy.typing import NDArray

STEP_M = 30.0
METRES_A_DEGREE = 111_320.0


def jacksboro(side: int = 320) -> NDArray[np.float64]:
    """Return heights (side, side) on a square grid of `STEP_M`, row 0 in the south, metres."""
    with get_sample_data("jacksboro_fault_dem.npz") as sample:
        heights = np.asarray(sample["elevation"], np.float64)[::-1]
        dx, dy = float(sample["dx"]), float(sample["dy"])
        north = 0.5 * float(sample["ymin"] + sample["ymax"])
    rows = np.arange(side) * STEP_M / (dy * METRES_A_DEGREE)
    columns = np.arange(side) * STEP_M / (dx * METRES_A_DEGREE * cos(radians(north)))
    return bilinear(heights, rows, columns)


def bilinear(
    heights: NDArray[np.float64], rows: NDArray[np.float64], columns: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return heights at fractional rows (n,) and columns (m,): (n, m)."""
    along = np.array([np.interp(columns, np.arange(heights.shape[1]), row) for row in heights])
    return np.array([np.interp(rows, np.arange(heights.shape[0]), column) for column in along.T]).T
