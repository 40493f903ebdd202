"""Plays plans: the same raids for every plan, so that only what is placed differs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from airshield.files.scenario import Loaded
from airshield.model.goal import Goal
from airshield.planning.answer import Estimate
from airshield.planning.estimate import difference, ratio
from airshield.planning.fanout import Threads
from airshield.planning.measures import Measures, joined, measure_of
from airshield.planning.measuring import Ready
from airshield.planning.placement.options import Option, placed
from airshield.planning.placement.surrogate import Floats, Ints
from airshield.simulation.engine import Plan, plan_for, play_replications, world_of
from airshield.simulation.kernels import columns

Slots = tuple[int, ...]
"""A plan: an option for each piece. A piece that stays keeps its place, and so its random draws."""


class Level(NamedTuple):
    """How thoroughly a plan is played."""

    worlds: int
    replications: int


class Raids(NamedTuple):
    """What was played of one plan in one raid."""

    measures: Measures
    """Measures, raid by raid."""
    arrived: Ints
    """(worlds, assets) weapons that arrived, by world."""


class Index(NamedTuple):
    """Harm by world: the goals' measures as shares of what they are with nothing placed."""

    top: Floats
    """(worlds,) harm, summed over raids."""
    raids: Floats
    """(worlds,) raids."""

    @property
    def mean(self) -> float:
        """Mean harm of a raid."""
        return float(self.top.sum() / self.raids.sum())


class Player:
    """Plays plans in one or several raids and keeps what came of it.

    Parameters
    ----------
    raids
        The scenario, then variants of it with other raids.
    options
        Columns that plans choose from.
    goals
        Goals whose measures make up the harm.
    seed
        Seed of every draw.
    weights
        Weight of each raid; None counts the worst one only.
    threads
        Threads; they change no result.
    tick
        Called after each plan that was played.
    """

    def __init__(
        self,
        raids: Sequence[Loaded],
        options: tuple[Option, ...],
        goals: Sequence[Goal],
        *,
        seed: int,
        weights: Sequence[float] | None,
        threads: int | None = None,
        tick: Callable[[], None] | None = None,
    ) -> None:
        self.raids = tuple(raids)
        self.options = options
        self.goals = tuple(goals)
        self.weights = None if weights is None else np.array(weights) / sum(weights)
        self._seed = seed
        self._threads = Threads(threads)
        self._tick = tick
        self._known: dict[tuple[int, Slots, Level], Raids] = {}

    def variant(self, raid: int, slots: Slots) -> Loaded:
        """Return a raid with a plan in place."""
        loaded = self.raids[raid]
        return loaded._replace(scenario=placed(loaded.scenario, self.options, slots))

    def plan(self, level: Level) -> Plan:
        """Return which replication is played in which world."""
        return plan_for(level.replications, level.worlds, self._seed)

    def play(self, slots: Slots, level: Level) -> tuple[Raids, ...]:
        """Play a plan in every raid."""
        return tuple(self._played(raid, slots, level) for raid in range(len(self.raids)))

    def _played(self, raid: int, slots: Slots, level: Level) -> Raids:
        key = (raid, slots, level)
        if key not in self._known:
            (found,) = self._without(raid, slots, level, [()])
            self._known[key] = found
            if self._tick is not None:
                self._tick()
        return self._known[key]

    def holding_fire(
        self, slots: Slots, level: Level, silent: Sequence[Sequence[int]]
    ) -> list[tuple[Raids, ...]]:
        """Play a plan with sets of batteries that hold their fire, in the same raids.

        Batteries count in the order of the lay-down, the pieces of the plan last. Their sensors
        still see.
        """
        by_raid = [self._without(raid, slots, level, silent) for raid in range(len(self.raids))]
        return [tuple(column) for column in zip(*by_raid, strict=True)]

    def _without(
        self, raid: int, slots: Slots, level: Level, silent: Sequence[Sequence[int]]
    ) -> list[Raids]:
        ready = Ready(self.variant(raid, slots))
        plan = self.plan(level)

        def work(world: int) -> list[tuple[Measures, Ints]]:
            return _play_world(ready, plan, world, level.replications, silent)

        rows = list(self._threads.map(work, range(plan.worlds)))
        return [
            Raids(joined([row[i][0] for row in rows]), np.array([row[i][1] for row in rows]))
            for i in range(len(silent))
        ]

    def index(self, played: Sequence[Raids], level: Level) -> Index:
        """Return the harm of what was played, by world; of several raids, as they count."""
        base = self.play((), level)
        tops = [
            _top(of.measures, against.measures, self.goals)
            for of, against in zip(played, base, strict=True)
        ]
        worlds = played[0].measures.world
        raids = np.bincount(worlds, minlength=tops[0].size).astype(np.float64)
        if self.weights is None:
            return Index(max(tops, key=lambda top: float(top.sum())), raids)
        return Index(np.asarray(np.tensordot(self.weights, np.array(tops), 1)), raids)

    def score(self, slots: Slots, level: Level) -> float:
        """Return the mean harm of a plan: 1 with nothing placed."""
        return self.index(self.play(slots, level), level).mean

    def gain(self, slots: Slots, against: Slots, level: Level) -> Estimate:
        """Estimate the harm that a plan takes off another's, paired raid by raid."""
        return less(
            self.index(self.play(against, level), level), self.index(self.play(slots, level), level)
        )

    def harm(self, slots: Slots, level: Level) -> Estimate:
        """Estimate the mean harm of a plan."""
        return ratio(*self.index(self.play(slots, level), level))


def less(more: Index, fewer: Index) -> Estimate:
    """Estimate by how much one harm is below another in the same raids."""
    return difference(more.top, more.raids, fewer.top, fewer.raids)


def _play_world(
    ready: Ready, plan: Plan, world: int, end: int, silent: Sequence[Sequence[int]]
) -> list[tuple[Measures, Ints]]:
    """Play the replications of one world once for each set of batteries that hold their fire."""
    built, groups = world_of(ready.stage, plan, 0, world)
    numbers = plan.replications(0, world, end)
    found = []
    scratch = None
    for without in silent:
        chance = built.chance.copy()
        chance[list(without), columns.P_READY] = 0.0
        soft_p = built.soft_p * ~np.isin(built.soft[:, columns.SOFT_BATTERY], list(without))
        changed = built._replace(chance=chance, soft_p=soft_p)
        played, scratch = play_replications(
            ready.stage, changed, groups, plan.seed, numbers, world, ready.slice_tick, scratch
        )
        label = np.full(numbers.size, world, np.int64)
        measures = Measures(numbers, label, ready.measured(played.chunk, plan))
        found.append((measures, played.chunk.arrived.sum(axis=0).astype(np.int64)))
    return found


def _top(of: Measures, against: Measures, goals: Sequence[Goal]) -> Floats:
    """Return the harm by world: each goal's measure over its mean with nothing placed."""
    worlds = int(of.world.max(initial=-1)) + 1
    total = np.zeros(worlds)
    raids = float(of.world.size)
    for goal in goals:
        top, bottom = of.sums(goal.measure)
        base = against.estimate(goal.measure).mean
        per = bottom.sum() / raids
        mine = top / per if per > 0 else top
        if measure_of(goal.measure).less_is_better:
            share = mine / base if base > 0 else np.zeros(worlds)
        else:
            # More is better: the shortfall against twice what there is now, 1 with nothing placed.
            counts = np.bincount(of.world, minlength=worlds)
            share = 2.0 * counts - mine / base if base > 0 else counts.astype(np.float64)
        total += share / len(goals)
    return total
