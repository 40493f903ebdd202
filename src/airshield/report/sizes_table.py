"""Raid sizes on a terminal of 80 columns."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.text import Text

from airshield.evidence.size_forecast import SizeForecast
from airshield.evidence.typical_night import ALL, PERCENTILES, Spread
from airshield.report.section import section
from airshield.report.wording import class_title, one_line

INTERVAL = ("nine of ten", 15)
MEANING = (
    "Of all together: in nine of ten months, this percentile of the month's own nights lies in "
    "that range. Of a class or type: nine of ten nights around the percentile do."
)
LIMITS = (
    "Counts are what was reported: claims. They say nothing of where, when or at what anything "
    "flies. A night without a report counts as a night without a raid."
)


def sizes_table(found: SizeForecast) -> RenderableType:
    """Return raid sizes for a terminal: the night asked for, percentiles, and the month."""
    return Group(
        Text(one_line(_introduction(found))),
        _night(found),
        Text(MEANING, style="dim"),
        _percentiles(found),
        _months(found),
        Text("\n" + LIMITS, style="dim"),
    )


def _introduction(found: SizeForecast) -> str:
    nights = found.nights
    return (
        f"Raid sizes in {found.month:%Y-%m}, from {nights.rows:,} rows: the "
        f"{len(nights.counts):,} nights from {nights.first} to {nights.last}. Seed {found.seed}."
    )


def _night(found: SizeForecast) -> RenderableType:
    rows = [("all", *_cells(found.night.total))]
    for name, spread in found.night.classes:
        rows.append((class_title(name), *_cells(spread)))
        rows += [
            (f"  {part.threat or 'no type in the catalogue'}", *_cells(part.spread))
            for part in found.night.parts
            if part.threat_class == name
        ]
    title = f"The night at percentile {found.night.percentile:g} of all nights"
    return section(title, (("launched", 9), INTERVAL), rows, name_width=44)


def _percentiles(found: SizeForecast) -> RenderableType:
    names = list(dict.fromkeys(row.of for row in found.percentiles))
    value = {(row.of, row.percentile): row.spread.value for row in found.percentiles}
    rows = [(_title(name), *(f"{value[name, p]:,}" for p in PERCENTILES)) for name in names]
    columns = [(f"{p:g} %", 8) for p in PERCENTILES]
    return section("Percentiles of a night, each class by itself", columns, rows, name_width=44)


def _months(found: SizeForecast) -> RenderableType:
    rows = [(_title(row.of), f"{row.mean:,.0f}", *_cells(row.spread)) for row in found.totals]
    columns = (("mean", 9), ("median", 9), INTERVAL)
    return section("The whole month", columns, rows, name_width=40)


def _title(name: str) -> str:
    return "all" if name == ALL else class_title(name)


def _cells(spread: Spread) -> tuple[str, str]:
    return f"{spread.value:,}", f"{spread.low:,}–{spread.high:,}"
