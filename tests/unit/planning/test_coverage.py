"""Coverage: ends of figures, rings, areas, people, levels, and a whole scenario."""

from __future__ import annotations

import math
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest

from airshield.earth.frame import LocalFrame
from airshield.errors import InputError
from airshield.files.scenario import read_scenario
from airshield.planning.coverage import Coverage, cover
from airshield.planning.coverage.area import Area, make_area, round_up
from airshield.planning.coverage.covering import types_to_cover
from airshield.planning.coverage.ends import ENDS, direction, value_at
from airshield.planning.coverage.living import Living, find_living
from airshield.planning.coverage.measuring import (
    SIDES,
    courses_from_all_sides,
    courses_to_nearest,
)
from airshield.planning.coverage.posts import (
    defence_against,
    looks_to_confirm,
    make_posts,
    rings,
)
from airshield.planning.coverage.shares import LEVELS
from airshield.simulation.cast import local_frame

HERE = LocalFrame(30.0, -45.0)


@pytest.fixture(scope="module")
def found() -> Coverage:
    return cover("first-look", cell_m=3_000.0)


# --- ends of figures ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("sensors.radar.range_m", 1),
        ("sensors.radar.period_s", -1),
        ("sensors.radar.cross_section_m2", -1),
        ("threats.drone.cross_section_m2", 1),
        ("threats.drone.speed_m_s", -1),
        ("systems.gun.launcher.speed_m_s", 1),
        ("systems.patrol.orbit.speed_m_s", 0),
        ("systems.gun.envelope.height_min_m", -1),
        ("systems.gun.p_kill.drone", 0),
    ],
)
def test_every_figure_has_a_better_end_or_none(path: str, expected: int) -> None:
    assert direction(path) == expected


def test_every_figure_of_the_scenario_that_shapes_coverage_has_a_direction() -> None:
    """A new figure of envelopes, launchers' times or sensors must be thought about."""
    loaded = read_scenario("isthmus")
    figures = defence_against(loaded, "one-way-attack-drone", None).figures
    shaping = [p for p in figures if ".envelope." in p or p.startswith("sensors.")]
    assert shaping
    assert [p for p in shaping if direction(p) == 0] == []
    path = "sensors.radar-medium.period_s"
    low, high = figures[path].low, figures[path].high
    assert [value_at(path, figures[path], end) for end in ("worse", "better")] == [high, low]


# --- posts --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("p", "hits", "among", "goal", "looks"),
    [(1.0, 2, 3, 0.5, 2), (0.5, 1, 1, 0.5, 1), (0.5, 2, 3, 0.5, 3), (0.5, 1, 1, 0.74, 2)],
)
def test_looks_to_confirm(p: float, hits: int, among: int, goal: float, looks: int) -> None:
    """2 of 3 with a coin: after three looks 1 - (1 + 3) / 8 = one half is confirmed."""
    assert looks_to_confirm(p, hits, among, goal) == looks


def test_what_never_hits_never_confirms() -> None:
    assert looks_to_confirm(0.0, 2, 3, 0.5) == math.inf


def test_radar_range_gives_the_probability_asked_for() -> None:
    defence = defence_against(read_scenario("first-look"), "cruise-missile-subsonic", None)
    values = {path: figure.value for path, figure in defence.figures.items()}
    posts = make_posts(defence, values, 0.7)
    r_ref = values["sensors.radar-surveillance.range_m"]
    r_ref *= values["threats.cruise-missile-subsonic.cross_section_m2"] ** 0.25
    snr = 10 ** (values["sensors.radar-surveillance.snr_db"] / 10) * (r_ref / posts.far_m[0]) ** 4
    assert values["sensors.radar-surveillance.p_false"] ** (1 / (1 + snr)) == pytest.approx(0.7)


