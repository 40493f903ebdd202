"""When what was pledged arrives, in each of the cases that are compared."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import Literal, NamedTuple

from airshield.model.pledges import Pledge, day_of
from airshield.planning.campaign.months import HOURS_A_MONTH, Month, hours_from, month_later

NEVER_H = math.inf
"""Hour of what does not arrive."""

Rule = Literal["promised", "delivered", "delayed", "nothing", "later", "alone"]


class Case(NamedTuple):
    """One assumption of what arrives when; all cases are played on the same raids."""

    rule: Rule
    """How dates follow from the pledges."""
    pledge: str = ""
    """The one pledge that comes a month late, of `later`."""

    @property
    def title(self) -> str:
        """Its name for people."""
        if self.rule == "later":
            return f"{self.pledge}: a month later"
        return TITLES[self.rule]


TITLES: Mapping[str, str] = {
    "promised": "as promised",
    "delivered": "as delivered",
    "delayed": "with delays",
    "nothing": "nothing delivered",
    "alone": "as it is",
}
"""The cases every table and figure speaks of."""


class Arrivals(NamedTuple):
    """What arrives when: hours after the campaign begins."""

    battery_h: tuple[float, ...]
    """Hour of each pledged battery, pledge by pledge."""
    rounds: tuple[tuple[float, str, int], ...]
    """(hour, system type, number) of pledged rounds, pledge by pledge."""


def cases(pledges: Mapping[str, Pledge]) -> tuple[Case, ...]:
    """Return the cases to compare; without pledges only the one as it is."""
    if not pledges:
        return (Case("alone"),)
    shared: tuple[Rule, ...] = ("promised", "delivered", "delayed", "nothing")
    return tuple(Case(rule) for rule in shared) + tuple(Case("later", name) for name in pledges)


def arrivals(
    case: Case,
    pledges: Mapping[str, Pledge],
    months: tuple[Month, ...],
    delay_months: Mapping[str, float],
) -> Arrivals:
    """Return what arrives when in one case.

    Parameters
    ----------
    case
        What is assumed.
    pledges
        Every pledge by name.
    months
        Months of the campaign.
    delay_months : by pledge
        How late each comes where delays are drawn.
    """
    batteries: list[float] = []
    rounds: list[tuple[float, str, int]] = []
    for name, pledge in pledges.items():
        lots = _lots(case, name, pledge, months, delay_months.get(name, 0.0))
        if pledge.what == "rounds":
            rounds += [(hour, pledge.system, number) for hour, number in lots]
        else:
            hours = sorted(hour for hour, number in lots for _ in range(number))
            batteries += hours + [NEVER_H] * (pledge.number - len(hours))
    return Arrivals(tuple(batteries), tuple(rounds))


def _lots(
    case: Case, name: str, pledge: Pledge, months: tuple[Month, ...], delay_months: float
) -> list[tuple[float, int]]:
    """Return (hour, number) of each part of a pledge that arrives."""
    promised = day_of(pledge.promised)
    if case.rule == "nothing":
        return []
    if case.rule == "delivered":
        return [(_hour(months, day_of(lot.date)), lot.number) for lot in pledge.delivered]
    if case.rule == "delayed":
        return [(_hour(months, promised) + delay_months * HOURS_A_MONTH, pledge.number)]
    if case.rule == "later" and case.pledge == name:
        promised = month_later(promised)
    return [(_hour(months, promised), pledge.number)]


def _hour(months: tuple[Month, ...], day: date) -> float:
    return hours_from(months, day)
