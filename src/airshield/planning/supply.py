"""Power supply after the raid, for the first replications of an assessment."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from airshield.consequence import (
    assemble_grid,
    damage_share,
    people_per_mw,
    queued_repair_hours,
    repair_hours,
    supply,
)
from airshield.model.scenario import Scenario
from airshield.planning.answer import Estimate, PowerPoint
from airshield.planning.estimate import CLUSTERS, mean, with_raids
from airshield.simulation.outcomes import Chunk

Floats = NDArray[np.float64]

TIMES_H = np.array(
    [0, 1, 2, 3, 4, 6, 8, 12, 18, 24, 36, 48, 72, 96, 120, 168, 240, 336], np.float64
)
"""Hours after H-hour at which supply is looked at."""

REPLICATIONS = 2_000
"""Replications on which power figures rest; the first ones, spread evenly over the worlds."""


class Unserved:
    """What a scenario's power network does not serve after a raid."""

    def __init__(self, scenario: Scenario) -> None:
        if scenario.power is None:
            raise ValueError("the scenario has no power network")
        self._network = scenario.power
        self._grid = assemble_grid(scenario.power, scenario.assets)
        assets = scenario.assets.values()
        self._hits = np.array([asset.hits_to_disable for asset in assets])
        self._repair_h = [asset.repair_h for asset in assets]
        self._worth = np.array([asset.value for asset in assets])
        self._part_of_it = np.isin(np.arange(self._worth.size), self._grid.asset)

    @property
    def demand_mw(self) -> float:
        """Demand of the whole network."""
        return float(self._grid.demand_mw.sum())

    def after(self, chunk: Chunk, seed: int, *, fixed: bool) -> tuple[Floats, Floats]:
        """Return what is not served at `TIMES_H`, replication by replication.

        Parameters
        ----------
        chunk
            Outcomes of n replications.
        seed
            Seed of every random draw.
        fixed
            Whether every figure is held at its central value.

        Returns
        -------
        shed_mw, people : (n, T)
            Demand not served, and people without power.
        """
        share = damage_share(chunk.damage_milli, self._hits)
        repair = repair_hours(share, self._repair_h, seed, chunk.replication) * self._part_of_it
        if self._network.repair_crews is not None:
            crews = self._network.repair_crews
            repair = queued_repair_hours(repair, chunk.first_hit_tick, self._worth, crews)
        shed = supply(self._grid, share, chunk.first_hit_tick, repair, TIMES_H)
        per_mw = self._network.people_per_mw
        if fixed:
            return shed, shed * per_mw.value
        people = people_per_mw(per_mw, len(self._repair_h), seed, chunk.world)
        return shed, shed * people[:, None]


class PowerLedger:
    """Keeps demand not served and people without power, one row a replication."""

    def __init__(self, scenario: Scenario, seed: int, *, fixed: bool) -> None:
        self._seed = seed
        self._fixed = fixed
        self._unserved = None if scenario.power is None else Unserved(scenario)
        self._parts: list[tuple[NDArray[np.int64], NDArray[np.int32], Floats, Floats]] = []

    @property
    def demand_mw(self) -> float | None:
        """Demand of the whole network; None without one."""
        return None if self._unserved is None else self._unserved.demand_mw

    def add(self, chunk: Chunk) -> None:
        """Add the replications of a chunk that are among the first."""
        first = chunk.replication < REPLICATIONS
        if self._unserved is None or not first.any():
            return
        kept = Chunk._make(column[first] for column in chunk)
        shed, people = self._unserved.after(kept, self._seed, fixed=self._fixed)
        self._parts.append((kept.replication, kept.world, shed, people))

    @property
    def replications(self) -> int:
        """Replications added so far."""
        return sum(part[0].size for part in self._parts)

    def points(self) -> tuple[PowerPoint, ...]:
        """Return supply over time; empty without a network."""
        if not self._parts:
            return ()
        numbers, worlds, shed, people = (np.concatenate(c) for c in zip(*self._parts, strict=True))
        order = np.argsort(numbers)
        cluster = numbers[order] % CLUSTERS if self._fixed else worlds[order].astype(np.int64)
        counts = np.bincount(cluster)
        return tuple(
            PowerPoint(
                time_h=float(time_h),
                shed_mw=_estimate(shed[order, column], cluster, counts),
                people=_estimate(people[order, column], cluster, counts),
            )
            for column, time_h in enumerate(TIMES_H)
        )


def _estimate(values: Floats, cluster: NDArray[np.int64], counts: NDArray[np.int64]) -> Estimate:
    """Estimate a mean and its spread over raids from single values."""
    found = mean(np.bincount(cluster, weights=values), counts)
    points = np.sort(values)
    return with_raids(found, np.ones(points.size, np.int64), points)
