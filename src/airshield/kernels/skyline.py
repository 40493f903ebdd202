"""The lowest height that a site sees over every node of a terrain, compiled.

The sweep is defined in ``docs/theory/coverage``, section *Lowest visible height*.
"""

from __future__ import annotations

from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

from airshield.kernels.loading import njit
from airshield.units import EARTH_RADIUS_M

_DOWN = -1e30
"""A slope below every other one."""
_BITS = np.int64(32)
_ONE = 2.0**32
_SHARE = np.int64((1 << 32) - 1)
_UNIT = 2.0**-32

_FEWEST = 32
"""Rays on each half of the first lines; their number doubles as often as lines become longer."""
_LINES = 8
"""Columns that pass through a block together."""
_SLACK = 1e-9
"""Steps by which a node may lie beyond the outermost ray and still belong to a line."""
_compiled = njit(cache=True, nogil=True, error_model="numpy")
_inlined = njit(cache=True, nogil=True, error_model="numpy", forceinline=True)


@_compiled
def _tilt(ground_m, first, end, middle, along, from_m, step_m, drop, tilt):
    """Write the rise of nodes first … end of a line, over the way along the axis of the sweep."""
    nearness = 1.0 / (step_m * along)
    lean = drop * step_m / along
    for node in range(np.uint64(first), np.uint64(end)):
        aside = node - middle
        tilt[node] = (ground_m[node] - from_m) * nearness - (along * along + aside * aside) * lean


@_compiled
def _see(tilt, first, end, middle, along, step_m, hidden, lowest_m):
    """Write the lowest visible height of the nodes of a line between its first and last ray.

    What is hidden is interpolated between the two rays beside a node.
    """
    half = 0.5 * (hidden.size - 2)
    spread = half / along
    pace = np.int64(spread * _ONE)
    place = np.int64(max(0.0, (first - middle) * spread + half) * _ONE)
    way = step_m * along
    for node in range(np.uint64(first), np.uint64(end)):
        ray = np.uint64(place >> _BITS)
        share = (place & _SHARE) * _UNIT
        low = hidden[ray]
        height = (low + share * (hidden[ray + np.uint64(1)] - low) - tilt[node]) * way
        lowest_m[node] = max(height, 0.0)
        place += pace


@_compiled
def _rise(tilt, middle, along, hidden):
    """Raise what is hidden on each ray by what it meets on a line, straight between its nodes."""
    half = 0.5 * (hidden.size - 2)
    spread = along / half
    start = middle - along
    begin = max(0, ceil(-start / spread))
    end = min(hidden.size - 1, ceil((tilt.size - 1 - start) / spread))
    pace = np.int64(spread * _ONE)
    place = np.int64((start + begin * spread) * _ONE)
    for ray in range(np.uint64(begin), np.uint64(end)):
        node = np.uint64(place >> _BITS)
        share = (place & _SHARE) * _UNIT
        near = tilt[node]
        met = near + share * (tilt[node + np.uint64(1)] - near)
        hidden[ray] = max(hidden[ray], met)
        place += pace


@_compiled
def _double(hidden, half):
    """Put a ray between every two of the first 2 half + 1, with the mean of what they hide."""
    hidden[4 * half + 1] = _DOWN
    for ray in range(2 * half, 0, -1):
        hidden[2 * ray] = hidden[ray]
        hidden[2 * ray - 1] = 0.5 * (hidden[ray] + hidden[ray - 1])


@_inlined
def _copy_in(raster, left, count, first, end, block):
    for node in range(np.uint64(first), np.uint64(end)):
        for part in range(np.uint64(count)):
            block[part, node] = raster[node, np.uint64(left) + part]


@_inlined
def _copy_out(raster, left, count, first, end, block):
    for node in range(np.uint64(first), np.uint64(end)):
        for part in range(np.uint64(count)):
            raster[node, np.uint64(left) + part] = block[part, node]


@_compiled
def _fetch(raster, left, count, first, end, block):
    """Copy a stretch of some columns of a raster into the rows of a block.

    A full block has a width that the compiler knows: a tenth of the sweep's time.
    """
    if count == _LINES:
        _copy_in(raster, left, _LINES, first, end, block)
    else:
        _copy_in(raster, left, count, first, end, block)


