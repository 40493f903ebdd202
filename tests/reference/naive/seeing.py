"""When a threat is seen: looks, confirmed tracks, pictures."""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from airshield.model.catalogue import SensorType
from reference.naive.figures import Figures
from reference.naive.routes import Route
from reference.naive.space import Place, Space

CERTAIN = 1e-9
Floats = NDArray[np.float64]
Steps = list[tuple[float, float]]
"""(route time, probability) of each step of a staircase, rising."""


@dataclass(frozen=True)
class Eye:
    """A sensor at its place, with the figures of its type."""

    place: Place
    kind: SensorType
    flat: bool
    range_m: float
    limit_m: float
    elevations: tuple[float, float]
    period_s: float
    delay_s: float
    p_detect: float
    p_false: float
    snr: float
    reference_m2: float


def make_eye(sensor_type: str, kind: SensorType, place: Place, figures: Figures) -> Eye:
    """Put a sensor of a type at a place."""

    def get(name: str, default: float = math.nan) -> float:
        value = figures.find("sensors", sensor_type, name)
        return default if value is None else value

    return Eye(
        place=place,
        kind=kind,
        flat=kind.detection == "flat",
        range_m=get("range_m"),
        limit_m=get("range_limit_m"),
        elevations=(get("elevation_min_deg"), get("elevation_max_deg")),
        period_s=get("period_s"),
        delay_s=get("delay_s"),
        p_detect=get("p_detect"),
        p_false=get("p_false"),
        snr=10.0 ** (get("snr_db") / 10.0),
        reference_m2=get("cross_section_m2"),
    )


def look(eye: Eye, targets: Floats, cross_section_m2: float, space: Space) -> Floats:
    """Probability that one look sees a target at each of (n, 3) places."""
    reach = eye.range_m
    if eye.kind.kind == "radar":
        reach *= (cross_section_m2 / eye.reference_m2) ** 0.25
    r = np.linalg.norm(targets - np.array(eye.place), axis=1)
    furthest = min(eye.limit_m, reach) if eye.flat else eye.limit_m
    chances = np.zeros(len(targets))
    near = np.flatnonzero(r <= furthest)
    near = near[_within_elevation(eye, targets[near], space)]
    if eye.kind.horizon:
        near = near[space.many_in_sight(eye.place, targets[near])]
    if eye.flat:
        chances[near] = eye.p_detect
    else:
        with np.errstate(divide="ignore"):
            signal = eye.snr * (reach / r[near]) ** 4
        chances[near] = eye.p_false ** (1.0 / (1.0 + signal))
    return chances


def _within_elevation(eye: Eye, targets: Floats, space: Space) -> NDArray[np.bool_]:
    east, north, up = (targets - np.array(eye.place)).T
    d = np.hypot(east, north)
    elevation = np.degrees(np.arctan2(up - d * d / space.twice_effective_radius_m, d))
    return np.asarray((eye.elevations[0] <= elevation) & (elevation <= eye.elevations[1]))


def confirmation(chances: list[float], hits: int, looks: int) -> list[float]:
    """Probability of a confirmed track by each look: every history of the last looks is kept."""
    histories = {0: 1.0}
    remembered = (1 << (looks - 1)) - 1
    confirmed, by_look = 0.0, []
    for chance in chances:
        then: dict[int, float] = {}
        for history, weight in histories.items():
            for seen, part in ((1, weight * chance), (0, weight * (1.0 - chance))):
                latest = history << 1 | seen
                if part == 0.0:
                    continue
                if latest.bit_count() >= hits:
                    confirmed += part
                else:
                    then[latest & remembered] = then.get(latest & remembered, 0.0) + part
        histories = then
        by_look.append(confirmed)
    return by_look


def staircase(eye: Eye, route: Route, cross_section_m2: float, space: Space) -> Steps:
    """Probability that a sensor has reported the threat, by route time."""
    times, places = route.seen_every(eye.period_s)
    chances = look(eye, places, cross_section_m2, space)
    seen = np.flatnonzero(chances)  # before the first and after the last nothing is confirmed
    if not seen.size:
        return []
    part = slice(int(seen[0]), int(seen[-1]) + 1)
    sure = confirmation(chances[part].tolist(), eye.kind.confirm_hits, eye.kind.confirm_looks)
    return [
        (tau + eye.delay_s, p)
        for tau, p, before in zip(times[part], sure, [0.0, *sure], strict=False)
        if p > before
    ]


def picture(staircases: list[Steps]) -> Steps:
    """Probability that at least one of several sensors has reported the threat."""
    staircases = [steps for steps in staircases if steps]
    events = sorted((tau, i, p) for i, steps in enumerate(staircases) for tau, p in steps)
    have = [0.0] * len(staircases)
    steps: Steps = []
    for n, (tau, i, p) in enumerate(events):
        have[i] = p
        if n + 1 < len(events) and events[n + 1][0] == tau:
            continue
        missed = math.prod(1.0 - f for f in have)
        steps.append((tau, 1.0 if missed < CERTAIN else 1.0 - missed))
        if missed < CERTAIN:
            break
    return steps


def first_track(steps: Steps, u: float) -> float | None:
    """Route time of the first step above ``u``."""
    found = bisect_right(steps, u, key=lambda step: step[1])
    return steps[found][0] if found < len(steps) else None
