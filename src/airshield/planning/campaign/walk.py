"""One path in one case: raid after raid with the state that earlier ones and deliveries left."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from airshield.planning.campaign.arriving import Arrivals, Case
from airshield.planning.campaign.coming import Coming, Rates
from airshield.planning.campaign.ground import COUNTS, Ground
from airshield.planning.campaign.months import Month, edges_h
from airshield.planning.campaign.repairs import Loss
from airshield.planning.campaign.stocks import Stocks
from airshield.planning.campaign.theatre import Here, Theatre

Ints = NDArray[np.int64]

OF_SYSTEM = ("used", "came", "left", "bare", "gone")
"""What is counted in each month by system type: rounds launched, rounds that came, rounds there are
at its end; raids before which a battery had none left, raids after which there was none anywhere.
"""


class Setting(NamedTuple):
    """What every path of a campaign shares."""

    theatre: Theatre
    months: tuple[Month, ...]
    cases: tuple[Case, ...]
    seed: int
    systems: tuple[str, ...]
    """System types that fire rounds."""
    rates: Rates | None = None
    """Mean number of raids in each month, if a record says so."""


class Walked(NamedTuple):
    """What came of one path in one case."""

    counts: Ints
    """(m, `COUNTS`)"""
    by_system: Ints
    """(m, s, `OF_SYSTEM`)"""
    losses: list[Loss]
    """What did not work, and when."""


class Walk:
    """One path in one case, from month to month."""

    def __init__(self, setting: Setting, ground: Ground, coming_in: Arrivals) -> None:
        scenario = setting.theatre.scenario
        campaign = scenario.campaign
        self._setting, self._ground, self._arrivals = setting, ground, coming_in
        self._full = ground.full()
        self._edges = edges_h(setting.months)
        self._supplies = _supplies(setting, coming_in)
        index = {name: i for i, name in enumerate(setting.systems)}
        system = [index.get(battery.system, -1) for battery in scenario.batteries.values()]
        depot = [campaign.depot_rounds.get(name, 0) for name in setting.systems]
        self._stocks = Stocks(np.array(system, np.int64), np.array(depot, np.int64))
        self._repairs = setting.theatre.repairs()
        months = len(setting.months)
        self._counts = np.zeros((months, len(COUNTS)), np.int64)
        self._by_system = np.zeros((months, len(index), len(OF_SYSTEM)), np.int64)

    def along(self, raids: tuple[Coming, ...]) -> Walked:
        """Play the raids in order, and note the state at the end of each month."""
        place = 0
        for month in range(len(self._setting.months)):
            before = self._stocks.used.copy(), self._stocks.came.copy()
            while place < len(raids) and raids[place].month == month:
                self._meet(raids[place])
                place += 1
            self._bring(np.nextafter(self._edges[month + 1], 0.0))
            row = self._by_system[month]
            row[:, 0] = self._stocks.used - before[0]
            row[:, 1] = self._stocks.came - before[1] * (month > 0)
            row[:, 2] = self._stocks.total()
        return Walked(self._counts, self._by_system, self._repairs.finish())

    def _bring(self, until_h: float) -> Here:
        """Let everything arrive that does so by then; return what is here."""
        while self._supplies and self._supplies[0][0] <= until_h:
            _, system, rounds = self._supplies.pop(0)
            self._stocks.supply(system, rounds)
        here = tuple(hour <= until_h for hour in self._arrivals.battery_h)
        own = np.ones(self._setting.theatre.own, np.bool_)
        self._stocks.arrive(np.append(own, np.array(here, np.bool_)), self._full)
        return here

    def _meet(self, raid: Coming) -> None:
        """Play one raid."""
        here = self._bring(raid.at_h)
        self._stocks.top_up()
        row = self._by_system[raid.month]
        row[:, 3] += self._stocks.bare()
        outcome = self._ground.raid(here, raid.replication, self._stocks.left)
        self._stocks.use(outcome.rounds)
        row[:, 4] += (self._stocks.total() == 0) & (self._stocks.came > 0)
        self._counts[raid.month] += outcome.counts
        for hit in outcome.struck:
            self._repairs.hit(raid.at_h + hit.after_h, hit.asset, hit.share, hit.repair_h)


def _supplies(setting: Setting, coming_in: Arrivals) -> list[tuple[float, int, int]]:
    """Return (hour, system, rounds) of everything that comes to the depots, in order of time."""
    index = {name: i for i, name in enumerate(setting.systems)}
    monthly = setting.theatre.scenario.campaign.rounds_per_month
    found = [
        (hour, index[name], rounds)
        for hour in edges_h(setting.months)[1:-1]
        for name, rounds in monthly.items()
        if name in index
    ]
    found += [(hour, index[name], rounds) for hour, name, rounds in coming_in.rounds]
    return sorted(found)
