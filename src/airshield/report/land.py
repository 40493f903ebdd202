"""The outline of land and sea that maps are drawn over."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import geometry

Ring = NDArray[np.float64]
"""(n, 2) longitude, latitude, degrees."""
Polygon = tuple[Ring, ...]
"""Outer ring first, then its holes."""
Outline = Sequence[Sequence[tuple[float, float]]]
"""Outer rings of (longitude, latitude), as ``files.geojson.read_outline`` gives them."""
Box = tuple[float, float, float, float]
"""West, south, east, north, degrees."""


@cache
def world() -> tuple[Polygon, ...]:
    """Return the land of the world at 1:50 million (Natural Earth; see ``data/README.md``)."""
    text = (resources.files("airshield.report") / "data" / "land.json").read_text("utf-8")
    packed = json.loads(text)
    unit = packed["unit_deg"]
    return tuple(tuple(_unpack(ring, unit) for ring in rings) for rings in packed["polygons"])


def land_within(box: Box, outline: Outline | None = None) -> list[Polygon]:
    """Return the land inside ``box``.

    Parameters
    ----------
    box
        West, south, east, north; it may reach beyond ±180° of longitude.
    outline
        Land to use in place of the world's.

    Returns
    -------
    Polygons cut to the box.
    """
    shapes = world() if outline is None else [(np.array(ring),) for ring in outline]
    found: list[Polygon] = []
    for turn in (-360.0, 0.0, 360.0):
        for rings in shapes:
            if _meets(rings[0], box, turn):
                found.extend(_cut([ring + np.array((turn, 0.0)) for ring in rings], box))
    return found


def _unpack(ring: list[int], unit: float) -> Ring:
    """Turn first point and steps into degrees."""
    steps = np.array(ring, dtype=np.float64).reshape(-1, 2)
    return np.asarray(steps.cumsum(axis=0) * unit)


def _meets(ring: Ring, box: Box, turn: float) -> bool:
    """Whether the bounding box of the ring, turned by whole circles, meets the box."""
    west, south = np.min(ring, axis=0)
    east, north = np.max(ring, axis=0)
    return bool(west + turn < box[2] and east + turn > box[0] and south < box[3] and north > box[1])


def _cut(rings: Sequence[Ring], box: Box) -> Iterator[Polygon]:
    """Yield the parts of one polygon inside the box."""
    shape = geometry.Polygon(rings[0], list(rings[1:]))  # type: ignore[no-untyped-call]
    inside = shapely.clip_by_rect(shape, *box)  # type: ignore[no-untyped-call]
    for part in shapely.get_parts(inside):
        if isinstance(part, geometry.Polygon) and not part.is_empty:
            yield tuple(np.array(r.coords)[:, :2] for r in (part.exterior, *part.interiors))
