"""Plays replications: worlds in turn, chunks of replications on threads, the same bits always."""

from __future__ import annotations

import math
import os
import queue
import threading
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from airshield.errors import InputError, InternalError
from airshield.simulation.arrays import Floats, Groups, Ints, Scratch, Tallies, World
from airshield.simulation.cast import Cast
from airshield.simulation.figures import central, draw_worlds
from airshield.simulation.flight import build_routes
from airshield.simulation.kernels import columns
from airshield.simulation.kernels.events import EVENTS, NOTHING, PAYLOAD_MASK
from airshield.simulation.kernels.playing import play_chunk
from airshield.simulation.outcomes import Chunk
from airshield.simulation.world import Stage, last_end_s, make_world
from airshield.units import TICKS_PER_S

SLICES = 120
"""Slices of the raid's timeline."""

CHUNK = 256
"""Replications that are handed over together."""

FIRST_BLOCK = 256
"""Replications of every world that are played before any world goes on."""

BLOCK = 4096
"""Replications that one thread plays in a row after that."""

SHELF_BYTES = 32_000_000
"""Worlds that wait for their next block are kept while they take less than this together."""


class Played(NamedTuple):
    """One chunk with what it adds up."""

    chunk: Chunk
    kills: Ints
    """(b, classes) threats stopped by each battery."""
    timeline: Ints
    """(SLICES, 5) started, tracked, killed, suppressed, arrived."""
    events: int
    """Events played."""
    told: tuple[Any, ...] = ()
    """What `run`'s `tell` made of single replications."""


