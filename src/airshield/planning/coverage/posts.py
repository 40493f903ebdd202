"""Sensors and sites of batteries as the posts of a scene, against one type of threat."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from airshield.earth.terrain import Terrain
from airshield.files.scenario import Loaded
from airshield.kernels.sight import horizon_m
from airshield.model.figure import Figure
from airshield.model.raid import Area, Group, Raid
from airshield.model.scenario import Scenario
from airshield.planning.calibrated import effectiveness_of
from airshield.planning.coverage.arrays import Fires, Watch
from airshield.simulation.arrays import Floats, Ints, Sensors, Sites
from airshield.simulation.cast import Cast, make_cast
from airshield.simulation.figures import figures_used
from airshield.simulation.laydown import battery_pictures, make_sensors, make_sites, p_against
from airshield.units import EARTH_RADIUS_M

MOST_LOOKS = 200
"""A track that takes more looks than that never comes."""


class Defence(NamedTuple):
    """A lay-down against one type of threat, before its figures are known."""

    loaded: Loaded
    scenario: Scenario
    """The scenario with a raid of that type alone."""
    cast: Cast
    threat: str
    figures: dict[str, Figure]
    """Every figure that may matter."""


class Posts(NamedTuple):
    """Posts (n of them: sensors, then sites of batteries) at one draw of the figures."""

    at_m: Floats
    near_m: Floats
    far_m: Floats
    floor_m: Floats
    ceiling_m: Floats
    low_rad: Floats
    high_rad: Floats
    horizon: NDArray[np.bool_]
    watch: Watch
    fires: Fires
    battery: Ints
    """(f,) battery of each site."""
    engages: NDArray[np.bool_]
    """(f,) whether the site's battery can do anything against the type."""
    pictures: int
    """How many pictures there are."""


def defence_against(loaded: Loaded, threat: str, terrain: Terrain | None) -> Defence:
    """Return the lay-down of a scenario against one threat type of its catalogue."""
    scenario = loaded.scenario
    group = Group(
        threat=threat,
        count=1,
        origin=Area(lat_deg=0.0, lon_deg=0.0),
        targets={next(iter(scenario.assets)): 1.0},
        variants=1,
    )
    alone = replace(scenario, raid=Raid(groups={threat: group}))
    figures = figures_used(alone, loaded.catalogue, effectiveness_of(loaded))
    return Defence(loaded, alone, make_cast(alone, loaded.catalogue, terrain), threat, figures)


def make_posts(defence: Defence, values: Mapping[str, float], p_detect: float) -> Posts:
    """Return the posts at one draw of the figures; `p_detect` of one look counts as seen."""
    scenario, catalogue, cast = defence.scenario, defence.loaded.catalogue, defence.cast
    sensors = make_sensors(scenario, catalogue, cast, values)
    sites = make_sites(scenario, catalogue, cast, values)
    pictures, count = battery_pictures(scenario, cast)
    p_any = np.zeros(len(scenario.batteries))
    for table in ("p_kill", "p_suppress"):
        p_any = np.maximum(p_any, p_against(scenario, catalogue, cast, values, table)[:, 0])
    seen, sited = sensors.period_s.size, sites.battery.size
    return Posts(
        at_m=np.concatenate([sensors.at_m, sites.at_m]),
        near_m=np.concatenate([np.zeros(seen), sites.range_min_m]),
        far_m=np.concatenate([_sensor_ranges(sensors, p_detect), sites.range_max_m]),
        floor_m=np.concatenate([np.full(seen, -np.inf), sites.ground_m + sites.height_min_m]),
        ceiling_m=np.concatenate([np.full(seen, np.inf), sites.ground_m + sites.height_max_m]),
        low_rad=np.concatenate([sensors.elevation_min_rad, np.full(sited, -np.pi)]),
        high_rad=np.concatenate([sensors.elevation_max_rad, np.full(sited, np.pi)]),
        horizon=np.concatenate([sensors.horizon, np.ones(sited, np.bool_)]),
        watch=_watch(sensors, p_detect),
        fires=_fires(defence, values, sites, pictures, p_any),
        battery=sites.battery,
        engages=(p_any > 0.0)[sites.battery],
        pictures=count,
    )


def _sensor_ranges(sensors: Sensors, p_detect: float) -> Floats:
    """Return how far each sensor detects the type with one look with the probability asked for."""
    with np.errstate(divide="ignore", invalid="ignore"):
        needed = np.log(sensors.p_false) / math.log(p_detect) - 1.0
        further = (sensors.snr / needed) ** 0.25
    reach = np.where(sensors.swerling1, further, 1.0) * sensors.range_m[:, 0]
    return np.minimum(reach, sensors.range_limit_m)


def _watch(sensors: Sensors, p_detect: float) -> Watch:
    """Return how long each sensor takes to a track."""
    single = np.where(sensors.swerling1, p_detect, sensors.p_detect)
    rules = zip(single, sensors.confirm_hits, sensors.confirm_looks, strict=True)
    looks = np.array([looks_to_confirm(float(p), int(m), int(n), p_detect) for p, m, n in rules])
    return Watch((looks - 0.5) * sensors.period_s, sensors.delay_s, sensors.picture)


