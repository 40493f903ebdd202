"""`airshield track`: what is told, written and refused."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from airshield.apps.cli.entry import DONE, REFUSED, run
from airshield.files.parquet_reader import read_parquet
from airshield.model.surveillance import Surveillance
from airshield.tracking.following import Followed
from airshield.tracking.plots import Plots
from airshield.tracking.tracker import Tracker
from unit.files.recordings.points import two_tracks
from unit.files.recordings.scenes import SURVEILLANCE, scene

PLOT = '{"sensor": "north", "time": "2026-01-01T10:00:0%dZ", "range_m": 9000, "bearing_deg": 10}\n'


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    path = tmp_path / "north.jsonl"
    path.write_text("".join(PLOT % second for second in range(4)))
    return path


@pytest.fixture
def posts(tmp_path: Path) -> Path:
    path = tmp_path / "posts.yaml"
    path.write_text(SURVEILLANCE)
    return path


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Have the tracker give two tracks at once; return what it was asked, and what may be set."""
    found: dict[str, Any] = {"done": None}

    def follow(surveillance: Surveillance, plots: Plots, **options: Any) -> Followed:
        found.update(surveillance=surveillance, plots=plots, **options)
        done = plots.size if found["done"] is None else found["done"]
        state = {"closed_s": np.array(4.0)}
        health = Tracker(surveillance).sensors
        return Followed(
            two_tracks(), plots.size, done, done - 1, {"too late": 1}, 4.0, state, health
        )

    monkeypatch.setattr("airshield.apps.cli.track.follow", follow)
    return found


