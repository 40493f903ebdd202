"""What batteries can reach of a raid: why an option does much, or little."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import numpy as np
from numpy.typing import NDArray

from airshield.files.scenario import Loaded
from airshield.planning.comparison.answer import Reach
from airshield.simulation.arrays import Groups, World
from airshield.simulation.engine import Plan, world_of
from airshield.simulation.kernels import columns
from airshield.simulation.world import Stage
from airshield.units import TICKS_PER_S

Ints = NDArray[np.int64]


def reach_of(loaded: Loaded, stage: Stage, batteries: Collection[str]) -> tuple[Reach, ...]:
    """Return how much of each raid group some batteries can reach, at central figures.

    A threat counts that starts in the middle of its group's window; its targets count by their
    weights, its route variants alike.
    """
    names = stage.cast.names
    chosen = np.array([name in batteries for name in names.batteries])
    if not chosen.any():
        return ()
    world, groups = world_of(stage, Plan(seed=0, worlds=1, per_world=1, fixed=True), 0, 0)
    opening_s = _openings(world, chosen)
    rows: list[Reach] = []
    for number, name in enumerate(names.groups):
        group = loaded.scenario.raid.groups[name]
        whole, real = groups.whole[number], groups.real[number]
        start = int((real[columns.FROM_S] + real[columns.UNTIL_S]) / 2.0 * TICKS_PER_S)
        variants = int(whole[columns.VARIANTS])
        threat_class = loaded.catalogue.threats[group.threat].threat_class
        if group.carrier is not None:
            first = int(whole[columns.FIRST_CARRIER_ROUTE])
            aircraft = np.arange(first, first + variants)
            flies = loaded.catalogue.threats[group.carrier.threat].threat_class
            rows.append(_row(name, flies, aircraft, np.ones(variants), start, opening_s, True))
            start += int(world.route[aircraft, columns.DURATION].mean())
        first = int(whole[columns.FIRST_ROUTE])
        weights = np.repeat(_weights(groups, number), variants)
        routes = np.arange(first, first + weights.size)
        rows.append(_row(name, threat_class, routes, weights, start, opening_s, False))
    return tuple(rows)


def _weights(groups: Groups, number: int) -> NDArray[np.float64]:
    """Return the weights of a group's targets."""
    first, end = groups.whole[number : number + 2, columns.TARGET_START]
    return np.diff(groups.target_cdf[first:end], prepend=0.0)


Openings = dict[int, list[tuple[int, int, int, int]]]
"""Windows by route: opens, closes (ticks of the route); in place from, until (ticks of H-hour).

A pass through a jamming area counts as a window of a second.
"""


def _openings(world: World, chosen: NDArray[np.bool_]) -> Openings:
    found: Openings = {}
    for route in range(world.route.shape[0] - 1):
        first, last = world.route[[route, route + 1], columns.WINDOW_FIRST]
        for window in world.window[int(first) : int(last)]:
            battery = int(window[columns.BATTERY])
            if chosen[battery]:
                stands = world.battery[battery, [columns.FROM_TICK, columns.UNTIL_TICK]]
                span = int(window[columns.OPENS]), int(window[columns.CLOSES])
                found.setdefault(route, []).append((*span, int(stands[0]), int(stands[1])))
        passes = slice(*world.route[route : route + 2, columns.SOFT_FIRST])
        for (tick, battery), p in zip(world.soft[passes], world.soft_p[passes], strict=True):
            if chosen[battery] and p > 0.0:
                stands = world.battery[battery, [columns.FROM_TICK, columns.UNTIL_TICK]]
                span = int(tick), int(tick) + TICKS_PER_S
                found.setdefault(route, []).append((*span, int(stands[0]), int(stands[1])))
    return found


def _row(
    group: str,
    threat_class: str,
    routes: Ints,
    weights: NDArray[np.float64],
    start: int,
    openings: Openings,
    carriers: bool,
) -> Reach:
    seconds = np.array([_open_s(openings.get(int(route), []), start) for route in routes])
    reached = seconds > 0.0
    share = float(weights[reached].sum() / weights.sum())
    mean_s = float((seconds * weights)[reached].sum() / weights[reached].sum()) if share else 0.0
    return Reach(
        group=group,
        threat_class=threat_class,
        carriers=carriers,
        share=share,
        window_s=mean_s,
    )


def _open_s(windows: list[tuple[int, int, int, int]], start: int) -> float:
    """Return for how long at least one window is open to a threat that starts at a tick."""
    spans = sorted(_spans(windows, start))
    total, until = 0, -1
    for opens, closes in spans:
        total += max(0, closes - max(opens, until))
        until = max(until, closes)
    return total / TICKS_PER_S


def _spans(windows: list[tuple[int, int, int, int]], start: int) -> Iterator[tuple[int, int]]:
    for opens, closes, stands, leaves in windows:
        first, last = max(start + opens, stands), min(start + closes, leaves)
        if first < last:
            yield first, last
