"""The protection goal: what the defence is to reach, and how surely."""

from __future__ import annotations

import re
from typing import get_args

from airshield.model.catalogue import ThreatClass
from airshield.model.record import Rules, record

MEASURES = {
    "leakage": "share of the weapons launched that arrive",
    "leakers": "weapons that arrive",
    "assets_disabled": "assets disabled",
    "value_lost": "value of the assets lost, each by its damage",
    "people_exposed": "people exposed with the warning they had",
    "people_exposed_unwarned": "people exposed were nobody warned",
    "people_without_power": "people without power at the worst hour",
    "shed_mw": "demand not served at the worst hour, MW",
    "energy_not_served_mwh": "energy not served, MWh",
    "warning_min": "minutes of warning, mean over people reached",
    "rounds": "rounds launched",
    "rounds_cost_eur": "cost of the rounds, euros",
}
"""What a goal may speak of, by name."""

CLASS_PREFIX = "leakers."
"""`leakers.drone` counts the leakers of one threat class."""

AT_LEAST = ("warning_min",)
"""Measures of which more is better."""

NO_WHOLE = ("warning_min", "rounds", "rounds_cost_eur")
"""Measures that are no part of a whole."""

_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*%")


@record
class Goal:
    """A bound that one measure of a raid must keep, and in what share of raids."""

    measure: str
    """What is measured in each raid, such as `people_without_power` or `leakers.drone`."""
    at_most: float | str | None = None
    """Bound from above: a number, or a share of the whole such as `10 %`."""
    at_least: float | str | None = None
    """Bound from below, for minutes of warning."""
    probability: float = 0.9
    """Share of raids in which it must hold."""

    def __post_init__(self) -> None:
        rules = Rules(self).must("measure", _known, f"be one of {_names()}")
        rules.must("probability", lambda p: 0 < p < 1, "lie between 0 and 1")
        wanted, other = ("at_least", "at_most") if self.rising else ("at_most", "at_least")
        if getattr(self, wanted) is None:
            rules.refuse(wanted, f"is needed: how much of {self.measure} is acceptable")
        if getattr(self, other) is not None:
            rules.refuse(other, f"has no meaning for {self.measure}; use {wanted}")
        for field in ("at_most", "at_least"):
            rules.must(field, _readable, 'be a number from 0 on, or a share such as "10 %"')
        if self.measure in NO_WHOLE and self.relative:
            rules.refuse(wanted, f"must be a number: {self.measure} is no share of anything")
        rules.check()

    @property
    def rising(self) -> bool:
        """Whether more of the measure is better."""
        return self.measure in AT_LEAST

    @property
    def bound(self) -> float:
        """The bound: a share of the whole if `relative`, else in the measure's unit."""
        given = self.at_least if self.rising else self.at_most
        if isinstance(given, str):
            found = _PERCENT.fullmatch(given.strip())
            return float(found[1]) / 100.0 if found else float("nan")
        return float("nan") if given is None else float(given)

    @property
    def relative(self) -> bool:
        """Whether the bound is a share of the whole."""
        return isinstance(self.at_least if self.rising else self.at_most, str)

    @property
    def text(self) -> str:
        """The goal as a sentence."""
        side = "at least" if self.rising else "at most"
        given = self.at_least if self.rising else self.at_most
        shown = given if isinstance(given, str) else f"{given:g}"
        return f"{self.measure} {side} {shown} with probability {self.probability:g}"


def _known(measure: str) -> bool:
    classes = get_args(ThreatClass)
    return measure in MEASURES or measure.removeprefix(CLASS_PREFIX) in classes


def _names() -> str:
    return ", ".join([*MEASURES, f"{CLASS_PREFIX}<threat class>"])


def _readable(given: float | str) -> bool:
    if isinstance(given, str):
        found = _PERCENT.fullmatch(given.strip())
        return found is not None and float(found[1]) <= 100.0
    return 0 <= given < float("inf")
