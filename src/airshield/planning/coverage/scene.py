"""One scene: posts over an area, their skylines found once for every place and height of an eye."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from airshield.earth.skyline import find_skyline
from airshield.earth.terrain import Terrain
from airshield.kernels.terrain import ground_m
from airshield.planning.coverage.area import Area
from airshield.planning.coverage.arrays import Scene
from airshield.planning.coverage.kernels import fill_reached
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
            swept = find_skyline(self.terrain, *eye, range_m, self.k_factor, self.area.box_m)
            known = range_m, swept.sampled(self.area.east_m, self.area.north_m)
            self._found[eye] = known
        return known[1]


def _ground(terrain: Terrain, area: Area) -> Floats:
    """Return the ground height in the middle of each cell."""
    points = area.points_m.tolist()
    height = [ground_m(*terrain, east, north) for east, north in points]
    return np.array(height, np.float64).reshape(area.rows, area.columns)


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
    area = skylines.area
    inner, outer = rings(posts, height_m, skylines.k_factor)
    scene = Scene(
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
        lowest_m=np.empty((0, 0, 0), np.float32),
        skyline=np.zeros(posts.near_m.size, np.int64),
        reached=np.empty((0, 0, 0), np.uint8),
        west_m=area.west_m,
        south_m=area.south_m,
        cell_m=area.cell_m,
        k_factor=skylines.k_factor,
        height_m=float(height_m),
        falls=falls,
    )
    if skylines.terrain is None:
        return scene
    return _with_skylines(scene, skylines) if falls else _with_reached(scene, skylines)


def _eyes(scene: Scene) -> tuple[list[Eye], dict[Eye, float]]:
    """Return the eye of each post, and how far each that something can hide from must look."""
    eyes = [(float(x), float(y), float(z)) for x, y, z in scene.at_m]
    reach: dict[Eye, float] = {}
    for eye, far, hidden in zip(eyes, scene.far_m, scene.horizon, strict=True):
        if hidden:
            reach[eye] = max(reach.get(eye, 0.0), float(far))
    return eyes, reach


def _with_skylines(scene: Scene, skylines: Skylines) -> Scene:
    """Return a scene with the lowest visible height of every eye."""
    eyes, reach = _eyes(scene)
    order = {eye: number for number, eye in enumerate(reach)}
    found = [skylines.over(eye, far) for eye, far in reach.items()]
    return scene._replace(
        lowest_m=np.stack(found) if found else np.zeros((1, *scene.ground_m.shape), np.float32),
        skyline=np.array([order.get(eye, 0) for eye in eyes], np.int64),
    )


def _with_reached(scene: Scene, skylines: Skylines) -> Scene:
    """Return a scene that knows for every cell which posts reach level flight over it."""
    eyes, reach = _eyes(scene)
    reached = np.empty((len(eyes), *scene.ground_m.shape), np.uint8)
    everywhere = np.zeros(scene.ground_m.shape, np.float32)
    for post, eye in enumerate(eyes):
        lowest = skylines.over(eye, reach[eye]) if scene.horizon[post] else everywhere
        fill_reached(scene, post, lowest, reached[post])
    return scene._replace(reached=reached)
