"""`airshield replay`: its formats, its files, and what it refuses."""

import json
from pathlib import Path

import pytest

from airshield.apps.cli.entry import run
from unit.files.small import changed, write

UNSEEN = changed(("nasams, lat_deg: 50.1, lon_deg: 30.1", "nasams, lat_deg: 46.0, lon_deg: 30.1"))
"""The small scenario with its battery far from every route."""


def replay(folder: Path, *arguments: str) -> int:
    """Replay a raid of four, played once."""
    path = str(write(folder, UNSEEN))
    return run(["replay", path, "-n", "1", "--worlds", "1", "--fixed", *arguments])


def test_the_table_tells_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert replay(tmp_path) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "no battery that can fire at it reaches its route" in said


def test_the_table_as_a_file_has_no_colours(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert replay(tmp_path, "--out", str(tmp_path / "raid.txt")) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert err == f"wrote {tmp_path / 'raid.txt'}\n"
    told = (tmp_path / "raid.txt").read_text("utf-8")
    assert "\x1b" not in told
    assert "cruise" in told


def test_a_map_as_geojson(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert replay(tmp_path, "--format", "geojson") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["type"] == "FeatureCollection"
    kinds = {feature["geometry"]["type"] for feature in told["features"]}
    assert {"LineString", "Point"} <= kinds


def test_a_moving_map_as_czml(tmp_path: Path) -> None:
    pytest.importorskip("czml3")
    path = tmp_path / "raid.czml"
    assert replay(tmp_path, "--format", "czml", "--out", str(path)) == 0
    packets = json.loads(path.read_text("utf-8"))
    assert packets[0]["id"] == "document"
    assert any("cartographicDegrees" in packet.get("position", {}) for packet in packets)


@pytest.mark.parametrize("number", ["1", "-1"])
def test_a_raid_that_was_not_played_is_refused(
    tmp_path: Path, number: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert replay(tmp_path, "--replication", number) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "replication" in err
    assert "Traceback" not in err


def test_a_file_that_cannot_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert replay(tmp_path, "--out", str(tmp_path / "gone" / "raid.txt")) == 2
    assert "raid.txt" in capsys.readouterr().err


def test_help_has_examples(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["replay", "--help"]) == 0
    examples = capsys.readouterr().out.split("Examples")[1]
    assert "airshield replay autumn-2022 --replication 17" in examples
    assert "--format czml --out raid.czml" in examples


def test_plots_with_sensors_and_truth_beside_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plots = tmp_path / "raid.jsonl"
    assert replay(tmp_path, "--plots", str(plots)) == 0
    out, err = capsys.readouterr()
    assert out == ""
    told = [json.loads(line) for line in plots.read_text("utf-8").splitlines()]
    assert {"sensor", "time_s"} <= set(told[0])
    assert err.count("wrote ") == 3
    assert (tmp_path / "raid.surveillance.yaml").exists()
    assert (tmp_path / "raid.truth.parquet").exists()


def test_plots_go_only_into_lines_of_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert replay(tmp_path, "--plots", str(tmp_path / "raid.csv")) == 2
    assert "ends in .jsonl" in capsys.readouterr().err
    assert not list(tmp_path.glob("raid*"))


def test_plots_into_a_folder_that_is_not_there_are_refused_before_the_raid(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert replay(tmp_path, "--plots", str(tmp_path / "none" / "raid.jsonl")) != 0
    assert "the folder does not exist" in capsys.readouterr().err
