"""Limits within which a figure can be meant: far wider than any real one, but not absurd.

They keep times within whole ticks, distances on the Earth, and the geometry within memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from airshield.errors import Problem
from airshield.model.catalogue import Catalogue
from airshield.model.figure import Figure
from airshield.model.scenario import Scenario
from airshield.model.walking import PathOfKeys, leaves

MOST_SITES = 2_000
"""Batteries, sensors, assets or raid groups in one scenario, each."""
MOST_ROUTES = 100_000
"""Routes (group × target × variant) in one scenario."""
MOST_WAYPOINTS = 100
"""Waypoints of one group."""

LARGEST = {
    "apogee_m": 8e6,
    "_m_s": 20_000.0,
    "_eur": 1e10,
    "_m2": 1e6,
    "_mw": 1e7,
    "_pu": 1e6,
    "_db": 200.0,
    "_m": 2e7,
    "_s": 1e7,
    "_h": 1e6,
    "people": 10**10,
    "value": 1e9,
    "hits_to_disable": 1e6,
    "hits": 1e6,
    "channels": 10_000,
    "launchers": 10_000,
    "rounds_per_launcher": 100_000,
}
"""Largest figure by the end of its name."""

SMALLEST = {"period_s": 0.25, "speed_m_s": 10.0}
"""Smallest figure by name: slower, the looks and launches of one route would be without number."""


def check_catalogue_bounds(catalogue: Catalogue) -> Iterator[Problem]:
    """Check that no figure of the catalogue is absurd."""
    for path, leaf in leaves(catalogue):
        yield from _check_leaf(path, leaf)


def check_scenario_bounds(scenario: Scenario, _: Catalogue) -> Iterator[Problem]:
    """Check that no number is absurd, and that the geometry can be held in memory."""
    for field in ("frame", "assets", "networks", "batteries", "raid", "doctrine", "power"):
        for path, leaf in leaves(getattr(scenario, field), (field,)):
            yield from _check_leaf(path, leaf)
    for path, leaf in leaves(scenario.alerting, ("alerting",)):
        yield from _check_leaf(path, leaf)
    yield from _check_numbers(scenario)


def _check_numbers(scenario: Scenario) -> Iterator[Problem]:
    groups = scenario.raid.groups
    for path, table in (
        (("assets",), scenario.assets),
        (("sensors",), scenario.sensors),
        (("batteries",), scenario.batteries),
        (("raid", "groups"), groups),
    ):
        if len(table) > MOST_SITES:
            yield Problem(path, f"must hold at most {MOST_SITES:,}, got {len(table):,}")
    for name, group in groups.items():
        if len(group.waypoints) > MOST_WAYPOINTS:
            text = f"must be at most {MOST_WAYPOINTS}, got {len(group.waypoints):,}"
            yield Problem(("raid", "groups", name, "waypoints"), text)
    routes = sum(len(group.targets) * group.variants for group in groups.values())
    if routes > MOST_ROUTES:
        yield Problem(
            ("raid", "groups"),
            f"must ask for at most {MOST_ROUTES:,} routes (targets × variants), got {routes:,}; "
            "lower `variants` or name fewer targets",
        )


def _check_leaf(path: PathOfKeys, leaf: Any) -> Iterator[Problem]:
    low, high = (leaf.low, leaf.high) if isinstance(leaf, Figure) else (leaf, leaf)
    if isinstance(low, bool) or not isinstance(low, int | float):
        return
    name = _name(path)
    largest = next((most for end, most in LARGEST.items() if _ends(name, end)), None)
    if largest is not None and not max(abs(low), abs(high)) <= largest:
        yield Problem(path, f"must be at most {largest:,.0f}, got {high:,.6g}")
    smallest = SMALLEST.get(name)
    if smallest is not None and isinstance(leaf, Figure) and not low >= smallest:
        yield Problem(path, f"must be at least {smallest:g}, with its low, got {low:g}")


def _name(path: PathOfKeys) -> str:
    """Return the field a number belongs to; a spread's parts take the name above them."""
    names = [key for key in path if isinstance(key, str)]
    if len(names) > 1 and names[-1] in ("low", "value", "high") and "_" in names[-2]:
        return names[-2]
    return names[-1] if names else ""


def _ends(name: str, end: str) -> bool:
    return name.endswith(end) if end.startswith("_") else name == end
