"""The figures: right, reproducible, safe to put into a page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree

import matplotlib as mpl
import pytest

from airshield.planning.answer import Answer
from airshield.report import canvas
from airshield.report.canvas import Picture
from airshield.report.figures import aftermath, confidence, leakage, maps, raid, systems
from airshield.report.wording import SHARE, value_text
from unit.report.fake_answer import answer, bare, catalogue, scenario

FIGURES: list[Callable[[Answer], Picture | None]] = [
    leakage.by_class,
    leakage.by_asset,
    leakage.from_raid_to_raid,
    systems.rounds_and_kills,
    systems.layer_by_class,
    systems.cost,
    raid.timeline,
    aftermath.power,
    aftermath.warning,
    confidence.influences,
    confidence.variance,
    confidence.reported,
]
pytestmark = pytest.mark.slow


def texts(picture: Picture) -> list[str]:
    root = ElementTree.fromstring(picture.svg)
    return [element.text or "" for element in root.iter("text")]


@pytest.mark.parametrize("figure", FIGURES, ids=lambda f: f.__name__)
def test_each_figure_is_accessible_small_and_reproducible(
    figure: Callable[[Answer], Picture | None],
) -> None:
    picture = figure(answer())
    assert picture is not None
    root = ElementTree.fromstring(picture.svg)
    assert root.get("role") == "img"
    assert root.findtext("title") == picture.alt
    assert len(picture.svg) < 100_000
    again = figure(answer())
    assert again is not None
    assert again.svg == picture.svg


def test_identifiers_are_unique_across_the_page() -> None:
    pictures = [figure(answer()) for figure in FIGURES]
    found = [
        element.get("id")
        for picture in pictures
        if picture
        for element in ElementTree.fromstring(picture.svg).iter()
        if element.get("id")
    ]
    assert len(found) == len(set(found)) > len(FIGURES)


def test_references_point_into_the_same_figure() -> None:
    picture = raid.timeline(answer())
    assert picture is not None
    root = ElementTree.fromstring(picture.svg)
    ids = {element.get("id") for element in root.iter()}
    uses = [e.get("clip-path", "") for e in root.iter() if e.get("clip-path")]
    assert uses
    assert {use.removeprefix("url(#").removesuffix(")") for use in uses} <= ids


def test_values_are_written_beside_the_dots() -> None:
    picture = leakage.by_class(answer())
    assert picture is not None
    written = texts(picture)
    for row in answer().classes:
        assert value_text(row.leakage, SHARE) in written


def test_colours_follow_the_page() -> None:
    picture = leakage.by_class(answer())
    assert picture is not None
    assert "var(--red, #d55e00)" in picture.svg
    assert set(canvas.CSS_NAMES) >= {*canvas.CLASS_COLOURS.values(), canvas.INK, canvas.RED}


def test_names_are_shown_as_they_are() -> None:
    hostile = "$x_1$ <script>&\x00 空"
    named = replace(answer().assets[0], name=hostile)
    picture = leakage.by_asset(replace(answer(), assets=(named,)))
    assert picture is not None
    assert "$x_1$ <script>&  空" in texts(picture)
    assert "<script>" not in picture.svg


def test_nothing_is_drawn_from_nothing() -> None:
    empty = replace(bare(answer()), classes=(), assets=())
    assert [figure(empty) for figure in FIGURES] == [None] * len(FIGURES)


def test_drawing_leaves_the_settings_of_matplotlib_alone() -> None:
    before = dict(mpl.rcParams)
    leakage.by_class(answer())
    assert dict(mpl.rcParams) == before


def test_a_wide_histogram_is_put_into_classes() -> None:
    many = replace(answer(), leakers_histogram=(1,) * 2_000)
    picture = leakage.from_raid_to_raid(many)
    assert picture is not None
    assert len(picture.svg) < 60_000


def test_maps_show_the_raid_and_the_defended_area() -> None:
    shown = maps.maps(answer(), scenario(), catalogue())
    assert [picture.name for picture in shown] == ["map-raid", "map-defended"]
    assert {"sea", "air", "drones"} <= set(texts(shown[0]))
    assert {"Alder", "Birchmouth"} <= set(texts(shown[1]))
    assert "200 km" in texts(shown[0])


def test_a_raid_from_nearby_needs_one_map() -> None:
    full = scenario()
    group = full.raid.groups["sea"]
    near = replace(group, origin=replace(group.origin, lat_deg=47.0, lon_deg=31.0), waypoints=())
    here = replace(full, raid=replace(full.raid, groups={"near": near}))
    shown = maps.maps(bare(answer()), replace(here, batteries={}), catalogue())
    assert [picture.name for picture in shown] == ["map-defended"]
    assert "no leaker" in shown[0].caption


def test_a_scenario_may_bring_its_own_land() -> None:
    island = (((28.0, 47.0), (34.0, 47.0), (34.0, 51.0), (28.0, 51.0)),)
    own = maps.maps(answer(), scenario(), catalogue(), island)
    world = maps.maps(answer(), scenario(), catalogue())
    sea = maps.maps(answer(), scenario(), catalogue(), ())
    lands = [shown[0].svg.count("var(--coast, #a9b7c4)") for shown in (own, world, sea)]
    assert lands[0] == 1
    assert lands[1] > 1
    assert lands[2] == 0
    assert "var(--sea, #dfe9f1)" in own[0].svg
    assert "var(--sea, #dfe9f1)" not in sea[0].svg  # a made-up country without a coast


def test_marks_off_the_map_leave_nothing_on_its_border() -> None:
    far, near = maps.maps(answer(), scenario(), catalogue())
    assert far.svg.count("<use ") > near.svg.count("<use ")
    bounds = [
        (float(use.get("x", "nan")), float(use.get("y", "nan")))
        for use in ElementTree.fromstring(near.svg).iter("use")
    ]
    width, height = map(float, str(ElementTree.fromstring(near.svg).get("viewBox")).split()[2:])
    assert all(1 < x < width - 1 and 1 < y < height - 1 for x, y in bounds)
