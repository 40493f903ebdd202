"""Siren records: when which region was under alert, from Parquet or comma-separated values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from airshield.errors import InputError
from airshield.evidence.alarms import Alarms
from airshield.evidence.record import Unreadable
from airshield.files.moments import FIRST_YEAR, LAST_YEAR, named_zone, read_moment
from airshield.files.opening import read_sign
from airshield.files.places import printable
from airshield.files.rows import Row, check_columns, read_sheet, rows_of
from airshield.model.reports import Alarm

MOST_ALARMS = 2_000_000
"""Alerts of one file."""
COLUMNS = ("region", "started_at", "finished_at")
_MOST_BYTES = 2**30
_MEMORY = "256MB"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = 10**6
_EARLIEST = int((datetime(FIRST_YEAR, 1, 1, tzinfo=UTC) - _EPOCH).total_seconds()) * _SECOND
_LATEST = int((datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC) - _EPOCH).total_seconds()) * _SECOND
_SIGN_OF_PARQUET = b"PAR1"


def read_alarms(path: Path) -> Alarms:
    """Read a siren record: columns region, started_at, finished_at; other columns are not read.

    Times without an offset are UTC. Every row becomes an alert or is kept as unreadable.

    Raises
    ------
    InputError
        If it cannot be read, is too large, or a column is missing.
    """
    rows = _parquet(path) if path.suffix.lower() == ".parquet" else _sheet(path)
    alarms: list[Alarm] = []
    unreadable: list[Unreadable] = []
    for row in rows:
        if isinstance(row, Alarm):
            alarms.append(row)
        else:
            unreadable.append(row)
    return Alarms(path=str(path), alarms=tuple(alarms), unreadable=tuple(unreadable))


def _sheet(path: Path) -> Iterator[Alarm | Unreadable]:
    sheet = read_sheet(path, COLUMNS[1])
    check_columns(sheet, COLUMNS, COLUMNS)
    for row in rows_of(sheet):
        yield _from_cells(row) if isinstance(row, Row) else row


def _from_cells(row: Row) -> Alarm | Unreadable:
    zone = named_zone("UTC")
    try:
        begins = read_moment(row.cells["started_at"], zone, ends=False)
        ends = read_moment(row.cells["finished_at"], zone, ends=True)
    except ValueError as error:
        return Unreadable(line=row.line, text=row.text, why=str(error))
    for doubt, why in (*begins.doubts, *ends.doubts):
        if doubt == "date-only":
            return Unreadable(line=row.line, text=row.text, why=f"{why}, no time")
    return _alarm(row.line, row.text, row.cells["region"].strip(), begins.utc, ends.utc)


def _alarm(
    line: int, text: str, region: str, begins: datetime, ends: datetime
) -> Alarm | Unreadable:
    if not region:
        return Unreadable(line=line, text=text, why="no region is named")
    if ends < begins:
        return Unreadable(line=line, text=text, why="it ends before it begins")
    return Alarm(line=line, region=region, begins=begins, ends=ends)


def _parquet(path: Path) -> Iterator[Alarm | Unreadable]:
    """Yield the rows of a Parquet file; the line of a row is its number, from 1."""
    for number, (region, begins, ends) in enumerate(_fetched(path), 1):
        text = f"{region},{begins},{ends}"
        if region is None or begins is None or ends is None:
            yield Unreadable(line=number, text=text, why="a value is missing or no time")
        elif not _EARLIEST <= min(begins, ends) <= max(begins, ends) < _LATEST:
            why = f"a year is not from {FIRST_YEAR} to {LAST_YEAR}"
            yield Unreadable(line=number, text=text, why=why)
        else:
            yield _alarm(number, text, str(region).strip(), _moment(begins), _moment(ends))


def _moment(microseconds: int) -> datetime:
    return _EPOCH + timedelta(microseconds=microseconds)


def _fetched(path: Path) -> Iterable[tuple[Any, ...]]:
    """Return region, begin and end (microseconds from 1970, UTC) of each row.

    Raises
    ------
    InputError
        If it is no Parquet file, or has too many rows or other columns.
    """
    import duckdb  # noqa: PLC0415 - heavy; only those who read Parquet pay for it

    shown = printable(str(path))
    if read_sign(path, str(path), _MOST_BYTES) != _SIGN_OF_PARQUET:
        raise InputError([f"{shown}: no Parquet file; name a .csv file .csv"])
    settings: dict[str, Any] = {"memory_limit": _MEMORY, "threads": "1"}
    try:
        with duckdb.connect(config=settings) as database:
            database.execute("SET TimeZone = 'UTC'")
            return _queried(database, [str(path)], shown)
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        raise InputError([f"{shown}: cannot be read as Parquet ({printable(reason)})"]) from None


def _queried(database: Any, files: list[str], shown: str) -> list[tuple[Any, ...]]:
    """Return the rows.

    Raises
    ------
    InputError
        If there are too many, or columns are missing.
    """

    def asked(what: str, limit: int | None = None) -> Any:
        rest = "" if limit is None else f" LIMIT {limit}"
        return database.execute(f"SELECT {what} FROM read_parquet(?){rest}", [files])

    columns = {column[0] for column in asked("*", 0).description}
    missing = [name for name in COLUMNS if name not in columns]
    if missing:
        raise InputError([f"{shown}: column {', '.join(missing)} is missing"])
    (count,) = asked("count(*)").fetchone()
    if count > MOST_ALARMS:
        raise InputError([f"{shown}: more than {MOST_ALARMS:,} alerts; split it, by year say"])
    times = (f"epoch_us(TRY_CAST({name} AS TIMESTAMPTZ))" for name in COLUMNS[1:])
    rows: list[tuple[Any, ...]] = asked(f"region, {', '.join(times)}").fetchall()
    return rows
