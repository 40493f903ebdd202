"""Measures of a scenario, one row a raid, so that variants of it can be compared raid by raid."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from airshield.files.scenario import Loaded
from airshield.planning.answer import Estimate
from airshield.planning.estimate import CLUSTERS, difference, ratio

Floats = NDArray[np.float64]


class Measure(NamedTuple):
    """What is measured of each raid."""

    title: str
    """In words."""
    unit: str
    """Its unit; empty for a number or a share."""
    less_is_better: bool = True
    """Whether the defence would have less of it."""
    per: str = ""
    """The column that its own is divided by, sum by sum; without it, it is a mean per raid."""
    needs_power: bool = False
    """Whether it needs a power network."""


MEASURES: dict[str, Measure] = {
    "leakage": Measure("leakage", "", per="weapons"),
    "leakers": Measure("leakers", ""),
    "assets_disabled": Measure("assets disabled", ""),
    "value_lost": Measure("value lost", ""),
    "people_exposed": Measure("people exposed", ""),
    "people_exposed_unwarned": Measure("people exposed, had nobody been warned", ""),
    "people_without_power": Measure("people without power, at worst", "", needs_power=True),
    "shed_mw": Measure("demand not served, at worst", "MW", needs_power=True),
    "energy_not_served_mwh": Measure("energy not served", "MWh", needs_power=True),
    "warning_min": Measure("warning, mean over people reached", "min", False, "people_reached"),
    "rounds": Measure("rounds used", ""),
    "rounds_cost_eur": Measure("cost of the rounds used", "EUR"),
}
"""Measures by name. ``leakers.CLASS`` counts the leakers of one threat class."""


def measure_of(name: str) -> Measure:
    """Return a measure by its name.

    Raises
    ------
    KeyError
        If there is none of that name.
    """
    if name.startswith("leakers."):
        return Measure(f"leakers, {name.removeprefix('leakers.')}", "")
    return MEASURES[name]


def measures_for(loaded: Loaded) -> tuple[str, ...]:
    """Return the names of the measures that a scenario has."""
    power = loaded.scenario.power is not None
    names = [name for name, measure in MEASURES.items() if power or not measure.needs_power]
    groups = loaded.scenario.raid.groups.values()
    classes = dict.fromkeys(loaded.catalogue.threats[g.threat].threat_class for g in groups)
    return (*names, *(f"leakers.{name}" for name in classes))


class Measures(NamedTuple):
    """Measures of n raids, in the order of their numbers."""

    replication: NDArray[np.int64]
    """(n,) number of the replication."""
    world: NDArray[np.int64]
    """(n,) world it was played in."""
    values: Mapping[str, Floats]
    """Columns (n,) by name: those of `MEASURES` and what they are divided by."""

    @property
    def cluster(self) -> NDArray[np.int64]:
        """(n,) cluster of each raid: its world, or, of a single world, every 64th replication."""
        return self.world if self.world.any() else self.replication % CLUSTERS

    def sums(self, name: str) -> tuple[Floats, Floats]:
        """Return the sums of a measure and of what it is divided by: (clusters,) each."""
        cluster, per = self.cluster, measure_of(name).per
        top = np.bincount(cluster, self.values[name]).astype(np.float64)
        bottom = np.bincount(cluster, self.values[per] if per else None)
        return top, bottom.astype(np.float64)

    def estimate(self, name: str) -> Estimate:
        """Estimate a measure, with the 95 % interval over clusters."""
        return ratio(*self.sums(name))

    def share(self, name: str, at_most: float) -> Estimate:
        """Estimate the probability that a raid's measure is at most a bound."""
        per = measure_of(name).per
        value = self.values[name]
        if per:
            value = value / np.maximum(self.values[per], 1e-300)
        kept = np.bincount(self.cluster, value <= at_most)
        return ratio(kept, np.bincount(self.cluster), share=True)


def paired(of: Measures, against: Measures, name: str) -> Estimate:
    """Estimate by how much a measure differs, raid by raid.

    Parameters
    ----------
    of, against
        The same replications of two variants.
    name
        The measure.

    Returns
    -------
    Estimate
        Of the first less that of the second, with the 95 % interval over worlds.

    Raises
    ------
    ValueError
        If the replications differ.
    """
    if not np.array_equal(of.replication, against.replication):
        raise ValueError("the variants were not played in the same replications")
    return difference(*of.sums(name), *against.sums(name))


def joined(parts: list[Measures]) -> Measures:
    """Join parts, in the order of the replications' numbers."""
    replication = np.concatenate([part.replication for part in parts])
    order = np.argsort(replication, kind="stable")
    world = np.concatenate([part.world for part in parts])[order]
    names = parts[0].values
    values = {name: np.concatenate([part.values[name] for part in parts])[order] for name in names}
    return Measures(replication[order], world, values)
