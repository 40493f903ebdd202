"""One world: routes, windows, passes and staircases for one draw of the figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from airshield.errors import InputError
from airshield.model.calibration import NO_EFFECTIVENESS, CalibratedClass
from airshield.model.catalogue import Catalogue
from airshield.model.figure import Figure
from airshield.model.scenario import Scenario
from airshield.simulation.arrays import (
    Doctrine,
    Floats,
    Groups,
    Ints,
    Narrow,
    Routes,
    Sensors,
    Sites,
    World,
)
from airshield.simulation.cast import Cast
from airshield.simulation.figures import figures_used
from airshield.simulation.flight import Flights, build_routes, make_flights
from airshield.simulation.kernels import columns
from airshield.simulation.kernels.deciding import find_cheaper
from airshield.simulation.kernels.nearby import Boxes, find_boxes
from airshield.simulation.kernels.searching import find_passes, find_windows, number_slots
from airshield.simulation.kernels.seeing import find_stairs
from airshield.simulation.kernels.tracking import number_steps
from airshield.simulation.laydown import (
    Laydown,
    battery_pictures,
    make_doctrine,
    make_laydown,
    make_sensors,
    make_sites,
    p_against,
)
from airshield.simulation.tracks import ground_tracks
from airshield.units import TICKS_PER_S

LONGEST_S = ((1 << 31) - 1) // TICKS_PER_S
"""No raid takes longer: outcomes keep ticks as 32-bit numbers."""


class Stage(NamedTuple):
    """A scenario ready to be played in any world."""

    scenario: Scenario
    catalogue: Catalogue
    cast: Cast
    flights: Flights
    doctrine: Doctrine
    effectiveness: Mapping[CalibratedClass, Figure] = NO_EFFECTIVENESS
    """Factors of a calibration on kill and suppression probabilities."""

    @property
    def figures(self) -> dict[str, Figure]:
        """Return every figure that its worlds are drawn from, by path."""
        return figures_used(self.scenario, self.catalogue, self.effectiveness)


def make_stage(
    scenario: Scenario,
    catalogue: Catalogue,
    cast: Cast,
    effectiveness: Mapping[CalibratedClass, Figure] = NO_EFFECTIVENESS,
) -> Stage:
    """Prepare what all worlds share."""
    tracks = [
        track
        for group in scenario.raid.groups.values()
        for track in ground_tracks(group, cast, catalogue.threats[group.threat])
    ]
    flights = make_flights(tracks, catalogue.threats, cast.ground)
    doctrine = make_doctrine(scenario, cast)
    return Stage(scenario, catalogue, cast, flights, doctrine, effectiveness)


def last_end_s(stage: Stage, routes: Routes) -> float:
    """Return the second by which every threat has ended.

    Raises
    ------
    InputError
        If the raid takes longer than its ticks can be counted.
    """
    groups = stage.cast.groups
    longest = float(routes.duration_tick.max()) / TICKS_PER_S
    carried = longest if groups.whole[:, columns.LOAD].any() else 0.0
    end_s = float(groups.real[:, columns.UNTIL_S].max()) + longest + carried
    if not end_s <= LONGEST_S:
        raise InputError(
            [
                f"raid: may take {end_s / 86_400:,.0f} days, of {LONGEST_S / 86_400:.0f} at most; "
                "shorten its routes (waypoints, offset_m) or let its threats fly faster"
            ]
        )
    return end_s


def make_world(stage: Stage, values: Mapping[str, float]) -> tuple[World, Groups]:
    """Build one world from its figures: the geometry once, for all its replications.

    Raises
    ------
    InputError
        If the raid takes longer than its ticks can be counted.
    """
    scenario, catalogue, cast, flights = stage[:4]
    routes = build_routes(flights, catalogue.threats, cast.names.threat_types, values, cast.ground)
    last_end_s(stage, routes)
    boxes = find_boxes(routes)
    sites = make_sites(scenario, catalogue, cast, values)
    laydown = make_laydown(scenario, catalogue, cast, values)
    suppress = p_against(scenario, catalogue, cast, values, "p_suppress")
    window_start, window, piece_close_s, piece = _windows(
        stage, routes, boxes, sites, laydown.p_kill > 0.0
    )
    soft_start, soft, soft_p = _soft_kills(stage, routes, boxes, sites, suppress)
    sensors = make_sensors(scenario, catalogue, cast, values)
    sights = _sights(stage, routes, boxes, window_start, window, sensors)
    sight_start, sight_picture, guide, stair = sights
    route = np.zeros((routes.start.size, 6), np.int32)
    route[:, columns.SIGHT_FIRST] = sight_start
    route[:, columns.SEGMENT_FIRST] = routes.start
    route[:, columns.WINDOW_FIRST] = window_start
    route[:, columns.SOFT_FIRST] = soft_start
    route[:-1, columns.DURATION] = routes.duration_tick
    route[:-1, columns.TYPE] = routes.threat_type
    cheaper_start, cheaper = _cheaper(stage, route, window, laydown)
    world = World(
        route=route,
        window=window,
        cheaper_start=cheaper_start,
        cheaper=cheaper,
        piece_close_s=piece_close_s,
        piece=piece,
        segment=np.column_stack(
            [routes.begin_s, routes.length_s, routes.at_m, routes.velocity_m_s]
        ),
        site=np.column_stack([sites.range_max_m, sites.battery]),
        soft=soft,
        soft_p=soft_p,
        sight_picture=sight_picture,
        guide=guide,
        stair=stair,
        battery=laydown.whole,
        chance=laydown.chance,
        p_kill=laydown.p_kill,
        withheld=laydown.withheld,
        most=int(np.diff(window_start).max(initial=0)),
        slots=int(window[:, columns.SLOT].max(initial=-1)) + 1,
        sights=int(np.diff(sight_start).max(initial=0)),
    )
    return world, _world_groups(stage, values)


def with_probabilities(stage: Stage, world: World, values: Mapping[str, float]) -> World:
    """Return a world with the kill and suppression probabilities of other values.

    All else must be as it was when the world was built, and no probability may become 0 or cease
    to be: then it is the world that `make_world` would build, without building its geometry.
    """
    scenario, catalogue, cast = stage[:3]
    laydown = make_laydown(scenario, catalogue, cast, values)
    suppress = p_against(scenario, catalogue, cast, values, "p_suppress")
    cheaper_start, cheaper = _cheaper(stage, world.route, world.window, laydown)
    passes = np.diff(world.route[:, columns.SOFT_FIRST])
    types = np.repeat(world.route[:-1, columns.TYPE], passes)
    return world._replace(
        p_kill=laydown.p_kill,
        soft_p=suppress[world.soft[:, columns.SOFT_BATTERY], types],
        cheaper_start=cheaper_start,
        cheaper=cheaper,
    )


def _world_groups(stage: Stage, values: Mapping[str, float]) -> Groups:
    """Return the groups with the figures of one world."""
    rows = stage.scenario.raid.groups.values()
    decoys = [stage.catalogue.threats[group.threat].decoy for group in rows]
    hits = np.array([values[f"threats.{group.threat}.hits"] for group in rows])
    whole = stage.cast.groups.whole.copy()
    real = stage.cast.groups.real.copy()
    whole[:-1, columns.HITS_MILLI] = np.where(decoys, 0, np.rint(1000.0 * hits))
    real[:, columns.P_HIT] = [values[f"threats.{group.threat}.p_hit"] for group in rows]
    return stage.cast.groups._replace(whole=whole, real=real)


def _windows(
    stage: Stage, routes: Routes, boxes: Boxes, sites: Sites, engages: NDArray[np.bool_]
) -> tuple[Ints, Narrow, Floats, Floats]:
    """Find all windows; return where each route's begin, they, ends of their pieces, pieces."""
    mask = np.ascontiguousarray(engages[sites.battery])
    n_windows, n_pieces = 1 << 16, 1 << 18
    while True:
        rows = np.empty((n_windows, 6))
        pieces = np.empty((n_pieces, 4))
        need = find_windows(routes, boxes, sites, stage.cast.ground, mask, rows, pieces)
        if need[0] <= n_windows and need[1] <= n_pieces:
            break
        n_windows, n_pieces = max(n_windows, need[0]), max(n_pieces, need[1])
    rows, pieces = rows[: need[0]], pieces[: need[1]]
    opens = np.ceil(rows[:, 2] * TICKS_PER_S).astype(np.int64)
    closes = np.floor(rows[:, 3] * TICKS_PER_S).astype(np.int64)
    site = rows[:, 1].astype(np.int64)
    route = rows[:, 0].astype(np.int64)
    order = np.lexsort(
        (np.arange(len(rows)), sites.station[site], sites.battery[site], opens, route)
    )
    order = order[closes[order] >= opens[order]]
    start = np.searchsorted(route[order], np.arange(routes.start.size)).astype(np.int64)
    site = site[order]
    window = np.zeros((len(order), 8), np.int32)
    window[:, columns.OPENS] = opens[order]
    window[:, columns.CLOSES] = closes[order]
    window[:, columns.BATTERY] = sites.battery[site]
    window[:, columns.STATION] = sites.station[site]
    window[:, columns.PIECE_FIRST] = rows[order, 4]
    window[:, columns.PIECE_END] = rows[order, 5]
    number_slots(start, window, len(stage.scenario.batteries))
    return start, window, pieces[:, 3].copy(), _pieces(routes, sites, rows, pieces)


