"""The area that coverage is worked out for: square cells of the local frame."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from airshield.earth.frame import LocalFrame
from airshield.earth.terrain import Terrain
from airshield.errors import InputError
from airshield.model.scenario import Scenario
from airshield.simulation.arrays import Floats

CELLS = 400
"""About so many cells along the longer side, if none are asked for."""
MOST_CELLS = 2_000
"""Most cells along a side."""
MOST_MARGIN_M = 300_000.0
LEAST_MARGIN_M = 20_000.0
EDGE_M = 1_000.0
"""Nothing that stands or lives in a scenario is nearer to the edge."""


class Area(NamedTuple):
    """Square cells; coordinates are those of their middles."""

    west_m: float
    """East coordinate of column 0."""
    south_m: float
    """North coordinate of row 0; row 0 is the southernmost."""
    cell_m: float
    """Side of a cell."""
    columns: int
    rows: int

    @property
    def east_m(self) -> Floats:
        """(columns,) east coordinates."""
        return np.asarray(self.west_m + self.cell_m * np.arange(self.columns))

    @property
    def north_m(self) -> Floats:
        """(rows,) north coordinates."""
        return np.asarray(self.south_m + self.cell_m * np.arange(self.rows))

    @property
    def points_m(self) -> Floats:
        """(rows × columns, 2) all middles, row by row from the south."""
        east, north = np.meshgrid(self.east_m, self.north_m)
        return np.column_stack([east.ravel(), north.ravel()])

    @property
    def box_m(self) -> tuple[float, float, float, float]:
        """West, south, east and north edge."""
        half = 0.5 * self.cell_m
        west, south = self.west_m - half, self.south_m - half
        return west, south, west + self.columns * self.cell_m, south + self.rows * self.cell_m


def make_area(
    scenario: Scenario,
    frame: LocalFrame,
    reach_m: float,
    cell_m: float | None,
    terrain: Terrain | None = None,
) -> Area:
    """Return the cells over a scenario: all that stands or lives in it, and a margin.

    Parameters
    ----------
    scenario
        Its assets, sensors, batteries and districts are inside; origins of the raid as well if
        they lie within twice the margin.
    frame
        Its local frame.
    reach_m : metres
        Margin: as far as anything reaches, between 20 and 300 km.
    cell_m : metres
        Side of a cell; None for about 400 of them.
    terrain
        Where the margin ends at the latest: beyond it nothing is known.

    Raises
    ------
    InputError
        If that would be too many cells.
    """
    margin = min(max(reach_m, LEAST_MARGIN_M), MOST_MARGIN_M)
    places = _local(frame, list(_places(scenario)))
    low, high = places.min(axis=0) - margin, places.max(axis=0) + margin
    starts = _local(
        frame, [(g.origin.lat_deg, g.origin.lon_deg) for g in scenario.raid.groups.values()]
    )
    near = ((starts > low - margin) & (starts < high + margin)).all(axis=1)
    low = np.minimum(low, starts[near].min(axis=0, initial=np.inf))
    high = np.maximum(high, starts[near].max(axis=0, initial=-np.inf))
    if terrain is not None:
        rows, columns = terrain.height_m.shape
        first = np.array([terrain.west_m, terrain.south_m])
        last = first + terrain.step_m * (np.array([columns, rows]) - 1)
        low = np.minimum(np.maximum(low, first), places.min(axis=0) - EDGE_M)
        high = np.maximum(np.minimum(high, last), places.max(axis=0) + EDGE_M)
    return _cells(low, high, cell_m)


def _local(frame: LocalFrame, places: list[tuple[float, float]]) -> Floats:
    """Return (n, 2) east and north of places given as (latitude, longitude)."""
    lat, lon = np.array(places, np.float64).T
    return np.column_stack(frame.to_local(lat.copy(), lon.copy()))


def _cells(low: Floats, high: Floats, cell_m: float | None) -> Area:
    """Return the cells between two corners.

    Raises
    ------
    InputError
        If they are too many.
    """
    side = float((high - low).max())
    cell = round_up(side / (1.2 * CELLS)) if cell_m is None else cell_m
    columns, rows = (max(2, math.ceil(float(span) / cell)) for span in high - low)
    if max(columns, rows) > MOST_CELLS:
        least = round_up(side / MOST_CELLS)
        raise InputError(
            [
                f"--cell {cell:g} makes {columns:,} × {rows:,} cells, of {MOST_CELLS:,} a side at "
                f"most; use at least --cell {least:g}"
            ]
        )
    start = 0.5 * (low + high) - 0.5 * cell * (np.array([columns, rows]) - 1)
    return Area(float(start[0]), float(start[1]), float(cell), columns, rows)


def round_up(length: float) -> float:
    """Return the least 1, 1.5, 2, 2.5, 3, 4, 5, 6 or 8 times a power of ten of at least that."""
    power = 10.0 ** math.floor(math.log10(length))
    return next(s * power for s in (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10) if s * power >= length)


def _places(scenario: Scenario) -> Iterator[tuple[float, float]]:
    """Yield latitude and longitude of everything that stands or lives in a scenario."""
    for kind in (scenario.assets, scenario.sensors, scenario.batteries):
        for item in kind.values():
            yield item.lat_deg, item.lon_deg
    for district in scenario.districts.values():
        for ring in district.rings:
            yield from ((lat, lon) for lon, lat in ring)
