"""Tracks written: as columns, for maps, as a state to go on from."""

import json
from pathlib import Path

import numpy as np
import pytest

from airshield.earth.frame import LocalFrame
from airshield.errors import InputError, OutputError
from airshield.files.parquet_reader import read_parquet
from airshield.files.recordings.gathering import truth_in
from airshield.files.recordings.reading import read_recording
from airshield.files.track_points import track_columns, write_track_points
from airshield.files.tracker_state import Kept, read_kept, write_kept
from airshield.model.surveillance import SensorModel, Surveillance
from airshield.report.track_maps import Mapped, tracks_czml, tracks_geojson
from airshield.report.track_rows import track_rows
from unit.files.recordings.points import two_tracks

FRAME = LocalFrame(47.0, 8.0)
POSTS = Surveillance(
    name="posts", lat_deg=47.0, lon_deg=8.0,
    sensors={"north": SensorModel(kind="radar", lat_deg=47.0, lon_deg=8.0)},
)  # fmt: skip


def mapped(
    frame: LocalFrame | None = FRAME, *, calendar: bool = True, flat: bool = False
) -> Mapped:
    return Mapped(two_tracks(flat=flat), frame, calendar, POSTS)


def test_points_become_columns_and_come_back_as_truth(tmp_path: Path) -> None:
    path = tmp_path / "tracks.parquet"
    write_track_points(path, two_tracks(), FRAME, ("straight", "turn"))
    found = read_parquet(path)
    assert found["number"].tolist() == [1, 1, 2, 1]
    assert found["sigma_north_m"].tolist() == [3.0] * 4
    assert found["cov_east_north"].tolist() == [1.5] * 4
    assert found["p_motion_turn"].tolist() == [0.25] * 4
    assert found["p_aircraft"] == pytest.approx([0.9] * 4)
    assert found["lat_deg"][0] == pytest.approx(47.0)
    truth = truth_in(read_recording(path), FRAME)
    assert truth.number.tolist() == [1, 1, 2, 1]
    assert truth.position_m[:, 0] == pytest.approx([0, 200, 9000, 400], abs=0.01)
    assert truth.velocity_m_s[:, 0] == pytest.approx([100.0] * 4)
    assert truth.velocity_m_s[:, 1] == pytest.approx([0.0] * 4, abs=1e-6)


def test_without_a_place_on_earth_columns_are_in_metres_alone() -> None:
    columns = track_columns(two_tracks(), None)
    assert "lat_deg" not in columns
    assert columns["p_motion_1"].tolist() == [0.25] * 4
    assert len({len(column) for column in columns.values()}) == 1


def test_rows_tell_each_track() -> None:
    one, two = track_rows(two_tracks())
    assert (one.number, one.word, one.first_s, one.last_s) == (1, "aircraft", 0.0, 4.0)
    assert (one.points, one.plots, one.identity) == (3, 2, 0x4B1234)
    assert (one.speed_m_s, one.height_m, one.existence) == (100.0, 500.0, 0.99)
    assert (two.points, two.identity) == (1, None)
    assert track_rows(two_tracks(flat=True))[0].height_m is None
    empty = two_tracks()
    assert track_rows(type(empty)(*(column[:0] for column in empty))) == ()


def test_lines_carry_heights_and_times() -> None:
    found = tracks_geojson(mapped())
    one, two = found["features"]
    assert one["geometry"]["type"] == "LineString"
    assert len(one["geometry"]["coordinates"]) == 3
    assert one["geometry"]["coordinates"][0] == [8.0, 47.0, 500.0]
    assert one["properties"]["times_s"] == [0.0, 2.0, 4.0]
    assert one["properties"]["coordTimes"][1] == "1970-01-01T00:00:02.000Z"
    assert len(two["geometry"]["coordinates"]) == 2
    json.dumps(found, allow_nan=False)


def test_lines_without_heights_and_dates_have_none() -> None:
    one = tracks_geojson(mapped(calendar=False, flat=True))["features"][0]
    assert one["geometry"]["coordinates"][0] == [8.0, 47.0]
    assert "coordTimes" not in one["properties"]


def test_there_is_no_map_without_a_place_on_earth() -> None:
    for draw in (tracks_geojson, tracks_czml):
        with pytest.raises(OutputError, match="no place on Earth is known"):
            draw(mapped(None))


def test_a_globe_shows_tracks_and_sensors() -> None:
    pytest.importorskip("czml3", reason="needs czml3, the extra airshield[cesium]")
    packets = json.loads(tracks_czml(mapped()))
    assert [p["id"] for p in packets] == ["document", "sensor-north", "track-1", "track-2"]
    assert packets[2]["position"]["cartographicDegrees"][:4] == [0.0, 8.0, 47.0, 500.0]


def test_of_points_at_one_time_a_globe_shows_the_last() -> None:
    pytest.importorskip("czml3", reason="needs czml3, the extra airshield[cesium]")
    points = two_tracks()
    time_s = np.where(points.time_s == 2.0, 0.0, points.time_s)
    found = tracks_czml(Mapped(points._replace(time_s=time_s), FRAME, True, POSTS))
    flat = json.loads(found)[2]["position"]["cartographicDegrees"]
    assert flat[::4] == [0.0, 4.0]
    assert flat[1] > 8.0


def test_a_state_comes_back_as_it_was_with_the_same_bytes(tmp_path: Path) -> None:
    arrays = {"tracks.mean": np.arange(6.0).reshape(1, 2, 3), "closed_s": np.array(2.5)}
    one, two = tmp_path / "a.npz", tmp_path / "b.npz"
    write_kept(one, Kept(POSTS, arrays))
    write_kept(two, Kept(POSTS, arrays))
    assert one.read_bytes() == two.read_bytes()
    found = read_kept(one)
    assert found.surveillance == POSTS
    assert set(found.arrays) == set(arrays)
    assert found.arrays["tracks.mean"].tolist() == arrays["tracks.mean"].tolist()


def test_a_state_that_cannot_be_one_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    with pytest.raises(ValueError, match="plain arrays"):
        write_kept(path, Kept(POSTS, {"x": np.array([object()])}))
    assert not path.exists()
    with pytest.raises(InputError, match="no such file"):
        read_kept(path)
    np.savez(path, x=np.zeros(1))
    with pytest.raises(InputError, match="no state of a tracker"):
        read_kept(path)
    write_kept(path, Kept(POSTS, {"x": np.zeros(100)}))
    raw = path.read_bytes()
    path.write_bytes(raw[: len(raw) // 2])
    with pytest.raises(InputError, match="cannot be read as a tracker's state"):
        read_kept(path)
