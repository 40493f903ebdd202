"""The routes that threats fly, as segments of constant velocity."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from airshield.earth.arc import Arc, ballistic_arc, scaled
from airshield.kernels.terrain import ground_m
from airshield.model.catalogue import ThreatType
from airshield.simulation.arrays import Floats, Ground, Ints, Routes
from airshield.simulation.kernels.flying import join_legs, split_legs
from airshield.simulation.tracks import Track
from airshield.units import TICKS_PER_S

HEIGHT_STEP_M = 250.0
TERRAIN_STEP_M = 1_000.0


class _Level(NamedTuple):
    """The legs of all level routes, before it is known how high and fast they are flown."""

    counts: Ints
    """(routes,) number of legs; 0 for those that are not level."""
    place_m: Floats
    """(n, 2) where each leg begins."""
    step_m: Floats
    """(n, 2) where it leads."""
    own_m: Floats
    """(n,) own height, NaN for the threat type's."""
    ground_m: Floats
    """(n,) ground height at its middle."""


class Flights(NamedTuple):
    """All routes, and what of flying them is the same in every world."""

    tracks: list[Track]
    level: _Level
    least_energy: dict[int, Floats]
    """Places and times, (n, 4), of ballistic routes whose arc follows from their range alone."""


def make_flights(tracks: list[Track], threats: Mapping[str, ThreatType], ground: Ground) -> Flights:
    """Prepare what all worlds share."""
    kinds = [threats[track.threat] for track in tracks]
    least_energy = {
        route: _on_arc(track, ballistic_arc(_ground_range_m(track)))
        for route, (track, kind) in enumerate(zip(tracks, kinds, strict=True))
        if kind.flight == "ballistic" and kind.apogee_m is None
    }
    is_level = [kind.flight not in ("ballistic", "glide") for kind in kinds]
    return Flights(tracks, _level_legs(tracks, is_level, ground), least_energy)


def build_routes(
    flights: Flights,
    threats: Mapping[str, ThreatType],
    types: tuple[str, ...],
    values: Mapping[str, float],
    ground: Ground,
) -> Routes:
    """Fly every ground track with the figures of one world."""
    tracks, level, _ = flights
    slopes = {
        route: _slope(flights, route, threats[track.threat], values, ground)
        for route, track in enumerate(tracks)
        if level.counts[route] == 0
    }
    points, starts = _packed(list(slopes.values()), 4)
    parts = _parts(points, starts, ground)
    here, there = split_legs(points, parts)
    counts = level.counts.copy()
    counts[list(slopes)] = _sums(parts, starts)
    is_level = level.counts > 0
    first = np.where(is_level, 0, level.counts.sum())
    for kind in (is_level, ~is_level):
        first[kind] += np.cumsum(counts[kind]) - counts[kind]
    slope = here[:, :3], there[:, :3] - here[:, :3], there[:, 3] - here[:, 3]
    at_m, step_m, length_s = map(
        np.concatenate, zip(_fly_level(flights, values), slope, strict=True)
    )
    start, begin_s, length_s, at_m, velocity_m_s = join_legs(
        first, counts, at_m, step_m, length_s, 1.0 / TICKS_PER_S
    )
    ends = begin_s[start[1:] - 1] + length_s[start[1:] - 1]
    return Routes(
        start=start,
        duration_tick=np.maximum(1, np.ceil(ends * TICKS_PER_S)).astype(np.int64),
        threat_type=np.array([types.index(track.threat) for track in tracks], np.int64),
        begin_s=begin_s,
        length_s=length_s,
        at_m=at_m,
        velocity_m_s=velocity_m_s,
        level=np.repeat(is_level, np.diff(start)),
    )


def _packed(parts: list[Floats], columns: int) -> tuple[Floats, Ints]:
    """Return tables one below the other, and the row at which each begins."""
    sizes = np.array([len(part) for part in parts], np.int64)
    return np.vstack([np.empty((0, columns)), *parts]), np.cumsum(sizes) - sizes


def _sums(parts: Ints, starts: Ints) -> Ints:
    """Return the sum of each slice that begins at one of `starts`."""
    return np.diff(np.concatenate([[0], np.cumsum(parts)])[[*starts, parts.size]])


def _ground_at(ground: Ground, points: Floats) -> Floats:
    """Return ground heights at (n, 2) points."""
    if ground.height_m.size == 0:
        return np.zeros(len(points))
    return np.array([ground_m(*ground[:4], float(x), float(y)) for x, y in points])


