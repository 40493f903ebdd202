"""The four quantities, over points and along courses."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np

from airshield.model.catalogue import Catalogue, Layer
from airshield.model.scenario import Scenario
from airshield.planning.coverage.area import Area
from airshield.planning.coverage.arrays import Scene
from airshield.planning.coverage.kernels import find_reached, fly_courses
from airshield.planning.coverage.living import Living
from airshield.planning.coverage.posts import Posts
from airshield.simulation.arrays import Floats, Ints

SIDES = 24
"""Directions from which a place is approached."""
_BLOCK = 4_096


class Over(NamedTuple):
    """What stands over points (n of them)."""

    seen: Ints
    """(n,) sensors that see the threat there."""
    layers: dict[Layer, Ints]
    """(n,) for each layer: batteries of it that can engage the threat there."""
    batteries: dict[Layer, int]
    """Batteries of each layer that can engage the type somewhere."""

    @property
    def engaged(self) -> Ints:
        """(n,) layers that can engage the threat there."""
        found = np.zeros(self.seen.size, np.int64)
        for batteries in self.layers.values():
            found += batteries > 0
        return found


class Along(NamedTuple):
    """What happens on courses (n of them)."""

    shots: Floats
    """(n,) engagements possible."""
    warning_s: Floats
    """(n,) from the first track to arrival; -1 without a track."""


def measure_over(
    scene: Scene, posts: Posts, points_m: Floats, scenario: Scenario, catalogue: Catalogue
) -> Over:
    """Count sensors and batteries that reach the threat over each of (n, 2) points."""
    reached = np.zeros(len(points_m), np.bool_)
    seen = np.zeros(len(points_m), np.int64)
    sensors = posts.watch.looks_s.size
    for post in range(sensors):
        find_reached(scene, points_m, post, reached)
        seen += reached
    layer_of = [catalogue.systems[b.system].layer for b in scenario.batteries.values()]
    layers: dict[Layer, Ints] = {}
    batteries: dict[Layer, int] = {}
    for battery in np.unique(posts.battery[posts.engages]):
        anywhere = np.zeros(len(points_m), np.bool_)
        for site in np.flatnonzero(posts.battery == battery):
            find_reached(scene, points_m, sensors + int(site), reached)
            anywhere |= reached
        layers.setdefault(layer_of[battery], np.zeros(len(points_m), np.int64))
        layers[layer_of[battery]] += anywhere
        batteries[layer_of[battery]] = batteries.get(layer_of[battery], 0) + 1
    return Over(seen, layers, batteries)


def measure_along(
    scene: Scene, posts: Posts, ends_m: Floats, speed_m_s: float, threads: int
) -> Along:
    """Fly (n, 4) courses, each from its first to its second point."""
    ends_m = np.ascontiguousarray(ends_m, dtype=np.float64)
    shots, warning_s = np.zeros(len(ends_m)), np.zeros(len(ends_m))

    def fly(first: int) -> None:
        part = slice(first, first + _BLOCK)
        tracked_s = np.empty(posts.pictures)
        fly_courses(
            scene,
            posts.watch,
            posts.fires,
            ends_m[part],
            speed_m_s,
            tracked_s,
            shots[part],
            warning_s[part],
        )

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(fly, range(0, len(ends_m), _BLOCK)))
    return Along(shots, warning_s)


def courses_to_nearest(area: Area, assets_m: Floats) -> Floats:
    """Return (cells, 4) the straight course from each cell to the asset nearest to it."""
    points = area.points_m
    nearest = np.zeros(len(points), np.int64)
    best = np.full(len(points), np.inf)
    for index, asset in enumerate(assets_m):
        distance = ((points - asset) ** 2).sum(axis=1)
        nearer = distance < best
        nearest[nearer], best[nearer] = index, distance[nearer]
    return np.column_stack([points, assets_m[nearest]])


def courses_from_all_sides(living: Living, area: Area) -> Floats:
    """Return (places × SIDES, 4) courses to each place from where its bearings leave the area."""
    angle = 2.0 * np.pi * np.arange(SIDES) / SIDES
    way = np.column_stack([np.sin(angle), np.cos(angle)])
    west, south, east, north = area.box_m
    at = living.at_m[:, None, :]
    with np.errstate(divide="ignore", invalid="ignore"):
        across = np.where(way > 0, (np.array([east, north]) - at) / way, np.inf)
        across = np.where(way < 0, (np.array([west, south]) - at) / way, across)
    distance = np.maximum(across.min(axis=2), 1.0)
    start = at + distance[:, :, None] * way[None, :, :]
    return np.concatenate([start, np.broadcast_to(at, start.shape)], axis=2).reshape(-1, 4)
