"""Calendar months, and hours counted from the first day of the first of them."""

from __future__ import annotations

import datetime
import re
from typing import NamedTuple

from airshield.errors import InputError

MOST_MONTHS = 120
"""Longest campaign."""
HOURS_A_MONTH = 365.25 * 24 / 12
"""Length of a month where it is no calendar month, hours."""


class Month(NamedTuple):
    """A calendar month."""

    year: int
    month: int

    @property
    def first(self) -> datetime.date:
        """Its first day."""
        return datetime.date(self.year, self.month, 1)

    @property
    def next(self) -> Month:
        """The month after it."""
        return Month(self.year + self.month // 12, self.month % 12 + 1)

    def __str__(self) -> str:
        """Write it as 2022-10."""
        return f"{self.year:04d}-{self.month:02d}"


def months_between(first: str, last: str) -> tuple[Month, ...]:
    """Return the months from ``2022-10`` to ``2023-03``, both included.

    Raises
    ------
    InputError
        If they are no months, stand in the wrong order, or are too many; all mistakes at once.
    """
    named = (("--from", first), ("--to", last))
    problems = [
        f'{name} must be a month such as 2022-10, got "{text}"'
        for name, text in named
        if re.fullmatch(r"(19|20)\d\d-(0[1-9]|1[0-2])", text) is None
    ]
    if problems:
        raise InputError(problems)
    begin, end = (Month(int(text[:4]), int(text[5:])) for _, text in named)
    count = 12 * (end.year - begin.year) + end.month - begin.month + 1
    if not 1 <= count <= MOST_MONTHS:
        text = "--to must not come before --from" if count < 1 else f"{MOST_MONTHS} months at most"
        raise InputError([f"{text}, got {first} to {last}"])
    months = [begin]
    while months[-1] != end:
        months.append(months[-1].next)
    return tuple(months)


def hours_from(months: tuple[Month, ...], day: datetime.date) -> float:
    """Return the hours from the first day of the first month to a day; negative before it."""
    return 24.0 * (day - months[0].first).days


def edges_h(months: tuple[Month, ...]) -> tuple[float, ...]:
    """Return the hour at which each month begins, and the end of the last."""
    return tuple(hours_from(months, m.first) for m in (*months, months[-1].next))


def month_later(day: datetime.date) -> datetime.date:
    """Return the same day of the next month, or its last day if it is shorter."""
    month = Month(day.year, day.month).next
    last = month.next.first - datetime.timedelta(days=1)
    return month.first.replace(day=min(day.day, last.day))
