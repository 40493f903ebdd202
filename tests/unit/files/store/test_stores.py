"""Every store keeps runs the same way: a folder, and a real PostgreSQL server."""

from __future__ import annotations

import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from airshield.errors import InputError, OutputError
from airshield.files.store import migrating
from airshield.files.store.folder import FolderStore
from airshield.files.store.kept import Head, KeptFigure, KeptRun, Store, find_run
from airshield.files.store.migrating import Migration, migrations
from airshield.files.store.opening import default_folder, open_store
from airshield.files.store.postgres import PostgresStore, shown_address

FIGURES = (KeptFigure("leakage", 0.1 + 0.2, 1e-300, 1.0), KeptFigure("x.y", -0.0, -5e-324, 2.0))


def made(id_: str = "a1b2c3d4e5f6", kept_at: str = "2026-01-02T03:04:05.678+00:00") -> KeptRun:
    head = Head(id_, "assess", kept_at, 'Ünïcode "name"', "f" * 64, "0.1.0", 2**63 - 1, 10**9, 64,
                "airshield assess x")  # fmt: skip
    return KeptRun(head, FIGURES, '{\n  "z": 1,\n  "a": "ü"\n}\n')


@pytest.fixture(params=["folder", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    if request.param == "folder":
        yield open_store({}, str(tmp_path / "runs"))
        return
    server = request.getfixturevalue("postgres")
    with closing(open_store({"AIRSHIELD_STORE": server.database()})) as found:
        yield found


def test_what_is_kept_comes_back_to_the_bit(store: Store) -> None:
    store.prepare()
    assert store.heads() == []
    assert store.keep(made())
    assert store.heads() == [made().head]
    assert store.load("a1b2c3d4e5f6") == made()


def test_the_same_run_is_kept_once(store: Store) -> None:
    assert [store.keep(made()), store.keep(made())] == [True, False]
    assert len(store.heads()) == 1
    assert len(store.load("a1b2c3d4e5f6").figures) == 2


def test_the_newest_comes_first(store: Store) -> None:
    for day, id_ in (("02", "aaaa00000000"), ("04", "bbbb00000000"), ("03", "aaab00000000")):
        store.keep(made(id_, f"2026-01-{day}T00:00:00.000+00:00"))
    assert [head.id[:4] for head in store.heads()] == ["bbbb", "aaab", "aaaa"]
    assert find_run(store, "last").head.id == "bbbb00000000"
    assert find_run(store, "last~2").head.id == "aaaa00000000"
    with pytest.raises(InputError, match="no such run"):
        find_run(store, "last~3")
    assert find_run(store, "aaab").head.id == "aaab00000000"


def test_a_run_is_called_by_what_only_it_begins_with(store: Store) -> None:
    store.keep(made("aaaa00000000"))
    store.keep(made("aaaa11111111"))
    for called, said in (
        ("aaaa", "several runs begin so: aaaa0"),
        ("aa", "give 4 characters"),
        ("cccc", "there is no such run in"),
    ):
        with pytest.raises(InputError, match=said):
            find_run(store, called)
    with pytest.raises(InputError, match="no such run"):
        store.load("cccc00000000")


def test_a_run_without_figures(store: Store) -> None:
    store.keep(made()._replace(figures=()))
    assert store.load("a1b2c3d4e5f6").figures == ()


def test_a_folder_holds_nothing_half_written(tmp_path: Path) -> None:
    FolderStore(tmp_path).keep(made())
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "a1b2c3d4e5f6.json",
        "a1b2c3d4e5f6.parquet",
    ]


def test_a_folder_that_cannot_be_written_is_told_before_the_work(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError):
        FolderStore(tmp_path / "file" / "runs").prepare()


def test_a_broken_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.parquet").write_text("no table")
    with pytest.raises(InputError, match="cannot be read"):
        FolderStore(tmp_path).heads()


def test_the_store_of_a_user(tmp_path: Path) -> None:
    assert default_folder({"XDG_DATA_HOME": "/data"}) == Path("/data/airshield/runs")
    assert default_folder({}) == Path.home() / ".local/share/airshield/runs"
    named = open_store({"AIRSHIELD_STORE": str(tmp_path)})
    assert isinstance(named, FolderStore)
    assert named.folder == tmp_path
    with pytest.raises(InputError, match="not mysql://") as error:
        open_store({"AIRSHIELD_STORE": "mysql://me:secret@host/x"})
    assert "secret" not in str(error.value)


def test_addresses_are_shown_without_passwords() -> None:
    shown = shown_address("postgresql://me:secret@db.example:5433/airshield?sslmode=require")
    assert shown == "postgresql://db.example:5433/airshield"


def test_a_server_that_is_not_there() -> None:
    with pytest.raises(InputError, match="the store cannot be used") as error:
        PostgresStore("postgresql://me:secret@127.0.0.1:1/x")
    assert "secret" not in str(error.value)


def connected(address: str) -> Any:
    psycopg = pytest.importorskip("psycopg")
    return psycopg.connect(address, autocommit=True)


def test_tables_are_brought_up_to_date(postgres: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    address = postgres.database()
    with monkeypatch.context() as patched:
        patched.setattr(migrating, "migrations", lambda: migrations()[:1])
        with closing(PostgresStore(address)) as old:
            old.keep(made())
    with closing(PostgresStore(address)) as new, connected(address) as connection:
        assert new.load("a1b2c3d4e5f6") == made()
        rows = connection.execute("SELECT number, name FROM airshield.migration ORDER BY 1")
        assert rows.fetchall() == [(step.number, step.name) for step in migrations()]


def test_newer_tables_are_refused(postgres: Any) -> None:
    address = postgres.database()
    PostgresStore(address).close()
    with connected(address) as connection:
        connection.execute("INSERT INTO airshield.migration (number, name) VALUES (99, 'later')")
    with pytest.raises(InputError, match="have version 99, and this airshield knows them up to"):
        PostgresStore(address)


def test_a_step_that_fails_leaves_nothing(postgres: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    address = postgres.database()
    steps = [*migrations(), Migration(3, "0003_bad.sql", "CREATE TABLE airshield.x (); SELECT 1/0")]
    monkeypatch.setattr(migrating, "migrations", lambda: steps)
    with pytest.raises(InputError, match="division by zero"):
        PostgresStore(address)
    with connected(address) as connection:
        there = connection.execute("SELECT to_regnamespace('airshield')").fetchone()
    assert there == (None,)


def test_many_may_open_a_new_database_at_once(postgres: Any) -> None:
    address = postgres.database()
    problems: list[BaseException] = []

    def work(number: int) -> None:
        try:
            with closing(PostgresStore(address)) as found:
                found.keep(made(f"{number:012d}"))
                found.keep(made("same00000000"))
        except BaseException as error:
            problems.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    with closing(PostgresStore(address)) as found:
        assert len(found.heads()) == 9


def test_a_connection_that_is_lost_is_told(postgres: Any) -> None:
    address = postgres.database()
    with closing(PostgresStore(address)) as found, connected(address) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        with pytest.raises(OutputError, match="the store cannot be used"):
            found.keep(made())
