"""The shapes of what lies at or above a level, from values on cells."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from contourpy import FillType, contour_generator
from numpy.typing import NDArray
from shapely.geometry import polygon as rings_of

from airshield.planning.coverage.area import Area

Polygon = tuple[NDArray[np.float64], ...]
"""Outer ring first (counter-clockwise), then its holes (clockwise); (n, 2) metres, closed."""
SMOOTHED = 0.6
"""Corners of cells are cut off by so much of a cell."""

geometry: Any = shapely
orient: Any = rings_of.orient


def at_least(area: Area, values: NDArray[np.float32], level: float) -> list[Polygon]:
    """Return the polygons of the cells whose value is at least a level.

    Edges run midway between the cells inside and those outside; what reaches the edge of the area
    ends there.

    Parameters
    ----------
    area
        The cells.
    values : (rows, columns)
        A value for each.
    level
        The level.
    """
    inside = np.pad((values >= level).astype(np.float64), 1)
    if not inside.any():
        return []
    cell = area.cell_m
    east = area.west_m + cell * np.arange(-1, area.columns + 1)
    north = area.south_m + cell * np.arange(-1, area.rows + 1)
    made = contour_generator(east, north, inside, fill_type=FillType.OuterOffset)
    found: Any = made.filled(0.5, 2.0)
    shapes = [_polygon(ring, ends) for ring, ends in zip(*found, strict=True)]
    whole = geometry.simplify(geometry.union_all(geometry.make_valid(shapes)), SMOOTHED * cell)
    return [_rings(part) for part in geometry.get_parts(whole) if _has_area(part)]


def _polygon(points: NDArray[np.float64], ends: NDArray[np.uint32]) -> Any:
    """Return a polygon from its rings, one after the other; its outer ring is the first."""
    outer, *holes = (points[begin:end] for begin, end in pairwise(ends))
    return geometry.Polygon(outer, holes)


def _has_area(part: Any) -> bool:
    return bool(part.geom_type == "Polygon" and part.area > 0.0)


def _rings(part: Any) -> Polygon:
    turned = orient(part, 1.0)
    return tuple(np.array(ring.coords) for ring in (turned.exterior, *turned.interiors))
