import numpy as np
import pytest

from airshield.earth.terrain import FLAT, Terrain
from airshield.kernels.terrain import ground_m, in_sight
from airshield.units import K_FACTOR

SLOPE = Terrain(np.array([[0.0, 10.0, 20.0], [100.0, 110.0, 120.0]]), -1_000.0, 500.0, 1_000.0)


@pytest.mark.parametrize(
    ("x", "y", "height_m"),
    [
        (-1_000.0, 500.0, 0.0),
        (1_000.0, 1_500.0, 120.0),
        (0.0, 1_000.0, 60.0),
        (250.0, 750.0, 37.5),
        (-9e6, -9e6, 0.0),
        (9e6, 9e6, 120.0),
        (-9e6, 1_000.0, 50.0),
    ],
)
def test_ground_is_bilinear_within_and_held_beyond_the_edge(x, y, height_m):
    assert ground_m(*SLOPE, x, y) == pytest.approx(height_m)


def test_no_terrain_is_sea_level_everywhere():
    assert ground_m(*FLAT, -3e5, 4e5) == 0.0


def ridge(height_m):
    heights = np.zeros((3, 201))
    heights[:, 100] = height_m
    return Terrain(heights, -50_000.0, -500.0, 500.0)


def test_a_ridge_hides_what_lies_low_behind_it():
    line = (-10e3, 0.0, 100.0, 10e3, 0.0)
    assert in_sight(*ridge(0.0), *line, 100.0, K_FACTOR)
    assert not in_sight(*ridge(300.0), *line, 100.0, K_FACTOR)
    assert in_sight(*ridge(300.0), *line, 600.0, K_FACTOR)


def test_a_ridge_behind_the_target_hides_nothing():
    assert in_sight(*ridge(5_000.0), -30e3, 0.0, 100.0, -10e3, 0.0, 100.0, K_FACTOR)


def test_the_line_that_touches_is_clear():
    bulge_m = 10e3 * 10e3 / (2 * K_FACTOR * 6_371_000.0)
    line = (-10e3, 0.0, 100.0, 10e3, 0.0, 100.0)
    assert in_sight(*ridge(99.999 - bulge_m), *line, K_FACTOR)
    assert not in_sight(*ridge(100.001 - bulge_m), *line, K_FACTOR)


def test_near_points_always_see_each_other():
    assert in_sight(*ridge(5_000.0), -100.0, 0.0, 1.0, 100.0, 0.0, 1.0, K_FACTOR)