def _pieces(routes: Routes, sites: Sites, rows: Floats, pieces: Floats) -> Floats:
    """Return each piece with its segment and the site that its window belongs to."""
    segment = pieces[:, 0].astype(np.int64)
    site = np.repeat(rows[:, 1], (rows[:, 5] - rows[:, 4]).astype(np.int64)).astype(np.int64)
    east, north, up = routes.velocity_m_s[segment].T
    gain = sites.speed_m_s[site] ** 2 - (east * east + north * north + up * up)
    return np.column_stack(
        [
            pieces[:, 1:3],
            routes.begin_s[segment],
            sites.launch_s[site],
            gain,
            routes.at_m[segment],
            routes.velocity_m_s[segment],
            sites.at_m[site],
        ]
    )


def _cheaper(
    stage: Stage, route: Narrow, window: Narrow, laydown: Laydown
) -> tuple[Narrow, Narrow]:
    """Find the windows that each one's battery may leave a threat to."""
    start = np.zeros(len(window) + 1, np.int32)
    cheaper = np.empty((0, columns.CHEAPER_COLUMNS), np.int32)
    doctrine = stage.doctrine
    while doctrine.cheapest_first:
        found = find_cheaper(
            route,
            window,
            laydown,
            doctrine.type_class,
            doctrine.adequate_p_kill,
            start,
            cheaper,
        )
        if found <= len(cheaper):
            break
        cheaper = np.zeros((found, columns.CHEAPER_COLUMNS), np.int32)
    return start, cheaper


