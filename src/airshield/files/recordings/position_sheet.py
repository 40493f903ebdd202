"""Self-reported places in tables: comma-separated values and Parquet."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from airshield.errors import InputError
from airshield.files.opening import read_bytes, read_sign
from airshield.files.places import Mistake, Place, PlacedError, Source, printable
from airshield.files.recordings.positions import (
    Columns,
    factor,
    found_columns,
    missing_columns,
    recorded_positions,
    velocity,
)
from airshield.files.recordings.recorded import Recorded
from airshield.files.recordings.tally import Tally
from airshield.files.wording import nearest
from airshield.tracking.plots import Floats

_MOST_BYTES: Final = 2**30
_MEMORY: Final = "512MB"
_BEGINNING_OF_CALENDAR_S: Final = 10**8
"""Times beyond this, three years, count from 1970; smaller ones from the start of a recording."""
_OFTEN_NAMED: Final = ("lat", "lon", "time", "icao24", "altitude", "velocity", "track")
Cells = Mapping[str, Any]
"""Columns as they were read, text or numbers, by what they mean."""


def read_position_sheet(path: Path) -> Recorded:
    """Read self-reported places from comma-separated values with a header.

    Raises
    ------
    InputError
        If it cannot be read, or a column that is needed is missing.
    """
    text = _text(path)
    lines = text.split("\n")
    header = _cells(lines[0]) or []
    found = found_columns(header)
    _check(path, header, found, Source(str(path), lines[0], path.parent, path))
    tally = Tally()
    picked = {meaning: header.index(name) for meaning, name in found.items()}
    cells: dict[str, list[str]] = {meaning: [] for meaning in picked}
    numbers: list[int] = []
    for number, line in enumerate(lines[1:], 2):
        if not line.strip():
            continue
        row = _cells(line)
        if row is None or len(row) != len(header):
            tally.refuse("row with other cells than the header", f"line {number}")
            continue
        numbers.append(number)
        for meaning, index in picked.items():
            cells[meaning].append(row[index])
    return _recorded(path, "positions, comma-separated", numbers, cells, found, tally)


def read_position_parquet(path: Path) -> Recorded:
    """Read self-reported places from a Parquet file.

    Raises
    ------
    InputError
        If it cannot be read, or a column that is needed is missing.
    """
    import duckdb  # noqa: PLC0415 - heavy; only those who read Parquet pay for it

    shown = printable(str(path))
    read_sign(path, str(path), _MOST_BYTES)
    try:
        with duckdb.connect(config={"memory_limit": _MEMORY, "threads": "1"}) as database:
            database.execute("SET TimeZone = 'UTC'")
            table = database.execute("SELECT * FROM read_parquet(?) LIMIT 0", [str(path)])
            types = {column[0]: str(column[1]).upper() for column in table.description}
            found = found_columns(list(types))
            _check(path, list(types), found, None)
            cells = _fetched(database, path, found, types)
    except duckdb.Error as error:
        reason = printable(str(error).splitlines()[0])
        raise InputError([f"{shown}: cannot be read as Parquet ({reason})"]) from None
    numbers = np.arange(1, len(cells["time_s"]) + 1)
    return _recorded(path, "positions, Parquet", numbers, cells, found, Tally())


def _text(path: Path) -> str:
    """Return a table's text with plain line ends.

    Raises
    ------
    InputError
        If it cannot be read, or is empty.
    """
    raw = read_bytes(path, str(path), _MOST_BYTES)
    text = raw.decode("utf-8-sig", errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    text = text.lstrip("\n")
    if not text.strip():
        raise InputError([f"{printable(str(path))}: the file is empty"])
    return text


def _cells(line: str) -> list[str] | None:
    """Return the cells of one line, or None if it is no row."""
    if '"' not in line and "\0" not in line:
        return line.split(",")
    try:
        return next(csv.reader((line,), strict=True))
    except (csv.Error, StopIteration):
        return None


def _check(path: Path, header: list[str], found: Mapping[str, str], source: Source | None) -> None:
    """Check that there is all that is needed.

    Raises
    ------
    InputError
        If a column is missing.
    """
    missing = missing_columns(found)
    if not missing:
        return
    near = [name for name in map(_near, header) if name]
    hint = f" – is {near[0]} meant for one?" if near else ""
    message = f"no column for {', '.join(missing)}{hint}; the names known are in the reference"
    if source is not None:
        raise PlacedError([Mistake(Place(source, 1, 1), (), message)])
    raise InputError([f"{printable(str(path))}: {message}"])


def _near(name: str) -> str | None:
    near = nearest(name, _OFTEN_NAMED)
    return f'"{printable(name[:40])}" ({near})' if near and near != name.lower() else None


def _fetched(database: Any, path: Path, found: Mapping[str, str], types: Mapping[str, str]) -> Any:
    """Return the columns of a Parquet file: numbers as floats, times as seconds from 1970."""
    parts = []
    for meaning, name in found.items():
        column = '"' + name.replace('"', '""') + '"'
        kind = types[name]
        if meaning == "time_s" and kind.startswith(("TIMESTAMP", "DATE")):
            column = f"epoch_us(CAST({column} AS TIMESTAMPTZ)) / 1e6"
        elif kind.startswith("VARCHAR") or kind == "STRING":
            parts.append(f"COALESCE({column}, '') AS {meaning}")
            continue
        parts.append(f"COALESCE(TRY_CAST({column} AS DOUBLE), 'nan'::DOUBLE) AS {meaning}")
    query = f"SELECT {', '.join(parts)} FROM read_parquet(?)"
    fetched = database.execute(query, [str(path)]).fetchnumpy()
    return {name: np.ma.getdata(column) for name, column in fetched.items()}


def _recorded(
    path: Path,
    format: str,
    numbers: Any,
    cells: Cells,
    found: Mapping[str, str],
    tally: Tally,
) -> Recorded:
    """Return the columns as a recording."""
    size = len(numbers)

    def asked(meaning: str, read: Callable[[str], float] = _number) -> Floats:
        if meaning not in found:
            return np.full(size, np.nan)
        return _floats(cells[meaning], read) * factor(meaning, found[meaning])

    local = "lat_deg" not in found or "lon_deg" not in found
    time_s = asked("time_s", _moment)
    speeds = velocity(asked("speed_m_s"), asked("course_deg"), asked("climb_m_s"))
    if _told_by_axes(found, local=local):
        speeds[:, 0], speeds[:, 1] = asked("velocity_east_m_s"), asked("velocity_north_m_s")
    columns = Columns(
        row=np.asarray(numbers, np.int64),
        time_s=time_s,
        arrival_s=asked("arrival_s", _moment),
        address=_addresses(cells, found, size),
        first=asked("east_m" if local else "lat_deg"),
        second=asked("north_m" if local else "lon_deg"),
        height_m=asked("height_m"),
        velocity_m_s=speeds,
    )
    timed = time_s[np.isfinite(time_s)]
    calendar = bool(timed.size) and float(np.median(timed)) > _BEGINNING_OF_CALENDAR_S
    return recorded_positions(
        str(path), format, columns, tally, geodetic=not local, calendar=calendar
    )


def _told_by_axes(found: Mapping[str, str], *, local: bool) -> bool:
    """Return whether velocities are taken from their parts along the axes.

    Of places on Earth, speed and true course come first: a file that has both has its axes from a
    local frame.
    """
    axes = "velocity_east_m_s" in found and "velocity_north_m_s" in found
    return axes and (local or not {"speed_m_s", "course_deg"} <= set(found))


def _floats(cells: Any, read: Callable[[str], float]) -> Floats:
    if isinstance(cells, np.ndarray) and cells.dtype.kind in "iuf":
        return np.array(cells, np.float64)
    return np.array([read(str(cell)) for cell in cells], np.float64)


def _number(text: str) -> float:
    """Return a number, NaN where there is none."""
    try:
        return float(text)
    except ValueError:
        return np.nan


def _moment(text: str) -> float:
    """Return seconds, from a number or from a date and time (UTC unless it says otherwise)."""
    try:
        return float(text)
    except ValueError:
        pass
    try:
        found = datetime.fromisoformat(text.strip())
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return np.nan


def _addresses(cells: Cells, found: Mapping[str, str], size: int) -> NDArray[np.int64]:
    """Return addresses, −1 where there is none: hexadecimal where the column is one of codes."""
    if "address" not in found:
        return np.full(size, -1, np.int64)
    base = 10 if found["address"].strip().lower() in ("number", "id") else 16
    column = cells["address"]
    if isinstance(column, np.ndarray) and column.dtype.kind in "iuf":
        whole = np.isfinite(column) & (np.abs(column) < 2**53)
        return np.where(whole, np.where(whole, column, 0), -1).astype(np.int64)
    known: dict[str, int] = {}
    return np.array([_address(str(cell), base, known) for cell in column], np.int64)


def _address(text: str, base: int, known: dict[str, int]) -> int:
    if text not in known:
        try:
            number = int(text.strip().removesuffix(".0"), base)
        except ValueError:
            number = -1
        known[text] = number if 0 <= number < 2**53 else -1
    return known[text]
