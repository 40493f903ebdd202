"""From the paths to the rows of the answer."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from airshield.model.catalogue import Catalogue
from airshield.model.pledges import Pledge, day_of
from airshield.planning.campaign.answer import (
    CaseRow,
    Difference,
    PledgeRow,
    Protection,
    Shortfall,
    StockMonth,
    StockRow,
)
from airshield.planning.campaign.arriving import Case
from airshield.planning.campaign.ledger import CampaignLedger
from airshield.planning.campaign.months import HOURS_A_MONTH, edges_h, hours_from
from airshield.planning.campaign.walk import Setting

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Findings:
    """Makes the rows of the answer from the paths."""

    def __init__(self, ledger: CampaignLedger, setting: Setting, catalogue: Catalogue) -> None:
        self._ledger, self._setting, self._catalogue = ledger, setting, catalogue
        self._powered = setting.theatre.scenario.power is not None
        self._days = np.diff(edges_h(setting.months)) / 24.0

    def cases(self) -> tuple[CaseRow, ...]:
        """Return a row for each case but those in which one pledge is late."""
        return tuple(
            CaseRow(
                name=case.rule,
                title=case.title,
                whole=self._protection(index, slice(None)),
                months=tuple(
                    self._protection(index, slice(month, month + 1))
                    for month in range(len(self._setting.months))
                ),
                stocks=self._stocks(index),
            )
            for index, case in enumerate(self._setting.cases)
            if case.rule != "later"
        )

    def shortfalls(self) -> tuple[Shortfall, ...]:
        """Return every other case against what was promised."""
        return tuple(
            Shortfall(name=case.rule, title=case.title, more=self._more(index))
            for index, case in enumerate(self._setting.cases)
            if case.rule not in ("promised", "later", "alone")
        )

    def pledges(self) -> tuple[PledgeRow, ...]:
        """Return a row for each pledge."""
        pledges = self._setting.theatre.scenario.pledges
        return tuple(self._pledge(name, pledge) for name, pledge in pledges.items())

    def _protection(self, case: int, months: slice) -> Protection:
        ledger, days = self._ledger, self._days[months]

        def counted(name: str) -> Ints:
            return np.asarray(ledger.count(name)[:, case, months].sum(axis=1))

        def over_time(values: Floats) -> Floats:
            return np.asarray(values[:, case, months] @ (days / days.sum()))

        return Protection(
            raids=ledger.mean(counted("raids")),
            weapons=ledger.mean(counted("weapons")),
            leakers=ledger.mean(counted("leakers")),
            leakage=ledger.share(counted("leakers"), counted("weapons")),
            exposed=ledger.mean(counted("exposed")),
            out_of_action=ledger.mean(over_time(ledger.out_of_action)),
            shed_mw=ledger.mean(over_time(ledger.shed_mw)) if self._powered else None,
            people_without_power=ledger.mean(over_time(ledger.people)) if self._powered else None,
        )

    def _stocks(self, case: int) -> tuple[StockRow, ...]:
        ledger = self._ledger
        short = np.cumsum(ledger.of_system("bare")[:, case], axis=1) > 0
        gone = np.cumsum(ledger.of_system("gone")[:, case], axis=1) > 0
        first = _first(short)
        return tuple(
            StockRow(
                system=name,
                title=self._catalogue.systems[name].title,
                p_first=ledger.mean(first[:, index]),
                months=tuple(
                    StockMonth(
                        left=ledger.mean(ledger.of_system("left")[:, case, month, index]),
                        used=ledger.mean(ledger.of_system("used")[:, case, month, index]),
                        came=ledger.mean(ledger.of_system("came")[:, case, month, index]),
                        p_short=ledger.probability(short[:, month, index]),
                        p_gone=ledger.probability(gone[:, month, index]),
                    )
                    for month in range(len(self._setting.months))
                ),
            )
            for index, name in enumerate(self._setting.systems)
        )

    def _more(self, case: int) -> Difference:
        """Return what a case has more of than the one in which all comes as promised."""
        ledger, days = self._ledger, self._days
        promised = self._setting.cases.index(Case("promised"))

        def apart(values: Floats | Ints) -> Floats:
            return np.asarray(values[:, case] - values[:, promised], np.float64)

        person_days = ledger.difference(apart(ledger.people) @ days) if self._powered else None
        return Difference(
            leakers=ledger.difference(apart(ledger.count("leakers")).sum(axis=1)),
            exposed=ledger.difference(apart(ledger.count("exposed")).sum(axis=1)),
            out_of_action=ledger.difference(apart(ledger.out_of_action) @ (days / days.sum())),
            person_days=person_days,
        )

    def _pledge(self, name: str, pledge: Pledge) -> PledgeRow:
        number, late_months = self._arrived(pledge)
        return PledgeRow(
            name=name,
            donor=pledge.donor,
            system=pledge.system,
            title=self._catalogue.systems[pledge.system].title,
            what=pledge.what,
            number=pledge.number,
            promised=pledge.promised,
            delivered=pledge.delivered,
            by_end=number,
            late_months=late_months,
            standing=pledge.standing,
            source=pledge.source,
            month_later=self._more(self._setting.cases.index(Case("later", name))),
        )

    def _arrived(self, pledge: Pledge) -> tuple[int, float | None]:
        """Return how many have come by the end, and how late these were, months."""
        months = self._setting.months
        end_h = edges_h(months)[-1]
        promised_h = hours_from(months, day_of(pledge.promised))
        lots = [(hours_from(months, day_of(lot.date)), lot.number) for lot in pledge.delivered]
        lots = [(hour, number) for hour, number in lots if hour < end_h]
        number = sum(count for _, count in lots)
        late_h = sum(count * (hour - promised_h) for hour, count in lots)
        return number, late_h / number / HOURS_A_MONTH if number else None


def _first(short: NDArray[np.bool_]) -> Floats:
    """Return each system type's part (n, s) in being first to run short; types of a month share it.

    `short` is (n, m, s), whether it had run short by the end of the month.
    """
    month = np.argmax(np.any(short, axis=2), axis=1)
    leaders = short[np.arange(short.shape[0]), month]
    return np.asarray(leaders / np.maximum(leaders.sum(axis=1, keepdims=True), 1))
