"""Physics that holds for every place, height and arc."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from airshield.earth.arc import ballistic_arc, least_energy_apogee_m, scaled
from airshield.earth.frame import LocalFrame, centre
from airshield.earth.terrain import FLAT, Terrain
from airshield.kernels.sight import elevation_rad, horizon_m
from airshield.kernels.terrain import ground_m, in_sight

latitudes = st.floats(-85.0, 85.0)
longitudes = st.floats(-180.0, 180.0)
offsets_m = st.floats(-1.5e6, 1.5e6)
places_m = st.floats(-20e3, 20e3)
heights_m = st.floats(0.0, 20e3)
k_factors = st.floats(0.5, 5.0)
grids = arrays(np.float64, (5, 7), elements=st.floats(0.0, 3_000.0))
ranges_m = st.floats(1e3, 12e6)
apogee_ratios = st.floats(0.02, 4.0)


@given(latitudes, longitudes, offsets_m, offsets_m)
def test_places_come_back(lat, lon, east_m, north_m):
    frame = LocalFrame(lat, lon)
    there = frame.to_geodetic(east_m, north_m)
    assert frame.to_local(*there) == pytest.approx((east_m, north_m), abs=1e-3)


@given(st.lists(st.tuples(latitudes, st.floats(-60.0, 60.0)), min_size=1, max_size=8), longitudes)
def test_turning_the_globe_turns_the_centre(places, turn):
    lat, lon = np.array(places).T
    turned_lat, turned_lon = centre(lat, (lon + turn + 180.0) % 360.0 - 180.0)
    assert turned_lat == pytest.approx(lat.mean())
    gap = turned_lon - lon.mean() - turn
    assert (gap + 180.0) % 360.0 - 180.0 == pytest.approx(0.0, abs=1e-9)


@given(k_factors, heights_m, heights_m, st.floats(0.0, 1e3))
def test_horizons_are_symmetric_and_grow_with_height(k, low_m, other_m, more_m):
    assert horizon_m(k, low_m, other_m) == pytest.approx(horizon_m(k, other_m, low_m))
    assert horizon_m(k, low_m + more_m, other_m) >= horizon_m(k, low_m, other_m)


@given(k_factors, st.floats(1.0, 4e5), heights_m, heights_m, st.floats(0.01, 1e3))
def test_elevation_rises_with_the_target(k, distance_m, site_m, target_m, more_m):
    low = elevation_rad(k, distance_m, site_m, target_m)
    assert low < elevation_rad(k, distance_m, site_m, target_m + more_m) < np.pi / 2


@given(k_factors, st.floats(260.0, 4e5), heights_m, heights_m)
def test_without_terrain_sight_ends_at_the_horizon(k, distance_m, a_m, b_m):
    """Samples 250 m apart miss the grazing point by at most 250²/2kR_E < 1 cm in height."""
    clear = in_sight(*FLAT, 0.0, 0.0, a_m, 0.0, distance_m, b_m, k)
    if distance_m < 0.999_999 * horizon_m(k, a_m, b_m):
        assert clear
    if distance_m > horizon_m(k, a_m + 0.01, b_m + 0.01):
        assert not clear


@given(grids, places_m, places_m, heights_m, places_m, places_m, heights_m, st.floats(0.0, 5e3))
def test_sight_is_mutual_and_height_never_hides(grid, x0, y0, z0, x1, y1, z1, more_m):
    terrain = Terrain(grid, -15e3, -10e3, 5e3)
    if in_sight(*terrain, x0, y0, z0, x1, y1, z1, 4 / 3):
        assert in_sight(*terrain, x1, y1, z1 + 1e-6, x0, y0, z0 + 1e-6, 4 / 3)
        assert in_sight(*terrain, x0, y0, z0, x1, y1, z1 + more_m, 4 / 3)


@given(grids, places_m, places_m)
def test_ground_lies_between_the_lowest_and_the_highest_node(grid, x, y):
    terrain = Terrain(grid, -15e3, -10e3, 5e3)
    assert grid.min() - 1e-9 <= ground_m(*terrain, x, y) <= grid.max() + 1e-9


def arc_apogee_m(ground_range_m, ratio):
    """Return a share of the least-energy apogee that an arc can have."""
    apogee_m = ratio * least_energy_apogee_m(ground_range_m)
    assume(apogee_m <= 8e6)
    return apogee_m


@given(ranges_m, apogee_ratios)
def test_arcs_go_forward_and_stay_below_their_apogee(ground_range_m, ratio):
    apogee_m = arc_apogee_m(ground_range_m, ratio)
    arc = ballistic_arc(ground_range_m, apogee_m)
    assert (np.diff(arc.time_s) > 0).all()
    assert (np.diff(arc.along_m) > 0).all()
    assert (arc.height_m[1:-1] > 0).all()
    assert arc.height_m.max() <= apogee_m * (1 + 1e-9) + 1e-6
    assert arc.height_m.max() >= apogee_m - 100.0


@given(ranges_m, st.floats(0.02, 0.98))
def test_depressed_arcs_arrive_sooner_and_lofted_ones_later(ground_range_m, ratio):
    least, depressed, lofted = (
        ballistic_arc(ground_range_m, arc_apogee_m(ground_range_m, share)).time_s[-1]
        for share in (1.0, ratio, 1.0 / max(ratio, 0.25))
    )
    assert depressed < least < lofted


@given(ranges_m, apogee_ratios, st.sampled_from([10.0, 100.0, 1_000.0]))
def test_chords_keep_to_the_arc(ground_range_m, ratio, chord_error_m):
    apogee_m = arc_apogee_m(ground_range_m, ratio)
    chords = ballistic_arc(ground_range_m, apogee_m, chord_error_m)
    dense = ballistic_arc(ground_range_m, apogee_m, chord_error_m / 400.0)
    first = np.clip(np.searchsorted(chords.along_m, dense.along_m) - 1, 0, chords.along_m.size - 2)
    run, rise = np.diff(chords.along_m)[first], np.diff(chords.height_m)[first]
    along_m = dense.along_m - chords.along_m[first]
    height_m = dense.height_m - chords.height_m[first]
    off_m = np.abs(along_m * rise - height_m * run) / np.hypot(run, rise)
    assert off_m.max() <= chord_error_m * (1 + 1e-9)


@given(ranges_m, st.floats(100.0, 8_000.0))
def test_scaled_arcs_have_their_speed(ground_range_m, speed_m_s):
    arc = scaled(ballistic_arc(ground_range_m), speed_m_s)
    length_m = np.hypot(np.diff(arc.along_m), np.diff(arc.height_m)).sum()
    assert length_m / arc.time_s[-1] == pytest.approx(speed_m_s)
