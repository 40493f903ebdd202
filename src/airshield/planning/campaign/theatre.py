"""The scenario with everything pledged in it, staged for whatever has arrived."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from airshield.consequence import assemble_grid
from airshield.files.scenario import Loaded
from airshield.model.catalogue import Catalogue
from airshield.model.checks import THREAT_CLASSES
from airshield.model.pledges import Site
from airshield.model.raid import Between, Group, Poisson
from airshield.model.scenario import Battery, Scenario
from airshield.model.sphere import distance_m
from airshield.planning.assessment import load_stage
from airshield.planning.campaign.repairs import Repairs
from airshield.simulation.figures import draw_worlds
from airshield.simulation.world import Stage

BESIDE_DEG = 0.02
"""How far north of its asset a battery stands for which no site is given, degrees."""
ABSENT = " (not there)"
"""Ends the name of a system type that stands for one that has not arrived."""

Here = tuple[bool, ...]
"""Whether each pledged battery has arrived."""


def pledged_batteries(scenario: Scenario) -> dict[str, Battery]:
    """Return every pledged battery by name, pledge by pledge."""
    found: dict[str, Battery] = {}
    others = default_sites(scenario)
    for name, pledge in scenario.pledges.items():
        if pledge.what == "rounds":
            continue
        sites = [*pledge.sites, *islice(others, pledge.number - len(pledge.sites))]
        for number, site in enumerate(sites):
            key = f"{name} {number + 1}"
            while key in scenario.batteries or key in found:
                key += " (pledged)"
            found[key] = Battery(
                lat_deg=site.lat_deg,
                lon_deg=site.lon_deg,
                system=pledge.system,
                network=site.network,
                stock=pledge.stock,
            )
    return found


def default_sites(scenario: Scenario) -> Iterator[Site]:
    """Yield a site beside each asset, those of most value first, again and again."""
    assets = sorted(scenario.assets.values(), key=lambda asset: -asset.value)
    turn = 0
    while True:
        turn += 1
        for asset in assets:
            place = (asset.lat_deg + turn * BESIDE_DEG, asset.lon_deg)
            network = _nearest_network(scenario, place)
            yield Site(lat_deg=place[0], lon_deg=place[1], network=network)


def _nearest_network(scenario: Scenario, place: tuple[float, float]) -> str | None:
    """Return the network of the nearest member of one; None without networks."""
    members: list[Any] = [*scenario.batteries.values(), *scenario.sensors.values()]
    members = [member for member in members if member.network is not None]
    if not members:
        return next(iter(scenario.networks), None)
    nearest = min(members, key=lambda m: distance_m((m.lat_deg, m.lon_deg), place))
    return str(nearest.network)


def resized(scenario: Scenario, factor: float) -> Scenario:
    """Return a scenario whose raid has a factor times as many threats in every group."""
    if factor == 1.0:
        return scenario
    groups = {name: replace(g, count=_count(g, factor)) for name, g in scenario.raid.groups.items()}
    return replace(scenario, raid=replace(scenario.raid, groups=groups))


def _count(group: Group, factor: float) -> int | Between | Poisson:
    count = group.count
    if isinstance(count, Poisson):
        return Poisson(mean=count.mean * factor)
    if isinstance(count, Between):
        high = max(1, round(count.high * factor))
        return Between(low=min(high, round(count.low * factor)), high=high)
    return max(1, round(count * factor))


def without(
    scenario: Scenario, catalogue: Catalogue, absent: set[str]
) -> tuple[Scenario, Catalogue]:
    """Return a scenario in which some batteries stand for nothing, each still in its place.

    Their system type is one that sees nothing and engages nothing: all indices stay, and with
    them every draw.
    """
    types = {scenario.batteries[name].system for name in absent}
    systems = {name + ABSENT: replace(catalogue.systems[name], sensor=None) for name in types}
    batteries = {
        name: _absent(battery, catalogue) if name in absent else battery
        for name, battery in scenario.batteries.items()
    }
    withhold = scenario.doctrine.withhold | dict.fromkeys(systems, THREAT_CLASSES)
    doctrine = replace(scenario.doctrine, withhold=withhold)
    return (
        replace(scenario, batteries=batteries, doctrine=doctrine),
        replace(catalogue, systems=catalogue.systems | systems),
    )


def _absent(battery: Battery, catalogue: Catalogue) -> Battery:
    armed = catalogue.systems[battery.system].launcher is not None
    stock = 0 if armed else None
    return replace(battery, system=battery.system + ABSENT, readiness=0.0, stock=stock)


def _linked(scenario: Scenario) -> list[int]:
    """Return the assets that belong to the power network, by index."""
    if scenario.power is None:
        return []
    linked: list[int] = assemble_grid(scenario.power, scenario.assets).asset.tolist()
    return linked


class Staged(NamedTuple):
    """A stage for one state of arrivals, with the figures of every world."""

    stage: Stage
    drawn: dict[str, NDArray[np.float64]]

    def values(self, world: int) -> dict[str, float]:
        """Return the figures of a world."""
        return {path: float(column[world]) for path, column in self.drawn.items()}


class Theatre:
    """Makes stages as they are needed, once each; it pickles without them."""

    def __init__(self, loaded: Loaded, worlds: int, seed: int) -> None:
        scenario = resized(loaded.scenario, loaded.scenario.campaign.size_factor)
        self.own = len(scenario.batteries)
        self.pledged = pledged_batteries(scenario)
        batteries = scenario.batteries | self.pledged
        self.loaded = loaded._replace(scenario=replace(scenario, batteries=batteries))
        self._worlds, self._seed = worlds, seed
        self._queued = _linked(scenario)
        self._made: dict[Here, Staged] = {}
        self._lock = threading.Lock()

    def repairs(self) -> Repairs:
        """Return the repair of a path: crews that are few serve the power network alone."""
        network = self.scenario.power
        value = [asset.value for asset in self.scenario.assets.values()]
        return Repairs(value, None if network is None else network.repair_crews, self._queued)

    @property
    def scenario(self) -> Scenario:
        """The scenario with every pledged battery in it, those last."""
        return self.loaded.scenario

    def staged(self, here: Here) -> Staged:
        """Return the stage on which some of the pledged batteries have arrived."""
        with self._lock:
            if here not in self._made:
                self._made[here] = self._make(here)
            return self._made[here]

    def _make(self, here: Here) -> Staged:
        absent = {name for name, there in zip(self.pledged, here, strict=True) if not there}
        scenario, catalogue = without(self.scenario, self.loaded.catalogue, absent)
        stage = load_stage(self.loaded._replace(scenario=scenario, catalogue=catalogue))
        return Staged(stage, draw_worlds(stage.figures, self._worlds, self._seed, 0))

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what can be made again."""
        return {k: v for k, v in self.__dict__.items() if k not in ("_made", "_lock")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Begin without any stage."""
        self.__dict__.update(state, _made={}, _lock=threading.Lock())
