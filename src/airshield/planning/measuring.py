"""Plays a scenario and measures every raid.

The same seed and plan give the same worlds and the same random numbers, whatever stands in the
scenario: rows of two variants belong together, and only what differs between them differs.
"""

from __future__ import annotations

import hashlib
import pickle
import threading
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from airshield.consequence import damage_share, exposed, warning_seconds
from airshield.files.scenario import Loaded
from airshield.planning.assessment import load_stage
from airshield.planning.fanout import Fanout, Threads
from airshield.planning.measures import Measures, joined
from airshield.planning.supply import TIMES_H, Unserved
from airshield.simulation.engine import Plan, draws_of, play_replications, slice_ticks, world_of
from airshield.simulation.outcomes import FATES, ROLES, Chunk
from airshield.simulation.world import Stage

Floats = NDArray[np.float64]

WEAPON, ARRIVED = ROLES.index("weapon"), FATES.index("arrived")


class WorldTask(NamedTuple):
    """The replications of one world of one variant."""

    key: str
    """Stands for the variant; tasks of one variant share what is built for it."""
    packed: bytes
    """The variant, pickled once for all of its tasks."""
    plan: Plan
    """Which replication is played in which world."""
    batch: int
    """Batch."""
    world: int
    """World of the batch."""
    end: int
    """Replications from here on are not played."""


def world_tasks(loaded: Loaded, plan: Plan, end: int, batch: int = 0) -> Iterator[WorldTask]:
    """Yield the tasks of one batch of a variant."""
    packed = pickle.dumps(loaded, pickle.HIGHEST_PROTOCOL)
    key = hashlib.blake2b(packed, digest_size=16).hexdigest()
    for world in range(plan.worlds):
        if plan.replications(batch, world, end).size:
            yield WorldTask(key, packed, plan, batch, world, end)


def measure(
    loaded: Loaded,
    plan: Plan,
    *,
    end: int,
    batch: int = 0,
    fanout: Fanout | None = None,
    progress: Callable[[int], None] | None = None,
) -> Measures:
    """Play one batch of a scenario and measure every raid.

    Parameters
    ----------
    loaded
        The scenario.
    plan
        Which replication is played in which world; `simulation.engine.plan_for` makes one.
    end
        Replications from here on are not played.
    batch
        Batch; each has worlds of its own.
    fanout
        Where it is done; on all cores of this machine by default. It changes no bit.
    progress
        Called with the raids done, world by world.

    Raises
    ------
    InputError
        If the terrain cannot be read, or the raid is too large to be played.
    """
    parts: list[Measures] = []
    done = 0
    for part in (fanout or Threads()).map(measure_world, world_tasks(loaded, plan, end, batch)):
        parts.append(part)
        done += part.replication.size
        if progress is not None:
            progress(done)
    return joined(parts)


def measure_world(task: WorldTask) -> Measures:
    """Play the replications of one world and measure every raid."""
    ready = _READY.take(task)
    plan = task.plan
    drawn = ready.drawn(plan, task.batch)
    world, groups = world_of(ready.stage, plan, task.batch, task.world, drawn)
    label = 0 if plan.fixed else task.batch * plan.worlds + task.world
    numbers = plan.replications(task.batch, task.world, task.end)
    played, _ = play_replications(
        ready.stage, world, groups, plan.seed, numbers, label, ready.slice_tick
    )
    columns = ready.measured(played.chunk, plan)
    return Measures(numbers, np.full(numbers.size, label, np.int64), columns)


