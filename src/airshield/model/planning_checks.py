"""Rules that tie goals and candidates to the rest of the scenario."""

from __future__ import annotations

from collections.abc import Iterator

from airshield.errors import Problem
from airshield.model.catalogue import Catalogue
from airshield.model.goal import CLASS_PREFIX
from airshield.model.naming import unknown
from airshield.model.scenario import Scenario

_OF_POWER = ("people_without_power", "shed_mw", "energy_not_served_mwh")


def check_goals(scenario: Scenario, catalogue: Catalogue) -> Iterator[Problem]:
    """Check that goals speak of what the scenario has."""
    flown = {
        catalogue.threats[group.threat].threat_class
        for group in scenario.raid.groups.values()
        if group.threat in catalogue.threats
    }
    for index, goal in enumerate(scenario.goals):
        path = ("goals", index, "measure")
        if goal.measure in _OF_POWER and scenario.power is None:
            yield Problem(path, f"{goal.measure} needs a power network; give the scenario `power`")
        of_class = goal.measure.removeprefix(CLASS_PREFIX)
        if of_class != goal.measure and of_class not in flown:
            yield Problem(path, unknown("threat class in the raid", of_class, sorted(flown)))


def check_candidates(scenario: Scenario, catalogue: Catalogue) -> Iterator[Problem]:
    """Check that candidates name system types, assets and networks that exist."""
    candidates = scenario.candidates
    if candidates is None:
        return
    for name, system in candidates.systems.items():
        path = ("candidates", "systems", name)
        kind = catalogue.systems.get(name)
        if kind is None:
            yield Problem(path, unknown("system type", name, catalogue.systems))
        elif kind.launcher is None and system.stock is not None:
            yield Problem((*path, "stock"), "has no meaning for soft kill; remove it")
        elif kind.launcher is not None and kind.sensor is None and not scenario.networks:
            yield Problem(path, "can never see: it has no sensor, and there is no network to join")
    for name, site in candidates.sites.items():
        if site.at is not None and site.at not in scenario.assets:
            text = unknown("asset", site.at, scenario.assets)
            yield Problem(("candidates", "sites", name, "at"), text)
    if candidates.network is not None and candidates.network not in scenario.networks:
        text = unknown("network", candidates.network, scenario.networks)
        yield Problem(("candidates", "network"), text)
