"""Results are written whole or not at all, and what went wrong is told."""

import errno
import os
from pathlib import Path

import duckdb
import numpy as np
import pytest

from airshield.errors import OutputError
from airshield.files.output import atomic_path, make_folder, write_json, write_text
from airshield.files.parquet import ParquetWriter, write_parquet


def test_a_file_appears_only_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with atomic_path(path) as temporary:
        temporary.write_text("half")
        assert not path.exists()
        assert temporary.parent == path.parent
    assert path.read_text() == "half"
    assert [file.name for file in tmp_path.iterdir()] == ["a.txt"]


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")

    def fail_half_way() -> None:
        with atomic_path(path) as temporary:
            temporary.write_text("new")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_half_way()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_permissions_follow_the_umask(tmp_path: Path) -> None:
    write_text(tmp_path / "a.txt", "x")
    mask = os.umask(0)
    os.umask(mask)
    assert (tmp_path / "a.txt").stat().st_mode & 0o777 == 0o666 & ~mask


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (errno.ENOSPC, "the disk is full; free some space or write elsewhere"),
        (errno.EACCES, "no permission to write there"),
        (errno.EROFS, "the disk is read-only"),
        (errno.EDQUOT, "your disk quota is used up"),
        (errno.EIO, "Input/output error"),
    ],
)
def test_system_errors_say_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, message: str
) -> None:
    def fail(_: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr("airshield.files.output.os.fsync", fail)
    with pytest.raises(OutputError, match=message) as caught:
        write_text(tmp_path / "a.txt", "x")
    assert str(tmp_path / "a.txt") in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_places_that_cannot_hold_a_file(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match="a folder of that name is in the way"):
        write_text(tmp_path / "folder", "x")
    with pytest.raises(OutputError, match="the folder does not exist"):
        write_text(tmp_path / "none" / "a.txt", "x")
    with pytest.raises(OutputError, match="a file stands where a folder should"):
        write_text(tmp_path / "file" / "a.txt", "x")
    with pytest.raises(OutputError, match="a file stands where a folder should"):
        make_folder(tmp_path / "file")
    with pytest.raises(OutputError, match="a file stands where a folder should"):
        make_folder(tmp_path / "file" / "below")
    assert make_folder(tmp_path / "new" / "below").is_dir()


def test_json_is_readable_and_refuses_what_is_no_number(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_json(path, {"name": "Львів", "x": [1, 2.5]})
    assert "Львів" in path.read_text("utf-8")
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_json(path, {"x": float("nan")})
    assert "Львів" in path.read_text("utf-8")
    assert list(tmp_path.iterdir()) == [path]


COLUMNS = {
    "n": np.arange(5, dtype=np.int32),
    "x": np.linspace(0, 1, 5),
    "small": np.arange(5, dtype=np.uint8),
    "yes": np.array([True, False, True, True, False]),
    "name": np.array(["a", "é", "it's", '"q"', ""]),
}


def rows(path: Path, what: str = "*") -> list[tuple[object, ...]]:
    return duckdb.sql(f"SELECT {what} FROM '{path}'").fetchall()


def test_columns_go_to_parquet_and_back(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    info = {"run": 'it\'s {"seed": 1}', "version": "0.1"}
    write_parquet(path, COLUMNS, info)
    assert rows(path) == list(zip(*(values.tolist() for values in COLUMNS.values()), strict=True))
    types = dict(
        duckdb.sql(f"SELECT column_name, column_type FROM (DESCRIBE FROM '{path}')").fetchall()
    )
    assert types == {
        "n": "INTEGER",
        "x": "DOUBLE",
        "small": "UTINYINT",
        "yes": "BOOLEAN",
        "name": "VARCHAR",
    }
    kept = duckdb.sql(f"SELECT key, value FROM parquet_kv_metadata('{path}')").fetchall()
    assert {key.decode(): value.decode() for key, value in kept} == info
    assert list(tmp_path.iterdir()) == [path]


def test_batches_keep_their_order(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    with ParquetWriter(path) as writer:
        for start in range(0, 1000, 100):
            writer.append({"n": np.arange(start, start + 100), "name": np.full(100, f"b{start}")})
        assert writer.rows == 1000
        assert not path.exists()
    assert [row[0] for row in rows(path, "n")] == list(range(1000))


def test_a_batch_may_be_empty(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    write_parquet(path, {"n": np.empty(0, dtype=np.int64), "name": np.empty(0, dtype="U1")})
    assert rows(path, "count(*)") == [(0,)]


def test_texts_that_are_new_in_a_later_batch_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    with ParquetWriter(path) as writer:
        writer.append({"name": np.array(["a"])})
        writer.append({"name": np.array(["something else"])})
    assert rows(path) == [("a",), ("something else",)]


def test_a_failed_block_leaves_nothing(tmp_path: Path) -> None:
    def stop_half_way() -> None:
        with ParquetWriter(tmp_path / "a.parquet") as writer:
            writer.append(COLUMNS)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stop_half_way()
    assert list(tmp_path.iterdir()) == []


def test_columns_of_different_lengths(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"equal lengths, got \[2, 3\]"):
        write_parquet(tmp_path / "a.parquet", {"a": np.arange(2), "b": np.arange(3)})
    with (
        pytest.raises(ValueError, match="at least one batch"),
        ParquetWriter(tmp_path / "a.parquet"),
    ):
        pass
    assert list(tmp_path.iterdir()) == []


def test_parquet_where_no_file_can_be(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(OutputError, match="a folder of that name is in the way"):
        write_parquet(tmp_path / "folder", COLUMNS)
    with pytest.raises(OutputError, match="could not be written"):
        write_parquet(tmp_path / "none" / "a.parquet", COLUMNS)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_a_full_disk_while_rows_are_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("airshield.files.parquet._quoted", lambda text: "'/dev/full'")
    with pytest.raises(OutputError, match="could not be written"):
        write_parquet(tmp_path / "a.parquet", {"n": np.arange(100_000)})
    assert list(tmp_path.iterdir()) == []
