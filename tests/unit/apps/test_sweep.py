"""`airshield sweep`."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from airshield.apps.cli.entry import run

SWEEP = [
    *("sweep", "first-look", "--vary", "raid.groups.drones.count=5:60"),
    *("--vary", "doctrine.fire.look=shoot_look_shoot,shoot_shoot"),
    *("--points", "10", "-n", "24", "--worlds", "3"),
]

pytestmark = pytest.mark.slow


def test_the_table_fits(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert run([*SWEEP, "--measure", "leakage", "--measure", "rounds_cost_eur"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert max(len(line) for line in out.splitlines()) <= 80
    for words in ("raid.groups.drones.count", "What moves it", "10 points (lhs)", "Again: "):
        assert words in out


def test_out_has_everything_and_the_same_command_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    arguments = [*SWEEP, "--out", str(tmp_path), "--format", "json"]
    assert run(arguments) == 0
    first = json.loads(capsys.readouterr().out)
    page = (tmp_path / "sweep.html").read_text()
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "data:" not in page
    assert json.loads((tmp_path / "study.json").read_text()) == first
    rows = duckdb.sql(f"SELECT count(*), min(\"leakage.mean\") FROM '{tmp_path}/study.parquet'")
    assert rows.fetchall() == [(10, first["measures"][0]["least"])]
    assert run([*arguments, "--resume"]) == 0
    again = json.loads(capsys.readouterr().out)
    assert (first["found"], again["found"]) == (0, 10)
    assert again["measures"] == first["measures"]


def test_mistakes_leave_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert run([*SWEEP, "--resume"]) == 2
    assert run([*SWEEP, "--resume", "--out", str(tmp_path)]) == 2
    assert run(["sweep", "first-look"]) == 2
    assert run([*SWEEP, "--measure", "leekage"]) == 2
    err = capsys.readouterr().err
    for said in ("--out which folder", "there is no study in", "at least one is needed",
                 'did you mean "leakage"'):  # fmt: skip
        assert said in err


def test_ctrl_c_keeps_the_points_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    from airshield.planning.study import folder  # noqa: PLC0415

    kept = folder.StudyFolder.keep

    def keep_three(self, number, sums):
        kept(self, number, sums)
        if number == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(folder.StudyFolder, "keep", keep_three)
    assert run([*SWEEP, "--out", str(tmp_path)]) == 130
    assert "of 10 points are done and kept" in capsys.readouterr().err
    assert len(list((tmp_path / "points").iterdir())) == 3


def test_help_has_examples(capsys: pytest.CaptureFixture[str]):
    assert run(["sweep", "--help"]) == 0
    assert "airshield sweep" in capsys.readouterr().out.split("Examples")[1]


@pytest.mark.parametrize("where", [[], ["--cluster", "local:2"]])
def test_a_real_ctrl_c_is_quiet_and_keeps_what_is_done(
    where: list[str], tmp_path: Path, clean_environment: dict[str, str]
):
    """As a terminal sends it: to the program and to all processes that it started."""
    arguments = [*SWEEP[:6], "--points", "300", *SWEEP[8:], "--out", str(tmp_path), *where]
    code = "from airshield.apps.cli.entry import main; main()"
    playing = subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=clean_environment,
        start_new_session=True,
    )
    points = tmp_path / "points"
    begun = time.monotonic()
    while len(list(points.glob("*.parquet"))) < 3 and time.monotonic() < begun + 120:
        time.sleep(0.05)
    os.killpg(playing.pid, signal.SIGINT)
    out, err = playing.communicate(timeout=60)
    assert playing.returncode == 130, err
    assert out == ""
    assert err.count("\n") == 1
    kept = sorted(path.name for path in points.iterdir())
    assert len(kept) >= 3
    assert err.startswith(f"stopped: {len(kept)} of 300 points are done and kept")
    assert all(name.endswith(".parquet") and name[0] != "." for name in kept)
