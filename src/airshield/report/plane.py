"""The flat plane that maps are drawn on."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from airshield.model.scenario import Scenario
from airshield.report.land import Box
from airshield.units import EARTH_RADIUS_M

KM_PER_DEG = math.radians(EARTH_RADIUS_M / 1000)
"""Kilometres of one degree of latitude."""
LEAST_SIDE_KM = 40.0
"""A window is never smaller than that."""


class Plane(NamedTuple):
    """An equirectangular plane about a centre: true scale there, good for some hundred km."""

    lon_deg: float
    lat_deg: float

    def km(self, lon_deg: ArrayLike, lat_deg: ArrayLike) -> NDArray[np.float64]:
        """Return (n, 2) kilometres east and north of the centre."""
        turn = (np.atleast_1d(lon_deg) - self.lon_deg + 180.0) % 360.0 - 180.0
        return self.unturned_km(turn + self.lon_deg, lat_deg)

    def unturned_km(self, lon_deg: ArrayLike, lat_deg: ArrayLike) -> NDArray[np.float64]:
        """Return (n, 2) kilometres for longitudes that already continue past ±180°."""
        east = (np.atleast_1d(lon_deg) - self.lon_deg) * KM_PER_DEG * self._shrink
        north = (np.atleast_1d(lat_deg) - self.lat_deg) * KM_PER_DEG
        return np.stack(np.broadcast_arrays(east, north), axis=-1).astype(np.float64)

    def box(self, window: Window) -> Box:
        """Return the degrees that a window covers."""
        east = KM_PER_DEG * self._shrink
        return (
            self.lon_deg + window.west / east,
            max(-90.0, self.lat_deg + window.south / KM_PER_DEG),
            self.lon_deg + window.east / east,
            min(90.0, self.lat_deg + window.north / KM_PER_DEG),
        )

    @property
    def _shrink(self) -> float:
        """How much shorter a degree of longitude is at the centre."""
        return max(0.01, math.cos(math.radians(self.lat_deg)))


class Window(NamedTuple):
    """What a map shows, kilometres from the centre of the plane."""

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def around(cls, places: Iterable[NDArray[np.float64]], margin: float = 0.08) -> Window:
        """Return the window that holds all (n, 2) places with a margin on every side."""
        all_places = np.concatenate(list(places))
        low, high = all_places.min(axis=0), all_places.max(axis=0)
        side = np.maximum(high - low, LEAST_SIDE_KM) * (1 + 2 * margin)
        middle = (low + high) / 2
        return cls(*(middle - side / 2), *(middle + side / 2))

    def shaped(self, aspect: float) -> Window:
        """Return it widened so that its height is ``aspect`` times its width."""
        width, height = self.width, self.north - self.south
        more_x = max(0.0, height / aspect - width) / 2
        more_y = max(0.0, width * aspect - height) / 2
        return Window(
            self.west - more_x, self.south - more_y, self.east + more_x, self.north + more_y
        )

    @property
    def width(self) -> float:
        """Width, km."""
        return self.east - self.west

    @property
    def aspect(self) -> float:
        """Height over width."""
        return (self.north - self.south) / self.width


def plane_of(scenario: Scenario) -> Plane:
    """Return the plane about the middle of the assets, or of the scenario's frame."""
    frame = scenario.frame
    if frame.lon_deg is not None and frame.lat_deg is not None:
        return Plane(frame.lon_deg, frame.lat_deg)
    lons = np.radians([asset.lon_deg for asset in scenario.assets.values()])
    lon = math.degrees(math.atan2(np.sin(lons).mean(), np.cos(lons).mean()))
    lats = [asset.lat_deg for asset in scenario.assets.values()]
    return Plane(lon, sum(lats) / len(lats))
