"""Plays replications: worlds in turn, chunks of replications on threads, the same bits always."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple

import numpy as np

from airshield.simulation.arrays import Groups, Ints, Scratch, Tallies, World
from airshield.simulation.cast import Cast
from airshield.simulation.figures import central, draw_worlds, figures_used
from airshield.simulation.kernels import columns
from airshield.simulation.kernels.events import EVENTS, PAYLOAD_MASK
from airshield.simulation.kernels.playing import play_chunk
from airshield.simulation.outcomes import Chunk
from airshield.simulation.world import Stage, make_world

SLICES = 120
"""Slices of the raid's timeline."""


class Played(NamedTuple):
    """One chunk with what it adds up."""

    chunk: Chunk
    kills: Ints
    """(b, classes) threats stopped by each battery."""
    timeline: Ints
    """(SLICES, 5) started, tracked, killed, suppressed, arrived."""
    events: int
    """Events played."""


def make_scratch(stage: Stage, world: World, *, room: int = 1) -> Scratch:
    """Return working room for replications of one world; `room` multiplies queue and salvos."""
    threats = stage.cast.threats.group.size
    batteries = world.battery.shape[0]
    entries = max(1, threats * world.most)
    if entries > PAYLOAD_MASK:
        raise ValueError(f"too many windows: {threats} threats × {world.most}")
    return Scratch(
        counters=np.zeros(5, np.int64),
        heap=np.empty(room * (1024 + 4 * threats + 4 * batteries), np.int64),
        life=np.zeros((threats, 11), np.int64),
        value=np.zeros(threats),
        tracked=np.zeros((threats, 1 + stage.doctrine.networks), np.int64),
        listed_next=np.zeros(entries, np.int32),
        flags=np.zeros(entries, np.uint8),
        fired=np.zeros((threats, max(1, world.slots)), np.uint8),
        flying=np.zeros((threats, max(1, world.slots)), np.uint8),
        network_flying=np.zeros((threats, max(1, stage.doctrine.networks)), np.int32),
        post=np.zeros((batteries, 7), np.int64),
        marked=np.zeros(max(1, batteries), np.int64),
        salvos=np.zeros((room * (256 + 8 * threats), 8), np.int64),
    )


def make_tallies(cast: Cast, rows: int, slice_tick: int) -> Tallies:
    """Return empty tallies for `rows` replications."""
    names = cast.names
    assets, batteries = len(names.assets), len(names.batteries)
    return Tallies(
        fates=np.zeros((rows, len(names.groups), 3, 5), np.int32),
        arrived=np.zeros((rows, assets), np.int32),
        aimed=np.zeros((rows, assets), np.int32),
        damage_milli=np.zeros((rows, assets), np.int32),
        first_hit_tick=np.full((rows, assets), -1, np.int32),
        rounds=np.zeros((rows, batteries), np.int32),
        empty=np.zeros((rows, batteries), np.uint8),
        lead_tick=np.full((rows, len(names.districts)), -1, np.int32),
        kills=np.zeros((batteries, len(names.threat_classes)), np.int64),
        timeline=np.zeros((SLICES, 5), np.int64),
        slice_tick=slice_tick,
    )


def play_replications(
    stage: Stage,
    world: World,
    groups: Groups,
    seed: int,
    replications: Ints,
    world_index: int,
    slice_tick: int,
    scratch: Scratch | None = None,
) -> tuple[Played, Scratch]:
    """Play some replications of one world and return what they left, and the working room.

    The room grows and the replication is played again when it was too small.
    """
    cast = stage.cast
    room = 1
    scratch = make_scratch(stage, world) if scratch is None else scratch
    tallies = make_tallies(cast, replications.size, slice_tick)
    first_track = np.zeros(len(cast.names.districts), np.int64)
    done = 0
    events = 0
    while True:
        scratch.counters[EVENTS] = 0
        done = play_chunk(
            groups,
            cast.threats,
            cast.places,
            world,
            stage.doctrine,
            scratch,
            seed,
            replications,
            done,
            tallies,
            first_track,
        )
        events += int(scratch.counters[EVENTS])
        if done == replications.size:
            break
        room *= 4
        scratch = make_scratch(stage, world, room=room)
    chunk = Chunk(
        replications.copy(), np.full(replications.size, world_index, np.int32), *tallies[:8]
    )
    return Played(chunk, tallies.kills, tallies.timeline, events), scratch


class Schedule(NamedTuple):
    """Which replication is played in which world."""

    worlds: int
    """Worlds in a batch."""
    per_world: int
    """Replications of each world in a batch."""

    def replications(self, batch: int, world: int, end: int) -> Ints:
        """Return the replications, below `end`, of a world in a batch."""
        size = self.worlds * self.per_world
        numbers = np.arange(batch * size + world, min((batch + 1) * size, end), self.worlds)
        return numbers.astype(np.int64)


def slice_ticks(stage: Stage, world: World) -> int:
    """Return the length of a timeline slice so that the whole raid fits, in whole minutes."""
    latest = max(
        float(window.until_s) for window in (g.start for g in stage.scenario.raid.groups.values())
    )
    span = latest + 2.0 * float(world.route[:, columns.DURATION].max()) / 1024.0
    step_s = max(60.0, 60.0 * np.ceil(span / SLICES / 60.0))
    return int(step_s * 1024)


def default_threads() -> int:
    """Return the number of cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run(
    stage: Stage,
    *,
    seed: int,
    replications: int,
    worlds: int,
    threads: int | None = None,
    chunk: int = 512,
    fixed: bool = False,
    batch: int = 0,
    per_world: int | None = None,
    slice_tick: int | None = None,
) -> Iterator[Played]:
    """Play one batch and yield its chunks, always in the same order.

    Worlds are built and played on `threads` threads; what is yielded does not depend on their
    number or on `chunk`, except for how the replications are cut into chunks.
    """
    figures = figures_used(stage.scenario, stage.catalogue)
    worlds = 1 if fixed else min(worlds, replications)
    schedule = Schedule(worlds, per_world or -(-replications // worlds))
    drawn = {} if fixed else draw_worlds(figures, worlds, seed, batch)
    width = slice_tick or slice_ticks(stage, make_world(stage, central(figures))[0])
    end = replications if per_world is None else (batch + 1) * worlds * schedule.per_world

    def play_world(index: int) -> list[Played]:
        values = central(figures) if fixed else {p: float(d[index]) for p, d in drawn.items()}
        world, groups = make_world(stage, values)
        numbers = schedule.replications(batch, index, end)
        label = batch * worlds + index
        scratch = None
        out = []
        for begin in range(0, numbers.size, chunk):
            part = numbers[begin : begin + chunk]
            played, scratch = play_replications(
                stage, world, groups, seed, part, label, width, scratch
            )
            out.append(played)
        return out

    yield from in_order(play_world, range(worlds), threads or default_threads())


def in_order(
    work: Callable[[int], list[Played]], items: Sequence[int], threads: int
) -> Iterator[Played]:
    """Do the work on threads, a few items ahead, and yield the results in order."""
    waiting: list[Future[list[Played]]] = []
    with ThreadPoolExecutor(threads) as pool:
        try:
            for item in items:
                waiting.append(pool.submit(work, item))
                if len(waiting) > 2 * threads:
                    yield from waiting.pop(0).result()
            while waiting:
                yield from waiting.pop(0).result()
        finally:
            for future in waiting:
                future.cancel()
