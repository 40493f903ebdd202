"""How fast the SimPy reference plays a scenario: the peer that computes the very same raids.

Run it with ``PYTHONPATH=tests``, as ``./dev bench`` does.
"""

from __future__ import annotations

import statistics
import time
from typing import NamedTuple

from airshield.model.catalogue import Catalogue
from airshield.model.scenario import Scenario
from reference.naive import Reference, Terrain


class ReferenceSpeed(NamedTuple):
    """Seconds that the reference takes."""

    geometry_s: float
    """Routes, looks and windows of all routes that the replications fly, worked out once."""
    replication_s: tuple[float, ...]
    """The event loop of each replication, geometry known."""
    leakers: tuple[int, ...]
    """Leakers of each replication."""

    @property
    def median_s(self) -> float:
        """Median time of one replication."""
        return statistics.median(self.replication_s)


def time_reference(
    scenario: Scenario,
    catalogue: Catalogue,
    replications: int,
    seed: int = 1,
    terrain: Terrain | None = None,
) -> ReferenceSpeed:
    """Play replications 0 … n − 1 twice: once to know the geometry, once against the clock."""
    started = time.perf_counter()
    reference = Reference(scenario, catalogue, terrain=terrain)
    first = [reference.play(seed, replication) for replication in range(replications)]
    first_s = time.perf_counter() - started
    times = []
    for replication in range(replications):
        started = time.perf_counter()
        reference.play(seed, replication)
        times.append(time.perf_counter() - started)
    leakers = tuple(played.leakers for played in first)
    return ReferenceSpeed(max(0.0, first_s - sum(times)), tuple(times), leakers)
