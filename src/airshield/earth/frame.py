"""The local frame of a scenario: east and north, metres, about its centre."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import Transformer

Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LocalFrame:
    """Azimuthal equidistant axes about a centre on WGS 84.

    Distances and directions from the centre are exact; see ``docs/theory/earth`` for the
    scale away from it.

    Parameters
    ----------
    lat_deg, lon_deg
        The centre.

    Raises
    ------
    ValueError
        If the centre is not a place on Earth.
    """

    lat_deg: float
    lon_deg: float

    def __post_init__(self) -> None:
        if not (-90 <= self.lat_deg <= 90 and -180 <= self.lon_deg <= 180):
            raise ValueError(f"no such place on Earth: {self.lat_deg}° N, {self.lon_deg}° E")

    @overload
    def to_local(self, lat_deg: float, lon_deg: float) -> tuple[float, float]: ...
    @overload
    def to_local(self, lat_deg: Floats, lon_deg: Floats) -> tuple[Floats, Floats]: ...

    def to_local(
        self, lat_deg: float | Floats, lon_deg: float | Floats
    ) -> tuple[float | Floats, float | Floats]:
        """Return east and north of places, metres; arrays in, arrays out.

        Longitudes count the short way round, across the antimeridian where that is shorter.
        """
        east, north = _projection(self.lat_deg, self.lon_deg).transform(lon_deg, lat_deg)
        return east, north

    @overload
    def to_geodetic(self, east_m: float, north_m: float) -> tuple[float, float]: ...
    @overload
    def to_geodetic(self, east_m: Floats, north_m: Floats) -> tuple[Floats, Floats]: ...

    def to_geodetic(
        self, east_m: float | Floats, north_m: float | Floats
    ) -> tuple[float | Floats, float | Floats]:
        """Return latitude and longitude of local points, degrees; longitude in [-180, 180]."""
        projection = _projection(self.lat_deg, self.lon_deg)
        lon, lat = projection.transform(east_m, north_m, direction="INVERSE")
        return lat, lon


def centre(lat_deg: ArrayLike, lon_deg: ArrayLike) -> tuple[float, float]:
    """Return the mean latitude and longitude of places, degrees.

    Longitudes are averaged as differences from the first, each the short way round, so that
    places on both sides of the antimeridian have their centre between them.

    Raises
    ------
    ValueError
        If there are no places.
    """
    lat, lon = np.atleast_1d(lat_deg).astype(float), np.atleast_1d(lon_deg).astype(float)
    if not lat.size:
        raise ValueError("the centre of no places is nowhere; give at least one")
    mean = lon[0] + _wrapped(lon - lon[0]).mean()
    return float(lat.mean()), float(_wrapped(mean))


def _wrapped(lon_deg: Floats) -> Floats:
    """Bring longitudes into [-180, 180)."""
    return (lon_deg + 180.0) % 360.0 - 180.0


@lru_cache(maxsize=64)
def _projection(lat_deg: float, lon_deg: float) -> Transformer:
    """Build the projection once for each centre; it takes milliseconds."""
    return Transformer.from_pipeline(
        f"+proj=aeqd +lat_0={lat_deg!r} +lon_0={lon_deg!r} +ellps=WGS84"
    )
