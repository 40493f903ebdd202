"""The reference's geometry, against cases worked out by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from airshield.model.raid import Area
from airshield.model.scenario import Asset, Frame, Scenario
from reference.building import at, fire_system, one_city
from reference.naive import Terrain
from reference.naive.arcs import (
    arc_points,
    chords_needed,
    of_minimum_energy,
    sag,
    with_apogee,
)
from reference.naive.figures import Figures
from reference.naive.reach import Site, windows
from reference.naive.routes import ballistic_route, glide_route, level_route, weapon_route
from reference.naive.space import EARTH_RADIUS_M, Space


@pytest.fixture
def space() -> Space:
    scenario, _ = one_city({"shield": fire_system(p_kill={"missile": 0.5})})
    return Space(scenario, None)


@pytest.mark.parametrize(
    ("site_m", "target_m", "km"), [(30, 50, 51.72), (10, 50, 42.18), (3_000, 50, 254.9)]
)
def test_two_sided_horizon(space: Space, site_m: float, target_m: float, km: float) -> None:
    d = space.horizon_m(site_m, target_m)
    assert d / 1_000 == pytest.approx(km, abs=0.05)
    assert space.in_sight((0.0, 0.0, site_m), (d - 0.1, 0.0, target_m))
    assert not space.in_sight((0.0, 0.0, site_m), (d + 0.1, 0.0, target_m))


def test_level_ground_hides_what_the_smooth_earth_hides(space: Space) -> None:
    flat = Terrain(np.zeros((2, 2)), -1e5, -1e5, 2e5)
    over_ground = Space(one_city({"s": fire_system(p_kill={"missile": 0.5})})[0], flat)
    d = space.horizon_m(30.0, 50.0)
    assert over_ground.in_sight((0.0, 0.0, 30.0), (d - 50.0, 0.0, 50.0))
    assert not over_ground.in_sight((0.0, 0.0, 30.0), (d + 50.0, 0.0, 50.0))


def test_ground_is_straight_between_nodes_and_level_outside() -> None:
    heights = np.array([[0.0, 100.0], [200.0, 700.0]])
    hill = Space(
        one_city({"s": fire_system(p_kill={"missile": 0.5})})[0],
        Terrain(heights, -500.0, -500.0, 1_000.0),
    )
    assert hill.ground(-500.0, -500.0) == 0.0
    assert hill.ground(0.0, -500.0) == pytest.approx(50.0)
    assert hill.ground(0.0, 0.0) == pytest.approx(250.0)
    assert hill.ground(9_000.0, -9_000.0) == 100.0
    assert not hill.in_sight((-2_000.0, -500.0, 1.0), (2_000.0, -500.0, 90.0))
    assert hill.in_sight((-2_000.0, -500.0, 101.0), (2_000.0, -500.0, 102.0))


def test_the_centre_is_the_mean_of_the_assets_the_short_way_round() -> None:
    assets = {"w": Asset(lat_deg=10.0, lon_deg=179.0), "e": Asset(lat_deg=12.0, lon_deg=-179.0)}
    base, _ = one_city({"s": fire_system(p_kill={"missile": 0.5})})
    space = Space(Scenario(name="x", assets=assets, raid=base.raid), None)
    assert space.local(11.0, 180.0) == pytest.approx((0.0, 0.0), abs=1e-6)
    moved = Scenario(
        name="x", assets=assets, raid=base.raid, frame=Frame(lat_deg=10.0, lon_deg=179.0)
    )
    assert Space(moved, None).local(10.0, 179.0) == pytest.approx((0.0, 0.0), abs=1e-6)


@pytest.mark.parametrize("ground_range_m", [50e3, 300e3, 500e3, 2_000e3])
def test_least_energy_needs_less_than_any_other_arc(ground_range_m: float) -> None:
    best = of_minimum_energy(ground_range_m)
    apogee = best.a * (1.0 + best.e) - EARTH_RADIUS_M
    same = with_apogee(ground_range_m, apogee)
    assert (same.a, same.e) == pytest.approx((best.a, best.e), rel=1e-9)
    for factor in (0.8, 0.99, 1.01, 1.2):
        assert with_apogee(ground_range_m, factor * apogee).a > best.a


@pytest.mark.parametrize("ground_range_m", [50e3, 300e3, 500e3])
@pytest.mark.parametrize("apogee_m", [None, 20e3, 80e3])
def test_chords_stay_within_a_hundred_metres(ground_range_m: float, apogee_m: float | None) -> None:
    arc = (
        of_minimum_energy(ground_range_m)
        if apogee_m is None
        else with_apogee(ground_range_m, apogee_m)
    )
    chords = chords_needed(arc)
    assert 0.0 < sag(arc, chords) <= 101.0
    s, h, _ = arc_points(ground_range_m, apogee_m)
    assert len(s) == chords + 1
    assert s[-1] == pytest.approx(ground_range_m, rel=1e-9)
    assert h[0] == h[-1] == 0.0
    if apogee_m is not None:
        assert max(h) == pytest.approx(apogee_m, abs=150.0)


def test_a_short_arc_is_a_parabola() -> None:
    """Over 20 km the Earth is flat: 45° departure, apogee a quarter of the range."""
    _, h, t = arc_points(20e3, None)
    g = 3.986004418e14 / EARTH_RADIUS_M**2
    assert max(h) == pytest.approx(5e3, rel=0.03)
    assert t[-1] == pytest.approx(math.sqrt(2.0 * 20e3 / g), rel=0.01)


def test_kepler_agrees_with_a_numerical_flight() -> None:
    """Two-body motion integrated in small steps lands where and when the arc does."""
    arc, mu = of_minimum_energy(400e3), 3.986004418e14
    s, h, _ = arc.at(np.array([arc.departure, arc.departure + 1e-7]))
    speed = math.sqrt(mu * (2.0 / EARTH_RADIUS_M - 1.0 / arc.a))
    climb = math.atan2(h[1] - h[0], s[1] - s[0])
    x, y = 0.0, EARTH_RADIUS_M
    vx, vy = speed * math.cos(climb), speed * math.sin(climb)
    dt, time = 0.01, 0.0
    while math.hypot(x, y) >= EARTH_RADIUS_M or time == 0.0:
        r3 = (x * x + y * y) ** 1.5
        vx, vy = vx - mu * x / r3 * dt / 2, vy - mu * y / r3 * dt / 2
        x, y = x + vx * dt, y + vy * dt
        r3 = (x * x + y * y) ** 1.5
        vx, vy = vx - mu * x / r3 * dt / 2, vy - mu * y / r3 * dt / 2
        time += dt
    assert EARTH_RADIUS_M * math.atan2(x, y) == pytest.approx(400e3, abs=100.0)
    assert time == pytest.approx(arc_points(400e3, None)[2][-1], abs=0.1)


def test_a_depressed_arc_is_flown_at_its_stated_mean_speed(space: Space) -> None:
    route = ballistic_route((0.0, 0.0), (0.0, 300e3), 40e3, 1_500.0, space)
    length = sum(math.dist(leg.start, leg.end) for leg in route.legs)
    assert length / route.duration_s == pytest.approx(1_500.0, rel=1e-9)
    assert max(abs(leg.end[2] - leg.start[2]) for leg in route.legs) <= 250.0 + 1e-6


def test_a_glide_sinks_evenly(space: Space) -> None:
    route = glide_route([(0.0, 0.0), (30e3, 0.0), (30e3, 10e3)], 9_000.0, 200.0, space)
    assert route.duration_s == pytest.approx(math.hypot(40e3, 9e3) / 200.0)
    assert route.position(route.duration_s * 0.5) == pytest.approx((20e3, 0.0, 4_500.0))
    assert route.position(route.duration_s) == pytest.approx((30e3, 10e3, 0.0), abs=1e-6)


def test_a_waypoint_height_holds_from_it_on(space: Space) -> None:
    route = level_route([(0.0, 0.0), (1e3, 0.0), (3e3, 0.0)], [100.0, 50.0], 100.0, space)
    assert route.position(9.99)[2] == 100.0
    assert route.position(10.0) == pytest.approx((1e3, 0.0, 50.0))
    assert route.duration_ticks == 30 * 1024


def straight_in(speed: float, space: Space) -> list:
    """Windows of a site at the end of a 100 km straight run at 1,000 m."""
    route = level_route([(100e3, 0.0), (0.0, 0.0)], [1_000.0], speed, space)
    site = Site((0.0, 0.0, 0.0), 0.0, (5e3, 40e3), (0.0, 2e3), speed=750.0, launch_s=2.0)
    return windows(0, 0, site, route, space)


def test_a_window_against_pythagoras(space: Space) -> None:
    (window,) = straight_in(250.0, space)
    first = 100e3 - math.sqrt(40e3**2 - 1e3**2)
    last = 100e3 - math.sqrt(5e3**2 - 1e3**2)
    assert window.opens == math.ceil((first / 250.0 - 2.0 - 40e3 / 750.0) * 1024)
    assert window.closes == math.floor((last / 250.0 - 2.0 - 5e3 / 750.0) * 1024)
    launch = (window.opens + 5_000) / 1024
    tau = window.meeting(launch)
    away = math.hypot(100e3 - 250.0 * tau, 1e3)
    assert away == pytest.approx(750.0 * (tau - launch - 2.0), abs=1e-3)
    assert window.meeting(first / 250.0 - 2.0 - 40e3 / 750.0) == pytest.approx(first / 250.0)


def test_a_site_that_is_passed_has_two_windows_that_do_not_touch(space: Space) -> None:
    route = level_route([(60e3, 3e3), (-60e3, 3e3)], [1_000.0], 250.0, space)
    site = Site((0.0, 0.0, 0.0), 0.0, (5e3, 20e3), (0.0, 2e3), speed=2_000.0, launch_s=0.0)
    coming, going = windows(0, 0, site, route, space)
    assert coming.closes < going.closes
    dead = Site((0.0, 0.0, 0.0), 0.0, (1e3, 20e3), (0.0, 2e3), speed=2_000.0, launch_s=0.0)
    assert len(windows(0, 0, dead, route, space)) == 1


def test_a_threat_that_outruns_the_round_is_met_only_as_it_comes(space: Space) -> None:
    route = level_route([(60e3, 0.0), (-60e3, 0.0)], [1_000.0], 900.0, space)
    site = Site((0.0, 0.0, 0.0), 0.0, (0.0, 20e3), (0.0, 2e3), speed=500.0, launch_s=0.0)
    (window,) = windows(0, 0, site, route, space)
    # G rises until the threat recedes at 500 of its 900 m/s: at asin(5/9) past overhead.
    past = 1_000.0 * math.tan(math.asin(5.0 / 9.0))
    tau = (60e3 + past) / 900.0
    assert window.closes == math.floor((tau - math.hypot(past, 1e3) / 500.0) * 1024)


def test_low_flyers_are_met_only_above_the_horizon(space: Space) -> None:
    route = level_route([(100e3, 0.0), (0.0, 0.0)], [50.0], 250.0, space)
    site = Site((0.0, 0.0, 10.0), 0.0, (0.0, 80e3), (0.0, 2e3), speed=1_000.0, launch_s=0.0)
    (window,) = windows(0, 0, site, route, space)
    sight = space.horizon_m(10.0, 50.0)
    opens = (100e3 - sight) / 250.0 - math.hypot(sight, 40.0) / 1_000.0
    assert window.opens == math.ceil(opens * 1024)


def test_what_is_found_by_bisection_is_where_sampling_finds_it(space: Space) -> None:
    route = ballistic_route((0.0, 0.0), (200e3, 50e3), 45e3, 1_800.0, space)
    site = Site((170e3, 60e3, 10.0), 0.0, (4e3, 60e3), (3e3, 30e3), speed=1_500.0, launch_s=1.0)
    (window,) = windows(0, 0, site, route, space)
    taus = np.linspace(0.0, route.duration_s, 40_001)[:-1]
    places = route.positions(taus.tolist())
    slant = np.linalg.norm(places - np.array(site.place), axis=1)
    height = places[:, 2]
    ok = (slant <= 60e3) & (slant >= 4e3) & (height >= 3e3) & (height <= 30e3)
    latest = (taus - 1.0 - slant / 1_500.0)[ok]
    step = taus[1] * 1024 * 3
    assert window.opens == pytest.approx(latest[0] * 1024, abs=step)
    assert window.closes == pytest.approx(latest.max() * 1024, abs=step)


def test_variants_spread_over_the_origin_and_to_either_side(space: Space) -> None:
    base, catalogue = one_city({"shield": fire_system(p_kill={"missile": 0.5})})
    group = replace(
        base.raid.groups["east"],
        origin=Area(radius_m=10e3, **at(100e3, 0.0)),
        variants=4,
        offset_m=3e3,
    )
    figures = Figures(catalogue, None)
    centre = space.local(group.origin.lat_deg, group.origin.lon_deg)
    for k in range(4):
        route = weapon_route(group, "level", k, (0.0, 0.0), figures, space)
        start, middle = (leg.start[:2] for leg in route.legs)
        assert math.dist(start, centre) == pytest.approx(10e3 * math.sqrt((k + 0.5) / 4))
        away = (2.0 * math.modf(0.6180339887498949 * (k + 0.5))[0] - 1.0) * 3e3
        half = (start[0] / 2.0, start[1] / 2.0)
        assert math.dist(middle, half) == pytest.approx(abs(away))
        # Left of a threat that flies west is south.
        assert (middle[1] < half[1]) == (away > 0.0)
        assert route.legs[-1].end[:2] == (0.0, 0.0)
    alone = weapon_route(replace(group, variants=1), "level", 0, (0.0, 0.0), figures, space)
    assert len(alone.legs) == 1
