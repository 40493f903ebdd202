"""What one site sees."""

from __future__ import annotations

import numpy as np
import pytest

from airshield.earth.skyline import find_skyline, smooth_lowest_m
from airshield.earth.terrain import Terrain
from airshield.kernels.sight import horizon_m

K = 4.0 / 3.0


@pytest.mark.parametrize("target_m", [10.0, 60.0, 3_000.0])
def test_over_a_smooth_earth_it_is_the_two_sided_horizon(target_m: float) -> None:
    edge = horizon_m(K, 30.0, target_m)
    lowest = smooth_lowest_m(np.array([edge - 1.0, edge + 1.0]), 30.0, K)
    assert lowest[0] < target_m < lowest[1]


def test_up_to_its_own_horizon_it_sees_the_sea() -> None:
    own = horizon_m(K, 30.0, 0.0)
    assert smooth_lowest_m(np.array([0.0, 0.5 * own, own]), 30.0, K) == pytest.approx(0.0, abs=1e-9)


def test_a_wall_hides_what_is_behind_it_and_nothing_beside_it() -> None:
    """An eye at 10 m, a wall of 110 m 1 km to the east: at 2 km the shadow is 210 m high."""
    height = np.zeros((41, 41))
    height[10:31, 30] = 110.0
    terrain = Terrain(height, -2_000.0, -2_000.0, 100.0)
    found = find_skyline(terrain, 0.0, 0.0, 10.0, 2_000.0, K)
    row, column = 20, 40
    assert found.south_m + row * found.step_m == 0.0
    assert found.west_m + column * found.step_m == 2_000.0
    assert found.lowest_m[row, column] == pytest.approx(210.0, abs=0.3)
    assert found.lowest_m[row, 29] == 0.0
    assert found.lowest_m[row, 0] < 0.2
    assert found.lowest_m[40, 20] < 0.2


def test_sampling_takes_the_nearest_node_and_knows_nothing_beyond() -> None:
    terrain = Terrain(np.zeros((3, 3)), -100.0, -100.0, 100.0)
    found = find_skyline(terrain, 0.0, 0.0, 5.0, 100.0, K, (-100.0, -100.0, 100.0, 100.0))
    assert found.lowest_m.shape == (3, 3)
    sampled = found.sampled(np.array([-260.0, -30.0, 60.0]), np.array([0.0, 151.0]))
    assert np.isinf(sampled[0, 0])
    assert np.isinf(sampled[1]).all()
    assert (sampled[0, 1:] == 0.0).all()


def test_a_site_between_nodes_sees_every_node() -> None:
    """No node is left out where the four quarters of the sweep meet."""
    ground = np.full((31, 31), 5.0)
    terrain = Terrain(ground, 0.0, 0.0, 100.0)
    for offset in (0.0, 30.0, 49.9999999, 50.0):
        found = find_skyline(terrain, 1_500.0 + offset, 1_500.0 + offset, 8.0, 1_400.0, K)
        assert found.lowest_m.max() < 0.2
