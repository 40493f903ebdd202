"""Two textbook location problems on the same solver layer as plans: coverage and distance.

They are solved here so that the layer can be held against published optima
(``tests/external/test_against_location_sets.py``); the formulations stand in
``docs/theory/placement``.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from airshield.planning.placement.program import Floats, Program, Rows, dense_rows


class Located(NamedTuple):
    """Where to stand."""

    sites: NDArray[np.int64]
    """Chosen sites, rising."""
    value: float
    """Demand covered, or weighted distance."""
    bound: float
    """No choice does better than this."""


def cover_most(covers: NDArray[np.bool_], demand: Floats, count: int) -> Located:
    """Solve the maximal covering problem: `count` sites that cover the most demand.

    Parameters
    ----------
    covers : (points, sites)
        Whether a site covers a point.
    demand : (points,)
        Demand of each point.
    count
        Sites to choose.

    References
    ----------
    :cite:t:`church1974`.
    """
    points, sites = covers.shape
    program = Program(np.concatenate([np.zeros(sites), -demand]), np.ones(sites + points))
    program.add(_exactly(count, sites))
    linked = np.hstack([covers.astype(np.float64), -np.eye(points)])
    program.add(dense_rows(linked, np.zeros(points), np.full(points, math.inf)))
    program.require_whole(np.arange(sites, dtype=np.int32))
    found = program.solve()
    return Located(np.flatnonzero(found.values[:sites] > 0.5), -found.objective, -found.bound)


def nearest_median(distance: Floats, count: int) -> Located:
    """Solve the p-median problem: `count` sites to which the points have the least way in all.

    Parameters
    ----------
    distance : (points, sites)
        From each point to each site.
    count
        Sites to choose.

    References
    ----------
    :cite:t:`revelle1970`.
    """
    points, sites = distance.shape
    program = Program(
        np.concatenate([np.zeros(sites), distance.ravel()]), np.ones(sites + points * sites)
    )
    program.add(_exactly(count, sites))
    ones = np.ones(points * sites)
    columns = np.arange(points * sites, dtype=np.int32) + np.int32(sites)
    start = np.arange(points, dtype=np.int32) * np.int32(sites)
    program.add(Rows(start, columns, ones, np.ones(points), np.ones(points)))
    program.add(_only_open(points, sites, columns))
    program.require_whole(np.arange(sites, dtype=np.int32))
    found = program.solve()
    return Located(np.flatnonzero(found.values[:sites] > 0.5), found.objective, found.bound)


def _exactly(count: int, sites: int) -> Rows:
    """Return the row that chooses so many of the first columns."""
    columns = np.arange(sites, dtype=np.int32)
    side = np.array([float(count)])
    return Rows(np.zeros(1, np.int32), columns, np.ones(sites), side, side)


def _only_open(points: int, sites: int, columns: NDArray[np.int32]) -> Rows:
    """Return the rows that let a point be served by a chosen site only."""
    site = np.tile(np.arange(sites, dtype=np.int32), points)
    pairs = np.column_stack([site, columns]).ravel().astype(np.int32)
    signs = np.tile([1.0, -1.0], columns.size)
    start = 2 * np.arange(columns.size, dtype=np.int32)
    return Rows(start, pairs, signs, np.zeros(columns.size), np.full(columns.size, math.inf))
