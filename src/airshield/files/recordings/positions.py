"""Places that aircraft report themselves, as columns, whatever their names and units."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from airshield.files.recordings.line_fields import TIMES_S
from airshield.files.recordings.recorded import Recorded
from airshield.files.recordings.tally import Tally
from airshield.model.surveillance import SensorModel
from airshield.tracking.plots import CARTESIAN, Floats, Plots, blank_plots, chosen

FOOT_M: Final = 0.3048
KNOT_M_S: Final = 1852.0 / 3600.0
FOOT_A_MINUTE_M_S: Final = FOOT_M / 60.0
SENSOR: Final = "ads-b"
ADS_B: Final = SensorModel(
    kind="cooperative", sigma_m=30.0, sigma_height_m=30.0, sigma_velocity_m_s=2.0
)
"""What is taken for granted of self-reported places."""

NAMES: Final[Mapping[str, Mapping[str, float]]] = {
    "time_s": {"lastposupdate": 1.0, "time_s": 1.0, "time": 1.0, "timestamp": 1.0, "datetime": 1.0},
    "arrival_s": {"arrival_s": 1.0},
    "address": {"icao24": 1.0, "icao": 1.0, "hex": 1.0, "address": 1.0, "number": 1.0, "id": 1.0},
    "lat_deg": {"lat_deg": 1.0, "lat": 1.0, "latitude": 1.0},
    "lon_deg": {"lon_deg": 1.0, "lon": 1.0, "longitude": 1.0, "lng": 1.0},
    "east_m": {"east_m": 1.0},
    "north_m": {"north_m": 1.0},
    "height_m": {
        "height_m": 1.0, "altitude_m": 1.0, "baroaltitude": 1.0, "geoaltitude": 1.0,
        "altitude": FOOT_M, "altitude_ft": FOOT_M, "alt": FOOT_M, "alt_baro": FOOT_M,
        "geo_altitude": FOOT_M,
    },
    "speed_m_s": {
        "speed_m_s": 1.0, "velocity": 1.0, "groundspeed": KNOT_M_S, "groundspeed_kt": KNOT_M_S,
        "ground_speed": KNOT_M_S, "gs": KNOT_M_S,
    },
    "course_deg": {
        "course_deg": 1.0, "track_deg": 1.0, "heading_deg": 1.0, "track": 1.0, "heading": 1.0,
    },
    "climb_m_s": {
        "velocity_up_m_s": 1.0, "climb_m_s": 1.0, "vertrate": 1.0,
        "vertical_rate": FOOT_A_MINUTE_M_S, "vertical_rate_ft_min": FOOT_A_MINUTE_M_S,
    },
    "velocity_east_m_s": {"velocity_east_m_s": 1.0},
    "velocity_north_m_s": {"velocity_north_m_s": 1.0},
}  # fmt: skip
"""What a column of that name holds, and the factor to our unit; the first that is there counts."""

_DEGREE_M: Final = 111_195.0
_NEAR_S: Final = 30.0
"""Steps longer than this tell nothing of the places, for the velocity changes."""
_ENOUGH: Final = 200
"""Steps from which the spread of places is told."""
_FINEST_M, _COARSEST_M = 10.0, 500.0

EARLIEST_S, LATEST_S = TIMES_S
HIGHEST_M, LOWEST_M = 100_000.0, -2_000.0
FASTEST_M_S = 8_000.0


class Columns(NamedTuple):
    """Places by what they mean; NaN where nothing is said."""

    row: NDArray[np.int64]
    """Row or line of the file."""
    time_s: Floats
    arrival_s: Floats
    address: NDArray[np.int64]
    """Address, or the number of a target; −1: none."""
    first: Floats
    """Latitude in degrees, or east in metres."""
    second: Floats
    """Longitude in degrees, or north in metres."""
    height_m: Floats
    velocity_m_s: Floats
    """(n, 3) East, north, up."""


def found_columns(names: Sequence[str]) -> dict[str, str]:
    """Return, for each thing meant, the column that says it, if one does."""
    by_lower = {name.strip().lower(): name for name in reversed(names)}
    return {
        meaning: by_lower[name]
        for meaning, known in NAMES.items()
        for name in reversed(list(known))
        if name in by_lower
    }


def factor(meaning: str, column: str) -> float:
    """Return what a column's numbers are multiplied by."""
    return NAMES[meaning][column.strip().lower()]


def missing_columns(found: Mapping[str, str]) -> list[str]:
    """Return what is meant by the columns that are needed and not there."""
    lost = [meaning for meaning in ("time_s",) if meaning not in found]
    if not ({"lat_deg", "lon_deg"} <= set(found) or {"east_m", "north_m"} <= set(found)):
        lost += [m for m in ("lat_deg", "lon_deg") if m not in found]
    return lost


def velocity(speed_m_s: Floats, course_deg: Floats, climb_m_s: Floats) -> Floats:
    """Return velocities (n, 3), east, north, up, from speed, course and climb."""
    course = np.radians(course_deg)
    return np.column_stack([speed_m_s * np.sin(course), speed_m_s * np.cos(course), climb_m_s])


