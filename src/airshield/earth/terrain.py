"""Terrain: ground heights on a regular grid of the local frame."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Terrain(NamedTuple):
    """Ground heights at the nodes of a grid; beyond its edge the nearest height holds.

    ``kernels.terrain`` takes these fields one by one, in this order.
    """

    height_m: NDArray[np.float64]
    """(ny, nx) C-contiguous, metres above sea level; row 0 is the southernmost."""
    west_m: float
    """East coordinate of column 0, metres."""
    south_m: float
    """North coordinate of row 0, metres."""
    step_m: float
    """Distance between neighbours, metres."""


# Left writable on purpose: numba would compile every kernel again for a read-only array.
FLAT = Terrain(height_m=np.zeros((1, 1)), west_m=0.0, south_m=0.0, step_m=1.0)
"""No terrain: sea level everywhere."""
