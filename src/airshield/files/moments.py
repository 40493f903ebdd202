"""Local times and dates as they stand in records, turned into UTC."""

from __future__ import annotations

import functools
import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from airshield.errors import InputError
from airshield.files.wording import suggestion
from airshield.model.reports import Doubt

_MOMENT = re.compile(
    r"(\d{4})-(\d\d?)-(\d\d?)"
    r"(?:[ T]+(\d\d?):(\d\d)(?::(\d\d)(?:\.0*)?)?\s*(Z|[+-]\d\d:?\d\d)?)?",
    re.ASCII,
)
_USUAL = re.compile(r"\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)?)?", re.ASCII)
_DAY = timedelta(days=1)
FIRST_YEAR, LAST_YEAR = 1900, 2200
"""Years that a record may speak of; others are slips of the pen."""


class Moment(NamedTuple):
    """A time as it was read."""

    utc: datetime
    """The moment; of a date, its first or last."""
    doubts: tuple[tuple[Doubt, str], ...]
    """What is doubtful in it, and why."""


def named_zone(name: str) -> ZoneInfo:
    """Return a zone of the time-zone database.

    Raises
    ------
    InputError
        If there is none of that name.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        hint = suggestion(name, ("UTC", "Europe/Kyiv"))
        raise InputError([f'"{name}" is no time zone{hint}']) from None


@functools.lru_cache(maxsize=8192)
def read_moment(text: str, zone: ZoneInfo, *, ends: bool) -> Moment:
    """Read a local time or a date; a date means its first moment, or its last if it ``ends``.

    Raises
    ------
    ValueError
        If it is neither, or no such day or hour exists; the message says what was found.
    """
    matched = _MOMENT.fullmatch(text.strip())
    if matched is None:
        raise ValueError(f'"{_cut(text)}" is no time: write YYYY-MM-DD HH:MM')
    day, hour = matched.group(1, 2, 3), matched.group(4, 5, 6)
    if not FIRST_YEAR <= int(day[0]) <= LAST_YEAR:
        raise ValueError(f'"{_cut(text)}" is no year from {FIRST_YEAR} to {LAST_YEAR}')
    try:
        local = datetime(int(day[0]), int(day[1]), int(day[2]))
        if hour[0] is None:
            local += _DAY if ends else timedelta()
            return Moment(_utc(local, zone), _oddities(text, local, zone, date_only=True))
        whole_day = hour[0] == "24" and int(hour[1]) == int(hour[2] or 0) == 0
        local += _DAY if whole_day else _clock(*hour)
        if matched.group(7):
            return Moment(_shifted(local, matched.group(7)), _oddities(text))
        return Moment(_utc(local, zone), _oddities(text, local, zone))
    except (ValueError, OverflowError):
        raise ValueError(f'"{_cut(text)}" is no day and hour that exists') from None


def _clock(hour: str, minute: str, second: str | None) -> timedelta:
    """Return the time since midnight.

    Raises
    ------
    ValueError
        If no clock shows it.
    """
    parts = datetime(2000, 1, 1, int(hour), int(minute), int(second or 0))
    return parts - datetime(2000, 1, 1)


def _utc(local: datetime, zone: ZoneInfo) -> datetime:
    return local.replace(tzinfo=zone).astimezone(UTC)


def _shifted(local: datetime, offset: str) -> datetime:
    """Return a moment whose offset from UTC is written beside it."""
    if offset == "Z":
        return local.replace(tzinfo=UTC)
    digits = offset[1:].replace(":", "")
    shift = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return (local - (shift if offset[0] == "+" else -shift)).replace(tzinfo=UTC)


def _oddities(
    text: str,
    local: datetime | None = None,
    zone: ZoneInfo | None = None,
    *,
    date_only: bool = False,
) -> tuple[tuple[Doubt, str], ...]:
    """Return what is doubtful in a time that could be read."""
    found: list[tuple[Doubt, str]] = []
    if date_only:
        found.append(("date-only", f'"{text.strip()}" is a date'))
    if _USUAL.fullmatch(text) is None:
        found.append(("odd-time", f'"{_cut(text)}" is not written YYYY-MM-DD HH:MM'))
    if local is not None and zone is not None and not _single(local, zone):
        found.append(("odd-time", f'"{_cut(text)}": clocks changed in that hour'))
    return tuple(found)


def _single(local: datetime, zone: ZoneInfo) -> bool:
    """Return whether clocks showed a local time exactly once."""
    first = local.replace(tzinfo=zone)
    return first.utcoffset() == first.replace(fold=1).utcoffset()


def _cut(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
