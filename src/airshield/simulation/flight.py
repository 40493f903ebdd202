"""The routes that threats fly, as segments of constant velocity."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from airshield.earth.arc import ballistic_arc, scaled
from airshield.earth.frame import LocalFrame
from airshield.kernels.terrain import ground_m
from airshield.model.catalogue import ThreatType
from airshield.model.raid import Carrier, Group
from airshield.simulation.arrays import Floats, Ground, Routes
from airshield.simulation.cast import Cast, variant_offsets
from airshield.units import TICKS_PER_S

HEIGHT_STEP_M = 250.0
TERRAIN_STEP_M = 1_000.0


class Track(NamedTuple):
    """One route over the ground: (n, 2) points, and the height above ground from each on."""

    threat: str
    points_m: Floats
    heights_m: Floats
    """(n - 1,) own height of each leg, NaN for the threat type's."""


def ground_tracks(group: Group, cast: Cast, threat: ThreatType) -> list[Track]:
    """Return the ground tracks of a group: target-major, then, with carriers, the carriers'."""
    frame = cast.frame
    spread, offsets = variant_offsets(group)
    starts = np.array(frame.to_local(group.origin.lat_deg, group.origin.lon_deg)) + spread
    released = starts if group.carrier is None else _release_points(group.carrier, frame, starts)
    targets = [cast.asset_m[cast.names.assets.index(name)] for name in group.targets]
    straight = threat.flight == "ballistic"
    waypoints = np.array(
        [frame.to_local(point.lat_deg, point.lon_deg) for point in group.waypoints]
    ).reshape(-1, 2)
    own = [math.nan if point.height_m is None else point.height_m for point in group.waypoints]
    tracks = []
    for target in targets:
        for start, offset in zip(released, offsets, strict=True):
            if straight:
                tracks.append(Track(group.threat, np.array([start, target]), np.full(1, np.nan)))
            else:
                tracks.append(
                    Track(group.threat, *_polyline(start, target, waypoints, own, float(offset)))
                )
    if group.carrier is not None:
        for start, end in zip(starts, released, strict=True):
            tracks.append(Track(group.carrier.threat, np.array([start, end]), np.full(1, np.nan)))
    return tracks


def _release_points(carrier: Carrier, frame: LocalFrame, starts: Floats) -> Floats:
    release = carrier.release
    first = np.array(frame.to_local(release.from_lat_deg, release.from_lon_deg))
    last = np.array(frame.to_local(release.to_lat_deg, release.to_lon_deg))
    count = len(starts)
    share = (np.arange(count) + 0.5) / count
    return np.asarray(first + share[:, None] * (last - first))


def _polyline(
    start: Floats, target: Floats, waypoints: Floats, own: list[float], offset: float
) -> tuple[Floats, Floats]:
    """Return the points of a route with its lateral offset, and the own height of each leg."""
    along = target - start
    length = math.hypot(along[0], along[1])
    left = np.array([-along[1], along[0]]) / length if length > 0 else np.zeros(2)
    if len(waypoints) == 0:
        if offset == 0.0:
            return np.array([start, target]), np.full(1, np.nan)
        waypoints = 0.5 * (start + target)[None, :]
        own = [math.nan]
    points = np.vstack([start, waypoints + offset * left, target])
    heights = np.full(len(points) - 1, np.nan)
    current = math.nan
    for leg, height in enumerate(own, start=1):
        current = current if math.isnan(height) else height
        heights[leg] = current
    return points, heights


class _Legs(NamedTuple):
    """Segments of one route: times, places and velocities."""

    begin_s: Floats
    length_s: Floats
    at_m: Floats
    velocity_m_s: Floats
    level: bool


def build_routes(
    tracks: list[Track],
    threats: Mapping[str, ThreatType],
    types: tuple[str, ...],
    values: Mapping[str, float],
    ground: Ground,
) -> Routes:
    """Fly every ground track with the figures of one world."""
    legs = [_fly(track, threats[track.threat], values, ground) for track in tracks]
    sizes = [leg.begin_s.size for leg in legs]
    start = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    ends = [leg.begin_s[-1] + leg.length_s[-1] for leg in legs]
    return Routes(
        start=start,
        duration_tick=np.maximum(1, np.ceil(np.array(ends) * TICKS_PER_S)).astype(np.int64),
        threat_type=np.array([types.index(track.threat) for track in tracks], np.int64),
        begin_s=np.concatenate([leg.begin_s for leg in legs]),
        length_s=np.concatenate([leg.length_s for leg in legs]),
        at_m=np.ascontiguousarray(np.vstack([leg.at_m for leg in legs])),
        velocity_m_s=np.ascontiguousarray(np.vstack([leg.velocity_m_s for leg in legs])),
        level=np.repeat([leg.level for leg in legs], sizes),
    )


