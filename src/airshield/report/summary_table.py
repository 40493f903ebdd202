"""What was reported, summed up on a terminal of 80 columns."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rich.console import Group, RenderableType
from rich.text import Text

from airshield.evidence.alarms import AlertHours
from airshield.evidence.summary import ClassMonth, Summary
from airshield.report.section import WIDTH, section
from airshield.report.wording import class_title, counted, number, one_line, shortened


class RegionRow(NamedTuple):
    """One region over the whole record."""

    region: str
    hours: float
    hours_a_month: float
    """Over the months that no alert left out touches."""
    alarms: int
    left_out: int


def region_rows(alerts: AlertHours) -> list[RegionRow]:
    """Return each region over the whole record, most hours first."""
    months = {row.month for row in alerts.months if row.alarms}
    left_out = dict(alerts.left_out_regions)
    rows = []
    for region in dict.fromkeys(row.region for row in alerts.months):
        kin = [row for row in alerts.months if row.region == region]
        hours, count = sum(row.hours for row in kin), sum(row.alarms for row in kin)
        marred = {row.month for row in kin if row.left_out}
        whole = sum(row.hours for row in kin if not row.left_out)
        monthly = whole / len(months - marred) if months - marred else math.nan
        rows.append(RegionRow(region, hours, monthly, count, left_out.get(region, 0)))
    return sorted(rows, key=lambda row: -row.hours)


def summarised(summary: Summary, alerts: AlertHours | None, months: int) -> RenderableType:
    """Return what was reported in the last months, for a terminal."""
    title = shortened(f"{summary.path}: {summary.format}, months of {summary.zone}", WIDTH)
    parts: list[RenderableType] = [Text(title, style="dim")]
    if not summary.months:
        parts.append(Text("There is no report of a known class in it."))
    for name in dict.fromkeys(row.threat_class for row in summary.months):
        rows = [row for row in summary.months if row.threat_class == name]
        shown = _last(rows, months)
        parts.append(section(class_title(name), _MONTH_COLUMNS, _month_rows(shown), name_width=23))
        if len(shown) < len(rows):
            parts.append(Text(f"and {counted(len(rows) - len(shown), 'row')} before", style="dim"))
    parts += _notes(summary)
    if alerts is not None:
        parts += _alerts(alerts)
    return Group(*parts)


_MONTH_COLUMNS = (
    *(("rows", 5), ("launched", 8), ("destroyed", 9), ("lost", 6)),
    *(("share", 5), ("95 %", 6), ("largest", 11)),
)


def _last(rows: Sequence[ClassMonth], months: int) -> list[ClassMonth]:
    """Return the rows of the last months."""
    kept = sorted({row.month for row in rows})[-months:]
    return [row for row in rows if row.month in kept]


def _month_rows(rows: Sequence[ClassMonth]) -> Iterator[tuple[str, ...]]:
    """Yield the rows, with a line of its own where an era of meaning begins."""
    era = ""
    for row in rows:
        if row.era != era:
            era = row.era
            yield (era, *([""] * len(_MONTH_COLUMNS)))
        share, interval = "–", "–"
        if row.share is not None and row.low is not None and row.high is not None:
            share = f"{number(100 * row.share, 0)} %"
            interval = f"{number(100 * row.low, 0)}–{number(100 * row.high, 0)}"
        largest = "–" if row.largest is None else f"{row.largest:,} {row.largest_day[5:]}"
        counts = (f"{row.launched:,}", f"{row.destroyed:,}", f"{row.lost:,}" if row.lost else "–")
        yield (row.month, f"{row.reports:,}", *counts, share, interval, largest)


def _notes(summary: Summary) -> Iterator[RenderableType]:
    """Yield what must be known to read the table."""
    yield Text("")
    yield Text(one_line(summary.interval))
    for one in summary.breaks:
        text = f"{class_title(one.threat_class)} from {one.begins:%Y-%m-%d}, {one.era}: "
        yield Text(one_line(text + one.meaning + "."))
    if summary.censored:
        names = ", ".join(class_title(name) for name in summary.censored)
        yield Text(f"Only kills are reported of {names}: they have no share.")
    if summary.classless:
        text = counted(summary.classless, "report")
        yield Text(f"{text} of unknown or of several classes: in no table.")
    if summary.partial:
        text = counted(summary.partial, "report")
        text += " on a part of the country: some may repeat what a report on the whole of it says."
        yield Text(text)


def _alerts(alerts: AlertHours) -> Iterator[RenderableType]:
    columns = (("hours", 8), ("a month", 8), ("alerts", 8), ("left out", 8))
    rows = [
        (
            row.region,
            number(row.hours, 0),
            number(row.hours_a_month, 0),
            f"{row.alarms:,}",
            f"{row.left_out:,}" if row.left_out else "–",
        )
        for row in region_rows(alerts)
    ]
    yield section("Hours under alert", columns, rows)
    text = f"{alerts.left_out:,} of {alerts.alarms:,} alerts last over 24 hours and are left out: "
    text += (
        "they are alerts of several places, merged. Hours a month are those of the other months. "
    )
    if alerts.unreadable:
        text += f"{counted(alerts.unreadable, 'row')} could not be read. "
    yield Text(text + "The months are in the files of --out.")
