"""Power supply after the raid, for the first replications of an assessment."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from airshield.consequence import assemble_grid, damage_share, people_per_mw, repair_hours, supply
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


class PowerLedger:
    """Keeps demand not served and people without power, one row a replication."""

    def __init__(self, scenario: Scenario, seed: int, *, fixed: bool) -> None:
        self._scenario = scenario
        self._seed = seed
        self._fixed = fixed
        network = scenario.power
        self._grid = None if network is None else assemble_grid(network, scenario.assets)
        self._hits = np.array([a.hits_to_disable for a in scenario.assets.values()])
        self._parts: list[tuple[NDArray[np.int64], NDArray[np.int32], Floats, Floats]] = []

    @property
    def demand_mw(self) -> float | None:
        """Demand of the whole network; None without one."""
        return None if self._grid is None else float(self._grid.demand_mw.sum())

    def add(self, chunk: Chunk) -> None:
        """Add the replications of a chunk that are among the first."""
        network = self._scenario.power
        first = chunk.replication < REPLICATIONS
        if self._grid is None or network is None or not first.any():
            return
        numbers, worlds = chunk.replication[first], chunk.world[first]
        share = damage_share(chunk.damage_milli[first], self._hits)
        spreads = [asset.repair_h for asset in self._scenario.assets.values()]
        repair = repair_hours(share, spreads, self._seed, numbers)
        shed = supply(self._grid, share, chunk.first_hit_tick[first], repair, TIMES_H)
        if self._fixed:
            per_mw = np.full(numbers.size, network.people_per_mw.value)
        else:
            assets = len(self._scenario.assets)
            per_mw = people_per_mw(network.people_per_mw, assets, self._seed, worlds)
        self._parts.append((numbers, worlds, shed, shed * per_mw[:, None]))

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
