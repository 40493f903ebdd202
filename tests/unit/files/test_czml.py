"""Scenes as CZML."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from typing import Any

import pytest

from airshield.errors import OutputError
from airshield.files.czml import FLASH_S, Flash, Scene, Site, Track, czml_text

TRACK = Track("t", "a & b", "<b>", (1, 2, 3), ((-5.0, 30.0, 50.0, 60.0), (10.0, 31.0, 51.0, 70.0)))
FLASH = Flash("f", "flash", (4, 5, 6), 12.0, (31.0, 51.0, 70.0), 9)
SITE = Site("s", "site", "stands", (7, 8, 9), (30.5, 50.5), 40_000.0)


def scene(*, tracks: bool = True) -> Scene:
    zero = datetime(2030, 1, 1, 12, tzinfo=UTC)
    return Scene("scene", "text", zero, (TRACK,) if tracks else (), (FLASH,), (SITE,))


def packets(given: Scene) -> dict[str, dict[str, Any]]:
    return {packet["id"]: packet for packet in json.loads(czml_text(given))}


def test_the_document_comes_first_with_a_clock_from_first_to_last() -> None:
    document = json.loads(czml_text(scene()))[0]
    assert document["version"] == "1.0"
    start, end = document["clock"]["interval"].split("/")
    assert start == "2030-01-01T11:59:55.000000Z"
    assert end == "2030-01-01T12:00:32.000000Z"
    assert FLASH_S == 20.0


def test_a_track_is_sampled_in_seconds_from_the_epoch() -> None:
    track = packets(scene())["t"]
    assert track["position"] == {
        "epoch": "2030-01-01T12:00:00.000000Z",
        "cartographicDegrees": [-5.0, 30.0, 50.0, 60.0, 10.0, 31.0, 51.0, 70.0],
    }
    assert track["availability"] == "2030-01-01T11:59:55.000000Z/2030-01-01T12:00:10.000000Z"
    assert track["path"]["material"]["solidColor"]["color"]["rgba"][:3] == [1, 2, 3]
    assert track["description"] == "<p>&lt;b&gt;</p>"


def test_sites_and_flashes_stand_where_they_are() -> None:
    found = packets(scene(tracks=False))
    assert list(found) == ["document", "s", "f"]
    assert found["s"]["position"]["cartographicDegrees"] == [30.5, 50.5, 0.0]
    assert found["s"]["ellipse"]["semiMajorAxis"] == 40_000.0
    assert found["f"]["position"]["cartographicDegrees"] == [31.0, 51.0, 70.0]
    assert found["f"]["point"]["pixelSize"] == 9


def test_without_its_package_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "czml3", None)
    with pytest.raises(OutputError, match=r"airshield\[cesium\]"):
        czml_text(scene())