@pytest.mark.slow
def test_rings_hold_exactly_what_the_rules_allow() -> None:
    """Range, elevation and horizon, tried along a line, against the closed form."""
    defence = defence_against(read_scenario("isthmus"), "one-way-attack-drone", None)
    values = {path: figure.value for path, figure in defence.figures.items()}
    posts = make_posts(defence, values, 0.5)
    for height in (5.0, 300.0, 4_000.0):
        inner, outer = rings(posts, height, 4.0 / 3.0)
        for post in range(0, posts.near_m.size, 7):
            at = posts.at_m[post]
            d = np.linspace(1.0, 400_000.0, 4_001)
            rise = height - at[2]
            slant = np.hypot(d, rise)
            drop = d**2 / (2 * 4 / 3 * 6_371_000)
            angle = np.arctan2(rise - drop, d)
            good = (slant >= posts.near_m[post]) & (slant <= posts.far_m[post])
            good &= posts.floor_m[post] <= height <= posts.ceiling_m[post]
            good &= (angle >= posts.low_rad[post]) & (angle <= posts.high_rad[post])
            if posts.horizon[post]:
                sight = math.sqrt(2 * 4 / 3 * 6_371_000)
                good &= d <= sight * (math.sqrt(at[2]) + math.sqrt(height))
            ring = (d >= inner[post]) & (d <= outer[post])
            assert (ring == good).mean() > 0.9995


# --- area, people, courses ----------------------------------------------------------------


@pytest.mark.parametrize(("length", "expected"), [(1.0, 1), (1_001, 1_500), (7.2, 8), (812, 1_000)])
def test_cells_have_round_sides(length: float, expected: float) -> None:
    assert round_up(length) == expected


def test_the_area_holds_all_that_lives_and_stands() -> None:
    loaded = read_scenario("isthmus")
    frame = local_frame(loaded.scenario)
    area = make_area(loaded.scenario, frame, 50_000.0, None)
    assert 300 <= max(area.columns, area.rows) <= 500
    west, south, east, north = area.box_m
    for battery in loaded.scenario.batteries.values():
        x, y = frame.to_local(battery.lat_deg, battery.lon_deg)
        assert west + 40_000 < x < east - 40_000
        assert south + 40_000 < y < north - 40_000


def test_people_and_demand_are_all_placed() -> None:
    loaded = read_scenario("isthmus")
    frame = local_frame(loaded.scenario)
    area = make_area(loaded.scenario, frame, 50_000.0, 5_000.0)
    districts = list(loaded.scenario.districts)
    holder: list[str | None] = [None] * len(loaded.scenario.assets)
    living = find_living(loaded.scenario, frame, area, holder)
    everyone = sum(d.people for d in loaded.scenario.districts.values())
    everyone += sum(a.people for a in loaded.scenario.assets.values())
    assert living.people.sum() == pytest.approx(everyone)
    assert loaded.scenario.power is not None
    demand = sum(bus.demand_mw for bus in loaded.scenario.power.buses.values())
    assert living.mw.sum() == pytest.approx(demand)
    inside = find_living(loaded.scenario, frame, area, [districts[0]] * len(holder))
    assert inside.people.sum() < everyone


