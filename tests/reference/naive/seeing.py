"""When a threat is seen: looks, confirmed tracks, pictures."""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass

from airshield.model.catalogue import SensorType
from reference.naive.figures import Figures
from reference.naive.routes import Route
from reference.naive.space import Place, Space

CERTAIN = 1e-9
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


def look(eye: Eye, target: Place, cross_section_m2: float, space: Space) -> float:
    """Probability that one look sees a target."""
    r = math.dist(eye.place, target)
    if not r <= eye.limit_m or not _within_elevation(eye, target, space):
        return 0.0
    if eye.kind.horizon and not space.in_sight(eye.place, target):
        return 0.0
    reach = eye.range_m
    if eye.kind.kind == "radar":
        reach *= (cross_section_m2 / eye.reference_m2) ** 0.25
    if eye.flat:
        return eye.p_detect if r <= reach else 0.0
    signal = math.inf if r == 0.0 else eye.snr * (reach / r) ** 4
    return eye.p_false ** (1.0 / (1.0 + signal))


def _within_elevation(eye: Eye, target: Place, space: Space) -> bool:
    d = math.hypot(target[0] - eye.place[0], target[1] - eye.place[1])
    drop = d * d / space.twice_effective_radius_m
    elevation = math.degrees(math.atan2(target[2] - eye.place[2] - drop, d))
    return eye.elevations[0] <= elevation <= eye.elevations[1]


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
    looks = math.ceil(route.duration_s / eye.period_s - 0.5)
    times = [(i + 0.5) * eye.period_s for i in range(looks + 1)]
    times = [tau for tau in times if tau < route.duration_s]
    chances = [look(eye, route.position(tau), cross_section_m2, space) for tau in times]
    sure = confirmation(chances, eye.kind.confirm_hits, eye.kind.confirm_looks)
    return [
        (tau + eye.delay_s, p)
        for tau, p, before in zip(times, sure, [0.0, *sure], strict=False)
        if p > before
    ]


def picture(staircases: list[Steps]) -> Steps:
    """Probability that at least one of several sensors has reported the threat."""
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
