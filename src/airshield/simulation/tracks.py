"""The ground tracks of all routes: the same in every world."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from airshield.earth.frame import LocalFrame
from airshield.model.catalogue import ThreatType
from airshield.model.raid import Carrier, Group
from airshield.simulation.arrays import Floats
from airshield.simulation.cast import Cast, variant_offsets


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