@lru_cache(maxsize=1024)
def looks_to_confirm(p_look: float, hits: int, among: int, p_track: float) -> float:
    """Return after how many looks a track is confirmed with a probability; inf if never.

    Parameters
    ----------
    p_look
        Probability that one look detects.
    hits, among
        A track is confirmed once `hits` of the last `among` looks detected.
    p_track
        Probability asked for.
    """
    open_with = {(False,) * (among - 1): 1.0}
    for looks in range(1, MOST_LOOKS + 1):
        after: dict[tuple[bool, ...], float] = {}
        for last, p in open_with.items():
            for hit, p_this in ((True, p * p_look), (False, p * (1.0 - p_look))):
                if hit and sum(last) + 1 >= hits:
                    continue
                kept = (*last, hit)[1:]
                after[kept] = after.get(kept, 0.0) + p_this
        open_with = after
        if 1.0 - sum(open_with.values()) >= p_track:
            return float(looks)
    return math.inf


def _fires(
    defence: Defence, values: Mapping[str, float], sites: Sites, pictures: Ints, p_any: Floats
) -> Fires:
    """Return how each site fires; soft kill has no rounds, and so no weight."""
    scenario, catalogue = defence.scenario, defence.loaded.catalogue
    rows = []
    stations = np.bincount(sites.battery, minlength=len(scenario.batteries))
    for index, battery in enumerate(scenario.batteries.values()):
        launcher = catalogue.systems[battery.system].launcher
        if launcher is None or p_any[index] <= 0.0:
            rows.append((0.0, 0.0, 0.0, 0))
            continue
        prefix = f"systems.{battery.system}.launcher"
        rule = scenario.doctrine.systems.get(battery.system, scenario.doctrine.fire)
        holds = round(values[f"{prefix}.launchers"]) * round(
            values[f"{prefix}.rounds_per_launcher"]
        )
        holds = holds if battery.stock is None else min(holds, battery.stock)
        latency = 0.0 if battery.network is None else scenario.networks[battery.network].latency_s
        react = latency + values[f"{prefix}.reaction_s"]
        most = -(-min(rule.max_rounds, holds) // rule.salvo)
        rows.append((1.0 / stations[index], react, rule.assess_s, most))
    table = np.array(rows, np.float64).reshape(-1, 4)[sites.battery]
    return Fires(
        weight=np.ascontiguousarray(table[:, 0]),
        speed_m_s=sites.speed_m_s,
        launch_s=sites.launch_s,
        react_s=np.ascontiguousarray(table[:, 1]),
        assess_s=np.ascontiguousarray(table[:, 2]),
        most=table[:, 3].astype(np.int64),
        picture=pictures[sites.battery],
    )


def rings(posts: Posts, height_m: float, k_factor: float) -> tuple[Floats, Floats]:
    """Return the least and greatest horizontal distance at which each post reaches a height.

    Over a smooth Earth: where slant range, height, elevation and horizon allow it. Where nothing
    is reached the second is less than the first.
    """
    rise = height_m - posts.at_m[:, 2]
    drop = 1.0 / (2.0 * k_factor * EARTH_RADIUS_M)
    inner = np.sqrt(np.maximum(posts.near_m**2 - rise**2, 0.0))
    left = posts.far_m**2 - rise**2
    outer = np.where(left >= 0.0, np.sqrt(np.maximum(left, 0.0)), -1.0)
    sight = np.array([horizon_m(k_factor, float(eye), height_m) for eye in posts.at_m[:, 2]])
    outer = np.where(posts.horizon, np.minimum(outer, sight), outer)
    outer[(height_m < posts.floor_m) | (height_m > posts.ceiling_m)] = -1.0
    low, high = _elevation_ring(posts, rise, drop)
    return np.maximum(inner, low), np.minimum(outer, high)


def _elevation_ring(posts: Posts, rise: Floats, drop: float) -> tuple[Floats, Floats]:
    """Return the horizontal distances between which elevations lie within the limits.

    The elevation e at distance d has d tan e = rise - drop d². At most: drop d² + d tan(high) -
    rise is not negative, from its greater root on. At least: drop d² + d tan(low) - rise is not
    positive, between its roots.
    """
    near, far = np.zeros(rise.size), np.full(rise.size, np.inf)
    bound = posts.high_rad < 0.5 * np.pi
    slope = np.tan(np.where(bound, posts.high_rad, 0.0))
    root = np.sqrt(np.maximum(slope**2 + 4.0 * drop * rise, 0.0))
    near = np.where(bound & (rise > 0.0), 2.0 * rise / np.maximum(root + slope, 1e-12), near)
    bound = posts.low_rad > -0.5 * np.pi
    slope = np.tan(np.where(bound, posts.low_rad, 0.0))
    square = slope**2 + 4.0 * drop * rise
    root = np.sqrt(np.maximum(square, 0.0))
    far = np.where(bound, np.where(square < 0.0, -1.0, (root - slope) / (2.0 * drop)), far)
    least = -2.0 * rise / np.maximum(root - slope, 1e-12)
    near = np.where(bound & (rise < 0.0), np.maximum(near, least), near)
    return near, far
