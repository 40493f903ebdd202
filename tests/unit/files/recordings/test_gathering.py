"""Recordings laid into one frame, scenes, and what a surveillance file says."""

import math
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

from airshield.errors import InputError
from airshield.files.nodes import plain
from airshield.files.recordings.gathering import gather, truth_in
from airshield.files.recordings.lines import read_lines
from airshield.files.recordings.reading import read_recording
from airshield.files.recordings.scene import read_scene
from airshield.files.surveillance import read_surveillance, surveillance_schema
from airshield.files.trees import read_mapping
from airshield.model.surveillance import Surveillance
from airshield.tracking.plots import LOOK, POLAR
from unit.files.recordings.scenes import SURVEILLANCE, scene

NORTH = '{"sensor": "north", "time_s": 2.0, "range_m": 9000, "bearing_deg": 10}'


def lines(folder: Path, *rows: str) -> Any:
    path = folder / "plots.jsonl"
    path.write_text("\n".join(rows))
    return read_lines(path)


def surveillance(folder: Path, text: str = SURVEILLANCE) -> Surveillance:
    path = folder / "surveillance.yaml"
    path.write_text(text)
    return read_surveillance(path)


def test_a_surveillance_file_is_read_and_fits_its_schema(tmp_path: Path) -> None:
    found = surveillance(tmp_path)
    assert list(found.sensors) == ["north", "people"]
    assert found.sensors["north"].period_s == 5.0
    assert found.tracker.association == "nearest"
    jsonschema.Draft202012Validator.check_schema(surveillance_schema())
    values = plain(read_mapping(tmp_path / "surveillance.yaml"))
    jsonschema.Draft202012Validator(surveillance_schema()).validate(values)


def test_all_mistakes_of_a_surveillance_file_are_told_at_once(tmp_path: Path) -> None:
    text = SURVEILLANCE.replace("height_m: 120", "hieght_m: 120").replace("2000", "-1")
    with pytest.raises(InputError) as caught:
        surveillance(tmp_path, text.replace("nearest", "nearst"))
    told = str(caught.value)
    assert "surveillance.yaml:4:54: sensors.north.hieght_m" in told
    assert 'did you mean "height_m"?' in told
    assert "surveillance.yaml:5:34: sensors.people.sigma_m: must be above 0" in told
    assert "tracker.association" in told


def test_a_scene_becomes_plots_with_looks_where_nothing_was_seen(tmp_path: Path) -> None:
    found = read_scene(scene(tmp_path / "a.npz"))
    assert found.plots.time_s.tolist() == [0.0, 2.0, 4.0, 6.0]
    assert found.plots.kind[2] == LOOK
    assert found.plots.truth.tolist() == [5, 5, -1, -1]
    sensor = found.sensors["scene"]
    assert (sensor.kind, sensor.period_s, sensor.false_plots) == ("cartesian", 2.0, 2.0)
    assert sensor.box_m == (-30_000, -30_000, 30_000, 30_000)
    assert found.surveillance is not None
    assert found.surveillance.tracker.dimensions == 2
    assert found.truth is not None
    assert found.truth.position_m[3, :2].tolist() == [600.0, 1000.0]
    assert found.truth.velocity_m_s[:, 0].tolist() == [100.0] * 4


def test_bearings_of_a_scene_count_from_north_afterwards(tmp_path: Path) -> None:
    found = read_scene(scene(tmp_path / "a.npz", kind="rb"))
    sensor = found.sensors["scene"]
    assert found.plots.kind[[0, 1, 3]].tolist() == [POLAR] * 3
    seen = found.plots.value[[0, 1, 3]]
    east = (sensor.east_m or 0.0) + seen[:, 0] * np.sin(seen[:, 1])
    north = (sensor.north_m or 0.0) + seen[:, 0] * np.cos(seen[:, 1])
    assert east == pytest.approx([0.0, 200.0, 600.0], abs=1e-6)
    assert north == pytest.approx([1000.0] * 3, abs=1e-6)
    assert sensor.sigma_bearing_deg == pytest.approx(math.degrees(0.002))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"truth": None}, "array truth is missing"),
        ({"det_src": np.zeros(2)}, "differ in length"),
        ({"truth": np.zeros((3, 2))}, "six columns"),
        ({"meta": np.array("{}")}, "'L' is missing"),
        ({"meta": np.array("no json")}, "no scene of this kind"),
        ({"K": 10**9}, "more than 1,000,000 scans"),
        ({"dt": -1.0}, "period_s must be above 0"),
        ({"det_z": np.array([["a", "b"]] * 3)}, "must hold numbers"),
    ],
)  # fmt: skip
def test_other_archives_are_refused(change: dict[str, Any], words: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=words):
        read_scene(scene(tmp_path / "a.npz", **change))


