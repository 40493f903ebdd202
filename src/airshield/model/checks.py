"""Rules that span records: names that must exist, and things that cannot go together.

Every check takes the scenario and its catalogue and yields what is wrong, each with the path of
keys that leads to it. None of them raises.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator
from typing import get_args

from airshield.errors import Problem
from airshield.model.bounds import check_catalogue_bounds, check_scenario_bounds
from airshield.model.catalogue import Catalogue, ThreatClass
from airshield.model.naming import unknown
from airshield.model.placing import check_frame, check_reach
from airshield.model.planning_checks import check_candidates, check_goals
from airshield.model.pledge_checks import PLEDGE_CHECKS
from airshield.model.raid import Group
from airshield.model.scenario import Battery, Scenario
from airshield.model.walking import catalogue_figures

Check = Callable[[Scenario, Catalogue], Iterator[Problem]]

THREAT_CLASSES: tuple[str, ...] = get_args(ThreatClass)


def check_scenario(scenario: Scenario, catalogue: Catalogue) -> list[Problem]:
    """Return every mistake that spans records of a scenario."""
    return [
        problem
        for check in (*RELATION_CHECKS, *PLACING_CHECKS)
        for problem in check(scenario, catalogue)
    ]


def check_catalogue(catalogue: Catalogue) -> list[Problem]:
    """Return every mistake that spans entries of a catalogue."""
    return [problem for check in CATALOGUE_CHECKS for problem in check(catalogue)]


def check_sensors(scenario: Scenario, catalogue: Catalogue) -> Iterator[Problem]:
    """Check that sensors name types and networks that exist."""
    for name, sensor in scenario.sensors.items():
        path = ("sensors", name)
        if sensor.type not in catalogue.sensors:
            text = unknown("sensor type", sensor.type, catalogue.sensors)
            yield Problem((*path, "type"), text)
        if sensor.network is not None and sensor.network not in scenario.networks:
            text = unknown("network", sensor.network, scenario.networks)
            yield Problem((*path, "network"), text)


def check_batteries(scenario: Scenario, catalogue: Catalogue) -> Iterator[Problem]:
    """Check that batteries name systems and networks that exist, and can see something."""
    for name, battery in scenario.batteries.items():
        path = ("batteries", name)
        if battery.system not in catalogue.systems:
            text = unknown("system type", battery.system, catalogue.systems)
            yield Problem((*path, "system"), text)
        elif _blind(battery, catalogue):
            yield Problem(
                path,
                f'can never see: it is in no network and "{battery.system}" has no sensor of its '
                "own; give it a network",
            )
        if battery.network is not None and battery.network not in scenario.networks:
            text = unknown("network", battery.network, scenario.networks)
            yield Problem((*path, "network"), text)


def _blind(battery: Battery, catalogue: Catalogue) -> bool:
    system = catalogue.systems[battery.system]
    fires = system.launcher is not None
    return fires and battery.network is None and system.sensor is None


def check_stock(scenario: Scenario, catalogue: Catalogue) -> Iterator[Problem]:
    """Check that jamming holds no rounds."""
    for name, battery in scenario.batteries.items():
        system = catalogue.systems.get(battery.system)
        if system is not None and system.launcher is None and battery.stock is not None:
            yield Problem(("batteries", name, "stock"), "has no meaning for soft kill; remove it")


def check_groups(scenario: Scenario, catalogue: Catalogue) -> Iterator[Problem]:
    """Check that groups name threats and targets that exist, and fly as their type can."""
    for name, group in scenario.raid.groups.items():
        path = ("raid", "groups", name)
        if group.threat not in catalogue.threats:
            text = unknown("threat type", group.threat, catalogue.threats)
            yield Problem((*path, "threat"), text)
        for target in group.targets:
            if scenario.assets and target not in scenario.assets:
                text = unknown("asset", target, scenario.assets)
                yield Problem((*path, "targets", target), text)
        yield from _check_flight(path, group, catalogue)
        yield from _check_carrier(path, group, catalogue)


def _check_flight(
    path: tuple[str | int, ...], group: Group, catalogue: Catalogue
) -> Iterator[Problem]:
    threat = catalogue.threats.get(group.threat)
    if threat is None or threat.flight != "ballistic":
        return
    if group.waypoints:
        yield Problem((*path, "waypoints"), f'have no meaning: "{group.threat}" flies an arc')
    if group.carrier is not None and threat.threat_class == "ballistic-missile":
        yield Problem((*path, "carrier"), "a ballistic missile starts from the ground; remove it")


def _check_carrier(
    path: tuple[str | int, ...], group: Group, catalogue: Catalogue
) -> Iterator[Problem]:
    if group.carrier is None:
        return
    where = (*path, "carrier", "threat")
    carrier = catalogue.threats.get(group.carrier.threat)
    aircraft = [n for n, t in catalogue.threats.items() if t.threat_class == "aircraft"]
    if carrier is None:
        yield Problem(where, unknown("threat type", group.carrier.threat, aircraft))
    elif carrier.threat_class != "aircraft":
        yield Problem(
            where, f"must be an aircraft, and {group.carrier.threat} is a {carrier.threat_class}"
        )


def check_doctrine(scenario: Scenario, catalogue: Catalogue) -> Iterator[Problem]:
    """Check that doctrine speaks of system types, threat types and classes that exist."""
    doctrine = scenario.doctrine
    for field in ("systems", "reserves", "withhold"):
        for system in getattr(doctrine, field):
            if system not in catalogue.systems:
                text = unknown("system type", system, catalogue.systems)
                yield Problem(("doctrine", field, system), text)
    for system, reserve in doctrine.reserves.items():
        for kind in reserve:
            if kind not in THREAT_CLASSES:
                text = unknown("threat class", kind, THREAT_CLASSES)
                yield Problem(("doctrine", "reserves", system, kind), text)
    threats = (*THREAT_CLASSES, *catalogue.threats)
    for system, kinds in doctrine.withhold.items():
        for index, kind in enumerate(kinds):
            if kind not in threats:
                text = unknown("threat type or class", kind, threats)
                yield Problem(("doctrine", "withhold", system, index), text)


def check_districts(scenario: Scenario, _: Catalogue) -> Iterator[Problem]:
    """Check that assets name districts that exist."""
    for name, asset in scenario.assets.items():
        if asset.district is not None and asset.district not in scenario.districts:
            text = unknown("district", asset.district, scenario.districts)
            yield Problem(("assets", name, "district"), text)


def check_power(scenario: Scenario, _: Catalogue) -> Iterator[Problem]:
    """Check that the power network names buses and assets that exist."""
    power = scenario.power
    if power is None:
        return
    for table, fields in (
        ("buses", ("asset",)),
        ("generators", ("bus", "asset")),
        ("lines", ("from_bus", "to_bus")),
    ):
        for name, item in getattr(power, table).items():
            for field in fields:
                known: Iterable[str] = scenario.assets if field == "asset" else power.buses
                given = getattr(item, field)
                if given is not None and given not in known:
                    what = "asset" if field == "asset" else "bus"
                    yield Problem(("power", table, name, field), unknown(what, given, known))


def check_claims(scenario: Scenario, _: Catalogue) -> Iterator[Problem]:
    """Check that claims speak of groups that exist, and have dates."""
    groups = scenario.raid.groups
    for name, claim in scenario.reported.items():
        for index, group in enumerate(claim.groups):
            if group not in groups:
                path = ("reported", name, "groups", index)
                yield Problem(path, unknown("raid group", group, groups))
        if not _is_time(claim.date):
            text = f'must be a date such as 2022-10-10, got "{claim.date}"'
            yield Problem(("reported", name, "date"), text)


def check_h_hour(scenario: Scenario, _: Catalogue) -> Iterator[Problem]:
    """Check that h-hour is a calendar time with a zone."""
    if scenario.h_hour is not None and not _is_time(scenario.h_hour, zoned=True):
        text = f'must be a time with zone such as 2022-10-10T05:00Z, got "{scenario.h_hour}"'
        yield Problem(("h_hour",), text)


def _is_time(text: str, *, zoned: bool = False) -> bool:
    try:
        time = datetime.datetime.fromisoformat(text)
    except ValueError:
        return False
    return time.tzinfo is not None or not zoned


def check_sources(catalogue: Catalogue) -> Iterator[Problem]:
    """Check that published figures cite a source of the catalogue."""
    for path, figure in catalogue_figures(catalogue):
        if figure.standing == "published" and figure.source not in catalogue.sources:
            text = unknown("source", figure.source, catalogue.sources)
            yield Problem((*path, "source"), f"{text}; a published figure cites one")


def check_references(catalogue: Catalogue) -> Iterator[Problem]:
    """Check that systems name sensors, threat types and classes that exist."""
    threats = (*THREAT_CLASSES, *catalogue.threats)
    for name, system in catalogue.systems.items():
        path = ("systems", name)
        if system.sensor is not None and system.sensor not in catalogue.sensors:
            text = unknown("sensor type", system.sensor, catalogue.sensors)
            yield Problem((*path, "sensor"), text)
        for field in ("p_kill", "p_suppress"):
            for kind in getattr(system, field):
                if kind not in threats:
                    text = unknown("threat type or class", kind, threats)
                    yield Problem((*path, field, kind), text)


RELATION_CHECKS: tuple[Check, ...] = (
    check_h_hour,
    check_districts,
    check_sensors,
    check_batteries,
    check_stock,
    check_groups,
    check_doctrine,
    check_power,
    check_claims,
    check_goals,
    check_candidates,
    check_scenario_bounds,
    *PLEDGE_CHECKS,
)
"""Rules about names and numbers."""

PLACING_CHECKS: tuple[Check, ...] = (check_frame, check_reach)
"""Rules about where things are; they make sense once every place is known."""

CATALOGUE_CHECKS: tuple[Callable[[Catalogue], Iterator[Problem]], ...] = (
    check_sources,
    check_references,
    check_catalogue_bounds,
)
"""Every rule about a catalogue."""
