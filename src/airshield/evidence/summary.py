"""What was reported, by month, threat class and era of meaning."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import tzinfo
from typing import NamedTuple, get_args

from airshield.evidence.doubts import LEFT_OUT, left_out, usable
from airshield.evidence.overdispersion import (
    ASSUMED,
    Count,
    intraclass_correlation,
    pooled_share,
)
from airshield.evidence.record import Record
from airshield.model.record import record
from airshield.model.reports import Break, Report, ReportClass

CLASSES: tuple[ReportClass, ...] = get_args(ReportClass)
UNDATED = "undated"
"""Month of the reports whose begin cannot be read."""
INTERVAL = (
    "95 % interval of the pooled share: Jeffreys' interval for an effective number of threats, "
    "since the fates of threats in one raid are alike; how alike is estimated for each class and "
    "era from the differences between reports of one month (beta-binomial, by moments)."
)


@record
class ClassMonth:
    """One class in one month, within one era of meaning."""

    month: str
    """Calendar month, such as `2031-03`, in which the periods begin."""
    threat_class: ReportClass
    """The class."""
    era: str
    """Era of meaning of its counts; empty if there is only one."""
    reports: int
    """Reports of it, duplicates aside."""
    launched: int
    """How many were reported, as far as anybody says."""
    destroyed: int
    """How many were reported destroyed."""
    lost: int
    """How many were reported lost or suppressed."""
    counted: int
    """Reports that the share rests on."""
    share: float | None
    """Share destroyed of those launched, in the reports that count; None without any."""
    low: float | None
    """Lower end of its 95 % interval."""
    high: float | None
    """Upper end of its 95 % interval."""
    largest: int | None
    """Largest raid: reports with the same period and source, added up; None if unknown."""
    largest_day: str
    """Day on which it began."""


@record
class ClassEra:
    """How alike the fates of one class's threats in one raid are, within one era."""

    threat_class: ReportClass
    """The class."""
    era: str
    """Era of meaning; empty if there is only one."""
    counted: int
    """Reports that it rests on."""
    correlation: float
    """Intraclass correlation ρ in [0, 1]; 0 if threats were stopped independently."""
    estimated: bool
    """Whether it was estimated; else there were too few reports, and it is assumed."""


@record
class Summary:
    """What was reported, by month and class."""

    path: str
    """The file."""
    format: str
    """Its layout."""
    zone: str
    """Zone in which months begin."""
    months: tuple[ClassMonth, ...]
    """Each class in each month with a report, by class and month."""
    eras: tuple[ClassEra, ...]
    """Overdispersion by class and era."""
    breaks: tuple[Break, ...]
    """Where counts changed their meaning."""
    interval: str
    """What the intervals are."""
    censored: tuple[ReportClass, ...]
    """Classes of which only kills are reported: they have no share."""
    classless: int
    """Reports of unknown or of several classes, in none of the rows."""
    partial: int
    """Reports on a part of the country, which may repeat what a report on all of it says."""
    left_out: tuple[tuple[str, int], ...]
    """Why reports are left out of the shares, and how many."""


class _Key(NamedTuple):
    threat_class: ReportClass
    era: str


def summarised(read: Record, zone: tzinfo) -> Summary:
    """Return what a record reports, by month and class.

    Parameters
    ----------
    read
        The record.
    zone
        Zone in which days and months begin.
    """
    unique = [report for report in read.reports if "duplicate" not in report.doubts]
    cells = _cells(unique, zone, read.breaks)
    eras = {key: _era(key, months) for key, months in cells.items()}
    rows = [
        _month(month, key, found, eras[key].correlation, zone)
        for key, months in cells.items()
        for month, found in months.items()
    ]
    known = [report for report in unique if report.threat_class is not None]
    return Summary(
        path=read.path,
        format=read.format,
        zone=read.zone,
        months=tuple(sorted(rows, key=lambda row: (CLASSES.index(row.threat_class), row.month))),
        eras=tuple(era for era in eras.values() if era.counted),
        breaks=tuple(
            b for b in read.breaks if any(k.threat_class == b.threat_class for k in cells)
        ),
        interval=INTERVAL,
        censored=tuple(name for name in CLASSES if _is_censored(name, known)),
        classless=len(unique) - len(known),
        partial=sum(not report.nationwide for report in known),
        left_out=_reasons(read.reports),
    )


def _cells(
    reports: Iterable[Report], zone: tzinfo, breaks: Iterable[Break]
) -> dict[_Key, dict[str, list[Report]]]:
    """Return the reports of known class by class and era, in this order, and by month."""
    cells: dict[_Key, dict[str, list[Report]]] = defaultdict(lambda: defaultdict(list))
    for report in reports:
        if report.threat_class is not None:
            cells[_Key(report.threat_class, report.era)][_day(report, zone)[:7]].append(report)
    eras = ["", *(one.era for one in sorted(breaks, key=lambda one: one.begins))]
    ordered = sorted(cells, key=lambda k: (CLASSES.index(k.threat_class), eras.index(k.era)))
    return {key: cells[key] for key in ordered}


def _day(report: Report, zone: tzinfo) -> str:
    if report.begins is None:
        return UNDATED
    return f"{report.begins.astimezone(zone):%Y-%m-%d}"


def _counts(reports: Iterable[Report]) -> list[Count]:
    """Return launched and destroyed of the reports that a share may rest on."""
    return [
        (report.launched, report.destroyed)
        for report in usable(reports, "share")
        if report.launched is not None and report.destroyed is not None
    ]


def _era(key: _Key, months: dict[str, list[Report]]) -> ClassEra:
    groups = [_counts(found) for found in months.values()]
    found = intraclass_correlation(groups)
    return ClassEra(
        threat_class=key.threat_class,
        era=key.era,
        counted=sum(map(len, groups)),
        correlation=ASSUMED if found is None else found,
        estimated=found is not None,
    )


def _month(
    month: str, key: _Key, found: Sequence[Report], correlation: float, zone: tzinfo
) -> ClassMonth:
    counts = _counts(found)
    share = pooled_share(counts, correlation)
    largest, day = _largest(found, zone)
    return ClassMonth(
        month=month,
        threat_class=key.threat_class,
        era=key.era,
        reports=len(found),
        launched=sum(report.launched or 0 for report in found),
        destroyed=sum(report.destroyed or 0 for report in found),
        lost=sum(report.lost or 0 for report in found),
        counted=len(counts),
        share=None if share is None else share.value,
        low=None if share is None else share.low,
        high=None if share is None else share.high,
        largest=largest,
        largest_day=day,
    )


def _largest(reports: Iterable[Report], zone: tzinfo) -> tuple[int | None, str]:
    """Return the size and the day of the largest raid."""
    raids: dict[tuple[object, ...], tuple[int, str]] = {}
    for report in usable(reports, "raid-sizes"):
        raid = (report.begins, report.ends, report.source)
        before = raids.get(raid, (0, ""))[0]
        raids[raid] = (before + (report.launched or 0), _day(report, zone))
    return max(raids.values(), default=(None, ""), key=lambda found: found[0] or 0)


def _is_censored(name: ReportClass, reports: Iterable[Report]) -> bool:
    kin = [report for report in reports if report.threat_class == name]
    return bool(kin) and all("censored-type" in report.doubts for report in kin)


def _reasons(reports: Iterable[Report]) -> tuple[tuple[str, int], ...]:
    found = [left_out(report, "share") for report in reports]
    counted = ((f"{rule.doubt}: {rule.why}", found.count(rule)) for rule in LEFT_OUT["share"])
    return tuple(pair for pair in counted if pair[1])
