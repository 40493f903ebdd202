"""Self-reported places in tables and BaseStation lines."""

import math
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from airshield.errors import InputError
from airshield.files.parquet import write_parquet
from airshield.files.recordings.reading import read_recording
from airshield.files.recordings.recorded import Recorded
from airshield.tracking.plots import CARTESIAN

OPENSKY = (
    "time,icao24,lat,lon,velocity,heading,vertrate,callsign,onground,baroaltitude,lastposupdate"
)
T0 = datetime(2026, 1, 1, tzinfo=UTC).timestamp()


def read(folder: Path, name: str, *lines: str) -> Recorded:
    path = folder / name
    path.write_text("\n".join(lines) + "\n")
    return read_recording(path)


def told(recorded: Recorded) -> dict[str, tuple[int, str]]:
    return {note.what: (note.times, note.where) for note in recorded.notes}


def test_state_vectors_are_read_at_the_time_of_their_place(tmp_path: Path) -> None:
    row = f"{T0 + 10},3c4591,50.5,8.25,100,90,-2,ABC,False,3000,{T0 + 7.5}"
    found = read(tmp_path, "a.csv", OPENSKY, row)
    assert found.calendar
    assert found.geodetic.tolist() == [True]
    assert found.plots.kind.tolist() == [CARTESIAN]
    assert found.plots.time_s.tolist() == [T0 + 7.5]
    assert found.plots.identity.tolist() == [0x3C4591]
    assert found.plots.value[0] == pytest.approx([50.5, 8.25, 3000, 100, 0, -2], abs=1e-9)


def test_bad_rows_are_refused_by_reason_with_the_first_line(tmp_path: Path) -> None:
    def row(lat: object = 50.5, time: object = T0, height: object = 10, speed: object = 5) -> str:
        return f"{time},3c4591,{lat},8.25,{speed},90,0,,False,{height},{time}"

    found = read(
        tmp_path, "a.csv", OPENSKY, row(), row(lat=91), row(lat=""), row(time="NaN"), "1,2",
        row(), row(lat=50.6, height=1e9), row(lat=50.7, speed=1e6), row(lat="inf"), "",
        row(time=-1e300),
    )  # fmt: skip
    assert told(found) == {
        "row with other cells than the header": (1, "line 6"),
        "row without a time, or one out of range": (2, "row 5"),
        "row without a place, or one out of range": (3, "row 3"),
        "height out of range, taken as not given": (1, "row 8"),
        "velocity out of range, taken as not given": (1, "row 9"),
        "repeat of a report: same address, time and place": (1, "row 7"),
    }
    assert found.plots.size == 3
    assert np.isnan(found.plots.value[1, 2])
    assert np.isnan(found.plots.value[2, 3:]).all()


def test_jumps_and_faulty_times_are_kept_for_the_tracker(tmp_path: Path) -> None:
    rows = [f"{T0 + t},3c4591,{lat},8,,,,,,," for t, lat in ((0, 50), (10, 55), (-3600, 50))]
    found = read(tmp_path, "a.csv", OPENSKY.replace(",lastposupdate", ",x"), *rows)
    assert found.plots.size == 3
    assert found.plots.time_s.tolist() == [T0 - 3600, T0, T0 + 10]


def test_parquet_of_air_traffic_is_read_in_its_units(tmp_path: Path) -> None:
    path = tmp_path / "traffic.parquet"
    columns = {
        "timestamp": np.array(["2026-01-01T00:00:00", "2026-01-01T00:00:10"], "datetime64[us]"),
        "icao24": np.array(["4b1234", "zz"]),
        "latitude": np.array([47.0, 47.1]),
        "longitude": np.array([8.0, 8.1]),
        "altitude": np.array([1000.0, np.nan]),
        "groundspeed": np.array([3600.0 / 1852.0, 0.0]),
        "track": np.array([180.0, 0.0]),
        "vertical_rate": np.array([60.0, 0.0]),
    }
    write_parquet(path, columns)
    found = read_recording(path)
    assert found.plots.time_s.tolist() == [T0, T0 + 10]
    assert found.plots.identity.tolist() == [0x4B1234, -1]
    assert found.plots.value[0] == pytest.approx([47.0, 8.0, 304.8, 0, -1.0, 0.3048], abs=1e-9)
    assert math.isnan(found.plots.value[1, 2])


