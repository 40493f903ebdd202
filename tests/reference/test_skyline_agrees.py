"""The sweep agrees with a profile along every single sight line."""

from __future__ import annotations

import numpy as np
import pytest

from airshield.earth.skyline import find_skyline, smooth_lowest_m
from airshield.earth.terrain import Terrain
from reference.real_ground import STEP_M as REAL_STEP_M
from reference.real_ground import jacksboro
from reference.rugged import rugged
from reference.skyline import lowest_visible_m

K = 4.0 / 3.0
TARGETS_M = (10.0, 50.0, 100.0, 300.0)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("seed", "smoothness", "spread_m", "least"),
    [(1, 2.2, 300.0, 0.998), (2, 1.8, 150.0, 0.994), (3, 1.65, 80.0, 0.992)],
)
def test_it_agrees_with_the_exact_profile(
    seed: int, smoothness: float, spread_m: float, least: float
) -> None:
    """At every height; on gentle, on hilly and on very broken land."""
    terrain = Terrain(rugged(500, seed, smoothness, spread_m), -22_500.0, -22_500.0, 90.0)
    east, north = 130.0, -777.0
    eye = float(terrain.height_m[241, 251]) + 25.0
    found = find_skyline(terrain, east, north, eye, 22_000.0, K)
    rng = np.random.default_rng(seed)
    rows, columns = rng.integers(0, found.lowest_m.shape, (1_500, 2)).T
    exact = np.array(
        [
            lowest_visible_m(terrain, (east, north, eye), x, y, K, 22.5)
            for x, y in zip(found.west_m + columns * 90.0, found.south_m + rows * 90.0, strict=True)
        ]
    )
    swept = found.lowest_m[rows, columns]
    for height in TARGETS_M:
        assert np.mean((swept <= height) == (exact <= height)) >= least, height
    assert np.median(np.abs(swept - exact)) < 1.5


@pytest.mark.slow
def test_it_agrees_with_the_exact_profile_on_real_ground() -> None:
    """Ridges and valleys of the Appalachians, 9.6 km across."""
    ground_m = jacksboro()
    terrain = Terrain(ground_m, 0.0, 0.0, REAL_STEP_M)
    column, row = 160, 150
    east, north = column * REAL_STEP_M, row * REAL_STEP_M
    eye = float(ground_m[row, column]) + 25.0
    reach = (len(ground_m) - 1) * REAL_STEP_M
    found = find_skyline(terrain, east, north, eye, reach, K, (0.0, 0.0, reach, reach))
    rows, columns = np.random.default_rng(4).integers(0, found.lowest_m.shape, (2_000, 2)).T
    exact = np.array(
        [
            lowest_visible_m(terrain, (east, north, eye), x, y, K, REAL_STEP_M / 4.0)
            for x, y in zip(columns * REAL_STEP_M, rows * REAL_STEP_M, strict=True)
        ]
    )
    swept = found.lowest_m[rows, columns]
    for height in TARGETS_M:
        assert np.mean((swept <= height) == (exact <= height)) >= 0.994, height
    assert 0.05 < np.mean(exact <= 10.0) < 0.95


def test_level_ground_gives_the_smooth_earth() -> None:
    """The closed form and the sweep over level ground differ by less than a hand's breadth."""
    terrain = Terrain(np.zeros((2, 2)), 0.0, 0.0, 250.0)
    found = find_skyline(terrain, 100.0, 60.0, 30.0, 90_000.0, K)
    rows, columns = found.lowest_m.shape
    x = found.west_m + 250.0 * np.arange(columns) - 100.0
    y = found.south_m + 250.0 * np.arange(rows) - 60.0
    expected = smooth_lowest_m(np.hypot(x[None, :], y[:, None]), 30.0, K)
    assert np.abs(found.lowest_m - expected).max() < 0.08
