"""Where the sight lines of bearings cross: a grid of looks and rays, compiled.

Defined in ``docs/theory/crossing``, section *Crossings*.
"""

from __future__ import annotations

from math import cos, floor, inf, sin
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from airshield.kernels.compiled import allocating_kernel, kernel

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

_CELLS = 4_000_000
"""Cells of a grid at most: over sparse wide country the cells grow."""


class Looks(NamedTuple):
    """Looks in a short window, a row each: what could have given a bearing, and did or did not."""

    time_s: Floats
    """(k,) When its bearings arrived at the sensor."""
    place_m: Floats
    """(k, 3) East, north, height of the sensor."""
    range_m: Floats
    """(k,) Beyond it, horizontally, it notices nothing."""
    p_detect: Floats
    """(k,) Probability that it gives a bearing of a target in range."""
    false_per_rad: Floats
    """(k,) False bearings expected in this look per radian."""
    signal_m_s: Floats
    """(k,) Speed of what it notices: 340 for sound, infinite for light."""


class Bearings(NamedTuple):
    """Bearings that belong to no track, a row each."""

    look: Indices
    """(n,) Row of the look that gave it."""
    bearing_rad: Floats
    """(n,) Clockwise from north."""
    sigma_rad: Floats
    """(n,) Its standard deviation."""
    elevation_rad: Floats
    """(n,) Above the horizontal; NaN: not measured."""
    sigma_elevation_rad: Floats
    """(n,) Its standard deviation; NaN where it is not measured."""


class Grid(NamedTuple):
    """Square cells, with the looks that reach into each and the rays that pass through it."""

    west_m: float
    south_m: float
    cell_m: float
    columns: int
    rows: int
    look_first: Indices
    look: Indices
    ray_first: Indices
    ray: Indices


@kernel
def column_of(east_m, west_m, cell_m, columns):
    """Return the column, or by the same sum the row, in which something lies."""
    return min(max(floor((east_m - west_m) / cell_m), 0), columns - 1)


@kernel
def _sort_looks(looks, frame, first, out, fill):
    """Count the looks that reach each cell, or write them: out[first[cell] …]."""
    west, south, cell, columns, rows = frame
    for look in range(looks.time_s.size):
        east, north = looks.place_m[look, 0], looks.place_m[look, 1]
        reach = looks.range_m[look]
        for row in range(
            column_of(north - reach, south, cell, rows),
            column_of(north + reach, south, cell, rows) + 1,
        ):
            aside = max(abs(south + (row + 0.5) * cell - north) - 0.5 * cell, 0.0)
            half = np.sqrt(max(reach * reach - aside * aside, 0.0))
            for column in range(
                column_of(east - half, west, cell, columns),
                column_of(east + half, west, cell, columns) + 1,
            ):
                place = row * columns + column
                if fill:
                    out[first[place]] = look
                first[place] += 1


@kernel
def _next_edge(along, at, origin, cell, index):
    """Return how far along a ray its next cell edge lies, in one axis."""
    if along > 0.0:
        return (origin + (index + 1) * cell - at) / along
    if along < 0.0:
        return (origin + index * cell - at) / along
    return inf


@kernel
def _walk(looks, bearings, ray, frame, first, out, fill):
    """Visit the cells that one ray passes (Amanatides and Woo): count it there or write it."""
    west, south, cell, columns, rows = frame
    look = bearings.look[ray]
    east, north = looks.place_m[look, 0], looks.place_m[look, 1]
    east_along, north_along = sin(bearings.bearing_rad[ray]), cos(bearings.bearing_rad[ray])
    column = column_of(east, west, cell, columns)
    row = column_of(north, south, cell, rows)
    way = 0.0
    while way <= looks.range_m[look] and 0 <= column < columns and 0 <= row < rows:
        place = row * columns + column
        if fill:
            out[first[place]] = ray
        first[place] += 1
        east_way = _next_edge(east_along, east, west, cell, column)
        north_way = _next_edge(north_along, north, south, cell, row)
        way = min(east_way, north_way)
        if east_way <= north_way:
            column += 1 if east_along > 0.0 else -1
        if north_way <= east_way:
            row += 1 if north_along > 0.0 else -1


@kernel
def _starts(first):
    """Turn counts into the place at which each cell's entries begin; return their number."""
    total = 0
    for place in range(first.size):
        count = first[place]
        first[place] = total
        total += count
    return total