def recorded_positions(
    path: str, format: str, columns: Columns, tally: Tally, *, geodetic: bool, calendar: bool
) -> Recorded:
    """Return self-reported places as a recording; refused rows and repeats are counted."""
    columns = _sound(columns, tally, geodetic=geodetic)
    columns = _without_repeats(columns, tally)
    plots = _plots(columns)
    sensor = _sensor(plots, tally, geodetic=geodetic)
    return Recorded(
        path=path,
        format=format,
        plots=plots,
        geodetic=np.full(plots.size, geodetic),
        sensors={SENSOR: sensor},
        calendar=calendar,
        by_time=True,
        notes=tally.notes(),
    )


def _sensor(plots: Plots, tally: Tally, *, geodetic: bool) -> SensorModel:
    """Return the sensor, with the spread of its places where the recording tells it."""
    off = _misfits_m(plots, geodetic=geodetic)
    if len(off) < _ENOUGH:
        return ADS_B
    # 90 % of the differences of two errors, each of this spread in both axes, lie below 3.03 of it;
    # jumps and faulty times, a few in a hundred, do not move that.
    spread = float(np.percentile(off, 90)) / 3.03
    sigma_m = float(np.clip(float(f"{spread:.2g}"), _FINEST_M, _COARSEST_M))
    what = f"report, its place taken to be off by {sigma_m:.0f} m (σ), as steps and velocities tell"
    tally.remark(what, "", plots.size)
    return dataclasses.replace(ADS_B, sigma_m=sigma_m)


def _misfits_m(plots: Plots, *, geodetic: bool) -> Floats:
    """Return how far steps from place to place are from what the velocities make of them."""
    order = np.lexsort((plots.time_s, plots.identity))
    gap_s = np.diff(plots.time_s[order])
    step_m = np.diff(plots.value[order, :2], axis=0)
    if geodetic:
        lat_deg = plots.value[order[1:], 0]
        turn_deg = (step_m[:, 1] + 180.0) % 360.0 - 180.0
        east_deg = turn_deg * np.cos(np.radians(lat_deg))
        step_m = _DEGREE_M * np.column_stack([east_deg, step_m[:, 0]])
    velocity_m_s = plots.value[order, 3:5]
    mean = (velocity_m_s[1:] + velocity_m_s[:-1]) / 2.0
    off = np.hypot(*(step_m - mean * gap_s[:, None]).T)
    own = np.diff(plots.identity[order]) == 0
    near: Floats = off[own & (gap_s > 0) & (gap_s <= _NEAR_S) & np.isfinite(off)]
    return near


def _sound(columns: Columns, tally: Tally, *, geodetic: bool) -> Columns:
    """Return the rows that have a time and a place; blank heights and speeds out of range."""
    timed = (columns.time_s >= EARLIEST_S) & (columns.time_s <= LATEST_S)
    _refuse(tally, "row without a time, or one out of range", columns, ~timed)
    most = (90.0, 180.0) if geodetic else (1e7, 1e7)
    placed = (np.abs(columns.first) <= most[0]) & (np.abs(columns.second) <= most[1])
    _refuse(tally, "row without a place, or one out of range", columns, timed & ~placed)
    columns = _chosen(columns, timed & placed)
    height, speed = columns.height_m, columns.velocity_m_s
    wild = np.isfinite(height) & ~((height >= LOWEST_M) & (height <= HIGHEST_M))
    _remark(tally, "height out of range, taken as not given", columns, wild)
    height[wild] = np.nan
    fast = np.asarray((np.abs(speed) > FASTEST_M_S).any(axis=1))
    _remark(tally, "velocity out of range, taken as not given", columns, fast)
    speed[fast] = np.nan
    late = ~((columns.arrival_s >= EARLIEST_S) & (columns.arrival_s <= LATEST_S))
    columns.arrival_s[late] = columns.time_s[late]
    return columns


def _without_repeats(columns: Columns, tally: Tally) -> Columns:
    """Return the rows without those that say what an earlier one said: who, when and where."""
    keys = np.column_stack([columns.address, columns.time_s, columns.first, columns.second])
    order = np.lexsort(keys.T[::-1])
    same = np.zeros(len(keys), bool)
    same[order[1:]] = (keys[order[1:]] == keys[order[:-1]]).all(axis=1)
    _refuse(tally, "repeat of a report: same address, time and place", columns, same)
    return _chosen(columns, ~same)


def _chosen(columns: Columns, which: NDArray[np.bool_]) -> Columns:
    picked: list[Any] = [column[which] for column in columns]
    return Columns(*picked)


def _refuse(tally: Tally, what: str, columns: Columns, rows: NDArray[np.bool_]) -> None:
    tally.refuse(what, _first(columns, rows), int(rows.sum()))


def _remark(tally: Tally, what: str, columns: Columns, rows: NDArray[np.bool_]) -> None:
    tally.remark(what, _first(columns, rows), int(rows.sum()))


def _first(columns: Columns, rows: NDArray[np.bool_]) -> str:
    return f"row {columns.row[int(np.argmax(rows))]}" if rows.any() else ""


def _plots(columns: Columns) -> Plots:
    """Return the rows as plots, in order of time."""
    plots = blank_plots(len(columns.time_s))
    plots.time_s[:] = columns.time_s
    plots.arrival_s[:] = columns.arrival_s
    plots.kind[:] = CARTESIAN
    plots.value[:, 0], plots.value[:, 1] = columns.first, columns.second
    plots.value[:, 2] = columns.height_m
    plots.value[:, 3:] = columns.velocity_m_s
    plots.identity[:] = columns.address
    return chosen(plots, np.argsort(plots.arrival_s, kind="stable"))
