"""The area-mode example published with NTIA's Irregular Terrain Model (cmd_examples/o_areacr)."""

from math import exp

import pytest

from airshield.earth.radar import (
    effective_earth_radius_m,
    irregular_horizon_distance_m,
    smooth_horizon_distance_m,
)

SURFACE_REFRACTIVITY = 301.0
HEIGHT_M = 3.0


def test_effective_earth_radius():
    assert effective_earth_radius_m(SURFACE_REFRACTIVITY) == pytest.approx(8_492_463, abs=0.5)


def test_terminal_horizon_distance():
    radius_m = effective_earth_radius_m(SURFACE_REFRACTIVITY)
    assert irregular_horizon_distance_m(HEIGHT_M, 0.0, radius_m) == pytest.approx(7_138, abs=0.5)


def test_low_antennas_over_rough_ground_count_as_five_metres_high():
    """Equation 3.3 of the algorithm by hand: hills of 90 m, and an antenna below 5 m."""
    radius_m = effective_earth_radius_m(SURFACE_REFRACTIVITY)
    smooth_m = smooth_horizon_distance_m(HEIGHT_M, radius_m)
    expected = 7_138.26 * exp(-0.07 * 18**0.5)
    assert smooth_m == pytest.approx(7_138.26, abs=0.01)
    assert irregular_horizon_distance_m(HEIGHT_M, 90.0, radius_m) == pytest.approx(
        expected, abs=0.01
    )
