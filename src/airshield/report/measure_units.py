"""How each measure of a raid is written."""

from __future__ import annotations

from airshield.planning.answer import Estimate
from airshield.report.wording import COUNT, EURO, MEGAWATT, PEOPLE, SHARE, Unit, euro, people

PEOPLE_THOUSAND = Unit(1e-3, "\u00a0k", 0, 1)
"""People in thousands, for tables with little room."""

UNITS = {
    "leakage": SHARE,
    "people_without_power": PEOPLE,
    "people_exposed": PEOPLE,
    "people_exposed_unwarned": PEOPLE,
    "shed_mw": MEGAWATT,
    "energy_not_served_mwh": Unit(1.0, "\u00a0MWh", 0, 0),
    "warning_min": Unit(1.0, "\u00a0min", 0, 1),
    "rounds_cost_eur": EURO,
}
"""Units of the measures that are no plain numbers."""


def unit_of(name: str, estimate: Estimate, *, short: bool = False) -> Unit:
    """Return the unit in which a measure of that size is easiest to read."""
    unit = UNITS.get(name, COUNT)
    if unit is EURO:
        size = max(abs(estimate.mean), abs(estimate.low), abs(estimate.high))
        return euro(Estimate(mean=size, low=size, high=size))
    if unit is PEOPLE:
        return PEOPLE_THOUSAND if short else people(estimate)
    return unit
