"""A PostgreSQL server of the tests' own: in a folder that goes away, on a socket, no network."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

DEBIAN = Path("/usr/lib/postgresql")
USERS = ("postgres", "nobody")
"""Who runs it when we are root, whom it refuses."""


def _program(name: str) -> str | None:
    """Return the path of one of PostgreSQL's programs, the newest."""
    found = sorted(DEBIAN.glob(f"*/bin/{name}"), key=lambda path: float(path.parts[-3]))
    return str(found[-1]) if found else shutil.which(name)


def _other_user() -> str | None:
    """Return who is to run the server: somebody else if we are root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in USERS if name in known)


class PostgresServer:
    """A server; a context manager."""

    def __init__(self) -> None:
        self._user = _other_user()
        self._folder = Path(tempfile.mkdtemp(prefix="airshield-postgres-"))
        self._databases = 0

    @staticmethod
    def missing() -> str | None:
        """Return why there can be no server, if that is so."""
        if all(_program(name) for name in ("initdb", "pg_ctl", "postgres")):
            return None
        return "no PostgreSQL: install the package postgresql, or run ./dev test as root"

    def __enter__(self) -> PostgresServer:
        """Start it."""
        if self._user is not None:
            shutil.chown(self._folder, self._user)
        self._folder.chmod(0o755)
        try:
            self._run("initdb", "--username=airshield", "--auth=trust", "--no-sync", "-E", "UTF8")
            options = f"-k {self._folder} -c listen_addresses= -c fsync=off -c max_connections=20"
            self._run("pg_ctl", "--wait", f"--log={self._folder}/log", "-o", options, "start")
        except BaseException:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop it and remove its folder."""
        self._run("pg_ctl", "--wait", "--mode=fast", "stop")
        shutil.rmtree(self._folder, ignore_errors=True)

    def _run(self, name: str, *arguments: str) -> None:
        program = _program(name)
        assert program is not None
        owner: Mapping[str, Any] = {}
        if self._user is not None:
            entry = pwd.getpwnam(self._user)
            owner = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
        said = self._folder / f"{name}.out"
        # The server inherits what it writes to: a pipe would never end.
        with said.open("w") as out:
            done = subprocess.run(
                [program, f"--pgdata={self._folder}/data", *arguments],
                cwd=self._folder,
                env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                check=False,
                **owner,
            )
        if done.returncode != 0:
            raise RuntimeError(said.read_text())

    def database(self) -> str:
        """Make an empty database and return its address."""
        import psycopg  # noqa: PLC0415 - an extra

        self._databases += 1
        name = f"test_{self._databases}"
        with psycopg.connect(self._address("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return self._address(name)

    def _address(self, database: str) -> str:
        return f"postgresql://airshield@/{database}?host={self._folder}"
