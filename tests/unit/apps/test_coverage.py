"""`airshield coverage` from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from airshield.apps.cli.entry import run


def test_json_carries_shares_and_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["coverage", "first-look", "--cell", "4000", "--format", "json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["mapped"] == "cruise-missile-subsonic"
    assert answer["run"]["cell_m"] == 4_000.0
    assert answer["types"][0]["levels"][0]["what"] == "seen"


def test_one_quantity_alone(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--cell", "4000", "--what", "warning", "--threat", "one-way-attack-drone"]
    assert run(["coverage", "first-look", *arguments]) == 0
    out = capsys.readouterr().out
    assert "Warning, worst side" in out
    assert "Shots before arrival" not in out
    assert "By threat type" not in out


def test_a_wrong_option_costs_no_work_and_no_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "out"
    assert run(["coverage", "first-look", "--threat", "drones", "--out", str(place)]) == 2
    assert "there is no threat type or class" in capsys.readouterr().err


@pytest.mark.slow
def test_out_writes_what_it_promises(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("rasterio")
    arguments = ["--cell", "4000", "--what", "seen", "--format", "json", "--out", str(tmp_path)]
    assert run(["coverage", "first-look", *arguments]) == 0
    names = {"coverage.html", "coverage.png", "coverage.geojson", "coverage.json", "coverage.tif"}
    assert {path.name for path in tmp_path.iterdir()} == names
    assert capsys.readouterr().err.count("wrote ") == 5
