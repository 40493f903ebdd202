"""From reports to nights: how many were launched of each kind in each night."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from airshield.evidence.arrays import Ints
from airshield.evidence.doubts import left_out
from airshield.evidence.record import Record
from airshield.model.reports import Report, ReportClass, ReportedType

NOON = timedelta(hours=12)
MOMENT = timedelta(microseconds=1)
LONGEST = timedelta(hours=36)
"""A report of a longer period tells of several nights and belongs to none."""
LONGEST_IN_DAYS = timedelta(hours=49)
"""The same where begin or end is a date only: a night touches two, and clocks may change."""
SEVERAL_NIGHTS = "its period is longer than a night and a day: it tells of several nights"
LATER = "its night lies in the month or after it"


class Kind(NamedTuple):
    """What one count of a night is a count of."""

    threat_class: ReportClass
    """Its class, as reports tell them apart."""
    threats: tuple[str, ...]
    """Catalogue types that may stand for it: several for a lump, none where none is near enough."""


class Nights(NamedTuple):
    """Every night of a span, those on which nothing was reported too."""

    first: date
    """The first night."""
    kinds: tuple[Kind, ...]
    counts: Ints
    """(nights, kinds) number launched."""
    rows: int
    """Rows of the record that were counted."""
    left_out: tuple[tuple[str, int], ...]
    """Why other rows were not, and how many for each reason."""

    @property
    def last(self) -> date:
        """Return the last night."""
        return self.first + timedelta(days=len(self.counts) - 1)


def night_of(report: Report, zone: ZoneInfo) -> date | None:
    """Return the night that a report belongs to, named by the day on whose noon it ends.

    It is the night in which the report's period ended: from noon, local time, to noon. Where the
    record says only the day of that end, it is the night that ends on that day. None without a
    readable end.
    """
    if report.ends is None:
        return None
    ends = report.ends.astimezone(zone)
    if "date-only" in report.doubts and _is_midnight(ends):
        return (ends - MOMENT).date()
    return (ends + NOON - MOMENT).date()


def _is_midnight(moment: datetime) -> bool:
    return (moment.hour, moment.minute, moment.second) == (0, 0, 0)


def nights_before(record: Record, until: date) -> Nights | None:
    """Count what was launched in each night before a day, as far as the record reaches.

    Nights run from the first with a count to the last with a report, or to the last before
    ``until`` if the record goes on; a night without a count is a night without a raid. None if
    there is no count at all.

    Parameters
    ----------
    record
        A record, with its doubts.
    until
        First night that is not counted, and of which nothing is read.
    """
    zone = ZoneInfo(record.zone)
    dated = [(report, night_of(report, zone)) for report in record.reports]
    reached = max((night for _, night in dated if night is not None), default=until)
    last = min(reached, until - timedelta(days=1))
    why = [_refusal(report, night, until) for report, night in dated]
    refused = Counter(reason for reason in why if reason)
    used = [
        (report, night)
        for (report, night), reason in zip(dated, why, strict=True)
        if night is not None and not reason
    ]
    if not used:
        return None
    first = min(night for _, night in used)
    known = {kind.id: kind for kind in record.types}
    kind_of = [kind_of_report(report, known) for report, _ in used]
    kinds = tuple(sorted(set(kind_of)))
    place = {kind: i for i, kind in enumerate(kinds)}
    counts = np.zeros(((last - first).days + 1, len(kinds)), dtype=np.int64)
    for (report, night), kind in zip(used, kind_of, strict=True):
        counts[(night - first).days, place[kind]] += report.launched or 0
    return Nights(first, kinds, counts, len(used), tuple(refused.most_common()))


def _refusal(report: Report, night: date | None, until: date) -> str:
    """Return why a report is not counted, or nothing."""
    rule = left_out(report, "raid-sizes")
    if night is not None and night >= until:
        return LATER
    if rule is None and _is_long(report):
        return SEVERAL_NIGHTS
    return "" if rule is None else rule.why


def _is_long(report: Report) -> bool:
    """Return whether a report tells of several nights."""
    if report.begins is None or report.ends is None:
        return False
    longest = LONGEST_IN_DAYS if "date-only" in report.doubts else LONGEST
    return report.ends - report.begins > longest


def kind_of_report(report: Report, known: dict[str, ReportedType]) -> Kind:
    """Return what the count of a report is a count of.

    Raises
    ------
    ValueError
        If the report is of no class.
    """
    if report.threat_class is None:
        raise ValueError(f"line {report.line}: the report is of no class")
    threats: Iterable[str | None] = (known[name].threat for name in report.types)
    return Kind(report.threat_class, tuple(sorted({name for name in threats if name is not None})))
