"""Whether a scenario fits one local frame, and its threats can reach their targets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from airshield.errors import Problem
from airshield.model.catalogue import Catalogue, ThreatType
from airshield.model.raid import Group
from airshield.model.scenario import Scenario
from airshield.model.sphere import Place, distance_m, middle
from airshield.model.walking import PathOfKeys

WIDEST_M = 3_000_000.0
"""A scenario may be this wide: assets, sensors and batteries lie within half of it."""
FURTHEST_ORIGIN_M = 2_000_000.0
"""A raid may come from this far from the centre."""


def check_frame(scenario: Scenario, _: Catalogue) -> Iterator[Problem]:
    """Check that everything lies within the local frame."""
    centre = frame_centre(scenario)
    if centre is None:
        return
    for path, place in _standing(scenario):
        yield from _check_within(path, place, centre, WIDEST_M / 2)
    for path, place in _raiding(scenario):
        yield from _check_within(path, place, centre, FURTHEST_ORIGIN_M)


def frame_centre(scenario: Scenario) -> Place | None:
    """Return the centre of the local frame; None without assets."""
    if scenario.frame.lat_deg is not None and scenario.frame.lon_deg is not None:
        return scenario.frame.lat_deg, scenario.frame.lon_deg
    places = [_place(asset) for asset in scenario.assets.values()]
    return middle(places) if places else None


def _check_within(
    path: PathOfKeys, place: Place, centre: Place, most_m: float
) -> Iterator[Problem]:
    away = distance_m(place, centre)
    if not away <= most_m:
        yield Problem(
            path,
            f"lies outside the frame: {away / 1000:,.0f} km from the centre of the scenario "
            f"({centre[0]:.2f}° N, {centre[1]:.2f}° E), at most {most_m / 1000:,.0f} km; check "
            "that latitude and longitude are not swapped",
        )


def _standing(scenario: Scenario) -> Iterator[tuple[PathOfKeys, Place]]:
    for table in ("assets", "sensors", "batteries"):
        for name, item in getattr(scenario, table).items():
            yield (table, name), _place(item)
    for name, pledge in scenario.pledges.items():
        for index, site in enumerate(pledge.sites):
            yield ("pledges", name, "sites", index), _place(site)
    if scenario.power is not None:
        for name, bus in scenario.power.buses.items():
            yield ("power", "buses", name), _place(bus)


def _raiding(scenario: Scenario) -> Iterator[tuple[PathOfKeys, Place]]:
    for name, group in scenario.raid.groups.items():
        path = ("raid", "groups", name)
        yield (*path, "origin"), _place(group.origin)
        for index, waypoint in enumerate(group.waypoints):
            yield (*path, "waypoints", index), _place(waypoint)
        if group.carrier is not None:
            release = group.carrier.release
            yield (*path, "carrier", "release"), (release.from_lat_deg, release.from_lon_deg)
            yield (*path, "carrier", "release"), (release.to_lat_deg, release.to_lon_deg)


def _place(item: Any) -> Place:
    return item.lat_deg, item.lon_deg


def check_reach(scenario: Scenario, catalogue: Catalogue) -> Iterator[Problem]:
    """Check that no threat starts further from its target than its type can fly.

    Measured along the great circle from the middle of the origin area (or release line) to the
    target; waypoints and the lateral offset are not counted.
    """
    for name, group in scenario.raid.groups.items():
        path = ("raid", "groups", name)
        start = _place(group.origin)
        if group.carrier is not None:
            release = _release_middle(group)
            carrier = catalogue.threats.get(group.carrier.threat)
            where = (*path, "carrier", "release")
            yield from _check_distance(where, group.carrier.threat, carrier, start, release, "")
            start = release
        threat = catalogue.threats.get(group.threat)
        for target, weight in group.targets.items():
            asset = scenario.assets.get(target)
            if asset is not None and weight > 0:
                where = (*path, "targets", target)
                yield from _check_distance(
                    where, group.threat, threat, start, _place(asset), f" ({target})"
                )


def _release_middle(group: Group) -> Place:
    assert group.carrier is not None
    release = group.carrier.release
    ends = [
        (release.from_lat_deg, release.from_lon_deg),
        (release.to_lat_deg, release.to_lon_deg),
    ]
    return middle(ends)


def _check_distance(
    path: PathOfKeys, name: str, threat: ThreatType | None, start: Place, end: Place, what: str
) -> Iterator[Problem]:
    if threat is None or threat.range_m is None:
        return
    away = distance_m(start, end)
    if not away <= threat.range_m.high:
        yield Problem(
            path,
            f"is out of range{what}: {away / 1000:,.0f} km from where it starts, and {name} flies "
            f"at most {threat.range_m.high / 1000:,.0f} km; move the start nearer, or choose "
            "another target or type",
        )
