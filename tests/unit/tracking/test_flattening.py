"""In two dimensions, ranges are brought down to the plane by what plots tell of heights."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from airshield.kernels.compiled import kernel
from airshield.model.surveillance import Surveillance, TrackerSettings
from airshield.tracking.kernels.flattening import flatten
from airshield.tracking.kernels.measuring import TWICE_EFFECTIVE_RADIUS_M
from airshield.tracking.observing import observe_truth
from airshield.tracking.reality import Measured, Reality
from airshield.tracking.tracker import track
from unit.tracking.flights import radar, straight, together

SITE_M = 120.0


@kernel
def _flatten(value, sigma):  # type: ignore[no-untyped-def]
    flatten(value, sigma, SITE_M)


def plot(ground: float, height: float, measured: str) -> np.ndarray:
    """Return what a radar measures of a target that nears it at 100 m/s over the ground."""
    up = height - SITE_M - ground**2 / TWICE_EFFECTIVE_RADIUS_M
    slant = np.hypot(ground, up)
    value = np.array([slant, 0.5, np.nan, -100.0 * ground / slant, np.nan, np.nan])
    if measured == "height":
        value[4] = height
    if measured == "elevation":
        value[2] = np.arctan2(up, ground)
    return value


@pytest.mark.parametrize("measured", ["height", "elevation"])
@given(ground=st.floats(3_000.0, 400_000.0), height=st.floats(0.0, 20_000.0))
def test_ranges_come_down_to_where_they_were(measured: str, ground: float, height: float) -> None:
    value = plot(ground, height, measured)
    sigma = np.array([1.0, 0.01, 0.0, 1.0, 0.0, np.nan])
    slant = value[0]
    _flatten(value, sigma)
    assert value[0] == pytest.approx(ground, rel=1e-9)
    assert value[3] == pytest.approx(-100.0, rel=1e-9)
    assert sigma[3] == pytest.approx(slant / ground)
    assert value[1] == 0.5


@pytest.mark.parametrize(
    ("measured", "column", "step"), [("height", 4, 1.0), ("elevation", 2, 1e-5)]
)
def test_errors_come_down_with_them(measured: str, column: int, step: float) -> None:
    slopes = []
    for moved, by in ((0, 0.1), (column, step)):
        ends = []
        for way in (-1.0, 1.0):
            value = plot(20_000.0, 9_000.0, measured)
            value[moved] += way * by
            _flatten(value, np.zeros(6))
            ends.append(value[0])
        slopes.append((ends[1] - ends[0]) / (2.0 * by))
    value, sigma = plot(20_000.0, 9_000.0, measured), np.full(6, np.nan)
    sigma[0], sigma[column] = 30.0, 40.0 * step
    _flatten(value, sigma)
    expected = np.hypot(30.0 * slopes[0], 40.0 * step * slopes[1])
    assert sigma[0] == pytest.approx(expected, rel=1e-4)


def test_a_plot_that_tells_no_height_stays_in_the_plane() -> None:
    value, sigma = plot(20_000.0, 9_000.0, "nothing"), np.ones(6)
    before = value.copy()
    _flatten(value, sigma)
    np.testing.assert_array_equal(value, before)
    assert (sigma == 1.0).all()


@pytest.mark.parametrize("measured", ["height", "elevation"])
def test_overhead_a_range_is_as_uncertain_as_it_is_long(measured: str) -> None:
    value, sigma = plot(10.0, 9_000.0, measured), np.full(6, 1.0)
    sigma[0], sigma[2], sigma[4] = 50.0, 0.002, 50.0
    _flatten(value, sigma)
    assert np.isfinite(value[[0, 3]]).all()
    assert 10.0 < value[0] < 1_000.0
    assert sigma[0] > 10.0


@given(
    slant=st.floats(1e-3, 1e10),
    height=st.floats(-1e10, 1e10) | st.just(np.nan),
    elevation=st.floats(-12.0, 12.0),
    sigma_m=st.floats(1e-6, 1e10),
)
def test_whatever_is_believed_stays_finite(
    slant: float, height: float, elevation: float, sigma_m: float
) -> None:
    value = np.array([slant, 0.5, elevation, 100.0, height, np.nan])
    sigma = np.array([sigma_m, 0.01, 0.01, 1.0, sigma_m, np.nan])
    _flatten(value, sigma)
    assert np.isfinite(value[[0, 3]]).all()
    assert np.isfinite(sigma[[0, 3]]).all()
    assert value[0] > 0.0


@pytest.mark.parametrize("measured", ["height", "elevation"])
def test_high_targets_of_three_radars_are_one_track_each(measured: Measured) -> None:
    """Without it, three ranges that are off by up to kilometres make three tracks of a target."""
    truth = together(
        straight(0, (-20e3, 5e3, 9e3), (200.0, 20.0, 0.0), 0.0, 300.0),
        straight(1, (10e3, 30e3, 11e3), (-50.0, -190.0, 0.0), 0.0, 300.0),
        straight(2, (5e3, -30e3, 6e3), (-60.0, 120.0, 0.0), 0.0, 300.0),
    )
    radars = {
        name: radar(east_m=east, north_m=north, p_detect=0.9, sigma_bearing_deg=0.1)
        for name, east, north in (("a", -40e3, 0.0), ("b", 40e3, 10e3), ("c", 0.0, -45e3))
    }
    watched = Surveillance(sensors=radars, tracker=TrackerSettings(dimensions=2))
    real = {name: Reality(measures=(measured,)) for name in radars}
    points = track(watched, observe_truth(truth, watched, 1, realities=real))
    assert len(np.unique(points.number)) == 3
    off = np.inf
    for number in range(3):
        mine = truth.number == number
        way = [
            np.interp(points.time_s, truth.time_s[mine], truth.position_m[mine, a]) for a in (0, 1)
        ]
        away = np.hypot(points.position_m[:, 0] - way[0], points.position_m[:, 1] - way[1])
        off = np.minimum(off, away)
    assert np.sqrt(np.mean(off**2)) < 150.0