def _fly(track: Track, threat: ThreatType, values: Mapping[str, float], ground: Ground) -> _Legs:
    prefix = f"threats.{track.threat}"
    speed = values.get(f"{prefix}.speed_m_s", math.nan)
    if threat.flight == "ballistic":
        return _fly_ballistic(track, values.get(f"{prefix}.apogee_m"), speed, ground)
    height = values[f"{prefix}.height_m"]
    if threat.flight == "glide":
        return _fly_glide(track, height, speed, ground)
    return _fly_level(track, height, speed, ground)


def _ground_at(ground: Ground, points: Floats) -> Floats:
    """Return ground heights at (n, 2) points."""
    if ground.height_m.size == 0:
        return np.zeros(len(points))
    return np.array([ground_m(*ground[:4], float(x), float(y)) for x, y in points])


def _split(points: Floats, parts: NDArray[np.int64]) -> Floats:
    """Split each leg of (n, d) points evenly into its number of parts."""
    pieces = [
        points[leg] + np.arange(count)[:, None] / count * (points[leg + 1] - points[leg])
        for leg, count in enumerate(parts)
    ]
    return np.vstack([*pieces, points[-1:]])


def _fly_level(track: Track, height: float, speed: float, ground: Ground) -> _Legs:
    points = track.points_m
    heights = np.where(np.isnan(track.heights_m), height, track.heights_m)
    if ground.height_m.size:
        lengths = np.hypot(*np.diff(points, axis=0).T)
        parts = np.maximum(1, np.ceil(lengths / TERRAIN_STEP_M)).astype(np.int64)
        heights = np.repeat(heights, parts)
        points = _split(points, parts)
        heights = heights + _ground_at(ground, 0.5 * (points[:-1] + points[1:]))
    steps = np.diff(points, axis=0)
    length_s = np.hypot(steps[:, 0], steps[:, 1]) / speed
    at_m = np.column_stack([points[:-1], heights])
    return _legs(at_m, np.column_stack([steps, np.zeros(len(steps))]), length_s, level=True)


def _legs(at_m: Floats, steps_m: Floats, length_s: Floats, *, level: bool) -> _Legs:
    """Put segments together, leaving out those of no length."""
    keep = length_s > 0.0
    if not keep.any():
        length_s = np.full(1, 1.0 / TICKS_PER_S)
        return _Legs(np.zeros(1), length_s, at_m[:1], np.zeros((1, 3)), level)
    begin_s = np.concatenate([[0.0], np.cumsum(length_s)[:-1]])
    velocity = steps_m[keep] / length_s[keep, None]
    return _Legs(begin_s[keep], length_s[keep], at_m[keep], velocity, level)


def _slope(points: Floats, times: Floats, ground: Ground) -> _Legs:
    """Fly (n, 3) points at (n,) times, split so that sight can be judged piece by piece."""
    steps = np.diff(points, axis=0)
    parts = np.maximum(1, np.ceil(np.abs(steps[:, 2]) / HEIGHT_STEP_M - 1e-9)).astype(np.int64)
    if ground.height_m.size:
        lengths = np.hypot(steps[:, 0], steps[:, 1]) / parts
        parts = parts * np.maximum(1, np.ceil(lengths / TERRAIN_STEP_M)).astype(np.int64)
    table = _split(np.column_stack([points, times]), parts)
    steps = np.diff(table, axis=0)
    return _legs(table[:-1, :3], steps[:, :3], steps[:, 3], level=False)


def _fly_glide(track: Track, height: float, speed: float, ground: Ground) -> _Legs:
    points = track.points_m
    ends = _ground_at(ground, points[[0, -1]])
    gone = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    share = gone / gone[-1] if gone[-1] > 0 else np.linspace(0.0, 1.0, len(gone))
    top = ends[0] + height
    z = top + share * (ends[1] - top)
    duration = math.hypot(gone[-1], ends[1] - top) / speed
    return _slope(np.column_stack([points, z]), share * duration, ground)


def _fly_ballistic(track: Track, apogee: float | None, speed: float, ground: Ground) -> _Legs:
    start, target = track.points_m
    along = target - start
    distance = math.hypot(along[0], along[1])
    arc = ballistic_arc(max(distance, 1.0), apogee)
    if apogee is not None:
        arc = scaled(arc, speed)
    share = (arc.along_m / arc.along_m[-1])[:, None]
    points = np.column_stack([start + share * along, arc.height_m])
    return _slope(points, arc.time_s, ground)