def test_detections_that_are_no_numbers_are_counted(tmp_path: Path) -> None:
    odd = scene(tmp_path / "a.npz", det_z=np.array([[0, 1000.0], [np.nan, 0], [600, 1000.0]]))
    found = read_scene(odd)
    assert [note.times for note in found.notes] == [1]
    assert found.plots.kind.tolist().count(LOOK) == 2


def test_the_frame_is_about_the_sensors_unless_it_is_given(tmp_path: Path) -> None:
    plots = lines(tmp_path, NORTH, '{"sensor":"people","time_s":3,"lat_deg":50.1,"lon_deg":30}')
    found = gather([plots], surveillance(tmp_path))
    assert found.frame is not None
    assert (found.frame.lat_deg, found.frame.lon_deg) == (50.0, 30.0)
    assert (found.surveillance.lat_deg, found.surveillance.lon_deg) == (50.0, 30.0)
    assert found.plots.value[1, :2] == pytest.approx([0.0, 11_123.0], abs=5.0)
    assert found.plots.sensor.tolist() == [0, 1]
    text = SURVEILLANCE.replace("name:", "lat_deg: 50.1\nlon_deg: 30\nname:")
    given = gather([plots], surveillance(tmp_path, text))
    assert given.plots.value[1, :2] == pytest.approx([0.0, 0.0], abs=1e-6)


def test_plots_of_unknown_sensors_are_kept_as_such_and_told(tmp_path: Path) -> None:
    found = gather(
        [lines(tmp_path, NORTH, NORTH.replace("north", "nroth"))], surveillance(tmp_path)
    )
    assert found.plots.sensor.tolist() == [0, -1]
    (note,) = found.notes
    assert 'sensor "nroth", unknown to the surveillance – did you mean "north"?' in note.what


def test_a_single_radar_without_place_sees_in_its_own_frame(tmp_path: Path) -> None:
    found = gather([lines(tmp_path, NORTH)])
    assert found.frame is None
    assert found.plots.size == 1
    assert "put at the origin of its own frame" in found.notes[0].what


def test_of_several_radars_without_place_only_one_counts(tmp_path: Path) -> None:
    south = NORTH.replace("north", "south")
    found = gather([lines(tmp_path, NORTH, south, south)])
    assert list(found.surveillance.sensors) == ["south"]
    assert found.plots.size == 2
    refused = [note for note in found.notes if note.refused]
    assert [note.times for note in refused] == [1]
    assert "whose place nobody knows" in refused[0].what


def test_several_recordings_are_merged_in_order_of_arrival(tmp_path: Path) -> None:
    one = lines(tmp_path, NORTH, NORTH.replace("2.0", "9.0"))
    other = lines(tmp_path, NORTH.replace("2.0", "5.0"), NORTH.replace("2.0", "1.0"))
    found = gather([one, other], surveillance(tmp_path))
    assert found.plots.time_s.tolist() == [1.0, 2.0, 5.0, 9.0]
    assert gather([other], surveillance(tmp_path)).plots.time_s.tolist() == [5.0, 1.0]


def test_recordings_with_and_without_dates_do_not_mix(tmp_path: Path) -> None:
    dated = lines(tmp_path, NORTH.replace("2.0", "1.7e9"))
    with pytest.raises(InputError, match="its times have no date"):
        gather([dated, lines(tmp_path, NORTH)])


