"""How often raids came, taken from a record of raids."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import NamedTuple

from airshield.errors import InputError
from airshield.evidence.nights import Nights, nights_before
from airshield.evidence.record import Record
from airshield.model.calibration import counted_in
from airshield.model.catalogue import Catalogue
from airshield.model.raid import Between, Group, Poisson
from airshield.model.scenario import Scenario
from airshield.planning.campaign.months import Month


class Recorded(NamedTuple):
    """Raids a month as a record has them, in raids of the scenario's size."""

    file: str
    """Name of the record."""
    sha256: str
    """SHA-256 of its bytes."""
    zone: str
    """Zone of the local times in it."""
    launched: tuple[int, ...]
    """Reported launched in each month, of the classes that the scenario's raid flies."""
    per_raid: float
    """Launched in one raid of the scenario, on average."""

    @property
    def rates(self) -> tuple[float, ...]:
        """Return the mean number of raids in each month."""
        return tuple(number / self.per_raid for number in self.launched)


def recorded(
    record: Record,
    sha256: str,
    scenario: Scenario,
    catalogue: Catalogue,
    months: tuple[Month, ...],
) -> Recorded:
    """Return how many raids of the scenario's size launch as many as were reported each month.

    Parameters
    ----------
    record, sha256
        A record, with its doubts, and the digest of its file.
    scenario, catalogue
        What is played: only classes that its raid flies are counted.
    months
        Months of the campaign.

    Raises
    ------
    InputError
        If the record does not reach over all months.
    """
    nights = nights_before(record, months[-1].next.first)
    if nights is None:
        raise InputError([f"{record.path}: counts nothing before the end of {months[-1]}"])
    end = months[-1].next.first - timedelta(days=1)
    if nights.first > months[0].first or nights.last < end:
        raise InputError(
            [
                f"{record.path}: counts reach from {nights.first} to {nights.last}, and not over "
                f"all months from {months[0]} to {months[-1]}; choose --from and --to within"
            ]
        )
    groups = scenario.raid.groups.values()
    flown = {counted_in(catalogue.threats[group.threat].threat_class) for group in groups}
    return Recorded(
        record.path,
        sha256,
        record.zone,
        tuple(_launched(nights, month, flown) for month in months),
        sum(_mean(group) for group in groups),
    )


def _launched(nights: Nights, month: Month, flown: Collection[str | None]) -> int:
    """Return what was launched in a month, of some classes."""
    begin = max(0, (month.first - nights.first).days)
    end = max(0, (month.next.first - nights.first).days)
    mine = [kind.threat_class in flown for kind in nights.kinds]
    return int(nights.counts[begin:end, mine].sum())


def _mean(group: Group) -> float:
    """Return how many of a group are launched on average."""
    count = group.count
    if isinstance(count, Between):
        return (count.low + count.high) / 2
    return count.mean if isinstance(count, Poisson) else float(count)