@kernel
def _back(first):
    """Undo the moves that writing made: ends become starts again."""
    for place in range(first.size - 1, 0, -1):
        first[place] = first[place - 1]
    first[0] = 0


@allocating_kernel
def _frame(looks):
    """Return west, south, size of a cell, columns and rows: a third of the mean range a cell."""
    west = (looks.place_m[:, 0] - looks.range_m).min()
    south = (looks.place_m[:, 1] - looks.range_m).min()
    width = (looks.place_m[:, 0] + looks.range_m).max() - west
    depth = (looks.place_m[:, 1] + looks.range_m).max() - south
    cell = np.sqrt((looks.range_m * looks.range_m).mean()) / 3.0
    cell = max(cell, np.sqrt(width * depth / _CELLS))
    return west, south, cell, int(width / cell) + 1, int(depth / cell) + 1


@allocating_kernel
def lay_grid(looks, bearings):
    """Return the `Grid` of these looks and of the rays of these bearings."""
    frame = _frame(looks)
    cells = frame[3] * frame[4]
    none = np.empty(0, np.int64)
    look_first = np.zeros(cells + 1, np.int64)
    _sort_looks(looks, frame, look_first, none, False)
    look = np.empty(_starts(look_first), np.int64)
    _sort_looks(looks, frame, look_first, look, True)
    _back(look_first)
    ray_first = np.zeros(cells + 1, np.int64)
    for ray in range(bearings.look.size):
        _walk(looks, bearings, ray, frame, ray_first, none, False)
    ray = np.empty(_starts(ray_first), np.int64)
    for one in range(bearings.look.size):
        _walk(looks, bearings, one, frame, ray_first, ray, True)
    _back(ray_first)
    return Grid(frame[0], frame[1], frame[2], frame[3], frame[4], look_first, look, ray_first, ray)


@kernel
def cross(looks, bearings, one, other, least_sine):
    """Return how well two rays cross and where: sin of the angle over the ranges, east, north.

    The first is 0 where they do not cross within both ranges, or under too small an angle.
    """
    a, b = bearings.look[one], bearings.look[other]
    east = looks.place_m[b, 0] - looks.place_m[a, 0]
    north = looks.place_m[b, 1] - looks.place_m[a, 1]
    ae, an = sin(bearings.bearing_rad[one]), cos(bearings.bearing_rad[one])
    be, bn = sin(bearings.bearing_rad[other]), cos(bearings.bearing_rad[other])
    sine = ae * bn - an * be
    if a == b or abs(sine) < least_sine:
        return 0.0, 0.0, 0.0
    a_way = (east * bn - north * be) / sine
    b_way = (east * an - north * ae) / sine
    if not (0.0 < a_way <= looks.range_m[a] and 0.0 < b_way <= looks.range_m[b]):
        return 0.0, 0.0, 0.0
    quality = abs(sine) / (max(a_way, 1.0) * max(b_way, 1.0))
    return quality, looks.place_m[a, 0] + a_way * ae, looks.place_m[a, 1] + a_way * an


@kernel
def _cross_cell(looks, bearings, grid, place, least_sine, found, quality, pair, spot):
    """Write the crossings that lie in one cell from row ``found`` on; return how many now."""
    first, end = grid.ray_first[place], grid.ray_first[place + 1]
    for i in range(first, end):
        for j in range(i + 1, end):
            good, east, north = cross(looks, bearings, grid.ray[i], grid.ray[j], least_sine)
            if good == 0.0:
                continue
            column = column_of(east, grid.west_m, grid.cell_m, grid.columns)
            row = column_of(north, grid.south_m, grid.cell_m, grid.rows)
            if row * grid.columns + column != place:
                continue
            if found < quality.size:
                quality[found] = good
                pair[found, 0], pair[found, 1] = grid.ray[i], grid.ray[j]
                spot[found, 0], spot[found, 1] = east, north
            found += 1
    return found


@allocating_kernel
def crossings(looks, bearings, grid, least_sine, most):
    """Return quality, pairs of bearings and place of at most ``most`` crossings; and their number.

    Two rays cross in one cell, through which both pass: no pair is found twice.
    """
    quality = np.empty(most)
    pair = np.empty((most, 2), np.int64)
    spot = np.empty((most, 2))
    found = 0
    for place in range(grid.ray_first.size - 1):
        found = _cross_cell(looks, bearings, grid, place, least_sine, found, quality, pair, spot)
    kept = min(found, most)
    return quality[:kept], pair[:kept], spot[:kept], found
