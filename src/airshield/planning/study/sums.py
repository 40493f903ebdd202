"""What a point of a study leaves: the sums of its raids, world by world."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from airshield.planning.answer import Estimate
from airshield.planning.estimate import ratio
from airshield.planning.measures import Measures, measure_of
from airshield.planning.measuring import WorldTask, measure_world

Floats = NDArray[np.float64]


class WorldSums(NamedTuple):
    """Sums over the raids of one world."""

    world: int
    """World."""
    raids: int
    """Raids played in it."""
    sums: dict[str, float]
    """Sums by column of `measures.Measures`."""


class PointSums(NamedTuple):
    """Sums over the raids of one point, by world."""

    columns: dict[str, Floats]
    """(worlds,) by name: ``world``, ``raids``, and the columns of `measures.Measures`."""

    def top_and_bottom(self, name: str) -> tuple[Floats, Floats]:
        """Return the sums of a measure and of what it is divided by: (worlds,) each."""
        per = measure_of(name).per
        return self.columns[name], self.columns[per if per else "raids"]

    def estimate(self, name: str) -> Estimate:
        """Estimate a measure, with the 95 % interval over worlds."""
        return ratio(*self.top_and_bottom(name))


def sum_world(task: WorldTask) -> WorldSums:
    """Play the replications of one world and add their measures up."""
    return summed(measure_world(task))


def summed(measures: Measures) -> WorldSums:
    """Add up the measures of the raids of one world."""
    raids = measures.replication.size
    one = np.zeros(raids, np.int64)
    # In the raids' order, as `Measures.sums` adds: the same bits.
    sums = {name: float(np.bincount(one, column, 1)[0]) for name, column in measures.values.items()}
    return WorldSums(int(measures.world[0]), raids, sums)


def joined_sums(parts: list[WorldSums]) -> PointSums:
    """Join the worlds of a point, in their order."""
    rows = sorted(parts, key=lambda part: part.world)
    columns = {
        "world": np.array([row.world for row in rows], np.float64),
        "raids": np.array([row.raids for row in rows], np.float64),
    }
    names = rows[0].sums
    return PointSums(columns | {name: np.array([row.sums[name] for row in rows]) for name in names})