def make_scratch(stage: Stage, world: World, *, room: int = 1) -> Scratch:
    """Return working room for replications of one world; `room` multiplies queue and salvos.

    Raises
    ------
    InputError
        If the raid and the lay-down together are too large for the event queue's keys.
    """
    threats = stage.cast.threats.group.size
    batteries = world.battery.shape[0]
    entries = max(1, threats * world.most)
    if entries > PAYLOAD_MASK:
        raise InputError(
            [
                f"raid: too large for this lay-down: {threats:,} threats × {world.most:,} windows "
                f"of engagement each, of {PAYLOAD_MASK:,} at most; use fewer threats or batteries"
            ]
        )
    events = room * (1024 + 4 * threats + 4 * batteries)
    buckets = 64 * (1 + threats)
    until_tick = int(stage.cast.groups.real[:, columns.UNTIL_S].max()) * TICKS_PER_S
    end_tick = until_tick + 2 * int(world.route[:, columns.DURATION].max())
    bucket = np.full(buckets + 1, -1, np.int32)
    filled = np.zeros(2 + threats, np.int64)
    bucket[-1], filled[-1] = events, 1  # The last one's node is that which says `NOTHING`.
    return Scratch(
        counters=np.zeros(8, np.int64),
        bucket=bucket,
        bucket_shift=(end_tick // buckets).bit_length(),
        filled=filled,
        queued=_empty_queue(events),
        words=np.zeros((4, threats), np.uint32),
        life=np.zeros((threats, 11), np.int32),
        value=np.zeros(threats),
        looks=np.zeros((threats * max(1, world.sights), columns.LOOK_COLUMNS), np.int64),
        tracked=np.zeros((threats, max(1, world.sights)), np.uint32),
        listed=np.zeros((entries, 8), np.int32),
        flags=np.zeros(entries, np.uint8),
        pair=np.zeros((threats * max(1, world.slots), columns.PAIR_COLUMNS), np.uint8),
        network_flying=np.zeros((threats, max(1, stage.doctrine.networks)), np.int32),
        post=np.zeros((batteries, columns.POST_COLUMNS), np.int32),
        chances=np.zeros(entries, np.int64),
        marked=np.zeros(batteries + 1, np.int64),
        salvos=np.zeros((room * (256 + 8 * threats), 8), np.int32),
    )


def _empty_queue(events: int) -> Ints:
    """Return the nodes of an empty queue: a chain of spare ones and, last, `NOTHING`."""
    nodes = np.zeros((events + 1, columns.QUEUED_COLUMNS), np.int64)
    nodes[:, columns.QUEUED_NEXT] = np.arange(1, events + 2)
    nodes[events - 1 :, columns.QUEUED_NEXT] = -1
    nodes[events, columns.QUEUED_KEY] = NOTHING
    return nodes


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
        stopped=np.zeros((rows, batteries), np.int32),
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

    Raises
    ------
    InternalError
        If a table has another width than `kernels.columns` says.
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
        if done < 0:
            raise InternalError("a table of the event loop is not as wide as its columns say")
        events += int(scratch.counters[EVENTS])
        if done == replications.size:
            break
        room *= 4
        scratch = make_scratch(stage, world, room=room)
    chunk = Chunk(
        replications.copy(), np.full(replications.size, world_index, np.int32), *tallies[:9]
    )
    return Played(chunk, tallies.kills, tallies.timeline, events), scratch


class Plan(NamedTuple):
    """How replications are shared out: which one is played in which world."""

    seed: int
    """Seed of every draw."""
    worlds: int
    """Worlds in a batch."""
    per_world: int
    """Replications of each world in a batch."""
    fixed: bool = False
    """Whether every figure is held at its central value (one world)."""

    def replications(self, batch: int, world: int, end: int) -> Ints:
        """Return the replications, below `end`, of a world in a batch."""
        size = self.worlds * self.per_world
        numbers = np.arange(batch * size + world, min((batch + 1) * size, end), self.worlds)
        return numbers.astype(np.int64)


def plan_for(replications: int, worlds: int, seed: int, *, fixed: bool = False) -> Plan:
    """Return the plan for a given number of replications in one batch."""
    worlds = 1 if fixed else min(worlds, replications)
    return Plan(seed, worlds, -(-replications // worlds), fixed)


def slice_ticks(stage: Stage) -> int:
    """Return the length of a timeline slice so that the whole raid fits, in whole minutes.

    Raises
    ------
    InputError
        If the raid takes longer than its ticks can be counted.
    """
    slow = {
        path: figure.low if path.endswith("speed_m_s") else figure.value
        for path, figure in stage.figures.items()
    }
    routes = build_routes(
        stage.flights,
        stage.catalogue.threats,
        stage.cast.names.threat_types,
        slow,
        stage.cast.ground,
    )
    return math.ceil(last_end_s(stage, routes) / SLICES / 60.0) * 60 * TICKS_PER_S


def default_threads() -> int:
    """Return the number of cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def world_of(
    stage: Stage, plan: Plan, batch: int, index: int, drawn: dict[str, Floats] | None = None
) -> tuple[World, Groups]:
    """Return one world of a batch; `drawn` is what `draws_of` gave for it, if it is at hand."""
    found = draws_of(stage, plan, batch) if drawn is None else drawn
    return make_world(stage, _values(stage, found, index))


def draws_of(stage: Stage, plan: Plan, batch: int) -> dict[str, Floats]:
    """Return the draws of every figure in a batch; nothing when they are held."""
    return {} if plan.fixed else draw_worlds(stage.figures, plan.worlds, plan.seed, batch)


def _values(stage: Stage, drawn: dict[str, Floats], index: int) -> dict[str, float]:
    """Return the figures of a world."""
    return {path: float(column[index]) for path, column in drawn.items()} or central(stage.figures)


class _Shelf:
    """Worlds of one batch: each built once, by the first thread that needs it, and then let go."""

    def __init__(self, stage: Stage, plan: Plan, batch: int) -> None:
        self._stage = stage
        self._drawn = draws_of(stage, plan, batch)
        self._built: dict[int, tuple[World, Groups]] = {}
        self._bytes: dict[int, int] = {}
        self._lock = threading.Lock()
        self._locks = [threading.Lock() for _ in range(plan.worlds)]

    def take(self, index: int) -> tuple[World, Groups]:
        """Return a world."""
        with self._locks[index]:
            if index not in self._built:
                self._built[index] = make_world(
                    self._stage, _values(self._stage, self._drawn, index)
                )
            return self._built[index]

    def give_back(self, index: int, *, last: bool) -> None:
        """Forget a world that is played out, or for which there is no room."""
        with self._lock:
            built = self._built.get(index)
            if built is None:
                return
            tables = (table for table in built[0] if isinstance(table, np.ndarray))
            self._bytes[index] = sum(table.nbytes for table in tables)
            if last or sum(self._bytes.values()) > SHELF_BYTES:
                del self._built[index], self._bytes[index]


Tell = Callable[[World, Groups, int, Ints], tuple[Any, ...]]
"""Takes a world, its groups, its number and replications of it; tells what it likes of them."""


def run(
    stage: Stage,
    plan: Plan,
    *,
    end: int,
    batch: int = 0,
    threads: int | None = None,
    chunk: int = CHUNK,
    slice_tick: int = 61_440,
    tell: Tell | None = None,
) -> Generator[Played]:
    """Play one batch, up to replication `end`, and yield its chunks as they come.

    Which chunks there are depends on `chunk` alone and what is in them on neither `chunk` nor
    `threads`; their order is that in which threads finish them. Closing the iterator stops the
    threads at their next chunk. `tell`, called with the world and its number, sees each chunk
    before it is handed over, on the thread that played it.
    """
    shelf = _Shelf(stage, plan, batch)
    tasks = _blocks(plan, batch, end)
    done: queue.Queue[Played | BaseException | None] = queue.Queue(maxsize=64)
    stop = threading.Event()

    def work(task: tuple[int, Ints, bool]) -> None:
        index, numbers, last = task
        try:
            if not stop.is_set():
                world, groups = shelf.take(index)
                scratch = None
                for begin in range(0, numbers.size, chunk):
                    if stop.is_set():
                        break
                    part = numbers[begin : begin + chunk]
                    label = batch * plan.worlds + index
                    played, scratch = play_replications(
                        stage, world, groups, plan.seed, part, label, slice_tick, scratch
                    )
                    if tell is not None:
                        played = played._replace(told=tell(world, groups, label, part))
                    _hand_over(done, played, stop)
                shelf.give_back(index, last=last)
            _hand_over(done, None, stop)
        except BaseException as error:
            _hand_over(done, error, stop)

    with ThreadPoolExecutor(threads or default_threads()) as pool:
        try:
            for task in tasks:
                pool.submit(work, task)
            left = len(tasks)
            while left:
                item = done.get()
                if isinstance(item, BaseException):
                    raise item
                if item is None:
                    left -= 1
                else:
                    yield item
        finally:
            stop.set()
            pool.shutdown(wait=True, cancel_futures=True)


def _blocks(plan: Plan, batch: int, end: int) -> list[tuple[int, Ints, bool]]:
    """Return (world, replications, whether its last), every world before any goes on.

    So a run that is stopped early has seen as many worlds as it could.
    """
    edges = [0, FIRST_BLOCK, *range(FIRST_BLOCK + BLOCK, plan.per_world + BLOCK, BLOCK)]
    numbers = [plan.replications(batch, index, end) for index in range(plan.worlds)]
    return [
        (index, mine[low:high], high >= mine.size)
        for low, high in pairwise(edges)
        for index, mine in enumerate(numbers)
        if low < mine.size
    ]


def _hand_over(
    done: queue.Queue[Played | BaseException | None],
    item: Played | BaseException | None,
    stop: threading.Event,
) -> None:
    """Put an item into the queue, unless nobody listens any more."""
    while not stop.is_set():
        try:
            done.put(item, timeout=0.1)
        except queue.Full:
            continue
        return