def words(capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    out, err = capsys.readouterr()
    assert max(map(len, out.splitlines()), default=0) <= 80
    return " ".join(out.split()), err


def test_help_has_examples(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["track", "--help"]) == DONE
    assert "airshield track radar.pcap -o tracks.parquet" in " ".join(
        capsys.readouterr().out.split()
    )


def test_the_table_tells_tracks_sensors_and_what_was_refused(
    recording: Path, posts: Path, asked: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["track", str(recording), "--surveillance", str(posts)]) == DONE
    out, _ = words(capsys)
    assert "plots, JSON lines" in out
    assert "2 tracks confirmed from 3 plots, 2026-01-01 10:00:00" in out
    assert "north radar 4 0 0" in out
    assert "1 aircraft 90% 00:00:00 00:00:04 4 2 100 500 0.990" in out
    assert "Refused by the tracker: 1 too late." in out
    assert asked["surveillance"].tracker.association == "nearest"


def test_json_tells_the_same(
    recording: Path, posts: Path, asked: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--surveillance", str(posts), "--association", "joint", "--format", "json"]
    assert run(["track", str(recording), *options]) == DONE
    told = json.loads(capsys.readouterr().out)
    assert told["association"] == asked["surveillance"].tracker.association == "joint"
    assert [track["number"] for track in told["tracks"]] == [1, 2]
    assert told["sensors"][0]["plots"] == 4
    assert (told["taken"], told["refused"]) == (3, {"too late": 1})


def test_every_form_is_written(
    recording: Path, posts: Path, tmp_path: Path, asked: dict[str, Any],
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    parquet, lines = tmp_path / "t.parquet", tmp_path / "t.geojson"
    options = ["-o", str(parquet), "--out", str(lines), "--surveillance", str(posts)]
    assert run(["track", str(recording), *options]) == DONE
    assert "wrote" in words(capsys)[1]
    assert read_parquet(parquet)["number"].tolist() == [1, 1, 2, 1]
    assert len(json.loads(lines.read_text())["features"]) == 2


def test_hindsight_makes_all_but_the_last_point_surer(
    recording: Path, posts: Path, tmp_path: Path, asked: dict[str, Any]
) -> None:
    options = [str(recording), "--surveillance", str(posts), "-o"]
    assert run(["track", *options, str(tmp_path / "t.parquet")]) == DONE
    assert run(["track", *options, str(tmp_path / "s.parquet"), "--smooth"]) == DONE
    before, after = (read_parquet(tmp_path / f"{name}.parquet") for name in "ts")
    assert after["time_s"].tolist() == before["time_s"].tolist()
    surer = after["sigma_velocity_east_m_s"] < before["sigma_velocity_east_m_s"]
    assert surer.tolist() == [True, True, False, False]


def test_the_page_tells_tracks_and_how_to_get_them_again(
    recording: Path, posts: Path, tmp_path: Path, asked: dict[str, Any]
) -> None:
    path = tmp_path / "t.html"
    options = [str(recording), "--surveillance", str(posts), "--smooth", "-o", str(path)]
    assert run(["track", *options]) == DONE
    page = path.read_text()
    assert "No lasting track from 3 plots." in page
    assert "2 more tracks of fewer than 4 plots" in page
    assert f"airshield track {recording} --surveillance {posts} --smooth</code>" in page
    assert "1 too late" in page
    assert "<td>4b1234</td>" in page


def test_stopping_is_told_and_what_there_is_is_written(
    recording: Path, tmp_path: Path, asked: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    asked["done"] = 2
    path = tmp_path / "t.parquet"
    assert run(["track", str(recording), "-o", str(path)]) == DONE
    out, err = words(capsys)
    assert "Stopped early, after 2 of 4 plots" in out
    assert "stopped after 2 of 4 plots; the tracks so far are kept" in err
    assert path.exists()


def test_a_state_brings_its_surveillance_along(
    recording: Path, posts: Path, tmp_path: Path, asked: dict[str, Any],
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    state = str(tmp_path / "night.npz")
    posted = ["--surveillance", str(posts)]
    assert run(["track", str(recording), *posted, "--save-state", state]) == DONE
    before = asked["surveillance"]
    assert run(["track", str(recording), "--state", state]) == DONE
    assert asked["surveillance"] == before
    assert asked["state"]["closed_s"] == 4.0
    capsys.readouterr()
    posts.write_text(SURVEILLANCE.replace("2000", "3000"))
    assert run(["track", str(recording), *posted, "--state", state]) == REFUSED
    assert "was kept with other sensors, settings or another frame" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ([], "no recording is named"),
        (["no-such.pcap"], "there is no such file"),
        (["{recording}", "-o", "tracks.xlsx"], "tracks are not written so"),
        (["{recording}", "-o", "no-folder/t.parquet"], "the folder does not exist"),
        (["{recording}", "-o", "{folder}/t.czml"], "no place on Earth is known"),
        (["{recording}", "--surveillance", "{recording}"], "not YAML"),
        (["{recording}", "--state", "{recording}"], "cannot be read as a tracker's state"),
        (["{folder}"], "is a folder"),
    ],
)
def test_mistakes_are_told_without_a_trace(
    options: list[str], told: str, recording: Path, tmp_path: Path, asked: dict[str, Any],
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    filled = [o.format(recording=recording, folder=tmp_path) for o in options]
    assert run(["track", *filled]) == REFUSED
    assert told in capsys.readouterr().err
    assert not list(tmp_path.glob("*.czml"))
    assert "plots" not in asked


def test_bad_lines_stop_it_unless_they_are_skipped(
    recording: Path, asked: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    recording.write_text(recording.read_text() + "{}\n")
    assert run(["track", str(recording)]) == REFUSED
    assert "north.jsonl:5:1: sensor: is missing" in capsys.readouterr().err
    assert run(["track", str(recording), "--skip-bad"]) == DONE
    assert "1 × line with a mistake at sensor (first: line 5)" in words(capsys)[0]


@pytest.mark.slow
def test_a_truth_scores_the_tracks(
    recording: Path, posts: Path, tmp_path: Path, asked: dict[str, Any],
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    truth = tmp_path / "truth.csv"
    truth.write_text("time_s,number,east_m,north_m\n0,7,0,30\n4,7,400,30\n")
    options = ["--surveillance", str(posts), "--truth", str(truth)]
    assert run(["track", str(recording), *options]) == DONE
    out, _ = words(capsys)
    assert "Against the truth 2 steps" in out
    assert "complete 100.0% of targets have a track" in out
    assert "off by 30 m" in out
    assert run(["track", str(recording), *options, "--format", "json"]) == DONE
    assert json.loads(capsys.readouterr().out)["score"]["targets"] == 1


@pytest.mark.slow
def test_a_scene_is_tracked_for_real(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "tracks.parquet"
    assert run(["track", str(scene(tmp_path / "scene.npz")), "-o", str(path)]) == DONE
    out, _ = words(capsys)
    assert "scene cartesian 3 1 0" in out
    assert "lat_deg" not in read_parquet(path)
