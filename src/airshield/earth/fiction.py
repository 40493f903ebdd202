"""Fictional geography from a seed: a coast, cities, districts, names.

Everything lies in local axes (east, north), metres. The same seed gives the same country.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely
from numpy.random import Generator
from numpy.typing import NDArray

__all__ = ["divide_land", "draw_coast", "name_places", "scatter", "settle", "share_people"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

geometry: Any = shapely
"""Shapely, which ships no annotations."""

_TRIES = 20_000
_ONSETS = "Ar Bel Cor Dun El Fer Gal Har Is Jor Kel Lor Mar Nor Or Pel Quin Ras Sel Tor Ul Vel Yar"
_CENTRES = "a e i o u ae ia"
_ENDINGS = "bren dale dor fell gard holm lund mere mouth nesk port quay rin stow thra vik wyn zan"


def draw_coast(
    corners_m: Floats, rng: Generator, *, passes: int = 5, rough: float = 0.13
) -> Floats:
    """Return a coast: the polygon with every edge broken, again and again, at random.

    Parameters
    ----------
    corners_m : (n, 2) metres
        Corners of the rough shape, in order, not closed.
    rng
        Source of randomness.
    passes
        How often each edge is halved.
    rough
        Standard deviation of a midpoint's shift, as a share of its edge.

    Returns
    -------
    (m, 2) metres
        The coast, in order, not closed; it does not cross itself.
    """
    ring = np.asarray(corners_m, dtype=np.float64)
    for _ in range(passes):
        ring = _halve(ring, rng, rough)
    whole = geometry.Polygon(ring).buffer(0.0)
    largest = max(_parts(whole), key=lambda part: part.area)
    return np.asarray(largest.exterior.coords, dtype=np.float64)[:-1]


def settle(
    coast_m: Floats, number: int, rng: Generator, *, spacing_m: float, inland_m: float = 0.0
) -> Floats:
    """Return places on land at least ``spacing_m`` apart and ``inland_m`` from the coast.

    Parameters
    ----------
    coast_m : (n, 2) metres
        The coast.
    number
        How many places.
    rng
        Source of randomness.
    spacing_m, inland_m : metres
        Least distance from each other and from the coast.

    Returns
    -------
    (number, 2) metres

    Raises
    ------
    ValueError
        If they do not find room.
    """
    return scatter(geometry.Polygon(coast_m).buffer(-inland_m), number, rng, spacing_m)


def share_people(total: int, number: int) -> Ints:
    """Return people by city, falling with rank (Zipf's law), in whole thousands, at least 1,000."""
    share = 1.0 / np.arange(1, number + 1)
    thousands = np.rint(total / 1000.0 * share / share.sum())
    return np.asarray(np.maximum(thousands, 1.0) * 1000, dtype=np.int64)


def divide_land(coast_m: Floats, seeds_m: Floats) -> list[list[Floats]]:
    """Return the land nearest to each seed (Voronoi cells cut by the coast).

    Parameters
    ----------
    coast_m : (n, 2) metres
        The coast.
    seeds_m : (d, 2) metres
        One place on land for each district.

    Returns
    -------
    d lists of rings, each (k, 2) metres, not closed
        In the order of the seeds; a district that the coast cuts apart has several rings.
    """
    land = geometry.Polygon(coast_m)
    cells = list(geometry.voronoi_polygons(geometry.MultiPoint(seeds_m), extend_to=land).geoms)
    ordered = [next(c for c in cells if c.covers(geometry.Point(seed))) for seed in seeds_m]
    return [
        [np.asarray(part.exterior.coords)[:-1] for part in _parts(cell.intersection(land))]
        for cell in ordered
    ]


def name_places(number: int, rng: Generator) -> list[str]:
    """Return ``number`` different made-up names, their beginnings as different as can be.

    Raises
    ------
    ValueError
        If there are not that many.
    """
    onsets = rng.permutation(_ONSETS.split()).tolist()
    rests = [middle + end for middle in _CENTRES.split() for end in _ENDINGS.split()]
    if number > len(onsets) * len(rests):
        raise ValueError(f"there are only {len(onsets) * len(rests)} names, not {number}")
    shuffled = {onset: rng.permutation(rests).tolist() for onset in onsets}
    return [
        onsets[i % len(onsets)] + shuffled[onsets[i % len(onsets)]][i // len(onsets)]
        for i in range(number)
    ]


def _halve(ring: Floats, rng: Generator, rough: float) -> Floats:
    """Put a shifted midpoint on every edge."""
    along = np.roll(ring, -1, axis=0) - ring
    normal = np.column_stack([-along[:, 1], along[:, 0]])
    middle = (
        ring + 0.5 * along + np.clip(rng.normal(0.0, rough, (len(ring), 1)), -0.3, 0.3) * normal
    )
    return np.stack([ring, middle], axis=1).reshape(-1, 2)


def _parts(shape: Any) -> Iterator[Any]:
    """Yield the polygons of a shape."""
    for part in getattr(shape, "geoms", (shape,)):
        if isinstance(part, geometry.Polygon) and not part.is_empty:
            yield part


def scatter(area: Any, number: int, rng: Generator, spacing_m: float) -> Floats:
    """Return places drawn evenly in an area, at least ``spacing_m`` apart.

    Parameters
    ----------
    area
        A shapely polygon or several.
    number
        How many places.
    rng
        Source of randomness.
    spacing_m : metres
        Least distance from each other.

    Returns
    -------
    (number, 2) metres

    Raises
    ------
    ValueError
        If they do not find room.
    """
    west, south, east, north = area.bounds if not area.is_empty else (0.0, 0.0, 0.0, 0.0)
    found: list[tuple[float, float]] = []
    for _ in range(_TRIES):
        if len(found) == number:
            return np.asarray(found, dtype=np.float64).reshape(-1, 2)
        x, y = float(rng.uniform(west, east)), float(rng.uniform(south, north))
        far = all(np.hypot(x - a, y - b) >= spacing_m for a, b in found)
        if far and area.contains(geometry.Point(x, y)):
            found.append((x, y))
    raise ValueError(f"no room for {number} places {spacing_m:g} m apart")
