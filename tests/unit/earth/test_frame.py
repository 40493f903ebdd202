import numpy as np
import pytest

from airshield.earth.frame import LocalFrame, centre


def test_the_centre_is_the_origin_and_axes_point_east_and_north():
    frame = LocalFrame(50.0, 30.0)
    assert frame.to_local(50.0, 30.0) == pytest.approx((0.0, 0.0), abs=1e-6)
    east, north = frame.to_local(50.0, 31.0)
    assert east == pytest.approx(71_696, abs=5)
    assert abs(north) < 0.01 * east
    east, north = frame.to_local(51.0, 30.0)
    assert (east, north) == pytest.approx((0.0, 111_238), abs=5)


def test_arrays_go_in_and_come_out():
    frame = LocalFrame(50.0, 30.0)
    east, north = frame.to_local(np.array([50.0, 51.0]), np.array([30.0, 30.0]))
    assert isinstance(east, np.ndarray)
    assert north.shape == (2,)


def test_the_antimeridian_is_no_border():
    assert LocalFrame(0.0, 179.5).to_local(0.0, -179.5)[0] == pytest.approx(111_319.49, abs=0.01)
    assert LocalFrame(0.0, -179.5).to_local(0.0, 179.5)[0] == pytest.approx(-111_319.49, abs=0.01)
    assert LocalFrame(0.0, 179.5).to_geodetic(111_319.49, 0.0)[1] == pytest.approx(-179.5)


@pytest.mark.parametrize(
    ("lon_deg", "mean_deg"),
    [([10.0, 20.0, 60.0], 30.0), ([179.0, -179.0, 178.0], 179.333333), ([-178.0, 178.0], -180.0)],
)
def test_the_centre_is_the_mean_the_short_way_round(lon_deg, mean_deg):
    lat, lon = centre(np.full(len(lon_deg), 48.0), lon_deg)
    assert lat == pytest.approx(48.0)
    assert lon == pytest.approx(mean_deg)


def test_the_centre_of_nothing_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        centre([], [])


@pytest.mark.parametrize(("lat", "lon"), [(95.0, 0.0), (0.0, 181.0), (float("nan"), 0.0)])
def test_a_centre_off_the_globe_is_refused(lat, lon):
    with pytest.raises(ValueError, match="no such place"):
        LocalFrame(lat, lon)
