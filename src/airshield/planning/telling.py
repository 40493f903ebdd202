"""Single replications told: fates of threats, routes of leakers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from airshield.model.raid import Group
from airshield.planning.answer import Leaker
from airshield.simulation.arrays import Groups, Ints, World
from airshield.simulation.engine import Plan, Tell
from airshield.simulation.figures import central, draw_worlds
from airshield.simulation.kernels import columns
from airshield.simulation.outcomes import FATES, ROLES, Fates
from airshield.simulation.recording import Recorded, position, record
from airshield.simulation.world import Stage, make_world
from airshield.units import TICKS_PER_S

LEAKERS_DRAWN = 60
"""Most leakers whose routes are drawn."""

REPLICATIONS_DRAWN = 12
"""Replications looked at for them."""

ROUTE_POINTS = 24
"""Points at which a route is drawn."""


def world_of(stage: Stage, plan: Plan, replication: int) -> tuple[int, World, Groups]:
    """Build the world in which a replication is played; return its number too."""
    label, values = values_of(stage, plan, replication)
    return label, *make_world(stage, values)


def values_of(stage: Stage, plan: Plan, replication: int) -> tuple[int, dict[str, float]]:
    """Return the number and the figures of the world in which a replication is played."""
    figures = stage.figures
    if plan.fixed:
        return 0, central(figures)
    batch = replication // (plan.worlds * plan.per_world)
    index = replication % plan.worlds
    drawn = draw_worlds(figures, plan.worlds, plan.seed, batch)
    values = {path: float(column[index]) for path, column in drawn.items()}
    return batch * plan.worlds + index, values


class Told(NamedTuple):
    """What is kept of one replication's single threats."""

    replication: int
    fates: Fates
    leakers: tuple[Leaker, ...]


def teller(stage: Stage, seed: int, count: int) -> Tell:
    """Return a function for `run` that keeps the single threats of the first replications."""

    def tell(world: World, groups: Groups, label: int, part: Ints) -> tuple[Told, ...]:
        kept = []
        for replication in part[part < count].tolist():
            recorded = record(stage, world, groups, seed, replication, label)
            drawn = replication < REPLICATIONS_DRAWN
            leakers = _leakers(stage, world, recorded) if drawn else ()
            kept.append(Told(replication, recorded.fates, leakers))
        return tuple(kept)

    return tell


def fates_columns(stage: Stage, parts: Sequence[Fates]) -> dict[str, Any]:
    """Return the columns of ``fates.parquet`` from the fates of some replications."""
    nothing: Any = np.zeros(0, np.int64)
    columns_of = zip(*parts, strict=True) if parts else [(nothing,)] * len(Fates._fields)
    joined: Any = Fates(*(np.concatenate(column) for column in columns_of))
    names = stage.cast.names
    groups = list(stage.scenario.raid.groups.values())
    lat, lon = stage.cast.frame.to_geodetic(joined.east_m, joined.north_m)
    carriers = [_carrier(group) for group in groups]
    carried = joined.role == ROLES.index("carrier")
    types = np.where(
        carried, _named(tuple(carriers), joined.group), _named(_types(groups), joined.group)
    )
    return {
        "replication": joined.replication,
        "threat": joined.threat,
        "group": _named(names.groups, joined.group),
        "threat_type": types,
        "role": _named(ROLES, joined.role),
        "variant": joined.variant,
        "target": _named((*names.assets, ""), joined.target),
        "fate": _named(FATES, joined.fate),
        "hit": joined.hit.astype(np.bool_),
        "stopped_by": _named((*names.batteries, ""), joined.battery),
        "rounds": joined.rounds,
        "start_s": joined.start_tick / TICKS_PER_S,
        "track_s": np.where(joined.track_tick < 0, np.nan, joined.track_tick / TICKS_PER_S),
        "end_s": joined.end_tick / TICKS_PER_S,
        "lat_deg": lat,
        "lon_deg": lon,
        "height_m": joined.height_m,
    }


def _types(groups: Sequence[Group]) -> tuple[str, ...]:
    return tuple(group.threat for group in groups)


def _carrier(group: Group) -> str:
    return group.carrier.threat if group.carrier is not None else group.threat


def _named(names: tuple[str, ...], index: Any) -> Any:
    """Return the name for each index; -1 takes the last."""
    return np.array(names)[index]


def _leakers(stage: Stage, world: World, recorded: Recorded) -> tuple[Leaker, ...]:
    """Return the routes of some leakers of each group in a replication."""
    fates = recorded.fates
    each = 1 + LEAKERS_DRAWN // (REPLICATIONS_DRAWN * len(stage.cast.names.groups))
    leaked = (fates.fate == FATES.index("arrived")) & (fates.role == ROLES.index("weapon"))
    rows = [
        row
        for group in range(len(stage.cast.names.groups))
        for row in np.flatnonzero(leaked & (fates.group == group))[:each]
    ]
    return tuple(
        Leaker(
            group=stage.cast.names.groups[int(fates.group[row])],
            replication=int(fates.replication[row]),
            points=tuple(
                (lon, lat) for _, lon, lat, _ in path(stage, world, int(recorded.route[row]))
            ),
        )
        for row in rows
    )


def path(
    stage: Stage, world: World, route: int, until_s: float | None = None
) -> list[tuple[float, float, float, float]]:
    """Return (seconds, longitude, latitude, height) along a route, from its start on."""
    end = float(world.route[route, columns.DURATION]) / TICKS_PER_S
    end = end if until_s is None else min(end, until_s)
    first, last = (int(n) for n in world.route[[route, route + 1], columns.SEGMENT_FIRST])
    corners = world.segment[first:last, columns.BEGIN_S]
    times = np.unique(np.concatenate([corners, np.linspace(0.0, end, ROUTE_POINTS), [end]]))
    times = times[times <= end]
    points = np.array([position(world, route, float(moment)) for moment in times])
    lat, lon = stage.cast.frame.to_geodetic(points[:, 0].copy(), points[:, 1].copy())
    return [
        (float(t), float(x), float(y), float(z))
        for t, x, y, z in zip(times, lon, lat, points[:, 2], strict=True)
    ]