def test_a_table_in_metres_is_read_in_its_own_frame(tmp_path: Path) -> None:
    found = read(tmp_path, "t.csv", "time_s,number,east_m,north_m", "0,7,10,20", "1,7,11,21")
    assert not found.calendar
    assert not found.geodetic.any()
    assert found.plots.identity.tolist() == [7, 7]
    assert found.plots.value[:, :2].tolist() == [[10, 20], [11, 21]]


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("time,lat,x", "no column for lon_deg"),
        ("lat,lon", "no column for time_s"),
        ("tim,latt,lon", 'is "tim" .time. meant for one?'),
    ],
)
def test_missing_columns_are_told(header: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=words):
        read(tmp_path, "a.csv", header, "1,2,3")


@pytest.mark.parametrize("sigma_m", [20.0, 300.0])
def test_the_spread_of_places_is_told_by_steps_and_velocities(
    sigma_m: float, tmp_path: Path
) -> None:
    draws = np.random.default_rng(5)
    places = np.cumsum(np.full(400, 0.02)) + draws.normal(0, sigma_m / 111_195.0, 400)
    aside = 179.9 + draws.normal(0, sigma_m / 111_195.0 / math.cos(math.radians(10)), 400)
    rows = [
        f"{T0 + 10 * i},3c4591,{6 + lat},{(lon + 180) % 360 - 180},{0.02 * 11119.5},0,,,,3000,"
        for i, (lat, lon) in enumerate(zip(places, aside, strict=True))
    ]
    found = read(tmp_path, "a.csv", OPENSKY.replace("lastposupdate", "x"), *rows)
    assert found.sensors["ads-b"].sigma_m == pytest.approx(sigma_m, rel=0.35)
    assert any("taken to be off by" in what for what in told(found))


def message(kind: int, address: str = "4B1234", second: float = 0.0, **cells: object) -> str:
    """Return one BaseStation line."""
    clock = f"2026/01/01,00:00:{second:06.3f}"
    named = [cells.get(k, "") for k in ("alt", "speed", "track", "lat", "lon", "rate")]
    return f"MSG,{kind},1,1,{address},1,{clock},{clock},," + ",".join(map(str, named)) + ",,0,0,0,0"


def test_basestation_lines_join_places_with_velocities(tmp_path: Path) -> None:
    found = read(
        tmp_path, "log.sbs",
        message(4, speed=3600 / 1852, track=90, rate=60),
        message(3, second=1, alt=1000, lat=47, lon=8),
        message(3, second=30, alt=1000, lat=47.1, lon=8),
        message(1), "STA,,1,1", "MSG,3,1", message(3, address="hello", lat=1, lon=1),
        message(3, second=2, alt=1000, lat="", lon=""),
    )  # fmt: skip
    assert found.plots.time_s.tolist() == [T0 + 1, T0 + 30]
    assert found.plots.value[0] == pytest.approx([47, 8, 304.8, 1.0, 0.0, 0.3048], abs=1e-9)
    assert np.isnan(found.plots.value[1, 3:]).all()
    assert told(found) == {
        "message without place or velocity (MSG,1), not read": (1, "line 4"),
        "line that is no MSG, not read": (1, "line 5"),
        "message cut short": (1, "line 6"),
        "message without an address": (1, "line 7"),
        "time without a zone, taken as UTC": (3, ""),
        "row without a place, or one out of range": (1, "row 8"),
    }


def test_basestation_without_places_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no place in it"):
        read(tmp_path, "log.sbs", message(1))


@pytest.mark.slow
@given(st.text(max_size=300))
@pytest.mark.parametrize("name", ["a.csv", "a.sbs", "a", "a.jsonl", "a.parquet", "a.npz", "a.ast"])
def test_no_text_breaks_any_reader(
    name: str, tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    pytest.importorskip("asterix", reason="needs libasterix, the extra airshield[asterix]")
    path = tmp_path_factory.mktemp("fuzz") / name
    path.write_text(f"{OPENSKY}\n{text}" if name == "a.csv" else text, errors="replace")
    try:
        found = read_recording(path)
    except InputError:
        return
    assert np.isfinite(found.plots.time_s).all()