def _steps(points: Floats, starts: Ints) -> tuple[Floats, Ints]:
    """Return the step from each point to the next, and one part for each that is on a route."""
    steps = np.diff(points, axis=0, append=0.0)
    parts = np.ones(len(points), np.int64)
    parts[starts - 1] = 0
    return steps, parts


def _level_legs(tracks: list[Track], is_level: list[bool], ground: Ground) -> _Level:
    """Pack the legs of level routes, split where there is terrain."""
    chosen = [track for track, level in zip(tracks, is_level, strict=True) if level]
    points, starts = _packed([track.points_m for track in chosen], 2)
    steps, parts = _steps(points, starts)
    if ground.height_m.size:
        lengths = np.hypot(steps[:, 0], steps[:, 1])
        parts *= np.maximum(1, np.ceil(lengths / TERRAIN_STEP_M)).astype(np.int64)
    here, there = split_legs(points, parts)
    own = np.concatenate([np.empty(0), *(np.pad(track.heights_m, (0, 1)) for track in chosen)])
    counts = np.zeros(len(tracks), np.int64)
    counts[np.flatnonzero(is_level)] = _sums(parts, starts)
    middle = 0.5 * (here + there)
    return _Level(counts, here, there - here, np.repeat(own, parts), _ground_at(ground, middle))


def _fly_level(flights: Flights, values: Mapping[str, float]) -> tuple[Floats, Floats, Floats]:
    """Return where the legs of level routes begin, where they lead and how long they take."""
    counts, place_m, step_m, own_m, ground_height_m = flights.level
    height, speed = np.empty(len(counts)), np.empty(len(counts))
    for route in np.flatnonzero(counts):
        prefix = f"threats.{flights.tracks[route].threat}"
        height[route] = values[f"{prefix}.height_m"]
        speed[route] = values.get(f"{prefix}.speed_m_s", math.nan)
    heights = np.where(np.isnan(own_m), np.repeat(height, counts), own_m) + ground_height_m
    length_s = np.hypot(step_m[:, 0], step_m[:, 1]) / np.repeat(speed, counts)
    flat = np.zeros(len(step_m))
    return np.column_stack([place_m, heights]), np.column_stack([step_m, flat]), length_s


def _parts(points: Floats, starts: Ints, ground: Ground) -> Ints:
    """Return into how many parts each leg is split so that sight can be judged piece by piece."""
    steps, parts = _steps(points, starts)
    climb = np.abs(steps[:, 2]) / HEIGHT_STEP_M
    parts *= np.maximum(1, np.ceil(climb - 1e-9)).astype(np.int64)
    if ground.height_m.size:
        lengths = np.hypot(steps[:, 0], steps[:, 1]) / np.maximum(1, parts)
        parts *= np.maximum(1, np.ceil(lengths / TERRAIN_STEP_M)).astype(np.int64)
    return parts


def _slope(
    flights: Flights, route: int, threat: ThreatType, values: Mapping[str, float], ground: Ground
) -> Floats:
    """Return the places and times, (n, 4), of a route that is not level."""
    if route in flights.least_energy:
        return flights.least_energy[route]
    track = flights.tracks[route]
    prefix = f"threats.{track.threat}"
    speed = values[f"{prefix}.speed_m_s"]
    if threat.flight == "glide":
        return _glide(track, values[f"{prefix}.height_m"], speed, ground)
    arc = ballistic_arc(_ground_range_m(track), values[f"{prefix}.apogee_m"])
    return _on_arc(track, scaled(arc, speed))


def _glide(track: Track, height: float, speed: float, ground: Ground) -> Floats:
    points = track.points_m
    ends = _ground_at(ground, points[[0, -1]])
    gone = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    share = gone / gone[-1] if gone[-1] > 0 else np.linspace(0.0, 1.0, len(gone))
    top = ends[0] + height
    z = top + share * (ends[1] - top)
    duration = math.hypot(gone[-1], ends[1] - top) / speed
    return np.column_stack([points, z, share * duration])


def _ground_range_m(track: Track) -> float:
    start, target = track.points_m
    along = target - start
    return max(math.hypot(along[0], along[1]), 1.0)


def _on_arc(track: Track, arc: Arc) -> Floats:
    start, target = track.points_m
    share = (arc.along_m / arc.along_m[-1])[:, None]
    return np.column_stack([start + share * (target - start), arc.height_m, arc.time_s])
