"""One replication as a table, as GeoJSON and as CZML."""

from __future__ import annotations

import io
import json
import sys
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from typing import Any

import pytest
from rich.console import Console

from airshield.errors import OutputError
from airshield.planning.replaying import Replay
from airshield.report.replay_czml import replay_czml
from airshield.report.replay_geojson import replay_geojson
from airshield.report.replay_table import moments, timeline
from unit.report.fake_answer import replay


def printed(given: Replay) -> str:
    out = io.StringIO()
    Console(file=out, width=80).print(timeline(given))
    return out.getvalue()


def features(kind: str, given: Replay | None = None) -> list[dict[str, Any]]:
    found = replay_geojson(given or replay())["features"]
    return [feature for feature in found if feature["properties"]["kind"] == kind]


def packets(given: Replay | None = None) -> dict[str, dict[str, Any]]:
    return {packet["id"]: packet for packet in json.loads(replay_czml(given or replay()))}


def test_the_story_is_told_in_order_of_time() -> None:
    told = moments(replay())
    assert len(told) == 5 + 4 + 5 + 2 * 2
    assert all(a.time_s <= b.time_s for a, b in pairwise(told))
    kill = [m.what for m in told if m.time_s == 900.0]
    assert kill == ["intercept", "killed"]


def test_the_table_fits_80_columns_and_tells_why_a_leaker_leaked() -> None:
    text = printed(replay())
    assert max(map(len, text.splitlines())) <= 80
    flat = " ".join(text.split())
    assert "Why the leakers leaked" in flat
    assert replay().threats[1].why in flat
    assert "0:20:34 ARRIVED sea #1 at Birchmouth, hit" in flat
    assert "5 threats: 1 killed, 1 suppressed, 1 arrived, 1 aborted, 1 returned." in flat
    assert "out of service" in flat


def test_a_raid_without_leakers_says_so() -> None:
    stopped = tuple(t for t in replay().threats if t.fate != "arrived")
    assert "Nothing got through." in printed(replace(replay(), threats=stopped))


def test_names_are_not_read_as_markup() -> None:
    named = replace(replay().threats[1], group="[bold]\x1b[2J")
    text = printed(replace(replay(), threats=(named,)))
    assert "[bold]" in text
    assert "\x1b" not in text


def test_geojson_has_one_time_for_each_point() -> None:
    threats = features("threat")
    assert len(threats) == 5
    for feature in threats:
        times = feature["properties"]["times_s"]
        assert feature["geometry"]["type"] == "LineString"
        assert len(times) == len(feature["geometry"]["coordinates"]) >= 2
        assert times == sorted(times)
        moment = datetime.fromisoformat(feature["properties"]["coordTimes"][-1])
        h_hour = datetime.fromisoformat("2022-10-10T06:00:00+03:00")
        assert (moment - h_hour).total_seconds() == pytest.approx(times[-1], abs=1e-3)


def test_geojson_has_intercepts_and_batteries_where_they_were() -> None:
    assert [f["geometry"]["coordinates"] for f in features("intercept")] == [[31.5, 47.7, 60.0]] * 2
    assert [f["properties"]["killed"] for f in features("intercept")] == [True, False]
    assert {f["properties"]["name"] for f in features("battery")} == {
        *("iris-t-slm-1", "gun-3", "long-1")
    }
    assert json.loads(json.dumps(replay_geojson(replay()), allow_nan=False))


@pytest.mark.parametrize("h_hour", [None, "dawn", "2022-10-10T06:00:00"])
def test_without_a_calendar_h_hour_only_seconds_are_given(h_hour: str | None) -> None:
    given = replace(replay(), h_hour=h_hour)
    assert all("coordTimes" not in f["properties"] for f in features("threat", given))
    assert all("time" not in f["properties"] for f in features("intercept", given))


def test_a_path_of_one_point_is_still_a_line() -> None:
    threat = replace(replay().threats[0], path=((0.0, 33.0, 44.6, 60.0),))
    (line,) = features("threat", replace(replay(), threats=(threat,)))
    assert len(line["geometry"]["coordinates"]) == 2


def test_czml_moves_threats_from_start_to_end() -> None:
    found = packets()
    threat = found["threat-1"]
    samples = threat["position"]["cartographicDegrees"]
    assert samples[:4] == [60.0, 33.0, 44.6, 60.0]
    assert samples[-4:] == [1_234.5, 30.73, 46.48, 60.0]
    assert threat["position"]["epoch"] == "2022-10-10T03:00:00.000000Z"
    assert threat["availability"] == "2022-10-10T03:01:00.000000Z/2022-10-10T03:20:34.500000Z"
    assert threat["point"]["color"]["rgba"] != found["threat-0"]["point"]["color"]["rgba"]
    assert "both channels busy" in threat["description"]


def test_czml_opens_with_a_clock_over_the_whole_raid() -> None:
    document = next(iter(json.loads(replay_czml(replay()))))
    assert document["id"] == "document"
    assert document["version"] == "1.0"
    start, end = document["clock"]["interval"].split("/")
    assert start == "2022-10-10T03:00:00.000000Z"
    assert end == "2022-10-10T03:20:34.500000Z"
    assert "made up" not in document["description"]


def test_czml_says_when_its_date_is_made_up() -> None:
    assert "made up" in packets(replace(replay(), h_hour=None))["document"]["description"]


def test_czml_draws_rings_and_escapes_names() -> None:
    named = replace(replay().batteries[0], system="<script>")
    battery = packets(replace(replay(), batteries=(named,)))["battery-iris-t-slm-1"]
    assert battery["ellipse"]["semiMajorAxis"] == 40_000.0
    assert "<script>" not in battery["description"]
    assert "&lt;script&gt;" in battery["description"]


def test_czml_of_nothing_is_still_a_document() -> None:
    assert list(packets(replace(replay(), threats=(), salvos=(), batteries=()))) == ["document"]


def test_czml_without_its_package_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "czml3", None)
    with pytest.raises(OutputError, match=r"airshield\[cesium\]"):
        replay_czml(replay())
