from math import degrees

import pytest

from airshield.kernels.sight import bulge_m, elevation_rad, horizon_m
from airshield.units import EARTH_RADIUS_M, K_FACTOR


def test_heights_below_the_sea_see_no_farther_than_the_shore():
    assert horizon_m(K_FACTOR, -20.0, 50.0) == horizon_m(K_FACTOR, 0.0, 50.0)
    assert horizon_m(K_FACTOR, -20.0, -1.0) == 0.0


def test_the_horizon_is_where_the_grazing_line_touches():
    distance_m = horizon_m(K_FACTOR, 100.0, 0.0)
    assert degrees(elevation_rad(K_FACTOR, distance_m, 100.0, 0.0)) == pytest.approx(
        -degrees(2 * 100.0 / distance_m), rel=1e-5
    )


def test_the_bulge_is_greatest_in_the_middle_and_nothing_at_the_ends():
    assert bulge_m(K_FACTOR, 0.0, 50e3) == 0.0
    assert bulge_m(K_FACTOR, 25e3, 25e3) == pytest.approx(36.79, abs=0.01)
    assert bulge_m(K_FACTOR, 25e3, 25e3) > bulge_m(K_FACTOR, 20e3, 30e3)


def test_elevation_overhead_and_beyond_the_drop():
    assert degrees(elevation_rad(K_FACTOR, 0.0, 10.0, 5_000.0)) == pytest.approx(90.0)
    level = elevation_rad(K_FACTOR, 50e3, 10.0, 10.0)
    assert level == pytest.approx(-50e3 / (2 * K_FACTOR * EARTH_RADIUS_M), rel=1e-4)