def test_courses_begin_at_the_edge_and_end_at_the_place() -> None:
    area = Area(0.0, 0.0, 100.0, 20, 10)
    living = Living(np.array([[500.0, 300.0]]), np.ones(1), np.zeros(1))
    ends = courses_from_all_sides(living, area)
    assert ends.shape == (SIDES, 4)
    assert (ends[:, 2:] == [500.0, 300.0]).all()
    assert ends[0, :2] == pytest.approx([500.0, 950.0])
    assert ends[SIDES // 4, :2] == pytest.approx([1_950.0, 300.0])
    on_edge = np.isclose(ends[:, 0], -50) | np.isclose(ends[:, 0], 1_950)
    on_edge |= np.isclose(ends[:, 1], -50) | np.isclose(ends[:, 1], 950)
    assert on_edge.all()


def test_each_cell_flies_to_the_nearest_asset() -> None:
    area = Area(0.0, 0.0, 100.0, 5, 1)
    courses = courses_to_nearest(area, np.array([[0.0, 0.0], [400.0, 0.0]]))
    assert courses[:, 2].tolist() == [0.0, 0.0, 0.0, 400.0, 400.0]


# --- a whole scenario ---------------------------------------------------------------------


def test_the_lowest_flying_type_is_mapped_and_decoys_are_left_out() -> None:
    loaded = read_scenario("isthmus")
    types = types_to_cover(loaded, None)
    assert types[0] == "cruise-missile-subsonic"
    assert "decoy-drone" not in types
    assert types_to_cover(loaded, "bomber") == ("bomber",)
    assert types_to_cover(loaded, "drone") == ("one-way-attack-drone",)
    assert "cruise-missile-supersonic" not in types_to_cover(loaded, "cruise-missile")


def test_shares_lie_between_the_ends_of_the_figures(found: Coverage) -> None:
    rows = [row for kind in found.answer.types for row in kind.levels]
    assert len(rows) > 20
    for row in rows:
        assert row.people is not None
        assert 0.0 <= row.people.low <= row.people.value <= row.people.high <= 1.0


def test_a_higher_level_holds_for_fewer(found: Coverage) -> None:
    for kind in found.answer.types:
        for what, levels in LEVELS.items():
            rows = [kind.level(what, level) for level in levels]
            shares = [row.people.value for row in rows if row is not None and row.people]
            assert shares == sorted(shares, reverse=True)


def test_maps_worsen_with_the_figures(found: Coverage) -> None:
    for what in ("seen", "engaged"):
        worse, central, better = (
            found.maps[what, end]
            for end in ("worse", "central", "better")  # type: ignore[index]
        )
        assert (worse <= central).all()
        assert (central <= better).all()
        assert central.max() > 0


def test_a_hole_is_a_hole_near_the_site_and_beyond_its_reach(found: Coverage) -> None:
    """Engagement stops at the edge of the longest envelope, and at the horizon."""
    edge = found.maps["engaged", "better"]
    assert edge[0].max() == 0.0
    assert found.answer.types[0].layers
    assert found.maps["shots", "central"].max() >= 2.0


def test_ballistic_flight_has_no_straight_course(found: Coverage) -> None:
    ballistic = next(kind for kind in found.answer.types if not kind.courses)
    assert {row.what for row in ballistic.levels} == {"seen", "engaged"}


@pytest.mark.slow
def test_any_number_of_threads_finds_the_same() -> None:
    one, two = (cover("first-look", cell_m=4_000.0, threads=n) for n in (1, 2))
    for key, values in one.maps.items():
        assert (values == two.maps[key]).all()
    assert one.answer.types == two.answer.types
    assert one.answer.movers == two.answer.movers


@pytest.mark.slow
def test_higher_is_seen_further() -> None:
    low, high = (
        cover("first-look", threat="one-way-attack-drone", height_m=h, cell_m=4_000.0)
        for h in (30.0, 400.0)
    )
    cells = [(found.maps["seen", "central"] > 0).sum() for found in (low, high)]
    assert 2 * cells[0] < cells[1]
    assert low.answer.types[0].height_m == 30.0


def test_no_battery_engages_nothing() -> None:
    loaded = read_scenario("first-look")
    empty = loaded._replace(scenario=replace(loaded.scenario, batteries={}, sensors={}))
    found = cover(empty, cell_m=4_000.0)
    for end in ENDS:
        for what in ("seen", "engaged", "shots", "warning"):
            assert found.maps[what, end].max() == 0.0  # type: ignore[index]
    assert found.answer.types[0].layers == ()


def test_the_answer_is_plain_and_repeats_itself(found: Coverage, tmp_path: Path) -> None:
    found.write(tmp_path / "coverage.json")
    assert (tmp_path / "coverage.json").stat().st_size > 1_000
    assert asdict(found.answer)["mapped"] == "cruise-missile-subsonic"
    assert found.answer.run.command.endswith("first-look.yaml --cell 3000")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"threat": "one-way-drone"}, 'did you mean "one-way-attack-drone"'),
        ({"height_m": -1.0}, "--height must lie in"),
        ({"cell_m": math.nan}, "--cell must lie in"),
        ({"cell_m": 12.0}, "use at least --cell"),
        ({"p_detect": 1.0}, "--p-detect must lie in"),
    ],
)
def test_options_that_make_no_sense_are_refused(options: dict[str, float], words: str) -> None:
    with pytest.raises(InputError, match=words):
        cover("first-look", **options)
