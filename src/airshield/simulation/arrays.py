"""The line between nouns and numbers: the arrays that kernels work on.

Indices follow the scenario file: groups, assets, batteries, districts in their order there.
Times named ``_tick`` are whole ticks, times named ``_s`` seconds; everything per route is
relative to the start of the threat that flies it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Narrow = NDArray[np.int32]


class Groups(NamedTuple):
    """Who comes (g groups)."""

    whole: Ints
    """(g + 1, 11) whole numbers: `columns.FIRST_CARRIER` …; the last row holds ends of slices."""
    real: Floats
    """(g, 5) real numbers: `columns.FROM_S` …"""
    count_cdf: Floats
    """Cumulative probabilities of the numbers of threats."""
    target_cdf: Floats
    """Cumulative target weights."""
    target_asset: Ints
    """Asset of each target."""


class Threats(NamedTuple):
    """Room for every threat (t of them) that a replication can have."""

    group: Ints
    """(t,) group."""
    carrier: Ints
    """(t,) threat index of the carrier that brings it, -1 for none, -2 for a carrier itself."""


class Places(NamedTuple):
    """Assets (a of them) and the districts they lie in."""

    value: Floats
    """(a,) value."""
    district: Ints
    """(a,) district, -1 for none."""
    districts: int
    """Number of districts."""


class Routes(NamedTuple):
    """Every route (r of them) as segments (s of them) of constant velocity, in one world."""

    start: Ints
    """(r + 1,) slices of the segments."""
    duration_tick: Ints
    """(r,) time from start to end, rounded up."""
    threat_type: Ints
    """(r,) threat type."""
    begin_s: Floats
    """(s,) time at which the segment begins."""
    length_s: Floats
    """(s,) time it takes."""
    at_m: Floats
    """(s, 3) where it begins."""
    velocity_m_s: Floats
    """(s, 3) velocity along it."""
    level: NDArray[np.bool_]
    """(s,) whether its height stays the same."""


class Sites(NamedTuple):
    """Where batteries stand: one row a station (n of them)."""

    battery: Ints
    """(n,) battery."""
    station: Ints
    """(n,) station on its orbit, 0 for a battery that stays."""
    at_m: Floats
    """(n, 3) position, mast included."""
    ground_m: Floats
    """(n,) height of the ground there."""
    range_min_m: Floats
    """(n,) envelope."""
    range_max_m: Floats
    """(n,) envelope."""
    height_min_m: Floats
    """(n,) envelope, above the ground."""
    height_max_m: Floats
    """(n,) envelope, above the ground."""
    speed_m_s: Floats
    """(n,) mean speed of its rounds; 0 for soft kill."""
    launch_s: Floats
    """(n,) delay from decision to launch."""


class Sensors(NamedTuple):
    """What sees: stand-alone sensors, then batteries' own (n of them)."""

    at_m: Floats
    """(n, 3) position, mast included."""
    range_m: Floats
    """(n, types) range against each threat type."""
    range_limit_m: Floats
    """(n,) instrumented range."""
    swerling1: NDArray[np.bool_]
    """(n,) Swerling 1, else flat."""
    snr: Floats
    """(n,) signal-to-noise ratio at its range, as a ratio."""
    p_false: Floats
    """(n,) false-alarm probability."""
    p_detect: Floats
    """(n,) flat single-look probability."""
    period_s: Floats
    """(n,) time between looks."""
    delay_s: Floats
    """(n,) report delay."""
    elevation_min_rad: Floats
    """(n,) limit."""
    elevation_max_rad: Floats
    """(n,) limit."""
    horizon: NDArray[np.bool_]
    """(n,) whether the horizon and terrain hide targets."""
    confirm_hits: Ints
    """(n,) M of N."""
    confirm_looks: Ints
    """(n,) N."""
    picture: Ints
    """(n,) picture it serves beside picture 0, -1 for none."""


class Doctrine(NamedTuple):
    """The rules that all batteries share."""

    double_engagement: bool
    cheapest_first: bool
    adequate_p_kill: float
    last_chance_tick: int
    networks: int
    type_class: Ints
    """(types,) threat class of each threat type."""


class Ground(NamedTuple):
    """Terrain for kernels; an empty `height_m` means a smooth Earth."""

    height_m: Floats
    """(ny, nx) heights, row 0 in the south."""
    west_m: float
    south_m: float
    step_m: float
    k_factor: float


