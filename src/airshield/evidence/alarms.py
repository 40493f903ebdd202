"""Hours under alert: by region and month, without the alerts that cannot have lasted so long."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta, tzinfo

from airshield.evidence.record import Unreadable
from airshield.model.record import record
from airshield.model.reports import Alarm

LONGEST = timedelta(hours=24)
"""Alerts of several parts of a region are merged in such records; longer ones are left out."""


@record
class Alarms:
    """A siren record: each of its rows is an alert or unreadable."""

    path: str
    """File that it was read from."""
    alarms: tuple[Alarm, ...]
    """The alerts, in the order of the file."""
    unreadable: tuple[Unreadable, ...] = ()
    """Rows that are no alert."""


@record
class RegionMonth:
    """One region in one month."""

    region: str
    """Region, as spelt in the record."""
    month: str
    """Calendar month, such as `2031-03`."""
    hours: float
    """Hours under alert, without those of the alerts left out."""
    alarms: int
    """Alerts that began in it and count."""
    left_out: int
    """Alerts too long to count that touch it: its hours are too low."""


@record
class AlertHours:
    """Hours under alert of every region and month."""

    path: str
    """File of the siren record."""
    zone: str
    """Zone in which months begin."""
    months: tuple[RegionMonth, ...]
    """Each region and month with an alert, by region and month."""
    alarms: int
    """Alerts in the record."""
    left_out: int
    """Alerts of over 24 hours, which are left out."""
    left_out_regions: tuple[tuple[str, int], ...]
    """Regions that these belong to, with their number, most first."""
    unreadable: int
    """Rows that are no alert."""


def alert_hours(read: Alarms, zone: tzinfo, zone_name: str) -> AlertHours:
    """Return the hours under alert by region and month; overlapping alerts count once."""
    by_region: dict[str, list[Alarm]] = defaultdict(list)
    for alarm in sorted(read.alarms, key=lambda a: (a.begins, a.ends)):
        by_region[alarm.region].append(alarm)
    long = [alarm for alarm in read.alarms if _too_long(alarm)]
    counts: dict[str, int] = defaultdict(int)
    for alarm in long:
        counts[alarm.region] += 1
    return AlertHours(
        path=read.path,
        zone=zone_name,
        months=tuple(
            month for region in sorted(by_region) for month in _months(by_region[region], zone)
        ),
        alarms=len(read.alarms),
        left_out=len(long),
        left_out_regions=tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))),
        unreadable=len(read.unreadable),
    )


def _too_long(alarm: Alarm) -> bool:
    return alarm.ends - alarm.begins > LONGEST


def _months(alarms: list[Alarm], zone: tzinfo) -> Iterator[RegionMonth]:
    """Yield the months of one region; its alerts come in the order of their begin."""
    seconds: dict[str, float] = defaultdict(float)
    begun: dict[str, int] = defaultdict(int)
    long: dict[str, int] = defaultdict(int)
    short = [alarm for alarm in alarms if not _too_long(alarm)]
    for alarm in alarms:
        if _too_long(alarm):
            for month, _ in _by_month(alarm.begins, alarm.ends, zone):
                long[month] += 1
    for alarm in short:
        begun[f"{alarm.begins.astimezone(zone):%Y-%m}"] += 1
    for begins, ends in _united(short):
        for month, spent in _by_month(begins, ends, zone):
            seconds[month] += spent
    for month in sorted({*seconds, *begun, *long}):
        yield RegionMonth(
            region=alarms[0].region,
            month=month,
            hours=seconds[month] / 3600,
            alarms=begun[month],
            left_out=long[month],
        )


def _united(alarms: Iterable[Alarm]) -> Iterator[tuple[datetime, datetime]]:
    """Yield the periods that alerts cover, in their order and without overlap."""
    current: tuple[datetime, datetime] | None = None
    for alarm in alarms:
        if current is not None and alarm.begins <= current[1]:
            current = (current[0], max(current[1], alarm.ends))
            continue
        if current is not None:
            yield current
        current = (alarm.begins, alarm.ends)
    if current is not None:
        yield current


def _by_month(begins: datetime, ends: datetime, zone: tzinfo) -> Iterator[tuple[str, float]]:
    """Yield the local months of a period, with the seconds that it spends in each."""
    while True:
        local = begins.astimezone(zone)
        turn = datetime(local.year + local.month // 12, local.month % 12 + 1, 1, tzinfo=zone)
        upto = min(ends, turn.astimezone(UTC))
        yield f"{local:%Y-%m}", (upto - begins).total_seconds()
        if upto >= ends:
            return
        begins = upto
