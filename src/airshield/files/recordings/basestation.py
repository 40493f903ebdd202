"""Self-reported places as BaseStation (SBS-1) lines, one message a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from airshield.errors import InputError
from airshield.files.opening import read_bytes
from airshield.files.places import printable
from airshield.files.recordings.positions import (
    FOOT_A_MINUTE_M_S,
    FOOT_M,
    KNOT_M_S,
    Columns,
    recorded_positions,
    velocity,
)
from airshield.files.recordings.recorded import Recorded
from airshield.files.recordings.tally import Tally

_MOST_BYTES: Final = 2**30
_CELLS: Final = 17
"""Cells up to the vertical rate; what follows is not read."""
_OLDEST_S: Final = 10.0
"""A velocity or height goes with a place that comes no later than this after it."""
_PLACES: Final = ("2", "3")
_VELOCITY: Final = "4"


class _Sent(NamedTuple):
    """A place, with the velocity that the aircraft sent last."""

    row: int
    time_s: float
    arrival_s: float
    address: int
    lat_deg: float
    lon_deg: float
    height_m: float
    speed_m_s: float
    course_deg: float
    climb_m_s: float


class _Velocity(NamedTuple):
    """What an aircraft said last of its velocity."""

    time_s: float
    speed_m_s: float
    course_deg: float
    climb_m_s: float


_NONE: Final = _Velocity(-np.inf, np.nan, np.nan, np.nan)


def read_basestation(path: Path) -> Recorded:
    """Read BaseStation lines: places of messages 2 and 3, with the velocities of messages 4.

    Times carry no zone and are taken as UTC.

    Raises
    ------
    InputError
        If it cannot be read, or holds no place.
    """
    raw = read_bytes(path, str(path), _MOST_BYTES)
    tally = Tally()
    sent = list(_places(raw.decode("utf-8-sig", errors="replace").splitlines(), tally))
    if not sent:
        raise InputError([f"{printable(str(path))}: no place in it (messages MSG,2 and MSG,3)"])
    tally.remark("time without a zone, taken as UTC", "", len(sent))
    columns = np.array(sent, np.float64).T
    found = Columns(
        row=columns[0].astype(np.int64),
        time_s=columns[1],
        arrival_s=columns[2],
        address=columns[3].astype(np.int64),
        first=columns[4],
        second=columns[5],
        height_m=columns[6],
        velocity_m_s=velocity(*columns[7:]),
    )
    return recorded_positions(
        str(path), "positions, BaseStation", found, tally, geodetic=True, calendar=True
    )


def _places(lines: Sequence[str], tally: Tally) -> Iterator[_Sent]:
    """Yield each place; what else there is, is counted."""
    last: dict[int, _Velocity] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        cells = line.strip().split(",")
        where = f"line {number}"
        if cells[0] != "MSG":
            tally.remark("line that is no MSG, not read", where)
        elif len(cells) < _CELLS:
            tally.refuse("message cut short", where)
        elif cells[1] in (*_PLACES, _VELOCITY):
            found = _message(cells, number, last, where, tally)
            if found is not None:
                yield found
        else:
            tally.remark(f"message without place or velocity (MSG,{cells[1][:2]}), not read", where)


def _message(
    cells: Sequence[str], number: int, last: dict[int, _Velocity], where: str, tally: Tally
) -> _Sent | None:
    """Return the place of a message; keep its velocity for places to come."""
    time_s, arrival_s = _moment(cells[6], cells[7]), _moment(cells[8], cells[9])
    try:
        address = int(cells[4], 16)
    except ValueError:
        tally.refuse("message without an address", where)
        return None
    if not 0 <= address < 2**24:
        tally.refuse("message without an address", where)
        return None
    told = _Velocity(
        time_s,
        _number(cells[12]) * KNOT_M_S,
        _number(cells[13]),
        _number(cells[16]) * FOOT_A_MINUTE_M_S,
    )
    if cells[1] == _VELOCITY or np.isfinite(told.speed_m_s):
        last[address] = told
    if cells[1] == _VELOCITY:
        return None
    speed = last.get(address, _NONE)
    if not 0.0 <= time_s - speed.time_s <= _OLDEST_S:
        speed = _NONE
    height = _number(cells[11]) * FOOT_M
    place = (_number(cells[14]), _number(cells[15]), height)
    return _Sent(number, time_s, arrival_s, address, *place, *speed[1:])


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return np.nan


def _moment(day: str, clock: str) -> float:
    """Return seconds from 1970, NaN where there is no date and time."""
    try:
        found = datetime.fromisoformat(f"{day.strip().replace('/', '-')} {clock.strip()}")
        return found.replace(tzinfo=UTC).timestamp()
    except (ValueError, OverflowError):
        return np.nan
