"""The forecast of a month's raid sizes from a record: from reports to a night at a percentile."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from airshield.evidence.nights import Nights, nights_before
from airshield.evidence.record import Record
from airshield.evidence.sizes import FEWEST_NIGHTS, draw_months, size_model
from airshield.evidence.typical_night import (
    Percentile,
    Total,
    TypicalNight,
    percentiles,
    totals,
    typical_night,
)

MONTHS = 4_000
"""Months that are drawn."""
FARTHEST_DAYS = 366
"""A month that begins later after the last night is not forecast."""


class SizeForecast(NamedTuple):
    """What the nights of a month may be like, as far as earlier reports can tell."""

    month: date
    """First day of the month."""
    seed: int
    nights: Nights
    """The nights that it was learned from."""
    night: TypicalNight
    percentiles: tuple[Percentile, ...]
    totals: tuple[Total, ...]


def forecast_sizes(
    record: Record, month: date | None, percentile: float, seed: int
) -> SizeForecast:
    """Forecast the raid sizes of a month from what had been reported before it.

    Parameters
    ----------
    record
        A record of raids.
    month
        First day of the month; None for the first month that begins after the last report.
    percentile
        Percentile of the night that is described.
    seed
        Seed of every draw.

    Raises
    ------
    ValueError
        If the record holds no count, too few nights before the month, or ends long before it.
    """
    whole = nights_before(record, date.max)
    if whole is None:
        raise ValueError("no number launched that can be counted; nothing can be forecast")
    month = next_month(whole.last) if month is None else month
    _must_reach(whole, month)
    nights = nights_before(record, month) or whole
    model = size_model(nights, month)
    drawn = draw_months(model, MONTHS, seed)
    return SizeForecast(
        month,
        seed,
        nights,
        typical_night(model, drawn, percentile),
        tuple(percentiles(model, drawn)),
        tuple(totals(model, drawn)),
    )


def next_month(day: date) -> date:
    """Return the first day of the month after that of a day."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _must_reach(whole: Nights, month: date) -> None:
    """Refuse a month before which there are too few nights, or only old ones."""
    needed = f"it takes {FEWEST_NIGHTS} nights before the month"
    if len(whole.counts) < FEWEST_NIGHTS:
        raise ValueError(f"{needed}, and the record holds {len(whole.counts)}")
    begin = whole.first + timedelta(days=FEWEST_NIGHTS)
    if month < begin:
        raise ValueError(
            f"{needed}, and the first count is of {whole.first}; ask for "
            f"{next_month(begin - timedelta(days=1)):%Y-%m} or later, not {month:%Y-%m}"
        )
    if (month - whole.last).days > FARTHEST_DAYS:
        raise ValueError(
            f"its last night is {whole.last}, more than a year before {month:%Y-%m}; "
            "ask for a month nearer to it"
        )
