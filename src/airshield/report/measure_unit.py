"""How each measure is written."""

from __future__ import annotations

from airshield.planning.answer import Estimate
from airshield.report.wording import COUNT, MEGAWATT, PEOPLE, SHARE, Unit, euro

MINUTE = Unit(1.0, "\u00a0min", 0, 1)
MEGAWATT_HOUR = Unit(1.0, "\u00a0MWh", 0, 0)
_UNITS = {
    "leakage": SHARE,
    "people_exposed": PEOPLE,
    "people_exposed_unwarned": PEOPLE,
    "people_without_power": PEOPLE,
    "shed_mw": MEGAWATT,
    "energy_not_served_mwh": MEGAWATT_HOUR,
    "warning_min": MINUTE,
}


def measure_unit(name: str, size: float) -> Unit:
    """Return how a measure is written, given how large it is."""
    if name == "rounds_cost_eur":
        return euro(Estimate(mean=size, low=size, high=size))
    return _UNITS.get(name, COUNT)