class Ready:
    """A variant, ready to be played and measured."""

    def __init__(self, loaded: Loaded) -> None:
        scenario, systems = loaded.scenario, loaded.catalogue.systems
        assets = scenario.assets.values()
        groups = scenario.raid.groups.values()
        launchers = [systems[battery.system].launcher for battery in scenario.batteries.values()]
        self.stage: Stage = load_stage(loaded)
        self.slice_tick = slice_ticks(self.stage)
        self._drawn: tuple[Plan, int, dict[str, Floats]] | None = None
        self._alerting = scenario.alerting
        self._unserved = None if scenario.power is None else Unserved(scenario)
        self._hits = np.array([asset.hits_to_disable for asset in assets])
        self._value = np.array([asset.value for asset in assets])
        self._classes = [loaded.catalogue.threats[group.threat].threat_class for group in groups]
        self._round_cost_eur = np.array(
            [0.0 if launcher is None else launcher.round_cost_eur.value for launcher in launchers]
        )

    def drawn(self, plan: Plan, batch: int) -> dict[str, Floats]:
        """Return the draws of every figure in the worlds of a batch."""
        found = self._drawn
        if found is None or found[:2] != (plan, batch):
            # Two threads may both make them; they make the same.
            found = self._drawn = plan, batch, draws_of(self.stage, plan, batch)
        return found[2]

    def measured(self, chunk: Chunk, plan: Plan) -> dict[str, Floats]:
        """Return the measures of each replication of a chunk: (n,) by name."""
        share = damage_share(chunk.damage_milli, self._hits)
        weapons = chunk.fates[:, :, WEAPON, :].astype(np.float64)
        leakers = weapons[:, :, ARRIVED]
        people = exposed(chunk.lead_tick, self.stage.cast.district_people, self._alerting)
        # Row by row, not by matrix products: their last bits depend on how many rows there are.
        columns = {
            "weapons": weapons.sum(axis=(1, 2)),
            "leakage": leakers.sum(axis=1),
            "leakers": leakers.sum(axis=1),
            "assets_disabled": (share >= 1.0).sum(axis=1).astype(np.float64),
            "value_lost": (share * self._value).sum(axis=1),
            "people_exposed": people.exposed,
            "people_exposed_unwarned": people.unwarned,
            "rounds": chunk.rounds.sum(axis=1).astype(np.float64),
            "rounds_cost_eur": (chunk.rounds * self._round_cost_eur).sum(axis=1),
        }
        classes = np.array(self._classes)
        for name in dict.fromkeys(self._classes):
            columns[f"leakers.{name}"] = leakers[:, classes == name].sum(axis=1)
        return columns | self._warned(chunk) | self._power(chunk, plan)

    def _warned(self, chunk: Chunk) -> dict[str, Floats]:
        """Return person-minutes of warning, and the people in the districts that are reached."""
        minutes = warning_seconds(chunk.lead_tick, self._alerting.delay_s) / 60.0
        people = np.where(np.isnan(minutes), 0.0, self.stage.cast.district_people)
        return {
            "warning_min": (np.nan_to_num(minutes) * people).sum(axis=1),
            "people_reached": people.sum(axis=1),
        }

    def _power(self, chunk: Chunk, plan: Plan) -> dict[str, Floats]:
        """Return what the power network does not serve; nothing without one."""
        if self._unserved is None:
            return {}
        shed, people = self._unserved.after(chunk, plan.seed, fixed=plan.fixed)
        return {
            "shed_mw": shed.max(axis=1),
            "people_without_power": people.max(axis=1),
            "energy_not_served_mwh": (0.5 * (shed[:, 1:] + shed[:, :-1]) * np.diff(TIMES_H)).sum(
                axis=1
            ),
        }


class _Slot:
    """A variant that is made ready by the first who needs it, while others wait for it alone."""

    def __init__(self) -> None:
        self._ready: Ready | None = None
        self._lock = threading.Lock()

    def ready(self, task: WorldTask) -> Ready:
        """Return the variant of a task."""
        with self._lock:
            if self._ready is None:
                self._ready = Ready(pickle.loads(task.packed))
            return self._ready


class _Shelf:
    """The variants that are being played, the last few of them."""

    KEPT = 4

    def __init__(self) -> None:
        self._slots: dict[str, _Slot] = {}
        self._lock = threading.Lock()

    def take(self, task: WorldTask) -> Ready:
        """Return a task's variant."""
        with self._lock:
            slot = self._slots.pop(task.key, None) or _Slot()
            self._slots[task.key] = slot
            while len(self._slots) > self.KEPT:
                del self._slots[next(iter(self._slots))]
        return slot.ready(task)


_READY = _Shelf()