class World(NamedTuple):
    """All that a replication needs of its world, in few tables (see `kernels.columns`).

    r routes, w windows, p pieces, s segments, n sites, b batteries.
    """

    route: Narrow
    """(r + 1, 6) slices of windows, passes, segments and the guide, duration, threat type."""
    window: Narrow
    """(w, 8) when each route can be engaged; by route, opening, battery, station."""
    cheaper_start: Narrow
    """(w + 1,) slices of the windows that each one's battery may leave a threat to."""
    cheaper: Narrow
    """(n, 8) windows of cheaper adequate members of the network, on the same route."""
    piece_close_s: Floats
    """(p,) the last launch decision that meets a threat on each piece."""
    piece: Floats
    """(p, 14) pieces of windows, each with its segment and site."""
    segment: Floats
    """(s, 8) segments of routes."""
    site: Floats
    """(n, 2) where rounds come from."""
    soft: Ints
    """(m, 2) passes through jamming areas, by route and tick."""
    soft_p: Floats
    """(m,) probability of suppression."""
    sight_picture: Narrow
    """(rows,) picture of each row of the guide."""
    guide: Narrow
    """(rows, 65) first step for each 64th of the random words, last step."""
    stair: NDArray[np.uint32]
    """(steps, 2) the largest random word that has a track by then, and when."""
    battery: Ints
    """(b, 14) the lay-down in whole numbers."""
    chance: Floats
    """(b, 3) the lay-down in real numbers."""
    p_kill: Floats
    """(b, types) single-round kill probability."""
    withheld: Ints
    """(b, classes) rounds kept from each threat class for others."""
    most: int
    """Most windows of one route."""
    slots: int
    """Most batteries that reach one route."""
    sights: int
    """Most pictures that one route needs."""


class Scratch(NamedTuple):
    """Working room of one thread, used again by every replication (see `kernels.columns`)."""

    counters: Ints
    """`events.SALVOS` …"""
    bucket: Narrow
    """First node of each stretch of time, -1 for none; at the end the one that holds nothing."""
    bucket_shift: int
    """A stretch of time is so many powers of two ticks long."""
    filled: Ints
    """A bit a bucket, whether it holds any; set for the last."""
    queued: Ints
    """(n, 2) nodes: packed keys of events, and the next node of the bucket, -1 for none."""
    words: NDArray[np.uint32]
    """(4, t) random words of one purpose."""
    life: Narrow
    """(t, 11) each threat's state, plan and fate."""
    value: Floats
    """(t,) value at risk."""
    looks: Ints
    """(t × sights, 6) tracks to be looked up."""
    tracked: NDArray[np.uint32]
    """(t, sights) route tick of the track in each picture that the route needs."""
    listed: Narrow
    """(t × most windows, 8) entries of the batteries' lists; the next is -1 at an end."""
    flags: NDArray[np.uint8]
    """(t × most windows,) 1 listed, 2 last chance asked for."""
    pair: NDArray[np.uint8]
    """(t × slots, 2) rounds a battery launched at a threat, and those of them in flight."""
    network_flying: Narrow
    """(t, networks) rounds in flight of a coordinated network."""
    post: Narrow
    """(b, 9) each battery's state."""
    chances: Ints
    """(t × most windows,) ticks of the last chances that a battery asks for while it chooses."""
    marked: Ints
    """(b + 1,) batteries that will decide at this tick, and a place for one too many."""
    salvos: Narrow
    """(n, 8) salvos launched."""


class Tallies(NamedTuple):
    """What a chunk adds up, in whole numbers, so that the order of adding cannot matter."""

    fates: NDArray[np.int32]
    arrived: NDArray[np.int32]
    aimed: NDArray[np.int32]
    damage_milli: NDArray[np.int32]
    first_hit_tick: NDArray[np.int32]
    rounds: NDArray[np.int32]
    empty: NDArray[np.uint8]
    lead_tick: NDArray[np.int32]
    stopped: NDArray[np.int32]
    """(n, b) threats stopped."""
    kills: Ints
    """(b, classes) threats stopped."""
    timeline: Ints
    """(slices, 5) started, tracked, killed, suppressed, arrived."""
    slice_tick: int
    """Length of a slice."""