def test_wild_places_do_not_move_the_frame_and_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = [f"{t},4b1234,47,{8 + t / 1000}" for t in range(9)] + ["9,4b1234,-47,8"]
    path.write_text("time,icao24,lat,lon\n" + "\n".join(rows))
    found = gather([read_recording(path)])
    assert found.frame is not None
    assert found.frame.lat_deg == pytest.approx(47.0)
    assert found.plots.size == 9
    assert [note.times for note in found.notes if note.refused] == [1]


@pytest.mark.parametrize("lat", [52.0, -35.0])
def test_velocities_follow_the_frame_as_places_do(lat: float, tmp_path: Path) -> None:
    """Far from the centre true north is not the frame's; steps and velocities must agree."""
    path = tmp_path / "a.csv"
    north_m_s = 10 / 3600 * 111_195 / 10
    rows = [
        f"{10 * i},4b1234,{lat + i * 10 / 3600},{lon},{north_m_s},0"
        for lon in (-6, 6)
        for i in (0, 1)
    ]
    path.write_text("time,icao24,lat,lon,velocity,heading\n" + "\n".join(rows))
    recorded = read_recording(path)
    plots = gather([recorded], Surveillance(lat_deg=lat, lon_deg=0.0)).plots
    for one, two in ((0, 2), (1, 3)):
        step = (plots.value[two, :2] - plots.value[one, :2]) / 10.0
        assert plots.value[one, 3:5] == pytest.approx(step, rel=0.01)
    assert abs(plots.value[0, 3]) > 1.0


def test_bearings_follow_the_frame_as_well(tmp_path: Path) -> None:
    """A target due north of a post far from the centre lies there in the frame, too."""
    posts = SURVEILLANCE.replace("name:", "lat_deg: 50\nlon_deg: 25\nname:")
    seen = lines(
        tmp_path, NORTH.replace('"bearing_deg": 10', '"bearing_deg": 0'),
        '{"sensor": "people", "time_s": 3, "lat_deg": 50.2, "lon_deg": 30}',
    )  # fmt: skip
    found = gather([seen], surveillance(tmp_path, posts))
    assert found.frame is not None
    east, north = found.frame.to_local(50.0, 30.0)
    away = found.plots.value[1, :2] - [east, north]
    assert found.plots.value[0, 1] == pytest.approx(math.atan2(*away) % math.tau, abs=1e-4)
    assert found.plots.value[0, 1] > 0.03


def test_headings_follow_the_frame_as_well(tmp_path: Path) -> None:
    said = '{"sensor": "people", "time_s": 1, "lat_deg": 52, "lon_deg": %d, "heading": "north"}'
    recorded = lines(tmp_path, said % -6, said % 0, said % 6)
    heading = gather([recorded], Surveillance(lat_deg=52.0, lon_deg=0.0)).plots.value[:, 3]
    assert math.sin(heading[1]) == pytest.approx(0.0, abs=1e-6)
    assert math.cos(heading[1]) == pytest.approx(1.0)
    assert heading[0] == pytest.approx(math.tau - heading[2])
    assert 0.03 < min(heading[0], heading[2]) < 0.1


def test_places_on_both_sides_of_the_antimeridian_stay_together(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("time,icao24,lat,lon\n1,4b1234,10,179.9\n2,4b1234,10,-179.9\n3,4b1234,10,180")
    found = gather([read_recording(path)])
    assert np.abs(found.plots.value[:, 0]).max() < 25_000


def test_positions_serve_as_truth_by_address(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("time_s,number,east_m,north_m\n1,7,10,20\n0,7,5,6\n0,3,1,2\n")
    truth = truth_in(read_recording(path), None)
    assert truth.number.tolist() == [3, 7, 7]
    assert truth.time_s.tolist() == [0.0, 0.0, 1.0]
    assert truth.position_m[2, :2].tolist() == [10.0, 20.0]
    with pytest.raises(InputError, match="tells no targets"):
        truth_in(lines(tmp_path, NORTH), None)
