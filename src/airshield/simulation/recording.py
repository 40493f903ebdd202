"""What happened to every single threat of chosen replications."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from airshield.simulation.arrays import Floats, Groups, Ints, Scratch, World
from airshield.simulation.engine import Played, play_replications
from airshield.simulation.kernels import columns
from airshield.simulation.kernels.events import SALVOS
from airshield.simulation.kernels.states import ABORTED, ABSENT, ENDED
from airshield.simulation.outcomes import Fates
from airshield.simulation.world import Stage
from airshield.units import TICKS_PER_S


class Recorded(NamedTuple):
    """One replication, threat by threat and salvo by salvo."""

    played: Played
    """Its outcomes."""
    fates: Fates
    """Its threats."""
    salvos: Ints
    """(n, 8) its salvos in the order of their launches: `columns.SALVO_THREAT` …"""
    route: Ints
    """(m,) route of each threat in `fates`."""
    serving: Ints
    """(b,) whether each battery was in service."""


def record(
    stage: Stage, world: World, groups: Groups, seed: int, replication: int, world_index: int
) -> Recorded:
    """Play one replication and keep all of it."""
    numbers = np.array([replication], np.int64)
    played, scratch = play_replications(stage, world, groups, seed, numbers, world_index, 61_440)
    life = scratch.life.astype(np.int64)
    rows = np.flatnonzero(life[:, columns.STATE] != ABSENT)
    salvos = scratch.salvos[: scratch.counters[SALVOS]].astype(np.int64)
    return Recorded(
        played=played,
        fates=_fates(stage, world, scratch, rows, replication),
        salvos=salvos,
        route=life[rows, columns.ROUTE].copy(),
        serving=scratch.post[:, columns.SERVING].astype(np.int64),
    )


def _fates(stage: Stage, world: World, scratch: Scratch, rows: Ints, replication: int) -> Fates:
    life = scratch.life[rows].astype(np.int64)
    state = life[:, columns.STATE]
    groups = stage.cast.groups.whole
    group = stage.cast.threats.group[rows]
    route = life[:, columns.ROUTE]
    carried = stage.cast.threats.carrier[rows] == -2
    first = np.where(
        carried, groups[group, columns.FIRST_CARRIER_ROUTE], groups[group, columns.FIRST_ROUTE]
    )
    end = life[:, columns.ENDED_AT]
    started = life[:, columns.STARTED]
    gone_s = np.where(state == ABORTED, 0.0, (end - started) / TICKS_PER_S)
    where = np.array(
        [position(world, int(r), float(s)) for r, s in zip(route, gone_s, strict=True)]
    )
    where = where.reshape(-1, 3)
    return Fates(
        replication=np.full(rows.size, replication, np.int64),
        threat=rows.astype(np.int32),
        group=group.astype(np.int32),
        role=life[:, columns.ROLE].astype(np.int8),
        variant=((route - first) % groups[group, columns.VARIANTS]).astype(np.int32),
        target=life[:, columns.ASSET].astype(np.int32),
        fate=(state - ENDED).astype(np.int8),
        hit=life[:, columns.HIT].astype(np.int8),
        battery=life[:, columns.STOPPED_BY].astype(np.int32),
        start_tick=started,
        track_tick=life[:, columns.TRACKED],
        end_tick=end,
        east_m=where[:, 0],
        north_m=where[:, 1],
        height_m=where[:, 2],
        rounds=life[:, columns.ROUNDS_AT].astype(np.int32),
    )


def position(world: World, route: int, time_s: float) -> Floats:
    """Return where a route leads at a time after its start, held beyond its ends: (3,) metres."""
    first, last = (
        world.route[route, columns.SEGMENT_FIRST],
        world.route[route + 1, columns.SEGMENT_FIRST],
    )
    begins = world.segment[first:last, columns.BEGIN_S]
    segment = first + max(0, int(np.searchsorted(begins, time_s, side="right")) - 1)
    row = world.segment[segment]
    gone = min(max(time_s - row[columns.BEGIN_S], 0.0), row[columns.LENGTH_S])
    at = row[columns.AT : columns.AT + 3]
    return np.asarray(at + gone * row[columns.VELOCITY : columns.VELOCITY + 3])
