"""`--keep`, and `airshield runs`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from airshield.apps.cli.entry import run

ASSESS = ["assess", "first-look", "-n", "32", "--worlds", "2", "--format", "json"]
SWEEP = [
    *("sweep", "first-look", "--vary", "raid.groups.drones.count=5:60", "--points", "4"),
    *("-n", "8", "--worlds", "2", "--keep"),
]

pytestmark = pytest.mark.slow


@pytest.fixture(params=["folder", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Name a new store in the environment."""
    place = str(tmp_path / "runs")
    if request.param == "postgres":
        place = request.getfixturevalue("postgres").database()
    monkeypatch.setenv("AIRSHIELD_STORE", place)
    monkeypatch.setenv("COLUMNS", "80")
    return place


def test_kept_listed_shown_compared_exported(
    store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["runs", "list"]) == 0
    assert "No run is kept" in capsys.readouterr().out
    assert run([*ASSESS, "--out", str(tmp_path / "out")]) == 0
    assert run([*ASSESS, "--set", "raid.groups.drones.count=20"]) == 0
    assert run(ASSESS) == 0
    assert run(SWEEP) == 0
    err = capsys.readouterr().err
    assert (err.count("kept as"), err.count("kept already as")) == (3, 1)

    assert run(["runs", "list", "--format", "json"]) == 0
    heads: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    assert sorted(head["kind"] for head in heads) == ["assess", "assess", "sweep"]
    digest = json.loads((tmp_path / "out/results.json").read_text())["run"]["scenario_digest"]
    base = next(h for h in heads if h["kind"] == "assess" and h["scenario_digest"] == digest)
    other = next(h for h in heads if h["kind"] == "assess" and h != base)

    for command in (
        ["list"],
        ["show", base["id"]],
        ["compare", base["id"], other["id"], "--all"],
        ["show", next(h["id"] for h in heads if h["kind"] == "sweep")],
    ):
        assert run(["runs", *command]) == 0
        out = capsys.readouterr().out
        assert max(len(line) for line in out.splitlines()) <= 80
        assert base["id"] in out or "sweep" in out

    assert run(["runs", "export", base["id"], "--out", str(tmp_path / "again")]) == 0
    mine, theirs = (
        json.loads((tmp_path / name / "results.json").read_text()) for name in ("again", "out")
    )
    assert mine == theirs
    figures = f"{tmp_path}/again/figures.parquet"
    mean = duckdb.sql(f"SELECT mean FROM '{figures}' WHERE figure = 'leakage'").fetchall()
    assert mean == [(theirs["leakage"]["mean"],)]

    capsys.readouterr()
    assert run(["runs", "compare", base["id"], other["id"], "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert "its digest differs" in found["notes"][0]
    assert run(["runs", "compare", base["id"], base["id"], "--format", "json"]) == 0
    same = json.loads(capsys.readouterr().out)
    assert {row["change"]["mean"] for row in same["differences"]} == {0.0}


def test_nothing_is_kept_unasked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert run(ASSESS) == 0
    assert list(tmp_path.iterdir()) == []
    assert run([*ASSESS, "--keep"]) == 0
    assert "kept as" in capsys.readouterr().err
    assert len(list((tmp_path / "airshield/runs").iterdir())) == 2


def test_a_store_that_cannot_be_used_is_told_before_the_work(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIRSHIELD_STORE", "postgresql://me:secret@127.0.0.1:1/x")
    assert run(ASSESS) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "the store cannot be used" in err
    assert "secret" not in err
    assert run(["runs", "show", "abcd"]) == 2


@pytest.mark.parametrize("name", ["list", "show", "compare", "export"])
def test_help_has_examples(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["runs", name, "--help"]) == 0
    assert f"airshield runs {name}" in capsys.readouterr().out.split("Examples")[1]
