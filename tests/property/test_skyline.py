"""What must hold of skylines on any ground."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from airshield.earth.skyline import Skyline, find_skyline
from airshield.earth.terrain import Terrain
from reference.rugged import rugged

K = 4.0 / 3.0
places = st.floats(-1_500.0, 1_500.0)


def skyline(seed: int, x: float, y: float, eye: float) -> Skyline:
    """Return what an eye at a height above the highest ground's foot sees of a small land."""
    terrain = Terrain(rugged(48, seed, 1.9, 40.0), -2_350.0, -2_350.0, 100.0)
    return find_skyline(terrain, x, y, eye, 2_000.0, K)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 50), places, places, st.floats(1.0, 400.0), st.floats(0.5, 200.0))
def test_a_higher_eye_sees_no_less(seed: int, x: float, y: float, eye: float, more: float) -> None:
    low, high = skyline(seed, x, y, eye), skyline(seed, x, y, eye + more)
    assert (high.lowest_m <= low.lowest_m + 1e-2 + 1e-5 * low.lowest_m).all()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 50), places, places, st.floats(50.0, 600.0))
def test_nothing_is_hidden_from_above_all_ground_but_by_the_earth(
    seed: int, x: float, y: float, above: float
) -> None:
    """From above the highest peak, whatever is as high as the peak is in sight."""
    top = float(rugged(48, seed, 1.9, 40.0).max())
    found = skyline(seed, x, y, top + above)
    terrain = Terrain(rugged(48, seed, 1.9, 40.0), -2_350.0, -2_350.0, 100.0)
    rows, columns = found.lowest_m.shape
    column = np.rint((found.west_m - terrain.west_m) / 100.0) + np.arange(columns)
    row = np.rint((found.south_m - terrain.south_m) / 100.0) + np.arange(rows)
    inside = np.ix_(np.clip(row, 0, 47).astype(int), np.clip(column, 0, 47).astype(int))
    assert (found.lowest_m + terrain.height_m[inside] <= top + 0.1).all()


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 50), places, places, st.floats(1.0, 300.0))
def test_turning_land_and_site_turns_what_is_seen(
    seed: int, x: float, y: float, eye: float
) -> None:
    ground = rugged(47, seed, 1.9, 40.0)
    box = (-2_300.0, -2_300.0, 2_300.0, 2_300.0)
    straight = find_skyline(Terrain(ground, *box[:2], 100.0), x, y, eye, 9e3, K, box)
    turned_m = np.ascontiguousarray(np.rot90(ground, -1))
    turned = find_skyline(Terrain(turned_m, *box[:2], 100.0), -y, x, eye, 9e3, K, box)
    back = np.rot90(turned.lowest_m)
    assert np.allclose(back, straight.lowest_m, rtol=1e-4, atol=0.05)
