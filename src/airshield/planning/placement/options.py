"""What may be placed where: the columns of a plan, from the scenario or made up."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import NamedTuple

import numpy as np
import shapely

from airshield.earth.frame import LocalFrame
from airshield.errors import InputError
from airshield.files.scenario import Loaded
from airshield.model.candidates import Candidates, CandidateSystem
from airshield.model.catalogue import Catalogue, SystemType
from airshield.model.scenario import Battery, Scenario
from airshield.planning.campaign.theatre import pledged_batteries
from airshield.planning.placement.surrogate import Ints, Limits
from airshield.simulation.cast import local_frame
from airshield.simulation.figures import lookup, threats_used

MOST_PLEDGED = 12
"""Pledged batteries whose worth is played."""
MOST_GENERATED = 48
"""Sites made up where the scenario names none."""
_GRID = 6
"""Cells of the coarse grid along the longer side of the defended area."""
_NEAR_M = 12_000.0
"""A made-up site lies at least this far from any other."""


class Site(NamedTuple):
    """A place where a piece may stand."""

    name: str
    lat_deg: float
    lon_deg: float


class Option(NamedTuple):
    """One column of a plan: a piece of a system type at a site."""

    site: str
    """Site."""
    system: str
    """System type."""
    battery: Battery
    """The battery that it would be."""
    cost_eur: float | None
    """Cost of a piece."""
    earliest: str | None
    """Earliest date."""


class Choices(NamedTuple):
    """All columns of a plan, and what limits them."""

    options: tuple[Option, ...]
    """(c,) columns."""
    limits: Limits
    """Their limits."""
    sites: tuple[Site, ...]
    """Sites."""
    systems: tuple[str, ...]
    """System types."""
    generated: bool
    """Whether the sites were made up."""


def choices_of(
    loaded: Loaded, pieces: int | None = None, budget_eur: float | None = None
) -> Choices:
    """Return what may be placed where in a scenario.

    Parameters
    ----------
    loaded
        The scenario; what its `candidates` leave out is made up.
    pieces, budget_eur
        Limits in place of the scenario's own.

    Raises
    ------
    InputError
        If there is a budget and a system type without a cost, or nothing may be placed.
    """
    scenario, catalogue = loaded.scenario, loaded.catalogue
    given = scenario.candidates or Candidates()
    most = given.pieces if pieces is None else pieces
    budget = given.budget_eur if budget_eur is None else budget_eur
    offered = dict(given.systems) or {
        name: CandidateSystem() for name in _useful(scenario, catalogue)
    }
    _check(offered, budget, most)
    sites = _given_sites(scenario, given) or generated_sites(scenario)
    options = tuple(
        Option(
            site.name,
            name,
            _battery(scenario, catalogue, given, site, name),
            s.cost_eur,
            s.earliest,
        )
        for site in sites
        for name, s in offered.items()
    )
    systems = tuple(offered)
    limits = Limits(
        site=np.repeat(np.arange(len(sites)), len(systems)),
        system=np.tile(np.arange(len(systems)), len(sites)),
        cost_eur=np.array([option.cost_eur or 0.0 for option in options]),
        at_most=np.array(
            [most if s.at_most is None else s.at_most for s in offered.values()], np.int64
        ),
        per_site=given.per_site,
        pieces=most,
        budget_eur=math.inf if budget is None else budget,
    )
    return Choices(options, limits, sites, systems, not given.sites)


def _check(offered: dict[str, CandidateSystem], budget: float | None, most: int) -> None:
    """Refuse limits that cannot be kept."""
    unpriced = [name for name, system in offered.items() if system.cost_eur is None]
    if budget is not None and unpriced:
        raise InputError(
            [
                f"candidates.systems.{name}: a budget in euros needs its cost_eur; give it, or "
                "leave the budget out"
                for name in unpriced
            ]
        )
    if not offered:
        raise InputError(["candidates: no system type of the catalogue can stop any of the raid"])
    if not 0 <= most <= 1_000:
        raise InputError([f"pieces must lie in 0 … 1,000, got {most:,}"])


def _useful(scenario: Scenario, catalogue: Catalogue) -> list[str]:
    """Return the system types, patrols aside, that can stop something of the raid."""
    return [
        name
        for name, system in catalogue.systems.items()
        if system.orbit is None
        and _stops(system, scenario, catalogue)
        and (system.launcher is None or system.sensor is not None or scenario.networks)
    ]


def _stops(system: SystemType, scenario: Scenario, catalogue: Catalogue) -> bool:
    """Whether a system type has a chance against any threat of the raid."""
    chances = system.p_kill or system.p_suppress
    return any(
        lookup(chances, threat, catalogue.threats[threat].threat_class) is not None
        for threat in threats_used(scenario)
    )


def _given_sites(scenario: Scenario, given: Candidates) -> tuple[Site, ...]:
    """Return the sites that the scenario names."""
    found = []
    for name, site in given.sites.items():
        place = scenario.assets[site.at] if site.at is not None else site
        if place.lat_deg is not None and place.lon_deg is not None:
            found.append(Site(name, place.lat_deg, place.lon_deg))
    return tuple(found)


def generated_sites(scenario: Scenario) -> tuple[Site, ...]:
    """Make up sites: at the assets, most valuable first, then on a coarse grid between them."""
    frame = local_frame(scenario)
    assets = sorted(scenario.assets.items(), key=lambda item: -item[1].value)
    wanted = [Site(f"at {name}", a.lat_deg, a.lon_deg) for name, a in assets]
    spread = [*wanted, *_grid(scenario, frame)]
    east, north = frame.to_local(
        np.array([site.lat_deg for site in spread]), np.array([site.lon_deg for site in spread])
    )
    kept: list[int] = []
    for index in range(len(spread)):
        away = np.hypot(east[kept] - east[index], north[kept] - north[index])
        if len(kept) < MOST_GENERATED and (away >= _NEAR_M).all():
            kept.append(index)
    return tuple(spread[index] for index in kept)


def _grid(scenario: Scenario, frame: LocalFrame) -> list[Site]:
    """Return the nodes of a coarse grid in the districts, or where there are none, among assets."""
    assets = scenario.assets.values()
    east, north = frame.to_local(
        np.array([a.lat_deg for a in assets]), np.array([a.lon_deg for a in assets])
    )
    step = max(float(np.ptp(east)), float(np.ptp(north)), 1.0) / _GRID
    at_east, at_north = np.meshgrid(
        np.arange(east.min() + step / 2, east.max(), step),
        np.arange(north.min() + step / 2, north.max(), step),
    )
    lat, lon = frame.to_geodetic(at_east.ravel(), at_north.ravel())
    nodes = zip(np.round(lat, 3), np.round(lon, 3), strict=True)
    return [
        Site(f"grid {number}", float(y), float(x))
        for number, (y, x) in enumerate(nodes, 1)
        if _on_land(scenario, float(y), float(x))
    ]


def _on_land(scenario: Scenario, lat_deg: float, lon_deg: float) -> bool:
    """Whether a place lies in a district; without districts, anywhere will do."""
    place = shapely.points(lon_deg, lat_deg)
    rings = [ring for district in scenario.districts.values() for ring in district.rings]
    return not rings or any(shapely.polygons(np.array(ring)).intersects(place) for ring in rings)


def _battery(
    scenario: Scenario, catalogue: Catalogue, given: Candidates, site: Site, system: str
) -> Battery:
    """Return the battery that a piece of a system type at a site would be."""
    offered = given.systems.get(system, CandidateSystem())
    stock = offered.stock
    if stock is None and catalogue.systems[system].launcher is not None:
        held = [b.stock for b in scenario.batteries.values() if b.system == system]
        stock = next((number for number in held if number is not None), None)
    return Battery(
        lat_deg=site.lat_deg,
        lon_deg=site.lon_deg,
        system=system,
        network=given.network or _nearest_network(scenario, site),
        stock=stock,
    )


def _nearest_network(scenario: Scenario, site: Site) -> str | None:
    """Return the network of the nearest battery in one, else the first network, if any."""
    joined = [b for b in scenario.batteries.values() if b.network is not None]
    if not joined:
        return next(iter(scenario.networks), None)
    shrink = math.cos(math.radians(site.lat_deg))

    def away(battery: Battery) -> float:
        east = (battery.lon_deg - site.lon_deg + 180.0) % 360.0 - 180.0
        return math.hypot(east * shrink, battery.lat_deg - site.lat_deg)

    return min(joined, key=away).network


def placed(scenario: Scenario, options: Sequence[Option], slots: Iterable[int]) -> Scenario:
    """Return the scenario with the pieces of a plan put in as batteries, after those there."""
    added = dict(scenario.batteries)
    for index in slots:
        option = options[index]
        added[_free_name(f"new {option.system} {option.site}", added)] = option.battery
    return dataclasses.replace(scenario, batteries=added)


def pledged_options(scenario: Scenario) -> tuple[Option, ...]:
    """Return the first pledged batteries, each as an option at a site of its own name."""
    pledged = islice(pledged_batteries(scenario).items(), MOST_PLEDGED)
    return tuple(Option(name, b.system, b, None, None) for name, b in pledged)


def slots_of(chosen: Ints) -> tuple[int, ...]:
    """Return the option of each piece of a plan."""
    return tuple(int(index) for index in np.repeat(np.arange(chosen.size), chosen))


def chosen_of(slots: Iterable[int], options: int) -> Ints:
    """Return the pieces of each option."""
    return np.bincount(np.array(list(slots), np.int64), minlength=options).astype(np.int64)


def _free_name(name: str, taken: dict[str, Battery]) -> str:
    """Return a name that is not taken yet."""
    if name not in taken:
        return name
    return next(f"{name} ({n})" for n in range(2, 10_000) if f"{name} ({n})" not in taken)


def cost_of(options: Sequence[Option], slots: Iterable[int]) -> float | None:
    """Return what a plan costs; None if the cost of a piece of it is not known."""
    costs = [options[index].cost_eur for index in slots]
    return None if None in costs else float(sum(cost or 0.0 for cost in costs))
