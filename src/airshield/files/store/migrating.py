"""Brings the tables of a shared store up to date."""

from __future__ import annotations

from importlib.resources import files
from typing import Any, NamedTuple

from airshield.errors import InputError

LOCK = 0x61697273
"""Key of the advisory lock under which tables are changed: one at a time."""


class Migration(NamedTuple):
    """One step of the tables' history."""

    number: int
    """Its number, from 1."""
    name: str
    """Name of its file."""
    text: str
    """SQL."""


def migrations() -> list[Migration]:
    """Return every step, in order."""
    folder = files("airshield.files.store") / "migrations"
    found = [
        Migration(int(item.name[:4]), item.name, item.read_text(encoding="utf-8"))
        for item in folder.iterdir()
        if item.name.endswith(".sql")
    ]
    return sorted(found)


def migrate(connection: Any, place: str) -> None:
    """Apply the steps that a database lacks, all of them or none.

    Parameters
    ----------
    connection
        A psycopg connection.
    place
        The store, as it is shown.

    Raises
    ------
    InputError
        If the tables are newer than this version of airshield.
    """
    steps = migrations()
    if _version(connection, place, steps) == len(steps):
        return
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        connection.execute("CREATE SCHEMA IF NOT EXISTS airshield")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS airshield.migration "
            "(number integer PRIMARY KEY, name text NOT NULL, "
            "applied_at timestamptz NOT NULL DEFAULT now())"
        )
        done = _version(connection, place, steps)
        for step in steps[done:]:
            connection.execute(step.text)
            connection.execute(
                "INSERT INTO airshield.migration (number, name) VALUES (%s, %s)",
                [step.number, step.name],
            )


def _version(connection: Any, place: str, steps: list[Migration]) -> int:
    """Return the number of the last step applied; 0 in a new database."""
    there = connection.execute("SELECT to_regclass('airshield.migration')").fetchone()
    if there[0] is None:
        return 0
    row = connection.execute("SELECT coalesce(max(number), 0) FROM airshield.migration").fetchone()
    number = int(row[0])
    if number > len(steps):
        raise InputError(
            [
                f"{place}: its tables have version {number}, and this airshield knows them up to "
                f"{len(steps)}; update airshield"
            ]
        )
    return number
