"""Runs kept in PostgreSQL, for a team."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from airshield.errors import InputError, OutputError
from airshield.files.store.kept import Head, KeptFigure, KeptRun
from airshield.files.store.migrating import migrate

CONNECT_S = 10
"""Seconds after which a server that does not answer is given up."""
_COLUMNS = ", ".join(Head._fields)


def shown_address(address: str) -> str:
    """Return the address of a database without user, password and options."""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "local") + (f":{parts.port}" if parts.port else "")
    except ValueError:
        return "postgresql://…"
    return f"postgresql://{host}{parts.path}"


class PostgresStore:
    """Keeps runs in a PostgreSQL database; makes its tables, or brings them up to date.

    Parameters
    ----------
    address
        Such as ``postgresql://user@host/database``.

    Raises
    ------
    InputError
        If psycopg is not there, the server does not answer, or its tables are too new.
    """

    def __init__(self, address: str) -> None:
        psycopg = _psycopg()
        self.place = shown_address(address)
        with self._told(InputError):
            self._connection: Any = psycopg.connect(
                address, autocommit=True, connect_timeout=CONNECT_S, application_name="airshield"
            )
            try:
                migrate(self._connection, self.place)
            except BaseException:
                self._connection.close()
                raise

    def prepare(self) -> None:
        """Find out whether rows may be written.

        Raises
        ------
        OutputError
            If they may not.
        """
        with self._told(OutputError), self._connection.transaction():
            self._connection.execute(
                "LOCK TABLE airshield.run, airshield.figure IN ROW EXCLUSIVE MODE"
            )

    def keep(self, run: KeptRun) -> bool:
        """Keep a run; return whether it was new.

        Raises
        ------
        OutputError
            If it cannot be written.
        """
        marks = ", ".join(["%s"] * (len(Head._fields) + 1))
        with self._told(OutputError), self._connection.transaction():
            row = self._connection.execute(
                f"INSERT INTO airshield.run ({_COLUMNS}, answer) VALUES ({marks}) "
                "ON CONFLICT (id) DO NOTHING RETURNING id",
                [*run.head, run.answer],
            ).fetchone()
            if row is None:
                return False
            with self._connection.cursor() as cursor:
                cursor.executemany(
                    "INSERT INTO airshield.figure VALUES (%s, %s, %s, %s, %s, %s)",
                    [(run.head.id, place, *figure) for place, figure in enumerate(run.figures)],
                )
        return True

    def heads(self) -> list[Head]:
        """Return what every run is, the newest first.

        Raises
        ------
        InputError
            If the database cannot be read.
        """
        with self._told(InputError):
            rows = self._connection.execute(
                f"SELECT {_COLUMNS} FROM airshield.run ORDER BY kept_at DESC, id"
            ).fetchall()
        return [_head(row) for row in rows]

    def load(self, id_: str) -> KeptRun:
        """Return a run by its whole identifier.

        Raises
        ------
        InputError
            If the database cannot be read, or has no such run.
        """
        with self._told(InputError):
            row = self._connection.execute(
                f"SELECT {_COLUMNS}, answer FROM airshield.run WHERE id = %s", [id_]
            ).fetchone()
            figures = self._connection.execute(
                "SELECT name, mean, low, high FROM airshield.figure WHERE run = %s ORDER BY place",
                [id_],
            ).fetchall()
        if row is None:
            raise InputError([f"{id_}: there is no such run in {self.place}"])
        return KeptRun(_head(row[:-1]), tuple(KeptFigure(*figure) for figure in figures), row[-1])

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    @contextlib.contextmanager
    def _told(self, kind: type[InputError | OutputError]) -> Iterator[None]:
        """Turn psycopg's errors into ours."""
        import psycopg  # noqa: PLC0415 - as below

        try:
            yield
        except psycopg.Error as error:
            lines = str(error).strip().splitlines() or [type(error).__name__]
            text = f"{self.place}: the store cannot be used: {lines[-1].strip()}"
            if kind is OutputError:
                raise OutputError(text) from error
            raise InputError([text]) from error


def _head(row: tuple[Any, ...]) -> Head:
    head = Head(*row)
    moment: datetime = row[Head._fields.index("kept_at")]
    return head._replace(kept_at=moment.astimezone(UTC).isoformat(timespec="milliseconds"))


def _psycopg() -> Any:
    """Return psycopg.

    Raises
    ------
    InputError
        If it is not installed.
    """
    try:
        import psycopg  # noqa: PLC0415 - only those who share a store need it
    except ImportError as error:
        raise InputError(
            ["a store in PostgreSQL needs psycopg: pip install 'airshield[store]'"]
        ) from error
    return psycopg
