"""One scene: posts over an area, their skylines found once for every place and height of an eye."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from airshield.earth.skyline import find_skyline
from airshield.earth.terrain import Terrain
from airshield.kernels.terrain import ground_m
from airshield.planning.coverage.area import Area
from airshield.planning.coverage.kernels import Scene
from airshield.planning.coverage.posts import Posts, rings
from airshield.simulation.arrays import Floats

Eye = tuple[float, float, float]


class Skylines:
    """Lowest visible heights over an area, swept once for each eye.

    Parameters
    ----------
    terrain
        Ground heights; None for a smooth Earth, which needs no sweep.
    area
        The cells.
    k_factor
        Effective-Earth-radius factor.
    """

    def __init__(self, terrain: Terrain | None, area: Area, k_factor: float) -> None:
        self.terrain = terrain
        self.area = area
        self.k_factor = k_factor
        self.ground_m: Floats = np.empty((0, 0))
        if terrain is not None:
            self.ground_m = _ground(terrain, area)
        self._found: dict[Eye, tuple[float, NDArray[np.float32]]] = {}

    def over(self, eye: Eye, range_m: float) -> NDArray[np.float32]:
        """Return (rows, columns) what an eye sees at least that far; infinite where not asked."""
        known = self._found.get(eye)
        if known is None or known[0] < range_m:
            assert self.terrain is not None
            swept = find_skyline(self.terrain, *eye, range_m, self.k_factor)
            known = range_m, swept.sampled(self.area.east_m, self.area.north_m)
            self._found[eye] = known
        return known[1]


def _ground(terrain: Terrain, area: Area) -> Floats:
    """Return the ground height in the middle of each cell."""
    height = np.empty((area.rows, area.columns))
    for row, north in enumerate(area.north_m):
        for column, east in enumerate(area.east_m):
            height[row, column] = ground_m(*terrain, float(east), float(north))
    return height


def make_scene(posts: Posts, skylines: Skylines, height_m: float, *, falls: bool) -> Scene:
    """Return the scene of a threat at a height above ground.

    Parameters
    ----------
    posts
        Sensors and sites.
    skylines
        The area, and what is seen over it.
    height_m : metres
        Height of the threat above ground.
    falls
        Whether it falls to the ground at the end of its course.
    """
    area, over_ground = skylines.area, skylines.terrain is not None
    inner, outer = rings(posts, height_m, skylines.k_factor)
    skyline = np.zeros(posts.near_m.size, np.int64)
    lowest = np.empty((0, 0, 0), np.float32)
    if over_ground:
        eyes = [(float(x), float(y), float(z)) for x, y, z in posts.at_m]
        needed = [eye for eye, hidden in zip(eyes, posts.horizon, strict=True) if hidden]
        reach: dict[Eye, float] = dict.fromkeys(needed, 0.0)
        for eye, far in zip(eyes, posts.far_m, strict=True):
            if eye in reach:
                reach[eye] = max(reach[eye], float(far))
        order = {eye: number for number, eye in enumerate(reach)}
        skyline = np.array([order.get(eye, 0) for eye in eyes], np.int64)
        if reach:
            lowest = np.stack([skylines.over(eye, far) for eye, far in reach.items()])
    return Scene(
        at_m=posts.at_m,
        near_m=posts.near_m,
        far_m=posts.far_m,
        floor_m=posts.floor_m,
        ceiling_m=posts.ceiling_m,
        low_rad=posts.low_rad,
        high_rad=posts.high_rad,
        horizon=posts.horizon,
        inner_m=inner,
        outer_m=outer,
        ground_m=skylines.ground_m,
        lowest_m=lowest,
        skyline=skyline,
        west_m=area.west_m,
        south_m=area.south_m,
        cell_m=area.cell_m,
        k_factor=skylines.k_factor,
        height_m=float(height_m),
        falls=falls,
    )