def _soft_kills(
    stage: Stage, routes: Routes, boxes: Boxes, sites: Sites, suppress: Floats
) -> tuple[Ints, Ints, Floats]:
    """Find all passes of jamming areas; return where each route's begin, the passes, their p."""
    mask = np.ascontiguousarray((suppress > 0.0)[sites.battery])
    room = 1 << 14
    while True:
        rows = np.empty((room, 3))
        need = find_passes(routes, boxes, sites, stage.cast.ground, mask, rows)
        if need <= room:
            break
        room = need
    rows = rows[:need]
    route = rows[:, 0].astype(np.int64)
    battery = sites.battery[rows[:, 1].astype(np.int64)]
    tick = np.ceil(rows[:, 2] * TICKS_PER_S).astype(np.int64)
    order = np.lexsort((battery, tick, route))
    battery = battery[order]
    start = np.searchsorted(route[order], np.arange(routes.start.size)).astype(np.int64)
    p_suppress = suppress[battery, routes.threat_type[route[order]]]
    return start, np.column_stack([tick[order], battery]).astype(np.int64), p_suppress


def _sights(
    stage: Stage,
    routes: Routes,
    boxes: Boxes,
    window_start: Ints,
    window: Narrow,
    sensors: Sensors,
) -> tuple[Ints, Narrow, Narrow, NDArray[np.uint32]]:
    """Find what each route needs to be seen in; return slices, pictures, the guide, the steps.

    The public picture comes first on every route; `window` is told which is its battery's.
    """
    pictures_of, pictures = battery_pictures(stage.scenario, stage.cast)
    n_routes = routes.start.size - 1
    needed = np.zeros((n_routes, pictures), np.bool_)
    needed[:, 0] = True
    route_of = np.repeat(np.arange(n_routes), np.diff(window_start))
    picture_of = pictures_of[window[:, columns.BATTERY]]
    needed[route_of, picture_of] = True
    start, tick, p_track = find_stairs(routes, boxes, sensors, stage.cast.ground, needed)
    kept = np.flatnonzero(needed)
    guide = np.zeros((kept.size, columns.GUIDE_COLUMNS), np.int32)
    stair = np.empty((tick.size + kept.size, 2), np.uint32)
    steps = number_steps(kept, start, tick, p_track, guide, stair)
    window[:, columns.SIGHT] = (np.cumsum(needed, axis=1) - 1)[route_of, picture_of]
    sights = np.concatenate([[0], np.cumsum(needed.sum(axis=1))])
    return sights, (kept % pictures).astype(np.int32), guide, stair[:steps].copy()
