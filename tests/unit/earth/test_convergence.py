"""True north in a local frame."""

import numpy as np
import pytest

from airshield.earth.convergence import north_rad
from airshield.earth.frame import LocalFrame


def test_north_is_north_on_the_meridian_of_the_centre() -> None:
    turn = north_rad(LocalFrame(48.0, 11.0), np.array([40.0, 48.0, 60.0]), np.full(3, 11.0))
    assert turn == pytest.approx([0.0] * 3, abs=1e-9)


@pytest.mark.parametrize("lat_deg", [52.0, -52.0])
def test_aside_it_leans_as_on_the_sphere(lat_deg: float) -> None:
    """The meridians of two places of one latitude meet at the difference times its sine."""
    lon = np.array([-3.0, 3.0])
    turn = north_rad(LocalFrame(lat_deg, 0.0), np.full(2, lat_deg), lon)
    assert turn == pytest.approx(-np.radians(lon) * np.sin(np.radians(lat_deg)), rel=1e-3)
    assert turn[0] == pytest.approx(-turn[1])


def test_a_step_north_goes_where_it_says() -> None:
    frame = LocalFrame(-35.0, 150.0)
    east, north = np.array([120e3, -90e3]), np.array([60e3, -150e3])
    lat, lon = frame.to_geodetic(east, north)
    turn = north_rad(frame, lat, lon)
    east_2, north_2 = frame.to_local(lat + 0.01, lon)
    assert np.arctan2(east_2 - east, north_2 - north) == pytest.approx(turn, abs=1e-4)
