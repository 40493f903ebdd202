"""Rules about pledges and campaigns: the names they use must exist."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from airshield.errors import Problem
from airshield.model.bounds import MOST_SITES
from airshield.model.catalogue import Catalogue
from airshield.model.naming import unknown
from airshield.model.scenario import Scenario


def check_pledges(scenario: Scenario, catalogue: Catalogue) -> Iterator[Problem]:
    """Check that pledges name systems and networks that exist, and that rounds have a launcher."""
    pledged = sum(p.number for p in scenario.pledges.values() if p.what == "batteries")
    if pledged and pledged + len(scenario.batteries) > MOST_SITES:
        text = f"and batteries must hold at most {MOST_SITES:,} together, got {pledged:,} pledged"
        yield Problem(("pledges",), text)
    fired = {battery.system for battery in scenario.batteries.values()}
    fired |= {pledge.system for pledge in scenario.pledges.values() if pledge.what == "batteries"}
    for name, pledge in scenario.pledges.items():
        path = ("pledges", name)
        system = catalogue.systems.get(pledge.system)
        if system is None:
            text = unknown("system type", pledge.system, catalogue.systems)
            yield Problem((*path, "system"), text)
        elif system.launcher is None and (pledge.what == "rounds" or pledge.stock is not None):
            yield Problem((*path, "system"), f'"{pledge.system}" jams and fires no rounds')
        elif pledge.what == "rounds" and pledge.system not in fired:
            text = f'no battery fires the rounds of "{pledge.system}"; pledge or place one'
            yield Problem((*path, "system"), text)
        for index, site in enumerate(pledge.sites):
            if site.network is not None and site.network not in scenario.networks:
                text = unknown("network", site.network, scenario.networks)
                yield Problem((*path, "sites", index, "network"), text)
            elif site.network is None and system is not None and _blind(system):
                text = f'can never see: "{pledge.system}" has no sensor of its own; give a network'
                yield Problem((*path, "sites", index), text)


def _blind(system: Any) -> bool:
    return system.launcher is not None and system.sensor is None


def check_campaign(scenario: Scenario, catalogue: Catalogue) -> Iterator[Problem]:
    """Check that a campaign speaks of system types that exist and fire rounds."""
    for field in ("depot_rounds", "rounds_per_month"):
        for name in getattr(scenario.campaign, field):
            system = catalogue.systems.get(name)
            path = ("campaign", field, name)
            if system is None:
                yield Problem(path, unknown("system type", name, catalogue.systems))
            elif system.launcher is None:
                yield Problem(path, f'"{name}" jams and fires no rounds; remove it')


PLEDGE_CHECKS = (check_pledges, check_campaign)
"""Every rule about pledges and campaigns."""
