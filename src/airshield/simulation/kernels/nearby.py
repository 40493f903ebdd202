"""Which runs of segments can be near a place: boxes around them, to leave the rest out."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from airshield.kernels.compiled import allocating_kernel, inlined
from airshield.kernels.sight import horizon_m

RUN = 16
"""Most segments in a box."""

SLACK_M = 1.0
"""What is this near to a limit, or nearer, is left to the exact test."""


class Boxes(NamedTuple):
    """Boxes (n of them) around runs of segments that follow each other on a route."""

    start: NDArray[np.int64]
    """(routes + 1,) slices of the boxes."""
    first: NDArray[np.int64]
    """(n + 1,) slices of the segments."""
    low_m: NDArray[np.float64]
    """(n, 3) corner."""
    high_m: NDArray[np.float64]
    """(n, 3) opposite corner."""


@allocating_kernel
def find_boxes(routes):
    """Put boxes around all routes."""
    n_routes = routes.start.size - 1
    start = np.zeros(n_routes + 1, np.int64)
    for route in range(n_routes):
        segments = routes.start[route + 1] - routes.start[route]
        start[route + 1] = start[route] + (segments + RUN - 1) // RUN
    first = np.empty(start[n_routes] + 1, np.int64)
    low_m = np.full((start[n_routes], 3), np.inf)
    high_m = np.full((start[n_routes], 3), -np.inf)
    for route in range(n_routes):
        for box in range(start[route], start[route + 1]):
            first[box] = routes.start[route] + RUN * (box - start[route])
            for segment in range(first[box], min(first[box] + RUN, routes.start[route + 1])):
                for i in range(3):
                    here = routes.at_m[segment, i]
                    there = here + routes.velocity_m_s[segment, i] * routes.length_s[segment]
                    low_m[box, i] = min(low_m[box, i], here, there)
                    high_m[box, i] = max(high_m[box, i], here, there)
    first[start[n_routes]] = routes.start[n_routes]
    return Boxes(start, first, low_m, high_m)


@inlined
def _outside(boxes, box, i, place):
    return max(boxes.low_m[box, i] - place, place - boxes.high_m[box, i], 0.0)


@inlined
def out_of_reach(boxes, box, ground, at, limit, horizon):
    """Return whether all of a box is farther from a place than a limit or, if asked, hidden."""
    dx = _outside(boxes, box, 0, at[0])
    dy = _outside(boxes, box, 1, at[1])
    dz = _outside(boxes, box, 2, at[2])
    flat = dx * dx + dy * dy
    reach = limit + SLACK_M
    if flat + dz * dz > reach * reach:
        return True
    if not horizon or ground.height_m.size > 0:
        return False
    seen = horizon_m(ground.k_factor, at[2], boxes.high_m[box, 2]) + SLACK_M
    return flat > seen * seen
