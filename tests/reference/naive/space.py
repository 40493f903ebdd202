"""Where things are: the local frame, the ground, and who can see whom."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pyproj
from numpy.typing import NDArray

from airshield.model.scenario import Scenario

EARTH_RADIUS_M = 6_371_000.0
SAMPLE_M = 250.0
Place = tuple[float, float, float]


@dataclass(frozen=True)
class Terrain:
    """Heights on a square grid in the local frame; row 0 is the southernmost."""

    height_m: NDArray[np.float64]
    west_m: float
    south_m: float
    step_m: float


def _mean_longitude(longitudes: list[float]) -> float:
    """Mean, each counted from the first the short way round."""
    first = longitudes[0]
    east = [(lon - first + 180.0) % 360.0 - 180.0 for lon in longitudes]
    return first + sum(east) / len(east)


class Space:
    """The local frame of a scenario, with its ground."""

    def __init__(self, scenario: Scenario, terrain: Terrain | None) -> None:
        frame, assets = scenario.frame, scenario.assets.values()
        lat, lon = frame.lat_deg, frame.lon_deg
        if lat is None or lon is None:
            lat = sum(asset.lat_deg for asset in assets) / len(assets)
            lon = _mean_longitude([asset.lon_deg for asset in assets])
        self._projection = pyproj.Proj(proj="aeqd", lat_0=lat, lon_0=lon, ellps="WGS84")
        self.terrain = terrain
        self.twice_effective_radius_m = 2.0 * frame.k_factor * EARTH_RADIUS_M

    def local(self, lat_deg: float, lon_deg: float) -> tuple[float, float]:
        """East and north of the centre, metres."""
        east, north = self._projection(lon_deg, lat_deg)
        return float(east), float(north)

    def ground(self, x: float, y: float) -> float:
        """Height of the ground, metres above sea level."""
        if self.terrain is None:
            return 0.0
        return float(self.grounds(np.array([x]), np.array([y]))[0])

    def grounds(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
        """Height of the ground at many places: straight between the nodes, level outside."""
        terrain = self.terrain
        assert terrain is not None
        rows, columns = terrain.height_m.shape
        u = np.clip((x - terrain.west_m) / terrain.step_m, 0.0, columns - 1.0)
        v = np.clip((y - terrain.south_m) / terrain.step_m, 0.0, rows - 1.0)
        i = np.minimum(u.astype(int), columns - 2)
        j = np.minimum(v.astype(int), rows - 2)
        u, v, h = u - i, v - j, terrain.height_m
        south = h[j, i] * (1 - u) + h[j, i + 1] * u
        north = h[j + 1, i] * (1 - u) + h[j + 1, i + 1] * u
        return np.asarray(south * (1 - v) + north * v)

    def horizon_m(self, site_z: float, target_z: float) -> float:
        """How far two heights see each other over the smooth Earth."""
        reach = math.sqrt(max(site_z, 0.0)) + math.sqrt(max(target_z, 0.0))
        return math.sqrt(self.twice_effective_radius_m) * reach

    def in_sight(self, site: Place, target: Place) -> bool:
        """Whether a site sees a target."""
        d = math.hypot(target[0] - site[0], target[1] - site[1])
        if self.terrain is None:
            return d <= self.horizon_m(site[2], target[2])
        return self._clears(site, target, d)

    def many_in_sight(self, site: Place, targets: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Whether a site sees a target at each of (n, 3) places."""
        if self.terrain is not None:
            seen = [self.in_sight(site, (x, y, z)) for x, y, z in targets.tolist()]
            return np.array(seen, dtype=np.bool_)
        d = np.hypot(targets[:, 0] - site[0], targets[:, 1] - site[1])
        roots = math.sqrt(max(site[2], 0.0)) + np.sqrt(np.maximum(targets[:, 2], 0.0))
        return np.asarray(d <= math.sqrt(self.twice_effective_radius_m) * roots)

    def _clears(self, site: Place, target: Place, d: float) -> bool:
        steps = math.ceil(d / SAMPLE_M)
        if steps < 2:
            return True
        share = np.arange(1, steps) / steps
        u = share * d
        line = site[2] + (target[2] - site[2]) * share
        ground = self.grounds(
            site[0] + (target[0] - site[0]) * share, site[1] + (target[1] - site[1]) * share
        )
        return bool(np.all(line >= ground + u * (d - u) / self.twice_effective_radius_m))