@_compiled
def _store(raster, left, count, first, end, block):
    """Copy a block back: of each column what lies between its first node and its end."""
    inner_first = first[:count].max()
    inner_end = max(inner_first, end[:count].min())
    if count == _LINES:
        _copy_out(raster, left, _LINES, inner_first, inner_end, block)
    else:
        _copy_out(raster, left, count, inner_first, inner_end, block)
    for part in range(count):
        for node in range(first[part], min(inner_first, end[part])):
            raster[node, left + part] = block[part, node]
        for node in range(max(inner_end, first[part]), end[part]):
            raster[node, left + part] = block[part, node]


@_compiled
def _sweep(ground_m, lowest_m, turned, line_at, middle, from_m, step_m, drop, pace):
    """Sweep the quarter of a raster to one side of a site, some lines at a time, outwards.

    Lines are rows, or, turned, columns, which pass through blocks for the sake of the cache.
    """
    nodes, lines = ground_m.shape if turned else ground_m.shape[::-1]
    nearest = floor(line_at) + 1 if pace > 0 else ceil(line_at) - 1
    reach = max(0, lines - nearest if pace > 0 else nearest + 1)
    doublings = 0
    while (reach + 1) >> doublings > _FEWEST:
        doublings += 1
    half = (reach >> doublings) + 1
    hidden, tilt = np.full(2 * (half << doublings) + 2, _DOWN), np.zeros(nodes)
    ground_block = np.zeros((_LINES, nodes))
    lowest_block = np.zeros((_LINES, nodes), np.float32)
    first, end = np.zeros(_LINES, np.int64), np.zeros(_LINES, np.int64)
    for number in range(0, reach, _LINES):
        start, count = nearest + pace * number, min(_LINES, reach - number)
        widest = abs(start + pace * (count - 1) - line_at)
        low, high = max(0, ceil(middle - widest) - 1), min(nodes, floor(middle + widest) + 2)
        left = min(start, start + pace * (count - 1))
        if turned:
            _fetch(ground_m, left, count, low, high, ground_block)
        for passed in range(count):
            line = start + pace * passed
            part = line - left
            along = abs(line - line_at)
            first[part] = max(0, ceil(middle - along - _SLACK))
            end[part] = max(first[part], min(nodes, floor(middle + along + _SLACK) + 1))
            if along > half:
                _double(hidden, half)
                half *= 2
            ends, rays = (first[part], end[part]), hidden[: 2 * half + 2]
            heights = ground_block[part] if turned else ground_m[line]
            _tilt(heights, low, high, middle, along, from_m, step_m, drop, tilt)
            lowest = lowest_block[part] if turned else lowest_m[line]
            _see(tilt, *ends, middle, along, step_m, rays, lowest)
            _rise(tilt, middle, along, rays)
        if turned:
            _store(lowest_m, left, count, first, end, lowest_block)


@_compiled
def sweep_skyline(
    ground_m: NDArray[np.float64],
    step_m: float,
    column_at: float,
    row_at: float,
    from_m: float,
    k_factor: float,
) -> NDArray[np.float32]:
    """Return the lowest height above ground that a site sees over each node of a raster.

    Parameters
    ----------
    ground_m : (rows, columns) metres
        Ground heights above sea level at the nodes of a square grid, C-contiguous.
    step_m : metres
        Distance between neighbours.
    column_at, row_at
        Where the site stands, in steps from the first node; within the raster.
    from_m : metres
        Height of the site, mast included, above sea level.
    k_factor
        Effective-Earth-radius factor.

    Returns
    -------
    (rows, columns) metres
        0 where the ground itself is in sight.
    """
    drop = 1.0 / (2.0 * k_factor * EARTH_RADIUS_M)
    lowest_m = np.zeros(ground_m.shape, np.float32)
    for pace in (-1, 1):
        _sweep(ground_m, lowest_m, True, column_at, row_at, from_m, step_m, drop, pace)
        _sweep(ground_m, lowest_m, False, row_at, column_at, from_m, step_m, drop, pace)
    return lowest_m
